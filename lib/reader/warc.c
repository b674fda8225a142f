/* warc.c - web archives: WARC (ISO 28500), WET, and ARC, their predecessor.
 *
 * One record is one article or none.  A response with status 200 goes through the reader of pages; the text of a WET
 * file is taken as it is.  Requests, metadata, revisits and what is no page are no articles (DL_END).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <ctype.h>
#include <strings.h>

#include "dateline/text.h"
#include "lib/reader/format.h"
#include "lib/reader/html.h"
#include "lib/reader/http.h"
#include "lib/reader/refuse.h"

#define HEADERS_MAX ((size_t)64 * 1024) /* of one record; longer ones are no headers */
#define LINE_MAX_ARC ((size_t)16 * 1024)

/* The header of a record, of either format. */
struct header {
    struct dl_str type; /* of a WARC record; "response" in ARC */
    struct dl_str url, date, content_type;
    uint64_t length; /* of what follows the header */
    size_t size;     /* of the header */
};

static bool is_named(struct dl_str s, const char *name)
{
    return s.len == strlen(name) && strncasecmp(s.ptr, name, s.len) == 0;
}

static bool begins(struct dl_str s, const char *text)
{
    return dl_str_begins(s, dl_str_of(text));
}

static bool read_number(struct dl_str s, uint64_t *n)
{
    *n = 0;
    for (size_t i = 0; i < s.len; i++) {
        if (!isdigit((unsigned char)s.ptr[i]) || *n > UINT64_MAX / 20)
            return false;
        *n = *n * 10 + (uint64_t)(s.ptr[i] - '0');
    }
    return s.len > 0;
}

/* ---- headers ---------------------------------------------------------------------------------------------------- */

enum found { MORE, BROKEN, FOUND };

static enum found warc_header(struct dl_str data, struct header *h)
{
    static const char magic[] = "WARC/";
    size_t n = data.len < sizeof magic - 1 ? data.len : sizeof magic - 1;
    if (memcmp(data.ptr, magic, n) != 0)
        return BROKEN;
    struct dl_str head = { data.ptr, data.len < HEADERS_MAX ? data.len : HEADERS_MAX };
    h->size = dl_http_headers_end(head);
    if (h->size == 0)
        return data.len < HEADERS_MAX ? MORE : BROKEN;
    head.len = h->size;
    h->type = dl_http_header(head, "WARC-Type");
    h->url = dl_http_header(head, "WARC-Target-URI");
    h->date = dl_http_header(head, "WARC-Date");
    h->content_type = dl_http_header(head, "Content-Type");
    if (h->url.len > 2 && h->url.ptr[0] == '<') /* as WARC 1.0 was read by some */
        h->url = (struct dl_str){ h->url.ptr + 1, h->url.len - 2 };
    return read_number(dl_http_header(head, "Content-Length"), &h->length) ? FOUND : BROKEN;
}

/* "URL IP-address date type length", or with more fields before the length. */
static enum found arc_header(struct dl_str data, struct header *h)
{
    struct dl_str head = { data.ptr, data.len < LINE_MAX_ARC ? data.len : LINE_MAX_ARC };
    const char *newline = head.len ? memchr(head.ptr, '\n', head.len) : NULL;
    if (!newline)
        return data.len < LINE_MAX_ARC ? MORE : BROKEN;
    struct dl_str line = dl_str_trim((struct dl_str){ data.ptr, (size_t)(newline - data.ptr) });
    h->size = (size_t)(newline - data.ptr) + 1;
    struct dl_str fields[12];
    size_t count = 0;
    for (size_t i = 0; i < line.len && count < 12; count++) {
        size_t start = i;
        while (i < line.len && line.ptr[i] != ' ')
            i++;
        fields[count] = (struct dl_str){ line.ptr + start, i - start };
        i += i < line.len;
    }
    uint64_t date;
    if (count < 5 || !memmem(fields[0].ptr, fields[0].len, ":", 1) || fields[2].len < 8 ||
        !read_number(fields[2], &date) || !read_number(fields[count - 1], &h->length))
        return BROKEN;
    h->url = fields[0];
    h->date = (struct dl_str){ fields[2].ptr, 8 };
    h->type = begins(h->url, "http") ? DL_STR("response") : DL_STR("warcinfo");
    return FOUND;
}

/* ---- splitting -------------------------------------------------------------------------------------------------- */

typedef enum found read_header(struct dl_str data, struct header *h);

