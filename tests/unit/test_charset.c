/* test_charset.c - bytes in any encoding -> UTF-8.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "unit.h"

#include "dateline/text.h"

static struct dl_error err;

static void expect(struct dl_str in, const char *charset, const char *out, size_t replaced)
{
    struct dl_buf b = { 0 };
    size_t n = 99;
    assert_ok(dl_utf8_clean(in, dl_str_of(charset), &b, &n, &err), err);
    assert_str(dl_buf_view(&b), out);
    assert_int_equal(n, replaced);
    assert_true(dl_utf8_valid(dl_buf_view(&b)));
    dl_buf_free(&b);
}

static void test_valid(void **state)
{
    (void)state;
    static const char *const valid[] = { "",
                                         "plain",
                                         "\xc2\x80",
                                         "\xdf\xbf",
                                         "\xe0\xa0\x80",
                                         "\xed\x9f\xbf",
                                         "\xee\x80\x80",
                                         "\xef\xbf\xbf",
                                         "\xf0\x90\x80\x80",
                                         "\xf4\x8f\xbf\xbf" };
    static const char *const invalid[] = { "\x80",
                                           "\xc0\xaf",
                                           "\xc1\xbf",
                                           "\xc2",
                                           "\xe0\x9f\xbf",
                                           "\xed\xa0\x80",
                                           "\xe1\x80",
                                           "\xf0\x8f\xbf\xbf",
                                           "\xf4\x90\x80\x80",
                                           "\xf5\x80\x80\x80",
                                           "\xff",
                                           "\xf1\x80\x80" };
    for (size_t i = 0; i < sizeof valid / sizeof *valid; i++)
        assert_true(dl_utf8_valid(dl_str_of(valid[i])));
    for (size_t i = 0; i < sizeof invalid / sizeof *invalid; i++)
        for (size_t before = 0; before < 70; before++) { /* wherever in a block it stands */
            char text[200];
            memset(text, 'a', sizeof text);
            memcpy(text + before, invalid[i], strlen(invalid[i]));
            assert_false(dl_utf8_valid((struct dl_str){ text, before + strlen(invalid[i]) }));
            assert_false(dl_utf8_valid((struct dl_str){ text, sizeof text }));
        }
    assert_true(dl_utf8_valid((struct dl_str){ "a\0b", 3 }));
}

static void test_maximal_subparts(void **state)
{
    (void)state;
    /* The Unicode Standard, table 3-8, before and after good Vietnamese so that it is taken for damaged UTF-8. */
    expect(DL_STR("\xc6\xa1\xc6\xb0\xc4\x91\xc4\x91\xc4\x91 a\xf1\x80\x80\xe1\x80\xc2"
                  "b\x80"
                  "c\x80\xbf"
                  "d"),
           "",
           "ơưđđđ a\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"
           "b\xef\xbf\xbd"
           "c\xef\xbf\xbd\xef\xbf\xbd"
           "d",
           6);
}

static void test_copied(void **state)
{
    (void)state;
    expect(DL_STR(""), "", "", 0);
    expect(DL_STR("plain"), "UTF-16", "plain", 0);
    expect(DL_STR("đã \xef\xbf\xbd"), "windows-1258", "đã \xef\xbf\xbd", 0);
}

static void test_declared(void **state)
{
    (void)state;
    expect(DL_STR("caf\xe9"), "ISO-8859-1", "café", 0);
    expect(DL_STR("\xcf\xf0\xe8\xe2\xe5\xf2"), "windows-1251", "Привет", 0);
    expect(DL_STR("\x93\xfa\x96\x7b"), "Shift_JIS", "日本", 0);
    expect(DL_STR("caf\xe9"), "no-such-charset", "café", 0);
    expect(DL_STR("caf\xe9"), "utf-8", "café", 0); /* wrongly declared */
}

static void test_detected(void **state)
{
    (void)state;
    expect(DL_STR("\xff\xfeH\0i\0"), "", "Hi", 0);
    expect(DL_STR("\xfe\xff\0H\0i"), "", "Hi", 0);
    expect(DL_STR("The caf\xe9 in M\xfcnchen said \x93yes\x94 \x97 and the fianc\xe9 left."), "",
           "The café in München said “yes” — and the fiancé left.", 0);
    expect(DL_STR("\xcf\xf0\xe5\xe7\xe8\xe4\xe5\xed\xf2 \xd0\xee\xf1\xf1\xe8\xe8 \xef\xf0\xe8\xe1\xfb\xeb \xe2 "
                  "\xf1\xf2\xee\xeb\xe8\xf6\xf3 \xed\xe0 \xef\xe5\xf0\xe5\xe3\xee\xe2\xee\xf0\xfb"),
           "", "Президент России прибыл в столицу на переговоры", 0);
}

