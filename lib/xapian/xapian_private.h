/* xapian_private.h - the Xapian engine's layout on disk, shared by its writer and its reader.
 *
 * An index folder holds
 *
 *   XAPIANDB   a stub ("auto db.1"): what makes the folder an index, for us and for every Xapian tool; replaced by
 *              rename, which is how a compacted database takes the old one's place
 *   db.<n>/    the database; one that no stub names is left over from a killed run and removed by the next writer
 *   lock       the writer's lock
 *
 * Terms (omega's prefixes where there is one, and QueryParser's Z for stems, so that quest, omega and the bindings find
 * words and phrases; a term that gets longer than DL_TERM_MAX by its prefix is bounded by dl_key_bound)
 *
 *   Z<term>        stem, of title and body, with positions; the only terms with a wdf: the article's length is theirs
 *   ZS<term>       stem, of the title, with positions
 *   <word>         the written form, folded, of title and body, with positions; wdf 0
 *   S<word>        the written form, of the title, with positions; wdf 0
 *   Q<id>          the article's id, bounded by dl_key_bound when longer than a term may be or with control bytes
 *   N<cc>          country the article is about, code in lower case      XM<cc>      country mentioned
 *   Y<yyyy> M<yyyymm> D<yyyymmdd>   date (a partial one: its first day)
 *   L<language>    primary language tag                                 XSOURCE:<folded source>
 *   A<author> K<tag> XSECTION:<section>   each value, folded            H<host>    of the URL, without www.
 *   XK<16 hex>     key of the source file
 *
 * Values
 *
 *   0 date YYYYMMDD (partial: first day); none when undated       1 id
 *   2 order: date or 00000000, then the id's bytes each inverted, then FF: highest first is newest first, id rising
 *   3 countries "CN LA", most salient first     4 mentions "CN LA RU"     5 source as written     6 language
 *   7 signature (signature.h), its bytes as they are
 *   8 authors     9 sections     10 tags, as written, one a line
 *
 * Document data: byte DB, byte version (1), u32 length, then a zlib stream of that many bytes: dl_article_encode's
 * record
 *
 * Metadata
 *
 *   dateline.schema  this layout's version        dateline.generation  number of commits
 *   dateline.k1 dateline.b  BM25's parameters     dateline.stored      "1" when bodies are stored, else "0"
 *   dateline.committed      time of the last commit, seconds since 1970 UTC
 *   u.<key>          blob: byte 0 and its bytes; or, for a long one, byte 1 and its length in decimal, and then
 *   u.<key>/<n>      its pieces of DL_XBLOB_PIECE bytes, n from 0
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_XAPIAN_XAPIAN_PRIVATE_H
#define DATELINE_XAPIAN_XAPIAN_PRIVATE_H

#include <stdio.h>

#include "dateline/file.h"
#include "dateline/xapian.h"
#include "lib/engine/engine_private.h"

#define DL_XSTUB "XAPIANDB"
#define DL_XSCHEMA "2"
#define DL_XBLOB_PIECE ((size_t)4 << 20)

enum {
    DL_XSLOT_DATE,
    DL_XSLOT_ID,
    DL_XSLOT_ORDER,
    DL_XSLOT_COUNTRIES,
    DL_XSLOT_MENTIONS,
    DL_XSLOT_SOURCE,
    DL_XSLOT_LANGUAGE,
    DL_XSLOT_SIGNATURE,
    DL_XSLOT_AUTHORS,
    DL_XSLOT_SECTIONS,
    DL_XSLOT_TAGS
};

#define DL_XMETA_SCHEMA DL_STR("dateline.schema")
#define DL_XMETA_GENERATION DL_STR("dateline.generation")
#define DL_XMETA_K1 DL_STR("dateline.k1")
#define DL_XMETA_B DL_STR("dateline.b")
#define DL_XMETA_STORED DL_STR("dateline.stored")
#define DL_XMETA_COMMITTED DL_STR("dateline.committed")

/* The day that stands for a date in order and filters: a partial date's first; 0 stays 0. */
dl_date dl_xday(dl_date d);

