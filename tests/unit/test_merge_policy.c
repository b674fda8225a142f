/* test_merge_policy.c - which segments a commit merges.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "unit.h"

#include "lib/native/merge_policy.h"

#define MIB ((uint64_t)1 << 20)
#define ANY UINT64_MAX

/* The chosen segments as a bitmap; segment I has SIZES[I] MiB and 1000 documents, of which DELETED[I] are deleted. */
static unsigned chosen(const uint64_t *sizes, const uint32_t *deleted, size_t n, uint64_t max_docs)
{
    struct dl_manifest_segment s[32] = { { .docs = 0 } };
    bool merge[32];
    unsigned bits = 0;
    for (size_t i = 0; i < n; i++)
        s[i] = (struct dl_manifest_segment){ .size = sizes[i] * MIB, .docs = 1000, .deleted = deleted[i] };
    dl_merge_policy(s, n, max_docs, merge);
    for (size_t i = 0; i < n; i++)
        bits |= (unsigned)merge[i] << i;
    return bits;
}

static void test_few_are_left_alone(void **state)
{
    (void)state;
    const uint64_t sizes[] = { 900, 1, 1, 1, 1, 1, 1, 1 };
    const uint32_t none[8] = { 0 };
    assert_int_equal(chosen(sizes, none, 8, ANY), 0);
    assert_int_equal(chosen(sizes, none, 0, ANY), 0);
}

static void test_full_tier(void **state)
{
    (void)state;
    const uint64_t sizes[] = { 900, 1, 1, 1, 1, 1, 1, 1, 1 }, mixed[] = { 900, 10, 10, 10, 10, 10, 10, 10, 10, 1, 3 };
    const uint32_t none[16] = { 0 };
    assert_int_equal(chosen(sizes, none, 9, ANY), 0x1fe);
    assert_int_equal(chosen(mixed, none, 11, ANY), 0x7fe); /* the smaller ones go along */
}

static void test_mostly_deleted(void **state)
{
    (void)state;
    const uint64_t sizes[] = { 100, 20, 1 };
    const uint32_t half[] = { 500, 0, 0 }, most[] = { 501, 0, 0 };
    assert_int_equal(chosen(sizes, half, 3, ANY), 0);
    assert_int_equal(chosen(sizes, most, 3, ANY), 1);
}

static void test_limits(void **state)
{
    (void)state;
    const uint64_t sizes[] = { 1, 1, 1, 1, 1, 1, 1, 1, 1 }, large[] = { 3000, 3000 };
    const uint32_t none[16] = { 0 }, most[] = { 600, 600 };
    assert_int_equal(chosen(sizes, none, 9, 3000), 0x1c0); /* the newest first */
    assert_int_equal(chosen(sizes, none, 9, 1999), 0);     /* one alone is not worth it */
    assert_int_equal(chosen(large, most, 2, ANY), 3);      /* 2,400 MiB of live bytes */
    const uint64_t larger[] = { 6000, 6000, 6000 };
    const uint32_t all_most[] = { 600, 600, 600 };
    assert_int_equal(chosen(larger, all_most, 3, ANY), 4); /* no more than 4 GiB at once */
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_few_are_left_alone), cmocka_unit_test(test_full_tier),
                                        cmocka_unit_test(test_mostly_deleted), cmocka_unit_test(test_limits) };
    return cmocka_run_group_tests_name("merge policy", tests, NULL, NULL);
}
