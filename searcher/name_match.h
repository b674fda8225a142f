/* name_match.h - whether a person's name stands in a text, however it is spelled there.
 *
 * A name is compared by its parts in Latin letters (ICU's transliteration of other scripts), without diacritics, with
 * what transliterations write in several ways made one ("ou" and "u", "kh" and "k", doubled letters).  The distance of
 * two parts counts vowels and consonants that are often confused less than others (a weighted edit distance).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_SEARCHER_NAME_MATCH_H
#define DATELINE_SEARCHER_NAME_MATCH_H

#include "dateline/text.h"

#define DL_NAME_PARTS 12
#define DL_NAME_PART 96 /* bytes of a part, or of all, in Latin letters; longer ones are cut */

struct dl_name_part {
    char latin[DL_NAME_PART];
    unsigned len;
};

struct dl_name {
    struct dl_name_part parts[DL_NAME_PARTS]; /* without particles ("al", "bin", "van") */
    struct dl_str words[DL_NAME_PARTS];       /* the same as typed, borrowed */
    size_t count;
    struct dl_name_part whole; /* all that was typed, in one */
    size_t typed;              /* words, particles counted */
    struct dl_str text;        /* as typed, borrowed */
    uint8_t *seen;             /* of each term of the analyzer: what is known of it; free with dl_name_free */
    size_t seen_cap;
    uint64_t numbering; /* of these terms */
};

struct dl_romanizer; /* ICU's transliterator; not thread-safe */
enum dl_status dl_romanizer_new(struct dl_romanizer **r, struct dl_error *err);
void dl_romanizer_free(struct dl_romanizer *r); /* accepts NULL */
/* WORD in Latin letters as they are compared; len 0 when nothing is left. */
void dl_romanize(struct dl_romanizer *r, struct dl_str word, struct dl_name_part *out);

/* Whether A and B are likely to be one name in two spellings; OTHER_SCRIPT: in two scripts, of which one may leave
 * vowels out. */
bool dl_name_parts_alike(const struct dl_name_part *a, const struct dl_name_part *b, bool other_script);

/* A and B as one word. */
void dl_name_join(const struct dl_name_part *a, const struct dl_name_part *b, struct dl_name_part *out);

/* The parts of TEXT, a name as typed.  False when it has none, or more than DL_NAME_PARTS. */
bool dl_name_parse(struct dl_romanizer *r, struct dl_analyzer *analyzer, struct dl_str text, struct dl_name *out);

void dl_name_free(struct dl_name *name);

/* Whether TEXT has NAME: all parts side by side, in the order typed or with the last ones first; one more name, or an
 * initial, may stand between them, one of three or more may be missing, and parts may be joined or split otherwise.
 * SPANS is for its own use. */
enum dl_status dl_name_in_text(struct dl_romanizer *r, struct dl_analyzer *analyzer, struct dl_name *name,
                               struct dl_str text, struct dl_spans *spans, bool *found, struct dl_error *err);

#endif
