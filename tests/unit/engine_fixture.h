/* engine_fixture.h - an index of one test in a folder of its own, on whichever engine the case is run, and short ways
 * to fill and ask it.  Every case of test_engine_*.c runs on every engine: its state is the engine's kind.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_TEST_ENGINE_FIXTURE_H
#define DATELINE_TEST_ENGINE_FIXTURE_H

#include "dateline/engine.h"

#include "dateline/file.h"
#include "unit.h"

static inline enum dl_engine_kind kind_of(void **state)
{
    return (enum dl_engine_kind)(intptr_t)*state;
}

static struct dl_error err;

struct fixture {
    char root[200], dir[220];
    enum dl_engine_kind kind;
    struct dl_writer *writer;
    struct dl_analyzer *analyzer;
    uint64_t sequence;
};

static inline struct dl_writer_options options(enum dl_engine_kind kind)
{
    return (struct dl_writer_options){
        .engine = kind, .workers = 1, .memory = (size_t)64 << 20, .store = true, .bm25 = { DL_BM25_K1, DL_BM25_B }
    };
}

static inline void open_writer(struct fixture *f)
{
    struct dl_writer_options o = options(f->kind);
    assert_ok(dl_writer_open(f->dir, &o, &f->writer, &err), err);
}

static inline void setup(struct fixture *f, void **state)
{
    memset(f, 0, sizeof *f);
    f->kind = kind_of(state);
    unit_mkdir(f->root, sizeof f->root);
    snprintf(f->dir, sizeof f->dir, "%s/index", f->root);
    assert_ok(dl_analyzer_new(&f->analyzer, &err), err);
    open_writer(f);
}

static inline void close_writer(struct fixture *f)
{
    dl_writer_close(f->writer);
    f->writer = NULL;
}

static inline void teardown(struct fixture *f)
{
    close_writer(f);
    dl_analyzer_free(f->analyzer);
    unit_rmdir(f->root);
}

static inline dl_code code(const char *text)
{
    dl_code c = { "" };
    snprintf(c.text, sizeof c.text, "%s", text);
    return c;
}

/* COUNTRIES such as "LA CN". */
static inline struct dl_article article(const char *id, const char *title, const char *body, dl_date date,
                                        const char *countries)
{
    struct dl_article a = { .id = dl_str_of(id), .title = dl_str_of(title), .body = dl_str_of(body), .date = date };
    a.date_from = date ? DL_DATE_FIELD : DL_DATE_NONE;
    for (const char *p = countries; p && *p; p += 2 + (p[2] == ' ')) {
        char two[3] = { p[0], p[1], 0 };
        a.countries[a.country_count++] = (struct dl_country){ code(two), 0.5f, DL_COUNTRY_BODY };
        a.mentions[a.mention_count++] = code(two);
    }
    return a;
}

static inline void add_article(struct fixture *f, const struct dl_article *a, uint64_t source)
{
    struct dl_tokens tokens = { 0 };
    assert_ok(dl_analyze_article(f->analyzer, a->title, a->body, "english", &tokens, &err), err);
    assert_ok(dl_writer_add(f->writer, 0, a, f->analyzer, &tokens, ++f->sequence, source, &err), err);
    dl_tokens_free(&tokens);
}

static inline void add(struct fixture *f, const char *id, const char *title, const char *body, dl_date date,
                       const char *countries)
{
    struct dl_article a = article(id, title, body, date, countries);
    add_article(f, &a, 1);
}

static inline struct dl_commit_stats commit(struct fixture *f)
{
    struct dl_commit_stats stats;
    assert_ok(dl_writer_commit(f->writer, &stats, &err), err);
    return stats;
}

static inline struct dl_reader *open_reader(const struct fixture *f)
{
    const char *dir = f->dir;
    struct dl_reader *r;
    assert_ok(dl_reader_open(&dir, 1, &r, &err), err);
    return r;
}

/* The ids that SEARCH finds, in order, separated by blanks. */
static inline const char *found(struct dl_reader *r, const struct dl_search *s)
{
    static char out[4096];
    struct dl_hits hits = { 0 };
    struct dl_buf id = { 0 };
    out[0] = '\0';
    assert_ok(dl_reader_search(r, s, &hits, &err), err);
    for (size_t i = 0; i < hits.count; i++) {
        assert_ok(dl_reader_id(r, hits.v[i].doc, &id, &err), err);
        snprintf(out + strlen(out), sizeof out - strlen(out), "%s%.*s", i ? " " : "", (int)id.len, id.data);
    }
    dl_hits_free(&hits);
    dl_buf_free(&id);
    return out;
}

static inline const char *query(struct dl_reader *r, const struct dl_query *q, enum dl_sort sort)
{
    return found(r, &(struct dl_search){ .query = q, .sort = sort });
}

static inline struct dl_query term(const char *text)
{
    return (struct dl_query){ .op = DL_Q_TERM, .text = dl_str_of(text), .weight = 1.0 };
}

static inline struct dl_query leaf(enum dl_query_op op, const char *text)
{
    return (struct dl_query){ .op = op, .text = dl_str_of(text), .weight = 1.0 };
}

static inline struct dl_query node(enum dl_query_op op, struct dl_query **children, size_t n)
{
    return (struct dl_query){ .op = op, .children = children, .count = n };
}

static inline void fill(struct fixture *f)
{
    add(f, "a", "Railway opens", "The railway to Vientiane opens. Trains run on the railway.", 20241022, "LA CN");
    add(f, "b", "Market news", "The market in Hanoi opens early today.", 20230105, "VN");
    add(f, "c", "Old railway", "An old railway corridor of the north.", 19640229, "LA");
    add(f, "d", "Undated page", "A railway page without any date.", 0, NULL);
    add(f, "e", "Corridor", "Corridor railway: the corridor of the railway, a new corridor.", 20240000, "TH LA");
    commit(f);
}

static inline const char *facet(struct dl_reader *r, const struct dl_query *q, enum dl_facet which)
{
    static char out[1000];
    struct dl_facets v = { 0 };
    out[0] = '\0';
    assert_ok(dl_reader_facets(r, q, which, &v, &err), err);
    for (size_t i = 0; i < v.count; i++)
        snprintf(out + strlen(out), sizeof out - strlen(out), "%s%s=%d", i ? " " : "", v.v[i].value, (int)v.v[i].count);
    dl_facets_free(&v);
    return out;
}

#define CASE(function, kind)                                                                                           \
    {                                                                                                                  \
        .name = #function "/" kind##_NAME, .test_func = function, .initial_state = (void *)(intptr_t)kind              \
    }
#define DL_ENGINE_XAPIAN_NAME "xapian"
#define DL_ENGINE_NATIVE_NAME "native"

#endif
