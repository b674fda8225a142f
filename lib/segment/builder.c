/* builder.c - a segment from articles as they come, by several workers at once.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/segment/builder.h"

#include <stdio.h>
#include <stdlib.h>

#include "dateline/grow.h"
#include "dateline/hash.h"
#include "dateline/set.h"
#include "lib/segment/write_private.h"

#define SMALL_LEVEL 4             /* from this level on the store is packed small rather than fast */
#define MIN_RUN ((size_t)1 << 20) /* a run smaller than this is not worth its file */
#define ANYWAY ((size_t)24 << 20)
#define MIN_COLUMNS ((size_t)1 << 20) /* of a worker: a segment of less is not worth its file */
#define MAX_RECORD ((size_t)2 << 30)
#define MAX_WORDS ((size_t)1 << 28)    /* of an article: its postings take five bytes each at most */
#define TERM_BYTES (UINT32_C(1) << 31) /* with one article more, sizes still fit into 32 bits */

struct built_doc {
    struct dl_doc_column column;
    uint64_t sequence;
};

struct worker {
    const char *dir; /* for runs */
    struct dl_inverter *inverter;
    struct dl_store_writer *stores[DL_STORE_PARTS];
    struct built_doc *docs;
    uint32_t doc_count;
    size_t doc_cap;
    uint32_t *map; /* document of this worker -> of the segment */
    const uint32_t *map_view;
    struct dl_arena arena; /* ids and filters */
    struct dl_filter_value **values;
    size_t value_count, value_cap;
    struct dl_hash_map value_of_hash;
    struct dl_term_source **sources;
    size_t source_count, source_cap;
    uint64_t numbering;    /* of the terms that the inverter holds */
    enum dl_status status; /* what went wrong in the midst of a document, or in sorting */
    struct dl_error error;
    _Alignas(64) char apart[64]; /* no two workers share a cache line */
};

struct dl_builder {
    struct dl_builder_options o;
    char *dir, *path;
    char name[24];
    pthread_mutex_t lock; /* for opening the file */
    struct dl_segment_writer *writer;
    struct worker *workers;
    struct dl_doc_column *docs; /* settled, in order */
    uint64_t *sequences;        /* theirs */
    uint32_t doc_count;
    bool finished;
};

static void worker_free(struct worker *k)
{
    for (size_t i = 0; i < k->source_count; i++)
        dl_term_source_free(k->sources[i]);
    free(k->sources);
    dl_inverter_free(k->inverter);
    for (unsigned i = 0; i < DL_STORE_PARTS; i++)
        dl_store_writer_free(k->stores[i]);
    free(k->docs);
    free(k->map);
    free(k->values);
    dl_hash_map_free(&k->value_of_hash);
    dl_arena_free(&k->arena);
}

void dl_builder_free(struct dl_builder *b)
{
    if (!b)
        return;
    for (unsigned i = 0; b->workers && i < b->o.workers; i++)
        worker_free(&b->workers[i]);
    free(b->workers);
    free(b->docs);
    free(b->sequences);
    dl_segment_discard(b->writer);
    pthread_mutex_destroy(&b->lock);
    free(b->dir);
    free(b->path);
    free(b);
}

enum dl_status dl_builder_new(const struct dl_builder_options *o, struct dl_builder **out, struct dl_error *err)
{
    struct dl_builder *b = calloc(1, sizeof *b);
    if (!b)
        return dl_fail_memory(err);
    pthread_mutex_init(&b->lock, NULL);
    b->o = *o;
    b->o.max_docs = o->max_docs ? o->max_docs : DL_SEGMENT_MAX_DOCS;
    b->o.term_bytes = o->term_bytes ? o->term_bytes : TERM_BYTES;
    snprintf(b->name, sizeof b->name, "%s", o->segment);
    struct dl_manifest_segment m = { 0 };
    memcpy(m.name, b->name, sizeof m.name);
    struct dl_buf path = { 0 };
    dl_segment_path(&path, o->dir, &m);
    b->dir = strdup(o->dir);
    b->path = path.failed ? NULL : path.data;
    b->workers = aligned_alloc(64, o->workers * sizeof *b->workers);
    enum dl_status status = b->dir && b->path && b->workers ? DL_OK : dl_fail_memory(err);
    if (b->workers)
        memset(b->workers, 0, o->workers * sizeof *b->workers);
    for (unsigned i = 0; !status && i < o->workers; i++) {
        b->workers[i].dir = b->dir;
        status = dl_inverter_new(&b->workers[i].inverter, err);
        for (enum dl_store_part part = 0; !status && part < DL_STORE_PARTS; part++)
            status = dl_store_writer_new(part, o->level < SMALL_LEVEL, &b->workers[i].stores[part], err);
    }
    if (status)
        dl_builder_free(b);
    else
        *out = b;
    return status;
}

