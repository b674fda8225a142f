/* test_analyzer.c - text -> terms: what must match, what must not, positions and offsets.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "unit.h"

#include "dateline/text.h"
#include "lib/text/wordcache.h"

static struct dl_error err;

static struct dl_analyzer *analyzer(void)
{
    struct dl_analyzer *a;
    assert_ok(dl_analyzer_new(&a, &err), err);
    return a;
}

/* "1:term 1:~folded 2:other 2:+part", for reading in a failure. */
static const char *terms(const char *text, const char *stemmer)
{
    static struct dl_buf out;
    struct dl_spans spans = { 0 };
    struct dl_analyzer *a = analyzer();
    assert_ok(dl_analyze_spans(a, DL_FIELD_BODY, dl_str_of(text), stemmer, &spans, &err), err);
    dl_buf_clear(&out);
    for (size_t i = 0; i < spans.count; i++) {
        assert_true(i == 0 || spans.v[i].start >= spans.v[i - 1].start);
        static const char *const marks[] = { "", "~", "+", "!" };
        dl_buf_printf(&out, "%s%u:%s", i ? " " : "", spans.v[i].position, marks[spans.v[i].form]);
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
        { "U.S. and U.S.A.", "1:u.s 1:+us 2:and 3:usa" },
        { "U.N.-backed a.m.", "1:u.n 1:+un 2:backed 3:a.m 3:+am" },
        { "covid-19 F-16", "1:covid 1:+covid19 2:19 3:f 3:+f16 4:16" },
        { "3.14 1,000 12,345,678.90 1,5 2019,2020", "1:3.14 2:1000 3:12345678.90 4:1,5 5:2019,2020" },
        { "date:2024 10:30", "1:date 2:2024 3:10 4:30" },
        { "the end.The start", "1:the 2:end 3:the 4:start" },
        { "www.example.com joe@example.com", "1:www 2:example 3:com 4:joe 5:example 6:com" },
        { "foo_bar __ _emphasis_", "1:foo_bar 1:+foo 2:+bar 3:emphasis" },
        { "don't don\xe2\x80\x99t O\xe2\x80\x98Neil", "1:don't 2:don't 3:o'neil 3:+oneil" },
        { "trade\xe2\x80\x94war \xe2\x80\x9cquoted\xe2\x80\x9d", "1:trade 2:war 3:quoted" },
        { "AT&T 50% $1.5bn", "1:at 1:+at&t 2:t 3:50 4:1.5bn" },
        { "\xf0\x9f\x98\x80 \xe2\x98\x85 \xe2\x82\xac ok", "1:\xf0\x9f\x98\x80 2:ok" },
        { "Co\xc2\xadoperate", "1:cooperate" },
        { "\xef\xbc\xa1\xef\xbc\xa2\xef\xbc\xa3 \xef\xbc\x91\xef\xbc\x92", "1:abc 2:12" },
        { "\xef\xac\x81nance", "1:finance" },
        { "Laos's country's", "1:laos 2:country" },
        { "a\x01"
          "b\x7f"
          "c",
          "1:a 2:b 3:c" },
    };
    TABLE(rows, "none");
}

