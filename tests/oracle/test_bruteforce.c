/* test_bruteforce.c - each engine against search by brute force: same articles, same order, same scores.
 *
 *   DATELINE_SEED=N     the seed (a failure prints it)       DATELINE_QUERIES=N    queries an engine and an archive
 *   DATELINE_SHOW=1     with a failure, what either side finds for each part of the query
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <math.h>

#include "tests/oracle/sample.h"
#include "unit.h"

#define ARTICLES 240
#define TOLERANCE 1e-6

static struct dl_error err;

struct fixture {
    enum dl_engine_kind engine;
    uint64_t seed;
    struct dice dice;
    struct model model;
    char root[200], dirs[2][220];
    unsigned dir_count;
    struct dl_reader *reader;
    struct model_hit *expected;
    const struct dl_query *query; /* the one being tried */
    enum dl_sort sort;
    unsigned long number;
};

/* ---- building ---------------------------------------------------------------------------------------------------- */

static struct dl_article article_of(const struct model_article *m)
{
    struct dl_article a = { .id = dl_str_of(m->id),
                            .title = dl_str_of(m->title),
                            .body = dl_str_of(m->body),
                            .source = dl_str_of(m->source),
                            .author = dl_str_of(m->author),
                            .tags = dl_str_of(m->tags),
                            .language = dl_str_of(m->language),
                            .date = m->date };
    a.date_from = m->date ? DL_DATE_FIELD : DL_DATE_NONE;
    for (unsigned i = 0; i < m->country_count; i++)
        a.countries[i] = (struct dl_country){ .code = m->countries[i], .salience = 1, .from = DL_COUNTRY_FIELD };
    a.country_count = m->country_count;
    memcpy(a.mentions, m->mentions, sizeof m->mentions);
    a.mention_count = m->mention_count;
    return a;
}

static enum dl_status open_writer(struct fixture *f, unsigned index, struct dl_writer **w)
{
    struct dl_writer_options o = {
        .engine = f->engine, .workers = 1, .memory = 4 << 20, .store = true, .bm25 = { DL_BM25_K1, DL_BM25_B }
    };
    return dl_writer_open(f->dirs[index], &o, w, &err);
}

/* Add the articles FROM to TO - 1 that belong to INDEX, some of which replace older ones; remove some; commit. */
static void build_part(struct fixture *f, unsigned index, size_t from, size_t to)
{
    struct dl_analyzer *analyzer;
    struct dl_tokens tokens = { 0 };
    struct dl_writer *w = NULL;
    bool found, replaced[ARTICLES] = { false };
    assert_ok(dl_analyzer_new(&analyzer, &err), err);
    assert_ok(open_writer(f, index, &w), err);
    for (size_t i = 0; i < to; i++) {
        struct model_article *m = &f->model.v[i];
        bool again = i < from && m->live && dice_roll(&f->dice, 10) == 0;
        if (m->index != index || (i < from && !again))
            continue;
        if (again) {
            generate_article(&f->dice, i, m);
            m->index = index;
            replaced[i] = true;
        }
        struct dl_article a = article_of(m);
        assert_ok(dl_analyze_article(analyzer, a.title, a.body, m->stemmer, &tokens, &err), err);
        assert_ok(dl_writer_add(w, 0, &a, analyzer, &tokens, i + 1, 7, &err), err);
    }
    for (size_t i = 0; i < from; i++) {
        struct model_article *m = &f->model.v[i];
        if (m->index != index || !m->live || replaced[i] || dice_roll(&f->dice, 12))
            continue;
        assert_ok(dl_writer_remove(w, dl_str_of(m->id), &found, &err), err);
        assert_true(found);
        m->live = false;
    }
    assert_ok(dl_writer_commit(w, NULL, &err), err);
    dl_writer_close(w);
    dl_tokens_free(&tokens);
    dl_analyzer_free(analyzer);
}

static void build(struct fixture *f)
{
    const char *dirs[] = { f->dirs[0], f->dirs[1] };
    f->model.count = ARTICLES;
    f->model.v = calloc(ARTICLES, sizeof *f->model.v);
    f->expected = calloc(ARTICLES, sizeof *f->expected);
    assert_true(f->model.v && f->expected);
    for (size_t i = 0; i < ARTICLES; i++) {
        generate_article(&f->dice, i, &f->model.v[i]);
        f->model.v[i].index = (unsigned)(i % f->dir_count);
    }
    for (unsigned k = 0; k < f->dir_count; k++)
        for (size_t part = 0; part < 3; part++)
            build_part(f, k, part * ARTICLES / 3, (part + 1) * ARTICLES / 3);
    assert_ok(dl_analyzer_new(&f->model.analyzer, &err), err);
    model_prepare(&f->model);
    assert_ok(dl_reader_open(dirs, f->dir_count, &f->reader, &err), err);
}

