/* word_index.h - the words of a small table by their hash: most words of a text are in none, which one look tells.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_METADATA_WORD_INDEX_H
#define DATELINE_METADATA_WORD_INDEX_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

#include "dateline/buffer.h"

#define WORD_INDEX_SLOTS 2048 /* a power of two */
#define WORD_INDEX_MOST 512   /* words */

struct word_index {                   /* {0} is empty */
    uint16_t slots[WORD_INDEX_SLOTS]; /* number of the word + 1, 0: free; the next slot is tried when it is another */
    const char *words[WORD_INDEX_MOST];
};

/* WORD (lower case, static, not empty) is number NUMBER of its table, below WORD_INDEX_MOST.  A word that is there
 * already keeps its number. */
void word_index_add(struct word_index *x, const char *word, unsigned number);

/* Of the length, the first two bytes and the last two, whatever the case of ASCII letters. */
static inline unsigned word_index_slot(struct dl_str w)
{
    uint16_t head = 0, tail = 0;
    if (w.len >= 2) {
        memcpy(&head, w.ptr, sizeof head);
        memcpy(&tail, w.ptr + w.len - 2, sizeof tail);
    } else if (w.len) {
        head = (unsigned char)w.ptr[0];
    }
    uint32_t ends = (head | (uint32_t)tail << 16 | 0x20202020u) + (uint32_t)w.len * 0x01000193u;
    return (ends * 2654435761u >> 16) % WORD_INDEX_SLOTS; /* D. Knuth's multiplicative hash */
}

static inline bool word_index_same(struct dl_str w, const char *word, bool any_case)
{
    for (size_t i = 0; i < w.len; i++) {
        char c = w.ptr[i];
        if ((any_case && c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c) != word[i])
            return false; /* at the latest where WORD ends: W holds no NUL */
    }
    return word[w.len] == 0;
}

/* The number of W, the letters of ASCII in any case if ANY_CASE; UINT_MAX when it is not there.  W holds no NUL. */
static inline unsigned word_index_find(const struct word_index *x, struct dl_str w, bool any_case)
{
    for (unsigned at = word_index_slot(w); x->slots[at]; at = (at + 1) % WORD_INDEX_SLOTS)
        if (word_index_same(w, x->words[x->slots[at] - 1], any_case))
            return x->slots[at] - 1u;
    return UINT_MAX;
}

#endif
