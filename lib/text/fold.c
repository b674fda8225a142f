/* fold.c - a word as it stands in a text -> the word as it is indexed, before stemming.
 *
 * As written: NFKC_Casefold (The Unicode Standard, 3.13, D147 with NFKC: full case folding, compatibility forms such as
 * full-width letters and ligatures to plain ones, ignorable characters out), kinds of apostrophe and of decimal digits
 * to one, optional vowel marks of Arabic and Hebrew out.  To base letters: what remains of Latin, Greek, Cyrillic and
 * Arabic letters without their nonspacing marks.  Marks that carry the letter (Thai, Lao, Khmer, Indic vowels, Kana)
 * stay.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "fold.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utf16.h>

#include "dateline/unicode.h"

#define RAW_MAX (3 * DL_TERM_MAX) /* bytes of a word that are looked at */
#define UNITS 4096                /* UTF-16 units: enough for any but a hostile word */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static enum dl_status icu_failed(UErrorCode code, struct dl_error *err)
{
    if (code == U_MEMORY_ALLOCATION_ERROR)
        return dl_fail_memory(err);
    return dl_fail(err, DL_INTERNAL, "ICU's normalizer: %s", u_errorName(code));
}

/* ---- what every word gets, on UTF-8 ----------------------------------------------------------------------------- */

/* Is it single letters with full stops between ("u.s.a")? */
static bool is_acronym(const char *s, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        unsigned n;
        uint32_t c = dl_utf8_decode(s + i, s + len, &n, NULL);
        i += n;
        if (c == '.' || c == '\'' || (c >= '0' && c <= '9') || (i < len && s[i] != '.'))
            return false;
    }
    return true;
}

static void leave_out(char *s, size_t *len, char unwanted)
{
    size_t out = 0;
    for (size_t i = 0; i < *len; i++)
        if (s[i] != unwanted)
            s[out++] = s[i];
    *len = out;
    s[out] = '\0';
}

/* "1,000,000" -> "1000000", as people search for it; "1,5" or "2019,2020" stay. */
static void join_thousands(char *s, size_t *len)
{
    size_t first = strcspn(s, ",");
    if (first == 0 || first > 3)
        return;
    for (size_t i = 0; i < *len; i++) {
        bool comma = i >= first && (i - first) % 4 == 0;
        if (s[i] == '.' && comma && i > first)
            break; /* decimals may follow */
        if (comma ? s[i] != ',' : !is_digit(s[i]))
            return;
    }
    if ((strcspn(s, ".") - first) % 4 == 0)
        leave_out(s, len, ',');
}

static void set_part(struct dl_folded *out, const char *s, size_t len, char left_out)
{
    out->part_len = 0;
    for (size_t i = 0; i < len && out->part_len < DL_WORD_MAX; i++)
        if (s[i] != left_out)
            out->part[out->part_len++] = s[i];
}

/* "1990s" and "1990's" are alike, and found by 1990, too. */
static void fold_plural_figure(char *s, size_t *len, struct dl_folded *out)
{
    size_t digits = strspn(s, "0123456789");
    if (digits == 0 || digits == *len || (strcmp(s + digits, "s") != 0 && strcmp(s + digits, "'s") != 0))
        return;
    set_part(out, s, digits, 0);
    s[digits] = 's';
    *len = digits + 1;
    s[*len] = '\0';
    out->fixed = true;
}

/* "O'Brien" and "Xi'an" are written without the apostrophe, too; "it's" and "don't" are not. */
static void join_name(const char *s, size_t len, struct dl_folded *out)
{
    static const char *const endings[] = { "s", "t", "re", "ve", "ll", "d", "m" };
    const char *at = memchr(s, '\'', len), *tail = at ? at + 1 : NULL;
    if (!at || at == s || !*tail || strchr(tail, '\''))
        return;
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (strcmp(tail, endings[i]) == 0)
            return;
    set_part(out, s, len, '\'');
}

