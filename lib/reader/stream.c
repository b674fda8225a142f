/* stream.c - reading, hashing and inflating.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/reader/stream.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>

#define RAW_SIZE ((size_t)128 * 1024)

#define MAGIC_SIZE 10                            /* bytes that identify any compression */
#define RATIO 1000                               /* bytes out of one byte in, */
#define RATIO_FREE ((uint64_t)256 * 1024 * 1024) /* beyond this many: no text compresses so */

enum coding { UNKNOWN, PLAIN, GZIP, OTHER };

struct dl_stream {
    int fd;
    bool owned;
    const char *name;
    struct dl_interrupt *interrupt; /* of a stream that may block, else NULL */
    struct dl_str first;            /* read before the others */
    size_t first_at;
    dl_stream_reader *reader; /* instead of fd */
    void *context;
    struct archive *archive; /* of OTHER; NULL until it is needed */
    struct dl_error error;   /* of the raw bytes below it */
    uint64_t out;            /* bytes that came out of it */
    struct dl_hasher *hasher;
    uint64_t position; /* bytes hashed: those handed to the decoder */
    enum coding coding;
    bool raw_end;   /* read() said so */
    bool in_member; /* inside a gzip member */
    z_stream z;
    unsigned char *raw;
    size_t at, len; /* what of raw is still to be decoded: [at, len) */
};

enum dl_status dl_stream_new(struct dl_stream **out, struct dl_error *err)
{
    struct dl_stream *s = calloc(1, sizeof *s);
    if (s) {
        s->fd = -1;
        s->raw = malloc(RAW_SIZE);
        s->hasher = dl_hasher_new();
    }
    if (!s || !s->raw || !s->hasher || inflateInit2(&s->z, 15 + 16) != Z_OK) {
        if (s) {
            free(s->raw);
            dl_hasher_free(s->hasher);
        }
        free(s);
        return dl_fail_memory(err);
    }
    *out = s;
    return DL_OK;
}

void dl_stream_free(struct dl_stream *s)
{
    if (!s)
        return;
    dl_stream_close(s);
    inflateEnd(&s->z);
    dl_hasher_free(s->hasher);
    free(s->raw);
    free(s);
}

static void start(struct dl_stream *s)
{
    archive_read_free(s->archive);
    s->archive = NULL;
    s->out = 0;
    s->error.status = DL_OK;
    s->first_at = 0;
    dl_hasher_reset(s->hasher);
    s->position = 0;
    s->coding = UNKNOWN;
    s->raw_end = s->in_member = false;
    s->at = s->len = 0;
}

enum dl_status dl_stream_open(struct dl_stream *s, const char *path, struct stat *st, struct dl_error *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    return fd < 0 ? dl_fail_errno(err, errno, NULL, "cannot open") : dl_stream_take(s, fd, path, st, err);
}

enum dl_status dl_stream_take(struct dl_stream *s, int fd, const char *path, struct stat *st, struct dl_error *err)
{
    dl_stream_close(s);
    enum dl_status status = DL_OK;
    if (fstat(fd, st) != 0)
        status = dl_fail_errno(err, errno, NULL, "cannot read");
    else if (!S_ISREG(st->st_mode))
        status = dl_fail(err, DL_INVALID, "not a regular file");
    if (status) {
        close(fd);
        return status;
    }
    start(s);
    s->fd = fd;
    s->owned = true;
    s->name = path;
    s->interrupt = NULL;
    return DL_OK;
}

void dl_stream_attach(struct dl_stream *s, int fd, const char *name, struct dl_interrupt *interrupt)
{
    dl_stream_close(s);
    start(s);
    s->fd = fd;
    s->owned = false;
    s->name = name;
    s->interrupt = interrupt;
}

void dl_stream_attach_reader(struct dl_stream *s, struct dl_str first, dl_stream_reader *read, void *context)
{
    dl_stream_close(s);
    start(s);
    s->owned = false;
    s->name = NULL;
    s->interrupt = NULL;
    s->first = first;
    s->reader = read;
    s->context = context;
}

