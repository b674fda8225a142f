/* json.c - JSON that is not one object a line: lists of articles, objects that are spread over lines, and what APIs
 * wrap around them.
 *
 *   [ARTICLE, ...]     ARTICLE ARTICLE ...     {"status": "ok", "articles": [ARTICLE, ...]}
 *   {"response": {"docs": [ARTICLE, ...]}}     {"id1": ARTICLE, "id2": ARTICLE}     {"2024-10-22": [ARTICLE, ...]}
 *
 * Records are found by brackets and strings alone, so that a list of any length is read in bounded memory;
 * json_article.c then reads each object.  A line break in a string, which JSON does not know, ends a damaged object:
 * the next one is found again.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/reader/fields.h"
#include "lib/reader/format.h"
#include "lib/reader/json_article.h"

#define WRAPPERS 6 /* in each other */

static bool blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static size_t skip_blanks(struct dl_str s, size_t i)
{
    while (i < s.len && blank(s.ptr[i]))
        i++;
    return i;
}

/* One byte more of an object or list.  True: it ends with this byte, or is damaged and ends here. */
static bool ends_object(struct dl_scan *scan, char c)
{
    if (scan->escape) {
        scan->escape = false;
        return c == '\n';
    }
    if (scan->string) {
        scan->escape = c == '\\';
        scan->string = c != '"';
        return c == '\n';
    }
    scan->string = c == '"';
    if (c == '{' || c == '[')
        scan->depth++;
    return (c == '}' || c == ']') && --scan->depth == 0;
}

/* What is no object ends where one begins. */
static bool ends_other(struct dl_scan *scan, char c)
{
    bool inside = scan->string;
    scan->string = inside ? c != '"' && c != '\n' : c == '"';
    return !inside && c == '{';
}

/* Where the record ends of which S is the beginning or, by SCAN, a further piece; 0: not in S. */
static size_t find_end(struct dl_str s, struct dl_scan *scan)
{
    if (s.len && !scan->begun) {
        scan->begun = true;
        scan->object = s.ptr[0] == '{' || s.ptr[0] == '[';
    }
    for (size_t i = 0; i < s.len; i++) {
        if (scan->object && ends_object(scan, s.ptr[i]))
            return i + 1;
        if (!scan->object && ends_other(scan, s.ptr[i]))
            return i;
    }
    return 0;
}

/* ---- looking ahead ---------------------------------------------------------------------------------------------- */

/* Where the string ends whose quote is at I; 0: not in S. */
static size_t string_end(struct dl_str s, size_t i)
{
    for (i++; i < s.len; i++) {
        if (s.ptr[i] == '"' || s.ptr[i] == '\n')
            return i + 1;
        i += s.ptr[i] == '\\';
    }
    return 0;
}

/* Where the value at I ends; 0: not in S. */
static size_t value_end(struct dl_str s, size_t i)
{
    struct dl_scan scan = { 0 };
    if (s.ptr[i] == '"')
        return string_end(s, i);
    if (s.ptr[i] == '{' || s.ptr[i] == '[') {
        size_t n = find_end((struct dl_str){ s.ptr + i, s.len - i }, &scan);
        return n ? i + n : 0;
    }
    while (i < s.len && !strchr(",]}\"", s.ptr[i]))
        i++;
    return i < s.len ? i : 0;
}

/* A member of an object. */
struct member {
    char name[DL_FIELD_NAME_MAX]; /* in normal form */
    size_t name_len;
    size_t value; /* where its value begins */
};

static struct dl_str name_of(const struct member *m)
{
    return (struct dl_str){ m->name, m->name_len };
}

/* The member at *I, which moves to its value.  False: none that is in S. */
static bool read_member(struct dl_str s, size_t *i, struct member *m)
{
    size_t at = *i, end = at < s.len && s.ptr[at] == '"' ? string_end(s, at) : 0;
    if (end < at + 2)
        return false;
    struct dl_buf normal = { 0 };
    dl_field_normal((struct dl_str){ s.ptr + at + 1, end - at - 2 }, &normal);
    m->name_len = normal.len;
    memcpy(m->name, normal.data ? normal.data : "", normal.len);
    dl_buf_free(&normal);
    at = skip_blanks(s, end);
    if (at == s.len || s.ptr[at] != ':')
        return false;
    *i = m->value = skip_blanks(s, at + 1);
    return m->value < s.len;
}

