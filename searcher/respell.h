/* respell.h - words one slip away from a given one that articles have, by trying every slip.
 *
 * An index holds stems, so the spelling of a stem may be far from that of a word that is only one letter away
 * ("nationalitides", indexed as "nation").  Here each word that one slip may have spoilt is made, stemmed as articles
 * were, and looked up (P. Norvig, "How to write a spelling corrector", 2007).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_SEARCHER_RESPELL_H
#define DATELINE_SEARCHER_RESPELL_H

#include "searcher/session.h"

#define DL_RESPELL_MAX 24 /* letters of a word that is tried */

/* FORM, one slip away, is indexed as TERM, which ARTICLES have. */
typedef void dl_respelled_fn(void *context, struct dl_str form, struct dl_str term, uint64_t articles);

/* Call FN for every word of the index that is one letter missing, added, changed or swapped with its neighbour away
 * from WORD; a term may come in several forms.  Only words of a to z are tried: *PLAIN tells whether WORD is. */
enum dl_status dl_respell(struct dl_session *s, struct dl_str word, bool *plain, dl_respelled_fn *fn, void *context,
                          struct dl_error *err);

#endif
