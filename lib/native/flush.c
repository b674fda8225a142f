/* flush.c - segments of the run itself: what is settled about their articles, and how they wait for the commit.
 *
 * A run's articles make one segment, or, where what must be kept of each in memory would pass the budget, several, one
 * after the other.  All of them become visible with the same commit.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "dateline/grow.h"
#include "lib/native/write.h"

/* Who is told of lost sources. */
struct listener {
    dl_superseded_fn *fn;
    void *context;
};

static uint64_t source_key(const struct dl_segment *s, uint32_t doc)
{
    uint64_t i = dl_packed_get(&s->source_index, doc);
    return i < s->source_key_count ? s->source_keys[i] : 0;
}

static void tell_lost(const struct listener *l, uint64_t loser, uint64_t winner)
{
    if (l->fn && loser != winner)
        l->fn(l->context, loser);
}

/* Settle document DOC of the builder with one of the same id that this run has flushed.  *FOUND: there was one. */
static enum dl_status resolve_with_flushed(struct dl_native_writer *w, uint32_t doc, uint64_t *stale,
                                           const struct listener *l, bool *found, struct dl_error *err)
{
    uint64_t key = dl_builder_source_key(w->builder, doc);
    for (size_t i = w->committed; i < w->index.manifest.segment_count; i++) {
        const struct dl_segment *s = &w->index.segments[i];
        uint32_t old;
        enum dl_status status = dl_segment_find(s, dl_builder_id(w->builder, doc), &old, err);
        if (status == DL_NOT_FOUND)
            continue;
        if (status)
            return status;
        *found = true;
        if (dl_native_deleted(w, i, old))
            continue; /* for the sake of one in another of these segments */
        if (w->changes[i].sequences[old] > dl_builder_sequence(w->builder, doc)) {
            stale[doc >> 6] |= UINT64_C(1) << (doc & 63);
            tell_lost(l, key, source_key(s, old));
            return DL_OK;
        }
        tell_lost(l, source_key(s, old), key);
        return dl_native_delete(w, i, old, err);
    }
    return DL_OK;
}

/* Document DOC of the builder takes the place of a committed one of the same id. */
static enum dl_status resolve_with_committed(struct dl_native_writer *w, uint32_t doc, const struct listener *l,
                                             bool *found, struct dl_error *err)
{
    for (size_t i = 0; i < w->committed; i++) {
        uint32_t old;
        enum dl_status status = dl_segment_find(&w->index.segments[i], dl_builder_id(w->builder, doc), &old, err);
        if (status == DL_NOT_FOUND)
            continue;
        if (!status && dl_native_deleted(w, i, old)) {
            w->removed--; /* in this run: it comes back, so it is replaced */
        } else if (!status) {
            tell_lost(l, source_key(&w->index.segments[i], old), dl_builder_source_key(w->builder, doc));
            status = dl_native_replace(w, i, old, err);
        }
        if (status)
            return status;
        w->replaced++;
        *found = true;
    }
    return DL_OK;
}

/* Settle the builder's documents among themselves, with those flushed before and with the committed ones.  *STALE gets
 * a bitmap of those that a flushed one outranks. */
static enum dl_status settle(struct dl_native_writer *w, const struct listener *l, uint64_t **stale,
                             struct dl_error *err)
{
    uint64_t dropped;
    uint32_t docs;
    enum dl_status status = dl_builder_settle(w->builder, l->fn, l->context, &docs, &dropped, err);
    for (size_t i = 0; !status && i < w->index.manifest.segment_count; i++)
        status = dl_segment_check_section(&w->index.segments[i], DL_SEC_SOURCE_KEYS, err);
    if (status)
        return status;
    w->settled_docs = docs;
    *stale = calloc(((size_t)docs + 63) / 64 + 1, sizeof **stale);
    if (!*stale)
        return dl_fail_memory(err);
    for (uint32_t d = 0; d < docs && !status; d++) {
        bool known = false;
        status = resolve_with_flushed(w, d, *stale, l, &known, err);
        if (!status && !known)
            status = resolve_with_committed(w, d, l, &known, err);
        w->added += !known;
    }
    return status;
}

/* ---- a segment that waits for the commit ------------------------------------------------------------------------- */

