/* model.h - how salient each country of an article is.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_METADATA_COUNTRY_MODEL_H
#define DATELINE_METADATA_COUNTRY_MODEL_H

#include "lib/metadata/country/tally.h"

extern const double dl_country_weights[DL_CF_FEATURES];

struct dl_country_model {
    float *rarity; /* [dl_place_countries()] as DL_CF_RARE says */
};

enum dl_status dl_country_model_new(struct dl_country_model *model, struct dl_error *err);
void dl_country_model_free(struct dl_country_model *model);

/* Compute features, salience (a probability) and rank (any number, higher first) of all countries in S, of an article
 * with LENGTH bytes of text, with or without a DATELINE. */
void dl_country_model_apply(const struct dl_country_model *model, struct dl_tally_set *s, size_t length, bool dateline);

/* Is T so salient that the article is about its country? */
bool dl_country_taken(const struct dl_tally *t);

#endif
