/* session.c - an open index and the results of one search in it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "searcher/session.h"

#include <stdlib.h>
#include <time.h>

#include "dateline/blobs.h"
#include "dateline/hash.h"
#include "searcher/name_match.h"

#define MAX_REPEATS 5
#define WHOLE_PAGE 1000
#define REFRESH_SECONDS 1.0
#define VOCABULARY_LIMIT ((size_t)64 << 20)

double dl_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* ---- opening ---------------------------------------------------------------------------------------------------- */

/* Each of the indexes that are searched as one. */
static enum dl_status check_version(struct dl_reader *reader, struct dl_error *err)
{
    struct dl_buf value = { 0 };
    enum dl_status status = DL_OK;
    for (size_t i = 0; i < dl_reader_parts(reader) && !status; i++) {
        status = dl_reader_get_part(reader, i, DL_KEY_TEXT_VERSION, &value, err);
        if (status == DL_OK && strtol(dl_buf_cstr(&value), NULL, 10) != DL_TEXT_VERSION)
            status = dl_fail(err, DL_VERSION,
                             "the index was made by another version of Dateline: rebuild it with "
                             "'dateline-index --rebuild'");
        status = status == DL_NOT_FOUND ? DL_OK : status; /* an index that holds nothing yet */
    }
    dl_buf_free(&value);
    return status;
}

enum dl_status dl_session_open(struct dl_session *s, const char *const *dirs, size_t count,
                               const struct dl_reader_options *o, struct dl_error *err)
{
    *s = (struct dl_session){ .looked = dl_seconds() };
    enum dl_status status = dl_reader_open_with(dirs, count, o, &s->reader, err);
    if (status == DL_OK)
        status = check_version(s->reader, err);
    if (status == DL_OK)
        status = dl_session_learn_stemmers(s, err);
    if (status == DL_OK)
        status = dl_analyzer_new(&s->analysis.analyzer, err);
    if (status)
        dl_session_close(s);
    return status;
}

enum dl_status dl_session_refresh(struct dl_session *s, struct dl_error *err)
{
    bool changed = false;
    double now = dl_seconds();
    if (now - s->looked < REFRESH_SECONDS)
        return DL_OK;
    s->looked = now;
    if (dl_reader_reopen(s->reader, &changed, NULL) != DL_OK || !changed)
        return DL_OK;
    enum dl_status status = check_version(s->reader, err);
    dl_buf_clear(&s->stemmers);
    dl_arena_free(&s->lasting);
    memset(s->few, 0, sizeof s->few);
    s->analysis.stemmer_count = 0;
    s->analysis.may_hold = NULL;
    return status ? status : dl_session_learn_stemmers(s, err);
}

void dl_session_close(struct dl_session *s)
{
    dl_reader_close(s->reader);
    if (s->analysis.analyzer)
        dl_analyzer_free(s->analysis.analyzer);
    dl_romanizer_free(s->romanizer);
    dl_buf_free(&s->stemmers);
    dl_arena_free(&s->lasting);
    *s = (struct dl_session){ 0 };
}

bool dl_session_trim(struct dl_session *s)
{
    if (dl_analyzer_memory(s->analysis.analyzer) <= VOCABULARY_LIMIT)
        return false;
    dl_analyzer_reset(s->analysis.analyzer);
    return true;
}

enum dl_status dl_session_frequency(struct dl_session *s, struct dl_str term, uint64_t *articles, struct dl_error *err)
{
    enum dl_status status = DL_MODIFIED;
    for (int i = 0; i < MAX_REPEATS && status == DL_MODIFIED; i++) {
        status = i ? dl_reader_reopen(s->reader, NULL, err) : DL_OK;
        if (status == DL_OK)
            status = dl_reader_frequency(s->reader, term, articles, err);
    }
    return status;
}

/* ---- a page read whole ------------------------------------------------------------------------------------------ */

static enum dl_status hold_ids(struct dl_results *r, struct dl_error *err)
{
    r->ids = dl_arena_alloc(&r->held, r->hits.count * sizeof *r->ids);
    if (!r->ids)
        return dl_fail_memory(err);
    for (size_t i = 0; i < r->hits.count; i++) {
        enum dl_status status = dl_reader_id(r->session->reader, r->hits.v[i].doc, &r->id, err);
        if (status)
            return status;
        if (!dl_arena_dup(&r->held, dl_buf_view(&r->id), &r->ids[i]))
            return dl_fail_memory(err);
    }
    return DL_OK;
}

static enum dl_status read_article(struct dl_results *r, uint64_t doc, struct dl_article *a, bool *has_body,
                                   struct dl_error *err)
{
    *has_body = false;
    if (r->wanted == DL_WANTED_HEAD)
        return dl_reader_fetch_head(r->session->reader, doc, &r->record, a, err);
    return dl_reader_fetch(r->session->reader, doc, &r->record, a, has_body, err);
}

