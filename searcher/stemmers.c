/* stemmers.c - the stemmers of an index, and which of them a word of a query needs.
 *
 * A query is analysed by each stemmer of the index, and finds a stem only in articles of its own languages: "laos" is
 * "lao" in English, which is a word of its own in Vietnamese.  A handful of articles in another language, or told
 * wrongly to be, would add their forms to every word of every query and make it slower.  Of a stemmer that few articles
 * were analysed with, a form is looked for only when one of these articles holds it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "searcher/session.h"

#include "dateline/blobs.h"

#define FEW 1024   /* articles: looking one form up among them takes some microseconds */
#define MAX_TAGS 8 /* languages of one stemmer */

bool dl_session_has_more(struct dl_session *s, const struct dl_query *q, size_t most)
{
    struct dl_search search = { .query = q, .sort = DL_SORT_NEWEST, .limit = most + 1 };
    struct dl_hits hits = { 0 };
    bool more = dl_reader_search(s->reader, &search, &hits, NULL) != DL_OK || hits.count > most;
    dl_hits_free(&hits);
    return more;
}

static bool may_hold(void *context, size_t stemmer, struct dl_str term)
{
    struct dl_session *s = context;
    struct dl_arena arena = { 0 };
    if (!s->few[stemmer])
        return true;
    struct dl_query *parts[] = { dl_query_leaf(&arena, DL_Q_TERM, term), s->few[stemmer] };
    struct dl_query *q = parts[0] ? dl_query_node(&arena, DL_Q_AND, parts, 2) : NULL;
    bool held = !q || dl_session_has_more(s, q, 0);
    dl_arena_free(&arena);
    return held;
}

/* The articles in the languages of STEMMER.  NULL when it has no list of languages, when they are many, or without
 * memory. English stands for the unknown language too, and always is worth looking for. */
static struct dl_query *few_articles(struct dl_session *s, const char *stemmer)
{
    struct dl_query *tags[MAX_TAGS], *q;
    const char *tag;
    size_t n = 0;
    for (; n < MAX_TAGS && (tag = dl_stemmer_language(stemmer, n)); n++)
        if (!(tags[n] = dl_query_leaf(&s->lasting, DL_Q_LANGUAGE, dl_str_of(tag))))
            return NULL;
    if (n == 0 || n == MAX_TAGS ||
        dl_stemmer_for(DL_STR("")) == dl_stemmer_for(dl_str_of(dl_stemmer_language(stemmer, 0))))
        return NULL;
    q = dl_query_join(&s->lasting, DL_Q_OR, tags, n);
    return q && !dl_session_has_more(s, q, FEW) ? q : NULL;
}

/* The stemmers of all indexes that are searched as one, with commas between them. */
static enum dl_status gather(struct dl_session *s, struct dl_error *err)
{
    struct dl_buf one = { 0 };
    enum dl_status status = DL_OK;
    for (size_t i = 0; i < dl_reader_parts(s->reader) && !status; i++) {
        status = dl_reader_get_part(s->reader, i, DL_KEY_STEMMERS, &one, err);
        status = status == DL_NOT_FOUND ? DL_OK : status;
        if (s->stemmers.len && one.len)
            dl_buf_byte(&s->stemmers, ',');
        dl_buf_str(&s->stemmers, dl_buf_view(&one));
        dl_buf_clear(&one);
    }
    dl_buf_free(&one);
    if (s->stemmers.len == 0)
        dl_buf_puts(&s->stemmers, "english");
    return status;
}

/* The number of the stemmer NAME; stemmer_count when there is none. */
static size_t number_of(const struct dl_analysis *a, const char *name)
{
    size_t i = 0;
    while (i < a->stemmer_count && strcmp(a->stemmers[i], name) != 0)
        i++;
    return i;
}

/* ---- languages -------------------------------------------------------------------------------------------------- */

#define MAX_LANGUAGES 255

struct languages {
    struct dl_session *s;
    bool failed;
};

static bool add_language(void *context, struct dl_str tag, uint64_t articles)
{
    struct languages *l = context;
    struct dl_session *s = l->s;
    const struct dl_analysis *a = &s->analysis;
    size_t i = number_of(a, dl_stemmer_for(tag));
    (void)articles;
    for (size_t k = 0; k < s->language_count; k++)
        if (dl_str_eq(s->languages[k]->text, tag))
            return true;
    if (i == a->stemmer_count || s->language_count == MAX_LANGUAGES)
        return true;
    struct dl_query *leaf = dl_query_leaf(&s->lasting, DL_Q_LANGUAGE, tag);
    l->failed = !leaf;
    if (leaf) {
        s->languages[s->language_count] = leaf;
        s->language_stemmer[s->language_count++] = (uint8_t)i;
    }
    return !l->failed;
}

