/* words.h - words as typed -> leaves of the query tree.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_SEARCHER_WORDS_H
#define DATELINE_SEARCHER_WORDS_H

#include "dateline/query.h"
#include "dateline/text.h"

#define DL_MAX_STEMMERS 32

/* How the index's articles were analysed; a query is analysed in each of these ways. */
struct dl_analysis {
    struct dl_analyzer *analyzer;
    const char *stemmers[DL_MAX_STEMMERS]; /* static names (dl_stemmer_for) */
    size_t stemmer_count;
    /* Whether any article that was analysed with stemmers[STEMMER] may hold TERM, so that its way of writing a word is
     * worth looking for.  NULL: it may. */
    bool (*may_hold)(void *context, size_t stemmer, struct dl_str term);
    void *context;
    bool own_diacritics; /* a word with diacritics is not looked for without them */
};

/* The query for TEXT, whose words are joined by OP: DL_Q_PHRASE, DL_Q_NEAR (all within WINDOW positions), DL_Q_AND or
 * DL_Q_OR.  Each way of analysing TEXT that gives terms of its own becomes an alternative; a word with diacritics is
 * looked for as written or (but for own_diacritics) folded, a phrase as wholly written or wholly folded.  The `offset`
 * of a TERM is its place in TEXT also outside a phrase: alternatives share it.  *Q is NULL when TEXT holds no word.
 * DL_TOO_LARGE for more than DL_MAX_WORDS. */
#define DL_MAX_WORDS 2048
enum dl_status dl_words_query(const struct dl_analysis *how, enum dl_field field, struct dl_str text,
                              enum dl_query_op op, uint32_t window, struct dl_arena *arena, struct dl_query **q,
                              struct dl_error *err);

/* The query for WORD*: the terms that begin so, and the stem of WORD where that begins otherwise (railway* also finds
 * what is indexed as "railwai").  Of several words (covid-1*, "trade agreem*") the last one is the prefix: a PHRASE
 * whose last child is a PREFIX, which no engine takes before dl_prefix_expand. */
enum dl_status dl_prefix_query(const struct dl_analysis *how, enum dl_field field, struct dl_str word,
                               struct dl_arena *arena, struct dl_query **q, struct dl_error *err);

/* OP over N nodes; the node itself when there is only one.  NULL: out of memory. */
struct dl_query *dl_query_join(struct dl_arena *arena, enum dl_query_op op, struct dl_query *const *nodes, size_t n);

#endif
