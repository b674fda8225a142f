/* json_line.c - the reader of one JSON object.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/reader/json_line.h"

#include <ctype.h>

#define MAX_DEPTH 64 /* of lists and objects in each other: one bit of a word each */

struct reader {
    const char *start, *p, *end;
    const char *room;   /* for decoded strings, which are never longer than what they are decoded from */
    char *out;          /* where the next one goes */
    const char *wanted; /* set when something else was found */
};

enum name {
    NAME_ID,
    NAME_TITLE,
    NAME_TEXT,
    NAME_BODY,
    NAME_CONTENT,
    NAME_DATE,
    NAME_PUBLISHED,
    NAME_COUNTRY,
    NAME_COUNTRIES,
    NAME_URL,
    NAME_SOURCE,
    NAME_LANGUAGE,
    NAME_FETCHED,
    NAME_COUNT
};
static const struct dl_str names[NAME_COUNT] = {
    { "id", 2 },     { "title", 5 },     { "text", 4 },    { "body", 4 },      { "content", 7 },
    { "date", 4 },   { "published", 9 }, { "country", 7 }, { "countries", 9 }, { "url", 3 },
    { "source", 6 }, { "language", 8 },  { "fetched", 7 },
};

struct fields {
    struct dl_str v[NAME_COUNT];
    struct dl_str country[2][DL_MAX_COUNTRIES]; /* of country, of countries */
    unsigned countries[2];
};

static bool expect(struct reader *r, const char *what)
{
    if (!r->wanted)
        r->wanted = what;
    return false;
}

static void skip_space(struct reader *r)
{
    while (r->p < r->end && (*r->p == ' ' || *r->p == '\t' || *r->p == '\n' || *r->p == '\r'))
        r->p++;
}

static bool take(struct reader *r, char c)
{
    skip_space(r);
    if (r->p < r->end && *r->p == c) {
        r->p++;
        return true;
    }
    return false;
}

static char *put_utf8(char *out, uint32_t c)
{
    if (c < 0x80) {
        *out++ = (char)c;
    } else if (c < 0x800) {
        *out++ = (char)(0xC0 | c >> 6);
        *out++ = (char)(0x80 | (c & 63));
    } else if (c < 0x10000) {
        *out++ = (char)(0xE0 | c >> 12);
        *out++ = (char)(0x80 | (c >> 6 & 63));
        *out++ = (char)(0x80 | (c & 63));
    } else {
        *out++ = (char)(0xF0 | c >> 18);
        *out++ = (char)(0x80 | (c >> 12 & 63));
        *out++ = (char)(0x80 | (c >> 6 & 63));
        *out++ = (char)(0x80 | (c & 63));
    }
    return out;
}

static bool hex4(const char *p, const char *end, uint32_t *v)
{
    if (end - p < 4)
        return false;
    *v = 0;
    for (int i = 0; i < 4; i++) {
        unsigned char c = (unsigned char)p[i];
        if (!isxdigit(c))
            return false;
        *v = *v << 4 | (uint32_t)(isdigit(c) ? c - '0' : (c | 32) - 'a' + 10);
    }
    return true;
}

/* Behind "\u": the code point, both halves of a surrogate pair. */
static bool unicode_escape(struct reader *r, char **out)
{
    uint32_t c, low;
    if (!hex4(r->p, r->end, &c))
        return expect(r, "four hexadecimal digits");
    r->p += 4;
    if (c >= 0xD800 && c < 0xDC00 && r->end - r->p >= 6 && r->p[0] == '\\' && r->p[1] == 'u' &&
        hex4(r->p + 2, r->end, &low) && low >= 0xDC00 && low < 0xE000) {
        r->p += 6;
        c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
    }
    if (c == 0 || (c >= 0xD800 && c < 0xE000))
        c = 0xFFFD;
    *out = put_utf8(*out, c);
    return true;
}

static bool escape(struct reader *r, char **out)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    if (r->p == r->end)
        return expect(r, "the end of the string");
    char c = *r->p++;
    if (c == 'u')
        return unicode_escape(r, out);
    const char *at = c ? strchr(from, c) : NULL;
    if (!at) {
        r->p--;
        return expect(r, "an escape such as \\n");
    }
    *(*out)++ = to[at - from];
    return true;
}

/* The length of the run of plain bytes at P: no quote, backslash or control. */
static size_t plain_run(const char *p, const char *end)
{
    typedef unsigned char vector __attribute__((vector_size(16)));
    const char *at = p;
    for (; end - at >= 16; at += 16) {
        vector v;
        uint64_t halves[2];
        memcpy(&v, at, sizeof v);
        v = (vector)((v == '"') | (v == '\\') | (v < 0x20));
        memcpy(halves, &v, sizeof v);
        if (halves[0] | halves[1])
            break;
    }
    while (at < end && *at != '"' && *at != '\\' && (unsigned char)*at >= 0x20)
        at++;
    return (size_t)(at - p);
}

