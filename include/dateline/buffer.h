/* buffer.h - borrowed strings, growing buffers and arenas.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_BUFFER_H
#define DATELINE_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "dateline/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Bytes that somebody else owns; not NUL-terminated, may hold NUL.  {NULL, 0} is the empty string. */
struct dl_str {
    const char *ptr;
    size_t len;
};

#define DL_STR(literal) ((struct dl_str){ "" literal, sizeof(literal) - 1 })

static inline struct dl_str dl_str_of(const char *s) /* S is NUL-terminated, or NULL for "" */
{
    struct dl_str r = { s, s ? strlen(s) : 0 };
    return r;
}

/* S without blanks and controls of ASCII at either end. */
static inline struct dl_str dl_str_trim(struct dl_str s)
{
    while (s.len && (unsigned char)s.ptr[0] <= ' ')
        s.ptr++, s.len--;
    while (s.len && (unsigned char)s.ptr[s.len - 1] <= ' ')
        s.len--;
    return s;
}

static inline bool dl_str_eq(struct dl_str a, struct dl_str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static inline bool dl_str_begins(struct dl_str s, struct dl_str start)
{
    return s.len >= start.len && (start.len == 0 || memcmp(s.ptr, start.ptr, start.len) == 0);
}

/* What *REST has before the next SEPARATOR, or all of it; *REST is what follows. */
static inline struct dl_str dl_str_cut(struct dl_str *rest, char separator)
{
    const char *end = rest->len ? (const char *)memchr(rest->ptr, separator, rest->len) : NULL;
    struct dl_str piece = { rest->ptr, end ? (size_t)(end - rest->ptr) : rest->len };
    size_t used = piece.len + (end != NULL);
    if (used) {
        rest->ptr += used;
        rest->len -= used;
    }
    return piece;
}

/* Byte order, shorter first on a tie: <0, 0, >0. */
int dl_str_cmp(struct dl_str a, struct dl_str b);

/* A growing buffer.  {0} is an empty one.  When memory runs out, `failed` sticks and further appends do nothing, so
 * that a caller may append many times and look once (dl_buf_status). */
struct dl_buf {
    char *data;
    size_t len, cap;
    bool failed;
};

void dl_buf_free(struct dl_buf *b); /* leaves {0} */
static inline void dl_buf_clear(struct dl_buf *b)
{
    b->len = 0;
    b->failed = false;
}
bool dl_buf_reserve(struct dl_buf *b, size_t more); /* room for MORE bytes; false: out of memory */
void dl_buf_append(struct dl_buf *b, const void *p, size_t n);
void dl_buf_str(struct dl_buf *b, struct dl_str s);
void dl_buf_puts(struct dl_buf *b, const char *s);
void dl_buf_byte(struct dl_buf *b, unsigned char c);
void dl_buf_printf(struct dl_buf *b, const char *fmt, ...) DL_PRINTF(2, 3);
void dl_buf_u32(struct dl_buf *b, uint32_t v); /* little-endian */
void dl_buf_u64(struct dl_buf *b, uint64_t v);
void dl_buf_varint(struct dl_buf *b, uint64_t v); /* LEB128: 7 bits a byte, low first, high bit = more */
const char *dl_buf_cstr(struct dl_buf *b);        /* NUL-terminated view (the NUL is not counted); "" when failed */
enum dl_status dl_buf_status(const struct dl_buf *b, struct dl_error *err);
static inline struct dl_str dl_buf_view(const struct dl_buf *b)
{
    struct dl_str s = { b->data, b->len };
    return s;
}

/* Reading back, with bounds: each returns false at the end of the bytes (or on a malformed varint) and then leaves the
 * cursor where it was. */
struct dl_cursor {
    const unsigned char *p, *end;
};
bool dl_read_u32(struct dl_cursor *c, uint32_t *v);
bool dl_read_u64(struct dl_cursor *c, uint64_t *v);
bool dl_read_varint(struct dl_cursor *c, uint64_t *v);
bool dl_read_bytes(struct dl_cursor *c, size_t n, struct dl_str *s); /* borrowed from the input */

/* An arena: many small allocations, one free.  Not thread-safe. */
struct dl_arena {
    struct dl_arena_chunk *head;
    size_t bytes; /* taken from malloc so far */
};
void *dl_arena_alloc(struct dl_arena *a, size_t n); /* 8-byte aligned, not cleared; NULL: out of memory */
bool dl_arena_dup(struct dl_arena *a, struct dl_str s, struct dl_str *copy); /* copy is NUL-terminated beyond len */
void dl_arena_free(struct dl_arena *a);                                      /* all of it; leaves {0} */

#ifdef __cplusplus
}
#endif
#endif
