/* fuzz_place.c - random bytes through the gazetteer's scan, the names of countries and the choice of an article's.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdio.h>
#include <stdlib.h>

#include "lib/metadata/evidence.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define CHECK(what)                                                                                                    \
    do {                                                                                                               \
        if (!(what)) {                                                                                                 \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #what);                                                 \
            abort();                                                                                                   \
        }                                                                                                              \
    } while (0)

static void check_scan(struct dl_str text)
{
    struct dl_place_hits hits = { 0 };
    CHECK(dl_place_scan(text, 1000, &hits, NULL) == DL_OK);
    for (size_t i = 0; i < hits.count; i++) {
        CHECK(hits.v[i].start < hits.v[i].end && hits.v[i].end <= text.len);
        CHECK(i == 0 || hits.v[i].start >= hits.v[i - 1].end);
    }
    dl_place_hits_free(&hits);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct dl_evidence finder;
    struct dl_error err;
    struct dl_buf why = { 0 };
    dl_code code;
    if (!finder.parser)
        CHECK(dl_evidence_init(&finder, NULL, &err) == DL_OK);
    struct dl_str all = { (const char *)data, size };
    check_scan(all);
    if (dl_country_parse(all, &code, &err) == DL_OK)
        CHECK(dl_country_name(code)[0]);
    size_t title = size / 4, place = size / 3;
    struct dl_article a = { .title = { all.ptr, title },
                            .body = { all.ptr + title, size - title },
                            .url = all,
                            .date = size % 2 ? 19870301 : 0 };
    dl_evidence_begin(&finder, &a);
    finder.dateline_end = finder.story = (uint32_t)((place - title) / 2);
    CHECK(dl_find_countries(&finder, &why, &err) == DL_OK);
    CHECK(a.country_count <= DL_MAX_COUNTRIES && a.mention_count <= DL_MAX_MENTIONS);
    for (unsigned i = 1; i < a.mention_count; i++)
        CHECK(strcmp(a.mentions[i - 1].text, a.mentions[i].text) < 0);
    dl_buf_free(&why);
    return 0;
}
