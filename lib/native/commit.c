/* commit.c - make a run durable and visible in one step; merge segments so that they stay few.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <dirent.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dateline/hash.h"
#include "lib/native/merge_policy.h"
#include "lib/native/write.h"

#define MERGE_MEMORY 192 /* bytes a document that merging the list of a word found everywhere takes */

/* The state after this commit, in the making. */
struct commit {
    struct dl_native_writer *w;
    struct dl_manifest next;
    const struct dl_segment **segments; /* of next.segments, as long as they are merged */
    const uint64_t **deleted;           /* theirs, or NULL */
    bool *changed, *merge;
};

/* ---- merging ----------------------------------------------------------------------------------------------------- */

/* Merge the chosen ones into one, which takes the place of the last of them. */
static enum dl_status merge_chosen(struct commit *c, const char *dir, bool tight, unsigned threads,
                                   struct dl_error *err)
{
    size_t n = 0, kept = 0;
    bool store = true;
    struct dl_merge_input *in = calloc(c->next.segment_count + 1, sizeof *in);
    if (!in)
        return dl_fail_memory(err);
    for (size_t i = 0; i < c->next.segment_count; i++) {
        if (!c->merge[i])
            continue;
        in[n++] = (struct dl_merge_input){ c->segments[i], c->deleted[i] };
        store = store && (c->segments[i]->meta->flags & DL_META_STORED);
    }
    if (n == 0) {
        free(in);
        return DL_OK;
    }
    char name[32];
    snprintf(name, sizeof name, "s%08" PRIx64 "m", c->next.generation);
    struct dl_merge_options o = {
        .dir = dir, .segment = name, .bm25 = c->next.bm25, .store = store, .tight = tight, .threads = threads
    };
    struct dl_manifest_segment merged = { 0 };
    enum dl_status status = dl_segments_merge(&o, in, n, &merged, err);
    free(in);
    for (size_t i = 0; !status && i < c->next.segment_count; i++) {
        if (c->merge[i])
            continue;
        c->next.segments[kept] = c->next.segments[i];
        c->changed[kept] = c->changed[i];
        c->deleted[kept] = c->deleted[i];
        c->segments[kept++] = c->segments[i];
    }
    if (status)
        return status;
    c->changed[kept] = false;
    c->deleted[kept] = NULL;
    c->segments[kept] = NULL;
    c->next.segments[kept++] = merged;
    c->next.segment_count = kept;
    return DL_OK;
}

/* ---- the steps of a commit -------------------------------------------------------------------------------------- */

static bool copy_manifest(struct commit *c, const struct dl_manifest *m)
{
    size_t n = m->segment_count, blobs = m->blob_count + (c->w ? c->w->blob_count : 0);
    c->next = *m;
    c->next.generation++;
    c->next.segments = calloc(n + 1, sizeof *c->next.segments);
    c->next.blobs = calloc(blobs + 1, sizeof *c->next.blobs);
    c->segments = calloc(n + 1, sizeof *c->segments);
    c->deleted = calloc(n + 1, sizeof *c->deleted);
    c->changed = calloc(n + 1, sizeof *c->changed);
    c->merge = calloc(n + 1, sizeof *c->merge);
    if (!c->next.segments || !c->next.blobs || !c->segments || !c->deleted || !c->changed || !c->merge)
        return false;
    if (n)
        memcpy(c->next.segments, m->segments, n * sizeof *m->segments);
    if (m->blob_count)
        memcpy(c->next.blobs, m->blobs, m->blob_count * sizeof *m->blobs);
    return true;
}

static void commit_free(struct commit *c)
{
    dl_manifest_free(&c->next);
    free(c->segments);
    free(c->deleted);
    free(c->changed);
    free(c->merge);
}

static uint32_t count_bits(const uint64_t *bits, uint32_t docs)
{
    uint32_t n = 0;
    for (size_t i = 0; i < ((size_t)docs + 63) / 64; i++)
        n += (uint32_t)__builtin_popcountll(bits[i]);
    return n;
}

