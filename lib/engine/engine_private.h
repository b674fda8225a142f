/* engine_private.h - what an engine must provide, and what the engine layer does for it.
 *
 * engine.c owns the public functions of engine.h.  It takes and releases the writer's lock, detects which engine an
 * index belongs to, checks arguments, and expands and checks queries; then it calls through these tables.  An engine's
 * own struct begins with a struct dl_writer or struct dl_reader whose `ops` it has filled in.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_ENGINE_PRIVATE_H
#define DATELINE_ENGINE_PRIVATE_H

#include <stdatomic.h>

#include "dateline/engine.h"

#define DL_LOCK_NAME "lock"    /* in the index folder, for every engine */
#define DL_QUERY_MAX_DEPTH 200 /* nesting of a query; deeper ones are DL_TOO_LARGE before any engine sees them */
#define DL_MAX_EXPANSION 10000 /* terms that one PREFIX may stand for, unless the search says otherwise */
#define DL_ID_MAX 8192         /* bytes of an article's id; a longer one is DL_BAD_INPUT */
#define DL_BLOB_KEY_MAX 64     /* bytes of a blob's key */

struct dl_writer_ops {
    enum dl_status (*add)(struct dl_writer *w, unsigned worker, const struct dl_article *a,
                          struct dl_analyzer *analyzer, const struct dl_tokens *tokens, uint64_t sequence,
                          uint64_t source_key, struct dl_error *err);
    enum dl_status (*remove_source)(struct dl_writer *w, uint64_t source_key, struct dl_error *err);
    enum dl_status (*remove)(struct dl_writer *w, struct dl_str id, bool *found,
                             struct dl_error *err); /* FOUND != NULL */
    enum dl_status (*has)(struct dl_writer *w, struct dl_str id, bool *has, struct dl_error *err);
    enum dl_status (*records)(struct dl_writer *w, uint64_t source_key, dl_record_fn *fn, void *context,
                              struct dl_error *err);
    enum dl_status (*resolve)(struct dl_writer *w, dl_superseded_fn *fn, void *context, struct dl_error *err);
    enum dl_status (*set)(struct dl_writer *w, const char *key, struct dl_str value, struct dl_error *err);
    enum dl_status (*get)(struct dl_writer *w, const char *key, struct dl_buf *value, struct dl_error *err);
    enum dl_status (*commit)(struct dl_writer *w, struct dl_commit_stats *stats,
                             struct dl_error *err); /* STATS != NULL */
    void (*close)(struct dl_writer *w);             /* frees W */
};

struct dl_writer {
    const struct dl_writer_ops *ops;
    /* engine.c's own: */
    unsigned workers;
    int lock;            /* descriptor of the lock */
    atomic_bool failed;  /* for good: only close is left */
    struct dl_error why; /* set before that */
};

/* Nothing can be written any more, for the reason in ERR (may be NULL); the first one counts.  Not from two threads at
 * once. */
void dl_writer_fail(struct dl_writer *w, const struct dl_error *err);
/* What is said of a failure is its cause, whichever worker meets it first. */
enum dl_status dl_writer_usable(const struct dl_writer *w, struct dl_error *err);

