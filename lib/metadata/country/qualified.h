/* qualified.h - names that another one beside them makes plain.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_METADATA_COUNTRY_QUALIFIED_H
#define DATELINE_METADATA_COUNTRY_QUALIFIED_H

#include "lib/metadata/country/evidence.h"

/* Choose the senses of neighbours that agree ("Kazan, Russia"), and mark towns that the table does not know in the
 * region behind them ("Greenwich, Conn."). */
void dl_qualified_choose(struct dl_evidence_list *l, const struct dl_evidence_text *text);

/* One sense an article: after "Alexandria, La.", "Alexandria" is in Louisiana throughout. */
void dl_qualified_spread(struct dl_evidence_list *l);

#endif
