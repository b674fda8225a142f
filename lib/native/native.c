/* native.c - the native engine as engine.c sees it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <inttypes.h>
#include <stdio.h>
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

static enum dl_status give_file(const struct dl_buf *path, bool made, dl_file_fn *fn, void *context,
                                struct dl_error *err)
{
    return made ? fn(context, strrchr(path->data, '/') + 1, true, err) : dl_fail_memory(err);
}

static enum dl_status files(const char *dir, dl_file_fn *fn, void *context, const char **entry, struct dl_buf *text,
                            struct dl_error *err)
{
    struct dl_manifest m = { 0 };
    struct dl_buf path = { 0 };
    char name[40];
    enum dl_status status = dl_manifest_read(dir, &m, err);
    for (size_t i = 0; i < m.segment_count && !status; i++) {
        const struct dl_manifest_segment *s = &m.segments[i];
        status = give_file(&path, dl_segment_path(&path, dir, s), fn, context, err);
        if (!status && s->del_generation)
            status = give_file(&path, dl_tombstone_path(&path, dir, s), fn, context, err);
    }
    for (size_t i = 0; i < m.blob_count && !status; i++)
        status = give_file(&path, dl_blob_path(&path, dir, &m.blobs[i]), fn, context, err);
    snprintf(name, sizeof name, "manifest-%" PRIu64, m.generation);
    if (!status)
        status = fn(context, name, true, err);
    *entry = "current";
    dl_buf_printf(text, "%s\n", name);
    dl_manifest_free(&m);
    dl_buf_free(&path);
    return status ? status : dl_buf_status(text, err);
}

const struct dl_engine_ops dl_native_engine = {
    .kind = DL_ENGINE_NATIVE,
    .name = "native",
    .recognise = recognise,
    .owns_file = owns_file,
    .files = files,
    .writer_open = dl_native_writer_open,
    .reader_open = dl_native_reader_open,
    .compact = dl_native_compact,
    .verify = dl_native_verify,
};
