/* expression.c - dates and ranges as people type them: 2024-10, last week, since Monday, 2024-Q4, A..B, lists.
 *
 * An expression is read whole or refused.  doc/dateline-query.7 lists the forms.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdio.h>
#include <string.h>

#include "dateline/date.h"
#include "lib/date/names.h"

#define MAX_TOKENS 12
#define MAX_AMOUNT 100000 /* of days, weeks, months or years */

/* A word or number of an expression.  Blanks, hyphens and underscores separate tokens. */
struct token {
    char word[24]; /* lower case; "" for a number */
    int number, digits;
    int month;       /* 1 to 12 when the word names one; else 0 */
    int weekday;     /* 0 (Sunday) to 6; else -1 */
    bool needs_year; /* the month's name is too short to be one alone */
};

struct tokens {
    struct token v[MAX_TOKENS];
    size_t count;
};

/* ---- the calendar ------------------------------------------------------------------------------------------------ */

static dl_date add_months(dl_date d, int months)
{
    int n = dl_date_year(d) * 12 + dl_date_month(d) - 1 + months, day = dl_date_day(d);
    if (n < 0)
        return 0;
    while (day > 28 && !dl_date_valid(n / 12, n % 12 + 1, day))
        day--;
    return dl_date_make(n / 12, n % 12 + 1, day);
}

static dl_date monday_of(dl_date d)
{
    return dl_date_add_days(d, -((dl_date_weekday(d) + 6) % 7));
}

/* The Monday of week 1 of ISO 8601: the week of January 4th. */
static dl_date first_week(int year)
{
    dl_date d = dl_date_make(year, 1, 4);
    return d ? monday_of(d) : 0;
}

static bool months_from(int year, int month, int count, struct dl_date_range *r)
{
    dl_date first = dl_date_make(year, month, 1);
    r->from = first;
    r->to = first ? dl_date_add_days(add_months(first, count), -1) : 0;
    return r->from && r->to;
}

/* The calendar's week, month, quarter or year that is STEPS after today's. */
static bool period(char unit, int steps, dl_date today, struct dl_date_range *r)
{
    int year = dl_date_year(today), month = dl_date_month(today);
    if (unit == 'd') {
        r->from = r->to = dl_date_add_days(today, steps);
    } else if (unit == 'w') {
        r->from = dl_date_add_days(monday_of(today), 7 * steps);
        r->to = dl_date_add_days(r->from, 6);
    } else {
        int length = unit == 'm' ? 1 : unit == 'q' ? 3 : 12;
        int n = (year * 12 + month - 1) / length * length + steps * length;
        return n > 0 && months_from(n / 12, n % 12 + 1, length, r);
    }
    return r->from && r->to;
}

/* The day that is N units before DAY. */
static dl_date before(dl_date day, int n, char unit)
{
    if (unit == 'd' || unit == 'w')
        return dl_date_add_days(day, -n * (unit == 'w' ? 7 : 1));
    return add_months(day, -n * (unit == 'm' ? 1 : unit == 'q' ? 3 : 12));
}

/* ---- tokens ------------------------------------------------------------------------------------------------------ */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

