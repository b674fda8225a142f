/* topk.c - a bounded heap of hits.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/eval/topk.h"

#include <math.h>

#include "dateline/grow.h"

/* <0 when A ranks before B. */
static int rank_cmp(const struct dl_topk *t, const struct dl_hit *a, const struct dl_hit *b)
{
    if (t->sort == DL_SORT_RELEVANCE && a->score != b->score)
        return a->score > b->score ? -1 : 1;
    if (t->sort == DL_SORT_OLDEST && a->date != b->date)
        return (uint32_t)a->date - 1 < (uint32_t)b->date - 1 ? -1 : 1; /* 0, undated, becomes the largest */
    if (a->doc >> 32 == b->doc >> 32)
        return (a->doc > b->doc) - (a->doc < b->doc);
    return t->tie(t->tie_context, a, b);
}

void dl_topk_init(struct dl_topk *t, enum dl_sort sort, struct dl_hits *hits, size_t limit, dl_tie_fn *tie,
                  const void *context)
{
    hits->count = 0;
    *t = (struct dl_topk){ .sort = sort,
                           .hits = hits,
                           .limit = limit ? limit : SIZE_MAX,
                           .threshold = -1,
                           .tie = tie,
                           .tie_context = context };
}

/* The threshold is for scores that are not yet rounded.  A document of this segment that ties with a worst hit of this
 * segment comes after it; one that ties with a hit of another segment may come before it. */
static void set_threshold(struct dl_topk *t)
{
    if (t->hits->count < t->limit || t->sort != DL_SORT_RELEVANCE)
        return;
    const struct dl_hit *worst = &t->hits->v[0];
    t->threshold =
        worst->doc >> 32 == t->segment ? worst->score : nextafter(worst->score * (1 - DL_SCORE_STEP), -INFINITY);
}

void dl_topk_segment(struct dl_topk *t, uint32_t segment)
{
    t->segment = segment;
    set_threshold(t);
}

static void sift_down(struct dl_topk *t, size_t i)
{
    struct dl_hit *v = t->hits->v, hit = v[i];
    size_t n = t->hits->count;
    for (size_t child; (child = 2 * i + 1) < n; i = child) {
        if (child + 1 < n && rank_cmp(t, &v[child + 1], &v[child]) > 0)
            child++;
        if (rank_cmp(t, &v[child], &hit) <= 0)
            break;
        v[i] = v[child];
    }
    v[i] = hit;
}

static void sift_up(struct dl_topk *t, size_t i)
{
    struct dl_hit *v = t->hits->v, hit = v[i];
    for (size_t up; i > 0; i = up) {
        up = (i - 1) / 2;
        if (rank_cmp(t, &hit, &v[up]) <= 0)
            break;
        v[i] = v[up];
    }
    v[i] = hit;
}

void dl_topk_add(struct dl_topk *t, uint32_t doc, double score, dl_date day)
{
    struct dl_hit hit = { (uint64_t)t->segment << 32 | doc, dl_score_round(score), day };
    struct dl_hits *h = t->hits;
    if (h->count < t->limit) {
        t->out_of_memory |= !DL_GROW(h->v, h->cap, h->count + 1);
        if (t->out_of_memory)
            return;
        h->v[h->count++] = hit;
        if (t->limit == SIZE_MAX)
            return;
        sift_up(t, h->count - 1);
        if (h->count == t->limit)
            set_threshold(t);
    } else if (rank_cmp(t, &hit, &h->v[0]) < 0) {
        h->v[0] = hit;
        sift_down(t, 0);
        set_threshold(t);
    }
}

/* Heapsort: the worst on top goes to the end, again and again. */
void dl_topk_finish(struct dl_topk *t)
{
    struct dl_hits *h = t->hits;
    size_t count = h->count;
    if (t->limit == SIZE_MAX)
        for (size_t i = count / 2; i-- > 0;)
            sift_down(t, i);
    while (h->count > 1) {
        struct dl_hit worst = h->v[0];
        h->v[0] = h->v[--h->count];
        sift_down(t, 0);
        h->v[h->count] = worst;
    }
    h->count = count;
}
