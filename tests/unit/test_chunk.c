/* test_chunk.c - chunks, packed arrays, bounds and the manifest: what is written is read back, what is damaged is
 * refused.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "unit.h"

#include <math.h>

#include "dateline/segment.h"

static uint64_t state = 42;
static uint32_t rnd(void)
{
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(state >> 32);
}

/* Encode, read back with nothing but slack behind, skip, and refuse every shorter input. */
static void round_trip(const uint32_t *v, unsigned n)
{
    unsigned char out[DL_CHUNK_MAX + DL_SLACK];
    for (int small = 0; small < 2; small++) {
        uint32_t back[DL_BLOCK];
        memset(out, 0xee, sizeof out);
        size_t size = small ? dl_chunk_encode_small(v, n, out) : dl_chunk_encode(v, n, out);
        assert_true(size <= DL_CHUNK_MAX);
        unsigned char *exact = malloc(size + DL_SLACK); /* so that a sanitiser sees a byte too many */
        memcpy(exact, out, size);
        memset(exact + size, 0x5a, DL_SLACK);
        assert_ptr_equal(dl_chunk_decode(exact, exact + size, n, back), exact + size);
        assert_ptr_equal(dl_chunk_skip(exact, exact + size, n), exact + size);
        assert_memory_equal(back, v, n * sizeof *v);
        for (size_t cut = 0; cut < size; cut++) {
            assert_null(dl_chunk_decode(exact, exact + cut, n, back));
            assert_null(dl_chunk_skip(exact, exact + cut, n));
        }
        free(exact);
    }
}

static void every_width_and_count(void **unused)
{
    (void)unused;
    uint32_t v[DL_BLOCK];
    for (unsigned width = 0; width <= 32; width++)
        for (unsigned n = 1; n <= DL_BLOCK; n += n < 20 || n > 120 ? 1 : 7) {
            uint32_t top = width == 32 ? UINT32_MAX : (UINT32_C(1) << width) - 1;
            for (unsigned i = 0; i < n; i++)
                v[i] = i % 3 == 0 ? top : rnd() & top;
            round_trip(v, n);
        }
}

static void outliers(void **unused)
{
    (void)unused;
    uint32_t v[DL_BLOCK];
    for (unsigned round = 0; round < 400; round++) {
        unsigned n = round % 2 ? DL_BLOCK : 1 + rnd() % DL_BLOCK;
        for (unsigned i = 0; i < n; i++)
            v[i] = rnd() % 20 == 0 ? rnd() >> rnd() % 32 : rnd() % 16;
        round_trip(v, n);
    }
    for (unsigned i = 0; i < DL_BLOCK; i++)
        v[i] = i == 127 ? UINT32_MAX : 0;
    round_trip(v, DL_BLOCK);
    for (unsigned i = 0; i < DL_BLOCK; i++)
        v[i] = UINT32_MAX;
    round_trip(v, DL_BLOCK);
}

static void geometric_is_small(void **unused)
{
    (void)unused;
    unsigned char out[DL_CHUNK_MAX + DL_SLACK];
    uint32_t v[DL_BLOCK];
    size_t plain = 0, small = 0;
    for (unsigned round = 0; round < 200; round++) {
        for (unsigned i = 0; i < DL_BLOCK; i++)
            v[i] = (uint32_t)(-log((rnd() + 1.0) / 4294967297.0) * 100.0);
        plain += dl_chunk_encode(v, DL_BLOCK, out);
        small += dl_chunk_encode_small(v, DL_BLOCK, out);
        round_trip(v, DL_BLOCK);
    }
    assert_true(small < plain);
    assert_true((double)small * 8.0 / (200.0 * DL_BLOCK) < 8.4); /* the entropy is log2(100 e) = 8.09 bits */
}

static void documents(void **unused)
{
    (void)unused;
    unsigned char out[DL_CHUNK_MAX + DL_SLACK];
    uint32_t gaps[DL_BLOCK] = { 0, 0, 4, 1 }, docs[DL_BLOCK];
    size_t size = dl_chunk_encode(gaps, 4, out);
    assert_non_null(dl_chunk_decode_docs(out, out + size, 4, UINT32_MAX, 9, docs));
    const uint32_t expected[] = { 0, 1, 6, 8 };
    assert_memory_equal(docs, expected, sizeof expected);
    assert_null(dl_chunk_decode_docs(out, out + size, 4, UINT32_MAX, 8, docs)); /* the limit is not a document */
    assert_non_null(dl_chunk_decode_docs(out, out + size, 4, 99, 109, docs));
    assert_int_equal(docs[0], 100);
    assert_int_equal(docs[3], 108);
    for (unsigned i = 0; i < DL_BLOCK; i++) /* sums that wrap around 2^32 are no documents */
        gaps[i] = UINT32_C(1) << 31;
    size = dl_chunk_encode(gaps, DL_BLOCK, out);
    assert_null(dl_chunk_decode_docs(out, out + size, DL_BLOCK, UINT32_MAX, DL_SEGMENT_MAX_DOCS, docs));
}

