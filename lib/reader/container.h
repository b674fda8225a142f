/* container.h - the members of an archive (tar, zip, 7z, rar, cab, cpio, iso, lha, xar), through libarchive.
 *
 * What is compressed as a whole (tar.gz, tar.xz) is decompressed by the stream (stream.h); this reads what comes out.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_READER_CONTAINER_H
#define DATELINE_READER_CONTAINER_H

#include "dateline/buffer.h"

/* Where the bytes of an archive come from. */
struct dl_container_input {
    void *context;
    /* The next bytes into TO[CAP]; *GOT is 0 at the end only. */
    enum dl_status (*read)(void *context, char *to, size_t cap, size_t *got, struct dl_error *err);
    /* Optional (7z needs it, zip is more robust with it): go to the byte OFFSET; *SIZE is how many there are. */
    enum dl_status (*seek)(void *context, uint64_t offset, struct dl_error *err);
    uint64_t size; /* in bytes, with `seek` */
};

/* A regular file in an archive. */
struct dl_member {
    struct dl_str name; /* relative, without "." and ".." parts; valid until the next member */
    int64_t mtime_ns;   /* since 1970; 0: not stated */
    bool encrypted;
};

struct dl_container;

/* Returns whether HEAD (some kilobytes) begins an archive. */
bool dl_container_detect(struct dl_str head);

/* INPUT is borrowed until dl_container_close. */
enum dl_status dl_container_open(const struct dl_container_input *input, struct dl_container **c, struct dl_error *err);
void dl_container_close(struct dl_container *c); /* accepts NULL */

/* The next member; folders, links and what has no name are passed over.  DL_END: there is none.  DL_BAD_INPUT: the
 * archive is damaged and cannot be read further.  What the input's functions fail with is passed on. */
enum dl_status dl_container_next(struct dl_container *c, struct dl_member *m, struct dl_error *err);

/* The next bytes of the present member; *GOT is 0 at its end only.  DL_BAD_INPUT: the member is damaged or encrypted;
 * the next one may be read. */
enum dl_status dl_container_read(struct dl_container *c, char *to, size_t cap, size_t *got, struct dl_error *err);

#endif
