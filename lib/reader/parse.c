/* parse.c - what every format needs to parse a record.  It is apart from the table of formats: a program that reads
 * few of them links few libraries.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/reader/format.h"
#include "lib/reader/html.h"

size_t dl_utf8_bom(struct dl_str s)
{
    return s.len >= 3 && memcmp(s.ptr, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
}

uint64_t dl_count_lines(struct dl_str s)
{
    uint64_t n = 0;
    for (const char *p = s.ptr, *end = s.ptr + s.len; p < end && (p = memchr(p, '\n', (size_t)(end - p))); p++)
        n++;
    return n;
}

void dl_parse_free(struct dl_parse *p)
{
    struct dl_buf *made = (struct dl_buf *)&p->made;
    for (size_t i = 0; i < sizeof p->made / sizeof *made; i++)
        dl_buf_free(&made[i]);
    dl_html_free(p->html);
    p->html = NULL;
    dl_buf_free(&p->text);
    dl_buf_free(&p->body);
    for (size_t i = 0; i < sizeof p->field / sizeof *p->field; i++)
        dl_buf_free(&p->field[i]);
}
