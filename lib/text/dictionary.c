/* dictionary.c - words of scripts that write no spaces, by ICU's dictionaries.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "dictionary.h"

#include <stdlib.h>
#include <unicode/ubrk.h>
#include <unicode/ustring.h>

#include "dateline/hash.h"
#include "dateline/unicode.h"

#define LEAST_PART 3     /* units: shorter words are too often mere syllables of others */
#define LONGEST_WORD 60  /* units that are looked at for parts */
#define REMEMBERED 16384 /* words, a power of two */

struct compound { /* what was found out about a word, known by its hash alone: a wrong one would cost a wrong part */
    uint64_t hash;
    uint8_t count;
    struct dl_word_part parts[DL_MAX_PARTS_OF_WORD];
};

struct dl_dictionary {
    UBreakIterator *breaker;    /* opened at first use: it loads rules and dictionaries */
    struct compound *compounds; /* by hash; a newer one takes the place */
    UChar text[DL_DICTIONARY_CHUNK + 1];
    uint32_t offset[DL_DICTIONARY_CHUNK + 2]; /* byte at which each unit's character starts */
    uint32_t ends[DL_DICTIONARY_CHUNK + 1];
};

struct dl_dictionary *dl_dictionary_new(void)
{
    return calloc(1, sizeof(struct dl_dictionary));
}

void dl_dictionary_free(struct dl_dictionary *d)
{
    if (d && d->breaker)
        ubrk_close(d->breaker);
    if (d)
        free(d->compounds);
    free(d);
}

/* ICU's dictionaries know sara am as one letter and Thai ae as one; many texts have them in two, which would be cut
 * into other words.  Joins the last units (all of which keep the byte at which the first of them starts). */
static int32_t join_vowels(struct dl_dictionary *d, int32_t n)
{
    UChar *t = d->text;
    if (n >= 2 && t[n - 1] == 0x0e40 && t[n - 2] == 0x0e40) {
        t[n - 2] = 0x0e41;
        return n - 1;
    }
    bool thai = n >= 2 && t[n - 1] == 0x0e32, lao = n >= 2 && t[n - 1] == 0x0eb2;
    if (!thai && !lao)
        return n;
    UChar nikhahit = thai ? 0x0e4d : 0x0ecd, tone = thai ? 0x0e48 : 0x0ec8, am = thai ? 0x0e33 : 0x0eb3;
    if (t[n - 2] == nikhahit) {
        t[n - 2] = am;
        return n - 1;
    }
    if (n >= 3 && t[n - 3] == nikhahit && t[n - 2] >= tone && t[n - 2] <= tone + 3) {
        t[n - 3] = t[n - 2]; /* nikhahit, tone, aa -> tone, am */
        t[n - 2] = am;
        return n - 1;
    }
    return n;
}

/* Fill text and offset; returns the number of units, *whole tells whether the run ended. */
static int32_t load(struct dl_dictionary *d, struct dl_str run, bool *whole)
{
    const char *p = run.ptr, *end = run.ptr + run.len;
    int32_t n = 0;
    while (p < end && n < DL_DICTIONARY_CHUNK) {
        unsigned bytes;
        uint32_t c = dl_utf8_decode(p, end, &bytes, NULL);
        d->offset[n] = (uint32_t)(p - run.ptr);
        if (c >= 0x10000) {
            d->text[n++] = (UChar)U16_LEAD(c);
            d->offset[n] = (uint32_t)(p - run.ptr);
            d->text[n++] = (UChar)U16_TRAIL(c);
        } else {
            d->text[n++] = (UChar)c;
            n = join_vowels(d, n);
        }
        p += bytes;
    }
    d->offset[n] = (uint32_t)(p - run.ptr);
    *whole = p == end;
    return n;
}

/* May a word of the dictionary end at unit AT?  Not after a sign that stacks the next consonant (Khmer coeng, Myanmar
 * virama). */
static bool may_end(const struct dl_dictionary *d, int32_t at)
{
    return d->text[at - 1] != 0x17d2 && d->text[at - 1] != 0x1039;
}

/* A Khmer consonant alone is what the dictionary leaves of a name that it does not know: it belongs to what stands
 * before it. */
static bool is_leftover(const struct dl_dictionary *d, int32_t from, int32_t to)
{
    return to - from == 1 && d->text[from] >= 0x1780 && d->text[from] <= 0x17a2;
}

static enum dl_status icu_failed(UErrorCode code, struct dl_error *err)
{
    if (code == U_MEMORY_ALLOCATION_ERROR)
        return dl_fail_memory(err);
    return dl_fail(err, DL_INTERNAL, "ICU's word breaker: %s", u_errorName(code));
}

