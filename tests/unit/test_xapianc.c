/* test_xapianc.c - the C binding of libxapian.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "dateline/xapian.h"

#include <math.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "unit.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define NO_LIMITS /* sanitizers need more address space than any sensible limit */
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define NO_LIMITS
#endif
#endif

static void stem(const char *language, const char *word, const char *expected)
{
    struct dl_error err = { 0 };
    struct dl_stem *s;
    char out[64];
    size_t len;
    assert_ok(dl_stem_new(language, &s, &err), err);
    assert_ok(dl_stem_word(s, dl_str_of(word), out, sizeof out, &len, &err), err);
    assert_str(((struct dl_str){ out, len }), expected);
    dl_stem_free(s);
}

static void test_stem_words(void **state)
{
    (void)state;
    stem("english", "railways", "railway");
    stem("en", "negotiations", "negoti");
    stem("french", "continuellement", "continuel");
    stem("none", "railways", "railways");
    stem("english", "", "");
}

static void test_stem_unknown_language(void **state)
{
    (void)state;
    struct dl_error err = { 0 };
    struct dl_stem *s;
    assert_int_equal(dl_stem_new("klingon", &s, &err), DL_INVALID);
    assert_null(s);
    assert_string_equal(err.type, "InvalidArgumentError");
    assert_non_null(strstr(err.message, "klingon"));
}

static void test_stem_does_not_fit(void **state)
{
    (void)state;
    struct dl_error err = { 0 };
    struct dl_stem *s;
    char out[4];
    size_t len;
    assert_ok(dl_stem_new("english", &s, &err), err);
    assert_int_equal(dl_stem_word(s, DL_STR("railway"), out, sizeof out, &len, &err), DL_TOO_LARGE);
    assert_int_equal(len, 0);
    dl_stem_free(s);
    dl_stem_free(NULL);
}

static void test_stem_languages(void **state)
{
    (void)state;
    struct dl_error err = { 0 };
    struct dl_buf b = { 0 };
    assert_ok(dl_stem_languages(&b, &err), err);
    assert_non_null(strstr(dl_buf_cstr(&b), "english"));
    assert_non_null(strstr(dl_buf_cstr(&b), "russian"));
    dl_buf_free(&b);
}

/* ---- databases -------------------------------------------------------------------------------------------------- */

static struct dl_error err;

static struct dl_xwriter *create(const char *path)
{
    struct dl_xwriter *w;
    assert_ok(dl_xwriter_open(path, true, 0, &w, &err), err);
    return w;
}

/* A document of WORDS (separated by blanks) with positions, a boolean term and two values. */
static struct dl_xdoc *document(const char *words, const char *boolean, const char *value)
{
    struct dl_xdoc *d;
    uint32_t position = 0;
    assert_ok(dl_xdoc_new(&d, &err), err);
    for (const char *p = words; *p;) {
        size_t n = strcspn(p, " ");
        assert_ok(dl_xdoc_posting(d, (struct dl_str){ p, n }, ++position, 1, &err), err);
        p += n + (p[n] == ' ');
    }
    if (boolean)
        assert_ok(dl_xdoc_boolean(d, dl_str_of(boolean), &err), err);
    if (value)
        assert_ok(dl_xdoc_value(d, 0, dl_str_of(value), &err), err);
    assert_ok(dl_xdoc_data(d, dl_str_of(words), &err), err);
    return d;
}

static uint32_t add(struct dl_xwriter *w, const char *words, const char *boolean, const char *value)
{
    struct dl_xdoc *d = document(words, boolean, value);
    uint32_t id;
    assert_ok(dl_xwriter_add(w, d, false, &id, &err), err);
    dl_xdoc_free(d);
    return id;
}

static struct dl_xdb *open_db(const char *path)
{
    struct dl_xdb *db;
    assert_ok(dl_xdb_new(&db, &err), err);
    assert_ok(dl_xdb_add(db, path, &err), err);
    return db;
}

static char *path_in(const char *dir, const char *name)
{
    static char path[400];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    return path;
}

static uint64_t documents(struct dl_xdb *db)
{
    struct dl_xcounts c;
    assert_ok(dl_xdb_counts(db, &c, &err), err);
    return c.documents;
}

static bool join_terms(void *context, struct dl_str term, uint64_t n)
{
    struct dl_buf *b = context;
    dl_buf_printf(b, "%.*s:%d ", (int)term.len, term.ptr, (int)n);
    return b->len < 500;
}

