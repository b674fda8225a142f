/* test_dateline.c - datelines in all their forms, and the order of trust among an article's dates.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tests/unit/unit.h"

#include <time.h>

#include "lib/metadata/evidence.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

static struct dl_dateline_parser *parser;

static int set_up(void **state)
{
    (void)state;
    struct dl_error err;
    return dl_dateline_parser_new(&parser, &err) != DL_OK;
}

static int tear_down(void **state)
{
    (void)state;
    dl_dateline_parser_free(parser);
    return 0;
}

static bool same(struct dl_str s, const char *expected)
{
    return dl_str_eq(s, dl_str_of(expected));
}

static void test_forms(void **state)
{
    (void)state;
    static const struct {
        const char *body, *place, *region, *country, *agency;
        dl_date date;
        const char *story; /* what follows the dateline */
    } t[] = {
        { "KAZAN, Russia, Oct. 22 (Xinhua) -- Chinese President", "KAZAN", "Russia", "", "Xinhua", 1022, "Chinese" },
        { "VIENTIANE — State President", "VIENTIANE", "", "", "", 0, "State" },
        { "BEIJING, Aug. 19 (Xinhua) — Xi", "BEIJING", "", "", "Xinhua", 819, "Xi" },
        { "Beijing: Chinese President", "Beijing", "", "", "", 0, "Chinese" },
        { "(Reuters) - Oil prices", "", "", "", "Reuters", 0, "Oil" },
        { "    SALVADOR, Feb 26 - Showers continued", "SALVADOR", "", "", "", 226, "Showers" },
        { "    PORTLAND, Ore., Feb 26 - A company", "PORTLAND", "Ore.", "", "", 226, "A" },
        { "    NEW YORK, March\n2 - The dollar", "NEW YORK", "", "", "", 302, "The" },
        { "PORTLAND, Ore., USA, 26 Feb 1987 (AP) - A company", "PORTLAND", "Ore.", "USA", "AP", 19870226, "A" },
        { "Hà Nội (TTXVN) - Chủ tịch nước", "Hà Nội", "", "", "TTXVN", 0, "Chủ" },
        { "(Dân trí) - Sáng nay", "", "", "", "Dân trí", 0, "Sáng" },
        { "Kinhtedothi - Đường sắt", "", "", "", "Kinhtedothi", 0, "Đường" },
        { "JOHANNESBURG March 13 - Shr 516 cts", "JOHANNESBURG", "", "", "", 313, "Shr" },
        { "MINNETONKA, Minn. March 16 - Oper shr", "MINNETONKA", "Minn.", "", "", 316, "Oper" },
        { "CHEVY CHASE, Md., - March 4 - Geico Corp", "CHEVY CHASE", "Md.", "", "", 304, "Geico" },
        { "KANSAS CITY, Mo. - March 13 - American", "KANSAS CITY", "Mo.", "", "", 313, "American" },
        { "NEW YORK, March 11- Dividend", "NEW YORK", "", "", "", 311, "Dividend" },
        { "Bogota, march 4 - colombia's cost", "Bogota", "", "", "", 304, "colombia's" },
        { "New york, March 2 - Chicago physician", "New york", "", "", "", 302, "Chicago" },
        { "OAKLAND , N.J., March 2 - Diagnostic", "OAKLAND", "N.J.", "", "", 302, "Diagnostic" },
        { "WASHINGTON, March 12, Reuter - A U.S. judge", "WASHINGTON", "", "", "Reuter", 312, "A" },
        { "ROME (AP) _ The pope", "ROME", "", "", "AP", 0, "The" },
        { "PARIS, Oct. 22, 2024 (AFP) - Le", "PARIS", "", "", "AFP", 20241022, "Le" },
        { "MOSCOW. Oct 22 (Interfax) - Russia", "MOSCOW", "", "", "Interfax", 1022, "Russia" },
        { "МОСКВА, 22 окт - РИА Новости. Президент", "МОСКВА", "", "", "", 1022, "РИА" },
        { "МОСКВА, 22 октября. /ТАСС/. Президент", "МОСКВА", "", "", "ТАСС", 1022, "Президент" },
        { "PARIS, 22 octobre (AFP) - Le", "PARIS", "", "", "AFP", 1022, "Le" },
        { "新华社北京10月22日电（记者）国家", "北京", "", "", "新华社", 1022, NULL },
        { "BEIJING, Tuesday, Aug. 19 (Xinhua) -- Xi", "BEIJING", "", "", "Xinhua", 819, "Xi" },
        { "ST. LOUIS, March 3 - The", "ST. LOUIS", "", "", "", 303, "The" },
        { "RIO DE JANEIRO, MARCH 18 - Brazilian", "RIO DE JANEIRO", "", "", "", 318, "Brazilian" },
        { "LONDON/PARIS, March 3 (Reuters) - The", "LONDON/PARIS", "", "", "Reuters", 303, "The" },
        { " date 2025-04-25 VIENTIANE — State President", "VIENTIANE", "", "", "", 0, "State" },
        { "President meets in Kazan, Russia, Oct. 22, 2024. (Xinhua/Yao Dawei)\n\nKAZAN, Russia, Oct. 22 (Xinhua) -- "
          "Chinese",
          "KAZAN", "Russia", "", "Xinhua", 1022, "Chinese" },
        { "BULL AND BEAR FUND DIV\n    NEW YORK, March 12 \n    Qtly div eight cts", "NEW YORK", "", "", "", 312,
          "Qtly" },
        { "GENEVA (22 October 2024) – The committee", "GENEVA", "", "", "", 20241022, "The" },
        { "TOKYO (Oct 22): The bank", "TOKYO", "", "", "", 1022, "The" },
        { "Jakarta, 22 Oktober 2024 - Presiden", "Jakarta", "", "", "", 20241022, "Presiden" },
        { "Jakarta (ANTARA) - Presiden", "Jakarta", "", "", "ANTARA", 0, "Presiden" },
        { "KUALA LUMPUR, Oct 22 -- The", "KUALA LUMPUR", "", "", "", 1022, "The" },
        { "TOKYO, Oct. 22 (Jiji Press)--The", "TOKYO", "", "", "Jiji Press", 1022, "The" },
        { "MANILA, Philippines — The", "MANILA", "Philippines", "", "", 0, "The" },
        { "New Delhi, Oct 22 (PTI) The prime minister", "New Delhi", "", "", "PTI", 1022, "The" },
        { "NEW YORK--(BUSINESS WIRE)--Firm", "NEW YORK", "", "", "BUSINESS WIRE", 0, "Firm" },
        { "(KPL) The minister met", "", "", "", "KPL", 0, "The" },
        { "TORONTO, ONTARIO--(Marketwire - April 9, 2009) - Firm", "TORONTO", "ONTARIO", "", "Marketwire", 20090409,
          "Firm" },
        { "New Delhi [India], July 12 (ANI): The", "New Delhi", "India", "", "ANI", 712, "The" },
        { "Pyongyang, April 15 Juche 101 (2012) (KCNA) -- The", "Pyongyang", "", "", "KCNA", 20120415, "The" },
        { "(ANSA) - ROMA, 05 GIU - Il", "ROMA", "", "", "ANSA", 605, "Il" },
        { "PARIS, 5 juin (AFP) - Le", "PARIS", "", "", "AFP", 605, "Le" },
        { "Москва. 5 июня. INTERFAX.RU - Мост", "Москва", "", "", "INTERFAX.RU", 605, "Мост" },
        { "CANBERRA, June 5 AAP - The", "CANBERRA", "", "", "AAP", 605, "The" },
        { "GENEVA / NEW YORK (14 January 2010) – The", "GENEVA / NEW YORK", "", "", "", 20100114, "The" },
        { "القاهرة 5 يونيو حزيران (رويترز) - افتتح", "القاهرة", "", "", "رويترز", 605, "افتتح" },
        { "PARIS, May 3— The", "PARIS", "", "", "", 503, "The" },
        { "HANOI, Oct. 22, 2024 /PRNewswire/ -- Firm", "HANOI", "", "", "PRNewswire", 20241022, "Firm" },
        { "BRUSSELS, Belgium, 3 Mar. (UPI) -- The", "BRUSSELS", "Belgium", "", "UPI", 303, "The" },
        { "SÃO PAULO, 22 de outubro de 2024 (EFE) - O", "SÃO PAULO", "", "", "EFE", 20241022, "O" },
        { "Madrid, 22 oct (EFE).- El", "Madrid", "", "", "EFE", 1022, "El" },
        { "Berlin (dpa) - Der", "Berlin", "", "", "dpa", 0, "Der" },
        { "BANGKOK, Thailand (AP) — The", "BANGKOK", "Thailand", "", "AP", 0, "The" },
        { "AL-ARISH, Egypt, Oct 22 (AFP) - The", "AL-ARISH", "Egypt", "", "AFP", 1022, "The" },
        { "TP.HCM, ngày 22/10/2024 - Ủy ban", "TP.HCM", "", "", "", 20241022, "Ủy" },
        { "Thừa Thiên Huế (VNA) – The", "Thừa Thiên Huế", "", "", "VNA", 0, "The" },
        { "(ភ្នំពេញ)៖ ក្រសួង", "ភ្នំពេញ", "", "", "", 0, "ក្រសួង" },
        { "By Jane Doe, Associated Press\n\nHANOI, Vietnam — The", "HANOI", "Vietnam", "", "Associated Press", 0,
          "The" },
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct dl_dateline d;
        struct dl_str body = dl_str_of(t[i].body);
        if (dl_dateline_find(parser, DL_STR(""), body, &d) != DL_OK)
            fail_msg("no dateline in \"%s\"", t[i].body);
        if (!same(d.place, t[i].place) || !same(d.region, t[i].region) || !same(d.country, t[i].country) ||
            !same(d.agency, t[i].agency) || d.date != t[i].date || d.has_date != (t[i].date != 0) ||
            d.has_year != (t[i].date > 9999))
            fail_msg("\"%s\": place \"%.*s\" region \"%.*s\" country \"%.*s\" agency \"%.*s\" date %d", t[i].body,
                     (int)d.place.len, d.place.ptr, (int)d.region.len, d.region.ptr, (int)d.country.len, d.country.ptr,
                     (int)d.agency.len, d.agency.ptr, d.date);
        assert_true(d.start < d.end && d.end <= body.len);
        if (t[i].story && strncmp(body.ptr + d.end, t[i].story, strlen(t[i].story)) != 0)
            fail_msg("\"%s\": the story begins at \"%s\"", t[i].body, body.ptr + d.end);
    }
}

