/* test_report.c - what the progress line says of the time left.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "indexer/report.h"
#include "tests/unit/unit.h"

static void expect_left(uint64_t read, uint64_t expected, double seconds, const char *want)
{
    struct dl_buf out = { 0 };
    dl_time_left(read, expected, seconds, &out);
    assert_string_equal(dl_buf_cstr(&out), want);
    dl_buf_free(&out);
}

static void time_left_is_told_in_fitting_units(void **state)
{
    (void)state;
    expect_left(50, 100, 30, ", 30 s left");
    expect_left(50, 100, 119, ", 119 s left");
    expect_left(10, 100, 60, ", 9 min left");
    expect_left(1, 1000, 60, ", 16 h 39 min left");
}

static void nothing_is_told_that_is_not_known(void **state)
{
    (void)state;
    expect_left(0, 100, 30, "");
    expect_left(50, 0, 30, "");
    expect_left(100, 100, 30, "");
    expect_left(200, 100, 30, "");
    expect_left(50, 100, 0.5, "");
    expect_left(1, UINT64_MAX, 30, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(time_left_is_told_in_fitting_units),
        cmocka_unit_test(nothing_is_told_that_is_not_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
