/* suggest.c - "did you mean": words of the index that are near to one that no article has.
 *
 * Only terms that begin with the first or the second letter of the word are compared, which reads a small part of the
 * dictionary; a slip in the very first letter that is not an omission or a swap is not found.
 *
 * Distance: optimal string alignment (insertion, deletion, substitution, swap of neighbours), on characters.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "searcher/answer.h"

#include <math.h>

#include "searcher/safe.h"
#include "searcher/utf8.h"

#define MAX_CHARS 40
#define BEST 3
#define MAX_WORDS_HELPED 4
#define TOO_FAR 99
#define MAX_STEMS 8
#define SUFFIX 5        /* letters that a stem may lack of the typed word */
#define SLIP_COST 9.0   /* a slip more weighs as much as being five hundred times rarer */
#define TEXT_LIMIT 65536 /* bytes of an article in which the word's form is looked for */

struct spelling {
    UChar32 c[MAX_CHARS];
    unsigned count;
    uint64_t letters; /* which letters occur, modulo 64 */
};

struct candidate {
    char text[DL_TERM_MAX + 1];
    double score;
};

struct hunt {
    struct spelling typed, stems[MAX_STEMS]; /* the word as typed, and as it was analysed */
    size_t stem_count;
    unsigned limit;              /* of the distance */
    size_t first_char;           /* bytes that the terms of this range share */
    char start[8];
    struct candidate best[BEST];
    size_t count;
    uint64_t articles; /* that have the word itself */
};

static bool spell(struct dl_str s, struct spelling *out)
{
    *out = (struct spelling){ .count = 0 };
    for (size_t at = 0; at < s.len;) {
        if (out->count == MAX_CHARS)
            return false;
        UChar32 c = dl_utf8_next(s, &at);
        out->c[out->count++] = c;
        out->letters |= (uint64_t)1 << (c & 63);
    }
    return out->count > 0;
}

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/* The distance, or TOO_FAR when it is more than LIMIT. */
static unsigned distance(const struct spelling *a, const struct spelling *b, unsigned limit)
{
    unsigned rows[3][MAX_CHARS + 1];
    unsigned gap = a->count > b->count ? a->count - b->count : b->count - a->count;
    if (gap > limit || (unsigned)__builtin_popcountll(a->letters ^ b->letters) > 2 * limit)
        return TOO_FAR;
    for (unsigned j = 0; j <= b->count; j++)
        rows[0][j] = j;
    for (unsigned i = 1; i <= a->count; i++) {
        unsigned *row = rows[i % 3], *up = rows[(i + 2) % 3], *up2 = rows[(i + 1) % 3], low = i;
        row[0] = i;
        for (unsigned j = 1; j <= b->count; j++) {
            row[j] = least(least(up[j], row[j - 1]) + 1, up[j - 1] + (a->c[i - 1] != b->c[j - 1]));
            if (i > 1 && j > 1 && a->c[i - 1] == b->c[j - 2] && a->c[i - 2] == b->c[j - 1])
                row[j] = least(row[j], up2[j - 2] + 1);
            low = least(low, row[j]);
        }
        if (low > limit)
            return TOO_FAR;
    }
    unsigned d = rows[a->count % 3][b->count];
    return d > limit ? TOO_FAR : d;
}

static void keep(struct hunt *h, struct dl_str term, double score)
{
    size_t i = h->count;
    while (i > 0 && h->best[i - 1].score < score)
        i--;
    if (i == BEST)
        return;
    if (h->count < BEST)
        h->count++;
    memmove(h->best + i + 1, h->best + i, (h->count - 1 - i) * sizeof *h->best);
    snprintf(h->best[i].text, sizeof h->best[i].text, "%.*s", (int)term.len, term.ptr);
    h->best[i].score = score;
}

/* The least distance of TERM from the word as typed, as analysed, or, as one slip more, without its last letters. */
static unsigned nearest(const struct hunt *h, const struct spelling *term)
{
    unsigned d = distance(&h->typed, term, h->limit);
    for (size_t i = 0; i < h->stem_count; i++)
        d = least(d, distance(&h->stems[i], term, h->limit));
    struct spelling cut = h->typed;
    for (unsigned i = 0; i < SUFFIX && cut.count > 4 && d > 1; i++) {
        cut.count--;
        cut.letters = term->letters; /* no hint for a part of the word */
        unsigned c = distance(&cut, term, h->limit - 1);
        d = c == TOO_FAR ? d : least(d, c + 1);
    }
    return d;
}

