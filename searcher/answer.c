/* answer.c - answering one query: parse, search, print.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "searcher/answer.h"

#include <stdlib.h>
#include <unistd.h>

#include "dateline/grow.h"
#include "dateline/interrupt.h"
#include "searcher/body.h"
#include "searcher/exact.h"
#include "searcher/filter.h"
#include "searcher/fuzzy.h"
#include "searcher/name.h"
#include "searcher/prefix.h"
#include "searcher/ranking.h"
#include "searcher/regex_terms.h"
#include "searcher/safe.h"

#define BATCH_SECONDS 60.0 /* that a query of --batch may take */
#define MAX_REPEATS 5

/* ---- filters of the command line --------------------------------------------------------------------------------- */

static enum dl_status add_list(struct dl_answerer *a, enum dl_query_op op, const char *option,
                               const struct dl_buf *list, struct dl_error *err)
{
    struct dl_error inner = { 0 };
    if (list->len == 0)
        return DL_OK;
    enum dl_status status = dl_filter_list(op, dl_buf_view(list), &a->lasting, &a->filters[a->filter_count], &inner);
    if (status)
        return dl_fail(err, status, "--%s: %s", option, inner.message);
    a->filter_count++;
    return DL_OK;
}

static enum dl_status add_dates(struct dl_answerer *a, const struct dl_date_ranges *dates, struct dl_error *err)
{
    enum dl_status status = dl_filter_dates(dates, &a->lasting, &a->filters[a->filter_count], err);
    a->filter_count += status == DL_OK;
    return status;
}

static enum dl_status add_undated(struct dl_answerer *a, struct dl_error *err)
{
    enum dl_status status = dl_filter_date(DL_STR("none"), &a->lasting, &a->filters[a->filter_count], err);
    a->filter_count += status == DL_OK;
    return status;
}

enum dl_status dl_answerer_init(struct dl_answerer *a, const struct dl_search_config *c, struct dl_session *s,
                                struct dl_printer *p, struct dl_error *err)
{
    *a = (struct dl_answerer){ .config = c, .session = s, .printer = p };
    a->filters = dl_arena_alloc(&a->lasting, 6 * sizeof *a->filters); /* five below, and room for the query */
    if (!a->filters)
        return dl_fail_memory(err);
    enum dl_status status = add_list(a, DL_Q_COUNTRY, "country", &c->countries, err);
    if (status == DL_OK)
        status = add_list(a, DL_Q_MENTION, "mentions", &c->mentions, err);
    if (status == DL_OK)
        status = add_list(a, DL_Q_SOURCE, "source", &c->sources, err);
    if (status == DL_OK)
        status = add_list(a, DL_Q_LANGUAGE, "language", &c->languages, err);
    if (status == DL_OK && c->undated)
        status = add_undated(a, err);
    else if (status == DL_OK && c->has_range)
        status = add_dates(a, &c->dates, err);
    if (status == DL_OK && c->grep)
        status = dl_grep_new(dl_str_of(c->grep), DL_GREP_TEXT, &a->grep, err);
    if (status == DL_OK && c->since_last)
        status = dl_since_open(c->since_last, &a->since, err);
    return status;
}

void dl_answerer_free(struct dl_answerer *a)
{
    dl_arena_free(&a->lasting);
    dl_grep_free(a->grep);
    dl_since_close(a->since);
    free(a->seconds);
    *a = (struct dl_answerer){ 0 };
}

enum dl_status dl_answer_restrict(struct dl_answerer *a, struct dl_query **query, struct dl_arena *arena,
                                  struct dl_error *err)
{
    if (a->filter_count == 0)
        return DL_OK;
    struct dl_query *all[6];
    size_t n = 0;
    if ((*query)->op != DL_Q_ALL)
        all[n++] = *query;
    for (size_t i = 0; i < a->filter_count; i++)
        all[n++] = a->filters[i];
    *query = dl_query_join(arena, DL_Q_AND, all, n);
    return *query ? DL_OK : dl_fail_memory(err);
}

