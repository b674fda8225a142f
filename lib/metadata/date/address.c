/* address.c - dates in URLs, paths and file names.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <strings.h>

#include "lib/metadata/date/date.h"
#include "lib/metadata/words.h"

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The digits at P, at most MOST of them, as a number; how many in *N. */
static int number(const char *p, const char *end, int most, int *n)
{
    int v = 0;
    for (*n = 0; *n < most && p < end && digit(*p); ++*n)
        v = v * 10 + (*p++ - '0');
    return v;
}

static bool plausible(int year)
{
    return year >= 1800 && year <= 2100;
}

/* "oct/" or "october/" at P; *STOP is after the slash. */
static int month_name(const char *p, const char *end, const char **stop)
{
    static const char *const names[] = { "january", "february", "march",     "april",   "may",      "june",
                                         "july",    "august",   "september", "october", "november", "december" };
    const char *slash = memchr(p, '/', (size_t)(end - p) < 11 ? (size_t)(end - p) : 11);
    size_t n = slash ? (size_t)(slash - p) : 0;
    for (int i = 0; n >= 3 && i < 12; i++) {
        if (strncasecmp(p, names[i], n) == 0 && (n == 3 || n == strlen(names[i]))) {
            *stop = slash + 1;
            return i + 1;
        }
    }
    return 0;
}

/* 20241022, 202410221056, 20201001123456789 at P, and no digit after. */
static dl_date compact(const char *p, const char *end, const char **stop)
{
    int n, year = number(p, end, 4, &n);
    if (n < 4 || !plausible(year))
        return 0;
    int month = number(p + 4, end, 2, &n), m = n, day = n == 2 ? number(p + 6, end, 2, &n) : 0;
    if (m < 2 || n < 2)
        return 0;
    const char *q = p + 8;
    while (q < end && digit(*q))
        q++;
    size_t length = (size_t)(q - p);
    if (length != 8 && length != 12 && length != 14 && length != 17)
        return 0;
    *stop = q;
    return dl_date_valid(year, month, day) ? dl_date_make(year, month, day) : 0;
}

/* The day at P, of one or two digits that nothing goes on. */
static dl_date full_day(int year, int month, const char *p, const char *end, const char **stop)
{
    int n, day = number(p, end, 2, &n);
    *stop = p + n;
    bool goes_on = *stop < end && digit(**stop);
    return n && !goes_on && dl_date_valid(year, month, day) ? dl_date_make(year, month, day) : 0;
}

/* What follows "2024/10/": a day ("22/", "22.html"), or something else ("5-things", "10-ways", "92713", a word), and
 * then the month is all. */
static dl_date day_or_month(int year, int month, const char *p, const char *end, const char **stop)
{
    int n, day = number(p, end, 3, &n);
    const char *q = p + n;
    *stop = p;
    if (n == 0 || n > 2 || (q < end && *q != '/' && *q != '.'))
        return dl_date_make(year, month, 0);
    *stop = q;
    return dl_date_valid(year, month, day) ? dl_date_make(year, month, day) : 0;
}

/* 2024/10/22, 2024-10-22, 2024_10_22, 2024/1022, 2024-10/22, 2024/oct/22; 2024/10 as a month. */
static dl_date separated(const char *p, const char *end, const char **stop)
{
    int n, year = number(p, end, 4, &n), month;
    const char *q = p + 4;
    if (n < 4 || !plausible(year) || q >= end || (*q != '/' && *q != '-' && *q != '_' && *q != '.'))
        return 0;
    char sep = *q++;
    if (sep == '/' && (month = month_name(q, end, &q)))
        return day_or_month(year, month, q, end, stop);
    month = number(q, end, 2, &n);
    q += n;
    if (n == 0 || month < 1 || month > 12)
        return 0;
    if (sep == '/' && n == 2 && q + 1 < end && digit(*q) && digit(q[1]))
        return full_day(year, month, q, end, stop);
    if (q >= end || (*q != sep && (*q != '/' || sep != '-')))
        return 0;
    dl_date d = sep == '/' ? day_or_month(year, month, q + 1, end, stop) : full_day(year, month, q + 1, end, stop);
    return n == 2 || !dl_date_partial(d) ? d : 0;
}

/* 22-10-2024, 22.10.2024, 10-22-2024, where day and month cannot be exchanged. */
static dl_date year_last(const char *p, const char *end, const char **stop)
{
    int n, a = number(p, end, 2, &n);
    const char *q = p + n;
    if (n < 2 || q >= end || (*q != '-' && *q != '_' && *q != '.'))
        return 0;
    char sep = *q++;
    int b = number(q, end, 2, &n);
    q += n;
    if (n < 2 || q >= end || *q++ != sep || (a <= 12 && b <= 12 && a != b))
        return 0;
    int year = number(q, end, 4, &n);
    q += n;
    if (n < 4 || !plausible(year) || (q < end && digit(*q)))
        return 0;
    *stop = q;
    return a > 12 || a == b ? (dl_date_valid(year, b, a) ? dl_date_make(year, b, a) : 0)
                            : (dl_date_valid(year, a, b) ? dl_date_make(year, a, b) : 0);
}

