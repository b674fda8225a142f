/* json_lines.c - JSON Lines: one object a line, one article an object.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/reader/format.h"
#include "lib/reader/json_line.h"

static bool blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* An object that begins with a name or is empty. */
static bool recognise(struct dl_str head)
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

static size_t cut(struct dl_str data)
{
    const char *newline = data.len ? memrchr(data.ptr, '\n', data.len) : NULL;
    return newline ? (size_t)(newline - data.ptr) + 1 : 0;
}

static size_t resync(struct dl_str data, struct dl_scan *scan)
{
    (void)scan; /* a line break is one wherever it stands */
    const char *newline = data.len ? memchr(data.ptr, '\n', data.len) : NULL;
    return newline ? (size_t)(newline - data.ptr) + 1 : 0;
}

static uint64_t count(struct dl_str data)
{
    uint64_t n = 0;
    for (const char *p = data.ptr, *end = data.ptr + data.len; p < end && (p = memchr(p, '\n', (size_t)(end - p))); p++)
        n++;
    return n;
}

static bool next(struct dl_str data, size_t *pos, struct dl_record *r)
{
    while (*pos < data.len) {
        const char *start = data.ptr + *pos;
        const char *newline = memchr(start, '\n', data.len - *pos);
        size_t n = newline ? (size_t)(newline - start) + 1 : data.len - *pos;
        r->number++;
        r->offset += r->bytes.len;
        r->bytes = (struct dl_str){ start, n };
        *pos += n;
        size_t i = 0;
        while (i < n && blank(start[i]))
            i++;
        if (i < n)
            return true;
    }
    return false;
}

static enum dl_status parse(const struct dl_record *r, struct dl_parse *p, struct dl_article *a, struct dl_error *err)
{
    struct dl_str line = r->bytes;
    size_t bom = dl_utf8_bom(line);
    while (line.len > bom && (line.ptr[line.len - 1] == '\n' || line.ptr[line.len - 1] == '\r'))
        line.len--; /* a string that lacks its quote ends before the break, not in it */
    enum dl_status status = dl_json_article((struct dl_str){ line.ptr + bom, line.len - bom }, &p->text, a, err);
    if (!status && a->title.len == 0 && a->body.len == 0)
        status = dl_fail(err, DL_BAD_INPUT, "neither title nor text");
    return status;
}

const struct dl_source_format dl_format_jsonl = { .name = "jsonl",
                                                  .recognise = recognise,
                                                  .cut = cut,
                                                  .resync = resync,
                                                  .count = count,
                                                  .numbers_lines = true,
                                                  .next = next,
                                                  .parse = parse };