/* ---- comparing --------------------------------------------------------------------------------------------------- */

static bool close_to(double a, double b)
{
    return fabs(a - b) <= TOLERANCE * fmax(fabs(a), fabs(b)) + 1e-12;
}

/* When DATELINE_SHOW is set: for each part of the query, how many articles and what sum of scores either side finds. */
static void show(struct fixture *f, const struct dl_query *q, int depth)
{
    struct dl_search s = { .query = q };
    struct dl_hits hits = { 0 };
    struct dl_buf text = { 0 };
    double got = 0, want = 0;
    if (!getenv("DATELINE_SHOW") || dl_reader_search(f->reader, &s, &hits, &err))
        return;
    size_t n = model_search(&f->model, &s, f->expected);
    for (size_t i = 0; i < hits.count; i++)
        got += hits.v[i].score;
    for (size_t i = 0; i < n; i++)
        want += f->expected[i].score;
    dl_query_print(q, &text);
    print_message("%*s%s %s: %zu (%g), by brute force %zu (%g)\n", depth * 2, "",
                  n == hits.count && close_to(got, want) ? "  " : "->", dl_buf_cstr(&text), hits.count, got, n, want);
    dl_buf_free(&text);
    dl_hits_free(&hits);
    for (size_t i = 0; i < q->count; i++)
        show(f, q->children[i], depth + 1);
}

static void complain(struct fixture *f, const char *what, size_t rank)
{
    struct dl_buf text = { 0 };
    show(f, f->query, 0);
    dl_query_print(f->query, &text);
    fail_msg("%s, %u index(es), DATELINE_SEED=%llu, query %lu, sort %d, rank %zu: %s\n  %s", dl_engine_name(f->engine),
             f->dir_count, (unsigned long long)f->seed, f->number, (int)f->sort, rank, what, dl_buf_cstr(&text));
}

static void differ(struct fixture *f, const char *what, size_t rank, const struct dl_hit *got,
                   const struct model_hit *same)
{
    char text[400];
    const struct model_hit *want = &f->expected[rank];
    const struct model_article *a = &f->model.v[same->article], *b = &f->model.v[want->article];
    snprintf(text, sizeof text, "%s: %s of %d with %.17g (by brute force %.17g) in the place of %s of %d with %.17g",
             what, a->id, a->date, got->score, same->score, b->id, b->date, want->score);
    complain(f, text, rank);
}

static const struct model_hit *find_hit(const struct fixture *f, size_t n, struct dl_str id)
{
    for (size_t i = 0; i < n; i++)
        if (dl_str_eq(dl_str_of(f->model.v[f->expected[i].article].id), id))
            return &f->expected[i];
    return NULL;
}

/* A partial date comes out as its first day. */
static dl_date first_day(dl_date d)
{
    return d ? dl_date_first(d) : 0;
}

static void compare_hit(struct fixture *f, const struct dl_search *s, size_t n, size_t rank, const struct dl_hit *hit)
{
    struct dl_buf id = { 0 };
    const struct model_hit *expected = &f->expected[rank], *same;
    assert_ok(dl_reader_id(f->reader, hit->doc, &id, &err), err);
    same = find_hit(f, n, dl_buf_view(&id));
    if (!same)
        complain(f, "found an article that does not match", rank);
    else if (same != expected)
        differ(f, "another order", rank, hit, same);
    else if (s->sort == DL_SORT_RELEVANCE && !close_to(hit->score, same->score))
        differ(f, "another score", rank, hit, same);
    else if (hit->date != first_day(f->model.v[same->article].date))
        complain(f, "another date", rank);
    dl_buf_free(&id);
}

static void compare_search(struct fixture *f, const struct dl_search *s, struct dl_hits *hits)
{
    size_t n = model_search(&f->model, s, f->expected);
    size_t rest = n > s->offset ? n - s->offset : 0, want = s->limit && s->limit < rest ? s->limit : rest;
    enum dl_status status = dl_reader_search(f->reader, s, hits, &err);
    if (status)
        complain(f, err.message, 0);
    if (hits->count != want)
        complain(f, hits->count < want ? "too few articles" : "too many articles", hits->count);
    for (size_t i = 0; i < hits->count; i++)
        compare_hit(f, s, n, s->offset + i, &hits->v[i]);
    if (hits->total_exact ? hits->total != n : hits->total > n || s->exact_count)
        complain(f, "another total", hits->total);
}