/* Terms, replacing OUT. */
void dl_xterm_stem(struct dl_str term, struct dl_buf *out); /* of an analyzer's term, which may be of the title */
void dl_xterm_id(struct dl_str id, struct dl_buf *out);
void dl_xterm_code(const char *prefix, struct dl_str code, struct dl_buf *out);
const char *dl_xlabel_prefix(enum dl_query_op op); /* of AUTHOR, SECTION, TAG, URL, LANGUAGE; SOURCE */
void dl_xterm_label(enum dl_query_op op, struct dl_str folded, struct dl_buf *out);
void dl_xterm_source_key(uint64_t key, struct dl_buf *out);

/* The record in a document's DATA, replacing RECORD. */
struct libdeflate_decompressor;
enum dl_status dl_xdata_unpack(struct libdeflate_decompressor *unzip, struct dl_str data, struct dl_buf *record,
                               struct dl_error *err);

/* Blobs, through whichever handle: GET appends the value of a metadata key. */
typedef enum dl_status dl_xget_fn(void *handle, struct dl_str key, struct dl_buf *value, struct dl_error *err);
enum dl_status dl_xblob_get(dl_xget_fn *get, void *handle, const char *key, struct dl_buf *value, struct dl_error *err);

/* Refuse what this version cannot use; PATH is for the message. */
enum dl_status dl_xschema_check(struct dl_xdb *db, const char *path, struct dl_error *err);

/* The stub's text, replacing OUT (empty when there is no stub at PATH: a bare database). */
enum dl_status dl_xstub_read(const char *path, struct dl_buf *out, struct dl_error *err);

/* Called for each place of a list, in order.  HOST is NULL for a local one, whose NAME is its path. */
typedef enum dl_status dl_xplace_fn(void *context, const char *name, const char *host, unsigned port,
                                    struct dl_error *err);
/* The places that PATH (an index folder, a database, a stub file) lists.  A folder whose stub names local databases
 * only is one place, whatever its stub says now.  DL_OPENING for a line that is neither "remote HOST:PORT" nor "auto
 * FOLDER" nor "glass FOLDER", and for stubs that name each other. */
enum dl_status dl_xstub_places(const char *path, dl_xplace_fn *fn, void *context, struct dl_error *err);
/* The databases that such a local place consists of; a remote one is DL_OPENING. */
enum dl_status dl_xstub_databases(const char *path, dl_xplace_fn *fn, void *context, struct dl_error *err);

/* The database that DIR's stub names, as a path, replacing OUT; DL_UNSUPPORTED for a stub that we did not write. */
enum dl_status dl_xstub_target(const char *dir, struct dl_buf *out, struct dl_error *err);
/* Make DIR/db.<n> the index, durably. */
enum dl_status dl_xstub_switch(const char *dir, unsigned long n, struct dl_error *err);
/* A number for a new database in DIR, after removing every db.<n> that the stub does not name.  DL_UNSUPPORTED when one
 * is a link or holds a file that is not a database's: then it stays as it is. */
enum dl_status dl_xstub_tidy(const char *dir, unsigned long *fresh, struct dl_error *err);
/* Remove db.<n>, a database that was never named, if it can be removed. */
void dl_xstub_discard(const char *dir, unsigned long n);
/* Whether NAME is a database's in an index folder. */
bool dl_xstub_is_database(const char *name, unsigned long *n);
/* DL_UNSUPPORTED when the database's folder NAME of DIR is a link or holds what libxapian did not write; the same, and
 * else remove it. */
enum dl_status dl_xstub_check_database(const char *dir, const char *name, struct dl_error *err);
/* The files of the database that DIR's stub names, see struct dl_engine_ops. */
enum dl_status dl_xstub_files(const char *dir, dl_file_fn *fn, void *context, const char **entry, struct dl_buf *text,
                              struct dl_error *err);
