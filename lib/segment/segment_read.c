/* segment_read.c - open a segment: prove that every part lies where it must before anything is followed.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <errno.h>
#include <stdio.h>

#include "dateline/hash.h"
#include "dateline/segment.h"
#include "lib/segment/read_private.h"

const char *dl_section_name(unsigned kind)
{
    static const char *const names[DL_SEC_END] = { "",           "META",        "CHECKS",     "STORE",     "HEAD_INDEX",
                                                   "HEAD_ORDER", "BODY_INDEX",  "BODY_ORDER", "LISTS",     "DICT",
                                                   "DICT_INDEX", "LENGTHS",     "DATES",      "IDS",       "ID_INDEX",
                                                   "ID_HASH",    "SOURCE_KEYS", "FILTERS",    "SIGNATURES" };
    return kind < DL_SEC_END ? names[kind] : "";
}

enum dl_status dl_segment_damaged(const struct dl_segment *s, struct dl_error *err, const char *what)
{
    dl_fail(err, DL_CORRUPT,
            "the index is damaged: segment %s: %s (dateline-index --verify says more, --rebuild mends it)", s->name,
            what);
    return DL_CORRUPT;
}

/* Sanitisers' fuzzing builds mutate bytes freely: a checksum would hide everything behind it. */
bool dl_checksum_ok(const void *p, size_t size, uint64_t expected)
{
#ifdef FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION
    (void)p, (void)size, (void)expected;
    return true;
#else
    return dl_hash64(p, size) == expected;
#endif
}

/* ---- the table of sections --------------------------------------------------------------------------------------- */

static enum dl_status read_table(struct dl_segment *s, const struct dl_manifest_segment *m, struct dl_error *err)
{
    const unsigned char *data = s->map.data;
    uint64_t size = s->map.size;
    struct dl_seg_header header;
    struct dl_seg_trailer trailer;
    if (size < sizeof header + sizeof trailer || size != m->size)
        return dl_segment_damaged(s, err, "its size is not what the manifest says");
    memcpy(&header, data, sizeof header);
    memcpy(&trailer, data + size - sizeof trailer, sizeof trailer);
    if (memcmp(header.magic, DL_SEGMENT_MAGIC, 8) != 0 || memcmp(trailer.magic, DL_TRAILER_MAGIC, 8) != 0)
        return dl_segment_damaged(s, err, "this is not a segment");
    if (header.version != DL_SEGMENT_VERSION || trailer.version != DL_SEGMENT_VERSION)
        return dl_fail(
            err, DL_VERSION,
            "segment %s has version %u, this program reads version %d: rebuild the index (dateline-index --rebuild)",
            s->name, (unsigned)header.version, DL_SEGMENT_VERSION);
    if (trailer.sections != DL_SEC_END - 1 || trailer.table % DL_SECTION_ALIGN != 0 || trailer.table > size ||
        size - trailer.table != trailer.sections * sizeof(struct dl_seg_entry) + sizeof trailer)
        return dl_segment_damaged(s, err, "bad section table");
    const struct dl_seg_entry *table = (const void *)(data + trailer.table);
    if (trailer.checksum != m->checksum || !dl_checksum_ok(table, trailer.sections * sizeof *table, trailer.checksum))
        return dl_segment_damaged(s, err, "the section table's checksum differs");
    uint64_t free_from = sizeof header;
    for (uint32_t i = 1; i < DL_SEC_END; i++) {
        const struct dl_seg_entry *e = &table[i - 1];
        if (e->kind != i || e->offset % DL_SECTION_ALIGN != 0 || e->offset > trailer.table ||
            e->size > trailer.table - e->offset)
            return dl_segment_damaged(s, err, "bad section");
        s->sections[i] = (struct dl_str){ (const char *)data + e->offset, e->size };
        if (i == DL_SEC_CHECKS)
            s->checks_checksum = e->checksum;
    }
    /* Sections need not stand in the order of their kinds, so overlap is looked for pair by pair: there are few. */
    for (uint32_t i = 1; i < DL_SEC_END; i++) {
        if (s->sections[i].len && table[i - 1].offset < free_from)
            return dl_segment_damaged(s, err, "a section overlaps the header");
        for (uint32_t j = 1; j < i; j++)
            if (table[i - 1].offset < table[j - 1].offset + table[j - 1].size &&
                table[j - 1].offset < table[i - 1].offset + table[i - 1].size)
                return dl_segment_damaged(s, err, "sections overlap");
    }
    return DL_OK;
}

