/* queue.h - pieces of work on their way from the reading thread to the workers, bounded in number and bytes.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_INDEXER_QUEUE_H
#define DATELINE_INDEXER_QUEUE_H

#include <pthread.h>

#include "indexer/state.h"
#include "lib/reader/filter.h"
#include "lib/reader/format.h"

/* Where a record lies in a batch. */
struct dl_batch_record {
    size_t from, to;
    uint64_t number;
};

/* Whole records of one source. */
struct dl_batch {
    struct dl_batch *next;
    struct dl_source *source;
    const struct dl_source_format *format;
    const struct dl_filter *filter; /* that DATA is to go through first, or NULL */
    int64_t mtime_ns;
    uint64_t ticket;          /* how many batches were put before it */
    uint64_t sequence;        /* of the first record; they count up */
    uint64_t number;          /* of the record before the first, see struct dl_record */
    uint64_t offset;          /* bytes before it */
    bool resumed;             /* what was committed of the source stays */
    bool again;               /* only for what no article stands for any more, see dl_intake_again */
    struct dl_buf data, head; /* see struct dl_record */
    struct dl_buf spans;      /* struct dl_batch_record, in order */
};

/* Append the record DATA[FROM, TO) to B; a failure sticks in B->spans. */
static inline void dl_batch_add(struct dl_batch *b, size_t from, size_t to, uint64_t number)
{
    struct dl_batch_record span = { from, to, number };
    dl_buf_append(&b->spans, &span, sizeof span);
}

struct dl_queue {
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    struct dl_batch *first, **last; /* waiting for a worker */
    struct dl_batch *spare;         /* empty ones, kept with their buffers */
    size_t count, bytes;            /* handed out by dl_queue_fresh and not yet done with */
    size_t max_count, max_bytes;
    uint64_t tickets;
    bool closed;
};

bool dl_queue_open(struct dl_queue *q, size_t max_count, size_t max_bytes);
void dl_queue_free(struct dl_queue *q);

/* An empty batch, waiting while too much is under way; NULL: out of memory. */
struct dl_batch *dl_queue_fresh(struct dl_queue *q);
void dl_queue_put(struct dl_queue *q, struct dl_batch *b);
/* The next batch, waiting for one; NULL: closed and empty. */
struct dl_batch *dl_queue_take(struct dl_queue *q);
/* Done with B (from fresh or take). */
void dl_queue_recycle(struct dl_queue *q, struct dl_batch *b);
/* Nothing more will be put. */
void dl_queue_close(struct dl_queue *q);

#endif