/* Read the number or word at S + *AT.  A word may end with a full stop ("Feb."). */
static bool read_token(struct dl_str s, size_t *at, struct token *t)
{
    size_t n = 0, start = *at;
    *t = (struct token){ .weekday = -1 };
    if (is_digit(s.ptr[*at])) {
        for (; *at < s.len && is_digit(s.ptr[*at]) && t->digits < 6; ++*at, t->digits++)
            t->number = t->number * 10 + (s.ptr[*at] - '0');
        return *at == s.len || !is_digit(s.ptr[*at]);
    }
    for (; *at < s.len && is_letter(s.ptr[*at]); ++*at) {
        if (n + 1 == sizeof t->word)
            return false;
        char c = s.ptr[*at];
        t->word[n++] = (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
    }
    if (n == 0)
        return false;
    struct dl_date_text f;
    dl_date_fold(s.ptr + start, s.ptr + *at, DL_FOLD_MAX, &f);
    unsigned end = 0;
    const struct dl_name *name = dl_month_at(&f, &end);
    t->month = name && end == f.len ? name->value : 0;
    t->needs_year = t->month && name->flags & DL_NAME_NEEDS_YEAR;
    end = 0;
    name = dl_weekday_at(&f, &end);
    t->weekday = name && end == f.len ? name->value : -1;
    if (*at < s.len && s.ptr[*at] == '.' && (t->month || t->weekday >= 0))
        ++*at;
    return true;
}

static bool read_tokens(struct dl_str s, struct tokens *all)
{
    all->count = 0;
    for (size_t at = 0; at < s.len;) {
        if (strchr(all->count ? " \t-_" : " \t", s.ptr[at])) {
            at++;
            continue;
        }
        if (s.ptr[at] == '\'' && at + 1 < s.len && (s.ptr[at + 1] | 0x20) == 's') { /* 1990's */
            at++;
            continue;
        }
        if (all->count == MAX_TOKENS || !read_token(s, &at, &all->v[all->count++]))
            return false;
    }
    return all->count > 0;
}

/* ---- patterns ---------------------------------------------------------------------------------------------------- */

/* What a pattern's letters matched. */
struct match {
    int n, second; /* N, and a second N; 1 when there is none */
    int year, last_year;
    int month, last_month, weekday;
    char unit; /* d w m q y */
};

static char unit_of(const char *word)
{
    static const struct {
        const char *words; /* between blanks */
        char unit;
    } units[] = { { " d day days ", 'd' },
                  { " w wk week weeks ", 'w' },
                  { " m mo month months ", 'm' },
                  { " quarter quarters ", 'q' },
                  { " y yr year years ", 'y' } };
    char key[28];
    snprintf(key, sizeof key, " %s ", word);
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strstr(units[i].words, key))
            return units[i].unit;
    return 0;
}

static int number_of(const struct token *t)
{
    static const char *const words[] = { "",      "one",   "two",  "three", "four",   "five",  "six",
                                         "seven", "eight", "nine", "ten",   "eleven", "twelve" };
    if (t->digits)
        return t->number;
    for (int i = 1; i <= 12; i++)
        if (strcmp(t->word, words[i]) == 0)
            return i;
    return 0;
}

static bool take_number(struct match *m, int n, bool first)
{
    *(first ? &m->n : &m->second) = n;
    return n > 0 && n <= MAX_AMOUNT;
}

/* N a number; U a unit; D a weekday; M a month; Y a year of four digits; anything else is the word itself. */
static bool match_one(const char *pattern, const char *want, size_t len, const struct token *t, struct match *m,
                      bool first)
{
    if (len > 1 || *want >= 'a')
        return strlen(t->word) == len && memcmp(t->word, want, len) == 0;
    switch (*want) {
    case 'N':
        return take_number(m, number_of(t), first);
    case 'U':
        m->unit = unit_of(t->word);
        return m->unit != 0;
    case 'D':
        m->weekday = t->weekday;
        return t->weekday >= 0;
    case 'M':
        *(m->month ? &m->last_month : &m->month) = t->month;
        return t->month > 0 && (!t->needs_year || strchr(pattern, 'Y'));
    default:
        *(m->year ? &m->last_year : &m->year) = t->number;
        return t->digits == 4 && t->number >= DL_DATE_MIN_YEAR && t->number <= DL_DATE_MAX_YEAR;
    }
}

static bool match(const char *pattern, const struct tokens *all, struct match *m)
{
    size_t i = 0, numbers = 0;
    *m = (struct match){ .n = 1, .second = 1, .weekday = -1 };
    for (const char *p = pattern; *p; i++) {
        size_t len = strcspn(p, " ");
        if (i == all->count || !match_one(pattern, p, len, &all->v[i], m, numbers == 0))
            return false;
        numbers += len == 1 && *p == 'N';
        p += len + (p[len] == ' ');
    }
    return i == all->count;
}

