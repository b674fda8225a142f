/* run.c - the order of a run.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "indexer/run.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dateline/blobs.h"
#include "indexer/actions.h"
#include "indexer/correct.h"
#include "indexer/deletion_guard.h"
#include "indexer/identity.h"
#include "indexer/intake.h"
#include "indexer/summary.h"
#include "indexer/walk.h"
#include "indexer/worker.h"

#define FIRST_SEQUENCE (UINT64_C(1) << 62) /* what is brought back comes before it */
#define QUEUE_BYTES ((size_t)32 * 1024 * 1024)

struct outcome {
    int error; /* why the root cannot be looked at, 0 when it can */
    bool folder;
    bool unread;    /* something in it could not be looked at */
    uint64_t files; /* met in it */
};

struct run {
    const struct dl_run_options *o;
    struct dl_report *report;
    struct dl_summary *summary;
    struct dl_writer *writer;
    struct dl_state state;
    struct dl_queue queue;
    struct dl_interrupt interrupt;
    struct dl_intake intake;
    struct dl_workers *workers;
    struct dl_identity *identity;
    struct dl_corrections corrections;
    struct dl_run_options options; /* `o` points to it */
    struct dl_buf stemmers;        /* used in this run, each with a comma */
    struct dl_buf *root_paths;     /* absolute, one for each of roots */
    const struct dl_root *roots;
    size_t root_count;
    struct dl_root *recorded; /* made from the state when the caller names none */
    bool stopped;             /* by a signal or the time limit */
    bool any_gone;            /* something has gone of which another source may have a copy */
    struct outcome *outcomes; /* of the walk through each root */
    struct outcome *outcome;  /* of the one that is being walked */
};

enum dl_status dl_absolute_path(const char *path, struct dl_buf *out, struct dl_error *err)
{
    dl_buf_clear(out);
    char *resolved = strstr(path, "..") ? realpath(path, NULL) : NULL; /* of a missing one: ".." stays as it is */
    if (resolved)
        path = resolved;
    if (*path != '/') {
        char *cwd = getcwd(NULL, 0);
        if (!cwd)
            return dl_fail_errno(err, errno, NULL, "cannot tell the current folder");
        dl_buf_puts(out, strcmp(cwd, "/") == 0 ? "" : cwd);
        free(cwd);
    }
    for (const char *p = path; *p;) {
        size_t n = strcspn(p, "/");
        if (n > 0 && !(n == 1 && *p == '.')) {
            dl_buf_byte(out, '/');
            dl_buf_append(out, p, n);
        }
        p += n + (p[n] == '/');
    }
    if (out->len == 0)
        dl_buf_byte(out, '/');
    dl_buf_cstr(out);
    free(resolved);
    return dl_buf_status(out, err);
}

/* ---- opening ---------------------------------------------------------------------------------------------------- */

static enum dl_status check_text_version(struct run *r, struct dl_error *err)
{
    char ours[16];
    struct dl_buf found = { 0 };
    snprintf(ours, sizeof ours, "%d", DL_TEXT_VERSION);
    enum dl_status status = dl_writer_get(r->writer, DL_KEY_TEXT_VERSION, &found, err);
    if (status == DL_NOT_FOUND)
        status = dl_writer_set(r->writer, DL_KEY_TEXT_VERSION, dl_str_of(ours), err);
    else if (!status && !dl_str_eq(dl_buf_view(&found), dl_str_of(ours)))
        status =
            dl_fail(err, DL_VERSION, "%s was made with another text analysis (version %.*s, this is %s): use --rebuild",
                    r->o->index, (int)found.len, found.data, ours);
    dl_buf_free(&found);
    return status;
}

