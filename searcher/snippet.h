/* snippet.h - the piece of an article that shows best why it was found, and marked text in general.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_SEARCHER_SNIPPET_H
#define DATELINE_SEARCHER_SNIPPET_H

#include "searcher/match.h"

struct dl_mark {
    uint32_t start, end; /* bytes [start, end) of the marked text */
};

/* Text that is safe for a terminal (safe.h), with the places of what matched.  {0} is empty; may be reused. */
struct dl_marked {
    struct dl_buf text;
    struct dl_mark *v;
    size_t count, cap;
};
void dl_marked_free(struct dl_marked *m);

/* Work space that is kept from one article to the next; {0} is empty. */
struct dl_snippet_work {
    struct dl_matches matches;
    uint32_t *seen;
    size_t seen_cap;
};
void dl_snippet_work_free(struct dl_snippet_work *w);

/* The best window, or two, of BODY for M's query, about WIDTH columns in all, as one line.  Many different words of the
 * query close together are best; windows begin and end with sentences where they can, else between words, which "…"
 * then tells.  Without a match in BODY it is the beginning.  Only the first 256 KB are looked at.  Replaces OUT. */
enum dl_status dl_snippet(struct dl_matcher *m, struct dl_str body, const char *stemmer, size_t width,
                          struct dl_snippet_work *work, struct dl_marked *out, struct dl_error *err);

/* All of TEXT, marked: a title as one line, a body with its lines.  Replaces OUT. */
enum dl_status dl_mark_all(struct dl_matcher *m, enum dl_field field, struct dl_str text, const char *stemmer,
                           struct dl_snippet_work *work, struct dl_marked *out, struct dl_error *err);

#endif
