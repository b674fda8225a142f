/* exact.h - words that are meant as they are written: what the index holds of them is stems, so that the texts decide.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_SEARCHER_EXACT_H
#define DATELINE_SEARCHER_EXACT_H

#include "searcher/parse.h"
#include "searcher/session.h"

#define DL_EXACT_MAX 10000 /* articles whose text is looked at for one word */
#define DL_PREFIX_MAX 2000 /* the same for a prefix, which is right for most without that */

/* Keep =word, and the stems that word* stands for beside the terms that begin so, to the articles whose text has the
 * word as written; case plays no part.  Only articles that match FILTERS (may be NULL) and the query are looked at.
 * With more than DL_EXACT_MAX of them =word is DL_TOO_LARGE; with more than DL_PREFIX_MAX word* stays as it is.  An
 * article whose text is not stored and cannot be read has no word. */
enum dl_status dl_exact_expand(struct dl_session *s, struct dl_parsed *parsed, struct dl_query *const *filters,
                               size_t filter_count, struct dl_arena *arena, struct dl_error *err);

/* Whether TEXT, the title or body of an article, has what is looked for; *HAS is false at first. */
typedef enum dl_status dl_text_fn(void *context, struct dl_str text, bool *has, struct dl_error *err);
/* *IDS finds those articles of CANDIDATES whose title, or body, has it by FN; NULL when CANDIDATES are more than
 * MAX. */
enum dl_status dl_check_texts(struct dl_session *s, const struct dl_query *candidates, size_t max, enum dl_field field,
                              dl_text_fn *fn, void *context, struct dl_arena *arena, struct dl_query **ids,
                              struct dl_error *err);
/* NODE becomes an AND of what it was and IDS. */
enum dl_status dl_hold_to(struct dl_query *node, struct dl_query *ids, struct dl_arena *arena, struct dl_error *err);
/* The articles for which it matters what NODE, a part of PARSED, finds.  NULL without memory. */
struct dl_query *dl_candidates(struct dl_query *node, bool negated, const struct dl_parsed *parsed,
                               struct dl_query *const *filters, size_t filter_count, struct dl_arena *arena);

#endif
