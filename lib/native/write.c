/* write.c - the native engine's writer: articles into a builder, removals into bitmaps, settings into blobs.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/native/write.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/eval/eval.h"

static struct dl_native_writer *native(struct dl_writer *w)
{
    return (struct dl_native_writer *)w;
}

/* ---- articles --------------------------------------------------------------------------------------------------- */

static bool has_filter(const struct dl_build_doc *d, enum dl_filter_kind kind, struct dl_str name)
{
    for (unsigned i = 0; i < d->filter_count; i++)
        if (d->filters[i].kind == kind && dl_str_eq(d->filters[i].name, name))
            return true;
    return false;
}

static void put_filter(struct dl_build_doc *d, enum dl_filter_kind kind, struct dl_str name)
{
    if (name.len == 0 || d->filter_count == sizeof d->filters / sizeof *d->filters || has_filter(d, kind, name))
        return;
    d->filters[d->filter_count].kind = kind;
    d->filters[d->filter_count++].name = name;
}

static void put_labels(struct dl_build_doc *d, const struct dl_article *a, enum dl_query_op op)
{
    struct dl_str value;
    size_t at = 0;
    for (unsigned n = 0; n < DL_MAX_LABELS && dl_label_next(a, op, &at, &value); n++)
        put_filter(d, dl_filter_kind_of(op), value);
}

static void put_filters(struct dl_build_doc *d, const struct dl_article *a, const char *language,
                        struct dl_str folded_source)
{
    for (unsigned i = 0; i < a->country_count; i++)
        put_filter(d, DL_FILTER_COUNTRY, dl_str_of(a->countries[i].code.text));
    for (unsigned i = 0; i < a->mention_count; i++)
        put_filter(d, DL_FILTER_MENTION, dl_str_of(a->mentions[i].text));
    put_filter(d, DL_FILTER_SOURCE, folded_source);
    put_filter(d, DL_FILTER_LANGUAGE, dl_str_of(language));
    put_filter(d, DL_FILTER_SOURCE_NAME, a->source);
    put_labels(d, a, DL_Q_AUTHOR);
    put_labels(d, a, DL_Q_SECTION);
    put_labels(d, a, DL_Q_TAG);
    put_labels(d, a, DL_Q_URL);
}

/* A flush waits until nobody adds; those who come meanwhile wait for it.  After one that failed there is no way back.
 */
static enum dl_status flush_full(struct dl_native_writer *w, unsigned worker, struct dl_error *err)
{
    struct dl_error why = { 0 };
    pthread_rwlock_wrlock(&w->lock);
    enum dl_status status = dl_writer_usable(&w->base, &why);
    if (!status && dl_builder_full(w->builder, worker)) { /* else another worker was faster */
        status = dl_native_flush(w, &why);
        if (status)
            dl_writer_fail(&w->base, &why);
    }
    pthread_rwlock_unlock(&w->lock);
    if (status && err)
        *err = why;
    return status;
}

static enum dl_status put(struct dl_native_writer *w, unsigned worker, const struct dl_build_doc *d,
                          struct dl_analyzer *analyzer, const struct dl_tokens *tokens, struct dl_error *err)
{
    pthread_rwlock_rdlock(&w->lock);
    enum dl_status status = dl_writer_usable(&w->base, err); /* asked again: a flush may have failed meanwhile */
    if (!status)
        status = dl_builder_add(w->builder, worker, d, analyzer, tokens, err);
    bool full = !status && dl_builder_full(w->builder, worker);
    pthread_rwlock_unlock(&w->lock);
    return full ? flush_full(w, worker, err) : status;
}

static enum dl_status add(struct dl_writer *base, unsigned worker, const struct dl_article *a,
                          struct dl_analyzer *analyzer, const struct dl_tokens *tokens, uint64_t sequence,
                          uint64_t source_key, struct dl_error *err)
{
    struct dl_native_writer *w = native(base);
    struct dl_buf record = { 0 }, source = { 0 };
    char language[9];
    dl_language_primary(a->language, language);
    enum dl_status status = a->source.len ? dl_fold_key(a->source, &source, err) : DL_OK;
    if (!status)
        status = dl_article_encode(a, false, &record, err);
    if (!status) {
        struct dl_build_doc d = { .id = a->id,
                                  .head = dl_buf_view(&record),
                                  .body = w->o.store ? a->body : (struct dl_str){ 0 },
                                  .has_body = w->o.store,
                                  .date = a->date,
                                  .sequence = sequence,
                                  .source_key = source_key,
                                  .signature = dl_signature_of(analyzer, tokens) };
        put_filters(&d, a, language, dl_buf_view(&source));
        status = put(w, worker, &d, analyzer, tokens, err);
    }
    dl_buf_free(&record);
    dl_buf_free(&source);
    return status;
}

