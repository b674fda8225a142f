/* columns.c - what a segment knows of each document: length, date, id, source file, signature.  (Filters: docset.c)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdlib.h>

#include "dateline/hash.h"
#include "lib/segment/read_private.h"
#include "lib/segment/write_private.h"

/* ---- writing ----------------------------------------------------------------------------------------------------- */

int dl_doc_order(dl_date date_a, struct dl_str id_a, dl_date date_b, struct dl_str id_b)
{
    dl_date a = date_a ? dl_date_first(date_a) : 0, b = date_b ? dl_date_first(date_b) : 0;
    return a != b ? (a < b) - (a > b) : dl_str_cmp(id_a, id_b);
}

static enum dl_status write_lengths(struct dl_segment_writer *w, const struct dl_doc_column *docs, uint32_t count,
                                    struct dl_seg_meta *meta, struct dl_error *err)
{
    for (uint32_t i = 0; i < count; i++) {
        meta->total_length += docs[i].length;
        if (docs[i].length > meta->max_length)
            meta->max_length = docs[i].length;
    }
    meta->length_bytes = meta->max_length > UINT16_MAX ? 4 : 2;
    struct dl_buf b = { 0 };
    dl_buf_reserve(&b, (size_t)count * meta->length_bytes);
    for (uint32_t i = 0; i < count; i++)
        dl_buf_append(&b, &docs[i].length, meta->length_bytes); /* little-endian: the low bytes come first */
    enum dl_status status = dl_section_write(w, DL_SEC_LENGTHS, &b, err);
    dl_buf_free(&b);
    return status;
}

static enum dl_status write_dates(struct dl_segment_writer *w, const struct dl_doc_column *docs, uint32_t count,
                                  struct dl_seg_meta *meta, struct dl_error *err)
{
    struct dl_buf days = { 0 }, partials = { 0 };
    uint32_t counts[2] = { 0, 0 };
    dl_date last = 0;
    for (uint32_t i = 0; i < count && docs[i].date; i++) {
        struct dl_day day = { dl_date_first(docs[i].date), i };
        meta->dated = i + 1;
        if (i == 0 || day.day != last) {
            dl_buf_append(&days, &day, sizeof day);
            counts[0]++;
        }
        last = day.day;
        if (dl_date_partial(docs[i].date)) {
            struct dl_partial_date p = { i, docs[i].date };
            dl_buf_append(&partials, &p, sizeof p);
            counts[1]++;
        }
    }
    meta->oldest = last;
    meta->newest = meta->dated ? dl_date_first(docs[0].date) : 0;
    enum dl_status status = dl_section_begin(w, DL_SEC_DATES, err);
    if (!status && (days.failed || partials.failed))
        status = dl_fail_memory(err);
    if (!status)
        status = dl_section_put(w, counts, sizeof counts, err);
    if (!status)
        status = dl_section_put(w, days.data, days.len, err);
    if (!status)
        status = dl_section_put(w, partials.data, partials.len, err);
    dl_buf_free(&days);
    dl_buf_free(&partials);
    return status ? status : dl_section_end(w, err);
}

static enum dl_status write_ids(struct dl_segment_writer *w, const struct dl_doc_column *docs, uint32_t count,
                                struct dl_error *err)
{
    struct dl_buf ids = { 0 }, index = { 0 };
    for (uint32_t i = 0; i < count; i++) {
        struct dl_str id = docs[i].id, first = docs[i - i % DL_ID_GROUP].id;
        size_t shared = 0;
        if (i % DL_ID_GROUP == 0) {
            dl_buf_u64(&index, ids.len);
        } else {
            while (shared < id.len && shared < first.len && id.ptr[shared] == first.ptr[shared])
                shared++;
            dl_buf_varint(&ids, shared);
        }
        dl_buf_varint(&ids, id.len - shared);
        dl_buf_append(&ids, id.ptr + shared, id.len - shared);
    }
    enum dl_status status = dl_section_write(w, DL_SEC_IDS, &ids, err);
    if (!status)
        status = dl_section_write(w, DL_SEC_ID_INDEX, &index, err);
    dl_buf_free(&ids);
    dl_buf_free(&index);
    return status;
}