static void apply_changes(struct commit *c)
{
    const struct dl_native_writer *w = c->w;
    size_t kept = 0;
    for (size_t i = 0; i < w->index.manifest.segment_count; i++) {
        struct dl_manifest_segment s = w->index.manifest.segments[i];
        bool changed = w->changes[i].deleted != NULL;
        if (changed)
            s.deleted = count_bits(w->changes[i].deleted, s.docs);
        if (s.deleted == s.docs)
            continue; /* nothing lives in it */
        c->next.segments[kept] = s;
        c->segments[kept] = &w->index.segments[i];
        c->changed[kept] = changed;
        c->deleted[kept++] = changed ? w->changes[i].deleted : w->index.segments[i].deleted;
    }
    c->next.segment_count = kept;
}

static enum dl_status write_tombstones(struct commit *c, struct dl_error *err)
{
    enum dl_status status = DL_OK;
    for (size_t i = 0; i < c->next.segment_count && !status; i++) {
        if (!c->changed[i])
            continue;
        c->next.segments[i].del_generation = c->next.generation;
        status = dl_tombstones_write(c->w->dir, c->segments[i], c->deleted[i], &c->next.segments[i], err);
    }
    return status;
}

static int by_key(const void *a, const void *b)
{
    return strcmp(((const struct dl_manifest_blob *)a)->key, ((const struct dl_manifest_blob *)b)->key);
}

static enum dl_status write_blobs(struct commit *c, struct dl_error *err)
{
    struct dl_buf path = { 0 };
    enum dl_status status = DL_OK;
    for (size_t i = 0; i < c->w->blob_count && !status; i++) {
        const struct dl_native_blob *b = &c->w->blobs[i];
        size_t at = 0;
        while (at < c->next.blob_count && strcmp(c->next.blobs[at].key, b->key) != 0)
            at++;
        if (b->value.len == 0) {
            if (at < c->next.blob_count)
                c->next.blobs[at] = c->next.blobs[--c->next.blob_count];
            continue;
        }
        struct dl_manifest_blob m = { .generation = c->next.generation,
                                      .size = b->value.len,
                                      .checksum = dl_hash64(b->value.data, b->value.len) };
        memcpy(m.key, b->key, sizeof m.key);
        c->next.blobs[at] = m;
        c->next.blob_count += at == c->next.blob_count;
        if (!dl_blob_path(&path, c->w->dir, &m))
            status = dl_fail_memory(err);
        else
            status = dl_file_replace(path.data, b->value.data, b->value.len, err);
    }
    qsort(c->next.blobs, c->next.blob_count, sizeof *c->next.blobs, by_key);
    dl_buf_free(&path);
    return status;
}

static enum dl_status prepare(struct commit *c, struct dl_commit_stats *stats, struct dl_error *err)
{
    struct dl_native_writer *w = c->w;
    enum dl_status status = dl_native_settle(&w->base, NULL, NULL, err);
    if (!status)
        status = dl_native_finish_builder(w, err);
    stats->replaced = w->replaced;
    stats->added = w->added;
    if (!status && !copy_manifest(c, &w->index.manifest))
        status = dl_fail_memory(err);
    if (status)
        return status;
    c->next.store = w->index.manifest.store && w->o.store;
    stats->removed = w->removed;
    apply_changes(c);
    dl_merge_policy(c->next.segments, c->next.segment_count, w->o.memory / MERGE_MEMORY, c->merge);
    status = merge_chosen(c, w->dir, false, w->o.workers, err);
    if (!status)
        status = write_tombstones(c, err);
    return status ? status : write_blobs(c, err);
}

static uint64_t count_articles(const struct dl_manifest *m)
{
    uint64_t n = 0;
    for (size_t i = 0; i < m->segment_count; i++)
        n += m->segments[i].docs - m->segments[i].deleted;
    return n;
}

static bool anything_to_do(const struct dl_native_writer *w, const struct commit *c,
                           const struct dl_commit_stats *stats)
{
    return w->fresh || stats->added || stats->replaced || stats->removed || w->blob_count ||
           c->next.segment_count != w->index.manifest.segment_count;
}

/* After a failure, which may have come when the new manifest was in its place already: only what is on disk tells. */
static void make_room(const char *dir, bool fresh)
{
    struct dl_manifest now = { 0 };
    enum dl_status status = dl_manifest_read(dir, &now, NULL);
    if (status == DL_OK || (status == DL_OPENING && fresh))
        dl_native_clean(dir, &now);
    dl_manifest_free(&now);
}