enum action {
    DAY,       /* today and so many days */
    PERIOD,    /* the calendar's unit, so many after today's */
    WINDOW,    /* the last N units up to today */
    AGO,       /* the day N units before today */
    LATEST,    /* weekday: today or before */
    WEEKDAY,   /* weekday: before today (-1), of this week (0), after today (1) */
    MONTH,     /* month of a year */
    ANY_MONTH, /* month without a year: the latest that has begun; -1: before this one */
    MONTHS,    /* two months of a year */
    YEARS,     /* two years */
    QUARTER,
    HALF,
    WEEK, /* week n of a year, or its day `second` */
    WEEK_DAY,
    DECADE,
    YEAR_TO_DATE
};

static const struct {
    const char *pattern;
    enum action action;
    int steps;
} patterns[] = {
    { "today", DAY, 0 },
    { "now", DAY, 0 },
    { "yesterday", DAY, -1 },
    { "day before yesterday", DAY, -2 },
    { "tomorrow", DAY, 1 },
    { "this U", PERIOD, 0 },
    { "current U", PERIOD, 0 },
    { "last U", PERIOD, -1 },
    { "previous U", PERIOD, -1 },
    { "next U", PERIOD, 1 },
    { "past U", WINDOW, 0 },
    { "N U", WINDOW, 0 },
    { "last N U", WINDOW, 0 },
    { "past N U", WINDOW, 0 },
    { "previous N U", WINDOW, 0 },
    { "N U ago", AGO, 0 },
    { "a U ago", AGO, 0 },
    { "D", LATEST, 0 },
    { "on D", LATEST, 0 },
    { "last D", WEEKDAY, -1 },
    { "this D", WEEKDAY, 0 },
    { "next D", WEEKDAY, 1 },
    { "M Y", MONTH, 0 },
    { "in M Y", MONTH, 0 },
    { "M of Y", MONTH, 0 },
    { "M de Y", MONTH, 0 },
    { "Y M", MONTH, 0 },
    { "M", ANY_MONTH, 0 },
    { "in M", ANY_MONTH, 0 },
    { "last M", ANY_MONTH, -1 },
    { "M M Y", MONTHS, 0 },
    { "M to M Y", MONTHS, 0 },
    { "in Y", YEARS, 0 },
    { "Y Y", YEARS, 0 },
    { "q N Y", QUARTER, 0 },
    { "Y q N", QUARTER, 0 },
    { "h N Y", HALF, 0 },
    { "Y h N", HALF, 0 },
    { "w N Y", WEEK, 0 },
    { "Y w N", WEEK, 0 },
    { "week N Y", WEEK, 0 },
    { "week N of Y", WEEK, 0 },
    { "Y w N N", WEEK_DAY, 0 },
    { "Y s", DECADE, 0 },
    { "the Y s", DECADE, 0 },
    { "ytd", YEAR_TO_DATE, 0 },
    { "year to date", YEAR_TO_DATE, 0 },
};

static bool week_of_year(const struct match *m, struct dl_date_range *r)
{
    dl_date first = first_week(m->year), next = first_week(m->year + 1);
    r->from = first ? dl_date_add_days(first, 7 * (m->n - 1)) : 0;
    r->to = dl_date_add_days(r->from, 6);
    return r->from && m->n <= 53 && (!next || r->from < next);
}

static bool week_day(const struct match *m, struct dl_date_range *r)
{
    if (m->second > 7 || !week_of_year(m, r))
        return false;
    r->from = r->to = dl_date_add_days(r->from, m->second - 1);
    return true;
}

/* The day of the week that is meant, counted from TODAY. */
static bool weekday(int wanted, int steps, dl_date today, struct dl_date_range *r)
{
    int back = (dl_date_weekday(today) - wanted + 7) % 7;
    if (steps < 0)
        r->from = dl_date_add_days(today, back ? -back : -7);
    else if (steps > 0)
        r->from = dl_date_add_days(today, 7 - back);
    else
        r->from = dl_date_add_days(monday_of(today), (wanted + 6) % 7);
    r->to = r->from;
    return r->from != 0;
}