struct numbered {
    uint64_t key;
    uint32_t doc;
};

static int by_key(const void *a, const void *b)
{
    const struct numbered *x = a, *y = b;
    return x->key != y->key ? (x->key > y->key) - (x->key < y->key) : (x->doc > y->doc) - (x->doc < y->doc);
}

static enum dl_status write_packed(struct dl_segment_writer *w, enum dl_section_kind kind, const uint32_t *v,
                                   uint32_t n, struct dl_error *err)
{
    struct dl_buf b = { 0 };
    dl_packed_encode(v, n, &b);
    enum dl_status status = dl_section_write(w, kind, &b, err);
    dl_buf_free(&b);
    return status;
}

static enum dl_status write_id_hash(struct dl_segment_writer *w, const struct dl_doc_column *docs, uint32_t count,
                                    struct numbered *order, uint32_t *v, struct dl_error *err)
{
    for (uint32_t i = 0; i < count; i++)
        order[i] = (struct numbered){ docs[i].id_hash, i };
    qsort(order, count, sizeof *order, by_key);
    for (uint32_t i = 0; i < count; i++)
        v[i] = order[i].doc;
    return write_packed(w, DL_SEC_ID_HASH, v, count, err);
}

static enum dl_status write_source_keys(struct dl_segment_writer *w, const struct dl_doc_column *docs, uint32_t count,
                                        struct numbered *order, uint32_t *v, struct dl_error *err)
{
    struct dl_buf b = { 0 };
    uint64_t n = 0;
    for (uint32_t i = 0; i < count; i++)
        order[i] = (struct numbered){ docs[i].source_key, i };
    qsort(order, count, sizeof *order, by_key);
    dl_buf_u64(&b, 0);
    for (uint32_t i = 0; i < count; i++) {
        if (i == 0 || order[i].key != order[i - 1].key) {
            dl_buf_u64(&b, order[i].key);
            n++;
        }
        v[order[i].doc] = (uint32_t)(n - 1);
    }
    if (!b.failed)
        memcpy(b.data, &n, sizeof n);
    dl_packed_encode(v, count, &b);
    enum dl_status status = dl_section_write(w, DL_SEC_SOURCE_KEYS, &b, err);
    dl_buf_free(&b);
    return status;
}

static enum dl_status write_signatures(struct dl_segment_writer *w, const struct dl_doc_column *docs, uint32_t count,
                                       struct dl_error *err)
{
    enum dl_status status = dl_section_begin(w, DL_SEC_SIGNATURES, err);
    for (uint32_t i = 0; !status && i < count; i++)
        status = dl_section_put(w, &docs[i].signature, sizeof docs[i].signature, err);
    return status ? status : dl_section_end(w, err);
}

enum dl_status dl_write_columns(struct dl_segment_writer *w, const struct dl_doc_column *docs, uint32_t count,
                                struct dl_seg_meta *meta, struct dl_error *err)
{
    struct numbered *order = calloc((size_t)count + 1, sizeof *order);
    uint32_t *v = calloc((size_t)count + 1, sizeof *v);
    enum dl_status status = order && v ? DL_OK : dl_fail_memory(err);
    meta->docs = count;
    for (enum dl_store_part part = 0; !status && part < DL_STORE_PARTS; part++) {
        for (uint32_t i = 0; i < count; i++)
            v[i] = docs[i].record[part];
        status = write_packed(w, dl_store_order_section(part), v, count, err);
        meta->records[part] = w->stores[part].records;
        meta->blocks[part] = (uint32_t)w->stores[part].block_count;
    }
    if (!status)
        status = write_lengths(w, docs, count, meta, err);
    if (!status)
        status = write_dates(w, docs, count, meta, err);
    if (!status)
        status = write_ids(w, docs, count, err);
    if (!status)
        status = write_id_hash(w, docs, count, order, v, err);
    if (!status)
        status = write_source_keys(w, docs, count, order, v, err);
    if (!status)
        status = dl_filters_write(w, docs, count, err);
    if (!status)
        status = write_signatures(w, docs, count, err);
    free(order);
    free(v);
    return status;
}

