/* count.c - what the Xapian engine's reader can tell of the whole: facets, statistics, the dictionary.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "dateline/file.h"
#include "lib/xapian/xapian_private.h"

static struct dl_xreader *of(struct dl_reader *r)
{
    return (struct dl_xreader *)r;
}

/* ---- facets ----------------------------------------------------------------------------------------------------- */

/* Values are few and short, so that a list in the making is searched from its end: days arrive in order. */
struct facet_sum {
    struct dl_facets *out;
    enum dl_facet facet;
    uint64_t with_value;
};

static enum dl_status sum_value(struct dl_facets *out, struct dl_str value, uint64_t n, struct dl_error *err)
{
    for (size_t i = out->count; i-- > 0;)
        if (strlen(out->v[i].value) == value.len && memcmp(out->v[i].value, value.ptr, value.len) == 0) {
            out->v[i].count += n;
            return DL_OK;
        }
    return dl_facet_add(out, value, n, err);
}

/* Several values in one, each once, with SEPARATOR between. */
static enum dl_status sum_parts(struct dl_facets *out, struct dl_str values, char separator, uint64_t n,
                                struct dl_error *err)
{
    enum dl_status status = DL_OK;
    while (values.len && !status)
        status = sum_value(out, dl_str_cut(&values, separator), n, err);
    return status;
}

static enum dl_status take_value(void *context, struct dl_str value, uint64_t n, struct dl_error *err)
{
    struct facet_sum *f = context;
    char month[8];
    f->with_value += n;
    switch (f->facet) {
    case DL_FACET_COUNTRY:
    case DL_FACET_MENTION:
        return sum_parts(f->out, value, ' ', n, err);
    case DL_FACET_AUTHOR:
    case DL_FACET_SECTION:
    case DL_FACET_TAG:
        return sum_parts(f->out, value, '\n', n, err);
    case DL_FACET_YEAR:
    case DL_FACET_MONTH:
        if (value.len != 8)
            return dl_fail(err, DL_CORRUPT, "the index holds a date that is none");
        snprintf(month, sizeof month, "%.4s-%.2s", value.ptr, value.ptr + 4);
        return sum_value(f->out, (struct dl_str){ month, f->facet == DL_FACET_YEAR ? 4 : 7 }, n, err);
    case DL_FACET_SOURCE:
    case DL_FACET_LANGUAGE:
        break;
    }
    return dl_facet_add(f->out, value, n, err); /* each comes once */
}

enum dl_status dl_xreader_facets(struct dl_reader *base, const struct dl_query *query, enum dl_facet facet,
                                 struct dl_facets *out, struct dl_error *err)
{
    static const uint32_t slots[] = {
        [DL_FACET_COUNTRY] = DL_XSLOT_COUNTRIES, [DL_FACET_MENTION] = DL_XSLOT_MENTIONS,
        [DL_FACET_YEAR] = DL_XSLOT_DATE,         [DL_FACET_MONTH] = DL_XSLOT_DATE,
        [DL_FACET_SOURCE] = DL_XSLOT_SOURCE,     [DL_FACET_LANGUAGE] = DL_XSLOT_LANGUAGE,
        [DL_FACET_AUTHOR] = DL_XSLOT_AUTHORS,    [DL_FACET_SECTION] = DL_XSLOT_SECTIONS,
        [DL_FACET_TAG] = DL_XSLOT_TAGS,
    };
    struct dl_xreader *r = of(base);
    struct dl_xquery *q = NULL;
    struct facet_sum f = { out, facet, 0 };
    uint64_t matches = 0;
    if ((size_t)facet >= sizeof slots / sizeof *slots)
        return dl_fail(err, DL_INVALID, "no such facet");
    struct dl_arena arena = { 0 };
    const struct dl_query *stored;
    enum dl_status status = dl_xquery_stored(query, &arena, &stored, err);
    if (!status)
        status = dl_xtranslate(r->db, r->parts.remote, NULL, stored, &q, err);
    dl_arena_free(&arena);
    if (!status)
        status = dl_xdb_value_counts(r->db, q, slots[facet], take_value, &f, &matches, err);
    dl_xquery_free(q);
    status = dl_xreader_status(r, status, err);
    if (!status && matches > f.with_value)
        status = dl_facet_add(out, (struct dl_str){ 0 }, matches - f.with_value, err);
    return status;
}

/* ---- statistics and dictionary ---------------------------------------------------------------------------------- */

/* A table of a Xapian database, by the name of its file. */
static void add_part(struct dl_index_stats *stats, const char *file, uint64_t bytes)
{
    static const char *const tables[] = { "postlist.glass", "position.glass", "docdata.glass", "termlist.glass" };
    static const char *const names[] = { "postings", "positions", "texts", "terms of articles" };
    stats->part_count = sizeof names / sizeof *names;
    for (size_t i = 0; i < stats->part_count; i++) {
        stats->parts[i].name = names[i];
        if (strcmp(file, tables[i]) == 0)
            stats->parts[i].bytes += bytes;
    }
}

static uint64_t folder_bytes(const char *path, struct dl_index_stats *stats)
{
    struct dl_buf file = { 0 };
    struct stat st;
    uint64_t sum = 0;
    DIR *d = opendir(path);
    for (const struct dirent *e; d && (e = readdir(d));)
        if (dl_path_join(&file, path, e->d_name) && stat(file.data, &st) == 0 && S_ISREG(st.st_mode)) {
            sum += (uint64_t)st.st_size;
            add_part(stats, e->d_name, (uint64_t)st.st_size);
        }
    if (d)
        closedir(d);
    dl_buf_free(&file);
    return sum;
}

