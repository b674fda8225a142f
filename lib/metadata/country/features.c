/* features.c - names and weights of the features.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/metadata/country/features.h"

#include <string.h>

const double dl_feature_weights[DL_FEATURES] = {
#define SALIENCE(id, name, weight, what) [DL_F_##id] = (weight),
#define CONTEXT SALIENCE
#define SENSE SALIENCE
#include "lib/metadata/country/features.inc"
#undef SALIENCE
};

const char *const dl_feature_names[DL_FEATURES] = {
#define SALIENCE(id, name, weight, what) [DL_F_##id] = (name),
#include "lib/metadata/country/features.inc"
#undef SALIENCE
};

const char *const dl_feature_texts[DL_FEATURES] = {
#define SALIENCE(id, name, weight, what) [DL_F_##id] = (what),
#include "lib/metadata/country/features.inc"
};

enum dl_feature dl_feature_named(const char *name)
{
    unsigned i = 0;
    while (i < DL_FEATURES && strcmp(dl_feature_names[i], name) != 0)
        i++;
    return (enum dl_feature)i;
}