static bool join_postings(void *context, uint32_t id, uint32_t wdf)
{
    dl_buf_printf(context, "%u:%u ", id, wdf);
    return true;
}

static bool join_positions(void *context, uint32_t position)
{
    dl_buf_printf(context, "%u ", position);
    return position < 100;
}

static void test_write_and_read(void **state)
{
    (void)state;
    char dir[200];
    struct dl_xwriter *w = create(unit_mkdir(dir, sizeof dir));
    assert_int_equal(add(w, "a b a c", "Nla", "20240101"), 1);
    assert_int_equal(add(w, "b d", NULL, NULL), 2);
    assert_ok(dl_xwriter_set(w, DL_STR("key"), DL_STR("v\0lue"), &err), err);
    assert_ok(dl_xwriter_commit(w, &err), err);
    assert_ok(dl_xwriter_close(w, &err), err);
    struct dl_xdb *db = open_db(dir);
    struct dl_xcounts c;
    struct dl_buf b = { 0 };
    assert_ok(dl_xdb_counts(db, &c, &err), err);
    assert_int_equal(c.documents, 2);
    assert_int_equal(c.total_length, 6);
    assert_true(c.revision > 0);
    assert_ok(dl_xdb_terms(db, DL_STR(""), DL_STR("a"), join_terms, &b, &err), err);
    assert_str(dl_buf_view(&b), "a:1 b:2 c:1 d:1 ");
    dl_buf_clear(&b);
    assert_ok(dl_xdb_terms(db, DL_STR("N"), DL_STR(""), join_terms, &b, &err), err);
    assert_str(dl_buf_view(&b), "Nla:1 ");
    dl_buf_clear(&b);
    assert_ok(dl_xdb_postings(db, DL_STR("a"), join_postings, &b, &err), err);
    assert_str(dl_buf_view(&b), "1:2 ");
    dl_buf_clear(&b);
    assert_ok(dl_xdb_positions(db, 1, DL_STR("a"), join_positions, &b, &err), err);
    assert_str(dl_buf_view(&b), "1 3 ");
    dl_buf_clear(&b);
    assert_ok(dl_xdb_doc_terms(db, 1, DL_STR(""), join_terms, &b, &err), err);
    assert_str(dl_buf_view(&b), "Nla:0 a:2 b:1 c:1 ");
    dl_buf_clear(&b);
    assert_ok(dl_xdb_data(db, 2, &b, &err), err);
    assert_ok(dl_xdb_value(db, 1, 0, &b, &err), err);
    assert_str(dl_buf_view(&b), "b d20240101");
    dl_buf_clear(&b);
    assert_ok(dl_xdb_get(db, DL_STR("key"), &b, &err), err);
    assert_int_equal(b.len, 5);
    uint64_t n;
    uint32_t length;
    assert_ok(dl_xdb_term_count(db, DL_STR("b"), &n, &err), err);
    assert_int_equal(n, 2);
    assert_ok(dl_xdb_doc_length(db, 1, &length, &err), err);
    assert_int_equal(length, 4);
    assert_int_equal(dl_xdb_data(db, 3, &b, &err), DL_NOT_FOUND);
    assert_string_equal(err.type, "DocNotFoundError");
    dl_buf_free(&b);
    dl_xdb_free(db);
    unit_rmdir(dir);
}

static void test_opening_errors(void **state)
{
    (void)state;
    char dir[200];
    struct dl_xdb *db;
    struct dl_xwriter *w;
    unit_mkdir(dir, sizeof dir);
    assert_ok(dl_xdb_new(&db, &err), err);
    assert_int_equal(dl_xdb_add(db, path_in(dir, "none"), &err), DL_NOT_FOUND);
    assert_non_null(strstr(err.message, "there is no Xapian database"));
    assert_int_equal(dl_xdb_add(db, dir, &err), DL_NOT_FOUND);
    assert_int_equal(dl_xwriter_open(path_in(dir, "none"), false, 0, &w, &err), DL_NOT_FOUND);
    assert_null(w);
    assert_int_equal(dl_xwriter_open("/proc/none/x", true, 0, &w, &err), DL_IO);
    assert_string_equal(err.type, "DatabaseCreateError");
    assert_non_null(strstr(err.message, "No such file")); /* the errno's text is kept */
    dl_xdb_free(db);
    unit_rmdir(dir);
}

static void damage(const char *path, long offset)
{
    FILE *f = fopen(path, "r+b");
    assert_non_null(f);
    fseek(f, offset, SEEK_SET);
    for (int i = 0; i < 64; i++)
        fputc(0xa5, f);
    fclose(f);
}

