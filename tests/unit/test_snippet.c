/* test_snippet.c - what is shown of an article, and what of it is marked.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "analysis_fixture.h"

#include "searcher/safe.h"
#include "searcher/snippet.h"

struct fixture {
    struct analysis_fixture analysis;
    struct dl_snippet_work work;
    struct dl_marked marked;
    struct dl_buf shown;
};

static int setup(void **state)
{
    static struct fixture f;
    memset(&f, 0, sizeof f);
    analysis_open(&f.analysis);
    *state = &f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    analysis_close(&f->analysis);
    dl_snippet_work_free(&f->work);
    dl_marked_free(&f->marked);
    dl_buf_free(&f->shown);
    return 0;
}

static struct dl_matcher *matcher(struct fixture *f, const char *query)
{
    struct dl_parse_options options = { 0 };
    struct dl_parsed parsed;
    struct dl_matcher *m;
    struct dl_error err;
    assert_ok(dl_parse_query(dl_str_of(query), &options, &f->analysis.how, &f->analysis.arena, &parsed, &err), err);
    assert_ok(dl_matcher_new(f->analysis.how.analyzer, parsed.query, &m, &err), err);
    return m;
}

/* With [brackets] around what is marked. */
static const char *bracketed(struct fixture *f)
{
    const struct dl_marked *m = &f->marked;
    size_t at = 0;
    dl_buf_clear(&f->shown);
    for (size_t i = 0; i < m->count; i++) {
        assert_true(m->v[i].start >= at && m->v[i].end > m->v[i].start && m->v[i].end <= m->text.len);
        dl_buf_append(&f->shown, m->text.data + at, m->v[i].start - at);
        dl_buf_byte(&f->shown, '[');
        dl_buf_append(&f->shown, m->text.data + m->v[i].start, m->v[i].end - m->v[i].start);
        dl_buf_byte(&f->shown, ']');
        at = m->v[i].end;
    }
    if (m->text.len > at)
        dl_buf_append(&f->shown, m->text.data + at, m->text.len - at);
    return dl_buf_cstr(&f->shown);
}

static const char *snippet(struct fixture *f, const char *query, const char *body, size_t width)
{
    struct dl_matcher *m = matcher(f, query);
    struct dl_error err;
    assert_ok(dl_snippet(m, dl_str_of(body), f->analysis.how.stemmers[0], width, &f->work, &f->marked, &err), err);
    dl_matcher_free(m);
    return bracketed(f);
}

static const char *title(struct fixture *f, const char *query, const char *text)
{
    struct dl_matcher *m = matcher(f, query);
    struct dl_error err;
    assert_ok(dl_mark_all(m, DL_FIELD_TITLE, dl_str_of(text), f->analysis.how.stemmers[0], &f->work, &f->marked, &err),
              err);
    dl_matcher_free(m);
    return bracketed(f);
}

