/* match.h - what the forms of dates share.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_DATE_MATCH_H
#define DATELINE_DATE_MATCH_H

#include "dateline/date.h"
#include "lib/date/number.h"

struct dl_date_scanner {
    const char *begin, *end;
    enum dl_date_order order;
    bool field;    /* a whole field: two-digit years, months without a day and any year are believed */
    bool dateline; /* the beginning of a story: short names of months are believed without a year ("5 juin") */
};

/* The year that is meant by number N: Buddhist years and, in fields, two digits are converted.  0 when it is none.
 * BUDDHIST tells that the words around it are Thai. */
int dl_date_year_of(const struct dl_date_scanner *s, const struct dl_number *n, bool buddhist);

/* The weekday that is beside M, which then covers it. */
void dl_date_find_weekday(const struct dl_date_scanner *s, struct dl_date_match *m);

bool dl_date_make_match(const struct dl_date_scanner *s, const char *start, const char *end, int year, int month,
                        int day, struct dl_date_match *m);

#endif
