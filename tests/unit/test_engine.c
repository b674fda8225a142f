/* test_engine.c - what both engines promise in engine.h.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "dateline/engine.h"

#include <fcntl.h>
#include <signal.h>
#include <math.h>
#include <pthread.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "dateline/file.h"
#include "unit.h"

/* One case runs on every engine: its state is the engine's kind. */
static enum dl_engine_kind kind_of(void **state) { return (enum dl_engine_kind)(intptr_t)*state; }

static struct dl_error err;

struct fixture {
    char root[200], dir[220];
    enum dl_engine_kind kind;
    struct dl_writer *writer;
    struct dl_analyzer *analyzer;
    uint64_t sequence;
};

static struct dl_writer_options options(enum dl_engine_kind kind)
{
    return (struct dl_writer_options){ .engine = kind, .workers = 1, .memory = (size_t)64 << 20, .store = true,
                                       .bm25 = { DL_BM25_K1, DL_BM25_B } };
}

static void open_writer(struct fixture *f)
{
    struct dl_writer_options o = options(f->kind);
    assert_ok(dl_writer_open(f->dir, &o, &f->writer, &err), err);
}

static void setup(struct fixture *f, void **state)
{
    memset(f, 0, sizeof *f);
    f->kind = kind_of(state);
    unit_mkdir(f->root, sizeof f->root);
    snprintf(f->dir, sizeof f->dir, "%s/index", f->root);
    assert_ok(dl_analyzer_new(&f->analyzer, &err), err);
    open_writer(f);
}

static void close_writer(struct fixture *f)
{
    dl_writer_close(f->writer);
    f->writer = NULL;
}

static void teardown(struct fixture *f)
{
    close_writer(f);
    dl_analyzer_free(f->analyzer);
    unit_rmdir(f->root);
}

static dl_code code(const char *text)
{
    dl_code c = { "" };
    snprintf(c.text, sizeof c.text, "%s", text);
    return c;
}

/* COUNTRIES such as "LA CN". */
static struct dl_article article(const char *id, const char *title, const char *body, dl_date date,
                                 const char *countries)
{
    struct dl_article a = { .id = dl_str_of(id), .title = dl_str_of(title), .body = dl_str_of(body), .date = date };
    a.date_from = date ? DL_DATE_FIELD : DL_DATE_NONE;
    for (const char *p = countries; p && *p; p += 2 + (p[2] == ' ')) {
        char two[3] = { p[0], p[1], 0 };
        a.countries[a.country_count++] = (struct dl_country){ code(two), 0.5f, DL_COUNTRY_BODY };
        a.mentions[a.mention_count++] = code(two);
    }
    return a;
}

static void add_article(struct fixture *f, const struct dl_article *a, uint64_t source)
{
    struct dl_tokens tokens = { 0 };
    assert_ok(dl_analyze_article(f->analyzer, a->title, a->body, "english", &tokens, &err), err);
    assert_ok(dl_writer_add(f->writer, 0, a, f->analyzer, &tokens, ++f->sequence, source, &err), err);
    dl_tokens_free(&tokens);
}

static void add(struct fixture *f, const char *id, const char *title, const char *body, dl_date date,
                const char *countries)
{
    struct dl_article a = article(id, title, body, date, countries);
    add_article(f, &a, 1);
}

static struct dl_commit_stats commit(struct fixture *f)
{
    struct dl_commit_stats stats;
    assert_ok(dl_writer_commit(f->writer, &stats, &err), err);
    return stats;
}

static struct dl_reader *open_reader(const struct fixture *f)
{
    const char *dir = f->dir;
    struct dl_reader *r;
    assert_ok(dl_reader_open(&dir, 1, &r, &err), err);
    return r;
}

/* The ids that SEARCH finds, in order, separated by blanks. */
static const char *found(struct dl_reader *r, const struct dl_search *s)
{
    static char out[4096];
    struct dl_hits hits = { 0 };
    struct dl_buf id = { 0 };
    out[0] = '\0';
    assert_ok(dl_reader_search(r, s, &hits, &err), err);
    for (size_t i = 0; i < hits.count; i++) {
        assert_ok(dl_reader_id(r, hits.v[i].doc, &id, &err), err);
        snprintf(out + strlen(out), sizeof out - strlen(out), "%s%.*s", i ? " " : "", (int)id.len, id.data);
    }
    dl_hits_free(&hits);
    dl_buf_free(&id);
    return out;
}

static const char *query(struct dl_reader *r, const struct dl_query *q, enum dl_sort sort)
{
    return found(r, &(struct dl_search){ .query = q, .sort = sort });
}

static struct dl_query term(const char *text)
{
    return (struct dl_query){ .op = DL_Q_TERM, .text = dl_str_of(text), .weight = 1.0 };
}

static struct dl_query leaf(enum dl_query_op op, const char *text)
{
    return (struct dl_query){ .op = op, .text = dl_str_of(text), .weight = 1.0 };
}

static struct dl_query node(enum dl_query_op op, struct dl_query **children, size_t n)
{
    return (struct dl_query){ .op = op, .children = children, .count = n };
}

static void fill(struct fixture *f)
{
    add(f, "a", "Railway opens", "The railway to Vientiane opens. Trains run on the railway.", 20241022, "LA CN");
    add(f, "b", "Market news", "The market in Hanoi opens early today.", 20230105, "VN");
    add(f, "c", "Old railway", "An old railway corridor of the north.", 19640229, "LA");
    add(f, "d", "Undated page", "A railway page without any date.", 0, NULL);
    add(f, "e", "Corridor", "Corridor railway: the corridor of the railway, a new corridor.", 20240000, "TH LA");
    commit(f);
}

/* ---- cases ------------------------------------------------------------------------------------------------------ */

static void test_empty(void **state)
{
    struct fixture f;
    setup(&f, state);
    const char *dir = f.dir;
    struct dl_reader *r;
    enum dl_engine_kind kind;
    assert_ok(dl_index_detect(f.dir, &kind, &err), err);
    assert_int_equal(kind, DL_ENGINE_NONE);
    assert_int_equal(dl_reader_open(&dir, 1, &r, &err), DL_OPENING);
    struct dl_commit_stats s = commit(&f);
    assert_int_equal(s.articles, 0);
    assert_ok(dl_index_detect(f.dir, &kind, &err), err);
    assert_int_equal(kind, f.kind);
    r = open_reader(&f);
    struct dl_query q = leaf(DL_Q_ALL, "");
    assert_string_equal(query(r, &q, DL_SORT_RELEVANCE), "");
    dl_reader_close(r);
    teardown(&f);
}

