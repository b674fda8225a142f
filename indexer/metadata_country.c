/* metadata_country.c - from the places named in an article to the countries it is about, by a small logistic model.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "indexer/metadata_country.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "dateline/text.h"

#include "indexer/country_evidence.h"
#include "indexer/country_explain.h"

#define LEAD_BYTES 300 /* of the story, taken for its first sentence */
#define EARLY_BYTES 1000
#define MAX_LOCAL 8 /* different places of a country that are told apart */
#define ORGANISATION_WEIGHT 0.5f /* of "American Resource Corp" */
#define MONEY_WEIGHT 0.2f        /* of "Australian dollars" beside a plain mention */
#define HINT_MENTION 0.2f        /* of a word of public life beside a plain mention ... */
#define OTHERS_SPEAK 2.0f        /* weight of named countries beside which hints alone make no mention */
#define MOST_TICKER 5 /* letters of a share's code on the exchanges of America */
#define LIST_GAP 40   /* bytes between two countries of an enumeration */
#define LEAST_LIST 3
#define MOST_LIST 32
#define MOST_HINTS 3             /* ... of which so many count */
#define MENTION_WEIGHT 0.4f      /* the least sum of weights that makes a mention: two hints */

/* What is gathered about one country. */
struct tally {
    uint16_t country;
    bool dateline, title_named, title_place, title_first, lead, early;
    float weight;  /* sum over title and body */
    float mention; /* the same with currencies in full */
    float named, people, places, institutions, hints;
    uint32_t local[MAX_LOCAL]; /* names of different cities and regions */
    unsigned local_count;
    unsigned tickers;    /* shares that its exchanges list */
    unsigned list;       /* countries in the longest enumeration that names it */
    uint32_t list_start; /* byte of the body where that begins */
    uint32_t first, last; /* bytes of the body; first = UINT32_MAX: only in the title or dateline */
    double salience, rank;
    double features[DL_CF_FEATURES];
};

/* Suffixes of the codes of shares, "<BP.L>", and where their exchanges are. */
static const struct {
    char suffix[3];
    dl_code country;
} exchanges[] = {
    { "L", { "GB" } }, { "T", { "JP" } }, { "F", { "DE" } }, { "D", { "DE" } }, { "S", { "AU" } }, { "AX", { "AU" } },
    { "PA", { "FR" } }, { "AS", { "NL" } }, { "Z", { "CH" } }, { "HK", { "HK" } }, { "ST", { "SE" } },
    { "MI", { "IT" } }, { "BR", { "BE" } }, { "SI", { "SG" } }, { "TO", { "CA" } }, { "VI", { "AT" } },
    { "J", { "ZA" } }, { "HE", { "FI" } }, { "OL", { "NO" } }, { "CO", { "DK" } }, { "MC", { "ES" } },
    { "KL", { "MY" } }, { "N", { "US" } }, { "O", { "US" } }
};
#define EXCHANGES (sizeof exchanges / sizeof exchanges[0])

struct dl_country_finder {
    struct evidence_list evidence;
    struct dl_place_hits scratch;
    uint16_t *slot;                 /* [dl_place_countries()] index + 1 into tallies, 0 none */
    struct tally *tallies, **order; /* order: sorted by rank */
    float *rarity;                  /* [dl_place_countries()] as DL_CF_RARE says */
    unsigned count, us, canada, exchange[EXCHANGES];
    struct dl_str unread; /* as dl_countries_unread says */
};

/* Weights of the model, fitted by scripts/fit-salience.py on newswire stories of 1987 with and without their datelines;
 * a candidate is taken when the logistic of the sum reaches THRESHOLD. */
