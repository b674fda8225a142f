/* expand.c - checking a query and rewriting it for the engines: prefixes become the terms that the index holds.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <math.h>
#include <stdlib.h>

#include "dateline/grow.h"
#include "lib/engine/engine_private.h"

#define MAX_SUM 4       /* all prefixes of a query together may stand for so many times the terms of one */
#define LOOK_EVERY 1024 /* terms: how often the clock is looked at */

struct expander {
    struct dl_reader *reader;
    size_t max, sum; /* terms of one prefix at most; of all so far */
    struct dl_arena *arena;
    struct dl_error *err;
};

/* The terms under one prefix, gathered while the dictionary is walked. */
struct gathering {
    struct expander *x;
    const struct dl_query *prefix;
    struct dl_query **terms;
    size_t count, cap;
    enum dl_status status;
};

static bool gather(void *context, struct dl_str term, uint64_t articles)
{
    struct gathering *g = context;
    struct dl_str prefix = g->prefix->text;
    (void)articles;
    if (g->x->sum++ == MAX_SUM * g->x->max) {
        g->status = dl_fail(g->x->err, DL_TOO_LARGE,
                            "the words with * stand for more than %zu different words together: use more letters",
                            MAX_SUM * g->x->max);
        return false;
    }
    if (g->x->sum % LOOK_EVERY == 0 && dl_reader_late(g->x->reader)) {
        g->status = dl_reader_fail_late(g->x->err);
        return false;
    }
    if (g->count == g->x->max) {
        g->status = dl_fail(g->x->err, DL_TOO_LARGE,
                            "%.*s* stands for more than %zu different words: use more letters before the *",
                            (int)prefix.len, prefix.ptr, g->x->max);
        return false;
    }
    struct dl_query *leaf = dl_query_leaf(g->x->arena, DL_Q_TERM, term);
    if (!leaf || !DL_GROW(g->terms, g->cap, g->count + 1)) {
        g->status = dl_fail_memory(g->x->err);
        return false;
    }
    leaf->weight = g->prefix->weight;
    g->terms[g->count++] = leaf;
    return true;
}

static enum dl_status none(struct expander *x, const struct dl_query **out)
{
    *out = dl_query_node(x->arena, DL_Q_NONE, NULL, 0);
    return *out ? DL_OK : dl_fail_memory(x->err);
}

/* A prefix that no term begins with matches nothing; an empty one is the query parser's business and refused. */
static enum dl_status expand_prefix(struct expander *x, const struct dl_query *q, const struct dl_query **out)
{
    if (q->text.len == 0)
        return dl_fail(x->err, DL_INVALID, "a prefix needs at least one letter before the *");
    struct gathering g = { .x = x, .prefix = q };
    enum dl_status status = dl_reader_terms_under(x->reader, q->text, gather, &g, x->err);
    if (!status)
        status = g.status;
    if (!status && g.count == 0)
        status = none(x, out);
    else if (!status && g.count == 1)
        *out = g.terms[0];
    else if (!status) {
        *out = dl_query_node(x->arena, DL_Q_OR, g.terms, g.count);
        if (!*out)
            status = dl_fail_memory(x->err);
    }
    free(g.terms);
    return status;
}

static enum dl_status malformed(struct expander *x)
{
    return dl_fail(x->err, DL_INVALID, "malformed query tree");
}

static bool good_weight(const struct dl_query *q)
{
    return isfinite(q->weight) && q->weight >= 0.0;
}

/* Too long to be in any index, or empty. */
static bool impossible(const struct dl_query *q)
{
    return q->text.len == 0 || q->text.len > DL_TERM_MAX;
}

static enum dl_status expand_positional(struct expander *x, const struct dl_query *q, const struct dl_query **out)
{
    bool possible = q->count > 0;
    if (q->op == DL_Q_LEAD && q->count != 1)
        return malformed(x);
    for (size_t i = 0; i < q->count; i++) {
        if (q->children[i]->op != DL_Q_TERM || !good_weight(q->children[i]))
            return malformed(x);
        if (impossible(q->children[i]))
            possible = false;
    }
    if (!possible)
        return none(x, out);
    *out = q->count == 1 && q->op != DL_Q_LEAD ? q->children[0] : q;
    return DL_OK;
}

