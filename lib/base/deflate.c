/* deflate.c - see deflate.h.  Greedy matching with one step of lookahead over hash chains; dynamic Huffman codes.
 *
 * Code lengths: A. Moffat, J. Katajainen, "In-place calculation of minimum-redundancy codes", 1995.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "dateline/deflate.h"

#include <assert.h>
#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>

#define WINDOW DL_DEFLATE_DICTIONARY_MAX
#define HASH_BITS 13
#define DICTIONARY_HASH_BITS 15
#define DICTIONARY_MATCH 5 /* a dictionary is far away: 4 bytes of it take as many bits as themselves */
#define MIN_MATCH 4        /* matches of 3 bytes hardly pay in text */
#define MAX_MATCH 258
#define MAX_TOKENS 16384 /* of one DEFLATE block */
#define FEW_TOKENS 200   /* so few may take less with the fixed codes */

#define LITERALS 288
#define DISTANCES 30
#define LENGTHS 19
#define END_OF_BLOCK 256

struct dl_deflate_dictionary {
    uint32_t size;
    uint16_t heads[1 << DICTIONARY_HASH_BITS]; /* last position of each hash, plus 1; 0: none */
    uint16_t before[WINDOW];                   /* position before this one with the same hash, plus 1 */
    unsigned char bytes[WINDOW + 8];           /* what is hashed may end in padding */
};

struct effort {
    int chain, dictionary_chain; /* earlier places tried in the data, and in the dictionary */
    uint32_t good_match;         /* a match of this length is taken without a look at that of the next byte */
};

struct token {
    uint16_t length; /* 0: a literal */
    uint16_t value;  /* distance - 1, or the literal */
};

struct code {
    uint16_t bits;
    uint8_t length;
};

struct dl_deflater {
    struct effort effort;
    unsigned char *bytes; /* the dictionary, then the data */
    size_t cap;
    const struct dl_deflate_dictionary *dictionary; /* that BYTES begins with */
    uint32_t start;                                 /* of the data */
    uint32_t epoch;                 /* a multiple of WINDOW, added to positions in `heads` and `before` */
    uint32_t heads[1 << HASH_BITS]; /* epoch + last position of each hash */
    uint32_t before[WINDOW];        /* by position modulo WINDOW: the one before it with its hash */
    struct token tokens[MAX_TOKENS];
    uint32_t token_count;
    uint32_t literal_counts[LITERALS], distance_counts[DISTANCES];
    uint64_t extra_bits; /* of the tokens */
    struct code literals[LITERALS], distances[DISTANCES];
    uint64_t bits; /* not yet written, the first one lowest */
    unsigned bit_count;
};

/* ---- dictionaries ----------------------------------------------------------------------------------------------- */

static uint32_t hash4(const unsigned char *p, unsigned bits)
{
    uint32_t v;
    memcpy(&v, p, sizeof v);
    return (v * 0x9E3779B1u) >> (32 - bits);
}

static uint32_t hash5(const unsigned char *p, unsigned bits)
{
    uint64_t v;
    memcpy(&v, p, sizeof v);
    return (uint32_t)((v << 24) * UINT64_C(0x9E3779B185EBCA87) >> (64 - bits));
}

struct dl_deflate_dictionary *dl_deflate_dictionary_new(struct dl_str bytes)
{
    struct dl_deflate_dictionary *d = calloc(1, sizeof *d);
    if (!d)
        return NULL;
    assert(bytes.len <= WINDOW);
    d->size = (uint32_t)bytes.len;
    if (bytes.len)
        memcpy(d->bytes, bytes.ptr, bytes.len);
    for (uint32_t i = 0; i + DICTIONARY_MATCH <= d->size; i++) {
        uint32_t h = hash5(d->bytes + i, DICTIONARY_HASH_BITS);
        d->before[i] = d->heads[h];
        d->heads[h] = (uint16_t)(i + 1);
    }
    return d;
}

struct dl_str dl_deflate_dictionary_bytes(const struct dl_deflate_dictionary *d)
{
    return (struct dl_str){ (const char *)d->bytes, d->size };
}

void dl_deflate_dictionary_free(struct dl_deflate_dictionary *d)
{
    free(d);
}

