/* eval_copies.c - how well are near copies of an article known by their signatures?
 *
 *   zcat articles.jsonl.gz | tests/eval/eval_copies [SEED]
 *
 * Reads JSON Lines with "title" and "text".  Of each article copies are made as other desks would make them: another
 * headline, the tail cut off, a paragraph put behind, words changed, and all of it together.  Recall is the share of
 * copies that are known for one.  Precision is over all pairs of the articles as they were read: the share of those
 * taken for copies that are alike, which is to say that the shorter one has at least half of its pairs of neighbouring
 * words from the longer one.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "dateline/signature.h"

#define MIN_WORDS 20 /* of an article that is looked at */
#define MAX_ARTICLES 20000

struct sequence { /* words by number, each position once */
    uint32_t *v;
    size_t count;
};

struct collection {
    struct dl_analyzer *analyzer;
    struct sequence *articles;
    struct dl_signature *signatures;
    size_t count;
    uint64_t random;
};

static uint64_t next_random(struct collection *c) /* xorshift64* */
{
    c->random ^= c->random >> 12;
    c->random ^= c->random << 25;
    c->random ^= c->random >> 27;
    return c->random * UINT64_C(0x2545f4914f6cdd1d);
}

static size_t below(struct collection *c, size_t n)
{
    return (size_t)(next_random(c) % n);
}

static void *checked(void *p)
{
    if (!p)
        exit(2);
    return p;
}

static struct dl_signature sign(struct collection *c, const struct sequence *s)
{
    struct dl_tokens t = { checked(malloc((s->count + 1) * sizeof *t.v)), s->count, s->count };
    for (size_t i = 0; i < s->count; i++)
        t.v[i] = (struct dl_token){ s->v[i], (uint32_t)i + 1 };
    struct dl_signature signature = dl_signature_of(c->analyzer, &t);
    dl_tokens_free(&t);
    return signature;
}

static void add_article(struct collection *c, const char *title, const char *text, struct dl_tokens *t)
{
    struct dl_error err;
    if (dl_analyze_article(c->analyzer, dl_str_of(title), dl_str_of(text), "english", t, &err) != DL_OK) {
        fprintf(stderr, "eval_copies: %s\n", err.message);
        exit(2);
    }
    struct sequence s = { checked(malloc((t->count + 1) * sizeof *s.v)), 0 };
    for (size_t i = 0; i < t->count; i++)
        if (i == 0 || t->v[i].position != t->v[i - 1].position)
            s.v[s.count++] = t->v[i].term;
    if (s.count < MIN_WORDS) {
        free(s.v);
        return;
    }
    c->articles[c->count] = s;
    c->signatures[c->count++] = sign(c, &s);
}

/* ---- copies ------------------------------------------------------------------------------------------------------ */

static uint32_t any_word(struct collection *c)
{
    const struct sequence *s = &c->articles[below(c, c->count)];
    return s->v[below(c, s->count)];
}

static void change_words(struct collection *c, struct sequence *s, unsigned percent)
{
    for (size_t i = 0; i < s->count; i++)
        if (below(c, 100) < percent)
            s->v[i] = any_word(c);
}

static void new_headline(struct collection *c, struct sequence *s)
{
    for (size_t i = 0; i < 8 && i < s->count; i++)
        s->v[i] = any_word(c);
}

static void cut(struct sequence *s, unsigned percent)
{
    s->count = s->count * percent / 100;
}

static void append(struct collection *c, struct sequence *s, unsigned percent)
{
    size_t end = s->count + s->count * percent / 100;
    while (s->count < end)
        s->v[s->count++] = any_word(c);
}

enum edit { EXACT, HEADLINE, CUT_TO_70, CUT_TO_50, APPEND_25, CHANGE_3, CHANGE_8, ALL_LIGHT, ALL_HEAVY, EDITS };

static const char *const edit_names[EDITS] = { "none",
                                               "another headline",
                                               "cut to 70 %",
                                               "cut to 50 %",
                                               "25 % appended",
                                               "3 % of words changed",
                                               "8 % of words changed",
                                               "headline, cut to 85 %, 2 % changed",
                                               "headline, cut to 70 %, 10 % appended, 4 % changed" };

