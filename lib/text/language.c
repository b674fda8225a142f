/* language.c - the language of a text, by its script, its letters and its function words.
 *
 * Function words make up a third to a half of running text in any language and hardly occur in another, so a few dozen
 * words are enough to tell (G. Grefenstette, "Comparing two language identification schemes", JADT 1995).  Letters
 * that only some languages use count like function words.  Names in a text of another language do no harm: they are
 * rarer than its function words.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <unicode/uchar.h>

#include "dateline/text.h"
#include "dateline/unicode.h"

#define TITLE_BYTES 512 /* what is looked at */
#define BODY_BYTES 2048
#define WORD_BYTES 16 /* the longest function word */
#define LOOK_EVERY 8  /* words between two looks at whether the matter is settled */

/* Languages that are told by words and letters. */
/* clang-format off */
#define LANGUAGES(X) \
    X(EN, "en") X(FR, "fr") X(ES, "es") X(PT, "pt") X(IT, "it") X(CA, "ca") X(DE, "de") X(NL, "nl") X(SV, "sv") \
    X(DA, "da") X(NO, "no") X(FI, "fi") X(VI, "vi") X(ID, "id") X(MS, "ms") X(TL, "tl") X(PL, "pl") X(CS, "cs") \
    X(SK, "sk") X(RO, "ro") X(HU, "hu") X(TR, "tr") X(HR, "hr") X(LT, "lt") X(ET, "et") X(EU, "eu") X(GA, "ga") \
    X(LV, "lv") X(SL, "sl") X(IS, "is") X(SQ, "sq") X(AZ, "az") X(SW, "sw") X(UZ, "uz") X(RU, "ru") X(UK, "uk") \
    X(BE, "be") X(BG, "bg") X(SR, "sr") X(MK, "mk") X(KK, "kk") X(MN, "mn") X(HI, "hi") X(MR, "mr") X(NE, "ne") \
    X(AR, "ar") X(FA, "fa") X(UR, "ur")
/* clang-format on */
enum {
#define NUMBER(id, tag) N_##id,
    LANGUAGES(NUMBER) COUNT
};
#define L(id) (UINT64_C(1) << N_##id)
static const char tags[COUNT][3] = {
#define TAG(id, tag) tag,
    LANGUAGES(TAG)
};

#include "language_words.h"

