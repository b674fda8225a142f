/* hash.h - hashes and checksums (XXH3, through libxxhash).
 *
 * XXH3: Y. Collet, "XXH3", specification at https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md.
 * Not cryptographic: it finds damage and change, not malice.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_HASH_H
#define DATELINE_HASH_H

#include <stddef.h>
#include <stdint.h>

struct dl_hash128 {
    uint64_t low, high;
};

uint64_t dl_hash64(const void *p, size_t n);           /* XXH3, 64 bits, seed 0: checksums and hash tables */
struct dl_hash128 dl_hash128(const void *p, size_t n); /* XXH3, 128 bits, seed 0: content of files */

/* The same 128 bits piece by piece.  The digest may be taken at any point and more may follow. */
struct dl_hasher;
struct dl_hasher *dl_hasher_new(void); /* NULL: out of memory */
void dl_hasher_free(struct dl_hasher *h);
void dl_hasher_reset(struct dl_hasher *h);
void dl_hasher_add(struct dl_hasher *h, const void *p, size_t n);
struct dl_hash128 dl_hasher_digest(const struct dl_hasher *h);

#endif
