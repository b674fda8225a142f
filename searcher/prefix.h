/* prefix.h - phrases whose last word is a prefix ("trade agreem*", covid-1*), by the words that the index has.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_SEARCHER_PREFIX_H
#define DATELINE_SEARCHER_PREFIX_H

#include "searcher/parse.h"
#include "searcher/session.h"

#define DL_PREFIX_MAX_PHRASES 1000 /* that one phrase may stand for */

/* Each PHRASE of PARSED that ends in a PREFIX becomes an OR of phrases, in its place; NONE when no term begins so.
 * DL_TOO_LARGE when there are more than DL_PREFIX_MAX_PHRASES. */
enum dl_status dl_prefix_expand(struct dl_session *s, struct dl_parsed *parsed, struct dl_arena *arena,
                                struct dl_error *err);

#endif
