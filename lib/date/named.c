/* named.c - dates with the name of the month: "22 October 2024", "Oct. 22", "22 tháng 10 năm 2024", "14 เมษายน 2563".
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/date/names.h"
#include "lib/date/scan.h"

/* What is read of a folded window: everything from one place on, with the place. */
struct reading {
    const struct dl_date_scanner *scanner;
    const char *base; /* where the window begins in the text */
    struct dl_date_text f;
    unsigned at;
    bool buddhist;
};

static void skip(struct reading *r, const char *set)
{
    while (r->at < r->f.len && strchr(set, r->f.text[r->at]) && r->f.text[r->at])
        r->at++;
}

/* Dashes and quotation marks (U+2010 to U+203F) are no letters. */
static bool letter_at(const struct reading *r, unsigned at)
{
    if (at + 2 < r->f.len && (unsigned char)r->f.text[at] == 0xe2 && (unsigned char)r->f.text[at + 1] == 0x80)
        return false;
    return at < r->f.len && ((r->f.text[at] >= 'a' && r->f.text[at] <= 'z') || (unsigned char)r->f.text[at] >= 0x80);
}

/* One of WORDS (NULL-terminated) as a whole word; scripts without spaces need no end. */
static bool word(struct reading *r, const char *const *words)
{
    for (; *words; words++) {
        unsigned n = (unsigned)strlen(*words);
        if (n > r->f.len - r->at || memcmp(r->f.text + r->at, *words, n) != 0)
            continue;
        if ((unsigned char)(*words)[0] < 0xe0 && letter_at(r, r->at + n))
            continue;
        r->at += n;
        return true;
    }
    return false;
}

static const char *place(const struct reading *r)
{
    return r->base + r->f.source[r->at];
}

static bool number(struct reading *r, struct dl_number *n)
{
    const char *p = place(r);
    if (!dl_number_at(p, r->scanner->end, n))
        return false;
    while (r->at < r->f.len && place(r) < n->end)
        r->at++;
    return place(r) == n->end; /* else it runs out of the window */
}

static void open_window(struct reading *r, const struct dl_date_scanner *s, const char *p)
{
    r->scanner = s;
    r->base = p;
    r->at = 0;
    r->buddhist = false;
    dl_date_fold(p, s->end, DL_FOLD_MAX, &r->f);
}

/* Is a number a time of day or the like rather than a year? */
static bool year_may_end(const struct reading *r)
{
    static const char *const units[] = { "gmt", "utc", "est", "edt", "hrs", "hours", "h", "people", "pct", NULL };
    const char *p = place(r), *end = r->scanner->end;
    if (p < end && (*p == ':' || *p == '%' || (*p >= '0' && *p <= '9')))
        return false;
    if (p + 1 < end && (*p == '.' || *p == ',' || *p == '/' || *p == '-') && p[1] >= '0' && p[1] <= '9')
        return r->scanner->field;
    struct reading after = *r;
    skip(&after, " ");
    return !word(&after, units);
}

/* What is between a day or month and its year.  A line may end there only after a comma, and a dash must touch
 * both ("22-Oct-2024"), for "MARCH 23 - 1987 sales" has no year. */
static bool skip_to_year(struct reading *r, bool abbreviated)
{
    const char *from = place(r);
    if (abbreviated)
        skip(r, ".");
    if (r->at < r->f.len && (r->f.text[r->at] == '-' || r->f.text[r->at] == '/')) {
        r->at++;
        return true;
    }
    bool comma = false;
    for (; r->at < r->f.len && (r->f.text[r->at] == ' ' || r->f.text[r->at] == ','); r->at++)
        comma |= r->f.text[r->at] == ',';
    return comma || r->scanner->field || !memchr(from, '\n', (size_t)(place(r) - from));
}

/* ", 2024", " năm 2024", " พ.ศ. 2567": 0 when no year follows, and then nothing is read. */
static int year_after(struct reading *r, bool abbreviated)
{
    static const char *const words[] = { "de", "del",  "of",  "nam", "พ.ศ.", "พ.ศ",  "พศ",  "ค.ศ.", "พุทธศักราช", "ปี",
                                         "ປີ",  "ຄ.ສ.", "ឆ្នាំ", "عام", "سنة",  "year", "ရက်၊", "ရက်",   NULL };
    unsigned before = r->at;
    struct dl_number n;
    int year = 0;
    if (skip_to_year(r, abbreviated)) {
        word(r, words);
        skip(r, " ");
        if (number(r, &n) && (n.digits == 4 || r->buddhist || r->scanner->field) && year_may_end(r))
            year = dl_date_year_of(r->scanner, &n, r->buddhist);
    }
    if (!year)
        r->at = before;
    return year;
}

/* Words that stand between a day and its month, or before a month's number. */
static bool month_by_number(struct reading *r, int *month)
{
    static const char *const words[] = { "thang", "thg", "เดือน", "ເດືອນ", "ខែ", NULL };
    struct dl_number n;
    if (!word(r, words))
        return false;
    skip(r, " ");
    if (!number(r, &n) || n.digits > 2)
        return false;
    *month = n.value;
    return true;
}

