/* charset_guess.h - the legacy charset of a text.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_TEXT_CHARSET_GUESS_H
#define DATELINE_TEXT_CHARSET_GUESS_H

#include "dateline/buffer.h"

/* Returns the ICU name (static) of the charset in which TEXT, which is not UTF-8, reads best, or NULL when it reads
 * well in none.  Some kilobytes are enough. */
const char *dl_charset_guess(struct dl_str text);

/* Returns the charset whose escape sequences a text of seven-bit bytes holds (ISO-2022, HZ), or NULL. */
const char *dl_charset_escapes(struct dl_str text);

#endif
