/* session.h - an open index and the results of one search in it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_SEARCHER_SESSION_H
#define DATELINE_SEARCHER_SESSION_H

#include "dateline/engine.h"
#include "dateline/set.h"
#include "searcher/collapse.h"
#include "searcher/words.h"

/* {0} is closed. */
struct dl_session {
    struct dl_reader *reader;
    struct dl_analysis analysis;
    struct dl_buf stemmers; /* the names that analysis.stemmers point to */
    struct dl_arena lasting;
    struct dl_query *few[DL_MAX_STEMMERS]; /* the articles of a stemmer, when they are few; else NULL */
    struct dl_query **languages;           /* LANGUAGE leaves of all that the indexes have */
    uint8_t *language_stemmer;             /* of each: number of its stemmer */
    size_t language_count;
    double looked;                  /* for a newer commit: dl_seconds() */
    struct dl_romanizer *romanizer; /* of names (name_match.h); NULL until one is asked for */
};

/* Open indexes and learn how their articles were analysed.  DL_VERSION when that was by another version. */
enum dl_status dl_session_open(struct dl_session *s, const char *const *dirs, size_t count,
                               const struct dl_reader_options *o, struct dl_error *err);
void dl_session_close(struct dl_session *s);

/* Move on to the newest commit, but look for one once a second at most.  Where that cannot be had the old one stays. */
enum dl_status dl_session_refresh(struct dl_session *s, struct dl_error *err);

/* A part of opening (stemmers.c): how the articles were analysed, and which ways to write a word need looking for. */
enum dl_status dl_session_learn_stemmers(struct dl_session *s, struct dl_error *err);

/* *QUERY, whose words stay as they are, with what keeps a stem to the languages of its stemmers: "laos" is "lao" in
 * English, and does not find the Vietnamese word that is written so (stemmers.c). */
enum dl_status dl_session_keep_apart(struct dl_session *s, struct dl_query **query, struct dl_arena *arena,
                                     struct dl_error *err);

/* Whether more than MOST articles match QUERY, which is expanded; also when that cannot be told. */
bool dl_session_has_more(struct dl_session *s, const struct dl_query *query, size_t most);

/* How many articles have TERM. */
enum dl_status dl_session_frequency(struct dl_session *s, struct dl_str term, uint64_t *articles, struct dl_error *err);

/* Let go of the vocabulary when it has grown large; true when it did: matchers must be told (dl_matcher_forget). */
bool dl_session_trim(struct dl_session *s);

/* What is read of each result: only what the hit says, all but the body, or all. */
enum dl_wanted { DL_WANTED_HIT, DL_WANTED_HEAD, DL_WANTED_ARTICLE };

/* One result. */
struct dl_row {
    uint64_t rank, doc;
    double score;
    dl_date date;
    struct dl_str id;
    struct dl_article article; /* only when asked for: see enum dl_wanted */
    bool has_body;
    struct dl_story story; /* what was folded into it */
};

/* The results of one search, in order.  {0} is empty.  A page of up to 1000 is read whole before the first row is
 * handed out; of more, rows are read as they are asked for, and when the writer goes on too far meanwhile the search is
 * repeated and what was handed out already is passed over. */
struct dl_results {
    struct dl_session *session;
    const struct dl_search *search;
    enum dl_wanted wanted;
    const struct dl_collapse *collapse; /* set it before opening: near copies are folded; NULL: they are not */
    struct dl_hits hits;
    size_t next;
    uint64_t rank;
    struct dl_arena held;
    struct dl_story *stories;     /* of each hit, when collapsed, in `held` */
    struct dl_str *ids, *records; /* of a page that was read whole, in `held` */
    struct dl_buf id, record;
    struct dl_set given; /* hashes of the ids handed out */
    double seconds;      /* that the search and reading the ids took */
};

/* When hits are to be folded, SEARCH begins at the first and reaches dl_collapse_depth.
 * SEARCH is borrowed until the results are freed.  Repeats the search when the index has moved on. */
enum dl_status dl_results_open(struct dl_results *r, struct dl_session *s, const struct dl_search *search,
                               enum dl_wanted wanted, struct dl_error *err);
/* The next row, valid until the next call; DL_END. */
enum dl_status dl_results_next(struct dl_results *r, struct dl_row *row, struct dl_error *err);
void dl_results_free(struct dl_results *r);

double dl_seconds(void); /* a monotonic clock */

#endif