static bool same_prefix(const struct dl_query *a, const struct dl_query *b)
{
    return a->op == DL_Q_PREFIX && b->op == DL_Q_PREFIX && dl_str_eq(a->text, b->text);
}

/* Equal prefixes among the children of an AND or OR become one with the sum of their weights, which scores the same. */
static enum dl_status share_prefixes(struct expander *x, struct dl_query *q)
{
    size_t kept = 0;
    for (size_t i = 0; i < q->count; i++) {
        struct dl_query *child = q->children[i];
        size_t k = 0;
        while (k < kept && !same_prefix(q->children[k], child))
            k++;
        if (k == kept) {
            q->children[kept++] = child;
            continue;
        }
        if (!good_weight(child))
            return malformed(x);
        struct dl_query *sum = dl_query_leaf(x->arena, DL_Q_PREFIX, child->text);
        if (!sum)
            return dl_fail_memory(x->err);
        sum->weight = q->children[k]->weight + child->weight;
        q->children[k] = sum;
    }
    q->count = kept;
    return DL_OK;
}

static enum dl_status expand(struct expander *x, const struct dl_query *q, unsigned depth, const struct dl_query **out);

static enum dl_status expand_inner(struct expander *x, const struct dl_query *q, unsigned depth,
                                   const struct dl_query **out)
{
    if (q->op == DL_Q_NOT && q->count != 2)
        return malformed(x);
    if (q->count == 0)
        return none(x, out);
    if (q->count == 1)
        return expand(x, q->children[0], depth + 1, out);
    struct dl_query *copy = dl_query_node(x->arena, q->op, q->children, q->count);
    if (!copy)
        return dl_fail_memory(x->err);
    enum dl_status status = q->op == DL_Q_NOT ? DL_OK : share_prefixes(x, copy);
    if (status)
        return status;
    if (copy->count == 1)
        return expand(x, copy->children[0], depth + 1, out);
    for (size_t i = 0; i < copy->count; i++) {
        const struct dl_query *child;
        status = expand(x, copy->children[i], depth + 1, &child);
        if (status)
            return status;
        copy->children[i] = (struct dl_query *)(uintptr_t)child; /* the tree is never written to again */
    }
    *out = copy;
    return DL_OK;
}

static enum dl_status expand(struct expander *x, const struct dl_query *q, unsigned depth, const struct dl_query **out)
{
    if (depth > DL_QUERY_MAX_DEPTH)
        return dl_fail(x->err, DL_TOO_LARGE, "the query is nested more than %d levels deep", DL_QUERY_MAX_DEPTH);
    switch (q->op) {
    case DL_Q_PREFIX:
        return good_weight(q) ? expand_prefix(x, q, out) : malformed(x);
    case DL_Q_TERM:
        if (!good_weight(q))
            return malformed(x);
        if (impossible(q))
            return none(x, out);
        break;
    case DL_Q_PHRASE:
    case DL_Q_NEAR:
    case DL_Q_LEAD:
        return expand_positional(x, q, out);
    case DL_Q_AND:
    case DL_Q_OR:
    case DL_Q_NOT:
        return expand_inner(x, q, depth, out);
    case DL_Q_NONE:
    case DL_Q_ALL:
    case DL_Q_DATE:
    case DL_Q_COUNTRY:
    case DL_Q_MENTION:
    case DL_Q_SOURCE:
    case DL_Q_LANGUAGE:
    case DL_Q_ID:
        break;
    case DL_Q_AUTHOR:
    case DL_Q_SECTION:
    case DL_Q_TAG:
    case DL_Q_URL:
        if (q->match != DL_MATCH_KEY)
            return dl_label_expand(x->reader, q, x->max, x->arena, out, x->err);
        break;
    }
    *out = q;
    return DL_OK;
}

enum dl_status dl_query_expand(struct dl_reader *r, const struct dl_query *query, size_t max, struct dl_arena *arena,
                               const struct dl_query **out, struct dl_error *err)
{
    struct expander x = { r, max ? max : DL_MAX_EXPANSION, 0, arena, err };
    return expand(&x, query, 0, out);
}
