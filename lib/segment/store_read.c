/* store_read.c - the stored record of a document.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <libdeflate.h>

#include "dateline/hash.h"
#include "lib/segment/read_private.h"

#define RAW_MAX (UINT32_C(1) << 31) /* of one block: a record of the largest article fits */

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
