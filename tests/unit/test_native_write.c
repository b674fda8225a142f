/* test_native_write.c - the native writer against a model: what an index holds after random runs of additions,
 * replacements and removals, after merges, after failures.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "unit.h"

#include <dirent.h>
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "dateline/engine.h"
#include "dateline/segment.h"

#define IDS 400

static uint64_t state = 7;
static uint32_t rnd(uint32_t n)
{
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(state >> 33) % n;
}

struct model {
    bool there[IDS];
    unsigned version[IDS];
    char dir[300];
};

static void make_article(struct dl_article *a, unsigned id, unsigned version, char *text, size_t size)
{
    static const char *const words[] = {
        "railway", "corridor", "minister", "Vientiane", "trade", "of", "the", "talks"
    };
    uint64_t s = id * 7919u + version * 104729u + 1;
    size_t at = (size_t)snprintf(text, size, "id%u", id) + 1;
    *a = (struct dl_article){ .id = dl_str_of(text), .language = DL_STR("en"), .source = DL_STR("Xinhua") };
    a->title.ptr = text + at;
    a->title.len = (size_t)snprintf(text + at, size - at, "Title %u version%u", id, version);
    at += a->title.len;
    a->body.ptr = text + at;
    for (unsigned n = 20 + (unsigned)(s % 60); n > 0; n--) {
        s = s * UINT64_C(6364136223846793005) + 1;
        unsigned pick = (unsigned)(s >> 40);
        at += (size_t)(pick % 5 ? snprintf(text + at, size - at, " %s", words[pick / 5 % 8])
                                : snprintf(text + at, size - at, " rare%u", pick / 5 % 3000));
    }
    a->body.len = (size_t)(text + at - a->body.ptr);
    a->date = s % 5 == 0 ? 0 : s % 7 == 0 ? 20240000 : (dl_date)(20240100 + s % 28 + 1);
    a->country_count = 1;
    a->countries[0] = (struct dl_country){ s % 2 ? (dl_code){ "LA" } : (dl_code){ "VN" }, 1.0f, DL_COUNTRY_BODY };
    a->mention_count = 2;
    a->mentions[0] = (dl_code){ "LA" };
    a->mentions[1] = (dl_code){ "VN" };
}

static struct dl_writer *open_writer(const char *dir, size_t memory, unsigned workers)
{
    struct dl_error err = { 0 };
    struct dl_writer *w = NULL;
    struct dl_writer_options o = { .engine = DL_ENGINE_NATIVE,
                                   .workers = workers,
                                   .memory = memory,
                                   .store = true,
                                   .bm25 = { DL_BM25_K1, DL_BM25_B } };
    assert_ok(dl_writer_open(dir, &o, &w, &err), err);
    return w;
}

struct worker { /* an analyser and its tokens */
    struct dl_analyzer *analyzer;
    struct dl_tokens tokens;
};

static void worker_new(struct worker *k)
{
    struct dl_error err = { 0 };
    *k = (struct worker){ 0 };
    assert_ok(dl_analyzer_new(&k->analyzer, &err), err);
}

static void worker_free(struct worker *k)
{
    dl_analyzer_free(k->analyzer);
    dl_tokens_free(&k->tokens);
}

static void add(struct dl_writer *w, unsigned number, struct worker *k, unsigned id, unsigned version,
                uint64_t sequence)
{
    struct dl_error err = { 0 };
    struct dl_article a;
    char text[4000];
    make_article(&a, id, version, text, sizeof text);
    assert_ok(dl_analyze_article(k->analyzer, a.title, a.body, "english", &k->tokens, &err), err);
    assert_ok(dl_writer_add(w, number, &a, k->analyzer, &k->tokens, sequence, id / 10, &err), err);
}

/* ---- looking -------------------------------------------------------------------------------------------------- */

static bool print_term(void *context, struct dl_str term, uint64_t articles)
{
    dl_buf_str(context, term);
    dl_buf_printf(context, " %llu\n", (unsigned long long)articles);
    return true;
}

