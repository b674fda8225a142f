/* english.c - whose English a text is written in.
 *
 * A local story seldom says in which country it plays: its readers know.  What it does say is "grand jury" and
 * "sophomore", or "magistrates" and "motorway".
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/metadata/country/english.h"

#include <string.h>

#include "dateline/asciiword.h"
#include "lib/metadata/words.h"

#define MOST_BYTES 65536
#define MOST_PHRASE 40
#define MOST_WORDS 4096 /* of the table */

#define ENGLISH (DL_WORD_BIT(AMERICAN) | DL_WORD_BIT(BRITISH))

/* Each word counts once. */
static void count_term(const struct dl_word *t, bool *seen, struct dl_english *v)
{
    size_t i = t ? (size_t)(t - dl_word_table) : 0;
    if (!t || !(t->kinds & ENGLISH) || seen[i])
        return;
    seen[i] = true;
    *(t->kinds & DL_WORD_BIT(BRITISH) ? &v->british : &v->american) +=
        t->kinds & DL_WORD_BIT(WEAK_ENGLISH) ? 0.5f : 1.0f;
}

/* W alone, and the phrase of BEFORE and W. */
static void count_word(struct dl_str w, struct dl_str before, bool *seen, struct dl_english *v)
{
    char phrase[MOST_PHRASE];
    const struct dl_word *t = dl_word_find(w);
    count_term(t, seen, v);
    if (!t || !(t->kinds & DL_WORD_BIT(ENGLISH_PHRASE)) || before.len + 1 + w.len > sizeof phrase || !before.len)
        return;
    memcpy(phrase, before.ptr, before.len);
    phrase[before.len] = ' ';
    memcpy(phrase + before.len + 1, w.ptr, w.len);
    count_term(dl_word_find((struct dl_str){ phrase, before.len + 1 + w.len }), seen, v);
}

static bool is_digit(struct dl_str text, size_t at)
{
    return at < text.len && text.ptr[at] >= '0' && text.ptr[at] <= '9';
}

/* "(212) 555-0100" */
static bool is_phone(struct dl_str text, size_t at)
{
    static const char form[] = "(000) 000-0000";
    for (size_t i = 0; i + 1 < sizeof form; i++)
        if (form[i] == '0' ? !is_digit(text, at + i) : at + i >= text.len || text.ptr[at + i] != form[i])
            return false;
    return true;
}

/* Signs other than words, as bits. */
enum { POUNDS = 1, DOLLARS = 2, NOON = 4, PHONE = 8, STREET = 16, RANK = 32, OFFICE = 64 };

static inline bool ends_with(struct dl_str text, size_t end, const char *word, size_t len)
{
    return end >= len && memcmp(text.ptr + end - len, word, len) == 0;
}

/* "Sgt. Brown", "Gov. Brown": with a dot, as Britain does not write it. */
static unsigned title_before(struct dl_str text, size_t dot)
{
    if (ends_with(text, dot, "Capt", 4) || ends_with(text, dot, "Lt", 2) || ends_with(text, dot, "Sgt", 3))
        return RANK;
    return ends_with(text, dot, "Gov", 3) || ends_with(text, dot, "Rep", 3) || ends_with(text, dot, "Sen", 3) ? OFFICE
                                                                                                              : 0;
}

/* "4 p.m." */
static bool is_noon(struct dl_str text, size_t dot)
{
    return dot >= 4 && memcmp(text.ptr + dot - 2, ".m", 2) == 0 && text.ptr[dot - 4] == ' ' &&
           (text.ptr[dot - 3] == 'a' || text.ptr[dot - 3] == 'p');
}

static unsigned signs_at(struct dl_str text, size_t i)
{
    unsigned found = 0;
    switch ((unsigned char)text.ptr[i]) {
    case '$':
        return i > 0 && (unsigned char)text.ptr[i - 1] <= ' ' && is_digit(text, i + 1) ? DOLLARS : 0;
    case '(':
        return is_phone(text, i) ? PHONE : 0;
    case '.':
        if (i + 2 < text.len && text.ptr[i + 1] == ' ' && text.ptr[i + 2] >= 'A' && text.ptr[i + 2] <= 'Z')
            found = title_before(text, i);
        return found | (is_noon(text, i) ? NOON : 0);
    default:
        return 0;
    }
}

/* "£5", where the sign counts as a word of two bytes; "the 100 block". */
static unsigned signs_of_word(struct dl_str text, struct dl_str w)
{
    size_t start = (size_t)(w.ptr - text.ptr);
    if (w.len == 2 && memcmp(w.ptr, "\xc2\xa3", 2) == 0 && is_digit(text, start + 2))
        return POUNDS;
    return w.len == 5 && memcmp(w.ptr, "block", 5) == 0 && start > 2 && is_digit(text, start - 2) ? STREET : 0;
}

/* Where the word, if one is at P, ends: a run of letters of ASCII and all that is beyond it. */
static inline const char *word_end(const char *p, const char *end)
{
    char padded[DL_SHORT_WORD];
    for (; end - p >= DL_SHORT_WORD; p += DL_SHORT_WORD) {
        size_t n = dl_letters(p);
        if (n < DL_SHORT_WORD)
            return p + n;
    }
    memset(padded, 0, sizeof padded);
    memcpy(padded, p, (size_t)(end - p));
    return p + dl_letters(padded);
}

struct dl_english dl_english_of(struct dl_str text)
{
    struct dl_english v = { 0 };
    unsigned signs = 0;
    bool seen[MOST_WORDS] = { false };
    struct dl_str before = { 0 };
    const char *p = text.ptr, *end = text.ptr + (text.len < MOST_BYTES ? text.len : MOST_BYTES);
    while (p < end) {
        struct dl_str w = { p, (size_t)(word_end(p, end) - p) };
        if (w.len == 0) {
            if (*p++ != ' ')
                signs |= signs_at(text, (size_t)(w.ptr - text.ptr));
            continue;
        }
        count_word(w, before, seen, &v);
        signs |= signs_of_word(text, w);
        before = w;
        p += w.len;
        p += p < end && *p == ' ';
    }
    v.pounds = signs & POUNDS;
    v.british += signs & POUNDS ? 1.0f : 0.0f;
    v.american += (signs & PHONE ? 1.0f : 0.0f) + (signs & STREET ? 1.0f : 0.0f);
    for (unsigned weak = DOLLARS | NOON | RANK | OFFICE, bit = 1; bit <= weak; bit *= 2)
        v.american += signs & weak & bit ? 0.5f : 0.0f;
    return v;
}
