/* test_place.c - names, codes, suggestions and the scan of the gazetteer.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tests/unit/unit.h"

#include "dateline/place.h"
#include "lib/place/token.h"

static void parse_names(void **state)
{
    static const struct {
        const char *text, *code;
    } cases[] = {
        { "LA", "LA" },
        { "la", "LA" },
        { "LAO", "LA" },
        { "Laos", "LA" },
        { "laos", "LA" },
        { "Lao PDR", "LA" },
        { "Lào", "LA" },
        { "Việt Nam", "VN" },
        { "Viet Nam", "VN" },
        { "vietnam", "VN" },
        { "UK", "GB" },
        { "usa", "US" },
        { "U.S.", "US" },
        { "SUHH", "SUHH" },
        { "sun", "SUHH" },
        { "Soviet Union", "SUHH" },
        { "Liên Xô", "SUHH" },
        { "Đức", "DE" },
        { "Nga", "RU" },
        { "NGA", "NG" },
        { "中国", "CN" },
        { "Německo", "DE" },
        { "Německa", "DE" },
        { "Suomi", "FI" },
        { "Suomessa", "FI" },
        { "Ελλάδα", "GR" },
        { "한국", "KR" },
        { "米国", "US" },
        { "Großbritannien", "GB" },
        { "Соединённых Штатов", "US" },
        { "Magyarországon", "HU" },
        { "לצרפת", "FR" },
        { "Türkiye’de", "TR" },
        { "Россия", "RU" },
        { "ไทย", "TH" },
        { "ລາວ", "LA" },
        { "ประเทศลาว", "LA" },
        { "ປະເທດໄທ", "TH" },
        { "Nước Nga", "RU" },
        { "កម្ពុជា", "KH" },
        { "Allemagne", "DE" },
        { "España", "ES" },
        { "Burma", "MM" },
        { "Ivory Coast", "CI" },
        { "Cote d'Ivoire", "CI" },
        { "Côte d’Ivoire", "CI" },
        { " France ", "FR" },
        { "Great Britain", "GB" },
        { "Zaire", "CD" },
        { "Yugoslavia", "YUCS" },
        { "Guinea-Bissau", "GW" },
        { "Papua New Guinea", "PG" },
        { "Guinea", "GN" },
        { "Niger", "NE" },
        { "Nigeria", "NG" },
        { "Georgia", "GE" },
        { "Holland", "NL" },
        { "XK", "XK" },
        { "Korea", "KR" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        dl_code code = { "" };
        struct dl_error err = { 0 };
        if (dl_country_parse(dl_str_of(cases[i].text), &code, &err) != DL_OK || strcmp(code.text, cases[i].code) != 0)
            fail_msg("%s is %s, not %s (%s)", cases[i].text, code.text, cases[i].code, err.message);
    }
}

static void suggest_names(void **state)
{
    static const struct {
        const char *text, *suggestion;
    } cases[] = { { "Vietnma", "Vietnam (VN)" },
                  { "Loas", "Laos (LA)" },
                  { "Germny", "Germany (DE)" },
                  { "Cambodai", "Cambodia (KH)" },
                  { "Unted Kingdom", "United Kingdom (GB)" } };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        dl_code code;
        struct dl_error err = { 0 };
        assert_int_equal(dl_country_parse(dl_str_of(cases[i].text), &code, &err), DL_NOT_FOUND);
        if (!strstr(err.message, cases[i].suggestion))
            fail_msg("%s: %s", cases[i].text, err.message);
    }
}

static void refuse_nonsense(void **state)
{
    static const char *const cases[] = { "", " ", "xyzzy plugh", "Q9", "....", "\xff\xfe", "12", "A" };
    char *huge = malloc(1 << 20);
    dl_code code;
    struct dl_error err;
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_int_equal(dl_country_parse(dl_str_of(cases[i]), &code, &err), DL_NOT_FOUND);
    memset(huge, 'a', 1 << 20);
    assert_int_equal(dl_country_parse((struct dl_str){ huge, 1 << 20 }, &code, &err), DL_NOT_FOUND);
    assert_int_equal(dl_country_parse((struct dl_str){ huge, 1 << 20 }, &code, NULL), DL_NOT_FOUND);
    free(huge);
}

static dl_code code_of(const char *s)
{
    dl_code c = { "" };
    snprintf(c.text, sizeof c.text, "%s", s);
    return c;
}

static void know_former_states(void **state)
{
    (void)state;
    assert_string_equal(dl_country_successor(code_of("SUHH")).text, "RU");
    assert_string_equal(dl_country_successor(code_of("YUCS")).text, "RS");
    assert_string_equal(dl_country_successor(code_of("LA")).text, "LA");
    assert_string_equal(dl_country_successor(code_of("QQ")).text, "QQ");
    assert_string_equal(dl_country_at(code_of("RU"), 19870226).text, "SUHH");
    assert_string_equal(dl_country_at(code_of("UA"), 19870000).text, "SUHH");
    assert_string_equal(dl_country_at(code_of("RU"), 20240101).text, "RU");
    assert_string_equal(dl_country_at(code_of("SUHH"), 0).text, "RU");
    assert_string_equal(dl_country_at(code_of("HR"), 19890000).text, "YUCS");
    assert_string_equal(dl_country_at(code_of("HR"), 19950101).text, "HR");
    assert_string_equal(dl_country_at(code_of("RS"), 19950101).text, "YUCS");
    assert_string_equal(dl_country_at(code_of("CW"), 20101009).text, "ANHH");
    assert_string_equal(dl_country_at(code_of("CW"), 20101010).text, "CW");
    assert_string_equal(dl_country_at(code_of("DE"), 19870101).text, "DE");
    assert_string_equal(dl_country_name(code_of("SUHH")), "Soviet Union");
    assert_string_equal(dl_country_name(code_of("LA")), "Laos");
    assert_string_equal(dl_country_name(code_of("??")), "");
}

static void list_codes(void **state)
{
    size_t count = 0;
    const dl_code *codes = dl_country_codes(&count);
    (void)state;
    assert_true(count > 270);
    for (size_t i = 0; i + 1 < count; i++)
        assert_true(strcmp(codes[i].text, codes[i + 1].text) < 0);
    for (size_t i = 0; i < count; i++) {
        dl_code parsed;
        assert_int_equal(dl_country_parse(dl_str_of(codes[i].text), &parsed, NULL), DL_OK);
        assert_string_equal(parsed.text, codes[i].text);
        assert_true(dl_country_name(codes[i])[0] != 0);
    }
}

/* What the scan finds in a text, joined by "|". */
static const char *found(const char *text)
{
    static char out[2000];
    struct dl_place_hits hits = { 0 };
    struct dl_error err;
    size_t len = 0;
    assert_ok(dl_place_scan(dl_str_of(text), 1000, &hits, &err), err);
    out[0] = 0;
    for (size_t i = 0; i < hits.count; i++)
        len += (size_t)snprintf(out + len, sizeof out - len, "%s%.*s", i ? "|" : "",
                                (int)(hits.v[i].end - hits.v[i].start), text + hits.v[i].start);
    dl_place_hits_free(&hits);
    return out;
}