void dl_stream_close(struct dl_stream *s)
{
    start(s);
    s->first = (struct dl_str){ 0 };
    s->reader = NULL;
    if (s->fd >= 0 && s->owned)
        close(s->fd);
    s->fd = -1;
}

static enum dl_status read_file(struct dl_stream *s, char *to, size_t cap, size_t *got, struct dl_error *err)
{
    for (;;) {
        if (s->interrupt && !dl_interrupt_wait(s->interrupt, s->fd))
            return dl_fail(err, DL_CANCELLED, "interrupted");
        ssize_t n = read(s->fd, to, cap);
        /* A pipe is waited for above; a file that is not ready (/proc/kmsg) may never be. */
        if (n < 0 && (errno == EINTR || (errno == EAGAIN && s->interrupt)))
            continue;
        if (n < 0)
            return dl_fail_errno(err, errno, NULL, "cannot read");
        *got = (size_t)n;
        return DL_OK;
    }
}

static enum dl_status read_raw(struct dl_stream *s, char *to, size_t cap, size_t *got, struct dl_error *err)
{
    size_t left = s->first.len - s->first_at;
    *got = left < cap ? left : cap;
    if (*got) {
        memcpy(to, s->first.ptr + s->first_at, *got);
        s->first_at += *got;
        return DL_OK;
    }
    if (s->reader)
        return s->reader(s->context, to, cap, got, err);
    return s->fd >= 0 ? read_file(s, to, cap, got, err) : DL_OK;
}

/* More raw bytes after those that are left. */
static enum dl_status refill(struct dl_stream *s, struct dl_error *err)
{
    if (s->at > 0) {
        memmove(s->raw, s->raw + s->at, s->len - s->at);
        s->len -= s->at;
        s->at = 0;
    }
    while (!s->raw_end && s->len < RAW_SIZE) {
        size_t got = 0;
        enum dl_status status = read_raw(s, (char *)s->raw + s->len, RAW_SIZE - s->len, &got, err);
        if (status)
            return status;
        s->raw_end = got == 0;
        s->len += got;
        if (s->len >= (s->coding == UNKNOWN ? MAGIC_SIZE : 2))
            break; /* enough to recognise what it is: hand on what came */
    }
    return DL_OK;
}

static void consume(struct dl_stream *s, size_t n)
{
    dl_hasher_add(s->hasher, s->raw + s->at, n);
    s->position += n;
    s->at += n;
}

static bool gzip_magic(const struct dl_stream *s)
{
    return s->len - s->at >= 2 && s->raw[s->at] == 0x1f && s->raw[s->at + 1] == 0x8b;
}

/* Behind a member: another one, or padding with zeros (tapes, block devices), or the end. */
static enum dl_status next_member(struct dl_stream *s, struct dl_error *err)
{
    for (;;) {
        if (s->len - s->at < 2) {
            enum dl_status status = refill(s, err);
            if (status)
                return status;
        }
        if (s->at == s->len)
            return DL_OK;
        if (gzip_magic(s)) {
            s->in_member = true;
            return inflateReset(&s->z) == Z_OK ? DL_OK : dl_fail(err, DL_INTERNAL, "zlib refused to start again");
        }
        if (s->raw[s->at] != 0)
            return dl_fail(err, DL_BAD_INPUT, "damaged gzip: something else follows the compressed data");
        consume(s, 1);
    }
}

static enum dl_status read_gzip(struct dl_stream *s, char *to, size_t cap, size_t *got, struct dl_error *err)
{
    while (*got == 0) {
        enum dl_status status = DL_OK;
        if (!s->in_member)
            status = next_member(s, err);
        if (!status && s->at == s->len && s->in_member)
            status = refill(s, err);
        if (status || !s->in_member)
            return status;
        s->z.next_in = s->raw + s->at;
        s->z.avail_in = (uInt)(s->len - s->at);
        s->z.next_out = (Bytef *)to;
        s->z.avail_out = cap > 1u << 30 ? 1u << 30 : (uInt)cap;
        uInt room = s->z.avail_out;
        bool dry = s->z.avail_in == 0 && s->raw_end;
        int z = inflate(&s->z, Z_NO_FLUSH);
        consume(s, s->len - s->at - s->z.avail_in);
        *got = room - s->z.avail_out;
        if (z == Z_STREAM_END)
            s->in_member = false;
        else if (*got == 0 && dry)
            return dl_fail(err, DL_BAD_INPUT, "truncated gzip: the compressed data ends too early");
        else if (z == Z_MEM_ERROR)
            return dl_fail_memory(err);
        else if (z != Z_OK && z != Z_BUF_ERROR && *got == 0)
            return dl_fail(err, DL_BAD_INPUT, "damaged gzip: %s", s->z.msg ? s->z.msg : "invalid data");
    }
    return DL_OK;
}

