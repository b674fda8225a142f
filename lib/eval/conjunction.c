/* conjunction.c - the driver for an AND of words, with or without phrases, filters and NOTs.  A word is a term, or a
 * few that stand for each other (an OR of terms: the forms of a word).
 *
 * The rarest word leads, block by block.  A block is passed over undecoded when no document in it can enter the top; a
 * document is dropped as soon as its scores so far and the bounds of the other words' blocks say so, before those are
 * moved; positions come last.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <assert.h>

#include "lib/eval/eval.h"

#define MAX_TERMS 32
#define MAX_WORDS 16
#define MAX_FILTERS 16

struct term {
    struct dl_posting_cursor *cursor;
    double weight;
};

struct word {
    struct term first; /* mostly the only one */
    struct term *more; /* in the query's order */
    size_t more_count;
    double rest;    /* the most that this and the words after it give in the leader's current block */
    uint32_t place; /* in the query */
};

struct run {
    struct dl_eval *e;
    struct dl_topk *topk;
    struct term more[MAX_TERMS];      /* of all words */
    struct word words[MAX_WORDS + 1]; /* rarest first; one more whose `rest` is 0 */
    size_t count;
    struct dl_node *filters[MAX_FILTERS];
    size_t filter_count;
    double contributions[MAX_WORDS];
};

static bool is_word(const struct dl_node *n)
{
    if (n->kind == DL_NODE_TERM)
        return true;
    if (n->kind != DL_NODE_OR)
        return false;
    for (size_t i = 0; i < n->count; i++)
        if (n->children[i]->kind != DL_NODE_TERM)
            return false;
    return true;
}

bool dl_eval_is_conjunction(const struct dl_eval *e)
{
    const struct dl_node *a = e->root;
    size_t words = 0, terms = 0;
    for (size_t i = 0; i < a->count; i++) {
        const struct dl_node *k = a->children[i];
        if (is_word(k)) {
            words++;
            terms += k->kind == DL_NODE_OR ? k->count : 1;
        } else if (k->kind != DL_NODE_SET && k->kind != DL_NODE_RANGE)
            return false;
    }
    /* A filter that is rarer than every word leads better. */
    return words && words <= MAX_WORDS && terms <= MAX_TERMS && a->count - words <= MAX_FILTERS &&
           is_word(a->children[0]);
}

/* ---- a word: its terms taken together ---------------------------------------------------------------------------- */

/* The first document >= TARGET that has the word. */
static inline uint32_t word_advance(const struct word *w, uint32_t target)
{
    uint32_t doc = dl_posting_advance(w->first.cursor, target);
    for (size_t i = 0; i < w->more_count; i++) {
        uint32_t other = dl_posting_advance(w->more[i].cursor, target);
        if (other < doc)
            doc = other;
    }
    return doc;
}

/* Where the first of the blocks ends that hold DOC or follow it; 0 when the word has ended. */
static inline uint32_t block_end(const struct word *w, uint32_t doc)
{
    uint32_t end = 0, last;
    for (size_t i = 0; i <= w->more_count; i++)
        if (dl_posting_shallow(i ? w->more[i - 1].cursor : w->first.cursor, doc, &last) && (!end || last < end))
            end = last + 1;
    return end;
}

/* The most that the word gives in [LO, END); negative when it has ended. */
static inline double word_bound_in(const struct dl_eval *e, const struct word *w, uint32_t lo, uint32_t end)
{
    double sum = -1;
    for (size_t i = 0; i <= w->more_count; i++) {
        const struct term *t = i ? &w->more[i - 1] : &w->first;
        uint32_t last;
        if (dl_posting_shallow(t->cursor, lo, &last))
            sum = (sum < 0 ? 0 : sum) + dl_eval_bound_in(e, t->cursor, t->weight, end);
    }
    return sum;
}

/* NORM is k1 * (1 - b + b * len / mean). */
static inline double term_score(const struct term *t, double norm)
{
    double tf = dl_posting_tf(t->cursor);
    return t->weight * tf / (tf + norm);
}

static inline double word_score(const struct word *w, uint32_t doc, double norm)
{
    if (!w->more_count)
        return term_score(&w->first, norm);
    double sum = w->first.cursor->doc == doc ? term_score(&w->first, norm) : 0;
    for (size_t i = 0; i < w->more_count; i++)
        if (w->more[i].cursor->doc == doc)
            sum += term_score(&w->more[i], norm);
    return sum;
}

/* ---- a document -------------------------------------------------------------------------------------------------- */

/* Every word stands at DOC. */
static void offer(struct run *r, uint32_t doc, double norm)
{
    double sum = 0, threshold = r->topk->threshold, score = 0;
    for (size_t i = 0; i < r->count; i++) {
        struct word *w = &r->words[i];
        sum += r->contributions[w->place] = word_score(w, doc, norm);
        if (threshold >= 0 && (sum + w[1].rest) * (1 + 1e-12) <= threshold) {
            r->e->pruned = true;
            return;
        }
    }
    for (size_t i = 0; i < r->count; i++) /* in the query's order: ties must stay ties */
        score += r->contributions[i];
    r->e->root->doc = doc;
    if (score <= threshold)
        r->e->pruned = true;
    else if (dl_node_matches(r->e->root)) {
        r->e->matches++;
        dl_topk_add(r->topk, doc, score, 0);
    }
}

