/* parse.c - the query language: text as typed -> query tree, by recursive descent.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "searcher/parse.h"

#include "dateline/option.h"
#include "searcher/filter.h"
#include "searcher/lex.h"
#include "searcher/variants.h"

#define NEAR_DEFAULT 10

struct list {
    struct dl_query **v;
    size_t count, cap;
};

struct parser {
    struct dl_lexer lex; /* lex.token is the next token */
    const struct dl_parse_options *options;
    const struct dl_analysis *how;
    struct dl_arena *arena;
    struct dl_parsed *out;
    size_t word_cap;
    unsigned depth;
    bool negated;
    enum dl_field field;
    struct dl_error *err;
};

static enum dl_status parse_or(struct parser *p, struct dl_query **q);
static enum dl_status parse_primary(struct parser *p, struct dl_query **q);

static enum dl_status memory(struct parser *p)
{
    return dl_fail_memory(p->err);
}

static enum dl_status syntax(struct parser *p, size_t at, const char *what)
{
    dl_fail(p->err, DL_SYNTAX, "%s", what);
    if (p->err)
        p->err->column = (int)at + 1;
    return DL_SYNTAX;
}

/* Give an error that a value's own parser has made the place of that value. */
static enum dl_status at_value(struct parser *p, size_t at, enum dl_status status)
{
    if (status == DL_OK || status == DL_NO_MEMORY || !p->err)
        return status;
    p->err->status = DL_SYNTAX;
    p->err->column = (int)at + 1;
    return DL_SYNTAX;
}

static enum dl_status next(struct parser *p)
{
    return dl_lex_next(&p->lex, p->err);
}

static bool push(struct parser *p, struct list *l, struct dl_query *q)
{
    if (l->count == l->cap) {
        size_t cap = l->cap ? 2 * l->cap : 8;
        struct dl_query **v = dl_arena_alloc(p->arena, cap * sizeof *v);
        if (!v)
            return false;
        if (l->count)
            memcpy(v, l->v, l->count * sizeof *v);
        l->v = v;
        l->cap = cap;
    }
    l->v[l->count++] = q;
    return true;
}

static enum dl_status note_word(struct parser *p, struct dl_str text, struct dl_query *node, bool prefix, bool phrase)
{
    struct dl_parsed *out = p->out;
    if (out->word_count == DL_MAX_WORDS)
        return dl_fail(p->err, DL_TOO_LARGE, "the query has more than %d words", DL_MAX_WORDS);
    if (out->word_count == p->word_cap) {
        size_t cap = p->word_cap ? 2 * p->word_cap : 16;
        struct dl_query_word *v = dl_arena_alloc(p->arena, cap * sizeof *v);
        if (!v)
            return memory(p);
        if (out->word_count)
            memcpy(v, out->words, out->word_count * sizeof *v);
        out->words = v;
        p->word_cap = cap;
    }
    struct dl_query_word *w = &out->words[out->word_count++];
    *w = (struct dl_query_word){
        .node = node, .field = p->field, .negated = p->negated, .prefix = prefix, .phrase = phrase
    };
    return dl_arena_dup(p->arena, text, &w->text) ? DL_OK : memory(p);
}

static enum dl_status words(struct parser *p, struct dl_str text, enum dl_query_op op, bool phrase, struct dl_query **q)
{
    struct dl_query *ways[DL_MAX_VARIANTS + 1];
    struct dl_str variants[DL_MAX_VARIANTS];
    size_t n = 1;
    enum dl_status status = dl_words_query(p->how, p->field, text, op, 0, p->arena, &ways[0], p->err);
    size_t count = !status && ways[0] && op == DL_Q_PHRASE ? dl_variants(text, p->arena, variants) : 0;
    for (size_t i = 0; i < count && !status; i++) {
        status = dl_words_query(p->how, p->field, variants[i], op, 0, p->arena, &ways[n], p->err);
        n += !status && ways[n];
    }
    *q = !status && n > 1 ? dl_query_join(p->arena, DL_Q_OR, ways, n) : ways[0];
    if (!status && ways[0] && !*q)
        return memory(p);
    return status || !*q ? status : note_word(p, text, *q, false, phrase);
}

/* ---- values and primaries ------------------------------------------------------------------------------------- */