/* ---- adding ----------------------------------------------------------------------------------------------------- */

static struct dl_filter_value *intern(struct worker *k, enum dl_filter_kind kind, struct dl_str name)
{
    uint64_t hash = dl_hash64(name.ptr, name.len) + kind;
    for (size_t step = 0, i; dl_hash_map_next(&k->value_of_hash, hash, &step, &i);)
        if (k->values[i]->kind == kind && dl_str_eq(k->values[i]->name, name))
            return k->values[i];
    struct dl_filter_value *v = dl_arena_alloc(&k->arena, sizeof *v);
    if (!v)
        return NULL;
    *v = (struct dl_filter_value){ .kind = kind };
    if (!dl_arena_dup(&k->arena, name, &v->name) || !DL_GROW(k->values, k->value_cap, k->value_count + 1) ||
        !dl_hash_map_add(&k->value_of_hash, hash, k->value_count))
        return NULL;
    return k->values[k->value_count++] = v;
}

static enum dl_status open_file(struct dl_builder *b, struct dl_error *err)
{
    enum dl_status status = DL_OK;
    pthread_mutex_lock(&b->lock);
    if (!b->writer)
        status = dl_segment_create(b->path, &b->writer, err);
    pthread_mutex_unlock(&b->lock);
    return status;
}

static void record_placed(void *context, enum dl_store_part part, uint32_t slot, uint32_t record)
{
    ((struct worker *)context)->docs[slot].column.record[part] = record + 1;
}

static enum dl_status keep_columns(struct worker *k, const struct dl_build_doc *d, const struct dl_tokens *tokens,
                                   struct dl_error *err)
{
    if (!DL_GROW(k->docs, k->doc_cap, (size_t)k->doc_count + 1))
        return dl_fail_memory(err);
    struct built_doc *doc = &k->docs[k->doc_count];
    *doc = (struct built_doc){ .sequence = d->sequence };
    doc->column.id_hash = dl_hash64(d->id.ptr, d->id.len);
    doc->column.source_key = d->source_key;
    doc->column.date = d->date;
    doc->column.signature = d->signature;
    doc->column.length = (uint32_t)tokens->count;
    struct dl_filter_value **filters = dl_arena_alloc(&k->arena, (d->filter_count + 1) * sizeof *filters);
    if (!filters || !dl_arena_dup(&k->arena, d->id, &doc->column.id))
        return dl_fail_memory(err);
    for (unsigned i = 0; i < d->filter_count; i++) {
        filters[i] = intern(k, d->filters[i].kind, d->filters[i].name);
        if (!filters[i])
            return dl_fail_memory(err);
    }
    doc->column.filters = filters;
    doc->column.filter_count = d->filter_count;
    return DL_OK;
}

static enum dl_status add_source(struct worker *k, struct dl_term_source *s, struct dl_error *err)
{
    if (!DL_GROW(k->sources, k->source_cap, k->source_count + 1)) {
        dl_term_source_free(s);
        return dl_fail_memory(err);
    }
    k->sources[k->source_count++] = s;
    return DL_OK;
}

static enum dl_status spill(struct worker *k, struct dl_error *err)
{
    struct dl_term_source *s;
    enum dl_status status = dl_inverter_spill(k->inverter, k->dir, &k->map_view, &s, err);
    return status ? status : add_source(k, s, err);
}