static const double weights[DL_CF_FEATURES] = {
#include "indexer/country_weights.inc"
};
#define THRESHOLD 0.57
#define THRESHOLD_BARE 0.5 /* without a dateline, when less is known of every country */
#define RARE_BONUS 0.6 /* a country seldom in the news is missed more sorely than it is named once too often */
#define SURE 3.5       /* logit from which on a country surely belongs to the set */
#define SURE_BARE 2.5  /* the same without a dateline: how much is told of it says more */
#define GUEST_SHARE 0.3
#define GUEST_WEIGHT 5
#define HOST_SHARE 0.1
#define HOST_SALIENCE 0.45
#define HOME_WEIGHT 3
#define LEAST 0.25 /* the best candidate alone is taken down to this when nothing reaches the threshold */

static void set_rarity(struct dl_country_finder *f)
{
    static const dl_code most[] = { { "US" }, { "GB" }, { "JP" }, { "DE" }, { "FR" } },
                         often[] = { { "IT" }, { "CA" }, { "CN" }, { "SUHH" }, { "RU" }, { "CH" }, { "NL" }, { "IN" },
                                     { "BR" }, { "AU" }, { "ES" }, { "KR" },   { "IR" }, { "IQ" }, { "IL" }, { "SA" } };
    for (unsigned i = 0; i < dl_place_countries(); i++)
        f->rarity[i] = 1;
    for (size_t i = 0; i < sizeof often / sizeof often[0]; i++)
        if (dl_place_country(often[i]) < dl_place_countries())
            f->rarity[dl_place_country(often[i])] = 0.5f;
    for (size_t i = 0; i < sizeof most / sizeof most[0]; i++)
        if (dl_place_country(most[i]) < dl_place_countries())
            f->rarity[dl_place_country(most[i])] = 0;
}

enum dl_status dl_country_finder_new(struct dl_country_finder **out, struct dl_error *err)
{
    struct dl_country_finder *f = calloc(1, sizeof *f);
    unsigned n = dl_place_countries();
    *out = NULL;
    if (!f)
        return dl_fail_memory(err);
    f->slot = calloc(n, sizeof *f->slot);
    f->tallies = calloc(n, sizeof *f->tallies);
    f->order = calloc(n, sizeof *f->order);
    f->rarity = calloc(n, sizeof *f->rarity);
    if (!f->rarity || !f->slot || !f->tallies || !f->order || evidence_new(&f->evidence, NULL) != DL_OK) {
        dl_country_finder_free(f);
        return dl_fail_memory(err);
    }
    f->us = dl_place_country((dl_code){ "US" });
    f->canada = dl_place_country((dl_code){ "CA" });
    for (size_t i = 0; i < EXCHANGES; i++)
        f->exchange[i] = dl_place_country(exchanges[i].country);
    set_rarity(f);
    *out = f;
    return DL_OK;
}

void dl_country_finder_free(struct dl_country_finder *f)
{
    if (!f)
        return;
    evidence_free(&f->evidence);
    dl_place_hits_free(&f->scratch);
    free(f->slot);
    free(f->tallies);
    free(f->order);
    free(f->rarity);
    free(f);
}

static struct tally *tally_of(struct dl_country_finder *f, unsigned country)
{
    if (!f->slot[country]) {
        struct tally *t = &f->tallies[f->count++];
        *t = (struct tally){ .country = (uint16_t)country, .first = UINT32_MAX };
        f->slot[country] = (uint16_t)f->count;
    }
    return &f->tallies[f->slot[country] - 1];
}

static void note_local(struct tally *t, uint32_t name)
{
    unsigned i = 0;
    while (i < t->local_count && t->local[i] != name)
        i++;
    if (i == t->local_count && i < MAX_LOCAL)
        t->local[t->local_count++] = name;
}

