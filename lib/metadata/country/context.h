/* context.h - what surrounds a name: the words next to it, and whether it belongs to the story at all.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_METADATA_COUNTRY_CONTEXT_H
#define DATELINE_METADATA_COUNTRY_CONTEXT_H

#include "lib/metadata/evidence.h"

/* The CTX_* bits that the words beside H tell; UPPER_TEXT: as dl_evidence_upper_text says of TEXT. */
uint32_t dl_evidence_context(struct dl_str text, const struct dl_place_hit *h, bool upper_text);

/* Is there nothing but a comma, "and" or "or" between A and B, which follows it: "in Obuasi and Tarkwa"? */
bool dl_evidence_joined(struct dl_str text, const struct dl_place_hit *a, const struct dl_place_hit *b);

/* Mostly capitals: nothing can be told from them. */
bool dl_evidence_upper_text(struct dl_str text);

/* Is H the code of a share: "<ROK>", "<BP.L>"? */
bool dl_evidence_ticker(struct dl_str text, const struct dl_place_hit *h);

/* Is H an entry of a page's menu ("Sports | Uganda | Tanzania")?  Only in a TEXT of which dl_evidence_has_menu says
 * that there may be one. */
bool dl_evidence_has_menu(struct dl_str text);
bool dl_evidence_in_menu(struct dl_str text, const struct dl_place_hit *h);

/* Where links to other stories begin ("Read also:" and then only titles); TEXT's length when there are none. */
size_t dl_evidence_links(struct dl_str text);

#endif
