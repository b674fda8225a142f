/* read.c - the native engine's reader: everything but searching.
 *
 * A reader maps all files of a commit when it opens it; a later commit may delete them and does not disturb it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdio.h>
#include <stdlib.h>

#include "dateline/hash.h"
#include "dateline/posting.h"
#include "lib/eval/eval.h"
#include "lib/native/native_private.h"

static struct dl_native_reader *native(struct dl_reader *r)
{
    return (struct dl_native_reader *)(void *)r;
}

/* ---- open, reopen, close ----------------------------------------------------------------------------------------- */

/* Count and list the segments of all indexes. */
static enum dl_status list_segments(struct dl_native_reader *r, struct dl_error *err)
{
    size_t n = 0;
    for (size_t i = 0; i < r->index_count; i++)
        n += r->indexes[i].manifest.segment_count;
    free(r->segments);
    r->segments = n < UINT32_MAX ? calloc(n + 1, sizeof *r->segments) : NULL;
    if (!r->segments)
        return dl_fail_memory(err);
    r->segment_count = 0;
    r->articles = r->total_length = 0;
    for (size_t i = 0; i < r->index_count; i++) {
        for (size_t j = 0; j < r->indexes[i].manifest.segment_count; j++) {
            const struct dl_manifest_segment *m = &r->indexes[i].manifest.segments[j];
            if (!r->indexes[i].segments) {
                r->articles += m->docs - m->deleted;
                continue;
            }
            const struct dl_segment *s = &r->indexes[i].segments[j];
            r->segments[r->segment_count++] = s;
            r->articles += s->meta->docs - s->deleted_count;
            r->total_length += s->meta->total_length - s->deleted_length;
        }
    }
    return DL_OK;
}

static void close_reader(struct dl_reader *base)
{
    struct dl_native_reader *r = native(base);
    for (size_t i = 0; i < r->index_count; i++)
        dl_native_index_close(&r->indexes[i]);
    for (unsigned part = 0; part < DL_STORE_PARTS; part++)
        dl_store_reader_free(&r->stores[part]);
    free(r->indexes);
    free(r->segments);
    free(r);
}

/* Whether DIR's newest commit is still the one of X; in doubt, no. */
static bool is_current(const struct dl_native_index *x)
{
    struct dl_file_mark now;
    return dl_native_current(x->dir, &now) && dl_file_mark_eq(now, x->current);
}

static enum dl_status reopen(struct dl_reader *base, bool *changed, struct dl_error *err)
{
    struct dl_native_reader *r = native(base);
    *changed = false;
    for (size_t i = 0; i < r->index_count; i++) {
        struct dl_native_index fresh;
        if (is_current(&r->indexes[i]))
            continue;
        enum dl_status st = dl_native_index_open(r->indexes[i].dir, DL_NATIVE_ARTICLES, &fresh, err);
        if (st != DL_OK)
            return st;
        if (dl_file_mark_eq(fresh.current, r->indexes[i].current)) {
            dl_native_index_close(&fresh);
            continue;
        }
        for (unsigned part = 0; part < DL_STORE_PARTS; part++)
            dl_store_reader_forget(&r->stores[part]);
        struct dl_native_index old = r->indexes[i];
        r->indexes[i] = fresh;
        st = list_segments(r, err);
        if (st != DL_OK) { /* the list of segments may still name the old ones */
            r->segment_count = 0;
            dl_native_index_close(&old);
            return st;
        }
        dl_native_index_close(&old);
        *changed = true;
    }
    return DL_OK;
}

/* ---- articles ---------------------------------------------------------------------------------------------------- */

static enum dl_status locate(const struct dl_native_reader *r, uint64_t doc, const struct dl_segment **s,
                             uint32_t *number, struct dl_error *err)
{
    *s = NULL;
    *number = (uint32_t)doc;
    if (doc >> 32 >= r->segment_count || (uint32_t)doc >= r->segments[doc >> 32]->meta->docs)
        return dl_fail(err, DL_NOT_FOUND, "there is no such article");
    *s = r->segments[doc >> 32];
    return DL_OK;
}

static enum dl_status id(struct dl_reader *base, uint64_t doc, struct dl_buf *out, struct dl_error *err)
{
    const struct dl_segment *s;
    uint32_t number;
    enum dl_status st = locate(native(base), doc, &s, &number, err);
    return st ? st : dl_segment_id(s, number, out, err);
}

