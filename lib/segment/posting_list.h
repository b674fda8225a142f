/* posting_list.h - the bytes of a postings list and of its positions (section 6 of doc/index-format.md).
 *
 * A list of up to DL_BLOCK documents is one block.  A longer one begins with a skip table: 13 bytes a block, stored by
 * column.  Only posting_list.c knows that layout.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_SEGMENT_POSTING_LIST_H
#define DATELINE_SEGMENT_POSTING_LIST_H

#include "dateline/segment.h"

/* ---- reading ---------------------------------------------------------------------------------------------------- */

struct dl_posting_list {
    uint32_t docs, blocks;
    const uint32_t *last;    /* last document of each block; NULL for a list of one block, and so are the next three */
    const uint32_t *offsets; /* of each block, from `data` */
    const uint32_t *positions;   /* offset of each block's positions, from the start of the list's positions */
    const unsigned char *bounds; /* of each block's scores */
    const unsigned char *data, *end;
};

/* View BYTES as the list of DOCS documents (2 or more).  False when the skip table does not fit. */
bool dl_posting_list_open(struct dl_str bytes, uint32_t docs, struct dl_posting_list *l);

struct dl_posting_block {
    const unsigned char *p; /* the chunk of gaps, then the chunk of frequencies; both end by the list's `end` */
    uint32_t count;
    uint32_t before;   /* last document of the block before; UINT32_MAX for the first */
    uint32_t position; /* offset of its positions */
};

/* Block number BLOCK, which exists.  False when its offset is outside the list. */
static inline bool dl_posting_list_block(const struct dl_posting_list *l, uint32_t block, struct dl_posting_block *b)
{
    *b = (struct dl_posting_block){ l->data, l->docs - block * DL_BLOCK, UINT32_MAX, 0 };
    if (!l->last)
        return true;
    if (block + 1 < l->blocks)
        b->count = DL_BLOCK;
    if (block)
        b->before = l->last[block - 1];
    b->position = l->positions[block];
    if (l->offsets[block] > (uint64_t)(l->end - l->data))
        return false;
    b->p = l->data + l->offsets[block];
    return true;
}

/* ---- writing ---------------------------------------------------------------------------------------------------- */

struct dl_posting {
    uint32_t doc, tf;
    uint64_t positions; /* index of the first in the array of positions */
};

/* What the score bounds need of the new segment. */
struct dl_bound_model {
    struct dl_bm25 bm25;
    double avlen;
    const uint32_t *lengths; /* by new document */
};

/* Append the list of COUNT postings, which rise by document, to LIST, and their positions to POSITION_LIST.  `tf`
 * values of POSITIONS belong to each posting, from its `positions` on: the first position, then differences.  LIST->len
 * is a multiple of 4 when COUNT > DL_BLOCK.  A list of one posting has positions only. */
enum dl_status dl_posting_list_write(const struct dl_posting *p, size_t count, const uint32_t *positions,
                                     const struct dl_bound_model *model, struct dl_buf *list,
                                     struct dl_buf *position_list, struct dl_error *err);

#endif