/* ---- removal ---------------------------------------------------------------------------------------------------- */

bool dl_native_deleted(const struct dl_native_writer *w, size_t i, uint32_t doc)
{
    const uint64_t *bits = w->changes[i].deleted;
    return bits ? bits[doc >> 6] >> (doc & 63) & 1 : dl_segment_is_deleted(&w->index.segments[i], doc);
}

enum dl_status dl_native_delete(struct dl_native_writer *w, size_t i, uint32_t doc, struct dl_error *err)
{
    const struct dl_segment *s = &w->index.segments[i];
    struct dl_native_change *c = &w->changes[i];
    if (!c->deleted) {
        size_t words = ((size_t)s->meta->docs + 63) / 64;
        c->deleted = calloc(words + 1, sizeof *c->deleted);
        if (!c->deleted)
            return dl_fail_memory(err);
        if (s->deleted)
            memcpy(c->deleted, s->deleted, words * sizeof *c->deleted);
    }
    c->deleted[doc >> 6] |= UINT64_C(1) << (doc & 63);
    return DL_OK;
}

enum dl_status dl_native_replace(struct dl_native_writer *w, size_t i, uint32_t doc, struct dl_error *err)
{
    struct dl_native_change *c = &w->changes[i];
    if (!c->replaced &&
        !(c->replaced = calloc(((size_t)w->index.segments[i].meta->docs + 63) / 64, sizeof *c->replaced)))
        return dl_fail_memory(err);
    c->replaced[doc >> 6] |= UINT64_C(1) << (doc & 63);
    return dl_native_delete(w, i, doc, err);
}

static enum dl_status remove_committed(struct dl_native_writer *w, struct dl_str id, bool *found, struct dl_error *err)
{
    for (size_t i = 0; i < w->committed; i++) {
        uint32_t doc;
        enum dl_status status = dl_segment_find(&w->index.segments[i], id, &doc, err);
        if (status == DL_NOT_FOUND || (!status && dl_native_deleted(w, i, doc)))
            continue;
        if (!status)
            status = dl_native_delete(w, i, doc, err);
        if (status)
            return status;
        w->removed++;
        *found = true;
    }
    return DL_OK;
}

static enum dl_status remove_id(struct dl_writer *base, struct dl_str id, bool *found, struct dl_error *err)
{
    struct dl_native_writer *w = native(base);
    pthread_rwlock_rdlock(&w->lock);
    enum dl_status status = remove_committed(w, id, found, err);
    pthread_rwlock_unlock(&w->lock);
    return status;
}

static enum dl_status has_committed(const struct dl_native_writer *w, struct dl_str id, bool *found,
                                    struct dl_error *err)
{
    for (size_t i = 0; i < w->committed && !*found; i++) {
        uint32_t doc;
        enum dl_status status = dl_segment_find(&w->index.segments[i], id, &doc, err);
        if (status && status != DL_NOT_FOUND)
            return status;
        *found = !status && !dl_native_deleted(w, i, doc);
    }
    return DL_OK;
}

static enum dl_status has(struct dl_writer *base, struct dl_str id, bool *found, struct dl_error *err)
{
    struct dl_native_writer *w = native(base);
    pthread_rwlock_rdlock(&w->lock);
    enum dl_status status = has_committed(w, id, found, err);
    pthread_rwlock_unlock(&w->lock);
    return status;
}

/* Documents of segment I grouped by the index of their source key. */
static enum dl_status group_by_source(struct dl_native_writer *w, size_t i, struct dl_error *err)
{
    const struct dl_segment *s = &w->index.segments[i];
    struct dl_native_change *c = &w->changes[i];
    if (c->source_docs)
        return DL_OK;
    uint32_t *first = calloc((size_t)s->source_key_count + 2, sizeof *first);
    uint32_t *docs = malloc(((size_t)s->meta->docs + 1) * sizeof *docs);
    if (!first || !docs) {
        free(first);
        free(docs);
        return dl_fail_memory(err);
    }
    for (uint32_t d = 0; d < s->meta->docs; d++) {
        uint32_t key = dl_packed_get(&s->source_index, d);
        if (key >= s->source_key_count) {
            free(first);
            free(docs);
            return dl_fail(err, DL_CORRUPT, "the index is damaged: bad source of an article");
        }
        first[key + 2]++;
    }
    for (size_t k = 2; k < s->source_key_count + 2; k++)
        first[k] += first[k - 1];
    for (uint32_t d = 0; d < s->meta->docs; d++)
        docs[first[dl_packed_get(&s->source_index, d) + 1]++] = d;
    c->source_first = first;
    c->source_docs = docs;
    return DL_OK;
}

