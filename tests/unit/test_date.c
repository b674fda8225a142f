/* test_date.c - calendar, fields, ranges and dates in texts.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tests/unit/unit.h"

#include <time.h>

#include "dateline/date.h"
#include "lib/date/names.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

static void test_valid_days(void **state)
{
    (void)state;
    static const struct {
        int y, m, d;
        bool valid;
    } t[] = {
        { 2024, 2, 29, true },  { 2023, 2, 29, false }, { 1900, 2, 29, false }, { 2000, 2, 29, true },
        { 2024, 2, 30, false }, { 2024, 4, 31, false }, { 2024, 12, 31, true }, { 2024, 13, 1, false },
        { 2024, 0, 1, false },  { 2024, 1, 0, false },  { 999, 1, 1, false },   { 1000, 1, 1, true },
        { 2999, 12, 31, true }, { 3000, 1, 1, false },  { 2024, -1, 1, false }, { 2024, 1, -1, false },
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        if (dl_date_valid(t[i].y, t[i].m, t[i].d) != t[i].valid)
            fail_msg("%d-%d-%d", t[i].y, t[i].m, t[i].d);
        assert_int_equal(dl_date_make(t[i].y, t[i].m, t[i].d) != 0, t[i].valid || (t[i].y == 2024 && t[i].d == 0));
    }
    assert_int_equal(dl_date_make(2024, 10, 0), 20241000);
    assert_int_equal(dl_date_make(2024, 0, 0), 20240000);
    assert_true(dl_date_partial(20241000));
    assert_false(dl_date_partial(20241022));
    assert_false(dl_date_partial(0));
}

static void test_weekdays_and_arithmetic(void **state)
{
    (void)state;
    assert_int_equal(dl_date_weekday(20241022), 2);
    assert_int_equal(dl_date_weekday(19870226), 4);
    assert_int_equal(dl_date_weekday(19700101), 4);
    assert_int_equal(dl_date_weekday(20000229), 2);
    assert_int_equal(dl_date_add_days(20240228, 1), 20240229);
    assert_int_equal(dl_date_add_days(20240229, 1), 20240301);
    assert_int_equal(dl_date_add_days(20240101, -1), 20231231);
    assert_int_equal(dl_date_add_days(19700101, 20000), 20241004);
    assert_int_equal(dl_date_add_days(29991231, 1), 0);
    assert_int_equal(dl_date_add_days(10000101, -1), 0);
    assert_int_equal(dl_date_add_days(20240101, INT32_MAX), 0);
    assert_int_equal(dl_date_add_days(20240101, INT32_MIN), 0);
    assert_int_equal(dl_date_days_between(20240101, 20250101), 366);
    assert_int_equal(dl_date_days_between(20241022, 20241020), -2);
    assert_int_equal(dl_date_first(20240000), 20240101);
    assert_int_equal(dl_date_last(20240000), 20241231);
    assert_int_equal(dl_date_last(20240200), 20240229);
    assert_int_equal(dl_date_last(20230200), 20230228);
    assert_int_equal(dl_date_first(0), 0);
    assert_int_equal(dl_date_last(0), 0);
    assert_true(
        dl_date_valid(dl_date_year(dl_date_today()), dl_date_month(dl_date_today()), dl_date_day(dl_date_today())));
}

/* Every day of the two thousand years: steps by one, keeps the weekday's rhythm, and comes back from its own text. */
static void test_every_day(void **state)
{
    (void)state;
    dl_date d = 10000101;
    int weekday = dl_date_weekday(d);
    for (int n = 0; d != 0; n++, weekday = (weekday + 1) % 7) {
        if (!dl_date_valid(dl_date_year(d), dl_date_month(d), dl_date_day(d)) || dl_date_weekday(d) != weekday)
            fail_msg("day %d", d);
        if (n % 7 == 0) {
            char text[11];
            dl_date back;
            struct dl_date_range range;
            dl_date_format(d, text);
            dl_date expected = d >= 24000101 && d <= 26431231 ? d - 5430000 : d; /* years of the Buddhist era */
            if (dl_date_valid(dl_date_year(expected), dl_date_month(d), dl_date_day(d)) &&
                (dl_date_parse_field(dl_str_of(text), &back, NULL) != DL_OK || back != expected))
                fail_msg("%s is read back as %d", text, back);
            if (dl_date_parse_range(dl_str_of(text), &range, NULL) != DL_OK || range.from != d || range.to != d)
                fail_msg("%s as a range", text);
        }
        dl_date next = dl_date_add_days(d, 1);
        if (next && (next <= d || dl_date_days_between(d, next) != 1 || dl_date_add_days(next, -1) != d))
            fail_msg("the day behind %d", d);
        d = next;
    }
    assert_int_equal(weekday, (dl_date_weekday(29991231) + 1) % 7);
}

