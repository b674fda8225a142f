/* lex.h - the tokens of the query language.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_SEARCHER_LEX_H
#define DATELINE_SEARCHER_LEX_H

#include "dateline/query.h"

enum dl_token_kind {
    DL_T_END,
    DL_T_WORD,
    DL_T_PREFIX, /* word*, text without the star */
    DL_T_FUZZY,  /* word~, word~1, word~2; text without the tilde */
    DL_T_REGEX,  /* /expression/, text without the slashes */
    DL_T_WILD,   /* a word with * or ? in it, as typed */
    DL_T_EXACT,  /* =word, text without the sign */
    DL_T_PHRASE, /* text without the quotation marks; may hold * */
    DL_T_ALL,    /* * */
    DL_T_FIELD,  /* name: */
    DL_T_OPEN,
    DL_T_CLOSE,
    DL_T_AND,
    DL_T_OR,
    DL_T_NOT, /* NOT or - before a word */
    DL_T_NEAR
};

struct dl_token_field {
    const char *name;
    enum dl_query_op op; /* DL_Q_TERM: words of the title; DL_Q_NEAR: a name */
    const char *expects; /* for messages: "a date or range such as 2024-10" */
};

struct dl_query_token {
    enum dl_token_kind kind;
    struct dl_str text;                 /* WORD, PREFIX, FUZZY, REGEX, PHRASE */
    size_t at;                          /* byte offset in the query */
    const struct dl_token_field *field; /* FIELD */
    uint32_t number;                    /* NEAR/n, word~n, "..."~n; 0 when not given */
};

struct dl_lexer {
    struct dl_str text;
    size_t pos;
    bool regex;                  /* set it behind dl_lex_start: /.../ is an expression */
    struct dl_query_token token; /* the token read last */
};

void dl_lex_start(struct dl_lexer *lex, struct dl_str text); /* TEXT is valid UTF-8 and stays the caller's */

/* Read the next token into lex->token.  DL_SYNTAX with the column. */
enum dl_status dl_lex_next(struct dl_lexer *lex, struct dl_error *err);

/* The same right behind a FIELD token, where operators and fields are mere words: END when a space follows. */
enum dl_status dl_lex_value(struct dl_lexer *lex, struct dl_error *err);

/* Words between white space, for queries without operators: false at the end. */
bool dl_lex_plain(struct dl_str text, size_t *at, struct dl_str *word);

#endif