void dl_deflate_dictionary_sample(struct dl_str sample, size_t size, struct dl_buf *out)
{
    const size_t piece = 256;
    size_t pieces = size / piece;
    if (sample.len <= size) {
        dl_buf_str(out, sample);
        return;
    }
    for (size_t i = 0; i < pieces; i++) /* at even distances, the first one at the start, the last one at the end */
        dl_buf_append(out, sample.ptr + (sample.len - piece) / (pieces > 1 ? pieces - 1 : 1) * i, piece);
}

/* ---- Huffman codes ---------------------------------------------------------------------------------------------- */

struct leaf {
    uint32_t weight;
    uint16_t symbol;
};

/* By rising weight.  Most weights are small and most of the few large ones differ. */
static void sort_leaves(struct leaf *leaves, int n)
{
    enum { SMALL = 64 };
    struct leaf other[LITERALS];
    uint16_t at[SMALL + 1] = { 0 };
    for (int i = 0; i < n; i++)
        at[leaves[i].weight < SMALL ? leaves[i].weight : SMALL]++;
    for (unsigned i = 0, sum = 0; i <= SMALL; i++) {
        unsigned count = at[i];
        at[i] = (uint16_t)sum;
        sum += count;
    }
    int large = at[SMALL];
    for (int i = 0; i < n; i++)
        other[at[leaves[i].weight < SMALL ? leaves[i].weight : SMALL]++] = leaves[i];
    for (int i = large + 1; i < n; i++) { /* insertion */
        struct leaf leaf = other[i];
        int k = i;
        for (; k > large && other[k - 1].weight > leaf.weight; k--)
            other[k] = other[k - 1];
        other[k] = leaf;
    }
    memcpy(leaves, other, (size_t)n * sizeof *leaves);
}

/* Replace the weights of N leaves (2 or more, rising) by the lengths of their codes. */
static void minimum_redundancy(struct leaf *a, int n)
{
    a[0].weight += a[1].weight;
    int root = 0, leaf = 2;
    for (int next = 1; next < n - 1; next++) { /* weights of inner nodes, and from there parents */
        if (leaf >= n || a[root].weight < a[leaf].weight) {
            a[next].weight = a[root].weight;
            a[root++].weight = (uint32_t)next;
        } else {
            a[next].weight = a[leaf++].weight;
        }
        if (leaf >= n || (root < next && a[root].weight < a[leaf].weight)) {
            a[next].weight += a[root].weight;
            a[root++].weight = (uint32_t)next;
        } else {
            a[next].weight += a[leaf++].weight;
        }
    }
    a[n - 2].weight = 0;
    for (int next = n - 3; next >= 0; next--) /* depths of inner nodes */
        a[next].weight = a[a[next].weight].weight + 1;
    int available = 1, used = 0, next = n - 1;
    uint32_t depth = 0;
    for (root = n - 2; available > 0; available = 2 * used, depth++, used = 0) { /* depths of leaves */
        while (root >= 0 && a[root].weight == depth) {
            used++;
            root--;
        }
        while (available > used) {
            a[next--].weight = depth;
            available--;
        }
    }
}

/* Code lengths of at most LIMIT bits: too long ones are cut and others made longer until they fit (Kraft). */
static void limit_lengths(uint32_t *per_length, unsigned limit)
{
    uint32_t total = 0;
    for (unsigned i = limit; i > 0; i--)
        total += per_length[i] << (limit - i);
    while (total != UINT32_C(1) << limit) {
        per_length[limit]--;
        for (unsigned i = limit - 1; i > 0; i--)
            if (per_length[i]) {
                per_length[i]--;
                per_length[i + 1] += 2;
                break;
            }
        total--;
    }
}

static uint16_t reversed(uint32_t v, unsigned n)
{
    uint32_t r = 0;
    for (; n > 0; n--, v >>= 1)
        r = r << 1 | (v & 1);
    return (uint16_t)r;
}

