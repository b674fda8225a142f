/* print_html.c - results as one page that stands alone: no script, nothing loaded from elsewhere.
 *
 * Every text of an article goes through safe.h, which takes controls and bidirectional overrides out, and then through
 * escape(), which is the only way text gets onto the page.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "searcher/print.h"

#include "searcher/link.h"
#include "searcher/safe.h"

#define SNIPPET_WIDTH 300
#define COUNTS_SHOWN 15
#define BAR_STEP 10 /* of the timeline, in its own units */
#define BAR_HEIGHT 100

static const char style[] =
    ":root{color-scheme:light dark;--bar:#4a7fb5;--dim:#767676;--mark:#ffe58a;--line:#8884}\n"
    "@media(prefers-color-scheme:dark){:root{--dim:#9a9a9a;--mark:#6b5a10}}\n"
    "body{font:16px/1.5 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem;overflow-wrap:anywhere}\n"
    "h1{font-size:1.4rem;margin:0}h2{font-size:1rem;margin:2rem 0 .5rem}h3{font-size:1.1rem;margin:0}\n"
    "p{margin:.2rem 0}article{margin:1.5rem 0}mark{background:var(--mark);color:inherit;padding:0 .1em}\n"
    ".meta,.place,.sum{color:var(--dim);font-size:.9rem}.place{font-family:monospace;font-size:.8rem}\n"
    "a{color:inherit;text-decoration-color:var(--dim)}figure{margin:0}figcaption{display:flex;font-size:.8rem;"
    "justify-content:space-between;color:var(--dim)}\n"
    "svg{display:block;width:100%;height:6rem;border-bottom:1px solid var(--line)}rect{fill:var(--bar)}\n"
    "table{border-collapse:collapse;width:100%;font-size:.9rem}th{text-align:start;font-weight:normal;"
    "white-space:nowrap;padding:0 1rem 0 "
    "0}td{padding:0}td.n{text-align:end;white-space:nowrap;padding-inline-end:.5rem}\n"
    "td.b{width:70%}td.b i{display:block;height:.7rem;background:var(--bar);min-width:2px}\n";

static void escape(struct dl_str s, struct dl_buf *out)
{
    size_t from = 0;
    for (size_t i = 0; i < s.len; i++) {
        const char *entity = NULL;
        switch (s.ptr[i]) {
        case '&':
            entity = "&amp;";
            break;
        case '<':
            entity = "&lt;";
            break;
        case '>':
            entity = "&gt;";
            break;
        case '"':
            entity = "&quot;";
            break;
        case '\'':
            entity = "&#39;";
            break;
        default:
            continue;
        }
        dl_buf_append(out, s.ptr + from, i - from);
        dl_buf_puts(out, entity);
        from = i + 1;
    }
    if (from < s.len)
        dl_buf_append(out, s.ptr + from, s.len - from);
}

/* Text that has not been through safe.h. */
static void put_text(struct dl_printer *p, struct dl_str s)
{
    dl_buf_clear(&p->body);
    dl_safe_line(s, &p->body);
    escape(dl_buf_view(&p->body), &p->line);
}

static void put_marked(struct dl_printer *p, const struct dl_marked *m)
{
    size_t at = 0;
    for (size_t i = 0; i < m->count; i++) {
        escape((struct dl_str){ m->text.data + at, m->v[i].start - at }, &p->line);
        dl_buf_puts(&p->line, "<mark>");
        escape((struct dl_str){ m->text.data + m->v[i].start, m->v[i].end - m->v[i].start }, &p->line);
        dl_buf_puts(&p->line, "</mark>");
        at = m->v[i].end;
    }
    if (at < m->text.len)
        escape((struct dl_str){ m->text.data + at, m->text.len - at }, &p->line);
}

