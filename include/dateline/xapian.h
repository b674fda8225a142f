/* xapian.h - libxapian for C.
 *
 * Task-shaped rather than class-shaped: what Dateline asks of Xapian, each behind one call.  No C++ exception ever
 * crosses this boundary: each becomes an enum dl_status with the library's message, context and errno text in struct
 * dl_error (its `type` is the exception's class):
 *
 *   DatabaseModifiedError  DL_MODIFIED     reopen, repeat the whole search
 *   DatabaseLockError      DL_BUSY         another writer
 *   DatabaseNotFoundError  DL_NOT_FOUND    no database there        DocNotFoundError  DL_NOT_FOUND
 *   DatabaseVersionError   DL_VERSION      DatabaseCorruptError     DL_CORRUPT
 *   DatabaseOpeningError   DL_OPENING      DatabaseCreateError and other DatabaseErrors  DL_IO
 *   NetworkError           DL_NETWORK      SerialisationError       DL_CORRUPT
 *   QueryParserError       DL_SYNTAX       WildcardError            DL_TOO_LARGE
 *   InvalidArgumentError, RangeError       DL_INVALID               UnimplementedError  DL_UNSUPPORTED
 *   std::bad_alloc         DL_NO_MEMORY    anything else            DL_INTERNAL
 *
 * Handles are not thread-safe: one thread at a time each; different handles are independent.  Strings are bytes with a
 * length.  Built for Xapian 1.4; uses nothing that 2.x removed.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_XAPIAN_H
#define DATELINE_XAPIAN_H

#include <stdbool.h>
#include <stdint.h>

#include "dateline/bm25.h"
#include "dateline/buffer.h"

#define DL_XAPIAN_API __attribute__((visibility("default")))

#ifdef __cplusplus
#define DL_NOEXCEPT noexcept
extern "C" {
#else
#define DL_NOEXCEPT
#endif

/* ---- stemming --------------------------------------------------------------------------------------------------- */

/* The languages that have a stemmer, as Xapian names them ("english"), separated by blanks; appended to OUT. */
DL_XAPIAN_API enum dl_status dl_stem_languages(struct dl_buf *out, struct dl_error *err) DL_NOEXCEPT;

/* A Snowball stemmer for LANGUAGE, a name or ISO 639 code that Xapian knows ("english", "en"); "none" leaves words as
 * they are.  DL_INVALID: there is none for it.  Not thread-safe. */
struct dl_stem;
DL_XAPIAN_API enum dl_status dl_stem_new(const char *language, struct dl_stem **stem, struct dl_error *err) DL_NOEXCEPT;
DL_XAPIAN_API void dl_stem_free(struct dl_stem *stem) DL_NOEXCEPT; /* accepts NULL */

/* Stem WORD (UTF-8, lower case) into OUT, which holds SIZE bytes; *LEN tells how many were written (no NUL is).
 * DL_TOO_LARGE when the stem does not fit; a stem may be longer than its word, by a few bytes. */
DL_XAPIAN_API enum dl_status dl_stem_word(struct dl_stem *stem, struct dl_str word, char *out, size_t size, size_t *len,
                                          struct dl_error *err) DL_NOEXCEPT;

/* ---- documents -------------------------------------------------------------------------------------------------- */

/* A document in the making; may be cleared and used again. */
struct dl_xdoc;
DL_XAPIAN_API enum dl_status dl_xdoc_new(struct dl_xdoc **doc, struct dl_error *err) DL_NOEXCEPT;
DL_XAPIAN_API void dl_xdoc_free(struct dl_xdoc *doc) DL_NOEXCEPT; /* accepts NULL */
DL_XAPIAN_API enum dl_status dl_xdoc_clear(struct dl_xdoc *doc, struct dl_error *err) DL_NOEXCEPT;

/* One occurrence of TERM at POSITION (1-based): its within-document frequency (wdf) grows by WDF, and with it the
 * document's length. */
DL_XAPIAN_API enum dl_status dl_xdoc_posting(struct dl_xdoc *doc, struct dl_str term, uint32_t position, uint32_t wdf,
                                             struct dl_error *err) DL_NOEXCEPT;
/* A boolean term: wdf 0, no position. */
DL_XAPIAN_API enum dl_status dl_xdoc_boolean(struct dl_xdoc *doc, struct dl_str term, struct dl_error *err) DL_NOEXCEPT;
DL_XAPIAN_API enum dl_status dl_xdoc_value(struct dl_xdoc *doc, uint32_t slot, struct dl_str value,
                                           struct dl_error *err) DL_NOEXCEPT;
