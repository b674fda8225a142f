/* sample.c - made-up articles and queries for the oracle tests.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tests/oracle/sample.h"

#include "unit.h"

uint64_t dice_roll(struct dice *d, uint64_t sides)
{
    d->state += 0x9E3779B97F4A7C15u; /* splitmix64 */
    uint64_t z = d->state;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return (z ^ (z >> 31)) % sides;
}

static const char *const words[] = {
    "the",
    "of",
    "railway",
    "visit",
    "railways",
    "visited",
    "president",
    "corridor",
    "Lao",
    "trade",
    "minister",
    "on",
    "L\xC6\xB0\xC6\xA1ng",
    "Luong",
    "C\xC6\xB0\xE1\xBB\x9Dng",
    "Cuong",
    "covid-19",
    "AT&T",
    "state",
    "states",
    "bridge",
    "river",
    "export",
    "exports",
    "wheat",
    "caf\xC3\xA9",
    "cafe",
    "trail",
    "rail",
    "2024",
    "u.s.",
    "storm",
    "harbour",
    "\xE4\xB8\xAD\xE5\x9B\xBD",
    "rare",
    "rarer",
    "rarest",
    "unique",
};
#define WORDS (sizeof words / sizeof *words)

static const char *const countries[] = { "CN", "LA", "RU", "SUHH", "US", "VN" };
static const char *const sources[] = { "", "Xinhua", "VNA", "KPL" };
static const char *const authors[] = { "", "Ann Lee", "Lee", "Annie" };
static const char *const tags[] = { "", "rice", "Rice price\nflood", "flood\nrice" };

/* Small numbers are much more frequent than large ones. */
static const char *some_word(struct dice *d)
{
    uint64_t a = dice_roll(d, WORDS), b = dice_roll(d, WORDS);
    return words[a < b ? a : b];
}

static void some_text(struct dice *d, size_t n, char *out, size_t size)
{
    out[0] = '\0';
    for (size_t i = 0, len = 0; i < n && len + 24 < size; i++, len = strlen(out))
        snprintf(out + len, size - len, "%s%s", i ? (dice_roll(d, 12) ? " " : ". ") : "", some_word(d));
}

static dl_date some_date(struct dice *d)
{
    uint64_t kind = dice_roll(d, 12);
    int year = 2019 + (int)dice_roll(d, 3), month = 1 + (int)dice_roll(d, 12), day = 1 + (int)dice_roll(d, 28);
    if (kind == 0)
        return 0;
    if (kind == 1)
        return dl_date_make(year, 0, 0);
    return dl_date_make(year, month, kind == 2 ? 0 : day);
}

static bool holds(const dl_code *codes, unsigned n, const char *code)
{
    for (unsigned i = 0; i < n; i++)
        if (strcmp(codes[i].text, code) == 0)
            return true;
    return false;
}

static void some_countries(struct dice *d, struct model_article *a)
{
    unsigned wanted = (unsigned)dice_roll(d, 4);
    while (a->country_count < wanted) {
        const char *code = countries[dice_roll(d, 6)];
        if (!holds(a->countries, a->country_count, code))
            strcpy(a->countries[a->country_count++].text, code);
    }
    for (size_t i = 0; i < 6; i++)
        if (holds(a->countries, a->country_count, countries[i]) || dice_roll(d, 4) == 0)
            strcpy(a->mentions[a->mention_count++].text, countries[i]);
}

void generate_article(struct dice *d, size_t number, struct model_article *a)
{
    struct dl_tokens tokens = a->tokens;
    *a = (struct model_article){ .tokens = tokens, .live = true };
    snprintf(a->id, sizeof a->id, "%s%zu", number % 3 ? "a" : "aa/b", number);
    some_text(d, dice_roll(d, 8), a->title, sizeof a->title);
    some_text(d, dice_roll(d, 5) ? dice_roll(d, 60) : dice_roll(d, 3), a->body, sizeof a->body);
    a->date = some_date(d);
    some_countries(d, a);
    strcpy(a->source, sources[dice_roll(d, 4)]);
    strcpy(a->author, authors[dice_roll(d, 4)]);
    strcpy(a->tags, tags[dice_roll(d, 4)]);
    bool english = dice_roll(d, 4) != 0;
    strcpy(a->language, english ? "en" : dice_roll(d, 2) ? "vi" : "");
    a->stemmer = dl_stemmer_for(english ? DL_STR("en") : DL_STR("vi"));
}

