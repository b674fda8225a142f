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

static void formats_are_detected_by_content(void **state)
{
    (void)state;
    assert_ptr_equal(dl_format_detect(DL_STR("{\"title\":1}")), &dl_format_jsonl);
    assert_ptr_equal(dl_format_detect(DL_STR("\xEF\xBB\xBF \n { \"id\"")), &dl_format_jsonl);
    assert_ptr_equal(dl_format_detect(DL_STR("{\n  \"id\"")), &dl_format_json);
    assert_ptr_equal(dl_format_detect(DL_STR("{\"id\": 1,\n  \"title\": \"x\"}")), &dl_format_json);
    assert_ptr_equal(dl_format_detect(DL_STR("{\"id\": 1,\n{\"id\": 2}")), &dl_format_jsonl);
    assert_ptr_equal(dl_format_detect(DL_STR("{\"id\": \"unfinished\n\"id\": 2}")), &dl_format_jsonl);
    assert_ptr_equal(dl_format_detect(DL_STR(" [\n {\"id\"")), &dl_format_json);
    assert_ptr_equal(dl_format_detect(DL_STR("[]\n")), &dl_format_json);
    assert_ptr_equal(dl_format_detect(DL_STR("[1] A footnote")), &dl_format_text);
    assert_ptr_equal(dl_format_detect(DL_STR("[\"a\", \"b\"]")), &dl_format_text);
    assert_ptr_equal(dl_format_detect(DL_STR("{curly} words")), &dl_format_text);
    assert_ptr_equal(dl_format_detect(DL_STR(" date 2024-10-22 Title")), &dl_format_text);
    assert_ptr_equal(dl_format_detect(DL_STR("")), &dl_format_text);
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

static void two_words_above_a_dateline_are_the_title(void **state)
{
    (void)state;
    struct dl_buf b = { 0 };
    struct dl_article a;
    split("Bridge opens\n\nVIENTIANE, Oct 22, 2024 - The bridge was opened.\n", &b, &a);
    assert_str(a.title, "Bridge opens");
    assert_str(a.body, "\n\nVIENTIANE, Oct 22, 2024 - The bridge was opened.\n");
    split("Tin nhanh\nHà Nội (TTXVN) \u2013 Ngày 22/10, cây cầu đã được mở.\n", &b, &a);
    assert_str(a.title, "Tin nhanh");
    split("Log in | Home\n\nVIENTIANE, Oct 22 - The bridge was opened.\n", &b, &a); /* a menu */
    assert_str(a.title, "VIENTIANE, Oct 22 - The bridge was opened.");
    split("Two words\n\nA story in two paragraphs - with a dash.\n", &b, &a); /* no dateline below */
    assert_str(a.title, "A story in two paragraphs - with a dash.");
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

static void lines_of_the_page_are_no_titles(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "Skip to main content",
        "Log in or create an account",
        "We use cookies to improve your experience on our site.",
        "Tuesday, November 25 2025",
        "The Daily Echo",
        "Zum Hauptinhalt springen",
        "Wir verwenden Cookies, um Inhalte zu personalisieren.",
        "Anmelden oder registrieren Sie sich",
        "Süddeutsche Allgemeine Zeitung",
        "Aller au contenu principal",
        "Se connecter ou créer un compte",
        "Ce site utilise des cookies pour mesurer son audience.",
        "Chuyển đến nội dung chính",
        "Đăng nhập để bình luận",
        "Báo Thanh Niên Việt",
        "Thứ ba, 25/11/2025, 10:30 (GMT+7)",
        "25.11.2025, 10:30 Uhr",
        "By Jane Q. Doe",
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct dl_buf b = { 0 }, text = { 0 };
        struct dl_article a;
        dl_buf_printf(&text, "%s\n\nFerry to the islands sinks in storm\n\nThe ferry sank.\n", lines[i]);
        split(dl_buf_cstr(&text), &b, &a);
        if (!dl_str_eq(a.title, DL_STR("Ferry to the islands sinks in storm")))
            fail_msg("\"%s\" gives the title \"%.*s\"", lines[i], (int)a.title.len, a.title.ptr);
        assert_non_null(memmem(a.body.ptr, a.body.len, lines[i], strlen(lines[i]))); /* nothing is lost */
        dl_buf_free(&text);
        dl_buf_free(&b);
    }
}

static void titles_that_look_like_lines_of_a_page_stay(void **state)
{
    (void)state;
    static const char *const titles[] = { "Home Secretary resigns over leak",  "Search for survivors goes on",
                                          "Register of voters is out of date", "Menu prices rise by a tenth",
                                          "Subscribe and win, says minister",  "Cookie maker to close plant" };
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++) {
        struct dl_buf b = { 0 }, text = { 0 };
        struct dl_article a;
        dl_buf_printf(&text, "%s\n\nThis is the first line of the story.\n", titles[i]);
        split(dl_buf_cstr(&text), &b, &a);
        assert_str(a.title, titles[i]);
        dl_buf_free(&text);
        dl_buf_free(&b);
    }
}

static void labels_are_no_part_of_a_title(void **state)
{
    (void)state;
    static const char *const lines[] = { "Title: Ferry sinks in storm",    "# Ferry sinks in storm",
                                         "Headline: Ferry sinks in storm", "Überschrift: Ferry sinks in storm",
                                         "Tiêu đề: Ferry sinks in storm",  "## Title: Ferry sinks in storm" };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct dl_buf b = { 0 }, text = { 0 };
        struct dl_article a;
        dl_buf_printf(&text, "%s\n\nThe ferry sank.\n", lines[i]);
        split(dl_buf_cstr(&text), &b, &a);
        assert_str(a.title, "Ferry sinks in storm");
        dl_buf_free(&text);
        dl_buf_free(&b);
    }
}