static void make_copy(struct collection *c, struct sequence *s, enum edit edit)
{
    switch (edit) {
    case HEADLINE:
        new_headline(c, s);
        break;
    case CUT_TO_70:
        cut(s, 70);
        break;
    case CUT_TO_50:
        cut(s, 50);
        break;
    case APPEND_25:
        append(c, s, 25);
        break;
    case CHANGE_3:
        change_words(c, s, 3);
        break;
    case CHANGE_8:
        change_words(c, s, 8);
        break;
    case ALL_LIGHT:
        new_headline(c, s);
        cut(s, 85);
        change_words(c, s, 2);
        break;
    case ALL_HEAVY:
        new_headline(c, s);
        cut(s, 70);
        append(c, s, 10);
        change_words(c, s, 4);
        break;
    default:
        break;
    }
}

static void measure_recall(struct collection *c)
{
    for (enum edit e = EXACT; e < EDITS; e++) {
        size_t known = 0;
        for (size_t i = 0; i < c->count; i++) {
            struct sequence s = { checked(malloc((c->articles[i].count * 2 + 1) * sizeof *s.v)), c->articles[i].count };
            memcpy(s.v, c->articles[i].v, s.count * sizeof *s.v);
            make_copy(c, &s, e);
            struct dl_signature copy = sign(c, &s);
            known += dl_signature_near(&c->signatures[i], &copy);
            free(s.v);
        }
        printf("recall %.4f  %s\n", (double)known / (double)c->count, edit_names[e]);
    }
}

/* ---- pairs ------------------------------------------------------------------------------------------------------- */

static int by_value(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static uint64_t *pairs_of(const struct sequence *s)
{
    uint64_t *v = checked(malloc(s->count * sizeof *v));
    for (size_t i = 0; i + 1 < s->count; i++)
        v[i] = (uint64_t)s->v[i] << 32 | s->v[i + 1];
    qsort(v, s->count - 1, sizeof *v, by_value);
    return v;
}

static double contained(const struct sequence *x, const struct sequence *y)
{
    uint64_t *a = pairs_of(x), *b = pairs_of(y);
    size_t n = x->count - 1, m = y->count - 1, i = 0, k = 0, both = 0;
    while (i < n && k < m) {
        both += a[i] == b[k];
        bool less = a[i] <= b[k], more = a[i] >= b[k];
        i += less;
        k += more;
    }
    free(a);
    free(b);
    return (double)both / (double)(n < m ? n : m);
}

static void measure_precision(const struct collection *c)
{
    size_t taken = 0, alike = 0, close = 0;
    for (size_t i = 0; i < c->count; i++)
        for (size_t k = i + 1; k < c->count; k++) {
            if (!dl_signature_near(&c->signatures[i], &c->signatures[k]))
                continue;
            double share = contained(&c->articles[i], &c->articles[k]);
            taken++;
            alike += share >= 0.5;
            close += share >= 0.3;
        }
    printf("pairs of %zu articles taken for copies: %zu, of these alike %.4f (sharing three tenths: %.4f)\n", c->count,
           taken, taken ? (double)alike / (double)taken : 1.0, taken ? (double)close / (double)taken : 1.0);
}

int main(int argc, char **argv)
{
    struct collection c = { .random = argc > 1 ? strtoull(argv[1], NULL, 10) * 2 + 1 : 20260101 };
    struct dl_error err;
    struct dl_tokens tokens = { 0 };
    char *line = NULL;
    size_t cap = 0;
    if (dl_analyzer_new(&c.analyzer, &err) != DL_OK)
        return 2;
    c.articles = checked(calloc(MAX_ARTICLES, sizeof *c.articles));
    c.signatures = checked(calloc(MAX_ARTICLES, sizeof *c.signatures));
    while (c.count < MAX_ARTICLES && getline(&line, &cap, stdin) > 0) {
        json_t *o = json_loads(line, 0, NULL);
        const char *title = json_string_value(json_object_get(o, "title"));
        const char *text = json_string_value(json_object_get(o, "text"));
        if (title && text)
            add_article(&c, title, text, &tokens);
        json_decref(o);
    }
    measure_recall(&c);
    measure_precision(&c);
    for (size_t i = 0; i < c.count; i++)
        free(c.articles[i].v);
    free(c.articles);
    free(c.signatures);
    free(line);
    dl_tokens_free(&tokens);
    dl_analyzer_free(c.analyzer);
    return 0;
}
