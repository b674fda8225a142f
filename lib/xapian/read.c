/* read.c - the Xapian engine's reader.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <dirent.h>
#include <libdeflate.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "dateline/file.h"
#include "lib/xapian/xapian_private.h"

#define TIE_ROOM 4 /* hits beyond those wanted */

static struct dl_xreader *of(struct dl_reader *r)
{
    return (struct dl_xreader *)r;
}

/* ---- searching -------------------------------------------------------------------------------------------------- */

/* Hits on their way.  The library orders by weights that are not rounded yet. */
struct taking {
    struct dl_hits *hits;
    double weight; /* of the last */
    double mixed;  /* the last score to which weights of several sizes were rounded: there the order may be another */
};

static enum dl_status take_hit(void *context, const struct dl_xhit *hit, struct dl_error *err)
{
    struct taking *t = context;
    struct dl_hits *hits = t->hits;
    double score = dl_score_round(hit->weight);
    enum dl_status status = dl_hits_reserve(hits, hits->count + 1, err);
    if (status)
        return status;
    if (hits->count && score == hits->v[hits->count - 1].score && hit->weight != t->weight)
        t->mixed = score;
    t->weight = hit->weight;
    hits->v[hits->count++] = (struct dl_hit){ hit->id, score, dl_xkey_day(hit->key) };
    return DL_OK;
}

static uint32_t clamp(size_t n)
{
    return n < UINT32_MAX ? (uint32_t)n : UINT32_MAX;
}

static enum dl_status watch(void *watcher, struct dl_error *err)
{
    const struct dl_reader *r = watcher;
    return dl_reader_late(r) ? dl_reader_fail_late(err) : DL_OK;
}

static enum dl_status run(struct dl_xreader *r, const struct dl_xsearch *x, struct taking *t, struct dl_hits *hits,
                          struct dl_xtotals *totals, struct dl_error *err)
{
    *t = (struct taking){ .hits = hits, .mixed = -1 };
    hits->count = 0;
    struct dl_xsearch watched = *x;
    watched.watcher = &r->base;
    watched.watch = r->base.deadline > 0 && !r->parts.remote ? watch : NULL;
    return dl_xdb_search(r->db, &watched, take_hit, t, totals, err);
}

/* Drop the first of HITS and those behind COUNT others. */
static void cut(struct dl_hits *hits, size_t first, size_t count)
{
    first = first < hits->count ? first : hits->count;
    hits->count = count < hits->count - first ? count : hits->count - first;
    if (first && hits->count)
        memmove(hits->v, hits->v + first, hits->count * sizeof *hits->v);
}

/* By relevance: a few more than are wanted, and as many more as it takes where those tie with the last one wanted and
 * their weights show that the library may have left another out. */
static enum dl_status search_ranked(struct dl_xreader *r, struct dl_xsearch *x, uint32_t all, struct dl_hits *hits,
                                    struct dl_xtotals *totals, struct dl_error *err)
{
    struct taking t;
    size_t first = x->first, count = x->count, wanted = first + count, room = TIE_ROOM;
    enum dl_status status;
    if (count == 0)
        return run(r, x, &t, hits, totals, err);
    x->first = 0;
    do {
        x->count = room < all - wanted ? (uint32_t)(wanted + room) : all;
        status = run(r, x, &t, hits, totals, err);
        if (!status && t.mixed >= 0)
            dl_hits_sort(&r->base, hits, hits->count);
        room *= 8;
    } while (!status && hits->count > wanted && x->count < all && t.mixed == hits->v[wanted - 1].score &&
             t.mixed == hits->v[hits->count - 1].score);
    cut(hits, first, count);
    return status;
}

static void reverse(struct dl_hit *v, size_t n)
{
    for (size_t i = 0; i < n / 2; i++) {
        struct dl_hit h = v[i];
        v[i] = v[n - 1 - i];
        v[n - 1 - i] = h;
    }
}

/* Remote databases cannot sort by keys that are made here.  Newest first they can; oldest first is that with the days
 * turned round, each day's articles and the undated ones staying as they are. */
static enum dl_status search_oldest(struct dl_xreader *r, struct dl_xsearch *x, struct dl_hits *hits,
                                    struct dl_xtotals *totals, struct dl_error *err)
{
    struct taking t;
    size_t first = x->first, count = x->count, dated = 0;
    x->order = DL_X_BY_VALUE;
    x->first = 0;
    x->count = UINT32_MAX;
    enum dl_status status = run(r, x, &t, hits, totals, err);
    if (status)
        return status;
    while (dated < hits->count && hits->v[dated].date)
        dated++;
    reverse(hits->v, dated);
    for (size_t i = 0, end; i < dated; i = end) {
        for (end = i + 1; end < dated && hits->v[end].date == hits->v[i].date;)
            end++;
        reverse(hits->v + i, end - i);
    }
    cut(hits, first, count);
    return DL_OK;
}

