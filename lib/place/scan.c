/* scan.c - find the names of the gazetteer in text: one pass, longest match first.
 *
 * Small letters are skipped eight bytes at a time; of the words that begin with a capital the first token is looked up
 * in a Bloom filter, and only what passes goes to the hash table.  A name has at most PLACE_MAX_TOKENS tokens, so the
 * time is linear whatever the text holds.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "dateline/grow.h"
#include "lib/place/tables.h"
#include "lib/place/token.h"

void dl_place_hits_free(struct dl_place_hits *h)
{
    free(h->v);
    *h = (struct dl_place_hits){ 0 };
}

/* Move over what may stand between two words of one name: spaces (one line break), a hyphen, the dot of "St.", "&" not.
 * NULL when the next token is none of the same name. */
static const unsigned char *next_of_name(const unsigned char *p, const unsigned char *end, const struct token *before)
{
    unsigned breaks = 0, hyphens = 0;
    const unsigned char *start = p;
    if (before->flags & TOKEN_UNSPACED) {
        while (end - p >= 3 && p[0] == 0xE2 && p[1] == 0x80 && p[2] == 0x8B) /* zero width space */
            p += 3;
        if (p < end && *p == ' ')
            p++;
        return p < end && token_starts(p, end) ? p : NULL;
    }
    if (p + 1 < end && *p == '.' && before->length <= 3 &&
        (p[1] == ' ' || p[1] == '\n' || (p[1] >= 'A' && p[1] <= 'Z'))) /* "St. Petersburg", "W.Va." */
        p++;
    for (; p < end && p - start < 40; p++) {
        if (*p == '\n') {
            if (++breaks > 1)
                return NULL;
        } else if (*p == '-') {
            if (++hyphens > 1)
                return NULL;
        } else if (*p == 0xE2 && end - p >= 3 && p[1] == 0x80 && p[2] >= 0x90 &&
                   p[2] <= 0x93) { /* hyphens and en dash */
            if (++hyphens > 1)
                return NULL;
            p += 2;
        } else if (*p == 0xC2 && end - p >= 2 && p[1] == 0xA0) { /* no-break space */
            p++;
        } else if (*p != ' ' && *p != '\r' && *p != '\t') {
            break;
        }
    }
    return p < end && p > start && token_starts(p, end) ? p : NULL;
}

/* Is the last word of a name written small: "Spojené státy"? */
static bool small_last_word(const struct dl_place_sense *s)
{
    while (!(s->flags & (DL_PLACE_SMALL | DL_PLACE_LAST)))
        s++;
    return s->flags & DL_PLACE_SMALL;
}

/* A name in text with case is written with capitals: its first and last word, or all of it when short. */
static bool last_word_fits(const struct token *first, const struct token *last, const struct dl_place_sense *senses)
{
    return (last->flags & (TOKEN_UPPER_FIRST | TOKEN_CASELESS | TOKEN_INNER)) || !(first->flags & TOKEN_UPPER_FIRST) ||
           (last->flags & TOKEN_LOWER) == 0 || small_last_word(senses);
}

static bool hangul(uint32_t c)
{
    return c >= 0xAC00 && c <= 0xD7A3;
}

#define HANGUL_LONG 12 /* bytes: four syllables, which are no part of other words */

/* A name in Hangul, P to END of TEXT, is a word, or one with particles after it or a compound of the table. */
static bool korean_word(const unsigned char *start, const unsigned char *p, const unsigned char *end,
                        const unsigned char *text)
{
    unsigned n;
    if (start - text >= 3 && hangul(token_char(start - 3, end, &n)))
        return false;
    const unsigned char *rest = p;
    while (rest < end && hangul(token_char(rest, end, &n)))
        rest += n;
    if (rest == p || p - start >= HANGUL_LONG)
        return true;
    for (unsigned i = 0; i < place_ending_count; i++) {
        const struct place_ending *e = &place_endings[i];
        if ((e->whole ? rest - p == e->len : rest - p >= e->len) && memcmp(p, e->text, e->len) == 0)
            return true;
    }
    return false;
}

/* No name of a script without spaces ends inside a syllable, nor one of Katakana inside a longer word. */
static bool ends_whole(const unsigned char *start, const unsigned char *p, const unsigned char *end,
                       const unsigned char *text)
{
    unsigned n;
    if (p - start >= 3 && hangul(token_char(start, end, &n)))
        return korean_word(start, p, end, text);
    if (p >= end)
        return true;
    uint32_t next = token_char(p, end, &n);
    if (token_mark(next))
        return false;
    uint32_t last = p - text >= 3 ? token_char(p - 3, end, &n) : 0;
    if (last >= 0x30A1 && last <= 0x30FF) {
        if (next >= 0x30A1 && next <= 0x30FF && next != 0x30FB)
            return false;
        uint32_t previous = start - text >= 3 ? token_char(start - 3, end, &n) : 0;
        return !(previous >= 0x30A1 && previous <= 0x30FF && previous != 0x30FB);
    }
    return true;
}

