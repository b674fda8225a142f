/* test_xapianc.c - the C binding of libxapian.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "dateline/xapian.h"
#include "unit.h"

static void stem(const char *language, const char *word, const char *expected)
{
    struct dl_error err = { 0 };
    struct dl_stem *s;
    char out[64];
    size_t len;
    assert_ok(dl_stem_new(language, &s, &err), err);
    assert_ok(dl_stem_word(s, dl_str_of(word), out, sizeof out, &len, &err), err);
    assert_str(((struct dl_str){ out, len }), expected);
    dl_stem_free(s);
}

static void test_stem_words(void **state)
{
    (void)state;
    stem("english", "railways", "railway");
    stem("en", "negotiations", "negoti");
    stem("french", "continuellement", "continuel");
    stem("none", "railways", "railways");
    stem("english", "", "");
}

static void test_stem_unknown_language(void **state)
{
    (void)state;
    struct dl_error err = { 0 };
    struct dl_stem *s;
    assert_int_equal(dl_stem_new("klingon", &s, &err), DL_INVALID);
    assert_null(s);
    assert_string_equal(err.type, "InvalidArgumentError");
    assert_non_null(strstr(err.message, "klingon"));
}

static void test_stem_does_not_fit(void **state)
{
    (void)state;
    struct dl_error err = { 0 };
    struct dl_stem *s;
    char out[4];
    size_t len;
    assert_ok(dl_stem_new("english", &s, &err), err);
    assert_int_equal(dl_stem_word(s, DL_STR("railway"), out, sizeof out, &len, &err), DL_TOO_LARGE);
    assert_int_equal(len, 0);
    dl_stem_free(s);
    dl_stem_free(NULL);
}

static void test_stem_languages(void **state)
{
    (void)state;
    struct dl_error err = { 0 };
    struct dl_buf b = { 0 };
    assert_ok(dl_stem_languages(&b, &err), err);
    assert_non_null(strstr(dl_buf_cstr(&b), "english"));
    assert_non_null(strstr(dl_buf_cstr(&b), "russian"));
    dl_buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stem_words),
        cmocka_unit_test(test_stem_unknown_language),
        cmocka_unit_test(test_stem_does_not_fit),
        cmocka_unit_test(test_stem_languages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