/* Letters that only some languages use. */
static const struct letters {
    uint32_t first, last;
    uint64_t languages;
} letters[] = {
    { 0x00df, 0x00df, L(DE) },                                         /* sharp s */
    { 0x00e3, 0x00e3, L(PT) | L(VI) },                                 /* a tilde */
    { 0x00e4, 0x00e4, L(DE) | L(SV) | L(FI) | L(ET) | L(SK) },         /* a umlaut */
    { 0x00e5, 0x00e5, L(SV) | L(DA) | L(NO) },                         /* a ring */
    { 0x00e6, 0x00e6, L(DA) | L(NO) },                                 /* ae */
    { 0x00e7, 0x00e7, L(FR) | L(PT) | L(CA) | L(TR) },                 /* c cedilla */
    { 0x00eb, 0x00eb, L(SQ) },                                         /* e with diaeresis */
    { 0x00f0, 0x00f0, L(IS) },                                         /* eth */
    { 0x00f1, 0x00f1, L(ES) | L(TL) | L(EU) },                         /* n tilde */
    { 0x00f5, 0x00f5, L(PT) | L(ET) | L(VI) },                         /* o tilde */
    { 0x00f6, 0x00f6, L(DE) | L(SV) | L(FI) | L(ET) | L(HU) | L(TR) }, /* o umlaut */
    { 0x00f8, 0x00f8, L(DA) | L(NO) },                                 /* o stroke */
    { 0x00fe, 0x00fe, L(IS) },                                         /* thorn */
    { 0x0101, 0x0101, L(LV) },                                         /* a with macron */
    { 0x0103, 0x0103, L(RO) | L(VI) },                                 /* a breve */
    { 0x0105, 0x0105, L(PL) | L(LT) },                                 /* a ogonek */
    { 0x0107, 0x0107, L(PL) | L(HR) },                                 /* c acute */
    { 0x0111, 0x0111, L(VI) | L(HR) },                                 /* d stroke */
    { 0x0113, 0x0113, L(LV) },                                         /* e with macron */
    { 0x0117, 0x0117, L(LT) },                                         /* e dot */
    { 0x0119, 0x0119, L(PL) | L(LT) },                                 /* e ogonek */
    { 0x011b, 0x011b, L(CS) },                                         /* e caron */
    { 0x011f, 0x011f, L(TR) },                                         /* g breve */
    { 0x0123, 0x0123, L(LV) },                                         /* g with cedilla */
    { 0x012b, 0x012b, L(LV) },                                         /* i with macron */
    { 0x0131, 0x0131, L(TR) },                                         /* dotless i */
    { 0x0137, 0x0137, L(LV) },                                         /* k with cedilla */
    { 0x013a, 0x013e, L(SK) },                                         /* l acute, l caron */
    { 0x0142, 0x0142, L(PL) },                                         /* l stroke */
    { 0x0146, 0x0146, L(LV) },                                         /* n with cedilla */
    { 0x0151, 0x0151, L(HU) },                                         /* o double acute */
    { 0x0159, 0x0159, L(CS) },                                         /* r caron */
    { 0x015b, 0x015b, L(PL) },                                         /* s acute */
    { 0x015f, 0x015f, L(TR) | L(RO) },                                 /* s cedilla */
    { 0x016b, 0x016b, L(LT) },                                         /* u macron */
    { 0x016f, 0x016f, L(CS) },                                         /* u ring */
    { 0x0171, 0x0171, L(HU) },                                         /* u double acute */
    { 0x0173, 0x0173, L(LT) },                                         /* u ogonek */
    { 0x017a, 0x017c, L(PL) },                                         /* z acute, z dot */
    { 0x01a1, 0x01a1, L(VI) },                                         /* o horn */
    { 0x01b0, 0x01b0, L(VI) },                                         /* u horn */
    { 0x0219, 0x021b, L(RO) },                                         /* s comma, t comma */
    { 0x0259, 0x0259, L(AZ) },                                         /* schwa */
    { 0x0309, 0x0309, L(VI) },                                         /* the same apart: hook, horn, dot below */
    { 0x031b, 0x031b, L(VI) },
    { 0x0323, 0x0323, L(VI) },
    { 0x044a, 0x044a, L(BG) },                         /* hard sign */
    { 0x044b, 0x044b, L(RU) | L(BE) | L(KK) | L(MN) }, /* yery */
    { 0x044d, 0x044d, L(RU) | L(BE) | L(MN) },         /* e */
    { 0x0451, 0x0451, L(RU) | L(BE) },                 /* io */
    { 0x0452, 0x0452, L(SR) },                         /* dje */
    { 0x0453, 0x0453, L(MK) },                         /* gje */
    { 0x0454, 0x0454, L(UK) },                         /* ie */
    { 0x0455, 0x0455, L(MK) },                         /* dze */
    { 0x0456, 0x0456, L(UK) | L(BE) | L(KK) },         /* i */
    { 0x0457, 0x0457, L(UK) },                         /* yi */
    { 0x0458, 0x045a, L(SR) | L(MK) },                 /* je, lje, nje */
    { 0x045b, 0x045b, L(SR) },                         /* tshe */
    { 0x045c, 0x045c, L(MK) },                         /* kje */
    { 0x045e, 0x045e, L(BE) },                         /* short u */
    { 0x045f, 0x045f, L(SR) | L(MK) },                 /* dzhe */
    { 0x0491, 0x0491, L(UK) },                         /* ghe with upturn */
    { 0x0493, 0x049b, L(KK) },                         /* gh, q */
    { 0x04a3, 0x04a3, L(KK) },                         /* ng */
    { 0x04af, 0x04af, L(KK) | L(MN) },                 /* straight u */
    { 0x04b1, 0x04d9, L(KK) },                         /* barred u, schwa */
    { 0x04e9, 0x04e9, L(KK) | L(MN) },                 /* barred o */
    { 0x0629, 0x0629, L(AR) },                         /* teh marbuta */
    { 0x0649, 0x064a, L(AR) },                         /* alef maksura, yeh */
    { 0x0679, 0x0679, L(UR) },                         /* tteh */
    { 0x067e, 0x067e, L(FA) | L(UR) },                 /* peh */
    { 0x0686, 0x0686, L(FA) | L(UR) },                 /* tcheh */
    { 0x0688, 0x0688, L(UR) },                         /* ddal */
    { 0x0691, 0x0691, L(UR) },                         /* rreh */
    { 0x06a9, 0x06a9, L(FA) | L(UR) },                 /* keheh */
    { 0x06af, 0x06af, L(FA) | L(UR) },                 /* gaf */
    { 0x06ba, 0x06c1, L(UR) },                         /* noon ghunna, heh goal */
    { 0x06cc, 0x06cc, L(FA) | L(UR) },                 /* Farsi yeh */
    { 0x06d2, 0x06d2, L(UR) },                         /* yeh barree */
    { 0x0933, 0x0933, L(MR) },                         /* lla */
    { 0x1ea0, 0x1ef9, L(VI) },                         /* Vietnamese vowels with tone */
};