/* ---- parts of an answer ------------------------------------------------------------------------------------------ */

static enum dl_status note_time(struct dl_answerer *a, double seconds, struct dl_error *err)
{
    if (!DL_GROW(a->seconds, a->seconds_cap, a->queries + 1))
        return dl_fail_memory(err);
    a->seconds[a->queries++] = seconds;
    return DL_OK;
}

/* Whether --grep keeps ROW; with ALL its matches are printed. */
static enum dl_status grep_row(struct dl_answerer *a, const struct dl_row *row, bool all, bool *keep,
                               struct dl_error *err)
{
    struct dl_str body = dl_body_text(&row->article, row->has_body, &a->printer->body);
    struct dl_str parts[] = { row->article.title, body }, found;
    enum dl_status status = DL_OK;
    *keep = false;
    for (int i = 0; i < 2 && status == DL_OK; i++) {
        size_t pos = 0;
        while (status == DL_OK && (all || !*keep)) {
            status = dl_grep_find(a->grep, parts[i], &pos, &found, err);
            if (status || !found.ptr)
                break;
            *keep = true;
            if (all && found.len)
                status = dl_print_match(a->printer, row, found, err);
        }
    }
    return status;
}

#define TEXT_KEY 24

/* An article without an id of its own goes by its text as well, so that it is no news when its file is renamed. */
static struct dl_str text_key(const struct dl_row *row, char key[TEXT_KEY])
{
    const struct dl_article *a = &row->article;
    bool nameless = dl_id_from_path(row->id, a->path);
    int n = nameless ? snprintf(key, TEXT_KEY, "text:%016llx", (unsigned long long)a->hash) : 0;
    return (struct dl_str){ key, (size_t)n };
}

/* A story was shown when one of its copies was. */
static bool was_shown(const struct dl_since *since, const struct dl_row *row)
{
    char key[TEXT_KEY];
    struct dl_str text = text_key(row, key);
    bool shown = dl_since_shown(since, row->id) || (text.len && dl_since_shown(since, text));
    for (size_t i = 0; i < row->story.count && !shown; i++)
        shown = dl_since_shown(since, row->story.copies[i]);
    return shown;
}

static enum dl_status note_shown(struct dl_since *since, const struct dl_row *row, struct dl_error *err)
{
    char key[TEXT_KEY];
    struct dl_str text = text_key(row, key);
    enum dl_status status = dl_since_add(since, row->id, err);
    if (!status && text.len)
        status = dl_since_add(since, text, err);
    for (size_t i = 0; i < row->story.count && !status; i++)
        status = dl_since_add(since, row->story.copies[i], err);
    return status;
}

/* Print ROW unless it is to be passed over. */
static enum dl_status answer_row(struct dl_answerer *a, struct dl_row *row, uint64_t *passed,
                                 struct dl_answer_counts *counts, struct dl_error *err)
{
    bool keep = !a->skip.len || !dl_str_eq(row->id, a->skip), passes = a->grep && *passed < a->config->offset;
    enum dl_status status = DL_OK;
    keep = keep && !(a->since && was_shown(a->since, row));
    if (keep && a->grep)
        status = grep_row(a, row, a->config->only_matching && !passes, &keep, err);
    if (status)
        return status;
    if (!keep || passes) {
        *passed += keep;
        return DL_OK;
    }
    row->rank = a->config->offset + ++counts->shown;
    if (a->since && (status = note_shown(a->since, row, err)) != DL_OK)
        return status;
    a->printer->partial = dl_reader_warnings(a->session->reader, NULL, NULL);
    return a->config->only_matching ? DL_OK : dl_print_row(a->printer, row, err);
}

