/* chars.c - what a character is to the word finder, as ICU knows it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "chars.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>

static enum dl_char_class class_of_script(UChar32 c)
{
    UErrorCode status = U_ZERO_ERROR;
    switch (uscript_getScript(c, &status)) {
    case USCRIPT_HAN:
        return DL_CHAR_HAN;
    case USCRIPT_HANGUL:
        return DL_CHAR_HANGUL;
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
        return DL_CHAR_KANA;
    default:
        return DL_CHAR_OTHER;
    }
}

/* Signs of Thai, Lao and Khmer that repeat or shorten the word before them.  With them in the run, ICU cuts that word
 * differently. */
static bool is_repetition(UChar32 c)
{
    return c == 0x0e2f || c == 0x0e46 || c == 0x0eaf || c == 0x0ec6 || c == 0x17d7;
}

static enum dl_char_class classify(UChar32 c)
{
    int32_t word_break = u_getIntPropertyValue(c, UCHAR_WORD_BREAK);
    if (u_getIntPropertyValue(c, UCHAR_LINE_BREAK) == U_LB_COMPLEX_CONTEXT)
        return is_repetition(c) ? DL_CHAR_OTHER : DL_CHAR_SA; /* its vowel signs too, which are Extend to UAX #29 */
    switch (word_break) {
    case U_WB_EXTEND:
    case U_WB_FORMAT:
    case U_WB_ZWJ:
        return DL_CHAR_EXTEND;
    case U_WB_KATAKANA:
        return DL_CHAR_KANA;
    case U_WB_MIDLETTER: /* the colon and its wide forms join only in Finnish and Swedish (CLDR) */
        return c == ':' || c == 0xfe55 || c == 0xff1a ? DL_CHAR_OTHER : DL_CHAR_MIDLETTER;
    case U_WB_MIDNUM:
        return DL_CHAR_MIDNUM;
    case U_WB_MIDNUMLET:
        return DL_CHAR_MIDNUMLET;
    case U_WB_SINGLE_QUOTE:
        return DL_CHAR_SINGLE_QUOTE;
    case U_WB_DOUBLE_QUOTE:
        return DL_CHAR_DOUBLE_QUOTE;
    case U_WB_HEBREW_LETTER:
        return DL_CHAR_HEBREW;
    case U_WB_NUMERIC:
        return DL_CHAR_NUMERIC;
    case U_WB_EXTENDNUMLET:
        return DL_CHAR_EXTENDNUMLET;
    case U_WB_ALETTER: {
        enum dl_char_class script = class_of_script(c);
        return script == DL_CHAR_OTHER ? DL_CHAR_LETTER : script;
    }
    default:
        return u_isalpha(c) || class_of_script(c) == DL_CHAR_HAN ? class_of_script(c) : DL_CHAR_OTHER;
    }
}

enum dl_char_class dl_char_class_slow(struct dl_char_map *map, uint32_t c)
{
    if (c >= 0x10000)
        return classify((UChar32)c);
    uint32_t first = c & ~(uint32_t)0xff;
    for (uint32_t i = first; i < first + 256; i++)
        map->of[i] = (uint8_t)classify((UChar32)i);
    map->ready[c >> 8] = true;
    return (enum dl_char_class)map->of[c];
}