/* Canonical codes of N symbols.  Two symbols at least get one, so that the code is complete. */
static void make_codes(const uint32_t *counts, unsigned n, unsigned limit, struct code *codes)
{
    struct leaf leaves[LITERALS];
    uint32_t per_length[33] = { 0 }, next[17] = { 0 };
    int used = 0;
    memset(codes, 0, n * sizeof *codes);
    for (unsigned i = 0; i < n; i++)
        if (counts[i])
            leaves[used++] = (struct leaf){ counts[i], (uint16_t)i };
    for (unsigned i = 0; used < 2; i++)
        if (!counts[i])
            leaves[used++] = (struct leaf){ 1, (uint16_t)i };
    sort_leaves(leaves, used);
    minimum_redundancy(leaves, used);
    for (int i = 0; i < used; i++)
        per_length[leaves[i].weight < limit ? leaves[i].weight : limit]++;
    limit_lengths(per_length, limit);
    for (int i = used - 1, length = 1; i >= 0; i--) { /* the most frequent ones first */
        while (!per_length[length])
            length++;
        per_length[length]--;
        codes[leaves[i].symbol].length = (uint8_t)length;
    }
    for (unsigned i = 0; i < n; i++)
        if (codes[i].length < 16)
            next[codes[i].length + 1]++;
    next[1] = 0;
    for (unsigned length = 2; length <= limit; length++) /* next[k] so far: how many codes have k - 1 bits */
        next[length] = (next[length - 1] + next[length]) << 1;
    for (unsigned i = 0; i < n; i++)
        if (codes[i].length)
            codes[i].bits = reversed(next[codes[i].length]++, codes[i].length);
}

/* ---- bits and symbols ------------------------------------------------------------------------------------------- */

/* OUT has room for 8 bytes; N is at most 48. */
static inline void put_bits(struct dl_deflater *z, struct dl_buf *out, uint64_t v, unsigned n)
{
    z->bits |= v << z->bit_count;
    z->bit_count += n;
    memcpy(out->data + out->len, &z->bits, sizeof z->bits); /* little-endian; what is not full is written again */
    out->len += z->bit_count >> 3;
    z->bits >>= z->bit_count & ~7u;
    z->bit_count &= 7;
}

static inline unsigned high_bit(uint32_t v)
{
    return 31u - (unsigned)__builtin_clz(v);
}

/* LENGTH is 3 to 258. */
static inline unsigned length_symbol(unsigned length, unsigned *extra_bits)
{
    unsigned v = length - 3;
    if (length == MAX_MATCH || v < 8) {
        *extra_bits = 0;
        return length == MAX_MATCH ? 285 : 257 + v;
    }
    unsigned top = high_bit(v);
    *extra_bits = top - 2;
    return 257 + 4 * (top - 1) + (v >> (top - 2) & 3);
}

static inline unsigned distance_symbol(unsigned v, unsigned *extra_bits) /* V is the distance - 1 */
{
    if (v < 4) {
        *extra_bits = 0;
        return v;
    }
    unsigned top = high_bit(v);
    *extra_bits = top - 1;
    return 2 * top + (v >> (top - 1) & 1);
}

static uint32_t low_bits(uint32_t v, unsigned n)
{
    return v & ((1u << n) - 1);
}

/* The bit buffer lives in registers: this is most of the work. */
static void put_tokens(struct dl_deflater *z, struct dl_buf *out)
{
    unsigned char *p = (unsigned char *)out->data + out->len;
    uint64_t bits = z->bits;
    unsigned count = z->bit_count;
    for (uint32_t i = 0; i < z->token_count; i++) {
        struct token t = z->tokens[i];
        uint64_t v;
        unsigned n, extra;
        if (!t.length) {
            v = z->literals[t.value].bits;
            n = z->literals[t.value].length;
        } else { /* 15 + 5 + 15 + 13 bits at most */
            const struct code *c = &z->literals[length_symbol(t.length, &extra)];
            v = c->bits | (uint64_t)(t.length == MAX_MATCH ? 0 : low_bits(t.length - 3u, extra)) << c->length;
            n = c->length + extra;
            c = &z->distances[distance_symbol(t.value, &extra)];
            v |= (uint64_t)c->bits << n;
            n += c->length;
            v |= (uint64_t)low_bits(t.value, extra) << n;
            n += extra;
        }
        bits |= v << count;
        count += n;
        memcpy(p, &bits, sizeof bits);
        p += count >> 3;
        bits >>= count & ~7u;
        count &= 7;
    }
    out->len = (size_t)(p - (unsigned char *)out->data);
    z->bits = bits;
    z->bit_count = count;
    put_bits(z, out, z->literals[END_OF_BLOCK].bits, z->literals[END_OF_BLOCK].length);
}

/* ---- the head of a block ---------------------------------------------------------------------------------------- */

struct run_length {
    uint8_t symbol, extra;
};