enum dl_status dl_answer_rows(struct dl_answerer *a, const struct dl_query *query, struct dl_answer_counts *counts,
                              struct dl_error *err)
{
    const struct dl_search_config *c = a->config;
    struct dl_search search = { .query = query,
                                .sort = c->sort,
                                .offset = c->offset,
                                .limit = c->limit,
                                .rescore = a->rescore,
                                .rescore_depth = DL_RESCORE_DEPTH,
                                .half_life = c->half_life };
    struct dl_results results = { 0 };
    struct dl_row row;
    uint64_t passed = 0;
    enum dl_wanted wanted = a->grep || a->since ? DL_WANTED_ARTICLE : dl_printer_wants(a->printer);
    *counts = (struct dl_answer_counts){ 0 };
    bool one_by_one = a->grep || a->since;
    struct dl_collapse page = { one_by_one ? 0 : c->offset, one_by_one ? 0 : c->limit, a->skip };
    search.limit += search.limit && a->skip.len;
    if (one_by_one)
        search.limit = search.offset = 0;
    if (c->collapse) {
        results.collapse = &page;
        search.offset = 0;
        search.limit = dl_collapse_depth(&page);
    }
    enum dl_status status = dl_results_open(&results, a->session, &search, wanted, err);
    if (status == DL_OK)
        status = dl_matcher_new(a->session->analysis.analyzer, query, &a->printer->matcher, err);
    while (status == DL_OK && (c->limit == 0 || counts->shown < c->limit)) {
        status = dl_results_next(&results, &row, err);
        if (status == DL_OK)
            status = answer_row(a, &row, &passed, counts, err);
        if (dl_session_trim(a->session))
            dl_matcher_forget(a->printer->matcher);
    }
    if (status == DL_OK || status == DL_END) {
        enum dl_status end = dl_print_rows_end(a->printer, err);
        status = end ? end : status;
    }
    counts->total = a->grep || a->since ? counts->shown : results.hits.total;
    counts->exact = !a->grep && !a->since && results.hits.total_exact;
    counts->seconds = results.seconds;
    dl_matcher_free(a->printer->matcher);
    a->printer->matcher = NULL;
    dl_results_free(&results);
    return status == DL_END ? DL_OK : status;
}

/* Articles without a value come last, however many. */
static void valueless_last(struct dl_facets *f)
{
    size_t i = 0;
    while (i < f->count && f->v[i].value[0])
        i++;
    if (i + 1 >= f->count)
        return;
    struct dl_facet_count none = f->v[i];
    memmove(f->v + i, f->v + i + 1, (f->count - i - 1) * sizeof *f->v);
    f->v[f->count - 1] = none;
}

enum dl_status dl_count_facet(struct dl_session *s, const struct dl_query *query, enum dl_facet facet,
                              struct dl_facets *out, struct dl_error *err)
{
    enum dl_status status = dl_reader_facets(s->reader, query, facet, out, err);
    for (int i = 0; i < MAX_REPEATS && status == DL_MODIFIED; i++) {
        status = dl_reader_reopen(s->reader, NULL, err);
        if (status == DL_OK)
            status = dl_reader_facets(s->reader, query, facet, out, err);
    }
    if (status == DL_OK)
        valueless_last(out);
    return status;
}

static enum dl_status print_facets(struct dl_answerer *a, const struct dl_query *query, struct dl_error *err)
{
    struct dl_facets counts = { 0 };
    enum dl_status status = DL_OK;
    static const enum dl_facet countries[] = { DL_FACET_COUNTRY };
    size_t n = a->config->facet_count ? a->config->facet_count : 1;
    const enum dl_facet *facets = a->config->facet_count ? a->config->facets : countries;
    for (size_t i = 0; i < n && status == DL_OK; i++) {
        status = dl_count_facet(a->session, query, facets[i], &counts, err);
        a->printer->partial = dl_reader_warnings(a->session->reader, NULL, NULL);
        if (status == DL_OK)
            status = dl_print_counts(a->printer, dl_facet_name(facets[i]), &counts, err);
    }
    dl_facets_free(&counts);
    return status;
}

