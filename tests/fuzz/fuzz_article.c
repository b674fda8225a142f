/* fuzz_article.c - decoding stored articles: arbitrary bytes are refused or decoded, and what is decoded is encoded
 * alike.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdlib.h>

#include "dateline/article.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct dl_article a;
    bool has_body;
    if (size < 7)
        return 0;
    char *copy = malloc(size);
    if (!copy)
        return 0;
    memcpy(copy, data, size);
    copy[0] = (char)0xda; /* past what a checksum keeps out */
    copy[1] = copy[6] & 2 ? 2 : 1;
    uint64_t sum = dl_hash64(copy + 6, size - 6);
    for (int i = 0; i < 4; i++)
        copy[2 + i] = (char)(sum >> (8 * i) & 0xff);
    if (dl_article_decode((struct dl_str){ copy, size }, &a, &has_body, NULL) == DL_OK) {
        struct dl_buf again = { 0 };
        struct dl_article b;
        bool has_body2;
        if (dl_article_encode(&a, has_body, &again, NULL) ||
            dl_article_decode(dl_buf_view(&again), &b, &has_body2, NULL) || !dl_str_eq(a.id, b.id) ||
            !dl_str_eq(a.path, b.path) || !dl_str_eq(a.body, b.body) || has_body != has_body2 || a.date != b.date ||
            !dl_str_eq(a.tags, b.tags) || !dl_str_eq(a.origins, b.origins))
            abort();
        dl_buf_free(&again);
    }
    free(copy);
    return 0;
}
