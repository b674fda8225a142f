/* fuzzy.c - word~1: a word together with those that are spelled nearly like it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "searcher/fuzzy.h"

#include <math.h>

#include "searcher/spelling.h"

#define MAX_REPEATS 5

struct near_term {
    struct dl_str text; /* in the arena */
    uint64_t articles;
    unsigned distance;
};

struct gathering {
    const struct dl_query *node; /* the word itself, whose terms are not gathered again */
    struct dl_arena *arena;
    struct near_term v[DL_FUZZY_MAX_TERMS];
    size_t count;
    double all;  /* articles in the index */
    bool failed; /* out of memory */
};

static bool before(unsigned distance, uint64_t articles, const struct near_term *b)
{
    return distance != b->distance ? distance < b->distance : articles > b->articles;
}

static bool known(const struct gathering *g, struct dl_str term)
{
    const struct dl_query *node = g->node;
    if (node->op == DL_Q_TERM)
        return dl_str_eq(node->text, term);
    for (size_t i = 0; i < node->count; i++)
        if (dl_str_eq(node->children[i]->text, term))
            return true;
    for (size_t i = 0; i < g->count; i++) /* a term may be met from both beginnings */
        if (dl_str_eq(g->v[i].text, term))
            return true;
    return false;
}

static void gather(void *context, struct dl_str term, uint64_t articles, unsigned distance, bool cut)
{
    struct gathering *g = context;
    (void)cut;
    struct dl_str copy;
    size_t i = g->count;
    bool full = g->count == DL_FUZZY_MAX_TERMS;
    if ((full && !before(distance, articles, &g->v[i - 1])) || known(g, term))
        return;
    if (!dl_arena_dup(g->arena, term, &copy)) {
        g->failed = true;
        return;
    }
    i -= full;
    while (i > 0 && before(distance, articles, &g->v[i - 1])) {
        g->v[i] = g->v[i - 1];
        i--;
    }
    g->v[i] = (struct near_term){ copy, articles, distance };
    g->count += !full;
}

/* With no number given those that take the fewest slips are meant. */
static void keep_nearest(struct gathering *g)
{
    size_t n = 0;
    while (n < g->count && g->v[n].distance == g->v[0].distance)
        n++;
    g->count = n;
}

/* A rare spelling must not count more than the likeliest one, which stands first. */
static double weight_of(const struct gathering *g, size_t i)
{
    double first = dl_bm25_idf(g->all, (double)g->v[0].articles), own = dl_bm25_idf(g->all, (double)g->v[i].articles);
    return pow(DL_FUZZY_WEIGHT, g->v[i].distance) * (own > first ? first / own : 1);
}

/* NODE becomes an OR of what it was and of the terms gathered. */
static bool grow(struct dl_query *node, const struct gathering *g)
{
    struct dl_query *own = dl_arena_alloc(g->arena, sizeof *own);
    size_t old = node->op == DL_Q_OR ? node->count : 1;
    struct dl_query **all = dl_arena_alloc(g->arena, (old + g->count) * sizeof(struct dl_query *));
    if (!own || !all)
        return false;
    *own = *node;
    if (node->op == DL_Q_OR)
        memcpy(all, node->children, old * sizeof(struct dl_query *));
    else
        all[0] = own;
    for (size_t i = 0; i < g->count; i++) {
        all[old + i] = dl_query_leaf(g->arena, DL_Q_TERM, g->v[i].text);
        if (!all[old + i])
            return false;
        all[old + i]->weight = weight_of(g, i);
    }
    *node = (struct dl_query){ .op = DL_Q_OR, .weight = 1, .children = all, .count = old + g->count };
    return true;
}

static enum dl_status expand_word(struct dl_session *s, struct dl_query_word *w, struct dl_arena *arena,
                                  struct dl_error *err)
{
    struct dl_spelled_word word;
    struct gathering g = { .node = w->node, .arena = arena };
    bool comparable = false;
    enum dl_status status = dl_spell_word(s->analysis.analyzer, w->field, w->text, w->node, &word, &comparable, err);
    unsigned likely = dl_spelling_slips(&word);
    word.limit = w->slips ? w->slips : likely;
    if (status || !comparable || word.limit >= word.typed.count || word.limit == 0)
        return status;
    status = DL_MODIFIED;
    for (int i = 0; i < MAX_REPEATS && status == DL_MODIFIED; i++) {
        g.count = 0;
        status = i ? dl_reader_reopen(s->reader, NULL, err) : DL_OK;
        if (status == DL_OK)
            status = dl_spelling_near(s->reader, &word, gather, &g, err);
    }
    if (!w->slips)
        keep_nearest(&g);
    struct dl_index_stats stats = { 0 };
    if (status == DL_OK && g.count)
        status = dl_reader_stats(s->reader, &stats, err);
    if (status || (g.count == 0 && !g.failed))
        return status;
    g.all = (double)stats.articles;
    return !g.failed && grow(w->node, &g) ? DL_OK : dl_fail_memory(err);
}

enum dl_status dl_fuzzy_expand(struct dl_session *s, struct dl_parsed *parsed, bool all, struct dl_arena *arena,
                               struct dl_error *err)
{
    enum dl_status status = DL_OK;
    size_t expanded = 0;
    for (size_t i = 0; i < parsed->word_count && status == DL_OK; i++) {
        struct dl_query_word *w = &parsed->words[i];
        bool wanted = w->fuzzy || (all && !w->negated);
        if (!wanted || w->prefix || w->phrase)
            continue;
        if (expanded++ == DL_FUZZY_MAX_WORDS)
            return dl_fail(err, DL_TOO_LARGE, "more than %d words to find in other spellings, too", DL_FUZZY_MAX_WORDS);
        status = expand_word(s, w, arena, err);
    }
    return status;
}