/* A day in many forms is read as that day. */
static void test_round_trip_forms(void **state)
{
    (void)state;
    static const char *const months[] = { "January", "February", "March",     "April",   "May",      "June",
                                          "July",    "August",   "September", "October", "November", "December" };
    static const char *const thai[] = { "มกราคม",  "กุมภาพันธ์", "มีนาคม",  "เมษายน", "พฤษภาคม",  "มิถุนายน",
                                        "กรกฎาคม", "สิงหาคม",  "กันยายน", "ตุลาคม",  "พฤศจิกายน", "ธันวาคม" };
    for (dl_date d = 17000101; d && d < 21000000; d = dl_date_add_days(d, 97)) {
        int y = dl_date_year(d), m = dl_date_month(d), day = dl_date_day(d);
        char t[8][96];
        snprintf(t[0], 96, "%d %s %d", day, months[m - 1], y);
        snprintf(t[1], 96, "%s %d, %d", months[m - 1], day, y);
        snprintf(t[2], 96, "%.3s. %d, %d", months[m - 1], day, y);
        snprintf(t[3], 96, "%d. %d. %d", day, m, y);
        snprintf(t[4], 96, "ngày %d tháng %d năm %d", day, m, y);
        snprintf(t[5], 96, "%d年%d月%d日", y, m, day);
        snprintf(t[6], 96, "%d %s %d", day, thai[m - 1], y + 543);
        snprintf(t[7], 96, "ngày %02d/%02d/%d", day, m, y);
        for (int i = 0; i < 8; i++) {
            dl_date back = 0;
            struct dl_date_match found = { 0 };
            size_t pos = 0;
            if (i == 6 && y + 543 < 2400)
                continue; /* no Buddhist year of the present */
            if (dl_date_parse_field(dl_str_of(t[i]), &back, NULL) != DL_OK || back != d)
                fail_msg("field \"%s\": %d", t[i], back);
            if (dl_date_scan(dl_str_of(t[i]), &pos, &found) != DL_OK || found.date != d)
                fail_msg("text \"%s\": %d", t[i], found.date);
        }
    }
}

