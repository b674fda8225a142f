/* match.c - which words of a text are those that a query looks for.
 *
 * The query's terms are gathered into classes: one for each different string.  A number of the analyzer's vocabulary is
 * looked up once and its class remembered, so that a word of a text costs one array access.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "searcher/match.h"

#include <stdlib.h>

#include "dateline/grow.h"
#include "dateline/hash.h"
#include "dateline/set.h"

#define MAX_CLASSES 4096 /* words that are looked at */
#define MAX_GROUP 64     /* words of a phrase that are looked at */
#define NO_CONCEPT UINT32_MAX
#define UNKNOWN UINT32_MAX /* not looked up yet */

struct class
{
    struct dl_str text; /* without the title's prefix */
    bool prefix;
    uint32_t body, title; /* concept that the word alone stands for, in a body and in a title */
};

struct member {
    uint32_t class, offset;
};

struct group { /* a PHRASE (window 0) or NEAR */
    struct member v[MAX_GROUP];
    size_t count;
    uint32_t window, concept;
    bool title;
};

struct dl_matcher {
    struct dl_analyzer *analyzer;
    struct dl_arena arena;
    struct class *classes;
    size_t class_count, class_max;
    struct dl_hash_map class_of_hash;
    struct group *groups;
    size_t group_count, group_cap;
    uint32_t concepts;
    uint32_t *known; /* by vocabulary number: class + 1, 0 for none, or UNKNOWN */
    size_t known_cap;
};

/* ---- building --------------------------------------------------------------------------------------------------- */

static struct class *find_class(const struct dl_matcher *m, struct dl_str text, bool prefix)
{
    uint64_t hash = dl_hash64(text.ptr, text.len) + prefix;
    for (size_t step = 0, i; dl_hash_map_next(&m->class_of_hash, hash, &step, &i);)
        if (m->classes[i].prefix == prefix && dl_str_eq(m->classes[i].text, text))
            return &m->classes[i];
    return NULL;
}

/* The class of a term, made when new; NULL when there are too many (the rest is then not marked) or no memory. */
static struct class *class_of(struct dl_matcher *m, struct dl_str text, bool prefix)
{
    struct class *c = find_class(m, text, prefix);
    if (c || m->class_count == m->class_max)
        return c;
    c = &m->classes[m->class_count];
    *c = (struct class){ .prefix = prefix, .body = NO_CONCEPT, .title = NO_CONCEPT };
    if (!dl_arena_dup(&m->arena, text, &c->text) ||
        !dl_hash_map_add(&m->class_of_hash, dl_hash64(text.ptr, text.len) + prefix, m->class_count))
        return NULL;
    m->class_count++;
    return c;
}

static bool strip_field(struct dl_str *text)
{
    if (text->len == 0 || text->ptr[0] != 'S')
        return false;
    text->ptr++;
    text->len--;
    return true;
}

static void add_single(struct dl_matcher *m, const struct dl_query *q, uint32_t concept)
{
    struct dl_str text = q->text;
    bool title_only = strip_field(&text);
    struct class *c = class_of(m, text, q->op == DL_Q_PREFIX);
    if (!c)
        return;
    if (c->title == NO_CONCEPT)
    c->title = concept;
    if (!title_only && c->body == NO_CONCEPT)
    c->body = concept;
}

static bool add_group(struct dl_matcher *m, const struct dl_query *q, uint32_t concept)
{
    if (!DL_GROW(m->groups, m->group_cap, m->group_count + 1))
        return false;
    struct group *g = &m->groups[m->group_count];
    *g = (struct group){ .window = q->op == DL_Q_NEAR ? q->window : 0, .concept = concept };
    for (size_t i = 0; i < q->count && g->count < MAX_GROUP; i++) {
        struct dl_str text = q->children[i]->text;
        g->title |= strip_field(&text);
        struct class *c = class_of(m, text, false);
        if (!c)
            return true;
        g->v[g->count++] = (struct member){ (uint32_t)(c - m->classes), q->children[i]->offset };
    }
    m->group_count += g->count > 0;
    return true;
}

/* Alternatives that are mere variants of one word share its concept: an OR of TERMs and PHRASEs. */
static bool is_variants(const struct dl_query *q)
{
    for (size_t i = 0; i < q->count; i++)
        if (q->children[i]->op == DL_Q_OR || q->children[i]->op == DL_Q_AND)
            return false;
    return q->op == DL_Q_OR && q->count <= 2;
}

