/* glass.c - what is checked of a glass database before libxapian 1.4 may open it.
 *
 * libxapian trusts the file iamglass: a block size of 0 divides by zero, a level above 9 writes past an array, an
 * offset into the list of free blocks past the block reads past it.  It opens a table without looking what it is: a
 * FIFO blocks for ever, and a link leads a writer to somebody else's file.  It takes a table that it cannot open for
 * one that is empty: positions or texts would be missing without a message.  Where a writer moves items
 * about in a block, a wrong offset makes it write anywhere: so it reads all blocks first.
 *
 * The layout of iamglass, from libxapian's glass_version.cc and glass_freelist.h; "number" is base 128, low digits
 * first, the high bit of a byte set when more follow:
 *
 *   14 bytes magic, 2 bytes version, 16 bytes UUID, number revision; then for each of the six tables: number root
 * block, number (level * 4 + sequential * 2 + empty), number of entries, number block size / 2048, number compress_min,
 *   number of bytes of the list of free blocks and these bytes; then eight numbers of statistics.
 *
 *   The list of free blocks: number revision, number first unused block, then twice (to read from, to append to) number
 *   block, number offset / 4.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dateline/file.h"
#include "dateline/xapian.h"

#define HEAD_MAX 256 /* bytes that libxapian reads of iamglass */
#define MAGIC "\017\015Xapian Glass"
#define MAGIC_LEN 14
#define FORMAT_VERSION "\004\156" /* 2016-03-14, of all releases 1.4 */
#define UUID_LEN 16
#define LEVELS 10 /* of a table's tree */
#define BLOCK_UNIT 2048
#define BLOCK_MAX 65536
#define FREE_LIST_BASE 8      /* the first offset of a block of the list of free blocks */
#define UNUSED_MAX (1u << 16) /* blocks that may be taken and not be written */
#define STATISTICS 8

static const char *const table_names[] = {
    "postlist.glass", "docdata.glass", "termlist.glass", "position.glass", "spelling.glass", "synonym.glass",
};
#define TABLES (sizeof table_names / sizeof *table_names)

struct table {
    uint64_t root, block_size;
    bool empty;
    struct dl_str free_list;
};

struct glass {
    const char *path;
    bool writing;
    bool single; /* all tables are in the file PATH */
    int fds[TABLES];
    size_t open_count;
    unsigned char *buffer; /* to read blocks into; NULL: they are not looked at */
    struct table tables[TABLES];
};

static bool number(struct dl_cursor *c, uint64_t *v)
{
    return dl_read_varint(c, v) && *v <= UINT32_MAX;
}

static bool read_table(struct dl_cursor *c, struct table *t)
{
    uint64_t level, entries, units, compress_min, length;
    if (!number(c, &t->root) || !number(c, &level) || !dl_read_varint(c, &entries) || !number(c, &units) ||
        !number(c, &compress_min) || !number(c, &length) || !dl_read_bytes(c, length, &t->free_list))
        return false;
    t->empty = level & 1;
    t->block_size = units * BLOCK_UNIT;
    return level >> 2 < LEVELS && units > 0 && t->block_size <= BLOCK_MAX && (units & (units - 1)) == 0;
}

static bool read_statistics(struct dl_cursor *c, bool single)
{
    uint64_t v[STATISTICS];
    if (c->p == c->end)
        return true;
    for (size_t i = 0; i < STATISTICS; i++)
        if (!dl_read_varint(c, &v[i]))
            return false;
    /* documents and what the highest number has more; the longest word count and what the longest document has more */
    return v[0] + v[1] <= UINT32_MAX && v[3] + v[4] <= UINT32_MAX && (single || c->p == c->end);
}

/* TEXT: the beginning of iamglass, or of a database in one file.  A later format is libxapian's to refuse. */
static bool read_head(struct glass *g, struct dl_str text)
{
    struct dl_cursor c = { (const unsigned char *)text.ptr, (const unsigned char *)text.ptr + text.len };
    struct dl_str magic, version, uuid;
    uint64_t revision;
    if (!dl_read_bytes(&c, MAGIC_LEN, &magic) || !dl_str_eq(magic, DL_STR(MAGIC)) || !dl_read_bytes(&c, 2, &version))
        return false;
    for (size_t i = 0; i < TABLES; i++)
        g->tables[i].empty = true;
    if (!dl_str_eq(version, DL_STR(FORMAT_VERSION)))
        return true;
    if (!dl_read_bytes(&c, UUID_LEN, &uuid) || !number(&c, &revision))
        return false;
    for (size_t i = 0; i < TABLES; i++)
        if (!read_table(&c, &g->tables[i]))
            return false;
    return read_statistics(&c, g->single);
}

