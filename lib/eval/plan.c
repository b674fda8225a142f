/* plan.c - compile a query tree: flatten, simplify, number the terms.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/eval/eval.h"

struct build {
    struct dl_plan *plan;
    dl_plan_look_up *look_up;
    void *context;
    struct dl_error *err;
    enum dl_status status;
};

static void *take(struct build *b, size_t n, size_t size)
{
    void *p = n <= SIZE_MAX / 2 / size ? dl_arena_alloc(b->plan->arena, n * size) : NULL;
    if (!p)
        b->status = dl_fail_memory(b->err);
    else
        memset(p, 0, n * size);
    return p;
}

static struct dl_plan_node *new_node(struct build *b, enum dl_query_op op)
{
    struct dl_plan_node *n = take(b, 1, sizeof *n);
    if (n) {
        n->op = op;
        n->weight = 1;
    }
    return n;
}

/* A query holds few different terms, but an expanded prefix may bring thousands, all different: only the last few are
 * compared, and a term that is numbered twice costs a little time and no more. */
static struct dl_plan_node *term_node(struct build *b, const struct dl_query *q)
{
    struct dl_plan *p = b->plan;
    struct dl_plan_node *n = new_node(b, DL_Q_TERM);
    if (!n)
        return NULL;
    n->scores = true;
    n->weight = q->weight;
    n->offset = q->offset;
    size_t from = p->term_count > 64 ? p->term_count - 64 : 0;
    for (size_t i = from; i < p->term_count; i++) {
        if (dl_str_eq(p->terms[i].term, q->text)) {
            n->term = (uint32_t)i;
            return p->terms[i].frequency ? n : new_node(b, DL_Q_NONE);
        }
    }
    if (p->term_count == p->term_cap) {
        size_t cap = p->term_cap ? p->term_cap * 2 : 16;
        struct dl_plan_term *t = take(b, cap, sizeof *t);
        if (!t)
            return NULL;
        if (p->term_count)
            memcpy(t, p->terms, p->term_count * sizeof *t);
        p->terms = t;
        p->term_cap = cap;
    }
    p->terms[p->term_count] = (struct dl_plan_term){ .term = q->text };
    n->term = (uint32_t)p->term_count++;
    b->status = b->look_up(b->context, &p->terms[n->term]);
    return p->terms[n->term].frequency ? n : new_node(b, DL_Q_NONE);
}

/* A list of nodes under construction. */
struct list {
    struct dl_plan_node **v;
    size_t count, cap;
};

static void push(struct build *b, struct list *l, struct dl_plan_node *n)
{
    if (l->count == l->cap) {
        size_t cap = l->cap ? l->cap * 2 : 8;
        struct dl_plan_node **v = take(b, cap, sizeof *v);
        if (!v)
            return;
        if (l->count)
            memcpy(v, l->v, l->count * sizeof *v);
        l->v = v;
        l->cap = cap;
    }
    l->v[l->count++] = n;
}

static struct dl_plan_node *convert(struct build *b, const struct dl_query *q, unsigned depth);

static void push_all(struct build *b, struct list *l, struct dl_plan_node *const *v, size_t count)
{
    for (size_t i = 0; i < count; i++)
        push(b, l, v[i]);
}

static bool any_scores(const struct list *l)
{
    for (size_t i = 0; i < l->count; i++)
        if (l->v[i]->scores)
            return true;
    return false;
}

/* AND of CHILDREN, none of MUST_NOT; both are flattened here. */
static struct dl_plan_node *make_and(struct build *b, const struct list *children, const struct list *must_not)
{
    struct list flat = { 0 }, minus = { 0 };
    struct dl_plan_node *all = NULL;
    for (size_t i = 0; i < children->count; i++) {
        struct dl_plan_node *k = children->v[i];
        if (k->op == DL_Q_NONE)
            return k;
        if (k->op == DL_Q_ALL)
            all = k;
        else if (k->op == DL_Q_AND) {
            push_all(b, &flat, k->children, k->count);
            push_all(b, &minus, k->must_not, k->must_not_count);
        } else
            push(b, &flat, k);
    }
    for (size_t i = 0; i < must_not->count; i++) {
        struct dl_plan_node *w = must_not->v[i];
        if (w->op == DL_Q_ALL)
            return new_node(b, DL_Q_NONE);
        if (w->op != DL_Q_NONE)
            push(b, &minus, w);
    }
    if (flat.count == 0 && all)
        push(b, &flat, all);
    if (flat.count == 0)
        return new_node(b, DL_Q_NONE);
    if (flat.count == 1 && minus.count == 0)
        return flat.v[0];
    struct dl_plan_node *n = new_node(b, DL_Q_AND);
    if (n) {
        n->scores = any_scores(&flat);
        n->children = flat.v;
        n->count = flat.count;
        n->must_not = minus.v;
        n->must_not_count = minus.count;
    }
    return n;
}

