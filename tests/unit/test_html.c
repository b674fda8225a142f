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

#define HEAD(more)                                                                                                     \
    "<!DOCTYPE html><html lang=en><head>" more "</head><body><div class=content><h1>Ferry runs daily again</h1>"
#define TEXT "<p>" SENTENCE SENTENCE "<p>" SENTENCE SENTENCE "</div></body></html>"

static void test_fields(void **state)
{
    (void)state;
    struct dl_article a = read_page(
        HEAD("<title>Ferry runs daily again | The Gazette</title><meta property=og:site_name content='The Gazette'>"
             "<meta name=author content='Ana S&aacute;'><meta property=article:section content=Travel>"
             "<meta name=keywords content='ferry, islands'><link rel=canonical href=https://gazette.example/a/ferry>"
             "<meta property=article:modified_time content=2024-10-25><meta property=article:published_time "
             "content=2024-10-22T08:00:00+02:00>") TEXT);
    assert_str(a.title, "Ferry runs daily again");
    assert_str(a.source, "The Gazette");
    assert_str(a.author, "Ana Sá");
    assert_str(a.section, "Travel");
    assert_str(a.tags, "ferry\nislands");
    assert_str(a.language, "en");
    assert_str(a.url, "https://gazette.example/a/ferry");
    assert_str(a.date_field, "2024-10-22"); /* published, not modified */
    assert_true(has(a.origins, "article:published_time"));
}

static void test_json_ld(void **state)
{
    (void)state;
    struct dl_article a = read_page(HEAD(
        "<script "
        "type='application/ld+json'>{\"@context\":\"x\",\"@graph\":[{\"@type\":\"WebSite\",\"name\":\"Gazette\"},"
        "{\"@type\":\"NewsArticle\",\"headline\":\"Ferry runs &amp; runs\\u00e9\",\"datePublished\":\"2024-10-22\","
        "\"author\":[{\"@type\":\"Person\",\"name\":\"Ana\"},{\"name\":\"Bo\"}],"
        "\"image\":{\"datePublished\":\"2019-01-01\"},\"keywords\":[\"a\",\"b\"],}]}</script>") TEXT);
    assert_str(a.date_field, "2024-10-22"); /* not the picture's */
    assert_str(a.author, "Ana\nBo");
    assert_str(a.title, "Ferry runs & runsé");
    struct dl_article b =
        read_page(HEAD("<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"datePublished\":"
                       "\"2024-10-22\"</script>") TEXT);
    assert_str(b.title, "Ferry runs daily again"); /* broken: nothing of it, and no fault */
}

/* The date that the reader finds; "" for none. */
static void check_date(const char *page, const char *expected)
{
    struct dl_article a = read_page(page);
    char day[11] = "";
    if (a.date)
        dl_date_format(a.date, day);
    const char *got = a.date ? day : "";
    if (a.date_field.len) {
        assert_str(a.date_field, expected);
    } else {
        assert_string_equal(got, expected);
    }
}

static void test_dates(void **state)
{
    (void)state;
    check_date(HEAD("") "<p class=meta>Published 22 October 2024</p>" TEXT, "2024-10-22");
    check_date(HEAD("") "<time datetime=2024-10-22T10:00>yesterday</time>" TEXT, "2024-10-22");
    check_date(HEAD("") "<span class=entry-date>Oct. 22, 2024</span>" TEXT, "2024-10-22");
    check_date(HEAD("") "<p>22 October 2024 | Travel, Islands, More of it" TEXT, "2024-10-22");
    check_date(HEAD("") "<p>Last updated: 22 October 2024</p>" TEXT, ""); /* a change is no publication */
    check_date(HEAD("") TEXT, "");
    /* of another article, of readers */
    check_date(HEAD("") TEXT "<div class=related-posts><p>Other story<time datetime=2020-01-01>2020</time></div>", "");
    check_date(HEAD("") TEXT "<div class=comments><p>Bo<time datetime=2020-01-01>2020</time> I agree</div>", "");
    /* of a post that the text quotes */
    check_date(HEAD("") "<p>" SENTENCE "<blockquote>Ferry! May 5, 2019</blockquote>" TEXT, "");
    /* an instant in UTC, and the local day in the address */
    check_date(HEAD("<link rel=canonical href=https://g.example/2024/10/22/ferry><meta property=article:published_time "
                    "content=2024-10-23T02:00:00Z>") TEXT,
               "2024-10-22");
    /* a vague one, and the day that the page shows */
    check_date(HEAD("<meta name=date content=2024-10-25>") "<p class=date>22 October 2024</p>" TEXT, "2024-10-22");
}

