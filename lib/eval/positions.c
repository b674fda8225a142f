/* positions.c - do the words of a phrase follow each other, or stand near each other, in the current document?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <assert.h>
#include <stdlib.h>

#include "lib/eval/eval.h"

#define MANY 32 /* terms checked without memory of their own */

struct list {
    struct dl_posting_cursor *cursor;
    const uint32_t *v; /* rising positions; NULL: not decoded yet */
    uint32_t count, at;
    uint32_t offset;
};

/* Decode the positions of list I, unless another list of the same term has them.  False when they are damaged or none.
 */
static bool load(struct list *lists, size_t count, size_t i)
{
    struct list *l = &lists[i];
    for (size_t j = 0; j < count && !l->v; j++) {
        if (lists[j].cursor == l->cursor && lists[j].v) {
            l->v = lists[j].v;
            l->count = lists[j].count;
        }
    }
    return l->v || (dl_posting_positions(l->cursor, &l->v, &l->count) && l->count > 0);
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

/* Is there a p with p + offset[i] in list i, for all i?  The shortest list leads; a list is decoded when a place has
 * passed all those before it. */
static bool phrase(struct list *lists, size_t count)
{
    struct list *lead = &lists[0];
    if (!load(lists, count, 0))
        return false;
    for (; lead->at < lead->count; lead->at++) {
        if (lead->v[lead->at] < lead->offset)
            continue;
        uint64_t p = lead->v[lead->at] - lead->offset;
        size_t i = 1;
        for (; i < count; i++) {
            struct list *l = &lists[i];
            if ((!l->v && !load(lists, count, i)) || !seek(l, p + l->offset))
                return false;
            if (l->v[l->at] != p + l->offset)
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

/* The lists in the order of their lengths, which are known before any is decoded. */
static void collect_lists(const struct dl_position_check *c, struct list *lists)
{
    for (size_t i = 0; i < c->count; i++) {
        struct list l = { .cursor = c->terms[i]->cursor, .offset = c->offsets ? c->offsets[i] : 0 };
        l.count = dl_posting_tf(l.cursor);
        size_t j = i;
        for (; j > 0 && lists[j - 1].count > l.count; j--)
            lists[j] = lists[j - 1];
        lists[j] = l;
    }
}

/* Most phrases are of two different words. */
static bool pair(struct dl_posting_cursor *x, struct dl_posting_cursor *y, uint32_t x_offset, uint32_t y_offset)
{
    const uint32_t *a, *b;
    uint32_t m, n;
    if (!dl_posting_positions(x, &a, &m) || !dl_posting_positions(y, &b, &n))
        return false;
    for (uint32_t i = 0, j = 0; i < m && j < n;) {
        uint64_t p = (uint64_t)a[i] + y_offset, q = (uint64_t)b[j] + x_offset;
        if (p == q)
            return true;
        i += p < q;
        j += q < p;
    }
    return false;
}

/* Positions rise: the first one tells. */
static bool lead(struct dl_posting_cursor *c, uint32_t window)
{
    const uint32_t *v;
    uint32_t n;
    return dl_posting_positions(c, &v, &n) && n > 0 && v[0] <= window;
}

bool dl_positions_match(const struct dl_position_check *c)
{
    if (c->count == 1 && !c->offsets)
        return lead(c->terms[0]->cursor, c->window);
    if (c->count == 2 && c->offsets && c->terms[0] != c->terms[1])
        return pair(c->terms[0]->cursor, c->terms[1]->cursor, c->offsets[0], c->offsets[1]);
    struct list few[MANY], *lists = few;
    assert(c->count > 0);
    if (c->count > MANY && !(lists = malloc(c->count * sizeof *lists)))
        return false;
    collect_lists(c, lists);
    bool match = true;
    for (size_t i = 0; i < c->count && match && !c->offsets; i++)
        match = load(lists, c->count, i);
    if (match)
        match = c->offsets ? phrase(lists, c->count) : near(lists, c->count, c->window);
    if (lists != few)
        free(lists);
    return match;
}
