/* store.c - the stored articles: records gathered into compressed blocks by the thread that made them, and read one by
 * one.  Heads (what listings print) and bodies are stores of their own, with blocks of their own size.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdlib.h>

#include "dateline/deflate.h"
#include "dateline/hash.h"
#include "lib/segment/read_private.h"
#include "lib/segment/write_private.h"

#define RAW_MAX (UINT32_C(1) << 31)    /* of one block: a record of the largest article fits */
#define GIANT ((size_t)1 << 20)        /* buffers that grew larger than this are not kept */
#define DICTIONARY_SHARE 32            /* a dictionary is at most this part of the text that it is made from */
#define DICTIONARY_MIN ((size_t)1024)  /* a smaller one is not worth having */
#define DICTIONARY_STEP ((size_t)1024) /* sizes are multiples of this */

struct part {
    size_t block;      /* raw bytes of a block, unless one record is larger */
    size_t dictionary; /* bytes, at most */
    enum dl_section_kind index, order;
};
static const struct part parts[DL_STORE_PARTS] = {
    { 1024, 16384, DL_SEC_HEAD_INDEX, DL_SEC_HEAD_ORDER },
    { 4096, DL_DEFLATE_DICTIONARY_MAX, DL_SEC_BODY_INDEX, DL_SEC_BODY_ORDER },
};

/* ---- writing ---------------------------------------------------------------------------------------------------- */

struct pending { /* a record that is in no block yet */
    uint32_t slot;
    size_t end; /* in `raw` */
};

struct dl_store_writer {
    enum dl_store_part part;
    bool fast;
    struct dl_deflater *deflater;
    const struct dl_deflate_dictionary *dictionary; /* once KNOWN; NULL: none */
    uint32_t dictionary_number;                     /* in the segment, from 1; 0: none */
    bool known;
    struct dl_buf raw, packed;
    struct pending *pending;
    uint32_t count, cap;
};

enum dl_status dl_store_writer_new(enum dl_store_part part, bool fast, struct dl_store_writer **out,
                                   struct dl_error *err)
{
    struct dl_store_writer *s = calloc(1, sizeof *s);
    if (s)
        s->deflater = dl_deflater_new(fast);
    if (!s || !s->deflater) {
        free(s);
        return dl_fail_memory(err);
    }
    s->part = part;
    s->fast = fast;
    *out = s;
    return DL_OK;
}

void dl_store_writer_free(struct dl_store_writer *s)
{
    if (!s)
        return;
    dl_deflater_free(s->deflater);
    dl_buf_free(&s->raw);
    dl_buf_free(&s->packed);
    free(s->pending);
    free(s);
}

size_t dl_store_dictionary_max(enum dl_store_part part)
{
    return parts[part].dictionary;
}

/* Add DICTIONARY to those of the segment, unless it is there.  Returns its number, 0 when there are too many. */
static uint32_t add_dictionary(struct dl_store_making *m, struct dl_str dictionary)
{
    for (uint32_t i = 0; i < m->dictionary_count; i++)
        if (dl_str_eq(dl_deflate_dictionary_bytes(m->dictionaries[i]), dictionary))
            return i + 1;
    if (m->dictionary_count == DL_STORE_DICTIONARIES)
        return 0;
    struct dl_deflate_dictionary *d = dl_deflate_dictionary_new(dictionary);
    if (!d)
        return 0; /* it is only worse without */
    m->dictionaries[m->dictionary_count++] = d;
    return m->dictionary_count;
}

uint32_t dl_segment_add_dictionary(struct dl_segment_writer *w, enum dl_store_part part, struct dl_str dictionary)
{
    pthread_mutex_lock(&w->lock);
    uint32_t number = add_dictionary(&w->stores[part], dictionary);
    pthread_mutex_unlock(&w->lock);
    return number;
}

