/* grep.h - keeping the articles whose text matches a regular expression (PCRE2).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_SEARCHER_GREP_H
#define DATELINE_SEARCHER_GREP_H

#include "dateline/buffer.h"

struct dl_grep;

/* Compile PATTERN: UTF-8, ^ and $ match at lines, (?i) ignores case.  DL_INVALID tells what is wrong with it. */
enum dl_status dl_grep_new(const char *pattern, struct dl_grep **g, struct dl_error *err);
void dl_grep_free(struct dl_grep *g); /* accepts NULL */

/* Find the first match in TEXT at or behind *POS; *POS moves behind it.  *FOUND is empty (ptr NULL) when there is none.
 * DL_TOO_LARGE when the pattern needs too many steps on this text. */
enum dl_status dl_grep_find(struct dl_grep *g, struct dl_str text, size_t *pos, struct dl_str *found,
                            struct dl_error *err);

#endif
