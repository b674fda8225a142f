/* distance.h - how many slips lie between two spellings.
 *
 * The Damerau-Levenshtein distance in its form of optimal string alignment: characters missing, added, changed, or
 * swapped with their neighbour count 1 each, and no part of a word is changed twice (F. Damerau, "A technique for
 * computer detection and correction of spelling errors", CACM 7(3), 1964).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_DISTANCE_H
#define DATELINE_DISTANCE_H

#include <stddef.h>
#include <stdint.h>

#include "dateline/buffer.h"

#define DL_DISTANCE_MAX 64 /* characters; what is longer is beyond every limit */

/* Between A of N code points and B of M; LIMIT + 1 when it is more than LIMIT. */
unsigned dl_distance(const uint32_t *a, size_t n, const uint32_t *b, size_t m, unsigned limit);
/* The same for UTF-8. */
unsigned dl_distance_str(struct dl_str a, struct dl_str b, unsigned limit);

#endif
