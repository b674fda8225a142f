/* date.c - date_selection the dates of an article against each other.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/metadata/evidence.h"

#define CAPTIONS 2048 /* bytes before a dateline in which the article's own full date may be */
#define LEAD 400      /* bytes after a dateline in which it may, with its weekday */
#define WEEK_WITHIN 8192

struct date_selection {
    const struct dl_metadata_options *options;
    struct dl_article *a;
    bool vietnamese;
    enum dl_date_order order;
    dl_date fetched; /* 0 when unknown */
    struct dl_date_trace *trace;
};

static void note(struct date_selection *w, enum dl_date_from from, dl_date date, struct dl_str evidence,
                 const char *verdict, bool won)
{
    struct dl_date_trace *t = w->trace;
    if (t->count < DL_DATE_TRACE_MAX)
        t->v[t->count++] = (struct dl_date_candidate){ from, date, evidence, verdict, won };
}

/* The first that gives a date wins; from then on candidates are only listed.  True when there is nothing left to do. */
static bool offer(struct date_selection *w, enum dl_date_from from, dl_date date, struct dl_str evidence,
                  const char *verdict)
{
    struct dl_article *a = w->a;
    if (a->date_from != DL_DATE_NONE) {
        note(w, from, date, evidence,
             a->date == date ? "agrees with what is trusted more" : "less trusted than the one that won", false);
    } else {
        a->date = date;
        a->date_from = from;
        note(w, from, date, evidence, verdict, true);
    }
    return !w->trace->all;
}

/* The Islamic and the Persian calendar count these years now, and no news of ours were printed in them. */
static bool other_calendar(dl_date d)
{
    return dl_date_year(d) >= 1300 && dl_date_year(d) < 1500;
}

static bool from_field(struct date_selection *w)
{
    dl_date d;
    struct dl_str field = w->a->date_field;
    if (field.len == 0)
        return false;
    if (dl_date_parse_field_as(field, w->order, &d, NULL) != DL_OK) {
        note(w, DL_DATE_FIELD, 0, field, "not a date that can be told for sure", false);
        return false;
    }
    if (other_calendar(d)) {
        note(w, DL_DATE_FIELD, d, field, "a year of another calendar", false);
        return false;
    }
    return offer(w, DL_DATE_FIELD, d, field, "the input states it");
}

static bool from_header(struct date_selection *w)
{
    struct dl_str evidence = { 0 };
    dl_date d = dl_header_date(w->a->title, w->a->body, w->order, &evidence);
    return d && !other_calendar(d) && offer(w, DL_DATE_HEADER, d, evidence, "a header line");
}

/* The latest day MONTH_DAY (MMDD) that is not after LIMIT; 0 when there is none in reach (February 29th: eight years).
 */
static dl_date latest_not_after(dl_date month_day, dl_date limit)
{
    for (int year = dl_date_year(limit), i = 0; i <= 8; i++, year--) {
        dl_date d = dl_date_make(year, dl_date_month(month_day), dl_date_day(month_day));
        if (d && d <= limit)
            return d;
    }
    return 0;
}

static bool contains(struct dl_str s, const char *word)
{
    return memmem(s.ptr, s.len, word, strlen(word)) != NULL;
}

/* A glance for what a full date cannot do without: a year in ASCII digits, or any byte of another script. */
static bool may_hold_year(struct dl_str s)
{
    size_t digits = 0;
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (c >= 0xd9)
            return true;
        digits = c >= '0' && c <= '9' ? digits + 1 : 0;
        if (digits == 4 && (i + 1 == s.len || s.ptr[i + 1] < '0' || s.ptr[i + 1] > '9'))
            return true;
    }
    return false;
}

/* A full date at most APART days from the day MONTH_DAY in TEXT: its year, 0 when none, -1 when years differ.
 * WITH_WEEKDAY: only dates whose weekday is given and right. */
