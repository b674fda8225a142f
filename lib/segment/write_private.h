/* write_private.h - the parts that write a segment, shared by the builder and by merges.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_SEGMENT_WRITE_PRIVATE_H
#define DATELINE_SEGMENT_WRITE_PRIVATE_H

#include <pthread.h>

#include "dateline/deflate.h"
#include "dateline/segment.h"
#include "dateline/text.h"
#include "lib/segment/posting_list.h"

/* ---- the file (segment_write.c) --------------------------------------------------------------------------------- */

/* A store in the making. */
struct dl_store_making {
    struct dl_store_block *blocks;
    size_t block_count, block_cap;
    uint32_t records;
    struct dl_deflate_dictionary *dictionaries[DL_STORE_DICTIONARIES];
    uint32_t dictionary_count;
    bool chosen;         /* new blocks use this dictionary: */
    uint32_t dictionary; /* from 1; 0: none */
};

/* A segment in the making.  STORE comes first, written by many threads at once; the other sections follow, one after
 * the other, by one thread at a time. */
struct dl_segment_writer {
    char *path;
    int fd;
    uint64_t at;     /* where the next section's bytes go */
    uint64_t pushed; /* what the kernel was asked to write before this place */
    struct dl_seg_entry table[DL_SEC_END];
    struct dl_buf pending; /* its bytes not yet handed to the kernel */

    struct dl_buf checks[DL_SEC_END]; /* of the pages of each section written */
    unsigned char page[DL_PAGE];      /* the one that is not full yet */
    size_t page_fill;

    pthread_mutex_t lock; /* guards what follows, and `at` while STORE is written */
    struct dl_store_making stores[DL_STORE_PARTS];
};
enum dl_status dl_segment_create(const char *path, struct dl_segment_writer **w, struct dl_error *err);
/* Append one compressed block of COUNT records to STORE.  B has size, raw and dictionary, and gets the rest.  Any
 * thread. */
enum dl_status dl_segment_put_block(struct dl_segment_writer *w, enum dl_store_part part, const void *data,
                                    struct dl_store_block *b, uint32_t count, struct dl_error *err);
/* STORE is complete: write both indexes. */
enum dl_status dl_segment_end_store(struct dl_segment_writer *w, struct dl_error *err);
enum dl_status dl_section_begin(struct dl_segment_writer *w, enum dl_section_kind kind, struct dl_error *err);
enum dl_status dl_section_put(struct dl_segment_writer *w, const void *p, size_t n, struct dl_error *err);
enum dl_status dl_section_end(struct dl_segment_writer *w, struct dl_error *err);
static inline uint64_t dl_section_size(const struct dl_segment_writer *w, enum dl_section_kind kind)
{
    return w->table[kind].size;
}
/* A whole section. */
enum dl_status dl_section_write(struct dl_segment_writer *w, enum dl_section_kind kind, const struct dl_buf *b,
                                struct dl_error *err);
/* Table, trailer, fsync, close.  *SIZE and *CHECKSUM are for the manifest. */
enum dl_status dl_segment_finish(struct dl_segment_writer *w, uint64_t *size, uint64_t *checksum, struct dl_error *err);
void dl_segment_discard(
    struct dl_segment_writer *w); /* close, free; the file too unless it was finished.  Accepts NULL */

/* ---- the dictionary (dictionary.c) -------------------------------------------------------------------- */

/* A range of the dictionary with its lists, made in memory by one thread. */
struct dl_dict_range {
    struct dl_buf postings, positions, dict, index_prefix, index_entries; /* entries' offsets count from this range */
    struct dl_buf terms, infos;                                           /* of the dictionary block being filled */
    unsigned in_block;
    uint64_t block_postings, block_positions; /* where the block's lists start */
    char last[256];
    size_t last_len;
    uint32_t term_count, block_count;
    uint64_t posting_count, position_count;
};
void dl_dict_range_free(struct dl_dict_range *s);
/* Add the next term (byte order).  POSTINGS rise by document; POSITIONS are as struct dl_postings says. */
enum dl_status dl_dict_range_add(struct dl_dict_range *s, struct dl_str term, const struct dl_posting *postings,
                                 size_t count, const uint32_t *positions, const struct dl_bound_model *model,
                                 struct dl_error *err);
enum dl_status dl_dict_range_end(struct dl_dict_range *s, struct dl_error *err); /* close the last block */

