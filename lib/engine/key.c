/* key.c - keys: how sources, languages and ids are made comparable and short.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdlib.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#include "dateline/hash.h"
#include "lib/engine/engine_private.h"

#define KEY_INPUT_MAX ((size_t)4096) /* more of a source's name than this is not looked at */
#define HASH_MARK 33                 /* '#' and 32 hex digits */

void dl_key_bound(struct dl_buf *key, size_t max)
{
    if (key->failed || key->len <= max || max <= HASH_MARK)
        return;
    struct dl_hash128 h = dl_hash128(key->data, key->len);
    size_t keep = max - HASH_MARK;
    while (keep > 0 && ((unsigned char)key->data[keep] & 0xc0) == 0x80)
        keep--;
    key->len = keep;
    dl_buf_printf(key, "#%016llx%016llx", (unsigned long long)h.high, (unsigned long long)h.low);
}

void dl_language_primary(struct dl_str language, char out[9])
{
    size_t n = 0;
    for (; n < language.len && language.ptr[n] != '-' && language.ptr[n] != '_'; n++) {
        char c = language.ptr[n];
        if (c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        if (n == 8 || c < 'a' || c > 'z') {
            n = 0;
            break;
        }
        out[n] = c;
    }
    out[n] = '\0';
}

/* Blanks and control bytes become single spaces, none at the ends. */
static void tidy(struct dl_buf *b)
{
    size_t n = 0;
    bool gap = false;
    for (size_t i = 0; i < b->len; i++) {
        unsigned char c = (unsigned char)b->data[i];
        if (c <= 0x20 || c == 0x7f) {
            gap = n > 0;
            continue;
        }
        if (gap)
            b->data[n++] = ' ';
        gap = false;
        b->data[n++] = (char)c;
    }
    b->len = n;
}

static bool fold_ascii(struct dl_str text, struct dl_buf *out)
{
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.ptr[i] >= 0x80)
            return false;
    dl_buf_str(out, text);
    for (size_t i = 0; i < out->len; i++)
        if (out->data[i] >= 'A' && out->data[i] <= 'Z')
            out->data[i] = (char)(out->data[i] - 'A' + 'a');
    return true;
}

/* Letters of Latin, Greek and Cyrillic without their marks, in place: "tuoi tre" finds "Tuổi Trẻ".  Returns the new
 * length, which is not larger. */
static int32_t base_letters(UChar *s, int32_t n)
{
    UErrorCode e = U_ZERO_ERROR;
    const UNormalizer2 *nfc = unorm2_getNFCInstance(&e);
    int32_t out = 0;
    for (int32_t i = 0; i < n && U_SUCCESS(e); i++) {
        UChar apart[32], c = s[i];
        bool letter = c == 0x0111 || (c > 0x7f && c < 0x0530) || (c >= 0x1e00 && c < 0x2000);
        if (letter && !U16_IS_SURROGATE(c) && unorm2_getDecomposition(nfc, c, apart, 32, &e) > 0)
            while (unorm2_getDecomposition(nfc, c = apart[0], apart, 32, &e) > 0)
                ;
        if (letter && u_charType(c) == U_NON_SPACING_MARK)
            continue;
        s[out++] = c == 0x0111 ? 'd' : c;
    }
    return out;
}

/* NFKC_Casefold (the Unicode Standard, 3.13): full-width letters and ligatures compare equal to plain ones. */
static enum dl_status fold_unicode(struct dl_str text, struct dl_buf *out, struct dl_error *err)
{
    UErrorCode e = U_ZERO_ERROR;
    const UNormalizer2 *fold = unorm2_getNFKCCasefoldInstance(&e);
    int32_t cap = (int32_t)(text.len * 18 + 1), n = 0, m = 0; /* no character grows more than 18-fold */
    UChar *raw = malloc((text.len + 1) * sizeof *raw), *folded = malloc((size_t)cap * sizeof *folded);
    enum dl_status status = raw && folded ? DL_OK : dl_fail_memory(err);
    if (!status) {
        u_strFromUTF8WithSub(raw, (int32_t)text.len + 1, &n, text.ptr, (int32_t)text.len, 0xfffd, NULL, &e);
        m = unorm2_normalize(fold, raw, n, folded, cap, &e);
        m = base_letters(folded, U_FAILURE(e) ? 0 : m);
        if (U_FAILURE(e) || !dl_buf_reserve(out, (size_t)m * 3 + 1))
            status = U_FAILURE(e) ? dl_fail(err, DL_INTERNAL, "cannot fold a source: %s", u_errorName(e))
                                  : dl_fail_memory(err);
    }
    if (!status) {
        u_strToUTF8(out->data, (int32_t)(out->cap > INT32_MAX ? INT32_MAX : out->cap), &n, folded, m, &e);
        out->len = (size_t)n;
        if (U_FAILURE(e))
            status = dl_fail(err, DL_INTERNAL, "cannot fold a source: %s", u_errorName(e));
    }
    free(raw);
    free(folded);
    return status;
}

enum dl_status dl_fold_key(struct dl_str text, struct dl_buf *out, struct dl_error *err)
{
    dl_buf_clear(out);
    if (text.len > KEY_INPUT_MAX)
        text.len = KEY_INPUT_MAX;
    if (!fold_ascii(text, out)) {
        enum dl_status status = fold_unicode(text, out, err);
        if (status)
            return status;
    }
    tidy(out);
    dl_key_bound(out, DL_TERM_MAX - 8);
    return dl_buf_status(out, err);
}
