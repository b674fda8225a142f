/* similar.c - a query for articles like a given one: its most telling words.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "searcher/answer.h"

#include <stdlib.h>

#define TERMS 25               /* of the query */
#define BODY_LIMIT (64u << 10) /* bytes of the body that are looked at */

struct weighed {
    uint32_t term, count;
    double weight;
};

static int by_term(const void *a, const void *b)
{
    const struct dl_token *x = a, *y = b;
    return (x->term > y->term) - (x->term < y->term);
}

static int by_weight(const void *a, const void *b)
{
    const struct weighed *x = a, *y = b;
    if (x->weight != y->weight)
        return x->weight < y->weight ? 1 : -1;
    return (x->term > y->term) - (x->term < y->term);
}

/* Terms that say something: not of the title field, longer than a letter, not a bare number. */
static bool is_telling(struct dl_str term)
{
    bool letter = false;
    for (size_t i = 0; i < term.len; i++)
        letter |= (unsigned char)term.ptr[i] >= 'a';
    return letter && term.len > 1 && !(term.ptr[0] >= 'A' && term.ptr[0] <= 'Z');
}

/* tf-idf of each term; those that only this article has find nothing and weigh nothing. */
static enum dl_status weigh(struct dl_session *s, struct weighed *v, size_t n, struct dl_error *err)
{
    struct dl_index_stats stats;
    enum dl_status status = dl_reader_stats(s->reader, &stats, err);
    for (size_t i = 0; i < n && status == DL_OK; i++) {
        struct dl_str term = dl_analyzer_term(s->analysis.analyzer, v[i].term);
        uint64_t articles;
        if (!is_telling(term))
            continue;
        status = dl_session_frequency(s, term, &articles, err);
        if (articles > 1)
            v[i].weight =
                (double)v[i].count / (v[i].count + 2.0) * dl_bm25_idf((double)stats.articles, (double)articles);
    }
    return status;
}

static size_t count_terms(struct dl_tokens *tokens, struct weighed *v)
{
    size_t n = 0;
    qsort(tokens->v, tokens->count, sizeof *tokens->v, by_term);
    for (size_t i = 0; i < tokens->count; i++) {
        if (n && v[n - 1].term == tokens->v[i].term)
            v[n - 1].count++;
        else
            v[n++] = (struct weighed){ .term = tokens->v[i].term, .count = 1 };
    }
    return n;
}

static enum dl_status build(struct dl_session *s, const struct weighed *v, size_t n, struct dl_arena *arena,
                            struct dl_query **query, struct dl_error *err)
{
    struct dl_query *terms[TERMS];
    size_t count = 0;
    for (size_t i = 0; i < n && count < TERMS && v[i].weight > 0; i++) {
        terms[count] = dl_query_leaf(arena, DL_Q_TERM, dl_analyzer_term(s->analysis.analyzer, v[i].term));
        if (!terms[count++])
            return dl_fail_memory(err);
    }
    *query = count ? dl_query_join(arena, DL_Q_OR, terms, count) : NULL;
    return count && !*query ? dl_fail_memory(err) : DL_OK;
}

enum dl_status dl_similar_query(struct dl_session *s, const struct dl_article *a, struct dl_str body,
                                struct dl_arena *arena, struct dl_query **query, struct dl_error *err)
{
    struct dl_tokens tokens = { 0 };
    struct weighed *v = NULL;
    *query = NULL;
    if (body.len > BODY_LIMIT) {
        body.len = BODY_LIMIT;
        while (body.len && ((unsigned char)body.ptr[body.len] & 0xC0) == 0x80)
            body.len--;
    }
    enum dl_status status =
        dl_analyze_article(s->analysis.analyzer, a->title, body, dl_stemmer_for(a->language), &tokens, err);
    if (status == DL_OK && tokens.count) {
        v = malloc(tokens.count * sizeof *v);
        size_t n = v ? count_terms(&tokens, v) : 0;
        status = v ? weigh(s, v, n, err) : dl_fail_memory(err);
        if (status == DL_OK) {
            qsort(v, n, sizeof *v, by_weight);
            status = build(s, v, n, arena, query, err);
        }
    }
    free(v);
    dl_tokens_free(&tokens);
    return status;
}
