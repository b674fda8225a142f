/* field.c - a whole field that should hold a date.
 *
 * What is distinguished from a guess: a date in numbers whose day and month could be exchanged is not read unless the
 * order is known, two different dates are none, and a number of seconds must lie in the years 1970-2100.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/date/names.h"
#include "lib/date/scan.h"

#define FIELD_MAX 256 /* bytes; a longer text is no date field */

static struct dl_str trim(struct dl_str s)
{
    while (s.len && ((unsigned char)s.ptr[0] <= ' ' || s.ptr[0] == '"'))
        s.ptr++, s.len--;
    while (s.len && ((unsigned char)s.ptr[s.len - 1] <= ' ' || s.ptr[s.len - 1] == '"'))
        s.len--;
    return s;
}

static int digits_value(const char *p, int n)
{
    int v = 0;
    while (n--)
        v = v * 10 + (*p++ - '0');
    return v;
}

/* Years that only the Buddhist era counts now: 2567 is 2024. */
static int gregorian_year(int year)
{
    return year >= 2400 && year <= 2643 ? year - 543 : year;
}

static dl_date compact_date(const char *p)
{
    int year = gregorian_year(digits_value(p, 4)), month = digits_value(p + 4, 2), day = digits_value(p + 6, 2);
    return dl_date_valid(year, month, day) ? dl_date_make(year, month, day) : 0;
}

/* Seconds since 1970 to a day (UTC: such a number knows no zone). */
static dl_date epoch_date(long long seconds)
{
    const long long last = 4133980799; /* the end of 2100 */
    return seconds <= 0 || seconds > last ? 0 : dl_date_add_days(19700101, (int)(seconds / 86400));
}

/* Plain digits: 2024, 202410, 20241022, 20241022105600, or seconds, milliseconds, microseconds since 1970. */
static dl_date digits_only(struct dl_str s)
{
    dl_date d;
    long long v = 0;
    if (s.len > 18)
        return 0; /* more than 64 bits */
    for (size_t i = 0; i < s.len; i++)
        v = v * 10 + (s.ptr[i] - '0');
    switch (s.len) {
    case 4:
        return dl_date_make(gregorian_year((int)v), 0, 0);
    case 6:
        return v % 100 ? dl_date_make(gregorian_year((int)(v / 100)), (int)(v % 100), 0) : 0;
    case 8:
        return compact_date(s.ptr);
    case 9:
    case 10:
        return epoch_date(v);
    case 12:
        d = compact_date(s.ptr);
        return d > 19000000 && d < 21000000 ? d : epoch_date(v / 1000);
    case 13:
        return epoch_date(v / 1000);
    case 14:
    case 17:
        return compact_date(s.ptr);
    case 16:
        return epoch_date(v / 1000000);
    default:
        return 0;
    }
}

/* 2024-10-22, which most fields are. */
static dl_date iso_day(struct dl_str s)
{
    if (s.len != 10 || s.ptr[4] != '-' || s.ptr[7] != '-')
        return 0;
    for (int i = 0; i < 10; i++)
        if (i != 4 && i != 7 && (s.ptr[i] < '0' || s.ptr[i] > '9'))
            return 0;
    int year = gregorian_year(digits_value(s.ptr, 4)), month = digits_value(s.ptr + 5, 2),
        day = digits_value(s.ptr + 8, 2);
    return dl_date_valid(year, month, day) ? dl_date_make(year, month, day) : 0;
}

static size_t leading_digits(struct dl_str s)
{
    size_t n = 0;
    while (n < s.len && s.ptr[n] >= '0' && s.ptr[n] <= '9')
        n++;
    return n;
}

/* 20241022T105600Z, 20241022 10:56; and a fraction of seconds after plain digits. */
static dl_date digits_field(struct dl_str s)
{
    size_t n = leading_digits(s);
    if (n == s.len)
        return n <= 17 ? digits_only(s) : 0;
    if (n == 8 && (s.ptr[n] == 'T' || s.ptr[n] == 't' || s.ptr[n] == ' ' || s.ptr[n] == '-' || s.ptr[n] == '_'))
        return compact_date(s.ptr);
    if (n >= 9 && s.ptr[n] == '.') {
        struct dl_str fraction = { s.ptr + n + 1, s.len - n - 1 };
        return leading_digits(fraction) == fraction.len ? digits_only((struct dl_str){ s.ptr, n }) : 0;
    }
    return 0;
}

