/* collapse.c - near copies of one story folded into the first of them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "searcher/collapse.h"

#include <stdlib.h>

#define NO_STORY SIZE_MAX
#define HITS_TO_A_STORY 10

struct folding {
    struct dl_reader *reader;
    const struct dl_collapse *page;
    const struct dl_hits *hits;
    struct dl_signature *signatures; /* of each story's first hit */
    size_t *first;                   /* the number of that hit */
    size_t *copies;                  /* how many were folded into it */
    size_t *story;                   /* of each hit, or NO_STORY */
    size_t count, wanted;            /* stories found, and from the first to the end of the page */
    struct dl_buf id;
};

size_t dl_collapse_depth(const struct dl_collapse *c)
{
    size_t end = c->offset + c->limit;
    if (c->limit == 0)
        return 0;
    return end > DL_COLLAPSE_DEPTH / HITS_TO_A_STORY ? end * HITS_TO_A_STORY : DL_COLLAPSE_DEPTH;
}

/* The first story that a hit of SIGNATURE is a copy of. */
static size_t find_story(const struct folding *f, const struct dl_signature *signature)
{
    size_t from = f->count > DL_COLLAPSE_WINDOW ? f->count - DL_COLLAPSE_WINDOW : 0;
    for (size_t i = from; i < f->count; i++)
        if (dl_signature_near(&f->signatures[i], signature))
            return i;
    return NO_STORY;
}

static enum dl_status is_skipped(struct folding *f, uint64_t doc, bool *skipped, struct dl_error *err)
{
    *skipped = false;
    if (f->page->skip.len == 0)
        return DL_OK;
    enum dl_status status = dl_reader_id(f->reader, doc, &f->id, err);
    *skipped = status == DL_OK && dl_str_eq(dl_buf_view(&f->id), f->page->skip);
    return status;
}

static enum dl_status find_stories(struct folding *f, struct dl_error *err)
{
    enum dl_status status = DL_OK;
    for (size_t i = 0; i < f->hits->count && !status; i++) {
        struct dl_signature signature = { { 0 } };
        bool skipped;
        status = is_skipped(f, f->hits->v[i].doc, &skipped, err);
        if (!status)
            status = dl_reader_signature(f->reader, f->hits->v[i].doc, &signature, err);
        f->story[i] = NO_STORY;
        if (status || skipped)
            continue;
        size_t k = f->story[i] = find_story(f, &signature);
        if (k != NO_STORY) {
            f->copies[k]++;
        } else if (f->count < f->wanted) {
            f->signatures[f->count] = signature;
            f->first[f->count++] = i;
        }
    }
    return status;
}

/* The ids of what was folded into the stories on the page. */
static enum dl_status name_copies(struct folding *f, struct dl_arena *arena, struct dl_story *stories,
                                  struct dl_error *err)
{
    size_t from = f->page->offset;
    enum dl_status status = DL_OK;
    for (size_t k = from; k < f->count; k++) {
        struct dl_story *s = &stories[k - from];
        *s = (struct dl_story){ dl_arena_alloc(arena, (f->copies[k] + 1) * sizeof *s->copies), 0 };
        if (!s->copies)
            return dl_fail_memory(err);
    }
    for (size_t i = 0; i < f->hits->count && !status; i++) {
        size_t k = f->story[i];
        if (k == NO_STORY || k < from)
            continue;
        struct dl_story *s = &stories[k - from];
        status = dl_reader_id(f->reader, f->hits->v[i].doc, &f->id, err);
        if (!status && !dl_arena_dup(arena, dl_buf_view(&f->id), &s->copies[s->count++]))
            status = dl_fail_memory(err);
    }
    return status;
}

static bool make_room(struct folding *f)
{
    size_t n = f->hits->count;
    f->signatures = calloc(f->wanted + 1, sizeof *f->signatures);
    f->first = calloc(f->wanted + 1, sizeof *f->first);
    f->copies = calloc(f->wanted + 1, sizeof *f->copies);
    f->story = calloc(n + 1, sizeof *f->story);
    return f->signatures && f->first && f->copies && f->story;
}

enum dl_status dl_collapse(struct dl_reader *r, const struct dl_collapse *c, struct dl_hits *hits,
                           struct dl_arena *arena, struct dl_story **stories, struct dl_error *err)
{
    size_t end = c->offset + c->limit;
    struct folding f = { .reader = r, .page = c, .hits = hits, .wanted = hits->count };
    if (c->limit && end < f.wanted)
        f.wanted = end;
    enum dl_status status = make_room(&f) ? find_stories(&f, err) : dl_fail_memory(err);
    size_t n = f.count > c->offset ? f.count - c->offset : 0;
    if (!status && !(*stories = dl_arena_alloc(arena, (n + 1) * sizeof **stories)))
        status = dl_fail_memory(err);
    if (!status)
        status = name_copies(&f, arena, *stories, err);
    for (size_t k = 0; k < n && !status; k++)
        hits->v[k] = hits->v[f.first[c->offset + k]];
    hits->count = status ? 0 : n;
    free(f.signatures);
    free(f.first);
    free(f.copies);
    free(f.story);
    dl_buf_free(&f.id);
    return status;
}
