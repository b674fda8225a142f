/* summary.h - what a run did, for people and for programs.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_INDEXER_SUMMARY_H
#define DATELINE_INDEXER_SUMMARY_H

#include "indexer/run.h"

/* One JSON object, no newline, appended to OUT. */
void dl_summary_json(const struct dl_summary *s, struct dl_buf *out);
/* One line, no newline, appended to OUT. */
void dl_summary_text(const struct dl_summary *s, struct dl_buf *out);

/* "2024-10-23T02:30:07Z", or "" for what is no time; seconds since 1970. */
#define DL_TIME_SIZE 32
void dl_time_utc(int64_t seconds, char text[DL_TIME_SIZE]);

#endif
