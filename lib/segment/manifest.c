/* manifest.c - what an index consists of: written whole, named by `current`, read back with suspicion.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "dateline/hash.h"
#include "dateline/segment.h"

#define VERSION 1
#define MAX_SIZE ((size_t)64 << 20)
#define MAX_TRIES 100

void dl_manifest_free(struct dl_manifest *m)
{
    free(m->segments);
    free(m->blobs);
    *m = (struct dl_manifest){ 0 };
}

/* ---- writing ---------------------------------------------------------------------------------------------------- */

static void print(const struct dl_manifest *m, struct dl_buf *out)
{
    uint64_t bits[2]; /* not as decimals: those would depend on the locale */
    memcpy(bits, &m->bm25, sizeof bits);
    dl_buf_printf(out,
                  "dateline-manifest %d\ngeneration %" PRIu64 "\nbm25 %016" PRIx64 " %016" PRIx64 "\ntext %" PRIu32
                  "\nstore %d\n",
                  VERSION, m->generation, bits[0], bits[1], m->text_version, m->store);
    for (size_t i = 0; i < m->segment_count; i++) {
        const struct dl_manifest_segment *s = &m->segments[i];
        dl_buf_printf(
            out,
            "segment %s %" PRIu64 " %016" PRIx64 " %" PRIu32 " %" PRIu32 " %" PRIu64 " %" PRIu64 " %016" PRIx64 "\n",
            s->name, s->size, s->checksum, s->docs, s->deleted, s->del_generation, s->del_size, s->del_checksum);
    }
    for (size_t i = 0; i < m->blob_count; i++) {
        const struct dl_manifest_blob *b = &m->blobs[i];
        dl_buf_printf(out, "blob %s %" PRIu64 " %" PRIu64 " %016" PRIx64 "\n", b->key, b->generation, b->size,
                      b->checksum);
    }
    if (!out->failed)
        dl_buf_printf(out, "end %016" PRIx64 "\n", dl_hash64(out->data, out->len));
}

static bool manifest_path(struct dl_buf *out, const char *dir, uint64_t generation)
{
    char name[40];
    snprintf(name, sizeof name, "manifest-%" PRIu64, generation);
    return dl_path_join(out, dir, name);
}

enum dl_status dl_manifest_commit(const char *dir, const struct dl_manifest *m, struct dl_error *err)
{
    struct dl_buf text = { 0 }, path = { 0 };
    print(m, &text);
    enum dl_status status = dl_buf_status(&text, err);
    if (!status && text.len > MAX_SIZE)
        status = dl_fail(err, DL_TOO_LARGE, "the index's manifest is larger than %zu bytes", MAX_SIZE);
    if (!status && !manifest_path(&path, dir, m->generation))
        status = dl_fail_memory(err);
    if (!status)
        status = dl_file_replace(path.data, text.data, text.len, err);
    if (!status) {
        dl_buf_clear(&text);
        dl_buf_printf(&text, "manifest-%" PRIu64 "\n", m->generation);
        if (text.failed || !dl_path_join(&path, dir, "current"))
            status = dl_fail_memory(err);
    }
    if (!status)
        status = dl_file_replace(path.data, text.data, text.len, err);
    dl_buf_free(&text);
    dl_buf_free(&path);
    return status;
}

/* ---- reading ---------------------------------------------------------------------------------------------------- */

