/* dictionary.c - words of scripts that write no spaces, by ICU's dictionaries.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "dictionary.h"

#include <stdlib.h>
#include <unicode/ubrk.h>
#include <unicode/ustring.h>

#include "utf8.h"

struct dl_dictionary {
    UBreakIterator *breaker; /* opened at first use: it loads rules and dictionaries */
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

enum dl_status dl_dictionary_words(struct dl_dictionary *d, struct dl_str run, const uint32_t **ends, size_t *count,
                                   struct dl_error *err)
{
    UErrorCode code = U_ZERO_ERROR;
    if (!d->breaker) {
        d->breaker = ubrk_open(UBRK_WORD, "", NULL, 0, &code);
        if (U_FAILURE(code)) {
            d->breaker = NULL;
            return icu_failed(code, err);
        }
    }
    bool whole;
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
