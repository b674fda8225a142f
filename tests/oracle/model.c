/* model.c - search by brute force.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tests/oracle/model.h"

#include <math.h>
#include <stdlib.h>

#include "unit.h"

#define NO_TERM UINT32_MAX

void model_prepare(struct model *m)
{
    double sum = 0;
    struct dl_error err;
    m->live = 0;
    for (size_t i = 0; i < m->count; i++) {
        struct model_article *a = &m->v[i];
        if (!a->live)
            continue;
        assert_ok(
            dl_analyze_article(m->analyzer, dl_str_of(a->title), dl_str_of(a->body), a->stemmer, &a->tokens, &err),
            err);
        sum += (double)a->tokens.count;
        m->live++;
    }
    m->average = m->live ? sum / (double)m->live : 0;
}

static uint32_t number_of(const struct model *m, struct dl_str term)
{
    for (uint32_t i = 0; i < dl_analyzer_vocabulary(m->analyzer); i++)
        if (dl_str_eq(dl_analyzer_term(m->analyzer, i), term))
            return i;
    return NO_TERM;
}

static size_t frequency(const struct model_article *a, uint32_t term)
{
    size_t n = 0;
    for (size_t i = 0; i < a->tokens.count; i++)
        n += a->tokens.v[i].term == term;
    return n;
}

static bool stands_at(const struct model_article *a, uint32_t term, uint32_t position)
{
    for (size_t i = 0; i < a->tokens.count; i++)
        if (a->tokens.v[i].term == term && a->tokens.v[i].position == position)
            return true;
    return false;
}

static bool stands_within(const struct model_article *a, uint32_t term, uint32_t from, uint32_t window)
{
    for (size_t i = 0; i < a->tokens.count; i++)
        if (a->tokens.v[i].term == term && a->tokens.v[i].position - from < window)
            return true;
    return false;
}

static double score_of(const struct model *m, const struct model_article *a, uint32_t term, double weight)
{
    const struct dl_bm25 bm25 = { DL_BM25_K1, DL_BM25_B };
    size_t with = 0;
    for (size_t i = 0; i < m->count; i++)
        with += m->v[i].live && frequency(&m->v[i], term) > 0;
    return weight * dl_bm25_idf((double)m->live, (double)with) *
           dl_bm25_tf(&bm25, (double)frequency(a, term), (double)a->tokens.count, m->average);
}

static bool term_matches(const struct model *m, const struct model_article *a, uint32_t term, double weight,
                         double *score)
{
    if (term == NO_TERM || frequency(a, term) == 0)
        return false;
    *score += score_of(m, a, term, weight);
    return true;
}

static bool prefix_matches(const struct model *m, const struct model_article *a, const struct dl_query *q,
                           double *score)
{
    bool any = false;
    for (uint32_t i = 0; i < dl_analyzer_vocabulary(m->analyzer); i++) {
        struct dl_str t = dl_analyzer_term(m->analyzer, i);
        if (t.len >= q->text.len && memcmp(t.ptr, q->text.ptr, q->text.len) == 0)
            any |= term_matches(m, a, i, q->weight, score);
    }
    return any;
}

/* PHRASE and NEAR: tried at every position of the article. */
static bool positions_match(const struct model *m, const struct model_article *a, const struct dl_query *q,
                            double *score)
{
    uint32_t terms[16];
    bool match = false;
    for (size_t i = 0; i < q->count; i++)
        if ((terms[i] = number_of(m, q->children[i]->text)) == NO_TERM)
            return false;
    for (size_t k = 0; k < a->tokens.count && !match; k++) {
        uint32_t at = a->tokens.v[k].position;
        match = true;
        for (size_t i = 0; i < q->count && match; i++)
            match = q->op == DL_Q_PHRASE ? stands_at(a, terms[i], at - q->children[0]->offset + q->children[i]->offset)
                                         : stands_within(a, terms[i], at, q->window);
    }
    for (size_t i = 0; i < q->count && match; i++)
        *score += score_of(m, a, terms[i], q->children[i]->weight);
    return match;
}

static bool has_code(const dl_code *codes, unsigned n, struct dl_str text)
{
    for (unsigned i = 0; i < n; i++)
        if (dl_str_eq(dl_str_of(codes[i].text), text))
            return true;
    return false;
}

