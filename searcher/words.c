/* words.c - words as typed -> leaves of the query tree.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "searcher/words.h"

#include <stdlib.h>

#include "searcher/suffixes.h"

/* One way to read a text: its terms with their places. */
struct reading {
    struct dl_str *terms;
    uint32_t *positions;
    size_t count;
    uint32_t stemmers; /* bit i: the analysis' stemmer i reads it so */
};

_Static_assert(DL_MAX_STEMMERS <= 32, "a reading's stemmers are bits of a uint32_t");

#define MAX_READINGS (4 * DL_MAX_STEMMERS)

struct readings {
    struct reading v[MAX_READINGS];
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

/* The forms that a reading takes at each position, the first that is there. */
enum preference { AS_WRITTEN, FOLDED, WITH_SIGN };

static bool is_better(uint8_t form, uint8_t than, enum preference p)
{
    uint8_t wanted = p == FOLDED ? DL_FORM_FOLDED : p == WITH_SIGN ? DL_FORM_SIGN : DL_FORM_EXACT;
    return form == wanted && than != wanted;
}

/* Take the terms of one form out of SPANS: at each position the term of that form, else the exact one.  A last Han
 * character is in the pair before it and is no term of its own in a reading by pairs.  Where TEXT has a star, any word
 * may be, and there is no term. */
static enum dl_status reading_of(const struct dl_analysis *how, struct dl_str text, const struct dl_spans *spans,
                                 enum preference p, struct dl_arena *arena, struct reading *r, struct dl_error *err)
{
    const struct dl_span *last = NULL;
    if (!reading_alloc(arena, spans->count, r))
        return dl_fail_memory(err);
    for (size_t i = 0; i < spans->count; i++) {
        const struct dl_span *s = &spans->v[i];
        bool same_word = r->count > 0 && r->positions[r->count - 1] == s->position;
        if (text.ptr[s->start] == '*' || s->form == DL_FORM_PART || (s->form == DL_FORM_SIGN && p != WITH_SIGN))
            continue;
        if (same_word && !is_better(s->form, last->form, p))
            continue;
        if (p == FOLDED && last && !same_word && s->end <= last->end && s->start > last->start)
            continue;
        size_t at = same_word ? r->count - 1 : r->count++;
        if (!dl_arena_dup(arena, dl_analyzer_term(how->analyzer, s->term), &r->terms[at]))
            return dl_fail_memory(err);
        r->positions[at] = s->position;
        last = s;
    }
    return DL_OK;
}

/* Whether TEXT is a name with an apostrophe in it, which others leave out: O'Brien. */
static bool has_apostrophe(struct dl_str text)
{
    bool digit = text.len && text.ptr[0] >= '0' && text.ptr[0] <= '9';
    return !digit && text.len && (memchr(text.ptr, '\'', text.len) || memmem(text.ptr, text.len, "\xE2\x80\x99", 3));
}

/* TEXT, when it is one word that is written as several ("e-mail"), as one term; nothing else. */
static enum dl_status joined_reading(const struct dl_analysis *how, struct dl_str text, const struct dl_spans *spans,
                                     struct dl_arena *arena, struct reading *r, struct dl_error *err)
{
    r->count = 0;
    for (size_t i = 0; i < spans->count; i++) {
        const struct dl_span *s = &spans->v[i];
        if (s->form != DL_FORM_PART || s->start != 0 || s->end != text.len ||
            (spans->v[spans->count - 1].position == 1 && !has_apostrophe(text)))
            continue;
        if (!reading_alloc(arena, 1, r) || !dl_arena_dup(arena, dl_analyzer_term(how->analyzer, s->term), r->terms))
            return dl_fail_memory(err);
        r->positions[0] = s->position;
        r->count = 1;
        break;
    }
    return DL_OK;
}

static bool has_form(const struct dl_spans *spans, enum dl_form form)
{
    for (size_t i = 0; i < spans->count; i++)
        if (spans->v[i].form == form)
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

/* TEXT with a word of one letter for each star, which stands for any word. */
static enum dl_status fill_gaps(struct dl_str text, struct dl_buf *out, struct dl_error *err)
{
    dl_buf_str(out, text);
    for (size_t i = 0; i < out->len; i++)
        if (out->data[i] == '*' && (i == 0 || out->data[i - 1] == ' ') &&
            (i + 1 == out->len || out->data[i + 1] == ' '))
            out->data[i] = 'x';
    return dl_buf_status(out, err);
}

static bool holds(const struct dl_analysis *how, const struct dl_spans *spans, struct dl_str term)
{
    for (size_t i = 0; i < spans->count; i++)
        if (dl_str_eq(dl_analyzer_term(how->analyzer, spans->v[i].term), term))
            return true;
    return false;
}

/* A reading is also that of a stemmer that makes all its terms in other ways, as parts of a word. */
static enum dl_status note_parts(const struct dl_analysis *how, enum dl_field field, struct dl_str text,
                                 struct readings *all, struct dl_error *err)
{
    struct dl_spans spans = { 0 };
    enum dl_status status = DL_OK;
    for (size_t i = 0; i < how->stemmer_count && all->count > 1 && status == DL_OK; i++) {
        status = dl_analyze_spans(how->analyzer, field, text, how->stemmers[i], &spans, err);
        for (size_t k = 0; k < all->count && status == DL_OK; k++) {
            bool held = true;
            for (size_t t = 0; t < all->v[k].count && held; t++)
                held = holds(how, &spans, all->v[k].terms[t]);
            all->v[k].stemmers |= (uint32_t)held << i;
        }
    }
    dl_spans_free(&spans);
    return status;
}

/* The ways to read TEXT; AS_ONE: a word that is written as several also in one piece. */
static enum dl_status read_text(const struct dl_analysis *how, enum dl_field field, struct dl_str text, bool as_one,
                                struct dl_arena *arena, struct readings *all, struct dl_error *err)
{
    struct dl_spans spans = { 0 };
    struct dl_buf filled = { 0 };
    enum dl_status status = fill_gaps(text, &filled, err);
    all->count = 0;
    for (size_t i = 0; i < how->stemmer_count && status == DL_OK; i++) {
        status = dl_analyze_spans(how->analyzer, field, dl_buf_view(&filled), how->stemmers[i], &spans, err);
        if (status == DL_OK && spans.count > 2 * DL_MAX_WORDS)
            status = dl_fail(err, DL_TOO_LARGE, "the query has more than %d words", DL_MAX_WORDS);
        bool wanted[] = { [AS_WRITTEN] = true,
                          [FOLDED] = has_form(&spans, DL_FORM_FOLDED) && !how->own_diacritics,
                          [WITH_SIGN] = has_form(&spans, DL_FORM_SIGN) };
        static const enum preference order[] = { WITH_SIGN, AS_WRITTEN, FOLDED };
        for (unsigned f = 0; f < 3 && status == DL_OK; f++) {
            struct reading r = { .stemmers = UINT32_C(1) << i };
            if (!wanted[order[f]])
                continue;
            status = reading_of(how, text, &spans, order[f], arena, &r, err);
            if (status == DL_OK)
                keep_if_new(all, &r);
        }
        struct reading joined = { .stemmers = UINT32_C(1) << i };
        if (status == DL_OK && as_one)
            status = joined_reading(how, text, &spans, arena, &joined, err);
        if (status == DL_OK && as_one)
            keep_if_new(all, &joined);
    }
    if (status == DL_OK)
        status = note_parts(how, field, dl_buf_view(&filled), all, err);
    dl_spans_free(&spans);
    dl_buf_free(&filled);
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
        terms[i]->stemmers = r->stemmers;
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
    struct dl_query *ways[MAX_READINGS];
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
    struct dl_query *ways[MAX_READINGS];
    size_t n = 0;
    for (size_t i = 0; i < all->count; i++) {
        const struct reading *r = &all->v[i];
        if (cursor[i] >= r->count || r->positions[cursor[i]] != position)
            continue;
        struct dl_str term = r->terms[cursor[i]++];
        bool known = false;
        for (size_t j = 0; j < n && !known; j++)
            if ((known = dl_str_eq(ways[j]->text, term)))
                ways[j]->stemmers |= r->stemmers;
        if (known || (n && !may_hold(how, r, term)))
            continue;
        ways[n] = dl_query_leaf(arena, DL_Q_TERM, term);
        if (!ways[n])
            return NULL;
        ways[n]->stemmers = r->stemmers;
        ways[n++]->offset = position - 1;
    }
    return dl_query_join(arena, DL_Q_OR, ways, n);
}

static enum dl_status join_words(const struct dl_analysis *how, const struct readings *all, enum dl_query_op op,
                                 struct dl_arena *arena, struct dl_query **q, struct dl_error *err)
{
    size_t cursor[MAX_READINGS] = { 0 }, n = 0, most = 0;
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
    enum dl_status status = read_text(how, field, text, op == DL_Q_PHRASE, arena, &all, err);
    if (status || all.count == 0)
        return status;
    if (op == DL_Q_PHRASE || op == DL_Q_NEAR)
        return join_positional(how, &all, op, window, arena, q, err);
    return join_words(how, &all, op, arena, q, err);
}

#define SHORTEST_CUT 4 /* bytes of a prefix that may end within an ending */
#define MAX_WAYS 200   /* alternatives of one prefix, from which on no continuation is added */

struct ways {
    struct dl_query *v[2 + MAX_READINGS + MAX_WAYS];
    size_t count;
};

static bool add_way(struct ways *w, struct dl_arena *arena, enum dl_query_op op, struct dl_str text, uint32_t stemmers)
{
    struct dl_query *leaf = dl_query_leaf(arena, op, text);
    if (leaf)
        leaf->stemmers = stemmers;
    w->v[w->count++] = leaf;
    return leaf != NULL;
}

/* TEXT continued by each end of each of ENDINGS, with blanks between. */
static void continue_text(struct dl_str text, const char *endings, struct dl_buf *out)
{
    for (const char *p = endings; *p; p++) {
        if (*p == ' ' || ((unsigned char)*p & 0xC0) == 0x80)
            continue;
        dl_buf_str(out, text);
        dl_buf_append(out, p, strcspn(p, " "));
        dl_buf_byte(out, ' ');
    }
}

/* Where a prefix is cut within an ending that the stemmer takes off ("governm", "busin"), no term begins with it: add
 * the stems of its continuations. */
static enum dl_status continued_ways(const struct dl_analysis *how, size_t stemmer, enum dl_field field,
                                     struct dl_str word, struct dl_str start, struct dl_arena *arena, struct ways *w,
                                     struct dl_error *err)
{
    struct dl_buf text = { 0 };
    struct dl_spans spans = { 0 };
    for (size_t i = 0; i < sizeof dl_suffix_table / sizeof *dl_suffix_table; i++)
        if (strcmp(dl_suffix_table[i].stemmer, how->stemmers[stemmer]) == 0)
            continue_text(word, dl_suffix_table[i].endings, &text);
    enum dl_status status = dl_buf_status(&text, err);
    if (status == DL_OK && text.len)
        status = dl_analyze_spans(how->analyzer, field, dl_buf_view(&text), how->stemmers[stemmer], &spans, err);
    for (size_t i = 0; i < spans.count && status == DL_OK && w->count < MAX_WAYS; i++) {
        struct dl_str term = dl_analyzer_term(how->analyzer, spans.v[i].term);
        bool known = dl_str_begins(term, start) || spans.v[i].form >= DL_FORM_PART;
        for (size_t k = 0; k < w->count && !known; k++)
            if ((known = dl_str_eq(w->v[k]->text, term)) && w->v[k]->stemmers)
                w->v[k]->stemmers |= UINT32_C(1) << stemmer;
        if (!known && !add_way(w, arena, DL_Q_TERM, term, UINT32_C(1) << stemmer))
            status = dl_fail_memory(err);
    }
    dl_spans_free(&spans);
    dl_buf_free(&text);
    return status;
}

/* The terms that begin with START, and the stems of a whole word that begin otherwise: railway* also finds what is
 * indexed as "railwai". */
static bool prefix_ways(const struct readings *all, struct dl_str start, struct dl_arena *arena, struct ways *w)
{
    bool ok = add_way(w, arena, DL_Q_PREFIX, start, 0);
    for (size_t i = 0; i < all->count && ok; i++)
        if (all->v[i].count == 1 && !dl_str_begins(all->v[i].terms[0], start))
            ok = add_way(w, arena, DL_Q_TERM, all->v[i].terms[0], all->v[i].stemmers);
    return ok;
}

/* Of several words the last one is a prefix: a PHRASE whose last child is PREFIX, for dl_prefix_expand. */
static bool phrase_ways(const struct dl_analysis *how, struct readings *all, struct dl_str start,
                        struct dl_arena *arena, struct ways *w)
{
    drop_unheld(how, all);
    for (size_t i = 0; i < all->count; i++) {
        struct dl_query *q = positional(&all->v[i], DL_Q_PHRASE, 0, arena);
        if (!q || q->op != DL_Q_PHRASE)
            return q != NULL;
        struct dl_query *last = dl_query_leaf(arena, DL_Q_PREFIX, start);
        if (!last)
            return false;
        last->offset = q->children[q->count - 1]->offset;
        q->children[q->count - 1] = last;
        w->v[w->count++] = q;
    }
    return true;
}

/* WORD without what separates its parts: "covid-1" may be written "covid1", and dictionaries cut the beginning of a
 * word otherwise than the word. */
static enum dl_status joined_start(const struct dl_analysis *how, enum dl_field field, struct dl_str word,
                                   struct dl_buf *out, struct dl_error *err)
{
    struct dl_buf joined = { 0 }, part = { 0 };
    struct dl_spans spans = { 0 };
    enum dl_status status = dl_analyze_spans(how->analyzer, DL_FIELD_BODY, word, "none", &spans, err);
    uint32_t end = 0;
    if (field == DL_FIELD_TITLE)
        dl_buf_byte(&joined, 'S');
    for (size_t i = 0; i < spans.count && status == DL_OK; i++) {
        const struct dl_span *s = &spans.v[i];
        if (s->form != DL_FORM_EXACT || s->start < end)
            continue;
        end = s->end;
        status = dl_analyze_prefix(how->analyzer, DL_FIELD_BODY, (struct dl_str){ word.ptr + s->start, end - s->start },
                                   &part, err);
        dl_buf_str(&joined, dl_buf_view(&part));
    }
    dl_buf_clear(out);
    dl_buf_str(out, dl_buf_view(&joined));
    dl_buf_free(&joined);
    dl_buf_free(&part);
    dl_spans_free(&spans);
    return status ? status : dl_buf_status(out, err);
}

/* The last word of TEXT, which is several. */
static struct dl_str last_word(const struct dl_analysis *how, struct dl_str text)
{
    struct dl_spans spans = { 0 };
    struct dl_str last = { 0 };
    if (dl_analyze_spans(how->analyzer, DL_FIELD_BODY, text, "none", &spans, NULL) == DL_OK)
        for (size_t i = spans.count; i > 0 && !last.len; i--)
            if (spans.v[i - 1].form < DL_FORM_PART)
                last = (struct dl_str){ text.ptr + spans.v[i - 1].start, spans.v[i - 1].end - spans.v[i - 1].start };
    dl_spans_free(&spans);
    return last;
}

/* Phrases whose last word is cut within an ending: the phrase in PHRASE with each stem that it may have. */
static enum dl_status continued_phrases(const struct dl_analysis *how, enum dl_field field, struct dl_str text,
                                        const struct dl_query *phrase, struct dl_str start, struct dl_arena *arena,
                                        struct ways *w, struct dl_error *err)
{
    struct ways stems = { .count = 0 };
    struct dl_str word = last_word(how, text);
    enum dl_status status = DL_OK;
    for (size_t i = 0; i < how->stemmer_count && status == DL_OK && word.len >= SHORTEST_CUT; i++)
        status = continued_ways(how, i, field, word, start, arena, &stems, err);
    for (size_t i = 0; i < stems.count && w->count < MAX_WAYS && status == DL_OK; i++) {
        struct dl_query *q = dl_query_node(arena, DL_Q_PHRASE, phrase->children, phrase->count);
        if (!q)
            return dl_fail_memory(err);
        stems.v[i]->offset = phrase->children[phrase->count - 1]->offset;
        q->children[q->count - 1] = stems.v[i];
        w->v[w->count++] = q;
    }
    return status;
}

static bool is_single(const struct readings *all)
{
    for (size_t i = 0; i < all->count; i++)
        if (all->v[i].count > 1)
            return false;
    return true;
}

enum dl_status dl_prefix_query(const struct dl_analysis *how, enum dl_field field, struct dl_str word,
                               struct dl_arena *arena, struct dl_query **q, struct dl_error *err)
{
    struct dl_buf start = { 0 };
    struct readings all = { .count = 0 };
    struct ways ways = { .count = 0 };
    bool ok = true;
    *q = NULL;
    enum dl_status status = dl_analyze_prefix(how->analyzer, field, word, &start, err);
    if (status == DL_OK && start.len > (field == DL_FIELD_TITLE))
        status = read_text(how, field, word, false, arena, &all, err);
    if (status || start.len <= (field == DL_FIELD_TITLE)) {
        dl_buf_free(&start);
        return status;
    }
    if (is_single(&all)) {
        ok = prefix_ways(&all, dl_buf_view(&start), arena, &ways);
        for (size_t i = 0; i < how->stemmer_count && ok && status == DL_OK && word.len >= SHORTEST_CUT; i++)
            status = continued_ways(how, i, field, word, dl_buf_view(&start), arena, &ways, err);
    } else {
        ok = phrase_ways(how, &all, dl_buf_view(&start), arena, &ways);
        if (ok && ways.count)
            status = continued_phrases(how, field, word, ways.v[0], dl_buf_view(&start), arena, &ways, err);
        if (ok && status == DL_OK && !memchr(word.ptr, ' ', word.len)) {
            status = joined_start(how, field, word, &start, err);
            ok = ok && add_way(&ways, arena, DL_Q_PREFIX, dl_buf_view(&start), 0);
        }
    }
    dl_buf_free(&start);
    *q = ok && !status ? dl_query_join(arena, DL_Q_OR, ways.v, ways.count) : NULL;
    return status ? status : *q ? DL_OK : dl_fail_memory(err);
}
