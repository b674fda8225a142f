/* html_tree.h - a page as a tree: elements, their attributes that matter, and text.
 *
 * The bytes are cleaned first (html_scan.c), then parsed by libxml2's HTML parser through its SAX interface: no
 * entities of a DTD, no network, nothing but what is given.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_READER_HTML_TREE_H
#define DATELINE_READER_HTML_TREE_H

#include "dateline/buffer.h"

#define HTML_DEPTH_MAX 512            /* elements in each other: an unmatched end tag costs a look at each */
#define HTML_NODES_MAX 1000000        /* elements and pieces of text of one page */
#define HTML_ATTRIBUTES_MAX 64        /* of one element: the parser compares each with all before it */
#define HTML_TAG_MAX (64 * 1024)      /* bytes of one tag; longer ones lose their attributes */
#define HTML_STATEMENTS_MAX (1 << 20) /* bytes of JSON-LD of one page */

/* X(name): the elements that anything is done for; all others are TAG_OTHER, which is inline. */
/* clang-format off */
#define HTML_TAGS(X) \
    X(a) X(abbr) X(address) X(amp_img) X(article) X(aside) X(b) X(blockquote) X(body) X(br) X(button) X(caption) \
    X(center) X(cite) X(code) X(dd) X(del) X(details) X(dialog) X(div) X(dl) X(dt) X(em) X(fieldset) X(figcaption) \
    X(figure) X(footer) X(form) X(frameset) X(h1) X(h2) X(h3) X(h4) X(h5) X(h6) X(head) X(header) X(hr) X(html) X(i) \
    X(iframe) X(img) X(input) X(label) X(legend) X(li) X(link) X(main) X(menu) X(meta) X(nav) X(ol) X(option) X(p) \
    X(picture) X(pre) X(q) X(s) X(section) X(select) X(small) X(span) X(strong) X(sub) X(summary) X(sup) X(table) \
    X(tbody) X(td) X(textarea) X(tfoot) X(th) X(thead) X(time) X(title) X(tr) X(u) X(ul) X(video)
/* clang-format on */

enum html_tag {
    TAG_TEXT, /* a piece of text, no element */
    TAG_OTHER,
#define X(name) TAG_##name,
    HTML_TAGS(X)
#undef X
        TAG_COUNT
};
enum html_tag html_tag_of(struct dl_str name); /* in small letters */
const char *html_tag_name(enum html_tag tag);
bool html_is_block(enum html_tag tag); /* starts and ends a line */

/* X(name): the attributes that are kept. */
/* clang-format off */
#define HTML_ATTRIBUTES(X) \
    X(class) X(id) X(itemprop) X(itemtype) X(rel) X(href) X(content) X(name) X(property) X(datetime) X(role) \
    X(style) X(hidden) X(lang) X(type) X(charset) X(http_equiv) X(pubdate) X(title) X(aria_hidden) X(itemscope) \
    X(value) X(alt)
/* clang-format on */

enum html_attribute {
#define X(name) ATTR_##name,
    HTML_ATTRIBUTES(X)
#undef X
        ATTR_COUNT
};

struct html_attr {
    enum html_attribute name;
    struct dl_str value;
};

struct html_node {
    struct html_node *parent, *first, *last, *prev, *next;
    uint8_t tag;     /* enum html_tag */
    uint8_t drop;    /* enum html_drop (html_prune.h), 0: not dropped */
    bool holds_body; /* what is marked as the body of an article is below it */
    uint16_t kinds;  /* of its class and id (html_words.h) */
    uint16_t attr_count;
    struct html_attr *attrs;
    struct dl_str text; /* of TAG_TEXT, as in the source with references decoded */
    uint32_t order;     /* in the document */

    /* Of what is below it and not dropped (html_measure): */
    uint32_t chars;  /* characters but blanks */
    uint32_t linked; /* of them, in links */
    uint32_t commas, paragraphs;
    float score;
    uint32_t all_chars; /* chars with nothing dropped */
};

struct html_tree {
    struct html_node *root; /* of everything; its children are html, or what a piece of HTML begins with */
    struct html_node *body; /* or the root when there is none */
    uint32_t nodes;
    struct dl_buf clean;      /* what the parser was given */
    struct dl_buf pending;    /* text on its way into a node */
    struct dl_buf statements; /* the page's JSON-LD, each followed by a newline */
    const char *given_up;     /* NULL, or which limit ended it */
    struct dl_arena arena;
};

/* Build T, which is {0} or was used before, from PAGE (UTF-8). */
enum dl_status html_tree_build(struct html_tree *t, struct dl_str page, struct dl_error *err);
void html_tree_free(struct html_tree *t);

/* The value of an attribute; an empty string with ptr NULL when N has none. */
struct dl_str html_attr(const struct html_node *n, enum html_attribute name);

/* The node that follows N in the document below TOP; SKIP: not one below N.  NULL at the end. */
struct html_node *html_next(const struct html_node *n, const struct html_node *top, bool skip);

/* Is B below A, or A itself? */
bool html_holds(const struct html_node *a, const struct html_node *b);
/* The last node below N, or N. */
const struct html_node *html_last(const struct html_node *n);

/* Append PAGE to OUT without what is not looked at: comments, scripts, styles and the like, NULs, attributes beyond
 * the limits.  JSON-LD goes to STATEMENTS. */
void html_scan(struct dl_str page, struct dl_buf *out, struct dl_buf *statements);

/* The charset that a page declares in its first bytes (meta, XML declaration) as ICU's converters name it; LABEL is of
 * an HTTP header, or empty.  Empty: none that is known. */
struct dl_str html_charset(struct dl_str page, struct dl_str label);
/* ICU's name of an encoding label of the web (https://encoding.spec.whatwg.org/#names-and-labels), or empty. */
struct dl_str html_charset_label(struct dl_str label);

#endif
