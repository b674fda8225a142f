/* test_json.c - the reader of JSON, with jansson for comparison, and the writer.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <jansson.h>

#include "dateline/json.h"
#include "tests/unit/unit.h"

/* Read TEXT and write it again, without blanks. */
static void copy_value(struct dl_json *j, struct dl_buf *out)
{
    static const char *const words[] = { "null", "false", "true" };
    struct dl_json_value v;
    struct dl_str name;
    if (!dl_json_value(j, &v))
        return;
    if (v.type == DL_JSON_STRING)
        dl_json_quote(v.s, out);
    else if (v.type == DL_JSON_NUMBER)
        dl_buf_str(out, v.s);
    else if (v.type < DL_JSON_NUMBER)
        dl_buf_puts(out, words[v.type]);
    else {
        dl_buf_puts(out, v.type == DL_JSON_OBJECT ? "{" : "[");
        for (bool more = false; dl_json_next(j, &name); more = true) {
            dl_buf_puts(out, more ? "," : "");
            if (v.type == DL_JSON_OBJECT) {
                dl_json_quote(name, out);
                dl_buf_byte(out, ':');
            }
            copy_value(j, out);
        }
        dl_buf_puts(out, v.type == DL_JSON_OBJECT ? "}" : "]");
    }
}

static enum dl_status copy(struct dl_str text, struct dl_buf *out, struct dl_error *err)
{
    struct dl_json j;
    char *exact = malloc(text.len + 1), *decoded = malloc(text.len + 1); /* so that a sanitiser sees a byte too far */
    assert_true(exact && decoded);
    memcpy(exact, text.ptr, text.len);
    dl_buf_clear(out);
    dl_json_open(&j, (struct dl_str){ exact, text.len }, decoded);
    copy_value(&j, out);
    enum dl_status status = dl_json_close(&j, err);
    struct dl_json skipping;
    dl_json_open(&skipping, (struct dl_str){ exact, text.len }, decoded);
    dl_json_skip(&skipping);
    assert_int_equal(dl_json_close(&skipping, NULL), status);
    assert_ptr_equal(skipping.out, decoded);
    free(exact);
    free(decoded);
    return status;
}

static void values_are_read_and_written(void **state)
{
    (void)state;
    static const char *const same[] = { "{}",      "[]",
                                        "[[],{}]", "{\"a\":{\"b\":[1,-2.5e+7,null,true,false,\"x\"]}}",
                                        "\"\"",    "0",
                                        "-0.0E1",  "\"L\\u2028\\u202e\\ufeff\\u007f\\u0085\\u0001\\\"\\\\\"" };
    struct dl_buf out = { 0 };
    struct dl_error err;
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        assert_ok(copy(dl_str_of(same[i]), &out, &err), err);
        assert_str(dl_buf_view(&out), same[i]);
    }
    assert_ok(copy(DL_STR(" [\n1 ,\t\"\\u00fc\\ud83d\\ude00\\/\" ]\r\n"), &out, &err), err);
    assert_str(dl_buf_view(&out), "[1,\"ü😀/\"]");
    assert_ok(copy(DL_STR("\"\\ud800 \\u0000 \\udc00\""), &out, &err), err);
    assert_str(dl_buf_view(&out), "\"\xEF\xBF\xBD \xEF\xBF\xBD \xEF\xBF\xBD\"");
    dl_buf_free(&out);
}

static void what_is_broken_is_written_as_such(void **state)
{
    (void)state;
    struct dl_buf out = { 0 };
    dl_json_quote(DL_STR("a\xFF\xC3z\xE2\x82\xED\xA0\x80\xF0\x9F\x98\x80\0b"), &out);
    assert_str(dl_buf_view(&out),
               "\"a\xEF\xBF\xBD\xEF\xBF\xBDz\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD😀\\u0000b\"");
    dl_buf_clear(&out);
    dl_json_member("k", (struct dl_str){ 0 }, &out);
    assert_str(dl_buf_view(&out), ",\"k\":\"\"");
    dl_buf_free(&out);
}