/* From the value at *I to the next member.  False: not in S, or there is none. */
static bool next_member(struct dl_str s, size_t *i)
{
    size_t end = value_end(s, *i);
    end = end ? skip_blanks(s, end) : 0;
    if (end == 0 || end >= s.len || s.ptr[end] != ',')
        return false;
    *i = skip_blanks(s, end + 1);
    return *i < s.len;
}

/* Whether the object at I has the fields of an article: a title, or a text with a date or an address. */
static bool is_article(struct dl_str s, size_t i, unsigned depth)
{
    struct member m;
    bool title = false, text = false, stated = false;
    i = skip_blanks(s, i + 1);
    while (read_member(s, &i, &m)) {
        const struct dl_field_name *field = dl_field_find(NULL, name_of(&m));
        enum dl_meaning meaning = field ? field->meaning : DL_MEANS_COUNT;
        char c = s.ptr[m.value];
        if (c == '{' && depth < WRAPPERS && dl_field_passes(name_of(&m)) && is_article(s, m.value, depth + 1))
            return true;
        title |= meaning == DL_MEANS_TITLE && strchr("\"{", c);
        text |= meaning == DL_MEANS_BODY;
        stated |= meaning == DL_MEANS_DATE || meaning == DL_MEANS_URL;
        if (title || (text && stated))
            return true;
        if (!next_member(s, &i))
            break;
    }
    return false;
}

/* Whether the value at I is an object that is an article, or a list that begins with one. */
static bool has_articles(struct dl_str s, size_t i)
{
    if (s.ptr[i] == '[')
        i = skip_blanks(s, i + 1);
    return i < s.len && s.ptr[i] == '{' && is_article(s, i, 0);
}

/* Whether M, the first member of an object, is the first of a map of articles: its name says nothing, and there is
 * another article after it, or nothing, or it is a list. */
static bool begins_map(struct dl_str s, const struct member *m)
{
    size_t i = m->value;
    struct member second;
    if (dl_field_find(NULL, name_of(m)) || dl_field_passes(name_of(m)) || dl_field_leads(NULL, name_of(m)) ||
        !has_articles(s, i))
        return false;
    if (s.ptr[i] == '[')
        return true;
    if (next_member(s, &i))
        return read_member(s, &i, &second) && has_articles(s, second.value);
    size_t end = value_end(s, m->value);
    end = end ? skip_blanks(s, end) : s.len;
    return end < s.len && s.ptr[end] == '}';
}

/* Whether there is a text among the members after the value at I, as far as they are in S. */
static bool has_text_after(struct dl_str s, size_t i)
{
    struct member m;
    while (next_member(s, &i) && read_member(s, &i, &m)) {
        const struct dl_field_name *field = dl_field_find(NULL, name_of(&m));
        if (s.ptr[m.value] == '"' && field && field->meaning == DL_MEANS_BODY)
            return true;
    }
    return false;
}

/* Whether the object at I is no article but wraps some.  *INSIDE: where what it wraps begins.  *MAP: it is a map. */
static bool is_wrapper(struct dl_str s, size_t i, unsigned depth, size_t *inside, bool *map)
{
    *map = false;
    struct member m;
    i = skip_blanks(s, i + 1);
    for (size_t begin = i, n = 0; read_member(s, &i, &m); n++) {
        const struct dl_field_name *field = dl_field_find(NULL, name_of(&m));
        char c = s.ptr[m.value];
        if (c == '"' && field && field->meaning == DL_MEANS_BODY)
            return false;
        bool list = (c == '[' || c == '{') && dl_field_is_list(name_of(&m));
        if (list && c == '[' && has_articles(s, m.value)) {
            *inside = m.value + 1;
            return !has_text_after(s, m.value);
        }
        if (list && c == '{' && depth < WRAPPERS && is_wrapper(s, m.value, depth + 1, inside, map))
            return true;
        if (n == 0 && begins_map(s, &m)) {
            *inside = begin;
            *map = true;
            return true;
        }
        if (!next_member(s, &i))
            break;
    }
    return false;
}

/* ---- records ---------------------------------------------------------------------------------------------------- */

/* Pass over what lies between records from *I on.  True: a record begins at *I.  False: *I is where what is still
 * needed begins, or the end. */
