/* respell.c - words one slip away from a given one that articles have, by trying every slip.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "searcher/respell.h"

#define FIRST 'a'
#define LAST 'z'

static bool is_plain(struct dl_str word)
{
    for (size_t i = 0; i < word.len; i++)
        if (word.ptr[i] < FIRST || word.ptr[i] > LAST)
            return false;
    return word.len > 2 && word.len <= DL_RESPELL_MAX;
}

/* WORD with C at I instead of the SKIPPED letters there; C 0: none. */
static void put(struct dl_buf *out, struct dl_str word, size_t i, char c, size_t skipped)
{
    dl_buf_append(out, word.ptr, i);
    if (c)
        dl_buf_byte(out, (unsigned char)c);
    dl_buf_append(out, word.ptr + i + skipped, word.len - i - skipped);
    dl_buf_byte(out, ' ');
}

/* Every word one slip away, each followed by a blank. */
static void make_words(struct dl_str word, struct dl_buf *out)
{
    char swapped[DL_RESPELL_MAX];
    for (size_t i = 0; i <= word.len; i++) {
        if (i < word.len)
            put(out, word, i, 0, 1);
        for (int c = FIRST; c <= LAST; c++) {
            put(out, word, i, (char)c, 0);
            if (i < word.len && c != word.ptr[i])
                put(out, word, i, (char)c, 1);
        }
        if (i + 1 < word.len && word.ptr[i] != word.ptr[i + 1]) {
            memcpy(swapped, word.ptr, word.len);
            swapped[i] = word.ptr[i + 1];
            swapped[i + 1] = word.ptr[i];
            put(out, (struct dl_str){ swapped, word.len }, 0, 0, 0);
        }
    }
}

static enum dl_status look_up(struct dl_session *s, size_t stemmer, struct dl_str words, struct dl_spans *spans,
                              dl_respelled_fn *fn, void *context, struct dl_error *err)
{
    const struct dl_analysis *how = &s->analysis;
    enum dl_status status = dl_analyze_spans(how->analyzer, DL_FIELD_BODY, words, how->stemmers[stemmer], spans, err);
    for (size_t i = 0; i < spans->count && !status; i++) {
        struct dl_str term = dl_analyzer_term(how->analyzer, spans->v[i].term);
        uint64_t articles;
        if (spans->v[i].form >= DL_FORM_PART)
            continue;
        status = dl_session_frequency(s, term, &articles, err);
        if (status || articles == 0 || (how->may_hold && !how->may_hold(how->context, stemmer, term)))
            continue;
        struct dl_str form = { words.ptr + spans->v[i].start, spans->v[i].end - spans->v[i].start };
        fn(context, form, term, articles);
    }
    return status;
}

enum dl_status dl_respell(struct dl_session *s, struct dl_str word, bool *plain, dl_respelled_fn *fn, void *context,
                          struct dl_error *err)
{
    struct dl_buf words = { 0 };
    struct dl_spans spans = { 0 };
    *plain = is_plain(word);
    if (!*plain)
        return DL_OK;
    make_words(word, &words);
    enum dl_status status = dl_buf_status(&words, err);
    for (size_t i = 0; i < s->analysis.stemmer_count && !status; i++)
        status = look_up(s, i, dl_buf_view(&words), &spans, fn, context, err);
    dl_spans_free(&spans);
    dl_buf_free(&words);
    return status;
}
