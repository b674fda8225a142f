/* worker.c - batch -> records -> articles -> metadata -> terms -> writer.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "indexer/worker.h"

#include <stdio.h>
#include <stdlib.h>

#include "dateline/settings.h"

#define MAX_STEMMERS 32

struct worker {
    struct dl_workers *all;
    unsigned number;
    pthread_t thread;
    bool started;
    struct dl_analyzer *analyzer;
    struct dl_metadata *metadata;
    struct dl_hasher *hasher;
    struct dl_tokens tokens;
    struct dl_parse parse;
    struct dl_hash128 digest; /* of the present article's text */
    struct dl_buf path, id, text;
    const char *stemmers[MAX_STEMMERS]; /* dl_stemmer_for's static strings */
    unsigned stemmer_count;
};

struct dl_workers {
    struct dl_queue *queue;
    struct dl_writer *writer;
    struct dl_report *report;
    unsigned count;
    unsigned shard, shards; /* of dl_run_options */
    atomic_bool failed;
    pthread_mutex_t mutex;
    struct dl_error error; /* the first fatal one */
    struct worker v[];
};

static void report_unread(struct worker *w, const struct dl_batch *b, const struct dl_record *r,
                          const struct dl_article *a)
{
    struct dl_metadata_unread u = dl_metadata_unread(w->metadata, a);
    if (u.date.len)
        dl_report_unread(w->all->report, b->source, r->number, false, u.date);
    if (u.country.len)
        dl_report_unread(w->all->report, b->source, r->number, true, u.country);
}

/* Errors that end the run; the others are of one article. */
static bool fatal(enum dl_status status)
{
    return status && status != DL_BAD_INPUT && status != DL_TOO_LARGE;
}

static void fail_run(struct dl_workers *all, const struct dl_error *err)
{
    pthread_mutex_lock(&all->mutex);
    if (!all->failed)
        all->error = *err;
    all->failed = true;
    pthread_mutex_unlock(&all->mutex);
}

static void use_stemmer(struct worker *w, const char *name)
{
    unsigned i = 0;
    while (i < w->stemmer_count && w->stemmers[i] != name)
        i++;
    if (i == w->stemmer_count && i < MAX_STEMMERS)
        w->stemmers[w->stemmer_count++] = name;
}

/* An id for an article that states none: its URL, else where it stands; what comes through a pipe stands nowhere, and
 * goes by its content. */
static enum dl_status identify(struct worker *w, const struct dl_batch *b, const struct dl_record *r,
                               struct dl_article *a, struct dl_error *err)
{
    if (a->id.len == 0)
        a->id = a->url;
    if (a->id.len)
        return DL_OK;
    dl_buf_clear(&w->id);
    if (dl_str_eq(b->source->path, DL_STR("-"))) {
        dl_buf_printf(&w->id, "xxh3:%016llx%016llx", (unsigned long long)w->digest.high,
                      (unsigned long long)w->digest.low);
    } else {
        dl_buf_str(&w->id, a->path);
        if (b->format->split)
            dl_buf_printf(&w->id, "#%llu", (unsigned long long)r->number);
    }
    a->id = dl_buf_view(&w->id);
    return dl_buf_status(&w->id, err);
}

static void hash_text(struct worker *w, struct dl_article *a)
{
    dl_hasher_reset(w->hasher);
    dl_hasher_add(w->hasher, a->title.ptr, a->title.len);
    dl_hasher_add(w->hasher, "", 1);
    dl_hasher_add(w->hasher, a->body.ptr, a->body.len);
    w->digest = dl_hasher_digest(w->hasher);
    a->hash = w->digest.low;
}

/* What is searched as the body: the body, and the captions after it. */
static enum dl_status searched_text(struct worker *w, const struct dl_article *a, struct dl_str *text,
                                    struct dl_error *err)
{
    *text = a->body;
    if (a->captions.len == 0)
        return DL_OK;
    dl_buf_clear(&w->text);
    dl_buf_str(&w->text, a->body);
    dl_buf_puts(&w->text, "\n\n");
    dl_buf_str(&w->text, a->captions);
    *text = dl_buf_view(&w->text);
    return dl_buf_status(&w->text, err);
}

