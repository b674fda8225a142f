/* native_private.h - the native engine's parts: native.c ties them together.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_NATIVE_NATIVE_PRIVATE_H
#define DATELINE_NATIVE_NATIVE_PRIVATE_H

#include "dateline/file.h"
#include "dateline/segment.h"
#include "lib/engine/engine_private.h"
#include "lib/eval/eval.h"

/* native_write.c: see dl_engine_ops. */
enum dl_status dl_native_writer_open(const char *dir, bool fresh, const struct dl_writer_options *o,
                                     struct dl_writer **w, struct dl_error *err);
enum dl_status dl_native_compact(const char *dir, struct dl_error *err);

/* native_read.c */
enum dl_status dl_native_reader_open(const char *const *dirs, size_t count, const struct dl_reader_options *o,
                                     struct dl_reader **r, struct dl_error *err);
enum dl_status dl_native_verify(const char *dir, struct dl_buf *detail, struct dl_error *err);

extern const struct dl_reader_ops dl_native_reader_ops;

/* One index folder, open at one commit. */
struct dl_native_index {
    char *dir;
    struct dl_file_mark current; /* of the file `current`: --rebuild puts another folder in this one's place */
    struct dl_manifest manifest;
    struct dl_segment *segments; /* manifest.segment_count of them; NULL: only settings are wanted */
    struct dl_map *blobs;        /* manifest.blob_count of them; mapped at once, for they may be deleted later */
};

/* The newest commit of DIR, whole: when files vanish because the index moves on, the next commit is tried.
 * SETTINGS opens no segment, CHECKED compares every checksum. */
enum dl_native_opening { DL_NATIVE_SETTINGS, DL_NATIVE_ARTICLES, DL_NATIVE_CHECKED };
enum dl_status dl_native_index_open(const char *dir, enum dl_native_opening how, struct dl_native_index *x,
                                    struct dl_error *err);
void dl_native_index_close(struct dl_native_index *x);
/* Append the value of blob B of X to VALUE, its checksum compared. */
enum dl_status dl_native_index_blob(const struct dl_native_index *x, const struct dl_manifest_blob *b,
                                    struct dl_buf *value, struct dl_error *err);
/* The stored record of DOC, with its body when that is stored.  Replaces RECORD. */
enum dl_status dl_native_record(const struct dl_segment *s, uint32_t doc, struct dl_store_reader *stores,
                                struct dl_buf *record, struct dl_error *err);
/* MARK of DIR's file `current`; false without memory. */
bool dl_native_current(const char *dir, struct dl_file_mark *mark);

struct dl_native_reader {
    struct dl_reader base;
    struct dl_native_index *indexes;
    size_t index_count;
    const struct dl_segment **segments; /* of all indexes; a document is (number here << 32 | document in it) */
    uint32_t segment_count;
    uint64_t articles;     /* live */
    uint64_t total_length; /* of the live */
    struct dl_store_reader stores[DL_STORE_PARTS];
};

/* Live articles of segment S with the term of INFO. */
enum dl_status dl_native_frequency(const struct dl_segment *s, const struct dl_term_info *info, uint64_t *count,
                                   struct dl_error *err);

/* native_search.c */
enum dl_status dl_native_search(struct dl_reader *r, const struct dl_search *s, struct dl_hits *hits,
                                struct dl_error *err);
enum dl_status dl_native_rescore(struct dl_reader *r, const struct dl_query *rescore, struct dl_hits *hits, size_t n,
                                 struct dl_error *err);
enum dl_status dl_native_explain(struct dl_reader *r, const struct dl_query *query, struct dl_buf *out,
                                 struct dl_error *err);
/* Call FN for every match in one segment, in document order. */
enum dl_status dl_native_each(struct dl_native_reader *r, uint32_t segment, const struct dl_query *query,
                              dl_match_fn *fn, void *context, struct dl_error *err);

/* native_facet.c */
enum dl_status dl_native_facets(struct dl_reader *r, const struct dl_query *query, enum dl_facet facet,
                                struct dl_facets *out, struct dl_error *err);

#endif
