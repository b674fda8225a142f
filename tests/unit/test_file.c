/* test_file.c - mapping, durable replacement, folders, the lock.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "dateline/file.h"

static char dir[300];
static struct dl_buf path;

static const char *in_dir(const char *name)
{
    assert_true(dl_path_join(&path, dir, name));
    return path.data;
}

static int set_up(void **state)
{
    (void)state;
    unit_mkdir(dir, sizeof dir);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    unit_rmdir(dir);
    dl_buf_free(&path);
    return 0;
}

static void replace_then_read(void **state)
{
    (void)state;
    struct dl_error err;
    struct dl_buf b = { 0 };
    assert_ok(dl_file_replace(in_dir("f"), "one", 3, &err), err);
    assert_ok(dl_file_replace(in_dir("f"), "second", 6, &err), err);
    assert_ok(dl_file_read(in_dir("f"), 6, &b, &err), err);
    assert_str(dl_buf_view(&b), "second");
    assert_int_not_equal(access(in_dir("f.tmp"), F_OK), 0);
    dl_buf_clear(&b);
    assert_int_equal(dl_file_read(in_dir("f"), 5, &b, &err), DL_TOO_LARGE);
    dl_buf_free(&b);
}

static void too_large_takes_no_memory(void **state)
{
    (void)state;
    struct dl_error err;
    struct dl_buf b = { 0 };
    assert_ok(dl_file_replace(in_dir("f"), "x", 1, &err), err);
    assert_int_equal(truncate(in_dir("f"), (off_t)1 << 34), 0);
    assert_int_equal(dl_file_read(in_dir("f"), 1 << 20, &b, &err), DL_TOO_LARGE);
    assert_int_equal(b.cap, 0);
    dl_buf_free(&b);
}

static void replace_fails_cleanly(void **state)
{
    (void)state;
    struct dl_error err;
    assert_int_equal(dl_file_replace(in_dir("missing/f"), "x", 1, &err), DL_IO);
    assert_int_equal(err.sys_errno, ENOENT);
    assert_int_equal(mkdir(in_dir("taken"), 0777), 0);
    assert_int_equal(dl_file_replace(in_dir("taken"), "x", 1, &err), DL_IO);
    assert_int_not_equal(access(in_dir("taken.tmp"), F_OK), 0);
}

static void map_reads_and_refuses(void **state)
{
    (void)state;
    struct dl_error err;
    struct dl_map m;
    assert_ok(dl_file_replace(in_dir("f"), "mapped", 6, &err), err);
    assert_ok(dl_map_open(in_dir("f"), &m, &err), err);
    assert_int_equal(m.size, 6);
    assert_memory_equal(m.data, "mapped", 6);
    dl_map_close(&m);
    assert_ok(dl_file_replace(in_dir("empty"), "", 0, &err), err);
    assert_ok(dl_map_open(in_dir("empty"), &m, &err), err);
    assert_int_equal(m.size, 0);
    dl_map_close(&m);
    assert_int_equal(dl_map_open(in_dir("missing"), &m, &err), DL_IO);
    assert_int_equal(mkfifo(in_dir("fifo"), 0666), 0);
    assert_int_equal(dl_map_open(in_dir("fifo"), &m, &err), DL_INVALID); /* and does not wait for a writer */
    assert_int_equal(dl_map_open(dir, &m, &err), DL_INVALID);
}

static void folders_are_made(void **state)
{
    (void)state;
    struct dl_error err;
    struct stat st;
    assert_ok(dl_make_dirs(in_dir("a/b//c/"), &err), err);
    assert_int_equal(stat(in_dir("a/b/c"), &st), 0);
    assert_ok(dl_make_dirs(in_dir("a/b/c"), &err), err);
    assert_ok(dl_file_replace(in_dir("f"), "", 0, &err), err);
    assert_int_equal(dl_make_dirs(in_dir("f"), &err), DL_IO);
    assert_int_equal(dl_make_dirs(in_dir("f/g"), &err), DL_IO);
}

static void lock_excludes_and_ends(void **state)
{
    (void)state;
    struct dl_error err;
    int a = -1, b = -1;
    assert_ok(dl_lock_take(in_dir("lock"), 0, &a, &err), err);
    assert_int_equal(dl_lock_take(in_dir("lock"), 0, &b, &err), DL_BUSY);
    assert_int_equal(dl_lock_take(in_dir("lock"), 0.12, &b, &err), DL_BUSY);
    dl_lock_release(a);
    assert_ok(dl_lock_take(in_dir("lock"), 0, &b, &err), err);
    dl_lock_release(b);
    assert_int_equal(access(in_dir("lock"), F_OK), 0); /* never deleted */
}

static void lock_ends_with_its_process(void **state)
{
    (void)state;
    struct dl_error err;
    int fd, ready[2];
    char c;
    assert_int_equal(pipe(ready), 0);
    pid_t child = fork();
    if (child == 0) {
        struct dl_error e;
        _exit(dl_lock_take(in_dir("lock"), 0, &fd, &e) == DL_OK && write(ready[1], "x", 1) == 1 ? (pause(), 0) : 1);
    }
    assert_true(child > 0);
    assert_int_equal(read(ready[0], &c, 1), 1);
    assert_int_equal(dl_lock_take(in_dir("lock"), 0, &fd, &err), DL_BUSY);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    assert_ok(dl_lock_take(in_dir("lock"), 0, &fd, &err), err);
    dl_lock_release(fd);
    close(ready[0]);
    close(ready[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(replace_then_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(too_large_takes_no_memory, set_up, tear_down),
        cmocka_unit_test_setup_teardown(replace_fails_cleanly, set_up, tear_down),
        cmocka_unit_test_setup_teardown(map_reads_and_refuses, set_up, tear_down),
        cmocka_unit_test_setup_teardown(folders_are_made, set_up, tear_down),
        cmocka_unit_test_setup_teardown(lock_excludes_and_ends, set_up, tear_down),
        cmocka_unit_test_setup_teardown(lock_ends_with_its_process, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
