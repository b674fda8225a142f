/* sense.h - what one name may mean, and how likely it is, before any other name of the article is heard.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_METADATA_COUNTRY_SENSE_H
#define DATELINE_METADATA_COUNTRY_SENSE_H

#include "lib/metadata/evidence.h"

#define LARGE_CITY 60     /* size (dl_place_sense) of a city of a million */
#define REGION_BY_HAND 68 /* size of the regions of regions.tsv */

/* Can E mean its sense S at all, in the language of the article? */
bool dl_sense_possible(const struct dl_evidence *ev, const struct dl_found_name *e, const struct dl_place_sense *s);

/* How well known S is, on the scale of log10(population); a country is above all cities. */
double dl_sense_prior(const struct dl_evidence *ev, const struct dl_place_sense *s);

/* What is added to that for the words around E, and for what else it may be: a word, a person, a company. */
double dl_sense_fit(const struct dl_evidence *ev, const struct dl_found_name *e, const struct dl_place_sense *s);

/* Is S a town called Jamaica or Ontario, against the country or a region as well known as a state of America? */
bool dl_sense_namesake(const struct dl_found_name *e, const struct dl_place_sense *town);

/* Has E a sense in COUNTRY; one that is a city or region; none that is anything else? */
bool dl_name_has_sense_in(const struct dl_found_name *e, unsigned country);
bool dl_name_has_local(const struct dl_found_name *e);
bool dl_name_only_local(const struct dl_found_name *e);

/* Does anything but E's own name tell of COUNTRY: a people, another name, its capital?  (persons.c) */
bool dl_told_otherwise(const struct dl_evidence *ev, const struct dl_found_name *e, unsigned country);

#endif