static int year_beside(struct date_selection *w, struct dl_str text, dl_date month_day, int apart, bool with_weekday,
                       struct dl_str *evidence)
{
    struct dl_date_match m;
    size_t pos = 0;
    int year = 0;
    if (!may_hold_year(text))
        return 0;
    while (dl_date_scan_as(text, &pos, w->order, &m) == DL_OK) {
        if (m.date < 10000 || (with_weekday && !(m.has_weekday && m.weekday_agrees)))
            continue;
        dl_date d = dl_date_make(dl_date_year(m.date), dl_date_month(month_day), dl_date_day(month_day));
        int off = d ? dl_date_days_between(d, m.date) : 99;
        if (off < -apart || off > apart)
            continue;
        if (year && year != dl_date_year(d))
            return -1;
        year = dl_date_year(d);
        *evidence = (struct dl_str){ text.ptr + m.start, m.end - m.start };
    }
    return year;
}

/* The year of a day without one, from the article's own full date: one in the title or in a caption before the dateline
 * (bytes [0, START) of the body), or one after it with its right weekday, for "since Feb 26, 1986" is a comparison. */
static int own_year(struct date_selection *w, dl_date month_day, uint32_t start, uint32_t end, struct dl_str *evidence)
{
    struct dl_str body = w->a->body, captions = { body.ptr, start < CAPTIONS ? start : CAPTIONS };
    int year = year_beside(w, w->a->title, month_day, 1, false, evidence);
    if (year == 0 && !contains(captions, "ile photo") && !contains(captions, "FILE"))
        year = year_beside(w, captions, month_day, 1, false, evidence);
    if (year == 0 && end < body.len) {
        size_t left = body.len - end;
        year =
            year_beside(w, (struct dl_str){ body.ptr + end, left < LEAD ? left : LEAD }, month_day, 1, true, evidence);
    }
    return year;
}

/* The day before which the article must lie, where it is told: 0 otherwise. */
static dl_date limit_of(const struct date_selection *w)
{
    if (w->fetched)
        return dl_date_add_days(w->fetched, 1);
    dl_date limit = w->options ? w->options->reference_date : 0;
    if (!limit && w->options && w->options->reference_mtime && w->a->mtime_ns > 0)
        limit = dl_date_add_days(19700101, (int)(w->a->mtime_ns / 1000000000 / 86400) + 1);
    return dl_date_last(limit);
}

/* A day without its year becomes a full one, or 0.  START and END bound the dateline in the body. */
static dl_date complete(struct date_selection *w, dl_date month_day, uint32_t start, uint32_t end, const char **verdict)
{
    struct dl_str evidence = { 0 };
    dl_date d, limit;
    int year = own_year(w, month_day, start, end, &evidence);
    if (year > 0 && (d = dl_date_make(year, dl_date_month(month_day), dl_date_day(month_day)))) {
        note(w, DL_DATE_NONE, d, evidence, "the article's own full date gives the year", false);
        *verdict = "with the year of the article's own full date";
        return d;
    }
    if (year < 0)
        note(w, DL_DATE_NONE, 0, evidence, "full dates of this day differ in the year", false);
    limit = limit_of(w);
    if (limit) {
        *verdict =
            w->fetched ? "the latest such day before it was fetched" : "the latest such day before the reference date";
        return latest_not_after(month_day, limit);
    }
    *verdict = "no year, and nothing that gives it: no fetched field, no --reference-date";
    return 0;
}

static bool from_dateline(struct date_selection *w, const struct dl_dateline *line)
{
    const char *verdict = "a dateline with its year";
    if (!line->has_date)
        return false;
    struct dl_str evidence = { w->a->body.ptr + line->start, line->end - line->start };
    dl_date d = line->date;
    if (!line->has_year) {
        if (w->a->date_from != DL_DATE_NONE && !dl_date_partial(w->a->date)) {
            note(w, DL_DATE_DATELINE, d, evidence,
                 d == w->a->date % 10000 ? "agrees with what is trusted more" : "less trusted than the one that won",
                 false);
            return false;
        }
        d = complete(w, d, line->start, line->end, &verdict);
        if (!d) {
            note(w, DL_DATE_DATELINE, line->date, evidence, verdict, false);
            return false;
        }
    }
    return offer(w, DL_DATE_DATELINE, d, evidence, verdict);
}

/* A page cannot be published after it was fetched: URLs hold other numbers that look like dates. */
static bool too_late(struct date_selection *w, enum dl_date_from from, dl_date d, struct dl_str evidence)
{
    if (!w->fetched || dl_date_first(d) <= dl_date_add_days(w->fetched, 1))
        return false;
    note(w, from, d, evidence, "later than the day on which it was fetched", false);
    return true;
}