/* ---- reading ids ------------------------------------------------------------------------------------------------- */

static bool read_length(struct dl_cursor *c, size_t *n)
{
    uint64_t v;
    if (!dl_read_varint(c, &v) || v > (uint64_t)(c->end - c->p))
        return false;
    *n = (size_t)v;
    return true;
}

/* Where the group of DOC lies in IDS. */
static bool group_bytes(const struct dl_segment *s, uint32_t doc, struct dl_cursor *c)
{
    struct dl_str ids = s->sections[DL_SEC_IDS];
    const uint64_t *index = (const void *)s->sections[DL_SEC_ID_INDEX].ptr;
    uint32_t group = doc / DL_ID_GROUP, groups = (s->meta->docs + DL_ID_GROUP - 1) / DL_ID_GROUP;
    bool last = group + 1 == groups;
    if (!dl_segment_pages(s, DL_SEC_ID_INDEX, (uint64_t)group * sizeof *index, (last ? 1 : 2) * sizeof *index))
        return false;
    uint64_t start = index[group], end = last ? ids.len : index[group + 1];
    if (start > end || end > ids.len || !dl_segment_pages(s, DL_SEC_IDS, start, end - start))
        return false;
    *c = (struct dl_cursor){ (const unsigned char *)ids.ptr + start, (const unsigned char *)ids.ptr + end };
    return true;
}

/* The id is SHARED bytes of the group's first one and then REST; no bytes are copied. */
static bool find_id(const struct dl_segment *s, uint32_t doc, struct dl_str *shared, struct dl_str *rest)
{
    struct dl_cursor c;
    struct dl_str first;
    size_t n;
    if (!group_bytes(s, doc, &c) || !read_length(&c, &n) || !dl_read_bytes(&c, n, &first))
        return false;
    *shared = (struct dl_str){ first.ptr, 0 };
    *rest = first;
    for (uint32_t i = doc % DL_ID_GROUP; i > 0; i--) {
        uint64_t common;
        if (!dl_read_varint(&c, &common) || common > first.len || !read_length(&c, &n) || !dl_read_bytes(&c, n, rest))
            return false;
        shared->len = (size_t)common;
    }
    return true;
}

enum dl_status dl_segment_id(const struct dl_segment *s, uint32_t doc, struct dl_buf *id, struct dl_error *err)
{
    struct dl_str shared, rest;
    if (doc >= s->meta->docs)
        return dl_fail(err, DL_NOT_FOUND, "there is no such article");
    if (!find_id(s, doc, &shared, &rest))
        return dl_segment_damaged(s, err, "bad id");
    dl_buf_clear(id);
    dl_buf_str(id, shared);
    dl_buf_str(id, rest);
    return dl_buf_status(id, err);
}

static enum dl_status id_hash(const struct dl_segment *s, uint32_t doc, struct dl_buf *id, uint64_t *hash,
                              struct dl_error *err)
{
    enum dl_status st = dl_segment_id(s, doc, id, err);
    if (st == DL_OK)
        *hash = dl_hash64(id->data, id->len);
    return st;
}

static bool hash_entry(const struct dl_segment *s, uint32_t i, uint32_t *doc)
{
    struct dl_str all = s->sections[DL_SEC_ID_HASH];
    uint64_t at = 8 + ((uint64_t)i * s->id_hash.width >> 3), left = all.len - at;
    if (s->id_hash.width && !dl_segment_pages(s, DL_SEC_ID_HASH, at, left < 8 ? left : 8))
        return false;
    *doc = dl_packed_get(&s->id_hash, i);
    return true;
}

