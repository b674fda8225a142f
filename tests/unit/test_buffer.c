/* test_buffer.c - status, buffers, cursors, arenas, hashes.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tests/unit/unit.h"

#include <errno.h>

#include "dateline/hash.h"

static void error_keeps_one_line(void **state)
{
    (void)state;
    struct dl_error err;
    assert_int_equal(dl_fail(&err, DL_INVALID, "bad %s", "a\nb\x1b[31m"), DL_INVALID);
    assert_string_equal(err.message, "bad a b [31m");
    assert_int_equal(err.status, DL_INVALID);
    assert_int_equal(dl_fail(NULL, DL_IO, "dropped"), DL_IO);
}

static void error_may_quote_itself(void **state)
{
    (void)state;
    struct dl_error err;
    dl_fail(&err, DL_IO, "first");
    dl_fail(&err, DL_INVALID, "second after %s", err.message);
    assert_string_equal(err.message, "second after first");
}

static void errno_is_told(void **state)
{
    (void)state;
    struct dl_error err;
    assert_int_equal(dl_fail_errno(&err, ENOENT, "/no/such", "cannot open"), DL_IO);
    assert_string_equal(err.message, "cannot open: /no/such: No such file or directory");
    assert_string_equal(err.path, "/no/such");
    assert_int_equal(err.sys_errno, ENOENT);
    assert_int_equal(dl_fail_errno(&err, ENOMEM, NULL, "mmap"), DL_NO_MEMORY);
    assert_string_equal(err.message, "mmap: Cannot allocate memory");
}

static void every_status_has_a_name(void **state)
{
    (void)state;
    for (int s = DL_OK; s <= DL_INTERNAL; s++)
        assert_string_not_equal(dl_status_name((enum dl_status)s), "unknown");
    assert_string_equal(dl_status_name((enum dl_status)999), "unknown");
}

static void strings_order_by_bytes(void **state)
{
    (void)state;
    assert_true(dl_str_cmp(DL_STR("a"), DL_STR("b")) < 0);
    assert_true(dl_str_cmp(DL_STR("a"), DL_STR("aa")) < 0);
    assert_true(dl_str_cmp(DL_STR("\xff"), DL_STR("a")) > 0);
    assert_int_equal(dl_str_cmp(DL_STR(""), (struct dl_str){ 0 }), 0);
    assert_true(dl_str_eq(DL_STR(""), (struct dl_str){ 0 }));
    assert_false(dl_str_eq(DL_STR("a"), DL_STR("b")));
}

static void buffer_grows(void **state)
{
    (void)state;
    struct dl_buf b = { 0 };
    for (int i = 0; i < 10000; i++)
        dl_buf_printf(&b, "%d,", i);
    assert_int_equal(b.len, 48890);
    assert_memory_equal(b.data, "0,1,2,", 6);
    assert_string_equal(dl_buf_cstr(&b) + b.len - 5, "9999,");
    dl_buf_clear(&b);
    dl_buf_puts(&b, "x");
    assert_str(dl_buf_view(&b), "x");
    dl_buf_free(&b);
    assert_null(b.data);
}

static void buffer_failure_sticks(void **state)
{
    (void)state;
    struct dl_buf b = { 0 };
    struct dl_error err;
    dl_buf_puts(&b, "before");
    assert_false(dl_buf_reserve(&b, SIZE_MAX - 2));
    dl_buf_puts(&b, "after");
    assert_int_equal(b.len, 6);
    assert_int_equal(dl_buf_status(&b, &err), DL_NO_MEMORY);
    assert_string_equal(dl_buf_cstr(&b), "");
    dl_buf_free(&b);
}

static void numbers_round_trip(void **state)
{
    (void)state;
    static const uint64_t values[] = { 0, 1, 127, 128, 16383, 16384, UINT32_MAX, 1ull << 63, UINT64_MAX };
    struct dl_buf b = { 0 };
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        dl_buf_varint(&b, values[i]);
        dl_buf_u32(&b, (uint32_t)values[i]);
        dl_buf_u64(&b, values[i]);
    }
    struct dl_cursor c = { (unsigned char *)b.data, (unsigned char *)b.data + b.len };
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        uint64_t v;
        uint32_t u;
        assert_true(dl_read_varint(&c, &v) && v == values[i]);
        assert_true(dl_read_u32(&c, &u) && u == (uint32_t)values[i]);
        assert_true(dl_read_u64(&c, &v) && v == values[i]);
    }
    assert_ptr_equal(c.p, c.end);
    dl_buf_free(&b);
}

static void cursor_stops_at_the_end(void **state)
{
    (void)state;
    static const unsigned char cut[] = { 0x80, 0x80 };
    static const unsigned char wide[] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02 };
    struct dl_cursor c = { cut, cut + 2 }, w = { wide, wide + 10 };
    uint64_t v;
    uint32_t u;
    struct dl_str s;
    assert_false(dl_read_varint(&c, &v));
    assert_false(dl_read_u32(&c, &u));
    assert_false(dl_read_u64(&c, &v));
    assert_false(dl_read_bytes(&c, 3, &s));
    assert_ptr_equal(c.p, cut);
    assert_false(dl_read_varint(&w, &v)); /* 65 bits */
    assert_ptr_equal(w.p, wide);
    assert_true(dl_read_bytes(&c, 2, &s) && s.len == 2);
}

static void arena_keeps_small_and_large(void **state)
{
    (void)state;
    struct dl_arena a = { 0 };
    unsigned char *first = dl_arena_alloc(&a, 3), *large = dl_arena_alloc(&a, 1 << 20), *next = dl_arena_alloc(&a, 5);
    assert_non_null(first);
    assert_non_null(large);
    assert_ptr_equal(next, first + 8); /* a large one does not end the chunk in use */
    assert_int_equal((uintptr_t)large % 8, 0);
    memset(large, 1, 1 << 20);
    for (int i = 0; i < 100000; i++) {
        struct dl_str copy;
        assert_true(dl_arena_dup(&a, DL_STR("word"), &copy));
        assert_string_equal(copy.ptr, "word");
    }
    assert_true(a.bytes > (1 << 20) + 100000 * 8);
    assert_null(dl_arena_alloc(&a, SIZE_MAX - 1));
    dl_arena_free(&a);
    assert_int_equal(a.bytes, 0);
}

static void hashes_are_xxh3(void **state)
{
    (void)state;
    /* test vectors of the XXH3 specification: the empty input */
    assert_true(dl_hash64("", 0) == 0x2d06800538d394c2ull);
    struct dl_hash128 h = dl_hash128("", 0);
    assert_true(h.low == 0x6001c324468d497full && h.high == 0x99aa06d3014798d8ull);
    assert_true(dl_hash64("a", 1) != dl_hash64("b", 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(error_keeps_one_line),    cmocka_unit_test(error_may_quote_itself),
        cmocka_unit_test(errno_is_told),           cmocka_unit_test(every_status_has_a_name),
        cmocka_unit_test(strings_order_by_bytes),  cmocka_unit_test(buffer_grows),
        cmocka_unit_test(buffer_failure_sticks),   cmocka_unit_test(numbers_round_trip),
        cmocka_unit_test(cursor_stops_at_the_end), cmocka_unit_test(arena_keeps_small_and_large),
        cmocka_unit_test(hashes_are_xxh3),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
