/* ranking.c - what a word of a query counts, and what puts an article further up.
 *
 * The figures are explained and measured in doc/ranking.md; they hold for every collection and language alike.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "searcher/ranking.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>

#include "dateline/hash.h"
#include "searcher/stopword.h"

#define STOPWORD 0.25 /* factor on a word that holds a sentence together, if the query has others */
#define REPEATED 0.8  /* a word that is there n times counts n to this power */
#define TITLE 0.2     /* factor on a word found in the title */
#define LEAD 0.1      /* factor on a word found at the beginning, the title included */
#define LEAD_END                                                                                                       \
    60 /* the last position of that: of the title, the gap behind it (DL_TITLE_GAP), and some 35 words of the body */
#define ADJACENT 0.2  /* factor on two neighbours of the query that are neighbours in the article */
#define MAX_FORMS 16  /* of one word that are weighed against each other */
#define MAX_WORDS 256 /* that are compared with each other; longer queries are cut here */

/* One place in the query, with the terms that may stand there. */
struct word {
    struct dl_query *forms[MAX_FORMS];
    size_t count;
    uint64_t hash;   /* of the first form */
    size_t best;     /* the form by which its neighbours are looked for */
    uint32_t offset; /* in the text that was analysed as one */
    bool joined;     /* to the word before: they were typed side by side */
    bool same_text;  /* as the word before: their offsets tell how far they are apart */
    bool stopword;
};

struct ranking {
    struct dl_session *session;
    struct dl_arena *arena;
    struct word *words;
    size_t count, cap;
    struct dl_query **rescores;
    size_t rescore_count;
    double articles; /* in the index; -1: not asked yet */
    struct dl_error *err;
};

/* ---- words out of the tree --------------------------------------------------------------------------------------- */

static struct word *word_with(struct ranking *r, size_t first, uint32_t offset)
{
    for (size_t i = first; i < r->count; i++)
        if (r->words[i].offset == offset)
            return &r->words[i];
    if (r->count == r->cap)
        return NULL;
    struct word *w = &r->words[r->count++];
    *w = (struct word){ .offset = offset, .joined = r->count > 1, .same_text = r->count - 1 > first };
    return w;
}

/* The TERMs of one word as typed; phrases are left alone. */
static void take_terms(struct ranking *r, size_t first, struct dl_query *q)
{
    if (q->op == DL_Q_TERM) {
        struct word *w = word_with(r, first, q->offset);
        if (w && w->count == 0)
            w->hash = dl_hash64(q->text.ptr, q->text.len);
        if (w && w->count < MAX_FORMS)
            w->forms[w->count++] = q;
        return;
    }
    for (size_t i = 0; q->op == DL_Q_OR && i < q->count; i++)
        take_terms(r, first, q->children[i]);
}

/* Without the punctuation around it. */
static struct dl_str bare(struct dl_str s)
{
    while (s.len && (unsigned char)s.ptr[0] < 0x80 && !isalnum((unsigned char)s.ptr[0])) {
        s.ptr++;
        s.len--;
    }
    while (s.len && (unsigned char)s.ptr[s.len - 1] < 0x80 && !isalnum((unsigned char)s.ptr[s.len - 1]))
        s.len--;
    return s;
}

static void take_words(struct ranking *r, const struct dl_parsed *parsed, const char *language)
{
    bool broken = true;
    for (size_t i = 0; i < parsed->word_count; i++) {
        const struct dl_query_word *p = &parsed->words[i];
        size_t first = r->count;
        if (!p->negated && !p->prefix && !p->phrase && p->field == DL_FIELD_BODY)
            take_terms(r, first, p->node);
        if (r->count > first && broken)
            r->words[first].joined = false;
        broken = r->count == first;
        if (r->count == first + 1)
            r->words[first].stopword = dl_is_stopword(bare(p->text), language);
    }
}

/* ---- weights ----------------------------------------------------------------------------------------------------- */

static enum dl_status idf_of(struct ranking *r, struct dl_str term, double *idf, double *with_term)
{
    uint64_t n;
    enum dl_status status = DL_OK;
    if (r->articles < 0) {
        struct dl_index_stats stats;
        status = dl_reader_stats(r->session->reader, &stats, r->err);
        r->articles = status ? 0 : (double)stats.articles;
    }
    if (status == DL_OK)
        status = dl_session_frequency(r->session, term, &n, r->err);
    *with_term = status ? 0 : (double)n;
    *idf = *with_term > 0 ? dl_bm25_idf(r->articles, *with_term) : 0;
    return status;
}

static bool is_ascii(struct dl_str s)
{
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.ptr[i] >= 0x80)
            return false;
    return true;
}

/* The forms of a word are one word: each gets the weight that the most frequent one has.  Otherwise a form that a few
 * articles of another language have, or a rare spelling, would count more than the word itself.  The best form is the
 * most frequent one of those with diacritics, if any has some. */
static enum dl_status share_idf(struct ranking *r, struct word *w)
{
    double idf[MAX_FORMS], most = 0, best = -1, shared = 0;
    if (w->count < 2)
        return DL_OK;
    for (size_t i = 0; i < w->count; i++) {
        double n;
        enum dl_status status = idf_of(r, w->forms[i]->text, &idf[i], &n);
        if (status)
            return status;
        if (n > most) {
            most = n;
            shared = idf[i];
        }
        double rank = n + (is_ascii(w->forms[i]->text) ? 0 : r->articles + 1);
        if (n > 0 && rank > best) {
            best = rank;
            w->best = i;
        }
    }
    for (size_t i = 0; i < w->count; i++)
        if (idf[i] > 0)
            w->forms[i]->weight *= shared / idf[i];
    return DL_OK;
}