static bool gather(struct dl_matcher *m, const struct dl_query *q, bool same_concept)
{
    switch (q->op) {
    case DL_Q_TERM:
    case DL_Q_PREFIX:
        add_single(m, q, same_concept ? m->concepts - 1 : m->concepts++);
        return true;
    case DL_Q_PHRASE:
    case DL_Q_NEAR:
        return add_group(m, q, same_concept ? m->concepts - 1 : m->concepts++);
    case DL_Q_NOT:
        return q->count == 0 || gather(m, q->children[0], false);
    case DL_Q_AND:
    case DL_Q_OR:
        break;
    default:
        return true;
    }
    bool share = is_variants(q);
    for (size_t i = 0; i < q->count; i++)
        if (!gather(m, q->children[i], share && i > 0 && m->concepts > 0))
            return false;
    return true;
}

static size_t leaves(const struct dl_query *q)
{
    size_t n = q->op == DL_Q_TERM || q->op == DL_Q_PREFIX;
    for (size_t i = 0; i < q->count && n < MAX_CLASSES; i++)
        n += leaves(q->children[i]);
    return n;
}

enum dl_status dl_matcher_new(struct dl_analyzer *analyzer, const struct dl_query *query, struct dl_matcher **out,
                              struct dl_error *err)
{
    struct dl_matcher *m = calloc(1, sizeof *m);
    *out = NULL;
    if (!m)
        return dl_fail_memory(err);
    m->analyzer = analyzer;
    m->class_max = 8;
    for (size_t n = leaves(query); m->class_max < n && m->class_max < MAX_CLASSES;)
        m->class_max *= 2;
    m->classes = calloc(m->class_max, sizeof *m->classes);
    if (!m->classes || !gather(m, query, false)) {
        dl_matcher_free(m);
        return dl_fail_memory(err);
    }
    *out = m;
    return DL_OK;
}

void dl_matcher_free(struct dl_matcher *m)
{
    if (!m)
        return;
    dl_arena_free(&m->arena);
    free(m->classes);
    dl_hash_map_free(&m->class_of_hash);
    free(m->groups);
    free(m->known);
    free(m);
}

void dl_matcher_forget(struct dl_matcher *m)
{
    if (m->known)
        memset(m->known, 0xFF, m->known_cap * sizeof *m->known);
}

void dl_matches_free(struct dl_matches *m)
{
    free(m->v);
    dl_spans_free(&m->spans);
    *m = (struct dl_matches){ 0 };
}

bool dl_matcher_empty(const struct dl_matcher *m)
{
    return m->class_count == 0;
}

size_t dl_matcher_concepts(const struct dl_matcher *m)
{
    return m->concepts;
}

/* ---- finding ---------------------------------------------------------------------------------------------------- */

static uint32_t look_up(struct dl_matcher *m, struct dl_str term)
{
    const struct class *exact = find_class(m, term, false);
    if (exact)
        return (uint32_t)(exact - m->classes) + 1;
    for (size_t i = 0; i < m->class_count; i++) {
        const struct class *c = &m->classes[i];
        if (c->prefix && term.len >= c->text.len && memcmp(term.ptr, c->text.ptr, c->text.len) == 0)
            return (uint32_t)i + 1;
    }
    return 0;
}

/* Make room for the words that are new in the vocabulary. */
static bool grow_known(struct dl_matcher *m)
{
    size_t size = dl_analyzer_vocabulary(m->analyzer), had = m->known_cap;
    if (!DL_GROW(m->known, m->known_cap, size))
        return false;
    if (m->known_cap > had)
        memset(m->known + had, 0xFF, (m->known_cap - had) * sizeof *m->known);
    return true;
}

static uint32_t class_known(struct dl_matcher *m, uint32_t term)
{
    if (m->known[term] == UNKNOWN)
        m->known[term] = look_up(m, dl_analyzer_term(m->analyzer, term));
    return m->known[term];
}

/* A word of the text that belongs to some class. */
struct occurrence {
    uint32_t class, position, start, end, concept;
};