/* Groups of three digits with full stops between: thousands to most of the world, a decimal to some. */
static bool dotted_thousands(const char *s)
{
    size_t n = strspn(s, "0123456789");
    if (n == 0 || n > 3 || !s[n])
        return false;
    for (s += n; *s; s += 4)
        if (*s != '.' || strspn(s + 1, "0123456789") < 3 || is_digit(s[4]))
            return false;
    return true;
}

/* Three and more groups of three digits may be a list: "101,102,103". */
static bool may_be_list(const char *s, size_t len)
{
    if (len < 11 || len % 4 != 3)
        return false;
    for (size_t i = 0; i < len; i++)
        if (i % 4 == 3 ? s[i] != ',' : !is_digit(s[i]))
            return false;
    return true;
}

/* S has a NUL behind it. */
static void tidy(char *s, size_t *len, struct dl_folded *out)
{
    bool *split = &out->split;
    size_t start = 0, end = *len;
    while (start < end && s[start] == '_')
        start++;
    while (end > start && s[end - 1] == '_')
        end--;
    memmove(s, s + start, end - start);
    *len = end - start;
    s[*len] = '\0';
    out->whole = *split = memchr(s, '_', *len) != NULL;
    if (*split)
        return;
    if (strchr(s, ',')) {
        out->whole = *split = may_be_list(s, *len);
        join_thousands(s, len);
    }
    fold_plural_figure(s, len, out);
    join_name(s, *len, out);
    if (!strchr(s, '.'))
        return;
    if (is_acronym(s, *len)) {
        if (*len <= 4 && memchr(s, '.', *len) == memrchr(s, '.', *len))
            set_part(out, s, *len, '.'); /* U.S. is no "us", but found by it */
        out->fixed = out->part_len > 0;
        if (!out->part_len)
            leave_out(s, len, '.');
        return;
    }
    if (dotted_thousands(s))
        set_part(out, s, *len, '.');
    for (const char *dot = s; (dot = strchr(dot, '.')); dot++)
        if (dot > s && !(is_digit(dot[-1]) && is_digit(dot[1])))
            *split = true;
}

static void fold_ascii(struct dl_str raw, struct dl_folded *out)
{
    char s[RAW_MAX + 1];
    size_t len = raw.len;
    for (size_t i = 0; i < len; i++)
        s[i] = (char)(raw.ptr[i] >= 'A' && raw.ptr[i] <= 'Z' ? raw.ptr[i] | 0x20 : raw.ptr[i]);
    s[len] = '\0';
    tidy(s, &len, out);
    out->exact_len = len < DL_WORD_MAX ? len : DL_WORD_MAX;
    memcpy(out->exact, s, out->exact_len);
}

/* ---- as written ------------------------------------------------------------------------------------------------- */

/* One of the many characters that people and programs write for an apostrophe. */
static bool is_apostrophe(UChar c)
{
    return c == 0x2018 || c == 0x2019 || c == 0x201b || c == 0x02b9 || c == 0x02bb || c == 0x02bc || c == 0x02bd ||
           c == 0x05f3;
}

/* Optional vowel marks and stretching that carry no letter of their own. */
static bool is_optional_mark(UChar c)
{
    if (c < 0x0590 || c > 0x08ff)
        return false;
    if (c <= 0x05c7) /* Hebrew accents and points, without maqaf, paseq, sof pasuq and nun hafukha */
        return c >= 0x0591 && c != 0x05be && c != 0x05c0 && c != 0x05c3 && c != 0x05c6;
    return (c >= 0x0610 && c <= 0x061a) || c == 0x0640 || (c >= 0x064b && c <= 0x0652) ||
           (c >= 0x0656 && c <= 0x065f) || c == 0x0670 || (c >= 0x06d6 && c <= 0x06dc) ||
           (c >= 0x06df && c <= 0x06e8) || (c >= 0x06ea && c <= 0x06ed) || (c >= 0x08d4 && c <= 0x08fe);
}

