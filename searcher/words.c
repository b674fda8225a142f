/* words.c - words as typed -> leaves of the query tree.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "searcher/words.h"

#include <stdlib.h>

/* One way to read a text: its terms with their places. */
struct reading {
    struct dl_str *terms;
    uint32_t *positions;
    size_t count;
    uint32_t stemmers; /* bit i: the analysis' stemmer i reads it so */
};

_Static_assert(DL_MAX_STEMMERS <= 32, "a reading's stemmers are bits of a uint32_t");

struct readings {
    struct reading v[2 * DL_MAX_STEMMERS];
    size_t count;
};

struct dl_query *dl_query_join(struct dl_arena *arena, enum dl_query_op op, struct dl_query *const *nodes, size_t n)
{
    return n == 1 ? nodes[0] : dl_query_node(arena, op, nodes, n);
}

static bool same_reading(const struct reading *a, const struct reading *b)
{
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (a->positions[i] != b->positions[i] || !dl_str_eq(a->terms[i], b->terms[i]))
            return false;
    return true;
}

static bool reading_alloc(struct dl_arena *arena, size_t n, struct reading *r)
{
    r->terms = dl_arena_alloc(arena, n * sizeof *r->terms);
    r->positions = dl_arena_alloc(arena, n * sizeof *r->positions);
    r->count = 0;
    return r->terms && r->positions;
}

/* Take the terms of one form out of SPANS: at each position the term of that form, else the exact one. */
static enum dl_status reading_of(const struct dl_analysis *how, const struct dl_spans *spans, enum dl_form form,
                                 struct dl_arena *arena, struct reading *r, struct dl_error *err)
{
    if (!reading_alloc(arena, spans->count, r))
        return dl_fail_memory(err);
    for (size_t i = 0; i < spans->count; i++) {
        const struct dl_span *s = &spans->v[i];
        bool same_word = r->count > 0 && r->positions[r->count - 1] == s->position;
        if (same_word && (form == DL_FORM_EXACT || s->form != form))
            continue;
        size_t at = same_word ? r->count - 1 : r->count++;
        if (!dl_arena_dup(arena, dl_analyzer_term(how->analyzer, s->term), &r->terms[at]))
            return dl_fail_memory(err);
        r->positions[at] = s->position;
    }
    return DL_OK;
}

static bool has_folded(const struct dl_spans *spans)
{
    for (size_t i = 0; i < spans->count; i++)
        if (spans->v[i].form == DL_FORM_FOLDED)
            return true;
    return false;
}

static void keep_if_new(struct readings *all, const struct reading *r)
{
    for (size_t i = 0; i < all->count; i++) {
        if (same_reading(&all->v[i], r)) {
            all->v[i].stemmers |= r->stemmers;
            return;
        }
    }
    if (r->count)
        all->v[all->count++] = *r;
}

static enum dl_status read_text(const struct dl_analysis *how, enum dl_field field, struct dl_str text,
                                struct dl_arena *arena, struct readings *all, struct dl_error *err)
{
    struct dl_spans spans = { 0 };
    enum dl_status status = DL_OK;
    all->count = 0;
    for (size_t i = 0; i < how->stemmer_count && status == DL_OK; i++) {
        status = dl_analyze_spans(how->analyzer, field, text, how->stemmers[i], &spans, err);
        if (status == DL_OK && spans.count > 2 * DL_MAX_WORDS)
            status = dl_fail(err, DL_TOO_LARGE, "the query has more than %d words", DL_MAX_WORDS);
        unsigned forms = has_folded(&spans) && !how->own_diacritics ? 2 : 1;
        for (unsigned f = 0; f < forms && status == DL_OK; f++) {
            struct reading r = { .stemmers = UINT32_C(1) << i };
            status = reading_of(how, &spans, f ? DL_FORM_FOLDED : DL_FORM_EXACT, arena, &r, err);
            if (status == DL_OK)
                keep_if_new(all, &r);
        }
    }
    dl_spans_free(&spans);
    return status;
}

static bool may_hold(const struct dl_analysis *how, const struct reading *r, struct dl_str term)
{
    bool held = !how->may_hold;
    for (size_t i = 0; i < how->stemmer_count && !held; i++)
        held = r->stemmers >> i & 1 && how->may_hold(how->context, i, term);
    return held;
}

/* Drop the readings, but for the first, with a word that no article read in that way holds. */
static void drop_unheld(const struct dl_analysis *how, struct readings *all)
{
    size_t n = 1;
    for (size_t i = 1; i < all->count; i++) {
        const struct reading *r = &all->v[i];
        bool held = true;
        for (size_t k = 0; k < r->count && held; k++)
            held = may_hold(how, r, r->terms[k]);
        if (held)
            all->v[n++] = *r;
    }
    all->count = n;
}

/* PHRASE or NEAR of one reading, or its only TERM. */
static struct dl_query *positional(const struct reading *r, enum dl_query_op op, uint32_t window,
                                   struct dl_arena *arena)
{
    struct dl_query **terms = dl_arena_alloc(arena, r->count * sizeof *terms);
    for (size_t i = 0; terms && i < r->count; i++) {
        terms[i] = dl_query_leaf(arena, DL_Q_TERM, r->terms[i]);
        if (!terms[i])
            return NULL;
        if (op == DL_Q_PHRASE)
            terms[i]->offset = r->positions[i] - r->positions[0];
    }
    struct dl_query *q = terms ? dl_query_join(arena, op, terms, r->count) : NULL;
    if (q && q->op == DL_Q_NEAR)
        q->window = window < r->count ? (uint32_t)r->count : window;
    return q;
}

