/* date.h - calendar days, partial dates, ranges, and the many ways in which people write them.
 *
 * A day is an int32 YYYYMMDD in the proleptic Gregorian calendar, 0 for unknown.  A partial date has day 00 (a month)
 * or month and day 00 (a year): 20241000, 20240000.  No time_t anywhere: archives reach back before 1970.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_DATE_H
#define DATELINE_DATE_H

#include <stdbool.h>
#include <stdint.h>

#include "dateline/buffer.h"

typedef int32_t dl_date;

#define DL_DATE_MIN_YEAR 1000
#define DL_DATE_MAX_YEAR 2999

static inline int dl_date_year(dl_date d)
{
    return d / 10000;
}
static inline int dl_date_month(dl_date d)
{
    return d / 100 % 100;
}
static inline int dl_date_day(dl_date d)
{
    return d % 100;
}
static inline bool dl_date_partial(dl_date d)
{
    return d != 0 && d % 100 == 0;
}

bool dl_date_valid(int year, int month, int day);   /* a real day of years 1000-2999 */
dl_date dl_date_make(int year, int month, int day); /* 0 when not valid; day (or month and day) may be 0 */
int dl_date_weekday(dl_date d);                     /* 0 = Sunday; D is a full day */
dl_date dl_date_add_days(dl_date d, int days);
int dl_date_days_between(dl_date a, dl_date b); /* b - a, of full days */
dl_date dl_date_first(dl_date d);               /* the first day that a partial date covers */
dl_date dl_date_last(dl_date d);                /* the last one */
dl_date dl_date_today(void);                    /* the local calendar's today */

/* "2024-10-22", "2024-10", "2024"; "" for 0.  OUT holds at least 11 bytes. */
void dl_date_format(dl_date d, char out[11]);

/* Inclusive at both ends; 0 is an open end.  Both are full days. */
struct dl_date_range {
    dl_date from, to;
};

/* One range or several. */
#define DL_MAX_DATE_RANGES 64
struct dl_date_ranges {
    struct dl_date_range v[DL_MAX_DATE_RANGES];
    size_t count;
    bool two_ended; /* written with two ends, with since or before, or as a list: no single date or period */
};

/* A date, period, range or list of them as typed on the command line or after date: in a query (dateline-query(7)):
 * 2024, 2024-10, 2024-10-22, A..B, since A, last week, 7d, 2024-Q4, "22 October 2024", A,B.  Words are of English,
 * names of months and weekdays of many languages.  Relative ones are counted from TODAY, a full day.  A text is read
 * whole or refused: DL_SYNTAX says what was expected and, in the error's column, where.  DL_TOO_LARGE: a longer list.
 */
enum dl_status dl_date_parse_expression(struct dl_str text, dl_date today, struct dl_date_ranges *out,
                                        struct dl_error *err);

/* The same for one range, from the local calendar's today. */
enum dl_status dl_date_parse_range(struct dl_str text, struct dl_date_range *range, struct dl_error *err);

/* A whole field (JSON "date", "published", "fetched", a header) in any usual form: ISO 8601 with or without time and
 * zone (the local day as written), RFC 2822, "22 October 2024", "Oct. 22, 2024", "28/01/2025 | 10:56", seconds or
 * milliseconds since 1970 as plain digits, Vietnamese, Thai (Buddhist era), Lao, Khmer, Chinese ...  *DATE may come
 * out partial.  DL_NOT_FOUND when it holds no date that is certain. */
enum dl_status dl_date_parse_field(struct dl_str text, dl_date *date, struct dl_error *err);

/* 01/02/2024 is January 2nd to some and February 1st to others.  Where nothing shows which, such a date is passed over.
 */
enum dl_date_order { DL_DATE_ORDER_UNKNOWN = 0, DL_DATE_DAY_FIRST, DL_DATE_MONTH_FIRST };

/* How texts in LANGUAGE (BCP 47) write dates in numbers; unknown for English, which has both. */
enum dl_date_order dl_date_order_of(struct dl_str language);

/* dl_date_parse_field for a field whose order is known from elsewhere. */
enum dl_status dl_date_parse_field_as(struct dl_str text, enum dl_date_order order, dl_date *date,
                                      struct dl_error *err);

/* One date found in running text. */
struct dl_date_match {
    uint32_t start, end; /* bytes [start, end) */
    dl_date date;        /* year may be 0 ("Oct. 22": 1022), then only month and day are known */
    bool has_weekday, weekday_agrees;
};

/* Find dates in TEXT from *POS on; DL_OK fills *M and moves *POS after it, DL_END when there is none.  Linear time.
 * Only full days and, without a year, days of a month are found; years lie in 1700-2100 (Buddhist years are converted)
 * and a range of days ("April 13-16") is none. */
enum dl_status dl_date_scan(struct dl_str text, size_t *pos, struct dl_date_match *m);
enum dl_status dl_date_scan_as(struct dl_str text, size_t *pos, enum dl_date_order order, struct dl_date_match *m);

/* The same where TEXT begins like a dateline: the day comes first, and names of months that are also words ("5 juin",
 * "05 set") are believed without a year. */
enum dl_status dl_date_scan_dateline(struct dl_str text, size_t *pos, struct dl_date_match *m);

#endif