static bool any_month(int month, int steps, dl_date today, struct dl_date_range *r)
{
    int now = dl_date_month(today), year = dl_date_year(today);
    return months_from(month > now || (steps && month == now) ? year - 1 : year, month, 1, r);
}

static bool act(enum action action, int steps, const struct match *m, dl_date today, struct dl_date_range *r)
{
    switch (action) {
    case DAY:
        return period('d', steps, today, r);
    case PERIOD:
        return period(m->unit, steps, today, r);
    case WINDOW:
        r->to = today;
        r->from = dl_date_add_days(before(today, m->n, m->unit), 1);
        return before(today, m->n, m->unit) != 0;
    case AGO:
        r->from = r->to = before(today, m->n, m->unit);
        return r->from != 0;
    case LATEST:
        r->from = r->to = dl_date_add_days(today, -((dl_date_weekday(today) - m->weekday + 7) % 7));
        return true;
    case WEEKDAY:
        return weekday(m->weekday, steps, today, r);
    case MONTH:
        return months_from(m->year, m->month, 1, r);
    case ANY_MONTH:
        return any_month(m->month, steps, today, r);
    case MONTHS:
        return m->last_month > m->month && months_from(m->year, m->month, m->last_month - m->month + 1, r);
    case YEARS:
        r->from = dl_date_make(m->year, 1, 1);
        r->to = dl_date_make(m->last_year ? m->last_year : m->year, 12, 31);
        return r->from <= r->to;
    case QUARTER:
        return m->n <= 4 && months_from(m->year, 3 * m->n - 2, 3, r);
    case HALF:
        return m->n <= 2 && months_from(m->year, 6 * m->n - 5, 6, r);
    case WEEK:
        return week_of_year(m, r);
    case WEEK_DAY:
        return week_day(m, r);
    case DECADE: /* the 1900s are ten years to some and a hundred to others */
        return m->year % 10 == 0 && m->year % 100 != 0 && months_from(m->year, 1, 120, r);
    case YEAR_TO_DATE:
        r->from = dl_date_make(dl_date_year(today), 1, 1);
        r->to = today;
        return true;
    }
    return false;
}

static bool spoken(struct dl_str s, dl_date today, struct dl_date_range *r)
{
    struct tokens all;
    struct match m;
    if (!read_tokens(s, &all))
        return false;
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++)
        if (match(patterns[i].pattern, &all, &m))
            return act(patterns[i].action, patterns[i].steps, &m, today, r);
    return false;
}

/* ---- dates in figures and in words ------------------------------------------------------------------------------- */

/* 2024, 2024-10, 2024-10-22, 20241022: the forms at the front of the manual. */
static bool plain_date(struct dl_str s, dl_date *d)
{
    int v[3] = { 0, 0, 0 }, part = 0, digits = 0;
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == '-' && part < 2 && digits == (part ? 2 : 4)) {
            part++;
            digits = 0;
        } else if (is_digit(s.ptr[i]) && digits < 8) {
            v[part] = v[part] * 10 + (s.ptr[i] - '0');
            digits++;
        } else {
            return false;
        }
    }
    if (part == 0 && digits == 8) {
        *d = dl_date_make(v[0] / 10000, v[0] / 100 % 100, v[0] % 100);
        return dl_date_valid(v[0] / 10000, v[0] / 100 % 100, v[0] % 100);
    }
    if (digits != (part ? 2 : 4) || (part >= 1 && v[1] == 0) || (part == 2 && v[2] == 0))
        return false;
    *d = dl_date_make(v[0], v[1], v[2]);
    return *d != 0;
}

/* The length of the digits at S + AT. */
static size_t digits_at(struct dl_str s, size_t at)
{
    size_t n = 0;
    while (at + n < s.len && is_digit(s.ptr[at + n]))
        n++;
    return n;
}

