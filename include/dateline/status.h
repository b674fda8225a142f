/* status.h - how functions fail.
 *
 * Every function that can fail returns enum dl_status and, when it fails, fills the struct dl_error that it was
 * handed (NULL is allowed: the text is then dropped).  A caller adds no text of its own: what it passes on is what the
 * user reads.  Nothing below main() prints or exits.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_STATUS_H
#define DATELINE_STATUS_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

enum dl_status {
    DL_OK = 0,
    DL_END, /* an iterator has nothing more; not an error, dl_error is untouched */
    DL_NO_MEMORY,
    DL_IO,          /* a system call failed: dl_error.sys_errno says how */
    DL_NOT_FOUND,   /* the thing asked for is not there */
    DL_INVALID,     /* an argument, option or setting is wrong */
    DL_SYNTAX,      /* a query, date or country as typed by a user; dl_error.column says where */
    DL_BAD_INPUT,   /* an article or source cannot be read as what it claims to be */
    DL_TOO_LARGE,   /* a stated limit is passed */
    DL_BUSY,        /* another process holds the index's lock */
    DL_MODIFIED,    /* the index moved on under this reader: reopen and repeat the whole search */
    DL_CORRUPT,     /* the index is damaged */
    DL_VERSION,     /* the index was made by an incompatible version */
    DL_OPENING,     /* there is no index, or not one that can be opened */
    DL_NETWORK,     /* a remote database failed */
    DL_UNSUPPORTED, /* this engine or build cannot do that */
    DL_CANCELLED,   /* a signal or time limit ended it */
    DL_INTERNAL     /* a bug in Dateline */
};

struct dl_error {
    enum dl_status status;
    int sys_errno;     /* errno, or 0 */
    int column;        /* 1-based byte column in the text that DL_SYNTAX is about, or 0 */
    char type[32];     /* the library's own name for it ("DatabaseLockError"), or "" */
    char path[512];    /* the file or folder concerned, or ""; cut at the end when longer */
    char message[768]; /* one line, no newline, UTF-8; what went wrong and, where known, what to do */
};

#if defined(__GNUC__)
#define DL_PRINTF(f, a) __attribute__((format(printf, f, a)))
#else
#define DL_PRINTF(f, a)
#endif

/* Fill ERR (unless NULL) and return STATUS, so that `return dl_fail(err, DL_INVALID, "...")` reads well. */
enum dl_status dl_fail(struct dl_error *err, enum dl_status status, const char *fmt, ...) DL_PRINTF(3, 4);

/* The same for a failed system call on PATH (may be NULL): status is DL_NO_MEMORY for ENOMEM, else DL_IO; the message
 * becomes "<fmt>: <path>: <strerror>". */
enum dl_status dl_fail_errno(struct dl_error *err, int errnum, const char *path, const char *fmt, ...) DL_PRINTF(4, 5);

/* Out of memory, with a fixed message. */
enum dl_status dl_fail_memory(struct dl_error *err);

/* The static analyser sees one file at a time; these tell it that a failure is never DL_OK. */
#if defined(__clang_analyzer__) && !defined(DL_STATUS_IMPLEMENTATION)
#define dl_fail(err, status, ...) (dl_fail(err, status, __VA_ARGS__), (status))
#define dl_fail_errno(...) (dl_fail_errno(__VA_ARGS__), DL_IO)
#define dl_fail_memory(err) (dl_fail_memory(err), DL_NO_MEMORY)
#endif

/* A stable lower-case name ("not found"), never NULL. */
const char *dl_status_name(enum dl_status status);

#ifdef __cplusplus
}
#endif
#endif
