/* engine.c - the engine interface: which engine, the lock, checks, and the way through the tables.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dateline/file.h"
#include "dateline/grow.h"
#include "lib/engine/engine_private.h"

/* The first is the default for a new index. */
static const struct dl_engine_ops *const engines[] = {
    &dl_native_engine,
    &dl_xapian_engine,
};
#define ENGINES (sizeof engines / sizeof *engines)

const char *dl_engine_name(enum dl_engine_kind kind)
{
    switch (kind) {
    case DL_ENGINE_NATIVE:
        return "native";
    case DL_ENGINE_XAPIAN:
        return "xapian";
    case DL_ENGINE_NONE:
        break;
    }
    return "none";
}

const struct dl_engine_ops *dl_engine_of(enum dl_engine_kind kind)
{
    for (size_t i = 0; i < ENGINES; i++)
        if (engines[i]->kind == kind)
            return engines[i];
    return NULL;
}

static enum dl_status no_engine(enum dl_engine_kind kind, struct dl_error *err)
{
    return dl_fail(err, DL_UNSUPPORTED, "this build has no %s engine", dl_engine_name(kind));
}

enum dl_status dl_index_detect(const char *dir, enum dl_engine_kind *kind, struct dl_error *err)
{
    *kind = DL_ENGINE_NONE;
    for (size_t i = 0; i < ENGINES; i++)
        if (engines[i]->recognise(dir)) {
            *kind = engines[i]->kind;
            return DL_OK;
        }
    return dl_folder_check_vacant(dir, err);
}

/* ---- writing ---------------------------------------------------------------------------------------------------- */

/* With the lock held: which engine the index has, or shall have. */
static enum dl_status choose(const char *dir, enum dl_engine_kind wish, const struct dl_engine_ops **ops, bool *fresh,
                             struct dl_error *err)
{
    enum dl_engine_kind kind;
    enum dl_status status = dl_index_detect(dir, &kind, err);
    if (status)
        return status;
    if (kind && wish && kind != wish)
        return dl_fail(err, DL_INVALID, "%s is an index of the %s engine, not of %s", dir, dl_engine_name(kind),
                       dl_engine_name(wish));
    *fresh = kind == DL_ENGINE_NONE;
    if (!kind)
        kind = wish ? wish : engines[0]->kind;
    *ops = dl_engine_of(kind);
    return *ops ? DL_OK : no_engine(kind, err);
}

/* Make DIR if need be and lock it; nothing is put into a folder that holds something else. */
static enum dl_status lock_index(const char *dir, double wait, int *lock, struct dl_error *err)
{
    enum dl_engine_kind kind;
    struct dl_buf path = { 0 };
    enum dl_status status = dl_index_recover(dir, err);
    if (!status)
        status = dl_index_detect(dir, &kind, err);
    if (!status)
        status = dl_make_dirs(dir, err);
    if (!status && !dl_path_join(&path, dir, DL_LOCK_NAME))
        status = dl_fail_memory(err);
    if (!status)
        status = dl_lock_take(path.data, wait, lock, err);
    dl_buf_free(&path);
    return status;
}

enum dl_status dl_writer_open(const char *dir, const struct dl_writer_options *o, struct dl_writer **w,
                              struct dl_error *err)
{
    const struct dl_engine_ops *ops;
    bool fresh;
    int lock;
    *w = NULL;
    if (o->workers == 0)
        return dl_fail(err, DL_INVALID, "a writer needs at least one worker");
    if (o->engine && !dl_engine_of(o->engine))
        return no_engine(o->engine, err);
    enum dl_status status = lock_index(dir, o->wait_seconds, &lock, err);
    if (status)
        return status;
    status = choose(dir, o->engine, &ops, &fresh, err);
    if (!status)
        status = ops->writer_open(dir, fresh, o, w, err);
    if (status) {
        dl_lock_release(lock);
        *w = NULL;
        return status;
    }
    (*w)->workers = o->workers;
    (*w)->lock = lock;
    (*w)->failed = false;
    return DL_OK;
}

void dl_writer_checked(struct dl_writer *w)
{
    (void)futimens(w->lock, NULL); /* that it cannot be noted is no failure of the run */
}

int64_t dl_index_checked(const char *dir)
{
    struct dl_buf path = { 0 };
    struct stat st;
    bool known = dl_path_join(&path, dir, DL_LOCK_NAME) && stat(path.data, &st) == 0;
    dl_buf_free(&path);
    return known ? (int64_t)st.st_mtim.tv_sec : 0;
}

