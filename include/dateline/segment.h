/* segment.h - the native index format: constants, structures on disk, and what its writers and readers offer.
 *
 * The format is described byte by byte in doc/index-format.md.  Everything is little-endian.  A structure below is laid
 * out without padding, so that it may be read in place at an offset of its alignment.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_SEGMENT_H
#define DATELINE_SEGMENT_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "dateline/bm25.h"
#include "dateline/buffer.h"
#include "dateline/date.h"
#include "dateline/file.h"
#include "dateline/signature.h"

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "the native index format is read in place: little-endian machines only"
#endif

#define DL_SEGMENT_VERSION 2
#define DL_SEGMENT_MAX_DOCS 0x7ffffffeu
#define DL_BLOCK 128     /* documents of a block of postings, values of a full chunk */
#define DL_DICT_BLOCK 32 /* terms of a dictionary block, at most */
#define DL_ID_GROUP 16   /* ids of a group */
#define DL_SLACK 16      /* bytes after the end of any section that may be read */
#define DL_SECTION_ALIGN 64
#define DL_PAGE 1024             /* bytes of a section that have a checksum of their own */
#define DL_STORE_GROUP 32        /* blocks of the store that share an anchor */
#define DL_STORE_DICTIONARIES 16 /* of a store, at most */
#define DL_BOUND_STEPS 40        /* steps of a score bound for a factor of two */

#define DL_SEGMENT_MAGIC "DLSEG\0\r\n" /* 8 bytes, without the literal's NUL */
#define DL_TRAILER_MAGIC "DLSEGEND"
#define DL_TOMBSTONE_MAGIC "DLDEL\0\r\n"

enum dl_section_kind {
    DL_SEC_META = 1,
    DL_SEC_CHECKS, /* of the pages of all others but STORE */
    DL_SEC_STORE,
    DL_SEC_HEAD_INDEX,
    DL_SEC_HEAD_ORDER,
    DL_SEC_BODY_INDEX,
    DL_SEC_BODY_ORDER,
    DL_SEC_LISTS,
    DL_SEC_DICT,
    DL_SEC_DICT_INDEX,
    DL_SEC_LENGTHS,
    DL_SEC_DATES,
    DL_SEC_IDS,
    DL_SEC_ID_INDEX,
    DL_SEC_ID_HASH,
    DL_SEC_SOURCE_KEYS,
    DL_SEC_FILTERS,
    DL_SEC_SIGNATURES,
    DL_SEC_END /* one past the last */
};

struct dl_seg_header {
    char magic[8];
    uint32_t version, zero;
};
struct dl_seg_entry { /* of the section table */
    uint32_t kind, zero;
    uint64_t offset, size, checksum; /* 0 but for CHECKS */
};
struct dl_seg_trailer {
    uint64_t table;
    uint32_t sections, version;
    uint64_t checksum; /* of the table: the segment's checksum in the manifest */
    char magic[8];
};

/* What is stored of each article: a store of heads (the record without its body) and one of bodies. */
enum dl_store_part { DL_STORE_HEAD, DL_STORE_BODY, DL_STORE_PARTS };

#define DL_META_STORED 1u
struct dl_seg_meta {
    uint32_t docs, dated;
    uint64_t total_length, postings, positions;
    double k1, b;
    uint32_t terms, dict_blocks, text_version, flags;
    int32_t oldest, newest;
    uint32_t length_bytes, max_length;
    uint32_t records[DL_STORE_PARTS], blocks[DL_STORE_PARTS]; /* of each store */
    unsigned char zero[32];
};
_Static_assert(sizeof(struct dl_seg_meta) == 128, "META has 128 bytes");

struct dl_dict_entry { /* of DICT_INDEX, after the prefixes */
    uint64_t postings, positions;
    uint32_t offset, ordinal;
};
struct dl_store_dictionary { /* of HEAD_INDEX and BODY_INDEX */
    uint32_t offset, size;
};
struct dl_store_anchor { /* of a group of blocks */
    uint64_t offset;
    uint32_t first, zero;
};
struct dl_day { /* of DATES */
    int32_t day;
    uint32_t first;
};
struct dl_partial_date {
    uint32_t doc;
    int32_t date;
};
enum dl_filter_kind {
    DL_FILTER_COUNTRY,
    DL_FILTER_MENTION,
    DL_FILTER_SOURCE, /* folded: for DL_Q_SOURCE */
    DL_FILTER_LANGUAGE,
    DL_FILTER_SOURCE_NAME, /* as written: for facets */
    DL_FILTER_AUTHOR,      /* these three as written */
    DL_FILTER_SECTION,
    DL_FILTER_TAG,
    DL_FILTER_HOST /* of the URL */
};
struct dl_filter_entry { /* of FILTERS */
    uint32_t kind, docs;
    uint64_t name;
    uint32_t name_size, set_size;
    uint64_t set;
};
enum dl_container_kind { DL_SET_LIST, DL_SET_BITMAP, DL_SET_ALL };
struct dl_set_container {
    uint32_t high, kind, count, offset;
};
struct dl_tombstone_header {
    char magic[8];
    uint32_t version, docs, deleted, corrections;
    uint64_t deleted_length;
};
struct dl_correction {
    uint32_t ordinal, count;
};

