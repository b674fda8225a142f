/* folder.c - the folder of an index: what in it is the index's own, removing it, and putting it back after a rebuild
 * that was killed.
 *
 * A file is the index's own when it is a regular file (or a folder of a Xapian database) with exactly a name that an
 * engine gives.  Nothing else is ever removed, and no link is followed.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "dateline/file.h"
#include "lib/engine/engine_private.h"

#define RECOVER_TRIES 100 /* of 10 ms: a rebuild that is alive puts its index in place much sooner */

static const struct dl_engine_ops *const engines[] = { &dl_native_engine, &dl_xapian_engine };
#define ENGINES (sizeof engines / sizeof *engines)

static bool is_dot(const char *name)
{
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

/* The engine whose own NAME in the open folder D is, by its name and kind; NULL: nobody's. */
static const struct dl_engine_ops *owner_of(DIR *d, const char *name)
{
    struct stat st;
    if (fstatat(dirfd(d), name, &st, AT_SYMLINK_NOFOLLOW) != 0)
        return NULL;
    for (size_t i = 0; i < ENGINES; i++)
        if ((S_ISREG(st.st_mode) && engines[i]->owns_file(name)) ||
            (S_ISDIR(st.st_mode) && engines[i]->owns_folder && engines[i]->owns_folder(name)))
            return engines[i];
    return NULL;
}

/* LEADS: also what makes the folder an index, its lock and its entry point. */
static bool is_own(DIR *d, const char *name, bool leads)
{
    struct stat st;
    if (is_dot(name) || owner_of(d, name))
        return true;
    bool known =
        strcmp(name, DL_LOCK_NAME) == 0 || (leads && (strcmp(name, "current") == 0 || strcmp(name, "XAPIANDB") == 0));
    return known && fstatat(dirfd(d), name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode);
}

static enum dl_status check_entries(DIR *d, const char *dir, bool leads, const char *what, struct dl_error *err)
{
    for (;;) {
        errno = 0;
        const struct dirent *e = readdir(d);
        if (!e && errno)
            return dl_fail_errno(err, errno, dir, "cannot read the folder");
        if (!e)
            return DL_OK;
        const struct dl_engine_ops *owner = owner_of(d, e->d_name);
        if (!is_own(d, e->d_name, leads))
            return dl_fail(err, DL_OPENING, "%s%s: it holds %s", dir, what, e->d_name);
        if (owner && owner->owns_folder && owner->owns_folder(e->d_name)) {
            enum dl_status status = owner->check_folder(dir, e->d_name, err);
            if (status)
                return status;
        }
    }
}

enum dl_status dl_folder_check_vacant(const char *dir, struct dl_error *err)
{
    DIR *d = opendir(dir);
    if (!d && errno == ENOTDIR && access(dir, R_OK) == 0)
        return dl_fail(err, DL_OPENING, "%s is neither an index nor a list of indexes", dir);
    if (!d) /* or what access() said of a file */
        return errno == ENOENT ? DL_OK : dl_fail_errno(err, errno, dir, "cannot open the index");
    enum dl_status status = check_entries(d, dir, false, " is not an index", err);
    closedir(d);
    return status;
}

/* ---- removing --------------------------------------------------------------------------------------------------- */

static DIR *open_folder(const char *dir)
{
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *d = fd >= 0 ? fdopendir(fd) : NULL;
    if (!d && fd >= 0)
        close(fd);
    return d;
}

enum dl_status dl_index_check_own(const char *dir, struct dl_error *err)
{
    DIR *d = open_folder(dir);
    if (!d)
        return errno == ENOENT ? DL_OK : dl_fail_errno(err, errno, dir, "is no folder of an index");
    enum dl_status status = check_entries(d, dir, true, " is not only an index", err);
    closedir(d);
    return status;
}

static enum dl_status remove_entry(DIR *d, const char *dir, const char *name, struct dl_error *err)
{
    const struct dl_engine_ops *owner = owner_of(d, name);
    if (owner && owner->owns_folder && owner->owns_folder(name))
        return owner->remove_folder(dir, name, err);
    if (unlinkat(dirfd(d), name, 0) != 0 && errno != ENOENT)
        return dl_fail_errno(err, errno, dir, "cannot remove %s from", name);
    return DL_OK;
}

/* What makes it an index goes first: half of it is none. */
enum dl_status dl_index_remove(const char *dir, struct dl_error *err)
{
    static const char *const leads[] = { "current", "XAPIANDB" };
    enum dl_status status = dl_index_check_own(dir, err);
    DIR *d = status ? NULL : open_folder(dir);
    if (!d)
        return status;
    for (size_t i = 0; i < sizeof leads / sizeof *leads && !status; i++)
        status = remove_entry(d, dir, leads[i], err);
    rewinddir(d);
    for (const struct dirent *e; !status && (e = readdir(d));)
        if (!is_dot(e->d_name))
            status = remove_entry(d, dir, e->d_name, err);
    closedir(d);
    if (!status && rmdir(dir) != 0 && errno != ENOENT)
        status = dl_fail_errno(err, errno, dir, "cannot remove");
    return status;
}

/* ---- recovering ------------------------------------------------------------------------------------------------- */

/* DIR, or what it leads to as a link that leads nowhere now. */
static bool real_place(const char *dir, struct dl_buf *out)
{
    char target[4096];
    ssize_t n = readlink(dir, target, sizeof target - 1);
    const char *slash = strrchr(dir, '/');
    dl_buf_clear(out);
    if (n <= 0) {
        dl_buf_puts(out, dir);
    } else {
        target[n] = '\0';
        if (*target != '/' && slash)
            dl_buf_append(out, dir, (size_t)(slash + 1 - dir));
        dl_buf_puts(out, target);
    }
    while (out->len > 1 && out->data[out->len - 1] == '/')
        out->len--;
    dl_buf_cstr(out);
    return !out->failed;
}

/* The folder ASIDE is a whole index whose rebuild is dead: put it back. */
static enum dl_status put_back(const char *aside, const char *dir, struct dl_error *err)
{
    struct dl_buf path = { 0 };
    int lock = -1;
    enum dl_status status =
        dl_path_join(&path, aside, DL_LOCK_NAME) ? dl_lock_take(path.data, 0, &lock, err) : dl_fail_memory(err);
    if (!status && access(dir, F_OK) != 0 && rename(aside, dir) != 0 && errno != ENOENT)
        status =
            dl_fail_errno(err, errno, dir, "a rebuild was killed, and the index cannot be put back from %s", aside);
    dl_lock_release(lock);
    dl_buf_free(&path);
    return status;
}

enum dl_status dl_index_recover(const char *dir, struct dl_error *err)
{
    struct dl_buf place = { 0 }, aside = { 0 };
    struct stat st;
    enum dl_status status = DL_OK;
    if (lstat(dir, &st) == 0 && !S_ISLNK(st.st_mode))
        return DL_OK;
    if (!real_place(dir, &place))
        status = dl_fail_memory(err);
    dl_buf_printf(&aside, "%s%s", status ? "" : place.data, DL_ASIDE_SUFFIX);
    if (!status)
        status = dl_buf_status(&aside, err);
    for (int i = 0; !status && i < RECOVER_TRIES; i++) {
        if (access(place.data, F_OK) == 0 || lstat(dl_buf_cstr(&aside), &st) != 0 || !S_ISDIR(st.st_mode))
            break;
        status = put_back(aside.data, place.data, err);
        if (status == DL_BUSY && i + 1 < RECOVER_TRIES) {
            status = DL_OK; /* the rebuild is alive, between its two renames */
            nanosleep(&(struct timespec){ .tv_nsec = 10 * 1000 * 1000 }, NULL);
        }
    }
    dl_buf_free(&place);
    dl_buf_free(&aside);
    return status;
}

/* ---- replacing -------------------------------------------------------------------------------------------------- */

/* Put TMP in the place of DIR on a file system that cannot exchange two names.  Between the two renames there is no
 * index at DIR; when the process ends there, dl_index_recover puts the old one back. */
static enum dl_status swap_in_steps(const char *tmp, const char *dir, struct dl_error *err)
{
    struct dl_buf aside = { 0 };
    dl_buf_printf(&aside, "%s%s", dir, DL_ASIDE_SUFFIX);
    enum dl_status status = dl_buf_status(&aside, err);
    if (!status && rename(dir, dl_buf_cstr(&aside)) != 0)
        status = dl_fail_errno(err, errno, dir, "cannot put the index aside");
    if (!status && rename(tmp, dir) != 0) {
        status = dl_fail_errno(err, errno, dir, "cannot put the new index in its place");
        if (rename(aside.data, dir) != 0) /* the next run tries again */
            dl_fail(err, status, "%s: cannot put the new index in its place; the old one is at %s", dir, aside.data);
    }
    if (!status)
        status = dl_index_remove(aside.data, err);
    dl_buf_free(&aside);
    return status;
}

static enum dl_status fsync_parent(const char *dir, struct dl_error *err)
{
    const char *slash = strrchr(dir, '/');
    char *parent = slash ? strndup(dir, slash == dir ? 1 : (size_t)(slash - dir)) : strdup(".");
    if (!parent)
        return dl_fail_memory(err);
    enum dl_status status = dl_fsync_dir(parent, err);
    free(parent);
    return status;
}

enum dl_status dl_index_exchange(const char *tmp, const char *dir, struct dl_error *err)
{
    struct stat st;
    bool exchanged = renameat2(AT_FDCWD, tmp, AT_FDCWD, dir, RENAME_EXCHANGE) == 0;
    enum dl_status status = DL_OK;
    if (!exchanged && errno == ENOENT && lstat(dir, &st) != 0)
        status = rename(tmp, dir) == 0 ? DL_OK : dl_fail_errno(err, errno, dir, "cannot put the index in its place");
    else if (!exchanged && errno != EINVAL && errno != ENOSYS)
        return dl_fail_errno(err, errno, dir, "cannot put the new index in its place");
    else if (!exchanged)
        status = swap_in_steps(tmp, dir, err);
    if (!status)
        status = fsync_parent(dir, err);
    return status ? status : dl_index_remove(tmp, err);
}
