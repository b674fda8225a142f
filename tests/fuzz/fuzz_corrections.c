/* fuzz_corrections.c - the file of corrections, and the table of those that were applied, which an index keeps.
 *
 * The first byte chooses which.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "indexer/corrections.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool condition)
{
    if (!condition)
        abort();
}

static void read_corrections(struct dl_str text)
{
    static int fd = -1;
    static char path[40];
    struct dl_corrections c = { 0 };
    struct dl_error err = { 0 };
    if (fd < 0) {
        fd = memfd_create("corrections", MFD_CLOEXEC);
        must(fd >= 0);
        snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    }
    must(ftruncate(fd, 0) == 0 && pwrite(fd, text.ptr, text.len, 0) == (ssize_t)text.len);
    enum dl_status status = dl_corrections_read(&c, path, &err);
    must(!status || (err.status == status && err.message[0]));
    for (size_t i = 0; i < c.count && !status; i++) {
        struct dl_article a = { .id = c.v[i].key, .path = c.v[i].key, .url = c.v[i].key };
        struct dl_buf tags = { 0 }, explained = { 0 };
        bool hidden;
        must(dl_corrections_find(&c, c.v[i].by, c.v[i].key) == &c.v[i]);
        must(dl_corrections_apply(&c, &a, 1, &tags, &hidden, &err) == DL_OK);
        dl_corrections_explain(&c, &a, &explained);
        dl_buf_free(&tags);
        dl_buf_free(&explained);
    }
    dl_corrections_free(&c);
}

static void decode_applied(struct dl_str blob)
{
    struct dl_corrections c = { 0 };
    struct dl_error err = { 0 };
    if (dl_corrections_decode(&c, blob, &err) == DL_OK)
        for (size_t i = 0; i < c.applied_count; i++)
            must(dl_corrections_applied(&c, c.applied[i].hash) != NULL);
    dl_corrections_free(&c);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    struct dl_str rest = { (const char *)data + 1, size - 1 };
    if (data[0] % 2)
        decode_applied(rest);
    else
        read_corrections(rest);
    return 0;
}