static enum dl_status parse_group(struct parser *p, struct dl_query **q)
{
    size_t open = p->lex.token.at;
    if (++p->depth > DL_PARSE_MAX_DEPTH)
        return syntax(p, open, "parentheses are nested too deeply");
    enum dl_status status = next(p);
    if (status == DL_OK && p->lex.token.kind == DL_T_CLOSE)
        return syntax(p, p->lex.token.at, "expected a word before ')'");
    if (status == DL_OK)
        status = parse_or(p, q);
    if (status)
        return status;
    if (p->lex.token.kind != DL_T_CLOSE)
        return syntax(p, open, "this parenthesis is not closed");
    p->depth--;
    return next(p);
}

static enum dl_status parse_title(struct parser *p, struct dl_query **q)
{
    enum dl_field outer = p->field;
    p->field = DL_FIELD_TITLE;
    enum dl_token_kind kind = p->lex.token.kind;
    enum dl_status status;
    if (kind != DL_T_WORD && kind != DL_T_EXACT && kind != DL_T_WILD && kind != DL_T_PREFIX && kind != DL_T_FUZZY &&
        kind != DL_T_REGEX && kind != DL_T_PHRASE && kind != DL_T_OPEN)
        status = syntax(p, p->lex.token.at, "expected a word, a phrase or '(' after title:");
    else
        status = parse_primary(p, q);
    p->field = outer;
    return status;
}

static enum dl_status parse_filter(struct parser *p, const struct dl_token_field *field, struct dl_query **q)
{
    struct dl_query_token value = p->lex.token;
    char message[96];
    if (value.kind != DL_T_WORD && value.kind != DL_T_PHRASE) {
        snprintf(message, sizeof message, "expected %s after %s:", field->expects, field->name);
        return syntax(p, value.at, message);
    }
    enum dl_status status = field->op == DL_Q_DATE ? dl_filter_date(value.text, p->arena, q, p->err)
                                                   : dl_filter_list(field->op, value.text, p->arena, q, p->err);
    status = at_value(p, value.at, status);
    return status ? status : next(p);
}

/* Which of LIST's values, or all of it where it stands in quotes; a comma is in many an address. */
static enum dl_status labels(struct parser *p, enum dl_query_op op, struct dl_query_token value, struct dl_query **q)
{
    struct list any = { 0 };
    bool whole = value.kind == DL_T_PHRASE || op == DL_Q_URL || op == DL_Q_ID;
    for (size_t at = 0, end; at <= value.text.len; at = end + 1) {
        const char *comma = whole ? NULL : memchr(value.text.ptr + at, ',', value.text.len - at);
        end = comma ? (size_t)(comma - value.text.ptr) : value.text.len;
        struct dl_str text = dl_str_trim((struct dl_str){ value.text.ptr + at, end - at });
        enum dl_label_match match = value.kind == DL_T_EXACT ? DL_MATCH_WHOLE : DL_MATCH_WORDS;
        if (op != DL_Q_ID && text.len > 1 && text.ptr[0] == '=' && match == DL_MATCH_WORDS) {
            match = DL_MATCH_WHOLE;
            text = (struct dl_str){ text.ptr + 1, text.len - 1 };
        }
        if (end == value.text.len && value.kind == DL_T_PREFIX)
            match = DL_MATCH_BEGIN;
        struct dl_query *leaf = text.len ? dl_query_leaf(p->arena, op, text) : NULL;
        if (text.len && (!leaf || !push(p, &any, leaf)))
            return memory(p);
        if (leaf)
            leaf->match = match;
    }
    if (any.count == 0)
        return syntax(p, value.at, "the list is empty");
    *q = dl_query_join(p->arena, DL_Q_OR, any.v, any.count);
    return *q ? next(p) : memory(p);
}

static bool is_label(enum dl_query_op op)
{
    return op == DL_Q_AUTHOR || op == DL_Q_SECTION || op == DL_Q_TAG || op == DL_Q_URL || op == DL_Q_ID;
}

static enum dl_status parse_label(struct parser *p, const struct dl_token_field *field, struct dl_query **q)
{
    struct dl_query_token value = p->lex.token;
    char message[96];
    bool word = value.kind == DL_T_WORD || value.kind == DL_T_PHRASE || value.kind == DL_T_WILD;
    bool form = value.kind == DL_T_EXACT || value.kind == DL_T_PREFIX;
    if (word || (form && field->op != DL_Q_ID))
        return labels(p, field->op, value, q);
    snprintf(message, sizeof message, "expected %s after %s:", field->expects, field->name);
    return syntax(p, value.at, message);
}

