/* query.c - the query tree as a Xapian query.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdlib.h>

#include "lib/xapian/xapian_private.h"

#define COVER_MAX 64 /* date terms that a range is taken apart into; longer: the value slot's range */
#define DATE_TERM 16
#define ANY_MAX                                                                                                        \
    64 /* words and phrases that are ORed by our own source; libxapian's tree of ORs is quicker for many               \
        */

/* Where a node stands. */
struct place {
    struct dl_xdb *db;
    bool remote;                   /* some database is: sources of our own cannot go there */
    bool in_or;                    /* under an OR */
    bool alone;                    /* nothing else in the query scores */
    const struct dl_bm25 *ranking; /* by which it scores; NULL: it does not */
};

static enum dl_status translate(struct place p, const struct dl_query *q, struct dl_xquery **out, struct dl_error *err);

/* ---- dates ------------------------------------------------------------------------------------------------------ */

static dl_date last_of_month(int year, int month)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    int leap = month == 2 && ((year % 4 == 0 && year % 100 != 0) || year % 400 == 0);
    return year * 10000 + month * 100 + days[month - 1] + leap;
}

static dl_date day_after(dl_date d)
{
    int year = dl_date_year(d), month = dl_date_month(d);
    if (d < last_of_month(year, month))
        return d + 1;
    return month < 12 ? year * 10000 + (month + 1) * 100 + 1 : (year + 1) * 10000 + 101;
}

/* The fewest whole years, months and days that make up FROM..TO; false when they are more than COVER_MAX. */
static bool cover(dl_date from, dl_date to, char terms[COVER_MAX][DATE_TERM], size_t *count)
{
    *count = 0;
    for (dl_date d = from; d <= to; d = day_after(d)) {
        if (*count == COVER_MAX)
            return false;
        int year = dl_date_year(d), month = dl_date_month(d), day = dl_date_day(d);
        char *term = terms[(*count)++];
        if (month == 1 && day == 1 && year * 10000 + 1231 <= to) {
            snprintf(term, DATE_TERM, "Y%04d", year % 10000);
            d = year * 10000 + 1231;
        } else if (day == 1 && last_of_month(year, month) <= to) {
            snprintf(term, DATE_TERM, "M%06d", (year * 100 + month) % 1000000);
            d = last_of_month(year, month);
        } else {
            snprintf(term, DATE_TERM, "D%08d", d % 100000000);
        }
    }
    return true;
}

/* A slot's bound as a day; 0 when there is none or it makes no sense. */
static dl_date bound_day(const struct dl_buf *b)
{
    dl_date d = 0;
    if (b->failed || b->len != 8)
        return 0;
    for (size_t i = 0; i < 8; i++) {
        if (b->data[i] < '0' || b->data[i] > '9')
            return 0;
        d = d * 10 + (b->data[i] - '0');
    }
    return dl_date_month(d) >= 1 && dl_date_month(d) <= 12 && dl_date_day(d) >= 1 ? d : 0;
}

static enum dl_status value_range(dl_date from, dl_date to, struct dl_xquery **out, struct dl_error *err)
{
    char lower[16], upper[16];
    snprintf(lower, sizeof lower, "%08d", from);
    snprintf(upper, sizeof upper, "%08d", to);
    return dl_xquery_range(DL_XSLOT_DATE, dl_str_of(lower), dl_str_of(upper), out, err);
}

static enum dl_status any_of(char terms[COVER_MAX][DATE_TERM], size_t n, struct dl_xquery **out, struct dl_error *err)
{
    struct dl_xquery *parts[COVER_MAX] = { 0 };
    enum dl_status status = DL_OK;
    for (size_t i = 0; i < n && !status; i++)
        status = dl_xquery_term(dl_str_of(terms[i]), 0.0, &parts[i], err);
    if (!status)
        return dl_xquery_join(DL_X_OR, 0, parts, n, out, err);
    for (size_t i = 0; i < n; i++)
        dl_xquery_free(parts[i]);
    return status;
}

/* Terms beat the value slot by far for narrow ranges, which read only what matches; the slot is walked whole.  Open
 * ends stop at the first and last day there are. */
static enum dl_status date_query(struct dl_xdb *db, struct dl_date_range range, struct dl_xquery **out,
                                 struct dl_error *err)
{
    struct dl_buf lower = { 0 }, upper = { 0 };
    uint64_t dated = 0;
    enum dl_status status = dl_xdb_value_bounds(db, DL_XSLOT_DATE, &lower, &upper, &dated, err);
    dl_date first = bound_day(&lower), last = bound_day(&upper);
    dl_buf_free(&lower);
    dl_buf_free(&upper);
    if (status)
        return status;
    dl_date from = dl_xday(range.from), to = range.to;
    if (from < first)
        from = first;
    if (to == 0 || to > last)
        to = last;
    char terms[COVER_MAX][DATE_TERM];
    size_t n;
    if (dated == 0 || first == 0 || last == 0 || from > to)
        return dl_xquery_none(out, err);
    if ((from == first && to == last) || !cover(from, to, terms, &n))
        return value_range(from, to, out, err);
    return any_of(terms, n, out, err);
}

