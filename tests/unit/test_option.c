/* test_option.c - option parsing, help, sizes and numbers.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tests/unit/unit.h"

#include "dateline/option.h"

enum { OPT_INDEX = 1, OPT_LIMIT, OPT_QUIET, OPT_HELP, OPT_QUERY, OPT_VERBOSE };

static const struct dl_option table[] = {
    { OPT_INDEX, 'd', "index", "DIR", .group = "Index", .help = "The folder of the index." },
    { OPT_LIMIT, 'n', "limit", "N", .group = "Index", .help = "At most N." },
    { OPT_QUIET, 'q', "quiet", NULL, .group = "Output", .help = "Say nothing." },
    { OPT_VERBOSE, 'v', NULL, NULL, .group = "Output", .help = "Say more." },
    { OPT_HELP, 0, "help", "TOPIC", .arg_optional = true, .group = "Output", .help = "Show help." },
    { OPT_QUERY, 0, "query-tree", NULL, .advanced = true, .group = "Output", .help = "Show the tree." },
    { 0 },
};

/* Parse ARGS (split at spaces) and print what comes out: "id=value ..." or the error. */
static const char *parse(const char *args)
{
    static char out[1000], copy[300];
    char *argv[32] = { "prog" };
    int argc = 1, id;
    snprintf(copy, sizeof copy, "%s", args);
    for (char *t = strtok(copy, " "); t; t = strtok(NULL, " "))
        argv[argc++] = t;
    struct dl_option_parser p = { .table = table, .argc = argc, .argv = argv };
    const char *value;
    struct dl_error err;
    enum dl_status status;
    out[0] = '\0';
    while ((status = dl_option_next(&p, &id, &value, &err)) == DL_OK) {
        size_t n = strlen(out);
        snprintf(out + n, sizeof out - n, "%s%d=%s", n ? " " : "", id, value ? value : "-");
    }
    if (status != DL_END)
        snprintf(out, sizeof out, "%s", err.message);
    return out;
}

static void options_in_all_forms(void **state)
{
    (void)state;
    assert_string_equal(parse("--index=a --index b -dc -d d"), "1=a 1=b 1=c 1=d");
    assert_string_equal(parse("-qvn5 -qv -n 5"), "3=- 6=- 2=5 3=- 6=- 2=5");
    assert_string_equal(parse("word -q other -- -q --quiet"), "0=word 3=- 0=other 0=-q 0=--quiet");
    assert_string_equal(parse("--help --help=all word"), "4=- 4=all 0=word");
    assert_string_equal(parse("--ind=x --query"), "1=x 5=-");
    assert_string_equal(parse("-"), "0=-");
    assert_string_equal(parse("--index="), "1=");
    assert_string_equal(parse(""), "");
}

static void wrong_options_are_named(void **state)
{
    (void)state;
    assert_string_equal(parse("--indx=a"), "unknown option --indx (did you mean --index?)");
    assert_string_equal(parse("--zzzzzz"), "unknown option --zzzzzz (see --help)");
    assert_string_equal(parse("--qu"), "option --qu is ambiguous (see --help)");
    assert_string_equal(parse("-x"), "unknown option -x (see --help)");
    assert_string_equal(parse("--quiet=yes"), "option --quiet takes no value");
    assert_string_equal(parse("--index"), "option --index needs a value: DIR");
    assert_string_equal(parse("-d"), "option -d needs a value: DIR");
}

static void help_is_aligned_and_wrapped(void **state)
{
    (void)state;
    char *text = NULL;
    size_t size;
    FILE *f = open_memstream(&text, &size);
    dl_option_help(f, table, false, 80);
    fclose(f);
    assert_string_equal(text, "Index:\n"
                              "  -d, --index=DIR           The folder of the index.\n"
                              "  -n, --limit=N             At most N.\n"
                              "\nOutput:\n"
                              "  -q, --quiet               Say nothing.\n"
                              "  -v                        Say more.\n"
                              "      --help[=TOPIC]        Show help.\n");
    free(text);
    f = open_memstream(&text, &size);
    dl_option_help(f, table, true, 80);
    fclose(f);
    assert_non_null(strstr(text, "      --query-tree          Show the tree.\n"));
    free(text);
}

static void sizes_and_numbers(void **state)
{
    (void)state;
    struct dl_error err;
    unsigned long long b;
    long long n;
    assert_ok(dl_parse_size("512", &b, &err), err);
    assert_true(b == 512);
    assert_ok(dl_parse_size("512M", &b, &err), err);
    assert_true(b == 512ull << 20);
    assert_ok(dl_parse_size("2GiB", &b, &err), err);
    assert_true(b == 2ull << 30);
    assert_ok(dl_parse_size("1kB", &b, &err), err);
    assert_true(b == 1024);
    static const char *const bad[] = {
        "", "M", "-1", "5X", "5MM", "99999999999999999999", "99999999999T", " 5", "5 M"
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(dl_parse_size(bad[i], &b, &err), DL_INVALID);
    assert_ok(dl_parse_number("-3", "--offset", -5, 5, &n, &err), err);
    assert_true(n == -3);
    assert_int_equal(dl_parse_number("7", "--offset", -5, 5, &n, &err), DL_INVALID);
    assert_string_equal(err.message, "--offset: 7 is not between -5 and 5");
    assert_int_equal(dl_parse_number("3x", "-n", 0, 5, &n, &err), DL_INVALID);
    assert_int_equal(dl_parse_number("", "-n", 0, 5, &n, &err), DL_INVALID);
    assert_int_equal(dl_parse_number("99999999999999999999", "-n", 0, 5, &n, &err), DL_INVALID);
}

static void nearest_name(void **state)
{
    (void)state;
    static const char *const names[] = { "country", "count", "facets" };
    assert_string_equal(dl_nearest("contry", names, 3), "country");
    assert_null(dl_nearest("cuomt", names, 2)); /* two edits in five letters are too many */
    assert_string_equal(dl_nearest("cuonrty", names, 3), "country");
    assert_null(dl_nearest("zebra", names, 3));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(options_in_all_forms),
        cmocka_unit_test(wrong_options_are_named),
        cmocka_unit_test(help_is_aligned_and_wrapped),
        cmocka_unit_test(sizes_and_numbers),
        cmocka_unit_test(nearest_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
