/* tombstone.c - which documents of a segment are deleted, and what that takes from the counts of common terms.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdlib.h>

#include "dateline/hash.h"
#include "lib/segment/builder.h"
#include "lib/segment/posting_list.h"
#include "lib/segment/read_private.h"

/* ---- writing ----------------------------------------------------------------------------------------------------- */

struct deletions {
    uint32_t *docs; /* rising */
    uint32_t count;
    uint64_t length;
};

static enum dl_status list_deletions(const struct dl_segment *s, const uint64_t *deleted, struct deletions *d,
                                     struct dl_error *err)
{
    uint32_t words = (uint32_t)(((uint64_t)s->meta->docs + 63) / 64), n = 0;
    for (uint32_t w = 0; w < words; w++)
        n += (uint32_t)__builtin_popcountll(deleted[w]);
    d->docs = malloc(((size_t)n + 1) * sizeof *d->docs);
    if (!d->docs)
        return dl_fail_memory(err);
    for (uint32_t w = 0; w < words; w++)
        for (uint64_t bits = deleted[w]; bits; bits &= bits - 1) {
            uint32_t doc = w * 64 + (uint32_t)__builtin_ctzll(bits);
            d->docs[d->count++] = doc;
            d->length += dl_segment_length(s, doc);
        }
    return DL_OK;
}

/* How many deleted documents a long list has.  Only blocks are decoded whose range of documents holds one. */
static bool count_in_list(const struct dl_segment *s, const struct dl_term_info *t, const struct deletions *d,
                          uint32_t *count)
{
    struct dl_posting_list l;
    struct dl_posting_block block;
    uint32_t next = 0, docs[DL_BLOCK];
    *count = 0;
    if (!dl_posting_list_open(t->postings, t->docs, &l))
        return false;
    for (uint32_t b = 0; b < l.blocks && next < d->count; b++) {
        if (!dl_posting_list_block(&l, b, &block))
            return false;
        while (next < d->count && block.before != UINT32_MAX && d->docs[next] <= block.before)
            next++;
        if (next == d->count || d->docs[next] > l.last[b])
            continue;
        if (!dl_chunk_decode_docs(block.p, l.end, block.count, block.before, s->meta->docs, docs))
            return false;
        for (uint32_t i = 0; i < block.count; i++) {
            while (next < d->count && d->docs[next] < docs[i])
                next++;
            *count += next < d->count && d->docs[next] == docs[i];
        }
    }
    return true;
}

static enum dl_status put_corrections(const struct dl_segment *s, const struct deletions *d, struct dl_buf *out,
                                      uint32_t *corrections, struct dl_error *err)
{
    struct dl_term_walk *w = malloc(sizeof *w);
    if (!w)
        return dl_fail_memory(err);
    enum dl_status status = dl_term_walk_start(w, s, (struct dl_str){ NULL, 0 }, err);
    while (!status && (status = dl_term_walk_next(w, err)) == DL_OK) {
        struct dl_correction c = { w->info.ordinal, 0 };
        if (w->info.docs <= DL_BLOCK)
            continue;
        if (!count_in_list(s, &w->info, d, &c.count))
            status = dl_fail(err, DL_CORRUPT, "the index is damaged: bad postings");
        if (c.count) {
            dl_buf_append(out, &c, sizeof c);
            ++*corrections;
        }
    }
    free(w);
    return status == DL_END ? DL_OK : status;
}

enum dl_status dl_tombstones_write(const char *dir, const struct dl_segment *s, const uint64_t *deleted,
                                   struct dl_manifest_segment *m, struct dl_error *err)
{
    struct dl_tombstone_header head = { .version = DL_SEGMENT_VERSION, .docs = s->meta->docs };
    struct deletions d = { 0 };
    struct dl_buf out = { 0 }, path = { 0 };
    memcpy(head.magic, DL_TOMBSTONE_MAGIC, sizeof head.magic);
    enum dl_status status = dl_segment_check_section(s, DL_SEC_LENGTHS, err);
    if (!status)
        status = dl_segment_check_section(s, DL_SEC_LISTS, err);
    if (!status)
        status = list_deletions(s, deleted, &d, err);
    head.deleted = d.count;
    head.deleted_length = d.length;
    dl_buf_append(&out, &head, sizeof head);
    dl_buf_append(&out, deleted, ((size_t)s->meta->docs + 63) / 64 * 8);
    if (!status)
        status = put_corrections(s, &d, &out, &head.corrections, err);
    if (!status)
        status = dl_buf_status(&out, err);
    if (!status) {
        memcpy(out.data, &head, sizeof head);
        m->del_checksum = dl_hash64(out.data, out.len);
        dl_buf_u64(&out, m->del_checksum);
        m->deleted = d.count;
        m->del_size = out.len;
        status = out.failed || !dl_tombstone_path(&path, dir, m) ? dl_fail_memory(err)
                                                                 : dl_file_replace(path.data, out.data, out.len, err);
    }
    free(d.docs);
    dl_buf_free(&out);
    dl_buf_free(&path);
    return status;
}

/* ---- reading ----------------------------------------------------------------------------------------------------- */

enum dl_status dl_tombstones_read(struct dl_segment *s, const struct dl_manifest_segment *m, struct dl_error *err)
{
    struct dl_tombstone_header h;
    uint64_t words = ((uint64_t)s->meta->docs + 63) / 64, size = s->del_map.size, checksum;
    if (size < sizeof h + sizeof checksum || size != m->del_size)
        return dl_segment_damaged(s, err, "the tombstones' size is not what the manifest says");
    memcpy(&h, s->del_map.data, sizeof h);
    memcpy(&checksum, s->del_map.data + size - sizeof checksum, sizeof checksum);
    if (memcmp(h.magic, DL_TOMBSTONE_MAGIC, 8) != 0 || h.version != DL_SEGMENT_VERSION || h.docs != s->meta->docs ||
        size != sizeof h + (words + h.corrections) * 8 + sizeof checksum)
        return dl_segment_damaged(s, err, "bad tombstones");
    if (checksum != m->del_checksum || !dl_checksum_ok(s->del_map.data, size - sizeof checksum, checksum))
        return dl_segment_damaged(s, err, "the tombstones' checksum differs");
    const uint64_t *bits = (const void *)(s->del_map.data + sizeof h);
    uint64_t count = 0;
    for (uint64_t i = 0; i < words; i++)
        count += (uint64_t)__builtin_popcountll(bits[i]);
    if (count != h.deleted || count != m->deleted || h.deleted_length > s->meta->total_length ||
        (s->meta->docs % 64 && bits[words - 1] >> (s->meta->docs % 64)))
        return dl_segment_damaged(s, err, "the tombstones do not add up");
    s->deleted = bits;
    s->deleted_count = h.deleted;
    s->deleted_length = h.deleted_length;
    s->correction_count = h.corrections;
    s->corrections = (const void *)(bits + words);
    for (uint32_t i = 1; i < h.corrections; i++)
        if (s->corrections[i].ordinal <= s->corrections[i - 1].ordinal)
            return dl_segment_damaged(s, err, "bad tombstones");
    return DL_OK;
}