static enum dl_status print_timeline(struct dl_answerer *a, const struct dl_query *query, struct dl_error *err)
{
    static const char *const names[] = { "", "", "year", "month", "day" };
    struct dl_facets counts = { 0 };
    enum dl_timeline unit = a->config->timeline ? a->config->timeline : DL_TIMELINE_AUTO;
    enum dl_status status = dl_timeline(a->session, query, &unit, &counts, err);
    if (status == DL_OK)
        status = a->config->format == DL_FORMAT_HTML ? dl_print_html_timeline(a->printer, names[unit], &counts, err)
                                                     : dl_print_counts(a->printer, names[unit], &counts, err);
    dl_facets_free(&counts);
    return status;
}

/* The exact number of matches. */
static enum dl_status count_all(struct dl_answerer *a, const struct dl_query *query, uint64_t *n, struct dl_error *err)
{
    struct dl_search search = { .query = query, .limit = 1, .exact_count = true };
    struct dl_results results = { 0 };
    enum dl_status status = dl_results_open(&results, a->session, &search, DL_WANTED_HIT, err);
    *n = results.hits.total;
    if (status == DL_OK)
        status = note_time(a, results.seconds, err);
    dl_results_free(&results);
    return status;
}

static enum dl_status print_count(struct dl_answerer *a, uint64_t n, struct dl_error *err)
{
    struct dl_buf *line = &a->printer->line;
    a->printer->partial = dl_reader_warnings(a->session->reader, NULL, NULL);
    dl_buf_clear(line);
    if (a->config->format == DL_FORMAT_JSON)
        return dl_print_json_total(a->printer, n, err);
    if (a->config->batch) {
        dl_safe_line(a->printer->qid, line);
        dl_buf_byte(line, '\t');
    }
    dl_buf_printf(line, "%llu\n", (unsigned long long)n);
    return dl_print_line(a->printer, err);
}

/* The part of a page that stands above the articles: how many there are, when and where. */
static enum dl_status begin_page(struct dl_answerer *a, struct dl_str heading, const struct dl_query *query,
                                 const uint64_t *fresh, struct dl_error *err)
{
    uint64_t n = 0;
    enum dl_status status = count_all(a, query, &n, err);
    if (status == DL_OK)
        status = dl_print_html_begin(a->printer, heading, n, fresh, err);
    if (status == DL_OK)
        status = print_timeline(a, query, err);
    return status ? status : print_facets(a, query, err);
}

/* ---- one query --------------------------------------------------------------------------------------------------- */

struct asked { /* a query on its way */
    struct dl_arena arena;
    struct dl_parsed parsed;
    struct dl_query *query; /* with the options' filters */
    double seconds;         /* that parsing took */
};

static enum dl_status ask_once(struct dl_answerer *a, struct dl_str text, bool any, struct asked *q,
                               struct dl_error *err)
{
    struct dl_parse_options options = { .any = any, .plain = a->config->plain, .regex = a->config->regex_terms };
    double start = dl_seconds();
    dl_arena_free(&q->arena);
    a->rescore = NULL;
    enum dl_status status = dl_parse_query(text, &options, &a->session->analysis, &q->arena, &q->parsed, err);
    if (status == DL_OK && a->config->ranking == DL_RANKING_FULL && a->config->sort == DL_SORT_RELEVANCE)
        status = dl_rank(a->session, text, &q->parsed, &q->arena, &a->rescore, err);
    if (status == DL_OK)
        status = dl_fuzzy_expand(a->session, &q->parsed, a->config->fuzzy, &q->arena, err);
    if (status == DL_OK)
        status = dl_regex_expand(a->session, &q->parsed, &q->arena, err);
    if (status == DL_OK)
        status = dl_prefix_expand(a->session, &q->parsed, &q->arena, err);
    if (status == DL_OK)
        status = dl_name_expand(a->session, &q->parsed, a->filters, a->filter_count, &q->arena, err);
    if (status == DL_OK)
        status = dl_exact_expand(a->session, &q->parsed, a->filters, a->filter_count, &q->arena, err);
    q->query = q->parsed.query;
    if (status == DL_OK)
        status = dl_session_keep_apart(a->session, &q->query, &q->arena, err);
    if (status == DL_OK)
        status = dl_answer_restrict(a, &q->query, &q->arena, err);
    q->seconds = dl_seconds() - start;
    return status;
}

