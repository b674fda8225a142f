/* intake.c - deciding about a source, and cutting it into batches.
 *
 * A file is unchanged when its size, mtime, ctime (nanoseconds) and inode are; when only the latter three differ, its
 * content hash decides.  A container that has grown behind an unchanged earlier part is read from where that part
 * ended: the whole earlier part is hashed again, as nothing less is proof, which costs a small part of indexing it.
 *
 * A file was renamed when one of its inode was known by a path that does not lead to it any more, and the content is
 * the same.  Its articles are taken over from the index (see dl_format_stored), not read again.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "indexer/intake.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "dateline/file.h"
#include "dateline/grow.h"
#include "indexer/archive.h"
#include "indexer/changed.h"
#include "indexer/deletion_guard.h"
#include "indexer/identity.h"
#include "indexer/run.h"
#include "lib/metadata/date/date.h"
#include "lib/reader/container.h"

#define BATCH_SIZE ((size_t)256 * 1024)
#define BARE_MAX 64
#define FILTERED_RECORDS (UINT64_C(1) << 24) /* more than a filter can write in DL_ARTICLE_LIMIT bytes */
#define SECOND 1000000000LL
#define STILL_WRITTEN                                                                                                  \
    (600 * SECOND) /* a last line without its end may be the writer's, so long after the last change */

/* ---- cutting ---------------------------------------------------------------------------------------------------- */

/* One source on its way into batches. */
struct cutting {
    struct dl_intake *in;
    struct dl_source *source;
    const struct dl_source_format *format;
    const struct dl_filter *filter;
    struct dl_batch *batch; /* being filled */
    int64_t mtime_ns;
    uint64_t number, offset; /* as in struct dl_batch */
    bool end;                /* the stream has no more */
    bool archive;            /* the source is an archive, and its members were taken in */
    struct dl_split split;
    bool resumed;           /* what was committed of the source stays */
    bool unfinished;        /* the last record is left for the next run: it is still being written */
    enum dl_status trouble; /* why the stream ended early */
    struct dl_error why;    /* the same, until it is reported */
};

static void report_skip(struct cutting *c, uint64_t number, const struct dl_error *why)
{
    if (!c->in->again)
        dl_report_skip(c->in->report, c->source, number, c->format && c->format->numbers_lines, why);
}

/* Read until the batch holds WANT bytes or the stream ends.  Trouble with the stream ends it. */
static enum dl_status fill(struct cutting *c, size_t want, struct dl_error *err)
{
    struct dl_buf *b = &c->batch->data;
    if (b->len < want && !dl_buf_reserve(b, want - b->len))
        return dl_fail_memory(err);
    while (!c->end && b->len < want) {
        size_t got = 0;
        struct dl_error why;
        enum dl_status status = dl_stream_read(c->in->stream, b->data + b->len, want - b->len, &got, &why);
        if (status == DL_CANCELLED || status == DL_NO_MEMORY) {
            if (err)
                *err = why;
            return status;
        }
        if (status) {
            c->trouble = status;
            c->in->unreadable += status == DL_IO;
            c->why = why;
        }
        b->len += got;
        c->end = status || got == 0;
    }
    return DL_OK;
}

/* Report why the stream ended early.  Articles may have been read before that. */
static void report_end(struct cutting *c)
{
    if (c->why.status && !c->in->again)
        dl_report_cut(c->in->report, c->source, c->split.number, &c->why);
    c->why.status = DL_OK;
}

/* Hand the first WHOLE bytes of the batch, with the records that were added, to the workers; the rest begins the next
 * batch. */
static enum dl_status send(struct cutting *c, size_t whole, struct dl_error *err)
{
    struct dl_batch *b = c->batch, *next = dl_queue_fresh(c->in->queue);
    if (!next)
        return dl_fail_memory(err);
    dl_buf_append(&next->data, b->data.data + whole, b->data.len - whole);
    dl_buf_str(&b->head, dl_buf_view(&c->split.head));
    b->data.len = whole;
    b->source = c->source;
    b->again = c->in->again;
    b->resumed = c->resumed;
    b->format = c->format;
    b->filter = c->filter;
    b->mtime_ns = c->mtime_ns;
    b->number = c->number;
    b->offset = c->offset;
    b->sequence = c->in->sequence;
    c->in->sequence += c->filter ? FILTERED_RECORDS : c->split.number - c->number + 1;
    c->number = c->split.number;
    c->offset += whole;
    c->batch = next;
    enum dl_status status = dl_buf_status(&b->spans, err);
    if (!status)
        status = dl_buf_status(&b->head, err);
    dl_queue_put(c->in->queue, b);
    c->in->report->read = c->in->files_read + dl_stream_position(c->in->stream);
    dl_report_progress(c->in->report);
    return status ? status : dl_buf_status(&next->data, err);
}

