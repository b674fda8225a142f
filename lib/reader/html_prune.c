/* html_prune.c - what of a page is not of its article.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <ctype.h>
#include <strings.h>

#include "lib/metadata/date/date_line.h"
#include "lib/metadata/words.h"
#include "lib/reader/html_lines.h"
#include "lib/reader/html_main.h"

#define LINE_MAX_CHARS 300 /* longer ones are no line */
#define BYLINE_MAX 70      /* bytes */
#define BEGINS 80          /* characters: a line with more of them is of the text */
#define BODY_MIN 100       /* characters outside links of what is marked as a body */
#define MOST_OF_PAGE 0.4f  /* a part with a bad name that holds more of the page's text is its text after all */

const char *html_drop_name(enum html_drop d)
{
    static const char *const names[DROP_COUNT] = { "kept",  "hidden", "controls", "names of boilerplate",
                                                   "place", "links",  "captions", "repeated" };
    return (unsigned)d < DROP_COUNT ? names[d] : "kept";
}

/* ---- measuring -------------------------------------------------------------------------------------------------- */

static void count_text(struct html_node *n)
{
    uint32_t chars = 0, commas = 0;
    for (size_t i = 0; i < n->text.len; i++) {
        unsigned char c = (unsigned char)n->text.ptr[i];
        chars += c > ' ' && (c & 0xc0) != 0x80;
        commas += c == ',';
        if (c >= 0xe3 && c <= 0xe9) /* of scripts in which one character says what two or three letters do */
            chars++;
        if (c == 0xef && i + 2 < n->text.len && memcmp(n->text.ptr + i, "\xef\xbc\x8c", 3) == 0)
            commas++;
    }
    n->chars = chars;
    n->commas = commas;
}

static bool real_link(const struct html_node *n)
{
    struct dl_str href = html_attr(n, ATTR_href);
    return n->tag == TAG_a && href.len > 0 && href.ptr[0] != '#';
}

static void add_up(struct html_node *n)
{
    struct html_node *p = n->parent;
    if (real_link(n))
        n->linked = n->chars;
    if (n->tag == TAG_p)
        n->paragraphs += n->chars > 0;
    if (!p)
        return;
    p->chars += n->chars;
    p->linked += n->linked;
    p->commas += n->commas;
    p->paragraphs += n->paragraphs;
}

void html_measure(struct html_node *top)
{
    struct html_node *n = top;
    top->chars = top->linked = top->commas = top->paragraphs = 0;
    while (n) {
        n->chars = n->linked = n->commas = n->paragraphs = 0;
        if (n->tag == TAG_TEXT && !n->drop)
            count_text(n);
        if (n->first && !n->drop) {
            n = n->first;
            continue;
        }
        while (n != top && !n->next) {
            add_up(n);
            n = n->parent;
        }
        if (n == top)
            break;
        add_up(n);
        n = n->next;
    }
    if (real_link(top))
        top->linked = top->chars;
}

/* ---- by element, class and place -------------------------------------------------------------------------------- */

static bool contains(struct dl_str s, const char *word)
{
    size_t n = strlen(word);
    for (size_t i = 0; i + n <= s.len; i++)
        if (strncasecmp(s.ptr + i, word, n) == 0)
            return true;
    return false;
}

static bool is_hidden(const struct html_node *n)
{
    struct dl_str style = html_attr(n, ATTR_style);
    return html_attr(n, ATTR_hidden).ptr != NULL ||
           (style.len && (contains(style, "display:none") || contains(style, "display: none") ||
                          contains(style, "visibility:hidden")));
}

static bool has_role(const struct html_node *n)
{
    static const char *const roles[] = { "navigation", "banner", "complementary", "contentinfo", "search",
                                         "dialog",     "menu",   "menubar",       "toolbar",     "alert" };
    struct dl_str role = html_attr(n, ATTR_role);
    for (size_t i = 0; role.len && i < sizeof roles / sizeof *roles; i++)
        if (dl_str_eq(role, dl_str_of(roles[i])))
            return true;
    return false;
}

/* The share of the page's text outside links that N holds. */
static float share(const struct html_node *n, const struct html_node *page)
{
    uint32_t all = page->chars - page->linked;
    return all ? (float)(n->chars - n->linked) / (float)all : 0;
}

