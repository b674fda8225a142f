/* terms.c - a reader's dictionary.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/engine/engine_private.h"

enum dl_status dl_reader_terms(struct dl_reader *r, struct dl_str from, dl_term_fn *fn, void *context,
                               struct dl_error *err)
{
    return r->ops->terms(r, (struct dl_str){ 0 }, from, fn, context, err);
}

struct under {
    struct dl_str prefix;
    dl_term_fn *fn;
    void *context;
};

static bool take_under(void *context, struct dl_str term, uint64_t articles)
{
    const struct under *u = context;
    if (term.len < u->prefix.len || (u->prefix.len && memcmp(term.ptr, u->prefix.ptr, u->prefix.len) != 0))
        return false;
    return u->fn(u->context, term, articles);
}

enum dl_status dl_reader_terms_under(struct dl_reader *r, struct dl_str prefix, dl_term_fn *fn, void *context,
                                     struct dl_error *err)
{
    struct under u = { prefix, fn, context };
    return r->ops->terms(r, prefix, prefix, take_under, &u, err);
}

struct frequency {
    struct dl_str term;
    uint64_t articles;
};

static bool take_frequency(void *context, struct dl_str term, uint64_t articles)
{
    struct frequency *f = context;
    if (dl_str_eq(term, f->term))
        f->articles = articles;
    return false;
}

enum dl_status dl_reader_frequency(struct dl_reader *r, struct dl_str term, uint64_t *articles, struct dl_error *err)
{
    *articles = 0;
    if (term.len == 0 || term.len > DL_TERM_MAX)
        return DL_OK;
    if (r->ops->frequency)
        return r->ops->frequency(r, term, articles, err);
    struct frequency f = { term, 0 };
    enum dl_status status = r->ops->terms(r, term, term, take_frequency, &f, err);
    *articles = f.articles;
    return status;
}
