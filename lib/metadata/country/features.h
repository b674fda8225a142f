/* features.h - the features of the country model and their weights, from the table features.inc.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_METADATA_COUNTRY_FEATURES_H
#define DATELINE_METADATA_COUNTRY_FEATURES_H

enum dl_feature {
#define SALIENCE(id, name, weight, what) DL_F_##id,
#define CONTEXT(id, name, weight, what)
#define SENSE(id, name, weight, what)
#include "lib/metadata/country/features.inc"
#undef SALIENCE
#undef CONTEXT
    DL_SALIENCE_FEATURES, /* the rows of salience come first */
    DL_F_BEFORE_CONTEXT = DL_SALIENCE_FEATURES - 1,
#define SALIENCE(id, name, weight, what)
#define CONTEXT(id, name, weight, what) DL_F_##id,
#include "lib/metadata/country/features.inc"
#undef CONTEXT
#undef SENSE
#define CONTEXT(id, name, weight, what)
#define SENSE(id, name, weight, what) DL_F_##id,
#include "lib/metadata/country/features.inc"
#undef SALIENCE
#undef CONTEXT
#undef SENSE
    DL_FEATURES
};

/* What surrounds a name, a set of bits. */
enum dl_context {
#define SALIENCE(id, name, weight, what)
#define CONTEXT(id, name, weight, what) CTX_##id = 1u << (DL_F_##id - DL_SALIENCE_FEATURES),
#define SENSE(id, name, weight, what)
#include "lib/metadata/country/features.inc"
#undef SALIENCE
#undef CONTEXT
#undef SENSE
};

extern const double dl_feature_weights[DL_FEATURES];
extern const char *const dl_feature_names[DL_FEATURES], *const dl_feature_texts[DL_FEATURES];

/* The feature called NAME; DL_FEATURES when there is none. */
enum dl_feature dl_feature_named(const char *name);

#endif
