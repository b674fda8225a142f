/* collapse.h - near copies of one story folded into the first of them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_SEARCHER_COLLAPSE_H
#define DATELINE_SEARCHER_COLLAPSE_H

#include "dateline/engine.h"

#define DL_COLLAPSE_DEPTH 1000   /* hits that are looked at, at least */
#define DL_COLLAPSE_WINDOW 10000 /* stories before it that a hit is compared with, at most */

struct dl_collapse {
    size_t offset, limit; /* the page, in stories; limit 0: all */
    struct dl_str skip;   /* the id of an article that is left out, or empty */
};

struct dl_story {
    struct dl_str *copies; /* ids of the articles folded into it, in the order of the hits */
    size_t count;
};

/* How many hits a search must give for page C: ten times what it shows, 1000 at least; 0 for all. */
size_t dl_collapse_depth(const struct dl_collapse *c);

/* Fold HITS, which begin at the first: what remains is the first hit of each story on the page, and in *STORIES (in
 * ARENA) for each of them what was folded into it. */
enum dl_status dl_collapse(struct dl_reader *r, const struct dl_collapse *c, struct dl_hits *hits,
                           struct dl_arena *arena, struct dl_story **stories, struct dl_error *err);

#endif
