/* identity.h - which id an article gets, and whether another article has it already.
 *
 * The id is what the article states, else its URL, else where it is: the path of its file, with "#" and a number in a
 * container.  What comes through a pipe is nowhere, and goes by its content.
 *
 * An id that is a URI or the id of a message is unique by its form.  Scrapers and exports number from 1, so one stated
 * id may name several articles.  An article with the id of another is a newer version of it when both state the same
 * URL or have nearly the same text (signature.h): it replaces the other. Else both are kept: the first keeps the id,
 * and the later one gets ID~XXXXXXXX, where X are digits of the hash of its URL, or without one of the path under which
 * its file was first indexed; ".2" and so on follow for one file's others.
 *
 * "First" is the order of the input in a session, and what is in the index before it.  An article that has such an id
 * keeps it when its file is read again, also after a rename or in a rebuild, as long as the index that is replaced
 * knows it.  Workers parse as they please, and take turns in the order of the input to resolve the ids: the result does
 * not depend on the number of threads.
 *
 * Memory: 32 bytes a slot of a hash table that is at most two thirds full, for each article of a session that states an
 * id.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_INDEXER_IDENTITY_H
#define DATELINE_INDEXER_IDENTITY_H

#include "dateline/engine.h"
#include "indexer/queue.h"

struct dl_identity;

/* INDEX: the folder of the index that is written, PREVIOUS: of the one that a rebuild replaces, or NULL.  UNIQUE: some
 * article of it has an id that was made unique (else none is looked for). */
enum dl_status dl_identity_open(const char *index, const char *previous, bool unique, struct dl_identity **out,
                                struct dl_error *err);
void dl_identity_close(struct dl_identity *t); /* accepts NULL */

/* The index as it was before the session, or NULL.  While no worker runs, or in a turn. */
struct dl_reader *dl_identity_committed(struct dl_identity *t);

/* What was committed of the source KEY is replaced by what is sent with SEQUENCE and after it.  Before that is put into
 * the queue, from the reading thread. */
enum dl_status dl_identity_reread(struct dl_identity *t, uint64_t key, uint64_t sequence, struct dl_error *err);

/* Turns are taken by the tickets of batches, from 0 (again after a restart). */
void dl_identity_restart(struct dl_identity *t);
void dl_identity_begin_turn(struct dl_identity *t, uint64_t ticket);
void dl_identity_end_turn(struct dl_identity *t);

/* In the turn of B: the id of A, whose own is set (dl_identity_default), into ID, which is replaced; *SHARED: another
 * article has the one it states, and this one is new under its own. */
enum dl_status dl_identity_resolve(struct dl_identity *t, const struct dl_batch *b, const struct dl_article *a,
                                   struct dl_buf *id, bool *shared, struct dl_error *err);

/* Set A's id when it states none; HASH is of its text.  ID holds what is made for it. */
enum dl_status dl_identity_default(const struct dl_batch *b, const struct dl_record *r, struct dl_hash128 hash,
                                   struct dl_article *a, struct dl_buf *id, struct dl_error *err);

#endif