/* ---- codecs (lib/segment/chunk.c) ------------------------------------------------------------------------------- */

/* The most bytes that a chunk of 128 values takes. */
#define DL_CHUNK_MAX 770

/* Write N (1..128) values as a chunk to OUT, which holds DL_CHUNK_MAX + DL_SLACK bytes.  Returns the bytes used. */
size_t dl_chunk_encode(const uint32_t *v, unsigned n, unsigned char *out);
/* The same in the smallest form, which may take longer to read. */
size_t dl_chunk_encode_small(const uint32_t *v, unsigned n, unsigned char *out);

/* Read a chunk of N values into V, which holds 128.  Returns the byte after it, or NULL when it is malformed or does
 * not end by END.  DL_SLACK bytes from END on must be readable. */
const unsigned char *dl_chunk_decode(const unsigned char *p, const unsigned char *end, unsigned n, uint32_t *v);

/* Values FROM .. FROM+COUNT-1 alone of a chunk of N, into V, which holds COUNT.  Returns as dl_chunk_decode, but damage
 * in other values may go unseen. */
const unsigned char *dl_chunk_decode_part(const unsigned char *p, const unsigned char *end, unsigned n, unsigned from,
                                          unsigned count, uint32_t *v);

/* The byte after a chunk of N values without reading them, or NULL. */
const unsigned char *dl_chunk_skip(const unsigned char *p, const unsigned char *end, unsigned n);

/* Read a chunk of gaps into document numbers: BEFORE is the document before the first (UINT32_MAX for -1).  NULL also
 * when one would be LIMIT or more; so what is returned is rising and below LIMIT. */
const unsigned char *dl_chunk_decode_docs(const unsigned char *p, const unsigned char *end, unsigned n, uint32_t before,
                                          uint32_t limit, uint32_t *docs);

static inline uint64_t dl_load64(const unsigned char *p)
{
    uint64_t v;
    memcpy(&v, p, sizeof v);
    return v;
}

/* A packed array, as opened (see dl_packed_open). */
struct dl_packed {
    const unsigned char *bits; /* NULL when all values are 0 */
    uint32_t width;
};
/* False when DATA of SIZE bytes (with slack) is not a packed array of N values. */
bool dl_packed_open(const unsigned char *data, uint64_t size, uint64_t n, struct dl_packed *a);
static inline uint32_t dl_packed_get(const struct dl_packed *a, uint64_t i)
{
    if (a->width == 0)
        return 0;
    uint64_t bit = i * a->width;
    return (uint32_t)(dl_load64(a->bits + (bit >> 3)) >> (bit & 7) & ((UINT64_C(1) << a->width) - 1));
}
void dl_packed_encode(const uint32_t *v, uint64_t n, struct dl_buf *out); /* appended */

/* The bound of section 6: the factor on (k1+1) that a bound byte stands for is 2^(-bound/40). */
unsigned char dl_bound_encode(double tf_part, double k1); /* TF_PART: dl_bm25_tf of the best document */

/* ---- the manifest (lib/segment/manifest.c) ---------------------------------------------------------------------- */

