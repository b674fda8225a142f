/* list.c - which countries an article is about, and which it mentions: as its input states, or as its text tells.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdlib.h>

#include "lib/metadata/country/explain.h"
#include "lib/metadata/country/salience.h"

#define LEAST 0.25 /* the best candidate alone is taken down to this when nothing reaches the threshold */

static int by_rank(const void *pa, const void *pb)
{
    const struct dl_tally *a = *(struct dl_tally *const *)pa, *b = *(struct dl_tally *const *)pb;
    if (a->rank != b->rank)
        return a->rank < b->rank ? 1 : -1;
    return a->country < b->country ? -1 : 1;
}

/* Those that are taken come first, each part by rank. */
static void sort_tallies(struct dl_evidence *ev)
{
    unsigned n = 0;
    for (int taken = 1; taken >= 0; taken--) {
        unsigned first = n;
        for (unsigned i = 0; i < ev->tally_count; i++)
            if (dl_country_taken(ev, &ev->tallies[i]) == taken)
                ev->order[n++] = &ev->tallies[i];
        qsort(ev->order + first, n - first, sizeof ev->order[0], by_rank);
    }
}

static enum dl_country_from from_of(const struct dl_tally *t)
{
    return t->dateline ? DL_COUNTRY_DATELINE : t->title_named || t->title_place ? DL_COUNTRY_TITLE : DL_COUNTRY_BODY;
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
static bool take_stated(struct dl_evidence *ev, struct dl_buf *explain)
{
    struct dl_article *a = ev->article;
    ev->unread_country = (struct dl_str){ 0 };
    for (unsigned i = 0; i < a->country_field_count; i++) {
        struct dl_str field = a->country_fields[i], part;
        dl_code code;
        struct dl_str rest = field;
        bool parts = next_part(&rest, &part) && rest.len;
        if (parts && dl_country_parse(field, &code, NULL) != DL_OK && lists_countries(field)) {
            while (next_part(&field, &part))
                state_country(a, part, explain);
        } else if (!state_country(a, field, explain) && !ev->unread_country.len) {
            ev->unread_country = field;
        }
    }
    return a->country_count > 0;
}

static void list_found(struct dl_evidence *ev, const struct dl_tally *t)
{
    struct dl_article *a = ev->article;
    float before = a->country_count ? a->countries[a->country_count - 1].salience : 1.0f, own = (float)t->salience;
    a->countries[a->country_count++] =
        (struct dl_country){ dl_place_code(t->country), own < before ? own : before, /* never rises in the list */
                             (uint8_t)from_of(t) };
}

void dl_list_countries(struct dl_evidence *ev, struct dl_buf *explain)
{
    struct dl_article *a = ev->article;
    a->country_count = a->mention_count = 0;
    bool stated = take_stated(ev, explain);
    sort_tallies(ev);
    for (unsigned i = 0; i < ev->tally_count; i++) {
        const struct dl_tally *t = ev->order[i];
        bool listed = !stated && (dl_country_taken(ev, t) || (i == 0 && t->salience >= LEAST)) &&
                      a->country_count < DL_MAX_COUNTRIES && dl_tally_mentioned(t);
        if (listed)
            list_found(ev, t);
        if (explain)
            dl_explain_country(explain, ev, t,
                               listed                  ? "taken"
                               : stated                ? "the input states others"
                               : dl_tally_mentioned(t) ? "mentioned only"
                                                       : "too doubtful");
    }
    for (unsigned i = 0; i < a->country_count; i++)
        add_mention(a, a->countries[i].code);
    for (unsigned i = 0; i < ev->tally_count; i++)
        if (dl_tally_mentioned(ev->order[i]))
            add_mention(a, dl_place_code(ev->order[i]->country));
}
