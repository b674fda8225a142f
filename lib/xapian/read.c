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

#define OPEN_TRIES 10 /* a compaction may take a database away between reading its stub and opening it */
#define TIE_ROOM 4    /* hits beyond those wanted */

static struct dl_xreader *of(struct dl_reader *r)
{
    return (struct dl_xreader *)r;
}

/* ---- opening ---------------------------------------------------------------------------------------------------- */

static enum dl_status read_stubs(const struct dl_xreader *r, struct dl_buf *all, struct dl_error *err)
{
    struct dl_buf one = { 0 };
    enum dl_status status = DL_OK;
    dl_buf_clear(all);
    for (size_t i = 0; i < r->count && !status; i++) {
        status = dl_xstub_read(r->paths[i], &one, err);
        dl_buf_str(all, dl_buf_view(&one));
        dl_buf_byte(all, 0);
    }
    dl_buf_free(&one);
    return status ? status : dl_buf_status(all, err);
}

static enum dl_status same_ranking(const struct dl_xparts *p, struct dl_bm25 *m, struct dl_error *err)
{
    const struct dl_xpart *first = NULL;
    for (size_t i = 0; i < p->count; i++) {
        const struct dl_xpart *x = &p->v[i];
        if (!x->chosen)
            continue;
        if (!first)
            *m = x->bm25;
        first = first ? first : x;
        if (x->bm25.k1 != m->k1 || x->bm25.b != m->b)
            return dl_fail(err, DL_UNSUPPORTED,
                           "%s and %s were made with other settings: they cannot be searched "
                           "together",
                           first->name, x->name);
    }
    return DL_OK;
}

/* Open what the stubs name now.  A compaction may take a database away between reading its stub and opening it. */
static enum dl_status open_parts(struct dl_xreader *r, struct dl_xparts *parts, struct dl_buf *stubs,
                                 struct dl_xdb **db, struct dl_error *err)
{
    struct dl_buf again = { 0 };
    enum dl_status status = DL_OK;
    for (int i = 0; i < OPEN_TRIES; i++) {
        status = read_stubs(r, stubs, err);
        bool listed = parts->count > 0 && dl_str_eq(dl_buf_view(stubs), dl_buf_view(&r->stubs));
        if (!status && !listed) {
            dl_xparts_free(parts);
            status = dl_xparts_list(parts, r->paths, r->count, err);
        }
        if (!status)
            status = dl_xparts_open(parts, db, err);
        if (!status || parts->remote ||
            (read_stubs(r, &again, NULL) == DL_OK && dl_str_eq(dl_buf_view(stubs), dl_buf_view(&again))))
            break;
        dl_xparts_free(parts);
    }
    dl_buf_free(&again);
    return status;
}

/* Open all, in place of what R holds; when that fails, R is as it was. */
static enum dl_status attach(struct dl_xreader *r, struct dl_error *err)
{
    struct dl_xdb *db = NULL;
    struct dl_buf stubs = { 0 };
    struct dl_xparts fresh = { .o = r->parts.o };
    struct dl_bm25 bm25 = { 0 };
    bool keep = r->parts.remote; /* they know who was too slow */
    struct dl_xparts *parts = keep ? &r->parts : &fresh;
    enum dl_status status = open_parts(r, parts, &stubs, &db, err);
    if (status == DL_NOT_FOUND && err) /* "not found" is for articles; here there is nothing that can be opened */
        err->status = DL_OPENING;
    if (status == DL_NOT_FOUND)
        status = DL_OPENING;
    if (!status)
        status = same_ranking(parts, &bm25, err);
    if (status) {
        dl_xdb_free(db);
        dl_buf_free(&stubs);
        dl_xparts_free(&fresh);
        return status;
    }
    dl_xdb_free(r->db);
    dl_buf_free(&r->stubs);
    if (!keep) {
        dl_xparts_free(&r->parts);
        r->parts = fresh;
    }
    r->db = db;
    r->stubs = stubs;
    r->bm25 = bm25;
    r->lost = r->counted = false;
    return DL_OK;
}

enum dl_status dl_xreader_settle(struct dl_xreader *r, enum dl_status status, struct dl_error *err)
{
    if (status != DL_NETWORK || !r->parts.remote)
        return status;
    r->lost = true;
    return err ? dl_xparts_blame(&r->parts, err) : DL_MODIFIED;
}