static enum dl_status ask(struct dl_answerer *a, struct dl_str text, bool any, struct asked *q, struct dl_error *err)
{
    enum dl_status status = ask_once(a, text, any, q, err);
    for (int i = 0; i < MAX_REPEATS && status == DL_MODIFIED; i++) {
        status = dl_reader_reopen(a->session->reader, NULL, err);
        if (status == DL_OK)
            status = ask_once(a, text, any, q, err);
    }
    return status;
}

static enum dl_status explain(struct dl_answerer *a, const struct dl_query *query, struct dl_error *err)
{
    struct dl_buf text = { 0 };
    dl_buf_puts(&text, "query:     ");
    dl_query_print(query, &text);
    if (a->rescore) {
        dl_buf_puts(&text, "\nrescore:   ");
        dl_query_print(a->rescore, &text);
    }
    if (a->config->half_life > 0)
        dl_buf_printf(&text, "\nrecent:    half of the score after %g days", a->config->half_life);
    dl_buf_puts(&text, "\nevaluated: ");
    enum dl_status status = dl_reader_explain(a->session->reader, query, &text, err);
    if (status == DL_OK)
        fprintf(stderr, "%s\n", dl_buf_cstr(&text));
    dl_buf_free(&text);
    return status;
}

/* The counts that were asked for instead of articles, or beside them. */
static enum dl_status look(struct dl_answerer *a, const struct dl_query *query, bool *found, struct dl_error *err)
{
    const struct dl_search_config *c = a->config;
    uint64_t n = 0;
    enum dl_status status = count_all(a, query, &n, err);
    *found = n > 0;
    if (status == DL_OK && c->count)
        status = print_count(a, n, err);
    if (status == DL_OK && c->facet_count)
        status = print_facets(a, query, err);
    if (status == DL_OK && c->timeline)
        status = print_timeline(a, query, err);
    return status;
}

static size_t words_wanted(const struct dl_parsed *p)
{
    size_t n = 0;
    for (size_t i = 0; i < p->word_count; i++)
        n += !p->words[i].negated;
    return n;
}

/* Programs take what is printed for matches: only people see partial ones, unless they are asked for. */
static bool wants_partial_matches(const struct dl_search_config *c)
{
    bool articles = !c->batch && !c->grep && !c->since_last;
    return articles &&
           (c->partial_matches == DL_ALWAYS || (c->partial_matches == DL_AUTO && c->format == DL_FORMAT_TEXT));
}

/* Nothing has all the words: offer other spellings (*TOLD) and show what has some of them. */
static enum dl_status help_out(struct dl_answerer *a, struct dl_str text, struct asked *q, bool *told,
                               struct dl_answer_counts *counts, struct dl_error *err)
{
    const struct dl_search_config *c = a->config;
    size_t lines;
    enum dl_status status = dl_suggest(a->session, &q->parsed, a->messages, &lines, err);
    *told = lines > 0;
    if (status || c->any || !wants_partial_matches(c) || c->offset || words_wanted(&q->parsed) < 2)
        return status;
    status = ask(a, text, true, q, err);
    struct dl_search search = { .query = q->query, .limit = 1 };
    struct dl_results results = { 0 };
    if (status == DL_OK)
        status = dl_results_open(&results, a->session, &search, DL_WANTED_HIT, err);
    bool some = results.hits.count > 0;
    dl_results_free(&results);
    if (status || !some)
        return status;
    fputs("dateline-search: no article has all of these words; these have some of them\n", a->messages);
    return dl_answer_rows(a, q->query, counts, err);
}

static void summary(struct dl_answerer *a, const struct dl_answer_counts *n, double seconds)
{
    if (!a->messages || a->config->format != DL_FORMAT_TEXT || !isatty(fileno(a->printer->out)))
        return;
    fflush(a->printer->out);
    fprintf(a->messages, "%llu of %s%llu article%s (%.1f ms)\n", (unsigned long long)n->shown,
            n->exact ? "" : "at least ", (unsigned long long)n->total, n->total == 1 ? "" : "s", seconds * 1e3);
}

