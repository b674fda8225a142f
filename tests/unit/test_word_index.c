/* test_word_index.c - words of small tables by their hash.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tests/unit/unit.h"

#include "lib/metadata/word_index.h"

static unsigned find(const struct word_index *x, const char *word, bool any_case)
{
    return word_index_find(x, dl_str_of(word), any_case);
}

static void finds_words(void **state)
{
    (void)state;
    struct word_index x = { 0 };
    static const char *const words[] = { "a", "of", "in", "township", "tại", "ở", "à" };
    for (unsigned i = 0; i < sizeof words / sizeof words[0]; i++)
        word_index_add(&x, words[i], i);
    word_index_add(&x, "of", 9);
    for (unsigned i = 0; i < sizeof words / sizeof words[0]; i++) {
        assert_int_equal(find(&x, words[i], true), i);
        assert_int_equal(find(&x, words[i], false), i);
    }
    assert_int_equal(find(&x, "Township", true), 3);
    assert_int_equal(find(&x, "TOWNSHIP", true), 3);
    assert_int_equal(find(&x, "A", true), 0);
    assert_int_equal(find(&x, "Tại", true), 4);
    assert_int_equal(find(&x, "Township", false), UINT_MAX);
    static const char *const strangers[] = { "", "b", "o", "off", "towns", "tosomeip", "townships", "Ở", "@" };
    for (unsigned i = 0; i < sizeof strangers / sizeof strangers[0]; i++)
        assert_int_equal(find(&x, strangers[i], true), UINT_MAX);
}

/* Words of equal ends and length share a slot; a whole table of them still works. */
static void bears_collisions(void **state)
{
    (void)state;
    struct word_index x = { 0 };
    char words[WORD_INDEX_MOST][8];
    for (unsigned i = 0; i < WORD_INDEX_MOST; i++) {
        snprintf(words[i], sizeof words[i], "ab%03ucd", i);
        word_index_add(&x, words[i], i);
    }
    for (unsigned i = 0; i < WORD_INDEX_MOST; i++)
        assert_int_equal(find(&x, words[i], true), i);
    assert_int_equal(find(&x, "ab999cd", true), UINT_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(finds_words), cmocka_unit_test(bears_collisions) };
    return cmocka_run_group_tests_name("word_index", tests, NULL, NULL);
}
