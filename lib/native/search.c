/* search.c - the native engine's search: statistics, then segment by segment, then one list.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdlib.h>

#include "lib/eval/eval.h"
#include "lib/native/native_private.h"

/* What one search needs all along. */
struct search {
    struct dl_native_reader *reader;
    struct dl_arena arena; /* of the plan */
    struct dl_plan plan;
    struct dl_bm25 bm25;
    double mean_length;
    struct dl_error *err;
};

/* ---- statistics -------------------------------------------------------------------------------------------------- */

static enum dl_status look_up(void *context, struct dl_plan_term *t)
{
    struct search *x = context;
    struct dl_native_reader *r = x->reader;
    t->info = dl_arena_alloc(&x->arena, (r->segment_count + 1) * sizeof *t->info);
    if (!t->info)
        return dl_fail_memory(x->err);
    for (uint32_t i = 0; i < r->segment_count; i++) {
        uint64_t count = 0;
        t->info[i] = (struct dl_term_info){ 0 };
        enum dl_status st = dl_segment_term(r->segments[i], t->term, &t->info[i], x->err);
        if (st == DL_NOT_FOUND)
            continue;
        if (st == DL_OK)
            st = dl_native_frequency(r->segments[i], &t->info[i], &count, x->err);
        if (st != DL_OK)
            return st;
        t->frequency += count;
    }
    t->idf = dl_bm25_idf((double)r->articles, (double)t->frequency);
    return DL_OK;
}

static enum dl_status start(struct search *x, struct dl_native_reader *r, const struct dl_query *q,
                            struct dl_error *err)
{
    *x = (struct search){ .reader = r, .bm25 = r->indexes[0].manifest.bm25, .mean_length = 1, .err = err };
    if (r->articles && r->total_length)
        x->mean_length = (double)r->total_length / (double)r->articles;
    return dl_plan_build(&x->plan, &x->arena, q, look_up, x, err);
}

static void finish(struct search *x)
{
    dl_arena_free(&x->arena);
}

/* ---- one segment ------------------------------------------------------------------------------------------------- */

static struct dl_eval evaluation(struct search *x, struct dl_arena *arena, uint32_t segment, uint32_t from, uint32_t to)
{
    return (struct dl_eval){ .arena = arena,
                             .plan = &x->plan,
                             .segment = x->reader->segments[segment],
                             .segment_number = segment,
                             .bm25 = x->bm25,
                             .mean_length = x->mean_length,
                             .from = from,
                             .to = to,
                             .deadline = x->reader->base.deadline };
}

static enum dl_status prepare(struct search *x, struct dl_arena *arena, uint32_t segment, uint32_t from, uint32_t to,
                              struct dl_eval *e)
{
    *e = evaluation(x, arena, segment, from, to);
    return dl_eval_prepare(e, x->err);
}

/* Call FN for each match in [from, to). */
static enum dl_status each(struct search *x, uint32_t segment, uint32_t from, uint32_t to, dl_match_fn *fn,
                           void *context)
{
    struct dl_arena arena = { 0 };
    struct dl_eval e;
    enum dl_status st = prepare(x, &arena, segment, from, to, &e);
    if (st == DL_OK) {
        dl_eval_each(&e, fn, context);
        st = dl_eval_check(&e, x->err);
    }
    dl_eval_release(&e);
    dl_arena_free(&arena);
    return st;
}

static uint32_t docs_of(const struct search *x, uint32_t segment)
{
    return x->reader->segments[segment]->meta->docs;
}

static bool count_one(void *context, uint32_t doc)
{
    (void)doc;
    ++*(uint64_t *)context;
    return true;
}

/* A single term's matches are known from the statistics, everything is counted already, or it is done here. */
static enum dl_status count_all(struct search *x, uint64_t *total)
{
    const struct dl_plan_node *root = x->plan.root;
    *total = 0;
    if (root->op == DL_Q_TERM)
        *total = x->plan.terms[root->term].frequency;
    else if (root->op == DL_Q_ALL)
        *total = x->reader->articles;
    else
        for (uint32_t i = 0; i < x->reader->segment_count; i++) {
            enum dl_status st = each(x, i, 0, docs_of(x, i), count_one, total);
            if (st != DL_OK)
                return st;
        }
    return DL_OK;
}

/* ---- by relevance ------------------------------------------------------------------------------------------------ */

