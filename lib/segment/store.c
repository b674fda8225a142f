/* store.c - the stored records: gathered into compressed blocks by the thread that made them, and read one by one.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <libdeflate.h>
#include <stdlib.h>

#include "dateline/hash.h"
#include "lib/segment/read_private.h"
#include "lib/segment/write_private.h"

#define RAW_MAX (UINT32_C(1) << 31) /* of one block: a record of the largest article fits */

/* ---- writing ----------------------------------------------------------------------------------------------------- */

struct dl_store_writer {
    struct libdeflate_compressor *compressor;
    size_t block_size;
    struct dl_buf raw, packed;
    uint32_t *slots;
    uint32_t count, cap;
};

enum dl_status dl_store_writer_new(int level, size_t block_size, struct dl_store_writer **out, struct dl_error *err)
{
    struct dl_store_writer *s = calloc(1, sizeof *s);
    if (s)
        s->compressor = libdeflate_alloc_compressor(level);
    if (!s || !s->compressor) {
        free(s);
        return dl_fail_memory(err);
    }
    s->block_size = block_size;
    *out = s;
    return DL_OK;
}

void dl_store_writer_free(struct dl_store_writer *s)
{
    if (!s)
        return;
    libdeflate_free_compressor(s->compressor);
    dl_buf_free(&s->raw);
    dl_buf_free(&s->packed);
    free(s->slots);
    free(s);
}

enum dl_status dl_store_flush(struct dl_store_writer *s, struct dl_segment_writer *w, dl_record_placed *placed,
                              void *context, struct dl_error *err)
{
    if (s->count == 0)
        return DL_OK;
    size_t bound = libdeflate_zlib_compress_bound(s->compressor, s->raw.len);
    dl_buf_clear(&s->packed);
    if (!dl_buf_reserve(&s->packed, bound))
        return dl_fail_memory(err);
    size_t size = libdeflate_zlib_compress(s->compressor, s->raw.data, s->raw.len, s->packed.data, bound);
    if (size == 0)
        return dl_fail(err, DL_INTERNAL, "cannot compress %zu bytes", s->raw.len);
    uint32_t first;
    enum dl_status status = dl_segment_put_block(w, s->packed.data, size, s->raw.len, s->count, &first, err);
    for (uint32_t i = 0; !status && i < s->count; i++)
        placed(context, s->slots[i], first + i);
    if (s->raw.len > 16 * s->block_size) { /* a giant is over: do not keep its room */
        dl_buf_free(&s->raw);
        dl_buf_free(&s->packed);
    }
    dl_buf_clear(&s->raw);
    s->count = 0;
    return status;
}

enum dl_status dl_store_add(struct dl_store_writer *s, struct dl_segment_writer *w, struct dl_str record, uint32_t slot,
                            dl_record_placed *placed, void *context, struct dl_error *err)
{
    enum dl_status status = DL_OK;
    if (s->count && s->raw.len + record.len > s->block_size)
        status = dl_store_flush(s, w, placed, context, err);
    if (status)
        return status;
    if (s->count == s->cap) {
        uint32_t cap = s->cap ? s->cap * 2 : 64;
        uint32_t *p = realloc(s->slots, cap * sizeof *p);
        if (!p)
            return dl_fail_memory(err);
        s->slots = p;
        s->cap = cap;
    }
    dl_buf_varint(&s->raw, record.len);
    dl_buf_str(&s->raw, record);
    s->slots[s->count++] = slot;
    return dl_buf_status(&s->raw, err);
}

/* ---- reading ----------------------------------------------------------------------------------------------------- */

/* The last block that begins at or before RECORD. */
static const struct dl_store_entry *find_block(const struct dl_segment *s, uint32_t record)
{
    uint32_t low = 0, high = s->meta->store_blocks;
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (s->store_entries[mid].first <= record)
            low = mid + 1;
        else
            high = mid;
    }
    return low ? &s->store_entries[low - 1] : NULL;
}

/* zlib expands at most 1032 times, so a small hostile block cannot ask for much memory. */
static bool block_ok(const struct dl_segment *s, const struct dl_store_entry *e)
{
    uint64_t size = s->sections[DL_SEC_STORE].len;
    return e->offset <= size && e->size <= size - e->offset && e->raw <= RAW_MAX &&
           e->raw <= (uint64_t)e->size * 1032 + 64;
}

static bool checksum_ok(const void *p, const struct dl_store_entry *e)
{
#ifdef FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION
    (void)p, (void)e;
    return true;
#else
    return dl_hash64(p, e->size) == e->checksum;
#endif
}

enum dl_status dl_segment_block(const struct dl_segment *s, const struct dl_store_entry *e, struct dl_buf *raw,
                                struct dl_error *err)
{
    if (!block_ok(s, e))
        return dl_segment_damaged(s, err, "bad store index");
    const char *data = s->sections[DL_SEC_STORE].ptr + e->offset;
    if (!checksum_ok(data, e))
        return dl_segment_damaged(s, err, "the checksum of a block of the store differs");
    dl_buf_clear(raw);
    if (!dl_buf_reserve(raw, (size_t)e->raw + 1))
        return dl_fail_memory(err);
    struct libdeflate_decompressor *d = libdeflate_alloc_decompressor();
    if (!d)
        return dl_fail_memory(err);
    size_t got = 0;
    enum libdeflate_result r = libdeflate_zlib_decompress(d, data, e->size, raw->data, e->raw, &got);
    libdeflate_free_decompressor(d);
    if (r != LIBDEFLATE_SUCCESS || got != e->raw)
        return dl_segment_damaged(s, err, "a block of the store cannot be unpacked");
    raw->len = got;
    return DL_OK;
}

enum dl_status dl_segment_record_near(const struct dl_segment *s, uint32_t doc, struct dl_store_block *kept,
                                      struct dl_str *record, struct dl_error *err)
{
    if (doc >= s->meta->docs)
        return dl_fail(err, DL_NOT_FOUND, "there is no such article");
    uint32_t number = dl_packed_get(&s->store_order, doc);
    const struct dl_store_entry *e = find_block(s, number);
    if (!e || number >= s->meta->records)
        return dl_segment_damaged(s, err, "bad store index");
    enum dl_status st = kept->entry == e ? DL_OK : dl_segment_block(s, e, &kept->raw, err);
    kept->entry = st == DL_OK ? e : NULL;
    struct dl_cursor c = { 0 };
    if (st == DL_OK)
        c = (struct dl_cursor){ (const unsigned char *)kept->raw.data,
                                (const unsigned char *)kept->raw.data + kept->raw.len };
    uint64_t n = 0;
    for (uint32_t i = number - e->first; st == DL_OK; i--) {
        if (!dl_read_varint(&c, &n) || n > SIZE_MAX || !dl_read_bytes(&c, (size_t)n, record))
            st = dl_segment_damaged(s, err, "bad block of the store");
        if (i == 0)
            break;
    }
    return st;
}

enum dl_status dl_segment_record(const struct dl_segment *s, uint32_t doc, struct dl_buf *record, struct dl_error *err)
{
    struct dl_store_block block = { 0 };
    struct dl_str bytes = { 0 };
    enum dl_status st = dl_segment_record_near(s, doc, &block, &bytes, err);
    if (st == DL_OK) {
        dl_buf_clear(record);
        dl_buf_str(record, bytes);
        st = dl_buf_status(record, err);
    }
    dl_buf_free(&block.raw);
    return st;
}
