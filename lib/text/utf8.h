/* utf8.h - one character at a time.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_TEXT_UTF8_H
#define DATELINE_TEXT_UTF8_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

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

/* Bytes of the longest prefix of S (valid UTF-8, LEN bytes) that has at most MAX bytes and ends between characters. */
static inline size_t dl_utf8_cut(const char *s, size_t len, size_t max)
{
    if (len <= max)
        return len;
    while (max > 0 && ((unsigned char)s[max] & 0xc0) == 0x80)
        max--;
    return max;
}

#endif
