/* generate.h - random articles and random queries, the same for the same seed.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_GENERATE_H
#define DATELINE_GENERATE_H

#include "dateline/article.h"
#include "dateline/query.h"

struct gen {
    uint64_t state;
};
static inline struct gen gen_new(uint64_t seed)
{
    return (struct gen){ seed * 2 + 1 };
}
uint32_t gen_below(struct gen *g, uint32_t n); /* 0 .. n-1 */
static inline bool gen_chance(struct gen *g, uint32_t percent)
{
    return gen_below(g, 100) < percent;
}

#define GEN_BODY 8192
struct gen_text {
    struct dl_article a; /* its strings lie in what follows */
    char id[32], title[256], source[32];
    char body[GEN_BODY];
};
/* An article with the id "a<NUMBER>".  Words are drawn log-uniformly from a small vocabulary, so that a few are in most
 * articles. */
void gen_article(struct gen *g, unsigned number, struct gen_text *out);

/* A random query; NULL when memory runs out.  LOOSE: the search has no limit (see generate.c for what that allows). */
struct dl_query *gen_query(struct gen *g, struct dl_arena *arena, bool loose);
/* A random rescore, likewise. */
struct dl_query *gen_rescore(struct gen *g, struct dl_arena *arena);

#endif