static void the_day_of_a_masthead_goes_to_the_end(void **state)
{
    (void)state;
    struct dl_buf b = { 0 };
    struct dl_article a;
    split("Tuesday, November 25 2025\nThe Daily Echo\nHome\nFerry to the islands sinks\n\nNov. 6 (AP) - It sank.\n", &b,
          &a);
    assert_str(a.title, "Ferry to the islands sinks");
    assert_str(a.body, "\n\nNov. 6 (AP) - It sank.\nTuesday, November 25 2025\nThe Daily Echo\nHome\n");
    split("November 25, 2025\nFerry to the islands sinks\n\nIt sank.\n", &b, &a); /* the story's own */
    assert_str(a.body, "November 25, 2025\n\n\nIt sank.\n");
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
    struct dl_record r = { .bytes = bytes, .number = 1 };
    memset(a, 0, sizeof *a);
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
    struct dl_split s = { .number = 10 };
    size_t from, to;
    assert_int_equal(dl_format_jsonl.split(&s, data, false, &from, &to), DL_SPLIT_RECORD);
    assert_int_equal(s.number, 12);
    assert_int_equal(from, 1);
    assert_true(s.whole);
    data.ptr += to;
    data.len -= to;
    assert_int_equal(dl_format_jsonl.split(&s, data, false, &from, &to), DL_SPLIT_MORE);
    assert_int_equal(from, 4);
    assert_int_equal(s.number, 13);
    data.ptr += from;
    data.len -= from;
    assert_int_equal(dl_format_jsonl.split(&s, data, true, &from, &to), DL_SPLIT_RECORD);
    assert_int_equal(s.number, 14);
    assert_false(s.whole);
    assert_str(((struct dl_str){ data.ptr + from, to - from }), "{\"b\":2}");
    data.ptr += to;
    data.len -= to;
    assert_int_equal(dl_format_jsonl.split(&s, data, true, &from, &to), DL_SPLIT_MORE);
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

/* ---- JSON -------------------------------------------------------------------------------------------------------- */

static uint32_t dice;
static uint32_t roll(uint32_t n)
{
    dice = dice * 1664525 + 1013904223;
    return (dice >> 8) % n;
}

/* Put the records of DATA in brackets.  LAST: the source ends here.  Returns how many bytes are done with. */
static size_t put_records(struct dl_split *s, struct dl_str data, bool last, struct dl_buf *out)
{
    size_t done = 0, from, to;
    while (dl_format_json.split(s, (struct dl_str){ data.ptr + done, data.len - done }, last, &from, &to) ==
           DL_SPLIT_RECORD) {
        assert_true(from < to && to <= data.len - done);
        dl_buf_byte(out, '<');
        dl_buf_append(out, data.ptr + done + from, to - from);
        dl_buf_byte(out, '>');
        done += to;
    }
    assert_true(from <= data.len - done);
    return done + from;
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
        struct dl_split once = { 0 }, often = { 0 };
        dl_buf_clear(&data);
        dl_buf_clear(&whole);
        dl_buf_clear(&pieces);
        dl_buf_clear(&held);
        for (uint32_t n = roll(20); n > 0; n--)
            dl_buf_puts(&data, parts[roll(sizeof parts / sizeof *parts)]);
        assert_int_equal(put_records(&once, dl_buf_view(&data), true, &whole), data.len);
        for (size_t at = 0; at < data.len;) {
            size_t n = 1 + roll(9);
            n = n < data.len - at ? n : data.len - at;
            dl_buf_append(&held, data.data + at, n);
            at += n;
            size_t done = put_records(&often, dl_buf_view(&held), at == data.len, &pieces);
            memmove(held.data, held.data + done, held.len - done);
            held.len -= done;
        }
        if (!dl_str_eq(dl_buf_view(&whole), dl_buf_view(&pieces)))
            fail_msg("seed %u: %s cut into %s", seed, dl_buf_cstr(&whole), dl_buf_cstr(&pieces));
        assert_int_equal(once.number, often.number);
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
    struct dl_split s = { .skipping = true };
    size_t from, to;
    assert_int_equal(dl_format_json.split(&s, DL_STR("{\"a\": \"x}"), false, &from, &to), DL_SPLIT_MORE);
    assert_int_equal(from, 9);
    assert_int_equal(dl_format_json.split(&s, DL_STR("\\\"{{ "), false, &from, &to), DL_SPLIT_MORE);
    assert_int_equal(dl_format_json.split(&s, DL_STR("\", \"b\": {}} , {"), false, &from, &to), DL_SPLIT_SKIPPED);
    assert_int_equal(to, 11);
    assert_int_equal(s.number, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(formats_are_detected_by_content),
        cmocka_unit_test(json_is_cut_anywhere),
        cmocka_unit_test(json_goes_on_behind_what_is_too_large),
        cmocka_unit_test(header_gives_date_and_title),
        cmocka_unit_test(two_words_above_a_dateline_are_the_title),
        cmocka_unit_test(header_without_title_takes_the_first_line),
        cmocka_unit_test(menus_are_no_titles_but_stay),
        cmocka_unit_test(lines_of_the_page_are_no_titles),
        cmocka_unit_test(titles_that_look_like_lines_of_a_page_stay),
        cmocka_unit_test(labels_are_no_part_of_a_title),
        cmocka_unit_test(the_day_of_a_masthead_goes_to_the_end),
        cmocka_unit_test(a_paragraph_gives_its_first_sentence),
        cmocka_unit_test(text_is_made_utf8),
        cmocka_unit_test(other_things_are_no_text),
        cmocka_unit_test(lines_keep_their_numbers),
        cmocka_unit_test(cleaning_trims_and_repairs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
