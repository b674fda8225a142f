/* test_oracle.c - both engines get the same articles and the same queries and must give the same answers.
 *
 * A round makes a random archive in several commits, with updates and removals, and asks it random queries.  When one
 * is answered differently the round's seed is printed; DATELINE_SEED=<seed> plays that round alone, DATELINE_ROUNDS=<n>
 * plays more.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "../unit/unit.h"

#include <math.h>

#include "dateline/engine.h"
#include "generate.h"

#define ROUNDS 10
#define QUERIES 1800

struct side {
    const char *name;
    enum dl_engine_kind kind;
    char dirs[2][512];
    struct dl_writer *writer;
    struct dl_reader *reader;
    struct dl_hits hits;
    struct dl_facets facets;
};

struct round {
    uint64_t seed;
    struct gen g;
    struct side native, xapian;
    struct dl_analyzer *analyzer;
    struct dl_tokens tokens;
    uint64_t sequence;
    unsigned base, ids; /* numbers of articles: base .. ids-1 in the index that is being made, 0 .. ids-1 in all */
};

/* ---- the archive ------------------------------------------------------------------------------------------------- */

static void open_writer(struct side *s, unsigned part)
{
    struct dl_error err;
    struct dl_writer_options o = {
        .engine = s->kind, .workers = 1, .memory = 64 << 20, .store = true, .bm25 = { DL_BM25_K1, DL_BM25_B }
    };
    assert_ok(dl_writer_open(s->dirs[part], &o, &s->writer, &err), err);
}

static void add(struct round *r, unsigned number)
{
    static struct gen_text t;
    struct dl_error err;
    struct side *sides[] = { &r->native, &r->xapian };
    uint64_t key = number % 7;
    gen_article(&r->g, number, &t);
    r->sequence++;
    for (int i = 0; i < 2; i++) {
        assert_ok(dl_analyze_article(r->analyzer, t.a.title, t.a.body, "none", &r->tokens, &err), err);
        assert_ok(dl_writer_add(sides[i]->writer, 0, &t.a, r->analyzer, &r->tokens, r->sequence, key, &err), err);
    }
}

static void remove_some(struct round *r)
{
    struct dl_error err;
    for (uint32_t i = gen_below(&r->g, 40); i > 0; i--) {
        char id[32];
        snprintf(id, sizeof id, "a%u", r->base + gen_below(&r->g, (r->ids - r->base) * 11 / 10 + 1));
        assert_ok(dl_writer_remove(r->native.writer, dl_str_of(id), NULL, &err), err);
        assert_ok(dl_writer_remove(r->xapian.writer, dl_str_of(id), NULL, &err), err);
    }
    if (gen_chance(&r->g, 20)) {
        uint64_t key = gen_below(&r->g, 7);
        assert_ok(dl_writer_remove_source(r->native.writer, key, &err), err);
        assert_ok(dl_writer_remove_source(r->xapian.writer, key, &err), err);
    }
}

static void commit(struct round *r)
{
    struct dl_error err;
    struct dl_commit_stats a, b;
    assert_ok(dl_writer_commit(r->native.writer, &a, &err), err);
    assert_ok(dl_writer_commit(r->xapian.writer, &b, &err), err);
    assert_int_equal(a.articles, b.articles);
    dl_writer_close(r->native.writer);
    dl_writer_close(r->xapian.writer);
    r->native.writer = r->xapian.writer = NULL;
}

static void build(struct round *r, unsigned part)
{
    r->base = r->ids;
    uint32_t commits = 1 + gen_below(&r->g, 4);
    for (uint32_t c = 0; c < commits; c++) {
        uint32_t n = gen_chance(&r->g, 20) ? 3000 : 20 + gen_below(&r->g, 700);
        open_writer(&r->native, part);
        open_writer(&r->xapian, part);
        for (uint32_t i = 0; i < n; i++) {
            bool again = r->ids > r->base && gen_chance(&r->g, 10);
            add(r, again ? r->base + gen_below(&r->g, r->ids - r->base) : r->ids++);
        }
        if (c || r->native.reader)
            remove_some(r);
        commit(r);
    }
}

/* ---- the answers ------------------------------------------------------------------------------------------------- */

static bool close_to(double a, double b, double relative)
{
    return fabs(a - b) <= relative * fmax(fabs(a), fabs(b));
}