/* Everything that can be seen of an index, as text. */
static void dump(const char *dir, struct dl_buf *out)
{
    struct dl_error err = { 0 };
    struct dl_reader *r;
    struct dl_hits hits = { 0 };
    struct dl_arena arena = { 0 };
    struct dl_buf id = { 0 }, record = { 0 };
    assert_ok(dl_reader_open(&dir, 1, &r, &err), err);
    struct dl_query *children[2] = { dl_query_leaf(&arena, DL_Q_TERM, DL_STR("railwai")),
                                     dl_query_leaf(&arena, DL_Q_TERM, DL_STR("the")) };
    const struct dl_query *queries[] = { dl_query_leaf(&arena, DL_Q_ALL, DL_STR("")),
                                         dl_query_leaf(&arena, DL_Q_COUNTRY, DL_STR("LA")),
                                         dl_query_node(&arena, DL_Q_OR, children, 2),
                                         dl_query_node(&arena, DL_Q_PHRASE, children, 2),
                                         dl_query_leaf(&arena, DL_Q_SOURCE, DL_STR("xinhua")) };
    children[1]->offset = 1;
    for (size_t q = 0; q < sizeof queries / sizeof *queries; q++) {
        struct dl_search s = { .query = queries[q],
                               .sort = q == 2 ? DL_SORT_RELEVANCE : DL_SORT_NEWEST,
                               .exact_count = true };
        assert_ok(dl_reader_search(r, &s, &hits, &err), err);
        dl_buf_printf(out, "query %zu: %llu\n", q, (unsigned long long)hits.total);
        for (size_t i = 0; i < hits.count; i++) {
            struct dl_article a;
            bool body;
            assert_ok(dl_reader_id(r, hits.v[i].doc, &id, &err), err);
            assert_ok(dl_reader_fetch(r, hits.v[i].doc, &record, &a, &body, &err), err);
            assert_true(body && dl_str_eq(a.id, dl_buf_view(&id)));
            assert_true(a.date ? hits.v[i].date && dl_date_first(a.date) == dl_date_first(hits.v[i].date)
                               : !hits.v[i].date);
            dl_buf_str(out, a.id);
            dl_buf_printf(out, " %.6f %d ", hits.v[i].score, a.date);
            dl_buf_str(out, a.title);
            dl_buf_byte(out, '\n');
        }
    }
    assert_ok(dl_reader_terms(r, DL_STR(""), print_term, out, &err), err);
    dl_reader_close(r);
    dl_hits_free(&hits);
    dl_arena_free(&arena);
    dl_buf_free(&id);
    dl_buf_free(&record);
    assert_false(out->failed);
}

/* The same articles in a fresh index, as it looks. */
static void dump_model(const struct model *m, struct dl_buf *out)
{
    char dir[300];
    struct dl_error err = { 0 };
    struct worker k;
    unit_mkdir(dir, sizeof dir);
    worker_new(&k);
    struct dl_writer *w = open_writer(dir, 1 << 30, 1);
    for (unsigned id = 0; id < IDS; id++)
        if (m->there[id])
            add(w, 0, &k, id, m->version[id], id);
    assert_ok(dl_writer_commit(w, NULL, &err), err);
    dl_writer_close(w);
    worker_free(&k);
    dump(dir, out);
    unit_rmdir(dir);
}

static void check(const struct model *m)
{
    struct dl_error err = { 0 };
    struct dl_buf is = { 0 }, should = { 0 };
    assert_ok(dl_index_verify(m->dir, NULL, &err), err);
    dump(m->dir, &is);
    dump_model(m, &should);
    assert_string_equal(dl_buf_cstr(&is), dl_buf_cstr(&should));
    dl_buf_free(&is);
    dl_buf_free(&should);
}

static size_t count_files(const char *dir, const char *end)
{
    size_t n = 0;
    DIR *d = opendir(dir);
    assert_non_null(d);
    for (const struct dirent *e; (e = readdir(d)) != NULL;) {
        size_t len = strlen(e->d_name), m = strlen(end);
        n += len >= m && strcmp(e->d_name + len - m, end) == 0;
    }
    closedir(d);
    return n;
}

/* ---- the model ------------------------------------------------------------------------------------------------ */

static void change_at_random(struct model *m, struct dl_writer *w, struct worker *k, uint64_t *sequence)
{
    struct dl_error err = { 0 };
    unsigned source = rnd(IDS / 10);
    if (rnd(3) == 0) {
        assert_ok(dl_writer_remove_source(w, source, &err), err);
        for (unsigned id = source * 10; id < source * 10 + 10; id++)
            m->there[id] = false;
    }
    for (unsigned n = rnd(8); n > 0; n--) {
        unsigned id = rnd(IDS);
        bool found;
        char name[20];
        snprintf(name, sizeof name, "id%u", id);
        assert_ok(dl_writer_remove(w, dl_str_of(name), &found, &err), err);
        assert_int_equal(found, m->there[id]);
        m->there[id] = false;
    }
    for (unsigned n = rnd(60); n > 0; n--) {
        unsigned id = rnd(IDS);
        add(w, rnd(2), &k[0], id, ++m->version[id], (*sequence)++);
        m->there[id] = true;
    }
}

