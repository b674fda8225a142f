/* test_source_format.c - recognising formats, splitting texts, cleaning articles.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/reader/format.h"
#include "tests/unit/unit.h"

static void split(const char *text, struct dl_buf *room, struct dl_article *a)
{
    memset(a, 0, sizeof *a);
    dl_buf_clear(room);
    dl_buf_puts(room, text);
    dl_text_split(room->data, room->len, a);
}

static void formats_are_recognised_by_content(void **state)
{
    (void)state;
    assert_ptr_equal(dl_format_recognise(DL_STR("{\"title\":1}")), &dl_format_jsonl);
    assert_ptr_equal(dl_format_recognise(DL_STR("\xEF\xBB\xBF \n { \"id\"")), &dl_format_jsonl);
    assert_ptr_equal(dl_format_recognise(DL_STR("{\n  \"id\"")), &dl_format_json);
    assert_ptr_equal(dl_format_recognise(DL_STR("{\"id\": 1,\n  \"title\": \"x\"}")), &dl_format_json);
    assert_ptr_equal(dl_format_recognise(DL_STR("{\"id\": 1,\n{\"id\": 2}")), &dl_format_jsonl);
    assert_ptr_equal(dl_format_recognise(DL_STR("{\"id\": \"unfinished\n\"id\": 2}")), &dl_format_jsonl);
    assert_ptr_equal(dl_format_recognise(DL_STR(" [\n {\"id\"")), &dl_format_json);
    assert_ptr_equal(dl_format_recognise(DL_STR("[]\n")), &dl_format_json);
    assert_ptr_equal(dl_format_recognise(DL_STR("[1] A footnote")), &dl_format_text);
    assert_ptr_equal(dl_format_recognise(DL_STR("[\"a\", \"b\"]")), &dl_format_text);
    assert_ptr_equal(dl_format_recognise(DL_STR("{curly} words")), &dl_format_text);
    assert_ptr_equal(dl_format_recognise(DL_STR(" date 2024-10-22 Title")), &dl_format_text);
    assert_ptr_equal(dl_format_recognise(DL_STR("")), &dl_format_text);
}

static void header_gives_date_and_title(void **state)
{
    (void)state;
    struct dl_buf b = { 0 };
    struct dl_article a;
    split(" date 2024-10-23 Xi urges China, Laos\n\nKAZAN, Oct. 22 -- Text.\n", &b, &a);
    assert_int_equal(a.date, 20241023);
    assert_int_equal(a.date_from, DL_DATE_HEADER);
    assert_str(a.title, "Xi urges China, Laos");
    assert_str(a.body, "\nKAZAN, Oct. 22 -- Text.\n");
    split(" date 2024-02-30 No such day\nText of the story here.\n", &b, &a);
    assert_int_equal(a.date, 0);
    split("date 2024-10-23th not a header line\n", &b, &a);
    assert_int_equal(a.date, 0);
    dl_buf_free(&b);
}

static void header_without_title_takes_the_first_line(void **state)
{
    (void)state;
    struct dl_buf b = { 0 };
    struct dl_article a;
    split(" date 2025-01-16 \n\nLeaders meet in Hanoi again\n\nText of it.\n", &b, &a);
    assert_int_equal(a.date, 20250116);
    assert_str(a.title, "Leaders meet in Hanoi again");
    assert_str(a.body, "\n\n\nText of it.\n");
    split(" date 2025-01-16", &b, &a);
    assert_int_equal(a.date, 20250116);
    assert_str(a.title, "");
    assert_str(a.body, "");
    dl_buf_free(&b);
}

static void menus_are_no_titles_but_stay(void **state)
{
    (void)state;
    struct dl_buf b = { 0 };
    struct dl_article a;
    split("Logo\nSign in | Subscribe | Home page\n\nVietnam, Laos give priority to ties\n\nState President said.\n", &b,
          &a);
    assert_str(a.title, "Vietnam, Laos give priority to ties");
    assert_str(a.body, "Logo\nSign in | Subscribe | Home page\n\n\n\nState President said.\n");
    dl_buf_free(&b);
}

static void a_paragraph_gives_its_first_sentence(void **state)
{
    (void)state;
    struct dl_buf b = { 0 }, text = { 0 };
    struct dl_article a;
    dl_buf_puts(&text, "Beijing: Chinese President Xi Jinping has urged more trade on Oct. 22 in Beijing. ");
    for (int i = 0; i < 30; i++)
        dl_buf_puts(&text, "The rest goes on. ");
    split(dl_buf_cstr(&text), &b, &a);
    assert_str(a.title, "Beijing: Chinese President Xi Jinping has urged more trade on Oct. 22 in Beijing.");
    assert_int_equal(a.body.len, text.len);
    struct dl_buf with_header = { 0 };
    dl_buf_printf(&with_header, " date 2024-08-19 %s\nMore.\n", dl_buf_cstr(&text));
    split(dl_buf_cstr(&with_header), &b, &a);
    assert_int_equal(a.date, 20240819);
    assert_true(a.title.len < 100);
    assert_memory_equal(a.body.ptr, "Beijing: Chinese", 16);
    dl_buf_free(&with_header);
    dl_buf_free(&text);
    dl_buf_free(&b);
}

static enum dl_status parse_text(struct dl_str bytes, struct dl_parse *p, struct dl_article *a, struct dl_error *err)
{
    struct dl_record r = { 0 };
    size_t pos = 0;
    memset(a, 0, sizeof *a);
    assert_true(dl_format_text.next(bytes, &pos, &r));
    assert_false(dl_format_text.next(bytes, &pos, &r));
    return dl_format_text.parse(&r, p, a, err);
}

static void text_is_made_utf8(void **state)
{
    (void)state;
    struct dl_parse p = { 0 };
    struct dl_article a;
    struct dl_error err;
    assert_ok(parse_text(DL_STR("\xFF\xFEH\0e\0l\0l\0o\0 \0t\0h\0e\0r\0e\0 \0a\0l\0l\0"), &p, &a, &err), err);
    assert_str(a.title, "Hello there all");
    assert_ok(parse_text(DL_STR("\xEF\xBB\xBFThree words here\nbody\n"), &p, &a, &err), err);
    assert_str(a.title, "Three words here");
    dl_parse_free(&p);
}

static void other_things_are_no_text(void **state)
{
    (void)state;
    struct dl_parse p = { 0 };
    struct dl_article a;
    struct dl_error err;
    assert_int_equal(parse_text(DL_STR("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0\0\0"), &p, &a, &err), DL_BAD_INPUT);
    assert_int_equal(parse_text(DL_STR("%PDF-1.4 words and words"), &p, &a, &err), DL_BAD_INPUT);
    assert_int_equal(parse_text(DL_STR(" \n\n"), &p, &a, &err), DL_BAD_INPUT);
    assert_int_equal(parse_text(DL_STR(""), &p, &a, &err), DL_BAD_INPUT);
    assert_ok(parse_text(DL_STR("A single NUL\0 in a longer text is no reason to refuse an article.\n"), &p, &a, &err),
              err);
    dl_parse_free(&p);
}

static void lines_keep_their_numbers(void **state)
{
    (void)state;
    struct dl_str data = DL_STR("\n{\"a\":1}\n \t\r\n{\"b\":2}");
    struct dl_record r = { .number = 10, .offset = 100 };
    size_t pos = 0;
    assert_true(dl_format_jsonl.next(data, &pos, &r));
    assert_int_equal(r.number, 12);
    assert_int_equal(r.offset, 101);
    assert_true(dl_format_jsonl.next(data, &pos, &r));
    assert_int_equal(r.number, 14);
    assert_int_equal(r.offset, 113);
    assert_str(r.bytes, "{\"b\":2}");
    assert_false(dl_format_jsonl.next(data, &pos, &r));
}

static void cleaning_trims_and_repairs(void **state)
{
    (void)state;
    struct dl_parse p = { 0 };
    struct dl_error err;
    struct dl_article a;
    memset(&a, 0, sizeof a);
    a.id = DL_STR(" x\n");
    a.title = DL_STR("\tTwo\n\n lines ");
    a.body = DL_STR("good \xFF bad");
    a.language = DL_STR("not a language tag at all, surely");
    a.country_fields[0] = DL_STR(" ");
    a.country_fields[1] = DL_STR(" LA ");
    a.country_field_count = 2;
    assert_ok(dl_article_clean(&a, &p, &err), err);
    assert_str(a.id, "x");
    assert_str(a.title, "Two lines");
    assert_str(a.language, "");
    assert_int_equal(a.country_field_count, 1);
    assert_str(a.country_fields[0], "LA");
    assert_int_not_equal(a.body.len, 0);
    dl_parse_free(&p);
}

/* ---- JSON ----------------------------------------------------------------------------------------------------------
 */