static void test_words_broken_at_line_ends(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        { "the gov-\nernment said", "1:the 2:gov 2:+government 3:ernment 4:said" },
        { "con\xc2\xad\nference", "1:con 1:+conference 2:ference" },
        { "con\xe2\x80\x90 \r\n\tference", "1:con 1:+conference 2:ference" },
        { "well-\nknown", "1:well 1:+wellknown 2:known" },
        { "PARLIA-\nMENT", "1:parlia 1:+parliament 2:ment" },
        { "d\xc3\xa9mo-\ncratie", "1:d\xc3\xa9mo 1:~demo 1:+d\xc3\xa9mocratie 1:+democratie 2:cratie" },
        { "demo-\nkrat\xc3\xadval", "1:demo 1:+demokrat\xc3\xadval 1:+demokratival 2:krat\xc3\xadval 2:~kratival" },
        /* Not one word. */
        { "well-known", "1:well 1:+wellknown 2:known" },
        { "Oct-\n22", "1:oct 2:22" },
        { "1914-\neighteen", "1:1914 1:+1914eighteen 2:eighteen" },
        { "end -\nthe start", "1:end 2:the 3:start" },
        { "end-\n\nthe start", "1:end 2:the 3:start" },
        { "Laos-\nChina", "1:laos 2:china" },
        { "gov\nernment", "1:gov 2:ernment" },
        { "gov-", "1:gov" },
        { "gov-\n", "1:gov" },
        { "-\nernment", "1:ernment" },
        { "__-\nernment", "1:ernment" },
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
        { "thuý thúy quý", "1:thúy 1:~thuy 2:thúy 2:~thuy 3:quí 3:~quy" },
        { "sỹ sĩ tỷ quỹ ly", "1:sĩ 1:~sy 2:sĩ 2:~si 3:tỉ 3:~ty 4:quĩ 4:~quy 5:ly" },
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

/* What is written in several ways meets. */
static void test_ways_to_write(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        { "e-mail co-operation", "1:e 1:+email 2:mail 3:co 3:+cooperation 4:operation" },
        { "state-of-the-art 2024-10 a-", "1:state 2:of 3:the 4:art 5:2024 6:10 7:a" },
        { "O'Brien Xi’an it's", "1:o'brien 1:+obrien 2:xi'an 2:+xian 3:it" },
        { "AT&T R&D a & b", "1:at 1:+at&t 2:t 3:r 3:+r&d 4:d 5:a 6:b" },
        { "C++ and C# and c.", "1:c 1:!c++ 2:and 3:c 3:!c# 4:and 5:c" },
        { ".onon.o", "1:onon 2:o" },
        { "the .NET end.The", "1:the 2:net 2:!.net 3:end 4:the" },
        { "the US met us", "1:the 2:us 2:+u.s 3:met 4:us" },
        { "TELL US MORE", "1:tell 2:us 3:more" },
        { "F-16s 1990s 1990’s 747's", "1:f 1:+f16s 2:16s 2:+16 3:1990s 3:+1990 4:1990s 4:+1990 5:747s 5:+747" },
        { "10.500 3.14 1.2.3", "1:10.500 1:+10500 2:3.14 3:1.2.3" },
        { "10\xe2\x80\xaf"
          "500 10\xc2\xa0"
          "500\xc2\xa0"
          "000 10 500",
          "1:10500 1:+10 2:+500 3:10500000 3:+10 4:+500 5:+000 6:10 7:500" },
        { "101,102,103 1,000 1,000,000", "1:101102103 1:+101 2:+102 3:+103 4:1000 5:1000000" },
        { "@mekong_watch report_final.pdf",
          "1:mekong_watch 1:+mekong 2:+watch 3:report_final.pdf 3:+report 4:+final 5:+pdf" },
        { "flood 🌊🔥 ok ❤️ © →", "1:flood 2:🌊 3:🔥 4:ok 5:❤" },
        { "🇻🇳 👍🏽", "1:🇻🇳 2:👍" },
    };
    TABLE(rows, "none");
    static const char *const english[][2] = { { "10.500", "1:10.500" }, { "Boys' 80s", "1:boy 2:80s 2:+80" } };
    TABLE(english, "english");
    static const char *const german[][2] = { { "10.500 Euro", "1:10500 1:+10.500 2:euro" } };
    TABLE(german, "german2");
    static const char *const arabic[][2] = { { "والحكومة الحكومة", "1:حكوم 1:~حكومه 2:حكوم 2:~حكومه" } };
    TABLE(arabic, "arabic");
}

