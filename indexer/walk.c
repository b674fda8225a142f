/* walk.c - walking a tree by folder descriptors, names sorted.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "indexer/walk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <unistd.h>

#include "dateline/grow.h"
#include "dateline/segment.h"

#define MAX_DEPTH 128 /* of folders; each holds a descriptor open */

struct names {
    char **v;
    size_t count, cap;
    struct dl_arena arena;
};

static bool any_glob(const char *const *globs, const char *relative)
{
    const char *slash = strrchr(relative, '/'), *name = slash ? slash + 1 : relative;
    for (; globs && *globs; globs++)
        if (fnmatch(*globs, strchr(*globs, '/') ? relative : name, 0) == 0)
            return true;
    return false;
}

bool dl_walk_wanted(const struct dl_walk *w, const char *relative)
{
    return (!w->include || !*w->include || any_glob(w->include, relative)) && !any_glob(w->exclude, relative);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void names_free(struct names *n)
{
    free(n->v);
    dl_arena_free(&n->arena);
}

/* What may be a file or a folder, sorted.  DL_IO with errno in ERR when the folder cannot be read to its end. */
static enum dl_status read_names(DIR *dir, struct names *n, struct dl_error *err)
{
    struct dirent *e;
    for (errno = 0; (e = readdir(dir)) != NULL; errno = 0) {
        bool odd = e->d_type == DT_FIFO || e->d_type == DT_SOCK || e->d_type == DT_CHR || e->d_type == DT_BLK;
        if (e->d_name[0] == '.' || odd)
            continue;
        if (!DL_GROW(n->v, n->cap, n->count + 1))
            return dl_fail_memory(err);
        struct dl_str copy;
        if (!dl_arena_dup(&n->arena, dl_str_of(e->d_name), &copy))
            return dl_fail_memory(err);
        n->v[n->count++] = (char *)(uintptr_t)copy.ptr;
    }
    if (errno)
        return dl_fail_errno(err, errno, NULL, "cannot read the folder");
    if (n->count)
        qsort(n->v, n->count, sizeof *n->v, by_name);
    return DL_OK;
}

static bool has_name(const struct names *n, const char *name)
{
    return n->count && bsearch(&name, n->v, n->count, sizeof *n->v, by_name);
}

/* Whether the file NAME of the folder begins with START. */
static bool begins_with(int folder, const char *name, const char *start)
{
    char head[64];
    size_t want = strlen(start);
    int fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW);
    ssize_t n = fd < 0 ? -1 : read(fd, head, want);
    if (fd >= 0)
        close(fd);
    return n == (ssize_t)want && memcmp(head, start, want) == 0;
}

/* Whether the open folder is an index, of either engine, or a Xapian database: by what its files say, as a folder of
 * articles may well have files of these names. */
static bool is_index(const struct dl_buf *path, int folder, const struct names *n)
{
    struct dl_manifest m = { 0 };
    if (has_name(n, "current") && begins_with(folder, "current", "manifest-")) {
        bool valid = dl_manifest_read(path->data, &m, NULL) == DL_OK;
        dl_manifest_free(&m);
        return valid;
    }
    if (has_name(n, "XAPIANDB"))
        return begins_with(folder, "XAPIANDB", "auto db.");
    return has_name(n, "iamglass") && begins_with(folder, "iamglass", "\x0f\x0dXapian Glass");
}

static enum dl_status walk_folder(const struct dl_walk *w, struct dl_buf *path, size_t root_len, int fd, int depth,
                                  struct dl_error *err);

static bool to_skip(const struct dl_walk *w, int fd)
{
    struct stat here, other;
    for (int i = 0; i < 2; i++)
        if (w->skip[i] && stat(w->skip[i], &other) == 0 && fstat(fd, &here) == 0 && here.st_ino == other.st_ino &&
            here.st_dev == other.st_dev)
            return true;
    return false;
}

static void not_articles(const struct dl_walk *w, struct dl_buf *path)
{
    struct dl_error why;
    dl_fail(&why, DL_INVALID, "this is an index, not a folder of articles");
    w->problem(w->context, dl_buf_cstr(path), &why);
}