static void garbage_never_escapes(void **unused)
{
    (void)unused;
    unsigned char in[64 + DL_SLACK];
    uint32_t v[DL_BLOCK];
    unsigned good = 0;
    for (unsigned round = 0; round < 200000; round++) {
        size_t size = rnd() % 64;
        for (size_t i = 0; i < sizeof in; i++)
            in[i] = (unsigned char)rnd();
        unsigned n = 1 + rnd() % DL_BLOCK;
        const unsigned char *end = dl_chunk_decode(in, in + size, n, v);
        assert_true(!end || (end > in && end <= in + size));
        good += end != NULL;
        end = dl_chunk_decode_docs(in, in + size, n, rnd(), 1000, v);
        for (unsigned i = 0; end && i < n; i++)
            assert_true(v[i] < 1000 && (i == 0 || v[i] > v[i - 1]));
    }
    assert_true(good > 0);
}

static void packed_arrays(void **unused)
{
    (void)unused;
    uint32_t v[1000];
    for (unsigned width = 0; width <= 32; width++) {
        struct dl_buf b = { 0 };
        struct dl_packed a;
        for (unsigned i = 0; i < 1000; i++)
            v[i] = width ? rnd() >> (32 - width) : 0;
        dl_packed_encode(v, 1000, &b);
        dl_buf_reserve(&b, DL_SLACK);
        assert_true(dl_packed_open((unsigned char *)b.data, b.len, 1000, &a));
        for (unsigned i = 0; i < 1000; i++)
            assert_int_equal(dl_packed_get(&a, i), v[i]);
        assert_false(dl_packed_open((unsigned char *)b.data, b.len - 1, 1000, &a));
        if (width)
            assert_false(dl_packed_open((unsigned char *)b.data, b.len, 1009, &a));
        b.data[0] = 33;
        assert_false(dl_packed_open((unsigned char *)b.data, b.len, 1000, &a));
        dl_buf_free(&b);
    }
    struct dl_buf b = { 0 };
    struct dl_packed a;
    dl_packed_encode(v, 0, &b);
    assert_true(dl_packed_open((unsigned char *)b.data, b.len, 0, &a));
    dl_buf_free(&b);
}

static void bounds_are_never_too_low(void **unused)
{
    (void)unused;
    const struct dl_bm25 m = { DL_BM25_K1, DL_BM25_B };
    for (double tf = 1.0; tf < 3000.0; tf *= 1.3)
        for (double len = 1.0; len < 1e6; len *= 1.7) {
            double part = dl_bm25_tf(&m, tf, len, 330.0);
            double bound = (m.k1 + 1.0) * exp2(-dl_bound_encode(part, m.k1) / (double)DL_BOUND_STEPS);
            assert_true(bound >= part);
            assert_true(bound < part * 1.02 || bound < 0.03);
        }
}

/* ---- the manifest ----------------------------------------------------------------------------------------------- */

static void manifest_round_trip(void **unused)
{
    (void)unused;
    char dir[300];
    struct dl_error err = { 0 };
    unit_mkdir(dir, sizeof dir);
    struct dl_manifest m = { .generation = 7, .bm25 = { 1.2, 0.1 }, .text_version = 3, .store = true }, back;
    assert_int_equal(dl_manifest_read(dir, &back, &err), DL_OPENING);
    struct dl_manifest_segment s[2] = { { "s00000001", 99, 0xfedcba9876543210, 5, 0, 0, 0, 0 },
                                        { "s00000007m", 1, 2, 30, 4, 5, 6, 7 } };
    struct dl_manifest_blob b = { "text.version", 7, 3, 0xff };
    m.segments = s;
    m.segment_count = 2;
    m.blobs = &b;
    m.blob_count = 1;
    assert_ok(dl_manifest_commit(dir, &m, &err), err);
    assert_ok(dl_manifest_read(dir, &back, &err), err);
    assert_int_equal(back.generation, 7);
    assert_true(back.store && back.bm25.k1 == 1.2 && back.bm25.b == 0.1 && back.text_version == 3);
    assert_int_equal(back.segment_count, 2);
    assert_memory_equal(back.segments, s, sizeof s);
    assert_int_equal(back.blob_count, 1);
    assert_non_null(dl_manifest_find_blob(&back, "text.version"));
    assert_null(dl_manifest_find_blob(&back, "text"));
    dl_manifest_free(&back);
    unit_rmdir(dir);
}