/* Behind the opening quote.  Borrowed from the line when it holds no escape. */
static bool read_string(struct reader *r, struct dl_str *s)
{
    const char *start = r->p;
    r->p += plain_run(r->p, r->end);
    if (r->p < r->end && *r->p == '"') {
        *s = (struct dl_str){ start, (size_t)(r->p++ - start) };
        return true;
    }
    char *out = r->out;
    memcpy(out, start, (size_t)(r->p - start));
    out += r->p - start;
    while (r->p < r->end) {
        char c = *r->p;
        if (c == '"') {
            *s = (struct dl_str){ r->out, (size_t)(out - r->out) };
            r->out = out;
            r->p++;
            return true;
        }
        if (c == '\\') {
            r->p++;
            if (!escape(r, &out))
                return false;
            continue;
        }
        size_t n = plain_run(r->p, r->end);
        if (n == 0)
            return expect(r, "an escape in place of a control character");
        memcpy(out, r->p, n);
        out += n;
        r->p += n;
    }
    return expect(r, "the end of the string");
}

static bool digits(struct reader *r)
{
    const char *start = r->p;
    while (r->p < r->end && isdigit((unsigned char)*r->p))
        r->p++;
    return r->p > start || expect(r, "a digit");
}

static bool read_number(struct reader *r, struct dl_str *s)
{
    const char *start = r->p;
    if (*r->p == '-')
        r->p++;
    if (r->p < r->end && *r->p == '0')
        r->p++;
    else if (!digits(r))
        return false;
    if (r->p < r->end && *r->p == '.') {
        r->p++;
        if (!digits(r))
            return false;
    }
    if (r->p < r->end && (*r->p == 'e' || *r->p == 'E')) {
        r->p++;
        if (r->p < r->end && (*r->p == '+' || *r->p == '-'))
            r->p++;
        if (!digits(r))
            return false;
    }
    *s = (struct dl_str){ start, (size_t)(r->p - start) };
    return true;
}

static bool read_word(struct reader *r, const char *word)
{
    size_t n = strlen(word);
    if ((size_t)(r->end - r->p) < n || memcmp(r->p, word, n) != 0)
        return expect(r, "a value");
    r->p += n;
    return true;
}

/* A string or number (*S), or true, false, null (*S has a NULL ptr). */
static bool read_scalar(struct reader *r, struct dl_str *s)
{
    skip_space(r);
    *s = (struct dl_str){ 0 };
    if (r->p == r->end)
        return expect(r, "a value");
    switch (*r->p) {
    case '"':
        r->p++;
        return read_string(r, s);
    case 't':
        return read_word(r, "true");
    case 'f':
        return read_word(r, "false");
    case 'n':
        return read_word(r, "null");
    default:
        if (*r->p != '-' && !isdigit((unsigned char)*r->p))
            return expect(r, "a value");
        return read_number(r, s);
    }
}

static bool read_name(struct reader *r, struct dl_str *name)
{
    if (!take(r, '"'))
        return expect(r, "a name in quotes");
    return read_string(r, name) && (take(r, ':') || expect(r, "':'"));
}

/* A value of any kind, thrown away.  A loop with one bit a level (1: object) instead of recursion. */
static bool skip_value(struct reader *r)
{
    uint64_t object = 0;
    unsigned depth = 0;
    struct dl_str s;
    for (;;) {
        bool opened = false;
        skip_space(r);
        if (r->p < r->end && (*r->p == '{' || *r->p == '[')) {
            if (depth == MAX_DEPTH)
                return expect(r, "less than 64 lists and objects in each other");
            object = object << 1 | (*r->p++ == '{');
            depth++;
            opened = true;
        } else if (!read_scalar(r, &s)) {
            return false;
        }
        while (depth && take(r, object & 1 ? '}' : ']')) {
            object >>= 1;
            depth--;
            opened = false;
        }
        if (depth == 0)
            return true;
        if (!opened && !take(r, ','))
            return expect(r, object & 1 ? "',' or '}'" : "',' or ']'");
        if ((object & 1) && !read_name(r, &s))
            return false;
    }
}

/* A list's scalars are handed to KEEP; lists and objects in it are passed over. */
static bool read_list(struct reader *r, void (*keep)(void *to, struct dl_str s, struct reader *r), void *to)
{
    if (take(r, ']'))
        return true;
    for (;;) {
        struct dl_str s = { 0 };
        skip_space(r);
        bool nested = r->p < r->end && (*r->p == '{' || *r->p == '[');
        if (nested ? !skip_value(r) : !read_scalar(r, &s))
            return false;
        if (s.ptr)
            keep(to, s, r);
        if (take(r, ']'))
            return true;
        if (!take(r, ','))
            return expect(r, "',' or ']'");
    }
}