static void find_longest_names(void **state)
{
    static const struct {
        const char *text, *found;
    } cases[] = {
        { "He went to Papua New Guinea and Guinea-Bissau.", "Papua New Guinea|Guinea-Bissau" },
        { "Equatorial Guinea, Guinea", "Equatorial Guinea|Guinea" },
        { "a turkey ate china", "" },
        { "Turkey and China", "Turkey|China" },
        { "China Daily said", "" },
        { "New Mexico, Mexico", "New Mexico|Mexico" },
        { "U.S. and U.K. troops", "U.S.|U.K." },
        { "Laos' leaders, Laos's, Laos’s", "Laos|Laos's|Laos’s" },
        { "Việt Nam, Viet Nam, VIỆT NAM, Vietnam", "Việt Nam|Viet Nam|VIỆT NAM|Vietnam" },
        { "South\nKorea", "South\nKorea" },
        { "St. Petersburg and St Petersburg", "St. Petersburg|St Petersburg" },
        { "China-Laos Railway", "China|Laos" },
        { "中国和老挝", "中国|老挝" },
        { "ประเทศลาวและไทย", "ลาว|ไทย" },
        { "ສປປ ລາວ ແລະ ຈີນ", "ສປປ ລາວ|ຈີນ" },
        { "インドネシアとインド", "インドネシア|インド" },
        { "タイトル", "" },
        { "в России и Китае", "России|Китае" },
        { "Côte d'Ivoire or Cote d’Ivoire", "Côte d'Ivoire|Cote d’Ivoire" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        if (strcmp(found(cases[i].text), cases[i].found) != 0)
            fail_msg("in \"%s\": %s, not %s", cases[i].text, found(cases[i].text), cases[i].found);
}

static void bear_hostile_text(void **state)
{
    static const char *const pieces[] = { "New ",         "New South ", "U.S.", "\xe0\xb9\x84\xe0\xb8\x97\xe0\xb8\xa2",
                                          "People's ",    "\xf0\xff",   "St. ", "Democratic People's Republic of ",
                                          "\xe2\x80\x8b", "'s's",       "A.",   "\xcc\x81" };
    size_t size = 1 << 20;
    char *text = malloc(size);
    (void)state;
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        struct dl_place_hits hits = { 0 };
        struct dl_error err;
        for (size_t at = 0, n = strlen(pieces[i]); at < size; at++)
            text[at] = pieces[i][at % n];
        assert_ok(dl_place_scan((struct dl_str){ text, size }, 5000, &hits, &err), err);
        assert_true(hits.count <= 5000);
        for (size_t h = 0; h < hits.count; h++)
            assert_true(hits.v[h].start < hits.v[h].end && hits.v[h].end <= size);
        dl_place_hits_free(&hits);
    }
    free(text);
}

static void know_given_names(void **state)
{
    (void)state;
    assert_true(dl_place_given_name(DL_STR("Michael")));
    assert_true(dl_place_given_name(DL_STR("Mr")));
    assert_false(dl_place_given_name(DL_STR("Laos")));
    assert_false(dl_place_given_name(DL_STR("North")));
    assert_false(dl_place_given_name(DL_STR("")));
    assert_int_equal(dl_place_language(DL_STR("vi")), DL_PLACE_VIETNAMESE);
    assert_int_equal(dl_place_language(DL_STR("vi-VN")), DL_PLACE_VIETNAMESE);
    assert_int_equal(dl_place_language(DL_STR("en")), 0);
    assert_true(dl_place_capital(DL_STR("Đức")));
    assert_false(dl_place_capital(DL_STR("đức")));
    assert_false(dl_place_capital(DL_STR("ไทย")));
}

/* A token that is looked at in one go, and the same with nothing behind it, byte by byte. */
static void read_tokens_alike(void **state)
{
    (void)state;
    static const char *const words[] = { "A",
                                         "a",
                                         "7",
                                         "Of",
                                         "USA",
                                         "Laos",
                                         "iPhone",
                                         "Thailand",
                                         "Thailand2",
                                         "MALAYSIA",
                                         "Switzerland",
                                         "FIFTEENLETTERS1",
                                         "sixteenletters00",
                                         "Liechtensteiners" };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        char padded[64];
        size_t n = strlen(words[i]);
        for (const char *next = " .,-;)"; *next; next++) {
            struct token whole, alone;
            snprintf(padded, sizeof padded, "%s%c and some more words behind it", words[i], *next);
            const unsigned char *p = (const unsigned char *)padded, *q = (const unsigned char *)words[i];
            token_read(p, p + strlen(padded), &whole);
            token_read(q, q + n, &alone);
            assert_int_equal(whole.hash, alone.hash);
            assert_int_equal(whole.exact, alone.exact);
            assert_int_equal(whole.length, alone.length);
            assert_int_equal(whole.flags, alone.flags);
            assert_int_equal(whole.end - p, n);
            assert_int_equal(alone.end - q, n);
        }
    }
}

