/* segment_merge.c - several segments, less what was deleted from them, into one.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdio.h>
#include <stdlib.h>

#include "dateline/hash.h"
#include "dateline/posting.h"
#include "lib/segment/builder.h"
#include "lib/segment/read_private.h"
#include "lib/segment/write_private.h"

/* ---- a segment as a source of terms ----------------------------------------------------------------------------- */

struct segment_source {
    struct dl_term_source base;
    const struct dl_segment *segment;
    const uint32_t *map; /* old document -> new */
    struct dl_str *samples;
    struct dl_arena arena;
};

struct segment_walk {
    struct dl_term_stream base;
    const struct segment_source *source;
    struct dl_term_walk walk;
};

static enum dl_status segment_next(struct dl_term_stream *walk, struct dl_error *err)
{
    struct segment_walk *w = (struct segment_walk *)walk;
    enum dl_status status = dl_term_walk_next(&w->walk, err);
    walk->term = w->walk.term;
    return status;
}

static enum dl_status damaged(const char *what, struct dl_error *err)
{
    return dl_fail(err, DL_CORRUPT, "the index is damaged: %s", what);
}

/* The positions of one block of postings, appended to G as they are. */
static enum dl_status read_positions(const unsigned char *p, const unsigned char *end, const uint32_t *tf, unsigned n,
                                     struct dl_postings *g, struct dl_error *err)
{
    uint64_t left = 0;
    for (unsigned i = 0; i < n; i++)
        left += tf[i];
    if (p > end || left > (uint64_t)(end - p) * DL_BLOCK) /* a chunk has a byte at least */
        return damaged("bad positions", err);
    if (!dl_postings_reserve(g, 0, left + DL_BLOCK)) /* the last chunk's room counts in full */
        return dl_fail_memory(err);
    while (left > 0) {
        unsigned fill = left < DL_BLOCK ? (unsigned)left : DL_BLOCK;
        p = dl_chunk_decode(p, end, fill, g->positions + g->position_count);
        if (!p)
            return damaged("bad positions", err);
        g->position_count += fill;
        left -= fill;
    }
    return DL_OK;
}

/* Block number BLOCK of L. */
static enum dl_status read_block(const struct segment_source *s, const struct dl_posting_list *l, uint32_t block,
                                 struct dl_str positions, struct dl_postings *g, struct dl_error *err)
{
    struct dl_posting_block b;
    uint32_t docs[DL_BLOCK], tf[DL_BLOCK];
    if (!dl_posting_list_block(l, block, &b) || b.position > positions.len)
        return damaged("bad postings", err);
    const unsigned char *p = dl_chunk_decode_docs(b.p, l->end, b.count, b.before, s->segment->meta->docs, docs);
    if (!p || !dl_chunk_decode(p, l->end, b.count, tf) || (l->last && docs[b.count - 1] != l->last[block]))
        return damaged("bad postings", err);
    if (!dl_postings_reserve(g, b.count, 0))
        return dl_fail_memory(err);
    size_t at = g->position_count;
    for (uint32_t i = 0; i < b.count; i++) {
        if (++tf[i] == 0)
            return damaged("bad postings", err);
        uint32_t doc = s->map[docs[i]];
        if (doc != DL_DOC_DELETED)
            g->postings[g->count++] = (struct dl_posting){ doc, tf[i], at };
        at += tf[i];
    }
    const unsigned char *first = (const unsigned char *)positions.ptr;
    return read_positions(first + b.position, first + positions.len, tf, b.count, g, err);
}

static enum dl_status read_single(const struct segment_source *s, const struct dl_term_info *t, struct dl_postings *g,
                                  struct dl_error *err)
{
    uint32_t doc = s->map[t->doc];
    if (doc == DL_DOC_DELETED)
        return DL_OK;
    if (!dl_postings_reserve(g, 1, 1))
        return dl_fail_memory(err);
    g->postings[g->count++] = (struct dl_posting){ doc, t->tf, g->position_count };
    if (t->tf == 1) {
        g->positions[g->position_count++] = t->position;
        return DL_OK;
    }
    const unsigned char *p = (const unsigned char *)t->positions.ptr;
    return read_positions(p, p + t->positions.len, &t->tf, 1, g, err);
}

