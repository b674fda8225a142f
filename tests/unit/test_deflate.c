/* test_deflate.c - what dl_deflate writes is read back by dl_inflate and by zlib.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "unit.h"

#include <stdlib.h>
#include <zlib.h>

#include "../oracle/generate.h"
#include "dateline/deflate.h"

static struct dl_error err;

static void read_by_zlib(struct dl_str dictionary, struct dl_str stream, struct dl_str expected)
{
    z_stream z = { 0 };
    unsigned char *out = malloc(expected.len + 1);
    assert_int_equal(inflateInit2(&z, -15), Z_OK);
    if (dictionary.len)
        assert_int_equal(inflateSetDictionary(&z, (const void *)dictionary.ptr, (uInt)dictionary.len), Z_OK);
    z.next_in = (void *)(uintptr_t)stream.ptr;
    z.avail_in = (uInt)stream.len;
    z.next_out = out;
    z.avail_out = (uInt)expected.len + 1;
    assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
    assert_int_equal(z.total_out, expected.len);
    assert_int_equal(z.avail_in, 0);
    if (expected.len)
        assert_memory_equal(out, expected.ptr, expected.len);
    inflateEnd(&z);
    free(out);
}

/* There and back, with and without a dictionary, thrice with one deflater. */
static void check(struct dl_str dictionary, struct dl_str data)
{
    struct dl_deflate_dictionary *d = dictionary.len ? dl_deflate_dictionary_new(dictionary) : NULL;
    for (int fast = 0; fast < 2; fast++) {
        struct dl_deflater *z = dl_deflater_new(fast);
        struct dl_inflater *y = dl_inflater_new();
        for (int i = 0; i < 3; i++) {
            struct dl_buf out = { 0 };
            struct dl_str back;
            const struct dl_deflate_dictionary *with = i == 1 ? NULL : d;
            struct dl_str bytes = with ? dictionary : (struct dl_str){ 0 };
            assert_ok(dl_deflate(z, with, data, &out, &err), err);
            read_by_zlib(bytes, dl_buf_view(&out), data);
            assert_ok(dl_inflate(y, bytes, dl_buf_view(&out), data.len, &back, &err), err);
            assert_int_equal(back.len, data.len);
            if (data.len)
                assert_memory_equal(back.ptr, data.ptr, data.len);
            dl_buf_free(&out);
        }
        dl_deflater_free(z);
        dl_inflater_free(y);
    }
    dl_deflate_dictionary_free(d);
}

static void test_edges(void **state)
{
    (void)state;
    static char zeros[70000];
    check((struct dl_str){ 0 }, (struct dl_str){ "", 0 });
    check(DL_STR("abc"), DL_STR("a"));
    check(DL_STR("the quick brown fox"), DL_STR("the quick brown fox"));
    check((struct dl_str){ 0 }, DL_STR("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"));
    check((struct dl_str){ 0 }, (struct dl_str){ zeros, sizeof zeros });
    check((struct dl_str){ zeros, DL_DEFLATE_DICTIONARY_MAX }, (struct dl_str){ zeros, 258 });
}

/* Words, digits and noise of many sizes; the dictionary shares some of them. */
static void test_random(void **state)
{
    (void)state;
    struct gen g = gen_new(11);
    for (unsigned round = 0; round < 150; round++) {
        struct dl_buf text = { 0 };
        uint32_t size = gen_below(&g, round % 10 == 0 ? 300000 : 6000), kinds = 1 + gen_below(&g, 255);
        while (text.len < size) {
            uint32_t n = 1 + gen_below(&g, 12), back = gen_below(&g, 40000);
            if (gen_below(&g, 3) && back < text.len) {
                for (uint32_t i = 0; i < n * 3; i++)
                    dl_buf_byte(&text, (unsigned char)text.data[text.len - 1 - back]);
            } else {
                for (uint32_t i = 0; i < n; i++)
                    dl_buf_byte(&text, (unsigned char)gen_below(&g, kinds));
            }
        }
        size_t cut = text.len / 3 < DL_DEFLATE_DICTIONARY_MAX ? text.len / 3 : DL_DEFLATE_DICTIONARY_MAX;
        check((struct dl_str){ text.data, cut }, (struct dl_str){ text.data + cut, text.len - cut });
        dl_buf_free(&text);
    }
}

static void test_damaged(void **state)
{
    (void)state;
    struct dl_deflater *z = dl_deflater_new(true);
    struct dl_inflater *y = dl_inflater_new();
    struct dl_buf out = { 0 };
    struct dl_str data = DL_STR("one two three one two three one two three"), back;
    assert_ok(dl_deflate(z, NULL, data, &out, &err), err);
    assert_int_equal(dl_inflate(y, (struct dl_str){ 0 }, dl_buf_view(&out), data.len + 1, &back, &err), DL_CORRUPT);
    assert_int_equal(dl_inflate(y, (struct dl_str){ 0 }, dl_buf_view(&out), data.len - 1, &back, &err), DL_CORRUPT);
    out.len--;
    assert_int_equal(dl_inflate(y, (struct dl_str){ 0 }, dl_buf_view(&out), data.len, &back, &err), DL_CORRUPT);
    dl_buf_free(&out);
    dl_deflater_free(z);
    dl_inflater_free(y);
}

static void test_dictionary_helps(void **state)
{
    (void)state;
    struct dl_str text = DL_STR("The central bank left its key interest rate unchanged on Tuesday, the ministry said.");
    struct dl_deflate_dictionary *d = dl_deflate_dictionary_new(text);
    struct dl_deflater *z = dl_deflater_new(true);
    struct dl_buf with = { 0 }, without = { 0 };
    assert_ok(dl_deflate(z, d, text, &with, &err), err);
    assert_ok(dl_deflate(z, NULL, text, &without, &err), err);
    assert_true(with.len < 8 && without.len > 50);
    dl_buf_free(&with);
    dl_buf_free(&without);
    dl_deflater_free(z);
    dl_deflate_dictionary_free(d);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_edges), cmocka_unit_test(test_random),
                                        cmocka_unit_test(test_damaged), cmocka_unit_test(test_dictionary_helps) };
    return cmocka_run_group_tests_name("deflate", tests, NULL, NULL);
}
