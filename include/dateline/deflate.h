/* deflate.h - small blocks of text as raw DEFLATE streams (RFC 1951) with a preset dictionary.
 *
 * zlib reads what this writes (inflateSetDictionary) and the other way round.  libdeflate, which is several times
 * faster, knows no dictionaries.  So compression is done here, against a dictionary whose hash chains are made once;
 * and a dictionary is read by libdeflate as a stored block before the stream.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_DEFLATE_H
#define DATELINE_DEFLATE_H

#include <stdbool.h>
#include <stdint.h>

#include "dateline/buffer.h"
#include "dateline/status.h"

#define DL_DEFLATE_DICTIONARY_MAX 32768 /* bytes: how far back DEFLATE can refer */

/* A dictionary for compressing.  It does not change once it is made: threads may share it. */
struct dl_deflate_dictionary;
/* BYTES, up to DL_DEFLATE_DICTIONARY_MAX, are copied.  NULL: out of memory. */
struct dl_deflate_dictionary *dl_deflate_dictionary_new(struct dl_str bytes);
struct dl_str dl_deflate_dictionary_bytes(const struct dl_deflate_dictionary *d); /* borrowed */
void dl_deflate_dictionary_free(struct dl_deflate_dictionary *d);                 /* accepts NULL */

/* Make a dictionary of at most SIZE bytes from SAMPLE: pieces of it, evenly spaced.  Appended to OUT. */
void dl_deflate_dictionary_sample(struct dl_str sample, size_t size, struct dl_buf *out);

/* Compresses; one thread's.  NULL: out of memory.  FAST: in about half the time, into 5 % more bytes. */
struct dl_deflater;
struct dl_deflater *dl_deflater_new(bool fast);
void dl_deflater_free(struct dl_deflater *z); /* accepts NULL */
/* Append the stream of DATA to OUT.  DATA is shorter than 2 GiB.  D may be NULL: no dictionary.  The same data and
 * dictionary give the same stream. */
enum dl_status dl_deflate(struct dl_deflater *z, const struct dl_deflate_dictionary *d, struct dl_str data,
                          struct dl_buf *out, struct dl_error *err);

/* Decompresses; one thread's.  NULL: out of memory. */
struct dl_inflater;
struct dl_inflater *dl_inflater_new(void);
void dl_inflater_free(struct dl_inflater *z); /* accepts NULL */
/* The memory of a DICTIONARY given before is no longer there: call this before another may take its place. */
void dl_inflater_forget(struct dl_inflater *z);
/* Read STREAM, which was made with DICTIONARY (empty: none) and holds exactly SIZE bytes.  *DATA is borrowed until the
 * next call.  DL_CORRUPT: it is no such stream. */
enum dl_status dl_inflate(struct dl_inflater *z, struct dl_str dictionary, struct dl_str stream, size_t size,
                          struct dl_str *data, struct dl_error *err);

#endif
