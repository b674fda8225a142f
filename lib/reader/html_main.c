/* html_main.c - choosing the element that holds the main text.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/reader/html_main.h"

#define LONG_BLOCK 80    /* characters but blanks: two lines of text */
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

static bool is_marked_body(const struct html_node *n)
{
    struct dl_str prop = html_attr(n, ATTR_itemprop);
    return (n->kinds & KIND_body) || dl_str_eq(prop, DL_STR("articleBody"));
}

struct html_choice html_choose(struct html_tree *t, struct dl_str title)
{
    struct html_choice c = { 0 };
    (void)title;
    html_measure(t->root);
    value_blocks(t->root);
    struct html_node *best = NULL, *marked = NULL, *article = NULL;
    for (struct html_node *n = t->root; n; n = html_next(n, t->root, n->drop != DROP_NONE)) {
        if (n->drop || n->tag == TAG_TEXT || n->chars == 0)
            continue;
        if (!best || n->score >= best->score)
            best = n;
        if (n->attr_count && is_marked_body(n) && (!marked || n->score > marked->score))
            marked = n;
        if ((n->tag == TAG_article || n->tag == TAG_main) && (!article || n->score > article->score))
            article = n;
    }
    c.top = best;
    c.how = "the blocks of text that are worth most";
    if (best && article && article->score > 0.7f * best->score) {
        c.top = article;
        c.how = "an element that holds the article";
    }
    if (best && marked && marked->score > 0.5f * best->score) {
        c.top = marked;
        c.how = "an element marked as the article's body";
    }
    return c;
}
