/* rescore.c - searching in two stages: the best matches scored once more, for either engine.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdlib.h>

#include "lib/engine/engine_private.h"

static int compare_ids(struct dl_reader *r, const struct dl_hit *a, const struct dl_hit *b)
{
    struct dl_buf x = { 0 }, y = { 0 };
    int c = 0;
    if (r->ops->id(r, a->doc, &x, NULL) == DL_OK && r->ops->id(r, b->doc, &y, NULL) == DL_OK)
        c = dl_str_cmp(dl_buf_view(&x), dl_buf_view(&y));
    dl_buf_free(&x);
    dl_buf_free(&y);
    return c ? c : (a->doc > b->doc) - (a->doc < b->doc);
}

/* The order of engine.h; undated is 0 and so comes last. */
static int by_score(const void *x, const void *y, void *reader)
{
    const struct dl_hit *a = x, *b = y;
    if (a->score != b->score)
        return a->score > b->score ? -1 : 1;
    if (a->date != b->date)
        return a->date > b->date ? -1 : 1;
    return compare_ids(reader, a, b);
}

static bool is_boost(const struct dl_query *q)
{
    if (q->op != DL_Q_OR)
        return q->op == DL_Q_TERM || q->op == DL_Q_PHRASE || q->op == DL_Q_NEAR || q->op == DL_Q_LEAD ||
               q->op == DL_Q_NONE;
    for (size_t i = 0; i < q->count; i++)
        if (!is_boost(q->children[i]))
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

void dl_hits_sort(struct dl_reader *r, struct dl_hits *hits, size_t n)
{
    if (n > 1)
        qsort_r(hits->v, n, sizeof *hits->v, by_score, r);
}

/* A boost fades with the article's age as the rest of its score does. */
static enum dl_status boost_recent(struct dl_reader *r, const struct dl_query *boost, const struct dl_recency *x,
                                   struct dl_hits *hits, size_t n, struct dl_error *err)
{
    double *scores = malloc(n * sizeof *scores);
    if (!scores)
        return dl_fail_memory(err);
    for (size_t i = 0; i < n; i++) {
        scores[i] = hits->v[i].score;
        hits->v[i].score = 0;
    }
    enum dl_status status = r->ops->boost(r, boost, hits, n, err);
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
    if (s->boost && !is_boost(s->boost))
        return dl_fail(err, DL_INVALID, "a boost may hold words and phrases only");
    first.offset = 0;
    first.limit = s->limit && s->limit <= SIZE_MAX - s->offset ? s->limit + s->offset : 0;
    if (s->boost && first.limit && first.limit < s->boost_depth)
        first.limit = s->boost_depth;
    enum dl_status status = recent ? dl_search_recent(r, &first, &x, hits, err) : r->ops->search(r, &first, hits, err);
    size_t n = s->boost_depth < hits->count ? s->boost_depth : hits->count;
    if (!status && s->boost && n && s->boost->op != DL_Q_NONE) {
        status = recent ? boost_recent(r, s->boost, &x, hits, n, err) : r->ops->boost(r, s->boost, hits, n, err);
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
