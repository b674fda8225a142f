/* test_parse.c - the query language: what a query becomes, and what is said about a wrong one.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "analysis_fixture.h"

static int setup(void **state)
{
    static struct analysis_fixture f;
    analysis_open(&f);
    *state = &f;
    return 0;
}

static int teardown(void **state)
{
    analysis_close(*state);
    return 0;
}

static char *parse(struct analysis_fixture *f, const char *text, struct dl_parse_options options, struct dl_buf *out)
{
    struct dl_parsed parsed;
    struct dl_error err = { 0 };
    dl_buf_clear(out);
    if (dl_parse_query(dl_str_of(text), &options, &f->how, &f->arena, &parsed, &err) == DL_OK)
        dl_query_print(parsed.query, out);
    else
        dl_buf_printf(out, "%d: %s", err.column, err.message);
    return (char *)(uintptr_t)dl_buf_cstr(out);
}

struct row {
    const char *text, *expected;
};

static void check(void **state, const struct row *rows, struct dl_parse_options options)
{
    struct dl_buf out = { 0 };
    for (; rows->text; rows++)
        if (strcmp(parse(*state, rows->text, options, &out), rows->expected) != 0)
            fail_msg("%s\n  became %s\n  not    %s", rows->text, dl_buf_cstr(&out), rows->expected);
    dl_buf_free(&out);
}

static void test_words(void **state)
{
    static const struct row rows[] = {
        { "railway", "railway" },
        { "Railways", "railway" },
        { "railway corridor", "AND(railway, corridor)" },
        { "  railway\t\ncorridor  ", "AND(railway, corridor)" },
        { "railway AND corridor", "AND(railway, corridor)" },
        { "railway OR corridor", "OR(railway, corridor)" },
        { "a b OR c d", "OR(AND(a, b), AND(c, d))" },
        { "and or not", "AND(and, or, not)" },
        { "xi -trade", "NOT(xi, trade)" },
        { "xi NOT trade", "NOT(xi, trade)" },
        { "xi AND NOT trade", "NOT(xi, trade)" },
        { "xi -trade -tariff", "NOT(xi, OR(trade, tariff))" },
        { "-trade", "NOT(ALL, trade)" },
        { "NOT NOT trade", "trade" },
        { "xi OR -trade", "OR(xi, NOT(ALL, trade))" },
        { "well-known", "OR(PHRASE(well, known), wellknown)" },
        { "covid-19", "OR(PHRASE(covid, 19), covid19)" },
        { "(xi OR lam) railway", "AND(OR(xi, lam), railway)" },
        { "((xi))", "xi" },
        { "(xi lam)(to)", "AND(AND(xi, lam), to)" },
        { "*", "ALL" },
        { "* -xi", "NOT(ALL, xi)" },
        { "xi & lam", "AND(xi, lam)" },
        { "xi - lam", "AND(xi, lam)" },
        { "10:30 xi", "AND(PHRASE(10, 30), xi)" },
        { NULL, NULL },
    };
    check(state, rows, (struct dl_parse_options){ 0 });
}

static void test_phrases(void **state)
{
    static const struct row rows[] = {
        { "\"state visit\"", "PHRASE(state, visit)" },
        { "\"State\"", "state" },
        { "\xE2\x80\x9Cstate visit\xE2\x80\x9D", "PHRASE(state, visit)" },
        { "\"belt and road\" china", "AND(PHRASE(belt, and, road), china)" },
        { "-\"state visit\" china", "NOT(china, PHRASE(state, visit))" },
        { "state NEAR/3 visit", "NEAR/4(state, visit)" },
        { "state NEAR visit", "NEAR/11(state, visit)" },
        { "state NEAR/3 visit NEAR/5 laos", "NEAR/6(state, visit, lao)" },
        { "state NEAR/3 visit laos", "AND(NEAR/4(state, visit), lao)" },
        { "title:(state NEAR/2 visit)", "NEAR/3(Sstate, Svisit)" },
        { NULL, NULL },
    };
    check(state, rows, (struct dl_parse_options){ 0 });
}

static void test_prefixes(void **state)
{
    static const struct row rows[] = {
        { "rail*", "rail*" },
        { "Rail*", "rail*" },
        { "countries*", "OR(countries*, countri)" },
        { "title:rail*", "Srail*" },
        { "rail* china", "AND(rail*, china)" },
        { NULL, NULL },
    };
    check(state, rows, (struct dl_parse_options){ 0 });
}

static void test_fields(void **state)
{
    static const struct row rows[] = {
        { "title:railway", "Srailway" },
        { "TITLE:railway", "Srailway" },
        { "title:\"state visit\"", "PHRASE(Sstate, Svisit)" },
        { "title:(state visit) laos", "AND(AND(Sstate, Svisit), lao)" },
        { "xi country:LA", "AND(xi, country:LA)" },
        { "country:laos", "country:LA" },
        { "country:\"Lao PDR\"", "country:LA" },
        { "country:\"Viet Nam\"", "OR(country:VN, country:VDVN)" }, /* and what it succeeds */
        { "country:LA,KH", "OR(country:LA, country:KH)" },
        { "-country:LA xi", "NOT(xi, country:LA)" },
        { "mentions:LA", "mention:LA" },
        { "date:2024-10..2025-01", "date:2024-10-01..2025-01-31" },
        { "date:2024", "date:2024-01-01..2024-12-31" },
        { "source:Xinhua", "source:xinhua" },
        { "language:zh-Hant", "language:zh" },
        { "http://example.org", "PHRASE(http, exampl, org)" },
        { NULL, NULL },
    };
    check(state, rows, (struct dl_parse_options){ 0 });
}