/* Where SOURCE_KEY is among the source keys of S: source_key_count when it is not. */
static uint64_t find_source(const struct dl_segment *s, uint64_t source_key)
{
    uint64_t low = 0, high = s->source_key_count;
    while (low < high) {
        uint64_t mid = low + (high - low) / 2;
        if (s->source_keys[mid] < source_key)
            low = mid + 1;
        else
            high = mid;
    }
    return low < s->source_key_count && s->source_keys[low] == source_key ? low : s->source_key_count;
}

typedef enum dl_status doc_fn(struct dl_native_writer *w, size_t segment, uint32_t doc, void *context,
                              struct dl_error *err);

/* Call FN for every document of a source that was committed before this run.  The lock is held. */
static enum dl_status each_of_source(struct dl_native_writer *w, uint64_t source_key, doc_fn *fn, void *context,
                                     struct dl_error *err)
{
    for (size_t i = 0; i < w->committed; i++) {
        const struct dl_segment *s = &w->index.segments[i];
        enum dl_status status = dl_segment_check_section(s, DL_SEC_SOURCE_KEYS, err);
        if (status)
            return status;
        uint64_t at = find_source(s, source_key);
        if (at == s->source_key_count)
            continue;
        status = group_by_source(w, i, err);
        const struct dl_native_change *c = &w->changes[i];
        for (uint32_t k = status ? 0 : c->source_first[at]; !status && k < c->source_first[at + 1]; k++)
            status = fn(w, i, c->source_docs[k], context, err);
        if (status)
            return status;
    }
    return DL_OK;
}

static enum dl_status remove_doc(struct dl_native_writer *w, size_t segment, uint32_t doc, void *context,
                                 struct dl_error *err)
{
    (void)context;
    if (w->changes[segment].replaced)
        w->changes[segment].replaced[doc >> 6] &= ~(UINT64_C(1) << (doc & 63));
    if (dl_native_deleted(w, segment, doc))
        return DL_OK;
    w->removed++;
    return dl_native_delete(w, segment, doc, err);
}

static enum dl_status remove_source(struct dl_writer *base, uint64_t source_key, struct dl_error *err)
{
    struct dl_native_writer *w = native(base);
    pthread_rwlock_rdlock(&w->lock);
    enum dl_status status = each_of_source(w, source_key, remove_doc, NULL, err);
    pthread_rwlock_unlock(&w->lock);
    return status;
}

/* Append segment and document to the buffer CONTEXT, unless it was removed. */
static enum dl_status note_doc(struct dl_native_writer *w, size_t segment, uint32_t doc, void *context,
                               struct dl_error *err)
{
    const uint64_t place[2] = { segment, doc }, *replaced = w->changes[segment].replaced;
    if (dl_native_deleted(w, segment, doc) && !(replaced && replaced[doc >> 6] >> (doc & 63) & 1))
        return DL_OK;
    dl_buf_append(context, place, sizeof place);
    return dl_buf_status(context, err);
}

/* FN is called with the lock open: it may wait for workers, who may wait to flush. */
static enum dl_status records(struct dl_writer *base, uint64_t source_key, dl_record_fn *fn, void *context,
                              struct dl_error *err)
{
    struct dl_native_writer *w = native(base);
    struct dl_buf places = { 0 };
    pthread_rwlock_rdlock(&w->lock);
    enum dl_status status = each_of_source(w, source_key, note_doc, &places, err);
    pthread_rwlock_unlock(&w->lock);
    for (size_t at = 0; at < places.len && !status;) {
        uint64_t place[2];
        memcpy(place, places.data + at, sizeof place);
        at += sizeof place;
        pthread_rwlock_rdlock(&w->lock);
        status = dl_native_record(&w->index.segments[place[0]], (uint32_t)place[1], w->stores, &w->record, err);
        pthread_rwlock_unlock(&w->lock);
        if (!status)
            status = fn(context, dl_buf_view(&w->record), err);
    }
    dl_buf_free(&places);
    return status;
}

/* ---- blobs ------------------------------------------------------------------------------------------------------ */

static struct dl_native_blob *find_blob(struct dl_native_writer *w, const char *key)
{
    for (size_t i = 0; i < w->blob_count; i++)
        if (strcmp(w->blobs[i].key, key) == 0)
            return &w->blobs[i];
    return NULL;
}

static enum dl_status set(struct dl_writer *base, const char *key, struct dl_str value, struct dl_error *err)
{
    struct dl_native_writer *w = native(base);
    struct dl_native_blob *b = find_blob(w, key);
    if (!b) {
        struct dl_native_blob *p = realloc(w->blobs, (w->blob_count + 1) * sizeof *p);
        if (!p)
            return dl_fail_memory(err);
        w->blobs = p;
        b = &p[w->blob_count++];
        *b = (struct dl_native_blob){ 0 };
        snprintf(b->key, sizeof b->key, "%s", key);
    }
    dl_buf_clear(&b->value);
    dl_buf_str(&b->value, value);
    return dl_buf_status(&b->value, err);
}