static void errors_name_what_is_missing(void **state)
{
    (void)state;
    static const struct {
        const char *text, *expected;
        int column;
    } bad[] = {
        { "", "a value", 1 },
        { "{\"a\":1", "',' or '}'", 7 },
        { "[1 2]", "',' or ']'", 4 },
        { "[1,]", "a value", 4 },
        { "{\"a\" 1}", "':'", 6 },
        { "{a:1}", "a name in quotes", 2 },
        { "{\"a\":1,}", "a name in quotes", 8 },
        { "[1] x", "nothing more after the value", 5 },
        { "\"a\nb\"", "an escape in place of a control character", 3 },
        { "\"\\u12g4\"", "four hexadecimal digits", 4 },
        { "[01]", "',' or ']'", 3 },
        { "-", "a digit", 2 },
        { "[tru]", "a value", 2 },
        { "]", "a value", 1 },
    };
    struct dl_buf out = { 0 };
    struct dl_error err;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char want[128];
        snprintf(want, sizeof want, "not JSON: expected %s at column %d", bad[i].expected, bad[i].column);
        assert_int_equal(copy(dl_str_of(bad[i].text), &out, &err), DL_BAD_INPUT);
        assert_string_equal(err.message, want);
        assert_int_equal(err.column, bad[i].column);
    }
    dl_buf_free(&out);
}

static void deep_nesting_is_refused(void **state)
{
    (void)state;
    struct dl_buf text = { 0 }, out = { 0 };
    struct dl_error err;
    for (int depth = DL_JSON_DEPTH; depth <= 100000; depth = depth == DL_JSON_DEPTH ? depth + 1 : depth * 50) {
        dl_buf_clear(&text);
        for (int i = 0; i < depth; i++)
            dl_buf_puts(&text, "[");
        for (int i = 0; i < depth; i++)
            dl_buf_puts(&text, "]");
        if (depth == DL_JSON_DEPTH)
            assert_ok(copy(dl_buf_view(&text), &out, &err), err);
        else
            assert_int_equal(copy(dl_buf_view(&text), &out, &err), DL_BAD_INPUT);
    }
    dl_buf_free(&text);
    dl_buf_free(&out);
}

/* Random edits: what jansson takes or refuses for its syntax, so do we, and we write what it reads. */
static void agrees_with_jansson(void **state)
{
    (void)state;
    static const char seed[] = "{\"a\":[1,-2.0e3,\"x\\n\\u00e9\"],\"b\":{\"c\":null,\"d\":[true,[]]},\"e\":\"\"}";
    static const char letters[] = "{}[]\",:\\u0123456789aeE+-.ntrfl \n\xC3\xA9";
    struct dl_buf out = { 0 };
    uint32_t dice = 1;
    unsigned taken = 0;
    for (int round = 0; round < 20000; round++) {
        char text[sizeof seed];
        memcpy(text, seed, sizeof seed);
        for (int edits = 0; edits < 2; edits++) {
            dice = dice * 1664525 + 1013904223;
            text[(dice >> 8) % (sizeof seed - 1)] = letters[(dice >> 16) % (sizeof letters - 1)];
        }
        json_error_t e;
        json_t *want = json_loadb(text, sizeof seed - 1, JSON_DECODE_ANY | JSON_ALLOW_NUL, &e);
        enum dl_status status = copy((struct dl_str){ text, sizeof seed - 1 }, &out, NULL);
        if (want) {
            json_t *got = json_loadb(out.data, out.len, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
            if (status || !json_equal(want, got))
                fail_msg("%s: jansson takes it; %s", text, dl_buf_cstr(&out));
            json_decref(got);
            taken++;
        } else if (!status && json_error_code(&e) == json_error_invalid_syntax && !strstr(text, "\\u")) {
            fail_msg("%s: jansson refuses it", text);
        }
        json_decref(want);
    }
    assert_true(taken > 500);
    dl_buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_read_and_written), cmocka_unit_test(what_is_broken_is_written_as_such),
        cmocka_unit_test(errors_name_what_is_missing), cmocka_unit_test(deep_nesting_is_refused),
        cmocka_unit_test(agrees_with_jansson),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