static enum html_drop by_element(const struct html_node *n, const struct html_node *page)
{
    switch ((enum html_tag)n->tag) {
    case TAG_iframe:
    case TAG_select:
    case TAG_option:
    case TAG_input:
    case TAG_textarea:
    case TAG_video:
    case TAG_label:
    case TAG_dialog:
        return DROP_CONTROL;
    case TAG_button:
    case TAG_nav:
        return share(n, page) < MOST_OF_PAGE ? DROP_CONTROL : DROP_NONE;
    case TAG_menu:
    case TAG_form:
    case TAG_fieldset:
        return share(n, page) < 0.2f && n->paragraphs < 4 ? DROP_CONTROL : DROP_NONE;
    case TAG_aside:
    case TAG_footer:
        return share(n, page) < MOST_OF_PAGE ? DROP_PLACE : DROP_NONE;
    case TAG_header:
        return share(n, page) < 0.2f && n->paragraphs < 3 ? DROP_PLACE : DROP_NONE;
    case TAG_figcaption:
        return DROP_CAPTION;
    default:
        return DROP_NONE;
    }
}

#define BAD_KINDS                                                                                                      \
    (KIND_drop | KIND_related | KIND_comment | KIND_nav | KIND_side | KIND_wall | KIND_tags | KIND_byline |            \
     KIND_caption | KIND_date)
#define SMALL_KINDS (KIND_byline | KIND_date | KIND_tags) /* of parts that are lines, not columns */

bool html_is_marked_body(const struct html_node *n)
{
    switch ((enum html_tag)n->tag) {
    case TAG_div:
    case TAG_section:
    case TAG_article:
    case TAG_main:
    case TAG_td:
    case TAG_OTHER:
        return n->attr_count &&
               ((n->kinds & KIND_body) || dl_str_eq(html_attr(n, ATTR_itemprop), DL_STR("articleBody")));
    default:
        return false;
    }
}

static enum html_drop by_class(const struct html_node *n, const struct html_node *page)
{
    unsigned bad = n->kinds & BAD_KINDS;
    if (!bad || n->tag == TAG_body || n->tag == TAG_html || n->tag == TAG_main || html_is_marked_body(n))
        return DROP_NONE;
    float of_page = share(n, page);
    if (bad == KIND_caption)
        return of_page < 0.1f ? DROP_CAPTION : DROP_NONE;
    if ((n->kinds & KIND_article) || n->tag == TAG_article)
        return of_page < 0.1f && (bad & (KIND_related | KIND_comment | KIND_nav)) ? DROP_CLASS : DROP_NONE;
    if (!(bad & ~(unsigned)SMALL_KINDS))
        return of_page < 0.1f && n->commas < 12 ? DROP_CLASS : DROP_NONE;
    return of_page < MOST_OF_PAGE ? DROP_CLASS : DROP_NONE;
}

/* Elements that hold what is marked as an article's body are kept, whatever they are called. */
static void find_holders(struct html_node *page)
{
    for (struct html_node *n = page; n; n = html_next(n, page, n->drop != DROP_NONE)) {
        n->holds_body = false;
        if (n->drop || n->chars - n->linked < BODY_MIN || !html_is_marked_body(n))
            continue;
        for (struct html_node *p = n->parent; p && !p->holds_body; p = p->parent)
            p->holds_body = true;
    }
}

void html_prune_page(struct html_tree *t)
{
    struct html_node *page = t->root;
    for (struct html_node *n = page; n; n = html_next(n, page, n->drop != DROP_NONE)) {
        if (n->tag == TAG_head || (n->tag != TAG_TEXT && n->attr_count && is_hidden(n)))
            n->drop = DROP_HIDDEN;
    }
    html_measure(page);
    for (struct html_node *n = page; n; n = html_next(n, page, n->drop != DROP_NONE))
        n->all_chars = n->chars;
    find_holders(page);
    for (struct html_node *n = page; n; n = html_next(n, page, n->drop != DROP_NONE)) {
        if (n->drop || n->tag == TAG_TEXT || n == page)
            continue;
        if (n->holds_body && !(n->kinds & (KIND_related | KIND_comment)))
            continue;
        n->drop = (uint8_t)by_element(n, page);
        if (!n->drop && n->attr_count && has_role(n) && share(n, page) < MOST_OF_PAGE)
            n->drop = DROP_PLACE;
        if (!n->drop && n->kinds)
            n->drop = (uint8_t)by_class(n, page);
    }
    html_measure(page);
}

void html_restore(struct html_tree *t, bool comments)
{
    for (struct html_node *n = t->root; n; n = html_next(n, t->root, n->drop == DROP_HIDDEN)) {
        bool stays = n->tag == TAG_footer || n->tag == TAG_aside || (!comments && (n->kinds & KIND_comment));
        if ((n->drop == DROP_CLASS || n->drop == DROP_PLACE) && !stays)
            n->drop = DROP_NONE;
    }
    html_measure(t->root);
}

