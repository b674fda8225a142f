/* test_words.c - word boundaries agree with ICU's, and every path through the analyser with each other, on random text.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <unicode/ubrk.h>
#include <unicode/ustring.h>

#include "dateline/asciiword.h"
#include "dateline/text.h"
#include "dateline/unicode.h"
#include "lib/text/words.h"
#include "unit.h"

#define TEXTS 4000
#define PIECES 24

static struct dl_error err;
static struct dl_char_map map;

static uint64_t seed;
static unsigned any(unsigned below) /* xorshift64*, so that a failing seed can be replayed anywhere */
{
    seed ^= seed >> 12;
    seed ^= seed << 25;
    seed ^= seed >> 27;
    return (unsigned)((seed * UINT64_C(0x2545f4914f6cdd1d)) >> 33) % below;
}

struct extents {
    uint32_t start[8 * PIECES], end[8 * PIECES];
    size_t n;
};

/* Has it a letter or a digit? */
static bool is_word(const char *p, const char *end)
{
    while (p < end) {
        unsigned n;
        enum dl_char_class class = dl_char_class(&map, dl_utf8_decode(p, end, &n, NULL));
        if (class >= DL_CHAR_LETTER && class != DL_CHAR_EXTENDNUMLET)
            return true;
        p += n;
    }
    return false;
}

static void ours(const char *text, size_t len, struct extents *e)
{
    e->n = 0;
    for (const char *p = text, *end = text + len; p < end;) {
        unsigned n;
        enum dl_char_class class = dl_char_class(&map, dl_utf8_decode(p, end, &n, NULL));
        if (class < DL_CHAR_LETTER) {
            p += n;
            continue;
        }
        const char *stop = dl_word_end(&map, p, end, class);
        if (is_word(p, stop)) {
            e->start[e->n] = (uint32_t)(p - text);
            e->end[e->n++] = (uint32_t)(stop - text);
        }
        p = stop;
    }
}

/* ICU's segments that hold a letter or a digit. */
static void icus(UBreakIterator *b, const char *text, size_t len, struct extents *e)
{
    UErrorCode code = U_ZERO_ERROR;
    UText u = UTEXT_INITIALIZER;
    utext_openUTF8(&u, text, (int64_t)len, &code);
    ubrk_setUText(b, &u, &code);
    assert_true(U_SUCCESS(code));
    e->n = 0;
    for (int32_t from = ubrk_first(b), to; (to = ubrk_next(b)) != UBRK_DONE; from = to) {
        if (is_word(text + from, text + to)) {
            e->start[e->n] = (uint32_t)from;
            e->end[e->n++] = (uint32_t)to;
        }
    }
    utext_close(&u);
}

static const char *const ascii[] = { "a",  "b", "Z", "the", "U", "S", "1",  "23",   "_",
                                     "'",  ".", ",", ";",   ":", "-", " ",  "  ",   "\n",
                                     "\"", "(", "/", "&",   "$", "%", "\t", "\x01", "supercalifragilistic",
                                     "x" };
static const char *const alphabetic[] = { "a",
                                          "B",
                                          "é",
                                          "e\xcc\x81",
                                          "ư",
                                          "Ộ",
                                          "o\xcc\x9b\xcc\xa3",
                                          "đ",
                                          "ß",
                                          "й",
                                          "ё",
                                          "Ж",
                                          "о\xcc\x81",
                                          "α",
                                          "Ώ",
                                          "ς",
                                          "1",
                                          "2",
                                          "_",
                                          "'",
                                          "\xe2\x80\x99",
                                          "\xe2\x80\x98",
                                          ".",
                                          ",",
                                          ";",
                                          ":",
                                          "·",
                                          "-",
                                          "\xe2\x80\x94",
                                          " ",
                                          "\xc2\xa0",
                                          "\xe2\x80\x9c",
                                          "\xc2\xad",
                                          "\xe2\x80\x8d",
                                          "\xe2\x80\x8b",
                                          "²",
                                          "½",
                                          "€",
                                          "\xcc\x80",
                                          "\xef\xbc\x9a",
                                          "ﬁ",
                                          "ａ",
                                          "１",
                                          "\xe2\x80\xa7",
                                          "\"",
                                          "\xe2\x80\xaf",
                                          "٣",
                                          "ª" };