static enum dl_status signature(struct dl_reader *base, uint64_t doc, struct dl_signature *out, struct dl_error *err)
{
    const struct dl_segment *s;
    uint32_t number;
    enum dl_status st = locate(native(base), doc, &s, &number, err);
    if (st == DL_OK)
        st = dl_segment_signature(s, number, out, err);
    return st;
}

static enum dl_status fetch(struct dl_reader *base, uint64_t doc, struct dl_buf *record, struct dl_article *a,
                            bool *has_body, struct dl_error *err)
{
    struct dl_native_reader *r = native(base);
    const struct dl_segment *s;
    uint32_t number;
    enum dl_status st = locate(r, doc, &s, &number, err);
    if (st == DL_OK)
        st = dl_native_record(s, number, r->stores, record, err);
    return st ? st : dl_article_decode(dl_buf_view(record), a, has_body, err);
}

static enum dl_status fetch_head(struct dl_reader *base, uint64_t doc, struct dl_buf *record, struct dl_article *a,
                                 struct dl_error *err)
{
    struct dl_native_reader *r = native(base);
    const struct dl_segment *s;
    struct dl_str head;
    uint32_t number;
    bool has_body;
    enum dl_status st = locate(r, doc, &s, &number, err);
    if (st == DL_OK)
        st = dl_segment_stored(s, DL_STORE_HEAD, number, &r->stores[DL_STORE_HEAD], &head, err);
    if (st != DL_OK)
        return st;
    dl_buf_clear(record);
    dl_buf_str(record, head);
    st = dl_buf_status(record, err);
    return st ? st : dl_article_decode(dl_buf_view(record), a, &has_body, err);
}

static enum dl_status find(struct dl_reader *base, struct dl_str name, uint64_t *doc, struct dl_error *err)
{
    struct dl_native_reader *r = native(base);
    for (uint32_t i = 0; i < r->segment_count; i++) {
        uint32_t number;
        enum dl_status st = dl_segment_find(r->segments[i], name, &number, err);
        if (st == DL_OK)
            *doc = (uint64_t)i << 32 | number;
        if (st != DL_NOT_FOUND)
            return st;
    }
    return dl_fail(err, DL_NOT_FOUND, "no article has the id %.*s", (int)(name.len < 200 ? name.len : 200), name.ptr);
}

static size_t parts(const struct dl_reader *base)
{
    return ((const struct dl_native_reader *)(const void *)base)->index_count;
}

static enum dl_status get(struct dl_reader *base, size_t part, const char *key, struct dl_buf *value,
                          struct dl_error *err)
{
    const struct dl_native_index *x = &native(base)->indexes[part];
    const struct dl_manifest_blob *b = dl_manifest_find_blob(&x->manifest, key);
    if (!b)
        return dl_fail(err, DL_NOT_FOUND, "the index holds no %s", key);
    return dl_native_index_blob(x, b, value, err);
}

/* ---- statistics -------------------------------------------------------------------------------------------------- */

/* Which part of an index a section belongs to. */
static unsigned part_of(unsigned kind)
{
    static const unsigned char parts[DL_SEC_END] = {
        [DL_SEC_LISTS] = 0,      [DL_SEC_DICT] = 1,       [DL_SEC_DICT_INDEX] = 1, [DL_SEC_STORE] = 2,
        [DL_SEC_HEAD_INDEX] = 2, [DL_SEC_HEAD_ORDER] = 2, [DL_SEC_BODY_INDEX] = 2, [DL_SEC_BODY_ORDER] = 2,
        [DL_SEC_META] = 3,       [DL_SEC_CHECKS] = 3,     [DL_SEC_LENGTHS] = 3,    [DL_SEC_DATES] = 3,
        [DL_SEC_IDS] = 3,        [DL_SEC_ID_INDEX] = 3,   [DL_SEC_ID_HASH] = 3,    [DL_SEC_SOURCE_KEYS] = 3,
        [DL_SEC_FILTERS] = 3,    [DL_SEC_SIGNATURES] = 3
    };
    return parts[kind];
}

static void measure_parts(const struct dl_native_reader *r, struct dl_index_stats *out)
{
    static const char *const names[] = { "postings", "dictionary", "texts", "columns", "tombstones", "settings" };
    out->part_count = sizeof names / sizeof *names;
    for (size_t i = 0; i < out->part_count; i++)
        out->parts[i] = (struct dl_index_part){ names[i], 0 };
    for (uint32_t i = 0; i < r->segment_count; i++)
        for (unsigned kind = 1; kind < DL_SEC_END; kind++)
            out->parts[part_of(kind)].bytes += r->segments[i]->sections[kind].len;
    for (size_t i = 0; i < r->index_count; i++) {
        const struct dl_manifest *m = &r->indexes[i].manifest;
        for (size_t j = 0; j < m->segment_count; j++) {
            const struct dl_manifest_segment *s = &m->segments[j];
            out->parts[4].bytes += s->del_size;
            out->deleted += s->deleted;
            out->saving += s->docs ? (uint64_t)((double)s->size * s->deleted / s->docs) + s->del_size : 0;
        }
        for (size_t j = 0; j < m->blob_count; j++)
            out->parts[5].bytes += m->blobs[j].size;
    }
}