/* ---- merging lists (dictionary_merge.c) -------------------------------------------------------------------------- */

/* The postings of one term, gathered from several sources; documents in the new numbering. */
struct dl_postings {
    struct dl_posting *postings;
    size_t count, postings_cap;
    uint32_t *positions; /* `tf` of each posting from its `positions` on: the first one, then how far apart they are */
    size_t position_count, positions_cap;
};
/* Room for that many more. */
bool dl_postings_reserve(struct dl_postings *g, size_t postings, size_t positions);

/* Where terms come from: a run of the builder, or an older segment.  One walk is used by one thread. */
struct dl_term_source;
struct dl_source_ops;
struct dl_term_stream { /* a walk */
    const struct dl_source_ops *ops;
    struct dl_str term; /* current, valid until next */
};
struct dl_source_ops {
    /* A fresh walk that stands before the first term >= FROM, which lives until the first next. */
    enum dl_status (*open)(const struct dl_term_source *s, struct dl_str from, struct dl_term_stream **walk,
                           struct dl_error *err);
    enum dl_status (*next)(struct dl_term_stream *walk, struct dl_error *err); /* DL_END */
    /* Append the current term's postings, those of documents that are gone left out. */
    enum dl_status (*read)(struct dl_term_stream *walk, struct dl_postings *g, struct dl_error *err);
    void (*close)(struct dl_term_stream *walk);
};
struct dl_term_source {
    const struct dl_source_ops *ops;
    uint64_t weight; /* bytes, roughly */
    /* Some of its terms, evenly spread by weight, for cutting the work into ranges; owned by the source. */
    const struct dl_str *samples;
    size_t sample_count;
    void (*free)(struct dl_term_source *s);
};
#define DL_DOC_DELETED UINT32_MAX

struct dl_lists_total {
    uint64_t postings, positions;
    uint32_t terms, blocks;
};
/* Merge COUNT sources into LISTS, DICT and DICT_INDEX with THREADS threads. */
enum dl_status dl_merge_lists(struct dl_segment_writer *w, struct dl_term_source *const *sources, size_t count,
                              unsigned threads, const struct dl_bound_model *model, struct dl_lists_total *total,
                              struct dl_error *err);

/* ---- columns (columns.c) ---------------------------------------------------------------------------------- */

struct dl_filter_value {
    uint32_t kind;
    uint32_t place; /* the writer's own; 0 at first */
    struct dl_str name;
};
/* One document, in the new order. */
struct dl_doc_column {
    struct dl_str id;
    uint64_t id_hash, source_key;
    dl_date date;
    uint32_t length;
    uint32_t record[DL_STORE_PARTS]; /* from 1; 0: none */
    struct dl_signature signature;
    struct dl_filter_value *const *filters; /* each value once, in any order */
    uint32_t filter_count;
};
/* Write LENGTHS .. SIGNATURES and the orders of the stores, and fill in META's columns' part. */
enum dl_status dl_write_columns(struct dl_segment_writer *w, const struct dl_doc_column *docs, uint32_t count,
                                struct dl_seg_meta *meta, struct dl_error *err);

/* FILTERS (docset.c). */
enum dl_status dl_filters_write(struct dl_segment_writer *w, const struct dl_doc_column *docs, uint32_t count,
                                struct dl_error *err);

/* The order of documents: date falling (a partial one counts as its first day), undated last, id rising. */
int dl_doc_order(dl_date date_a, struct dl_str id_a, dl_date date_b, struct dl_str id_b);

/* ---- inversion in memory, and runs of it on disk (invert.c, run.c) ----------------------------------------------- */

/* One posting in the making: varint (document - the one before it) * 2 + (tf > 1), varint tf - 2 when tf > 1, then the
 * positions, each as a varint difference.  Append SIZE bytes of such postings, COUNT of
 * them with POSITIONS positions, to G with documents renumbered by MAP. */
enum dl_status dl_run_decode(const unsigned char *p, size_t size, uint32_t count, uint64_t positions,
                             const uint32_t *map, struct dl_postings *g, struct dl_error *err);

struct dl_inverter; /* one worker's, no locks */
enum dl_status dl_inverter_new(struct dl_inverter **v, struct dl_error *err);
void dl_inverter_free(struct dl_inverter *v);
/* Add a document of less than 2^32 - 1 tokens; DOC rises from call to call. */
enum dl_status dl_inverter_add(struct dl_inverter *v, uint32_t doc, const struct dl_analyzer *analyzer,
                               const struct dl_tokens *tokens, struct dl_error *err);
