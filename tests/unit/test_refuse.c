/* test_refuse.c - the table of kinds that are recognised and not read.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/reader/refuse.h"
#include "tests/unit/unit.h"

static void expect(const char *path, struct dl_str head, const char *name)
{
    const struct dl_kind *kind = dl_kind_of(dl_str_of(path), head);
    if ((kind == NULL) != (name == NULL) || (kind && strcmp(kind->name, name) != 0))
        fail_msg("%s is %s, not %s", path, kind ? kind->name : "for a reader", name ? name : "for a reader");
}

static void kinds_are_told_by_content(void **state)
{
    (void)state;
    expect("/n/a", DL_STR("%PDF-1.7\n"), "PDF");
    expect("/n/a.txt", DL_STR("{\\rtf1\\ansi"), "RTF");
    expect("/n/story.zip", DL_STR("PK\3\4\24\0\0\0\0\0\0\0\0\0mimetypeapplication/vnd.oasis.opendocument.text"),
           "OpenDocument");
    expect("/n/story", DL_STR("PK\3\4\24\0\0\0 [Content_Types].xml"), "Office Open XML");
    expect("/n/story.docx", DL_STR("PK\3\4\24\0\0\0 _rels/.rels"), "DOCX");
    expect("/n/news.db", DL_STR("SQLite format 3\0"), "SQLite");
    expect("/n/a.bin", DL_STR("\x89PNG\r\n\x1a\n"), "image");
    expect("/n/a",
           DL_STR("\x7f"
                  "ELF\2\1\1"),
           "program");
    expect("/n/a.zip", DL_STR("PK\3\4\24\0\0\0news/1.txt"), NULL);
    expect("/n/a.txt", DL_STR("A story of a story"), NULL);
}

static void kinds_are_told_by_name(void **state)
{
    (void)state;
    struct dl_str text = DL_STR("body { color: red }");
    expect("/n/site/style.css", text, "style sheet");
    expect("/n/site/style.CSS?ver=5.2.1", text, "style sheet");
    expect("/n/site/jquery.js@ver=3.1.0", text, "script");
    expect("/n/site/index.html?style=a.css", DL_STR("<html>"), NULL);
    expect("/n/css", text, NULL);
    expect("/n/.css", text, NULL);
    expect("/n/style.css/story.txt", text, NULL);
    expect("/n/about-bmw.txt", DL_STR("BMW announced a car"), NULL);
    expect("/n/Thumbs.db", DL_STR("\1\2"), "Thumbs.db");
    /* A magic number of two bytes needs the name. */
    expect("/n/bm.txt", DL_STR("BM and others"), NULL);
    expect("/n/a.bmp", DL_STR("BM\x36\0"), "image");
    expect("", DL_STR(""), NULL);
    expect("/n/a.css", DL_STR(""), "style sheet");
}

static void only_what_may_hold_an_article_is_a_failure(void **state)
{
    (void)state;
    struct dl_buf b = { 0 };
    assert_false(dl_kind_of(DL_STR("a.pdf"), DL_STR("%PDF-"))->no_article);
    assert_true(dl_kind_of(DL_STR("a.woff2"), DL_STR("wOF2"))->no_article);
    assert_false(dl_kind_binary.no_article);
    dl_kind_reason(dl_kind_of(DL_STR("a.pdf"), DL_STR("%PDF-")), &b);
    assert_str(dl_buf_view(&b), "PDF: needs a filter, see dateline-config(5)");
    dl_buf_clear(&b);
    dl_kind_reason(&dl_kind_binary, &b);
    assert_str(dl_buf_view(&b), "binary data of no known kind");
    dl_buf_free(&b);
}

static void binary_data_is_no_text(void **state)
{
    (void)state;
    assert_true(dl_is_binary(DL_STR("\1\2\3\4\5\6")));
    assert_false(dl_is_binary(DL_STR("A text with a NUL\0 in it is still a text, as long as there are few")));
    assert_false(dl_is_binary(DL_STR("\xff\xfeH\0i\0")));
    assert_false(dl_is_binary(DL_STR("R\0a\0i\0l\0 \0n\0e\0w\0s\0")));
    assert_false(dl_is_binary(DL_STR("\xc7\xd1\xb1\xb9\xbe\xee")));
    assert_false(dl_is_binary(DL_STR("")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kinds_are_told_by_content),
        cmocka_unit_test(kinds_are_told_by_name),
        cmocka_unit_test(only_what_may_hold_an_article_is_a_failure),
        cmocka_unit_test(binary_data_is_no_text),
    };
    return cmocka_run_group_tests_name("refuse", tests, NULL, NULL);
}
