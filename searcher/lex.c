/* lex.c - the tokens of the query language.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "searcher/lex.h"

#include <unicode/uchar.h>

#include "dateline/option.h"
#include "dateline/unicode.h"

#define NEAR_MAX 1000
#define SLIPS_MAX 2

static const struct dl_token_field fields[] = {
    { "title", DL_Q_TERM, "a word" },
    { "country", DL_Q_COUNTRY, "a country's code or name" },
    { "mentions", DL_Q_MENTION, "a country's code or name" },
    { "date", DL_Q_DATE, "a date or range (2024-10, 2024-10-01..2025-01)" },
    { "source", DL_Q_SOURCE, "a source's name" },
    { "language", DL_Q_LANGUAGE, "a language tag (en, vi)" },
    { "name", DL_Q_NEAR, "a person's name, in quotes if it is several words" },
    { "author", DL_Q_AUTHOR, "words of an author's name" },
    { "section", DL_Q_SECTION, "words of a section's name" },
    { "tag", DL_Q_TAG, "words of a tag" },
    { "url", DL_Q_URL, "a host or an address (bbc.com, https://bbc.com/news/*)" },
    { "id", DL_Q_ID, "an article's id" },
    { "mention", DL_Q_MENTION, "a country's code or name" },
    { "lang", DL_Q_LANGUAGE, "a language tag (en, vi)" },
    { "tags", DL_Q_TAG, "words of a tag" },
};

#define FIELD_COUNT (sizeof fields / sizeof *fields)

void dl_lex_start(struct dl_lexer *lex, struct dl_str text)
{
    *lex = (struct dl_lexer){ .text = text };
}

/* The character at AT and where the next one begins. */
static UChar32 peek(struct dl_str text, size_t at, size_t *after)
{
    *after = at;
    return at < text.len ? (UChar32)dl_utf8_next(text, after) : 0;
}

static bool is_space(UChar32 c)
{
    return c <= ' ' || (c >= 0x7F && (u_isUWhiteSpace(c) || c <= 0x9F));
}

/* What closes a quotation that OPEN begins; 0: OPEN is no quotation mark. */
static UChar32 closing(UChar32 open)
{
    return open == 0x300C ? 0x300D : open == 0x300E ? 0x300F : open == '"' || open == 0xFF02 ? open : 0;
}

/* Marks of Latin scripts, of which some languages close with what others open with: "..." “...” „...“ «...» »...« */
static bool is_latin_quote(UChar32 c)
{
    return c == '"' || c == 0xFF02 || c == 0xAB || c == 0xBB || (c >= 0x201C && c <= 0x201F);
}

static bool is_quote(UChar32 c)
{
    return is_latin_quote(c) || c == 0x300C || c == 0x300E;
}

static bool closes(UChar32 open, UChar32 c)
{
    return is_latin_quote(open) ? is_latin_quote(c) : c == closing(open);
}

static bool is_hebrew(UChar32 c)
{
    return c >= 0x05D0 && c <= 0x05EA;
}

/* Hebrew abbreviations have a quotation mark before their last letter; PREVIOUS stands before AT. */
static bool is_gershayim(struct dl_str text, size_t at, UChar32 previous)
{
    size_t after;
    return is_hebrew(previous) && peek(text, at, &after) == '"' && is_hebrew(peek(text, after, &after));
}

static bool ends_word(UChar32 c)
{
    return is_space(c) || is_quote(c) || c == '(' || c == ')';
}

static void skip_space(struct dl_lexer *lex)
{
    size_t after;
    while (lex->pos < lex->text.len && is_space(peek(lex->text, lex->pos, &after)))
        lex->pos = after;
}

static enum dl_status syntax(struct dl_error *err, size_t at, const char *what)
{
    dl_fail(err, DL_SYNTAX, "%s", what);
    if (err)
        err->column = (int)at + 1;
    return DL_SYNTAX;
}

static void set(struct dl_lexer *lex, enum dl_token_kind kind, size_t at, size_t start, size_t end)
{
    lex->token = (struct dl_query_token){ .kind = kind, .at = at, .text = { lex->text.ptr + start, end - start } };
}

