/* unicode.h - UTF-8, one character at a time.
 *
 * The one decoder of the tree.  ICU's macros (U8_NEXT) do the same in more instructions and warn under -Wconversion.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_UNICODE_H
#define DATELINE_UNICODE_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "dateline/buffer.h"

#define DL_REPLACEMENT 0xfffd

/* Decode the character at P < END; *N is its length in bytes.  Ill-formed bytes give U+FFFD and the length of their
 * maximal subpart (The Unicode Standard, 3.9, "U+FFFD Substitution of Maximal Subparts"), and *VALID (may be NULL) is
 * then false. */
static inline uint32_t dl_utf8_decode(const char *at, const char *end, unsigned *n, bool *valid)
{
    const unsigned char *p = (const unsigned char *)at;
    unsigned lead = p[0], need;
    size_t left = (size_t)(end - at);
    if (valid)
        *valid = true;
    *n = 1;
    if (lead < 0x80)
        return lead;
    /* The second byte's range depends on the lead: no overlong forms, no surrogates, nothing above U+10FFFF. */
    unsigned low = 0x80, high = 0xbf;
    uint32_t c;
    if (lead >= 0xc2 && lead <= 0xdf) {
        need = 1;
        c = lead & 0x1f;
    } else if (lead >= 0xe0 && lead <= 0xef) {
        need = 2;
        c = lead & 0x0f;
        low = lead == 0xe0 ? 0xa0 : low;
        high = lead == 0xed ? 0x9f : high;
    } else if (lead >= 0xf0 && lead <= 0xf4) {
        need = 3;
        c = lead & 0x07;
        low = lead == 0xf0 ? 0x90 : low;
        high = lead == 0xf4 ? 0x8f : high;
    } else {
        goto bad;
    }
    for (; need > 0; need--, (*n)++) {
        if (*n >= left || p[*n] < low || p[*n] > high)
            goto bad;
        c = c << 6 | (p[*n] & 0x3f);
        low = 0x80;
        high = 0xbf;
    }
    return c;
bad:
    if (valid)
        *valid = false;
    return DL_REPLACEMENT;
}

/* The character at *AT (< text.len), which moves past it; U+FFFD for ill-formed bytes. */
static inline uint32_t dl_utf8_next(struct dl_str text, size_t *at)
{
    unsigned n;
    uint32_t c = dl_utf8_decode(text.ptr + *at, text.ptr + text.len, &n, NULL);
    *at += n;
    return c;
}

/* Write C, a Unicode scalar value, to OUT (4 bytes at most); its length in bytes. */
static inline unsigned dl_utf8_encode(uint32_t c, char *out)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    unsigned n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (unsigned i = n - 1; i > 0; i--, c >>= 6)
        out[i] = (char)(0x80 | (c & 0x3f));
    out[0] = (char)((0xf00 >> n & 0xff) | c);
    return n;
}

/* Whether all of TEXT is well-formed UTF-8 (The Unicode Standard, table 3-7). */
bool dl_utf8_valid(struct dl_str text);

static inline bool dl_utf8_continues(char c) /* C is not the first byte of a character */
{
    return ((unsigned char)c & 0xc0) == 0x80;
}

/* Bytes of the longest prefix of S (valid UTF-8, LEN bytes) that has at most MAX bytes and ends between characters. */
static inline size_t dl_utf8_cut(const char *s, size_t len, size_t max)
{
    if (len <= max)
        return len;
    while (max > 0 && dl_utf8_continues(s[max]))
        max--;
    return max;
}

#endif