/* Thai and Lao: a tone mark typed after the nikhahit of a split sara am is moved before it, where that of a whole sara
 * am comes to stand; two e make an ae. */
static int32_t order_thai(UChar *s, int32_t n)
{
    int32_t out = 0;
    for (int32_t i = 0; i < n; i++) {
        if (s[i] == 0x0e40 && out > 0 && s[out - 1] == 0x0e40)
            s[out - 1] = 0x0e41;
        else
            s[out++] = s[i];
    }
    n = out;
    for (int32_t i = 0; i + 1 < n; i++) {
        UChar a = s[i], b = s[i + 1];
        if ((a == 0x0e4d && b >= 0x0e48 && b <= 0x0e4b) || (a == 0x0ecd && b >= 0x0ec8 && b <= 0x0ecb)) {
            s[i] = b;
            s[i + 1] = a;
        }
    }
    return n;
}

/* Both placements of the tone mark are in use in open syllables in oa, oe, uy: "hoà", on the main vowel, becomes the
 * older "hòa".  After q the u belongs to the consonant ("quý"). */
static void order_vietnamese(UChar *s, int32_t n)
{
    static const struct {
        UChar vowel[4]; /* first vowel, second vowel, the two with the tone moved */
    } pairs[] = {
        { { 'o', 0x00e0, 0x00f2, 'a' } }, { { 'o', 0x00e1, 0x00f3, 'a' } }, { { 'o', 0x1ea3, 0x1ecf, 'a' } },
        { { 'o', 0x00e3, 0x00f5, 'a' } }, { { 'o', 0x1ea1, 0x1ecd, 'a' } }, { { 'o', 0x00e8, 0x00f2, 'e' } },
        { { 'o', 0x00e9, 0x00f3, 'e' } }, { { 'o', 0x1ebb, 0x1ecf, 'e' } }, { { 'o', 0x1ebd, 0x00f5, 'e' } },
        { { 'o', 0x1eb9, 0x1ecd, 'e' } }, { { 'u', 0x1ef3, 0x00f9, 'y' } }, { { 'u', 0x00fd, 0x00fa, 'y' } },
        { { 'u', 0x1ef7, 0x1ee7, 'y' } }, { { 'u', 0x1ef9, 0x0169, 'y' } }, { { 'u', 0x1ef5, 0x1ee5, 'y' } },
    };
    if (n < 2 || s[n - 1] < 0x80 || (n > 2 && s[n - 3] == 'q'))
        return;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        const UChar *v = pairs[i].vowel;
        if (s[n - 2] == v[0] && s[n - 1] == v[1]) {
            s[n - 2] = v[2];
            s[n - 1] = v[3];
            return;
        }
    }
}

/* A closed set of syllables is written with i by some and with y by others ("bác sĩ", "bác sỹ"): i stands for both.
 * Those without a tone are ASCII, where other languages tell i and y apart. */
static bool merge_vietnamese_y(UChar *s, int32_t n)
{
    static const UChar y[] = { 0x00fd, 0x1ef3, 0x1ef7, 0x1ef9, 0x1ef5, 0 },
                       i[] = { 0x00ed, 0x00ec, 0x1ec9, 0x0129, 0x1ecb };
    bool onset = (n == 2 && s[0] < 0x80 && strchr("hklmstv", s[0])) || (n == 3 && s[0] == 'q' && s[1] == 'u');
    const UChar *at = onset ? u_strchr(y, s[n - 1]) : NULL;
    if (at && *at)
        s[n - 1] = i[at - y];
    return at && *at;
}

/* A lone vowel sign or repetition mark is no word. */
static bool has_letter(const UChar *s, int32_t n)
{
    for (int32_t i = 0; i < n;) {
        UChar32 c;
        U16_NEXT(s, i, n, c);
        if (U_GET_GC_MASK(c) & (U_GC_L_MASK | U_GC_N_MASK))
            return true;
    }
    return false;
}