/* ---- nodes ------------------------------------------------------------------------------------------------------ */

static enum dl_status filter_term(const struct dl_query *q, struct dl_xquery **out, struct dl_error *err)
{
    struct dl_buf term = { 0 };
    if (q->op == DL_Q_ID)
        dl_xterm_id(q->text, &term);
    else if (q->op != DL_Q_COUNTRY && q->op != DL_Q_MENTION && q->op != DL_Q_LANGUAGE)
        dl_xterm_label(q->op, q->text, &term);
    else
        dl_xterm_code(q->op == DL_Q_COUNTRY ? "N" : q->op == DL_Q_MENTION ? "XM" : "L", q->text, &term);
    enum dl_status status = dl_buf_status(&term, err);
    if (!status)
        status = dl_xquery_term(dl_buf_view(&term), 0.0, out, err);
    dl_buf_free(&term);
    return status;
}

/* Translate N children and join them. */
static enum dl_status join(struct place p, enum dl_xop op, uint32_t window, struct dl_query *const *children, size_t n,
                           struct dl_xquery **out, struct dl_error *err)
{
    struct dl_xquery **parts = calloc(n ? n : 1, sizeof *parts);
    if (!parts)
        return dl_fail_memory(err);
    enum dl_status status = DL_OK;
    p.in_or = p.in_or || op == DL_X_OR;
    p.alone = p.alone && (n == 1 || op == DL_X_AND_NOT);
    for (size_t i = 0; i < n && !status; i++) {
        status = translate(p, children[i], &parts[i], err);
        p.ranking = op == DL_X_AND_NOT ? NULL : p.ranking;
    }
    if (!status)
        status = n == 1 ? (*out = parts[0], DL_OK) : dl_xquery_join(op, window, parts, n, out, err);
    else
        for (size_t i = 0; i < n; i++)
            dl_xquery_free(parts[i]);
    free(parts);
    return status;
}

/* Scoring children first, filters behind: FILTER(AND(scoring), AND(filters)). */
static enum dl_status and_query(struct place p, const struct dl_query *q, struct dl_xquery **out, struct dl_error *err)
{
    struct dl_query **sorted = calloc(q->count, sizeof *sorted);
    struct dl_xquery *parts[2] = { 0 };
    size_t scoring = 0, filters = 0;
    if (!sorted)
        return dl_fail_memory(err);
    for (size_t i = 0; i < q->count; i++)
        if (!dl_query_is_filter(q->children[i]))
            sorted[scoring++] = q->children[i];
    for (size_t i = 0; i < q->count; i++)
        if (dl_query_is_filter(q->children[i]))
            sorted[scoring + filters++] = q->children[i];
    enum dl_status status = DL_OK;
    if (scoring)
        status = join(p, DL_X_AND, 0, sorted, scoring, &parts[0], err);
    if (!status && filters)
        status = join(p, DL_X_AND, 0, sorted + scoring, filters, &parts[1], err);
    free(sorted);
    if (!status && scoring && filters)
        return dl_xquery_join(DL_X_FILTER, 0, parts, 2, out, err);
    *out = scoring ? parts[0] : parts[1];
    if (status) {
        dl_xquery_free(parts[0]);
        dl_xquery_free(parts[1]);
        *out = NULL;
    }
    return status;
}

/* ---- ORs of words and phrases ----------------------------------------------------------------------------------- */

struct any {
    const struct dl_query *alternatives[ANY_MAX];
    size_t count;
};

/* The words and phrases of Q, which is nothing but ORs of them; false when it is not, or there are too many. */
static bool list_alternatives(const struct dl_query *q, struct any *a)
{
    if (q->op == DL_Q_TERM || q->op == DL_Q_PHRASE || q->op == DL_Q_NEAR) {
        if (a->count == ANY_MAX)
            return false;
        a->alternatives[a->count] = q;
        a->count += !dl_xis_cramped(q);
        return true;
    }
    for (size_t i = 0; q->op == DL_Q_OR && i < q->count; i++)
        if (!list_alternatives(q->children[i], a))
            return false;
    return q->op == DL_Q_OR;
}

bool dl_xis_any(const struct dl_query *q)
{
    struct any a;
    a.count = 0;
    return q->op == DL_Q_OR && list_alternatives(q, &a);
}

