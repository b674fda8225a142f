/* country_context.h - what stands around a name: the words next to it, and whether it belongs to the story at all.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_INDEXER_COUNTRY_CONTEXT_H
#define DATELINE_INDEXER_COUNTRY_CONTEXT_H

#include "indexer/country_evidence.h"

/* The CTX_* bits that the words beside H tell; UPPER_TEXT: as evidence_upper_text says of TEXT. */
uint32_t evidence_context(struct dl_str text, const struct dl_place_hit *h, bool upper_text);

/* Mostly capitals: nothing can be told from them. */
bool evidence_upper_text(struct dl_str text);

/* Is H an entry of a page's menu ("Sports | Uganda | Tanzania")? */
bool evidence_in_menu(struct dl_str text, const struct dl_place_hit *h);

/* Where links to other stories begin ("Read also:" and then only titles); TEXT's length when there are none. */
size_t evidence_links(struct dl_str text);

#endif