static enum dl_status learn_languages(struct dl_session *s, struct dl_error *err)
{
    struct languages l = { s, false };
    s->language_count = 0;
    s->languages = dl_arena_alloc(&s->lasting, MAX_LANGUAGES * sizeof(struct dl_query *));
    s->language_stemmer = dl_arena_alloc(&s->lasting, MAX_LANGUAGES);
    if (!s->languages || !s->language_stemmer)
        return dl_fail_memory(err);
    enum dl_status status = dl_reader_values(s->reader, DL_Q_LANGUAGE, add_language, &l, err);
    return status || !l.failed ? status : dl_fail_memory(err);
}

/* The articles in languages of none of the stemmers in MASK; NULL when there are none.  What "none" leaves as it is
 * written may be written so in any. */
static struct dl_query *others(struct dl_session *s, uint32_t mask, struct dl_arena *arena)
{
    struct dl_query *v[MAX_LANGUAGES];
    size_t n = 0;
    for (size_t i = 0; i < s->analysis.stemmer_count; i++)
        if (mask >> i & 1 && strcmp(s->analysis.stemmers[i], "none") == 0)
            return NULL;
    for (size_t i = 0; i < s->language_count; i++)
        if (!(mask >> s->language_stemmer[i] & 1))
            v[n++] = s->languages[i];
    return n ? dl_query_join(arena, DL_Q_OR, v, n) : NULL;
}

static uint32_t stemmers_of(const struct dl_query *q)
{
    uint32_t mask = q->stemmers;
    for (size_t i = 0; i < q->count; i++)
        mask |= q->children[i]->stemmers;
    return mask;
}

/* A TERM, PHRASE or NEAR without the articles in other languages, if they have any such. */
static enum dl_status keep_leaf_apart(struct dl_session *s, struct dl_query **query, struct dl_arena *arena,
                                      struct dl_error *err)
{
    uint32_t mask = stemmers_of(*query);
    struct dl_query *parts[] = { *query, mask ? others(s, mask, arena) : NULL }, *both;
    if (!parts[1])
        return DL_OK;
    if (!(both = dl_query_node(arena, DL_Q_AND, parts, 2)))
        return dl_fail_memory(err);
    if (dl_session_has_more(s, both, 0) && !(*query = dl_query_node(arena, DL_Q_NOT, parts, 2)))
        return dl_fail_memory(err);
    return DL_OK;
}

enum dl_status dl_session_keep_apart(struct dl_session *s, struct dl_query **query, struct dl_arena *arena,
                                     struct dl_error *err)
{
    struct dl_query *q = *query;
    if (s->analysis.stemmer_count < 2)
        return DL_OK;
    if (q->op == DL_Q_TERM || q->op == DL_Q_PHRASE || q->op == DL_Q_NEAR)
        return keep_leaf_apart(s, query, arena, err);
    if (q->op != DL_Q_AND && q->op != DL_Q_OR && q->op != DL_Q_NOT)
        return DL_OK;
    struct dl_query *copy = dl_query_node(arena, q->op, q->children, q->count);
    if (!copy)
        return dl_fail_memory(err);
    enum dl_status status = DL_OK;
    for (size_t i = 0; i < copy->count && !status; i++)
        status = dl_session_keep_apart(s, &copy->children[i], arena, err);
    *query = copy;
    return status;
}

enum dl_status dl_session_learn_stemmers(struct dl_session *s, struct dl_error *err)
{
    struct dl_analysis *a = &s->analysis;
    enum dl_status status = gather(s, err);
    if (status)
        return status;
    char *name = (char *)(uintptr_t)dl_buf_cstr(&s->stemmers);
    if (s->stemmers.failed)
        return dl_fail_memory(err);
    size_t many = 0; /* these come first */
    for (char *rest = NULL; (name = strtok_r(name, ",", &rest)) != NULL && a->stemmer_count < DL_MAX_STEMMERS;
         name = NULL) {
        if (number_of(a, name) < a->stemmer_count)
            continue;
        size_t at = a->stemmer_count++;
        struct dl_query *few = few_articles(s, name);
        if (!few) {
            a->stemmers[at] = a->stemmers[many];
            s->few[at] = s->few[many];
            at = many++;
        }
        a->stemmers[at] = name;
        s->few[at] = few;
    }
    if (a->stemmer_count > 1) {
        a->may_hold = may_hold;
        a->context = s;
        status = learn_languages(s, err);
    }
    return status;
}
