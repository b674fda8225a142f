/* xml.h - feeds and agency XML: one article an item.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_READER_XML_H
#define DATELINE_READER_XML_H

#include "lib/reader/format.h"

/* Fill A from ITEM, an element NAME, as xml_paths.tsv says.  HEAD is XML that is read before it: the declaration, the
 * start tag of the root, and what states something for all items.  Strings live in P.  DL_BAD_INPUT as in format.h. */
enum dl_status dl_xml_article(struct dl_str name, struct dl_str head, struct dl_str item, struct dl_parse *p,
                              struct dl_article *a, struct dl_error *err);

extern const struct dl_source_format dl_format_xml;

#endif
