/* place.h - the gazetteer: names, demonyms, cities and regions -> countries.
 *
 * The table is compiled into the program from plain files in lib/place/data at build time; there is nothing to open.
 * Everything here is read-only and safe to use from several threads.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_PLACE_H
#define DATELINE_PLACE_H

#include <stdbool.h>
#include <stdint.h>

#include "dateline/buffer.h"
#include "dateline/date.h"

/* ISO 3166-1 alpha-2 ("LA"), or the ISO 3166-3 four-letter code of a former state ("SUHH"); NUL-terminated, upper case.
 */
typedef struct dl_code {
    char text[5];
} dl_code;

static inline bool dl_code_eq(dl_code a, dl_code b)
{
    return strcmp(a.text, b.text) == 0;
}

/* A country as a user or a field names it: a code of 2, 3 or 4 letters in any case, or a name in any language of the
 * table ("Laos", "Lao PDR", "Lào", "Việt Nam" with or without diacritics).  DL_NOT_FOUND, with the nearest name as a
 * suggestion in the message, when it is none. */
enum dl_status dl_country_parse(struct dl_str text, dl_code *code, struct dl_error *err);

const char *dl_country_name(dl_code code); /* short English name ("Laos"), "" when unknown */

/* The successor under which a former state is also found (SUHH -> RU), or CODE itself. */
dl_code dl_country_successor(dl_code code);

/* All codes, sorted, for completions and help.  *COUNT of them; static. */
const dl_code *dl_country_codes(size_t *count);

/* The code that an article of DATE (0: unknown) gets for a place of today's country CODE, or for a former state: 1987,
 * RU
 * -> SUHH; 2024 or unknown, SUHH -> RU; else CODE itself. */
dl_code dl_country_at(dl_code code, dl_date date);

/* ---- groups of countries (country_group.c) ---------------------------------------------------------------------- */

#define DL_COUNTRY_GROUP_MAX 320 /* members, former states and those that joined twice counted each */
#define DL_COUNTRY_REGION_NAME 64
struct dl_country_member {
    dl_code code;
    dl_date from, to; /* first and last day of its membership; 0: open */
};
struct dl_country_group {
    struct dl_country_member v[DL_COUNTRY_GROUP_MAX];
    size_t count;
};
/* The members of a continent or a part of it (by UN code, or by its name in any of 35 languages: "Southeast Asia",
 * "Europa"), or of an organisation or group (EU, ASEAN, "Middle East"; lib/place/data/groups.tsv).  Case and
 * punctuation play no part.  DL_NOT_FOUND. */
enum dl_status dl_country_group_parse(struct dl_str name, struct dl_country_group *g, struct dl_error *err);

/* The part of a continent that CODE, which may be a former state, lies in, as CLDR names it in English ("Southeast
 * Asia"): each country lies in one; dl_country_group_parse knows the name.  "" when unknown. */
void dl_country_region(dl_code code, char out[DL_COUNTRY_REGION_NAME]);

/* ---- the matcher ------------------------------------------------------------------------------------------------- */

enum dl_place_kind {
    DL_PLACE_NAME = 1,    /* a name of the country */
    DL_PLACE_ABBR,        /* an abbreviation of it, in capitals */
    DL_PLACE_PEOPLE,      /* a demonym or adjective */
    DL_PLACE_INSTITUTION, /* "Kremlin" */
    DL_PLACE_REGION,      /* a first-level region, or its abbreviation */
    DL_PLACE_CITY,
    DL_PLACE_HINT,    /* no place, but a word of one country's public life ("Borough Council"): a vote when in doubt */
    DL_PLACE_NOTHING, /* a phrase that holds a place's name but does not name it ("China Daily") */
    DL_PLACE_GIVEN    /* a given name of people; never found by the scan */
};

enum {
    DL_PLACE_CAPITAL = 1, /* the capital of its country */
    DL_PLACE_WORD = 2,    /* also an English word ("Reading", "turkey") */
    DL_PLACE_PERSON = 4,  /* also a name of people ("Jordan") */
    DL_PLACE_ACCENTS = 8, /* diacritics must be written as in the table */
    DL_PLACE_LAST = 16,   /* the last sense of its name */
    DL_PLACE_SMALL = 128, /* its last word is written small: "Spojené státy" */
    DL_PLACE_FREE = 32    /* a name bound to a language that counts in every text but an English one */
};

/* What a name may stand for.  Senses of one name lie side by side, up to the one with DL_PLACE_LAST. */
struct dl_place_sense {
    uint16_t country; /* index of a country, see dl_place_code */
    uint16_t region;  /* number of the first-level region that it is or lies in; 0 none */
    uint8_t kind, flags;
    uint8_t language; /* 0: any; else the name is one of this language only (dl_place_language) */
    uint8_t size;     /* of cities and regions: round(10 * log10(population)) */
    uint32_t exact;   /* hash of the name with its diacritics */
};

enum {
    DL_HIT_UPPER = 1,    /* all in capitals */
    DL_HIT_ACCENTED = 2, /* written with diacritics */
    DL_HIT_CASELESS = 4, /* of a script without case */
    DL_HIT_DOTTED = 8,   /* "U.S." */
    DL_HIT_POSSESSIVE = 16
};

/* A name found in text. */
struct dl_place_hit {
    uint32_t start, end; /* bytes */
    uint32_t sense;      /* of dl_place_senses() */
    uint32_t exact;      /* hash of what is written, with its diacritics */
    uint8_t flags, tokens;
};
struct dl_place_hits { /* {0} is empty; grows; free with dl_place_hits_free */
    struct dl_place_hit *v;
    size_t count, cap;
};
void dl_place_hits_free(struct dl_place_hits *h);

/* Find all names in TEXT, in one pass, longest first, and append them to HITS (at most LIMIT in all; what is beyond is
 * dropped).  In text with case only capitalised words are looked at.  Linear time; TEXT need not be valid UTF-8 and is
 * at most 4 GB (the rest is ignored).  Fails only with DL_NO_MEMORY. */
enum dl_status dl_place_scan(struct dl_str text, size_t limit, struct dl_place_hits *hits, struct dl_error *err);

const struct dl_place_sense *dl_place_senses(void);
dl_code dl_place_code(unsigned country);
unsigned dl_place_country(dl_code code); /* the index; UINT_MAX when unknown */
unsigned dl_place_countries(void);       /* how many */
unsigned dl_place_at(unsigned country, unsigned region,
                     dl_date date);           /* dl_country_at for indices, knowing the region */
#define DL_PLACE_SEVERAL 255                  /* of a sense: a name in two or more languages, none of them English */
#define DL_PLACE_VIETNAMESE 1                 /* dl_place_language of "vi": a tone makes another word */
#define DL_PLACE_UNKNOWN 254                  /* dl_place_language of "" and of a language that no name is bound to */
uint8_t dl_place_language(struct dl_str tag); /* number of a language; 0: English, to which no name is bound */
bool dl_place_given_name(struct dl_str word); /* is this one word a given name of people? */
bool dl_place_capital(struct dl_str word);    /* does it begin with a capital letter, of any script that has them? */

#endif
