/* text_title.h - which lines at the top of a plain text are of the page that it was saved from, and no title.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_READER_TEXT_TITLE_H
#define DATELINE_READER_TEXT_TITLE_H

#include "dateline/buffer.h"

enum dl_top_line {
    DL_TOP_TEXT,     /* may be a title, or is of the text */
    DL_TOP_PAGE,     /* a menu, a login, a cookie banner */
    DL_TOP_MASTHEAD, /* the name of a newspaper */
    DL_TOP_DATE,     /* a date and nothing else */
    DL_TOP_BYLINE    /* "By Jane Doe" */
};

/* What LINE (valid UTF-8, trimmed) is. */
enum dl_top_line dl_top_line(struct dl_str line);

/* LINE without what says that it is a title: "Title: ", "# ". */
struct dl_str dl_title_without_label(struct dl_str line);

#endif