/* A day with a time of day (ISO 8601): 2024-10-22T10:00:00+07:00.  The day as written counts. */
static bool with_time(struct dl_str s, dl_date *d)
{
    if (s.len < 16 || (s.ptr[10] != 'T' && s.ptr[10] != ' ') || !plain_date((struct dl_str){ s.ptr, 10 }, d))
        return false;
    for (size_t i = 11; i < s.len; i++)
        if (!is_digit(s.ptr[i]) && !(s.ptr[i] && strchr(":.+-Z", s.ptr[i])))
            return false;
    return digits_at(s, 11) == 2 && s.ptr[13] == ':' && digits_at(s, 14) == 2;
}

/* 10/2024, 2024/10, 10.2024 */
static bool month_in_figures(struct dl_str s, dl_date *d)
{
    size_t n = digits_at(s, 0), m = n < s.len ? digits_at(s, n + 1) : 0;
    int v[2] = { 0, 0 };
    if (n + 1 + m != s.len || n + m < 5 || n + m > 6 || (n != 4 && m != 4) || !strchr("/.", s.ptr[n]))
        return false;
    for (size_t i = 0; i < s.len; i++)
        if (i != n)
            v[i > n] = v[i > n] * 10 + (s.ptr[i] - '0');
    int year = n == 4 ? v[0] : v[1], month = n == 4 ? v[1] : v[0];
    *d = month >= 1 && month <= 12 ? dl_date_make(year, month, 0) : 0;
    return *d != 0;
}

/* A day as texts have it, from the first byte to the last: 22 October 2024, 28/01/2025, 2024年10月22日. */
static bool written_day(struct dl_str s, dl_date *d)
{
    struct dl_date_match m;
    size_t pos = 0;
    if (dl_date_scan(s, &pos, &m) != DL_OK || m.start != 0 || m.end != s.len || dl_date_year(m.date) == 0)
        return false;
    *d = m.date;
    return true;
}

/* A month or year in a script of its own, where patterns have no words: as a field, with no figures left over. */
static bool foreign_month(struct dl_str s, dl_date *d)
{
    int groups = 0;
    bool foreign = false;
    for (size_t i = 0; i < s.len; i++) {
        groups += is_digit(s.ptr[i]) && (i == 0 || !is_digit(s.ptr[i - 1]));
        foreign |= (unsigned char)s.ptr[i] >= 0x80;
        if (s.ptr[i] && strchr(":;,+~&|", s.ptr[i]))
            return false;
    }
    return foreign && dl_date_parse_field(s, d, NULL) == DL_OK &&
           groups <= 1 + (dl_date_month(*d) != 0) + (dl_date_day(*d) != 0);
}

/* ---- one date or period ------------------------------------------------------------------------------------------ */

static enum dl_status unread(struct dl_str s, struct dl_error *err)
{
    static const char *const seasons[] = { "spring", "summer", "autumn", "fall", "winter", "season", "weekend" };
    char text[81], hint[120] = "";
    size_t n = s.len < 80 ? s.len : 80;
    for (size_t i = 0; i < n; i++)
        text[i] = (char)(s.ptr[i] >= 'A' && s.ptr[i] <= 'Z' ? s.ptr[i] | 0x20 : s.ptr[i]);
    text[n] = '\0';
    for (size_t i = 0; i < sizeof seasons / sizeof *seasons; i++)
        if (strstr(text, seasons[i]))
            snprintf(hint, sizeof hint, " (a %s is not the same everywhere: write 2024-06..2024-08)", seasons[i]);
    const char *colon = s.len ? memchr(s.ptr, ':', s.len) : NULL;
    if (!*hint && colon)
        snprintf(hint, sizeof hint, " (a range has two full stops, not a colon)");
    return dl_fail(err, DL_SYNTAX,
                   "%s%.*s%s: expected a date such as 2024, 2024-10, 2024-10-22 or a range A..B, or last week, 7d, "
                   "2024-Q4, since Monday%s",
                   s.len ? "\"" : "nothing", (int)n, s.ptr ? s.ptr : "", s.len ? "\"" : "", hint);
}