static bool offset_fits(uint64_t units, uint64_t block_size)
{
    return units == 0 || (units * 4 >= FREE_LIST_BASE && units * 4 <= block_size - 4);
}

static bool table_fits(const struct table *t, uint64_t size)
{
    struct dl_cursor c = { (const unsigned char *)t->free_list.ptr,
                           (const unsigned char *)t->free_list.ptr + t->free_list.len };
    uint64_t blocks = size / t->block_size, revision, unused, from, from_offset, to, to_offset;
    if (!t->empty && t->root >= blocks)
        return false;
    if (t->free_list.len == 0)
        return true;
    return number(&c, &revision) && number(&c, &unused) && number(&c, &from) && number(&c, &from_offset) &&
           number(&c, &to) && number(&c, &to_offset) && c.p == c.end && unused <= blocks + UNUSED_MAX &&
           offset_fits(from_offset, t->block_size) && offset_fits(to_offset, t->block_size);
}

/* ---- blocks ------------------------------------------------------------------------------------------------------ */

#define LEVEL_FREE_LIST 254
#define DIR_START                                                                                                      \
    11 /* of a block's directory: offsets of items, 2 bytes each; all numbers have the high byte first                 \
        */
#define ITEM_SIZE 0x1fff
#define ITEM_FIRST 0x2000 /* the first piece of a tag; the others have a number of 2 bytes behind the key */
#define READ_BYTES ((size_t)1 << 20)

static uint32_t number16(const unsigned char *p)
{
    return (uint32_t)p[0] << 8 | p[1];
}

/* The bytes of the item at AT, 0 when it does not lie in the block B. */
static uint32_t item_bytes(const unsigned char *b, uint32_t at, uint32_t block_size)
{
    bool leaf = b[4] == 0;
    uint32_t head = leaf ? 2 : 4; /* before the length of the key */
    if (at + head + 1 > block_size)
        return 0;
    uint32_t key = b[at + head];
    uint32_t bytes = leaf ? (number16(b + at) & ITEM_SIZE) + 3 : head + 1 + key + 2;
    uint32_t least = leaf ? head + 1 + key + (number16(b + at) & ITEM_FIRST ? 0 : 2) : bytes;
    return least <= bytes && at + bytes <= block_size ? bytes : 0;
}

/* What libxapian relies on where it moves items about in B. */
static bool block_fits(const unsigned char *b, uint32_t block_size)
{
    static const unsigned char unwritten[DIR_START];
    uint32_t gap = number16(b + 5), free_bytes = number16(b + 7), dir_end = number16(b + 9), used = 0;
    if (b[4] == LEVEL_FREE_LIST || memcmp(b, unwritten, sizeof unwritten) == 0)
        return true;
    if (b[4] >= LEVELS || dir_end < DIR_START || dir_end > block_size || (dir_end - DIR_START) % 2)
        return false;
    for (uint32_t c = DIR_START; c < dir_end; c += 2) {
        uint32_t at = number16(b + c), bytes = at >= dir_end + gap ? item_bytes(b, at, block_size) : 0;
        used += bytes;
        if (bytes == 0)
            return false;
    }
    return used + free_bytes + dir_end == block_size;
}

static bool blocks_fit(int fd, uint64_t size, uint32_t block_size, unsigned char *buffer)
{
    for (uint64_t at = 0; at + block_size <= size;) {
        ssize_t n = pread(fd, buffer, READ_BYTES, (off_t)at);
        if (n < (ssize_t)block_size)
            return n >= 0; /* somebody else may shorten it; reading errors are libxapian's to report */
        for (size_t i = 0; i + block_size <= (size_t)n; i += block_size, at += block_size)
            if (!block_fits(buffer + i, block_size))
                return false;
    }
    return true;
}

static enum dl_status damaged(const char *path, struct dl_error *err)
{
    return dl_fail(err, DL_CORRUPT, "%s is damaged: index again with --rebuild", path);
}