static void drop(struct cutting *c, size_t n)
{
    struct dl_buf *b = &c->batch->data;
    c->offset += n;
    if (b->len > n) /* an empty buffer has no bytes to point to */
        memmove(b->data, b->data + n, b->len - n);
    b->len -= n;
}

/* Whether the record that DATA begins is plainly no article: a film in a web archive. */
static bool is_no_article(const struct cutting *c, struct dl_str data)
{
    struct dl_parse p = { 0 };
    struct dl_article a = { 0 };
    struct dl_record r = { .bytes = data, .head = dl_buf_view(&c->split.head) };
    bool none = c->format->split && c->format->parse(&r, &p, &a, NULL) == DL_END;
    dl_parse_free(&p);
    return none;
}

static void report_large(struct cutting *c)
{
    struct dl_error why;
    if (is_no_article(c, dl_buf_view(&c->batch->data))) {
        if (!c->in->again)
            dl_report_passed(c->in->report, c->source);
        return;
    }
    dl_fail(&why, DL_TOO_LARGE, "larger than the limit of %zu MiB", DL_ARTICLE_LIMIT >> 20);
    report_skip(c, c->format->split ? c->split.number + 1 : 0, &why);
}

/* Whether what the source ends with may be the middle of what is being written. */
static bool just_changed(const struct cutting *c)
{
    return !c->trouble && !c->in->again && c->mtime_ns != 0 && c->mtime_ns >= dl_now_ns() - STILL_WRITTEN &&
           c->mtime_ns <= dl_now_ns() + STILL_WRITTEN && dl_stream_plain(c->in->stream);
}

/* Whether DATA, the last line of a file that has just been changed, is only half a line. */
static bool still_written(const struct cutting *c, struct dl_str data)
{
    struct dl_parse p = { .fields = c->in->fields };
    struct dl_article a = { 0 };
    struct dl_record r = { .bytes = data, .head = dl_buf_view(&c->split.head) };
    if (!just_changed(c))
        return false;
    bool half = c->split.open || (c->format->numbers_lines && c->format->parse(&r, &p, &a, NULL) == DL_BAD_INPUT);
    dl_parse_free(&p);
    return half;
}

/* Whether the record [FROM, TO) that the end of the source has ended is one.  What damage has cut short is none. */
static bool is_record(struct cutting *c, size_t from, size_t to)
{
    struct dl_str record = { c->batch->data.data + from, to - from };
    c->unfinished = !c->split.whole && still_written(c, record);
    return c->split.whole || !(c->trouble || c->unfinished);
}

/* A list that is not closed: it is still being written, or was cut short. */
static void report_open(struct cutting *c)
{
    unsigned long long n = (unsigned long long)c->split.number;
    c->unfinished |= just_changed(c);
    if (c->in->again || c->trouble)
        ;
    else if (c->unfinished)
        dl_report_trouble(c->in->report, "%s: still being written: what follows article %llu is left for the next run",
                          c->source->path.ptr, n);
    else
        dl_report_trouble(c->in->report, "%s: its list is not closed after article %llu: the file may be cut short",
                          c->source->path.ptr, n);
}

/* Add the records of the batch's data from *DONE on.  *DONE: the end of the last one; *NEED: where the data begins that
 * is still needed. */
static enum dl_split_result add_records(struct cutting *c, size_t *done, size_t *need)
{
    struct dl_buf *b = &c->batch->data;
    enum dl_split_result result;
    size_t from, to;
    for (;;) {
        uint64_t number = c->split.number;
        result = c->format->split(&c->split, (struct dl_str){ b->data + *done, b->len - *done }, c->end, &from, &to);
        *need = *done + from;
        if (result != DL_SPLIT_RECORD)
            break;
        if (!is_record(c, *need, *done + to)) {
            c->split.number = number;
            return DL_SPLIT_MORE;
        }
        dl_batch_add(c->batch, *need, *done + to, c->split.number);
        *done += to;
    }
    if (result == DL_SPLIT_SKIPPED)
        *done += to;
    return result;
}

/* One round: the records of what has been read.  *WANT: how much to read before the next. */
static enum dl_status cut_piece(struct cutting *c, size_t *want, struct dl_error *err)
{
    size_t done = 0, need = 0;
    if (add_records(c, &done, &need) == DL_SPLIT_SKIPPED) {
        c->split.skipping = false;
        c->number = c->split.number;
        drop(c, done);
        return DL_OK;
    }
    if (done) {
        enum dl_status status = send(c, done, err);
        drop(c, status ? 0 : need - done);
        *want = BATCH_SIZE > c->batch->data.len * 2 ? BATCH_SIZE : c->batch->data.len * 2;
        return status;
    }
    drop(c, need);
    if (c->batch->data.len >= DL_ARTICLE_LIMIT && !c->end) {
        report_large(c);
        c->split.skipping = true;
        c->split.scan = (struct dl_scan){ 0 };
        *want = BATCH_SIZE;
    } else if (c->batch->data.len >= *want) {
        *want = *want * 2 > DL_ARTICLE_LIMIT ? DL_ARTICLE_LIMIT : *want * 2;
    }
    return DL_OK;
}

