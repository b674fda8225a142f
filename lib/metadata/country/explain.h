/* explain.h - the words of --explain-metadata about countries.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_METADATA_COUNTRY_EXPLAIN_H
#define DATELINE_METADATA_COUNTRY_EXPLAIN_H

#include "lib/metadata/evidence.h"

/* One line for every name found: where it occurs, how it is written, what surrounds it, and its sense. */
void dl_explain_names(struct dl_buf *out, const struct dl_evidence *ev);

/* One line for a candidate country: its features that are not 0, each with its part of the logit. */
void dl_explain_country(struct dl_buf *out, const struct dl_evidence *ev, const struct dl_tally *t,
                        const char *verdict);

#endif
