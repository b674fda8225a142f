/* qualified.c - names that another one beside them makes plain: "Portland, Ore.", "London (Ontario)".
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/metadata/country/sense.h"

#include <limits.h>
#include <string.h>

#define MAX_SPREAD 64 /* names whose qualified sense is carried through the article */

/* "Portland, Ore.", "Kazan, Russia", "London (Ontario)": the pair of senses that agree, best first sense wins. */
static bool agree(const struct dl_evidence *ev, const struct dl_found_name *a, const struct dl_found_name *b,
                  const struct dl_place_sense **pa, const struct dl_place_sense **pb)
{
    double best = -100;
    *pa = *pb = NULL;
    for (const struct dl_place_sense *s = dl_place_senses() + a->hit.sense;; s++) {
        for (const struct dl_place_sense *t = dl_place_senses() + b->hit.sense;; t++) {
            bool country = t->kind == DL_PLACE_NAME || t->kind == DL_PLACE_ABBR;
            if (s->kind == DL_PLACE_CITY && s->country == t->country && dl_sense_possible(ev, a, s) &&
                dl_sense_possible(ev, b, t) && (country || (t->kind == DL_PLACE_REGION && t->region == s->region)) &&
                dl_sense_prior(ev, s) + dl_sense_prior(ev, t) > best) {
                best = dl_sense_prior(ev, s) + dl_sense_prior(ev, t);
                *pa = s;
                *pb = t;
            }
            if (t->flags & DL_PLACE_LAST)
                break;
        }
        if (s->flags & DL_PLACE_LAST)
            break;
    }
    return *pa != NULL;
}

/* Is there nothing but ", " (or " (") between the two? */
static bool adjacent(const struct dl_evidence *ev, const struct dl_found_name *a, const struct dl_found_name *b)
{
    if ((a->zone == ZONE_TITLE) != (b->zone == ZONE_TITLE) || b->hit.start < a->hit.end ||
        b->hit.start - a->hit.end > 4)
        return false;
    const char *p = dl_zone_text(ev, a).ptr + a->hit.end;
    size_t n = b->hit.start - a->hit.end;
    return (n >= 2 && p[0] == ',' && (p[1] == ' ' || p[1] == '\n')) || (n == 2 && p[0] == ' ' && p[1] == '(');
}

/* Would E after a comma qualify what comes before it?  Regions that are known as such do ("Conn.", no "Geneva"),
 * countries only in a dateline, where no list can be. */
static bool qualifies(const struct dl_evidence *ev, const struct dl_found_name *e)
{
    bool region = false;
    for (const struct dl_place_sense *s = dl_place_senses() + e->hit.sense;; s++) {
        if (s->kind == DL_PLACE_CITY && s->size >= LARGE_CITY && e->zone != ZONE_DATELINE)
            return false; /* "Tokyo, Beijing and Moscow" */
        if ((s->kind == DL_PLACE_NAME || s->kind == DL_PLACE_ABBR) && e->zone == ZONE_DATELINE &&
            dl_sense_possible(ev, e, s))
            return true;
        region |= s->kind == DL_PLACE_REGION && s->size >= REGION_BY_HAND && dl_sense_possible(ev, e, s);
        if (s->flags & DL_PLACE_LAST)
            return region;
    }
}

/* The sense of city A in the country, if not the region, of region B: "Hamilton, Mont.", "Dakar, Thiès and Kaolack". */
static const struct dl_place_sense *same_country_sense(const struct dl_found_name *a, const struct dl_found_name *b)
{
    const struct dl_place_sense *best = NULL;
    for (const struct dl_place_sense *s = dl_place_senses() + a->hit.sense;; s++) {
        for (const struct dl_place_sense *t = dl_place_senses() + b->hit.sense; s->kind == DL_PLACE_CITY; t++) {
            if (t->kind == DL_PLACE_REGION && t->country == s->country && (!best || s->size > best->size))
                best = s;
            if (t->flags & DL_PLACE_LAST)
                break;
        }
        if (s->flags & DL_PLACE_LAST)
            return best;
    }
}

/* The best known region that E may be. */
static const struct dl_place_sense *region_of(const struct dl_found_name *e)
{
    const struct dl_place_sense *best = NULL;
    for (const struct dl_place_sense *s = dl_place_senses() + e->hit.sense;; s++) {
        if (s->kind == DL_PLACE_REGION && (!best || s->size > best->size))
            best = s;
        if (s->flags & DL_PLACE_LAST)
            return best;
    }
}

