/* test_analyzer.c - text -> terms: what must match, what must not, positions and offsets.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "unit.h"

#include "dateline/text.h"

static struct dl_error err;

static struct dl_analyzer *analyzer(void)
{
    struct dl_analyzer *a;
    assert_ok(dl_analyzer_new(&a, &err), err);
    return a;
}

/* "1:term 1:~folded 2:other", for reading in a failure. */
static const char *terms(const char *text, const char *stemmer)
{
    static struct dl_buf out;
    struct dl_spans spans = { 0 };
    struct dl_analyzer *a = analyzer();
    assert_ok(dl_analyze_spans(a, DL_FIELD_BODY, dl_str_of(text), stemmer, &spans, &err), err);
    dl_buf_clear(&out);
    for (size_t i = 0; i < spans.count; i++) {
        dl_buf_printf(&out, "%s%u:%s", i ? " " : "", spans.v[i].position,
                      spans.v[i].form == DL_FORM_FOLDED ? "~" : "");
        dl_buf_str(&out, dl_analyzer_term(a, spans.v[i].term));
    }
    dl_spans_free(&spans);
    dl_analyzer_free(a);
    return dl_buf_cstr(&out);
}

static void table(const char *const (*rows)[2], size_t n, const char *stemmer)
{
    for (size_t i = 0; i < n; i++) {
        const char *got = terms(rows[i][0], stemmer);
        if (strcmp(got, rows[i][1]) != 0)
            fail_msg("'%s' (%s) gives '%s', not '%s'", rows[i][0], stemmer, got, rows[i][1]);
    }
}
#define TABLE(rows, stemmer) table(rows, sizeof rows / sizeof *rows, stemmer)

static void test_words(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        { "", "" },
        { "  ,.;-- !?", "" },
        { "Hello, world", "1:hello 2:world" },
        { "U.S. and U.S.A.", "1:us 2:and 3:usa" },
        { "U.N.-backed a.m.", "1:un 2:backed 3:am" },
        { "covid-19 F-16", "1:covid 2:19 3:f 4:16" },
        { "3.14 1,000 12,345,678.90 1,5 2019,2020", "1:3.14 2:1000 3:12345678.90 4:1,5 5:2019,2020" },
        { "date:2024 10:30", "1:date 2:2024 3:10 4:30" },
        { "the end.The start", "1:the 2:end 3:the 4:start" },
        { "www.example.com joe@example.com", "1:www 2:example 3:com 4:joe 5:example 6:com" },
        { "foo_bar __ _emphasis_", "1:foo_bar 2:emphasis" },
        { "don't don\xe2\x80\x99t O\xe2\x80\x98Neil", "1:don't 2:don't 3:o'neil" },
        { "trade\xe2\x80\x94war \xe2\x80\x9cquoted\xe2\x80\x9d", "1:trade 2:war 3:quoted" },
        { "AT&T 50% $1.5bn", "1:at 2:t 3:50 4:1.5bn" },
        { "\xf0\x9f\x98\x80 \xe2\x98\x85 \xe2\x82\xac ok", "1:ok" },
        { "Co\xc2\xadoperate", "1:cooperate" },
        { "\xef\xbc\xa1\xef\xbc\xa2\xef\xbc\xa3 \xef\xbc\x91\xef\xbc\x92", "1:abc 2:12" },
        { "\xef\xac\x81nance", "1:finance" },
        { "Laos's country's", "1:laos 2:country" },
        { "a\x01" "b\x7f" "c", "1:a 2:b 3:c" },
    };
    TABLE(rows, "none");
}

