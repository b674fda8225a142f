/* name.c - name:"...": the articles that name a person, however the name is spelled there.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "searcher/name.h"

#include <stdlib.h>

#include "searcher/exact.h"
#include "searcher/name_match.h"

#define MAX_TERMS 200 /* of the dictionary, that are like one part */
#define MAX_STEMS 6
#define FEW 200                  /* articles with one part as typed: they are looked at whatever else they have */
#define OTHER_SCRIPTS "\xCD\xB0" /* U+0370: here begin the letters that are not Latin */

/* A part of the name, and the terms like it. */
struct like {
    const struct dl_name_part *part;
    struct dl_name_part stems[MAX_STEMS];
    size_t stem_count;
    struct dl_query *terms[MAX_TERMS];
    size_t count;
    struct dl_query *typed; /* as a query finds the part otherwise */
};

struct naming {
    struct dl_session *s;
    const struct dl_query_word *word;
    struct dl_name name;
    struct like like[2 * DL_NAME_PARTS]; /* of each part; of all in one; of each part and the next in one */
    struct dl_name_part joined[DL_NAME_PARTS];
    size_t from, to;        /* the parts that are compared now */
    struct dl_query *whole; /* the articles that have it as typed */
    struct dl_spans spans;
    struct dl_arena *arena;
    bool failed;
};

static bool is_like(const struct like *l, const struct dl_name_part *term, bool other_script)
{
    bool like = dl_name_parts_alike(l->part, term, other_script);
    for (size_t i = 0; i < l->stem_count && !like; i++)
        like = dl_name_parts_alike(&l->stems[i], term, other_script);
    return like;
}

static bool is_other_script(struct dl_str s)
{
    return s.len && (unsigned char)s.ptr[0] >= (unsigned char)OTHER_SCRIPTS[0];
}

static bool compare(void *context, struct dl_str term, uint64_t articles)
{
    struct naming *n = context;
    struct dl_name_part part;
    if (articles == 0 || term.len > DL_NAME_PART)
        return true;
    bool other = is_other_script(term) != is_other_script(n->word->text);
    dl_romanize(n->s->romanizer, term, &part);
    for (size_t i = n->from; i < n->to && part.len > 1; i++) {
        struct like *l = &n->like[i];
        if (l->count == MAX_TERMS || l->part->len < 2 || !is_like(l, &part, other))
            continue;
        struct dl_query *leaf = dl_query_leaf(n->arena, DL_Q_TERM, term);
        n->failed |= !leaf;
        if (leaf)
            l->terms[l->count++] = leaf;
    }
    return !n->failed;
}

/* The letters that spellings of a part that begins with C begin with. */
static const char *beginnings(char c)
{
    static const char *const same[] = { "aeiouy", "hk",  "kqcgx", "vwfb", "sczt", "jzdgy",
                                        "ctsk",   "gjk", "zts",   "fpv",  "bvp" };
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        if (i == 0 ? strchr(same[0], c) != NULL : same[i][0] == c)
            return same[i];
    return NULL;
}

static enum dl_status walk_latin(struct naming *n, size_t i, struct dl_error *err)
{
    char start[3] = { 0 }, one[2] = { n->like[i].part->latin[0], '\0' };
    const char *letters = beginnings(one[0]);
    size_t mark = n->word->field == DL_FIELD_TITLE;
    enum dl_status status = DL_OK;
    n->from = i;
    n->to = i + 1;
    for (letters = letters ? letters : one; *letters && !status; letters++) {
        start[0] = mark ? 'S' : *letters;
        start[mark] = *letters;
        status = dl_reader_terms_under(n->s->reader, dl_str_of(start), compare, n, err);
    }
    return status;
}

static enum dl_status find_terms(struct naming *n, struct dl_error *err)
{
    enum dl_status status = DL_OK;
    for (size_t i = 0; i < 2 * n->name.count && !status; i++)
        if (n->like[i].part->len > 1)
            status = walk_latin(n, i, err);
    n->from = 0;
    n->to = 2 * n->name.count;
    if (!status)
        status = dl_reader_terms(n->s->reader, DL_STR(OTHER_SCRIPTS), compare, n, err);
    return status ? status : n->failed ? dl_fail_memory(err) : DL_OK;
}