static void random_runs(void **unused)
{
    (void)unused;
    struct model m = { 0 };
    struct dl_error err = { 0 };
    struct worker k;
    uint64_t sequence = 0;
    unit_mkdir(m.dir, sizeof m.dir);
    worker_new(&k);
    for (unsigned run = 0; run < 30; run++) {
        struct dl_writer *w = open_writer(m.dir, run % 3 ? 1 << 30 : 1, 2);
        change_at_random(&m, w, &k, &sequence);
        struct dl_commit_stats stats;
        assert_ok(dl_writer_commit(w, &stats, &err), err);
        uint64_t living = 0;
        for (unsigned id = 0; id < IDS; id++)
            living += m.there[id];
        assert_int_equal(stats.articles, living);
        if (run % 4 == 0) { /* a second commit of the same writer */
            change_at_random(&m, w, &k, &sequence);
            assert_ok(dl_writer_commit(w, &stats, &err), err);
        }
        dl_writer_close(w);
        assert_true(count_files(m.dir, ".seg") <= 8);
        assert_true(count_files(m.dir, ".tmp") == 0);
        if (run % 5 == 4)
            check(&m);
    }
    assert_ok(dl_index_compact(m.dir, 0, &err), err);
    assert_int_equal(count_files(m.dir, ".seg"), 1);
    assert_int_equal(count_files(m.dir, ".del"), 0);
    check(&m);
    worker_free(&k);
    unit_rmdir(m.dir);
}

/* Of two articles with one id the higher sequence wins, whichever worker and order. */
static void sequence_decides(void **unused)
{
    (void)unused;
    struct model m = { 0 };
    struct dl_error err = { 0 };
    struct worker k[2];
    unit_mkdir(m.dir, sizeof m.dir);
    worker_new(&k[0]);
    worker_new(&k[1]);
    struct dl_writer *w = open_writer(m.dir, 1 << 30, 2);
    for (unsigned id = 0; id < 50; id++)
        for (unsigned version = 1; version <= 3; version++)
            add(w, version % 2, &k[version % 2], id, version, id * 10 + (version * 2) % 3);
    for (unsigned id = 0; id < 50; id++) {
        m.there[id] = true;
        m.version[id] = 1; /* sequences 2, 1, 0 */
    }
    assert_ok(dl_writer_commit(w, NULL, &err), err);
    dl_writer_close(w);
    check(&m);
    worker_free(&k[0]);
    worker_free(&k[1]);
    unit_rmdir(m.dir);
}

static void blobs(void **unused)
{
    (void)unused;
    char dir[300];
    struct dl_error err = { 0 };
    struct dl_buf value = { 0 };
    unit_mkdir(dir, sizeof dir);
    struct dl_writer *w = open_writer(dir, 1 << 30, 1);
    assert_int_equal(dl_writer_get(w, "a", &value, &err), DL_NOT_FOUND);
    assert_ok(dl_writer_set(w, "a", DL_STR("one"), &err), err);
    assert_ok(dl_writer_set(w, "b", DL_STR("two"), &err), err);
    assert_ok(dl_writer_get(w, "a", &value, &err), err);
    assert_str(dl_buf_view(&value), "one");
    assert_ok(dl_writer_commit(w, NULL, &err), err);
    assert_ok(dl_writer_set(w, "a", DL_STR(""), &err), err);
    assert_int_equal(dl_writer_get(w, "a", &value, &err), DL_NOT_FOUND);
    assert_ok(dl_writer_get(w, "b", &value, &err), err);
    assert_str(dl_buf_view(&value), "two");
    dl_writer_close(w); /* without a commit */
    w = open_writer(dir, 1 << 30, 1);
    assert_ok(dl_writer_get(w, "a", &value, &err), err);
    assert_str(dl_buf_view(&value), "one");
    assert_ok(dl_writer_set(w, "a", DL_STR(""), &err), err);
    assert_ok(dl_writer_commit(w, NULL, &err), err);
    dl_writer_close(w);
    assert_int_equal(count_files(dir, ".blob"), 1);
    w = open_writer(dir, 1 << 30, 1);
    assert_int_equal(dl_writer_get(w, "a", &value, &err), DL_NOT_FOUND);
    dl_writer_close(w);
    dl_buf_free(&value);
    unit_rmdir(dir);
}