/* It stands for every article until it is expanded. */
static enum dl_status parse_name(struct parser *p, const struct dl_token_field *field, struct dl_query **q)
{
    struct dl_query_token t = p->lex.token;
    char message[96];
    if ((t.kind != DL_T_WORD && t.kind != DL_T_PHRASE) || !dl_str_trim(t.text).len || t.number) {
        snprintf(message, sizeof message, "expected %s after name:", field->expects);
        return syntax(p, t.at, message);
    }
    *q = dl_query_leaf(p->arena, DL_Q_ALL, DL_STR(""));
    enum dl_status status = *q ? note_word(p, t.text, *q, false, true) : memory(p);
    if (status)
        return status;
    p->out->words[p->out->word_count - 1].name = true;
    p->out->words[p->out->word_count - 1].at = t.at;
    return next(p);
}

static enum dl_status parse_field(struct parser *p, struct dl_query **q)
{
    const struct dl_token_field *field = p->lex.token.field;
    enum dl_status status = dl_lex_value(&p->lex, p->err);
    if (status)
        return status;
    if (field->op == DL_Q_NEAR)
        return parse_name(p, field, q);
    if (is_label(field->op))
        return parse_label(p, field, q);
    return field->op == DL_Q_TERM ? parse_title(p, q) : parse_filter(p, field, q);
}

static enum dl_status prefix(struct parser *p, struct dl_str text, struct dl_query **q)
{
    enum dl_status status = dl_prefix_query(p->how, p->field, text, p->arena, q, p->err);
    return status || !*q ? status : note_word(p, text, *q, true, false);
}

/* How many words the phrase Q has; 1 for a word that is written as one. */
static size_t length_of(const struct dl_query *q)
{
    while (q->op == DL_Q_OR)
        q = q->children[0];
    return q->op == DL_Q_PHRASE ? q->children[q->count - 1]->offset + 1 : 1;
}

static enum dl_status parse_fuzzy(struct parser *p, struct dl_query_token t, struct dl_query **q)
{
    enum dl_status status = words(p, t.text, DL_Q_PHRASE, false, q);
    if (status || !*q)
        return status;
    if (length_of(*q) > 1)
        return syntax(p, t.at + t.text.len, "a tilde goes with one word; this one is written as several");
    p->out->words[p->out->word_count - 1].fuzzy = true;
    p->out->words[p->out->word_count - 1].slips = t.number;
    return DL_OK;
}

/* A star alone between the words of a phrase stands for a word; one at the end of the last word makes it a prefix;
 * elsewhere it can mean nothing.  *PREFIX is set for the second. */
static enum dl_status check_stars(struct parser *p, struct dl_str text, bool *prefix)
{
    size_t first = (size_t)(text.ptr - p->lex.text.ptr), words = 0;
    *prefix = false;
    for (size_t i = 0; i < text.len; i++) {
        bool before = i > 0 && text.ptr[i - 1] != ' ', after = i + 1 < text.len && text.ptr[i + 1] != ' ';
        words += text.ptr[i] != '*' && text.ptr[i] != ' ';
        if (text.ptr[i] != '*')
            continue;
        *prefix = before && !after && i + 1 == text.len;
        if (!*prefix && (before || after))
            return syntax(p, first + i,
                          "in a phrase a star ends the last word (\"trade agreem*\") or stands alone for any word");
        if (!*prefix && (!words || dl_str_trim((struct dl_str){ text.ptr + i + 1, text.len - i - 1 }).len == 0))
            return syntax(p, first + i, "a star for any word stands between other words of the phrase");
    }
    return DL_OK;
}

