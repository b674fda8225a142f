/* test_word_lists.c - the compiled word lists of lib/metadata/data.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tests/unit/unit.h"

#include "lib/metadata/words.h"

static dl_word_set kinds(const char *word)
{
    return dl_word_kinds(dl_str_of(word));
}

static void finds_words_in_any_case(void **state)
{
    (void)state;
    assert_true(kinds("township") & DL_WORD_BIT(AFTER_TOWN));
    assert_int_equal(kinds("Township"), kinds("township"));
    assert_int_equal(kinds("TOWNSHIP"), kinds("township"));
    assert_true(kinds("Tại") & DL_WORD_BIT(BEFORE_PLACE));
    assert_true(kinds("Ở") & DL_WORD_BIT(BEFORE_PLACE));
    assert_true(kinds("ОПУБЛИКОВАНО") & DL_WORD_BIT(PUBLISHED));
    assert_null(dl_word_find(dl_str_of("Township"))); /* as it is written */
    static const char *const others[] = { "", "b", "townshi", "townships", "tosomeip", "@", "\xff\xfe" };
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        assert_int_equal(kinds(others[i]), 0);
    char longer[200];
    memset(longer, 'a', sizeof longer);
    assert_int_equal(dl_word_kinds((struct dl_str){ longer, sizeof longer }), 0);
}

/* Every word of every kind is found where the search for it begins or after it. */
static void finds_every_word(void **state)
{
    (void)state;
    unsigned found = 0;
    for (unsigned kind = 0; kind < DL_WORD_KIND_COUNT; kind++)
        for (unsigned i = 0; i < dl_words_of((enum dl_word_kind)kind); i++) {
            const struct dl_word *w = dl_word_find(dl_word_of((enum dl_word_kind)kind, i));
            assert_non_null(w);
            assert_true(w->kinds >> kind & 1);
            found++;
        }
    assert_true(found > 1500);
}

static void gives_values(void **state)
{
    (void)state;
    assert_string_equal(dl_word_value(dl_str_of("TTXVN"), DL_WORD_AGENCY), "VNA");
    assert_string_equal(dl_word_value(dl_str_of("tass"), DL_WORD_AGENCY), "TASS");
    assert_string_equal(dl_word_value(dl_str_of("L"), DL_WORD_EXCHANGE), "GB");
    assert_null(dl_word_value(dl_str_of("L"), DL_WORD_AGENCY));
    assert_null(dl_word_value(dl_str_of("Nobody"), DL_WORD_AGENCY));
}

static void matches_parts_of_text(void **state)
{
    (void)state;
    assert_int_equal(dl_word_ends(dl_str_of("từ sáng ngày"), DL_WORD_DAY_FILLER), strlen("ngày"));
    assert_int_equal(dl_word_ends(dl_str_of("ng"), DL_WORD_DAY_FILLER), 0);
    assert_int_equal(dl_word_begins(dl_str_of("âm lịch"), DL_WORD_LUNAR), strlen("âm lịch"));
    assert_true(dl_word_within(dl_str_of("ngày 10/3 âm lịch,"), DL_WORD_LUNAR));
    assert_false(dl_word_within((struct dl_str){ 0 }, DL_WORD_LUNAR));
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(finds_words_in_any_case), cmocka_unit_test(finds_every_word),
                                        cmocka_unit_test(gives_values), cmocka_unit_test(matches_parts_of_text) };
    return cmocka_run_group_tests_name("word_lists", tests, NULL, NULL);
}
