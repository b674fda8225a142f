/* run.h - one indexing run: open, take in every source, remove what is gone, commit.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_INDEXER_RUN_H
#define DATELINE_INDEXER_RUN_H

#include "dateline/engine.h"
#include "dateline/metadata.h"
#include "indexer/corrections.h"
#include "indexer/follow.h"
#include "indexer/report.h"
#include "lib/reader/fields.h"
#include "lib/reader/filter.h"

struct dl_root {
    const char *path;           /* as named by the user; "-" is standard input */
    const char *const *include; /* globs (see walk.h), NULL-terminated, or NULL */
    const char *const *exclude;
};

struct dl_run_options {
    const char *index;          /* its folder */
    const char *other_index;    /* another folder that is no source wherever it lies (rebuilding), or NULL */
    enum dl_engine_kind engine; /* DL_ENGINE_NONE: what the index is, or the default for a new one */
    unsigned threads;
    size_t memory;
    bool store;
    double wait_seconds, max_seconds; /* max 0: no limit */
    struct dl_metadata_options metadata;
    const struct dl_field_map *fields;  /* of the configuration, or NULL */
    const struct dl_format_of *formats; /* by the user's word */
    size_t format_count;
    bool prune, retry;
    enum dl_follow follow;
    const struct dl_state *previous;    /* of `other_index`, which is replaced; NULL: nothing is */
    unsigned shard, shards;             /* only the articles of part SHARD of SHARDS (dl_shard_of); 0: all */
    const char *corrections_file;       /* or NULL; one that is missing has no line */
    struct dl_corrections *corrections; /* read from it by dl_run */
    bool corrections_only;              /* no source is walked */
    const struct dl_root *roots;        /* none: those that the index remembers */
    size_t root_count;
    const struct dl_filter *filters; /* of the configuration */
    size_t filter_count;
};

struct dl_summary {
    uint64_t new_files, changed, unchanged, renamed, removed; /* sources */
    uint64_t skipped;                                         /* articles that could not be read */
    uint64_t passed;                                          /* files and records that are plainly no article */
    uint64_t bad_dates, bad_countries;                        /* articles with such a field that could not be read */
    uint64_t unreadable;                                      /* files and folders, and roots that are missing */
    uint64_t shared_ids;                                      /* articles whose id was made unique, in this session */
    uint64_t indexes;                                         /* folders that are an index, passed over */
    uint64_t withheld;                                        /* sources that are gone and were kept by the guard */
    struct dl_commit_stats articles;                          /* all zero when nothing was committed */
    uint64_t bytes;                                           /* of text read */
    double seconds;
    bool committed, timed_out;
    int signal; /* that ended it, or 0 */
};

/* Run.  What concerns single sources or articles goes to REPORT and is counted; an error means that nothing was
 * committed. */
enum dl_status dl_run(const struct dl_run_options *o, struct dl_report *report, struct dl_summary *summary,
                      struct dl_error *err);

/* PATH as an absolute one, with "." and "//" taken out; links are kept, so that a link may be moved on to a new folder;
 * ".." goes through the file system.  Replaces OUT, NUL-terminated. */
enum dl_status dl_absolute_path(const char *path, struct dl_buf *out, struct dl_error *err);

#endif
