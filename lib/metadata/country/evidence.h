/* evidence.h - from the names found in an article to what each of them stands for there.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_METADATA_COUNTRY_EVIDENCE_H
#define DATELINE_METADATA_COUNTRY_EVIDENCE_H

#include "dateline/place.h"
#include "dateline/text.h"

#include "lib/metadata/country/english.h"

enum dl_evidence_zone { ZONE_TITLE, ZONE_DATELINE, ZONE_BODY };

enum {
    CTX_IN = 1,              /* behind "in", "at", "from", ...: a place */
    CTX_PERSON = 2,          /* behind a given name, an initial, "Mr.": a surname */
    CTX_CAP_BEFORE = 4,      /* right behind another capitalised word */
    CTX_CAP_AFTER = 8,       /* right before one */
    CTX_COMMA_BEFORE = 16,   /* behind "Xyz, ": what qualifies a place */
    CTX_PLACE_AFTER = 32,    /* before "County", "River", "University" ...: a place */
    CTX_QUALIFIED = 64,      /* the next name qualifies it: "Portland, Ore." */
    CTX_QUALIFIES = 128,     /* it qualifies the name before it */
    CTX_UPPER_TEXT = 256,    /* in text all in capitals, where capitals say nothing */
    CTX_SENTENCE = 512,      /* first in a sentence, as far as can be seen */
    CTX_MONEY = 1024,        /* before "dollars", "francs": a currency more than a country */
    CTX_PRICE = 16384,       /* right before "$" or "dollars" */
    CTX_ARTICLE = 32768,     /* behind "the", "a", "your": "carve the Turkey" */
    CTX_ORGANISATION = 8192, /* in the name of a company: "American Resource Corp" */
    CTX_LANGUAGE = 65536,    /* a language: "speak Russian", "Russian-speaking" */
    CTX_SPREAD = 4096,       /* taken from another place in the article where it was qualified */
    CTX_STREET = 131072,     /* before "Street", "Avenue": the name of a street */
    CTX_TOWN = 262144,       /* before "Township", "Elementary", here or elsewhere: the name of a town, of no country */
    CTX_INITIALS = 524288,   /* two letters with full stops that no newspaper has for a region: "N.V.", "M.D." */
    CTX_FULL_NAME = 1048576, /* called like a given name, before a surname: "Chad Baker said" */
    CTX_COUNTY = 2097152,    /* before "County" */
    CTX_UNKNOWN = 2048       /* qualified by a region in which the table has no such city */
};

/* One name found, and what it was taken for. */
struct dl_evidence {
    struct dl_place_hit hit;
    const struct dl_place_sense *sense; /* chosen; NULL: it stands for no country */
    float weight;                       /* how sure, in [0,1] */
    uint32_t context;
    uint8_t zone;
};

struct dl_evidence_list { /* {0} is empty; free(v) */
    struct dl_evidence *v;
    size_t count, cap;
    double *by_country;  /* [dl_place_countries()] sure mentions by name, demonym, institution */
    double *sub_country; /* the same for cities and regions that are not in doubt */
    double *by_region;   /* [65536] */
    uint16_t *regions_touched;
    size_t regions_count, regions_cap;
    struct dl_dictionary *dictionary;
    unsigned us, gb;                   /* the countries whose English it may be */
    struct dl_english_variety english; /* of a text without a dateline */
};

/* The text of a zone as the list's hits count it. */
struct dl_evidence_text {
    struct dl_str title, body;
    uint32_t dateline_start, dateline_end; /* of the body; equal: none */
    uint32_t agency_start, agency_end;     /* the same of the agency's name */
    uint8_t language;                      /* dl_place_language */
    unsigned site;                         /* country of the web site it comes from; UINT_MAX: unknown */
    unsigned home;                         /* country that alone speaks its language; UINT_MAX: none does */
};

static inline struct dl_str dl_evidence_zone_text(const struct dl_evidence_text *text, const struct dl_evidence *e)
{
    return e->zone == ZONE_TITLE ? text->title : text->body;
}

enum dl_status dl_evidence_new(struct dl_evidence_list *l, struct dl_error *err);
void dl_evidence_free(struct dl_evidence_list *l);

/* Scan, look at the contexts, and choose a sense for every name.  Replaces what L holds. */
enum dl_status dl_evidence_find(struct dl_evidence_list *l, struct dl_place_hits *scratch,
                                const struct dl_evidence_text *text, struct dl_error *err);

#endif
