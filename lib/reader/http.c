/* http.c - stored HTTP responses (RFC 9110, RFC 9112).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/reader/http.h"

#include <ctype.h>
#include <strings.h>
#include <zlib.h>

#define PIECE ((size_t)64 * 1024) /* of decompressed data at a time */

/* ---- headers ---------------------------------------------------------------------------------------------------- */

static bool is_named(struct dl_str s, const char *name)
{
    return s.len == strlen(name) && strncasecmp(s.ptr, name, s.len) == 0;
}

/* The line at *AT, without its end; *AT becomes where the next one begins. */
static struct dl_str next_line(struct dl_str s, size_t *at)
{
    const char *start = s.ptr + *at, *newline = memchr(start, '\n', s.len - *at);
    size_t n = newline ? (size_t)(newline - start) : s.len - *at;
    *at += n + (newline != NULL);
    if (n && start[n - 1] == '\r')
        n--;
    return (struct dl_str){ start, n };
}

size_t dl_http_headers_end(struct dl_str message)
{
    size_t at = 0;
    while (at < message.len) {
        size_t start = at;
        struct dl_str line = next_line(message, &at);
        if (message.ptr[at - 1] != '\n')
            return 0;
        if (line.len == 0 && start > 0)
            return at;
    }
    return 0;
}

struct dl_str dl_http_header(struct dl_str headers, const char *name)
{
    for (size_t at = 0; at < headers.len;) {
        struct dl_str line = next_line(headers, &at);
        const char *colon = line.len ? memchr(line.ptr, ':', line.len) : NULL;
        if (line.len == 0)
            break;
        if (colon && is_named(dl_str_trim((struct dl_str){ line.ptr, (size_t)(colon - line.ptr) }), name))
            return dl_str_trim((struct dl_str){ colon + 1, (size_t)(line.ptr + line.len - colon - 1) });
    }
    return (struct dl_str){ 0 };
}

void dl_http_media_type(struct dl_str value, struct dl_str *type, struct dl_str *charset)
{
    const char *semicolon = value.len ? memchr(value.ptr, ';', value.len) : NULL;
    *charset = (struct dl_str){ 0 };
    *type = dl_str_trim((struct dl_str){ value.ptr, semicolon ? (size_t)(semicolon - value.ptr) : value.len });
    while (semicolon) {
        struct dl_str rest = { semicolon + 1, (size_t)(value.ptr + value.len - semicolon - 1) };
        semicolon = rest.len ? memchr(rest.ptr, ';', rest.len) : NULL;
        struct dl_str parameter =
            dl_str_trim((struct dl_str){ rest.ptr, semicolon ? (size_t)(semicolon - rest.ptr) : rest.len });
        if (parameter.len < 9 || strncasecmp(parameter.ptr, "charset=", 8) != 0)
            continue;
        *charset = dl_str_trim((struct dl_str){ parameter.ptr + 8, parameter.len - 8 });
        if (charset->len >= 2 && (*charset->ptr == '"' || *charset->ptr == '\''))
            *charset = (struct dl_str){ charset->ptr + 1, charset->len - 2 };
    }
}

void dl_http_read(struct dl_str message, struct dl_http *h)
{
    *h = (struct dl_http){ 0 };
    size_t end = dl_http_headers_end(message), at = 0;
    struct dl_str headers = { message.ptr, end ? end : message.len };
    h->body = (struct dl_str){ message.ptr + headers.len, message.len - headers.len };
    struct dl_str line = next_line(headers, &at);
    const char *blank = line.len > 5 && strncasecmp(line.ptr, "HTTP/", 5) == 0 ? memchr(line.ptr, ' ', line.len) : NULL;
    size_t i = blank ? (size_t)(blank - line.ptr) + 1 : line.len;
    for (; i < line.len && isdigit((unsigned char)line.ptr[i]) && h->code < 1000; i++)
        h->code = h->code * 10 + (unsigned)(line.ptr[i] - '0');
    headers = (struct dl_str){ headers.ptr + at, headers.len - at };
    dl_http_media_type(dl_http_header(headers, "Content-Type"), &h->type, &h->charset);
    h->coding = dl_http_header(headers, "Content-Encoding");
    struct dl_str transfer = dl_http_header(headers, "Transfer-Encoding");
    h->chunked = transfer.len >= 7 && strncasecmp(transfer.ptr + transfer.len - 7, "chunked", 7) == 0;
}

/* ---- body ------------------------------------------------------------------------------------------------------- */

