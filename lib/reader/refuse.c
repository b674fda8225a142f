/* refuse.c - looking up the table of kinds that are not read (refuse_kinds.inc).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/reader/refuse.h"

#include <strings.h>

#define BINARY_HEAD 8192 /* bytes looked at to distinguish text from other things */
#define STRONG_MAGIC 4   /* bytes: a shorter magic number needs the extension besides */

struct row {
    struct dl_kind kind;
    size_t offset;
    struct dl_str magic, contains;
    const char *extensions;
};

#define UNREAD false
#define NO_ARTICLE true
#define KIND(name, verdict, offset, magic, contains, extensions)                                                       \
    { { name, verdict }, offset, { magic, sizeof(magic) - 1 }, { contains, sizeof(contains) - 1 }, extensions },
static const struct row rows[] = {
#include "refuse_kinds.inc"
};

const struct dl_kind dl_kind_binary = { "binary data of no known kind", false };

/* The last part of PATH, without what a web mirror appends to it: "style.css?ver=5.2", "style.css@ver=5.2". */
static struct dl_str file_name(struct dl_str path)
{
    const char *slash = path.len ? memrchr(path.ptr, '/', path.len) : NULL;
    if (slash)
        path = (struct dl_str){ slash + 1, path.len - (size_t)(slash + 1 - path.ptr) };
    for (size_t i = 1; i < path.len; i++)
        if (path.ptr[i] == '?' || (path.ptr[i] == '@' && memchr(path.ptr + i, '=', path.len - i)))
            path.len = i;
    return path;
}

/* Whether NAME is one of LIST, or ends with a dot and one of it. */
static bool has_extension(struct dl_str name, const char *list)
{
    for (const char *e = list; *e;) {
        size_t n = strcspn(e, " ");
        if (name.len == n && memchr(e, '.', n) && strncasecmp(name.ptr, e, n) == 0)
            return true;
        if (name.len > n + 1 && name.ptr[name.len - n - 1] == '.' && strncasecmp(name.ptr + name.len - n, e, n) == 0)
            return true;
        e += n + (e[n] == ' ');
    }
    return false;
}

static bool fits(const struct row *row, struct dl_str name, struct dl_str head)
{
    size_t end = row->offset + row->magic.len;
    if (row->magic.len && (head.len < end || memcmp(head.ptr + row->offset, row->magic.ptr, row->magic.len) != 0))
        return false;
    if (row->contains.len && !memmem(head.ptr, head.len, row->contains.ptr, row->contains.len))
        return false;
    return row->magic.len >= STRONG_MAGIC || has_extension(name, row->extensions);
}

const struct dl_kind *dl_kind_of(struct dl_str path, struct dl_str head)
{
    struct dl_str name = file_name(path);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (fits(&rows[i], name, head))
            return &rows[i].kind;
    return NULL;
}

/* UTF-16 of Latin text: NUL is every other byte and hardly ever between. */
static bool is_wide(struct dl_str s)
{
    size_t nul[2] = { 0, 0 };
    for (size_t i = 0; i < s.len; i++)
        nul[i & 1] += s.ptr[i] == '\0';
    size_t many = nul[0] > nul[1] ? nul[0] : nul[1], few = nul[0] > nul[1] ? nul[1] : nul[0];
    return many * 3 >= s.len && few * 50 <= s.len;
}

bool dl_is_binary(struct dl_str s)
{
    size_t odd = 0;
    s.len = s.len < BINARY_HEAD ? s.len : BINARY_HEAD;
    if (s.len >= 2 && (memcmp(s.ptr, "\xFF\xFE", 2) == 0 || memcmp(s.ptr, "\xFE\xFF", 2) == 0))
        return false;
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        odd += c < 0x20 && !(c >= '\t' && c <= '\r') && c != 0x1b;
    }
    return odd > s.len / 32 && !is_wide(s);
}

void dl_kind_reason(const struct dl_kind *kind, struct dl_buf *out)
{
    dl_buf_puts(out, kind->name);
    if (kind != &dl_kind_binary)
        dl_buf_puts(out, ": needs a filter, see dateline-config(5)");
}
