/* vocabulary.c - terms and their numbers.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "vocabulary.h"

#include <stdlib.h>
#include <xxhash.h>

void dl_vocabulary_clear(struct dl_vocabulary *v)
{
    uint64_t seed = v->seed;
    dl_arena_free(&v->bytes);
    free(v->terms);
    free(v->hashes);
    free(v->titled);
    free(v->prints);
    free(v->slots);
    *v = (struct dl_vocabulary){ .seed = seed };
}

size_t dl_vocabulary_memory(const struct dl_vocabulary *v)
{
    return v->bytes.bytes + v->cap * (sizeof *v->terms + sizeof *v->hashes + sizeof *v->titled + sizeof *v->prints) +
           v->slot_count * sizeof *v->slots;
}

static bool grow_array(void *array, size_t count, size_t size)
{
    void **a = array, *p = reallocarray(*a, count, size);
    if (p)
        *a = p;
    return p != NULL;
}

static bool grow_terms(struct dl_vocabulary *v)
{
    uint32_t cap = v->cap ? v->cap + v->cap / 2 : 256;
    if (!grow_array(&v->terms, cap, sizeof *v->terms) || !grow_array(&v->hashes, cap, sizeof *v->hashes) ||
        !grow_array(&v->titled, cap, sizeof *v->titled) || !grow_array(&v->prints, cap, sizeof *v->prints))
        return false;
    v->cap = cap;
    return true;
}

static bool grow_slots(struct dl_vocabulary *v)
{
    uint32_t n = v->slot_count ? v->slot_count * 2 : 512, mask = n - 1;
    uint32_t *slots = calloc(n, sizeof *slots);
    if (!slots)
        return false;
    for (uint32_t t = 0; t < v->count; t++) {
        uint32_t at = v->hashes[t] & mask;
        while (slots[at])
            at = (at + 1) & mask;
        slots[at] = t + 1;
    }
    free(v->slots);
    v->slots = slots;
    v->slot_count = n;
    return true;
}

enum dl_status dl_vocabulary_add(struct dl_vocabulary *v, struct dl_str term, uint32_t *number, struct dl_error *err)
{
    if (v->count >= UINT32_MAX / 4)
        return dl_fail(err, DL_TOO_LARGE, "more than %u different terms", v->count);
    if ((v->count == v->cap && !grow_terms(v)) || (v->count >= v->slot_count / 2 && !grow_slots(v)))
        return dl_fail_memory(err);
    uint32_t hash = (uint32_t)XXH3_64bits_withSeed(term.ptr, term.len, v->seed), mask = v->slot_count - 1;
    uint32_t at = hash & mask;
    for (; v->slots[at]; at = (at + 1) & mask) {
        uint32_t t = v->slots[at] - 1;
        if (v->hashes[t] == hash && dl_str_eq(v->terms[t], term)) {
            *number = t;
            return DL_OK;
        }
    }
    if (!dl_arena_dup(&v->bytes, term, &v->terms[v->count]))
        return dl_fail_memory(err);
    v->hashes[v->count] = hash;
    v->titled[v->count] = DL_NO_TERM;
    v->prints[v->count] = (uint32_t)XXH3_64bits(term.ptr, term.len);
    *number = v->count++;
    v->slots[at] = *number + 1;
    return DL_OK;
}

enum dl_status dl_vocabulary_titled(struct dl_vocabulary *v, uint32_t term, uint32_t *number, struct dl_error *err)
{
    if (v->titled[term] == DL_NO_TERM) {
        char prefixed[DL_TERM_MAX] = "S";
        struct dl_str t = v->terms[term];
        memcpy(prefixed + 1, t.ptr, t.len);
        enum dl_status status = dl_vocabulary_add(v, (struct dl_str){ prefixed, t.len + 1 }, number, err);
        if (status != DL_OK)
            return status;
        v->titled[term] = *number;
    }
    *number = v->titled[term];
    return DL_OK;
}
