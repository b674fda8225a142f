/* remote.c - what remote databases cannot be asked in one query.
 *
 * A source of our own (lib/xapianc/positions.hh) cannot go over the wire, and libxapian 1.4.22's operators for
 * positions are wrong inside an OR.  So such a phrase is asked for by itself first, its positions fetched and compared
 * here where no operator means the same, and what is found goes into the query as a filter on the articles' ids.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdlib.h>

#include "dateline/grow.h"
#include "lib/xapian/xapian_private.h"

#define FOUND_MAX 20000    /* articles of such a phrase: their ids go over the wire */
#define LOOKED_AT_MAX 5000 /* articles whose positions are fetched: a round trip for each term of each */

/* ---- the articles that have a phrase ----------------------------------------------------------------------------- */

struct finding {
    struct dl_xdb *db;
    const struct dl_query *q;
    bool exact;
    size_t looked_at;
    struct dl_xquery **ids; /* a term each */
    size_t count, cap;
    struct dl_buf id, term;
};

static enum dl_status too_many(const struct dl_query *q, size_t max, struct dl_error *err)
{
    struct dl_buf text = { 0 };
    for (size_t i = 0; i < q->count; i++) /* without the prefix of stems */
        dl_buf_printf(&text, "%s%.*s", i ? " " : "", (int)q->children[i]->text.len - 1, q->children[i]->text.ptr + 1);
    enum dl_status status = dl_fail(err, DL_TOO_LARGE,
                                    "\"%s\" occurs in more than %zu articles of remote indexes: too many "
                                    "for a part of a query; search for it alone",
                                    dl_buf_cstr(&text), max);
    dl_buf_free(&text);
    return status;
}

/* The id is in the value of order: behind the day, each byte inverted, up to FF. */
static enum dl_status keep_id(struct finding *f, struct dl_str key, struct dl_error *err)
{
    if (!DL_GROW(f->ids, f->cap, f->count + 1))
        return dl_fail_memory(err);
    dl_buf_clear(&f->id);
    for (size_t i = 8; i + 1 < key.len; i++)
        dl_buf_byte(&f->id, (unsigned char)~(unsigned char)key.ptr[i]);
    dl_xterm_id(dl_buf_view(&f->id), &f->term);
    enum dl_status status = f->id.failed ? dl_fail_memory(err) : dl_buf_status(&f->term, err);
    if (!status)
        status = dl_xquery_term(dl_buf_view(&f->term), 0.0, &f->ids[f->count], err);
    f->count += !status;
    return status;
}

static enum dl_status take_found(void *context, const struct dl_xhit *hit, struct dl_error *err)
{
    struct finding *f = context;
    bool holds = true;
    if (!f->exact && f->looked_at++ == LOOKED_AT_MAX)
        return too_many(f->q, LOOKED_AT_MAX, err);
    enum dl_status status = f->exact ? DL_OK : dl_xpositions_hold(f->db, hit->id, f->q, &holds, err);
    if (status || !holds)
        return status;
    if (f->count == FOUND_MAX)
        return too_many(f->q, FOUND_MAX, err);
    return keep_id(f, hit->key, err);
}

/* All documents that Q may hold in, and few others: by the operator where terms follow each other, else by all terms.
 */
static enum dl_status candidates(const struct dl_query *q, struct dl_xquery **out, struct dl_error *err)
{
    bool rising = true;
    for (size_t i = 1; i < q->count; i++)
        rising = rising && q->children[i]->offset > q->children[i - 1]->offset;
    if (q->op == DL_Q_NEAR || rising)
        return dl_xoperator_query(q, out, err);
    struct dl_xquery **parts = calloc(q->count, sizeof *parts);
    enum dl_status status = parts ? DL_OK : dl_fail_memory(err);
    for (size_t i = 0; i < q->count && !status; i++)
        status = dl_xquery_term(q->children[i]->text, 1.0, &parts[i], err);
    if (!status)
        status = dl_xquery_join(DL_X_AND, 0, parts, q->count, out, err);
    for (size_t i = 0; parts && i < q->count; i++)
        dl_xquery_free(parts[i]);
    free(parts);
    return status;
}

enum dl_status dl_xremote_positions(struct dl_xdb *db, const struct dl_query *q, struct dl_xquery **out,
                                    struct dl_error *err)
{
    struct finding f = { .db = db, .q = q, .exact = dl_xoperator_is_exact(q) };
    struct dl_xquery *query = NULL;
    struct dl_xcounts counts;
    struct dl_xtotals totals;
    size_t max = f.exact ? FOUND_MAX : LOOKED_AT_MAX;
    enum dl_status status = dl_xdb_counts(db, &counts, err);
    if (!status)
        status = candidates(q, &query, err);
    if (!status && counts.documents) {
        uint32_t n = counts.documents > max ? (uint32_t)max + 1 : (uint32_t)counts.documents;
        struct dl_xsearch x = { .query = query, .order = DL_X_BY_VALUE, .slot = DL_XSLOT_ORDER, .count = n };
        status = dl_xdb_search(db, &x, take_found, &f, &totals, err);
    }
    dl_xquery_free(query);
    if (!status && f.count == 0)
        status = dl_xquery_none(out, err);
    else if (!status)
        status = dl_xquery_join(DL_X_OR, 0, f.ids, f.count, out, err);
    for (size_t i = 0; i < f.count; i++)
        dl_xquery_free(f.ids[i]);
    free(f.ids);
    dl_buf_free(&f.id);
    dl_buf_free(&f.term);
    return status;
}
