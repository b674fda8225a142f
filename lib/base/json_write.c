/* json_write.c - the writer of JSON strings.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "dateline/json.h"

/* The character of UTF-8 at S, N bytes, and its length in bytes; 0: these bytes are none. */
static uint32_t character(const unsigned char *s, size_t n, size_t *len)
{
    static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
    size_t bytes = s[0] >= 0xF0 ? 4 : s[0] >= 0xE0 ? 3 : 2;
    *len = 1;
    if (s[0] < 0x80)
        return s[0];
    if (s[0] < 0xC2 || s[0] > 0xF4 || bytes > n)
        return 0;
    uint32_t c = s[0] & (0xFFu >> (bytes + 1));
    for (size_t i = 1; i < bytes; i++) {
        if ((s[i] & 0xC0) != 0x80)
            return 0;
        c = c << 6 | (s[i] & 0x3F);
    }
    if (c < least[bytes] || c > 0x10FFFF || (c >= 0xD800 && c < 0xE000))
        return 0;
    *len = bytes;
    return c;
}

static bool must_escape(uint32_t c)
{
    return c < ' ' || c == '"' || c == '\\' || (c >= 0x7F && c <= 0x9F) || c == 0x061C || c == 0xFEFF ||
           (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x206F);
}

static void escape(struct dl_buf *out, uint32_t c)
{
    static const char from[] = "\"\\\n\t\r", to[] = "\"\\ntr";
    const char *at = c && c < 0x80 ? strchr(from, (char)c) : NULL;
    if (at)
        dl_buf_printf(out, "\\%c", to[at - from]);
    else
        dl_buf_printf(out, "\\u%04x", (unsigned)c);
}

void dl_json_quote(struct dl_str s, struct dl_buf *out)
{
    const unsigned char *p = (const unsigned char *)s.ptr;
    size_t from = 0, at = 0, len;
    dl_buf_byte(out, '"');
    for (; at < s.len; at += len) {
        uint32_t c = character(p + at, s.len - at, &len);
        bool broken = c == 0 && p[at] != 0;
        if (!broken && !must_escape(c))
            continue;
        dl_buf_append(out, s.ptr + from, at - from);
        from = at + len;
        if (broken)
            dl_buf_puts(out, "\xEF\xBF\xBD");
        else
            escape(out, c);
    }
    dl_buf_append(out, s.ptr ? s.ptr + from : "", s.len - from);
    dl_buf_byte(out, '"');
}

void dl_json_member(const char *name, struct dl_str s, struct dl_buf *out)
{
    dl_buf_printf(out, ",\"%s\":", name);
    dl_json_quote(s, out);
}
