/* tally.h - what is told of every country that an article names.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_METADATA_COUNTRY_TALLY_H
#define DATELINE_METADATA_COUNTRY_TALLY_H

#include "lib/metadata/evidence.h"

#define EARLY_BYTES 1000
#define HINT_MENTION 0.2f   /* of a weak country cue beside a plain mention ... */
#define MOST_HINTS 3        /* ... of which so many count */
#define MENTION_WEIGHT 0.4f /* the least sum of weights that makes a mention: two cues */
#define OTHERS_SPEAK 2.0f   /* weight of named countries beside which cues alone make no mention */

/* The tally of COUNTRY, begun when there was none. */
struct dl_tally *dl_tally_of(struct dl_evidence *ev, unsigned country);

/* Note that the city or region NAME (dl_place_hit.sense) of T's country is told of. */
void dl_tally_local(struct dl_tally *t, uint32_t name);

/* Is so much told of T's country that the article mentions it? */
bool dl_tally_mentioned(const struct dl_tally *t);

#endif
