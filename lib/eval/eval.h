/* eval.h - one plan at work in one segment, and the evaluators, one file each.
 *
 * maxscore_or.c: a disjunction of terms (MAXSCORE over block bounds); accumulate_or.c when they are very many.
 * conjunction.c: an AND of words, phrases included.  and.c: whatever else.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_EVAL_EVAL_H
#define DATELINE_EVAL_EVAL_H

#include "dateline/interrupt.h"
#include "lib/eval/node.h"
#include "lib/eval/plan.h"
#include "lib/eval/topk.h"

/* All that is needed to evaluate in one segment.  The first part is the caller's to set. */
struct dl_eval {
    struct dl_arena *arena;
    const struct dl_plan *plan;
    const struct dl_segment *segment;
    uint32_t segment_number;
    struct dl_bm25 bm25; /* of the search */
    double mean_length;  /* over all segments */
    uint32_t from, to;   /* documents that may be searched: [0, docs) or a part of that */
    double deadline;     /* dl_monotonic, seconds; 0: none */

    const uint16_t *lengths16; /* one of the two */
    const uint32_t *lengths32;
    double norm_a, norm_b;          /* k1 * (1 - b), k1 * b / mean_length */
    double bounds[256];             /* factor on a term's weight that a bound byte stands for */
    uint32_t lo, hi;                /* documents [lo, hi) of [from, to) are searched */
    struct dl_node *root;           /* an AND; NULL when nothing can match */
    struct dl_eval_cursor *cursors; /* all in use */
    struct dl_eval_cursor **shared; /* by term, NULL where there is none yet; or NULL: nodes share none */
    bool pruned;                    /* documents were skipped unseen: the count is a lower bound */
    uint64_t matches;               /* seen */
    unsigned asked;                 /* how often dl_eval_late was */
    bool late;                      /* the deadline has passed: what was found is not all */
};

/* The sets of FILTERS that OP, a filter of an article's value, is looked up in. */
enum dl_filter_kind dl_filter_kind_of(enum dl_query_op op);

struct dl_eval_cursor {
    struct dl_eval_cursor *next;
    struct dl_posting_cursor cursor;
};

enum dl_status dl_eval_prepare(struct dl_eval *e, struct dl_error *err);
/* The plan's root, or each child of an OR, as an AND of its own that stands nowhere yet: for dl_node_score_at.  Those
 * that match nothing here are left out.  The terms share their cursors, so that the documents must rise over all parts.
 */
enum dl_status dl_eval_prepare_parts(struct dl_eval *e, struct dl_node ***parts, size_t *count, struct dl_error *err);
/* DL_CORRUPT when a cursor met damage; DL_TOO_LARGE after the deadline. */
enum dl_status dl_eval_check(const struct dl_eval *e, struct dl_error *err);
void dl_eval_release(struct dl_eval *e); /* what is not in the arena */

/* Whether the deadline has passed; evaluators ask once a window, block or candidate, and then end. */
static inline bool dl_eval_late(struct dl_eval *e)
{
    if (e->deadline > 0 && ++e->asked % 64 == 0)
        e->late = dl_monotonic() >= e->deadline;
    return e->late;
}

static inline double dl_eval_length(const struct dl_eval *e, uint32_t doc)
{
    return e->lengths16 ? e->lengths16[doc] : e->lengths32[doc];
}

static inline double dl_eval_score(const struct dl_eval *e, double weight, uint32_t tf, uint32_t doc)
{
    return weight * tf /
           (tf +
            (e->norm_a + e->norm_b * dl_eval_length(e, doc))); /* grouped as in maxscore_or.c: ties must stay ties */
}

/* Whether DOC lives and all of FILTERS, SETs and RANGEs, hold it. */
static inline bool dl_eval_passes(const struct dl_eval *e, struct dl_node *const *filters, size_t count, uint32_t doc)
{
    if (dl_segment_is_deleted(e->segment, doc))
        return false;
    for (size_t i = 0; i < count; i++)
        if (dl_node_advance(filters[i], doc) != doc)
            return false;
    return true;
}

/* The same, and the root's checks and NOTs, too. */
static inline bool dl_eval_accepts(const struct dl_eval *e, struct dl_node *const *filters, size_t count, uint32_t doc)
{
    e->root->doc = doc;
    return dl_eval_passes(e, filters, count, doc) && dl_node_matches(e->root);
}

/* The highest score of a document of C in a range that begins where dl_posting_shallow last looked and ends before END.
 */
static inline double dl_eval_bound_in(const struct dl_eval *e, const struct dl_posting_cursor *c, double weight,
                                      uint32_t end)
{
    if (!c->last)
        return weight;
    unsigned low = c->bounds[c->shallow];
    for (uint32_t b = c->shallow; c->last[b] < end - 1 && b + 1 < c->blocks;)
        if (c->bounds[++b] < low)
            low = c->bounds[b];
    return weight * e->bounds[low];
}

/* ---- drivers ----------------------------------------------------------------------------------------------------- */

/* Offer the segment's matches to TOPK. */
void dl_eval_and(struct dl_eval *e, struct dl_topk *topk);
/* True when the plan is an AND of terms and of ORs of terms, perhaps with phrases, filters and NOTs. */
bool dl_eval_is_conjunction(const struct dl_eval *e);
void dl_eval_conjunction(struct dl_eval *e, struct dl_topk *topk);
/* True when the plan is a flat OR of terms, perhaps filtered. */
bool dl_eval_is_disjunction(const struct dl_eval *e);
void dl_eval_maxscore_or(struct dl_eval *e, struct dl_topk *topk);
void dl_eval_large_or(struct dl_eval *e,
                      struct dl_topk *topk); /* the part of dl_eval_maxscore_or for very many terms */

/* Walk all matches in document order, unscored; stops when FN returns false. */
typedef bool dl_match_fn(void *context, uint32_t doc);
void dl_eval_each(struct dl_eval *e, dl_match_fn *fn, void *context);

#endif
