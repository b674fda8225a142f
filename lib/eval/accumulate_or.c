/* accumulate_or.c - the driver for an OR of very many terms, such as a prefix stands for: window by window, term by
 * term, into one sum a document.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <assert.h>
#include <stdlib.h>

#include "lib/eval/eval.h"

#define WINDOW 16384 /* documents */

struct run {
    struct dl_eval *e;
    struct dl_topk *topk;
    const struct dl_node *any;   /* the OR */
    struct dl_node *filters[16]; /* cheapest first */
    size_t filter_count;
    double sums[WINDOW];
    uint64_t seen[WINDOW / 64];
};

/* All terms in the query's order, so that equal articles get equal sums. */
static void add_window(struct run *r, uint32_t lo, uint32_t end)
{
    assert(r->any);
    for (size_t i = 0; i < r->any->count; i++) {
        const struct dl_node *n = r->any->children[i];
        if (dl_eval_late(r->e)) /* there may be thousands */
            return;
        struct dl_posting_cursor *c = n->cursor;
        for (uint32_t doc = dl_posting_advance(c, lo); doc < end; doc = dl_posting_next(c)) {
            uint32_t k = doc - lo;
            r->sums[k] += dl_eval_score(r->e, n->weight, dl_posting_tf(c), doc);
            r->seen[k >> 6] |= UINT64_C(1) << (k & 63);
        }
    }
}

static void offer_window(struct run *r, uint32_t lo)
{
    for (uint32_t w = 0; w < WINDOW / 64; w++) {
        uint64_t bits = r->seen[w];
        r->seen[w] = 0;
        for (; bits; bits &= bits - 1) {
            uint32_t k = w << 6 | (uint32_t)__builtin_ctzll(bits);
            double score = r->sums[k];
            r->sums[k] = 0;
            if (score <= r->topk->threshold)
                r->e->pruned = true;
            else if (dl_eval_accepts(r->e, r->filters, r->filter_count, lo + k)) {
                r->e->matches++;
                dl_topk_add(r->topk, lo + k, score, 0);
            }
        }
    }
}

void dl_eval_large_or(struct dl_eval *e, struct dl_topk *topk)
{
    struct run *r = calloc(1, sizeof *r);
    if (!r) {
        topk->out_of_memory = true;
        return;
    }
    r->e = e;
    r->topk = topk;
    for (size_t i = 0; i < e->root->count; i++) {
        if (e->root->children[i]->kind == DL_NODE_OR)
            r->any = e->root->children[i];
        else
            r->filters[r->filter_count++] = e->root->children[i];
    }
    for (uint64_t lo = e->lo; lo < e->hi && !dl_eval_late(e); lo += WINDOW) {
        add_window(r, (uint32_t)lo, lo + WINDOW < e->hi ? (uint32_t)lo + WINDOW : e->hi);
        offer_window(r, (uint32_t)lo);
    }
    free(r);
}
