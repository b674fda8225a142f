/* features.h - what the model of dl_country_model.c weighs about a candidate country.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_METADATA_COUNTRY_FEATURES_H
#define DATELINE_METADATA_COUNTRY_FEATURES_H

/* What is known about one candidate country, the input of its salience; for fitting the weights and for
 * --explain-metadata. */
enum {
    DL_CF_BIAS,        /* 1 */
    DL_CF_DATELINE,    /* the dateline's place lies there */
    DL_CF_ELSEWHERE,   /* the dateline's place lies in another country */
    DL_CF_TITLE,       /* named in the title, by name or demonym */
    DL_CF_TITLE_PLACE, /* in the title only by a city, region or institution */
    DL_CF_TITLE_OTHER, /* not in the title, and another country is */
    DL_CF_TITLE_FIRST, /* the title's first country */
    DL_CF_LEAD,        /* in the first sentence of the story */
    DL_CF_EARLY,       /* in the first 1000 bytes */
    DL_CF_FIRST,       /* the first country of the story */
    DL_CF_COUNT,       /* ln(1 + weighted mentions) */
    DL_CF_SHARE,       /* share of all weighted mentions */
    DL_CF_TOP,         /* no country has more */
    DL_CF_ONLY,        /* there is no other candidate */
    DL_CF_NAMED,       /* named by name at least once */
    DL_CF_PLACES,      /* ln(1 + cities and regions) */
    DL_CF_INSTITUTION, /* nothing but institutions */
    DL_CF_SPREAD,      /* the share of the text between the first and the last mention */
    DL_CF_RIVALS,      /* ln(1 + number of other countries) */
    DL_CF_LENGTH,      /* ln of the text's kilobytes */
    DL_CF_US,          /* it is the United States */
    DL_CF_US_DATELINE, /* the United States and their dateline */
    DL_CF_US_TITLE,    /* the United States, and another country in the title */
    DL_CF_BARE,        /* the article has no dateline */
    DL_CF_BARE_TITLE,
    DL_CF_BARE_SHARE,
    DL_CF_BARE_TOP,
    DL_CF_HINTS,           /* ln(1 + words of its public life, company forms, exchanges' codes) */
    DL_CF_HINTS_ELSEWHERE, /* the same, with the dateline in another country */
    DL_CF_HINTS_ALONE,     /* the same, when no country is named at all */
    DL_CF_VISIT,           /* the dateline's country, not in the title while another is: a meeting abroad */
    DL_CF_DATELINE_SHARE,  /* the dateline's country's share of all weighted mentions */
    DL_CF_DATELINE_RIVAL,  /* the dateline's country, and ln(1 + weight of the greatest other) */
    DL_CF_RIVAL_TOP,       /* ln(1 + weight of the greatest other) */
    DL_CF_LIST,            /* many countries and none that stands out: ln(rivals) * (1 - greatest share) */
    DL_CF_LEAD_TITLE,      /* in the title and in the first sentence */
    DL_CF_COUNT_ELSEWHERE, /* count, with the dateline in another country */
    DL_CF_LOCAL,           /* ln(1 + different cities and regions of it that are named) */
    DL_CF_BARE_LOCAL,
    DL_CF_RARE,              /* 1: seldom named in the world's news; 1/2: often; 0: the five named most */
    DL_CF_TICKERS,           /* ln(1 + different shares told of that its exchanges list: "<BP.L>") */
    DL_CF_TICKERS_ELSEWHERE, /* the same, with the dateline in another country */
    DL_CF_ENUM, /* ln(most countries in an enumeration that it stands in), from three on: "Japan, Italy and Spain" */
    DL_CF_ENUM_EARLY, /* the same, when the enumeration begins in the first 1000 bytes */
    DL_CF_ENUM_SHORT, /* the same by the inverse of the length */
    DL_CF_RARE_LIST,  /* products of two of the above, from here on */
    DL_CF_LIST_SQUARE,
    DL_CF_LIST_COUNT,
    DL_CF_LIST_NAMED,
    DL_CF_LIST_TOP,
    DL_CF_LIST_OTHERS, /* list, named and 1 - share */
    DL_CF_LIST_ELSEWHERE,
    DL_CF_RIVALS_ELSEWHERE,
    DL_CF_LIST_RIVAL,
    DL_CF_LIST_LENGTH,
    DL_CF_COUNT_LENGTH,
    DL_CF_SHARE_LENGTH,
    DL_CF_FEATURES
};

#endif
