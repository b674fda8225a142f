/* walk.h - the files of a folder tree, in a fixed order.
 *
 * Hidden files and folders (names that begin with a dot) are passed over, and so is what is neither file nor folder
 * (FIFOs, sockets, devices).  A symbolic link to a file counts as that file; one to a folder is not followed, so that
 * there are no loops: name the folder as a source of its own.  The root itself may be a link.
 * A folder that is an index, with a valid manifest, or a Xapian database, is passed over; as a root it is a problem.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_INDEXER_WALK_H
#define DATELINE_INDEXER_WALK_H

#include <sys/stat.h>

#include "dateline/buffer.h"

struct dl_walk {
    const char *const *include; /* globs, NULL-terminated, or NULL; one with a slash is matched with the path below */
    const char *const *exclude; /* the root, one without with the last name only */
    bool no_links;              /* links are passed over */
    const char *skip[2];        /* folders to leave out, the index itself; NULL: none */
    void *context;
    /* A regular file; its status when it is not DL_OK ends the walk. */
    enum dl_status (*file)(void *context, const char *path, const struct stat *st, struct dl_error *err);
    /* What cannot be read: a folder, or a file whose status cannot be had. */
    void (*problem)(void *context, const char *path, const struct dl_error *err);
    /* A folder that is an index and is passed over; may be NULL. */
    void (*index)(void *context, const char *path);
};

/* Walk the folder ROOT.  DL_NO_MEMORY, or what file() returned. */
enum dl_status dl_walk(const struct dl_walk *w, const char *root, struct dl_error *err);

/* Whether a file at RELATIVE (to its root) is wanted. */
bool dl_walk_wanted(const struct dl_walk *w, const char *relative);

#endif