/* Of the memory allowed: what this worker's postings, words and columns may take before they are written out.  The rest
 * is for settling, for merging the lists, and for what a process needs anyway (the gazetteer, ICU). */
static size_t share_of(const struct dl_builder *b)
{
    size_t anyway = b->o.memory / 4 < ANYWAY ? b->o.memory / 4 : ANYWAY;
    return (b->o.memory - anyway) / 8 * 5 / b->o.workers;
}

/* Each document may have blocks of the stores of its own. */
static size_t column_bytes(const struct worker *k)
{
    return k->arena.bytes + (size_t)k->doc_cap * (sizeof *k->docs + 2 * sizeof(struct dl_store_block));
}

bool dl_builder_full(const struct dl_builder *b, unsigned worker)
{
    size_t most = share_of(b) / 2;
    return column_bytes(&b->workers[worker]) >= (most > MIN_COLUMNS ? most : MIN_COLUMNS);
}

/* Keep within this worker's share of the memory. */
static enum dl_status keep_budget(struct dl_builder *b, struct worker *k, struct dl_analyzer *analyzer,
                                  struct dl_error *err)
{
    size_t share = share_of(b), words = dl_analyzer_memory(analyzer);
    size_t mine = dl_inverter_memory(k->inverter);
    bool full = dl_inverter_longest(k->inverter) >= b->o.term_bytes;
    if (!full && (mine < MIN_RUN || mine + words + column_bytes(k) < share))
        return DL_OK;
    enum dl_status status = spill(k, err);
    if (!status && words > share / 4) {
        dl_analyzer_reset(analyzer);
        k->numbering = dl_analyzer_numbering(analyzer);
    }
    return status;
}

/* The parts of adding after which there is no way back: a failure ends the run. */
static enum dl_status add_parts(struct dl_builder *b, struct worker *k, const struct dl_build_doc *d,
                                struct dl_analyzer *analyzer, const struct dl_tokens *tokens)
{
    uint64_t numbering = dl_analyzer_numbering(analyzer);
    if (k->doc_count && k->numbering != numbering)
        k->status = spill(k, &k->error); /* another vocabulary: its numbers mean other terms */
    k->numbering = numbering;
    if (!k->status)
        k->status = dl_inverter_add(k->inverter, k->doc_count, analyzer, tokens, &k->error);
    uint32_t slot = k->doc_count;
    if (!k->status)
        k->status = dl_store_add(k->stores[DL_STORE_HEAD], b->writer, d->head, slot, record_placed, k, &k->error);
    if (!k->status && d->has_body)
        k->status = dl_store_add(k->stores[DL_STORE_BODY], b->writer, d->body, slot, record_placed, k, &k->error);
    k->doc_count += !k->status;
    if (!k->status)
        k->status = keep_budget(b, k, analyzer, &k->error);
    return k->status;
}

static enum dl_status worker_failure(const struct worker *k, struct dl_error *err)
{
    if (k->status && err)
        *err = k->error;
    return k->status;
}

enum dl_status dl_builder_add(struct dl_builder *b, unsigned worker, const struct dl_build_doc *d,
                              struct dl_analyzer *analyzer, const struct dl_tokens *tokens, struct dl_error *err)
{
    struct worker *k = &b->workers[worker];
    if (k->status)
        return worker_failure(k, err);
    if (d->head.len + d->body.len > MAX_RECORD || tokens->count > MAX_WORDS)
        return dl_fail(err, DL_TOO_LARGE, "an article of %zu words and %zu bytes is too large", tokens->count,
                       d->head.len + d->body.len);
    if (k->doc_count >= b->o.max_docs / b->o.workers)
        return dl_fail(err, DL_TOO_LARGE, "more than %u articles in one run: commit more often", b->o.max_docs);
    enum dl_status status = k->doc_count ? DL_OK : open_file(b, err);
    if (!status)
        status = keep_columns(k, d, tokens, err);
    if (status)
        return status;
    return add_parts(b, k, d, analyzer, tokens) ? worker_failure(k, err) : DL_OK;
}

/* ---- settling --------------------------------------------------------------------------------------------------- */

struct ref {
    uint64_t key;
    const struct built_doc *doc;
    uint32_t *map; /* its place in the worker's map */
};