static enum dl_status hold_records(struct dl_results *r, struct dl_error *err)
{
    struct dl_article a;
    bool has_body;
    r->records = dl_arena_alloc(&r->held, r->hits.count * sizeof *r->records);
    if (!r->records)
        return dl_fail_memory(err);
    for (size_t i = 0; i < r->hits.count; i++) {
        enum dl_status status = read_article(r, r->hits.v[i].doc, &a, &has_body, err);
        if (status)
            return status;
        if (!dl_arena_dup(&r->held, dl_buf_view(&r->record), &r->records[i]))
            return dl_fail_memory(err);
    }
    return DL_OK;
}

static enum dl_status search_once(struct dl_results *r, struct dl_error *err)
{
    dl_arena_free(&r->held);
    r->ids = r->records = NULL;
    r->stories = NULL;
    r->next = 0;
    double start = dl_seconds();
    enum dl_status status = dl_reader_search(r->session->reader, r->search, &r->hits, err);
    if (status == DL_OK && r->collapse)
        status = dl_collapse(r->session->reader, r->collapse, &r->hits, &r->held, &r->stories, err);
    bool whole = r->hits.count <= WHOLE_PAGE && r->hits.count > 0;
    if (status == DL_OK && whole)
        status = hold_ids(r, err);
    r->seconds += dl_seconds() - start;
    if (status == DL_OK && whole && r->wanted != DL_WANTED_HIT)
        status = hold_records(r, err);
    return status;
}

static enum dl_status search_again(struct dl_results *r, struct dl_error *err)
{
    enum dl_status status = DL_MODIFIED;
    for (int i = 0; i < MAX_REPEATS && status == DL_MODIFIED; i++) {
        status = dl_reader_reopen(r->session->reader, NULL, err);
        if (status == DL_OK)
            status = search_once(r, err);
    }
    return status;
}

enum dl_status dl_results_open(struct dl_results *r, struct dl_session *s, const struct dl_search *search,
                               enum dl_wanted wanted, struct dl_error *err)
{
    r->session = s;
    r->search = search;
    r->wanted = wanted;
    r->rank = r->collapse ? r->collapse->offset : search->offset;
    dl_set_free(&r->given);
    r->seconds = 0;
    enum dl_status status = search_once(r, err);
    return status == DL_MODIFIED ? search_again(r, err) : status;
}

/* ---- row by row ------------------------------------------------------------------------------------------------- */

static enum dl_status read_row(struct dl_results *r, struct dl_row *row, struct dl_error *err)
{
    double start = dl_seconds();
    enum dl_status status = dl_reader_id(r->session->reader, row->doc, &r->id, err);
    r->seconds += dl_seconds() - start;
    row->id = dl_buf_view(&r->id);
    if (status == DL_OK && r->wanted != DL_WANTED_HIT)
        status = read_article(r, row->doc, &row->article, &row->has_body, err);
    return status;
}

static enum dl_status held_row(struct dl_results *r, size_t i, struct dl_row *row, struct dl_error *err)
{
    row->id = r->ids[i];
    row->rank = ++r->rank;
    return r->records ? dl_article_decode(r->records[i], &row->article, &row->has_body, err) : DL_OK;
}

enum dl_status dl_results_next(struct dl_results *r, struct dl_row *row, struct dl_error *err)
{
    while (r->next < r->hits.count) {
        size_t i = r->next++;
        *row = (struct dl_row){ .doc = r->hits.v[i].doc, .score = r->hits.v[i].score, .date = r->hits.v[i].date };
        if (r->stories)
            row->story = r->stories[i];
        if (r->ids && !r->given.count)
            return held_row(r, i, row, err);
        enum dl_status status = read_row(r, row, err);
        if (status == DL_MODIFIED) {
            status = search_again(r, err);
            if (status)
                return status;
            continue;
        }
        if (status || dl_set_has(&r->given, dl_hash64(row->id.ptr, row->id.len))) {
            if (status)
                return status;
            continue;
        }
        if (!dl_set_add(&r->given, dl_hash64(row->id.ptr, row->id.len), NULL))
            return dl_fail_memory(err);
        row->rank = ++r->rank;
        return DL_OK;
    }
    return DL_END;
}

void dl_results_free(struct dl_results *r)
{
    dl_hits_free(&r->hits);
    dl_arena_free(&r->held);
    dl_buf_free(&r->id);
    dl_buf_free(&r->record);
    dl_set_free(&r->given);
    *r = (struct dl_results){ 0 };
}
