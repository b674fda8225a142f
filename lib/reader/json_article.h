/* json_article.h - one JSON object -> the fields of an article.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_READER_JSON_ARTICLE_H
#define DATELINE_READER_JSON_ARTICLE_H

#include "lib/reader/format.h"

/* Fill A (which the caller has cleared) from TEXT, one JSON object, by the table of fields (fields.h).
 *
 * Fields may lie in other objects (source.name) and in lists (authors[].name).  A list of strings is the paragraphs of
 * a text, or several values.  null, true and false count as absent; of two equal names the later wins; unknown names
 * are passed over.  A list of numbers is a date. Strings are borrowed from TEXT or live in P.  DL_BAD_INPUT: not one
 * JSON object, with err->column; or nothing in it is a title or a text: the message names what there is. */
enum dl_status dl_json_article(struct dl_str text, struct dl_parse *p, struct dl_article *a, struct dl_error *err);

#endif