/* Scripts by blocks; TAG is the language of a script that has (for this purpose) one. */
enum script { LATIN, CYRILLIC, ARABIC, DEVANAGARI, HAN, KANA, HANGUL, OTHERS };
static const struct block {
    uint32_t first, last;
    uint8_t script; /* enum script, and OTHERS + n for the rest */
    uint8_t weight; /* how many letters of an alphabet a character stands for */
    char tag[3];
} blocks[] = {
    { 0x0041, 0x02af, LATIN, 1, "" },         { 0x0370, 0x03ff, OTHERS + 0, 1, "el" },
    { 0x0400, 0x052f, CYRILLIC, 1, "" },      { 0x0531, 0x058f, OTHERS + 1, 1, "hy" },
    { 0x0591, 0x05f4, OTHERS + 2, 1, "he" },  { 0x0610, 0x06ff, ARABIC, 1, "" },
    { 0x0900, 0x097f, DEVANAGARI, 1, "" },    { 0x0980, 0x09ff, OTHERS + 3, 1, "bn" },
    { 0x0a00, 0x0a7f, OTHERS + 4, 1, "pa" },  { 0x0a80, 0x0aff, OTHERS + 5, 1, "gu" },
    { 0x0b00, 0x0b7f, OTHERS + 6, 1, "or" },  { 0x0b80, 0x0bff, OTHERS + 7, 1, "ta" },
    { 0x0c00, 0x0c7f, OTHERS + 8, 1, "te" },  { 0x0c80, 0x0cff, OTHERS + 9, 1, "kn" },
    { 0x0d00, 0x0d7f, OTHERS + 10, 1, "ml" }, { 0x0d80, 0x0dff, OTHERS + 11, 1, "si" },
    { 0x0e00, 0x0e7f, OTHERS + 12, 1, "th" }, { 0x0e80, 0x0eff, OTHERS + 13, 1, "lo" },
    { 0x0f00, 0x0fff, OTHERS + 14, 1, "bo" }, { 0x1000, 0x109f, OTHERS + 15, 1, "my" },
    { 0x10a0, 0x10ff, OTHERS + 16, 1, "ka" }, { 0x1100, 0x11ff, HANGUL, 1, "ko" },
    { 0x1200, 0x139f, OTHERS + 17, 2, "am" }, { 0x1780, 0x17ff, OTHERS + 18, 1, "km" },
    { 0x1e00, 0x1eff, LATIN, 1, "" },         { 0x1f00, 0x1fff, OTHERS + 0, 1, "el" },
    { 0x3040, 0x30ff, KANA, 2, "ja" },        { 0x3130, 0x318f, HANGUL, 1, "ko" },
    { 0x3400, 0x9fff, HAN, 3, "zh" },         { 0xac00, 0xd7a3, HANGUL, 3, "ko" },
    { 0x20000, 0x323af, HAN, 3, "zh" },
};
#define SCRIPTS (OTHERS + 19)