static bool plain_name(const char *s)
{
    return *s && s[strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789._-")] == '\0' && strcmp(s, ".") != 0 &&
           strcmp(s, "..") != 0;
}

static bool has_segment(const struct dl_manifest *m, const char *name)
{
    for (size_t i = 0; i < m->segment_count; i++)
        if (strcmp(m->segments[i].name, name) == 0)
            return true;
    return false;
}

static bool parse_segment(const char *line, struct dl_manifest *m)
{
    struct dl_manifest_segment *p = realloc(m->segments, (m->segment_count + 1) * sizeof *p), s = { 0 };
    if (!p)
        return false;
    m->segments = p;
    int end = 0;
    if (sscanf(line,
               "segment %23s %" SCNu64 " %16" SCNx64 " %" SCNu32 " %" SCNu32 " %" SCNu64 " %" SCNu64 " %16" SCNx64 "%n",
               s.name, &s.size, &s.checksum, &s.docs, &s.deleted, &s.del_generation, &s.del_size, &s.del_checksum,
               &end) != 8 ||
        line[end] || !plain_name(s.name) || s.docs > DL_SEGMENT_MAX_DOCS || s.deleted > s.docs ||
        (s.del_generation == 0) != (s.deleted == 0) || has_segment(m, s.name))
        return false;
    m->segments[m->segment_count++] = s;
    return true;
}

static bool parse_blob(const char *line, struct dl_manifest *m)
{
    struct dl_manifest_blob *p = realloc(m->blobs, (m->blob_count + 1) * sizeof *p), b = { 0 };
    if (!p)
        return false;
    m->blobs = p;
    int end = 0;
    if (sscanf(line, "blob %64s %" SCNu64 " %" SCNu64 " %16" SCNx64 "%n", b.key, &b.generation, &b.size, &b.checksum,
               &end) != 4 ||
        line[end] || !plain_name(b.key) || dl_manifest_find_blob(m, b.key))
        return false;
    m->blobs[m->blob_count++] = b;
    return true;
}

static bool parse_bm25(const char *line, struct dl_bm25 *m)
{
    uint64_t bits[2];
    int end = 0;
    if (sscanf(line, "bm25 %16" SCNx64 " %16" SCNx64 "%n", &bits[0], &bits[1], &end) != 2 || line[end])
        return false;
    memcpy(m, bits, sizeof bits);
    return m->k1 >= 0.0 && m->k1 <= 1e6 && m->b >= 0.0 && m->b <= 1.0;
}

/* LINES: the text up to the `end` line, NUL-terminated; it is cut up. */
static bool parse_lines(char *lines, struct dl_manifest *m)
{
    unsigned number = 0;
    char *save = NULL;
    for (char *line = strtok_r(lines, "\n", &save); line; line = strtok_r(NULL, "\n", &save), number++) {
        int end = 0, store;
        bool ok;
        switch (number) {
        case 0:
            ok = true;
            break;
        case 1:
            ok = sscanf(line, "generation %" SCNu64 "%n", &m->generation, &end) == 1 && !line[end];
            break;
        case 2:
            ok = parse_bm25(line, &m->bm25);
            break;
        case 3:
            ok = sscanf(line, "text %" SCNu32 "%n", &m->text_version, &end) == 1 && !line[end];
            break;
        case 4:
            ok = sscanf(line, "store %d%n", &store, &end) == 1 && !line[end] && (store == 0 || store == 1);
            m->store = ok && store;
            break;
        default:
            ok = strncmp(line, "segment ", 8) == 0 ? m->blob_count == 0 && parse_segment(line, m) : parse_blob(line, m);
        }
        if (!ok)
            return false;
    }
    return number >= 5;
}

static enum dl_status parse(struct dl_buf *text, const char *path, struct dl_manifest *m, struct dl_error *err)
{
    int version, end = 0;
    uint64_t checksum;
    const char *s = dl_buf_cstr(text);
    if (text->failed)
        return dl_fail_memory(err);
    if (sscanf(s, "dateline-manifest %d%n", &version, &end) != 1 || s[end] != '\n')
        return dl_fail(err, DL_CORRUPT, "the index is damaged: %s is no manifest", path);
    if (version != VERSION)
        return dl_fail(err, DL_VERSION, "%s: the index has format %d, this program reads %d: rebuild the index", path,
                       version, VERSION);
    size_t tail = 4 + 16 + 1, body = text->len > tail ? text->len - tail : 0;
    if (memchr(s, '\0', text->len) || sscanf(s + body, "end %16" SCNx64 "%n", &checksum, &end) != 1 || end != 20 ||
        s[body + 20] != '\n' || checksum != dl_hash64(s, body))
        return dl_fail(err, DL_CORRUPT, "the index is damaged: the checksum of %s is wrong", path);
    text->data[body] = '\0';
    return parse_lines(text->data, m) ? DL_OK
                                      : dl_fail(err, DL_CORRUPT, "the index is damaged: %s cannot be read", path);
}

static enum dl_status read_current(const char *dir, struct dl_buf *path, struct dl_buf *text, uint64_t *generation,
                                   struct dl_error *err)
{
    int end = 0;
    dl_buf_clear(text);
    if (!dl_path_join(path, dir, "current"))
        return dl_fail_memory(err);
    struct dl_error why = { 0 };
    enum dl_status status = dl_file_read(path->data, 256, text, &why);
    if (status == DL_IO && why.sys_errno == ENOENT)
        return dl_fail(err, DL_OPENING, "there is no index in %s", dir);
    if (status) {
        if (err)
            *err = why;
        return status;
    }
    const char *s = dl_buf_cstr(text);
    if (sscanf(s, "manifest-%" SCNu64 "%n", generation, &end) != 1 || strcmp(s + end, "\n") != 0)
        return dl_fail(err, DL_CORRUPT, "the index is damaged: %s names no manifest", path->data);
    return manifest_path(path, dir, *generation) ? DL_OK : dl_fail_memory(err);
}

enum dl_status dl_manifest_read(const char *dir, struct dl_manifest *m, struct dl_error *err)
{
    struct dl_buf path = { 0 }, text = { 0 };
    struct dl_error why = { 0 };
    enum dl_status status = DL_OK;
    uint64_t generation = 0;
    *m = (struct dl_manifest){ 0 };
    for (unsigned tries = 0; tries < MAX_TRIES; tries++) { /* the manifest may go while we turn to it: look again */
        status = read_current(dir, &path, &text, &generation, &why);
        if (status)
            break;
        dl_buf_clear(&text);
        status = dl_file_read(path.data, MAX_SIZE, &text, &why);
        if (status != DL_IO || why.sys_errno != ENOENT)
            break;
    }
    if (!status)
        status = parse(&text, path.data, m, &why);
    if (!status && m->generation != generation)
        status = dl_fail(&why, DL_CORRUPT, "the index is damaged: %s is that of another commit", path.data);
    if (status) {
        dl_manifest_free(m);
        if (err)
            *err = why;
    }
    dl_buf_free(&path);
    dl_buf_free(&text);
    return status;
}

const struct dl_manifest_blob *dl_manifest_find_blob(const struct dl_manifest *m, const char *key)
{
    for (size_t i = 0; i < m->blob_count; i++)
        if (strcmp(m->blobs[i].key, key) == 0)
            return &m->blobs[i];
    return NULL;
}

/* ---- names ------------------------------------------------------------------------------------------------------ */

bool dl_segment_path(struct dl_buf *out, const char *dir, const struct dl_manifest_segment *s)
{
    char name[64];
    snprintf(name, sizeof name, "%s.seg", s->name);
    return dl_path_join(out, dir, name);
}

bool dl_tombstone_path(struct dl_buf *out, const char *dir, const struct dl_manifest_segment *s)
{
    char name[64];
    snprintf(name, sizeof name, "%s-%" PRIu64 ".del", s->name, s->del_generation);
    return dl_path_join(out, dir, name);
}

bool dl_blob_path(struct dl_buf *out, const char *dir, const struct dl_manifest_blob *b)
{
    char name[128];
    snprintf(name, sizeof name, "%s-%" PRIu64 ".blob", b->key, b->generation);
    return dl_path_join(out, dir, name);
}