/* An index is of one shard, or of none, for good: else articles would be missing or stand in two. */
static enum dl_status check_shard(struct run *r, struct dl_error *err)
{
    const struct dl_run_options *o = r->o;
    struct dl_buf was = { 0 }, version = { 0 };
    char ours[32] = "";
    if (o->shards)
        snprintf(ours, sizeof ours, "%u/%u", o->shard, o->shards);
    enum dl_status fresh = dl_writer_get(r->writer, DL_KEY_TEXT_VERSION, &version, err);
    enum dl_status status = dl_writer_get(r->writer, DL_KEY_SHARD, &was, err);
    status = status == DL_NOT_FOUND ? DL_OK : status;
    if (!status && fresh == DL_NOT_FOUND && *ours)
        status = dl_writer_set(r->writer, DL_KEY_SHARD, dl_str_of(ours), err);
    else if (!status && fresh != DL_NOT_FOUND && was.len && !dl_str_eq(dl_buf_view(&was), dl_str_of(ours)))
        status = dl_fail(err, DL_INVALID, "%s is shard %s of an archive: run with --shard=%s", o->index,
                         dl_buf_cstr(&was), was.data);
    else if (!status && fresh != DL_NOT_FOUND && !was.len && *ours)
        status = dl_fail(err, DL_INVALID,
                         "%s holds whole sources, not shard %s of them: run without --shard, or make a "
                         "new index",
                         o->index, ours);
    dl_buf_free(&was);
    dl_buf_free(&version);
    return status;
}

/* What a rebuild left behind that was killed.  The lock is held, so none is going on.  Somebody else's folder of that
 * name stays. */
static enum dl_status remove_leftover(struct run *r, struct dl_error *err)
{
    struct dl_buf path = { 0 };
    dl_buf_printf(&path, "%s%s", r->o->index, DL_REBUILD_SUFFIX);
    enum dl_status status = dl_buf_status(&path, err);
    if (!status)
        dl_index_remove(dl_buf_cstr(&path), NULL);
    dl_buf_free(&path);
    return status;
}

static enum dl_status load_state(struct run *r, struct dl_error *err)
{
    struct dl_buf blob = { 0 };
    enum dl_status status = dl_writer_get(r->writer, DL_KEY_SOURCES, &blob, err);
    if (!status)
        status = dl_state_decode(&r->state, dl_buf_view(&blob), err);
    else if (status == DL_NOT_FOUND)
        status = DL_OK;
    dl_buf_free(&blob);
    return status;
}

/* The roots of this run: those named, or those that the index remembers. */
static enum dl_status choose_roots(struct run *r, struct dl_error *err)
{
    if (r->o->corrections_only)
        return DL_OK;
    r->roots = r->o->roots;
    r->root_count = r->o->root_count;
    if (r->root_count == 0) {
        r->recorded = calloc(r->state.root_count + 1, sizeof *r->recorded);
        if (!r->recorded)
            return dl_fail_memory(err);
        for (size_t i = 0; i < r->state.root_count; i++)
            r->recorded[i].path = r->state.roots[i].ptr;
        r->roots = r->recorded;
        r->root_count = r->state.root_count;
    }
    if (r->root_count == 0)
        return dl_fail(err, DL_INVALID, "no source given, and the index remembers none (see --help)");
    r->root_paths = calloc(r->root_count, sizeof *r->root_paths);
    r->outcomes = calloc(r->root_count, sizeof *r->outcomes);
    if (!r->root_paths || !r->outcomes)
        return dl_fail_memory(err);
    enum dl_status status = DL_OK;
    for (size_t i = 0; i < r->root_count && !status; i++)
        if (strcmp(r->roots[i].path, "-") != 0)
            status = dl_absolute_path(r->roots[i].path, &r->root_paths[i], err);
    return status;
}

static enum dl_status open_writer(struct run *r, struct dl_error *err)
{
    const struct dl_run_options *o = r->o;
    struct dl_writer_options w = { .engine = o->engine,
                                   .workers = o->threads,
                                   .memory = o->memory,
                                   .store = o->store,
                                   .wait_seconds = o->wait_seconds,
                                   .bm25 = { DL_BM25_K1, DL_BM25_B } };
    return dl_writer_open(o->index, &w, &r->writer, err);
}

static enum dl_status open_identity(struct run *r, struct dl_error *err)
{
    const struct dl_state *before = r->o->previous ? r->o->previous : &r->state;
    bool unique = false;
    for (size_t i = 0; i < before->count; i++)
        unique |= before->v[i]->shared > 0;
    return dl_identity_open(r->o->index, r->o->previous ? r->o->other_index : NULL, unique, &r->identity, err);
}

/* ---- taking in -------------------------------------------------------------------------------------------------- */

static enum dl_status on_file(void *context, const char *path, const struct stat *st, struct dl_error *err)
{
    struct run *r = context;
    r->outcome->files++;
    if (dl_workers_failed(r->workers))
        return dl_fail(err, DL_CANCELLED, "a worker failed"); /* dl_workers_join has the reason */
    return dl_intake_file(&r->intake, path, st, err);
}

