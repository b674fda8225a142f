/* engine.h - the two engines (native, xapian) behind one interface.
 *
 * An index is a folder.  Which engine made it is recognised by dl_index_detect.  A commit is atomic: whoever opens the
 * index later sees all of it or none, also after kill -9 or power loss.  One writer at a time (DL_BUSY), any number of
 * readers, which take no lock.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_ENGINE_H
#define DATELINE_ENGINE_H

#include <stdbool.h>
#include <stdint.h>

#include "dateline/article.h"
#include "dateline/bm25.h"
#include "dateline/query.h"
#include "dateline/signature.h"
#include "dateline/text.h"

enum dl_engine_kind { DL_ENGINE_NONE = 0, DL_ENGINE_NATIVE, DL_ENGINE_XAPIAN };
const char *dl_engine_name(enum dl_engine_kind kind);
/* "Xapian 1.4.22, ICU 72.1, ...": every library that the programs use, with the version that is loaded.  Appended. */
void dl_library_versions(struct dl_buf *out);
/* What DIR holds: DL_ENGINE_NONE when it is missing or empty; DL_OPENING when it holds something else. */
enum dl_status dl_index_detect(const char *dir, enum dl_engine_kind *kind, struct dl_error *err);

/* DL_OPENING, with the name in the message, when the folder DIR holds anything that is not exactly an index's own. */
enum dl_status dl_index_check_own(const char *dir, struct dl_error *err);
/* Remove the index in the folder DIR and the folder, or nothing at all when dl_index_check_own fails.  Follows no link.
 * What is missing is no failure.  The caller sees to it that nobody writes it. */
enum dl_status dl_index_remove(const char *dir, struct dl_error *err);

/* Put the index in the folder TMP into the place of DIR, durably, and remove what was there.  DIR is the old or the new
 * one whenever the process ends. */
enum dl_status dl_index_exchange(const char *tmp, const char *dir, struct dl_error *err);
/* Make TO a copy of what is committed in DIR, in place of an earlier copy.  It may be in use.  Files that an earlier
 * copy has are not copied again.  Whenever the process ends TO is the earlier or the new copy, whole. */
enum dl_status dl_index_backup(const char *dir, const char *to, double wait_seconds, struct dl_error *err);

#define DL_ASIDE_SUFFIX ".rebuild-old" /* of the folder beside DIR where a rebuild keeps the old index for a moment */
/* When DIR is missing, and a rebuild was killed after it put the old index aside: put it back.  Every function that
 * opens an index does this first. */
enum dl_status dl_index_recover(const char *dir, struct dl_error *err);

/* ---- writing ---------------------------------------------------------------------------------------------------- */

struct dl_writer_options {
    enum dl_engine_kind engine; /* for a new index, NONE: native; an existing one keeps its own (else DL_INVALID) */
    unsigned workers;           /* dl_writer_add may be called by this many threads at once, 1.. */
    size_t memory;              /* bytes that postings in the making may take, all workers together */
    bool store;                 /* keep bodies (dl_article_encode's with_body) */
    double wait_seconds;        /* for the lock */
    struct dl_bm25 bm25;        /* for a new index */
    int compress_level;         /* zlib level of stored text; 0: the engine's own choice */
};

struct dl_writer;
enum dl_status dl_writer_open(const char *dir, const struct dl_writer_options *o, struct dl_writer **w,
                              struct dl_error *err);

/* Add one article, replacing any with the same id.  WORKER (0..workers-1) names the calling thread; different workers
 * may call at once.  TOKENS are numbers in ANALYZER's vocabulary, which belongs to this worker; the writer may call
 * dl_analyzer_reset on it before it returns (to keep within its memory).  SEQUENCE is the article's place in the input:
 * of two articles with one id in one run the higher wins, whichever worker comes first.  SOURCE_KEY names the file it
 * came from (see dl_writer_remove_source).  Nothing is borrowed after the return. */
enum dl_status dl_writer_add(struct dl_writer *w, unsigned worker, const struct dl_article *a,
                             struct dl_analyzer *analyzer, const struct dl_tokens *tokens, uint64_t sequence,
                             uint64_t source_key, struct dl_error *err);

/* Remove every article that was committed before this run with this SOURCE_KEY.  Call from one thread, at any time
 * in the run; articles added in this run stay. */
