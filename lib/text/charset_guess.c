/* charset_guess.c - which charset makes a text readable.
 *
 * The text is converted from each candidate charset, its language is identified, and its characters are compared with
 * the letters of that language: frequent letters, typographic marks between words and letters in their case speak for
 * the charset, others against it.  The best mean a byte wins.  doc/charsets.md compares this with ICU and uchardet.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "charset_guess.h"

#include <stdlib.h>
#include <unicode/uchar.h>
#include <unicode/ucnv.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#include "dateline/text.h"
#include "dateline/unicode.h"

#define SAMPLE_MAX 2048   /* bytes that are converted */
#define SAMPLE_BEFORE 256 /* of these before the first byte beyond ASCII */
#define ENOUGH 0.2        /* a worse mean is no text */
#define MARK 0.8          /* what a typographic mark is worth, */
#define FOREIGN 0.4       /* and a Latin letter that the language lacks */
#define UNSPOKEN 0.1      /* what a byte costs in a language that the words do not speak for, */
#define UNLIKELY 0.5      /* and how much less it is worth when they speak for another */
#define LONG_ALPHABET 20  /* letters; in a longer alphabet their frequency counts */
#define CJK_LIST 100      /* letters: a list as long is of Han characters, kana or Korean syllables */
#define LETTERS_MAX 420

/* In order of preference: of two that read equally well, the first. */
static const struct candidate {
    const char *name;
    const char *only; /* languages it is for, separated by blanks; NULL: any */
    double prior;     /* how common it is in practice: as many letters speak for it from the start */
} candidates[] = {
    { "windows-1252", NULL, 1 },
    { "windows-1250", "pl cs sk hu hr sl ro sq de", 1 },
    { "windows-1251", "ru uk be bg sr mk", 0.5 },
    { "windows-1253", "el", 0.5 },
    { "windows-1254", "tr", 0.5 },
    { "windows-1255", "he", 0.5 },
    { "windows-1256", "ar fa ur", 0.5 },
    { "windows-1257", "lt lv et", 0.5 },
    { "windows-1258", "vi", 0.5 },
    { "windows-874", "th", 0.5 },
    { "ISO-8859-2", "pl cs sk hu hr sl ro sq de", 0.5 },
    { "ISO-8859-3", "tr", 0 },
    { "ISO-8859-4", "lt lv et", 0 },
    { "ISO-8859-5", "ru uk be bg sr mk", 0 },
    { "ISO-8859-6", "ar", 0 },
    { "ISO-8859-7", "el", 0 },
    { "ISO-8859-8", "he", 0 },
    { "ISO-8859-13", "lt lv et pl", 0 },
    { "ISO-8859-15", NULL, 0 },
    { "KOI8-R", "ru bg", 0.5 },
    { "KOI8-U", "uk ru be", 0 },
    { "ibm-866", "ru uk be bg", 0 },
    { "ibm-1125", "uk be", 0 },
    { "ibm-855", "ru bg sr mk", 0 },
    { "x-mac-cyrillic", "ru uk be bg sr mk", 0 },
    { "ibm-850", NULL, 0 },
    { "ibm-437", NULL, 0 },
    { "ibm-852", "pl cs sk hu hr sl ro sq", 0 },
    { "ibm-857", "tr", 0 },
    { "ibm-737", "el", 0 },
    { "macintosh", NULL, 0 },
    { "x-mac-centraleurroman", "pl cs sk hu hr sl lt lv et", 0 },
    { "x-mac-turkish", "tr", 0 },
    { "x-mac-greek", "el", 0 },
    { "windows-949", "ko", 0.5 },
    { "GB18030", "zh", 0.5 },
    { "Big5-HKSCS", "zh", 0.5 },
    { "EUC-JP", "ja", 0.5 },
    { "ibm-943_P15A-2003", "ja", 0.5 },
};
#define CANDIDATES (sizeof candidates / sizeof *candidates)

static const struct {
    const char *tag, *letters;
} alphabets[] = {
#define LETTERS(tag, letters) { tag, letters },
#include "charset_letters.inc"
};

/* The letters of one language, as ranks. */
struct alphabet {
    UChar32 letters[LETTERS_MAX];
    size_t count;
    bool english;    /* which has no letters beyond ASCII of its own */
    bool vietnamese; /* which has several in a row */
};

static bool is_listed(const char *list, const char *tag)
{
    size_t n = strlen(tag);
    for (const char *p = list; p && *p; p += strcspn(p, " "), p += *p == ' ')
        if (strcspn(p, " ") == n && memcmp(p, tag, n) == 0)
            return true;
    return false;
}

static void load_alphabet(const char *tag, struct alphabet *a)
{
    size_t i = 0;
    while (i < sizeof alphabets / sizeof *alphabets && strcmp(alphabets[i].tag, tag) != 0)
        i++;
    const char *p = i < sizeof alphabets / sizeof *alphabets ? alphabets[i].letters : alphabets[0].letters;
    const char *end = p + strlen(p);
    a->count = 0;
    a->english = strcmp(tag, "en") == 0;
    a->vietnamese = strcmp(tag, "vi") == 0;
    for (unsigned n; p < end && a->count < LETTERS_MAX; p += n)
        a->letters[a->count++] = (UChar32)dl_utf8_decode(p, end, &n, NULL);
}

