/* unit.h - what every unit test includes: cmocka and two helpers.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_UNIT_H
#define DATELINE_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "dateline/buffer.h"

/* STATUS is DL_OK, else the test fails with the message of ERR. */
#define assert_ok(call, err)                                                                                           \
    do {                                                                                                               \
        enum dl_status status_ = (call);                                                                               \
        if (status_ != DL_OK)                                                                                          \
            fail_msg("%s: %s: %s", #call, dl_status_name(status_), (err).message);                                     \
    } while (0)

#define assert_str(s, expected)                                                                                        \
    do {                                                                                                               \
        struct dl_str s_ = (s);                                                                                        \
        const char *e_ = (expected);                                                                                   \
        if (s_.len != strlen(e_) || (s_.len && memcmp(s_.ptr, e_, s_.len) != 0))                                       \
            fail_msg("%s is \"%.*s\", not \"%s\"", #s, (int)s_.len, s_.ptr ? s_.ptr : "", e_);                         \
    } while (0)

/* A fresh folder under $TMPDIR or /tmp; the caller removes it with unit_rmdir. */
static inline char *unit_mkdir(char *buf, size_t size)
{
    const char *tmp = getenv("TMPDIR");
    snprintf(buf, size, "%s/dateline-test-XXXXXX", tmp ? tmp : "/tmp");
    assert_non_null(mkdtemp(buf));
    return buf;
}

static inline void unit_rmdir(const char *dir)
{
    char cmd[600];
    snprintf(cmd, sizeof cmd, "rm -rf '%s'", dir);
    assert_int_equal(system(cmd), 0);
}

#endif
