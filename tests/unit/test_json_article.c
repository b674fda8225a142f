/* test_json_article.c - the reader of JSON objects, with jansson for comparison.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tests/unit/json_oracle.h"
#include "tests/unit/unit.h"

struct parsed {
    struct dl_parse parse;
    struct dl_article a;
    struct dl_error err;
    enum dl_status status;
};

static void parse(struct parsed *p, const char *line)
{
    memset(&p->a, 0, sizeof p->a);
    p->status = dl_json_article(dl_str_of(line), &p->parse, &p->a, &p->err);
}

static void reads_every_field(void **state)
{
    (void)state;
    struct parsed p = { 0 };
    parse(&p, "{\"id\":\"a1\",\"title\":\"T\",\"text\":\"B\",\"date\":\"2024-10-22\",\"country\":\"LA\",\"url\":\"http:"
              "//x/\","
              "\"source\":\"Xinhua\",\"language\":\"en\",\"fetched\":\"2024-10-23\",\"other\":{\"a\":[1,{}]}}");
    assert_ok(p.status, p.err);
    assert_str(p.a.id, "a1");
    assert_str(p.a.title, "T");
    assert_str(p.a.body, "B");
    assert_str(p.a.date_field, "2024-10-22");
    assert_str(p.a.url, "http://x/");
    assert_str(p.a.source, "Xinhua");
    assert_str(p.a.language, "en");
    assert_str(p.a.fetched_field, "2024-10-23");
    assert_int_equal(p.a.country_field_count, 1);
    assert_str(p.a.country_fields[0], "LA");
    dl_parse_free(&p.parse);
}

static void takes_other_names_and_types(void **state)
{
    (void)state;
    struct parsed p = { 0 };
    parse(&p, " { \"id\" : 17 , \"content\":\"c\", \"body\":\"b\", \"published\": 20241022, \"title\": null,"
              "\"country\":[\"LA\",\"CN\"],\"countries\":[\"Viet Nam\",null,3], \"source\":[\"A\",\"B\"], "
              "\"url\":{\"x\":1} }\r\n");
    assert_ok(p.status, p.err);
    assert_str(p.a.id, "17");
    assert_str(p.a.title, "");
    assert_str(p.a.body, "b");
    assert_str(p.a.date_field, "20241022");
    assert_str(p.a.source, "A");
    assert_str(p.a.url, "");
    assert_int_equal(p.a.country_field_count, 4);
    assert_str(p.a.country_fields[2], "Viet Nam");
    assert_str(p.a.country_fields[3], "3");
    dl_parse_free(&p.parse);
}

static void joins_paragraphs(void **state)
{
    (void)state;
    struct parsed p = { 0 };
    parse(&p, "{\"text\":[\"one\\t1\",\"two\",\"\",\"thr\\\"ee\",[\"no\"],\"f\\u00fcnf\"]}");
    assert_ok(p.status, p.err);
    assert_str(p.a.body, "one\t1\ntwo\nthr\"ee\nno\nfünf");
    parse(&p, "{\"text\":[\"plain\",\"es\\ncaped\"],\"id\":\"x\\ty\"}");
    assert_str(p.a.body, "plain\nes\ncaped");
    assert_str(p.a.id, "x\ty");
    dl_parse_free(&p.parse);
}

static void decodes_escapes(void **state)
{
    (void)state;
    struct parsed p = { 0 };
    parse(&p, "{\"title\":\"L\\u01b0\\u01a1ng \\ud83d\\ude00 "
              "\\\"\\\\\\/\\b\\f\\n\\r\\t\",\"text\":\"a\\u0000b\\ud800c\\udc00\"}");
    assert_ok(p.status, p.err);
    assert_str(p.a.title, "Lương 😀 \"\\/");
    assert_str(p.a.body, "a\xEF\xBF\xBD"
                         "b\xEF\xBF\xBD"
                         "c\xEF\xBF\xBD");
    dl_parse_free(&p.parse);
}

/* Strings are looked at 16 bytes at a time: what ends a run of plain bytes may stand anywhere. */
static void finds_escapes_at_any_distance(void **state)
{
    (void)state;
    struct parsed p = { 0 };
    for (int before = 0; before < 40; before++) {
        for (int after = 0; after < 20; after++) {
            char line[128], text[80];
            snprintf(line, sizeof line, "{\"text\":\"%.*s\\\\%.*s\"}", before,
                     "0123456789 abcdefghij \xc3\xa9 klmnopqrstuvwxyz", after, "0123456789 abcdefghij");
            snprintf(text, sizeof text, "%.*s\\%.*s", before, "0123456789 abcdefghij \xc3\xa9 klmnopqrstuvwxyz", after,
                     "0123456789 abcdefghij");
            parse(&p, line);
            assert_ok(p.status, p.err);
            assert_str(p.a.body, text);
            strchr(line, '\\')[0] = '\t';
            parse(&p, line);
            assert_int_equal(p.status, DL_BAD_INPUT);
        }
    }
    dl_parse_free(&p.parse);
}

