/* test_country_set.c - the articles of tests/eval/metadata/{countries,web,languages}.jsonl get the countries that they
 * should.
 *
 * Each line is an article as dateline-index reads it, with expect_countries (a set; the first comes first unless
 * lenient), expect_mentions or both.  "lenient": the first of them, if any, must be found, the rest may differ.  The
 * articles were written for this project.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tests/unit/unit.h"

#include <jansson.h>

#include "dateline/metadata.h"

static struct dl_str member(const json_t *o, const char *key)
{
    return dl_str_of(json_string_value(json_object_get(o, key)));
}

static bool listed(const json_t *list, const char *code)
{
    for (size_t i = 0; i < json_array_size(list); i++)
        if (strcmp(json_string_value(json_array_get(list, i)), code) == 0)
            return true;
    return false;
}

static bool right(const json_t *o, const struct dl_article *a)
{
    const json_t *countries = json_object_get(o, "expect_countries"), *mentions = json_object_get(o, "expect_mentions");
    const char *first = json_string_value(json_object_get(o, "expect_first"));
    if (first)
        return a->country_count && strcmp(a->countries[0].code.text, first) == 0;
    unsigned hits = 0;
    for (unsigned i = 0; countries && i < a->country_count; i++)
        hits += listed(countries, a->countries[i].code.text);
    if (json_is_true(json_object_get(o, "lenient")))
        return json_array_size(countries) ? hits > 0 : a->country_count == 0;
    if (countries && (hits != json_array_size(countries) || a->country_count != hits))
        return false;
    if (mentions && a->mention_count != json_array_size(mentions))
        return false;
    for (unsigned i = 0; mentions && i < a->mention_count; i++)
        if (!listed(mentions, a->mentions[i].text))
            return false;
    return true;
}

static bool check(const json_t *o, struct dl_metadata *m)
{
    struct dl_article a = { .id = member(o, "id"),
                            .title = member(o, "title"),
                            .body = member(o, "text"),
                            .url = member(o, "url"),
                            .language = member(o, "language"),
                            .date_field = member(o, "date"),
                            .fetched_field = member(o, "fetched") };
    const json_t *stated = json_object_get(o, "country");
    struct dl_error err = { 0 };
    struct dl_buf why = { 0 };
    for (size_t i = 0; i < json_array_size(stated); i++)
        a.country_fields[a.country_field_count++] = dl_str_of(json_string_value(json_array_get(stated, i)));
    assert_ok(dl_metadata_explain(m, &a, &why, &err), err);
    bool ok = right(o, &a);
    if (!ok)
        print_error("%.*s:\n%s\n", (int)a.id.len, a.id.ptr, dl_buf_cstr(&why));
    dl_buf_free(&why);
    return ok;
}

static void check_set(const char *name, unsigned least)
{
    const char *source = getenv("DATELINE_SRC");
    char path[4096], *line = NULL;
    size_t cap = 0;
    unsigned articles = 0, wrong = 0;
    struct dl_metadata *m;
    struct dl_error err;
    assert_ok(dl_metadata_new(NULL, &m, &err), err);
    snprintf(path, sizeof path, "%s/tests/eval/metadata/%s", source ? source : ".", name);
    FILE *f = fopen(path, "r");
    if (!f)
        fail_msg("cannot open %s", path);
    while (getline(&line, &cap, f) > 0) {
        json_t *o = json_loads(line, 0, NULL);
        assert_non_null(o);
        articles++;
        wrong += !check(o, m);
        json_decref(o);
    }
    assert_true(articles >= least);
    assert_int_equal(wrong, 0);
    free(line);
    fclose(f);
    dl_metadata_free(m);
}

static void test_tricky(void **state)
{
    (void)state;
    check_set("countries.jsonl", 50);
}

/* Stories of the web: long, without a dateline; the country that is told of comes first. */
static void test_web(void **state)
{
    (void)state;
    check_set("web.jsonl", 57);
}

/* One or two sentences that name the same five countries, in 67 languages. */
static void test_languages(void **state)
{
    (void)state;
    check_set("languages.jsonl", 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_tricky), cmocka_unit_test(test_web),
                                        cmocka_unit_test(test_languages) };
    return cmocka_run_group_tests_name("country_set", tests, NULL, NULL);
}
