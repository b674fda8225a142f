/* refuse.h - what is recognised and not read, by name.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_READER_REFUSE_H
#define DATELINE_READER_REFUSE_H

#include "dateline/buffer.h"

/* A kind of source that no reader takes. */
struct dl_kind {
    const char *name; /* "PDF", "image": static; kinds of one name are counted together */
    bool no_article;  /* plainly none: passed over.  Else it could hold one, and is skipped */
};

/* What no row of the table fits, and dl_is_binary. */
extern const struct dl_kind dl_kind_binary;

/* Returns the kind of a source called PATH (its last part counts) that begins with HEAD, or NULL when it is in no
 * row of the table.  HEAD is some kilobytes, decompressed; it decides before the name does. */
const struct dl_kind *dl_kind_of(struct dl_str path, struct dl_str head);

/* Returns whether S, some kilobytes, is no text in any encoding: more than one byte in thirty-two is a control
 * character that no text has.  UTF-16 with a byte order mark, or of Latin text, is text. */
bool dl_is_binary(struct dl_str s);

/* Append the reason why a source of KIND is skipped. */
void dl_kind_reason(const struct dl_kind *kind, struct dl_buf *out);

#endif
