/* arena.c - many small allocations, one free.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdlib.h>

#include "dateline/buffer.h"

#define CHUNK ((size_t)64 * 1024)

struct dl_arena_chunk {
    struct dl_arena_chunk *next;
    size_t used, size;
    _Alignas(16) unsigned char data[];
};

void *dl_arena_alloc(struct dl_arena *a, size_t n)
{
    if (n > SIZE_MAX / 2)
        return NULL;
    n = (n + 7) & ~(size_t)7;
    struct dl_arena_chunk *c = a->head;
    if (!c || n > c->size - c->used) {
        size_t size = n > CHUNK / 4 ? n : CHUNK;
        struct dl_arena_chunk *fresh = malloc(sizeof *fresh + size);
        if (!fresh)
            return NULL;
        fresh->used = 0;
        fresh->size = size;
        a->bytes += sizeof *fresh + size;
        if (c && size == n && n > CHUNK / 4) { /* a large one must not hide the free rest of the current chunk */
            fresh->next = c->next;
            c->next = fresh;
        } else {
            fresh->next = c;
            a->head = fresh;
        }
        c = fresh;
    }
    void *p = c->data + c->used;
    c->used += n;
    return p;
}

bool dl_arena_dup(struct dl_arena *a, struct dl_str s, struct dl_str *copy)
{
    char *p = dl_arena_alloc(a, s.len + 1);
    if (!p)
        return false;
    if (s.len)
        memcpy(p, s.ptr, s.len);
    p[s.len] = '\0';
    copy->ptr = p;
    copy->len = s.len;
    return true;
}

void dl_arena_free(struct dl_arena *a)
{
    for (struct dl_arena_chunk *c = a->head, *next; c; c = next) {
        next = c->next;
        free(c);
    }
    *a = (struct dl_arena){ 0 };
}