static void test_marks(void **state)
{
    static const struct {
        const char *query, *body, *expected;
    } rows[] = {
        { "visit", "He visited; the visits went on.", "He [visited]; the [visits] went on." },
        { "luong", "President L\xC6\xB0\xC6\xA1ng spoke.", "President [L\xC6\xB0\xC6\xA1ng] spoke." },
        { "l\xC6\xB0\xC6\xA1ng", "L\xC6\xB0\xC6\xA1ng or Luong.", "[L\xC6\xB0\xC6\xA1ng] or [Luong]." },
        { "rail*", "The railway, the rails and the trail.", "The [railway], the [rails] and the trail." },
        { "\"state visit\"", "A state of things. A state visit to the state.",
          "A state of things. A [state visit] to the state." },
        { "state NEAR/2 visit", "The visit of state. State matters; years later, another visit.",
          "The [visit] of [state]. State matters; years later, another visit." },
        { "china -laos", "China and Laos.", "[China] and Laos." },
        { "title:china", "China and Laos.", "China and Laos." },
        { "china country:LA", "China  and\n\nLaos.", "[China] and Laos." },
        { "\"u.s. troops\"", "U.S. troops left.", "[U.S. troops] left." },
        { "esc", "esc \x1B[31m esc", "[esc] \xEF\xBF\xBD[31m [esc]" },
        { "xyz", "nothing here", "nothing here" },
        { "*", "nothing here", "nothing here" },
        { "china", "", "" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_string_equal(snippet(*state, rows[i].query, rows[i].body, 200), rows[i].expected);
}

static void test_title(void **state)
{
    assert_string_equal(title(*state, "title:china laos", "China, Laos"), "[China], [Laos]");
    assert_string_equal(title(*state, "title:\"state visit\"", "A state visit"), "A [state visit]");
    assert_string_equal(title(*state, "title:rail*", "Railways"), "[Railways]");
}

#define FILL "The minister spoke at length about other matters on that day and nobody noted anything of it. "

static void test_window(void **state)
{
    const char *s =
        snippet(*state, "zebra giraffe",
                FILL FILL "A zebra was seen. " FILL FILL FILL "A zebra met a giraffe there. " FILL FILL, 60);
    assert_non_null(strstr(s, "A [zebra] met a [giraffe] there."));
    assert_null(strstr(s, "was seen"));
}

static void test_two_windows(void **state)
{
    const char *s = snippet(*state, "zebra giraffe",
                            FILL "First a zebra came. " FILL FILL FILL FILL FILL "Then a giraffe came. " FILL, 100);
    assert_non_null(strstr(s, "[zebra]"));
    assert_non_null(strstr(s, "[giraffe]"));
    assert_true(strstr(s, "[zebra]") < strstr(s, "[giraffe]"));
    assert_non_null(strstr(s, "\xE2\x80\xA6"));
}

static void test_sentence_edges(void **state)
{
    const char *s = snippet(*state, "zebra", FILL FILL "On Oct. 22 a zebra came to town. " FILL FILL, 70);
    assert_non_null(strstr(s, "On Oct. 22 a [zebra] came to town."));
    assert_true(s[0] == 'O');
}

static void test_beginning(void **state)
{
    const char *s = snippet(*state, "zebra", FILL FILL FILL, 60);
    assert_true(strncmp(s, "The minister spoke", 18) == 0);
    assert_true(strlen(s) < 80);
    assert_non_null(strstr(s, " \xE2\x80\xA6"));
}

/* Whatever is cut, the snippet is UTF-8 and not much wider than asked for. */
static void test_widths(void **state)
{
    static const char *const bodies[] = {
        "\xE0\xB8\x99\xE0\xB8\xB2\xE0\xB8\xA2\xE0\xB8\x81\xE0\xB8\xA3\xE0\xB8\xB1\xE0\xB8\x90",
        "\xE4\xB8\xAD\xE8\x80\x81\xE9\x93\x81\xE8\xB7\xAF\xE3\x80\x82",
        "e\xCC\x81\xCC\x82",
        "L\xC6\xB0\xC6\xA1ng C\xC6\xB0\xE1\xBB\x9Dng. ",
        "xxxxxxxxxxxxxxxxxxxxxxxx",
    };
    struct dl_buf body = { 0 };
    for (size_t k = 0; k < sizeof bodies / sizeof *bodies; k++) {
        dl_buf_clear(&body);
        for (int i = 0; i < 300; i++)
            dl_buf_puts(&body, bodies[k]);
        for (size_t width = 1; width < 120; width += 7) {
            struct fixture *f = *state;
            snippet(f, "cuong OR \xE9\x93\x81\xE8\xB7\xAF", dl_buf_cstr(&body), width);
            assert_true(dl_utf8_valid(dl_buf_view(&f->marked.text)));
            assert_true(dl_text_width(dl_buf_view(&f->marked.text)) <= 2 * width + 24);
        }
    }
    dl_buf_free(&body);
}

/* A matcher goes on after its analyzer has forgotten all words. */
static void test_forget(void **state)
{
    struct fixture *f = *state;
    struct dl_matcher *m = matcher(f, "zebra rain*");
    struct dl_error err;
    for (int i = 0; i < 3; i++) {
        const char *text = i % 2 ? "Other words first: a zebra in the rainy days" : "A zebra in the rain";
        assert_ok(
            dl_mark_all(m, DL_FIELD_BODY, dl_str_of(text), f->analysis.how.stemmers[0], &f->work, &f->marked, &err),
            err);
        assert_int_equal(f->marked.count, 2);
        dl_analyzer_reset(f->analysis.how.analyzer);
        dl_matcher_forget(m);
    }
    dl_matcher_free(m);
}

static void test_long_text(void **state)
{
    struct dl_buf body = { 0 };
    for (int i = 0; i < 1500; i++)
        dl_buf_puts(&body, FILL);
    dl_buf_puts(&body, "A zebra at last.");
    const char *s = snippet(*state, "zebra", dl_buf_cstr(&body), 80);
    assert_non_null(strstr(s, "[zebra]"));
    dl_buf_free(&body);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_marks, setup, teardown),
        cmocka_unit_test_setup_teardown(test_title, setup, teardown),
        cmocka_unit_test_setup_teardown(test_window, setup, teardown),
        cmocka_unit_test_setup_teardown(test_two_windows, setup, teardown),
        cmocka_unit_test_setup_teardown(test_sentence_edges, setup, teardown),
        cmocka_unit_test_setup_teardown(test_beginning, setup, teardown),
        cmocka_unit_test_setup_teardown(test_widths, setup, teardown),
        cmocka_unit_test_setup_teardown(test_forget, setup, teardown),
        cmocka_unit_test_setup_teardown(test_long_text, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
