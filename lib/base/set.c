/* set.c - hash tables.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "dateline/set.h"

#include <stdlib.h>

#define FIRST 64 /* slots; a power of two */

/* The number of slots for one more than COUNT members; 0: CAP is enough. */
static size_t larger(size_t count, size_t cap)
{
    return count < cap / 2 ? 0 : cap ? 2 * cap : FIRST;
}

static uint64_t *slot_of(uint64_t *slots, size_t cap, uint64_t key)
{
    size_t i = key & (cap - 1);
    while (slots[i] && slots[i] != key)
        i = (i + 1) & (cap - 1);
    return &slots[i];
}

bool dl_set_has(const struct dl_set *s, uint64_t key)
{
    return key == 0 ? s->zero : s->cap && *slot_of(s->slots, s->cap, key) == key;
}

static bool grow_set(struct dl_set *s, size_t cap)
{
    uint64_t *slots = calloc(cap, sizeof *slots);
    if (!slots)
        return false;
    for (size_t i = 0; i < s->cap; i++)
        if (s->slots[i])
            *slot_of(slots, cap, s->slots[i]) = s->slots[i];
    free(s->slots);
    s->slots = slots;
    s->cap = cap;
    return true;
}

bool dl_set_add(struct dl_set *s, uint64_t key, bool *fresh)
{
    size_t cap = larger(s->count, s->cap);
    bool had = dl_set_has(s, key);
    if (!had && cap && !grow_set(s, cap))
        return false;
    if (fresh)
        *fresh = !had;
    s->count += !had;
    if (key == 0)
        s->zero = true;
    else
        *slot_of(s->slots, s->cap, key) = key;
    return true;
}

void dl_set_free(struct dl_set *s)
{
    free(s->slots);
    *s = (struct dl_set){ 0 };
}

static void put(struct dl_hash_slot *slots, size_t cap, struct dl_hash_slot slot)
{
    size_t i = slot.hash & (cap - 1);
    while (slots[i].number)
        i = (i + 1) & (cap - 1);
    slots[i] = slot;
}

bool dl_hash_map_add(struct dl_hash_map *m, uint64_t hash, size_t number)
{
    size_t cap = larger(m->count, m->cap);
    if (cap) {
        struct dl_hash_slot *slots = calloc(cap, sizeof *slots);
        if (!slots)
            return false;
        for (size_t i = 0; i < m->cap; i++)
            if (m->slots[i].number)
                put(slots, cap, m->slots[i]);
        free(m->slots);
        m->slots = slots;
        m->cap = cap;
    }
    put(m->slots, m->cap, (struct dl_hash_slot){ hash, number + 1 });
    m->count++;
    return true;
}

void dl_hash_map_free(struct dl_hash_map *m)
{
    free(m->slots);
    *m = (struct dl_hash_map){ 0 };
}
