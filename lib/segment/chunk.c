/* chunk.c - the codecs of the native format: chunks of up to 128 values, packed arrays, score bounds.
 *
 * A chunk packs the low bits of every value and patches the few that are wider (after M. Zukowski et al.,
 * "Super-Scalar RAM-CPU Cache Compression", 2006).  Full chunks are laid out in four lanes, so that one vector
 * instruction of the baseline instruction set handles four values (D. Lemire, L. Boytsov, "Decoding billions of
 * integers per second through vectorization", 2015).  Where size counts for more than speed (positions, short lists),
 * values may be Rice-coded instead, with the low bits packed in the same way and the unary parts in a bitmap of their
 * own.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <assert.h>
#include <math.h>

#include "dateline/segment.h"

#define HAS_EXCEPTIONS 0x80u
#define IS_RICE 0x40u
#define MAX_EXCEPTION_BYTES 255u
#define MORE_HIGH 0x80u /* with an exception's index: what is above the low bits follows; else it is 1 */
#define MAX_UNARY_BYTES 255u

typedef uint32_t lanes __attribute__((vector_size(16)));

static inline lanes load_lanes(const unsigned char *p)
{
    lanes v;
    memcpy(&v, p, sizeof v);
    return v;
}

static inline void store_lanes(void *p, lanes v)
{
    memcpy(p, &v, sizeof v);
}

static inline uint32_t low_mask(unsigned width)
{
    return width >= 32 ? UINT32_MAX : (UINT32_C(1) << width) - 1;
}

static inline unsigned bit_length(uint32_t v)
{
    return v ? 32u - (unsigned)__builtin_clz(v) : 0;
}

/* Every bit that any of the N values has. */
static uint32_t all_bits(const uint32_t *v, unsigned n)
{
    lanes all = { 0 };
    uint32_t rest = 0;
    unsigned i = 0;
    for (; i + 4 <= n; i += 4)
        all |= load_lanes((const unsigned char *)(v + i));
    for (; i < n; i++)
        rest |= v[i];
    return rest | all[0] | all[1] | all[2] | all[3];
}

static inline size_t packed_bytes(unsigned n, unsigned width)
{
    return ((size_t)n * width + 7) / 8;
}

/* ---- full chunks: 32 rows of four lanes ------------------------------------------------------------------------- */

static void pack_lanes(const uint32_t *v, unsigned width, unsigned char *out)
{
    lanes acc = { 0 };
    unsigned used = 0;
    uint32_t mask = low_mask(width);
    for (unsigned row = 0; row < 32; row++) {
        lanes x = load_lanes((const unsigned char *)(v + 4 * row)) & mask;
        acc |= x << used;
        used += width;
        if (used < 32)
            continue;
        store_lanes(out, acc);
        out += 16;
        used -= 32;
        acc = used ? x >> (width - used) : (lanes){ 0 };
    }
}

/* With WIDTH a constant the compiler unrolls this into straight shifts and masks. */
__attribute__((always_inline)) static inline void unpack_lanes(const unsigned char *p, uint32_t *v,
                                                               const unsigned width)
{
    lanes word = load_lanes(p);
    const uint32_t mask = low_mask(width);
    unsigned used = 0;
#pragma GCC unroll 32
    for (unsigned row = 0; row < 32; row++) {
        lanes x = word >> used;
        used += width;
        if (used >= 32) {
            used -= 32;
            if (row < 31) {
                p += 16;
                word = load_lanes(p);
            }
            if (used)
                x |= word << (width - used);
        }
        store_lanes(v + 4 * row, x & mask);
    }
}

#define CASE(w)                                                                                                        \
    case w:                                                                                                            \
        unpack_lanes(p, v, w);                                                                                         \
        break;
static void unpack_full(const unsigned char *p, uint32_t *v, unsigned width)
{
    switch (width) {
    case 0:
        memset(v, 0, DL_BLOCK * sizeof *v);
        break;
        /* clang-format off */
        CASE(1) CASE(2) CASE(3) CASE(4) CASE(5) CASE(6) CASE(7) CASE(8) CASE(9) CASE(10) CASE(11) CASE(12) CASE(13)
        CASE(14) CASE(15) CASE(16) CASE(17) CASE(18) CASE(19) CASE(20) CASE(21) CASE(22) CASE(23) CASE(24) CASE(25)
        CASE(26) CASE(27) CASE(28) CASE(29) CASE(30) CASE(31) CASE(32)
            /* clang-format on */
            default : break;
    }
}
#undef CASE

/* ---- shorter chunks: one string of bits ------------------------------------------------------------------------- */