static enum dl_status analyze_and_add(struct worker *w, const struct dl_batch *b, const struct dl_record *r,
                                      const struct dl_article *a, struct dl_error *err)
{
    const char *stemmer = dl_stemmer_for(a->language);
    use_stemmer(w, stemmer);
    struct dl_str text;
    enum dl_status status = searched_text(w, a, &text, err);
    if (!status)
        status = dl_analyze_article(w->analyzer, a->title, text, stemmer, &w->tokens, err);
    if (status)
        return status;
    /* Records of one batch are in one piece of the input: their numbers order them. */
    return dl_writer_add(w->all->writer, w->number, a, w->analyzer, &w->tokens, b->sequence + (r->number - b->number),
                         b->source->key, err);
}

/* An article whose file was renamed: where an id or a path was made of the old name, it is made of the new one. */
static enum dl_status add_stored(struct worker *w, const struct dl_batch *b, const struct dl_record *r,
                                 struct dl_error *err)
{
    struct dl_article a;
    enum dl_status status = b->format->parse(r, &w->parse, &a, err);
    if (status)
        return status;
    if (dl_id_from_path(a.id, a.path)) {
        dl_buf_clear(&w->id);
        dl_buf_str(&w->id, dl_buf_view(&w->path));
        dl_buf_append(&w->id, a.id.ptr + a.path.len, a.id.len - a.path.len);
        a.id = dl_buf_view(&w->id);
        status = dl_buf_status(&w->id, err);
    }
    a.path = dl_buf_view(&w->path);
    a.mtime_ns = b->mtime_ns;
    return status ? status : analyze_and_add(w, b, r, &a, err);
}

/* *OURS: the article is of the shard that is being indexed. */
static enum dl_status add_article(struct worker *w, const struct dl_batch *b, const struct dl_record *r, bool *ours,
                                  struct dl_error *err)
{
    struct dl_article a;
    *ours = true;
    memset(&a, 0, sizeof a);
    a.path = dl_buf_view(&w->path);
    a.offset = b->format->split ? r->offset : 0;
    a.mtime_ns = b->mtime_ns;
    enum dl_status status = b->format->parse(r, &w->parse, &a, err);
    if (!status)
        status = dl_article_clean(&a, &w->parse, err);
    if (status)
        return status;
    hash_text(w, &a);
    status = identify(w, b, r, &a, err);
    *ours = status || w->all->shards == 0 || dl_shard_of(a.id, w->all->shards) == w->all->shard;
    if (status || !*ours)
        return status;
    bool stands = false;
    if (b->again)
        status = dl_writer_has(w->all->writer, a.id, &stands, err);
    if (status || stands)
        return status;
    if (a.language.len == 0)
        a.language = dl_str_of(dl_language_detect(a.title, a.body));
    status = dl_metadata_find(w->metadata, &a, err);
    if (status)
        return status;
    if (!b->again)
        report_unread(w, b, r, &a);
    return analyze_and_add(w, b, r, &a, err);
}

static void do_batch(struct worker *w, const struct dl_batch *b)
{
    struct dl_workers *all = w->all;
    const struct dl_batch_record *spans = (const struct dl_batch_record *)(const void *)b->spans.data;
    bool stored = b->format == &dl_format_stored;
    struct dl_error err;
    unsigned added = 0;
    dl_path_utf8(b->source->path, &w->path);
    if (dl_buf_status(&w->path, &err)) {
        fail_run(all, &err);
        return;
    }
    for (size_t i = 0; i < b->spans.len / sizeof *spans && !all->failed; i++) {
        struct dl_record r = { .bytes = { b->data.data + spans[i].from, spans[i].to - spans[i].from },
                               .head = dl_buf_view(&b->head),
                               .number = spans[i].number,
                               .offset = b->offset + spans[i].from };
        bool ours = false;
        enum dl_status status = stored ? add_stored(w, b, &r, &err) : add_article(w, b, &r, &ours, &err);
        if (fatal(status)) {
            fail_run(all, &err);
            break;
        }
        if (b->again || (stored && !status))
            continue; /* counted and reported when it was read first */
        if (status)
            dl_report_skip(all->report, b->source, b->format->split ? r.number : 0, b->format->numbers_lines, &err);
        else
            added += ours;
    }
    atomic_fetch_add(&b->source->articles, added);
    atomic_fetch_add(&all->report->articles, added);
    if (!stored)
        atomic_fetch_add(&all->report->bytes, b->data.len);
}

