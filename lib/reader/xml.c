/* xml.c - where the items of feeds and agency XML begin and end.
 *
 * Items are found by their tags alone, past comments and CDATA, so that a source of any size is read in bounded memory
 * and items are parsed by many threads; libxml2 then reads each with the start tags around it (xml_article.c).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/reader/xml.h"

#include <ctype.h>
#include <strings.h>

/* The root of a document, and the element of an article in it. */
static const struct {
    const char *root, *item, *name;
} kinds[] = {
    { "rss", "item", "RSS" },
    { "RDF", "item", "RSS 1.0" },
    { "feed", "entry", "Atom" },
    { "entry", "entry", "Atom" },
    { "nitf", "nitf", "NITF" },
    { "NewsML", "NewsItem", "NewsML" },
    { "newsMessage", "newsItem", "NewsML-G2" },
    { "newsItem", "newsItem", "NewsML-G2" },
    { "newsitem", "newsitem", "RCV1" },
    { "TEI", "TEI", "TEI" },
    { "TEI.2", "TEI.2", "TEI" },
    { "teiCorpus", "TEI", "TEI" },
    { "channel", "item", "RSS" },
};
#define KINDS (sizeof kinds / sizeof *kinds)
#define TAG_MAX 256     /* bytes that a closing tag may need; so much of a piece is kept */
#define STATED_MAX 4096 /* bytes of a title or an author of a whole feed */
#define OPEN_ENDED SIZE_MAX
#define NO_NAME ((struct dl_str){ 0 })

static bool name_byte(char c)
{
    return isalnum((unsigned char)c) || (c && strchr("_-.:", c)) || (unsigned char)c >= 0x80;
}

/* The name of the tag at I (at '<' or "</"). */
static struct dl_str tag_name(struct dl_str s, size_t i)
{
    size_t start = i + 1 + (i + 1 < s.len && s.ptr[i + 1] == '/'), end = start;
    while (end < s.len && name_byte(s.ptr[end]))
        end++;
    return (struct dl_str){ s.ptr + start, end - start };
}

/* Where a comment, a CDATA section or an instruction at I ends; I: it is none; OPEN_ENDED: it does not end in
 * S. */
static size_t skip_special(struct dl_str s, size_t i)
{
    static const struct {
        const char *open, *close;
    } special[] = { { "<!--", "-->" }, { "<![CDATA[", "]]>" }, { "<?", "?>" } };
    for (size_t k = 0; k < sizeof special / sizeof *special; k++) {
        size_t n = strlen(special[k].open), close = strlen(special[k].close);
        size_t have = s.len - i < n ? s.len - i : n;
        if (memcmp(s.ptr + i, special[k].open, have) != 0)
            continue;
        if (have < n)
            return have > 1 ? OPEN_ENDED : i;
        const char *end = memmem(s.ptr + i + n, s.len - i - n, special[k].close, close);
        return end ? (size_t)(end - s.ptr) + close : OPEN_ENDED;
    }
    return i;
}

/* The first tag NAME, a closing one if CLOSING, at or after *I, which moves to it.  False: there is none, and *I is
 * where what may be the beginning of one stands, or the end. */
static bool find_tag(struct dl_str s, size_t *i, struct dl_str name, bool closing)
{
    while (*i < s.len) {
        const char *open = memchr(s.ptr + *i, '<', s.len - *i);
        *i = open ? (size_t)(open - s.ptr) : s.len;
        if (!open)
            break;
        size_t past = skip_special(s, *i);
        if (past == OPEN_ENDED)
            return false;
        if (past > *i) {
            *i = past;
            continue;
        }
        struct dl_str tag = tag_name(s, *i);
        if (tag.ptr + tag.len == s.ptr + s.len)
            return false;
        if (dl_str_eq(tag, name) && (s.ptr[*i + 1] == '/') == closing)
            return true;
        ++*i;
    }
    return false;
}

/* ---- the beginning ---------------------------------------------------------------------------------------------- */

/* The name of the root of S, with its prefix; empty: S does not begin as XML does. */
static struct dl_str root_name(struct dl_str s)
{
    for (size_t i = 0; i < s.len;) {
        while (i < s.len && (unsigned char)s.ptr[i] <= ' ')
            i++;
        if (i + 1 >= s.len || s.ptr[i] != '<')
            return NO_NAME;
        size_t past = skip_special(s, i);
        if (past == OPEN_ENDED)
            return NO_NAME;
        if (past == i && s.ptr[i + 1] == '!') { /* a DOCTYPE, perhaps with declarations in brackets */
            size_t brackets = 0;
            while (i < s.len && (brackets || s.ptr[i] != '>')) {
                brackets += s.ptr[i] == '[';
                brackets -= brackets && s.ptr[i] == ']';
                i++;
            }
            past = i + 1;
        } else if (past == i) {
            return tag_name(s, i);
        }
        i = past;
    }
    return NO_NAME;
}

static struct dl_str local_name(struct dl_str name)
{
    const char *colon = memchr(name.ptr, ':', name.len);
    size_t n = colon ? (size_t)(colon - name.ptr) + 1 : 0;
    return (struct dl_str){ name.ptr + n, name.len - n };
}

static size_t kind_of(struct dl_str root)
{
    struct dl_str local = root.len ? local_name(root) : root;
    size_t k = 0;
    while (k < KINDS && !dl_str_eq(local, dl_str_of(kinds[k].root)))
        k++;
    return k;
}

static bool declared(struct dl_str s)
{
    return s.len > 5 && memcmp(s.ptr, "<?xml", 5) == 0;
}

