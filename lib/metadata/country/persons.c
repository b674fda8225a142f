/* persons.c - names of places that are people's names here, or a small town's where the table has but a country.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/metadata/country/sense.h"

#define SURNAME_BELOW 60 /* size (dl_place_sense): smaller towns may be surnames */
#define MAX_NAMES 400    /* that are compared with each other */

/* Has none of its senses a city of size, and no region or country? */
static bool only_small_town(const struct dl_found_name *e)
{
    for (const struct dl_place_sense *s = dl_place_senses() + e->hit.sense;; s++) {
        if (s->kind != DL_PLACE_CITY || s->size >= SURNAME_BELOW || (s->flags & DL_PLACE_CAPITAL))
            return false;
        if (s->flags & DL_PLACE_LAST)
            return true;
    }
}

/* "Dinualdo Gutierrez ... Gutierrez said": a town that follows another name once and is nowhere a place is somebody's
 * surname. */
static void mark_surnames(struct dl_evidence *ev)
{
    const uint32_t place = CTX_IN | CTX_QUALIFIED | CTX_PLACE_AFTER | CTX_COMMA_BEFORE | CTX_UNKNOWN;
    for (size_t i = 0; i < ev->name_count && i < MAX_NAMES; i++) {
        struct dl_found_name *e = &ev->names[i];
        if (!(e->context & CTX_CAP_BEFORE) || (e->context & (CTX_PERSON | CTX_UPPER_TEXT)) ||
            e->zone == ZONE_DATELINE || e->hit.tokens > 1 || !only_small_town(e))
            continue;
        bool somewhere = false;
        for (size_t k = 0; k < ev->name_count && k < MAX_NAMES && !somewhere; k++)
            somewhere = ev->names[k].hit.sense == e->hit.sense &&
                        ((ev->names[k].context & place) || ev->names[k].zone == ZONE_DATELINE);
        for (size_t k = 0; k < ev->name_count && k < MAX_NAMES && !somewhere; k++)
            if (ev->names[k].hit.sense == e->hit.sense)
                ev->names[k].context |= CTX_PERSON;
    }
}

/* "the wife of Leo Drexler": a small town called like a given name, before another name. */
static void mark_given_names(struct dl_evidence *ev)
{
    for (size_t i = 0; i < ev->name_count && i < MAX_NAMES; i++) {
        struct dl_found_name *e = &ev->names[i];
        struct dl_str name = { dl_zone_text(ev, e).ptr + e->hit.start, e->hit.end - e->hit.start };
        if ((e->context & CTX_CAP_AFTER) && !(e->context & (CTX_QUALIFIED | CTX_UPPER_TEXT)) &&
            e->zone != ZONE_DATELINE && e->hit.tokens == 1 && only_small_town(e) && dl_place_given_name(name))
            e->context |= CTX_PERSON;
    }
}

/* A surname stays one: after "Michael Jordan", "Jordan" is he unless it is used as a place. */
static void mark_persons(struct dl_evidence *ev)
{
    for (size_t i = 0; i < ev->name_count; i++) {
        if (!(ev->names[i].context & CTX_PERSON) || ev->names[i].sense)
            continue;
        for (size_t k = i; k-- > 0 && k + 400 > i;) /* "Maria Lao ... Mrs. Lao" */
            if (ev->names[k].hit.sense == ev->names[i].hit.sense && (ev->names[k].context & CTX_CAP_BEFORE))
                ev->names[k].context |= CTX_PERSON;
        for (size_t k = i + 1; k < ev->name_count && k < i + 400; k++)
            if (ev->names[k].hit.sense == ev->names[i].hit.sense &&
                !(ev->names[k].context & (CTX_IN | CTX_QUALIFIED | CTX_PLACE_AFTER | CTX_COMMA_BEFORE)))
                ev->names[k].context |= CTX_PERSON;
    }
}

/* Does anything but E's own name tell of COUNTRY: a people, another name, its capital? */
bool dl_told_otherwise(const struct dl_evidence *ev, const struct dl_found_name *e, unsigned country)
{
    for (size_t i = 0; i < ev->name_count && i < MAX_NAMES; i++) {
        if (ev->names[i].hit.sense == e->hit.sense)
            continue;
        for (const struct dl_place_sense *s = dl_place_senses() + ev->names[i].hit.sense;; s++) {
            if (s->country == country && (s->kind < DL_PLACE_REGION || (s->flags & DL_PLACE_CAPITAL)))
                return true;
            if (s->flags & DL_PLACE_LAST)
                break;
        }
    }
    return false;
}

/* After "Chad Baker said", "Chad" is he throughout, unless something else tells of the country. */
static void mark_first_names(struct dl_evidence *ev)
{
    for (size_t i = 0; i < ev->name_count && i < MAX_NAMES; i++) {
        const struct dl_found_name *e = &ev->names[i];
        const struct dl_place_sense *s = dl_place_senses() + e->hit.sense;
        if (!(e->context & CTX_FULL_NAME) || (e->context & (CTX_IN | CTX_ORGANISATION | CTX_PERSON)) ||
            e->zone != ZONE_BODY)
            continue;
        while (s->kind != DL_PLACE_NAME)
            s++;
        bool place = dl_told_otherwise(ev, e, s->country);
        for (size_t k = 0; k < ev->name_count && k < MAX_NAMES && !place; k++)
            place = ev->names[k].hit.sense == e->hit.sense &&
                    ((ev->names[k].context & (CTX_IN | CTX_QUALIFIED | CTX_QUALIFIES | CTX_PLACE_AFTER)) ||
                     ev->names[k].zone == ZONE_DATELINE);
        for (size_t k = 0; k < ev->name_count && k < MAX_NAMES && !place; k++)
            if (ev->names[k].hit.sense == e->hit.sense)
                ev->names[k].context |= CTX_PERSON;
    }
}

/* After "Lebanon Elementary", "Lebanon" is a town throughout, unless something else tells of the country. */
static void mark_towns(struct dl_evidence *ev)
{
    for (size_t i = 0; i < ev->name_count && i < MAX_NAMES; i++) {
        struct dl_found_name *e = &ev->names[i];
        const struct dl_place_sense *s = dl_place_senses() + e->hit.sense;
        if (!(e->context & CTX_TOWN) || e->sense)
            continue;
        while (s->kind != DL_PLACE_NAME && !(s->flags & DL_PLACE_LAST))
            s++;
        if (s->kind != DL_PLACE_NAME || !dl_name_has_local(e) || dl_told_otherwise(ev, e, s->country))
            continue;
        for (size_t k = 0; k < ev->name_count; k++)
            if (ev->names[k].hit.sense == e->hit.sense)
                ev->names[k].context |= CTX_TOWN;
    }
}

void dl_mark_persons(struct dl_evidence *ev)
{
    mark_given_names(ev);
    mark_first_names(ev);
    mark_persons(ev);
    mark_surnames(ev);
    mark_towns(ev);
}
