/* salience.h - how salient each country of an article is.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_METADATA_COUNTRY_SALIENCE_H
#define DATELINE_METADATA_COUNTRY_SALIENCE_H

#include "lib/metadata/country/tally.h"

/* Is T so salient that the article is about its country? */
bool dl_country_taken(const struct dl_evidence *ev, const struct dl_tally *t);

#endif
