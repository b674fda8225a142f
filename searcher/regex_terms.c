/* regex_terms.c - /colou?r/: the words of the index that an expression matches.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "searcher/regex_terms.h"

#include <stdlib.h>

#include "dateline/grow.h"
#include "searcher/grep.h"

#define MAX_REPEATS 5

/* The terms of the title field begin with 'S'; those of the body never with a capital letter. */
#define TITLE_PREFIX 'S'

struct gathering {
    struct dl_grep *grep;
    struct dl_arena *arena;
    struct dl_str beginning; /* of the terms to look at */
    size_t skip;             /* bytes before the word: of the title's prefix */
    struct dl_query **v;
    size_t count, cap;
    enum dl_status status;
    struct dl_error *err;
};

static bool keep(struct gathering *g, struct dl_str term)
{
    if (g->count == DL_REGEX_MAX_TERMS) {
        g->status = dl_fail(g->err, DL_TOO_LARGE, "the expression stands for more than %d different words: narrow it",
                            DL_REGEX_MAX_TERMS);
        return false;
    }
    if (!DL_GROW(g->v, g->cap, g->count + 1)) {
        g->status = dl_fail_memory(g->err);
        return false;
    }
    g->v[g->count] = dl_query_leaf(g->arena, DL_Q_TERM, term);
    if (!g->v[g->count])
        g->status = dl_fail_memory(g->err);
    g->count += g->v[g->count] != NULL;
    return g->status == DL_OK;
}

static bool look(void *context, struct dl_str term, uint64_t articles)
{
    struct gathering *g = context;
    struct dl_str found;
    size_t pos = 0;
    (void)articles;
    if (g->beginning.len == 0 && term.len && term.ptr[0] >= 'A' && term.ptr[0] <= 'Z')
        return false;
    struct dl_str word = { term.ptr + g->skip, term.len - g->skip };
    g->status = dl_grep_find(g->grep, word, &pos, &found, g->err);
    if (g->status)
        return false;
    return found.ptr && found.len ? keep(g, term) : true;
}

static enum dl_status read_dictionary(struct dl_session *s, struct gathering *g)
{
    enum dl_status status = g->beginning.len ? dl_reader_terms_under(s->reader, g->beginning, look, g, g->err)
                                             : dl_reader_terms(s->reader, g->beginning, look, g, g->err);
    if (status == DL_OK && g->status == DL_OK && g->beginning.len == 0)
        status = dl_reader_terms(s->reader, DL_STR("["), look, g, g->err); /* behind the capital letters */
    return status ? status : g->status;
}

static enum dl_status expand_word(struct dl_session *s, struct dl_query_word *w, struct dl_arena *arena,
                                  struct dl_error *err)
{
    char beginning[64] = { TITLE_PREFIX };
    struct gathering g = { .arena = arena, .skip = w->field == DL_FIELD_TITLE, .err = err };
    g.beginning.ptr = beginning;
    g.beginning.len = g.skip + dl_regex_beginning(w->text, beginning + g.skip, sizeof beginning - g.skip);
    enum dl_status status = dl_grep_new(w->text, DL_GREP_TERM, &g.grep, err);
    if (status == DL_SYNTAX && err)
        err->column += (int)w->at + 1; /* behind the slash */
    for (int i = 0; i == 0 || (i < MAX_REPEATS && status == DL_MODIFIED); i++) {
        g.count = 0;
        g.status = DL_OK;
        if (i)
            status = dl_reader_reopen(s->reader, NULL, err);
        if (status == DL_OK)
            status = read_dictionary(s, &g);
    }
    if (status == DL_OK && g.count) {
        const struct dl_query *all = dl_query_join(arena, DL_Q_OR, g.v, g.count);
        if (all)
            *w->node = *all;
        else
            status = dl_fail_memory(err);
    }
    dl_grep_free(g.grep);
    free(g.v);
    return status;
}

enum dl_status dl_regex_expand(struct dl_session *s, struct dl_parsed *parsed, struct dl_arena *arena,
                               struct dl_error *err)
{
    enum dl_status status = DL_OK;
    size_t expanded = 0;
    for (size_t i = 0; i < parsed->word_count && status == DL_OK; i++) {
        if (!parsed->words[i].regex)
            continue;
        if (expanded++ == DL_REGEX_MAX_WORDS)
            return dl_fail(err, DL_TOO_LARGE, "the query has more than %d expressions", DL_REGEX_MAX_WORDS);
        status = expand_word(s, &parsed->words[i], arena, err);
    }
    return status;
}

size_t dl_regex_beginning(struct dl_str pattern, char *out, size_t out_size)
{
    size_t n = 0;
    if (memchr(pattern.ptr, '|', pattern.len))
        return 0; /* another branch may begin otherwise */
    for (size_t i = 0; i < pattern.len && n < out_size; i++) {
        char c = pattern.ptr[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!letter && !(c >= '0' && c <= '9')) {
            if (n && (c == '?' || c == '*' || c == '{'))
                n--; /* the last one may be missing */
            break;
        }
        out[n++] = (char)(letter ? c | 0x20 : c);
    }
    return n;
}
