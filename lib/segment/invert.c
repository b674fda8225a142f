/* invert.c - one worker's postings in the making: terms by number, each with a growing list of chunks.
 *
 * Nothing here takes a lock: a worker has its own.  Postings of a term are bytes (see dl_run_decode) in chunks that
 * grow with the term, so that a rare term costs little and a common one few links.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdlib.h>
#include <sys/mman.h>

#include "dateline/grow.h"
#include "lib/segment/write_private.h"

#define POOL_BLOCK ((size_t)2 << 20) /* one huge page, where the system has them */
#define SAMPLE_BYTES ((size_t)1 << 16)
#define AHEAD 16 /* slots between the one that is written and the one whose place is fetched into the cache */

/* Payload of a term's first, second, ... chunk; a link to the next follows it. */
static const uint16_t payloads[] = { 16, 24, 48, 96, 192, 384, 768, 1528, 3064, 6136 };
#define LAST_PAYLOAD ((int)(sizeof payloads / sizeof *payloads) - 1)

/* Mapped, not allocated: what a spilled run held must go back to the system at once. */
struct pool_block {
    struct pool_block *next;
    _Alignas(8) unsigned char data[];
};
#define POOL_ROOM (POOL_BLOCK - sizeof(struct pool_block))

/* What every posting needs of its term: half a cache line. */
struct term {
    unsigned char *write;
    uint32_t docs, last_doc;
    uint32_t size, positions; /* bytes and positions so far */
    uint16_t left;            /* bytes in the chunk being written */
    uint8_t chunk;            /* its number, at most LAST_PAYLOAD */
};
_Static_assert(sizeof(struct term) == 32, "two to a cache line");

/* What is asked of it at last. */
struct name {
    const char *bytes;
    unsigned char *head; /* the first chunk */
    uint32_t term;       /* its number */
    uint16_t len;
};

/* A term of the document at hand, with its tokens linked through `next`. */
struct slot {
    uint32_t term, tf, first, last;
};

struct dl_inverter {
    struct term *terms;
    uint32_t *slot_of;  /* of each term, in the last document that has it: apart, as it is asked for with every token */
    size_t term_cap;    /* of both */
    struct name *names; /* of the terms that occur */
    uint32_t name_count;
    size_t name_cap;
    struct pool_block *blocks;
    unsigned char *pool;
    size_t pool_left, pool_bytes;
    struct dl_arena bytes; /* of names */
    struct slot *slots;
    uint32_t *next;
    size_t token_cap;
    struct dl_buf posting;
    uint32_t longest; /* bytes of the term with most */
};

enum dl_status dl_inverter_new(struct dl_inverter **v, struct dl_error *err)
{
    *v = calloc(1, sizeof **v);
    return *v ? DL_OK : dl_fail_memory(err);
}

static void clear(struct dl_inverter *v)
{
    for (struct pool_block *b = v->blocks, *next; b; b = next) {
        next = b->next;
        munmap(b, POOL_BLOCK);
    }
    v->blocks = NULL;
    v->pool = NULL;
    v->pool_left = v->pool_bytes = 0;
    dl_arena_free(&v->bytes);
    free(v->terms);
    free(v->slot_of);
    v->terms = NULL;
    v->slot_of = NULL;
    v->term_cap = 0;
    v->name_count = 0;
    v->longest = 0;
}

void dl_inverter_free(struct dl_inverter *v)
{
    if (!v)
        return;
    clear(v);
    free(v->names);
    free(v->slots);
    free(v->next);
    dl_buf_free(&v->posting);
    free(v);
}

size_t dl_inverter_memory(const struct dl_inverter *v)
{
    return v->pool_bytes - v->pool_left + v->bytes.bytes + v->term_cap * (sizeof *v->terms + sizeof *v->slot_of) +
           v->name_cap * sizeof *v->names;
}

/* ---- adding ----------------------------------------------------------------------------------------------------- */

