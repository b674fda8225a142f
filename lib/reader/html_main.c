/* html_main.c - choosing the element that holds the main text.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/reader/html_main.h"

#define LONG_BLOCK 80    /* characters but blanks: two lines of text */
#define POOR_CHARS 150   /* outside links: less is hardly an article */
#define POOR_SHARE 0.25f /* of the text of the page outside links */
#define SHORT_COST 12.0f /* of a short block: a heading, an item of a menu */

/* Does N hold text, or inline elements with text, beside the blocks in it? */
static bool has_own_text(const struct html_node *n)
{
    for (const struct html_node *c = n->first; c; c = c->next)
        if (!c->drop && c->chars && !html_is_block((enum html_tag)c->tag))
            return true;
    return false;
}

/* What the text that N itself holds is worth.  LENIENT: short blocks are worth their text. */
static float block_value(const struct html_node *n, bool lenient)
{
    float chars = 0, linked = 0, commas = 0;
    for (const struct html_node *c = n->first; c; c = c->next) {
        if (c->drop || html_is_block((enum html_tag)c->tag))
            continue;
        chars += (float)c->chars;
        linked += (float)c->linked;
        commas += (float)c->commas;
    }
    float plain = chars - linked;
    if (lenient)
        return plain - 2 * linked - 2;
    if (chars >= LONG_BLOCK && linked < chars / 2)
        return plain + 10 * commas - linked;
    return plain >= chars / 2 ? -SHORT_COST + plain * 0.3f : -SHORT_COST - linked;
}

static void value_blocks(struct html_node *top, bool lenient)
{
    struct html_node *n = top;
    for (; n; n = html_next(n, top, n->drop != DROP_NONE))
        n->score = 0;
    for (n = top; n; n = html_next(n, top, n->drop != DROP_NONE)) {
        if (n->drop || n->tag == TAG_TEXT || !(html_is_block((enum html_tag)n->tag) || n == top) || !has_own_text(n))
            continue;
        float v = block_value(n, lenient);
        for (struct html_node *p = n; p; p = p == top ? NULL : p->parent)
            p->score += v;
    }
}

/* The lowest node that holds both. */
static struct html_node *common(struct html_node *a, struct html_node *b)
{
    for (struct html_node *p = a; p; p = p->parent)
        for (struct html_node *q = b; q; q = q->parent)
            if (p == q)
                return p;
    return a;
}

/* How much of the best score is enough for an element that the page marks as its article, and how it is marked. */
enum { MARK_ITEMPROP, MARK_CLASS, MARK_ARTICLE, MARKS };
static const struct {
    float enough;
    const char *how;
} marks[MARKS] = { { 0.25f, "marked as the article's body by itemprop" },
                   { 0.35f, "marked as the article's body by its class" },
                   { 0.7f, "an element that holds the article" } };

static bool has_mark(const struct html_node *n, int mark)
{
    if (mark == MARK_ITEMPROP)
        return n->attr_count && dl_str_eq(html_attr(n, ATTR_itemprop), DL_STR("articleBody"));
    return mark == MARK_CLASS ? html_is_marked_body(n) : n->tag == TAG_article || n->tag == TAG_main;
}

/* Of the elements with MARK the one that is worth most, the innermost on a tie (nearly); NULL: none. */
static struct html_node *find_marked(struct html_tree *t, int mark)
{
    struct html_node *found = NULL;
    for (struct html_node *n = t->root; n; n = html_next(n, t->root, n->drop != DROP_NONE))
        if (!n->drop && n->tag != TAG_TEXT && n->chars && has_mark(n, mark) &&
            (!found || n->score > found->score || (n->score > 0.9f * found->score && html_holds(found, n))))
            found = n;
    return found;
}

/* A body comes in several parts: the element that holds all parts which are not much smaller than the largest, if it
 * holds little else. */
static struct html_node *join_parts(struct html_tree *t, struct html_node *marked, int mark)
{
    struct html_node *all = marked;
    float sum = 0;
    for (struct html_node *n = t->root; n;) {
        bool part =
            !n->drop && n->tag != TAG_TEXT && n != t->root && has_mark(n, mark) && !html_holds(n, marked->parent);
        if (part && n->score >= 0.1f * marked->score) {
            sum += n->score;
            all = common(all, n);
        }
        n = html_next(n, t->root, n->drop || part);
    }
    return all->score >= 0.9f * sum ? all : marked;
}

static struct html_node *find_best(struct html_tree *t, float enough)
{
    struct html_node *best = t->root;
    float most = 0;
    for (struct html_node *n = t->root; n; n = html_next(n, t->root, n->drop != DROP_NONE))
        if (!n->drop && n->score > most)
            most = n->score;
    for (struct html_node *n = t->root; n; n = html_next(n, t->root, n->drop != DROP_NONE))
        if (!n->drop && n->chars && html_is_block((enum html_tag)n->tag) && n->score >= enough * most)
            best = n;
    return most > 0 ? best : NULL;
}

static struct html_choice choose(struct html_tree *t)
{
    struct html_choice c = { .how = "the blocks of text that are worth most" };
    html_measure(t->root);
    value_blocks(t->root, false);
    c.top = find_best(t, 1);
    for (int mark = 0; c.top && mark < MARKS; mark++) {
        struct html_node *marked = find_marked(t, mark);
        if (marked && mark != MARK_ARTICLE)
            marked = join_parts(t, marked, mark);
        if (marked && marked->score > marks[mark].enough * c.top->score &&
            (mark != MARK_ARTICLE || html_holds(c.top, marked))) {
            c.top = marked;
            c.how = marks[mark].how;
            break;
        }
    }
    return c;
}

static uint32_t plain(const struct html_node *n)
{
    return n->chars - n->linked;
}

/* Short lines: lists, tables, verses, results. */
static struct html_choice choose_leniently(struct html_tree *t)
{
    value_blocks(t->root, true);
    return (struct html_choice){ .top = find_best(t, 0.85f), .how = "short lines that are worth most together" };
}

struct html_choice html_choose(struct html_tree *t, struct dl_str title)
{
    (void)title;
    struct html_choice c = choose(t);
    if (c.top && plain(c.top) >= POOR_CHARS && (float)plain(c.top) > POOR_SHARE * (float)plain(t->root))
        return c;
    struct html_choice other = choose_leniently(t);
    if (other.top && plain(other.top) >= POOR_CHARS && plain(other.top) > 2 * (c.top ? plain(c.top) : 0))
        return other;
    if (c.top && plain(c.top) >= POOR_CHARS)
        return c;
    for (int comments = 0; comments < 2; comments++) {
        html_restore(t, comments);
        other = choose(t);
        if (other.top && plain(other.top) >= POOR_CHARS / (comments ? 1 : 2) &&
            (!c.top || plain(other.top) > 2 * plain(c.top)))
            return other;
    }
    return c.top ? c : (struct html_choice){ .top = t->body, .how = "all of the page" };
}
