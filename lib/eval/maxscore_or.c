/* maxscore_or.c - the driver for a flat OR of terms, perhaps filtered: MAXSCORE over windows of documents.
 *
 * In each window the terms are put in the order of their bounds there.  Those that even together cannot lift a document
 * over the threshold are not essential: they are only asked about documents that an essential term brings up.  H.
 * Turtle, J. Flood, "Query evaluation: strategies and optimizations", 1995; block bounds: S. Ding, T. Suel, "Faster
 * top-k document retrieval using block-max indexes", 2011; windows: T. Mallia et al., "Efficient query processing for
 * scalable web search", 2019.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdlib.h>

#include "lib/eval/eval.h"

#define MAX_TERMS 48
#define WINDOW 2048   /* documents, where more than one term is essential */
#define SLACK 1.00001 /* sums in float are low by less than this */

struct term {
    struct dl_node *node;
    struct dl_posting_cursor *cursor;
    double weight;
    double bound;   /* in this window */
    uint32_t last;  /* document of its block at the window's start */
    uint32_t place; /* in the query */
};

struct run {
    struct dl_eval *e;
    struct dl_topk *topk;
    struct dl_node *filters[16]; /* cheapest first */
    size_t filter_count;
    struct term terms[MAX_TERMS]; /* by rising bound in this window; exhausted ones are dropped */
    size_t count;
    size_t essential;                /* terms from this one on are */
    double rest;                     /* sum of the bounds of the others */
    double contributions[MAX_TERMS]; /* of one document, in the query's order */
    size_t places;
    float sums[WINDOW];
    uint64_t seen[WINDOW / 64];
};

bool dl_eval_is_disjunction(const struct dl_eval *e)
{
    const struct dl_node *a = e->root, *any = NULL;
    if (a->check_count || a->count > 16)
        return false;
    for (size_t i = 0; i < a->count; i++) {
        const struct dl_node *k = a->children[i];
        if (k->kind == DL_NODE_OR || k->kind == DL_NODE_TERM) {
            if (any)
                return false;
            any = k;
        } else if (k->kind != DL_NODE_SET && k->kind != DL_NODE_RANGE)
            return false;
    }
    if (!any)
        return false;
    for (size_t i = 0; any->kind == DL_NODE_OR && i < any->count; i++)
        if (any->children[i]->kind != DL_NODE_TERM)
            return false;
    /* A filter that leaves little leads better than any term. */
    return a->children[0] == any || a->children[0]->cost >= any->cost / 8;
}

/* ---- one document ------------------------------------------------------------------------------------------------ */

/* SUM is the score from the essential terms, whose parts are set.  Ask the others, the highest bound first. */
static void finish_document(struct run *r, uint32_t doc, double sum)
{
    double rest = r->rest;
    for (size_t i = r->essential; i-- > 0;) {
        struct term *t = &r->terms[i];
        if ((sum + rest) * (1 + 1e-12) <= r->topk->threshold) {
            r->e->pruned = true;
            return;
        }
        rest -= t->bound;
        if (dl_posting_advance(t->cursor, doc) == doc)
            sum += r->contributions[t->place] = dl_eval_score(r->e, t->weight, dl_posting_tf(t->cursor), doc);
    }
    double score = 0; /* in one order whatever the window, so that equal articles tie */
    for (size_t i = 0; i < r->places; i++)
        score += r->contributions[i];
    if (score <= r->topk->threshold)
        r->e->pruned = true;
    else if (dl_eval_accepts(r->e, r->filters, r->filter_count, doc)) {
        r->e->matches++;
        dl_topk_add(r->topk, doc, score, 0);
    }
}

static void clear_contributions(struct run *r)
{
    for (size_t i = 0; i < r->places; i++)
        r->contributions[i] = 0;
}

/* ---- one window -------------------------------------------------------------------------------------------------- */

static inline float length_at(const struct dl_eval *e, uint32_t doc)
{
    return (float)dl_eval_length(e, doc);
}

/* One essential term: w * tf / (tf + a + b * len) > threshold, asked without a division. */
static void run_single(struct run *r, uint32_t lo, uint32_t end)
{
    struct dl_eval *e = r->e;
    struct term *t = &r->terms[r->essential];
    struct dl_posting_cursor *c = t->cursor;
    if (dl_posting_advance(c, lo) >= end)
        return;
    dl_posting_tf(c);
    for (uint32_t i = c->at; i < c->count && c->docs[i] < end; i++) {
        double threshold = (r->topk->threshold - r->rest) * (1 - 1e-9), tf = c->tfs[i];
        double norm = e->norm_a + e->norm_b * dl_eval_length(e, c->docs[i]);
        if (threshold > 0 && t->weight * tf <= threshold * (tf + norm)) {
            e->pruned = true;
            continue;
        }
        clear_contributions(r);
        r->contributions[t->place] = t->weight * tf / (tf + norm);
        finish_document(r, c->docs[i], r->contributions[t->place]);
    }
}

/* Add T's scores in [lo, end), which lies in one block, to the sums. */
static void add_block(struct run *r, const struct term *t, uint32_t lo, uint32_t end)
{
    const struct dl_eval *e = r->e;
    struct dl_posting_cursor *c = t->cursor;
    if (dl_posting_advance(c, lo) >= end)
        return;
    dl_posting_tf(c);
    float w = (float)t->weight, a = (float)e->norm_a, b = (float)e->norm_b;
    for (uint32_t i = c->at; i < c->count && c->docs[i] < end; i++) {
        uint32_t k = c->docs[i] - lo;
        float tf = (float)c->tfs[i];
        r->sums[k] += w * tf / (tf + a + b * length_at(e, c->docs[i]));
        r->seen[k >> 6] |= UINT64_C(1) << (k & 63);
    }
}

