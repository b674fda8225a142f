/* test_filter.c - running programs on a file's bytes: what comes out, what fails, and the limits.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdlib.h>

#include "lib/reader/filter.h"
#include "tests/unit/unit.h"

static struct dl_error err;

static void filter(const char *command, struct dl_arena *arena, struct dl_filter *f)
{
    assert_ok(dl_filter_parse("*.x", command, arena, f, &err), err);
}

/* Run COMMAND on INPUT.  What it writes, or "! " and why it failed. */
static const char *run(const char *command, struct dl_str input, unsigned seconds)
{
    static struct dl_buf out;
    struct dl_arena arena = { 0 };
    struct dl_filter f;
    filter(command, &arena, &f);
    f.seconds = seconds;
    if (dl_filter_run(&f, input, 1000000, &out, &err) != DL_OK) {
        dl_buf_clear(&out);
        dl_buf_printf(&out, "! %s", err.message);
    }
    dl_arena_free(&arena);
    return dl_buf_cstr(&out);
}

static void commands_are_split_without_a_shell(void **state)
{
    (void)state;
    struct dl_arena arena = { 0 };
    struct dl_filter f;
    filter("cat  -n 'a b' \"c 'd\" -", &arena, &f);
    static const char *const want[] = { "cat", "-n", "a b", "c 'd", "-" };
    for (int i = 0; i < 5; i++)
        assert_string_equal(f.arguments[i], want[i]);
    assert_null(f.arguments[5]);
    assert_int_equal(f.program[0], '/');
    assert_string_equal(run("echo $HOME `id` > /tmp/x", DL_STR(""), 5), "$HOME `id` > /tmp/x\n");
    assert_int_equal(dl_filter_parse("*.x", "no-such-program-at-all -", &arena, &f, &err), DL_INVALID);
    assert_string_equal(err.message, "filter *.x: there is no program no-such-program-at-all");
    assert_int_equal(dl_filter_parse("*.x", "  ", &arena, &f, &err), DL_INVALID);
    assert_int_equal(dl_filter_parse("", "cat", &arena, &f, &err), DL_INVALID);
    dl_arena_free(&arena);
}

static void globs_choose_a_filter(void **state)
{
    (void)state;
    const struct dl_filter v[] = { { .glob = "*.pdf" }, { .glob = "*/scans/*" }, { .glob = "*" } };
    assert_ptr_equal(dl_filter_for(v, 3, DL_STR("/n/a.PDF")), &v[0]);
    assert_ptr_equal(dl_filter_for(v, 3, DL_STR("/n/scans/a.tif")), &v[1]);
    assert_ptr_equal(dl_filter_for(v, 3, DL_STR("/n/a.doc")), &v[2]);
    assert_null(dl_filter_for(v, 1, DL_STR("/n/a.pdf/b")));
    assert_null(dl_filter_for(v, 0, DL_STR("/n/a.pdf")));
    assert_null(dl_filter_for(v, 1, DL_STR("")));
}

static void bytes_go_in_and_come_out(void **state)
{
    (void)state;
    struct dl_buf big = { 0 };
    for (int i = 0; i < 200000; i++)
        dl_buf_puts(&big, "abc\n");
    assert_string_equal(run("cat", DL_STR("A story\n"), 5), "A story\n");
    assert_int_equal(strlen(run("cat -", dl_buf_view(&big), 20)), big.len); /* more than a pipe holds */
    assert_string_equal(run("wc -l", dl_buf_view(&big), 20), "200000\n");
    assert_string_equal(run("true", dl_buf_view(&big), 5), ""); /* reads nothing of it */
    assert_string_equal(run("pwd", DL_STR(""), 5), "/\n");
    assert_string_equal(run("printenv LC_ALL HOME", DL_STR(""), 5), "! printenv failed: exit status 1");
    dl_buf_free(&big);
}

static void failures_say_why(void **state)
{
    (void)state;
    assert_string_equal(run("sh -c 'echo Not a PDF >&2; echo more >&2; exit 3'", DL_STR(""), 5),
                        "! sh failed: Not a PDF, exit status 3");
    assert_string_equal(run("false", DL_STR(""), 5), "! false failed: exit status 1");
    assert_string_equal(run("sh -c 'kill -SEGV $$'", DL_STR(""), 5), "! sh was ended by signal 11");
}

static void limits_hold(void **state)
{
    (void)state;
    assert_string_equal(run("sleep 1000", DL_STR(""), 1), "! sleep took longer than 1 seconds");
    assert_string_equal(run("sh -c 'exec >&- 2>&-; sleep 1000'", DL_STR(""), 1), "! sh took longer than 1 seconds");
    assert_string_equal(run("sh -c 'while :; do :; done'", DL_STR(""), 1), "! sh took longer than 1 seconds");
    assert_string_equal(run("yes", DL_STR(""), 20), "! yes wrote more than the limit of 0 MiB");
    const char *memory = run("dd if=/dev/zero of=/dev/null bs=3G count=1", DL_STR(""), 20);
    assert_non_null(strstr(memory, "! dd failed: dd: memory exhausted"));
}

static void there_is_no_network(void **state)
{
    (void)state;
    if (system("unshare -n true 2>/dev/null || unshare -rn true 2>/dev/null") != 0)
        skip(); /* this system forbids namespaces */
    const char *devices = run("cat /proc/self/net/dev", DL_STR(""), 5);
    unsigned colons = 0;
    for (const char *p = devices; *p; p++)
        colons += *p == ':';
    assert_int_equal(colons, 1);
    assert_non_null(strstr(devices, "lo:"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(commands_are_split_without_a_shell),
        cmocka_unit_test(globs_choose_a_filter),
        cmocka_unit_test(bytes_go_in_and_come_out),
        cmocka_unit_test(failures_say_why),
        cmocka_unit_test(limits_hold),
        cmocka_unit_test(there_is_no_network),
    };
    return cmocka_run_group_tests_name("filter", tests, NULL, NULL);
}
