/* test_query.c - the query tree, and the keys it compares with.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "dateline/engine.h"
#include "dateline/query.h"
#include "lib/engine/engine_private.h"
#include "unit.h"

static struct dl_arena arena;

static struct dl_query *leaf(enum dl_query_op op, const char *text)
{
    struct dl_query *q = dl_query_leaf(&arena, op, dl_str_of(text));
    assert_non_null(q);
    return q;
}

static struct dl_query *pair(enum dl_query_op op, struct dl_query *a, struct dl_query *b)
{
    struct dl_query *children[] = { a, b }, *q = dl_query_node(&arena, op, children, 2);
    assert_non_null(q);
    return q;
}

static void printed(const struct dl_query *q, const char *expected)
{
    struct dl_buf b = { 0 };
    dl_query_print(q, &b);
    assert_str(dl_buf_view(&b), expected);
    dl_buf_free(&b);
}

static void test_print(void **state)
{
    (void)state;
    struct dl_query *q =
        pair(DL_Q_AND, leaf(DL_Q_TERM, "railwai"), pair(DL_Q_OR, leaf(DL_Q_TERM, "lào"), leaf(DL_Q_TERM, "lao")));
    printed(pair(DL_Q_AND, q, leaf(DL_Q_COUNTRY, "LA")), "AND(AND(railwai, OR(lào, lao)), country:LA)");
    struct dl_query *b = leaf(DL_Q_TERM, "b");
    b->offset = 1;
    printed(pair(DL_Q_PHRASE, leaf(DL_Q_TERM, "a"), b), "PHRASE(a, b)");
    b->offset = 3;
    printed(pair(DL_Q_PHRASE, leaf(DL_Q_TERM, "a"), b), "PHRASE(a, b@3)");
    q = pair(DL_Q_NEAR, leaf(DL_Q_TERM, "a"), leaf(DL_Q_TERM, "b"));
    q->window = 5;
    printed(q, "NEAR/5(a, b)");
    q = leaf(DL_Q_PREFIX, "rail");
    q->weight = 0.5;
    printed(pair(DL_Q_NOT, leaf(DL_Q_ALL, ""), q), "NOT(ALL, rail*^0.5)");
    printed(dl_query_date(&arena, (struct dl_date_range){ 20241001, 0 }), "date:2024-10-01..");
    printed(leaf(DL_Q_SOURCE, "the \"news\"\x1b"), "source:\"the \\\"news\\\"\\x1b\"");
    printed(leaf(DL_Q_LANGUAGE, "en"), "language:en");
    printed(leaf(DL_Q_MENTION, "CN"), "mention:CN");
    printed(leaf(DL_Q_NONE, ""), "NONE");
}

static void test_is_filter(void **state)
{
    (void)state;
    struct dl_query *t = leaf(DL_Q_TERM, "a"), *c = leaf(DL_Q_COUNTRY, "LA"), *all = leaf(DL_Q_ALL, "");
    assert_false(dl_query_is_filter(t));
    assert_true(dl_query_is_filter(c));
    assert_true(dl_query_is_filter(pair(DL_Q_NOT, all, t)));
    assert_false(dl_query_is_filter(pair(DL_Q_NOT, t, c)));
    assert_true(dl_query_is_filter(pair(DL_Q_OR, c, all)));
    assert_false(dl_query_is_filter(pair(DL_Q_OR, c, t)));
    assert_false(dl_query_is_filter(leaf(DL_Q_PREFIX, "a")));
}

static void test_builders_copy(void **state)
{
    (void)state;
    char text[] = "word";
    struct dl_query *q = leaf(DL_Q_TERM, text), *children[] = { q };
    struct dl_query *n = dl_query_node(&arena, DL_Q_AND, children, 1);
    text[0] = 'X';
    children[0] = NULL;
    assert_str(n->children[0]->text, "word");
    assert_true(q->weight == 1.0);
    assert_int_equal(dl_query_node(&arena, DL_Q_ALL, NULL, 0)->count, 0);
}

static void folded(const char *text, const char *expected)
{
    struct dl_buf b = { 0 };
    struct dl_error err = { 0 };
    assert_ok(dl_fold_key(dl_str_of(text), &b, &err), err);
    assert_str(dl_buf_view(&b), expected);
    dl_buf_free(&b);
}

static void test_fold_key(void **state)
{
    (void)state;
    folded("  The Vientiane\t Times ", "the vientiane times");
    folded("VIỆT NAM NEWS", "viet nam news"); /* with diacritics or without */
    folded("Vie\xcc\xa3\xcc\x82t", "viet");   /* decomposed */
    folded("Straße", "strasse");
    folded("ＡＦＰ", "afp");
    folded("", "");
    folded(" \n ", "");
    char large[3000];
    struct dl_buf b = { 0 }, c = { 0 };
    memset(large, 'N', sizeof large);
    assert_int_equal(dl_fold_key((struct dl_str){ large, 3000 }, &b, NULL), DL_OK);
    assert_int_equal(dl_fold_key((struct dl_str){ large, 2999 }, &c, NULL), DL_OK);
    assert_true(b.len <= DL_TERM_MAX - 8 && c.len <= DL_TERM_MAX - 8);
    assert_false(dl_str_eq(dl_buf_view(&b), dl_buf_view(&c)));
    assert_int_equal(dl_fold_key(DL_STR("bad \xff\xfe bytes"), &b, NULL), DL_OK);
    dl_buf_free(&b);
    dl_buf_free(&c);
}

static void test_key_bound(void **state)
{
    (void)state;
    struct dl_buf b = { 0 };
    for (int i = 0; i < 200; i++)
        dl_buf_puts(&b, "ế"); /* three bytes each */
    dl_key_bound(&b, 100);
    assert_true(b.len <= 100 && b.len > 90);
    assert_int_equal((b.len - 33) % 3, 0);
    size_t n = b.len;
    dl_key_bound(&b, 100);
    assert_int_equal(b.len, n);
    dl_buf_free(&b);
}

static void test_language_primary(void **state)
{
    (void)state;
    char out[9];
    dl_language_primary(DL_STR("en-GB"), out);
    assert_string_equal(out, "en");
    dl_language_primary(DL_STR("ZH_tw"), out);
    assert_string_equal(out, "zh");
    dl_language_primary(DL_STR("not a language"), out);
    assert_string_equal(out, "");
    dl_language_primary(DL_STR("abcdefghi"), out);
    assert_string_equal(out, "");
    dl_language_primary(DL_STR(""), out);
    assert_string_equal(out, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_print),    cmocka_unit_test(test_is_filter), cmocka_unit_test(test_builders_copy),
        cmocka_unit_test(test_fold_key), cmocka_unit_test(test_key_bound), cmocka_unit_test(test_language_primary),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    dl_arena_free(&arena);
    return failed;
}