/* In place; returns the new length. */
static int32_t clean_units(UChar *s, int32_t n)
{
    int32_t out = 0;
    for (int32_t i = 0; i < n; i++) {
        UChar c = s[i];
        if (is_apostrophe(c))
            c = '\'';
        else if (c == 0x05f4)
            c = '"';
        else if (c >= 0x0660 && u_charType(c) == U_DECIMAL_DIGIT_NUMBER)
            c = (UChar)('0' + u_charDigitValue(c));
        else if (is_optional_mark(c) || c <= ' ' || (c >= 0x7f && c <= 0xa0) || u_isUWhiteSpace(c))
            continue;
        s[out++] = c;
    }
    if (!has_letter(s, out))
        return 0;
    out = order_thai(s, out);
    order_vietnamese(s, out);
    return out;
}

/* NFKC_Casefold of RAW into UNITS of S; a word that grows past that is cut and tried again. */
static enum dl_status case_fold(struct dl_str raw, UChar *s, int32_t *len, struct dl_error *err)
{
    UErrorCode code = U_ZERO_ERROR;
    const UNormalizer2 *folding = unorm2_getNFKCCasefoldInstance(&code);
    UChar units[RAW_MAX];
    int32_t n = 0;
    u_strFromUTF8WithSub(units, RAW_MAX, &n, raw.ptr, (int32_t)raw.len, DL_REPLACEMENT, NULL, &code);
    for (;;) {
        if (U_FAILURE(code))
            return icu_failed(code, err);
        *len = unorm2_normalize(folding, units, n, s, UNITS, &code);
        if (code != U_BUFFER_OVERFLOW_ERROR)
            break;
        code = U_ZERO_ERROR;
        n /= 2;
        if (n > 0 && U16_IS_LEAD(units[n - 1]))
            n--;
    }
    return U_FAILURE(code) ? icu_failed(code, err) : DL_OK;
}

/* ---- base letters ----------------------------------------------------------------------------------------------- */

/* Letters whose base is not found by decomposition. */
static const char *base_of(UChar c)
{
    switch (c) {
    case 0x0111:
    case 0x00f0:
    case 0x0256:
        return "d"; /* Vietnamese d with stroke, eth (often typed for it) */
    case 0x00f8:
        return "o";
    case 0x0142:
        return "l";
    case 0x0127:
        return "h";
    case 0x0167:
        return "t";
    case 0x0131:
        return "i";
    case 0x00e6:
        return "ae";
    case 0x0153:
        return "oe";
    case 0x00fe:
        return "th";
    case 0x014b:
        return "ng";
    case 0x0138:
        return "k";
    default:
        return NULL;
    }
}

/* Arabic letters that are written for one another. */
static UChar arabic_base(UChar c)
{
    switch (c) {
    case 0x0671:
        return 0x0627; /* alef wasla */
    case 0x0649:
    case 0x06cc:
        return 0x064a; /* alef maksura, Farsi yeh */
    case 0x06a9:
        return 0x0643; /* keheh */
    case 0x0629:
    case 0x06c1:
    case 0x06be:
    case 0x06d5:
        return 0x0647; /* teh marbuta, the kinds of heh */
    default:
        return c;
    }
}

/* Does MARK after BASE only colour the letter, so that readers without that key leave it out? */
static bool drops(UChar base, UChar mark)
{
    if (base < 0x0250 || (base >= 0x1e00 && base <= 0x1fff) || (base >= 0x2c60 && base <= 0x2c7f) ||
        (base >= 0x0370 && base <= 0x03ff))
        return true;                      /* Latin, Greek */
    if (base >= 0x0400 && base <= 0x052f) /* Cyrillic: short i and yi are letters; io is written ie; stress goes */
        return mark == 0x0300 || mark == 0x0301 || mark == 0x0304 || (mark == 0x0308 && base == 0x0435);
    return base >= 0x0600 && base <= 0x06ff && mark >= 0x0653 && mark <= 0x0655; /* hamza and madda on alef, waw, yeh */
}