static void test_orders(void **state)
{
    struct fixture f;
    setup(&f, state);
    fill(&f);
    struct dl_reader *r = open_reader(&f);
    struct dl_query all = leaf(DL_Q_ALL, ""), rail = term("railway");
    assert_string_equal(query(r, &all, DL_SORT_NEWEST), "a e b c d");
    assert_string_equal(query(r, &all, DL_SORT_OLDEST), "c b e a d");
    assert_string_equal(query(r, &all, DL_SORT_RELEVANCE), "a e b c d");
    assert_string_equal(query(r, &rail, DL_SORT_NEWEST), "a e c d");
    assert_string_equal(found(r, &(struct dl_search){ .query = &all, .sort = DL_SORT_NEWEST, .offset = 1, .limit = 2 }),
                        "e b");
    assert_string_equal(found(r, &(struct dl_search){ .query = &all, .offset = 9, .limit = 2 }), "");
    dl_reader_close(r);
    teardown(&f);
}

static void test_ties(void **state)
{
    struct fixture f;
    setup(&f, state);
    add(&f, "b", "", "same words here", 20200101, NULL);
    add(&f, "u", "", "same words here", 0, NULL);
    add(&f, "ab", "", "same words here", 20200101, NULL);
    add(&f, "a", "", "same words here", 20200101, NULL);
    add(&f, "z", "", "same words here", 20210101, NULL);
    add(&f, "t", "", "same words here", 0, NULL);
    commit(&f);
    struct dl_reader *r = open_reader(&f);
    struct dl_query q = term("same");
    assert_string_equal(query(r, &q, DL_SORT_RELEVANCE), "z a ab b t u");
    assert_string_equal(query(r, &q, DL_SORT_NEWEST), "z a ab b t u");
    assert_string_equal(query(r, &q, DL_SORT_OLDEST), "a ab b z t u");
    dl_reader_close(r);
    teardown(&f);
}

static void test_operators(void **state)
{
    struct fixture f;
    setup(&f, state);
    fill(&f);
    struct dl_reader *r = open_reader(&f);
    struct dl_query rail = term("railway"), open = term("open"), corr = term("corridor"), la = leaf(DL_Q_COUNTRY, "LA");
    struct dl_query th = leaf(DL_Q_MENTION, "TH"), none = term("nothing"), all = leaf(DL_Q_ALL, "");
    struct dl_query *and1[] = { &rail, &corr }, *or1[] = { &open, &corr }, *not1[] = { &rail, &corr };
    struct dl_query *and2[] = { &rail, &la }, *not2[] = { &all, &la }, *and3[] = { &la, &th }, *or2[] = { &none, &la };
    struct dl_query q = node(DL_Q_AND, and1, 2);
    assert_string_equal(query(r, &q, DL_SORT_NEWEST), "e c");
    q = node(DL_Q_OR, or1, 2);
    assert_string_equal(query(r, &q, DL_SORT_NEWEST), "a e b c");
    q = node(DL_Q_NOT, not1, 2);
    assert_string_equal(query(r, &q, DL_SORT_NEWEST), "a d");
    q = node(DL_Q_AND, and2, 2);
    assert_string_equal(query(r, &q, DL_SORT_NEWEST), "a e c");
    q = node(DL_Q_NOT, not2, 2);
    assert_string_equal(query(r, &q, DL_SORT_NEWEST), "b d");
    q = node(DL_Q_AND, and3, 2);
    assert_string_equal(query(r, &q, DL_SORT_NEWEST), "e");
    q = node(DL_Q_OR, or2, 2);
    assert_string_equal(query(r, &q, DL_SORT_RELEVANCE), "a e c");
    assert_string_equal(query(r, &none, DL_SORT_RELEVANCE), "");
    q = node(DL_Q_AND, NULL, 0);
    assert_string_equal(query(r, &q, DL_SORT_RELEVANCE), "");
    dl_reader_close(r);
    teardown(&f);
}

static const char *dated(struct dl_reader *r, dl_date from, dl_date to)
{
    struct dl_query q = { .op = DL_Q_DATE, .range = { from, to } };
    return query(r, &q, DL_SORT_NEWEST);
}

static void test_dates(void **state)
{
    struct fixture f;
    setup(&f, state);
    fill(&f);
    struct dl_reader *r = open_reader(&f);
    assert_string_equal(dated(r, 0, 0), "a e b c");
    assert_string_equal(dated(r, 20241022, 20241022), "a");
    assert_string_equal(dated(r, 20241023, 20241231), "");
    assert_string_equal(dated(r, 20240101, 0), "a e");
    assert_string_equal(dated(r, 0, 19640229), "c");
    assert_string_equal(dated(r, 0, 19640228), "");
    assert_string_equal(dated(r, 20230101, 20240101), "e b");
    assert_string_equal(dated(r, 19640229, 20230105), "b c");
    assert_string_equal(dated(r, 19000115, 20241021), "e b c");
    assert_string_equal(dated(r, 20240101, 20231231), "");
    dl_reader_close(r);
    teardown(&f);
}

static void test_positions(void **state)
{
    struct fixture f;
    setup(&f, state);
    add(&f, "a", "", "alpha beta gamma delta alpha", 0, NULL);
    add(&f, "b", "", "beta alpha gamma epsilon", 0, NULL);
    add(&f, "c", "alpha", "beta alpha zeta beta", 0, NULL);
    add(&f, "d", "", "alpha alpha zeta zeta zeta beta beta", 0, NULL);
    commit(&f);
    struct dl_reader *r = open_reader(&f);
    struct dl_query alpha = term("alpha"), beta = term("beta"), gamma = term("gamma"), again = term("alpha");
    beta.offset = 1;
    gamma.offset = 2;
    struct dl_query *abc[] = { &alpha, &beta, &gamma }, *ac[] = { &alpha, &gamma }, *ab[] = { &alpha, &beta };
    struct dl_query *aa[] = { &alpha, &again };
    struct dl_query q = node(DL_Q_PHRASE, abc, 3);
    assert_string_equal(query(r, &q, DL_SORT_NEWEST), "a");
    q = node(DL_Q_PHRASE, ab, 2); /* never from the title into the body */
    assert_string_equal(query(r, &q, DL_SORT_NEWEST), "a");
    q = node(DL_Q_PHRASE, ac, 2); /* a word between */
    assert_string_equal(query(r, &q, DL_SORT_NEWEST), "a");
    again.offset = 1;
    q = node(DL_Q_PHRASE, aa, 2);
    assert_string_equal(query(r, &q, DL_SORT_NEWEST), "d");
    again.offset = 4;
    assert_string_equal(query(r, &q, DL_SORT_NEWEST), "a");
    q = node(DL_Q_NEAR, ab, 2);
    q.window = 2;
    assert_string_equal(query(r, &q, DL_SORT_NEWEST), "a b c");
    q.window = 4;
    assert_string_equal(query(r, &q, DL_SORT_NEWEST), "a b c");
    q.window = 5;
    assert_string_equal(query(r, &q, DL_SORT_NEWEST), "a b c d");
    q.window = 0;
    assert_string_equal(query(r, &q, DL_SORT_NEWEST), "");
    q = node(DL_Q_NEAR, aa, 2); /* each at a position of its own */
    q.window = 2;
    assert_string_equal(query(r, &q, DL_SORT_NEWEST), "d");
    dl_reader_close(r);
    teardown(&f);
}