/* What lies at or under a place that cannot be read is not gone. */
static void excuse(struct run *r, struct dl_str place)
{
    for (size_t i = 0; i < r->state.count; i++)
        if (dl_path_under(r->state.v[i]->path, place))
            dl_source_meet(r->state.v[i]);
}

static void on_problem(void *context, const char *path, const struct dl_error *err)
{
    struct run *r = context;
    dl_report_trouble(r->report, "%s: %s", path, err->message);
    r->intake.unreadable++;
    r->outcome->unread = true;
    excuse(r, dl_str_of(path));
}

static void on_index(void *context, const char *path)
{
    struct run *r = context;
    r->summary->indexes++;
    dl_report_info(r->report, "%s: an index, passed over", path);
}

static uint64_t known_under(const struct run *r, struct dl_str root)
{
    uint64_t n = 0;
    for (size_t i = 0; i < r->state.count; i++)
        n += dl_path_under(r->state.v[i]->path, root);
    return n;
}

/* A root that holds nothing any more, but did: an unmounted disk looks like that. */
static void root_vanished(struct run *r, const char *path, const char *how, uint64_t known)
{
    if (known == 0 || r->o->prune)
        return;
    dl_report_error(r->report, "%s is %s: its %llu indexed files are kept; use --prune to remove them", path, how,
                    (unsigned long long)known);
    r->summary->withheld += known;
    excuse(r, dl_str_of(path));
}

static void missing_root(struct run *r, const char *path, int error)
{
    uint64_t known = known_under(r, dl_str_of(path));
    bool gone = error == ENOENT || error == ENOTDIR;
    /* One that was renamed, and that nobody names but the index, is forgotten. */
    bool renamed = r->recorded && !known && r->intake.renamed > 0;
    if (gone && (r->o->prune || renamed) && dl_state_drop_root(&r->state, dl_str_of(path))) {
        r->intake.state_changed = true;
    } else if (gone && known) {
        root_vanished(r, path, "missing", known);
    } else {
        dl_report_error(r->report, "%s: cannot be read: %s", path, strerror(error));
        r->intake.unreadable++;
        excuse(r, dl_str_of(path));
    }
}

/* A pipe that a user has named, such as <(zcat a.gz) of a shell. */
static enum dl_status take_pipe(struct run *r, const char *path, struct dl_error *err)
{
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    if (fd < 0) {
        dl_report_error(r->report, "%s: cannot be read: %s", path, strerror(errno));
        r->intake.unreadable++;
        return DL_OK;
    }
    enum dl_status status = dl_intake_pipe(&r->intake, fd, path, err);
    close(fd);
    return status;
}

static enum dl_status take_root(struct run *r, const struct dl_root *root, const char *path, struct outcome *o,
                                struct dl_error *err)
{
    r->outcome = o;
    r->intake.root = path;
    if (strcmp(root->path, "-") == 0)
        return dl_intake_pipe(&r->intake, STDIN_FILENO, "standard input", err);
    struct stat st;
    if (stat(path, &st) != 0) {
        o->error = errno;
        return DL_OK;
    }
    bool known =
        dl_state_has_root(&r->state, dl_str_of(path)); /* a folder or file once: a pipe there is none of the user's */
    if (S_ISFIFO(st.st_mode) && !known)
        return take_pipe(r, path, err);
    if (!S_ISDIR(st.st_mode) && !S_ISREG(st.st_mode)) {
        dl_report_error(r->report,
                        known ? "%s: neither a file nor a folder (use - for standard input)"
                              : "%s: neither a file, a folder nor a pipe",
                        path);
        r->intake.unreadable++;
        if (!r->o->prune)
            excuse(r, dl_str_of(path)); /* what was there before */
        return DL_OK;
    }
    if (!dl_state_add_root(&r->state, dl_str_of(path)))
        return dl_fail_memory(err);
    if (S_ISREG(st.st_mode))
        return on_file(r, path, &st, err);
    struct dl_walk w = { .include = root->include,
                         .exclude = root->exclude,
                         .context = r,
                         .file = on_file,
                         .problem = on_problem,
                         .index = on_index,
                         .no_links = dl_follow_policy(r->o->follow) == DL_FOLLOW_NONE,
                         .skip = { r->o->index, r->o->other_index } };
    o->folder = true;
    return dl_walk(&w, path, err);
}

