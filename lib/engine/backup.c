/* backup.c - a consistent copy of an index that may be in use.
 *
 * The copy is made beside the last one and exchanged with it at the end: whenever it is killed, the last copy is whole.
 * A file that has not changed since the last copy is a hard link to it.  A file of the native engine, which never
 * changes, is a hard link to the index's own where both are on one file system; else it is copied, and so is one that
 * its engine writes in place.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dateline/file.h"
#include "lib/engine/engine_private.h"

#define BACKUP_TRIES 20 /* how often commits may overtake a copy that takes no lock */
#define PIECE ((size_t)1 << 20)

struct backup {
    const char *dir, *last, *tmp; /* the index, the last copy, the copy in the making */
    struct dl_buf from, before, to;
};

static enum dl_status copy_bytes(int in, int out, const char *path, struct dl_error *err)
{
    enum dl_status status = DL_OK;
    char *piece = malloc(PIECE);
    if (!piece)
        return dl_fail_memory(err);
    for (;;) {
        ssize_t n = read(in, piece, PIECE);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            status = dl_fail_errno(err, errno, path, "cannot read");
        if (n <= 0)
            break;
        status = dl_write_all(out, piece, (size_t)n, path, err);
        if (status)
            break;
    }
    free(piece);
    return status;
}

/* With the time of change of the original, by which the next copy tells whether it has changed. */
static enum dl_status copy_file(const char *from, const char *to, struct dl_error *err)
{
    struct stat st;
    int in = open(from, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (in < 0)
        return dl_fail_errno(err, errno, from, "cannot open");
    int out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    enum dl_status status = out < 0 ? dl_fail_errno(err, errno, to, "cannot create") : copy_bytes(in, out, to, err);
    if (!status && (fstat(in, &st) != 0 || futimens(out, (struct timespec[]){ st.st_mtim, st.st_mtim }) != 0))
        status = dl_fail_errno(err, errno, to, "cannot set the time of");
    if (!status && fsync(out) != 0)
        status = dl_fail_errno(err, errno, to, "cannot fsync");
    if (out >= 0 && close(out) != 0 && !status)
        status = dl_fail_errno(err, errno, to, "cannot close");
    close(in);
    return status;
}

/* The last copy's file is the index's own, or a copy with its size and time. */
static bool unchanged(const char *from, const char *before)
{
    struct stat a, b;
    return lstat(from, &a) == 0 && lstat(before, &b) == 0 && S_ISREG(b.st_mode) && a.st_size == b.st_size &&
           dl_mtime_ns(&a) == dl_mtime_ns(&b);
}

static enum dl_status take_file(void *context, const char *name, bool immutable, struct dl_error *err)
{
    struct backup *b = context;
    if (!dl_path_join(&b->from, b->dir, name) || !dl_path_join(&b->before, b->last, name) ||
        !dl_path_join(&b->to, b->tmp, name))
        return dl_fail_memory(err);
    char *slash = strrchr(b->to.data, '/');
    *slash = '\0';
    enum dl_status status = dl_make_dirs(b->to.data, err);
    *slash = '/';
    if (status)
        return status;
    if (unchanged(b->from.data, b->before.data) && link(b->before.data, b->to.data) == 0)
        return DL_OK;
    if (immutable && link(b->from.data, b->to.data) == 0)
        return DL_OK;
    return copy_file(b->from.data, b->to.data, err);
}

static enum dl_status take_entry(struct backup *b, const char *name, struct dl_str text, struct dl_error *err)
{
    if (!dl_path_join(&b->to, b->tmp, name))
        return dl_fail_memory(err);
    return dl_file_replace(b->to.data, text.ptr, text.len, err);
}

/* One try, from what is committed now.  DL_IO with ENOENT, or DL_MODIFIED: a commit has overtaken it. */
static enum dl_status copy_once(struct backup *b, const struct dl_engine_ops *ops, struct dl_error *err)
{
    struct dl_buf entry = { 0 };
    const char *name = NULL;
    enum dl_status status = dl_index_remove(b->tmp, err);
    if (!status && mkdir(b->tmp, 0700) != 0)
        status = dl_fail_errno(err, errno, b->tmp, "cannot make the folder");
    if (!status)
        status = ops->files(b->dir, take_file, b, &name, &entry, err);
    if (!status) /* last: before it, the folder is no index */
        status = take_entry(b, name, dl_buf_view(&entry), err);
    dl_buf_free(&entry);
    return status;
}

/* What was copied opens, which compares sizes and checksums. */
static enum dl_status check_copy(struct backup *b, struct dl_error *err)
{
    struct dl_reader *r = NULL;
    enum dl_status status = dl_reader_open(&b->tmp, 1, &r, err);
    dl_reader_close(r);
    return status;
}

static enum dl_status make_copy(struct backup *b, const struct dl_engine_ops *ops, double wait, struct dl_error *err)
{
    struct dl_error why = { 0 };
    int lock = -1;
    enum dl_status status = DL_OK;
    if (ops->written_in_place) {
        if (!dl_path_join(&b->from, b->dir, DL_LOCK_NAME))
            return dl_fail_memory(err);
        status = dl_lock_take(b->from.data, wait, &lock, err);
    }
    for (int i = 0; !status && i < BACKUP_TRIES; i++) {
        status = copy_once(b, ops, &why);
        if (!(status == DL_IO && why.sys_errno == ENOENT) && status != DL_MODIFIED)
            break;
        status = i + 1 < BACKUP_TRIES ? DL_OK : status;
    }
    if (status && why.status && err)
        *err = why;
    dl_lock_release(lock);
    return status ? status : check_copy(b, err);
}

enum dl_status dl_index_backup(const char *dir, const char *to, double wait_seconds, struct dl_error *err)
{
    enum dl_engine_kind kind;
    struct dl_buf tmp = { 0 };
    struct stat st;
    enum dl_status status = dl_index_recover(dir, err);
    if (!status)
        status = dl_index_recover(to, err);
    if (!status)
        status = dl_index_detect(dir, &kind, err);
    if (!status && kind == DL_ENGINE_NONE)
        status = dl_fail(err, DL_NOT_FOUND, "there is no index at %s", dir);
    if (!status && lstat(to, &st) == 0)
        status = dl_index_check_own(to, err);
    dl_buf_printf(&tmp, "%s.backup-tmp", to);
    if (!status)
        status = dl_buf_status(&tmp, err);
    struct backup b = { .dir = dir, .last = to, .tmp = dl_buf_cstr(&tmp) };
    if (!status)
        status = make_copy(&b, dl_engine_of(kind), wait_seconds, err);
    if (!status)
        status = dl_index_exchange(b.tmp, to, err);
    else if (!tmp.failed)
        dl_index_remove(b.tmp, NULL);
    dl_buf_free(&tmp);
    dl_buf_free(&b.from);
    dl_buf_free(&b.before);
    dl_buf_free(&b.to);
    return status;
}