enum dl_status dl_print_html_begin(struct dl_printer *p, struct dl_str query, uint64_t total, const uint64_t *fresh,
                                   struct dl_error *err)
{
    struct dl_buf *out = &p->line;
    dl_buf_clear(out);
    dl_buf_puts(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                     "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                     "style-src 'unsafe-inline'\">\n<meta name=\"referrer\" content=\"no-referrer\">\n"
                     "<meta name=\"viewport\" content=\"width=device-width\">\n<title>");
    put_text(p, query);
    dl_buf_puts(out, " - Dateline</title>\n<style>\n");
    dl_buf_puts(out, style);
    dl_buf_puts(out, "</style>\n</head>\n<body>\n<h1 dir=\"auto\">");
    put_text(p, query);
    dl_buf_puts(out, "</h1>\n<p class=\"sum\">");
    if (fresh)
        dl_buf_printf(out, "%llu new article%s of ", (unsigned long long)*fresh, *fresh == 1 ? "" : "s");
    dl_buf_printf(out, "%llu%s%s found</p>\n", (unsigned long long)total, fresh ? "" : " article",
                  fresh || total == 1 ? "" : "s");
    return dl_print_line(p, err);
}

enum dl_status dl_print_html_end(struct dl_printer *p, struct dl_error *err)
{
    dl_buf_clear(&p->line);
    dl_buf_puts(&p->line, "</body>\n</html>\n");
    return dl_print_line(p, err);
}

/* ---- counts ------------------------------------------------------------------------------------------------------ */

static uint64_t greatest(const struct dl_facets *counts)
{
    uint64_t most = 1;
    for (size_t i = 0; i < counts->count; i++)
        most = counts->v[i].value[0] && counts->v[i].count > most ? counts->v[i].count : most;
    return most;
}

enum dl_status dl_print_html_timeline(struct dl_printer *p, const char *unit, const struct dl_facets *counts,
                                      struct dl_error *err)
{
    struct dl_buf *out = &p->line;
    uint64_t most = greatest(counts), undated = 0;
    size_t n = counts->count;
    if (n && !counts->v[n - 1].value[0])
        undated = counts->v[--n].count;
    if (n == 0)
        return DL_OK;
    dl_buf_clear(out);
    dl_buf_printf(out,
                  "<h2>By %s</h2>\n<figure>\n<svg viewBox=\"0 0 %zu %d\" preserveAspectRatio=\"none\" "
                  "role=\"img\" aria-label=\"Articles by %s\">\n",
                  unit, n * BAR_STEP, BAR_HEIGHT, unit);
    for (size_t i = 0; i < n; i++) {
        double height = (double)counts->v[i].count / (double)most * BAR_HEIGHT;
        if (counts->v[i].count == 0)
            continue;
        dl_buf_printf(out, "<rect x=\"%zu\" y=\"%.1f\" width=\"%d\" height=\"%.1f\"><title>", i * BAR_STEP + 1,
                      BAR_HEIGHT - height, BAR_STEP - 2, height);
        put_text(p, dl_str_of(counts->v[i].value));
        dl_buf_printf(out, ": %llu</title></rect>\n", (unsigned long long)counts->v[i].count);
    }
    dl_buf_puts(out, "</svg>\n<figcaption><span>");
    put_text(p, dl_str_of(counts->v[0].value));
    dl_buf_printf(out, "</span><span>at most %llu a %s", (unsigned long long)most, unit);
    if (undated)
        dl_buf_printf(out, ", %llu undated", (unsigned long long)undated);
    dl_buf_puts(out, "</span><span>");
    put_text(p, dl_str_of(counts->v[n - 1].value));
    dl_buf_puts(out, "</span></figcaption>\n</figure>\n");
    return dl_print_line(p, err);
}

/* A country's name, or the value itself. */
static void put_label(struct dl_printer *p, bool country, const char *value)
{
    dl_code code = { "" };
    if (country && *value && strlen(value) < sizeof code.text) {
        memcpy(code.text, value, strlen(value));
        value = dl_country_name(code)[0] ? dl_country_name(code) : value;
    }
    put_text(p, dl_str_of(*value ? value : "(none)"));
}