static enum dl_status show_rows(struct dl_answerer *a, struct dl_str text, struct asked *q, bool *found,
                                struct dl_error *err)
{
    struct dl_answer_counts counts;
    enum dl_status status = dl_answer_rows(a, q->query, &counts, err);
    if (status == DL_OK)
        status = note_time(a, q->seconds + counts.seconds, err);
    bool told = false, partial = false, person = a->messages && !a->grep && !a->since;
    if (status == DL_OK && counts.shown == 0 && counts.total == 0 && person) {
        status = help_out(a, text, q, &told, &counts, err);
        partial = counts.shown > 0;
    }
    if (status == DL_OK && counts.shown == 0 && a->messages && !told && !a->since)
        fputs(counts.total ? "dateline-search: no article at this offset\n" : "dateline-search: no article found\n",
              a->messages);
    else if (status == DL_OK)
        summary(a, &counts, q->seconds + counts.seconds);
    *found = counts.shown > 0 && !partial;
    a->hits += counts.shown;
    return status;
}

static enum dl_status show_page(struct dl_answerer *a, struct dl_str text, struct asked *q, bool *found,
                                struct dl_error *err)
{
    enum dl_status status = begin_page(a, text, q->query, NULL, err);
    if (status == DL_OK)
        status = show_rows(a, text, q, found, err);
    return status ? status : dl_print_html_end(a->printer, err);
}

/* A page of --since-last is written when there is something new to show on it, and else not at all; how much that is,
 * which is told at its top, is known when all of it was looked at. */
static enum dl_status show_page_if_new(struct dl_answerer *a, struct dl_str text, struct asked *q, bool *found,
                                       struct dl_error *err)
{
    FILE *out = a->printer->out;
    char *rows = NULL;
    size_t size = 0;
    uint64_t before = a->hits;
    if (!(a->printer->out = open_memstream(&rows, &size))) {
        a->printer->out = out;
        return dl_fail_memory(err);
    }
    enum dl_status status = show_rows(a, text, q, found, err);
    if (fclose(a->printer->out) != 0 && status == DL_OK)
        status = dl_fail_memory(err);
    a->printer->out = out;
    uint64_t fresh = a->hits - before;
    if (status == DL_OK && *found)
        status = begin_page(a, text, q->query, &fresh, err);
    if (status == DL_OK && *found)
        fwrite(rows, 1, size, out); /* how that went is asked at the end, of the stream */
    if (status == DL_OK && *found)
        status = dl_print_html_end(a->printer, err);
    free(rows);
    return status;
}

/* The time that the next query may take. */
static void set_deadline(struct dl_answerer *a)
{
    double limit = a->config->max_query_time;
    if (limit < 0)
        limit = a->config->batch ? BATCH_SECONDS : 0;
    dl_reader_set_deadline(a->session->reader, limit > 0 ? dl_monotonic() + limit : 0);
}

enum dl_status dl_answer(struct dl_answerer *a, struct dl_str text, bool *found, struct dl_error *err)
{
    const struct dl_search_config *c = a->config;
    struct asked q = { 0 };
    bool html = c->format == DL_FORMAT_HTML, looks = !html && (c->count || c->facet_count || c->timeline);
    *found = false;
    set_deadline(a);
    enum dl_status status = ask(a, text, c->any, &q, err);
    if (status == DL_OK && c->explain)
        status = explain(a, q.query, err);
    if (status == DL_OK && html)
        status = a->since ? show_page_if_new(a, text, &q, found, err) : show_page(a, text, &q, found, err);
    else if (status == DL_OK && (!looks || (c->limit_given && !c->count)))
        status = show_rows(a, text, &q, found, err);
    if (status == DL_OK && looks)
        status = look(a, q.query, found, err);
    a->rescore = NULL; /* it was in the arena */
    dl_arena_free(&q.arena);
    return status;
}

/* ---- one article ------------------------------------------------------------------------------------------------- */

