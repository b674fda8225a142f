/* native.c - the native engine as engine.c sees it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <sys/stat.h>

#include "lib/native/native_private.h"
#include "lib/segment/write_private.h"

static bool recognise(const char *path)
{
    struct dl_buf file = { 0 };
    struct stat st;
    bool found = dl_path_join(&file, path, "current") && stat(file.data, &st) == 0 && S_ISREG(st.st_mode);
    dl_buf_free(&file);
    return found;
}

/* Pass over CHARACTERS, from MIN to MAX of them; NULL: there are not that many. */
static const char *pass(const char *s, const char *characters, size_t min, size_t max)
{
    size_t n = s ? strspn(s, characters) : 0;
    return s && n >= min && n <= max ? s + n : NULL;
}

/* A number as printf writes it. */
static const char *pass_number(const char *s)
{
    return s && *s == '0' ? NULL : pass(s, "0123456789", 1, 20);
}

/* "s<8 or more hex digits>", and after it "n<number>" for a segment flushed in a session, "m" for a merged one. */
static const char *pass_segment_name(const char *s)
{
    s = *s == 's' ? pass(s + 1, "0123456789abcdef", 8, 16) : NULL;
    if (s && *s == 'n')
        return *(s + 1) == '0' ? s + 2 : pass_number(s + 1);
    return s && *s == 'm' ? s + 1 : s;
}

/* Whether S is END, or END and ".tmp": dl_file_replace writes that first. */
static bool is_end(const char *s, const char *end)
{
    size_t n = strlen(end);
    return s && strncmp(s, end, n) == 0 && (s[n] == '\0' || strcmp(s + n, ".tmp") == 0);
}

/* "<key>-<generation>.blob" */
static bool is_blob(const char *name)
{
    const char *dash = strrchr(name, '-');
    size_t key = dash ? (size_t)(dash - name) : 0;
    return key > 0 && key <= DL_BLOB_KEY_MAX && strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789._-") >= key &&
           is_end(pass_number(dash + 1), ".blob");
}

static bool owns_file(const char *name)
{
    const char *after = pass_segment_name(name);
    if (is_end(after, ".seg") || strcmp(name, "current.tmp") == 0 || is_blob(name))
        return true;
    if (after && *after == '-')
        return is_end(pass_number(after + 1), ".del");
    if (strncmp(name, DL_RUN_PREFIX, sizeof DL_RUN_PREFIX - 1) == 0)
        return strlen(name) == sizeof DL_RUN_PREFIX - 1 + 6;
    return strncmp(name, "manifest-", 9) == 0 && is_end(pass_number(name + 9), "");
}

const struct dl_engine_ops dl_native_engine = {
    .kind = DL_ENGINE_NATIVE,
    .name = "native",
    .recognise = recognise,
    .owns_file = owns_file,
    .writer_open = dl_native_writer_open,
    .reader_open = dl_native_reader_open,
    .compact = dl_native_compact,
    .verify = dl_native_verify,
};