static bool find_record(struct dl_split *s, struct dl_str data, bool last, size_t *i)
{
    while (*i < data.len) {
        char c = data.ptr[*i];
        struct member m;
        size_t at = *i, end = at;
        bool map;
        if (c == '{' && is_wrapper(data, at, 0, i, &map)) {
            s->wrapped = s->open = true;
            s->map = map;
        } else if (blank(c) || c == ',' || c == '[' || c == ']' || (s->wrapped && c == '}')) {
            s->open = c == '[' || (s->open && c != (s->map ? '}' : ']'));
            ++*i;
        } else if (c == '{' || !s->wrapped) {
            return true;
        } else if (c == '"' && read_member(data, &at, &m)) {
            bool articles = (data.ptr[at] == '{' || data.ptr[at] == '[') &&
                            (dl_field_is_list(name_of(&m)) || (s->map && !dl_field_find(NULL, name_of(&m)))) &&
                            has_articles(data, at);
            end = articles ? at : value_end(data, at);
            if (end == 0)
                break;
            *i = end;
        } else {
            end = c == '"' ? string_end(data, at) : value_end(data, at);
            if (end == 0 || (end == data.len && !last))
                break;
            *i = end > at ? end : at + 1;
        }
    }
    if (last)
        *i = data.len;
    return false;
}

static enum dl_split_result split(struct dl_split *s, struct dl_str data, bool last, size_t *from, size_t *to)
{
    struct dl_scan scan = { 0 };
    *from = 0;
    if (!s->skipping && !find_record(s, data, last, from))
        return DL_SPLIT_MORE;
    size_t n = find_end((struct dl_str){ data.ptr + *from, data.len - *from }, s->skipping ? &s->scan : &scan);
    s->whole = n > 0;
    *to = s->whole ? *from + n : data.len;
    if (!s->whole && s->skipping)
        *from = data.len;
    if (!s->whole && (!last || *from == data.len))
        return DL_SPLIT_MORE;
    s->number++;
    return s->skipping ? DL_SPLIT_SKIPPED : DL_SPLIT_RECORD;
}

/* ---- the format ------------------------------------------------------------------------------------------------- */

/* Whether the line after the break at I begins as the object at START does: the line before it was cut short. */
static bool begins_alike(struct dl_str s, size_t start, size_t i)
{
    const char *colon = memchr(s.ptr + start, ':', i - start);
    size_t n = colon ? (size_t)(colon - s.ptr) - start : 0;
    return n && i + n < s.len && memcmp(s.ptr + start, s.ptr + i, n) == 0;
}

/* Whether the object that begins at START goes on in the next line. */
static bool spread_over_lines(struct dl_str s, size_t start)
{
    struct dl_scan scan = { .begun = true, .object = true };
    for (size_t i = start; i < s.len; i++) {
        if (s.ptr[i] == '\n' && !scan.string) {
            i = skip_blanks(s, i);
            return i < s.len && (s.ptr[i] != '{' || (scan.depth > 1 && !begins_alike(s, start, i)));
        }
        if (ends_object(&scan, s.ptr[i]))
            return false;
    }
    return false;
}

static bool detect(struct dl_str head)
{
    size_t i = skip_blanks(head, 0), inside;
    bool map;
    if (i == head.len)
        return false;
    if (head.ptr[i] == '{') {
        size_t name = skip_blanks(head, i + 1);
        return name < head.len && (head.ptr[name] == '"' || head.ptr[name] == '}') &&
               (spread_over_lines(head, i) || is_wrapper(head, i, 0, &inside, &map));
    }
    if (head.ptr[i] != '[')
        return false;
    i = skip_blanks(head, i + 1);
    return i == head.len || head.ptr[i] == '{' || (head.ptr[i] == ']' && skip_blanks(head, i + 1) == head.len);
}

static enum dl_status begin(struct dl_split *s, struct dl_str head, bool whole, size_t *used, struct dl_error *err)
{
    size_t i = skip_blanks(head, 0), inside;
    (void)whole;
    (void)err;
    s->wrapped = i < head.len && head.ptr[i] == '{' && is_wrapper(head, i, 0, &inside, &s->map);
    s->open = s->wrapped || (i < head.len && head.ptr[i] == '[');
    *used = 0;
    return DL_OK;
}

static enum dl_status parse(const struct dl_record *r, struct dl_parse *p, struct dl_article *a, struct dl_error *err)
{
    return dl_json_article(r->bytes, p, a, err);
}

const struct dl_source_format dl_format_json = {
    .name = "json", .detect = detect, .begin = begin, .split = split, .parse = parse
};
