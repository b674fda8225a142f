/* variants.c - other ways to write a text in Han characters or Kana.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "searcher/variants.h"

#include <unicode/uscript.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>

#include "dateline/unicode.h"

#define MOST 128 /* UTF-16 units; a longer text has no variants */
#define LONG_VOWEL 0x30FC

static bool is_script(UChar32 c, UScriptCode script)
{
    UErrorCode e = U_ZERO_ERROR;
    return uscript_getScript(c, &e) == script;
}

static bool convert(const UChar *id, UChar *text, int32_t *n)
{
    UErrorCode e = U_ZERO_ERROR;
    UTransliterator *t = utrans_openU(id, -1, UTRANS_FORWARD, NULL, 0, NULL, &e);
    int32_t limit = *n;
    if (U_SUCCESS(e))
        utrans_transUChars(t, text, n, MOST, 0, &limit, &e);
    if (t)
        utrans_close(t);
    return U_SUCCESS(e);
}

static void add(struct dl_str text, const UChar *s, int32_t n, struct dl_arena *arena, struct dl_str *out,
                size_t *count)
{
    char bytes[3 * MOST];
    int32_t len = 0;
    UErrorCode e = U_ZERO_ERROR;
    u_strToUTF8(bytes, sizeof bytes, &len, s, n, &e);
    struct dl_str v = { bytes, (size_t)len };
    bool known = U_FAILURE(e) || dl_str_eq(v, text) || *count == DL_MAX_VARIANTS;
    for (size_t i = 0; i < *count && !known; i++)
        known = dl_str_eq(out[i], v);
    if (!known && dl_arena_dup(arena, v, &out[*count]))
        ++*count;
}

static void add_characters(struct dl_str text, const UChar *s, int32_t n, struct dl_arena *arena, struct dl_str *out,
                           size_t *count)
{
    UChar v[MOST];
    u_memcpy(v, s, n);
    if (!convert(u"Hant-Hans", v, &n))
        return;
    add(text, v, n, arena, out, count);
    if (!convert(u"Hans-Hant", v, &n))
        return;
    for (int32_t i = 0; i < n; i++)
        v[i] = v[i] == 0x53F0 ? 0x81FA : v[i];
    add(text, v, n, arena, out, count);
    for (int32_t i = 0; i < n; i++)
        v[i] = v[i] == 0x81FA ? 0x53F0 : v[i];
    add(text, v, n, arena, out, count);
}

size_t dl_variants(struct dl_str text, struct dl_arena *arena, struct dl_str out[DL_MAX_VARIANTS])
{
    UChar s[MOST];
    int32_t n = 0;
    size_t count = 0;
    bool han = false, kana = true;
    UErrorCode e = U_ZERO_ERROR;
    for (size_t at = 0; at < text.len;) {
        UChar32 c = (UChar32)dl_utf8_next(text, &at);
        han |= c > 0x2E00 && is_script(c, USCRIPT_HAN);
        kana &= c == LONG_VOWEL || (c > 0x2E00 && is_script(c, USCRIPT_KATAKANA));
    }
    if (text.len == 0 || (!han && !kana))
        return 0;
    u_strFromUTF8(s, MOST - 1, &n, text.ptr, (int32_t)(text.len < 4 * MOST ? text.len : 4 * MOST), &e);
    if (U_FAILURE(e))
        return 0;
    if (han)
        add_characters(text, s, n, arena, out, &count);
    if (kana && n > 2 && s[n - 1] == LONG_VOWEL)
        add(text, s, n - 1, arena, out, &count);
    else if (kana && n > 2) {
        s[n] = LONG_VOWEL;
        add(text, s, n + 1, arena, out, &count);
    }
    return count;
}