DL_XAPIAN_API enum dl_status dl_xdoc_data(struct dl_xdoc *doc, struct dl_str data, struct dl_error *err) DL_NOEXCEPT;

/* ---- writing ---------------------------------------------------------------------------------------------------- */

/* The one writer of a database.  Terms must have 1 to DL_X_TERM_MAX bytes, a NUL counting twice: a longer one may fail
 * as late as in the commit and take everything uncommitted with it. */
#define DL_X_TERM_MAX 245

struct dl_xwriter;
/* Open PATH, making a new database where there is none when CREATE is true.  FLUSH_DOCUMENTS: Xapian writes postings
 * out from memory whenever so many documents have changed (0: its default); unless a transaction is open that is also a
 * commit.  The environment's XAPIAN_FLUSH_THRESHOLD overrides it; as that is the only way to tell Xapian, this call
 * sets the variable for a moment: no other thread may touch the environment meanwhile. */
DL_XAPIAN_API enum dl_status dl_xwriter_open(const char *path, bool create, unsigned flush_documents,
                                             struct dl_xwriter **w, struct dl_error *err) DL_NOEXCEPT;
/* Close without committing what an open transaction holds; without one, what is pending IS committed.  Frees W also on
 * failure; accepts NULL. */
DL_XAPIAN_API enum dl_status dl_xwriter_close(struct dl_xwriter *w, struct dl_error *err) DL_NOEXCEPT;

DL_XAPIAN_API enum dl_status dl_xwriter_begin(struct dl_xwriter *w, struct dl_error *err) DL_NOEXCEPT;
DL_XAPIAN_API enum dl_status dl_xwriter_end(struct dl_xwriter *w, struct dl_error *err) DL_NOEXCEPT; /* commits it */
DL_XAPIAN_API enum dl_status dl_xwriter_cancel(struct dl_xwriter *w, struct dl_error *err) DL_NOEXCEPT;
DL_XAPIAN_API enum dl_status dl_xwriter_commit(struct dl_xwriter *w,
                                               struct dl_error *err) DL_NOEXCEPT; /* outside one */

/* Add DOC; *ID (may be NULL) is its number, from 1.  SPILL: first write the postings in memory out to the tables, not
 * committing them, however few documents they come from. */
DL_XAPIAN_API enum dl_status dl_xwriter_add(struct dl_xwriter *w, const struct dl_xdoc *doc, bool spill, uint32_t *id,
                                            struct dl_error *err) DL_NOEXCEPT;
DL_XAPIAN_API enum dl_status dl_xwriter_replace(struct dl_xwriter *w, uint32_t id, const struct dl_xdoc *doc,
                                                struct dl_error *err) DL_NOEXCEPT;
DL_XAPIAN_API enum dl_status dl_xwriter_delete(struct dl_xwriter *w, uint32_t id, struct dl_error *err) DL_NOEXCEPT;
/* Metadata: KEY is not empty; an empty VALUE removes it.  Get appends; nothing for a key that is not there. */
DL_XAPIAN_API enum dl_status dl_xwriter_set(struct dl_xwriter *w, struct dl_str key, struct dl_str value,
                                            struct dl_error *err) DL_NOEXCEPT;
DL_XAPIAN_API enum dl_status dl_xwriter_get(struct dl_xwriter *w, struct dl_str key, struct dl_buf *value,
                                            struct dl_error *err) DL_NOEXCEPT;
DL_XAPIAN_API enum dl_status dl_xwriter_count(struct dl_xwriter *w, uint32_t *documents, uint32_t *last_id,
                                              struct dl_error *err) DL_NOEXCEPT;

/* ---- reading ---------------------------------------------------------------------------------------------------- */

/* One or more databases as one.  Document numbers of several interleave. */
struct dl_xdb;
DL_XAPIAN_API enum dl_status dl_xdb_new(struct dl_xdb **db, struct dl_error *err) DL_NOEXCEPT;
DL_XAPIAN_API void dl_xdb_free(struct dl_xdb *db) DL_NOEXCEPT; /* accepts NULL */
/* PATH: the folder of a glass database, or one in a single file; stub files are not read. */
DL_XAPIAN_API enum dl_status dl_xdb_add(struct dl_xdb *db, const char *path, struct dl_error *err) DL_NOEXCEPT;
DL_XAPIAN_API enum dl_status dl_xdb_add_remote(struct dl_xdb *db, const char *host, unsigned port, unsigned timeout_ms,
                                               struct dl_error *err) DL_NOEXCEPT;
