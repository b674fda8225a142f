/* fuzz_text.c - random bytes through cleaning, language detection and analysis.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdio.h>
#include <stdlib.h>

#include "dateline/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define CHECK(what)                                                                                                    \
    do {                                                                                                               \
        if (!(what)) {                                                                                                 \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #what);                                                 \
            abort();                                                                                                   \
        }                                                                                                              \
    } while (0)

static void check_term(struct dl_str term)
{
    CHECK(term.len > 0 && term.len <= DL_TERM_MAX);
    CHECK(dl_utf8_valid(term));
    for (size_t i = 0; i < term.len; i++)
        CHECK((unsigned char)term.ptr[i] > ' ' && term.ptr[i] != 0x7f);
}

static void check_spans(const struct dl_analyzer *a, const struct dl_spans *spans, struct dl_str text)
{
    struct dl_span before = { 0 };
    for (size_t i = 0; i < spans->count; i++) {
        struct dl_span s = spans->v[i];
        CHECK(s.term < dl_analyzer_vocabulary(a));
        check_term(dl_analyzer_term(a, s.term));
        CHECK(s.start < s.end && s.end <= text.len);
        CHECK(s.start >= before.start && s.position >= before.position && s.position > 0);
        CHECK(dl_utf8_valid((struct dl_str){ text.ptr + s.start, s.end - s.start }));
        before = s;
    }
}

static void analyze(struct dl_str text, const char *stemmer)
{
    struct dl_analyzer *a;
    struct dl_error err;
    struct dl_spans spans = { 0 };
    struct dl_tokens tokens = { 0 };
    struct dl_buf prefix = { 0 };
    CHECK(dl_analyzer_new(&a, &err) == DL_OK);
    CHECK(dl_analyze_spans(a, DL_FIELD_TITLE, text, stemmer, &spans, &err) == DL_OK);
    check_spans(a, &spans, text);
    for (size_t i = 0; i < spans.count; i++)
        CHECK(dl_analyzer_term(a, spans.v[i].term).ptr[0] == 'S');
    CHECK(dl_analyze_spans(a, DL_FIELD_BODY, text, stemmer, &spans, &err) == DL_OK);
    check_spans(a, &spans, text);
    CHECK(dl_analyze_article(a, text, text, stemmer, &tokens, &err) == DL_OK);
    CHECK(tokens.count == 3 * spans.count);
    for (size_t i = 1; i < tokens.count; i++)
        CHECK(tokens.v[i].position >= tokens.v[i - 1].position);
    for (size_t i = 0; i < spans.count; i++)
        CHECK(tokens.v[2 * spans.count + i].term == spans.v[i].term);
    CHECK(dl_analyze_prefix(a, DL_FIELD_BODY, text, &prefix, &err) == DL_OK);
    CHECK(dl_utf8_valid(dl_buf_view(&prefix)) && prefix.len <= DL_TERM_MAX);
    dl_buf_free(&prefix);
    dl_spans_free(&spans);
    dl_tokens_free(&tokens);
    dl_analyzer_free(a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const stemmers[] = { "none",    "english", "french", "turkish",
                                            "russian", "german2", "arabic", "italian" };
    static const char *const charsets[] = { "",        "windows-1258", "UTF-16LE", "Shift_JIS",
                                            "GB18030", "ISO-2022-JP",  "UTF-7",    "x" };
    if (size == 0)
        return 0;
    struct dl_buf clean = { 0 };
    struct dl_error err;
    size_t replaced;
    struct dl_str raw = { (const char *)data + 1, size - 1 };
    CHECK(dl_utf8_clean(raw, dl_str_of(charsets[data[0] >> 4 & 7]), &clean, &replaced, &err) == DL_OK);
    struct dl_str text = dl_buf_view(&clean);
    CHECK(dl_utf8_valid(text));
    bool plain = !memchr(raw.ptr, '\0', raw.len) && !memchr(raw.ptr, '\033', raw.len) && !memchr(raw.ptr, '~', raw.len);
    if (plain && dl_utf8_valid(raw)) /* no UTF-16, ISO-2022 or HZ */
        CHECK(dl_str_eq(raw, text) && replaced == 0);
    dl_language_detect(raw, text);
    analyze(text, stemmers[data[0] & 7]);
    dl_buf_free(&clean);
    return 0;
}
