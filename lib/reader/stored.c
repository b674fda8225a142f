/* stored.c - articles as they come out of the index, on their way back under another name of their file.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/reader/format.h"

static enum dl_status parse(const struct dl_record *r, struct dl_parse *p, struct dl_article *a, struct dl_error *err)
{
    bool has_body;
    (void)p;
    return dl_article_decode(r->bytes, a, &has_body, err);
}

const struct dl_source_format dl_format_stored = { .name = "stored", .parse = parse };
