/* tally.h - what is gathered about every country that an article names.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_METADATA_COUNTRY_TALLY_H
#define DATELINE_METADATA_COUNTRY_TALLY_H

#include "dateline/article.h"

#include "lib/metadata/country/evidence.h"
#include "lib/metadata/country/features.h"

#define MAX_LOCAL 8 /* different places of a country that are told apart */
#define EARLY_BYTES 1000
#define HINT_MENTION 0.2f   /* of a word of public life beside a plain mention ... */
#define MOST_HINTS 3        /* ... of which so many count */
#define MENTION_WEIGHT 0.4f /* the least sum of weights that makes a mention: two hints */
#define OTHERS_SPEAK 2.0f   /* weight of named countries beside which hints alone make no mention */

/* What is gathered about one country. */
struct dl_tally {
    uint16_t country;
    bool dateline, title_named, title_place, title_first, lead, early;
    float weight;  /* sum over title and body */
    float mention; /* the same with currencies in full */
    float named, people, places, institutions, hints;
    uint32_t local[MAX_LOCAL]; /* names of different cities and regions */
    unsigned local_count;
    unsigned tickers;     /* shares that its exchanges list */
    unsigned list;        /* countries in the longest enumeration that names it */
    uint32_t list_start;  /* byte of the body where that begins */
    uint32_t first, last; /* bytes of the body; first = UINT32_MAX: only in the title or dateline */
    double features[DL_CF_FEATURES], salience, rank; /* by dl_country_model.c */
};

struct dl_tally_set {
    struct dl_tally *v; /* [count] */
    unsigned count, us;
    uint16_t *slot; /* [dl_place_countries()] index + 1 into v, 0 none */
};

enum dl_status dl_tally_set_new(struct dl_tally_set *s, struct dl_error *err);
void dl_tally_set_free(struct dl_tally_set *s);

/* The tally of COUNTRY in S, begun when there was none. */
struct dl_tally *dl_tally_of(struct dl_tally_set *s, unsigned country);

/* Note that the city or region NAME (dl_place_hit.sense) of T's country is told of. */
void dl_tally_local(struct dl_tally *t, uint32_t name);

/* Replace what S holds by the countries of A, whose date is known and whose names are in L.  STORY: byte of the body at
 * which the story begins, behind its dateline. */
void dl_tally_article(struct dl_tally_set *s, const struct dl_article *a, const struct dl_evidence_list *l,
                      uint32_t story);

/* Is so much told of T's country that the article mentions it? */
bool dl_tally_mentioned(const struct dl_tally *t);

#endif
