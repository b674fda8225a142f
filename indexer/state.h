/* state.h - what was read, so that the next run can tell what is new: one record a source file, committed with the
 * index.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_INDEXER_STATE_H
#define DATELINE_INDEXER_STATE_H

#include "indexer/source.h"

struct dl_inode {
    uint64_t inode;
    struct dl_source *source;
};

/* A member of an archive, and its path as it was first. */
struct dl_member_source {
    struct dl_str path;
    struct dl_source *source;
};

/* The table: sources by path, and the roots that were named on the command line. */
struct dl_state {
    struct dl_source **v;
    size_t count, cap;
    uint32_t *slots; /* open addressing; index + 1 into v; size is a power of two */
    size_t slot_count;
    struct dl_str *roots;
    size_t root_count;
    struct dl_inode *inodes; /* sorted; NULL until dl_state_sort_inodes */
    size_t inode_count;
    struct dl_member_source *members; /* sorted by path; NULL until dl_state_members */
    size_t member_count;
    struct dl_arena arena;
};

void dl_state_free(struct dl_state *s);
struct dl_source *dl_state_find(const struct dl_state *s, struct dl_str path); /* NULL: not there */
struct dl_source *dl_state_find_key(const struct dl_state *s, uint64_t key);
/* For telling renamed files.  First, before any source is changed: what is known now, by inode; false: out of memory.
 */
bool dl_state_sort_inodes(struct dl_state *s);
/* One after the other, the sources with this inode, as it was then; *AT is 0 at first and moves on; NULL: no more. */
struct dl_source *dl_state_same_inode(const struct dl_state *s, uint64_t inode, size_t *at);
/* F's path leads to another file now, and F is to be filled anew: what F was stays to be found by its inode, as a
 * source that is in no other table.  NULL: out of memory. */
struct dl_source *dl_state_leave(struct dl_state *s, const struct dl_source *f);

/* What was known, when this was first asked, of the members of ARCHIVE: *COUNT in a row from *FIRST on, also those that
 * were dropped since.  False: out of memory. */
bool dl_state_members(struct dl_state *s, struct dl_str archive, struct dl_member_source **first, size_t *count);

/* Find, or add with all but path and key zero; NULL: out of memory. */
struct dl_source *dl_state_get(struct dl_state *s, struct dl_str path);
bool dl_state_add_root(struct dl_state *s, struct dl_str root); /* once each; false: out of memory */
bool dl_state_has_root(const struct dl_state *s, struct dl_str root);
/* The longest root that PATH lies under, or NULL. */
const char *dl_state_root_of(const struct dl_state *s, struct dl_str path);
bool dl_state_drop_root(struct dl_state *s, struct dl_str root); /* whether it was there */

/* The blob: sorted by path, front-coded; sources that were dropped (see dl_source_drop) are left out.  Decoding takes
 * nothing on trust: DL_CORRUPT or DL_VERSION. */
enum dl_status dl_state_encode(struct dl_state *s, struct dl_buf *out, struct dl_error *err);
enum dl_status dl_state_decode(struct dl_state *s, struct dl_str blob, struct dl_error *err);

/* PATH is ROOT or lies under it. */
bool dl_path_under(struct dl_str path, struct dl_str root);

#endif
