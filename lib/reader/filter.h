/* filter.h - programs that make text of what no reader takes.
 *
 * A filter gets a file on its standard input and writes text (or HTML, JSON, ...: whatever a reader takes) to its
 * standard output.  It runs without a shell, in a session, a working folder (/) and an environment of its own, with
 * limits to time, memory and output, and without a network where the system allows that (a network namespace).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_READER_FILTER_H
#define DATELINE_READER_FILTER_H

#include "dateline/buffer.h"

#define DL_FILTER_SECONDS 60                          /* of time and, apart, of processor time */
#define DL_FILTER_MEMORY ((size_t)1024 * 1024 * 1024) /* bytes of address space */
#define DL_FILTER_ARGUMENTS 30

struct dl_filter {
    const char *glob;                         /* matched, without case, with a name, or a path when it has a slash */
    const char *program;                      /* absolute path */
    char *arguments[DL_FILTER_ARGUMENTS + 2]; /* argv: the program's name first, NULL last */
    unsigned seconds;                         /* limit: DL_FILTER_SECONDS */
};

/* Fill F from a glob and a command as a user writes it: words between blanks, "" and '' around words with blanks, no
 * other signs.  The program is looked up in PATH.  Strings live in ARENA.  DL_INVALID: no such program, or no command.
 */
enum dl_status dl_filter_parse(const char *glob, const char *command, struct dl_arena *arena, struct dl_filter *f,
                               struct dl_error *err);

/* The first of COUNT filters whose glob PATH matches, or NULL. */
const struct dl_filter *dl_filter_for(const struct dl_filter *filters, size_t count, struct dl_str path);

/* Run F on INPUT; what it writes replaces OUT.  From any thread.  DL_BAD_INPUT: it failed: the message has its name and
 * the first line that it wrote to standard error.  DL_TOO_LARGE: it wrote more than LIMIT bytes. */
enum dl_status dl_filter_run(const struct dl_filter *f, struct dl_str input, size_t limit, struct dl_buf *out,
                             struct dl_error *err);

#endif
