/* prefix.c - phrases whose last word is a prefix, by the words that the index has.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "searcher/prefix.h"

#define MAX_REPEATS 5

/* The phrases that one phrase stands for. */
struct expansion {
    const struct dl_query *phrase;
    struct dl_arena *arena;
    struct dl_query *v[DL_PREFIX_MAX_PHRASES];
    size_t count;
    enum dl_status status;
    struct dl_error *err;
};

static bool add_term(void *context, struct dl_str term, uint64_t articles)
{
    struct expansion *x = context;
    const struct dl_query *p = x->phrase;
    struct dl_str start = p->children[p->count - 1]->text;
    (void)articles;
    if (x->count == DL_PREFIX_MAX_PHRASES) {
        x->status = dl_fail(x->err, DL_TOO_LARGE,
                            "%.*s* in a phrase stands for more than %d different words: use more letters before the *",
                            (int)start.len, start.ptr, DL_PREFIX_MAX_PHRASES);
        return false;
    }
    struct dl_query *q = dl_query_node(x->arena, DL_Q_PHRASE, p->children, p->count);
    struct dl_query *last = dl_query_leaf(x->arena, DL_Q_TERM, term);
    if (!q || !last) {
        x->status = dl_fail_memory(x->err);
        return false;
    }
    last->offset = p->children[p->count - 1]->offset;
    q->children[q->count - 1] = last;
    x->v[x->count++] = q;
    return true;
}

static enum dl_status expand_phrase(struct dl_session *s, struct dl_query *phrase, struct dl_arena *arena,
                                    struct dl_error *err)
{
    struct dl_query copy = *phrase;
    struct expansion x = { .phrase = &copy, .arena = arena, .err = err };
    enum dl_status status = DL_MODIFIED;
    for (int i = 0; i < MAX_REPEATS && status == DL_MODIFIED; i++) {
        x.count = 0;
        x.status = DL_OK;
        status = i ? dl_reader_reopen(s->reader, NULL, err) : DL_OK;
        if (status == DL_OK)
            status = dl_reader_terms_under(s->reader, copy.children[copy.count - 1]->text, add_term, &x, err);
    }
    status = status ? status : x.status;
    if (status)
        return status;
    struct dl_query *all =
        x.count ? dl_query_join(arena, DL_Q_OR, x.v, x.count) : dl_query_node(arena, DL_Q_NONE, NULL, 0);
    if (!all)
        return dl_fail_memory(err);
    *phrase = *all;
    return DL_OK;
}

static enum dl_status expand(struct dl_session *s, struct dl_query *q, struct dl_arena *arena, struct dl_error *err)
{
    if (q->op == DL_Q_PHRASE && q->count && q->children[q->count - 1]->op == DL_Q_PREFIX)
        return expand_phrase(s, q, arena, err);
    enum dl_status status = DL_OK;
    for (size_t i = 0; i < q->count && status == DL_OK; i++)
        status = expand(s, q->children[i], arena, err);
    return status;
}

enum dl_status dl_prefix_expand(struct dl_session *s, struct dl_parsed *parsed, struct dl_arena *arena,
                                struct dl_error *err)
{
    return expand(s, parsed->query, arena, err);
}
