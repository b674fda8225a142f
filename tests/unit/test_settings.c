/* test_settings.c - command line, environment and configuration file of dateline-index; absolute paths.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "indexer/settings.h"
#include "tests/unit/unit.h"

static char dir[256], config[300];

static int setup(void **state)
{
    (void)state;
    unit_mkdir(dir, sizeof dir);
    snprintf(config, sizeof config, "%s/config", dir);
    setenv("HOME", "/home/reader", 1);
    setenv("XDG_CONFIG_HOME", dir, 1);
    unsetenv("XDG_DATA_HOME");
    unsetenv("DATELINE_INDEX");
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    unit_rmdir(dir);
    return 0;
}

static void write_config(const char *text)
{
    FILE *f = fopen(config, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

#define READ(s, err, ...)                                                                                              \
    dl_settings_read(s, (int)(sizeof((char *[]){ "dateline-index", __VA_ARGS__ }) / sizeof(char *)),                   \
                     (char *[]){ "dateline-index", __VA_ARGS__ }, err)

static char config_option[320];
static char *with_config(void)
{
    snprintf(config_option, sizeof config_option, "--config=%s", config);
    return config_option;
}

static void the_later_word_wins(void **state)
{
    (void)state;
    struct dl_settings s;
    struct dl_error err;
    write_config("# mine\nindex = ~/idx\nthreads=3\nmemory = 64M\nno-store = yes\n");
    assert_ok(READ(&s, &err, with_config()), err);
    assert_string_equal(s.run.index, "/home/reader/idx");
    assert_int_equal(s.run.threads, 3);
    assert_int_equal(s.run.memory, 64 << 20);
    assert_false(s.run.store);
    dl_settings_free(&s);
    setenv("DATELINE_INDEX", "/env", 1);
    assert_ok(READ(&s, &err, with_config(), "--threads=5"), err);
    assert_string_equal(s.run.index, "/env");
    assert_int_equal(s.run.threads, 5);
    dl_settings_free(&s);
    assert_ok(READ(&s, &err, with_config(), "-d", "/opt"), err);
    assert_string_equal(s.run.index, "/opt");
    dl_settings_free(&s);
    unsetenv("DATELINE_INDEX");
    unlink(config);
    assert_ok(READ(&s, &err, "x"), err);
    assert_string_equal(s.run.index, "/home/reader/.local/share/dateline/index");
    dl_settings_free(&s);
}

static void sources_have_globs(void **state)
{
    (void)state;
    struct dl_settings s;
    struct dl_error err;
    write_config("[source ~/a b]\ninclude = *.txt  *.gz\nexclude = drafts\nexclude = *.part\n\n[source /srv]\n");
    assert_ok(READ(&s, &err, with_config()), err);
    assert_int_equal(s.run.root_count, 2);
    assert_string_equal(s.run.roots[0].path, "/home/reader/a b");
    assert_string_equal(s.run.roots[0].include[0], "*.txt");
    assert_string_equal(s.run.roots[0].include[1], "*.gz");
    assert_null(s.run.roots[0].include[2]);
    assert_string_equal(s.run.roots[0].exclude[1], "*.part");
    assert_string_equal(s.run.roots[1].path, "/srv");
    assert_null(s.run.roots[1].include);
    dl_settings_free(&s);
    assert_ok(READ(&s, &err, with_config(), "/other"), err);
    assert_int_equal(s.run.root_count, 1);
    assert_string_equal(s.run.roots[0].path, "/other");
    dl_settings_free(&s);
}

static void mistakes_name_their_line(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "\nindx = /x\n", "\nwords\n",         "\n[sources /x]\n",    "\n[source /x\n",
        "\n[source ]\n", "\ninclude = *.x\n", "\nthreads = none\n",  "\nno-store = maybe\n",
        "\nindex =\n",   "\n[source]\n",      "\nengine = lucene\n", "\nstatus = yes\n",
    };
    struct dl_settings s;
    struct dl_error err;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        write_config(bad[i]);
        assert_int_not_equal(READ(&s, &err, with_config()), DL_OK);
        if (!strstr(err.message, "config:2: "))
            fail_msg("%s", err.message);
        dl_settings_free(&s);
    }
    unlink(config);
    assert_int_equal(READ(&s, &err, with_config()), DL_IO);
    dl_settings_free(&s);
}

static void bad_options_are_refused(void **state)
{
    (void)state;
    static char *const bad[] = { "--threads=0",     "--memory=1K",    "--wait=-1",    "--wait=soon",
                                 "--max-time=1x",   "--engine=omega", "--format=xml", "--nice=20",
                                 "--help=me",       "--index=",       "--nonsense",   "--reference-date=no",
                                 "--memory=999999T" };
    struct dl_settings s;
    struct dl_error err;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        if (READ(&s, &err, bad[i]) != DL_INVALID)
            fail_msg("taken: %s", bad[i]);
        dl_settings_free(&s);
    }
    assert_int_equal(READ(&s, &err, "--status", "folder"), DL_INVALID);
    dl_settings_free(&s);
}

static void times_have_units(void **state)
{
    (void)state;
    struct dl_settings s;
    struct dl_error err;
    assert_ok(READ(&s, &err, "--wait=1.5", "--max-time=2h", "--reference-date=2024-10", "x"), err);
    assert_true(s.run.wait_seconds == 1.5 && s.run.max_seconds == 7200);
    assert_int_equal(s.run.metadata.reference_date, 20241031);
    dl_settings_free(&s);
}

static void paths_become_absolute(void **state)
{
    (void)state;
    struct dl_buf out = { 0 };
    struct dl_error err;
    assert_int_equal(chdir("/tmp"), 0);
    assert_ok(dl_absolute_path("a//b/./c/", &out, &err), err);
    assert_str(dl_buf_view(&out), "/tmp/a/b/c");
    assert_ok(dl_absolute_path("/", &out, &err), err);
    assert_str(dl_buf_view(&out), "/");
    assert_ok(dl_absolute_path(".", &out, &err), err);
    assert_str(dl_buf_view(&out), "/tmp");
    assert_ok(dl_absolute_path("/usr/../usr/bin/../lib", &out, &err), err);
    assert_str(dl_buf_view(&out), "/usr/lib");
    dl_buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_later_word_wins, setup, teardown),
        cmocka_unit_test_setup_teardown(sources_have_globs, setup, teardown),
        cmocka_unit_test_setup_teardown(mistakes_name_their_line, setup, teardown),
        cmocka_unit_test_setup_teardown(bad_options_are_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(times_have_units, setup, teardown),
        cmocka_unit_test(paths_become_absolute),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
