/* test_engine_read.c - what both engines promise of searching and fetching in engine.h.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <math.h>

#include "engine_fixture.h"

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

/* Every article with "steel" ranks above the one before it, so that none of them is pruned; one has only "rise", which
 * cannot reach the top any more once they are under way and is passed over unseen.  It must be counted all the same. */
static void test_exact_count(void **state)
{
    enum { ARTICLES = 180 };
    struct fixture f;
    setup(&f, state);
    struct dl_buf body = { 0 };
    char id[16];
    for (int i = 0; i < ARTICLES; i++) {
        dl_buf_clear(&body);
        dl_buf_puts(&body, "rise");
        for (int k = 0; k < ARTICLES; k++)
            dl_buf_puts(&body, k <= i ? " steel" : " other");
        snprintf(id, sizeof id, "s%03d", i);
        add(&f, id, "", dl_buf_cstr(&body), 0, NULL);
    }
    add(&f, "s150a", "", "rise", 0, NULL);
    commit(&f);
    struct dl_reader *r = open_reader(&f);
    struct dl_query steel = term("steel"), rise = term("rise"), *both[] = { &steel, &rise }, q = node(DL_Q_OR, both, 2);
    struct dl_hits hits = { 0 };
    assert_ok(dl_reader_search(r, &(struct dl_search){ .query = &q, .limit = 1, .exact_count = true }, &hits, &err),
              err);
    assert_int_equal(hits.count, 1);
    assert_true(hits.total_exact);
    assert_int_equal(hits.total, ARTICLES + 1);
    dl_hits_free(&hits);
    dl_buf_free(&body);
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
static void check_rescored(const struct dl_hits *base, const struct dl_hits *extra, const struct dl_hits *got,
                           size_t depth)
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

/* A rescore orders the first results anew and changes nothing else, over several commits too. */
static void test_rescore(void **state)
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
    struct dl_query river = term("river"), old = term("old"), bridge = term("bridg"), title = term("Sold"),
                    none = term("none");
    struct dl_query *pair[] = { &old, &bridge }, phrase = node(DL_Q_PHRASE, pair, 2), near = node(DL_Q_NEAR, pair, 2);
    struct dl_query *three[] = { &phrase, &title, &none }, *two[] = { &phrase, &title }, any = node(DL_Q_OR, three, 3);
    struct dl_query found_by = node(DL_Q_OR, two, 2), *rescores[] = { &any, &phrase, &title, &near, &none };
    struct dl_query *bases[] = { &river, &bridge };
    struct dl_hits base = { 0 }, extra = { 0 }, got = { 0 };
    bridge.offset = 1;
    near.window = 2;
    title.weight = 0.25;
    none.weight = 3;
    for (size_t i = 0; i < 2 * 5; i++) {
        struct dl_query *b = rescores[i % 5], *q = bases[i / 5];
        assert_ok(dl_reader_search(r, &(struct dl_search){ .query = q }, &base, &err), err);
        assert_ok(dl_reader_search(r, &(struct dl_search){ .query = b == &any ? &found_by : b }, &extra, &err), err);
        for (size_t depth = 0; depth <= 80; depth += 16) {
            struct dl_search s = { .query = q, .rescore = b, .rescore_depth = depth };
            assert_ok(dl_reader_search(r, &s, &got, &err), err);
            check_rescored(&base, &extra, &got, depth);
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
    struct dl_search newest = { .query = &river, .sort = DL_SORT_NEWEST, .rescore = &any, .rescore_depth = 20 };
    char plain[4096];
    snprintf(plain, sizeof plain, "%s", query(r, &river, DL_SORT_NEWEST));
    assert_string_equal(found(r, &newest), plain);
    any = node(DL_Q_AND, two, 2);
    assert_int_equal(
        dl_reader_search(r, &(struct dl_search){ .query = &river, .rescore = &any, .rescore_depth = 5 }, &got, &err),
        DL_INVALID);
    assert_int_equal(got.count, 0);
    dl_hits_free(&base);
    dl_hits_free(&extra);
    dl_hits_free(&got);
    dl_reader_close(r);
    teardown(&f);
}

/* A word near the beginning scores once more, one further on does not.  The title and the gap behind it come first. */
static void test_lead(void **state)
{
    struct fixture f;
    setup(&f, state);
    add(&f, "far", "", "one two three four five six seven eight nine river", 20240101, NULL);
    add(&f, "first", "", "river two three four five six seven eight nine ten", 20240101, NULL);
    add(&f, "last", "", "one two three river five six seven eight nine ten", 20240101, NULL);
    add(&f, "none", "", "one two three four river six seven eight nine ten", 20240101, NULL);
    add(&f, "twice", "", "one two three river five six seven eight nine river", 20240101, NULL);
    commit(&f);
    struct dl_reader *r = open_reader(&f);
    struct dl_query river = term("river"), word = term("river"), *child = &word, lead = node(DL_Q_LEAD, &child, 1);
    struct dl_hits base = { 0 }, got = { 0 };
    word.weight = 0.5;
    lead.window = DL_TITLE_GAP + 3;
    assert_ok(dl_reader_search(r, &(struct dl_search){ .query = &river }, &base, &err), err);
    struct dl_search s = { .query = &river, .rescore = &lead, .rescore_depth = 10 };
    assert_ok(dl_reader_search(r, &s, &got, &err), err);
    assert_string_equal(found(r, &s), "twice first last far none");
    for (size_t i = 0; i < 5; i++) {
        size_t k = 0;
        while (base.v[k].doc != got.v[i].doc)
            k++;
        double want = base.v[k].score * (i < 3 ? 1.5 : 1);
        assert_true(fabs(got.v[i].score - want) <= 1e-9 * want);
    }
    dl_hits_free(&base);
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
    a.hash = 12;
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
    struct dl_query source = leaf(DL_Q_SOURCE, "viet nam news"), vi = leaf(DL_Q_LANGUAGE, "vi");
    assert_string_equal(query(r, &source, DL_SORT_NEWEST), "https://example.org/1");
    assert_string_equal(query(r, &vi, DL_SORT_NEWEST), "https://example.org/1");
    dl_buf_free(&record);
    dl_reader_close(r);
    teardown(&f);
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
    char again[sizeof f.dir + 4]; /* the same folder by another name */
    snprintf(again, sizeof again, "%s/./", f.dir);
    const char *twice[] = { f.dir, again, g.dir, f.dir };
    assert_ok(dl_reader_open(twice, 4, &r, &err), err);
    assert_string_equal(query(r, &all, DL_SORT_OLDEST), "b a c");
    dl_reader_close(r);
    teardown(&f);
    teardown(&g);
}

/* ---- signatures ------------------------------------------------------------------------------------------------- */

static struct dl_signature signature_in(struct dl_reader *r, const char *id)
{
    struct dl_signature s;
    uint64_t doc;
    assert_ok(dl_reader_find(r, dl_str_of(id), &doc, &err), err);
    assert_ok(dl_reader_signature(r, doc, &s, &err), err);
    return s;
}

static void test_signatures(void **state)
{
    static const char text[] = "The trains between the two towns will be longer from spring on, the railway said.";
    struct fixture f;
    setup(&f, state);
    add(&f, "a", "Longer trains", text, 20240101, NULL);
    add(&f, "b", "Other words", "Rain fell on the coast all day and the river rose.", 20240102, NULL);
    add(&f, "c", "", "...", 20240103, NULL);
    commit(&f);
    close_writer(&f);
    open_writer(&f);
    add(&f, "d", "Longer trains", text, 20240104, NULL);
    add(&f, "b", "Rain", "Rain fell on the coast all day and the river rose.", 20240101, NULL);
    commit(&f);
    close_writer(&f);
    for (int compacted = 0; compacted < 2; compacted++) {
        struct dl_reader *r = open_reader(&f);
        struct dl_signature a = signature_in(r, "a"), b = signature_in(r, "b"), c = signature_in(r, "c"),
                            d = signature_in(r, "d"), none = { { 0 } };
        assert_memory_equal(&a, &d, sizeof a);
        assert_true(dl_signature_near(&a, &d));
        assert_false(dl_signature_near(&a, &b));
        assert_memory_equal(&c, &none, sizeof c);
        assert_int_equal(dl_reader_signature(r, UINT64_MAX, &a, &err), DL_NOT_FOUND);
        dl_reader_close(r);
        assert_ok(dl_index_compact(f.dir, 0, &err), err);
    }
    teardown(&f);
}

#define CASES(kind)                                                                                                    \
    CASE(test_orders, kind), CASE(test_ties, kind), CASE(test_operators, kind), CASE(test_dates, kind),                \
        CASE(test_positions, kind), CASE(test_prefix, kind), CASE(test_scores, kind), CASE(test_exact_count, kind),    \
        CASE(test_score_sums, kind), CASE(test_phrase_in_or, kind), CASE(test_rescore, kind), CASE(test_lead, kind),   \
        CASE(test_fetch, kind), CASE(test_facets, kind), CASE(test_dictionary, kind),                                  \
        CASE(test_several_indexes, kind), CASE(test_signatures, kind)

int main(void)
{
    const struct CMUnitTest tests[] = { CASES(DL_ENGINE_XAPIAN), CASES(DL_ENGINE_NATIVE) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
