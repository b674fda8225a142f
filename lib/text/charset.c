/* charset.c - bytes in any encoding -> UTF-8.
 *
 * What is valid UTF-8 is UTF-8, unless every other byte is NUL (UTF-16).  Else, in this order: a UTF-16 or UTF-32 byte
 * order mark; the declared charset, if it fits without error; damaged UTF-8 (most of the non-ASCII is well-formed); the
 * legacy charsets of Thai and Vietnamese, which ICU's detector does not know; what it makes of the text; and last, each
 * ill-formed part becomes U+FFFD.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdlib.h>
#include <unicode/ucnv.h>
#include <unicode/ucsdet.h>

#include "dateline/text.h"
#include "utf8.h"

#define DETECT_BYTES 65536 /* what the detector looks at, from the first non-ASCII byte on */
#define DETECT_BEFORE 1024 /* and this much ASCII before it */
#define GUESS 30           /* confidence (of 100) below which a multi-byte charset is not believed, */
#define SURE 60            /* and in a text that is mostly ASCII */

/* ---- as UTF-8, with replacements -------------------------------------------------------------------------------- */

static void append_repaired(struct dl_str text, struct dl_buf *out, size_t *replaced)
{
    const char *p = text.ptr, *end = p + text.len, *good = p;
    while (p < end) {
        unsigned n;
        bool valid;
        dl_utf8_decode(p, end, &n, &valid);
        if (!valid) {
            dl_buf_append(out, good, (size_t)(p - good));
            dl_buf_puts(out, "\xef\xbf\xbd");
            ++*replaced;
            good = p + n;
        }
        p += n;
    }
    dl_buf_append(out, good, (size_t)(p - good));
}

/* UTF-8 in which some bytes were lost: at least as many well-formed characters beyond ASCII as ill-formed parts.  A
 * legacy text has hardly any by chance. */
static bool is_damaged_utf8(struct dl_str text)
{
    size_t good = 0, bad = 0;
    for (const char *p = text.ptr, *end = p + text.len; p < end;) {
        unsigned n;
        bool valid;
        if ((unsigned char)*p < 0x80) {
            p++;
            continue;
        }
        dl_utf8_decode(p, end, &n, &valid);
        good += valid;
        bad += !valid;
        p += n;
    }
    return good >= bad;
}

/* ---- through a converter ---------------------------------------------------------------------------------------- */

/* Convert all of TEXT, appending to OUT.  STRICT: fail (false, OUT as before) at the first byte that does not fit;
 * else put U+FFFD there and count.  False, too, for an unknown charset. */
static bool convert(struct dl_str text, const char *charset, bool strict, struct dl_buf *out, size_t *replaced)
{
    UErrorCode code = U_ZERO_ERROR;
    UConverter *from = ucnv_open(charset, &code), *to = ucnv_open("UTF-8", &code);
    if (strict && U_SUCCESS(code))
        ucnv_setToUCallBack(from, UCNV_TO_U_CALLBACK_STOP, NULL, NULL, NULL, &code);
    size_t before = out->len;
    UChar pivot[1024];
    UChar *pivot_source = pivot, *pivot_target = pivot;
    const char *p = text.ptr, *end = p + text.len;
    bool more = U_SUCCESS(code), reset = true;
    while (more) {
        if (!dl_buf_reserve(out, 4096))
            break;
        char *target = out->data + out->len;
        code = U_ZERO_ERROR;
        ucnv_convertEx(to, from, &target, out->data + out->cap, &p, end, pivot, &pivot_source, &pivot_target,
                       pivot + 1024, reset, true, &code);
        out->len = (size_t)(target - out->data);
        reset = false;
        more = code == U_BUFFER_OVERFLOW_ERROR;
    }
    ucnv_close(from);
    ucnv_close(to);
    if (U_FAILURE(code) && !out->failed) {
        out->len = before;
        return false;
    }
    for (const char *c = out->data + before, *last = out->data + out->len; !out->failed && last - c >= 3; c++)
        *replaced += memcmp(c, "\xef\xbf\xbd", 3) == 0;
    return true;
}

/* A byte order mark of UTF-16 or UTF-32; NULL: none. */
static const char *marked(struct dl_str text)
{
    if (text.len >= 4 && (memcmp(text.ptr, "\xff\xfe\0\0", 4) == 0 || memcmp(text.ptr, "\0\0\xfe\xff", 4) == 0))
        return "UTF-32";
    if (text.len >= 2 && (memcmp(text.ptr, "\xff\xfe", 2) == 0 || memcmp(text.ptr, "\xfe\xff", 2) == 0))
        return "UTF-16";
    return NULL;
}

/* Latin text in UTF-16 without a mark: NUL is every other byte and hardly ever between.  NULL: it is not. */
static const char *alternating(struct dl_str text)
{
    size_t looked = text.len < 256 ? text.len & ~(size_t)1 : 256, nul[2] = { 0, 0 };
    for (size_t i = 0; i < looked; i++)
        nul[i & 1] += text.ptr[i] == '\0';
    if (looked < 4 || text.len % 2 != 0)
        return NULL;
    if (nul[1] * 3 >= looked && nul[0] == 0)
        return "UTF-16LE";
    return nul[0] * 3 >= looked && nul[1] == 0 ? "UTF-16BE" : NULL;
}

/* ---- detection -------------------------------------------------------------------------------------------------- */

