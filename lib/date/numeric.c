/* numeric.c - dates in numbers alone, and the Chinese, Japanese and Korean forms.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/date/names.h"
#include "lib/date/scan.h"

static bool ascii_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool separator(char c)
{
    return c == '-' || c == '/' || c == '.';
}

/* Inside something longer (a version, an address, a fraction)? */
static bool joined_before(const struct dl_date_scanner *s, const char *p)
{
    if (p == s->begin)
        return false;
    char c = p[-1];
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || ascii_digit(c))
        return true;
    return (separator(c) || c == ',' || c == ':') && p - 1 > s->begin && ascii_digit(p[-2]);
}

static bool joined_after(const struct dl_date_scanner *s, const char *p)
{
    if (p < s->end && ascii_digit(*p))
        return true;
    return p + 1 < s->end && (separator(*p) || *p == ',') && ascii_digit(p[1]);
}

/* A separator after P, with at most one blank on either side, and a number: "/ 10". */
static bool separated(const struct dl_date_scanner *s, const char *p, char *sep, struct dl_number *n)
{
    if (p < s->end && *p == ' ')
        p++;
    if (p == s->end || !separator(*p) || (*sep && *p != *sep))
        return false;
    *sep = *p++;
    if (p < s->end && *p == ' ')
        p++;
    return dl_number_at(p, s->end, n);
}

/* Does one of the words that announce a day come before P ("ngày 1/10")?  They also say that the day comes first. */
static bool day_word_before(const struct dl_date_scanner *s, const char *p)
{
    static const char *const words[] = { "ngay", "hom", "nay",     "mung", "mong", "sang", "trua", "chieu",
                                         "toi",  "dem", "tanggal", "tgl",  "วันที่",  "ວັນທີ",  "ថ្ងៃទី" };
    struct dl_date_text f;
    const char *from = p - s->begin > 32 ? p - 32 : s->begin;
    while (from < p && ((unsigned char)*from & 0xc0) == 0x80)
        from++;
    dl_date_fold(from, p, DL_FOLD_MAX, &f);
    if (f.source[f.len] != p - from)
        return false;
    unsigned end = f.len;
    while (end && (f.text[end - 1] == ' ' || f.text[end - 1] == '(' || f.text[end - 1] == ','))
        end--;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        unsigned n = (unsigned)strlen(words[i]);
        if (n > end || memcmp(f.text + end - n, words[i], n) != 0)
            continue;
        if (n == end || (unsigned char)words[i][0] >= 0x80 || f.text[end - n - 1] < 'a' || f.text[end - n - 1] > 'z')
            return true;
    }
    return false;
}

/* Day and month A and B of a year: which is which?  0 in *DAY when it cannot be told. */
static void tell_day(const struct dl_date_scanner *s, const char *start, char sep, int a, int b, int *day, int *month)
{
    enum dl_date_order order = s->order;
    if (sep == '.' || (order == DL_DATE_ORDER_UNKNOWN && day_word_before(s, start)))
        order = DL_DATE_DAY_FIRST; /* nobody writes months first with full stops */
    if (a > 12 || a == b)
        order = DL_DATE_DAY_FIRST;
    else if (b > 12)
        order = DL_DATE_MONTH_FIRST;
    *day = order == DL_DATE_DAY_FIRST ? a : order == DL_DATE_MONTH_FIRST ? b : 0;
    *month = order == DL_DATE_DAY_FIRST ? b : a;
}

/* "Sunday, 05/03/2015": only one of the two readings falls on the weekday beside it. */
static bool tell_by_weekday(const struct dl_date_scanner *s, const char *start, const char *end, int year, int a, int b,
                            struct dl_date_match *m)
{
    struct dl_date_match other;
    if (!dl_date_make_match(s, start, end, year, b, a, m) || !dl_date_make_match(s, start, end, year, a, b, &other))
        return false;
    dl_date_find_weekday(s, m);
    dl_date_find_weekday(s, &other);
    if (m->weekday_agrees == other.weekday_agrees)
        return false;
    m->start = (uint32_t)(start - s->begin);
    m->end = (uint32_t)(end - s->begin);
    if (other.weekday_agrees)
        m->date = other.date;
    return true;
}

/* Are A/B/C, with a year of two digits, a date in one order only?  (10/22/24: no 22nd month, no 2010-22-24.) */
static bool only_month_first(int a, int b)
{
    return a <= 12 && b > 12;
}

/* 22/10/2024, 22.10.2024, 10-22-2024; in fields also 22/10/24 where the order is known. */
static bool day_month_year(const struct dl_date_scanner *s, const struct dl_number *a, struct dl_date_match *m)
{
    struct dl_number b, c;
    char sep = 0;
    int day, month, year;
    if (!separated(s, a->end, &sep, &b) || b.digits > 2 || !separated(s, b.end, &sep, &c) || joined_after(s, c.end))
        return false;
    if (c.digits == 2 && s->order == DL_DATE_ORDER_UNKNOWN && !only_month_first(a->value, b.value))
        return false; /* 22/10/24 may be 2022-10-24 as well */
    tell_day(s, a->start, sep, a->value, b.value, &day, &month);
    year = dl_date_year_of(s, &c, c.digits == 4); /* a year from 2400 on is Buddhist */
    if (!day && year && !s->field)
        return tell_by_weekday(s, a->start, c.end, year, a->value, b.value, m);
    return day && year && dl_date_make_match(s, a->start, c.end, year, month, day, m);
}

