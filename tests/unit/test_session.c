/* test_session.c - results that are read while a writer goes on, and what a query's filters become.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "unit.h"

#include "dateline/blobs.h"
#include "searcher/session.h"

#define ARTICLES 3000

static struct dl_error err;

struct fixture {
    char root[200], dir[220];
};

static void write_articles(struct fixture *f, unsigned from, unsigned to, const char *body)
{
    struct dl_writer_options o = {
        .engine = DL_ENGINE_XAPIAN, .workers = 1, .memory = 16 << 20, .store = true, .bm25 = { DL_BM25_K1, DL_BM25_B }
    };
    struct dl_writer *w;
    struct dl_analyzer *analyzer;
    struct dl_tokens tokens = { 0 };
    char id[16];
    assert_ok(dl_writer_open(f->dir, &o, &w, &err), err);
    assert_ok(dl_analyzer_new(&analyzer, &err), err);
    assert_ok(dl_writer_set(w, DL_KEY_STEMMERS, DL_STR("english"), &err), err);
    for (unsigned i = from; i < to; i++) {
        snprintf(id, sizeof id, "a%u", i);
        struct dl_article a = { .id = dl_str_of(id), .title = DL_STR("title"), .body = dl_str_of(body) };
        assert_ok(dl_analyze_article(analyzer, a.title, a.body, "english", &tokens, &err), err);
        assert_ok(dl_writer_add(w, 0, &a, analyzer, &tokens, i + 1, 1, &err), err);
    }
    assert_ok(dl_writer_commit(w, NULL, &err), err);
    dl_writer_close(w);
    dl_tokens_free(&tokens);
    dl_analyzer_free(analyzer);
}

static int setup(void **state)
{
    static struct fixture f;
    unit_mkdir(f.root, sizeof f.root);
    snprintf(f.dir, sizeof f.dir, "%s/index", f.root);
    write_articles(&f, 0, ARTICLES, "storm and rain");
    *state = &f;
    return 0;
}

static int teardown(void **state)
{
    unit_rmdir(((struct fixture *)*state)->root);
    return 0;
}

/* Read rows with a writer that commits twice after the first BEFORE; every article must come once, with its rank. */
static void read_all(struct fixture *f, size_t limit, unsigned before, size_t expected)
{
    static unsigned char seen[ARTICLES];
    const char *dir = f->dir;
    struct dl_session s;
    struct dl_results r = { 0 };
    struct dl_row row;
    struct dl_query query = { .op = DL_Q_TERM, .text = DL_STR("storm"), .weight = 1 };
    struct dl_search search = { .query = &query, .limit = limit };
    size_t n = 0;
    enum dl_status status = DL_OK;
    memset(seen, 0, sizeof seen);
    assert_ok(dl_session_open(&s, &dir, 1, &(struct dl_reader_options){ 0 }, &err), err);
    assert_ok(dl_results_open(&r, &s, &search, DL_WANTED_ARTICLE, &err), err);
    for (; status == DL_OK; n++) {
        if (n == before)
            for (unsigned i = 0; i < 3; i++)
                write_articles(f, 0, ARTICLES, "storm, rain and hail");
        status = dl_results_next(&r, &row, &err);
        if (status)
            break;
        char id[16] = "";
        assert_true(row.id.len > 1 && row.id.len < sizeof id);
        memcpy(id, row.id.ptr, row.id.len);
        unsigned number = (unsigned)strtoul(id + 1, NULL, 10);
        assert_true(number < ARTICLES && !seen[number]);
        seen[number] = 1;
        assert_int_equal(row.rank, n + 1);
        assert_str(row.article.title, "title");
    }
    if (status != DL_END)
        fail_msg("%s", err.message);
    assert_int_equal(n, expected);
    dl_results_free(&r);
    dl_session_close(&s);
}

static void test_stream_while_writing(void **state)
{
    read_all(*state, 0, 10, ARTICLES);
}

static void test_page_while_writing(void **state)
{
    read_all(*state, 100, 10, 100);
}

static void test_version(void **state)
{
    struct fixture *f = *state;
    const char *dir = f->dir;
    struct dl_session s;
    struct dl_writer_options o = { .workers = 1, .memory = 1 << 20, .store = true, .engine = DL_ENGINE_XAPIAN };
    struct dl_writer *w;
    assert_ok(dl_writer_open(f->dir, &o, &w, &err), err);
    assert_ok(dl_writer_set(w, DL_KEY_TEXT_VERSION, DL_STR("999"), &err), err);
    assert_ok(dl_writer_commit(w, NULL, &err), err);
    dl_writer_close(w);
    assert_int_equal(dl_session_open(&s, &dir, 1, &(struct dl_reader_options){ 0 }, &err), DL_VERSION);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stream_while_writing),
        cmocka_unit_test(test_page_while_writing),
        cmocka_unit_test(test_version),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