static void test_damaged(void **state)
{
    (void)state;
    char dir[200];
    struct dl_xdb *db;
    struct dl_buf detail = { 0 };
    struct dl_xwriter *w = create(unit_mkdir(dir, sizeof dir));
    add(w, "a b c", NULL, NULL);
    assert_ok(dl_xwriter_close(w, &err), err);
    assert_ok(dl_xapian_check(dir, &detail, &err), err);
    assert_true(detail.len > 0);
    damage(path_in(dir, "postlist.glass"), 0);
    assert_int_equal(dl_xapian_check(dir, &detail, &err), DL_CORRUPT);
    damage(path_in(dir, "iamglass"), 14); /* its version and what follows */
    assert_ok(dl_xdb_new(&db, &err), err);
    enum dl_status status = dl_xdb_add(db, dir, &err);
    assert_true(status == DL_CORRUPT || status == DL_VERSION);
    assert_true(strncmp(err.type, "Database", 8) == 0);
    dl_xdb_free(db);
    dl_buf_free(&detail);
    unit_rmdir(dir);
}

static void test_second_writer(void **state)
{
    (void)state;
    char dir[200];
    struct dl_xwriter *w = create(unit_mkdir(dir, sizeof dir)), *second;
    assert_int_equal(dl_xwriter_open(dir, true, 0, &second, &err), DL_BUSY);
    assert_string_equal(err.type, "DatabaseLockError");
    assert_ok(dl_xwriter_close(w, &err), err);
    unit_rmdir(dir);
}

static void test_transactions(void **state)
{
    (void)state;
    char dir[200];
    struct dl_xwriter *w = create(unit_mkdir(dir, sizeof dir));
    bool changed;
    add(w, "a", NULL, NULL);
    assert_ok(dl_xwriter_commit(w, &err), err);
    struct dl_xdb *db = open_db(dir);
    assert_ok(dl_xwriter_begin(w, &err), err);
    assert_int_equal(dl_xwriter_begin(w, &err), DL_INTERNAL); /* InvalidOperationError */
    add(w, "b", NULL, NULL);
    assert_int_equal(dl_xwriter_commit(w, &err), DL_INTERNAL);
    assert_ok(dl_xwriter_cancel(w, &err), err);
    assert_ok(dl_xwriter_begin(w, &err), err);
    add(w, "c", NULL, NULL);
    assert_ok(dl_xdb_reopen(db, &changed, &err), err);
    assert_int_equal(documents(db), 1);
    assert_ok(dl_xwriter_end(w, &err), err);
    assert_ok(dl_xdb_reopen(db, &changed, &err), err);
    assert_true(changed);
    assert_int_equal(documents(db), 2);
    dl_xdb_free(db);
    assert_ok(dl_xwriter_close(w, &err), err);
    unit_rmdir(dir);
}

/* Postings are spilled in the middle of a transaction: nothing is seen before its end, no number is lost. */
static void test_spill(void **state)
{
    (void)state;
    char dir[200];
    struct dl_xwriter *w;
    struct dl_xdoc *d = document("a b", "Nla", "1");
    uint32_t id, count, last;
    unit_mkdir(dir, sizeof dir);
    assert_ok(dl_xwriter_open(dir, true, 700, &w, &err), err);
    assert_ok(dl_xwriter_commit(w, &err), err);
    struct dl_xdb *db = open_db(dir);
    assert_ok(dl_xwriter_begin(w, &err), err);
    for (uint32_t i = 1; i <= 50; i++) {
        assert_ok(dl_xwriter_add(w, d, i % 10 == 0, &id, &err), err);
        assert_int_equal(id, i);
    }
    assert_ok(dl_xdb_reopen(db, &(bool){ false }, &err), err);
    assert_int_equal(documents(db), 0);
    assert_ok(dl_xwriter_end(w, &err), err);
    assert_ok(dl_xwriter_count(w, &count, &last, &err), err);
    assert_int_equal(count, 50);
    assert_int_equal(last, 50);
    assert_ok(dl_xdb_reopen(db, &(bool){ false }, &err), err);
    struct dl_xcounts c;
    assert_ok(dl_xdb_counts(db, &c, &err), err);
    assert_int_equal(c.total_length, 100);
    uint64_t n;
    assert_ok(dl_xdb_term_count(db, DL_STR("Nla"), &n, &err), err);
    assert_int_equal(n, 50);
    dl_xdb_free(db);
    dl_xdoc_free(d);
    assert_ok(dl_xwriter_close(w, &err), err);
    assert_ok(dl_xapian_check(dir, NULL, &err), err);
    unit_rmdir(dir);
}