static void test_diacritics(void **state)
{
    static const struct row rows[] = {
        { "L\xC6\xB0\xC6\xA1ng", "OR(l\xC6\xB0\xC6\xA1ng, luong)" },
        { "Luong", "luong" },
        { "\"L\xC6\xB0\xC6\xA1ng C\xC6\xB0\xE1\xBB\x9Dng\"",
          "OR(PHRASE(l\xC6\xB0\xC6\xA1ng, c\xC6\xB0\xE1\xBB\x9Dng), PHRASE(luong, cuong))" },
        { "president NEAR/2 L\xC6\xB0\xC6\xA1ng", "OR(NEAR/3(presid, l\xC6\xB0\xC6\xA1ng), NEAR/3(presid, luong))" },
        { NULL, NULL },
    };
    check(state, rows, (struct dl_parse_options){ 0 });
}

static void test_several_stemmers(void **state)
{
    static const struct row rows[] = {
        { "visits", "OR(visit, visits)" },
        { "laos", "OR(lao, laos)" },
        { "china", "china" },
        { "\"state visits\"", "OR(PHRASE(state, visit), PHRASE(state, visits))" },
        { NULL, NULL },
    };
    struct analysis_fixture *f = *state;
    f->how.stemmers[f->how.stemmer_count++] = "none";
    check(state, rows, (struct dl_parse_options){ 0 });
}

static void test_any(void **state)
{
    static const struct row rows[] = {
        { "railway corridor", "OR(railway, corridor)" },
        { "railway AND corridor laos", "OR(AND(railway, corridor), lao)" },
        { "railway corridor -trade", "NOT(OR(railway, corridor), trade)" },
        { "railway corridor country:LA", "AND(country:LA, OR(railway, corridor))" },
        { "covid-19 xi", "OR(OR(covid, 19), xi)" },
        { "\"state visit\" xi", "OR(PHRASE(state, visit), xi)" },
        { NULL, NULL },
    };
    check(state, rows, (struct dl_parse_options){ .any = true });
}

/* Prefixes of words that are written as several, gaps, slop, quotation marks, operators of other tools. */
static void test_written_as_several(void **state)
{
    static const struct row rows[] = {
        { "covid-1*", "OR(PHRASE(covid, 1*), covid1*)" },
        { "al-sha*", "OR(PHRASE(al, sha*), alsha*)" },
        { "NOT covid-1*", "NOT(ALL, OR(PHRASE(covid, 1*), covid1*))" },
        { "title:covid-1*", "OR(PHRASE(Scovid, S1*), Scovid1*)" },
        { "\"trade agreem*\"", "PHRASE(trade, agreem*)" },
        { "\"trade * agreement\"", "PHRASE(trade, agreement@2)" },
        { "\"trade agreement\"~5", "NEAR/7(trade, agreement)" },
        { "\"trade\"~5", "trade" },
        { "\xC2\xABtrade agreement\xC2\xBB", "PHRASE(trade, agreement)" },
        { "\xE2\x80\x9Etrade agreement\xE2\x80\x9C", "PHRASE(trade, agreement)" },
        { "\xE3\x80\x8Ctrade agreement\xE3\x80\x8D oil", "AND(PHRASE(trade, agreement), oil)" },
        { "trade || oil", "OR(trade, oil)" },
        { "trade && oil", "AND(trade, oil)" },
        { "trade !oil", "NOT(trade, oil)" },
        { "co?oa c*oa", "AND(\"\", \"\")" },
        { "what?", "what" },
        { NULL, NULL },
    };
    check(state, rows, (struct dl_parse_options){ 0 });
}

