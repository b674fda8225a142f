/* positions.c - do the words of a phrase follow each other, or stand near each other, in the current document?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdlib.h>

#include "lib/engine/eval.h"

#define MANY 32 /* terms checked without memory of their own */

struct list {
    const uint32_t *v; /* rising positions */
    uint32_t count, at;
    uint32_t offset;
};

/* Decode the positions of each term, once for a term that occurs twice.  False when a list is damaged or empty. */
static bool load(const struct dl_position_check *c, struct list *lists)
{
    for (size_t i = 0; i < c->count; i++) {
        struct dl_posting_cursor *cursor = c->terms[i]->cursor;
        lists[i] = (struct list){ .offset = c->offsets ? c->offsets[i] : 0 };
        size_t j = 0;
        while (j < i && c->terms[j] != c->terms[i])
            j++;
        if (j < i) {
            lists[i].v = lists[j].v;
            lists[i].count = lists[j].count;
        } else if (!dl_posting_positions(cursor, &lists[i].v, &lists[i].count) || lists[i].count == 0)
            return false;
    }
    return true;
}

/* Move L to its first position >= TARGET; false at its end. */
static bool seek(struct list *l, uint64_t target)
{
    uint32_t step = 1, low = l->at;
    if (low < l->count && l->v[low] >= target)
        return true;
    while (low + step < l->count && l->v[low + step] < target) {
        low += step;
        step *= 2;
    }
    uint32_t high = low + step < l->count ? low + step : l->count;
    while (low < high) { /* v[low-1] < target <= v[high] */
        uint32_t mid = low + (high - low) / 2;
        if (l->v[mid] < target)
            low = mid + 1;
        else
            high = mid;
    }
    l->at = low;
    return low < l->count;
}

/* Is there a p with p + offset[i] in list i, for all i?  The shortest list leads. */
static bool phrase(struct list *lists, size_t count)
{
    size_t lead = 0;
    for (size_t i = 1; i < count; i++)
        if (lists[i].count < lists[lead].count)
            lead = i;
    struct list *l = &lists[lead];
    for (uint64_t p; l->at < l->count; l->at++) {
        if (l->v[l->at] < l->offset)
            continue;
        p = l->v[l->at] - l->offset;
        size_t i = 0;
        for (; i < count; i++) {
            if (i == lead)
                continue;
            if (!seek(&lists[i], p + lists[i].offset))
                return false;
            if (lists[i].v[lists[i].at] != p + lists[i].offset)
                break;
        }
        if (i == count)
            return true;
    }
    return false;
}

/* Is there a choice of different positions, one of each list, with last - first < window?  Always move the list that
 * stands first; of two that stand at one place (one term asked for twice, or two terms of one word) one moves on. */
static bool near(struct list *lists, size_t count, uint32_t window)
{
    for (;;) {
        size_t first = 0;
        uint32_t last = lists[0].v[lists[0].at];
        bool same = false;
        for (size_t i = 1; i < count; i++) {
            uint32_t p = lists[i].v[lists[i].at];
            if (p < lists[first].v[lists[first].at])
                first = i;
            if (p > last)
                last = p;
        }
        if (last - lists[first].v[lists[first].at] < window) {
            for (size_t i = 0; i < count && !same; i++) {
                for (size_t j = i + 1; j < count && !same; j++) {
                    if (lists[i].v[lists[i].at] == lists[j].v[lists[j].at]) {
                        same = true;
                        first = j;
                    }
                }
            }
            if (!same)
                return true;
        }
        if (++lists[first].at >= lists[first].count)
            return false;
    }
}

bool dl_positions_match(const struct dl_position_check *c)
{
    struct list few[MANY] = { 0 }, *lists = few;
    if (c->count > MANY && !(lists = malloc(c->count * sizeof *lists)))
        return false;
    bool match = load(c, lists) && (c->offsets ? phrase(lists, c->count) : near(lists, c->count, c->window));
    if (lists != few)
        free(lists);
    return match;
}
