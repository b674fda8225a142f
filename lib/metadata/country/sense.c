/* sense.c - what one name may mean: how well known each of its senses is, and what the words around it say.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/metadata/country/sense.h"

#include <string.h>

#include "lib/metadata/words.h"

/* Where a capital letter does not tell a name from a word. */
#define CTX_CAPITAL_EXPECTED (CTX_UPPER_TEXT | CTX_SENTENCE | CTX_CAP_BEFORE | CTX_CAP_AFTER | CTX_ARTICLE)
#define MOST_SYLLABLE 6 /* letters of a syllable of Vietnamese without marks */

bool dl_name_has_sense_in(const struct dl_found_name *e, unsigned country)
{
    for (const struct dl_place_sense *s = dl_place_senses() + e->hit.sense;; s++) {
        if (s->country == country)
            return true;
        if (s->flags & DL_PLACE_LAST)
            return false;
    }
}

bool dl_name_has_local(const struct dl_found_name *e) /* a city or region, perhaps */
{
    for (const struct dl_place_sense *s = dl_place_senses() + e->hit.sense;; s++) {
        if (s->kind == DL_PLACE_CITY || s->kind == DL_PLACE_REGION)
            return true;
        if (s->flags & DL_PLACE_LAST)
            return false;
    }
}

bool dl_name_only_local(const struct dl_found_name *e) /* a city or region whatever it is */
{
    for (const struct dl_place_sense *s = dl_place_senses() + e->hit.sense;; s++) {
        if (s->kind != DL_PLACE_CITY && s->kind != DL_PLACE_REGION)
            return false;
        if (s->flags & DL_PLACE_LAST)
            return true;
    }
}

/* An abbreviation of a region that is no word of its own: "Ore.", "Calif", "VA". */
static bool short_region(const struct dl_found_name *e, const struct dl_place_sense *s)
{
    return s->kind == DL_PLACE_REGION && e->hit.end - e->hit.start <= 5 && e->hit.tokens == 1 &&
           !(e->hit.flags & DL_HIT_DOTTED);
}

/* Every syllable of Vietnamese is a word, and its marks make it another one: "Cả" is not California, "Ảnh" not "Anh",
 * "Lao động" no Laotian. */
static bool vietnamese_word(const struct dl_found_name *e, const struct dl_place_sense *s)
{
    uint32_t length = e->hit.end - e->hit.start;
    bool accented = e->hit.flags & DL_HIT_ACCENTED, local = s->kind == DL_PLACE_CITY || s->kind == DL_PLACE_REGION;
    if (e->hit.tokens > 1)
        return accented && s->exact != e->hit.exact && s->kind == DL_PLACE_PEOPLE;
    if (accented)
        return s->exact != e->hit.exact;
    return short_region(e, s) || (s->kind == DL_PLACE_PEOPLE && length <= 4) ||
           (local && length <= 3 && !(e->hit.flags & DL_HIT_UPPER));
}

/* "Bamberg County": a place in one of the countries that have counties, and put the word after the name in English. */
static bool has_counties(const struct dl_place_sense *s)
{
    return (s->kind != DL_PLACE_CITY && s->kind != DL_PLACE_REGION) ||
           dl_word_is(dl_str_of(dl_place_code(s->country).text), DL_WORD_HAS_COUNTIES);
}

/* A name of another language than English counts in its own, in some others, or where its diacritics are written. */
static bool language_fits(const struct dl_found_name *e, const struct dl_place_sense *s, uint8_t language)
{
    if (!s->language || s->language == language)
        return true;
    if (language && ((s->flags & DL_PLACE_FREE) || (s->language == DL_PLACE_SEVERAL && language != DL_PLACE_UNKNOWN)))
        return true;
    return s->exact == e->hit.exact && (e->hit.flags & DL_HIT_ACCENTED) && e->hit.end - e->hit.start >= 6;
}

