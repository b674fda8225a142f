/* changed.h - has a file changed since it was read?
 *
 * A file is unchanged when its size, mtime, ctime (nanoseconds) and inode are.  When only the latter three differ, or
 * the times prove nothing, its content decides (intake.c compares it).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_INDEXER_CHANGED_H
#define DATELINE_INDEXER_CHANGED_H

#include "indexer/source.h"

/* CLOCK_REALTIME in nanoseconds. */
int64_t dl_now_ns(void);

/* Whether a file with this time of change, looked at LOOKED_NS, may change again and keep that time.  File systems
 * stamp with the clock of the last tick (10 ms at most), or, to judge by a round stamp, with whole seconds or two. */
bool dl_racy(int64_t changed_ns, int64_t looked_ns);

/* Whether ST is what was remembered of F. */
bool dl_same_stat(const struct dl_source *f, const struct stat *st);

/* Whether F (may be NULL: not known) need not be opened.  RETRY: what failed is read again. */
bool dl_surely_unchanged(const struct dl_source *f, const struct stat *st, bool retry);

#endif
