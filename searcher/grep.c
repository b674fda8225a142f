/* grep.c - regular expressions (PCRE2).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "searcher/grep.h"

#include <stdlib.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#define MATCH_LIMIT 5000000u /* steps on one article: about a tenth of a second */
#define HEAP_LIMIT 65536u    /* KiB */
#define JIT_STACK ((size_t)1 << 20)

struct dl_grep {
    pcre2_code *code;
    pcre2_match_data *data;
    pcre2_match_context *context;
    pcre2_jit_stack *stack;
};

void dl_grep_free(struct dl_grep *g)
{
    if (!g)
        return;
    pcre2_match_data_free(g->data);
    pcre2_match_context_free(g->context);
    pcre2_jit_stack_free(g->stack);
    pcre2_code_free(g->code);
    free(g);
}

static enum dl_status bad_pattern(struct dl_str pattern, enum dl_grep_kind kind, int error, size_t at,
                                  struct dl_error *err)
{
    PCRE2_UCHAR text[160];
    pcre2_get_error_message(error, text, sizeof text);
    if (kind == DL_GREP_TEXT)
        return dl_fail(err, DL_INVALID, "--grep: %s (at byte %zu of '%.*s')", (const char *)text, at + 1,
                       (int)pattern.len, pattern.ptr);
    dl_fail(err, DL_SYNTAX, "%s", (const char *)text);
    if (err)
        err->column = (int)at + 1;
    return DL_SYNTAX;
}

static enum dl_status compile(struct dl_grep *g, struct dl_str pattern, enum dl_grep_kind kind, struct dl_error *err)
{
    uint32_t options = PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C;
    int error;
    PCRE2_SIZE at;
    options |= kind == DL_GREP_TEXT ? PCRE2_MULTILINE : PCRE2_ANCHORED | PCRE2_ENDANCHORED | PCRE2_CASELESS;
    g->code = pcre2_compile((PCRE2_SPTR)pattern.ptr, pattern.len, options, &error, &at, NULL);
    if (!g->code)
        return bad_pattern(pattern, kind, error, (size_t)at, err);
    g->data = pcre2_match_data_create_from_pattern(g->code, NULL);
    g->context = pcre2_match_context_create(NULL);
    if (!g->data || !g->context)
        return dl_fail_memory(err);
    pcre2_set_match_limit(g->context, MATCH_LIMIT);
    pcre2_set_heap_limit(g->context, HEAP_LIMIT);
    if (pcre2_jit_compile(g->code, PCRE2_JIT_COMPLETE) == 0) { /* without it the interpreter does */
        g->stack = pcre2_jit_stack_create((size_t)32 << 10, JIT_STACK, NULL);
        pcre2_jit_stack_assign(g->context, NULL, g->stack);
    }
    return DL_OK;
}

enum dl_status dl_grep_new(struct dl_str pattern, enum dl_grep_kind kind, struct dl_grep **out, struct dl_error *err)
{
    struct dl_grep *g = calloc(1, sizeof *g);
    *out = NULL;
    enum dl_status status = g ? compile(g, pattern, kind, err) : dl_fail_memory(err);
    if (status)
        dl_grep_free(g);
    else
        *out = g;
    return status;
}

enum dl_status dl_grep_find(struct dl_grep *g, struct dl_str text, size_t *pos, struct dl_str *found,
                            struct dl_error *err)
{
    *found = (struct dl_str){ NULL, 0 };
    if (!text.ptr)
        text = DL_STR("");
    if (*pos > text.len)
        return DL_OK;
    /* The first search of a text, from its beginning, checks that all of it is UTF-8; checking anew for each match
     * would make many matches quadratic. */
    uint32_t options = *pos ? PCRE2_NO_UTF_CHECK : 0;
    int n = pcre2_match(g->code, (PCRE2_SPTR)text.ptr, text.len, *pos, options, g->data, g->context);
    if (n == PCRE2_ERROR_NOMATCH)
        return DL_OK;
    if (n < 0)
        return dl_fail(err, DL_TOO_LARGE, "the regular expression takes too many steps (PCRE2 error %d)", n);
    const PCRE2_SIZE *v = pcre2_get_ovector_pointer(g->data);
    size_t start = v[0], end = v[1] > v[0] ? v[1] : v[0]; /* \K may put the end first */
    *found = (struct dl_str){ text.ptr + start, end - start };
    *pos = end;
    if (end == start) { /* an empty match: go on behind the next character */
        ++*pos;
        while (*pos < text.len && ((unsigned char)text.ptr[*pos] & 0xC0) == 0x80)
            ++*pos;
    }
    return DL_OK;
}
