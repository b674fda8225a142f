/* archive.h - the members of an archive, taken in like the files of a folder.
 *
 * A member is a source of its own, whose path is that of the archive, a slash and its name.  What a member holds
 * decides whether it has changed.  An archive in an archive is opened too, DL_ARCHIVE_DEPTH deep.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_INDEXER_ARCHIVE_H
#define DATELINE_INDEXER_ARCHIVE_H

#include "indexer/intake.h"

/* Against what unpacks to more than any archive of articles does. */
#define DL_UNPACKED_RATIO 500                           /* bytes out of one byte of the file, */
#define DL_UNPACKED_FREE ((uint64_t)1024 * 1024 * 1024) /* beyond this many */

/* Take in the archive F, which IN's stream holds and which begins with HEAD (read from the stream already).  *TROUBLE
 * is why not all of it could be read, reported already, or DL_OK.  When IN brings back what gave way, only what gave
 * way is read. */
enum dl_status dl_archive_read(struct dl_intake *in, struct dl_source *f, struct dl_str head, enum dl_status *trouble,
                               struct dl_error *err);

/* The known members of the archive F, which is not read now, stay. */
enum dl_status dl_archive_keep(struct dl_intake *in, const struct dl_source *f, struct dl_error *err);

/* Whether one of its known members is to be read again although it did not change. */
bool dl_archive_wants_again(const struct dl_intake *in, const struct dl_source *f);

/* The archive F was renamed, and is read anew: its known members go. */
enum dl_status dl_archive_drop(struct dl_intake *in, const struct dl_source *f, struct dl_error *err);

/* The file that the member F is in. */
struct dl_source *dl_archive_of(const struct dl_intake *in, const struct dl_source *f);

#endif
