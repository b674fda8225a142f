/* write.h - the native engine's writer: what native_write.c gathers and native_commit.c makes durable.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_NATIVE_WRITE_H
#define DATELINE_NATIVE_WRITE_H

#include <pthread.h>

#include "lib/native/native_private.h"
#include "lib/segment/builder.h"

/* What this run changes in one segment. */
struct dl_native_change {
    uint64_t *deleted;   /* bitmap, the committed tombstones included; NULL while nothing has changed */
    uint64_t *replaced;  /* bitmap of those of them for which a flushed segment of this run has another; NULL: none */
    uint64_t *sequences; /* of a segment that this run has flushed: its documents'; else NULL */
    uint32_t *source_first, *source_docs; /* documents by index of source key, made when first asked for */
};

struct dl_native_blob {
    char key[65];
    struct dl_buf value; /* empty: to be removed */
};

struct dl_native_writer {
    struct dl_writer base;
    struct dl_writer_options o;
    char *dir;
    bool fresh;                   /* nothing is committed yet */
    struct dl_native_index index; /* as committed, then what this run has flushed; only with a manifest when fresh */
    size_t committed;             /* segments of `index` that are */
    struct dl_native_change *changes;  /* one for each of its segments */
    uint64_t added, replaced, removed; /* so far; of one id only the last is added or replaces */
    bool settled;                      /* by dl_native_settle */
    uint32_t settled_docs;             /* in `builder` */
    uint64_t *stale;                   /* bitmap of those that a flushed one outranks */
    uint64_t *lost; /* sources that flushes found to have lost articles, for dl_native_settle to tell */
    size_t lost_count, lost_cap;
    struct dl_store_reader stores[DL_STORE_PARTS]; /* sources that follow each other share blocks */
    struct dl_buf record;                          /* the one that was read last */
    struct dl_native_blob *blobs;                  /* set in this run */
    size_t blob_count;
    struct dl_builder *builder;
    pthread_rwlock_t lock; /* shared by all that may run side by side, held alone by a flush */
};

/* Whether this run has deleted DOC of segment I (or a run before). */
bool dl_native_deleted(const struct dl_native_writer *w, size_t i, uint32_t doc);
enum dl_status dl_native_delete(struct dl_native_writer *w, size_t i, uint32_t doc, struct dl_error *err);
/* The same for the sake of an article of this run: dl_writer_records goes on to tell of it. */
enum dl_status dl_native_replace(struct dl_native_writer *w, size_t i, uint32_t doc, struct dl_error *err);

/* dl_writer_resolve, once; later calls do nothing. */
enum dl_status dl_native_settle(struct dl_writer *w, dl_superseded_fn *fn, void *context, struct dl_error *err);
/* (native_seal.c)  The builder has all it can hold: make it a segment behind those of `index`, which the next commit
 * takes in, and begin another.  The lock is held alone. */
enum dl_status dl_native_flush(struct dl_native_writer *w, struct dl_error *err);
/* Make the settled builder such a segment; nothing when it has no documents. */
enum dl_status dl_native_finish_builder(struct dl_native_writer *w, struct dl_error *err);
enum dl_status dl_native_new_builder(struct dl_native_writer *w, struct dl_error *err);
enum dl_status dl_native_commit(struct dl_writer *w, struct dl_commit_stats *stats, struct dl_error *err);

/* Delete the files of DIR that are an index's but not named by M. */
void dl_native_clean(const char *dir, const struct dl_manifest *m);

/* Begin anew on what is committed: used when the writer opens and after each commit. */
enum dl_status dl_native_begin(struct dl_native_writer *w, struct dl_error *err);
void dl_native_end(struct dl_native_writer *w); /* forget the run */

#endif