/* Whether the leader's score and the others' bounds leave DOC below the threshold. */
static bool falls_short(const struct run *r, uint32_t doc, double norm)
{
    const struct word *lead = &r->words[0];
    double threshold = (r->topk->threshold - lead[1].rest) * (1 - 1e-9);
    if (lead->more_count)
        return word_score(lead, doc, norm) <= threshold;
    /* weight * tf / (tf + norm) <= threshold, asked without a division */
    double tf = dl_posting_tf(lead->first.cursor);
    return threshold > 0 && lead->first.weight * tf <= threshold * (tf + norm);
}

/* The leader stands at DOC.  Returns the next document worth trying, DL_NO_DOC when a word has ended. */
static uint32_t try_document(struct run *r, uint32_t doc)
{
    const struct dl_eval *e = r->e;
    double norm = e->norm_a + e->norm_b * dl_eval_length(e, doc);
    if (r->topk->threshold >= 0 && falls_short(r, doc, norm)) {
        r->e->pruned = true;
        return doc + 1;
    }
    if (!dl_eval_passes(e, r->filters, r->filter_count, doc))
        return doc + 1;
    for (size_t i = 1; i < r->count; i++) {
        uint32_t other = word_advance(&r->words[i], doc);
        if (other != doc)
            return other;
    }
    offer(r, doc, norm);
    return doc + 1;
}

/* ---- block by block ---------------------------------------------------------------------------------------------- */

/* The places in the decoded block of the leader's only term, from where it stands on and before END, of the documents
 * that may reach the threshold with what the others give at most: tf * weight > threshold * (tf + norm), as in
 * falls_short, in few operations.  Returns how many. */
static unsigned thin_out(const struct run *r, struct dl_posting_cursor *c, uint32_t end, unsigned char *places)
{
    const struct dl_eval *e = r->e;
    double threshold = (r->topk->threshold - r->words[1].rest) * (1 - 1e-9);
    unsigned n = 0, count = c->count;
    while (count > c->at && c->docs[count - 1] >= end)
        count--;
    if (threshold <= 0) {
        for (unsigned i = c->at; i < count; i++)
            places[n++] = (unsigned char)i;
        return n;
    }
    const double a = threshold * e->norm_a, b = threshold * e->norm_b, w = r->words[0].first.weight - threshold;
    const uint16_t *lengths16 = e->lengths16; /* which the compiler would read anew after each write to PLACES */
    const uint32_t *lengths32 = e->lengths32;
    dl_posting_tf(c);
    for (unsigned i = c->at; i < count; i++) {
        double length = lengths16 ? lengths16[c->docs[i]] : lengths32[c->docs[i]];
        places[n] = (unsigned char)i;
        n += w * c->tfs[i] > a + b * length;
    }
    r->e->pruned |= n < count - c->at;
    return n;
}

/* As run_block, for a leader of one term. */
static bool run_thinned(struct run *r, uint32_t lo, uint32_t end)
{
    struct dl_posting_cursor *c = r->words[0].first.cursor;
    unsigned char places[DL_BLOCK] = { 0 };
    if (dl_posting_advance(c, lo) >= end)
        return true;
    unsigned n = thin_out(r, c, end, places);
    for (unsigned i = 0; i < n && lo != DL_NO_DOC; i++) {
        c->at = places[i];
        c->doc = c->docs[c->at];
        if (c->doc >= lo)
            lo = try_document(r, c->doc);
    }
    return lo != DL_NO_DOC;
}

/* The leader's documents in [lo, end), which lie in one block of each of its terms.  False when a word has ended. */
static bool run_block(struct run *r, uint32_t lo, uint32_t end)
{
    if (r->words[0].more_count == 0)
        return run_thinned(r, lo, end);
    while (lo < end) {
        uint32_t doc = word_advance(&r->words[0], lo);
        if (doc >= end)
            break;
        lo = try_document(r, doc);
    }
    return lo != DL_NO_DOC;
}

/* The most that a document in [LO, END) scores; negative when a word has ended.  Sets the `rest`s. */
static double most_in(struct run *r, uint32_t lo, uint32_t end)
{
    for (size_t i = r->count; i-- > 1;) {
        struct word *w = &r->words[i];
        double bound = word_bound_in(r->e, w, lo, end);
        if (bound < 0)
            return -1;
        w->rest = w[1].rest + bound;
    }
    return word_bound_in(r->e, &r->words[0], lo, end) + r->words[1].rest;
}

static void collect_words(struct run *r)
{
    const struct dl_node *a = r->e->root;
    struct term *next = r->more;
    for (size_t i = 0; i < a->count; i++) {
        struct dl_node *k = a->children[i], **terms = k->kind == DL_NODE_OR ? k->children : &k;
        if (!is_word(k)) {
            r->filters[r->filter_count++] = k;
            continue;
        }
        struct word *w = &r->words[r->count++];
        w->first = (struct term){ terms[0]->cursor, terms[0]->weight };
        w->more = next;
        w->more_count = k->kind == DL_NODE_OR ? k->count - 1 : 0;
        for (size_t t = 0; t < w->more_count; t++)
            *next++ = (struct term){ terms[t + 1]->cursor, terms[t + 1]->weight };
        while (a->scorers[w->place] != k)
            w->place++;
    }
}

void dl_eval_conjunction(struct dl_eval *e, struct dl_topk *topk)
{
    struct run r = { .e = e, .topk = topk };
    collect_words(&r);
    assert(r.count > 0);
    for (uint32_t lo = e->lo, end; lo < e->hi && !dl_eval_late(e) && (end = block_end(&r.words[0], lo)) > 0; lo = end) {
        if (end > e->hi)
            end = e->hi;
        double most = most_in(&r, lo, end);
        if (most < 0)
            break;
        if (most * (1 + 1e-12) <= topk->threshold)
            e->pruned = true;
        else if (!run_block(&r, lo, end))
            break;
    }
}
