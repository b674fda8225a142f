/* html_words.h - what the class and the id of an element say that it is.
 *
 * The words are in html_words.tsv: "comment*" is the beginning of a word, "entry-content" are two that follow each
 * other.  A name is cut into words at capitals and at all but letters and digits.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_READER_HTML_WORDS_H
#define DATELINE_READER_HTML_WORDS_H

#include "lib/reader/html_tree.h"

enum html_kind {
    KIND_body = 1,     /* the main text */
    KIND_article = 2,  /* what holds the main text, perhaps with a head and more */
    KIND_drop = 4,     /* never of the text: shares, newsletters, cookies, advertisements */
    KIND_related = 8,  /* links to other articles */
    KIND_comment = 16, /* of readers */
    KIND_caption = 32, /* of pictures */
    KIND_byline = 64,  /* author and date */
    KIND_title = 128,  /* the headline */
    KIND_nav = 256,    /* menus, paths, pages */
    KIND_side = 512,   /* columns and bars beside the text, foot and head */
    KIND_lead = 1024,  /* the paragraph before the text */
    KIND_wall = 2048,  /* asks for a login or a subscription */
    KIND_date = 4096,
    KIND_tags = 8192,
};

unsigned html_word_kinds(struct dl_str names);

/* Set the kinds of every node below TOP from its class and id. */
void html_mark_kinds(struct html_node *top);

#endif
