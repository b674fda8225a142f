/* match.c - what the forms of dates share: the year that a number means, the day of a match, the weekday beside it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/date/match.h"

#include "lib/date/names.h"

#define TEXT_MIN_YEAR 1700 /* in running text: "CLOSE 1610 - APRIL 7" is a price; a field may name any year */
#define WEEKDAY_WINDOW 48  /* bytes before a date in which its weekday may be */

int dl_date_year_of(const struct dl_date_scanner *s, const struct dl_number *n, bool buddhist)
{
    int year = n->value;
    if (n->digits == 2 && (buddhist || n->script == DL_DIGITS_THAI))
        return 2500 + year - 543;
    if (n->digits == 2 && s->field)
        return year < 50 ? 2000 + year : 1900 + year; /* RFC 5322, 4.3 */
    if (n->digits != 4)
        return 0;
    if ((buddhist || n->script == DL_DIGITS_THAI) && year >= 2400 && year <= 2643)
        year -= 543;
    if (s->field)
        return year >= DL_DATE_MIN_YEAR && year <= DL_DATE_MAX_YEAR ? year : 0;
    return year >= TEXT_MIN_YEAR && year <= 2100 ? year : 0;
}

bool dl_date_make_match(const struct dl_date_scanner *s, const char *start, const char *end, int year, int month,
                        int day, struct dl_date_match *m)
{
    dl_date d = 0;
    if (year == 0)
        d = day > 0 && dl_date_valid(2000, month, day) ? month * 100 + day : 0;
    else if (day > 0 || s->field)
        d = dl_date_make(year, month, day);
    *m = (struct dl_date_match){ .start = (uint32_t)(start - s->begin), .end = (uint32_t)(end - s->begin), .date = d };
    return d != 0;
}

static bool continuation(char c)
{
    return ((unsigned char)c & 0xc0) == 0x80;
}

/* May only these words stand between a weekday and its date? */
static bool weekday_gap(const struct dl_date_text *f, unsigned at, unsigned date)
{
    static const char *const words[] = { "the", "le",  "el",  "de", "den",  "dem", "ngay",
                                         "ที่",   "วันที่", "ວັນທີ", "ទី",  "ថ្ងៃទី", "," };
    while (at < date) {
        char c = f->text[at];
        if (c == ' ' || c == ',' || c == '.' || c == '(' || c == '|' || c == '-') {
            at++;
            continue;
        }
        size_t i = 0, n = 0;
        for (; i < sizeof words / sizeof *words; i++) {
            n = strlen(words[i]);
            if (n <= date - at && memcmp(f->text + at, words[i], n) == 0)
                break;
        }
        if (i == sizeof words / sizeof *words)
            return false;
        at += (unsigned)n;
    }
    return true;
}

/* Thai, Lao and Khmer put no space before a weekday, but then the word for "day": Vientiane ends in "Monday". */
static bool follows_day_word(const struct dl_date_text *f, unsigned at)
{
    static const char *const words[] = { "วัน", "ວັນ", "ថ្ងៃ" };
    if (at < 3 || at >= f->len || (unsigned char)f->text[at - 1] < 0x80 || (unsigned char)f->text[at] > 0xe1)
        return true;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t n = strlen(words[i]);
        if (n <= at && memcmp(f->text + at - n, words[i], n) == 0)
            return true;
    }
    return false;
}

static bool may_begin_word(const struct dl_date_text *f, unsigned at)
{
    if (continuation(f->text[at]))
        return false;
    unsigned char before = at ? (unsigned char)f->text[at - 1] : ' ', c = (unsigned char)f->text[at];
    return c >= 0xe0 || !((before >= 'a' && before <= 'z') || before >= 0x80);
}

static void note_weekday(struct dl_date_match *m, const struct dl_name *name)
{
    m->has_weekday = true;
    m->weekday_agrees = m->date > 9999 && dl_date_day(m->date) && dl_date_weekday(m->date) == name->value;
}

void dl_date_find_weekday(const struct dl_date_scanner *s, struct dl_date_match *m)
{
    struct dl_date_text f;
    const char *date = s->begin + m->start, *p = m->start > WEEKDAY_WINDOW ? date - WEEKDAY_WINDOW : s->begin;
    while (p < date && continuation(*p))
        p++;
    dl_date_fold(p, date, DL_FOLD_MAX, &f);
    if (f.source[f.len] == date - p) {
        for (unsigned at = 0; at < f.len; at++) {
            unsigned end = at;
            const struct dl_name *name = may_begin_word(&f, at) ? dl_weekday_at(&f, &end) : NULL;
            if (name && weekday_gap(&f, end, f.len) &&
                ((unsigned char)name->text[0] < 0xe0 || follows_day_word(&f, at))) {
                note_weekday(m, name);
                m->start = (uint32_t)(p + f.source[at] - s->begin);
                return;
            }
        }
    }
    dl_date_fold(s->begin + m->end, s->end, DL_FOLD_MAX, &f);
    unsigned at = 0;
    if (at + 1 < f.len && f.text[at] == '.' && f.text[at + 1] == ',') /* "29., szombat" */
        at++;
    while (at < f.len && (f.text[at] == ' ' || f.text[at] == ',' || f.text[at] == '('))
        at++;
    if (at + 3 < f.len && memcmp(f.text + at, "（", 3) == 0)
        at += 3;
    const struct dl_name *name = dl_weekday_at(&f, &at);
    if (!name)
        return;
    note_weekday(m, name);
    if (at == f.len || f.text[at] != ')')
        m->end += f.source[at];
}
