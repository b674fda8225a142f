/* html.c - the reader of saved pages.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/reader/html.h"

#include <ctype.h>
#include <stdlib.h>
#include <strings.h>

#include "dateline/text.h"
#include "lib/reader/html_fields.h"
#include "lib/reader/html_kind.h"
#include "lib/reader/html_main.h"

struct dl_html {
    struct html_tree tree;
    struct html_fields fields;
    struct dl_buf page, text, captions, origins, reason;
};

static struct dl_html *context(struct dl_parse *p)
{
    if (!p->html)
        p->html = calloc(1, sizeof *p->html);
    return p->html;
}

void dl_html_free(struct dl_html *h)
{
    if (!h)
        return;
    html_tree_free(&h->tree);
    html_fields_free(&h->fields);
    dl_buf_free(&h->page);
    dl_buf_free(&h->text);
    dl_buf_free(&h->captions);
    dl_buf_free(&h->origins);
    dl_buf_free(&h->reason);
    free(h);
}

/* ---- pieces of HTML --------------------------------------------------------------------------------------------- */

bool dl_html_is_markup(struct dl_str text)
{
    if (text.len == 0)
        return false;
    const char *p = text.ptr, *end = p + text.len;
    while (p < end && (p = memchr(p, '<', (size_t)(end - p)))) {
        const char *q = p + 1;
        if (q < end && *q == '/')
            q++;
        const char *name = q;
        while (q < end && isalnum((unsigned char)*q))
            q++;
        struct dl_str tag = { name, (size_t)(q - name) };
        if (tag.len && tag.len < 12 && q < end && (*q == '>' || *q == '/' || isspace((unsigned char)*q)) &&
            isalpha((unsigned char)*name)) {
            char lower[12];
            for (size_t i = 0; i < tag.len; i++)
                lower[i] = (char)tolower((unsigned char)tag.ptr[i]);
            if (html_tag_of((struct dl_str){ lower, tag.len }) != TAG_OTHER)
                return true;
        }
        p++;
    }
    for (p = text.ptr; p < end && (p = memchr(p, '&', (size_t)(end - p))); p++) {
        const char *q = p + 1;
        while (q < end && q - p < 10 && (isalnum((unsigned char)*q) || *q == '#'))
            q++;
        if (q < end && *q == ';' && q - p > 2)
            return true;
    }
    return false;
}

enum dl_status dl_html_text(struct dl_parse *p, struct dl_str markup, struct dl_buf *out, struct dl_error *err)
{
    struct dl_html *h = context(p);
    if (!h)
        return dl_fail_memory(err);
    enum dl_status status = html_tree_build(&h->tree, markup, err);
    if (status)
        return status;
    html_write_text(h->tree.root, true, out);
    return dl_buf_status(out, err);
}

/* ---- pages ------------------------------------------------------------------------------------------------------ */

static void explain(struct dl_html *h, const struct html_choice *c)
{
    struct dl_buf *o = &h->origins;
    struct dl_str class = html_attr(c->top, ATTR_class), id = html_attr(c->top, ATTR_id);
    dl_buf_printf(o, "text  %s: <%s", c->how, html_tag_name((enum html_tag)c->top->tag));
    if (id.len)
        dl_buf_printf(o, " id=%.*s", (int)(id.len < 60 ? id.len : 60), id.ptr);
    if (class.len)
        dl_buf_printf(o, " class=%.*s", (int)(class.len < 60 ? class.len : 60), class.ptr);
    dl_buf_printf(o, ">, %u of %u characters", c->top->chars, h->tree.root->chars);
    if (h->tree.given_up)
        dl_buf_printf(o, "\ngiven up  %s", h->tree.given_up);
}

