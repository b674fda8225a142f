/* evidence.c - what each name found in an article stands for: context first, then the company it keeps.
 *
 * Names that can mean one thing only vote first; what is in doubt ("Georgia", "Portland", "Jordan") is then decided by
 * what is known of the name alone (country_sense.c) and the votes.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/metadata/country/context.h"
#include "lib/metadata/country/qualified.h"
#include "lib/metadata/country/sense.h"

#include <math.h>
#include <stdlib.h>

#define DOUBTFUL_VOTE 0.7 /* of a name that might have been a word or a person, once accepted */
#define HINT_ENGLISH 0.5f /* of a word of public life with a capital, of which so many count: */
#define MOST_HINTS 4
#define SURELY_ENGLISH 2.5
#define MOST_ENGLISH 3.0 /* words of American life that count against a place abroad */
#define SITE_VOTES 3     /* of the country of the article's web site */
#define HOME_VOTES 1.5   /* of the one country where the article's language is spoken */
#define SURNAME_BELOW 60 /* size (dl_place_sense): smaller towns may be surnames */
#define MAX_SURNAMES 400 /* names that are looked through for surnames */
#define SHORT_NAME 18    /* bytes: six characters of a script without spaces */
#define MAX_HITS 20000   /* of one article; what comes later changes nothing that anybody could see */

static const struct {
    double country, sub_country, region, most, dateline, namesake, known, accept, out_of_country;
} bonus = { 0.7, 0.9, 0.8, 2.6, 0.4, -2.0, 0.5, 2.0, -0.5 };

enum dl_status dl_evidence_new(struct dl_evidence_list *l, struct dl_error *err)
{
    unsigned n = dl_place_countries();
    *l = (struct dl_evidence_list){ .us = dl_place_country((dl_code){ "US" }),
                                    .gb = dl_place_country((dl_code){ "GB" }) };
    l->by_country = calloc(n, sizeof *l->by_country);
    l->sub_country = calloc(n, sizeof *l->sub_country);
    l->by_region = calloc(65536, sizeof *l->by_region);
    l->dictionary = dl_dictionary_new();
    if (l->by_country && l->sub_country && l->by_region && l->dictionary)
        return DL_OK;
    dl_evidence_free(l);
    return dl_fail_memory(err);
}

void dl_evidence_free(struct dl_evidence_list *l)
{
    free(l->v);
    free(l->by_country);
    free(l->sub_country);
    free(l->by_region);
    free(l->regions_touched);
    dl_dictionary_free(l->dictionary);
    *l = (struct dl_evidence_list){ 0 };
}

/* Every possible sense is of one country, and none is doubtful. */
static const struct dl_place_sense *sure_sense(const struct dl_evidence *e, uint8_t language)
{
    const struct dl_place_sense *first = NULL;
    for (const struct dl_place_sense *s = dl_place_senses() + e->hit.sense;; s++) {
        if (dl_sense_possible(e, s, language)) {
            if (first && s->country != first->country)
                return NULL;
            if (!first || dl_sense_prior(s) > dl_sense_prior(first))
                first = s;
        }
        if (s->flags & DL_PLACE_LAST)
            break;
    }
    if (!first || ((first->flags & (DL_PLACE_WORD | DL_PLACE_PERSON)) && !(e->context & CTX_IN) &&
                   first->kind != DL_PLACE_ABBR && !(e->hit.flags & DL_HIT_DOTTED)))
        return NULL;
    return first->kind == DL_PLACE_HINT || dl_sense_prior(first) + dl_sense_fit(e, first, language) >= bonus.accept
               ? first
               : NULL;
}

/* ---- votes --------------------------------------------------------------------------------------------------------
 */

static bool vote(struct dl_evidence_list *l, const struct dl_place_sense *s, double weight)
{
    if (s->kind != DL_PLACE_REGION && s->kind != DL_PLACE_CITY && s->kind != DL_PLACE_HINT) {
        l->by_country[s->country] += weight;
        return true;
    }
    l->sub_country[s->country] += weight;
    if (!s->region)
        return true;
    if (l->by_region[s->region] == 0) {
        if (l->regions_count == l->regions_cap) {
            size_t cap = l->regions_cap ? l->regions_cap * 2 : 64;
            uint16_t *v = realloc(l->regions_touched, cap * sizeof *v);
            if (!v)
                return false;
            l->regions_touched = v;
            l->regions_cap = cap;
        }
        l->regions_touched[l->regions_count++] = s->region;
    }
    l->by_region[s->region] += weight;
    return true;
}