enum dl_status dl_xstub_remove_database(const char *dir, const char *name, struct dl_error *err);
/* The n of "auto db.<n>", as written by dl_xstub_switch. */
bool dl_xstub_number(const char *text, unsigned long *n);

/* Q with its terms as they are stored, in ARENA: everything below takes such queries. */
enum dl_status dl_xquery_stored(const struct dl_query *q, struct dl_arena *arena, const struct dl_query **out,
                                struct dl_error *err);

/* Translate a query (checked, expanded and stored); REMOTE: some of DB is; RANKING: how its matches will be ranked,
 * NULL: not by weight. */
enum dl_status dl_xtranslate(struct dl_xdb *db, bool remote, const struct dl_bm25 *ranking, const struct dl_query *q,
                             struct dl_xquery **out, struct dl_error *err);
/* Whether Q is an OR that is translated into one that may be cut off at low weights, of a local database. */
bool dl_xis_any(const struct dl_query *q);
/* ---- positions.c: what a TERM, PHRASE or NEAR demands of a document ---------------------------------------------- */

struct dl_xpositional {
    struct dl_xclause clause; /* of the arrays below */
    struct dl_str *terms;
    uint32_t *offsets; /* the least is 0 */
    double *weights;
};
enum dl_status dl_xpositional_make(const struct dl_query *q, struct dl_xpositional *s, struct dl_error *err);
void dl_xpositional_free(struct dl_xpositional *s);
/* Documents in which Q holds, as a filter that scores nothing; local databases only. */
enum dl_status dl_xpositional_filter(const struct dl_query *q, struct dl_xquery **out, struct dl_error *err);
/* Whether Q, a NEAR, has more terms than its window has positions: it never holds.  To libxapian a window of 0 would
 * mean as many as there are terms. */
bool dl_xis_cramped(const struct dl_query *q);
/* Whether the terms of Q, a PHRASE, NEAR or LEAD, occur in document ID as it demands. */
enum dl_status dl_xpositions_hold(struct dl_xdb *db, uint32_t id, const struct dl_query *q, bool *holds,
                                  struct dl_error *err);
/* Whether libxapian's operator means what Q does: NEAR, and a PHRASE of adjacent terms. */
bool dl_xoperator_is_exact(const struct dl_query *q);
/* Q, a PHRASE or NEAR, by libxapian's operator; its terms' weights are 1. */
enum dl_status dl_xoperator_query(const struct dl_query *q, struct dl_xquery **out, struct dl_error *err);
/* What bm25.h asks of DB, whose counts are C. */
enum dl_status dl_xterm_idf(struct dl_xdb *db, const struct dl_xcounts *c, struct dl_str term, double *idf,
                            struct dl_error *err);
static inline double dl_xmean_length(const struct dl_xcounts *c)
{
    return c->documents ? (double)c->total_length / (double)c->documents : 0;
}

enum dl_status dl_xwriter_start(const char *dir, bool fresh, const struct dl_writer_options *o, struct dl_writer **w,
                                struct dl_error *err);
enum dl_status dl_xreader_start(const char *const *dirs, size_t count, const struct dl_reader_options *o,
                                struct dl_reader **r, struct dl_error *err);

/* ---- the databases that a reader reads: shards.c ---------------------------------------------------------- */

struct dl_xpart {
    char *name; /* "host:port", or a path: what messages call it */
    char *host; /* NULL: local */
    unsigned port;
    struct dl_xdb *db;        /* NULL: it does not answer, and `trouble` says why */
    bool chosen;              /* it is searched */
    bool slow;                /* it was given up in a search */
    struct dl_file_mark stub; /* of a local index: --rebuild puts another folder in its place */
    unsigned shard, shards;   /* K of N; 0: the index is no shard */
    uint64_t generation, committed;
    struct dl_bm25 bm25;
    char trouble[400];
    struct dl_error why; /* what opening it said, when it failed */
};
struct dl_xparts { /* {0} but for `o` is empty */
    struct dl_xpart *v;
    size_t count, cap;
    struct dl_reader_options o;
    bool remote;  /* one of them is */
    bool partial; /* articles are missing because some do not answer */
};
/* List what PATHS (index folders, databases, stub files) stand for. */
enum dl_status dl_xparts_list(struct dl_xparts *p, char *const *paths, size_t count, struct dl_error *err);
void dl_xparts_free(struct dl_xparts *p);
/* Open all, anew, and make one database of the newest copy of each shard and of what is no shard.  DL_NETWORK when one
 * is missing and o.partial does not allow it. */
