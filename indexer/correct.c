/* correct.c - which articles a changed correction concerns, and how they get it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "indexer/correct.h"

struct correcting {
    struct dl_intake *in;
    struct dl_corrections *c;
    struct dl_reader *committed;
    struct dl_buf record, path;
};

static bool is_new(const struct correcting *t, const struct dl_correction *n)
{
    const struct dl_applied *before = dl_corrections_applied(t->c, n->hash);
    return !before || before->digest != n->digest;
}

bool dl_correct_needed(const struct dl_corrections *c)
{
    const struct correcting t = { .c = (struct dl_corrections *)(uintptr_t)c };
    for (size_t i = 0; i < c->count; i++)
        if (is_new(&t, &c->v[i]))
            return true;
    return c->count != c->applied_count;
}

static void force(struct correcting *t, uint64_t key)
{
    struct dl_source *f = key ? dl_state_find_key(t->in->state, key) : NULL;
    if (f)
        dl_source_force(f);
}

/* N concerns A, which is in the index. */
static enum dl_status correct_article(struct correcting *t, struct dl_correction *n, const struct dl_article *a,
                                      bool has_body, struct dl_error *err)
{
    const struct dl_applied *before = dl_corrections_applied(t->c, n->hash);
    dl_path_bytes(a->path, &t->path);
    struct dl_source *f = dl_state_find(t->in->state, dl_buf_view(&t->path));
    if (!f || f->read)
        return dl_buf_status(&t->path, err); /* gone, or read in this session, with the correction */
    n->matched = f->key;
    t->in->state_changed = true;
    if (n->hidden)
        return dl_writer_remove(t->in->writer, a->id, NULL, err);
    if (!before && has_body)
        return dl_intake_stored(t->in, f, dl_buf_view(&t->record), a->mtime_ns, err);
    dl_source_force(f);
    return DL_OK;
}

static enum dl_status correct_id(struct correcting *t, struct dl_correction *n, bool *found, struct dl_error *err)
{
    struct dl_article a;
    uint64_t doc;
    bool has_body = false;
    enum dl_status status = dl_reader_find(t->committed, n->key, &doc, err);
    *found = status == DL_OK;
    if (status)
        return status == DL_NOT_FOUND ? DL_OK : status;
    status = dl_reader_fetch(t->committed, doc, &t->record, &a, &has_body, err);
    return status ? status : correct_article(t, n, &a, has_body, err);
}

/* Corrections by URL of articles whose id is another: every article is looked at, once for all. */
static enum dl_status correct_urls(struct correcting *t, struct dl_error *err)
{
    const struct dl_query all = { .op = DL_Q_ALL };
    const struct dl_search s = { .query = &all, .sort = DL_SORT_NEWEST };
    struct dl_hits hits = { 0 };
    enum dl_status status = dl_reader_search(t->committed, &s, &hits, err);
    for (size_t i = 0; i < hits.count && !status; i++) {
        struct dl_article a;
        bool has_body;
        status = dl_reader_fetch(t->committed, hits.v[i].doc, &t->record, &a, &has_body, err);
        struct dl_correction *n = status ? NULL : dl_corrections_find(t->c, DL_BY_URL, a.url);
        if (n && is_new(t, n))
            status = correct_article(t, n, &a, has_body, err);
    }
    dl_hits_free(&hits);
    return status;
}

static enum dl_status correct_path(struct correcting *t, struct dl_correction *n, struct dl_error *err)
{
    dl_path_bytes(n->key, &t->path);
    const struct dl_source *f = dl_state_find(t->in->state, dl_buf_view(&t->path));
    if (f && !f->read) {
        n->matched = f->key;
        force(t, f->key);
    }
    return dl_buf_status(&t->path, err);
}

static enum dl_status find_articles(struct correcting *t, struct dl_error *err)
{
    enum dl_status status = DL_OK;
    bool urls = false;
    for (size_t i = 0; i < t->c->count && !status; i++) {
        struct dl_correction *n = &t->c->v[i];
        const struct dl_applied *before = dl_corrections_applied(t->c, n->hash);
        bool found = false;
        if (!is_new(t, n))
            continue;
        if (before)
            force(t, before->source); /* where it was hidden, the index does not have it */
        if (n->by == DL_BY_PATH)
            status = correct_path(t, n, err);
        else if (t->committed)
            status = correct_id(t, n, &found, err);
        urls |= n->by == DL_BY_URL && !found;
    }
    return status || !urls || !t->committed ? status : correct_urls(t, err);
}

/* Lines that are gone: what they changed is as the source says again. */
static void undo_removed(struct correcting *t)
{
    for (size_t i = 0; i < t->c->applied_count; i++) {
        bool there = false;
        for (size_t k = 0; k < t->c->count && !there; k++)
            there = t->c->v[k].hash == t->c->applied[i].hash;
        if (!there)
            force(t, t->c->applied[i].source);
    }
}

enum dl_status dl_correct_changed(struct dl_intake *in, struct dl_corrections *c, struct dl_reader *committed,
                                  struct dl_error *err)
{
    struct correcting t = { .in = in, .c = c, .committed = committed };
    undo_removed(&t);
    enum dl_status status = find_articles(&t, err);
    for (size_t i = 0; i < in->state->count && !status; i++) {
        struct dl_source *f = in->state->v[i];
        if (f->forced && !f->read && f->path.len && !dl_str_eq(f->path, DL_STR("-")))
            status = dl_intake_reread(in, f, err);
    }
    dl_buf_free(&t.record);
    dl_buf_free(&t.path);
    return status;
}
