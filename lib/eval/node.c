/* node.c - the iterators of a query tree in one segment.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/eval/eval.h"

#define COLLECT 64 /* children of an OR whose scores are added in the query's order */

/* ---- OR: a heap of children by document -------------------------------------------------------------------------- */

static bool before(const struct dl_node *n, uint32_t a, uint32_t b)
{
    uint32_t x = n->children[a]->doc, y = n->children[b]->doc;
    return x < y || (x == y && a < b);
}

static void sift_down(struct dl_node *n, size_t i)
{
    uint32_t *h = n->heap, k = h[i];
    for (size_t child; (child = 2 * i + 1) < n->count; i = child) {
        if (child + 1 < n->count && before(n, h[child + 1], h[child]))
            child++;
        if (!before(n, h[child], k))
            break;
        h[i] = h[child];
    }
    h[i] = k;
}

void dl_node_heapify(struct dl_node *n)
{
    for (size_t i = 0; i < n->count; i++)
        n->heap[i] = (uint32_t)i;
    for (size_t i = n->count / 2; i-- > 0;)
        sift_down(n, i);
    n->doc = n->children[n->heap[0]]->doc;
}

static uint32_t or_advance(struct dl_node *n, uint32_t target)
{
    while (n->children[n->heap[0]]->doc < target) {
        dl_node_advance(n->children[n->heap[0]], target);
        sift_down(n, 0);
    }
    return n->doc = n->children[n->heap[0]]->doc;
}

/* Every child that stands at DOC: they fill a top part of the heap. */
static double or_score(const struct dl_eval *e, struct dl_node *n, uint32_t doc)
{
    double sum = 0;
    if (n->count <= COLLECT) {
        for (size_t i = 0; i < n->count; i++)
            if (n->children[i]->doc == doc && n->children[i]->scores)
                sum += dl_node_score(e, n->children[i], doc);
        return sum;
    }
    size_t todo[128], depth = 0; /* two a level of a heap of less than 2^60 */
    todo[depth++] = 0;
    while (depth) {
        size_t i = todo[--depth];
        struct dl_node *k = n->children[n->heap[i]];
        if (k->doc != doc)
            continue;
        if (k->scores)
            sum += dl_node_score(e, k, doc);
        for (size_t child = 2 * i + 1; child <= 2 * i + 2 && child < n->count; child++)
            todo[depth++] = child;
    }
    return sum;
}

/* ---- AND: leapfrog, the cheapest child leads --------------------------------------------------------------------- */

uint32_t dl_node_approximate(struct dl_node *n, uint32_t target)
{
    for (;;) {
        uint32_t doc = dl_node_advance(n->children[0], target);
        target = doc;
        if (doc == DL_NO_DOC)
            return n->doc = doc;
        for (size_t i = 1; i < n->count && target == doc; i++)
            target = dl_node_advance(n->children[i], doc);
        if (target == doc)
            return n->doc = doc;
    }
}

bool dl_node_matches(struct dl_node *n)
{
    for (size_t i = 0; i < n->must_not_count; i++)
        if (dl_node_advance(n->must_not[i], n->doc) == n->doc)
            return false;
    for (size_t i = 0; i < n->check_count; i++)
        if (!dl_positions_match(&n->checks[i]))
            return false;
    return true;
}

static uint32_t and_advance(struct dl_node *n, uint32_t target)
{
    for (;;) {
        uint32_t doc = dl_node_approximate(n, target);
        if (doc == DL_NO_DOC || dl_node_matches(n))
            return doc;
        target = doc + 1;
    }
}

void dl_node_start(struct dl_node *n, uint32_t target)
{
    and_advance(n, target);
}

/* ---- all kinds --------------------------------------------------------------------------------------------------- */

uint32_t dl_node_advance(struct dl_node *n, uint32_t target)
{
    if (n->doc >= target)
        return n->doc;
    switch (n->kind) {
    case DL_NODE_TERM:
        return n->doc = dl_posting_advance(n->cursor, target);
    case DL_NODE_SET:
        return n->doc = dl_docset_advance(&n->set, target);
    case DL_NODE_RANGE:
        return n->doc = target < n->lo ? n->lo : target < n->hi ? target : DL_NO_DOC;
    case DL_NODE_AND:
        return and_advance(n, target);
    case DL_NODE_OR:
        return or_advance(n, target);
    case DL_NODE_NONE:
        break;
    }
    return n->doc = DL_NO_DOC;
}

double dl_node_score(const struct dl_eval *e, struct dl_node *n, uint32_t doc)
{
    double sum = 0;
    switch (n->kind) {
    case DL_NODE_TERM:
        return dl_eval_score(e, n->weight, dl_posting_tf(n->cursor), doc);
    case DL_NODE_OR:
        return or_score(e, n, doc);
    case DL_NODE_AND:
        for (size_t i = 0; i < n->scorer_count; i++)
            sum += dl_node_score(e, n->scorers[i], doc);
        return sum;
    default:
        return 0;
    }
}

double dl_node_score_at(const struct dl_eval *e, struct dl_node *n, uint32_t doc)
{
    for (size_t i = 0; i < n->count; i++)
        if (dl_node_advance(n->children[i], doc) != doc)
            return 0;
    n->doc = doc;
    return dl_node_matches(n) ? dl_node_score(e, n, doc) : 0;
}

/* The bound of the block that would hold DOC; the block is not decoded. */
static double term_bound(const struct dl_eval *e, struct dl_node *n, uint32_t doc, uint32_t *upto)
{
    struct dl_posting_cursor *c = n->cursor;
    uint32_t last;
    if (!dl_posting_shallow(c, doc, &last))
        return 0;
    if (last < *upto)
        *upto = last;
    return n->weight * e->bounds[dl_posting_bound(c)];
}

double dl_node_bound(const struct dl_eval *e, struct dl_node *n, uint32_t doc, uint32_t *upto)
{
    double sum = 0;
    if (!n->scores)
        return 0;
    switch (n->kind) {
    case DL_NODE_TERM:
        return term_bound(e, n, doc, upto);
    case DL_NODE_OR:
    case DL_NODE_AND:
        for (size_t i = 0; i < n->count; i++)
            sum += dl_node_bound(e, n->children[i], doc, upto);
        return sum;
    default:
        return 0;
    }
}