static void complain(struct round *r, const struct dl_search *s, const char *what)
{
    struct dl_buf q = { 0 }, id = { 0 };
    struct dl_error err;
    dl_query_print(s->query, &q);
    if (s->rescore) {
        dl_buf_puts(&q, "\n  rescore ");
        dl_query_print(s->rescore, &q);
    }
    print_message("DATELINE_SEED=%llu: %s\n  query %s\n  sort %d offset %zu limit %zu exact %d half-life %g\n",
                  (unsigned long long)r->seed, what, dl_buf_cstr(&q), (int)s->sort, s->offset, s->limit, s->exact_count,
                  s->half_life);
    struct side *sides[] = { &r->native, &r->xapian };
    for (int i = 0; i < 2; i++) {
        struct side *x = sides[i];
        print_message("  %s: %zu hits, total %llu%s:", x->name, x->hits.count, (unsigned long long)x->hits.total,
                      x->hits.total_exact ? "" : "+");
        for (size_t h = 0; h < x->hits.count && h < 24; h++)
            if (dl_reader_id(x->reader, x->hits.v[h].doc, &id, &err) == DL_OK)
                print_message(" %s:%.9g:%d", dl_buf_cstr(&id), x->hits.v[h].score, x->hits.v[h].date);
        print_message("\n");
    }
    dl_buf_free(&q);
    dl_buf_free(&id);
    fail_msg("the engines differ: DATELINE_SEED=%llu", (unsigned long long)r->seed);
}

static struct dl_str id_of(struct side *s, size_t hit, struct dl_buf *id)
{
    struct dl_error err;
    assert_ok(dl_reader_id(s->reader, s->hits.v[hit].doc, id, &err), err);
    return dl_buf_view(id);
}

static void compare(struct round *r, const struct dl_search *s)
{
    struct dl_hits *n = &r->native.hits, *x = &r->xapian.hits;
    struct dl_buf a = { 0 }, b = { 0 };
    if (n->count != x->count)
        complain(r, s, "other numbers of hits");
    for (size_t i = 0; i < n->count; i++) {
        if (s->sort == DL_SORT_RELEVANCE && !close_to(n->v[i].score, x->v[i].score, 1e-6))
            complain(r, s, "other scores");
        if (!dl_str_eq(id_of(&r->native, i, &a), id_of(&r->xapian, i, &b)))
            complain(r, s, "another order");
        else if (n->v[i].date != x->v[i].date)
            complain(r, s, "other dates");
    }
    if (s->exact_count && (!n->total_exact || !x->total_exact || n->total != x->total))
        complain(r, s, "other counts");
    dl_buf_free(&a);
    dl_buf_free(&b);
}

static void ask(struct round *r, struct dl_search *s)
{
    struct dl_error err;
    struct side *sides[] = { &r->native, &r->xapian };
    for (int i = 0; i < 2; i++)
        assert_ok(dl_reader_search(sides[i]->reader, s, &sides[i]->hits, &err), err);
    compare(r, s);
}

static void compare_facets(struct round *r, const struct dl_search *s)
{
    struct dl_error err;
    enum dl_facet facet = (enum dl_facet)gen_below(&r->g, 6);
    struct dl_facets *n = &r->native.facets, *x = &r->xapian.facets;
    assert_ok(dl_reader_facets(r->native.reader, s->query, facet, n, &err), err);
    assert_ok(dl_reader_facets(r->xapian.reader, s->query, facet, x, &err), err);
    bool same = n->count == x->count;
    for (size_t i = 0; same && i < n->count; i++)
        same = n->v[i].count == x->v[i].count && strcmp(n->v[i].value, x->v[i].value) == 0;
    if (!same) {
        for (size_t i = 0; i < n->count || i < x->count; i++)
            print_message("  %s %llu | %s %llu\n", i < n->count ? n->v[i].value : "",
                          i < n->count ? (unsigned long long)n->v[i].count : 0, i < x->count ? x->v[i].value : "",
                          i < x->count ? (unsigned long long)x->v[i].count : 0);
        complain(r, s, "other facets");
    }
}

static void compare_stats(struct round *r)
{
    struct dl_error err;
    struct dl_index_stats a, b;
    assert_ok(dl_reader_stats(r->native.reader, &a, &err), err);
    assert_ok(dl_reader_stats(r->xapian.reader, &b, &err), err);
    assert_int_equal(a.articles, b.articles);
    assert_int_equal(a.total_length, b.total_length);
    assert_int_equal(a.oldest, b.oldest);
    assert_int_equal(a.newest, b.newest);
}

