/* html_date.c - the day on which a page says that its article was published.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/metadata/date/date.h"
#include "lib/metadata/date/date_line.h"
#include "lib/reader/html_fields.h"

/* A date that a page can have: not the beginning of a computer's time. */
static bool plausible(dl_date d)
{
    return d > 17000000 && d != 19700101 && d != 19000101 && d != 20380119;
}

static bool read_stated(struct html_fields *f, struct html_stated *s)
{
    dl_date d;
    if (s->rank && dl_date_parse_field_as(s->value, f->order, &d, NULL) == DL_OK && plausible(d))
        return true;
    *s = (struct html_stated){ 0 };
    return false;
}

/* How an element dates the article; higher is better. */
enum { NO_DATE, BY_TIME, BY_CLASS, BY_LINE, BY_LABEL, BY_PUBDATE };

struct found {
    dl_date date;
    int how;
    uint32_t order;
    struct dl_str evidence;
};

static void offer(struct found *best, dl_date d, int how, const struct html_node *n, uint32_t text_at)
{
    if (!plausible(d) || dl_date_partial(d) || how < best->how)
        return;
    uint32_t distance = n->order > text_at ? n->order - text_at : text_at - n->order,
             before = best->order > text_at ? best->order - text_at : text_at - best->order;
    if (how > best->how || distance < before) {
        best->date = d;
        best->how = how;
        best->order = n->order;
    }
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

static bool of_other_articles(const struct html_node *n)
{
    for (; n; n = n->parent)
        if (n->kinds & (KIND_related | KIND_comment))
            return true;
    return false;
}

static void look_at_time(const struct html_node *n, struct html_fields *f, uint32_t text_at, struct found *best)
{
    dl_date d;
    struct dl_str datetime = html_attr(n, ATTR_datetime), prop = html_attr(n, ATTR_itemprop);
    bool pubdate = html_attr(n, ATTR_pubdate).ptr != NULL || dl_str_eq(prop, DL_STR("datePublished"));
    if (datetime.len == 0 || dl_date_parse_field_as(datetime, f->order, &d, NULL) != DL_OK)
        return;
    bool updated = memmem(html_attr(n, ATTR_class).ptr ? html_attr(n, ATTR_class).ptr : "",
                          html_attr(n, ATTR_class).len, "updat", 5) != NULL;
    offer(best, d, pubdate ? BY_PUBDATE : updated ? BY_TIME : BY_CLASS, n, text_at);
}

static void look_at_line(const struct html_node *n, struct html_fields *f, uint32_t text_at, struct dl_buf *line,
                         struct found *best)
{
    struct dl_date_line l;
    dl_buf_clear(line);
    html_write_line(n, line);
    struct dl_str s = dl_buf_view(line);
    if (s.len == 0 || s.len > DL_DATE_LINE_MAX)
        return;
    if (dl_date_line(s, f->order, &l))
        offer(best, l.date, l.labelled ? BY_LABEL : BY_LINE, n, text_at);
    else if (n->kinds & (KIND_date | KIND_byline))
        offer(best, only_date(s, f->order), BY_CLASS, n, text_at);
}

void html_date_choose(struct html_tree *t, const struct html_node *top, struct html_fields *f)
{
    struct html_stated *published = &f->v[FIELD_published];
    struct found best = { 0 };
    struct dl_buf line = { 0 };
    if (read_stated(f, published))
        return;
    if (f->order == DL_DATE_ORDER_UNKNOWN)
        f->order = dl_url_order(f->v[FIELD_url].value);
    uint32_t text_at = top ? top->order : 0;
    for (struct html_node *n = t->root; n; n = html_next(n, t->root, n->drop == DROP_HIDDEN)) {
        if (n->tag == TAG_TEXT || n->drop == DROP_HIDDEN || (n->kinds & (KIND_related | KIND_comment)))
            continue;
        bool block =
            html_is_block((enum html_tag)n->tag) || (n->kinds & (KIND_date | KIND_byline)) || n->tag == TAG_time;
        if (n->tag == TAG_time && !of_other_articles(n))
            look_at_time(n, f, text_at, &best);
        if (block && n->all_chars > 5 && n->all_chars < DL_DATE_LINE_MAX && !of_other_articles(n))
            look_at_line(n, f, text_at, &line, &best);
    }
    dl_buf_free(&line);
    f->date = best.date;
    f->date_from = best.date ? DL_DATE_HEADER : DL_DATE_NONE;
}