static size_t rank_of(const UChar32 *letters, size_t count, UChar32 c)
{
    size_t i = 0;
    while (i < count && letters[i] != c)
        i++;
    return i;
}

/* What the letter C, of lower case, is worth: 1 when it is frequent in the language. */
static double letter_worth(const struct alphabet *a, UChar32 c)
{
    size_t i = rank_of(a->letters, a->count, c);
    if (a->count >= CJK_LIST && i == a->count)
        return c >= 0x2e80 && !(c >= 0xff61 && c <= 0xff9f) ? 0.15 : -1;
    if (i == a->count)
        return c < 0x180 && c != 0xaa && c != 0xb5 && c != 0xba ? FOREIGN : -1;
    if (a->count <= LONG_ALPHABET || a->count >= CJK_LIST)
        return a->english ? FOREIGN : 1;
    return i * 3 < a->count ? 1 : i * 3 < a->count * 2 ? 0.3 : -0.4;
}

/* What a mark of printed text is worth between BEFORE and NEXT. */
static double mark_worth(UChar32 c, UChar32 before, UChar32 next)
{
    static const UChar32 opening[] = { 0xa1, 0xab, 0xbf, 0x201a, 0x201c, 0x201e, 0x2018 };
    static const UChar32 joining[] = { 0xa0, 0xad, 0xb7, 0x2019, 0x2013, 0x2014, 0x2010 };
    static const UChar32 others[] = { 0xa7,   0xa9,   0xae,   0xb0,   0xba, 0xbb,   0xbd,  0xd7,
                                      0x201d, 0x2022, 0x2026, 0x20ac, 0xa3, 0x2116, 0x2122 };
    if (c == 0x2019 && !u_isalnum(before) && u_isalpha(next))
        return 0;
    if (rank_of(joining, sizeof joining / sizeof *joining, c) < sizeof joining / sizeof *joining)
        return MARK;
    if (rank_of(opening, sizeof opening / sizeof *opening, c) < sizeof opening / sizeof *opening)
        return u_isalnum(before) || next == ' ' ? -1 : MARK;
    if (rank_of(others, sizeof others / sizeof *others, c) < sizeof others / sizeof *others)
        return u_isalpha(before) && u_isalpha(next) ? -1 : MARK;
    return (c >= 0x3000 && c <= 0x3020) || (c >= 0xff01 && c <= 0xff5e) || c == 0x2015 ? MARK : -1;
}

static bool is_latin(UChar32 c)
{
    return c < 0x250 || (c >= 0x1e00 && c < 0x1f00) || (c >= 0x300 && c < 0x370);
}

/* What the Latin letter C beyond ASCII is worth: most letters of a word are of ASCII. */
static double latin_worth(const struct alphabet *a, UChar32 c, unsigned in_a_row)
{
    double worth = letter_worth(a, u_tolower(c));
    if (a->vietnamese || in_a_row == 0 || worth < 0)
        return worth;
    return in_a_row == 1 ? worth / 3 : -1;
}

/* What the character C beyond ASCII is worth between BEFORE and NEXT, after IN_A_ROW letters beyond ASCII. */
static double worth_of(const struct alphabet *a, UChar32 c, UChar32 before, UChar32 next, unsigned in_a_row)
{
    bool ascii_word = before < 0x80 && next < 0x80 && u_isalpha(before) && u_isalpha(next);
    if (a->count >= CJK_LIST && ascii_word)
        return -1;
    if (!u_isalpha(c) && u_charType(c) != U_NON_SPACING_MARK)
        return mark_worth(c, before, next);
    if (a->count >= CJK_LIST)
        return letter_worth(a, c);
    bool letter_before = u_isalpha(before), letter_next = u_isalpha(next);
    if (u_isupper(c) && u_islower(before))
        return -1.5; /* "aWord": two cases are confused */
    if ((letter_before && is_latin(before) != is_latin(c)) || (letter_next && is_latin(next) != is_latin(c)))
        return -1.5; /* two scripts in one word */
    if (u_isdigit(before) || u_isdigit(next))
        return -1;
    double worth = is_latin(c) ? latin_worth(a, c, in_a_row) : letter_worth(a, u_tolower(c));
    bool alone = !letter_before && !letter_next;
    return alone && worth > FOREIGN / 2 ? FOREIGN / 2 : worth;
}

/* The sum of what the characters beyond ASCII in S are worth. */
static double sum_worth(const UChar *s, int32_t len, const struct alphabet *a)
{
    double sum = 0;
    UChar32 before = ' ';
    unsigned in_a_row = 0;
    for (int32_t i = 0; i < len;) {
        UChar32 c, next = ' ';
        U16_NEXT(s, i, len, c);
        if (i < len)
            U16_GET(s, 0, i, len, next);
        if (c >= 0x80)
            sum += worth_of(a, c, before, next, in_a_row) * (a->count >= CJK_LIST ? 2 : 1);
        else if (before >= 0x80 && c >= 'A' && c <= 'Z' && u_islower(before))
            sum -= 1;
        in_a_row = c >= 0x80 && u_isalpha(c) ? in_a_row + 1 : 0;
        before = c;
    }
    return sum;
}

