/* fuzz_stream.c - any bytes as a (gzip) file, and any bytes as a stored table of sources.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "indexer/state.h"
#include "lib/reader/stream.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_stream(const uint8_t *data, size_t size)
{
    static struct dl_stream *s;
    char piece[4096], path[64];
    struct dl_error err;
    struct stat st;
    size_t got = 1, total = 0;
    int fd = memfd_create("fuzz", 0);
    if (fd < 0 || write(fd, data, size) != (ssize_t)size || (!s && dl_stream_new(&s, &err) != DL_OK))
        abort();
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    if (dl_stream_open(s, path, &st, &err) != DL_OK)
        abort();
    while (dl_stream_read(s, piece, sizeof piece, &got, &err) == DL_OK && got > 0 && total < 1 << 24)
        total += got;
    if (dl_stream_position(s) > size)
        abort();
    dl_stream_close(s);
    close(fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct dl_state state = { 0 };
    struct dl_error err;
    read_stream(data, size);
    (void)dl_state_decode(&state, (struct dl_str){ (const char *)data, size }, &err);
    dl_state_free(&state);
    return 0;
}
