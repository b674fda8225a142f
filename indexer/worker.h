/* worker.h - the threads that turn batches into articles in the index.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_INDEXER_WORKER_H
#define DATELINE_INDEXER_WORKER_H

#include "dateline/engine.h"
#include "indexer/identity.h"
#include "indexer/queue.h"
#include "indexer/report.h"
#include "indexer/run.h"

struct dl_workers;

/* Start O's threads that take batches from QUEUE until it is closed and empty; O is borrowed until they are joined. */
enum dl_status dl_workers_start(const struct dl_run_options *o, struct dl_queue *queue, struct dl_writer *writer,
                                struct dl_identity *identity, struct dl_report *report, struct dl_workers **w,
                                struct dl_error *err);

/* Whether one of them met an error that ends the run; the others then only empty the queue. */
bool dl_workers_failed(const struct dl_workers *w);

/* Wait for all (the queue is closed), free them, and return the first such error.  STEMMERS gets the names of the
 * stemmers used, each followed by a comma.  Accepts NULL. */
enum dl_status dl_workers_join(struct dl_workers *w, struct dl_buf *stemmers, struct dl_error *err);

#endif
