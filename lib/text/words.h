/* words.h - where words start and end, by UAX #29.
 *
 * "Words" are the segments of Unicode Standard Annex #29, section 4, that hold a letter, a digit or an underscore.
 * Scripts without spaces come out as whole runs, which dictionary.h cuts.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_TEXT_WORDS_H
#define DATELINE_TEXT_WORDS_H

#include "chars.h"

/* The end of the character at P with all that belongs to it: marks, the parts of a Korean syllable. */
const char *dl_syllable_end(struct dl_char_map *map, const char *p, const char *end);

/* The end of the word or run that starts at P, where a character of class FIRST (a letter or above) stands. */
const char *dl_word_end(struct dl_char_map *map, const char *p, const char *end, enum dl_char_class first);

#endif
