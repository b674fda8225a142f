/* names.c - the names of places that an article holds, with what surrounds each.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <limits.h>
#include <stdlib.h>

#include "lib/metadata/country/context.h"
#include "lib/metadata/country/home.h"

#define SHORT_NAME 18  /* bytes: six characters of a script without spaces */
#define MAX_HITS 20000 /* of one article; what comes later changes nothing that anybody could see */

/* The word for town, county, port or people right after a name in Han characters. */
static bool local_word_after(struct dl_str text, size_t end)
{
    static const char words[] = "市县縣省区區州府都町村港人城駅站";
    if (end + 3 > text.len)
        return false;
    for (const char *p = words; *p; p += 3)
        if (memcmp(p, text.ptr + end, 3) == 0)
            return true;
    return false;
}

/* "北海" of 北海道, "民主" of 民主党: a town's name in Han characters is a word of its own. */
static bool part_of_han_word(const struct dl_evidence *ev, struct dl_str text, const struct dl_place_hit *h)
{
    unsigned char first = (unsigned char)text.ptr[h->start];
    if (first < 0xe3 || first > 0xe9)
        return false;
    for (const struct dl_place_sense *s = dl_place_senses() + h->sense;; s++) {
        if (s->kind != DL_PLACE_CITY && s->kind != DL_PLACE_REGION)
            return false;
        if (s->flags & DL_PLACE_LAST)
            break;
    }
    return !local_word_after(text, h->end) && !dl_dictionary_whole(ev->dictionary, text, h->start, h->end);
}

/* A short name in a script without spaces is often but a part of words, or of two when a blank is in it; the name of
 * home is not. */
static bool inside_word(const struct dl_evidence *ev, struct dl_str text, const struct dl_place_hit *h, unsigned home)
{
    const struct dl_place_sense *s = dl_place_senses() + h->sense;
    unsigned char first = (unsigned char)text.ptr[h->start];
    if (first < 0xe0 || (first == 0xe0 && (unsigned char)text.ptr[h->start + 1] < 0xb8))
        return false; /* Arabic and the scripts of India part their words */
    if (!(h->flags & DL_HIT_CASELESS) || h->end - h->start > SHORT_NAME || s->country == home)
        return false;
    if (part_of_han_word(ev, text, h))
        return true;
    return memchr(text.ptr + h->start, ' ', h->end - h->start) ||
           !dl_dictionary_stands(ev->dictionary, text, h->start, h->end);
}

static enum dl_status collect(struct dl_evidence *ev, struct dl_str text, bool title, struct dl_error *err)

{
    ev->hits.count = 0;
    enum dl_status status = dl_place_scan(text, MAX_HITS, &ev->hits, err);
    if (status != DL_OK)
        return status;
    size_t need = ev->name_count + ev->hits.count;
    if (need > ev->name_cap) {
        struct dl_found_name *v = realloc(ev->names, (need + need / 2) * sizeof *v);
        if (!v)
            return dl_fail_memory(err);
        ev->names = v;
        ev->name_cap = need + need / 2;
    }
    bool upper = dl_evidence_upper_text(text);
    size_t links = title ? text.len : dl_evidence_links(text);
    uint32_t last = 0;
    bool menu = !title && dl_evidence_has_menu(text);
    for (size_t i = 0; i < ev->hits.count; i++) {
        const struct dl_place_hit *h = &ev->hits.v[i];
        if (!title && h->start >= ev->agency_start && h->end <= ev->agency_end)
            continue; /* "(Sahel News)" reports from anywhere */
        if (!title && (h->start >= links || (menu && dl_evidence_in_menu(text, h))))
            continue; /* of the page, not of the story */
        if (dl_evidence_ticker(text, h) || inside_word(ev, text, h, ev->home))
            continue;
        uint8_t zone = title                                                          ? ZONE_TITLE
                       : h->start >= ev->dateline_start && h->end <= ev->dateline_end ? ZONE_DATELINE
                                                                                      : ZONE_BODY;
        uint32_t context = dl_evidence_context(text, h, upper);
        if (i && (last & CTX_IN) && h->start - h[-1].end <= 6 && dl_evidence_joined(text, &h[-1], h))
            context |= CTX_IN; /* "in Obuasi and Tarkwa" */
        last = context;
        ev->names[ev->name_count++] = (struct dl_found_name){ .hit = *h, .zone = zone, .context = context };
    }
    return DL_OK;
}

enum dl_status dl_find_names(struct dl_evidence *ev, struct dl_error *err)
{
    ev->place_language = dl_place_language(ev->language);
    ev->site = dl_home_of_site(ev->article->url);
    ev->home = dl_home_of_language(ev->language);
    ev->name_count = 0;
    enum dl_status status = collect(ev, ev->article->title, true, err);
    return status ? status : collect(ev, ev->article->body, false, err);
}
