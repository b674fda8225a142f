/* bm25.h - the one ranking formula, used by both engines.
 *
 *   score(t, d) = idf(t) * tf * (k1 + 1) / (tf + k1 * (1 - b + b * max(len / avlen, 0.0)))
 *   idf(t)      = log(r), r = (N - n + 0.5) / (n + 0.5), and r = r / 2 + 1 where r < 2 (so that idf > 0)
 *
 * S. Robertson, H. Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009; the guard for common terms
 * is that of libxapian's BM25Weight, which is called with k2 = 0, k3 = 0, min_normlen = 0, so that both engines agree.
 * N articles, n of them with the term; tf its occurrences in the article; len the sum of the tf of all the article's
 * text terms (title terms count as plain and as "S" terms, folded forms count too); avlen the mean of len over the N
 * articles. Statistics of several indexes searched together are added up first.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_BM25_H
#define DATELINE_BM25_H

#include <math.h>
#include <stdint.h>
#include <string.h>

#define DL_BM25_K1 1.2
#define DL_BM25_B 0.75

struct dl_bm25 {
    double k1, b;
};

/* A score, 0 or more, to 32 significant bits, as scores are compared and told: sums of the same parts in different
 * orders, which differ in their last bits, become one score, and articles that tie are ordered by date and id. */
static inline double dl_score_round(double score)
{
    uint64_t bits;
    memcpy(&bits, &score, sizeof bits);
    bits = (bits + (UINT64_C(1) << 20)) & ~((UINT64_C(1) << 21) - 1);
    memcpy(&score, &bits, sizeof score);
    return score;
}
#define DL_SCORE_STEP 0x1p-31 /* two scores that differ by more than this share of themselves stay apart */

static inline double dl_bm25_idf(double articles, double with_term)
{
    double r = (articles - with_term + 0.5) / (with_term + 0.5);
    if (r < 2.0)
        r = r * 0.5 + 1.0;
    return log(r);
}

static inline double dl_bm25_tf(const struct dl_bm25 *m, double tf, double len, double avlen)
{
    return tf * (m->k1 + 1.0) / (tf + m->k1 * (1.0 - m->b + m->b * len / avlen));
}

#endif