static enum dl_status stats(struct dl_reader *base, struct dl_index_stats *out, struct dl_error *err)
{
    const struct dl_native_reader *r = native(base);
    (void)err;
    *out = (struct dl_index_stats){ .engine = DL_ENGINE_NATIVE,
                                    .articles = r->articles,
                                    .total_length = r->total_length,
                                    .segments = r->segment_count };
    for (size_t i = 0; i < r->index_count; i++) {
        const struct dl_manifest *m = &r->indexes[i].manifest;
        if (i == 0) {
            out->bm25 = m->bm25;
            out->generation = m->generation;
            out->stored = m->store;
        }
        for (size_t j = 0; j < m->segment_count; j++)
            out->bytes += m->segments[j].size + m->segments[j].del_size;
        for (size_t j = 0; j < m->blob_count; j++)
            out->bytes += m->blobs[j].size;
    }
    measure_parts(r, out);
    for (uint32_t i = 0; i < r->segment_count; i++) {
        const struct dl_segment *s = r->segments[i];
        const struct dl_seg_meta *m = s->meta;
        out->postings += m->postings;
        uint64_t dated = m->dated;
        for (uint32_t w = 0; s->deleted && w < (m->dated + 63) / 64; w++) {
            uint64_t bits = s->deleted[w];
            if (w == m->dated / 64)
                bits &= (UINT64_C(1) << (m->dated % 64)) - 1;
            dated -= (uint64_t)__builtin_popcountll(bits);
        }
        out->dated += dated;
        for (uint32_t doc = 0; dated && doc < m->dated; doc++) { /* the first live ones */
            if (!dl_segment_is_deleted(s, doc)) {
                dl_date day = dl_segment_day(s, doc);
                out->newest = day > out->newest ? day : out->newest;
                break;
            }
        }
        for (uint32_t doc = m->dated; dated && doc-- > 0;) {
            if (!dl_segment_is_deleted(s, doc)) {
                dl_date day = dl_segment_day(s, doc);
                out->oldest = out->oldest == 0 || day < out->oldest ? day : out->oldest;
                break;
            }
        }
    }
    return DL_OK;
}

/* Of a long list the tombstones' own count is right; of a short one each document is looked at. */
enum dl_status dl_native_frequency(const struct dl_segment *s, const struct dl_term_info *info, uint64_t *count,
                                   struct dl_error *err)
{
    *count = info->docs;
    if (!s->deleted || info->docs == 0)
        return DL_OK;
    if (info->docs > DL_BLOCK) {
        uint32_t low = 0, high = s->correction_count;
        while (low < high) {
            uint32_t mid = low + (high - low) / 2;
            if (s->corrections[mid].ordinal < info->ordinal)
                low = mid + 1;
            else
                high = mid;
        }
        if (low < s->correction_count && s->corrections[low].ordinal == info->ordinal)
            *count -= s->corrections[low].count < info->docs ? s->corrections[low].count : info->docs;
        return DL_OK;
    }
    struct dl_posting_cursor c;
    dl_posting_open(&c, s, info);
    for (; c.doc != DL_NO_DOC; dl_posting_next(&c))
        *count -= dl_segment_is_deleted(s, c.doc);
    dl_posting_close(&c);
    return c.corrupt ? dl_segment_damaged(s, err, "bad postings") : DL_OK;
}

/* ---- the dictionary ---------------------------------------------------------------------------------------------- */

struct walks {
    struct dl_term_walk *v;
    bool *ended;
    uint32_t count;
};

static enum dl_status step(struct walks *w, uint32_t i, struct dl_error *err)
{
    enum dl_status st = dl_term_walk_next(&w->v[i], err);
    w->ended[i] = st == DL_END;
    return st == DL_END ? DL_OK : st;
}

