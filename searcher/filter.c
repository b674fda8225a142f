/* filter.c - what narrows a search: dates, countries, sources, languages, as typed -> nodes of the query tree.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "searcher/filter.h"

#include <strings.h>

#include <unicode/uloc.h>
#include <unicode/ustring.h>

#include "dateline/engine.h"
#include "searcher/words.h"

#define MAX_VALUES 300 /* more than there are countries */
#define MAX_RUNS 8     /* sources of a list whose neighbours are tried as one name */
#define MAX_FORMER 8   /* former states of one country, itself included */

static enum dl_status leaf(struct dl_arena *arena, enum dl_query_op op, struct dl_str text, struct dl_query **q,
                           struct dl_error *err)
{
    *q = dl_query_leaf(arena, op, text);
    return *q ? DL_OK : dl_fail_memory(err);
}

/* A country, or any former state that it succeeds: RU also finds SUHH. */
static enum dl_status country(enum dl_query_op op, struct dl_str name, struct dl_arena *arena, struct dl_query **q,
                              struct dl_error *err)
{
    struct dl_query *any[MAX_FORMER];
    dl_code code;
    size_t count, n = 0;
    const dl_code *codes = dl_country_codes(&count);
    enum dl_status status = dl_country_parse(name, &code, err);
    if (status == DL_OK)
        status = leaf(arena, op, dl_str_of(code.text), &any[n++], err);
    for (size_t i = 0; i < count && n < MAX_FORMER && status == DL_OK; i++)
        if (!dl_code_eq(codes[i], code) && dl_code_eq(dl_country_successor(codes[i]), code))
            status = leaf(arena, op, dl_str_of(codes[i].text), &any[n++], err);
    if (status)
        return status;
    *q = dl_query_join(arena, DL_Q_OR, any, n);
    return *q ? DL_OK : dl_fail_memory(err);
}

/* Articles of COUNTRY while it was a member; undated ones as if they were of today. */
static struct dl_query *while_member(struct dl_query *country, const struct dl_country_member *m,
                                     struct dl_arena *arena)
{
    struct dl_date_range range = { m->from, m->to };
    if (m->from == 0 && m->to == 0)
        return country;
    if (m->to == 0)
        range = (struct dl_date_range){ 0, dl_date_add_days(m->from, -1) };
    struct dl_query *parts[] = { country, dl_query_date(arena, range) };
    return parts[1] ? dl_query_node(arena, m->to ? DL_Q_AND : DL_Q_NOT, parts, 2) : NULL;
}

/* A group of countries, by its members at the time of each article. */
static enum dl_status group(enum dl_query_op op, struct dl_str name, struct dl_arena *arena, struct dl_query **q,
                            struct dl_error *err)
{
    struct dl_country_group *g = dl_arena_alloc(arena, sizeof *g);
    struct dl_query **any = dl_arena_alloc(arena, DL_COUNTRY_GROUP_MAX * sizeof(struct dl_query *));
    if (!g || !any)
        return dl_fail_memory(err);
    enum dl_status status = dl_country_group_parse(name, g, err);
    for (size_t i = 0; i < g->count && !status; i++) {
        status = leaf(arena, op, dl_str_of(g->v[i].code.text), &any[i], err);
        if (!status && !(any[i] = while_member(any[i], &g->v[i], arena)))
            status = dl_fail_memory(err);
    }
    if (status)
        return status;
    *q = dl_query_join(arena, DL_Q_OR, any, g->count);
    return *q ? DL_OK : dl_fail_memory(err);
}

static enum dl_status source(struct dl_str name, struct dl_arena *arena, struct dl_query **q, struct dl_error *err)
{
    struct dl_buf key = { 0 };
    enum dl_status status = dl_fold_key(name, &key, err);
    if (status == DL_OK)
        status = leaf(arena, DL_Q_SOURCE, dl_buf_view(&key), q, err);
    dl_buf_free(&key);
    return status;
}

/* A language that ICU knows by this name in English ("Vietnamese"), as its tag; else NULL. */
static const char *tag_of_name(struct dl_str name)
{
    for (const char *const *tag = uloc_getISOLanguages(); *tag; tag++) {
        UErrorCode code = U_ZERO_ERROR;
        UChar wide[64];
        char text[128];
        int32_t n = uloc_getDisplayLanguage(*tag, "en", wide, 64, &code);
        u_strToUTF8(text, sizeof text, NULL, wide, n, &code);
        if (U_SUCCESS(code) && strlen(text) == name.len && strncasecmp(text, name.ptr, name.len) == 0)
            return *tag;
    }
    return NULL;
}

static enum dl_status no_language(struct dl_str tag, struct dl_error *err)
{
    return dl_fail(err, DL_INVALID, "unknown language \"%.*s\": a tag such as en or vi, or a name such as Vietnamese",
                   (int)(tag.len < 80 ? tag.len : 80), tag.ptr);
}

/* The primary subtag: "zh" of "zh-Hant-TW". */
static enum dl_status language(struct dl_str tag, struct dl_arena *arena, struct dl_query **q, struct dl_error *err)
{
    char primary[9];
    size_t n = 0;
    const char *named = tag.len > 3 ? tag_of_name(tag) : NULL;
    if (named)
        tag = dl_str_of(named);
    for (; n < tag.len && tag.ptr[n] != '-' && tag.ptr[n] != '_'; n++) {
        char c = (char)(tag.ptr[n] | 0x20);
        if (n == sizeof primary - 1 || c < 'a' || c > 'z')
            return no_language(tag, err);
        primary[n] = c;
    }
    primary[n] = '\0';
    if (n < 2 || !*uloc_getISO3Language(primary))
        return no_language(tag, err);
    return leaf(arena, DL_Q_LANGUAGE, (struct dl_str){ primary, n }, q, err);
}

