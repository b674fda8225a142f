/* html_scan.c - a page without what the parser need not see.
 *
 * Most bytes of a page are scripts and styles: they are passed over here, by the rules of
 * https://html.spec.whatwg.org/#parsing for raw text, before anything is built.  The parser compares every attribute of
 * a tag with all before it, so that their number is limited here as well.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <ctype.h>
#include <strings.h>

#include "lib/reader/html_tree.h"

struct scan {
    const char *p, *end;
    struct dl_buf *out, *statements;
    unsigned unclosed; /* of passed_over: bits of those of which no end tag follows */
};

/* Elements whose content is passed over, up to their end tag. */
static const char *const passed_over[] = { "script", "style",   "noscript", "iframe", "svg",      "template", "math",
                                           "object", "noembed", "textarea", "xmp",    "noframes", "canvas" };

static bool name_is(const char *p, const char *end, const char *name)
{
    size_t n = strlen(name);
    return (size_t)(end - p) > n && strncasecmp(p, name, n) == 0 &&
           (p[n] == '>' || p[n] == '/' || isspace((unsigned char)p[n]));
}

/* The number of the element of passed_over that the tag at P (after "<") opens, or -1. */
static int passed(const char *p, const char *end)
{
    for (size_t i = 0; i < sizeof passed_over / sizeof *passed_over; i++)
        if ((*p | 0x20) == passed_over[i][0] && name_is(p, end, passed_over[i]))
            return (int)i;
    return -1;
}

/* The end of the tag at P (after "<" and before its name), past its ">"; NULL when the page ends in it.  *ATTRIBUTES
 * counts them; *CUT is where the last one that is kept ends. */
static const char *tag_end(const char *p, const char *end, unsigned *attributes, const char **cut)
{
    *attributes = 0;
    *cut = NULL;
    while (p < end && *p != '>' && *p != '/' && !isspace((unsigned char)*p))
        p++;
    *cut = p;
    while (p < end && *p != '>') {
        unsigned char c = (unsigned char)*p;
        if (isspace(c) || c == '/') {
            p++;
            continue;
        }
        while (p < end && *p != '=' && *p != '>' && *p != '/' && !isspace((unsigned char)*p))
            p++;
        const char *after = p;
        while (after < end && isspace((unsigned char)*after))
            after++;
        if (after < end && *after == '=') {
            p = after + 1;
            while (p < end && isspace((unsigned char)*p))
                p++;
            if (p < end && (*p == '"' || *p == '\'')) {
                p = memchr(p + 1, *p, (size_t)(end - p - 1));
                if (!p)
                    return NULL;
                p++;
            } else {
                while (p < end && *p != '>' && !isspace((unsigned char)*p))
                    p++;
            }
        }
        if (++*attributes <= HTML_ATTRIBUTES_MAX)
            *cut = p;
    }
    return p < end ? p + 1 : NULL;
}

/* Past "</NAME" and its ">", or the end; *CONTENT_END is where it begins. */
static const char *close_tag(const char *p, const char *end, const char *name, const char **content_end)
{
    while (p < end && (p = memchr(p, '<', (size_t)(end - p)))) {
        if (end - p > 2 && p[1] == '/' && name_is(p + 2, end, name)) {
            *content_end = p;
            const char *close = memchr(p, '>', (size_t)(end - p));
            return close ? close + 1 : end;
        }
        p++;
    }
    *content_end = end;
    return end;
}

static bool contains(struct dl_str s, const char *word)
{
    size_t n = strlen(word);
    for (size_t i = 0; i + n <= s.len; i++)
        if (strncasecmp(s.ptr + i, word, n) == 0)
            return true;
    return false;
}

/* Past a comment, a declaration or a processing instruction at P ("<!" or "<?"). */
static const char *declaration_end(const char *p, const char *end)
{
    if (end - p >= 4 && memcmp(p, "<!--", 4) == 0) {
        if (p + 4 < end && p[4] == '>')
            return p + 5;
        const char *close = memmem(p + 4, (size_t)(end - p - 4), "-->", 3);
        return close ? close + 3 : end;
    }
    if (end - p >= 9 && memcmp(p, "<![CDATA[", 9) == 0) /* of XHTML: its text stays */
        return p + 9;
    const char *close = memchr(p, '>', (size_t)(end - p));
    return close ? close + 1 : end;
}