enum dl_status dl_writer_remove_source(struct dl_writer *w, uint64_t source_key, struct dl_error *err);

/* Remove one article by id, if there (*FOUND, may be NULL), as committed before this run. */
enum dl_status dl_writer_remove(struct dl_writer *w, struct dl_str id, bool *found, struct dl_error *err);

/* Call FN with the stored record (article.h) of every article that was committed before this run with this SOURCE_KEY
 * and was not removed in it (an article of this run with its id makes no difference), in no order.  RECORD is FN's
 * until it returns; what FN returns, when not DL_OK, ends it.  Call from one thread, at any time in the run. */
typedef enum dl_status dl_record_fn(void *context, struct dl_str record, struct dl_error *err);
enum dl_status dl_writer_records(struct dl_writer *w, uint64_t source_key, dl_record_fn *fn, void *context,
                                 struct dl_error *err);

/* Named blobs that are committed with the articles (settings, source state).  KEY: 1-64 bytes [a-z0-9._-].  An empty
 * value removes it.  Get sees what this run has set. */
enum dl_status dl_writer_set(struct dl_writer *w, const char *key, struct dl_str value, struct dl_error *err);
enum dl_status dl_writer_get(struct dl_writer *w, const char *key, struct dl_buf *value, struct dl_error *err);

/* Whether an article with this id was committed before this run and still stands: neither it nor its source was removed
 * in this run.  From any worker. */
enum dl_status dl_writer_has(struct dl_writer *w, struct dl_str id, bool *has, struct dl_error *err);

/* No more articles will be added: resolve duplicates.  Of the articles with one id one stays; FN is called with the
 * source key of each that was superseded by one of another source.  It may be called several times for one source.
 * After it only set, get, commit and close are allowed.  A commit without it resolves duplicates by itself. */
typedef void dl_superseded_fn(void *context, uint64_t source_key);
enum dl_status dl_writer_resolve(struct dl_writer *w, dl_superseded_fn *fn, void *context, struct dl_error *err);

struct dl_commit_stats {
    uint64_t added, replaced, removed; /* articles, in this commit */
    uint64_t articles;                 /* in the index now */
};
/* Make everything since the last commit durable and visible, in one step.  No other call may run meanwhile.  After a
 * failure only dl_writer_close is allowed and the index is as before. */
enum dl_status dl_writer_commit(struct dl_writer *w, struct dl_commit_stats *stats, struct dl_error *err);
/* Note in the lock file's time of change that the sources were looked at, also when there was nothing to commit. */
void dl_writer_checked(struct dl_writer *w);
/* Forget what was not committed, release the lock, free.  Accepts NULL. */
void dl_writer_close(struct dl_writer *w);

/* When dl_writer_checked was last called on DIR, seconds since 1970; 0 when that cannot be told. */
int64_t dl_index_checked(const char *dir);

/* Merge everything into the smallest form.  The index stays readable throughout.  Takes the lock itself. */
enum dl_status dl_index_compact(const char *dir, double wait_seconds, struct dl_error *err);
/* Read everything and prove checksums and cross-references.  DL_CORRUPT names the first damage.  DETAIL (may be NULL)
 * gets one line a part. */
enum dl_status dl_index_verify(const char *dir, struct dl_buf *detail, struct dl_error *err);

/* ---- reading ---------------------------------------------------------------------------------------------------- */

enum dl_sort { DL_SORT_RELEVANCE = 0, DL_SORT_NEWEST, DL_SORT_OLDEST };

/* Order.  RELEVANCE: score (as dl_score_round leaves it) falling; ties newest first, undated last, then id rising (byte
 * order).  NEWEST: date falling, undated last, then id rising.  OLDEST: date rising, undated last, then id rising.  A
 * partial date counts as its first day.  With several indexes the same order holds over all. */
struct dl_search {
    const struct dl_query *query;
    enum dl_sort sort;
    size_t offset, limit; /* limit 0: all */
    bool exact_count;     /* count every match, at its cost */
    size_t max_expansion; /* of one PREFIX: more terms are DL_TOO_LARGE; 0: the default, 10000.  All of a query
                           * together may stand for four times as many. */
    const struct dl_query
        *rescore;         /* NULL, or a TERM, PHRASE, NEAR, LEAD or OR of such: see below; only for RELEVANCE */
    size_t rescore_depth; /* how many are rescored */
    double half_life;     /* days; 0: age plays no part; only for RELEVANCE */
};
/* Rescoring: the best `rescore_depth` matches of the query get the score of `rescore` added and are sorted again.  The
 * others keep their score and rank.  What is costly to find everywhere (words side by side) thus still orders the first
 * results.  It has no say in which articles match.  No offset or limit changes the order.
 *
 * With a half-life every score, that of rescoring too, is multiplied by 2^(-age / half_life), 2^-900 at least.  The age
 * is counted in days from the newest match.  Undated articles count as old as the oldest match. */