/* Which languages are written in a script. */
static const uint64_t of_script[] = {
    [LATIN] = (L(UZ) << 1) - 1,
    [CYRILLIC] = ((L(MN) << 1) - 1) ^ ((L(UZ) << 1) - 1),
    [ARABIC] = L(AR) | L(FA) | L(UR),
    [DEVANAGARI] = L(HI) | L(MR) | L(NE),
};
/* Near relatives: between these the better one is taken, however close; the stemmers are much alike too. */
static const uint64_t families[] = { L(DA) | L(NO), L(ID) | L(MS), L(CS) | L(SK),
                                     L(SR) | L(MK), L(TR) | L(AZ), L(HR) | L(SL) };

struct tally {
    uint32_t scripts[SCRIPTS];
    uint32_t score[COUNT];
    uint32_t words;
    const struct block *block; /* the last one met: the next character is mostly in it too */
    char word[WORD_BYTES];     /* in the making */
    size_t len;
    uint64_t by_letters;
    bool apostrophe; /* one stands before the word */
};

/* Eight bytes as a number that orders as they do. */
static uint64_t in_byte_order(const char *p)
{
    uint64_t v;
    memcpy(&v, p, sizeof v);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    v = __builtin_bswap64(v);
#endif
    return v;
}

/* The languages in which WORD (WORD_BYTES, filled up with zeros) is a function word. */
static uint64_t languages_of_word(const char *word)
{
    uint64_t first = in_byte_order(word), second = in_byte_order(word + 8);
    size_t low = 0, high = sizeof function_words / sizeof *function_words;
    while (low < high) {
        size_t middle = (low + high) / 2;
        const char *at = function_words[middle].word;
        uint64_t there = in_byte_order(at), mine = first;
        if (there == first) {
            there = in_byte_order(at + 8);
            mine = second;
            if (there == second)
                return function_words[middle].languages;
        }
        if (there < mine)
            low = middle + 1;
        else
            high = middle;
    }
    return 0;
}

static void forget_word(struct tally *t)
{
    t->len = 0;
    t->by_letters = 0;
    memset(t->word, 0, sizeof t->word);
}

static void end_word(struct tally *t)
{
    if (t->len == 0)
        return;
    uint64_t languages = t->by_letters;
    if (t->len <= WORD_BYTES)
        languages |= languages_of_word(t->word);
    for (; languages; languages &= languages - 1)
        t->score[__builtin_ctzll(languages)]++;
    t->words++;
    forget_word(t);
}

static void add_bytes(struct tally *t, const char *bytes, size_t n)
{
    if (t->len + n <= WORD_BYTES)
        memcpy(t->word + t->len, bytes, n);
    t->len += n;
}

static void count_letter(struct tally *t, uint32_t c)
{
    const struct block *b = t->block, *end = blocks + sizeof blocks / sizeof *blocks;
    if (!b || c < b->first || c > b->last)
        for (b = blocks; b < end && c > b->last; b++)
            ;
    if (b < end && c >= b->first) {
        t->block = b;
        t->scripts[b->script] += b->weight;
    }
    for (size_t low = 0, high = sizeof letters / sizeof *letters; low < high;) {
        size_t middle = (low + high) / 2;
        if (c > letters[middle].last) {
            low = middle + 1;
        } else if (c < letters[middle].first) {
            high = middle;
        } else {
            t->by_letters |= letters[middle].languages;
            break;
        }
    }
}