static enum dl_status cut_container(struct cutting *c, struct dl_error *err)
{
    size_t want = BATCH_SIZE;
    enum dl_status status = DL_OK;
    for (bool last = false; !status && !last;) {
        if (dl_interrupted(c->in->interrupt))
            return dl_fail(err, DL_CANCELLED, "interrupted");
        status = fill(c, want, err);
        last = c->end && !c->split.skipping;
        if (!status)
            status = cut_piece(c, &want, err);
        last |= c->end && c->split.skipping;
    }
    if (!status && c->split.open)
        report_open(c);
    return status;
}

static bool blank(struct dl_str s)
{
    size_t i = dl_utf8_bom(s);
    while (i < s.len && strchr(" \t\r\n\f\v", s.ptr[i]) && s.ptr[i])
        i++;
    return i == s.len;
}

/* A source that is one article, or none when there is nothing in it. */
static enum dl_status cut_single(struct cutting *c, struct dl_error *err)
{
    size_t want = DL_HEAD_SIZE;
    while (!c->end) {
        enum dl_status status = fill(c, want, err);
        if (status)
            return status;
        if (c->batch->data.len > DL_ARTICLE_LIMIT) {
            report_large(c);
            return DL_OK;
        }
        want = c->batch->data.len * 2 > DL_ARTICLE_LIMIT ? DL_ARTICLE_LIMIT + 1 : c->batch->data.len * 2;
    }
    if (c->trouble || blank(dl_buf_view(&c->batch->data)))
        return DL_OK;
    dl_batch_add(c->batch, 0, c->batch->data.len, ++c->split.number);
    return send(c, c->batch->data.len, err);
}

/* Take what comes before the first record.  A source that is read on behind its earlier part begins as it did then. */
static enum dl_status begin(struct cutting *c, bool *refused, struct dl_error *err)
{
    struct dl_buf head = { 0 };
    struct dl_error why;
    bool resumed = c->offset > 0;
    size_t used = 0;
    enum dl_status status = resumed ? dl_stream_head(c->in->stream, DL_HEAD_SIZE, &head, err) : DL_OK;
    struct dl_str s = dl_buf_view(resumed ? &head : &c->batch->data);
    size_t bom = dl_utf8_bom(s);
    if (!status) {
        bool whole = resumed ? s.len < DL_HEAD_SIZE : c->end;
        status = c->format->begin(&c->split, (struct dl_str){ s.ptr + bom, s.len - bom }, whole, &used, &why);
        *refused = status == DL_BAD_INPUT;
        if (status && !*refused && err)
            *err = why;
    }
    if (*refused)
        report_skip(c, 0, &why);
    else if (!status && !resumed)
        drop(c, bom + used);
    dl_buf_free(&head);
    return *refused ? DL_OK : status;
}

/* Whether the source, whose beginning is in the batch, is of a kind that is not read.  It is reported by its kind. */
static bool is_refused(struct cutting *c)
{
    struct dl_str head = dl_buf_view(&c->batch->data);
    const struct dl_kind *kind = dl_kind_of(c->source->path, head);
    if (!kind && !dl_container_detect(head) && c->format == &dl_format_text && dl_is_binary(head))
        kind = &dl_kind_binary;
    if (kind && !c->in->again)
        dl_report_kind(c->in->report, c->source, kind);
    return kind != NULL;
}

/* Take in the members of an archive, whose beginning is in the batch.  The batch is given back first: each archive in
 * an archive would hold one more. */
static enum dl_status read_archive(struct cutting *c, struct dl_error *err)
{
    struct dl_buf head = { 0 };
    dl_buf_str(&head, dl_buf_view(&c->batch->data));
    c->batch->source = NULL;
    dl_queue_recycle(c->in->queue, c->batch);
    c->batch = NULL;
    enum dl_status status = dl_buf_status(&head, err);
    if (!status)
        status = dl_archive_read(c->in, c->source, dl_buf_view(&head), &c->trouble, err);
    dl_buf_free(&head);
    return status;
}