static enum dl_status rank_segment(struct search *x, uint32_t segment, struct dl_topk *topk, struct dl_hits *hits)
{
    struct dl_arena arena = { 0 };
    struct dl_eval e;
    dl_topk_segment(topk, segment);
    enum dl_status st = prepare(x, &arena, segment, 0, docs_of(x, segment), &e);
    if (st == DL_OK && e.root) {
        if (dl_eval_is_disjunction(&e))
            dl_eval_maxscore_or(&e, topk);
        else if (dl_eval_is_conjunction(&e))
            dl_eval_conjunction(&e, topk);
        else
            dl_eval_and(&e, topk);
        st = dl_eval_check(&e, x->err);
        hits->total += e.matches;
        hits->total_exact &= !e.pruned;
    }
    dl_eval_release(&e);
    dl_arena_free(&arena);
    return st;
}

/* ---- by date: no scores, and no more documents than are shown ---------------------------------------------------- */

struct by_date {
    struct dl_topk *topk;
    const struct dl_segment *segment;
    uint64_t seen, enough;
};

static bool take_by_date(void *context, uint32_t doc)
{
    struct by_date *b = context;
    dl_topk_add(b->topk, doc, 0, dl_segment_day(b->segment, doc));
    return ++b->seen < b->enough && !b->topk->out_of_memory;
}

static enum dl_status newest(struct search *x, uint32_t segment, struct by_date *b)
{
    return each(x, segment, 0, docs_of(x, segment), take_by_date, b);
}

/* The first document of the day that DOC, a dated one, belongs to. */
static uint32_t start_of_day(const struct dl_segment *s, uint32_t doc)
{
    uint32_t lo, hi;
    dl_date day = dl_segment_day(s, doc);
    dl_segment_date_range(s, (struct dl_date_range){ day, day }, &lo, &hi);
    return lo <= doc ? lo : doc;
}

/* Pieces of whole days, the oldest first and each twice as large as the one before; undated documents come last. */
static enum dl_status oldest(struct search *x, uint32_t segment, struct by_date *b)
{
    const struct dl_segment *s = b->segment;
    enum dl_status st = DL_OK;
    uint64_t enough = b->enough;
    b->enough = UINT64_MAX; /* within a piece the older ones come last */
    uint32_t piece = 1024;
    for (uint32_t end = s->meta->dated; end > 0 && st == DL_OK && b->seen < enough;
         piece = piece < 1u << 30 ? piece * 2 : piece) {
        uint32_t from = start_of_day(s, end > piece ? end - piece : 0);
        st = each(x, segment, from, end, take_by_date, b);
        end = from;
    }
    if (st == DL_OK && b->seen < enough)
        st = each(x, segment, s->meta->dated, s->meta->docs, take_by_date, b);
    return st;
}

static enum dl_status date_segment(struct search *x, uint32_t segment, const struct dl_search *s, struct dl_topk *topk,
                                   struct dl_hits *hits)
{
    struct by_date b = { topk, x->reader->segments[segment], 0, topk->limit };
    dl_topk_segment(topk, segment);
    enum dl_status st = s->sort == DL_SORT_NEWEST ? newest(x, segment, &b) : oldest(x, segment, &b);
    hits->total += b.seen;
    hits->total_exact &= b.seen < topk->limit;
    return st;
}

/* ---- all segments ------------------------------------------------------------------------------------------------ */

static int tie(const void *context, const struct dl_hit *a, const struct dl_hit *b)
{
    const struct dl_native_reader *r = context;
    const struct dl_segment *s = r->segments[a->doc >> 32], *t = r->segments[b->doc >> 32];
    dl_date x = dl_segment_day(s, (uint32_t)a->doc), y = dl_segment_day(t, (uint32_t)b->doc);
    if (x != y)
        return x > y ? -1 : 1;
    struct dl_buf p = { 0 }, q = { 0 };
    int c = 0;
    if (dl_segment_id(s, (uint32_t)a->doc, &p, NULL) == DL_OK && dl_segment_id(t, (uint32_t)b->doc, &q, NULL) == DL_OK)
        c = dl_str_cmp(dl_buf_view(&p), dl_buf_view(&q));
    dl_buf_free(&p);
    dl_buf_free(&q);
    if (c == 0) /* the same id in two indexes */
        c = a->doc < b->doc ? -1 : 1;
    return c;
}

/* Drop the first OFFSET hits and fill in the dates. */
static void cut(const struct dl_native_reader *r, size_t offset, struct dl_hits *hits)
{
    if (offset > hits->count)
        offset = hits->count;
    hits->count -= offset;
    if (offset && hits->count)
        memmove(hits->v, hits->v + offset, hits->count * sizeof *hits->v);
    for (size_t i = 0; i < hits->count; i++)
        hits->v[i].date = dl_segment_day(r->segments[hits->v[i].doc >> 32], (uint32_t)hits->v[i].doc);
}