/* What a query for TEXT finds, and its stems, which are like the part as well. */
static enum dl_status learn_stems(struct naming *n, struct like *l, struct dl_str text, struct dl_query **q,
                                  struct dl_error *err)
{
    size_t mark = n->word->field == DL_FIELD_TITLE;
    enum dl_status status = dl_words_query(&n->s->analysis, n->word->field, text, DL_Q_PHRASE, 0, n->arena, q, err);
    for (size_t k = 0; !status && *q && k < ((*q)->op == DL_Q_OR ? (*q)->count : 1) && l->stem_count < MAX_STEMS; k++) {
        const struct dl_query *term = (*q)->op == DL_Q_OR ? (*q)->children[k] : *q;
        if (term->op == DL_Q_TERM && term->text.len > mark)
            dl_romanize(n->s->romanizer, (struct dl_str){ term->text.ptr + mark, term->text.len - mark },
                        &l->stems[l->stem_count++]);
    }
    return status;
}

static enum dl_status learn_part(struct naming *n, size_t i, struct dl_error *err)
{
    struct like *l = &n->like[i];
    struct dl_query *latin;
    l->part = &n->name.parts[i];
    enum dl_status status = learn_stems(n, l, n->name.words[i], &l->typed, err);
    if (!status && l->part->len > 3) /* of a word of another script, as a text in Latin letters has it */
        status = learn_stems(n, l, dl_str_of(l->part->latin), &latin, err);
    return status;
}

/* ---- which articles to look at ---------------------------------------------------------------------------------- */

static void add_terms(const struct like *l, struct dl_query **all, size_t *count)
{
    for (size_t k = 0; k < l->count; k++)
        all[(*count)++] = l->terms[k];
}

/* The articles with part I, alone or in one with a neighbour. */
static struct dl_query *any_like(struct naming *n, size_t i)
{
    const struct like *l = &n->like[i], *joined = &n->like[n->name.count + 1];
    struct dl_query *all[3 * MAX_TERMS + 1];
    size_t count = 0;
    if (i < n->name.count && l->typed)
        all[count++] = l->typed;
    add_terms(l, all, &count);
    if (i + 1 < n->name.count)
        add_terms(&joined[i], all, &count);
    if (i > 0 && i < n->name.count)
        add_terms(&joined[i - 1], all, &count);
    return count ? dl_query_join(n->arena, DL_Q_OR, all, count) : dl_query_node(n->arena, DL_Q_NONE, NULL, 0);
}

/* All parts but SKIP; an initial says nothing. */
static struct dl_query *all_but(struct naming *n, struct dl_query *const *parts, size_t skip)
{
    struct dl_query *all[DL_NAME_PARTS];
    size_t count = 0;
    for (size_t i = 0; i < n->name.count; i++)
        if (i != skip && n->name.parts[i].len > 1)
            all[count++] = parts[i];
    return count ? dl_query_join(n->arena, DL_Q_AND, all, count) : dl_query_node(n->arena, DL_Q_NONE, NULL, 0);
}

/* A term of a script without blanks holds more than a part, or part of it. */
static void add_unspaced(struct naming *n, size_t i, struct dl_query **ways, size_t *count, size_t max)
{
    for (size_t k = 0; k < n->like[i].count && n->like[i].part->len > 4; k++)
        if ((unsigned char)n->like[i].terms[k]->text.ptr[0] >= 0xE0 && *count < max)
            ways[(*count)++] = n->like[i].terms[k];
}

