/* merge_policy.h - which segments a commit merges.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_NATIVE_MERGE_POLICY_H
#define DATELINE_NATIVE_MERGE_POLICY_H

#include "dateline/segment.h"

/* Set MERGE[i] for each of COUNT segments, oldest first, that should become one.  None is set when there is nothing
 * worth merging.  The chosen segments together hold at most 4 GiB and MAX_DOCS live documents.
 *
 * Segments are sorted into tiers by their live bytes: up to 1 MiB, 4 MiB, 16 MiB and so on.  When a tier has 8 of them,
 * these and all of lower tiers are merged.  A segment more than half of which is deleted is merged in any case. */
void dl_merge_policy(const struct dl_manifest_segment *segments, size_t count, uint64_t max_docs, bool *merge);

#endif