static void test_poison_term(void **state)
{
    (void)state;
    char dir[200], term[300];
    struct dl_xwriter *w = create(unit_mkdir(dir, sizeof dir));
    struct dl_xdoc *d;
    memset(term, 'x', sizeof term);
    assert_ok(dl_xdoc_new(&d, &err), err);
    assert_ok(dl_xdoc_posting(d, (struct dl_str){ term, DL_X_TERM_MAX + 1 }, 1, 1, &err), err);
    assert_int_equal(dl_xwriter_add(w, d, false, NULL, &err), DL_INVALID);
    assert_string_equal(err.type, "InvalidArgumentError");
    assert_ok(dl_xdoc_clear(d, &err), err);
    assert_ok(dl_xdoc_posting(d, (struct dl_str){ term, DL_X_TERM_MAX }, 1, 1, &err), err);
    assert_ok(dl_xwriter_add(w, d, false, NULL, &err), err);
    assert_int_equal(dl_xdoc_posting(d, DL_STR(""), 1, 1, &err), DL_INVALID);
    dl_xdoc_free(d);
    assert_ok(dl_xwriter_close(w, &err), err);
    unit_rmdir(dir);
}

/* A reader keeps its revision through one commit; after the second it must reopen. */
static void test_modified(void **state)
{
    (void)state;
    char dir[200], words[40];
    struct dl_xwriter *w = create(unit_mkdir(dir, sizeof dir));
    for (int i = 0; i < 3000; i++) {
        snprintf(words, sizeof words, "common word%d", i);
        add(w, words, NULL, NULL);
    }
    assert_ok(dl_xwriter_commit(w, &err), err);
    struct dl_xdb *db = open_db(dir);
    struct dl_xdoc *d = document("all new words", NULL, NULL);
    struct dl_buf b = { 0 };
    for (int commit = 0; commit < 3; commit++) {
        for (uint32_t i = 1; i <= 3000; i++)
            assert_ok(dl_xwriter_replace(w, i, d, &err), err);
        assert_ok(dl_xwriter_commit(w, &err), err);
    }
    enum dl_status status = DL_OK;
    for (uint32_t i = 1; i <= 3000 && !status; i += 100)
        status = dl_xdb_data(db, i, &b, &err);
    assert_int_equal(status, DL_MODIFIED);
    assert_string_equal(err.type, "DatabaseModifiedError");
    assert_ok(dl_xdb_reopen(db, &(bool){ false }, &err), err);
    dl_buf_clear(&b);
    assert_ok(dl_xdb_data(db, 17, &b, &err), err);
    assert_str(dl_buf_view(&b), "all new words");
    dl_buf_free(&b);
    dl_xdoc_free(d);
    dl_xdb_free(db);
    assert_ok(dl_xwriter_close(w, &err), err);
    unit_rmdir(dir);
}

/* With its address space used up, the library's std::bad_alloc arrives as a status. */
static void test_out_of_memory(void **state)
{
    (void)state;
#ifndef NO_LIMITS
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct rlimit limit = { (rlim_t)300 << 20, (rlim_t)300 << 20 };
        struct dl_error e = { 0 };
        struct dl_xdoc *d;
        enum dl_status status = dl_xdoc_new(&d, &e);
        setrlimit(RLIMIT_AS, &limit);
        for (uint32_t i = 0; !status && i < 100000000; i++) {
            char word[200];
            int n = snprintf(word, sizeof word, "%0150u", i);
            status = dl_xdoc_posting(d, (struct dl_str){ word, (size_t)n }, i + 1, 1, &e);
        }
        _exit(status == DL_NO_MEMORY && e.status == DL_NO_MEMORY ? 0 : 1);
    }
    int how;
    waitpid(child, &how, 0);
    assert_true(WIFEXITED(how));
    assert_int_equal(WEXITSTATUS(how), 0);
#endif
}

/* ---- searching -------------------------------------------------------------------------------------------------- */

static struct dl_xquery *term(const char *text)
{
    struct dl_xquery *q;
    assert_ok(dl_xquery_term(dl_str_of(text), 1.0, &q, &err), err);
    return q;
}

static struct dl_xquery *join(enum dl_xop op, uint32_t window, struct dl_xquery *a, struct dl_xquery *b)
{
    struct dl_xquery *parts[] = { a, b }, *q;
    assert_ok(dl_xquery_join(op, window, parts, 2, &q, &err), err);
    return q;
}

