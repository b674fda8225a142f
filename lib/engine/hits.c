/* hits.c - lists of hits and of counts: memory, and the order of hits.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdlib.h>

#include "dateline/grow.h"
#include "lib/engine/engine_private.h"

static int compare_ids(struct dl_reader *r, const struct dl_hit *a, const struct dl_hit *b)
{
    struct dl_buf x = { 0 }, y = { 0 };
    int c = 0;
    if (r->ops->id(r, a->doc, &x, NULL) == DL_OK && r->ops->id(r, b->doc, &y, NULL) == DL_OK)
        c = dl_str_cmp(dl_buf_view(&x), dl_buf_view(&y));
    dl_buf_free(&x);
    dl_buf_free(&y);
    return c ? c : (a->doc > b->doc) - (a->doc < b->doc);
}

/* The order of engine.h; undated is 0 and so comes last. */
static int by_score(const void *x, const void *y, void *reader)
{
    const struct dl_hit *a = x, *b = y;
    if (a->score != b->score)
        return a->score > b->score ? -1 : 1;
    if (a->date != b->date)
        return a->date > b->date ? -1 : 1;
    return compare_ids(reader, a, b);
}

void dl_hits_sort(struct dl_reader *r, struct dl_hits *hits, size_t n)
{
    if (n > 1)
        qsort_r(hits->v, n, sizeof *hits->v, by_score, r);
}

void dl_hits_free(struct dl_hits *h)
{
    free(h->v);
    *h = (struct dl_hits){ 0 };
}

enum dl_status dl_hits_reserve(struct dl_hits *h, size_t n, struct dl_error *err)
{
    return DL_GROW(h->v, h->cap, n) ? DL_OK : dl_fail_memory(err);
}

void dl_facets_free(struct dl_facets *f)
{
    for (size_t i = 0; i < f->count; i++)
        free(f->v[i].value);
    free(f->v);
    *f = (struct dl_facets){ 0 };
}

enum dl_status dl_facet_add(struct dl_facets *out, struct dl_str value, uint64_t count, struct dl_error *err)
{
    if (!DL_GROW(out->v, out->cap, out->count + 1))
        return dl_fail_memory(err);
    char *copy = strndup(value.len ? value.ptr : "", value.len);
    if (!copy)
        return dl_fail_memory(err);
    out->v[out->count++] = (struct dl_facet_count){ copy, count };
    return DL_OK;
}
