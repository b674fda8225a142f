/* failure.c - the failure after which a writer only closes, and the deadline after which a reader gives up.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "dateline/interrupt.h"
#include "lib/engine/engine_private.h"

void dl_writer_fail(struct dl_writer *w, const struct dl_error *err)
{
    if (w->failed)
        return;
    if (err)
        w->why = *err;
    else
        dl_fail(&w->why, DL_INVALID, "the index cannot be written any more: a commit has failed");
    w->failed = true;
}

enum dl_status dl_writer_usable(const struct dl_writer *w, struct dl_error *err)
{
    if (!w->failed)
        return DL_OK;
    if (err)
        *err = w->why;
    return w->why.status;
}

void dl_reader_set_deadline(struct dl_reader *r, double when)
{
    r->deadline = when;
}

bool dl_reader_late(const struct dl_reader *r)
{
    return r->deadline > 0 && dl_monotonic() >= r->deadline;
}

enum dl_status dl_reader_fail_late(struct dl_error *err)
{
    return dl_fail(err, DL_TOO_LARGE, "the query takes too long");
}