struct dl_hit {
    uint64_t doc; /* the reader's own number, valid until reopen */
    double score; /* 0 unless sorted by relevance */
    dl_date date; /* the day it is ordered by: a partial date's first day, 0 undated */
};
struct dl_hits { /* {0} is empty; free with dl_hits_free; may be reused for the next search */
    struct dl_hit *v;
    size_t count, cap;
    uint64_t total;   /* matches found */
    bool total_exact; /* else total is a lower bound */
};
void dl_hits_free(struct dl_hits *h);

struct dl_reader;
/* Open one or more indexes as one, with shared statistics; one that is named twice is opened once.  Different engines
 * together: DL_UNSUPPORTED. */
enum dl_status dl_reader_open(const char *const *dirs, size_t count, struct dl_reader **r, struct dl_error *err);

/* The same, for indexes that are spread over machines (a stub file that lists remote databases).  What is {0} gets its
 * default. */
struct dl_reader_options {
    bool partial;       /* go without the parts that cannot be opened or stop answering, see dl_reader_warnings */
    bool settings_only; /* only dl_reader_get and dl_reader_stats are wanted: an index whose articles cannot be read, of
                         * an older version or damaged, is no obstacle (native engine) */
    double timeout_seconds; /* for each answer of a remote database; 0: DL_TIMEOUT_SECONDS */
    double max_lag_seconds; /* how much older the last commit of a shard may be than another's before dl_reader_warnings
                             * tells; 0: DL_LAG_SECONDS */
};
#define DL_TIMEOUT_SECONDS 10.0
#define DL_LAG_SECONDS (36 * 3600.0)
enum dl_status dl_reader_open_with(const char *const *dirs, size_t count, const struct dl_reader_options *o,
                                   struct dl_reader **r, struct dl_error *err);
void dl_reader_close(struct dl_reader *r); /* accepts NULL */

/* What a user should know of the parts of R at this moment: FN (may be NULL) gets a line for each that is missing, lags
 * behind, or was passed over for a newer copy.  Returns whether results are partial: articles are missing from them. */
typedef void dl_warning_fn(void *context, const char *line);
bool dl_reader_warnings(struct dl_reader *r, dl_warning_fn *fn, void *context);
/* From here on searches, facets and expansions that go on after WHEN (dl_monotonic, seconds; 0: never) end with
 * DL_TOO_LARGE.  Of the Xapian engine only expansions do. */
void dl_reader_set_deadline(struct dl_reader *r, double when);
/* Move on to the newest commit.  Cheap when nothing changed (*CHANGED, may be NULL). */
enum dl_status dl_reader_reopen(struct dl_reader *r, bool *changed, struct dl_error *err);

/* Search, or fetch below: DL_MODIFIED means that the writer has gone on too far: reopen, then repeat the whole search.
 */
enum dl_status dl_reader_search(struct dl_reader *r, const struct dl_search *s, struct dl_hits *hits,
                                struct dl_error *err);
enum dl_status dl_reader_id(struct dl_reader *r, uint64_t doc, struct dl_buf *id,
                            struct dl_error *err); /* replaces ID */
/* What near copies of the article are known by. */
enum dl_status dl_reader_signature(struct dl_reader *r, uint64_t doc, struct dl_signature *out, struct dl_error *err);
/* The stored article; its strings live in RECORD, which is replaced.  *HAS_BODY false: indexed with --no-store. */
enum dl_status dl_reader_fetch(struct dl_reader *r, uint64_t doc, struct dl_buf *record, struct dl_article *a,
                               bool *has_body, struct dl_error *err);
/* The same without the body, at a fraction of the cost: what listings print. */
enum dl_status dl_reader_fetch_head(struct dl_reader *r, uint64_t doc, struct dl_buf *record, struct dl_article *a,
                                    struct dl_error *err);