/* How many files were under PATH, a file now, and were not met elsewhere. */
static uint64_t lost_below(const struct run *r, struct dl_str path)
{
    uint64_t n = 0;
    for (size_t i = 0; i < r->state.count; i++) {
        const struct dl_source *f = r->state.v[i];
        n += !f->seen && f->path.len > path.len && dl_path_under(f->path, path);
    }
    return n;
}

/* When all roots were walked: what is missing in one may have been met in another. */
static void judge_roots(struct run *r)
{
    for (size_t i = 0; i < r->root_count; i++) {
        const struct outcome *o = &r->outcomes[i];
        if (o->error)
            missing_root(r, r->root_paths[i].data, o->error);
        else if (o->folder && o->files == 0 && !o->unread)
            root_vanished(r, r->root_paths[i].data, "empty", known_under(r, dl_buf_view(&r->root_paths[i])));
        else if (!o->folder && r->root_paths[i].len)
            root_vanished(r, r->root_paths[i].data, "a file now", lost_below(r, dl_buf_view(&r->root_paths[i])));
    }
    /* A root that is not named any more, and all that was in it was met elsewhere. */
    for (size_t i = r->intake.renamed ? r->state.root_count : 0; i-- > 0;) {
        struct stat st;
        if (known_under(r, r->state.roots[i]) == 0 && stat(r->state.roots[i].ptr, &st) != 0 && errno == ENOENT)
            dl_state_drop_root(&r->state, r->state.roots[i]);
    }
}

static enum dl_status expect_file(void *context, const char *path, const struct stat *st, struct dl_error *err)
{
    struct run *r = context;
    if (dl_interrupted(&r->interrupt))
        return dl_fail(err, DL_CANCELLED, "interrupted");
    if (dl_intake_would_read(&r->intake, path, st))
        r->report->expected += (uint64_t)st->st_size;
    return DL_OK;
}

static void no_problem(void *context, const char *path, const struct dl_error *err)
{
    (void)context, (void)path, (void)err; /* the walk that counts reports it */
}

/* How much there is to read, for people who watch: it costs a walk more. */
static void expect(struct run *r)
{
    for (size_t i = 0; i < r->root_count; i++) {
        const char *path = r->root_paths[i].data;
        struct stat st;
        struct dl_walk w = { .include = r->roots[i].include,
                             .exclude = r->roots[i].exclude,
                             .context = r,
                             .file = expect_file,
                             .problem = no_problem,
                             .no_links = dl_follow_policy(r->o->follow) == DL_FOLLOW_NONE,
                             .skip = { r->o->index, r->o->other_index } };
        if (!path || stat(path, &st) != 0)
            continue;
        if (S_ISREG(st.st_mode))
            expect_file(r, path, &st, NULL);
        else if (S_ISDIR(st.st_mode))
            dl_walk(&w, path, NULL);
    }
}

static enum dl_status take_all(struct run *r, struct dl_error *err)
{
    enum dl_status status = DL_OK;
    if (r->report->progress)
        expect(r);
    size_t roots_before = r->state.root_count;
    for (size_t i = 0; i < r->root_count && !status; i++)
        status = take_root(r, &r->roots[i], dl_buf_cstr(&r->root_paths[i]), &r->outcomes[i], err);
    if (!status)
        judge_roots(r);
    r->intake.state_changed |= r->state.root_count != roots_before;
    return status;
}

/* Workers run only while sources are taken in: TAKE does it. */
static enum dl_status feed_workers(struct run *r, enum dl_status (*take)(struct run *, struct dl_error *),
                                   struct dl_error *err)
{
    struct dl_error worker_err;
    if (!dl_queue_open(&r->queue, r->o->threads * 3 + 2, QUEUE_BYTES))
        return dl_fail_memory(err);
    dl_identity_restart(r->identity);
    enum dl_status status = dl_workers_start(r->o, &r->queue, r->writer, r->identity, r->report, &r->workers, err);
    if (!status)
        status = dl_stream_new(&r->intake.stream, err);
    if (!status)
        status = take(r, err);
    dl_queue_close(&r->queue);
    dl_stream_free(r->intake.stream);
    r->intake.stream = NULL;
    enum dl_status failed = dl_workers_join(r->workers, &r->stemmers, &worker_err);
    if (failed) {
        status = failed;
        if (err)
            *err = worker_err;
    } else if (status == DL_CANCELLED) {
        r->stopped = true;
        status = DL_OK;
    }
    dl_queue_free(&r->queue);
    return status;
}