/* The lengths of COUNT codes, with 16 (repeat), 17 and 18 (zeros) for runs.  Returns how many symbols. */
static unsigned encode_lengths(const uint8_t *lengths, unsigned count, struct run_length *out)
{
    unsigned n = 0;
    for (unsigned i = 0, run; i < count; i += run) {
        for (run = 1; i + run < count && lengths[i + run] == lengths[i];)
            run++;
        unsigned left = run;
        if (lengths[i] == 0) {
            for (; left >= 3; left -= out[n - 1].extra + (out[n - 1].symbol == 18 ? 11 : 3)) {
                unsigned take = left < 138 ? left : 138;
                out[n++] = take >= 11 ? (struct run_length){ 18, (uint8_t)(take - 11) }
                                      : (struct run_length){ 17, (uint8_t)(take - 3) };
            }
        } else {
            out[n++] = (struct run_length){ lengths[i], 0 };
            for (left--; left >= 3; left -= out[n - 1].extra + 3u)
                out[n++] = (struct run_length){ 16, (uint8_t)((left < 6 ? left : 6) - 3) };
        }
        for (; left > 0; left--)
            out[n++] = (struct run_length){ lengths[i], 0 };
    }
    return n;
}

static void put_dynamic_head(struct dl_deflater *z, struct dl_buf *out, bool last)
{
    static const uint8_t order[LENGTHS] = { 16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15 };
    uint8_t lengths[LITERALS + DISTANCES];
    struct run_length runs[LITERALS + DISTANCES];
    struct code codes[LENGTHS];
    uint32_t counts[LENGTHS] = { 0 };
    unsigned literals = 286, distances = DISTANCES, kinds = LENGTHS;
    while (literals > 257 && !z->literals[literals - 1].length)
        literals--;
    while (distances > 1 && !z->distances[distances - 1].length)
        distances--;
    for (unsigned i = 0; i < literals; i++)
        lengths[i] = z->literals[i].length;
    for (unsigned i = 0; i < distances; i++)
        lengths[literals + i] = z->distances[i].length;
    unsigned n = encode_lengths(lengths, literals + distances, runs);
    for (unsigned i = 0; i < n; i++)
        counts[runs[i].symbol]++;
    make_codes(counts, LENGTHS, 7, codes);
    while (kinds > 4 && !codes[order[kinds - 1]].length)
        kinds--;
    put_bits(z, out, last, 1);
    put_bits(z, out, 2, 2);
    put_bits(z, out, literals - 257, 5);
    put_bits(z, out, distances - 1, 5);
    put_bits(z, out, kinds - 4, 4);
    for (unsigned i = 0; i < kinds; i++)
        put_bits(z, out, codes[order[i]].length, 3);
    for (unsigned i = 0; i < n; i++) {
        put_bits(z, out, codes[runs[i].symbol].bits, codes[runs[i].symbol].length);
        if (runs[i].symbol >= 16)
            put_bits(z, out, runs[i].extra, runs[i].symbol == 16 ? 2 : runs[i].symbol == 17 ? 3 : 7);
    }
}

/* The DATA that the tokens stand for, as it is. */
static void put_stored(struct dl_deflater *z, struct dl_buf *out, const unsigned char *data, size_t n, bool last)
{
    do {
        size_t piece = n < 65535 ? n : 65535;
        put_bits(z, out, last && piece == n, 1);
        put_bits(z, out, 0, 2);
        put_bits(z, out, 0, (8 - z->bit_count) % 8);
        put_bits(z, out, piece | (piece ^ 0xffff) << 16, 32);
        dl_buf_append(out, data, piece);
        data += piece;
        n -= piece;
    } while (n > 0);
}

static uint64_t count_bits(const struct dl_deflater *z)
{
    uint64_t bits = z->extra_bits;
    for (unsigned i = 0; i < LITERALS; i++)
        bits += (uint64_t)z->literal_counts[i] * z->literals[i].length;
    for (unsigned i = 0; i < DISTANCES; i++)
        bits += (uint64_t)z->distance_counts[i] * z->distances[i].length;
    return bits;
}

static unsigned fixed_length(unsigned symbol)
{
    return symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8;
}

