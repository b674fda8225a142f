/* model.c - how salient each country of an article is: a small logistic model, and the order it gives.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/metadata/country/model.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/metadata/words.h"

/* Weights of the model, fitted by scripts/fit-salience.py on newswire stories of 1987 with and without their datelines;
 * a candidate is taken when the logistic of the sum reaches THRESHOLD. */
const double dl_country_weights[DL_CF_FEATURES] = {
#include "lib/metadata/country/weights.inc"
};
#define THRESHOLD 0.57
#define THRESHOLD_BARE 0.5 /* without a dateline, when less is known of every country */
#define RARE_BONUS 0.6     /* a country seldom in the news is missed more sorely than it is named once too often */
#define SURE 3.5           /* logit from which on a country surely belongs to the set */
#define SURE_BARE 2.5      /* the same without a dateline: how much is told of it says more */
#define GUEST_SHARE 0.3
#define GUEST_WEIGHT 5
#define HOST_SHARE 0.08
#define HOST_SALIENCE 0.45
#define HOME_WEIGHT 3

static void set_rarity(float *rarity)
{
    for (unsigned i = 0; i < dl_place_countries(); i++) {
        dl_word_set kinds = dl_word_kinds(dl_str_of(dl_place_code(i).text));
        rarity[i] = kinds & DL_WORD_BIT(MOST_NAMED) ? 0 : kinds & DL_WORD_BIT(OFTEN_NAMED) ? 0.5f : 1;
    }
}

static double logistic(double x)
{
    return 1 / (1 + exp(-x));
}

static void compute_products(double *x)
{
    double list = x[DL_CF_LIST], length = x[DL_CF_LENGTH];
    x[DL_CF_RARE_LIST] = x[DL_CF_RARE] * list;
    x[DL_CF_LIST_SQUARE] = list * list;
    x[DL_CF_LIST_COUNT] = list * x[DL_CF_COUNT];
    x[DL_CF_LIST_NAMED] = list * x[DL_CF_NAMED];
    x[DL_CF_LIST_TOP] = list * x[DL_CF_TOP];
    x[DL_CF_LIST_OTHERS] = list * x[DL_CF_NAMED] * (1 - x[DL_CF_SHARE]);
    x[DL_CF_LIST_ELSEWHERE] = list * x[DL_CF_ELSEWHERE];
    x[DL_CF_RIVALS_ELSEWHERE] = x[DL_CF_RIVALS] * x[DL_CF_ELSEWHERE];
    x[DL_CF_LIST_RIVAL] = list * x[DL_CF_RIVAL_TOP];
    x[DL_CF_LIST_LENGTH] = list * length;
    x[DL_CF_COUNT_LENGTH] = length * x[DL_CF_COUNT];
    x[DL_CF_SHARE_LENGTH] = length * x[DL_CF_SHARE];
}

static void compute_features(const struct dl_country_model *model, struct dl_tally_set *s, size_t length,
                             bool has_dateline)
{
    double total = 0, most = 0, second = 0;
    uint32_t first = UINT32_MAX;
    bool dateline_known = false, title = false;
    unsigned titled = 0, real = 0;
    for (unsigned i = 0; i < s->count; i++) {
        struct dl_tally *t = &s->v[i];
        total += t->weight;
        real += t->weight > 0 || t->dateline; /* not by hints alone */
        second = t->weight > most ? most : t->weight > second ? t->weight : second;
        most = t->weight > most ? t->weight : most;
        first = t->first < first ? t->first : first;
        dateline_known |= t->dateline;
        title |= t->title_named || t->title_place;
        titled += t->title_named || t->title_place;
    }
    for (unsigned i = 0; i < s->count; i++) {
        struct dl_tally *t = &s->v[i];
        double *x = t->features, bare = has_dateline ? 0 : 1;
        bool in_title = t->title_named || t->title_place, is_us = t->country == s->us;
        memset(x, 0, sizeof t->features);
        x[DL_CF_BIAS] = 1;
        x[DL_CF_DATELINE] = t->dateline;
        x[DL_CF_ELSEWHERE] = dateline_known && !t->dateline;
        x[DL_CF_TITLE] = t->title_named;
        x[DL_CF_TITLE_PLACE] = t->title_place && !t->title_named;
        x[DL_CF_TITLE_OTHER] = title && !in_title;
        x[DL_CF_TITLE_FIRST] = t->title_first;
        x[DL_CF_LEAD] = t->lead;
        x[DL_CF_EARLY] = t->early;
        x[DL_CF_FIRST] = t->first != UINT32_MAX && t->first == first;
        x[DL_CF_COUNT] = log(1 + t->weight);
        x[DL_CF_SHARE] = total > 0 ? t->weight / total : 0;
        x[DL_CF_TOP] = t->weight > 0 && t->weight >= most;
        x[DL_CF_ONLY] = real == 1;
        x[DL_CF_NAMED] = t->named > 0;
        x[DL_CF_PLACES] = log(1 + t->places);
        x[DL_CF_INSTITUTION] = t->institutions > 0 && t->named + t->people + t->places <= 0;
        x[DL_CF_SPREAD] = t->first == UINT32_MAX || length == 0 ? 0 : (double)(t->last - t->first) / (double)length;
        x[DL_CF_RIVALS] = real ? log((double)real) : 0;
        x[DL_CF_LENGTH] = log(1 + (double)length / 1000);
        x[DL_CF_US] = is_us;
        x[DL_CF_US_DATELINE] = is_us && t->dateline;
        x[DL_CF_US_TITLE] = is_us && titled > (in_title ? 1u : 0u);
        x[DL_CF_BARE] = bare;
        x[DL_CF_BARE_TITLE] = bare * t->title_named;
        x[DL_CF_BARE_SHARE] = bare * x[DL_CF_SHARE];
        x[DL_CF_HINTS] = log(1 + t->hints);
        x[DL_CF_HINTS_ELSEWHERE] = x[DL_CF_ELSEWHERE] * x[DL_CF_HINTS];
        x[DL_CF_HINTS_ALONE] = total > 0 || dateline_known ? 0 : x[DL_CF_HINTS];
        double rival = log(1 + (t->weight >= most ? second : most));
        x[DL_CF_VISIT] = t->dateline && title && !in_title;
        x[DL_CF_DATELINE_SHARE] = t->dateline ? x[DL_CF_SHARE] : 0;
        x[DL_CF_DATELINE_RIVAL] = t->dateline ? rival : 0;
        x[DL_CF_RIVAL_TOP] = rival;
        x[DL_CF_LIST] = total > 0 ? x[DL_CF_RIVALS] * (1 - most / total) : 0;
        x[DL_CF_LEAD_TITLE] = in_title && t->lead;
        x[DL_CF_COUNT_ELSEWHERE] = x[DL_CF_ELSEWHERE] * x[DL_CF_COUNT];
        x[DL_CF_BARE_TOP] = bare * x[DL_CF_TOP];
        x[DL_CF_LOCAL] = log(1 + (double)t->local_count);
        x[DL_CF_BARE_LOCAL] = bare * x[DL_CF_LOCAL];
        x[DL_CF_RARE] = model->rarity[t->country];
        x[DL_CF_TICKERS] = log(1 + (double)t->tickers);
        x[DL_CF_TICKERS_ELSEWHERE] = x[DL_CF_ELSEWHERE] * x[DL_CF_TICKERS];
        x[DL_CF_ENUM] = t->list ? log((double)t->list) : 0;
        x[DL_CF_ENUM_EARLY] = t->list_start < EARLY_BYTES ? x[DL_CF_ENUM] : 0;
        x[DL_CF_ENUM_SHORT] = x[DL_CF_ENUM] / (1 + x[DL_CF_LENGTH]);
        compute_products(x);
        double sum = RARE_BONUS * x[DL_CF_RARE];
        for (unsigned k = 0; k < DL_CF_FEATURES; k++)
            sum += x[k] * dl_country_weights[k];
        t->salience = logistic(sum);
        if (t->weight <= 0 && !t->dateline && total >= OTHERS_SPEAK) /* words of public life, in a story of elsewhere */
            t->mention = 0;
    }
}