/* Open PATH for reading, *FD -1 when it does not exist.  A writer follows no link. */
static enum dl_status open_file(const struct glass *g, const char *path, int *fd, struct stat *st, struct dl_error *err)
{
    *fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | (g->writing ? O_NOFOLLOW : 0));
    if (*fd < 0 && (errno == ENOENT || errno == ENOTDIR))
        return DL_OK;
    if (*fd < 0 && errno == ELOOP && g->writing)
        return dl_fail(err, DL_CORRUPT, "%s is a link: nothing is written through it", path);
    if (*fd < 0)
        return dl_fail_errno(err, errno, path, "cannot open");
    if (fstat(*fd, st) == 0 && S_ISREG(st->st_mode))
        return DL_OK;
    close(*fd);
    *fd = -1;
    return dl_fail(err, DL_CORRUPT, "%s is not a regular file", path);
}

/* All tables stay open until all are checked: libxapian holds as many descriptors. */
static enum dl_status check_table(struct glass *g, size_t i, struct dl_error *err)
{
    struct dl_buf path = { 0 };
    struct stat st = { 0 };
    int fd = -1;
    enum dl_status status =
        dl_path_join(&path, g->path, table_names[i]) ? open_file(g, path.data, &fd, &st, err) : dl_fail_memory(err);
    if (fd >= 0)
        g->fds[g->open_count++] = fd;
    if (!status && fd < 0 && !g->tables[i].empty)
        status = dl_fail(err, DL_CORRUPT, "%s is missing: index again with --rebuild", path.data);
    if (!status && g->tables[i].block_size && !table_fits(&g->tables[i], (uint64_t)st.st_size))
        status = damaged(path.data, err);
    if (!status && g->buffer && fd >= 0 && g->tables[i].block_size &&
        !blocks_fit(fd, (uint64_t)st.st_size, (uint32_t)g->tables[i].block_size, g->buffer))
        status = damaged(path.data, err);
    dl_buf_free(&path);
    return status;
}

/* Files that a writer makes or truncates by their name. */
static enum dl_status check_written(const struct glass *g, struct dl_error *err)
{
    static const char *const names[] = { "flintlock", "v.tmp" };
    struct dl_buf path = { 0 };
    enum dl_status status = DL_OK;
    for (size_t i = 0; i < sizeof names / sizeof *names && !status; i++) {
        struct stat st;
        if (!dl_path_join(&path, g->path, names[i]))
            status = dl_fail_memory(err);
        else if (lstat(path.data, &st) == 0 && !S_ISREG(st.st_mode))
            status = dl_fail(err, DL_CORRUPT, "%s is not a regular file", path.data);
    }
    dl_buf_free(&path);
    return status;
}

static enum dl_status read_bytes(int fd, const char *path, char *text, size_t *length, struct dl_error *err)
{
    ssize_t n = pread(fd, text, HEAD_MAX, 0);
    *length = n > 0 ? (size_t)n : 0;
    return n < 0 ? dl_fail_errno(err, errno, path, "cannot read") : DL_OK;
}

static enum dl_status check_database(struct glass *g, const char *head_path, struct dl_error *err)
{
    char text[HEAD_MAX];
    size_t length = 0;
    struct stat st = { 0 };
    int fd = -1;
    enum dl_status status = open_file(g, head_path, &fd, &st, err);
    if (!status && fd < 0)
        return dl_fail(err, DL_NOT_FOUND, "%s: there is no Xapian database", g->path);
    if (!status)
        status = read_bytes(fd, head_path, text, &length, err);
    if (fd >= 0)
        close(fd);
    if (!status && !read_head(g, (struct dl_str){ text, length }))
        status = damaged(head_path, err);
    for (size_t i = 0; i < TABLES && !status; i++) {
        if (!g->single)
            status = check_table(g, i, err);
        else if (g->tables[i].block_size && !table_fits(&g->tables[i], (uint64_t)st.st_size))
            status = damaged(head_path, err);
    }
    return status;
}

enum dl_status dl_xglass_check(const char *path, bool writing, struct dl_error *err)
{
    struct glass g = { .path = path, .writing = writing };
    struct dl_buf head = { 0 };
    struct stat st;
    g.single = stat(path, &st) == 0 && S_ISREG(st.st_mode);
    if (writing && !(g.buffer = malloc(READ_BYTES)))
        return dl_fail_memory(err);
    enum dl_status status = g.single || dl_path_join(&head, path, "iamglass") ? DL_OK : dl_fail_memory(err);
    if (!status)
        status = check_database(&g, g.single ? path : head.data, err);
    if (!status && writing)
        status = check_written(&g, err);
    while (g.open_count)
        close(g.fds[--g.open_count]);
    free(g.buffer);
    dl_buf_free(&head);
    return status;
}
