/* html_date.c - the day on which a page says that its article was published.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <ctype.h>

#include "lib/metadata/date/date.h"
#include "lib/metadata/date/date_line.h"
#include "lib/metadata/words.h"
#include "lib/reader/html_fields.h"

#define LINE_BYTES 260 /* a longer one is no line that dates the article */
#define AFTER_DATE 40  /* bytes after a date in which "published" may follow */

/* A date that a page can have: not the beginning of a computer's time. */
static bool plausible(dl_date d)
{
    return d > 17000000 && d != 19700101 && d != 19000101 && d != 20380119;
}

/* The day that S states, or 0. */
static dl_date read_stated(const struct html_fields *f, const struct html_stated *s)
{
    dl_date d;
    if (s->rank && dl_date_parse_field_as(s->value, f->order, &d, NULL) == DL_OK && plausible(d))
        return d;
    return 0;
}

/* How an element dates the article; higher is better. */
enum { NO_DATE, BY_TIME, BY_CLASS, BY_LINE, BY_LABEL, BY_PUBDATE };

struct search {
    struct html_fields *f;
    const struct html_node *top; /* where the text is; NULL: nowhere */
    uint32_t begin, end;         /* its place in the page */
    struct dl_buf line;
    dl_date date;
    int how;
    uint32_t distance;
};

/* From the text to N. */
static uint32_t distance_to(const struct search *s, const struct html_node *n)
{
    if (n->order < s->begin)
        return s->begin - n->order;
    return n->order > s->end ? n->order - s->end + 10 : (n->order - s->begin) / 2;
}

static void offer(struct search *s, dl_date d, int how, const struct html_node *n)
{
    uint32_t distance = distance_to(s, n);
    if (!plausible(d) || dl_date_partial(d) || how < s->how || (how == s->how && distance >= s->distance))
        return;
    s->date = d;
    s->how = how;
    s->distance = distance;
}

/* The one full date in LINE; 0: none or several. */
static dl_date only_date(struct dl_str line, enum dl_date_order order)
{
    struct dl_date_match m;
    size_t pos = 0;
    dl_date d = 0;
    while (dl_date_scan_as(line, &pos, order, &m) == DL_OK) {
        if (m.date < 10000)
            continue;
        if (d && d != m.date)
            return 0;
        d = m.date;
    }
    return d;
}

static bool has_word(struct dl_str s, enum dl_word_kind kind)
{
    for (const char *p = s.ptr, *end = p + s.len; p < end;) {
        while (p < end && !isalpha((unsigned char)*p) && (unsigned char)*p < 0x80)
            p++;
        const char *from = p;
        while (p < end && (isalpha((unsigned char)*p) || (unsigned char)*p >= 0x80))
            p++;
        if (p > from && dl_word_is((struct dl_str){ from, (size_t)(p - from) }, kind))
            return true;
    }
    return false;
}

/* The date in LINE beside a word that says "published": "This post was published on ... by ...".  0: none. */
static dl_date labelled_date(struct dl_str line, enum dl_date_order order)
{
    struct dl_date_match m;
    size_t pos = 0, before = 0;
    while (dl_date_scan_as(line, &pos, order, &m) == DL_OK) {
        struct dl_str said = { line.ptr + before, m.start - before }, after = { line.ptr + m.end, line.len - m.end };
        if (after.len > AFTER_DATE)
            after.len = AFTER_DATE;
        if (m.date >= 10000 && !has_word(said, DL_WORD_UPDATED) &&
            (has_word(said, DL_WORD_PUBLISHED) || has_word(after, DL_WORD_PUBLISHED)))
            return m.date;
        before = m.end;
    }
    return 0;
}

/* Is N in a part of the page that the text is not in, and that is about other articles or of readers? */
static bool is_elsewhere(const struct search *s, const struct html_node *n)
{
    for (; n; n = n->parent) {
        if (s->top && n->order <= s->begin && html_holds(n, s->top))
            return false;
        if (n->kinds & (KIND_related | KIND_comment | KIND_nav) || n->tag == TAG_nav)
            return true;
    }
    return false;
}

