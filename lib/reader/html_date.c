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
#define LABEL_WORDS 8  /* words before the date of a line that says "published" */
#define NEAR_BYTES 100 /* a line with a date that is so close above the text: */
#define NEAR_NODES 30
#define SHOWN_NODES 60 /* farther above the headline a date is the site's, farther below the text another article's */
#define WEB_BEGINS 19900101
#define AFTER_DATE 40 /* bytes after a date in which "published" may follow */

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

/* The date of an element that is named as one: of the whole line, or the only one in it. */
static dl_date own_date(struct dl_str line, enum dl_date_order order)
{
    dl_date d = 0;
    if (line.len < 40 && dl_date_parse_field_as(line, order, &d, NULL) == DL_OK && !dl_date_partial(d) &&
        d > WEB_BEGINS)
        return d;
    return only_date(line, order);
}

static bool has_word(struct dl_str s, enum dl_word_kind kind)
{
    if (s.len == 0)
        return false;
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

static unsigned count_words(struct dl_str s)
{
    unsigned words = 0;
    for (size_t i = 0; i < s.len; i++)
        words += (unsigned char)s.ptr[i] > ' ' && (i == 0 || (unsigned char)s.ptr[i - 1] <= ' ');
    return words;
}

/* The date in LINE beside a word that says "published": "This post was published on ... by ...".  0: none. */
static dl_date labelled_date(struct dl_str line, enum dl_date_order order)
{
    struct dl_date_match m;
    size_t pos = 0, before = 0;
    if (line.len > LINE_BYTES)
        return 0;
    while (dl_date_scan_as(line, &pos, order, &m) == DL_OK) {
        struct dl_str said = { line.ptr + before, m.start - before }, after = { line.ptr + m.end, line.len - m.end };
        if (after.len > AFTER_DATE)
            after.len = AFTER_DATE;
        if (m.date >= 10000 && count_words(said) <= LABEL_WORDS && !has_word(said, DL_WORD_UPDATED) &&
            (has_word(said, DL_WORD_PUBLISHED) || has_word(after, DL_WORD_PUBLISHED)))
            return m.date;
        before = m.end;
    }
    return 0;
}

/* Is N in a part of the page that is about other articles or of readers, is quoted, or is the head of the site? */
static bool is_elsewhere(const struct search *s, const struct html_node *n)
{
    uint32_t title_at = s->f->title_at;
    if ((title_at && n->order + SHOWN_NODES < title_at) || n->order > s->end + SHOWN_NODES)
        return true;
    for (; n; n = n->parent) {
        if (s->top && n->order <= s->begin && html_holds(n, s->top))
            return false;
        if (s->top && n->chars > s->top->chars / 2)
            return false;
        if (n->tag == TAG_nav || n->tag == TAG_blockquote)
            return true;
        if ((n->kinds & (KIND_related | KIND_comment)) && (n->order > s->begin + NEAR_NODES || n->order > s->end))
            return true;
    }
    return false;
}

/* Does the class of N say that it is the date of a change? */
static bool is_of_change(const struct html_node *n)
{
    struct dl_str class = html_attr(n, ATTR_class), prop = html_attr(n, ATTR_itemprop);
    return (class.len && (memmem(class.ptr, class.len, "updat", 5) || memmem(class.ptr, class.len, "modif", 5))) ||
           dl_str_eq(prop, DL_STR("dateModified"));
}

static void look_at_time(struct search *s, const struct html_node *n)
{
    dl_date d;
    struct dl_str datetime = html_attr(n, n->tag == TAG_time ? ATTR_datetime : ATTR_title);
    if (datetime.len == 0 || dl_date_parse_field_as(datetime, s->f->order, &d, NULL) != DL_OK)
        return;
    int how = html_attr(n, ATTR_pubdate).ptr != NULL ? BY_PUBDATE : BY_CLASS;
    offer(s, d, is_of_change(n) ? BY_TIME : how, n);
}

/* LINE up to a bar. */
static struct dl_str first_part(struct dl_str line)
{
    const char *bar = memchr(line.ptr, '|', line.len);
    return dl_str_trim((struct dl_str){ line.ptr, bar ? (size_t)(bar - line.ptr) : line.len });
}

static void look_at_line(struct search *s, const struct html_node *n, struct dl_str line)
{
    struct dl_date_line l;
    struct dl_str first = first_part(line);
    dl_date d;
    if (line.len < 6 || line.len > LINE_BYTES)
        return;
    if ((line.len <= DL_DATE_LINE_MAX && dl_date_line(line, s->f->order, &l)) ||
        (first.len > 6 && first.len < line.len && first.len <= DL_DATE_LINE_MAX &&
         dl_date_line(first, s->f->order, &l)))
        offer(s, l.date, is_of_change(n) ? BY_TIME : l.labelled ? BY_LABEL : BY_LINE, n);
    else if ((d = labelled_date(line, s->f->order)) != 0)
        offer(s, d, BY_CLASS, n);
    else if (n->kinds & (KIND_date | KIND_byline))
        offer(s, own_date(line, s->f->order), is_of_change(n) ? BY_TIME : BY_CLASS, n);
    else if (line.len <= NEAR_BYTES && n->order < s->begin + NEAR_NODES && distance_to(s, n) < NEAR_NODES &&
             !has_word(line, DL_WORD_UPDATED) && !has_word(line, DL_WORD_OTHER_DATE))
        offer(s, only_date(line, s->f->order), BY_TIME, n);
}

static void look_at_lines(struct search *s, const struct html_node *n)
{
    dl_buf_clear(&s->line);
    html_write_text(n, true, &s->line);
    struct dl_str text = dl_buf_view(&s->line);
    if (text.len == 0)
        return;
    for (const char *p = text.ptr, *end = p + text.len; p < end;) {
        const char *newline = memchr(p, '\n', (size_t)(end - p));
        look_at_line(s, n, (struct dl_str){ p, (size_t)((newline ? newline : end) - p) });
        p = newline ? newline + 1 : end;
    }
}

static bool has_digit(const struct html_node *n)
{
    for (const struct html_node *c = n; c; c = html_next(c, n, false))
        for (size_t i = 0; c->tag == TAG_TEXT && i < c->text.len; i++)
            if (isdigit((unsigned char)c->text.ptr[i]) || (unsigned char)c->text.ptr[i] >= 0xd9)
                return true;
    return false;
}

/* <abbr class="published" title="2013-04-04T18:52:11+00:00">, of the microformat hAtom. */
static bool is_dated_by_title(const struct html_node *n)
{
    struct dl_str title = html_attr(n, ATTR_title);
    return title.len >= 10 && isdigit((unsigned char)title.ptr[0]) && title.ptr[4] == '-' && title.ptr[7] == '-' &&
           ((n->kinds & (KIND_date | KIND_byline)) || is_of_change(n));
}

static void look_around(struct html_tree *t, struct search *s)
{
    for (struct html_node *n = t->root; n; n = html_next(n, t->root, n->drop == DROP_HIDDEN)) {
        if (n->tag == TAG_TEXT || n->drop == DROP_HIDDEN || n->tag == TAG_a || n->all_chars > LINE_BYTES)
            continue;
        bool timed = n->attr_count && (n->tag == TAG_time || is_dated_by_title(n));
        if ((!timed && n->all_chars < 6) || !html_is_leaf(n) || is_elsewhere(s, n))
            continue;
        if (timed)
            look_at_time(s, n);
        if (has_digit(n))
            look_at_lines(s, n);
    }
    dl_buf_free(&s->line);
}

static bool in_utc(struct dl_str s)
{
    return s.len > 11 && (s.ptr[s.len - 1] == 'Z' || (s.len > 6 && memcmp(s.ptr + s.len - 6, "+00:00", 6) == 0) ||
                          memcmp(s.ptr + s.len - 5, "+0000", 5) == 0);
}

/* Does another source state D? */
static bool is_stated(const struct html_fields *f, dl_date d)
{
    for (unsigned i = 0; i < f->date_count; i++)
        if (read_stated(f, &f->dates[i]) == d)
            return true;
    return false;
}

/* A full date of an address, with its day in two digits ("/2023/10/3-questions/" has none). */
static dl_date address_day(struct dl_str url)
{
    struct dl_str evidence = { 0 };
    dl_date d = dl_url_date(url, &evidence);
    size_t n = evidence.len;
    return d && !dl_date_partial(d) && n > 2 && isalnum((unsigned char)evidence.ptr[n - 1]) &&
                   isdigit((unsigned char)evidence.ptr[n - 2])
               ? d
               : 0;
}

/* STATED is an instant in UTC, of which the page or its address has the local day; or it is the day of a second
 * publication, and the address has an earlier one; or it is vague, and the page shows another day. */
static dl_date weigh(const struct html_fields *f, dl_date stated, const struct search *s)
{
    const struct html_stated *published = &f->v[FIELD_published];
    dl_date in_url = address_day(f->v[FIELD_url].value),
            shown = s->how >= BY_CLASS && s->distance < SHOWN_NODES ? s->date : 0;
    int url_off = in_url ? dl_date_days_between(in_url, stated) : 0,
        shown_off = shown ? dl_date_days_between(shown, stated) : 0;
    bool utc = in_utc(published->value);
    if (in_url && url_off && (utc || in_url < stated) && (utc || url_off < -1 || url_off > 1))
        return in_url;
    if (shown_off && (is_stated(f, shown) || published->rank >= 3 || (utc && (shown_off == 1 || shown_off == -1))))
        return shown;
    return stated;
}

void html_date_choose(struct html_tree *t, const struct html_node *top, struct html_fields *f)
{
    dl_date stated = read_stated(f, &f->v[FIELD_published]);
    if (f->order == DL_DATE_ORDER_UNKNOWN)
        f->order = dl_url_order(f->v[FIELD_url].value);
    struct search s = { .f = f, .top = top, .begin = top ? top->order : 0, .end = top ? html_last(top)->order : 0 };
    look_around(t, &s);
    f->date = stated ? weigh(f, stated, &s) : s.date;
    f->date_from = !f->date ? DL_DATE_NONE : stated ? DL_DATE_FIELD : DL_DATE_HEADER;
    if (f->date)
        dl_date_format(f->date, f->day);
}
