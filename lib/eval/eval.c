/* eval.c - build the nodes of a plan in one segment.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <math.h>
#include <stdlib.h>

#include "lib/eval/eval.h"

struct build {
    struct dl_eval *e;
    struct dl_error *err;
    enum dl_status status;
};

static void *take(struct build *b, size_t n, size_t size)
{
    void *p = n <= SIZE_MAX / 2 / size ? dl_arena_alloc(b->e->arena, n * size) : NULL;
    if (!p)
        b->status = dl_fail_memory(b->err);
    else
        memset(p, 0, n * size);
    return p;
}

static struct dl_node *new_node(struct build *b, enum dl_node_kind kind)
{
    struct dl_node *n = take(b, 1, sizeof *n);
    if (n)
        n->kind = kind;
    return n;
}

static struct dl_node *none(struct build *b)
{
    struct dl_node *n = new_node(b, DL_NODE_NONE);
    if (n)
        n->doc = DL_NO_DOC;
    return n;
}

/* ---- leaves ------------------------------------------------------------------------------------------------------ */

static struct dl_eval_cursor *cursor_of(struct build *b, uint32_t term)
{
    struct dl_eval *e = b->e;
    if (e->shared && e->shared[term])
        return e->shared[term];
    struct dl_eval_cursor *c = dl_arena_alloc(e->arena, sizeof *c);
    if (!c) {
        b->status = dl_fail_memory(b->err);
        return NULL;
    }
    dl_posting_open(&c->cursor, e->segment, &e->plan->terms[term].info[e->segment_number]);
    c->next = e->cursors;
    e->cursors = c;
    if (e->shared)
        e->shared[term] = c;
    return c;
}

static struct dl_node *term(struct build *b, const struct dl_plan_node *p)
{
    struct dl_eval *e = b->e;
    const struct dl_plan_term *t = &e->plan->terms[p->term];
    const struct dl_term_info *info = &t->info[e->segment_number];
    if (info->docs == 0)
        return none(b);
    struct dl_node *n = new_node(b, DL_NODE_TERM);
    struct dl_eval_cursor *c = n ? cursor_of(b, p->term) : NULL;
    if (!c)
        return NULL;
    n->cursor = &c->cursor;
    n->term = p->term;
    n->weight = t->idf * (e->bm25.k1 + 1) * p->weight;
    n->scores = true;
    n->cost = info->docs;
    n->doc = dl_posting_advance(n->cursor, e->lo);
    return n;
}

static struct dl_node *range(struct build *b, uint32_t lo, uint32_t hi)
{
    struct dl_node *n = lo < hi ? new_node(b, DL_NODE_RANGE) : none(b);
    if (n && n->kind == DL_NODE_RANGE) {
        n->lo = lo;
        n->hi = hi;
        n->cost = hi - lo;
        n->doc = lo;
        dl_node_advance(n, b->e->lo);
    }
    return n;
}

enum dl_filter_kind dl_filter_kind_of(enum dl_query_op op)
{
    static const enum dl_filter_kind kinds[] = {
        [DL_Q_COUNTRY] = DL_FILTER_COUNTRY,   [DL_Q_MENTION] = DL_FILTER_MENTION, [DL_Q_SOURCE] = DL_FILTER_SOURCE,
        [DL_Q_LANGUAGE] = DL_FILTER_LANGUAGE, [DL_Q_AUTHOR] = DL_FILTER_AUTHOR,   [DL_Q_SECTION] = DL_FILTER_SECTION,
        [DL_Q_TAG] = DL_FILTER_TAG,           [DL_Q_URL] = DL_FILTER_HOST
    };
    return kinds[op];
}

static struct dl_node *set(struct build *b, const struct dl_plan_node *p)
{
    struct dl_node *n = new_node(b, DL_NODE_SET);
    if (!n)
        return NULL;
    b->status = dl_docset_find(b->e->segment, dl_filter_kind_of(p->op), p->text, &n->set, b->err);
    if (b->status != DL_OK)
        return NULL;
    n->cost = n->set.size;
    n->doc = dl_docset_advance(&n->set, b->e->lo);
    if (n->doc == DL_NO_DOC)
        n->kind = DL_NODE_NONE;
    return n;
}

