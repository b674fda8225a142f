/* format.c - the table of input formats.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/reader/format.h"

#include <fnmatch.h>

#include "lib/reader/html.h"
#include "lib/reader/xml.h"

/* In the order of asking: plain text takes whatever no other wants. */
static const struct dl_source_format *const formats[] = { &dl_format_warc,  &dl_format_arc,    &dl_format_json,
                                                          &dl_format_jsonl, &dl_format_sgml,   &dl_format_xml,
                                                          &dl_format_mail,  &dl_format_export, &dl_format_csv,
                                                          &dl_format_html,  &dl_format_text };
#define FORMATS (sizeof formats / sizeof *formats)

size_t dl_utf8_bom(struct dl_str s)
{
    return s.len >= 3 && memcmp(s.ptr, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
}

const struct dl_source_format *dl_format_detect(struct dl_str head)
{
    size_t bom = dl_utf8_bom(head);
    head.ptr += bom;
    head.len -= bom;
    size_t i = 0;
    while (i < FORMATS - 1 && !formats[i]->detect(head))
        i++;
    return formats[i];
}

const struct dl_source_format *dl_format_named(struct dl_str name)
{
    for (size_t i = 0; i < FORMATS; i++)
        if (dl_str_eq(name, dl_str_of(formats[i]->name)))
            return formats[i];
    return NULL;
}

const struct dl_source_format *dl_format_by_name(const struct dl_format_of *v, size_t count, const char *path)
{
    char bare[4096];
    size_t len = strlen(path);
    bool gz = len > 3 && len < sizeof bare && strcmp(path + len - 3, ".gz") == 0;
    if (gz) {
        memcpy(bare, path, len - 3);
        bare[len - 3] = '\0';
    }
    while (count-- > 0)
        for (int i = 0; i <= gz; i++) {
            const char *whole = i ? bare : path, *slash = strrchr(whole, '/');
            if (fnmatch(v[count].glob, slash && !strchr(v[count].glob, '/') ? slash + 1 : whole, 0) == 0)
                return v[count].format;
        }
    return NULL;
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