/* 2024-10-22, 2024/10/22, 2024.10.22; in fields also 2024-10. */
static bool year_month_day(const struct dl_date_scanner *s, const struct dl_number *a, struct dl_date_match *m)
{
    struct dl_number b, c;
    char sep = 0;
    int year = dl_date_year_of(s, a, true); /* from 2400 on Buddhist */
    if (!year || !separated(s, a->end, &sep, &b) || b.digits > 2)
        return false;
    if (!separated(s, b.end, &sep, &c))
        return s->field && sep != '.' && !(b.end < s->end && (separator(*b.end) || ascii_digit(*b.end))) &&
               dl_date_make_match(s, a->start, b.end, year, b.value, 0, m);
    return c.digits <= 2 && c.value && !joined_after(s, c.end) &&
           dl_date_make_match(s, a->start, c.end, year, b.value, c.value, m);
}

/* Vietnamese "ngày 1/10", "(1/10)": a day without its year. */
static bool day_month(const struct dl_date_scanner *s, const struct dl_number *a, struct dl_date_match *m)
{
    struct dl_number b;
    char sep = 0;
    if (!separated(s, a->end, &sep, &b) || sep == '.' || b.digits > 2 || joined_after(s, b.end))
        return false;
    bool bracketed = sep == '/' && s->order == DL_DATE_DAY_FIRST && a->start > s->begin && a->start[-1] == '(' &&
                     b.end < s->end && *b.end == ')';
    return (bracketed || day_word_before(s, a->start)) &&
           dl_date_make_match(s, a->start, b.end, 0, b.value, a->value, m);
}

/* One of the signs after P; moves P over it and a blank around it. */
static bool sign(const struct dl_date_scanner *s, const char **p, const char *const *signs)
{
    const char *q = *p;
    if (q < s->end && *q == ' ')
        q++;
    for (; *signs; signs++) {
        size_t n = strlen(*signs);
        if ((size_t)(s->end - q) < n || memcmp(q, *signs, n) != 0)
            continue;
        q += n;
        if (q < s->end && *q == ' ')
            q++;
        *p = q;
        return true;
    }
    return false;
}

static int era_year(const struct dl_date_scanner *s, const struct dl_number *n)
{
    static const struct {
        char name[7];
        int offset;
    } eras[] = { { "令和", 2018 }, { "平成", 1988 }, { "昭和", 1925 },
                 { "大正", 1911 }, { "民國", 1911 }, { "民国", 1911 } };
    const char *p = n->start;
    if (p > s->begin && p[-1] == ' ')
        p--;
    for (size_t i = 0; n->digits <= 3 && p - s->begin >= 6 && i < sizeof eras / sizeof *eras; i++)
        if (memcmp(p - 6, eras[i].name, 6) == 0)
            return eras[i].offset + n->value;
    return n->digits == 4 ? dl_date_year_of(s, n, false) : 0;
}

static bool east_asian(const struct dl_date_scanner *s, const struct dl_number *a, struct dl_date_match *m)
{
    static const char *const years[] = { "年", "년", NULL }, *const months[] = { "月", "월", NULL },
                             *const days[] = { "日", "号", "號", "일", NULL };
    struct dl_number n = *a;
    const char *p = a->end;
    int year = 0;
    if (sign(s, &p, years)) {
        year = era_year(s, a);
        if (!year || !dl_number_at(p, s->end, &n))
            return false;
        p = n.end;
    }
    if (n.digits > 2 || !sign(s, &p, months))
        return false;
    int month = n.value;
    const char *after_month = p;
    if (dl_number_at(p, s->end, &n) && n.digits <= 2) {
        p = n.end;
        if (n.value && sign(s, &p, days))
            return dl_date_make_match(s, a->start, p, year, month, n.value, m);
    }
    return s->field && year && dl_date_make_match(s, a->start, after_month, year, month, 0, m);
}

bool dl_date_numeric_form(const struct dl_date_scanner *s, const struct dl_number *n, struct dl_date_match *m)
{
    const char *p = n->end;
    if (p < s->end && (unsigned char)*p >= 0xe3 && east_asian(s, n, m))
        return true;
    if (p + 1 < s->end && *p == ' ' && (unsigned char)p[1] >= 0xe3 && east_asian(s, n, m))
        return true;
    if (n->script == DL_DIGITS_HAN || p == s->end || !(separator(*p) || *p == ' ') || joined_before(s, n->start))
        return false;
    if (n->digits == 4)
        return year_month_day(s, n, m);
    return n->digits <= 2 && (day_month_year(s, n, m) || day_month(s, n, m));
}
