/* state.c - the table of sources and its stored form.
 *
 * The blob: "DLS2", then as varints the number of roots and each root (length, bytes), the number of sources and each
 * source: bytes shared with the path before, length and bytes of the rest, flags, size, mtime (zigzag), ctime
 * less mtime (zigzag), inode, 16 bytes of hash, articles, skipped; for a container text_size and lines; how many
 * records are no articles, if any; for a failed one or one passed over the message or kind (length, bytes); for one
 * with shared ids their number and the 8 bytes of origin.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "indexer/state.h"

#include <stdlib.h>

#define MAGIC "DLS2"
#define OLD_MAGIC "DLS1" /* without the time of change of the status, and what was shared */
#define HAS_FAILURE (DL_SOURCE_FAILED | DL_SOURCE_PASSED)
#define NO_MORE_THAN_BYTES(cursor)                                                                                     \
    ((uint64_t)((cursor)->end - (cursor)->p)) /* a count of things of a byte at least                                  \
                                               */

void dl_state_free(struct dl_state *s)
{
    free(s->v);
    free(s->slots);
    free(s->inodes);
    free(s->members);
    free(s->roots);
    dl_arena_free(&s->arena);
    *s = (struct dl_state){ 0 };
}

bool dl_path_under(struct dl_str path, struct dl_str root)
{
    if (path.len < root.len || memcmp(path.ptr, root.ptr, root.len) != 0)
        return false;
    return path.len == root.len || path.ptr[root.len] == '/' || (root.len && root.ptr[root.len - 1] == '/');
}

/* The slot where a source of this key and path is or would be. */
static uint32_t *slot_of(const struct dl_state *s, uint64_t key, struct dl_str path)
{
    for (size_t i = key & (s->slot_count - 1);; i = (i + 1) & (s->slot_count - 1)) {
        uint32_t at = s->slots[i];
        if (at == 0 || (s->v[at - 1]->key == key && dl_str_eq(s->v[at - 1]->path, path)))
            return &s->slots[i];
    }
}

struct dl_source *dl_state_find(const struct dl_state *s, struct dl_str path)
{
    if (s->slot_count == 0)
        return NULL;
    uint32_t at = *slot_of(s, dl_hash64(path.ptr, path.len), path);
    return at ? s->v[at - 1] : NULL;
}

struct dl_source *dl_state_find_key(const struct dl_state *s, uint64_t key)
{
    if (s->slot_count == 0)
        return NULL;
    for (size_t i = key & (s->slot_count - 1); s->slots[i]; i = (i + 1) & (s->slot_count - 1))
        if (s->v[s->slots[i] - 1]->key == key && s->v[s->slots[i] - 1]->path.len)
            return s->v[s->slots[i] - 1];
    return NULL;
}

static bool grow(struct dl_state *s)
{
    size_t cap = s->cap ? s->cap * 2 : 256;
    if (cap > UINT32_MAX / 2)
        return false;
    struct dl_source **v = realloc(s->v, cap * sizeof *v);
    if (!v)
        return false;
    s->v = v;
    uint32_t *slots = calloc(cap * 2, sizeof *slots);
    if (!slots)
        return false;
    free(s->slots);
    s->slots = slots;
    s->cap = cap;
    s->slot_count = cap * 2;
    for (size_t i = 0; i < s->count; i++)
        *slot_of(s, s->v[i]->key, s->v[i]->path) = (uint32_t)i + 1;
    return true;
}

struct dl_source *dl_state_get(struct dl_state *s, struct dl_str path)
{
    if (s->count == s->cap && !grow(s))
        return NULL;
    uint64_t key = dl_hash64(path.ptr, path.len);
    uint32_t *slot = slot_of(s, key, path);
    if (*slot)
        return s->v[*slot - 1];
    struct dl_source *f = dl_arena_alloc(&s->arena, sizeof *f);
    if (!f)
        return NULL;
    memset(f, 0, sizeof *f);
    if (!dl_arena_dup(&s->arena, path, &f->path))
        return NULL;
    f->key = key;
    s->v[s->count++] = f;
    *slot = (uint32_t)s->count;
    return f;
}

/* ---- by inode --------------------------------------------------------------------------------------------------- */

