/* gazetteer.c - the compiled tables and the small questions about them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <limits.h>

#include "lib/place/languages.h"
#include "lib/place/tables.h"
#include "lib/place/token.h"

#include "gazetteer_tables.inc"

const struct dl_place_sense *dl_place_senses(void)
{
    return place_senses;
}

unsigned dl_place_countries(void)
{
    return place_country_count;
}

dl_code dl_place_code(unsigned country)
{
    return country < place_country_count ? place_countries[country].code : (dl_code){ "" };
}

unsigned dl_place_country(dl_code code)
{
    /* today's countries and the former states are each in order of their codes */
    for (unsigned i = 0; i < place_country_count; i++)
        if (dl_code_eq(place_countries[i].code, code))
            return i;
    return UINT_MAX;
}

unsigned dl_place_at(unsigned country, unsigned region, dl_date date)
{
    if (country >= place_country_count)
        return country;
    dl_date day =
        dl_date_partial(date) ? date + (date % 10000 == 0 ? 615 : 15) : date; /* the middle of what is known */
    if (place_countries[country].has_period && day && day < 20150101)         /* no state of the table lived longer */
        for (unsigned i = 0; i < place_period_count; i++) {
            const struct place_period *p = &place_periods[i];
            if ((p->country == country || p->former == country) && day >= p->from && day <= p->until &&
                (p->former == country || p->region == 0 || p->region == region))
                return p->former;
        }
    return place_countries[country].successor;
}

dl_code dl_country_at(dl_code code, dl_date date)
{
    unsigned i = dl_place_country(code);
    return i == UINT_MAX ? code : dl_place_code(dl_place_at(i, 0, date));
}

uint8_t dl_place_language(struct dl_str tag)
{
    uint8_t number = place_language_number(tag.ptr, tag.len);
    bool english =
        tag.len >= 2 && memcmp(tag.ptr, "en", 2) == 0 && (tag.len == 2 || tag.ptr[2] == '-' || tag.ptr[2] == '_');
    return number ? number : english ? 0 : DL_PLACE_UNKNOWN;
}

#define SMALL_TOWN 50 /* tenths of the decimal logarithm of its population */

bool dl_place_given_name(struct dl_str word)
{
    struct token t;
    const unsigned char *p = (const unsigned char *)word.ptr;
    if (word.len == 0 || !token_starts(p, p + word.len))
        return false;
    token_read(p, p + word.len, &t);
    const struct place_slot *slot = place_find(phrase_hash(0, t.hash));
    if (!slot || !slot->sense)
        return false;
    const struct dl_place_sense *s = &place_senses[slot->sense - 1];
    while (s->kind == DL_PLACE_CITY && (s->flags & DL_PLACE_PERSON) && s->size < SMALL_TOWN &&
           !(s->flags & DL_PLACE_LAST))
        s++; /* "Terrell" is a town of Texas too */
    return s->kind == DL_PLACE_GIVEN ||
           (s->kind == DL_PLACE_CITY && (s->flags & DL_PLACE_PERSON) && s->size < SMALL_TOWN);
}

bool dl_place_capital(struct dl_str word)
{
    unsigned n;
    if (word.len == 0)
        return false;
    const unsigned char *p = (const unsigned char *)word.ptr;
    if (*p < 0x80)
        return *p >= 'A' && *p <= 'Z';
    uint32_t c = token_char(p, p + word.len, &n);
    return token_lower(c) != c;
}
