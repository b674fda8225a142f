/* rescore.c - a second look at the best matches.
 *
 * Local databases are asked for what is known of these few documents: their terms' frequencies and positions.  Over the
 * wire that would be a round trip for each; there the rescore is a query, held to these documents by their ids.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdlib.h>

#include "lib/xapian/xapian_private.h"

/* ---- local databases -------------------------------------------------------------------------------------------- */

struct rescoring {
    struct dl_xreader *r;
    struct dl_str *terms; /* of the rescore, each once, rising */
    double *idf;          /* of each */
    size_t count;
    uint32_t *ids;              /* the documents, rising */
    uint32_t *wdf;              /* of each term, one after the other, in each document */
    size_t docs, doc;           /* how many there are, and which of them is being looked at */
    double mean_length, length; /* that one's */
};

static size_t count_terms(const struct dl_query *q)
{
    size_t n = q->op == DL_Q_TERM;
    for (size_t i = 0; i < q->count; i++)
        n += count_terms(q->children[i]);
    return n;
}

static void list_terms(const struct dl_query *q, struct rescoring *b)
{
    if (q->op == DL_Q_TERM)
        b->terms[b->count++] = q->text;
    for (size_t i = 0; i < q->count; i++)
        list_terms(q->children[i], b);
}

static int by_bytes(const void *x, const void *y)
{
    const struct dl_str *a = x, *b = y;
    return dl_str_cmp(*a, *b);
}

static int by_number(const void *x, const void *y)
{
    const uint32_t *a = x, *b = y;
    return (*a > *b) - (*a < *b);
}

static enum dl_status prepare_terms(struct rescoring *b, const struct dl_query *rescore, struct dl_error *err)
{
    size_t room = count_terms(rescore) + 1, distinct = 0;
    b->terms = malloc(room * sizeof *b->terms);
    b->idf = malloc(room * sizeof *b->idf);
    b->wdf = calloc(room * b->docs, sizeof *b->wdf);
    if (!b->terms || !b->idf || !b->wdf)
        return dl_fail_memory(err);
    list_terms(rescore, b);
    qsort(b->terms, b->count, sizeof *b->terms, by_bytes);
    for (size_t i = 0; i < b->count; i++)
        if (distinct == 0 || !dl_str_eq(b->terms[i], b->terms[distinct - 1]))
            b->terms[distinct++] = b->terms[i];
    b->count = distinct;
    return DL_OK;
}

static enum dl_status look_up(struct rescoring *b, const struct dl_hits *hits, struct dl_error *err)
{
    struct dl_xcounts counts = { 0 };
    b->ids = malloc((b->docs + 1) * sizeof *b->ids);
    enum dl_status status = b->ids ? dl_xdb_counts(b->r->db, &counts, err) : dl_fail_memory(err);
    for (size_t i = 0; i < b->docs && !status; i++)
        b->ids[i] = (uint32_t)hits->v[i].doc;
    if (!status)
        qsort(b->ids, b->docs, sizeof *b->ids, by_number);
    b->mean_length = dl_xmean_length(&counts);
    for (size_t i = 0; i < b->count && !status; i++) {
        status = dl_xterm_idf(b->r->db, &counts, b->terms[i], &b->idf[i], err);
        if (!status)
            status = dl_xdb_frequencies(b->r->db, b->terms[i], b->ids, b->docs, b->wdf + i * b->docs, err);
    }
    return status;
}

static size_t place_of(const struct rescoring *b, struct dl_str term)
{
    const struct dl_str *found = bsearch(&term, b->terms, b->count, sizeof *b->terms, by_bytes);
    return (size_t)(found - b->terms);
}

/* What the document gets for a TERM; 0 when it has none. */
static double term_score(const struct rescoring *b, const struct dl_query *q, bool *has)
{
    size_t i = place_of(b, q->text);
    uint32_t wdf = b->wdf[i * b->docs + b->doc];
    *has = wdf > 0;
    return *has ? q->weight * b->idf[i] * dl_bm25_tf(&b->r->bm25, wdf, b->length, b->mean_length) : 0;
}

