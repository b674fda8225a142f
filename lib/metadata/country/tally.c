/* tally.c - from the names found in an article to what is known of every country: who is named, where, and how
 * often.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/metadata/country/tally.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/metadata/country/home.h"
#include "lib/metadata/words.h"

#define LEAD_BYTES 300           /* of the story, taken for its first sentence */
#define ORGANISATION_WEIGHT 0.5f /* of "American Resource Corp" */
#define MONEY_WEIGHT 0.2f        /* of "Australian dollars" beside a plain mention */
#define MOST_TICKER 5            /* letters of a share's code on the exchanges of America */
#define LIST_GAP 40              /* bytes between two countries of an enumeration */
#define LEAST_LIST 3
#define MOST_LIST 32

struct dl_tally *dl_tally_of(struct dl_evidence *ev, unsigned country)
{
    if (!ev->tally_slot[country]) {
        struct dl_tally *t = &ev->tallies[ev->tally_count++];
        *t = (struct dl_tally){ .country = (uint16_t)country, .first = UINT32_MAX };
        ev->tally_slot[country] = (uint16_t)ev->tally_count;
    }
    return &ev->tallies[ev->tally_slot[country] - 1];
}

void dl_tally_local(struct dl_tally *t, uint32_t name)
{
    unsigned i = 0;
    while (i < t->local_count && t->local[i] != name)
        i++;
    if (i == t->local_count && i < DL_MAX_LOCAL)
        t->local[t->local_count++] = name;
}

static void add_evidence(struct dl_evidence *ev, const struct dl_found_name *e, bool *title_seen)
{
    struct dl_tally *t = dl_tally_of(ev, dl_place_at(e->sense->country, e->sense->region, ev->article->date));
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
        dl_tally_local(t, e->hit.sense);
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
    t->lead |= e->hit.start < ev->story + LEAD_BYTES;
}

/* "<BP.L>", "<ARC>": the country on whose exchanges the share is listed; UINT_MAX when that is not known. */
static unsigned exchange_country(const struct dl_evidence *ev, const char *code, size_t n)
{
    const char *dot = memchr(code, '.', n);
    if (!dot)
        return n <= MOST_TICKER ? ev->us : UINT_MAX;
    const char *home = dl_word_value((struct dl_str){ dot + 1, n - (size_t)(dot + 1 - code) }, DL_WORD_EXCHANGE);
    return home ? dl_place_country((dl_code){ { home[0], home[1], 0 } }) : UINT_MAX;
}

static void add_tickers(struct dl_evidence *ev, struct dl_str text)
{
    if (text.len == 0)
        return;
    const char *p = text.ptr, *end = text.ptr + text.len;
    while ((p = memchr(p, '<', (size_t)(end - p))) != NULL) {
        const char *code = ++p;
        while (p < end && p - code < 10 && ((*p >= 'A' && *p <= 'Z') || (*p == '.' && p > code)))
            p++;
        unsigned country = p < end && *p == '>' && p > code ? exchange_country(ev, code, (size_t)(p - code)) : UINT_MAX;
        if (country < dl_place_countries())
            dl_tally_of(ev, country)->tickers++;
    }
}

/* Do A and B stand in one enumeration: "Japan, Italy and Spain", "1.2 mln in Italy, 0.9 in Spain"? */
static bool enumerated(struct dl_str text, const struct dl_found_name *a, const struct dl_found_name *b)
{
    bool comma = false;
    if (a->zone != ZONE_BODY || b->zone != ZONE_BODY || b->hit.start < a->hit.end ||
        b->hit.start - a->hit.end > LIST_GAP)
        return false;
    for (uint32_t i = a->hit.end; i < b->hit.start; i++) {
        char c = text.ptr[i];
        if ((c == '.' && i + 1 < text.len && (unsigned char)text.ptr[i + 1] <= ' ') || c == '"')
            return false;
        comma |= c == ',' || c == ';' || (c == 'a' && i + 4 < b->hit.start + 1 && memcmp(text.ptr + i, "and ", 4) == 0);
    }
    return comma;
}

static void end_list(struct dl_evidence *ev, const uint16_t *members, unsigned count, uint32_t start)
{
    for (unsigned i = 0; count >= LEAST_LIST && i < count; i++) {
        struct dl_tally *t = dl_tally_of(ev, members[i]);
        if (count > t->list) {
            t->list = count;
            t->list_start = start;
        }
    }
}

static void add_lists(struct dl_evidence *ev)
{
    uint16_t members[MOST_LIST];
    unsigned count = 0;
    uint32_t start = 0;
    const struct dl_found_name *before = NULL;
    for (size_t i = 0; i < ev->name_count; i++) {
        const struct dl_found_name *e = &ev->names[i];
        if (!e->sense || e->sense->kind == DL_PLACE_HINT || (e->context & (CTX_MONEY | CTX_QUALIFIES)))
            continue;
        uint16_t country = (uint16_t)dl_place_at(e->sense->country, e->sense->region, ev->article->date);
        bool known = false;
        if (!before || !enumerated(ev->article->body, before, e)) {
            end_list(ev, members, count, start);
            count = 0;
            start = e->hit.start;
        }
        for (unsigned k = 0; k < count; k++)
            known |= members[k] == country;
        if (!known && count < MOST_LIST)
            members[count++] = country;
        before = e;
    }
    end_list(ev, members, count, start);
}

void dl_tally_countries(struct dl_evidence *ev)
{
    bool title_seen = false;
    for (unsigned i = 0; i < ev->tally_count; i++)
        ev->tally_slot[ev->tallies[i].country] = 0;
    ev->tally_count = 0;
    for (size_t i = 0; i < ev->name_count; i++)
        if (ev->names[i].sense)
            add_evidence(ev, &ev->names[i], &title_seen);
    add_tickers(ev, ev->article->title);
    add_tickers(ev, ev->article->body);
    add_lists(ev);
    dl_tally_home(ev);
}

bool dl_tally_mentioned(const struct dl_tally *t)
{
    return t->dateline || t->mention >= MENTION_WEIGHT;
}