static enum dl_status one(struct dl_str s, dl_date today, struct dl_date_range *r, struct dl_error *err)
{
    dl_date d = 0;
    s = dl_str_trim(s);
    if (s.len && (plain_date(s, &d) || with_time(s, &d) || month_in_figures(s, &d) || written_day(s, &d) ||
                  foreign_month(s, &d))) {
        *r = (struct dl_date_range){ dl_date_first(d), dl_date_last(d) };
        return DL_OK;
    }
    if (s.len && spoken(s, today, r))
        return DL_OK;
    *r = (struct dl_date_range){ 0, 0 };
    return unread(s, err);
}

/* ---- ranges and lists -------------------------------------------------------------------------------------------- */

static enum dl_status fail_at(struct dl_error *err, enum dl_status status, size_t column)
{
    if (err && status == DL_SYNTAX)
        err->column = (int)(column < 100000 ? column : 100000);
    return status;
}

static enum dl_status join(struct dl_str whole, struct dl_date_range a, struct dl_date_range b, struct dl_date_range *r,
                           struct dl_error *err)
{
    if (a.from && b.to && a.from > b.to)
        return dl_fail(err, DL_SYNTAX, "the range %.*s ends before it begins", (int)(whole.len < 80 ? whole.len : 80),
                       whole.ptr);
    *r = (struct dl_date_range){ a.from, b.to };
    return DL_OK;
}

/* Where MARK first occurs in S, or NULL. */
static const char *find(struct dl_str s, const char *mark)
{
    return s.len ? memmem(s.ptr, s.len, mark, strlen(mark)) : NULL;
}

static bool strip_word(struct dl_str *s, const char *word)
{
    size_t n = strlen(word);
    if (s->len <= n || strncasecmp(s->ptr, word, n) != 0 || !strchr(" -_", s->ptr[n]))
        return false;
    *s = dl_str_trim((struct dl_str){ s->ptr + n + 1, s->len - n - 1 });
    return true;
}

/* since A, before A, ... */
static bool open_range(struct dl_str s, dl_date today, struct dl_date_range *r, enum dl_status *status,
                       struct dl_error *err)
{
    static const struct {
        const char *word;
        bool up_to, beside; /* ends with A instead of beginning; A itself is left out */
    } words[] = { { "since", false, false }, { "from", false, false }, { "after", false, true },
                  { "before", true, true },  { "until", true, false }, { "till", true, false },
                  { "to", true, false } };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        struct dl_str rest = s;
        struct dl_date_range a;
        if (!strip_word(&rest, words[i].word))
            continue;
        *status = one(rest, today, &a, err);
        if (*status)
            return true;
        if (words[i].up_to)
            *r = (struct dl_date_range){ 0, words[i].beside ? dl_date_add_days(a.from, -1) : a.to };
        else
            *r = (struct dl_date_range){ words[i].beside ? dl_date_add_days(a.to, 1) : a.from, 0 };
        return true;
    }
    return false;
}

/* A SEP B, where both can be read. */
static bool closed_range(struct dl_str s, dl_date today, struct dl_date_range *r, enum dl_status *status,
                         struct dl_error *err)
{
    static const char *const marks[] = { " - ",   " to ", " until ",      " till ",      " through ",
                                         " and ", "-to-", "\xE2\x80\x93", "\xE2\x80\x94" };
    struct dl_str rest = s;
    bool between = strip_word(&rest, "between");
    if (!between)
        strip_word(&rest, "from");
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        const char *at = find(rest, marks[i]);
        size_t n = strlen(marks[i]);
        struct dl_date_range a, b;
        if (!at || (strcmp(marks[i], " and ") == 0) != between)
            continue;
        struct dl_str from = { rest.ptr, (size_t)(at - rest.ptr) },
                      to = { at + n, rest.len - n - (size_t)(at - rest.ptr) };
        if (one(from, today, &a, NULL) != DL_OK || one(to, today, &b, NULL) != DL_OK)
            continue;
        *status = join(s, a, b, r, err);
        return true;
    }
    return false;
}

