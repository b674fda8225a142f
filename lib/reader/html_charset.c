/* html_charset.c - the character encoding that a page declares.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <ctype.h>
#include <strings.h>

#include "lib/reader/html_tree.h"

#define DECLARED_WITHIN 4096 /* bytes; the standard says 1024, pages do not keep to it */
#define LABEL_MAX 32

static const struct {
    const char *label, *name;
} labels[] = {
#include "html_charset.inc"
};

struct dl_str html_charset_label(struct dl_str label)
{
    char key[LABEL_MAX];
    size_t low = 0, high = sizeof labels / sizeof *labels;
    label = dl_str_trim(label);
    if (label.len == 0 || label.len >= sizeof key)
        return (struct dl_str){ 0 };
    for (size_t i = 0; i < label.len; i++)
        key[i] = (char)tolower((unsigned char)label.ptr[i]);
    key[label.len] = '\0';
    while (low < high) {
        size_t mid = (low + high) / 2;
        int c = strcmp(key, labels[mid].label);
        if (c == 0)
            return dl_str_of(labels[mid].name);
        if (c < 0)
            high = mid;
        else
            low = mid + 1;
    }
    return (struct dl_str){ 0 };
}

/* The value that begins at P, after "charset=" or "encoding=", with or without quotes. */
static struct dl_str value_at(const char *p, const char *end)
{
    while (p < end && isspace((unsigned char)*p))
        p++;
    char quote = p < end && (*p == '"' || *p == '\'') ? *p++ : '\0';
    const char *from = p;
    while (p < end && (quote ? *p != quote : *p != '"' && *p != '\'' && *p != ';' && *p != '>' && *p != '/') &&
           (quote || !isspace((unsigned char)*p)))
        p++;
    return (struct dl_str){ from, (size_t)(p - from) };
}

/* The first declaration of a charset in a meta element, or in the XML declaration. */
struct dl_str html_charset(struct dl_str page, struct dl_str label)
{
    struct dl_str name = html_charset_label(label);
    if (page.len == 0)
        return name;
    const char *p = page.ptr, *end = p + (page.len < DECLARED_WITHIN ? page.len : DECLARED_WITHIN);
    for (; name.len == 0 && end - p > 9; p++) {
        bool xml = (*p | 0x20) == 'e' && p < page.ptr + 200 && strncasecmp(p, "encoding", 8) == 0;
        if (!xml && ((*p | 0x20) != 'c' || strncasecmp(p, "charset", 7) != 0))
            continue;
        const char *q = p + (xml ? 8 : 7);
        while (q < end && isspace((unsigned char)*q))
            q++;
        if (q < end && *q == '=')
            name = html_charset_label(value_at(q + 1, end));
    }
    /* A page whose declaration can be read byte by byte is not in UTF-16. */
    if (name.len >= 6 && memcmp(name.ptr, "UTF-16", 6) == 0)
        return label.len ? name : (struct dl_str){ 0 };
    return name;
}
