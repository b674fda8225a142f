/* settings.h - the names of the blobs that are committed with an index (dl_writer_set, dl_reader_get).
 *
 *   text.version    DL_TEXT_VERSION in decimal.  Both programs refuse an index with another one: it must be rebuilt.
 *   text.stemmers   the stemmers of the index's articles, sorted, separated by commas: "english,none".  A query is
 *                   analysed by each of them.
 *   sources         what was read, so that the next run can tell what is new (indexer/state.h): binary
 *   run.last        the last run that changed the index, one JSON object as `dateline-index --format=json` prints it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_SETTINGS_H
#define DATELINE_SETTINGS_H

#include "dateline/engine.h"

#define DL_KEY_TEXT_VERSION "text.version"
#define DL_KEY_STEMMERS "text.stemmers"
#define DL_KEY_SOURCES "sources"
#define DL_KEY_LAST_RUN "run.last"

/* The engine of a new index when neither option nor configuration names one. */
#define DL_DEFAULT_ENGINE DL_ENGINE_NATIVE

#endif