static bool consider(void *context, struct dl_str term, uint64_t articles)
{
    struct hunt *h = context;
    struct spelling s;
    if (term.len < h->first_char || memcmp(term.ptr, h->start, h->first_char) != 0)
        return false;
    if (articles == 0 || term.len > DL_TERM_MAX || !spell(term, &s))
        return true;
    unsigned d = nearest(h, &s);
    if (d != TOO_FAR)
        keep(h, term, log2((double)articles + 1) - SLIP_COST * d);
    return true;
}

/* Go through the terms that begin with character number N of the typed word. */
static enum dl_status scan(struct dl_session *s, struct hunt *h, struct dl_str word, unsigned n, struct dl_error *err)
{
    size_t at = 0, start = 0;
    for (unsigned i = 0; i <= n && at < word.len; i++) {
        start = at;
        dl_utf8_next(word, &at);
    }
    h->first_char = at - start;
    memcpy(h->start, word.ptr + start, h->first_char);
    return dl_reader_terms(s->reader, (struct dl_str){ h->start, h->first_char }, consider, h, err);
}

static bool take_articles(void *context, struct dl_str term, uint64_t articles)
{
    struct hunt *h = context;
    if (term.len == strlen(h->best[0].text) && memcmp(term.ptr, h->best[0].text, term.len) == 0)
        h->articles += articles;
    return false;
}

/* Whether some article has the word of NODE, a TERM or an OR of TERMs; other nodes count as known. */
static enum dl_status is_known(struct dl_session *s, const struct dl_query *node, bool *known, struct dl_error *err)
{
    struct hunt h = { .articles = 0 };
    size_t n = node->op == DL_Q_OR ? node->count : 1;
    *known = true;
    for (size_t i = 0; i < n; i++) {
        const struct dl_query *t = node->op == DL_Q_OR ? node->children[i] : node;
        if (t->op != DL_Q_TERM)
            return DL_OK;
        snprintf(h.best[0].text, sizeof h.best[0].text, "%.*s", (int)t->text.len, t->text.ptr);
        enum dl_status status = dl_reader_terms(s->reader, t->text, take_articles, &h, err);
        if (status)
            return status;
    }
    *known = h.articles > 0;
    return DL_OK;
}

/* The form of M's term in TEXT that is nearest to TYPED, when nearer than *NEAREST, into OUT. */
static enum dl_status nearest_form(struct dl_session *s, struct dl_matcher *m, struct dl_str text, const char *stemmer,
                                   const struct spelling *typed, unsigned *nearest, struct dl_buf *out,
                                   struct dl_error *err)
{
    struct dl_matches found = { 0 };
    struct dl_buf form = { 0 };
    struct spelling spelled;
    text.len = dl_text_cut(text, TEXT_LIMIT);
    enum dl_status status = dl_matcher_find(m, DL_FIELD_BODY, text, stemmer, &found, err);
    for (size_t i = 0; i < found.count && status == DL_OK; i++) {
        struct dl_str word = { text.ptr + found.v[i].start, found.v[i].end - found.v[i].start };
        status = dl_analyze_prefix(s->analysis.analyzer, DL_FIELD_BODY, word, &form, err);
        unsigned d = status == DL_OK && spell(dl_buf_view(&form), &spelled) ? distance(typed, &spelled, 6) : TOO_FAR;
        if (d >= *nearest)
            continue;
        *nearest = d;
        dl_buf_clear(out);
        dl_buf_str(out, dl_buf_view(&form));
    }
    dl_matches_free(&found);
    dl_buf_free(&form);
    return status;
}

