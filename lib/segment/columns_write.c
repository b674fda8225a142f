/* columns_write.c - what a segment knows of each document: length, date, id, source file, filters, signature.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdlib.h>

#include "lib/segment/write_private.h"

#define ALL_DOCS 65536u

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

/* ---- filters ---------------------------------------------------------------------------------------------------- */

static int by_value(const void *a, const void *b)
{
    const struct dl_filter_value *x = *(struct dl_filter_value *const *)a, *y = *(struct dl_filter_value *const *)b;
    return x->kind != y->kind ? (x->kind > y->kind) - (x->kind < y->kind) : dl_str_cmp(x->name, y->name);
}

static void put_container(struct dl_buf *out, const uint32_t *docs, uint32_t n, uint32_t total)
{
    uint32_t base = docs[0] & ~(ALL_DOCS - 1), room = total - base < ALL_DOCS ? total - base : ALL_DOCS;
    if (n == room)
        return;
    if ((size_t)n * 2 <= ALL_DOCS / 8) {
        for (uint32_t i = 0; i < n; i++) {
            uint16_t low = (uint16_t)docs[i];
            dl_buf_append(out, &low, sizeof low);
        }
        return;
    }
    if (!dl_buf_reserve(out, ALL_DOCS / 8))
        return;
    unsigned char *bits = (unsigned char *)out->data + out->len;
    memset(bits, 0, ALL_DOCS / 8);
    for (uint32_t i = 0; i < n; i++)
        bits[(docs[i] & (ALL_DOCS - 1)) >> 3] |= (unsigned char)(1u << (docs[i] & 7));
    out->len += ALL_DOCS / 8;
}

static void pad8(struct dl_buf *out)
{
    static const char zeros[8];
    dl_buf_append(out, zeros, (8 - out->len % 8) % 8);
}

/* The set of N rising documents, appended to OUT at a multiple of 8. */
static void put_set(struct dl_buf *out, const uint32_t *docs, uint32_t n, uint32_t total)
{
    pad8(out);
    size_t start = out->len;
    uint32_t containers = 0;
    for (uint32_t i = 0; i < n; i++)
        containers += i == 0 || docs[i] >> 16 != docs[i - 1] >> 16;
    dl_buf_u32(out, containers);
    dl_buf_u32(out, 0);
    size_t heads = out->len;
    for (uint32_t i = 0; i < containers * (sizeof(struct dl_set_container) / 8); i++)
        dl_buf_u64(out, 0);
    for (uint32_t i = 0, end; i < n && !out->failed; i = end, heads += sizeof(struct dl_set_container)) {
        for (end = i + 1; end < n && docs[end] >> 16 == docs[i] >> 16;)
            end++;
        pad8(out);
        struct dl_set_container c = { docs[i] >> 16, DL_SET_ALL, end - i, (uint32_t)(out->len - start) };
        size_t before = out->len;
        put_container(out, docs + i, end - i, total);
        if (out->len != before)
            c.kind =
                out->len - before == ALL_DOCS / 8 && (size_t)(end - i) * 2 > ALL_DOCS / 8 ? DL_SET_BITMAP : DL_SET_LIST;
        if (!out->failed)
            memcpy(out->data + heads, &c, sizeof c);
    }
}

/* Documents grouped by value: STARTS[v] .. STARTS[v+1] of DOCS. */
struct groups {
    struct dl_filter_value **values; /* distinct, in order */
    uint32_t *starts, *docs;
    uint32_t count;
};

static void groups_free(struct groups *g)
{
    free(g->values);
    free(g->starts);
    free(g->docs);
}

