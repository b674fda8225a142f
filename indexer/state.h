/* state.h - what was read, so that the next run can tell what is new: one record a source file, committed with the
 * index.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_INDEXER_STATE_H
#define DATELINE_INDEXER_STATE_H

#include <stdatomic.h>

#include "dateline/buffer.h"
#include "dateline/hash.h"

enum dl_source_flag {
    DL_SOURCE_RACY = 1,      /* changed so shortly before it was read that its mtime proves nothing: compare contents */
    DL_SOURCE_CONTAINER = 2, /* many articles a file: text_size and lines say where to go on */
    DL_SOURCE_RESUMABLE =
        4, /* ended at the end of an article (and of a gzip member): what is appended can be read alone */
    DL_SOURCE_PARTIAL = 8,   /* not read to its end (the run was stopped): read again */
    DL_SOURCE_FAILED = 16,   /* it, or articles in it, could not be read: `failure` is the first reason */
    DL_SOURCE_LOST = 32,     /* articles of it gave way to others with the same id: they come back when those go */
    DL_SOURCE_LIST = 64,     /* a container whose `lines` are records (see numbers_lines in format.h) */
    DL_SOURCE_OWED = 128,    /* of a LOST one: something has gone since, and no run has looked yet what comes back */
    DL_SOURCE_REFUSED = 256, /* of a kind that is not read (refuse.h): `failure` is the reason */
    DL_SOURCE_PASSED = 512,  /* plainly no article: `failure` is the name of its kind */
    DL_SOURCE_SHARED = 1024  /* ids of its articles were made unique, see identity.h; in the stored form only */
};

struct dl_source {
    struct dl_str path;         /* absolute, as bytes (NUL-terminated); "-" for standard input */
    uint64_t key;               /* hash of the path: dl_writer_add's SOURCE_KEY */
    uint64_t size;              /* bytes read, as stored on disk (compressed) */
    int64_t mtime_ns, ctime_ns; /* ctime 0: not known, from an older version */
    uint64_t inode;
    struct dl_hash128 hash; /* of those bytes */
    uint64_t text_size;     /* bytes and lines after decompression, of a container */
    uint64_t lines;
    atomic_uint articles; /* added from it */
    atomic_uint skipped;  /* articles of it that could not be read */
    atomic_uint shared;   /* articles of it whose id was made unique, because another article has it */
    uint64_t origin;      /* when some were: the key it had then, if it was renamed since; else 0 */
    unsigned flags;       /* enum dl_source_flag */
    struct dl_str failure;
    uint64_t failure_number; /* of this run; not stored */
    uint64_t renamed_from;   /* the key of the source that became this one in this run, or 0 */
    bool seen;               /* met, or excused, in this run */
    bool fresh;              /* new in this run */
    bool forced;             /* to be read again although unchanged */
    bool read;               /* from its beginning, in this run */
    bool again;              /* once more, to its end, for what comes back */
    bool emptied;            /* nothing is left in it, but it had articles: as good as gone */
    bool left;               /* no longer what its path leads to: see dl_state_leave */
};

struct dl_inode {
    uint64_t inode;
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

/* Mark for leaving out: by an empty path. */
static inline void dl_source_drop(struct dl_source *f)
{
    f->path.len = 0;
}

/* It is still there, with nothing in it. */
void dl_source_empty(struct dl_source *f);

/* PATH is ROOT or lies under it. */
bool dl_path_under(struct dl_str path, struct dl_str root);

#endif