/* How articles write TERM (an index holds stems): the form nearest to the typed word in one of its articles. */
static enum dl_status surface(struct dl_session *s, const char *term, const struct spelling *typed, struct dl_buf *out,
                              struct dl_error *err)
{
    struct dl_query query = { .op = DL_Q_TERM, .text = dl_str_of(term), .weight = 1 };
    struct dl_search search = { .query = &query, .limit = 8 };
    struct dl_results results = { 0 };
    struct dl_matcher *m = NULL;
    struct dl_row row;
    unsigned nearest = TOO_FAR;
    dl_buf_clear(out);
    enum dl_status status = dl_matcher_new(s->analysis.analyzer, &query, &m, err);
    if (status == DL_OK)
        status = dl_results_open(&results, s, &search, true, err);
    while (status == DL_OK && (status = dl_results_next(&results, &row, err)) == DL_OK) {
        const char *stemmer = dl_stemmer_for(row.article.language);
        status = nearest_form(s, m, row.article.title, stemmer, typed, &nearest, out, err);
        if (status == DL_OK)
            status = nearest_form(s, m, row.article.body, stemmer, typed, &nearest, out, err);
    }
    dl_results_free(&results);
    dl_matcher_free(m);
    if (out->len == 0)
        dl_buf_puts(out, term);
    return status == DL_END ? DL_OK : status;
}

static enum dl_status print_help(struct dl_session *s, const struct dl_query_word *w, struct hunt *h, FILE *out,
                                 struct dl_error *err)
{
    struct dl_buf line = { 0 }, form = { 0 };
    enum dl_status status = DL_OK;
    dl_buf_puts(&line, "dateline-search: no article has '");
    dl_safe_line(w->text, &line);
    dl_buf_puts(&line, h->count ? "'; did you mean " : "'");
    for (size_t i = 0; i < h->count && status == DL_OK; i++) {
        status = surface(s, h->best[i].text, &h->typed, &form, err);
        dl_buf_puts(&line, i == 0 ? "" : i + 1 < h->count ? ", " : " or ");
        dl_safe_line(dl_buf_view(&form), &line);
    }
    if (status == DL_OK)
        fprintf(out, "%s%s\n", dl_buf_cstr(&line), h->count ? "?" : "");
    dl_buf_free(&line);
    dl_buf_free(&form);
    return status;
}

static enum dl_status suggest_word(struct dl_session *s, const struct dl_query_word *w, FILE *out, struct dl_error *err)
{
    struct dl_buf word = { 0 };
    struct hunt h = { .count = 0 };
    enum dl_status status = dl_analyze_prefix(s->analysis.analyzer, DL_FIELD_BODY, w->text, &word, err);
    bool comparable = status == DL_OK && spell(dl_buf_view(&word), &h.typed);
    bool several = w->node->op == DL_Q_OR;
    for (size_t i = 0; i < (several ? w->node->count : 1) && h.stem_count < MAX_STEMS; i++)
        h.stem_count += spell((several ? w->node->children[i] : w->node)->text, &h.stems[h.stem_count]);
    if (comparable && h.typed.count > 2) {
        h.limit = h.typed.count < 5 ? 1 : 2;
        status = scan(s, &h, dl_buf_view(&word), 0, err);
        if (status == DL_OK && h.typed.c[0] != h.typed.c[1])
            status = scan(s, &h, dl_buf_view(&word), 1, err);
    }
    while (h.count > 1 && h.best[h.count - 1].score < h.best[0].score - SLIP_COST + 1)
        h.count--;
    if (status == DL_OK)
        status = print_help(s, w, &h, out, err);
    dl_buf_free(&word);
    return status;
}

enum dl_status dl_suggest(struct dl_session *s, const struct dl_parsed *parsed, FILE *out, size_t *lines,
                          struct dl_error *err)
{
    *lines = 0;
    for (size_t i = 0; i < parsed->word_count && *lines < MAX_WORDS_HELPED; i++) {
        const struct dl_query_word *w = &parsed->words[i];
        bool known;
        if (w->negated || w->prefix || w->phrase || w->field == DL_FIELD_TITLE)
            continue;
        enum dl_status status = is_known(s, w->node, &known, err);
        if (status == DL_OK && !known) {
            status = suggest_word(s, w, out, err);
            ++*lines;
        }
        if (status)
            return status == DL_MODIFIED ? DL_OK : status; /* a hint is not worth a second try */
    }
    return DL_OK;
}