static struct dl_node *one(struct build *b, struct dl_str id)
{
    uint32_t doc;
    enum dl_status status = dl_segment_find(b->e->segment, id, &doc, b->err);
    if (status == DL_NOT_FOUND)
        return none(b);
    b->status = status;
    return status ? NULL : range(b, doc, doc + 1);
}

/* ---- AND --------------------------------------------------------------------------------------------------------- */

static struct dl_node *build(struct build *b, const struct dl_plan_node *p);

/* A term that is asked for twice has one cursor and the sum of the weights. */
static struct dl_node *and_term(struct build *b, struct dl_node *a, const struct dl_plan_node *p)
{
    for (size_t i = 0; i < a->count; i++) {
        struct dl_node *k = a->children[i];
        if (k->kind == DL_NODE_TERM && k->term == p->term) {
            k->weight += b->e->plan->terms[p->term].idf * (b->e->bm25.k1 + 1) * p->weight;
            return k;
        }
    }
    struct dl_node *k = term(b, p);
    if (k)
        a->children[a->count++] = k;
    return k;
}

static void and_phrase(struct build *b, struct dl_node *a, const struct dl_plan_node *p)
{
    struct dl_position_check *check = &a->checks[a->check_count++];
    uint32_t *offsets = take(b, p->count, sizeof *offsets);
    check->terms = take(b, p->count, sizeof *check->terms);
    if (!offsets || !check->terms)
        return;
    check->offsets = p->op == DL_Q_PHRASE ? offsets : NULL;
    check->count = p->count;
    check->window = p->window;
    uint32_t least = UINT32_MAX;
    for (size_t i = 0; i < p->count; i++)
        if (p->children[i]->offset < least)
            least = p->children[i]->offset;
    for (size_t i = 0; i < p->count && b->status == DL_OK; i++) {
        offsets[i] = p->children[i]->offset - least;
        check->terms[i] = and_term(b, a, p->children[i]);
    }
}

static bool is_phrase(const struct dl_plan_node *p)
{
    return p->op == DL_Q_PHRASE || p->op == DL_Q_NEAR || p->op == DL_Q_LEAD;
}

static void and_kid(struct build *b, struct dl_node *a, const struct dl_plan_node *p)
{
    if (p->op == DL_Q_TERM)
        and_term(b, a, p);
    else if (is_phrase(p))
        and_phrase(b, a, p);
    else {
        struct dl_node *k = build(b, p);
        if (k)
            a->children[a->count++] = k;
    }
}

static int by_cost(const void *x, const void *y)
{
    const struct dl_node *a = *(struct dl_node *const *)x, *b = *(struct dl_node *const *)y;
    return (a->cost > b->cost) - (a->cost < b->cost);
}

/* Sort the children, remember who scores in the query's order. */
static void finish_and(struct build *b, struct dl_node *a)
{
    a->scorers = take(b, a->count, sizeof *a->scorers);
    if (!a->scorers)
        return;
    for (size_t i = 0; i < a->count; i++)
        if (a->children[i]->scores)
            a->scorers[a->scorer_count++] = a->children[i];
    qsort(a->children, a->count, sizeof *a->children, by_cost);
    a->cost = a->children[0]->cost;
    a->scores = a->scorer_count > 0;
}

