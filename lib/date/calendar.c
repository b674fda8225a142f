/* calendar.c - days of the proleptic Gregorian calendar as YYYYMMDD.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdio.h>
#include <time.h>

#include "dateline/date.h"

static bool leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int month_days(int year, int month)
{
    static const signed char days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    return month == 2 && leap(year) ? 29 : days[month - 1];
}

bool dl_date_valid(int year, int month, int day)
{
    return year >= DL_DATE_MIN_YEAR && year <= DL_DATE_MAX_YEAR && month >= 1 && month <= 12 && day >= 1 &&
           day <= month_days(year, month);
}

dl_date dl_date_make(int year, int month, int day)
{
    if (year < DL_DATE_MIN_YEAR || year > DL_DATE_MAX_YEAR || month < 0 || month > 12 || day < 0)
        return 0;
    if (month == 0 ? day != 0 : day > month_days(year, month))
        return 0;
    return year * 10000 + month * 100 + day;
}

/* Days since 0000-03-01: counting years from March puts the leap day at the end of the year. */
static int day_number(dl_date d)
{
    int year = dl_date_year(d), month = dl_date_month(d) - 3;
    if (month < 0) {
        month += 12;
        year--;
    }
    return year * 365 + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + dl_date_day(d) - 1;
}

static dl_date from_day_number(int n)
{
    const int era_days = 146097; /* 400 years */
    int era = n / era_days, in_era = n % era_days;
    int year = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
    int in_year = in_era - (365 * year + year / 4 - year / 100);
    int month = (5 * in_year + 2) / 153, day = in_year - (153 * month + 2) / 5 + 1;
    year += era * 400 + (month >= 10);
    return dl_date_make(year, month < 10 ? month + 3 : month - 9, day);
}

int dl_date_weekday(dl_date d)
{
    return (day_number(d) + 3) % 7; /* 0000-03-01 was a Wednesday */
}

dl_date dl_date_add_days(dl_date d, int days)
{
    const int last = day_number(DL_DATE_MAX_YEAR * 10000 + 1231);
    long long n = (long long)day_number(d) + days;
    return n < 0 || n > last ? 0 : from_day_number((int)n);
}

int dl_date_days_between(dl_date a, dl_date b)
{
    return day_number(b) - day_number(a);
}

dl_date dl_date_first(dl_date d)
{
    if (d == 0)
        return 0;
    return dl_date_year(d) * 10000 + (dl_date_month(d) ? dl_date_month(d) : 1) * 100 +
           (dl_date_day(d) ? dl_date_day(d) : 1);
}

dl_date dl_date_last(dl_date d)
{
    if (d == 0)
        return 0;
    int month = dl_date_month(d) ? dl_date_month(d) : 12;
    int day = dl_date_day(d) ? dl_date_day(d) : month_days(dl_date_year(d), month);
    return dl_date_year(d) * 10000 + month * 100 + day;
}

dl_date dl_date_today(void)
{
    time_t now = time(NULL);
    struct tm tm;
    if (!localtime_r(&now, &tm))
        return 0;
    return dl_date_make(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday);
}

void dl_date_format(dl_date d, char out[11])
{
    unsigned year = (unsigned)dl_date_year(d) % 10000, month = (unsigned)dl_date_month(d),
             day = (unsigned)dl_date_day(d);
    out[0] = '\0';
    if (d <= 0)
        return;
    if (month == 0)
        snprintf(out, 11, "%04u", year);
    else if (day == 0)
        snprintf(out, 11, "%04u-%02u", year, month);
    else
        snprintf(out, 11, "%04u-%02u-%02u", year, month, day);
}
