/* home.h - where a story is at home that does not say so.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_METADATA_COUNTRY_HOME_H
#define DATELINE_METADATA_COUNTRY_HOME_H

#include "lib/metadata/evidence.h"

/* The country of a web address' host, by its top-level domain ("http://www.rte.ie/..."); UINT_MAX when it names none.
 */
unsigned dl_home_of_site(struct dl_str url);

/* The country that alone has papers in LANGUAGE, of those with a script of their own, whose names are no words of other
 * languages; UINT_MAX when there is none. */
unsigned dl_home_of_language(struct dl_str language);

/* Add to the tallies what the words of the body tell of home: its English, and where there is no dateline its prices
 * and offices. */
void dl_tally_home(struct dl_evidence *ev);

#endif
