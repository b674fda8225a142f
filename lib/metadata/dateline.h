/* dateline.h - the dateline of a news story: where, when and by whom it was filed.
 *
 *   KAZAN, Russia, Oct. 22 (Xinhua) --      PORTLAND, Ore., Feb 26 -      VIENTIANE —      Hà Nội (TTXVN) -
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_METADATA_DATELINE_H
#define DATELINE_METADATA_DATELINE_H

#include "dateline/buffer.h"
#include "dateline/date.h"

/* All strings are borrowed from the body that was searched, trimmed, as written ("PORTLAND", "Ore."), "" when absent.
 * A place that runs over a line break keeps the break. */
struct dl_dateline {
    struct dl_str
        place; /* the town, region or country that comes first: "KAZAN", "NEW YORK", "Hà Nội", "LONDON/PARIS" */
    struct dl_str region;  /* the qualifier after the first comma: "Russia", "Ore."; may name a country as well */
    struct dl_str country; /* a second qualifier, when there is one: "PORTLAND, Ore., USA" */
    struct dl_str agency;  /* "Xinhua", "TTXVN", "Reuters"; as written, without brackets */
    dl_date date;          /* year 0 when not given (1022 is October 22nd); 0 when the dateline has no date */
    bool has_date, has_year;
    uint32_t start, end; /* bytes of the body; `end` is where the story's first sentence begins */
};

/* A parser holds the compiled patterns and their match data: not thread-safe, one a worker. */
struct dl_dateline_parser;
enum dl_status dl_dateline_parser_new(struct dl_dateline_parser **p, struct dl_error *err);
void dl_dateline_parser_free(struct dl_dateline_parser *p);

/* Find the dateline of an article.  Looks at the beginning of BODY only (some kilobytes: after a header line, a
 * photo's caption, a byline), in time linear in what it looks at.  DL_OK fills OUT; DL_NOT_FOUND when there is none;
 * a pattern that hits its match limit counts as none (see dl_dateline_limits).  Never DL_NO_MEMORY. */
enum dl_status dl_dateline_find(struct dl_dateline_parser *p, struct dl_str title, struct dl_str body,
                                struct dl_dateline *out);

/* How often a match was given up at PCRE2's match limit since the parser was made: 0 for all but hostile input. */
unsigned long dl_dateline_limits(const struct dl_dateline_parser *p);

/* The agency's usual name ("TTXVN" -> "VNA", "XINHUA" -> "Xinhua"), or NAME itself when it is not in the table. */
struct dl_str dl_agency_name(struct dl_str name);

/* The same, telling whether NAME is in the table at all. */
bool dl_agency_known(struct dl_str name, struct dl_str *usual);

#endif