/* Nothing to do is nothing done. */
static void idle_commit_changes_nothing(void **unused)
{
    (void)unused;
    char dir[300];
    struct dl_error err = { 0 };
    struct dl_manifest m;
    unit_mkdir(dir, sizeof dir);
    struct dl_writer *w = open_writer(dir, 1 << 30, 1);
    assert_ok(dl_writer_commit(w, NULL, &err), err); /* an empty index is one */
    assert_ok(dl_writer_commit(w, NULL, &err), err);
    assert_ok(dl_manifest_read(dir, &m, &err), err);
    assert_int_equal(m.generation, 1);
    assert_int_equal(m.segment_count, 0);
    dl_manifest_free(&m);
    dl_writer_close(w);
    struct dl_buf out = { 0 };
    dump(dir, &out);
    dl_buf_free(&out);
    unit_rmdir(dir);
}

/* ---- failures --------------------------------------------------------------------------------------------------- */

static void fill_index(const char *dir, struct model *m, unsigned count)
{
    struct dl_error err = { 0 };
    struct worker k;
    worker_new(&k);
    struct dl_writer *w = open_writer(dir, 1 << 30, 1);
    for (unsigned id = 0; id < count; id++) {
        add(w, 0, &k, id, 1, id);
        m->there[id] = true;
        m->version[id] = 1;
    }
    assert_ok(dl_writer_commit(w, NULL, &err), err);
    dl_writer_close(w);
    worker_free(&k);
}

/* Files may not grow beyond LIMIT bytes: the nearest thing to a full disk that needs no disk. */
static int run_with_limit(const char *dir, rlim_t limit)
{
    signal(SIGXFSZ, SIG_IGN);
    struct rlimit r = { limit, limit };
    struct dl_error err = { 0 };
    struct worker k;
    if (setrlimit(RLIMIT_FSIZE, &r) != 0)
        return 3;
    worker_new(&k);
    struct dl_writer *w = open_writer(dir, 1, 1);
    enum dl_status status = DL_OK;
    for (unsigned id = 0; id < 300 && !status; id++) {
        struct dl_article a;
        char text[4000];
        make_article(&a, id, 2, text, sizeof text);
        assert_ok(dl_analyze_article(k.analyzer, a.title, a.body, "english", &k.tokens, &err), err);
        status = dl_writer_add(w, 0, &a, k.analyzer, &k.tokens, id, 1, &err);
    }
    if (!status)
        status = dl_writer_commit(w, NULL, &err);
    dl_writer_close(w);
    worker_free(&k);
    return status == DL_OK ? 0 : status == DL_IO && err.message[0] ? 1 : 2;
}

static void full_disk_leaves_the_index(void **unused)
{
    (void)unused;
    struct model m = { 0 };
    unsigned failures = 0;
    unit_mkdir(m.dir, sizeof m.dir);
    fill_index(m.dir, &m, 40);
    for (rlim_t limit = 16; limit < 100000; limit = limit * 3 / 2) {
        pid_t pid = fork();
        assert_true(pid >= 0);
        if (pid == 0)
            _exit(run_with_limit(m.dir, limit));
        int how;
        assert_int_equal(waitpid(pid, &how, 0), pid);
        assert_true(WIFEXITED(how));
        if (WEXITSTATUS(how) == 0)
            break;
        assert_int_equal(WEXITSTATUS(how), 1);
        failures++;
        check(&m);
        assert_int_equal(count_files(m.dir, ".seg"), 1);
    }
    assert_true(failures > 5);
    unit_rmdir(m.dir);
}

