/* html_kind.h - pages that are no article: indexes of other pages, login walls.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_READER_HTML_KIND_H
#define DATELINE_READER_HTML_KIND_H

#include "lib/reader/html_fields.h"

/* Why the page is no article, with what tells it, appended to REASON; nothing when it may be one.  C is the text that
 * was chosen, after html_prune_text; TEXT is what was written of it. */
void html_no_article(struct html_tree *t, const struct html_choice *c, const struct html_fields *f, struct dl_str text,
                     struct dl_buf *reason);

#endif