static bool make_room(struct dl_native_writer *w)
{
    struct dl_manifest *m = &w->index.manifest;
    size_t n = m->segment_count + 2; /* `changes` of a fresh index has one to spare */
    struct dl_manifest_segment *named = realloc(m->segments, n * sizeof *named);
    if (named)
        m->segments = named;
    struct dl_segment *open = realloc(w->index.segments, n * sizeof *open);
    if (open)
        w->index.segments = open;
    struct dl_native_change *changes = realloc(w->changes, n * sizeof *changes);
    if (changes)
        w->changes = changes;
    return named && open && changes;
}

static enum dl_status append(struct dl_native_writer *w, uint64_t *stale, struct dl_error *err)
{
    struct dl_manifest *m = &w->index.manifest;
    struct dl_manifest_segment named;
    if (!make_room(w))
        return dl_fail_memory(err);
    uint64_t *sequences = malloc(((size_t)w->settled_docs + 1) * sizeof *sequences);
    if (!sequences)
        return dl_fail_memory(err);
    for (uint32_t d = 0; d < w->settled_docs; d++)
        sequences[d] = dl_builder_sequence(w->builder, d);
    enum dl_status status = dl_builder_finish(w->builder, &named, err);
    if (!status)
        status = dl_segment_open(w->dir, &named, false, &w->index.segments[m->segment_count], err);
    if (status) {
        free(sequences);
        return status;
    }
    m->segments[m->segment_count] = named;
    w->changes[m->segment_count++] = (struct dl_native_change){ .deleted = stale, .sequences = sequences };
    return DL_OK;
}

static bool any_bit(const uint64_t *bits, uint32_t docs)
{
    for (size_t i = 0; i < ((size_t)docs + 63) / 64; i++)
        if (bits[i])
            return true;
    return false;
}

/* STALE is the callee's. */
static enum dl_status finish(struct dl_native_writer *w, uint64_t *stale, struct dl_error *err)
{
    if (!any_bit(stale, w->settled_docs)) {
        free(stale);
        stale = NULL;
    }
    enum dl_status status = w->settled_docs ? append(w, stale, err) : DL_OK;
    if (status || !w->settled_docs)
        free(stale);
    return status;
}

enum dl_status dl_native_new_builder(struct dl_native_writer *w, struct dl_error *err)
{
    const struct dl_manifest *m = &w->index.manifest;
    char name[48];
    size_t flushed = m->segment_count - w->committed;
    int n = snprintf(name, sizeof name, "s%08" PRIx64, m->generation + 1);
    if (flushed)
        snprintf(name + n, sizeof name - (size_t)n, "n%zu", flushed);
    struct dl_builder_options b = { .dir = w->dir,
                                    .segment = name,
                                    .workers = w->o.workers,
                                    .memory = w->o.memory,
                                    .store = w->o.store,
                                    .level = w->o.compress_level,
                                    .bm25 = m->bm25 };
    dl_builder_free(w->builder);
    w->builder = NULL;
    return dl_builder_new(&b, &w->builder, err);
}

/* ---- the writer's calls ------------------------------------------------------------------------------------------ */

static void keep_lost(void *context, uint64_t key)
{
    struct dl_native_writer *w = context;
    if (w->lost_count && w->lost[w->lost_count - 1] == key)
        return;
    if (!DL_GROW(w->lost, w->lost_cap, w->lost_count + 1)) {
        struct dl_error why = { 0 };
        dl_fail_memory(&why);
        dl_writer_fail(&w->base, &why);
        return;
    }
    w->lost[w->lost_count++] = key;
}

enum dl_status dl_native_flush(struct dl_native_writer *w, struct dl_error *err)
{
    const struct listener keep = { keep_lost, w };
    uint64_t *stale = NULL;
    enum dl_status status = settle(w, &keep, &stale, err);
    if (!status)
        status = finish(w, stale, err);
    else
        free(stale);
    if (!status)
        status = dl_writer_usable(&w->base, err); /* of keep_lost */
    return status ? status : dl_native_new_builder(w, err);
}

enum dl_status dl_native_settle(struct dl_writer *base, dl_superseded_fn *fn, void *context, struct dl_error *err)
{
    struct dl_native_writer *w = (struct dl_native_writer *)base;
    const struct listener l = { fn, context };
    if (w->settled)
        return DL_OK;
    w->settled = true;
    for (size_t i = 0; fn && i < w->lost_count; i++)
        fn(context, w->lost[i]);
    return settle(w, &l, &w->stale, err);
}

enum dl_status dl_native_finish_builder(struct dl_native_writer *w, struct dl_error *err)
{
    uint64_t *stale = w->stale;
    w->stale = NULL;
    return finish(w, stale, err);
}