static void pack_bits(const uint32_t *v, size_t n, unsigned width, unsigned char *out)
{
    uint64_t acc = 0;
    unsigned used = 0;
    uint32_t mask = low_mask(width);
    for (size_t i = 0; i < n; i++) {
        acc |= (uint64_t)(v[i] & mask) << used;
        used += width;
        while (used >= 8) {
            *out++ = (unsigned char)acc;
            acc >>= 8;
            used -= 8;
        }
    }
    if (used)
        *out = (unsigned char)acc;
}

static void unpack_bits(const unsigned char *p, unsigned n, unsigned width, uint32_t *v)
{
    uint64_t mask = low_mask(width);
    for (unsigned i = 0, bit = 0; i < n; i++, bit += width)
        v[i] = (uint32_t)(dl_load64(p + (bit >> 3)) >> (bit & 7) & mask);
}

/* ---- chunks ----------------------------------------------------------------------------------------------------- */

/* The width that makes the chunk smallest.  ALL: all_bits. */
static unsigned best_width(const uint32_t *v, unsigned n, uint32_t all)
{
    unsigned by_bits[33] = { 0 }, top = bit_length(all);
    for (unsigned i = 0; top && i < n; i++)
        by_bits[bit_length(v[i])]++;
    unsigned best = top;
    size_t best_bytes = packed_bytes(n, top);
    for (unsigned w = top; w-- > 0;) {
        size_t exceptions = 0;
        for (unsigned b = w + 1; b <= top; b++)
            exceptions += by_bits[b] * (b == w + 1 ? 1 : 1 + (b - w + 6) / 7);
        if (exceptions > MAX_EXCEPTION_BYTES || exceptions > best_bytes)
            break; /* fewer bits only make more of them */
        size_t bytes = packed_bytes(n, w) + 1 + exceptions;
        if (bytes < best_bytes) {
            best = w;
            best_bytes = bytes;
        }
    }
    return best;
}

static unsigned char *put_exceptions(const uint32_t *v, unsigned n, unsigned width, unsigned char *out)
{
    for (unsigned i = 0; i < n; i++) {
        uint32_t high = v[i] >> width;
        if (!high)
            continue;
        *out++ = (unsigned char)(i | (high > 1 ? MORE_HIGH : 0));
        for (; high >= 0x80; high >>= 7)
            *out++ = (unsigned char)(high | 0x80);
        if (out[-1] & 0x80)
            *out++ = (unsigned char)high;
    }
    return out;
}

size_t dl_chunk_encode(const uint32_t *v, unsigned n, unsigned char *out)
{
    uint32_t all = all_bits(v, n);
    unsigned width = best_width(v, n, all);
    bool exceptions = width < bit_length(all);
    unsigned char *at = out + 1 + exceptions;
    if (width && n == DL_BLOCK)
        pack_lanes(v, width, at);
    else if (width)
        pack_bits(v, n, width, at);
    at += packed_bytes(n, width);
    out[0] = (unsigned char)(width | (exceptions ? HAS_EXCEPTIONS : 0));
    if (exceptions) {
        unsigned char *end = put_exceptions(v, n, width, at);
        out[1] = (unsigned char)(end - at);
        at = end;
    }
    return (size_t)(at - out);
}

/* ---- Rice: the low bits packed, the rest in unary --------------------------------------------------------------- */

/* Bytes of the unary part for WIDTH low bits, more than MAX_UNARY_BYTES when that is not allowed.  ALL has every bit
 * that any value has. */
static size_t unary_bytes(const uint32_t *v, unsigned n, unsigned width, uint32_t all)
{
    if (all >> width > MAX_UNARY_BYTES * 8)
        return MAX_UNARY_BYTES + 1; /* so that the sum below stays below 2^32 */
    uint32_t bits = n;
    unsigned i = 0;
    lanes sum = { 0 };
    for (; i + 4 <= n; i += 4)
        sum += load_lanes((const unsigned char *)(v + i)) >> width;
    for (; i < n; i++)
        bits += v[i] >> width;
    return (bits + sum[0] + sum[1] + sum[2] + sum[3] + 7) / 8;
}

static uint64_t sum_of(const uint32_t *v, unsigned n, uint32_t all)
{
    uint64_t sum = 0;
    lanes small = { 0 };
    unsigned i = 0;
    for (; all < 1u << 25 && i + 4 <= n; i += 4) /* 32 of them fit a lane */
        small += load_lanes((const unsigned char *)(v + i));
    for (; i < n; i++)
        sum += v[i];
    return sum + small[0] + small[1] + small[2] + small[3];
}