/* Articles without any of ALL, which finds all that have some. */
static enum dl_status without(struct dl_query *all, struct dl_arena *arena, struct dl_query **q, struct dl_error *err)
{
    struct dl_query *parts[] = { dl_query_leaf(arena, DL_Q_ALL, (struct dl_str){ 0 }), all };
    *q = parts[0] && all ? dl_query_node(arena, DL_Q_NOT, parts, 2) : NULL;
    return *q ? DL_OK : dl_fail_memory(err);
}

/* country:none */
static enum dl_status no_country(enum dl_query_op op, struct dl_arena *arena, struct dl_query **q, struct dl_error *err)
{
    size_t count;
    const dl_code *codes = dl_country_codes(&count);
    struct dl_query **any = dl_arena_alloc(arena, (count + 1) * sizeof(struct dl_query *));
    if (!any)
        return dl_fail_memory(err);
    for (size_t i = 0; i < count; i++)
        if (!(any[i] = dl_query_leaf(arena, op, dl_str_of(codes[i].text))))
            return dl_fail_memory(err);
    return without(dl_query_join(arena, DL_Q_OR, any, count), arena, q, err);
}

static bool is_none(struct dl_str text)
{
    return text.len == 4 && strncasecmp(text.ptr, "none", 4) == 0;
}

static enum dl_status value(enum dl_query_op op, struct dl_str text, struct dl_arena *arena, struct dl_query **q,
                            struct dl_error *err)
{
    if (op == DL_Q_SOURCE)
        return source(text, arena, q, err);
    if (op == DL_Q_LANGUAGE)
        return language(text, arena, q, err);
    if (is_none(text))
        return no_country(op, arena, q, err);
    enum dl_status status = country(op, text, arena, q, err);
    return status == DL_NOT_FOUND && group(op, text, arena, q, NULL) == DL_OK ? DL_OK : status;
}

/* A source's name may hold commas ("AFP, Reuters"): add what two and more neighbours of LIST make together. */
static enum dl_status joined_sources(struct dl_str list, struct dl_arena *arena, struct dl_query **any, size_t *n,
                                     struct dl_error *err)
{
    enum dl_status status = DL_OK;
    for (size_t i = 0; i < list.len; i++) {
        size_t commas = 0;
        if (i > 0 && list.ptr[i - 1] != ',')
            continue;
        for (size_t end = i; end <= list.len && status == DL_OK; end++) {
            if (end < list.len && list.ptr[end] != ',')
                continue;
            if (commas++ > 0)
                status = source(dl_str_trim((struct dl_str){ list.ptr + i, end - i }), arena, &any[(*n)++], err);
        }
    }
    return status;
}

enum dl_status dl_filter_list(enum dl_query_op op, struct dl_str list, struct dl_arena *arena, struct dl_query **q,
                              struct dl_error *err)
{
    struct dl_query *any[MAX_VALUES + MAX_RUNS * MAX_RUNS];
    size_t n = 0, start = 0;
    for (size_t i = 0; i <= list.len; i++) {
        if (i < list.len && list.ptr[i] != ',')
            continue;
        struct dl_str item = dl_str_trim((struct dl_str){ list.ptr + start, i - start });
        start = i + 1;
        if (item.len == 0)
            continue;
        if (n == MAX_VALUES)
            return dl_fail(err, DL_TOO_LARGE, "more than %d values in one list", MAX_VALUES);
        enum dl_status status = value(op, item, arena, &any[n++], err);
        if (status)
            return status;
    }
    if (n == 0)
        return dl_fail(err, DL_INVALID, "the list is empty");
    if (op == DL_Q_SOURCE && n > 1 && n <= MAX_RUNS) {
        enum dl_status status = joined_sources(list, arena, any, &n, err);
        if (status)
            return status;
    }
    *q = dl_query_join(arena, DL_Q_OR, any, n);
    return *q ? DL_OK : dl_fail_memory(err);
}

enum dl_status dl_filter_dates(const struct dl_date_ranges *dates, struct dl_arena *arena, struct dl_query **q,
                               struct dl_error *err)
{
    struct dl_query *any[DL_MAX_DATE_RANGES];
    for (size_t i = 0; i < dates->count; i++)
        if (!(any[i] = dl_query_date(arena, dates->v[i])))
            return dl_fail_memory(err);
    *q = dl_query_join(arena, DL_Q_OR, any, dates->count);
    return *q ? DL_OK : dl_fail_memory(err);
}

enum dl_status dl_filter_date(struct dl_str text, struct dl_arena *arena, struct dl_query **q, struct dl_error *err)
{
    struct dl_date_ranges dates;
    if (is_none(text)) {
        struct dl_date_range any = { dl_date_make(DL_DATE_MIN_YEAR, 1, 1), dl_date_make(DL_DATE_MAX_YEAR, 12, 31) };
        return without(dl_query_date(arena, any), arena, q, err);
    }
    enum dl_status status = dl_date_parse_expression(text, dl_date_today(), &dates, err);
    return status ? status : dl_filter_dates(&dates, arena, q, err);
}