static enum dl_status parse_phrase(struct parser *p, struct dl_query_token t, struct dl_query **q)
{
    bool is_prefix;
    t.text = dl_str_trim(t.text);
    enum dl_status status = check_stars(p, t.text, &is_prefix);
    if (status)
        return status;
    if (is_prefix && t.number)
        return syntax(p, t.at, "a phrase with a star takes no ~n");
    if (is_prefix)
        return prefix(p, (struct dl_str){ t.text.ptr, t.text.len - 1 }, q);
    status = words(p, t.text, DL_Q_PHRASE, true, q);
    if (status || !*q || !t.number || length_of(*q) == 1)
        return status;
    uint32_t window = (uint32_t)length_of(*q) + t.number;
    status = dl_words_query(p->how, p->field, t.text, DL_Q_NEAR, window, p->arena, q, p->err);
    if (status == DL_OK)
        p->out->words[p->out->word_count - 1].node = *q;
    return status;
}

static enum dl_status parse_exact(struct parser *p, struct dl_query_token t, struct dl_query **q)
{
    enum dl_status status = words(p, t.text, DL_Q_PHRASE, false, q);
    if (status == DL_OK && *q)
        p->out->words[p->out->word_count - 1].exact = true;
    return status;
}

static enum dl_status parse_word(struct parser *p, struct dl_query **q)
{
    struct dl_query_token t = p->lex.token;
    enum dl_status status;
    if (t.kind == DL_T_PREFIX)
        status = prefix(p, t.text, q);
    else if (t.kind == DL_T_FUZZY)
        status = parse_fuzzy(p, t, q);
    else if (t.kind == DL_T_EXACT)
        status = parse_exact(p, t, q);
    else if (t.kind == DL_T_PHRASE)
        status = parse_phrase(p, t, q);
    else
        status = words(p, t.text, p->options->any ? DL_Q_OR : DL_Q_PHRASE, false, q);
    return status ? status : next(p);
}

/* co?oa and c*oa are expressions: of any letter, of any letters. */
static enum dl_status parse_wild(struct parser *p, struct dl_query **q)
{
    struct dl_query_token t = p->lex.token;
    struct dl_buf pattern = { 0 };
    struct dl_str text = { 0 };
    for (size_t i = 0; i < t.text.len; i++) {
        char c = t.text.ptr[i];
        if (c == '*')
            dl_buf_puts(&pattern, "\\w*");
        else if (c == '?')
            dl_buf_puts(&pattern, "\\w");
        else
            dl_buf_byte(&pattern, (unsigned char)c);
    }
    *q = dl_query_leaf(p->arena, DL_Q_TERM, DL_STR(""));
    bool ok = !pattern.failed && *q && dl_arena_dup(p->arena, dl_buf_view(&pattern), &text);
    dl_buf_free(&pattern);
    enum dl_status status = ok ? note_word(p, text, *q, true, false) : memory(p);
    if (status)
        return status;
    p->out->words[p->out->word_count - 1].regex = true;
    p->out->words[p->out->word_count - 1].at = t.at;
    return next(p);
}

/* It stands for nothing until it is expanded. */
static enum dl_status parse_regex(struct parser *p, struct dl_query **q)
{
    struct dl_query_token t = p->lex.token;
    *q = dl_query_leaf(p->arena, DL_Q_TERM, DL_STR(""));
    enum dl_status status = *q ? note_word(p, t.text, *q, true, false) : memory(p);
    if (status)
        return status;
    p->out->words[p->out->word_count - 1].regex = true;
    p->out->words[p->out->word_count - 1].at = t.at;
    return next(p);
}

static enum dl_status parse_primary(struct parser *p, struct dl_query **q)
{
    *q = NULL;
    switch (p->lex.token.kind) {
    case DL_T_OPEN:
        return parse_group(p, q);
    case DL_T_FIELD:
        return parse_field(p, q);
    case DL_T_WORD:
    case DL_T_EXACT:
    case DL_T_PHRASE:
    case DL_T_PREFIX:
    case DL_T_FUZZY:
        return parse_word(p, q);
    case DL_T_REGEX:
        return parse_regex(p, q);
    case DL_T_WILD:
        return parse_wild(p, q);
    case DL_T_ALL:
        *q = dl_query_leaf(p->arena, DL_Q_ALL, (struct dl_str){ 0 });
        return *q ? next(p) : memory(p);
    case DL_T_CLOSE:
        return syntax(p, p->lex.token.at, p->depth ? "expected a word before ')'" : "no '(' belongs to this ')'");
    case DL_T_END:
        return syntax(p, p->lex.token.at, "expected a word here");
    default:
        return syntax(p, p->lex.token.at, "expected a word before this operator (quote it to search for it)");
    }
}