/* ---- queries ----------------------------------------------------------------------------------------------------- */

struct asking {
    struct dice *d;
    const struct model *m;
    struct dl_arena *arena;
};

static const struct model_article *some_article(const struct asking *q)
{
    for (;;) {
        const struct model_article *a = &q->m->v[dice_roll(q->d, q->m->count)];
        if (a->live)
            return a;
    }
}

static struct dl_str term_text(const struct asking *q, const struct dl_token *t)
{
    return dl_analyzer_term(q->m->analyzer, t->term);
}

static struct dl_query *leaf(const struct asking *q, enum dl_query_op op, struct dl_str text)
{
    struct dl_query *l = dl_query_leaf(q->arena, op, text);
    assert_non_null(l);
    return l;
}

static struct dl_query *node(const struct asking *q, enum dl_query_op op, struct dl_query *const *v, size_t n)
{
    struct dl_query *l = dl_query_node(q->arena, op, v, n);
    assert_non_null(l);
    return l;
}

static struct dl_query *some_term(const struct asking *q)
{
    const struct model_article *a = some_article(q);
    if (a->tokens.count == 0 || dice_roll(q->d, 30) == 0)
        return leaf(q, DL_Q_TERM, DL_STR("nowhere"));
    struct dl_query *t = leaf(q, DL_Q_TERM, term_text(q, &a->tokens.v[dice_roll(q->d, a->tokens.count)]));
    if (dice_roll(q->d, 8) == 0)
        t->weight = 0.25 * (double)(1 + dice_roll(q->d, 8));
    return t;
}

static struct dl_query *some_prefix(const struct asking *q)
{
    struct dl_str text = some_term(q)->text;
    size_t n = 1 + dice_roll(q->d, text.len < 4 ? text.len : 4);
    while (n < text.len && ((unsigned char)text.ptr[n] & 0xC0) == 0x80)
        n++;
    return leaf(q, DL_Q_PREFIX, (struct dl_str){ text.ptr, n });
}

static bool is_title_term(struct dl_str s)
{
    return s.len && s.ptr[0] == 'S';
}

/* NEAR is tried with words that give one term: not with folded forms, parts or written ones at the same position. */
static bool has_no_twin(const struct asking *q, const struct model_article *a, size_t at)
{
    bool title = is_title_term(term_text(q, &a->tokens.v[at]));
    for (size_t i = 0; i < a->tokens.count; i++)
        if (i != at && a->tokens.v[i].position == a->tokens.v[at].position &&
            is_title_term(term_text(q, &a->tokens.v[i])) == title)
            return false;
    return true;
}

/* Terms of neighbouring words, all of the title or all plain; often as the article has them, sometimes shuffled. */
static struct dl_query *some_positional(const struct asking *q, enum dl_query_op op)
{
    const struct model_article *a = some_article(q);
    struct dl_query *v[6];
    size_t n = 0, wanted = 2 + dice_roll(q->d, op == DL_Q_PHRASE ? 3 : 2);
    if (a->tokens.count < 4)
        return some_term(q);
    size_t at = dice_roll(q->d, a->tokens.count);
    bool title = is_title_term(term_text(q, &a->tokens.v[at]));
    uint32_t start = a->tokens.v[at].position, last = 0;
    for (; at < a->tokens.count && n < wanted; at++) {
        const struct dl_token *t = &a->tokens.v[at];
        bool known = false;
        for (size_t i = 0; i < n; i++)
            known |= dl_str_eq(v[i]->text, term_text(q, t));
        if (is_title_term(term_text(q, t)) != title || t->position == last ||
            (op == DL_Q_NEAR && (known || !has_no_twin(q, a, at))) || (n && dice_roll(q->d, 5) == 0))
            continue;
        v[n] = leaf(q, DL_Q_TERM, term_text(q, t));
        v[n]->offset = op == DL_Q_PHRASE ? t->position - start : 0;
        if (n == 0)
            start = t->position, v[n]->offset = 0;
        n++;
        last = t->position;
    }
    if (n < 2)
        return some_term(q);
    if (op == DL_Q_PHRASE && dice_roll(q->d, 4) == 0) { /* the last word from elsewhere */
        v[n - 1]->text = some_term(q)->text;
    }
    struct dl_query *p = node(q, op, v, n);
    p->window = op == DL_Q_NEAR ? (uint32_t)(n + dice_roll(q->d, 12)) : 0;
    return p;
}

