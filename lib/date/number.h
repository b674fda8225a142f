/* number.h - numbers in a text, in the digits of several scripts.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_DATE_NUMBER_H
#define DATELINE_DATE_NUMBER_H

#include <stdbool.h>

enum dl_digits { DL_DIGITS_ASCII, DL_DIGITS_THAI, DL_DIGITS_OTHER, DL_DIGITS_HAN };

struct dl_number {
    const char *start, *end;
    int value;  /* of the first nine digits */
    int digits; /* how many there are; for Han numerals of the kind 二十二, those of the value */
    enum dl_digits script;
};

/* The whole number that begins at P.  False when none does. */
bool dl_number_at(const char *p, const char *end, struct dl_number *n);

/* The next place at or after P where a number may begin; END when there is none. */
const char *dl_number_find(const char *p, const char *end);

#endif
