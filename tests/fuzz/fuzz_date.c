/* fuzz_date.c - fields, ranges, dates in texts, datelines, headers and URLs from arbitrary bytes.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdlib.h>

#include "dateline/text.h"
#include "lib/metadata/evidence.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void inside(struct dl_str s, struct dl_str whole)
{
    if (s.len && (s.ptr < whole.ptr || s.ptr + s.len > whole.ptr + whole.len))
        abort();
}

static void plausible(dl_date d)
{
    if (d &&
        !dl_date_valid(dl_date_year(d), dl_date_month(d) ? dl_date_month(d) : 1, dl_date_day(d) ? dl_date_day(d) : 1))
        abort();
}

static void scan(struct dl_str s, enum dl_date_order order)
{
    struct dl_date_match m;
    size_t pos = 0, last = 0;
    while (dl_date_scan_as(s, &pos, order, &m) == DL_OK) {
        if (pos <= last || m.start < last || m.start >= m.end || m.end > s.len || m.date == 0 ||
            dl_date_day(m.date) == 0)
            abort();
        last = pos;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct dl_dateline_parser *parser;
    struct dl_str s = { (const char *)data, size };
    struct dl_date_range range;
    struct dl_error err;
    struct dl_dateline line;
    dl_date d;
    if (!parser && dl_dateline_parser_new(&parser, &err) != DL_OK)
        abort();
    if (dl_date_parse_field(s, &d, &err) == DL_OK)
        plausible(d);
    if (dl_date_parse_field_as(s, DL_DATE_DAY_FIRST, &d, &err) == DL_OK)
        plausible(d);
    if (dl_date_parse_range(s, &range, &err) == DL_OK && range.from && range.to && range.from > range.to)
        abort();
    scan(s, DL_DATE_ORDER_UNKNOWN);
    scan(s, DL_DATE_DAY_FIRST);
    if (dl_dateline_find(parser, (struct dl_str){ s.ptr, s.len / 4 }, s, &line) == DL_OK) {
        inside(line.place, s);
        inside(line.region, s);
        inside(line.country, s);
        inside(line.agency, s);
        if (line.start > line.end || line.end > size)
            abort();
    } else {
        line = (struct dl_dateline){ 0 };
    }
    static struct dl_metadata *metadata;
    struct dl_metadata_options options = { .reference_date = 20241231 };
    if (!metadata && dl_metadata_new(&options, &metadata, &err) != DL_OK)
        abort();
    struct dl_article a = { .title = { s.ptr, s.len / 4 },
                            .body = s,
                            .url = s,
                            .path = s,
                            .date_field = s,
                            .fetched_field = s,
                            .language = size && data[0] & 1 ? DL_STR("vi") : DL_STR("") };
    struct dl_article b = a;
    static struct dl_evidence ev;
    if (!ev.parser && dl_evidence_init(&ev, &options, &err) != DL_OK)
        abort();
    ev.options = &options;
    dl_evidence_begin(&ev, &a);
    ev.dates.all = true;
    dl_find_dateline(&ev);
    dl_find_date(&ev);
    if (dl_utf8_valid(s) && dl_metadata_find(metadata, &b, &err) == DL_OK &&
        (b.date != a.date || b.date_from != a.date_from))
        abort();
    plausible(a.date);
    if ((a.date == 0) != (a.date_from == DL_DATE_NONE))
        abort();
    return 0;
}
