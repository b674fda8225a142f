/* body.h - the text of an article, also when the index did not keep it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_SEARCHER_BODY_H
#define DATELINE_SEARCHER_BODY_H

#include "dateline/article.h"

/* The body: stored, or read from the source file when that is a plain or JSON Lines file, not compressed and unchanged
 * since (into WORK, which is replaced); else empty. */
struct dl_str dl_body_text(const struct dl_article *a, bool has_body, struct dl_buf *work);

/* The name of an article's file, NUL-terminated into OUT, which is replaced.  In PATH the bytes of one that is not
 * UTF-8 stand as %XX, and so does its %; they are taken for that when only then there is such a file. */
void dl_file_name(struct dl_str path, struct dl_buf *out);

#endif
