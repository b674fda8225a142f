/* fuzzy.h - word~1: a word together with those that are spelled nearly like it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_SEARCHER_FUZZY_H
#define DATELINE_SEARCHER_FUZZY_H

#include "searcher/parse.h"
#include "searcher/session.h"

#define DL_FUZZY_MAX_TERMS 50 /* that a word grows by: the nearest, of those the most frequent */
#define DL_FUZZY_MAX_WORDS 32 /* of one query: each reads a part of the dictionary */
#define DL_FUZZY_WEIGHT 0.4   /* on the score, for each slip */

/* Turn the words of PARSED that are to be found with slips (with ALL: every word that is wanted, and is neither prefix
 * nor phrase) into an OR of the terms of the index near to them.  Repeats when the index moves on.
 * DL_TOO_LARGE for more than DL_FUZZY_MAX_WORDS. */
enum dl_status dl_fuzzy_expand(struct dl_session *s, struct dl_parsed *parsed, bool all, struct dl_arena *arena,
                               struct dl_error *err);

#endif