/* Add all databases of PART, which are shared then: what reopens one reopens both. */
DL_XAPIAN_API enum dl_status dl_xdb_join(struct dl_xdb *db, const struct dl_xdb *part,
                                         struct dl_error *err) DL_NOEXCEPT;
DL_XAPIAN_API enum dl_status dl_xdb_reopen(struct dl_xdb *db, bool *changed, struct dl_error *err) DL_NOEXCEPT;

struct dl_xcounts {
    uint64_t documents, last_id, total_length;
    uint64_t revision; /* of a single local database; else 0 */
};
DL_XAPIAN_API enum dl_status dl_xdb_counts(struct dl_xdb *db, struct dl_xcounts *c, struct dl_error *err) DL_NOEXCEPT;

/* Whether any term has positions. */
DL_XAPIAN_API enum dl_status dl_xdb_has_positions(struct dl_xdb *db, bool *has, struct dl_error *err) DL_NOEXCEPT;

/* Callbacks return false to stop.  They may not unwind the stack (longjmp). */
typedef bool dl_xterm_fn(void *context, struct dl_str term, uint64_t documents);
typedef bool dl_xposting_fn(void *context, uint32_t id, uint32_t wdf);
typedef bool dl_xposition_fn(void *context, uint32_t position);
/* Terms that begin with PREFIX, from FROM (inclusive) on, in byte order; both may be empty. */
DL_XAPIAN_API enum dl_status dl_xdb_terms(struct dl_xdb *db, struct dl_str prefix, struct dl_str from, dl_xterm_fn *fn,
                                          void *context, struct dl_error *err) DL_NOEXCEPT;
DL_XAPIAN_API enum dl_status dl_xdb_term_count(struct dl_xdb *db, struct dl_str term, uint64_t *documents,
                                               struct dl_error *err) DL_NOEXCEPT;
DL_XAPIAN_API enum dl_status dl_xdb_postings(struct dl_xdb *db, struct dl_str term, dl_xposting_fn *fn, void *context,
                                             struct dl_error *err) DL_NOEXCEPT;
DL_XAPIAN_API enum dl_status dl_xdb_positions(struct dl_xdb *db, uint32_t id, struct dl_str term, dl_xposition_fn *fn,
                                              void *context, struct dl_error *err) DL_NOEXCEPT;
/* The terms of one document that begin with PREFIX; `documents` is their wdf here. */
DL_XAPIAN_API enum dl_status dl_xdb_doc_terms(struct dl_xdb *db, uint32_t id, struct dl_str prefix, dl_xterm_fn *fn,
                                              void *context, struct dl_error *err) DL_NOEXCEPT;
/* How often TERM stands in each of the documents IDS, which rise; 0: not at all. */
DL_XAPIAN_API enum dl_status dl_xdb_frequencies(struct dl_xdb *db, struct dl_str term, const uint32_t *ids,
                                                size_t count, uint32_t *wdf, struct dl_error *err) DL_NOEXCEPT;
/* Terms, and how they are to stand in a document. */
struct dl_xclause {
    const struct dl_str *terms;
    size_t count;            /* of them, 1 or more */
    const double *weights;   /* of each; for dl_xquery_any only */
    const uint32_t *offsets; /* terms[i] at position p + offsets[i] for some p, the least being 0 ... */
    uint32_t window;         /* ... but when not 0: all within so many positions, each at a position of its own */
};
/* Whether they stand so in document ID.  Remote databases, too: a round trip for each term. */
DL_XAPIAN_API enum dl_status dl_xdb_clause_holds(struct dl_xdb *db, uint32_t id, const struct dl_xclause *s,
                                                 bool *holds, struct dl_error *err) DL_NOEXCEPT;
/* The first position of TERM in document ID, 0 when it has none there.  Remote databases, too: a round trip. */
DL_XAPIAN_API enum dl_status dl_xdb_first_position(struct dl_xdb *db, uint32_t id, struct dl_str term,
                                                   uint32_t *position, struct dl_error *err) DL_NOEXCEPT;