/* Does the list go on after AT: ", Wales", " and California", ", and Texas"? */
static bool list_goes_on(struct dl_str zone, size_t at)
{
    static const char *const links[] = { ", and ", " and ", ", or ", " or ", " & ", ", " };
    for (size_t i = 0; i < sizeof links / sizeof links[0]; i++) {
        size_t n = strlen(links[i]);
        if (zone.len - at > n && memcmp(zone.ptr + at, links[i], n) == 0)
            return dl_place_capital((struct dl_str){ zone.ptr + at + n, zone.len - at - n });
    }
    return false;
}

/* May E be a well known region, and in this language nothing but a region or city? */
static bool only_region(const struct dl_evidence *ev, const struct dl_found_name *e)
{
    bool region = false;
    for (const struct dl_place_sense *s = dl_place_senses() + e->hit.sense;; s++) {
        bool possible = dl_sense_possible(ev, e, s);
        region |= possible && s->kind == DL_PLACE_REGION && s->size >= REGION_BY_HAND;
        if (possible && s->kind != DL_PLACE_REGION && s->kind != DL_PLACE_CITY)
            return false;
        if (s->flags & DL_PLACE_LAST)
            return region;
    }
}

/* The country that A is called like; UINT_MAX when it is none. */
static unsigned country_called(const struct dl_found_name *a)
{
    for (const struct dl_place_sense *s = dl_place_senses() + a->hit.sense;; s++) {
        if (s->kind == DL_PLACE_NAME)
            return s->country;
        if (s->flags & DL_PLACE_LAST)
            return UINT_MAX;
    }
}

/* "Cuba, Mo.", "in Norway, Maine on Monday": a region E that makes a town even of A, which is called like a country.
 * Not in a list, nor in a headline, where a comma is an "and", nor in a story that tells of the country otherwise. */
static bool region_of_town(const struct dl_evidence *ev, const struct dl_found_name *a, const struct dl_found_name *e)
{
    struct dl_str zone = dl_zone_text(ev, e);
    unsigned country = country_called(a);
    if (!only_region(ev, e))
        return false;
    if (e->zone == ZONE_DATELINE)
        return true;
    if ((a->context & CTX_COMMA_BEFORE) || list_goes_on(zone, e->hit.end))
        return false;
    if (e->zone == ZONE_TITLE && !(a->context & CTX_IN))
        return false;
    return country == UINT_MAX || !dl_told_otherwise(ev, a, country);
}

static void choose_neighbours(struct dl_evidence *ev)
{
    for (size_t i = 0; i + 1 < ev->name_count; i++) {
        struct dl_found_name *a = &ev->names[i], *b = &ev->names[i + 1];
        const struct dl_place_sense *s, *t;
        bool dateline = a->zone == ZONE_DATELINE && b->zone == ZONE_DATELINE && (b->context & CTX_COMMA_BEFORE);
        if (!adjacent(ev, a, b) && !dateline) /* "PLYMOUTH MEETING, Pa." */
            continue;
        b->context |= CTX_COMMA_BEFORE;
        if (!agree(ev, a, b, &s, &t)) {
            a->sense = qualifies(ev, b) && !(a->context & CTX_PERSON) ? same_country_sense(a, b) : NULL;
            if (a->sense) { /* a namesake in another part of the country: "Hamilton, Mont." */
                a->weight = 1;
                a->context |= CTX_QUALIFIED;
            } else if (!same_country_sense(a, b) &&
                       (dl_name_only_local(a) ? qualifies(ev, b) : region_of_town(ev, a, b))) {
                a->context |= CTX_UNKNOWN; /* a smaller one: "Greenwich, Conn.", "Cuba, Mo." */
                b->sense = region_of(b);
                b->weight = 1;
            }
            continue;
        }
        a->sense = s;
        b->sense = t;
        a->weight = b->weight = 1;
        a->context |= CTX_QUALIFIED;
        b->context |= CTX_QUALIFIES;
    }
}

static void carry_qualified(struct dl_evidence *ev)
{
    unsigned spread = 0;
    for (size_t i = 0; i < ev->name_count && spread < MAX_SPREAD; i++) {
        const struct dl_found_name *q = &ev->names[i];
        if (!(q->context & (CTX_QUALIFIED | CTX_UNKNOWN)) || (q->context & CTX_CARRIED))
            continue;
        spread++;
        for (size_t k = 0; k < ev->name_count; k++) {
            struct dl_found_name *e = &ev->names[k];
            if (e->hit.sense != q->hit.sense || (e->context & (CTX_QUALIFIED | CTX_UNKNOWN | CTX_QUALIFIES)))
                continue;
            e->sense = q->sense;
            e->weight = q->weight;
            e->context |= CTX_CARRIED | (q->context & (CTX_QUALIFIED | CTX_UNKNOWN));
        }
    }
}

void dl_choose_qualified(struct dl_evidence *ev)
{
    choose_neighbours(ev);
    carry_qualified(ev);
}
