/* body.c - the text of an article, also when the index did not keep it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "searcher/body.h"

#include <fcntl.h>
#include <unistd.h>

#include "dateline/file.h"
#include "dateline/json.h"
#include "dateline/text.h"
#include "lib/reader/format.h"

#define MAX_READ ((size_t)16 << 20)
#define MAX_OBJECT ((size_t)1 << 20) /* of JSON, with others behind it */

void dl_file_name(struct dl_str path, struct dl_buf *out)
{
    dl_path_bytes(path, out);
    dl_buf_cstr(out);
}

/* The file from A's place on, when it has not changed since it was indexed. */
static bool read_source(const struct dl_article *a, struct dl_buf *out)
{
    struct stat st;
    if (a->path.len == 0)
        return false;
    dl_file_name(a->path, out);
    int fd = out->failed ? -1 : open(out->data, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    dl_buf_clear(out);
    if (fd < 0)
        return false;
    bool same = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && dl_mtime_ns(&st) == a->mtime_ns;
    size_t size = same && (uint64_t)st.st_size > a->offset ? (size_t)((uint64_t)st.st_size - a->offset) : 0;
    char first;
    if (size > MAX_OBJECT && pread(fd, &first, 1, (off_t)a->offset) == 1 && first == '{')
        size = MAX_OBJECT;
    ssize_t n = -1;
    if (size && size <= MAX_READ && dl_buf_reserve(out, size))
        n = pread(fd, out->data, size, (off_t)a->offset);
    close(fd);
    out->len = n > 0 ? (size_t)n : 0;
    return n > 0;
}

/* The length of the JSON object that PIECE begins with; 0: it is none, or does not end in PIECE. */
static size_t object_length(const struct dl_buf *piece)
{
    struct dl_buf decoded = { 0 };
    struct dl_json j;
    bool whole = dl_buf_reserve(&decoded, piece->len);
    dl_json_open(&j, dl_buf_view(piece), decoded.data);
    whole = whole && dl_json_skip(&j);
    dl_buf_free(&decoded);
    return whole ? (size_t)(j.p - j.start) : 0;
}

static bool is_text_of(const struct dl_article *a, const struct dl_article *again)
{
    struct dl_hasher *h = dl_hasher_new();
    bool same = h && dl_article_hash(h, again).low == a->hash;
    dl_hasher_free(h);
    return same;
}

/* Read PIECE as the indexer did, by one of the formats whose sources are one article, or as an object of JSON.  The
 * hash tells whether it is the article: the formats of collections, and their libraries, are not needed here.  False:
 * it is another's record. */
static bool read_again(const struct dl_article *a, struct dl_buf *piece)
{
    struct dl_parse p = { 0 };
    struct dl_article again = { .path = a->path, .url = a->url };
    struct dl_record record = { .bytes = dl_buf_view(piece), .number = 1 };
    const struct dl_source_format *format = dl_format_html.detect(record.bytes) ? &dl_format_html : &dl_format_text;
    if (piece->data[0] == '{') {
        format = &dl_format_jsonl;
        record.bytes.len = object_length(piece);
    }
    struct dl_buf text = { 0 };
    bool found = record.bytes.len && format->parse(&record, &p, &again, NULL) == DL_OK &&
                 dl_article_clean(&again, &p, NULL) == DL_OK && is_text_of(a, &again);
    if (found)
        dl_buf_str(&text, again.body);
    found = found && !text.failed;
    dl_parse_free(&p);
    dl_buf_free(piece);
    *piece = text;
    return found;
}

struct dl_str dl_body_text(const struct dl_article *a, bool has_body, struct dl_buf *work)
{
    struct dl_str none = { 0 };
    if (has_body)
        return a->body;
    dl_buf_clear(work);
    if (!read_source(a, work))
        return none;
    unsigned char first = (unsigned char)work->data[0];
    if (first == 0x1F || memchr(work->data, '\0', work->len < 512 ? work->len : 512) || !read_again(a, work))
        return none; /* compressed, or no text */
    return dl_buf_view(work);
}
