/* index.c - open an index folder at its newest commit.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "dateline/hash.h"
#include "lib/native/native_private.h"

#define TRIES 20 /* commits that may overtake one opening */

static enum dl_status map_blobs(const char *dir, struct dl_native_index *x, struct dl_error *err)
{
    struct dl_buf path = { 0 };
    enum dl_status st = DL_OK;
    for (size_t i = 0; i < x->manifest.blob_count && st == DL_OK; i++) {
        const struct dl_manifest_blob *b = &x->manifest.blobs[i];
        struct dl_error own = { 0 };
        if (!dl_blob_path(&path, dir, b))
            st = dl_fail_memory(err);
        else if ((st = dl_map_open(path.data, &x->blobs[i], &own)) != DL_OK) {
            if (own.sys_errno == ENOENT)
                st = own.status = DL_NOT_FOUND;
            if (err)
                *err = own;
        } else if (x->blobs[i].size != b->size)
            st =
                dl_fail(err, DL_CORRUPT, "%s: the index is damaged: its size is not what the manifest says", path.data);
    }
    dl_buf_free(&path);
    return st;
}

static enum dl_status open_once(const char *dir, enum dl_native_opening how, struct dl_native_index *x,
                                struct dl_error *err)
{
    *x = (struct dl_native_index){ 0 };
    enum dl_status st = dl_manifest_read(dir, &x->manifest, err);
    if (st != DL_OK)
        return st;
    size_t n = x->manifest.segment_count;
    x->dir = strdup(dir);
    x->segments = how == DL_NATIVE_SETTINGS ? NULL : calloc(n + 1, sizeof *x->segments);
    x->blobs = calloc(x->manifest.blob_count + 1, sizeof *x->blobs);
    if (!x->dir || (how != DL_NATIVE_SETTINGS && !x->segments) || !x->blobs)
        st = dl_fail_memory(err);
    for (size_t i = 0; x->segments && i < n && st == DL_OK; i++)
        st = dl_segment_open(dir, &x->manifest.segments[i], how == DL_NATIVE_CHECKED, &x->segments[i], err);
    if (st == DL_OK)
        st = map_blobs(dir, x, err);
    if (st != DL_OK)
        dl_native_index_close(x);
    return st;
}

enum dl_status dl_native_index_blob(const struct dl_native_index *x, const struct dl_manifest_blob *b,
                                    struct dl_buf *value, struct dl_error *err)
{
    const struct dl_map *map = &x->blobs[b - x->manifest.blobs];
    if (dl_hash64(map->data, map->size) != b->checksum)
        return dl_fail(err, DL_CORRUPT,
                       "the index is damaged: the checksum of %s-%" PRIu64
                       ".blob differs (dateline-index --verify says "
                       "more, --rebuild mends it)",
                       b->key, b->generation);
    dl_buf_append(value, map->data, map->size);
    return dl_buf_status(value, err);
}

enum dl_status dl_native_record(const struct dl_segment *s, uint32_t doc, struct dl_store_reader *stores,
                                struct dl_buf *record, struct dl_error *err)
{
    struct dl_str head, body;
    enum dl_status st = dl_segment_stored(s, DL_STORE_HEAD, doc, &stores[DL_STORE_HEAD], &head, err);
    if (st != DL_OK)
        return st;
    dl_buf_clear(record);
    dl_buf_str(record, head);
    st = dl_segment_stored(s, DL_STORE_BODY, doc, &stores[DL_STORE_BODY], &body, err);
    if (st == DL_NOT_FOUND)
        return dl_buf_status(record, err);
    return st ? st : dl_article_add_body(record, body, err);
}

bool dl_native_current(const char *dir, struct dl_file_mark *mark)
{
    struct dl_buf path = { 0 };
    bool ok = dl_path_join(&path, dir, "current");
    *mark = ok ? dl_file_mark(path.data) : (struct dl_file_mark){ 0 };
    dl_buf_free(&path);
    return ok;
}

/* Files of one name may be another index's when the whole folder is replaced meanwhile: then it counts as vanished. */
static enum dl_status open_marked(const char *dir, enum dl_native_opening how, struct dl_native_index *x,
                                  struct dl_error *err)
{
    struct dl_file_mark current, folder = dl_file_mark(dir);
    bool marked = dl_native_current(dir, &current);
    enum dl_status st = marked ? open_once(dir, how, x, err) : dl_fail_memory(err);
    bool replaced = dl_file_mark(dir).inode != folder.inode;
    if (replaced && st == DL_OK)
        dl_native_index_close(x);
    if (replaced && (st == DL_OK || st == DL_CORRUPT))
        return dl_fail(err, DL_NOT_FOUND, "%s was replaced by another", dir);
    if (st == DL_OK)
        x->current = current;
    return st;
}

enum dl_status dl_native_index_open(const char *dir, enum dl_native_opening how, struct dl_native_index *x,
                                    struct dl_error *err)
{
    enum dl_status st = DL_NOT_FOUND;
    for (int i = 0; i < TRIES && st == DL_NOT_FOUND; i++)
        st = open_marked(dir, how, x, err);
    if (st != DL_NOT_FOUND)
        return st;
    struct dl_error missing = err ? *err : (struct dl_error){ 0 }; /* for good */
    return dl_fail(err, DL_CORRUPT, "the index is damaged: %s (--rebuild with its sources mends it)", missing.message);
}

void dl_native_index_close(struct dl_native_index *x)
{
    for (size_t i = 0; x->segments && i < x->manifest.segment_count; i++)
        dl_segment_close(&x->segments[i]);
    for (size_t i = 0; x->blobs && i < x->manifest.blob_count; i++)
        dl_map_close(&x->blobs[i]);
    free(x->segments);
    free(x->blobs);
    free(x->dir);
    dl_manifest_free(&x->manifest);
    *x = (struct dl_native_index){ 0 };
}

enum dl_status dl_native_verify(const char *dir, struct dl_buf *detail, struct dl_error *err)
{
    struct dl_native_index x;
    enum dl_status st = dl_native_index_open(dir, DL_NATIVE_CHECKED, &x, err);
    if (st != DL_OK)
        return st;
    for (size_t i = 0; i < x.manifest.segment_count && st == DL_OK; i++) {
        const struct dl_segment *s = &x.segments[i];
        st = dl_segment_verify(s, err);
        if (st == DL_OK && detail)
            dl_buf_printf(detail, "segment %s: %u articles, %u of them deleted, %u terms, %llu postings: good\n",
                          s->name, s->meta->docs, s->deleted_count, s->meta->terms,
                          (unsigned long long)s->meta->postings);
    }
    for (size_t i = 0; i < x.manifest.blob_count && st == DL_OK; i++) {
        const struct dl_manifest_blob *b = &x.manifest.blobs[i];
        if (dl_hash64(x.blobs[i].data, x.blobs[i].size) != b->checksum)
            st = dl_fail(err, DL_CORRUPT, "the index is damaged: the checksum of %s differs", b->key);
        else if (detail)
            dl_buf_printf(detail, "%s: %llu bytes: good\n", b->key, (unsigned long long)b->size);
    }
    dl_native_index_close(&x);
    return st;
}
