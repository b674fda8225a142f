/* posting_list.c - the bytes of a postings list: its skip table, its blocks, its positions.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/segment/posting_list.h"

#define SKIP_BYTES 13 /* of a block: last document, offset, offset of its positions, bound */

/* ---- reading ---------------------------------------------------------------------------------------------------- */

bool dl_posting_list_open(struct dl_str bytes, uint32_t docs, struct dl_posting_list *l)
{
    const unsigned char *p = (const unsigned char *)bytes.ptr;
    uint32_t blocks = (docs + DL_BLOCK - 1) / DL_BLOCK;
    *l = (struct dl_posting_list){ .docs = docs, .blocks = blocks, .data = p, .end = p + bytes.len };
    if (blocks <= 1)
        return true;
    if (bytes.len / SKIP_BYTES < blocks || (uintptr_t)p % 4 != 0)
        return false;
    l->last = (const void *)p;
    l->offsets = l->last + blocks;
    l->positions = l->offsets + blocks;
    l->bounds = (const unsigned char *)(l->positions + blocks);
    l->data = l->bounds + blocks;
    return true;
}

/* ---- writing ---------------------------------------------------------------------------------------------------- */

/* SMALL: in the smallest form, for what is read seldom or not much of at a time. */
static enum dl_status append_chunk(struct dl_buf *out, const uint32_t *v, unsigned n, bool small, struct dl_error *err)
{
    if (!dl_buf_reserve(out, DL_CHUNK_MAX + DL_SLACK))
        return dl_fail_memory(err);
    unsigned char *at = (unsigned char *)out->data + out->len;
    out->len += small ? dl_chunk_encode_small(v, n, at) : dl_chunk_encode(v, n, at);
    return DL_OK;
}

/* The positions of a block of postings. */
static enum dl_status put_positions(struct dl_buf *out, const struct dl_posting *p, unsigned n,
                                    const uint32_t *positions, struct dl_error *err)
{
    uint32_t chunk[DL_BLOCK];
    unsigned fill = 0;
    enum dl_status status = DL_OK;
    for (unsigned i = 0; i < n; i++) {
        const uint32_t *at = positions + p[i].positions;
        for (uint32_t k = 0; k < p[i].tf; k++) {
            chunk[fill++] = at[k];
            if (fill < DL_BLOCK)
                continue;
            if ((status = append_chunk(out, chunk, fill, true, err)) != DL_OK)
                return status;
            fill = 0;
        }
    }
    return fill ? append_chunk(out, chunk, fill, true, err) : DL_OK;
}

/* One block of postings; *BEFORE is the document before it and becomes its last. */
static enum dl_status put_block(struct dl_buf *out, const struct dl_posting *p, unsigned n, uint32_t *before,
                                bool small, struct dl_error *err)
{
    uint32_t v[DL_BLOCK] = { 0 };
    for (unsigned i = 0; i < n; i++) {
        v[i] = p[i].doc - *before - 1;
        *before = p[i].doc;
    }
    enum dl_status status = append_chunk(out, v, n, small, err);
    for (unsigned i = 0; i < n; i++)
        v[i] = p[i].tf - 1;
    return status ? status : append_chunk(out, v, n, small, err);
}

/* Of two documents that have the term as often the shorter one scores higher: only where TF rises or the document is
 * the shortest so far is there anything to compute. */
static unsigned char block_bound(const struct dl_posting *p, unsigned n, const struct dl_bound_model *m)
{
    double best = 0.0;
    uint32_t tf = 0, shortest = 0;
    for (unsigned i = 0; i < n; i++) {
        uint32_t length = m->lengths[p[i].doc];
        if (p[i].tf <= tf && length >= shortest)
            continue;
        double s = dl_bm25_tf(&m->bm25, p[i].tf, length, m->avlen);
        if (s <= best)
            continue;
        best = s;
        tf = p[i].tf;
        shortest = length;
    }
    return dl_bound_encode(best, m->bm25.k1);
}

static enum dl_status put_short_list(const struct dl_posting *p, unsigned n, const uint32_t *positions,
                                     struct dl_buf *list, struct dl_buf *position_list, struct dl_error *err)
{
    uint32_t before = UINT32_MAX;
    enum dl_status status = put_block(list, p, n, &before, true, err);
    return status ? status : put_positions(position_list, p, n, positions, err);
}

struct skip_entry {
    uint32_t last, offset, position;
    unsigned char bound;
};

static void put_skip_entry(unsigned char *table, size_t blocks, size_t b, const struct skip_entry *e)
{
    memcpy(table + 4 * b, &e->last, 4);
    memcpy(table + 4 * (blocks + b), &e->offset, 4);
    memcpy(table + 4 * (2 * blocks + b), &e->position, 4);
    table[12 * blocks + b] = e->bound;
}

static enum dl_status put_long_list(const struct dl_posting *p, size_t n, const uint32_t *positions,
                                    const struct dl_bound_model *model, struct dl_buf *list,
                                    struct dl_buf *position_list, struct dl_error *err)
{
    size_t blocks = (n + DL_BLOCK - 1) / DL_BLOCK, table = list->len, first_position = position_list->len;
    if (!dl_buf_reserve(list, blocks * SKIP_BYTES))
        return dl_fail_memory(err);
    memset(list->data + table, 0, blocks * SKIP_BYTES);
    list->len += blocks * SKIP_BYTES;
    size_t first_block = list->len;
    uint32_t before = UINT32_MAX;
    for (size_t b = 0; b < blocks; b++, p += DL_BLOCK) {
        unsigned count = b + 1 < blocks ? DL_BLOCK : (unsigned)(n - b * DL_BLOCK);
        uint64_t at = list->len - first_block, position = position_list->len - first_position;
        if (at > UINT32_MAX || position > UINT32_MAX)
            return dl_fail(err, DL_TOO_LARGE, "the list of one term is larger than 4 GiB: commit more often");
        enum dl_status status = put_block(list, p, count, &before, false, err);
        if (!status)
            status = put_positions(position_list, p, count, positions, err);
        if (status)
            return status;
        struct skip_entry e = { before, (uint32_t)at, (uint32_t)position, block_bound(p, count, model) };
        put_skip_entry((unsigned char *)list->data + table, blocks, b, &e);
    }
    return DL_OK;
}

enum dl_status dl_posting_list_write(const struct dl_posting *p, size_t count, const uint32_t *positions,
                                     const struct dl_bound_model *model, struct dl_buf *list,
                                     struct dl_buf *position_list, struct dl_error *err)
{
    if (count > DL_BLOCK)
        return put_long_list(p, count, positions, model, list, position_list, err);
    if (count > 1)
        return put_short_list(p, (unsigned)count, positions, list, position_list, err);
    return put_positions(position_list, p, 1, positions, err);
}
