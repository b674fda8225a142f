/* fold.h - a word as it stands in a text -> the word as it is indexed, before stemming.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_TEXT_FOLD_H
#define DATELINE_TEXT_FOLD_H

#include <stdbool.h>

#include "dateline/text.h"

#define DL_WORD_MAX                                                                                                    \
    (DL_TERM_MAX - 1) /* a term must leave room for its prefix; longer words are cut, between characters */

struct dl_folded {
    char exact[DL_WORD_MAX];
    char base[DL_WORD_MAX]; /* with base letters for letters with diacritics */
    size_t exact_len;       /* 0: nothing is left, it is no word */
    size_t base_len;        /* 0: the same as exact */
    size_t part_len;        /* 0: no part */
    char part[DL_WORD_MAX]; /* how the word is written, too: o'brien -> obrien, 1990s -> 1990, u.s -> us */
    bool fixed;             /* a figure or an acronym, which no stemmer changes */
    bool whole;             /* split, but a word of its own, too: mekong_watch, 101,102,103 */
    bool split;             /* a full stop stands between letters and it is no acronym: two sentences run together, or
                               a host name; the parts are words of their own */
};

/* RAW is one word by UAX #29, valid UTF-8. */
enum dl_status dl_fold_word(struct dl_str raw, struct dl_folded *out, struct dl_error *err);

/* Is C a full stop (or one of its compatibility forms)? */
static inline bool dl_is_full_stop(uint32_t c)
{
    return c == '.' || c == 0x2024 || c == 0xfe52 || c == 0xff0e;
}

/* Is C where a word that is split (WHOLE: and a word of its own, too) is cut? */
static inline bool dl_cuts_word(uint32_t c, bool whole)
{
    return dl_is_full_stop(c) || (whole && (c == '_' || c == ','));
}

#endif