/* ---- xz, bzip2, zstd, ... --------------------------------------------------------------------------------------- */

static bool other_magic(const struct dl_stream *s)
{
    static const struct dl_str magics[] = { { "\xFD"
                                              "7zXZ\0",
                                              6 },
                                            { "(\xB5/\xFD", 4 },
                                            { "\x04\"M\x18", 4 },
                                            { "LZIP\1", 5 },
                                            { "\x1f\x9d", 2 } };
    const char *p = (const char *)s->raw + s->at;
    size_t n = s->len - s->at;
    for (size_t i = 0; i < sizeof magics / sizeof *magics; i++)
        if (n >= magics[i].len && memcmp(p, magics[i].ptr, magics[i].len) == 0)
            return true;
    return n >= MAGIC_SIZE && memcmp(p, "BZh", 3) == 0 && p[3] >= '1' && p[3] <= '9' &&
           (memcmp(p + 4, "1AY&SY", 6) == 0 || memcmp(p + 4, "\x17rE8P\x90", 6) == 0);
}

/* For libarchive: all raw bytes there are, which count as gone by. */
static la_ssize_t give_raw(struct archive *a, void *context, const void **block)
{
    struct dl_stream *s = context;
    s->error.status = s->at == s->len ? refill(s, &s->error) : DL_OK;
    if (s->error.status) {
        archive_set_error(a, -1, "%s", s->error.message);
        return -1;
    }
    size_t n = s->len - s->at;
    *block = s->raw + s->at;
    consume(s, n);
    return (la_ssize_t)n;
}

static enum dl_status other_failed(struct dl_stream *s, struct dl_error *err)
{
    if (s->error.status) {
        if (err)
            *err = s->error;
        return s->error.status;
    }
    if (archive_errno(s->archive) == ENOMEM)
        return dl_fail_memory(err);
    const char *name = archive_filter_name(s->archive, 0), *why = archive_error_string(s->archive);
    return dl_fail(err, DL_BAD_INPUT, "damaged %s: %s", name ? name : "compressed data", why ? why : "invalid data");
}

static enum dl_status open_other(struct dl_stream *s, struct dl_error *err)
{
    struct archive_entry *entry;
    s->archive = archive_read_new();
    if (!s->archive)
        return dl_fail_memory(err);
    archive_read_support_filter_xz(s->archive);
    archive_read_support_filter_bzip2(s->archive);
    archive_read_support_filter_zstd(s->archive);
    archive_read_support_filter_lz4(s->archive);
    archive_read_support_filter_lzip(s->archive);
    archive_read_support_filter_compress(s->archive);
    archive_read_support_format_raw(s->archive);
    archive_read_support_format_empty(s->archive);
    if (archive_read_open(s->archive, s, NULL, give_raw, NULL) < ARCHIVE_WARN)
        return other_failed(s, err);
    int result = archive_read_next_header(s->archive, &entry);
    return result == ARCHIVE_EOF || result >= ARCHIVE_WARN ? DL_OK : other_failed(s, err);
}

static enum dl_status read_other(struct dl_stream *s, char *to, size_t cap, size_t *got, struct dl_error *err)
{
    enum dl_status status = s->archive ? DL_OK : open_other(s, err);
    if (status)
        return status;
    la_ssize_t n = archive_read_data(s->archive, to, cap);
    if (n < 0)
        return other_failed(s, err);
    *got = (size_t)n;
    s->out += *got;
    if (s->out > RATIO_FREE && s->out / RATIO > s->position)
        return dl_fail(err, DL_BAD_INPUT, "it decompresses to more than %d times its size, and is not read further",
                       RATIO);
    return DL_OK;
}

