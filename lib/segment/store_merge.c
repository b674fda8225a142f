/* store_merge.c - the stores of several segments into one: blocks are copied as they are where that is good enough.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdlib.h>

#include "lib/segment/read_private.h"
#include "lib/segment/write_private.h"

#define COPY_MIN ((uint64_t)8 << 20) /* raw bytes: a smaller store is packed anew, so that its dictionary can go */
#define RENEW 64                     /* a dictionary is made anew where there is this many times as much text */

struct merging {
    struct dl_segment_writer *w;
    enum dl_store_part part;
    const struct dl_store_merge *o;
    struct dl_store_writer *writer;
    struct dl_store_reader reader;
};

static uint64_t raw_bytes(const struct dl_segment *s, enum dl_store_part part)
{
    struct dl_store_block b;
    uint64_t sum = 0;
    for (uint32_t i = 0; i < s->stores[part].blocks; i++)
        sum += dl_store_block_at(s, part, i, &b) ? b.raw : 0;
    return sum;
}

/* New blocks use the first dictionary of the largest store, unless there is text for a larger one. */
static void choose_dictionary(const struct merging *m)
{
    const struct dl_segment *best = NULL;
    uint64_t most = 0, total = 0;
    struct dl_str dictionary;
    for (size_t i = 0; i < m->o->count; i++) {
        uint64_t raw = raw_bytes(m->o->sources[i].segment, m->part);
        total += raw;
        if (raw > most) {
            most = raw;
            best = m->o->sources[i].segment;
        }
    }
    if (!best || !best->stores[m->part].dictionary_count || !dl_store_dictionary(best, m->part, 1, &dictionary))
        return;
    if (dictionary.len == dl_store_dictionary_max(m->part) || total < RENEW * (uint64_t)dictionary.len)
        dl_segment_use_dictionary(m->w, m->part, dictionary);
}

/* For each record of a store the slot of its document, or DL_DOC_DELETED. */
static enum dl_status slots_of(const struct dl_store_source *src, enum dl_store_part part, uint32_t **slots,
                               struct dl_error *err)
{
    const struct dl_store *x = &src->segment->stores[part];
    *slots = malloc(((size_t)x->records + 1) * sizeof **slots);
    if (!*slots)
        return dl_fail_memory(err);
    for (uint32_t r = 0; r < x->records; r++)
        (*slots)[r] = DL_DOC_DELETED;
    for (uint32_t d = 0; d < src->segment->meta->docs; d++) {
        uint32_t r = dl_packed_get(&x->order, d);
        if (r > x->records)
            return dl_segment_damaged(src->segment, err, "bad store order");
        if (r && src->map[d] != DL_DOC_DELETED)
            (*slots)[r - 1] = src->map[d];
    }
    return DL_OK;
}

static enum dl_status pack_anew(struct merging *m, const struct dl_segment *s, const struct dl_store_block *b,
                                const uint32_t *slots, struct dl_error *err)
{
    struct dl_str raw, record;
    enum dl_status status = dl_store_block_read(s, m->part, b, &m->reader, &raw, err);
    struct dl_cursor c = { (const unsigned char *)raw.ptr, (const unsigned char *)raw.ptr + raw.len };
    for (uint32_t r = b->first; !status && r < b->end; r++) {
        uint64_t size;
        if (!dl_read_varint(&c, &size) || size > raw.len || !dl_read_bytes(&c, (size_t)size, &record))
            return dl_segment_damaged(s, err, "bad block of the store");
        if (slots[r] != DL_DOC_DELETED)
            status = dl_store_add(m->writer, m->w, record, slots[r], m->o->placed, m->o->context, err);
    }
    return status;
}

static enum dl_status copy_block(struct merging *m, const struct dl_segment *s, const struct dl_store_block *old,
                                 uint32_t dictionary, const uint32_t *slots, struct dl_error *err)
{
    struct dl_store_block b = *old;
    b.dictionary = dictionary;
    if (!dl_store_block_sound(s, old))
        return dl_segment_damaged(s, err, "the checksum of a block of the store differs");
    enum dl_status status = dl_segment_put_block(m->w, m->part, s->sections[DL_SEC_STORE].ptr + old->offset, &b,
                                                 old->end - old->first, err);
    for (uint32_t r = old->first; r < old->end && !status; r++)
        if (slots[r] != DL_DOC_DELETED)
            m->o->placed(m->o->context, m->part, slots[r], b.first + r - old->first);
    return status;
}

/* The number that dictionary NUMBER of S has in the new segment; 0: blocks with it are packed anew. */
static uint32_t keep_dictionary(const struct merging *m, const struct dl_segment *s, uint32_t number, bool large)
{
    const struct dl_store_making *made = &m->w->stores[m->part];
    struct dl_str bytes;
    if (!number || !dl_store_dictionary(s, m->part, number, &bytes))
        return 0;
    if (made->dictionary && dl_str_eq(bytes, dl_deflate_dictionary_bytes(made->dictionaries[made->dictionary - 1])))
        return made->dictionary;
    return large ? dl_segment_add_dictionary(m->w, m->part, bytes) : 0;
}

/* Blocks of which all, or unless it shall be tight half of the records live, are copied as they are. */
static enum dl_status merge_source(struct merging *m, const struct dl_store_source *src, struct dl_error *err)
{
    const struct dl_segment *s = src->segment;
    uint32_t *slots = NULL, kept[DL_STORE_DICTIONARIES + 1];
    bool large = raw_bytes(s, m->part) >= COPY_MIN;
    for (uint32_t i = 0; i <= s->stores[m->part].dictionary_count; i++)
        kept[i] = keep_dictionary(m, s, i, large);
    enum dl_status status = slots_of(src, m->part, &slots, err);
    for (uint32_t i = 0; !status && i < s->stores[m->part].blocks; i++) {
        struct dl_store_block b;
        if (!dl_store_block_at(s, m->part, i, &b)) {
            status = dl_segment_damaged(s, err, "bad store index");
            break;
        }
        uint32_t live = 0, all = b.end - b.first;
        for (uint32_t r = b.first; r < b.end; r++)
            live += slots[r] != DL_DOC_DELETED;
        bool whole = live == all || (!m->o->tight && live * 2 >= all),
             known = kept[b.dictionary] || (large && !b.dictionary);
        if (live && whole && known)
            status = copy_block(m, s, &b, kept[b.dictionary], slots, err);
        else if (live)
            status = pack_anew(m, s, &b, slots, err);
    }
    free(slots);
    return status;
}

enum dl_status dl_stores_merge(struct dl_segment_writer *w, enum dl_store_part part, const struct dl_store_merge *o,
                               struct dl_error *err)
{
    struct merging m = { .w = w, .part = part, .o = o };
    enum dl_status status = dl_store_writer_new(part, false, &m.writer, err);
    if (!status)
        choose_dictionary(&m);
    for (size_t i = 0; !status && i < o->count; i++)
        status = merge_source(&m, &o->sources[i], err);
    if (!status)
        status = dl_store_flush(m.writer, w, o->placed, o->context, err);
    dl_store_writer_free(m.writer);
    dl_store_reader_free(&m.reader);
    return status;
}
