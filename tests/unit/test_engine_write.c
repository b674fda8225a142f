/* test_engine_write.c - what both engines promise of adding, replacing and removing in engine.h.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <pthread.h>

#include "engine_fixture.h"

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

struct heard {
    unsigned count;
    uint64_t bytes;
};

static enum dl_status hear(void *context, struct dl_str record, struct dl_error *e)
{
    struct heard *h = context;
    struct dl_article a;
    bool has_body;
    enum dl_status status = dl_article_decode(record, &a, &has_body, e);
    h->count++;
    h->bytes += a.body.len;
    return status ? status : h->count == 3 ? dl_fail(e, DL_CANCELLED, "enough") : DL_OK;
}

static struct heard records_of(struct fixture *f, uint64_t source, enum dl_status want)
{
    struct heard h = { 0 };
    assert_int_equal(dl_writer_records(f->writer, source, hear, &h, &err), want);
    return h;
}

static void add_from(struct fixture *f, const char *id, const char *title, const char *body, uint64_t source)
{
    struct dl_article a = article(id, title, body, 0, "");
    add_article(f, &a, source);
}

static void test_records_of_a_source(void **state)
{
    struct fixture f;
    setup(&f, state);
    add_from(&f, "a", "Alpha", "one", 7);
    add_from(&f, "b", "Beta", "four", 7);
    add_from(&f, "c", "Gamma", "x", 8);
    assert_int_equal(records_of(&f, 7, DL_OK).count, 0); /* not committed yet */
    commit(&f);
    struct heard h = records_of(&f, 7, DL_OK);
    assert_int_equal(h.count, 2);
    assert_int_equal(h.bytes, 7);
    assert_int_equal(records_of(&f, 9, DL_OK).count, 0);
    add_from(&f, "d", "Delta", "y", 7);
    commit(&f);
    assert_int_equal(records_of(&f, 7, DL_CANCELLED).count, 3);
    add_from(&f, "a", "Alpha", "replaced", 8);
    h = records_of(&f, 7, DL_CANCELLED);
    assert_int_equal(h.count, 3);
    assert_int_equal(h.bytes, 8); /* as they were */
    assert_ok(dl_writer_remove(f.writer, DL_STR("b"), NULL, &err), err);
    assert_int_equal(records_of(&f, 7, DL_OK).count, 2);
    assert_ok(dl_writer_remove_source(f.writer, 7, &err), err);
    assert_int_equal(records_of(&f, 7, DL_OK).count, 0);
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
            j->status =
                dl_writer_add(j->writer, j->number, &a, analyzer, &tokens, j->number * 1000u + i, j->number, &j->err);
    }
    dl_tokens_free(&tokens);
    dl_analyzer_free(analyzer);
    return NULL;
}

/* Also when the next analyzer is made in the memory of the one before, as malloc likes to do. */
static void test_another_analyzer(void **state)
{
    static const char *const words[] = { "harvest", "coral", "tunnel", "lantern", "melon", "orchid" };
    struct fixture f;
    setup(&f, state);
    for (int i = 0; i < 6; i++) {
        dl_analyzer_free(f.analyzer);
        assert_ok(dl_analyzer_new(&f.analyzer, &err), err);
        add(&f, words[i], "Same title", words[i], 0, NULL);
        if (i == 3) { /* its owner may reset one, too */
            dl_analyzer_reset(f.analyzer);
            add(&f, "reset", "Same title", "pagoda", 0, NULL);
        }
    }
    commit(&f);
    struct dl_reader *r = open_reader(&f);
    for (int i = 0; i < 6; i++) {
        struct dl_query q = term(words[i]);
        assert_string_equal(query(r, &q, DL_SORT_RELEVANCE), words[i]);
    }
    struct dl_query q = term("pagoda");
    assert_string_equal(query(r, &q, DL_SORT_RELEVANCE), "reset");
    dl_reader_close(r);
    teardown(&f);
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
    CASE(test_empty, kind), CASE(test_no_store, kind), CASE(test_long_and_odd_ids, kind),                              \
        CASE(test_replace_in_one_run, kind), CASE(test_remove, kind), CASE(test_source_again, kind),                   \
        CASE(test_records_of_a_source, kind), CASE(test_two_writers, kind), CASE(test_foreign_folder, kind),           \
        CASE(test_blobs, kind), CASE(test_compact, kind), CASE(test_another_analyzer, kind), CASE(test_workers, kind), \
        CASE(test_bad_arguments, kind)

int main(void)
{
    const struct CMUnitTest tests[] = { CASES(DL_ENGINE_XAPIAN), CASES(DL_ENGINE_NATIVE) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
