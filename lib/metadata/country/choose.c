/* choose.c - what each name found in an article means: context first, then the company it keeps.
 *
 * Names that can mean one thing only vote first; what is in doubt ("Georgia", "Portland", "Jordan") is then decided by
 * what is known of the name alone (sense.c) and the votes.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <math.h>
#include <stdlib.h>

#include "dateline/grow.h"
#include "lib/metadata/country/english.h"
#include "lib/metadata/country/sense.h"

#define HINT_ENGLISH 0.5f /* of a weak country cue with a capital, of which so many count: */
#define MOST_HINTS 4
#define SURELY_ENGLISH 2.5
#define MOST_ENGLISH 3.0 /* words of American life that count against a place abroad */

/* Every possible sense is of one country, and none is doubtful. */
static const struct dl_place_sense *sure_sense(const struct dl_evidence *ev, const struct dl_found_name *e)
{
    const struct dl_place_sense *first = NULL;
    for (const struct dl_place_sense *s = dl_place_senses() + e->hit.sense;; s++) {
        if (dl_sense_possible(ev, e, s)) {
            if (first && s->country != first->country)
                return NULL;
            if (!first || dl_sense_prior(ev, s) > dl_sense_prior(ev, first))
                first = s;
        }
        if (s->flags & DL_PLACE_LAST)
            break;
    }
    if (!first || ((first->flags & (DL_PLACE_WORD | DL_PLACE_PERSON)) && !(e->context & CTX_IN) &&
                   first->kind != DL_PLACE_ABBR && !(e->hit.flags & DL_HIT_DOTTED)))
        return NULL;
    return first->kind == DL_PLACE_HINT ||
                   dl_sense_prior(ev, first) + dl_sense_fit(ev, e, first) >= ev->weights[DL_F_ACCEPT]
               ? first
               : NULL;
}

static bool vote(struct dl_evidence *ev, const struct dl_place_sense *s, double weight)
{
    if (s->kind != DL_PLACE_REGION && s->kind != DL_PLACE_CITY && s->kind != DL_PLACE_HINT) {
        ev->votes.by_country[s->country] += weight;
        return true;
    }
    ev->votes.by_local[s->country] += weight;
    if (!s->region)
        return true;
    if (ev->votes.by_region[s->region] == 0) {
        if (!DL_GROW(ev->votes.regions, ev->votes.region_cap, ev->votes.region_count + 1))
            return false;
        ev->votes.regions[ev->votes.region_count++] = s->region;
    }
    ev->votes.by_region[s->region] += weight;
    return true;
}

static double ln1(double votes)
{
    return votes > 0 ? log(1 + votes) : 0;
}

static double votes_for(const struct dl_evidence *ev, const struct dl_place_sense *s, bool dateline)
{
    double v = ev->weights[DL_F_VOTE_LOCAL] * ln1(ev->votes.by_local[s->country]);
    if (s->kind == DL_PLACE_CITY || s->kind == DL_PLACE_REGION) {
        if (s->region)
            v += ev->weights[DL_F_VOTE_REGION] * ln1(ev->votes.by_region[s->region]);
        if (s->kind == DL_PLACE_CITY)
            v += ev->weights[DL_F_VOTE_COUNTRY] * ln1(ev->votes.by_country[s->country]);
        return (v < ev->weights[DL_F_VOTE_MOST] ? v : ev->weights[DL_F_VOTE_MOST]) *
               (dateline ? ev->weights[DL_F_VOTE_DATELINE] : 1); /* a dateline speaks for itself */
    }
    return v + ev->weights[DL_F_VOTE_COUNTRY] * ln1(ev->votes.by_country[s->country]);
}

/* A story that does not say where it plays is at home where its English is. */
static void vote_english(struct dl_evidence *ev)
{
    unsigned hints = 0;
    for (size_t i = 0; i < ev->name_count; i++) {
        const struct dl_place_sense *s = dl_place_senses() + ev->names[i].hit.sense;
        hints += s->kind == DL_PLACE_HINT && (s->flags & DL_PLACE_LAST) && s->country == ev->us;
    }
    ev->english.american += HINT_ENGLISH * (float)(hints < MOST_HINTS ? hints : MOST_HINTS); /* "Township", "Sheriff" */
    float american = ev->english.american - ev->english.british;
    if (american >= LEAST_ENGLISH)
        ev->votes.by_local[ev->us] += (double)american;
    else if (american <= -LEAST_ENGLISH)
        ev->votes.by_local[ev->gb] -= (double)american;
}

