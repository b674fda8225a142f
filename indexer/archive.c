/* archive.c - members of archives as sources.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "indexer/archive.h"

#include "indexer/identity.h"
#include "lib/reader/container.h"
#include "lib/reader/format.h"

#define PIECE ((size_t)256 * 1024)

/* An archive being read. */
struct opened {
    struct dl_intake *in;
    struct dl_stream *stream; /* of the archive itself */
    struct dl_source *source;
    struct dl_str head; /* what was read of the stream before, and is given again */
    struct dl_container *container;
    enum dl_status *trouble;
};

/* ---- the bytes of an archive ------------------------------------------------------------------------------------ */

static enum dl_status read_stream(void *context, char *to, size_t cap, size_t *got, struct dl_error *err)
{
    struct opened *o = context;
    *got = o->head.len < cap ? o->head.len : cap;
    if (*got == 0)
        return dl_stream_read(o->stream, to, cap, got, err);
    memcpy(to, o->head.ptr, *got);
    o->head.ptr += *got;
    o->head.len -= *got;
    return DL_OK;
}

static enum dl_status seek_stream(void *context, uint64_t offset, struct dl_error *err)
{
    struct opened *o = context;
    o->head.len = 0;
    return dl_stream_seek(o->stream, offset, err);
}

/* The next bytes of the present member, which count against the limits of the file that all is in. */
static enum dl_status read_member(void *context, char *to, size_t cap, size_t *got, struct dl_error *err)
{
    struct opened *o = context;
    struct dl_intake *in = o->in;
    enum dl_status status = dl_container_read(o->container, to, cap, got, err);
    in->unpacked += *got;
    if (!status && in->unpacked > DL_UNPACKED_FREE &&
        in->unpacked / DL_UNPACKED_RATIO > dl_stream_position(in->file_stream)) {
        in->bomb = true;
        return dl_fail(err, DL_BAD_INPUT, "it unpacks to more than %d times its size, and is not read further",
                       DL_UNPACKED_RATIO);
    }
    return status;
}

/* ---- known members ---------------------------------------------------------------------------------------------- */

enum dl_status dl_archive_keep(struct dl_intake *in, const struct dl_source *f, struct dl_error *err)
{
    size_t count;
    struct dl_member_source *m;
    if (!dl_state_members(in->state, f->path, &m, &count))
        return dl_fail_memory(err);
    for (size_t i = 0; i < count; i++)
        m[i].source->seen = true;
    return DL_OK;
}

bool dl_archive_wants_again(const struct dl_intake *in, const struct dl_source *f)
{
    size_t count;
    struct dl_member_source *m;
    if (!dl_state_members(in->state, f->path, &m, &count))
        return true;
    for (size_t i = 0; i < count; i++)
        if (m[i].source->path.len && !(m[i].source->flags & DL_SOURCE_ARCHIVE) &&
            dl_intake_wants_again(in, m[i].source))
            return true;
    return false;
}

enum dl_status dl_archive_drop(struct dl_intake *in, const struct dl_source *f, struct dl_error *err)
{
    size_t count;
    struct dl_member_source *m;
    if (!dl_state_members(in->state, f->path, &m, &count))
        return dl_fail_memory(err);
    enum dl_status status = DL_OK;
    for (size_t i = 0; i < count && !status; i++) {
        if (m[i].source->path.len == 0)
            continue;
        status = dl_writer_remove_source(in->writer, m[i].source->key, err);
        dl_source_drop(m[i].source);
    }
    return status;
}

struct dl_source *dl_archive_of(const struct dl_intake *in, const struct dl_source *f)
{
    struct dl_str path = f->path;
    struct dl_source *found = NULL;
    while (path.len > 1) {
        const char *slash = memrchr(path.ptr, '/', path.len);
        path.len = slash ? (size_t)(slash - path.ptr) : 0;
        struct dl_source *above = path.len ? dl_state_find(in->state, path) : NULL;
        if (above && (above->flags & DL_SOURCE_ARCHIVE))
            found = above;
    }
    return found;
}

/* ---- members ---------------------------------------------------------------------------------------------------- */

/* Hidden ones are passed over as the files of a folder are, and so are the resource forks that macOS adds. */
static bool is_hidden(struct dl_str name)
{
    for (size_t i = 0; i < name.len; i++)
        if (name.ptr[i] == '.' && (i == 0 || name.ptr[i - 1] == '/'))
            return true;
    return name.len > 9 && memcmp(name.ptr, "__MACOSX/", 9) == 0;
}

