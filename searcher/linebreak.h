/* linebreak.h - where a line of a script that writes no spaces may end.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_SEARCHER_LINEBREAK_H
#define DATELINE_SEARCHER_LINEBREAK_H

#include <unicode/ubrk.h>

#include "dateline/buffer.h"

/* {0} is ready; free with dl_line_breaker_free. */
struct dl_line_breaker {
    UBreakIterator *lines; /* opened at first use: it loads rules and dictionaries */
    bool failed;
};
void dl_line_breaker_free(struct dl_line_breaker *b);

/* The last byte, at most FITS, before which a line of TEXT may end (UAX #14; Thai, Lao, Khmer and Myanmar between words
 * of ICU's dictionaries): 0 when there is none. */
size_t dl_line_end(struct dl_line_breaker *b, struct dl_str text, size_t fits);

#endif
