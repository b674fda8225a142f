/* variants.h - other ways to write a text in Han characters or Kana.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_SEARCHER_VARIANTS_H
#define DATELINE_SEARCHER_VARIANTS_H

#include "dateline/buffer.h"

#define DL_MAX_VARIANTS 4

/* How else TEXT may be written: in simplified and in traditional characters (ICU's Hant-Hans and Hans-Hant; 臺 is 台,
 * too), a word of Katakana with or without the mark of a long vowel at its end.  Copies in ARENA; returns how many. */
size_t dl_variants(struct dl_str text, struct dl_arena *arena, struct dl_str out[DL_MAX_VARIANTS]);

#endif