static void add_evidence(struct dl_country_finder *f, const struct evidence *e, dl_date date, uint32_t story,
                         bool *title_seen)
{
    struct tally *t = tally_of(f, dl_place_at(e->sense->country, e->sense->region, date));
    bool name = e->sense->kind == DL_PLACE_NAME || e->sense->kind == DL_PLACE_ABBR,
         people = e->sense->kind == DL_PLACE_PEOPLE;
    bool hint = e->sense->kind == DL_PLACE_HINT;
    bool place = e->sense->kind == DL_PLACE_CITY || e->sense->kind == DL_PLACE_REGION;
    if (e->zone == ZONE_DATELINE) {
        t->dateline = true;
        return;
    }
    float w = e->context & CTX_QUALIFIES ? 0 : e->weight; /* "Portland, Ore." is one mention */
    if (hint) {
        t->hints += 1;
        t->mention += t->hints <= MOST_HINTS ? HINT_MENTION : 0;
        return;
    }
    if ((name || people) && (e->context & CTX_LANGUAGE)) /* "tiếng Anh", too, names the land for the language */
        return;
    t->mention += w;
    if (e->context & CTX_MONEY)
        w *= MONEY_WEIGHT;
    if (e->context & CTX_ORGANISATION)
        w *= ORGANISATION_WEIGHT;
    t->weight += w;
    t->named += name ? w : 0;
    t->people += people ? w : 0;
    t->places += place ? w : 0;
    if (place && w > 0)
        note_local(t, e->hit.sense);
    t->institutions += e->sense->kind == DL_PLACE_INSTITUTION ? w : 0;
    if ((e->context & CTX_MONEY) || w <= 0)
        return;
    if (e->zone == ZONE_TITLE) {
        t->title_named |= name || people;
        t->title_place |= !(name || people);
        t->title_first |= !*title_seen;
        *title_seen = true;
        return;
    }
    if (t->first == UINT32_MAX)
        t->first = e->hit.start;
    t->last = e->hit.start;
    t->lead |= e->hit.start < story + LEAD_BYTES;
    t->early |= e->hit.start < story + EARLY_BYTES;
}

/* "<BP.L>", "<ARC>": the country on whose exchanges the share is listed; UINT_MAX when that is not known. */
static unsigned exchange_country(const struct dl_country_finder *f, const char *code, size_t n)
{
    const char *dot = memchr(code, '.', n);
    if (!dot)
        return n <= MOST_TICKER ? f->us : UINT_MAX;
    size_t left = n - (size_t)(dot + 1 - code);
    for (size_t i = 0; i < EXCHANGES; i++)
        if (strlen(exchanges[i].suffix) == left && memcmp(dot + 1, exchanges[i].suffix, left) == 0)
            return f->exchange[i];
    return UINT_MAX;
}

static void add_tickers(struct dl_country_finder *f, struct dl_str text)
{
    const char *p = text.ptr, *end = text.ptr + text.len;
    while (text.len && (p = memchr(p, '<', (size_t)(end - p))) != NULL) {
        const char *code = ++p;
        while (p < end && p - code < 10 && ((*p >= 'A' && *p <= 'Z') || (*p == '.' && p > code)))
            p++;
        unsigned country = p < end && *p == '>' && p > code ? exchange_country(f, code, (size_t)(p - code)) : UINT_MAX;
        if (country < dl_place_countries())
            tally_of(f, country)->tickers++;
    }
}

/* Do A and B stand in one enumeration: "Japan, Italy and Spain", "1.2 mln in Italy, 0.9 in Spain"? */
static bool enumerated(struct dl_str text, const struct evidence *a, const struct evidence *b)
{
    bool comma = false;
    if (a->zone != ZONE_BODY || b->zone != ZONE_BODY || b->hit.start < a->hit.end ||
        b->hit.start - a->hit.end > LIST_GAP)
        return false;
    for (uint32_t i = a->hit.end; i < b->hit.start; i++) {
        char c = text.ptr[i];
        if ((c == '.' && i + 1 < text.len && (unsigned char)text.ptr[i + 1] <= ' ') || c == '"')
            return false;
        comma |= c == ',' || c == ';' ||
                 (c == 'a' && i + 4 < b->hit.start + 1 && memcmp(text.ptr + i, "and ", 4) == 0);
    }
    return comma;
}

