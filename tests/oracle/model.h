/* model.h - search by brute force: every article is looked at, every score computed from bm25.h as it stands there.
 *
 * Slow, short, and independent of both engines: what they are compared with.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_TESTS_ORACLE_MODEL_H
#define DATELINE_TESTS_ORACLE_MODEL_H

#include "dateline/engine.h"

#define MODEL_TEXT 1200

struct model_article {
    char id[24], title[200], body[MODEL_TEXT], source[16], language[4], author[16], tags[32];
    dl_date date;
    dl_code countries[4];
    unsigned country_count;
    dl_code mentions[6]; /* sorted, a superset of countries */
    unsigned mention_count;
    const char *stemmer;
    struct dl_tokens tokens;
    unsigned index; /* which of several indexes holds it */
    bool live;
};

struct model {
    struct dl_analyzer *analyzer; /* numbers the terms of all articles */
    struct model_article *v;
    size_t count, live;
    double average; /* length */
};

struct model_hit {
    size_t article;
    double score;
};

/* Analyse all articles and sum up what ranking needs.  Call after every change of `live`. */
void model_prepare(struct model *m);

/* All live matches in S's order, its offset and limit not applied; OUT has room for m->count.  Returns how many. */
size_t model_search(const struct model *m, const struct dl_search *s, struct model_hit *out);

/* Counts over HITS, sorted as engine.h says. */
void model_facets(const struct model *m, const struct model_hit *hits, size_t n, enum dl_facet facet,
                  struct dl_facets *out);

#endif
