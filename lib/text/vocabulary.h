/* vocabulary.h - terms and their numbers.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_TEXT_VOCABULARY_H
#define DATELINE_TEXT_VOCABULARY_H

#include "dateline/text.h"

#define DL_NO_TERM UINT32_MAX

/* {0} with a seed is an empty one. */
struct dl_vocabulary {
    struct dl_arena bytes;
    struct dl_str *terms; /* by number */
    uint32_t *hashes;     /* by number: growing the table need not read the terms again */
    uint32_t *titled;     /* by number: the number of "S" + term, or DL_NO_TERM */
    uint32_t *prints;     /* by number: a hash without the seed, the same in every process */
    uint32_t count, cap;
    uint32_t *slots; /* number + 1, 0 = free; open addressing, a power of two */
    uint32_t slot_count;
    uint64_t seed; /* so that nobody can write an article whose words all meet in one slot */
};

void dl_vocabulary_clear(struct dl_vocabulary *v); /* frees all; the seed stays */
enum dl_status dl_vocabulary_add(struct dl_vocabulary *v, struct dl_str term, uint32_t *number, struct dl_error *err);
/* The number of the title's form of a term. */
enum dl_status dl_vocabulary_titled(struct dl_vocabulary *v, uint32_t term, uint32_t *number, struct dl_error *err);
size_t dl_vocabulary_memory(const struct dl_vocabulary *v);

#endif
