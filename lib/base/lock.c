/* lock.c - the writer's lock.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "dateline/file.h"

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* Whether PATH still names the file that was locked: an index that was rebuilt meanwhile has a lock of its own. */
static bool still_there(int fd, const char *path)
{
    struct stat ours, there;
    return fstat(fd, &ours) == 0 && stat(path, &there) == 0 && ours.st_ino == there.st_ino &&
           ours.st_dev == there.st_dev;
}

enum dl_status dl_lock_take(const char *path, double wait_seconds, int *fd, struct dl_error *err)
{
    double end = now() + wait_seconds;
    for (;;) {
        int f = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
        if (f < 0 && errno == ENOENT && now() < end) { /* another index is being put in its place */
            nanosleep(&(struct timespec){ .tv_nsec = 50 * 1000 * 1000 }, NULL);
            continue;
        }
        if (f < 0)
            return dl_fail_errno(err, errno, path, "cannot open the lock");
        struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
        int e = fcntl(f, F_OFD_SETLK, &lock) == 0 ? 0 : errno;
        if (e == 0 && still_there(f, path)) {
            *fd = f;
            return DL_OK;
        }
        close(f);
        if (e && e != EAGAIN && e != EACCES && e != EINTR)
            return dl_fail_errno(err, e, path, "cannot lock the index");
        if (e && now() >= end)
            break;
        if (e)
            nanosleep(&(struct timespec){ .tv_nsec = 50 * 1000 * 1000 }, NULL);
    }
    return dl_fail(err, DL_BUSY, "the index is being written by another process: %s", path);
}

void dl_lock_release(int fd)
{
    if (fd >= 0)
        close(fd); /* the lock goes with the open file description */
}
