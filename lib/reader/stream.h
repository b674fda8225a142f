/* stream.h - the bytes of one source, decompressed (gzip, xz, bzip2, zstd, lz4, lzip, compress) and hashed on the way.
 *
 * Read, not mapped: a file that is cut short while it is read must not kill the run with SIGBUS.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_READER_STREAM_H
#define DATELINE_READER_STREAM_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

#include "dateline/buffer.h"
#include "dateline/hash.h"
#include "dateline/interrupt.h"

/* One stream is reused for every source of a run: its buffers and tables are kept. */
struct dl_stream;
enum dl_status dl_stream_new(struct dl_stream **s, struct dl_error *err);
void dl_stream_free(struct dl_stream *s);

/* Open the regular file PATH; never blocks on a FIFO.  *ST describes what was opened.  DL_INVALID: not a regular file.
 */
enum dl_status dl_stream_open(struct dl_stream *s, const char *path, struct stat *st, struct dl_error *err);
/* The same with the file open already as FD, which becomes the stream's, also on failure. */
enum dl_status dl_stream_take(struct dl_stream *s, int fd, const char *path, struct stat *st, struct dl_error *err);
/* Read from FD (standard input, a FIFO), which stays the caller's.  A wait for it ends when INTERRUPT does. */
void dl_stream_attach(struct dl_stream *s, int fd, const char *name, struct dl_interrupt *interrupt);
void dl_stream_close(struct dl_stream *s);

/* Read FIRST, then what READ gives (NULL: nothing); both are borrowed until the stream is closed.  READ's *GOT is 0 at
 * its end only. */
typedef enum dl_status dl_stream_reader(void *context, char *to, size_t cap, size_t *got, struct dl_error *err);
void dl_stream_attach_reader(struct dl_stream *s, struct dl_str first, dl_stream_reader *read, void *context);

/* Whether the bytes can be read in any order: a file or memory, not compressed.  *SIZE is how many there are. */
bool dl_stream_seekable(const struct dl_stream *s, uint64_t *size);
/* Go on at the byte OFFSET of a seekable stream.  Position and hash count what goes by from there on. */
enum dl_status dl_stream_seek(struct dl_stream *s, uint64_t offset, struct dl_error *err);

/* The next decompressed bytes into TO[CAP]; *GOT is 0 at the end only.  DL_BAD_INPUT: damaged or truncated
 * compressed data (all that could be decompressed has been returned before), or data that decompresses to more than any
 * text does; DL_IO, DL_CANCELLED. */
enum dl_status dl_stream_read(struct dl_stream *s, char *to, size_t cap, size_t *got, struct dl_error *err);

/* Before the first read: pass over N bytes as stored on disk, hashing them.  *SKIPPED tells how many there were. */
enum dl_status dl_stream_skip(struct dl_stream *s, uint64_t n, uint64_t *skipped, struct dl_error *err);
/* Back to the first byte, with a fresh hash.  Not for pipes. */
enum dl_status dl_stream_rewind(struct dl_stream *s, struct dl_error *err);

/* Replace TO with the first bytes of a file, N at most, as stored on disk; where the stream is makes no difference. */
enum dl_status dl_stream_head(struct dl_stream *s, size_t n, struct dl_buf *to, struct dl_error *err);

/* Bytes as stored on disk that went by, and their hash. */
uint64_t dl_stream_position(const struct dl_stream *s);
struct dl_hash128 dl_stream_hash(const struct dl_stream *s);
/* After the end: more can be appended and read on its own (not gzip, or a whole number of gzip members). */
bool dl_stream_whole(const struct dl_stream *s);
/* Not compressed. */
bool dl_stream_plain(const struct dl_stream *s);
/* How the file's size, mtime and inode are now, to tell whether it changed while it was read. */
bool dl_stream_stat(const struct dl_stream *s, struct stat *st);

#endif