static enum dl_status enter(const struct dl_walk *w, struct dl_buf *path, size_t root_len, int parent, const char *name,
                            int depth, struct dl_error *err)
{
    struct dl_error why;
    int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK | (depth ? O_NOFOLLOW : 0));
    if (fd < 0) {
        dl_fail_errno(&why, errno, NULL, "cannot open the folder");
        w->problem(w->context, dl_buf_cstr(path), &why);
        return DL_OK;
    }
    if (to_skip(w, fd)) {
        if (depth == 0)
            not_articles(w, path);
        close(fd);
        return DL_OK;
    }
    if (depth == MAX_DEPTH) {
        dl_fail(&why, DL_TOO_LARGE, "folders nested more than %d deep are not read", MAX_DEPTH);
        w->problem(w->context, dl_buf_cstr(path), &why);
        close(fd);
        return DL_OK;
    }
    return walk_folder(w, path, root_len, fd, depth, err);
}

/* One name of a folder; PATH is its whole path. */
static enum dl_status visit(const struct dl_walk *w, struct dl_buf *path, size_t root_len, int fd, const char *name,
                            int depth, struct dl_error *err)
{
    const char *relative = dl_buf_cstr(path) + root_len;
    struct stat st;
    if (path->failed)
        return dl_fail_memory(err);
    if (fstatat(fd, name, &st, AT_SYMLINK_NOFOLLOW) != 0) {
        struct dl_error why;
        int e = errno;
        dl_fail_errno(&why, e, NULL, "cannot be read");
        if (e != ENOENT) /* gone since the folder was read: as if it had never been met */
            w->problem(w->context, dl_buf_cstr(path), &why);
        return DL_OK;
    }
    if (S_ISDIR(st.st_mode))
        return any_glob(w->exclude, relative) ? DL_OK : enter(w, path, root_len, fd, name, depth + 1, err);
    if (S_ISLNK(st.st_mode) && w->no_links)
        return DL_OK;
    if (S_ISLNK(st.st_mode) && fstatat(fd, name, &st, 0) != 0)
        return DL_OK; /* leads nowhere */
    if (!S_ISREG(st.st_mode) || !dl_walk_wanted(w, relative))
        return DL_OK;
    return w->file(w->context, dl_buf_cstr(path), &st, err);
}

/* Takes FD. */
static enum dl_status walk_folder(const struct dl_walk *w, struct dl_buf *path, size_t root_len, int fd, int depth,
                                  struct dl_error *err)
{
    struct names n = { 0 };
    struct dl_error why;
    size_t len = path->len;
    DIR *dir = fdopendir(fd);
    if (!dir) {
        close(fd);
        return dl_fail_memory(err);
    }
    enum dl_status status = read_names(dir, &n, &why);
    if (status == DL_IO) { /* half a list would make the rest look deleted */
        w->problem(w->context, dl_buf_cstr(path), &why);
        status = DL_OK;
    } else if (status && err) {
        *err = why;
    }
    bool index = is_index(path, dirfd(dir), &n);
    if (index && depth == 0)
        not_articles(w, path);
    else if (index && w->index)
        w->index(w->context, dl_buf_cstr(path));
    for (size_t i = 0; i < n.count && !status && !index; i++) {
        path->len = len;
        if (len && path->data[len - 1] != '/')
            dl_buf_byte(path, '/');
        dl_buf_puts(path, n.v[i]);
        status = visit(w, path, root_len, fd, n.v[i], depth, err);
    }
    path->len = len;
    names_free(&n);
    closedir(dir);
    return status;
}

enum dl_status dl_walk(const struct dl_walk *w, const char *root, struct dl_error *err)
{
    struct dl_buf path = { 0 };
    dl_buf_puts(&path, root);
    size_t root_len = path.len + (path.len && path.data[path.len - 1] != '/');
    dl_buf_cstr(&path);
    enum dl_status status = dl_buf_status(&path, err);
    if (!status)
        status = enter(w, &path, root_len, AT_FDCWD, root, 0, err);
    dl_buf_free(&path);
    return status;
}
