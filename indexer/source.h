/* source.h - what is known of one source file, and the state that it is in.
 *
 * This file and source.c own the state: nobody else writes `flags` or the marks of a session.
 *
 *                      dl_source_begin                          dl_source_end
 *     (new) ------------------------------> being read ----------------------------> READ
 *                                             |      |                                |  ^
 *                           dl_source_stop    |      | dl_source_end with `io`        |  | unchanged
 *                    (interrupted, half a     v      v (the disk failed)              +--+
 *                     line at its end)       PARTIAL: read again in the next session
 *
 *     READ        + RACY         changed so shortly before it was looked at that its times prove nothing: contents are
 *                                compared next time
 *                 + RESUMABLE    what is appended can be read alone: the next begin is with `resume`
 *                 + FAILED       it, or articles in it, could not be read; + REFUSED when its whole kind is not read
 *                 + PASSED       plainly no article
 *                 + SUPERSEDED   newer versions of articles of it are in other sources
 *     SUPERSEDED  + PENDING      one of those may be gone, and no session has looked yet: it is read again for what
 *                                comes back (dl_source_pending, dl_source_again)
 *     READ -> emptied            nothing is left in the file: it counts as gone, and has no article then
 *          -> dropped            gone, or renamed: it is left out of the table that is committed
 *
 * Marks of a session, not stored: seen (met, or excused by what could not be looked at), fresh, forced, read, again,
 * emptied, left.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_INDEXER_SOURCE_H
#define DATELINE_INDEXER_SOURCE_H

#include <stdatomic.h>
#include <sys/stat.h>

#include "dateline/buffer.h"
#include "dateline/hash.h"

/* As they are stored.  The numbers are part of the index's format. */
enum dl_source_flag {
    DL_SOURCE_RACY = 1,
    DL_SOURCE_CONTAINER = 2, /* many articles a file: text_size and lines say where to go on */
    DL_SOURCE_RESUMABLE = 4,
    DL_SOURCE_PARTIAL = 8,
    DL_SOURCE_FAILED = 16, /* `failure` is the first reason */
    DL_SOURCE_SUPERSEDED = 32,
    DL_SOURCE_LIST = 64, /* a container whose `lines` are records (see numbers_lines in format.h) */
    DL_SOURCE_PENDING = 128,
    DL_SOURCE_REFUSED = 256,  /* of a kind that is not read (refuse.h): `failure` is the reason */
    DL_SOURCE_PASSED = 512,   /* `failure` is the name of its kind */
    DL_SOURCE_SHARED = 1024,  /* ids of its articles were made unique, see identity.h; in the stored form only */
    DL_SOURCE_ARCHIVE = 2048, /* an archive: its members are sources below its path */
    DL_SOURCE_MEMBER = 4096,  /* in an archive */
    DL_SOURCE_OTHERS = 8192   /* holds records that are plainly no article: `passed` counts them */
};

struct dl_source {
    struct dl_str path;         /* absolute, as bytes (NUL-terminated); "-" for standard input; empty: dropped */
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
    atomic_uint passed;   /* records of it that are plainly no article */
    unsigned flags;       /* enum dl_source_flag */
    struct dl_str failure;
    uint64_t failure_number; /* of this session; not stored */
    uint64_t renamed_from;   /* the key of the source that became this one in this session, or 0 */
    bool seen;               /* met, or excused */
    bool fresh;              /* new in this session */
    bool forced;             /* to be read again although unchanged */
    bool read;               /* from its beginning, in this session */
    bool again;              /* once more, to its end, for what comes back */
    bool emptied;            /* nothing is left in it, but it had articles: as good as gone */
    bool left;               /* no longer what its path leads to: see dl_state_leave */
};

/* How the reading of a source ended. */
struct dl_source_end {
    uint64_t size; /* bytes read, as on disk, with their hash */
    struct dl_hash128 hash;
    uint64_t text_size, lines;
    bool container, numbers_lines, resumable;
    bool io; /* the disk failed, not the file */
};

/* F has been looked at, with ST, at LOOKED_NS. */
void dl_source_looked_at(struct dl_source *f, const struct stat *st, int64_t looked_ns);
void dl_source_meet(struct dl_source *f);               /* or excuse: it is not gone */
void dl_source_renew(struct dl_source *f);              /* it is new in this session */
void dl_source_force(struct dl_source *f);              /* read it although unchanged */
void dl_source_begin(struct dl_source *f, bool resume); /* reading */
void dl_source_end(struct dl_source *f, const struct dl_source_end *end);
void dl_source_stop(struct dl_source *f, const struct dl_source_end *end); /* END: of the part that is kept, or NULL */
void dl_source_unsure(struct dl_source *f);                                /* it changed while it was read */
void dl_source_refuse(struct dl_source *f, bool no_article);
void dl_source_note_failures(struct dl_source *f);                  /* before it is stored */
void dl_source_rename(struct dl_source *to, struct dl_source *was); /* TO is what was known as WAS, which is dropped */

/* Nothing is left in F, which had articles: it counts as gone, unless BELIEVED is false: then it stays. */
void dl_source_find_empty(struct dl_source *f, bool believed);
void dl_source_empty(struct dl_source *f); /* it is still there, with nothing in it */
void dl_source_drop(struct dl_source *f);  /* leave it out of the table that is stored */

void dl_source_supersede(struct dl_source *f);         /* another source has a newer version of an article of it */
void dl_source_pend(struct dl_source *f);              /* it is to be read for what comes back */
void dl_source_again(struct dl_source *f, bool whole); /* it was; WHOLE: to its end */
/* Whether F may have an article that comes back when ANY_GONE: something has gone in this session. */
bool dl_source_pending(const struct dl_source *f, bool any_gone);

#endif
