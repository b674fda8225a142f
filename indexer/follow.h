/* follow.h - opening a file of a source without leaving the source through a symbolic link.
 *
 * Whoever may write to a source could else have any file read that the indexing user may read, and read it in a search.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_INDEXER_FOLLOW_H
#define DATELINE_INDEXER_FOLLOW_H

#include "dateline/buffer.h"

enum dl_follow {
    DL_FOLLOW_DEFAULT = 0, /* INSIDE for root, ALL for others */
    DL_FOLLOW_ALL,         /* links to files, wherever they lead */
    DL_FOLLOW_INSIDE,      /* those that stay inside the source */
    DL_FOLLOW_NONE
};

/* DEFAULT as what it means for this process. */
enum dl_follow dl_follow_policy(enum dl_follow follow);

/* Open PATH, which is ROOT or lies under it, for reading; never blocks on a FIFO.  The root itself may be a link: a
 * user has named it.  DL_UNSUPPORTED: the link is not followed.  DL_IO with errno. */
enum dl_status dl_follow_open(enum dl_follow follow, const char *root, const char *path, int *fd, struct dl_error *err);

#endif