static void test_prefix(void **state)
{
    struct fixture f;
    setup(&f, state);
    fill(&f);
    struct dl_reader *r = open_reader(&f);
    struct dl_query rail = leaf(DL_Q_PREFIX, "ra"), none = leaf(DL_Q_PREFIX, "xyz"), title = leaf(DL_Q_PREFIX, "Srail");
    struct dl_query empty = leaf(DL_Q_PREFIX, ""), many = leaf(DL_Q_PREFIX, "o");
    assert_string_equal(query(r, &rail, DL_SORT_NEWEST), "a e c d");
    assert_string_equal(query(r, &none, DL_SORT_NEWEST), "");
    assert_string_equal(query(r, &title, DL_SORT_NEWEST), "a c");
    struct dl_hits hits = { 0 };
    assert_int_equal(dl_reader_search(r, &(struct dl_search){ .query = &empty }, &hits, &err), DL_INVALID);
    assert_int_equal(dl_reader_search(r, &(struct dl_search){ .query = &many, .max_expansion = 1 }, &hits, &err),
                     DL_TOO_LARGE);
    assert_non_null(strstr(err.message, "o*"));
    dl_hits_free(&hits);
    dl_reader_close(r);
    teardown(&f);
}

/* BM25 by hand, from counts taken by the test itself: one title of T words and a body of B gives length 2T + B. */
static void test_scores(void **state)
{
    struct fixture f;
    setup(&f, state);
    add(&f, "a", "", "one two three four five six", 0, NULL);
    add(&f, "b", "", "one one two seven", 0, NULL);
    add(&f, "c", "one", "eight nine ten", 0, NULL);
    add(&f, "d", "", "eight eight", 0, NULL);
    commit(&f);
    const double len[] = { 6, 4, 5, 2 }, one_tf[] = { 1, 2, 1, 0 }, two_tf[] = { 1, 1, 0, 0 };
    const double average = (6 + 4 + 5 + 2) / 4.0;
    const struct dl_bm25 m = { DL_BM25_K1, DL_BM25_B };
    struct dl_reader *r = open_reader(&f);
    struct dl_query one = term("one"), two = term("two"), *both[] = { &one, &two }, q = node(DL_Q_OR, both, 2);
    struct dl_hits hits = { 0 };
    struct dl_buf id = { 0 };
    two.weight = 2.5;
    assert_ok(dl_reader_search(r, &(struct dl_search){ .query = &q, .exact_count = true }, &hits, &err), err);
    assert_int_equal(hits.count, 3);
    assert_int_equal(hits.total, 3);
    assert_true(hits.total_exact);
    for (size_t i = 0; i < hits.count; i++) {
        assert_ok(dl_reader_id(r, hits.v[i].doc, &id, &err), err);
        int d = id.data[0] - 'a';
        double want = dl_bm25_idf(4, 3) * dl_bm25_tf(&m, one_tf[d], len[d], average);
        if (two_tf[d] > 0)
            want += 2.5 * dl_bm25_idf(4, 2) * dl_bm25_tf(&m, two_tf[d], len[d], average);
        if (fabs(hits.v[i].score - want) > 1e-9 * want)
            fail_msg("%c scores %.12g, not %.12g", id.data[0], hits.v[i].score, want);
    }
    dl_hits_free(&hits);
    dl_buf_free(&id);
    dl_reader_close(r);
    teardown(&f);
}

/* Filters score nothing, a phrase the sum of its terms, and the same term twice counts twice. */
static void test_score_sums(void **state)
{
    struct fixture f;
    setup(&f, state);
    fill(&f);
    struct dl_reader *r = open_reader(&f);
    struct dl_query old = term("old"), rail = term("railway"), la = leaf(DL_Q_COUNTRY, "LA"), rail2 = term("railway");
    struct dl_query *pair[] = { &old, &rail }, *with[] = { &la, &old, &rail }, *twice[] = { &rail, &rail2 };
    struct dl_query queries[] = { node(DL_Q_AND, pair, 2), node(DL_Q_PHRASE, pair, 2), node(DL_Q_AND, with, 3),
                                  node(DL_Q_NEAR, pair, 2) };
    double first = 0;
    struct dl_hits hits = { 0 };
    rail.offset = 1;
    queries[3].window = 2;
    for (size_t i = 0; i < 4; i++) {
        assert_ok(dl_reader_search(r, &(struct dl_search){ .query = &queries[i] }, &hits, &err), err);
        assert_int_equal(hits.count, 1);
        first = i ? first : hits.v[0].score;
        assert_true(first > 0 && fabs(hits.v[0].score - first) < 1e-12);
    }
    struct dl_query q = node(DL_Q_OR, twice, 2);
    assert_ok(dl_reader_search(r, &(struct dl_search){ .query = &rail }, &hits, &err), err);
    first = hits.v[0].score;
    assert_ok(dl_reader_search(r, &(struct dl_search){ .query = &q }, &hits, &err), err);
    assert_true(fabs(hits.v[0].score - 2 * first) < 1e-12);
    assert_ok(dl_reader_search(r, &(struct dl_search){ .query = &la }, &hits, &err), err);
    assert_int_equal(hits.count, 3);
    assert_true(hits.v[0].score == 0.0);
    dl_hits_free(&hits);
    dl_reader_close(r);
    teardown(&f);
}

/* A phrase among alternatives scores where it matches, and nowhere else. */
static void test_phrase_in_or(void **state)
{
    struct fixture f;
    setup(&f, state);
    add(&f, "a", "", "alpha beta gamma", 0, "LA");
    add(&f, "b", "", "beta alpha gamma", 0, "LA");
    for (int i = 0; i < 30; i++) {
        char id[8];
        snprintf(id, sizeof id, "f%d", i);
        add(&f, id, "", i % 3 ? "gamma delta epsilon" : "beta alpha gamma", 0, i % 2 ? "LA" : NULL);
    }
    commit(&f);
    struct dl_reader *r = open_reader(&f);
    struct dl_query alpha = term("alpha"), beta = term("beta"), gamma = term("gamma"), la = leaf(DL_Q_COUNTRY, "LA");
    struct dl_query *pair[] = { &alpha, &beta }, phrase = node(DL_Q_PHRASE, pair, 2);
    struct dl_query *either[] = { &phrase, &gamma }, any = node(DL_Q_OR, either, 2);
    struct dl_query *both[] = { &any, &la }, q = node(DL_Q_AND, both, 2);
    struct dl_hits hits = { 0 };
    beta.offset = 1;
    assert_ok(dl_reader_search(r, &(struct dl_search){ .query = &q }, &hits, &err), err);
    assert_int_equal(hits.count, 17);
    double first = hits.v[0].score, second = hits.v[1].score;
    assert_true(first > second);
    for (size_t i = 1; i < hits.count; i++)
        assert_true(fabs(hits.v[i].score - second) < 1e-12);
    phrase.op = DL_Q_NEAR;
    phrase.window = 2;
    assert_ok(dl_reader_search(r, &(struct dl_search){ .query = &q }, &hits, &err), err);
    assert_true(fabs(hits.v[1].score - first) < 1e-12 && hits.v[hits.count - 1].score < first);
    dl_hits_free(&hits);
    dl_reader_close(r);
    teardown(&f);
}