/* ---- removing what is gone -------------------------------------------------------------------------------------- */

static enum dl_status remove_gone(struct run *r, struct dl_str root, struct dl_error *err)
{
    struct dl_gone t = dl_guard_count(&r->state, root);
    if (t.gone_files == 0)
        return DL_OK;
    if (dl_guard_too_much(&t) && !r->o->prune) {
        dl_report_error(
            r->report,
            "%s: %llu of %llu files (%llu of %llu articles) are gone or empty, too many to be believed: they are "
            "kept; use --prune to remove them",
            root.ptr, (unsigned long long)t.gone_files, (unsigned long long)t.files,
            (unsigned long long)t.gone_articles, (unsigned long long)t.articles);
        r->summary->withheld += t.gone_files;
        excuse(r, root);
        return DL_OK;
    }
    enum dl_status status = DL_OK;
    for (size_t i = 0; i < r->state.count && !status; i++) {
        struct dl_source *f = r->state.v[i];
        if (f->seen || !dl_path_under(f->path, root))
            continue;
        status = dl_writer_remove_source(r->writer, f->key, err);
        if (f->emptied)
            dl_source_empty(f);
        else
            dl_source_drop(f);
        r->summary->removed += !f->emptied;
        r->intake.changed += f->emptied;
        r->intake.state_changed = true;
    }
    return status;
}

static enum dl_status remove_all_gone(struct run *r, struct dl_error *err)
{
    enum dl_status status = DL_OK;
    for (size_t i = 0; i < r->root_count && !status; i++)
        if (r->root_paths[i].len)
            status = remove_gone(r, dl_buf_view(&r->root_paths[i]), err);
    return status;
}

/* ---- bringing back what was superseded -------------------------------------------------------------------------- */

static enum dl_status take_again(struct run *r, struct dl_error *err)
{
    enum dl_status status = DL_OK;
    for (size_t i = 0; i < r->state.count && !status; i++)
        if (!r->state.v[i]->again && dl_source_pending(r->state.v[i], r->any_gone))
            status = dl_workers_failed(r->workers) ? dl_fail(err, DL_CANCELLED, "a worker failed")
                                                   : dl_intake_again(&r->intake, r->state.v[i], err);
    return status;
}

/* An article that is in two files, and was last read from one that is gone or was rewritten, may be in the other. */
static enum dl_status bring_back(struct run *r, struct dl_error *err)
{
    bool any = false;
    r->any_gone = r->intake.let_go || r->summary->removed > 0;
    for (size_t i = 0; i < r->state.count; i++) {
        struct dl_source *f = r->state.v[i];
        any |= dl_source_pending(f, r->any_gone);
        bool later = r->stopped || !f->seen; /* there is no time left, or it is of no source of this session */
        if (r->any_gone && (f->flags & DL_SOURCE_SUPERSEDED) && !f->read && later)
            dl_source_pend(f);
    }
    if (!any || r->stopped)
        return DL_OK;
    r->intake.again = true;
    r->intake.sequence = 0; /* whatever else has come in this run goes before it */
    enum dl_status status = feed_workers(r, take_again, err);
    for (size_t i = 0; r->stopped && i < r->state.count; i++)
        if (!r->state.v[i]->again && dl_source_pending(r->state.v[i], r->any_gone))
            dl_source_pend(r->state.v[i]);
    return status;
}

/* ---- corrections ------------------------------------------------------------------------------------------------ */

static enum dl_status read_corrections(struct run *r, struct dl_error *err)
{
    struct dl_corrections *c = &r->corrections;
    struct dl_buf blob = { 0 };
    const char *file = r->options.corrections_file;
    enum dl_status status = dl_writer_get(r->writer, DL_KEY_CORRECTIONS, &blob, err);
    status = status == DL_NOT_FOUND ? DL_OK : status;
    if (!status)
        status = dl_corrections_decode(c, dl_buf_view(&blob), err);
    if (!status && file && (access(file, F_OK) == 0 || errno != ENOENT))
        status = dl_corrections_read(c, file, err);
    dl_buf_free(&blob);
    return status;
}