static void test_no_dateline(void **state)
{
    (void)state;
    static const char *const t[] = {
        "",
        " ",
        "\n\n",
        "The president said on Oct. 22 that",
        "Oct 22 - a day",
        "Jane Doe (12 March 1921 – 4 May 2014)",
        "Дата: 12 марта 2025\nМесто: мэрия",
        "An apartment building collapsed on Monday in Magnitogorsk.",
        "****** U.S. M-1 MONEY SUPPLY RISES\n Blah blah blah.",
        "It was, on March 3 - as everybody knows - raining",
        "we met in Paris, March 3 - 5",
        "12345",
        "\xff\xfe\xfd",
        "(",
        "()",
        "(a (b) - c",
        "Shares rose on March 3 (up 2 pct) - the most",
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct dl_dateline d;
        if (dl_dateline_find(parser, DL_STR(""), dl_str_of(t[i]), &d) == DL_OK && (d.has_date || d.agency.len))
            fail_msg("\"%s\": place \"%.*s\" date %d agency \"%.*s\"", t[i], (int)d.place.len, d.place.ptr, d.date,
                     (int)d.agency.len, d.agency.ptr);
    }
}

static void test_agencies(void **state)
{
    (void)state;
    assert_str(dl_agency_name(DL_STR("TTXVN")), "VNA");
    assert_str(dl_agency_name(DL_STR("XINHUA")), "Xinhua");
    assert_str(dl_agency_name(DL_STR("Reuter")), "Reuters");
    assert_str(dl_agency_name(DL_STR("Daily Planet")), "Daily Planet");
    assert_str(dl_agency_name(DL_STR("")), "");
}