static double ln1(double votes)
{
    return votes > 0 ? log(1 + votes) : 0;
}

static double votes_for(const struct dl_evidence_list *l, const struct dl_place_sense *s, bool dateline)
{
    double v = bonus.sub_country * ln1(l->sub_country[s->country]);
    if (s->kind == DL_PLACE_CITY || s->kind == DL_PLACE_REGION) {
        if (s->region)
            v += bonus.region * ln1(l->by_region[s->region]);
        if (s->kind == DL_PLACE_CITY)
            v += bonus.country * ln1(l->by_country[s->country]);
        return (v < bonus.most ? v : bonus.most) * (dateline ? bonus.dateline : 1); /* a dateline speaks for itself */
    }
    return v + bonus.country * ln1(l->by_country[s->country]);
}

/* Has none of its senses a city of size, and no region or country? */
static bool only_small_town(const struct dl_evidence *e)
{
    for (const struct dl_place_sense *s = dl_place_senses() + e->hit.sense;; s++) {
        if (s->kind != DL_PLACE_CITY || s->size >= SURNAME_BELOW || (s->flags & DL_PLACE_CAPITAL))
            return false;
        if (s->flags & DL_PLACE_LAST)
            return true;
    }
}

/* "Dinualdo Gutierrez ... Gutierrez said": behind another name once and nowhere a place, a town is somebody's surname.
 */
static void mark_surnames(struct dl_evidence_list *l)
{
    const uint32_t place = CTX_IN | CTX_QUALIFIED | CTX_PLACE_AFTER | CTX_COMMA_BEFORE | CTX_UNKNOWN;
    for (size_t i = 0; i < l->count && i < MAX_SURNAMES; i++) {
        struct dl_evidence *e = &l->v[i];
        if (!(e->context & CTX_CAP_BEFORE) || (e->context & (CTX_PERSON | CTX_UPPER_TEXT)) ||
            e->zone == ZONE_DATELINE || e->hit.tokens > 1 || !only_small_town(e))
            continue;
        bool somewhere = false;
        for (size_t k = 0; k < l->count && k < MAX_SURNAMES && !somewhere; k++)
            somewhere =
                l->v[k].hit.sense == e->hit.sense && ((l->v[k].context & place) || l->v[k].zone == ZONE_DATELINE);
        for (size_t k = 0; k < l->count && k < MAX_SURNAMES && !somewhere; k++)
            if (l->v[k].hit.sense == e->hit.sense)
                l->v[k].context |= CTX_PERSON;
    }
}

/* "the wife of Leo Drexler": a small town called like a given name, before another name. */
static void mark_given_names(struct dl_evidence_list *l, const struct dl_evidence_text *text)
{
    for (size_t i = 0; i < l->count && i < MAX_SURNAMES; i++) {
        struct dl_evidence *e = &l->v[i];
        struct dl_str name = { dl_evidence_zone_text(text, e).ptr + e->hit.start, e->hit.end - e->hit.start };
        if ((e->context & CTX_CAP_AFTER) && !(e->context & (CTX_QUALIFIED | CTX_UPPER_TEXT)) &&
            e->zone != ZONE_DATELINE && e->hit.tokens == 1 && only_small_town(e) && dl_place_given_name(name))
            e->context |= CTX_PERSON;
    }
}

/* A surname stays one: after "Michael Jordan", "Jordan" is he unless it stands as a place. */
static void mark_persons(struct dl_evidence_list *l)
{
    for (size_t i = 0; i < l->count; i++) {
        if (!(l->v[i].context & CTX_PERSON) || l->v[i].sense)
            continue;
        for (size_t k = i; k-- > 0 && k + 400 > i;) /* "Maria Lao ... Mrs. Lao" */
            if (l->v[k].hit.sense == l->v[i].hit.sense && (l->v[k].context & CTX_CAP_BEFORE))
                l->v[k].context |= CTX_PERSON;
        for (size_t k = i + 1; k < l->count && k < i + 400; k++)
            if (l->v[k].hit.sense == l->v[i].hit.sense &&
                !(l->v[k].context & (CTX_IN | CTX_QUALIFIED | CTX_PLACE_AFTER | CTX_COMMA_BEFORE)))
                l->v[k].context |= CTX_PERSON;
    }
}