static enum dl_status segment_read(struct dl_term_stream *walk, struct dl_postings *g, struct dl_error *err)
{
    const struct segment_source *s = ((struct segment_walk *)walk)->source;
    const struct dl_term_info *t = &((struct segment_walk *)walk)->walk.info;
    struct dl_posting_list l;
    if (t->docs == 1)
        return read_single(s, t, g, err);
    enum dl_status status = dl_posting_list_open(t->postings, t->docs, &l) ? DL_OK : damaged("bad postings", err);
    for (uint32_t i = 0; !status && i < l.blocks; i++)
        status = read_block(s, &l, i, t->positions, g, err);
    return status;
}

static void segment_walk_close(struct dl_term_stream *walk)
{
    free(walk);
}

static enum dl_status segment_walk_open(const struct dl_term_source *s, struct dl_str from,
                                        struct dl_term_stream **walk, struct dl_error *err);
static const struct dl_source_ops segment_ops = { segment_walk_open, segment_next, segment_read, segment_walk_close };

static enum dl_status segment_walk_open(const struct dl_term_source *s, struct dl_str from,
                                        struct dl_term_stream **walk, struct dl_error *err)
{
    struct segment_walk *w = malloc(sizeof *w);
    if (!w)
        return dl_fail_memory(err);
    w->base.ops = &segment_ops;
    w->source = (const struct segment_source *)s;
    enum dl_status status = dl_term_walk_start(&w->walk, w->source->segment, from, err);
    if (status && status != DL_END) {
        free(w);
        return status;
    }
    *walk = &w->base;
    return DL_OK;
}

static void segment_source_free(struct dl_term_source *base)
{
    struct segment_source *s = (struct segment_source *)base;
    dl_arena_free(&s->arena);
    free(s->samples);
    free(s);
}

/* The first term of every n-th dictionary block serves as a sample. */
static enum dl_status segment_source_new(const struct dl_segment *segment, const uint32_t *map,
                                         struct dl_term_source **source, struct dl_error *err)
{
    struct segment_source *s = calloc(1, sizeof *s);
    if (!s)
        return dl_fail_memory(err);
    s->base = (struct dl_term_source){ .ops = &segment_ops,
                                       .weight = segment->sections[DL_SEC_LISTS].len,
                                       .free = segment_source_free };
    s->segment = segment;
    s->map = map;
    uint32_t blocks = segment->meta->dict_blocks, step = blocks / 1024 + 1;
    uint64_t last = 0;
    s->samples = calloc((size_t)blocks / step + 1, sizeof *s->samples);
    enum dl_status status = s->samples ? DL_OK : dl_fail_memory(err);
    for (uint32_t b = step; !status && b < blocks; b += step) {
        uint64_t at = segment->dict_entries[b].postings;
        if (at - last < segment->sections[DL_SEC_LISTS].len / 1024)
            continue;
        last = at;
        unsigned char prefix[8]; /* a beginning of a term parts the terms as well as a term */
        uint64_t v = segment->dict_prefix[b];
        size_t len = 8;
        for (size_t i = 8; i-- > 0; v >>= 8)
            prefix[i] = (unsigned char)v;
        while (len > 0 && prefix[len - 1] == 0)
            len--;
        if (!dl_arena_dup(&s->arena, (struct dl_str){ (char *)prefix, len }, &s->samples[s->base.sample_count++]))
            status = dl_fail_memory(err);
    }
    s->base.samples = s->samples;
    if (status)
        segment_source_free(&s->base);
    else
        *source = &s->base;
    return status;
}