/* The best width for Rice is the mean's length in bits or one less (M. Weinberger et al., LOCO-I, 1996).  Returns the
 * size of the chunk, SIZE_MAX when it cannot be. */
static size_t best_rice(const uint32_t *v, unsigned n, unsigned *width)
{
    uint32_t all = all_bits(v, n);
    assert(n > 0);
    unsigned top = bit_length((uint32_t)(sum_of(v, n, all) / n));
    size_t best = SIZE_MAX;
    for (unsigned w = top ? top - 1 : 0; w <= top && w < 32; w++) {
        size_t unary = unary_bytes(v, n, w, all);
        if (unary <= MAX_UNARY_BYTES && 2 + packed_bytes(n, w) + unary < best) {
            best = 2 + packed_bytes(n, w) + unary;
            *width = w;
        }
    }
    return best;
}

static void put_rice(const uint32_t *v, unsigned n, unsigned width, size_t size, unsigned char *out)
{
    unsigned char *at = out + 2;
    if (width && n == DL_BLOCK)
        pack_lanes(v, width, at);
    else if (width)
        pack_bits(v, n, width, at);
    at += packed_bytes(n, width);
    out[0] = (unsigned char)(width | IS_RICE);
    out[1] = (unsigned char)(size - (size_t)(at - out));
    memset(at, 0, out[1]);
    for (unsigned i = 0, bit = 0; i < n; i++) {
        bit += v[i] >> width;
        at[bit >> 3] |= (unsigned char)(1u << (bit & 7));
        bit++;
    }
}

/* Add the unary parts to the low bits in V: first where the one bits are, then, several at a time, how far apart. */
static bool add_unary(const unsigned char *p, const unsigned char *end, unsigned n, unsigned width, uint32_t *v)
{
    uint32_t ends[DL_BLOCK + 1], base = 0, over = 0;
    unsigned count = 0;
    ends[0] = UINT32_MAX;
    for (; p < end; p += 8, base += 64) {
        uint64_t word = dl_load64(p);
        if (end - p < 8)
            word &= (UINT64_C(1) << ((end - p) * 8)) - 1;
        for (; word && count < n; word &= word - 1)
            ends[++count] = base + (uint32_t)__builtin_ctzll(word);
        if (word)
            return false;
    }
    if (count != n)
        return false;
    lanes all = { 0 };
    unsigned i = 0;
    for (; i + 4 <= n; i += 4) {
        lanes high =
            load_lanes((const unsigned char *)(ends + i + 1)) - load_lanes((const unsigned char *)(ends + i)) - 1;
        store_lanes(v + i, load_lanes((const unsigned char *)(v + i)) | high << width);
        all |= high;
    }
    for (; i < n; i++) {
        uint32_t high = ends[i + 1] - ends[i] - 1;
        v[i] |= high << width;
        over |= high;
    }
    return ((all[0] | all[1] | all[2] | all[3] | over) & ~(UINT32_MAX >> width)) == 0; /* no bit was shifted out */
}

/* Chunks of so many values are Rice-coded without a look at the other form, which hardly ever is smaller. */
#define SURELY_RICE 24

size_t dl_chunk_encode_small(const uint32_t *v, unsigned n, unsigned char *out)
{
    unsigned width = 0;
    size_t rice = best_rice(v, n, &width);
    if (n < SURELY_RICE || rice == SIZE_MAX || rice <= 2 + packed_bytes(n, 1)) {
        size_t plain = dl_chunk_encode(v, n, out);
        if (rice >= plain)
            return plain;
    }
    put_rice(v, n, width, rice, out);
    return rice;
}

/* ---- reading ---------------------------------------------------------------------------------------------------- */

struct chunk {
    unsigned width;
    bool rice;
    const unsigned char *bits, *rest, *end; /* REST: the exceptions or the unary parts */
};

static inline bool chunk_open(const unsigned char *p, const unsigned char *end, unsigned n, struct chunk *c)
{
    if (!p || end - p < 2) { /* the second byte may be slack, but then there is nothing to read beyond the first */
        if (!p || end - p < 1 || p[0] != 0)
            return false;
    }
    unsigned head = p[0], size = 0;
    c->width = head & 0x3f;
    c->rice = head & IS_RICE;
    if (c->width > 32)
        return false;
    c->bits = p + 1;
    if (head & (HAS_EXCEPTIONS | IS_RICE)) {
        size = p[1];
        c->bits++;
        if (c->width == 32 || size == 0 || head >= (HAS_EXCEPTIONS | IS_RICE))
            return false;
    }
    size_t packed = packed_bytes(n, c->width);
    if ((size_t)(end - c->bits) < packed + size)
        return false;
    c->rest = c->bits + packed;
    c->end = c->rest + size;
    return true;
}

