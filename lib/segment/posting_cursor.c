/* posting_cursor.c - the cursor over a list of postings.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <assert.h>
#include <stdlib.h>

#include "dateline/grow.h"
#include "dateline/posting.h"
#include "lib/segment/posting_list.h"

static void stop(struct dl_posting_cursor *c)
{
    c->doc = DL_NO_DOC;
    c->at = c->count = 0;
}

static void damaged(struct dl_posting_cursor *c)
{
    c->corrupt = true;
    stop(c);
}

static void open_single(struct dl_posting_cursor *c)
{
    c->blocks = 1;
    c->count = 1;
    c->docs[0] = c->doc = c->info.doc;
    c->tfs[0] = c->info.tf;
    c->tf_ready = true;
}

/* Whether the bytes of LISTS from P to END are what was written. */
static inline bool sound(const struct dl_segment *s, const unsigned char *p, const unsigned char *end)
{
    return dl_segment_pages(s, DL_SEC_LISTS, (uint64_t)(p - (const unsigned char *)s->sections[DL_SEC_LISTS].ptr),
                            (uint64_t)(end - p));
}

void dl_posting_open(struct dl_posting_cursor *c, const struct dl_segment *s, const struct dl_term_info *info)
{
    memset(c, 0, offsetof(struct dl_posting_cursor, docs));
    c->segment = s;
    c->info = *info;
    c->doc = DL_NO_DOC;
    if (info->docs <= 1) {
        if (info->docs)
            open_single(c);
        return;
    }
    struct dl_posting_list l;
    if (!dl_posting_list_open(info->postings, info->docs, &l)) {
        damaged(c);
        return;
    }
    if (l.last && !sound(s, (const unsigned char *)l.last, l.data)) {
        damaged(c);
        return;
    }
    c->blocks = l.blocks;
    c->last = l.last;
    c->offsets = l.offsets;
    c->positions = l.positions;
    c->bounds = l.bounds;
    c->data = l.data;
    c->end = l.end;
    dl_posting_load(c, 0);
}

void dl_posting_load(struct dl_posting_cursor *c, uint32_t block)
{
    if (block >= c->blocks || c->corrupt) {
        stop(c);
        return;
    }
    uint32_t n = block + 1 < c->blocks ? DL_BLOCK : c->info.docs - block * DL_BLOCK;
    uint32_t before = block && c->last ? c->last[block - 1] : UINT32_MAX; /* no table: one block */
    const unsigned char *p = c->data, *end = c->end;
    if (c->last) {
        uint64_t size = (uint64_t)(end - p), from = c->offsets[block];
        uint64_t to = block + 1 < c->blocks ? c->offsets[block + 1] : size;
        if (from > to || to > size) {
            damaged(c);
            return;
        }
        end = p + to;
        p += from;
    }
    if (!sound(c->segment, p, end)) {
        damaged(c);
        return;
    }
    p = dl_chunk_decode_docs(p, c->end, n, before, c->segment->meta->docs, c->docs);
    if (!p || (c->last && c->docs[n - 1] != c->last[block])) {
        damaged(c);
        return;
    }
    c->tf_at = p;
    c->tf_ready = false;
    c->block = block;
    if (c->shallow < block)
        c->shallow = block;
    c->count = n;
    c->at = 0;
    c->doc = c->docs[0];
}

void dl_posting_load_tfs(struct dl_posting_cursor *c)
{
    c->tf_ready = true;
    if (c->count == 0)
        return;
    if (!dl_chunk_decode(c->tf_at, c->end, c->count, c->tfs)) {
        memset(c->tfs, 0, sizeof c->tfs);
        c->corrupt = true; /* seen by whoever ends the search; the documents themselves are sound */
        return;
    }
    for (uint32_t i = 0; i < DL_BLOCK; i++) /* all, so that the compiler makes vectors of it */
        c->tfs[i]++;
}