/* Element NUMBER of passed_over, of which nothing is left but JSON-LD. */
static void pass_over(struct scan *s, int number, const char *after_tag)
{
    const char *name = passed_over[number], *content_end;
    struct dl_str tag = { s->p, (size_t)(after_tag - s->p) };
    bool script = strcmp(name, "script") == 0;
    bool empty = tag.len >= 2 && tag.ptr[tag.len - 2] == '/' && strcmp(name, "svg") == 0; /* <svg/> */
    if (empty || (s->unclosed & 1u << number)) {
        s->p = after_tag;
        return;
    }
    s->p = close_tag(after_tag, s->end, name, &content_end);
    if (content_end == s->end && !script && strcmp(name, "style") != 0) {
        s->p = after_tag; /* never closed: the page goes on */
        s->unclosed |= 1u << number;
    } else if (script && contains(tag, "ld+json") &&
               s->statements->len + (size_t)(content_end - after_tag) < HTML_STATEMENTS_MAX) {
        dl_buf_append(s->statements, after_tag, (size_t)(content_end - after_tag));
        dl_buf_byte(s->statements, '\n');
    }
    dl_buf_byte(s->out, ' ');
}

static void tag(struct scan *s)
{
    unsigned attributes;
    const char *cut, *after = tag_end(s->p + 1, s->end, &attributes, &cut);
    int name = passed(s->p + 1, s->end);
    if (!after) { /* a quote that is never closed, or the page ends here: to the next ">", as browsers do not */
        const char *close = memchr(s->p, '>', (size_t)(s->end - s->p));
        s->p = close ? close + 1 : s->end;
        return;
    }
    if (name >= 0) {
        pass_over(s, name, after);
        return;
    }
    if (attributes > HTML_ATTRIBUTES_MAX || after - s->p > HTML_TAG_MAX) {
        if (cut - s->p > HTML_TAG_MAX)
            for (cut = s->p + 1; isalnum((unsigned char)*cut);)
                cut++;
        dl_buf_append(s->out, s->p, (size_t)(cut - s->p));
        dl_buf_byte(s->out, '>');
    } else {
        dl_buf_append(s->out, s->p, (size_t)(after - s->p));
    }
    s->p = after;
}

void html_scan(struct dl_str page, struct dl_buf *out, struct dl_buf *statements)
{
    if (page.len == 0)
        return;
    struct scan s = { page.ptr, page.ptr + page.len, out, statements, 0 };
    dl_buf_reserve(out, page.len / 4 + 64);
    while (s.p < s.end && !out->failed) {
        const char *open = memchr(s.p, '<', (size_t)(s.end - s.p));
        const char *text_end = open ? open : s.end;
        dl_buf_append(out, s.p, (size_t)(text_end - s.p));
        s.p = text_end;
        if (!open)
            break;
        if (open + 1 < s.end && (open[1] == '!' || open[1] == '?')) {
            s.p = declaration_end(open, s.end);
        } else if (open + 2 < s.end && open[1] == '/' && isalpha((unsigned char)open[2])) {
            const char *close = memchr(open, '>', (size_t)(s.end - open));
            s.p = close ? close + 1 : s.end;
            if (passed(open + 2, s.end) < 0 && s.p - open < HTML_TAG_MAX)
                dl_buf_append(out, open, (size_t)(s.p - open));
        } else if (open + 1 < s.end && isalpha((unsigned char)open[1])) {
            tag(&s);
        } else {
            dl_buf_puts(out, "&lt;");
            s.p++;
        }
    }
    for (char *p = out->data, *end = p ? p + out->len : p; p && p < end && (p = memchr(p, '\0', (size_t)(end - p)));
         p++)
        *p = ' ';
}