static void test_stemming(void **state)
{
    (void)state;
    static const char *const english[][2] = {
        { "railways railway Laos's", "1:railway 2:railway 3:lao" },
        { "Countries' country", "1:countri 2:countri" },
    };
    static const char *const french[][2] = {
        { "l'homme d\xe2\x80\x99"
          "Élysée aujourd'hui",
          "1:homm 2:élys 2:~elyse 3:aujourd'hui 3:+aujourdhui" },
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
        { "รัฐบาลไทย ประกาศ COVID-19", "1:รัฐบาล 1:+รัฐ 1:+บาล 2:ไทย 3:ประกาศ 4:covid 4:+covid19 5:19" },
        { "คณะรัฐมนตรี ๒๕๖๗", "1:คณะ 2:รัฐมนตรี 2:+รัฐ 2:+มนตรี 3:2567" },
        { "မြန်မာနိုင်ငံ ၂၀၂၄", "1:မြန်မာနိုင်ငံ 1:+မြန်မာ 1:+နိုင်ငံ 2:2024" },
        { "ທະນາຄານພັດທະນາ", "1:ທະນາຄານ 2:ພັດທະນາ" },
        { "北京大学生物系 abc", "1:北京 2:~京大 3:大学 4:~学生 5:生物 6:~物系 7:系 8:abc" },
        { "寿司を食べる", "1:寿司 3:を 4:食べる" },
        { "ต่างๆ กรุงเทพฯ", "1:ต่าง 2:กรุงเทพ 2:+กรุง 2:+เทพ" },
        { "ម្នាក់ៗ", "1:ម្នាក់" },
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
        { "xin", 1 },
        { "Sxin", 1 },
        { "chào", 2 },
        { "Schào", 2 },
        { "chao", 2 },
        { "Schao", 2 },
        { "chào", 2 + DL_TITLE_GAP },
        { "chao", 2 + DL_TITLE_GAP },
        { "bạn", 3 + DL_TITLE_GAP },
        { "ban", 3 + DL_TITLE_GAP },
    };
    assert_int_equal(t.count, sizeof want / sizeof *want);
    for (size_t i = 0; i < t.count; i++) {
        assert_str(dl_analyzer_term(a, t.v[i].term), want[i].term);
        assert_int_equal(t.v[i].position, want[i].position);
    }
    dl_tokens_free(&t);
    dl_analyzer_free(a);
}

/* Does a query for B find an article with A: has each word of B a form that A has too? */
static bool finds(const char *a_text, const char *b_text, const char *stemmer)
{
    struct dl_analyzer *a = analyzer();
    struct dl_spans article = { 0 }, query = { 0 };
    assert_ok(dl_analyze_spans(a, DL_FIELD_BODY, dl_str_of(a_text), stemmer, &article, &err), err);
    assert_ok(dl_analyze_spans(a, DL_FIELD_BODY, dl_str_of(b_text), stemmer, &query, &err), err);
    bool all = query.count > 0;
    for (size_t i = 0; i < query.count && all;) {
        bool any = false;
        uint32_t position = query.v[i].position;
        for (; i < query.count && query.v[i].position == position; i++)
            for (size_t k = 0; k < article.count; k++)
                any |= article.v[k].term == query.v[i].term;
        all = any;
    }
    dl_spans_free(&article);
    dl_spans_free(&query);
    dl_analyzer_free(a);
    return all;
}