enum dl_status dl_xparts_open(struct dl_xparts *p, struct dl_xdb **db, struct dl_error *err);
enum dl_status dl_xpart_get(struct dl_xpart *x, const char *key, struct dl_buf *value,
                            struct dl_error *err); /* a blob */
/* Whether another folder stands in the place of one of those that are searched. */
bool dl_xparts_replaced(const struct dl_xparts *p);
bool dl_xparts_warnings(const struct dl_xparts *p, dl_warning_fn *fn, void *context); /* as dl_reader_warnings */
/* ERR is a DL_NETWORK failure of an open database: name the one and say what to do: DL_MODIFIED when opening all anew
 * may help, else DL_NETWORK. */
enum dl_status dl_xparts_attribute_error(struct dl_xparts *p, struct dl_error *err);

/* ---- the reader: its databases (reader.c), searching them (read.c), counting (count.c), rescoring (rescore.c) ---- */

struct dl_xreader {
    struct dl_reader base;
    char **paths;
    size_t count;
    struct dl_xdb *db;      /* all of it as one */
    struct dl_xparts parts; /* what DB is made of */
    bool lost;              /* one of them has failed: open all anew */
    bool counted;           /* stats are of this commit: over a network they cost a walk over all days */
    struct dl_index_stats stats;
    struct dl_buf stubs; /* the text of all stubs, when the parts were listed */
    struct dl_bm25 bm25;
    struct libdeflate_decompressor *unzip;
    struct dl_buf data; /* kept for reuse */
};

/* Open all, in place of what R holds; when that fails, R is as it was. */
enum dl_status dl_xreader_attach(struct dl_xreader *r, struct dl_error *err);
enum dl_status dl_xreader_reopen(struct dl_reader *r, bool *changed, struct dl_error *err);
void dl_xreader_close(struct dl_reader *r);
/* Every call to R's databases ends with it: what a lost connection means to the caller. */
enum dl_status dl_xreader_status(struct dl_xreader *r, enum dl_status status, struct dl_error *err);

enum dl_status dl_xreader_facets(struct dl_reader *r, const struct dl_query *query, enum dl_facet facet,
                                 struct dl_facets *out, struct dl_error *err);
enum dl_status dl_xreader_stats(struct dl_reader *r, struct dl_index_stats *stats, struct dl_error *err);
enum dl_status dl_xreader_terms(struct dl_reader *r, struct dl_str prefix, struct dl_str from, dl_term_fn *fn,
                                void *context, struct dl_error *err);
enum dl_status dl_xreader_frequency(struct dl_reader *r, struct dl_str term, uint64_t *articles, struct dl_error *err);
enum dl_status dl_xreader_values(struct dl_reader *r, enum dl_query_op op, dl_term_fn *fn, void *context,
                                 struct dl_error *err);
/* The day at the head of a sort key or date; "99999999", for undated ones that sort behind, and what is no day: 0. */
dl_date dl_xkey_day(struct dl_str key);

/* As dl_reader_ops.rescore: rescore.c. */
enum dl_status dl_xreader_rescore(struct dl_reader *r, const struct dl_query *rescore, struct dl_hits *hits, size_t n,
                                  struct dl_error *err);

/* ---- remote.c: what remote databases cannot be asked in one query ------------------------------------------------ */

/* The documents in which PHRASE or NEAR Q holds, as a filter that scores nothing and may stand anywhere. */
enum dl_status dl_xremote_positions(struct dl_xdb *db, const struct dl_query *q, struct dl_xquery **out,
                                    struct dl_error *err);
#endif