/* The first full day in [P, END), or else the first month.  A year begins after a byte that is neither a letter nor a
 * digit, or, a long compact number, after anything but a digit ("t20241022_1"). */
static dl_date find(const char *begin, const char *end, struct dl_str *evidence)
{
    dl_date partial = 0;
    for (const char *p = begin; p + 6 < end; p++) {
        const char *stop = p;
        char before = p > begin ? p[-1] : '/';
        if (!digit(*p) || digit(before))
            continue;
        bool letter = (before | 32) >= 'a' && (before | 32) <= 'z';
        dl_date d = letter && before != 't' ? 0 : compact(p, end, &stop);
        if (!d && !letter && before != '.')
            d = separated(p, end, &stop);
        if (!d && !letter && before != '.')
            d = year_last(p, end, &stop);
        if (!d || (dl_date_partial(d) && partial))
            continue;
        *evidence = (struct dl_str){ p, (size_t)(stop - p) };
        if (!dl_date_partial(d))
            return d;
        partial = d;
    }
    return partial;
}

dl_date dl_url_date(struct dl_str url, struct dl_str *evidence)
{
    if (url.len < 10 || url.len > 4096)
        return 0;
    const char *end = url.ptr + url.len, *p = url.ptr;
    while (p + 3 <= end && memcmp(p, "://", 3) != 0)
        p++;
    if (p + 3 > end)
        return 0;
    const char *query = memchr(url.ptr, '?', url.len), *fragment = memchr(url.ptr, '#', url.len);
    if (fragment)
        end = fragment;
    if (query && query < end)
        end = query;
    p = p + 3 < end ? memchr(p + 3, '/', (size_t)(end - p - 3)) : NULL;
    if (!p)
        return 0;
    const char *kept = memmem(p, (size_t)(end - p), "/http", 5); /* web.archive.org/web/20150908010101/http://... */
    return find(kept ? kept : p, end, evidence);
}

enum dl_date_order dl_url_order(struct dl_str url)
{
    const char *p = url.len ? memmem(url.ptr, url.len, "://", 3) : NULL, *end = url.ptr;
    if (!p)
        return DL_DATE_ORDER_UNKNOWN;
    const char *host = p + 3;
    end += url.len;
    for (p = host; p < end && *p != '/' && *p != ':' && *p != '?' && *p != '#'; p++)
        ;
    const char *dot = p;
    while (dot > host && dot[-1] != '.')
        dot--;
    size_t n = (size_t)(p - dot);
    if (dot == host || n < 2 || n > 3)
        return DL_DATE_ORDER_UNKNOWN;
    dl_word_set kinds = dl_word_kinds((struct dl_str){ dot, n });
    return kinds & DL_WORD_BIT(DAY_FIRST_DOMAIN)     ? DL_DATE_DAY_FIRST
           : kinds & DL_WORD_BIT(MONTH_FIRST_DOMAIN) ? DL_DATE_MONTH_FIRST
                                                     : DL_DATE_ORDER_UNKNOWN;
}

static bool ends_with(struct dl_str s, const char *suffix)
{
    size_t n = strlen(suffix);
    return s.len >= n && strncasecmp(s.ptr + s.len - n, suffix, n) == 0;
}

/* "example.org/2016/01/03/slug/index.html", a page of a mirrored site: dated by its folders as its URL would be. */
static dl_date mirror_date(struct dl_str path, struct dl_str *evidence)
{
    const char *end = path.ptr + path.len;
    for (const char *p = path.ptr; p + 8 < end; p++) {
        const char *stop;
        if (!digit(*p) || (p > path.ptr && p[-1] != '/') || p + 4 >= end || p[4] != '/')
            continue;
        dl_date d = separated(p, end, &stop);
        if (!d || dl_date_partial(d))
            continue;
        *evidence = (struct dl_str){ p, (size_t)(stop - p) };
        return d;
    }
    return 0;
}

dl_date dl_filename_date(struct dl_str path, struct dl_str *evidence)
{
    /* The name of a file that holds many articles dates the collection, not an article. */
    if (ends_with(path, ".gz"))
        path.len -= 3;
    if (dl_word_ends(path, DL_WORD_CONTAINER_SUFFIX))
        return 0;
    if (path.len == 0 || path.len > 4096)
        return 0;
    const char *end = path.ptr + path.len, *name = end;
    while (name > path.ptr && name[-1] != '/')
        name--;
    dl_date d = find(name, end, evidence);
    if (d && !dl_date_partial(d))
        return d;
    const char *folders = name - path.ptr > 11 ? name - 11 : path.ptr; /* "2024/10/22/name" */
    d = folders < name ? find(folders, name, evidence) : 0;
    bool touches = d && evidence->ptr + evidence->len + 1 == name;
    if (d && !dl_date_partial(d) && touches && (folders == path.ptr || evidence->ptr[-1] == '/'))
        return d;
    return ends_with(path, ".html") || ends_with(path, ".htm") ? mirror_date(path, evidence) : 0;
}
