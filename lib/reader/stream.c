/* stream.c - reading, hashing and inflating.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/reader/stream.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>

#define RAW_SIZE ((size_t)128 * 1024)

enum coding { UNKNOWN, PLAIN, GZIP };

struct dl_stream {
    int fd;
    bool owned;
    const char *name;
    struct dl_interrupt *interrupt; /* of a stream that may block, else NULL */
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

void dl_stream_close(struct dl_stream *s)
{
    if (s->fd >= 0 && s->owned)
        close(s->fd);
    s->fd = -1;
}

/* More raw bytes behind those that are left. */
static enum dl_status refill(struct dl_stream *s, struct dl_error *err)
{
    if (s->at > 0) {
        memmove(s->raw, s->raw + s->at, s->len - s->at);
        s->len -= s->at;
        s->at = 0;
    }
    while (!s->raw_end && s->len < RAW_SIZE) {
        if (s->interrupt && !dl_interrupt_wait(s->interrupt, s->fd))
            return dl_fail(err, DL_CANCELLED, "interrupted");
        ssize_t n = read(s->fd, s->raw + s->len, RAW_SIZE - s->len);
        if (n < 0 && (errno == EINTR || (errno == EAGAIN && s->interrupt)))
            continue;
        if (n < 0 && errno == EAGAIN) /* as of /proc/kmsg */
            return dl_fail(err, DL_INVALID, "not a regular file: it has no end to read to");
        if (n < 0)
            return dl_fail_errno(err, errno, NULL, "cannot read");
        s->raw_end = n == 0;
        s->len += (size_t)n;
        if (s->len >= 2)
            break; /* enough to recognise gzip: hand on what came */
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

enum dl_status dl_stream_read(struct dl_stream *s, char *to, size_t cap, size_t *got, struct dl_error *err)
{
    *got = 0;
    if (s->at == s->len && !(s->coding == GZIP && s->in_member)) {
        enum dl_status status = refill(s, err);
        if (status)
            return status;
    }
    if (s->coding == UNKNOWN)
        s->coding = gzip_magic(s) ? GZIP : PLAIN;
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
    if (lseek(s->fd, 0, SEEK_SET) != 0)
        return dl_fail_errno(err, errno, NULL, "cannot read again");
    start(s);
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
    return s->coding != GZIP || !s->in_member;
}

bool dl_stream_plain(const struct dl_stream *s)
{
    return s->coding == PLAIN;
}

bool dl_stream_stat(const struct dl_stream *s, struct stat *st)
{
    return fstat(s->fd, st) == 0;
}
