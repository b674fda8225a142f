/* generate.c - random articles and random queries.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "generate.h"

#include <math.h>
#include <stdio.h>

#define WORDS 400

/* splitmix64 (G. Steele et al., "Fast splittable pseudorandom number generators", 2014). */
static uint64_t next(struct gen *g)
{
    uint64_t z = g->state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

uint32_t gen_below(struct gen *g, uint32_t n)
{
    return (uint32_t)((next(g) >> 32) * n >> 32);
}

/* ---- words ------------------------------------------------------------------------------------------------------- */

static unsigned draw(struct gen *g)
{
    double u = (double)(next(g) >> 11) / 9007199254740992.0;
    return (unsigned)exp(u * log(WORDS + 1.0)) - 1;
}

/* Word RANK: mostly plain, some with a diacritic (two terms at one position). */
static size_t word(unsigned rank, char *out)
{
    static const char *const special[] = { "lào", "café", "đường", "naïve" };
    if (rank % 23 == 7)
        return (size_t)sprintf(out, "%s%c", special[rank / 23 % 4], 'a' + (int)(rank % 26));
    return (size_t)sprintf(out, "%c%c%c", 'b' + (int)(rank % 20), "aeiou"[rank / 20 % 5], 'k' + (int)(rank / 100 % 10));
}

static void text(struct gen *g, unsigned words, char *out, size_t size)
{
    size_t at = 0;
    for (unsigned i = 0; i < words && at + 24 < size; i++) {
        at += word(draw(g), out + at);
        out[at++] = ' ';
    }
    out[at] = '\0';
}

/* ---- articles ---------------------------------------------------------------------------------------------------- */

static const char *const codes[] = { "US", "LA", "VN", "CN", "JP", "FR", "SUHH", "KH", "NG", "BR" };
static const char *const sources[] = { "Xinhua", "VNA", "Reuters", "Lao News Agency", "" };
static const char *const languages[] = { "en", "vi", "fr-FR", "" };

static dl_code code(unsigned i)
{
    dl_code c = { { 0 } };
    snprintf(c.text, sizeof c.text, "%s", codes[i]);
    return c;
}

static dl_date date(struct gen *g)
{
    int year = 2019 + (int)gen_below(g, 4), month = 1 + (int)gen_below(g, 12), day = 1 + (int)gen_below(g, 28);
    switch (gen_below(g, 12)) {
    case 0:
        return 0;
    case 1:
        return year * 10000;
    case 2:
        return year * 10000 + month * 100;
    case 3: /* one crowded day */
    case 4:
        return 20201105;
    default:
        return year * 10000 + month * 100 + day;
    }
}

static void places(struct gen *g, struct dl_article *a)
{
    const unsigned n = sizeof codes / sizeof *codes;
    bool country[sizeof codes / sizeof *codes] = { false };
    for (unsigned i = gen_below(g, 4); i > 0; i--)
        country[gen_below(g, gen_chance(g, 50) ? 2 : n)] = true;
    for (unsigned i = 0; i < n; i++)
        if (country[i])
            a->countries[a->country_count++] = (struct dl_country){ code(i), 0.5f, DL_COUNTRY_BODY };
    static const unsigned alphabetical[] = { 9, 3, 5, 4, 7, 1, 8, 6, 0, 2 };
    for (unsigned i = 0; i < n; i++)
        if (country[alphabetical[i]] || gen_chance(g, 10))
            a->mentions[a->mention_count++] = code(alphabetical[i]);
}

void gen_article(struct gen *g, unsigned number, struct gen_text *out)
{
    memset(&out->a, 0, sizeof out->a);
    snprintf(out->id, sizeof out->id, "a%u", number);
    text(g, gen_below(g, 8), out->title, sizeof out->title);
    text(g, gen_chance(g, 3) ? 1200 : gen_chance(g, 10) ? 0 : gen_below(g, 80), out->body, sizeof out->body);
    out->a.id = dl_str_of(out->id);
    out->a.title = dl_str_of(out->title);
    out->a.body = dl_str_of(out->body);
    out->a.source = dl_str_of(sources[gen_below(g, 5)]);
    out->a.language = dl_str_of(languages[gen_below(g, 4)]);
    out->a.date = date(g);
    out->a.date_from = out->a.date ? DL_DATE_FIELD : DL_DATE_NONE;
    places(g, &out->a);
}

/* ---- queries ----------------------------------------------------------------------------------------------------- */

static struct dl_query *term(struct gen *g, struct dl_arena *arena)
{
    char buf[40] = "S";
    size_t skip = gen_chance(g, 12) ? 0 : 1; /* keep the title's prefix, or drop it */
    size_t n = gen_chance(g, 3) ? (size_t)sprintf(buf + 1, "zzz%u", gen_below(g, 9)) : word(draw(g), buf + 1);
    return dl_query_leaf(arena, DL_Q_TERM, (struct dl_str){ buf + skip, n + 1 - skip });
}

static struct dl_query *prefix(struct gen *g, struct dl_arena *arena)
{
    char buf[40];
    word(draw(g), buf);
    return dl_query_leaf(arena, DL_Q_PREFIX,
                         (struct dl_str){ buf, (size_t)(buf[0] & 0x80 ? 2 : 1) + gen_below(g, 2) * (buf[1] > 0) });
}

static struct dl_query *positional(struct gen *g, struct dl_arena *arena)
{
    struct dl_query *kids[4];
    uint32_t n = 2 + gen_below(g, 3), offset = 0;
    bool near = gen_chance(g, 40), gaps = gen_chance(g, 25);
    for (uint32_t i = 0; i < n; i++) {
        kids[i] = term(g, arena);
        if (!kids[i])
            return NULL;
        kids[i]->offset = offset;
        offset += 1 + (gaps ? gen_below(g, 3) : 0);
    }
    struct dl_query *q = dl_query_node(arena, near ? DL_Q_NEAR : DL_Q_PHRASE, kids, n);
    if (q && near)
        q->window = n + gen_below(g, 12);
    return q;
}

static struct dl_query *filter(struct gen *g, struct dl_arena *arena)
{
    struct dl_date_range r = { 0, 0 };
    switch (gen_below(g, 6)) {
    case 0:
        return dl_query_leaf(arena, DL_Q_COUNTRY, dl_str_of(codes[gen_below(g, 10)]));
    case 1:
        return dl_query_leaf(arena, DL_Q_MENTION, dl_str_of(codes[gen_below(g, 10)]));
    case 2:
        return dl_query_leaf(arena, DL_Q_SOURCE, DL_STR("xinhua"));
    case 3:
        return dl_query_leaf(arena, DL_Q_LANGUAGE, dl_str_of(gen_chance(g, 50) ? "en" : "fr"));
    default:
        if (gen_chance(g, 80))
            r.from = (2018 + (int)gen_below(g, 5)) * 10000 + 101 + (int)gen_below(g, 11) * 100;
        if (gen_chance(g, 80))
            r.to = (r.from ? r.from : 20190101) + (int)gen_below(g, 3) * 10000 + (int)gen_below(g, 20);
        return dl_query_date(arena, r);
    }
}

/* libxapian 1.4.22 adds the weights of a PHRASE or NEAR that does not match when it stands in an OR and is asked by
 * check(), as it is when that OR is not the whole query, or when low weights are cut off.  INNER tells that something
 * is above; PLAIN: no PHRASE or NEAR here; LOOSE: nothing is cut off. */
static struct dl_query *tree(struct gen *g, struct dl_arena *arena, unsigned depth, bool inner, bool plain, bool loose)
{
    struct dl_query *kids[6];
    uint32_t kind = gen_below(g, depth ? 100 : 62), n;
    enum dl_query_op op;
    if (kind < 40 || (kind < 52 && plain))
        return term(g, arena);
    if (kind < 52)
        return positional(g, arena);
    if (kind < 55)
        return prefix(g, arena);
    if (kind < 61)
        return filter(g, arena);
    if (kind < 62)
        return dl_query_leaf(arena, DL_Q_ALL, DL_STR(""));
    op = kind < 78 ? DL_Q_AND : kind < 92 ? DL_Q_OR : DL_Q_NOT;
    n = op == DL_Q_NOT ? 2 : 1 + gen_below(g, 5);
    for (uint32_t i = 0; i < n; i++)
        if (!(kids[i] = tree(g, arena, depth - 1, true, plain || (op == DL_Q_OR && (inner || !loose)), loose)))
            return NULL;
    return dl_query_node(arena, op, kids, n);
}

/* What people ask: a flat AND or OR of words, perhaps filtered. */
static struct dl_query *usual(struct gen *g, struct dl_arena *arena)
{
    struct dl_query *kids[90], *and[4];
    uint32_t n = gen_chance(g, 3) ? 40 + gen_below(g, 50) : 1 + gen_below(g, 6), m = 0;
    for (uint32_t i = 0; i < n; i++)
        if (!(kids[i] = term(g, arena)))
            return NULL;
    and[m++] = dl_query_node(arena, gen_chance(g, 60) ? DL_Q_OR : DL_Q_AND, kids, n);
    for (uint32_t i = gen_below(g, 3); i > 0; i--)
        and[m++] = filter(g, arena);
    for (uint32_t i = 0; i < m; i++)
        if (!and[i])
            return NULL;
    return m == 1 ? and[0] : dl_query_node(arena, DL_Q_AND, and, m);
}

struct dl_query *gen_query(struct gen *g, struct dl_arena *arena, bool loose)
{
    return gen_chance(g, 50) ? usual(g, arena) : tree(g, arena, 3, false, false, loose);
}

static struct dl_query *lead(struct gen *g, struct dl_arena *arena)
{
    struct dl_query *word = term(g, arena), *q = word ? dl_query_node(arena, DL_Q_LEAD, &word, 1) : NULL;
    if (q) {
        word->weight = 0.1 + 0.1 * gen_below(g, 20);
        q->window = 1 + gen_below(g, 40);
    }
    return q;
}

struct dl_query *gen_rescore(struct gen *g, struct dl_arena *arena)
{
    struct dl_query *kids[6];
    uint32_t n = 1 + gen_below(g, 6);
    for (uint32_t i = 0; i < n; i++) {
        kids[i] = gen_chance(g, 40) ? lead(g, arena) : gen_chance(g, 60) ? term(g, arena) : positional(g, arena);
        if (!kids[i])
            return NULL;
    }
    return n == 1 ? kids[0] : dl_query_node(arena, DL_Q_OR, kids, n);
}