static enum dl_status get(struct dl_writer *base, const char *key, struct dl_buf *value, struct dl_error *err)
{
    struct dl_native_writer *w = native(base);
    const struct dl_native_blob *b = find_blob(w, key);
    const struct dl_manifest_blob *old = dl_manifest_find_blob(&w->index.manifest, key);
    if (b ? b->value.len == 0 : !old)
        return dl_fail(err, DL_NOT_FOUND, "the index holds no %s", key);
    if (b)
        dl_buf_append(value, b->value.data, b->value.len);
    else
        return dl_native_index_blob(&w->index, old, value, err);
    return dl_buf_status(value, err);
}

/* ---- opening and closing ---------------------------------------------------------------------------------------- */

void dl_native_end(struct dl_native_writer *w)
{
    dl_builder_free(w->builder);
    w->builder = NULL;
    for (size_t i = 0; w->changes && i < w->index.manifest.segment_count; i++) {
        free(w->changes[i].deleted);
        free(w->changes[i].replaced);
        free(w->changes[i].sequences);
        free(w->changes[i].source_first);
        free(w->changes[i].source_docs);
    }
    free(w->changes);
    w->changes = NULL;
    for (unsigned part = 0; part < DL_STORE_PARTS; part++)
        dl_store_reader_free(&w->stores[part]);
    dl_buf_free(&w->record);
    for (size_t i = 0; i < w->blob_count; i++)
        dl_buf_free(&w->blobs[i].value);
    free(w->blobs);
    w->blobs = NULL;
    w->blob_count = 0;
    free(w->stale);
    free(w->lost);
    w->stale = NULL;
    w->lost = NULL;
    w->lost_count = w->lost_cap = 0;
    w->added = w->replaced = w->removed = 0;
    w->settled = false;
    dl_native_index_close(&w->index);
}

enum dl_status dl_native_begin(struct dl_native_writer *w, struct dl_error *err)
{
    enum dl_status status = w->fresh ? DL_OK : dl_native_index_open(w->dir, DL_NATIVE_ARTICLES, &w->index, err);
    struct dl_manifest *m = &w->index.manifest;
    if (status)
        return status;
    if (w->fresh) {
        m->bm25 = w->o.bm25;
        m->store = w->o.store;
        m->text_version = DL_TEXT_VERSION;
    } else if (m->text_version != DL_TEXT_VERSION) {
        return dl_fail(err, DL_VERSION,
                       "%s was made with other rules for words (version %u, this program has %d): rebuild it", w->dir,
                       m->text_version, DL_TEXT_VERSION);
    }
    w->committed = m->segment_count;
    w->changes = calloc(m->segment_count + 1, sizeof *w->changes);
    return w->changes ? dl_native_new_builder(w, err) : dl_fail_memory(err);
}

static void close_writer(struct dl_writer *base)
{
    struct dl_native_writer *w = native(base);
    dl_native_end(w);
    pthread_rwlock_destroy(&w->lock);
    free(w->dir);
    free(w);
}

static const struct dl_writer_ops writer_ops = {
    .add = add,
    .remove_source = remove_source,
    .remove = remove_id,
    .records = records,
    .has = has,
    .resolve = dl_native_settle,
    .set = set,
    .get = get,
    .commit = dl_native_commit,
    .close = close_writer,
};

/* Who wants to flush goes before those who add: glibc's own choice would let it wait for ever. */
static bool open_lock(pthread_rwlock_t *lock)
{
    pthread_rwlockattr_t attributes;
    if (pthread_rwlockattr_init(&attributes) != 0)
        return false;
    pthread_rwlockattr_setkind_np(&attributes, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
    bool good = pthread_rwlock_init(lock, &attributes) == 0;
    pthread_rwlockattr_destroy(&attributes);
    return good;
}

enum dl_status dl_native_writer_open(const char *dir, bool fresh, const struct dl_writer_options *o,
                                     struct dl_writer **out, struct dl_error *err)
{
    struct dl_native_writer *w = calloc(1, sizeof *w);
    if (!w || !open_lock(&w->lock)) {
        free(w);
        return dl_fail_memory(err);
    }
    w->base.ops = &writer_ops;
    w->o = *o;
    w->fresh = fresh;
    w->dir = strdup(dir);
    enum dl_status status = w->dir ? dl_native_begin(w, err) : dl_fail_memory(err);
    if (status) {
        close_writer(&w->base);
        return status;
    }
    dl_native_clean(dir, &w->index.manifest); /* what a killed run left */
    *out = &w->base;
    return DL_OK;
}
