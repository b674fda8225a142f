/* plan.h - a query compiled once for all segments: flattened, simplified, its distinct terms looked up.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_EVAL_PLAN_H
#define DATELINE_EVAL_PLAN_H

#include "dateline/query.h"
#include "dateline/segment.h"

struct dl_plan_term {
    struct dl_str term;
    uint64_t frequency; /* live articles with it, over all segments */
    double idf;
    struct dl_term_info *info; /* one a segment; docs 0 where the segment lacks it */
};

struct dl_plan_node {
    enum dl_query_op op; /* NONE, ALL, TERM, PHRASE, NEAR, AND, OR, DATE, COUNTRY, MENTION, SOURCE, ..., ID */
    bool scores;
    uint32_t term;                  /* TERM: index into the plan's terms */
    uint32_t offset;                /* TERM in a PHRASE */
    uint32_t window;                /* NEAR */
    double weight;                  /* TERM */
    struct dl_str text;             /* filters */
    struct dl_date_range range;     /* DATE */
    struct dl_plan_node **children; /* AND, OR, PHRASE, NEAR */
    size_t count;
    struct dl_plan_node **must_not; /* AND: NOTs */
    size_t must_not_count;
};

struct dl_plan {
    struct dl_arena *arena;
    struct dl_plan_node *root;
    struct dl_plan_term *terms;
    size_t term_count, term_cap;
};

#define DL_PLAN_DEPTH 500 /* a query tree deeper than this is DL_TOO_LARGE */

/* Fills frequency, idf and info of one term. */
typedef enum dl_status dl_plan_look_up(void *context, struct dl_plan_term *term);

/* Q holds no PREFIX any more.  Everything lives in ARENA; strings stay borrowed from Q.  Each different term is looked
 * up once; one that no article holds matches nothing, and what hangs on it goes from the plan. */
enum dl_status dl_plan_build(struct dl_plan *plan, struct dl_arena *arena, const struct dl_query *q,
                             dl_plan_look_up *look_up, void *context, struct dl_error *err);

#endif