/* Read the present member into DATA as far as an article may reach.  *WHOLE: to its end. */
static enum dl_status hold(struct opened *o, struct dl_buf *data, bool *whole, struct dl_error *err)
{
    dl_buf_clear(data);
    *whole = false;
    while (data->len < DL_ARTICLE_LIMIT) {
        size_t got = 0;
        if (!dl_buf_reserve(data, PIECE))
            return dl_fail_memory(err);
        enum dl_status status = read_member(o, data->data + data->len, PIECE, &got, err);
        data->len += got;
        *whole = !status && got == 0;
        if (status || *whole)
            return status;
    }
    return DL_OK;
}

static bool is_known(const struct dl_intake *in, const struct dl_source *f, struct dl_str data)
{
    if (!f || f->forced || (f->flags & DL_SOURCE_PARTIAL) || f->size != data.len || dl_intake_wants_again(in, f))
        return false;
    struct dl_hash128 hash = dl_hash128(data.ptr, data.len);
    return f->hash.low == hash.low && f->hash.high == hash.high;
}

/* The source of a member that is new or has changed, emptied. */
static enum dl_status renew(struct dl_intake *in, struct dl_str path, int64_t mtime_ns, struct dl_source **out,
                            struct dl_error *err)
{
    struct dl_source *f = dl_state_find(in->state, path);
    enum dl_status status = DL_OK;
    if (f && f->forced) /* the walk is over */
        status = dl_writer_remove_source(in->writer, f->key, err);
    else if (f && f->articles)
        status = dl_intake_leave(in, f, err);
    if (status)
        return status;
    *(f ? &in->changed : &in->new_files) += 1;
    bool fresh = !f;
    f = dl_state_get(in->state, path);
    if (!f)
        return dl_fail_memory(err);
    const struct dl_source *before = fresh && in->previous ? dl_state_find(in->previous, path) : NULL;
    f->fresh |= fresh;
    f->origin = before ? before->origin : f->origin;
    in->let_go |= f->forced;
    f->read = f->seen = true;
    f->articles = f->skipped = f->shared = f->passed = 0;
    f->failure = (struct dl_str){ 0 };
    f->flags = DL_SOURCE_MEMBER;
    f->mtime_ns = mtime_ns;
    f->inode = 0;
    in->state_changed = true;
    *out = f;
    return dl_identity_reread(in->identity, f->key, in->sequence, err);
}

/* Cut the member F, which DATA begins, into batches. */
static enum dl_status cut_member(struct opened *o, struct dl_source *f, struct dl_str data, bool whole,
                                 struct dl_error *err)
{
    struct dl_intake *in = o->in;
    struct dl_stream *stream = NULL;
    enum dl_status trouble = DL_OK, status = dl_stream_new(&stream, err);
    if (status)
        return status;
    dl_stream_attach_reader(stream, data, whole ? NULL : read_member, o);
    in->stream = stream;
    in->depth++;
    status = dl_intake_cut(in, f, f->mtime_ns, &trouble, err);
    in->depth--;
    in->stream = o->stream;
    if (!in->again) {
        f->size = whole ? data.len : dl_stream_position(stream);
        f->hash = whole ? dl_hash128(data.ptr, data.len) : (struct dl_hash128){ 0 };
        if (status || trouble == DL_IO || !whole)
            f->flags |= DL_SOURCE_PARTIAL; /* a large one is read again when its archive is */
    }
    dl_stream_free(stream);
    return status;
}

/* A member could not be read, for the reason in WHY, which is of the archive when that ends with it. */
static void report(struct opened *o, struct dl_source *f, const struct dl_error *why)
{
    if (!o->in->again)
        dl_report_skip(o->in->report, f, 0, false, why);
}

static enum dl_status take_new(struct opened *o, struct dl_str path, const struct dl_member *m, struct dl_str data,
                               bool whole, const struct dl_error *why, struct dl_error *err)
{
    struct dl_source *f = NULL;
    enum dl_status status = renew(o->in, path, m->mtime_ns, &f, err);
    if (status)
        return status;
    if (why->status == DL_OK)
        return cut_member(o, f, data, whole, err);
    report(o, f, why);
    f->size = data.len;
    f->hash = (struct dl_hash128){ 0 };
    f->flags |= DL_SOURCE_PARTIAL;
    return DL_OK;
}

/* Whether the member F (NULL: it is not known) is to be read for what gave way in it or, an archive, below it. */
static bool may_come_back(const struct dl_source *f)
{
    return f && !f->read && !f->again && (f->flags & (DL_SOURCE_SUPERSEDED | DL_SOURCE_ARCHIVE));
}