/* "..."~5; what else stands right behind the mark would be lost. */
static enum dl_status phrase_suffix(struct dl_lexer *lex, struct dl_error *err)
{
    size_t at = lex->pos;
    uint32_t n = 0;
    char c = at < lex->text.len ? lex->text.ptr[at] : ' ';
    if (c == '*')
        return syntax(err, at, "a star stands inside the quotation marks, behind the last word (\"trade agreem*\")");
    if (c == '^')
        return syntax(err, at, "words have no weights here: leave the ^ out");
    if (c != '~')
        return DL_OK;
    for (at++; at < lex->text.len && lex->text.ptr[at] >= '0' && lex->text.ptr[at] <= '9' && n <= NEAR_MAX; at++)
        n = n * 10 + (uint32_t)(lex->text.ptr[at] - '0');
    if (n == 0 || n > NEAR_MAX)
        return syntax(err, lex->pos, "expected \"...\"~n: how many words may stand between, from 1 to 1000");
    lex->token.number = n;
    lex->pos = at;
    return DL_OK;
}

static enum dl_status lex_phrase(struct dl_lexer *lex, struct dl_error *err)
{
    size_t at = lex->pos, start, after;
    UChar32 open = peek(lex->text, at, &start), c = 0, previous;
    for (size_t i = start; i < lex->text.len; i = after) {
        previous = c;
        c = peek(lex->text, i, &after);
        if (!closes(open, c) || is_gershayim(lex->text, i, previous))
            continue;
        set(lex, DL_T_PHRASE, at, start, i);
        lex->pos = after;
        return phrase_suffix(lex, err);
    }
    return syntax(err, at, "this quotation mark is not closed");
}

/* Up to a slash without a backslash before it, behind which the word ends. */
static enum dl_status lex_regex(struct dl_lexer *lex, struct dl_error *err)
{
    size_t at = lex->pos, end = at + 1, after;
    while (end < lex->text.len && lex->text.ptr[end] != '/')
        end += lex->text.ptr[end] == '\\' && end + 1 < lex->text.len ? 2 : 1;
    if (end >= lex->text.len)
        return syntax(err, at, "this regular expression is not closed by another /");
    if (end == at + 1)
        return syntax(err, at, "expected a regular expression between the slashes");
    if (end + 1 < lex->text.len && !ends_word(peek(lex->text, end + 1, &after)))
        return syntax(err, end, "expected a space behind the regular expression (write \\/ for a slash in it)");
    set(lex, DL_T_REGEX, at, at + 1, end);
    lex->pos = end + 1;
    return DL_OK;
}

/* A blank that does not break, between the figures of one number. */
static bool joins_figures(struct dl_str text, UChar32 previous, UChar32 c, size_t after)
{
    bool blank = c == 0xA0 || c == 0x2009 || c == 0x202F;
    return blank && u_isdigit(previous) && after < text.len && text.ptr[after] >= '0' && text.ptr[after] <= '9';
}

static size_t word_end(const struct dl_lexer *lex)
{
    size_t i = lex->pos, after;
    for (UChar32 c, previous = 0; i < lex->text.len; i = after, previous = c) {
        c = peek(lex->text, i, &after);
        if (ends_word(c) && !is_gershayim(lex->text, i, previous) && !joins_figures(lex->text, previous, c, after))
            break;
    }
    return i;
}

static bool same_name(const char *p, size_t n, const char *name)
{
    size_t i = 0;
    while (i < n && name[i] && (p[i] | 0x20) == name[i])
        i++;
    return i == n && !name[i];
}

static enum dl_status unknown_field(const char *name, size_t n, size_t at, struct dl_error *err)
{
    const char *names[FIELD_COUNT];
    char word[32], message[200];
    for (size_t i = 0; i < FIELD_COUNT; i++)
        names[i] = fields[i].name;
    for (size_t i = 0; i < n; i++)
        word[i] = (char)(name[i] | 0x20);
    word[n] = '\0';
    const char *near = dl_nearest(word, names, FIELD_COUNT);
    if (near)
        snprintf(message, sizeof message, "there is no field %s: (did you mean %s:?)", word, near);
    else
        snprintf(message, sizeof message,
                 "there is no field %s: (there are title: country: mentions: date: source: language:; "
                 "put the word in quotation marks to search for it)",
                 word);
    return syntax(err, at, message);
}

