/* tables.h - the compiled gazetteer, as compile_gazetteer.c writes it and gazetteer.c holds it.
 *
 * A name is a sequence of tokens (token.h).  Every prefix of every name has a slot in one open-addressing hash table,
 * keyed by the phrase hash; the slot says which senses the prefix has as a whole name and whether a longer name
 * continues it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_PLACE_TABLES_H
#define DATELINE_PLACE_TABLES_H

#include <stdbool.h>
#include <stdint.h>

#include "dateline/place.h"

#define PLACE_MAX_TOKENS 24       /* of one name */
#define PLACE_MAX_COUNTRY_NAME 63 /* bytes */

struct place_slot {
    uint32_t check;     /* low half of the phrase hash */
    uint32_t next : 12; /* which tokens continue it to a longer name: a filter of place_next_bit */
    uint32_t used : 1;
    uint32_t sense : 19; /* index of the first sense + 1; 0 when this is only the beginning of a name */
};

static inline unsigned place_next_bit(uint64_t token)
{
    return (unsigned)((token >> 32 & 0xFFFF) * 12 >> 16);
}

struct place_country {
    dl_code code;
    char alpha3[4];
    char name[PLACE_MAX_COUNTRY_NAME + 1];
    uint16_t successor; /* index; its own for today's countries */
    bool has_period;    /* it is in place_periods, as either of the two */
};

/* A time in which CODE (index FORMER) was a state; of REGION when that is not 0. */
struct place_period {
    uint16_t former, country, region;
    int32_t from, until;
};

extern const unsigned place_slot_bits;
extern const struct place_slot place_slots[];
/* A Bloom filter over the first tokens of names, a cheap "no": two bits of one word, so that a miss costs one load. */
extern const uint64_t place_first[];
#define PLACE_FIRST_BITS 13 /* log2 of its words */
static inline uint32_t place_first_word(uint64_t phrase)
{
    return (uint32_t)(phrase >> (64 - PLACE_FIRST_BITS));
}
static inline uint64_t place_first_bits(uint64_t phrase)
{
    return UINT64_C(1) << (phrase & 63) | UINT64_C(1) << (phrase >> 6 & 63);
}
static inline bool place_may_begin(uint64_t phrase)
{
    uint64_t bits = place_first_bits(phrase);
    return (place_first[place_first_word(phrase)] & bits) == bits;
}

extern const struct dl_place_sense place_senses[];
extern const struct place_country place_countries[];
extern const unsigned place_country_count;
extern const dl_code place_codes[];
extern const struct place_period place_periods[];
extern const unsigned place_period_count;
/* Names of countries for suggestions, folded.  They stand one after the other in place_name_text: a table of pointers
 * would be relocated at every start of a program. */
struct place_name {
    uint16_t country;
    uint16_t len; /* bytes in place_name_text */
};
extern const struct place_name place_names[];
extern const unsigned place_name_count;
extern const char place_name_text[];

/* What Korean writes after a name: all of what is left of the word, or its beginning. */
struct place_ending {
    char text[16];
    uint8_t len;
    bool whole;
};
extern const struct place_ending place_endings[];
extern const unsigned place_ending_count;

static inline const struct place_slot *place_find(uint64_t phrase)
{
    uint32_t mask = (UINT32_C(1) << place_slot_bits) - 1;
    for (uint32_t i = (uint32_t)(phrase >> 32) & mask;; i = (i + 1) & mask) {
        if (!place_slots[i].used)
            return NULL;
        if (place_slots[i].check == (uint32_t)phrase)
            return &place_slots[i];
    }
}

#endif