/* ---- the fixed parts of the sections ----------------------------------------------------------------------------- */

static bool open_meta(struct dl_segment *s)
{
    if (s->sections[DL_SEC_META].len != sizeof *s->meta)
        return false;
    const struct dl_seg_meta *m = s->meta = (const void *)s->sections[DL_SEC_META].ptr;
    return dl_segment_pages(s, DL_SEC_META, 0, sizeof *m) && m->docs <= DL_SEGMENT_MAX_DOCS && m->dated <= m->docs &&
           (m->length_bytes == 2 || m->length_bytes == 4) && m->k1 >= 0 && m->k1 < 1e6 && m->b >= 0 && m->b <= 1 &&
           m->terms <= INT32_MAX && m->total_length < UINT64_MAX / 2;
}

static bool open_dict(struct dl_segment *s)
{
    uint64_t blocks = s->meta->dict_blocks;
    struct dl_str index = s->sections[DL_SEC_DICT_INDEX];
    if (index.len != blocks * (sizeof(uint64_t) + sizeof(struct dl_dict_entry)))
        return false;
    s->dict_prefix = (const void *)index.ptr;
    s->dict_entries = (const void *)(index.ptr + blocks * sizeof(uint64_t));
    /* The entries are looked at when a block is opened: there may be very many. */
    return blocks > 0 || s->meta->terms == 0;
}

static bool open_stores(struct dl_segment *s)
{
    return s->meta->records[DL_STORE_HEAD] >= s->meta->docs && dl_store_open(s, DL_STORE_HEAD) &&
           dl_store_open(s, DL_STORE_BODY);
}

static bool open_dates(struct dl_segment *s)
{
    struct dl_str d = s->sections[DL_SEC_DATES];
    uint32_t counts[2];
    if (d.len < sizeof counts || !dl_segment_pages(s, DL_SEC_DATES, 0, d.len))
        return false;
    memcpy(counts, d.ptr, sizeof counts);
    s->day_count = counts[0];
    s->partial_count = counts[1];
    if (d.len != sizeof counts + ((uint64_t)counts[0] + counts[1]) * 8)
        return false;
    s->days = (const void *)(d.ptr + sizeof counts);
    s->partials = (const void *)(s->days + s->day_count);
    for (uint32_t i = 0; i < s->day_count; i++) {
        const struct dl_day *day = &s->days[i];
        if (day->day <= 0 || (i == 0 ? day->first != 0 : day->first <= day[-1].first || day->day >= day[-1].day) ||
            day->first >= s->meta->dated)
            return false;
    }
    return (s->day_count > 0) == (s->meta->dated > 0);
}

static bool open_ids(struct dl_segment *s)
{
    uint64_t groups = ((uint64_t)s->meta->docs + DL_ID_GROUP - 1) / DL_ID_GROUP;
    struct dl_str hash = s->sections[DL_SEC_ID_HASH], keys = s->sections[DL_SEC_SOURCE_KEYS];
    if (s->sections[DL_SEC_ID_INDEX].len != groups * sizeof(uint64_t) ||
        !dl_packed_open((const void *)hash.ptr, hash.len, s->meta->docs, &s->id_hash) || keys.len < sizeof(uint64_t))
        return false;
    if (!dl_segment_pages(s, DL_SEC_ID_HASH, 0, hash.len < 8 ? hash.len : 8) ||
        !dl_segment_pages(s, DL_SEC_SOURCE_KEYS, 0, 8))
        return false;
    memcpy(&s->source_key_count, keys.ptr, sizeof(uint64_t));
    if (s->source_key_count > (keys.len - 8) / 8)
        return false;
    s->source_keys = (const void *)(keys.ptr + 8);
    uint64_t used = 8 + s->source_key_count * 8;
    if (!dl_segment_pages(s, DL_SEC_SOURCE_KEYS, used, keys.len - used < 8 ? keys.len - used : 8))
        return false;
    return dl_packed_open((const unsigned char *)keys.ptr + used, keys.len - used, s->meta->docs, &s->source_index);
}