static void test_thai_and_vietnamese(void **state)
{
    (void)state;
    expect(DL_STR("\xc3\xd1\xb0\xc1\xb9\xb5\xc3\xd5\xa1\xc5\xe8\xd2\xc7\xc7\xe8\xd2\xb7\xd2\xa7\xc3\xb6\xe4\xbf\xa8\xd0"
                  "\xe0\xbb\xd4\xb4"),
           "", "รัฐมนตรีกล่าวว่าทางรถไฟจะเปิด", 0);
    struct dl_buf b = { 0 };
    struct dl_error e;
    assert_ok(dl_utf8_clean(DL_STR("Chu\xd2 ti\xf2"
                                   "ch n\xfd\xf5\xec"
                                   "c L\xfd\xf5ng C\xfd\xf5\xcc"
                                   "ng \xf0"
                                   "a\xde ti\xea\xec"
                                   "p \xf0oa\xcc"
                                   "n"),
                            DL_STR(""), &b, NULL, &e),
              e);
    assert_str(dl_buf_view(&b), "Chu\xcc\x89 ti\xcc\xa3"
                                "ch nươ\xcc\x81"
                                "c Lương Cươ\xcc\x80"
                                "ng đa\xcc\x83 tiê\xcc\x81"
                                "p đoa\xcc\x80"
                                "n");
    dl_buf_free(&b);
}

static void test_utf16_without_mark(void **state)
{
    (void)state;
    expect(DL_STR("R\0a\0i\0l\0"), "", "Rail", 0);
    expect(DL_STR("\0R\0a\0i\0l"), "", "Rail", 0);
    struct dl_str few = { "a\0b cd\0ef gh", 13 };
    struct dl_buf b = { 0 };
    assert_ok(dl_utf8_clean(few, DL_STR(""), &b, NULL, &err), err);
    assert_int_equal(b.len, few.len);
    assert_memory_equal(b.data, few.ptr, few.len);
    dl_buf_free(&b);
}