static enum dl_status join_positional(const struct dl_analysis *how, struct readings *all, enum dl_query_op op,
                                      uint32_t window, struct dl_arena *arena, struct dl_query **q,
                                      struct dl_error *err)
{
    struct dl_query *ways[2 * DL_MAX_STEMMERS];
    drop_unheld(how, all);
    for (size_t i = 0; i < all->count; i++) {
        ways[i] = positional(&all->v[i], op, window, arena);
        if (!ways[i])
            return dl_fail_memory(err);
    }
    *q = dl_query_join(arena, DL_Q_OR, ways, all->count);
    return *q ? DL_OK : dl_fail_memory(err);
}

/* The OR of all terms that any reading has at POSITION, but for those that no article read in that way holds; CURSOR
 * holds each reading's place. */
static struct dl_query *word_at(const struct dl_analysis *how, const struct readings *all, uint32_t position,
                                size_t *cursor, struct dl_arena *arena)
{
    struct dl_query *ways[2 * DL_MAX_STEMMERS];
    size_t n = 0;
    for (size_t i = 0; i < all->count; i++) {
        const struct reading *r = &all->v[i];
        if (cursor[i] >= r->count || r->positions[cursor[i]] != position)
            continue;
        struct dl_str term = r->terms[cursor[i]++];
        bool known = false;
        for (size_t j = 0; j < n; j++)
            known |= dl_str_eq(ways[j]->text, term);
        if (known || (n && !may_hold(how, r, term)))
            continue;
        ways[n] = dl_query_leaf(arena, DL_Q_TERM, term);
        if (!ways[n])
            return NULL;
        ways[n++]->offset = position - 1;
    }
    return dl_query_join(arena, DL_Q_OR, ways, n);
}

static enum dl_status join_words(const struct dl_analysis *how, const struct readings *all, enum dl_query_op op,
                                 struct dl_arena *arena, struct dl_query **q, struct dl_error *err)
{
    size_t cursor[2 * DL_MAX_STEMMERS] = { 0 }, n = 0, most = 0;
    for (size_t i = 0; i < all->count; i++)
        most += all->v[i].count;
    struct dl_query **words = dl_arena_alloc(arena, most * sizeof *words);
    if (!words)
        return dl_fail_memory(err);
    for (;;) {
        uint32_t next = UINT32_MAX;
        for (size_t i = 0; i < all->count; i++)
            if (cursor[i] < all->v[i].count && all->v[i].positions[cursor[i]] < next)
                next = all->v[i].positions[cursor[i]];
        if (next == UINT32_MAX)
            break;
        words[n] = word_at(how, all, next, cursor, arena);
        if (!words[n++])
            return dl_fail_memory(err);
    }
    *q = dl_query_join(arena, op, words, n);
    return *q ? DL_OK : dl_fail_memory(err);
}

enum dl_status dl_words_query(const struct dl_analysis *how, enum dl_field field, struct dl_str text,
                              enum dl_query_op op, uint32_t window, struct dl_arena *arena, struct dl_query **q,
                              struct dl_error *err)
{
    struct readings all;
    *q = NULL;
    enum dl_status status = read_text(how, field, text, arena, &all, err);
    if (status || all.count == 0)
        return status;
    if (op == DL_Q_PHRASE || op == DL_Q_NEAR)
        return join_positional(how, &all, op, window, arena, q, err);
    return join_words(how, &all, op, arena, q, err);
}

static bool begins_with(struct dl_str s, struct dl_str start)
{
    return s.len >= start.len && memcmp(s.ptr, start.ptr, start.len) == 0;
}

enum dl_status dl_prefix_query(const struct dl_analysis *how, enum dl_field field, struct dl_str word,
                               struct dl_arena *arena, struct dl_query **q, struct dl_error *err)
{
    struct dl_buf start = { 0 };
    struct readings all;
    *q = NULL;
    enum dl_status status = dl_analyze_prefix(how->analyzer, field, word, &start, err);
    if (status == DL_OK && start.len > (field == DL_FIELD_TITLE))
        status = read_text(how, field, word, arena, &all, err);
    else
        all.count = 0;
    if (status || start.len <= (field == DL_FIELD_TITLE)) {
        dl_buf_free(&start);
        return status;
    }
    struct dl_query *ways[1 + 2 * DL_MAX_STEMMERS];
    size_t n = 0;
    ways[n] = dl_query_leaf(arena, DL_Q_PREFIX, dl_buf_view(&start));
    bool ok = ways[n++] != NULL;
    for (size_t i = 0; i < all.count && ok; i++) {
        if (all.v[i].count != 1 || begins_with(all.v[i].terms[0], dl_buf_view(&start)))
            continue;
        ways[n] = dl_query_leaf(arena, DL_Q_TERM, all.v[i].terms[0]);
        ok = ways[n++] != NULL;
    }
    dl_buf_free(&start);
    *q = ok ? dl_query_join(arena, DL_Q_OR, ways, n) : NULL;
    return *q ? DL_OK : dl_fail_memory(err);
}
