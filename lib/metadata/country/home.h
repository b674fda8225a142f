/* home.h - where a story is at home that does not say so.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_METADATA_COUNTRY_HOME_H
#define DATELINE_METADATA_COUNTRY_HOME_H

#include "lib/metadata/country/tally.h"

/* The country of a web address' host, by its top-level domain ("http://www.rte.ie/..."); UINT_MAX when it tells none.
 */
unsigned dl_home_of_site(struct dl_str url);

/* The country that alone has papers in LANGUAGE, of those with a script of their own, whose names are no words of other
 * languages; UINT_MAX when there is none. */
unsigned dl_home_of_language(struct dl_str language);

/* Add to S what the words of BODY tell of home: its English, as the evidence L has it, and where there is no DATELINE
 * its prices and offices in LANGUAGE. */
void dl_home_tally(struct dl_tally_set *s, const struct dl_evidence_list *l, struct dl_str body, bool dateline,
                   struct dl_str language);

#endif
