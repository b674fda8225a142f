/* token.h - how the gazetteer cuts names and text into tokens: the same code when the table is compiled and when text
 * is scanned.
 *
 * A token is a run of letters and digits, or one character of a script that puts no spaces between words (Thai, Lao,
 * Khmer, Myanmar, Han, Kana, and Hangul because of its particles).  It is folded: lower case, no diacritics.  "'s" at a
 * word's end is dropped, other apostrophes are ignored ("d'Ivoire" = "dIvoire"); "U.S." is the one token "us".
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_PLACE_TOKEN_H
#define DATELINE_PLACE_TOKEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dateline/asciiword.h"

enum {
    TOKEN_UPPER_FIRST = 1, /* begins with a capital */
    TOKEN_LOWER = 2,       /* holds a small letter */
    TOKEN_CASELESS = 4,    /* of a script without case */
    TOKEN_UNSPACED = 8,    /* one character of a script without spaces */
    TOKEN_DOTTED = 16,     /* "U.S." */
    TOKEN_ACCENTED = 32,   /* holds a letter with diacritics */
    TOKEN_INNER = 128,     /* holds a capital behind an apostrophe: "d'Ivoire" */
    TOKEN_POSSESSIVE = 64  /* "'s" or "'" was dropped */
};

struct token {
    uint64_t hash;   /* of the folded letters */
    uint64_t exact;  /* of the letters in lower case with their diacritics */
    uint32_t length; /* characters */
    uint32_t flags;
    const unsigned char *end;
};

#define TOKEN_HASH_MULTIPLIER UINT64_C(0x9E3779B97F4A7C15)

/* Eight bytes are mixed in at a time. */
struct token_hash {
    uint64_t h, bytes;
    unsigned shift;
};

static inline void token_hash_byte(struct token_hash *t, unsigned char c)
{
    t->bytes |= (uint64_t)c << t->shift;
    t->shift += 8;
    if (t->shift == 64) {
        t->h = (t->h ^ t->bytes) * TOKEN_HASH_MULTIPLIER;
        t->h ^= t->h >> 32;
        t->bytes = 0;
        t->shift = 0;
    }
}

static inline void token_hash_char(struct token_hash *t, uint32_t c)
{
    token_hash_byte(t, (unsigned char)c);
    for (c >>= 8; c; c >>= 8)
        token_hash_byte(t, (unsigned char)c);
}

static inline uint64_t hash_mix(uint64_t h)
{
    h ^= h >> 29;
    h *= UINT64_C(0xBF58476D1CE4E5B9);
    return h ^ (h >> 32);
}

static inline uint64_t token_hash_end(const struct token_hash *t)
{
    return hash_mix((t->h ^ t->bytes) * TOKEN_HASH_MULTIPLIER + t->shift);
}

/* The hash of a phrase from that of the phrase without its last token. */
static inline uint64_t phrase_hash(uint64_t phrase, uint64_t token)
{
    return hash_mix(phrase * 3 + token + UINT64_C(0x165667B19E3779F9));
}

/* One character; malformed bytes come out one by one as U+FFFD. */
static inline uint32_t token_char(const unsigned char *p, const unsigned char *end, unsigned *len)
{
    uint32_t c = p[0];
    *len = 1;
    if (c < 0x80)
        return c;
    if (c >= 0xC2 && c < 0xE0 && end - p >= 2 && (p[1] & 0xC0) == 0x80) {
        *len = 2;
        return (c & 0x1F) << 6 | (p[1] & 0x3F);
    }
    if (c >= 0xE0 && c < 0xF0 && end - p >= 3 && (p[1] & 0xC0) == 0x80 && (p[2] & 0xC0) == 0x80) {
        *len = 3;
        return (c & 0x0F) << 12 | (uint32_t)(p[1] & 0x3F) << 6 | (p[2] & 0x3F);
    }
    if (c >= 0xF0 && c < 0xF5 && end - p >= 4 && (p[1] & 0xC0) == 0x80 && (p[2] & 0xC0) == 0x80 &&
        (p[3] & 0xC0) == 0x80) {
        *len = 4;
        return (c & 0x07) << 18 | (uint32_t)(p[1] & 0x3F) << 12 | (uint32_t)(p[2] & 0x3F) << 6 | (p[3] & 0x3F);
    }
    return 0xFFFD;
}

