/* test_limits.c - the limits of the native format (doc/index-format.md, section 11), with those that can be lowered
 * lowered.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "unit.h"

#include "lib/segment/builder.h"

#define DOCS 300

static struct dl_error err;

static enum dl_status add(struct dl_builder *b, struct dl_analyzer *a, unsigned n)
{
    struct dl_tokens tokens = { 0 };
    char id[16], body[400];
    int at = snprintf(body, sizeof body, "number%u", n);
    for (unsigned i = 0; i <= n % 20; i++)
        at += snprintf(body + at, sizeof body - (size_t)at, " the river %s", i % 3 ? "rose" : "fell");
    snprintf(id, sizeof id, "id%03u", n);
    assert_ok(dl_analyze_article(a, DL_STR("Title"), dl_str_of(body), "english", &tokens, &err), err);
    struct dl_build_doc d = { .id = dl_str_of(id),
                              .head = dl_str_of(id),
                              .body = dl_str_of(body),
                              .has_body = true,
                              .date = 20240101 + (dl_date)(n % 28),
                              .sequence = n,
                              .source_key = n };
    enum dl_status status = dl_builder_add(b, 0, &d, a, &tokens, &err);
    dl_tokens_free(&tokens);
    return status;
}

/* A segment of DOCS articles; its checksum stands for all of it but the store's order. */
static struct dl_manifest_segment build(const char *dir, uint32_t term_bytes)
{
    struct dl_builder_options o = { .dir = dir,
                                    .segment = "s1",
                                    .workers = 1,
                                    .memory = (size_t)64 << 20,
                                    .store = true,
                                    .bm25 = { DL_BM25_K1, DL_BM25_B },
                                    .term_bytes = term_bytes };
    struct dl_manifest_segment m = { 0 };
    struct dl_builder *b;
    struct dl_analyzer *a;
    uint32_t count;
    uint64_t dropped;
    assert_ok(dl_analyzer_new(&a, &err), err);
    assert_ok(dl_builder_new(&o, &b, &err), err);
    for (unsigned i = 0; i < DOCS; i++)
        assert_ok(add(b, a, i), err);
    assert_ok(dl_builder_settle(b, NULL, NULL, &count, &dropped, &err), err);
    assert_int_equal(count, DOCS);
    assert_ok(dl_builder_finish(b, &m, &err), err);
    dl_builder_free(b);
    dl_analyzer_free(a);
    return m;
}

/* A term whose postings have grown too long for 32 bits is written out, however much memory there is. */
static void test_long_term(void **state)
{
    (void)state;
    char one[200], two[200];
    unit_mkdir(one, sizeof one);
    unit_mkdir(two, sizeof two);
    struct dl_manifest_segment whole = build(one, 0), parts = build(two, 100);
    assert_int_equal(whole.docs, parts.docs);
    assert_int_equal(whole.size, parts.size);
    assert_true(whole.checksum == parts.checksum);
    unit_rmdir(one);
    unit_rmdir(two);
}

static void test_too_many_articles(void **state)
{
    (void)state;
    char dir[200];
    struct dl_builder *b;
    struct dl_analyzer *a;
    unit_mkdir(dir, sizeof dir);
    struct dl_builder_options o = { .dir = dir,
                                    .segment = "s1",
                                    .workers = 1,
                                    .memory = (size_t)64 << 20,
                                    .store = true,
                                    .bm25 = { DL_BM25_K1, DL_BM25_B },
                                    .max_docs = 2 };
    assert_ok(dl_analyzer_new(&a, &err), err);
    assert_ok(dl_builder_new(&o, &b, &err), err);
    assert_ok(add(b, a, 1), err);
    assert_ok(add(b, a, 2), err);
    assert_int_equal(add(b, a, 3), DL_TOO_LARGE);
    assert_string_equal(err.message, "more than 2 articles in one run: commit more often");
    dl_builder_free(b);
    dl_analyzer_free(a);
    unit_rmdir(dir);
}

static void test_article_too_long(void **state)
{
    (void)state;
    char dir[200];
    struct dl_builder *b;
    struct dl_analyzer *a;
    struct dl_tokens huge = { .count = ((size_t)1 << 28) + 1 }; /* refused before any is looked at */
    unit_mkdir(dir, sizeof dir);
    struct dl_builder_options o = { .dir = dir,
                                    .segment = "s1",
                                    .workers = 1,
                                    .memory = (size_t)64 << 20,
                                    .store = true,
                                    .bm25 = { DL_BM25_K1, DL_BM25_B } };
    struct dl_build_doc d = { .id = DL_STR("id"), .head = DL_STR("x"), .date = 20240101 };
    assert_ok(dl_analyzer_new(&a, &err), err);
    assert_ok(dl_builder_new(&o, &b, &err), err);
    assert_int_equal(dl_builder_add(b, 0, &d, a, &huge, &err), DL_TOO_LARGE);
    assert_non_null(strstr(err.message, "268435457 words"));
    d.head.len = ((size_t)2 << 30) + 1;
    huge.count = 0;
    assert_int_equal(dl_builder_add(b, 0, &d, a, &huge, &err), DL_TOO_LARGE);
    dl_builder_free(b);
    dl_analyzer_free(a);
    unit_rmdir(dir);
}

/* Numbers on disk whose sums pass 32 bits. */
static void test_wide_numbers(void **state)
{
    (void)state;
    assert_int_equal(sizeof((struct dl_seg_meta){ 0 }.postings), 8);
    assert_int_equal(sizeof((struct dl_seg_meta){ 0 }.positions), 8);
    assert_int_equal(sizeof((struct dl_seg_meta){ 0 }.total_length), 8);
    assert_int_equal(sizeof((struct dl_dict_entry){ 0 }.postings), 8);
    assert_int_equal(sizeof((struct dl_store_anchor){ 0 }.offset), 8);
    assert_int_equal(sizeof((struct dl_seg_entry){ 0 }.offset), 8);
    assert_int_equal(sizeof((struct dl_filter_entry){ 0 }.set), 8);
    assert_true(sizeof(off_t) == 8 && sizeof(size_t) == 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_long_term),
        cmocka_unit_test(test_too_many_articles),
        cmocka_unit_test(test_article_too_long),
        cmocka_unit_test(test_wide_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
