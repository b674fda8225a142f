/* unicode.c - is it UTF-8?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "dateline/unicode.h"

/* Skip plain ASCII, 32 bytes a step: most of a news archive. */
static const char *skip_ascii(const char *p, const char *end)
{
    while (end - p >= 32) {
        uint64_t w[4];
        memcpy(w, p, sizeof w);
        if ((w[0] | w[1] | w[2] | w[3]) & UINT64_C(0x8080808080808080))
            break;
        p += 32;
    }
    while (p < end && (unsigned char)*p < 0x80)
        p++;
    return p;
}

bool dl_utf8_valid(struct dl_str text)
{
    if (text.len == 0)
        return true;
    const char *p = text.ptr, *end = text.ptr + text.len;
    while (p < end) {
        if ((unsigned char)*p < 0x80) {
            p = skip_ascii(p, end);
            continue;
        }
        unsigned n;
        bool valid;
        dl_utf8_decode(p, end, &n, &valid);
        if (!valid)
            return false;
        p += n;
    }
    return true;
}
