/* spelling.h - words of the index's dictionary that are spelled nearly like a given one.
 *
 * Distance: optimal string alignment (insertion, deletion, substitution, swap of neighbours), on characters.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_SEARCHER_SPELLING_H
#define DATELINE_SEARCHER_SPELLING_H

#include "searcher/session.h"

#define DL_SPELLING_MAX 40 /* characters; longer words have no spelling */
#define DL_SPELLING_STEMS 8
#define DL_TOO_FAR 99 /* a distance beyond the limit */

struct dl_spelling {
    uint32_t c[DL_SPELLING_MAX];
    unsigned count;
    uint64_t letters; /* which letters occur, modulo 64 */
};

/* A word that others are compared with: as typed, and as it was analysed. */
struct dl_spelled_word {
    struct dl_spelling typed, stems[DL_SPELLING_STEMS];
    size_t stem_count;
    uint64_t letters; /* that occur in any of them */
    unsigned longest; /* of them, in characters */
    char start[2][8]; /* the beginnings of the terms that are compared */
    size_t start_len[2];
    unsigned limit; /* of the distance; for the caller to set */
};

/* False when S is empty or too long. */
bool dl_spell(struct dl_str s, struct dl_spelling *out);

/* The distance, or DL_TOO_FAR when it is more than LIMIT. */
unsigned dl_spelling_distance(const struct dl_spelling *a, const struct dl_spelling *b, unsigned limit);

/* TEXT as typed, which NODE stands for: a TERM or an OR of TERMs.  False in *COMPARABLE when it has no spelling. */
enum dl_status dl_spell_word(struct dl_analyzer *analyzer, enum dl_field field, struct dl_str text,
                             const struct dl_query *node, struct dl_spelled_word *w, bool *comparable,
                             struct dl_error *err);

/* How many slips are likely in a word of that length: 0, 1 or 2. */
unsigned dl_spelling_slips(const struct dl_spelled_word *w);

/* Call FN for every term of the dictionary within w->limit of W; CUT tells that it is so only to a beginning of W. Only
 * terms that begin with the first or the second letter of the word are compared, which reads a small part of the
 * dictionary: a slip in the very first letter that is neither one letter too many nor a swap is not found.  DL_MODIFIED
 * as dl_reader_terms. */
typedef void dl_near_fn(void *context, struct dl_str term, uint64_t articles, unsigned distance, bool cut);
enum dl_status dl_spelling_near(struct dl_reader *reader, const struct dl_spelled_word *w, dl_near_fn *fn,
                                void *context, struct dl_error *err);

#endif
