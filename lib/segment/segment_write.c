/* segment_write.c - a segment's file: sections, their checksums, the table and the trailer.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "dateline/hash.h"
#include "lib/segment/write_private.h"

#define PENDING_MAX ((size_t)1 << 18)
#define PUSH_STEP ((uint64_t)16 << 20)

enum dl_status dl_segment_create(const char *path, struct dl_segment_writer **out, struct dl_error *err)
{
    struct dl_segment_writer *w = calloc(1, sizeof *w);
    if (!w)
        return dl_fail_memory(err);
    w->fd = -1;
    w->path = strdup(path);
    if (!w->path || pthread_mutex_init(&w->lock, NULL) != 0) {
        free(w->path);
        free(w);
        return dl_fail_memory(err);
    }
    enum dl_status status = DL_OK;
    struct dl_seg_header head = { .version = DL_SEGMENT_VERSION };
    memcpy(head.magic, DL_SEGMENT_MAGIC, sizeof head.magic);
    w->fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (w->fd < 0)
        status = dl_fail_errno(err, errno, path, "cannot create");
    else
        status = dl_write_all(w->fd, &head, sizeof head, path, err);
    w->at = DL_SECTION_ALIGN;
    w->table[DL_SEC_STORE] = (struct dl_seg_entry){ .kind = DL_SEC_STORE, .offset = w->at };
    if (status)
        dl_segment_discard(w);
    else
        *out = w;
    return status;
}

static enum dl_status write_at(struct dl_segment_writer *w, const void *p, size_t n, uint64_t offset,
                               struct dl_error *err)
{
    const char *from = p;
    while (n > 0) {
        ssize_t done = pwrite(w->fd, from, n, (off_t)offset);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return dl_fail_errno(err, done < 0 ? errno : ENOSPC, w->path, "cannot write");
        from += done;
        n -= (size_t)done;
        offset += (uint64_t)done;
    }
    return DL_OK;
}

/* Have the kernel begin to write what is there, so that the fsync at the end finds little to do.  Only a wish: what it
 * returns tells nothing that fsync would not. */
static void push_out(struct dl_segment_writer *w)
{
    if (w->at - w->pushed < PUSH_STEP)
        return;
    sync_file_range(w->fd, (off_t)w->pushed, (off_t)(w->at - w->pushed), SYNC_FILE_RANGE_WRITE);
    w->pushed = w->at;
}

static bool grow_blocks(struct dl_store_making *m)
{
    if (m->block_count < m->block_cap)
        return true;
    size_t cap = m->block_cap ? m->block_cap + m->block_cap / 2 : 256;
    struct dl_store_block *p = realloc(m->blocks, cap * sizeof *p);
    if (!p)
        return false;
    m->blocks = p;
    m->block_cap = cap;
    return true;
}

enum dl_status dl_segment_put_block(struct dl_segment_writer *w, enum dl_store_part part, const void *data,
                                    struct dl_store_block *b, uint32_t count, struct dl_error *err)
{
    struct dl_store_making *m = &w->stores[part];
    enum dl_status status = DL_OK;
    uint64_t at = 0;
    b->checksum = (uint32_t)dl_hash64(data, b->size);
    pthread_mutex_lock(&w->lock);
    if (!grow_blocks(m))
        status = dl_fail_memory(err);
    else if (count > DL_SEGMENT_MAX_DOCS - m->records)
        status =
            dl_fail(err, DL_TOO_LARGE, "more than %u articles in one segment: commit more often", DL_SEGMENT_MAX_DOCS);
    if (!status) {
        at = w->at;
        b->offset = at - w->table[DL_SEC_STORE].offset;
        b->first = m->records;
        b->end = m->records += count;
        m->blocks[m->block_count++] = *b;
        push_out(w);
        w->at += b->size;
    }
    pthread_mutex_unlock(&w->lock);
    return status ? status : write_at(w, data, b->size, at, err);
}

enum dl_status dl_segment_end_store(struct dl_segment_writer *w, struct dl_error *err)
{
    w->table[DL_SEC_STORE].size = w->at - w->table[DL_SEC_STORE].offset;
    enum dl_status status = dl_store_write_index(w, DL_STORE_HEAD, err);
    return status ? status : dl_store_write_index(w, DL_STORE_BODY, err);
}

enum dl_status dl_section_begin(struct dl_segment_writer *w, enum dl_section_kind kind, struct dl_error *err)
{
    w->at = (w->at + DL_SECTION_ALIGN - 1) / DL_SECTION_ALIGN * DL_SECTION_ALIGN; /* the gap reads as zeros */
    w->table[0].kind = kind; /* slot 0 is no section: it remembers the open one */
    w->table[kind] = (struct dl_seg_entry){ .kind = kind, .offset = w->at };
    dl_buf_clear(&w->pending);
    dl_buf_clear(&w->checks[kind]);
    w->page_fill = 0;
    return dl_buf_status(&w->checks[kind], err);
}