static bool detect(struct dl_str head)
{
    struct dl_str s = dl_str_trim(head), root = root_name(s);
    if (root.len == 0 || kind_of(root) < KINDS)
        return root.len > 0;
    return declared(s) && !(root.len == 4 && strncasecmp(root.ptr, "html", 4) == 0);
}

/* Append the first element NAME that ends in S, when it is short. */
static void put_element(struct dl_str s, struct dl_str prefix, const char *name, struct dl_buf *out)
{
    struct dl_buf tag = { 0 };
    size_t from = 0, to;
    dl_buf_str(&tag, prefix);
    dl_buf_puts(&tag, name);
    if (find_tag(s, &from, dl_buf_view(&tag), false)) {
        to = from;
        const char *close = find_tag(s, &to, dl_buf_view(&tag), true) ? memchr(s.ptr + to, '>', s.len - to) : NULL;
        if (close && (size_t)(close - s.ptr) - from < STATED_MAX)
            dl_buf_append(out, s.ptr + from, (size_t)(close - s.ptr) + 1 - from);
    }
    dl_buf_free(&tag);
}

/* The declaration, the root's start tag, and the elements that state something for all items. */
static void put_around(struct dl_str s, struct dl_str root, size_t k, struct dl_str prefix, struct dl_str item,
                       struct dl_buf *out)
{
    static const char *const stated[] = { "title", "language", "dc:language", "dc:publisher", "author" };
    bool channel = strcmp(kinds[k].item, "item") == 0;
    const char *end = declared(s) ? memmem(s.ptr, s.len, "?>", 2) : NULL;
    if (end)
        dl_buf_append(out, s.ptr, (size_t)(end - s.ptr) + 2);
    if (dl_str_eq(root, item))
        return; /* which begins with it */
    size_t start = (size_t)(root.ptr - s.ptr) - 1, first = start;
    const char *close = memchr(s.ptr + start, '>', s.len - start);
    if (!close)
        return;
    dl_buf_append(out, s.ptr + start, (size_t)(close - s.ptr) + 1 - start);
    find_tag(s, &first, item, false);
    dl_buf_puts(out, channel ? "<channel>" : "");
    for (size_t i = 0; i < sizeof stated / sizeof *stated; i++)
        put_element((struct dl_str){ close + 1, s.ptr + first > close ? (size_t)(s.ptr + first - close) - 1 : 0 },
                    prefix, stated[i], out);
    dl_buf_puts(out, channel ? "</channel>" : "");
}

/* S->head: the tag of an item, a line break, and the XML around the items. */
static enum dl_status begin(struct dl_split *s, struct dl_str head, bool whole, size_t *used, struct dl_error *err)
{
    struct dl_str text = dl_str_trim(head), root = root_name(text);
    size_t k = kind_of(root);
    (void)whole;
    *used = 0;
    if (k == KINDS)
        return dl_fail(err, DL_BAD_INPUT, "XML with the root <%.*s>, in which no articles are known", (int)root.len,
                       root.ptr);
    struct dl_str local = local_name(root);
    struct dl_str prefix = { root.ptr, strcmp(kinds[k].root, "RDF") == 0 ? 0 : root.len - local.len };
    struct dl_buf item = { 0 };
    dl_buf_str(&item, prefix);
    dl_buf_puts(&item, kinds[k].item);
    dl_buf_clear(&s->head);
    dl_buf_str(&s->head, dl_buf_view(&item));
    dl_buf_byte(&s->head, '\n');
    put_around(text, root, k, prefix, dl_buf_view(&item), &s->head);
    enum dl_status status = dl_buf_status(&item, err);
    dl_buf_free(&item);
    return status ? status : dl_buf_status(&s->head, err);
}

static struct dl_str item_name(struct dl_str head, struct dl_str *around)
{
    const char *newline = memchr(head.ptr, '\n', head.len);
    size_t n = newline ? (size_t)(newline - head.ptr) : head.len, after = newline ? n + 1 : n;
    *around = (struct dl_str){ head.ptr + after, head.len - after };
    return (struct dl_str){ head.ptr, n };
}

/* ---- items ------------------------------------------------------------------------------------------------------ */

static enum dl_split_result split(struct dl_split *s, struct dl_str data, bool last, size_t *from, size_t *to)
{
    struct dl_str around, name = item_name(dl_buf_view(&s->head), &around);
    *from = 0;
    if (!s->skipping && !find_tag(data, from, name, false)) {
        *from = last ? data.len : *from;
        return DL_SPLIT_MORE;
    }
    size_t end = *from;
    bool ends = find_tag(data, &end, name, true);
    const char *close = ends ? memchr(data.ptr + end, '>', data.len - end) : NULL;
    s->whole = close != NULL;
    if (!close && s->skipping)
        *from = last ? data.len : data.len > TAG_MAX ? data.len - TAG_MAX : 0;
    if (!close && (!last || *from == data.len))
        return DL_SPLIT_MORE;
    *to = close ? (size_t)(close - data.ptr) + 1 : data.len;
    s->number++;
    return s->skipping ? DL_SPLIT_SKIPPED : DL_SPLIT_RECORD;
}

static enum dl_status parse(const struct dl_record *r, struct dl_parse *p, struct dl_article *a, struct dl_error *err)
{
    struct dl_str around, name = item_name(r->head, &around);
    return dl_xml_article(name, around, r->bytes, p, a, err);
}

const struct dl_source_format dl_format_xml = {
    .name = "xml", .detect = detect, .begin = begin, .split = split, .parse = parse
};