static bool patch(const struct chunk *c, unsigned n, uint32_t *v)
{
    const unsigned char *p = c->rest;
    for (unsigned next = 0; p < c->end;) {
        unsigned head = *p++, i = head & ~MORE_HIGH, shift = 0;
        uint64_t high = head & MORE_HIGH ? 0 : 1;
        if (i < next || i >= n)
            return false;
        while (head & 0x80) {
            if (p == c->end || shift > 28)
                return false;
            head = *p++;
            high |= (uint64_t)(head & 0x7f) << shift;
            shift += 7;
        }
        if (high >> (32 - c->width))
            return false;
        v[i] |= (uint32_t)(high << c->width);
        next = i + 1;
    }
    return true;
}

const unsigned char *dl_chunk_decode(const unsigned char *p, const unsigned char *end, unsigned n, uint32_t *v)
{
    struct chunk c;
    if (!chunk_open(p, end, n, &c))
        return NULL;
    if (n == DL_BLOCK)
        unpack_full(c.bits, v, c.width);
    else
        unpack_bits(c.bits, n, c.width, v);
    if (c.rest == c.end)
        return c.end;
    bool good = c.rice ? add_unary(c.rest, c.end, n, c.width, v) : patch(&c, n, v);
    return good ? c.end : NULL;
}

const unsigned char *dl_chunk_skip(const unsigned char *p, const unsigned char *end, unsigned n)
{
    struct chunk c;
    return chunk_open(p, end, n, &c) ? c.end : NULL;
}

/* ---- a few values of a chunk ------------------------------------------------------------------------------------- */

/* The low bits of value I. */
static inline uint32_t low_bits(const struct chunk *c, unsigned n, unsigned i)
{
    if (n < DL_BLOCK) {
        size_t bit = (size_t)i * c->width;
        return (uint32_t)(dl_load64(c->bits + (bit >> 3)) >> (bit & 7)) & low_mask(c->width);
    }
    unsigned bit = i / 4 * c->width, word = bit / 32;
    uint32_t low, high = 0;
    const unsigned char *p = c->bits + word * 16 + i % 4 * 4;
    memcpy(&low, p, sizeof low);
    if (bit % 32 + c->width > 32)
        memcpy(&high, p + 16, sizeof high);
    return (uint32_t)(((uint64_t)high << 32 | low) >> bit % 32) & low_mask(c->width);
}

/* Drop the lowest LEFT (1..) one bits of WORD, which has as many; *AFTER is the number of the bit behind the last of
 * them. */
static uint64_t drop_ones(uint64_t word, unsigned left, unsigned *after)
{
    unsigned at = 0; /* fewer than LEFT ones are below */
    for (unsigned half = 32; half >= 8; half /= 2) {
        unsigned ones = (unsigned)__builtin_popcountll(word >> at & ((UINT64_C(1) << half) - 1));
        if (ones < left) {
            left -= ones;
            at += half;
        }
    }
    word &= UINT64_MAX << at;
    for (; left > 1; left--)
        word &= word - 1;
    *after = (unsigned)__builtin_ctzll(word) + 1;
    return word & (word - 1);
}

/* Values FROM .. FROM+COUNT-1 of the unary parts, added to the low bits in V.  A one bit ends each value. */
static bool add_unary_part(const struct chunk *c, unsigned from, unsigned count, uint32_t *v)
{
    uint64_t base = 0, after = 0; /* bit numbers: of the word's first bit, behind the last one bit */
    unsigned left = from, i = 0;
    for (const unsigned char *p = c->rest; p < c->end; p += 8, base += 64) {
        uint64_t word = dl_load64(p);
        if (c->end - p < 8)
            word &= (UINT64_C(1) << ((c->end - p) * 8)) - 1;
        unsigned ones = left ? (unsigned)__builtin_popcountll(word) : 0, drop = left;
        if (left && left >= ones) { /* all of them end values before FROM */
            left -= ones;
            if (ones)
                after = base + 64 - (unsigned)__builtin_clzll(word);
            continue;
        }
        if (left) {
            word = drop_ones(word, left, &drop);
            after = base + drop;
            left = 0;
        }
        for (; word; word &= word - 1) {
            uint64_t bit = base + (unsigned)__builtin_ctzll(word), high = (bit - after) << c->width;
            after = bit + 1;
            if (high >> 32)
                return false;
            v[i++] |= (uint32_t)high;
            if (i == count)
                return true;
        }
    }
    return false;
}

#define SINGLY 12 /* values are unpacked all together when more than so many are wanted */