/* ---- operators ------------------------------------------------------------------------------------------------ */

/* word NEAR/n word ...: gathers the words into one text, which keeps exact and folded forms together. */
static enum dl_status parse_near(struct parser *p, struct dl_query **q)
{
    struct dl_query_token first = p->lex.token;
    size_t words_before = p->out->word_count;
    enum dl_status status = parse_primary(p, q);
    if (status || p->lex.token.kind != DL_T_NEAR)
        return status;
    struct dl_buf text = { 0 };
    uint32_t distance = 0;
    if (first.kind != DL_T_WORD)
        status = syntax(p, first.at, "NEAR takes a single word on either side");
    dl_buf_str(&text, first.text);
    while (status == DL_OK && p->lex.token.kind == DL_T_NEAR) {
        uint32_t n = p->lex.token.number ? p->lex.token.number : NEAR_DEFAULT;
        distance = n > distance ? n : distance;
        status = next(p);
        if (status == DL_OK && p->lex.token.kind != DL_T_WORD)
            status = syntax(p, p->lex.token.at, "expected a single word after NEAR");
        if (status)
            break;
        dl_buf_byte(&text, ' ');
        dl_buf_str(&text, p->lex.token.text);
        status = next(p);
    }
    if (status == DL_OK)
        status = dl_buf_status(&text, p->err);
    p->out->word_count = words_before;
    if (status == DL_OK)
        status = dl_words_query(p->how, p->field, dl_buf_view(&text), DL_Q_NEAR, distance + 1, p->arena, q, p->err);
    if (status == DL_OK && *q)
        status = note_word(p, dl_buf_view(&text), *q, false, true);
    dl_buf_free(&text);
    return status;
}

/* *NEGATIVE tells that *Q is to be excluded. */
static enum dl_status parse_item(struct parser *p, struct dl_query **q, bool *negative)
{
    bool outer = p->negated;
    *negative = false;
    while (p->lex.token.kind == DL_T_NOT) {
        *negative = !*negative;
        p->negated = !p->negated;
        enum dl_status status = next(p);
        if (status)
            return status;
        if (p->lex.token.kind == DL_T_END)
            return syntax(p, p->lex.token.at, "expected a word after NOT");
    }
    enum dl_status status = parse_near(p, q);
    p->negated = outer;
    return status;
}

/* POSITIVE joined by OP, restricted by FILTERS, without NEGATIVE; *Q is NULL when all are empty. */
static enum dl_status assemble(struct parser *p, enum dl_query_op op, struct list *positive, struct list *filters,
                               const struct list *negative, struct dl_query **q)
{
    struct dl_query *all = NULL, *without;
    *q = NULL;
    if (positive->count) {
        all = dl_query_join(p->arena, op, positive->v, positive->count);
        if (!all || (filters->count && !push(p, filters, all)))
            return memory(p);
    }
    if (filters->count) {
        all = dl_query_join(p->arena, DL_Q_AND, filters->v, filters->count);
        if (!all)
            return memory(p);
    }
    *q = all;
    if (!negative->count)
        return DL_OK;
    if (!all)
        all = dl_query_leaf(p->arena, DL_Q_ALL, (struct dl_str){ 0 });
    without = dl_query_join(p->arena, DL_Q_OR, negative->v, negative->count);
    *q = all && without ? dl_query_node(p->arena, DL_Q_NOT, (struct dl_query *[]){ all, without }, 2) : NULL;
    return *q ? DL_OK : memory(p);
}

/* Items joined by AND.  A chain that is nothing but one negated item is handed up as *NEGATIVE, so that it takes its
 * articles from the whole sequence. */
static enum dl_status parse_chain(struct parser *p, struct dl_query **q, bool *negative)
{
    struct list positive = { 0 }, none = { 0 }, excluded = { 0 };
    bool again = true, minus;
    *q = NULL;
    *negative = false;
    while (again) {
        struct dl_query *item = NULL;
        enum dl_status status = parse_item(p, &item, &minus);
        if (status)
            return status;
        if (item && !push(p, minus ? &excluded : &positive, item))
            return memory(p);
        again = p->lex.token.kind == DL_T_AND;
        if (!again)
            break;
        status = next(p);
        if (status)
            return status;
        if (p->lex.token.kind == DL_T_END || p->lex.token.kind == DL_T_CLOSE)
            return syntax(p, p->lex.token.at, "expected a word after AND");
    }
    *negative = positive.count == 0 && excluded.count == 1;
    if (*negative) {
        *q = excluded.v[0];
        return DL_OK;
    }
    return assemble(p, DL_Q_AND, &positive, &none, &excluded, q);
}

