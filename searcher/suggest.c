/* suggest.c - "did you mean": words of the index that are near to one that no article has.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "searcher/answer.h"

#include <math.h>
#include <stdlib.h>

#include "searcher/respell.h"
#include "searcher/safe.h"
#include "searcher/spelling.h"
#include "searcher/stopword.h"

#define OFFERED 3
#define POOL 12    /* words whose form is looked for in articles */
#define ARTICLES 4 /* in which it is looked for */
#define MAX_WORDS_HELPED 4
#define SLIP_COST 11.0    /* a slip more weighs as much as being two thousand times rarer */
#define STOPWORD_COST 6.0 /* nobody looks for "what" */
#define MOST_SLIPS 3      /* a word with more is not offered */
#define UNSEEN_COST 5.0   /* a form that was not found weighs as much as being thirty times rarer */
#define TEXT_LIMIT 65536  /* bytes of an article in which the word's form is looked for */

struct candidate {
    char term[DL_TERM_MAX + 1];
    char guess[DL_RESPELL_MAX + 2]; /* a form that one slip may have spoilt, "" for none */
    struct dl_str form;             /* how articles write it */
    uint64_t articles;
    double score;
    bool seen; /* the form is of an article and at most one slip away */
};

struct hunt {
    struct dl_spelled_word word;
    struct candidate best[POOL];
    size_t count;
    struct dl_arena forms;
};

static double score_of(uint64_t articles, unsigned slips)
{
    return log2((double)articles + 1) - SLIP_COST * slips;
}

/* A term found again with fewer slips moves up, unless its form has told already how many there are. */
static void keep(struct hunt *h, struct dl_str term, struct dl_str guess, uint64_t articles, unsigned slips)
{
    double score = score_of(articles, slips);
    size_t known = 0;
    while (known < h->count && !dl_str_eq(dl_str_of(h->best[known].term), term))
        known++;
    if (known < h->count && (h->best[known].form.ptr || h->best[known].score >= score))
        return;
    h->count += known == h->count && h->count < POOL;
    size_t last = known < POOL ? known : POOL - 1, i = known;
    while (i > 0 && h->best[i - 1].score < score)
        i--;
    if (i == POOL)
        return;
    memmove(h->best + i + 1, h->best + i, (last - i) * sizeof *h->best);
    h->best[i] = (struct candidate){ .articles = articles, .score = score };
    snprintf(h->best[i].term, sizeof h->best[i].term, "%.*s", (int)term.len, term.ptr);
    snprintf(h->best[i].guess, sizeof h->best[i].guess, "%.*s", (int)guess.len, guess.ptr);
}

static void keep_respelled(void *context, struct dl_str form, struct dl_str term, uint64_t articles)
{
    keep(context, term, form, articles, 1);
}