static enum dl_status take_corrections(struct run *r, struct dl_error *err)
{
    return dl_correct_changed(&r->intake, &r->corrections, dl_identity_committed(r->identity), err);
}

/* Articles whose source was not read in this session; those that were have their corrections. */
static enum dl_status correct(struct run *r, struct dl_error *err)
{
    if (r->stopped || !dl_correct_needed(&r->corrections))
        return DL_OK;
    r->intake.state_changed = true;
    return feed_workers(r, take_corrections, err);
}

static enum dl_status set_corrections(struct run *r, struct dl_error *err)
{
    const struct dl_corrections *c = &r->corrections;
    struct dl_buf blob = { 0 };
    if (r->stopped || (c->count == 0 && c->applied_count == 0))
        return DL_OK; /* the next session applies them */
    enum dl_status status = dl_corrections_encode(c, &blob, err);
    if (!status)
        status = dl_writer_set(r->writer, DL_KEY_CORRECTIONS, dl_buf_view(&blob), err);
    for (size_t i = 0; i < c->count && !status; i++)
        if (!c->v[i].matched && !dl_corrections_applied(c, c->v[i].hash))
            dl_report_error(r->report, "%s:%u: no article has this id, path or url", r->options.corrections_file,
                            c->v[i].line);
    dl_buf_free(&blob);
    return status;
}

static void note_superseded(void *context, uint64_t source_key)
{
    const struct run *r = context;
    struct dl_source *f = dl_state_find_key(&r->state, source_key);
    if (f)
        dl_source_supersede(f);
}

/* ---- committing ------------------------------------------------------------------------------------------------- */

