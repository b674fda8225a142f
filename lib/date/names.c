/* names.c - finding the name of a month or weekday at a place in a text.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/date/names.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/utf8.h>

#include "name_tables.inc" /* months, weekdays; sorted by bytes */

static bool accented_script(UChar32 c)
{
    return c < 0x530 || (c >= 0x1e00 && c < 0x2000); /* Latin, Greek, Cyrillic */
}

/* The base of a Vietnamese letter, which ICU would tell slowly; 0 for what is none. */
static UChar32 vietnamese_base(UChar32 c)
{
    if (c < 0x1ea0 || c > 0x1ef9)
        return 0;
    return c < 0x1eb8 ? 'a' : c < 0x1ec8 ? 'e' : c < 0x1ecc ? 'i' : c < 0x1ee4 ? 'o' : c < 0x1ef2 ? 'u' : 'y';
}

/* The letter that C becomes, 0 when it vanishes (a combining accent). */
static UChar32 fold_letter(UChar32 c, const UNormalizer2 *nfd)
{
    if (c < 0x80)
        return c >= 'A' && c <= 'Z' ? c + 32 : c <= ' ' ? ' ' : c;
    if (c == 0xa0 || c == 0x202f || c == 0x3000 || (c >= 0x2000 && c <= 0x200a))
        return ' ';
    if ((c >= 0x300 && c < 0x370) || c == 0x200b || c == 0xfeff)
        return 0;
    UChar32 base = vietnamese_base(c);
    if (base)
        return base;
    c = u_foldCase(c, U_FOLD_CASE_DEFAULT);
    UChar decomposed[8];
    UErrorCode e = U_ZERO_ERROR;
    if (nfd && accented_script(c) && unorm2_getDecomposition(nfd, c, decomposed, 8, &e) > 0 && U_SUCCESS(e) &&
        !U16_IS_SURROGATE(decomposed[0]))
        return decomposed[0];
    return c;
}

/* Letters and digits of ASCII, which are most of what is folded, from I on; where they end. */
static int32_t fold_ascii(const uint8_t *s, int32_t i, int32_t n, struct dl_date_text *f)
{
    for (; i < n && s[i] > ' ' && s[i] < 0x7f && f->len + U8_MAX_LENGTH < sizeof f->text; i++) {
        f->text[f->len++] = (char)(s[i] >= 'A' && s[i] <= 'Z' ? s[i] + 32 : s[i]);
        f->source[f->len] = (uint8_t)(i + 1);
    }
    return i;
}

void dl_date_fold(const char *p, const char *end, int most, struct dl_date_text *f)
{
    const uint8_t *s = (const uint8_t *)p;
    int32_t n = end - p > most ? most : (int32_t)(end - p), i = 0;
    bool newline = false;
    UErrorCode e = U_ZERO_ERROR;
    const UNormalizer2 *nfd = NULL;
    f->len = 0;
    f->source[0] = 0;
    while (i < n && f->len + U8_MAX_LENGTH < sizeof f->text) {
        UChar32 c;
        int32_t from = i;
        i = fold_ascii(s, i, n, f);
        if (i > from) {
            newline = false;
            continue;
        }
        U8_NEXT(s, i, n, c);
        if (c < 0)
            break; /* not UTF-8, or cut off by the window's end */
        if (c == '\n' && newline)
            break;
        newline = c == '\n' || (newline && c == ' ');
        if (c >= 0x80 && !nfd)
            nfd = unorm2_getNFDInstance(&e);
        UChar32 folded = fold_letter(c, nfd);
        if (folded == 0 || (folded == ' ' && f->len && f->text[f->len - 1] == ' ')) {
            f->source[f->len] = (uint8_t)i;
            continue;
        }
        unsigned start = f->len, at = start;
        U8_APPEND_UNSAFE(f->text, at, folded);
        for (; f->len < at; f->len++)
            f->source[f->len] = f->source[start];
        f->source[at] = (uint8_t)i;
    }
}

/* Latin, Greek, Cyrillic and Arabic words end at a non-letter; other scripts are written without spaces. */
static bool word_may_end(const struct dl_date_text *f, unsigned start, unsigned at)
{
    if (at >= f->len || (uint8_t)f->text[start] >= 0xe0)
        return true;
    int32_t i = (int32_t)at;
    UChar32 c;
    U8_NEXT((const uint8_t *)f->text, i, (int32_t)f->len, c);
    return c < 0 || !u_isalpha(c);
}

static unsigned two_bytes(const char *p)
{
    return (unsigned)(unsigned char)p[0] << 8 | (unsigned char)p[1];
}

/* The first name of TABLE that is not below the two bytes at P. */
static size_t lower_bound(const struct dl_name *table, size_t count, const char *p)
{
    size_t lo = 0, hi = count;
    unsigned wanted = two_bytes(p);
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (two_bytes(table[mid].text) < wanted)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

static const struct dl_name *name_at(const struct dl_name *table, size_t count, const struct dl_date_text *f,
                                     unsigned *at)
{
    const char *p = f->text + *at;
    size_t left = f->len - *at;
    if (left < 2)
        return NULL;
    size_t lo = lower_bound(table, count, p);
    const struct dl_name *best = NULL;
    unsigned end = 0;
    for (; lo < count && two_bytes(table[lo].text) == two_bytes(p); lo++) {
        size_t n = strlen(table[lo].text);
        if (n > left || memcmp(table[lo].text, p, n) != 0 || !word_may_end(f, *at, *at + (unsigned)n))
            continue;
        if (!best || n > end - *at) {
            best = &table[lo];
            end = *at + (unsigned)n;
        }
    }
    if (best)
        *at = end;
    return best;
}

bool dl_month_may_begin(const char bytes[2])
{
    size_t count;
    const struct dl_name *table = dl_month_names(&count);
    size_t i = lower_bound(table, count, bytes);
    return i < count && two_bytes(table[i].text) == two_bytes(bytes);
}

const struct dl_name *dl_month_at(const struct dl_date_text *f, unsigned *at)
{
    size_t count;
    const struct dl_name *table = dl_month_names(&count);
    return name_at(table, count, f, at);
}

const struct dl_name *dl_weekday_at(const struct dl_date_text *f, unsigned *at)
{
    size_t count;
    const struct dl_name *table = dl_weekday_names(&count);
    return name_at(table, count, f, at);
}

const struct dl_name *dl_month_names(size_t *count)
{
    *count = sizeof months / sizeof *months;
    return months;
}

const struct dl_name *dl_weekday_names(size_t *count)
{
    *count = sizeof weekdays / sizeof *weekdays;
    return weekdays;
}