/* ---- reading ---------------------------------------------------------------------------------------------------- */

enum dl_status dl_stream_read(struct dl_stream *s, char *to, size_t cap, size_t *got, struct dl_error *err)
{
    *got = 0;
    if (s->coding == OTHER)
        return read_other(s, to, cap, got, err);
    if (s->at == s->len && !(s->coding == GZIP && s->in_member)) {
        enum dl_status status = refill(s, err);
        if (status)
            return status;
    }
    if (s->coding == UNKNOWN)
        s->coding = gzip_magic(s) ? GZIP : other_magic(s) ? OTHER : PLAIN;
    if (s->coding == OTHER)
        return read_other(s, to, cap, got, err);
    if (s->coding == GZIP)
        return read_gzip(s, to, cap, got, err);
    *got = s->len - s->at < cap ? s->len - s->at : cap;
    if (*got)
        memcpy(to, s->raw + s->at, *got);
    consume(s, *got);
    return DL_OK;
}

enum dl_status dl_stream_skip(struct dl_stream *s, uint64_t n, uint64_t *skipped, struct dl_error *err)
{
    enum dl_status status = DL_OK;
    uint64_t before = s->position;
    while (!status && s->position - before < n) {
        if (s->at == s->len)
            status = refill(s, err);
        if (s->at == s->len)
            break;
        uint64_t left = n - (s->position - before);
        consume(s, s->len - s->at < left ? s->len - s->at : (size_t)left);
    }
    *skipped = s->position - before;
    return status;
}

enum dl_status dl_stream_rewind(struct dl_stream *s, struct dl_error *err)
{
    if (s->fd >= 0 && lseek(s->fd, 0, SEEK_SET) != 0)
        return dl_fail_errno(err, errno, NULL, "cannot read again");
    if (s->reader && s->position + (s->len - s->at) > s->first.len)
        return dl_fail(err, DL_UNSUPPORTED, "cannot read again");
    start(s);
    return DL_OK;
}

bool dl_stream_seekable(const struct dl_stream *s, uint64_t *size)
{
    struct stat st;
    *size = s->first.len;
    if (s->coding != PLAIN || s->reader)
        return false;
    if (s->fd < 0)
        return true;
    if (s->first.len || fstat(s->fd, &st) != 0 || !S_ISREG(st.st_mode))
        return false;
    *size = (uint64_t)st.st_size;
    return true;
}

enum dl_status dl_stream_seek(struct dl_stream *s, uint64_t offset, struct dl_error *err)
{
    if (s->fd >= 0 && lseek(s->fd, (off_t)offset, SEEK_SET) < 0)
        return dl_fail_errno(err, errno, NULL, "cannot read");
    if (s->fd < 0)
        s->first_at = offset < s->first.len ? (size_t)offset : s->first.len;
    s->at = s->len = 0;
    s->raw_end = false;
    return DL_OK;
}

enum dl_status dl_stream_head(struct dl_stream *s, size_t n, struct dl_buf *to, struct dl_error *err)
{
    dl_buf_clear(to);
    if (!dl_buf_reserve(to, n))
        return dl_fail_memory(err);
    while (to->len < n) {
        ssize_t got = pread(s->fd, to->data + to->len, n - to->len, (off_t)to->len);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return dl_fail_errno(err, errno, NULL, "cannot read");
        if (got == 0)
            break;
        to->len += (size_t)got;
    }
    return DL_OK;
}

uint64_t dl_stream_position(const struct dl_stream *s)
{
    return s->position;
}

struct dl_hash128 dl_stream_hash(const struct dl_stream *s)
{
    return dl_hasher_digest(s->hasher);
}

bool dl_stream_whole(const struct dl_stream *s)
{
    return s->coding != OTHER && (s->coding != GZIP || !s->in_member);
}

bool dl_stream_plain(const struct dl_stream *s)
{
    return s->coding == PLAIN;
}

bool dl_stream_stat(const struct dl_stream *s, struct stat *st)
{
    return fstat(s->fd, st) == 0;
}