/* Does anything but E's own name tell of COUNTRY: a people, another name, its capital? */
static bool told_otherwise(const struct dl_evidence_list *l, const struct dl_evidence *e, unsigned country)
{
    for (size_t i = 0; i < l->count && i < MAX_SURNAMES; i++) {
        if (l->v[i].hit.sense == e->hit.sense)
            continue;
        for (const struct dl_place_sense *s = dl_place_senses() + l->v[i].hit.sense;; s++) {
            if (s->country == country && (s->kind < DL_PLACE_REGION || (s->flags & DL_PLACE_CAPITAL)))
                return true;
            if (s->flags & DL_PLACE_LAST)
                break;
        }
    }
    return false;
}

/* After "Chad Baker said", "Chad" is he throughout, unless something else tells of the country. */
static void mark_first_names(struct dl_evidence_list *l)
{
    for (size_t i = 0; i < l->count && i < MAX_SURNAMES; i++) {
        const struct dl_evidence *e = &l->v[i];
        const struct dl_place_sense *s = dl_place_senses() + e->hit.sense;
        if (!(e->context & CTX_FULL_NAME) || (e->context & (CTX_IN | CTX_ORGANISATION | CTX_PERSON)) ||
            e->zone != ZONE_BODY)
            continue;
        while (s->kind != DL_PLACE_NAME)
            s++;
        bool place = told_otherwise(l, e, s->country);
        for (size_t k = 0; k < l->count && k < MAX_SURNAMES && !place; k++)
            place = l->v[k].hit.sense == e->hit.sense &&
                    ((l->v[k].context & (CTX_IN | CTX_QUALIFIED | CTX_QUALIFIES | CTX_PLACE_AFTER)) ||
                     l->v[k].zone == ZONE_DATELINE);
        for (size_t k = 0; k < l->count && k < MAX_SURNAMES && !place; k++)
            if (l->v[k].hit.sense == e->hit.sense)
                l->v[k].context |= CTX_PERSON;
    }
}

/* After "Lebanon Elementary", "Lebanon" is a town throughout, unless something else tells of the country. */
static void mark_towns(struct dl_evidence_list *l)
{
    for (size_t i = 0; i < l->count && i < MAX_SURNAMES; i++) {
        struct dl_evidence *e = &l->v[i];
        const struct dl_place_sense *s = dl_place_senses() + e->hit.sense;
        if (!(e->context & CTX_TOWN) || e->sense)
            continue;
        while (s->kind != DL_PLACE_NAME && !(s->flags & DL_PLACE_LAST))
            s++;
        if (s->kind != DL_PLACE_NAME || !dl_evidence_has_local(e) || told_otherwise(l, e, s->country))
            continue;
        for (size_t k = 0; k < l->count; k++)
            if (l->v[k].hit.sense == e->hit.sense)
                l->v[k].context |= CTX_TOWN;
    }
}

/* A story that does not say where it plays is at home where its English is. */
static void vote_english(struct dl_evidence_list *l)
{
    unsigned hints = 0;
    for (size_t i = 0; i < l->count; i++) {
        const struct dl_place_sense *s = dl_place_senses() + l->v[i].hit.sense;
        hints += s->kind == DL_PLACE_HINT && (s->flags & DL_PLACE_LAST) && s->country == l->us;
    }
    l->english.american += HINT_ENGLISH * (float)(hints < MOST_HINTS ? hints : MOST_HINTS); /* "Township", "Sheriff" */
    float american = l->english.american - l->english.british;
    if (american >= LEAST_ENGLISH)
        l->sub_country[l->us] += (double)american;
    else if (american <= -LEAST_ENGLISH)
        l->sub_country[l->gb] -= (double)american;
}

