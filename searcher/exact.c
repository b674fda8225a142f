/* exact.c - words that are meant as they are written, by the texts of the articles that hold their stems.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "searcher/exact.h"

#include <stdlib.h>
#include <strings.h>

#include "searcher/body.h"

#define MAX_FILTERS 16

/* A word as it is looked for. */
struct checking {
    struct dl_session *s;
    const struct dl_query_word *word;
    struct dl_str *typed; /* its parts as written, folded; of a prefix: its beginning */
    size_t typed_count;
    struct dl_spans spans;
    struct dl_arena *arena;
    struct dl_error *err;
};

/* ---- texts ------------------------------------------------------------------------------------------------------ */

struct texts {
    struct dl_reader *reader;
    enum dl_field field;
    dl_text_fn *fn;
    void *context;
    struct dl_buf record, body;
    struct dl_arena *arena;
    struct dl_query **found; /* ID leaves */
    size_t count;
    struct dl_error *err;
};

static enum dl_status check(struct texts *t, uint64_t doc)
{
    struct dl_article a;
    bool has_body, has = false;
    enum dl_status status = dl_reader_fetch(t->reader, doc, &t->record, &a, &has_body, t->err);
    if (status == DL_OK)
        status = t->fn(t->context, a.title, &has, t->err);
    if (status == DL_OK && !has && t->field == DL_FIELD_BODY)
        status = t->fn(t->context, dl_body_text(&a, has_body, &t->body), &has, t->err);
    if (status == DL_OK && !has && t->field == DL_FIELD_BODY && a.captions.len)
        status = t->fn(t->context, a.captions, &has, t->err);
    if (status || !has)
        return status;
    struct dl_query *leaf = dl_query_leaf(t->arena, DL_Q_ID, a.id);
    if (!leaf)
        return dl_fail_memory(t->err);
    t->found[t->count++] = leaf;
    return DL_OK;
}

enum dl_status dl_check_texts(struct dl_session *s, const struct dl_query *candidates, size_t max, enum dl_field field,
                              dl_text_fn *fn, void *context, struct dl_arena *arena, struct dl_query **ids,
                              struct dl_error *err)
{
    struct dl_search search = { .query = candidates, .sort = DL_SORT_NEWEST, .limit = max + 1 };
    struct dl_hits hits = { 0 };
    struct texts t = { .reader = s->reader, .field = field, .fn = fn, .context = context, .arena = arena, .err = err };
    enum dl_status status = dl_reader_search(s->reader, &search, &hits, err);
    bool too_many = hits.count > max;
    *ids = NULL;
    t.found = dl_arena_alloc(arena, (hits.count + 1) * sizeof(struct dl_query *));
    if (status == DL_OK && !t.found)
        status = dl_fail_memory(err);
    for (size_t i = 0; i < hits.count && status == DL_OK && !too_many; i++)
        status = check(&t, hits.v[i].doc);
    dl_hits_free(&hits);
    dl_buf_free(&t.record);
    dl_buf_free(&t.body);
    if (status || too_many)
        return status;
    *ids = t.count ? dl_query_join(arena, DL_Q_OR, t.found, t.count) : dl_query_node(arena, DL_Q_NONE, NULL, 0);
    return *ids ? DL_OK : dl_fail_memory(err);
}

enum dl_status dl_hold_to(struct dl_query *node, struct dl_query *ids, struct dl_arena *arena, struct dl_error *err)
{
    struct dl_query *own = dl_arena_alloc(arena, sizeof *own);
    if (!own)
        return dl_fail_memory(err);
    *own = *node;
    struct dl_query *parts[] = { own, ids }, *both = dl_query_node(arena, DL_Q_AND, parts, 2);
    if (!both)
        return dl_fail_memory(err);
    *node = *both;
    return DL_OK;
}

/* ---- words ------------------------------------------------------------------------------------------------------ */

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

/* The words typed stand side by side from span I on. */
static bool stands_at(const struct checking *c, size_t i)
{
    if (c->word->prefix)
        return dl_str_begins(term_at(c, i), c->typed[0]);
    size_t k = 0;
    for (; i < c->spans.count && k < c->typed_count; i++)
        if (c->spans.v[i].form == DL_FORM_EXACT && !dl_str_eq(term_at(c, i), c->typed[k++]))
            return false;
    return k == c->typed_count;
}