static enum dl_status xapian_reopen(struct dl_reader *base, bool *changed, struct dl_error *err)
{
    struct dl_xreader *r = of(base);
    struct dl_buf stubs = { 0 };
    enum dl_status status = read_stubs(r, &stubs, err);
    bool moved = !status && (!dl_str_eq(dl_buf_view(&stubs), dl_buf_view(&r->stubs)) || dl_xparts_replaced(&r->parts));
    dl_buf_free(&stubs);
    if (status)
        return status;
    if (!moved && !r->lost)
        status = dl_xdb_reopen(r->db, changed, err);
    r->counted = r->counted && !*changed;
    if (moved || r->lost || status) { /* compacted, perhaps just now */
        status = attach(r, err);
        *changed = status == DL_OK;
    }
    return status;
}

static void xapian_close(struct dl_reader *base)
{
    struct dl_xreader *r = of(base);
    for (size_t i = 0; r->paths && i < r->count; i++)
        free(r->paths[i]);
    free(r->paths);
    dl_xdb_free(r->db);
    dl_xparts_free(&r->parts);
    if (r->unzip)
        libdeflate_free_decompressor(r->unzip);
    dl_buf_free(&r->stubs);
    dl_buf_free(&r->data);
    free(r);
}

/* ---- searching -------------------------------------------------------------------------------------------------- */

dl_date dl_xkey_day(struct dl_str key)
{
    dl_date d = 0;
    for (size_t i = 0; i < 8; i++) {
        if (i >= key.len || key.ptr[i] < '0' || key.ptr[i] > '9')
            return 0;
        d = d * 10 + (key.ptr[i] - '0');
    }
    return d == 99999999 ? 0 : d;
}

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
    if (hits->count == hits->cap) {
        enum dl_status status = dl_hits_reserve(hits, hits->cap ? hits->cap * 2 : 16, err);
        if (status)
            return status;
    }
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

static enum dl_status run(struct dl_xreader *r, const struct dl_xsearch *x, struct taking *t, struct dl_hits *hits,
                          struct dl_xtotals *totals, struct dl_error *err)
{
    *t = (struct taking){ .hits = hits, .mixed = -1 };
    hits->count = 0;
    return dl_xdb_search(r->db, x, take_hit, t, totals, err);
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
    struct dl_xquery *query = NULL;
    struct dl_xcounts counts;
    const struct dl_bm25 *ranking = is_ranked(s) ? &r->bm25 : NULL;
    enum dl_status status = dl_xdb_counts(r->db, &counts, err);
    if (!status)
        status = dl_xtranslate(r->db, r->parts.remote, ranking, s->query, &query, err);
    if (!status)
        status = search(r, s, query, clamp(counts.documents), hits, err);
    dl_xquery_free(query);
    return dl_xreader_settle(r, status, err);
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
    return dl_xreader_settle(r, status, err);
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
    return dl_xreader_settle(r, status, err);
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
    status = dl_xreader_settle(r, status, err);
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
    status = dl_xreader_settle(of(base), status, err);
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
    return dl_xreader_settle(r, dl_xpart_get(chosen_part(&r->parts, part), key, value, err), err);
}

static bool xapian_notices(const struct dl_reader *base, dl_notice_fn *fn, void *context)
{
    return dl_xparts_notices(&((const struct dl_xreader *)base)->parts, fn, context);
}

/* ---- the table
 * ------------------------------------------------------------------------------------------------------- */

static enum dl_status xapian_explain(struct dl_reader *base, const struct dl_query *query, struct dl_buf *out,
                                     struct dl_error *err)
{
    struct dl_xquery *q = NULL;
    enum dl_status status = dl_xtranslate(of(base)->db, of(base)->parts.remote, &of(base)->bm25, query, &q, err);
    dl_buf_puts(out, "xapian: ");
    if (!status)
        status = dl_xquery_print(q, out, err);
    dl_xquery_free(q);
    return dl_xreader_settle(of(base), status, err);
}

static const struct dl_reader_ops reader_ops = {
    .reopen = xapian_reopen,
    .search = xapian_search,
    .boost = dl_xreader_boost,
    .id = xapian_id,
    .signature = xapian_signature,
    .fetch = xapian_fetch,
    .find = xapian_find,
    .parts = xapian_parts,
    .get = xapian_get,
    .notices = xapian_notices,
    .facets = dl_xreader_facets,
    .stats = dl_xreader_stats,
    .terms = dl_xreader_terms,
    .frequency = dl_xreader_frequency,
    .explain = xapian_explain,
    .close = xapian_close,
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
        status = attach(r, err);
    if (status)
        xapian_close(&r->base);
    else
        *out = &r->base;
    return status;
}
