/* fuzz_chunk.c - hostile chunks and packed arrays: refused or read, never followed; and what is written is read back.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdlib.h>

#include "dateline/segment.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* DATA as a chunk of N values, with nothing but slack behind it. */
static void decode(const uint8_t *data, size_t size, unsigned n)
{
    uint32_t v[DL_BLOCK];
    unsigned char *p = malloc(size + DL_SLACK);
    if (!p)
        return;
    memcpy(p, data, size);
    memset(p + size, 0xff, DL_SLACK);
    const unsigned char *end = dl_chunk_decode(p, p + size, n, v);
    if (end && (end > p + size || end != dl_chunk_skip(p, p + size, n)))
        abort();
    end = dl_chunk_decode_docs(p, p + size, n, 1000, 100000, v);
    for (unsigned i = 0; end && i < n; i++)
        if (v[i] >= 100000 || v[i] <= (i ? v[i - 1] : 1000))
            abort();
    struct dl_packed a;
    uint32_t sum = 0;
    if (dl_packed_open(p, size, n, &a))
        for (unsigned i = 0; i < n; i++)
            sum += dl_packed_get(&a, i);
    if (sum == 0x12345678) /* so that the reads are not dropped */
        free(malloc(1));
    free(p);
}

static void round_trip(const uint8_t *data, unsigned n)
{
    uint32_t v[DL_BLOCK], back[DL_BLOCK];
    unsigned char out[DL_CHUNK_MAX + DL_SLACK];
    memcpy(v, data, n * sizeof *v);
    for (int small = 0; small < 2; small++) {
        size_t size = small ? dl_chunk_encode_small(v, n, out) : dl_chunk_encode(v, n, out);
        if (size > DL_CHUNK_MAX || dl_chunk_decode(out, out + size, n, back) != out + size ||
            memcmp(v, back, n * sizeof *v) != 0)
            abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1)
        return 0;
    unsigned n = data[0] % DL_BLOCK + 1;
    decode(data + 1, size - 1, n);
    if ((size - 1) / 4 >= n)
        round_trip(data + 1, n);
    return 0;
}
