/* html_main.h - the main text of a page.
 *
 * Three steps.  What is never of an article is dropped by its element, its class and its place (html_prune.c).  Of the
 * rest, the element is chosen whose blocks of text are worth most: long blocks of words count for it, short ones and
 * links against it (html_main.c; the idea is that of Readability's candidates and of jusText's blocks).  Within it,
 * blocks that are links to other articles, shares and the like are dropped.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_READER_HTML_MAIN_H
#define DATELINE_READER_HTML_MAIN_H

#include "lib/reader/html_words.h"

enum html_drop {
    DROP_NONE,
    DROP_HIDDEN,
    DROP_CONTROL, /* buttons, forms, menus by their element */
    DROP_CLASS,   /* by class or id */
    DROP_PLACE,   /* header, footer, aside */
    DROP_LINKS,   /* mostly links */
    DROP_CAPTION,
    DROP_REPEATED, /* the title once more, a date line, a line of labels */
    DROP_COUNT
};
const char *html_drop_name(enum html_drop d);

struct html_choice {
    struct html_node *top;        /* NULL: nothing that could be a text */
    const char *how;              /* static */
    uint32_t dropped[DROP_COUNT]; /* characters dropped below top, by reason */
};

/* Fill chars, linked, commas and paragraphs of the nodes below TOP, over what is not dropped. */
void html_measure(struct html_node *top);

/* Drop what is never of an article. */
void html_prune_page(struct html_tree *t);
/* Take back what was dropped by its class or its place, for a page of which too little is left.  COMMENTS: of readers,
 * too, of which the pages of a forum consist. */
void html_restore(struct html_tree *t, bool comments);
/* Is there no block in N? */
bool html_is_leaf(const struct html_node *n);
/* Is N marked as the body of an article, by its class, its id or itemprop? */
bool html_is_marked_body(const struct html_node *n);
/* Drop what is not of the text below TOP.  TITLE is the article's, or empty. */
void html_prune_text(struct html_node *top, struct dl_str title);

/* Choose the main text.  Marks are set as by html_prune_page and html_prune_text. */
struct html_choice html_choose(struct html_tree *t, struct dl_str title);

/* Append the text below TOP: paragraphs apart by an empty line, other blocks, list items and rows by a break, cells by
 * a tab.  ALL: also what is dropped for other reasons than being hidden. */
void html_write_text(const struct html_node *top, bool all, struct dl_buf *out);
/* Append the captions below TOP, one a line. */
void html_write_captions(const struct html_node *top, struct dl_buf *out);
/* Append the text below TOP on one line. */
void html_write_line(const struct html_node *top, struct dl_buf *out);

#endif