/* Read the stream, from NUMBER and OFFSET on, into batches.  FORMAT: known already, or NULL. */
static enum dl_status cut_source(struct cutting *c, struct dl_error *err)
{
    bool refused = false;
    c->split.fields = c->in->fields;
    c->batch = dl_queue_fresh(c->in->queue);
    if (!c->batch)
        return dl_fail_memory(err);
    enum dl_status status = fill(c, DL_HEAD_SIZE, err);
    c->filter = c->format ? NULL : dl_filter_for(c->in->filters, c->in->filter_count, c->source->path);
    if (c->filter)
        c->format = &dl_format_text; /* one piece, whatever the filter makes of it */
    if (!status && !c->format) {
        c->format = dl_format_by_name(c->in->formats, c->in->format_count, c->source->path.ptr);
        if (!c->format) {
            c->format = dl_format_detect(dl_buf_view(&c->batch->data));
            refused = !c->trouble && is_refused(c);
            c->archive = !refused && dl_container_detect(dl_buf_view(&c->batch->data));
        }
    }
    if (c->archive)
        report_end(c);
    if (!status && c->archive)
        return read_archive(c, err);
    if (!status && !refused && c->format->begin)
        status = begin(c, &refused, err);
    if (!status && !refused)
        status = c->format->split ? cut_container(c, err) : cut_single(c, err);
    report_end(c);
    c->batch->source = NULL;
    dl_queue_recycle(c->in->queue, c->batch);
    dl_buf_free(&c->split.head);
    return status;
}

enum dl_status dl_intake_cut(struct dl_intake *in, struct dl_source *f, int64_t mtime_ns, enum dl_status *trouble,
                             struct dl_error *err)
{
    struct cutting c = { .in = in, .source = f, .mtime_ns = mtime_ns };
    enum dl_status status = cut_source(&c, err);
    *trouble = c.trouble;
    return status;
}

/* ---- deciding --------------------------------------------------------------------------------------------------- */

static enum dl_status unreadable(struct dl_intake *in, const char *path, struct dl_source *f,
                                 const struct dl_error *why)
{
    if (why->sys_errno == ENOENT)
        return DL_OK; /* vanished: as if it had never been met */
    dl_report_trouble(in->report, "%s: %s", path, why->message);
    in->unreadable++;
    if (!f)
        return DL_OK;
    dl_source_meet(f); /* what was read of it earlier stays */
    return f->flags & DL_SOURCE_ARCHIVE ? dl_archive_keep(in, f, NULL) : DL_OK;
}

/* What the stream holds of the F that is known.  *RESUME: it goes on behind the unchanged part, and the stream stands
 * there.  *SAME: nothing else has changed.  Otherwise the stream is at its beginning. */
static enum dl_status compare(struct dl_intake *in, const struct dl_source *f, const struct stat *st, bool *same,
                              bool *resume, struct dl_error *err)
{
    *same = *resume = false;
    if (f->size > (uint64_t)st->st_size || dl_intake_wants_again(in, f))
        return DL_OK;
    uint64_t skipped = 0;
    enum dl_status status = dl_stream_skip(in->stream, f->size, &skipped, err);
    struct dl_hash128 hash = dl_stream_hash(in->stream);
    bool unchanged = !status && skipped == f->size && hash.low == f->hash.low && hash.high == f->hash.high;
    *same = unchanged && f->size == (uint64_t)st->st_size && !(f->flags & DL_SOURCE_PARTIAL);
    *resume = unchanged && !*same && (f->flags & DL_SOURCE_RESUMABLE);
    return status || *same || *resume ? status : dl_stream_rewind(in->stream, err);
}

/* The session ends while a plain container is being read, or its end is not written yet: what is cut so far is whole
 * articles, and is kept. */
static void keep_beginning(struct dl_intake *in, struct dl_source *f, const struct cutting *c)
{
    uint64_t skipped = 0;
    bool whole = c->format && c->format->split && c->offset > 0 && !c->split.skipping && dl_stream_plain(in->stream) &&
                 !dl_stream_rewind(in->stream, NULL) && !dl_stream_skip(in->stream, c->offset, &skipped, NULL) &&
                 skipped == c->offset;
    if (!whole) {
        dl_source_stop(f, NULL);
        return;
    }
    const struct dl_source_end end = { .size = c->offset,
                                       .hash = dl_stream_hash(in->stream),
                                       .text_size = c->offset,
                                       .lines = c->split.number,
                                       .container = true,
                                       .numbers_lines = c->format->numbers_lines,
                                       .resumable = true };
    dl_source_stop(f, &end);
}

/* Nothing after damage or the limit is an article, but it tells whether the file changes. */
static void hash_all(struct dl_intake *in, struct dl_source_end *end, uint64_t size)
{
    end->io |= dl_stream_rewind(in->stream, NULL) || dl_stream_skip(in->stream, size, &end->size, NULL);
    end->hash = dl_stream_hash(in->stream);
}