static bool in_range(dl_date date, struct dl_date_range r)
{
    dl_date day = date ? dl_date_first(date) : 0;
    return day && (!r.from || day >= r.from) && (!r.to || day <= r.to);
}

static bool source_matches(const struct model_article *a, const struct dl_query *q)
{
    struct dl_buf key = { 0 };
    struct dl_error err;
    assert_ok(dl_fold_key(dl_str_of(a->source), &key, &err), err);
    bool same = key.len && dl_str_eq(dl_buf_view(&key), q->text);
    dl_buf_free(&key);
    return same;
}

/* The names here are letters and blanks. */
static bool value_matches(const char *value, const struct dl_query *q)
{
    char text[48];
    snprintf(text, sizeof text, "%.*s", (int)q->text.len, q->text.ptr);
    if (q->match == DL_MATCH_WHOLE)
        return strcasecmp(value, text) == 0;
    for (const char *p = value; (p = strcasestr(p, text)) != NULL; p++)
        if ((p == value || p[-1] == ' ') && (q->match == DL_MATCH_BEGIN || strchr(" ", p[strlen(text)])))
            return true;
    return false;
}

static bool label_matches(const char *lines, const struct dl_query *q)
{
    char copy[64], *rest = copy;
    snprintf(copy, sizeof copy, "%s", lines);
    for (char *value; (value = strsep(&rest, "\n")) != NULL;)
        if (*value && value_matches(value, q))
            return true;
    return false;
}

static bool matches(const struct model *m, const struct model_article *a, const struct dl_query *q, double *score)
{
    double own = 0, ignored = 0;
    bool match = q->op == DL_Q_AND;
    switch (q->op) {
    case DL_Q_NONE:
        return false;
    case DL_Q_ALL:
        return true;
    case DL_Q_TERM:
        return term_matches(m, a, number_of(m, q->text), q->weight, score);
    case DL_Q_PREFIX:
        return prefix_matches(m, a, q, score);
    case DL_Q_LEAD:
        return false; /* in rescores only, which are not modelled */
    case DL_Q_PHRASE:
    case DL_Q_NEAR:
        return positions_match(m, a, q, score);
    case DL_Q_NOT:
        match = matches(m, a, q->children[0], &own) && !matches(m, a, q->children[1], &ignored);
        break;
    case DL_Q_DATE:
        return in_range(a->date, q->range);
    case DL_Q_COUNTRY:
        return has_code(a->countries, a->country_count, q->text);
    case DL_Q_MENTION:
        return has_code(a->mentions, a->mention_count, q->text);
    case DL_Q_SOURCE:
        return source_matches(a, q);
    case DL_Q_LANGUAGE:
        return a->language[0] && dl_str_eq(dl_str_of(a->language), q->text);
    case DL_Q_AUTHOR:
        return label_matches(a->author, q);
    case DL_Q_TAG:
        return label_matches(a->tags, q);
    case DL_Q_SECTION:
    case DL_Q_URL:
    case DL_Q_ID:
        return false; /* not asked for */
    case DL_Q_AND:
        for (size_t i = 0; i < q->count && match; i++)
            match = matches(m, a, q->children[i], &own);
        break;
    case DL_Q_OR:
        for (size_t i = 0; i < q->count; i++)
            match |= matches(m, a, q->children[i], &own);
        break;
    }
    if (match)
        *score += own;
    return match;
}

/* ---- order ------------------------------------------------------------------------------------------------------- */

struct order {
    const struct model *m;
    enum dl_sort sort;
};

static int by_order(const void *x, const void *y, void *context)
{
    const struct order *o = context;
    const struct model_hit *a = x, *b = y;
    dl_date da = o->m->v[a->article].date, db = o->m->v[b->article].date;
    da = da ? dl_date_first(da) : 0;
    db = db ? dl_date_first(db) : 0;
    if (o->sort == DL_SORT_RELEVANCE && a->score != b->score)
        return a->score < b->score ? 1 : -1;
    if ((da == 0) != (db == 0))
        return da == 0 ? 1 : -1;
    if (da != db)
        return (da < db) == (o->sort == DL_SORT_OLDEST) ? -1 : 1;
    return dl_str_cmp(dl_str_of(o->m->v[a->article].id), dl_str_of(o->m->v[b->article].id));
}

