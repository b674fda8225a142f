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

/* ISO 3166-1 alpha-2 ("LA"), or the ISO 3166-3 four-letter code of a former state ("SUHH"); NUL-terminated, upper case. */
typedef struct dl_code {
    char text[5];
} dl_code;

static inline bool dl_code_eq(dl_code a, dl_code b) { return strcmp(a.text, b.text) == 0; }

/* A country as a user or a field names it: a code of 2, 3 or 4 letters in any case, or a name in any language of the
 * table ("Laos", "Lao PDR", "Lào", "Việt Nam" with or without diacritics).  DL_NOT_FOUND, with the nearest name as a
 * suggestion in the message, when it is none. */
enum dl_status dl_country_parse(struct dl_str text, dl_code *code, struct dl_error *err);

const char *dl_country_name(dl_code code); /* short English name ("Laos"), or the code itself when unknown */

/* The successor under which a former state is also found (SUHH -> RU), or CODE itself. */
dl_code dl_country_successor(dl_code code);

/* All codes, sorted, for completions and help.  *COUNT of them; static. */
const dl_code *dl_country_codes(size_t *count);

#endif