static void keep_first(void *to, struct dl_str s, struct reader *r)
{
    struct dl_str *first = to;
    (void)r;
    if (!first->ptr)
        *first = s;
}

/* Join paragraphs with line breaks in the room.  A paragraph's quotes pay for the break. */
static void keep_paragraph(void *to, struct dl_str s, struct reader *r)
{
    struct dl_str *text = to;
    bool decoded = (uintptr_t)s.ptr >= (uintptr_t)r->room && (uintptr_t)s.ptr < (uintptr_t)r->out;
    if (!text->ptr)
        text->ptr = decoded ? s.ptr : r->out;
    char *end = (char *)(uintptr_t)text->ptr + text->len;
    memmove(end, s.ptr, s.len);
    end[s.len] = '\n';
    text->len += s.len + 1;
    r->out = end + s.len + 1;
}

struct country_list {
    struct dl_str *v;
    unsigned *count;
};

static void keep_country(void *to, struct dl_str s, struct reader *r)
{
    struct country_list *l = to;
    (void)r;
    if (*l->count < DL_MAX_COUNTRIES)
        l->v[(*l->count)++] = s;
}

static bool read_field(struct reader *r, struct fields *f, enum name name)
{
    struct dl_str s = { 0 };
    struct country_list countries = { f->country[name == NAME_COUNTRIES], &f->countries[name == NAME_COUNTRIES] };
    bool country = name == NAME_COUNTRY || name == NAME_COUNTRIES;
    bool text = name == NAME_TEXT || name == NAME_BODY || name == NAME_CONTENT;
    if (country)
        *countries.count = 0;
    skip_space(r);
    if (r->p < r->end && *r->p == '{') {
        if (!skip_value(r))
            return false;
    } else if (take(r, '[')) {
        if (!read_list(r,
                       country ? keep_country
                       : text  ? keep_paragraph
                               : keep_first,
                       country ? (void *)&countries : &s))
            return false;
    } else if (!read_scalar(r, &s)) {
        return false;
    } else if (country && s.ptr) {
        keep_country(&countries, s, r);
    }
    if (!country)
        f->v[name] = s;
    return true;
}

static enum name known_name(struct dl_str s)
{
    int n = 0;
    while (n < NAME_COUNT && !dl_str_eq(names[n], s))
        n++;
    return (enum name)n;
}

static bool read_object(struct reader *r, struct fields *f)
{
    if (!take(r, '{'))
        return expect(r, "a JSON object: '{'");
    if (!take(r, '}')) {
        do {
            struct dl_str name;
            if (!read_name(r, &name))
                return false;
            enum name known = known_name(name);
            if (known == NAME_COUNT ? !skip_value(r) : !read_field(r, f, known))
                return false;
        } while (take(r, ','));
        if (!take(r, '}'))
            return expect(r, "',' or '}'");
    }
    skip_space(r);
    return r->p == r->end || expect(r, "nothing more behind the object");
}

static struct dl_str first_of(struct dl_str a, struct dl_str b)
{
    return a.len ? a : b;
}

static void fill(struct dl_article *a, const struct fields *f)
{
    const struct dl_str *v = f->v;
    a->id = v[NAME_ID];
    a->title = v[NAME_TITLE];
    a->body = first_of(v[NAME_TEXT], first_of(v[NAME_BODY], v[NAME_CONTENT]));
    a->date_field = first_of(v[NAME_DATE], v[NAME_PUBLISHED]);
    a->fetched_field = v[NAME_FETCHED];
    a->url = v[NAME_URL];
    a->source = v[NAME_SOURCE];
    a->language = v[NAME_LANGUAGE];
    for (int list = 0; list < 2; list++)
        for (unsigned i = 0; i < f->countries[list] && a->country_field_count < DL_MAX_COUNTRIES; i++)
            a->country_fields[a->country_field_count++] = f->country[list][i];
}

enum dl_status dl_json_article(struct dl_str line, struct dl_buf *scratch, struct dl_article *a, struct dl_error *err)
{
    dl_buf_clear(scratch);
    if (!dl_buf_reserve(scratch, line.len + 1))
        return dl_fail_memory(err);
    struct reader r = { line.ptr, line.ptr, line.ptr + line.len, scratch->data, scratch->data, NULL };
    struct fields f;
    memset(&f, 0, sizeof f);
    if (read_object(&r, &f)) {
        fill(a, &f);
        return DL_OK;
    }
    int column = (int)(r.p - r.start + 1);
    enum dl_status status = dl_fail(err, DL_BAD_INPUT, "not JSON: expected %s at column %d", r.wanted, column);
    if (err)
        err->column = column;
    return status;
}
