/* scan.h - the forms in which a date may be around a number; shared by scanning texts and reading fields.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_DATE_SCAN_H
#define DATELINE_DATE_SCAN_H

#include "lib/date/match.h"

/* A date that involves the number N (as day, month or year).  False when none does. */
bool dl_date_forms(const struct dl_date_scanner *s, const struct dl_number *n, struct dl_date_match *m);

/* Dates written in numbers alone ("2024-10-22", "22/10/2024") and in Chinese, Japanese and Korean ("2024年10月22日").
 */
bool dl_date_numeric_form(const struct dl_date_scanner *s, const struct dl_number *n, struct dl_date_match *m);

/* Dates with the name of the month, or one of the words that come before a month's number ("tháng 10"). */
bool dl_date_named_form(const struct dl_date_scanner *s, const struct dl_number *n, struct dl_date_match *m);

#endif