/* Queries arrive checked and expanded, see dl_query_expand. */
struct dl_reader_ops {
    enum dl_status (*reopen)(struct dl_reader *r, bool *changed, struct dl_error *err); /* CHANGED != NULL */
    enum dl_status (*search)(struct dl_reader *r, const struct dl_search *s, struct dl_hits *hits,
                             struct dl_error *err); /* HITS is emptied already */
    /* Add the score of RESCORE (a TERM, PHRASE, NEAR or an OR of such) to each of the first N of HITS that it matches.
     */
    enum dl_status (*rescore)(struct dl_reader *r, const struct dl_query *rescore, struct dl_hits *hits, size_t n,
                              struct dl_error *err);
    enum dl_status (*id)(struct dl_reader *r, uint64_t doc, struct dl_buf *id,
                         struct dl_error *err); /* ID is emptied */
    enum dl_status (*signature)(struct dl_reader *r, uint64_t doc, struct dl_signature *out, struct dl_error *err);
    enum dl_status (*fetch)(struct dl_reader *r, uint64_t doc, struct dl_buf *record, struct dl_article *a,
                            bool *has_body, struct dl_error *err); /* RECORD is emptied */
    /* See dl_reader_fetch_head; NULL: the engine has no way to read less than all. */
    enum dl_status (*fetch_head)(struct dl_reader *r, uint64_t doc, struct dl_buf *record, struct dl_article *a,
                                 struct dl_error *err);
    enum dl_status (*find)(struct dl_reader *r, struct dl_str id, uint64_t *doc, struct dl_error *err);
    size_t (*parts)(const struct dl_reader *r);
    enum dl_status (*get)(struct dl_reader *r, size_t part, const char *key, struct dl_buf *value,
                          struct dl_error *err);                                   /* PART is one of them */
    bool (*warnings)(const struct dl_reader *r, dl_warning_fn *fn, void *context); /* NULL: all is there */
    enum dl_status (*facets)(struct dl_reader *r, const struct dl_query *query, enum dl_facet facet,
                             struct dl_facets *out, struct dl_error *err); /* any order; sorted by engine.c */
    enum dl_status (*stats)(struct dl_reader *r, struct dl_index_stats *stats, struct dl_error *err);
    /* From FROM on; those that do not begin with PREFIX may be left out. */
    enum dl_status (*terms)(struct dl_reader *r, struct dl_str prefix, struct dl_str from, dl_term_fn *fn,
                            void *context, struct dl_error *err);
    /* See dl_reader_values. */
    enum dl_status (*values)(struct dl_reader *r, enum dl_query_op op, dl_term_fn *fn, void *context,
                             struct dl_error *err);
    enum dl_status (*frequency)(struct dl_reader *r, struct dl_str term, uint64_t *articles,
                                struct dl_error *err); /* NULL: by `terms` */
    enum dl_status (*explain)(struct dl_reader *r, const struct dl_query *query, struct dl_buf *out,
                              struct dl_error *err); /* what the engine has to add to the printed query */
    void (*close)(struct dl_reader *r);              /* frees R */
};

struct dl_reader {
    const struct dl_reader_ops *ops;
    double deadline; /* dl_monotonic; 0: none */
};
/* Whether R's deadline has passed. */
bool dl_reader_late(const struct dl_reader *r);
/* DL_TOO_LARGE, as dl_reader_set_deadline says. */
enum dl_status dl_reader_fail_late(struct dl_error *err);

typedef enum dl_status dl_file_fn(void *context, const char *name, bool immutable, struct dl_error *err);

struct dl_engine_ops {
    enum dl_engine_kind kind;
    const char *name;
    /* Whether PATH (a folder, or for Xapian a stub file) holds a committed index of this engine. */
    bool (*recognise)(const char *path);
    /* Whether NAME is exactly one that this engine gives to a regular file of an index, or to a folder (NULL: to none).
     * It does not own what makes the folder an index. */
    bool (*owns_file)(const char *name);
    bool (*owns_folder)(const char *name);
    /* For a folder NAME of DIR that it owns: DL_UNSUPPORTED when it holds anything but the engine's own; the same, and
     * else remove it. */
    enum dl_status (*check_folder)(const char *dir, const char *name, struct dl_error *err);
    enum dl_status (*remove_folder)(const char *dir, const char *name, struct dl_error *err);
    /* Call FN with every file of what is committed in DIR, by its name in it.  Of *ENTRY, which makes the folder an
     * index, TEXT gets the content (it may have moved on meanwhile). */
    enum dl_status (*files)(const char *dir, dl_file_fn *fn, void *context, const char **entry, struct dl_buf *text,
                            struct dl_error *err);
    bool written_in_place; /* files are only whole while the lock is held */
    /* DIR exists and is locked for this writer; FRESH: it holds no index yet. */
    enum dl_status (*writer_open)(const char *dir, bool fresh, const struct dl_writer_options *o, struct dl_writer **w,
                                  struct dl_error *err);
    enum dl_status (*reader_open)(const char *const *dirs, size_t count, const struct dl_reader_options *o,
                                  struct dl_reader **r, struct dl_error *err); /* O: no defaults left to fill in */
    enum dl_status (*compact)(const char *dir, struct dl_error *err);          /* locked */
    enum dl_status (*verify)(const char *dir, struct dl_buf *detail, struct dl_error *err); /* DETAIL may be NULL */
};

