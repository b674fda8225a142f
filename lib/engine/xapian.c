/* xapian.c - the Xapian engine.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "engine_private.h"

static bool recognise(const char *path)
{
    (void)path;
    return false;
}

static bool leftover(const char *name)
{
    (void)name;
    return false;
}

static enum dl_status writer_open(const char *dir, bool fresh, const struct dl_writer_options *o, struct dl_writer **w,
                                  struct dl_error *err)
{
    (void)dir, (void)fresh, (void)o, (void)w;
    return dl_fail(err, DL_UNSUPPORTED, "the Xapian engine is still to come");
}

const struct dl_engine_ops dl_xapian_engine = {
    .kind = DL_ENGINE_XAPIAN, .name = "xapian", .recognise = recognise, .leftover = leftover, .writer_open = writer_open
};
