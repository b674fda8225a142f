/* charset.c - bytes in any encoding -> UTF-8.
 *
 * What is valid UTF-8 is UTF-8, unless every other byte is NUL (UTF-16) or it holds the escapes of ISO-2022 or HZ.
 * Else, in this order: a UTF-16 or UTF-32 byte order mark; the declared charset, if it fits without error; damaged
 * UTF-8 (most of the non-ASCII is well-formed); the charset in which it reads best (charset_guess.h); windows-1252 for
 * what is mostly ASCII; and last, each ill-formed part becomes U+FFFD.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdlib.h>
#include <unicode/ucnv.h>

#include "charset_guess.h"
#include "dateline/text.h"
#include "dateline/unicode.h"

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

/* A few accents among plain letters: a Western text. */
static bool is_mostly_ascii(struct dl_str text)
{
    size_t high = 0, letters = 0;
    for (size_t i = 0; i < text.len; i++) {
        high += (unsigned char)text.ptr[i] >= 0x80;
        letters += (text.ptr[i] | 0x20) >= 'a' && (text.ptr[i] | 0x20) <= 'z';
    }
    return 3 * high <= letters && !memchr(text.ptr, '\0', text.len);
}

static bool detect(struct dl_str text, struct dl_buf *out, size_t *replaced)
{
    if (is_damaged_utf8(text))
        return false;
    const char *name = dl_charset_guess(text);
    if (!name && is_mostly_ascii(text))
        name = "windows-1252";
    return name && convert(text, name, false, out, replaced);
}

enum dl_status dl_utf8_clean(struct dl_str text, struct dl_str charset, struct dl_buf *out, size_t *replaced,
                             struct dl_error *err)
{
    size_t count = 0;
    char name[64] = "";
    bool done = false, valid = dl_utf8_valid(text);
    const char *mark = marked(text) ? marked(text) : alternating(text);
    const char *escapes = valid && !mark ? dl_charset_escapes(text) : NULL;
    if (text.len > INT32_MAX && !(valid && !mark))
        return dl_fail(err, DL_TOO_LARGE, "a text of %zu bytes that is not UTF-8", text.len);
    if (charset.len > 0 && charset.len < sizeof name && memchr(charset.ptr, '\0', charset.len) == NULL)
        memcpy(name, charset.ptr, charset.len);
    if (mark)
        done = convert(text, mark, false, out, &count);
    else if (escapes)
        done = convert(text, escapes, true, out, &count);
    if (!done && valid && !mark)
        dl_buf_str(out, text);
    else if (!done && !(name[0] && convert(text, name, true, out, &count)) && !detect(text, out, &count))
        append_repaired(text, out, &count);
    if (replaced)
        *replaced = count;
    return dl_buf_status(out, err);
}
