/* test_html.c - saved pages: the text, the fields, and what is not taken.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/reader/html.h"
#include "unit.h"

#define SENTENCE                                                                                                       \
    "The ferry to the islands leaves at eight every morning, and it comes back before dark, the captain said, unless " \
    "the weather turns. "

static struct dl_parse parse;

static int tear_down(void **state)
{
    (void)state;
    dl_parse_free(&parse);
    return 0;
}

static struct dl_article read_page(const char *page)
{
    struct dl_error err = { 0 };
    struct dl_article a = { 0 };
    assert_ok(dl_html_article(dl_str_of(page), (struct dl_str){ 0 }, (struct dl_str){ 0 }, &parse, &a, &err), err);
    return a;
}

static bool has(struct dl_str s, const char *part)
{
    return memmem(s.ptr, s.len, part, strlen(part)) != NULL;
}

static void check_text(const char *markup, const char *expected)
{
    struct dl_error err = { 0 };
    struct dl_buf out = { 0 };
    assert_ok(dl_html_text(&parse, dl_str_of(markup), &out, &err), err);
    assert_str(dl_buf_view(&out), expected);
    dl_buf_free(&out);
}

static void test_text_of_markup(void **state)
{
    (void)state;
    check_text("<p>The captain&#8217;s <a href=\"http://x/click\">ferry</a></p>", "The captain’s ferry");
    check_text("One &amp; two<br>three<ul><li>a<li>b</ul>", "One & two\nthree\n\na\nb");
    check_text("<p>a</p><p>b</p><script>var x = '</p>';</script>c", "a\n\nb\n\nc");
    check_text("<table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table>", "1 2\n3");
    check_text("5 < 6 and 7 > 2", "5 < 6 and 7 > 2");
    check_text("a<!-- <p>no</p> -->b", "ab");
    check_text("x\xe2\x80\xa8y\xc2\xa0z", "x y z"); /* a line separator ends no line of JSON */
    check_text("", "");
}

static void test_is_markup(void **state)
{
    (void)state;
    assert_true(dl_html_is_markup(DL_STR("a <b>c</b>")));
    assert_true(dl_html_is_markup(DL_STR("a<br/>b")));
    assert_true(dl_html_is_markup(DL_STR("Tom &amp; Ann")));
    assert_true(dl_html_is_markup(DL_STR("it&#8217;s")));
    assert_false(dl_html_is_markup(DL_STR("a < b and c > d")));
    assert_false(dl_html_is_markup(DL_STR("R&D; <me@example.org> <3")));
    assert_false(dl_html_is_markup(DL_STR("")));
}

static void test_page(void **state)
{
    (void)state;
    struct dl_article a = read_page(
        "<!DOCTYPE html><html><head><title>Ferry - Gazette</title><style>p { color: red }</style></head><body>"
        "<nav><ul><li><a href=/a>Sports pages</a><li><a href=/b>Weather pages</a></ul></nav>"
        "<div class=content><h1>Ferry runs daily</h1>"
        "<figure><img src=x><figcaption>The old ferry at its pier</figcaption></figure>"
        "<p>" SENTENCE SENTENCE "<p>" SENTENCE SENTENCE
        "<div class=newsletter-signup><p>Sign up for our letter, which comes every day, and is free.</div></div>"
        "<footer>All rights reserved</footer><script>var hidden = 'function';</script></body></html>");
    assert_str(a.title, "Ferry runs daily");
    assert_true(has(a.body, "comes back before dark"));
    assert_true(has(a.captions, "old ferry at its pier"));
    const char *const out[] = { "Sports", "Sign up", "rights reserved", "function", "color", "pier", "Ferry runs" };
    for (size_t i = 0; i < sizeof out / sizeof *out; i++)
        assert_false(has(a.body, out[i]));
}

static void test_detect(void **state)
{
    (void)state;
    const char *const pages[] = { "<!DOCTYPE html>\n<html>", "\n<!-- saved -->\n<HTML lang=en>",
                                  "<?xml version='1.0'?>\n<html>", "<head><title>x</title>", "<p>Only a paragraph" };
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++)
        assert_ptr_equal(dl_format_detect(dl_str_of(pages[i])), &dl_format_html);
    const char *const others[] = { "Headline about <html>", "<rss version='2.0'>", "< 5", "{\"a\":1}" };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_ptr_not_equal(dl_format_detect(dl_str_of(others[i])), &dl_format_html);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_text_of_markup), cmocka_unit_test(test_is_markup),
                                        cmocka_unit_test(test_page), cmocka_unit_test(test_detect) };
    return cmocka_run_group_tests(tests, NULL, tear_down);
}
