/* json_line.h - one JSON object on a line -> the fields of an article.
 *
 * A strict reader (RFC 8259) of the known fields in one pass, because a general parser's trees cost more than the
 * indexing of the text; jansson is its oracle in the tests.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_READER_JSON_LINE_H
#define DATELINE_READER_JSON_LINE_H

#include "dateline/article.h"

/* Fill A (which the caller has cleared) from LINE, one JSON object:
 *
 *   id title url source language      a string or a number; of a list the first
 *   text, else body, else content     a string, or a list of paragraphs
 *   date, else published; fetched     a string, or a number as written
 *   country and countries             strings or lists of them, together
 *
 * Names are compared exactly; of two equal names the later wins; null, true, false and objects count as absent; unknown
 * names are ignored.  Escaped NULs and lone surrogates become U+FFFD; bytes that are not UTF-8 pass through.
 * Strings are borrowed from LINE or from SCRATCH, which is replaced.  DL_BAD_INPUT: not a JSON object, with
 * err->column. */
enum dl_status dl_json_article(struct dl_str line, struct dl_buf *scratch, struct dl_article *a, struct dl_error *err);

#endif
