/* hash.c - XXH3 through libxxhash.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "dateline/hash.h"

#include <xxhash.h>

uint64_t dl_hash64(const void *p, size_t n)
{
    return XXH3_64bits(p, n);
}

struct dl_hash128 dl_hash128(const void *p, size_t n)
{
    XXH128_hash_t h = XXH3_128bits(p, n);
    return (struct dl_hash128){ h.low64, h.high64 };
}

/* struct dl_hasher is libxxhash's own state under another name: it must come from XXH3_createState to be aligned. */
static XXH3_state_t *state_of(struct dl_hasher *h)
{
    return (XXH3_state_t *)(void *)h;
}

struct dl_hasher *dl_hasher_new(void)
{
    XXH3_state_t *s = XXH3_createState();
    if (s)
        XXH3_128bits_reset(s);
    return (struct dl_hasher *)(void *)s;
}

void dl_hasher_free(struct dl_hasher *h)
{
    XXH3_freeState(state_of(h));
}

void dl_hasher_reset(struct dl_hasher *h)
{
    XXH3_128bits_reset(state_of(h));
}

void dl_hasher_add(struct dl_hasher *h, const void *p, size_t n)
{
    if (n)
        XXH3_128bits_update(state_of(h), p, n);
}

struct dl_hash128 dl_hasher_digest(const struct dl_hasher *h)
{
    XXH128_hash_t r = XXH3_128bits_digest((const XXH3_state_t *)(const void *)h);
    return (struct dl_hash128){ r.low64, r.high64 };
}
