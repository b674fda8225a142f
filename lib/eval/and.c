/* and.c - the driver for every query that is not flat: the cheapest child leads, blocks that cannot reach the top are
 * passed over, scores are taken before positions are looked at.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/eval/eval.h"

/* The next document >= TARGET at which all children stand and that may enter TOPK, or DL_NO_DOC.  BOUND_END is the end
 * of the documents for which the bounds are known to be high enough. */
static uint32_t next_candidate(struct dl_eval *e, const struct dl_topk *topk, uint32_t target, uint32_t *bound_end)
{
    struct dl_node *a = e->root;
    for (;;) {
        uint32_t doc = dl_node_advance(a->children[0], target);
        if (doc >= e->hi || dl_eval_late(e))
            return DL_NO_DOC;
        if (topk->threshold >= 0 && doc >= *bound_end) {
            uint32_t upto = e->hi - 1;
            double bound = dl_node_bound(e, a, doc, &upto);
            if (bound <= topk->threshold) {
                e->pruned = true;
                if (upto + 1 >= e->hi)
                    return DL_NO_DOC;
                target = upto + 1;
                continue;
            }
            *bound_end = upto + 1;
        }
        target = doc;
        for (size_t i = 1; i < a->count && target == doc; i++)
            target = dl_node_advance(a->children[i], doc);
        if (target == doc)
            return a->doc = doc;
        if (target >= e->hi)
            return DL_NO_DOC;
    }
}

void dl_eval_and(struct dl_eval *e, struct dl_topk *topk)
{
    uint32_t bound_end = 0, doc = e->lo;
    for (; (doc = next_candidate(e, topk, doc, &bound_end)) != DL_NO_DOC; doc++) {
        if (dl_segment_is_deleted(e->segment, doc))
            continue;
        double score = dl_node_score(e, e->root, doc);
        if (score <= topk->threshold) {
            e->pruned = true;
            continue;
        }
        if (!dl_node_matches(e->root))
            continue;
        e->matches++;
        dl_topk_add(topk, doc, score, 0);
    }
}

void dl_eval_each(struct dl_eval *e, dl_match_fn *fn, void *context)
{
    for (uint32_t doc = e->lo; e->root && (doc = dl_node_approximate(e->root, doc)) < e->hi; doc++)
        if (dl_eval_late(e) ||
            (!dl_segment_is_deleted(e->segment, doc) && dl_node_matches(e->root) && !fn(context, doc)))
            return;
}
