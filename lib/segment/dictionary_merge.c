/* list_merge.c - one pass over sorted sources of terms into the lists and the dictionary of a new segment.
 *
 * The range of terms is cut into ranges.  Threads take the next range, merge it in memory and hand it on in order,
 * so that the outcome does not depend on how many of them there are.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <assert.h>
#include <stdlib.h>

#include "dateline/grow.h"
#include "lib/segment/write_private.h"

#define STRETCH_WEIGHT ((uint64_t)2 << 20) /* bytes of source for a range, roughly */
#define MAX_STRETCHES 4096

struct merge {
    struct dl_segment_writer *w;
    struct dl_term_source *const *sources;
    size_t source_count;
    const struct dl_bound_model *model;
    struct dl_str *cuts; /* range i has the terms in [cuts[i-1], cuts[i]) */
    size_t ranges;

    pthread_mutex_t lock;
    pthread_cond_t turn;
    size_t next_taken, next_written;
    enum dl_status status;
    struct dl_error error;
    struct dl_buf dict, prefixes, entries;
    struct dl_lists_total total;
};

/* One thread's working memory. */
struct lane {
    struct dl_dict_range range;
    struct dl_term_stream **heap; /* by term; the first is the least */
    struct dl_term_stream **walks;
    size_t heap_count;
    struct dl_postings postings;
    struct dl_posting *sorted;
    size_t sorted_cap;
};

/* ---- the heap of walks ------------------------------------------------------------------------------------------ */

static void sift_down(struct lane *l, size_t i)
{
    struct dl_term_stream *x = l->heap[i];
    for (;;) {
        size_t child = 2 * i + 1;
        if (child >= l->heap_count)
            break;
        if (child + 1 < l->heap_count && dl_str_cmp(l->heap[child + 1]->term, l->heap[child]->term) < 0)
            child++;
        if (dl_str_cmp(x->term, l->heap[child]->term) <= 0)
            break;
        l->heap[i] = l->heap[child];
        i = child;
    }
    l->heap[i] = x;
}

static bool before_cut(const struct dl_term_stream *t, const struct dl_str *cut)
{
    return !cut || dl_str_cmp(t->term, *cut) < 0;
}

/* Move the least walk on by one term, or drop it at the end of the range. */
static enum dl_status advance_least(struct lane *l, const struct dl_str *cut, struct dl_error *err)
{
    enum dl_status status = l->heap[0]->ops->next(l->heap[0], err);
    if (status && status != DL_END)
        return status;
    if (status == DL_END || !before_cut(l->heap[0], cut))
        l->heap[0] = l->heap[--l->heap_count];
    if (l->heap_count)
        sift_down(l, 0);
    return DL_OK;
}

/* ---- one term --------------------------------------------------------------------------------------------------- */

bool dl_postings_reserve(struct dl_postings *g, size_t postings, size_t positions)
{
    return DL_GROW(g->postings, g->postings_cap, g->count + postings) &&
           DL_GROW(g->positions, g->positions_cap, g->position_count + positions);
}

static bool rising(const struct dl_posting *p, size_t n)
{
    for (size_t i = 1; i < n; i++)
        if (p[i].doc <= p[i - 1].doc)
            return false;
    return true;
}

static void insertion_sort(struct dl_posting *p, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        struct dl_posting x = p[i];
        size_t k = i;
        for (; k > 0 && p[k - 1].doc > x.doc; k--)
            p[k] = p[k - 1];
        p[k] = x;
    }
}