static void test_url_dates(void **state)
{
    (void)state;
    static const struct {
        const char *url;
        dl_date date;
    } t[] = {
        { "https://example.org/2009/03/23/title", 20090323 },
        { "https://example.org/20090323/title.html", 20090323 },
        { "http://example.org/news/2024-10-22-xi-urges", 20241022 },
        { "https://example.org/world/2024/oct/22/xi", 20241022 },
        { "http://example.org/english/2024-10/22/c_1310787.htm", 20241022 },
        { "http://example.org/n3/2024/1022/c90000-20.html", 20241022 },
        { "https://example.org/xa-hoi/nganh-thue-20201001123456789.htm", 20201001 },
        { "http://example.org/a/t20241022_123456.html", 20241022 },
        { "https://example.org/2024/10/title", 20241000 },
        { "https://example.org/2024/title", 0 },
        { "https://example.org/2017/04/5-things.html", 20170400 },
        { "https://example.org/2017/04/12-ways-to-cook", 20170400 },
        { "https://example.org/2021/04/92713", 20210400 },
        { "https://example.org/2015/sep/x", 20150900 },
        { "https://example.org/2015/sep/08/x", 20150908 },
        { "https://example.org/2017/04/5/x", 20170405 },
        { "https://example.org/2017/4/x", 0 },
        { "https://example.org/2024/10/22.html", 20241022 },
        { "https://example.org/title-20241322", 0 },
        { "https://example.org/99990101/x", 0 },
        { "https://example.org/a?date=2024-10-22", 0 },
        { "https://2024-10-22.example.org/title", 0 },
        { "https://example.org/story-1234567890", 0 },
        { "", 0 },
        { "https://example.org/v1.2024.10.22/", 0 },
        { "https://example.org/2024/02/30/x", 0 },
        { "reut-20241022-1", 0 },
        { "https://example.org/events/covid-19_20210423/1", 20210423 },
        { "https://example.org/#2024/10/22/", 0 },
        { "https://web.example.org/web/20150908010101/http://example.org/2009/02/03/x", 20090203 },
        { "https://web.example.org/web/20150908010101/http://example.org/x", 0 },
        { "https://example.org/2009/february/03/x", 20090203 },
        { "https://example.org/2009/febrile/03/x", 0 },
        { "https://example.org/title-25-10-2021/", 20211025 },
        { "https://example.org/title-10-25-2021/", 20211025 },
        { "https://example.org/title-05-10-2021/", 0 },
        { "https://example.org/title-31-02-2021/", 0 },
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct dl_str evidence;
        dl_date d = dl_url_date(dl_str_of(t[i].url), &evidence);
        if (d != t[i].date)
            fail_msg("%s: %d", t[i].url, d);
    }
}

