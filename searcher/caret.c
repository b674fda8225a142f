/* caret.c - showing where a query went wrong.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "searcher/parse.h"
#include "searcher/safe.h"

#define AROUND 60 /* bytes shown on either side */

static bool inside_char(struct dl_str s, size_t at)
{
    return at < s.len && ((unsigned char)s.ptr[at] & 0xC0) == 0x80;
}

void dl_parse_caret(struct dl_str query, int column, struct dl_buf *out)
{
    size_t at = column > 0 ? (size_t)column - 1 : 0;
    at = at < query.len ? at : query.len;
    size_t from = at > AROUND ? at - AROUND : 0, to = query.len - at > AROUND ? at + AROUND : query.len;
    while (from < at && inside_char(query, from))
        from++;
    while (inside_char(query, to))
        to++;
    struct dl_buf line = { 0 };
    dl_buf_puts(&line, from ? "... " : "");
    dl_safe_piece((struct dl_str){ query.ptr + from, at - from }, &line);
    size_t width = dl_text_width(dl_buf_view(&line));
    dl_safe_line((struct dl_str){ query.ptr + at, to - at }, &line);
    if (to < query.len)
        dl_buf_puts(&line, " ...");
    dl_buf_printf(out, "  %.*s\n  %*s^\n", (int)line.len, line.data ? line.data : "", (int)width, "");
    if (line.failed)
        out->failed = true;
    dl_buf_free(&line);
}
