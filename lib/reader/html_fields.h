/* html_fields.h - what a page states of its article: title, date, site, author, section, tags, language, address.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_READER_HTML_FIELDS_H
#define DATELINE_READER_HTML_FIELDS_H

#include "dateline/article.h"
#include "lib/reader/html_tree.h"

struct html_fields {
    struct dl_str title, site, author, section, tags, language, url;
    struct dl_str date; /* as stated, or empty */
    dl_date line_date;  /* of a visible line, 0: none */
    struct dl_arena arena;
};

/* Read F, which is {0} or was used before, from T before anything is dropped in it.  URL is where the page came from,
 * or empty.  One line a field goes to ORIGINS. */
enum dl_status html_fields_read(struct html_tree *t, struct dl_str url, struct html_fields *f, struct dl_buf *origins,
                                struct dl_error *err);
/* Put F's into A; they are borrowed. */
void html_fields_fill(const struct html_fields *f, struct dl_article *a);
void html_fields_free(struct html_fields *f);

#endif
