/* json_write.c - the writer of JSON strings.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "dateline/json.h"
#include "dateline/unicode.h"

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
    size_t from = 0;
    unsigned len;
    dl_buf_byte(out, '"');
    for (size_t at = 0; at < s.len; at += len) {
        bool valid;
        uint32_t c = dl_utf8_decode(s.ptr + at, s.ptr + s.len, &len, &valid);
        if (valid && !must_escape(c))
            continue;
        dl_buf_append(out, s.ptr + from, at - from);
        from = at + len;
        if (!valid)
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