/* Stable, by digits of DIGIT bits, lowest first. */
static void radix_sort(struct dl_posting **p, struct dl_posting **spare, size_t n, unsigned digit)
{
    uint32_t starts[2048], all = 0;
    for (size_t i = 0; i < n; i++)
        all |= (*p)[i].doc;
    for (unsigned shift = 0; shift < 32 && all >> shift; shift += digit) {
        struct dl_posting *from = *p, *to = *spare;
        uint32_t mask = (1u << digit) - 1, sum = 0;
        memset(starts, 0, (mask + 1) * sizeof *starts);
        for (size_t i = 0; i < n; i++)
            starts[from[i].doc >> shift & mask]++;
        for (uint32_t d = 0; d <= mask; d++) {
            uint32_t count = starts[d];
            starts[d] = sum;
            sum += count;
        }
        for (size_t i = 0; i < n; i++)
            to[starts[from[i].doc >> shift & mask]++] = from[i];
        *p = to;
        *spare = from;
    }
}

static enum dl_status sort_postings(struct lane *l, struct dl_error *err)
{
    struct dl_postings *g = &l->postings;
    if (rising(g->postings, g->count))
        return DL_OK;
    if (g->count <= 32) {
        insertion_sort(g->postings, g->count);
        return DL_OK;
    }
    if (!DL_GROW(l->sorted, l->sorted_cap, g->count))
        return dl_fail_memory(err);
    struct dl_posting *sorted = l->sorted;
    radix_sort(&g->postings, &sorted, g->count, g->count < 1024 ? 8 : 11);
    if (sorted != l->sorted) { /* the two have changed places */
        size_t cap = l->sorted_cap;
        l->sorted_cap = g->postings_cap;
        g->postings_cap = cap;
        l->sorted = sorted;
    }
    return DL_OK;
}

/* Gather the least term from every walk that stands on it, and move those on. */
static enum dl_status merge_term(struct merge *m, struct lane *l, const struct dl_str *cut, struct dl_error *err)
{
    char bytes[256];
    struct dl_str term = l->heap[0]->term;
    struct dl_postings *g = &l->postings;
    if (term.len > sizeof bytes)
        return dl_fail(err, DL_INTERNAL, "a term of %zu bytes", term.len);
    memcpy(bytes, term.ptr, term.len);
    term.ptr = bytes;
    g->count = g->position_count = 0;
    enum dl_status status = DL_OK;
    do {
        struct dl_term_stream *walk = l->heap[0];
        status = walk->ops->read(walk, g, err);
        if (!status)
            status = advance_least(l, cut, err);
    } while (!status && l->heap_count && dl_str_eq(l->heap[0]->term, term));
    if (!status && g->count > 1)
        status = sort_postings(l, err);
    if (!status && g->count)
        status = dl_dict_range_add(&l->range, term, g->postings, g->count, g->positions, m->model, err);
    return status;
}

/* ---- one range ------------------------------------------------------------------------------------------------ */

static void stretch_clear(struct dl_dict_range *s)
{
    dl_buf_clear(&s->postings);
    dl_buf_clear(&s->positions);
    dl_buf_clear(&s->dict);
    dl_buf_clear(&s->index_prefix);
    dl_buf_clear(&s->index_entries);
    s->term_count = s->block_count = 0;
    s->posting_count = s->position_count = 0;
}

static enum dl_status merge_stretch(struct merge *m, struct lane *l, size_t number, struct dl_error *err)
{
    struct dl_str from = number ? m->cuts[number - 1] : (struct dl_str){ NULL, 0 };
    const struct dl_str *cut = number + 1 < m->ranges ? &m->cuts[number] : NULL;
    enum dl_status status = DL_OK;
    assert(l->walks && l->heap);
    stretch_clear(&l->range);
    l->heap_count = 0;
    size_t opened = 0;
    for (; opened < m->source_count && !status; opened++) {
        l->walks[opened] = NULL;
        status = m->sources[opened]->ops->open(m->sources[opened], from, &l->walks[opened], err);
        if (status)
            continue;
        enum dl_status first = l->walks[opened]->ops->next(l->walks[opened], err);
        if (first && first != DL_END)
            status = first;
        else if (!first && before_cut(l->walks[opened], cut))
            l->heap[l->heap_count++] = l->walks[opened];
    }
    for (size_t i = l->heap_count; !status && i-- > 0;)
        sift_down(l, i);
    while (!status && l->heap_count)
        status = merge_term(m, l, cut, err);
    while (opened-- > 0)
        if (l->walks[opened])
            l->walks[opened]->ops->close(l->walks[opened]);
    return status ? status : dl_dict_range_end(&l->range, err);
}

