/* rebuild.c - a new index beside the old one, then one rename.
 *
 * Searches that have the old index open go on in its files; those that open it find either the old or the new one.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "dateline/blobs.h"
#include "dateline/file.h"
#include "indexer/actions.h"
#include "indexer/deletion_guard.h"

struct rebuild {
    const struct dl_settings *s;
    struct dl_buf dir, tmp; /* absolute */
    struct dl_run_options run;
    struct dl_state old;
    struct dl_root *roots;
    int lock;
};

static enum dl_status decode_sources(struct dl_reader *reader, struct dl_state *state, struct dl_error *err)
{
    struct dl_buf blob = { 0 };
    enum dl_status status = dl_reader_get(reader, DL_KEY_SOURCES, &blob, err);
    if (!status)
        status = dl_state_decode(state, dl_buf_view(&blob), err);
    dl_buf_free(&blob);
    return status;
}

/* The sources that the old index remembers; those it took from a pipe cannot be had again. */
static enum dl_status remembered_roots(struct rebuild *b, struct dl_reader *reader, struct dl_error *err)
{
    enum dl_status status = decode_sources(reader, &b->old, err);
    if (status)
        return status;
    const struct dl_source *piped = dl_state_find(&b->old, DL_STR("-"));
    if (piped && piped->articles && !b->run.prune)
        return dl_fail(err, DL_INVALID,
                       "%u articles of the index came through standard input and cannot be read again: index the "
                       "sources anew, or use --prune to do without them",
                       piped->articles);
    b->roots = calloc(b->old.root_count + 1, sizeof *b->roots);
    if (!b->roots)
        return dl_fail_memory(err);
    for (size_t i = 0; i < b->old.root_count; i++)
        b->roots[i].path = b->old.roots[i].ptr;
    b->run.roots = b->roots;
    b->run.root_count = b->old.root_count;
    return DL_OK;
}

static void take_over_shard(struct rebuild *b, struct dl_reader *reader)
{
    struct dl_buf shard = { 0 };
    if (dl_reader_get(reader, DL_KEY_SHARD, &shard, NULL) != DL_OK ||
        sscanf(dl_buf_cstr(&shard), "%u/%u", &b->run.shard, &b->run.shards) != 2)
        b->run.shard = b->run.shards = 0;
    dl_buf_free(&shard);
}

/* What the new index takes over from the old one.  A damaged old one is no obstacle when the sources are named. */
static enum dl_status look_at_old(struct rebuild *b, struct dl_error *err)
{
    struct dl_reader *reader = NULL;
    struct dl_index_stats stats;
    const char *dir = b->dir.data;
    enum dl_engine_kind kind;
    enum dl_status status = dl_index_detect(dir, &kind, err);
    if (status)
        return status == DL_CORRUPT && b->run.root_count > 0 ? DL_OK : status;
    if (b->run.engine == DL_ENGINE_NONE)
        b->run.engine = kind;
    status = dl_reader_open_with(&dir, 1, &(struct dl_reader_options){ .settings_only = true }, &reader, err);
    if (!status && b->run.shards == 0)
        take_over_shard(b, reader);
    if (!status && dl_reader_stats(reader, &stats, NULL) == DL_OK && stats.articles > 0)
        b->run.store &= stats.stored;
    if (b->run.root_count > 0) {
        if (status || decode_sources(reader, &b->old, NULL) != DL_OK)
            dl_state_free(&b->old); /* damaged: no obstacle */
        status = DL_OK;
    } else if (!status) {
        status = remembered_roots(b, reader, err);
    }
    dl_reader_close(reader);
    return status;
}

/* An access control list, as the file system keeps it.  Not every one has them. */
static void copy_attribute(const char *from, const char *to, const char *name)
{
    char value[8192];
    ssize_t n = getxattr(from, name, value, sizeof value);
    if (n > 0)
        setxattr(to, name, value, (size_t)n, 0);
}

/* The folder for the new index: with the owner, group, mode and access control lists of the old one, which the files
 * made in it follow. */
static enum dl_status make_folder(struct rebuild *b, struct dl_error *err)
{
    struct stat st;
    const char *dir = b->dir.data, *tmp = b->tmp.data;
    if (stat(dir, &st) != 0)
        return dl_fail_errno(err, errno, dir, "there is no index to rebuild");
    if (mkdir(tmp, 0700) != 0)
        return dl_fail_errno(err, errno, tmp, "cannot make the folder");
    if (chown(tmp, st.st_uid, st.st_gid) != 0 && chown(tmp, (uid_t)-1, st.st_gid) != 0 && st.st_gid != getegid())
        return dl_fail_errno(err, errno, tmp, "cannot give the new index the group of the old one");
    if (chmod(tmp, st.st_mode & 07777) != 0)
        return dl_fail_errno(err, errno, tmp, "cannot give the new index the mode of the old one");
    copy_attribute(dir, tmp, "system.posix_acl_access");
    copy_attribute(dir, tmp, "system.posix_acl_default");
    return DL_OK;
}