void dl_writer_close(struct dl_writer *w)
{
    if (!w)
        return;
    int lock = w->lock;
    w->ops->close(w);
    dl_lock_release(lock);
}

enum dl_status dl_writer_add(struct dl_writer *w, unsigned worker, const struct dl_article *a,
                             struct dl_analyzer *analyzer, const struct dl_tokens *tokens, uint64_t sequence,
                             uint64_t source_key, struct dl_error *err)
{
    enum dl_status status = dl_writer_usable(w, err);
    if (status)
        return status;
    if (worker >= w->workers)
        return dl_fail(err, DL_INVALID, "worker %u of %u", worker, w->workers);
    if (a->id.len == 0)
        return dl_fail(err, DL_BAD_INPUT, "an article without an id");
    if (a->id.len > DL_ID_MAX)
        return dl_fail(err, DL_BAD_INPUT, "an article whose id has %zu bytes, more than %d", a->id.len, DL_ID_MAX);
    return w->ops->add(w, worker, a, analyzer, tokens, sequence, source_key, err);
}

enum dl_status dl_writer_remove_source(struct dl_writer *w, uint64_t source_key, struct dl_error *err)
{
    enum dl_status status = dl_writer_usable(w, err);
    return status ? status : w->ops->remove_source(w, source_key, err);
}

enum dl_status dl_writer_remove(struct dl_writer *w, struct dl_str id, bool *found, struct dl_error *err)
{
    bool ignored = false;
    found = found ? found : &ignored;
    *found = false;
    enum dl_status status = dl_writer_usable(w, err);
    return status || id.len == 0 ? status : w->ops->remove(w, id, found, err);
}

enum dl_status dl_writer_has(struct dl_writer *w, struct dl_str id, bool *has, struct dl_error *err)
{
    *has = false;
    enum dl_status status = dl_writer_usable(w, err);
    return status || id.len == 0 ? status : w->ops->has(w, id, has, err);
}

enum dl_status dl_writer_resolve(struct dl_writer *w, dl_superseded_fn *fn, void *context, struct dl_error *err)
{
    enum dl_status status = dl_writer_usable(w, err);
    if (!status)
        status = w->ops->resolve(w, fn, context, err);
    if (status)
        dl_writer_fail(w, err);
    return status;
}

enum dl_status dl_writer_records(struct dl_writer *w, uint64_t source_key, dl_record_fn *fn, void *context,
                                 struct dl_error *err)
{
    enum dl_status status = dl_writer_usable(w, err);
    return status ? status : w->ops->records(w, source_key, fn, context, err);
}

static enum dl_status check_key(const char *key, struct dl_error *err)
{
    size_t n = strspn(key, "abcdefghijklmnopqrstuvwxyz0123456789._-");
    if (n == 0 || n > DL_BLOB_KEY_MAX || key[n])
        return dl_fail(err, DL_INVALID, "not a key for a blob: %s", key);
    return DL_OK;
}

enum dl_status dl_writer_set(struct dl_writer *w, const char *key, struct dl_str value, struct dl_error *err)
{
    enum dl_status status = dl_writer_usable(w, err);
    if (!status)
        status = check_key(key, err);
    return status ? status : w->ops->set(w, key, value, err);
}

enum dl_status dl_writer_get(struct dl_writer *w, const char *key, struct dl_buf *value, struct dl_error *err)
{
    dl_buf_clear(value);
    enum dl_status status = dl_writer_usable(w, err);
    if (!status)
        status = check_key(key, err);
    return status ? status : w->ops->get(w, key, value, err);
}

enum dl_status dl_writer_commit(struct dl_writer *w, struct dl_commit_stats *stats, struct dl_error *err)
{
    struct dl_commit_stats ignored = { 0 };
    stats = stats ? stats : &ignored;
    *stats = (struct dl_commit_stats){ 0 };
    enum dl_status status = dl_writer_usable(w, err);
    if (status)
        return status;
    status = w->ops->commit(w, stats, err);
    if (status)
        dl_writer_fail(w, err);
    return status;
}

/* ---- whole indexes ---------------------------------------------------------------------------------------------- */

static enum dl_status existing(const char *dir, const struct dl_engine_ops **ops, struct dl_error *err)
{
    enum dl_engine_kind kind;
    enum dl_status status = dl_index_detect(dir, &kind, err);
    if (status)
        return status;
    if (!kind)
        return dl_fail(err, DL_OPENING, "there is no index in %s", dir);
    *ops = dl_engine_of(kind);
    return *ops ? DL_OK : no_engine(kind, err);
}

