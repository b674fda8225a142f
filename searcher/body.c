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

#define MAX_READ ((size_t)1 << 20)

void dl_file_name(struct dl_str path, struct dl_buf *out)
{
    dl_path_bytes(path, out);
    dl_buf_cstr(out);
}

/* Up to MAX_READ bytes of the file at A's place, when it has not changed since it was indexed. */
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
    ssize_t n = -1;
    if (same && dl_buf_reserve(out, MAX_READ))
        n = pread(fd, out->data, MAX_READ, (off_t)a->offset);
    close(fd);
    out->len = n > 0 ? (size_t)n : 0;
    return n > 0;
}

/* The text of the JSON object at the beginning of PIECE, in its place. */
static bool take_json_text(struct dl_buf *piece)
{
    static const char *const names[] = { "text", "body", "content" };
    struct dl_buf decoded = { 0 };
    struct dl_json j;
    struct dl_json_value v;
    struct dl_str name, text = { 0 };
    size_t best = sizeof names / sizeof *names;
    bool object = dl_buf_reserve(&decoded, piece->len);
    dl_json_open(&j, dl_buf_view(piece), decoded.data);
    object = object && dl_json_value(&j, &v) && v.type == DL_JSON_OBJECT;
    while (object && dl_json_next(&j, &name)) {
        size_t i = 0;
        while (i < best && !dl_str_eq(name, dl_str_of(names[i])))
            i++;
        if (i == best ? !dl_json_skip(&j) : !dl_json_value(&j, &v))
            break;
        if (i < best && v.type == DL_JSON_STRING) {
            text = v.s;
            best = i;
        } else if (i < best && v.type >= DL_JSON_LIST) {
            break;
        }
    }
    memmove(piece->data, text.len ? text.ptr : "", text.len);
    piece->len = text.len;
    dl_buf_free(&decoded);
    return text.ptr != NULL;
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
    if (first == 0x1F || memchr(work->data, '\0', work->len < 512 ? work->len : 512))
        return none; /* compressed, or no text */
    if (first == '{' && !take_json_text(work))
        return none;
    struct dl_buf clean = { 0 };
    enum dl_status status = dl_utf8_clean(dl_buf_view(work), none, &clean, NULL, NULL);
    dl_buf_clear(work);
    if (status == DL_OK)
        dl_buf_str(work, dl_buf_view(&clean));
    dl_buf_free(&clean);
    return status == DL_OK && !work->failed ? dl_buf_view(work) : none;
}