static void remember_end(struct dl_intake *in, struct dl_source *f, const struct cutting *c, const struct stat *before)
{
    struct stat after;
    bool appendable = c->format->appendable && c->split.whole && !c->trouble && dl_stream_whole(in->stream);
    struct dl_source_end end = { .size = dl_stream_position(in->stream),
                                 .hash = dl_stream_hash(in->stream),
                                 .text_size = c->offset,
                                 .lines = c->split.number,
                                 .container = c->format->split != NULL,
                                 .numbers_lines = c->format->numbers_lines,
                                 .resumable =
                                     appendable && (c->format == &dl_format_jsonl || dl_stream_plain(in->stream)),
                                 .io = c->trouble == DL_IO };
    bool known = dl_stream_stat(in->stream, &after) && after.st_size == before->st_size &&
                 dl_mtime_ns(&after) == dl_mtime_ns(before) && dl_ctime_ns(&after) == dl_ctime_ns(before);
    if (!end.io && end.size < (uint64_t)before->st_size)
        hash_all(in, &end, (uint64_t)before->st_size);
    dl_source_end(f, &end);
    if (!known)
        dl_source_unsure(f);
}

/* What was committed of F goes when the walk is over and it was not met under another name. */
enum dl_status dl_intake_leave(struct dl_intake *in, const struct dl_source *f, struct dl_error *err)
{
    if (!DL_GROW(in->left, in->left_cap, in->left_count + 1))
        return dl_fail_memory(err);
    in->left[in->left_count] = dl_state_leave(in->state, f);
    return in->left[in->left_count] ? (in->left_count++, DL_OK) : dl_fail_memory(err);
}

/* F cannot be read to its end now: what was read of it earlier stays, beside what could be read, until it can. */
static void stay(struct dl_intake *in, struct dl_source *f)
{
    struct dl_source *was = in->left_count ? in->left[in->left_count - 1] : NULL;
    if (!was || !dl_str_eq(was->path, f->path))
        return;
    atomic_fetch_add(&f->articles, was->articles);
    in->left_count--;
}

enum dl_status dl_intake_end(struct dl_intake *in, struct dl_error *err)
{
    enum dl_status status = DL_OK;
    for (size_t i = 0; i < in->left_count && !status; i++) {
        if (in->left[i]->path.len == 0)
            continue; /* met again */
        status = dl_writer_remove_source(in->writer, in->left[i]->key, err);
        in->let_go = true;
    }
    in->left_count = 0;
    return status;
}

void dl_intake_free(struct dl_intake *in)
{
    free(in->left);
    in->left = NULL;
}

/* The format of a source that is read on behind its earlier part. */
static const struct dl_source_format *format_of_earlier_part(struct dl_intake *in, const struct dl_source *f)
{
    struct dl_buf head = { 0 };
    const struct dl_source_format *format = &dl_format_jsonl; /* the only one that goes on when it is compressed */
    if (f->flags & DL_SOURCE_LIST && dl_stream_head(in->stream, DL_HEAD_SIZE, &head, NULL) == DL_OK)
        format = dl_format_detect(dl_buf_view(&head));
    dl_buf_free(&head);
    return format;
}

/* An archive was read in any order: its hash is taken by itself. */
static void remember_archive(struct dl_intake *in, struct dl_source *f, const struct cutting *c, const struct stat *st)
{
    struct stat after;
    uint64_t size = 0;
    bool hashed = dl_stream_rewind(in->stream, NULL) == DL_OK &&
                  dl_stream_skip(in->stream, (uint64_t)st->st_size, &size, NULL) == DL_OK;
    f->size = size;
    f->hash = dl_stream_hash(in->stream);
    if (!hashed || c->trouble == DL_IO)
        f->flags |= DL_SOURCE_PARTIAL;
    if (!dl_stream_stat(in->stream, &after) || after.st_size != st->st_size || dl_mtime_ns(&after) != dl_mtime_ns(st))
        f->flags |= DL_SOURCE_RACY;
}

static enum dl_status read_source(struct dl_intake *in, struct dl_source *f, bool resume, const struct stat *st,
                                  struct dl_error *err)
{
    struct cutting c = { .in = in, .source = f, .mtime_ns = dl_mtime_ns(st), .resumed = resume };
    if (resume) {
        c.format = format_of_earlier_part(in, f);
        c.number = c.split.number = f->lines;
        c.split.whole = true;
        c.offset = f->text_size;
    }
    dl_source_begin(f, resume);
    in->state_changed = true;
    enum dl_status status = resume ? DL_OK : dl_identity_reread(in->identity, f->key, in->sequence, err);
    if (!status && !resume)
        status = dl_identity_reread(in->identity, f->renamed_from, in->sequence, err);
    if (!status)
        status = cut_source(&c, err);
    if (status == DL_CANCELLED || (!status && c.unfinished))
        keep_beginning(in, f, &c);
    else if (!status && c.archive)
        remember_archive(in, f, &c, st);
    else if (!status)
        remember_end(in, f, &c, st);
    if (c.trouble == DL_IO)
        stay(in, f);
    return status;
}