static void test_url_order(void **state)
{
    (void)state;
    static const struct {
        const char *url;
        enum dl_date_order order;
    } t[] = {
        { "https://www.example.co.uk/news", DL_DATE_DAY_FIRST },
        { "http://example.la", DL_DATE_DAY_FIRST },
        { "https://example.GOV:8080/x", DL_DATE_MONTH_FIRST },
        { "https://www.example.k12.oh.us/x", DL_DATE_MONTH_FIRST },
        { "https://www.example.com/uk", DL_DATE_ORDER_UNKNOWN },
        { "https://example.ca/x", DL_DATE_ORDER_UNKNOWN },
        { "https://localhost/x.uk", DL_DATE_ORDER_UNKNOWN },
        { "https://", DL_DATE_ORDER_UNKNOWN },
        { "https://a.e?b.uk", DL_DATE_ORDER_UNKNOWN },
        { "example.uk", DL_DATE_ORDER_UNKNOWN },
        { "", DL_DATE_ORDER_UNKNOWN },
    };
    for (size_t i = 0; i < COUNT(t); i++)
        if (dl_url_order(dl_str_of(t[i].url)) != t[i].order)
            fail_msg("%s", t[i].url);
    assert_int_equal(dl_url_order((struct dl_str){ 0 }), DL_DATE_ORDER_UNKNOWN);
}

