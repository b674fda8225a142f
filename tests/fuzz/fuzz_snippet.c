/* fuzz_snippet.c - any query on any text: marks lie within the snippet, which is UTF-8 without control characters.
 *
 * The input is a query, a newline, and a text.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdlib.h>

#include "searcher/parse.h"
#include "searcher/snippet.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct dl_marked *m)
{
    size_t at = 0;
    if (!dl_utf8_valid(dl_buf_view(&m->text)))
        abort();
    for (size_t i = 0; i < m->text.len; i++)
        if ((unsigned char)m->text.data[i] < ' ' && m->text.data[i] != '\n' && m->text.data[i] != '\t')
            abort();
    for (size_t i = 0; i < m->count; i++) {
        if (m->v[i].start < at || m->v[i].end <= m->v[i].start || m->v[i].end > m->text.len)
            abort();
        at = m->v[i].end;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct dl_analysis how;
    struct dl_arena arena = { 0 };
    struct dl_parsed parsed;
    struct dl_parse_options options = { 0 };
    struct dl_matcher *matcher = NULL;
    struct dl_snippet_work work = { 0 };
    struct dl_marked marked = { 0 };
    struct dl_buf body = { 0 };
    const uint8_t *newline = size ? memchr(data, '\n', size) : NULL;
    if (!how.analyzer) {
        if (dl_analyzer_new(&how.analyzer, NULL))
            abort();
        how.stemmers[how.stemmer_count++] = dl_stemmer_for(DL_STR("en"));
    }
    if (!newline)
        return 0;
    struct dl_str query = { (const char *)data, (size_t)(newline - data) };
    struct dl_str text = { (const char *)newline + 1, size - query.len - 1 };
    if (dl_parse_query(query, &options, &how, &arena, &parsed, NULL) == DL_OK &&
        dl_utf8_clean(text, (struct dl_str){ 0 }, &body, NULL, NULL) == DL_OK &&
        dl_matcher_new(how.analyzer, parsed.query, &matcher, NULL) == DL_OK) {
        const char *stemmer = how.stemmers[0];
        if (dl_snippet(matcher, dl_buf_view(&body), stemmer, 20 + size % 100, &work, &marked, NULL) == DL_OK)
            check(&marked);
        if (dl_mark_all(matcher, DL_FIELD_BODY, dl_buf_view(&body), stemmer, &work, &marked, NULL) == DL_OK)
            check(&marked);
        if (dl_mark_all(matcher, DL_FIELD_TITLE, dl_buf_view(&body), stemmer, &work, &marked, NULL) == DL_OK)
            check(&marked);
    }
    dl_matcher_free(matcher);
    dl_snippet_work_free(&work);
    dl_marked_free(&marked);
    dl_buf_free(&body);
    dl_arena_free(&arena);
    if (dl_analyzer_memory(how.analyzer) > (size_t)64 << 20)
        dl_analyzer_reset(how.analyzer);
    return 0;
}