/* The size that the chunk at *AT states; *AT becomes where its data begins.  False: there is no chunk. */
static bool chunk_size(struct dl_str s, size_t *at, size_t *size)
{
    size_t digits = 0;
    struct dl_str line = *at < s.len ? next_line(s, at) : (struct dl_str){ 0 };
    *size = 0;
    while (digits < line.len && digits < 8 && isxdigit((unsigned char)line.ptr[digits])) {
        char c = line.ptr[digits++];
        *size = *size * 16 + (size_t)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
    }
    return digits > 0 && (digits == line.len || line.ptr[digits] == ';' || line.ptr[digits] == ' ');
}

/* Join the chunks of S; false, OUT empty: it is not chunked (any more).  A body that ends in a chunk is kept so far. */
static bool join_chunks(struct dl_str s, struct dl_buf *out)
{
    size_t at = 0, size;
    dl_buf_clear(out);
    while (chunk_size(s, &at, &size)) {
        if (size == 0)
            return true;
        size_t n = size < s.len - at ? size : s.len - at;
        dl_buf_append(out, s.ptr + at, n);
        at += n;
        if (at < s.len && s.ptr[at] == '\r')
            at++;
        if (at < s.len && s.ptr[at] == '\n')
            at++;
    }
    return out->len > 0 && at >= s.len;
}

static enum dl_status inflate_all(z_stream *z, size_t limit, struct dl_buf *out, struct dl_error *err)
{
    int result = Z_OK;
    while (result == Z_OK) {
        if (!dl_buf_reserve(out, PIECE))
            return dl_fail_memory(err);
        z->next_out = (Bytef *)out->data + out->len;
        z->avail_out = PIECE;
        result = inflate(z, Z_NO_FLUSH);
        out->len += PIECE - z->avail_out;
        if (out->len > limit)
            return dl_fail(err, DL_TOO_LARGE, "a body larger than the limit of %zu MiB", limit >> 20);
        if (z->avail_out == PIECE && z->avail_in == 0)
            break; /* cut short: what there is */
    }
    return result == Z_STREAM_END || out->len ? DL_OK : dl_fail(err, DL_BAD_INPUT, "a damaged compressed body");
}

/* WINDOW as inflateInit2 takes it. */
static enum dl_status inflate_body(struct dl_str s, int window, size_t limit, struct dl_buf *out, struct dl_error *err)
{
    z_stream z = { .next_in = (Bytef *)(uintptr_t)s.ptr, .avail_in = (uInt)(s.len > UINT32_MAX ? UINT32_MAX : s.len) };
    if (inflateInit2(&z, window) != Z_OK)
        return dl_fail_memory(err);
    enum dl_status status = inflate_all(&z, limit, out, err);
    inflateEnd(&z);
    return status;
}

static bool is_gzip(struct dl_str s)
{
    return s.len > 2 && (unsigned char)s.ptr[0] == 0x1f && (unsigned char)s.ptr[1] == 0x8b;
}

/* A zlib header (RFC 1950): deflate, and a check over both bytes. */
static bool is_zlib(struct dl_str s)
{
    return s.len > 2 && (s.ptr[0] & 0x0f) == 8 && (((unsigned char)s.ptr[0] << 8) + (unsigned char)s.ptr[1]) % 31 == 0;
}

static bool is_plain(struct dl_str s)
{
    size_t i = 0, n = s.len < 512 ? s.len : 512;
    while (i < n && ((unsigned char)s.ptr[i] >= ' ' || isspace((unsigned char)s.ptr[i])) && (signed char)s.ptr[i] >= 0)
        i++;
    return i == n;
}

enum dl_status dl_http_body(const struct dl_http *h, size_t limit, struct dl_buf *out, struct dl_str *body,
                            struct dl_error *err)
{
    struct dl_buf joined = { 0 };
    struct dl_str s = h->body;
    enum dl_status status = DL_OK;
    if (h->chunked && join_chunks(s, &joined))
        s = dl_buf_view(&joined);
    bool gzip = is_gzip(s), deflate = is_named(h->coding, "deflate");
    bool known = h->coding.len == 0 || deflate || is_named(h->coding, "gzip") || is_named(h->coding, "x-gzip") ||
                 is_named(h->coding, "identity") || is_named(h->coding, "none");
    dl_buf_clear(out);
    if (gzip || (deflate && !is_plain(s)))
        status = inflate_body(s, gzip ? 15 + 16 : is_zlib(s) ? 15 : -15, limit, out, err);
    else if (!known && !is_plain(s))
        status = dl_fail(err, DL_BAD_INPUT, "the content encoding \"%.*s\" is not read", (int)(h->coding.len & 31),
                         h->coding.ptr);
    else if (joined.len)
        dl_buf_str(out, s);
    *body = status || gzip || out->len ? dl_buf_view(out) : s;
    if (!status)
        status = joined.failed ? dl_fail_memory(err) : dl_buf_status(out, err);
    dl_buf_free(&joined);
    return status;
}
