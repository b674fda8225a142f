/* words.c - where words start and end, by UAX #29.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "words.h"

#include "dateline/unicode.h"

/* The class at P, and where the character and the Extend characters after it end (WB4). */
static enum dl_char_class class_at(struct dl_char_map *map, const char *p, const char *end, const char **after)
{
    unsigned n;
    enum dl_char_class class = dl_char_class(map, dl_utf8_decode(p, end, &n, NULL));
    p += n;
    while (p < end && (unsigned char)*p >= 0x80 &&
           dl_char_class(map, dl_utf8_decode(p, end, &n, NULL)) == DL_CHAR_EXTEND)
        p += n;
    *after = p;
    return class;
}

static bool is_letter(enum dl_char_class class)
{
    return class == DL_CHAR_LETTER || class == DL_CHAR_HEBREW;
}

/* WB6, WB7, WB7b, WB7c, WB11, WB12: does NEXT, with AFTER behind it, join on to BEFORE? */
static bool joins_across(enum dl_char_class before, enum dl_char_class next, enum dl_char_class after)
{
    bool either = next == DL_CHAR_MIDNUMLET || next == DL_CHAR_SINGLE_QUOTE;
    if (is_letter(before) && is_letter(after) && (either || next == DL_CHAR_MIDLETTER))
        return true;
    if (before == DL_CHAR_HEBREW && after == DL_CHAR_HEBREW && next == DL_CHAR_DOUBLE_QUOTE)
        return true;
    return before == DL_CHAR_NUMERIC && after == DL_CHAR_NUMERIC && (either || next == DL_CHAR_MIDNUM);
}

static const char *run_end(struct dl_char_map *map, const char *p, const char *end, enum dl_char_class first)
{
    while (p < end) {
        const char *after;
        enum dl_char_class class = class_at(map, p, end, &after);
        if (!dl_char_same_run(class, first))
            break;
        p = after;
    }
    return p;
}

const char *dl_syllable_end(struct dl_char_map *map, const char *p, const char *end)
{
    unsigned n;
    uint32_t c = dl_utf8_decode(p, end, &n, NULL);
    const char *after;
    class_at(map, p, end, &after);
    /* Korean in NFD: a leading consonant, vowels, and final consonants are one syllable. */
    if ((c >= 0x1100 && c <= 0x115f) || (c >= 0xac00 && c <= 0xd7a3)) {
        while (after < end && (c = dl_utf8_decode(after, end, &n, NULL)) >= 0x1160 && c <= 0x11ff)
            after += n;
    }
    return after;
}

const char *dl_word_end(struct dl_char_map *map, const char *p, const char *end, enum dl_char_class first)
{
    if (first >= DL_CHAR_SA)
        return run_end(map, p, end, first);
    enum dl_char_class before = class_at(map, p, end, &p);
    while (p < end) {
        const char *after, *beyond;
        enum dl_char_class next = class_at(map, p, end, &after);
        beyond = after;
        if (next >= DL_CHAR_LETTER && next < DL_CHAR_SA) { /* WB5, 8, 9, 10, 13a, 13b: these all join */
            before = next;
            p = after;
            continue;
        }
        if (next < DL_CHAR_MIDLETTER || next >= DL_CHAR_SA)
            break;
        enum dl_char_class then = after < end ? class_at(map, after, end, &beyond) : DL_CHAR_OTHER;
        if (joins_across(before, next, then)) {
            before = then;
            p = beyond;
        } else {
            if (before == DL_CHAR_HEBREW && next == DL_CHAR_SINGLE_QUOTE)
                p = after; /* WB7a: a geresh at the end */
            break;
        }
    }
    return p;
}