enum dl_status dl_segment_find(const struct dl_segment *s, struct dl_str id, uint32_t *doc, struct dl_error *err)
{
    uint64_t wanted = dl_hash64(id.ptr, id.len), hash;
    uint32_t low = 0, high = s->meta->docs;
    struct dl_buf buf = { 0 };
    enum dl_status st = DL_OK;
    while (low < high && st == DL_OK) { /* the first whose hash is not less */
        uint32_t mid = low + (high - low) / 2, d;
        st = hash_entry(s, mid, &d) ? id_hash(s, d, &buf, &hash, err) : DL_NOT_FOUND;
        if (st != DL_OK)
            break;
        if (hash < wanted)
            low = mid + 1;
        else
            high = mid;
    }
    bool found = false;
    for (; st == DL_OK && !found && low < s->meta->docs; low++) {
        st = hash_entry(s, low, doc) ? id_hash(s, *doc, &buf, &hash, err) : DL_NOT_FOUND;
        if (st != DL_OK || hash != wanted)
            break;
        found = dl_str_eq(dl_buf_view(&buf), id) && !dl_segment_is_deleted(s, *doc);
    }
    dl_buf_free(&buf);
    if (st != DL_OK)
        return st == DL_NOT_FOUND ? dl_segment_damaged(s, err, "bad table of ids") : st;
    return found ? DL_OK : DL_NOT_FOUND;
}

/* ---- reading dates ----------------------------------------------------------------------------------------------- */

/* The number of days that begin at or before DOC. */
static uint32_t days_until(const struct dl_segment *s, uint32_t doc)
{
    uint32_t low = 0, high = s->day_count;
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (s->days[mid].first <= doc)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

dl_date dl_segment_day(const struct dl_segment *s, uint32_t doc)
{
    if (doc >= s->meta->dated)
        return 0;
    uint32_t n = days_until(s, doc);
    return n ? s->days[n - 1].day : 0;
}

dl_date dl_segment_date(const struct dl_segment *s, uint32_t doc)
{
    uint32_t low = 0, high = s->partial_count;
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (s->partials[mid].doc < doc)
            low = mid + 1;
        else
            high = mid;
    }
    if (low < s->partial_count && s->partials[low].doc == doc)
        return s->partials[low].date;
    return dl_segment_day(s, doc);
}

/* Days fall, so the documents of a range begin with its last day. */
static uint32_t first_doc_not_after(const struct dl_segment *s, dl_date day)
{
    uint32_t low = 0, high = s->day_count;
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (s->days[mid].day > day)
            low = mid + 1;
        else
            high = mid;
    }
    return low < s->day_count ? s->days[low].first : s->meta->dated;
}

void dl_segment_date_range(const struct dl_segment *s, struct dl_date_range r, uint32_t *lo, uint32_t *hi)
{
    *lo = r.to ? first_doc_not_after(s, r.to) : 0;
    *hi = r.from ? first_doc_not_after(s, r.from - 1) : s->meta->dated;
    if (*hi < *lo)
        *hi = *lo;
}

/* ---- reading signatures ----------------------------------------------------------------------------------------- */

enum dl_status dl_segment_signature(const struct dl_segment *s, uint32_t doc, struct dl_signature *v,
                                    struct dl_error *err)
{
    uint64_t at = (uint64_t)doc * sizeof *v;
    if (!dl_segment_pages(s, DL_SEC_SIGNATURES, at, sizeof *v))
        return dl_segment_damaged(s, err, "the checksum of SIGNATURES differs");
    memcpy(v, s->sections[DL_SEC_SIGNATURES].ptr + at, sizeof *v);
    return DL_OK;
}
