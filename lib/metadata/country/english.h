/* english.h - whose English a text is written in: words of the daily life of one country.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_METADATA_COUNTRY_ENGLISH_H
#define DATELINE_METADATA_COUNTRY_ENGLISH_H

#include "lib/metadata/evidence.h"

#define LEAST_ENGLISH 1.5f /* by which the one outweighs the other where it tells something */

/* How many different words of American and of British daily life ("grand jury", "sidewalk"; "pensioner", "motorway")
 * TEXT has.  A word of spelling alone ("neighbor"), or used elsewhere too, counts half.  Prices in pounds, numbers of
 * telephones, times as "4 p.m." and titles as "Sgt. Brown" count like words.  Linear; only the first 64 KB are read. */
struct dl_english dl_english_of(struct dl_str text);

#endif