static double score_of(const struct dl_hits *h, uint64_t doc)
{
    for (size_t i = 0; i < h->count; i++)
        if (h->v[i].doc == doc)
            return h->v[i].score;
    return 0;
}

/* The first DEPTH of BASE with what EXTRA scores in them, sorted anew, then the others as they were. */
static void check_boosted(const struct dl_hits *base, const struct dl_hits *extra, const struct dl_hits *got, size_t depth)
{
    assert_int_equal(got->count, base->count);
    for (size_t i = 0; i < got->count; i++) {
        double want = score_of(base, got->v[i].doc);
        if (i < depth)
            want += score_of(extra, got->v[i].doc);
        else
            assert_int_equal(got->v[i].doc, base->v[i].doc);
        if (fabs(got->v[i].score - want) > 1e-9 * want)
            fail_msg("hit %zu scores %.12g, not %.12g", i, got->v[i].score, want);
        if (i > 0 && got->v[i].score == got->v[i - 1].score && got->v[i].date != got->v[i - 1].date)
            assert_true(got->v[i].date < got->v[i - 1].date);
        else if (i > 0 && i != depth)
            assert_true(got->v[i].score <= got->v[i - 1].score);
    }
}

/* A boost orders the first results anew and changes nothing else, over several commits too. */
static void test_boost(void **state)
{
    struct fixture f;
    setup(&f, state);
    for (int i = 0; i < 60; i++) {
        char id[16], body[200] = "river ";
        snprintf(id, sizeof id, "f%02d", i);
        for (int k = 0; k < i % 7; k++)
            strcat(body, k % 2 ? "bridge " : "stone ");
        strcat(body, i % 3 ? "old bridge" : "bridge old");
        add(&f, id, i % 5 ? "" : "Old stories", body, i % 4 ? 20200101 + i % 9 : 0, NULL);
        if (i == 20 || i == 50)
            commit(&f);
    }
    commit(&f);
    struct dl_reader *r = open_reader(&f);
    struct dl_query river = term("river"), old = term("old"), bridge = term("bridg"), title = term("Sold"), none = term("none");
    struct dl_query *pair[] = { &old, &bridge }, phrase = node(DL_Q_PHRASE, pair, 2), near = node(DL_Q_NEAR, pair, 2);
    struct dl_query *three[] = { &phrase, &title, &none }, *two[] = { &phrase, &title }, any = node(DL_Q_OR, three, 3);
    struct dl_query found_by = node(DL_Q_OR, two, 2), *boosts[] = { &any, &phrase, &title, &near, &none };
    struct dl_query *bases[] = { &river, &bridge };
    struct dl_hits base = { 0 }, extra = { 0 }, got = { 0 };
    bridge.offset = 1;
    near.window = 2;
    title.weight = 0.25;
    none.weight = 3;
    for (size_t i = 0; i < 2 * 5; i++) {
        struct dl_query *b = boosts[i % 5], *q = bases[i / 5];
        assert_ok(dl_reader_search(r, &(struct dl_search){ .query = q }, &base, &err), err);
        assert_ok(dl_reader_search(r, &(struct dl_search){ .query = b == &any ? &found_by : b }, &extra, &err), err);
        for (size_t depth = 0; depth <= 80; depth += 16) {
            struct dl_search s = { .query = q, .boost = b, .boost_depth = depth };
            assert_ok(dl_reader_search(r, &s, &got, &err), err);
            check_boosted(&base, &extra, &got, depth);
            char whole[4096], pages[4096] = "";
            snprintf(whole, sizeof whole, "%s", found(r, &s));
            s.limit = 7;
            for (s.offset = 0; s.offset < 63; s.offset += 7) {
                const char *page = found(r, &s);
                snprintf(pages + strlen(pages), sizeof pages - strlen(pages), "%s%s", *pages && *page ? " " : "", page);
            }
            assert_string_equal(whole, pages);
        }
    }
    struct dl_search newest = { .query = &river, .sort = DL_SORT_NEWEST, .boost = &any, .boost_depth = 20 };
    char plain[4096];
    snprintf(plain, sizeof plain, "%s", query(r, &river, DL_SORT_NEWEST));
    assert_string_equal(found(r, &newest), plain);
    any = node(DL_Q_AND, two, 2);
    assert_int_equal(dl_reader_search(r, &(struct dl_search){ .query = &river, .boost = &any, .boost_depth = 5 }, &got, &err),
                     DL_INVALID);
    assert_int_equal(got.count, 0);
    dl_hits_free(&base);
    dl_hits_free(&extra);
    dl_hits_free(&got);
    dl_reader_close(r);
    teardown(&f);
}

static void test_fetch(void **state)
{
    struct fixture f;
    setup(&f, state);
    struct dl_article a = article("https://example.org/1", "Lào Cai", "Thân bài.", 20240000, "VN LA");
    a.source = DL_STR("Việt Nam News");
    a.language = DL_STR("vi-VN");
    a.path = DL_STR("/srv/news/1.txt");
    a.url = a.id;
    a.offset = 77;
    a.mtime_ns = -5;
    a.hash = (struct dl_hash128){ 1, 2 };
    add_article(&f, &a, 1);
    commit(&f);
    struct dl_reader *r = open_reader(&f);
    struct dl_buf record = { 0 };
    struct dl_article b;
    uint64_t doc;
    bool has_body;
    assert_ok(dl_reader_find(r, a.id, &doc, &err), err);
    assert_ok(dl_reader_fetch(r, doc, &record, &b, &has_body, &err), err);
    assert_true(has_body);
    assert_str(b.title, "Lào Cai");
    assert_str(b.body, "Thân bài.");
    assert_str(b.source, "Việt Nam News");
    assert_int_equal(b.date, 20240000);
    assert_int_equal(b.offset, 77);
    assert_int_equal(b.mtime_ns, -5);
    assert_int_equal(b.country_count, 2);
    assert_string_equal(b.countries[1].code.text, "LA");
    assert_int_equal(dl_reader_find(r, DL_STR("no"), &doc, &err), DL_NOT_FOUND);
    assert_int_equal(dl_reader_find(r, DL_STR(""), &doc, &err), DL_NOT_FOUND);
    struct dl_query source = leaf(DL_Q_SOURCE, "việt nam news"), vi = leaf(DL_Q_LANGUAGE, "vi");
    assert_string_equal(query(r, &source, DL_SORT_NEWEST), "https://example.org/1");
    assert_string_equal(query(r, &vi, DL_SORT_NEWEST), "https://example.org/1");
    dl_buf_free(&record);
    dl_reader_close(r);
    teardown(&f);
}