/* One byte of a segment is wrong: compaction says so and leaves everything as it is, or it was padding. */
static void damage_is_not_compacted_away(void **unused)
{
    (void)unused;
    struct model m = { 0 };
    struct dl_error err = { 0 };
    struct worker k;
    struct dl_buf path = { 0 }, good = { 0 };
    unsigned refused = 0;
    unit_mkdir(m.dir, sizeof m.dir);
    fill_index(m.dir, &m, 200);
    worker_new(&k);
    struct dl_writer *w = open_writer(m.dir, 1 << 30, 1);
    for (unsigned id = 100; id < 250; id++)
        add(w, 0, &k, id, 1, id);
    assert_ok(dl_writer_commit(w, NULL, &err), err);
    dl_writer_close(w);
    worker_free(&k);
    assert_true(dl_path_join(&path, m.dir, "s00000001.seg"));
    assert_ok(dl_file_read(path.data, 1 << 24, &good, &err), err);
    for (unsigned round = 0; round < 150; round++) {
        size_t at = rnd((uint32_t)good.len);
        char bit = (char)(1 << rnd(8));
        good.data[at] ^= bit;
        assert_ok(dl_file_replace(path.data, good.data, good.len, &err), err);
        good.data[at] ^= bit;
        enum dl_status status = dl_index_compact(m.dir, 0, &err);
        if (status == DL_OK)
            break; /* padding: the segment is gone now */
        assert_true(status == DL_CORRUPT || status == DL_VERSION);
        assert_int_equal(count_files(m.dir, ".seg"), 2);
        refused++;
    }
    assert_true(refused > 0);
    dl_buf_free(&path);
    dl_buf_free(&good);
    unit_rmdir(m.dir);
}

/* Kill a run again and again: the index has the articles of before or of after, all of them. */
static void kill_leaves_old_or_new(void **unused)
{
    (void)unused;
    struct model m = { 0 };
    unit_mkdir(m.dir, sizeof m.dir);
    fill_index(m.dir, &m, 40);
    unsigned version = 1;
    for (unsigned round = 0; round < 25; round++) {
        pid_t pid = fork();
        assert_true(pid >= 0);
        if (pid == 0) {
            struct dl_error err = { 0 };
            struct worker k;
            worker_new(&k);
            struct dl_writer *w = open_writer(m.dir, 1, 1);
            for (unsigned id = 0; id < 40; id++)
                add(w, 0, &k, id, version + 1, id);
            _exit(dl_writer_commit(w, NULL, &err) != DL_OK);
        }
        usleep(500 + rnd(12000));
        kill(pid, SIGKILL);
        int how;
        assert_int_equal(waitpid(pid, &how, 0), pid);
        struct model next = m;
        for (unsigned id = 0; id < 40; id++)
            next.version[id] = version + 1;
        struct dl_buf is = { 0 }, old = { 0 }, new = { 0 };
        struct dl_error err = { 0 };
        assert_ok(dl_index_verify(m.dir, NULL, &err), err);
        dump(m.dir, &is);
        dump_model(&m, &old);
        dump_model(&next, &new);
        bool went_on = strcmp(dl_buf_cstr(&is), dl_buf_cstr(&new)) == 0;
        if (!went_on)
            assert_string_equal(dl_buf_cstr(&is), dl_buf_cstr(&old));
        if (went_on) {
            m = next;
            version++;
        }
        dl_buf_free(&is);
        dl_buf_free(&old);
        dl_buf_free(&new);
    }
    unit_rmdir(m.dir);
}

/* Runs on disk, many of them, give what memory gives. */
static void spilled_runs(void **unused)
{
    (void)unused;
    struct model m = { 0 };
    struct dl_error err = { 0 };
    struct worker k[2];
    char big[300];
    unit_mkdir(big, sizeof big);
    worker_new(&k[0]);
    worker_new(&k[1]);
    struct dl_writer *w[2] = { open_writer(big, 1 << 30, 1), NULL };
    unit_mkdir(m.dir, sizeof m.dir);
    w[1] = open_writer(m.dir, 1, 1);
    for (unsigned id = 0; id < 12000; id++) /* beyond the least size of a run */
        for (int i = 0; i < 2; i++)
            add(w[i], 0, &k[i], id, 1, id);
    struct dl_buf is = { 0 }, should = { 0 };
    for (int i = 0; i < 2; i++) {
        assert_ok(dl_writer_commit(w[i], NULL, &err), err);
        dl_writer_close(w[i]);
    }
    assert_ok(dl_index_verify(m.dir, NULL, &err), err);
    dump(m.dir, &is);
    dump(big, &should);
    assert_true(is.len == should.len && memcmp(is.data, should.data, is.len) == 0);
    dl_buf_free(&is);
    dl_buf_free(&should);
    worker_free(&k[0]);
    worker_free(&k[1]);
    unit_rmdir(m.dir);
    unit_rmdir(big);
}

/* ---- limits of queries ------------------------------------------------------------------------------------------- */