static enum dl_status take(void *context, const struct dl_xhit *hit, struct dl_error *e)
{
    dl_buf_printf(context, "%u ", hit->id);
    return dl_buf_status(context, e);
}

/* Frees Q. */
static void finds(struct dl_xdb *db, struct dl_xquery *q, enum dl_xorder order, const char *expected)
{
    static const struct dl_xkey keys[] = { { 0, false, "9" } };
    struct dl_buf b = { 0 };
    struct dl_xtotals t;
    struct dl_xsearch s = { .query = q,
                            .k1 = 1.2,
                            .b = 0.75,
                            .order = order,
                            .count = 100,
                            .check_at_least = 100,
                            .keys = keys,
                            .key_count = 1 };
    assert_ok(dl_xdb_search(db, &s, take, &b, &t, &err), err);
    assert_str(dl_buf_view(&b), expected);
    assert_int_equal(t.lower, t.upper);
    dl_buf_free(&b);
    dl_xquery_free(q);
}

static void test_queries(void **state)
{
    (void)state;
    char dir[200];
    struct dl_xwriter *w = create(unit_mkdir(dir, sizeof dir));
    add(w, "a b c", "Nla", "2");
    add(w, "b a c", "Ncn", "3");
    add(w, "a a a x b", "Nla", NULL);
    assert_ok(dl_xwriter_close(w, &err), err);
    struct dl_xdb *db = open_db(dir);
    struct dl_xquery *q;
    finds(db, join(DL_X_AND, 0, term("a"), term("c")), DL_X_BY_VALUE, "2 1 ");
    finds(db, join(DL_X_OR, 0, term("x"), term("c")), DL_X_BY_KEYS, "1 2 3 ");
    finds(db, join(DL_X_AND_NOT, 0, term("a"), term("c")), DL_X_BY_WEIGHT, "3 ");
    finds(db, join(DL_X_FILTER, 0, term("a"), term("Nla")), DL_X_BY_WEIGHT, "3 1 ");
    finds(db, join(DL_X_PHRASE, 2, term("a"), term("b")), DL_X_BY_WEIGHT, "1 ");
    finds(db, join(DL_X_PHRASE, 3, term("a"), term("b")), DL_X_BY_VALUE, "1 3 ");
    finds(db, join(DL_X_NEAR, 2, term("a"), term("b")), DL_X_BY_VALUE, "2 1 ");
    assert_ok(dl_xquery_all(&q, &err), err);
    finds(db, q, DL_X_BY_VALUE, "2 1 3 ");
    assert_ok(dl_xquery_none(&q, &err), err);
    finds(db, q, DL_X_BY_WEIGHT, "");
    assert_ok(dl_xquery_range(0, DL_STR("2"), DL_STR("2"), &q, &err), err);
    finds(db, q, DL_X_BY_WEIGHT, "1 ");
    assert_ok(dl_xquery_range(0, DL_STR("2"), DL_STR(""), &q, &err), err);
    finds(db, q, DL_X_BY_VALUE, "2 1 ");
    struct dl_str ab[] = { DL_STR("a"), DL_STR("b") }, aa[] = { DL_STR("a"), DL_STR("a") };
    const struct dl_xclause apart = { .terms = ab, .count = 2, .offsets = (uint32_t[]){ 0, 2 } },
                            reversed = { .terms = ab, .count = 2, .offsets = (uint32_t[]){ 1, 0 } },
                            near = { .terms = ab, .count = 2, .window = 2 },
                            twice = { .terms = aa, .count = 2, .window = 2 };
    assert_ok(dl_xquery_clause(&apart, &q, &err), err);
    finds(db, q, DL_X_BY_VALUE, "3 ");
    assert_ok(dl_xquery_clause(&reversed, &q, &err), err);
    finds(db, q, DL_X_BY_VALUE, "2 ");
    assert_ok(dl_xquery_clause(&near, &q, &err), err);
    finds(db, q, DL_X_BY_VALUE, "2 1 ");
    assert_ok(dl_xquery_clause(&twice, &q, &err), err);
    finds(db, q, DL_X_BY_VALUE, "3 ");
    for (uint32_t id = 1; id <= 3; id++) { /* the same, asked of one document */
        bool holds;
        assert_ok(dl_xdb_clause_holds(db, id, &apart, &holds, &err), err);
        assert_int_equal(holds, id == 3);
        assert_ok(dl_xdb_clause_holds(db, id, &reversed, &holds, &err), err);
        assert_int_equal(holds, id == 2);
        assert_ok(dl_xdb_clause_holds(db, id, &near, &holds, &err), err);
        assert_int_equal(holds, id < 3);
    }
    uint32_t first;
    assert_ok(dl_xdb_first_position(db, 3, DL_STR("x"), &first, &err), err);
    assert_true(first > 0);
    assert_ok(dl_xdb_first_position(db, 1, DL_STR("x"), &first, &err), err);
    assert_int_equal(first, 0);
    uint32_t wdf[4];
    assert_ok(dl_xdb_frequencies(db, DL_STR("a"), (uint32_t[]){ 1, 3, 3, 9 }, 4, wdf, &err), err);
    assert_memory_equal(wdf, ((uint32_t[]){ 1, 3, 3, 0 }), sizeof wdf);
    assert_ok(dl_xdb_frequencies(db, DL_STR("x"), (uint32_t[]){ 1, 2, 3 }, 3, wdf, &err), err);
    assert_memory_equal(wdf, ((uint32_t[]){ 0, 0, 1 }), 3 * sizeof *wdf);
    assert_ok(dl_xdb_frequencies(db, DL_STR("none"), (uint32_t[]){ 1 }, 1, wdf, &err), err);
    assert_int_equal(wdf[0], 0);
    dl_xdb_free(db);
    unit_rmdir(dir);
}