/* The longest name that begins with FIRST at P.  Fills HIT; *AFTER is where it ends. */
static bool longest_name(const unsigned char *text, const unsigned char *p, const unsigned char *end,
                         const struct token *first, struct dl_place_hit *hit, const unsigned char **after)
{
    uint64_t hash = phrase_hash(0, first->hash), exact = phrase_hash(0, first->exact);
    const struct place_slot *slot = place_find(hash);
    struct token t = *first;
    bool found = false, upper = !(first->flags & TOKEN_LOWER) && !(first->flags & TOKEN_CASELESS), accented = false;
    for (unsigned tokens = 1; slot && tokens <= PLACE_MAX_TOKENS; tokens++) {
        upper &= !(t.flags & TOKEN_LOWER);
        accented |= (t.flags & TOKEN_ACCENTED) != 0;
        bool whole = !(t.flags & TOKEN_UNSPACED) || ends_whole(p, t.end, end, text);
        uint8_t kind = slot->sense ? place_senses[slot->sense - 1].kind : DL_PLACE_GIVEN;
        if (kind != DL_PLACE_GIVEN && whole &&
            (kind == DL_PLACE_NOTHING || last_word_fits(first, &t, place_senses + slot->sense - 1))) {
            *hit = (struct dl_place_hit){ .start = (uint32_t)(p - text),
                                          .end = (uint32_t)(t.end - text),
                                          .sense = slot->sense - 1,
                                          .exact = (uint32_t)exact,
                                          .tokens = (uint8_t)tokens,
                                          .flags =
                                              (uint8_t)((upper ? DL_HIT_UPPER : 0) | (accented ? DL_HIT_ACCENTED : 0) |
                                                        (first->flags & TOKEN_CASELESS ? DL_HIT_CASELESS : 0) |
                                                        (t.flags & TOKEN_DOTTED ? DL_HIT_DOTTED : 0) |
                                                        (t.flags & TOKEN_POSSESSIVE ? DL_HIT_POSSESSIVE : 0)) };
            *after = t.end;
            found = true;
        }
        if (!slot->next)
            break;
        const unsigned char *next = next_of_name(t.end, end, &t);
        if (!next)
            break;
        token_read(next, end, &t);
        if (!(slot->next >> place_next_bit(t.hash) & 1))
            break;
        hash = phrase_hash(hash, t.hash);
        exact = phrase_hash(exact, t.exact);
        slot = place_find(hash);
    }
    return found;
}

/* The next byte from P on at which a name may begin: a capital of ASCII or anything beyond ASCII.  Eight bytes at a
 * time. */
static const unsigned char *next_candidate(const unsigned char *p, const unsigned char *end)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), high = ones * 0x80;
    for (; end - p >= 8; p += 8) {
        uint64_t x;
        memcpy(&x, p, 8);
        uint64_t low = x & ~high; /* every byte in its own lane: no carry leaves a sum of two numbers below 128 */
        uint64_t capital = (low + ones * (0x80 - 'A')) & ~(low + ones * (0x80 - 'Z' - 1)), found = (capital | x) & high;
        if (found) {
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
            return p + (__builtin_ctzll(found) >> 3);
#else
            break;
#endif
        }
    }
    while (p < end && *p < 0x80 && !(*p >= 'A' && *p <= 'Z'))
        p++;
    return p;
}

static bool push(struct dl_place_hits *hits, const struct dl_place_hit *hit)
{
    if (!DL_GROW(hits->v, hits->cap, hits->count + 1))
        return false;
    hits->v[hits->count++] = *hit;
    return true;
}

/* The end of the rest of a word, up to a character of a script without spaces. */
static const unsigned char *skip_word(const unsigned char *p, const unsigned char *end)
{
    while (p < end) {
        unsigned n = 1;
        if (*p >= 0x80) {
            uint32_t c = token_char(p, end, &n);
            if (token_unspaced(c) || !token_letter(c))
                break;
        } else if (!token_ascii_word(*p)) {
            break;
        }
        p += n;
    }
    return p;
}

enum dl_status dl_place_scan(struct dl_str text, size_t limit, struct dl_place_hits *hits, struct dl_error *err)
{
    if (text.len == 0)
        return DL_OK;
    const unsigned char *start = (const unsigned char *)text.ptr, *p = start;
    const unsigned char *end = start + (text.len < UINT32_MAX ? text.len : UINT32_MAX);
    while ((p = next_candidate(p, end)) < end && hits->count < limit) {
        if (p > start && token_ascii_word(p[-1])) { /* inside a word, except where another script begins */
            const unsigned char *rest = skip_word(p, end);
            if (rest > p) {
                p = rest;
                continue;
            }
        }
        if (!token_starts(p, end)) {
            unsigned n;
            token_char(p, end, &n);
            p += n;
            continue;
        }
        struct token t;
        token_read(p, end, &t);
        const unsigned char *after = t.end;
        if ((t.flags & (TOKEN_UPPER_FIRST | TOKEN_CASELESS)) && place_may_begin(phrase_hash(0, t.hash))) {
            struct dl_place_hit hit;
            if (longest_name(start, p, end, &t, &hit, &after) && place_senses[hit.sense].kind != DL_PLACE_NOTHING &&
                !push(hits, &hit))
                return dl_fail_memory(err);
        }
        p = after;
    }
    return DL_OK;
}
