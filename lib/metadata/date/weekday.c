/* weekday.c - a day that the lead names by its weekday: "nesta quarta-feira (14)", "am Mittwoch", "este martes".
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/date/names.h"
#include "lib/metadata/date/date.h"
#include "lib/metadata/words.h"

#define LEAD 700  /* bytes of the body */
#define WINDOW 40 /* bytes before the day in which its weekday is */
#define DAYS_BACK 400

/* The weekday with which S ends, and the word before it in *BEFORE, folded; -1 when there is none. */
static int weekday_at_end(struct dl_str s, struct dl_date_text *f, struct dl_str *before)
{
    const char *p = s.len > WINDOW ? s.ptr + s.len - WINDOW : s.ptr, *end = s.ptr + s.len;
    while (p < end && ((unsigned char)*p & 0xc0) == 0x80)
        p++;
    dl_date_fold(p, end, DL_FOLD_MAX, f);
    while (f->len && f->text[f->len - 1] == ' ')
        f->len--;
    for (unsigned at = 0; at < f->len; at++) {
        unsigned stop = at;
        if (at && f->text[at - 1] != ' ')
            continue;
        const struct dl_name *name = dl_weekday_at(f, &stop);
        if (!name || stop != f->len)
            continue;
        unsigned to = at ? at - 1 : 0, from = to;
        while (from && f->text[from - 1] != ' ')
            from--;
        *before = (struct dl_str){ f->text + from, to - from };
        return name->value;
    }
    return -1;
}

/* The latest day DAY of a month that is a WEEKDAY and not after LIMIT; 0 when there is none in reach. */
static dl_date latest(int day, int weekday, dl_date limit)
{
    for (int i = 0; i < DAYS_BACK; i++) {
        dl_date d = dl_date_add_days(limit, -i);
        if (dl_date_day(d) == day && dl_date_weekday(d) == weekday)
            return d;
    }
    return 0;
}

/* "(14)" at AT: the day, 0 when there is none. */
static int day_in_brackets(struct dl_str s, size_t at)
{
    int day = 0;
    size_t i = at + 1;
    for (; i < s.len && i < at + 3 && s.ptr[i] >= '0' && s.ptr[i] <= '9'; i++)
        day = day * 10 + (s.ptr[i] - '0');
    return i < s.len && s.ptr[i] == ')' && day <= 31 ? day : 0;
}

static dl_date numbered_day(struct dl_str lead, dl_date limit, struct dl_str *evidence)
{
    for (size_t i = 1; limit && i < lead.len; i++) {
        struct dl_date_text f;
        struct dl_str before;
        int day = lead.ptr[i] == '(' ? day_in_brackets(lead, i) : 0;
        int weekday = day ? weekday_at_end((struct dl_str){ lead.ptr, i }, &f, &before) : -1;
        dl_date d = weekday >= 0 ? latest(day, weekday, limit) : 0;
        if (d) {
            *evidence = (struct dl_str){ lead.ptr + i, day > 9 ? 4 : 3 };
            return d;
        }
    }
    return 0;
}

/* "am Mittwoch" in a story that was fetched on a Wednesday or the day after. */
static dl_date this_weekday(struct dl_str lead, dl_date fetched, struct dl_str *evidence)
{
    for (size_t i = 1; fetched && i < lead.len; i++) {
        struct dl_date_text f;
        struct dl_str before = { 0 };
        if (lead.ptr[i] != ' ' && lead.ptr[i] != ',' && lead.ptr[i] != '.')
            continue;
        int weekday = weekday_at_end((struct dl_str){ lead.ptr, i }, &f, &before);
        if (weekday < 0 || !dl_word_is(before, DL_WORD_THIS_WEEKDAY))
            continue;
        for (int back = 0; back < 2; back++) {
            dl_date d = dl_date_add_days(fetched, -back);
            if (dl_date_weekday(d) == weekday) {
                *evidence = (struct dl_str){ lead.ptr, i };
                return d;
            }
        }
        return 0;
    }
    return 0;
}

dl_date dl_weekday_date(struct dl_str body, dl_date fetched, dl_date limit, struct dl_str *evidence,
                        const char **verdict)
{
    struct dl_str lead = { body.ptr, body.len < LEAD ? body.len : LEAD };
    dl_date d = numbered_day(lead, limit, evidence);
    *verdict = "the latest such day that is this weekday";
    if (d)
        return d;
    *verdict = "the weekday on which it was fetched, or the one before";
    return this_weekday(lead, fetched, evidence);
}
