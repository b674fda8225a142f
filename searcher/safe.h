/* safe.h - text from articles, made fit for one line of a terminal, and its width there.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_SEARCHER_SAFE_H
#define DATELINE_SEARCHER_SAFE_H

#include "dateline/buffer.h"

/* Append TEXT with every run of white space as one space and nothing that a terminal would obey: C0, C1 and DEL become
 * U+FFFD, so do bytes that are not UTF-8; bidirectional overrides and isolates, invisible tags, byte order marks and
 * line separators are left out.  The result is valid UTF-8. */
void dl_safe_line(struct dl_str text, struct dl_buf *out);

/* The same for a piece of such a line: white space at its end stays, as one space, unless OUT ends with one already. */
void dl_safe_piece(struct dl_str text, struct dl_buf *out);

/* The same for a text of several lines: newlines and tabs stay. */
void dl_safe_text(struct dl_str text, struct dl_buf *out);

/* Whether the character C is none that the functions above replace or leave out. */
bool dl_safe_char(uint32_t c);

/* Columns that TEXT (valid UTF-8) takes on a terminal: East Asian wide and full-width characters (UAX #11) two,
 * combining marks and format characters none. */
size_t dl_text_width(struct dl_str text);

/* The length in bytes of the longest beginning of TEXT (valid UTF-8) that takes at most WIDTH columns and splits no
 * character from its combining marks.  At least one character, so that a caller always gets on. */
size_t dl_text_fit(struct dl_str text, size_t width);

/* The same for at most BYTES bytes. */
size_t dl_text_cut(struct dl_str text, size_t bytes);

#endif
