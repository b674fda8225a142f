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

/* ---- rows with destinations ------------------------------------------------------------------------------------- */

struct settings {
    bool loud, stored;
    int action;
    unsigned count;
    size_t bytes;
    double seconds;
    enum { RED, GREEN } colour;
    const char *name;
    struct dl_buf list, operands;
    int custom;
};

static enum dl_status parse_custom(const struct dl_option *o, void *settings, const char *value, struct dl_error *err)
{
    struct settings *s = settings;
    if (!value)
        return dl_fail(err, DL_INVALID, "--%s without a value", o->long_name);
    s->custom += (int)strlen(value);
    return DL_OK;
}

static enum dl_status add_operand(void *settings, const char *text, struct dl_error *err)
{
    struct settings *s = settings;
    dl_buf_printf(&s->operands, "%s;", text);
    return dl_buf_status(&s->operands, err);
}

static const struct dl_option_choice colours[] = { { "red", RED }, { "green", GREEN }, { NULL, 0 } };

#define S struct settings
static const struct dl_option rows[] = {
    { .short_name = 'l', .long_name = "loud", .help = "-", .configurable = true, DL_TO_FLAG(S, loud) },
    { .long_name = "no-store", .help = "-", .configurable = true, DL_TO_UNFLAG(S, stored) },
    { .long_name = "status", .help = "-", DL_TO_SET(S, action, 7) },
    { .long_name = "verify", .help = "-", DL_TO_SET(S, action, 8) },
    { .long_name = "count",
      .arg = "N",
      .arg_optional = true,
      .fallback = "4",
      .help = "-",
      .configurable = true,
      DL_TO_NUMBER(S, count, 1, 9) },
    { .long_name = "bytes", .arg = "SIZE", .help = "-", DL_TO_SIZE(S, bytes, 1 << 20, 1LL << 40) },
    { .long_name = "time", .arg = "SECONDS", .help = "-", DL_TO_SECONDS(S, seconds, 1) },
    { .short_name = 'c', .long_name = "colour", .arg = "red|green", .help = "-", DL_TO_CHOICE(S, colour, colours) },
    { .long_name = "name", .arg = "NAME", .help = "-", DL_TO_TEXT(S, name) },
    { .long_name = "list", .arg = "X,...", .help = "-", DL_TO_LIST(S, list) },
    { .long_name = "custom", .arg = "X", .help = "-", DL_TO_CUSTOM(S, custom, parse_custom) },
    { .short_name = 'h', .long_name = "help", .help = "-", .last = true, DL_TO_SET(S, action, 9) },
    { 0 },
};
#undef S

static const struct dl_option_rule rules[] = {
    { DL_OPTION_ONE_OF, "status,verify", NULL, NULL },
    { DL_OPTION_WITHOUT, "status", "WORD,list", "looks at one thing" },
    { DL_OPTION_NEEDS, "bytes", "name", NULL },
    { DL_OPTION_ONLY, "count", "colour=red", "counts red ones" },
    { DL_OPTION_WITHOUT, "colour=green", "loud", NULL },
    { 0 },
};

/* Parse ARGS, split at spaces, and print what S holds, or the error. */
static const char *store(const char *args)
{
    static char out[1000], copy[300];
    const struct dl_option_program program = { rows, rules, add_operand };
    struct dl_option_given given;
    struct settings s = { .stored = true };
    struct dl_error err = { 0 };
    char *argv[32] = { "prog" };
    int argc = 1;
    snprintf(copy, sizeof copy, "%s", args);
    for (char *t = strtok(copy, " "); t; t = strtok(NULL, " "))
        argv[argc++] = t;
    if (dl_option_parse(&program, argc, argv, &s, &given, &err) != DL_OK)
        snprintf(out, sizeof out, "%s", err.message);
    else
        snprintf(out, sizeof out, "%d %d %d %u %zu %g %d %s [%s] [%s] %d", s.loud, s.stored, s.action, s.count, s.bytes,
                 s.seconds, (int)s.colour, s.name ? s.name : "-", dl_buf_cstr(&s.list), dl_buf_cstr(&s.operands),
                 s.custom);
    dl_buf_free(&s.list);
    dl_buf_free(&s.operands);
    return out;
}