static void look_at_time(struct search *s, const struct html_node *n)
{
    dl_date d;
    struct dl_str datetime = html_attr(n, ATTR_datetime), class = html_attr(n, ATTR_class);
    if (datetime.len == 0 || dl_date_parse_field_as(datetime, s->f->order, &d, NULL) != DL_OK)
        return;
    bool updated = class.len && memmem(class.ptr, class.len, "updat", 5) != NULL;
    int how = html_attr(n, ATTR_pubdate).ptr != NULL ? BY_PUBDATE : updated ? BY_TIME : BY_CLASS;
    offer(s, d, how, n);
}

static void look_at_line(struct search *s, const struct html_node *n)
{
    struct dl_date_line l;
    dl_buf_clear(&s->line);
    html_write_line(n, &s->line);
    struct dl_str line = dl_buf_view(&s->line);
    dl_date d;
    if (line.len < 6 || line.len > LINE_BYTES)
        return;
    if (line.len <= DL_DATE_LINE_MAX && dl_date_line(line, s->f->order, &l))
        offer(s, l.date, l.labelled ? BY_LABEL : BY_LINE, n);
    else if ((d = labelled_date(line, s->f->order)) != 0)
        offer(s, d, BY_CLASS, n);
    else if (n->kinds & (KIND_date | KIND_byline))
        offer(s, only_date(line, s->f->order), BY_CLASS, n);
}

static bool has_digit(const struct html_node *n)
{
    for (const struct html_node *c = n; c; c = html_next(c, n, false))
        for (size_t i = 0; c->tag == TAG_TEXT && i < c->text.len; i++)
            if (isdigit((unsigned char)c->text.ptr[i]) || (unsigned char)c->text.ptr[i] >= 0xd9)
                return true;
    return false;
}

static void look_around(struct html_tree *t, struct search *s)
{
    for (struct html_node *n = t->root; n; n = html_next(n, t->root, n->drop == DROP_HIDDEN)) {
        if (n->tag == TAG_TEXT || n->drop == DROP_HIDDEN || n->tag == TAG_a || n->all_chars > LINE_BYTES)
            continue;
        bool timed = n->tag == TAG_time && n->attr_count;
        if ((!timed && n->all_chars < 6) || is_elsewhere(s, n))
            continue;
        if (timed)
            look_at_time(s, n);
        if (has_digit(n))
            look_at_line(s, n);
    }
    dl_buf_free(&s->line);
}

static bool in_utc(struct dl_str s)
{
    return s.len > 11 && (s.ptr[s.len - 1] == 'Z' || (s.len > 6 && memcmp(s.ptr + s.len - 6, "+00:00", 6) == 0) ||
                          memcmp(s.ptr + s.len - 5, "+0000", 5) == 0);
}

/* What is stated is an instant in UTC, of which the page or its address has the local day; or it is the day of a second
 * publication, when the address has an earlier one. */
static dl_date local_day(dl_date stated, struct dl_str value, dl_date in_url, dl_date shown)
{
    int url_off = in_url ? dl_date_days_between(in_url, stated) : 0,
        shown_off = shown ? dl_date_days_between(shown, stated) : 0;
    if (in_url && ((in_utc(value) && (url_off == 1 || url_off == -1)) || url_off < -1 || url_off > 1))
        return in_url < stated || in_utc(value) ? in_url : stated;
    if (shown && !in_url && in_utc(value) && (shown_off == 1 || shown_off == -1))
        return shown;
    return stated;
}

void html_date_choose(struct html_tree *t, const struct html_node *top, struct html_fields *f)
{
    struct html_stated *published = &f->v[FIELD_published];
    struct dl_str evidence;
    dl_date stated = read_stated(f, published), in_url = dl_url_date(f->v[FIELD_url].value, &evidence);
    if (f->order == DL_DATE_ORDER_UNKNOWN)
        f->order = dl_url_order(f->v[FIELD_url].value);
    if (in_url && dl_date_partial(in_url))
        in_url = 0;
    struct search s = { .f = f, .top = top, .begin = top ? top->order : 0, .end = top ? html_last(top)->order : 0 };
    if (!stated || in_utc(published->value))
        look_around(t, &s);
    f->date = stated ? local_day(stated, published->value, in_url, s.how >= BY_LINE ? s.date : 0) : s.date;
    if (f->date)
        dl_date_format(f->date, f->day);
    f->date_from = !f->date ? DL_DATE_NONE : stated ? DL_DATE_FIELD : DL_DATE_HEADER;
}
