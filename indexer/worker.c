/* worker.c - batch -> records -> articles -> metadata -> terms -> writer.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "indexer/worker.h"

#include <stdio.h>
#include <stdlib.h>

#include "dateline/blobs.h"

#define MAX_STEMMERS 32
#define PENDING_KEPT 32 /* whose buffers are kept from one batch to the next */

/* An article of the batch, from parsing until it is in the index. */
struct pending {
    struct dl_parse parse; /* its strings live here */
    struct dl_article a;
    struct dl_record r;
    enum dl_status status; /* of parsing */
    struct dl_error error;
    struct dl_buf id;
    bool ours;   /* of the shard that is indexed */
    bool stated; /* its id: another article may have it */
    bool shared; /* another article has it: it got one of its own */
};

struct worker {
    struct dl_workers *all;
    unsigned number;
    pthread_t thread;
    bool started;
    struct dl_analyzer *analyzer;
    struct dl_metadata *metadata;
    struct dl_hasher *hasher;
    struct dl_tokens tokens;
    const struct dl_field_map *fields;
    struct pending *pending; /* of one batch; kept with their buffers */
    size_t pending_count, pending_cap;
    struct dl_buf path, text, tags;
    const char *stemmers[MAX_STEMMERS]; /* dl_stemmer_for's static strings */
    unsigned stemmer_count;
};