static void test_file_names(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        dl_date date;
    } t[] = {
        { "archive/2024-10-22-xi.txt", 20241022 },
        { "20241022.txt", 20241022 },
        { "a/xi_20241022.txt.gz", 20241022 },
        { "a/2024_10_22.txt", 20241022 },
        { "news/2024/10/22/xi.txt", 20241022 },
        { "2024/10/22/1.txt", 20241022 },
        { "crawl/2024-10-22.jsonl", 0 },
        { "crawl/2024-10-22.jsonl.gz", 0 },
        { "2024-10-22/xi.txt", 20241022 },
        { "2024/10/22/deep/xi.txt", 0 },
        { "000_3851eb0ec7d68afe.txt", 0 },
        { "story-12345678.txt", 0 },
        { "", 0 },
        { "2024/xi.txt", 0 },
        { "2024-10.txt", 0 },
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct dl_str evidence;
        dl_date d = dl_filename_date(dl_str_of(t[i].path), &evidence);
        if (d != t[i].date)
            fail_msg("%s: %d", t[i].path, d);
    }
}

static void test_headers(void **state)
{
    (void)state;
    static const struct {
        const char *title, *body;
        dl_date date;
    } t[] = {
        { "", " date 2024-10-23 Xi urges China", 20241023 },
        { " date 2024-10-23 Xi urges China", "Body", 20241023 },
        { "", " date 2025-01-16 \n\nBeijing: ", 20250116 },
        { "", "Friday, January 4, 2019\xc2\xa0\n\n\nAn apartment", 20190104 },
        { "", "\nวันอังคารที่ 14 เมษายน 2563\n6 Trick", 20200414 },
        { "", "28/01/2025 | 10:56\nText", 20250128 },
        { "Title of it", "Title of it\n28/01/2025 | 10:56\nText", 20250128 },
        { "Title of it", "Title of it\nBy Jane Doe\nPublished 10:56 am, Oct 22, 2024\nText", 20241022 },
        { "Title of it", "Another bridge opens\n28/01/2025 | 10:56\nText", 0 },
        { "", "Published October 22, 2024 at 10:56 GMT | Updated October 23, 2024\nText", 20241022 },
        { "", "Updated October 23, 2024\nText", 0 },
        { "", "Copyright 22 October 2024\nText", 0 },
        { "", "From: A\nSubject: B\nDate: Thu, 26 Feb 87 15:01:01 GMT\n\nText", 19870226 },
        { "", "On October 22, 2024 the president\nText", 0 },
        { "", "date 2024-13-23 Title", 0 },
        { "", "date 2024-10-234 Title", 0 },
        { "", "Meeting on October 22, 2024\nText", 0 },
        { "", "Thứ Ba, ngày 22/10/2024 - 10:56\nText", 20241022 },
        { "", "October 22\nText", 0 },
        { "", "", 0 },
        { "", "2024年10月22日 10:56 发布时间\n正文", 20241022 },
        { "", "22 October 2024 – 24 October 2024\nText", 0 },
        { "", "01/02/2024\nText", 0 },
        { "", "By Jane Doe | October 22, 2024 10:56 am\nText", 20241022 },
        { "", "Source: Xinhua | 2024-10-22 10:56:12 | Editor: huaxia\nText", 20241022 },
        { "", "2024年10月22日10:56 来源：新华网\n正文", 20241022 },
        { "", "Oct. 22, 2024, 5:00 a.m. ET\nText", 20241022 },
        { "", "Oct 22, 2024 • 3 min read\nText", 20241022 },
        { "", "Selasa, 22 Oktober 2024 10:56 WIB\nTeks", 20241022 },
        { "", "By October 22, 2024, the firm will\nText", 0 },
        { "", "Hà Nội, ngày 22 tháng 10 năm 2024\nText", 20241022 },
        { "", "Geneva, 22 October 2024\nText", 20241022 },
        { "", "Deadline passed, 22 October 2024\nText", 0 },
        { "", "By Jane Doe\nStaff Writer\nMonday, March 23, 2009\nText", 20090323 },
        { "", "Home > News\nPosted by Jane Doe on September 3, 2014\nText", 20140903 },
        { "", "Updated: July 16, 2020 09:02 IST | Published: July 15, 2020 07:14 IST\nText", 20200715 },
        { "", "2021年12月3日 18:30 (2021年12月4日 9:00 更新)\n本文", 20211203 },
        { "", "Published 05/03/2015 | Updated 05/25/2015\nText", 20150503 },
        { "", "Published 05/03/2015 | Updated 25/03/2015\nText", 20150305 },
        { "", "22\nOct\n2024\nText", 20241022 },
        { "", "Date: 22 October 2024\nVenue: Town hall\nText", 0 },
        { "", "Road closed today\n12 March 2021\nSchool opens\n11 March 2021\nText", 0 },
        { "", "Road\n12 March 2021\nSchool\n11 March 2021\nText", 0 },
        { "Bridge opens", "13 March 2021\nHome\nBridge opens\n12 March 2021\nText", 20210312 },
        { "", "Spring Concert | June 12, 2021 | Town Hall\nText", 0 },
        { "", "Until 12 March 2021\nText", 0 },
        { "", "January 1, 1970\nText", 0 },
        { "", "The bridge is open now. It cost more.\n12 March 2021\nText", 0 },
        { "", "【2009年8月29日讯】新桥开通。", 20090829 },
        { "", "29 août 2009. – Le pont est ouvert, a dit le maire.", 20090829 },
        { "", "July 20, 1969 – A man walked on the moon, and in 1972 the last one came home.", 0 },
        { "", "March 12, 2021 – The bridge was closed for trains.\nMarch 15, 2021 – The bridge was opened again.", 0 },
        { "", "12 March 1921 – 4 May 2014, a life between two wars and three countries.", 0 },
        { "", "29. listopada 2009.\nMost je otvoren.", 0 },
        { "", "29 listopada 2009\nMost jest otwarty.", 20091129 },
        { "", "2009 m. rugpjūčio 29 d.\nTiltas.", 20090829 },
        { "", "20 رمضان 1441 هـ - 13 مايو 2020 م\nنص", 20200513 },
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct dl_str evidence;
        dl_date d = dl_header_date(dl_str_of(t[i].title), dl_str_of(t[i].body), DL_DATE_ORDER_UNKNOWN, &evidence);
        if (d != t[i].date)
            fail_msg("\"%s\" / \"%s\": %d", t[i].title, t[i].body, d);
    }
}

