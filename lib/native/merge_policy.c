/* merge_policy.c - tiers of segments by live bytes.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/native/merge_policy.h"

#define TIER_LOWEST ((uint64_t)1 << 20) /* segments up to this size are of one tier */
#define TIER_FACTOR 4                   /* sizes of a tier relative to the one below */
#define TIER_SEGMENTS 8                 /* as many in one tier are merged, with all smaller ones */
#define MAX_TIERS 32
#define MERGE_MAX ((uint64_t)4 << 30) /* live bytes that one commit merges */

static uint64_t live_bytes(const struct dl_manifest_segment *s)
{
    return s->docs ? (uint64_t)((double)s->size * (double)(s->docs - s->deleted) / (double)s->docs) : 0;
}

static int tier_of(uint64_t bytes)
{
    int tier = 0;
    for (uint64_t top = TIER_LOWEST; bytes > top && tier < MAX_TIERS - 1; top *= TIER_FACTOR)
        tier++;
    return tier;
}

/* The highest tier that is full, or -1. */
static int highest_full(const struct dl_manifest_segment *segments, size_t count)
{
    size_t in_tier[MAX_TIERS] = { 0 };
    int highest = -1;
    for (size_t i = 0; i < count; i++)
        in_tier[tier_of(live_bytes(&segments[i]))]++;
    for (int t = 0; t < MAX_TIERS; t++)
        if (in_tier[t] >= TIER_SEGMENTS)
            highest = t;
    return highest;
}

void dl_merge_policy(const struct dl_manifest_segment *segments, size_t count, uint64_t max_docs, bool *merge)
{
    int highest = highest_full(segments, count);
    uint64_t total = 0, docs = 0;
    size_t worth = 0;
    for (size_t i = count; i-- > 0;) { /* newest first: they are the small ones */
        const struct dl_manifest_segment *s = &segments[i];
        uint64_t bytes = live_bytes(s), live = s->docs - s->deleted;
        bool mostly_deleted = s->deleted > s->docs / 2;
        merge[i] =
            (tier_of(bytes) <= highest || mostly_deleted) && total + bytes <= MERGE_MAX && docs + live <= max_docs;
        if (!merge[i])
            continue;
        total += bytes;
        docs += live;
        worth += mostly_deleted ? 2 : 1; /* a mostly deleted one is worth a merge of its own */
    }
    for (size_t i = 0; worth < 2 && i < count; i++)
        merge[i] = false;
}