static enum dl_status score(const struct rescoring *b, const struct dl_query *q, double *sum, struct dl_error *err)
{
    enum dl_status status = DL_OK;
    bool has = true;
    double own = 0;
    if (q->op == DL_Q_TERM)
        own = term_score(b, q, &has);
    for (size_t i = 0; q->op == DL_Q_OR && i < q->count && !status; i++)
        status = score(b, q->children[i], sum, err);
    if (q->op == DL_Q_PHRASE || q->op == DL_Q_NEAR || q->op == DL_Q_LEAD) {
        for (size_t i = 0; i < q->count && has; i++)
            own += term_score(b, q->children[i], &has);
        if (has)
            status = dl_xpositions_hold(b->r->db, b->ids[b->doc], q, &has, err);
    }
    if (has)
        *sum += own;
    return status;
}

static enum dl_status rescore_local(struct dl_xreader *r, const struct dl_query *rescore, struct dl_hits *hits,
                                    size_t n, struct dl_error *err)
{
    struct rescoring b = { .r = r, .docs = n };
    enum dl_status status = prepare_terms(&b, rescore, err);
    if (!status)
        status = look_up(&b, hits, err);
    for (size_t i = 0; i < n && !status; i++) {
        uint32_t id = (uint32_t)hits->v[i].doc, length = 0;
        const uint32_t *found = bsearch(&id, b.ids, n, sizeof id, by_number);
        b.doc = (size_t)(found - b.ids);
        status = dl_xdb_doc_length(r->db, id, &length, err);
        b.length = length;
        if (!status)
            status = score(&b, rescore, &hits->v[i].score, err);
    }
    free(b.terms);
    free(b.idf);
    free(b.ids);
    free(b.wdf);
    return status;
}

/* ---- remote databases -------------------------------------------------------------------------------------------- */

/* The articles of HITS, by their id terms. */
static enum dl_status any_of_hits(struct dl_xreader *r, const struct dl_hits *hits, size_t n, struct dl_xquery **out,
                                  struct dl_error *err)
{
    struct dl_buf id = { 0 }, term = { 0 };
    struct dl_xquery **parts = calloc(n, sizeof *parts);
    enum dl_status status = parts ? DL_OK : dl_fail_memory(err);
    for (size_t i = 0; i < n && !status; i++) {
        dl_buf_clear(&id);
        dl_buf_clear(&term);
        status = dl_xdb_value(r->db, (uint32_t)hits->v[i].doc, DL_XSLOT_ID, &id, err);
        if (!status) {
            dl_xterm_id(dl_buf_view(&id), &term);
            status = dl_buf_status(&term, err);
        }
        if (!status)
            status = dl_xquery_term(dl_buf_view(&term), 0.0, &parts[i], err);
    }
    if (!status)
        status = n == 1 ? (*out = parts[0], DL_OK) : dl_xquery_join(DL_X_OR, 0, parts, n, out, err);
    else
        for (size_t i = 0; parts && i < n; i++)
            dl_xquery_free(parts[i]);
    free(parts);
    dl_buf_free(&id);
    dl_buf_free(&term);
    return status;
}

struct adding {
    struct dl_xdb *db;
    struct dl_hits *hits;
    size_t n;
    const struct dl_query *pattern; /* whose positions are yet to be looked at, or NULL */
};

static enum dl_status take_rescore(void *context, const struct dl_xhit *hit, struct dl_error *err)
{
    struct adding *b = context;
    bool holds = true;
    enum dl_status status = b->pattern ? dl_xpositions_hold(b->db, hit->id, b->pattern, &holds, err) : DL_OK;
    for (size_t i = 0; i < b->n && !status && holds; i++)
        if (b->hits->v[i].doc == hit->id)
            b->hits->v[i].score += hit->weight;
    return status;
}