/* ---- ORs that may be cut off ------------------------------------------------------------------------------------- */

#define ANY_DOCS 3000
#define ANY_WORDS 60

struct weights {
    double v[ANY_DOCS + 1];
    double best[ANY_DOCS];
    size_t count;
};

static enum dl_status take_weight(void *context, const struct dl_xhit *hit, struct dl_error *e)
{
    struct weights *w = context;
    (void)e;
    w->v[hit->id] = hit->weight;
    w->best[w->count++] = hit->weight;
    return DL_OK;
}

static double *search_weights(struct dl_xdb *db, struct dl_xquery *q, uint32_t count, uint32_t at_least,
                              struct weights *w)
{
    struct dl_xtotals t;
    struct dl_xsearch s = { .query = q, .k1 = 1.2, .b = 0.75, .count = count, .check_at_least = at_least };
    memset(w, 0, sizeof *w);
    assert_ok(dl_xdb_search(db, &s, take_weight, w, &t, &err), err);
    assert_true(t.lower >= w->count && t.upper >= t.lower);
    dl_xquery_free(q);
    return w->v;
}

struct any_way { /* a word, a phrase, perhaps with gaps, or words near each other */
    struct dl_str terms[3];
    double factors[3], weights[3];
    uint32_t offsets[3], window;
    size_t count;
};
struct any_case {
    struct dl_xdb *db;
    struct dl_xcounts c;
    struct any_way ways[8];
    size_t count;
    const char *beside; /* a word that must be there, too, or NULL */
};

static struct dl_xquery *beside(const struct any_case *a, struct dl_xquery *q)
{
    return a->beside ? join(DL_X_AND, 0, term(a->beside), q) : q;
}

static struct dl_xclause spots_of(const struct any_way *way)
{
    return (struct dl_xclause){ way->terms, way->count, way->weights, way->offsets, way->window };
}

static struct dl_xquery *library_way(const struct any_way *way)
{
    struct dl_xquery *parts[3], *both[2];
    struct dl_xclause spots = spots_of(way);
    for (size_t i = 0; i < way->count; i++)
        assert_ok(dl_xquery_term(way->terms[i], way->factors[i], &parts[i], &err), err);
    if (way->count == 1)
        return parts[0];
    assert_ok(dl_xquery_join(DL_X_AND, 0, parts, way->count, &both[0], &err), err);
    assert_ok(dl_xquery_clause(&spots, &both[1], &err), err);
    return join(DL_X_FILTER, 0, both[0], both[1]);
}

static struct dl_xquery *library_or(const struct any_case *a)
{
    struct dl_xquery *parts[8], *q;
    for (size_t i = 0; i < a->count; i++)
        parts[i] = library_way(&a->ways[i]);
    assert_ok(dl_xquery_join(DL_X_OR, 0, parts, a->count, &q, &err), err);
    return beside(a, q);
}