static void keep_near(void *context, struct dl_str term, uint64_t articles, unsigned distance, bool cut)
{
    keep(context, term, (struct dl_str){ "", 0 }, articles, distance + cut);
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

/* FORM, found in articles, takes NEAREST slips.  A guess that was not among what was found in them may be right all the
 * same, the less likely the more articles have the word. */
static void settle_form(struct candidate *c, unsigned nearest, struct dl_buf *form)
{
    double guessed = score_of(c->articles / (ARTICLES + 2), 1) - UNSEEN_COST;
    c->seen = nearest <= 1;
    if (form->len && c->articles <= ARTICLES) /* all of them were read */
        c->guess[0] = '\0';
    if (form->len)
        c->score = nearest > MOST_SLIPS ? -INFINITY : score_of(c->articles, nearest);
    if (form->len && (!c->guess[0] || nearest <= 1 || guessed < c->score))
        return;
    if (c->guess[0]) {
        c->score = guessed;
        dl_buf_clear(form);
    }
    dl_buf_puts(form, c->guess[0] ? c->guess : c->term);
}

/* How articles write the term of C (an index holds stems): the form nearest to the typed word in a few of them, and
 * with it how many slips it takes. */
static enum dl_status find_form(struct dl_session *s, struct hunt *h, struct candidate *c, struct dl_error *err)
{
    struct dl_query query = { .op = DL_Q_TERM, .text = dl_str_of(c->term), .weight = 1 };
    struct dl_search search = { .query = &query, .limit = ARTICLES };
    struct dl_results results = { 0 };
    struct dl_matcher *m = NULL;
    struct dl_buf form = { 0 };
    struct dl_row row;
    unsigned nearest = DL_TOO_FAR;
    enum dl_status status = dl_matcher_new(s->analysis.analyzer, &query, &m, err);
    if (status == DL_OK)
        status = dl_results_open(&results, s, &search, DL_WANTED_ARTICLE, err);
    while (status == DL_OK && nearest > 1 && (status = dl_results_next(&results, &row, err)) == DL_OK) {
        const char *stemmer = dl_stemmer_for(row.article.language);
        status = nearest_form(s, m, row.article.title, stemmer, &h->word.typed, &nearest, &form, err);
        if (status == DL_OK)
            status = nearest_form(s, m, row.article.body, stemmer, &h->word.typed, &nearest, &form, err);
    }
    status = status == DL_END ? DL_OK : status;
    settle_form(c, nearest, &form);
    if (dl_is_stopword(dl_buf_view(&form), "en"))
        c->score -= STOPWORD_COST;
    if (status == DL_OK && !dl_arena_dup(&h->forms, dl_buf_view(&form), &c->form))
        status = dl_fail_memory(err);
    dl_results_free(&results);
    dl_matcher_free(m);
    dl_buf_free(&form);
    return status;
}

static int by_score(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    return (x->score < y->score) - (x->score > y->score);
}

static enum dl_status find_forms(struct dl_session *s, struct hunt *h, bool *seen, struct dl_error *err)
{
    enum dl_status status = DL_OK;
    *seen = false;
    for (size_t i = 0; i < h->count && status == DL_OK; i++) {
        if (!h->best[i].form.ptr)
            status = find_form(s, h, &h->best[i], err);
        *seen |= h->best[i].seen;
    }
    return status;
}

/* Words one slip away are looked up; only when no article has such a word is the dictionary read for more. */
static enum dl_status gather(struct dl_session *s, struct hunt *h, struct dl_str folded, struct dl_error *err)
{
    bool plain, seen = false;
    enum dl_status status = dl_respell(s, folded, &plain, keep_respelled, h, err);
    if (status == DL_OK)
        status = find_forms(s, h, &seen, err);
    if (status || seen)
        return status;
    if (plain)
        h->word.start_len[1] = 0; /* a slip in the first letter was looked for already */
    status = dl_spelling_near(s->reader, &h->word, keep_near, h, err);
    return status ? status : find_forms(s, h, &seen, err);
}

/* The words to offer, best first: those that are about as likely as the best. */
static void choose(struct hunt *h)
{
    if (h->count)
        qsort(h->best, h->count, sizeof *h->best, by_score);
    if (h->count > OFFERED)
        h->count = OFFERED;
    while (h->count > 1 && h->best[h->count - 1].score < h->best[0].score - SLIP_COST + 1)
        h->count--;
    if (h->count && isinf(h->best[0].score))
        h->count = 0;
}

static enum dl_status print_help(const struct dl_query_word *w, const struct hunt *h, FILE *out, struct dl_error *err)
{
    struct dl_buf line = { 0 };
    dl_buf_puts(&line, "dateline-search: no article has '");
    dl_safe_line(w->text, &line);
    dl_buf_puts(&line, h->count ? "'; did you mean " : "'");
    for (size_t i = 0; i < h->count; i++) {
        dl_buf_puts(&line, i == 0 ? "" : i + 1 < h->count ? ", " : " or ");
        dl_safe_line(h->best[i].form, &line);
    }
    enum dl_status status = dl_buf_status(&line, err);
    if (status == DL_OK)
        fprintf(out, "%s%s\n", dl_buf_cstr(&line), h->count ? "?" : "");
    dl_buf_free(&line);
    return status;
}

static enum dl_status suggest_word(struct dl_session *s, const struct dl_query_word *w, FILE *out, struct dl_error *err)
{
    struct hunt h = { .count = 0 };
    struct dl_buf folded = { 0 };
    bool comparable;
    enum dl_status status =
        dl_spell_word(s->analysis.analyzer, DL_FIELD_BODY, w->text, w->node, &h.word, &comparable, err);
    if (status == DL_OK)
        status = dl_analyze_prefix(s->analysis.analyzer, DL_FIELD_BODY, w->text, &folded, err);
    if (status == DL_OK && comparable && (h.word.limit = dl_spelling_slips(&h.word)) > 0)
        status = gather(s, &h, dl_buf_view(&folded), err);
    choose(&h);
    if (status == DL_OK)
        status = print_help(w, &h, out, err);
    dl_arena_free(&h.forms);
    dl_buf_free(&folded);
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
