/* html_kind.c - telling pages that are no article.
 *
 * In doubt a page is an article: a page that is indexed in vain does less harm than one that is missing.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/reader/html_kind.h"

#define TEXT_MIN 200     /* bytes of text: a page with less is judged by its links */
#define LINKS_MANY 20    /* of such a page */
#define WALL_TEXT 600    /* bytes: a page with a password field and no more text is a login page */
#define CARDS_MIN 6      /* articles on one page, each with a link as its heading */
#define CARDS_SHARE 0.6f /* of the text, that they hold together */
#define CARD_MAX 600     /* characters: a larger one is an article */

static bool states_article(const struct html_fields *f)
{
    static const char *const kinds[] = { "Article", "article", "Posting", "Report", "Review", "Recipe" };
    struct dl_str kind = f->v[FIELD_kind].value;
    for (size_t i = 0; kind.len && i < sizeof kinds / sizeof *kinds; i++)
        if (memmem(kind.ptr, kind.len, kinds[i], strlen(kinds[i])))
            return true;
    return f->v[FIELD_body].value.len > 0;
}

static unsigned count_links(const struct html_tree *t)
{
    unsigned links = 0;
    for (struct html_node *n = t->root; n; n = html_next(n, t->root, false))
        links += n->tag == TAG_a && n->all_chars > 0;
    return links;
}

static bool has_password(const struct html_tree *t)
{
    for (struct html_node *n = t->root; n; n = html_next(n, t->root, false))
        if (n->tag == TAG_input && dl_str_eq(html_attr(n, ATTR_type), DL_STR("password")))
            return true;
    return false;
}

/* Is N the card of another article: small, with a heading that is a link? */
static bool is_card(const struct html_node *n)
{
    if (n->drop || n->tag == TAG_TEXT || !html_is_block((enum html_tag)n->tag) || n->all_chars > CARD_MAX ||
        n->all_chars < 20)
        return false;
    for (struct html_node *c = n->first; c; c = html_next(c, n, c->drop != DROP_NONE)) {
        if (c->tag < TAG_h1 || c->tag > TAG_h6)
            continue;
        bool within = c->parent->tag == TAG_a, around = c->first && c->chars && c->linked * 10 >= c->chars * 9;
        return within || around;
    }
    return false;
}

/* The cards below TOP that are no part of each other, and the characters in them. */
static unsigned count_cards(struct html_node *top, uint32_t *chars)
{
    unsigned cards = 0;
    *chars = 0;
    for (struct html_node *n = html_next(top, top, false); n;) {
        bool card = is_card(n);
        cards += card;
        *chars += card ? n->chars : 0;
        n = html_next(n, top, card || n->drop != DROP_NONE);
    }
    return cards;
}

void html_no_article(struct html_tree *t, const struct html_choice *c, const struct html_fields *f, struct dl_str text,
                     struct dl_buf *reason)
{
    uint32_t in_cards;
    if (states_article(f))
        return;
    if (text.len < WALL_TEXT && has_password(t)) {
        dl_buf_printf(reason, "a login page, no article: a field for a password, %zu bytes of text", text.len);
        return;
    }
    unsigned links = count_links(t);
    if (text.len < TEXT_MIN && links >= LINKS_MANY) {
        dl_buf_printf(reason, "an index page, no article: %u links, %zu bytes of text", links, text.len);
        return;
    }
    unsigned cards = c->top ? count_cards(c->top, &in_cards) : 0;
    if (cards >= CARDS_MIN && (float)in_cards > CARDS_SHARE * (float)c->top->chars)
        dl_buf_printf(reason, "an index page, no article: %u teasers of other pages make up its text", cards);
}
