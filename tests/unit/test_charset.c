/* test_charset.c - bytes in any encoding -> UTF-8.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "unit.h"

#include "dateline/text.h"

static struct dl_error err;

static void expect(struct dl_str in, const char *charset, const char *out, size_t replaced)
{
    struct dl_buf b = { 0 };
    size_t n = 99;
    assert_ok(dl_utf8_clean(in, dl_str_of(charset), &b, &n, &err), err);
    assert_str(dl_buf_view(&b), out);
    assert_int_equal(n, replaced);
    assert_true(dl_utf8_valid(dl_buf_view(&b)));
    dl_buf_free(&b);
}

static void test_valid(void **state)
{
    (void)state;
    static const char *const valid[] = { "",
                                         "plain",
                                         "\xc2\x80",
                                         "\xdf\xbf",
                                         "\xe0\xa0\x80",
                                         "\xed\x9f\xbf",
                                         "\xee\x80\x80",
                                         "\xef\xbf\xbf",
                                         "\xf0\x90\x80\x80",
                                         "\xf4\x8f\xbf\xbf" };
    static const char *const invalid[] = { "\x80",
                                           "\xc0\xaf",
                                           "\xc1\xbf",
                                           "\xc2",
                                           "\xe0\x9f\xbf",
                                           "\xed\xa0\x80",
                                           "\xe1\x80",
                                           "\xf0\x8f\xbf\xbf",
                                           "\xf4\x90\x80\x80",
                                           "\xf5\x80\x80\x80",
                                           "\xff",
                                           "\xf1\x80\x80" };
    for (size_t i = 0; i < sizeof valid / sizeof *valid; i++)
        assert_true(dl_utf8_valid(dl_str_of(valid[i])));
    for (size_t i = 0; i < sizeof invalid / sizeof *invalid; i++)
        for (size_t before = 0; before < 70; before++) { /* wherever in a block it stands */
            char text[200];
            memset(text, 'a', sizeof text);
            memcpy(text + before, invalid[i], strlen(invalid[i]));
            assert_false(dl_utf8_valid((struct dl_str){ text, before + strlen(invalid[i]) }));
            assert_false(dl_utf8_valid((struct dl_str){ text, sizeof text }));
        }
    assert_true(dl_utf8_valid((struct dl_str){ "a\0b", 3 }));
}

static void test_maximal_subparts(void **state)
{
    (void)state;
    /* The Unicode Standard, table 3-8, before and after good Vietnamese so that it is taken for damaged UTF-8. */
    expect(DL_STR("\xc6\xa1\xc6\xb0\xc4\x91\xc4\x91\xc4\x91 a\xf1\x80\x80\xe1\x80\xc2"
                  "b\x80"
                  "c\x80\xbf"
                  "d"),
           "",
           "ơưđđđ a\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"
           "b\xef\xbf\xbd"
           "c\xef\xbf\xbd\xef\xbf\xbd"
           "d",
           6);
}

static void test_copied(void **state)
{
    (void)state;
    expect(DL_STR(""), "", "", 0);
    expect(DL_STR("plain"), "UTF-16", "plain", 0);
    expect(DL_STR("đã \xef\xbf\xbd"), "windows-1258", "đã \xef\xbf\xbd", 0);
}

static void test_declared(void **state)
{
    (void)state;
    expect(DL_STR("caf\xe9"), "ISO-8859-1", "café", 0);
    expect(DL_STR("\xcf\xf0\xe8\xe2\xe5\xf2"), "windows-1251", "Привет", 0);
    expect(DL_STR("\x93\xfa\x96\x7b"), "Shift_JIS", "日本", 0);
    expect(DL_STR("caf\xe9"), "no-such-charset", "café", 0);
    expect(DL_STR("caf\xe9"), "utf-8", "café", 0); /* wrongly declared */
}

static void test_detected(void **state)
{
    (void)state;
    expect(DL_STR("\xff\xfeH\0i\0"), "", "Hi", 0);
    expect(DL_STR("\xfe\xff\0H\0i"), "", "Hi", 0);
    expect(DL_STR("The caf\xe9 in M\xfcnchen said \x93yes\x94 \x97 and the fianc\xe9 left."), "",
           "The café in München said “yes” — and the fiancé left.", 0);
    expect(DL_STR("\xcf\xf0\xe5\xe7\xe8\xe4\xe5\xed\xf2 \xd0\xee\xf1\xf1\xe8\xe8 \xef\xf0\xe8\xe1\xfb\xeb \xe2 "
                  "\xf1\xf2\xee\xeb\xe8\xf6\xf3 \xed\xe0 \xef\xe5\xf0\xe5\xe3\xee\xe2\xee\xf0\xfb"),
           "", "Президент России прибыл в столицу на переговоры", 0);
}

static void test_thai_and_vietnamese(void **state)
{
    (void)state;
    expect(DL_STR("\xc3\xd1\xb0\xc1\xb9\xb5\xc3\xd5\xa1\xc5\xe8\xd2\xc7\xc7\xe8\xd2\xb7\xd2\xa7\xc3\xb6\xe4\xbf\xa8\xd0"
                  "\xe0\xbb\xd4\xb4"),
           "", "รัฐมนตรีกล่าวว่าทางรถไฟจะเปิด", 0);
    struct dl_buf b = { 0 };
    struct dl_error e;
    assert_ok(dl_utf8_clean(DL_STR("Chu\xd2 ti\xf2"
                                   "ch n\xfd\xf5\xec"
                                   "c L\xfd\xf5ng C\xfd\xf5\xcc"
                                   "ng \xf0"
                                   "a\xde ti\xea\xec"
                                   "p \xf0oa\xcc"
                                   "n"),
                            DL_STR(""), &b, NULL, &e),
              e);
    assert_str(dl_buf_view(&b), "Chu\xcc\x89 ti\xcc\xa3"
                                "ch nươ\xcc\x81"
                                "c Lương Cươ\xcc\x80"
                                "ng đa\xcc\x83 tiê\xcc\x81"
                                "p đoa\xcc\x80"
                                "n");
    dl_buf_free(&b);
}

static void test_utf16_without_mark(void **state)
{
    (void)state;
    expect(DL_STR("R\0a\0i\0l\0"), "", "Rail", 0);
    expect(DL_STR("\0R\0a\0i\0l"), "", "Rail", 0);
    struct dl_str few = { "a\0b cd\0ef gh", 13 };
    struct dl_buf b = { 0 };
    assert_ok(dl_utf8_clean(few, DL_STR(""), &b, NULL, &err), err);
    assert_int_equal(b.len, few.len);
    assert_memory_equal(b.data, few.ptr, few.len);
    dl_buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_valid),
        cmocka_unit_test(test_maximal_subparts),
        cmocka_unit_test(test_copied),
        cmocka_unit_test(test_declared),
        cmocka_unit_test(test_detected),
        cmocka_unit_test(test_thai_and_vietnamese),
        cmocka_unit_test(test_utf16_without_mark),
    };
    return cmocka_run_group_tests_name("charset", tests, NULL, NULL);
}
