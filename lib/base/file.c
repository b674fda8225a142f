/* file.c - files: mapping, durable writes, folders.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "dateline/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* Open a regular file for reading; never blocks on a FIFO. */
static enum dl_status open_regular(const char *path, int *fd, struct stat *st, struct dl_error *err)
{
    *fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (*fd < 0)
        return dl_fail_errno(err, errno, path, "cannot open");
    if (fstat(*fd, st) != 0) {
        int e = errno;
        close(*fd);
        return dl_fail_errno(err, e, path, "cannot read");
    }
    if (!S_ISREG(st->st_mode)) {
        close(*fd);
        return dl_fail(err, DL_INVALID, "%s: not a regular file", path);
    }
    return DL_OK;
}

enum dl_status dl_map_open(const char *path, struct dl_map *map, struct dl_error *err)
{
    int fd;
    struct stat st;
    enum dl_status status = open_regular(path, &fd, &st, err);
    if (status)
        return status;
    *map = (struct dl_map){ NULL, (size_t)st.st_size };
    if (st.st_size > 0) {
        void *p = mmap(NULL, map->size, PROT_READ, MAP_PRIVATE, fd, 0);
        if (p == MAP_FAILED)
            status = dl_fail_errno(err, errno, path, "cannot map");
        else
            map->data = p;
    }
    close(fd);
    return status;
}

void dl_map_close(struct dl_map *map)
{
    if (map->data)
        munmap((void *)(uintptr_t)map->data, map->size);
    *map = (struct dl_map){ 0 };
}

enum dl_status dl_file_read(const char *path, size_t max, struct dl_buf *out, struct dl_error *err)
{
    int fd;
    struct stat st;
    enum dl_status status = open_regular(path, &fd, &st, err);
    if (status)
        return status;
    size_t start = out->len, size = (uint64_t)st.st_size > max ? max + 1 : (size_t)st.st_size;
    if (size > max) /* before any memory is taken */
        status = dl_fail(err, DL_TOO_LARGE, "%s: larger than %zu bytes", path, max);
    while (!status) {
        size_t want = size + 1 > out->len - start ? size + 1 - (out->len - start) : 65536;
        if (!dl_buf_reserve(out, want)) {
            status = dl_fail_memory(err);
            break;
        }
        ssize_t n = read(fd, out->data + out->len, want);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            status = dl_fail_errno(err, errno, path, "cannot read");
        if (n <= 0)
            break;
        out->len += (size_t)n;
        if (out->len - start > max) {
            status = dl_fail(err, DL_TOO_LARGE, "%s: larger than %zu bytes", path, max);
            break;
        }
    }
    close(fd);
    return status;
}

int64_t dl_mtime_ns(const struct stat *st)
{
    return (int64_t)((uint64_t)st->st_mtim.tv_sec * 1000000000 + (uint64_t)st->st_mtim.tv_nsec);
}

int64_t dl_ctime_ns(const struct stat *st)
{
    return (int64_t)((uint64_t)st->st_ctim.tv_sec * 1000000000 + (uint64_t)st->st_ctim.tv_nsec);
}

struct dl_file_mark dl_file_mark(const char *path)
{
    struct stat st;
    if (stat(path, &st) != 0)
        return (struct dl_file_mark){ 0 };
    return (struct dl_file_mark){ st.st_dev, st.st_ino, dl_mtime_ns(&st) };
}

enum dl_status dl_write_all(int fd, const void *p, size_t n, const char *path, struct dl_error *err)
{
    const char *at = p;
    while (n > 0) {
        ssize_t w = write(fd, at, n);
        if (w < 0 && errno == EINTR)
            continue;
        if (w <= 0)
            return dl_fail_errno(err, w < 0 ? errno : ENOSPC, path, "cannot write");
        at += w;
        n -= (size_t)w;
    }
    return DL_OK;
}

static enum dl_status write_durably(const char *path, const void *data, size_t size, struct dl_error *err)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0)
        return dl_fail_errno(err, errno, path, "cannot create");
    enum dl_status status = dl_write_all(fd, data, size, path, err);
    if (!status && fsync(fd) != 0)
        status = dl_fail_errno(err, errno, path, "cannot fsync");
    if (close(fd) != 0 && !status)
        status = dl_fail_errno(err, errno, path, "cannot close");
    return status;
}

static enum dl_status fsync_parent(const char *path, struct dl_error *err)
{
    const char *slash = strrchr(path, '/');
    if (!slash)
        return dl_fsync_dir(".", err);
    if (slash == path)
        return dl_fsync_dir("/", err);
    char *dir = strndup(path, (size_t)(slash - path));
    if (!dir)
        return dl_fail_memory(err);
    enum dl_status status = dl_fsync_dir(dir, err);
    free(dir);
    return status;
}

enum dl_status dl_file_replace(const char *path, const void *data, size_t size, struct dl_error *err)
{
    struct dl_buf tmp = { 0 };
    dl_buf_puts(&tmp, path);
    dl_buf_puts(&tmp, ".tmp");
    const char *name = dl_buf_cstr(&tmp);
    enum dl_status status = dl_buf_status(&tmp, err);
    if (!status)
        status = write_durably(name, data, size, err);
    if (!status && rename(name, path) != 0)
        status = dl_fail_errno(err, errno, path, "cannot rename into place");
    if (status && !tmp.failed)
        unlink(name);
    dl_buf_free(&tmp);
    return status ? status : fsync_parent(path, err);
}

enum dl_status dl_fsync_dir(const char *dir, struct dl_error *err)
{
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return dl_fail_errno(err, errno, dir, "cannot open the folder");
    enum dl_status status = DL_OK;
    if (fsync(fd) != 0 && errno != EINVAL) /* EINVAL: this file system cannot; its renames are as durable as it gets */
        status = dl_fail_errno(err, errno, dir, "cannot fsync the folder");
    close(fd);
    return status;
}

enum dl_status dl_make_dirs(const char *dir, struct dl_error *err)
{
    char *path = strdup(dir);
    if (!path)
        return dl_fail_memory(err);
    enum dl_status status = DL_OK;
    for (char *p = path + (*path == '/');; p++) {
        if (*p != '/' && *p != '\0')
            continue;
        char was = *p;
        *p = '\0';
        if (*path && mkdir(path, 0777) != 0 && errno != EEXIST) {
            status = dl_fail_errno(err, errno, path, "cannot make the folder");
            break;
        }
        *p = was;
        if (!was)
            break;
    }
    struct stat st;
    if (!status && (stat(dir, &st) != 0 || !S_ISDIR(st.st_mode)))
        status = dl_fail_errno(err, ENOTDIR, dir, "cannot make the folder");
    free(path);
    return status;
}

bool dl_path_join(struct dl_buf *out, const char *dir, const char *name)
{
    dl_buf_clear(out);
    dl_buf_puts(out, dir);
    if (out->len && out->data[out->len - 1] != '/')
        dl_buf_byte(out, '/');
    dl_buf_puts(out, name);
    dl_buf_cstr(out);
    return !out->failed;
}

void dl_hold_standard_streams(void)
{
    for (int fd = STDIN_FILENO, got = 0; fd <= STDERR_FILENO && got >= 0; fd++)
        if (fcntl(fd, F_GETFD) == -1) /* the lowest that is free, so open() takes it */
            got = open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}