/* Add what RESCORE scores in the first N of HITS. */
static enum dl_status add_rescore(struct dl_xreader *r, const struct dl_query *rescore, const struct dl_query *pattern,
                                  struct dl_hits *hits, size_t n, struct dl_error *err)
{
    struct dl_xquery *parts[2] = { 0 }, *query = NULL;
    struct dl_xcounts counts = { 0 };
    struct dl_xtotals totals = { 0 };
    struct adding b = { r->db, hits, n, pattern };
    enum dl_status status = dl_xdb_counts(r->db, &counts, err);
    if (!status)
        status = dl_xtranslate(r->db, true, &r->bm25, rescore, &parts[0], err);
    if (!status)
        status = any_of_hits(r, hits, n, &parts[1], err);
    if (status)
        dl_xquery_free(parts[0]);
    else
        status = dl_xquery_join(DL_X_FILTER, 0, parts, 2, &query, err);
    uint32_t all = counts.documents < UINT32_MAX ? (uint32_t)counts.documents : UINT32_MAX;
    struct dl_xsearch x = { .query = query,
                            .k1 = r->bm25.k1,
                            .b = r->bm25.b,
                            .order = DL_X_BY_WEIGHT,
                            .slot = DL_XSLOT_ORDER,
                            .count = all,
                            .check_at_least = all };
    if (!status)
        status = dl_xdb_search(r->db, &x, take_rescore, &b, &totals, err);
    dl_xquery_free(query);
    return status;
}

/* The TERMs of the OR RESCORE in one search. */
static enum dl_status rescore_words(struct dl_xreader *r, const struct dl_query *rescore, struct dl_hits *hits,
                                    size_t n, struct dl_error *err)
{
    struct dl_query words = *rescore;
    words.count = 0;
    words.children = malloc((rescore->count + 1) * sizeof *words.children);
    if (!words.children)
        return dl_fail_memory(err);
    for (size_t i = 0; i < rescore->count; i++)
        if (rescore->children[i]->op == DL_Q_TERM)
            words.children[words.count++] = rescore->children[i];
    enum dl_status status = words.count ? add_rescore(r, &words, NULL, hits, n, err) : DL_OK;
    free(words.children);
    return status;
}

/* Phrases one by one: inside an OR each would have to be asked for twice. */
static enum dl_status rescore_remote(struct dl_xreader *r, const struct dl_query *rescore, struct dl_hits *hits,
                                     size_t n, struct dl_error *err)
{
    if (rescore->op == DL_Q_OR) {
        enum dl_status status = rescore_words(r, rescore, hits, n, err);
        for (size_t i = 0; i < rescore->count && !status; i++)
            if (rescore->children[i]->op != DL_Q_TERM)
                status = rescore_remote(r, rescore->children[i], hits, n, err);
        return status;
    }
    if (rescore->op == DL_Q_NONE)
        return DL_OK;
    bool by_hand = rescore->op == DL_Q_LEAD || (rescore->op == DL_Q_PHRASE && !dl_xoperator_is_exact(rescore));
    if (!by_hand)
        return add_rescore(r, rescore, NULL, hits, n, err);
    struct dl_query terms = *rescore; /* the positions are looked at here */
    terms.op = DL_Q_AND;
    return add_rescore(r, &terms, rescore, hits, n, err);
}

enum dl_status dl_xreader_rescore(struct dl_reader *base, const struct dl_query *rescore, struct dl_hits *hits,
                                  size_t n, struct dl_error *err)
{
    struct dl_xreader *r = (struct dl_xreader *)base;
    struct dl_arena arena = { 0 };
    const struct dl_query *stored;
    enum dl_status status = dl_xquery_stored(rescore, &arena, &stored, err);
    if (!status)
        status = (r->parts.remote ? rescore_remote : rescore_local)(r, stored, hits, n, err);
    dl_arena_free(&arena);
    return dl_xreader_status(r, status, err);
}