static void test_fields(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        dl_date date;
    } t[] = {
        { "2024-10-22", 20241022 },
        { " 2024-10-22 ", 20241022 },
        { "2024-10-22T10:56:00Z", 20241022 },
        { "2024-10-22T23:59:59+07:00", 20241022 },
        { "2024-10-22T00:10:00.123-05:00", 20241022 },
        { "2024-10-22 10:56", 20241022 },
        { "20241022", 20241022 },
        { "20241022T105600Z", 20241022 },
        { "20241022105600", 20241022 },
        { "202410221056", 20241022 },
        { "2024/10/22", 20241022 },
        { "2024.10.22", 20241022 },
        { "2024-10", 20241000 },
        { "2024", 20240000 },
        { "202410", 20241000 },
        { "Tue, 22 Oct 2024 10:56:00 +0700", 20241022 },
        { "Thu, 26 Feb 87 15:01:01 GMT", 19870226 },
        { "26-FEB-1987 15:01:01.79", 19870226 },
        { "Tue Oct 22 10:56:00 2024", 20241022 },
        { "Tue Oct 22 10:56:00 +0700 2024", 20241022 },
        { "22 October 2024", 20241022 },
        { "Oct. 22, 2024", 20241022 },
        { "October 22nd, 2024", 20241022 },
        { "the 22nd of October, 2024", 20241022 },
        { "Tuesday, October 22, 2024", 20241022 },
        { "Published: Oct 22, 2024, 10:56 am EDT", 20241022 },
        { "28/01/2025 | 10:56", 20250128 },
        { "10:56 28/01/2025", 20250128 },
        { "01/28/2025", 20250128 },
        { "28.1.2025", 20250128 },
        { "1.2.2025", 20250201 },
        { "05/05/2024", 20240505 },
        { "28-01-2025", 20250128 },
        { "1729584000", 20241022 },
        { "1729584000000", 20241022 },
        { "1729584000.25", 20241022 },
        { "1729584000000000", 20241022 },
        { "Thứ Ba, 22/10/2024, 10:56 (GMT+7)", 20241022 },
        { "ngày 22 tháng 10 năm 2024", 20241022 },
        { "ngay 22 thang 10 nam 2024", 20241022 },
        { "Ngày 1/10/2020", 20201001 },
        { "22-10-2024", 20241022 },
        { "tháng 10 năm 2024", 20241000 },
        { "วันอังคารที่ 14 เมษายน 2563", 20200414 },
        { "๑๔ เมษายน ๒๕๖๓", 20200414 },
        { "14 เม.ย. 63", 20200414 },
        { "14 เมษายน พ.ศ. 2563", 20200414 },
        { "14/04/2563", 20200414 },
        { "2567-10-22", 20241022 },
        { "2567-10-22T08:00:00+07:00", 20241022 },
        { "25671022", 20241022 },
        { "2567-10", 20241000 },
        { "ก.ย. 2, 2560", 20170902 },
        { "มีนาคม 12, 2564", 20210312 },
        { "วันที่ 4/5/2563", 20200504 },
        { "22 ຕຸລາ 2024", 20241022 },
        { "ວັນທີ 22 ເດືອນຕຸລາ ປີ 2024", 20241022 },
        { "໒໒ ຕຸລາ ໒໐໒໔", 20241022 },
        { "ថ្ងៃទី២២ ខែតុលា ឆ្នាំ២០២៤", 20241022 },
        { "22 តុលា 2024", 20241022 },
        { "2024年10月22日", 20241022 },
        { "二〇二四年十月二十二日", 20241022 },
        { "二零二四年一月三十日", 20240130 },
        { "2024年10月22日 星期二", 20241022 },
        { "2024年10月", 20241000 },
        { "2024년 10월 22일", 20241022 },
        { "令和6年10月22日", 20241022 },
        { "民國113年10月22日", 20241022 },
        { "２０２４年１０月２２日", 20241022 },
        { "22 октября 2024 г.", 20241022 },
        { "22 окт. 2024", 20241022 },
        { "вторник, 22 октября 2024 года", 20241022 },
        { "mardi 22 octobre 2024", 20241022 },
        { "1er février 2024", 20240201 },
        { "1er FÉVRIER 2024", 20240201 },
        { "22 de octubre de 2024", 20241022 },
        { "22 de março de 2024", 20240322 },
        { "22. Oktober 2024", 20241022 },
        { "3. März 2024", 20240303 },
        { "22 Agustus 2024", 20240822 },
        { "22 أكتوبر 2024", 20241022 },
        { "٢٢ أكتوبر ٢٠٢٤", 20241022 },
        { "22 تشرين الأول 2024", 20241022 },
        { "22 Ekim 2024", 20241022 },
        { "22 października 2024", 20241022 },
        { "October 2024", 20241000 },
        { "10/2024", 20241000 },
        { "2024 Oct 22", 20241022 },
        { "2024. október 22.", 20241022 },
        { "22-Oct-2024", 20241022 },
        { "Published May 3, 2024. Updated May 4, 2024", 20240503 },
        { "Updated: May 4, 2024", 20240504 },
        { "1963-11-22", 19631122 },
        { "1066-10-14", 10661014 },
        { "29 February 2024", 20240229 },
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        dl_date d = 0;
        struct dl_error err = { 0 };
        if (dl_date_parse_field(dl_str_of(t[i].text), &d, &err) != DL_OK || d != t[i].date)
            fail_msg("\"%s\" is read as %d, not %d (%s)", t[i].text, d, t[i].date, err.message);
    }
}

