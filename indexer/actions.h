/* actions.h - what dateline-index does besides indexing.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_INDEXER_ACTIONS_H
#define DATELINE_INDEXER_ACTIONS_H

#include "indexer/settings.h"

#define DL_REBUILD_SUFFIX ".rebuild-tmp" /* of the folder beside the index that a rebuild builds in */

/* Each appends what belongs on standard output to OUT. */
enum dl_status dl_action_status(const struct dl_settings *s, struct dl_buf *out, struct dl_error *err);
enum dl_status dl_action_verify(const struct dl_settings *s, struct dl_buf *out, struct dl_error *err);
/* Merge all, and with --verbose or as JSON tell what it gave back. */
enum dl_status dl_action_compact(const struct dl_settings *s, struct dl_buf *out, struct dl_error *err);
enum dl_status dl_action_explain(const struct dl_settings *s, struct dl_buf *out, struct dl_error *err);

/* Build a new index from the sources of the old one (or those named) and put it in its place by one rename.  Keeps the
 * old one when anything stands in the way, also when a source cannot be read (unless --prune). */
enum dl_status dl_action_rebuild(const struct dl_settings *s, struct dl_report *report, struct dl_summary *summary,
                                 struct dl_error *err);

enum dl_status dl_action_backup(const struct dl_settings *s, struct dl_buf *out, struct dl_error *err);
/* --correct and --remove: append to the file of corrections, then apply it. */
enum dl_status dl_action_correct(const struct dl_settings *s, struct dl_report *report, struct dl_summary *summary,
                                 struct dl_error *err);

#endif