static enum dl_status vote_sure(struct dl_evidence_list *l, uint8_t language, struct dl_error *err)
{
    for (size_t i = 0; i < l->count; i++) {
        struct dl_evidence *e = &l->v[i];
        const struct dl_place_sense *s = e->sense;
        if (!s && !(e->context & (CTX_PERSON | CTX_UNKNOWN)))
            s = sure_sense(e, language);
        if (s && !vote(l, s, e->zone == ZONE_DATELINE ? 3 : e->sense ? 2 : 1))
            return dl_fail_memory(err);
    }
    return DL_OK;
}

/* A place abroad of which nothing else tells, in a story full of words of American life: how much speaks against it.
 * There is a town of that name in America, perhaps one too small for the table. */
static double out_of_country_penalty(const struct dl_evidence_list *l, const struct dl_evidence *e,
                                     const struct dl_place_sense *s)
{
    double american = (double)(l->english.american - l->english.british);
    if (american < (double)LEAST_ENGLISH || s->country == l->us || s->kind == DL_PLACE_PEOPLE ||
        s->kind == DL_PLACE_HINT || l->by_country[s->country] + l->sub_country[s->country] > 0 ||
        (!dl_evidence_has_sense_in(e, l->us) &&
         (american < SURELY_ENGLISH || s->kind < DL_PLACE_REGION || s->size >= LARGE_CITY)) ||
        told_otherwise(l, e, s->country))
        return 0;
    return bonus.out_of_country * (american < MOST_ENGLISH ? american : MOST_ENGLISH) *
           (s->kind == DL_PLACE_NAME ? 2 : 1);
}

static void choose_one(struct dl_evidence_list *l, struct dl_evidence *e, uint8_t language)
{
    double best = -100;
    bool dateline = e->zone == ZONE_DATELINE;
    const struct dl_place_sense *chosen = NULL;
    for (const struct dl_place_sense *s = dl_place_senses() + e->hit.sense;; s++) {
        if (dl_sense_possible(e, s, language)) {
            double score = dl_sense_prior(s) * (dateline && s->kind == DL_PLACE_CITY ? 1 + bonus.known : 1) +
                           dl_sense_fit(e, s, language) + votes_for(l, s, dateline) + out_of_country_penalty(l, e, s) +
                           (dl_sense_namesake(e, s) && !(e->context & CTX_TOWN) ? bonus.namesake : 0);
            if (score > best) {
                best = score;
                chosen = s;
            }
        }
        if (s->flags & DL_PLACE_LAST)
            break;
    }
    bool people = chosen && chosen->kind == DL_PLACE_PEOPLE && !(chosen->flags & DL_PLACE_PERSON);
    if (!chosen || ((e->context & CTX_PERSON) && !people && chosen->kind != DL_PLACE_INSTITUTION))
        return;
    if (best < bonus.accept && chosen->kind != DL_PLACE_HINT)
        return;
    e->sense = chosen;
    e->weight = best >= bonus.accept + 1 ? 1 : (float)(0.5 + 0.5 * (best - bonus.accept));
}

/* The body before the title: what its small letters tell of a name supports the same name in a headline of capitals. */
static enum dl_status choose_by_votes(struct dl_evidence_list *l, uint8_t language, struct dl_error *err)
{
    for (unsigned title = 0; title <= 1; title++)
        for (size_t i = 0; i < l->count; i++) {
            struct dl_evidence *e = &l->v[i];
            if (e->sense || (e->context & CTX_UNKNOWN) || (e->zone == ZONE_TITLE) != (title == 1))
                continue;
            choose_one(l, e, language);
            if (!title && e->sense && e->sense->kind == DL_PLACE_NAME &&
                (e->sense->flags & (DL_PLACE_WORD | DL_PLACE_PERSON)) &&
                !vote(l, e->sense, DOUBTFUL_VOTE * (double)e->weight))
                return dl_fail_memory(err);
        }
    return DL_OK;
}

/* ---- all of it ----------------------------------------------------------------------------------------------------
 */

/* A short name in a script without spaces is often but a part of words, or of two when a blank is in it; the name of
 * home is not. */