static void weigh(struct dl_article *a, dl_date reference, struct dl_date_trace *t)
{
    struct dl_metadata_options options = { .reference_date = reference };
    struct dl_evidence ev;
    struct dl_error err;
    assert_ok(dl_evidence_init(&ev, &options, &err), err);
    a->date = 0;
    a->date_from = DL_DATE_NONE;
    dl_evidence_begin(&ev, a);
    ev.dates.all = true;
    dl_find_dateline(&ev);
    dl_find_date(&ev);
    *t = ev.dates;
    dl_evidence_free(&ev);
}

/* One by one the most trusted evidence is taken away. */
static void test_order_of_trust(void **state)
{
    (void)state;
    struct dl_date_trace t;
    struct dl_article a = { .date_field = DL_STR("2024-10-21"),
                            .title = DL_STR("Xi urges"),
                            .body =
                                DL_STR("October 23, 2024\nKAZAN, Russia, Oct. 22, 2024 (Xinhua) -- Chinese President"),
                            .url = DL_STR("https://example.org/2024/10/24/xi"),
                            .path = DL_STR("archive/2024-10-25.txt") };
    weigh(&a, 0, &t);
    assert_int_equal(a.date, 20241021);
    assert_int_equal(a.date_from, DL_DATE_FIELD);
    assert_true(t.count >= 5);
    a.date_field = DL_STR("");
    weigh(&a, 0, &t);
    assert_int_equal(a.date, 20241023);
    assert_int_equal(a.date_from, DL_DATE_HEADER);
    a.body = DL_STR("KAZAN, Russia, Oct. 22, 2024 (Xinhua) -- Chinese President");
    weigh(&a, 0, &t);
    assert_int_equal(a.date, 20241022);
    assert_int_equal(a.date_from, DL_DATE_DATELINE);
    a.body = DL_STR("KAZAN, Russia, Oct. 22 (Xinhua) -- Chinese President");
    weigh(&a, 0, &t);
    assert_int_equal(a.date, 20241024);
    assert_int_equal(a.date_from, DL_DATE_URL);
    a.url = DL_STR("");
    weigh(&a, 0, &t);
    assert_int_equal(a.date, 20241025);
    assert_int_equal(a.date_from, DL_DATE_FILENAME);
    a.path = DL_STR("archive.jsonl");
    a.mtime_ns = 1729584000000000000;
    weigh(&a, 0, &t);
    assert_int_equal(a.date, 0);
    assert_int_equal(a.date_from, DL_DATE_NONE);
    for (size_t i = 0; i < t.count; i++)
        assert_false(t.v[i].won);
}