static bool open_breaker(struct dl_dictionary *d, UErrorCode *code)
{
    if (!d->breaker)
        d->breaker = ubrk_open(UBRK_WORD, "", NULL, 0, code);
    if (U_SUCCESS(*code))
        return true;
    d->breaker = NULL;
    return false;
}

enum dl_status dl_dictionary_words(struct dl_dictionary *d, struct dl_str run, const uint32_t **ends, size_t *count,
                                   struct dl_error *err)
{
    UErrorCode code = U_ZERO_ERROR;
    bool whole;
    if (!open_breaker(d, &code))
        return icu_failed(code, err);
    int32_t n = load(d, run, &whole);
    ubrk_setText(d->breaker, d->text, n, &code);
    if (U_FAILURE(code))
        return icu_failed(code, err);
    size_t found = 0;
    int32_t from = ubrk_first(d->breaker);
    for (int32_t at; (at = ubrk_next(d->breaker)) != UBRK_DONE;) {
        uint32_t byte = d->offset[at];
        if (byte == (found ? d->ends[found - 1] : 0) || (at < n && !may_end(d, at)))
            continue; /* between the halves of a surrogate pair */
        if (found && is_leftover(d, from, at))
            found--;
        d->ends[found++] = byte;
        from = at;
    }
    /* What follows a cut may change the last words before it: leave them to the next call. */
    if (!whole && found > 8)
        found -= 2;
    *ends = d->ends;
    *count = found;
    return DL_OK;
}

/* ---- compounds -------------------------------------------------------------------------------------------------- */

/* Is d->text[from, to) one word of the dictionary?  ICU does not tell, but cuts what it knows in two when it comes
 * twice, and takes what it does not know for one. */
static bool is_word(struct dl_dictionary *d, int32_t from, int32_t to)
{
    UChar twice[2 * LONGEST_WORD];
    UErrorCode code = U_ZERO_ERROR;
    int32_t n = to - from;
    memcpy(twice, d->text + from, (size_t)n * sizeof *twice);
    memcpy(twice + n, d->text + from, (size_t)n * sizeof *twice);
    ubrk_setText(d->breaker, twice, 2 * n, &code);
    return U_SUCCESS(code) && ubrk_first(d->breaker) == 0 && ubrk_next(d->breaker) == n &&
           ubrk_next(d->breaker) == 2 * n;
}

static bool is_leading_vowel(UChar c)
{
    return (c >= 0x0e40 && c <= 0x0e44) || (c >= 0x0ec0 && c <= 0x0ec4);
}

/* May a word start at unit AT, behind others, of d->text[0, n)?  With a consonant that closes no syllable and is not
 * stacked, an independent vowel, or a vowel written before its consonant. */
static bool may_start(const struct dl_dictionary *d, int32_t at, int32_t n)
{
    UChar c = d->text[at], before = d->text[at - 1], after = at + 1 < n ? d->text[at + 1] : 0;
    if (before == 0x17d2 || before == 0x1039 || is_leading_vowel(before))
        return false;
    if (c >= 0x1000 && c <= 0x109f)
        return (c <= 0x102a || c == 0x103f) && after != 0x103a && after != 0x1039;
    return (c >= 0x1780 && c <= 0x17b3) || (c >= 0x0e01 && c <= 0x0e2e) || (c >= 0x0e81 && c <= 0x0eae) ||
           (c >= 0x0edc && c <= 0x0edf) || is_leading_vowel(c);
}

/* Part d->text[from, to) into two words, the shorter as long as can be, and these likewise. */
static void take_apart(struct dl_dictionary *d, int32_t from, int32_t to, struct compound *c)
{
    int32_t best = 0;
    for (int32_t at = from + LEAST_PART; at <= to - LEAST_PART; at++) {
        int32_t shorter = at - from < to - at ? at - from : to - at;
        if (best && shorter <= (best - from < to - best ? best - from : to - best))
            continue;
        if (may_start(d, at, to) && is_word(d, from, at) && is_word(d, at, to))
            best = at;
    }
    if (!best || c->count + 2 > DL_MAX_PARTS_OF_WORD)
        return;
    c->parts[c->count++] = (struct dl_word_part){ (uint8_t)d->offset[from], (uint8_t)d->offset[best] };
    c->parts[c->count++] = (struct dl_word_part){ (uint8_t)d->offset[best], (uint8_t)d->offset[to] };
    take_apart(d, from, best, c);
    take_apart(d, best, to, c);
}

