/* agency.c - news agencies and papers as they sign their stories, and the names by which they are known.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/metadata/dateline.h"
#include "lib/metadata/words.h"

bool dl_agency_known(struct dl_str name, struct dl_str *usual)
{
    const char *value = dl_word_value(name, DL_WORD_AGENCY);
    *usual = value ? dl_str_of(value) : name;
    return value != NULL;
}

struct dl_str dl_agency_name(struct dl_str name)
{
    struct dl_str usual;
    dl_agency_known(name, &usual);
    return usual;
}
