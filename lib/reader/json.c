/* json.c - JSON that is not one object a line: a list of objects, or objects that are spread over lines.
 *
 * Cut by brackets and strings alone, so that a list of any length is read in bounded memory; json_line.c then reads
 * each object.  A line break in a string, which JSON does not know, ends a damaged object: the next one is found again.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/reader/format.h"
#include "lib/reader/json_line.h"

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

/* What stands between objects: blanks, commas and the brackets of the list. */
static size_t skip_between(struct dl_str s, size_t i)
{
    if (i == 0)
        i = dl_utf8_bom(s);
    while (i < s.len && (blank(s.ptr[i]) || s.ptr[i] == ',' || s.ptr[i] == '[' || s.ptr[i] == ']'))
        i++;
    return i;
}

/* One byte more of a record, which ends with it: its number is returned as the record's end. */
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

/* What is no object goes on until one begins. */
static bool ends_other(struct dl_scan *scan, char c)
{
    bool inside = scan->string;
    scan->string = inside ? c != '"' && c != '\n' : c == '"';
    return !inside && c == '{';
}

/* Where the record ends of which S is the beginning or, by SCAN, a further piece; 0: not in S. */
static size_t find_end(struct dl_str s, struct dl_scan *scan)
{
    size_t i = scan->begun ? 0 : skip_between(s, 0);
    if (i < s.len && !scan->begun) {
        scan->begun = true;
        scan->object = s.ptr[i] == '{';
    }
    for (; i < s.len; i++) {
        char c = s.ptr[i];
        if (scan->object && ends_object(scan, c))
            return i + 1;
        if (!scan->object && ends_other(scan, c))
            return i;
    }
    return 0;
}

/* Whether the object that begins at I goes on in the next line with a name. */
static bool spread_over_lines(struct dl_str s, size_t i)
{
    struct dl_scan scan = { .begun = true, .object = true };
    for (; i < s.len; i++) {
        if (s.ptr[i] == '\n' && !scan.string) {
            i = skip_blanks(s, i);
            return i < s.len && (s.ptr[i] == '"' || s.ptr[i] == '}');
        }
        if (ends_object(&scan, s.ptr[i]))
            return false;
    }
    return false;
}

static bool detect(struct dl_str head)
{
    size_t i = skip_blanks(head, 0);
    if (i == head.len)
        return false;
    if (head.ptr[i] == '{')
        return spread_over_lines(head, i);
    if (head.ptr[i] != '[')
        return false;
    i = skip_blanks(head, i + 1);
    return i == head.len || head.ptr[i] == '{' || (head.ptr[i] == ']' && skip_blanks(head, i + 1) == head.len);
}

static enum dl_split_result split(struct dl_split *s, struct dl_str data, bool last, size_t *from, size_t *to)
{
    struct dl_scan scan = { 0 };
    *from = s->skipping ? 0 : skip_between(data, 0);
    *to = *from + find_end((struct dl_str){ data.ptr + *from, data.len - *from }, s->skipping ? &s->scan : &scan);
    s->whole = *to > *from;
    if (!s->whole && s->skipping)
        *from = data.len;
    if (!s->whole && (!last || *from == data.len))
        return DL_SPLIT_MORE;
    *to = s->whole ? *to : data.len;
    s->number++;
    return s->skipping ? DL_SPLIT_SKIPPED : DL_SPLIT_RECORD;
}

static enum dl_status parse(const struct dl_record *r, struct dl_parse *p, struct dl_article *a, struct dl_error *err)
{
    enum dl_status status = dl_json_article(r->bytes, &p->text, a, err);
    if (!status && a->title.len == 0 && a->body.len == 0)
        status = dl_fail(err, DL_BAD_INPUT, "neither title nor text");
    return status;
}

const struct dl_source_format dl_format_json = { .name = "json", .detect = detect, .split = split, .parse = parse };
