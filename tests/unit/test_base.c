/* test_base.c - growing arrays, hash tables, UTF-8, edit distance.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "unit.h"

#include "dateline/distance.h"
#include "dateline/grow.h"
#include "dateline/set.h"
#include "dateline/unicode.h"

static void arrays_grow(void **state)
{
    (void)state;
    uint32_t *v = NULL, *was;
    size_t cap = 0, moves = 0;
    for (uint32_t i = 0; i < 100000; i++) {
        was = v;
        assert_true(DL_GROW(v, cap, i + 1));
        moves += v != was || i == 0;
        v[i] = i;
    }
    assert_in_range(moves, 1, 40);
    for (uint32_t i = 0; i < 100000; i++)
        assert_int_equal(v[i], i);
    was = v;
    size_t had = cap;
    assert_false(DL_GROW(v, cap, SIZE_MAX / 2));
    assert_false(DL_GROW(v, cap, SIZE_MAX));
    assert_ptr_equal(v, was);
    assert_int_equal(cap, had);
    free(v);
}

static void sets_hold_their_keys(void **state)
{
    (void)state;
    struct dl_set s = { 0 };
    bool fresh;
    assert_false(dl_set_has(&s, 0));
    assert_false(dl_set_has(&s, 7));
    for (uint64_t i = 0; i < 5000; i++) { /* half of them with the same low bits */
        assert_true(dl_set_add(&s, i % 2 ? i : i << 40, &fresh));
        assert_true(fresh);
    }
    assert_int_equal(s.count, 5000);
    for (uint64_t i = 0; i < 5000; i++) {
        assert_true(dl_set_add(&s, i % 2 ? i : i << 40, &fresh));
        assert_false(fresh);
        assert_false(dl_set_has(&s, i % 2 ? i << 40 : i + 6000));
    }
    assert_int_equal(s.count, 5000);
    dl_set_free(&s);
    assert_false(dl_set_has(&s, 0));
}

static void maps_hold_several_of_one_hash(void **state)
{
    (void)state;
    struct dl_hash_map m = { 0 };
    size_t step = 0, i, sum = 0;
    assert_false(dl_hash_map_next(&m, 5, &step, &i));
    for (size_t k = 0; k < 3000; k++)
        assert_true(dl_hash_map_add(&m, k / 3 << 32, k)); /* all in one chain */
    for (step = 0; dl_hash_map_next(&m, 70ULL << 32, &step, &i);)
        sum += i;
    assert_int_equal(sum, 210 + 211 + 212);
    for (step = 0; dl_hash_map_next(&m, 5000ULL << 32, &step, &i);)
        fail();
    dl_hash_map_free(&m);
}

static void characters_come_back(void **state)
{
    (void)state;
    char bytes[8];
    for (uint32_t c = 0; c <= 0x10ffff; c += c < 0x3000 || c > 0xd700 ? 1 : 61) {
        if (c == 0xd800) /* surrogates are no characters */
            c = 0xe000;
        if (c == 0xe100)
            c = 0xff00;
        if (c == 0x10100)
            c = 0x10ff00;
        unsigned n = dl_utf8_encode(c, bytes), m;
        bool valid;
        bytes[n] = 'x';
        assert_int_equal(dl_utf8_decode(bytes, bytes + n + 1, &m, &valid), c);
        assert_int_equal(n, m);
        assert_true(valid && dl_utf8_valid((struct dl_str){ bytes, n }));
        assert_false(n > 1 && dl_utf8_valid((struct dl_str){ bytes, n - 1 }));
    }
    size_t at = 0;
    struct dl_str broken = DL_STR("a\xe2\x82z\xff"); /* one U+FFFD for a part of a character, one for a lone byte */
    const uint32_t want[] = { 'a', DL_REPLACEMENT, 'z', DL_REPLACEMENT };
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(dl_utf8_next(broken, &at), want[i]);
    assert_int_equal(at, broken.len);
    assert_int_equal(dl_utf8_cut("x\xc3\xa9y", 4, 2), 1);
    assert_int_equal(dl_utf8_cut("x\xc3\xa9y", 4, 3), 3);
    assert_int_equal(dl_utf8_cut("x\xc3\xa9y", 4, 9), 4);
}

static unsigned distance(const char *a, const char *b, unsigned limit)
{
    unsigned d = dl_distance_str(dl_str_of(a), dl_str_of(b), limit);
    assert_int_equal(dl_distance_str(dl_str_of(b), dl_str_of(a), limit), d);
    return d;
}

static void distances(void **state)
{
    (void)state;
    assert_int_equal(distance("", "", 3), 0);
    assert_int_equal(distance("", "abc", 3), 3);
    assert_int_equal(distance("parliament", "parlaiment", 3), 1); /* swapped */
    assert_int_equal(distance("ca", "abc", 5), 3);                /* 2 without the rule of one change a part */
    assert_int_equal(distance("kitten", "sitting", 3), 3);
    assert_int_equal(distance("kitten", "sitting", 2), 3); /* the limit plus 1 */
    assert_int_equal(distance("kitten", "unrelated", 2), 3);
    assert_int_equal(distance("Lương", "Luong", 3), 2); /* characters, not bytes */
    char longest[DL_DISTANCE_MAX + 2];
    memset(longest, 'a', sizeof longest);
    longest[DL_DISTANCE_MAX] = '\0';
    assert_int_equal(distance(longest, longest, 2), 0);
    longest[DL_DISTANCE_MAX] = 'a';
    longest[DL_DISTANCE_MAX + 1] = '\0';
    assert_int_equal(distance(longest, longest, 2), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arrays_grow),
        cmocka_unit_test(sets_hold_their_keys),
        cmocka_unit_test(maps_hold_several_of_one_hash),
        cmocka_unit_test(characters_come_back),
        cmocka_unit_test(distances),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