static const char *const many_scripts[] = { "a",
                                            "1",
                                            " ",
                                            "'",
                                            "\"",
                                            ".",
                                            ",",
                                            "ש",
                                            "ל\xd6\xb8",
                                            "ם",
                                            "ك",
                                            "ِ",
                                            "ـ",
                                            "٤",
                                            "क",
                                            "ि",
                                            "्",
                                            "Հ",
                                            "ა",
                                            "ሀ",
                                            "ᐁ",
                                            "𐐀",
                                            "𝟘",
                                            "\xe2\x80\x99",
                                            "\xe2\x80\x8c",
                                            "\xe2\x80\x8d",
                                            "_",
                                            "ཀ",
                                            "་",
                                            "ⴰ",
                                            "বা",
                                            "த",
                                            "ర",
                                            "ᠠ" };

static const char *const korean[] = {
    "한", "국", "어", "a", "KBS", "1", " ", ".", ",", "'", "-", "\xe2\x80\x99", "\""
};

static size_t make(char *text, const char *const *pieces, unsigned count)
{
    size_t len = 0;
    for (unsigned n = any(PIECES); n > 0; n--) {
        const char *piece = pieces[any(count)];
        memcpy(text + len, piece, strlen(piece));
        len += strlen(piece);
    }
    text[len] = '\0';
    return len;
}

static void agree(const char *const *pieces, unsigned count)
{
    UErrorCode code = U_ZERO_ERROR;
    UBreakIterator *b = ubrk_open(UBRK_WORD, "", NULL, 0, &code);
    assert_true(U_SUCCESS(code));
    for (unsigned i = 1; i <= TEXTS; i++) {
        char text[PIECES * 24];
        struct extents mine, theirs;
        seed = i * UINT64_C(0x9e3779b97f4a7c15);
        size_t len = make(text, pieces, count);
        ours(text, len, &mine);
        icus(b, text, len, &theirs);
        size_t n = mine.n * sizeof *mine.start;
        if (mine.n != theirs.n || memcmp(mine.start, theirs.start, n) != 0 || memcmp(mine.end, theirs.end, n) != 0) {
            for (size_t w = 0; w < mine.n; w++)
                printf("# ours [%.*s]\n", (int)(mine.end[w] - mine.start[w]), text + mine.start[w]);
            for (size_t w = 0; w < theirs.n; w++)
                printf("# ICU  [%.*s]\n", (int)(theirs.end[w] - theirs.start[w]), text + theirs.start[w]);
            fail_msg("seed %u: '%s'", i, text);
        }
    }
    ubrk_close(b);
}
#define COUNT(pieces) (unsigned)(sizeof pieces / sizeof *pieces)

static void test_ascii_like_icu(void **state)
{
    (void)state;
    agree(ascii, COUNT(ascii));
}

static void test_alphabets_like_icu(void **state)
{
    (void)state;
    agree(alphabetic, COUNT(alphabetic));
}

static void test_scripts_like_icu(void **state)
{
    (void)state;
    agree(many_scripts, COUNT(many_scripts));
    agree(korean, COUNT(korean));
}

/* What words make together (e-mail) or with a sign (C++) is left out. */
static size_t skip_parts(const struct dl_spans *s, size_t i)
{
    while (i < s->count && s->v[i].form >= DL_FORM_PART)
        i++;
    return i;
}

/* A text as a whole gives what its words give one by one, and tokens give what spans give. */
static void same_in_parts(struct dl_analyzer *a, const char *text, size_t len)
{
    for (size_t i = 0; i + 2 < len; i++) /* 1990's is one word to us and two to UAX #29 */
        if (text[i] >= '0' && text[i] <= '9' && text[i + 1] == '\'' && (text[i + 2] | 0x20) == 's')
            return;
    struct extents e;
    struct dl_spans whole = { 0 }, part = { 0 };
    struct dl_tokens tokens = { 0 };
    struct dl_str all = { text, len };
    assert_ok(dl_analyze_spans(a, DL_FIELD_BODY, all, "english", &whole, &err), err);
    assert_ok(dl_analyze_article(a, (struct dl_str){ 0 }, all, "english", &tokens, &err), err);
    assert_int_equal(whole.count, tokens.count);
    ours(text, len, &e);
    size_t at = 0;
    uint32_t position = 0;
    for (size_t w = 0; w < e.n; w++) {
        struct dl_str one = { text + e.start[w], e.end[w] - e.start[w] };
        assert_ok(dl_analyze_spans(a, DL_FIELD_BODY, one, "english", &part, &err), err);
        for (size_t i = skip_parts(&part, 0); i < part.count; i = skip_parts(&part, i + 1), at++) {
            at = skip_parts(&whole, at);
            assert_true(at < whole.count);
            if (whole.v[at].term != part.v[i].term)
                fail_msg("'%.*s': at '%.*s'", (int)len, text, (int)one.len, one.ptr);
            assert_int_equal(whole.v[at].form, part.v[i].form);
            assert_int_equal(whole.v[at].start, part.v[i].start + e.start[w]);
            assert_int_equal(whole.v[at].end, part.v[i].end + e.start[w]);
            assert_int_equal(whole.v[at].position, part.v[i].position + position);
            assert_int_equal(tokens.v[at].term, part.v[i].term);
            assert_int_equal(tokens.v[at].position, whole.v[at].position + DL_TITLE_GAP - 1);
        }
        position += part.count ? part.v[part.count - 1].position : 0;
    }
    assert_int_equal(skip_parts(&whole, at), whole.count);
    dl_spans_free(&whole);
    dl_spans_free(&part);
    dl_tokens_free(&tokens);
}