static enum dl_status fetch(struct dl_answerer *a, const char *id, struct dl_row *row, struct dl_buf *record,
                            struct dl_error *err)
{
    enum dl_status status = DL_MODIFIED;
    *row = (struct dl_row){ .id = dl_str_of(id) };
    for (int i = 0; i < MAX_REPEATS && status == DL_MODIFIED; i++) {
        status = i ? dl_reader_reopen(a->session->reader, NULL, err) : DL_OK;
        if (status == DL_OK)
            status = dl_reader_find(a->session->reader, row->id, &row->doc, err);
        if (status == DL_OK)
            status = dl_reader_fetch(a->session->reader, row->doc, record, &row->article, &row->has_body, err);
    }
    if (status == DL_NOT_FOUND)
        return dl_fail(err, DL_NOT_FOUND, "no article has the id '%s'", id);
    return status;
}

/* The same for what a user types: an id, or the path of a file from where he is. */
static enum dl_status fetch_shown(struct dl_answerer *a, const char *id, struct dl_row *row, struct dl_buf *record,
                                  char **path, struct dl_error *err)
{
    enum dl_status status = fetch(a, id, row, record, err);
    if (status != DL_NOT_FOUND || *id == '/')
        return status;
    *path = realpath(id, NULL);
    return *path && fetch(a, *path, row, record, NULL) == DL_OK ? DL_OK : status;
}

static enum dl_status show_article(struct dl_answerer *a, const char *id, struct dl_error *err)
{
    struct dl_buf record = { 0 };
    struct dl_row row;
    char *path = NULL;
    enum dl_status status = fetch_shown(a, id, &row, &record, &path, err);
    if (status == DL_OK)
        status = dl_print_article(a->printer, &row, err);
    free(path);
    dl_buf_free(&record);
    return status;
}

enum dl_status dl_answer_show(struct dl_answerer *a, struct dl_error *err)
{
    struct asked q = { 0 };
    struct dl_query nothing = { .op = DL_Q_NONE };
    const struct dl_search_config *c = a->config;
    enum dl_status status = c->has_query ? ask(a, dl_buf_view(&c->query), c->any, &q, err) : DL_OK;
    if (status == DL_OK)
        status = dl_matcher_new(a->session->analysis.analyzer, q.query ? q.query : &nothing, &a->printer->matcher, err);
    for (size_t i = 0; i < c->shown_count && status == DL_OK; i++) {
        if (i && c->format == DL_FORMAT_TEXT)
            putc('\n', a->printer->out);
        status = show_article(a, c->shown[i], err);
    }
    dl_matcher_free(a->printer->matcher);
    a->printer->matcher = NULL;
    a->rescore = NULL;
    dl_arena_free(&q.arena);
    return status;
}

enum dl_status dl_answer_similar(struct dl_answerer *a, bool *found, struct dl_error *err)
{
    struct dl_buf record = { 0 }, text = { 0 };
    struct dl_arena arena = { 0 };
    struct dl_query *query = NULL;
    struct dl_answer_counts counts = { 0 };
    struct dl_row row;
    enum dl_status status = fetch(a, a->config->similar, &row, &record, err);
    if (status == DL_OK)
        status = dl_similar_query(a->session, &row.article, dl_body_text(&row.article, row.has_body, &text), &arena,
                                  &query, err);
    if (status == DL_OK && query)
        status = dl_answer_restrict(a, &query, &arena, err);
    if (status == DL_OK && query && a->config->explain)
        status = explain(a, query, err);
    a->skip = row.id;
    bool html = status == DL_OK && query && a->config->format == DL_FORMAT_HTML;
    if (html)
        status = begin_page(a, row.article.title, query, NULL, err);
    if (status == DL_OK && query)
        status = dl_answer_rows(a, query, &counts, err);
    if (status == DL_OK && html)
        status = dl_print_html_end(a->printer, err);
    *found = counts.shown > 0;
    if (status == DL_OK && !*found && a->messages)
        fputs("dateline-search: no article found\n", a->messages);
    dl_arena_free(&arena);
    dl_buf_free(&record);
    dl_buf_free(&text);
    return status;
}