static int32_t strip(const UChar *s, int32_t n, UChar *out)
{
    int32_t len = 0;
    UChar base = 0;
    for (int32_t i = 0; i < n; i++) {
        UChar c = s[i];
        if (c >= 0x0300 && !U16_IS_SURROGATE(c) && u_charType(c) == U_NON_SPACING_MARK) {
            if (base == 0 || !drops(base, c))
                out[len++] = c;
            continue;
        }
        base = c;
        const char *plain = base_of(c);
        if (plain)
            while (*plain)
                out[len++] = (UChar)*plain++;
        else
            out[len++] = arabic_base(c);
    }
    return len;
}

/* Appends S (UTF-16) as UTF-8 to a buffer of DL_WORD_MAX bytes, cut between characters. */
static size_t to_utf8(const UChar *s, int32_t n, char *out)
{
    size_t len = 0;
    for (int32_t i = 0; i < n;) {
        UChar32 c;
        U16_NEXT(s, i, n, c);
        if (U_IS_SURROGATE(c))
            c = DL_REPLACEMENT;
        char bytes[4];
        int32_t at = 0;
        U8_APPEND_UNSAFE(bytes, at, c);
        if (len + (size_t)at > DL_WORD_MAX)
            break;
        memcpy(out + len, bytes, (size_t)at);
        len += (size_t)at;
    }
    return len;
}

static enum dl_status fold_base(struct dl_folded *out, struct dl_error *err)
{
    UErrorCode code = U_ZERO_ERROR;
    const UNormalizer2 *nfd = unorm2_getNFDInstance(&code), *nfc = unorm2_getNFCInstance(&code);
    UChar s[DL_WORD_MAX], apart[4 * DL_WORD_MAX], stripped[8 * DL_WORD_MAX], whole[8 * DL_WORD_MAX];
    int32_t n = 0;
    u_strFromUTF8(s, DL_WORD_MAX, &n, out->exact, (int32_t)out->exact_len, &code);
    n = unorm2_normalize(nfd, s, n, apart, 4 * DL_WORD_MAX, &code);
    if (U_FAILURE(code))
        return icu_failed(code, err);
    n = strip(apart, n, stripped);
    n = unorm2_normalize(nfc, stripped, n, whole, 8 * DL_WORD_MAX, &code);
    if (U_FAILURE(code))
        return icu_failed(code, err);
    out->base_len = to_utf8(whole, n, out->base);
    if (out->base_len == out->exact_len && memcmp(out->base, out->exact, out->exact_len) == 0)
        out->base_len = 0;
    return DL_OK;
}

/* ---- the whole -------------------------------------------------------------------------------------------------- */

enum dl_status dl_fold_word(struct dl_str raw, struct dl_folded *out, struct dl_error *err)
{
    out->exact_len = out->base_len = 0;
    out->split = out->whole = out->fixed = false;
    out->part_len = 0;
    raw.len = dl_utf8_cut(raw.ptr, raw.len, RAW_MAX);
    bool ascii = true;
    for (size_t i = 0; i < raw.len && ascii; i++)
        ascii = (unsigned char)raw.ptr[i] < 0x80;
    if (ascii) {
        fold_ascii(raw, out);
        return DL_OK;
    }
    UChar units[UNITS];
    int32_t n = 0;
    enum dl_status status = case_fold(raw, units, &n, err);
    if (status != DL_OK)
        return status;
    n = clean_units(units, n);
    char s[DL_WORD_MAX + 1];
    size_t len = to_utf8(units, n, s);
    tidy(s, &len, out);
    memcpy(out->exact, s, len);
    out->exact_len = len;
    status = len ? fold_base(out, err) : DL_OK;
    if (status == DL_OK && len && merge_vietnamese_y(units, n)) /* the base letters are those written */
        out->exact_len = to_utf8(units, n, out->exact);
    return status;
}