static int by_inode(const void *a, const void *b)
{
    const struct dl_inode *x = a, *y = b;
    if (x->inode != y->inode)
        return x->inode < y->inode ? -1 : 1;
    return dl_str_cmp(x->source->path, y->source->path);
}

bool dl_state_sort_inodes(struct dl_state *s)
{
    if (s->inodes)
        return true;
    s->inodes = malloc((s->count + 1) * sizeof *s->inodes);
    if (!s->inodes)
        return false;
    for (size_t i = 0; i < s->count; i++)
        s->inodes[s->inode_count++] = (struct dl_inode){ s->v[i]->inode, s->v[i] };
    qsort(s->inodes, s->inode_count, sizeof *s->inodes, by_inode);
    return true;
}

/* The first entry of an inode, or where it would be. */
static struct dl_inode *first_inode(const struct dl_state *s, uint64_t inode)
{
    size_t low = 0, high = s->inode_count;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (s->inodes[mid].inode < inode)
            low = mid + 1;
        else
            high = mid;
    }
    return s->inodes + low;
}

struct dl_source *dl_state_same_inode(const struct dl_state *s, uint64_t inode, size_t *at)
{
    const struct dl_inode *p = first_inode(s, inode) + *at, *end = s->inodes + s->inode_count;
    if (p >= end || p->inode != inode)
        return NULL;
    ++*at;
    return p->source;
}

struct dl_source *dl_state_leave(struct dl_state *s, const struct dl_source *f)
{
    struct dl_source *was = dl_arena_alloc(&s->arena, sizeof *was);
    if (!was)
        return NULL;
    memcpy(was, f, sizeof *was);
    was->left = true;
    const struct dl_inode *end = s->inodes + s->inode_count;
    for (struct dl_inode *p = s->inodes ? first_inode(s, f->inode) : NULL; p && p < end && p->inode == f->inode; p++)
        if (p->source == f)
            p->source = was;
    return was;
}

bool dl_state_has_root(const struct dl_state *s, struct dl_str root)
{
    for (size_t i = 0; i < s->root_count; i++)
        if (dl_str_eq(s->roots[i], root))
            return true;
    return false;
}

bool dl_state_add_root(struct dl_state *s, struct dl_str root)
{
    if (dl_state_has_root(s, root))
        return true;
    struct dl_str *roots = realloc(s->roots, (s->root_count + 1) * sizeof *roots);
    if (!roots)
        return false;
    s->roots = roots;
    if (!dl_arena_dup(&s->arena, root, &s->roots[s->root_count]))
        return false;
    s->root_count++;
    return true;
}

const char *dl_state_root_of(const struct dl_state *s, struct dl_str path)
{
    const struct dl_str *best = NULL;
    for (size_t i = 0; i < s->root_count; i++)
        if (dl_path_under(path, s->roots[i]) && (!best || s->roots[i].len > best->len))
            best = &s->roots[i];
    return best ? best->ptr : NULL;
}

bool dl_state_drop_root(struct dl_state *s, struct dl_str root)
{
    size_t i = 0;
    while (i < s->root_count && !dl_str_eq(s->roots[i], root))
        i++;
    if (i == s->root_count)
        return false;
    memmove(&s->roots[i], &s->roots[i + 1], (s->root_count - i - 1) * sizeof *s->roots);
    s->root_count--;
    return true;
}

/* ---- members of archives ---------------------------------------------------------------------------------------- */

static int by_member_path(const void *a, const void *b)
{
    const struct dl_member_source *x = a, *y = b;
    return dl_str_cmp(x->path, y->path);
}

static bool sort_members(struct dl_state *s)
{
    if (s->members)
        return true;
    s->members = malloc((s->count + 1) * sizeof *s->members);
    if (!s->members)
        return false;
    for (size_t i = 0; i < s->count; i++)
        if ((s->v[i]->flags & DL_SOURCE_MEMBER) && s->v[i]->path.len && !s->v[i]->fresh)
            s->members[s->member_count++] = (struct dl_member_source){ s->v[i]->path, s->v[i] };
    qsort(s->members, s->member_count, sizeof *s->members, by_member_path);
    return true;
}

