/* failure.c - the failure after which a writer only closes.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
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