static void test_no_store(void **state)
{
    struct fixture f;
    setup(&f, state);
    close_writer(&f);
    struct dl_writer_options o = options(f.kind);
    o.store = false;
    assert_ok(dl_writer_open(f.dir, &o, &f.writer, &err), err);
    fill(&f);
    struct dl_reader *r = open_reader(&f);
    struct dl_buf record = { 0 };
    struct dl_article a;
    struct dl_index_stats stats;
    uint64_t doc;
    bool has_body;
    assert_ok(dl_reader_find(r, DL_STR("a"), &doc, &err), err);
    assert_ok(dl_reader_fetch(r, doc, &record, &a, &has_body, &err), err);
    assert_false(has_body);
    assert_str(a.title, "Railway opens");
    assert_str(a.body, "");
    assert_ok(dl_reader_stats(r, &stats, &err), err);
    assert_false(stats.stored);
    dl_buf_free(&record);
    dl_reader_close(r);
    teardown(&f);
}

static void test_long_and_odd_ids(void **state)
{
    struct fixture f;
    setup(&f, state);
    char one[1001], two[1001];
    memset(one, 'x', 1000);
    memset(two, 'x', 1000);
    one[1000] = two[1000] = '\0';
    two[999] = 'y';
    add(&f, one, "", "first", 0, NULL);
    add(&f, two, "", "second", 0, NULL);
    add(&f, "a\nb", "", "third", 0, NULL);
    add(&f, "Capital", "", "fourth", 0, NULL);
    struct dl_commit_stats s = commit(&f);
    assert_int_equal(s.articles, 4);
    add(&f, one, "", "first again", 0, NULL);
    add(&f, "a\nb", "", "third again", 0, NULL);
    s = commit(&f);
    assert_int_equal(s.articles, 4);
    assert_int_equal(s.replaced, 2);
    struct dl_reader *r = open_reader(&f);
    uint64_t doc;
    struct dl_query q = term("again");
    struct dl_hits hits = { 0 };
    assert_ok(dl_reader_find(r, dl_str_of(two), &doc, &err), err);
    assert_ok(dl_reader_search(r, &(struct dl_search){ .query = &q }, &hits, &err), err);
    assert_int_equal(hits.count, 2);
    dl_hits_free(&hits);
    dl_reader_close(r);
    teardown(&f);
}

static void test_replace_in_one_run(void **state)
{
    struct fixture f;
    setup(&f, state);
    add(&f, "a", "", "first", 0, NULL);
    f.sequence = 10;
    add(&f, "a", "", "last", 0, NULL);
    f.sequence = 5;
    add(&f, "a", "", "middle", 0, NULL); /* comes later but was earlier in the input */
    struct dl_commit_stats s = commit(&f);
    assert_int_equal(s.articles, 1);
    assert_int_equal(s.added, 1);
    struct dl_reader *r = open_reader(&f);
    struct dl_query q = term("last"), no = term("middl");
    assert_string_equal(query(r, &q, DL_SORT_NEWEST), "a");
    assert_string_equal(query(r, &no, DL_SORT_NEWEST), "");
    dl_reader_close(r);
    teardown(&f);
}

static void test_remove(void **state)
{
    struct fixture f;
    setup(&f, state);
    struct dl_article a = article("a", "", "alpha", 0, NULL), b = article("b", "", "beta", 0, NULL),
                      c = article("c", "", "gamma", 0, NULL), b2 = article("b", "", "better", 0, NULL);
    bool there;
    add_article(&f, &a, 7);
    add_article(&f, &b, 7);
    add_article(&f, &c, 8);
    commit(&f);
    add_article(&f, &b2, 9); /* moved to another source */
    assert_ok(dl_writer_remove_source(f.writer, 7, &err), err);
    assert_ok(dl_writer_remove_source(f.writer, 123, &err), err);
    assert_ok(dl_writer_remove(f.writer, DL_STR("c"), &there, &err), err);
    assert_true(there);
    assert_ok(dl_writer_remove(f.writer, DL_STR("c"), &there, &err), err);
    assert_false(there);
    struct dl_commit_stats s = commit(&f);
    assert_int_equal(s.articles, 1);
    assert_int_equal(s.removed, 2);
    assert_int_equal(s.replaced, 1);
    struct dl_reader *r = open_reader(&f);
    struct dl_query all = leaf(DL_Q_ALL, ""), beta = term("beta"), better = term("better");
    assert_string_equal(query(r, &all, DL_SORT_NEWEST), "b");
    assert_string_equal(query(r, &beta, DL_SORT_NEWEST), "");
    assert_string_equal(query(r, &better, DL_SORT_NEWEST), "b");
    dl_reader_close(r);
    assert_ok(dl_index_verify(f.dir, NULL, &err), err);
    teardown(&f);
}

/* A source read again: all its articles go, those that are still there come back. */
static void test_source_again(void **state)
{
    struct fixture f;
    setup(&f, state);
    struct dl_article a = article("a", "", "alpha", 0, NULL), b = article("b", "", "beta", 0, NULL);
    add_article(&f, &a, 7);
    add_article(&f, &b, 7);
    commit(&f);
    assert_ok(dl_writer_remove_source(f.writer, 7, &err), err);
    add_article(&f, &b, 7);
    struct dl_commit_stats s = commit(&f);
    assert_int_equal(s.articles, 1);
    struct dl_reader *r = open_reader(&f);
    struct dl_query all = leaf(DL_Q_ALL, "");
    assert_string_equal(query(r, &all, DL_SORT_NEWEST), "b");
    dl_reader_close(r);
    teardown(&f);
}

static void test_generations(void **state)
{
    struct fixture f;
    setup(&f, state);
    struct dl_query all = leaf(DL_Q_ALL, "");
    bool changed;
    fill(&f);
    struct dl_reader *r = open_reader(&f);
    add(&f, "n1", "", "new", 20250101, NULL);
    assert_ok(dl_reader_reopen(r, &changed, &err), err);
    assert_false(changed);
    assert_string_equal(query(r, &all, DL_SORT_NEWEST), "a e b c d");
    commit(&f);
    assert_string_equal(query(r, &all, DL_SORT_NEWEST), "a e b c d");
    assert_ok(dl_reader_reopen(r, &changed, &err), err);
    assert_true(changed);
    assert_string_equal(query(r, &all, DL_SORT_NEWEST), "n1 a e b c d");
    for (int i = 0; i < 5; i++) {
        char id[8];
        snprintf(id, sizeof id, "m%d", i);
        add(&f, id, "", "more", 20250102 + i, NULL);
        commit(&f);
        enum dl_status status = dl_reader_reopen(r, NULL, &err);
        assert_int_equal(status, DL_OK);
    }
    assert_string_equal(query(r, &all, DL_SORT_OLDEST), "c b e a n1 m0 m1 m2 m3 m4 d");
    struct dl_index_stats stats;
    assert_ok(dl_reader_stats(r, &stats, &err), err);
    assert_int_equal(stats.generation, 7);
    assert_int_equal(stats.articles, 11);
    assert_int_equal(stats.dated, 10);
    assert_int_equal(stats.oldest, 19640229);
    assert_int_equal(stats.newest, 20250106);
    assert_true(stats.stored);
    assert_true(stats.bytes > 0);
    assert_true(stats.bm25.k1 == DL_BM25_K1);
    dl_reader_close(r);
    teardown(&f);
}

