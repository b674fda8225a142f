/* positions.c - PHRASE, NEAR and LEAD: their clauses for libxapian, and whether a document holds them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdlib.h>

#include "lib/xapian/xapian_private.h"

void dl_xpositional_free(struct dl_xpositional *s)
{
    free(s->terms);
    free(s->offsets);
    free(s->weights);
}

enum dl_status dl_xpositional_make(const struct dl_query *q, struct dl_xpositional *s, struct dl_error *err)
{
    struct dl_query *self = (struct dl_query *)(uintptr_t)q, *const *terms = q->op == DL_Q_TERM ? &self : q->children;
    size_t n = q->op == DL_Q_TERM ? 1 : q->count;
    uint32_t least = UINT32_MAX;
    *s = (struct dl_xpositional){ .terms = calloc(n ? n : 1, sizeof *s->terms),
                                  .offsets = calloc(n ? n : 1, sizeof *s->offsets),
                                  .weights = calloc(n ? n : 1, sizeof *s->weights) };
    if (!s->terms || !s->offsets || !s->weights) {
        dl_xpositional_free(s);
        return dl_fail_memory(err);
    }
    for (size_t i = 0; i < n; i++)
        least = terms[i]->offset < least ? terms[i]->offset : least;
    for (size_t i = 0; i < n; i++) {
        s->terms[i] = terms[i]->text;
        s->offsets[i] = terms[i]->offset - least;
        s->weights[i] = terms[i]->weight;
    }
    s->clause = (struct dl_xclause){ s->terms, n, s->weights, s->offsets, q->op == DL_Q_NEAR ? q->window : 0 };
    return DL_OK;
}

bool dl_xis_cramped(const struct dl_query *q)
{
    return q->op == DL_Q_NEAR && q->window < q->count;
}

enum dl_status dl_xpositional_filter(const struct dl_query *q, struct dl_xquery **out, struct dl_error *err)
{
    struct dl_xpositional s;
    enum dl_status status = dl_xpositional_make(q, &s, err);
    if (status)
        return status;
    status = dl_xquery_clause(&s.clause, out, err);
    dl_xpositional_free(&s);
    return status;
}

static enum dl_status lead_holds(struct dl_xdb *db, uint32_t id, const struct dl_query *q, bool *holds,
                                 struct dl_error *err)
{
    uint32_t first = 0;
    enum dl_status status = dl_xdb_first_position(db, id, q->children[0]->text, &first, err);
    *holds = !status && first && first <= q->window;
    return status;
}

enum dl_status dl_xpositions_hold(struct dl_xdb *db, uint32_t id, const struct dl_query *q, bool *holds,
                                  struct dl_error *err)
{
    struct dl_xpositional s;
    *holds = false;
    if (q->op == DL_Q_LEAD)
        return lead_holds(db, id, q, holds, err);
    if (dl_xis_cramped(q))
        return DL_OK;
    enum dl_status status = dl_xpositional_make(q, &s, err);
    if (status)
        return status;
    status = dl_xdb_clause_holds(db, id, &s.clause, holds, err);
    dl_xpositional_free(&s);
    return status;
}

bool dl_xoperator_is_exact(const struct dl_query *q)
{
    for (size_t i = 0; i < q->count && q->op == DL_Q_PHRASE; i++)
        if (q->children[i]->offset != i)
            return false;
    return true;
}

enum dl_status dl_xoperator_query(const struct dl_query *q, struct dl_xquery **out, struct dl_error *err)
{
    struct dl_xquery **parts = calloc(q->count ? q->count : 1, sizeof *parts);
    enum dl_status status = parts ? DL_OK : dl_fail_memory(err);
    uint32_t span = q->op == DL_Q_NEAR ? q->window : q->children[q->count - 1]->offset - q->children[0]->offset + 1;
    for (size_t i = 0; i < q->count && !status; i++)
        status = dl_xquery_term(q->children[i]->text, 1.0, &parts[i], err);
    if (!status)
        status = dl_xquery_join(q->op == DL_Q_NEAR ? DL_X_NEAR : DL_X_PHRASE, span, parts, q->count, out, err);
    for (size_t i = 0; parts && i < q->count; i++)
        dl_xquery_free(parts[i]);
    free(parts);
    return status;
}

enum dl_status dl_xterm_idf(struct dl_xdb *db, const struct dl_xcounts *c, struct dl_str term, double *idf,
                            struct dl_error *err)
{
    uint64_t n = 0;
    enum dl_status status = dl_xdb_term_count(db, term, &n, err);
    *idf = dl_bm25_idf((double)c->documents, (double)n);
    return status;
}