/* 200 articles; each has one word of a0..a29, one of b0..b29, and so on to e. */
static struct dl_reader *letters(const char *dir, struct dl_analyzer *analyzer)
{
    struct dl_error err = { 0 };
    struct dl_commit_stats stats;
    struct dl_reader *r;
    struct dl_writer *w = open_writer(dir, (size_t)64 << 20, 1);
    for (unsigned i = 0; i < 200; i++) {
        char id[16], body[100];
        struct dl_tokens tokens = { 0 };
        snprintf(id, sizeof id, "n%u", i);
        snprintf(body, sizeof body, "a%u b%u c%u d%u e%u", i % 30, i * 7 % 30, i * 11 % 30, i * 13 % 30, i * 17 % 30);
        struct dl_article a = { .id = dl_str_of(id), .body = dl_str_of(body), .language = DL_STR("en") };
        assert_ok(dl_analyze_article(analyzer, a.title, a.body, "none", &tokens, &err), err);
        assert_ok(dl_writer_add(w, 0, &a, analyzer, &tokens, i + 1, 1, &err), err);
        dl_tokens_free(&tokens);
    }
    assert_ok(dl_writer_commit(w, &stats, &err), err);
    dl_writer_close(w);
    assert_ok(dl_reader_open(&dir, 1, &r, &err), err);
    return r;
}

/* The OR of prefixes, one for each letter. */
static enum dl_status ask_prefixes(struct dl_reader *r, const char *prefixes, double *best, struct dl_error *err)
{
    struct dl_arena arena = { 0 };
    struct dl_hits hits = { 0 };
    struct dl_query *v[16];
    size_t n = strlen(prefixes);
    for (size_t i = 0; i < n; i++)
        v[i] = dl_query_leaf(&arena, DL_Q_PREFIX, (struct dl_str){ prefixes + i, 1 });
    struct dl_search s = { .query = dl_query_node(&arena, DL_Q_OR, v, n), .limit = 1, .max_expansion = 30 };
    enum dl_status status = dl_reader_search(r, &s, &hits, err);
    *best = hits.count ? hits.v[0].score : 0;
    dl_hits_free(&hits);
    dl_arena_free(&arena);
    return status;
}

static void queries_have_limits(void **unused)
{
    (void)unused;
    char dir[200];
    struct dl_error err = { 0 };
    struct dl_analyzer *analyzer;
    struct dl_facets facets = { 0 };
    double once, thrice;
    unit_mkdir(dir, sizeof dir);
    assert_ok(dl_analyzer_new(&analyzer, &err), err);
    struct dl_reader *r = letters(dir, analyzer);
    assert_ok(ask_prefixes(r, "abcd", &once, &err), err);
    assert_int_equal(ask_prefixes(r, "abcde", &once, &err), DL_TOO_LARGE);
    assert_ok(ask_prefixes(r, "a", &once, &err), err);
    assert_ok(ask_prefixes(r, "aaa", &thrice, &err), err); /* looked up once, weighs as much as three */
    assert_true(thrice > 2.999 * once && thrice < 3.001 * once);
    assert_ok(ask_prefixes(r, "aaaaaaaaaaaa", &once, &err), err);

    struct dl_query all = { .op = DL_Q_ALL };
    assert_ok(dl_reader_facets(r, &all, DL_FACET_COUNTRY, &facets, &err), err);
    dl_reader_set_deadline(r, 1e-9); /* long ago */
    assert_int_equal(dl_reader_facets(r, &all, DL_FACET_COUNTRY, &facets, &err), DL_TOO_LARGE);
    dl_reader_set_deadline(r, 0);
    assert_ok(dl_reader_facets(r, &all, DL_FACET_COUNTRY, &facets, &err), err);
    dl_facets_free(&facets);
    dl_reader_close(r);
    dl_analyzer_free(analyzer);
    unit_rmdir(dir);
}

/* A blob is compared with its checksum before a writer or a reader gets it. */
static void blob_damaged(void **unused)
{
    (void)unused;
    char dir[200], path[240];
    const char *dirs = dir;
    struct dl_error err = { 0 };
    struct dl_commit_stats stats;
    struct dl_buf value = { 0 };
    struct dl_reader *r;
    unit_mkdir(dir, sizeof dir);
    struct dl_writer *w = open_writer(dir, (size_t)64 << 20, 1);
    assert_ok(dl_writer_set(w, "sources", DL_STR("what was read"), &err), err);
    assert_ok(dl_writer_commit(w, &stats, &err), err);
    assert_ok(dl_writer_get(w, "sources", &value, &err), err);
    dl_writer_close(w);
    snprintf(path, sizeof path, "%s/sources-1.blob", dir);
    FILE *f = fopen(path, "r+b");
    assert_non_null(f);
    assert_int_equal(fputc('W', f), 'W');
    assert_int_equal(fclose(f), 0);
    w = open_writer(dir, (size_t)64 << 20, 1);
    assert_int_equal(dl_writer_get(w, "sources", &value, &err), DL_CORRUPT);
    assert_non_null(strstr(err.message, "--verify"));
    dl_writer_close(w);
    assert_ok(dl_reader_open(&dirs, 1, &r, &err), err);
    assert_int_equal(dl_reader_get(r, "sources", &value, &err), DL_CORRUPT);
    dl_reader_close(r);
    dl_buf_free(&value);
    unit_rmdir(dir);
}