void dl_segment_use_dictionary(struct dl_segment_writer *w, enum dl_store_part part, struct dl_str dictionary)
{
    struct dl_store_making *m = &w->stores[part];
    pthread_mutex_lock(&w->lock);
    if (!m->chosen) {
        m->chosen = true;
        m->dictionary = dictionary.len ? add_dictionary(m, dictionary) : 0;
    }
    pthread_mutex_unlock(&w->lock);
}

/* Take the segment's dictionary; when it has none yet make it of what is pending here. */
static enum dl_status know_dictionary(struct dl_store_writer *s, struct dl_segment_writer *w, struct dl_error *err)
{
    struct dl_store_making *m = &w->stores[s->part];
    struct dl_buf dictionary = { 0 };
    size_t size = s->raw.len / DICTIONARY_SHARE / DICTIONARY_STEP * DICTIONARY_STEP;
    if (size > parts[s->part].dictionary)
        size = parts[s->part].dictionary;
    if (size >= DICTIONARY_MIN)
        dl_deflate_dictionary_sample(dl_buf_view(&s->raw), size, &dictionary);
    enum dl_status status = dl_buf_status(&dictionary, err);
    if (!status)
        dl_segment_use_dictionary(w, s->part, dl_buf_view(&dictionary));
    dl_buf_free(&dictionary);
    pthread_mutex_lock(&w->lock);
    s->known = true;
    s->dictionary_number = m->dictionary;
    s->dictionary = m->dictionary ? m->dictionaries[m->dictionary - 1] : NULL;
    pthread_mutex_unlock(&w->lock);
    return status;
}

/* A block of the pending records [FROM, TO). */
static enum dl_status put_block(struct dl_store_writer *s, struct dl_segment_writer *w, uint32_t from, uint32_t to,
                                dl_record_placed *placed, void *context, struct dl_error *err)
{
    size_t start = from ? s->pending[from - 1].end : 0, size = s->pending[to - 1].end - start;
    struct dl_store_block b = { .raw = (uint32_t)size, .dictionary = s->dictionary_number };
    if (size > RAW_MAX)
        return dl_fail(err, DL_TOO_LARGE, "an article is too large for the index");
    dl_buf_clear(&s->packed);
    struct dl_str raw = { s->raw.data + start, size };
    enum dl_status status = dl_deflate(s->deflater, s->dictionary, raw, &s->packed, err);
    b.size = (uint32_t)s->packed.len;
    if (!status)
        status = dl_segment_put_block(w, s->part, s->packed.data, &b, to - from, err);
    for (uint32_t i = from; !status && i < to; i++)
        placed(context, s->part, s->pending[i].slot, b.first + i - from);
    return status;
}

/* Buffers that a giant has filled are not kept. */
static enum dl_status forget_giant(struct dl_store_writer *s, struct dl_error *err)
{
    if (s->raw.cap <= 2 * GIANT && s->packed.cap <= GIANT)
        return DL_OK;
    dl_buf_free(&s->raw);
    dl_buf_free(&s->packed);
    dl_deflater_free(s->deflater);
    s->deflater = dl_deflater_new(s->fast);
    return s->deflater ? DL_OK : dl_fail_memory(err);
}

enum dl_status dl_store_flush(struct dl_store_writer *s, struct dl_segment_writer *w, dl_record_placed *placed,
                              void *context, struct dl_error *err)
{
    enum dl_status status = s->known || !s->count ? DL_OK : know_dictionary(s, w, err);
    for (uint32_t from = 0, to; !status && from < s->count; from = to) {
        size_t start = from ? s->pending[from - 1].end : 0;
        for (to = from + 1; to < s->count && s->pending[to].end - start <= parts[s->part].block;)
            to++;
        status = put_block(s, w, from, to, placed, context, err);
    }
    s->count = 0;
    dl_buf_clear(&s->raw);
    return status ? status : forget_giant(s, err);
}

