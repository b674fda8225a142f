/* recent.c - searching by relevance and age, for either engine.
 *
 * Neither engine can multiply a score by a function of the date, but both filter by date.  So the time is searched
 * slice by slice, the newest first.  In a slice the best by relevance are taken, more and more of them, until what
 * follows could not get in even if it had the slice's newest day; the search ends when the most relevant match of all
 * could not get in from the days left.  (A threshold algorithm: R. Fagin et al., "Optimal aggregation algorithms for
 * middleware", 2003.)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <math.h>

#include "lib/engine/engine_private.h"

#define SLICE                                                                                                          \
    0.8 /* half-lives of the first slice; smaller ones are more searches, larger ones look at more articles            \
         */
#define MOST_HALF_LIVES 900 /* older articles fade no more: scores stay normal numbers */
#define SLACK (1 + 1e-9)    /* scores are rounded twice; and one article's differs by less from one search to another */

struct recent {
    struct dl_reader *reader;
    const struct dl_search *s;
    struct dl_recency *x;
    struct dl_hits *best; /* of the slices so far; at most `wanted` */
    struct dl_hits found; /* in a slice */
    size_t wanted;
    double most; /* relevance of the most relevant match */
    struct dl_error *err;
};

double dl_recency_factor(const struct dl_recency *x, dl_date day)
{
    if (!x->newest)
        return 1;
    return exp2(-fmin(dl_date_days_between(day ? day : x->oldest, x->newest) / x->half_life, MOST_HALF_LIVES));
}

static double factor(const struct recent *r, dl_date day)
{
    return dl_recency_factor(r->x, day);
}

static enum dl_status find(struct recent *r, const struct dl_search *s)
{
    r->found.count = 0;
    return r->reader->ops->search(r->reader, s, &r->found, r->err);
}

static enum dl_status end_of_time(struct recent *r, enum dl_sort sort, dl_date *day)
{
    struct dl_search one = { .query = r->s->query, .sort = sort, .limit = 1 };
    enum dl_status status = find(r, &one);
    *day = !status && r->found.count ? r->found.v[0].date : 0;
    return status;
}

static void age(const struct recent *r, struct dl_hits *hits)
{
    for (size_t i = 0; i < hits->count; i++)
        hits->v[i].score = dl_score_round(hits->v[i].score * factor(r, hits->v[i].date));
}

/* What a match must be worth to get in; negative while all do. */
static double bar(const struct recent *r)
{
    return r->best->count < r->wanted ? -1 : r->best->v[r->wanted - 1].score;
}

/* Put the hits of a slice among the best. */
static enum dl_status take(struct recent *r)
{
    enum dl_status status = dl_hits_reserve(r->best, r->best->count + r->found.count, r->err);
    for (size_t i = 0; i < r->found.count && !status; i++) {
        struct dl_hit h = r->found.v[i];
        h.score = dl_score_round(h.score * factor(r, h.date));
        r->best->v[r->best->count++] = h;
    }
    if (status)
        return status;
    dl_hits_sort(r->reader, r->best, r->best->count);
    if (r->best->count > r->wanted)
        r->best->count = r->wanted;
    return DL_OK;
}

/* The matches of QUERY, none of which is newer than NEWEST; *TOLD says how many had to be looked at. */
static enum dl_status search_slice(struct recent *r, const struct dl_query *query, dl_date newest, size_t *told)
{
    size_t before = r->best->count;
    struct dl_hits kept = { 0 }; /* the best of other slices, to start from when more of this one are needed */
    enum dl_status status = dl_hits_reserve(&kept, before + 1, r->err);
    if (!status && before)
        memcpy(kept.v, r->best->v, before * sizeof *kept.v);
    for (size_t m = r->wanted; !status; m *= 2) {
        struct dl_search top = { .query = query, .limit = m };
        status = find(r, &top);
        *told = r->found.count;
        r->best->count = before;
        if (before)
            memcpy(r->best->v, kept.v, before * sizeof *kept.v);
        if (!status)
            status = take(r);
        if (status || r->found.count < m || m > SIZE_MAX / 4 ||
            !newest || /* the undated fade alike: they come in order */
            r->found.v[m - 1].score * factor(r, newest) * SLACK < bar(r))
            break;
    }
    dl_hits_free(&kept);
    return status;
}

static const struct dl_query *within(struct dl_arena *arena, const struct dl_query *q, dl_date from, dl_date to)
{
    struct dl_query *range = dl_query_date(arena, (struct dl_date_range){ from, to });
    struct dl_query *both[] = { (struct dl_query *)(uintptr_t)q,
                                range }; /* read only, as all of a tree that is built */
    return range ? dl_query_node(arena, DL_Q_AND, both, 2) : NULL;
}

static enum dl_status search_days(struct recent *r)
{
    enum dl_status status = DL_OK;
    double days = ceil(SLICE * r->x->half_life);
    for (dl_date to = r->x->newest; to && to >= r->x->oldest && !status;) {
        struct dl_arena arena = { 0 };
        size_t told = 0;
        if (r->most * factor(r, to) * SLACK <= bar(r))
            break; /* what is older loses a tie */
        int left = dl_date_days_between(r->x->oldest, to), n = days < left ? (int)days : left + 1;
        dl_date from = dl_date_add_days(to, 1 - n);
        const struct dl_query *q = within(&arena, r->s->query, from, to);
        status = q ? search_slice(r, q, to, &told) : dl_fail_memory(r->err);
        dl_arena_free(&arena);
        days = told < r->wanted ? days * 2 : told > r->wanted && days > 1 ? ceil(days / 2) : days;
        to = n > left ? 0 : dl_date_add_days(from, -1);
    }
    return status;
}

static enum dl_status search_undated(struct recent *r)
{
    struct dl_arena arena = { 0 };
    size_t told;
    if (r->most * factor(r, 0) * SLACK <= bar(r))
        return DL_OK;
    struct dl_query *any = dl_query_date(&arena, (struct dl_date_range){ 0, 0 });
    struct dl_query *both[] = { (struct dl_query *)(uintptr_t)r->s->query, any };
    struct dl_query *q = any ? dl_query_node(&arena, DL_Q_NOT, both, 2) : NULL;
    enum dl_status status = q ? search_slice(r, q, 0, &told) : dl_fail_memory(r->err);
    dl_arena_free(&arena);
    return status;
}

enum dl_status dl_search_recent(struct dl_reader *reader, const struct dl_search *s, struct dl_recency *x,
                                struct dl_hits *hits, struct dl_error *err)
{
    struct recent r = { .reader = reader, .s = s, .x = x, .best = hits, .wanted = s->limit, .err = err };
    *x = (struct dl_recency){ .half_life = s->half_life };
    enum dl_status status = end_of_time(&r, DL_SORT_NEWEST, &x->newest);
    if (!status && x->newest)
        status = end_of_time(&r, DL_SORT_OLDEST, &x->oldest);
    if (!status)
        status = reader->ops->search(reader, s, hits, err); /* for the total, and how relevant the most relevant is */
    if (!status && (s->limit == 0 || hits->count < s->limit)) {
        age(&r, hits);
        dl_hits_sort(reader, hits, hits->count);
    } else if (!status) {
        r.most = hits->v[0].score;
        hits->count = 0;
        status = search_days(&r);
        if (!status)
            status = search_undated(&r);
    }
    dl_hits_free(&r.found);
    return status;
}