static void test_year_of_a_dateline(void **state)
{
    (void)state;
    static const struct {
        const char *body, *fetched;
        dl_date reference, date;
    } t[] = {
        { "SALVADOR, Feb 26 - Showers", "1987-12-31", 0, 19870226 },
        { "SALVADOR, Feb 26 - Showers", "1987-02-25", 0, 19870226 },
        { "SALVADOR, Feb 26 - Showers", "1987-02-24", 0, 19860226 },
        { "SALVADOR, Feb 26 - Showers", "", 19880101, 19870226 },
        { "SALVADOR, Feb 26 - Showers", "", 0, 0 },
        { "SALVADOR, Feb 29 - Showers", "1987-12-31", 0, 19840229 },
        { "SALVADOR, Feb 26 - Second quarter 1986 against 1985", "", 0, 0 },
        { "SALVADOR, Feb 26 - The first rise since Feb 26, 1986, said", "", 0, 0 },
        { "SALVADOR, Feb 26 - On Thursday, Feb 26, 1987, the", "", 0, 19870226 },
        { "Xi meets Putin in Kazan, Oct. 22, 2024. (Xinhua)\n\nKAZAN, Oct. 22 (Xinhua) -- Xi", "", 0, 20241022 },
        { "This file photo was taken on Oct. 22, 2020. (Xinhua)\n\nKAZAN, Oct. 22 (Xinhua) -- Xi", "", 0, 0 },
        { "Taken in Kazan, Oct. 12, 2020. (Xinhua)\n\nKAZAN, Oct. 22 (Xinhua) -- Xi", "", 0, 0 },
        { "SALVADOR, Dec 31 - Showers", "1988-01-01", 0, 19871231 },
        { "SALVADOR, Jan 1 - Showers", "1987-12-31", 0, 19880101 },
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct dl_date_trace trace;
        struct dl_article a = { .body = dl_str_of(t[i].body), .fetched_field = dl_str_of(t[i].fetched) };
        weigh(&a, t[i].reference, &trace);
        if (a.date != t[i].date)
            fail_msg("\"%s\" fetched %s reference %d: %d", t[i].body, t[i].fetched, t[i].reference, a.date);
    }
}

static void test_metadata_step(void **state)
{
    (void)state;
    struct dl_metadata *m;
    struct dl_error err = { 0 };
    struct dl_buf out = { 0 };
    struct dl_article a = { .id = DL_STR("1"),
                            .title = DL_STR("Xi urges"),
                            .body = DL_STR("KAZAN, Russia, Oct. 22, 2024 (XINHUA) -- Chinese President Xi Jinping") };
    assert_ok(dl_metadata_new(NULL, &m, &err), err);
    assert_ok(dl_metadata_find(m, &a, &err), err);
    assert_int_equal(a.date, 20241022);
    assert_str(a.source, "Xinhua");
    a.source = (struct dl_str){ 0 };
    a.body = DL_STR("HANOI — Talks were held. — VNA/VNS\n");
    assert_ok(dl_metadata_explain(m, &a, &out, &err), err);
    assert_str(a.source, "VNS");
    assert_int_equal(a.date, 0);
    assert_non_null(strstr(dl_buf_cstr(&out), "none"));
    assert_non_null(strstr(dl_buf_cstr(&out), "\nname  dateline  \"HANOI\"  VN, city, weight 1.00, "));
    assert_non_null(strstr(dl_buf_cstr(&out), "\ncountry VN: taken, salience 0."));
    a.source = DL_STR("Stated");
    assert_ok(dl_metadata_find(m, &a, &err), err);
    assert_str(a.source, "Stated");
    assert_int_equal(dl_metadata_limits(m), 0);
    dl_buf_free(&out);
    dl_metadata_free(m);
    dl_metadata_free(NULL);
}

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Lines of a megabyte that drive patterns into backtracking: a bounded beginning is looked at, so each takes no time.
 */