enum dl_status dl_store_add(struct dl_store_writer *s, struct dl_segment_writer *w, struct dl_str record, uint32_t slot,
                            dl_record_placed *placed, void *context, struct dl_error *err)
{
    size_t most = s->known ? parts[s->part].block : parts[s->part].dictionary * DICTIONARY_SHARE;
    enum dl_status status = DL_OK;
    if (s->count && s->raw.len + record.len > most)
        status = dl_store_flush(s, w, placed, context, err);
    if (status)
        return status;
    if (s->count == s->cap) {
        uint32_t cap = s->cap ? s->cap * 2 : 64;
        struct pending *p = realloc(s->pending, cap * sizeof *p);
        if (!p)
            return dl_fail_memory(err);
        s->pending = p;
        s->cap = cap;
    }
    dl_buf_varint(&s->raw, record.len);
    dl_buf_str(&s->raw, record);
    s->pending[s->count++] = (struct pending){ slot, s->raw.len };
    return dl_buf_status(&s->raw, err);
}

static void pad8(struct dl_buf *out)
{
    static const char zeros[8];
    dl_buf_append(out, zeros, (8 - out->len % 8) % 8);
}

enum column { OFFSET, SIZE, RAW, FIRST, DICTIONARY, COLUMNS };

static uint32_t column_value(const struct dl_store_block *b, const struct dl_store_anchor *a, enum column c)
{
    switch (c) {
    case OFFSET:
        return (uint32_t)(b->offset - a->offset);
    case SIZE:
        return b->size;
    case RAW:
        return b->raw;
    case FIRST:
        return b->first - a->first;
    default:
        return b->dictionary;
    }
}

/* The anchors, checksums and packed columns of COUNT blocks.  V holds COUNT values. */
static enum dl_status put_columns(const struct dl_store_block *blocks, size_t count, uint32_t *v, struct dl_buf *out,
                                  struct dl_error *err)
{
    for (size_t i = 0; i < count; i += DL_STORE_GROUP) {
        struct dl_store_anchor a = { blocks[i].offset, blocks[i].first, 0 };
        dl_buf_append(out, &a, sizeof a);
    }
    for (size_t i = 0; i < count; i++)
        dl_buf_u32(out, blocks[i].checksum);
    for (enum column c = OFFSET; c < COLUMNS; c++) {
        for (size_t i = 0; i < count; i++) {
            const struct dl_store_block *a = &blocks[i / DL_STORE_GROUP * DL_STORE_GROUP];
            struct dl_store_anchor anchor = { a->offset, a->first, 0 };
            if (blocks[i].offset - a->offset > UINT32_MAX)
                return dl_fail(err, DL_TOO_LARGE, "the articles of one block are too large for the index");
            v[i] = column_value(&blocks[i], &anchor, c);
        }
        pad8(out);
        dl_packed_encode(v, count, out);
    }
    return dl_buf_status(out, err);
}

enum dl_status dl_store_write_index(struct dl_segment_writer *w, enum dl_store_part part, struct dl_error *err)
{
    const struct dl_store_making *m = &w->stores[part];
    struct dl_buf out = { 0 };
    size_t total = 0;
    uint32_t *v = malloc((m->block_count + 1) * sizeof *v);
    dl_buf_u32(&out, m->dictionary_count);
    dl_buf_u32(&out, 0);
    for (uint32_t i = 0; i < m->dictionary_count; i++) {
        struct dl_str d = dl_deflate_dictionary_bytes(m->dictionaries[i]);
        dl_buf_u32(&out, (uint32_t)total);
        dl_buf_u32(&out, (uint32_t)d.len);
        total += d.len;
    }
    for (uint32_t i = 0; i < m->dictionary_count; i++)
        dl_buf_str(&out, dl_deflate_dictionary_bytes(m->dictionaries[i]));
    pad8(&out);
    enum dl_status status = v ? put_columns(m->blocks, m->block_count, v, &out, err) : dl_fail_memory(err);
    if (!status)
        status = dl_section_write(w, parts[part].index, &out, err);
    free(v);
    dl_buf_free(&out);
    return status;
}