bool dl_sense_possible(const struct dl_evidence *ev, const struct dl_found_name *e, const struct dl_place_sense *s)
{
    uint8_t language = ev->place_language;
    bool written = s->exact == e->hit.exact;
    if (s->kind == DL_PLACE_NOTHING || s->kind == DL_PLACE_GIVEN)
        return false;
    if ((e->context & CTX_STREET) && s->kind <= DL_PLACE_CITY)
        return false;
    if ((e->context & CTX_TOWN) && s->kind == DL_PLACE_NAME && dl_name_has_local(e))
        return false;
    if ((e->context & CTX_COUNTY) && !has_counties(s))
        return false;
    if ((s->flags & DL_PLACE_ACCENTS) && (!written || (s->language && language != s->language)))
        return false;
    if (s->kind == DL_PLACE_HINT)
        return e->zone != ZONE_DATELINE;
    if (!language_fits(e, s, language))
        return false;
    if (language == DL_PLACE_VIETNAMESE && vietnamese_word(e, s))
        return false;
    if (s->kind == DL_PLACE_ABBR) {
        if (e->context & CTX_PRICE) /* "US$5 billion" */
            return false;
        if (!(e->hit.flags & DL_HIT_UPPER))
            return false;
        /* "US" in a headline of capitals may be "us" */
        return !(e->context & CTX_UPPER_TEXT) || !(s->flags & DL_PLACE_WORD) || (e->hit.flags & DL_HIT_DOTTED);
    }
    if ((e->context & CTX_INITIALS) && s->kind == DL_PLACE_REGION && !(e->context & CTX_COMMA_BEFORE))
        return false;
    if (short_region(e, s) && (s->flags & (DL_PLACE_WORD | DL_PLACE_PERSON) || e->hit.end - e->hit.start <= 3))
        return (e->context & CTX_COMMA_BEFORE) != 0;
    return true;
}

double dl_sense_prior(const struct dl_evidence *ev, const struct dl_place_sense *s)
{
    const double *w = ev->weights;
    switch (s->kind) {
    case DL_PLACE_NAME:
        return w[DL_F_SENSE_NAME];
    case DL_PLACE_ABBR:
        return w[DL_F_SENSE_ABBR];
    case DL_PLACE_PEOPLE:
        return w[DL_F_SENSE_PEOPLE];
    case DL_PLACE_INSTITUTION:
        return w[DL_F_SENSE_INSTITUTION];
    case DL_PLACE_HINT:
        return w[DL_F_SENSE_HINT];
    case DL_PLACE_REGION:
        return (s->size / 10.0 - w[DL_F_SENSE_FLOOR]) * w[DL_F_SENSE_SLOPE] + w[DL_F_SENSE_REGION];
    default:
        return (s->size / 10.0 - w[DL_F_SENSE_FLOOR]) * w[DL_F_SENSE_SLOPE] +
               (s->flags & DL_PLACE_CAPITAL ? w[DL_F_SENSE_CAPITAL] : 0);
    }
}

/* A town called Jamaica or Ontario, against the country or a region as well known as a state of America.  (Singapore
 * the city is no rival of Singapore.) */
bool dl_sense_namesake(const struct dl_found_name *e, const struct dl_place_sense *town)
{
    if (town->kind != DL_PLACE_CITY && (town->kind != DL_PLACE_REGION || town->size >= REGION_BY_HAND))
        return false;
    for (const struct dl_place_sense *s = dl_place_senses() + e->hit.sense;; s++) {
        if (s->country != town->country &&
            (s->kind == DL_PLACE_NAME || (s->kind == DL_PLACE_REGION && s->size >= REGION_BY_HAND)))
            return true;
        if (s->flags & DL_PLACE_LAST)
            return false;
    }
}

/* A small place whose short name without marks may be a word of Vietnamese, where every syllable is one ("Trang"), or
 * whose name in Chinese characters many a village and person of Vietnam has, too ("Tân Thành"). */