/* A writer killed before its commit leaves nothing behind, one killed after it everything. */
static void test_killed(void **state)
{
    struct fixture f;
    setup(&f, state);
    fill(&f);
    close_writer(&f);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        open_writer(&f);
        for (int i = 0; i < 300; i++) {
            char id[16];
            snprintf(id, sizeof id, "k%d", i);
            add(&f, id, "", "killed too early", 20250101, NULL);
        }
        dl_writer_remove(f.writer, DL_STR("a"), NULL, NULL);
        kill(getpid(), SIGKILL);
    }
    int how;
    waitpid(child, &how, 0);
    assert_true(WIFSIGNALED(how));
    struct dl_reader *r = open_reader(&f);
    struct dl_query all = leaf(DL_Q_ALL, "");
    assert_string_equal(query(r, &all, DL_SORT_NEWEST), "a e b c d");
    dl_reader_close(r);
    assert_ok(dl_index_verify(f.dir, NULL, &err), err);
    open_writer(&f);
    add(&f, "z", "", "after", 20260101, NULL);
    commit(&f);
    r = open_reader(&f);
    assert_string_equal(query(r, &all, DL_SORT_NEWEST), "z a e b c d");
    dl_reader_close(r);
    teardown(&f);
}

static void test_killed_first_build(void **state)
{
    struct fixture f;
    setup(&f, state);
    close_writer(&f);
    pid_t child = fork();
    if (child == 0) {
        open_writer(&f);
        add(&f, "a", "", "killed too early", 20250101, NULL);
        kill(getpid(), SIGKILL);
    }
    int how;
    waitpid(child, &how, 0);
    enum dl_engine_kind kind;
    assert_ok(dl_index_detect(f.dir, &kind, &err), err);
    assert_int_equal(kind, DL_ENGINE_NONE);
    open_writer(&f);
    fill(&f);
    struct dl_reader *r = open_reader(&f);
    struct dl_query all = leaf(DL_Q_ALL, "");
    assert_string_equal(query(r, &all, DL_SORT_NEWEST), "a e b c d");
    dl_reader_close(r);
    teardown(&f);
}

static void test_two_writers(void **state)
{
    struct fixture f;
    setup(&f, state);
    struct dl_writer *second;
    struct dl_writer_options o = options(f.kind);
    assert_int_equal(dl_writer_open(f.dir, &o, &second, &err), DL_BUSY);
    assert_null(second);
    commit(&f);
    assert_int_equal(dl_index_compact(f.dir, 0, &err), DL_BUSY);
    close_writer(&f);
    assert_ok(dl_writer_open(f.dir, &o, &second, &err), err);
    dl_writer_close(second);
    teardown(&f);
}

static void test_foreign_folder(void **state)
{
    struct fixture f;
    setup(&f, state);
    struct dl_writer_options o = options(f.kind);
    struct dl_writer *w;
    struct dl_reader *r;
    enum dl_engine_kind kind;
    char dir[250], file[270];
    snprintf(dir, sizeof dir, "%s/foreign", f.root);
    snprintf(file, sizeof file, "%s/precious.txt", dir);
    assert_ok(dl_make_dirs(dir, &err), err);
    assert_ok(dl_file_replace(file, "x", 1, &err), err);
    assert_int_equal(dl_index_detect(dir, &kind, &err), DL_OPENING);
    assert_non_null(strstr(err.message, "precious.txt"));
    assert_int_equal(dl_writer_open(dir, &o, &w, &err), DL_OPENING);
    const char *where = dir;
    assert_int_equal(dl_reader_open(&where, 1, &r, &err), DL_OPENING);
    teardown(&f);
}

static void test_blobs(void **state)
{
    struct fixture f;
    setup(&f, state);
    struct dl_buf b = { 0 };
    size_t size = (size_t)9 << 20;
    char *large = malloc(size);
    assert_non_null(large);
    for (size_t i = 0; i < size; i++)
        large[i] = (char)(i * 2654435761u >> 13);
    assert_int_equal(dl_writer_get(f.writer, "sources", &b, &err), DL_NOT_FOUND);
    assert_int_equal(dl_writer_set(f.writer, "Bad Key", DL_STR("x"), &err), DL_INVALID);
    assert_ok(dl_writer_set(f.writer, "sources", DL_STR("a\0b"), &err), err);
    assert_ok(dl_writer_get(f.writer, "sources", &b, &err), err);
    assert_int_equal(b.len, 3);
    assert_ok(dl_writer_set(f.writer, "large", (struct dl_str){ large, size }, &err), err);
    commit(&f);
    struct dl_reader *r = open_reader(&f);
    assert_ok(dl_reader_get(r, "large", &b, &err), err);
    assert_int_equal(b.len, size);
    assert_memory_equal(b.data, large, size);
    assert_ok(dl_writer_set(f.writer, "large", DL_STR("small"), &err), err);
    assert_ok(dl_writer_set(f.writer, "sources", DL_STR(""), &err), err);
    commit(&f);
    assert_ok(dl_reader_reopen(r, NULL, &err), err);
    assert_ok(dl_reader_get(r, "large", &b, &err), err);
    assert_str(dl_buf_view(&b), "small");
    assert_int_equal(dl_reader_get(r, "sources", &b, &err), DL_NOT_FOUND);
    dl_reader_close(r);
    dl_buf_free(&b);
    free(large);
    teardown(&f);
}

static const char *facet(struct dl_reader *r, const struct dl_query *q, enum dl_facet which)
{
    static char out[1000];
    struct dl_facets v = { 0 };
    out[0] = '\0';
    assert_ok(dl_reader_facets(r, q, which, &v, &err), err);
    for (size_t i = 0; i < v.count; i++)
        snprintf(out + strlen(out), sizeof out - strlen(out), "%s%s=%d", i ? " " : "", v.v[i].value, (int)v.v[i].count);
    dl_facets_free(&v);
    return out;
}

static void test_facets(void **state)
{
    struct fixture f;
    setup(&f, state);
    fill(&f);
    struct dl_reader *r = open_reader(&f);
    struct dl_query all = leaf(DL_Q_ALL, ""), rail = term("railway"), no = term("nothing");
    assert_string_equal(facet(r, &all, DL_FACET_COUNTRY), "LA=3 =1 CN=1 TH=1 VN=1");
    assert_string_equal(facet(r, &rail, DL_FACET_COUNTRY), "LA=3 =1 CN=1 TH=1");
    assert_string_equal(facet(r, &all, DL_FACET_YEAR), "=1 1964=1 2023=1 2024=2");
    assert_string_equal(facet(r, &all, DL_FACET_MONTH), "=1 1964-02=1 2023-01=1 2024-01=1 2024-10=1");
    assert_string_equal(facet(r, &all, DL_FACET_SOURCE), "=5");
    assert_string_equal(facet(r, &no, DL_FACET_YEAR), "");
    dl_reader_close(r);
    teardown(&f);
}

