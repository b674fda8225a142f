/* run.c - a sorted run of postings that did not fit into memory: written once, read once, never named.
 *
 * For each term: varint length, bytes, varint documents, varint positions, varint size, postings (see dl_run_decode).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "dateline/grow.h"
#include "lib/segment/write_private.h"

#define BUFFER ((size_t)1 << 17)
#define SAMPLE_BYTES ((size_t)1 << 18)

struct run {
    struct dl_term_source base;
    int fd;
    uint64_t size;
    char *dir; /* for messages */
    struct dl_arena arena;
    struct dl_str *samples;
    uint64_t *offsets; /* where the sampled terms begin */
    size_t sample_cap, offset_cap;
    const uint32_t *const *map;
};

struct dl_run_writer {
    struct run *run;
    struct dl_buf pending;
    uint64_t next_sample;
};

static void run_free(struct dl_term_source *s)
{
    struct run *r = (struct run *)s;
    if (r->fd >= 0)
        close(r->fd);
    dl_arena_free(&r->arena);
    free(r->samples);
    free(r->offsets);
    free(r->dir);
    free(r);
}

void dl_run_discard(struct dl_run_writer *w)
{
    if (!w)
        return;
    if (w->run)
        run_free(&w->run->base);
    dl_buf_free(&w->pending);
    free(w);
}

enum dl_status dl_run_create(const char *dir, struct dl_run_writer **out, struct dl_error *err)
{
    struct dl_buf path = { 0 };
    struct dl_run_writer *w = calloc(1, sizeof *w);
    if (!w)
        return dl_fail_memory(err);
    enum dl_status status = DL_OK;
    w->run = calloc(1, sizeof *w->run);
    if (w->run) {
        w->run->fd = -1;
        w->run->base.free = run_free;
        w->run->dir = strdup(dir);
    }
    if (!w->run || !w->run->dir || !dl_path_join(&path, dir, DL_RUN_PREFIX "XXXXXX")) {
        status = dl_fail_memory(err);
    } else {
        w->run->fd = mkostemp(path.data, O_CLOEXEC);
        if (w->run->fd < 0)
            status = dl_fail_errno(err, errno, dir, "cannot make a temporary file");
        else
            unlink(path.data);
    }
    dl_buf_free(&path);
    if (status)
        dl_run_discard(w);
    else
        *out = w;
    return status;
}

static bool add_sample(struct run *r, struct dl_str term, uint64_t offset)
{
    if (!DL_GROW(r->samples, r->sample_cap, r->base.sample_count + 1) ||
        !DL_GROW(r->offsets, r->offset_cap, r->base.sample_count + 1))
        return false;
    r->offsets[r->base.sample_count] = offset;
    return dl_arena_dup(&r->arena, term, &r->samples[r->base.sample_count++]);
}

static enum dl_status flush(struct dl_run_writer *w, struct dl_error *err)
{
    enum dl_status status = dl_buf_status(&w->pending, err);
    if (!status)
        status = dl_write_all(w->run->fd, w->pending.data, w->pending.len, w->run->dir, err);
    w->run->size += w->pending.len;
    dl_buf_clear(&w->pending);
    return status;
}

enum dl_status dl_run_put(struct dl_run_writer *w, const struct dl_run_term *t, const void *data, struct dl_error *err)
{
    uint64_t at = w->run->size + w->pending.len;
    if (at >= w->next_sample) {
        if (!add_sample(w->run, t->term, at))
            return dl_fail_memory(err);
        w->next_sample = at + SAMPLE_BYTES;
    }
    dl_buf_varint(&w->pending, t->term.len);
    dl_buf_str(&w->pending, t->term);
    dl_buf_varint(&w->pending, t->postings);
    dl_buf_varint(&w->pending, t->positions);
    dl_buf_varint(&w->pending, t->size);
    dl_buf_append(&w->pending, data, t->size);
    return w->pending.len >= BUFFER || w->pending.failed ? flush(w, err) : DL_OK;
}

/* ---- reading ---------------------------------------------------------------------------------------------------- */

struct run_walk {
    struct dl_term_stream base;
    const struct run *run;
    unsigned char *buffer;
    size_t cap, at, len;
    uint64_t offset;    /* in the file, of the byte after the buffer's */
    struct dl_str from; /* terms before it are passed over; only until the first that is not */
    uint32_t postings;
    uint64_t positions;
    size_t size;
    char term[256];
};

