/* sample.h - made-up articles and queries for the oracle tests, from a seed.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_TESTS_ORACLE_SAMPLE_H
#define DATELINE_TESTS_ORACLE_SAMPLE_H

#include "tests/oracle/model.h"

struct dice {
    uint64_t state;
};
uint64_t dice_roll(struct dice *d, uint64_t sides); /* 0 .. sides - 1 */

void generate_article(struct dice *d, size_t number, struct model_article *a);

/* A query tree about the articles of M: every operator occurs, most queries match something. */
struct dl_query *generate_query(struct dice *d, const struct model *m, struct dl_arena *arena);

#endif
