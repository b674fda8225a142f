/* html_fields.c - the fields of a page.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/reader/html_fields.h"

#include <ctype.h>
#include <libxml/HTMLparser.h>

#define VALUE_MAX 400    /* bytes of a field but for the body */
#define META_NAME_MAX 64 /* bytes */

static const struct {
    const char *name;
    enum html_field field;
    unsigned rank;
} metas[] = {
#include "html_metas.inc"
};

void html_fields_free(struct html_fields *f)
{
    dl_arena_free(&f->arena);
    *f = (struct html_fields){ 0 };
}

/* ---- values ----------------------------------------------------------------------------------------------------- */

static char *put_code_point(char *o, unsigned c)
{
    if (c == 0 || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
        c = 0xfffd;
    if (c >= 0x80 && c < 0x800)
        *o++ = (char)(0xc0 | c >> 6);
    if (c >= 0x800 && c < 0x10000)
        *o++ = (char)(0xe0 | c >> 12);
    if (c >= 0x10000) {
        *o++ = (char)(0xf0 | c >> 18);
        *o++ = (char)(0x80 | (c >> 12 & 63));
    }
    if (c >= 0x800)
        *o++ = (char)(0x80 | (c >> 6 & 63));
    *o++ = (char)(c < 0x80 ? c : 0x80 | (c & 63));
    return o;
}

/* The reference at *P ("&amp;", "&#39;"), decoded to O; false: it is none. */
static bool reference(const char **p, const char *end, char **o)
{
    const char *q = *p + 1, *stop = end - q > 10 ? q + 10 : end;
    const char *semicolon = memchr(q, ';', (size_t)(stop - q));
    char name[12];
    if (!semicolon || semicolon == q)
        return false;
    memcpy(name, q, (size_t)(semicolon - q));
    name[semicolon - q] = '\0';
    unsigned code = 0;
    if (name[0] == '#') {
        bool hex = name[1] == 'x' || name[1] == 'X';
        for (const char *d = name + 1 + hex; *d; d++) {
            if (!isxdigit((unsigned char)*d) || (!hex && !isdigit((unsigned char)*d)))
                return false;
            code = code * (hex ? 16 : 10) +
                   (unsigned)(isdigit((unsigned char)*d) ? *d - '0' : tolower((unsigned char)*d) - 'a' + 10);
        }
    } else {
        const htmlEntityDesc *e = htmlEntityLookup((const xmlChar *)name);
        code = e ? e->value : 0;
    }
    if (!code)
        return false;
    *o = put_code_point(*o, code);
    *p = semicolon + 1;
    return true;
}

/* VALUE without tags, references decoded (twice: "&amp;#39;" is common), line separators as blanks; in the arena. */
static struct dl_str clean(struct html_fields *f, struct dl_str value, size_t max)
{
    struct dl_str s = dl_str_trim(value);
    if (s.len == 0)
        return s;
    if (s.len > max) {
        s.len = max;
        while (s.len && ((unsigned char)s.ptr[s.len] & 0xc0) == 0x80)
            s.len--;
    }
    for (int round = 0; round < 2; round++) {
        char *out = dl_arena_alloc(&f->arena, s.len + 4), *o = out;
        if (!out)
            return (struct dl_str){ 0 };
        for (const char *p = s.ptr, *end = p + s.len; p < end;) {
            unsigned char c = (unsigned char)*p;
            const char *close = c == '<' && p + 1 < end && (isalpha((unsigned char)p[1]) || p[1] == '/')
                                    ? memchr(p, '>', (size_t)(end - p))
                                    : NULL;
            if (close) {
                p = close + 1;
            } else if (c == '&' && reference(&p, end, &o)) {
                continue;
            } else if (c == 0xe2 && end - p >= 3 && (unsigned char)p[1] == 0x80 &&
                       ((unsigned char)p[2] & 0xfe) == 0xa8) {
                *o++ = ' ';
                p += 3;
            } else if (c == 0xc2 && end - p >= 2 && (unsigned char)p[1] <= 0xa0) {
                *o++ = ' ';
                p += 2;
            } else {
                *o++ = c < ' ' && c != '\n' ? ' ' : *p;
                p++;
            }
        }
        s = dl_str_trim((struct dl_str){ out, (size_t)(o - out) });
        if (!s.len || !memchr(s.ptr, '&', s.len))
            break;
    }
    return s;
}

static bool is_list(enum html_field field)
{
    return field == FIELD_author || field == FIELD_tags;
}

/* Is LINE one of the lines of LIST? */
static bool has_line(struct dl_str list, struct dl_str line)
{
    if (list.len == 0)
        return false;
    for (const char *p = list.ptr, *end = p + list.len; p < end;) {
        const char *newline = memchr(p, '\n', (size_t)(end - p));
        if (dl_str_eq((struct dl_str){ p, (size_t)((newline ? newline : end) - p) }, line))
            return true;
        p = newline ? newline + 1 : end;
    }
    return false;
}

static struct dl_str add_line(struct html_fields *f, struct dl_str list, struct dl_str line)
{
    line = dl_str_trim(line);
    if (line.len == 0 || list.len + line.len > 2000 || has_line(list, line))
        return list;
    char *p = dl_arena_alloc(&f->arena, list.len + 1 + line.len);
    if (!p)
        return list;
    size_t n = 0;
    if (list.len) {
        memcpy(p, list.ptr, list.len);
        n = list.len;
        p[n++] = '\n';
    }
    memcpy(p + n, line.ptr, line.len);
    return (struct dl_str){ p, n + line.len };
}

/* The parts of VALUE: at line breaks, tags also at commas and semicolons. */
static struct dl_str add_parts(struct html_fields *f, struct dl_str list, struct dl_str value, bool commas)
{
    size_t from = 0;
    for (size_t i = 0; i <= value.len; i++) {
        if (i < value.len && value.ptr[i] != '\n' && !(commas && (value.ptr[i] == ',' || value.ptr[i] == ';')))
            continue;
        list = add_line(f, list, (struct dl_str){ value.ptr + from, i - from });
        from = i + 1;
    }
    return list;
}

static bool is_address(struct dl_str s)
{
    return s.len > 7 && (memcmp(s.ptr, "http://", 7) == 0 || memcmp(s.ptr, "https:/", 7) == 0);
}

bool html_state(struct html_fields *f, enum html_field field, struct dl_str value, const char *origin, unsigned rank)
{
    struct html_stated *s = &f->v[field];
    if (value.len == 0)
        return true;
    if (field == FIELD_title && f->title_count < HTML_TITLES_MAX) {
        struct html_stated t = { clean(f, value, VALUE_MAX), origin, rank };
        if (t.value.len)
            f->titles[f->title_count++] = t;
        return true;
    }
    if (field == FIELD_published && f->date_count < HTML_DATES_MAX)
        f->dates[f->date_count++] = (struct html_stated){ clean(f, value, VALUE_MAX), origin, rank };
    if (s->rank && (rank > s->rank || (rank == s->rank && !is_list(field))))
        return true;
    struct dl_str cleaned = clean(f, value, field == FIELD_body ? (size_t)1 << 20 : is_list(field) ? 2000 : VALUE_MAX);
    if (cleaned.len == 0 || (field == FIELD_author && is_address(cleaned)))
        return true;
    if (is_list(field))
        cleaned = add_parts(f, rank == s->rank ? s->value : (struct dl_str){ 0 }, cleaned, field == FIELD_tags);
    *s = (struct html_stated){ cleaned, origin, rank };
    return true;
}

/* ---- elements --------------------------------------------------------------------------------------------------- */

static void state_meta(struct html_fields *f, struct dl_str name, struct dl_str content)
{
    char key[META_NAME_MAX];
    size_t low = 0, high = sizeof metas / sizeof *metas;
    if (name.len == 0 || name.len >= sizeof key)
        return;
    for (size_t i = 0; i < name.len; i++)
        key[i] = (char)tolower((unsigned char)name.ptr[i]);
    key[name.len] = '\0';
    while (low < high) {
        size_t mid = (low + high) / 2;
        int c = strcmp(key, metas[mid].name);
        if (c == 0) {
            html_state(f, metas[mid].field, content, metas[mid].name, metas[mid].rank);
            return;
        }
        if (c < 0)
            high = mid;
        else
            low = mid + 1;
    }
}

static void read_meta(const struct html_node *n, struct html_fields *f)
{
    static const enum html_attribute names[] = { ATTR_property, ATTR_name, ATTR_itemprop, ATTR_http_equiv };
    struct dl_str content = html_attr(n, ATTR_content);
    for (size_t i = 0; content.len && i < sizeof names / sizeof *names; i++) {
        struct dl_str name = html_attr(n, names[i]);
        if (name.len)
            state_meta(f, name, content);
    }
}

static void read_link(const struct html_node *n, struct html_fields *f)
{
    if (dl_str_eq(html_attr(n, ATTR_rel), DL_STR("canonical")) && is_address(html_attr(n, ATTR_href)))
        html_state(f, FIELD_url, html_attr(n, ATTR_href), "link rel=canonical", 2);
}

static void read_root(const struct html_node *n, struct html_fields *f)
{
    html_state(f, FIELD_language, html_attr(n, ATTR_lang), "html lang", 1);
}

static bool is_word(struct dl_str list, const char *word)
{
    size_t n = strlen(word);
    for (size_t i = 0; i + n <= list.len; i++)
        if (memcmp(list.ptr + i, word, n) == 0 && (i == 0 || list.ptr[i - 1] == ' ') &&
            (i + n == list.len || list.ptr[i + n] == ' '))
            return true;
    return false;
}

static struct dl_str text_of(struct html_fields *f, const struct html_node *n, size_t max)
{
    struct dl_buf line = { 0 };
    struct dl_str s = { 0 };
    if (n->chars < max)
        html_write_line(n, &line);
    if (line.len && !line.failed)
        dl_arena_dup(&f->arena, dl_buf_view(&line), &s);
    dl_buf_free(&line);
    return s;
}

/* itemprop of an element that is no meta: its text, or its content or datetime. */
static void read_itemprop(const struct html_node *n, struct dl_str prop, struct html_fields *f)
{
    struct dl_str content = html_attr(n, ATTR_content), datetime = html_attr(n, ATTR_datetime);
    struct dl_str value = content.len ? content : datetime;
    if (is_word(prop, "datePublished"))
        html_state(f, FIELD_published, value.len ? value : text_of(f, n, 100), "itemprop datePublished", 2);
    else if (is_word(prop, "dateModified"))
        html_state(f, FIELD_modified, value.len ? value : text_of(f, n, 100), "itemprop dateModified", 2);
    else if (is_word(prop, "headline"))
        html_state(f, FIELD_title, text_of(f, n, 300), "itemprop headline", 3);
    else if (is_word(prop, "author"))
        html_state(f, FIELD_author, text_of(f, n, 80), "itemprop author", 3);
    else if (is_word(prop, "articleSection"))
        html_state(f, FIELD_section, text_of(f, n, 60), "itemprop articleSection", 3);
}

static void read_element(const struct html_node *n, struct html_fields *f)
{
    if (n->tag == TAG_meta)
        read_meta(n, f);
    else if (n->tag == TAG_link)
        read_link(n, f);
    else if (n->tag == TAG_html)
        read_root(n, f);
    else if (n->tag == TAG_title && n->parent && n->parent->tag == TAG_head)
        html_state(f, FIELD_title, text_of(f, n, 500), "title", 5);
    if (n->tag == TAG_meta || n->attr_count == 0)
        return;
    struct dl_str prop = html_attr(n, ATTR_itemprop), rel = html_attr(n, ATTR_rel);
    if (prop.len)
        read_itemprop(n, prop, f);
    if (n->tag == TAG_a && (is_word(rel, "author") || is_word(rel, "tag")))
        html_state(f, is_word(rel, "author") ? FIELD_author : FIELD_tags, text_of(f, n, 60),
                   is_word(rel, "author") ? "a rel=author" : "a rel=tag", 4);
}

/* A page's own address: not only the site's. */
static bool names_page(struct dl_str url)
{
    const char *slashes = url.len == 0 ? NULL : memmem(url.ptr, url.len, "://", 3);
    if (!slashes)
        return false;
    const char *end = url.ptr + url.len, *path = memchr(slashes + 3, '/', (size_t)(end - slashes - 3));
    return path && end - path > 1;
}

enum dl_status html_fields_read(struct html_tree *t, struct dl_str url, struct html_fields *f, struct dl_error *err)
{
    html_fields_free(f);
    html_measure(t->root);
    html_ld_read(dl_buf_view(&t->statements), f);
    for (struct html_node *n = t->root; n; n = html_next(n, t->root, false))
        if (n->tag != TAG_TEXT)
            read_element(n, f);
    html_state(f, FIELD_url, url, "where the page came from", 1);
    if (!names_page(f->v[FIELD_url].value))
        f->v[FIELD_url] = (struct html_stated){ 0 };
    struct html_stated *language = &f->v[FIELD_language];
    f->order = dl_date_order_of(language->value);
    return html_title_choose(t, f) ? DL_OK : dl_fail_memory(err);
}

static void explain_date(const struct html_fields *f, struct dl_buf *origins)
{
    const struct html_stated *s = &f->v[FIELD_published];
    char day[11];
    if (f->date) {
        dl_date_format(f->date, day);
        dl_buf_printf(origins, "date  %s", day);
        dl_buf_puts(origins, f->date_from == DL_DATE_HEADER ? ", a line that the page shows\n" : "");
    }
    if (s->rank)
        dl_buf_printf(origins, "%s  %s \"%.*s\"\n", f->date ? "," : "date  not read:", s->origin,
                      (int)(s->value.len < 60 ? s->value.len : 60), s->value.ptr);
}

void html_fields_fill(const struct html_fields *f, struct dl_article *a, struct dl_buf *origins)
{
    static const struct {
        enum html_field field;
        const char *name;
    } kept[] = { { FIELD_title, "title" },     { FIELD_site, "source" }, { FIELD_author, "author" },
                 { FIELD_section, "section" }, { FIELD_tags, "tags" },   { FIELD_language, "language" },
                 { FIELD_url, "url" } };
    struct dl_str *const to[] = { &a->title, &a->source, &a->author, &a->section, &a->tags, &a->language, &a->url };
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
        const struct html_stated *s = &f->v[kept[i].field];
        if (!s->rank)
            continue;
        *to[i] = s->value;
        dl_buf_printf(origins, "%s  %s\n", kept[i].name, s->origin);
    }
    explain_date(f, origins);
    if (f->date_from == DL_DATE_FIELD) {
        a->date_field = dl_str_of(f->day);
    } else if (f->date) {
        a->date = f->date;
        a->date_from = DL_DATE_HEADER;
    }
}