static struct dl_plan_node *make_or(struct build *b, const struct list *children)
{
    struct list flat = { 0 };
    for (size_t i = 0; i < children->count; i++) {
        struct dl_plan_node *k = children->v[i];
        if (k->op == DL_Q_OR)
            push_all(b, &flat, k->children, k->count);
        else if (k->op != DL_Q_NONE)
            push(b, &flat, k);
    }
    if (flat.count == 0)
        return new_node(b, DL_Q_NONE);
    if (flat.count == 1)
        return flat.v[0];
    struct dl_plan_node *n = new_node(b, DL_Q_OR);
    if (n) {
        n->scores = any_scores(&flat);
        n->children = flat.v;
        n->count = flat.count;
    }
    return n;
}

static void convert_children(struct build *b, const struct dl_query *q, size_t from, size_t to, unsigned depth,
                             struct list *l)
{
    for (size_t i = from; i < to && b->status == DL_OK; i++) {
        struct dl_plan_node *k = convert(b, q->children[i], depth + 1);
        if (k)
            push(b, l, k);
    }
}

static struct dl_plan_node *make_phrase(struct build *b, const struct dl_query *q)
{
    if (q->count == 0)
        return new_node(b, DL_Q_NONE);
    struct list children = { 0 };
    for (size_t i = 0; i < q->count && b->status == DL_OK; i++) {
        if (q->children[i]->op != DL_Q_TERM) {
            b->status = dl_fail(b->err, DL_UNSUPPORTED, "a phrase may hold only words");
            return NULL;
        }
        struct dl_plan_node *k = term_node(b, q->children[i]);
        if (k && k->op == DL_Q_NONE)
            return k;
        if (k)
            push(b, &children, k);
    }
    if (b->status != DL_OK)
        return NULL;
    if (children.count == 1 && q->op != DL_Q_LEAD)
        return children.v[0];
    struct dl_plan_node *n = new_node(b, q->op);
    if (n) {
        n->scores = true;
        n->window = q->window;
        n->children = children.v;
        n->count = children.count;
    }
    return n;
}

static struct dl_plan_node *convert(struct build *b, const struct dl_query *q, unsigned depth)
{
    struct list children = { 0 }, must_not = { 0 };
    struct dl_plan_node *n;
    if (depth > DL_PLAN_DEPTH) {
        b->status = dl_fail(b->err, DL_TOO_LARGE, "the query is nested more than %d deep", DL_PLAN_DEPTH);
        return NULL;
    }
    switch (q->op) {
    case DL_Q_TERM:
        return term_node(b, q);
    case DL_Q_PHRASE:
    case DL_Q_NEAR:
    case DL_Q_LEAD:
        return make_phrase(b, q);
    case DL_Q_AND:
        convert_children(b, q, 0, q->count, depth, &children);
        return b->status == DL_OK ? make_and(b, &children, &must_not) : NULL;
    case DL_Q_NOT:
        convert_children(b, q, 0, q->count ? 1 : 0, depth, &children);
        convert_children(b, q, 1, q->count, depth, &must_not);
        return b->status == DL_OK ? make_and(b, &children, &must_not) : NULL;
    case DL_Q_OR:
        convert_children(b, q, 0, q->count, depth, &children);
        return b->status == DL_OK ? make_or(b, &children) : NULL;
    case DL_Q_DATE:
    case DL_Q_COUNTRY:
    case DL_Q_MENTION:
    case DL_Q_SOURCE:
    case DL_Q_LANGUAGE:
    case DL_Q_AUTHOR:
    case DL_Q_SECTION:
    case DL_Q_TAG:
    case DL_Q_URL:
    case DL_Q_ID:
        n = new_node(b, q->op);
        if (n) {
            n->text = q->text;
            n->range = q->range;
        }
        return n;
    case DL_Q_ALL:
        return new_node(b, DL_Q_ALL);
    case DL_Q_PREFIX: /* expanded before */
    case DL_Q_NONE:
        break;
    }
    return new_node(b, DL_Q_NONE);
}

enum dl_status dl_plan_build(struct dl_plan *plan, struct dl_arena *arena, const struct dl_query *q,
                             dl_plan_look_up *look_up, void *context, struct dl_error *err)
{
    struct build b = { plan, look_up, context, err, DL_OK };
    *plan = (struct dl_plan){ .arena = arena };
    plan->root = convert(&b, q, 0);
    return b.status;
}
