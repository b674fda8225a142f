/* node.h - the tree of cursors that a plan becomes in one segment.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_EVAL_NODE_H
#define DATELINE_EVAL_NODE_H

#include "dateline/posting.h"

struct dl_eval;

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
    struct dl_node **children;        /* AND: cheapest first; OR: as in the query */
    size_t count;
    struct dl_node **scorers; /* AND: the children that score, as in the query */
    size_t scorer_count;
    struct dl_node **must_not; /* AND: NOTs */
    size_t must_not_count;
    struct dl_position_check *checks; /* AND */
    size_t check_count;
    uint32_t *heap; /* OR: numbers of children, the one with the lowest document on top */
};

/* The first document >= TARGET (which never falls) that N matches, or DL_NO_DOC; N then stands there. */
uint32_t dl_node_advance(struct dl_node *n, uint32_t target);
/* Put an AND, whose children stand somewhere, on its first document >= TARGET. */
void dl_node_start(struct dl_node *n, uint32_t target);
/* For an AND: as dl_node_advance, but checks and NOTs are left to dl_node_matches, which may be asked once a document.
 */
uint32_t dl_node_approximate(struct dl_node *n, uint32_t target);
bool dl_node_matches(struct dl_node *n);
/* The score of DOC, at which N stands. */
double dl_node_score(const struct dl_eval *e, struct dl_node *n, uint32_t doc);
/* What N, an AND without filters, scores in DOC, 0 where it does not match.  DOC rises from call to call.  Other
 * documents are not looked at: this is for a few documents that are known already. */
double dl_node_score_at(const struct dl_eval *e, struct dl_node *n, uint32_t doc);
/* No document of [doc, *upto] scores more than this.  *UPTO comes in as the largest wanted. */
double dl_node_bound(const struct dl_eval *e, struct dl_node *n, uint32_t doc, uint32_t *upto);
/* Heap order, once the children of an OR are set. */
void dl_node_heapify(struct dl_node *n);

bool dl_positions_match(const struct dl_position_check *check);

#endif