/* A word that begins like name:value.  *FIELD stays NULL where the colon is just part of a word (10:30, http://...). */
static enum dl_status find_field(struct dl_lexer *lex, size_t end, const struct dl_token_field **field,
                                 struct dl_error *err)
{
    const char *p = lex->text.ptr + lex->pos;
    size_t n = 0, room = end - lex->pos;
    while (n < room && ((p[n] | 0x20) >= 'a' && (p[n] | 0x20) <= 'z'))
        n++;
    if (n < 2 || n > 20 || n == room || p[n] != ':')
        return DL_OK;
    for (size_t i = 0; i < FIELD_COUNT; i++) {
        if (!same_name(p, n, fields[i].name))
            continue;
        *field = &fields[i];
        set(lex, DL_T_FIELD, lex->pos, lex->pos, lex->pos + n);
        lex->token.field = *field;
        lex->pos += n + 1;
        return DL_OK;
    }
    bool text = n + 1 == room || p[n + 1] == '/' || p[n + 1] == ':';
    return text ? DL_OK : unknown_field(p, n, lex->pos, err);
}

static bool is(const struct dl_lexer *lex, size_t end, const char *word)
{
    size_t n = strlen(word);
    return end - lex->pos == n && memcmp(lex->text.ptr + lex->pos, word, n) == 0;
}

static enum dl_status lex_near(struct dl_lexer *lex, size_t end, struct dl_error *err)
{
    uint32_t n = 0;
    size_t at = lex->pos;
    for (size_t i = at + 5; i < end; i++) {
        char c = lex->text.ptr[i];
        if (c < '0' || c > '9' || (n = n * 10 + (uint32_t)(c - '0')) > NEAR_MAX)
            return syntax(err, at, "expected NEAR/n with n from 1 to 1000");
    }
    if (end > at + 4 && n == 0)
        return syntax(err, at, "expected NEAR/n with n from 1 to 1000");
    set(lex, DL_T_NEAR, at, at, end);
    lex->token.number = n;
    lex->pos = end;
    return DL_OK;
}

/* True when the word up to END is an operator, which is then the token. */
static bool lex_operator(struct dl_lexer *lex, size_t end)
{
    static const struct {
        const char *word;
        enum dl_token_kind kind;
    } operators[] = {
        { "AND", DL_T_AND }, { "OR", DL_T_OR }, { "NOT", DL_T_NOT }, { "&&", DL_T_AND }, { "||", DL_T_OR }
    };
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++) {
        if (!is(lex, end, operators[i].word))
            continue;
        set(lex, operators[i].kind, lex->pos, lex->pos, end);
        lex->pos = end;
        return true;
    }
    return false;
}

/* word~, word~1, word~2.  A tilde elsewhere is a mere character (~user, a~b). */
static bool is_fuzzy(struct dl_str word, size_t *tilde)
{
    const char *p = memrchr(word.ptr, '~', word.len);
    *tilde = p ? (size_t)(p - word.ptr) : 0;
    size_t behind = word.len - *tilde - 1;
    return *tilde > 0 && behind <= 1 && (behind == 0 || (p[1] >= '0' && p[1] <= '9'));
}

static enum dl_status lex_fuzzy(struct dl_lexer *lex, size_t start, size_t tilde, size_t end, struct dl_error *err)
{
    set(lex, DL_T_FUZZY, start, start, tilde);
    lex->token.number = tilde + 1 < end ? (uint32_t)(lex->text.ptr[tilde + 1] - '0') : 0;
    if (tilde + 1 < end && (lex->token.number < 1 || lex->token.number > SLIPS_MAX))
        return syntax(err, tilde, "expected ~1 or ~2: how many letters may differ");
    return DL_OK;
}

static bool is_word_char(const struct dl_lexer *lex, size_t at, size_t end)
{
    size_t after;
    UChar32 c = at < end ? peek(lex->text, at, &after) : ' ';
    return c == '\'' || c == '-' || u_isalnum(c) || (U_GET_GC_MASK(c) & U_GC_M_MASK);
}

/* A word that holds, before its last letter, a star, or a question mark between letters: co?oa, c*oa. */
static bool is_wild(const struct dl_lexer *lex, size_t start, size_t end)
{
    bool wild = false;
    size_t after;
    for (size_t i = start; i < end; i = after) {
        UChar32 c = peek(lex->text, i, &after);
        bool mark = c == '*' || c == '?';
        if (!mark && !is_word_char(lex, i, end))
            return false;
        wild |= mark && i > start && is_word_char(lex, after, end);
    }
    return wild;
}

