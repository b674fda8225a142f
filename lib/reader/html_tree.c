/* html_tree.c - building the tree through libxml2.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/reader/html_tree.h"

#include <libxml/HTMLparser.h>
#include <libxml/parserInternals.h>
#include <stdlib.h>

struct builder {
    struct html_tree *tree;
    struct html_node *at; /* the open element */
    xmlParserCtxtPtr parser;
    unsigned depth;
    bool memory;
};

static const char *const tag_names[TAG_COUNT] = { "", "",
#define X(name) #name,
                                                  HTML_TAGS(X)
#undef X
};

static const char *const attribute_names[ATTR_COUNT] = {
#define X(name) #name,
    HTML_ATTRIBUTES(X)
#undef X
};

/* Compare with a name of a C identifier: "-" and ":" are "_" there. */
static int compare(struct dl_str name, const char *with)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i] == '-' || name.ptr[i] == ':' ? '_' : name.ptr[i];
        if (c != with[i])
            return (unsigned char)c - (unsigned char)with[i];
    }
    return with[name.len] ? -1 : 0;
}

enum html_tag html_tag_of(struct dl_str name)
{
    size_t low = TAG_OTHER + 1, high = TAG_COUNT;
    while (low < high) {
        size_t mid = (low + high) / 2;
        int c = compare(name, tag_names[mid]);
        if (c == 0)
            return (enum html_tag)mid;
        if (c < 0)
            high = mid;
        else
            low = mid + 1;
    }
    return TAG_OTHER;
}

const char *html_tag_name(enum html_tag tag)
{
    return tag == TAG_TEXT ? "text" : tag == TAG_OTHER ? "element" : tag_names[tag];
}

static int attribute_of(struct dl_str name)
{
    for (int i = 0; i < ATTR_COUNT; i++)
        if (attribute_names[i][0] == name.ptr[0] && compare(name, attribute_names[i]) == 0)
            return i;
    return -1;
}

bool html_is_block(enum html_tag tag)
{
    static const bool block[TAG_COUNT] = {
        [TAG_address] = true, [TAG_article] = true,  [TAG_aside] = true,      [TAG_blockquote] = true,
        [TAG_body] = true,    [TAG_caption] = true,  [TAG_center] = true,     [TAG_dd] = true,
        [TAG_details] = true, [TAG_dialog] = true,   [TAG_div] = true,        [TAG_dl] = true,
        [TAG_dt] = true,      [TAG_fieldset] = true, [TAG_figcaption] = true, [TAG_figure] = true,
        [TAG_footer] = true,  [TAG_form] = true,     [TAG_h1] = true,         [TAG_h2] = true,
        [TAG_h3] = true,      [TAG_h4] = true,       [TAG_h5] = true,         [TAG_h6] = true,
        [TAG_header] = true,  [TAG_hr] = true,       [TAG_html] = true,       [TAG_legend] = true,
        [TAG_li] = true,      [TAG_main] = true,     [TAG_menu] = true,       [TAG_nav] = true,
        [TAG_ol] = true,      [TAG_p] = true,        [TAG_pre] = true,        [TAG_section] = true,
        [TAG_summary] = true, [TAG_table] = true,    [TAG_tbody] = true,      [TAG_td] = true,
        [TAG_tfoot] = true,   [TAG_th] = true,       [TAG_thead] = true,      [TAG_title] = true,
        [TAG_tr] = true,      [TAG_ul] = true,
    };
    return block[tag];
}

struct dl_str html_attr(const struct html_node *n, enum html_attribute name)
{
    for (unsigned i = 0; i < n->attr_count; i++)
        if (n->attrs[i].name == name)
            return n->attrs[i].value;
    return (struct dl_str){ 0 };
}

struct html_node *html_next(const struct html_node *n, const struct html_node *top, bool skip)
{
    if (n->first && !skip)
        return n->first;
    while (n != top && !n->next)
        n = n->parent;
    return n == top ? NULL : n->next;
}

bool html_holds(const struct html_node *a, const struct html_node *b)
{
    while (b && b != a)
        b = b->parent;
    return b == a;
}

const struct html_node *html_last(const struct html_node *n)
{
    while (n->last)
        n = n->last;
    return n;
}

static void give_up(struct builder *b, const char *why)
{
    b->tree->given_up = why;
    xmlStopParser(b->parser);
}

static struct html_node *add_node(struct builder *b, enum html_tag tag)
{
    struct html_tree *t = b->tree;
    struct html_node *n = dl_arena_alloc(&t->arena, sizeof *n);
    if (!n) {
        b->memory = true;
        xmlStopParser(b->parser);
        return NULL;
    }
    *n = (struct html_node){ .parent = b->at, .tag = (uint8_t)tag, .order = ++t->nodes };
    if (b->at) {
        n->prev = b->at->last;
        *(n->prev ? &n->prev->next : &b->at->first) = n;
        b->at->last = n;
    }
    if (t->nodes >= HTML_NODES_MAX)
        give_up(b, "more elements than the limit of 1000000");
    return n;
}