static size_t gather_occurrences(struct dl_matcher *m, enum dl_field field, const struct dl_spans *spans,
                                 struct occurrence *occ)
{
    size_t n = 0;
    for (size_t i = 0; i < spans->count; i++) {
        const struct dl_span *s = &spans->v[i];
        uint32_t class = class_known(m, s->term);
        if (!class)
            continue;
        const struct class *c = &m->classes[class - 1];
        occ[n++] = (struct occurrence){ class - 1, s->position, s->start, s->end,
                                        field == DL_FIELD_TITLE ? c->title : c->body };
    }
    return n;
}

/* An occurrence of CLASS at POSITION, or NULL. */
static struct occurrence *at_position(struct occurrence *occ, size_t n, uint32_t class, uint32_t position)
{
    size_t low = 0, high = n;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (occ[mid].position < position)
            low = mid + 1;
        else
            high = mid;
    }
    for (; low < n && occ[low].position == position; low++)
        if (occ[low].class == class)
            return &occ[low];
    return NULL;
}

static void mark(struct occurrence *o, uint32_t concept)
{
    if (o->concept > concept)
    o->concept = concept;
}

static void find_phrase(const struct group *g, struct occurrence *occ, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (occ[i].class != g->v[0].class)
            continue;
        size_t k = 1;
        while (k < g->count && at_position(occ, n, g->v[k].class, occ[i].position + g->v[k].offset))
            k++;
        for (size_t j = 0; k == g->count && j < k; j++)
            mark(at_position(occ, n, g->v[j].class, occ[i].position + g->v[j].offset), g->concept);
    }
}

static size_t member_of(const struct group *g, uint32_t class)
{
    size_t k = 0;
    while (k < g->count && g->v[k].class != class)
        k++;
    return k;
}

static void find_near(const struct group *g, struct occurrence *occ, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        bool seen[MAX_GROUP] = { false };
        size_t end = i, found = 0, k = member_of(g, occ[i].class);
        if (k == g->count)
            continue;
        for (; end < n && occ[end].position - occ[i].position < g->window; end++) {
            k = member_of(g, occ[end].class);
            found += k < g->count && !seen[k];
            if (k < g->count)
                seen[k] = true;
        }
        for (k = 0; k < g->count; k++) /* a word named twice counts as seen with its first */
            found += member_of(g, g->v[k].class) != k;
        for (size_t j = i; found == g->count && j < end; j++)
            if (member_of(g, occ[j].class) < g->count)
                mark(&occ[j], g->concept);
    }
}

static enum dl_status keep_marked(const struct occurrence *occ, size_t n, struct dl_matches *out, struct dl_error *err)
{
    out->count = 0;
    if (n == 0)
        return DL_OK;
    if (!DL_GROW(out->v, out->cap, n))
        return dl_fail_memory(err);
    for (size_t i = 0; i < n; i++) {
        if (occ[i].concept == NO_CONCEPT)
            continue;
        struct dl_match *last = out->count ? &out->v[out->count - 1] : NULL;
        if (last && occ[i].start < last->end) {
            last->concept = occ[i].concept < last->concept ? occ[i].concept : last->concept;
            continue;
        }
        out->v[out->count++] = (struct dl_match){ occ[i].start, occ[i].end, occ[i].position, occ[i].concept };
    }
    return DL_OK;
}

enum dl_status dl_matcher_find(struct dl_matcher *m, enum dl_field field, struct dl_str text, const char *stemmer,
                               struct dl_matches *out, struct dl_error *err)
{
    out->count = 0;
    enum dl_status status = dl_analyze_spans(m->analyzer, DL_FIELD_BODY, text, stemmer, &out->spans, err);
    if (status)
        return status;
    if (m->class_count == 0 || out->spans.count == 0)
        return DL_OK;
    if (!grow_known(m))
        return dl_fail_memory(err);
    struct occurrence *occ = malloc(out->spans.count * sizeof *occ);
    if (!occ)
        return dl_fail_memory(err);
    size_t n = gather_occurrences(m, field, &out->spans, occ);
    for (size_t i = 0; i < m->group_count; i++) {
        if (m->groups[i].title && field != DL_FIELD_TITLE)
            continue;
        if (m->groups[i].window)
            find_near(&m->groups[i], occ, n);
        else
            find_phrase(&m->groups[i], occ, n);
    }
    status = keep_marked(occ, n, out, err);
    free(occ);
    return status;
}