static uint32_t dice;
static uint32_t roll(uint32_t n)
{
    dice = dice * 1664525 + 1013904223;
    return (dice >> 8) % n;
}

/* What the records of DATA (whole ones) are, one after the other, each in brackets. */
static uint64_t put_records(struct dl_str data, struct dl_buf *out)
{
    struct dl_record r = { 0 };
    size_t pos = 0;
    while (dl_format_json.next(data, &pos, &r)) {
        assert_true(r.bytes.ptr >= data.ptr && r.bytes.ptr + r.bytes.len <= data.ptr + data.len && r.bytes.len > 0);
        assert_int_equal(r.offset, (uint64_t)(r.bytes.ptr - data.ptr));
        dl_buf_byte(out, '<');
        dl_buf_str(out, r.bytes);
        dl_buf_byte(out, '>');
    }
    return r.number;
}

/* However a source is cut into pieces, its records are the same. */
static void json_is_cut_anywhere(void **state)
{
    (void)state;
    static const char *const parts[] = {
        "{\"a\":1}", "{\n\"b\":\"}\\\"{\"}",   ",", " ", "\n", "[", "]", "null", "{", "}", "\"",
        "\\",        "{\"c\":[1,{\"d\":[]}]}", "x"
    };
    struct dl_buf data = { 0 }, whole = { 0 }, pieces = { 0 }, held = { 0 };
    for (dice = 1; dice < 3000; dice++) {
        uint32_t seed = dice;
        dl_buf_clear(&data);
        dl_buf_clear(&whole);
        dl_buf_clear(&pieces);
        dl_buf_clear(&held);
        for (uint32_t n = roll(20); n > 0; n--)
            dl_buf_puts(&data, parts[roll(sizeof parts / sizeof *parts)]);
        uint64_t count = put_records(dl_buf_view(&data), &whole), number = 0;
        for (size_t at = 0; at < data.len;) {
            size_t n = 1 + roll(9);
            n = n < data.len - at ? n : data.len - at;
            dl_buf_append(&held, data.data + at, n);
            at += n;
            size_t end = at == data.len ? held.len : dl_format_json.cut(dl_buf_view(&held));
            struct dl_str ready = { held.data, end };
            if (at < data.len)
                assert_int_equal(dl_format_json.count(ready), put_records(ready, &pieces));
            else
                put_records(ready, &pieces);
            number += dl_format_json.count(ready);
            memmove(held.data, held.data + end, held.len - end);
            held.len -= end;
        }
        if (!dl_str_eq(dl_buf_view(&whole), dl_buf_view(&pieces)))
            fail_msg("seed %u: %s cut into %s", seed, dl_buf_cstr(&whole), dl_buf_cstr(&pieces));
        assert_true(number <= count);
        dice = seed;
    }
    dl_buf_free(&data);
    dl_buf_free(&whole);
    dl_buf_free(&pieces);
    dl_buf_free(&held);
}

static void json_goes_on_behind_what_is_too_large(void **state)
{
    (void)state;
    struct dl_scan scan = { 0 };
    assert_int_equal(dl_format_json.resync(DL_STR("[\n {\"a\": \"x}"), &scan), 0);
    assert_int_equal(dl_format_json.resync(DL_STR("\\\"{{ "), &scan), 0);
    assert_int_equal(dl_format_json.resync(DL_STR("\", \"b\": {}} , {"), &scan), 11);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(formats_are_recognised_by_content),
        cmocka_unit_test(json_is_cut_anywhere),
        cmocka_unit_test(json_goes_on_behind_what_is_too_large),
        cmocka_unit_test(header_gives_date_and_title),
        cmocka_unit_test(header_without_title_takes_the_first_line),
        cmocka_unit_test(menus_are_no_titles_but_stay),
        cmocka_unit_test(a_paragraph_gives_its_first_sentence),
        cmocka_unit_test(text_is_made_utf8),
        cmocka_unit_test(other_things_are_no_text),
        cmocka_unit_test(lines_keep_their_numbers),
        cmocka_unit_test(cleaning_trims_and_repairs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
