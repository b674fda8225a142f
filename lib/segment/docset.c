/* docset.c - sets of documents by country, mention, source, language: lists, bitmaps and runs by 65536 documents.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdlib.h>

#include "dateline/grow.h"
#include "dateline/posting.h"
#include "lib/segment/read_private.h"
#include "lib/segment/write_private.h"

#define BITMAP_BYTES 8192
#define ALL_DOCS 65536u

/* ---- writing ----------------------------------------------------------------------------------------------------- */

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
            if (!DL_GROW(g->values, cap, n + 1))
                return false;
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

enum dl_status dl_filters_write(struct dl_segment_writer *w, const struct dl_doc_column *docs, uint32_t count,
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

/* ---- reading ----------------------------------------------------------------------------------------------------- */

struct dl_str dl_filter_name(const struct dl_segment *s, const struct dl_filter_entry *e)
{
    return (struct dl_str){ s->sections[DL_SEC_FILTERS].ptr + e->name, e->name_size };
}

static bool container_ok(const struct dl_set_container *c, uint32_t set_size)
{
    if (c->offset > set_size)
        return false;
    uint32_t left = set_size - c->offset;
    switch (c->kind) {
    case DL_SET_LIST:
        return c->offset % 2 == 0 && c->count <= left / 2;
    case DL_SET_BITMAP:
        return c->offset % 8 == 0 && left >= BITMAP_BYTES;
    case DL_SET_ALL:
        return true;
    default:
        return false;
    }
}

enum dl_status dl_docset_open(const struct dl_segment *s, const struct dl_filter_entry *e, struct dl_docset *set,
                              struct dl_error *err)
{
    const unsigned char *p = (const unsigned char *)s->sections[DL_SEC_FILTERS].ptr + e->set;
    *set = (struct dl_docset){ .docs = s->meta->docs, .data = p, .size = e->docs };
    if (!dl_segment_pages(s, DL_SEC_FILTERS, e->set, e->set_size))
        return dl_segment_damaged(s, err, "the checksum of FILTERS differs");
    if (e->set_size < 8)
        return dl_segment_damaged(s, err, "bad set of documents");
    memcpy(&set->count, p, sizeof set->count);
    if (set->count > (e->set_size - 8) / sizeof *set->containers)
        return dl_segment_damaged(s, err, "bad set of documents");
    set->containers = (const void *)(p + 8);
    for (uint32_t i = 0; i < set->count; i++)
        if (!container_ok(&set->containers[i], e->set_size) || set->containers[i].high > UINT16_MAX ||
            (i && set->containers[i].high <= set->containers[i - 1].high))
            return dl_segment_damaged(s, err, "bad set of documents");
    return DL_OK;
}

enum dl_status dl_docset_find(const struct dl_segment *s, enum dl_filter_kind kind, struct dl_str name,
                              struct dl_docset *set, struct dl_error *err)
{
    uint32_t low = 0, high = s->filter_count;
    *set = (struct dl_docset){ 0 };
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        const struct dl_filter_entry *e = &s->filters[mid];
        int c =
            e->kind != (uint32_t)kind ? (e->kind < (uint32_t)kind ? -1 : 1) : dl_str_cmp(dl_filter_name(s, e), name);
        if (c == 0)
            return dl_docset_open(s, e, set, err);
        if (c < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return DL_OK;
}

/* The first value of the list from `in_list` on that is >= LOW, by doubling steps; 65536 when there is none. */
static uint32_t seek_list(struct dl_docset *set, const struct dl_set_container *c, uint32_t low)
{
    const uint16_t *v = (const void *)(set->data + c->offset);
    uint32_t at = set->in_list, step = 1;
    if (at < c->count && v[at] < low) {
        while (c->count - at > step && v[at + step] < low) {
            at += step;
            step *= 2;
        }
        uint32_t high = c->count - at > step ? at + step : c->count;
        at++;
        while (at < high) {
            uint32_t mid = at + (high - at) / 2;
            if (v[mid] < low)
                at = mid + 1;
            else
                high = mid;
        }
    }
    set->in_list = at;
    return at < c->count && v[at] >= low ? v[at] : 65536;
}

static uint32_t seek_bitmap(const struct dl_docset *set, const struct dl_set_container *c, uint32_t low)
{
    const uint64_t *words = (const void *)(set->data + c->offset);
    uint32_t w = low >> 6;
    uint64_t word = words[w] & (UINT64_MAX << (low & 63));
    while (!word) {
        if (++w == BITMAP_BYTES / 8)
            return 65536;
        word = words[w];
    }
    return w << 6 | (uint32_t)__builtin_ctzll(word);
}

uint32_t dl_docset_advance(struct dl_docset *set, uint32_t target)
{
    for (; set->at < set->count; set->at++, set->in_list = 0) {
        const struct dl_set_container *c = &set->containers[set->at];
        uint32_t base = c->high << 16, low = target > base ? target - base : 0, found = low;
        if (low > UINT16_MAX)
            continue;
        if (c->kind == DL_SET_LIST)
            found = seek_list(set, c, low);
        else if (c->kind == DL_SET_BITMAP)
            found = seek_bitmap(set, c, low);
        if (found <= UINT16_MAX)
            return base + found < set->docs ? base + found : DL_NO_DOC;
    }
    return DL_NO_DOC;
}