static void test_pairs_that_must_match(void **state)
{
    (void)state;
    static const char *const pairs[][3] = {
        /* article, query, stemmer */
        { "Lương Cường", "luong cuong", "none" },
        { "Luong Cuong", "Lương Cường", "none" }, /* written without, looked for with */
        { "L\xc6\xb0\xc6\xa1ng", "Lu\xcc\x9bo\xcc\x9bng", "none" },
        { "Hòa Bình", "hoà bình", "none" },
        { "THÚY", "thuý", "none" },
        { "Ðà Nẵng", "Đà Nẵng", "none" }, /* eth for d with stroke */
        { "the railways of Laos", "RAILWAY", "english" },
        { "U.S.", "US", "english" },
        { "Moscow\xe2\x80\x99s", "Moscow's", "english" },
        { "China's growth", "china", "english" },
        { "China's growth", "china", "none" },
        { "Straße", "strasse", "german2" },
        { "Müller", "Muller", "german2" },
        { "élève", "eleve", "french" },
        { "l'économie", "economie", "french" },
        { "İSTANBUL", "istanbul", "turkish" },
        { "ışık", "isik", "turkish" },
        { "ёлка", "елка", "russian" },
        { "Елка", "ёлка", "russian" },
        { "οδός", "ΟΔΟΣ", "none" },
        { "مُحَمَّد", "محمد", "arabic" },
        { "أحمد", "احمد", "none" },
        { "علی", "علي", "none" }, /* Farsi and Arabic yeh */
        { "שָׁלוֹם", "שלום", "none" },
        { "Ｔｏｋｙｏ ２０２４", "tokyo 2024", "none" },
        { "ｶﾞﾗｽ", "ガラス", "none" },
        { "\xef\xac\x81nance", "finance", "english" },
        { "中华人民共和国", "人民", "none" },
        { "北京大学生物系", "物系", "none" }, /* no word of any dictionary */
        { "대통령은 서울에서", "대통령", "none" },
        { "รัฐบาลไทยประกาศ", "ประกาศ", "none" },
        { "น\xe0\xb9\x8d\xe0\xb9\x89\xe0\xb8\xb2", "น้ำ", "none" }, /* sara am in two, tone between */
        { "ນ\xe0\xbb\x8d\xe0\xba\xb2ໃຊ້", "ນຳໃຊ້", "none" },
        { "1,000,000 dollars", "1000000", "none" },
        { "the end.The next", "end the", "none" },
        { "co\xc2\xadoperation", "cooperation", "none" },
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (!finds(pairs[i][0], pairs[i][1], pairs[i][2]))
            fail_msg("'%s' does not find '%s' (%s)", pairs[i][1], pairs[i][0], pairs[i][2]);
}

static void test_pairs_that_must_not_match(void **state)
{
    (void)state;
    static const char *const no[][3] = {
        { "мой", "мои", "none" }, /* short i is a letter */
        { "กา", "ก", "none" },    /* vowels carry the word */
        { "កា", "កី", "none" },           { "कि", "की", "none" },
        { "かき", "がき", "none" }, /* voicing marks distinguish */
        { "3.14", "314", "none" },       { "1,5", "15", "none" },
        { "united", "unit ed", "none" }, { "Laos", "lao", "none" },
        { "北京", "京北", "none" },      { "foo_bar", "oo", "none" },
    };
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        if (finds(no[i][0], no[i][1], no[i][2]))
            fail_msg("'%s' finds '%s' (%s)", no[i][1], no[i][0], no[i][2]);
}

static void test_offsets(void **state)
{
    (void)state;
    static const char text[] = "\"U.S.\" Lu\xcc\x9bo\xcc\x9bng, end.The 大学生"; /* NFD */
    static const struct {
        const char *at;
        uint32_t position;
    } want[] = { { "U.S", 1 }, { "U.S", 1 }, { "Lu\xcc\x9bo\xcc\x9bng", 2 }, { "Lu\xcc\x9bo\xcc\x9bng", 2 },
                 { "end", 3 }, { "The", 4 } };
    struct dl_analyzer *a = analyzer();
    struct dl_spans s = { 0 };
    assert_ok(dl_analyze_spans(a, DL_FIELD_BODY, dl_str_of(text), "none", &s, &err), err);
    assert_true(s.count > 5);
    for (size_t i = 0; i < 6; i++) {
        assert_str(((struct dl_str){ text + s.v[i].start, s.v[i].end - s.v[i].start }), want[i].at);
        assert_int_equal(s.v[i].position, want[i].position);
    }
    dl_spans_free(&s);
    dl_analyzer_free(a);
}

static void test_title_terms(void **state)
{
    (void)state;
    struct dl_analyzer *a = analyzer();
    struct dl_spans s = { 0 };
    assert_ok(dl_analyze_spans(a, DL_FIELD_TITLE, DL_STR("Railways đường"), "english", &s, &err), err);
    assert_int_equal(s.count, 3);
    assert_str(dl_analyzer_term(a, s.v[0].term), "Srailway");
    assert_str(dl_analyzer_term(a, s.v[1].term), "Sđường");
    assert_str(dl_analyzer_term(a, s.v[2].term), "Sduong");
    assert_int_equal(s.v[2].form, DL_FORM_FOLDED);
    dl_spans_free(&s);
    dl_analyzer_free(a);
}

static void test_prefix(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        { "Railw", "railw" },         { "Cườ", "cuo" },  { "covid-1", "1" }, { "", "" }, { " -- ", "" },
        { "countries", "countries" }, { "U.S.", "u.s" }, { "Бел", "бел" },
    };
    struct dl_analyzer *a = analyzer();
    struct dl_buf out = { 0 };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_ok(dl_analyze_prefix(a, DL_FIELD_BODY, dl_str_of(rows[i][0]), &out, &err), err);
        assert_str(dl_buf_view(&out), rows[i][1]);
    }
    assert_ok(dl_analyze_prefix(a, DL_FIELD_TITLE, DL_STR("Railw"), &out, &err), err);
    assert_str(dl_buf_view(&out), "Srailw");
    dl_buf_free(&out);
    dl_analyzer_free(a);
}

