/* suggest.c - "did you mean": words of the index that are near to one that no article has.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "searcher/answer.h"

#include <math.h>

#include "searcher/safe.h"
#include "searcher/spelling.h"

#define BEST 3
#define MAX_WORDS_HELPED 4
#define SLIP_COST 9.0    /* a slip more weighs as much as being five hundred times rarer */
#define TEXT_LIMIT 65536 /* bytes of an article in which the word's form is looked for */

struct candidate {
    char text[DL_TERM_MAX + 1];
    double score;
};

struct hunt {
    struct dl_spelled_word word;
    struct candidate best[BEST];
    size_t count;
};

static void keep(void *context, struct dl_str term, uint64_t articles, unsigned distance)
{
    struct hunt *h = context;
    double score = log2((double)articles + 1) - SLIP_COST * distance;
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

/* Whether some article has the word of NODE, a TERM or an OR of TERMs; other nodes count as known. */
static enum dl_status is_known(struct dl_session *s, const struct dl_query *node, bool *known, struct dl_error *err)
{
    size_t n = node->op == DL_Q_OR ? node->count : 1;
    bool some = false;
    *known = true;
    for (size_t i = 0; i < n; i++) {
        const struct dl_query *t = node->op == DL_Q_OR ? node->children[i] : node;
        if (t->op != DL_Q_TERM)
            return DL_OK;
        uint64_t articles;
        enum dl_status status = dl_session_frequency(s, t->text, &articles, err);
        if (status)
            return status;
        some |= articles > 0;
    }
    *known = some;
    return DL_OK;
}

/* The form of M's term in TEXT that is nearest to TYPED, when nearer than *NEAREST, into OUT. */
static enum dl_status nearest_form(struct dl_session *s, struct dl_matcher *m, struct dl_str text, const char *stemmer,
                                   const struct dl_spelling *typed, unsigned *nearest, struct dl_buf *out,
                                   struct dl_error *err)
{
    struct dl_matches found = { 0 };
    struct dl_buf form = { 0 };
    struct dl_spelling spelled;
    text.len = dl_text_cut(text, TEXT_LIMIT);
    enum dl_status status = dl_matcher_find(m, DL_FIELD_BODY, text, stemmer, &found, err);
    for (size_t i = 0; i < found.count && status == DL_OK; i++) {
        struct dl_str word = { text.ptr + found.v[i].start, found.v[i].end - found.v[i].start };
        status = dl_analyze_prefix(s->analysis.analyzer, DL_FIELD_BODY, word, &form, err);
        unsigned d = status == DL_OK && dl_spell(dl_buf_view(&form), &spelled)
                         ? dl_spelling_distance(typed, &spelled, 6)
                         : DL_TOO_FAR;
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
static enum dl_status surface(struct dl_session *s, const char *term, const struct dl_spelling *typed, struct dl_buf *out,
                              struct dl_error *err)
{
    struct dl_query query = { .op = DL_Q_TERM, .text = dl_str_of(term), .weight = 1 };
    struct dl_search search = { .query = &query, .limit = 8 };
    struct dl_results results = { 0 };
    struct dl_matcher *m = NULL;
    struct dl_row row;
    unsigned nearest = DL_TOO_FAR;
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
        status = surface(s, h->best[i].text, &h->word.typed, &form, err);
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
    struct hunt h = { .count = 0 };
    bool comparable;
    enum dl_status status =
        dl_spell_word(s->analysis.analyzer, DL_FIELD_BODY, w->text, w->node, &h.word, &comparable, err);
    if (status == DL_OK && comparable && (h.word.limit = dl_spelling_slips(&h.word)) > 0)
        status = dl_spelling_near(s->reader, &h.word, keep, &h, err);
    while (h.count > 1 && h.best[h.count - 1].score < h.best[0].score - SLIP_COST + 1)
        h.count--;
    if (status == DL_OK)
        status = print_help(s, w, &h, out, err);
    return status;
}

static void print_unmatched(const struct dl_query_word *w, FILE *out)
{
    struct dl_buf line = { 0 };
    dl_safe_line(w->text, &line);
    fprintf(out, "dateline-search: /%s/ matches no word of the index (words are indexed as stems, in lower case)\n",
            dl_buf_cstr(&line));
    dl_buf_free(&line);
}

enum dl_status dl_suggest(struct dl_session *s, const struct dl_parsed *parsed, FILE *out, size_t *lines,
                          struct dl_error *err)
{
    *lines = 0;
    for (size_t i = 0; i < parsed->word_count && *lines < MAX_WORDS_HELPED; i++) {
        const struct dl_query_word *w = &parsed->words[i];
        bool known;
        if (w->regex && !w->negated && w->node->op == DL_Q_TERM && w->node->text.len == 0) {
            print_unmatched(w, out);
            ++*lines;
        }
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
