/* salience.c - how salient each country of an article is: a small logistic model, and the order it gives.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/metadata/country/salience.h"

#include <math.h>
#include <string.h>

#define GUEST_SHARE 0.3
#define GUEST_WEIGHT 5
#define HOST_SHARE 0.08
#define HOST_SALIENCE 0.45
#define HOME_WEIGHT 3
#define SENTENCE_BYTES 400 /* of a body that is hardly more than one */
#define PARTNERS 1.1       /* ln of the most countries in it: three */

static double logistic(double x)
{
    return 1 / (1 + exp(-x));
}

static void compute_products(double *x)
{
    double list = x[DL_F_LIST], length = x[DL_F_LENGTH];
    x[DL_F_LIST_COUNT] = list * x[DL_F_COUNT];
    x[DL_F_LIST_TOP] = list * x[DL_F_TOP];
    x[DL_F_LIST_OTHERS] = list * x[DL_F_NAMED] * (1 - x[DL_F_SHARE]);
    x[DL_F_LIST_ELSEWHERE] = list * x[DL_F_ELSEWHERE];
    x[DL_F_RIVALS_ELSEWHERE] = x[DL_F_RIVALS] * x[DL_F_ELSEWHERE];
    x[DL_F_LIST_RIVAL] = list * x[DL_F_RIVAL_TOP];
    x[DL_F_LIST_LENGTH] = list * length;
    x[DL_F_COUNT_LENGTH] = length * x[DL_F_COUNT];
}

/* Sums over all countries. */
struct sums {
    double total, most, second; /* weighted mentions: of all, of the greatest, of the second */
    unsigned real;              /* countries that more than cues tell of */
    bool dateline, title;       /* one of them has it */
};

static struct sums sum_up(const struct dl_evidence *ev)
{
    struct sums n = { 0 };
    for (unsigned i = 0; i < ev->tally_count; i++) {
        const struct dl_tally *t = &ev->tallies[i];
        double weight = (double)t->weight;
        n.total += weight;
        n.real += weight > 0 || t->dateline;
        n.second = weight > n.most ? n.most : weight > n.second ? weight : n.second;
        n.most = weight > n.most ? weight : n.most;
        n.dateline |= t->dateline;
        n.title |= t->title_named || t->title_place;
    }
    return n;
}

static void compute_features(const struct dl_evidence *ev, const struct sums *n, struct dl_tally *t)
{
    double *x = t->features, length = (double)ev->article->body.len;
    bool in_title = t->title_named || t->title_place;
    memset(x, 0, sizeof t->features);
    x[DL_F_BIAS] = 1;
    x[DL_F_DATELINE] = t->dateline;
    x[DL_F_ELSEWHERE] = n->dateline && !t->dateline;
    x[DL_F_TITLE] = t->title_named;
    x[DL_F_TITLE_PLACE] = t->title_place && !t->title_named;
    x[DL_F_TITLE_OTHER] = n->title && !in_title;
    x[DL_F_LEAD] = t->lead;
    x[DL_F_COUNT] = log(1 + (double)t->weight);
    x[DL_F_SHARE] = n->total > 0 ? (double)t->weight / n->total : 0;
    x[DL_F_TOP] = t->weight > 0 && (double)t->weight >= n->most;
    x[DL_F_NAMED] = t->named > 0;
    x[DL_F_PLACES] = log(1 + (double)t->places);
    x[DL_F_SPREAD] = t->first == UINT32_MAX || length <= 0 ? 0 : (t->last - t->first) / length;
    x[DL_F_RIVALS] = n->real ? log((double)n->real) : 0;
    x[DL_F_LENGTH] = log(1 + length / 1000);
    x[DL_F_US] = t->country == ev->us;
    x[DL_F_BARE] = ev->dateline_end == ev->dateline_start;
    x[DL_F_BARE_SHARE] = x[DL_F_BARE] * x[DL_F_SHARE];
    x[DL_F_LOCAL] = log(1 + (double)t->local_count);
    x[DL_F_BARE_LOCAL] = x[DL_F_BARE] * x[DL_F_LOCAL];
    x[DL_F_HINTS] = log(1 + (double)t->hints);
    x[DL_F_HINTS_ELSEWHERE] = x[DL_F_ELSEWHERE] * x[DL_F_HINTS];
    x[DL_F_HINTS_ALONE] = n->total > 0 || n->dateline ? 0 : x[DL_F_HINTS];
    x[DL_F_VISIT] = t->dateline && x[DL_F_TITLE_OTHER] > 0;
    x[DL_F_RIVAL_TOP] = log(1 + ((double)t->weight >= n->most ? n->second : n->most));
    x[DL_F_LIST] = n->total > 0 ? x[DL_F_RIVALS] * (1 - n->most / n->total) : 0;
    x[DL_F_COUNT_ELSEWHERE] = x[DL_F_ELSEWHERE] * x[DL_F_COUNT];
    x[DL_F_RARE] = ev->rarity[t->country];
    x[DL_F_TICKERS] = log(1 + (double)t->tickers);
    x[DL_F_TICKERS_ELSEWHERE] = x[DL_F_ELSEWHERE] * x[DL_F_TICKERS];
    x[DL_F_ENUM] = t->list ? log((double)t->list) : 0;
    x[DL_F_ENUM_EARLY] = t->list_start < EARLY_BYTES ? x[DL_F_ENUM] : 0;
    compute_products(x);
    double sum = ev->weights[DL_F_RARE_BONUS] * x[DL_F_RARE];
    for (unsigned k = 0; k < DL_SALIENCE_FEATURES; k++)
        sum += x[k] * ev->weights[k];
    t->salience = logistic(sum);
}