static inline bool token_unspaced(uint32_t c)
{
    return (c >= 0x0E01 && c <= 0x0EFF) || (c >= 0x1000 && c <= 0x109F) || (c >= 0x1780 && c <= 0x17D3) ||
           (c >= 0x3041 && c <= 0x30FF) || (c >= 0x3400 && c <= 0x9FFF) || (c >= 0xAC00 && c <= 0xD7A3);
}

/* A vowel sign, tone or other mark that belongs to the letter before it: no name ends in front of one. */
static inline bool token_mark(uint32_t c)
{
    return c == 0x0E31 || (c >= 0x0E33 && c <= 0x0E3A) || (c >= 0x0E47 && c <= 0x0E4E) || c == 0x0EB1 ||
           (c >= 0x0EB3 && c <= 0x0EBC) || (c >= 0x0EC8 && c <= 0x0ECD) || (c >= 0x102B && c <= 0x103E) ||
           (c >= 0x17B6 && c <= 0x17D3);
}

static inline bool token_letter(uint32_t c) /* of a word; C >= 0x80 */
{
    return !(c < 0xC0 || c == 0xD7 || c == 0xF7 || (c >= 0x2000 && c <= 0x2BFF) || (c >= 0x3000 && c <= 0x3040) ||
             (c >= 0xE000 && c <= 0xF8FF) || (c >= 0xFE00 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF20) ||
             c >= 0xFFF0 || c == 0x60C || c == 0x61B || c == 0x61F || c == 0x6D4 || c == 0x964 || c == 0x965 ||
             c == 0x104A || c == 0x104B || c == 0x17D4 || c == 0x17D5 || (c >= 0x1361 && c <= 0x1368) || c == 0x589 ||
             (c >= 0x55A && c <= 0x55F) || c == 0x10FB);
}

/* Base letters; S, E, O, T stand for ss, ae, oe, th and ? for "itself". */
static inline char token_base_letter(uint32_t c)
{
    static const char latin1[192 + 1] =
        "aaaaaaEceeeeiiiidnooooo?ouuuuyTSaaaaaaEceeeeiiiidnooooo?ouuuuyTyaaaaaaccccccccddddeeeeeeeeeegggg"
        "gggghhhhiiiiiiiiiiiijjkk?llllllllllnnnnnn???ooooooOOrrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
    static const char additional[256 + 1] =
        "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmmmmmmnnnnnnnnoooooooopppprrrrrrrr"
        "ssssssssssttttttttuuuuuuuuuuvvvvwwwwwwwwwwxxxxyyzzzzzzhtwyas????aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeee"
        "eeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy??????";
    if (c >= 0xC0 && c < 0x180)
        return latin1[c - 0xC0];
    if (c >= 0x1E00 && c < 0x1F00)
        return additional[c - 0x1E00];
    if (c == 0x1A0 || c == 0x1A1)
        return 'o';
    if (c == 0x1AF || c == 0x1B0)
        return 'u';
    if (c >= 0x218 && c <= 0x21B)
        return c < 0x21A ? 's' : 't';
    return '?';
}

