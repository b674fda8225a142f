/* country.c - which countries an article is about, and which it mentions: as its input states, or as its text
 * tells.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/metadata/country/country.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "dateline/text.h"

#include "lib/metadata/country/explain.h"
#include "lib/metadata/country/home.h"
#include "lib/metadata/country/model.h"

#define LEAST 0.25 /* the best candidate alone is taken down to this when nothing reaches the threshold */

struct dl_country_finder {
    struct dl_evidence_list evidence;
    struct dl_place_hits scratch;
    struct dl_tally_set tallies;
    struct dl_country_model model;
    struct dl_tally **order; /* [dl_place_countries()] tallies sorted by rank */
    struct dl_str unread;    /* as dl_countries_unread says */
};

enum dl_status dl_country_finder_new(struct dl_country_finder **out, struct dl_error *err)
{
    struct dl_country_finder *f = calloc(1, sizeof *f);
    *out = NULL;
    if (!f)
        return dl_fail_memory(err);
    f->order = calloc(dl_place_countries(), sizeof(struct dl_tally *));
    if (!f->order || dl_tally_set_new(&f->tallies, NULL) != DL_OK || dl_country_model_new(&f->model, NULL) != DL_OK ||
        dl_evidence_new(&f->evidence, NULL) != DL_OK) {
        dl_country_finder_free(f);
        return dl_fail_memory(err);
    }
    *out = f;
    return DL_OK;
}

void dl_country_finder_free(struct dl_country_finder *f)
{
    if (!f)
        return;
    dl_evidence_free(&f->evidence);
    dl_place_hits_free(&f->scratch);
    dl_tally_set_free(&f->tallies);
    dl_country_model_free(&f->model);
    free(f->order);
    free(f);
}

static int by_rank(const void *pa, const void *pb)
{
    const struct dl_tally *a = *(struct dl_tally *const *)pa, *b = *(struct dl_tally *const *)pb;
    if (dl_country_taken(a) != dl_country_taken(b))
        return dl_country_taken(a) ? -1 : 1;
    if (a->rank != b->rank)
        return a->rank < b->rank ? 1 : -1;
    return a->country < b->country ? -1 : 1;
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
    for (unsigned i = 0; i < f->tallies.count; i++)
        f->order[i] = &f->tallies.v[i];
    qsort(f->order, f->tallies.count, sizeof(struct dl_tally *), by_rank);
    for (unsigned i = 0; i < f->tallies.count; i++) {
        const struct dl_tally *t = f->order[i];
        bool listed = !stated && (dl_country_taken(t) || (i == 0 && t->salience >= LEAST)) &&
                      a->country_count < DL_MAX_COUNTRIES && dl_tally_mentioned(t);
        if (listed) { /* the order rules: salience never rises along the list */
            float before = a->country_count ? a->countries[a->country_count - 1].salience : 1.0f,
                  own = (float)t->salience;
            a->countries[a->country_count++] =
                (struct dl_country){ dl_place_code(t->country), own < before ? own : before, (uint8_t)from_of(t) };
        }
        if (explain)
            dl_explain_candidate(explain, dl_place_code(t->country),
                                 listed                  ? "taken"
                                 : stated                ? "the input states others"
                                 : dl_tally_mentioned(t) ? "mentioned only"
                                                         : "too doubtful",
                                 t->salience, t->weight, t->features, dl_country_weights);
    }
    for (unsigned i = 0; i < a->country_count; i++)
        add_mention(a, a->countries[i].code);
    for (unsigned i = 0; i < f->tallies.count; i++)
        if (dl_tally_mentioned(f->order[i]))
            add_mention(a, dl_place_code(f->order[i]->country));
}

struct dl_str dl_countries_unread(const struct dl_country_finder *f)
{
    return f->unread;
}

enum dl_status dl_countries_find(struct dl_country_finder *f, struct dl_article *a, const struct dl_dateline *dateline,
                                 struct dl_buf *explain, struct dl_error *err)
{
    struct dl_str language = a->language.len ? a->language : dl_str_of(dl_language_detect(a->title, a->body));
    struct dl_evidence_text text = { .title = a->title,
                                     .body = a->body,
                                     .language = dl_place_language(language),
                                     .site = dl_home_of_site(a->url),
                                     .home = dl_home_of_language(language) };
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
    bool has_dateline = text.dateline_end > text.dateline_start;
    a->country_count = a->mention_count = 0;
    enum dl_status status = dl_evidence_find(&f->evidence, &f->scratch, &text, err);
    if (status != DL_OK)
        return status;
    if (explain)
        dl_explain_evidence(explain, &f->evidence, &text, a->date);
    dl_tally_article(&f->tallies, a, &f->evidence, story);
    dl_home_tally(&f->tallies, &f->evidence, a->body, has_dateline, language);
    dl_country_model_apply(&f->model, &f->tallies, a->body.len, has_dateline);
    take_found(f, a, explain);
    return explain ? dl_buf_status(explain, err) : DL_OK;
}