static void compare_facets(struct fixture *f, const struct dl_search *s)
{
    struct dl_facets got = { 0 }, want = { 0 };
    size_t n = model_search(&f->model, s, f->expected);
    for (enum dl_facet facet = DL_FACET_COUNTRY; facet <= DL_FACET_TAG; facet++) {
        model_facets(&f->model, f->expected, n, facet, &want);
        enum dl_status status = dl_reader_facets(f->reader, s->query, facet, &got, &err);
        if (status)
            complain(f, err.message, facet);
        if (got.count != want.count)
            complain(f, "facets: another number of values", facet);
        for (size_t i = 0; i < got.count; i++)
            if (strcmp(got.v[i].value, want.v[i].value) != 0 || got.v[i].count != want.v[i].count)
                complain(f, "facets: another value or count", facet);
    }
    dl_facets_free(&got);
    dl_facets_free(&want);
}

static void try_query(struct fixture *f, struct dl_arena *arena, struct dl_hits *hits)
{
    static const double half_lives[] = { 0.7, 20, 90, 1000, 30000 };
    struct dl_search s = { .query = generate_query(&f->dice, &f->model, arena) };
    s.sort = (enum dl_sort)(dice_roll(&f->dice, 2) ? 0 : dice_roll(&f->dice, 3));
    s.limit = dice_roll(&f->dice, 3) ? 1 + dice_roll(&f->dice, 20) : 0;
    s.offset = dice_roll(&f->dice, 4) ? 0 : dice_roll(&f->dice, 30);
    s.exact_count = dice_roll(&f->dice, 3) == 0;
    s.half_life = dice_roll(&f->dice, 3) ? 0 : half_lives[dice_roll(&f->dice, 5)];
    f->query = s.query;
    f->sort = s.sort;
    compare_search(f, &s, hits);
    if (dice_roll(&f->dice, 8) == 0)
        compare_facets(f, &s);
}

static unsigned long from_environment(const char *name, unsigned long fallback)
{
    const char *value = getenv(name);
    return value && *value ? strtoul(value, NULL, 10) : fallback;
}

static void run(enum dl_engine_kind engine, unsigned dir_count)
{
    struct fixture f = { .engine = engine, .dir_count = dir_count };
    struct dl_arena arena = { 0 };
    struct dl_hits hits = { 0 };
    unsigned long queries = from_environment("DATELINE_QUERIES", 400);
    f.seed = from_environment("DATELINE_SEED", 20241022);
    f.dice.state = f.seed;
    unit_mkdir(f.root, sizeof f.root);
    snprintf(f.dirs[0], sizeof f.dirs[0], "%s/one", f.root);
    snprintf(f.dirs[1], sizeof f.dirs[1], "%s/two", f.root);
    build(&f);
    for (f.number = 1; f.number <= queries; f.number++) {
        try_query(&f, &arena, &hits);
        dl_arena_free(&arena);
    }
    dl_hits_free(&hits);
    dl_reader_close(f.reader);
    dl_analyzer_free(f.model.analyzer);
    for (size_t i = 0; i < ARTICLES; i++)
        dl_tokens_free(&f.model.v[i].tokens);
    free(f.model.v);
    free(f.expected);
    unit_rmdir(f.root);
}

/* An engine that this build does not have yet is passed over. */
static bool is_there(enum dl_engine_kind engine)
{
    struct fixture f = { .engine = engine };
    struct dl_writer *w = NULL;
    unit_mkdir(f.root, sizeof f.root);
    snprintf(f.dirs[0], sizeof f.dirs[0], "%s/one", f.root);
    enum dl_status status = open_writer(&f, 0, &w);
    if (status == DL_OK)
        dl_writer_close(w);
    unit_rmdir(f.root);
    return status != DL_UNSUPPORTED;
}

static void test_engine(void **state)
{
    const unsigned *how = *state;
    if (!is_there((enum dl_engine_kind)how[0]))
        skip();
    run((enum dl_engine_kind)how[0], how[1]);
}

int main(void)
{
    static unsigned hows[][2] = {
        { DL_ENGINE_XAPIAN, 1 }, { DL_ENGINE_XAPIAN, 2 }, { DL_ENGINE_NATIVE, 1 }, { DL_ENGINE_NATIVE, 2 }
    };
    const struct CMUnitTest tests[] = {
        { "xapian", test_engine, NULL, NULL, hows[0] },
        { "xapian, two indexes", test_engine, NULL, NULL, hows[1] },
        { "native", test_engine, NULL, NULL, hows[2] },
        { "native, two indexes", test_engine, NULL, NULL, hows[3] },
    };
    return cmocka_run_group_tests_name("brute force", tests, NULL, NULL);
}