enum dl_status dl_index_compact(const char *dir, double wait_seconds, struct dl_error *err)
{
    const struct dl_engine_ops *ops;
    int lock;
    enum dl_status status = existing(dir, &ops, err);
    if (status)
        return status;
    struct stat st;
    if (stat(dir, &st) == 0 && !S_ISDIR(st.st_mode))
        return dl_fail(err, DL_UNSUPPORTED, "%s only lists databases: compact each of them", dir);
    status = lock_index(dir, wait_seconds, &lock, err);
    if (status)
        return status;
    status = ops->compact(dir, err);
    dl_lock_release(lock);
    return status;
}

enum dl_status dl_index_verify(const char *dir, struct dl_buf *detail, struct dl_error *err)
{
    const struct dl_engine_ops *ops;
    enum dl_status status = existing(dir, &ops, err);
    return status ? status : ops->verify(dir, detail, err);
}

/* ---- reading ---------------------------------------------------------------------------------------------------- */

/* Whether DIR is the same folder as one of the COUNT before it, by whatever name. */
static bool is_named_before(const char *const *dirs, size_t count, const char *dir)
{
    struct stat here, there;
    if (stat(dir, &here) != 0)
        return false;
    for (size_t i = 0; i < count; i++)
        if (stat(dirs[i], &there) == 0 && here.st_dev == there.st_dev && here.st_ino == there.st_ino)
            return true;
    return false;
}

static enum dl_status open_each(const char *const *dirs, size_t count, const struct dl_reader_options *o,
                                struct dl_reader **r, struct dl_error *err)
{
    const struct dl_engine_ops *ops = NULL;
    struct dl_reader_options filled = *o;
    for (size_t i = 0; i < count; i++) {
        const struct dl_engine_ops *one;
        enum dl_status status = existing(dirs[i], &one, err);
        if (status)
            return status;
        if (ops && one != ops)
            return dl_fail(err, DL_UNSUPPORTED,
                           "%s is an index of the %s engine and %s of %s: they cannot be searched "
                           "together",
                           dirs[0], ops->name, dirs[i], one->name);
        ops = one;
    }
    if (filled.timeout_seconds <= 0)
        filled.timeout_seconds = DL_TIMEOUT_SECONDS;
    if (filled.max_lag_seconds <= 0)
        filled.max_lag_seconds = DL_LAG_SECONDS;
    return ops->reader_open(dirs, count, &filled, r, err);
}

bool dl_reader_warnings(struct dl_reader *r, dl_warning_fn *fn, void *context)
{
    return r->ops->warnings && r->ops->warnings(r, fn, context);
}

enum dl_status dl_reader_open(const char *const *dirs, size_t count, struct dl_reader **r, struct dl_error *err)
{
    return dl_reader_open_with(dirs, count, &(struct dl_reader_options){ 0 }, r, err);
}

enum dl_status dl_reader_open_with(const char *const *dirs, size_t count, const struct dl_reader_options *o,
                                   struct dl_reader **r, struct dl_error *err)
{
    *r = NULL;
    if (count == 0)
        return dl_fail(err, DL_INVALID, "no index to open");
    const char **once = calloc(count, sizeof *once);
    size_t n = 0;
    if (!once)
        return dl_fail_memory(err);
    for (size_t i = 0; i < count; i++)
        if (!is_named_before(once, n, dirs[i]))
            once[n++] = dirs[i];
    enum dl_status status = DL_OK;
    for (size_t i = 0; i < n && !status; i++)
        status = dl_index_recover(once[i], err);
    if (!status)
        status = open_each(once, n, o, r, err);
    free(once);
    return status;
}

void dl_reader_close(struct dl_reader *r)
{
    if (r)
        r->ops->close(r);
}

enum dl_status dl_reader_reopen(struct dl_reader *r, bool *changed, struct dl_error *err)
{
    bool ignored = false;
    changed = changed ? changed : &ignored;
    *changed = false;
    return r->ops->reopen(r, changed, err);
}

enum dl_status dl_reader_search(struct dl_reader *r, const struct dl_search *s, struct dl_hits *hits,
                                struct dl_error *err)
{
    struct dl_arena arena = { 0 };
    struct dl_search expanded = *s;
    struct dl_error why = {
        0
    }; /* an engine must know it even if the caller does not care: which of several machines failed */
    err = err ? err : &why;
    hits->count = 0;
    hits->total = 0;
    hits->total_exact = false;
    enum dl_status status = dl_query_expand(r, s->query, s->max_expansion, &arena, &expanded.query, err);
    expanded.rescore = NULL;
    expanded.half_life = s->sort == DL_SORT_RELEVANCE ? s->half_life : 0;
    if (!status && s->rescore && s->sort == DL_SORT_RELEVANCE)
        status = dl_query_expand(r, s->rescore, s->max_expansion, &arena, &expanded.rescore, err);
    if (!status)
        status = expanded.rescore || expanded.half_life > 0 ? dl_search_staged(r, &expanded, hits, err)
                                                            : r->ops->search(r, &expanded, hits, err);
    dl_arena_free(&arena);
    return status;
}