/* Lower case of a character beyond ASCII, for the scripts of the gazetteer that have case. */
static inline uint32_t token_lower(uint32_t c)
{
    if ((c >= 0xC0 && c <= 0xDE && c != 0xD7) || (c >= 0x391 && c <= 0x3A9) || (c >= 0x410 && c <= 0x42F))
        return c + 0x20;
    if (c >= 0x400 && c <= 0x40F)
        return c + 0x50;
    if (c == 0x1AF)
        return 0x1B0;
    if ((c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E))
        return c + (c & 1);
    if (c == 0x178)
        return 0xFF;
    if (c == 0x130)
        return 'i';
    if ((c >= 0x100 && c <= 0x177 && c != 0x131 && c != 0x138) || (c >= 0x1A0 && c <= 0x1A5) ||
        (c >= 0x218 && c <= 0x21B) || (c >= 0x460 && c <= 0x481) || (c >= 0x48A && c <= 0x4BF) ||
        (c >= 0x4D0 && c <= 0x52F) || (c >= 0x1E00 && c <= 0x1EFF && !(c >= 0x1E95 && c <= 0x1E9F)))
        return c | 1;
    return c;
}

/* FOLDED and EXACT are the two hashes so far. */
static inline void token_step_wide(struct token *t, struct token_hash *folded, struct token_hash *exact, uint32_t c)
{
    if (c >= 0x300 && c <= 0x36F) { /* a combining mark: part of the exact form only */
        token_hash_char(exact, c);
        t->flags |= TOKEN_ACCENTED;
        return;
    }
    if ((c >= 0x64B && c <= 0x652) || c == 0x640 || c == 0x200B) /* Arabic vowel points and tatweel, zero width space */
        return;
    uint32_t lower = token_lower(c);
    bool cased = c < 0x530 || (c >= 0x1E00 && c < 0x1F00);
    if (lower != c)
        t->flags |= t->length == 0 ? TOKEN_UPPER_FIRST : 0;
    else
        t->flags |= cased ? TOKEN_LOWER : TOKEN_CASELESS;
    token_hash_char(exact, lower);
    t->length++;
    char base = token_base_letter(c);
    if (base == '?') {
        if (lower == 0x451) /* yo is often written ye */
            lower = 0x435;
        else if (lower == 0x623 || lower == 0x625 || lower == 0x622) /* alef with hamza or madda */
            lower = 0x627;
        token_hash_char(folded, lower);
        return;
    }
    t->flags |= TOKEN_ACCENTED;
    uint32_t first = base == 'S' ? 's' : base == 'E' ? 'a' : base == 'O' ? 'o' : base == 'T' ? 't' : (uint32_t)base;
    token_hash_char(folded, first);
    if (base >= 'A' && base <= 'Z')
        token_hash_char(folded, base == 'S' ? 's' : base == 'T' ? 'h' : 'e');
}

/* The apostrophe at P: its length in bytes, 0 when there is none. */
static inline unsigned token_apostrophe(const unsigned char *p, const unsigned char *end)
{
    if (p < end && *p == '\'')
        return 1;
    return end - p >= 3 && p[0] == 0xE2 && p[1] == 0x80 && p[2] == 0x99 ? 3 : 0;
}

static inline bool token_ascii_word(unsigned char c)
{
    return (unsigned char)((c | 0x20) - 'a') < 26 || (unsigned char)(c - '0') < 10;
}

/* Letters separated by single dots, "U.S." or "N.Y": at least two; NULL when P is no such abbreviation. */
static inline const unsigned char *token_dotted_end(const unsigned char *p, const unsigned char *end)
{
    unsigned letters = 0;
    while (end - p >= 2 && p[0] >= 'A' && p[0] <= 'Z' && p[1] == '.' && letters < 8) {
        letters++;
        p += 2;
    }
    if (p < end && *p >= 'A' && *p <= 'Z' && letters && (p + 1 == end || !(token_ascii_word(p[1]) || p[1] >= 0x80))) {
        letters++;
        p++;
    }
    return letters >= 2 && (p == end || !token_ascii_word(*p)) ? p : NULL;
}