static struct dl_xquery *any_of(struct any_case *a)
{
    struct dl_xclause ways[8];
    struct dl_xquery *q;
    for (size_t i = 0; i < a->count; i++) {
        struct any_way *way = &a->ways[i];
        for (size_t k = 0; k < way->count; k++) {
            uint64_t n;
            assert_ok(dl_xdb_term_count(a->db, way->terms[k], &n, &err), err);
            way->weights[k] = way->factors[k] * dl_bm25_idf((double)a->c.documents, (double)n);
        }
        ways[i] = spots_of(way);
    }
    assert_ok(dl_xquery_any(ways, a->count, &(struct dl_bm25){ 1.2, 0.75 },
                            (double)a->c.total_length / (double)a->c.documents, !a->beside && rand() % 2, &q, &err),
              err);
    return beside(a, q);
}

static struct any_way random_way(char words[][8], bool phrases)
{
    struct any_way way = { .count = phrases ? 1 + (size_t)rand() % 3 : 1 };
    bool near = rand() % 3 == 0;
    uint32_t at = 0;
    for (size_t i = 0; i < way.count; i++, at += 1 + (rand() % 4 == 0)) {
        /* the last word is in no document; common ones stand beside each other now and then */
        way.terms[i] = dl_str_of(words[rand() % (way.count > 1 ? 12 : ANY_WORDS + 1)]);
        way.factors[i] = rand() % 4 ? 1 : 0.05 + rand() / (double)RAND_MAX;
        way.offsets[i] = at;
    }
    way.window = near && way.count > 1 ? (uint32_t)(way.count + (size_t)rand() % 4) : 0;
    return way;
}

/* Cut off or not, it gives the best documents the weights that libxapian gives them when it weighs all. */
static void compare_any(struct any_case *a)
{
    static struct weights all, some;
    uint32_t depth = 1 + (uint32_t)rand() % 20;
    const double *v = search_weights(a->db, library_or(a), ANY_DOCS, ANY_DOCS, &all);
    for (int pass = 0; pass < 2; pass++) {
        const double *u = search_weights(a->db, any_of(a), depth, pass ? ANY_DOCS : 0, &some);
        assert_int_equal(some.count, all.count < depth ? all.count : depth);
        for (size_t i = 0; i < some.count; i++)
            assert_true(fabs(some.best[i] - all.best[i]) <= DL_SCORE_STEP * all.best[i]);
        for (size_t i = 1; i <= ANY_DOCS; i++)
            assert_true(u[i] == 0 || fabs(u[i] - v[i]) <= DL_SCORE_STEP * v[i]);
    }
    search_weights(a->db, any_of(a), ANY_DOCS, ANY_DOCS, &some);
    assert_int_equal(some.count, all.count);
}

static void add_random(struct dl_xwriter *w, char words[][8])
{
    char text[1200] = "";
    size_t at = 0;
    for (int k = rand() % 80; k >= 0; k--) /* few words are common */
        at += (size_t)snprintf(text + at, sizeof text - at, "%s ",
                               words[(int)(ANY_WORDS * pow(rand() / (RAND_MAX + 1.0), 3))]);
    add(w, text, NULL, NULL);
}

static void test_any_of(void **state)
{
    (void)state;
    char dir[200], part[2][250], words[ANY_WORDS + 1][8];
    struct any_case a;
    srand(20241126);
    unit_mkdir(dir, sizeof dir);
    for (int i = 0; i <= ANY_WORDS; i++)
        snprintf(words[i], sizeof words[i], "w%d", i);
    assert_ok(dl_xdb_new(&a.db, &err), err);
    for (int p = 0; p < 2; p++) {
        snprintf(part[p], sizeof part[p], "%s/%d", dir, p);
        struct dl_xwriter *w = create(part[p]);
        for (int i = 0; i < ANY_DOCS / 2 - 500 * p; i++)
            add_random(w, words);
        assert_ok(dl_xwriter_close(w, &err), err);
        assert_ok(dl_xdb_add(a.db, part[p], &err), err);
    }
    assert_ok(dl_xdb_counts(a.db, &a.c, &err), err);
    assert_true(a.c.last_id <= ANY_DOCS);
    for (int round = 0; round < 300; round++) {
        a.count = 1 + (size_t)rand() % 8;
        for (size_t i = 0; i < a.count; i++)
            a.ways[i] = random_way(words, round % 2);
        a.beside = rand() % 3 ? NULL : words[rand() % ANY_WORDS];
        compare_any(&a);
    }
    dl_xdb_free(a.db);
    unit_rmdir(dir);
}