enum dl_section_kind dl_store_order_section(enum dl_store_part part)
{
    return parts[part].order;
}

/* ---- opening ---------------------------------------------------------------------------------------------------- */

/* The packed array of N values at *AT of section KIND; *AT moves behind it. */
static bool open_packed(const struct dl_segment *s, enum dl_section_kind kind, uint64_t *at, uint64_t n,
                        struct dl_packed *a)
{
    struct dl_str all = s->sections[kind];
    uint64_t start = (*at + 7) & ~(uint64_t)7;
    if (start > all.len || all.len - start < 8 || !dl_segment_pages(s, kind, start, 8))
        return false;
    uint64_t width = (unsigned char)all.ptr[start], size = 8 + (n * width + 7) / 8;
    if (width > 32 || size > all.len - start)
        return false;
    *at = start + size;
    return dl_packed_open((const unsigned char *)all.ptr + start, size, n, a);
}

static bool open_index(struct dl_segment *s, enum dl_store_part part)
{
    struct dl_store *x = &s->stores[part];
    enum dl_section_kind kind = parts[part].index;
    struct dl_str all = s->sections[kind];
    uint64_t blocks = x->blocks, at = 8;
    uint32_t head[2];
    if (all.len < 8 || !dl_segment_pages(s, kind, 0, 8))
        return false;
    memcpy(head, all.ptr, sizeof head);
    x->dictionary_count = head[0];
    x->dictionaries = (const void *)(all.ptr + at);
    at += (uint64_t)head[0] * sizeof *x->dictionaries;
    if (head[0] > DL_STORE_DICTIONARIES || at > all.len || !dl_segment_pages(s, kind, 0, at))
        return false;
    x->dictionary_bytes = at;
    for (uint32_t i = 0; i < head[0]; i++) {
        if (x->dictionaries[i].size > DL_DEFLATE_DICTIONARY_MAX ||
            x->dictionaries[i].offset != at - x->dictionary_bytes)
            return false;
        at += x->dictionaries[i].size;
    }
    at = (at + 7) & ~(uint64_t)7;
    x->anchors = (const void *)(all.ptr + at);
    at += (blocks + DL_STORE_GROUP - 1) / DL_STORE_GROUP * sizeof *x->anchors;
    x->checksums = (const void *)(all.ptr + at);
    at += blocks * sizeof *x->checksums;
    for (enum column c = OFFSET; c < COLUMNS; c++)
        if (!open_packed(s, kind, &at, blocks, &x->columns[c]))
            return false;
    return at == all.len;
}

bool dl_store_open(struct dl_segment *s, enum dl_store_part part)
{
    struct dl_store *x = &s->stores[part];
    uint64_t at = 0;
    enum dl_section_kind order = parts[part].order;
    x->records = s->meta->records[part];
    x->blocks = s->meta->blocks[part];
    if (x->records > DL_SEGMENT_MAX_DOCS || x->blocks > x->records || (x->records && !x->blocks))
        return false;
    return open_index(s, part) && open_packed(s, order, &at, s->meta->docs, &x->order) && at == s->sections[order].len;
}

/* ---- reading ---------------------------------------------------------------------------------------------------- */

/* As dl_packed_get, once the bytes are known to be sound. */
static bool get_packed(const struct dl_segment *s, enum dl_section_kind kind, const struct dl_packed *a, uint64_t i,
                       uint32_t *v)
{
    struct dl_str all = s->sections[kind];
    if (a->width) {
        uint64_t at = (uint64_t)(a->bits - (const unsigned char *)all.ptr) + (i * a->width >> 3);
        if (!dl_segment_pages(s, kind, at, all.len - at < 8 ? all.len - at : 8))
            return false;
    }
    *v = dl_packed_get(a, i);
    return true;
}

