/* http.h - a stored HTTP response: its headers, and its body as it was before it was sent.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_READER_HTTP_H
#define DATELINE_READER_HTTP_H

#include "dateline/buffer.h"

/* A response; all is borrowed from it. */
struct dl_http {
    unsigned code;         /* status code; 0: there is no status line */
    struct dl_str type;    /* media type without parameters: "text/html", or empty */
    struct dl_str charset; /* that of the media type, or empty */
    struct dl_str coding;  /* Content-Encoding, or empty */
    bool chunked;
    struct dl_str body; /* as sent */
};

/* Read the status line and the headers of MESSAGE. */
void dl_http_read(struct dl_str message, struct dl_http *h);

/* Read a media type ("text/html; charset=utf-8"). */
void dl_http_media_type(struct dl_str value, struct dl_str *type, struct dl_str *charset);

/* The value of the header field NAME (compared without case) in HEADERS, lines up to an empty one; or empty. */
struct dl_str dl_http_header(struct dl_str headers, const char *name);

/* The length of the header lines that MESSAGE begins with, the empty line included; 0: they do not end in it. */
size_t dl_http_headers_end(struct dl_str message);

/* *BODY becomes H's body without transfer and content encoding (chunked, gzip, deflate), borrowed from H or from OUT,
 * which is replaced.  A crawler that has decoded it already, but kept the header, is recognised.  DL_BAD_INPUT: another
 * encoding (br, zstd), or damaged data.  DL_TOO_LARGE: more than LIMIT bytes. */
enum dl_status dl_http_body(const struct dl_http *h, size_t limit, struct dl_buf *out, struct dl_str *body,
                            struct dl_error *err);

#endif
