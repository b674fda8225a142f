/* wordcache.h - a raw word -> the terms it gives, remembered.
 *
 * Words are looked up as they stand in the text, but for the case of ASCII letters; folding and stemming happen once
 * for each.  Words of up to 16 bytes, almost all, are found with two integer comparisons; longer ones apart.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_TEXT_WORDCACHE_H
#define DATELINE_TEXT_WORDCACHE_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "dateline/asciiword.h"
#include "dateline/buffer.h"

#define DL_LONG_WORD 256 /* bytes: longer ones are not remembered */

/* A cache that holds so many words forgets them all and begins anew: a text of ever new words must not take memory
 * without end.  The words of a language that recur are fewer, and are back after a few articles. */
#define DL_SHORT_WORDS_MAX ((size_t)1 << 18) /* 16 MB */
#define DL_LONG_WORDS_MAX ((size_t)1 << 16)  /* 5 MB, and at most 16 MB for the words */

struct dl_word_terms {
    uint32_t exact, base, part; /* numbers in the vocabulary (part: DL_FORM_PART), or one of: */
};
#define DL_TERM_NONE UINT32_MAX          /* no such form */
#define DL_TERM_SPLIT (UINT32_MAX - 1)   /* (exact) several words: look at the parts */
#define DL_TERM_UNKNOWN (UINT32_MAX - 2) /* (exact) not worked out yet: the caller does and stores it */

struct dl_short_entry {
    struct dl_short_word key; /* low 0 = free */
    struct dl_word_terms terms;
};
struct dl_long_entry {
    const char *key; /* NULL = free */
    uint32_t len, hash;
    struct dl_word_terms terms;
};

struct dl_word_cache { /* {0} with seeds is an empty one */
    struct dl_short_entry *shorts;
    size_t short_count, short_cap; /* cap: 0 or a power of two */
    struct dl_long_entry *longs;
    size_t long_count, long_cap;
    struct dl_arena keys;
    uint64_t seed[2]; /* so that nobody can write an article whose words all meet in one slot */
};

void dl_word_cache_clear(struct dl_word_cache *c); /* frees all; the seeds stay */
size_t dl_word_cache_memory(const struct dl_word_cache *c);

/* The terms of a word of 17 to DL_LONG_WORD bytes, its ASCII letters in lower case.  NULL: out of memory.  Valid until
 * the next call. */
struct dl_word_terms *dl_word_cache_long(struct dl_word_cache *c, struct dl_str word);

/* The entry of a short word, a new one if it is not there.  NULL: out of memory. */
struct dl_word_terms *dl_word_cache_add_short(struct dl_word_cache *c, struct dl_short_word key);

static inline size_t dl_short_word_hash(const struct dl_word_cache *c, struct dl_short_word w)
{
    /* Multiply and fold, as in wyhash (Wang Yi, https://github.com/wangyi-fudan/wyhash, public domain). */
    __extension__ typedef unsigned __int128 wide;
    wide m = (wide)(w.low ^ c->seed[0]) * (w.high ^ c->seed[1]);
    return (size_t)((uint64_t)m ^ (uint64_t)(m >> 64));
}

/* Where a word with this HASH is looked for comes into the cache of the processor meanwhile. */
static inline void dl_word_cache_prefetch(const struct dl_word_cache *c, size_t hash)
{
    if (c->short_cap)
        __builtin_prefetch(&c->shorts[hash & (c->short_cap - 1)]);
}

/* HASH: dl_short_word_hash of W.  NULL: not there. */
static inline struct dl_word_terms *dl_word_cache_short(const struct dl_word_cache *c, struct dl_short_word w,
                                                        size_t hash)
{
    size_t mask = c->short_cap - 1;
    for (size_t at = hash & mask; c->short_cap && c->shorts[at].key.low; at = (at + 1) & mask)
        if (c->shorts[at].key.low == w.low && c->shorts[at].key.high == w.high)
            return &c->shorts[at].terms;
    return NULL;
}

#endif