/* ---- documents -------------------------------------------------------------------------------------------------- */

struct part { /* one of the old segments */
    const struct dl_segment *segment;
    const uint64_t *deleted;
    uint32_t *map; /* old document -> first its place in `merged`, then its new number */
    struct dl_term_source *source;
};

struct merging {
    struct dl_segment_writer *w;
    struct part *parts;
    size_t part_count;
    struct dl_doc_column *docs; /* in the order of parts, then in the new order */
    uint32_t doc_count;
    struct dl_arena arena;
    const struct dl_merge_options *o;
};

static bool gone(const struct part *p, uint32_t doc)
{
    return p->deleted && (p->deleted[doc >> 6] >> (doc & 63) & 1);
}

static enum dl_status count_docs(struct merging *m, struct dl_error *err)
{
    uint64_t total = 0;
    for (size_t i = 0; i < m->part_count; i++) {
        struct part *p = &m->parts[i];
        uint32_t docs = p->segment->meta->docs;
        p->map = malloc(((size_t)docs + 1) * sizeof *p->map);
        if (!p->map)
            return dl_fail_memory(err);
        for (uint32_t d = 0; d < docs; d++)
            p->map[d] = gone(p, d) ? DL_DOC_DELETED : (uint32_t)total++;
    }
    if (total > DL_SEGMENT_MAX_DOCS)
        return dl_fail(err, DL_TOO_LARGE, "more than %u articles in one segment", DL_SEGMENT_MAX_DOCS);
    m->doc_count = (uint32_t)total;
    m->docs = calloc((size_t)total + 1, sizeof *m->docs);
    return m->docs ? DL_OK : dl_fail_memory(err);
}

static enum dl_status read_columns(struct merging *m, const struct part *p, struct dl_error *err)
{
    struct dl_buf id = { 0 };
    enum dl_status status = DL_OK;
    for (uint32_t d = 0; d < p->segment->meta->docs && !status; d++) {
        if (p->map[d] == DL_DOC_DELETED)
            continue;
        struct dl_doc_column *c = &m->docs[p->map[d]];
        status = dl_segment_id(p->segment, d, &id, err);
        if (!status && !dl_arena_dup(&m->arena, dl_buf_view(&id), &c->id))
            status = dl_fail_memory(err);
        c->id_hash = dl_hash64(id.data, id.len);
        c->date = dl_segment_date(p->segment, d);
        c->length = dl_segment_length(p->segment, d);
        if (!status)
            status = dl_segment_signature(p->segment, d, &c->signature, err);
        uint32_t key = dl_packed_get(&p->segment->source_index, d);
        if (key < p->segment->source_key_count)
            c->source_key = p->segment->source_keys[key];
    }
    dl_buf_free(&id);
    return status;
}

/* Go over the filters of PART: count them for each document, or with VALUES set put them in. */
static enum dl_status read_filters(struct merging *m, const struct part *p, struct dl_filter_value *values,
                                   struct dl_error *err)
{
    for (uint32_t f = 0; f < p->segment->filter_count; f++) {
        const struct dl_filter_entry *e = &p->segment->filters[f];
        struct dl_docset set;
        enum dl_status status = dl_docset_open(p->segment, e, &set, err);
        if (status)
            return status;
        for (uint32_t d = dl_docset_advance(&set, 0); d != DL_NO_DOC; d = dl_docset_advance(&set, d + 1)) {
            if (p->map[d] == DL_DOC_DELETED)
                continue;
            struct dl_doc_column *c = &m->docs[p->map[d]];
            if (values) /* the array is the arena's own memory, handed out below */
                ((struct dl_filter_value **)(uintptr_t)c->filters)[c->filter_count] = &values[f];
            c->filter_count++;
        }
        if (values)
            values[f] = (struct dl_filter_value){ .kind = e->kind, .name = dl_filter_name(p->segment, e) };
    }
    return DL_OK;
}