static void test_paths_agree(void **state)
{
    (void)state;
    struct dl_analyzer *a;
    assert_ok(dl_analyzer_new(&a, &err), err);
    for (unsigned i = 1; i <= TEXTS; i++) {
        char text[PIECES * 24];
        seed = i * UINT64_C(0x9e3779b97f4a7c15);
        size_t len = i % 2 ? make(text, ascii, COUNT(ascii)) : make(text, alphabetic, COUNT(alphabetic));
        same_in_parts(a, text, len);
    }
    dl_analyzer_free(a);
}

static void test_ascii_word_scalar_like_simd(void **state)
{
    (void)state;
    for (unsigned i = 1; i <= 100 * TEXTS; i++) {
        char bytes[DL_SHORT_WORD];
        seed = i * UINT64_C(0x9e3779b97f4a7c15);
        for (size_t k = 0; k < sizeof bytes; k++)
            bytes[k] = (char)(any(3) ? "aZ09_zA'"[any(8)] : (int)any(256));
        struct dl_short_word scalar, simd;
        size_t n = dl_ascii_word_scalar(bytes, &scalar), len = 1 + any(DL_SHORT_WORD);
        assert_int_equal(n, dl_ascii_word(bytes, &simd));
        assert_memory_equal(&scalar, &simd, sizeof scalar);
        scalar = dl_short_word_scalar(bytes, len);
        simd = dl_short_word(bytes, len);
        assert_memory_equal(&scalar, &simd, sizeof scalar);
        assert_int_equal(dl_letters_scalar(bytes), dl_letters(bytes));
        assert_int_equal(dl_capitals_scalar(bytes), dl_capitals(bytes));
    }
}

/* A name in a script without spaces: does it stand for itself there? */
static void test_names_stand(void **state)
{
    static const struct {
        const char *text, *name;
        bool stands;
    } cases[] = {
        { "ผลจึงปรากฏเช่นนั้น", "ปราก", false },                                      /* appear; Prague */
        { "จังหวัดสมุทรปราการ", "ปราก", false },                                     /* a province */
        { "บินตรงถึงกรุงปราก", "ปราก", true },   { "ไกลสองกิโลเมตร", "โลเม", false }, /* kilometres; Lome */
        { "เหล่ากาชาดจังหวัด", "ชาด", false },                                       /* the Red Cross; Chad */
        { "ชาวจีนในเมืองดูไบ", "จีน", true },                                         /* the Chinese in Dubai */
        { "ชาวจีนในเมืองดูไบ", "ดูไบ", true },    { "ทูตลาวและเวียดนาม", "ลาว", true },
        { "ជនជាតិចិន៣នាក់", "ចិន", true },                                               /* three Chinese */
        { "ទទួលបានកាតាបនិងប៊ិច", "កាតា", false },                                        /* a school bag; Qatar */
        { "ຢູ່ປະເທດລາວແລະຈີນ", "ຈີນ", true },     { "发展中国家的债务", "中国", false }, /* developing countries; China */
        { "据今日本报报道", "日本", false },                                         /* today this paper; Japan */
        { "中国人在日本", "中国", true },     { "中国人在日本", "日本", true },
        { "访问美国期间", "美国", true }
    };
    struct dl_dictionary *d = dl_dictionary_new();
    (void)state;
    assert_non_null(d);
    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *at = strstr(cases[i].text, cases[i].name);
        size_t start = (size_t)(at - cases[i].text);
        if (dl_dictionary_stands(d, dl_str_of(cases[i].text), start, start + strlen(cases[i].name)) != cases[i].stands)
            fail_msg("%s in %s", cases[i].name, cases[i].text);
    }
    dl_dictionary_free(d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ascii_like_icu),
        cmocka_unit_test(test_alphabets_like_icu),
        cmocka_unit_test(test_scripts_like_icu),
        cmocka_unit_test(test_paths_agree),
        cmocka_unit_test(test_ascii_word_scalar_like_simd),
        cmocka_unit_test(test_names_stand),
    };
    return cmocka_run_group_tests_name("words", tests, NULL, NULL);
}
