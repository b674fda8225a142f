/* follow.c - links that are followed, and those that are not.
 *
 * openat2(2) decides while it opens, so that nobody can put a link in the place of a folder in between.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "indexer/follow.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#define FLAGS (O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)

enum dl_follow dl_follow_policy(enum dl_follow follow)
{
    if (follow != DL_FOLLOW_DEFAULT)
        return follow;
    return geteuid() == 0 ? DL_FOLLOW_INSIDE : DL_FOLLOW_ALL;
}

/* Open RELATIVE below the folder ROOT, or -1 with errno. */
static int open_beneath(const char *root, const char *relative, enum dl_follow follow)
{
    struct open_how how = { .flags = FLAGS, .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS };
    if (follow == DL_FOLLOW_NONE)
        how.resolve |= RESOLVE_NO_SYMLINKS;
    int dir = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (dir < 0)
        return -1;
    int fd = (int)syscall(SYS_openat2, dir, relative, &how, sizeof how);
    int e = errno;
    close(dir);
    errno = e;
    return fd;
}

/* What lies under ROOT in PATH: "" for the root itself, NULL when it is elsewhere. */
static const char *below(const char *root, const char *path)
{
    size_t n = strlen(root);
    while (n > 0 && root[n - 1] == '/')
        n--;
    if (strncmp(path, root, n) != 0 || (path[n] && path[n] != '/'))
        return NULL;
    return path + n + strspn(path + n, "/");
}

/* An absolute link, which may well lead back inside: by the place to which it leads. */
static int open_resolved(const char *root, const char *path)
{
    char *real_root = realpath(root, NULL), *real = realpath(path, NULL);
    const char *relative = real_root && real ? below(real_root, real) : NULL;
    int fd = relative && *relative ? open_beneath(real_root, relative, DL_FOLLOW_NONE) : -1;
    int e = relative ? errno : EXDEV;
    free(real_root);
    free(real);
    errno = e;
    return fd;
}

enum dl_status dl_follow_open(enum dl_follow follow, const char *root, const char *path, int *fd, struct dl_error *err)
{
    const char *relative = root ? below(root, path) : NULL;
    follow = dl_follow_policy(follow);
    if (follow == DL_FOLLOW_ALL || !relative || !*relative) {
        *fd = open(path, FLAGS);
    } else {
        *fd = open_beneath(root, relative, follow);
        if (*fd < 0 && errno == EXDEV && follow == DL_FOLLOW_INSIDE)
            *fd = open_resolved(root, path);
        if (*fd < 0 && errno == ENOSYS) /* a kernel before 5.6: without the guard against races */
            *fd = open(path, FLAGS | O_NOFOLLOW);
    }
    if (*fd >= 0)
        return DL_OK;
    if (errno == EXDEV || errno == ELOOP)
        return dl_fail(err, DL_UNSUPPORTED, "a link out of the source is not followed (see --follow)");
    return dl_fail_errno(err, errno, NULL, "cannot open");
}