/* ---- manifests -------------------------------------------------------------------------------------------------- */

static void manifest_names_twice(void **unused)
{
    (void)unused;
    char dir[200];
    struct dl_error err = { 0 };
    struct dl_manifest_segment segments[2] = { { .name = "s1", .docs = 1 }, { .name = "s1", .docs = 1 } };
    struct dl_manifest_blob blobs[2] = { { .key = "k" }, { .key = "k" } };
    struct dl_manifest m = { .generation = 1, .segments = segments, .segment_count = 2 }, back;
    unit_mkdir(dir, sizeof dir);
    assert_ok(dl_manifest_commit(dir, &m, &err), err);
    assert_int_equal(dl_manifest_read(dir, &back, &err), DL_CORRUPT);
    m.segment_count = 1;
    assert_ok(dl_manifest_commit(dir, &m, &err), err);
    assert_ok(dl_manifest_read(dir, &back, &err), err);
    dl_manifest_free(&back);
    m.blobs = blobs;
    m.blob_count = 2;
    assert_ok(dl_manifest_commit(dir, &m, &err), err);
    assert_int_equal(dl_manifest_read(dir, &back, &err), DL_CORRUPT);
    unit_rmdir(dir);
}

/* A manifest under the name of another generation. */
static void manifest_of_another_commit(void **unused)
{
    (void)unused;
    char dir[200], path[2][240];
    struct dl_error err = { 0 };
    struct dl_manifest m = { .generation = 1 }, back;
    unit_mkdir(dir, sizeof dir);
    assert_ok(dl_manifest_commit(dir, &m, &err), err);
    m.generation = 2;
    assert_ok(dl_manifest_commit(dir, &m, &err), err);
    snprintf(path[0], sizeof path[0], "%s/manifest-1", dir);
    snprintf(path[1], sizeof path[1], "%s/manifest-2", dir);
    assert_int_equal(rename(path[0], path[1]), 0);
    assert_int_equal(dl_manifest_read(dir, &back, &err), DL_CORRUPT);
    unit_rmdir(dir);
}

/* ---- several segments of one run -------------------------------------------------------------------------------- */

struct lost {
    bool sources[1000];
};

static void note_lost(void *context, uint64_t key)
{
    ((struct lost *)context)->sources[key] = true;
}

/* The same additions in any order of sequence, replacements and removals; a source in three loses ids to its
 * neighbours. */
static void fill(struct dl_writer *w, struct worker *k, unsigned adds, unsigned ids)
{
    struct dl_error err = { 0 };
    for (unsigned n = 0; n < adds; n++) {
        struct dl_article a;
        char text[4000];
        unsigned id = rnd(ids);
        make_article(&a, id, n, text, sizeof text);
        assert_ok(dl_analyze_article(k->analyzer, a.title, a.body, "english", &k->tokens, &err), err);
        assert_ok(dl_writer_add(w, 0, &a, k->analyzer, &k->tokens, rnd(1 << 30), (id / 10 + n % 3) % 1000, &err), err);
        if (n % 97 == 0)
            assert_ok(dl_writer_remove_source(w, rnd(1000), &err), err);
    }
}

static size_t count_segments(const char *dir)
{
    struct dl_manifest m = { 0 };
    struct dl_error err = { 0 };
    assert_ok(dl_manifest_read(dir, &m, &err), err);
    size_t n = m.segment_count;
    dl_manifest_free(&m);
    return n;
}

static enum dl_status count_record(void *context, struct dl_str record, struct dl_error *err)
{
    (void)record, (void)err;
    ++*(unsigned *)context;
    return DL_OK;
}

