/* tombstone.c - which documents of a segment are deleted, and what that takes from the counts of common terms.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdlib.h>

#include "dateline/hash.h"
#include "lib/segment/builder.h"

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

static uint32_t load32(const unsigned char *p)
{
    uint32_t v;
    memcpy(&v, p, sizeof v);
    return v;
}

/* How many deleted documents a long list has.  Only blocks are read into whose range of documents one falls. */
static bool count_in_list(const struct dl_segment *s, const struct dl_term_info *t, const struct deletions *d,
                          uint32_t *count)
{
    const unsigned char *p = (const unsigned char *)t->postings.ptr, *end = p + t->postings.len;
    size_t blocks = ((size_t)t->docs + DL_BLOCK - 1) / DL_BLOCK;
    uint32_t next = 0, before = UINT32_MAX, docs[DL_BLOCK];
    *count = 0;
    if (t->postings.len / 13 < blocks)
        return false;
    for (size_t b = 0; b < blocks && next < d->count; b++) {
        uint32_t last = load32(p + 4 * b), at = load32(p + 4 * (blocks + b));
        while (next < d->count && before != UINT32_MAX && d->docs[next] <= before)
            next++;
        if (next < d->count && d->docs[next] <= last) {
            unsigned n = b + 1 < blocks ? DL_BLOCK : (unsigned)(t->docs - b * DL_BLOCK);
            if (at > t->postings.len - 13 * blocks ||
                !dl_chunk_decode_docs(p + 13 * blocks + at, end, n, before, s->meta->docs, docs))
                return false;
            for (unsigned i = 0; i < n; i++) {
                while (next < d->count && d->docs[next] < docs[i])
                    next++;
                *count += next < d->count && d->docs[next] == docs[i];
            }
        }
        before = last;
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
    enum dl_status status = list_deletions(s, deleted, &d, err);
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