enum dl_status dl_html_article(struct dl_str page, struct dl_str charset, struct dl_str url, struct dl_parse *p,
                               struct dl_article *a, struct dl_error *err)
{
    struct dl_html *h = context(p);
    size_t replaced = 0;
    if (!h)
        return dl_fail_memory(err);
    dl_buf_clear(&h->page);
    dl_buf_clear(&h->text);
    dl_buf_clear(&h->captions);
    dl_buf_clear(&h->origins);
    enum dl_status status = dl_utf8_clean(page, html_charset(page, charset), &h->page, &replaced, err);
    p->replaced += replaced;
    if (!status)
        status = html_tree_build(&h->tree, dl_buf_view(&h->page), err);
    if (status)
        return status;
    html_mark_kinds(h->tree.root);
    status = html_fields_read(&h->tree, url, &h->fields, err);
    if (status)
        return status;
    struct dl_str title = h->fields.v[FIELD_title].value;
    html_prune_page(&h->tree);
    struct html_choice c = html_choose(&h->tree, title);
    html_date_choose(&h->tree, c.top, &h->fields);
    html_fields_fill(&h->fields, a, &h->origins);
    if (c.top) {
        html_prune_text(c.top, title);
        html_write_text(c.top, false, &h->text);
        html_write_captions(c.top, &h->captions);
        explain(h, &c);
    }
    a->body = dl_buf_view(&h->text);
    a->captions = dl_buf_view(&h->captions);
    a->origins = dl_buf_view(&h->origins);
    if (a->body.len == 0)
        return dl_fail(err, DL_BAD_INPUT, "a page without text");
    dl_buf_clear(&h->reason);
    html_no_article(&h->tree, &c, &h->fields, a->body, &h->reason);
    if (h->reason.len)
        return dl_fail(err, DL_BAD_INPUT, "%s", dl_buf_cstr(&h->reason));
    if (h->text.failed || h->captions.failed || h->origins.failed)
        return dl_fail_memory(err);
    return DL_OK;
}

/* ---- the format ------------------------------------------------------------------------------------------------- */

static bool begins(struct dl_str s, const char *with)
{
    size_t n = strlen(with);
    return s.len >= n && strncasecmp(s.ptr, with, n) == 0;
}

/* Past blanks, comments, an XML declaration and its like. */
static struct dl_str past_preamble(struct dl_str s)
{
    for (;;) {
        while (s.len && isspace((unsigned char)*s.ptr))
            s.ptr++, s.len--;
        const char *close = begins(s, "<!--") ? "-->" : begins(s, "<?") ? ">" : NULL;
        const char *end = close ? memmem(s.ptr, s.len, close, strlen(close)) : NULL;
        if (!end)
            return s;
        end += strlen(close);
        s = (struct dl_str){ end, (size_t)(s.ptr + s.len - end) };
    }
}

static bool holds(struct dl_str s, const char *part)
{
    for (size_t n = strlen(part); s.len >= n; s.ptr++, s.len--)
        if (*s.ptr == '<' && strncasecmp(s.ptr, part, n) == 0)
            return true;
    return false;
}

static bool detect(struct dl_str head)
{
    static const char *const first[] = { "<!doctype html", "<html", "<head",  "<body", "<title", "<meta", "<script",
                                         "<div",           "<link", "<style", "<p>",   "<table", "<h1",   "<article" };
    struct dl_str whole = head;
    head = past_preamble(head);
    for (size_t i = 0; i < sizeof first / sizeof *first; i++)
        if (begins(head, first[i]))
            return true;
    /* After the warnings of a server, in HTML: "<br /><b>Warning</b>: ... <!DOCTYPE html>". */
    return (begins(head, "<br") || begins(head, "<b>")) && (holds(whole, "<!doctype html") || holds(whole, "<html"));
}

static enum dl_status parse(const struct dl_record *r, struct dl_parse *p, struct dl_article *a, struct dl_error *err)
{
    a->id = a->path; /* not the page's own address: pages of many sites all name their front page */
    return dl_html_article(r->bytes, (struct dl_str){ 0 }, (struct dl_str){ 0 }, p, a, err);
}

const struct dl_source_format dl_format_html = { .name = "html", .detect = detect, .parse = parse };