static void skip_ordinal(struct reading *r)
{
    static const char *const suffixes[] = { "st", "nd", "rd", "th", "er", "eme", "e", "o", "a", "го", "º", "ª", NULL };
    static const char *const between[] = { "of", "de", "day of", "di", "ng", "เดือน", "ເດືອນ", "ខែ", NULL };
    if (r->at < r->f.len && r->f.text[r->at] == '-' && (unsigned char)r->f.text[r->at + 1] == 0xd0)
        r->at++; /* "22-го" */
    word(r, suffixes);
    skip(r, ".");
    if (r->at < r->f.len && (r->f.text[r->at] == '-' || r->f.text[r->at] == '/'))
        r->at++;
    skip(r, " ");
    unsigned before = r->at;
    if (word(r, between)) {
        skip(r, " ");
        struct dl_number n;
        if (number(r, &n))
            r->at = before; /* a month's number */
    }
}

static bool capital(const char *p)
{
    return (*p >= 'A' && *p <= 'Z') || (unsigned char)*p >= 0x80;
}

static bool range_follows(const struct dl_date_scanner *s, const char *p)
{
    return p + 1 < s->end && *p == '-' && p[1] >= '0' && p[1] <= '9';
}

static bool may_follow_day(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '-' || c == '/' || c == '.' || (c >= 'A' && c <= 'Z') ||
           (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

/* "march 4 - the council" in a dateline typed without capitals. */
static bool dash_follows(const struct dl_date_scanner *s, const char *p)
{
    while (p < s->end && *p == ' ')
        p++;
    return p + 1 < s->end && *p == '-' && p[1] == ' ';
}

/* A cheap look at what follows a number, which is hardly ever a month: ASCII letters that begin neither a month nor one
 * of the words before it. */
static bool month_may_follow(const char *p, const char *end)
{
    static const char words[][3] = { "of", "de", "da", "di", "ng", "st", "nd", "rd", "th", "er", "em" };
    while (p < end && (*p == ' ' || *p == '.' || *p == '-' || *p == '/'))
        p++;
    if (end - p < 3 || (unsigned char)p[0] >= 0x80 || (unsigned char)p[1] >= 0x80 || *p <= ' ')
        return end - p >= 3;
    char two[2] = { (char)(p[0] | 32), (char)(p[1] | 32) };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (memcmp(two, words[i], 2) == 0)
            return true;
    return dl_month_may_begin(two) || (strchr("eoa", two[0]) && p[1] == ' ');
}

/* Arab agencies give both names of a month: "5 يونيو حزيران", "13 كانون الثاني/يناير". */
static void skip_same_month(struct reading *r, const struct dl_name *name)
{
    unsigned at = r->at;
    if ((unsigned char)name->text[0] != 0xd8 && (unsigned char)name->text[0] != 0xd9)
        return;
    while (at < r->f.len && strchr(" /(-", r->f.text[at]))
        at++;
    const struct dl_name *other = dl_month_at(&r->f, &at);
    if (other && other->value == name->value)
        r->at = at;
}

/* "Roma, 05 set", no "Redmi Note 13 Pro": only a place and a mark before the day make a short month of it. */
static bool follows_mark(const struct dl_date_scanner *s, const char *p)
{
    while (p > s->begin && (p[-1] == ' ' || p[-1] == '\n'))
        p--;
    return p == s->begin || strchr(",.-(/)", p[-1]) || (unsigned char)p[-1] >= 0x80;
}

/* Day N, then the month, then perhaps the year. */
static bool day_first(const struct dl_date_scanner *s, const struct dl_number *n, struct dl_date_match *m)
{
    struct reading r;
    if (n->digits > 2 || n->value == 0 || n->value > 31 || n->end == s->end || !may_follow_day(*n->end))
        return false;
    if (n->start - s->begin >= 2 && strchr("-/.,:", n->start[-1]) && n->start[-2] >= '0' && n->start[-2] <= '9')
        return false; /* the end of a range or of something longer */
    if (!month_may_follow(n->end, s->end))
        return false;
    open_window(&r, s, n->end);
    skip_ordinal(&r);
    const char *name_at = place(&r);
    const struct dl_name *name = dl_month_at(&r.f, &r.at);
    int month = 0;
    if (name) {
        if ((name->flags & DL_NAME_NO_STOP) && *n->end == '.')
            return false;
        month = name->value;
        r.buddhist = name->flags & DL_NAME_BUDDHIST;
        skip_same_month(&r, name);
    } else if (!month_by_number(&r, &month)) {
        return false;
    }
    unsigned after_month = r.at;
    int year = year_after(&r, true);
    if (!year) {
        bool believed = s->dateline && follows_mark(s, n->start);
        if (name && !believed &&
            ((name->flags & DL_NAME_NEEDS_YEAR) || ((name->flags & DL_NAME_WORD) && !capital(name_at))))
            return false;
        r.at = after_month;
    }
    return dl_date_make_match(s, n->start, place(&r), year, month, n->value, m);
}

/* The word that ends right before P (after blanks and a full stop), folded; its place in the text, or NULL. */
static const char *word_before(const struct dl_date_scanner *s, const char *p, struct dl_date_text *f)
{
    const char *q = p, *limit = p - s->begin > 48 ? p - 48 : s->begin;
    while (q > limit &&
           (q[-1] == ' ' || q[-1] == '\n' || q[-1] == '\r' || q[-1] == '.' || q[-1] == ',' || q[-1] == '-'))
        q--;
    const char *end = q;
    while (q > limit &&
           ((q[-1] >= 'a' && q[-1] <= 'z') || (q[-1] >= 'A' && q[-1] <= 'Z') || (unsigned char)q[-1] >= 0x80 ||
            (q[-1] == '.' && q - 1 > limit && (unsigned char)q[-2] >= 0x80))) /* "ก.ย." */
        q--;
    while (q < end && ((unsigned char)*q & 0xc0) == 0x80)
        q++;
    if (q == end || end - q < 3)
        return NULL;
    dl_date_fold(q, end, DL_FOLD_MAX, f);
    return f->source[f->len] == end - q ? q : NULL;
}

/* The month, then day N, then perhaps the year; in fields also the month and year N. */
static bool month_first(const struct dl_date_scanner *s, const struct dl_number *n, struct dl_date_match *m)
{
    struct dl_date_text f;
    char before = n->start > s->begin ? n->start[-1] : 'x';
    if (before != ' ' && before != '.' && before != '\n' && before != '-' && (unsigned char)before < 0x80)
        return false;
    const char *start = word_before(s, n->start, &f);
    unsigned end = 0;
    const struct dl_name *name = start ? dl_month_at(&f, &end) : NULL;
    if (!name || end != f.len)
        return false;
    if (n->digits == 4 && s->field) {
        const char *p = start;
        while (p > s->begin && (p[-1] == ' ' || p[-1] == '.' || p[-1] == '-' || p[-1] == '/'))
            p--;
        if (p > s->begin && p[-1] >= '0' && p[-1] <= '9')
            return false; /* after a day that the month does not have */
        int year = dl_date_year_of(s, n, name->flags & DL_NAME_BUDDHIST);
        return year && dl_date_make_match(s, start, n->end, year, name->value, 0, m);
    }
    if (n->digits > 2 || n->value == 0 || range_follows(s, n->end))
        return false;
    static const char *const suffixes[] = { "st", "nd", "rd", "th", NULL };
    struct reading r;
    open_window(&r, s, n->end);
    word(&r, suffixes);
    const char *after_day = place(&r);
    if (letter_at(&r, r.at) || (after_day < s->end && (*after_day == '%' || *after_day == ':')))
        return false;
    r.buddhist = name->flags & DL_NAME_BUDDHIST;
    int year = year_after(&r, false);
    if (!year && !(name->flags & DL_NAME_MONTH_FIRST))
        return false; /* "มีนาคม 12, 2021" */
    if (!year && (name->flags & DL_NAME_WORD) && !capital(start) && !dash_follows(s, after_day))
        return false;
    return dl_date_make_match(s, start, year ? place(&r) : after_day, year, name->value, n->value, m);
}

/* 2024 Oct 22, 2024. október 22. */
static bool year_first(const struct dl_date_scanner *s, const struct dl_number *n, struct dl_date_match *m)
{
    struct reading r;
    struct dl_number day;
    int year = n->digits == 4 ? dl_date_year_of(s, n, false) : 0;
    if (!year)
        return false;
    static const char *const of_year[] = { "ခုနှစ်၊", "ခုနှစ်", "m", NULL }; /* Burmese, Lithuanian */
    open_window(&r, s, n->end);
    skip(&r, " ");
    word(&r, of_year);
    skip(&r, ". -,/");
    const struct dl_name *name = dl_month_at(&r.f, &r.at);
    skip(&r, ". -,/");
    return name && number(&r, &day) && day.digits <= 2 && day.value && !range_follows(s, day.end) &&
           !(day.end < s->end && *day.end == ':') &&
           dl_date_make_match(s, n->start, day.end, year, name->value, day.value, m);
}

/* Months without a day, in fields: "tháng 10 năm 2024", "10/2024". */
static bool month_and_year(const struct dl_date_scanner *s, const struct dl_number *n, struct dl_date_match *m)
{
    struct reading r;
    struct dl_date_scanner strict = *s;
    if (!s->field || n->digits > 2 || n->value < 1 || n->value > 12)
        return false;
    if (n->start > s->begin && strchr("-/.,:", n->start[-1]))
        return false;
    strict.field = false; /* a year of four digits */
    open_window(&r, &strict, n->end);
    int year = year_after(&r, false);
    return year && dl_date_make_match(s, n->start, place(&r), year, n->value, 0, m);
}

bool dl_date_named_form(const struct dl_date_scanner *s, const struct dl_number *n, struct dl_date_match *m)
{
    char before = n->start > s->begin ? n->start[-1] : ' ';
    if ((before >= 'a' && before <= 'z') || (before >= 'A' && before <= 'Z') || before == '$')
        return false;
    return month_first(s, n, m) || day_first(s, n, m) || year_first(s, n, m) || month_and_year(s, n, m);
}
