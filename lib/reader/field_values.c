/* field_values.c - dates and languages as programs write them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <strings.h>

#include "lib/reader/fields.h"

#define NUMBER_MAX 40     /* characters of a number that may be a date */
#define BUDDHIST 543      /* years */
#define SHEET_FIRST 20000 /* 1954: days of a spreadsheet, counted from the end of 1899 */
#define SHEET_LAST 60000  /* 2064 */

static struct dl_str day(dl_date d, struct dl_buf *out)
{
    char text[11];
    dl_date_format(d, text);
    dl_buf_clear(out);
    dl_buf_puts(out, text);
    return dl_buf_view(out);
}

/* Seconds since 1970, of a number in any of the units in use: which one it is its size tells. */
static double seconds_of(double v)
{
    double size = fabs(v);
    return size >= 1e17 ? v / 1e9 : size >= 1e14 ? v / 1e6 : size >= 1e10 ? v / 1e3 : v;
}

/* Days since 1970 of the years 1271 to 2100. */
static bool in_range(double days)
{
    return days > -255000 && days < 47800;
}

static dl_date day_of_number(double v)
{
    double days = floor(seconds_of(v) / 86400);
    if (v >= SHEET_FIRST && v < SHEET_LAST)
        return dl_date_add_days(18991230, (int)v);
    return in_range(days) ? dl_date_add_days(19700101, (int)days) : 0;
}

/* -86400, 1.73e9, 1729555200.5, 1729555200000000000, 2024.0, 20241022.0, 45587 */
static bool number_date(struct dl_str s, struct dl_buf *out, struct dl_str *date)
{
    char text[NUMBER_MAX + 1], *end;
    size_t digits = 0;
    while (digits < s.len && isdigit((unsigned char)s.ptr[digits]))
        digits++;
    bool whole = digits == s.len;
    if (s.len == 0 || s.len > NUMBER_MAX || (whole && s.len != 5 && s.len < 18))
        return false;
    if (!isdigit((unsigned char)s.ptr[0]) && s.ptr[0] != '-')
        return false;
    memcpy(text, s.ptr, s.len);
    text[s.len] = '\0';
    double v = strtod(text, &end);
    if (*end || strpbrk(text, "xXnN"))
        return false;
    bool calendar = !whole && v == floor(v) && ((v >= 1000 && v < 3000) || (v >= 10000101 && v < 30000000 && v < 1e8));
    if (calendar)
        *date = (struct dl_str){ s.ptr, digits };
    else
        *date = day(day_of_number(v), out);
    return date->len > 0;
}

/* /Date(1729555200000+0700)/, as some servers write milliseconds; the zone is the reader's. */
static bool wrapped_date(struct dl_str s, struct dl_buf *out, struct dl_str *date)
{
    char text[NUMBER_MAX + 1];
    size_t skip = s.len && s.ptr[0] == '\\';
    if (s.len < skip + 8 || s.len > NUMBER_MAX || strncasecmp(s.ptr + skip, "/Date(", 6) != 0)
        return false;
    memcpy(text, s.ptr, s.len);
    text[s.len] = '\0';
    double days = floor((double)strtoll(text + skip + 6, NULL, 10) / 86400e3);
    if (!in_range(days))
        return false;
    *date = day(dl_date_add_days(19700101, (int)days), out);
    return date->len > 0;
}

/* 2567-10-22 */
static bool buddhist_date(struct dl_str s, struct dl_buf *out, struct dl_str *date)
{
    if (s.len < 7 || (s.ptr[4] != '-' && s.ptr[4] != '/'))
        return false;
    int year = 0;
    for (int i = 0; i < 4; i++) {
        if (!isdigit((unsigned char)s.ptr[i]))
            return false;
        year = year * 10 + s.ptr[i] - '0';
    }
    if (year < 2400 || year > 2700)
        return false;
    dl_buf_clear(out);
    dl_buf_printf(out, "%d%.*s", year - BUDDHIST, (int)(s.len - 4), s.ptr + 4);
    *date = dl_buf_view(out);
    return true;
}

struct dl_str dl_field_date(struct dl_str value, struct dl_buf *out)
{
    struct dl_str date = { 0 };
    bool changed =
        number_date(value, out, &date) || wrapped_date(value, out, &date) || buddhist_date(value, out, &date);
    return changed ? date : value;
}

/* ---- languages -------------------------------------------------------------------------------------------------- */

static const struct {
    const char *name, *code;
} languages[] = {
#include "language_table.inc"
};
#define LANGUAGES (sizeof languages / sizeof *languages)
#define LANGUAGE_NAME_MAX 40

struct dl_str dl_field_language(struct dl_str text)
{
    char name[LANGUAGE_NAME_MAX];
    if (text.len < 3 || text.len >= sizeof name)
        return text;
    for (size_t i = 0; i < text.len; i++)
        name[i] = (char)tolower((unsigned char)text.ptr[i]);
    name[text.len] = '\0';
    size_t low = 0, high = LANGUAGES;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(languages[middle].name, name);
        if (order == 0)
            return dl_str_of(languages[middle].code);
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return text;
}
