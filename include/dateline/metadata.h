/* metadata.h - from an article as read to its date, countries and source, with the reasons.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_METADATA_H
#define DATELINE_METADATA_H

#include "dateline/article.h"

struct dl_metadata_options {
    dl_date reference_date; /* a dateline without year means the latest such day not after this one; 0: none given */
    bool reference_mtime;   /* the same with the day of the article's mtime, where it has one */
    const double *weights;  /* [DL_FEATURES] of lib/metadata/country/features.h, borrowed; NULL: the built-in ones */
};

/* One context a worker thread.  OPTIONS may be NULL: no reference date. */
struct dl_metadata;
enum dl_status dl_metadata_new(const struct dl_metadata_options *options, struct dl_metadata **m, struct dl_error *err);
void dl_metadata_free(struct dl_metadata *m);

/* Fill A's date, date_from, countries, mentions and (when empty) source.  A is clean (dl_article_clean).  What the
 * input states outright wins.  Strings put into A are static or borrowed from A's own. */
enum dl_status dl_metadata_find(struct dl_metadata *m, struct dl_article *a, struct dl_error *err);

/* The same, and append to OUT, one line each, every candidate with why it won or lost. */
enum dl_status dl_metadata_explain(struct dl_metadata *m, struct dl_article *a, struct dl_buf *out,
                                   struct dl_error *err);

/* What the input states and nobody can read, of one article: it is as if it were not stated. */
struct dl_metadata_unread {
    struct dl_str date;    /* the date field, "" when it was read or empty */
    struct dl_str country; /* the first country field that names none, or "" */
};
struct dl_metadata_unread dl_metadata_unread(const struct dl_metadata *m, const struct dl_article *a);

/* How often a pattern was given up at its match limit since M was made (hostile input), for a counted warning. */
unsigned long dl_metadata_limits(const struct dl_metadata *m);

#endif