struct dl_workers {
    struct dl_queue *queue;
    struct dl_writer *writer;
    struct dl_identity *identity;
    struct dl_corrections *corrections;
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
    return status && status != DL_END && status != DL_BAD_INPUT && status != DL_TOO_LARGE;
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

/* ---- parsing ---------------------------------------------------------------------------------------------------- */

/* An article whose file was renamed: where an id or a path was made of the old name, it is made of the new one. */
static enum dl_status parse_stored(struct worker *w, const struct dl_batch *b, struct pending *p, struct dl_error *err)
{
    struct dl_article *a = &p->a;
    enum dl_status status = b->format->parse(&p->r, &p->parse, a, err);
    if (status)
        return status;
    p->stated = !dl_id_from_path(a->id, a->path) && !dl_str_eq(a->id, a->url);
    if (dl_id_from_path(a->id, a->path)) {
        dl_buf_clear(&p->id);
        dl_buf_str(&p->id, dl_buf_view(&w->path));
        dl_buf_append(&p->id, a->id.ptr + a->path.len, a->id.len - a->path.len);
        a->id = dl_buf_view(&p->id);
        status = dl_buf_status(&p->id, err);
    }
    a->path = dl_buf_view(&w->path);
    a->mtime_ns = b->mtime_ns;
    p->ours = true;
    return status;
}

static enum dl_status parse_article(struct worker *w, const struct dl_batch *b, struct pending *p, struct dl_error *err)
{
    struct dl_article *a = &p->a;
    memset(a, 0, sizeof *a);
    a->path = dl_buf_view(&w->path);
    a->offset = b->format->split ? p->r.offset : 0;
    a->mtime_ns = b->mtime_ns;
    enum dl_status status = b->format->parse(&p->r, &p->parse, a, err);
    if (!status)
        status = dl_article_clean(a, &p->parse, err);
    if (status)
        return status;
    struct dl_hash128 hash = dl_article_hash(w->hasher, a);
    a->hash = hash.low;
    p->stated = a->id.len > 0;
    status = dl_identity_default(b, &p->r, hash, a, &p->id, err);
    p->ours = w->all->shards == 0 || dl_shard_of(a->id, w->all->shards) == w->all->shard;
    return status;
}

static struct pending *next_pending(struct worker *w)
{
    if (w->pending_count == w->pending_cap) {
        size_t cap = w->pending_cap ? 2 * w->pending_cap : 16;
        struct pending *v = realloc(w->pending, cap * sizeof *v);
        if (!v)
            return NULL;
        memset(v + w->pending_cap, 0, (cap - w->pending_cap) * sizeof *v);
        w->pending = v;
        w->pending_cap = cap;
    }
    struct pending *p = &w->pending[w->pending_count++];
    p->parse.fields = w->fields;
    p->parse.detect = dl_format_detect;
    p->ours = p->stated = p->shared = false;
    return p;
}

static void free_pending(struct worker *w, size_t keep)
{
    for (size_t i = keep; i < w->pending_cap; i++) {
        dl_parse_free(&w->pending[i].parse);
        dl_buf_free(&w->pending[i].id);
        memset(&w->pending[i], 0, sizeof w->pending[i]);
    }
}

/* All articles of B into `pending`.  A failure that ends the session is the last one's. */
static enum dl_status parse_batch(struct worker *w, const struct dl_batch *b, struct dl_error *err)
{
    const struct dl_batch_record *spans = (const struct dl_batch_record *)(const void *)b->spans.data;
    bool stored = b->format == &dl_format_stored;
    w->pending_count = 0;
    dl_path_utf8(b->source->path, &w->path);
    enum dl_status status = dl_buf_status(&w->path, err);
    for (size_t i = 0; i < b->spans.len / sizeof *spans && !status && !w->all->failed; i++) {
        struct pending *p = next_pending(w);
        if (!p)
            return dl_fail_memory(err);
        p->r = (struct dl_record){ .bytes = { b->data.data + spans[i].from, spans[i].to - spans[i].from },
                                   .head = dl_buf_view(&b->head),
                                   .number = spans[i].number,
                                   .offset = b->offset + spans[i].from };
        p->status = stored ? parse_stored(w, b, p, &p->error) : parse_article(w, b, p, &p->error);
        if (fatal(p->status)) {
            status = p->status;
            *err = p->error;
        }
    }
    return status;
}

/* The ids of the batch, in the order of the input. */
static enum dl_status resolve_batch(struct worker *w, const struct dl_batch *b, struct dl_error *err)
{
    enum dl_status status = DL_OK;
    for (size_t i = 0; i < w->pending_count && !status; i++) {
        struct pending *p = &w->pending[i];
        if (p->status || !p->stated || !p->ours)
            continue;
        status = dl_identity_resolve(w->all->identity, b, &p->a, &p->id, &p->shared, err);
        if (!status)
            p->a.id = dl_buf_view(&p->id);
    }
    return status;
}

/* ---- adding ----------------------------------------------------------------------------------------------------- */

/* *ADDED: else another shard, or another article by now, has it. */
static enum dl_status add_article(struct worker *w, const struct dl_batch *b, struct pending *p, bool *added,
                                  struct dl_error *err)
{
    struct dl_article *a = &p->a;
    bool has = false;
    *added = false;
    if (!p->ours)
        return DL_OK;
    enum dl_status status = b->again ? dl_writer_has(w->all->writer, a->id, &has, err) : DL_OK;
    if (status || has)
        return status;
    if (b->format != &dl_format_stored) {
        if (a->language.len == 0)
            a->language = dl_str_of(dl_language_detect(a->title, a->body));
        status = dl_metadata_find(w->metadata, a, err);
        if (status)
            return status;
        if (!b->again)
            report_unread(w, b, &p->r, a);
    }
    bool hidden = false;
    status = dl_corrections_apply(w->all->corrections, a, b->source->key, &w->tags, &hidden, err);
    if (status || hidden)
        return status;
    *added = true;
    return analyze_and_add(w, b, &p->r, a, err);
}

static void finish_article(struct worker *w, const struct dl_batch *b, struct pending *p)
{
    struct dl_report *report = w->all->report;
    bool stored = b->format == &dl_format_stored, added = false;
    if (!p->status)
        p->status = add_article(w, b, p, &added, &p->error);
    if (fatal(p->status)) {
        fail_run(w->all, &p->error);
    } else if (p->status == DL_END) {
        if (!b->again)
            dl_report_passed(report, b->source);
    } else if (b->again || (stored && !p->status)) {
        ; /* counted and reported when it was read first */
    } else if (p->status) {
        dl_report_skip(report, b->source, b->format->split ? p->r.number : 0, b->format->numbers_lines, &p->error);
    } else if (added) {
        atomic_fetch_add(&b->source->articles, 1);
        atomic_fetch_add(&report->articles, 1);
    }
    if (p->shared && added && !b->again) {
        atomic_fetch_add(&report->shared_ids, 1);
        atomic_fetch_add(&b->source->shared, 1);
    }
}

static void do_records(struct worker *w, const struct dl_batch *b)
{
    struct dl_workers *all = w->all;
    struct dl_error err;
    enum dl_status status = all->failed ? DL_CANCELLED : parse_batch(w, b, &err);
    dl_identity_begin_turn(all->identity, b->ticket); /* also when nothing is to be done in it */
    if (!status && !all->failed)
        status = resolve_batch(w, b, &err);
    dl_identity_end_turn(all->identity);
    if (status && status != DL_CANCELLED)
        fail_run(all, &err);
    for (size_t i = 0; i < w->pending_count && !status && !all->failed; i++)
        finish_article(w, b, &w->pending[i]);
    if (!status && b->format != &dl_format_stored)
        atomic_fetch_add(&all->report->bytes, b->data.len);
    free_pending(w, PENDING_KEPT);
}

/* Find the records in what a filter wrote. */
static enum dl_status split_filtered(struct dl_batch *b, struct dl_error *err)
{
    struct dl_split split = { 0 };
    struct dl_str data = dl_buf_view(&b->data);
    size_t bom = dl_utf8_bom(data), used = 0, at, from, to;
    b->format = dl_format_detect(data);
    enum dl_status status = DL_OK;
    if (b->format->begin)
        status = b->format->begin(&split, (struct dl_str){ data.ptr + bom, data.len - bom }, true, &used, err);
    if (!status && !b->format->split)
        dl_batch_add(b, 0, data.len, 1);
    for (at = b->format->begin ? bom + used : 0; !status && b->format->split && at < data.len; at += to) {
        if (b->format->split(&split, (struct dl_str){ data.ptr + at, data.len - at }, true, &from, &to) !=
            DL_SPLIT_RECORD)
            break;
        dl_batch_add(b, at + from, at + to, split.number);
    }
    dl_buf_str(&b->head, dl_buf_view(&split.head));
    dl_buf_free(&split.head);
    return status ? status : dl_buf_status(&b->spans, err);
}

/* A batch that is to go through a filter: what comes out is a source by itself. */
static void do_filtered(struct worker *w, const struct dl_batch *b)
{
    struct dl_batch out = {
        .source = b->source, .mtime_ns = b->mtime_ns, .sequence = b->sequence, .ticket = b->ticket, .again = b->again
    };
    struct dl_error err;
    enum dl_status status = dl_filter_run(b->filter, dl_buf_view(&b->data), DL_ARTICLE_LIMIT, &out.data, &err);
    if (!status && dl_str_trim(dl_buf_view(&out.data)).len == 0)
        status = dl_fail(&err, DL_BAD_INPUT, "%s found no text in it", b->filter->arguments[0]);
    if (!status)
        status = split_filtered(&out, &err);
    if (!status) {
        do_records(w, &out);
    } else {
        dl_identity_begin_turn(w->all->identity, b->ticket);
        dl_identity_end_turn(w->all->identity);
    }
    if (fatal(status))
        fail_run(w->all, &err);
    else if (status && !b->again)
        dl_report_skip(w->all->report, b->source, 0, false, &err);
    dl_buf_free(&out.data);
    dl_buf_free(&out.head);
    dl_buf_free(&out.spans);
}

static void do_batch(struct worker *w, const struct dl_batch *b)
{
    if (b->filter)
        do_filtered(w, b);
    else
        do_records(w, b);
}

static void *work(void *argument)
{
    struct worker *w = argument;
    struct dl_batch *b;
    while ((b = dl_queue_take(w->all->queue)) != NULL) {
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
    free_pending(w, 0);
    free(w->pending);
    dl_buf_free(&w->path);
    dl_buf_free(&w->text);
    dl_buf_free(&w->tags);
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
                                struct dl_identity *identity, struct dl_report *report, struct dl_workers **out,
                                struct dl_error *err)
{
    unsigned count = o->threads;
    struct dl_workers *all = calloc(1, sizeof *all + count * sizeof all->v[0]);
    if (!all)
        return dl_fail_memory(err);
    all->queue = queue;
    all->writer = writer;
    all->identity = identity;
    all->report = report;
    all->shard = o->shard;
    all->shards = o->shards;
    all->corrections = o->corrections;
    all->count = count;
    if (pthread_mutex_init(&all->mutex, NULL) != 0) {
        free(all);
        return dl_fail_memory(err);
    }
    enum dl_status status = DL_OK;
    for (unsigned i = 0; i < count && !status; i++) {
        all->v[i].all = all;
        all->v[i].number = i;
        all->v[i].fields = o->fields;
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
