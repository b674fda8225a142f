/* print_text.c - results for people: wrapped to the terminal, what matched marked, counts as bars.
 *
 * Everything of an article passes through safe.h before it gets here, so a terminal sees no control character but ours.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "searcher/print.h"

#include "searcher/body.h"
#include "searcher/link.h"
#include "searcher/safe.h"

#define RESET "\033[0m"
#define BOLD "\033[1m"
#define BOLD_MARK "\033[1;31m" /* as grep: to be read on light ground and on dark */
#define DIM "\033[2m"
#define CYAN "\033[36m"

#define MAX_TEXT_WIDTH 110 /* longer lines are hard to read */
#define COUNTRIES_SHOWN 4
#define LABEL_WIDTH 40
#define BAR_WIDTH 50
#define TITLE_LINES 4 /* of a hit: a page without line breaks may call itself a title */

struct flow { /* a paragraph being laid out */
    struct dl_buf *out;
    const struct dl_marked *text;
    size_t mark; /* the next one */
    int at, indent, width;
    bool color;
    struct dl_line_breaker *breaker;
    const char *base, *strong; /* styles of text and of what matched */
};

static int text_width(const struct dl_printer *p)
{
    return p->width < MAX_TEXT_WIDTH ? p->width : MAX_TEXT_WIDTH;
}

/* Without colour what matched stands between asterisks. */
static void begin_mark(struct flow *f)
{
    if (f->color)
        dl_buf_printf(f->out, "%s%s", RESET, f->strong);
    else
        dl_buf_byte(f->out, '*');
}

static void end_mark(struct flow *f)
{
    if (f->color)
        dl_buf_printf(f->out, "%s%s", RESET, f->base);
    else
        dl_buf_byte(f->out, '*');
}

/* Bytes [start, end) with their marks. */
static void emit(struct flow *f, size_t start, size_t end)
{
    const struct dl_marked *t = f->text;
    for (size_t i = start; i < end;) {
        while (f->mark < t->count && t->v[f->mark].end <= i)
            f->mark++;
        const struct dl_mark *m = f->mark < t->count ? &t->v[f->mark] : NULL;
        size_t to = end;
        bool marked = m && m->start <= i;
        if (marked)
            to = m->end < end ? m->end : end;
        else if (m && m->start < end)
            to = m->start;
        if (marked)
            begin_mark(f);
        dl_buf_append(f->out, t->text.data + i, to - i);
        if (marked)
            end_mark(f);
        i = to;
    }
}

static int emitted_width(const struct flow *f, size_t start, size_t end)
{
    struct dl_str s = { f->text->text.data + start, end - start };
    int width = (int)dl_text_width(s);
    for (size_t i = f->mark; i < f->text->count && f->text->v[i].start < end && !f->color; i++)
        width += f->text->v[i].end > start ? 2 : 0;
    return width;
}

static void new_line(struct flow *f)
{
    dl_buf_printf(f->out, "\n%*s", f->indent, "");
    f->at = f->indent;
}

/* A word that no line holds, such as a sentence of Thai, is broken between its own words, else between characters. */
static void flow_long_word(struct flow *f, size_t start, size_t end)
{
    while (start < end) {
        int room = f->width - f->at;
        struct dl_str rest = { f->text->text.data + start, end - start };
        size_t n = dl_text_fit(rest, room > 2 ? (size_t)room : 2);
        if (n < rest.len) {
            size_t good = dl_line_end(f->breaker, rest, n);
            if (good == 0 && f->at > f->indent) {
                new_line(f);
                continue;
            }
            n = good ? good : n;
        }
        emit(f, start, start + n);
        f->at += emitted_width(f, start, start + n);
        start += n;
        if (start < end)
            new_line(f);
    }
}

static void flow_text(struct flow *f)
{
    const struct dl_buf *t = &f->text->text;
    bool first = true;
    if (f->color)
        dl_buf_puts(f->out, f->base);
    for (size_t start = 0; start < t->len;) {
        const char *space = memchr(t->data + start, ' ', t->len - start);
        size_t end = space ? (size_t)(space - t->data) : t->len;
        int width = emitted_width(f, start, end);
        bool fits_line = f->indent + width <= f->width;
        if (!first && f->at + 1 + width > f->width && (fits_line || f->at + 10 > f->width)) {
            new_line(f);
        } else if (!first) {
            dl_buf_byte(f->out, ' ');
            f->at++;
        }
        if (fits_line) {
            emit(f, start, end);
            f->at += width;
        } else {
            flow_long_word(f, start, end);
        }
        first = false;
        start = end + 1;
    }
    if (f->color)
        dl_buf_puts(f->out, RESET);
    dl_buf_byte(f->out, '\n');
}

static void paragraph(struct dl_printer *p, const struct dl_marked *text, int at, int indent, const char *base,
                      const char *strong)
{
    struct flow f = { .out = &p->line,
                      .text = text,
                      .at = at,
                      .indent = indent,
                      .width = text_width(p),
                      .color = p->color,
                      .breaker = &p->breaker,
                      .base = base,
                      .strong = strong };
    flow_text(&f);
}