/* At least N bytes from `at` on in the buffer, fewer only at the end of the file. */
static enum dl_status fill(struct run_walk *w, size_t n, struct dl_error *err)
{
    if (w->len - w->at >= n)
        return DL_OK;
    memmove(w->buffer, w->buffer + w->at, w->len - w->at);
    w->len -= w->at;
    w->at = 0;
    if (n > w->cap && !DL_GROW(w->buffer, w->cap, n + BUFFER))
        return dl_fail_memory(err);
    while (w->len < n && w->offset < w->run->size) {
        size_t want = w->cap - w->len;
        if (want > w->run->size - w->offset)
            want = (size_t)(w->run->size - w->offset);
        ssize_t got = pread(w->run->fd, w->buffer + w->len, want, (off_t)w->offset);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return dl_fail_errno(err, got < 0 ? errno : EIO, w->run->dir, "cannot read a temporary file");
        w->len += (size_t)got;
        w->offset += (uint64_t)got;
    }
    return DL_OK;
}

static enum dl_status run_next(struct dl_term_stream *walk, struct dl_error *err)
{
    struct run_walk *w = (struct run_walk *)walk;
    do {
        w->at += w->size; /* past the postings of the term before: they are in the buffer, see below */
        w->size = 0;
        enum dl_status status = fill(w, 512, err);
        if (status)
            return status;
        if (w->at == w->len)
            return DL_END;
        struct dl_cursor c = { w->buffer + w->at, w->buffer + w->len };
        uint64_t len, postings, positions, size;
        struct dl_str term;
        if (!dl_read_varint(&c, &len) || len > sizeof w->term || !dl_read_bytes(&c, (size_t)len, &term) ||
            !dl_read_varint(&c, &postings) || !dl_read_varint(&c, &positions) || !dl_read_varint(&c, &size) ||
            postings > UINT32_MAX || size > w->run->size)
            return dl_fail(err, DL_CORRUPT, "a temporary file in %s is damaged", w->run->dir);
        memcpy(w->term, term.ptr, term.len);
        walk->term = (struct dl_str){ w->term, term.len };
        w->postings = (uint32_t)postings;
        w->positions = positions;
        w->at = (size_t)(c.p - w->buffer);
        status = fill(w, (size_t)size, err);
        if (status)
            return status;
        if (w->len - w->at < size)
            return dl_fail(err, DL_CORRUPT, "a temporary file in %s is damaged", w->run->dir);
        w->size = (size_t)size;
    } while (w->from.len && dl_str_cmp(walk->term, w->from) < 0);
    w->from.len = 0;
    return DL_OK;
}

static enum dl_status run_read(struct dl_term_stream *walk, struct dl_postings *g, struct dl_error *err)
{
    struct run_walk *w = (struct run_walk *)walk;
    return dl_run_decode(w->buffer + w->at, w->size, w->postings, w->positions, *w->run->map, g, err);
}

static void run_close(struct dl_term_stream *walk)
{
    free(((struct run_walk *)walk)->buffer);
    free(walk);
}

static enum dl_status run_open(const struct dl_term_source *s, struct dl_str from, struct dl_term_stream **walk,
                               struct dl_error *err);
static const struct dl_source_ops run_ops = { run_open, run_next, run_read, run_close };

static enum dl_status run_open(const struct dl_term_source *s, struct dl_str from, struct dl_term_stream **walk,
                               struct dl_error *err)
{
    const struct run *r = (const struct run *)s;
    struct run_walk *w = calloc(1, sizeof *w);
    if (w)
        w->buffer = malloc(BUFFER);
    if (!w || !w->buffer) {
        free(w);
        return dl_fail_memory(err);
    }
    w->base.ops = &run_ops;
    w->run = r;
    w->cap = BUFFER;
    w->from = from;
    size_t low = 0, high = r->base.sample_count; /* the last sample that is not above FROM */
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (dl_str_cmp(r->samples[mid], from) <= 0)
            low = mid + 1;
        else
            high = mid;
    }
    w->offset = low ? r->offsets[low - 1] : 0;
    *walk = &w->base;
    return DL_OK;
}

enum dl_status dl_run_finish(struct dl_run_writer *w, const uint32_t *const *map, struct dl_term_source **source,
                             struct dl_error *err)
{
    enum dl_status status = flush(w, err);
    if (!status) {
        w->run->base.ops = &run_ops;
        w->run->base.samples = w->run->samples;
        w->run->base.weight = w->run->size;
        w->run->map = map;
        *source = &w->run->base;
        w->run = NULL;
    }
    dl_run_discard(w);
    return status;
}