static int by_string(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Join the stemmers of this run with those recorded: sorted, each once. */
static enum dl_status set_stemmers(struct run *r, struct dl_error *err)
{
    struct dl_buf all = { 0 }, joined = { 0 };
    enum dl_status status = dl_writer_get(r->writer, DL_KEY_STEMMERS, &all, err);
    if (status && status != DL_NOT_FOUND)
        return status;
    dl_buf_byte(&all, ',');
    dl_buf_str(&all, dl_buf_view(&r->stemmers));
    const char *names[256] = { NULL };
    size_t n = 0;
    char *save = NULL;
    dl_buf_cstr(&all);
    for (char *s = all.failed ? NULL : strtok_r(all.data, ",", &save); s && n < 256; s = strtok_r(NULL, ",", &save))
        names[n++] = s;
    qsort(names, n, sizeof *names, by_string);
    for (size_t i = 0; i < n; i++)
        if (i == 0 || strcmp(names[i], names[i - 1]) != 0)
            dl_buf_printf(&joined, "%s%s", joined.len ? "," : "", names[i]);
    status = all.failed ? dl_fail_memory(err) : dl_buf_status(&joined, err);
    if (!status && joined.len)
        status = dl_writer_set(r->writer, DL_KEY_STEMMERS, dl_buf_view(&joined), err);
    dl_buf_free(&all);
    dl_buf_free(&joined);
    return status;
}

static enum dl_status commit(struct run *r, struct dl_error *err)
{
    struct dl_buf blob = { 0 };
    struct dl_summary *s = r->summary;
    for (size_t i = 0; i < r->state.count; i++)
        dl_source_note_failures(r->state.v[i]);
    enum dl_status status = dl_writer_resolve(r->writer, note_superseded, r, err);
    if (!status)
        status = dl_state_encode(&r->state, &blob, err);
    if (!status)
        status = dl_writer_set(r->writer, DL_KEY_SOURCES, dl_buf_view(&blob), err);
    if (!status)
        status = set_stemmers(r, err);
    if (!status)
        status = set_corrections(r, err);
    dl_buf_clear(&blob);
    s->seconds = dl_monotonic() - r->report->started;
    s->committed = true; /* so it will say in the index, if it gets there */
    dl_summary_json(s, &blob);
    if (!status)
        status = dl_buf_status(&blob, err);
    if (!status)
        status = dl_writer_set(r->writer, DL_KEY_LAST_RUN, dl_buf_view(&blob), err);
    if (!status)
        status = dl_writer_commit(r->writer, &s->articles, err);
    s->committed = !status;
    dl_buf_free(&blob);
    return status;
}

static enum dl_status take_in_and_commit(struct run *r, struct dl_error *err)
{
    r->intake = (struct dl_intake){ .state = &r->state,
                                    .formats = r->o->formats,
                                    .format_count = r->o->format_count,
                                    .writer = r->writer,
                                    .identity = r->identity,
                                    .previous = r->o->previous,
                                    .queue = &r->queue,
                                    .report = r->report,
                                    .fields = r->o->fields,
                                    .interrupt = &r->interrupt,
                                    .retry = r->o->retry,
                                    .prune = r->o->prune,
                                    .follow = r->o->follow,
                                    .filters = r->o->filters,
                                    .filter_count = r->o->filter_count,
                                    .sharded = r->o->shards > 0,
                                    .sequence = FIRST_SEQUENCE };
    double left = r->o->max_seconds - (dl_monotonic() - r->report->started);
    if (!dl_interrupt_open(&r->interrupt, r->o->max_seconds <= 0 ? 0 : left > 0.001 ? left : 0.001))
        return dl_fail_errno(err, errno, NULL, "cannot wait for signals");
    enum dl_status status = r->o->corrections_only ? DL_OK : feed_workers(r, take_all, err);
    if (!status)
        status = dl_intake_end(&r->intake, err);
    if (!status && !r->stopped) /* what a stopped run has not met may be there */
        status = remove_all_gone(r, err);
    if (!status)
        status = correct(r, err);
    if (!status)
        status = bring_back(r, err);
    struct dl_summary *s = r->summary;
    s->signal = r->interrupt.signal;
    s->timed_out = r->interrupt.timed_out;
    if (s->signal)
        dl_interrupt_close(&r->interrupt); /* who asks again does not want to wait for the commit */
    s->new_files = r->intake.new_files;
    s->changed = r->intake.changed;
    s->renamed = r->intake.renamed;
    s->unchanged = r->intake.unchanged;
    s->unreadable = r->intake.unreadable;
    s->withheld += r->intake.withheld;
    s->skipped = r->report->skipped;
    s->passed = r->report->passed;
    s->shared_ids = r->report->shared_ids;
    s->bad_dates = r->report->bad_dates;
    s->bad_countries = r->report->bad_countries;
    s->bytes = r->report->bytes;
    if (!status && r->intake.state_changed)
        status = commit(r, err);
    s->seconds = dl_monotonic() - r->report->started;
    dl_interrupt_close(&r->interrupt); /* a first signal during the commit comes too late to stop anything */
    return status;
}

/* Whether there is nothing at DIR yet. */
static bool is_missing(const char *dir)
{
    struct stat st;
    return lstat(dir, &st) != 0 && errno == ENOENT;
}

enum dl_status dl_run(const struct dl_run_options *o, struct dl_report *report, struct dl_summary *summary,
                      struct dl_error *err)
{
    struct run r = { .options = *o, .report = report, .summary = summary, .interrupt = { .fd = -1 } };
    *summary = (struct dl_summary){ 0 };
    r.o = &r.options;
    r.options.corrections = &r.corrections;
    enum dl_status status = dl_index_recover(o->index, err);
    bool missing = is_missing(o->index);
    if (!status && missing && o->root_count == 0)
        status = dl_fail(err, DL_NOT_FOUND, "there is no index at %s, and no source was given", o->index);
    if (!status)
        status = open_writer(&r, err);
    if (!status)
        status = remove_leftover(&r, err);
    if (!status)
        status = check_shard(&r, err);
    if (!status)
        status = check_text_version(&r, err);
    if (!status)
        status = load_state(&r, err);
    if (!status)
        status = choose_roots(&r, err);
    if (!status)
        status = open_identity(&r, err);
    if (!status)
        status = read_corrections(&r, err);
    if (!status)
        status = take_in_and_commit(&r, err);
    if (!status && !r.stopped && !o->corrections_only)
        dl_writer_checked(r.writer);
    dl_intake_free(&r.intake);
    dl_identity_close(r.identity);
    dl_corrections_free(&r.corrections);
    bool nothing = r.writer && missing && !summary->committed;
    dl_writer_close(r.writer); /* and with it the lock */
    if (nothing)
        dl_index_remove(o->index, NULL); /* a wrong name leaves no folder */
    for (size_t i = 0; r.root_paths && i < r.root_count; i++)
        dl_buf_free(&r.root_paths[i]);
    free(r.root_paths);
    free(r.outcomes);
    free(r.recorded);
    dl_buf_free(&r.stemmers);
    dl_state_free(&r.state);
    return status;
}