static void end_list(struct dl_country_finder *f, const uint16_t *members, unsigned count, uint32_t start)
{
    for (unsigned i = 0; count >= LEAST_LIST && i < count; i++) {
        struct tally *t = tally_of(f, members[i]);
        if (count > t->list) {
            t->list = count;
            t->list_start = start;
        }
    }
}

static void add_lists(struct dl_country_finder *f, struct dl_str body, dl_date date)
{
    uint16_t members[MOST_LIST];
    unsigned count = 0;
    uint32_t start = 0;
    const struct evidence *before = NULL;
    for (size_t i = 0; i < f->evidence.count; i++) {
        const struct evidence *e = &f->evidence.v[i];
        if (!e->sense || e->sense->kind == DL_PLACE_HINT || (e->context & (CTX_MONEY | CTX_QUALIFIES)))
            continue;
        uint16_t country = (uint16_t)dl_place_at(e->sense->country, e->sense->region, date);
        bool known = false;
        if (!before || !enumerated(body, before, e)) {
            end_list(f, members, count, start);
            count = 0;
            start = e->hit.start;
        }
        for (unsigned k = 0; k < count; k++)
            known |= members[k] == country;
        if (!known && count < MOST_LIST)
            members[count++] = country;
        before = e;
    }
    end_list(f, members, count, start);
}

/* Is one town all that is told of T's country, and not of Canada, which writes much as America does? */
static bool lone_town(const struct dl_country_finder *f, const struct tally *t)
{
    return !t->dateline && t->local_count == 1 && t->named + t->people + t->institutions <= 0 && t->country != f->canada;
}

/* A town abroad of which nothing else tells, in a story of home life, is a namesake at home: the table has no small
 * towns. */
static void move_home(struct tally *home, struct tally *t)
{
    home->weight += t->weight;
    home->places += t->places;
    note_local(home, t->local[0]);
    home->title_place |= t->title_place;
    home->title_first |= t->title_first;
    home->lead |= t->lead;
    home->early |= t->early;
    home->first = t->first < home->first ? t->first : home->first;
    home->last = t->last > home->last ? t->last : home->last;
    t->weight = t->places = t->mention = 0;
    t->title_place = t->title_first = t->lead = t->early = false;
    t->first = UINT32_MAX;
}

/* The words of one country's life are hints, too, where no dateline tells where the story plays and no other country is
 * much spoken of.  Half of the world writes as Britain does, but pays in other coin. */
static void add_english(struct dl_country_finder *f)
{
    const struct english_variety *e = &f->evidence.english;
    float american = e->american - e->british, life = fabsf(american), others = 0;
    if (life < LEAST_ENGLISH || (american < 0 && !e->pounds))
        return;
    struct tally *home = tally_of(f, american > 0 ? f->evidence.us : f->evidence.gb);
    for (unsigned i = 0; i < f->count; i++)
        others += &f->tallies[i] == home ? 0 : f->tallies[i].named + f->tallies[i].people;
    if (others >= OTHERS_SPEAK)
        return;
    home->hints += life;
    home->mention += MENTION_WEIGHT;
    for (unsigned i = 0; i < f->count; i++)
        if (&f->tallies[i] != home && lone_town(f, &f->tallies[i]))
            move_home(home, &f->tallies[i]);
}

static bool same_language(struct dl_str tag, const char *language)
{
    return tag.len >= 2 && memcmp(tag.ptr, language, 2) == 0 &&
           (tag.len == 2 || tag.ptr[2] == '-' || tag.ptr[2] == '_');
}

/* Prices in the country's own coin and what its offices are called, in the one language of which nobody else has papers:
 * a story that names no place is most likely told at home. */
