/* xapian_private.h - the Xapian engine's layout on disk, shared by its writer and its reader.
 *
 * An index folder holds
 *
 *   XAPIANDB   a stub ("auto db.1"): what makes the folder an index, for us and for every Xapian tool; replaced by
 *              rename, which is how a compacted database takes the old one's place
 *   db.<n>/    the database; one that no stub names is left over from a killed run and removed by the next writer
 *   lock       the writer's lock
 *
 * Terms (omega's prefixes where there is one; wdf 0 except for text)
 *
 *   <term>         text of title and body, with positions
 *   S<term>        text of the title, with positions
 *   Q<id>          the article's id, bounded by dl_key_bound when longer than a term may be or with control bytes
 *   N<cc>          country the article is about, code in lower case      XM<cc>      country mentioned
 *   Y<yyyy> M<yyyymm> D<yyyymmdd>   date (a partial one: its first day)
 *   L<language>    primary language tag                                 XSOURCE:<folded source>
 *   XK<16 hex>     key of the source file
 *
 * Values
 *
 *   0 date YYYYMMDD (partial: first day); none when undated       1 id
 *   2 order: date or 00000000, then the id's bytes each inverted, then FF: highest first is newest first, id rising
 *   3 countries "CN LA", most salient first     4 mentions "CN LA RU"     5 source as written     6 language
 *   7 signature (signature.h), its bytes as they are
 *
 * Document data: byte DB, byte version (1), u32 length, then a zlib stream of that many bytes: dl_article_encode's record
 *
 * Metadata
 *
 *   dateline.schema  this layout's version        dateline.generation  number of commits
 *   dateline.k1 dateline.b  BM25's parameters     dateline.stored      "1" when bodies are stored, else "0"
 *   u.<key>          blob: byte 0 and its bytes; or, for a long one, byte 1 and its length in decimal, and then
 *   u.<key>/<n>      its pieces of DL_XBLOB_PIECE bytes, n from 0
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_XAPIAN_PRIVATE_H
#define DATELINE_XAPIAN_PRIVATE_H

#include <stdio.h>

#include "dateline/xapian.h"
#include "engine_private.h"

#define DL_XSTUB "XAPIANDB"
#define DL_XSCHEMA "1"
#define DL_XBLOB_PIECE ((size_t)4 << 20)

enum { DL_XSLOT_DATE, DL_XSLOT_ID, DL_XSLOT_ORDER, DL_XSLOT_COUNTRIES, DL_XSLOT_MENTIONS, DL_XSLOT_SOURCE,
       DL_XSLOT_LANGUAGE, DL_XSLOT_SIGNATURE };

#define DL_XMETA_SCHEMA DL_STR("dateline.schema")
#define DL_XMETA_GENERATION DL_STR("dateline.generation")
#define DL_XMETA_K1 DL_STR("dateline.k1")
#define DL_XMETA_B DL_STR("dateline.b")
#define DL_XMETA_STORED DL_STR("dateline.stored")

/* The day that stands for a date in order and filters: a partial date's first; 0 stays 0. */
dl_date dl_xday(dl_date d);

/* Terms, replacing OUT. */
void dl_xterm_id(struct dl_str id, struct dl_buf *out);
void dl_xterm_code(const char *prefix, struct dl_str code, struct dl_buf *out);
void dl_xterm_source(struct dl_str folded, struct dl_buf *out);
void dl_xterm_source_key(uint64_t key, struct dl_buf *out);

/* Blobs, through whichever handle: GET appends the value of a metadata key. */
typedef enum dl_status dl_xget_fn(void *handle, struct dl_str key, struct dl_buf *value, struct dl_error *err);
enum dl_status dl_xblob_get(dl_xget_fn *get, void *handle, const char *key, struct dl_buf *value, struct dl_error *err);

/* Refuse what this version cannot use; PATH is for the message. */
enum dl_status dl_xschema_check(struct dl_xdb *db, const char *path, struct dl_error *err);

/* The stub's text, replacing OUT (empty when there is no stub at PATH: a bare database). */
enum dl_status dl_xstub_read(const char *path, struct dl_buf *out, struct dl_error *err);

/* The database that DIR's stub names, as a path, replacing OUT; DL_UNSUPPORTED for a stub that we did not write. */
enum dl_status dl_xstub_target(const char *dir, struct dl_buf *out, struct dl_error *err);
/* Make DIR/db.<n> the index, durably. */
enum dl_status dl_xstub_switch(const char *dir, unsigned long n, struct dl_error *err);
/* A number for a new database in DIR, after removing every db.<n> that the stub does not name. */
enum dl_status dl_xstub_tidy(const char *dir, unsigned long *fresh, struct dl_error *err);

/* Translate a query (checked and expanded); REMOTE: some of DB is. */
enum dl_status dl_xtranslate(struct dl_xdb *db, bool remote, const struct dl_query *q, struct dl_xquery **out,
                             struct dl_error *err);

enum dl_status dl_xwriter_start(const char *dir, bool fresh, const struct dl_writer_options *o, struct dl_writer **w,
                                struct dl_error *err);
enum dl_status dl_xreader_start(const char *const *dirs, size_t count, struct dl_reader **r, struct dl_error *err);

#endif