/* What other tools understand and this one does not would else be lost in silence. */
static enum dl_status foreign_syntax(const struct dl_lexer *lex, size_t start, size_t end, struct dl_error *err)
{
    const char *p = lex->text.ptr, *caret = memrchr(p + start, '^', end - start);
    size_t at = caret ? (size_t)(caret - p) : end, n = at + 1;
    while (n < end && ((p[n] >= '0' && p[n] <= '9') || p[n] == '.'))
        n++;
    if (caret && at > start && n == end && at + 1 < end)
        return syntax(err, at, "words have no weights here: leave the ^ and its number out");
    if (end - start > 2 && p[start] == '/' && p[end - 1] == '/' && !memchr(p + start + 1, '/', end - start - 2) &&
        !lex->regex)
        return syntax(err, start,
                      "an expression between slashes needs --regex-terms (quote it to search for its words)");
    return DL_OK;
}

static enum dl_status lex_word(struct dl_lexer *lex, size_t end, struct dl_error *err)
{
    size_t start = lex->pos, stars = 0, tilde;
    const char *star = memchr(lex->text.ptr + start, '*', end - start);
    enum dl_status status = foreign_syntax(lex, start, end, err);
    if (status)
        return status;
    lex->pos = end;
    if (is_wild(lex, start, end)) {
        set(lex, DL_T_WILD, start, start, end);
        return DL_OK;
    }
    if (end - start > 1 && lex->text.ptr[start] == '=' && !star && is_word_char(lex, start + 1, end)) {
        set(lex, DL_T_EXACT, start, start + 1, end);
        return DL_OK;
    }
    if (!star && is_fuzzy((struct dl_str){ lex->text.ptr + start, end - start }, &tilde))
        return lex_fuzzy(lex, start, start + tilde, end, err);
    if (!star) {
        set(lex, DL_T_WORD, start, start, end);
        return DL_OK;
    }
    size_t at = (size_t)(star - lex->text.ptr);
    while (at + stars < end && lex->text.ptr[at + stars] == '*')
        stars++;
    if (at + stars != end || stars > 1)
        return syntax(err, at, "'*' is understood only at the end of a word (rail*), or alone for every article");
    set(lex, at == start ? DL_T_ALL : DL_T_PREFIX, start, start, at);
    return DL_OK;
}

static enum dl_status lex_token(struct dl_lexer *lex, bool value, struct dl_error *err)
{
    size_t after, at = lex->pos;
    UChar32 c = peek(lex->text, at, &after);
    if (at >= lex->text.len) {
        set(lex, DL_T_END, at, at, at);
        return DL_OK;
    }
    if (is_quote(c))
        return lex_phrase(lex, err);
    if (c == '(' || c == ')') {
        set(lex, c == '(' ? DL_T_OPEN : DL_T_CLOSE, at, at, after);
        lex->pos = after;
        return DL_OK;
    }
    if (c == '/' && lex->regex)
        return lex_regex(lex, err);
    size_t end = word_end(lex);
    if (value)
        return lex_word(lex, end, err);
    char then = after < lex->text.len ? lex->text.ptr[after] : ' ';
    if ((c == '-' || c == '!') && !strchr(c == '-' ? "-)" : "!)=", then) && !is_space(peek(lex->text, after, &after))) {
        set(lex, DL_T_NOT, at, at, at + 1);
        lex->pos = at + 1;
        return DL_OK;
    }
    if (lex_operator(lex, end))
        return DL_OK;
    if (is(lex, end, "NEAR") || (end - at > 4 && memcmp(lex->text.ptr + at, "NEAR/", 5) == 0))
        return lex_near(lex, end, err);
    const struct dl_token_field *field = NULL;
    enum dl_status status = find_field(lex, end, &field, err);
    return status || field ? status : lex_word(lex, end, err);
}

enum dl_status dl_lex_next(struct dl_lexer *lex, struct dl_error *err)
{
    skip_space(lex);
    return lex_token(lex, false, err);
}

enum dl_status dl_lex_value(struct dl_lexer *lex, struct dl_error *err)
{
    size_t after, at = lex->pos;
    if (at < lex->text.len && !is_space(peek(lex->text, at, &after)))
        return lex_token(lex, true, err);
    set(lex, DL_T_END, at, at, at);
    return DL_OK;
}

bool dl_lex_plain(struct dl_str text, size_t *at, struct dl_str *word)
{
    struct dl_lexer lex = { .text = text, .pos = *at };
    size_t after;
    skip_space(&lex);
    size_t end = lex.pos;
    while (end < text.len && !is_space(peek(text, end, &after)))
        end = after;
    *word = (struct dl_str){ text.ptr + lex.pos, end - lex.pos };
    *at = end;
    return word->len > 0;
}
