/* test_safe.c - what reaches a terminal, and how wide it is there.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "unit.h"

#include "dateline/text.h"
#include "searcher/safe.h"

#define FFFD "\xEF\xBF\xBD"

static void check_line(const char *text, size_t len, const char *expected)
{
    struct dl_buf out = { 0 };
    dl_safe_line((struct dl_str){ text, len }, &out);
    assert_str(dl_buf_view(&out), expected);
    dl_buf_free(&out);
}

#define LINE(text, expected) check_line(text, sizeof text - 1, expected)

static void test_line(void **state)
{
    (void)state;
    LINE("", "");
    LINE("plain text", "plain text");
    LINE("  two\t\n lines \r\n", "two lines");
    LINE("L\xC6\xB0\xC6\xA1ng", "L\xC6\xB0\xC6\xA1ng");
    LINE("\x1B[31mred\x1B[0m", FFFD "[31mred" FFFD "[0m");
    LINE("\x1B]0;title\x07", FFFD "]0;title" FFFD);
    LINE("a\0b", "a" FFFD "b");
    LINE("a\x7F"
         "b",
         "a" FFFD "b");
    LINE("a\xC2\x9B"
         "31m",
         "a" FFFD "31m");                     /* C1: the one-byte form of ESC [ */
    LINE("a\xE2\x80\xAEtxt.exe", "atxt.exe"); /* right-to-left override */
    LINE("a\xE2\x81\xA6z\xE2\x81\xA9", "az"); /* isolates */
    LINE("a\xE2\x80\xA8z", "a z");            /* line separator */
    LINE("a\xEF\xBB\xBFz", "az");             /* byte order mark */
    LINE("a\xFFz", "a" FFFD "z");             /* no UTF-8 */
    LINE("a\xE0\xA0", "a" FFFD);
    LINE("\xF3\xA0\x81\x81z", "z"); /* a tag character */
}

static void test_text_keeps_lines(void **state)
{
    struct dl_buf out = { 0 };
    (void)state;
    dl_safe_text(DL_STR("one\r\ntwo\n\tthree\x1B[2J"), &out);
    assert_str(dl_buf_view(&out), "one \ntwo\n\tthree" FFFD "[2J");
    dl_buf_free(&out);
}

/* No byte string whatever may give a control character, or anything but UTF-8. */
static void test_random_bytes(void **state)
{
    struct dl_buf out = { 0 };
    uint64_t seed = 88172645463325252u;
    (void)state;
    for (int round = 0; round < 2000; round++) {
        char bytes[64];
        for (size_t i = 0; i < sizeof bytes; i++) {
            seed ^= seed << 13, seed ^= seed >> 7, seed ^= seed << 17;
            bytes[i] = (char)(seed >> 32);
        }
        dl_buf_clear(&out);
        dl_safe_line((struct dl_str){ bytes, sizeof bytes }, &out);
        assert_true(dl_utf8_valid(dl_buf_view(&out)));
        for (size_t i = 0; i < out.len; i++) {
            unsigned char c = (unsigned char)out.data[i];
            assert_true(c >= ' ' && c != 0x7F);
            assert_false(c == 0xC2 && i + 1 < out.len && (unsigned char)out.data[i + 1] < 0xA0);
        }
    }
    dl_buf_free(&out);
}

static void test_width(void **state)
{
    static const struct {
        const char *text;
        size_t width;
    } rows[] = {
        { "", 0 },
        { "abc", 3 },
        { "L\xC6\xB0\xC6\xA1ng C\xC6\xB0\xE1\xBB\x9Dng", 11 },
        { "e\xCC\x81", 1 },                            /* e and a combining acute */
        { "\xE4\xB8\xAD\xE8\x80\x81", 4 },             /* Chinese */
        { "\xEF\xBC\xA1", 2 },                         /* full-width A */
        { "\xEF\xBD\xB1", 1 },                         /* half-width katakana */
        { "\xE0\xB8\x99\xE0\xB9\x89\xE0\xB8\xB3", 2 }, /* Thai with a tone mark */
        { "\xED\x95\x9C", 2 },                         /* a Hangul syllable */
        { "\xE1\x84\x92\xE1\x85\xA1\xE1\x86\xAB", 2 }, /* the same in three letters */
        { "\xD8\xB9\xD9\x8E\xD8\xB1\xD8\xA8", 3 },     /* Arabic with a vowel mark */
        { "a\xE2\x80\x8D"
          "b",
          2 }, /* zero-width joiner */
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (dl_text_width(dl_str_of(rows[i].text)) != rows[i].width)
            fail_msg("row %zu: %s is %zu wide, not %zu", i, rows[i].text, dl_text_width(dl_str_of(rows[i].text)),
                     rows[i].width);
}

static void test_fit(void **state)
{
    (void)state;
    assert_int_equal(dl_text_fit(DL_STR("abcdef"), 3), 3);
    assert_int_equal(dl_text_fit(DL_STR("ab"), 3), 2);
    assert_int_equal(dl_text_fit(DL_STR("e\xCC\x81"
                                        "e\xCC\x81"),
                                 1),
                     3); /* the mark stays with its letter */
    assert_int_equal(dl_text_fit(DL_STR("\xE4\xB8\xAD\xE8\x80\x81"), 3), 3);
    assert_int_equal(dl_text_fit(DL_STR("\xE4\xB8\xAD"), 1), 3); /* at least one character */
    assert_int_equal(dl_text_fit(DL_STR(""), 5), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_line),         cmocka_unit_test(test_text_keeps_lines),
        cmocka_unit_test(test_random_bytes), cmocka_unit_test(test_width),
        cmocka_unit_test(test_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
