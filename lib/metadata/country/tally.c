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

#include "lib/metadata/words.h"

#define LEAD_BYTES 300           /* of the story, taken for its first sentence */
#define ORGANISATION_WEIGHT 0.5f /* of "American Resource Corp" */
#define MONEY_WEIGHT 0.2f        /* of "Australian dollars" beside a plain mention */
#define MOST_TICKER 5            /* letters of a share's code on the exchanges of America */
#define LIST_GAP 40              /* bytes between two countries of an enumeration */
#define LEAST_LIST 3
#define MOST_LIST 32

enum dl_status dl_tally_set_new(struct dl_tally_set *s, struct dl_error *err)
{
    unsigned n = dl_place_countries();
    *s = (struct dl_tally_set){ .v = calloc(n, sizeof *s->v), .slot = calloc(n, sizeof *s->slot) };
    s->us = dl_place_country((dl_code){ "US" });
    if (s->v && s->slot)
        return DL_OK;
    dl_tally_set_free(s);
    return dl_fail_memory(err);
}

void dl_tally_set_free(struct dl_tally_set *s)
{
    free(s->v);
    free(s->slot);
    *s = (struct dl_tally_set){ 0 };
}

struct dl_tally *dl_tally_of(struct dl_tally_set *s, unsigned country)
{
    if (!s->slot[country]) {
        struct dl_tally *t = &s->v[s->count++];
        *t = (struct dl_tally){ .country = (uint16_t)country, .first = UINT32_MAX };
        s->slot[country] = (uint16_t)s->count;
    }
    return &s->v[s->slot[country] - 1];
}

void dl_tally_local(struct dl_tally *t, uint32_t name)
{
    unsigned i = 0;
    while (i < t->local_count && t->local[i] != name)
        i++;
    if (i == t->local_count && i < MAX_LOCAL)
        t->local[t->local_count++] = name;
}

static void add_evidence(struct dl_tally_set *s, const struct dl_evidence *e, dl_date date, uint32_t story,
                         bool *title_seen)
{
    struct dl_tally *t = dl_tally_of(s, dl_place_at(e->sense->country, e->sense->region, date));
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
    t->lead |= e->hit.start < story + LEAD_BYTES;
    t->early |= e->hit.start < story + EARLY_BYTES;
}

/* "<BP.L>", "<ARC>": the country on whose exchanges the share is listed; UINT_MAX when that is not known. */
static unsigned exchange_country(const struct dl_tally_set *s, const char *code, size_t n)
{
    const char *dot = memchr(code, '.', n);
    if (!dot)
        return n <= MOST_TICKER ? s->us : UINT_MAX;
    const char *home = dl_word_value((struct dl_str){ dot + 1, n - (size_t)(dot + 1 - code) }, DL_WORD_EXCHANGE);
    return home ? dl_place_country((dl_code){ { home[0], home[1], 0 } }) : UINT_MAX;
}

static void add_tickers(struct dl_tally_set *s, struct dl_str text)
{
    if (text.len == 0)
        return;
    const char *p = text.ptr, *end = text.ptr + text.len;
    while ((p = memchr(p, '<', (size_t)(end - p))) != NULL) {
        const char *code = ++p;
        while (p < end && p - code < 10 && ((*p >= 'A' && *p <= 'Z') || (*p == '.' && p > code)))
            p++;
        unsigned country = p < end && *p == '>' && p > code ? exchange_country(s, code, (size_t)(p - code)) : UINT_MAX;
        if (country < dl_place_countries())
            dl_tally_of(s, country)->tickers++;
    }
}

/* Do A and B stand in one enumeration: "Japan, Italy and Spain", "1.2 mln in Italy, 0.9 in Spain"? */
static bool enumerated(struct dl_str text, const struct dl_evidence *a, const struct dl_evidence *b)
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

static void end_list(struct dl_tally_set *s, const uint16_t *members, unsigned count, uint32_t start)
{
    for (unsigned i = 0; count >= LEAST_LIST && i < count; i++) {
        struct dl_tally *t = dl_tally_of(s, members[i]);
        if (count > t->list) {
            t->list = count;
            t->list_start = start;
        }
    }
}

static void add_lists(struct dl_tally_set *s, const struct dl_evidence_list *l, struct dl_str body, dl_date date)
{
    uint16_t members[MOST_LIST];
    unsigned count = 0;
    uint32_t start = 0;
    const struct dl_evidence *before = NULL;
    for (size_t i = 0; i < l->count; i++) {
        const struct dl_evidence *e = &l->v[i];
        if (!e->sense || e->sense->kind == DL_PLACE_HINT || (e->context & (CTX_MONEY | CTX_QUALIFIES)))
            continue;
        uint16_t country = (uint16_t)dl_place_at(e->sense->country, e->sense->region, date);
        bool known = false;
        if (!before || !enumerated(body, before, e)) {
            end_list(s, members, count, start);
            count = 0;
            start = e->hit.start;
        }
        for (unsigned k = 0; k < count; k++)
            known |= members[k] == country;
        if (!known && count < MOST_LIST)
            members[count++] = country;
        before = e;
    }
    end_list(s, members, count, start);
}

void dl_tally_article(struct dl_tally_set *s, const struct dl_article *a, const struct dl_evidence_list *l,
                      uint32_t story)
{
    bool title_seen = false;
    for (unsigned i = 0; i < s->count; i++)
        s->slot[s->v[i].country] = 0;
    s->count = 0;
    for (size_t i = 0; i < l->count; i++)
        if (l->v[i].sense)
            add_evidence(s, &l->v[i], a->date, story, &title_seen);
    add_tickers(s, a->title);
    add_tickers(s, a->body);
    add_lists(s, l, a->body, a->date);
}

bool dl_tally_mentioned(const struct dl_tally *t)
{
    return t->dateline || t->mention >= MENTION_WEIGHT;
}
