/* xapian.h - libxapian for C.
 *
 * Task-shaped rather than class-shaped: what Dateline asks of Xapian, each behind one call.  No C++ exception ever
 * crosses this boundary: each becomes an enum dl_status with the library's message, context and errno text in struct
 * dl_error (its `type` is the exception's class):
 *
 *   DatabaseModifiedError  DL_MODIFIED     reopen, repeat the whole search
 *   DatabaseLockError      DL_BUSY         another writer
 *   DatabaseNotFoundError  DL_NOT_FOUND    no database there        DocNotFoundError  DL_NOT_FOUND
 *   DatabaseVersionError   DL_VERSION      DatabaseCorruptError     DL_CORRUPT
 *   DatabaseOpeningError   DL_OPENING      DatabaseCreateError and other DatabaseErrors  DL_IO
 *   NetworkError           DL_NETWORK      SerialisationError       DL_CORRUPT
 *   QueryParserError       DL_SYNTAX       WildcardError            DL_TOO_LARGE
 *   InvalidArgumentError, RangeError       DL_INVALID               UnimplementedError  DL_UNSUPPORTED
 *   std::bad_alloc         DL_NO_MEMORY    anything else            DL_INTERNAL
 *
 * Handles are not thread-safe: one thread at a time each; different handles are independent.  Strings are bytes with a
 * length.  Built for Xapian 1.4; uses nothing that 2.x removed.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_XAPIAN_H
#define DATELINE_XAPIAN_H

#include <stdbool.h>
#include <stdint.h>

#include "dateline/buffer.h"

#define DL_XAPIAN_API __attribute__((visibility("default")))

#ifdef __cplusplus
#define DL_NOEXCEPT noexcept
extern "C" {
#else
#define DL_NOEXCEPT
#endif

/* ---- stemming --------------------------------------------------------------------------------------------------- */

/* The languages that have a stemmer, as Xapian names them ("english"), separated by blanks; appended to OUT. */
DL_XAPIAN_API enum dl_status dl_stem_languages(struct dl_buf *out, struct dl_error *err) DL_NOEXCEPT;

/* A Snowball stemmer for LANGUAGE, a name or ISO 639 code that Xapian knows ("english", "en"); "none" leaves words as
 * they are.  DL_INVALID: there is none for it.  Not thread-safe. */
struct dl_stem;
DL_XAPIAN_API enum dl_status dl_stem_new(const char *language, struct dl_stem **stem, struct dl_error *err) DL_NOEXCEPT;
DL_XAPIAN_API void dl_stem_free(struct dl_stem *stem) DL_NOEXCEPT; /* accepts NULL */

/* Stem WORD (UTF-8, lower case) into OUT, which holds SIZE bytes; *LEN tells how many were written (no NUL is).
 * DL_TOO_LARGE when the stem does not fit; a stem may be longer than its word, by a few bytes. */
DL_XAPIAN_API enum dl_status dl_stem_word(struct dl_stem *stem, struct dl_str word, char *out, size_t size, size_t *len,
                                          struct dl_error *err) DL_NOEXCEPT;

#ifdef __cplusplus
}
#endif
#endif