static void the_later_of_two_wins(void **state)
{
    (void)state;
    struct parsed p = { 0 };
    parse(&p, "{\"title\":\"a\",\"title\":\"b\",\"country\":\"LA\",\"country\":\"CN\"}");
    assert_str(p.a.title, "b");
    assert_int_equal(p.a.country_field_count, 1);
    assert_str(p.a.country_fields[0], "CN");
    dl_parse_free(&p.parse);
}

static void refuses_what_is_not_json(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",
        "{",
        "}",
        "[]",
        "null",
        "\"x\"",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{,}",
        "{\"a\":1 \"b\":2}",
        "{\"a\":[1,]}",
        "{\"a\":[1 2]}",
        "{\"a\":01}",
        "{\"a\":1.}",
        "{\"a\":.5}",
        "{\"a\":-}",
        "{\"a\":1e}",
        "{\"a\":tru}",
        "{\"a\":nul",
        "{\"a\":\"x}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\\u12g4\"}",
        "{\"a\":\"\\u12",
        "{\"a\":\"\t\"}",
        "{\"a\":1}x",
        "{a:1}",
        "{'a':1}",
        "{\"a\":[}",
        "{\"a\":{]}",
        "{\"text\":[\"a\" \"b\"]}",
        "{\"text\":[,]}",
        "{\"a\":+1}",
        "{\"a\":\"\\",
    };
    struct parsed p = { 0 };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        parse(&p, bad[i]);
        if (p.status != DL_BAD_INPUT || p.err.column < 1)
            fail_msg("taken: %s", bad[i]);
        assert_null(json_differs(dl_str_of(bad[i])));
    }
    parse(&p, "{\"title\":\"x\" \"text\":1}");
    assert_string_equal(p.err.message, "not JSON: expected ',' or '}' at column 14");
    dl_parse_free(&p.parse);
}

static void refuses_deep_nesting_without_recursion(void **state)
{
    (void)state;
    struct parsed p = { 0 };
    struct dl_buf deep = { 0 };
    dl_buf_puts(&deep, "{\"x\":");
    for (int i = 0; i < 1000000; i++)
        dl_buf_byte(&deep, '[');
    parse(&p, dl_buf_cstr(&deep));
    assert_int_equal(p.status, DL_BAD_INPUT);
    dl_buf_free(&deep);
    dl_parse_free(&p.parse);
}

/* Random edits of valid lines: whatever jansson takes or refuses for its syntax, so do we. */
static void agrees_with_jansson(void **state)
{
    (void)state;
    static const char seed[] =
        "{\"id\":\"a\\u00e91\",\"title\":\"T \\\"q\\\" \\n\",\"text\":\"B\xC3\xBC body\",\"n\":[1,-2.5e+3,{\"k\":[]}],"
        "\"country\":[\"LA\",\"VN\"],\"t\":true,\"f\":false,\"z\":null}";
    static const char bytes[] = "\"\\{}[],:0123456789eE+-.truefalsn \t\nu\xC3\xA9";
    uint64_t random = 42;
    for (int round = 0; round < 20000; round++) {
        char line[sizeof seed];
        memcpy(line, seed, sizeof seed);
        for (int edits = 0; edits < 1 + round % 3; edits++) {
            random = random * 6364136223846793005ULL + 1442695040888963407ULL;
            line[(random >> 33) % (sizeof seed - 1)] = bytes[(random >> 20) % (sizeof bytes - 1)];
        }
        const char *difference = json_differs((struct dl_str){ line, sizeof seed - 1 });
        if (difference)
            fail_msg("%s: %s", difference, line);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_every_field),
        cmocka_unit_test(takes_other_names_and_types),
        cmocka_unit_test(joins_paragraphs),
        cmocka_unit_test(decodes_escapes),
        cmocka_unit_test(finds_escapes_at_any_distance),
        cmocka_unit_test(the_later_of_two_wins),
        cmocka_unit_test(refuses_what_is_not_json),
        cmocka_unit_test(refuses_deep_nesting_without_recursion),
        cmocka_unit_test(agrees_with_jansson),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