/* One sentence in each charset, written by Python's codecs. */
static void test_legacy_charsets(void **state)
{
    (void)state;
    static const char *const rows[][3] = {
        { "euc_kr",
          "\301\244\272\316\264\302 22\300\317 \274\255\277\357\277\241\274\255 \277\255\270\260 "
          "\310\270\300\307\277\241\274\255 \273\365\267\316\277\356 \303\266\265\265 \260\350\310"
          "\271\300\273 \271\337\307\245\307\337\264\331\260\355 \270\273\307\337\264\331.",
          "정부는 22일 서울에서 열린 회의에서 새로운 철도 계획을 발표했다고 말했다." },
        { "cp949",
          "\301\244\272\316\264\302 \274\255\277\357\277\241\274\255 \277\255\270\260 \310\270\300"
          "\307\277\241\274\255 \274\204\275\303 \301d \273\365\267\316\277\356 \303\266\265\265 "
          "\260\350\310\271\300\273 \271\337\307\245\307\337\264\331\260\355 \270\273\307\337\264"
          "\331.",
          "정부는 서울에서 열린 회의에서 펲시 햏 새로운 철도 계획을 발표했다고 말했다." },
        { "euc_jp",
          "\300\257\311\334\244\31722\306\374\241\242\305\354\265\376\244\307\263\253\244\253\244"
          "\354\244\277\262\361\265\304\244\307\277\267\244\267\244\244\305\264\306\273\267\327\262"
          "\350\244\362\310\257\311\275\244\267\244\277\244\310\275\322\244\331\244\277\241\243",
          "政府は22日、東京で開かれた会議で新しい鉄道計画を発表したと述べた。" },
        { "shift_jis",
          "\220\255\225{\202\31522\223\372\201A\223\214\213\236\202\305\212J\202\251\202\352\202"
          "\275\211\357\213c\202\305\220V\202\265\202\242\223S\223\271\214v\211\346\202\360\224\255"
          "\225\134\202\265\202\275\202\306\217q\202\327\202\275\201B",
          "政府は22日、東京で開かれた会議で新しい鉄道計画を発表したと述べた。" },
        { "iso2022_jp",
          "\033$B@/I\134$O\033(B22\033$BF|!\042El5~$G3+$+$l$\0772q5D$G\0777$7$$E4F;7W2h$rH/I=$7$"
          "\077$H=R$Y$\077!#\033(B",
          "政府は22日、東京で開かれた会議で新しい鉄道計画を発表したと述べた。" },
        { "gb18030",
          "\325\376\270\256\324\332\261\261\276\251\265\304\273\341\322\351\311\317\320\373\262\274"
          "\301\313\320\302\265\304\314\372\302\267\274\306\273\256\243\254\325\342\312\307\271\372"
          "\274\322\267\242\325\271\265\304\322\273\270\366\326\330\322\252\262\277\267\326\241\243",
          "政府在北京的会议上宣布了新的铁路计划，这是国家发展的一个重要部分。" },
        { "hz", "~{U~8.TZ11>)5D;aRiIOP{2<AKPB5DLzB7<F;.!#~}", "政府在北京的会议上宣布了新的铁路计划。" },
        { "big5",
          "\254F\251\262\246b\273O\245_\252\272\267|\304\263\244W\253\305\245\254\244F\267s\252\272"
          "\305K\270\364\255p\265e\241A\263o\254O\260\352\256a\265o\256i\252\272\244@\255\323\255"
          "\253\255n\263\241\244\300\241C",
          "政府在臺北的會議上宣布了新的鐵路計畫，這是國家發展的一個重要部分。" },
        { "cp1257",
          "Vyriausyb\353 antradien\341 paskelb\353, kad nauja gele\376inkelio linija bus atidaryta "
          "ir kad ji yra \360alies ekonomikai svarbi.",
          "Vyriausybė antradienį paskelbė, kad nauja geležinkelio linija bus atidaryta ir kad ji yra šalies ekonomikai "
          "svarbi." },
        { "cp866",
          "\217\340\240\242\250\342\245\253\354\341\342\242\256 \256\241\352\357\242\250\253\256 "
          "\242\256 \242\342\256\340\255\250\252, \347\342\256 \255\256\242\240\357 \246\245\253"
          "\245\247\255\240\357 \244\256\340\256\243\240 \241\343\244\245\342 \256\342\252\340\353"
          "\342\240 \242 \355\342\256\254 \243\256\244\343 \250 \347\342\256 \355\342\256 \242\240"
          "\246\255\256 \244\253\357 \341\342\340\240\255\353.",
          "Правительство объявило во вторник, что новая железная дорога будет открыта в этом году и что это важно для "
          "страны." },
        { "koi8_r",
          "\360\322\301\327\311\324\305\314\330\323\324\327\317 \317\302\337\321\327\311\314\317 "
          "\327\317 \327\324\317\322\316\311\313, \336\324\317 \316\317\327\301\321 \326\305\314"
          "\305\332\316\301\321 \304\317\322\317\307\301 \302\325\304\305\324 \317\324\313\322\331"
          "\324\301 \327 \334\324\317\315 \307\317\304\325 \311 \336\324\317 \334\324\317 \327\301"
          "\326\316\317 \304\314\321 \323\324\322\301\316\331.",
          "Правительство объявило во вторник, что новая железная дорога будет открыта в этом году и что это важно для "
          "страны." },
        { "koi8_u",
          "\365\322\321\304 \317\307\317\314\317\323\311\327 \325 \327\246\327\324\317\322\317\313,"
          " \335\317 \316\317\327\301 \332\301\314\246\332\316\311\303\321 \302\325\304\305 \327"
          "\246\304\313\322\311\324\301 \303\330\317\307\317 \322\317\313\325 \246 \335\317 \303"
          "\305 \327\301\326\314\311\327\317 \304\314\321 \313\322\301\247\316\311, \247\247 \314"
          "\300\304\305\312.",
          "Уряд оголосив у вівторок, що нова залізниця буде відкрита цього року і що це важливо для країни, її "
          "людей." },
        { "cp850",
          "Le gouvernement a annonc\202 mardi que la nouvelle ligne de chemin de fer sera ouverte c"
          "ette ann\202e et que les \202trangers y ont \202t\202 invit\202s.",
          "Le gouvernement a annoncé mardi que la nouvelle ligne de chemin de fer sera ouverte cette année et que les "
          "étrangers y ont été invités." },
        { "mac_roman",
          "Le gouvernement a annonc\216 mardi que la nouvelle ligne de chemin de fer sera ouverte c"
          "ette ann\216e et que les \216trangers y ont \216t\216 invit\216s.",
          "Le gouvernement a annoncé mardi que la nouvelle ligne de chemin de fer sera ouverte cette année et que les "
          "étrangers y ont été invités." },
        { "iso8859-2",
          "Rz\261d og\263osi\263 we wtorek, \277e nowa linia kolejowa zostanie otwarta w tym roku i"
          " \277e jest to wa\277ne dla ca\263ego pa\361stwa.",
          "Rząd ogłosił we wtorek, że nowa linia kolejowa zostanie otwarta w tym roku i że jest to ważne dla całego "
          "państwa." },
        { "cp1253",
          "\307 \352\365\342\335\361\355\347\363\347 \341\355\341\352\357\337\355\371\363\345 \364"
          "\347\355 \324\361\337\364\347 \374\364\351 \347 \355\335\341 \363\351\344\347\361\357"
          "\344\361\357\354\351\352\336 \343\361\341\354\354\336 \350\341 \341\355\357\337\356\345"
          "\351 \366\335\364\357\362 \352\341\351 \374\364\351 \345\337\355\341\351 \363\347\354"
          "\341\355\364\351\352\336.",
          "Η κυβέρνηση ανακοίνωσε την Τρίτη ότι η νέα σιδηροδρομική γραμμή θα ανοίξει φέτος και ότι είναι σημαντική." },
        { "cp1255",
          "\344\356\356\371\354\344 \344\345\343\351\362\344 \341\351\345\355 \371\354\351\371\351 "
          "\353\351 \367\345 \344\370\353\341\372 \344\347\343\371 \351\351\364\372\347 \344\371"
          "\360\344 \345\353\351 \344\345\340 \347\371\345\341 \354\353\354\353\354\344 \371\354 "
          "\344\356\343\351\360\344.",
          "הממשלה הודיעה ביום שלישי כי קו הרכבת החדש ייפתח השנה וכי הוא חשוב לכלכלה של המדינה." },
        { "cp1256",
          "\303\332\341\344\312 \307\341\315\337\346\343\311 \355\346\343 \307\341\313\341\307\313"
          "\307\301 \303\344 \316\330 \307\341\323\337\311 \307\341\315\317\355\317 \307\341\314"
          "\317\355\317 \323\355\335\312\315 \345\320\307 \307\341\332\307\343 \346\303\344\345 "
          "\343\345\343 \341\307\336\312\325\307\317 \307\341\310\341\307\317.",
          "أعلنت الحكومة يوم الثلاثاء أن خط السكة الحديد الجديد سيفتح هذا العام وأنه مهم لاقتصاد البلاد." },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct dl_buf b = { 0 };
        assert_ok(dl_utf8_clean(dl_str_of(rows[i][1]), DL_STR(""), &b, NULL, &err), err);
        if (!dl_str_eq(dl_buf_view(&b), dl_str_of(rows[i][2])))
            fail_msg("%s: got '%.*s', not '%s'", rows[i][0], (int)b.len, b.data, rows[i][2]);
        dl_buf_free(&b);
    }
}

/* What looks like an escape of ISO-2022 or HZ and is none stays as it is. */
static void test_seven_bit_text(void **state)
{
    (void)state;
    expect(DL_STR("a ~{shell} and ~} more"), "", "a ~{shell} and ~} more", 0);
    expect(DL_STR("a colour \033[31m on a terminal"), "", "a colour \033[31m on a terminal", 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_valid),
        cmocka_unit_test(test_maximal_subparts),
        cmocka_unit_test(test_copied),
        cmocka_unit_test(test_declared),
        cmocka_unit_test(test_detected),
        cmocka_unit_test(test_thai_and_vietnamese),
        cmocka_unit_test(test_utf16_without_mark),
        cmocka_unit_test(test_legacy_charsets),
        cmocka_unit_test(test_seven_bit_text),
    };
    return cmocka_run_group_tests_name("charset", tests, NULL, NULL);
}