enum dl_status dl_print_html_counts(struct dl_printer *p, const char *name, const struct dl_facets *counts,
                                    struct dl_error *err)
{
    struct dl_buf *out = &p->line;
    bool country = strcmp(name, "country") == 0 || strcmp(name, "mention") == 0;
    uint64_t most = greatest(counts), rest = 0;
    if (counts->count == 0)
        return DL_OK;
    dl_buf_clear(out);
    dl_buf_printf(out, "<h2>By %s</h2>\n<table>\n", name);
    for (size_t i = 0; i < counts->count; i++) {
        const struct dl_facet_count *c = &counts->v[i];
        if (i >= COUNTS_SHOWN) {
            rest++;
            continue;
        }
        dl_buf_puts(out, "<tr><th><bdi>");
        put_label(p, country, c->value);
        dl_buf_printf(out, "</bdi></th><td class=\"n\">%llu</td><td class=\"b\">", (unsigned long long)c->count);
        if (c->value[0]) /* articles without a value set no measure */
            dl_buf_printf(out, "<i style=\"width:%.1f%%\"></i>", (double)c->count / (double)most * 100);
        dl_buf_puts(out, "</td></tr>\n");
    }
    dl_buf_puts(out, "</table>\n");
    if (rest)
        dl_buf_printf(out, "<p class=\"sum\">and %llu more</p>\n", (unsigned long long)rest);
    return dl_print_line(p, err);
}

/* ---- articles ---------------------------------------------------------------------------------------------------- */

static void put_meta(struct dl_printer *p, const struct dl_article *a)
{
    struct dl_buf *out = &p->line;
    char day[11];
    dl_date_format(a->date, day);
    dl_buf_puts(out, "<p class=\"meta\">");
    if (a->date)
        dl_buf_printf(out, "<time datetime=\"%s\">%s</time>", day, day);
    else
        dl_buf_puts(out, "undated");
    for (unsigned i = 0; i < a->country_count; i++) {
        dl_buf_puts(out, i ? ", " : " &middot; ");
        put_text(p, dl_str_of(dl_country_name(a->countries[i].code)));
    }
    if (a->source.len) {
        dl_buf_puts(out, " &middot; <bdi>");
        put_text(p, a->source);
        dl_buf_puts(out, "</bdi>");
    }
    dl_buf_puts(out, "</p>\n");
}

/* The title, which leads to the article where its place has an address. */
static void put_title(struct dl_printer *p, const struct dl_row *row)
{
    struct dl_buf *out = &p->line, *address = &p->body;
    dl_buf_printf(out, "<h3 dir=\"auto\">%llu. ", (unsigned long long)row->rank);
    dl_buf_clear(address);
    dl_link_address(&row->article, "", address);
    bool linked = address->len > 0;
    if (linked) {
        dl_buf_puts(out, "<a href=\"");
        escape(dl_buf_view(address), out);
        dl_buf_puts(out, "\">");
    }
    put_marked(p, &p->title);
    if (p->title.text.len == 0)
        dl_buf_puts(out, "(no title)");
    dl_buf_puts(out, linked ? "</a></h3>\n" : "</h3>\n");
}

enum dl_status dl_print_html_row(struct dl_printer *p, const struct dl_row *row, struct dl_error *err)
{
    const struct dl_article *a = &row->article;
    struct dl_buf *out = &p->line;
    enum dl_status status = dl_print_title(p, a, err);
    if (status == DL_OK)
        status = dl_print_snippet(p, row, SNIPPET_WIDTH, err);
    if (status)
        return status;
    dl_buf_clear(out);
    dl_buf_puts(out, "<article");
    if (a->language.len) {
        dl_buf_puts(out, " lang=\"");
        put_text(p, a->language);
        dl_buf_byte(out, '"');
    }
    dl_buf_puts(out, ">\n");
    put_title(p, row);
    put_meta(p, a);
    if (p->snippet.text.len) {
        dl_buf_puts(out, "<p dir=\"auto\">");
        put_marked(p, &p->snippet);
        dl_buf_puts(out, "</p>\n");
    }
    dl_buf_puts(out, "<p class=\"place\"><bdi>");
    put_text(p, row->id);
    dl_buf_puts(out, "</bdi>");
    if (row->story.count)
        dl_buf_printf(out, " &middot; and %zu similar", row->story.count);
    dl_buf_puts(out, "</p>\n</article>\n");
    return dl_buf_status(out, err);
}

void dl_print_html_group(struct dl_printer *p, const struct dl_group_entry *e)
{
    struct dl_buf heading = { 0 };
    dl_group_heading(e, p->group, &heading);
    dl_buf_puts(&p->line, "<h2>");
    put_text(p, dl_buf_view(&heading));
    dl_buf_puts(&p->line, "</h2>\n");
    dl_buf_free(&heading);
}
