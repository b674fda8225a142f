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

/* DL_CORRUPT, naming the segment. */
enum dl_status dl_segment_damaged(const struct dl_segment *s, struct dl_error *err, const char *what);

/* Check the segment that s->map holds. */
enum dl_status dl_segment_attach(struct dl_segment *s, const struct dl_manifest_segment *m, bool checksums,
                                 struct dl_error *err);
enum dl_status dl_segment_checksums(const struct dl_segment *s, struct dl_error *err);

#endif
