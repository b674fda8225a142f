/* intake.h - one source after the other: is it new, changed, grown or unchanged; and what is to be read, cut into
 * batches for the workers.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_INDEXER_INTAKE_H
#define DATELINE_INDEXER_INTAKE_H

#include "dateline/engine.h"
#include "indexer/follow.h"
#include "indexer/queue.h"
#include "indexer/report.h"
#include "lib/reader/stream.h"

#define DL_ARCHIVE_DEPTH 3 /* archives in archives */

struct dl_intake {
    struct dl_state *state;
    struct dl_writer *writer;
    struct dl_identity *identity;
    const struct dl_state *previous; /* of the index that a rebuild replaces, or NULL */
    struct dl_queue *queue;
    struct dl_report *report;
    struct dl_interrupt *interrupt;
    const struct dl_field_map *fields;  /* of the configuration, or NULL */
    const struct dl_format_of *formats; /* by the user's word */
    size_t format_count;
    struct dl_stream *stream;      /* of the source that is being read */
    struct dl_stream *file_stream; /* of the file that it is in */
    unsigned depth;                /* in how many archives it is */
    uint64_t unpacked;             /* bytes that came out of the archives of that file */
    bool bomb;                     /* they are too many */
    enum dl_follow follow;
    const char *root; /* the source that is being walked */
    bool retry;       /* read again what failed, although it did not change */
    const struct dl_filter *filters;
    size_t filter_count;
    bool sharded;            /* another name may be another shard: what was renamed is read again */
    bool prune;              /* believe that a container with many articles is empty now */
    uint64_t files_read;     /* bytes of the files that are done with */
    uint64_t sequence;       /* of the next article */
    bool again;              /* bringing back what was superseded, see dl_intake_again: failures are known already */
    bool let_go;             /* a source was read anew: it may hold less than before */
    bool state_changed;      /* there is something to commit */
    struct dl_source **left; /* what was known of files whose path leads to others now, see dl_state_leave */
    size_t left_count, left_cap;
    uint64_t new_files, changed, unchanged, renamed, unreadable, withheld; /* so far */
};

/* The regular file PATH, ST as lstat or stat showed it.  DL_OK also when it could not be read (that is reported);
 * DL_CANCELLED when the run is to end; else an error that ends the run. */
enum dl_status dl_intake_file(struct dl_intake *in, const char *path, const struct stat *st, struct dl_error *err);

/* Whether that file, by its looks, would be read. */
bool dl_intake_would_read(const struct dl_intake *in, const char *path, const struct stat *st);

/* No more files: what was left behind and met nowhere else is removed.  Also after DL_CANCELLED. */
enum dl_status dl_intake_end(struct dl_intake *in, struct dl_error *err);
void dl_intake_free(struct dl_intake *in);

/* Read the unchanged source F once more, for those of its articles whose id no article has any more. */
enum dl_status dl_intake_again(struct dl_intake *in, struct dl_source *f, struct dl_error *err);

/* Read the unchanged source F anew, in place of what was committed of it; the walk is over.  What cannot be opened is
 * reported and stays. */
enum dl_status dl_intake_reread(struct dl_intake *in, struct dl_source *f, struct dl_error *err);
/* Send the stored article RECORD of F, with its text, through the workers once more. */
enum dl_status dl_intake_stored(struct dl_intake *in, struct dl_source *f, struct dl_str record, int64_t mtime_ns,
                                struct dl_error *err);

/* All that comes from FD, a pipe or standard input, which messages call NAME.  Never remembered as read. */
enum dl_status dl_intake_pipe(struct dl_intake *in, int fd, const char *name, struct dl_error *err);
/* Whether the unchanged source F is to be read again: it failed and the run retries, or there is a filter for it now.
 */
bool dl_intake_wants_again(const struct dl_intake *in, const struct dl_source *f);

/* For archive.c.  Cut what IN's stream holds of F, from its beginning, into batches; *TROUBLE is why the stream ended
 * early, reported already, or DL_OK. */
enum dl_status dl_intake_cut(struct dl_intake *in, struct dl_source *f, int64_t mtime_ns, enum dl_status *trouble,
                             struct dl_error *err);
/* What was committed of F goes when the walk is over and it was not met under another name. */
enum dl_status dl_intake_leave(struct dl_intake *in, const struct dl_source *f, struct dl_error *err);

#endif