/* No article can be in it: it has no byte, or blanks, or is an empty list. */
static bool is_bare(const char *path, const struct stat *st)
{
    char text[BARE_MAX];
    if (st->st_size > BARE_MAX)
        return false;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof text);
    if (fd >= 0)
        close(fd);
    for (ssize_t k = 0; k < n; k++)
        if (text[k] == '\0' || !strchr(" \t\r\n[]", text[k]))
            return false;
    return n == st->st_size;
}

/* A file that has nothing left but had articles: a scraper that failed, or a disk that was full, more likely than a
 * wish to delete them.  It counts as gone, and when it held many it stays as it was without asking further. */
static bool emptied(struct dl_intake *in, const char *path, struct dl_source *f, const struct stat *st)
{
    if (f->articles == 0 || f->size == 0 || in->prune || !is_bare(path, st))
        return false;
    dl_source_find_empty(f, f->articles < DL_GUARD_MIN);
    if (f->emptied)
        return true;
    dl_report_trouble(in->report, "%s is empty: its %u articles are kept; use --prune to remove them", path,
                      f->articles);
    in->withheld++;
    return true;
}

/* ---- renamed files ---------------------------------------------------------------------------------------------- */

static bool leads_to(const char *path, const struct stat *st)
{
    struct stat now;
    if (stat(path, &now) != 0)
        return errno != ENOENT && errno != ENOTDIR; /* who knows */
    return now.st_ino == st->st_ino && now.st_dev == st->st_dev;
}

/* The source that became this file, which was never met as F (NULL: never met at all): NULL when there is none.
 * *RESUME: it has grown, and the stream stands behind its earlier part; else the stream is at its beginning. */
static struct dl_source *find_renamed(struct dl_intake *in, const struct dl_source *f, const struct stat *st,
                                      bool *resume)
{
    struct dl_source *was;
    *resume = false;
    for (size_t at = 0; (was = dl_state_same_inode(in->state, (uint64_t)st->st_ino, &at)) != NULL;) {
        bool usable = was->path.len && was != f && !(was->flags & DL_SOURCE_PARTIAL) && (was->left || !was->seen) &&
                      !dl_str_eq(was->path, DL_STR("-")) && !dl_intake_wants_again(in, was);
        if (!usable || (!was->left && leads_to(was->path.ptr, st)))
            continue;
        /* Inodes are used again, and times are set by programs: only the content tells. */
        bool same = false;
        if (compare(in, was, st, &same, resume, NULL) == DL_OK && *resume)
            return was;
        if (dl_stream_rewind(in->stream, NULL) != DL_OK)
            return NULL;
        if (same)
            return was;
    }
    return NULL;
}

struct hand_over {
    struct dl_intake *in;
    struct dl_source *to;
    struct dl_batch *batch;
    uint64_t stored; /* records in it */
    int64_t mtime_ns;
};

static void put_stored(struct hand_over *h)
{
    h->batch->source = h->to;
    h->batch->again = false;
    h->batch->format = &dl_format_stored;
    h->batch->filter = NULL;
    h->batch->mtime_ns = h->mtime_ns;
    h->batch->number = 0;
    h->batch->offset = 0;
    h->batch->sequence = h->in->sequence;
    h->in->sequence += h->stored + 1;
    h->stored = 0;
    dl_queue_put(h->in->queue, h->batch);
    h->batch = NULL;
}

/* DL_UNSUPPORTED: this one cannot be had from the index alone. */
static enum dl_status take_record(void *context, struct dl_str record, struct dl_error *err)
{
    struct hand_over *h = context;
    struct dl_article a;
    struct dl_buf path = { 0 };
    struct dl_str evidence;
    bool has_body;
    enum dl_status status = dl_article_decode(record, &a, &has_body, err);
    dl_path_utf8(h->to->path, &path);
    if (!status)
        status = dl_buf_status(&path, err);
    if (!status &&
        (!has_body || dl_filename_date(a.path, &evidence) != dl_filename_date(dl_buf_view(&path), &evidence)))
        status = dl_fail(err, DL_UNSUPPORTED, "its text is not kept, or its name has another date in it");
    dl_buf_free(&path);
    if (status)
        return status;
    if (h->batch && h->batch->data.len >= BATCH_SIZE)
        put_stored(h);
    if (!h->batch && !(h->batch = dl_queue_fresh(h->in->queue)))
        return dl_fail_memory(err);
    dl_batch_add(h->batch, h->batch->data.len, h->batch->data.len + record.len, ++h->stored);
    dl_buf_str(&h->batch->data, record);
    status = dl_buf_status(&h->batch->spans, err);
    return status ? status : dl_buf_status(&h->batch->data, err);
}

