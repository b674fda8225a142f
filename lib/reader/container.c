/* container.c - archives by libarchive.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/reader/container.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#define BLOCK ((size_t)64 * 1024)
#define TAR_HEADER 512
#define ISO_MAGIC 32769 /* where a CD-ROM's volume descriptor states its kind */

struct dl_container {
    struct archive *archive;
    const struct dl_container_input *input;
    uint64_t at;           /* offset of the next byte of the input */
    enum dl_status status; /* with which the input has failed, */
    struct dl_error error; /* and why */
    struct dl_buf name;
    char block[BLOCK];
};

/* ---- detection -------------------------------------------------------------------------------------------------- */

/* The checksum of a tar header: the sum of its bytes, those of the checksum itself taken as blanks. */
static bool is_tar(struct dl_str head)
{
    unsigned long sum = 0, stated = 0;
    if (head.len < TAR_HEADER || head.ptr[0] == '\0')
        return false;
    for (size_t i = 0; i < TAR_HEADER; i++)
        sum += i >= 148 && i < 156 ? ' ' : (unsigned char)head.ptr[i];
    size_t i = 148;
    while (i < 156 && head.ptr[i] == ' ')
        i++;
    for (; i < 156 && head.ptr[i] >= '0' && head.ptr[i] <= '7'; i++)
        stated = stated * 8 + (unsigned long)(head.ptr[i] - '0');
    return stated != 0 && stated == sum;
}

bool dl_container_detect(struct dl_str head)
{
    static const struct {
        size_t offset;
        struct dl_str magic;
    } magics[] = {
#define MAGIC(offset, text) { offset, { text, sizeof(text) - 1 } },
        MAGIC(0, "PK\3\4") MAGIC(0, "PK\5\6") MAGIC(0, "PK00PK\3\4") MAGIC(0, "7z\xBC\xAF\x27\x1C")
            MAGIC(0, "Rar!\x1A\7") MAGIC(0, "MSCF\0\0\0\0") MAGIC(2, "-lh5-") MAGIC(2, "-lh0-") MAGIC(2, "-lh6-")
                MAGIC(2, "-lh7-") MAGIC(0, "070701") MAGIC(0, "070702") MAGIC(0, "070707") MAGIC(0, "xar!")
                    MAGIC(ISO_MAGIC, "CD001")
    };
    for (size_t i = 0; i < sizeof magics / sizeof *magics; i++)
        if (head.len >= magics[i].offset + magics[i].magic.len &&
            memcmp(head.ptr + magics[i].offset, magics[i].magic.ptr, magics[i].magic.len) == 0)
            return true;
    return is_tar(head);
}

/* ---- input ------------------------------------------------------------------------------------------------------ */

static la_ssize_t read_block(struct archive *a, void *context, const void **block)
{
    struct dl_container *c = context;
    size_t got = 0;
    c->status = c->input->read(c->input->context, c->block, BLOCK, &got, &c->error);
    if (c->status) {
        archive_set_error(a, -1, "%s", c->error.message);
        return -1;
    }
    c->at += got;
    *block = c->block;
    return (la_ssize_t)got;
}

static la_int64_t seek_block(struct archive *a, void *context, la_int64_t offset, int whence)
{
    struct dl_container *c = context;
    uint64_t base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? c->at : c->input->size;
    if ((offset < 0 && (uint64_t)-offset > base) || base + (uint64_t)offset > c->input->size) {
        archive_set_error(a, -1, "it points outside itself");
        return ARCHIVE_FATAL;
    }
    c->status = c->input->seek(c->input->context, base + (uint64_t)offset, &c->error);
    if (c->status)
        return ARCHIVE_FATAL;
    c->at = base + (uint64_t)offset;
    return (la_int64_t)c->at;
}

static la_int64_t skip_block(struct archive *a, void *context, la_int64_t n)
{
    struct dl_container *c = context;
    uint64_t left = c->input->size - c->at;
    if (n <= 0 || (uint64_t)n > left)
        return 0;
    return seek_block(a, c, n, SEEK_CUR) < 0 ? 0 : n;
}

/* What libarchive says of a failure, unless the input has failed. */
static enum dl_status failure(struct dl_container *c, const char *what, struct dl_error *err)
{
    if (c->status) {
        if (err)
            *err = c->error;
        return c->status;
    }
    if (archive_errno(c->archive) == ENOMEM)
        return dl_fail_memory(err);
    const char *why = archive_error_string(c->archive);
    return dl_fail(err, DL_BAD_INPUT, "%s: %s", what, why ? why : "invalid data");
}