/* Equal ids together, the latest of them first. */
static int by_id(const void *a, const void *b)
{
    const struct ref *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    int c = dl_str_cmp(x->doc->column.id, y->doc->column.id);
    if (c)
        return c;
    return x->doc->sequence > y->doc->sequence ? -1 : x->doc->sequence < y->doc->sequence;
}

static int by_order(const void *a, const void *b)
{
    const struct ref *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return dl_str_cmp(x->doc->column.id, y->doc->column.id);
}

static struct ref *collect_docs(struct dl_builder *b, size_t *count, struct dl_error *err)
{
    size_t n = 0;
    for (unsigned i = 0; i < b->o.workers; i++) {
        struct worker *k = &b->workers[i];
        k->map = malloc(((size_t)k->doc_count + 1) * sizeof *k->map);
        if (!k->map)
            break;
        k->map_view = k->map;
        n += k->doc_count;
    }
    struct ref *refs = malloc((n + 1) * sizeof *refs);
    n = 0;
    for (unsigned i = 0; refs && i < b->o.workers; i++) {
        struct worker *k = &b->workers[i];
        if (!k->map) {
            free(refs);
            refs = NULL;
            break;
        }
        for (uint32_t d = 0; d < k->doc_count; d++)
            refs[n++] = (struct ref){ k->docs[d].column.id_hash, &k->docs[d], &k->map[d] };
    }
    if (!refs)
        dl_fail_memory(err);
    *count = n;
    return refs;
}

enum dl_status dl_builder_settle(struct dl_builder *b, dl_builder_lost_fn *lost, void *context, uint32_t *count,
                                 uint64_t *dropped, struct dl_error *err)
{
    enum dl_status status = DL_OK;
    for (unsigned i = 0; !status && i < b->o.workers; i++)
        status = worker_failure(&b->workers[i], err);
    for (unsigned i = 0; !status && i < b->o.workers && b->writer; i++)
        for (unsigned part = 0; !status && part < DL_STORE_PARTS; part++)
            status = dl_store_flush(b->workers[i].stores[part], b->writer, record_placed, &b->workers[i], err);
    if (status)
        return status;
    size_t n, live = 0;
    struct ref *refs = collect_docs(b, &n, err);
    if (!refs)
        return DL_NO_MEMORY;
    qsort(refs, n, sizeof *refs, by_id);
    for (size_t i = 0, first = 0; i < n; i++) {
        if (i && refs[i].key == refs[first].key && dl_str_eq(refs[i].doc->column.id, refs[first].doc->column.id)) {
            *refs[i].map = DL_DOC_DELETED;
            if (lost && refs[i].doc->column.source_key != refs[first].doc->column.source_key)
                lost(context, refs[i].doc->column.source_key);
            continue;
        }
        first = i;
        refs[i].map[0] = 0;
    }
    for (size_t i = 0; i < n; i++) {
        if (*refs[i].map == DL_DOC_DELETED)
            continue;
        dl_date date = refs[i].doc->column.date;
        refs[live] = refs[i];
        refs[live++].key = date ? (uint64_t)(UINT32_MAX - (uint32_t)dl_date_first(date)) : UINT64_MAX;
    }
    qsort(refs, live, sizeof *refs, by_order);
    b->docs = malloc((live + 1) * sizeof *b->docs);
    b->sequences = malloc((live + 1) * sizeof *b->sequences);
    for (size_t i = 0; b->docs && b->sequences && i < live; i++) {
        *refs[i].map = (uint32_t)i;
        b->docs[i] = refs[i].doc->column;
        b->sequences[i] = refs[i].doc->sequence;
    }
    free(refs);
    b->doc_count = (uint32_t)live;
    *count = (uint32_t)live;
    *dropped = n - live;
    return b->docs && b->sequences ? DL_OK : dl_fail_memory(err);
}

struct dl_str dl_builder_id(const struct dl_builder *b, uint32_t doc)
{
    return b->docs[doc].id;
}

uint64_t dl_builder_source_key(const struct dl_builder *b, uint32_t doc)
{
    return b->docs[doc].source_key;
}