static void test_plain(void **state)
{
    static const struct row rows[] = {
        { "railway AND corridor", "AND(railway, and, corridor)" },
        { "what is \"this\" (thing:", "AND(what, is, this, thing)" },
        { "-xi rail*", "AND(xi, rail)" },
        { "covid-19", "AND(covid, 19)" },
        { NULL, NULL },
    };
    check(state, rows, (struct dl_parse_options){ .plain = true });
}

static void test_errors(void **state)
{
    static const struct row rows[] = {
        { "china AND", "10: expected a word after AND" },
        { "china OR", "9: expected a word after OR" },
        { "china NOT", "10: expected a word after NOT" },
        { "AND china", "1: expected a word before this operator (quote it to search for it)" },
        { "china OR OR laos", "10: expected a word before this operator (quote it to search for it)" },
        { "(china", "1: this parenthesis is not closed" },
        { "china)", "6: no '(' belongs to this ')'" },
        { "()", "2: expected a word before ')'" },
        { "china \"state visit", "7: this quotation mark is not closed" },
        { "title:", "7: expected a word, a phrase or '(' after title:" },
        { "title: railway", "7: expected a word, a phrase or '(' after title:" },
        { "country:(LA)", "9: expected a country's code or name after country:" },
        { "date:", "6: expected a date or range (2024-10, 2024-10-01..2025-01) after date:" },
        { "titel:rail", "1: there is no field titel: (did you mean title:?)" },
        { "cuntry:LA", "1: there is no field cuntry: (did you mean country:?)" },
        { "a NEAR/0 b", "3: expected NEAR/n with n from 1 to 1000" },
        { "a NEAR/x b", "3: expected NEAR/n with n from 1 to 1000" },
        { "a NEAR/2", "9: expected a single word after NEAR" },
        { "title:a NEAR/2 b", "1: NEAR takes a single word on either side" },
        { "\"a b\" NEAR/2 c", "1: NEAR takes a single word on either side" },
        { "rail~0", "5: expected ~1 or ~2: how many letters may differ" },
        { "rail~3", "5: expected ~1 or ~2: how many letters may differ" },
        { "a NEAR/2 rail~1", "10: expected a single word after NEAR" },
        { "he*.o", "3: '*' is understood only at the end of a word (rail*), or alone for every article" },
        { "oil^2", "4: words have no weights here: leave the ^ and its number out" },
        { "\"a b\"^2", "6: words have no weights here: leave the ^ out" },
        { "\"a b\"*", "6: a star stands inside the quotation marks, behind the last word (\"trade agreem*\")" },
        { "\"a b\"~", "6: expected \"...\"~n: how many words may stand between, from 1 to 1000" },
        { "\"a* b\"", "3: in a phrase a star ends the last word (\"trade agreem*\") or stands alone for any word" },
        { "\"* b\"", "2: a star for any word stands between other words of the phrase" },
        { "\"b *\"", "4: a star for any word stands between other words of the phrase" },
        { "\"a b*\"~2", "1: a phrase with a star takes no ~n" },
        { "covid-19~", "9: a tilde goes with one word; this one is written as several" },
        { "/coc.a/", "1: an expression between slashes needs --regex-terms (quote it to search for its words)" },
        { "oil ||", "7: expected a word after OR" },
        { "", "0: the query holds no word to search for ('*' finds every article)" },
        { "&&", "1: expected a word before this operator (quote it to search for it)" },
        { "&", "0: the query holds no word to search for ('*' finds every article)" },
        { NULL, NULL },
    };
    check(state, rows, (struct dl_parse_options){ 0 });
}

