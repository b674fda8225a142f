/* utf8.h - stepping through UTF-8 that may be broken.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_SEARCHER_UTF8_H
#define DATELINE_SEARCHER_UTF8_H

#include <unicode/utf8.h>

#include "dateline/buffer.h"

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion" /* inside ICU's macro */

/* The character at *AT (< text.len), which moves behind it; U+FFFD for bytes that are none. */
static inline UChar32 dl_utf8_next(struct dl_str text, size_t *at)
{
    const char *p = text.ptr + *at;
    int32_t i = 0, rest = text.len - *at > 4 ? 4 : (int32_t)(text.len - *at);
    UChar32 c;
    U8_NEXT_OR_FFFD(p, i, rest, c);
    *at += (size_t)i;
    return c;
}

#pragma GCC diagnostic pop

#endif
