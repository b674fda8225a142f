/* answer.h - answering queries: parse, search, print; one query or a batch.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_SEARCHER_ANSWER_H
#define DATELINE_SEARCHER_ANSWER_H

#include "searcher/grep.h"
#include "searcher/parse.h"
#include "searcher/print.h"
#include "searcher/since.h"

/* What lasts from one query to the next. */
struct dl_answerer {
    const struct dl_search_config *config;
    struct dl_session *session;
    struct dl_printer *printer;
    struct dl_arena lasting;   /* of `filters` */
    struct dl_query **filters; /* from the options; every query is restricted by them */
    size_t filter_count;
    struct dl_grep *grep;     /* of --grep, or NULL */
    struct dl_query *rescore; /* of the query on its way, or NULL (engine.h) */
    struct dl_since *since;   /* of --since-last, or NULL */
    struct dl_str skip;       /* an id that is not shown, or empty */
    FILE *messages;           /* where hints for people go, or NULL */
    double *seconds;          /* of each search, for --timing */
    size_t queries, seconds_cap;
    uint64_t hits; /* results, all queries together */
};

enum dl_status dl_answerer_init(struct dl_answerer *a, const struct dl_search_config *c, struct dl_session *s,
                                struct dl_printer *p, struct dl_error *err);
void dl_answerer_free(struct dl_answerer *a);

/* Answer the query TEXT in the way that the options ask for.  *FOUND tells whether any article matched. */
enum dl_status dl_answer(struct dl_answerer *a, struct dl_str text, bool *found, struct dl_error *err);

/* Answer --show and --similar. */
enum dl_status dl_answer_show(struct dl_answerer *a, struct dl_error *err);
enum dl_status dl_answer_similar(struct dl_answerer *a, bool *found, struct dl_error *err);

/* Answer every line of FILE ("-": standard input).  A query that cannot be answered is told on standard error and makes
 * *FAILED true; the others go on. */
enum dl_status dl_answer_batch(struct dl_answerer *a, const char *file, bool *found, bool *failed,
                               struct dl_error *err);

/* The line that --timing ends with. */
void dl_answer_timing(struct dl_answerer *a, FILE *out);

/* ---- parts ------------------------------------------------------------------------------------------------------- */

/* Search QUERY and print its rows.  *SHOWN rows of *TOTAL matches (*EXACT). */
struct dl_answer_counts {
    uint64_t shown, total;
    bool exact;
    double seconds;
};
enum dl_status dl_answer_rows(struct dl_answerer *a, const struct dl_query *query, struct dl_answer_counts *counts,
                              struct dl_error *err);

/* QUERY restricted by the options' filters. */
enum dl_status dl_answer_restrict(struct dl_answerer *a, struct dl_query **query, struct dl_arena *arena,
                                  struct dl_error *err);

/* Counts over time into TIMES; UNIT may be AUTO, which becomes the one used. */
enum dl_status dl_timeline(struct dl_session *s, const struct dl_query *query, enum dl_timeline *unit,
                           struct dl_facets *times, struct dl_error *err);

/* Facet counts, articles without a value last; repeats when the index moves on. */
enum dl_status dl_count_facet(struct dl_session *s, const struct dl_query *query, enum dl_facet facet,
                              struct dl_facets *out, struct dl_error *err);

/* Words of PARSED that no article has: for each one line on OUT, with near words that articles do have.  *LINES were
 * printed. */
enum dl_status dl_suggest(struct dl_session *s, const struct dl_parsed *parsed, FILE *out, size_t *lines,
                          struct dl_error *err);

/* A query for articles like A: its most telling words.  *QUERY is NULL when it has none. */
enum dl_status dl_similar_query(struct dl_session *s, const struct dl_article *a, struct dl_str body,
                                struct dl_arena *arena, struct dl_query **query, struct dl_error *err);

#endif
