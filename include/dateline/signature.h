/* signature.h - what near copies of an article are known by.
 *
 * One story of an agency comes in from many sites: with another headline, its tail cut off, a line put behind it, a few
 * words changed.  A signature is a sketch of the set of runs of three words in an article (A. Broder, "On the
 * resemblance and containment of documents", 1997): each run is hashed and falls, by its hash, into one of
 * DL_SIGNATURE_DIGITS classes; of the least hash of each class four bits are kept (P. Li and A. C. Konig, "b-bit
 * minwise hashing", 2010; one hash for all classes and the filling of empty ones: P. Li et al., "One permutation
 * hashing", 2012; A. Shrivastava and P. Li, 2014).  The share of equal digits, less one sixteenth, is about the share
 * of runs that two articles have in common.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_SIGNATURE_H
#define DATELINE_SIGNATURE_H

#include <stdbool.h>
#include <stdint.h>

#include "dateline/text.h"

#define DL_SIGNATURE_DIGITS 24
#define DL_SIGNATURE_BYTES (DL_SIGNATURE_DIGITS / 2)

struct dl_signature {                         /* all zero: none */
    unsigned char digits[DL_SIGNATURE_BYTES]; /* digit 0 in the low half of byte 0, and so on */
};

/* The signature of an article that A has analysed as TOKENS (dl_analyze_article), of the first term at each position.
 * None when it has no word.  The same text gives the same in every process. */
struct dl_signature dl_signature_of(const struct dl_analyzer *a, const struct dl_tokens *tokens);

/* The same kind of sketch without an analysis, by words as they are written: comparable only with its like. */
struct dl_signature dl_signature_of_text(struct dl_str title, struct dl_str body);

/* Whether the articles are near copies.  None is near to nothing. */
bool dl_signature_near(const struct dl_signature *a, const struct dl_signature *b);

#endif