/* The AND of P's children, or of P alone; at no document yet.  A NONE when one of them has none here. */
static struct dl_node *conjunction(struct build *b, const struct dl_plan_node *p)
{
    struct dl_plan_node *const *children = p->op == DL_Q_AND ? p->children : (struct dl_plan_node *const *)&p;
    size_t count = p->op == DL_Q_AND ? p->count : 1, room = 0, phrases = 0;
    for (size_t i = 0; i < count; i++) {
        room += is_phrase(children[i]) ? children[i]->count : 1;
        phrases += is_phrase(children[i]);
    }
    struct dl_node *a = new_node(b, DL_NODE_AND);
    if (!a || !(a->children = take(b, room, sizeof *a->children)) ||
        (phrases && !(a->checks = take(b, phrases, sizeof *a->checks))))
        return NULL;
    for (size_t i = 0; i < count && b->status == DL_OK; i++) {
        and_kid(b, a, children[i]);
        for (size_t j = 0; j < a->count; j++)
            if (a->children[j]->kind == DL_NODE_NONE)
                return a->children[j];
    }
    if (b->status == DL_OK)
        finish_and(b, a);
    if (p->op == DL_Q_AND && p->must_not_count && (a->must_not = take(b, p->must_not_count, sizeof *a->must_not)))
        for (size_t i = 0; i < p->must_not_count && b->status == DL_OK; i++) {
            struct dl_node *w = build(b, p->must_not[i]);
            if (w && w->kind != DL_NODE_NONE)
                a->must_not[a->must_not_count++] = w;
        }
    return b->status == DL_OK ? a : NULL;
}

/* ---- OR ---------------------------------------------------------------------------------------------------------- */

static struct dl_node *disjunction(struct build *b, const struct dl_plan_node *p)
{
    struct dl_node *n = new_node(b, DL_NODE_OR);
    if (!n || !(n->children = take(b, p->count, sizeof *n->children)) ||
        !(n->heap = take(b, p->count, sizeof *n->heap)))
        return NULL;
    for (size_t i = 0; i < p->count && b->status == DL_OK; i++) {
        struct dl_node *k = build(b, p->children[i]);
        if (!k || k->kind == DL_NODE_NONE)
            continue;
        n->children[n->count++] = k;
        n->cost += k->cost;
        n->scores |= k->scores;
    }
    if (b->status != DL_OK)
        return NULL;
    if (n->count == 0)
        return none(b);
    if (n->count == 1)
        return n->children[0];
    dl_node_heapify(n);
    return n;
}

static struct dl_node *build(struct build *b, const struct dl_plan_node *p)
{
    struct dl_node *n;
    uint32_t lo, hi;
    switch (p->op) {
    case DL_Q_TERM:
        return term(b, p);
    case DL_Q_ALL:
        return range(b, 0, b->e->segment->meta->docs);
    case DL_Q_DATE:
        dl_segment_date_range(b->e->segment, p->range, &lo, &hi);
        return range(b, lo, hi);
    case DL_Q_COUNTRY:
    case DL_Q_MENTION:
    case DL_Q_SOURCE:
    case DL_Q_LANGUAGE:
    case DL_Q_AUTHOR:
    case DL_Q_SECTION:
    case DL_Q_TAG:
    case DL_Q_URL:
        return set(b, p);
    case DL_Q_ID:
        return one(b, p->text);
    case DL_Q_OR:
        return disjunction(b, p);
    case DL_Q_AND:
    case DL_Q_PHRASE:
    case DL_Q_NEAR:
    case DL_Q_LEAD:
        n = conjunction(b, p);
        if (n && n->kind == DL_NODE_AND)
            dl_node_start(n, b->e->lo);
        return n;
    default:
        return none(b);
    }
}

/* ---- a segment --------------------------------------------------------------------------------------------------- */

static void set_norms(struct dl_eval *e)
{
    const struct dl_seg_meta *m = e->segment->meta;
    const void *lengths = e->segment->sections[DL_SEC_LENGTHS].ptr;
    e->lengths16 = m->length_bytes == 2 ? lengths : NULL;
    e->lengths32 = m->length_bytes == 4 ? lengths : NULL;
    e->norm_a = e->bm25.k1 * (1 - e->bm25.b);
    e->norm_b = e->bm25.k1 * e->bm25.b / e->mean_length;
}

/* Scores need the lengths of documents here and there: the whole column is compared with its checksums, once. */
static enum dl_status check_lengths(const struct dl_eval *e, struct dl_error *err)
{
    return e->plan->term_count ? dl_segment_check_section(e->segment, DL_SEC_LENGTHS, err) : DL_OK;
}