/* The stretch that tells most: from a little before the first byte that is not ASCII. */
static struct dl_str telling(struct dl_str text)
{
    size_t first = 0;
    while (first < text.len && (unsigned char)text.ptr[first] < 0x80)
        first++;
    size_t start = first > DETECT_BEFORE ? first - DETECT_BEFORE : 0, n = text.len - start;
    return (struct dl_str){ text.ptr + start, n < DETECT_BYTES ? n : DETECT_BYTES };
}

/* Web pages and mail say ISO-8859-1 and mean windows-1252, which has it all and quotation marks besides
 * (https://encoding.spec.whatwg.org/#names-and-labels). */
static const char *in_practice(const char *charset)
{
    if (strcmp(charset, "ISO-8859-1") == 0 || strcmp(charset, "US-ASCII") == 0)
        return "windows-1252";
    return strcmp(charset, "ISO-8859-9") == 0 ? "windows-1254" : charset;
}

/* A few accents among plain letters: a Western text, unless the detector is sure of another. */
static bool is_mostly_ascii(struct dl_str text)
{
    size_t high = 0, letters = 0;
    for (size_t i = 0; i < text.len; i++) {
        high += (unsigned char)text.ptr[i] >= 0x80;
        letters += (text.ptr[i] | 0x20) >= 'a' && (text.ptr[i] | 0x20) <= 'z';
    }
    return 3 * high <= letters;
}

static bool is_single_byte(const char *name)
{
    return strncmp(name, "ISO-8859-", 9) == 0 || strncmp(name, "windows-125", 11) == 0;
}

/* Thai in windows-874: vowel signs and tone marks (which stand above and below) make up a fifth of it, and each follows
 * a consonant or another of them. */
static bool is_thai(struct dl_str text)
{
    size_t high = 0, marks = 0, placed = 0;
    bool after_letter = false;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        bool mark = c == 0xd1 || (c >= 0xd4 && c <= 0xda) || (c >= 0xe7 && c <= 0xee);
        high += c >= 0x80;
        marks += mark;
        placed += mark && after_letter;
        after_letter = mark || (c >= 0xa1 && c <= 0xce);
    }
    return marks >= 3 && marks * 10 >= high && placed * 20 >= marks * 19;
}

/* Vietnamese in windows-1258: tone marks of their own after the vowel.  Three of them are capital letters in
 * windows-1252, which do not follow small ones. */
static bool is_vietnamese(struct dl_str text)
{
    size_t high = 0, tones = 0;
    for (size_t i = 1; i < text.len; i++) {
        unsigned char before = (unsigned char)text.ptr[i - 1], c = (unsigned char)text.ptr[i];
        bool small = (before >= 'a' && before <= 'z') || before == 0xe2 || before == 0xe3 || before == 0xea ||
                     before == 0xf4 || before == 0xf5 || before == 0xfd;
        high += c >= 0x80;
        tones += small && (c == 0xcc || c == 0xd2 || c == 0xde);
    }
    return tones >= 3 && tones * 12 >= high;
}

/* The name lives in CHARSET. */
static bool detect(struct dl_str text, char *charset, size_t size)
{
    UErrorCode code = U_ZERO_ERROR;
    UCharsetDetector *detector = ucsdet_open(&code);
    struct dl_str sample = telling(text);
    const char *asian = is_thai(sample) ? "windows-874" : is_vietnamese(sample) ? "windows-1258" : NULL;
    if (asian) {
        strcpy(charset, asian);
        ucsdet_close(detector);
        return true;
    }
    ucsdet_setText(detector, sample.ptr, (int32_t)sample.len, &code);
    const UCharsetMatch *match = ucsdet_detect(detector, &code);
    const char *name = match && U_SUCCESS(code) ? ucsdet_getName(match, &code) : NULL;
    int32_t confidence = name ? ucsdet_getConfidence(match, &code) : 0;
    bool western = is_mostly_ascii(sample);
    bool found = name && U_SUCCESS(code) && strcmp(name, "UTF-8") != 0 && strlen(name) < size &&
                 (is_single_byte(name) || confidence >= (western ? SURE : GUESS));
    if (found)
        strcpy(charset, in_practice(name));
    else if (western && memchr(sample.ptr, '\0', sample.len) == NULL)
        strcpy(charset, "windows-1252");
    ucsdet_close(detector);
    return found || charset[0];
}

enum dl_status dl_utf8_clean(struct dl_str text, struct dl_str charset, struct dl_buf *out, size_t *replaced,
                             struct dl_error *err)
{
    size_t count = 0;
    char name[64] = "";
    const char *mark = marked(text) ? marked(text) : alternating(text);
    if (!mark && dl_utf8_valid(text)) {
        dl_buf_str(out, text);
    } else if (text.len > INT32_MAX) {
        return dl_fail(err, DL_TOO_LARGE, "a text of %zu bytes that is not UTF-8", text.len);
    } else {
        if (charset.len > 0 && charset.len < sizeof name && memchr(charset.ptr, '\0', charset.len) == NULL)
            memcpy(name, charset.ptr, charset.len);
        bool done = mark && convert(text, mark, false, out, &count);
        done = done || (name[0] && convert(text, name, true, out, &count));
        memset(name, 0, sizeof name);
        if (!done &&
            (is_damaged_utf8(text) || !detect(text, name, sizeof name) || !convert(text, name, false, out, &count)))
            append_repaired(text, out, &count);
    }
    if (replaced)
        *replaced = count;
    return dl_buf_status(out, err);
}