static void *work(void *argument)
{
    struct worker *w = argument;
    struct dl_batch *b;
    while ((b = dl_queue_take(w->all->queue)) != NULL) {
        if (!w->all->failed)
            do_batch(w, b);
        dl_queue_recycle(w->all->queue, b);
    }
    return NULL;
}

static void free_worker(struct worker *w)
{
    dl_analyzer_free(w->analyzer);
    dl_metadata_free(w->metadata);
    dl_hasher_free(w->hasher);
    dl_tokens_free(&w->tokens);
    dl_parse_free(&w->parse);
    dl_buf_free(&w->path);
    dl_buf_free(&w->id);
    dl_buf_free(&w->text);
}

static enum dl_status start_worker(struct worker *w, const struct dl_metadata_options *metadata, struct dl_error *err)
{
    enum dl_status status = dl_analyzer_new(&w->analyzer, err);
    if (!status)
        status = dl_metadata_new(metadata, &w->metadata, err);
    if (!status && !(w->hasher = dl_hasher_new()))
        status = dl_fail_memory(err);
    if (status)
        return status;
    int e = pthread_create(&w->thread, NULL, work, w);
    if (e)
        return dl_fail_errno(err, e, NULL, "cannot start a thread");
    w->started = true;
    return DL_OK;
}

enum dl_status dl_workers_start(const struct dl_run_options *o, struct dl_queue *queue, struct dl_writer *writer,
                                struct dl_report *report, struct dl_workers **out, struct dl_error *err)
{
    unsigned count = o->threads;
    struct dl_workers *all = calloc(1, sizeof *all + count * sizeof all->v[0]);
    if (!all)
        return dl_fail_memory(err);
    all->queue = queue;
    all->writer = writer;
    all->report = report;
    all->shard = o->shard;
    all->shards = o->shards;
    all->count = count;
    if (pthread_mutex_init(&all->mutex, NULL) != 0) {
        free(all);
        return dl_fail_memory(err);
    }
    enum dl_status status = DL_OK;
    for (unsigned i = 0; i < count && !status; i++) {
        all->v[i].all = all;
        all->v[i].number = i;
        all->v[i].parse.fields = o->fields;
        status = start_worker(&all->v[i], &o->metadata, err);
    }
    if (status) {
        dl_queue_close(queue);
        dl_workers_join(all, NULL, NULL);
        return status;
    }
    *out = all;
    return DL_OK;
}

bool dl_workers_failed(const struct dl_workers *w)
{
    return w->failed;
}

enum dl_status dl_workers_join(struct dl_workers *all, struct dl_buf *stemmers, struct dl_error *err)
{
    if (!all)
        return DL_OK;
    unsigned long limits = 0;
    for (unsigned i = 0; i < all->count; i++) {
        struct worker *w = &all->v[i];
        if (w->started)
            pthread_join(w->thread, NULL);
        limits += w->metadata ? dl_metadata_limits(w->metadata) : 0;
        for (unsigned j = 0; j < w->stemmer_count && stemmers; j++)
            dl_buf_printf(stemmers, "%s,", w->stemmers[j]);
        free_worker(w);
    }
    if (limits)
        dl_report_error(all->report, "the search for a dateline was given up %lu time%s, on hostile beginnings", limits,
                        limits == 1 ? "" : "s");
    enum dl_status status = all->failed ? all->error.status : DL_OK;
    if (status && err)
        *err = all->error;
    pthread_mutex_destroy(&all->mutex);
    free(all);
    return status;
}
