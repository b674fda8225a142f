/* explain.h - the words of --explain-metadata about countries.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_METADATA_COUNTRY_EXPLAIN_H
#define DATELINE_METADATA_COUNTRY_EXPLAIN_H

#include "lib/metadata/country/evidence.h"

/* One line for every name found: where it stands, how it is written, and what it was taken for in an article of DATE.
 */
void dl_explain_evidence(struct dl_buf *out, const struct dl_evidence_list *l, const struct dl_evidence_text *text,
                         dl_date date);

/* One line for a candidate country.  FEATURES and WEIGHTS are [DL_CF_FEATURES], in the order of metadata_country.h. */
void dl_explain_candidate(struct dl_buf *out, dl_code country, const char *verdict, double salience, double weight,
                          const double *features, const double *weights);

#endif
