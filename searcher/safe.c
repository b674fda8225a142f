/* safe.c - text from articles, made fit for one line of a terminal, and its width there.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "searcher/safe.h"

#include <unicode/uchar.h>

#include "dateline/unicode.h"

/* Left out altogether: they reorder or hide what is shown around them. */
static bool is_invisible(UChar32 c)
{
    return c == 0x061C || c == 0xFEFF || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x206F) ||
           (c >= 0xFFF9 && c <= 0xFFFB) || (c >= 0xE0000 && c <= 0xE007F);
}

static bool is_control(UChar32 c)
{
    return c < ' ' || (c >= 0x7F && c <= 0x9F);
}

static bool is_blank(UChar32 c)
{
    return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x85 || c == 0x2028 || c == 0x2029;
}

bool dl_safe_char(uint32_t c)
{
    return !is_invisible((UChar32)c) && !is_control((UChar32)c) && (c == ' ' || !is_blank((UChar32)c));
}

static void append(struct dl_buf *out, UChar32 c)
{
    char bytes[4];
    dl_buf_append(out, bytes, dl_utf8_encode((uint32_t)c, bytes));
}

void dl_safe_piece(struct dl_str text, struct dl_buf *out)
{
    for (size_t at = 0; at < text.len;) {
        UChar32 c = (unsigned char)text.ptr[at];
        if (c > ' ' && c < 0x7F) {
            dl_buf_byte(out, (unsigned char)c);
            at++;
            continue;
        }
        c = (UChar32)dl_utf8_next(text, &at);
        if (is_blank(c)) {
            if (out->len && out->data[out->len - 1] != ' ')
                dl_buf_byte(out, ' ');
        } else if (!is_invisible(c)) {
            append(out, is_control(c) ? 0xFFFD : c);
        }
    }
}

void dl_safe_line(struct dl_str text, struct dl_buf *out)
{
    size_t start = out->len;
    dl_safe_piece(text, out);
    while (out->len > start && out->data[out->len - 1] == ' ')
        out->len--;
}

void dl_safe_text(struct dl_str text, struct dl_buf *out)
{
    for (size_t at = 0; at < text.len;) {
        UChar32 c = (UChar32)dl_utf8_next(text, &at);
        if (c == '\n' || c == '\t')
            append(out, c);
        else if (is_blank(c))
            append(out, c == '\r' && at < text.len && text.ptr[at] == '\n' ? ' ' : c == ' ' ? ' ' : '\n');
        else if (!is_invisible(c))
            append(out, is_control(c) ? 0xFFFD : c);
    }
}

static size_t char_width(UChar32 c)
{
    if (c < 0x7F)
        return c >= ' ';
    if (c >= 0x1160 && c <= 0x11FF) /* Hangul vowels and finals join the syllable before them */
        return 0;
    int type = u_charType(c);
    if (type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK || type == U_FORMAT_CHAR)
        return c == 0xAD;
    int east = u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH);
    return east == U_EA_WIDE || east == U_EA_FULLWIDTH ? 2 : 1;
}

size_t dl_text_width(struct dl_str text)
{
    size_t width = 0;
    for (size_t at = 0; at < text.len;)
        width += char_width((UChar32)dl_utf8_next(text, &at));
    return width;
}

/* The longest beginning of whole characters with their marks within WIDTH columns and BYTES bytes. */
static size_t beginning(struct dl_str text, size_t width, size_t bytes)
{
    size_t used = 0, at = 0, end = 0;
    while (at < text.len) {
        size_t start = at;
        UChar32 c = (UChar32)dl_utf8_next(text, &at);
        size_t w = char_width(c);
        bool joins = start > 0 && (w == 0 || u_charType(c) == U_COMBINING_SPACING_MARK);
        if (!joins) {
            end = start;
            if (start > 0 && (used + w > width || at > bytes))
                return end;
        }
        used += w;
        if (start > 0 && end > 0 && at > bytes)
            return end;
    }
    return text.len;
}

size_t dl_text_fit(struct dl_str text, size_t width)
{
    return beginning(text, width, text.len);
}

size_t dl_text_cut(struct dl_str text, size_t bytes)
{
    return beginning(text, text.len, bytes);
}