/* The distinct values; each value's place among them, from 1. */
static bool distinct_values(const struct dl_doc_column *docs, uint32_t count, struct groups *g)
{
    size_t n = 0, cap = 0;
    for (uint32_t i = 0; i < count; i++) {
        for (uint32_t k = 0; k < docs[i].filter_count; k++) {
            if (docs[i].filters[k]->place)
                continue;
            if (n == cap) {
                struct dl_filter_value **p = realloc(g->values, (cap = cap * 2 + 256) * sizeof *p);
                if (!p)
                    return false;
                g->values = p;
            }
            docs[i].filters[k]->place = 1;
            g->values[n++] = docs[i].filters[k];
        }
    }
    if (n)
        qsort(g->values, n, sizeof *g->values, by_value);
    for (size_t i = 0; i < n; i++) {
        struct dl_filter_value *v = g->values[i];
        if (g->count == 0 || by_value(&v, &g->values[g->count - 1]) != 0)
            g->values[g->count++] = v;
        v->place = g->count;
    }
    return true;
}

static bool group_docs(const struct dl_doc_column *docs, uint32_t count, size_t uses, struct groups *g)
{
    if (!distinct_values(docs, count, g))
        return false;
    g->starts = calloc((size_t)g->count + 2, sizeof *g->starts);
    g->docs = calloc(uses + 1, sizeof *g->docs);
    if (!g->starts || !g->docs)
        return false;
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t k = 0; k < docs[i].filter_count; k++)
            g->starts[docs[i].filters[k]->place + 1]++;
    for (uint32_t v = 2; v < g->count + 2; v++)
        g->starts[v] += g->starts[v - 1];
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t k = 0; k < docs[i].filter_count; k++)
            g->docs[g->starts[docs[i].filters[k]->place]++] = i;
    return true; /* starts[v] is where value v begins: each was moved up to the start of the next */
}

static enum dl_status write_filters(struct dl_segment_writer *w, const struct dl_doc_column *docs, uint32_t count,
                                    struct dl_error *err)
{
    struct groups g = { 0 };
    struct dl_buf out = { 0 }, names = { 0 }, sets = { 0 };
    size_t uses = 0;
    for (uint32_t i = 0; i < count; i++)
        uses += docs[i].filter_count;
    if (uses >= UINT32_MAX)
        return dl_fail(err, DL_TOO_LARGE,
                       "the articles of one segment have %zu countries, mentions, sources and languages, "
                       "more than it can hold: commit more often",
                       uses);
    bool ok = group_docs(docs, count, uses, &g);
    size_t name_at = 8 + (size_t)g.count * sizeof(struct dl_filter_entry);
    dl_buf_u32(&out, g.count);
    dl_buf_u32(&out, 0);
    for (uint32_t v = 0; ok && v < g.count; v++)
        dl_buf_str(&names, g.values[v]->name);
    pad8(&names);
    size_t name = 0;
    for (uint32_t v = 0; ok && v < g.count; v++) {
        const struct dl_filter_value *value = g.values[v];
        uint32_t n = g.starts[v + 1] - g.starts[v];
        pad8(&sets);
        struct dl_filter_entry e = {
            value->kind, n, name_at + name, (uint32_t)value->name.len, 0, name_at + names.len + sets.len
        };
        size_t start = sets.len;
        put_set(&sets, g.docs + g.starts[v], n, count);
        e.set_size = (uint32_t)(sets.len - start);
        dl_buf_append(&out, &e, sizeof e);
        name += value->name.len;
    }
    dl_buf_append(&out, names.data, names.len);
    dl_buf_append(&out, sets.data, sets.len);
    out.failed |= names.failed | sets.failed | !ok;
    enum dl_status status = dl_section_write(w, DL_SEC_FILTERS, &out, err);
    groups_free(&g);
    dl_buf_free(&out);
    dl_buf_free(&names);
    dl_buf_free(&sets);
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
    for (uint32_t i = 0; !status && i < count; i++)
        v[i] = docs[i].record;
    if (!status)
        status = write_packed(w, DL_SEC_STORE_ORDER, v, count, err);
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
        status = write_filters(w, docs, count, err);
    if (!status)
        status = write_signatures(w, docs, count, err);
    free(order);
    free(v);
    return status;
}