static bool keep_attributes(struct builder *b, struct html_node *n, const xmlChar **atts)
{
    int kept[HTML_ATTRIBUTES_MAX], count = 0, total = 0;
    for (const xmlChar **a = atts; a && a[0]; a += 2, total++) {
        int name = total < HTML_ATTRIBUTES_MAX ? attribute_of(dl_str_of((const char *)a[0])) : -1;
        if (name >= 0 && count < HTML_ATTRIBUTES_MAX)
            kept[count++] = total * ATTR_COUNT + name;
    }
    if (count == 0)
        return true;
    n->attrs = dl_arena_alloc(&b->tree->arena, (size_t)count * sizeof *n->attrs);
    for (int i = 0; i < count && n->attrs; i++) {
        const xmlChar *value = atts[kept[i] / ATTR_COUNT * 2 + 1];
        n->attrs[i].name = (enum html_attribute)(kept[i] % ATTR_COUNT);
        if (!dl_arena_dup(&b->tree->arena, dl_str_of(value ? (const char *)value : ""), &n->attrs[i].value))
            return false;
    }
    n->attr_count = n->attrs ? (uint16_t)count : 0;
    return n->attrs != NULL;
}

/* The text that was gathered becomes a node: the parser hands it over in pieces, cut at references. */
static void flush_text(struct builder *b)
{
    struct dl_str text = dl_buf_view(&b->tree->pending);
    if (text.len == 0)
        return;
    struct html_node *n = add_node(b, TAG_TEXT);
    if (n && !dl_arena_dup(&b->tree->arena, text, &n->text))
        b->memory = true;
    dl_buf_clear(&b->tree->pending);
}

static void start_element(void *data, const xmlChar *name, const xmlChar **atts)
{
    struct builder *b = data;
    flush_text(b);
    if (b->depth >= HTML_DEPTH_MAX) {
        give_up(b, "elements nested deeper than the limit of 512");
        return;
    }
    struct html_node *n = add_node(b, html_tag_of(dl_str_of((const char *)name)));
    if (!n)
        return;
    if (!keep_attributes(b, n, atts)) {
        b->memory = true;
        xmlStopParser(b->parser);
    }
    if (n->tag == TAG_body && b->tree->body == b->tree->root)
        b->tree->body = n;
    b->at = n;
    b->depth++;
}

static void end_element(void *data, const xmlChar *name)
{
    struct builder *b = data;
    (void)name; /* the parser pairs them itself */
    flush_text(b);
    if (b->depth > 0) {
        b->at = b->at->parent;
        b->depth--;
    }
}

static void characters(void *data, const xmlChar *text, int len)
{
    struct builder *b = data;
    dl_buf_append(&b->tree->pending, text, (size_t)len);
    b->memory = b->memory || b->tree->pending.failed;
}

static void ignore_error(void *data, const char *message, ...)
{
    (void)data;
    (void)message;
}

static enum dl_status parse(struct builder *b, struct dl_error *err)
{
    struct html_tree *t = b->tree;
    htmlSAXHandler sax = { .startElement = start_element,
                           .endElement = end_element,
                           .characters = characters,
                           .ignorableWhitespace = characters,
                           .cdataBlock = characters,
                           .warning = ignore_error,
                           .error = ignore_error };
    if (t->clean.len > INT32_MAX)
        return dl_fail(err, DL_TOO_LARGE, "a page of %zu bytes", t->clean.len);
    b->parser = htmlCreateMemoryParserCtxt(dl_buf_cstr(&t->clean), (int)t->clean.len);
    if (!b->parser)
        return dl_fail_memory(err);
    htmlSAXHandlerPtr own = b->parser->sax;
    b->parser->sax = &sax;
    b->parser->userData = b;
    htmlCtxtUseOptions(b->parser, HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET |
                                      HTML_PARSE_IGNORE_ENC);
    xmlSwitchEncoding(b->parser, XML_CHAR_ENCODING_UTF8);
    htmlParseDocument(b->parser);
    flush_text(b);
    b->parser->sax = own;
    if (b->parser->myDoc)
        xmlFreeDoc(b->parser->myDoc);
    b->parser->myDoc = NULL;
    htmlFreeParserCtxt(b->parser);
    return b->memory ? dl_fail_memory(err) : DL_OK;
}

enum dl_status html_tree_build(struct html_tree *t, struct dl_str page, struct dl_error *err)
{
    dl_arena_free(&t->arena);
    dl_buf_clear(&t->clean);
    dl_buf_clear(&t->pending);
    dl_buf_clear(&t->statements);
    t->given_up = NULL;
    t->nodes = 0;
    t->root = NULL;
    html_scan(page, &t->clean, &t->statements);
    if (t->clean.failed || t->statements.failed)
        return dl_fail_memory(err);
    struct builder b = { .tree = t };
    t->root = dl_arena_alloc(&t->arena, sizeof *t->root);
    if (!t->root)
        return dl_fail_memory(err);
    *t->root = (struct html_node){ .tag = TAG_OTHER };
    t->body = b.at = t->root;
    return t->clean.len ? parse(&b, err) : DL_OK;
}

void html_tree_free(struct html_tree *t)
{
    dl_arena_free(&t->arena);
    dl_buf_free(&t->clean);
    dl_buf_free(&t->pending);
    dl_buf_free(&t->statements);
    *t = (struct html_tree){ 0 };
}
