/* eval.h - the native engine's query evaluation.
 *
 * A query is compiled once into a plan (plan.c): flattened, simplified, its distinct terms gathered with the statistics
 * of all segments.  Each segment then gets a tree of nodes over its own cursors (eval.c, node.c), which one of the
 * drivers walks: eval_or.c (a flat OR of terms: MAXSCORE over block bounds; eval_wide_or.c when they are very many),
 * eval_flat_and.c (an AND of words, phrases included) or eval_and.c (whatever else).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_EVAL_EVAL_H
#define DATELINE_EVAL_EVAL_H

#include "dateline/engine.h"
#include "dateline/posting.h"
#include "dateline/segment.h"
#include "lib/eval/topk.h"

/* ---- the plan: independent of segments ----------------------------------------------------------------------------
 */

struct dl_plan_term {
    struct dl_str term;
    uint64_t frequency; /* live articles with it, over all segments */
    double idf;
    struct dl_term_info *info; /* one a segment; docs 0 where the segment lacks it */
};

struct dl_plan_node {
    enum dl_query_op op; /* NONE, ALL, TERM, PHRASE, NEAR, AND, OR, DATE, COUNTRY, MENTION, SOURCE, LANGUAGE */
    bool scores;
    uint32_t term;              /* TERM: index into the plan's terms */
    uint32_t offset;            /* TERM in a PHRASE */
    uint32_t window;            /* NEAR */
    double weight;              /* TERM */
    struct dl_str text;         /* filters */
    struct dl_date_range range; /* DATE */
    struct dl_plan_node **kids; /* AND, OR, PHRASE, NEAR */
    size_t count;
    struct dl_plan_node **without; /* AND: NOTs */
    size_t without_count;
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

/* ---- nodes: a plan at work in one segment --------------------------------------------------------------------------
 */

enum dl_node_kind { DL_NODE_NONE, DL_NODE_TERM, DL_NODE_SET, DL_NODE_RANGE, DL_NODE_AND, DL_NODE_OR };

/* PHRASE, NEAR and LEAD: a check on positions, made when every term is known to be there. */
struct dl_position_check {
    struct dl_node **terms;  /* TERM nodes, all standing at the document in question */
    const uint32_t *offsets; /* PHRASE; NULL: NEAR */
    size_t count;
    uint32_t window; /* NEAR; LEAD, which has one term */
};

struct dl_node {
    enum dl_node_kind kind;
    bool scores;
    uint32_t doc;                     /* where it stands; DL_NO_DOC at the end */
    uint32_t lo, hi;                  /* RANGE: documents [lo, hi) */
    uint64_t cost;                    /* about how many documents it will visit */
    uint32_t term;                    /* TERM: number in the plan */
    double weight;                    /* TERM: idf * (k1 + 1) * the query's weight */
    struct dl_posting_cursor *cursor; /* TERM */
    struct dl_docset set;             /* SET */
    struct dl_node **kids;            /* AND: cheapest first; OR: as in the query */
    size_t count;
    struct dl_node **scorers; /* AND: the kids that score, as in the query */
    size_t scorer_count;
    struct dl_node **without; /* AND: NOTs */
    size_t without_count;
    struct dl_position_check *checks; /* AND */
    size_t check_count;
    uint32_t *heap; /* OR: numbers of kids, the one with the lowest document on top */
};

/* All that is needed to evaluate in one segment.  The first part is the caller's to set. */
struct dl_eval {
    struct dl_arena *arena;
    const struct dl_plan *plan;
    const struct dl_segment *segment;
    uint32_t segment_number;
    struct dl_bm25 bm25; /* of the search */
    double mean_length;  /* over all segments */
    uint32_t from, to;   /* documents that may be searched: [0, docs) or a part of that */

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
};

struct dl_eval_cursor {
    struct dl_eval_cursor *next;
    struct dl_posting_cursor cursor;
};

enum dl_status dl_eval_prepare(struct dl_eval *e, struct dl_error *err);
/* The plan's root, or each kid of an OR, as an AND of its own that stands nowhere yet: for dl_node_score_at.  Those
 * that match nothing here are left out.  The terms share their cursors, so that the documents must rise over all parts.
 */
enum dl_status dl_eval_prepare_parts(struct dl_eval *e, struct dl_node ***parts, size_t *count, struct dl_error *err);
/* DL_CORRUPT when a cursor met damage. */
enum dl_status dl_eval_check(const struct dl_eval *e, struct dl_error *err);
void dl_eval_release(struct dl_eval *e); /* what is not in the arena */

/* The first document >= TARGET (which never falls) that N matches, or DL_NO_DOC; N then stands there. */
uint32_t dl_node_advance(struct dl_node *n, uint32_t target);
/* Put an AND, whose kids stand somewhere, on its first document >= TARGET. */
void dl_node_start(struct dl_node *n, uint32_t target);
/* For an AND: as dl_node_advance, but checks and NOTs are left to dl_node_confirm, which may be asked once a document.
 */
uint32_t dl_node_align(struct dl_node *n, uint32_t target);
bool dl_node_confirm(struct dl_node *n);
/* The score of DOC, at which N stands. */
double dl_node_score(const struct dl_eval *e, struct dl_node *n, uint32_t doc);
/* What N, an AND without filters, scores in DOC, 0 where it does not match.  DOC rises from call to call.  Other
 * documents are not looked at: this is for a few documents that are known already. */
double dl_node_score_at(const struct dl_eval *e, struct dl_node *n, uint32_t doc);
/* No document of [doc, *upto] scores more than this.  *UPTO comes in as the largest wanted. */
double dl_node_bound(const struct dl_eval *e, struct dl_node *n, uint32_t doc, uint32_t *upto);
/* Heap order, once the kids of an OR are set. */
void dl_node_heapify(struct dl_node *n);

bool dl_positions_match(const struct dl_position_check *check);

static inline double dl_eval_length(const struct dl_eval *e, uint32_t doc)
{
    return e->lengths16 ? e->lengths16[doc] : e->lengths32[doc];
}

static inline double dl_eval_score(const struct dl_eval *e, double weight, uint32_t tf, uint32_t doc)
{
    return weight * tf /
           (tf + (e->norm_a + e->norm_b * dl_eval_length(e, doc))); /* grouped as in eval_or.c: ties must stay ties */
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
    return dl_eval_passes(e, filters, count, doc) && dl_node_confirm(e->root);
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

/* ---- drivers ------------------------------------------------------------------------------------------------------
 */

/* Offer the segment's matches to TOPK. */
void dl_eval_and(struct dl_eval *e, struct dl_topk *topk);
/* True when the plan is an AND of terms and of ORs of terms, perhaps with phrases, filters and NOTs. */
bool dl_eval_is_flat_and(const struct dl_eval *e);
void dl_eval_flat_and(struct dl_eval *e, struct dl_topk *topk);
/* True when the plan is a flat OR of terms, perhaps filtered. */
bool dl_eval_is_flat_or(const struct dl_eval *e);
void dl_eval_or(struct dl_eval *e, struct dl_topk *topk);
void dl_eval_wide_or(struct dl_eval *e, struct dl_topk *topk); /* the part of dl_eval_or for very many terms */

/* Walk all matches in document order, unscored; stops when FN returns false. */
typedef bool dl_match_fn(void *context, uint32_t doc);
void dl_eval_each(struct dl_eval *e, dl_match_fn *fn, void *context);

#endif