static struct dl_str address(const struct dl_article *a)
{
    return a->url.len ? a->url : a->id;
}

static bool from_address(struct date_selection *w)
{
    struct dl_str evidence = { 0 }, url = address(w->a);
    dl_date d = dl_url_date(url, &evidence);
    if (d && !too_late(w, DL_DATE_URL, d, evidence) && offer(w, DL_DATE_URL, d, evidence, "the URL"))
        return true;
    d = dl_filename_date(w->a->path, &evidence);
    return d && !too_late(w, DL_DATE_FILENAME, d, evidence) &&
           offer(w, DL_DATE_FILENAME, d, evidence, "the file's name");
}

static bool from_text(struct date_selection *w)
{
    struct dl_str evidence = { 0 };
    const char *verdict = "";
    dl_date d = dl_text_date(w->a->title, w->a->body, w->order, w->vietnamese, &evidence, &verdict);
    if (!d)
        return false;
    if (d < 10000) {
        /* A Vietnamese story that opens with a day and names others of the same week in full. */
        struct dl_str head = { w->a->body.ptr, w->a->body.len < WEEK_WITHIN ? w->a->body.len : WEEK_WITHIN },
                      other = { 0 };
        int year = year_beside(w, head, d, 7, false, &other);
        if (year > 0 && dl_date_valid(year, d / 100, d % 100)) {
            note(w, DL_DATE_NONE, year * 10000 + d, other, "a full date of the same week gives the year", false);
            d += year * 10000;
        }
    }
    if (d < 10000) {
        const char *year_from = "";
        bool in_body = evidence.ptr >= w->a->body.ptr && evidence.ptr < w->a->body.ptr + w->a->body.len;
        uint32_t start = in_body ? (uint32_t)(evidence.ptr - w->a->body.ptr) : 0;
        dl_date full = complete(w, d, start, in_body ? start + (uint32_t)evidence.len : 0, &year_from);
        if (!full) {
            note(w, DL_DATE_TEXT, d, evidence, year_from, false);
            return false;
        }
        d = full;
    }
    return !too_late(w, DL_DATE_TEXT, d, evidence) && offer(w, DL_DATE_TEXT, d, evidence, verdict);
}

static void from_weekday(struct date_selection *w)
{
    struct dl_str evidence = { 0 };
    const char *verdict = "";
    dl_date d = dl_weekday_date(w->a->body, w->fetched, limit_of(w), &evidence, &verdict);
    if (d)
        offer(w, DL_DATE_TEXT, d, evidence, verdict);
}

/* Is the article Vietnamese?  Where the language is not stated, by words that nothing else has. */
static bool vietnamese(const struct dl_article *a)
{
    if (a->language.len)
        return a->language.len >= 2 && memcmp(a->language.ptr, "vi", 2) == 0;
    struct dl_str head = { a->body.ptr, a->body.len < 1024 ? a->body.len : 1024 };
    size_t i = 0;
    while (i < head.len && (unsigned char)head.ptr[i] < 0x80)
        i++;
    return i < head.len && (contains(head, " của ") || contains(head, "gày ") || contains(head, " và "));
}

void dl_find_date(struct dl_evidence *ev)
{
    struct dl_article *a = ev->article;
    struct date_selection w = { .options = ev->options, .a = a, .vietnamese = vietnamese(a), .trace = &ev->dates };
    w.order = w.vietnamese ? DL_DATE_DAY_FIRST : dl_date_order_of(a->language);
    if (w.order == DL_DATE_ORDER_UNKNOWN)
        w.order = dl_url_order(address(a));
    dl_date stated = a->date_from == DL_DATE_HEADER ? a->date : 0; /* the reader has cut the header off already */
    a->date = 0;
    a->date_from = DL_DATE_NONE;
    if (a->fetched_field.len && dl_date_parse_field_as(a->fetched_field, w.order, &w.fetched, NULL) == DL_OK)
        w.fetched = dl_date_last(w.fetched);
    if (from_field(&w) || (stated && offer(&w, DL_DATE_HEADER, stated, (struct dl_str){ 0 }, "a header line")) ||
        from_header(&w) || from_dateline(&w, &ev->dateline) || from_address(&w))
        return;
    if (!from_text(&w) && (a->date_from == DL_DATE_NONE || w.trace->all))
        from_weekday(&w);
}
