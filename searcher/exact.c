/* exact.c - words that are meant as they are written, by the texts of the articles that hold their stems.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "searcher/exact.h"

#include <stdlib.h>

#include "searcher/body.h"

#define MAX_FILTERS 16

/* A word and the articles that are looked at. */
struct checking {
    struct dl_session *s;
    const struct dl_query_word *word;
    struct dl_str *typed; /* its parts as written, folded; of a prefix: its beginning */
    size_t typed_count;
    struct dl_spans spans;
    struct dl_buf record, body;
    struct dl_arena *arena;
    struct dl_query **found; /* ID leaves */
    size_t found_count;
    struct dl_error *err;
};

static struct dl_str term_at(const struct checking *c, size_t i)
{
    return dl_analyzer_term(c->s->analysis.analyzer, c->spans.v[i].term);
}

static enum dl_status learn_typed(struct checking *c)
{
    struct dl_analyzer *a = c->s->analysis.analyzer;
    struct dl_buf start = { 0 };
    enum dl_status status = dl_analyze_spans(a, DL_FIELD_BODY, c->word->text, "none", &c->spans, c->err);
    if (status == DL_OK && c->word->prefix)
        status = dl_analyze_prefix(a, DL_FIELD_BODY, c->word->text, &start, c->err);
    c->typed = dl_arena_alloc(c->arena, (c->spans.count + 1) * sizeof *c->typed);
    bool ok = c->typed != NULL;
    if (c->word->prefix && ok)
        ok = dl_arena_dup(c->arena, dl_buf_view(&start), &c->typed[c->typed_count++]);
    for (size_t i = 0; i < c->spans.count && !c->word->prefix && ok && status == DL_OK; i++)
        if (c->spans.v[i].form == DL_FORM_EXACT)
            ok = dl_arena_dup(c->arena, term_at(c, i), &c->typed[c->typed_count++]);
    dl_buf_free(&start);
    return status ? status : ok ? DL_OK : dl_fail_memory(c->err);
}

static bool begins(struct dl_str s, struct dl_str start)
{
    return s.len >= start.len && memcmp(s.ptr, start.ptr, start.len) == 0;
}

/* The words typed stand side by side from span I on. */
static bool stands_at(const struct checking *c, size_t i)
{
    if (c->word->prefix)
        return begins(term_at(c, i), c->typed[0]);
    size_t k = 0;
    for (; i < c->spans.count && k < c->typed_count; i++)
        if (c->spans.v[i].form == DL_FORM_EXACT && !dl_str_eq(term_at(c, i), c->typed[k++]))
            return false;
    return k == c->typed_count;
}

static enum dl_status text_has(struct checking *c, struct dl_str text, bool *has)
{
    enum dl_status status = dl_analyze_spans(c->s->analysis.analyzer, DL_FIELD_BODY, text, "none", &c->spans, c->err);
    for (size_t i = 0; i < c->spans.count && !*has && status == DL_OK; i++)
        *has = (c->word->prefix || c->spans.v[i].form == DL_FORM_EXACT) && stands_at(c, i);
    return status;
}

static enum dl_status check(struct checking *c, uint64_t doc)
{
    struct dl_article a;
    bool has_body, has = false;
    enum dl_status status = dl_reader_fetch(c->s->reader, doc, &c->record, &a, &has_body, c->err);
    if (status == DL_OK)
        status = text_has(c, a.title, &has);
    if (status == DL_OK && !has && c->word->field == DL_FIELD_BODY)
        status = text_has(c, dl_body_text(&a, has_body, &c->body), &has);
    if (status == DL_OK && !has && c->word->field == DL_FIELD_BODY && a.captions.len)
        status = text_has(c, a.captions, &has);
    if (status || !has)
        return status;
    struct dl_query *leaf = dl_query_leaf(c->arena, DL_Q_ID, a.id);
    if (!leaf)
        return dl_fail_memory(c->err);
    c->found[c->found_count++] = leaf;
    return DL_OK;
}