/* May the story play at home in America or Britain: has it no dateline, or one with a namesake there? */
static bool may_be_home(const struct dl_evidence *ev)
{
    bool home = ev->dateline_start == ev->dateline_end;
    for (size_t i = 0; i < ev->name_count && !home; i++)
        home = ev->names[i].zone == ZONE_DATELINE &&
               (ev->names[i].sense ? ev->names[i].sense->country == ev->us || ev->names[i].sense->country == ev->gb
                                   : dl_name_has_sense_in(&ev->names[i], ev->us));
    return home;
}

static enum dl_status vote_sure(struct dl_evidence *ev, struct dl_error *err)
{
    for (size_t i = 0; i < ev->name_count; i++) {
        struct dl_found_name *e = &ev->names[i];
        const struct dl_place_sense *s = e->sense;
        if (!s && !(e->context & (CTX_PERSON | CTX_UNKNOWN)))
            s = sure_sense(ev, e);
        if (s && !vote(ev, s, e->zone == ZONE_DATELINE ? 3 : e->sense ? 2 : 1))
            return dl_fail_memory(err);
    }
    return DL_OK;
}

/* A place abroad of which nothing else tells, in a story full of words of American life: how much speaks against it.
 * There is a town of that name in America, perhaps one too small for the table. */
static double out_of_country_penalty(const struct dl_evidence *ev, const struct dl_found_name *e,
                                     const struct dl_place_sense *s)
{
    double american = (double)(ev->english.american - ev->english.british);
    if (american < (double)LEAST_ENGLISH || s->country == ev->us || s->kind == DL_PLACE_PEOPLE ||
        s->kind == DL_PLACE_HINT || ev->votes.by_country[s->country] + ev->votes.by_local[s->country] > 0 ||
        (!dl_name_has_sense_in(e, ev->us) &&
         (american < SURELY_ENGLISH || s->kind < DL_PLACE_REGION || s->size >= LARGE_CITY)) ||
        dl_told_otherwise(ev, e, s->country))
        return 0;
    return ev->weights[DL_F_OUT_OF_COUNTRY] * (american < MOST_ENGLISH ? american : MOST_ENGLISH) *
           (s->kind == DL_PLACE_NAME ? 2 : 1);
}

static void choose_one(struct dl_evidence *ev, struct dl_found_name *e)
{
    double best = -100;
    bool dateline = e->zone == ZONE_DATELINE;
    const struct dl_place_sense *chosen = NULL;
    for (const struct dl_place_sense *s = dl_place_senses() + e->hit.sense;; s++) {
        if (dl_sense_possible(ev, e, s)) {
            double score =
                dl_sense_prior(ev, s) * (dateline && s->kind == DL_PLACE_CITY ? 1 + ev->weights[DL_F_KNOWN] : 1) +
                dl_sense_fit(ev, e, s) + votes_for(ev, s, dateline) + out_of_country_penalty(ev, e, s) +
                (dl_sense_namesake(e, s) && !(e->context & CTX_TOWN) ? ev->weights[DL_F_NAMESAKE] : 0);
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
    if (best < ev->weights[DL_F_ACCEPT] && chosen->kind != DL_PLACE_HINT)
        return;
    e->sense = chosen;
    e->weight = best >= ev->weights[DL_F_ACCEPT] + 1 ? 1 : (float)(0.5 + 0.5 * (best - ev->weights[DL_F_ACCEPT]));
}

static void choose_by_votes(struct dl_evidence *ev)
{
    for (size_t i = 0; i < ev->name_count; i++)
        if (!ev->names[i].sense && !(ev->names[i].context & CTX_UNKNOWN))
            choose_one(ev, &ev->names[i]);
}

static void clear_votes(struct dl_votes *v)
{
    memset(v->by_country, 0, dl_place_countries() * sizeof *v->by_country);
    memset(v->by_local, 0, dl_place_countries() * sizeof *v->by_local);
    for (size_t i = 0; i < v->region_count; i++)
        v->by_region[v->regions[i]] = 0;
    v->region_count = 0;
}

enum dl_status dl_choose_senses(struct dl_evidence *ev, struct dl_error *err)
{
    clear_votes(&ev->votes);
    ev->english = (struct dl_english){ 0 };
    bool other = ev->place_language && ev->place_language != DL_PLACE_UNKNOWN;
    if (!other && may_be_home(ev)) {
        ev->english = dl_english_of(ev->article->body);
        vote_english(ev);
    }
    if (ev->site < dl_place_countries())
        ev->votes.by_local[ev->site] += ev->weights[DL_F_VOTE_SITE];
    enum dl_status status = vote_sure(ev, err);
    if (!status)
        choose_by_votes(ev);
    return status;
}