/* A run that cannot hold what it must keep of each article makes several segments; nobody sees a difference. */
static void several_segments(void **unused)
{
    (void)unused;
    struct model m[2]; /* their folders */
    struct lost lost[2] = { 0 };
    struct dl_commit_stats stats[2];
    struct dl_buf dumps[2] = { 0 };
    struct dl_error err = { 0 };
    unsigned records[2] = { 0 };
    for (int i = 0; i < 2; i++) {
        struct worker k;
        unit_mkdir(m[i].dir, sizeof m[i].dir);
        state = 99;
        for (unsigned run = 0; run < 2; run++) {
            worker_new(&k);
            struct dl_writer *w = open_writer(m[i].dir, i && run ? 1 : 1 << 30, 1);
            fill(w, &k, run ? 24000 : 3000, 15000);
            for (unsigned source = 0; source < 1000; source++)
                assert_ok(dl_writer_records(w, source, count_record, &records[i], &err), err);
            assert_ok(dl_writer_resolve(w, note_lost, &lost[i], &err), err);
            assert_ok(dl_writer_commit(w, &stats[i], &err), err);
            dl_writer_close(w);
            worker_free(&k);
        }
        assert_ok(dl_index_verify(m[i].dir, NULL, &err), err);
        dump(m[i].dir, &dumps[i]);
    }
    assert_int_equal(count_segments(m[0].dir), 2);
    assert_true(count_segments(m[1].dir) > 3);
    assert_int_equal(records[0], records[1]);
    assert_int_equal(stats[0].added, stats[1].added);
    assert_int_equal(stats[0].replaced, stats[1].replaced);
    assert_int_equal(stats[0].removed, stats[1].removed);
    assert_int_equal(stats[0].articles, stats[1].articles);
    for (size_t i = 0; i < sizeof lost[0].sources;
         i++) /* one that loses an article and wins it back may be told of too */
        assert_true(lost[1].sources[i] >= lost[0].sources[i]);
    assert_true(dumps[0].len == dumps[1].len && memcmp(dumps[0].data, dumps[1].data, dumps[0].len) == 0);
    for (int i = 0; i < 2; i++) {
        dl_buf_free(&dumps[i]);
        unit_rmdir(m[i].dir);
    }
}

/* ---- threads ---------------------------------------------------------------------------------------------------- */

struct thread {
    pthread_t id;
    struct dl_writer *writer;
    unsigned number, step;
};

static void *add_share(void *context)
{
    struct thread *t = context;
    struct worker k;
    worker_new(&k);
    for (unsigned id = t->number; id < IDS; id += t->step)
        add(t->writer, t->number, &k, id, 1, id);
    for (unsigned id = 0; id < IDS; id += 10) /* all of them add these: the last one's sequence is the highest */
        add(t->writer, t->number, &k, id, t->number + 2, IDS + id * t->step + t->number);
    worker_free(&k);
    return NULL;
}

static void workers_side_by_side(void **unused)
{
    (void)unused;
    for (unsigned round = 0; round < 3; round++) {
        struct model m = { 0 };
        struct dl_error err = { 0 };
        struct thread threads[4];
        unit_mkdir(m.dir, sizeof m.dir);
        struct dl_writer *w = open_writer(m.dir, round ? 1 << 30 : 1, 4);
        for (unsigned i = 0; i < 4; i++) {
            threads[i] = (struct thread){ .writer = w, .number = i, .step = 4 };
            assert_int_equal(pthread_create(&threads[i].id, NULL, add_share, &threads[i]), 0);
        }
        for (unsigned i = 0; i < 4; i++)
            pthread_join(threads[i].id, NULL);
        assert_ok(dl_writer_commit(w, NULL, &err), err);
        dl_writer_close(w);
        for (unsigned id = 0; id < IDS; id++) {
            m.there[id] = true;
            m.version[id] = id % 10 ? 1 : 5;
        }
        check(&m);
        unit_rmdir(m.dir);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_runs),
        cmocka_unit_test(sequence_decides),
        cmocka_unit_test(blobs),
        cmocka_unit_test(idle_commit_changes_nothing),
        cmocka_unit_test(full_disk_leaves_the_index),
        cmocka_unit_test(kill_leaves_old_or_new),
        cmocka_unit_test(spilled_runs),
        cmocka_unit_test(queries_have_limits),
        cmocka_unit_test(blob_damaged),
        cmocka_unit_test(manifest_names_twice),
        cmocka_unit_test(manifest_of_another_commit),
        cmocka_unit_test(several_segments),
        cmocka_unit_test(workers_side_by_side),
        cmocka_unit_test(damage_is_not_compacted_away),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