struct dl_manifest_segment {
    char name[24]; /* without ".seg" */
    uint64_t size, checksum;
    uint32_t docs, deleted;
    uint64_t del_generation, del_size, del_checksum; /* all 0 without tombstones */
};
struct dl_manifest_blob {
    char key[65];
    uint64_t generation, size, checksum;
};
struct dl_manifest { /* {0} is empty; free with dl_manifest_free */
    uint64_t generation;
    struct dl_bm25 bm25;
    uint32_t text_version;
    bool store;
    struct dl_manifest_segment *segments;
    size_t segment_count;
    struct dl_manifest_blob *blobs;
    size_t blob_count;
};
void dl_manifest_free(struct dl_manifest *m);
/* The newest manifest of DIR, whole and checked.  DL_OPENING: no index there; DL_VERSION, DL_CORRUPT. */
enum dl_status dl_manifest_read(const char *dir, struct dl_manifest *m, struct dl_error *err);
/* Write it and make it the current one, durably (the commit). */
enum dl_status dl_manifest_commit(const char *dir, const struct dl_manifest *m, struct dl_error *err);
const struct dl_manifest_blob *dl_manifest_find_blob(const struct dl_manifest *m, const char *key);
/* Names inside DIR: replace OUT with "<dir>/<segment>.seg" and so on. */
bool dl_segment_path(struct dl_buf *out, const char *dir, const struct dl_manifest_segment *s);
bool dl_tombstone_path(struct dl_buf *out, const char *dir, const struct dl_manifest_segment *s);
bool dl_blob_path(struct dl_buf *out, const char *dir, const struct dl_manifest_blob *b);

/* ---- an open segment (lib/segment/segment_read.c) ---------------------------------------------------------------- */

/* A store, as opened. */
struct dl_store {
    uint32_t records, blocks, dictionary_count;
    const struct dl_store_dictionary *dictionaries;
    uint64_t dictionary_bytes; /* where they begin in the section */
    const struct dl_store_anchor *anchors;
    const uint32_t *checksums;
    struct dl_packed columns[5]; /* by block */
    struct dl_packed order;      /* by document: its record, from 1; 0: none */
};

/* One block of a store. */
struct dl_store_block {
    uint64_t offset; /* in STORE */
    uint32_t size, raw;
    uint32_t first, end; /* records */
    uint32_t dictionary; /* from 1; 0: none */
    uint32_t checksum;   /* the low half of XXH3-64 of the compressed bytes */
};

/* Views into the mapping; all sizes are proven at open, offsets inside sections are not unless a comment says so.
 * Bytes of a section are compared with their checksums before they are first used (dl_segment_pages). */
struct dl_segment {
    char name[24]; /* for messages */
    struct dl_map map;
    uint64_t checks_checksum; /* of CHECKS */
    const struct dl_seg_meta *meta;
    struct dl_str sections[DL_SEC_END]; /* by kind */
    struct dl_packed id_hash, source_index;
    struct dl_store stores[DL_STORE_PARTS];
    unsigned char *page_ok[DL_SEC_END]; /* by page: 1 once its checksum was compared; one more: all were */
    uint64_t check_at[DL_SEC_END];      /* where the checksums of a section's pages begin in CHECKS */
    const uint64_t *source_keys;
    uint64_t source_key_count;
    const uint64_t *dict_prefix; /* dict_blocks of them */
    const struct dl_dict_entry *dict_entries;
    const struct dl_day *days;
    uint32_t day_count, partial_count;
    const struct dl_partial_date *partials;
    const struct dl_filter_entry *filters;
    uint32_t filter_count;
    /* Tombstones, NULL when none. */
    struct dl_map del_map;
    const uint64_t *deleted; /* bitmap */
    uint32_t deleted_count, correction_count;
    uint64_t deleted_length;
    const struct dl_correction *corrections;
};

/* Map and check one segment with its tombstones as the manifest names it; the table, META, and the fixed parts of every
 * section are checked, section checksums only with CHECKSUMS.  DL_NOT_FOUND when a file is gone (the index moved on).
 */
enum dl_status dl_segment_open(const char *dir, const struct dl_manifest_segment *m, bool checksums,
                               struct dl_segment *s, struct dl_error *err);
void dl_segment_close(struct dl_segment *s);

/* DL_CORRUPT, with a message that names the segment and what to do. */
enum dl_status dl_segment_damaged(const struct dl_segment *s, struct dl_error *err, const char *what);

static inline bool dl_segment_is_deleted(const struct dl_segment *s, uint32_t doc)
{
    return s->deleted && (s->deleted[doc >> 6] >> (doc & 63) & 1);
}
static inline uint32_t dl_segment_length(const struct dl_segment *s, uint32_t doc)
{
    const char *p = s->sections[DL_SEC_LENGTHS].ptr;
    return s->meta->length_bytes == 2 ? ((const uint16_t *)(const void *)p)[doc]
                                      : ((const uint32_t *)(const void *)p)[doc];
}
/* Compare the pages FIRST to LAST of section KIND with their checksums: the slow part of dl_segment_pages. */
bool dl_segment_check_pages(const struct dl_segment *s, enum dl_section_kind kind, uint64_t first, uint64_t last);
/* Whether SIZE bytes from OFFSET of section KIND, which lie in it, are what was written.  Cheap after the first time.
 * Any thread. */
