/* ranking.h - what a word of a query counts, and what puts an article further up: doc/ranking.md.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_SEARCHER_RANKING_H
#define DATELINE_SEARCHER_RANKING_H

#include "searcher/parse.h"
#include "searcher/session.h"

#define DL_RESCORE_DEPTH 16 /* matches that are looked at a second time */

/* Set the weights of the words of PARSED, which is the query TEXT and not used yet, and make the *RESCORE (see
 * engine.h) of its words in titles and side by side; NULL when there is nothing to rescore.  In ARENA.  Which articles
 * match stays the same. */
enum dl_status dl_rank(struct dl_session *s, struct dl_str text, struct dl_parsed *parsed, struct dl_arena *arena,
                       struct dl_query **rescore, struct dl_error *err);

#endif
