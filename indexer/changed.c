/* changed.c - times, sizes and inodes of files, and what they prove.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "indexer/changed.h"

#include <time.h>

#include "dateline/file.h"

#define SECOND 1000000000LL

int64_t dl_now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * SECOND + t.tv_nsec;
}

bool dl_racy(int64_t changed_ns, int64_t looked_ns)
{
    int64_t grain = changed_ns % SECOND == 0 ? 2 * SECOND : SECOND / 50;
    return changed_ns >= looked_ns - grain;
}

bool dl_same_stat(const struct dl_source *f, const struct stat *st)
{
    return f->size == (uint64_t)st->st_size && f->mtime_ns == dl_mtime_ns(st) && f->ctime_ns == dl_ctime_ns(st) &&
           f->inode == (uint64_t)st->st_ino;
}

bool dl_surely_unchanged(const struct dl_source *f, const struct stat *st, bool retry)
{
    bool trusted = f && !(f->flags & (DL_SOURCE_RACY | DL_SOURCE_PARTIAL));
    return trusted && dl_same_stat(f, st) && !(retry && (f->flags & DL_SOURCE_FAILED));
}
