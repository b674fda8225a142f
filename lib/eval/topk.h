/* topk.h - the best hits found so far, in the order of engine.h.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_EVAL_TOPK_H
#define DATELINE_EVAL_TOPK_H

#include "dateline/engine.h"

/* A hit's `doc` is (segment << 32 | document in the segment).  Inside a segment documents are numbered in tie order
 * (date falling, undated last, id rising), so only ties between segments need TIE: <0 when A's article comes before
 * B's. */
typedef int dl_tie_fn(const void *context, const struct dl_hit *a, const struct dl_hit *b);

struct dl_topk {
    enum dl_sort sort;
    struct dl_hits *hits; /* a heap with the worst hit on top once there are LIMIT of them */
    size_t limit;         /* SIZE_MAX: keep everything */
    double threshold;     /* a document of this segment that scores no more than this cannot enter any more */
    uint32_t segment;
    bool out_of_memory;
    dl_tie_fn *tie;
    const void *tie_context;
};

/* HITS is emptied and then filled; LIMIT 0 keeps everything. */
void dl_topk_init(struct dl_topk *t, enum dl_sort sort, struct dl_hits *hits, size_t limit, dl_tie_fn *tie,
                  const void *context);
/* What follows are documents of this segment, rising. */
void dl_topk_segment(struct dl_topk *t, uint32_t segment);
/* DAY is the document's first day; it may be left 0 for DL_SORT_RELEVANCE. */
void dl_topk_add(struct dl_topk *t, uint32_t doc, double score, dl_date day);
/* Sort into final order. */
void dl_topk_finish(struct dl_topk *t);

#endif