static enum dl_status read_sources(const char *dir, struct dl_state *state, struct dl_error *err)
{
    struct dl_reader *reader = NULL;
    struct dl_reader_options o = { .settings_only = true };
    enum dl_status status = dl_reader_open_with(&dir, 1, &o, &reader, err);
    if (!status)
        status = decode_sources(reader, state, err);
    dl_reader_close(reader);
    return status;
}

static uint64_t articles_under(const struct dl_state *s, struct dl_str root)
{
    uint64_t n = 0;
    for (size_t i = 0; i < s->count; i++)
        n += dl_path_under(s->v[i]->path, root) ? s->v[i]->articles : 0;
    return n;
}

/* The guard of every run: a source that is empty all of a sudden, or has lost more than half, is rather a disk that is
 * not mounted. */
static enum dl_status guard_root(struct dl_str root, const struct dl_state *old, const struct dl_state *now,
                                 struct dl_error *err)
{
    uint64_t before = articles_under(old, root), after = articles_under(now, root);
    uint64_t gone = before > after ? before - after : 0;
    if (gone == 0 || (after > 0 && !dl_guard_refuses(gone, before)))
        return DL_OK;
    return dl_fail(
        err, DL_BAD_INPUT,
        "%s: %llu of %llu articles are gone, too many to be believed: the index is as it was; use --prune to "
        "do without them",
        root.ptr, (unsigned long long)gone, (unsigned long long)before);
}

static enum dl_status guard(struct rebuild *b, struct dl_error *err)
{
    struct dl_state now = { 0 };
    if (b->old.count == 0) /* the sources were named; what a damaged index remembers is no obstacle */
        (void)read_sources(b->dir.data, &b->old, NULL);
    enum dl_status status = read_sources(b->tmp.data, &now, err);
    for (size_t i = 0; i < b->old.root_count && !status; i++)
        status = guard_root(b->old.roots[i], &b->old, &now, err);
    dl_state_free(&now);
    return status;
}

static enum dl_status build_and_swap(struct rebuild *b, struct dl_report *report, struct dl_summary *summary,
                                     struct dl_error *err)
{
    enum dl_status status = dl_index_check_own(b->dir.data, err);
    if (!status)
        status = dl_index_remove(b->tmp.data, err); /* of one that was killed */
    if (!status)
        status = make_folder(b, err);
    if (status)
        return status;
    status = dl_run(&b->run, report, summary, err);
    if (!status && (summary->signal || summary->timed_out))
        status = dl_fail(err, DL_CANCELLED, "stopped: the index is as it was");
    if (!status && !summary->committed)
        status = dl_fail(err, DL_BAD_INPUT, "nothing could be read: the index is as it was");
    if (!status && summary->unreadable && !b->run.prune)
        status = dl_fail(err, DL_BAD_INPUT,
                         "not all sources could be read: the index is as it was; use --prune to do without them");
    if (!status && !b->run.prune)
        status = guard(b, err);
    if (!status)
        return dl_index_exchange(b->tmp.data, b->dir.data, err);
    dl_index_remove(b->tmp.data, NULL);
    return status;
}

static enum dl_status prepare(struct rebuild *b, struct dl_error *err)
{
    enum dl_status recovered = dl_index_recover(b->s->index, err);
    if (recovered)
        return recovered;
    char *real = realpath(b->s->index, NULL);
    if (!real)
        return dl_fail_errno(err, errno, b->s->index, "there is no index to rebuild");
    dl_buf_puts(&b->dir, real);
    dl_buf_printf(&b->tmp, "%s%s", real, DL_REBUILD_SUFFIX);
    free(real);
    dl_buf_cstr(&b->dir);
    dl_buf_cstr(&b->tmp);
    if (b->dir.failed || b->tmp.failed)
        return dl_fail_memory(err);
    struct dl_buf lock = { 0 };
    dl_buf_printf(&lock, "%s/lock", b->dir.data);
    enum dl_status status = dl_buf_status(&lock, err);
    if (!status)
        status = dl_lock_take(dl_buf_cstr(&lock), b->run.wait_seconds, &b->lock, err);
    dl_buf_free(&lock);
    return status;
}

enum dl_status dl_action_rebuild(const struct dl_settings *s, struct dl_report *report, struct dl_summary *summary,
                                 struct dl_error *err)
{
    struct rebuild b = { .s = s, .run = s->run, .lock = -1 };
    *summary = (struct dl_summary){ 0 };
    enum dl_status status = prepare(&b, err);
    if (!status)
        status = look_at_old(&b, err);
    b.run.index = b.tmp.data;
    b.run.other_index = b.dir.data;
    b.run.previous = b.old.count ? &b.old : NULL;
    if (!status)
        status = build_and_swap(&b, report, summary, err);
    dl_lock_release(b.lock);
    dl_state_free(&b.old);
    free(b.roots);
    dl_buf_free(&b.dir);
    dl_buf_free(&b.tmp);
    return status;
}
