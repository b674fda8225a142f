/* names.h - the names of months and weekdays in many languages, and how to read them at a place in a text.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_DATE_NAMES_H
#define DATELINE_DATE_NAMES_H

#include "dateline/date.h"

/* A window of text, folded for comparison: case folded, Latin and Cyrillic and Greek letters without their accents
 * ("Février" -> "fevrier", "tháng" -> "thang", composed or not), any white space as one blank. */
struct dl_date_text {
    unsigned len;
    char text[112];
    uint8_t source[113]; /* source[i]: bytes of the input from which text[0..i) came */
};
/* Fold at most MOST (up to DL_FOLD_MAX) bytes of [P, END), not beyond the end of a paragraph. */
#define DL_FOLD_MAX 96
void dl_date_fold(const char *p, const char *end, int most, struct dl_date_text *f);

enum {
    DL_NAME_MONTH_FIRST = 1, /* the language writes month before day: "October 22" */
    DL_NAME_WORD = 2,        /* also an ordinary word ("may"): without a year it must be capitalised */
    DL_NAME_BUDDHIST = 4,    /* Thai: the year is of the Buddhist era, 543 years ahead */
    DL_NAME_NEEDS_YEAR = 8,  /* too short to be believed without a year: "set", "out" */
    DL_NAME_NO_STOP = 16     /* another month where a full stop is after the day: "29. listopada" */
};

#define DL_NAME_SIZE 38
struct dl_name {
    char text[DL_NAME_SIZE]; /* folded, ended by NUL; no pointer, which would be relocated at every start */
    uint8_t value;           /* 1..12 or, for a weekday, 0 = Sunday */
    uint8_t flags;
};

/* The longest name that begins at *AT of F and ends where a word may end; *AT moves after it.  NULL when none. */
const struct dl_name *dl_month_at(const struct dl_date_text *f, unsigned *at);
const struct dl_name *dl_weekday_at(const struct dl_date_text *f, unsigned *at);

/* Does some month's name begin with these two bytes, folded? */
bool dl_month_may_begin(const char bytes[2]);

/* The tables, sorted by bytes; for the tests. */
const struct dl_name *dl_month_names(size_t *count);
const struct dl_name *dl_weekday_names(size_t *count);

#endif
