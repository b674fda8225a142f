/* html_write.c - the text of a part of the tree.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/reader/html_main.h"

struct writer {
    struct dl_buf *out;
    size_t start;
    unsigned breaks; /* line breaks due before the next word */
    bool space;
    bool pre;
    bool line; /* one line, without soft hyphens */
};

static void break_line(struct writer *w, unsigned breaks)
{
    if (breaks > w->breaks)
        w->breaks = breaks;
}

static void flush(struct writer *w)
{
    if (w->out->len > w->start) {
        for (unsigned i = 0; i < w->breaks; i++)
            dl_buf_byte(w->out, '\n');
        if (!w->breaks && w->space)
            dl_buf_byte(w->out, ' ');
    }
    w->breaks = 0;
    w->space = false;
}

/* The length of a blank at P: ASCII, a control, a no-break space, a line separator, or a character
 * that is not shown; 0: none. */
static size_t blank(const char *p, const char *end)
{
    unsigned char c = (unsigned char)*p;
    if (c <= ' ' || c == 0x7f)
        return 1;
    if (c == 0xc2 && end - p >= 2 && (unsigned char)p[1] <= 0xa0)
        return 2;
    if (c == 0xe2 && end - p >= 3 && (unsigned char)p[1] == 0x80 &&
        ((unsigned char)p[2] <= 0x8b || ((unsigned char)p[2] >= 0xa8 && (unsigned char)p[2] <= 0xaf)))
        return 3;
    return 0;
}

static bool unseen(const char *p) /* a zero-width space: no gap between words */
{
    return (unsigned char)p[0] == 0xe2 && (unsigned char)p[2] == 0x8b;
}

static void write_text(struct writer *w, struct dl_str text)
{
    if (text.len == 0)
        return;
    const char *p = text.ptr, *end = p + text.len;
    while (p < end) {
        size_t n = blank(p, end);
        if (n) {
            if (w->pre && *p == '\n')
                break_line(w, w->breaks + 1 < 2 ? w->breaks + 1 : 2);
            w->space = w->space || !unseen(p);
            p += n;
            continue;
        }
        if (w->line && p + 1 < end && (unsigned char)*p == 0xc2 && (unsigned char)p[1] == 0xad) {
            p += 2;
            continue;
        }
        const char *from = p;
        while (p < end && !blank(p, end) && !(w->line && p > from && (unsigned char)*p == 0xc2))
            p++;
        flush(w);
        dl_buf_append(w->out, from, (size_t)(p - from));
    }
}

static unsigned breaks_of(enum html_tag tag)
{
    if (tag == TAG_br || tag == TAG_li || tag == TAG_tr || tag == TAG_dt || tag == TAG_dd)
        return 1;
    if (tag == TAG_td || tag == TAG_th)
        return 0;
    return html_is_block(tag) ? 2 : 0;
}

static void enter(struct writer *w, const struct html_node *n)
{
    if (n->tag == TAG_TEXT) {
        write_text(w, n->text);
    } else if (n->tag == TAG_br) {
        const struct html_node *p = n->prev;
        while (p && p->tag == TAG_TEXT && dl_str_trim(p->text).len == 0)
            p = p->prev;
        break_line(w, p && p->tag == TAG_br ? 2 : 1);
    } else {
        break_line(w, breaks_of((enum html_tag)n->tag));
        if (n->tag == TAG_pre)
            w->pre = true;
    }
}

static void leave(struct writer *w, const struct html_node *n)
{
    break_line(w, n->tag == TAG_br ? 0 : breaks_of((enum html_tag)n->tag));
    if (n->tag == TAG_pre)
        w->pre = false;
    if ((n->tag == TAG_td || n->tag == TAG_th) && n->next)
        w->space = true;
}

static bool shown(const struct html_node *n, bool all)
{
    return n->drop == DROP_NONE || (all && n->drop != DROP_HIDDEN);
}

static void walk(struct writer *w, const struct html_node *top, bool all)
{
    const struct html_node *n = top;
    while (n) {
        bool visible = shown(n, all) && n->tag != TAG_head;
        if (visible) {
            enter(w, n);
            if (n->first) {
                n = n->first;
                continue;
            }
            leave(w, n);
        }
        while (n != top && !n->next) {
            n = n->parent;
            leave(w, n);
        }
        n = n == top ? NULL : n->next;
    }
}

void html_write_text(const struct html_node *top, bool all, struct dl_buf *out)
{
    struct writer w = { .out = out, .start = out->len };
    walk(&w, top, all);
}

void html_write_line(const struct html_node *top, struct dl_buf *out)
{
    struct writer w = { .out = out, .start = out->len, .line = true };
    for (const struct html_node *n = top; n; n = html_next(n, top, false)) {
        if (n->tag == TAG_TEXT)
            write_text(&w, n->text);
        else if (n->tag == TAG_br || html_is_block((enum html_tag)n->tag))
            w.space = true;
    }
}

void html_write_captions(const struct html_node *top, struct dl_buf *out)
{
    for (const struct html_node *n = top; n; n = html_next(n, top, n->drop != DROP_NONE)) {
        if (n->drop != DROP_CAPTION)
            continue;
        size_t before = out->len;
        if (before)
            dl_buf_byte(out, '\n');
        size_t start = out->len;
        html_write_line(n, out);
        if (out->len == start)
            out->len = before;
    }
}