/* The first block from FROM on whose last document is >= TARGET, by doubling steps; `blocks` when there is none. */
static uint32_t find_block(const struct dl_posting_cursor *c, uint32_t from, uint32_t target)
{
    uint32_t low = from, step = 1;
    if (low >= c->blocks || c->last[low] >= target)
        return low;
    while (c->blocks - low > step && c->last[low + step] < target) {
        low += step;
        step *= 2;
    }
    uint32_t high = c->blocks - low > step ? low + step : c->blocks;
    low++;
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (c->last[mid] < target)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

/* C stands before TARGET, which the decoded block is known to reach. */
static uint32_t advance_inside(struct dl_posting_cursor *c, uint32_t target)
{
    const uint32_t *v = c->docs + c->at;
    uint32_t n = c->count - c->at;
    while (n > 1) { /* v[0] < target somewhere at or behind: halve without a branch to guess */
        uint32_t half = n / 2;
        v += v[half - 1] < target ? half : 0;
        n -= half;
    }
    c->at = (uint32_t)(v - c->docs);
    return c->doc = *v;
}

uint32_t dl_posting_advance_far(struct dl_posting_cursor *c, uint32_t target)
{
    if (c->doc == DL_NO_DOC)
        return DL_NO_DOC;
    if (target > c->docs[c->count - 1]) {
        if (!c->last) {
            stop(c);
            return DL_NO_DOC;
        }
        uint32_t from = c->shallow > c->block && c->last[c->shallow - 1] < target ? c->shallow : c->block + 1;
        dl_posting_load(c, find_block(c, from, target));
        if (c->doc >= target) /* also at the end */
            return c->doc;
        if (c->docs[c->count - 1] < target) {
            damaged(c);
            return DL_NO_DOC;
        }
    }
    return advance_inside(c, target);
}

bool dl_posting_shallow(struct dl_posting_cursor *c, uint32_t target, uint32_t *last)
{
    if (c->doc == DL_NO_DOC)
        return false;
    if (!c->last) {
        *last = c->docs[c->count - 1];
        return target <= *last;
    }
    uint32_t b = find_block(c, c->shallow, target);
    if (b >= c->blocks)
        return false;
    c->shallow = b;
    *last = c->last[b];
    return true;
}

/* ---- positions --------------------------------------------------------------------------------------------------- */

struct dl_position_cache {
    uint32_t block;             /* that all of this is for; UINT32_MAX: none */
    uint32_t at;                /* a document of the block */
    uint64_t before;            /* occurrences in the documents before it */
    uint64_t total;             /* occurrences in all documents of the block */
    const unsigned char *start; /* of the block's positions */
    const unsigned char *here;  /* of chunk number `chunk` */
    uint64_t chunk;
    unsigned asked;  /* how often for values of this chunk */
    uint32_t *out;   /* the result */
    uint32_t out_at; /* the document of the block that it is for; UINT32_MAX: none */
    size_t cap;
    uint32_t values[DL_BLOCK]; /* of this chunk, once it was asked for more than OFTEN times */
};

#define OFTEN 2 /* unpacking a whole chunk costs about as much as two documents' values */

void dl_posting_close(struct dl_posting_cursor *c)
{
    if (c->cache)
        free(c->cache->out);
    free(c->cache);
    c->cache = NULL;
}

/* A hostile sum may wrap: decode_positions() does not rely on it. */
static uint32_t sum_of(const uint32_t *v, uint32_t n)
{
    uint32_t sum = 0;
    if (n == DL_BLOCK)
        for (uint32_t i = 0; i < DL_BLOCK; i++) /* a constant, so that the compiler makes vectors of it */
            sum += v[i];
    else
        for (uint32_t i = 0; i < n; i++)
            sum += v[i];
    return sum;
}

static bool start_block(struct dl_posting_cursor *c, struct dl_position_cache *cache)
{
    const unsigned char *first = (const unsigned char *)c->info.positions.ptr;
    uint64_t offset = c->last ? c->positions[c->block] : 0, end = c->info.positions.len;
    if (c->last && c->block + 1 < c->blocks)
        end = c->positions[c->block + 1];
    dl_posting_tf(c);
    if (c->corrupt || offset > end || end > c->info.positions.len || !sound(c->segment, first + offset, first + end))
        return false;
    cache->total = sum_of(c->tfs, c->count);
    cache->at = 0;
    cache->before = 0;
    cache->out_at = UINT32_MAX;
    cache->start = cache->here = (const unsigned char *)c->info.positions.ptr + offset;
    cache->chunk = 0;
    cache->asked = 0;
    cache->block = c->block;
    return true;
}

static unsigned chunk_size(const struct dl_position_cache *cache)
{
    uint64_t left = cache->total - cache->chunk * DL_BLOCK;
    return left < DL_BLOCK ? (unsigned)left : DL_BLOCK;
}

/* Move to chunk number WANTED, seldom backwards. */
static bool find_chunk(struct dl_position_cache *cache, const unsigned char *end, uint64_t wanted)
{
    if (wanted == cache->chunk)
        return true;
    cache->asked = 0;
    if (wanted < cache->chunk) {
        cache->chunk = 0;
        cache->here = cache->start;
    }
    for (; cache->chunk < wanted; cache->chunk++)
        if (!(cache->here = dl_chunk_skip(cache->here, end, DL_BLOCK))) {
            cache->block = UINT32_MAX;
            return false;
        }
    return true;
}

/* Values FROM .. FROM+COUNT-1 of the chunk of N found last. */
static bool read_values(struct dl_position_cache *cache, const unsigned char *end, unsigned n, unsigned from,
                        unsigned count, uint32_t *out)
{
    if (cache->asked < OFTEN) {
        cache->asked++;
        return dl_chunk_decode_part(cache->here, end, n, from, count, out);
    }
    if (cache->asked == OFTEN) {
        if (!dl_chunk_decode(cache->here, end, n, cache->values))
            return false;
        cache->asked++;
    }
    for (unsigned i = 0; i < count; i++) /* mostly one or two */
        out[i] = cache->values[from + i];
    return true;
}

static bool decode_positions(struct dl_posting_cursor *c, struct dl_position_cache *cache)
{
    const unsigned char *list_end = (const unsigned char *)c->info.positions.ptr + c->info.positions.len;
    cache->out_at = UINT32_MAX;
    if (c->at < cache->at) {
        cache->at = 0;
        cache->before = 0;
    }
    for (; cache->at < c->at; cache->at++)
        cache->before += c->tfs[cache->at];
    uint64_t at = cache->before, end = at + c->tfs[c->at], position = 0;
    /* One byte holds 128 occurrences at the very least: more than the bytes can hold is a lie, found before memory is
     * taken. */
    if ((end + DL_BLOCK - 1) / DL_BLOCK > c->info.positions.len || !DL_GROW(cache->out, cache->cap, (size_t)(end - at)))
        return false;
    assert(cache->out);
    for (uint32_t *out = cache->out; at < end;) {
        if (!find_chunk(cache, list_end, at / DL_BLOCK))
            return false;
        unsigned n = chunk_size(cache), from = (unsigned)(at % DL_BLOCK);
        if (from >= n)
            return false;
        unsigned count = end - at < n - from ? (unsigned)(end - at) : n - from;
        if (!read_values(cache, list_end, n, from, count, out))
            return false;
        for (unsigned i = 0; i < count; i++) {
            position += out[i];
            out[i] = (uint32_t)position;
        }
        if (position > UINT32_MAX) /* a chunk adds less than 2^39 */
            return false;
        out += count;
        at += count;
    }
    return true;
}

bool dl_posting_positions(struct dl_posting_cursor *c, const uint32_t **positions, uint32_t *count)
{
    if (c->doc == DL_NO_DOC)
        return false;
    if (c->info.docs == 1 && c->info.tf == 1) {
        *positions = &c->info.position;
        *count = 1;
        return true;
    }
    struct dl_position_cache *cache = c->cache;
    if (!cache) {
        cache = c->cache = malloc(sizeof *cache);
        if (!cache)
            return false;
        *cache = (struct dl_position_cache){ .block = UINT32_MAX };
    }
    if ((cache->block != c->block && !start_block(c, cache)) ||
        (cache->out_at != c->at && !decode_positions(c, cache))) {
        c->corrupt = true;
        return false;
    }
    cache->out_at = c->at;
    *positions = cache->out;
    *count = c->tfs[c->at];
    return true;
}