static void test_values_name_their_place(void **state)
{
    struct analysis_fixture *f = *state;
    struct dl_parse_options options = { 0 };
    struct dl_parsed parsed;
    struct dl_error err = { 0 };
    assert_int_equal(dl_parse_query(DL_STR("xi country:Atlantisia"), &options, &f->how, &f->arena, &parsed, &err),
                     DL_SYNTAX);
    assert_int_equal(err.column, 12);
    assert_int_equal(dl_parse_query(DL_STR("date:2024-13 xi"), &options, &f->how, &f->arena, &parsed, &err), DL_SYNTAX);
    assert_int_equal(err.column, 6);
    assert_int_equal(dl_parse_query(DL_STR("date:2025..2024"), &options, &f->how, &f->arena, &parsed, &err), DL_SYNTAX);
}

static void test_limits(void **state)
{
    struct dl_buf text = { 0 }, out = { 0 };
    for (int i = 0; i < 5000; i++)
        dl_buf_byte(&text, '(');
    assert_non_null(strstr(parse(*state, dl_buf_cstr(&text), (struct dl_parse_options){ 0 }, &out), "too deeply"));
    dl_buf_clear(&text);
    for (int i = 0; i < 3000; i++)
        dl_buf_printf(&text, "w%d ", i);
    assert_non_null(strstr(parse(*state, dl_buf_cstr(&text), (struct dl_parse_options){ 0 }, &out), "more than 2048"));
    for (int i = 0; i < 70000; i++)
        dl_buf_byte(&text, 'x');
    assert_non_null(strstr(parse(*state, dl_buf_cstr(&text), (struct dl_parse_options){ 0 }, &out), "longer than"));
    dl_buf_free(&text);
    dl_buf_free(&out);
}

static void test_expressions(void **state)
{
    static const struct row rows[] = {
        { "/colou?r/", "\"\"" },
        { "oil /a\\/b c/", "AND(oil, \"\")" },
        { "(/x/) OR -/y/", "OR(\"\", NOT(ALL, \"\"))" },
        { "title:/x/", "\"\"" },
        { "a/b", "PHRASE(a, b)" },
        { "/x", "1: this regular expression is not closed by another /" },
        { "oil /x\\/", "5: this regular expression is not closed by another /" },
        { "//", "1: expected a regular expression between the slashes" },
        { "/x/y", "3: expected a space behind the regular expression (write \\/ for a slash in it)" },
        { "/x/ NEAR oil", "1: NEAR takes a single word on either side" },
        { NULL, NULL },
    };
    static const struct row off[] = { { "/x/y/", "PHRASE(x, y)" }, { NULL, NULL } };
    check(state, rows, (struct dl_parse_options){ .regex = true });
    check(state, off, (struct dl_parse_options){ 0 });
}

static void test_caret(void **state)
{
    struct dl_buf out = { 0 };
    (void)state;
    dl_parse_caret(DL_STR("china AND"), 10, &out);
    assert_string_equal(dl_buf_cstr(&out), "  china AND\n           ^\n");
    dl_buf_clear(&out);
    dl_parse_caret(DL_STR("\xE8\xB5\xB7 \x1B[1m)"), 9, &out); /* wide, and an escape sequence */
    assert_string_equal(dl_buf_cstr(&out), "  \xE8\xB5\xB7 \xEF\xBF\xBD[1m)\n         ^\n");
    dl_buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_words, setup, teardown),
        cmocka_unit_test_setup_teardown(test_phrases, setup, teardown),
        cmocka_unit_test_setup_teardown(test_prefixes, setup, teardown),
        cmocka_unit_test_setup_teardown(test_fields, setup, teardown),
        cmocka_unit_test_setup_teardown(test_diacritics, setup, teardown),
        cmocka_unit_test_setup_teardown(test_several_stemmers, setup, teardown),
        cmocka_unit_test_setup_teardown(test_any, setup, teardown),
        cmocka_unit_test_setup_teardown(test_written_as_several, setup, teardown),
        cmocka_unit_test_setup_teardown(test_plain, setup, teardown),
        cmocka_unit_test_setup_teardown(test_errors, setup, teardown),
        cmocka_unit_test_setup_teardown(test_values_name_their_place, setup, teardown),
        cmocka_unit_test_setup_teardown(test_limits, setup, teardown),
        cmocka_unit_test_setup_teardown(test_expressions, setup, teardown),
        cmocka_unit_test(test_caret),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
