/* test_source.c - has a file changed, how much may be gone, and the states of a source.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "indexer/changed.h"
#include "indexer/deletion_guard.h"
#include "tests/unit/unit.h"

#define SECOND 1000000000LL
#define NOW (1700000000LL * SECOND + 123456789)

static struct stat stat_of(off_t size, int64_t mtime, int64_t ctime, ino_t inode)
{
    return (struct stat){ .st_size = size,
                          .st_ino = inode,
                          .st_mtim = { .tv_sec = mtime / SECOND, .tv_nsec = mtime % SECOND },
                          .st_ctim = { .tv_sec = ctime / SECOND, .tv_nsec = ctime % SECOND } };
}

static void times_just_past_prove_nothing(void **state)
{
    (void)state;
    assert_true(dl_racy(NOW, NOW));
    assert_true(dl_racy(NOW - SECOND / 100, NOW));
    assert_false(dl_racy(NOW - SECOND / 25, NOW));
    assert_true(dl_racy(NOW + SECOND, NOW));
    /* Whole seconds: the file system may know no others, or only even ones. */
    int64_t whole = NOW / SECOND * SECOND;
    assert_true(dl_racy(whole - SECOND, NOW));
    assert_false(dl_racy(whole - 3 * SECOND, NOW));
}

static void any_difference_is_looked_into(void **state)
{
    (void)state;
    struct dl_source f = { 0 };
    struct stat st = stat_of(10, NOW - SECOND, NOW - SECOND / 2, 7);
    dl_source_looked_at(&f, &st, NOW);
    f.size = 10;
    assert_true(dl_surely_unchanged(&f, &st, false));
    struct stat others[] = { stat_of(11, NOW - SECOND, NOW - SECOND / 2, 7),
                             stat_of(10, NOW - SECOND + 1, NOW - SECOND / 2, 7),
                             stat_of(10, NOW - SECOND, NOW - SECOND / 2 + 1, 7),
                             stat_of(10, NOW - SECOND, NOW - SECOND / 2, 8) };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_false(dl_surely_unchanged(&f, &others[i], false));
    assert_false(dl_surely_unchanged(NULL, &st, false));
    f.skipped = 1;
    dl_source_note_failures(&f);
    assert_true(dl_surely_unchanged(&f, &st, false));
    assert_false(dl_surely_unchanged(&f, &st, true));
    /* Looked at within a tick of a change of its content, or of its status alone. */
    struct stat hot = stat_of(10, NOW - SECOND / 1000, NOW - SECOND / 2, 7);
    dl_source_looked_at(&f, &hot, NOW);
    assert_false(dl_surely_unchanged(&f, &hot, false));
    hot = stat_of(10, NOW - SECOND, NOW - SECOND / 1000, 7);
    dl_source_looked_at(&f, &hot, NOW);
    assert_false(dl_surely_unchanged(&f, &hot, false));
    dl_source_looked_at(&f, &hot, NOW + SECOND);
    assert_true(dl_surely_unchanged(&f, &hot, false));
}

static void half_of_many_may_not_go(void **state)
{
    (void)state;
    assert_false(dl_guard_refuses(19, 19)); /* few */
    assert_true(dl_guard_refuses(20, 20));
    assert_false(dl_guard_refuses(20, 40)); /* half is believed */
    assert_true(dl_guard_refuses(21, 40));
    assert_true(dl_guard_refuses(21, 41));
    assert_false(dl_guard_refuses(0, 0));
    struct dl_gone few_files = { .files = 3, .gone_files = 1, .articles = 50, .gone_articles = 40 };
    assert_true(dl_guard_too_much(&few_files));
    struct dl_gone many_files = { .files = 50, .gone_files = 40, .articles = 50, .gone_articles = 0 };
    assert_true(dl_guard_too_much(&many_files));
    struct dl_gone half = { .files = 50, .gone_files = 25, .articles = 50, .gone_articles = 25 };
    assert_false(dl_guard_too_much(&half));
}

static void the_states_of_a_source(void **state)
{
    (void)state;
    struct dl_source f = { .path = DL_STR("/news/f.jsonl"), .key = 7 };
    struct dl_source_end end = { .size = 10, .text_size = 20, .lines = 3, .container = true, .resumable = true };
    dl_source_begin(&f, false);
    f.articles = 3;
    dl_source_end(&f, &end);
    assert_int_equal(f.flags, DL_SOURCE_CONTAINER | DL_SOURCE_LIST | DL_SOURCE_RESUMABLE);
    dl_source_supersede(&f);
    dl_source_pend(&f);
    dl_source_begin(&f, true); /* what was superseded is not read */
    assert_int_equal(f.articles, 3);
    assert_int_equal(f.flags, DL_SOURCE_SUPERSEDED | DL_SOURCE_PENDING);
    dl_source_stop(&f, NULL);
    assert_int_equal(f.flags, DL_SOURCE_SUPERSEDED | DL_SOURCE_PENDING | DL_SOURCE_PARTIAL);
    assert_int_equal(f.size, 0);

    f.read = false;                            /* the next session */
    assert_false(dl_source_pending(&f, true)); /* not met */
    dl_source_meet(&f);
    assert_true(dl_source_pending(&f, false));
    dl_source_again(&f, false);
    assert_true(dl_source_pending(&f, false)); /* not to its end */
    dl_source_again(&f, true);
    assert_false(dl_source_pending(&f, false));
    assert_true(dl_source_pending(&f, true));

    dl_source_begin(&f, false);
    end.io = true;
    dl_source_end(&f, &end);
    assert_true(f.flags & DL_SOURCE_PARTIAL);
    assert_false(f.flags & DL_SOURCE_SUPERSEDED);
    f.shared = 2;
    struct dl_source to = { .path = DL_STR("/news/g.jsonl"), .key = 8 }, third = { .key = 9 };
    dl_source_rename(&to, &f);
    assert_true(to.origin == 7 && to.renamed_from == 7 && to.shared == 2 && to.size == 10);
    dl_source_rename(&third, &to);
    assert_true(third.origin == 7 && third.renamed_from == 8);
    dl_source_find_empty(&f, true);
    assert_true(f.emptied && !f.seen);
    dl_source_empty(&f);
    assert_true(f.articles == 0 && f.size == 0 && f.seen);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(times_just_past_prove_nothing),
        cmocka_unit_test(any_difference_is_looked_into),
        cmocka_unit_test(half_of_many_may_not_go),
        cmocka_unit_test(the_states_of_a_source),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
