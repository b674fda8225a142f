/* dictionary.h - words of scripts that write no spaces, by ICU's dictionaries.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_TEXT_DICTIONARY_H
#define DATELINE_TEXT_DICTIONARY_H

#include <stdint.h>

#include "dateline/text.h"

#define DL_DICTIONARY_CHUNK 2048 /* UTF-16 units looked at together; the cuts between chunks fall on words */

/* Find the words at the start of RUN (valid UTF-8, one script or Han with Kana).  *ENDS (borrowed, until the next call)
 * gets the byte offset at which each of the *COUNT words ends, rising; they cover the run up to the last of them, which
 * is the whole run unless it is long: call again for the rest.  *COUNT is at least 1 for a run that is not empty. */
enum dl_status dl_dictionary_words(struct dl_dictionary *d, struct dl_str run, const uint32_t **ends, size_t *count,
                                   struct dl_error *err);

/* The dictionary's words are often compounds of others ("cabinet" and "minister" in Thai), which the longest match
 * hides. *PARTS (borrowed, until the next call) gets the words that WORD, one of the above, is made of, where it is
 * made of two, and so on for each of these; no parts for a word that is none of the dictionary or no compound. */
#define DL_MAX_PARTS_OF_WORD 6
struct dl_word_part {
    uint8_t start, end; /* bytes of WORD */
};
enum dl_status dl_dictionary_parts(struct dl_dictionary *d, struct dl_str word, const struct dl_word_part **parts,
                                   size_t *count, struct dl_error *err);

#endif