/* A text of N times PIECE. */
static struct dl_buf repeated(const char *piece, size_t n)
{
    struct dl_buf b = { 0 };
    while (n-- > 0)
        dl_buf_puts(&b, piece);
    assert_false(b.failed);
    return b;
}

static void test_monsters(void **state)
{
    (void)state;
    static const struct {
        const char *piece;
        size_t most; /* terms of a megabyte of it */
    } texts[] = {
        { "x", 1 },         { "é", 2 },        { "a.", 1 },           { "ab.", 400000 },
        { "e\xcc\x81", 2 }, { "\xcc\x81", 0 }, { "a\xcc\x81.", 2 },   { "_", 0 },
        { "1,", 1 },        { "'", 0 },        { "\xef\xb7\xba", 2 }, /* grows 18-fold */
        { "ก", 400000 },    { "中", 800000 },  { "한", 800000 },      { "\xe1\x84\x80", 800000 },
    };
    struct dl_analyzer *a = analyzer();
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct dl_buf text = repeated(texts[i].piece, 300000 / strlen(texts[i].piece));
        struct dl_spans s = { 0 };
        assert_ok(dl_analyze_spans(a, DL_FIELD_TITLE, dl_buf_view(&text), "english", &s, &err), err);
        if (s.count > texts[i].most)
            fail_msg("%zu terms of '%s'", s.count, texts[i].piece);
        for (size_t k = 0; k < s.count; k++)
            assert_true(dl_analyzer_term(a, s.v[k].term).len <= DL_TERM_MAX);
        dl_spans_free(&s);
        dl_buf_free(&text);
    }
    dl_analyzer_free(a);
}

static void test_long_runs_are_cut_at_words(void **state)
{
    (void)state;
    struct dl_analyzer *a = analyzer();
    struct dl_buf text = repeated("รัฐบาลประกาศ", 1000); /* several chunks, no blank */
    struct dl_spans s = { 0 };
    assert_ok(dl_analyze_spans(a, DL_FIELD_BODY, dl_buf_view(&text), "none", &s, &err), err);
    uint32_t words = 0;
    for (size_t i = 0; i < s.count; i++) {
        if (s.v[i].form == DL_FORM_PART)
            continue;
        assert_str(dl_analyzer_term(a, s.v[i].term), words % 2 ? "ประกาศ" : "รัฐบาล");
        assert_int_equal(s.v[i].position, ++words);
    }
    assert_int_equal(words, 2000);
    dl_spans_free(&s);
    dl_buf_free(&text);
    dl_analyzer_free(a);
}

static void test_reset_and_limits(void **state)
{
    (void)state;
    struct dl_analyzer *a = analyzer();
    struct dl_tokens t = { 0 };
    assert_int_equal(dl_analyze_article(a, DL_STR("x"), DL_STR("y"), "klingon", &t, &err), DL_INVALID);
    assert_int_equal(dl_analyze_article(a, DL_STR("x"), DL_STR("y"), "a-name-that-is-too-long", &t, &err), DL_INVALID);
    size_t empty = dl_analyzer_memory(a);
    for (int round = 0; round < 3; round++) {
        assert_ok(dl_analyze_article(a, DL_STR("Railways open"), DL_STR("the railway opens"), "english", &t, &err),
                  err);
        assert_int_equal(t.count, 7);
        assert_int_equal(t.v[0].term, t.v[5].term);
        assert_int_equal(dl_analyzer_vocabulary(a), 5);
        assert_true(dl_analyzer_memory(a) > empty);
        dl_analyzer_reset(a);
        assert_int_equal(dl_analyzer_vocabulary(a), 0);
        assert_int_equal(dl_analyzer_memory(a), empty);
    }
    dl_tokens_free(&t);
    dl_analyzer_free(a);
    dl_analyzer_free(NULL);
}

