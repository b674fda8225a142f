/* posting.h - a cursor over the postings of one term in one segment, and over a set of documents.
 *
 * Cursors only move forward.  A block of postings is decoded when it is entered, its frequencies when asked for,
 * positions last and least.  Whatever is read is checked against the bytes that hold it: damage sets `corrupt`, and the
 * cursor then stands at DL_NO_DOC for good.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_POSTING_H
#define DATELINE_POSTING_H

#include <stdbool.h>
#include <stdint.h>

#include "dateline/segment.h"

#define DL_NO_DOC UINT32_MAX /* a cursor at its end; every document is smaller */

/* Decoded positions, kept apart because few cursors are ever asked for them. */
struct dl_position_cache;

struct dl_posting_cursor {
    uint32_t doc;           /* where it stands: docs[at], or DL_NO_DOC */
    uint32_t at, count;     /* index in the decoded block, and how many documents that has */
    uint32_t block, blocks; /* number of the decoded block, and of all */
    uint32_t shallow;       /* block that dl_posting_shallow has found, never behind `block` */
    bool tf_ready;          /* tfs[] holds this block's frequencies */
    bool corrupt;
    const uint32_t *last;      /* of each block; NULL for a list of one block */
    const uint32_t *offsets;   /* of each block, from `data` */
    const uint32_t *positions; /* offset of each block's positions */
    const unsigned char *bounds;
    const unsigned char *data, *end;
    const unsigned char *tf_at; /* where this block's frequencies are packed */
    const struct dl_segment *segment;
    struct dl_term_info info;
    struct dl_position_cache *cache;
    uint32_t docs[DL_BLOCK], tfs[DL_BLOCK];
};

/* Start over INFO's list: the cursor then stands on its first document. */
void dl_posting_open(struct dl_posting_cursor *c, const struct dl_segment *s, const struct dl_term_info *info);
void dl_posting_close(struct dl_posting_cursor *c);

/* Enter BLOCK (not behind the current one) at its first document. */
void dl_posting_load(struct dl_posting_cursor *c, uint32_t block);
uint32_t dl_posting_advance_far(struct dl_posting_cursor *c, uint32_t target);
void dl_posting_load_tfs(struct dl_posting_cursor *c);

static inline uint32_t dl_posting_next(struct dl_posting_cursor *c)
{
    if (c->doc == DL_NO_DOC)
        return DL_NO_DOC;
    if (++c->at < c->count)
        return c->doc = c->docs[c->at];
    dl_posting_load(c, c->block + 1);
    return c->doc;
}

/* The first document >= TARGET. */
static inline uint32_t dl_posting_advance(struct dl_posting_cursor *c, uint32_t target)
{
    if (c->doc >= target)
        return c->doc;
    if (c->at + 1 < c->count && c->docs[c->at + 1] >= target)
        return c->doc = c->docs[++c->at];
    return dl_posting_advance_far(c, target);
}

/* The current document's frequency. */
static inline uint32_t dl_posting_tf(struct dl_posting_cursor *c)
{
    if (!c->tf_ready)
        dl_posting_load_tfs(c);
    return c->tfs[c->at];
}

/* Find, without decoding, the block that would hold TARGET, which is not behind the cursor and never falls; *LAST is
 * the last document that the block may hold.  False when the list ends before TARGET. */
bool dl_posting_shallow(struct dl_posting_cursor *c, uint32_t target, uint32_t *last);

/* The bound byte of the block found by dl_posting_shallow; 0 (no bound but the formula's) for a list of one block. */
static inline unsigned dl_posting_bound(const struct dl_posting_cursor *c)
{
    return c->last ? c->bounds[c->shallow] : 0;
}

/* The current document's positions: *COUNT of them, rising, valid until the next call.  False when they are damaged
 * (then `corrupt` is set) or memory runs out. */
bool dl_posting_positions(struct dl_posting_cursor *c, const uint32_t **positions, uint32_t *count);

/* ---- sets of documents (FILTERS) --------------------------------------------------------------------------------- */

struct dl_docset {
    uint32_t size;        /* documents in it, deleted ones included; 0: an empty set */
    uint32_t docs;        /* of the segment */
    uint32_t at, in_list; /* current container, and place in it when it is a list */
    uint32_t count;       /* containers */
    const struct dl_set_container *containers;
    const unsigned char *data; /* the set */
};

/* The set of (KIND, NAME), empty when there is none. */
enum dl_status dl_docset_find(const struct dl_segment *s, enum dl_filter_kind kind, struct dl_str name,
                              struct dl_docset *set, struct dl_error *err);
enum dl_status dl_docset_open(const struct dl_segment *s, const struct dl_filter_entry *e, struct dl_docset *set,
                              struct dl_error *err);
/* The first document >= TARGET, which never falls; DL_NO_DOC after the last. */
uint32_t dl_docset_advance(struct dl_docset *set, uint32_t target);
/* The name of an entry, borrowed from the segment. */
struct dl_str dl_filter_name(const struct dl_segment *s, const struct dl_filter_entry *e);

#endif
