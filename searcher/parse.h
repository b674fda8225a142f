/* parse.h - the query language: text as typed -> query tree.
 *
 *   query    := sequence { "OR" sequence }
 *   sequence := chain { chain }                    all of them (with `any`: any of them; -x and filters still bind all)
 *   chain    := item { "AND" item }
 *   item     := ( "NOT" | "-" ) item | near
 *   near     := primary { "NEAR" [ "/" n ] primary }        single words at most n words apart (10)
 *   primary  := "(" query ")" | field ":" value | phrase | word "*" | word "~" [ n ] | "*" | word
 *               | "/" expression "/"                      with `regex`
 *   field    := title | country | mentions | date | source | language        in any case; lang, mention also do
 *   phrase   := '"' words '"'                      also in typographic quotation marks
 *
 * Operators are upper case; "and" is a word.  A word that the analysis splits (covid-19, AT&T, Thai) is a phrase, with
 * `any` and `plain` separate words.  A word that holds no letter or digit is passed over.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_SEARCHER_PARSE_H
#define DATELINE_SEARCHER_PARSE_H

#include "searcher/words.h"

#define DL_QUERY_MAX_BYTES 65536
#define DL_PARSE_MAX_DEPTH 40 /* of parentheses; each may become a few levels of the tree */

struct dl_parse_options {
    bool any;   /* bare words are alternatives */
    bool plain; /* words only, no operators */
    bool regex; /* /.../ is a regular expression for words */
};

/* A word (prefix, phrase) of the query and what became of it, in the order typed. */
struct dl_query_word {
    struct dl_str text;
    struct dl_query *node;
    enum dl_field field;
    bool negated, prefix, phrase;
    bool exact;     /* =word: it waits for dl_exact_expand, and so does a prefix */
    bool name;      /* name:"...": it waits for dl_name_expand */
    bool regex;     /* /expression/ (a prefix, too): it waits for dl_regex_expand */
    size_t at;      /* of regex: byte offset in the query */
    bool fuzzy;     /* word~: it waits for dl_fuzzy_expand */
    unsigned slips; /* of fuzzy; 0: as many as are likely */
};

struct dl_parsed {
    struct dl_query *query;
    struct dl_query_word *words;
    size_t word_count;
};

/* Parse TEXT.  Everything in OUT lives in ARENA, texts included.  DL_SYNTAX (column set, 1-based bytes) says what was
 * expected; DL_TOO_LARGE names the limit. */
enum dl_status dl_parse_query(struct dl_str text, const struct dl_parse_options *options, const struct dl_analysis *how,
                              struct dl_arena *arena, struct dl_parsed *out, struct dl_error *err);

/* Append the part of QUERY around COLUMN and, below it, a caret, each line ended by a newline: for showing a DL_SYNTAX
 * error.  Safe for a terminal. */
void dl_parse_caret(struct dl_str query, int column, struct dl_buf *out);

#endif
