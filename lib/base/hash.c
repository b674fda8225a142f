/* hash.c - XXH3 through libxxhash.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "dateline/hash.h"

#include <xxhash.h>

uint64_t dl_hash64(const void *p, size_t n) { return XXH3_64bits(p, n); }

struct dl_hash128 dl_hash128(const void *p, size_t n)
{
    XXH128_hash_t h = XXH3_128bits(p, n);
    return (struct dl_hash128){ h.low64, h.high64 };
}
