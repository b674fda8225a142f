/* html_ld.c - JSON-LD of a page (https://www.w3.org/TR/json-ld11/, the vocabulary of https://schema.org/Article).
 *
 * A reader of its own, since what pages hold is often not JSON: comments around it, line breaks in strings, a comma
 * too many.  What can be read up to a fault is used.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <ctype.h>
#include <strings.h>

#include "lib/reader/html_fields.h"

#define LD_DEPTH_MAX 24
#define LD_TEXT_MAX 200000

/* X(key, field): members that are read, in byte order. */
/* clang-format off */
#define LD_KEYS(X) \
    X("@graph", graph) X("@id", id) X("@type", type) X("articleBody", body) X("articleSection", section) \
    X("author", author) X("creator", author) X("dateCreated", created) X("dateModified", modified) \
    X("datePublished", published) X("headline", headline) X("inLanguage", language) X("isAccessibleForFree", free) \
    X("isPartOf", part) X("keywords", tags) X("mainEntity", graph) X("mainEntityOfPage", page) X("name", name) \
    X("publisher", publisher) X("uploadDate", created) X("url", url)
/* clang-format on */

enum ld_key {
    LD_NONE,
    LD_id,
    LD_graph,
    LD_type,
    LD_body,
    LD_section,
    LD_author,
    LD_created,
    LD_modified,
    LD_published,
    LD_headline,
    LD_language,
    LD_free,
    LD_part,
    LD_tags,
    LD_page,
    LD_name,
    LD_publisher,
    LD_url,
    LD_KEY_COUNT
};

struct ld_object {
    struct dl_str v[LD_KEY_COUNT];
};

struct ld {
    const char *p, *end;
    struct html_fields *f;
    struct dl_arena *arena;
    bool broken;
};

static enum ld_key key_of(struct dl_str s)
{
    static const struct {
        const char *name;
        enum ld_key key;
    } keys[] = {
#define X(name, key) { name, LD_##key },
        LD_KEYS(X)
#undef X
    };
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (dl_str_eq(s, dl_str_of(keys[i].name)))
            return keys[i].key;
    return LD_NONE;
}

static void skip_space(struct ld *l)
{
    while (l->p < l->end && (isspace((unsigned char)*l->p) || *l->p == ';'))
        l->p++;
}

static bool take(struct ld *l, char c)
{
    skip_space(l);
    if (l->p < l->end && *l->p == c) {
        l->p++;
        return true;
    }
    return false;
}

static unsigned hex4(const char *p)
{
    unsigned v = 0;
    for (int i = 0; i < 4; i++) {
        unsigned char c = (unsigned char)p[i];
        v = v << 4 | (isdigit(c) ? (unsigned)(c - '0') : isxdigit(c) ? (unsigned)(tolower(c) - 'a' + 10) : 0);
    }
    return v;
}

static char *put_utf8(char *o, unsigned c)
{
    if (c == 0 || (c >= 0xd800 && c < 0xe000) || c > 0x10ffff)
        c = 0xfffd;
    if (c < 0x80) {
        *o++ = (char)c;
    } else if (c < 0x800) {
        *o++ = (char)(0xc0 | c >> 6);
        *o++ = (char)(0x80 | (c & 63));
    } else {
        if (c < 0x10000) {
            *o++ = (char)(0xe0 | c >> 12);
        } else {
            *o++ = (char)(0xf0 | c >> 18);
            *o++ = (char)(0x80 | (c >> 12 & 63));
        }
        *o++ = (char)(0x80 | (c >> 6 & 63));
        *o++ = (char)(0x80 | (c & 63));
    }
    return o;
}

/* After a backslash: one escape, written to O. */
static char *escape(struct ld *l, char *o)
{
    char c = *l->p++;
    if (c != 'u' || l->end - l->p < 4) {
        *o++ = c == 'n' || c == 'r' || c == 't' || c == 'b' || c == 'f' ? ' ' : c;
        return o;
    }
    unsigned v = hex4(l->p);
    l->p += 4;
    if (v >= 0xd800 && v < 0xdc00 && l->end - l->p >= 6 && l->p[0] == '\\' && l->p[1] == 'u') {
        v = 0x10000 + ((v - 0xd800) << 10) + ((hex4(l->p + 2) - 0xdc00) & 0x3ff);
        l->p += 6;
    }
    return put_utf8(o, v);
}

/* After the opening quote.  The text is never longer than what it is decoded from. */
static struct dl_str string(struct ld *l)
{
    const char *close = l->p;
    while (close < l->end && *close != '"')
        close += *close == '\\' && close + 1 < l->end ? 2 : 1;
    struct dl_str s = { 0 };
    char *out = dl_arena_alloc(l->arena, (size_t)(close - l->p) + 8), *o = out;
    if (!out || close >= l->end) {
        l->broken = true;
        return s;
    }
    while (l->p < close) {
        if (*l->p == '\\' && l->p + 1 < close) {
            l->p++;
            o = escape(l, o);
        } else {
            *o++ = *l->p++;
        }
    }
    l->p = close + 1;
    return (struct dl_str){ out, (size_t)(o - out) };
}

/* A number, true, false, null, or what else is not a string, as written. */
static struct dl_str bare(struct ld *l)
{
    const char *from = l->p;
    while (l->p < l->end && !strchr(",]}\"", *l->p))
        l->p++;
    return dl_str_trim((struct dl_str){ from, (size_t)(l->p - from) });
}

