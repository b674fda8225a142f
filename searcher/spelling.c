/* spelling.c - words of the index's dictionary that are spelled nearly like a given one.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "searcher/spelling.h"

#include "dateline/distance.h"
#include "dateline/unicode.h"

#define SUFFIX 5 /* letters that a stem may lack of the typed word */

struct scan { /* through the terms that share a beginning */
    const struct dl_spelled_word *word;
    struct dl_str start;
    dl_near_fn *fn;
    void *context;
};

bool dl_spell(struct dl_str s, struct dl_spelling *out)
{
    *out = (struct dl_spelling){ .count = 0 };
    for (size_t at = 0; at < s.len;) {
        if (out->count == DL_SPELLING_MAX)
            return false;
        uint32_t c = dl_utf8_next(s, &at);
        out->c[out->count++] = c;
        out->letters |= (uint64_t)1 << (c & 63);
    }
    return out->count > 0;
}

unsigned dl_spelling_distance(const struct dl_spelling *a, const struct dl_spelling *b, unsigned limit)
{
    if ((unsigned)__builtin_popcountll(a->letters ^ b->letters) > 2 * limit)
        return DL_TOO_FAR;
    unsigned d = dl_distance(a->c, a->count, b->c, b->count, limit);
    return d > limit ? DL_TOO_FAR : d;
}

/* The least distance of TERM from the word as typed, as analysed, or, as one slip more, without its last letters. */
static unsigned nearest(const struct dl_spelled_word *w, const struct dl_spelling *term, bool *was_cut)
{
    unsigned d = dl_spelling_distance(&w->typed, term, w->limit);
    for (size_t i = 0; i < w->stem_count; i++) {
        unsigned of_stem = dl_spelling_distance(&w->stems[i], term, w->limit);
        d = of_stem < d ? of_stem : d;
    }
    struct dl_spelling cut = w->typed;
    if (d <= 1 || (unsigned)__builtin_popcountll(term->letters & ~w->typed.letters) >= w->limit)
        return d;
    for (unsigned i = 0; i < SUFFIX && w->limit && cut.count > 4 && d > 1; i++) {
        cut.count--;
        cut.letters = term->letters; /* no hint for a part of the word */
        unsigned c = dl_spelling_distance(&cut, term, w->limit - 1);
        if (c + 1 < d) {
            d = c + 1;
            *was_cut = true;
        }
    }
    return d;
}

/* The terms of a title bear a letter in front, which is no part of the word. */
static void set_starts(struct dl_spelled_word *w, struct dl_str word, size_t mark)
{
    size_t at = mark;
    for (int i = 0; i < 2; i++) {
        size_t from = at;
        if (at < word.len)
            dl_utf8_next(word, &at);
        memcpy(w->start[i], word.ptr, mark);
        memcpy(w->start[i] + mark, word.ptr + from, at - from);
        w->start_len[i] = at > from ? mark + at - from : 0;
    }
    if (w->start_len[0] == w->start_len[1] && memcmp(w->start[0], w->start[1], w->start_len[0]) == 0)
        w->start_len[1] = 0;
}

enum dl_status dl_spell_word(struct dl_analyzer *analyzer, enum dl_field field, struct dl_str text,
                             const struct dl_query *node, struct dl_spelled_word *w, bool *comparable,
                             struct dl_error *err)
{
    struct dl_buf word = { 0 };
    bool several = node->op == DL_Q_OR;
    *w = (struct dl_spelled_word){ .limit = 0 };
    enum dl_status status = dl_analyze_prefix(analyzer, field, text, &word, err);
    *comparable = status == DL_OK && dl_spell(dl_buf_view(&word), &w->typed);
    for (size_t i = 0; i < (several ? node->count : 1) && w->stem_count < DL_SPELLING_STEMS; i++) {
        const struct dl_query *term = several ? node->children[i] : node;
        *comparable &= term->op == DL_Q_TERM;
        w->stem_count += dl_spell(term->text, &w->stems[w->stem_count]);
    }
    w->letters = w->typed.letters;
    w->longest = w->typed.count;
    for (size_t i = 0; i < w->stem_count; i++) {
        w->letters |= w->stems[i].letters;
        w->longest = w->stems[i].count > w->longest ? w->stems[i].count : w->longest;
    }
    if (*comparable)
        set_starts(w, dl_buf_view(&word), field == DL_FIELD_TITLE);
    dl_buf_free(&word);
    return status;
}

unsigned dl_spelling_slips(const struct dl_spelled_word *w)
{
    return w->typed.count < 3 ? 0 : w->typed.count < 5 ? 1 : 2;
}

/* Whether TERM is too long, or has too many letters that the word has not: each takes a slip.  Most terms end here. */
static bool is_hopeless(const struct dl_spelled_word *w, struct dl_str term)
{
    uint64_t letters = 0;
    for (size_t i = 0; i < term.len; i++) {
        unsigned char c = (unsigned char)term.ptr[i];
        if (c >= 0x80)
            return false;
        letters |= (uint64_t)1 << (c & 63);
    }
    return term.len > w->longest + w->limit || (unsigned)__builtin_popcountll(letters & ~w->letters) > w->limit;
}

static bool consider(void *context, struct dl_str term, uint64_t articles)
{
    struct scan *s = context;
    struct dl_spelling spelled;
    if (articles == 0 || term.len > DL_TERM_MAX || is_hopeless(s->word, term) || !dl_spell(term, &spelled))
        return true;
    bool cut = false;
    unsigned d = nearest(s->word, &spelled, &cut);
    if (d != DL_TOO_FAR)
        s->fn(s->context, term, articles, d, cut);
    return true;
}

enum dl_status dl_spelling_near(struct dl_reader *reader, const struct dl_spelled_word *w, dl_near_fn *fn,
                                void *context, struct dl_error *err)
{
    enum dl_status status = DL_OK;
    for (int i = 0; i < 2 && status == DL_OK; i++) {
        struct scan s = { .word = w, .start = { w->start[i], w->start_len[i] }, .fn = fn, .context = context };
        if (s.start.len)
            status = dl_reader_terms_under(reader, s.start, consider, &s, err);
    }
    return status;
}
