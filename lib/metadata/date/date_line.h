/* date_line.h - a line of a page that says when its article was published, and nothing of the story.
 *
 *   Published 5:00 AM EST, Fri February 9, 2024        By Jane Doe | March 2, 2021 | 10:05 am        28/01/2025 | 10:56
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_METADATA_DATE_DATE_LINE_H
#define DATELINE_METADATA_DATE_DATE_LINE_H

#include "dateline/date.h"

#define DL_DATE_LINE_MAX 200 /* bytes: a longer line is no date line */

struct dl_date_line {
    dl_date date;           /* a full day */
    bool labelled;          /* "Published", "Posted by": it says of itself that it dates the article */
    bool as_of;             /* "Stand:", "Submitted": it may be the day of publication where nothing else is */
    struct dl_str evidence; /* the date as written, borrowed from the line */
};

/* Read LINE (trimmed).  False when it holds no full date, two different ones, one that is but an update's, or words
 * beside it that are neither a label, a time, an author nor a section of the site.  Linear time. */
bool dl_date_line(struct dl_str line, enum dl_date_order order, struct dl_date_line *out);

/* May LINE stand between the top of a page and its date line: an author, a section, the path of a menu? */
bool dl_date_line_may_follow(struct dl_str line);

#endif
