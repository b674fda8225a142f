/* blobs.h - the names of the blobs that are committed with an index (dl_writer_set, dl_reader_get).
 *
 *   text.version    DL_TEXT_VERSION in decimal.  Both programs refuse an index with another one: it must be rebuilt.
 *   text.stemmers   the stemmers of the index's articles, sorted, separated by commas: "english,none".  A query is
 *                   analysed by each of them.
 *   corrections     which lines of the file of corrections were applied (indexer/corrections.h): binary
 *   sources         what was read, so that the next run can tell what is new (indexer/state.h): binary
 *   shard           "K/N": the index holds of its sources the articles that dl_shard_of puts into part K of N; else
 * absent run.last        the last run that changed the index, one JSON object as `dateline-index --format=json` prints
 * it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_BLOBS_H
#define DATELINE_BLOBS_H

#include "dateline/engine.h"
#include "dateline/hash.h"

#define DL_KEY_TEXT_VERSION "text.version"
#define DL_KEY_STEMMERS "text.stemmers"
#define DL_KEY_SOURCES "sources"
#define DL_KEY_SHARD "shard"
#define DL_KEY_LAST_RUN "run.last"
#define DL_KEY_CORRECTIONS "corrections"

#define DL_SHARDS_MAX 1000

/* The part of N (1 to N) into which an article goes: by its id alone, so that it stays there whatever is learned of it.
 */
static inline unsigned dl_shard_of(struct dl_str id, unsigned n)
{
    return (unsigned)(dl_hash64(id.ptr, id.len) % n) + 1;
}

#endif
