/* home.c - where a story is at home that does not say so: by its language, its English, its coin, its web site.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/metadata/country/home.h"

#include "lib/metadata/country/english.h"
#include "lib/metadata/country/tally.h"

#include <limits.h>
#include <math.h>
#include <string.h>

#include "lib/metadata/words.h"

static bool same_language(struct dl_str tag, const char *language)
{
    return tag.len >= 2 && memcmp(tag.ptr, language, 2) == 0 &&
           (tag.len == 2 || tag.ptr[2] == '-' || tag.ptr[2] == '_');
}

unsigned dl_home_of_site(struct dl_str url)
{
    const char *scheme = url.len > 8 ? memmem(url.ptr, url.len, "://", 3) : NULL;
    if (!scheme)
        return UINT_MAX;
    const char *host = scheme + 3, *end = url.ptr + url.len, *stop = host;
    while (stop < end && *stop != '/' && *stop != ':' && *stop != '?')
        stop++;
    if (stop - host < 5 || stop[-3] != '.')
        return UINT_MAX;
    dl_code code = { { (char)(stop[-2] & ~0x20), (char)(stop[-1] & ~0x20), 0 } };
    if (dl_word_is(dl_str_of(code.text), DL_WORD_GENERIC_DOMAIN))
        return UINT_MAX;
    return strcmp(code.text, "UK") == 0 ? dl_place_country((dl_code){ "GB" }) : dl_place_country(code);
}

static unsigned country_of(const char *code)
{
    return dl_place_country((dl_code){ { code[0], code[1], 0 } });
}

unsigned dl_home_of_language(struct dl_str language)
{
    const char *home = language.len >= 2 && same_language(language, (char[]){ language.ptr[0], language.ptr[1], 0 })
                           ? dl_word_value((struct dl_str){ language.ptr, 2 }, DL_WORD_HOME_OF_LANGUAGE)
                           : NULL;
    return home ? country_of(home) : UINT_MAX;
}

/* Is one town all that is told of T's country, and not of Canada, which writes much as America does? */
static bool lone_town(const struct dl_tally *t, unsigned canada)
{
    return !t->dateline && t->local_count == 1 && t->named + t->people + t->institutions <= 0 && t->country != canada;
}

/* A town abroad of which nothing else tells, in a story of home life, is a namesake at home: the table has no small
 * towns. */
static void merge_into_home(struct dl_tally *home, struct dl_tally *t)
{
    home->weight += t->weight;
    home->places += t->places;
    dl_tally_local(home, t->local[0]);
    home->title_place |= t->title_place;
    home->title_first |= t->title_first;
    home->lead |= t->lead;
    home->first = t->first < home->first ? t->first : home->first;
    home->last = t->last > home->last ? t->last : home->last;
    t->weight = t->places = t->mention = 0;
    t->title_place = t->title_first = t->lead = false;
    t->first = UINT32_MAX;
}

/* The words of one country's life are hints, too, where no dateline tells where the story plays and no other country is
 * much spoken of.  Half of the world writes as Britain does, but pays in other coin. */
static void add_english(struct dl_evidence *ev)
{
    const struct dl_english *e = &ev->english;
    float american = e->american - e->british, life = fabsf(american), others = 0;
    if (life < LEAST_ENGLISH || (american < 0 && !e->pounds))
        return;
    unsigned canada = dl_place_country((dl_code){ "CA" });
    if (american > 0 && ev->tally_slot[canada] && dl_tally_of(ev, canada)->weight > 0 && !ev->tally_slot[ev->us])
        return; /* which writes much as America does */
    struct dl_tally *home = dl_tally_of(ev, american > 0 ? ev->us : ev->gb);
    for (unsigned i = 0; i < ev->tally_count; i++)
        others += &ev->tallies[i] == home ? 0 : ev->tallies[i].named + ev->tallies[i].people;
    if (others >= OTHERS_SPEAK)
        return;
    home->hints += life;
    home->mention += MENTION_WEIGHT;
    for (unsigned i = 0; i < ev->tally_count; i++)
        if (&ev->tallies[i] != home && lone_town(&ev->tallies[i], canada))
            merge_into_home(home, &ev->tallies[i]);
}

/* Prices in the country's own coin and what its offices are called, in the one language of which nobody else has
 * papers: a story that names no place is most likely told at home. */
static void add_home(struct dl_evidence *ev)
{
    struct dl_str body = ev->article->body;
    for (unsigned i = 0; body.len && i < dl_words_of(DL_WORD_HOME_WORD); i++) {
        const struct dl_word_member *m = &dl_word_members[dl_word_starts[DL_WORD_HOME_WORD] + i];
        struct dl_str word = dl_word_of(DL_WORD_HOME_WORD, i);
        const char *of = dl_word_value_of(m); /* "vi VN" */
        if (!same_language(ev->language, of) || !memmem(body.ptr, body.len, word.ptr, word.len))
            continue;
        struct dl_tally *home = dl_tally_of(ev, country_of(of + 3));
        home->hints += 1;
        home->mention += home->hints <= MOST_HINTS ? HINT_MENTION : 0; /* one may be a sum converted */
    }
}

void dl_tally_home(struct dl_evidence *ev)
{
    add_english(ev);
    if (ev->dateline_start == ev->dateline_end)
        add_home(ev);
}
