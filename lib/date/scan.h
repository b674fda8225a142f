/* scan.h - the forms in which a date may stand around a number; shared by scanning texts and reading fields.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_DATE_SCAN_H
#define DATELINE_DATE_SCAN_H

#include "dateline/date.h"
#include "lib/date/number.h"

struct dl_date_scanner {
    const char *begin, *end;
    enum dl_date_order order;
    bool field;    /* a whole field: two-digit years, months without a day and any year are believed */
    bool dateline; /* the beginning of a story: short names of months are believed without a year ("5 juin") */
};

/* A date that involves the number N (as day, month or year).  False when none does. */
bool dl_date_forms(const struct dl_date_scanner *s, const struct dl_number *n, struct dl_date_match *m);

/* Dates written in numbers alone ("2024-10-22", "22/10/2024") and in Chinese, Japanese and Korean ("2024年10月22日").
 */
bool dl_date_numeric_form(const struct dl_date_scanner *s, const struct dl_number *n, struct dl_date_match *m);

/* Dates with the name of the month, or one of the words that stand before a month's number ("tháng 10"). */
bool dl_date_named_form(const struct dl_date_scanner *s, const struct dl_number *n, struct dl_date_match *m);

/* The year that is meant by number N: Buddhist years and, in fields, two digits are converted.  0 when it is none.
 * BUDDHIST tells that the words around it are Thai. */
int dl_date_year_of(const struct dl_date_scanner *s, const struct dl_number *n, bool buddhist);

/* The weekday that stands beside M, which then covers it. */
void dl_date_find_weekday(const struct dl_date_scanner *s, struct dl_date_match *m);

bool dl_date_make_match(const struct dl_date_scanner *s, const char *start, const char *end, int year, int month,
                        int day, struct dl_date_match *m);

#endif
