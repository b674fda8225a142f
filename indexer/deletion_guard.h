/* deletion_guard.h - what is gone from a source, and whether that is to be believed without --prune: an unmounted disk,
 * or a scraper that failed, looks like that.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_INDEXER_DELETION_GUARD_H
#define DATELINE_INDEXER_DELETION_GUARD_H

#include "indexer/state.h"

/* Of the articles or files known under a root, more than half, and at least this many, may only go with --prune. */
#define DL_GUARD_MIN 20

struct dl_gone {
    uint64_t files, gone_files, articles, gone_articles;
};

/* What was known before this session under ROOT, and how much of it was not met. */
struct dl_gone dl_guard_count(const struct dl_state *s, struct dl_str root);

/* Whether GONE of KNOWN files or articles are too many. */
bool dl_guard_refuses(uint64_t gone, uint64_t known);
bool dl_guard_too_much(const struct dl_gone *g);

#endif
