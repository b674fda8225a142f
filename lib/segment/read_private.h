/* read_private.h - what the reading files of this room share.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_SEGMENT_READ_PRIVATE_H
#define DATELINE_SEGMENT_READ_PRIVATE_H

#include "dateline/segment.h"

/* DL_CORRUPT, naming the segment. */
enum dl_status dl_segment_damaged(const struct dl_segment *s, struct dl_error *err, const char *what);

/* Check the segment that s->map holds. */
enum dl_status dl_segment_attach(struct dl_segment *s, const struct dl_manifest_segment *m, bool checksums,
                                 struct dl_error *err);
enum dl_status dl_segment_checksums(const struct dl_segment *s, struct dl_error *err);

#endif