static void test_diacritics(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        { "Lương Cường", "1:lương 1:~luong 2:cường 2:~cuong" },
        { "Luong Cuong", "1:luong 2:cuong" },
        { "Lu\xcc\x9bo\xcc\x9bng", "1:lương 1:~luong" }, /* NFD */
        { "Đà Nẵng", "1:đà 1:~da 2:nẵng 2:~nang" },
        { "hoà hòa Hoà", "1:hòa 1:~hoa 2:hòa 2:~hoa 3:hòa 3:~hoa" },
        { "thuý thúy quý", "1:thúy 1:~thuy 2:thúy 2:~thuy 3:quý 3:~quy" },
        { "Straße STRASSE", "1:strasse 2:strasse" },
        { "Müller Łódź Ærø", "1:müller 1:~muller 2:łódź 2:~lodz 3:ærø 3:~aero" },
        { "İstanbul ışık", "1:i̇stanbul 1:~istanbul 2:ışık 2:~isik" },
        { "Ёлка ёж йод Украї́на", "1:ёлка 1:~елка 2:ёж 2:~еж 3:йод 4:украї́на 4:~україна" },
        { "Αθήνα ΟΔΟΣ οδός", "1:αθήνα 1:~αθηνα 2:οδοσ 3:οδόσ 3:~οδοσ" },
        { "كِتَاب كتـــاب كتاب", "1:كتاب 2:كتاب 3:كتاب" },
        { "أحمد", "1:أحمد 1:~احمد" },
        { "שָׁלוֹם שלום", "1:שלום 2:שלום" },
        { "हिन्दी", "1:हिन्दी" },
    };
    TABLE(rows, "none");
}

static void test_stemming(void **state)
{
    (void)state;
    static const char *const english[][2] = {
        { "railways railway Laos's", "1:railway 2:railway 3:lao" },
        { "Countries' country", "1:countri 2:countri" },
    };
    static const char *const french[][2] = {
        { "l'homme d\xe2\x80\x99" "Élysée aujourd'hui", "1:homm 2:élys 2:~elyse 3:aujourd'hui" },
    };
    static const char *const turkish[][2] = { { "Ankara'da", "1:ankar" } };
    TABLE(english, "english");
    TABLE(french, "french");
    TABLE(turkish, "turkish");
}

static void test_dictionary_scripts(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        { "รัฐบาลไทย ประกาศ COVID-19", "1:รัฐบาล 2:ไทย 3:ประกาศ 4:covid 5:19" },
        { "北京大学生物系 abc", "1:北京 2:~京大 3:大学 4:~学生 5:生物 6:~物系 7:系 8:abc" },
        { "寿司を食べる", "1:寿司 3:を 4:食べる" },
        { "水 ABC", "1:水 2:abc" },
        { "한국어는 KBS는", "1:한국어는 1:~한국 2:~국어 3:~어는 5:kbs 6:는" },
        { "\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab\xe1\x84\x80\xe1\x85\xae\xe1\x86\xa8\xe1\x84\x8b\xe1\x85\xa5",
          "1:한국어 1:~한국 2:~국어" },
        { "ガラス \xe3\x82\xab\xe3\x82\x99\xe3\x83\xa9\xe3\x82\xb9 ｶﾞﾗｽ です", "1:ガラス 4:ガラス 7:ガラス 10:です" },
        { "ນໍາໃຊ້ ນຳໃຊ້", "1:ນໍາ 2:ໃຊ້ 3:ນໍາ 4:ໃຊ້" },
    };
    TABLE(rows, "none");
}

static void test_positions_of_an_article(void **state)
{
    (void)state;
    struct dl_analyzer *a = analyzer();
    struct dl_tokens t = { 0 };
    assert_ok(dl_analyze_article(a, DL_STR("Xin chào"), DL_STR("chào bạn"), "none", &t, &err), err);
    static const struct {
        const char *term;
        uint32_t position;
    } want[] = {
        { "xin", 1 }, { "Sxin", 1 }, { "chào", 2 }, { "Schào", 2 }, { "chao", 2 }, { "Schao", 2 },
        { "chào", 102 }, { "chao", 102 }, { "bạn", 103 }, { "ban", 103 },
    };
    assert_int_equal(t.count, sizeof want / sizeof *want);
    for (size_t i = 0; i < t.count; i++) {
        assert_str(dl_analyzer_term(a, t.v[i].term), want[i].term);
        assert_int_equal(t.v[i].position, want[i].position);
    }
    dl_tokens_free(&t);
    dl_analyzer_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_diacritics),
        cmocka_unit_test(test_stemming),
        cmocka_unit_test(test_dictionary_scripts),
        cmocka_unit_test(test_positions_of_an_article),
    };
    return cmocka_run_group_tests_name("analyzer", tests, NULL, NULL);
}
