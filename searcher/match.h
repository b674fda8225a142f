/* match.h - which words of a text are those that a query looks for.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_SEARCHER_MATCH_H
#define DATELINE_SEARCHER_MATCH_H

#include "dateline/query.h"
#include "dateline/text.h"

/* One word that matched: bytes [start, end) of the text.  CONCEPT tells the query's words apart (the words of one
 * phrase are one concept). */
struct dl_match {
    uint32_t start, end, position;
    uint32_t concept;
};

struct dl_matches {     /* {0} is empty; may be reused; free with dl_matches_free */
    struct dl_match *v; /* by start, never overlapping */
    size_t count, cap;
    struct dl_spans spans; /* every word of the text, for cutting between words */
};
void dl_matches_free(struct dl_matches *m);

/* What a query looks for in texts: its terms, prefixes, phrases and NEARs, but not what stands under NOT.  It uses
 * ANALYZER, whose vocabulary may grow; nothing is borrowed from QUERY. */
struct dl_matcher;
enum dl_status dl_matcher_new(struct dl_analyzer *analyzer, const struct dl_query *query, struct dl_matcher **m,
                              struct dl_error *err);
void dl_matcher_free(struct dl_matcher *m);   /* accepts NULL */
void dl_matcher_forget(struct dl_matcher *m); /* the analyzer's vocabulary was reset */
bool dl_matcher_empty(const struct dl_matcher *m);
size_t dl_matcher_concepts(const struct dl_matcher *m);

/* Find the matches in TEXT (valid UTF-8), which is a title (title:word counts) or a body.  Replaces OUT. */
enum dl_status dl_matcher_find(struct dl_matcher *m, enum dl_field field, struct dl_str text, const char *stemmer,
                               struct dl_matches *out, struct dl_error *err);

#endif