static void test_fields_that_hold_no_date(void **state)
{
    (void)state;
    static const char *const t[] = {
        "",
        " ",
        "null",
        "today",
        "unknown",
        "0",
        "-1",
        "1",
        "31 February 2024",
        "29 February 2023",
        "2024-13-01",
        "2024-02-30",
        "0000-00-00",
        "01/02/2024",
        "12-11-2024",
        "Oct 22",
        "3 hours ago",
        "99999999",
        "12345",
        "9999999999",
        "22/10/24",
        "1 October 2024 or 2 October 2024",
        "version 1.2.2024.3",
        "10.0.20.24",
        "May",
        "192.168.10.2024",
        "$22 October",
        "tomorrow 10:56",
        "2024-10-22 2024-10-23",
        "0001-01-01T00:00:00Z",
        "3024-01-01",
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        dl_date d = 7;
        struct dl_error err = { 0 };
        enum dl_status status = dl_date_parse_field(dl_str_of(t[i]), &d, &err);
        if (status != DL_NOT_FOUND || d != 0 || !err.message[0])
            fail_msg("\"%s\" is read as %d", t[i], d);
    }
}

static void test_known_order(void **state)
{
    (void)state;
    dl_date d;
    assert_int_equal(dl_date_parse_field_as(DL_STR("01/02/2024"), DL_DATE_DAY_FIRST, &d, NULL), DL_OK);
    assert_int_equal(d, 20240201);
    assert_int_equal(dl_date_parse_field_as(DL_STR("01/02/2024"), DL_DATE_MONTH_FIRST, &d, NULL), DL_OK);
    assert_int_equal(d, 20240102);
    assert_int_equal(dl_date_parse_field_as(DL_STR("22/10/24"), DL_DATE_DAY_FIRST, &d, NULL), DL_OK);
    assert_int_equal(d, 20241022);
    assert_int_equal(dl_date_order_of(DL_STR("vi")), DL_DATE_DAY_FIRST);
    assert_int_equal(dl_date_order_of(DL_STR("fr-CA")), DL_DATE_DAY_FIRST);
    assert_int_equal(dl_date_order_of(DL_STR("en")), DL_DATE_ORDER_UNKNOWN);
    assert_int_equal(dl_date_order_of(DL_STR("")), DL_DATE_ORDER_UNKNOWN);
    assert_int_equal(dl_date_order_of(DL_STR("vie")), DL_DATE_ORDER_UNKNOWN);
}

