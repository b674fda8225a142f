/* json_lines.c - JSON Lines: one object a line, one article an object.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/reader/format.h"
#include "lib/reader/json_article.h"

static bool blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* An object that begins with a name or is empty. */
static bool detect(struct dl_str head)
{
    size_t i = 0;
    while (i < head.len && blank(head.ptr[i]))
        i++;
    if (i == head.len || head.ptr[i++] != '{')
        return false;
    while (i < head.len && blank(head.ptr[i]))
        i++;
    return i == head.len || head.ptr[i] == '"' || head.ptr[i] == '}';
}

static bool all_blank(const char *p, size_t n)
{
    while (n && blank(*p))
        p++, n--;
    return n == 0;
}

static enum dl_split_result split(struct dl_split *s, struct dl_str data, bool last, size_t *from, size_t *to)
{
    for (*from = 0; *from < data.len; *from = *to) {
        const char *start = data.ptr + *from, *newline = memchr(start, '\n', data.len - *from);
        if (!newline && !last)
            break;
        *to = newline ? (size_t)(newline - data.ptr) + 1 : data.len;
        s->number++;
        s->whole = newline != NULL;
        if (s->skipping)
            return DL_SPLIT_SKIPPED;
        if (!all_blank(data.ptr + *from, *to - *from))
            return DL_SPLIT_RECORD;
    }
    if (s->skipping)
        *from = data.len;
    return DL_SPLIT_MORE;
}

static enum dl_status parse(const struct dl_record *r, struct dl_parse *p, struct dl_article *a, struct dl_error *err)
{
    struct dl_str line = r->bytes;
    size_t bom = dl_utf8_bom(line);
    while (line.len > bom && (line.ptr[line.len - 1] == '\n' || line.ptr[line.len - 1] == '\r'))
        line.len--; /* a string that lacks its quote ends before the break, not in it */
    return dl_json_article((struct dl_str){ line.ptr + bom, line.len - bom }, p, a, err);
}

const struct dl_source_format dl_format_jsonl = {
    .name = "jsonl", .detect = detect, .split = split, .numbers_lines = true, .appendable = true, .parse = parse
};