static struct dl_query *candidates_of(struct naming *n)
{
    struct dl_query *parts[DL_NAME_PARTS] = { NULL }, *ways[2 * DL_NAME_PARTS + 5 + 64];
    size_t count = 0, parts_count = n->name.count;
    for (size_t i = 0; i < parts_count; i++)
        if (!(parts[i] = any_like(n, i)))
            return NULL;
    ways[count++] = all_but(n, parts, parts_count);
    ways[count++] = any_like(n, parts_count);
    if (n->whole)
        ways[count++] = n->whole;
    for (size_t i = 0; i < parts_count && parts_count > 2; i++)
        ways[count++] = all_but(n, parts, i);
    if (parts_count > 3)
        ways[count++] = dl_query_node(n->arena, DL_Q_AND, (struct dl_query *[]){ parts[0], parts[parts_count - 1] }, 2);
    for (size_t i = 0; i < parts_count && parts_count > 1; i++)
        if (n->name.parts[i].len > 2 && n->like[i].typed && !dl_session_has_more(n->s, n->like[i].typed, FEW))
            ways[count++] = n->like[i].typed;
    for (size_t i = 0; i < count; i++)
        if (!ways[i])
            return NULL;
    for (size_t i = 0; i < parts_count; i++)
        add_unspaced(n, i, ways, &count, sizeof ways / sizeof *ways);
    return dl_query_join(n->arena, DL_Q_OR, ways, count);
}

static enum dl_status text_names(void *context, struct dl_str text, bool *has, struct dl_error *err)
{
    struct naming *n = context;
    return dl_name_in_text(n->s->romanizer, n->s->analysis.analyzer, &n->name, text, &n->spans, has, err);
}

static enum dl_status expand(struct naming *n, struct dl_parsed *parsed, struct dl_query *const *filters,
                             size_t filter_count, struct dl_error *err)
{
    struct dl_query *ids = NULL, *node = n->word->node;
    enum dl_status status = DL_OK;
    if (!dl_name_parse(n->s->romanizer, n->s->analysis.analyzer, n->word->text, &n->name))
        return dl_fail(err, DL_INVALID, "name: takes a name of one to %d words", DL_NAME_PARTS);
    for (size_t i = 0; i < n->name.count && !status; i++)
        status = learn_part(n, i, err);
    n->like[n->name.count].part = &n->name.whole;
    for (size_t i = 0; i + 1 < n->name.count; i++) {
        dl_name_join(&n->name.parts[i], &n->name.parts[i + 1], &n->joined[i]);
        n->like[n->name.count + 1 + i].part = &n->joined[i];
    }
    if (!status)
        status =
            dl_words_query(&n->s->analysis, n->word->field, n->word->text, DL_Q_PHRASE, 0, n->arena, &n->whole, err);
    if (!status)
        status = find_terms(n, err);
    struct dl_query *found = status ? NULL : candidates_of(n);
    if (!status && !found)
        status = dl_fail_memory(err);
    if (status)
        return status;
    *node = *found;
    struct dl_query *candidates = dl_candidates(found, n->word->negated, parsed, filters, filter_count, n->arena);
    status = candidates
                 ? dl_check_texts(n->s, candidates, DL_EXACT_MAX, n->word->field, text_names, n, n->arena, &ids, err)
                 : dl_fail_memory(err);
    if (!status && !ids)
        return dl_fail(err, DL_TOO_LARGE,
                       "more than %d articles may have this name: narrow the search by dates or other words",
                       DL_EXACT_MAX);
    return status ? status : dl_hold_to(node, ids, n->arena, err);
}

enum dl_status dl_name_expand(struct dl_session *s, struct dl_parsed *parsed, struct dl_query *const *filters,
                              size_t filter_count, struct dl_arena *arena, struct dl_error *err)
{
    enum dl_status status = DL_OK;
    for (size_t k = 0; k < 2 * parsed->word_count && status == DL_OK; k++) { /* what is excluded first */
        size_t i = k % parsed->word_count;
        if (!parsed->words[i].name || parsed->words[i].negated != (k < parsed->word_count))
            continue;
        struct naming *n = calloc(1, sizeof *n);
        if (!n)
            return dl_fail_memory(err);
        n->s = s;
        n->word = &parsed->words[i];
        n->arena = arena;
        if (!s->romanizer)
            status = dl_romanizer_new(&s->romanizer, err);
        if (status == DL_OK)
            status = expand(n, parsed, filters, filter_count, err);
        dl_name_free(&n->name);
        dl_spans_free(&n->spans);
        free(n);
    }
    return status;
}
