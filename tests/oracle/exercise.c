/* exercise.c - see exercise.h.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "exercise.h"

#include <stdio.h>
#include <stdlib.h>

#include "generate.h"
#include "lib/native/native_private.h"
#include "lib/segment/builder.h"
#include "lib/segment/read_private.h"

/* ---- making ------------------------------------------------------------------------------------------------------ */

static void add_filter(struct dl_build_doc *d, enum dl_filter_kind kind, struct dl_str name)
{
    d->filters[d->filter_count].kind = kind;
    d->filters[d->filter_count++].name = name;
}

static void fill(struct dl_build_doc *d, const struct dl_article *a, struct dl_buf *record, struct dl_buf *source)
{
    d->id = a->id;
    d->head = dl_buf_view(record);
    d->body = a->body;
    d->has_body = true;
    d->date = a->date;
    d->filter_count = 0;
    for (unsigned i = 0; i < a->country_count; i++)
        add_filter(d, DL_FILTER_COUNTRY, dl_str_of(a->countries[i].code.text));
    for (unsigned i = 0; i < a->mention_count; i++)
        add_filter(d, DL_FILTER_MENTION, dl_str_of(a->mentions[i].text));
    if (a->source.len) {
        dl_fold_key(a->source, source, NULL);
        add_filter(d, DL_FILTER_SOURCE, dl_buf_view(source));
        add_filter(d, DL_FILTER_SOURCE_NAME, a->source);
    }
    if (a->language.len)
        add_filter(d, DL_FILTER_LANGUAGE, (struct dl_str){ a->language.ptr, 2 });
}

static enum dl_status add_all(struct dl_builder *b, unsigned articles, uint64_t seed, struct dl_error *err)
{
    static struct gen_text t;
    static struct dl_build_doc d;
    struct gen g = gen_new(seed);
    struct dl_analyzer *a;
    struct dl_tokens tokens = { 0 };
    struct dl_buf record = { 0 }, source = { 0 };
    enum dl_status st = dl_analyzer_new(&a, err);
    if (st != DL_OK)
        return st;
    for (unsigned i = 0; i < articles && st == DL_OK; i++) {
        gen_article(&g, i, &t);
        dl_buf_clear(&record);
        st = dl_article_encode(&t.a, false, &record, err);
        d.sequence = i + 1;
        d.source_key = i % 3;
        fill(&d, &t.a, &record, &source);
        if (st == DL_OK)
            st = dl_analyze_article(a, t.a.title, t.a.body, "none", &tokens, err);
        if (st == DL_OK)
            st = dl_builder_add(b, 0, &d, a, &tokens, err);
    }
    dl_buf_free(&record);
    dl_buf_free(&source);
    dl_tokens_free(&tokens);
    dl_analyzer_free(a);
    return st;
}

enum dl_status exercise_make(const char *dir, unsigned articles, uint64_t seed, struct dl_error *err)
{
    struct dl_builder_options o = { .dir = dir,
                                    .segment = "s00000001",
                                    .workers = 1,
                                    .memory = 64 << 20,
                                    .store = true,
                                    .bm25 = { DL_BM25_K1, DL_BM25_B } };
    struct dl_builder *b;
    struct dl_manifest_segment m;
    uint32_t count;
    uint64_t dropped;
    enum dl_status st = dl_builder_new(&o, &b, err);
    if (st == DL_OK)
        st = add_all(b, articles, seed, err);
    if (st == DL_OK)
        st = dl_builder_settle(b, NULL, NULL, &count, &dropped, err);
    if (st == DL_OK)
        st = dl_builder_finish(b, &m, err);
    struct dl_manifest manifest = { .generation = 1,
                                    .bm25 = o.bm25,
                                    .text_version = DL_TEXT_VERSION,
                                    .store = true,
                                    .segments = &m,
                                    .segment_count = 1 };
    if (st == DL_OK)
        st = dl_manifest_commit(dir, &manifest, err);
    dl_builder_free(b);
    return st;
}

/* ---- reading ----------------------------------------------------------------------------------------------------- */

