/* fuzz_container.c - any bytes as an archive, with and without seeking, and as a stored HTTP response.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdlib.h>

#include "lib/reader/container.h"
#include "lib/reader/http.h"
#include "lib/reader/refuse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct memory {
    const char *data;
    size_t size, at;
};

static enum dl_status read_memory(void *context, char *to, size_t cap, size_t *got, struct dl_error *err)
{
    struct memory *m = context;
    (void)err;
    *got = m->size - m->at < cap ? m->size - m->at : cap;
    if (*got)
        memcpy(to, m->data + m->at, *got);
    m->at += *got;
    return DL_OK;
}

static enum dl_status seek_memory(void *context, uint64_t offset, struct dl_error *err)
{
    struct memory *m = context;
    (void)err;
    if (offset > m->size)
        abort();
    m->at = (size_t)offset;
    return DL_OK;
}

static void check_name(struct dl_str name)
{
    if (name.len == 0 || name.ptr[0] == '/')
        abort();
    for (size_t i = 0; i + 1 < name.len; i++)
        if ((i == 0 || name.ptr[i - 1] == '/') && name.ptr[i] == '.' && name.ptr[i + 1] == '.' &&
            (i + 2 == name.len || name.ptr[i + 2] == '/'))
            abort();
}

static void read_archive(const uint8_t *data, size_t size, bool seek)
{
    struct memory memory = { (const char *)data, size, 0 };
    struct dl_container_input input = { .context = &memory, .read = read_memory, .size = size };
    struct dl_container *c = NULL;
    struct dl_member m;
    struct dl_error err;
    char piece[4096];
    size_t total = 0, members = 0;
    input.seek = seek ? seek_memory : NULL;
    if (dl_container_open(&input, &c, &err) != DL_OK)
        return;
    while (members++ < 1000 && total < 1 << 22 && dl_container_next(c, &m, &err) == DL_OK) {
        size_t got = 1;
        check_name(m.name);
        while (total < 1 << 22 && got && dl_container_read(c, piece, sizeof piece, &got, &err) == DL_OK)
            total += got;
    }
    dl_container_close(c);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct dl_str all = { (const char *)data, size }, body;
    struct dl_buf out = { 0 };
    struct dl_http h;
    struct dl_error err;
    if (dl_container_detect(all)) {
        read_archive(data, size, false);
        read_archive(data, size, true);
    }
    dl_http_read(all, &h);
    if (dl_http_body(&h, 1 << 20, &out, &body, &err) == DL_OK && body.len > (1 << 20) + size)
        abort();
    (void)dl_kind_of(all, all);
    dl_buf_free(&out);
    return 0;
}