static bool vietnamese_namesake(const struct dl_found_name *e, const struct dl_place_sense *s)
{
    if ((s->kind != DL_PLACE_CITY && s->kind != DL_PLACE_REGION) || (s->flags & DL_PLACE_CAPITAL))
        return false;
    const char *code = dl_place_code(s->country).text;
    if (e->hit.flags & DL_HIT_ACCENTED)
        return s->size < LARGE_CITY + 5 && (strcmp(code, "CN") == 0 || strcmp(code, "TW") == 0);
    return s->size < LARGE_CITY + 3 && e->hit.tokens == 1 && e->hit.end - e->hit.start <= MOST_SYLLABLE &&
           strcmp(code, "VN") != 0;
}

/* Have all senses the same country? */
static bool one_country(const struct dl_found_name *e)
{
    const struct dl_place_sense *s = dl_place_senses() + e->hit.sense;
    for (unsigned country = s->country; !(s->flags & DL_PLACE_LAST); s++)
        if (s[1].country != country)
            return false;
    return true;
}

double dl_sense_fit(const struct dl_evidence *ev, const struct dl_found_name *e, const struct dl_place_sense *s)
{
    const double *w = ev->weights;
    double b = 0;
    bool place = s->kind == DL_PLACE_CITY || s->kind == DL_PLACE_REGION || s->kind == DL_PLACE_NAME;
    if (place && (e->context & CTX_IN) && !(e->context & CTX_ORGANISATION))
        b += w[DL_F_IN];
    if (place && (e->context & CTX_PLACE_AFTER))
        b += w[DL_F_PLACE_AFTER];
    if (place && s->kind != DL_PLACE_NAME && e->hit.tokens > 1 && !(e->context & CTX_PERSON) && one_country(e))
        b += w[DL_F_UNIQUE];
    if (e->zone == ZONE_DATELINE)
        return b + w[DL_F_IN] * 2;
    if ((e->context & (CTX_QUALIFIED | CTX_QUALIFIES)) || (e->hit.flags & DL_HIT_DOTTED))
        return b;
    if ((e->context & CTX_IN) && !(e->context & CTX_ORGANISATION) &&
        !((e->context & CTX_UPPER_TEXT) && (s->flags & DL_PLACE_WORD))) /* "GAIN FROM SALE" */
        return b + (s->flags & DL_PLACE_WORD && s->kind == DL_PLACE_CITY ? w[DL_F_WORD_FLAG] / 2 : 0);
    if (s->flags & DL_PLACE_PERSON)
        b += w[DL_F_PERSON_FLAG];
    bool told = e->zone == ZONE_BODY && s->kind == DL_PLACE_NAME && !(e->hit.flags & DL_HIT_CASELESS) &&
                !(e->context & CTX_CAPITAL_EXPECTED);
    if ((s->flags & DL_PLACE_WORD) && !told &&
        (s->kind != DL_PLACE_ABBR || (e->context & CTX_UPPER_TEXT))) /* "US" is "us" only there */
        b += w[DL_F_WORD_FLAG];
    if ((s->flags & (DL_PLACE_PERSON | DL_PLACE_WORD)) && (e->context & CTX_UPPER_TEXT))
        b += w[DL_F_UPPER_AMBIGUOUS];
    if (place && s->kind != DL_PLACE_NAME && s->size < (s->kind == DL_PLACE_CITY ? 50 : 58))
        b += w[DL_F_SMALL];
    if (((s->flags & DL_PLACE_ACCENTS) || s->language == DL_PLACE_VIETNAMESE) &&
        (e->context & (CTX_CAP_BEFORE | CTX_CAP_AFTER | CTX_PERSON))) /* "Minh Đức", "Mỹ Đình" */
        b += w[DL_F_PART_OF_NAME];
    if (ev->place_language == DL_PLACE_VIETNAMESE && vietnamese_namesake(e, s))
        b += w[DL_F_SYLLABLE];
    if (place && s->kind != DL_PLACE_NAME && (e->context & CTX_ORGANISATION))
        b += w[DL_F_ORGANISATION];
    if (s->kind == DL_PLACE_CITY && (e->context & CTX_CAP_BEFORE))
        b += w[DL_F_CAP_BEFORE];
    if (s->kind == DL_PLACE_CITY && (e->context & CTX_CAP_AFTER))
        b += w[DL_F_CAP_AFTER];
    return b;
}
