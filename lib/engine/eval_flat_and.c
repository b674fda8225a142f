/* eval_flat_and.c - the driver for an AND of terms, with or without phrases, filters and NOTs.
 *
 * The rarest term leads, block by block.  A block is passed over undecoded when no document in it can enter the top; a
 * document is dropped as soon as its scores so far and the bounds of the other terms' blocks say so, before those terms are
 * moved; positions come last.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <assert.h>

#include "lib/engine/eval.h"

#define MAX_TERMS 16
#define MAX_FILTERS 16

struct lane {
    struct dl_posting_cursor *cursor;
    double weight;
    double rest;    /* the most that this and the lanes after it give in the current region */
    uint32_t place; /* in the query */
};

struct run {
    struct dl_eval *e;
    struct dl_topk *topk;
    struct lane lanes[MAX_TERMS + 1]; /* rarest first; one more whose `rest` is 0 */
    size_t count;
    struct dl_node *filters[MAX_FILTERS];
    size_t filter_count;
    uint32_t region_end; /* the `rest`s hold for documents before it */
    double parts[MAX_TERMS];
};

bool dl_eval_is_flat_and(const struct dl_eval *e)
{
    const struct dl_node *a = e->root;
    size_t terms = 0;
    for (size_t i = 0; i < a->count; i++) {
        if (a->kids[i]->kind == DL_NODE_TERM)
            terms++;
        else if (a->kids[i]->kind != DL_NODE_SET && a->kids[i]->kind != DL_NODE_RANGE)
            return false;
    }
    /* A filter that is rarer than every term leads better. */
    return terms && terms <= MAX_TERMS && a->count - terms <= MAX_FILTERS && a->kids[0]->kind == DL_NODE_TERM;
}

/* The bounds of the blocks that hold DOC.  False when one of the lists has ended. */
static bool enter_region(struct run *r, uint32_t doc)
{
    uint32_t end = UINT32_MAX, last;
    for (size_t i = r->count; i-- > 1;) {
        struct lane *l = &r->lanes[i];
        if (!dl_posting_shallow(l->cursor, doc, &last))
            return false;
        l->rest = l[1].rest + l->weight * r->e->bounds[dl_posting_bound(l->cursor)];
        if (last < end)
            end = last;
    }
    r->region_end = end == UINT32_MAX ? end : end + 1;
    return true;
}

static bool passes_filters(struct run *r, uint32_t doc)
{
    if (dl_segment_is_deleted(r->e->segment, doc))
        return false;
    for (size_t i = 0; i < r->filter_count; i++)
        if (dl_node_advance(r->filters[i], doc) != doc)
            return false;
    return true;
}

/* Every lane stands at DOC.  NORM is k1 * (1 - b + b * len / mean). */
static void offer(struct run *r, uint32_t doc, double norm)
{
    double sum = 0, floor = r->topk->floor, score = 0;
    for (size_t i = 0; i < r->count; i++) {
        struct lane *l = &r->lanes[i];
        double tf = dl_posting_tf(l->cursor);
        sum += r->parts[l->place] = l->weight * tf / (tf + norm);
        if (floor >= 0 && (sum + l[1].rest) * (1 + 1e-12) <= floor) {
            r->e->pruned = true;
            return;
        }
    }
    for (size_t i = 0; i < r->count; i++) /* in the query's order: ties must stay ties */
        score += r->parts[i];
    r->e->root->doc = doc;
    if (score <= floor)
        r->e->pruned = true;
    else if (dl_node_confirm(r->e->root)) {
        r->e->matches++;
        dl_topk_add(r->topk, doc, score, 0);
    }
}

/* The leader stands at DOC.  Returns the next document worth trying, DL_NO_DOC when a list has ended. */
static uint32_t try_document(struct run *r, uint32_t doc)
{
    const struct dl_eval *e = r->e;
    struct lane *lead = &r->lanes[0];
    double norm = e->norm_a + e->norm_b * dl_eval_length(e, doc);
    if (r->topk->floor >= 0) {
        if (doc >= r->region_end && !enter_region(r, doc))
            return DL_NO_DOC;
        /* weight * tf / (tf + norm) <= bar, asked without a division */
        double bar = (r->topk->floor - lead[1].rest) * (1 - 1e-9), tf = dl_posting_tf(lead->cursor);
        if (bar > 0 && lead->weight * tf <= bar * (tf + norm)) {
            r->e->pruned = true;
            return doc + 1;
        }
    }
    if (!passes_filters(r, doc))
        return doc + 1;
    for (size_t i = 1; i < r->count; i++) {
        uint32_t other = dl_posting_advance(r->lanes[i].cursor, doc);
        if (other != doc)
            return other;
    }
    offer(r, doc, norm);
    return doc + 1;
}

/* The leader's documents in [lo, end), which lie in one block.  False when a list has ended. */
static bool run_block(struct run *r, uint32_t lo, uint32_t end)
{
    struct dl_posting_cursor *lead = r->lanes[0].cursor;
    while (lo < end) {
        uint32_t doc = dl_posting_advance(lead, lo);
        if (doc >= end)
            break;
        lo = try_document(r, doc);
    }
    return lo != DL_NO_DOC;
}

static bool worth_entering(struct run *r, uint32_t lo, uint32_t end)
{
    double sum = 0;
    for (size_t i = 0; i < r->count; i++) {
        uint32_t last;
        if (!dl_posting_shallow(r->lanes[i].cursor, lo, &last))
            return false; /* and none after it will be */
        sum += dl_eval_bound_in(r->e, r->lanes[i].cursor, r->lanes[i].weight, end);
    }
    return sum * (1 + 1e-12) > r->topk->floor;
}

static void gather(struct run *r)
{
    struct dl_node *a = r->e->root;
    for (size_t i = 0; i < a->count; i++) {
        struct dl_node *k = a->kids[i];
        if (k->kind != DL_NODE_TERM) {
            r->filters[r->filter_count++] = k;
            continue;
        }
        uint32_t place = 0;
        while (a->scorers[place] != k)
            place++;
        r->lanes[r->count++] = (struct lane){ .cursor = k->cursor, .weight = k->weight, .place = place };
    }
}

void dl_eval_flat_and(struct dl_eval *e, struct dl_topk *topk)
{
    struct run r = { .e = e, .topk = topk };
    uint32_t last;
    gather(&r);
    assert(r.count > 0);
    for (uint32_t lo = e->lo; lo < e->hi;) {
        if (!dl_posting_shallow(r.lanes[0].cursor, lo, &last))
            break;
        uint32_t end = last < e->hi ? last + 1 : e->hi;
        r.region_end = 0;
        if (topk->floor >= 0 && !worth_entering(&r, lo, end))
            e->pruned = true;
        else if (!run_block(&r, lo, end))
            break;
        lo = end;
    }
}
