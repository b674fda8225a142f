/* test_html_charset.c - encoding labels of the web.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <unicode/ucnv.h>

#include "lib/reader/html_tree.h"
#include "unit.h"

static void test_labels(void **state)
{
    (void)state;
    assert_str(html_charset_label(DL_STR(" UTF8 ")), "UTF-8");
    assert_str(html_charset_label(DL_STR("ISO-8859-1")), "windows-1252");
    assert_str(html_charset_label(DL_STR("x-sjis")), "windows-31j");
    assert_str(html_charset_label(DL_STR("gb2312")), "gb18030");
    assert_str(html_charset_label(DL_STR("klingon")), "");
    assert_str(html_charset_label(DL_STR("")), "");
}

/* Every label of the table is found, and ICU has a converter for it; for these it has none, and such a page goes by
 * detection. */
static void test_every_label(void **state)
{
    (void)state;
    static const char *const missing[] = { "iso-8859-16", "iso-8859-10", "iso-8859-14" };
    static const struct {
        const char *label, *name;
    } labels[] = {
#include "html_charset.inc"
    };
    unsigned converters = 0;
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
        struct dl_str name = html_charset_label(dl_str_of(labels[i].label));
        UErrorCode code = U_ZERO_ERROR;
        if (name.len == 0)
            fail_msg("%s is not found", labels[i].label);
        UConverter *c = ucnv_open(name.ptr, &code);
        bool known = U_SUCCESS(code);
        converters += known;
        ucnv_close(c);
        bool excused = false;
        for (size_t k = 0; k < sizeof missing / sizeof *missing; k++)
            excused = excused || strcmp(name.ptr, missing[k]) == 0;
        if (!known && !excused)
            fail_msg("%s: ICU has no converter %s", labels[i].label, name.ptr);
    }
    assert_true(converters > 200);
}

static void test_declarations(void **state)
{
    (void)state;
    assert_str(html_charset(DL_STR("<meta charset=\"koi8-r\">"), DL_STR("")), "koi8-r");
    assert_str(html_charset(DL_STR("<META http-equiv=Content-Type content='text/html; charset=EUC-JP'>"), DL_STR("")),
               "euc-jp");
    assert_str(html_charset(DL_STR("<?xml version='1.0' encoding='iso-8859-2'?><html>"), DL_STR("")), "iso-8859-2");
    assert_str(html_charset(DL_STR("<meta charset=utf-8>"), DL_STR("windows-1250")), "windows-1250"); /* HTTP wins */
    assert_str(html_charset(DL_STR("<meta charset=utf-16>"), DL_STR("")), ""); /* could not have been read */
    assert_str(html_charset(DL_STR("<p>charset of the page"), DL_STR("")), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_labels), cmocka_unit_test(test_every_label),
                                        cmocka_unit_test(test_declarations) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