/* The lowest term of all walks and its live articles; the walks that hold it move on.  DL_END after the last. */
static enum dl_status merge_step(struct walks *w, struct dl_buf *term, uint64_t *articles, struct dl_error *err)
{
    const struct dl_term_walk *least = NULL;
    for (uint32_t i = 0; i < w->count; i++)
        if (!w->ended[i] && (!least || dl_str_cmp(w->v[i].term, least->term) < 0))
            least = &w->v[i];
    if (!least)
        return DL_END;
    dl_buf_clear(term);
    dl_buf_str(term, least->term);
    *articles = 0;
    enum dl_status st = dl_buf_status(term, err);
    for (uint32_t i = 0; i < w->count && st == DL_OK; i++) {
        if (w->ended[i] || !dl_str_eq(w->v[i].term, dl_buf_view(term)))
            continue;
        uint64_t count;
        st = dl_native_frequency(w->v[i].segment, &w->v[i].info, &count, err);
        *articles += count;
        if (st == DL_OK)
            st = step(w, i, err);
    }
    return st;
}

static enum dl_status terms(struct dl_reader *base, struct dl_str prefix, struct dl_str from, dl_term_fn *fn,
                            void *context, struct dl_error *err)
{
    (void)prefix; /* whoever asks stops there by himself, and nothing was read ahead */
    struct dl_native_reader *r = native(base);
    struct walks w = { calloc(r->segment_count + 1, sizeof *w.v), calloc(r->segment_count + 1, sizeof *w.ended),
                       r->segment_count };
    struct dl_buf term = { 0 };
    enum dl_status st = w.v && w.ended ? DL_OK : dl_fail_memory(err);
    for (uint32_t i = 0; i < r->segment_count && st == DL_OK; i++) {
        st = dl_term_walk_start(&w.v[i], r->segments[i], from, err);
        if (st == DL_OK)
            st = step(&w, i, err);
    }
    uint64_t articles;
    while (st == DL_OK && (st = merge_step(&w, &term, &articles, err)) == DL_OK)
        if (articles && !fn(context, dl_buf_view(&term), articles))
            break;
    dl_buf_free(&term);
    free(w.v);
    free(w.ended);
    return st == DL_END ? DL_OK : st;
}

static enum dl_status values(struct dl_reader *base, enum dl_query_op op, dl_term_fn *fn, void *context,
                             struct dl_error *err)
{
    const struct dl_native_reader *r = native(base);
    uint32_t kind = dl_filter_kind_of(op);
    (void)err;
    for (uint32_t i = 0; i < r->segment_count; i++) {
        const struct dl_segment *s = r->segments[i];
        for (uint32_t k = 0; k < s->filter_count; k++)
            if (s->filters[k].kind == kind && !fn(context, dl_filter_name(s, &s->filters[k]), s->filters[k].docs))
                return DL_OK;
    }
    return DL_OK;
}

/* ---- the table --------------------------------------------------------------------------------------------------- */

const struct dl_reader_ops dl_native_reader_ops = {
    .reopen = reopen,
    .search = dl_native_search,
    .rescore = dl_native_rescore,
    .id = id,
    .signature = signature,
    .fetch = fetch,
    .fetch_head = fetch_head,
    .find = find,
    .parts = parts,
    .get = get,
    .facets = dl_native_facets,
    .stats = stats,
    .terms = terms,
    .values = values,
    .explain = dl_native_explain,
    .close = close_reader,
};

enum dl_status dl_native_reader_open(const char *const *dirs, size_t count, const struct dl_reader_options *o,
                                     struct dl_reader **out, struct dl_error *err)
{
    struct dl_native_reader *r = calloc(1, sizeof *r);
    if (!r || !(r->indexes = calloc(count, sizeof *r->indexes))) {
        free(r);
        return dl_fail_memory(err);
    }
    r->base.ops = &dl_native_reader_ops;
    enum dl_status st = DL_OK;
    for (size_t i = 0; i < count && st == DL_OK; i++) {
        st = dl_native_index_open(dirs[i], o->settings_only ? DL_NATIVE_SETTINGS : DL_NATIVE_ARTICLES, &r->indexes[i],
                                  err);
        if (st != DL_OK)
            break;
        r->index_count++;
        const struct dl_manifest *m = &r->indexes[i].manifest, *first = &r->indexes[0].manifest;
        if (m->bm25.k1 != first->bm25.k1 || m->bm25.b != first->bm25.b || m->text_version != first->text_version)
            st = dl_fail(err, DL_UNSUPPORTED,
                         "%s and %s were made with other settings: they cannot be searched together", dirs[0], dirs[i]);
    }
    if (st == DL_OK)
        st = list_segments(r, err);
    if (st != DL_OK) {
        close_reader(&r->base);
        return st;
    }
    *out = &r->base;
    return DL_OK;
}