static inline bool dl_segment_pages(const struct dl_segment *s, enum dl_section_kind kind, uint64_t offset,
                                    uint64_t size)
{
    if (size == 0)
        return true;
    const unsigned char *ok = s->page_ok[kind];
    uint64_t first = offset / DL_PAGE, last = (offset + size - 1) / DL_PAGE;
    for (uint64_t page = first; page <= last; page++)
        if (!__atomic_load_n(&ok[page], __ATOMIC_RELAXED))
            return dl_segment_check_pages(s, kind, page, last);
    return true;
}
/* The same for a whole section: DL_CORRUPT. */
enum dl_status dl_segment_check_section(const struct dl_segment *s, enum dl_section_kind kind, struct dl_error *err);

enum dl_status dl_segment_signature(const struct dl_segment *s, uint32_t doc, struct dl_signature *v,
                                    struct dl_error *err);
enum dl_status dl_segment_id(const struct dl_segment *s, uint32_t doc, struct dl_buf *id,
                             struct dl_error *err); /* replaces ID */
/* The living document with this id: DL_NOT_FOUND when there is none. */
enum dl_status dl_segment_find(const struct dl_segment *s, struct dl_str id, uint32_t *doc, struct dl_error *err);
dl_date dl_segment_date(const struct dl_segment *s, uint32_t doc); /* as stated, may be partial; 0 unknown */
dl_date dl_segment_day(const struct dl_segment *s, uint32_t doc);  /* its first day, by which documents are ordered */
/* The documents [*LO, *HI) whose first day lies in R. */
void dl_segment_date_range(const struct dl_segment *s, struct dl_date_range r, uint32_t *lo, uint32_t *hi);
/* What reading from one store keeps: the block that was unpacked last.  One thread's; {0} at first. */
struct dl_store_reader {
    struct dl_inflater *inflater;
    const struct dl_segment *segment; /* NULL: no block */
    struct dl_store_block block;
    struct dl_str raw;
};
void dl_store_reader_free(struct dl_store_reader *r);
/* Segments that R has read from are about to be closed. */
void dl_store_reader_forget(struct dl_store_reader *r);
/* What PART keeps of DOC.  BYTES are borrowed from R, which is used for this part alone, until its next use.
 * DL_NOT_FOUND: nothing, or no such document. */
enum dl_status dl_segment_stored(const struct dl_segment *s, enum dl_store_part part, uint32_t doc,
                                 struct dl_store_reader *r, struct dl_str *bytes, struct dl_error *err);

/* Read all of it: checksums, and everything that one part says of another.  DL_CORRUPT names the first damage. */
enum dl_status dl_segment_verify(const struct dl_segment *s, struct dl_error *err);

/* Where a term's list is. */
struct dl_term_info {
    uint32_t ordinal;
    uint32_t docs;              /* deleted ones included */
    uint32_t doc, tf, position; /* docs == 1: the document and its tf; tf == 1: its position */
    struct dl_str postings;     /* docs > 1 */
    struct dl_str positions;    /* unless docs == 1 and tf == 1 */
};
/* Look up a term: DL_NOT_FOUND when it is not there.  Postings and positions are proven to lie in LISTS. */
enum dl_status dl_segment_term(const struct dl_segment *s, struct dl_str term, struct dl_term_info *info,
                               struct dl_error *err);

/* A walk over the dictionary in byte order. */
struct dl_term_walk {
    const struct dl_segment *segment;
    uint32_t block, in_block, count; /* block number, next term in it, terms in it */
    uint32_t ordinal;                /* of the block's first term */
    struct dl_cursor bytes, infos;
    uint64_t postings, positions; /* where the next lists start */
    struct dl_str term;           /* the current one, in term_bytes */
    char term_bytes[256];
    struct dl_term_info info;
};
/* Start at the first term that is not less than FROM; then each call gives the next: DL_END after the last. */
enum dl_status dl_term_walk_start(struct dl_term_walk *w, const struct dl_segment *s, struct dl_str from,
                                  struct dl_error *err);
enum dl_status dl_term_walk_next(struct dl_term_walk *w, struct dl_error *err);

/* ---- writing a segment (lib/segment/segment_write.c), see there -------------------------------------------------- */
struct dl_segment_writer;

#endif
