/* test_engine_atomic.c - what both engines promise of commits in engine.h: all or nothing, and readers go on meanwhile.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <signal.h>
#include <sys/wait.h>

#include "engine_fixture.h"

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
    enum dl_status status =
        dl_reader_search(r, &(struct dl_search){ .query = &all, .sort = DL_SORT_NEWEST }, &hits, &err);
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

#define CASES(kind)                                                                                                    \
    CASE(test_generations, kind), CASE(test_killed, kind), CASE(test_killed_first_build, kind),                        \
        CASE(test_reader_across_commits, kind), CASE(test_reader_across_compaction, kind)

int main(void)
{
    const struct CMUnitTest tests[] = { CASES(DL_ENGINE_XAPIAN), CASES(DL_ENGINE_NATIVE) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
