/* rescore.c - searching in two stages: the best matches scored once more, for either engine.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdlib.h>

#include "lib/engine/engine_private.h"

static bool is_rescore(const struct dl_query *q)
{
    if (q->op != DL_Q_OR)
        return q->op == DL_Q_TERM || q->op == DL_Q_PHRASE || q->op == DL_Q_NEAR || q->op == DL_Q_LEAD ||
               q->op == DL_Q_NONE;
    for (size_t i = 0; i < q->count; i++)
        if (!is_rescore(q->children[i]))
            return false;
    return true;
}

static void cut(struct dl_hits *hits, size_t offset, size_t limit)
{
    offset = offset < hits->count ? offset : hits->count;
    hits->count -= offset;
    if (offset && hits->count)
        memmove(hits->v, hits->v + offset, hits->count * sizeof *hits->v);
    if (limit && limit < hits->count)
        hits->count = limit;
}

/* What rescoring adds fades with the article's age as the rest of its score does. */
static enum dl_status rescore_recent(struct dl_reader *r, const struct dl_query *rescore, const struct dl_recency *x,
                                     struct dl_hits *hits, size_t n, struct dl_error *err)
{
    double *scores = malloc(n * sizeof *scores);
    if (!scores)
        return dl_fail_memory(err);
    for (size_t i = 0; i < n; i++) {
        scores[i] = hits->v[i].score;
        hits->v[i].score = 0;
    }
    enum dl_status status = r->ops->rescore(r, rescore, hits, n, err);
    for (size_t i = 0; i < n; i++)
        hits->v[i].score = scores[i] + hits->v[i].score * dl_recency_factor(x, hits->v[i].date);
    free(scores);
    return status;
}

enum dl_status dl_search_staged(struct dl_reader *r, const struct dl_search *s, struct dl_hits *hits,
                                struct dl_error *err)
{
    struct dl_search first = *s;
    struct dl_recency x;
    bool recent = s->half_life > 0;
    if (s->rescore && !is_rescore(s->rescore))
        return dl_fail(err, DL_INVALID, "rescoring takes words and phrases only");
    first.offset = 0;
    first.limit = s->limit && s->limit <= SIZE_MAX - s->offset ? s->limit + s->offset : 0;
    if (s->rescore && first.limit && first.limit < s->rescore_depth)
        first.limit = s->rescore_depth;
    enum dl_status status = recent ? dl_search_recent(r, &first, &x, hits, err) : r->ops->search(r, &first, hits, err);
    size_t n = s->rescore_depth < hits->count ? s->rescore_depth : hits->count;
    if (!status && s->rescore && n && s->rescore->op != DL_Q_NONE) {
        status =
            recent ? rescore_recent(r, s->rescore, &x, hits, n, err) : r->ops->rescore(r, s->rescore, hits, n, err);
        for (size_t i = 0; i < n && !status; i++)
            hits->v[i].score = dl_score_round(hits->v[i].score);
        if (!status)
            dl_hits_sort(r, hits, n);
    }
    if (status)
        hits->count = 0;
    else
        cut(hits, s->offset, s->limit);
    return status;
}
