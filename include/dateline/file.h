/* file.h - files: mapping, durable writes, folders.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_FILE_H
#define DATELINE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#include "dateline/buffer.h"

/* A read-only private mapping.  An empty file maps as {NULL, 0}. */
struct dl_map {
    const unsigned char *data;
    size_t size;
};
enum dl_status dl_map_open(const char *path, struct dl_map *map, struct dl_error *err);
void dl_map_close(struct dl_map *map);

/* Read a whole regular file, at most MAX bytes (more: DL_TOO_LARGE), appended to OUT. */
enum dl_status dl_file_read(const char *path, size_t max, struct dl_buf *out, struct dl_error *err);

/* When the file was last changed, in nanoseconds since 1970.  Beyond the years 1678 to 2261 it wraps round: still good
 * to tell one time from another. */
int64_t dl_mtime_ns(const struct stat *st);
/* The same of its status: no program can set it back. */
int64_t dl_ctime_ns(const struct stat *st);

/* What tells a file from another that a rename puts in its place; {0} where there is none. */
struct dl_file_mark {
    uint64_t device, inode;
    int64_t mtime_ns;
};
struct dl_file_mark dl_file_mark(const char *path);
static inline bool dl_file_mark_eq(struct dl_file_mark a, struct dl_file_mark b)
{
    return a.device == b.device && a.inode == b.inode && a.mtime_ns == b.mtime_ns;
}

/* Durable replacement: write PATH.tmp, fsync, rename over PATH, fsync the folder.  On failure PATH is as before and
 * PATH.tmp is gone. */
enum dl_status dl_file_replace(const char *path, const void *data, size_t size, struct dl_error *err);

enum dl_status dl_fsync_dir(const char *dir, struct dl_error *err);
enum dl_status dl_make_dirs(const char *dir, struct dl_error *err); /* mkdir -p, mode 0777 less umask */
bool dl_path_join(struct dl_buf *out, const char *dir,
                  const char *name); /* replaces OUT; NUL-terminated; false: memory */

/* Write all N bytes, over EINTR and short writes; PATH is for the message only. */
enum dl_status dl_write_all(int fd, const void *p, size_t n, const char *path, struct dl_error *err);

/* Occupy each standard stream that the process was started without, so that no file it opens gets that descriptor and
 * what is meant for a person.  Reading and writing there fails with EBADF, as it would have. */
void dl_hold_standard_streams(void);

/* The advisory writer's lock: an OFD lock (fcntl F_OFD_SETLK) on PATH, created when missing and never deleted.  It ends
 * with the process, also by kill -9.  Waits up to WAIT_SECONDS (0: not at all); DL_BUSY when it stays taken. */
enum dl_status dl_lock_take(const char *path, double wait_seconds, int *fd, struct dl_error *err);
void dl_lock_release(int fd);

#endif
