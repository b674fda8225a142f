/* date.h - which of the dates of an article is the day of its publication.
 *
 * Order of trust: the date field, a header line, the dateline, the URL, the file name, strong evidence in the text. The
 * first of these that gives a date wins; what it says is not second-guessed.  When none does the article is undated.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_METADATA_DATE_DATE_H
#define DATELINE_METADATA_DATE_DATE_H

#include "dateline/article.h"

/* A date that was considered. */
struct dl_date_candidate {
    enum dl_date_from from; /* DL_DATE_NONE: one that only helped another to its year */
    dl_date date;           /* 0 when it could not be read; the year may be 0 */
    struct dl_str evidence; /* borrowed from the article */
    const char *verdict;    /* why it won or lost; static */
    bool won;
};

#define DL_DATE_TRACE_MAX 24
struct dl_date_trace {
    struct dl_date_candidate v[DL_DATE_TRACE_MAX]; /* later ones are dropped */
    size_t count;
    bool all; /* go on when the date is known, to list what lost */
};

/* A date that a URL or a path states as the day of publication, 0 when none: /2024/10/22/, /20241022/,
 * /2024-10-22-title, /title-22-10-2024, /2024/oct/22/; may be partial (/2024/10/).  Of a page kept by an archive
 * (".../web/20150908/http://...") it is the page's own that counts.  *EVIDENCE is the part that says so. */
dl_date dl_url_date(struct dl_str url, struct dl_str *evidence);
dl_date dl_filename_date(struct dl_str path, struct dl_str *evidence);

/* How a site writes dates in numbers, from the country of its host (".uk", ".gov"); unknown for ".com" and the like. */
enum dl_date_order dl_url_order(struct dl_str url);

/* A header that dates the article: the line " date YYYY-MM-DD Title", "Date: ..." among labelled lines, or a date line
 * (date_line.h) in the head of the page: its first line, one below the title, one that says "Published", or the only
 * one after names of sections and authors.  Two that differ date nothing, nor does a line beside "Venue: ...".  Or a
 * full date with which the first line begins ("【2009年8月29日】", "29 août 2009. – ").  0 when there is none. */
dl_date dl_header_date(struct dl_str title, struct dl_str body, enum dl_date_order order, struct dl_str *evidence);

/* The day of which the text itself says that it is the story's own ("Ngày 1/10, trao đổi với ..." in the lead, with a
 * year beside the same day); 0 when that is not certain.  *VERDICT says why. */
dl_date dl_text_date(struct dl_str title, struct dl_str body, enum dl_date_order order, bool vietnamese,
                     struct dl_str *evidence, const char **verdict);

/* The day that the lead names by its weekday: with the day of the month ("quarta-feira (14)"), the latest such day not
 * after LIMIT; alone ("am Mittwoch"), the day FETCHED or the one before, if that was such a day.  0 when there is none,
 * or FETCHED or LIMIT is 0.  *VERDICT says why. */
dl_date dl_weekday_date(struct dl_str body, dl_date fetched, dl_date limit, struct dl_str *evidence,
                        const char **verdict);

#endif