static void test_titles(void **state)
{
    (void)state;
    static const struct {
        const char *head, *title;
    } cases[] = {
        { "<title>Old pier burns - Gazette</title><meta property=og:site_name content=Gazette>", "Old pier burns" },
        { "<title>Gazette: Old pier burns</title><meta property=og:site_name content=Gazette>", "Old pier burns" },
        { "<meta property=og:title content='Old pier burns | gazette.example'><link rel=canonical "
          "href=https://www.gazette.example/a/b>",
          "Old pier burns" },
        { "<meta property=og:title content='War &amp;amp; peace on the pier'>", "War & peace on the pier" },
        { "<title>Mind the gap - and the step</title>", "Mind the gap - and the step" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct dl_buf page = { 0 };
        dl_buf_printf(&page, "<html><head>%s</head><body>%s", cases[i].head, TEXT);
        struct dl_article a = read_page(dl_buf_cstr(&page));
        if (i + 1 < sizeof cases / sizeof *cases) {
            assert_str(a.title, cases[i].title);
        } else {
            assert_true(has(a.title, "Mind the gap"));
        }
        dl_buf_free(&page);
    }
    assert_str(
        read_page("<html><body><h1>The Gazette</h1><h1>A cut heading of the pi…</h1><title>x</title>" TEXT).title,
        "The Gazette");
}

static void test_no_articles(void **state)
{
    (void)state;
    struct dl_error err = { 0 };
    struct dl_article a = { 0 };
    struct dl_buf page = { 0 };
    dl_buf_puts(&page, "<html><body>");
    for (int i = 0; i < 8; i++)
        dl_buf_printf(&page,
                      "<div class=teaser><h2><a href=/%d>Story number %d of the day</a></h2><p>A line about it, with "
                      "some words, and a few more of them.</div>",
                      i, i);
    assert_int_equal(dl_html_article(dl_buf_view(&page), DL_STR(""), DL_STR(""), &parse, &a, &err), DL_BAD_INPUT);
    assert_non_null(strstr(err.message, "index page"));
    dl_buf_free(&page);
    assert_int_equal(dl_html_article(DL_STR("<html><body><p>Please log in to read this page.<form><input name=u><input "
                                            "type=password></form>"),
                                     DL_STR(""), DL_STR(""), &parse, &a, &err),
                     DL_BAD_INPUT);
    assert_non_null(strstr(err.message, "login page"));
    assert_int_equal(dl_html_article(DL_STR("<html><body></body></html>"), DL_STR(""), DL_STR(""), &parse, &a, &err),
                     DL_BAD_INPUT);
}

static void test_lines_that_are_not_text(void **state)
{
    (void)state;
    struct dl_article a =
        read_page(HEAD("") "<p>By Jane Doe</p><p>" SENTENCE SENTENCE
                           "<p>Read more: <a href=/x>The other ferry sank</a><p>" SENTENCE SENTENCE
                           "<p>Lesen Sie auch: <a href=/y>Anderes</a><p>Advertisement<p>" SENTENCE
                           "<h3>Related stories</h3><ul><li><a "
                           "href=/1>One more of them</a><li><a href=/2>And another one</a></ul></div>");
    const char *const out[] = { "By Jane",       "Read more", "other ferry", "Anderes",
                                "Advertisement", "Related",   "another one" };
    for (size_t i = 0; i < sizeof out / sizeof *out; i++)
        if (has(a.body, out[i]))
            fail_msg("\"%s\" is in the text", out[i]);
    assert_true(has(a.body, "comes back before dark"));
}

static void test_marked_body(void **state)
{
    (void)state;
    struct dl_article a = read_page(
        "<html><body><div><p>" SENTENCE SENTENCE SENTENCE "</div><div itemprop=articleBody><p>"
        "The harbour master, who saw it, agrees with the captain of the boat, and adds that the pier is old. " SENTENCE
        "</div></body></html>");
    assert_true(has(a.body, "harbour master"));
    assert_true(a.body.len < 2 * strlen(SENTENCE) + 120);
}

static void test_charsets(void **state)
{
    (void)state;
    struct dl_error err = { 0 };
    struct dl_article a = { 0 };
    struct dl_str page = DL_STR("<html><head><meta charset=windows-1251></head><body><p>\xcf\xe0\xf0\xee\xec, "
                                "\xcf\xe0\xf0\xee\xec, \xcf\xe0\xf0\xee\xec");
    assert_ok(dl_html_article(page, DL_STR(""), DL_STR(""), &parse, &a, &err), err);
    assert_str(a.body, "Паром, Паром, Паром");
    page = DL_STR("<html><body><p>\x83"
                  "t\x83"
                  "F\x83\x8a\x81[");
    assert_ok(dl_html_article(page, DL_STR("Shift_JIS"), DL_STR(""), &parse, &a, &err), err);
    assert_str(a.body, "フェリー");
}

static void test_limits(void **state)
{
    (void)state;
    struct dl_error err = { 0 };
    struct dl_article a = { 0 };
    struct dl_buf page = { 0 };
    dl_buf_puts(&page, "<html><body><p>" SENTENCE SENTENCE);
    for (int i = 0; i < 3000; i++)
        dl_buf_puts(&page, "<div>");
    assert_ok(dl_html_article(dl_buf_view(&page), DL_STR(""), DL_STR(""), &parse, &a, &err), err);
    assert_true(has(a.body, "ferry") && has(a.origins, "given up  elements nested deeper"));
    dl_buf_clear(&page);
    dl_buf_puts(&page, "<html><body><p class=x");
    for (int i = 0; i < 20000; i++)
        dl_buf_printf(&page, " a%d=1", i);
    dl_buf_puts(&page, ">" SENTENCE SENTENCE "<p>\0");
    assert_ok(dl_html_article(dl_buf_view(&page), DL_STR(""), DL_STR(""), &parse, &a, &err), err);
    assert_true(has(a.body, "ferry"));
    dl_buf_free(&page);
    struct dl_str nul = { "<p>a\0b</p>", 10 };
    struct dl_buf out = { 0 };
    assert_ok(dl_html_text(&parse, nul, &out, &err), err);
    assert_str(dl_buf_view(&out), "a b");
    dl_buf_free(&out);
}

static void test_detect(void **state)
{
    (void)state;
    const char *const pages[] = { "<!DOCTYPE html>\n<html>",
                                  "\n<!-- saved -->\n<HTML lang=en>",
                                  "<?xml version='1.0'?>\n<html>",
                                  "<head><title>x</title>",
                                  "<br />\n<b>Warning</b>: x\n<!DOCTYPE html><html>",
                                  "<p>Only a paragraph" };
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++)
        assert_ptr_equal(dl_format_detect(dl_str_of(pages[i])), &dl_format_html);
    const char *const others[] = { "Headline about <html>", "<rss version='2.0'>", "< 5", "{\"a\":1}" };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_ptr_not_equal(dl_format_detect(dl_str_of(others[i])), &dl_format_html);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text_of_markup),
        cmocka_unit_test(test_is_markup),
        cmocka_unit_test(test_page),
        cmocka_unit_test(test_fields),
        cmocka_unit_test(test_json_ld),
        cmocka_unit_test(test_dates),
        cmocka_unit_test(test_titles),
        cmocka_unit_test(test_no_articles),
        cmocka_unit_test(test_lines_that_are_not_text),
        cmocka_unit_test(test_marked_body),
        cmocka_unit_test(test_charsets),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_detect),
    };
    return cmocka_run_group_tests(tests, NULL, tear_down);
}