static void styled(struct dl_printer *p, const char *style, struct dl_str text)
{
    if (p->color)
        dl_buf_puts(&p->line, style);
    dl_safe_line(text, &p->line);
    if (p->color)
        dl_buf_puts(&p->line, RESET);
}

/* "2024-10-22 (dateline)  China, Laos  Xinhua" */
static void describe(struct dl_printer *p, const struct dl_article *a)
{
    struct dl_buf *out = &p->line;
    char day[11];
    dl_date_format(a->date, day);
    styled(p, CYAN, dl_str_of(a->date ? day : "undated"));
    if (a->date && a->date_from != DL_DATE_FIELD && a->date_from != DL_DATE_HEADER)
        dl_buf_printf(out, " (%s)", dl_date_from_name(a->date_from));
    for (unsigned i = 0; i < a->country_count && i < COUNTRIES_SHOWN; i++) {
        dl_buf_puts(out, i ? ", " : "  ");
        dl_buf_puts(out, dl_country_name(a->countries[i].code));
    }
    if (a->country_count > COUNTRIES_SHOWN)
        dl_buf_printf(out, " +%u", a->country_count - COUNTRIES_SHOWN);
    if (a->source.len) {
        dl_buf_puts(out, "  ");
        dl_safe_line(a->source, out);
    }
}

/* Where the article is: its id, and its file unless the id names that. */
static void locate(struct dl_printer *p, const struct dl_row *row)
{
    const struct dl_article *a = &row->article;
    size_t before = p->line.len, address;
    char host[256];
    if (p->links) {
        dl_buf_puts(&p->line, DL_LINK_BEGIN);
        address = p->line.len;
        dl_link_host(host);
        dl_link_address(a, host, &p->line);
        if (p->line.len == address)
            p->line.len = before;
        else
            dl_buf_puts(&p->line, DL_LINK_TEXT);
    }
    bool linked = p->line.len > before;
    styled(p, DIM, row->id);
    if (a->path.len && !dl_str_begins(row->id, a->path)) {
        dl_buf_puts(&p->line, "  ");
        styled(p, DIM, a->path);
    }
    if (linked)
        dl_buf_puts(&p->line, DL_LINK_END);
    dl_buf_byte(&p->line, '\n');
}

static void shorten(struct dl_marked *m, size_t columns)
{
    struct dl_str text = dl_buf_view(&m->text);
    size_t fits = text.len ? dl_text_fit(text, columns) : 0;
    if (fits == text.len)
        return;
    m->text.len = fits;
    while (m->count && m->v[m->count - 1].start >= fits)
        m->count--;
    if (m->count && m->v[m->count - 1].end > fits)
        m->v[m->count - 1].end = (uint32_t)fits;
    dl_buf_puts(&m->text, " \xE2\x80\xA6");
}

static void heading(struct dl_printer *p, int at, int indent)
{
    if (p->title.text.len == 0)
        dl_buf_puts(&p->title.text, "(no title)");
    paragraph(p, &p->title, at, indent, BOLD, BOLD_MARK);
}

enum dl_status dl_print_text_row(struct dl_printer *p, const struct dl_row *row, struct dl_error *err)
{
    int width = text_width(p) - 4;
    int snippet = width * 3 - 20;
    enum dl_status status = dl_print_title(p, &row->article, err);
    if (status == DL_OK)
        status = dl_print_snippet(p, row, snippet > 320 ? 320 : snippet < 60 ? 60 : (size_t)snippet, err);
    if (status)
        return status;
    shorten(&p->title, (size_t)width * TITLE_LINES);
    dl_buf_clear(&p->line);
    size_t before = p->line.len;
    dl_buf_printf(&p->line, "%2llu. ", (unsigned long long)row->rank);
    heading(p, (int)(p->line.len - before), 4);
    dl_buf_puts(&p->line, "    ");
    describe(p, &row->article);
    dl_buf_byte(&p->line, '\n');
    if (p->snippet.text.len) {
        dl_buf_puts(&p->line, "    ");
        paragraph(p, &p->snippet, 4, 4, "", BOLD_MARK);
    }
    dl_buf_puts(&p->line, "    ");
    locate(p, row);
    if (row->story.count)
        dl_buf_printf(&p->line, "    and %zu similar\n", row->story.count);
    dl_buf_byte(&p->line, '\n');
    return dl_buf_status(&p->line, err);
}

void dl_print_text_group(struct dl_printer *p, const struct dl_group_entry *e)
{
    dl_buf_clear(&p->body);
    dl_group_heading(e, p->group, &p->body);
    styled(p, BOLD, dl_buf_view(&p->body));
    dl_buf_puts(&p->line, "\n\n");
}

