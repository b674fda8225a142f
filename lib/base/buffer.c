/* buffer.c - borrowed strings, growing buffers and the cursor that reads them back.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "dateline/buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

int dl_str_cmp(struct dl_str a, struct dl_str b)
{
    size_t n = a.len < b.len ? a.len : b.len;
    int c = n ? memcmp(a.ptr, b.ptr, n) : 0;
    return c ? c : (a.len > b.len) - (a.len < b.len);
}

void dl_buf_free(struct dl_buf *b)
{
    free(b->data);
    *b = (struct dl_buf){ 0 };
}

bool dl_buf_reserve(struct dl_buf *b, size_t more)
{
    if (b->failed)
        return false;
    if (more <= b->cap - b->len)
        return true;
    if (more > SIZE_MAX / 2 - b->len) {
        b->failed = true;
        return false;
    }
    size_t cap = b->cap < 32 ? 64 : b->cap + b->cap / 2;
    if (cap < b->len + more)
        cap = b->len + more;
    char *p = realloc(b->data, cap);
    if (!p) {
        b->failed = true;
        return false;
    }
    b->data = p;
    b->cap = cap;
    return true;
}

void dl_buf_append(struct dl_buf *b, const void *p, size_t n)
{
    if (n == 0 || !dl_buf_reserve(b, n))
        return;
    memcpy(b->data + b->len, p, n);
    b->len += n;
}

void dl_buf_str(struct dl_buf *b, struct dl_str s)
{
    dl_buf_append(b, s.ptr, s.len);
}
void dl_buf_puts(struct dl_buf *b, const char *s)
{
    dl_buf_append(b, s, strlen(s));
}
void dl_buf_byte(struct dl_buf *b, unsigned char c)
{
    dl_buf_append(b, &c, 1);
}

void dl_buf_printf(struct dl_buf *b, const char *fmt, ...)
{
    va_list ap, again;
    va_start(ap, fmt);
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    if (n < 0)
        b->failed = true;
    else if (dl_buf_reserve(b, (size_t)n + 1)) {
        vsnprintf(b->data + b->len, (size_t)n + 1, fmt, again);
        b->len += (size_t)n;
    }
    va_end(again);
}

void dl_buf_u32(struct dl_buf *b, uint32_t v)
{
    unsigned char p[4];
    for (int i = 0; i < 4; i++)
        p[i] = (unsigned char)(v >> (8 * i));
    dl_buf_append(b, p, sizeof p);
}

void dl_buf_u64(struct dl_buf *b, uint64_t v)
{
    dl_buf_u32(b, (uint32_t)v);
    dl_buf_u32(b, (uint32_t)(v >> 32));
}

void dl_buf_varint(struct dl_buf *b, uint64_t v)
{
    unsigned char p[10];
    size_t n = 0;
    while (v >= 0x80) {
        p[n++] = (unsigned char)(v | 0x80);
        v >>= 7;
    }
    p[n++] = (unsigned char)v;
    dl_buf_append(b, p, n);
}

const char *dl_buf_cstr(struct dl_buf *b)
{
    if (!dl_buf_reserve(b, 1))
        return "";
    b->data[b->len] = '\0';
    return b->data;
}

enum dl_status dl_buf_status(const struct dl_buf *b, struct dl_error *err)
{
    return b->failed ? dl_fail_memory(err) : DL_OK;
}

bool dl_read_u32(struct dl_cursor *c, uint32_t *v)
{
    if (c->end - c->p < 4)
        return false;
    *v = (uint32_t)c->p[0] | (uint32_t)c->p[1] << 8 | (uint32_t)c->p[2] << 16 | (uint32_t)c->p[3] << 24;
    c->p += 4;
    return true;
}

bool dl_read_u64(struct dl_cursor *c, uint64_t *v)
{
    uint32_t low, high;
    if (c->end - c->p < 8 || !dl_read_u32(c, &low) || !dl_read_u32(c, &high))
        return false;
    *v = (uint64_t)high << 32 | low;
    return true;
}

bool dl_read_varint(struct dl_cursor *c, uint64_t *v)
{
    uint64_t r = 0;
    const unsigned char *p = c->p;
    for (unsigned shift = 0; shift < 64 && p < c->end; shift += 7) {
        unsigned char b = *p++;
        if (shift == 63 && b > 1)
            return false; /* past 64 bits */
        r |= (uint64_t)(b & 0x7f) << shift;
        if (!(b & 0x80)) {
            *v = r;
            c->p = p;
            return true;
        }
    }
    return false;
}

bool dl_read_bytes(struct dl_cursor *c, size_t n, struct dl_str *s)
{
    if ((size_t)(c->end - c->p) < n)
        return false;
    s->ptr = (const char *)c->p;
    s->len = n;
    c->p += n;
    return true;
}
