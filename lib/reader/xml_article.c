/* xml_article.c - an item of a feed or of agency XML -> the fields of an article, by libxml2's streaming reader.
 *
 * Nothing is fetched, no DTD is read, and no entity is expanded but those of XML and, by their names, of HTML: a
 * document cannot grow.  Damage is read over as far as libxml2 recovers.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <ctype.h>
#include <libxml/HTMLparser.h>
#include <libxml/xmlreader.h>

#include "lib/reader/fields.h"
#include "lib/reader/xml.h"

#define PATH_MAX_BYTES 512
#define DEPTH_MAX 200 /* below libxml2's own limit of 256 */
#define XML_DATELINE ((int)DL_MEANS_COUNT + 10)
#define XML_LEFT_OUT ((int)DL_MEANS_COUNT + 11)
#define XML_KIND ((int)DL_MEANS_COUNT + 12)

static const struct dl_field_name table[] = {
#include "xml_table.inc"
};
#define TABLE (sizeof table / sizeof *table)

/* What a document may call these names otherwise. */
static const struct {
    const char *uri, *prefix;
} namespaces[] = {
    { "http://purl.org/rss/1.0/modules/content/", "content" },
    { "http://purl.org/dc/elements/1.1/", "dc" },
    { "http://purl.org/dc/terms/", "dcterms" },
    { "http://wordpress.org/export/1.2/", "wp" },
    { "http://wordpress.org/export/1.1/", "wp" },
    { "http://wordpress.org/export/1.0/", "wp" },
    { "http://wordpress.org/export/1.2/excerpt/", "excerpt" },
    { "http://wordpress.org/export/1.1/excerpt/", "excerpt" },
    { "http://wordpress.org/export/1.0/excerpt/", "excerpt" },
    { "http://search.yahoo.com/mrss/", "media" },
    { "http://news.yandex.ru", "yandex" },
    { "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "rdf" },
    { "http://rssnamespace.org/feedburner/ext/1.0", "" },
    { "http://purl.org/rss/1.0/", "" },
    { "http://my.netscape.com/rdf/simple/0.9/", "" },
    { "http://www.w3.org/2005/Atom", "" },
    { "http://purl.org/atom/ns#", "" },
    { "http://iptc.org/std/nar/2006-10-01/", "" },
    { "http://iptc.org/std/NITF/2006-10-18/", "" },
    { "http://iptc.org/std/NewsML/2003-10-10/", "" },
    { "http://www.tei-c.org/ns/1.0", "" },
    { "http://www.w3.org/1999/xhtml", "" },
};

/* Elements that begin a line of text. */
static const char *const blocks[] = { "p",  "div", "br", "li", "tr",   "head", "hl1",   "hl2",   "h1",    "h2", "h3",
                                      "h4", "lb",  "l",  "ab", "item", "hr",   "table", "block", "title", "dd", "dt" };
/* Elements in which a path begins anew: an article's text in another's format. */
static const char *const restarts[] = { "nitf" };

/* What the text of an element is gathered for. */
struct capture {
    const struct dl_field_name *field; /* NULL: nothing any more */
    int depth;                         /* of the element */
    size_t start;                      /* in text */
};

#define CAPTURES 8 /* in each other */

struct walk {
    xmlTextReaderPtr reader;
    struct dl_str item; /* the name of the record's element */
    struct dl_fields f;
    char path[PATH_MAX_BYTES];
    size_t length[DEPTH_MAX + 1]; /* of the path, by depth */
    struct dl_buf *text;          /* of all captures; it has room for all and does not move */
    struct capture capture[CAPTURES];
    unsigned captures;
    struct dl_str dateline;
    int item_depth, left_out; /* depths of elements, or -1 */
    int depth;                /* of the node that was read last */
    bool done, other;         /* the item has ended; it is no article (a picture or a menu of a WordPress export) */
};

static const struct dl_field_name *look_up(const char *path)
{
    size_t low = 0, high = TABLE;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(table[middle].name, path);
        if (order == 0)
            return &table[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* Whether some path of the table begins with PATH. */
static bool leads(const char *path, size_t n)
{
    size_t low = 0, high = TABLE;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strncmp(table[middle].name, path, n);
        if (order == 0)
            return true;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

static bool among(const char *name, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(name, list[i]) == 0)
            return true;
    return false;
}

/* The name of the present element or attribute with the usual prefix of its namespace. */
static void put_name(struct walk *w, char *out, size_t size)
{
    const char *uri = (const char *)xmlTextReaderConstNamespaceUri(w->reader);
    const char *name = (const char *)xmlTextReaderConstName(w->reader);
    const char *local = (const char *)xmlTextReaderConstLocalName(w->reader);
    for (size_t i = 0; uri && i < sizeof namespaces / sizeof *namespaces; i++)
        if (strcmp(uri, namespaces[i].uri) == 0) {
            snprintf(out, size, "%s%s%s", namespaces[i].prefix, *namespaces[i].prefix ? ":" : "", local ? local : "");
            return;
        }
    snprintf(out, size, "%s", name ? name : "");
}

/* ---- values ----------------------------------------------------------------------------------------------------- */

static void put_text(struct walk *w, struct dl_str s)
{
    size_t room = w->text->cap - w->text->len;
    if (w->captures && w->left_out < 0)
        dl_buf_append(w->text, s.ptr, s.len < room ? s.len : room);
}

static void new_line(struct walk *w)
{
    const struct capture *c = w->captures ? &w->capture[w->captures - 1] : NULL;
    if (c && w->text->len > c->start && w->text->data[w->text->len - 1] != '\n')
        put_text(w, DL_STR("\n"));
}

static void put_value(struct walk *w, const struct dl_field_name *field, struct dl_str s)
{
    if ((int)field->meaning == XML_DATELINE)
        w->dateline = dl_str_trim(s);
    else if ((int)field->meaning == XML_KIND)
        w->other = !dl_str_eq(dl_str_trim(s), DL_STR("post")) && !dl_str_eq(dl_str_trim(s), DL_STR("page"));
    else
        dl_fields_put(&w->f, field, s);
}

static void open_capture(struct walk *w, const struct dl_field_name *field, int depth)
{
    if (w->captures == CAPTURES)
        return;
    for (unsigned i = 0; i < w->captures; i++)
        if (w->capture[i].field == field || field->meaning == DL_MEANS_BODY)
            w->capture[i].field = NULL; /* the inner one says it better */
    w->capture[w->captures++] = (struct capture){ field, depth, w->text->len };
}

static void close_captures(struct walk *w, int depth)
{
    while (w->captures && w->capture[w->captures - 1].depth >= depth) {
        const struct capture *c = &w->capture[--w->captures];
        if (c->field)
            put_value(w, c->field, (struct dl_str){ w->text->data + c->start, w->text->len - c->start });
    }
}

/* ---- elements --------------------------------------------------------------------------------------------------- */

/* Append to the path, whose length becomes *N.  False: it is too long to be any of the table. */
static bool add(struct walk *w, size_t *n, const char *a, const char *b, const char *c)
{
    int more = snprintf(w->path + *n, sizeof w->path - *n, "%s%s%s", a, b, c);
    bool fits = more >= 0 && (size_t)more < sizeof w->path - *n;
    if (fits)
        *n += (size_t)more;
    w->path[*n] = '\0';
    return fits;
}

/* An attribute that tells elements of one name apart becomes part of the path. */
static void tell_apart(struct walk *w, size_t *n)
{
    static const char *const names[] = { "class", "domain", "rel", "element", "name", "FormalName" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t longer = *n;
        xmlChar *value = xmlTextReaderGetAttribute(w->reader, (const xmlChar *)names[i]);
        if (value && add(w, &longer, "[", (const char *)value, "]") && leads(w->path, longer))
            *n = longer;
        else if (value && strcmp(names[i], "rel") == 0)
            add(w, n, "[", "other", "]");
        w->path[*n] = '\0';
        xmlFree(value);
    }
}

static void read_attributes(struct walk *w, size_t n)
{
    char name[128];
    while (xmlTextReaderMoveToNextAttribute(w->reader) == 1) {
        size_t longer = n;
        put_name(w, name, sizeof name);
        const struct dl_field_name *field = add(w, &longer, "@", name, "") ? look_up(w->path) : NULL;
        const char *value = (const char *)xmlTextReaderConstValue(w->reader);
        struct dl_str s = dl_str_of(value);
        if (field && s.len && s.len < w->text->cap - w->text->len) {
            size_t at = w->text->len;
            dl_buf_str(w->text, s);
            for (unsigned i = 0; i < w->captures; i++)
                w->capture[i].start += w->capture[i].start == at ? s.len : 0;
            put_value(w, field, (struct dl_str){ w->text->data + at, s.len });
        }
        w->path[n] = '\0';
    }
    xmlTextReaderMoveToElement(w->reader);
}

static void start_element(struct walk *w, int depth)
{
    char name[128];
    const char *raw = (const char *)xmlTextReaderConstName(w->reader);
    put_name(w, name, sizeof name);
    size_t before = depth ? w->length[depth - 1] : 0, n = before;
    bool item = w->item_depth < 0 && dl_str_eq(dl_str_of(raw), w->item);
    if (item)
        w->item_depth = depth;
    if (item || (w->item_depth < 0 && strcmp(name, "channel") == 0) ||
        among(name, restarts, sizeof restarts / sizeof *restarts))
        n = 0; /* a path begins at the item, or at the channel of a feed */
    bool again = strcmp(name, "NewsComponent") == 0 && n >= 13 && strcmp(w->path + n - 13, "NewsComponent") == 0;
    w->path[n] = '\0';
    if (!again)
        add(w, &n, n ? "/" : "", name, "");
    if (w->captures && among(name, blocks, sizeof blocks / sizeof *blocks))
        new_line(w);
    tell_apart(w, &n);
    w->length[depth] = n;
    read_attributes(w, n);
    const struct dl_field_name *field = look_up(w->path);
    if (field && (int)field->meaning == XML_LEFT_OUT && w->left_out < 0)
        w->left_out = depth;
    else if (field && (int)field->meaning != XML_LEFT_OUT)
        open_capture(w, field, depth);
}

static void end_element(struct walk *w, int depth)
{
    char name[128];
    put_name(w, name, sizeof name);
    close_captures(w, depth);
    if (w->left_out == depth)
        w->left_out = -1;
    if (w->captures && among(name, blocks, sizeof blocks / sizeof *blocks))
        new_line(w);
    w->done = depth == w->item_depth;
    w->path[depth ? w->length[depth - 1] : 0] = '\0';
}

static void visit(struct walk *w)
{
    int depth = xmlTextReaderDepth(w->reader), type = xmlTextReaderNodeType(w->reader);
    w->depth = depth;
    if (depth > DEPTH_MAX && (type == XML_READER_TYPE_ELEMENT || type == XML_READER_TYPE_END_ELEMENT)) {
        if (w->captures)
            new_line(w); /* so deep nobody names a field: all is text of the elements above */
        return;
    }
    switch (type) {
    case XML_READER_TYPE_ELEMENT: {
        bool empty = xmlTextReaderIsEmptyElement(w->reader) == 1;
        start_element(w, depth);
        if (empty)
            end_element(w, depth);
        break;
    }
    case XML_READER_TYPE_END_ELEMENT:
        end_element(w, depth);
        break;
    case XML_READER_TYPE_TEXT:
    case XML_READER_TYPE_CDATA:
    case XML_READER_TYPE_WHITESPACE:
    case XML_READER_TYPE_SIGNIFICANT_WHITESPACE:
        put_text(w, dl_str_of((const char *)xmlTextReaderConstValue(w->reader)));
        break;
    default:
        break;
    }
}

/* ---- an item ---------------------------------------------------------------------------------------------------- */

/* The reference at P, an ampersand: copied when XML knows it, as a number when HTML does, else as the characters that
 * it is written with.  Returns how many bytes are done with. */
static size_t put_reference(const char *p, const char *end, struct dl_buf *out)
{
    static const char *const known[] = { "amp", "lt", "gt", "quot", "apos" };
    char name[16];
    size_t n = 0;
    while (p + 1 + n < end && n + 1 < sizeof name && (isalnum((unsigned char)p[1 + n]) || (n == 0 && p[1] == '#'))) {
        name[n] = p[1 + n];
        n++;
    }
    name[n] = '\0';
    bool closed = n > 0 && p + 1 + n < end && p[1 + n] == ';';
    const htmlEntityDesc *entity = closed ? htmlEntityLookup((const xmlChar *)name) : NULL;
    bool plain = closed && (among(name, known, sizeof known / sizeof *known) ||
                            (name[0] == '#' && strspn(name + 1 + (name[1] == 'x'), "0123456789abcdefABCDEF") > 0));
    if (plain || !entity) {
        dl_buf_puts(out, plain ? "&" : "&amp;");
        return 1;
    }
    dl_buf_printf(out, "&#%u;", entity->value);
    return n + 2;
}

/* HEAD and ITEM as one document, without the control characters that no XML may have and with references that need no
 * declaration. */
static enum dl_status join(struct dl_str head, struct dl_str item, struct dl_buf *out, struct dl_error *err)
{
    const char *p = item.ptr, *end = item.ptr + item.len;
    dl_buf_clear(out);
    dl_buf_str(out, head);
    while (p < end) {
        const char *special = p;
        while (special < end && *special != '&' && *special != '<' &&
               ((unsigned char)*special >= ' ' || strchr("\n\t\r", *special)) && *special)
            special++;
        dl_buf_append(out, p, (size_t)(special - p));
        p = special;
        if (p == end)
            break;
        const char *close =
            *p == '<' && end - p > 9 && memcmp(p, "<![CDATA[", 9) == 0 ? memmem(p, (size_t)(end - p), "]]>", 3) : NULL;
        if (*p == '&') {
            p += put_reference(p, end, out);
        } else if (close) {
            for (; p < close + 3; p++)
                dl_buf_byte(out, (unsigned char)*p < ' ' && !strchr("\n\t\r", *p) ? ' ' : (unsigned char)*p);
        } else {
            dl_buf_byte(out, *p == '<' ? '<' : ' ');
            p++;
        }
    }
    return dl_buf_status(out, err);
}

enum dl_status dl_xml_article(struct dl_str name, struct dl_str head, struct dl_str item, struct dl_parse *p,
                              struct dl_article *a, struct dl_error *err)
{
    struct walk w = { .item = name, .text = &p->text, .item_depth = -1, .left_out = -1 };
    struct dl_buf *document = &p->made.name;
    enum dl_status status = join(head, item, document, err);
    dl_buf_clear(&p->text);
    if (!status && (document->len > INT32_MAX || !dl_buf_reserve(&p->text, 4 * document->len + 4096)))
        status = dl_fail_memory(err);
    if (status)
        return status;
    dl_fields_begin(&w.f, p);
    w.reader = xmlReaderForMemory(document->data, (int)document->len, NULL, NULL,
                                  XML_PARSE_RECOVER | XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    if (!w.reader)
        return dl_fail_memory(err);
    while (!w.done && xmlTextReaderRead(w.reader) == 1)
        visit(&w);
    close_captures(&w, 0);
    xmlFreeTextReader(w.reader);
    if (w.depth > DEPTH_MAX) /* libxml2 gave up, and what follows was not read */
        return dl_fail(err, DL_BAD_INPUT, "its elements are nested too deeply");
    if (w.other)
        return dl_fail(err, DL_END, "no article");
    status = dl_fields_finish(&w.f, a, err);
    return status ? status : dl_fields_dateline(&w.f, w.dateline, a, err);
}