static void query_all(struct round *r)
{
    static const size_t limits[] = { 10, 1, 3, 25, 100, 0 };
    static const double half_lives[] = { 0.7, 30, 365, 20000 };
    for (int i = 0; i < QUERIES; i++) {
        struct dl_arena arena = { 0 };
        struct dl_search s = { 0 };
        s.sort = gen_chance(&r->g, 70) ? DL_SORT_RELEVANCE : gen_chance(&r->g, 50) ? DL_SORT_NEWEST : DL_SORT_OLDEST;
        s.limit = limits[gen_below(&r->g, gen_chance(&r->g, 60) ? 1 : 6)];
        s.offset = gen_chance(&r->g, 20) ? gen_below(&r->g, 30) : 0;
        s.exact_count = gen_chance(&r->g, 10);
        s.half_life = gen_chance(&r->g, 15) ? half_lives[gen_below(&r->g, 4)] : 0;
        s.query = gen_query(&r->g, &arena, s.limit == 0);
        assert_non_null(s.query);
        if (gen_chance(&r->g, 20)) {
            s.rescore = gen_rescore(&r->g, &arena);
            assert_non_null(s.rescore);
            s.rescore_depth = gen_chance(&r->g, 50) ? 16 : SIZE_MAX;
        }
        ask(r, &s);
        if (gen_chance(&r->g, 5))
            compare_facets(r, &s);
        dl_arena_free(&arena);
    }
}

/* ---- rounds ------------------------------------------------------------------------------------------------------ */

static void close_round(struct round *r, const char *top)
{
    struct side *sides[] = { &r->native, &r->xapian };
    for (int i = 0; i < 2; i++) {
        dl_reader_close(sides[i]->reader);
        dl_hits_free(&sides[i]->hits);
        dl_facets_free(&sides[i]->facets);
    }
    dl_tokens_free(&r->tokens);
    dl_analyzer_free(r->analyzer);
    unit_rmdir(top);
}

static void play(uint64_t seed)
{
    char top[256];
    struct dl_error err;
    struct round r = { .seed = seed,
                       .g = gen_new(seed),
                       .native = { .name = "native", .kind = DL_ENGINE_NATIVE },
                       .xapian = { .name = "xapian", .kind = DL_ENGINE_XAPIAN } };
    struct side *sides[] = { &r.native, &r.xapian };
    unsigned parts = gen_chance(&r.g, 30) ? 2 : 1; /* indexes searched as one */
    unit_mkdir(top, sizeof top);
    assert_ok(dl_analyzer_new(&r.analyzer, &err), err);
    for (unsigned part = 0; part < parts; part++) {
        for (int i = 0; i < 2; i++)
            snprintf(sides[i]->dirs[part], sizeof sides[i]->dirs[part], "%s/%s%u", top, sides[i]->name, part);
        build(&r, part);
        assert_ok(dl_index_verify(r.native.dirs[part], NULL, &err), err);
    }
    for (int i = 0; i < 2; i++) {
        const char *dirs[] = { sides[i]->dirs[0], sides[i]->dirs[1] };
        assert_ok(dl_reader_open(dirs, parts, &sides[i]->reader, &err), err);
    }
    compare_stats(&r);
    query_all(&r);
    if (gen_chance(&r.g, 50)) { /* the readers move on to what the writers commit meanwhile */
        bool changed[2];
        build(&r, 0);
        for (int i = 0; i < 2; i++)
            assert_ok(dl_reader_reopen(sides[i]->reader, &changed[i], &err), err);
        assert_true(changed[0]);
        assert_true(changed[1]);
        compare_stats(&r);
        query_all(&r);
        assert_ok(dl_reader_reopen(r.native.reader, &changed[0], &err), err);
        assert_false(changed[0]);
    }
    close_round(&r, top);
}

static void test_engines_agree(void **state)
{
    (void)state;
    const char *seed = getenv("DATELINE_SEED"), *rounds = getenv("DATELINE_ROUNDS");
    if (seed) {
        play(strtoull(seed, NULL, 10));
        return;
    }
    for (uint64_t i = 1, n = rounds ? strtoull(rounds, NULL, 10) : ROUNDS; i <= n; i++)
        play(i);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_engines_agree) };
    return cmocka_run_group_tests_name("oracle", tests, NULL, NULL);
}