static void add_home(struct dl_country_finder *f, struct dl_str language, struct dl_str body)
{
    static const struct {
        char language[3];
        dl_code country;
        const char *words[8];
    } homes[] = {
        { "vi",
          { "VN" },
          { "triệu đồng", "tỷ đồng", "tỉ đồng", "nghìn đồng", "ngàn đồng", "nước ta", "Công an", "Bộ GD&ĐT" } },
        { "th", { "TH" }, { "ล้านบาท", "แสนบาท", "หมื่นบาท", "พันบาท", NULL } },
        { "lo", { "LA" }, { "ລ້ານກີບ", "ຕື້ກີບ", "ພັນກີບ", "ແສນກີບ", NULL } },
        { "km", { "KH" }, { "លានរៀល", "ពាន់រៀល", "ម៉ឺនរៀល", NULL } }
    };
    for (size_t i = 0; i < sizeof homes / sizeof homes[0]; i++) {
        if (!same_language(language, homes[i].language))
            continue;
        struct tally *home = tally_of(f, dl_place_country(homes[i].country));
        for (unsigned k = 0; k < 8 && homes[i].words[k]; k++) {
            const char *word = homes[i].words[k];
            if (!body.len || !memmem(body.ptr, body.len, word, strlen(word)))
                continue;
            home->hints += 1;
            home->mention += home->hints <= MOST_HINTS ? HINT_MENTION : 0; /* one may be a sum converted */
        }
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

static void compute_features(struct dl_country_finder *f, const struct dl_article *a, bool has_dateline)
{
    double total = 0, most = 0, second = 0;
    uint32_t first = UINT32_MAX;
    bool dateline_known = false, title = false;
    unsigned titled = 0, real = 0;
    for (unsigned i = 0; i < f->count; i++) {
        struct tally *t = &f->tallies[i];
        total += t->weight;
        real += t->weight > 0 || t->dateline; /* not by hints alone */
        second = t->weight > most ? most : t->weight > second ? t->weight : second;
        most = t->weight > most ? t->weight : most;
        first = t->first < first ? t->first : first;
        dateline_known |= t->dateline;
        title |= t->title_named || t->title_place;
        titled += t->title_named || t->title_place;
    }
    for (unsigned i = 0; i < f->count; i++) {
        struct tally *t = &f->tallies[i];
        double *x = t->features, bare = has_dateline ? 0 : 1;
        bool in_title = t->title_named || t->title_place, is_us = t->country == f->us;
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
        x[DL_CF_SPREAD] =
            t->first == UINT32_MAX || a->body.len == 0 ? 0 : (double)(t->last - t->first) / (double)a->body.len;
        x[DL_CF_RIVALS] = real ? log((double)real) : 0;
        x[DL_CF_LENGTH] = log(1 + (double)a->body.len / 1000);
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
        x[DL_CF_RARE] = f->rarity[t->country];
        x[DL_CF_TICKERS] = log(1 + (double)t->tickers);
        x[DL_CF_TICKERS_ELSEWHERE] = x[DL_CF_ELSEWHERE] * x[DL_CF_TICKERS];
        x[DL_CF_ENUM] = t->list ? log((double)t->list) : 0;
        x[DL_CF_ENUM_EARLY] = t->list_start < EARLY_BYTES ? x[DL_CF_ENUM] : 0;
        x[DL_CF_ENUM_SHORT] = x[DL_CF_ENUM] / (1 + x[DL_CF_LENGTH]);
        compute_products(x);
        double sum = RARE_BONUS * x[DL_CF_RARE];
        for (unsigned k = 0; k < DL_CF_FEATURES; k++)
            sum += x[k] * weights[k];
        t->salience = logistic(sum);
        if (t->weight <= 0 && !t->dateline && total >= OTHERS_SPEAK) /* words of public life, in a story of elsewhere */
            t->mention = 0;
    }
}

/* A meeting abroad: the title names two other countries and the story is theirs, the dateline's country is but the
 * host. */
static void demote_host(struct dl_country_finder *f)
{
    unsigned guests = 0;
    for (unsigned i = 0; i < f->count; i++)
        guests += (f->tallies[i].title_named && f->tallies[i].features[DL_CF_SHARE] >= GUEST_SHARE &&
                   f->tallies[i].weight >= GUEST_WEIGHT);
    for (unsigned i = 0; guests >= 2 && i < f->count; i++) {
        struct tally *t = &f->tallies[i];
        if (t->features[DL_CF_VISIT] > 0 && t->features[DL_CF_SHARE] < HOST_SHARE && t->salience > HOST_SALIENCE)
            t->salience = HOST_SALIENCE;
    }
}

static bool taken(const struct tally *t)
{
    return t->salience >= (t->features[DL_CF_BARE] > 0 ? THRESHOLD_BARE : THRESHOLD);
}

/* The model tells what belongs to the set; of those that surely do, the one named more, the title's first and the
 * dateline's come first. */
static double rank_of(const struct tally *t)
{
    double logit = log(t->salience / (1 - t->salience + 1e-9)), sure = t->features[DL_CF_BARE] > 0 ? SURE_BARE : SURE;
    double rank = (logit < sure ? logit : sure) + 0.5 * log(1 + t->weight) + (t->title_first ? 1.0 : 0) +
                  (t->dateline ? 0.5 : 0);
    if (t->features[DL_CF_BARE] > 0) /* no dateline tells where: the many names of home do */
        rank += 0.5 * log(1 + t->weight) + 0.6 * t->features[DL_CF_BARE_LOCAL] +
                (t->features[DL_CF_FIRST] > 0 ? 0.4 : 0);
    return rank;
}

/* A long story without a dateline seldom names its own country but many of its towns: the country that ranks first is in
 * the set when much is said of it. */
static void lift_home(struct dl_country_finder *f)
{
    struct tally *home = NULL;
    for (unsigned i = 0; i < f->count; i++)
        if (!home || f->tallies[i].rank > home->rank)
            home = &f->tallies[i];
    if (home && home->features[DL_CF_BARE] > 0 && home->weight >= HOME_WEIGHT && !taken(home))
        home->salience = THRESHOLD_BARE;
}

static int by_rank(const void *pa, const void *pb)
{
    const struct tally *a = *(struct tally *const *)pa, *b = *(struct tally *const *)pb;
    if (taken(a) != taken(b))
        return taken(a) ? -1 : 1;
    if (a->rank != b->rank)
        return a->rank < b->rank ? 1 : -1;
    return a->country < b->country ? -1 : 1;
}

static enum dl_country_from from_of(const struct tally *t)
{
    return t->dateline ? DL_COUNTRY_DATELINE : t->title_named || t->title_place ? DL_COUNTRY_TITLE : DL_COUNTRY_BODY;
}

static bool mentioned(const struct tally *t)
{
    return t->dateline || t->mention >= MENTION_WEIGHT;
}

static void add_mention(struct dl_article *a, dl_code code)
{
    unsigned at = 0;
    while (at < a->mention_count && strcmp(a->mentions[at].text, code.text) < 0)
        at++;
    if (at < a->mention_count && dl_code_eq(a->mentions[at], code))
        return;
    if (a->mention_count == DL_MAX_MENTIONS)
        return;
    memmove(a->mentions + at + 1, a->mentions + at, (a->mention_count - at) * sizeof a->mentions[0]);
    a->mentions[at] = code;
    a->mention_count++;
}

static bool state_country(struct dl_article *a, struct dl_str name, struct dl_buf *explain)
{
    dl_code code;
    bool known = dl_country_parse(name, &code, NULL) == DL_OK, twice = false;
    for (unsigned k = 0; known && k < a->country_count; k++)
        twice |= dl_code_eq(a->countries[k].code, code);
    if (explain)
        dl_buf_printf(explain, "country field \"%.*s\": %s%s\n", (int)(name.len < 80 ? name.len : 80), name.ptr,
                      known ? code.text : "names no country, passed over", twice ? " (again)" : "");
    if (known && !twice && a->country_count < DL_MAX_COUNTRIES) {
        float salience = 1.0f - 0.01f * (float)a->country_count;
        a->countries[a->country_count++] = (struct dl_country){ code, salience, DL_COUNTRY_FIELD };
    }
    return known;
}

/* "China; Laos" in one field: the next part of *REST; false at the end. */
static bool next_part(struct dl_str *rest, struct dl_str *part)
{
    size_t n = 0;
    while (n < rest->len && !strchr(",;|/", rest->ptr[n]))
        n++;
    *part = (struct dl_str){ rest->ptr, n };
    bool any = rest->len > 0;
    n += n < rest->len;
    *rest = (struct dl_str){ rest->ptr + n, rest->len - n };
    return any;
}

/* Is FIELD a list, of which every part names a country? */
static bool lists_countries(struct dl_str field)
{
    dl_code code;
    struct dl_str part;
    unsigned parts = 0;
    while (parts <= DL_MAX_COUNTRIES && next_part(&field, &part)) {
        if (dl_country_parse(part, &code, NULL) != DL_OK)
            return false;
        parts++;
    }
    return parts > 1;
}

/* What the input states wins over what is found in the text; a field that names no country is passed over. */
static bool take_stated(struct dl_country_finder *f, struct dl_article *a, struct dl_buf *explain)
{
    f->unread = (struct dl_str){ 0 };
    for (unsigned i = 0; i < a->country_field_count; i++) {
        struct dl_str field = a->country_fields[i], part;
        dl_code code;
        struct dl_str rest = field;
        bool parts = next_part(&rest, &part) && rest.len;
        if (parts && dl_country_parse(field, &code, NULL) != DL_OK && lists_countries(field)) {
            while (next_part(&field, &part))
                state_country(a, part, explain);
        } else if (!state_country(a, field, explain) && !f->unread.len) {
            f->unread = field;
        }
    }
    return a->country_count > 0;
}

static void take_found(struct dl_country_finder *f, struct dl_article *a, struct dl_buf *explain)
{
    bool stated = take_stated(f, a, explain);
    demote_host(f);
    for (unsigned i = 0; i < f->count; i++) {
        f->tallies[i].rank = rank_of(&f->tallies[i]);
        f->order[i] = &f->tallies[i];
    }
    lift_home(f);
    qsort(f->order, f->count, sizeof(struct tally *), by_rank);
    for (unsigned i = 0; i < f->count; i++) {
        const struct tally *t = f->order[i];
        bool listed = !stated && (taken(t) || (i == 0 && t->salience >= LEAST)) &&
                     a->country_count < DL_MAX_COUNTRIES && mentioned(t);
        if (listed) { /* the order rules: salience never rises along the list */
            float before = a->country_count ? a->countries[a->country_count - 1].salience : 1.0f,
                  own = (float)t->salience;
            a->countries[a->country_count++] =
                (struct dl_country){ dl_place_code(t->country), own < before ? own : before, (uint8_t)from_of(t) };
        }
        if (explain)
            explain_candidate(explain, dl_place_code(t->country),
                              listed         ? "taken"
                              : stated       ? "the input states others"
                              : mentioned(t) ? "mentioned only"
                                             : "too doubtful",
                              t->salience, t->weight, t->features, weights);
    }
    for (unsigned i = 0; i < a->country_count; i++)
        add_mention(a, a->countries[i].code);
    for (unsigned i = 0; i < f->count; i++)
        if (mentioned(f->order[i]))
            add_mention(a, dl_place_code(f->order[i]->country));
}

/* The country of a web address' host, by its top-level domain ("http://www.rte.ie/..."); UINT_MAX when it tells none.
 */
static unsigned site_country(struct dl_str url)
{
    static const char *const generic[] = { "TV", "ME", "CO", "IO", "CC", "WS", "FM", "AM",
                                           "AI", "TO", "LY", "GG", "ST", "VC", "IS" };
    const char *scheme = url.len > 8 ? memmem(url.ptr, url.len, "://", 3) : NULL;
    if (!scheme)
        return UINT_MAX;
    const char *host = scheme + 3, *end = url.ptr + url.len, *stop = host;
    while (stop < end && *stop != '/' && *stop != ':' && *stop != '?')
        stop++;
    if (stop - host < 5 || stop[-3] != '.')
        return UINT_MAX;
    dl_code code = { { (char)(stop[-2] & ~0x20), (char)(stop[-1] & ~0x20), 0 } };
    for (size_t i = 0; i < sizeof generic / sizeof generic[0]; i++)
        if (strcmp(code.text, generic[i]) == 0)
            return UINT_MAX;
    return strcmp(code.text, "UK") == 0 ? dl_place_country((dl_code){ "GB" }) : dl_place_country(code);
}

struct dl_str dl_countries_unread(const struct dl_country_finder *f)
{
    return f->unread;
}

/* The country that alone has papers in LANGUAGE, of those with a script of their own, whose names are no words of other
 * languages; UINT_MAX when there is none. */
static unsigned home_country(struct dl_str language)
{
    static const struct {
        char language[3];
        dl_code country;
    } homes[] = { { "lo", { "LA" } }, { "km", { "KH" } }, { "th", { "TH" } }, { "my", { "MM" } }, { "ja", { "JP" } } };
    for (size_t i = 0; i < sizeof homes / sizeof homes[0]; i++)
        if (same_language(language, homes[i].language))
            return dl_place_country(homes[i].country);
    return UINT_MAX;
}

enum dl_status dl_countries_find(struct dl_country_finder *f, struct dl_article *a, const struct dl_dateline *dateline,
                                 struct dl_buf *explain, struct dl_error *err)
{
    struct dl_str language = a->language.len ? a->language : dl_str_of(dl_language_detect(a->title, a->body));
    struct evidence_text text = {
        .title = a->title, .body = a->body, .language = dl_place_language(language), .site = site_country(a->url),
        .home = home_country(language)
    };
    bool title_seen = false;
    uint32_t story = 0;
    if (dateline && dateline->place.len && dateline->place.ptr >= a->body.ptr && dateline->end <= a->body.len) {
        const struct dl_str *last = dateline->country.len  ? &dateline->country
                                    : dateline->region.len ? &dateline->region
                                                           : &dateline->place;
        text.dateline_start = (uint32_t)(dateline->place.ptr - a->body.ptr);
        text.dateline_end = (uint32_t)(last->ptr + last->len - a->body.ptr);
        story = dateline->end;
    }
    if (dateline && dateline->agency.len && dateline->agency.ptr >= a->body.ptr && dateline->end <= a->body.len) {
        text.agency_start = (uint32_t)(dateline->agency.ptr - a->body.ptr);
        text.agency_end = text.agency_start + (uint32_t)dateline->agency.len;
    }
    a->country_count = a->mention_count = 0;
    enum dl_status status = evidence_find(&f->evidence, &f->scratch, &text, err);
    if (status != DL_OK)
        return status;
    for (unsigned i = 0; i < f->count; i++)
        f->slot[f->tallies[i].country] = 0;
    f->count = 0;
    if (explain)
        explain_evidence(explain, &f->evidence, &text, a->date);
    for (size_t i = 0; i < f->evidence.count; i++)
        if (f->evidence.v[i].sense)
            add_evidence(f, &f->evidence.v[i], a->date, story, &title_seen);
    add_english(f);
    if (text.dateline_end == text.dateline_start)
        add_home(f, language, a->body);
    add_tickers(f, a->title);
    add_tickers(f, a->body);
    add_lists(f, a->body, a->date);
    compute_features(f, a, text.dateline_end > text.dateline_start);
    take_found(f, a, explain);
    return explain ? dl_buf_status(explain, err) : DL_OK;
}
