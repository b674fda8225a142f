/* query.h - the query tree: parsed once by the searcher, evaluated by either engine.
 *
 * Plain data, built in an arena, never changed once built.  Terms are analysed already (text.h), prefix included.
 *
 * Scores.  TERM scores BM25 (bm25.h) times its weight.  PHRASE and NEAR score the sum of their terms' BM25 (each term's
 * own frequency in the article), when the positions match.  OR and AND score the sum of the children that match.  NOT
 * and the filters (DATE, COUNTRY, MENTION, SOURCE, LANGUAGE, AUTHOR, SECTION, TAG, URL, ID, ALL) score 0.  PREFIX is
 * rewritten by the engine layer into an OR of the TERMs that the dictionary holds (dl_query_expand), before either
 * engine sees it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_QUERY_H
#define DATELINE_QUERY_H

#include <stdbool.h>
#include <stdint.h>

#include "dateline/buffer.h"
#include "dateline/date.h"
#include "dateline/place.h"

enum dl_query_op {
    DL_Q_NONE,   /* matches nothing */
    DL_Q_ALL,    /* every article */
    DL_Q_TERM,   /* text = term */
    DL_Q_PREFIX, /* text = beginning of a term */
    DL_Q_PHRASE, /* children = TERMs at consecutive positions (child i at position p + offset i) */
    DL_Q_NEAR,   /* children = TERMs, in any order, each at a position of its own, all within `window`
                  * positions (last - first < window) */
    DL_Q_LEAD,   /* children = one TERM, first at a position up to `window`; only for rescoring (engine.h) */
    DL_Q_AND,
    DL_Q_OR,
    DL_Q_NOT,      /* children[0] but not children[1]; a bare NOT has ALL as children[0] */
    DL_Q_DATE,     /* date in range; undated articles never match */
    DL_Q_COUNTRY,  /* text = code; among `countries` */
    DL_Q_MENTION,  /* text = code; among `mentions` */
    DL_Q_SOURCE,   /* text = source, folded (dl_fold_key) */
    DL_Q_LANGUAGE, /* text = primary language tag, lower case */
    DL_Q_AUTHOR,   /* these four: see enum dl_label_match */
    DL_Q_SECTION,
    DL_Q_TAG,
    DL_Q_URL,
    DL_Q_ID /* text = the article's id, whole */
};

/* How an AUTHOR, SECTION, TAG or URL compares its text.  The engine layer rewrites all into KEYs (dl_query_expand). */
enum dl_label_match {
    DL_MATCH_KEY,   /* the name by which the engine at hand knows the value; of a URL: its host */
    DL_MATCH_WORDS, /* the value has these words side by side; case and diacritics play no part.  Of a URL: it is of
                     * this host or one below it ("example.com"), or is this address ("example.com/a"), without scheme
                     * and "www." */
    DL_MATCH_WHOLE, /* the value is this, but for case and diacritics */
    DL_MATCH_BEGIN  /* as WORDS, but the last word only begins so; of a URL: the address begins so */
};

struct dl_query {
    enum dl_query_op op;
    struct dl_str text;
    double weight;              /* TERM and PREFIX: factor on the score, normally 1 */
    uint32_t offset;            /* TERM inside PHRASE: position relative to the phrase's first word */
    uint32_t window;            /* NEAR, LEAD */
    struct dl_date_range range; /* DATE */
    enum dl_label_match match;  /* AUTHOR, SECTION, TAG, URL */
    uint32_t stemmers;          /* TERM: the searcher's stemmers that make it of the word (session.h); 0: no matter */
    struct dl_query **children;
    size_t count;
};

/* Builders; NULL when memory runs out.  Strings are copied into ARENA, children arrays too. */
struct dl_query *dl_query_leaf(struct dl_arena *arena, enum dl_query_op op, struct dl_str text);
struct dl_query *dl_query_node(struct dl_arena *arena, enum dl_query_op op, struct dl_query *const *children, size_t n);
struct dl_query *dl_query_date(struct dl_arena *arena, struct dl_date_range range);

/* True when no node under Q scores (filters and NOT alone). */
bool dl_query_is_filter(const struct dl_query *q);

/* A one-line form such as AND(railwai, OR(lào, lao), country:LA), appended to OUT: for --explain and tests. */
void dl_query_print(const struct dl_query *q, struct dl_buf *out);

#endif