static bool get_anchor(const struct dl_segment *s, enum dl_store_part part, uint32_t group, struct dl_store_anchor *a)
{
    const struct dl_store_anchor *p = s->stores[part].anchors + group;
    enum dl_section_kind kind = parts[part].index;
    if (!dl_segment_pages(s, kind, (uint64_t)((const char *)p - s->sections[kind].ptr), sizeof *p))
        return false;
    *a = *p;
    return true;
}

static bool first_of(const struct dl_segment *s, enum dl_store_part part, uint32_t block, uint32_t *first)
{
    const struct dl_store *x = &s->stores[part];
    struct dl_store_anchor a;
    uint32_t delta;
    if (block >= x->blocks) {
        *first = x->records;
        return true;
    }
    if (!get_anchor(s, part, block / DL_STORE_GROUP, &a) ||
        !get_packed(s, parts[part].index, &x->columns[FIRST], block, &delta))
        return false;
    *first = a.first + delta;
    return true;
}

bool dl_store_block_at(const struct dl_segment *s, enum dl_store_part part, uint32_t number, struct dl_store_block *b)
{
    const struct dl_store *x = &s->stores[part];
    enum dl_section_kind kind = parts[part].index;
    struct dl_store_anchor a;
    uint32_t v[COLUMNS];
    const uint32_t *checksum = x->checksums + number;
    if (number >= x->blocks || !get_anchor(s, part, number / DL_STORE_GROUP, &a) ||
        !dl_segment_pages(s, kind, (uint64_t)((const char *)checksum - s->sections[kind].ptr), sizeof *checksum))
        return false;
    for (enum column c = OFFSET; c < COLUMNS; c++)
        if (!get_packed(s, kind, &x->columns[c], number, &v[c]))
            return false;
    *b = (struct dl_store_block){ .offset = a.offset + v[OFFSET],
                                  .size = v[SIZE],
                                  .raw = v[RAW],
                                  .first = a.first + v[FIRST],
                                  .dictionary = v[DICTIONARY],
                                  .checksum = *checksum };
    uint64_t store = s->sections[DL_SEC_STORE].len;
    /* DEFLATE expands at most 1032 times, so a small hostile block cannot ask for much memory. */
    return first_of(s, part, number + 1, &b->end) && b->first < b->end && b->end <= x->records && b->offset <= store &&
           b->size <= store - b->offset && b->raw <= RAW_MAX && b->raw <= (uint64_t)b->size * 1032 + 64 &&
           b->dictionary <= x->dictionary_count;
}

/* The last block that begins at or before RECORD. */
static bool find_block(const struct dl_segment *s, enum dl_store_part part, uint32_t record, uint32_t *number)
{
    const struct dl_store *x = &s->stores[part];
    uint32_t low = 0, high = (x->blocks + DL_STORE_GROUP - 1) / DL_STORE_GROUP;
    while (low < high) { /* by groups */
        uint32_t mid = low + (high - low) / 2;
        struct dl_store_anchor a;
        if (!get_anchor(s, part, mid, &a))
            return false;
        if (a.first <= record)
            low = mid + 1;
        else
            high = mid;
    }
    if (low == 0)
        return false;
    low = (low - 1) * DL_STORE_GROUP;
    high = x->blocks - low < DL_STORE_GROUP ? x->blocks : low + DL_STORE_GROUP;
    for (uint32_t first; low < high;) {
        uint32_t mid = low + (high - low) / 2;
        if (!first_of(s, part, mid, &first))
            return false;
        if (first <= record)
            low = mid + 1;
        else
            high = mid;
    }
    *number = low - 1;
    return true;
}

static bool dictionary_of(const struct dl_segment *s, enum dl_store_part part, uint32_t number, struct dl_str *bytes)
{
    const struct dl_store *x = &s->stores[part];
    *bytes = (struct dl_str){ 0 };
    if (!number)
        return true;
    const struct dl_store_dictionary *d = &x->dictionaries[number - 1];
    uint64_t at = x->dictionary_bytes + d->offset;
    *bytes = (struct dl_str){ s->sections[parts[part].index].ptr + at, d->size };
    return dl_segment_pages(s, parts[part].index, at, d->size);
}