static bool inside_word(const struct dl_evidence_list *l, struct dl_str text, const struct dl_place_hit *h,
                        unsigned home)
{
    const struct dl_place_sense *s = dl_place_senses() + h->sense;
    unsigned char first = (unsigned char)text.ptr[h->start];
    if (first < 0xe0 || (first == 0xe0 && (unsigned char)text.ptr[h->start + 1] < 0xb8))
        return false; /* Arabic and the scripts of India part their words */
    if (!(h->flags & DL_HIT_CASELESS) || h->end - h->start > SHORT_NAME || s->country == home)
        return false;
    return memchr(text.ptr + h->start, ' ', h->end - h->start) ||
           !dl_dictionary_stands(l->dictionary, text, h->start, h->end);
}

static enum dl_status collect(struct dl_evidence_list *l, struct dl_place_hits *scratch, struct dl_str text, bool title,
                              const struct dl_evidence_text *all, struct dl_error *err)
{
    scratch->count = 0;
    enum dl_status status = dl_place_scan(text, MAX_HITS, scratch, err);
    if (status != DL_OK)
        return status;
    size_t need = l->count + scratch->count;
    if (need > l->cap) {
        struct dl_evidence *v = realloc(l->v, (need + need / 2) * sizeof *v);
        if (!v)
            return dl_fail_memory(err);
        l->v = v;
        l->cap = need + need / 2;
    }
    bool upper = dl_evidence_upper_text(text);
    size_t links = title ? text.len : dl_evidence_links(text);
    uint32_t last = 0;
    bool menu = !title && dl_evidence_has_menu(text);
    for (size_t i = 0; i < scratch->count; i++) {
        const struct dl_place_hit *h = &scratch->v[i];
        if (!title && h->start >= all->agency_start && h->end <= all->agency_end)
            continue; /* "(Sahel News)" reports from anywhere */
        if (!title && (h->start >= links || (menu && dl_evidence_in_menu(text, h))))
            continue; /* of the page, not of the story */
        if (dl_evidence_ticker(text, h) || dl_evidence_initials(text, h) || inside_word(l, text, h, all->home))
            continue;
        uint8_t zone = title                                                            ? ZONE_TITLE
                       : h->start >= all->dateline_start && h->end <= all->dateline_end ? ZONE_DATELINE
                                                                                        : ZONE_BODY;
        uint32_t context = dl_evidence_context(text, h, upper);
        if (i && (last & CTX_IN) && h->start - h[-1].end <= 6 && dl_evidence_joined(text, &h[-1], h))
            context |= CTX_IN; /* "in Obuasi and Tarkwa" */
        last = context;
        l->v[l->count++] = (struct dl_evidence){ .hit = *h, .zone = zone, .context = context };
    }
    return DL_OK;
}

enum dl_status dl_evidence_find(struct dl_evidence_list *l, struct dl_place_hits *scratch,
                                const struct dl_evidence_text *text, struct dl_error *err)
{
    l->count = 0;
    memset(l->by_country, 0, dl_place_countries() * sizeof *l->by_country);
    memset(l->sub_country, 0, dl_place_countries() * sizeof *l->sub_country);
    for (size_t i = 0; i < l->regions_count; i++)
        l->by_region[l->regions_touched[i]] = 0;
    l->regions_count = 0;
    enum dl_status status = collect(l, scratch, text->title, true, text, err);
    if (status == DL_OK)
        status = collect(l, scratch, text->body, false, text, err);
    if (status != DL_OK)
        return status;
    dl_qualified_choose(l, text);
    dl_qualified_spread(l);
    mark_given_names(l, text);
    mark_first_names(l);
    mark_persons(l);
    mark_surnames(l);
    mark_towns(l);
    l->english = (struct dl_english_variety){ 0 };
    if (text->dateline_start == text->dateline_end && text->language == 0) { /* no other language than English */
        l->english = dl_english_variety_of(text->body);
        vote_english(l);
    }
    if (text->site < dl_place_countries())
        l->sub_country[text->site] += SITE_VOTES;
    if (text->home < dl_place_countries())
        l->sub_country[text->home] += HOME_VOTES;
    status = vote_sure(l, text->language, err);
    if (status == DL_OK)
        status = choose_by_votes(l, text->language, err);
    return status;
}
