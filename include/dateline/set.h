/* set.h - hash tables: a set of 64-bit keys, and a map from hashes to numbers.
 *
 * Open addressing with linear probing (D. Knuth, The Art of Computer Programming, 6.4), at most half full.  The low
 * bits of a key or hash choose its slot: use dl_hash64.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_SET_H
#define DATELINE_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A set of 64-bit keys.  {0} is an empty one. */
struct dl_set {
    uint64_t *slots; /* 0: empty */
    size_t count, cap;
    bool zero; /* 0 is a member */
};
bool dl_set_has(const struct dl_set *s, uint64_t key);
/* Add KEY; *FRESH (may be NULL) tells whether it was none of them.  False: out of memory. */
bool dl_set_add(struct dl_set *s, uint64_t key, bool *fresh);
void dl_set_free(struct dl_set *s); /* leaves {0} */

/* A map from 64-bit hashes to numbers, of which several may have the same hash: the caller compares what they stand
 * for.  {0} is an empty one. */
struct dl_hash_slot {
    uint64_t hash;
    size_t number; /* plus 1; 0: empty */
};
struct dl_hash_map {
    struct dl_hash_slot *slots;
    size_t count, cap;
};
/* Step through the numbers of HASH, STEP from 0 on.  False: there is no other.
 *
 *     for (size_t step = 0, i; dl_hash_map_next(&map, hash, &step, &i);)
 *         if (is_it(&things[i])) ...                                    */
static inline bool dl_hash_map_next(const struct dl_hash_map *m, uint64_t hash, size_t *step, size_t *number)
{
    while (m->cap) {
        const struct dl_hash_slot *s = &m->slots[(hash + (*step)++) & (m->cap - 1)];
        if (s->number == 0)
            break;
        if (s->hash == hash) {
            *number = s->number - 1;
            return true;
        }
    }
    return false;
}
/* Add NUMBER (below SIZE_MAX), also when HASH has others.  False: out of memory. */
bool dl_hash_map_add(struct dl_hash_map *m, uint64_t hash, size_t number);
void dl_hash_map_free(struct dl_hash_map *m); /* leaves {0} */

#endif