extern const struct dl_engine_ops dl_native_engine, dl_xapian_engine;

const struct dl_engine_ops *dl_engine_of(enum dl_engine_kind kind); /* NULL: this build does not have it */
/* DIR, which no engine recognises, is missing, or holds nothing but what a killed first build left.  Else DL_OPENING.
 */
enum dl_status dl_folder_check_vacant(const char *dir, struct dl_error *err);

/* Check QUERY and rewrite it into ARENA so that engines can rely on this: no PREFIX (an OR of the TERMs that R's
 * dictionary holds; more than MAX of them: DL_TOO_LARGE); AND and OR have two children or more; PHRASE and NEAR have
 * two TERMs or more; NOT has two children; terms have 1 to DL_TERM_MAX bytes; weights are finite and not negative; the
 * depth is at most DL_QUERY_MAX_DEPTH.  DL_INVALID for a malformed tree. */
enum dl_status dl_query_expand(struct dl_reader *r, const struct dl_query *query, size_t max, struct dl_arena *arena,
                               const struct dl_query **out, struct dl_error *err);

/* The next value of OP (AUTHOR, SECTION, TAG, URL: its host) that A has, from *AT (0 at first) on; false after the
 * last. At most DL_MAX_LABELS of each are indexed. */
#define DL_MAX_LABELS 64
bool dl_label_next(const struct dl_article *a, enum dl_query_op op, size_t *at, struct dl_str *value);
/* An AUTHOR, SECTION, TAG or URL that is no KEY as an OR of at most MAX KEYs (labels.c); of an address, of IDs. */
enum dl_status dl_label_expand(struct dl_reader *r, const struct dl_query *q, size_t max, struct dl_arena *arena,
                               const struct dl_query **out, struct dl_error *err);

/* Search with rescoring or a half-life: as dl_reader_search, S expanded. */
enum dl_status dl_search_staged(struct dl_reader *r, const struct dl_search *s, struct dl_hits *hits,
                                struct dl_error *err);

/* What a score is multiplied by: 1 on the day of the newest match, half of it a half-life earlier; an undated article
 * counts as old as the oldest match. */
struct dl_recency {
    double half_life;       /* days */
    dl_date newest, oldest; /* of all dated matches; 0: there are none */
};
double dl_recency_factor(const struct dl_recency *x, dl_date day);
/* The first stage of that with a half-life: S without an offset.  Fills X. */
enum dl_status dl_search_recent(struct dl_reader *r, const struct dl_search *s, struct dl_recency *x,
                                struct dl_hits *hits, struct dl_error *err);
/* Put the first N hits in the order of DL_SORT_RELEVANCE. */
void dl_hits_sort(struct dl_reader *r, struct dl_hits *hits, size_t n);

/* Bound KEY to MAX bytes: what is longer keeps a readable beginning, cut between characters, and gets '#' and 32 hex
 * digits of its hash. */
void dl_key_bound(struct dl_buf *key, size_t max);

/* "en" of "en-GB": the primary language tag in lower case, into OUT (at most 8 letters); "" when it is none. */
void dl_language_primary(struct dl_str language, char out[9]);

/* Append one facet value (copied) to OUT. */
enum dl_status dl_facet_add(struct dl_facets *out, struct dl_str value, uint64_t count, struct dl_error *err);

/* The hits array, with room for N. */
enum dl_status dl_hits_reserve(struct dl_hits *h, size_t n, struct dl_error *err);

#endif