/* Dates in running text: all that are found, in order; each expected one as YYYYMMDD or MMDD. */
static void test_scan(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        dl_date dates[4];
    } t[] = {
        { "SALVADOR, Feb 26 - Showers continued", { 226 } },
        { "NEW YORK, March\n2 - The dollar", { 302 } },
        { "KAZAN, Russia, Oct. 22 (Xinhua) --", { 1022 } },
        { "on 22 October 2024 and on May 3, 2023.", { 20241022, 20230503 } },
        { "WASHINGTON, MARCH 23 - 1987 sales", { 323 } },
        { "Pay April 15\n    1986 quarter", { 415 } },
        { "it may 4 times", { 0 } },
        { "to march 22 miles", { 0 } },
        { "Shultz to visit Moscow April 13-16", { 0 } },
        { "from 13-16 April 1987", { 0 } },
        { "10 out of 12, 2 set", { 0 } },
        { "Mars 2 and Mars 3", { 0 } },
        { "at March 2 1500 GMT", { 302 } },
        { "Feb 26 15:30", { 226 } },
        { "rose 2.1 pct to 22.26 dlrs", { 0 } },
        { "up on 01/02/2024 or 13/02/2024", { 20240213 } },
        { "Ngày 1/10, trao đổi với", { 1001 } },
        { "Sáng 1/10 và tối 28/4", { 1001, 428 } },
        { "chiếm 1/10 dân số, tỷ lệ 3/4", { 0 } },
        { "ngày 1/10/2020", { 20201001 } },
        { "ngày 22 tháng 10", { 1022 } },
        { "ngày 22 tháng 10 năm 2024", { 20241022 } },
        { "วันที่ ๒๒ เมษายน ๒๕๖๓ เวลา ๑๔.๐๐ น.", { 20200422 } },
        { "(23 เม.ย. 63)", { 20200423 } },
        { "10月22日,2024年10月23日", { 1022, 20241023 } },
        { "in 2019.\n\n4 May said", { 504 } },
        { "31 February 2024", { 0 } },
        { "B22 October", { 0 } },
        { "22nd October", { 1022 } },
        { "October 22nd", { 1022 } },
        { "1,022 October", { 0 } },
        { "3.22 May", { 0 } },
        { "$22 March", { 0 } },
        { "Sept. 11, 2001, attacks", { 20010911 } },
        { "Dec 31 1986 results", { 19861231 } },
        { "year to 2024-10-22.", { 20241022 } },
        { "2024-10-22-3", { 0 } },
        { "Sunday, 05/03/2015 and Thursday 05/03/2015", { 20150503, 20150305 } },
        { "Friday, 05/03/2015", { 0 } },
        { "22/10/2020 Sunday, 05/03/2015", { 20201022, 20150503 } },
        { "5 March 3, 2015", { 305, 20150303 } },
        { "May 3— The bridge", { 503 } },
        { "มีนาคม 12, 2021", { 20210312 } },
        { "เดือนมีนาคม 15 คน", { 0 } },
        { "13 كانون الثاني/يناير 2020", { 20200113 } },
        { "၂၀၂၂ ခုနှစ်၊ မတ်လ ၁၅ ရက်", { 20220315 } },
        { "မတ်လ ၁၅ ရက်၊ ၂၀၂၂", { 20220315 } },
        { "9 tháng năm 2020", { 0 } },
        { "14 Tháng Ba, 2023", { 20230314 } },
        { "۱۳ سپتامبر ۲۰۲۰", { 20200913 } },
        { "13 Mayıs 2020 Çarşamba", { 20200513 } },
        { "5 juin (AFP)", { 0 } },
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        size_t pos = 0, n = 0;
        struct dl_date_match m;
        struct dl_str s = dl_str_of(t[i].text);
        for (size_t from = 0; dl_date_scan(s, &pos, &m) == DL_OK; from = pos) {
            if (n >= 4 || m.start < from || m.date != t[i].dates[n] || m.start >= m.end || m.end > s.len ||
                pos != m.end)
                fail_msg("\"%s\": date %zu is %d at %u-%u", t[i].text, n, m.date, m.start, m.end);
            n++;
        }
        if (n < 4 && t[i].dates[n])
            fail_msg("\"%s\": date %zu is missed", t[i].text, n);
    }
}

static void test_scan_dateline(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        dl_date date;
    } t[] = {
        { "PARIS, 5 juin (AFP) -", 605 },    { "ROMA, 05 GIU -", 605 },  { "Madrid, 12 mar (EFE).-", 312 },
        { "KAZAN, Oct. 22 (Xinhua)", 1022 }, { "PARIS, le 5 (AFP)", 0 },
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        size_t pos = 0;
        struct dl_date_match m = { 0 };
        dl_date_scan_dateline(dl_str_of(t[i].text), &pos, &m);
        if (m.date != t[i].date)
            fail_msg("\"%s\": %d", t[i].text, m.date);
    }
}

