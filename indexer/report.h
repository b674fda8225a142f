/* report.h - everything that dateline-index says, all of it on standard error: one line each, with the program's name,
 * control characters made harmless.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_INDEXER_REPORT_H
#define DATELINE_INDEXER_REPORT_H

#include <pthread.h>
#include <stdatomic.h>

#include "indexer/state.h"
#include "lib/reader/refuse.h"

#define DL_KINDS_MAX 64 /* kinds that one run reports by name */

/* The sources of one kind that were refused in this run. */
struct dl_refused_kind {
    const struct dl_kind *kind;
    struct dl_str first; /* the path of one */
    uint64_t sources;
};

struct dl_report {
    bool verbose;  /* dl_report_info speaks */
    bool progress; /* a line that is overwritten: on a terminal only */
    pthread_mutex_t mutex;
    struct dl_arena failures;        /* texts that sources point to */
    atomic_ullong articles, skipped; /* so far in this run */
    atomic_ullong passed;            /* sources, and records of sources, that are plainly no article */
    struct dl_refused_kind kinds[DL_KINDS_MAX];
    unsigned kind_count;
    atomic_ullong shared_ids;               /* articles whose id was made unique */
    atomic_ullong bad_dates, bad_countries; /* fields that could not be read */
    atomic_ullong bytes;                    /* of text, as read and decompressed */
    uint64_t expected, read;                /* bytes of files: to be read in this run, 0 when not known; read so far */
    double started, shown_at;               /* CLOCK_MONOTONIC seconds */
    bool shown;                             /* the progress line is on the screen */
    unsigned troubles;                      /* lines on single sources or articles, so far */
};

bool dl_report_open(struct dl_report *r);
void dl_report_close(struct dl_report *r);

void dl_report_error(struct dl_report *r, const char *fmt, ...) DL_PRINTF(2, 3);
void dl_report_info(struct dl_report *r, const char *fmt, ...) DL_PRINTF(2, 3); /* with -v only */

/* The same about one source of many: without -v only the first hundred are said, and how many more there are at the
 * end. */
void dl_report_trouble(struct dl_report *r, const char *fmt, ...) DL_PRINTF(2, 3);

/* An article, or with NUMBER 0 a whole source, was passed over for the reason in ERR: say so (the first few of each
 * source), count it, remember the first in F.  NUMBER is that of the line, when LINES, else of the article.  From any
 * thread. */
void dl_report_skip(struct dl_report *r, struct dl_source *f, uint64_t number, bool lines, const struct dl_error *err);

/* The source F could be read only up to its article NUMBER, for the reason in ERR: the same report as for an article
 * that was passed over.  NUMBER 0: nothing of it was read, and the whole source was passed over. */
void dl_report_cut(struct dl_report *r, struct dl_source *f, uint64_t number, const struct dl_error *err);

/* The source F is of KIND, which is not read: count it, and remember in F why.  dl_report_kinds says so. */
void dl_report_kind(struct dl_report *r, struct dl_source *f, const struct dl_kind *kind);

/* A record of F is plainly no article: count it.  From any thread. */
void dl_report_passed(struct dl_report *r, struct dl_source *f);

/* One line for each kind that was refused in this run. */
void dl_report_kinds(struct dl_report *r);

/* An article states a date, or with COUNTRY a country, as VALUE, which cannot be read: count it; with -v say so of the
 * first few.  From any thread. */
void dl_report_unread(struct dl_report *r, const struct dl_source *f, uint64_t line, bool country, struct dl_str value);

/* Renew the progress line, at most some times a second. */
void dl_report_progress(struct dl_report *r);

/* "2 h 5 min left" after SECONDS, appended to OUT; nothing while there is too little to judge by. */
void dl_time_left(uint64_t read, uint64_t expected, double seconds, struct dl_buf *out);

/* C0, but with LINES not line feeds, DEL and the two-byte C1 controls become question marks, in place. */
void dl_report_harmless(char *s, bool lines);

#endif
