/* stemmer.h - a folded word -> its stem, in one language.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_TEXT_STEMMER_H
#define DATELINE_TEXT_STEMMER_H

#include "dateline/text.h"

struct dl_stemmer;

/* NAME as dl_stemmer_for gives it; DL_INVALID for another. */
enum dl_status dl_stemmer_new(const char *name, struct dl_stemmer **stemmer, struct dl_error *err);
void dl_stemmer_free(struct dl_stemmer *stemmer); /* accepts NULL */

/* Whether its language is known to write thousands with a full stop (10.500 for 10500), or not (English); for a stemmer
 * of many languages it is UNKNOWN. */
enum dl_thousands { DL_THOUSANDS_UNKNOWN, DL_THOUSANDS_DOT, DL_THOUSANDS_COMMA };
enum dl_thousands dl_stemmer_thousands(const struct dl_stemmer *stemmer);

/* Whether stemming cuts WORD at its apostrophe: after an article or the like that has lost its vowel ("l'homme"), or
 * before a suffix ("Ankara'da"). */
bool dl_stemmer_elides(const struct dl_stemmer *stemmer, struct dl_str word);

/* Stem WORD (at most DL_WORD_MAX bytes) in place; *LEN is its length before and after. */
enum dl_status dl_stemmer_stem(struct dl_stemmer *stemmer, char *word, size_t *len, struct dl_error *err);

#endif