/* "Tue Oct 22 10:56:00 +0700 2024": the year is at the end, after the time. */
static int trailing_year(struct dl_str s)
{
    size_t n = s.len;
    while (n && s.ptr[n - 1] >= '0' && s.ptr[n - 1] <= '9')
        n--;
    if (s.len - n != 4 || n == 0 || s.ptr[n - 1] != ' ' || !memchr(s.ptr, ':', n))
        return 0;
    return digits_value(s.ptr + n, 4);
}

/* "Updated 3 May 2024" says nothing about the publication when another date is there. */
static bool says_updated(const char *begin, const char *date)
{
    static const char *const words[] = { "updat",   "modif", "edited", "cap nhat", "mis a jour",
                                         "actuali", "อัพเดท", "อัปเดต",  "更新",     "修改" };
    struct dl_date_text f;
    const char *p = date - begin > 32 ? date - 32 : begin;
    while (p < date && ((unsigned char)*p & 0xc0) == 0x80)
        p++;
    dl_date_fold(p, date, DL_FOLD_MAX, &f);
    f.text[f.len] = '\0';
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strstr(f.text, words[i]))
            return true;
    return false;
}

struct found {
    dl_date date, updated; /* of the field, and of its "updated" part */
    bool several;
};

static void add(struct found *f, dl_date *slot, dl_date d)
{
    bool partial = dl_date_partial(d), was_partial = dl_date_partial(*slot);
    f->several |= *slot && *slot != d && partial == was_partial && slot == &f->date;
    if (!*slot || (was_partial && !partial))
        *slot = d;
}

static void scan_field(const struct dl_date_scanner *s, struct found *f)
{
    struct dl_number n;
    struct dl_date_match m;
    const char *p = s->begin;
    while ((p = dl_number_find(p, s->end)) < s->end && dl_number_at(p, s->end, &n)) {
        p = n.end;
        if (!dl_date_forms(s, &n, &m))
            continue;
        p = s->begin + m.end;
        if (m.date < 10000) {
            int year = trailing_year((struct dl_str){ s->begin, (size_t)(s->end - s->begin) });
            m.date = dl_date_valid(year, m.date / 100, m.date % 100) ? year * 10000 + m.date : 0;
        }
        if (m.date)
            add(f, says_updated(s->begin, s->begin + m.start) ? &f->updated : &f->date, m.date);
    }
}

/* The zero of a clock, "1970-01-01T00:00:00Z", means that nothing was known. */
static bool null_date(struct dl_str s, dl_date d)
{
    return d == 19700101 && memmem(s.ptr, s.len, "00:00:00", 8);
}

enum dl_status dl_date_parse_field_as(struct dl_str text, enum dl_date_order order, dl_date *date, struct dl_error *err)
{
    struct dl_str s = trim(text);
    struct found f = { 0 };
    *date = 0;
    if (s.len == 0)
        return dl_fail(err, DL_NOT_FOUND, "no date given");
    if (s.len > FIELD_MAX)
        return dl_fail(err, DL_NOT_FOUND, "%zu bytes are too long for a date", s.len);
    f.date = iso_day(s);
    if (!f.date)
        f.date = digits_field(s);
    if (!f.date && leading_digits(s) < s.len) {
        struct dl_date_scanner scanner = { s.ptr, s.ptr + s.len, order, true, false };
        scan_field(&scanner, &f);
    }
    if (!f.date)
        f.date = f.updated;
    if (null_date(s, f.date))
        f.date = 0;
    if (f.several)
        return dl_fail(err, DL_NOT_FOUND, "\"%.*s\" holds several dates", (int)s.len, s.ptr);
    if (!f.date)
        return dl_fail(err, DL_NOT_FOUND, "\"%.*s\" holds no date that can be told for sure", (int)s.len, s.ptr);
    *date = f.date;
    return DL_OK;
}

enum dl_status dl_date_parse_field(struct dl_str text, dl_date *date, struct dl_error *err)
{
    return dl_date_parse_field_as(text, DL_DATE_ORDER_UNKNOWN, date, err);
}