static bool collect(void *context, struct dl_str t, uint64_t articles)
{
    char *out = context;
    sprintf(out + strlen(out), "%.*s:%d ", (int)t.len, t.ptr, (int)articles);
    return strlen(out) < 900;
}

static void test_dictionary(void **state)
{
    struct fixture f;
    setup(&f, state);
    add(&f, "id", "zulu", "alpha beta alpha 1964 đà", 20240101, "LA");
    commit(&f);
    struct dl_reader *r = open_reader(&f);
    char out[1000] = "";
    assert_ok(dl_reader_terms(r, DL_STR(""), collect, out, &err), err);
    assert_string_equal(out, "1964:1 Szulu:1 alpha:1 beta:1 da:1 zulu:1 đà:1 ");
    out[0] = '\0';
    assert_ok(dl_reader_terms(r, DL_STR("am"), collect, out, &err), err);
    assert_string_equal(out, "beta:1 da:1 zulu:1 đà:1 ");
    dl_reader_close(r);
    teardown(&f);
}

static void test_compact(void **state)
{
    struct fixture f;
    setup(&f, state);
    fill(&f);
    add(&f, "f", "", "Another railway", 20220101, NULL);
    commit(&f);
    assert_ok(dl_writer_remove(f.writer, DL_STR("b"), NULL, &err), err);
    commit(&f);
    close_writer(&f);
    struct dl_reader *r = open_reader(&f);
    struct dl_query all = leaf(DL_Q_ALL, "");
    bool changed;
    assert_ok(dl_index_compact(f.dir, 0, &err), err);
    assert_string_equal(query(r, &all, DL_SORT_NEWEST), "a e f c d"); /* on the old files */
    assert_ok(dl_reader_reopen(r, &changed, &err), err);
    assert_true(changed);
    assert_string_equal(query(r, &all, DL_SORT_NEWEST), "a e f c d");
    dl_reader_close(r);
    struct dl_buf detail = { 0 };
    assert_ok(dl_index_verify(f.dir, &detail, &err), err);
    assert_true(detail.len > 0);
    dl_buf_free(&detail);
    open_writer(&f);
    add(&f, "g", "", "After", 20260101, NULL);
    commit(&f);
    teardown(&f);
}

static void test_several_indexes(void **state)
{
    struct fixture f, g;
    setup(&f, state);
    setup(&g, state);
    add(&f, "a", "", "shared one", 20240101, "LA");
    add(&f, "b", "", "other words entirely", 20230101, NULL);
    add(&g, "c", "", "shared shared two", 20250101, "LA");
    commit(&f);
    commit(&g);
    const char *dirs[] = { f.dir, g.dir };
    struct dl_reader *r;
    assert_ok(dl_reader_open(dirs, 2, &r, &err), err);
    struct dl_query q = term("share"), all = leaf(DL_Q_ALL, "");
    struct dl_hits hits = { 0 };
    const struct dl_bm25 m = { DL_BM25_K1, DL_BM25_B };
    assert_string_equal(query(r, &q, DL_SORT_RELEVANCE), "c a");
    assert_ok(dl_reader_search(r, &(struct dl_search){ .query = &q }, &hits, &err), err);
    double want = dl_bm25_idf(3, 2) * dl_bm25_tf(&m, 2, 3, 8 / 3.0);
    assert_true(fabs(hits.v[0].score - want) < 1e-9 * want);
    assert_string_equal(query(r, &all, DL_SORT_OLDEST), "b a c");
    assert_string_equal(facet(r, &all, DL_FACET_COUNTRY), "LA=2 =1");
    dl_hits_free(&hits);
    dl_reader_close(r);
    teardown(&f);
    teardown(&g);
}

/* ---- several workers -------------------------------------------------------------------------------------------- */

#define WORKERS 4
#define PER_WORKER 150

struct job {
    struct dl_writer *writer;
    unsigned number;
    enum dl_status status;
    struct dl_error err;
};

static void *work(void *context)
{
    struct job *j = context;
    struct dl_analyzer *analyzer = NULL;
    struct dl_tokens tokens = { 0 };
    j->status = dl_analyzer_new(&analyzer, &j->err);
    for (unsigned i = 0; i < PER_WORKER && !j->status; i++) {
        char id[32], body[100];
        snprintf(id, sizeof id, "id%u", i); /* every worker has the same ids: the last in the input wins */
        snprintf(body, sizeof body, "common words and worker%u number%u", j->number, i);
        struct dl_article a = article(id, "", body, 20240101, NULL);
        j->status = dl_analyze_article(analyzer, a.title, a.body, "english", &tokens, &j->err);
        if (!j->status)
            j->status = dl_writer_add(j->writer, j->number, &a, analyzer, &tokens, j->number * 1000u + i, j->number,
                                      &j->err);
    }
    dl_tokens_free(&tokens);
    dl_analyzer_free(analyzer);
    return NULL;
}

static void test_workers(void **state)
{
    struct fixture f;
    setup(&f, state);
    close_writer(&f);
    struct dl_writer_options o = options(f.kind);
    o.workers = WORKERS;
    o.memory = 100000; /* so that much is written out on the way */
    assert_ok(dl_writer_open(f.dir, &o, &f.writer, &err), err);
    pthread_t threads[WORKERS];
    struct job jobs[WORKERS];
    for (unsigned i = 0; i < WORKERS; i++) {
        jobs[i] = (struct job){ .writer = f.writer, .number = i };
        assert_int_equal(pthread_create(&threads[i], NULL, work, &jobs[i]), 0);
    }
    for (unsigned i = 0; i < WORKERS; i++) {
        pthread_join(threads[i], NULL);
        assert_ok(jobs[i].status, jobs[i].err);
    }
    struct dl_commit_stats s = commit(&f);
    assert_int_equal(s.articles, PER_WORKER);
    struct dl_reader *r = open_reader(&f);
    struct dl_hits hits = { 0 };
    struct dl_query last = term("worker3"), first = term("worker0"), rest = term("number77");
    assert_ok(dl_reader_search(r, &(struct dl_search){ .query = &last }, &hits, &err), err);
    assert_int_equal(hits.count, PER_WORKER);
    assert_ok(dl_reader_search(r, &(struct dl_search){ .query = &first }, &hits, &err), err);
    assert_int_equal(hits.count, 0);
    assert_string_equal(query(r, &rest, DL_SORT_RELEVANCE), "id77");
    dl_hits_free(&hits);
    dl_reader_close(r);
    assert_ok(dl_index_verify(f.dir, NULL, &err), err);
    teardown(&f);
}

/* ---- a reader across commits ------------------------------------------------------------------------------------ */

#define GENERATIONS 25
#define MEMBERS 120

/* Each commit replaces every article: all of them belong to one generation. */
static void write_generations(struct fixture *f)
{
    for (int g = 1; g <= GENERATIONS; g++) {
        for (int i = 0; i < MEMBERS; i++) {
            char id[16], body[200];
            snprintf(id, sizeof id, "id%d", i);
            snprintf(body, sizeof body, "generation%d of article%d with some more words to move blocks about", g, i);
            add(f, id, "", body, 20000101 + g, NULL);
        }
        commit(f);
    }
}

