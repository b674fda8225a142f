/* list_write.c - postings, positions and the dictionary blocks that lead to them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/segment/write_private.h"

void dl_stretch_free(struct dl_stretch *s)
{
    dl_buf_free(&s->postings);
    dl_buf_free(&s->positions);
    dl_buf_free(&s->dict);
    dl_buf_free(&s->index_prefix);
    dl_buf_free(&s->index_entries);
    dl_buf_free(&s->terms);
    dl_buf_free(&s->infos);
}

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

static enum dl_status put_short_list(struct dl_stretch *s, const struct dl_posting *p, unsigned n,
                                     const uint32_t *positions, struct dl_error *err)
{
    uint32_t before = UINT32_MAX;
    enum dl_status status = put_block(&s->postings, p, n, &before, true, err);
    return status ? status : put_positions(&s->positions, p, n, positions, err);
}

static enum dl_status put_long_list(struct dl_stretch *s, const struct dl_posting *p, size_t n,
                                    const uint32_t *positions, const struct dl_bound_model *model, struct dl_error *err)
{
    size_t blocks = (n + DL_BLOCK - 1) / DL_BLOCK, head = s->postings.len;
    size_t first_position = s->positions.len;
    if (!dl_buf_reserve(&s->postings, blocks * 13))
        return dl_fail_memory(err);
    memset(s->postings.data + head, 0, blocks * 13);
    s->postings.len += blocks * 13;
    size_t first_block = s->postings.len;
    uint32_t before = UINT32_MAX;
    for (size_t b = 0; b < blocks; b++, p += DL_BLOCK) {
        unsigned count = b + 1 < blocks ? DL_BLOCK : (unsigned)(n - b * DL_BLOCK);
        uint64_t at = s->postings.len - first_block, position = s->positions.len - first_position;
        if (at > UINT32_MAX || position > UINT32_MAX)
            return dl_fail(err, DL_TOO_LARGE, "the list of one term is larger than 4 GiB: commit more often");
        enum dl_status status = put_block(&s->postings, p, count, &before, false, err);
        if (!status)
            status = put_positions(&s->positions, p, count, positions, err);
        if (status)
            return status;
        unsigned char *tables = (unsigned char *)s->postings.data + head;
        uint32_t at32 = (uint32_t)at, position32 = (uint32_t)position;
        memcpy(tables + 4 * b, &before, 4);
        memcpy(tables + 4 * (blocks + b), &at32, 4);
        memcpy(tables + 4 * (2 * blocks + b), &position32, 4);
        tables[12 * blocks + b] = block_bound(p, count, model);
    }
    return DL_OK;
}

/* ---- the dictionary --------------------------------------------------------------------------------------------- */

static void put_term(struct dl_stretch *s, struct dl_str term)
{
    size_t shared = 0, most = s->in_block == 0 ? 0 : s->last_len < term.len ? s->last_len : term.len;
    while (shared < most && s->last[shared] == term.ptr[shared])
        shared++;
    size_t suffix = term.len - shared;
    dl_buf_byte(&s->terms, (unsigned char)((shared < 15 ? shared : 15) << 4 | (suffix < 15 ? suffix : 15)));
    if (shared >= 15)
        dl_buf_byte(&s->terms, (unsigned char)shared);
    if (suffix >= 15)
        dl_buf_byte(&s->terms, (unsigned char)suffix);
    dl_buf_append(&s->terms, term.ptr + shared, suffix);
    memcpy(s->last, term.ptr, term.len);
    s->last_len = term.len;
}

static void begin_block(struct dl_stretch *s, struct dl_str term)
{
    unsigned char first[8] = { 0 };
    memcpy(first, term.ptr, term.len < 8 ? term.len : 8);
    uint64_t prefix = 0;
    for (int i = 0; i < 8; i++)
        prefix = prefix << 8 | first[i];
    struct dl_dict_entry e = { s->postings.len, s->positions.len, (uint32_t)s->dict.len, s->term_count };
    dl_buf_append(&s->index_prefix, &prefix, sizeof prefix);
    dl_buf_append(&s->index_entries, &e, sizeof e);
    s->block_count++;
}

enum dl_status dl_stretch_end(struct dl_stretch *s, struct dl_error *err)
{
    if (s->in_block) {
        uint16_t size = (uint16_t)s->terms.len;
        dl_buf_append(&s->dict, &size, sizeof size);
        dl_buf_append(&s->dict, s->terms.data, s->terms.len);
        dl_buf_append(&s->dict, s->infos.data, s->infos.len);
        s->dict.failed |= s->terms.failed | s->infos.failed | s->index_prefix.failed | s->index_entries.failed;
        dl_buf_clear(&s->terms);
        dl_buf_clear(&s->infos);
        s->in_block = 0;
    }
    if (s->dict.len > UINT32_MAX)
        return dl_fail(err, DL_TOO_LARGE, "the dictionary is larger than 4 GiB");
    return dl_buf_status(&s->dict, err);
}

enum dl_status dl_stretch_add(struct dl_stretch *s, struct dl_str term, const struct dl_posting *p, size_t n,
                              const uint32_t *positions, const struct dl_bound_model *model, struct dl_error *err)
{
    enum dl_status status = DL_OK;
    if (term.len == 0 || term.len > 255)
        return dl_fail(err, DL_INTERNAL, "a term of %zu bytes", term.len);
    if (s->in_block == DL_DICT_BLOCK && (status = dl_stretch_end(s, err)) != DL_OK)
        return status;
    if (s->in_block == 0)
        begin_block(s, term);
    put_term(s, term);
    s->in_block++;
    s->term_count++;
    while (n > DL_BLOCK && s->postings.len % 4 != 0 && !s->postings.failed)
        dl_buf_byte(&s->postings, 0);
    size_t postings_at = s->postings.len, positions_at = s->positions.len;
    bool inlined = n == 1 && p->tf == 1;
    if (n > DL_BLOCK)
        status = put_long_list(s, p, n, positions, model, err);
    else if (n > 1)
        status = put_short_list(s, p, (unsigned)n, positions, err);
    else if (!inlined)
        status = put_positions(&s->positions, p, 1, positions, err);
    if (status)
        return status;
    dl_buf_varint(&s->infos, n > 1 ? n : !inlined);
    if (n == 1) {
        dl_buf_varint(&s->infos, p->doc);
        dl_buf_varint(&s->infos, inlined ? positions[p->positions] : p->tf);
    } else {
        dl_buf_varint(&s->infos, s->postings.len - postings_at);
    }
    if (!inlined)
        dl_buf_varint(&s->infos, s->positions.len - positions_at);
    s->posting_count += n;
    for (size_t i = 0; i < n; i++)
        s->position_count += p[i].tf;
    return dl_buf_status(&s->infos, err);
}