/* The articles of WAS become those of TO, from the index's own store.  It is not interrupted half way. */
static enum dl_status hand_over(struct dl_intake *in, struct dl_source *was, struct dl_source *to,
                                const struct stat *st, struct dl_error *err)
{
    struct hand_over h = { in, to, NULL, 0, dl_mtime_ns(st) };
    if (in->sharded)
        return dl_fail(err, DL_UNSUPPORTED, "its articles may belong to other shards now");
    enum dl_status status = was->articles ? dl_writer_records(in->writer, was->key, take_record, &h, err) : DL_OK;
    if (h.batch && !status)
        put_stored(&h);
    if (h.batch) {
        h.batch->source = NULL;
        dl_queue_recycle(in->queue, h.batch);
    }
    return status;
}

/* TO, whose path was not known or lead to another file, is what was known as WAS. */
static enum dl_status rename_source(struct dl_intake *in, struct dl_source *was, struct dl_source *to, bool resume,
                                    const struct stat *st, struct dl_error *err)
{
    dl_source_rename(to, was);
    enum dl_status status = hand_over(in, was, to, st, err);
    bool read = status == DL_UNSUPPORTED; /* which begins by forgetting all of that */
    if (read)
        status = dl_stream_rewind(in->stream, err);
    if (!status && was->articles)
        status = dl_writer_remove_source(in->writer, was->key, err);
    if (!status && (was->flags & DL_SOURCE_ARCHIVE)) {
        read = true;
        status = dl_archive_drop(in, was, err);
        if (!status)
            status = dl_stream_rewind(in->stream, err);
    }
    dl_source_drop(was);
    in->renamed++;
    in->state_changed = true;
    return status || (!read && !resume) ? status : read_source(in, to, resume && !read, st, err);
}

/* ---- deciding about one ----------------------------------------------------------------------------------------- */

/* The file is new or may have changed; the stream is open. */
static enum dl_status take_in(struct dl_intake *in, const char *path, struct dl_source *f, const struct stat *st,
                              int64_t looked_ns, struct dl_error *err)
{
    bool same = false, resume = false, known = f != NULL, other = !f || f->inode != (uint64_t)st->st_ino;
    struct dl_error why;
    if (!dl_state_sort_inodes(in->state))
        return dl_fail_memory(err);
    struct dl_source *was = other ? find_renamed(in, f, st, &resume) : NULL;
    if (known && !was && emptied(in, path, f, st)) {
        dl_source_looked_at(f, st, looked_ns);
        return DL_OK;
    }
    if (known && !was) {
        enum dl_status status = compare(in, f, st, &same, &resume, &why);
        if (status)
            return unreadable(in, path, f, &why);
    } else if (!known) {
        f = dl_state_get(in->state, dl_str_of(path));
        if (!f)
            return dl_fail_memory(err);
        dl_source_renew(f);
        const struct dl_source *before = in->previous ? dl_state_find(in->previous, f->path) : NULL;
        f->origin = before ? before->origin : 0;
    }
    bool moved = !dl_same_stat(f, st), anew = was || (!same && !resume);
    if (anew && f->articles && dl_intake_leave(in, f, err) != DL_OK)
        return DL_NO_MEMORY;
    dl_source_looked_at(f, st, looked_ns);
    dl_source_meet(f);
    if (was)
        return rename_source(in, was, f, resume, st, err);
    if (same) {
        in->unchanged++;
        in->state_changed |= moved; /* a mark of raciness alone is not worth a commit */
        return f->flags & DL_SOURCE_ARCHIVE ? dl_archive_keep(in, f, err) : DL_OK;
    }
    *(known ? &in->changed : &in->new_files) += 1;
    return read_source(in, f, resume, st, err);
}

bool dl_intake_wants_again(const struct dl_intake *in, const struct dl_source *f)
{
    bool filtered = (f->flags & DL_SOURCE_REFUSED) && dl_filter_for(in->filters, in->filter_count, f->path);
    return filtered || (in->retry && (f->flags & DL_SOURCE_FAILED)) ||
           ((f->flags & DL_SOURCE_ARCHIVE) && (in->retry || in->filter_count) && dl_archive_wants_again(in, f));
}

bool dl_intake_would_read(const struct dl_intake *in, const char *path, const struct stat *st)
{
    const struct dl_source *f = dl_state_find(in->state, dl_str_of(path));
    return !dl_surely_unchanged(f, st, in->retry) || dl_intake_wants_again(in, f);
}

