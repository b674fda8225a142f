/* test_ranking.c - the weights that a query's words get, and what the best matches are rescored by.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "unit.h"

#include "dateline/blobs.h"
#include "searcher/ranking.h"
#include "searcher/stopword.h"

static struct dl_error err;

struct fixture {
    char root[200], dir[220];
    struct dl_session session;
    struct dl_arena arena;
    struct dl_query *rescore;
    struct dl_buf out;
};

static void add(struct dl_writer *w, struct dl_analyzer *a, unsigned n, const char *body, const char *stemmer)
{
    struct dl_tokens tokens = { 0 };
    char id[16];
    snprintf(id, sizeof id, "a%u", n);
    struct dl_article article = { .id = dl_str_of(id), .body = dl_str_of(body) };
    assert_ok(dl_analyze_article(a, article.title, article.body, stemmer, &tokens, &err), err);
    assert_ok(dl_writer_add(w, 0, &article, a, &tokens, n, 1, &err), err);
    dl_tokens_free(&tokens);
}

/* Twenty English articles and one that was taken for something else. */
static int setup(void **state)
{
    static struct fixture f;
    struct dl_writer_options o = {
        .engine = DL_ENGINE_NATIVE, .workers = 1, .memory = 16 << 20, .bm25 = { DL_BM25_K1, DL_BM25_B }
    };
    struct dl_writer *w;
    struct dl_analyzer *a;
    const char *dir = f.dir;
    unit_mkdir(f.root, sizeof f.root);
    snprintf(f.dir, sizeof f.dir, "%s/index", f.root);
    assert_ok(dl_writer_open(f.dir, &o, &w, &err), err);
    assert_ok(dl_analyzer_new(&a, &err), err);
    assert_ok(dl_writer_set(w, DL_KEY_STEMMERS, DL_STR("english,none"), &err), err);
    for (unsigned i = 1; i <= 20; i++)
        add(w, a, i, i % 2 ? "storms over the river" : "a calm day", "english");
    add(w, a, 21, "storms of Li\xC3\xA8ge", "none");
    assert_ok(dl_writer_commit(w, NULL, &err), err);
    dl_writer_close(w);
    dl_analyzer_free(a);
    assert_ok(dl_session_open(&f.session, &dir, 1, &(struct dl_reader_options){ 0 }, &err), err);
    *state = &f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    dl_arena_free(&f->arena);
    dl_buf_free(&f->out);
    dl_session_close(&f->session);
    unit_rmdir(f->root);
    return 0;
}

static const char *printed(struct fixture *f, const struct dl_query *q)
{
    dl_buf_clear(&f->out);
    if (q)
        dl_query_print(q, &f->out);
    return dl_buf_cstr(&f->out);
}

/* Rank TEXT; its tree must print as QUERY and its rescore as RESCORE. */
static void check(struct fixture *f, const char *text, bool any, const char *query, const char *rescore)
{
    struct dl_parse_options options = { .any = any };
    struct dl_parsed parsed;
    dl_arena_free(&f->arena);
    assert_ok(dl_parse_query(dl_str_of(text), &options, &f->session.analysis, &f->arena, &parsed, &err), err);
    assert_ok(dl_rank(&f->session, dl_str_of(text), &parsed, &f->arena, &f->rescore, &err), err);
    assert_string_equal(printed(f, parsed.query), query);
    assert_string_equal(printed(f, f->rescore), rescore);
}

/* What a word of one form brings: in the title, and near the beginning. */
#define WORD(w) "S" w "^0.2, LEAD/60(" w "^0.1)"

static void test_words(void **state)
{
    check(*state, "river calm", true, "OR(river, calm)",
          "OR(" WORD("river") ", " WORD("calm") ", PHRASE(river^0.2, calm^0.2))");
    check(*state, "river calm", false, "AND(river, calm)",
          "OR(" WORD("river") ", " WORD("calm") ", PHRASE(river^0.2, calm^0.2))");
    check(*state, "river", false, "river", "OR(" WORD("river") ")");
}

static void test_stopwords(void **state)
{
    check(*state, "The river?", true, "OR(the^0.25, river)", "OR(" WORD("river") ")");
    check(*state, "to be", true, "OR(to, be)", "OR(" WORD("to") ", " WORD("be") ", PHRASE(to^0.2, be^0.2))");
    check(*state, "calm of the", true, "OR(calm, of^0.25, the^0.25)", "OR(" WORD("calm") ")");
}

static void test_repeated(void **state)
{
    check(*state, "river calm river calm", true, "OR(river^0.870551, calm^0.870551, river^0.870551, calm^0.870551)",
          "OR(" WORD("river") ", " WORD("calm") ", PHRASE(river^0.2, calm^0.2), " WORD(
              "river") ", PHRASE(calm^0.2, river^0.2), " WORD("calm") ")");
}

