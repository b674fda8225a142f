/* wordcache.c - a raw word -> the terms it gives, remembered.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "wordcache.h"

#include <stdlib.h>
#include <xxhash.h>

void dl_word_cache_clear(struct dl_word_cache *c)
{
    free(c->shorts);
    free(c->longs);
    dl_arena_free(&c->keys);
    *c = (struct dl_word_cache){ .seed = { c->seed[0], c->seed[1] } };
}

size_t dl_word_cache_memory(const struct dl_word_cache *c)
{
    return c->short_cap * sizeof *c->shorts + c->long_cap * sizeof *c->longs + c->keys.bytes;
}

static struct dl_short_entry *free_short(struct dl_short_entry *entries, size_t cap, size_t hash)
{
    size_t at = hash & (cap - 1);
    while (entries[at].key.low)
        at = (at + 1) & (cap - 1);
    return &entries[at];
}

static bool grow_short(struct dl_word_cache *c)
{
    size_t cap = c->short_cap ? c->short_cap * 2 : 1024;
    struct dl_short_entry *entries = calloc(cap, sizeof *entries);
    if (!entries)
        return false;
    for (size_t i = 0; i < c->short_cap; i++)
        if (c->shorts[i].key.low)
            *free_short(entries, cap, dl_short_word_hash(c, c->shorts[i].key)) = c->shorts[i];
    free(c->shorts);
    c->shorts = entries;
    c->short_cap = cap;
    return true;
}

struct dl_word_terms *dl_word_cache_add_short(struct dl_word_cache *c, struct dl_short_word key)
{
    size_t hash = dl_short_word_hash(c, key);
    struct dl_word_terms *known = dl_word_cache_short(c, key, hash);
    if (known)
        return known;
    if (c->short_count >= DL_SHORT_WORDS_MAX) {
        memset(c->shorts, 0, c->short_cap * sizeof *c->shorts);
        c->short_count = 0;
    }
    if (c->short_count >= c->short_cap / 2 && !grow_short(c))
        return NULL;
    struct dl_short_entry *e = free_short(c->shorts, c->short_cap, hash);
    *e = (struct dl_short_entry){ key, { DL_TERM_UNKNOWN, DL_TERM_NONE, DL_TERM_NONE } };
    c->short_count++;
    return &e->terms;
}

static bool grow_long(struct dl_word_cache *c)
{
    size_t cap = c->long_cap ? c->long_cap * 2 : 256;
    struct dl_long_entry *entries = calloc(cap, sizeof *entries);
    if (!entries)
        return false;
    for (size_t i = 0; i < c->long_cap; i++) {
        if (!c->longs[i].key)
            continue;
        size_t at = c->longs[i].hash & (cap - 1);
        while (entries[at].key)
            at = (at + 1) & (cap - 1);
        entries[at] = c->longs[i];
    }
    free(c->longs);
    c->longs = entries;
    c->long_cap = cap;
    return true;
}

static void forget_long(struct dl_word_cache *c)
{
    memset(c->longs, 0, c->long_cap * sizeof *c->longs);
    c->long_count = 0;
    dl_arena_free(&c->keys);
}

static struct dl_long_entry *find_long(const struct dl_word_cache *c, struct dl_str word, uint32_t hash)
{
    size_t at = hash & (c->long_cap - 1);
    for (; c->longs[at].key; at = (at + 1) & (c->long_cap - 1)) {
        struct dl_long_entry *e = &c->longs[at];
        if (e->hash == hash && e->len == word.len && memcmp(e->key, word.ptr, word.len) == 0)
            break;
    }
    return &c->longs[at];
}

struct dl_word_terms *dl_word_cache_long(struct dl_word_cache *c, struct dl_str word)
{
    if (c->long_count >= c->long_cap / 2 && c->long_count < DL_LONG_WORDS_MAX && !grow_long(c))
        return NULL;
    uint32_t hash = (uint32_t)XXH3_64bits_withSeed(word.ptr, word.len, c->seed[0]);
    struct dl_long_entry *e = find_long(c, word, hash);
    if (e->key)
        return &e->terms;
    if (c->long_count >= DL_LONG_WORDS_MAX) {
        forget_long(c);
        e = find_long(c, word, hash);
    }
    struct dl_str key;
    if (!dl_arena_dup(&c->keys, word, &key))
        return NULL;
    *e = (struct dl_long_entry){ key.ptr, (uint32_t)word.len, hash, { DL_TERM_UNKNOWN, DL_TERM_NONE, DL_TERM_NONE } };
    c->long_count++;
    return &e->terms;
}