static bool open_filters(struct dl_segment *s)
{
    struct dl_str f = s->sections[DL_SEC_FILTERS];
    if (f.len < 8 || !dl_segment_pages(s, DL_SEC_FILTERS, 0, 8))
        return false;
    memcpy(&s->filter_count, f.ptr, sizeof s->filter_count);
    if (s->filter_count > (f.len - 8) / sizeof(struct dl_filter_entry))
        return false;
    s->filters = (const void *)(f.ptr + 8);
    if (!dl_segment_pages(s, DL_SEC_FILTERS, 8, s->filter_count * sizeof *s->filters))
        return false;
    for (uint32_t i = 0; i < s->filter_count; i++) {
        const struct dl_filter_entry *e = &s->filters[i];
        if (e->name > f.len || e->name_size > f.len - e->name || e->set > f.len || e->set_size > f.len - e->set ||
            e->set % 8 != 0 || e->docs > s->meta->docs || !dl_segment_pages(s, DL_SEC_FILTERS, e->name, e->name_size))
            return false;
    }
    return true;
}

static enum dl_status open_sections(struct dl_segment *s, struct dl_error *err)
{
    static const struct {
        bool (*open)(struct dl_segment *s);
        const char *what;
    } parts[] = { { open_meta, "bad META" },          { open_dict, "bad dictionary index" },
                  { open_stores, "bad store index" }, { open_dates, "bad table of dates" },
                  { open_ids, "bad table of ids" },   { open_filters, "bad table of filters" } };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (!parts[i].open(s))
            return dl_segment_damaged(s, err, parts[i].what);
    if (s->sections[DL_SEC_LENGTHS].len != (uint64_t)s->meta->docs * s->meta->length_bytes)
        return dl_segment_damaged(s, err, "bad column of lengths");
    if (s->sections[DL_SEC_SIGNATURES].len != (uint64_t)s->meta->docs * sizeof(struct dl_signature))
        return dl_segment_damaged(s, err, "bad column of signatures");
    return DL_OK;
}

/* ---- open and close ---------------------------------------------------------------------------------------------- */

static enum dl_status map_part(const char *path, struct dl_map *map, struct dl_error *err)
{
    struct dl_error own;
    enum dl_status st = dl_map_open(path, map, &own);
    if (st == DL_OK)
        return st;
    if (own.sys_errno == ENOENT)
        own.status = DL_NOT_FOUND;
    if (err)
        *err = own;
    return own.status;
}

enum dl_status dl_segment_open(const char *dir, const struct dl_manifest_segment *m, bool checksums,
                               struct dl_segment *s, struct dl_error *err)
{
    struct dl_buf path = { 0 };
    *s = (struct dl_segment){ 0 };
    snprintf(s->name, sizeof s->name, "%s", m->name);
    enum dl_status st = dl_segment_path(&path, dir, m) ? DL_OK : dl_fail_memory(err);
    if (st == DL_OK)
        st = map_part(path.data, &s->map, err);
    if (st == DL_OK)
        st = dl_segment_attach(s, m, checksums, err);
    if (st == DL_OK && m->del_generation) {
        st = dl_tombstone_path(&path, dir, m) ? DL_OK : dl_fail_memory(err);
        if (st == DL_OK)
            st = map_part(path.data, &s->del_map, err);
        if (st == DL_OK)
            st = dl_tombstones_read(s, m, err);
    }
    dl_buf_free(&path);
    if (st != DL_OK)
        dl_segment_close(s);
    return st;
}

enum dl_status dl_segment_attach(struct dl_segment *s, const struct dl_manifest_segment *m, bool checksums,
                                 struct dl_error *err)
{
    enum dl_status st = read_table(s, m, err);
    if (st == DL_OK)
        st = dl_pages_open(s, err);
    if (st == DL_OK)
        st = open_sections(s, err);
    if (st == DL_OK && s->meta->docs != m->docs)
        st = dl_segment_damaged(s, err, "the number of articles is not what the manifest says");
    if (st == DL_OK && checksums)
        st = dl_segment_checksums(s, err);
    return st;
}

void dl_segment_close(struct dl_segment *s)
{
    dl_pages_close(s);
    dl_map_close(&s->map);
    dl_map_close(&s->del_map);
    *s = (struct dl_segment){ 0 };
}
