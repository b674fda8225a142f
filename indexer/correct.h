/* correct.h - bringing an index in line with its corrections: those that are new, changed or gone since the last
 * session.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_INDEXER_CORRECT_H
#define DATELINE_INDEXER_CORRECT_H

#include "indexer/corrections.h"
#include "indexer/intake.h"

/* Whether what was applied to the index differs from C. */
bool dl_correct_needed(const struct dl_corrections *c);

/* Apply the difference to articles whose source was not read in this session, COMMITTED being the index as it was
 * (NULL: a new one): a new line from the stored article, any other by reading its source again.  While workers run. */
enum dl_status dl_correct_changed(struct dl_intake *in, struct dl_corrections *c, struct dl_reader *committed,
                                  struct dl_error *err);

#endif
