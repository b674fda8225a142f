/* country.h - which countries an article is about, and which it mentions.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_METADATA_COUNTRY_COUNTRY_H
#define DATELINE_METADATA_COUNTRY_COUNTRY_H

#include "dateline/article.h"

#include "lib/metadata/dateline.h"

/* Scratch memory, one a worker thread. */
struct dl_country_finder;
enum dl_status dl_country_finder_new(struct dl_country_finder **f, struct dl_error *err);
void dl_country_finder_free(struct dl_country_finder *f);

/* Fill A's countries (most salient first) and mentions (in alphabetical order, a superset).  A's date must have been
 * found already: it decides between a former state and its successors.  Countries that the input states
 * (country_fields) win for `countries`; mentions still come from the text too.  DATELINE is the one found in A's body,
 * or NULL.  EXPLAIN, unless NULL, gets one line a candidate. */
enum dl_status dl_countries_find(struct dl_country_finder *f, struct dl_article *a, const struct dl_dateline *dateline,
                                 struct dl_buf *explain, struct dl_error *err);

/* The first country field of the last article that names no country, "" when all do. */
struct dl_str dl_countries_unread(const struct dl_country_finder *f);

#endif
