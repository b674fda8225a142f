/* languages.h - the languages that names in names.tsv, languages.tsv and forms.tsv are bound to, numbered from 1.
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
                                         "ms", "ja", "ko", "hi", "my", "nl", "pl", "tr", "uk", "fa", "sv", "tl", "af",
                                         "am", "az", "be", "bg", "bn", "bs", "ca", "cs", "cy", "da", "el", "et", "eu",
                                         "fi", "ga", "gl", "gu", "he", "hr", "hu", "hy", "is", "ka", "kk", "kn", "ky",
                                         "lt", "lv", "mk", "ml", "mn", "mr", "ne", "no", "or", "pa", "ps", "ro", "si",
                                         "sk", "sl", "so", "sq", "sr", "sw", "ta", "te", "tg", "tk", "ur", "uz" };
    /* Other tags of the same language. */
    static const char same[][2][4] = {
        { "fil", "tl" }, { "nb", "no" }, { "nn", "no" }, { "iw", "he" }, { "in", "id" }
    };
    size_t primary = 0;
    while (primary < len && tag[primary] != '-' && tag[primary] != '_')
        primary++;
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++)
        if (strlen(same[i][0]) == primary && memcmp(tag, same[i][0], primary) == 0) {
            tag = same[i][1];
            primary = 2;
        }
    for (size_t i = 0; primary == 2 && i < sizeof languages / sizeof languages[0]; i++)
        if (memcmp(tag, languages[i], 2) == 0)
            return (uint8_t)(i + 1);
    return 0;
}

#endif
