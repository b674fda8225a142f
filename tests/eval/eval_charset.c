/* eval_charset.c - texts in any charset on standard input, in UTF-8 on standard output: by Dateline or by ICU's
 * detector.
 *
 * Each text, in and out, follows its length in bytes as four bytes, little-endian.  tests/eval/charset.py compares.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdio.h>
#include <stdlib.h>
#include <unicode/ucnv.h>
#include <unicode/ucsdet.h>

#include "dateline/text.h"

static void by_icu(struct dl_str text, struct dl_buf *out)
{
    UErrorCode code = U_ZERO_ERROR;
    UCharsetDetector *detector = ucsdet_open(&code);
    ucsdet_setText(detector, text.ptr, (int32_t)text.len, &code);
    const UCharsetMatch *match = ucsdet_detect(detector, &code);
    const char *name = match ? ucsdet_getName(match, &code) : NULL;
    if (name && strcmp(name, "ISO-8859-1") == 0)
        name = "windows-1252"; /* as the web does */
    int32_t cap = (int32_t)text.len * 4 + 16;
    if (name && dl_buf_reserve(out, (size_t)cap))
        out->len = (size_t)ucnv_convert("UTF-8", name, out->data, cap, text.ptr, (int32_t)text.len, &code);
    if (U_FAILURE(code) || !name)
        dl_buf_clear(out);
    ucsdet_close(detector);
}

int main(int argc, char **argv)
{
    struct dl_buf in = { 0 }, out = { 0 };
    uint32_t n;
    while (fread(&n, sizeof n, 1, stdin) == 1) {
        dl_buf_clear(&in);
        dl_buf_clear(&out);
        if (!dl_buf_reserve(&in, n + 1) || fread(in.data, 1, n, stdin) != n)
            return EXIT_FAILURE;
        in.len = n;
        if (argc > 1 && strcmp(argv[1], "icu") == 0)
            by_icu(dl_buf_view(&in), &out);
        else if (dl_utf8_clean(dl_buf_view(&in), DL_STR(""), &out, NULL, NULL) != DL_OK)
            return EXIT_FAILURE;
        uint32_t size = (uint32_t)out.len;
        fwrite(&size, sizeof size, 1, stdout);
        fwrite(out.data, 1, size, stdout);
    }
    dl_buf_free(&in);
    dl_buf_free(&out);
    return EXIT_SUCCESS;
}