static enum dl_status take_again(struct opened *o, struct dl_source *f, struct dl_str data, bool whole,
                                 struct dl_error *err)
{
    enum dl_status status = cut_member(o, f, data, whole, err);
    f->again = !status;
    if (!status)
        f->flags &= ~(unsigned)DL_SOURCE_PENDING;
    return status;
}

static enum dl_status take_member(struct opened *o, const struct dl_member *m, struct dl_buf *path, struct dl_buf *data,
                                  struct dl_error *err)
{
    struct dl_intake *in = o->in;
    struct dl_error why = { .status = DL_OK };
    bool whole = false;
    dl_buf_clear(path);
    dl_buf_str(path, o->source->path);
    dl_buf_byte(path, '/');
    dl_buf_str(path, m->name);
    dl_buf_cstr(path);
    if (path->failed)
        return dl_fail_memory(err);
    struct dl_source *f = dl_state_find(in->state, dl_buf_view(path));
    if (in->again && !may_come_back(f))
        return DL_OK;
    if (m->encrypted)
        dl_fail(&why, DL_BAD_INPUT, "it is encrypted");
    else if (hold(o, data, &whole, &why) == DL_OK)
        why.status = DL_OK;
    if (why.status && why.status != DL_BAD_INPUT) {
        if (err)
            *err = why;
        return why.status;
    }
    if (in->again || in->bomb)
        return why.status ? DL_OK : take_again(o, f, dl_buf_view(data), whole, err);
    if (why.status || !whole || !is_known(in, f, dl_buf_view(data)))
        return take_new(o, dl_buf_view(path), m, dl_buf_view(data), whole, &why, err);
    f->seen = true;
    in->unchanged++;
    return f->flags & DL_SOURCE_ARCHIVE ? dl_archive_keep(in, f, err) : DL_OK;
}

/* The archive cannot be read to its end: what was known of its members stays. */
static enum dl_status give_up(struct opened *o, const struct dl_error *why, struct dl_error *err)
{
    *o->trouble = why->status;
    o->in->unreadable += why->status == DL_IO;
    report(o, o->source, why);
    return dl_archive_keep(o->in, o->source, err);
}

static bool ends_run(enum dl_status status)
{
    return status && status != DL_BAD_INPUT && status != DL_IO;
}

static enum dl_status take_members(struct opened *o, struct dl_error *err)
{
    struct dl_buf path = { 0 }, data = { 0 };
    struct dl_member m;
    struct dl_error why;
    enum dl_status status = DL_OK, next = DL_OK;
    while (!status && !next && !o->in->bomb) {
        if (dl_interrupted(o->in->interrupt)) {
            status = dl_fail(err, DL_CANCELLED, "interrupted");
            break;
        }
        next = dl_container_next(o->container, &m, &why);
        if (!next && !is_hidden(m.name))
            status = take_member(o, &m, &path, &data, err);
    }
    dl_buf_free(&path);
    dl_buf_free(&data);
    if (!status && o->in->bomb && next != DL_END)
        next = dl_fail(&why, DL_BAD_INPUT, "it unpacks to more than %d times its size, and is not read further",
                       DL_UNPACKED_RATIO);
    if (!status && next && next != DL_END)
        status = ends_run(next) ? next : give_up(o, &why, err);
    if (ends_run(next) && err)
        *err = why;
    return status;
}

enum dl_status dl_archive_read(struct dl_intake *in, struct dl_source *f, struct dl_str head, enum dl_status *trouble,
                               struct dl_error *err)
{
    struct opened o = { .in = in, .stream = in->stream, .source = f, .head = head, .trouble = trouble };
    struct dl_container_input input = { .context = &o, .read = read_stream };
    struct dl_error why;
    if (in->depth == 0) {
        in->file_stream = in->stream;
        in->unpacked = 0;
        in->bomb = false;
    }
    if (in->depth >= DL_ARCHIVE_DEPTH) {
        dl_fail(&why, DL_BAD_INPUT, "archives nested more than %d deep are not read", DL_ARCHIVE_DEPTH);
        report(&o, f, &why);
        return DL_OK;
    }
    if (dl_stream_seekable(in->stream, &input.size)) {
        input.seek = seek_stream;
        enum dl_status status = seek_stream(&o, 0, err);
        if (status)
            return status;
    }
    f->flags |= DL_SOURCE_ARCHIVE;
    enum dl_status status = dl_container_open(&input, &o.container, &why);
    if (!status)
        status = take_members(&o, err);
    else if (ends_run(status) && err)
        *err = why;
    else if (!ends_run(status))
        status = give_up(&o, &why, err);
    dl_container_close(o.container);
    return status;
}
