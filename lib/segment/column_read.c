/* column_read.c - what a segment knows of each document: id, date.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "dateline/hash.h"
#include "lib/segment/read_private.h"

/* ---- ids
 * -------------------------------------------------------------------------------------------------------------- */

static bool read_length(struct dl_cursor *c, size_t *n)
{
    uint64_t v;
    if (!dl_read_varint(c, &v) || v > (uint64_t)(c->end - c->p))
        return false;
    *n = (size_t)v;
    return true;
}

/* The id is SHARED bytes of the group's first one and then REST; no bytes are copied. */
static bool find_id(const struct dl_segment *s, uint32_t doc, struct dl_str *shared, struct dl_str *rest)
{
    struct dl_str ids = s->sections[DL_SEC_IDS];
    const uint64_t *index = (const void *)s->sections[DL_SEC_ID_INDEX].ptr;
    uint64_t offset = index[doc / DL_ID_GROUP];
    if (offset > ids.len)
        return false;
    struct dl_cursor c = { (const unsigned char *)ids.ptr + offset, (const unsigned char *)ids.ptr + ids.len };
    struct dl_str first;
    size_t n;
    if (!read_length(&c, &n) || !dl_read_bytes(&c, n, &first))
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

enum dl_status dl_segment_find(const struct dl_segment *s, struct dl_str id, uint32_t *doc, struct dl_error *err)
{
    uint64_t wanted = dl_hash64(id.ptr, id.len), hash;
    uint32_t low = 0, high = s->meta->docs;
    struct dl_buf buf = { 0 };
    enum dl_status st = DL_OK;
    while (low < high && st == DL_OK) { /* the first whose hash is not less */
        uint32_t mid = low + (high - low) / 2, d = dl_packed_get(&s->id_hash, mid);
        if ((st = id_hash(s, d, &buf, &hash, err)) != DL_OK)
            break;
        if (hash < wanted)
            low = mid + 1;
        else
            high = mid;
    }
    bool found = false;
    for (; st == DL_OK && !found && low < s->meta->docs; low++) {
        *doc = dl_packed_get(&s->id_hash, low);
        st = id_hash(s, *doc, &buf, &hash, err);
        if (st != DL_OK || hash != wanted)
            break;
        found = dl_str_eq(dl_buf_view(&buf), id) && !dl_segment_is_deleted(s, *doc);
    }
    dl_buf_free(&buf);
    if (st != DL_OK)
        return st == DL_NOT_FOUND ? dl_segment_damaged(s, err, "bad table of ids") : st;
    return found ? DL_OK : DL_NOT_FOUND;
}

/* ---- dates
 * ------------------------------------------------------------------------------------------------------------ */

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