enum dl_status dl_native_commit(struct dl_writer *base, struct dl_commit_stats *stats, struct dl_error *err)
{
    struct dl_native_writer *w = (struct dl_native_writer *)base;
    struct commit c = { .w = w };
    enum dl_status status = prepare(&c, stats, err);
    bool changed = !status && anything_to_do(w, &c, stats);
    if (changed) {
        status = dl_fsync_dir(w->dir, err);
        if (!status)
            status = dl_manifest_commit(w->dir, &c.next, err);
    }
    if (!status) {
        stats->articles = count_articles(&c.next);
        dl_native_clean(w->dir, changed ? &c.next : &w->index.manifest);
        w->fresh = false;
        commit_free(&c);
        dl_native_end(w);
        return dl_native_begin(w, err);
    }
    make_room(w->dir, w->fresh);
    commit_free(&c);
    return status;
}

/* ---- compaction ------------------------------------------------------------------------------------------------- */

static enum dl_status compact_open(const char *dir, struct dl_native_index *x, struct dl_error *err)
{
    struct commit c = { 0 };
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    if (!copy_manifest(&c, &x->manifest)) {
        commit_free(&c);
        return dl_fail_memory(err);
    }
    for (size_t i = 0; i < x->manifest.segment_count; i++) {
        c.segments[i] = &x->segments[i];
        c.deleted[i] = x->segments[i].deleted;
        c.merge[i] = true;
    }
    enum dl_status status = merge_chosen(&c, dir, true, cores > 1 ? (unsigned)cores : 1, err);
    if (!status && c.next.segment_count && c.next.segments[0].docs == 0)
        c.next.segment_count = 0;
    if (!status)
        status = dl_fsync_dir(dir, err);
    if (!status)
        status = dl_manifest_commit(dir, &c.next, err);
    if (status)
        make_room(dir, false);
    else
        dl_native_clean(dir, &c.next);
    commit_free(&c);
    return status;
}

enum dl_status dl_native_compact(const char *dir, struct dl_error *err)
{
    struct dl_native_index x;
    enum dl_status status = dl_native_index_open(dir, DL_NATIVE_ARTICLES, &x, err);
    if (status)
        return status;
    size_t n = x.manifest.segment_count;
    if (n > 1 || (n == 1 && x.manifest.segments[0].deleted))
        status = compact_open(dir, &x, err);
    dl_native_index_close(&x);
    return status;
}

/* ---- files that nobody needs ------------------------------------------------------------------------------------ */

static bool named(const struct dl_manifest *m, const char *file)
{
    char name[128];
    snprintf(name, sizeof name, "manifest-%" PRIu64, m->generation);
    if (strcmp(file, name) == 0)
        return true;
    for (size_t i = 0; i < m->segment_count; i++) {
        const struct dl_manifest_segment *s = &m->segments[i];
        snprintf(name, sizeof name, "%s.seg", s->name);
        if (strcmp(file, name) == 0)
            return true;
        snprintf(name, sizeof name, "%s-%" PRIu64 ".del", s->name, s->del_generation);
        if (s->del_generation && strcmp(file, name) == 0)
            return true;
    }
    for (size_t i = 0; i < m->blob_count; i++) {
        snprintf(name, sizeof name, "%s-%" PRIu64 ".blob", m->blobs[i].key, m->blobs[i].generation);
        if (strcmp(file, name) == 0)
            return true;
    }
    return false;
}

static bool is_regular(DIR *d, const char *name)
{
    struct stat st;
    return fstatat(dirfd(d), name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode);
}

/* A file's failure to go is no failure of the run: the next one tries again. */
void dl_native_clean(const char *dir, const struct dl_manifest *m)
{
    DIR *d = opendir(dir);
    if (!d)
        return;
    for (const struct dirent *e; (e = readdir(d)) != NULL;)
        if (dl_native_engine.owns_file(e->d_name) && !named(m, e->d_name) && is_regular(d, e->d_name))
            unlinkat(dirfd(d), e->d_name, 0);
    closedir(d);
}