size_t dl_inverter_memory(const struct dl_inverter *v);
uint32_t dl_inverter_longest(const struct dl_inverter *v); /* bytes of the postings of the term that has most */
/* What it holds, as a source of terms.  MAP: see dl_run_decode; it may be filled in later.  The inverter must outlive
 * the source. */
enum dl_status dl_inverter_source(struct dl_inverter *v, const uint32_t *const *map, struct dl_term_source **source,
                                  struct dl_error *err);
/* Write it all to a new unnamed file in DIR and make that a source; the inverter is empty afterwards. */
enum dl_status dl_inverter_spill(struct dl_inverter *v, const char *dir, const uint32_t *const *map,
                                 struct dl_term_source **source, struct dl_error *err);
void dl_term_source_free(struct dl_term_source *source); /* accepts NULL */

/* One term of an inverter, for run.c. */
struct dl_run_term {
    struct dl_str term;
    uint32_t postings;
    uint64_t positions;
    size_t size;
};
#define DL_RUN_PREFIX "dateline-run-" /* of the name that its file has for a moment; six characters follow */
struct dl_run_writer;
enum dl_status dl_run_create(const char *dir, struct dl_run_writer **w, struct dl_error *err);
enum dl_status dl_run_put(struct dl_run_writer *w, const struct dl_run_term *t, const void *data, struct dl_error *err);
/* Frees the writer, also when it fails. */
enum dl_status dl_run_finish(struct dl_run_writer *w, const uint32_t *const *map, struct dl_term_source **source,
                             struct dl_error *err);
void dl_run_discard(struct dl_run_writer *w); /* accepts NULL */

/* ---- records into blocks (store.c) ------------------------------------------------------------------------ */

struct dl_store_writer; /* of one part, one thread's */
/* FAST: see dl_deflater_new. */
enum dl_status dl_store_writer_new(enum dl_store_part part, bool fast, struct dl_store_writer **s,
                                   struct dl_error *err);
void dl_store_writer_free(struct dl_store_writer *s); /* accepts NULL */
/* Add a record; PLACED is called with SLOT and the record's number, from 0, once its block is written, at the latest by
 * dl_store_flush.  Up to 1 MiB of the first records waits for a dictionary to be made of it, unless the segment has
 * one. */
typedef void dl_record_placed(void *context, enum dl_store_part part, uint32_t slot, uint32_t record);
enum dl_status dl_store_add(struct dl_store_writer *s, struct dl_segment_writer *w, struct dl_str record, uint32_t slot,
                            dl_record_placed *placed, void *context, struct dl_error *err);
enum dl_status dl_store_flush(struct dl_store_writer *s, struct dl_segment_writer *w, dl_record_placed *placed,
                              void *context, struct dl_error *err);
size_t dl_store_dictionary_max(enum dl_store_part part);
/* New blocks use this dictionary (empty: none), unless one is chosen already. */
void dl_segment_use_dictionary(struct dl_segment_writer *w, enum dl_store_part part, struct dl_str dictionary);
/* Its number in the segment, for blocks that were made with it before; 0: there are too many. */
uint32_t dl_segment_add_dictionary(struct dl_segment_writer *w, enum dl_store_part part, struct dl_str dictionary);
enum dl_status dl_store_write_index(struct dl_segment_writer *w, enum dl_store_part part, struct dl_error *err);
enum dl_section_kind dl_store_order_section(enum dl_store_part part);

/* ---- merging stores (store_merge.c) ----------------------------------------------------------------------------- */

struct dl_store_source {
    const struct dl_segment *segment; /* its checksums are known to be right */
    const uint32_t *map;              /* document -> slot, or DL_DOC_DELETED */
};
struct dl_store_merge {
    const struct dl_store_source *sources;
    size_t count;
    bool tight; /* no record of a deleted document is kept, whatever the cost */
    dl_record_placed *placed;
    void *context;
};
/* Append what PART keeps of the documents of all sources. */
enum dl_status dl_stores_merge(struct dl_segment_writer *w, enum dl_store_part part, const struct dl_store_merge *o,
                               struct dl_error *err);

#endif
