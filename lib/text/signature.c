/* signature.c - what near copies of an article are known by.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "dateline/signature.h"

#include <string.h>

#define DIGITS DL_SIGNATURE_DIGITS
#define ENOUGH 11 /* equal digits: two fifths of all runs in common, or a little less */
#define UNSEEN UINT64_MAX
#define AHEAD 16 /* tokens between the one that is looked at and the one whose print is fetched into the cache */

static uint64_t mix(uint64_t x) /* the finaliser of MurmurHash3 (A. Appleby, public domain) */
{
    x ^= x >> 33;
    x *= UINT64_C(0xff51afd7ed558ccd);
    x ^= x >> 33;
    x *= UINT64_C(0xc4ceb9fe1a85ec53);
    return x ^ x >> 33;
}

/* The class of a hash in its upper half, the digit in its low bits: what is least in a class says nothing of them. */
static void take(uint64_t least[DIGITS], uint64_t run)
{
    uint64_t hash = mix(run);
    unsigned class = (unsigned)((hash >> 32) * DIGITS >> 32);
    if (hash < least[class])
        least[class] = hash;
}

/* An empty class borrows from the next one that is not. */
static struct dl_signature digits_of(const uint64_t least[DIGITS])
{
    struct dl_signature s = { { 0 } };
    for (unsigned i = 0; i < DIGITS; i++) {
        unsigned from = i, steps = 0;
        while (least[from] == UNSEEN) {
            from = (from + 1) % DIGITS;
            steps++;
        }
        s.digits[i / 2] |= (unsigned char)((mix(least[from] + steps) & 15) << (i % 2 * 4));
    }
    return s;
}

struct dl_signature dl_signature_of(const struct dl_analyzer *a, const struct dl_tokens *tokens)
{
    const uint32_t *prints = dl_analyzer_prints(a);
    uint64_t least[DIGITS], before = 0, last = 0, word = 0;
    uint32_t position = 0, words = 0;
    for (unsigned i = 0; i < DIGITS; i++)
        least[i] = UNSEEN;
    for (size_t i = 0; i < tokens->count; i++) {
        if (i + AHEAD < tokens->count)
            __builtin_prefetch(&prints[tokens->v[i + AHEAD].term]);
        if (tokens->v[i].position == position)
            continue;
        position = tokens->v[i].position;
        before = last;
        last = word;
        word = prints[tokens->v[i].term];
        if (++words >= 3)
            take(least, (word * 3 + last) * UINT64_C(0x9e3779b97f4a7c15) ^ before << 29);
    }
    if (words == 0)
        return (struct dl_signature){ { 0 } };
    if (words < 3)
        take(least, last << 32 ^ word);
    return digits_of(least);
}

/* ---- of a text as it is read ------------------------------------------------------------------------------------ */

/* Runs of the words met so far. */
struct text_runs {
    uint64_t least[DIGITS], before, last;
    uint32_t words;
};

static void take_word(struct text_runs *r, uint64_t word)
{
    if (++r->words >= 3)
        take(r->least, (word * 3 + r->last) * UINT64_C(0x9e3779b97f4a7c15) ^ r->before << 29);
    r->before = r->last;
    r->last = word;
}

/* What a byte adds to a word: letters and digits of ASCII without case, and the bytes of other characters; 0 ends one.
 */
static void byte_values(uint8_t values[256])
{
    for (unsigned c = 0; c < 256; c++) {
        bool letter = (c | 0x20) - 'a' <= 25u, digit = c - '0' <= 9u;
        values[c] = (uint8_t)(letter ? c | 0x20 : digit || c >= 0x80 ? c : 0);
    }
}

/* Each character of three bytes and more is a word, as the scripts without spaces are there. */
static void take_text(struct text_runs *r, const uint8_t values[256], struct dl_str text)
{
    uint64_t word = 0;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        uint8_t value = values[c];
        if ((value == 0 || c >= 0xe0) && word) {
            take_word(r, word);
            word = 0;
        }
        if (value)
            word = (word ^ value) * UINT64_C(0x100000001b3) + 1;
    }
    if (word)
        take_word(r, word);
}

struct dl_signature dl_signature_of_text(struct dl_str title, struct dl_str body)
{
    struct text_runs r = { .words = 0 };
    uint8_t values[256];
    byte_values(values);
    for (unsigned i = 0; i < DIGITS; i++)
        r.least[i] = UNSEEN;
    take_text(&r, values, title);
    take_text(&r, values, body);
    if (r.words == 0)
        return (struct dl_signature){ { 0 } };
    if (r.words < 3)
        take(r.least, r.before << 32 ^ r.last);
    return digits_of(r.least);
}

/* How many of the 16 digits in X and Y are equal. */
static unsigned equal_digits(uint64_t x, uint64_t y)
{
    uint64_t differ = x ^ y;
    differ |= differ >> 2;
    differ |= differ >> 1;
    return 16 - (unsigned)__builtin_popcountll(differ & UINT64_C(0x1111111111111111));
}

bool dl_signature_near(const struct dl_signature *a, const struct dl_signature *b)
{
    uint64_t x[2] = { 0 }, y[2] = { 0 };
    memcpy(x, a->digits, sizeof a->digits);
    memcpy(y, b->digits, sizeof b->digits);
    unsigned unused = 2 * sizeof x - DIGITS;
    unsigned same = equal_digits(x[0], y[0]) + equal_digits(x[1], y[1]) - unused;
    return same >= ENOUGH && (x[0] | x[1]) && (y[0] | y[1]);
}