enum dl_status dl_reader_find(struct dl_reader *r, struct dl_str id, uint64_t *doc,
                              struct dl_error *err); /* DL_NOT_FOUND */
enum dl_status dl_reader_get(struct dl_reader *r, const char *key, struct dl_buf *value, struct dl_error *err);
/* ^ a named blob of the first index; DL_NOT_FOUND when there is none */
/* The same of the index number PART, 0 to dl_reader_parts(r) - 1: those that a stub lists count one by one. */
size_t dl_reader_parts(struct dl_reader *r);
enum dl_status dl_reader_get_part(struct dl_reader *r, size_t part, const char *key, struct dl_buf *value,
                                  struct dl_error *err);

enum dl_facet {
    DL_FACET_COUNTRY,
    DL_FACET_MENTION,
    DL_FACET_YEAR,
    DL_FACET_MONTH,
    DL_FACET_SOURCE,
    DL_FACET_LANGUAGE,
    DL_FACET_AUTHOR,
    DL_FACET_SECTION,
    DL_FACET_TAG
};
struct dl_facet_count {
    char *value; /* "LA", "2024", "2024-10", "Xinhua", "en"; "" for articles without one; partial dates: first day */
    uint64_t count;
};
struct dl_facets { /* {0} is empty; most first, ties by value (years and months: by value); free with dl_facets_free */
    struct dl_facet_count *v;
    size_t count, cap;
};
void dl_facets_free(struct dl_facets *f);
/* Exact counts over all matches of QUERY. */
enum dl_status dl_reader_facets(struct dl_reader *r, const struct dl_query *query, enum dl_facet facet,
                                struct dl_facets *out, struct dl_error *err);

#define DL_MAX_PARTS 8
struct dl_index_part {
    const char *name; /* "postings", "dictionary", "texts", ...: the engine's own */
    uint64_t bytes;
};
#define DL_SAVING_UNKNOWN UINT64_MAX

struct dl_index_stats {
    enum dl_engine_kind engine;
    uint64_t articles, dated;
    uint64_t postings;     /* 0 where an engine cannot tell cheaply */
    uint64_t bytes;        /* on disk */
    uint64_t total_length; /* sum of all article lengths (bm25.h) */
    uint64_t generation, segments;
    struct dl_index_part parts[DL_MAX_PARTS]; /* of `bytes`, but for what is too small to name */
    size_t part_count;
    uint64_t deleted; /* articles that are replaced or removed but still take room */
    uint64_t saving;  /* bytes that a merge would give back, estimated from their share */
    dl_date oldest, newest;
    bool stored; /* bodies are in the index */
    struct dl_bm25 bm25;
};
enum dl_status dl_reader_stats(struct dl_reader *r, struct dl_index_stats *stats, struct dl_error *err);

/* The dictionary: terms from FROM (inclusive) on, in byte order, with the number of articles; stops when FN returns
 * false.  For tests, and what looks at the whole. */
typedef bool dl_term_fn(void *context, struct dl_str term, uint64_t articles);
enum dl_status dl_reader_terms(struct dl_reader *r, struct dl_str from, dl_term_fn *fn, void *context,
                               struct dl_error *err);

/* Those that begin with PREFIX: over a network much less than all from there on. */
enum dl_status dl_reader_terms_under(struct dl_reader *r, struct dl_str prefix, dl_term_fn *fn, void *context,
                                     struct dl_error *err);
/* The values of OP (LANGUAGE, AUTHOR, SECTION, TAG, URL: its host) that articles have or had, as KEYs (query.h); one
 * may come several times. */
enum dl_status dl_reader_values(struct dl_reader *r, enum dl_query_op op, dl_term_fn *fn, void *context,
                                struct dl_error *err);
/* The number of articles that have TERM; 0 when none has. */
enum dl_status dl_reader_frequency(struct dl_reader *r, struct dl_str term, uint64_t *articles, struct dl_error *err);

/* One line on how a query would be evaluated (after expansion), appended to OUT. */
enum dl_status dl_reader_explain(struct dl_reader *r, const struct dl_query *query, struct dl_buf *out,
                                 struct dl_error *err);

/* A source as it is compared: trimmed, case-folded, at most DL_TERM_MAX - 8 bytes (a longer one is cut and hashed).
 * Replaces OUT. */
enum dl_status dl_fold_key(struct dl_str text, struct dl_buf *out, struct dl_error *err);

#endif