static size_t skip_breaks(struct dl_str s, size_t i)
{
    while (i < s.len && (s.ptr[i] == '\r' || s.ptr[i] == '\n'))
        i++;
    return i;
}

/* Where the next header of WARC begins after FROM; the end of S when there is none. */
static size_t next_warc(struct dl_str s, size_t from)
{
    for (const char *p = s.ptr + from, *end = s.ptr + s.len; p < end && (p = memchr(p, '\n', (size_t)(end - p)));) {
        p++;
        if (end - p >= 7 && memcmp(p, "WARC/", 5) == 0 && isdigit((unsigned char)p[5]) && p[6] == '.')
            return (size_t)(p - s.ptr);
    }
    return s.len;
}

static size_t next_arc(struct dl_str s, size_t from)
{
    struct header h;
    for (const char *p = s.ptr + from, *end = s.ptr + s.len; p < end && (p = memchr(p, '\n', (size_t)(end - p)));) {
        p++;
        struct dl_str rest = { p, (size_t)(end - p) };
        if (begins(rest, "http") && arc_header(rest, &h) == FOUND)
            return (size_t)(p - s.ptr);
    }
    return s.len;
}

struct dialect {
    read_header *header;
    size_t (*next)(struct dl_str s, size_t from);
};
static const struct dialect warc = { warc_header, next_warc }, arc = { arc_header, next_arc };

/* The rest of a record that is too large: its header states how much that is. */
static enum dl_split_result skip(const struct dialect *d, struct dl_split *s, struct dl_str data, size_t *from,
                                 size_t *to)
{
    if (!s->scan.begun) {
        struct header h = { 0 };
        size_t start = skip_breaks(data, 0);
        bool found = d->header((struct dl_str){ data.ptr + start, data.len - start }, &h) == FOUND;
        s->scan.begun = true;
        s->scan.left = found ? start + h.size + h.length : 0;
    }
    if (s->scan.left > data.len) {
        s->scan.left -= data.len;
        *from = data.len;
        return DL_SPLIT_MORE;
    }
    *to = s->scan.left ? (size_t)s->scan.left : data.len;
    s->number++;
    return DL_SPLIT_SKIPPED;
}

/* Where the record at START ends, which states its length; 0: more is needed to tell.  A length that leads elsewhere
 * than to another record is not believed when there is a header before. */
static size_t record_end(const struct dialect *d, struct dl_str data, size_t start, const struct header *h, bool last)
{
    size_t body = start + h->size;
    uint64_t rest = data.len - body;
    size_t end = h->length < rest ? body + (size_t)h->length : data.len;
    size_t after = skip_breaks(data, end);
    struct header next;
    if (!last && (h->length > rest || after == data.len))
        return 0;
    if (h->length <= rest && after == data.len)
        return end;
    if (h->length <= rest && d->header((struct dl_str){ data.ptr + after, data.len - after }, &next) != BROKEN)
        return end;
    size_t earlier = d->next((struct dl_str){ data.ptr, end }, body);
    return earlier < end ? earlier : end;
}

static enum dl_split_result split(const struct dialect *d, struct dl_split *s, struct dl_str data, bool last,
                                  size_t *from, size_t *to)
{
    struct header h = { 0 };
    if (s->skipping)
        return skip(d, s, data, from, to);
    *from = skip_breaks(data, 0);
    struct dl_str rest = { data.ptr + *from, data.len - *from };
    if (rest.len == 0)
        return DL_SPLIT_MORE;
    enum found found = d->header(rest, &h);
    if (found == MORE && !last)
        return DL_SPLIT_MORE;
    if (found == FOUND) {
        *to = record_end(d, data, *from, &h, last);
    } else {
        *to = d->next(data, *from);
        if (*to == data.len && !last)
            *to = 0;
    }
    if (*to == 0)
        return DL_SPLIT_MORE;
    s->number++;
    s->whole = found == FOUND && h.length <= *to - *from - h.size;
    return DL_SPLIT_RECORD;
}

static enum dl_split_result split_warc(struct dl_split *s, struct dl_str data, bool last, size_t *from, size_t *to)
{
    return split(&warc, s, data, last, from, to);
}

static enum dl_split_result split_arc(struct dl_split *s, struct dl_str data, bool last, size_t *from, size_t *to)
{
    return split(&arc, s, data, last, from, to);
}

/* ---- articles --------------------------------------------------------------------------------------------------- */