/* "storm" is in ten articles, unstemmed "storms" in one: they are one word. */
static void test_forms(void **state)
{
    struct fixture *f = *state;
    char want[200];
    snprintf(want, sizeof want, "OR(storm, storms^%g)", dl_bm25_idf(21, 10) / dl_bm25_idf(21, 1));
    check(f, "storms", false, want, "OR(Sstorm^0.2, Sstorms^0.2, LEAD/60(storm^0.1))");
    snprintf(want, sizeof want, "AND(OR(storm, storms^%g), OR(li\xC3\xA8g, lieg, li\xC3\xA8ge, liege))",
             dl_bm25_idf(21, 10) / dl_bm25_idf(21, 1));
    check(f, "storms Li\xC3\xA8ge", false, want,
          "OR(Sstorm^0.2, Sstorms^0.2, LEAD/60(storm^0.1), Sli\xC3\xA8g^0.2, Slieg^0.2, Sli\xC3\xA8ge^0.2, Sliege^0.2, "
          "LEAD/60(li\xC3\xA8ge^0.1), "
          "PHRASE(storm^0.2, li\xC3\xA8ge^0.2))");
}

/* What stands between two words keeps them apart; phrases, prefixes, fields and what is excluded are left alone. */
static void test_apart(void **state)
{
    check(*state, "river -storm calm", true, "NOT(OR(river, calm), storm)", "OR(" WORD("river") ", " WORD("calm") ")");
    check(*state, "river title:day calm", true, "OR(river, Sday, calm)", "OR(" WORD("river") ", " WORD("calm") ")");
    check(*state, "\"calm day\"", true, "PHRASE(calm, day)", "");
    check(*state, "cal*", true, "cal*", "");
    check(*state, "*", true, "ALL", "");
    check(*state, "country:LA", true, "country:LA", "");
}

/* A word that the analysis takes apart is two; its parts are neighbours too. */
static void test_parts(void **state)
{
    check(*state, "river-calm", true, "OR(river, calm)",
          "OR(" WORD("river") ", " WORD("calm") ", PHRASE(river^0.2, calm^0.2))");
    check(*state, "river-calm", false, "OR(PHRASE(river, calm), rivercalm)",
          "OR(Srivercalm^0.2, LEAD/60(rivercalm^0.1))");
}

static void test_long_query(void **state)
{
    struct fixture *f = *state;
    struct dl_parse_options options = { .any = true, .plain = true };
    struct dl_parsed parsed;
    struct dl_buf text = { 0 };
    for (int i = 0; i < 1500; i++)
        dl_buf_printf(&text, "w%d ", i % 700);
    assert_ok(dl_parse_query(dl_buf_view(&text), &options, &f->session.analysis, &f->arena, &parsed, &err), err);
    assert_ok(dl_rank(&f->session, dl_buf_view(&text), &parsed, &f->arena, &f->rescore, &err), err);
    assert_non_null(f->rescore);
    assert_true(f->rescore->count <= 3 * 256);
    dl_buf_free(&text);
}

static void test_stopword_lists(void **state)
{
    static const struct {
        const char *language, *words;
    } lists[] = {
        { "", "a the The THE your would" },
        { "en", "a about yours what" },
        { "de", "aber die der \xC3\xBC"
                "ber" },
        { "es", "a al y ya" },
        { "fr", "a au \xC3\xA0 \xC3\xAAtre" },
        { "it", "a ad \xC3\xA8 un" },
        { "nl", "aan al zou zo" },
        { "pt", "a ao \xC3\xA9 um" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        for (const char *p = lists[i].words; *p; p += strspn(p, " ")) {
            struct dl_str word = { p, strcspn(p, " ") };
            if (!dl_is_stopword(word, lists[i].language))
                fail_msg("%.*s is none of '%s'", (int)word.len, word.ptr, lists[i].language);
            p += word.len;
        }
    assert_false(dl_is_stopword(DL_STR("die"), "en"));
    assert_false(dl_is_stopword(DL_STR("the"), "vi"));
    assert_false(dl_is_stopword(DL_STR(""), "en"));
    assert_false(dl_is_stopword(DL_STR("thethethethethethethe"), "en"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),      cmocka_unit_test(test_stopwords),      cmocka_unit_test(test_repeated),
        cmocka_unit_test(test_forms),      cmocka_unit_test(test_apart),          cmocka_unit_test(test_parts),
        cmocka_unit_test(test_long_query), cmocka_unit_test(test_stopword_lists),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
