/* format.c - the table of input formats.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/reader/format.h"

#include <fnmatch.h>

#include "lib/reader/xml.h"

/* In the order of asking: plain text takes whatever no other wants. */
static const struct dl_source_format *const formats[] = { &dl_format_warc,  &dl_format_arc,    &dl_format_json,
                                                          &dl_format_jsonl, &dl_format_sgml,   &dl_format_xml,
                                                          &dl_format_mail,  &dl_format_export, &dl_format_csv,
                                                          &dl_format_html,  &dl_format_text };
#define FORMATS (sizeof formats / sizeof *formats)

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