static bool is_page(struct dl_str type)
{
    return is_named(type, "text/html") || is_named(type, "application/xhtml+xml");
}

static enum dl_status plain_text(struct dl_str body, struct dl_str charset, struct dl_parse *p, struct dl_article *a,
                                 struct dl_error *err)
{
    size_t replaced = 0;
    if (dl_is_binary(body) || dl_str_trim(body).len == 0)
        return DL_END;
    dl_buf_clear(&p->text);
    enum dl_status status = dl_utf8_clean(body, charset, &p->text, &replaced, err);
    p->replaced += replaced;
    if (!status)
        dl_text_split(p->text.data, p->text.len, a);
    return status;
}

/* A page or a text of media type TYPE, or of what it looks like when none is stated. */
static enum dl_status payload(struct dl_str body, struct dl_str type, struct dl_str charset, const struct header *h,
                              struct dl_parse *p, struct dl_article *a, struct dl_error *err)
{
    enum dl_status status;
    bool unstated = type.len == 0 || is_named(type, "application/octet-stream") || is_named(type, "no-type");
    if (is_page(type) || (unstated && dl_format_detect(body) == &dl_format_html))
        status = dl_html_article(body, charset, h->url, p, a, err);
    else if (is_named(type, "text/plain"))
        status = plain_text(body, charset, p, a, err);
    else
        return DL_END;
    if (status == DL_BAD_INPUT) /* an index page, a login wall: as numerous in a crawl as articles */
        status = DL_END;
    a->url = h->url;
    a->fetched_field = h->date;
    return status;
}

static enum dl_status response(struct dl_str message, const struct header *h, struct dl_parse *p, struct dl_article *a,
                               struct dl_error *err)
{
    struct dl_http http;
    struct dl_str body;
    dl_http_read(message, &http);
    if (http.code != 200 && http.code != 203)
        return DL_END;
    if (http.type.len && !is_page(http.type) && !is_named(http.type, "text/plain") &&
        !is_named(http.type, "application/octet-stream"))
        return DL_END;
    enum dl_status status = dl_http_body(&http, DL_ARTICLE_LIMIT, &p->body, &body, err);
    return status ? status : payload(body, http.type, http.charset, h, p, a, err);
}

static enum dl_status article(enum found found, const struct header *h, const struct dl_record *r, struct dl_parse *p,
                              struct dl_article *a, struct dl_error *err)
{
    if (found != FOUND)
        return dl_fail(err, DL_BAD_INPUT, "a broken record of a web archive: it has no header, or no length");
    struct dl_str type, charset, body = { r->bytes.ptr + h->size, r->bytes.len - h->size };
    dl_http_media_type(h->content_type, &type, &charset);
    bool web = begins(h->url, "http:") || begins(h->url, "https:");
    bool http = is_named(h->type, "response") && web && (type.len == 0 || is_named(type, "application/http"));
    bool stored = is_named(h->type, "resource") || is_named(h->type, "conversion");
    if (!http && !(stored && (is_page(type) || is_named(type, "text/plain"))))
        return DL_END;
    if (h->length > body.len)
        return dl_fail(err, DL_BAD_INPUT, "a broken record of a web archive: it ends too early");
    return http ? response(body, h, p, a, err) : payload(body, type, charset, h, p, a, err);
}

static enum dl_status parse_warc(const struct dl_record *r, struct dl_parse *p, struct dl_article *a,
                                 struct dl_error *err)
{
    struct header h = { 0 };
    enum found found = warc_header(r->bytes, &h);
    return article(found, &h, r, p, a, err);
}

static enum dl_status parse_arc(const struct dl_record *r, struct dl_parse *p, struct dl_article *a,
                                struct dl_error *err)
{
    struct header h = { 0 };
    enum found found = arc_header(r->bytes, &h);
    return article(found, &h, r, p, a, err);
}

static bool detect_warc(struct dl_str head)
{
    return head.len > 8 && begins(head, "WARC/") && isdigit((unsigned char)head.ptr[5]);
}

static bool detect_arc(struct dl_str head)
{
    return begins(head, "filedesc://");
}

const struct dl_source_format dl_format_warc = {
    .name = "warc", .detect = detect_warc, .split = split_warc, .appendable = true, .parse = parse_warc
};
const struct dl_source_format dl_format_arc = {
    .name = "arc", .detect = detect_arc, .split = split_arc, .appendable = true, .parse = parse_arc
};