/* The exact score from the essential terms: their blocks are still decoded. */
static double score_essential(struct run *r, uint32_t doc)
{
    double sum = 0;
    for (size_t i = r->essential; i < r->count; i++) {
        const struct term *t = &r->terms[i];
        const struct dl_posting_cursor *c = t->cursor;
        if (c->doc > doc) /* also at the end */
            continue;
        const uint32_t *v = c->docs + c->at;
        for (uint32_t n = c->count - c->at; n > 1;) {
            uint32_t half = n / 2;
            v += v[half] <= doc ? half : 0;
            n -= half;
        }
        if (*v == doc)
            sum += r->contributions[t->place] = dl_eval_score(r->e, t->weight, c->tfs[v - c->docs], doc);
    }
    return sum;
}

static void run_several(struct run *r, uint32_t lo, uint32_t end)
{
    for (size_t i = r->essential; i < r->count; i++)
        add_block(r, &r->terms[i], lo, end);
    for (uint32_t w = 0; w <= (end - 1 - lo) >> 6; w++) {
        uint64_t bits = r->seen[w];
        r->seen[w] = 0;
        for (; bits; bits &= bits - 1) {
            uint32_t k = w << 6 | (uint32_t)__builtin_ctzll(bits);
            double sum = r->sums[k];
            r->sums[k] = 0;
            if (sum * SLACK + r->rest <= r->topk->threshold) {
                r->e->pruned = true;
                continue;
            }
            clear_contributions(r);
            finish_document(r, lo + k, score_essential(r, lo + k));
        }
    }
}

/* ---- windows ----------------------------------------------------------------------------------------------------- */

/* Find each term's block at LO; drop the terms that are at their end. */
static void find_blocks(struct run *r, uint32_t lo)
{
    size_t n = 0;
    for (size_t i = 0; i < r->count; i++) {
        bool essential = i >= r->essential;
        struct term t = r->terms[i];
        if (dl_posting_shallow(t.cursor, lo, &t.last))
            r->terms[n++] = t;
        else if (!essential)
            r->essential--;
    }
    for (size_t i = n; i < r->count; i++)
        r->terms[i] = (struct term){ 0 };
    r->count = n;
}

/* Sort the terms by their bounds in [lo, end) and part the essential ones.  False when the window can be skipped. */
static bool partition(struct run *r, uint32_t end)
{
    for (size_t i = 0; i < r->count; i++) {
        struct term t = r->terms[i];
        t.bound = dl_eval_bound_in(r->e, t.cursor, t.weight, end);
        size_t j = i;
        for (; j > 0 && r->terms[j - 1].bound > t.bound; j--)
            r->terms[j] = r->terms[j - 1];
        r->terms[j] = t;
    }
    r->rest = 0;
    r->essential = 0;
    while (r->essential < r->count) {
        double sum = r->rest + r->terms[r->essential].bound;
        if (sum * (1 + 1e-12) > r->topk->threshold)
            return true;
        r->rest = sum;
        r->essential++;
    }
    return false;
}

static uint32_t one_window(struct run *r, uint32_t lo, uint32_t hi)
{
    uint64_t end = hi;
    for (size_t i = r->essential; i < r->count; i++)
        if ((uint64_t)r->terms[i].last + 1 < end)
            end = (uint64_t)r->terms[i].last + 1;
    if (!partition(r, (uint32_t)end)) {
        r->e->pruned = true;
        r->essential = r->count - 1; /* the next window is as wide as a block of the most telling term */
        return (uint32_t)end;
    }
    if (r->essential > 0)
        r->e->pruned = true;                         /* documents that have only the other terms are not even seen */
    for (size_t i = r->essential; i < r->count; i++) /* a term that has become essential may end sooner */
        if ((uint64_t)r->terms[i].last + 1 < end)
            end = (uint64_t)r->terms[i].last + 1;
    if (r->count - r->essential == 1) {
        run_single(r, lo, (uint32_t)end);
        return (uint32_t)end;
    }
    if (end - lo > WINDOW)
        end = (uint64_t)lo + WINDOW;
    run_several(r, lo, (uint32_t)end);
    return (uint32_t)end;
}

static void collect_terms(struct run *r)
{
    struct dl_node *a = r->e->root;
    for (size_t i = 0; i < a->count; i++) {
        struct dl_node *k = a->children[i];
        if (k->kind == DL_NODE_SET || k->kind == DL_NODE_RANGE) {
            r->filters[r->filter_count++] = k;
            continue;
        }
        struct dl_node **children = k->kind == DL_NODE_OR ? k->children : &a->children[i];
        for (size_t j = 0, n = k->kind == DL_NODE_OR ? k->count : 1; j < n; j++)
            r->terms[r->count++] = (struct term){
                .node = children[j], .cursor = children[j]->cursor, .weight = children[j]->weight, .place = (uint32_t)j
            };
    }
    r->places = r->count;
}

static bool is_large(const struct dl_eval *e)
{
    for (size_t i = 0; i < e->root->count; i++)
        if (e->root->children[i]->kind == DL_NODE_OR && e->root->children[i]->count > MAX_TERMS)
            return true;
    return false;
}

void dl_eval_maxscore_or(struct dl_eval *e, struct dl_topk *topk)
{
    if (is_large(e)) {
        dl_eval_large_or(e, topk);
        return;
    }
    struct run *r = calloc(1, sizeof *r);
    if (!r) {
        topk->out_of_memory = true;
        return;
    }
    r->e = e;
    r->topk = topk;
    collect_terms(r);
    for (uint32_t lo = e->lo; lo < e->hi;) {
        find_blocks(r, lo);
        if (r->count == 0 || dl_eval_late(e))
            break;
        lo = one_window(r, lo, e->hi);
    }
    free(r);
}