/* The part of TEXT that tells most: from a little before the first byte beyond ASCII. */
static struct dl_str sample_of(struct dl_str text)
{
    size_t first = 0;
    while (first < text.len && (unsigned char)text.ptr[first] < 0x80)
        first++;
    size_t start = first > SAMPLE_BEFORE ? first - SAMPLE_BEFORE : 0, n = text.len - start;
    return (struct dl_str){ text.ptr + start, n < SAMPLE_MAX ? n : SAMPLE_MAX };
}

/* Convert strictly; a character that the end of the sample cuts is left out.  -1: there are bytes that do not fit. */
static int32_t convert_sample(const char *charset, struct dl_str s, bool cut, UChar *to, int32_t cap)
{
    UErrorCode code = U_ZERO_ERROR;
    UConverter *from = ucnv_open(charset, &code);
    UChar *target = to;
    const char *p = s.ptr;
    if (U_SUCCESS(code))
        ucnv_setToUCallBack(from, UCNV_TO_U_CALLBACK_STOP, NULL, NULL, NULL, &code);
    if (U_SUCCESS(code))
        ucnv_toUnicode(from, &target, to + cap, &p, s.ptr + s.len, NULL, !cut, &code);
    ucnv_close(from);
    int32_t n = (int32_t)(target - to);
    for (int32_t i = 0; i < n && U_SUCCESS(code); i++)
        if ((to[i] >= 0x80 && to[i] < 0xa0) || to[i] == 0xfffd || (to[i] >= 0xe000 && to[i] < 0xf900))
            return -1; /* controls and private characters are in no text */
    return U_SUCCESS(code) ? n : -1;
}

/* How well S reads in the charset C: a sum over its HIGH bytes beyond ASCII; negative when it does not at all. */
static double score(const struct candidate *c, struct dl_str s, bool cut, size_t high)
{
    UChar wide[SAMPLE_MAX * 2], composed[SAMPLE_MAX * 2];
    char utf8[SAMPLE_MAX * 6];
    int32_t n = convert_sample(c->name, s, cut, wide, SAMPLE_MAX * 2), bytes = 0;
    UErrorCode code = U_ZERO_ERROR;
    if (n < 0)
        return -1;
    n = unorm2_normalize(unorm2_getNFCInstance(&code), wide, n, composed, SAMPLE_MAX * 2, &code);
    u_strToUTF8(utf8, sizeof utf8, &bytes, composed, n, &code);
    if (U_FAILURE(code))
        return -1;
    const char *tag = dl_language_detect(DL_STR(""), (struct dl_str){ utf8, (size_t)bytes });
    struct alphabet letters;
    if (!c->only || is_listed(c->only, tag)) {
        load_alphabet(tag, &letters);
        return sum_worth(composed, n, &letters) + c->prior;
    }
    double best = -1;
    for (const char *p = c->only; *p; p += strcspn(p, " "), p += *p == ' ') {
        char other[4] = "";
        memcpy(other, p, strcspn(p, " "));
        load_alphabet(other, &letters);
        double x = sum_worth(composed, n, &letters) * (*tag && letters.count < CJK_LIST ? UNLIKELY : 1) -
                   UNSPOKEN * (double)high;
        best = x > best ? x : best;
    }
    return best + c->prior;
}

const char *dl_charset_guess(struct dl_str text)
{
    struct dl_str s = sample_of(text);
    bool cut = s.ptr + s.len < text.ptr + text.len;
    size_t high = 0;
    const char *name = NULL;
    for (size_t i = 0; i < s.len; i++)
        high += (unsigned char)s.ptr[i] >= 0x80;
    double best = ENOUGH * (double)high;
    for (size_t i = 0; i < CANDIDATES && high; i++) {
        double x = score(&candidates[i], s, cut, high);
        if (x > best + 1e-9) {
            best = x;
            name = candidates[i].name;
        }
    }
    return name;
}

const char *dl_charset_escapes(struct dl_str text)
{
    static const struct {
        const char *escape, *charset;
    } escapes[] = { { "\033$B", "ISO-2022-JP" },
                    { "\033$@", "ISO-2022-JP" },
                    { "\033(J", "ISO-2022-JP" },
                    { "\033$)C", "ISO-2022-KR" },
                    { "\033$)A", "ISO-2022-CN" } };
    if (text.len == 0 || !memchr(text.ptr, 033, text.len))
        return text.len && memmem(text.ptr, text.len, "~{", 2) && memmem(text.ptr, text.len, "~}", 2) ? "HZ" : NULL;
    for (size_t i = 0; i < sizeof escapes / sizeof *escapes; i++)
        if (memmem(text.ptr, text.len, escapes[i].escape, strlen(escapes[i].escape)))
            return escapes[i].charset;
    return NULL;
}
