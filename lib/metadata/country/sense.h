/* sense.h - what one name may stand for, and how likely it is, before any other name of the article is heard.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_METADATA_COUNTRY_SENSE_H
#define DATELINE_METADATA_COUNTRY_SENSE_H

#include "lib/metadata/country/evidence.h"

#define LARGE_CITY 60     /* size (dl_place_sense) of a city of a million */
#define REGION_BY_HAND 68 /* size of the regions of regions.tsv */

/* Can E stand for its sense S at all, in an article in LANGUAGE (dl_place_language)? */
bool dl_sense_possible(const struct dl_evidence *e, const struct dl_place_sense *s, uint8_t language);

/* How well known S is, on the scale of log10(population); a country is above all cities. */
double dl_sense_prior(const struct dl_place_sense *s);

/* What is added to that for the words around E, and for what else it may be: a word, a person, a company. */
double dl_sense_fit(const struct dl_evidence *e, const struct dl_place_sense *s, uint8_t language);

/* Is S a town called Jamaica or Ontario, against the country or a region as well known as a state of America? */
bool dl_sense_namesake(const struct dl_evidence *e, const struct dl_place_sense *town);

/* Has E a sense in COUNTRY; one that is a city or region; none that is anything else? */
bool dl_evidence_has_sense_in(const struct dl_evidence *e, unsigned country);
bool dl_evidence_has_local(const struct dl_evidence *e);
bool dl_evidence_only_local(const struct dl_evidence *e);

#endif