/* Multiply the scores by what the half-life leaves of them. */
static void fade(const struct model *m, double half_life, struct model_hit *v, size_t n)
{
    dl_date newest = 0, oldest = 0;
    for (size_t i = 0; i < n; i++) {
        dl_date d = dl_date_first(m->v[v[i].article].date);
        if (d && d > newest)
            newest = d;
        if (d && (!oldest || d < oldest))
            oldest = d;
    }
    for (size_t i = 0; i < n && newest; i++) {
        dl_date d = dl_date_first(m->v[v[i].article].date);
        v[i].score =
            dl_score_round(v[i].score * pow(0.5, fmin(900, dl_date_days_between(d ? d : oldest, newest) / half_life)));
    }
}

size_t model_search(const struct model *m, const struct dl_search *s, struct model_hit *out)
{
    size_t n = 0;
    for (size_t i = 0; i < m->count; i++) {
        struct model_hit h = { .article = i };
        if (m->v[i].live && matches(m, &m->v[i], s->query, &h.score)) {
            h.score = dl_score_round(h.score);
            out[n++] = h;
        }
    }
    if (s->half_life > 0 && s->sort == DL_SORT_RELEVANCE)
        fade(m, s->half_life, out, n);
    struct order o = { m, s->sort };
    qsort_r(out, n, sizeof *out, by_order, &o);
    return n;
}

/* ---- facets ------------------------------------------------------------------------------------------------------ */

static void count(struct dl_facets *f, const char *value)
{
    for (size_t i = 0; i < f->count; i++)
        if (strcmp(f->v[i].value, value) == 0) {
            f->v[i].count++;
            return;
        }
    if (f->count == f->cap) {
        f->cap = f->cap ? 2 * f->cap : 16;
        f->v = realloc(f->v, f->cap * sizeof *f->v);
        assert_non_null(f->v);
    }
    f->v[f->count++] = (struct dl_facet_count){ strdup(value), 1 };
}

static int by_value(const void *x, const void *y)
{
    const struct dl_facet_count *a = x, *b = y;
    return strcmp(a->value, b->value);
}

static int by_count(const void *x, const void *y)
{
    const struct dl_facet_count *a = x, *b = y;
    return a->count != b->count ? (a->count < b->count ? 1 : -1) : strcmp(a->value, b->value);
}

static void count_article(const struct model_article *a, enum dl_facet facet, struct dl_facets *out)
{
    char text[16] = "";
    if (facet == DL_FACET_COUNTRY || facet == DL_FACET_MENTION) {
        const dl_code *codes = facet == DL_FACET_COUNTRY ? a->countries : a->mentions;
        unsigned n = facet == DL_FACET_COUNTRY ? a->country_count : a->mention_count;
        for (unsigned i = 0; i < n; i++)
            count(out, codes[i].text);
        if (n == 0)
            count(out, "");
    } else if (facet == DL_FACET_SOURCE) {
        count(out, a->source);
    } else if (facet == DL_FACET_AUTHOR || facet == DL_FACET_SECTION) {
        count(out, facet == DL_FACET_AUTHOR ? a->author : "");
    } else if (facet == DL_FACET_TAG) {
        char copy[64], *rest = copy;
        snprintf(copy, sizeof copy, "%s", a->tags);
        for (char *value; (value = strsep(&rest, "\n")) != NULL;)
            count(out, value);
    } else if (facet == DL_FACET_LANGUAGE) {
        count(out, a->language);
    } else {
        dl_date_format(a->date ? dl_date_first(a->date) : 0, text); /* a year alone counts as its January */
        if (strlen(text) > (facet == DL_FACET_YEAR ? 4u : 7u))
            text[facet == DL_FACET_YEAR ? 4 : 7] = '\0';
        count(out, text);
    }
}

void model_facets(const struct model *m, const struct model_hit *hits, size_t n, enum dl_facet facet,
                  struct dl_facets *out)
{
    dl_facets_free(out);
    for (size_t i = 0; i < n; i++)
        count_article(&m->v[hits[i].article], facet, out);
    if (out->count)
        qsort(out->v, out->count, sizeof *out->v,
              facet == DL_FACET_YEAR || facet == DL_FACET_MONTH ? by_value : by_count);
}
