/* docset_read.c - sets of documents: lists, bitmaps and runs by 65536 documents.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "dateline/posting.h"
#include "lib/segment/read_private.h"

#define BITMAP_BYTES 8192

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