static bool starts_item(enum dl_token_kind kind)
{
    return kind != DL_T_END && kind != DL_T_CLOSE && kind != DL_T_OR && kind != DL_T_AND && kind != DL_T_NEAR;
}

static enum dl_status parse_sequence(struct parser *p, struct dl_query **q)
{
    struct list positive = { 0 }, filters = { 0 }, excluded = { 0 };
    bool any = p->options->any;
    do {
        struct dl_query *chain = NULL;
        bool negative = false;
        enum dl_status status = parse_chain(p, &chain, &negative);
        if (status)
            return status;
        struct list *l = negative ? &excluded : any && chain && dl_query_is_filter(chain) ? &filters : &positive;
        if (chain && !push(p, l, chain))
            return memory(p);
    } while (starts_item(p->lex.token.kind));
    return assemble(p, any ? DL_Q_OR : DL_Q_AND, &positive, &filters, &excluded, q);
}

static enum dl_status parse_or(struct parser *p, struct dl_query **q)
{
    struct list ways = { 0 };
    *q = NULL;
    for (;;) {
        struct dl_query *way = NULL;
        enum dl_status status = parse_sequence(p, &way);
        if (status)
            return status;
        if (way && !push(p, &ways, way))
            return memory(p);
        if (p->lex.token.kind == DL_T_AND || p->lex.token.kind == DL_T_NEAR)
            return syntax(p, p->lex.token.at, "expected a word before this operator (quote it to search for it)");
        if (p->lex.token.kind != DL_T_OR)
            break;
        status = next(p);
        if (status)
            return status;
        if (p->lex.token.kind == DL_T_END || p->lex.token.kind == DL_T_CLOSE)
            return syntax(p, p->lex.token.at, "expected a word after OR");
    }
    if (ways.count)
        *q = dl_query_join(p->arena, DL_Q_OR, ways.v, ways.count);
    return ways.count && !*q ? memory(p) : DL_OK;
}

static enum dl_status parse_plain(struct parser *p, struct dl_str text, struct dl_query **q)
{
    struct list all = { 0 };
    enum dl_query_op op = p->options->any ? DL_Q_OR : DL_Q_AND;
    size_t at = 0;
    *q = NULL;
    for (struct dl_str word; dl_lex_plain(text, &at, &word);) {
        struct dl_query *w;
        enum dl_status status = words(p, word, op, false, &w);
        if (status)
            return status;
        if (w && !push(p, &all, w))
            return memory(p);
    }
    if (all.count)
        *q = dl_query_join(p->arena, op, all.v, all.count);
    return all.count && !*q ? memory(p) : DL_OK;
}

enum dl_status dl_parse_query(struct dl_str text, const struct dl_parse_options *options, const struct dl_analysis *how,
                              struct dl_arena *arena, struct dl_parsed *out, struct dl_error *err)
{
    struct parser p = { .options = options, .how = how, .arena = arena, .out = out, .err = err };
    *out = (struct dl_parsed){ 0 };
    if (text.len > DL_QUERY_MAX_BYTES)
        return dl_fail(err, DL_TOO_LARGE, "the query is longer than %d bytes", DL_QUERY_MAX_BYTES);
    if (!dl_utf8_valid(text))
        return dl_fail(err, DL_INVALID, "the query is not valid UTF-8");
    enum dl_status status;
    if (options->plain) {
        status = parse_plain(&p, text, &out->query);
    } else {
        dl_lex_start(&p.lex, text);
        p.lex.regex = options->regex;
        status = next(&p);
        if (status == DL_OK && p.lex.token.kind != DL_T_END)
            status = parse_or(&p, &out->query);
        if (status == DL_OK && p.lex.token.kind != DL_T_END)
            status = syntax(&p, p.lex.token.at, "no '(' belongs to this ')'");
    }
    if (status == DL_OK && !out->query)
        return dl_fail(err, DL_SYNTAX, "the query holds no word to search for ('*' finds every article)");
    return status;
}
