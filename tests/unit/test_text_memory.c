/* test_text_memory.c - the text room when memory runs out, at every single allocation.
 *
 * The linker puts the wrappers below in place of malloc and its kin in our own code (tests/text.mk).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "unit.h"

#include "dateline/text.h"

static long left = -1; /* allocations that still succeed; negative: all do */

static bool fails(void)
{
    return left >= 0 && left-- == 0;
}

void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t n);
void *__real_reallocarray(void *p, size_t n, size_t size);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t n);
void *__wrap_reallocarray(void *p, size_t n, size_t size);

void *__wrap_malloc(size_t n)
{
    return fails() ? NULL : __real_malloc(n);
}
void *__wrap_calloc(size_t n, size_t size)
{
    return fails() ? NULL : __real_calloc(n, size);
}
void *__wrap_realloc(void *p, size_t n)
{
    return fails() ? NULL : __real_realloc(p, n);
}
void *__wrap_reallocarray(void *p, size_t n, size_t size)
{
    return fails() ? NULL : __real_reallocarray(p, n, size);
}

/* Thousands of different words, short and long, in several scripts: every table grows several times. */
static char *many_words(size_t *len)
{
    struct dl_buf b = { 0 };
    for (unsigned i = 0; i < 1500; i++)
        dl_buf_printf(&b, "w%u a-rather-long-word%uxxxxxxxxxxxxxxxx đường%u 大%u学 รัฐบาล%u\n", i, i, i, i, i);
    *len = b.len;
    return b.data;
}

static enum dl_status everything(struct dl_str text, struct dl_error *err)
{
    struct dl_analyzer *a = NULL;
    struct dl_tokens tokens = { 0 };
    struct dl_spans spans = { 0 };
    struct dl_buf out = { 0 };
    enum dl_status status = dl_analyzer_new(&a, err);
    if (status == DL_OK)
        status = dl_analyze_article(a, text, text, "english", &tokens, err);
    if (status == DL_OK)
        status = dl_analyze_spans(a, DL_FIELD_TITLE, text, "none", &spans, err);
    if (status == DL_OK)
        status = dl_analyze_prefix(a, DL_FIELD_BODY, DL_STR("railw"), &out, err);
    if (status == DL_OK)
        status = dl_utf8_clean(DL_STR("caf\xe9 in der Stra\xdf"
                                      "e"),
                               DL_STR(""), &out, NULL, err);
    dl_tokens_free(&tokens);
    dl_spans_free(&spans);
    dl_buf_free(&out);
    dl_analyzer_free(a);
    return status;
}

static void test_out_of_memory(void **state)
{
    (void)state;
    struct dl_error err;
    size_t len;
    char *data = many_words(&len);
    struct dl_str text = { data, len };
    long n = 0;
    for (enum dl_status status = DL_NO_MEMORY; status != DL_OK; n++) {
        left = n;
        status = everything(text, &err);
        left = -1;
        if (status != DL_OK) {
            assert_int_equal(status, DL_NO_MEMORY);
            assert_int_equal(err.status, DL_NO_MEMORY);
        }
    }
    assert_true(n > 50);
    free(data);
}

static void test_usable_afterwards(void **state)
{
    (void)state;
    struct dl_analyzer *a;
    struct dl_error err;
    struct dl_tokens tokens = { 0 };
    assert_ok(dl_analyzer_new(&a, &err), err);
    left = 0;
    assert_int_equal(dl_analyze_article(a, DL_STR("Railway"), DL_STR("opens"), "english", &tokens, &err), DL_NO_MEMORY);
    left = 3;
    assert_int_equal(dl_analyze_article(a, DL_STR("Railway"), DL_STR("opens"), "english", &tokens, &err), DL_NO_MEMORY);
    left = -1;
    assert_ok(dl_analyze_article(a, DL_STR("Railway"), DL_STR("opens"), "english", &tokens, &err), err);
    assert_int_equal(tokens.count, 3);
    assert_str(dl_analyzer_term(a, tokens.v[0].term), "railway");
    assert_str(dl_analyzer_term(a, tokens.v[1].term), "Srailway");
    assert_str(dl_analyzer_term(a, tokens.v[2].term), "open");
    dl_tokens_free(&tokens);
    dl_analyzer_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_out_of_memory),
        cmocka_unit_test(test_usable_afterwards),
    };
    return cmocka_run_group_tests_name("text_memory", tests, NULL, NULL);
}