static bool same_word(const struct word *a, const struct word *b)
{
    return a->hash == b->hash && dl_str_eq(a->forms[0]->text, b->forms[0]->text);
}

static enum dl_status weigh(struct ranking *r)
{
    size_t telling = 0;
    for (size_t i = 0; i < r->count; i++)
        telling += !r->words[i].stopword;
    for (size_t i = 0; i < r->count; i++) {
        struct word *w = &r->words[i];
        double repeats = 0;
        for (size_t j = 0; j < r->count; j++)
            repeats += same_word(w, &r->words[j]);
        w->stopword &= telling > 0;
        double weight = (repeats > 1 ? pow(repeats, REPEATED - 1) : 1) * (w->stopword ? STOPWORD : 1);
        for (size_t k = 0; k < w->count; k++)
            w->forms[k]->weight *= weight;
    }
    for (size_t i = 0; i < r->count; i++) {
        enum dl_status status = share_idf(r, &r->words[i]);
        if (status)
            return status;
    }
    return DL_OK;
}

/* ---- rescores: of words that tell something; those of stop words would cost most and bring nothing
 * ---------------------- */

static bool add_titles(struct ranking *r, const struct word *w)
{
    char term[DL_TERM_MAX + 1] = "S";
    for (size_t i = 0; i < w->count && !w->stopword; i++) {
        struct dl_str text = w->forms[i]->text;
        if (text.len >= DL_TERM_MAX)
            continue;
        memcpy(term + 1, text.ptr, text.len);
        struct dl_query *q = dl_query_leaf(r->arena, DL_Q_TERM, (struct dl_str){ term, text.len + 1 });
        if (!q)
            return false;
        q->weight = TITLE;
        r->rescores[r->rescore_count++] = q;
    }
    return true;
}

/* The word's best form near the beginning. */
static bool add_lead(struct ranking *r, const struct word *w)
{
    if (w->stopword || w->count == 0)
        return true;
    struct dl_query *q = dl_query_leaf(r->arena, DL_Q_TERM, w->forms[w->best]->text);
    struct dl_query *lead = q ? dl_query_node(r->arena, DL_Q_LEAD, &q, 1) : NULL;
    if (!lead)
        return false;
    q->weight = LEAD;
    lead->window = LEAD_END;
    r->rescores[r->rescore_count++] = lead;
    return true;
}

static bool met_before(const struct ranking *r, size_t i)
{
    for (size_t j = 1; j < i; j++)
        if (r->words[j].joined && same_word(&r->words[j - 1], &r->words[i - 1]) &&
            same_word(&r->words[j], &r->words[i]))
            return true;
    return false;
}

/* Words I - 1 and I of the query side by side. */
static bool add_pair(struct ranking *r, size_t i)
{
    const struct word *a = &r->words[i - 1], *b = &r->words[i];
    if (!b->joined || a->stopword || b->stopword || same_word(a, b) || met_before(r, i))
        return true;
    struct dl_query *pair[2] = { dl_query_leaf(r->arena, DL_Q_TERM, a->forms[a->best]->text),
                                 dl_query_leaf(r->arena, DL_Q_TERM, b->forms[b->best]->text) };
    if (!pair[0] || !pair[1])
        return false;
    pair[1]->offset = b->same_text ? b->offset - a->offset : 1;
    pair[0]->weight = pair[1]->weight = ADJACENT;
    struct dl_query *q = dl_query_node(r->arena, DL_Q_PHRASE, pair, 2);
    if (q)
        r->rescores[r->rescore_count++] = q;
    return q != NULL;
}

static enum dl_status make_rescore(struct ranking *r, struct dl_query **rescore)
{
    size_t room = 0;
    for (size_t i = 0; i < r->count; i++)
        room += r->words[i].count + 2;
    if (room == 0)
        return DL_OK;
    r->rescores = dl_arena_alloc(r->arena, room * sizeof *r->rescores);
    bool ok = r->rescores != NULL;
    for (size_t i = 0; i < r->count && ok; i++)
        ok = add_titles(r, &r->words[i]) && add_lead(r, &r->words[i]) && (i == 0 || add_pair(r, i));
    if (ok && r->rescore_count)
        *rescore = dl_query_join(r->arena, DL_Q_OR, r->rescores, r->rescore_count);
    return ok && (*rescore || !r->rescore_count) ? DL_OK : dl_fail_memory(r->err);
}

enum dl_status dl_rank(struct dl_session *s, struct dl_str text, struct dl_parsed *parsed, struct dl_arena *arena,
                       struct dl_query **rescore, struct dl_error *err)
{
    struct ranking r = { .session = s, .arena = arena, .cap = MAX_WORDS, .articles = -1, .err = err };
    *rescore = NULL;
    r.words = malloc(MAX_WORDS * sizeof *r.words);
    if (!r.words)
        return dl_fail_memory(err);
    take_words(&r, parsed, dl_language_detect((struct dl_str){ 0 }, text));
    enum dl_status status = weigh(&r);
    if (status == DL_OK)
        status = make_rescore(&r, rescore);
    free(r.words);
    return status;
}
