/* filter.c - what narrows a search: dates, countries, sources, languages, as typed -> nodes of the query tree.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "searcher/filter.h"

#include "dateline/engine.h"
#include "searcher/words.h"

#define MAX_VALUES 300 /* more than there are countries */
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

static enum dl_status source(struct dl_str name, struct dl_arena *arena, struct dl_query **q, struct dl_error *err)
{
    struct dl_buf key = { 0 };
    enum dl_status status = dl_fold_key(name, &key, err);
    if (status == DL_OK)
        status = leaf(arena, DL_Q_SOURCE, dl_buf_view(&key), q, err);
    dl_buf_free(&key);
    return status;
}

/* The primary subtag: "zh" of "zh-Hant-TW". */
static enum dl_status language(struct dl_str tag, struct dl_arena *arena, struct dl_query **q, struct dl_error *err)
{
    char primary[9];
    size_t n = 0;
    for (; n < tag.len && tag.ptr[n] != '-' && tag.ptr[n] != '_'; n++) {
        char c = (char)(tag.ptr[n] | 0x20);
        if (n == sizeof primary - 1 || c < 'a' || c > 'z')
            return dl_fail(err, DL_INVALID, "'%.*s' is not a language tag (such as en or vi)", (int)tag.len, tag.ptr);
        primary[n] = c;
    }
    if (n < 2)
        return dl_fail(err, DL_INVALID, "'%.*s' is not a language tag (such as en or vi)", (int)tag.len, tag.ptr);
    return leaf(arena, DL_Q_LANGUAGE, (struct dl_str){ primary, n }, q, err);
}

static enum dl_status value(enum dl_query_op op, struct dl_str text, struct dl_arena *arena, struct dl_query **q,
                            struct dl_error *err)
{
    if (op == DL_Q_SOURCE)
        return source(text, arena, q, err);
    if (op == DL_Q_LANGUAGE)
        return language(text, arena, q, err);
    return country(op, text, arena, q, err);
}

enum dl_status dl_filter_list(enum dl_query_op op, struct dl_str list, struct dl_arena *arena, struct dl_query **q,
                              struct dl_error *err)
{
    struct dl_query *any[MAX_VALUES];
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
    enum dl_status status = dl_date_parse_expression(text, dl_date_today(), &dates, err);
    return status ? status : dl_filter_dates(&dates, arena, q, err);
}