/* Whether PATH is below ARCHIVE (0), or sorts before (-1) or after (1) what is. */
static int beside(struct dl_str path, struct dl_str archive)
{
    size_t n = path.len < archive.len ? path.len : archive.len;
    int order = memcmp(path.ptr, archive.ptr, n);
    if (order || path.len <= archive.len)
        return order < 0 || (order == 0 && path.len <= archive.len) ? -1 : 1;
    unsigned char next = (unsigned char)path.ptr[archive.len];
    return next == '/' ? 0 : next < '/' ? -1 : 1;
}

bool dl_state_members(struct dl_state *s, struct dl_str archive, struct dl_member_source **first, size_t *count)
{
    if (!sort_members(s))
        return false;
    size_t low = 0, high = s->member_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (beside(s->members[middle].path, archive) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    *first = s->members + low;
    for (*count = 0; low + *count < s->member_count && beside((*first)[*count].path, archive) == 0;)
        ++*count;
    return true;
}

/* ---- encoding --------------------------------------------------------------------------------------------------- */

static int by_path(const void *a, const void *b)
{
    const struct dl_source *const *x = a, *const *y = b;
    return dl_str_cmp((*x)->path, (*y)->path);
}

static void put_str(struct dl_buf *out, struct dl_str s)
{
    dl_buf_varint(out, s.len);
    dl_buf_str(out, s);
}

static void put_signed(struct dl_buf *out, int64_t v)
{
    dl_buf_varint(out, (uint64_t)v << 1 ^ (v < 0 ? UINT64_MAX : 0));
}

static void put_source(struct dl_buf *out, const struct dl_source *f, struct dl_str before)
{
    size_t shared = 0;
    while (shared < before.len && shared < f->path.len && before.ptr[shared] == f->path.ptr[shared])
        shared++;
    dl_buf_varint(out, shared);
    put_str(out, (struct dl_str){ f->path.ptr + shared, f->path.len - shared });
    unsigned flags = (f->flags & ~(unsigned)DL_SOURCE_SHARED) | (f->shared ? DL_SOURCE_SHARED : 0);
    dl_buf_varint(out, flags);
    dl_buf_varint(out, f->size);
    put_signed(out, f->mtime_ns);
    put_signed(out, (int64_t)((uint64_t)f->ctime_ns - (uint64_t)f->mtime_ns));
    dl_buf_varint(out, f->inode);
    dl_buf_u64(out, f->hash.low);
    dl_buf_u64(out, f->hash.high);
    dl_buf_varint(out, f->articles);
    dl_buf_varint(out, f->skipped);
    if (f->flags & DL_SOURCE_CONTAINER) {
        dl_buf_varint(out, f->text_size);
        dl_buf_varint(out, f->lines);
    }
    if (f->flags & DL_SOURCE_OTHERS)
        dl_buf_varint(out, f->passed);
    if (f->flags & HAS_FAILURE)
        put_str(out, f->failure);
    if (flags & DL_SOURCE_SHARED) {
        dl_buf_varint(out, f->shared);
        dl_buf_u64(out, f->origin);
    }
}

enum dl_status dl_state_encode(struct dl_state *s, struct dl_buf *out, struct dl_error *err)
{
    /* A sorted copy of what stays: the table's own order is what its slots point into. */
    struct dl_source **sorted = malloc((s->count + 1) * sizeof *sorted);
    if (!sorted)
        return dl_fail_memory(err);
    size_t n = 0;
    for (size_t i = 0; i < s->count; i++)
        if (s->v[i]->path.len)
            sorted[n++] = s->v[i];
    qsort(sorted, n, sizeof *sorted, by_path);

    dl_buf_puts(out, MAGIC);
    dl_buf_varint(out, s->root_count);
    for (size_t i = 0; i < s->root_count; i++)
        put_str(out, s->roots[i]);
    dl_buf_varint(out, n);
    for (size_t i = 0; i < n; i++)
        put_source(out, sorted[i], i ? sorted[i - 1]->path : DL_STR(""));
    free(sorted);
    return dl_buf_status(out, err);
}

/* ---- decoding --------------------------------------------------------------------------------------------------- */

static bool get_str(struct dl_cursor *c, struct dl_str *s)
{
    uint64_t n;
    return dl_read_varint(c, &n) && n <= NO_MORE_THAN_BYTES(c) && dl_read_bytes(c, (size_t)n, s);
}

static bool get_uint(struct dl_cursor *c, unsigned *v)
{
    uint64_t n;
    if (!dl_read_varint(c, &n) || n > UINT32_MAX)
        return false;
    *v = (unsigned)n;
    return true;
}

static bool get_signed(struct dl_cursor *c, int64_t *v)
{
    uint64_t n;
    if (!dl_read_varint(c, &n))
        return false;
    *v = (int64_t)(n >> 1 ^ (n & 1 ? UINT64_MAX : 0));
    return true;
}

static bool get_shared(struct dl_cursor *c, struct dl_source *f)
{
    unsigned shared;
    if (!(f->flags & DL_SOURCE_SHARED))
        return true;
    f->flags &= ~(unsigned)DL_SOURCE_SHARED;
    if (!get_uint(c, &shared) || !dl_read_u64(c, &f->origin))
        return false;
    f->shared = shared;
    return true;
}

/* What follows the path. */
static bool get_rest(struct dl_state *s, struct dl_cursor *c, bool old, struct dl_source *f)
{
    unsigned articles, skipped;
    int64_t later = 0;
    if (!get_uint(c, &f->flags) || !dl_read_varint(c, &f->size) || !get_signed(c, &f->mtime_ns) ||
        (!old && !get_signed(c, &later)) || !dl_read_varint(c, &f->inode) || !dl_read_u64(c, &f->hash.low) ||
        !dl_read_u64(c, &f->hash.high) || !get_uint(c, &articles) || !get_uint(c, &skipped))
        return false;
    f->ctime_ns = old ? 0 : (int64_t)((uint64_t)f->mtime_ns + (uint64_t)later);
    f->articles = articles;
    f->skipped = skipped;
    if ((f->flags & DL_SOURCE_CONTAINER) && (!dl_read_varint(c, &f->text_size) || !dl_read_varint(c, &f->lines)))
        return false;
    struct dl_str failure;
    unsigned passed = 0;
    if ((f->flags & DL_SOURCE_OTHERS) && !get_uint(c, &passed))
        return false;
    f->passed = passed;
    if ((f->flags & HAS_FAILURE) && (!get_str(c, &failure) || !dl_arena_dup(&s->arena, failure, &f->failure)))
        return false;
    return get_shared(c, f);
}

static bool get_source(struct dl_state *s, struct dl_cursor *c, bool old, struct dl_buf *path)
{
    uint64_t shared;
    struct dl_str rest;
    if (!dl_read_varint(c, &shared) || shared > path->len || !get_str(c, &rest))
        return false;
    path->len = (size_t)shared;
    dl_buf_str(path, rest);
    size_t count = s->count;
    struct dl_source *f = path->failed || path->len == 0 ? NULL : dl_state_get(s, dl_buf_view(path));
    return f && s->count == count + 1 && get_rest(s, c, old, f);
}

enum dl_status dl_state_decode(struct dl_state *s, struct dl_str blob, struct dl_error *err)
{
    struct dl_cursor c = { (const unsigned char *)blob.ptr, (const unsigned char *)blob.ptr + blob.len };
    struct dl_str magic, root;
    struct dl_buf path = { 0 };
    uint64_t n;
    if (!dl_read_bytes(&c, 4, &magic) || memcmp(magic.ptr, MAGIC, 3) != 0)
        return dl_fail(err, DL_CORRUPT, "the index's table of sources is damaged: use --rebuild");
    bool old = dl_str_eq(magic, DL_STR(OLD_MAGIC));
    if (!old && !dl_str_eq(magic, DL_STR(MAGIC)))
        return dl_fail(err, DL_VERSION, "the index's table of sources has another version: use --rebuild");
    bool good = dl_read_varint(&c, &n);
    for (; good && n > 0; n--)
        good = get_str(&c, &root) && dl_state_add_root(s, root);
    good = good && dl_read_varint(&c, &n);
    for (; good && n > 0; n--)
        good = get_source(s, &c, old, &path);
    dl_buf_free(&path);
    if (!good || c.p != c.end)
        return dl_fail(err, DL_CORRUPT, "the index's table of sources is damaged: use --rebuild");
    return DL_OK;
}