enum dl_status dl_dictionary_parts(struct dl_dictionary *d, struct dl_str word, const struct dl_word_part **parts,
                                   size_t *count, struct dl_error *err)
{
    UErrorCode code = U_ZERO_ERROR;
    bool whole;
    *parts = NULL;
    *count = 0;
    if (word.len < 6 * LEAST_PART || word.len > UINT8_MAX) /* their characters have three bytes */
        return DL_OK;
    if (!open_breaker(d, &code))
        return icu_failed(code, err);
    if (!d->compounds && !(d->compounds = calloc(REMEMBERED, sizeof *d->compounds)))
        return dl_fail_memory(err);
    uint64_t hash = dl_hash64(word.ptr, word.len);
    struct compound *c = &d->compounds[hash & (REMEMBERED - 1)];
    if (c->hash != hash) {
        *c = (struct compound){ .hash = hash };
        int32_t n = load(d, word, &whole);
        if (whole && n <= LONGEST_WORD)
            take_apart(d, 0, n, c);
    }
    *parts = c->parts;
    *count = c->count;
    return DL_OK;
}

/* ---- names inside words ------------------------------------------------------------------------------------------ */

#define SIGHT 60 /* bytes on either side of a name, in characters of three */

/* A letter or vowel of such a script, all of three bytes, and no digit, which ICU would join to them. */
static bool is_letter(const char *p)
{
    const unsigned char *u = (const unsigned char *)p;
    bool thai_lao_digit = u[0] == 0xe0 && (u[1] == 0xb9 || u[1] == 0xbb) && u[2] >= 0x90 && u[2] <= 0x99;
    bool khmer_digit = u[0] == 0xe1 && u[1] == 0x9f && u[2] >= 0xa0 && u[2] <= 0xa9;
    return u[0] >> 4 == 0xe && !thai_lao_digit && !khmer_digit;
}

/* The letters around [START, END) of TEXT, at most SIGHT bytes more on either side. */
static struct dl_str surroundings(struct dl_str text, size_t start, size_t end)
{
    size_t from = start, to = end;
    while (from >= 3 && start - from < SIGHT && is_letter(text.ptr + from - 3))
        from -= 3;
    while (to + 3 <= text.len && to - end < SIGHT && is_letter(text.ptr + to))
        to += 3;
    return (struct dl_str){ text.ptr + from, to - from };
}

/* Is [START, END) a part of WORD, or WORD none that the dictionary knows? */
static bool is_part(struct dl_dictionary *d, struct dl_str word, size_t start, size_t end)
{
    const struct dl_word_part *parts;
    size_t count;
    bool whole;
    int32_t n = load(d, word, &whole);
    if (n > LONGEST_WORD || !is_word(d, 0, n) || dl_dictionary_parts(d, word, &parts, &count, NULL) != DL_OK)
        return true;
    for (size_t i = 0; i < count; i++)
        if (parts[i].start == start && parts[i].end == end)
            return true;
    return false;
}

bool dl_dictionary_stands(struct dl_dictionary *d, struct dl_str text, size_t start, size_t end)
{
    struct dl_str run = surroundings(text, start, end);
    const uint32_t *ends;
    size_t count;
    bool han = (unsigned char)text.ptr[start] >= 0xe3 && (unsigned char)text.ptr[start] <= 0xe9;
    start -= (size_t)(run.ptr - text.ptr);
    end -= (size_t)(run.ptr - text.ptr);
    if (dl_dictionary_words(d, run, &ends, &count, NULL) != DL_OK)
        return true;
    uint32_t from = 0;
    for (size_t i = 0; i < count && from < end; from = ends[i++]) {
        uint32_t to = ends[i];
        if (han && ((from < start && to > start) || (from > start && to > end)))
            return false; /* 中国 of 发展, 中, 国家 or of one word; but 中国人 begins with it */
        if (!han && from <= start && to >= end && to - from > end - start)
            return start - from == 3 ||
                   is_part(d, (struct dl_str){ run.ptr + from, to - from }, start - from, end - from);
        /* one letter before it is the end of a word that the dictionary cut short */
    }
    return true;
}

bool dl_dictionary_whole(struct dl_dictionary *d, struct dl_str text, size_t start, size_t end)
{
    struct dl_str run = surroundings(text, start, end);
    const uint32_t *ends;
    size_t count;
    start -= (size_t)(run.ptr - text.ptr);
    end -= (size_t)(run.ptr - text.ptr);
    if (dl_dictionary_words(d, run, &ends, &count, NULL) != DL_OK)
        return true;
    bool begins = start == 0, stops = end == run.len;
    for (size_t i = 0; i < count; i++) {
        begins |= ends[i] == start;
        stops |= ends[i] == end;
    }
    return begins && stops;
}
