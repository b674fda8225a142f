/* builder.h - making segments: from articles as they come (builder.c), and from older segments (segment_merge.c).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_SEGMENT_BUILDER_H
#define DATELINE_SEGMENT_BUILDER_H

#include "dateline/segment.h"
#include "dateline/text.h"

struct dl_builder_options {
    const char *dir;     /* for runs that do not fit into memory */
    const char *segment; /* name of the segment, without ".seg" */
    unsigned workers;
    size_t memory; /* for all workers together, their analysers included */
    bool store;
    int level; /* zlib's scale: from 4 on smaller and slower; 0: our own choice */
    struct dl_bm25 bm25;
    uint32_t max_docs;   /* of all workers together; 0: DL_SEGMENT_MAX_DOCS (tests ask for fewer) */
    uint32_t term_bytes; /* postings of one term that a worker keeps in memory; 0: 2^31 */
};

/* Nothing of it is borrowed after the call. */
struct dl_build_doc {
    struct dl_str id;
    struct dl_str head; /* the record without its body */
    struct dl_str body;
    bool has_body; /* BODY is stored */
    dl_date date;
    uint64_t sequence, source_key;
    struct dl_signature signature;
    struct { /* each once */
        enum dl_filter_kind kind;
        struct dl_str name;
    } filters[3 + 16 + 64 + 4 * 64]; /* engine_private.h's DL_MAX_LABELS */
    unsigned filter_count;
};

struct dl_builder;
enum dl_status dl_builder_new(const struct dl_builder_options *o, struct dl_builder **b, struct dl_error *err);
/* Free; the file goes too, unless it was finished.  Accepts NULL. */
void dl_builder_free(struct dl_builder *b);

/* Add a document.  Different workers may call at once.  ANALYZER may be reset before the return. */
enum dl_status dl_builder_add(struct dl_builder *b, unsigned worker, const struct dl_build_doc *d,
                              struct dl_analyzer *analyzer, const struct dl_tokens *tokens, struct dl_error *err);

/* Whether what WORKER keeps of each document (not its postings, which go to disk) has taken its share of the memory:
 * time to finish this segment and begin another. */
bool dl_builder_full(const struct dl_builder *b, unsigned worker);

/* No more documents: settle which of equal ids stay, and the order.  *COUNT of them; *DROPPED gave way to a later one.
 * LOST (may be NULL) is called with the source key of each that gave way to one of another source. */
typedef void dl_builder_lost_fn(void *context, uint64_t source_key);
enum dl_status dl_builder_settle(struct dl_builder *b, dl_builder_lost_fn *lost, void *context, uint32_t *count,
                                 uint64_t *dropped, struct dl_error *err);
struct dl_str dl_builder_id(const struct dl_builder *b, uint32_t doc); /* of a settled document */
uint64_t dl_builder_source_key(const struct dl_builder *b, uint32_t doc);
uint64_t dl_builder_sequence(const struct dl_builder *b, uint32_t doc);

/* Write the segment, durably.  M gets its size, checksum and documents. */
enum dl_status dl_builder_finish(struct dl_builder *b, struct dl_manifest_segment *m, struct dl_error *err);

/* ---- merging ---------------------------------------------------------------------------------------------------- */

struct dl_merge_input {
    const struct dl_segment *segment;
    const uint64_t *deleted; /* bitmap of documents to leave out, or NULL; the segment's own is not looked at */
};
struct dl_merge_options {
    const char *dir, *segment; /* as for a builder */
    struct dl_bm25 bm25;
    bool store, tight; /* tight: no record of a deleted document is kept, whatever the cost */
    unsigned threads;
};
/* One segment of what COUNT segments hold.  No id may live in two of them. */
enum dl_status dl_segments_merge(const struct dl_merge_options *o, const struct dl_merge_input *in, size_t count,
                                 struct dl_manifest_segment *out, struct dl_error *err);

/* ---- tombstones (tombstone.c) ----------------------------------------------------------------------------------- */

/* Write the tombstones of S, durably, to the name that M gives for M->del_generation, and complete M. */
enum dl_status dl_tombstones_write(const char *dir, const struct dl_segment *s, const uint64_t *deleted,
                                   struct dl_manifest_segment *m, struct dl_error *err);

#endif
