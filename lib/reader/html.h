/* html.h - saved pages and pieces of HTML -> articles and text.
 *
 * A page becomes a tree (html_tree.h), the main text is chosen in it (html_main.h), and the fields are read from what
 * the page states (html_fields.h).  Limits are in html_tree.h: what is given up is named in the article's origins.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_READER_HTML_H
#define DATELINE_READER_HTML_H

#include "lib/reader/format.h"

/* Fill A, which is clear, from PAGE, a whole HTML or XHTML page.
 *
 *   CHARSET  the label of an HTTP header, or empty; a byte order mark and the page's own declaration are used as well
 *   URL      the page's address, or empty: it tells dates and the site, and is A's url when the page names none
 *
 * Strings live in P until its next use.  DL_BAD_INPUT: the page is not an article (an index page, a login wall, no
 * text): the message says which and how that was told. */
enum dl_status dl_html_article(struct dl_str page, struct dl_str charset, struct dl_str url, struct dl_parse *p,
                               struct dl_article *a, struct dl_error *err);

/* Does TEXT (of a field that may hold either) hold markup or character references of HTML? */
bool dl_html_is_markup(struct dl_str text);

/* Append the text of MARKUP, a piece of HTML in UTF-8, to OUT: without tags, scripts and styles, references decoded,
 * blocks on lines of their own.  Everything that is shown is kept: this does not look for a main text.  OUT is not
 * P's. */
enum dl_status dl_html_text(struct dl_parse *p, struct dl_str markup, struct dl_buf *out, struct dl_error *err);

/* What is kept between pages for one worker; NULL is none. */
struct dl_html;
void dl_html_free(struct dl_html *h);

extern const struct dl_source_format dl_format_html;

#endif
