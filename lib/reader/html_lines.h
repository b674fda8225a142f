/* html_lines.h - lines that are not of the text, told by how they begin ("Read more:", "Lesen Sie auch").
 *
 * The beginnings are in html_lines.tsv.  They serve pages and plain texts that were saved from pages.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_READER_HTML_LINES_H
#define DATELINE_READER_HTML_LINES_H

#include "dateline/buffer.h"

enum html_line {
    LINE_link = 1,  /* points to another article: if it holds a link */
    LINE_end = 2,   /* heads what follows the text: as a heading, or a line of its own */
    LINE_line = 4,  /* is not of the text by itself */
    LINE_page = 8,  /* of the page around a text, and no title: "Skip to main content", "We use cookies" */
    LINE_label = 16 /* names the title that follows: "Title:" */
};

/* What a line that begins as LINE (valid UTF-8, on one line) does may be: a set of enum html_line.  *REST, which may
 * be NULL, is what follows the beginning. */
unsigned html_line_kinds(struct dl_str line, struct dl_str *rest);

#endif