bool dl_store_dictionary(const struct dl_segment *s, enum dl_store_part part, uint32_t number, struct dl_str *bytes)
{
    return dictionary_of(s, part, number, bytes);
}

static bool block_sound(const struct dl_segment *s, const struct dl_store_block *b)
{
#ifdef FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION
    (void)s, (void)b;
    return true;
#else
    return (uint32_t)dl_hash64(s->sections[DL_SEC_STORE].ptr + b->offset, b->size) == b->checksum;
#endif
}

bool dl_store_block_sound(const struct dl_segment *s, const struct dl_store_block *b)
{
    return block_sound(s, b);
}

enum dl_status dl_store_block_read(const struct dl_segment *s, enum dl_store_part part, const struct dl_store_block *b,
                                   struct dl_store_reader *r, struct dl_str *raw, struct dl_error *err)
{
    struct dl_str dictionary, stream = { s->sections[DL_SEC_STORE].ptr + b->offset, b->size };
    r->segment = NULL;
    if (!r->inflater && !(r->inflater = dl_inflater_new()))
        return dl_fail_memory(err);
    if (!dictionary_of(s, part, b->dictionary, &dictionary))
        return dl_segment_damaged(s, err, "bad dictionary of the store");
    if (!block_sound(s, b))
        return dl_segment_damaged(s, err, "the checksum of a block of the store differs");
    enum dl_status status = dl_inflate(r->inflater, dictionary, stream, b->raw, raw, err);
    return status == DL_CORRUPT ? dl_segment_damaged(s, err, "a block of the store cannot be unpacked") : status;
}

/* Make R hold the block of RECORD. */
static enum dl_status hold_block(const struct dl_segment *s, enum dl_store_part part, uint32_t record,
                                 struct dl_store_reader *r, struct dl_error *err)
{
    uint32_t number;
    if (r->segment == s && r->block.first <= record && record < r->block.end)
        return DL_OK;
    if (!find_block(s, part, record, &number) || !dl_store_block_at(s, part, number, &r->block) ||
        record < r->block.first || record >= r->block.end)
        return dl_segment_damaged(s, err, "bad store index");
    enum dl_status status = dl_store_block_read(s, part, &r->block, r, &r->raw, err);
    r->segment = status ? NULL : s;
    return status;
}

enum dl_status dl_segment_stored(const struct dl_segment *s, enum dl_store_part part, uint32_t doc,
                                 struct dl_store_reader *r, struct dl_str *bytes, struct dl_error *err)
{
    uint32_t record;
    *bytes = (struct dl_str){ 0 };
    if (doc >= s->meta->docs)
        return dl_fail(err, DL_NOT_FOUND, "there is no such article");
    if (!get_packed(s, parts[part].order, &s->stores[part].order, doc, &record) || record > s->stores[part].records)
        return dl_segment_damaged(s, err, "bad store order");
    if (record-- == 0)
        return DL_NOT_FOUND;
    enum dl_status status = hold_block(s, part, record, r, err);
    if (status)
        return status;
    struct dl_cursor c = { (const unsigned char *)r->raw.ptr, (const unsigned char *)r->raw.ptr + r->raw.len };
    for (uint32_t i = record - r->block.first;; i--) {
        uint64_t n;
        if (!dl_read_varint(&c, &n) || n > SIZE_MAX || !dl_read_bytes(&c, (size_t)n, bytes))
            return dl_segment_damaged(s, err, "bad block of the store");
        if (i == 0)
            return DL_OK;
    }
}

void dl_store_reader_forget(struct dl_store_reader *r)
{
    r->segment = NULL;
    if (r->inflater)
        dl_inflater_forget(r->inflater);
}

void dl_store_reader_free(struct dl_store_reader *r)
{
    dl_inflater_free(r->inflater);
    *r = (struct dl_store_reader){ 0 };
}