static void test_scan_weekdays(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool has, agrees;
    } t[] = {
        { "Friday, January 4, 2019", true, true },   { "Thursday, January 4, 2019", true, false },
        { "January 4, 2019", false, false },         { "วันอังคารที่ 14 เมษายน 2563", true, true },
        { "Thứ Ba, ngày 22/10/2024", true, true },   { "2024年10月22日（星期二）", true, true },
        { "mardi, le 22 octobre 2024", true, true }, { "on Friday she said January 4, 2019", false, false },
        { "2024-10-22 (Tue)", true, true },          { "ວຽງຈັນ, ວັນທີ 15 ມີນາ 2022", false, false },
        { "ວັນຈັນ ວັນທີ 14 ມີນາ 2022", true, true },      { "13 Mayıs 2020 Çarşamba", true, true },
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        size_t pos = 0;
        struct dl_date_match m = { 0 };
        if (dl_date_scan(dl_str_of(t[i].text), &pos, &m) != DL_OK || m.has_weekday != t[i].has ||
            m.weekday_agrees != t[i].agrees)
            fail_msg("\"%s\": %d %d", t[i].text, m.has_weekday, m.weekday_agrees);
    }
}

static void test_ranges(void **state)
{
    (void)state;
    dl_date today = dl_date_today();
    const struct {
        const char *text;
        dl_date from, to;
    } t[] = {
        { "2024", 20240101, 20241231 },
        { "2024-02", 20240201, 20240229 },
        { "2024-10-22", 20241022, 20241022 },
        { "20241022", 20241022, 20241022 },
        { "2024..2025", 20240101, 20251231 },
        { "2024-10..", 20241001, 0 },
        { "..2024-10", 0, 20241031 },
        { " 2024-10 .. 2025-01 ", 20241001, 20250131 },
        { "today", today, today },
        { "yesterday", dl_date_add_days(today, -1), dl_date_add_days(today, -1) },
        { "22 October 2024", 20241022, 20241022 },
        { "yesterday..today", dl_date_add_days(today, -1), today },
        { "October 2024", 20241001, 20241031 },
        { "28/01/2025..", 20250128, 0 },
        { "1963..1964-06", 19630101, 19640630 },
        { "2563", 25630101, 25631231 },
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct dl_date_range r = { 7, 7 };
        struct dl_error err = { 0 };
        if (dl_date_parse_range(dl_str_of(t[i].text), &r, &err) != DL_OK || r.from != t[i].from || r.to != t[i].to)
            fail_msg("\"%s\": %d..%d (%s)", t[i].text, r.from, r.to, err.message);
    }
    static const struct {
        const char *text;
        int column;
    } bad[] = {
        { "", 1 },
        { "..", 1 },
        { "2024-13", 1 },
        { "2024-10-32", 1 },
        { "2025..2024", 1 },
        { "2024..soon", 7 },
        { "1729584000", 1 },
        { "2024-00-00", 1 },
        { "01/02/2024", 1 },
        { "19703970311111111111111111111", 1 },
        { "2024-10-", 1 },
        { "99", 1 },
        { "2024..2025..2026", 7 },
    };
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct dl_date_range r = { 7, 7 };
        struct dl_error err = { 0 };
        if (dl_date_parse_range(dl_str_of(bad[i].text), &r, &err) != DL_SYNTAX || err.column != bad[i].column ||
            r.from || r.to)
            fail_msg("\"%s\": %d..%d, column %d (%s)", bad[i].text, r.from, r.to, err.column, err.message);
    }
}

