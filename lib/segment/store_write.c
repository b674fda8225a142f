/* store_write.c - records gathered into blocks, compressed by the thread that made them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <libdeflate.h>
#include <stdlib.h>

#include "lib/segment/write_private.h"

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