/* Postings are written all over the pool: with small pages every other write would miss the TLB. */
static struct pool_block *map_block(void)
{
    unsigned char *p = mmap(NULL, 2 * POOL_BLOCK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (p == MAP_FAILED)
        return NULL;
    size_t before = (size_t)(-(uintptr_t)p & (POOL_BLOCK - 1));
    if (before)
        munmap(p, before);
    munmap(p + before + POOL_BLOCK, POOL_BLOCK - before);
    madvise(p + before, POOL_BLOCK, MADV_HUGEPAGE);
    return (struct pool_block *)(void *)(p + before);
}

static unsigned char *pool_take(struct dl_inverter *v, size_t n)
{
    if (n > v->pool_left) {
        struct pool_block *b = map_block();
        if (!b)
            return NULL;
        b->next = v->blocks;
        v->blocks = b;
        v->pool = b->data;
        v->pool_left = POOL_ROOM;
        v->pool_bytes += POOL_ROOM;
    }
    unsigned char *p = v->pool;
    v->pool += n;
    v->pool_left -= n;
    return p;
}

static unsigned char *take_chunk(struct dl_inverter *v, struct term *t, uint8_t number)
{
    unsigned char *chunk = pool_take(v, payloads[number] + sizeof chunk);
    t->write = chunk;
    t->left = payloads[number];
    t->chunk = number;
    return chunk;
}

static bool append(struct dl_inverter *v, struct term *t, const unsigned char *p, size_t n)
{
    t->size += (uint32_t)n;
    while (n > 0) {
        if (t->left == 0) {
            unsigned char *link = t->write,
                          *chunk = take_chunk(v, t, (uint8_t)(t->chunk < LAST_PAYLOAD ? t->chunk + 1 : LAST_PAYLOAD));
            if (!chunk)
                return false;
            memcpy(link, &chunk, sizeof chunk); /* cppcheck-suppress pointerSize */
        }
        size_t part = n < t->left ? n : t->left;
        memcpy(t->write, p, part);
        t->write += part;
        t->left = (uint16_t)(t->left - part);
        p += part;
        n -= part;
    }
    return true;
}

static unsigned char *put_varint(unsigned char *p, uint64_t x)
{
    for (; x >= 0x80; x >>= 7)
        *p++ = (unsigned char)(x | 0x80);
    *p++ = (unsigned char)x;
    return p;
}

/* Room for terms up to NUMBER. */
static bool reach_term(struct dl_inverter *v, uint32_t number)
{
    size_t old = v->term_cap, cap = old + old / 2 + 4096;
    if (cap <= number)
        cap = (size_t)number + 1;
    struct term *terms = aligned_alloc(sizeof *terms, cap * sizeof *terms);
    uint32_t *slot_of = realloc(v->slot_of, cap * sizeof *slot_of);
    if (slot_of)
        v->slot_of = slot_of;
    if (!terms || !slot_of) {
        free(terms);
        return false;
    }
    if (old)
        memcpy(terms, v->terms, old * sizeof *terms);
    memset(terms + old, 0, (cap - old) * sizeof *terms);
    memset(v->slot_of + old, 0, (cap - old) * sizeof *v->slot_of);
    free(v->terms);
    v->terms = terms;
    v->term_cap = cap;
    return true;
}

static bool first_seen(struct dl_inverter *v, struct term *t, uint32_t number, struct dl_str bytes)
{
    char *copy = dl_arena_alloc(&v->bytes, bytes.len);
    if (!copy)
        return false;
    if (!DL_GROW(v->names, v->name_cap, (size_t)v->name_count + 1))
        return false;
    memcpy(copy, bytes.ptr, bytes.len);
    unsigned char *head = take_chunk(v, t, 0);
    if (head)
        v->names[v->name_count++] = (struct name){ copy, head, number, (uint16_t)bytes.len };
    return head != NULL;
}

/* Group the tokens by term: slots in order of first occurrence.  Returns how many, or SIZE_MAX without memory. */
static size_t group_tokens(struct dl_inverter *v, const struct dl_tokens *tokens)
{
    size_t count = 0;
    for (uint32_t i = 0; i < tokens->count; i++) {
        uint32_t number = tokens->v[i].term;
        if (number >= v->term_cap && !reach_term(v, number))
            return SIZE_MAX;
        uint32_t at = v->slot_of[number];
        v->next[i] = UINT32_MAX;
        if (at < count && v->slots[at].term == number) { /* slots of earlier documents do not match */
            struct slot *s = &v->slots[at];
            v->next[s->last] = i;
            s->last = i;
            s->tf++;
        } else {
            v->slot_of[number] = (uint32_t)count;
            __builtin_prefetch(&v->terms[number], 1); /* for its posting, when all tokens are grouped */
            v->slots[count++] = (struct slot){ number, 1, i, i };
        }
    }
    return count;
}

static bool add_posting(struct dl_inverter *v, const struct slot *s, uint32_t doc, const struct dl_tokens *tokens)
{
    struct term *t = &v->terms[s->term];
    size_t most = ((size_t)s->tf + 3) * 5;
    bool direct = most <= t->left; /* else by way of a buffer, to be cut up */
    dl_buf_clear(&v->posting);
    if (!direct && !dl_buf_reserve(&v->posting, most))
        return false;
    unsigned char *start = direct ? t->write : (unsigned char *)v->posting.data, *p = start;
    p = put_varint(p, (uint64_t)(doc - t->last_doc) << 1 | (s->tf > 1));
    if (s->tf > 1)
        p = put_varint(p, s->tf - 2);
    uint32_t last = 0;
    for (uint32_t i = s->first; i != UINT32_MAX; i = v->next[i]) {
        p = put_varint(p, tokens->v[i].position - last);
        last = tokens->v[i].position;
    }
    t->last_doc = doc;
    t->docs++;
    t->positions += s->tf;
    size_t n = (size_t)(p - start);
    if (!direct && !append(v, t, start, n))
        return false;
    if (direct) {
        t->size += (uint32_t)n;
        t->write = p;
        t->left = (uint16_t)(t->left - n);
    }
    if (t->size > v->longest) /* a position takes a byte at least */
        v->longest = t->size;
    return true;
}

uint32_t dl_inverter_longest(const struct dl_inverter *v)
{
    return v->longest;
}

enum dl_status dl_inverter_add(struct dl_inverter *v, uint32_t doc, const struct dl_analyzer *analyzer,
                               const struct dl_tokens *tokens, struct dl_error *err)
{
    if (tokens->count > v->token_cap) {
        free(v->slots);
        free(v->next);
        v->slots = malloc(tokens->count * sizeof *v->slots);
        v->next = malloc(tokens->count * sizeof *v->next);
        v->token_cap = v->slots && v->next ? tokens->count : 0;
        if (!v->token_cap)
            return dl_fail_memory(err);
    }
    size_t count = group_tokens(v, tokens);
    if (count == SIZE_MAX)
        return dl_fail_memory(err);
    for (size_t i = 0; i < count; i++) {
        struct term *t = &v->terms[v->slots[i].term];
        if (i + AHEAD < count)
            __builtin_prefetch(v->terms[v->slots[i + AHEAD].term].write, 1);
        if (!t->docs && !first_seen(v, t, v->slots[i].term, dl_analyzer_term(analyzer, v->slots[i].term)))
            return dl_fail_memory(err);
        if (!add_posting(v, &v->slots[i], doc, tokens))
            return dl_fail_memory(err);
    }
    return DL_OK;
}

/* ---- reading back ----------------------------------------------------------------------------------------------- */

static inline uint64_t get_varint(const unsigned char **p)
{
    uint64_t x = *(*p)++;
    if (x < 0x80)
        return x;
    if (**p < 0x80)
        return x - 0x80 + ((uint64_t) * (*p)++ << 7);
    x &= 0x7f;
    for (unsigned shift = 7;; shift += 7) {
        uint64_t b = *(*p)++;
        x |= (b & 0x7f) << shift;
        if (b < 0x80)
            return x;
    }
}

enum dl_status dl_run_decode(const unsigned char *p, size_t size, uint32_t count, uint64_t positions,
                             const uint32_t *map, struct dl_postings *g, struct dl_error *err)
{
    if (!dl_postings_reserve(g, count, positions))
        return dl_fail_memory(err);
    const unsigned char *end = p + size;
    uint32_t old = 0, *to = g->positions;
    size_t at = g->position_count, n = g->count;
    struct dl_posting *postings = g->postings;
    for (uint32_t i = 0; i < count && p < end; i++) {
        uint64_t head = get_varint(&p);
        uint32_t tf = head & 1 ? (uint32_t)get_varint(&p) + 2 : 1;
        old += (uint32_t)(head >> 1);
        uint32_t doc = map[old];
        postings[n] = (struct dl_posting){ doc, tf, at };
        for (uint32_t k = 0; k < tf; k++)
            to[at + k] = (uint32_t)get_varint(&p);
        if (doc == DL_DOC_DELETED)
            continue;
        n++;
        at += tf;
    }
    g->count = n;
    g->position_count = at;
    return DL_OK;
}

static void copy_out(const struct term *t, const unsigned char *from, unsigned char *to)
{
    size_t left = t->size;
    for (uint8_t chunk = 0; left > 0; chunk = (uint8_t)(chunk < LAST_PAYLOAD ? chunk + 1 : LAST_PAYLOAD)) {
        size_t part = left < payloads[chunk] ? left : payloads[chunk];
        memcpy(to, from, part);
        to += part;
        left -= part;
        if (left)
            memcpy(&from, from + payloads[chunk], sizeof from); /* cppcheck-suppress pointerSize */
    }
}

/* Terms in byte order: by their first 8 bytes as a number, the rest only on a tie. */
struct ordered {
    uint64_t prefix;
    const struct name *name;
};

static struct dl_str name_of(const struct ordered *o)
{
    return (struct dl_str){ o->name->bytes, o->name->len };
}

static int by_bytes(const void *a, const void *b)
{
    const struct ordered *x = a, *y = b;
    if (x->prefix != y->prefix)
        return x->prefix < y->prefix ? -1 : 1;
    return dl_str_cmp(name_of(x), name_of(y));
}

static struct ordered *order_terms(const struct dl_inverter *v)
{
    struct ordered *o = malloc(((size_t)v->name_count + 1) * sizeof *o);
    for (uint32_t i = 0; o && i < v->name_count; i++) {
        const struct name *name = &v->names[i];
        unsigned char first[8] = { 0 };
        memcpy(first, name->bytes, name->len < 8 ? name->len : 8);
        uint64_t prefix;
        memcpy(&prefix, first, sizeof prefix);
        o[i] = (struct ordered){ __builtin_bswap64(prefix), name };
    }
    if (o && v->name_count)
        qsort(o, v->name_count, sizeof *o, by_bytes);
    return o;
}

/* ---- as a source of terms --------------------------------------------------------------------------------------- */

struct memory_source {
    struct dl_term_source base;
    const struct dl_inverter *inverter;
    struct ordered *terms; /* its terms */
    size_t count;
    const uint32_t *const *map;
    struct dl_str *sample_terms;
};

struct memory_walk {
    struct dl_term_stream base;
    const struct memory_source *source;
    size_t next;
    unsigned char *bytes; /* of the current term, in one piece */
    size_t cap;
};

static enum dl_status memory_next(struct dl_term_stream *walk, struct dl_error *err)
{
    struct memory_walk *w = (struct memory_walk *)walk;
    (void)err;
    if (w->next == w->source->count)
        return DL_END;
    const struct ordered *o = &w->source->terms[w->next++];
    walk->term = name_of(o);
    return DL_OK;
}

static enum dl_status memory_read(struct dl_term_stream *walk, struct dl_postings *g, struct dl_error *err)
{
    struct memory_walk *w = (struct memory_walk *)walk;
    const struct name *name = w->source->terms[w->next - 1].name;
    const struct term *t = &w->source->inverter->terms[name->term];
    const unsigned char *bytes = name->head; /* what lies in its first chunk alone is in one piece already */
    if (t->size > payloads[0]) {
        if (t->size > w->cap) {
            free(w->bytes);
            w->cap = (size_t)t->size * 2;
            w->bytes = malloc(w->cap);
            if (!w->bytes) {
                w->cap = 0;
                return dl_fail_memory(err);
            }
        }
        copy_out(t, name->head, w->bytes);
        bytes = w->bytes;
    }
    return dl_run_decode(bytes, t->size, t->docs, t->positions, *w->source->map, g, err);
}

static void memory_close(struct dl_term_stream *walk)
{
    free(((struct memory_walk *)walk)->bytes);
    free(walk);
}

static enum dl_status memory_open(const struct dl_term_source *s, struct dl_str from, struct dl_term_stream **walk,
                                  struct dl_error *err);
static const struct dl_source_ops memory_ops = { memory_open, memory_next, memory_read, memory_close };

static enum dl_status memory_open(const struct dl_term_source *s, struct dl_str from, struct dl_term_stream **walk,
                                  struct dl_error *err)
{
    struct memory_walk *w = calloc(1, sizeof *w);
    if (!w)
        return dl_fail_memory(err);
    w->base.ops = &memory_ops;
    w->source = (const struct memory_source *)s;
    size_t low = 0, high = w->source->count;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (dl_str_cmp(name_of(&w->source->terms[mid]), from) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    w->next = low;
    *walk = &w->base;
    return DL_OK;
}

static void memory_free(struct dl_term_source *s)
{
    struct memory_source *m = (struct memory_source *)s;
    free(m->terms);
    free(m->sample_terms);
    free(m);
}

enum dl_status dl_inverter_source(struct dl_inverter *v, const uint32_t *const *map, struct dl_term_source **source,
                                  struct dl_error *err)
{
    struct memory_source *m = calloc(1, sizeof *m);
    if (!m)
        return dl_fail_memory(err);
    m->inverter = v;
    m->terms = order_terms(v);
    m->count = v->name_count;
    size_t samples = v->pool_bytes / SAMPLE_BYTES + 2, sum = SAMPLE_BYTES;
    m->sample_terms = malloc(samples * sizeof *m->sample_terms);
    m->base = (struct dl_term_source){
        .ops = &memory_ops, .weight = v->pool_bytes, .samples = m->sample_terms, .free = memory_free
    };
    m->map = map;
    if (!m->terms || !m->sample_terms) {
        memory_free(&m->base);
        return dl_fail_memory(err);
    }
    for (size_t i = 0; i < m->count; i++) {
        if (sum >= SAMPLE_BYTES && m->base.sample_count < samples) {
            m->sample_terms[m->base.sample_count++] = name_of(&m->terms[i]);
            sum = 0;
        }
        sum += v->terms[m->terms[i].name->term].size;
    }
    *source = &m->base;
    return DL_OK;
}

enum dl_status dl_inverter_spill(struct dl_inverter *v, const char *dir, const uint32_t *const *map,
                                 struct dl_term_source **source, struct dl_error *err)
{
    struct ordered *terms = order_terms(v);
    struct dl_run_writer *w = NULL;
    unsigned char *bytes = NULL;
    size_t cap = 0;
    enum dl_status status = terms ? dl_run_create(dir, &w, err) : dl_fail_memory(err);
    for (uint32_t i = 0; !status && i < v->name_count; i++) {
        const struct term *t = &v->terms[terms[i].name->term];
        if (t->size > cap) {
            free(bytes);
            cap = (size_t)t->size * 2;
            bytes = malloc(cap);
            if (!bytes) {
                status = dl_fail_memory(err);
                break;
            }
        }
        copy_out(t, terms[i].name->head, bytes);
        struct dl_run_term r = { name_of(&terms[i]), t->docs, t->positions, t->size };
        status = dl_run_put(w, &r, bytes, err);
    }
    free(bytes);
    free(terms);
    if (status) {
        dl_run_discard(w);
        return status;
    }
    status = dl_run_finish(w, map, source, err);
    if (!status)
        clear(v);
    return status;
}

void dl_term_source_free(struct dl_term_source *source)
{
    if (source)
        source->free(source);
}