enum dl_status dl_reader_id(struct dl_reader *r, uint64_t doc, struct dl_buf *id, struct dl_error *err)
{
    dl_buf_clear(id);
    return r->ops->id(r, doc, id, err);
}

enum dl_status dl_reader_signature(struct dl_reader *r, uint64_t doc, struct dl_signature *out, struct dl_error *err)
{
    *out = (struct dl_signature){ { 0 } };
    return r->ops->signature(r, doc, out, err);
}

enum dl_status dl_reader_fetch(struct dl_reader *r, uint64_t doc, struct dl_buf *record, struct dl_article *a,
                               bool *has_body, struct dl_error *err)
{
    dl_buf_clear(record);
    return r->ops->fetch(r, doc, record, a, has_body, err);
}

enum dl_status dl_reader_fetch_head(struct dl_reader *r, uint64_t doc, struct dl_buf *record, struct dl_article *a,
                                    struct dl_error *err)
{
    bool has_body;
    dl_buf_clear(record);
    if (r->ops->fetch_head)
        return r->ops->fetch_head(r, doc, record, a, err);
    return r->ops->fetch(r, doc, record, a, &has_body, err);
}

enum dl_status dl_reader_find(struct dl_reader *r, struct dl_str id, uint64_t *doc, struct dl_error *err)
{
    if (id.len == 0)
        return dl_fail(err, DL_NOT_FOUND, "no article has an empty id");
    return r->ops->find(r, id, doc, err);
}

enum dl_status dl_reader_get(struct dl_reader *r, const char *key, struct dl_buf *value, struct dl_error *err)
{
    return dl_reader_get_part(r, 0, key, value, err);
}

size_t dl_reader_parts(struct dl_reader *r)
{
    return r->ops->parts(r);
}

enum dl_status dl_reader_get_part(struct dl_reader *r, size_t part, const char *key, struct dl_buf *value,
                                  struct dl_error *err)
{
    dl_buf_clear(value);
    if (part >= r->ops->parts(r))
        return dl_fail(err, DL_INVALID, "there is no part %zu of the index", part);
    enum dl_status status = check_key(key, err);
    return status ? status : r->ops->get(r, part, key, value, err);
}

static int by_value(const void *a, const void *b)
{
    return strcmp(((const struct dl_facet_count *)a)->value, ((const struct dl_facet_count *)b)->value);
}

static int by_count(const void *a, const void *b)
{
    const struct dl_facet_count *x = a, *y = b;
    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    return strcmp(x->value, y->value);
}

enum dl_status dl_reader_values(struct dl_reader *r, enum dl_query_op op, dl_term_fn *fn, void *context,
                                struct dl_error *err)
{
    return r->ops->values(r, op, fn, context, err);
}

enum dl_status dl_reader_facets(struct dl_reader *r, const struct dl_query *query, enum dl_facet facet,
                                struct dl_facets *out, struct dl_error *err)
{
    struct dl_arena arena = { 0 };
    const struct dl_query *expanded;
    dl_facets_free(out);
    enum dl_status status = dl_query_expand(r, query, 0, &arena, &expanded, err);
    if (!status)
        status = r->ops->facets(r, expanded, facet, out, err);
    dl_arena_free(&arena);
    if (!status && out->count > 1)
        qsort(out->v, out->count, sizeof *out->v,
              facet == DL_FACET_YEAR || facet == DL_FACET_MONTH ? by_value : by_count);
    return status;
}

enum dl_status dl_reader_stats(struct dl_reader *r, struct dl_index_stats *stats, struct dl_error *err)
{
    *stats = (struct dl_index_stats){ 0 };
    return r->ops->stats(r, stats, err);
}

enum dl_status dl_reader_explain(struct dl_reader *r, const struct dl_query *query, struct dl_buf *out,
                                 struct dl_error *err)
{
    struct dl_arena arena = { 0 };
    const struct dl_query *expanded;
    enum dl_status status = dl_query_expand(r, query, 0, &arena, &expanded, err);
    if (!status)
        status = r->ops->explain(r, expanded, out, err);
    dl_arena_free(&arena);
    return status ? status : dl_buf_status(out, err);
}