static void expect_region(const char *code, const char *want)
{
    char got[DL_COUNTRY_REGION_NAME];
    dl_code c = { "" };
    strcpy(c.text, code);
    dl_country_region(c, got);
    assert_string_equal(got, want);
}

static void know_regions(void **state)
{
    (void)state;
    size_t count;
    const dl_code *codes = dl_country_codes(&count);
    struct dl_country_group g;
    expect_region("LA", "Southeast Asia");
    expect_region("GB", "Northern Europe");
    expect_region("SUHH", "Eastern Europe");
    expect_region("US", "Northern America");
    expect_region("XX", "");
    for (size_t i = 0; i < count; i++) { /* each is among the members of its region */
        char name[DL_COUNTRY_REGION_NAME];
        bool in = false;
        dl_country_region(codes[i], name);
        assert_int_not_equal(strlen(name), 0);
        assert_int_equal(dl_country_group_parse(dl_str_of(name), &g, NULL), DL_OK);
        for (size_t k = 0; k < g.count; k++)
            in |= dl_code_eq(g.v[k].code, codes[i]);
        assert_true(in);
    }
    assert_int_equal(dl_country_group_parse(DL_STR("EU"), &g, NULL), DL_OK);
    for (size_t i = 0; i < g.count; i++)
        if (strcmp(g.v[i].code.text, "GB") == 0)
            assert_int_equal(g.v[i].to, 20200131);
    assert_int_equal(dl_country_group_parse(DL_STR(""), &g, NULL), DL_NOT_FOUND);
    assert_int_equal(dl_country_group_parse(DL_STR("..."), &g, NULL), DL_NOT_FOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parse_names),        cmocka_unit_test(suggest_names),    cmocka_unit_test(refuse_nonsense),
        cmocka_unit_test(know_former_states), cmocka_unit_test(list_codes),       cmocka_unit_test(find_longest_names),
        cmocka_unit_test(bear_hostile_text),  cmocka_unit_test(know_given_names), cmocka_unit_test(read_tokens_alike),
        cmocka_unit_test(know_regions),
    };
    return cmocka_run_group_tests_name("place", tests, NULL, NULL);
}
