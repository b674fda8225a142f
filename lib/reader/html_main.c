/* html_main.c - choosing the element that holds the main text.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/reader/html_main.h"

#define LONG_BLOCK 80    /* characters but blanks: two lines of text */
#define POOR_CHARS 150   /* outside links: less is hardly an article */
#define SHORT_COST 12.0f /* of a short block: a heading, an item of a menu */

/* Does N hold text, or inline elements with text, beside the blocks in it? */
static bool has_own_text(const struct html_node *n)
{
    for (const struct html_node *c = n->first; c; c = c->next)
        if (!c->drop && c->chars && !html_is_block((enum html_tag)c->tag))
            return true;
    return false;
}

/* What the text that N itself holds is worth. */
static float block_value(const struct html_node *n)
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
    if (chars >= LONG_BLOCK && linked < chars / 2)
        return plain + 10 * commas - linked;
    return plain >= chars / 2 ? -SHORT_COST + plain * 0.3f : -SHORT_COST - linked;
}

static void value_blocks(struct html_node *top)
{
    struct html_node *n = top;
    for (; n; n = html_next(n, top, n->drop != DROP_NONE))
        n->score = 0;
    for (n = top; n; n = html_next(n, top, n->drop != DROP_NONE)) {
        if (n->drop || n->tag == TAG_TEXT || !(html_is_block((enum html_tag)n->tag) || n == top) || !has_own_text(n))
            continue;
        float v = block_value(n);
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

static bool holds(const struct html_node *a, const struct html_node *b)
{
    while (b && b != a)
        b = b->parent;
    return b == a;
}

struct candidates {
    struct html_node *best, *marked, *article;
};

static void look(struct html_tree *t, struct candidates *c)
{
    *c = (struct candidates){ 0 };
    for (struct html_node *n = t->root; n; n = html_next(n, t->root, n->drop != DROP_NONE)) {
        if (n->drop || n->tag == TAG_TEXT || n->chars == 0)
            continue;
        if ((!c->best || n->score >= c->best->score) && (html_is_block((enum html_tag)n->tag) || n == t->root))
            c->best = n;
        if (html_is_marked_body(n) && (!c->marked || n->score > c->marked->score))
            c->marked = n;
        if ((n->tag == TAG_article || n->tag == TAG_main) && (!c->article || n->score > c->article->score))
            c->article = n;
    }
}

/* Bodies come in several parts: the element that holds all parts which are not much smaller than the largest. */
static struct html_node *join_marked(struct html_tree *t, struct html_node *marked)
{
    struct html_node *all = marked;
    float sum = 0;
    for (struct html_node *n = t->root; n;
         n = html_next(n, t->root, n->drop || (n->tag != TAG_TEXT && html_is_marked_body(n)))) {
        if (n->drop || n->tag == TAG_TEXT || !html_is_marked_body(n) || n->score < 0.1f * marked->score)
            continue;
        sum += n->score;
        all = common(all, n);
    }
    return all->score >= 0.9f * sum ? all : marked;
}

static struct html_choice choose(struct html_tree *t)
{
    struct html_choice c = { 0 };
    struct candidates k;
    html_measure(t->root);
    value_blocks(t->root);
    look(t, &k);
    c.top = k.best;
    c.how = "the blocks of text that are worth most";
    if (k.best && k.article && k.article->score > 0.7f * k.best->score && holds(k.best, k.article)) {
        c.top = k.article;
        c.how = "an element that holds the article";
    }
    if (k.best && k.marked) {
        struct html_node *joined = join_marked(t, k.marked);
        if (joined->score > 0.5f * k.best->score) {
            c.top = joined;
            c.how = "an element marked as the article's body";
        }
    }
    return c;
}

static bool is_poor(const struct html_tree *t, const struct html_choice *c)
{
    return !c->top || c->top->chars - c->top->linked < POOR_CHARS ||
           (float)c->top->chars < 0.1f * (float)t->root->chars;
}

struct html_choice html_choose(struct html_tree *t, struct dl_str title)
{
    (void)title;
    struct html_choice c = choose(t);
    if (!is_poor(t, &c))
        return c;
    html_restore(t);
    struct html_choice again = choose(t);
    if (again.top && (!c.top || again.top->chars > 2 * c.top->chars))
        return again;
    return c.top ? c : again;
}