static bool any_term(void *context, struct dl_str term, uint64_t articles)
{
    (void)term;
    (void)articles;
    return --*(int *)context > 0;
}

static void note(struct exercise_counts *c, enum dl_status st)
{
    if (st == DL_OK || st == DL_NOT_FOUND)
        c->answered++;
    else
        c->failed++;
}

static void look_at_hits(struct dl_native_reader *r, const struct dl_hits *hits, struct exercise_counts *counts)
{
    struct dl_buf buf = { 0 };
    struct dl_article a;
    bool has_body;
    uint64_t doc;
    for (size_t i = 0; i < hits->count && i < 3; i++) {
        note(counts, dl_reader_fetch(&r->base, hits->v[i].doc, &buf, &a, &has_body, NULL));
        enum dl_status st = dl_reader_id(&r->base, hits->v[i].doc, &buf, NULL);
        if (st == DL_OK)
            st = dl_reader_find(&r->base, dl_buf_view(&buf), &doc, NULL);
        note(counts, st);
    }
    dl_buf_free(&buf);
}

static void ask(struct dl_native_reader *r, struct exercise_counts *counts)
{
    struct gen g = gen_new(42);
    struct dl_hits hits = { 0 };
    struct dl_facets facets = { 0 };
    for (int i = 0; i < 40; i++) {
        struct dl_arena arena = { 0 };
        struct dl_search s = { .query = gen_query(&g, &arena, true),
                               .sort = (enum dl_sort)(i % 3),
                               .limit = i % 4 ? 10 : 0,
                               .exact_count = i % 5 == 0 };
        if (s.query) {
            note(counts, dl_reader_search(&r->base, &s, &hits, NULL));
            look_at_hits(r, &hits, counts);
            if (i % 4 == 0)
                note(counts, dl_reader_facets(&r->base, s.query, (enum dl_facet)(i / 4 % 6), &facets, NULL));
        }
        dl_arena_free(&arena);
    }
    dl_hits_free(&hits);
    dl_facets_free(&facets);
}

void exercise_segment(const unsigned char *bytes, size_t size, struct exercise_counts *counts)
{
    struct dl_seg_trailer trailer = { 0 };
    struct dl_seg_entry meta = { 0 };
    struct dl_manifest_segment m = { .name = "s00000001", .size = size };
    struct dl_segment s = { .name = "s00000001" };
    const struct dl_segment *list[1] = { &s };
    if (size < sizeof trailer)
        return;
    memcpy(&trailer, bytes + size - sizeof trailer, sizeof trailer);
    m.checksum = trailer.checksum;
    if (trailer.table <= size - sizeof meta) /* take its word for the number of documents */
        memcpy(&meta, bytes + trailer.table, sizeof meta);
    if (meta.offset < size - sizeof m.docs)
        memcpy(&m.docs, bytes + meta.offset, sizeof m.docs);
    s.map = (struct dl_map){ bytes, size };
    if (dl_segment_attach(&s, &m, false, NULL) != DL_OK) {
        counts->refused++;
        dl_pages_close(&s);
        return;
    }
    struct dl_native_index index = {
        .manifest = { .generation = 1, .bm25 = { DL_BM25_K1, DL_BM25_B }, .segments = &m, .segment_count = 1 },
        .segments = &s
    };
    struct dl_native_reader r = { .base = { &dl_native_reader_ops },
                                  .indexes = &index,
                                  .index_count = 1,
                                  .segments = list,
                                  .segment_count = 1,
                                  .articles = s.meta->docs,
                                  .total_length = s.meta->total_length };
    struct dl_index_stats stats;
    int terms = 2000;
    note(counts, dl_reader_stats(&r.base, &stats, NULL));
    note(counts, dl_reader_terms(&r.base, (struct dl_str){ "", 0 }, any_term, &terms, NULL));
    ask(&r, counts);
    note(counts, dl_segment_verify(&s, NULL));
    for (unsigned part = 0; part < DL_STORE_PARTS; part++)
        dl_store_reader_free(&r.stores[part]);
    dl_pages_close(&s);
}
