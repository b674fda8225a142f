/* group.h - results under headings: one a day or one a country.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_SEARCHER_GROUP_H
#define DATELINE_SEARCHER_GROUP_H

#include "dateline/article.h"
#include "searcher/options.h"

#define DL_GROUP_COUNTRIES 512 /* more than there are */

struct dl_group_entry {
    int64_t order;     /* of the group */
    size_t start, end; /* of the text */
    dl_date date;
    dl_code country;
};

/* The printed results of one search, kept until all are known.  {0} is empty; free with dl_groups_free. */
struct dl_groups {
    struct dl_buf text;
    struct dl_group_entry *v;
    size_t count, cap;
    dl_code countries[DL_GROUP_COUNTRIES]; /* in the order in which they were met */
    size_t country_count;
};
void dl_groups_free(struct dl_groups *g);

/* Keep TEXT, the printed article A.  Days come newest first (OLDEST: oldest first), articles without a date last;
 * countries in the order in which they are met, each article under its most salient one. */
enum dl_status dl_groups_add(struct dl_groups *g, enum dl_group by, bool oldest, const struct dl_article *a,
                             struct dl_str text, struct dl_error *err);

/* Forget the entries, for another search. */
void dl_groups_clear(struct dl_groups *g);

/* Put the groups in order; the entries of a group then stand side by side, in the order in which they were added. */
void dl_groups_sort(struct dl_groups *g);

/* "2024-10-22", "Laos", "undated", "no country". */
void dl_group_heading(const struct dl_group_entry *e, enum dl_group by, struct dl_buf *out);

#endif