static struct dl_query *some_range(const struct asking *q)
{
    struct dl_date_range r = { 0 };
    dl_date a = some_date(q->d), b = some_date(q->d);
    if (a && b && dl_date_first(a) > dl_date_last(b)) {
        dl_date t = a;
        a = b;
        b = t;
    }
    if (dice_roll(q->d, 4))
        r.from = a ? dl_date_first(a) : 0;
    if (dice_roll(q->d, 4))
        r.to = b ? dl_date_last(b) : 0;
    struct dl_query *d = dl_query_date(q->arena, r);
    assert_non_null(d);
    return d;
}

static struct dl_query *some_label(const struct asking *q)
{
    static const char *const values[] = { "ann", "lee", "Ann Lee", "rice", "flood", "price", "ric" };
    static const enum dl_label_match ways[] = { DL_MATCH_WORDS, DL_MATCH_WHOLE, DL_MATCH_BEGIN };
    static const enum dl_query_op ops[] = { DL_Q_AUTHOR, DL_Q_TAG };
    struct dl_query *n = leaf(q, ops[dice_roll(q->d, 2)], dl_str_of(values[dice_roll(q->d, 7)]));
    n->match = ways[dice_roll(q->d, 3)];
    return n;
}

static struct dl_query *some_filter(const struct asking *q)
{
    static const char *const keys[] = { "xinhua", "vna", "kpl", "nobody" };
    switch (dice_roll(q->d, 8)) {
    case 6:
    case 7:
        return some_label(q);
    case 0:
    case 1:
        return some_range(q);
    case 2:
        return leaf(q, DL_Q_COUNTRY, dl_str_of(countries[dice_roll(q->d, 6)]));
    case 3:
        return leaf(q, DL_Q_MENTION, dl_str_of(countries[dice_roll(q->d, 6)]));
    case 4:
        return leaf(q, DL_Q_SOURCE, dl_str_of(keys[dice_roll(q->d, 4)]));
    default:
        return leaf(q, DL_Q_LANGUAGE, dice_roll(q->d, 2) ? DL_STR("en") : DL_STR("vi"));
    }
}

static struct dl_query *some_query(const struct asking *q, unsigned depth)
{
    uint64_t kind = dice_roll(q->d, depth ? 20 : 12);
    struct dl_query *v[5];
    if (kind < 5)
        return some_term(q);
    if (kind < 7)
        return some_positional(q, DL_Q_PHRASE);
    if (kind < 8)
        return some_positional(q, DL_Q_NEAR);
    if (kind < 9)
        return some_prefix(q);
    if (kind < 11)
        return some_filter(q);
    if (kind < 12)
        return leaf(q, dice_roll(q->d, 6) ? DL_Q_ALL : DL_Q_NONE, (struct dl_str){ 0 });
    size_t n = kind < 19 ? 2 + dice_roll(q->d, 4) : 2;
    for (size_t i = 0; i < n; i++)
        v[i] = some_query(q, depth - 1);
    return node(q, kind < 15 ? DL_Q_AND : kind < 19 ? DL_Q_OR : DL_Q_NOT, v, n);
}

struct dl_query *generate_query(struct dice *d, const struct model *m, struct dl_arena *arena)
{
    struct asking q = { d, m, arena };
    return some_query(&q, (unsigned)dice_roll(d, 4));
}
