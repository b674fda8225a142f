/* fuzz_html.c - pages of any bytes: no crash, bounded memory, valid strings.
 *
 * The input is a page; its last byte chooses how it is read.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdlib.h>

#include "dateline/text.h"
#include "lib/reader/html.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(struct dl_str s)
{
    if (s.len && !dl_utf8_valid(s))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct dl_parse parse;
    struct dl_buf out = { 0 };
    struct dl_article a = { 0 };
    if (size == 0)
        return 0;
    unsigned how = data[--size];
    char *copy = malloc(size + 1);
    if (!copy)
        return 0;
    memcpy(copy, data, size);
    struct dl_str page = { copy, size };
    (void)dl_html_is_markup(page);
    if (how % 4 == 0) {
        if (dl_utf8_valid(page) && dl_html_text(&parse, page, &out, NULL) == DL_OK)
            check(dl_buf_view(&out));
    } else {
        struct dl_str charset = how % 4 == 1 ? DL_STR("") : how % 4 == 2 ? DL_STR("shift_jis") : DL_STR("utf-16le");
        struct dl_str url = how & 4 ? DL_STR("https://example.org/2024/10/22/a.html") : DL_STR("");
        if (dl_html_article(page, charset, url, &parse, &a, NULL) == DL_OK &&
            dl_article_clean(&a, &parse, NULL) == DL_OK) {
            check(a.title);
            check(a.body);
            check(a.captions);
            check(a.origins);
            check(a.author);
            check(a.tags);
        }
    }
    dl_buf_free(&out);
    if (how % 16 == 15)
        dl_parse_free(&parse);
    free(copy);
    return 0;
}