enum dl_status dl_print_text_article(struct dl_printer *p, const struct dl_row *row, struct dl_error *err)
{
    const struct dl_article *a = &row->article;
    struct dl_str body = dl_body_text(a, row->has_body, &p->body);
    enum dl_status status = dl_print_title(p, a, err);
    if (status == DL_OK)
        status = dl_mark_all(p->matcher, DL_FIELD_BODY, body, dl_stemmer_for(a->language), &p->work, &p->snippet, err);
    if (status)
        return status;
    dl_buf_clear(&p->line);
    heading(p, 0, 0);
    describe(p, a);
    dl_buf_byte(&p->line, '\n');
    if (a->mention_count) {
        dl_buf_puts(&p->line, "mentions");
        for (unsigned i = 0; i < a->mention_count; i++)
            dl_buf_printf(&p->line, "%s%s", i ? ", " : " ", dl_country_name(a->mentions[i]));
        dl_buf_byte(&p->line, '\n');
    }
    locate(p, row);
    dl_buf_byte(&p->line, '\n');
    struct flow f = { .out = &p->line, .text = &p->snippet, .color = p->color, .base = "", .strong = BOLD_MARK };
    emit(&f, 0, p->snippet.text.len);
    if (p->snippet.text.len == 0)
        dl_buf_puts(&p->line, "(the text is not in the index and its file is gone or changed)");
    if (p->line.data && p->line.len && p->line.data[p->line.len - 1] != '\n')
        dl_buf_byte(&p->line, '\n');
    return dl_print_line(p, err);
}

/* ---- counts as bars --------------------------------------------------------------------------------------------- */

/* LENGTH eighths of a column. */
static void bar(struct dl_buf *out, uint64_t length)
{
    static const char *const parts[] = { "",
                                         "\xE2\x96\x8F",
                                         "\xE2\x96\x8E",
                                         "\xE2\x96\x8D",
                                         "\xE2\x96\x8C",
                                         "\xE2\x96\x8B",
                                         "\xE2\x96\x8A",
                                         "\xE2\x96\x89" };
    for (; length >= 8; length -= 8)
        dl_buf_puts(out, "\xE2\x96\x88");
    dl_buf_puts(out, parts[length]);
}

/* A country's code and name, a safe value, or a dash for articles without one. */
static void label_of(const char *name, const struct dl_facet_count *c, struct dl_buf *out)
{
    dl_buf_clear(out);
    bool country = strcmp(name, "country") == 0 || strcmp(name, "mention") == 0;
    dl_code code = { "" };
    if (c->value[0] == '\0')
        dl_buf_puts(out, "(none)");
    else
        dl_safe_line(dl_str_of(c->value), out);
    if (!country || strlen(c->value) >= sizeof code.text || !c->value[0])
        return;
    memcpy(code.text, c->value, strlen(c->value));
    dl_buf_printf(out, "  %s", dl_country_name(code));
}

static void pad(struct dl_buf *out, size_t used, size_t width)
{
    dl_buf_printf(out, "%*s", used < width ? (int)(width - used) : 0, "");
}

/* How many counts from I on are 0: years without an article, which are drawn as one line. */
static size_t empty_run(const struct dl_facets *counts, size_t i)
{
    size_t n = 0;
    while (i + n < counts->count && counts->v[i + n].count == 0)
        n++;
    return n;
}

enum dl_status dl_print_text_counts(struct dl_printer *p, const char *name, const struct dl_facets *counts,
                                    struct dl_error *err)
{
    struct dl_buf *out = &p->line, *label = &p->body;
    size_t widest = 0;
    uint64_t most = 1;
    char number[24];
    for (size_t i = 0; i < counts->count; i++) {
        label_of(name, &counts->v[i], label);
        size_t w = dl_text_width(dl_buf_view(label));
        widest = w > widest ? w : widest;
        most = counts->v[i].count > most ? counts->v[i].count : most;
    }
    widest = widest > LABEL_WIDTH ? LABEL_WIDTH : widest;
    int digits = snprintf(number, sizeof number, "%llu", (unsigned long long)most);
    int room = text_width(p) - (int)widest - digits - 6;
    room = room > BAR_WIDTH ? BAR_WIDTH : room < 10 ? 10 : room;
    dl_buf_clear(out);
    styled(p, BOLD, dl_str_of(name));
    dl_buf_byte(out, '\n');
    for (size_t i = 0; i < counts->count; i++) {
        uint64_t n = counts->v[i].count;
        size_t empty = empty_run(counts, i);
        if (empty > 3) {
            dl_buf_puts(out, "  \xE2\x8B\xAE\n");
            i += empty - 1;
            continue;
        }
        label_of(name, &counts->v[i], label);
        label->len = label->len ? dl_text_fit(dl_buf_view(label), LABEL_WIDTH) : 0;
        dl_buf_puts(out, "  ");
        dl_buf_str(out, dl_buf_view(label));
        pad(out, dl_text_width(dl_buf_view(label)), widest);
        dl_buf_printf(out, n ? "  %*llu " : "  %*llu", digits, (unsigned long long)n);
        uint64_t length = (uint64_t)((double)n / (double)most * room * 8);
        dl_buf_puts(out, p->color ? CYAN : "");
        bar(out, length || !n ? length : 1);
        dl_buf_puts(out, p->color ? RESET "\n" : "\n");
    }
    dl_buf_byte(out, '\n');
    return dl_print_line(p, err);
}
