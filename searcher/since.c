/* since.c - the file of what a saved search has shown.
 *
 * "DLN1", the number of ids as u64, that many XXH3-64 hashes of ids, and a hash of all before it; little-endian.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "searcher/since.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dateline/file.h"
#include "dateline/grow.h"
#include "dateline/hash.h"

#define MAGIC "DLN1"
#define NAME_MAX_BYTES 64
#define FILE_MAX ((size_t)1 << 32) /* half a billion articles */

struct dl_since {
    struct dl_buf path;
    int lock;
    uint64_t *ids; /* the first `known` are sorted; those of this run follow */
    size_t known, count, cap;
};

bool dl_since_name_valid(const char *name)
{
    size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-");
    return n > 0 && n <= NAME_MAX_BYTES && name[n] == '\0' && !strchr("._-", name[0]);
}

static int by_value(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b;
    return *x < *y ? -1 : *x > *y;
}

/* The folder, into S->path: $XDG_STATE_HOME/dateline, else ~/.local/state/dateline. */
static enum dl_status find_folder(struct dl_since *s, struct dl_error *err)
{
    const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
    if (state && *state == '/')
        dl_buf_printf(&s->path, "%s/dateline", state);
    else if (home && *home)
        dl_buf_printf(&s->path, "%s/.local/state/dateline", home);
    else
        return dl_fail(err, DL_INVALID,
                       "--since-last keeps what was shown in $HOME/.local/state/dateline, but HOME is "
                       "not set: set it, or XDG_STATE_HOME");
    return dl_buf_status(&s->path, err);
}

static enum dl_status take_lock(struct dl_since *s, const char *name, struct dl_error *err)
{
    struct dl_buf path = { 0 };
    dl_buf_printf(&path, "%s.lock", dl_buf_cstr(&s->path));
    enum dl_status status = dl_buf_status(&path, err);
    if (!status)
        status = dl_lock_take(dl_buf_cstr(&path), 0, &s->lock, err);
    if (status == DL_BUSY)
        status = dl_fail(err, DL_BUSY, "the saved search '%s' is running already", name);
    dl_buf_free(&path);
    return status;
}

static enum dl_status decode(struct dl_since *s, struct dl_str file, struct dl_error *err)
{
    struct dl_cursor c = { (const unsigned char *)file.ptr, (const unsigned char *)file.ptr + file.len };
    struct dl_str magic;
    uint64_t n, sum = 0;
    bool good = dl_read_bytes(&c, 4, &magic) && dl_str_eq(magic, DL_STR(MAGIC)) && dl_read_u64(&c, &n) &&
                n == (file.len - 20) / 8 && file.len % 8 == 4;
    if (good && !(s->ids = malloc((size_t)(n + 1) * sizeof *s->ids)))
        return dl_fail_memory(err);
    for (uint64_t i = 0; good && i < n; i++)
        good = dl_read_u64(&c, &s->ids[i]);
    good = good && dl_read_u64(&c, &sum) && sum == dl_hash64(file.ptr, file.len - 8);
    if (!good)
        return dl_fail(err, DL_CORRUPT, "%s is damaged: remove it, and the search begins anew", dl_buf_cstr(&s->path));
    s->known = s->count = (size_t)n;
    s->cap = (size_t)n + 1;
    qsort(s->ids, s->known, sizeof *s->ids, by_value);
    return DL_OK;
}

static enum dl_status load(struct dl_since *s, struct dl_error *err)
{
    struct dl_buf file = { 0 };
    if (access(s->path.data, F_OK) != 0 && errno == ENOENT)
        return DL_OK; /* it never ran */
    enum dl_status status = dl_file_read(s->path.data, FILE_MAX, &file, err);
    if (!status)
        status = decode(s, dl_buf_view(&file), err);
    dl_buf_free(&file);
    return status;
}

/* Make the folder if need be and take the lock.  What somebody searched for is nobody else's: a new folder has mode
 * 0700, and files have 0600 in any folder. */
static enum dl_status prepare(struct dl_since *s, const char *name, struct dl_error *err)
{
    mode_t mask = umask(077);
    enum dl_status status = dl_make_dirs(dl_buf_cstr(&s->path), err);
    dl_buf_printf(&s->path, "/%s", name);
    if (!status)
        status = dl_buf_status(&s->path, err);
    if (!status)
        status = take_lock(s, name, err);
    umask(mask);
    return status;
}

enum dl_status dl_since_open(const char *name, struct dl_since **out, struct dl_error *err)
{
    struct dl_since *s = calloc(1, sizeof *s);
    *out = NULL;
    if (!s)
        return dl_fail_memory(err);
    s->lock = -1;
    enum dl_status status = find_folder(s, err);
    if (!status)
        status = prepare(s, name, err);
    if (!status)
        status = load(s, err);
    if (status) {
        dl_since_close(s);
        return status;
    }
    *out = s;
    return DL_OK;
}

bool dl_since_shown(const struct dl_since *s, struct dl_str id)
{
    uint64_t h = dl_hash64(id.ptr, id.len);
    return s->known && bsearch(&h, s->ids, s->known, sizeof h, by_value);
}

enum dl_status dl_since_add(struct dl_since *s, struct dl_str id, struct dl_error *err)
{
    if (!DL_GROW(s->ids, s->cap, s->count + 1))
        return dl_fail_memory(err);
    s->ids[s->count++] = dl_hash64(id.ptr, id.len);
    return DL_OK;
}

enum dl_status dl_since_save(struct dl_since *s, struct dl_error *err)
{
    struct dl_buf file = { 0 };
    if (s->count == s->known)
        return DL_OK;
    dl_buf_puts(&file, MAGIC);
    dl_buf_u64(&file, s->count);
    for (size_t i = 0; i < s->count; i++)
        dl_buf_u64(&file, s->ids[i]);
    if (!file.failed)
        dl_buf_u64(&file, dl_hash64(file.data, file.len));
    enum dl_status status = dl_buf_status(&file, err);
    mode_t mask = umask(077);
    if (!status)
        status = dl_file_replace(dl_buf_cstr(&s->path), file.data, file.len, err);
    umask(mask);
    dl_buf_free(&file);
    return status;
}

void dl_since_close(struct dl_since *s)
{
    if (!s)
        return;
    dl_lock_release(s->lock);
    dl_buf_free(&s->path);
    free(s->ids);
    free(s);
}