static bool is_ascii_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* A quick look, where letters of ASCII decide: 1 has it, 0 has it not, -1 cannot tell. */
static int glance(const struct checking *c, struct dl_str text)
{
    struct dl_str w = c->typed[0];
    bool plain = true;
    for (size_t i = 0; i < w.len; i++)
        if (!is_ascii_letter(w.ptr[i]))
            return -1;
    if (c->typed_count != 1 || w.len < 3)
        return -1;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char b = (unsigned char)text.ptr[i];
        plain &= b < 0x80 && (b != '-' || (i + 1 < text.len && text.ptr[i + 1] != '\n' && text.ptr[i + 1] != '\r'));
        if ((b | 0x20) != (unsigned char)w.ptr[0] || text.len - i < w.len ||
            strncasecmp(text.ptr + i, w.ptr, w.len) != 0)
            continue;
        char before = i ? text.ptr[i - 1] : ' ', after = i + w.len < text.len ? text.ptr[i + w.len] : ' ';
        if (strchr(" \n\t(\"", before) && (c->word->prefix || strchr(" \n,;:)\"", after)))
            return 1;
        plain &= is_ascii_letter(before) || (!c->word->prefix && is_ascii_letter(after));
    }
    return plain ? 0 : -1;
}

static enum dl_status text_has(void *context, struct dl_str text, bool *has, struct dl_error *err)
{
    struct checking *c = context;
    int seen = glance(c, text);
    *has = seen == 1;
    if (seen >= 0)
        return DL_OK;
    enum dl_status status = dl_analyze_spans(c->s->analysis.analyzer, DL_FIELD_BODY, text, "none", &c->spans, err);
    for (size_t i = 0; i < c->spans.count && !*has && status == DL_OK; i++)
        *has = (c->word->prefix || c->spans.v[i].form == DL_FORM_EXACT) && stands_at(c, i);
    return status;
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

struct dl_query *dl_candidates(struct dl_query *node, bool negated, const struct dl_parsed *parsed,
                               struct dl_query *const *filters, size_t filter_count, struct dl_arena *arena)
{
    struct dl_query *all[MAX_FILTERS + 2];
    size_t n = 0;
    all[n++] = node;
    if (!negated)
        all[n++] = parsed->query;
    for (size_t i = 0; i < filter_count && i < MAX_FILTERS; i++)
        all[n++] = filters[i];
    return dl_query_join(arena, DL_Q_AND, all, n);
}

static enum dl_status expand(struct checking *c, const struct dl_parsed *parsed, struct dl_query *const *filters,
                             size_t filter_count)
{
    struct dl_query *doubt = doubtful(c), *ids;
    const struct dl_query_word *w = c->word;
    if (!doubt)
        return DL_OK;
    struct dl_query *candidates = dl_candidates(doubt, w->negated, parsed, filters, filter_count, c->arena);
    enum dl_status status = candidates ? learn_typed(c) : dl_fail_memory(c->err);
    if (status || c->typed_count == 0)
        return status;
    status = dl_check_texts(c->s, candidates, w->prefix ? DL_PREFIX_MAX : DL_EXACT_MAX, w->field, text_has, c, c->arena,
                            &ids, c->err);
    if (status == DL_OK && !ids && !w->prefix)
        return dl_fail(
            c->err, DL_TOO_LARGE,
            "=%.*s: more than %d articles have a form of this word: narrow the search by dates or other words",
            (int)(w->text.len < 80 ? w->text.len : 80), w->text.ptr, DL_EXACT_MAX);
    return status || !ids ? status : dl_hold_to(doubt, ids, c->arena, c->err);
}

enum dl_status dl_exact_expand(struct dl_session *s, struct dl_parsed *parsed, struct dl_query *const *filters,
                               size_t filter_count, struct dl_arena *arena, struct dl_error *err)
{
    enum dl_status status = DL_OK;
    for (size_t k = 0; k < 2 * parsed->word_count && status == DL_OK; k++) { /* what is excluded first */
        const struct dl_query_word *w = &parsed->words[k % parsed->word_count];
        struct checking c = { .s = s, .word = w, .arena = arena, .err = err };
        if (w->negated == (k < parsed->word_count) && (w->exact || (w->prefix && !w->regex)))
            status = expand(&c, parsed, filters, filter_count);
        dl_spans_free(&c.spans);
    }
    return status;
}