/* Append a range to the file; the lock is held and it is this range's turn. */
static enum dl_status write_stretch(struct merge *m, const struct dl_dict_range *s, struct dl_error *err)
{
    static const char zeros[8];
    uint64_t postings = dl_section_size(m->w, DL_SEC_LISTS);
    size_t pad = (8 - postings % 8) % 8;
    enum dl_status status = dl_section_put(m->w, zeros, pad, err);
    postings += pad;
    if (!status)
        status = dl_section_put(m->w, s->postings.data, s->postings.len, err);
    if (!status)
        status = dl_section_put(m->w, s->positions.data, s->positions.len, err);
    if (status)
        return status;
    if (m->dict.len + s->dict.len > UINT32_MAX || m->total.terms > UINT32_MAX - s->term_count)
        return dl_fail(err, DL_TOO_LARGE, "the dictionary is larger than 4 GiB");
    size_t at = m->entries.len, dict = m->dict.len;
    dl_buf_append(&m->dict, s->dict.data, s->dict.len);
    dl_buf_append(&m->prefixes, s->index_prefix.data, s->index_prefix.len);
    dl_buf_append(&m->entries, s->index_entries.data, s->index_entries.len);
    if (m->dict.failed || m->prefixes.failed || m->entries.failed)
        return dl_fail_memory(err);
    for (; at < m->entries.len; at += sizeof(struct dl_dict_entry)) {
        struct dl_dict_entry e;
        memcpy(&e, m->entries.data + at, sizeof e);
        e.postings += postings;
        e.positions += postings + s->postings.len;
        e.offset += (uint32_t)dict;
        e.ordinal += m->total.terms;
        memcpy(m->entries.data + at, &e, sizeof e);
    }
    m->total.terms += s->term_count;
    m->total.blocks += s->block_count;
    m->total.postings += s->posting_count;
    m->total.positions += s->position_count;
    return DL_OK;
}

static void lane_free(struct lane *l)
{
    dl_dict_range_free(&l->range);
    free(l->heap);
    free(l->walks);
    free(l->postings.postings);
    free(l->postings.positions);
    free(l->sorted);
}

static void fail_merge(struct merge *m, enum dl_status status, const struct dl_error *err)
{
    if (!m->status) {
        m->status = status;
        m->error = *err;
    }
    pthread_cond_broadcast(&m->turn);
}

static void *run_lane(void *context)
{
    struct merge *m = context;
    struct lane l = { 0 };
    struct dl_error err = { 0 };
    l.heap = calloc(m->source_count + 1, sizeof *l.heap);
    l.walks = calloc(m->source_count + 1, sizeof *l.walks);
    enum dl_status status = l.heap && l.walks ? DL_OK : dl_fail_memory(&err);
    pthread_mutex_lock(&m->lock);
    if (status)
        fail_merge(m, status, &err);
    while (!m->status && m->next_taken < m->ranges) {
        size_t number = m->next_taken++;
        pthread_mutex_unlock(&m->lock);
        status = merge_stretch(m, &l, number, &err);
        pthread_mutex_lock(&m->lock);
        while (!status && !m->status && m->next_written != number)
            pthread_cond_wait(&m->turn, &m->lock);
        if (!status && !m->status)
            status = write_stretch(m, &l.range, &err);
        if (status)
            fail_merge(m, status, &err);
        m->next_written++;
        pthread_cond_broadcast(&m->turn);
    }
    pthread_mutex_unlock(&m->lock);
    lane_free(&l);
    return NULL;
}

/* ---- cutting ---------------------------------------------------------------------------------------------------- */

struct sample {
    struct dl_str term;
    double weight;
};

