/* html_fields.c - the fields of a page.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/reader/html_fields.h"

#include <strings.h>

#include "lib/reader/html_main.h"

void html_fields_free(struct html_fields *f)
{
    dl_arena_free(&f->arena);
    *f = (struct html_fields){ 0 };
}

enum dl_status html_fields_read(struct html_tree *t, struct dl_str url, struct html_fields *f, struct dl_buf *origins,
                                struct dl_error *err)
{
    html_fields_free(f);
    f->url = url;
    struct dl_buf line = { 0 };
    for (struct html_node *n = t->root; n && !f->title.len; n = html_next(n, t->root, false)) {
        if (n->tag == TAG_meta && dl_str_eq(html_attr(n, ATTR_property), DL_STR("og:title"))) {
            f->title = html_attr(n, ATTR_content);
            dl_buf_puts(origins, "title  og:title\n");
        } else if (n->tag == TAG_h1) {
            dl_buf_clear(&line);
            html_write_line(n, &line);
            dl_arena_dup(&f->arena, dl_buf_view(&line), &f->title);
            dl_buf_puts(origins, "title  h1\n");
        }
    }
    dl_buf_free(&line);
    return dl_buf_status(origins, err);
}

void html_fields_fill(const struct html_fields *f, struct dl_article *a)
{
    a->title = f->title;
    a->source = f->site;
    a->author = f->author;
    a->section = f->section;
    a->tags = f->tags;
    a->language = f->language;
    a->url = f->url;
    a->date_field = f->date;
    if (f->line_date && !f->date.len) {
        a->date = f->line_date;
        a->date_from = DL_DATE_HEADER;
    }
}