static uint64_t count_fixed_bits(const struct dl_deflater *z)
{
    uint64_t bits = z->extra_bits;
    for (unsigned i = 0; i < LITERALS; i++)
        bits += (uint64_t)z->literal_counts[i] * fixed_length(i);
    for (unsigned i = 0; i < DISTANCES; i++)
        bits += (uint64_t)z->distance_counts[i] * 5;
    return bits;
}

static void fixed_codes(struct dl_deflater *z)
{
    for (unsigned i = 0; i < LITERALS; i++) {
        uint32_t bits = i < 144 ? 48 + i : i < 256 ? 400 + i - 144 : i < 280 ? i - 256 : 192 + i - 280;
        z->literals[i] = (struct code){ reversed(bits, fixed_length(i)), (uint8_t)fixed_length(i) };
    }
    for (unsigned i = 0; i < DISTANCES; i++)
        z->distances[i] = (struct code){ reversed(i, 5), 5 };
}

/* Write the tokens, which stand for N bytes at DATA, in the smallest of the three forms. */
static bool put_block(struct dl_deflater *z, struct dl_buf *out, const unsigned char *data, size_t n, bool last)
{
    if (!dl_buf_reserve(out, n + n / 4 + 1024))
        return false;
    z->literal_counts[END_OF_BLOCK]++;
    uint64_t fixed = z->token_count < FEW_TOKENS ? count_fixed_bits(z) + 3 : UINT64_MAX;
    uint64_t stored = 8 * ((uint64_t)n + 5 * (n / 65535 + 1)) + 8;
    struct dl_buf undone = *out;
    uint64_t bits = z->bits;
    unsigned bit_count = z->bit_count;
    make_codes(z->literal_counts, LITERALS - 2, 15, z->literals);
    make_codes(z->distance_counts, DISTANCES, 15, z->distances);
    put_dynamic_head(z, out, last);
    uint64_t dynamic = 8 * (uint64_t)(out->len - undone.len) + z->bit_count - bit_count + count_bits(z);
    if (dynamic < fixed && dynamic < stored) {
        put_tokens(z, out);
    } else {
        *out = undone;
        z->bits = bits;
        z->bit_count = bit_count;
        if (stored <= fixed) {
            put_stored(z, out, data, n, last);
        } else {
            fixed_codes(z);
            put_bits(z, out, last, 1);
            put_bits(z, out, 1, 2);
            put_tokens(z, out);
        }
    }
    z->token_count = 0;
    z->extra_bits = 0;
    memset(z->literal_counts, 0, sizeof z->literal_counts);
    memset(z->distance_counts, 0, sizeof z->distance_counts);
    return !out->failed;
}

/* ---- matches ---------------------------------------------------------------------------------------------------- */

struct match {
    uint32_t length, distance;
};

static inline uint32_t common_length(const unsigned char *a, const unsigned char *b, uint32_t most)
{
    uint32_t n = 0;
    for (; n + 8 <= most; n += 8) {
        uint64_t x, y;
        memcpy(&x, a + n, sizeof x);
        memcpy(&y, b + n, sizeof y);
        if (x != y)
            return n + (uint32_t)__builtin_ctzll(x ^ y) / 8;
    }
    while (n < most && a[n] == b[n])
        n++;
    return n;
}

/* Better M by the match of position AT with FROM. */
static inline bool try_match(const struct dl_deflater *z, uint32_t at, uint32_t from, uint32_t most, struct match *m)
{
    const unsigned char *p = z->bytes + at, *q = z->bytes + from;
    if (p[m->length] != q[m->length] || (m->length && p[m->length - 1] != q[m->length - 1]))
        return false;
    uint32_t n = common_length(p, q, most);
    if (n > m->length)
        *m = (struct match){ n, at - from };
    return n == most;
}

/* The longest match of position AT, of at most MOST bytes and more than LEAST; length 0: none.  AT enters the chains.
 */
