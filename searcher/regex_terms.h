/* regex_terms.h - /colou?r/: the words of the index that an expression matches.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_SEARCHER_REGEX_TERMS_H
#define DATELINE_SEARCHER_REGEX_TERMS_H

#include "searcher/parse.h"
#include "searcher/session.h"

#define DL_REGEX_MAX_TERMS 10000 /* that one expression may stand for */
#define DL_REGEX_MAX_WORDS 8     /* expressions of one query: each may read the whole dictionary */

/* Turn the expressions of PARSED (dl_parse_options.regex) into an OR of the terms that they match from end to end, case
 * ignored.  One that matches none finds nothing.  Repeats when the index moves on.  DL_SYNTAX (column set) for a bad
 * expression, DL_TOO_LARGE for one that stands for too many terms or takes too many steps. */
enum dl_status dl_regex_expand(struct dl_session *s, struct dl_parsed *parsed, struct dl_arena *arena,
                               struct dl_error *err);

/* The bytes that every term begins with which PATTERN matches, lower case, into OUT (of OUT_SIZE): what of the
 * dictionary need be read.  Returns their number, 0 when nothing is sure. */
size_t dl_regex_beginning(struct dl_str pattern, char *out, size_t out_size);

#endif
