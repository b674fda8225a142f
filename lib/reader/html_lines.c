/* html_lines.c - the beginnings of lines that are not of the text.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/reader/html_lines.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#define BEGINNING_MAX 80 /* bytes */

static const struct {
    const char *beginning;
    unsigned kinds;
} table[] = {
#include "html_lines.inc"
};

/* The beginning of LINE in small letters, without the marks before it ("» ", "* ", "["); its length.  *SKIPPED bytes
 * are left out. */
static size_t small_beginning(struct dl_str line, char out[BEGINNING_MAX + 8], size_t *skipped)
{
    const uint8_t *p = (const uint8_t *)line.ptr;
    int32_t at = 0, len = line.len < 2 * BEGINNING_MAX ? (int32_t)line.len : 2 * BEGINNING_MAX, n = 0;
    *skipped = 0;
    while (at < len && n < BEGINNING_MAX) {
        UChar32 c;
        U8_NEXT(p, at, len, c);
        if (c < 0)
            break;
        if (n == 0 && !u_isalnum(c) && c != 0xa9) {
            *skipped = (size_t)at;
            continue;
        }
        U8_APPEND_UNSAFE(out, n, u_tolower(c));
    }
    out[n] = '\0';
    return (size_t)n;
}

/* How many bytes of LINE the entry is; 0: it does not begin so.  A word is not cut. */
static size_t matches(const char *line, size_t n, const char *beginning)
{
    size_t len = strlen(beginning);
    if (len > 1 && beginning[len - 1] == '$')
        return n == len - 1 && memcmp(line, beginning, n) == 0 ? n : 0;
    if (len > n || memcmp(line, beginning, len) != 0)
        return 0;
    unsigned char last = (unsigned char)beginning[len - 1], after = (unsigned char)line[len];
    bool letter = (last >= 'a' && last <= 'z') || last >= 0x80;
    bool spaceless = last >= 0x80 && (unsigned char)beginning[0] >= 0xe0;
    return letter && !spaceless && ((after >= 'a' && after <= 'z') || after >= 0xc3) && after != 0xe2 ? 0 : len;
}

unsigned html_line_kinds(struct dl_str line, struct dl_str *rest)
{
    char small[BEGINNING_MAX + 8] = "";
    size_t skipped = 0, n = line.len ? small_beginning(line, small, &skipped) : 0, longest = 0;
    unsigned kinds = 0;
    size_t low = 0, high = sizeof table / sizeof *table;
    while (n && low < high) { /* the first entry after the line: those before it may be its beginnings */
        size_t mid = (low + high) / 2;
        if (strncmp(table[mid].beginning, small, n) <= 0)
            low = mid + 1;
        else
            high = mid;
    }
    while (n && low-- > 0 && table[low].beginning[0] == small[0]) {
        size_t len = matches(small, n, table[low].beginning);
        if (len) {
            kinds |= table[low].kinds;
            longest = len > longest ? len : longest;
        }
    }
    if (rest) {
        size_t from = skipped + longest < line.len ? skipped + longest : line.len;
        *rest = line.len ? dl_str_trim((struct dl_str){ line.ptr + from, line.len - from }) : line;
    }
    return kinds;
}
