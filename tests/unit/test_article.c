/* test_article.c - the stored form of an article.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "dateline/article.h"
#include "unit.h"

static struct dl_article sample(void)
{
    struct dl_article a = {
        .id = DL_STR("https://example.org/a?b=1"),
        .title = DL_STR("Đường sắt Lào – Trung"),
        .body = DL_STR("VIENTIANE, Oct. 22 -- \xf0\x9f\x9a\x82 Trains run.\n\nMore."),
        .source = DL_STR("Xinhua"),
        .language = DL_STR("en"),
        .url = DL_STR("https://example.org/a?b=1"),
        .path = DL_STR("/srv/news/a.jsonl.gz"),
        .offset = 123456789012,
        .mtime_ns = INT64_MIN,
        .hash = 0x0123456789abcdef,
        .date = 20241022,
        .date_from = DL_DATE_DATELINE,
        .country_count = 2,
        .mention_count = 3,
    };
    a.countries[0] = (struct dl_country){ { "LA" }, 1.0f, DL_COUNTRY_DATELINE };
    a.countries[1] = (struct dl_country){ { "SUHH" }, 0.25f, DL_COUNTRY_BODY };
    memcpy(a.mentions, (dl_code[]){ { "CN" }, { "LA" }, { "SUHH" } }, 3 * sizeof(dl_code));
    return a;
}

static struct dl_buf encoded(const struct dl_article *a, bool with_body)
{
    struct dl_buf b = { 0 };
    struct dl_error err = { 0 };
    assert_ok(dl_article_encode(a, with_body, &b, &err), err);
    return b;
}

static void test_round_trip(void **state)
{
    (void)state;
    struct dl_error err = { 0 };
    struct dl_article a = sample(), b;
    struct dl_buf r = encoded(&a, true);
    bool has_body;
    assert_ok(dl_article_decode(dl_buf_view(&r), &b, &has_body, &err), err);
    assert_true(has_body);
    assert_true(dl_str_eq(a.id, b.id) && dl_str_eq(a.title, b.title) && dl_str_eq(a.body, b.body));
    assert_true(dl_str_eq(a.source, b.source) && dl_str_eq(a.language, b.language) && dl_str_eq(a.url, b.url));
    assert_true(dl_str_eq(a.path, b.path));
    assert_int_equal(a.offset, b.offset);
    assert_int_equal(a.mtime_ns, b.mtime_ns);
    assert_int_equal(a.hash, b.hash);
    assert_int_equal(a.date, b.date);
    assert_int_equal(a.date_from, b.date_from);
    assert_int_equal(b.country_count, 2);
    assert_string_equal(b.countries[1].code.text, "SUHH");
    assert_true(b.countries[1].salience == 0.25f);
    assert_int_equal(b.countries[1].from, DL_COUNTRY_BODY);
    assert_int_equal(b.mention_count, 3);
    assert_string_equal(b.mentions[0].text, "CN");
    dl_buf_free(&r);
}

static void test_fields(void **state)
{
    (void)state;
    struct dl_error err = { 0 };
    struct dl_article a = sample(), b;
    bool has_body;
    struct dl_buf r = encoded(&a, true);
    assert_int_equal(r.data[1], 1); /* without fields: as earlier programs read it */
    dl_buf_free(&r);
    a.author = DL_STR("Ana Sá\nJ. Doe");
    a.section = DL_STR("World");
    a.tags = DL_STR("rail\ntrade");
    a.captions = DL_STR("The first train.");
    a.origins = DL_STR("title  og:title");
    r = encoded(&a, false);
    assert_ok(dl_article_decode(dl_buf_view(&r), &b, &has_body, &err), err);
    assert_true(dl_str_eq(a.author, b.author) && dl_str_eq(a.section, b.section) && dl_str_eq(a.tags, b.tags));
    assert_true(dl_str_eq(a.captions, b.captions) && dl_str_eq(a.origins, b.origins) && b.body.len == 0);
    r.data[1] = 1; /* a record of version 1 has none */
    assert_int_equal(dl_article_decode(dl_buf_view(&r), &b, &has_body, &err), DL_CORRUPT);
    dl_buf_free(&r);
}

static void test_without_body(void **state)
{
    (void)state;
    struct dl_error err = { 0 };
    struct dl_article a = sample(), b;
    struct dl_buf r = encoded(&a, false);
    bool has_body;
    assert_ok(dl_article_decode(dl_buf_view(&r), &b, &has_body, &err), err);
    assert_false(has_body);
    assert_str(b.body, "");
    assert_str(b.path, "/srv/news/a.jsonl.gz");
    dl_buf_free(&r);
}

