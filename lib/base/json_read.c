/* json_read.c - the reader of JSON.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <ctype.h>

#include "dateline/json.h"
#include "dateline/unicode.h"

static bool expect(struct dl_json *j, const char *what)
{
    if (!j->expected)
        j->expected = what;
    return false;
}

static void skip_space(struct dl_json *j)
{
    while (j->p < j->end && (*j->p == ' ' || *j->p == '\t' || *j->p == '\n' || *j->p == '\r'))
        j->p++;
}

static bool take(struct dl_json *j, char c)
{
    skip_space(j);
    if (j->p < j->end && *j->p == c) {
        j->p++;
        return true;
    }
    return false;
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

/* After "\u": the code point, of both halves of a surrogate pair. */
static bool unicode_escape(struct dl_json *j, char **out)
{
    uint32_t c, low;
    if (!hex4(j->p, j->end, &c))
        return expect(j, "four hexadecimal digits");
    j->p += 4;
    if (c >= 0xD800 && c < 0xDC00 && j->end - j->p >= 6 && j->p[0] == '\\' && j->p[1] == 'u' &&
        hex4(j->p + 2, j->end, &low) && low >= 0xDC00 && low < 0xE000) {
        j->p += 6;
        c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
    }
    if (c == 0 || (c >= 0xD800 && c < 0xE000))
        c = 0xFFFD;
    *out += dl_utf8_encode(c, *out);
    return true;
}

static bool escape(struct dl_json *j, char **out)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    if (j->p == j->end)
        return expect(j, "the end of the string");
    char c = *j->p++;
    if (c == 'u')
        return unicode_escape(j, out);
    const char *at = c ? strchr(from, c) : NULL;
    if (!at) {
        j->p--;
        return expect(j, "an escape such as \\n");
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

/* After the opening quote.  Borrowed from the text when it holds no escape. */
static bool read_string(struct dl_json *j, struct dl_str *s)
{
    const char *start = j->p;
    j->p += plain_run(j->p, j->end);
    if (j->p < j->end && *j->p == '"') {
        *s = (struct dl_str){ start, (size_t)(j->p++ - start) };
        return true;
    }
    char *out = j->out;
    memcpy(out, start, (size_t)(j->p - start));
    out += j->p - start;
    while (j->p < j->end) {
        char c = *j->p;
        if (c == '"') {
            *s = (struct dl_str){ j->out, (size_t)(out - j->out) };
            j->out = out;
            j->p++;
            return true;
        }
        if (c == '\\') {
            j->p++;
            if (!escape(j, &out))
                return false;
            continue;
        }
        size_t n = plain_run(j->p, j->end);
        if (n == 0)
            return expect(j, "an escape in place of a control character");
        memcpy(out, j->p, n);
        out += n;
        j->p += n;
    }
    return expect(j, "the end of the string");
}

static bool digits(struct dl_json *j)
{
    const char *start = j->p;
    while (j->p < j->end && isdigit((unsigned char)*j->p))
        j->p++;
    return j->p > start || expect(j, "a digit");
}

static bool read_number(struct dl_json *j, struct dl_str *s)
{
    const char *start = j->p;
    if (*j->p == '-')
        j->p++;
    if (j->p < j->end && *j->p == '0')
        j->p++;
    else if (!digits(j))
        return false;
    if (j->p < j->end && *j->p == '.') {
        j->p++;
        if (!digits(j))
            return false;
    }
    if (j->p < j->end && (*j->p == 'e' || *j->p == 'E')) {
        j->p++;
        if (j->p < j->end && (*j->p == '+' || *j->p == '-'))
            j->p++;
        if (!digits(j))
            return false;
    }
    *s = (struct dl_str){ start, (size_t)(j->p - start) };
    return true;
}

static bool read_word(struct dl_json *j, const char *word)
{
    size_t n = strlen(word);
    if ((size_t)(j->end - j->p) < n || memcmp(j->p, word, n) != 0)
        return expect(j, "a value");
    j->p += n;
    return true;
}

static bool enter(struct dl_json *j, bool object)
{
    if (j->depth == DL_JSON_DEPTH)
        return expect(j, "less than 64 lists and objects in each other");
    j->p++;
    j->depth++;
    j->objects = j->objects << 1 | object;
    j->opened = true;
    return true;
}

static bool typed(struct dl_json_value *v, enum dl_json_type type, bool good)
{
    v->type = type;
    return good;
}

bool dl_json_value(struct dl_json *j, struct dl_json_value *v)
{
    skip_space(j);
    *v = (struct dl_json_value){ 0 };
    if (j->p == j->end)
        return expect(j, "a value");
    switch (*j->p) {
    case '"':
        j->p++;
        return typed(v, DL_JSON_STRING, read_string(j, &v->s));
    case '{':
        return typed(v, DL_JSON_OBJECT, enter(j, true));
    case '[':
        return typed(v, DL_JSON_LIST, enter(j, false));
    case 't':
        return typed(v, DL_JSON_TRUE, read_word(j, "true"));
    case 'f':
        return typed(v, DL_JSON_FALSE, read_word(j, "false"));
    case 'n':
        return typed(v, DL_JSON_NULL, read_word(j, "null"));
    default:
        if (*j->p != '-' && !isdigit((unsigned char)*j->p))
            return expect(j, "a value");
        return typed(v, DL_JSON_NUMBER, read_number(j, &v->s));
    }
}

enum dl_json_type dl_json_peek(struct dl_json *j)
{
    skip_space(j);
    char c = j->p < j->end ? *j->p : '\0';
    return c == '{'                                ? DL_JSON_OBJECT
           : c == '['                              ? DL_JSON_LIST
           : c == '"'                              ? DL_JSON_STRING
           : c == '-' || isdigit((unsigned char)c) ? DL_JSON_NUMBER
                                                   : DL_JSON_TRUE;
}

bool dl_json_next(struct dl_json *j, struct dl_str *name)
{
    bool object = j->objects & 1, first = j->opened;
    *name = (struct dl_str){ 0 };
    j->opened = false;
    if (j->expected || j->depth == 0)
        return false;
    if (take(j, object ? '}' : ']')) {
        j->objects >>= 1;
        j->depth--;
        return false;
    }
    if (!first && !take(j, ','))
        return expect(j, object ? "',' or '}'" : "',' or ']'");
    if (!object)
        return true;
    if (!take(j, '"'))
        return expect(j, "a name in quotes");
    return read_string(j, name) && (take(j, ':') || expect(j, "':'"));
}

bool dl_json_skip(struct dl_json *j)
{
    unsigned depth = j->depth;
    char *out = j->out; /* what is passed over need not be kept */
    struct dl_json_value v;
    struct dl_str name;
    bool good = dl_json_value(j, &v);
    while (good && j->depth > depth) {
        if (dl_json_next(j, &name))
            good = dl_json_value(j, &v);
        else
            good = !j->expected;
    }
    j->out = out;
    return good;
}

void dl_json_open(struct dl_json *j, struct dl_str text, char *decoded)
{
    *j = (struct dl_json){ .start = text.ptr, .p = text.ptr, .end = text.ptr + text.len, .out = decoded };
}

enum dl_status dl_json_close(struct dl_json *j, struct dl_error *err)
{
    if (!j->expected)
        skip_space(j);
    if (!j->expected && j->p < j->end)
        j->expected = "nothing more after the value";
    if (!j->expected)
        return DL_OK;
    int column = (int)(j->p - j->start + 1);
    enum dl_status status = dl_fail(err, DL_BAD_INPUT, "not JSON: expected %s at column %d", j->expected, column);
    if (err)
        err->column = column;
    return status;
}