static struct match find_match(struct dl_deflater *z, uint32_t at, uint32_t most, uint32_t least)
{
    struct match m = { least, 0 };
    uint32_t *head = &z->heads[hash4(z->bytes + at, HASH_BITS)], from = *head;
    z->before[at % WINDOW] = from;
    *head = z->epoch + at;
    if (most <= least)
        return (struct match){ 0, 0 };
    uint32_t lowest = z->epoch + (at > z->start + WINDOW ? at - WINDOW : z->start);
    for (int i = 0; i < z->effort.chain && from >= lowest; i++) {
        if (try_match(z, at, from - z->epoch, most, &m))
            return m;
        uint32_t before = z->before[from % WINDOW];
        if (before >= from)
            break;
        from = before;
    }
    if (z->dictionary && at < WINDOW + z->start) {
        const struct dl_deflate_dictionary *d = z->dictionary;
        uint32_t place = d->heads[hash5(z->bytes + at, DICTIONARY_HASH_BITS)];
        for (int i = 0; i < z->effort.dictionary_chain && place && at - (place - 1) <= WINDOW; i++) {
            if (try_match(z, at, place - 1, most, &m))
                break;
            place = d->before[place - 1];
        }
    }
    return m.distance ? m : (struct match){ 0, 0 };
}

static void put_literal(struct dl_deflater *z, unsigned char c)
{
    z->tokens[z->token_count++] = (struct token){ 0, c };
    z->literal_counts[c]++;
}

static void put_match(struct dl_deflater *z, struct match m)
{
    unsigned extra;
    z->tokens[z->token_count++] = (struct token){ (uint16_t)m.length, (uint16_t)(m.distance - 1) };
    z->literal_counts[length_symbol(m.length, &extra)]++;
    z->extra_bits += extra;
    z->distance_counts[distance_symbol(m.distance - 1, &extra)]++;
    z->extra_bits += extra;
}

/* The places from FROM to TO enter the chains. */
static void remember(struct dl_deflater *z, uint32_t from, uint32_t to, uint32_t end)
{
    const unsigned char *bytes = z->bytes;
    uint32_t epoch = z->epoch;
    if (to + MIN_MATCH > end)
        to = end - MIN_MATCH + 1;
    for (uint32_t i = from; i < to; i++) {
        uint32_t *head = &z->heads[hash4(bytes + i, HASH_BITS)];
        z->before[i % WINDOW] = *head;
        *head = epoch + i;
    }
}

/* Turn the data into tokens, and these into blocks. */
static bool compress(struct dl_deflater *z, uint32_t end, struct dl_buf *out)
{
    uint32_t at = z->start, block = at;
    struct match m = { 0, 0 };
    bool known = false; /* M is the match of AT */
    while (at < end) {
        if (z->token_count >= MAX_TOKENS - 2) {
            if (!put_block(z, out, z->bytes + block, at - block, false))
                return false;
            block = at;
        }
        uint32_t most = end - at < MAX_MATCH ? end - at : MAX_MATCH;
        if (!known && most >= MIN_MATCH)
            m = find_match(z, at, most, MIN_MATCH - 1);
        else if (!known)
            m.length = 0;
        known = false;
        if (m.length == 0) {
            put_literal(z, z->bytes[at++]);
            continue;
        }
        bool looked = m.length < z->effort.good_match && most > m.length + 1;
        if (looked) {
            struct match next = find_match(z, at + 1, end - at - 1 < MAX_MATCH ? end - at - 1 : MAX_MATCH, m.length);
            if (next.length) {
                put_literal(z, z->bytes[at++]);
                m = next;
                known = true;
                continue;
            }
        }
        put_match(z, m);
        if (m.distance <= at - z->start) /* else it is found in the dictionary again */
            remember(z, at + 1 + looked, at + m.length, end);
        at += m.length;
    }
    return put_block(z, out, z->bytes + block, at - block, true);
}

/* ---- compressing ------------------------------------------------------------------------------------------------ */

struct dl_deflater *dl_deflater_new(bool fast)
{
    struct dl_deflater *z = calloc(1, sizeof *z);
    if (z)
        z->effort = fast ? (struct effort){ 2, 4, 0 } : (struct effort){ 16, 32, 64 };
    return z;
}

void dl_deflater_free(struct dl_deflater *z)
{
    if (!z)
        return;
    free(z->bytes);
    free(z);
}

static bool set_dictionary(struct dl_deflater *z, const struct dl_deflate_dictionary *d, size_t data)
{
    size_t size = d ? d->size : 0;
    if (z->cap < size + data + 8) {
        size_t cap = size + data + data / 2 + 4096;
        unsigned char *p = realloc(z->bytes, cap);
        if (!p)
            return false;
        z->bytes = p;
        z->cap = cap;
    }
    if (d != z->dictionary && size)
        memcpy(z->bytes, d->bytes, size);
    z->dictionary = d;
    z->start = (uint32_t)size;
    return true;
}