/* When low weights are cut off, libxapian 1.4.22 now and then loses a document far above the cut if an OR has more than
 * two parts or is a part itself (see dl_xquery_any, which does not): then every match is weighed. */
static bool needs_all_weighed(const struct dl_query *q, bool remote)
{
    if (dl_query_is_filter(q))
        return false;
    if (q->op == DL_Q_OR)
        return remote || !dl_xis_any(q);
    for (size_t i = 0; i < q->count; i++)
        if (needs_all_weighed(q->children[i], remote))
            return true;
    return false;
}

static bool is_pair(const struct dl_query *q)
{
    return q->op == DL_Q_OR && q->count == 2 && q->children[0]->op == DL_Q_TERM && q->children[1]->op == DL_Q_TERM;
}

static bool is_ranked(const struct dl_search *s)
{
    return s->sort == DL_SORT_RELEVANCE && !dl_query_is_filter(s->query);
}

static enum dl_status search(struct dl_xreader *r, const struct dl_search *s, const struct dl_xquery *query,
                             uint32_t all, struct dl_hits *hits, struct dl_error *err)
{
    static const struct dl_xkey oldest[] = { { DL_XSLOT_DATE, false, "99999999" }, { DL_XSLOT_ID, false, NULL } };
    struct dl_xtotals totals = { 0 };
    uint32_t first = clamp(s->offset);
    first = first < all ? first : all;
    struct dl_xsearch x = {
        .query = query,
        .k1 = r->bm25.k1,
        .b = r->bm25.b,
        .slot = DL_XSLOT_ORDER,
        .keys = oldest,
        .key_count = sizeof oldest / sizeof *oldest,
        .first = first,
        .count = s->limit == 0 || s->limit > all - first ? all - first : (uint32_t)s->limit,
        .check_at_least =
            s->exact_count || (!is_pair(s->query) && needs_all_weighed(s->query, r->parts.remote)) ? all : 0,
    };
    if (s->sort == DL_SORT_OLDEST)
        x.order = DL_X_BY_KEYS;
    else
        x.order = is_ranked(s) ? DL_X_BY_WEIGHT : DL_X_BY_VALUE;
    struct taking t;
    enum dl_status status =
        x.order == DL_X_BY_WEIGHT ? search_ranked(r, &x, all, hits, &totals, err) : run(r, &x, &t, hits, &totals, err);
    if (status == DL_UNSUPPORTED && x.order == DL_X_BY_KEYS)
        status = search_oldest(r, &x, hits, &totals, err);
    hits->total = totals.lower;
    hits->total_exact = totals.lower == totals.upper;
    return status;
}

static enum dl_status xapian_search(struct dl_reader *base, const struct dl_search *s, struct dl_hits *hits,
                                    struct dl_error *err)
{
    struct dl_xreader *r = of(base);
    struct dl_arena arena = { 0 };
    const struct dl_query *stored;
    struct dl_xquery *query = NULL;
    struct dl_xcounts counts;
    const struct dl_bm25 *ranking = is_ranked(s) ? &r->bm25 : NULL;
    enum dl_status status = dl_xdb_counts(r->db, &counts, err);
    if (!status)
        status = dl_xquery_stored(s->query, &arena, &stored, err);
    if (!status)
        status = dl_xtranslate(r->db, r->parts.remote, ranking, stored, &query, err);
    dl_arena_free(&arena);
    if (!status)
        status = search(r, s, query, clamp(counts.documents), hits, err);
    dl_xquery_free(query);
    return dl_xreader_status(r, status, err);
}

/* ---- articles --------------------------------------------------------------------------------------------------- */

static enum dl_status check_doc(uint64_t doc, struct dl_error *err)
{
    return doc == 0 || doc > UINT32_MAX
               ? dl_fail(err, DL_NOT_FOUND, "there is no document %llu", (unsigned long long)doc)
               : DL_OK;
}

static enum dl_status xapian_id(struct dl_reader *base, uint64_t doc, struct dl_buf *id, struct dl_error *err)
{
    struct dl_xreader *r = of(base);
    enum dl_status status = check_doc(doc, err);
    if (!status)
        status = dl_xdb_value(r->db, (uint32_t)doc, DL_XSLOT_ID, id, err);
    return dl_xreader_status(r, status, err);
}

static enum dl_status xapian_signature(struct dl_reader *base, uint64_t doc, struct dl_signature *out,
                                       struct dl_error *err)
{
    struct dl_xreader *r = of(base);
    enum dl_status status = check_doc(doc, err);
    dl_buf_clear(&r->data);
    if (!status)
        status = dl_xdb_value(r->db, (uint32_t)doc, DL_XSLOT_SIGNATURE, &r->data, err);
    if (!status && r->data.len == sizeof out->digits) /* an index made before there were any has none */
        memcpy(out->digits, r->data.data, sizeof out->digits);
    return dl_xreader_status(r, status, err);
}