static void values_reach_their_destination(void **state)
{
    (void)state;
    assert_string_equal(store(""), "0 1 0 0 0 0 0 - [] [] 0");
    assert_string_equal(store("-l --no-store --status"), "1 0 7 0 0 0 0 - [] [] 0");
    assert_string_equal(store("--count"), "0 1 0 4 0 0 0 - [] [] 0");
    assert_string_equal(store("--count=5 --count=9"), "0 1 0 9 0 0 0 - [] [] 0");
    assert_string_equal(store("--bytes=2M --name=x --time=1m -cgreen a b"), "0 1 0 0 2097152 60 1 x [] [a;b;] 0");
    assert_string_equal(store("--list=a,b --list c --custom=ab --custom=c"), "0 1 0 0 0 0 0 - [a,b,c] [] 3");
    assert_string_equal(store("-h --bytes=2M --nonsense"), "0 1 9 0 0 0 0 - [] [] 0");
}

static void wrong_values_are_named(void **state)
{
    (void)state;
    assert_string_equal(store("--count=10"), "--count: 10 is not between 1 and 9");
    assert_string_equal(store("--bytes=1K --name=x"), "--bytes: 1K is not between 1M and 1024G");
    assert_string_equal(store("--bytes=x"), "--bytes: 'x' is not a size (such as 512M or 2G)");
    assert_string_equal(store("--time=0"), "--time: '0' is not more than 0 seconds");
    assert_string_equal(store("--colour=blue"), "--colour: 'blue' is none of red, green");
    assert_string_equal(store("--name="), "--name: the value is empty");
    assert_string_equal(store("--list=,"), "--list: the list is empty");
    assert_string_equal(store("--list"), "option --list needs a value: X,...");
}

static void rules_say_what_excludes_what(void **state)
{
    (void)state;
    assert_string_equal(store("--verify --status"), "--status and --verify do not go together");
    assert_string_equal(store("--status word"), "--status looks at one thing: it does not go with a WORD");
    assert_string_equal(store("--list=a --status"), "--status looks at one thing: it does not go with --list");
    assert_string_equal(store("--bytes=1M"), "--bytes needs --name");
    assert_string_equal(store("--count -c green"),
                        "--count counts red ones: it goes with --colour=red, not with --colour=green");
    assert_string_equal(store("--count -c red"), "0 1 0 4 0 0 0 - [] [] 0");
    assert_string_equal(store("-c green -l"), "--colour=green and --loud do not go together");
    assert_string_equal(store("-c red -l"), "1 1 0 0 0 0 0 - [] [] 0");
}

static void settings_of_a_file(void **state)
{
    (void)state;
    struct settings s = { 0 };
    struct dl_error err;
    assert_ok(dl_option_configure(rows, "loud", "yes", &s, &err), err);
    assert_ok(dl_option_configure(rows, "no-store", "no", &s, &err), err);
    assert_ok(dl_option_configure(rows, "count", "3", &s, &err), err);
    assert_true(s.loud && s.stored && s.count == 3);
    assert_ok(dl_option_configure(rows, "loud", "no", &s, &err), err);
    assert_ok(dl_option_configure(rows, "no-store", "yes", &s, &err), err);
    assert_true(!s.loud && !s.stored);
    assert_int_equal(dl_option_configure(rows, "loud", "maybe", &s, &err), DL_INVALID);
    assert_string_equal(err.message, "loud takes yes or no, not 'maybe'");
    assert_int_equal(dl_option_configure(rows, "cuont", "3", &s, &err), DL_INVALID);
    assert_string_equal(err.message, "unknown setting 'cuont' (did you mean count?)");
    assert_int_equal(dl_option_configure(rows, "status", "yes", &s, &err), DL_INVALID); /* not configurable */
}

static void an_option_that_is_needed_first(void **state)
{
    (void)state;
    const struct dl_option_program program = { rows, rules, add_operand };
    struct dl_option_given given;
    struct dl_error err;
    char *argv[] = { "prog", "--name=a", "word", "--bytes=1K", "--name=b", "-l" };
    assert_ok(dl_option_parse(&program, 6, argv, NULL, &given, &err), err);
    assert_string_equal(dl_option_value(rows, &given, "name"), "b");
    assert_string_equal(dl_option_value(rows, &given, "loud"), "");
    assert_null(dl_option_value(rows, &given, "count"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(options_in_all_forms),
        cmocka_unit_test(wrong_options_are_named),
        cmocka_unit_test(help_is_aligned_and_wrapped),
        cmocka_unit_test(sizes_and_numbers),
        cmocka_unit_test(nearest_name),
        cmocka_unit_test(values_reach_their_destination),
        cmocka_unit_test(wrong_values_are_named),
        cmocka_unit_test(rules_say_what_excludes_what),
        cmocka_unit_test(settings_of_a_file),
        cmocka_unit_test(an_option_that_is_needed_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
