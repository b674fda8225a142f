/* fuzz_source.c - any bytes as a source: recognised, cut into records, parsed, cleaned.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdlib.h>

#include "dateline/text.h"
#include "lib/reader/format.h"
#include "lib/reader/html.h"
#include "lib/reader/xml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool condition)
{
    if (!condition)
        abort();
}

static void parse(const struct dl_source_format *format, const struct dl_record *r, struct dl_parse *p)
{
    struct dl_article a;
    struct dl_error err;
    memset(&a, 0, sizeof a);
    if (format->parse(r, p, &a, &err) == DL_OK && dl_article_clean(&a, p, &err) == DL_OK) {
        must(dl_utf8_valid(a.title) && dl_utf8_valid(a.body) && dl_utf8_valid(a.id));
        must(a.title.len == 0 || !memchr(a.title.ptr, '\n', a.title.len));
    }
}

/* A record that is too large is passed over in two pieces. */
static void skip(const struct dl_source_format *format, struct dl_split s, struct dl_str data)
{
    size_t from, to, half = data.len / 2;
    s.skipping = true;
    if (format->split(&s, (struct dl_str){ data.ptr, half }, false, &from, &to) == DL_SPLIT_MORE) {
        must(from <= half);
        format->split(&s, (struct dl_str){ data.ptr + from, data.len - from }, true, &from, &to);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct dl_str all = { (const char *)data, size };
    static const struct dl_source_format *const formats[] = { &dl_format_json,   &dl_format_jsonl, &dl_format_csv,
                                                              &dl_format_xml,    &dl_format_sgml,  &dl_format_mail,
                                                              &dl_format_export, &dl_format_text,  &dl_format_html };
    const struct dl_source_format *format = dl_format_detect(all);
    if (size && data[0] >= 1 && data[0] <= sizeof formats / sizeof *formats) { /* this parser, whatever it detects */
        format = formats[data[0] - 1];
        all.ptr++;
        all.len--;
        size--;
    }
    struct dl_split s = { 0 };
    struct dl_record r = { .bytes = all };
    struct dl_parse p = { 0 };
    struct dl_error err;
    size_t from, to, used = 0;
    bool refused = format->begin && format->begin(&s, all, true, &used, &err) != DL_OK;
    must(used <= size);
    all.ptr += used;
    all.len -= used;
    if (!format->split && !refused)
        parse(format, &r, &p);
    while (format->split && !refused && format->split(&s, all, true, &from, &to) == DL_SPLIT_RECORD) {
        must(from < to && to <= all.len);
        r = (struct dl_record){ { all.ptr + from, to - from }, dl_buf_view(&s.head), s.number, 0 };
        skip(format, (struct dl_split){ .head = s.head, .number = 1 }, r.bytes);
        parse(format, &r, &p);
        all.ptr += to;
        all.len -= to;
    }
    dl_parse_free(&p);
    dl_buf_free(&s.head);
    return 0;
}