static int by_term(const void *a, const void *b)
{
    return dl_str_cmp(((const struct sample *)a)->term, ((const struct sample *)b)->term);
}

static enum dl_status choose_cuts(struct merge *m, struct dl_error *err)
{
    size_t n = 0;
    double total = 0.0, sum = 0.0;
    for (size_t i = 0; i < m->source_count; i++) {
        n += m->sources[i]->sample_count;
        total += (double)m->sources[i]->weight;
    }
    struct sample *samples = calloc(n + 1, sizeof *samples);
    m->cuts = calloc(MAX_STRETCHES, sizeof *m->cuts);
    m->ranges = 1;
    if (!samples || !m->cuts) {
        free(samples);
        return dl_fail_memory(err);
    }
    n = 0;
    for (size_t i = 0; i < m->source_count; i++)
        for (size_t k = 0; k < m->sources[i]->sample_count; k++)
            samples[n++] = (struct sample){ m->sources[i]->samples[k],
                                            (double)m->sources[i]->weight / (double)m->sources[i]->sample_count };
    qsort(samples, n, sizeof *samples, by_term);
    double step =
        (double)STRETCH_WEIGHT > total / MAX_STRETCHES * 2 ? (double)STRETCH_WEIGHT : total / MAX_STRETCHES * 2;
    for (size_t i = 0; i < n && m->ranges < MAX_STRETCHES; i++) {
        bool fresh = m->ranges == 1 || dl_str_cmp(samples[i].term, m->cuts[m->ranges - 2]) > 0;
        if (sum >= step && fresh && samples[i].term.len) {
            m->cuts[m->ranges++ - 1] = samples[i].term;
            sum = 0.0;
        }
        sum += samples[i].weight;
    }
    free(samples);
    return DL_OK;
}

/* ---- all of it -------------------------------------------------------------------------------------------------- */

static enum dl_status write_dictionary(struct merge *m, struct dl_error *err)
{
    enum dl_status status = dl_section_write(m->w, DL_SEC_DICT, &m->dict, err);
    if (!status)
        status = dl_section_begin(m->w, DL_SEC_DICT_INDEX, err);
    if (!status)
        status = dl_section_put(m->w, m->prefixes.data, m->prefixes.len, err);
    if (!status)
        status = dl_section_put(m->w, m->entries.data, m->entries.len, err);
    return status ? status : dl_section_end(m->w, err);
}

static void run_lanes(struct merge *m, unsigned threads)
{
    pthread_t helpers[64];
    unsigned started = 0;
    if (threads > m->ranges)
        threads = (unsigned)m->ranges;
    while (started + 1 < threads && started < 64 && pthread_create(&helpers[started], NULL, run_lane, m) == 0)
        started++;
    run_lane(m);
    while (started > 0)
        pthread_join(helpers[--started], NULL);
}

enum dl_status dl_merge_lists(struct dl_segment_writer *w, struct dl_term_source *const *sources, size_t count,
                              unsigned threads, const struct dl_bound_model *model, struct dl_lists_total *total,
                              struct dl_error *err)
{
    struct merge m = { .w = w, .sources = sources, .source_count = count, .model = model };
    pthread_mutex_init(&m.lock, NULL);
    pthread_cond_init(&m.turn, NULL);
    enum dl_status status = choose_cuts(&m, err);
    if (!status)
        status = dl_section_begin(w, DL_SEC_LISTS, err);
    if (!status && count) {
        run_lanes(&m, threads);
        status = m.status;
        if (status && err)
            *err = m.error;
    }
    if (!status)
        status = dl_section_end(w, err);
    if (!status)
        status = write_dictionary(&m, err);
    *total = m.total;
    free(m.cuts);
    dl_buf_free(&m.dict);
    dl_buf_free(&m.prefixes);
    dl_buf_free(&m.entries);
    pthread_cond_destroy(&m.turn);
    pthread_mutex_destroy(&m.lock);
    return status;
}
