/* test_date_set.c - the tricky articles of tests/eval/metadata/dates.jsonl get the dates that they should.
 *
 * Each line is an article as dateline-index reads it, with expect_date (a day, a month, or null) and expect_from, and
 * perhaps `reference`, the value of --reference-date.  The articles were written for this project.
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

static void check(const json_t *o)
{
    struct dl_article a = { .id = member(o, "id"),
                            .title = member(o, "title"),
                            .body = member(o, "text"),
                            .url = member(o, "url"),
                            .path = member(o, "path"),
                            .language = member(o, "language"),
                            .date_field = member(o, "date"),
                            .fetched_field = member(o, "fetched") };
    struct dl_metadata_options options = { 0 };
    struct dl_metadata *m;
    struct dl_error err = { 0 };
    struct dl_buf why = { 0 };
    char date[11];
    if (member(o, "reference").len)
        assert_ok(dl_date_parse_field(member(o, "reference"), &options.reference_date, &err), err);
    assert_ok(dl_metadata_new(&options, &m, &err), err);
    assert_ok(dl_metadata_find(m, &a, &err), err);
    dl_date_format(a.date, date);
    dl_date found = a.date;
    bool right = dl_str_eq(dl_str_of(date), member(o, "expect_date")) &&
                 dl_str_eq(dl_str_of(dl_date_from_name(a.date_from)), member(o, "expect_from"));
    a.date = 0;
    a.date_from = DL_DATE_NONE;
    assert_ok(dl_metadata_explain(m, &a, &why, &err), err);
    if (!right || a.date != found) /* explaining changes nothing */
        fail_msg("%.*s: %s from %s, not %.*s from %.*s\n%s", (int)a.id.len, a.id.ptr, date,
                 dl_date_from_name(a.date_from), (int)member(o, "expect_date").len, member(o, "expect_date").ptr,
                 (int)member(o, "expect_from").len, member(o, "expect_from").ptr, dl_buf_cstr(&why));
    dl_buf_free(&why);
    dl_metadata_free(m);
}

static void test_set(void **state)
{
    (void)state;
    const char *source = getenv("DATELINE_SRC");
    char path[4096], *line = NULL;
    size_t cap = 0, articles = 0;
    ssize_t n;
    snprintf(path, sizeof path, "%s/tests/eval/metadata/dates.jsonl", source ? source : ".");
    FILE *f = fopen(path, "r");
    if (!f)
        fail_msg("cannot open %s", path);
    while ((n = getline(&line, &cap, f)) > 0) {
        json_t *o = json_loadb(line, (size_t)n, 0, NULL);
        assert_non_null(o);
        check(o);
        json_decref(o);
        articles++;
    }
    free(line);
    fclose(f);
    assert_true(articles >= 50);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_set) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