static void test_join_uses_up_its_parts(void **state)
{
    (void)state;
    struct dl_xquery *parts[] = { term("a"), NULL, term("b") }, *q;
    struct dl_error e = { .status = DL_NO_MEMORY };
    assert_int_equal(dl_xquery_join(DL_X_AND, 0, parts, 3, &q, &e), DL_NO_MEMORY);
    assert_null(q);
    assert_null(parts[0]);
    assert_null(parts[2]);
    dl_xquery_free(NULL);
}

static enum dl_status join_values(void *context, struct dl_str value, uint64_t n, struct dl_error *e)
{
    dl_buf_printf(context, "%.*s=%d ", (int)value.len, value.ptr, (int)n);
    return dl_buf_status(context, e);
}

static enum dl_status refuse(void *context, struct dl_str value, uint64_t n, struct dl_error *e)
{
    (void)context, (void)value, (void)n;
    return dl_fail(e, DL_CANCELLED, "enough");
}

static void test_value_counts(void **state)
{
    (void)state;
    char dir[200];
    struct dl_xwriter *w = create(unit_mkdir(dir, sizeof dir));
    add(w, "a", NULL, "x");
    add(w, "a", NULL, "y");
    add(w, "a", NULL, "x");
    add(w, "a", NULL, NULL);
    add(w, "b", NULL, "x");
    assert_ok(dl_xwriter_close(w, &err), err);
    struct dl_xdb *db = open_db(dir);
    struct dl_xquery *q = term("a");
    struct dl_buf b = { 0 };
    uint64_t matches, with;
    assert_ok(dl_xdb_value_counts(db, q, 0, join_values, &b, &matches, &err), err);
    assert_str(dl_buf_view(&b), "x=2 y=1 ");
    assert_int_equal(matches, 4);
    assert_int_equal(dl_xdb_value_counts(db, q, 0, refuse, NULL, &matches, &err), DL_CANCELLED);
    dl_buf_clear(&b);
    assert_ok(dl_xdb_value_bounds(db, 0, &b, &b, &with, &err), err);
    assert_str(dl_buf_view(&b), "xy");
    assert_int_equal(with, 4);
    dl_xquery_free(q);
    dl_buf_free(&b);
    dl_xdb_free(db);
    unit_rmdir(dir);
}

static void test_two_databases_and_compaction(void **state)
{
    (void)state;
    char dir[200], one[250], two[250];
    unit_mkdir(dir, sizeof dir);
    snprintf(one, sizeof one, "%s/one", dir);
    snprintf(two, sizeof two, "%s/two", dir);
    struct dl_xwriter *w = create(one);
    add(w, "a", NULL, NULL);
    add(w, "b", NULL, NULL);
    assert_ok(dl_xwriter_close(w, &err), err);
    assert_ok(dl_xapian_compact(one, two, &err), err);
    struct dl_xdb *db = open_db(one);
    assert_ok(dl_xdb_add(db, two, &err), err);
    assert_int_equal(documents(db), 4);
    struct dl_xcounts c;
    assert_ok(dl_xdb_counts(db, &c, &err), err);
    dl_xdb_free(db);
    unit_rmdir(dir);
}

static void test_remote_unreachable(void **state)
{
    (void)state;
    struct dl_xdb *db;
    assert_ok(dl_xdb_new(&db, &err), err);
    assert_int_equal(dl_xdb_add_remote(db, "127.0.0.1", 1, 1000, &err), DL_NETWORK);
    assert_string_equal(err.type, "NetworkError");
    assert_true(strlen(err.message) > 0);
    dl_xdb_free(db);
}

static void test_version(void **state)
{
    (void)state;
    assert_true(dl_xapian_version()[0] >= '1');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stem_words),
        cmocka_unit_test(test_stem_unknown_language),
        cmocka_unit_test(test_stem_does_not_fit),
        cmocka_unit_test(test_stem_languages),
        cmocka_unit_test(test_write_and_read),
        cmocka_unit_test(test_opening_errors),
        cmocka_unit_test(test_damaged),
        cmocka_unit_test(test_second_writer),
        cmocka_unit_test(test_transactions),
        cmocka_unit_test(test_spill),
        cmocka_unit_test(test_poison_term),
        cmocka_unit_test(test_modified),
        cmocka_unit_test(test_out_of_memory),
        cmocka_unit_test(test_queries),
        cmocka_unit_test(test_any_of),
        cmocka_unit_test(test_join_uses_up_its_parts),
        cmocka_unit_test(test_value_counts),
        cmocka_unit_test(test_two_databases_and_compaction),
        cmocka_unit_test(test_remote_unreachable),
        cmocka_unit_test(test_version),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
