/* languages.h - the languages that names in names.tsv and languages.tsv are bound to, numbered from 1.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_PLACE_LANGUAGES_H
#define DATELINE_PLACE_LANGUAGES_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* By primary tag; "vi-VN" is "vi".  0: none of them (English names are bound to no language). */
static inline uint8_t place_language_number(const char *tag, size_t len)
{
    static const char languages[][3] = { "vi", "lo", "km", "th", "zh", "fr", "es", "ru", "ar", "de", "it", "pt", "id",
                                         "ms", "ja", "ko", "hi", "my", "nl", "pl", "tr", "uk", "fa", "sv", "tl" };
    for (size_t i = 0; i < sizeof languages / sizeof languages[0]; i++)
        if (len >= 2 && memcmp(tag, languages[i], 2) == 0 && (len == 2 || tag[2] == '-' || tag[2] == '_'))
            return (uint8_t)(i + 1);
    return 0;
}

#endif