enum dl_status dl_deflate(struct dl_deflater *z, const struct dl_deflate_dictionary *d, struct dl_str data,
                          struct dl_buf *out, struct dl_error *err)
{
    if (data.len > INT32_MAX - WINDOW)
        return dl_fail(err, DL_TOO_LARGE, "a block of %zu bytes is too large", data.len);
    if (!set_dictionary(z, d, data.len))
        return dl_fail_memory(err);
    uint32_t end = z->start + (uint32_t)data.len;
    if (data.len)
        memcpy(z->bytes + z->start, data.ptr, data.len);
    memset(z->bytes + end, 0, 8);
    if (z->epoch == 0 || z->epoch > UINT32_MAX - 2 * WINDOW - end) {
        memset(z->heads, 0, sizeof z->heads);
        z->epoch = WINDOW; /* so that 0 lies before every position */
    }
    z->bits = z->bit_count = 0;
    bool ok = compress(z, end, out);
    z->epoch += (end + WINDOW - 1) / WINDOW * WINDOW;
    if (!ok || !dl_buf_reserve(out, 16))
        return dl_fail_memory(err);
    put_bits(z, out, 0, (8 - z->bit_count) % 8);
    return DL_OK;
}

/* ---- decompressing ---------------------------------------------------------------------------------------------- */

#define STORED_HEAD 5

struct dl_inflater {
    struct libdeflate_decompressor *libdeflate;
    struct dl_buf stream;   /* the dictionary as a stored block, then the stream */
    struct dl_buf data;     /* the dictionary, then the data */
    const char *dictionary; /* that STREAM begins with */
    size_t dictionary_size;
};

struct dl_inflater *dl_inflater_new(void)
{
    struct dl_inflater *z = calloc(1, sizeof *z);
    if (z && !(z->libdeflate = libdeflate_alloc_decompressor())) {
        free(z);
        return NULL;
    }
    return z;
}

void dl_inflater_free(struct dl_inflater *z)
{
    if (!z)
        return;
    libdeflate_free_decompressor(z->libdeflate);
    dl_buf_free(&z->stream);
    dl_buf_free(&z->data);
    free(z);
}

void dl_inflater_forget(struct dl_inflater *z)
{
    z->dictionary = NULL;
}

/* STREAM begins with DICTIONARY; a dictionary is known by its address until dl_inflater_forget. */
static void begin_stream(struct dl_inflater *z, struct dl_str dictionary)
{
    if (z->dictionary == dictionary.ptr && z->dictionary_size == dictionary.len &&
        z->stream.len >= STORED_HEAD + dictionary.len) {
        z->stream.len = STORED_HEAD + dictionary.len;
        return;
    }
    uint32_t sizes = (uint32_t)dictionary.len | ((uint32_t)dictionary.len ^ 0xffff) << 16;
    dl_buf_clear(&z->stream);
    dl_buf_byte(&z->stream, 0);
    dl_buf_u32(&z->stream, sizes);
    dl_buf_str(&z->stream, dictionary);
    z->dictionary = dictionary.ptr;
    z->dictionary_size = dictionary.len;
}

enum dl_status dl_inflate(struct dl_inflater *z, struct dl_str dictionary, struct dl_str stream, size_t size,
                          struct dl_str *data, struct dl_error *err)
{
    size_t all = dictionary.len + size, got = 0;
    if (dictionary.len > DL_DEFLATE_DICTIONARY_MAX)
        return dl_fail(err, DL_CORRUPT, "a compressed block is damaged");
    dl_buf_clear(&z->data);
    if (!dl_buf_reserve(&z->data, all + 1))
        return dl_fail_memory(err);
    if (dictionary.len) {
        begin_stream(z, dictionary);
        dl_buf_str(&z->stream, stream);
        if (z->stream.failed) {
            z->dictionary = NULL;
            return dl_fail_memory(err);
        }
        stream = dl_buf_view(&z->stream);
    }
    enum libdeflate_result r =
        libdeflate_deflate_decompress(z->libdeflate, stream.ptr, stream.len, z->data.data, all, &got);
    if (r != LIBDEFLATE_SUCCESS || got != all)
        return dl_fail(err, DL_CORRUPT, "a compressed block is damaged");
    *data = (struct dl_str){ z->data.data + dictionary.len, size };
    return DL_OK;
}
