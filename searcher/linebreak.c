/* linebreak.c - where a line of a script that writes no spaces may end.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "searcher/linebreak.h"

#include <unicode/utext.h>

#include "searcher/safe.h"

#define AHEAD 120 /* bytes behind the line that a dictionary may need to see */

void dl_line_breaker_free(struct dl_line_breaker *b)
{
    if (b->lines)
        ubrk_close(b->lines);
    *b = (struct dl_line_breaker){ 0 };
}

size_t dl_line_end(struct dl_line_breaker *b, struct dl_str text, size_t fits)
{
    UErrorCode code = U_ZERO_ERROR;
    UText utext = UTEXT_INITIALIZER;
    if (!b->lines && !b->failed)
        b->lines = ubrk_open(UBRK_LINE, "", NULL, 0, &code);
    b->failed = b->failed || U_FAILURE(code);
    if (b->failed)
        return 0;
    size_t seen = dl_text_cut(text, fits + AHEAD);
    utext_openUTF8(&utext, text.ptr, (int64_t)seen, &code);
    ubrk_setUText(b->lines, &utext, &code);
    int32_t end = 0, at = (int32_t)fits;
    if (U_SUCCESS(code))
        end = ubrk_isBoundary(b->lines, at) ? at : ubrk_preceding(b->lines, at);
    utext_close(&utext);
    return end > 0 ? (size_t)end : 0;
}
