/* filter.h - what narrows a search: dates, countries, sources, languages, as typed -> nodes of the query tree.
 *
 * Options (--country=LA,VN) and fields of a query (country:LA) share these.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_SEARCHER_FILTER_H
#define DATELINE_SEARCHER_FILTER_H

#include "dateline/query.h"

/* LIST is one value or several separated by commas: any of them.  OP is DL_Q_COUNTRY, DL_Q_MENTION, DL_Q_SOURCE or
 * DL_Q_LANGUAGE.  DL_INVALID or DL_NOT_FOUND say what is wrong with a value. */
enum dl_status dl_filter_list(enum dl_query_op op, struct dl_str list, struct dl_arena *arena, struct dl_query **q,
                              struct dl_error *err);

/* A date or range such as 2024-10..2025-01. */
enum dl_status dl_filter_dates(const struct dl_date_ranges *dates, struct dl_arena *arena, struct dl_query **q,
                               struct dl_error *err);
enum dl_status dl_filter_date(struct dl_str text, struct dl_arena *arena, struct dl_query **q, struct dl_error *err);

#endif