const unsigned char *dl_chunk_decode_part(const unsigned char *p, const unsigned char *end, unsigned n, unsigned from,
                                          unsigned count, uint32_t *v)
{
    struct chunk c;
    uint32_t all[DL_BLOCK];
    if (!chunk_open(p, end, n, &c))
        return NULL;
    if (c.rest < c.end && !c.rice) { /* exceptions are rare, and found one after the other */
        p = dl_chunk_decode(p, end, n, all);
        if (p)
            memcpy(v, all + from, count * sizeof *v);
        return p;
    }
    if (c.width == 0)
        memset(v, 0, count * sizeof *v);
    else if (n == DL_BLOCK && count > SINGLY) {
        unpack_full(c.bits, all, c.width);
        memcpy(v, all + from, count * sizeof *v);
    } else
        for (unsigned i = 0; i < count; i++)
            v[i] = low_bits(&c, n, from + i);
    return c.rest == c.end || add_unary_part(&c, from, count, v) ? c.end : NULL;
}

/* ---- documents --------------------------------------------------------------------------------------------------- */

/* Four running sums at once.  Each gap is a document more than is stored.  False when the sums may have passed 2^32. */
static bool sum_lanes(uint32_t before, uint32_t *docs)
{
    lanes sum = { before, before, before, before }, all = { 0 };
    if (before + 1 > DL_SEGMENT_MAX_DOCS)
        return false;
#pragma GCC unroll 4
    for (unsigned i = 0; i < DL_BLOCK; i += 4) {
        lanes x = load_lanes((const unsigned char *)(docs + i));
        all |= x;
        x += 1;
        x += __builtin_shufflevector(x, (lanes){ 0 }, 4, 0, 1, 2);
        x += __builtin_shufflevector(x, (lanes){ 0 }, 4, 4, 0, 1);
        x += sum;
        store_lanes(docs + i, x);
        sum = __builtin_shufflevector(x, x, 3, 3, 3, 3);
    }
    return (all[0] | all[1] | all[2] | all[3]) >> 23 == 0;
}

const unsigned char *dl_chunk_decode_docs(const unsigned char *p, const unsigned char *end, unsigned n, uint32_t before,
                                          uint32_t limit, uint32_t *docs)
{
    const unsigned char *start = p;
    p = dl_chunk_decode(start, end, n, docs);
    if (!p)
        return NULL;
    if (n == DL_BLOCK) {
        if (sum_lanes(before, docs))
            return docs[n - 1] < limit ? p : NULL;
        dl_chunk_decode(start, end, n, docs);
    }
    uint64_t total = (uint64_t)before + 1 == UINT64_C(1) << 32 ? 0 : (uint64_t)before + 1;
    for (unsigned i = 0; i < n; i++)
        total += docs[i];
    if (total + n - 1 >= limit) /* the last document: nothing can have wrapped before it */
        return NULL;
    uint32_t doc = before;
    for (unsigned i = 0; i < n; i++) {
        doc += docs[i] + 1;
        docs[i] = doc;
    }
    return p;
}

/* ---- packed arrays ---------------------------------------------------------------------------------------------- */

#define PACKED_HEAD 8

bool dl_packed_open(const unsigned char *data, uint64_t size, uint64_t n, struct dl_packed *a)
{
    if (size < PACKED_HEAD || data[0] > 32 || n > UINT64_C(1) << 40)
        return false;
    a->width = data[0];
    a->bits = a->width ? data + PACKED_HEAD : NULL;
    return size == PACKED_HEAD + (n * a->width + 7) / 8;
}

void dl_packed_encode(const uint32_t *v, uint64_t n, struct dl_buf *out)
{
    uint32_t all = 0;
    for (uint64_t i = 0; i < n; i++)
        all |= v[i];
    unsigned width = bit_length(all);
    size_t bytes = (size_t)((n * width + 7) / 8);
    const unsigned char head[PACKED_HEAD] = { (unsigned char)width };
    dl_buf_append(out, head, sizeof head);
    if (!bytes || !dl_buf_reserve(out, bytes))
        return;
    pack_bits(v, (size_t)n, width, (unsigned char *)out->data + out->len);
    out->len += bytes;
}

/* ---- bounds ----------------------------------------------------------------------------------------------------- */

unsigned char dl_bound_encode(double tf_part, double k1)
{
    double steps = -log2(tf_part / (k1 + 1.0)) * DL_BOUND_STEPS;
    steps = floor(steps - 1e-6); /* down, rounding errors of either side included: the bound must never be too low */
    if (!(steps > 0.0))
        return 0;
    return steps > 255.0 ? 255 : (unsigned char)steps;
}