DL_XAPIAN_API enum dl_status dl_xdb_doc_length(struct dl_xdb *db, uint32_t id, uint32_t *length,
                                               struct dl_error *err) DL_NOEXCEPT;
/* Appended to OUT; an empty value is no value. */
DL_XAPIAN_API enum dl_status dl_xdb_data(struct dl_xdb *db, uint32_t id, struct dl_buf *out,
                                         struct dl_error *err) DL_NOEXCEPT;
DL_XAPIAN_API enum dl_status dl_xdb_value(struct dl_xdb *db, uint32_t id, uint32_t slot, struct dl_buf *out,
                                          struct dl_error *err) DL_NOEXCEPT;
DL_XAPIAN_API enum dl_status dl_xdb_get(struct dl_xdb *db, struct dl_str key, struct dl_buf *value,
                                        struct dl_error *err) DL_NOEXCEPT;
/* Bounds of a slot's values (perhaps wide after deletions; empty when there are none), appended to LOWER and UPPER
 * (either may be NULL); *DOCUMENTS have one. */
DL_XAPIAN_API enum dl_status dl_xdb_value_bounds(struct dl_xdb *db, uint32_t slot, struct dl_buf *lower,
                                                 struct dl_buf *upper, uint64_t *documents,
                                                 struct dl_error *err) DL_NOEXCEPT;

/* ---- queries ---------------------------------------------------------------------------------------------------- */

struct dl_xquery;
enum dl_xop {
    DL_X_AND,
    DL_X_OR,
    DL_X_AND_NOT, /* the first, but none of the others */
    DL_X_FILTER,  /* all of them; only the first scores */
    /* These two not inside an OR that is not the whole query: there libxapian 1.4.22 adds their weights also for
     * documents whose positions do not match.  dl_xquery_clause beside an AND does. */
    DL_X_PHRASE, /* terms in this order within `window` positions; exactly adjacent when window is their number */
    DL_X_NEAR    /* terms in any order within `window` positions, each at a position of its own */
};
DL_XAPIAN_API void dl_xquery_free(struct dl_xquery *q) DL_NOEXCEPT; /* accepts NULL */
DL_XAPIAN_API enum dl_status dl_xquery_none(struct dl_xquery **q, struct dl_error *err) DL_NOEXCEPT;
DL_XAPIAN_API enum dl_status dl_xquery_all(struct dl_xquery **q, struct dl_error *err) DL_NOEXCEPT;
/* FACTOR scales the score; 0 makes it a filter. */
DL_XAPIAN_API enum dl_status dl_xquery_term(struct dl_str term, double factor, struct dl_xquery **q,
                                            struct dl_error *err) DL_NOEXCEPT;
/* Documents in which any of COUNT WAYS holds, whose terms then score weights[i] (0 or more: a factor times dl_bm25_idf
 * over all that is searched) times dl_bm25_tf with MODEL and MEAN_LENGTH; for searches by weight.  Like a DL_X_OR of
 * terms and phrases, but it may stand anywhere when low weights are cut off, where libxapian 1.4.22's OR of more than
 * two parts, or inside something else, now and then loses a document far above the cut: an OR asked by check() under
 * one that has become an AND_MAYBE.  Positions are looked at only where the score would do.  ALONE: nothing else in the
 * query scores, and the scores are those of dl_score_round, so that libxapian orders ties as they are meant.  Meant for
 * at most some dozens of terms; local databases only. */
DL_XAPIAN_API enum dl_status dl_xquery_any(const struct dl_xclause *ways, size_t count, const struct dl_bm25 *model,
                                           double mean_length, bool alone, struct dl_xquery **q,
                                           struct dl_error *err) DL_NOEXCEPT;
/* Values from LOWER to UPPER, inclusive, in byte order; an empty end is open.  Scores 0. */
DL_XAPIAN_API enum dl_status dl_xquery_range(uint32_t slot, struct dl_str lower, struct dl_str upper,
                                             struct dl_xquery **q, struct dl_error *err) DL_NOEXCEPT;
/* Documents in which S holds.  Scores 0; local databases only. */
DL_XAPIAN_API enum dl_status dl_xquery_clause(const struct dl_xclause *s, struct dl_xquery **q,
                                              struct dl_error *err) DL_NOEXCEPT;
/* Join COUNT parts, which are used up (freed), also on failure.  A NULL part fails with what made it NULL: ERR is then
 * left alone and its status returned. */