static enum dl_status merge_filters(struct merging *m, const struct part *p, struct dl_error *err)
{
    enum dl_status status = read_filters(m, p, NULL, err);
    if (status)
        return status;
    for (uint32_t d = 0; d < p->segment->meta->docs; d++) {
        if (p->map[d] == DL_DOC_DELETED)
            continue;
        struct dl_doc_column *c = &m->docs[p->map[d]];
        c->filters = dl_arena_alloc(&m->arena, ((size_t)c->filter_count + 1) * sizeof *c->filters);
        if (!c->filters)
            return dl_fail_memory(err);
        c->filter_count = 0;
    }
    struct dl_filter_value *values = dl_arena_alloc(&m->arena, ((size_t)p->segment->filter_count + 1) * sizeof *values);
    return values ? read_filters(m, p, values, err) : dl_fail_memory(err);
}

/* ---- the store -------------------------------------------------------------------------------------------------- */

static void record_placed(void *context, enum dl_store_part part, uint32_t slot, uint32_t record)
{
    ((struct merging *)context)->docs[slot].record[part] = record + 1;
}

static enum dl_status merge_stores(struct merging *m, struct dl_error *err)
{
    struct dl_store_source *sources = calloc(m->part_count + 1, sizeof *sources);
    struct dl_store_merge o = { sources, m->part_count, m->o->tight, record_placed, m };
    if (!sources)
        return dl_fail_memory(err);
    for (size_t i = 0; i < m->part_count; i++)
        sources[i] = (struct dl_store_source){ m->parts[i].segment, m->parts[i].map };
    enum dl_status status = dl_stores_merge(m->w, DL_STORE_HEAD, &o, err);
    if (!status)
        status = dl_stores_merge(m->w, DL_STORE_BODY, &o, err);
    free(sources);
    return status ? status : dl_segment_end_store(m->w, err);
}

/* ---- order ------------------------------------------------------------------------------------------------------ */

struct ref {
    uint64_t key;
    const struct dl_doc_column *doc;
};

static int by_order(const void *a, const void *b)
{
    const struct ref *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return dl_str_cmp(x->doc->id, y->doc->id);
}

static enum dl_status renumber(struct merging *m, struct dl_error *err)
{
    struct ref *refs = malloc(((size_t)m->doc_count + 1) * sizeof *refs);
    uint32_t *to = malloc(((size_t)m->doc_count + 1) * sizeof *to);
    struct dl_doc_column *sorted = malloc(((size_t)m->doc_count + 1) * sizeof *sorted);
    bool enough = refs && to && sorted;
    if (enough) {
        for (uint32_t i = 0; i < m->doc_count; i++) {
            dl_date date = m->docs[i].date;
            refs[i].key = date ? (uint64_t)(UINT32_MAX - (uint32_t)dl_date_first(date)) : UINT64_MAX;
            refs[i].doc = &m->docs[i];
        }
        qsort(refs, m->doc_count, sizeof *refs, by_order);
        for (uint32_t i = 0; i < m->doc_count; i++) {
            to[refs[i].doc - m->docs] = i;
            sorted[i] = *refs[i].doc;
        }
        for (size_t i = 0; i < m->part_count; i++)
            for (uint32_t d = 0; d < m->parts[i].segment->meta->docs; d++)
                if (m->parts[i].map[d] != DL_DOC_DELETED)
                    m->parts[i].map[d] = to[m->parts[i].map[d]];
        free(m->docs);
        m->docs = sorted;
        sorted = NULL;
    }
    free(refs);
    free(to);
    free(sorted);
    return enough ? DL_OK : dl_fail_memory(err);
}

/* ---- all of it -------------------------------------------------------------------------------------------------- */

static enum dl_status collect_parts(struct merging *m, struct dl_error *err)
{
    enum dl_status status = count_docs(m, err);
    for (size_t i = 0; i < m->part_count && !status; i++) {
        struct part *p = &m->parts[i];
        status = read_columns(m, p, err);
        if (!status)
            status = merge_filters(m, p, err);
    }
    if (!status)
        status = merge_stores(m, err);
    return status ? status : renumber(m, err);
}