/* ---- within the text -------------------------------------------------------------------------------------------- */

static float density(const struct html_node *n)
{
    return n->chars ? (float)n->linked / (float)n->chars : 0;
}

static bool is_block_of_links(const struct html_node *n)
{
    switch ((enum html_tag)n->tag) {
    case TAG_p:
        return density(n) > 0.9f && n->chars < 200;
    case TAG_ul:
    case TAG_ol:
    case TAG_dl:
    case TAG_table:
        return density(n) > 0.6f;
    case TAG_div:
    case TAG_section:
        return density(n) > 0.6f && n->chars < 2000;
    default:
        return false;
    }
}

static bool is_heading(const struct html_node *n)
{
    return n->tag >= TAG_h1 && n->tag <= TAG_h6;
}

bool html_is_leaf(const struct html_node *n)
{
    for (const struct html_node *c = html_next(n, n, false); c; c = html_next(c, n, c->drop == DROP_HIDDEN))
        if (c->drop != DROP_HIDDEN && c->all_chars && html_is_block((enum html_tag)c->tag))
            return false;
    return true;
}

/* Drop the blocks after N that are links or short, up to the next one that is text. */
static void drop_after(struct html_node *n, const struct html_node *top)
{
    for (; n != top; n = n->parent) {
        for (struct html_node *s = n->next; s; s = s->next) {
            if (s->drop || s->chars == 0)
                continue;
            if (s->chars - s->linked >= 160 && density(s) < 0.3f)
                return;
            s->drop = DROP_LINKS;
        }
        if (n->parent != top && n->parent->prev && n->parent->chars > 400)
            return;
    }
}

static enum html_drop by_line(struct html_node *n, struct dl_str line, const struct html_node *top)
{
    struct dl_str rest;
    unsigned kinds = html_line_kinds(line, &rest);
    size_t beginning = line.len - rest.len, within = rest.len ? beginning + 1 : beginning; /* a colon may follow it */
    bool alone = (rest.len < 3);
    bool colon = beginning > 0 && memchr(line.ptr, ':', within) != NULL;
    if ((kinds & (LINE_line | LINE_page)) && (alone || n->chars <= 120))
        return DROP_LINKS;
    if ((kinds & LINE_link) && (alone || density(n) > 0.3f || (colon && n->chars < 200)))
        return DROP_LINKS;
    if ((kinds & LINE_end) && (alone || (is_heading(n) && rest.len < 60))) {
        drop_after(n, top);
        return DROP_LINKS;
    }
    return DROP_NONE;
}

/* A line above the text that names its author or its day: "By Jane Doe", "March 2, 2021 | 10:05 am". */
static bool is_byline(struct dl_str line)
{
    struct dl_date_line l;
    size_t word = 0;
    while (word < line.len && (unsigned char)line.ptr[word] > ' ')
        word++;
    if (line.len < BYLINE_MAX && word < line.len && dl_word_is((struct dl_str){ line.ptr, word }, DL_WORD_AUTHOR))
        return true;
    return line.len < DL_DATE_LINE_MAX && dl_date_line(line, DL_DATE_ORDER_UNKNOWN, &l);
}

static bool same_line(struct dl_str a, struct dl_str b)
{
    return a.len > 0 && dl_str_eq(dl_str_trim(a), dl_str_trim(b));
}

void html_prune_text(struct html_node *top, struct dl_str title)
{
    struct dl_buf line = { 0 };
    bool begun = false;
    for (struct html_node *n = top; n; n = html_next(n, top, n->drop != DROP_NONE)) {
        if (n == top || n->tag == TAG_TEXT || n->drop || n->chars == 0)
            continue;
        if (is_block_of_links(n) && !n->holds_body)
            n->drop = DROP_LINKS;
        begun = begun || (n->chars > LINE_MAX_CHARS && html_is_leaf(n));
        if (n->drop || n->chars > LINE_MAX_CHARS || !html_is_block((enum html_tag)n->tag) || !html_is_leaf(n))
            continue;
        dl_buf_clear(&line);
        html_write_line(n, &line);
        begun = begun || n->chars - n->linked > BEGINS;
        if ((is_heading(n) && same_line(dl_buf_view(&line), title)) || (!begun && is_byline(dl_buf_view(&line))))
            n->drop = DROP_REPEATED;
        else
            n->drop = (uint8_t)by_line(n, dl_buf_view(&line), top);
    }
    dl_buf_free(&line);
}
