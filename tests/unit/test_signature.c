/* test_signature.c - near copies are known, other articles are not.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "unit.h"

#include "dateline/signature.h"

static const char story[] =
    "Freight trains between Vientiane and Kunming will be longer from the first of the month, the two railways said on "
    "Tuesday after a day of talks in Boten. The border station will get a third yard, and customs officers of both "
    "countries will open wagons together instead of one after the other. A train now waits six hours there; the aim is "
    "two. Traders in Luang Namtha welcomed the change but asked for cold storage, as fruit spoils in the sun. The "
    "corridor carried four million tonnes in the first nine months, a fifth more than in the year before, most of it "
    "potash, rubber and cassava. Passenger numbers rose too, helped by a night train that began to run in spring.";

static struct dl_signature sign_with(struct dl_analyzer *a, const char *title, const char *body)
{
    struct dl_tokens tokens = { 0 };
    struct dl_error err;
    assert_ok(dl_analyze_article(a, dl_str_of(title), dl_str_of(body), dl_stemmer_for(DL_STR("en")), &tokens, &err),
              err);
    struct dl_signature s = dl_signature_of(a, &tokens);
    dl_tokens_free(&tokens);
    return s;
}

static struct dl_signature sign(const char *title, const char *body)
{
    struct dl_analyzer *a;
    struct dl_error err;
    assert_ok(dl_analyzer_new(&a, &err), err);
    struct dl_signature s = sign_with(a, title, body);
    dl_analyzer_free(a);
    return s;
}

static bool is_near(struct dl_signature x, struct dl_signature y)
{
    bool near = dl_signature_near(&x, &y);
    assert_true(near == dl_signature_near(&y, &x));
    return near;
}

/* Whatever an analyser has met before, and in whatever process: the digits are stored. */
static void test_same_text_same_signature(void **state)
{
    (void)state;
    struct dl_analyzer *a;
    struct dl_error err;
    assert_ok(dl_analyzer_new(&a, &err), err);
    sign_with(a, "Something else", "that the analyser has met before");
    struct dl_signature x = sign_with(a, "Longer trains", story), y = sign("Longer trains", story);
    dl_analyzer_free(a);
    assert_memory_equal(&x, &y, sizeof x);
    assert_true(is_near(x, y));
    static const unsigned char expected[DL_SIGNATURE_BYTES] = { 0x30, 0x8c, 0x87, 0xc2, 0xf3, 0x86,
                                                                0x73, 0x86, 0xd9, 0xf4, 0xe2, 0x7f };
    struct dl_signature known = sign("", "one two three");
    assert_memory_equal(known.digits, expected, sizeof expected);
}

static void test_edited_copies_are_near(void **state)
{
    (void)state;
    char text[2 * sizeof story];
    struct dl_signature x = sign("Longer freight trains for Boten", story);
    assert_true(is_near(x, sign("Laos, China agree on freight", story)));
    assert_true(is_near(x, sign("", story)));
    snprintf(text, sizeof text, "%.*s", (int)(sizeof story * 7 / 10), story);
    assert_true(is_near(x, sign("Longer freight trains for Boten", text)));
    snprintf(text, sizeof text, "BOTEN, Oct 22 - %s (Reporting by our desk; editing by another)", story);
    assert_true(is_near(x, sign("Longer freight trains for Boten", text)));
    snprintf(text, sizeof text, "%s", story);
    memcpy(strstr(text, "third"), "fifth", 5);
    memcpy(strstr(text, "six hours"), "ten hours", 9);
    assert_true(is_near(x, sign("Longer freight trains for Boten", text)));
}

static void test_others_are_not(void **state)
{
    (void)state;
    struct dl_signature x = sign("Longer freight trains for Boten", story);
    assert_false(
        is_near(x, sign("Longer freight trains for Boten",
                        "The railway between Vientiane and Kunming will close for two weeks of repairs after a "
                        "landslide north of Luang Prabang buried the track, officials of both countries said. "
                        "Buses will carry passengers in the meantime, and freight goes by road.")));
    assert_false(
        is_near(sign("Gold rises", "Gold rose to 2,700 dollars."), sign("Oil falls", "Oil fell to 70 dollars.")));
}

/* Every text has some, even one of fewer words than a run. */
static void test_short_texts(void **state)
{
    (void)state;
    assert_true(is_near(sign("", "flood"), sign("", "Floods")));
    assert_false(is_near(sign("", "flood"), sign("", "drought")));
    assert_true(is_near(sign("Flood warning", ""), sign("Flood warning", "")));
    assert_false(is_near(sign("Flood warning", ""), sign("Flood over", "")));
    assert_true(is_near(sign("", "รัฐบาลประกาศสร้างทางรถไฟใหม่"), sign("", "รัฐบาลประกาศสร้างทางรถไฟใหม่")));
}

static void test_none(void **state)
{
    (void)state;
    struct dl_signature none = sign("", " ... "), zero = { { 0 } };
    assert_memory_equal(&none, &zero, sizeof none);
    assert_false(is_near(none, none));
    assert_false(is_near(none, sign("", "flood")));
}

/* The threshold, digit by digit. */
static void test_equal_digits(void **state)
{
    (void)state;
    struct dl_signature x = { { 0 } }, y;
    memset(x.digits, 0x11, sizeof x.digits);
    for (unsigned differing = 0; differing <= DL_SIGNATURE_DIGITS; differing++) {
        y = x;
        for (unsigned i = 0; i < differing; i++)
            y.digits[i / 2] ^= (unsigned char)(i % 2 ? 0x80 : 0x01 << i % 4);
        assert_int_equal(is_near(x, y), DL_SIGNATURE_DIGITS - differing >= 11);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_text_same_signature),
        cmocka_unit_test(test_edited_copies_are_near),
        cmocka_unit_test(test_others_are_not),
        cmocka_unit_test(test_short_texts),
        cmocka_unit_test(test_none),
        cmocka_unit_test(test_equal_digits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
