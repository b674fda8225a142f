/* fuzz_source.c - any bytes as a source: recognised, cut into records, parsed, cleaned.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdlib.h>

#include "dateline/text.h"
#include "lib/reader/format.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool condition)
{
    if (!condition)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct dl_str all = { (const char *)data, size };
    const struct dl_source_format *format = dl_format_recognise(all);
    struct dl_record r = { 0 };
    struct dl_scan scan = { 0 };
    struct dl_parse p = { 0 };
    size_t pos = 0, before = 0;
    if (format->cut)
        must(format->cut(all) <= size && format->resync(all, &scan) <= size);
    while (format->next(all, &pos, &r)) {
        struct dl_article a;
        struct dl_error err;
        memset(&a, 0, sizeof a);
        must(pos > before && (size == 0 || r.bytes.len <= size));
        before = pos;
        if (format->parse(&r, &p, &a, &err) == DL_OK && dl_article_clean(&a, &p, &err) == DL_OK) {
            must(dl_utf8_valid(a.title) && dl_utf8_valid(a.body) && dl_utf8_valid(a.id));
            must(a.title.len == 0 || !memchr(a.title.ptr, '\n', a.title.len));
        }
    }
    dl_parse_free(&p);
    return 0;
}
