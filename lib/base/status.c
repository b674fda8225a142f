/* status.c - see dateline/status.h.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#define DL_STATUS_IMPLEMENTATION
#include "dateline/status.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void begin(struct dl_error *err, enum dl_status status)
{
    memset(err, 0, sizeof *err);
    err->status = status;
}

/* A message is one line whatever it quotes. */
static void flatten(char *s)
{
    for (; *s; s++)
        if ((unsigned char)*s < 0x20 || *s == 0x7f)
            *s = ' ';
}

enum dl_status dl_fail(struct dl_error *err, enum dl_status status, const char *fmt, ...)
{
    if (err) {
        char text[sizeof err->message]; /* FMT's arguments may point into ERR */
        va_list ap;
        va_start(ap, fmt);
        vsnprintf(text, sizeof text, fmt, ap);
        va_end(ap);
        begin(err, status);
        flatten(text);
        memcpy(err->message, text, sizeof text);
    }
    return status;
}

enum dl_status dl_fail_errno(struct dl_error *err, int errnum, const char *path, const char *fmt, ...)
{
    enum dl_status status = errnum == ENOMEM ? DL_NO_MEMORY : DL_IO;
    if (err) {
        char text[sizeof err->message];
        va_list ap;
        va_start(ap, fmt);
        int n = vsnprintf(text, sizeof text, fmt, ap);
        va_end(ap);
        size_t at = n < 0 ? 0 : (size_t)n < sizeof text ? (size_t)n : sizeof text - 1;
        char space[128];
        const char *reason = strerror_r(errnum, space, sizeof space); /* the GNU form */
        if (path)
            snprintf(text + at, sizeof text - at, ": %s: %s", path, reason);
        else
            snprintf(text + at, sizeof text - at, ": %s", reason);
        begin(err, status);
        flatten(text);
        memcpy(err->message, text, sizeof text);
        err->sys_errno = errnum;
        if (path)
            snprintf(err->path, sizeof err->path, "%s", path);
    }
    return status;
}

enum dl_status dl_fail_memory(struct dl_error *err)
{
    if (err) {
        begin(err, DL_NO_MEMORY);
        memcpy(err->message, "out of memory", sizeof "out of memory");
    }
    return DL_NO_MEMORY;
}

const char *dl_status_name(enum dl_status status)
{
    static const char *const names[] = {
        [DL_OK] = "ok",
        [DL_END] = "end",
        [DL_NO_MEMORY] = "out of memory",
        [DL_IO] = "input/output error",
        [DL_NOT_FOUND] = "not found",
        [DL_INVALID] = "invalid",
        [DL_SYNTAX] = "syntax error",
        [DL_BAD_INPUT] = "bad input",
        [DL_TOO_LARGE] = "too large",
        [DL_BUSY] = "busy",
        [DL_MODIFIED] = "modified",
        [DL_CORRUPT] = "corrupt",
        [DL_VERSION] = "incompatible version",
        [DL_OPENING] = "cannot be opened",
        [DL_NETWORK] = "network error",
        [DL_UNSUPPORTED] = "unsupported",
        [DL_CANCELLED] = "cancelled",
        [DL_INTERNAL] = "internal error",
    };
    size_t i = (size_t)status;
    return i < sizeof names / sizeof *names && names[i] ? names[i] : "unknown";
}