DL_XAPIAN_API enum dl_status dl_xquery_join(enum dl_xop op, uint32_t window, struct dl_xquery **parts, size_t count,
                                            struct dl_xquery **q, struct dl_error *err) DL_NOEXCEPT;
DL_XAPIAN_API enum dl_status dl_xquery_scale(struct dl_xquery *q, double factor, struct dl_error *err) DL_NOEXCEPT;
DL_XAPIAN_API enum dl_status dl_xquery_print(const struct dl_xquery *q, struct dl_buf *out,
                                             struct dl_error *err) DL_NOEXCEPT;

/* ---- searching -------------------------------------------------------------------------------------------------- */

struct dl_xkey { /* one part of a sort key */
    uint32_t slot;
    bool descending;
    const char *missing; /* stands for no value; NULL: empty, which sorts first */
};

enum dl_xorder {
    DL_X_BY_WEIGHT, /* ties: the value in `slot`, highest first */
    DL_X_BY_VALUE,  /* the value in `slot`, highest first; no weights */
    DL_X_BY_KEYS    /* `keys`, rising; no weights; local databases only */
};

struct dl_xsearch {
    const struct dl_xquery *query;
    double k1, b; /* BM25Weight(k1, 0, 0, b, 0) */
    enum dl_xorder order;
    uint32_t slot;
    const struct dl_xkey *keys;
    size_t key_count;
    uint32_t first, count, check_at_least;
    /* NULL, or called with WATCHER now and then while documents match: a failure ends the search.  A remote server has
     * none. */
    enum dl_status (*watch)(void *watcher, struct dl_error *err);
    void *watcher;
};

struct dl_xhit {
    uint32_t id;
    double weight;
    struct dl_str key; /* the value or key it was sorted by; valid during the call */
};
/* Called for each hit in order. */
typedef enum dl_status dl_xhit_fn(void *context, const struct dl_xhit *hit, struct dl_error *err);

struct dl_xtotals {
    uint64_t lower, estimated, upper; /* matches in all */
};
DL_XAPIAN_API enum dl_status dl_xdb_search(struct dl_xdb *db, const struct dl_xsearch *s, dl_xhit_fn *fn, void *context,
                                           struct dl_xtotals *totals, struct dl_error *err) DL_NOEXCEPT;

/* How often each value of SLOT occurs among all matches of QUERY, by a match spy; in byte order, also over remote
 * databases.  Documents without a value are not among them: *MATCHES counts all. */
typedef enum dl_status dl_xvalue_fn(void *context, struct dl_str value, uint64_t documents, struct dl_error *err);
DL_XAPIAN_API enum dl_status dl_xdb_value_counts(struct dl_xdb *db, const struct dl_xquery *query, uint32_t slot,
                                                 dl_xvalue_fn *fn, void *context, uint64_t *matches,
                                                 struct dl_error *err) DL_NOEXCEPT;

/* ---- whole databases -------------------------------------------------------------------------------------------- */

/* Check what libxapian trusts of the glass database at PATH, as all functions here do that open one: DL_CORRUPT when
 * iamglass or the sizes of tables are impossible, a table is missing or is no regular file, or, for WRITING, a link,
 * or a block of a table is impossible (all of them are read then).  DL_NOT_FOUND when there is no database.  A reader
 * does not look at the blocks: dl_xapian_check. */
DL_XAPIAN_API enum dl_status dl_xglass_check(const char *path, bool writing, struct dl_error *err) DL_NOEXCEPT;
/* Copy the database at FROM into its smallest form at TO (a new folder); document numbers stay. */
DL_XAPIAN_API enum dl_status dl_xapian_compact(const char *from, const char *to, struct dl_error *err) DL_NOEXCEPT;
/* Read all of PATH and check it; DL_CORRUPT when something is wrong.  DETAIL (may be NULL) gets Xapian's own report. */
DL_XAPIAN_API enum dl_status dl_xapian_check(const char *path, struct dl_buf *detail, struct dl_error *err) DL_NOEXCEPT;
/* FN, which must not return, is called instead of abort() when C++ cannot go on: libxapian 1.4.22 does that when a
 * write fails while it makes a table. */
DL_XAPIAN_API void dl_xapian_at_terminate(void (*fn)(void)) DL_NOEXCEPT;

DL_XAPIAN_API const char *dl_xapian_version(void) DL_NOEXCEPT; /* "1.4.22", of the library that is running */

#ifdef __cplusplus
}
#endif
#endif