/* What the terms of S score where they stand as it demands. */
static enum dl_status weigh_positional(struct dl_xdb *db, const struct dl_xcounts *c, struct dl_xpositional *s,
                                       struct dl_error *err)
{
    enum dl_status status = DL_OK;
    for (size_t i = 0; i < s->clause.count && !status; i++) {
        double idf = 0;
        status = dl_xterm_idf(db, c, s->terms[i], &idf, err);
        s->weights[i] *= idf;
    }
    return status;
}

static enum dl_status any_query(struct place p, const struct any *a, struct dl_xquery **out, struct dl_error *err)
{
    struct dl_xpositional *clauses = calloc(a->count + 1, sizeof *clauses);
    struct dl_xclause alternatives[ANY_MAX];
    struct dl_xcounts c;
    size_t n = 0;
    enum dl_status status = clauses ? dl_xdb_counts(p.db, &c, err) : dl_fail_memory(err);
    while (!status && n < a->count && (status = dl_xpositional_make(a->alternatives[n], &clauses[n], err)) == DL_OK) {
        alternatives[n] = clauses[n].clause;
        status = weigh_positional(p.db, &c, &clauses[n++], err);
    }
    if (!status)
        status = dl_xquery_any(alternatives, n, p.ranking, dl_xmean_length(&c), p.alone, out, err);
    while (n)
        dl_xpositional_free(&clauses[--n]);
    free(clauses);
    return status;
}

static enum dl_status or_query(struct place p, const struct dl_query *q, struct dl_xquery **out, struct dl_error *err)
{
    struct any a;
    a.count = 0;
    if (p.remote || !p.ranking || !list_alternatives(q, &a))
        return join(p, DL_X_OR, 0, q->children, q->count, out, err);
    return any_query(p, &a, out, err);
}

/* ---- phrases ---------------------------------------------------------------------------------------------------- */

/* Xapian's own operators where they do, which are quicker: terms of one weight, adjacent in a phrase, and not in an OR.
 * Everything else is the terms, which score, and a filter for their positions. */
static enum dl_status positional_query(struct place p, const struct dl_query *q, struct dl_xquery **out,
                                       struct dl_error *err)
{
    struct dl_xquery *parts[2] = { 0 };
    bool bare = true, exact = dl_xoperator_is_exact(q) && !p.in_or;
    for (size_t i = 0; i < q->count; i++)
        bare = bare && q->children[i]->weight == q->children[0]->weight;
    if (dl_xis_cramped(q))
        return dl_xquery_none(out, err);
    if (bare && exact) {
        enum dl_status status = dl_xoperator_query(q, out, err);
        return status ? status : dl_xquery_scale(*out, q->children[0]->weight, err);
    }
    enum dl_status status = join(p, DL_X_AND, 0, q->children, q->count, &parts[0], err);
    if (!status && p.remote)
        status = exact ? dl_xoperator_query(q, &parts[1], err) : dl_xremote_positions(p.db, q, &parts[1], err);
    else if (!status)
        status = dl_xpositional_filter(q, &parts[1], err);
    if (!status)
        return dl_xquery_join(DL_X_FILTER, 0, parts, 2, out, err);
    dl_xquery_free(parts[0]);
    return status;
}

static enum dl_status translate(struct place p, const struct dl_query *q, struct dl_xquery **out, struct dl_error *err)
{
    switch (q->op) {
    case DL_Q_ALL:
        return dl_xquery_all(out, err);
    case DL_Q_TERM:
        return dl_xquery_term(q->text, q->weight, out, err);
    case DL_Q_PHRASE:
    case DL_Q_NEAR:
        return positional_query(p, q, out, err);
    case DL_Q_LEAD:
        return dl_fail(err, DL_UNSUPPORTED, "only rescoring may ask for the beginning of an article");
    case DL_Q_AND:
        return and_query(p, q, out, err);
    case DL_Q_OR:
        return or_query(p, q, out, err);
    case DL_Q_NOT:
        return join(p, DL_X_AND_NOT, 0, q->children, q->count, out, err);
    case DL_Q_DATE:
        return date_query(p.db, q->range, out, err);
    case DL_Q_COUNTRY:
    case DL_Q_MENTION:
    case DL_Q_SOURCE:
    case DL_Q_LANGUAGE:
    case DL_Q_AUTHOR:
    case DL_Q_SECTION:
    case DL_Q_TAG:
    case DL_Q_URL:
    case DL_Q_ID:
        return filter_term(q, out, err);
    case DL_Q_NONE:
    case DL_Q_PREFIX:
        break; /* expanded before */
    }
    return dl_xquery_none(out, err);
}

enum dl_status dl_xtranslate(struct dl_xdb *db, bool remote, const struct dl_bm25 *ranking, const struct dl_query *q,
                             struct dl_xquery **out, struct dl_error *err)
{
    *out = NULL;
    return translate((struct place){ .db = db, .remote = remote, .alone = true, .ranking = ranking }, q, out, err);
}