/* A..B, where either may be missing. */
static enum dl_status dotted_range(struct dl_str s, const char *dots, dl_date today, const char *text,
                                   struct dl_date_range *r, struct dl_error *err)
{
    struct dl_date_range a = { 0 }, b = { 0 };
    struct dl_str from = dl_str_trim((struct dl_str){ s.ptr, (size_t)(dots - s.ptr) });
    struct dl_str to = dl_str_trim((struct dl_str){ dots + 2, (size_t)(s.ptr + s.len - dots - 2) });
    enum dl_status status;
    if (from.len == 0 && to.len == 0)
        return fail_at(err, dl_fail(err, DL_SYNTAX, "\"..\": expected a date on one side at least"), 1);
    if (from.len && (status = one(from, today, &a, err)))
        return fail_at(err, status, 1);
    if (to.len && (status = one(to, today, &b, err)))
        return fail_at(err, status, (size_t)(to.ptr - text) + 1);
    return fail_at(err, join(s, a, b, r, err), 1);
}

static enum dl_status one_range(struct dl_str s, dl_date today, const char *text, struct dl_date_range *r,
                                struct dl_error *err)
{
    enum dl_status status = DL_OK;
    *r = (struct dl_date_range){ 0, 0 };
    const char *dots = find(s, "..");
    if (dots)
        return dotted_range(s, dots, today, text, r, err);
    if (one(s, today, r, NULL) == DL_OK)
        return DL_OK;
    size_t column = s.ptr ? (size_t)(s.ptr - text) + 1 : 1;
    if (closed_range(s, today, r, &status, err) || open_range(s, today, r, &status, err))
        return fail_at(err, status, column);
    return fail_at(err, one(s, today, r, err), column);
}

/* The next piece of a list: up to a comma after which a piece of its own begins, so that "Oct. 22, 2024" stays one. */
static enum dl_status next_piece(struct dl_str s, size_t *at, dl_date today, struct dl_date_range *r,
                                 struct dl_error *err)
{
    struct dl_error first = { 0 };
    enum dl_status status = DL_OK;
    size_t start = *at;
    for (size_t end = start; end <= s.len; end++) {
        if (end < s.len && s.ptr[end] != ',')
            continue;
        struct dl_str piece = dl_str_trim((struct dl_str){ s.ptr + start, end - start });
        struct dl_error *e = first.message[0] ? NULL : &first;
        status = one_range(piece, today, s.ptr, r, e);
        if (status == DL_OK) {
            *at = end + 1;
            return DL_OK;
        }
    }
    if (err)
        *err = first;
    return first.status;
}

enum dl_status dl_date_parse_expression(struct dl_str text, dl_date today, struct dl_date_ranges *out,
                                        struct dl_error *err)
{
    struct dl_str s = dl_str_trim(text);
    struct dl_date_range r;
    out->count = 0;
    out->two_ended = find(s, "..") || (s.len && one(s, today, &r, NULL) != DL_OK);
    if (s.len == 0 || one_range(s, today, text.ptr, &out->v[0], NULL) == DL_OK) {
        enum dl_status status = s.len ? DL_OK : fail_at(err, unread(s, err), 1);
        out->count = s.len != 0;
        return status;
    }
    for (size_t at = 0; at <= s.len;) {
        enum dl_status status = next_piece(s, &at, today, &r, err);
        if (status == DL_OK && out->count >= DL_MAX_DATE_RANGES)
            status = dl_fail(err, DL_TOO_LARGE, "more than %d dates in one list", DL_MAX_DATE_RANGES);
        if (status) {
            out->count = 0;
            return status;
        }
        out->v[out->count++] = r;
    }
    return DL_OK;
}

enum dl_status dl_date_parse_range(struct dl_str text, struct dl_date_range *range, struct dl_error *err)
{
    struct dl_date_ranges all;
    *range = (struct dl_date_range){ 0, 0 };
    enum dl_status status = dl_date_parse_expression(text, dl_date_today(), &all, err);
    if (status == DL_OK && all.count != 1)
        return fail_at(err, dl_fail(err, DL_SYNTAX, "expected one date or range, not a list"), 1);
    if (status == DL_OK)
        *range = all.v[0];
    return status;
}