/* A meeting abroad: the title names two other countries and the story is theirs, the dateline's country is but the
 * host. */
static void cap_host_salience(struct dl_tally_set *s)
{
    unsigned guests = 0;
    for (unsigned i = 0; i < s->count; i++)
        guests +=
            (s->v[i].title_named && s->v[i].features[DL_CF_SHARE] >= GUEST_SHARE && s->v[i].weight >= GUEST_WEIGHT);
    for (unsigned i = 0; guests >= 2 && i < s->count; i++) {
        struct dl_tally *t = &s->v[i];
        if (t->features[DL_CF_VISIT] > 0 && t->features[DL_CF_SHARE] < HOST_SHARE && t->salience > HOST_SALIENCE)
            t->salience = HOST_SALIENCE;
    }
}

bool dl_country_taken(const struct dl_tally *t)
{
    return t->salience >= (t->features[DL_CF_BARE] > 0 ? THRESHOLD_BARE : THRESHOLD);
}

/* The model tells what belongs to the set; of those that surely do, the one named more, the title's first and the
 * dateline's come first. */
static double rank_of(const struct dl_tally *t)
{
    double logit = log(t->salience / (1 - t->salience + 1e-9)), sure = t->features[DL_CF_BARE] > 0 ? SURE_BARE : SURE;
    double rank =
        (logit < sure ? logit : sure) + 0.5 * log(1 + t->weight) + (t->title_first ? 1.0 : 0) + (t->dateline ? 0.5 : 0);
    if (t->features[DL_CF_BARE] > 0) /* no dateline tells where: the many names of home do */
        rank +=
            0.5 * log(1 + t->weight) + 0.6 * t->features[DL_CF_BARE_LOCAL] + (t->features[DL_CF_FIRST] > 0 ? 0.4 : 0);
    return rank;
}

/* A long story without a dateline seldom names its own country but many of its towns: the country that ranks first is
 * in the set when much is said of it. */
static void lift_home(struct dl_tally_set *s)
{
    struct dl_tally *home = NULL;
    for (unsigned i = 0; i < s->count; i++)
        if (!home || s->v[i].rank > home->rank)
            home = &s->v[i];
    if (home && home->features[DL_CF_BARE] > 0 && home->weight >= HOME_WEIGHT && !dl_country_taken(home))
        home->salience = THRESHOLD_BARE;
}

enum dl_status dl_country_model_new(struct dl_country_model *model, struct dl_error *err)
{
    model->rarity = calloc(dl_place_countries(), sizeof *model->rarity);
    if (!model->rarity)
        return dl_fail_memory(err);
    set_rarity(model->rarity);
    return DL_OK;
}

void dl_country_model_free(struct dl_country_model *model)
{
    free(model->rarity);
    model->rarity = NULL;
}

void dl_country_model_apply(const struct dl_country_model *model, struct dl_tally_set *s, size_t length, bool dateline)
{
    compute_features(model, s, length, dateline);
    cap_host_salience(s);
    for (unsigned i = 0; i < s->count; i++)
        s->v[i].rank = rank_of(&s->v[i]);
    lift_home(s);
}
