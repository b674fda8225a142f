/* grep.h - regular expressions (PCRE2): articles whose text matches one, words of the index that do.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_SEARCHER_GREP_H
#define DATELINE_SEARCHER_GREP_H

#include "dateline/buffer.h"

struct dl_grep;

enum dl_grep_kind {
    DL_GREP_TEXT, /* anywhere in a text; ^ and $ match at lines, (?i) ignores case */
    DL_GREP_TERM  /* a whole word as it is indexed, case ignored */
};

/* Compile PATTERN, valid UTF-8.  What is wrong with it: DL_INVALID of a TEXT, DL_SYNTAX with the column in PATTERN of a
 * TERM. */
enum dl_status dl_grep_new(struct dl_str pattern, enum dl_grep_kind kind, struct dl_grep **g, struct dl_error *err);
void dl_grep_free(struct dl_grep *g); /* accepts NULL */

/* Find the first match in TEXT at or behind *POS, which is 0 in the first search of a text; *POS moves behind it.
 * *FOUND is empty (ptr NULL) when there is none. DL_TOO_LARGE when the pattern needs too many steps on this text. */
enum dl_status dl_grep_find(struct dl_grep *g, struct dl_str text, size_t *pos, struct dl_str *found,
                            struct dl_error *err);

#endif
