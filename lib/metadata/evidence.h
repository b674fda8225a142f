/* evidence.h - all that is found out about one article, stage by stage.
 *
 * A stage reads what the stages before it found and adds its own part (metadata.c calls them in this order):
 *
 *     dateline.c             where and when the story was filed
 *     date/                  header and date lines, address, text -> the date
 *     country/names.c        the names of places, with what surrounds each (context.c)
 *     country/qualified.c    names that the one beside them makes plain
 *     country/persons.c      names that are people's or towns'
 *     country/choose.c       the sense of each name (sense.c, english.c)
 *     country/tally.c        what is told of each country (home.c)
 *     country/salience.c     how salient each country is, and their order
 *     country/list.c         the article's countries and mentions
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_METADATA_EVIDENCE_H
#define DATELINE_METADATA_EVIDENCE_H

#include "dateline/metadata.h"
#include "dateline/place.h"
#include "dateline/text.h"

#include "lib/metadata/country/features.h"
#include "lib/metadata/date/date.h"
#include "lib/metadata/dateline.h"

/* ---- names ------------------------------------------------------------------------------------------------------- */

enum dl_zone { ZONE_TITLE, ZONE_DATELINE, ZONE_BODY };

/* One name found, and its sense. */
struct dl_found_name {
    struct dl_place_hit hit;
    const struct dl_place_sense *sense; /* chosen; NULL: it means no country */
    float weight;                       /* how sure, in [0,1] */
    uint32_t context;                   /* of enum dl_context */
    uint8_t zone;
};

/* How many different words of American and of British daily life the text has; a weak one counts half. */
struct dl_english {
    float american, british;
    bool pounds; /* a price in pounds */
};

/* Of the names whose sense is sure. */
struct dl_votes {
    double *by_country; /* [dl_place_countries()] names, demonyms, institutions */
    double *by_local;   /* [dl_place_countries()] cities and regions */
    double *by_region;  /* [65536] */
    uint16_t *regions;  /* those of by_region that are not 0 */
    size_t region_count, region_cap;
};

/* ---- countries --------------------------------------------------------------------------------------------------- */

#define DL_MAX_LOCAL 8 /* different places of a country that are counted apart */

/* What is told of one country. */
struct dl_tally {
    uint16_t country;
    bool dateline, title_named, title_place, title_first, lead;
    float weight;  /* sum over title and body */
    float mention; /* the same with currencies in full */
    float named, people, places, institutions, hints;
    uint32_t local[DL_MAX_LOCAL]; /* names of different cities and regions */
    unsigned local_count;
    unsigned tickers;     /* shares that its exchanges list */
    unsigned list;        /* countries in the longest enumeration that names it */
    uint32_t list_start;  /* byte of the body where that begins */
    uint32_t first, last; /* bytes of the body; first = UINT32_MAX: only in the title or dateline */
    double features[DL_SALIENCE_FEATURES], salience, rank;
};

/* ---- all --------------------------------------------------------------------------------------------------------- */

struct dl_evidence {
    const struct dl_metadata_options *options;
    const double *weights; /* [DL_FEATURES] */
    struct dl_article *article;
    struct dl_str language; /* as stated or detected */

    struct dl_dateline_parser *parser;
    struct dl_dateline dateline;           /* {0}: none */
    uint32_t dateline_start, dateline_end; /* bytes of the body that hold its places; equal: none */
    uint32_t agency_start, agency_end;     /* the same of the agency's name */
    uint32_t story;                        /* where the story begins, after its dateline */
    struct dl_date_trace dates;

    uint8_t place_language; /* dl_place_language */
    unsigned site;          /* country of the web site it comes from; UINT_MAX: unknown */
    unsigned home;          /* country that alone speaks its language; UINT_MAX: none does */
    struct dl_found_name *names;
    size_t name_count, name_cap;
    struct dl_place_hits hits; /* scratch */
    struct dl_dictionary *dictionary;

    struct dl_votes votes;
    struct dl_english english; /* of a text without a dateline */

    struct dl_tally *tallies; /* [dl_place_countries()] */
    unsigned tally_count;
    uint16_t *tally_slot;    /* [dl_place_countries()] index + 1 into tallies, 0 none */
    struct dl_tally **order; /* [dl_place_countries()] tallies by rank */
    float *rarity;           /* [dl_place_countries()] 1: seldom named in the world's news; 0: named most */
    unsigned us, gb;

    struct dl_str unread_country; /* as dl_metadata_unread says */
};

/* Allocate what OPTIONS need; after a failure, too, dl_evidence_free frees it. */
enum dl_status dl_evidence_init(struct dl_evidence *ev, const struct dl_metadata_options *options,
                                struct dl_error *err);
void dl_evidence_free(struct dl_evidence *ev);

/* Begin with article A, of which nothing is known yet. */
void dl_evidence_begin(struct dl_evidence *ev, struct dl_article *a);

/* The stages.  Those that allocate fail with DL_NO_MEMORY alone. */
void dl_find_dateline(struct dl_evidence *ev);
void dl_find_date(struct dl_evidence *ev);
enum dl_status dl_find_names(struct dl_evidence *ev, struct dl_error *err);
void dl_choose_qualified(struct dl_evidence *ev);
void dl_mark_persons(struct dl_evidence *ev);
enum dl_status dl_choose_senses(struct dl_evidence *ev, struct dl_error *err);
void dl_tally_countries(struct dl_evidence *ev);
void dl_weigh_countries(struct dl_evidence *ev);
/* EXPLAIN, unless NULL, gets one line a candidate. */
void dl_list_countries(struct dl_evidence *ev, struct dl_buf *explain);

/* The stages from dl_find_names on.  The article's date is known: it tells former states from their successors. */
enum dl_status dl_find_countries(struct dl_evidence *ev, struct dl_buf *explain, struct dl_error *err);

static inline struct dl_str dl_zone_text(const struct dl_evidence *ev, const struct dl_found_name *e)
{
    return e->zone == ZONE_TITLE ? ev->article->title : ev->article->body;
}

#endif