/* A is followed by B, on a line of its own; the first one alone for a field with one value. */
static struct dl_str add(struct ld *l, struct dl_str a, struct dl_str b, bool list)
{
    if (a.len == 0 || b.len == 0 || !list)
        return a.len ? a : b;
    if (a.len + b.len > 4096)
        return a;
    char *p = dl_arena_alloc(l->arena, a.len + b.len + 1);
    if (!p)
        return a;
    memcpy(p, a.ptr, a.len);
    p[a.len] = '\n';
    memcpy(p + a.len + 1, b.ptr, b.len);
    return (struct dl_str){ p, a.len + 1 + b.len };
}

static bool type_is(struct dl_str type, const char *const *names)
{
    for (; *names; names++)
        for (size_t i = 0, n = strlen(*names); i + n <= type.len; i++)
            if (memcmp(type.ptr + i, *names, n) == 0 && (i + n == type.len || type.ptr[i + n] == '\n'))
                return true;
    return false;
}

/* An object is closed: what it says of the page's article. */
static void consider(struct ld *l, const struct ld_object *o)
{
    static const char *const articles[] = { "Article", "NewsArticle", "BlogPosting", "Report",      "Posting",
                                            "Review",  "Recipe",      "Story",       "Publication", NULL },
                             *const pages[] = { "WebPage", "ItemPage", "VideoObject", "CreativeWork",
                                                "Event",   "Product",  NULL },
                             *const sites[] = { "WebSite", "NewsMediaOrganization", "Organization", NULL };
    struct html_fields *f = l->f;
    unsigned rank = type_is(o->v[LD_type], articles) ? 1 : type_is(o->v[LD_type], pages) ? 4 : 0;
    if (type_is(o->v[LD_type], sites)) {
        html_state(f, FIELD_site, o->v[LD_name], "json-ld site", 4);
        return;
    }
    if (!rank)
        return;
    html_state(f, FIELD_title, o->v[LD_headline].len ? o->v[LD_headline] : o->v[LD_name], "json-ld headline", rank);
    html_state(f, FIELD_published, o->v[LD_published], "json-ld datePublished", rank == 1 ? 1 : 2);
    html_state(f, FIELD_published, o->v[LD_created], "json-ld dateCreated", rank + 2);
    html_state(f, FIELD_modified, o->v[LD_modified], "json-ld dateModified", rank);
    html_state(f, FIELD_author, o->v[LD_author], "json-ld author", rank);
    html_state(f, FIELD_section, o->v[LD_section], "json-ld articleSection", rank);
    html_state(f, FIELD_tags, o->v[LD_tags], "json-ld keywords", rank + 1);
    html_state(f, FIELD_language, o->v[LD_language], "json-ld inLanguage", rank + 1);
    html_state(f, FIELD_body, o->v[LD_body], "json-ld articleBody", rank);
    html_state(f, FIELD_free, o->v[LD_free], "json-ld isAccessibleForFree", rank);
    if (rank == 1) {
        html_state(f, FIELD_site, o->v[LD_publisher], "json-ld publisher", 3);
        html_state(f, FIELD_kind, o->v[LD_type], "json-ld @type", 1);
    }
}

static struct dl_str value(struct ld *l, enum ld_key key, bool own, unsigned depth);

/* OWN: it is of the page itself, not of a picture, a comment or a review in it. */
static struct ld_object object(struct ld *l, bool own, unsigned depth)
{
    struct ld_object o = { 0 };
    while (!l->broken && !take(l, '}')) {
        take(l, ',');
        if (take(l, '}'))
            break;
        if (!take(l, '"')) {
            l->broken = true;
            break;
        }
        enum ld_key key = key_of(string(l));
        if (!take(l, ':')) {
            l->broken = true;
            break;
        }
        struct dl_str v = value(l, key, own && key == LD_graph, depth + 1);
        if (key && !o.v[key].len)
            o.v[key] = v;
    }
    if (own)
        consider(l, &o);
    return o;
}

/* The value of KEY as a text: of an object its name, of a list its elements' texts. */
static struct dl_str value(struct ld *l, enum ld_key key, bool own, unsigned depth)
{
    struct dl_str all = { 0 };
    bool list = key == LD_author || key == LD_tags || key == LD_type;
    skip_space(l);
    if (l->p >= l->end || depth > LD_DEPTH_MAX) {
        l->broken = true;
        return all;
    }
    if (take(l, '"'))
        return string(l);
    if (take(l, '{')) {
        struct ld_object o = object(l, own, depth);
        return o.v[LD_name].len ? o.v[LD_name] : key == LD_page || key == LD_url ? o.v[LD_id] : all;
    }
    if (!take(l, '['))
        return bare(l);
    while (!l->broken && !take(l, ']')) {
        const char *before = l->p;
        all = add(l, all, value(l, key, own, depth + 1), list);
        take(l, ',');
        if (l->p == before)
            l->broken = true;
    }
    return all;
}

bool html_ld_read(struct dl_str statements, struct html_fields *f)
{
    if (statements.len == 0)
        return true;
    struct ld l = { statements.ptr, statements.ptr + statements.len, f, &f->arena, false };
    while (l.p < l.end) {
        const char *open = l.p;
        while (open < l.end && *open != '{' && *open != '[')
            open++;
        l.p = open;
        if (open < l.end) {
            l.broken = false;
            value(&l, LD_NONE, true, 0);
            if (l.broken) { /* on to the next script */
                const char *newline = l.p < l.end ? memchr(l.p, '\n', (size_t)(l.end - l.p)) : NULL;
                l.p = newline ? newline + 1 : l.end;
            }
        }
    }
    return true;
}