enum dl_status dl_native_search(struct dl_reader *base, const struct dl_search *s, struct dl_hits *hits,
                                struct dl_error *err)
{
    struct dl_native_reader *r = (struct dl_native_reader *)(void *)base;
    struct search x;
    struct dl_topk topk;
    size_t limit = s->limit && s->limit <= SIZE_MAX - s->offset ? s->limit + s->offset : 0;
    dl_topk_init(&topk, s->sort, hits, limit, tie, r);
    hits->total = 0;
    hits->total_exact = true;
    enum dl_status st = start(&x, r, s->query, err);
    for (uint32_t i = 0; i < r->segment_count && st == DL_OK; i++) {
        st = s->sort == DL_SORT_RELEVANCE ? rank_segment(&x, i, &topk, hits) : date_segment(&x, i, s, &topk, hits);
        if (st == DL_OK && topk.out_of_memory)
            st = dl_fail_memory(err);
    }
    if (st == DL_OK) {
        dl_topk_finish(&topk);
        cut(r, s->offset, hits);
    }
    if (st == DL_OK && s->exact_count && !hits->total_exact) {
        st = count_all(&x, &hits->total);
        hits->total_exact = true;
    }
    finish(&x);
    if (st != DL_OK)
        hits->count = 0;
    return st;
}

/* ---- rescoring hits ---------------------------------------------------------------------------------------------- */

static int by_doc(const void *x, const void *y)
{
    const struct dl_hit *a = *(struct dl_hit *const *)x, *b = *(struct dl_hit *const *)y;
    return (a->doc > b->doc) - (a->doc < b->doc);
}

/* Add what the parts of the plan score in N hits of one segment, which are in the order of their documents. */
static enum dl_status rescore_segment(struct search *x, struct dl_hit *const *hits, size_t n)
{
    struct dl_arena arena = { 0 };
    struct dl_node **parts;
    size_t count;
    uint32_t segment = (uint32_t)(hits[0]->doc >> 32);
    struct dl_eval e = evaluation(x, &arena, segment, (uint32_t)hits[0]->doc, docs_of(x, segment));
    enum dl_status st = dl_eval_prepare_parts(&e, &parts, &count, x->err);
    for (size_t i = 0; i < n && st == DL_OK; i++)
        for (size_t k = 0; k < count; k++)
            hits[i]->score += dl_node_score_at(&e, parts[k], (uint32_t)hits[i]->doc);
    if (st == DL_OK)
        st = dl_eval_check(&e, x->err);
    dl_eval_release(&e);
    dl_arena_free(&arena);
    return st;
}

enum dl_status dl_native_rescore(struct dl_reader *base, const struct dl_query *rescore, struct dl_hits *hits, size_t n,
                                 struct dl_error *err)
{
    struct search x;
    enum dl_status st = start(&x, (struct dl_native_reader *)(void *)base, rescore, err);
    struct dl_hit **sorted = st == DL_OK ? dl_arena_alloc(&x.arena, n * sizeof *sorted) : NULL;
    if (st == DL_OK && !sorted)
        st = dl_fail_memory(err);
    for (size_t i = 0; i < n && st == DL_OK; i++)
        sorted[i] = &hits->v[i];
    if (st == DL_OK)
        qsort(sorted, n, sizeof *sorted, by_doc);
    for (size_t i = 0, end; i < n && st == DL_OK; i = end) {
        for (end = i + 1; end < n && sorted[end]->doc >> 32 == sorted[i]->doc >> 32;)
            end++;
        st = rescore_segment(&x, sorted + i, end - i);
    }
    finish(&x);
    return st;
}

enum dl_status dl_native_each(struct dl_native_reader *r, uint32_t segment, const struct dl_query *query,
                              dl_match_fn *fn, void *context, struct dl_error *err)
{
    struct search x;
    enum dl_status st = start(&x, r, query, err);
    if (st == DL_OK)
        st = each(&x, segment, 0, docs_of(&x, segment), fn, context);
    finish(&x);
    return st;
}

enum dl_status dl_native_explain(struct dl_reader *base, const struct dl_query *query, struct dl_buf *out,
                                 struct dl_error *err)
{
    struct dl_native_reader *r = (struct dl_native_reader *)(void *)base;
    struct search x;
    enum dl_status st = start(&x, r, query, err);
    if (st == DL_OK)
        dl_buf_printf(out, " [native: %u segment%s, %llu articles", r->segment_count, r->segment_count == 1 ? "" : "s",
                      (unsigned long long)r->articles);
    for (size_t i = 0; i < x.plan.term_count && i < 32 && st == DL_OK; i++) {
        const struct dl_plan_term *t = &x.plan.terms[i];
        dl_buf_printf(out, "%s%.*s in %llu", i ? ", " : "; ", (int)t->term.len, t->term.ptr,
                      (unsigned long long)t->frequency);
    }
    if (st == DL_OK)
        dl_buf_puts(out, "]");
    finish(&x);
    return st ? st : dl_buf_status(out, err);
}
