/* read_private.h - what the reading files of this room share.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_SEGMENT_READ_PRIVATE_H
#define DATELINE_SEGMENT_READ_PRIVATE_H

#include "dateline/segment.h"

/* Whether XXH3-64 of SIZE bytes is EXPECTED.  Always true in fuzzing builds. */
bool dl_checksum_ok(const void *p, size_t size, uint64_t expected);

/* Map the tombstones that M names into s->del_map first; then check them and set s->deleted and what belongs to it. */
enum dl_status dl_tombstones_read(struct dl_segment *s, const struct dl_manifest_segment *m, struct dl_error *err);

const char *dl_section_name(unsigned kind);

/* Check the segment that s->map holds. */
enum dl_status dl_segment_attach(struct dl_segment *s, const struct dl_manifest_segment *m, bool checksums,
                                 struct dl_error *err);
/* Compare every page with its checksum. */
enum dl_status dl_segment_checksums(const struct dl_segment *s, struct dl_error *err);

/* ---- page_check.c ----------------------------------------------------------------------------------------------- */

/* Whether pages of section KIND have checksums. */
static inline bool dl_section_is_paged(unsigned kind)
{
    return kind != DL_SEC_STORE && kind != DL_SEC_CHECKS;
}
static inline uint64_t dl_page_count(uint64_t size)
{
    return (size + DL_PAGE - 1) / DL_PAGE;
}
/* The sections are set: make what dl_segment_pages needs.  DL_CORRUPT when CHECKS has another size. */
enum dl_status dl_pages_open(struct dl_segment *s, struct dl_error *err);
void dl_pages_close(struct dl_segment *s);

/* ---- store.c ---------------------------------------------------------------------------------------------------- */

/* False when index or order are none. */
bool dl_store_open(struct dl_segment *s, enum dl_store_part part);
/* Block number NUMBER; false when there is none or its entry is damaged. */
bool dl_store_block_at(const struct dl_segment *s, enum dl_store_part part, uint32_t number, struct dl_store_block *b);
bool dl_store_block_sound(const struct dl_segment *s, const struct dl_store_block *b); /* by its checksum */
/* Unpack B.  RAW is borrowed from R until its next use. */
enum dl_status dl_store_block_read(const struct dl_segment *s, enum dl_store_part part, const struct dl_store_block *b,
                                   struct dl_store_reader *r, struct dl_str *raw, struct dl_error *err);
/* The dictionary with this number, from 1, borrowed; 0: an empty one. */
bool dl_store_dictionary(const struct dl_segment *s, enum dl_store_part part, uint32_t number, struct dl_str *bytes);

#endif
