/* since.h - what a saved search has shown already, for --since-last.
 *
 * Each saved search keeps the hashes of the ids it has shown in a file of its own, $XDG_STATE_HOME/dateline/NAME; it is
 * replaced in one step after everything was printed, so that what could not be printed is shown the next time.  An
 * article that changed keeps its id and is not new, and neither is one whose file was renamed.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_SEARCHER_SINCE_H
#define DATELINE_SEARCHER_SINCE_H

#include "dateline/buffer.h"

struct dl_since;

/* 1 to 64 letters, digits and "._-", the first a letter or digit. */
bool dl_since_name_valid(const char *name);

/* Read what NAME has shown, nothing when it never ran.  DL_BUSY while another process runs the same search. */
enum dl_status dl_since_open(const char *name, struct dl_since **s, struct dl_error *err);
/* Whether ID was shown in an earlier run. */
bool dl_since_shown(const struct dl_since *s, struct dl_str id);
/* ID is shown in this one. */
enum dl_status dl_since_add(struct dl_since *s, struct dl_str id, struct dl_error *err);
/* Remember it. */
enum dl_status dl_since_save(struct dl_since *s, struct dl_error *err);
void dl_since_close(struct dl_since *s); /* accepts NULL */

#endif