/* Add N bytes to the page that is being filled; each full page gets its checksum. */
static void check_pages(struct dl_segment_writer *w, const unsigned char *p, size_t n)
{
    struct dl_buf *checks = &w->checks[w->table[0].kind];
    while (n > 0) {
        size_t take = n < DL_PAGE - w->page_fill ? n : DL_PAGE - w->page_fill;
        if (take == DL_PAGE) {
            dl_buf_u32(checks, (uint32_t)dl_hash64(p, DL_PAGE));
        } else {
            memcpy(w->page + w->page_fill, p, take);
            w->page_fill += take;
            if (w->page_fill == DL_PAGE) {
                dl_buf_u32(checks, (uint32_t)dl_hash64(w->page, DL_PAGE));
                w->page_fill = 0;
            }
        }
        p += take;
        n -= take;
    }
}

static enum dl_status flush(struct dl_segment_writer *w, struct dl_error *err)
{
    enum dl_status status = write_at(w, w->pending.data, w->pending.len, w->at, err);
    w->at += w->pending.len;
    push_out(w);
    dl_buf_clear(&w->pending);
    return status;
}

enum dl_status dl_section_put(struct dl_segment_writer *w, const void *p, size_t n, struct dl_error *err)
{
    if (n == 0)
        return DL_OK;
    enum dl_status status = DL_OK;
    check_pages(w, p, n);
    w->table[w->table[0].kind].size += n;
    if (w->pending.len + n > PENDING_MAX)
        status = flush(w, err);
    if (status)
        return status;
    if (n > PENDING_MAX) {
        status = write_at(w, p, n, w->at, err);
        w->at += n;
        return status;
    }
    dl_buf_append(&w->pending, p, n);
    return dl_buf_status(&w->pending, err);
}

enum dl_status dl_section_end(struct dl_segment_writer *w, struct dl_error *err)
{
    struct dl_buf *checks = &w->checks[w->table[0].kind];
    if (w->page_fill)
        dl_buf_u32(checks, (uint32_t)dl_hash64(w->page, w->page_fill));
    w->page_fill = 0;
    enum dl_status status = dl_buf_status(checks, err);
    return status ? status : flush(w, err);
}

enum dl_status dl_section_write(struct dl_segment_writer *w, enum dl_section_kind kind, const struct dl_buf *b,
                                struct dl_error *err)
{
    enum dl_status status = dl_buf_status(b, err);
    if (!status)
        status = dl_section_begin(w, kind, err);
    if (!status)
        status = dl_section_put(w, b->data, b->len, err);
    return status ? status : dl_section_end(w, err);
}

/* The checksums of all pages, by kind of section. */
static enum dl_status write_checks(struct dl_segment_writer *w, struct dl_error *err)
{
    struct dl_buf all = { 0 };
    for (unsigned kind = 1; kind < DL_SEC_END; kind++)
        dl_buf_append(&all, w->checks[kind].data, w->checks[kind].len);
    enum dl_status status = dl_section_write(w, DL_SEC_CHECKS, &all, err);
    w->table[DL_SEC_CHECKS].checksum = dl_hash64(all.data, all.len);
    dl_buf_free(&all);
    return status;
}

enum dl_status dl_segment_finish(struct dl_segment_writer *w, uint64_t *size, uint64_t *checksum, struct dl_error *err)
{
    enum dl_status status = write_checks(w, err);
    uint64_t at = (w->at + DL_SECTION_ALIGN - 1) / DL_SECTION_ALIGN * DL_SECTION_ALIGN;
    size_t table_size = (DL_SEC_END - 1) * sizeof *w->table;
    struct dl_seg_trailer trailer = {
        .table = at,
        .sections = DL_SEC_END - 1,
        .version = DL_SEGMENT_VERSION,
        .checksum = dl_hash64(w->table + 1, table_size),
    };
    memcpy(trailer.magic, DL_TRAILER_MAGIC, sizeof trailer.magic);
    if (!status)
        status = write_at(w, w->table + 1, table_size, at, err);
    if (!status)
        status = write_at(w, &trailer, sizeof trailer, at + table_size, err);
    if (!status && fsync(w->fd) != 0)
        status = dl_fail_errno(err, errno, w->path, "cannot fsync");
    int fd = w->fd;
    w->fd = -1;
    if (close(fd) != 0 && !status)
        status = dl_fail_errno(err, errno, w->path, "cannot close");
    *size = at + table_size + sizeof trailer;
    *checksum = trailer.checksum;
    if (status)
        unlink(w->path);
    return status;
}

void dl_segment_discard(struct dl_segment_writer *w)
{
    if (!w)
        return;
    if (w->fd >= 0) {
        close(w->fd);
        unlink(w->path);
    }
    pthread_mutex_destroy(&w->lock);
    for (unsigned kind = 0; kind < DL_SEC_END; kind++)
        dl_buf_free(&w->checks[kind]);
    for (unsigned part = 0; part < DL_STORE_PARTS; part++) {
        for (uint32_t i = 0; i < w->stores[part].dictionary_count; i++)
            dl_deflate_dictionary_free(w->stores[part].dictionaries[i]);
        free(w->stores[part].blocks);
    }
    dl_buf_free(&w->pending);
    free(w->path);
    free(w);
}
