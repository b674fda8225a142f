/* test_spelling.c - distances between words, beginnings of expressions, results in groups, addresses of articles.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tests/unit/unit.h"

#include "searcher/group.h"
#include "searcher/link.h"
#include "searcher/regex_terms.h"
#include "searcher/spelling.h"

static unsigned distance(const char *a, const char *b, unsigned limit)
{
    struct dl_spelling x, y;
    assert_true(dl_spell(dl_str_of(a), &x));
    assert_true(dl_spell(dl_str_of(b), &y));
    unsigned d = dl_spelling_distance(&x, &y, limit);
    assert_int_equal(d, dl_spelling_distance(&y, &x, limit));
    return d;
}

static void test_distance(void **state)
{
    (void)state;
    assert_int_equal(distance("railway", "railway", 2), 0);
    assert_int_equal(distance("railway", "ralway", 2), 1);   /* missing */
    assert_int_equal(distance("railway", "raillway", 2), 1); /* one too many */
    assert_int_equal(distance("railway", "reilway", 2), 1);  /* another */
    assert_int_equal(distance("railway", "raliway", 2), 1);  /* swapped */
    assert_int_equal(distance("railway", "arilwya", 2), 2);  /* two swaps */
    assert_int_equal(distance("hội", "hôi", 1), 1);          /* characters, not bytes */
    assert_int_equal(distance("abcd", "dcba", 2), DL_TOO_FAR);
    assert_int_equal(distance("railway", "rail", 2), DL_TOO_FAR);
    assert_int_equal(distance("railway", "ralway", 0), DL_TOO_FAR);
}

static void test_words_without_a_spelling(void **state)
{
    struct dl_spelling s;
    char longest[DL_SPELLING_MAX + 2];
    (void)state;
    memset(longest, 'x', sizeof longest);
    assert_false(dl_spell(DL_STR(""), &s));
    assert_true(dl_spell((struct dl_str){ longest, DL_SPELLING_MAX }, &s));
    assert_false(dl_spell((struct dl_str){ longest, DL_SPELLING_MAX + 1 }, &s));
}

static const char *beginning(const char *pattern)
{
    static char out[8];
    out[dl_regex_beginning(dl_str_of(pattern), out, sizeof out - 1)] = '\0';
    return out;
}

static void test_beginnings(void **state)
{
    (void)state;
    assert_string_equal(beginning("colou?r"), "colo");
    assert_string_equal(beginning("Colou*r"), "colo");
    assert_string_equal(beginning("g8{0,2}"), "g");
    assert_string_equal(beginning("rail.*"), "rail");
    assert_string_equal(beginning("rails+"), "rails");
    assert_string_equal(beginning("railways?rail"), "railway");
    assert_string_equal(beginning("a|b"), "");
    assert_string_equal(beginning("a(b|c)"), "");
    assert_string_equal(beginning("^rail"), "");
    assert_string_equal(beginning("(?x) rail"), "");
    assert_string_equal(beginning("a?b"), "");
    assert_string_equal(beginning(""), "");
}

static void test_groups(void **state)
{
    static const dl_date days[] = { 20240101, 0, 20240301, 20240101 };
    struct dl_groups g = { 0 };
    struct dl_article a = { .country_count = 0 };
    struct dl_error err;
    (void)state;
    for (int newest = 0; newest < 2; newest++) {
        for (int i = 0; i < 4; i++) {
            a.date = days[i];
            char letter = (char)('a' + i);
            assert_int_equal(dl_groups_add(&g, DL_GROUP_DAY, !newest, &a, (struct dl_str){ &letter, 1 }, &err), DL_OK);
        }
        dl_groups_sort(&g);
        assert_int_equal(g.count, 4);
        for (size_t i = 0; i < 4; i++)
            assert_int_equal(g.text.data[g.v[i].start], (newest ? "cadb" : "adcb")[i]);
        dl_groups_clear(&g);
    }
    dl_groups_free(&g);
}

static const char *address_at(const char *host, const char *url, const char *path)
{
    static char text[300];
    struct dl_buf out = { 0 };
    struct dl_article a = { .url = dl_str_of(url), .path = dl_str_of(path) };
    dl_link_address(&a, host, &out);
    snprintf(text, sizeof text, "%s", dl_buf_cstr(&out));
    dl_buf_free(&out);
    return text;
}

static const char *address(const char *url, const char *path)
{
    return address_at("", url, path);
}

static void test_addresses(void **state)
{
    (void)state;
    assert_string_equal(address("https://example.org/a?b=1&c=d%20e#f", "/x"), "https://example.org/a?b=1&c=d%20e#f");
    assert_string_equal(address("http://example.org/\"><\033\x07", ""), "http://example.org/%22%3E%3C%1B%07");
    assert_string_equal(address("https://example.org/\xE1\xBB\x87 x", ""), "https://example.org/%E1%BB%87%20x");
    assert_string_equal(address("javascript:alert(1)", "relative"), "");
    assert_string_equal(address("", ""), "");
    assert_string_equal(address("ftp://x", "/a b/50%?#.txt"), "file:///a%20b/50%25%3F%23.txt");
    assert_string_equal(address_at("ann.example", "", "/a"), "file://ann.example/a");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_distance),   cmocka_unit_test(test_words_without_a_spelling),
        cmocka_unit_test(test_beginnings), cmocka_unit_test(test_groups),
        cmocka_unit_test(test_addresses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
