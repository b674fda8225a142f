/* fuzz_query.c - the query language: no input may crash it, make it slow, or give a tree that cannot be printed.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdlib.h>

#include "searcher/parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct dl_analysis how;
    struct dl_arena arena = { 0 };
    struct dl_parsed parsed;
    struct dl_error err = { 0 };
    struct dl_buf out = { 0 };
    if (size < 1)
        return 0;
    if (!how.analyzer) {
        if (dl_analyzer_new(&how.analyzer, NULL))
            abort();
        how.stemmers[how.stemmer_count++] = dl_stemmer_for(DL_STR("en"));
        how.stemmers[how.stemmer_count++] = "none";
    }
    struct dl_parse_options options = { .any = data[0] & 1, .plain = (data[0] & 6) == 6, .regex = data[0] & 8 };
    struct dl_str text = { (const char *)data + 1, size - 1 };
    enum dl_status status = dl_parse_query(text, &options, &how, &arena, &parsed, &err);
    if (status == DL_OK)
        dl_query_print(parsed.query, &out);
    else if (err.message[0] == '\0' || err.column < 0 || (size_t)err.column > text.len + 1)
        abort();
    else
        dl_parse_caret(text, err.column, &out);
    dl_buf_free(&out);
    dl_arena_free(&arena);
    if (dl_analyzer_memory(how.analyzer) > (size_t)64 << 20)
        dl_analyzer_reset(how.analyzer);
    return 0;
}
