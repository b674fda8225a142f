/* reader.c - the databases of a reader: opened, reopened, lost.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <libdeflate.h>
#include <stdlib.h>

#include "dateline/file.h"
#include "lib/xapian/xapian_private.h"

#define OPEN_TRIES 10 /* a compaction may take a database away between reading its stub and opening it */

static struct dl_xreader *of(struct dl_reader *r)
{
    return (struct dl_xreader *)r;
}

static enum dl_status read_stubs(const struct dl_xreader *r, struct dl_buf *all, struct dl_error *err)
{
    struct dl_buf one = { 0 };
    enum dl_status status = DL_OK;
    dl_buf_clear(all);
    for (size_t i = 0; i < r->count && !status; i++) {
        status = dl_xstub_read(r->paths[i], &one, err);
        dl_buf_str(all, dl_buf_view(&one));
        dl_buf_byte(all, 0);
    }
    dl_buf_free(&one);
    return status ? status : dl_buf_status(all, err);
}

static enum dl_status same_ranking(const struct dl_xparts *p, struct dl_bm25 *m, struct dl_error *err)
{
    const struct dl_xpart *first = NULL;
    for (size_t i = 0; i < p->count; i++) {
        const struct dl_xpart *x = &p->v[i];
        if (!x->chosen)
            continue;
        if (!first)
            *m = x->bm25;
        first = first ? first : x;
        if (x->bm25.k1 != m->k1 || x->bm25.b != m->b)
            return dl_fail(err, DL_UNSUPPORTED,
                           "%s and %s were made with other settings: they cannot be searched "
                           "together",
                           first->name, x->name);
    }
    return DL_OK;
}

/* Open what the stubs name now.  A compaction may take a database away between reading its stub and opening it. */
static enum dl_status open_parts(struct dl_xreader *r, struct dl_xparts *parts, struct dl_buf *stubs,
                                 struct dl_xdb **db, struct dl_error *err)
{
    struct dl_buf again = { 0 };
    enum dl_status status = DL_OK;
    for (int i = 0; i < OPEN_TRIES; i++) {
        status = read_stubs(r, stubs, err);
        bool listed = parts->count > 0 && dl_str_eq(dl_buf_view(stubs), dl_buf_view(&r->stubs));
        if (!status && !listed) {
            dl_xparts_free(parts);
            status = dl_xparts_list(parts, r->paths, r->count, err);
        }
        if (!status)
            status = dl_xparts_open(parts, db, err);
        if (!status || parts->remote ||
            (read_stubs(r, &again, NULL) == DL_OK && dl_str_eq(dl_buf_view(stubs), dl_buf_view(&again))))
            break;
        dl_xparts_free(parts);
    }
    dl_buf_free(&again);
    return status;
}

enum dl_status dl_xreader_attach(struct dl_xreader *r, struct dl_error *err)
{
    struct dl_xdb *db = NULL;
    struct dl_buf stubs = { 0 };
    struct dl_xparts fresh = { .o = r->parts.o };
    struct dl_bm25 bm25 = { 0 };
    bool keep = r->parts.remote; /* they know who was too slow */
    struct dl_xparts *parts = keep ? &r->parts : &fresh;
    enum dl_status status = open_parts(r, parts, &stubs, &db, err);
    if (status == DL_NOT_FOUND && err) /* "not found" is for articles; here there is nothing that can be opened */
        err->status = DL_OPENING;
    if (status == DL_NOT_FOUND)
        status = DL_OPENING;
    if (!status)
        status = same_ranking(parts, &bm25, err);
    if (status) {
        dl_xdb_free(db);
        dl_buf_free(&stubs);
        dl_xparts_free(&fresh);
        return status;
    }
    dl_xdb_free(r->db);
    dl_buf_free(&r->stubs);
    if (!keep) {
        dl_xparts_free(&r->parts);
        r->parts = fresh;
    }
    r->db = db;
    r->stubs = stubs;
    r->bm25 = bm25;
    r->lost = r->counted = false;
    return DL_OK;
}

enum dl_status dl_xreader_status(struct dl_xreader *r, enum dl_status status, struct dl_error *err)
{
    if (status != DL_NETWORK || !r->parts.remote)
        return status;
    r->lost = true;
    return err ? dl_xparts_attribute_error(&r->parts, err) : DL_MODIFIED;
}

enum dl_status dl_xreader_reopen(struct dl_reader *base, bool *changed, struct dl_error *err)
{
    struct dl_xreader *r = of(base);
    struct dl_buf stubs = { 0 };
    enum dl_status status = read_stubs(r, &stubs, err);
    bool moved = !status && (!dl_str_eq(dl_buf_view(&stubs), dl_buf_view(&r->stubs)) || dl_xparts_replaced(&r->parts));
    dl_buf_free(&stubs);
    if (status)
        return status;
    if (!moved && !r->lost)
        status = dl_xdb_reopen(r->db, changed, err);
    r->counted = r->counted && !*changed;
    if (moved || r->lost || status) { /* compacted, perhaps just now */
        status = dl_xreader_attach(r, err);
        *changed = status == DL_OK;
    }
    return status;
}

void dl_xreader_close(struct dl_reader *base)
{
    struct dl_xreader *r = of(base);
    for (size_t i = 0; r->paths && i < r->count; i++)
        free(r->paths[i]);
    free(r->paths);
    dl_xdb_free(r->db);
    dl_xparts_free(&r->parts);
    if (r->unzip)
        libdeflate_free_decompressor(r->unzip);
    dl_buf_free(&r->stubs);
    dl_buf_free(&r->data);
    free(r);
}
