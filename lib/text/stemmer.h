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

/* Stem WORD (at most DL_WORD_MAX bytes) in place; *LEN is its length before and after. */
enum dl_status dl_stemmer_stem(struct dl_stemmer *stemmer, char *word, size_t *len, struct dl_error *err);

#endif