static bool support_formats(struct archive *a)
{
    /* Not all that libarchive knows: its raw, mtree and WARC formats take texts for archives. */
    int worst = archive_read_support_format_tar(a);
    worst |= archive_read_support_format_zip(a);
    archive_read_support_format_7zip(a); /* these may lack a library: a warning */
    archive_read_support_format_rar(a);
    archive_read_support_format_rar5(a);
    archive_read_support_format_cab(a);
    archive_read_support_format_lha(a);
    archive_read_support_format_cpio(a);
    archive_read_support_format_iso9660(a);
    archive_read_support_format_xar(a);
    return worst == ARCHIVE_OK;
}

enum dl_status dl_container_open(const struct dl_container_input *input, struct dl_container **out,
                                 struct dl_error *err)
{
    struct dl_container *c = calloc(1, sizeof *c);
    if (!c || !(c->archive = archive_read_new())) {
        free(c);
        return dl_fail_memory(err);
    }
    c->input = input;
    int result = support_formats(c->archive) ? ARCHIVE_OK : ARCHIVE_FATAL;
    archive_read_set_option(c->archive, NULL, "hdrcharset", "UTF-8");
    if (input->seek) {
        archive_read_set_seek_callback(c->archive, seek_block);
        archive_read_set_skip_callback(c->archive, skip_block);
    }
    archive_read_set_read_callback(c->archive, read_block);
    archive_read_set_callback_data(c->archive, c);
    if (result == ARCHIVE_OK)
        result = archive_read_open1(c->archive);
    if (result < ARCHIVE_WARN) {
        enum dl_status status = failure(c, "damaged archive", err);
        dl_container_close(c);
        return status;
    }
    *out = c;
    return DL_OK;
}

void dl_container_close(struct dl_container *c)
{
    if (!c)
        return;
    archive_read_free(c->archive);
    dl_buf_free(&c->name);
    free(c);
}

/* ---- members ---------------------------------------------------------------------------------------------------- */

/* The parts of a path that lead downwards. */
static void clean_name(const char *path, struct dl_buf *out)
{
    dl_buf_clear(out);
    for (const char *p = path; *p;) {
        size_t n = strcspn(p, "/\\");
        bool dots = (n == 1 && *p == '.') || (n == 2 && p[0] == '.' && p[1] == '.');
        if (n > 0 && !dots) {
            if (out->len)
                dl_buf_byte(out, '/');
            dl_buf_append(out, p, n);
        }
        p += n + (p[n] != '\0');
    }
}

static bool is_file(struct archive_entry *e)
{
    return archive_entry_filetype(e) == AE_IFREG && !archive_entry_hardlink(e);
}

enum dl_status dl_container_next(struct dl_container *c, struct dl_member *m, struct dl_error *err)
{
    struct archive_entry *e;
    for (;;) {
        int result = archive_read_next_header(c->archive, &e);
        if (result == ARCHIVE_EOF)
            return DL_END;
        if (result == ARCHIVE_RETRY)
            continue;
        if (result < ARCHIVE_WARN)
            return failure(c, "damaged archive", err);
        const char *path = archive_entry_pathname(e);
        if (!path)
            path = archive_entry_pathname_utf8(e);
        clean_name(path ? path : "", &c->name);
        if (c->name.failed)
            return dl_fail_memory(err);
        if (is_file(e) && c->name.len)
            break;
    }
    dl_buf_cstr(&c->name);
    m->name = dl_buf_view(&c->name);
    m->encrypted = archive_entry_is_data_encrypted(e) > 0;
    int64_t seconds = archive_entry_mtime_is_set(e) ? archive_entry_mtime(e) : 0;
    bool fits = seconds > -9000000000 && seconds < 9000000000;
    m->mtime_ns = fits ? seconds * 1000000000 + archive_entry_mtime_nsec(e) : 0;
    return dl_buf_status(&c->name, err);
}

enum dl_status dl_container_read(struct dl_container *c, char *to, size_t cap, size_t *got, struct dl_error *err)
{
    *got = 0;
    la_ssize_t n;
    do
        n = archive_read_data(c->archive, to, cap);
    while (n == ARCHIVE_RETRY);
    if (n < 0)
        return failure(c, "damaged in its archive", err);
    *got = (size_t)n;
    return DL_OK;
}