static void test_stemmer_names(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        { "en", "english" }, { "en-GB", "english" }, { "EN_us", "english" },    { "", "english" },
        { "vi", "none" },    { "th", "none" },       { "pt-BR", "portuguese" }, { "nb", "norwegian" },
        { "e", "none" },     { "eng", "none" },      { "-", "english" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_string_equal(dl_stemmer_for(dl_str_of(rows[i][0])), rows[i][1]);
        assert_ptr_equal(dl_stemmer_for(dl_str_of(rows[i][0])), dl_stemmer_for(dl_str_of(rows[i][0])));
    }
    /* Every stemmer named exists. */
    static const char two[] = "abcdefghijklmnopqrstuvwxyz";
    struct dl_analyzer *a = analyzer();
    struct dl_tokens t = { 0 };
    for (size_t i = 0; i < 26 * 26; i++) {
        char tag[2] = { two[i / 26], two[i % 26] };
        assert_ok(
            dl_analyze_article(a, DL_STR(""), DL_STR("word"), dl_stemmer_for((struct dl_str){ tag, 2 }), &t, &err),
            err);
    }
    dl_tokens_free(&t);
    dl_analyzer_free(a);
}

/* Memory does not grow with words that do not recur, and forgetting them changes no term. */
static void test_word_cache_is_bounded(void **state)
{
    struct dl_word_cache c = { .seed = { 1, 2 } };
    (void)state;
    for (unsigned i = 0; i < 700000; i++) {
        char word[48];
        int n = snprintf(word, sizeof word, "w%u", i);
        memset(word + n, 0, sizeof word - (size_t)n);
        struct dl_word_terms *t = dl_word_cache_add_short(&c, dl_short_word(word, (size_t)n));
        assert_non_null(t);
        assert_int_equal(t->exact, DL_TERM_UNKNOWN);
        t->exact = i;
        assert_int_equal(dl_word_cache_add_short(&c, dl_short_word(word, (size_t)n))->exact, i);
        n = snprintf(word, sizeof word, "a-rather-long-word-%u", i);
        t = dl_word_cache_long(&c, (struct dl_str){ word, (size_t)n });
        assert_non_null(t);
        assert_int_equal(t->exact, DL_TERM_UNKNOWN);
        t->exact = i;
        assert_int_equal(dl_word_cache_long(&c, (struct dl_str){ word, (size_t)n })->exact, i);
        assert_true(dl_word_cache_memory(&c) < 40 << 20);
    }
    dl_word_cache_clear(&c);
}

/* The first text of an analyzer has no word: its list of tokens is empty, and not touched. */
static void test_no_word(void **state)
{
    struct dl_tokens tokens = { 0 };
    struct dl_analyzer *a = analyzer();
    (void)state;
    assert_ok(dl_analyze_article(a, DL_STR(""), DL_STR("\n\n"), "english", &tokens, &err), err);
    assert_int_equal(tokens.count, 0);
    dl_tokens_free(&tokens);
    dl_analyzer_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_words_broken_at_line_ends),
        cmocka_unit_test(test_diacritics),
        cmocka_unit_test(test_ways_to_write),
        cmocka_unit_test(test_stemming),
        cmocka_unit_test(test_dictionary_scripts),
        cmocka_unit_test(test_positions_of_an_article),
        cmocka_unit_test(test_pairs_that_must_match),
        cmocka_unit_test(test_pairs_that_must_not_match),
        cmocka_unit_test(test_offsets),
        cmocka_unit_test(test_title_terms),
        cmocka_unit_test(test_prefix),
        cmocka_unit_test(test_monsters),
        cmocka_unit_test(test_long_runs_are_cut_at_words),
        cmocka_unit_test(test_reset_and_limits),
        cmocka_unit_test(test_stemmer_names),
        cmocka_unit_test(test_word_cache_is_bounded),
        cmocka_unit_test(test_no_word),
    };
    return cmocka_run_group_tests_name("analyzer", tests, NULL, NULL);
}
