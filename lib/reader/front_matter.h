/* front_matter.h - what stands before a text: front matter in YAML or TOML, or lines with labels.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_READER_FRONT_MATTER_H
#define DATELINE_READER_FRONT_MATTER_H

#include "lib/reader/fields.h"

/* Put the fields that TEXT, valid UTF-8, begins with into F; *USED is where the text itself begins.  Values live in P's
 * buffer `list`.
 *
 *   ---  YAML  ---      +++  TOML  +++      Title: ...  Date: ...  (at least two known labels, one of them a title, or
 * a date and a source or an address), up to an empty line or to Text:
 *
 * False: there are none, and F is as it was. */
bool dl_front_matter(struct dl_str text, struct dl_fields *f, struct dl_parse *p, size_t *used);

#endif