uint64_t dl_builder_sequence(const struct dl_builder *b, uint32_t doc)
{
    return b->sequences[doc];
}

/* ---- finishing -------------------------------------------------------------------------------------------------- */

/* What is left in memory becomes a source too: on disk when the memory was too small before, as the merge needs some.
 */
static void *sort_terms(void *context)
{
    struct worker *k = context;
    struct dl_term_source *s;
    k->status = k->source_count ? dl_inverter_spill(k->inverter, k->dir, &k->map_view, &s, &k->error)
                                : dl_inverter_source(k->inverter, &k->map_view, &s, &k->error);
    if (!k->status)
        k->status = add_source(k, s, &k->error);
    return NULL;
}

static enum dl_status sort_all(struct dl_builder *b, struct dl_error *err)
{
    pthread_t *threads = calloc(b->o.workers, sizeof *threads);
    unsigned started = 0;
    if (!threads)
        return dl_fail_memory(err);
    while (started + 1 < b->o.workers && pthread_create(&threads[started], NULL, sort_terms, &b->workers[started]) == 0)
        started++;
    for (unsigned i = started; i < b->o.workers; i++)
        sort_terms(&b->workers[i]);
    enum dl_status status = DL_OK;
    for (unsigned i = 0; i < started; i++)
        pthread_join(threads[i], NULL);
    for (unsigned i = 0; i < b->o.workers && !status; i++)
        status = worker_failure(&b->workers[i], err);
    free(threads);
    return status;
}

static enum dl_status write_lists(struct dl_builder *b, struct dl_seg_meta *meta, struct dl_error *err)
{
    size_t n = 0;
    for (unsigned i = 0; i < b->o.workers; i++)
        n += b->workers[i].source_count;
    struct dl_term_source **sources = malloc((n + 1) * sizeof *sources);
    uint32_t *lengths = malloc(((size_t)b->doc_count + 1) * sizeof *lengths);
    struct dl_bound_model model = { b->o.bm25, 0.0, lengths };
    struct dl_lists_total total = { 0 };
    enum dl_status status = sources && lengths ? DL_OK : dl_fail_memory(err);
    if (!status) {
        n = 0;
        for (unsigned i = 0; i < b->o.workers; i++)
            for (size_t k = 0; k < b->workers[i].source_count; k++)
                sources[n++] = b->workers[i].sources[k];
        uint64_t sum = 0;
        for (uint32_t i = 0; i < b->doc_count; i++)
            sum += lengths[i] = b->docs[i].length;
        model.avlen = b->doc_count ? (double)sum / b->doc_count : 0.0;
        status = dl_merge_lists(b->writer, sources, n, b->o.workers, &model, &total, err);
    }
    meta->terms = total.terms;
    meta->dict_blocks = total.blocks;
    meta->postings = total.postings;
    meta->positions = total.positions;
    free(sources);
    free(lengths);
    return status;
}

enum dl_status dl_builder_finish(struct dl_builder *b, struct dl_manifest_segment *m, struct dl_error *err)
{
    struct dl_seg_meta meta = { .k1 = b->o.bm25.k1, .b = b->o.bm25.b, .text_version = DL_TEXT_VERSION };
    enum dl_status status = b->writer ? DL_OK : open_file(b, err);
    if (!status)
        status = dl_segment_end_store(b->writer, err);
    if (!status)
        status = sort_all(b, err);
    if (!status)
        status = write_lists(b, &meta, err);
    if (!status)
        status = dl_write_columns(b->writer, b->docs, b->doc_count, &meta, err);
    if (status)
        return status;
    meta.flags = b->o.store ? DL_META_STORED : 0;
    status = dl_section_begin(b->writer, DL_SEC_META, err);
    if (!status)
        status = dl_section_put(b->writer, &meta, sizeof meta, err);
    if (!status)
        status = dl_section_end(b->writer, err);
    *m = (struct dl_manifest_segment){ .docs = b->doc_count };
    memcpy(m->name, b->name, sizeof m->name);
    return status ? status : dl_segment_finish(b->writer, &m->size, &m->checksum, err);
}