/* Search and fetch as the searcher does; DL_MODIFIED repeats the whole. */
static enum dl_status read_generation(struct dl_reader *r, int *generation)
{
    struct dl_query all = leaf(DL_Q_ALL, "");
    struct dl_hits hits = { 0 };
    struct dl_buf record = { 0 };
    enum dl_status status = dl_reader_search(r, &(struct dl_search){ .query = &all, .sort = DL_SORT_NEWEST }, &hits,
                                             &err);
    if (!status)
        assert_true(hits.count == MEMBERS);
    *generation = 0;
    for (size_t i = 0; i < hits.count && !status; i++) {
        struct dl_article a;
        bool has_body;
        status = dl_reader_fetch(r, hits.v[i].doc, &record, &a, &has_body, &err);
        if (!status && i == 0)
            *generation = a.date - 20000101;
        if (!status)
            assert_int_equal(a.date - 20000101, *generation);
    }
    dl_hits_free(&hits);
    dl_buf_free(&record);
    return status;
}

static void test_reader_across_commits(void **state)
{
    struct fixture f;
    int how, last = 0, seen = 0;
    setup(&f, state);
    for (int i = 0; i < MEMBERS; i++) {
        char id[16];
        snprintf(id, sizeof id, "id%d", i);
        add(&f, id, "", "generation zero", 20000101, NULL);
    }
    commit(&f);
    close_writer(&f);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        open_writer(&f);
        write_generations(&f);
        close_writer(&f);
        _exit(0);
    }
    struct dl_reader *r = open_reader(&f);
    while (last < GENERATIONS) {
        int generation;
        enum dl_status status = read_generation(r, &generation);
        if (status == DL_OK) {
            assert_true(generation >= last);
            seen += generation > last;
            last = generation;
        } else if (status != DL_MODIFIED) {
            fail_msg("%s: %s", dl_status_name(status), err.message);
        }
        assert_ok(dl_reader_reopen(r, NULL, &err), err);
    }
    waitpid(child, &how, 0);
    assert_true(WIFEXITED(how) && WEXITSTATUS(how) == 0);
    assert_true(seen > 0);
    dl_reader_close(r);
    teardown(&f);
}

/* A reader that was opened before a compaction reads on in the old files, everything, and finds the new by itself. */
static void test_reader_across_compaction(void **state)
{
    struct fixture f;
    int generation;
    setup(&f, state);
    for (int i = 0; i < MEMBERS; i++) {
        char id[16];
        snprintf(id, sizeof id, "id%d", i);
        add(&f, id, "", "first second third", 20000108, NULL);
    }
    commit(&f);
    close_writer(&f);
    struct dl_reader *r = open_reader(&f);
    for (int i = 0; i < 3; i++)
        assert_ok(dl_index_compact(f.dir, 0, &err), err);
    struct dl_query first = term("first"), second = term("second"), *words[] = { &first, &second };
    struct dl_query q = node(DL_Q_PHRASE, words, 2);
    struct dl_hits hits = { 0 };
    second.offset = 1;
    for (int i = 0; i < 2; i++) {
        assert_ok(dl_reader_search(r, &(struct dl_search){ .query = &q }, &hits, &err), err);
        assert_int_equal(hits.count, MEMBERS);
        assert_int_equal(read_generation(r, &generation), DL_OK);
        assert_int_equal(generation, 7);
        assert_ok(dl_reader_reopen(r, NULL, &err), err);
    }
    dl_hits_free(&hits);
    dl_reader_close(r);
    teardown(&f);
}

static void test_bad_arguments(void **state)
{
    struct fixture f;
    setup(&f, state);
    struct dl_tokens none = { 0 };
    struct dl_article a = article("", "", "x", 0, NULL);
    assert_int_equal(dl_writer_add(f.writer, 0, &a, f.analyzer, &none, 1, 1, &err), DL_BAD_INPUT);
    a.id = DL_STR("x");
    assert_int_equal(dl_writer_add(f.writer, 9, &a, f.analyzer, &none, 1, 1, &err), DL_INVALID);
    assert_ok(dl_writer_add(f.writer, 0, &a, f.analyzer, &none, 1, 1, &err), err); /* no words at all */
    commit(&f);
    struct dl_reader *r = open_reader(&f);
    struct dl_query all = leaf(DL_Q_ALL, ""), bad = term("x"), deep[300], *down[300];
    assert_string_equal(query(r, &all, DL_SORT_NEWEST), "x");
    struct dl_hits hits = { 0 };
    bad.weight = -1;
    assert_int_equal(dl_reader_search(r, &(struct dl_search){ .query = &bad }, &hits, &err), DL_INVALID);
    deep[0] = all;
    for (int i = 1; i < 300; i++) {
        down[i] = &deep[i - 1];
        deep[i] = node(DL_Q_AND, &down[i], 1);
    }
    assert_int_equal(dl_reader_search(r, &(struct dl_search){ .query = &deep[299] }, &hits, &err), DL_TOO_LARGE);
    struct dl_buf record = { 0 };
    bool has_body;
    assert_int_equal(dl_reader_fetch(r, 12345, &record, &a, &has_body, &err), DL_NOT_FOUND);
    dl_buf_free(&record);
    dl_hits_free(&hits);
    dl_reader_close(r);
    teardown(&f);
}

#define CASES(kind)                                                                                                    \
    CASE(test_empty, kind), CASE(test_orders, kind), CASE(test_ties, kind), CASE(test_operators, kind),                \
        CASE(test_dates, kind), CASE(test_positions, kind), CASE(test_prefix, kind), CASE(test_scores, kind),          \
        CASE(test_score_sums, kind), CASE(test_fetch, kind), CASE(test_no_store, kind),                                \
        CASE(test_long_and_odd_ids, kind), CASE(test_replace_in_one_run, kind), CASE(test_remove, kind),               \
        CASE(test_source_again, kind), CASE(test_generations, kind), CASE(test_killed, kind),                          \
        CASE(test_killed_first_build, kind), CASE(test_two_writers, kind), CASE(test_foreign_folder, kind),            \
        CASE(test_blobs, kind), CASE(test_facets, kind), CASE(test_dictionary, kind), CASE(test_compact, kind),        \
        CASE(test_several_indexes, kind), CASE(test_workers, kind), CASE(test_bad_arguments, kind),                    \
        CASE(test_reader_across_commits, kind), CASE(test_reader_across_compaction, kind),                              \
        CASE(test_phrase_in_or, kind), CASE(test_boost, kind)
#define CASE(function, kind)                                                                                           \
    {                                                                                                                  \
        .name = #function "/" kind##_NAME, .test_func = function, .initial_state = (void *)(intptr_t)kind              \
    }
#define DL_ENGINE_XAPIAN_NAME "xapian"
#define DL_ENGINE_NATIVE_NAME "native"

int main(void)
{
    const struct CMUnitTest tests[] = { CASES(DL_ENGINE_XAPIAN), CASES(DL_ENGINE_NATIVE) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