static void test_hostile_lines(void **state)
{
    (void)state;
    static const char *const units[] = { "A ",          "Aa-",    "A, ",        "A.,",   "St. ",    "(",
                                         "((",          "A (",    "A,(B) ",     "- ",    "Oct 22 ", "A, Oct 22 ",
                                         "A, Oct 22 (", "\n",     " \n",        "A\n",   "Aa'",     "é",
                                         "A de ",       "12/10 ", "ngày 1/10 ", "date ", "By A, ",  "—",
                                         "\xcc\x81",    "\xf0" };
    size_t size = 1u << 20;
    char *text = malloc(size);
    assert_non_null(text);
    for (size_t i = 0; i < COUNT(units); i++) {
        size_t n = strlen(units[i]);
        for (size_t at = 0; at < size; at++)
            text[at] = units[i][at % n];
        struct dl_article a = { .title = { text, size },
                                .body = { text, size },
                                .path = { text, size },
                                .url = { text, size },
                                .date_field = { text, size },
                                .fetched_field = { text, size },
                                .language = DL_STR("vi") };
        struct dl_date_trace t;
        double begin = seconds();
        weigh(&a, 20241231, &t);
        if (seconds() - begin > 5)
            fail_msg("1 MB of \"%s\" took %.1f s", units[i], seconds() - begin);
    }
    free(text);
}

/* Beginnings made for backtracking within the window that is looked at: each costs next to nothing, and those that
 * reach the match limit are counted. */
static void test_match_limit(void **state)
{
    (void)state;
    static const char *const middles[] = { ", Aa", ", A a", " Aa",         ",A.", "-A", ", A(",
                                           "(A ",  "\n",    " A, a. (b) ", "'",   ".A", ", A\n" };
    static const char *const ends[] = { "! Oct 22 - x", " Oct 22 (a", " (a) - Oct 22", "! (a b", " 1 - ", "" };
    char body[256];
    struct dl_dateline d;
    for (size_t i = 0; i < COUNT(middles); i++) {
        for (size_t j = 0; j < COUNT(ends); j++) {
            size_t n = 1;
            body[0] = 'A';
            while (n + strlen(middles[i]) < 138) {
                memcpy(body + n, middles[i], strlen(middles[i]));
                n += strlen(middles[i]);
            }
            memcpy(body + n, ends[j], strlen(ends[j]));
            n += strlen(ends[j]);
            double begin = seconds();
            for (int k = 0; k < 20; k++)
                dl_dateline_find(parser, DL_STR(""), (struct dl_str){ body, n }, &d);
            if (seconds() - begin > 2)
                fail_msg("%.*s: %.3f s", (int)n, body, seconds() - begin);
        }
    }
    static const char dash[] = "--------------------------------------";
    static const char dots[] = "......................................";
    unsigned long limits = dl_dateline_limits(parser);
    snprintf(body, sizeof body, "Aa, A%s, A%s! Oct 22 - x", dash, dash);
    dl_dateline_find(parser, DL_STR(""), dl_str_of(body), &d);
    assert_true(dl_dateline_limits(parser) > limits);
    limits = dl_dateline_limits(parser);
    snprintf(body, sizeof body, "A, A%s, A%s! Oct 22 - x", dots, dots);
    dl_dateline_find(parser, DL_STR(""), dl_str_of(body), &d);
    assert_true(dl_dateline_limits(parser) > limits);
    limits = dl_dateline_limits(parser); /* the longest beginnings of real datelines stay far below it */
    snprintf(body, sizeof body,
             "PLYMOUTH MEETING-ON-THE-HILL, Pennsylvania, United States of America (The Associated "
             "Press), Oct 22 - x");
    dl_dateline_find(parser, DL_STR(""), dl_str_of(body), &d);
    assert_int_equal(dl_dateline_limits(parser), limits);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forms),
        cmocka_unit_test(test_no_dateline),
        cmocka_unit_test(test_agencies),
        cmocka_unit_test(test_url_dates),
        cmocka_unit_test(test_url_order),
        cmocka_unit_test(test_file_names),
        cmocka_unit_test(test_headers),
        cmocka_unit_test(test_order_of_trust),
        cmocka_unit_test(test_year_of_a_dateline),
        cmocka_unit_test(test_metadata_step),
        cmocka_unit_test(test_match_limit),
        cmocka_unit_test(test_hostile_lines),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
