/* asciiword.h - the word at a place, in one go: its length among ASCII word characters and its bytes in lower case.
 *
 * All of it is inline: it is asked for every word of an archive, several times.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_ASCIIWORD_H
#define DATELINE_ASCIIWORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define DL_SHORT_WORD 16 /* bytes */

/* At most 16 bytes in lower case (ASCII letters), filled up with zeros. */
struct dl_short_word {
    uint64_t low, high;
};

static inline bool dl_is_ascii_alnum(unsigned char c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

/* Look at the 16 bytes at P (all readable).  Returns how many letters and digits they start with, 0 to 16; these, in
 * lower case, go to *WORD, the rest of which is zero. */
static inline size_t dl_ascii_word_scalar(const char *p, struct dl_short_word *word)
{
    char bytes[DL_SHORT_WORD] = { 0 };
    size_t n = 0;
    for (; n < DL_SHORT_WORD && dl_is_ascii_alnum((unsigned char)p[n]); n++)
        bytes[n] = (char)(p[n] >= 'A' && p[n] <= 'Z' ? p[n] | 0x20 : p[n]);
    memcpy(word, bytes, sizeof *word);
    return n;
}

/* With how many ASCII letters or bytes beyond ASCII the 16 bytes at P (all readable) start: 0 to 16. */
static inline size_t dl_letters_scalar(const char *p)
{
    size_t n = 0;
    while (n < DL_SHORT_WORD && (((p[n] | 0x20) >= 'a' && (p[n] | 0x20) <= 'z') || (unsigned char)p[n] >= 0x80))
        n++;
    return n;
}

/* Which of the 16 bytes at P (all readable) are A to Z: bit 0 is the first. */
static inline unsigned dl_capitals_scalar(const char *p)
{
    unsigned mask = 0;
    for (unsigned i = 0; i < DL_SHORT_WORD; i++)
        mask |= (unsigned)(p[i] >= 'A' && p[i] <= 'Z') << i;
    return mask;
}

/* The first LEN (1 to 16) of the 16 bytes at P with ASCII letters in lower case. */
static inline struct dl_short_word dl_short_word_scalar(const char *p, size_t len)
{
    char bytes[DL_SHORT_WORD] = { 0 };
    for (size_t i = 0; i < len; i++)
        bytes[i] = (char)(p[i] >= 'A' && p[i] <= 'Z' ? p[i] | 0x20 : p[i]);
    struct dl_short_word word;
    memcpy(&word, bytes, sizeof word);
    return word;
}

#ifdef __SSE2__
static inline __m128i dl_in_range(__m128i v, char first, char last) /* signed: bytes from 0x80 on are below all */
{
    return _mm_and_si128(_mm_cmpgt_epi8(v, _mm_set1_epi8((char)(first - 1))),
                         _mm_cmplt_epi8(v, _mm_set1_epi8((char)(last + 1))));
}

static inline __m128i dl_ascii_lower(__m128i v)
{
    return _mm_or_si128(v, _mm_and_si128(dl_in_range(v, 'A', 'Z'), _mm_set1_epi8(0x20)));
}

static inline struct dl_short_word dl_keep(__m128i v, size_t len)
{
    static const char mask[32] = { -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1 };
    v = _mm_and_si128(v, _mm_loadu_si128((const __m128i *)(const void *)(mask + 16 - len)));
    return (struct dl_short_word){ (uint64_t)_mm_cvtsi128_si64(v),
                                   (uint64_t)_mm_cvtsi128_si64(_mm_unpackhi_epi64(v, v)) };
}

static inline size_t dl_ascii_word(const char *p, struct dl_short_word *word)
{
    /* 0x20 makes letters lower case and leaves digits alone; what it does to others does not matter */
    __m128i v = _mm_or_si128(_mm_loadu_si128((const __m128i *)(const void *)p), _mm_set1_epi8(0x20));
    __m128i digits = _mm_loadu_si128((const __m128i *)(const void *)p); /* but 0x10 to 0x19 would become digits */
    __m128i in = _mm_or_si128(dl_in_range(v, 'a', 'z'), dl_in_range(digits, '0', '9'));
    unsigned out = ~(unsigned)_mm_movemask_epi8(in); /* bits from 16 on are set */
    size_t n = (size_t)__builtin_ctz(out);
    *word = dl_keep(v, n);
    return n;
}

static inline size_t dl_letters(const char *p)
{
    __m128i v = _mm_loadu_si128((const __m128i *)(const void *)p);
    __m128i ascii = dl_in_range(_mm_or_si128(v, _mm_set1_epi8(0x20)), 'a', 'z');
    return (size_t)__builtin_ctz(~(unsigned)_mm_movemask_epi8(_mm_or_si128(v, ascii)));
}

static inline unsigned dl_capitals(const char *p)
{
    return (unsigned)_mm_movemask_epi8(dl_in_range(_mm_loadu_si128((const __m128i *)(const void *)p), 'A', 'Z'));
}

static inline struct dl_short_word dl_short_word(const char *p, size_t len)
{
    return dl_keep(dl_ascii_lower(_mm_loadu_si128((const __m128i *)(const void *)p)), len);
}
#else
static inline size_t dl_ascii_word(const char *p, struct dl_short_word *word)
{
    return dl_ascii_word_scalar(p, word);
}
static inline size_t dl_letters(const char *p)
{
    return dl_letters_scalar(p);
}
static inline unsigned dl_capitals(const char *p)
{
    return dl_capitals_scalar(p);
}
static inline struct dl_short_word dl_short_word(const char *p, size_t len)
{
    return dl_short_word_scalar(p, len);
}
#endif

#endif