static void other_character(struct tally *t, const char *p, uint32_t c, unsigned n)
{
    int8_t type = u_charType((UChar32)c);
    bool mark = type == U_NON_SPACING_MARK || type == U_COMBINING_SPACING_MARK;
    if (!mark && !u_isalpha((UChar32)c)) {
        if (t->len == 1 && t->apostrophe)
            forget_word(t);
        end_word(t);
        t->apostrophe = c == 0x2019;
        return;
    }
    uint32_t lower = (uint32_t)u_tolower((UChar32)c);
    count_letter(t, lower);
    if (lower != c && lower >= 0x80 && lower < 0x800) {
        char two[2] = { (char)(0xc0 | lower >> 6), (char)(0x80 | (lower & 0x3f)) };
        add_bytes(t, two, 2);
    } else {
        add_bytes(t, p, n);
    }
}

/* The best-scoring language among CANDIDATES; *SCORE is its score. */
static unsigned best_of(const struct tally *t, uint64_t candidates, uint32_t *score)
{
    unsigned best = 0;
    *score = 0;
    for (; candidates; candidates &= candidates - 1) {
        unsigned i = (unsigned)__builtin_ctzll(candidates);
        if (t->score[i] > *score) {
            *score = t->score[i];
            best = i;
        }
    }
    return best;
}

static bool is_settled(const struct tally *t)
{
    uint32_t first, second, latin = 0, others = 0;
    unsigned best = best_of(t, of_script[LATIN], &first);
    best_of(t, of_script[LATIN] & ~(UINT64_C(1) << best), &second);
    for (size_t i = 0; i < SCRIPTS; i++)
        *(i == LATIN ? &latin : &others) += t->scripts[i];
    return first >= 10 && first >= 3 * second && latin > 4 * others;
}

static void count_text(struct tally *t, struct dl_str text, size_t max)
{
    if (text.len == 0)
        return;
    size_t len = dl_utf8_cut(text.ptr, text.len, max);
    for (const char *p = text.ptr, *end = p + len; p < end;) {
        unsigned char c = (unsigned char)*p, lower = c | 0x20;
        unsigned n = 1;
        if (lower >= 'a' && lower <= 'z') {
            t->scripts[LATIN]++;
            add_bytes(t, (const char *)&lower, 1);
        } else if (c >= 0x80) {
            uint32_t u = dl_utf8_decode(p, end, &n, NULL);
            other_character(t, p, u, n);
        } else if (t->len > 0) {
            if (t->len == 1 && (c == '.' || t->apostrophe))
                forget_word(t); /* neither an initial nor a possessive s is a Czech word */
            end_word(t);
            t->apostrophe = c == '\'';
            if (t->words % LOOK_EVERY == 0 && is_settled(t))
                return;
        }
        p += n;
    }
    end_word(t);
}

/* By function words and letters, among the languages of one script. */
static const char *by_words(const struct tally *t, enum script script)
{
    uint32_t first, second;
    unsigned best = best_of(t, of_script[script], &first);
    uint64_t rivals = of_script[script] & ~(UINT64_C(1) << best);
    for (size_t i = 0; i < sizeof families / sizeof *families; i++)
        if (families[i] >> best & 1)
            rivals &= ~families[i];
    best_of(t, rivals, &second);
    bool enough = first >= 3 && first * 8 >= t->words && first * 6 >= second * 7;
    return enough ? tags[best] : "";
}

const char *dl_language_detect(struct dl_str title, struct dl_str body)
{
    struct tally t = { 0 };
    count_text(&t, title, TITLE_BYTES);
    count_text(&t, body, BODY_BYTES);
    unsigned top = LATIN;
    for (unsigned i = 1; i < SCRIPTS; i++)
        if (t.scripts[i] > t.scripts[top])
            top = i;
    if (top <= DEVANAGARI) {
        const char *tag = by_words(&t, (enum script)top);
        static const char usual[][3] = { [LATIN] = "", [CYRILLIC] = "", [ARABIC] = "ar", [DEVANAGARI] = "hi" };
        return *tag ? tag : usual[top];
    }
    if ((top == HAN || top == KANA) && t.scripts[KANA] * 10 >= t.scripts[HAN])
        return "ja";
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++)
        if (blocks[i].script == top)
            return blocks[i].tag;
    return "";
}
