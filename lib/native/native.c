/* native.c - the native engine as engine.c sees it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <sys/stat.h>

#include "lib/native/native_private.h"

static bool recognise(const char *path)
{
    struct dl_buf file = { 0 };
    struct stat st;
    bool found = dl_path_join(&file, path, "current") && stat(file.data, &st) == 0 && S_ISREG(st.st_mode);
    dl_buf_free(&file);
    return found;
}

static bool ends_with(const char *name, const char *end)
{
    size_t n = strlen(name), m = strlen(end);
    return n > m && strcmp(name + n - m, end) == 0;
}

static bool leftover(const char *name)
{
    return strncmp(name, "tmp-", 4) == 0 || strncmp(name, "manifest-", 9) == 0 || strcmp(name, "current.tmp") == 0 ||
           ends_with(name, ".seg") || ends_with(name, ".del") || ends_with(name, ".blob") ||
           ends_with(name, ".seg.tmp") || ends_with(name, ".del.tmp") || ends_with(name, ".blob.tmp");
}

const struct dl_engine_ops dl_native_engine = {
    .kind = DL_ENGINE_NATIVE,
    .name = "native",
    .recognise = recognise,
    .leftover = leftover,
    .writer_open = dl_native_writer_open,
    .reader_open = dl_native_reader_open,
    .compact = dl_native_compact,
    .verify = dl_native_verify,
};
