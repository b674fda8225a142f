/* chars.h - what a character is to the word finder.
 *
 * The classes are UAX #29's Word_Break values as far as they matter for finding words, with CLDR's tailoring (the
 * colon joins nothing; Hangul stands apart), and some of our own for scripts that are not searched by spaces alone.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_TEXT_CHARS_H
#define DATELINE_TEXT_CHARS_H

#include <stdbool.h>
#include <stdint.h>

enum dl_char_class {
    DL_CHAR_OTHER = 0, /* never part of a word */
    DL_CHAR_EXTEND,    /* Extend, Format, ZWJ: belongs to what stands before it */
    DL_CHAR_MIDLETTER,
    DL_CHAR_MIDNUM,
    DL_CHAR_MIDNUMLET,
    DL_CHAR_SINGLE_QUOTE,
    DL_CHAR_DOUBLE_QUOTE,
    /* from here on a word may start */
    DL_CHAR_LETTER,
    DL_CHAR_HEBREW,
    DL_CHAR_NUMERIC,
    DL_CHAR_EXTENDNUMLET,
    /* from here on characters come in runs, which words.h does not cut */
    DL_CHAR_SA, /* Thai, Lao, Khmer, Myanmar and the like: Line_Break = Complex_Context */
    DL_CHAR_HANGUL,
    DL_CHAR_HAN,
    DL_CHAR_KANA /* Hiragana, Katakana */
};

/* May characters of these two classes stand in one run? */
static inline bool dl_char_same_run(enum dl_char_class a, enum dl_char_class b)
{
    return a == b || (a >= DL_CHAR_HAN && b >= DL_CHAR_HAN);
}

/* Classes of the Basic Multilingual Plane, filled in by 256 as they are met: asking ICU for each character of each text
 * would cost more than all else, and filling all in would cost more than a short query. */
struct dl_char_map {
    uint8_t of[0x10000];
    bool ready[256];
};

enum dl_char_class dl_char_class_slow(struct dl_char_map *map, uint32_t c);

static inline enum dl_char_class dl_char_class(struct dl_char_map *map, uint32_t c)
{
    return c < 0x10000 && map->ready[c >> 8] ? (enum dl_char_class)map->of[c] : dl_char_class_slow(map, c);
}

#endif