/* An exception is what is above the low bits: one that does not fit into 32 bits is refused. */
static void exceptions_fit(void **unused)
{
    (void)unused;
    unsigned char largest[32] = { 0x84, 5, 0x0f, 0x80, 0xff, 0xff, 0xff, 0x7f };
    unsigned char larger[32] = { 0x84, 6, 0x0f, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01 };
    uint32_t v[DL_BLOCK];
    assert_ptr_equal(dl_chunk_decode(largest, largest + 8, 1, v), largest + 8);
    assert_int_equal(v[0], UINT32_MAX);
    assert_null(dl_chunk_decode(larger, larger + 9, 1, v));
    assert_null(dl_chunk_decode_docs(larger, larger + 9, 1, UINT32_MAX, UINT32_MAX, v));
}

static void damaged_manifest_is_refused(void **unused)
{
    (void)unused;
    char dir[300];
    struct dl_error err = { 0 };
    struct dl_buf path = { 0 }, text = { 0 };
    unit_mkdir(dir, sizeof dir);
    struct dl_manifest m = { .generation = 1, .bm25 = { 1.2, 0.75 }, .text_version = 1 }, back;
    assert_ok(dl_manifest_commit(dir, &m, &err), err);
    assert_true(dl_path_join(&path, dir, "manifest-1"));
    assert_ok(dl_file_read(path.data, 4096, &text, &err), err);
    for (size_t i = 0; i < text.len; i++) {
        text.data[i] ^= 1;
        assert_ok(dl_file_replace(path.data, text.data, text.len, &err), err);
        enum dl_status status = dl_manifest_read(dir, &back, &err);
        assert_true(status == DL_CORRUPT || status == DL_VERSION);
        text.data[i] ^= 1;
    }
    for (size_t n = 0; n < text.len; n += 5) {
        assert_ok(dl_file_replace(path.data, text.data, n, &err), err);
        assert_int_equal(dl_manifest_read(dir, &back, &err), DL_CORRUPT);
    }
    dl_buf_free(&path);
    dl_buf_free(&text);
    unit_rmdir(dir);
}

/* A part of a chunk is what the whole would have given. */
static void parts_are_parts_of_the_whole(void **unused)
{
    (void)unused;
    uint32_t v[DL_BLOCK], part[DL_BLOCK];
    unsigned char out[DL_CHUNK_MAX + DL_SLACK];
    srand(5);
    for (unsigned round = 0; round < 4000; round++) {
        unsigned n = round % 3 ? 1 + (unsigned)rand() % DL_BLOCK : DL_BLOCK, bits = (unsigned)rand() % 24;
        for (unsigned i = 0; i < n; i++)
            v[i] = ((uint32_t)rand() & ((1u << bits) - 1)) >> (rand() % 3 ? 0 : rand() % 12);
        memset(out, 0xff, sizeof out);
        size_t size = round & 1 ? dl_chunk_encode(v, n, out) : dl_chunk_encode_small(v, n, out);
        for (unsigned k = 0; k < 4; k++) {
            unsigned from = (unsigned)rand() % n, count = 1 + (unsigned)rand() % (n - from);
            assert_ptr_equal(dl_chunk_decode_part(out, out + size, n, from, count, part), out + size);
            assert_memory_equal(part, v + from, count * sizeof *part);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_width_and_count),
        cmocka_unit_test(outliers),
        cmocka_unit_test(geometric_is_small),
        cmocka_unit_test(documents),
        cmocka_unit_test(garbage_never_escapes),
        cmocka_unit_test(packed_arrays),
        cmocka_unit_test(bounds_are_never_too_low),
        cmocka_unit_test(manifest_round_trip),
        cmocka_unit_test(parts_are_parts_of_the_whole),
        cmocka_unit_test(damaged_manifest_is_refused),
        cmocka_unit_test(exceptions_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