static enum dl_status open_source(struct dl_intake *in, const char *root, const char *path, struct stat *st,
                                  struct dl_error *err)
{
    int fd;
    enum dl_status status = dl_follow_open(in->follow, root, path, &fd, err);
    return status ? status : dl_stream_take(in->stream, fd, path, st, err);
}

enum dl_status dl_intake_file(struct dl_intake *in, const char *path, const struct stat *st, struct dl_error *err)
{
    if (dl_interrupted(in->interrupt))
        return dl_fail(err, DL_CANCELLED, "interrupted");
    struct dl_source *f = dl_state_find(in->state, dl_str_of(path));
    if (f && f->seen)
        return DL_OK; /* by another root of this run */
    if (dl_surely_unchanged(f, st, in->retry) && !dl_intake_wants_again(in, f)) {
        dl_source_meet(f);
        in->unchanged++;
        return f->flags & DL_SOURCE_ARCHIVE ? dl_archive_keep(in, f, err) : DL_OK;
    }
    struct dl_error why;
    struct stat opened;
    int64_t looked_ns = dl_now_ns();
    if (open_source(in, in->root, path, &opened, &why))
        return unreadable(in, path, f, &why);
    enum dl_status status = take_in(in, path, f, &opened, looked_ns, err);
    in->files_read += (uint64_t)opened.st_size;
    dl_stream_close(in->stream);
    return status;
}

enum dl_status dl_intake_again(struct dl_intake *in, struct dl_source *f, struct dl_error *err)
{
    struct dl_error why;
    struct stat st;
    dl_source_pend(f); /* should this not come to an end */
    in->state_changed = true;
    struct dl_source *member = f->flags & DL_SOURCE_MEMBER ? f : NULL;
    if (member && !(f = dl_archive_of(in, f))) {
        member->again = true;
        return DL_OK;
    }
    if (dl_interrupted(in->interrupt))
        return dl_fail(err, DL_CANCELLED, "interrupted");
    if (open_source(in, dl_state_root_of(in->state, f->path), f->path.ptr, &st, &why))
        return unreadable(in, f->path.ptr, f, &why);
    struct cutting c = { .in = in, .source = f, .mtime_ns = dl_mtime_ns(&st) };
    enum dl_status status = cut_source(&c, err);
    dl_source_again(f, !status && c.trouble != DL_IO);
    if (member)
        member->again |= f->again; /* also when it was not met any more */
    dl_stream_close(in->stream);
    return status;
}

enum dl_status dl_intake_reread(struct dl_intake *in, struct dl_source *f, struct dl_error *err)
{
    struct dl_error why;
    struct stat st;
    uint64_t unchanged = in->unchanged;
    struct dl_source *member = f->flags & DL_SOURCE_MEMBER ? f : NULL;
    if (member && !(f = dl_archive_of(in, f)))
        return DL_OK;
    if (dl_interrupted(in->interrupt))
        return dl_fail(err, DL_CANCELLED, "interrupted");
    if (open_source(in, dl_state_root_of(in->state, f->path), f->path.ptr, &st, &why))
        return unreadable(in, f->path.ptr, f, &why);
    enum dl_status status = member ? DL_OK : dl_writer_remove_source(in->writer, f->key, err);
    in->let_go = true;
    if (!status)
        status = read_source(in, f, false, &st, err);
    in->unchanged = unchanged; /* the other members of an archive were counted before */
    dl_stream_close(in->stream);
    return status;
}

enum dl_status dl_intake_stored(struct dl_intake *in, struct dl_source *f, struct dl_str record, int64_t mtime_ns,
                                struct dl_error *err)
{
    struct hand_over h = { .in = in, .to = f, .mtime_ns = mtime_ns, .batch = dl_queue_fresh(in->queue) };
    if (!h.batch)
        return dl_fail_memory(err);
    enum dl_status status = take_record(&h, record, err);
    if (status) {
        h.batch->source = NULL;
        dl_queue_recycle(in->queue, h.batch);
        return status;
    }
    put_stored(&h);
    return DL_OK;
}

enum dl_status dl_intake_pipe(struct dl_intake *in, int fd, const char *name, struct dl_error *err)
{
    struct dl_source *f = dl_state_get(in->state, DL_STR("-"));
    if (!f)
        return dl_fail_memory(err);
    struct cutting c = { .in = in, .source = f };
    dl_source_meet(f);
    in->state_changed = true;
    in->new_files++;
    dl_stream_attach(in->stream, fd, name, in->interrupt);
    enum dl_status status = cut_source(&c, err);
    dl_stream_close(in->stream);
    return status;
}