static void test_empty_article(void **state)
{
    (void)state;
    struct dl_error err = { 0 };
    struct dl_article a = { 0 }, b;
    struct dl_buf r = encoded(&a, true);
    bool has_body;
    assert_ok(dl_article_decode(dl_buf_view(&r), &b, &has_body, &err), err);
    assert_true(has_body);
    assert_int_equal(b.date, 0);
    dl_buf_free(&r);
}

/* Every truncation is refused; the copy is of exact size so that a sanitizer sees any step outside. */
static void test_truncated(void **state)
{
    (void)state;
    struct dl_error err = { 0 };
    struct dl_article a = sample(), b;
    struct dl_buf r = encoded(&a, true);
    bool has_body;
    for (size_t n = 0; n < r.len; n++) {
        char *copy = malloc(n ? n : 1);
        assert_non_null(copy);
        memcpy(copy, r.data, n);
        assert_int_equal(dl_article_decode((struct dl_str){ copy, n }, &b, &has_body, &err), DL_CORRUPT);
        free(copy);
    }
    dl_buf_free(&r);
}

static void put_checksum(char *p, size_t n)
{
    uint64_t sum = dl_hash64(p + 6, n - 6);
    for (int i = 0; i < 4; i++)
        p[2 + i] = (char)(sum >> (8 * i) & 0xff);
}

/* Each flipped bit is noticed; and when the checksum is made to agree, nothing outside is read. */
static void test_flipped(void **state)
{
    (void)state;
    struct dl_error err = { 0 };
    struct dl_article a = sample(), b;
    struct dl_buf r = encoded(&a, true);
    char *copy = malloc(r.len);
    bool has_body;
    assert_non_null(copy);
    for (size_t i = 0; i < r.len * 8; i++) {
        memcpy(copy, r.data, r.len);
        copy[i / 8] = (char)(copy[i / 8] ^ 1 << i % 8);
        assert_int_not_equal(dl_article_decode((struct dl_str){ copy, r.len }, &b, &has_body, &err), DL_OK);
        put_checksum(copy, r.len);
        (void)dl_article_decode((struct dl_str){ copy, r.len }, &b, &has_body, &err);
    }
    free(copy);
    dl_buf_free(&r);
}

static void test_hostile(void **state)
{
    (void)state;
    struct dl_error err = { 0 };
    struct dl_article a = sample(), b;
    bool has_body;
    struct dl_buf r = encoded(&a, true);
    r.data[1] = 3;
    assert_int_equal(dl_article_decode(dl_buf_view(&r), &b, &has_body, &err), DL_VERSION);
    r.data[1] = 1;
    dl_buf_byte(&r, 0);
    put_checksum(r.data, r.len);
    assert_int_equal(dl_article_decode(dl_buf_view(&r), &b, &has_body, &err), DL_CORRUPT); /* more behind it */
    dl_buf_free(&r);
    a.title = DL_STR("not \xff UTF-8");
    r = encoded(&a, true);
    assert_int_equal(dl_article_decode(dl_buf_view(&r), &b, &has_body, &err), DL_CORRUPT);
    dl_buf_free(&r);
    a = sample();
    a.countries[0].salience = 0.0f / 1.0f;
    r = encoded(&a, true);
    assert_int_equal(dl_article_decode(dl_buf_view(&r), &b, &has_body, &err), DL_CORRUPT);
    dl_buf_free(&r);
    a = sample();
    a.mention_count = DL_MAX_MENTIONS + 1;
    assert_int_equal(dl_article_encode(&a, true, &r, &err), DL_INTERNAL);
}

static void test_names(void **state)
{
    (void)state;
    assert_string_equal(dl_date_from_name(DL_DATE_NONE), "none");
    assert_string_equal(dl_date_from_name(DL_DATE_TEXT), "text");
    assert_string_equal(dl_date_from_name((enum dl_date_from)99), "none");
    assert_string_equal(dl_country_from_name(DL_COUNTRY_FIELD), "field");
    assert_string_equal(dl_country_from_name(DL_COUNTRY_BODY), "body");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),    cmocka_unit_test(test_fields),    cmocka_unit_test(test_without_body),
        cmocka_unit_test(test_empty_article), cmocka_unit_test(test_truncated), cmocka_unit_test(test_flipped),
        cmocka_unit_test(test_hostile),       cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
