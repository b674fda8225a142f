/* stopword.h - words that hold a sentence together and say little of what it is about.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_SEARCHER_STOPWORD_H
#define DATELINE_SEARCHER_STOPWORD_H

#include <stdbool.h>

#include "dateline/buffer.h"

/* Whether WORD, as typed, is such a word of LANGUAGE (a primary tag; "" is taken for English). */
bool dl_is_stopword(struct dl_str word, const char *language);

#endif