struct day_walk {
    dl_date first, last;
};

/* D terms in order: exact, where the value slot's bounds may be wide after deletions. */
static bool walk_day(void *context, struct dl_str term, uint64_t articles)
{
    struct day_walk *w = context;
    (void)articles;
    dl_date d = term.len == 9 ? dl_xkey_day((struct dl_str){ term.ptr + 1, 8 }) : 0;
    if (d && !w->first)
        w->first = d;
    if (d)
        w->last = d;
    return true;
}

static enum dl_status count(struct dl_xreader *r, struct dl_index_stats *stats, struct dl_error *err)
{
    struct dl_xcounts counts = { 0 };
    struct day_walk days = { 0 };
    struct dl_buf b = { 0 }, target = { 0 };
    enum dl_status status = dl_xdb_counts(r->db, &counts, err);
    if (!status)
        status = dl_xdb_value_bounds(r->db, DL_XSLOT_DATE, NULL, NULL, &stats->dated, err);
    if (!status)
        status = dl_xdb_terms(r->db, DL_STR("D"), (struct dl_str){ 0 }, walk_day, &days, err);
    if (!status)
        status = dl_xdb_get(r->db, DL_XMETA_GENERATION, &b, err);
    stats->generation = strtoull(dl_buf_cstr(&b), NULL, 10);
    dl_buf_clear(&b);
    if (!status)
        status = dl_xdb_get(r->db, DL_XMETA_STORED, &b, err);
    stats->stored = dl_str_eq(dl_buf_view(&b), DL_STR("1"));
    for (size_t i = 0; i < r->count && !status; i++) {
        bool ours = dl_xstub_target(r->paths[i], &target, NULL) == DL_OK;
        stats->bytes += folder_bytes(ours ? target.data : r->paths[i], stats);
    }
    dl_buf_free(&b);
    dl_buf_free(&target);
    stats->engine = DL_ENGINE_XAPIAN;
    stats->saving = DL_SAVING_UNKNOWN; /* free blocks are not counted anywhere */
    stats->articles = counts.documents;
    stats->total_length = counts.total_length;
    stats->segments = r->base.ops->parts(&r->base);
    stats->oldest = days.first;
    stats->newest = days.last;
    stats->bm25 = r->bm25;
    return status;
}

enum dl_status dl_xreader_stats(struct dl_reader *base, struct dl_index_stats *stats, struct dl_error *err)
{
    struct dl_xreader *r = of(base);
    if (!r->counted) {
        r->stats = (struct dl_index_stats){ 0 };
        enum dl_status status = dl_xreader_status(r, count(r, &r->stats, err), err);
        if (status)
            return status;
        r->counted = true;
    }
    *stats = r->stats;
    return DL_OK;
}

struct term_walk {
    dl_term_fn *fn;
    void *context;
};

static bool walk_stem(void *context, struct dl_str term, uint64_t articles)
{
    const struct term_walk *w = context;
    return w->fn(w->context, (struct dl_str){ term.ptr + 1, term.len - 1 }, articles);
}

/* Remote databases send all terms that begin with what is asked for, and no fewer. */
enum dl_status dl_xreader_terms(struct dl_reader *base, struct dl_str prefix, struct dl_str from, dl_term_fn *fn,
                                void *context, struct dl_error *err)
{
    struct term_walk w = { .fn = fn, .context = context };
    struct dl_buf under = { 0 }, first = { 0 };
    dl_xterm_stem(prefix, &under);
    dl_xterm_stem(from, &first);
    enum dl_status status = under.failed ? dl_fail_memory(err) : dl_buf_status(&first, err);
    if (!status)
        status = dl_xdb_terms(of(base)->db, dl_buf_view(&under), dl_buf_view(&first), walk_stem, &w, err);
    dl_buf_free(&under);
    dl_buf_free(&first);
    return dl_xreader_status(of(base), status, err);
}

enum dl_status dl_xreader_frequency(struct dl_reader *base, struct dl_str term, uint64_t *articles,
                                    struct dl_error *err)
{
    struct dl_buf stem = { 0 };
    dl_xterm_stem(term, &stem);
    enum dl_status status = dl_buf_status(&stem, err);
    if (!status)
        status = dl_xdb_term_count(of(base)->db, dl_buf_view(&stem), articles, err);
    dl_buf_free(&stem);
    return dl_xreader_status(of(base), status, err);
}

struct value_walk {
    dl_term_fn *fn;
    void *context;
    size_t prefix;
};

static bool walk_value(void *context, struct dl_str term, uint64_t articles)
{
    const struct value_walk *w = context;
    return w->fn(w->context, (struct dl_str){ term.ptr + w->prefix, term.len - w->prefix }, articles);
}

enum dl_status dl_xreader_values(struct dl_reader *base, enum dl_query_op op, dl_term_fn *fn, void *context,
                                 struct dl_error *err)
{
    struct dl_str prefix = dl_str_of(dl_xlabel_prefix(op));
    struct value_walk w = { fn, context, prefix.len };
    return dl_xreader_status(of(base), dl_xdb_terms(of(base)->db, prefix, prefix, walk_value, &w, err), err);
}