static void set_bounds(struct dl_eval *e)
{
    const struct dl_seg_meta *m = e->segment->meta;
    /* Bounds hold for META's k1, b and mean length; for another mean they grow with it (doc/index-format.md, 6). */
    double mean = m->docs ? (double)m->total_length / m->docs : 0, factor = mean > 0 ? e->mean_length / mean : INFINITY;
    bool usable = m->k1 == e->bm25.k1 && m->b == e->bm25.b;
    if (!(factor > 1))
        factor = 1;
    const double step = exp2(-1.0 / DL_BOUND_STEPS);
    double bound = factor * (1 + 1e-9); /* the slack covers the rounding of 255 steps */
    for (int i = 0; i < 256; i++, bound *= step)
        e->bounds[i] = usable && bound < 1 ? bound : 1; /* tf / (tf + ...) is never more */
}

/* Dates at the top are a range of documents. */
static void narrow(struct dl_eval *e, const struct dl_plan_node *p)
{
    uint32_t lo, hi;
    for (size_t i = 0; p->op == DL_Q_AND && i < p->count; i++)
        narrow(e, p->children[i]); /* ANDs are flat: one level */
    if (p->op != DL_Q_DATE)
        return;
    dl_segment_date_range(e->segment, p->range, &lo, &hi);
    if (lo > e->lo)
        e->lo = lo;
    if (hi < e->hi)
        e->hi = hi;
}

/* A range that [lo, hi) implies is no longer needed, unless it is all there is. */
static void drop_ranges(struct dl_eval *e)
{
    struct dl_node *a = e->root;
    size_t n = 0;
    for (size_t i = 0; i < a->count; i++)
        if (a->children[i]->kind != DL_NODE_RANGE || a->children[i]->lo > e->lo || a->children[i]->hi < e->hi ||
            (n == 0 && i + 1 == a->count))
            a->children[n++] = a->children[i];
    a->count = n;
}

enum dl_status dl_eval_prepare(struct dl_eval *e, struct dl_error *err)
{
    struct build b = { e, err, DL_OK };
    e->lo = e->from;
    e->hi = e->to;
    e->root = NULL;
    e->cursors = NULL;
    e->pruned = false;
    e->matches = 0;
    set_norms(e);
    set_bounds(e);
    narrow(e, e->plan->root);
    if (e->lo >= e->hi)
        return DL_OK;
    b.status = check_lengths(e, err);
    if (b.status)
        return b.status;
    struct dl_node *root = conjunction(&b, e->plan->root);
    if (b.status == DL_OK && root->kind == DL_NODE_AND) {
        e->root = root;
        drop_ranges(e);
    }
    return b.status;
}

enum dl_status dl_eval_prepare_parts(struct dl_eval *e, struct dl_node ***parts, size_t *count, struct dl_error *err)
{
    struct build b = { e, err, DL_OK };
    struct dl_plan_node *root = e->plan->root, **children = root->op == DL_Q_OR ? root->children : &root;
    size_t n = root->op == DL_Q_OR ? root->count : 1;
    e->lo = e->from;
    e->hi = e->to;
    set_norms(e);
    *count = 0;
    b.status = check_lengths(e, err);
    if (b.status)
        return b.status;
    *parts = take(&b, n, sizeof **parts);
    e->shared = take(&b, e->plan->term_count + 1, sizeof *e->shared);
    for (size_t i = 0; i < n && b.status == DL_OK; i++) {
        struct dl_node *part = conjunction(&b, children[i]);
        if (b.status == DL_OK && part->kind == DL_NODE_AND)
            (*parts)[(*count)++] = part;
    }
    return b.status;
}

enum dl_status dl_eval_check(const struct dl_eval *e, struct dl_error *err)
{
    for (const struct dl_eval_cursor *c = e->cursors; c; c = c->next)
        if (c->cursor.corrupt)
            return dl_segment_damaged(e->segment, err, "bad postings");
    return e->late ? dl_fail(err, DL_TOO_LARGE, "the query takes too long") : DL_OK;
}

void dl_eval_release(struct dl_eval *e)
{
    for (struct dl_eval_cursor *c = e->cursors; c; c = c->next)
        dl_posting_close(&c->cursor);
    e->cursors = NULL;
}