static enum dl_status write_lists(struct merging *m, struct dl_seg_meta *meta, struct dl_error *err)
{
    struct dl_term_source **sources = calloc(m->part_count + 1, sizeof *sources);
    uint32_t *lengths = malloc(((size_t)m->doc_count + 1) * sizeof *lengths);
    struct dl_bound_model model = { m->o->bm25, 0.0, lengths };
    struct dl_lists_total total = { 0 };
    enum dl_status status = sources && lengths ? DL_OK : dl_fail_memory(err);
    uint64_t sum = 0;
    for (uint32_t i = 0; i < m->doc_count && !status; i++)
        sum += lengths[i] = m->docs[i].length;
    model.avlen = m->doc_count ? (double)sum / m->doc_count : 0.0;
    for (size_t i = 0; i < m->part_count && !status; i++) {
        status = segment_source_new(m->parts[i].segment, m->parts[i].map, &m->parts[i].source, err);
        if (!status)
            sources[i] = m->parts[i].source;
    }
    if (!status)
        status = dl_merge_lists(m->w, sources, m->part_count, m->o->threads, &model, &total, err);
    meta->terms = total.terms;
    meta->dict_blocks = total.blocks;
    meta->postings = total.postings;
    meta->positions = total.positions;
    free(sources);
    free(lengths);
    return status;
}

static enum dl_status write_all(struct merging *m, struct dl_manifest_segment *out, struct dl_error *err)
{
    struct dl_seg_meta meta = { .k1 = m->o->bm25.k1,
                                .b = m->o->bm25.b,
                                .text_version = DL_TEXT_VERSION,
                                .flags = m->o->store ? DL_META_STORED : 0 };
    enum dl_status status = collect_parts(m, err);
    if (!status)
        status = write_lists(m, &meta, err);
    if (!status)
        status = dl_write_columns(m->w, m->docs, m->doc_count, &meta, err);
    if (status)
        return status;
    struct dl_buf b = { 0 };
    dl_buf_append(&b, &meta, sizeof meta);
    status = dl_section_write(m->w, DL_SEC_META, &b, err);
    dl_buf_free(&b);
    *out = (struct dl_manifest_segment){ .docs = m->doc_count };
    snprintf(out->name, sizeof out->name, "%s", m->o->segment);
    return status ? status : dl_segment_finish(m->w, &out->size, &out->checksum, err);
}

enum dl_status dl_segments_merge(const struct dl_merge_options *o, const struct dl_merge_input *in, size_t count,
                                 struct dl_manifest_segment *out, struct dl_error *err)
{
    struct merging m = { .o = o, .part_count = count };
    struct dl_buf path = { 0 };
    struct dl_manifest_segment named = { 0 };
    snprintf(named.name, sizeof named.name, "%s", o->segment);
    m.parts = calloc(count + 1, sizeof *m.parts);
    enum dl_status status = m.parts && dl_segment_path(&path, o->dir, &named) ? DL_OK : dl_fail_memory(err);
    for (size_t i = 0; i < count && !status; i++) {
        m.parts[i] = (struct part){ .segment = in[i].segment, .deleted = in[i].deleted };
        status = dl_segment_checksums(in[i].segment, err); /* damage must not get new checksums that hide it */
    }
    if (!status)
        status = dl_segment_create(path.data, &m.w, err);
    if (!status)
        status = write_all(&m, out, err);
    for (size_t i = 0; m.parts && i < count; i++) {
        free(m.parts[i].map);
        dl_term_source_free(m.parts[i].source);
    }
    free(m.parts);
    free(m.docs);
    dl_arena_free(&m.arena);
    dl_segment_discard(m.w);
    dl_buf_free(&path);
    return status;
}