static enum dl_status xapian_fetch(struct dl_reader *base, uint64_t doc, struct dl_buf *record, struct dl_article *a,
                                   bool *has_body, struct dl_error *err)
{
    struct dl_xreader *r = of(base);
    enum dl_status status = check_doc(doc, err);
    dl_buf_clear(&r->data);
    if (!status)
        status = dl_xdb_data(r->db, (uint32_t)doc, &r->data, err);
    if (!status)
        status = dl_xdata_unpack(r->unzip, dl_buf_view(&r->data), record, err);
    status = dl_xreader_status(r, status, err);
    return status ? status : dl_article_decode(dl_buf_view(record), a, has_body, err);
}

static bool first_posting(void *context, uint32_t id, uint32_t wdf)
{
    (void)wdf;
    *(uint64_t *)context = id;
    return false;
}

static enum dl_status xapian_find(struct dl_reader *base, struct dl_str id, uint64_t *doc, struct dl_error *err)
{
    struct dl_buf term = { 0 };
    *doc = 0;
    dl_xterm_id(id, &term);
    enum dl_status status = dl_buf_status(&term, err);
    if (!status)
        status = dl_xdb_postings(of(base)->db, dl_buf_view(&term), first_posting, doc, err);
    dl_buf_free(&term);
    status = dl_xreader_status(of(base), status, err);
    if (!status && *doc == 0)
        status = dl_fail(err, DL_NOT_FOUND, "no article has the id %.*s", (int)(id.len < 200 ? id.len : 200), id.ptr);
    return status;
}

static struct dl_xpart *chosen_part(const struct dl_xparts *p, size_t number)
{
    for (size_t i = 0; i < p->count; i++)
        if (p->v[i].chosen && number-- == 0)
            return &p->v[i];
    return NULL;
}

static size_t xapian_parts(const struct dl_reader *base)
{
    size_t n = 0;
    while (chosen_part(&((const struct dl_xreader *)base)->parts, n))
        n++;
    return n;
}

static enum dl_status xapian_get(struct dl_reader *base, size_t part, const char *key, struct dl_buf *value,
                                 struct dl_error *err)
{
    struct dl_xreader *r = of(base);
    return dl_xreader_status(r, dl_xpart_get(chosen_part(&r->parts, part), key, value, err), err);
}

static bool xapian_warnings(const struct dl_reader *base, dl_warning_fn *fn, void *context)
{
    return dl_xparts_warnings(&((const struct dl_xreader *)base)->parts, fn, context);
}

/* ---- the table --------------------------------------------------------------------------------------------------- */

static enum dl_status xapian_explain(struct dl_reader *base, const struct dl_query *query, struct dl_buf *out,
                                     struct dl_error *err)
{
    struct dl_arena arena = { 0 };
    const struct dl_query *stored;
    struct dl_xquery *q = NULL;
    enum dl_status status = dl_xquery_stored(query, &arena, &stored, err);
    if (!status)
        status = dl_xtranslate(of(base)->db, of(base)->parts.remote, &of(base)->bm25, stored, &q, err);
    dl_arena_free(&arena);
    dl_buf_puts(out, "xapian: ");
    if (!status)
        status = dl_xquery_print(q, out, err);
    dl_xquery_free(q);
    return dl_xreader_status(of(base), status, err);
}

static const struct dl_reader_ops reader_ops = {
    .reopen = dl_xreader_reopen,
    .search = xapian_search,
    .rescore = dl_xreader_rescore,
    .id = xapian_id,
    .signature = xapian_signature,
    .fetch = xapian_fetch,
    .find = xapian_find,
    .parts = xapian_parts,
    .get = xapian_get,
    .warnings = xapian_warnings,
    .facets = dl_xreader_facets,
    .stats = dl_xreader_stats,
    .terms = dl_xreader_terms,
    .values = dl_xreader_values,
    .frequency = dl_xreader_frequency,
    .explain = xapian_explain,
    .close = dl_xreader_close,
};

enum dl_status dl_xreader_start(const char *const *dirs, size_t count, const struct dl_reader_options *o,
                                struct dl_reader **out, struct dl_error *err)
{
    struct dl_xreader *r = calloc(1, sizeof *r);
    if (!r)
        return dl_fail_memory(err);
    r->base.ops = &reader_ops;
    r->parts.o = *o;
    r->unzip = libdeflate_alloc_decompressor();
    r->paths = calloc(count, sizeof *r->paths);
    enum dl_status status = r->unzip && r->paths ? DL_OK : dl_fail_memory(err);
    for (size_t i = 0; i < count && !status; i++) {
        r->paths[i] = strdup(dirs[i]);
        r->count = i + 1;
        if (!r->paths[i])
            status = dl_fail_memory(err);
    }
    if (!status)
        status = dl_xreader_attach(r, err);
    if (status)
        dl_xreader_close(&r->base);
    else
        *out = &r->base;
    return status;
}