/* A token of at most 15 letters and digits of ASCII, as nearly all are, all at once.  False: it is another. */
static inline bool token_read_plain(const unsigned char *p, const unsigned char *end, struct token *t)
{
    struct dl_short_word word;
    if (end - p < DL_SHORT_WORD)
        return false;
    size_t n = dl_ascii_word((const char *)p, &word);
    if (n == 0 || n == DL_SHORT_WORD || p[n] >= 0x80 || p[n] == '\'' || (n == 1 && p[1] == '.'))
        return false;
    unsigned all = (1u << n) - 1, capitals = dl_capitals((const char *)p) & all;
    struct token_hash hash = { 0, word.low, (unsigned)n * 8 };
    if (n >= 8) {
        hash.h = word.low * TOKEN_HASH_MULTIPLIER;
        hash.h ^= hash.h >> 32;
        hash.bytes = word.high;
        hash.shift -= 64;
    }
    t->hash = t->exact = token_hash_end(&hash);
    t->length = (uint32_t)n;
    t->flags = (capitals & 1 ? TOKEN_UPPER_FIRST : 0) | (capitals != all ? TOKEN_LOWER : 0);
    t->end = p + n;
    return true;
}

/* Read the token at P, which is the first byte of a letter or digit.  Always moves on. */
static inline void token_read(const unsigned char *p, const unsigned char *end, struct token *t)
{
    if (token_read_plain(p, end, t))
        return;
    const unsigned char *dotted = p + 1 < end && p[1] == '.' ? token_dotted_end(p, end) : NULL;
    struct token_hash folded = { 0 }, exact = { 0 };
    bool wide_seen = false; /* as long as all is ASCII the two hashes are the same */
    *t = (struct token){ .end = p };
    if (dotted) {
        for (; p < dotted; p++) {
            if (*p == '.')
                continue;
            token_hash_byte(&folded, *p | 0x20);
            t->length++;
        }
        t->flags = TOKEN_UPPER_FIRST | TOKEN_DOTTED;
        t->end = dotted;
        t->hash = t->exact = token_hash_end(&folded);
        return;
    }
    while (p < end) {
        unsigned char c = *p;
        if (c < 0x80) {
            if (token_ascii_word(c)) {
                uint32_t lower = c >= 'A' && c <= 'Z' ? c | 0x20u : c;
                t->flags |= lower == c ? TOKEN_LOWER : t->length == 0 ? TOKEN_UPPER_FIRST : 0;
                token_hash_byte(&folded, (unsigned char)lower);
                if (wide_seen)
                    token_hash_byte(&exact, (unsigned char)lower);
                t->length++;
                p++;
                continue;
            }
            if (c != '\'')
                break;
        }
        unsigned n = token_apostrophe(p, end);
        if (n) {
            const unsigned char *q = p + n;
            bool more = q < end && (token_ascii_word(*q) || *q >= 0xC3);
            if (!more || ((*q | 0x20) == 's' && (q + 1 == end || !(token_ascii_word(q[1]) || q[1] >= 0xC3)))) {
                t->flags |= more ? TOKEN_POSSESSIVE : 0;
                t->end = more ? q + 1 : p;
                goto done;
            }
            t->flags |= *q >= 'A' && *q <= 'Z' ? TOKEN_INNER : 0;
            p = q;
            continue;
        }
        uint32_t wide = token_char(p, end, &n);
        if (token_unspaced(wide)) {
            if (t->length)
                break;
            token_hash_char(&folded, wide);
            t->length = 1;
            t->flags = TOKEN_UNSPACED | TOKEN_CASELESS;
            p += n;
            break;
        }
        if (!token_letter(wide) && wide != 0x200B)
            break;
        if (!wide_seen)
            exact = folded;
        wide_seen = true;
        token_step_wide(t, &folded, &exact, wide);
        p += n;
    }
    t->end = p;
done:
    t->hash = token_hash_end(&folded);
    t->exact = wide_seen ? token_hash_end(&exact) : t->hash;
}

/* Does a token begin at P? */
static inline bool token_starts(const unsigned char *p, const unsigned char *end)
{
    unsigned n;
    if (*p < 0x80)
        return token_ascii_word(*p);
    return *p >= 0xC3 && token_letter(token_char(p, end, &n));
}

#endif