/* Look at the articles that CANDIDATES finds; *TOO_MANY when they are more than that. */
static enum dl_status check_all(struct checking *c, const struct dl_query *candidates, bool *too_many)
{
    struct dl_search search = { .query = candidates, .sort = DL_SORT_NEWEST, .limit = DL_EXACT_MAX + 1 };
    struct dl_hits hits = { 0 };
    enum dl_status status = dl_reader_search(c->s->reader, &search, &hits, c->err);
    *too_many = hits.count > DL_EXACT_MAX;
    c->found = dl_arena_alloc(c->arena, (hits.count + 1) * sizeof(struct dl_query *));
    if (status == DL_OK && !c->found)
        status = dl_fail_memory(c->err);
    for (size_t i = 0; i < hits.count && status == DL_OK && !*too_many; i++)
        status = check(c, hits.v[i].doc);
    dl_hits_free(&hits);
    return status;
}

/* NODE, held to the articles that were found. */
static enum dl_status hold(struct checking *c, struct dl_query *node)
{
    struct dl_query *own = dl_arena_alloc(c->arena, sizeof *own);
    if (!own)
        return dl_fail_memory(c->err);
    *own = *node;
    struct dl_query *ids = c->found_count ? dl_query_join(c->arena, DL_Q_OR, c->found, c->found_count)
                                          : dl_query_node(c->arena, DL_Q_NONE, NULL, 0);
    struct dl_query *parts[] = { own, ids }, *both = ids ? dl_query_node(c->arena, DL_Q_AND, parts, 2) : NULL;
    if (!both)
        return dl_fail_memory(c->err);
    *node = *both;
    return DL_OK;
}

/* What is to be checked: all of an exact word; of a prefix the terms that do not begin so, which become one child. */
static struct dl_query *doubtful(struct checking *c)
{
    struct dl_query *node = c->word->node, *rest;
    size_t n = 0;
    if (!c->word->prefix)
        return node;
    if (node->op != DL_Q_OR || node->count < 2)
        return NULL;
    for (size_t i = 1; i < node->count; i++)
        n += node->children[i]->op == DL_Q_TERM;
    if (node->children[0]->op != DL_Q_PREFIX || n != node->count - 1)
        return NULL;
    rest = dl_query_node(c->arena, DL_Q_OR, node->children + 1, n);
    struct dl_query *two[] = { node->children[0], rest },
                    *both = rest ? dl_query_node(c->arena, DL_Q_OR, two, 2) : NULL;
    if (!both)
        return NULL;
    *node = *both;
    return rest;
}

static enum dl_status expand(struct checking *c, const struct dl_parsed *parsed, struct dl_query *const *filters,
                             size_t filter_count)
{
    struct dl_query *all[MAX_FILTERS + 2], *doubt = doubtful(c);
    size_t n = 0;
    bool too_many = false;
    if (!doubt)
        return DL_OK;
    all[n++] = doubt;
    if (!c->word->negated)
        all[n++] = parsed->query;
    for (size_t i = 0; i < filter_count && i < MAX_FILTERS; i++)
        all[n++] = filters[i];
    struct dl_query *candidates = dl_query_join(c->arena, DL_Q_AND, all, n);
    enum dl_status status = candidates ? learn_typed(c) : dl_fail_memory(c->err);
    if (status == DL_OK && c->typed_count == 0)
        return DL_OK;
    if (status == DL_OK)
        status = check_all(c, candidates, &too_many);
    if (status == DL_OK && too_many && !c->word->prefix)
        return dl_fail(
            c->err, DL_TOO_LARGE,
            "=%.*s: more than %d articles have a form of this word: narrow the search by dates or other words",
            (int)(c->word->text.len < 80 ? c->word->text.len : 80), c->word->text.ptr, DL_EXACT_MAX);
    return status || too_many ? status : hold(c, doubt);
}

enum dl_status dl_exact_expand(struct dl_session *s, struct dl_parsed *parsed, struct dl_query *const *filters,
                               size_t filter_count, struct dl_arena *arena, struct dl_error *err)
{
    enum dl_status status = DL_OK;
    for (size_t i = 0; i < parsed->word_count && status == DL_OK; i++) {
        const struct dl_query_word *w = &parsed->words[i];
        struct checking c = { .s = s, .word = w, .arena = arena, .err = err };
        if (w->exact || (w->prefix && !w->regex))
            status = expand(&c, parsed, filters, filter_count);
        dl_spans_free(&c.spans);
        dl_buf_free(&c.record);
        dl_buf_free(&c.body);
    }
    return status;
}