/* A meeting abroad: the title names two other countries and the story is theirs, the dateline's country is but the
 * host. */
static void cap_host_salience(struct dl_evidence *ev)
{
    unsigned guests = 0;
    for (unsigned i = 0; i < ev->tally_count; i++)
        guests += (ev->tallies[i].title_named && ev->tallies[i].features[DL_F_SHARE] >= GUEST_SHARE &&
                   ev->tallies[i].weight >= GUEST_WEIGHT);
    for (unsigned i = 0; guests >= 2 && i < ev->tally_count; i++) {
        struct dl_tally *t = &ev->tallies[i];
        if (t->features[DL_F_VISIT] > 0 && t->features[DL_F_SHARE] < HOST_SHARE && t->salience > HOST_SALIENCE)
            t->salience = HOST_SALIENCE;
    }
}

bool dl_country_taken(const struct dl_evidence *ev, const struct dl_tally *t)
{
    return t->salience >= ev->weights[t->features[DL_F_BARE] > 0 ? DL_F_THRESHOLD_BARE : DL_F_THRESHOLD];
}

/* The model tells what belongs to the set; of those that surely do, the one named more, the title's first and the
 * dateline's come first. */
static double rank_of(const double *w, const struct dl_tally *t)
{
    bool bare = t->features[DL_F_BARE] > 0;
    double logit = log(t->salience / (1 - t->salience + 1e-9)), sure = w[bare ? DL_F_SURE_BARE : DL_F_SURE];
    double count = log(1 + t->weight), rank = (logit < sure ? logit : sure) + w[DL_F_ORDER_COUNT] * count;
    rank += (t->title_first ? w[DL_F_ORDER_TITLE_FIRST] : 0) + (t->dateline ? w[DL_F_ORDER_DATELINE] : 0);
    if (bare) /* no dateline tells where: the many names of home do */
        rank += w[DL_F_ORDER_BARE_COUNT] * count + w[DL_F_ORDER_BARE_LOCAL] * t->features[DL_F_BARE_LOCAL];
    return rank;
}

/* A long story without a dateline seldom names its own country but many of its towns: the country that ranks first is
 * in the set when much is said of it. */
static void lift_home(struct dl_evidence *ev)
{
    struct dl_tally *home = NULL;
    for (unsigned i = 0; i < ev->tally_count; i++)
        if (!home || ev->tallies[i].rank > home->rank)
            home = &ev->tallies[i];
    if (home && home->features[DL_F_BARE] > 0 && home->weight >= HOME_WEIGHT && !dl_country_taken(ev, home))
        home->salience = ev->weights[DL_F_THRESHOLD_BARE];
}

/* One sentence that names two countries is about both: which of them the world's news name more says nothing. */
static void lift_partner(struct dl_evidence *ev)
{
    double threshold = ev->weights[DL_F_THRESHOLD_BARE];
    float most = 0;
    if (ev->article->body.len > SENTENCE_BYTES)
        return;
    for (unsigned i = 0; i < ev->tally_count; i++)
        most = ev->tallies[i].named > most ? ev->tallies[i].named : most;
    for (unsigned i = 0; i < ev->tally_count; i++) {
        struct dl_tally *t = &ev->tallies[i];
        bool told = t->named > 0 && t->named >= most && (t->lead || t->title_named);
        if (told && t->features[DL_F_BARE] > 0 && t->features[DL_F_RIVALS] <= PARTNERS && t->salience < threshold)
            t->salience = threshold;
    }
}

void dl_weigh_countries(struct dl_evidence *ev)
{
    const struct sums sums = sum_up(ev);
    for (unsigned i = 0; i < ev->tally_count; i++)
        compute_features(ev, &sums, &ev->tallies[i]);
    cap_host_salience(ev);
    for (unsigned i = 0; i < ev->tally_count; i++)
        ev->tallies[i].rank = rank_of(ev->weights, &ev->tallies[i]);
    lift_home(ev);
    lift_partner(ev);
}
