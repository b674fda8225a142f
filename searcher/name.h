/* name.h - name:"...": the articles that name a person, however the name is spelled there.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_SEARCHER_NAME_H
#define DATELINE_SEARCHER_NAME_H

#include "searcher/parse.h"
#include "searcher/session.h"

/* Each name:"..." of PARSED becomes the articles whose text has the name (name_match.h).  The dictionary's terms that
 * are like its parts say which articles to look at: at most DL_EXACT_MAX of those that FILTERS and the query let
 * through, else DL_TOO_LARGE. */
enum dl_status dl_name_expand(struct dl_session *s, struct dl_parsed *parsed, struct dl_query *const *filters,
                              size_t filter_count, struct dl_arena *arena, struct dl_error *err);

#endif