static void test_name_tables(void **state)
{
    (void)state;
    for (int which = 0; which < 2; which++) {
        size_t n;
        const struct dl_name *t = which ? dl_weekday_names(&n) : dl_month_names(&n);
        for (size_t i = 0; i < n; i++) {
            struct dl_date_text f;
            unsigned at = 0;
            assert_true(i == 0 || strcmp(t[i - 1].text, t[i].text) < 0);
            dl_date_fold(t[i].text, t[i].text + strlen(t[i].text), DL_FOLD_MAX, &f);
            f.text[f.len] = '\0';
            assert_string_equal(f.text, t[i].text); /* folded already */
            const struct dl_name *found = which ? dl_weekday_at(&f, &at) : dl_month_at(&f, &at);
            assert_ptr_equal(found, &t[i]);
            assert_int_equal(at, f.len);
        }
    }
}

/* The short cut for Vietnamese letters says what Unicode says. */
static void test_folding(void **state)
{
    (void)state;
    static const struct {
        const char *text, *folded;
    } t[] = {
        { "THÁNG", "thang" },
        { "tha\xcc\x81ng", "thang" },
        { "Năm", "nam" },
        { "ẠạẬậẶặẸẹỆệỈỉỊịỌọỢợỤụỰựỲỳỸỹ", "aaaaaaeeeeiiiioooouuuuyyyy" },
        { "Février", "fevrier" },
        { "ИЮЛЬ й", "июль и" },
        { "Ἰανουάριος", "ιανουαριοσ" },
        { "a \t\nb", "a b" },
        { "a\n\nb", "a " },
        { "a\xc2\xa0\xe2\x80\x8b"
          "b",
          "a b" },
        { "\xff", "" },
        { "", "" },
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct dl_date_text f;
        dl_date_fold(t[i].text, t[i].text + strlen(t[i].text), DL_FOLD_MAX, &f);
        f.text[f.len] = '\0';
        if (strcmp(f.text, t[i].folded) != 0)
            fail_msg("\"%s\" is folded to \"%s\"", t[i].text, f.text);
    }
}

static void test_format(void **state)
{
    (void)state;
    char out[11];
    static const struct {
        dl_date d;
        const char *text;
    } t[] = {
        { 0, "" },
        { 20241022, "2024-10-22" },
        { 20241000, "2024-10" },
        { 20240000, "2024" },
        { 10000101, "1000-01-01" },
        { -5, "" },
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        dl_date_format(t[i].d, out);
        assert_string_equal(out, t[i].text);
    }
}

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* A megabyte of what makes the scanner work hardest: far from quadratic, which would take hours. */
static void test_hostile_text(void **state)
{
    (void)state;
    static const char *const units[] = { "1 ",    "1/", "22 October ", "Oct 22 ", "2024-", "1",           "十",
                                         "ngày ", "๑ ", "22 \n",       "年1月",   "Oct. ", "1 a\xcc\x81", "\xff\xfe" };
    size_t size = 1u << 20;
    char *text = malloc(size);
    assert_non_null(text);
    for (size_t i = 0; i < COUNT(units); i++) {
        size_t n = strlen(units[i]), pos = 0;
        for (size_t at = 0; at < size; at++)
            text[at] = units[i][at % n];
        struct dl_date_match m;
        double begin = seconds();
        while (dl_date_scan((struct dl_str){ text, size }, &pos, &m) == DL_OK)
            assert_true(m.end <= size);
        if (seconds() - begin > 20)
            fail_msg("1 MB of \"%s\" took %.1f s", units[i], seconds() - begin);
    }
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_valid_days),    cmocka_unit_test(test_weekdays_and_arithmetic),
        cmocka_unit_test(test_every_day),     cmocka_unit_test(test_round_trip_forms),
        cmocka_unit_test(test_fields),        cmocka_unit_test(test_fields_that_hold_no_date),
        cmocka_unit_test(test_known_order),   cmocka_unit_test(test_scan),
        cmocka_unit_test(test_scan_dateline), cmocka_unit_test(test_scan_weekdays),
        cmocka_unit_test(test_ranges),        cmocka_unit_test(test_name_tables),
        cmocka_unit_test(test_folding),       cmocka_unit_test(test_format),
        cmocka_unit_test(test_hostile_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
