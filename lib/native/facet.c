/* facet.c - counting the matches of a query by country, date, source or language.
 *
 * The matches of a segment become a bitmap; each value's set is then laid over it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdlib.h>

#include "dateline/posting.h"
#include "lib/eval/eval.h"
#include "lib/native/native_private.h"

struct matches {
    const struct dl_segment *segment;
    uint64_t *bits, *valued; /* matches; those of them that have a value */
    uint64_t count;
    struct dl_facets *out;
    struct dl_error *err;
};

static bool mark(void *context, uint32_t doc)
{
    struct matches *m = context;
    m->bits[doc >> 6] |= UINT64_C(1) << (doc & 63);
    m->count++;
    return true;
}

static bool has(const uint64_t *bits, uint32_t doc)
{
    return bits[doc >> 6] >> (doc & 63) & 1;
}

static uint64_t count_range(const uint64_t *bits, uint32_t lo, uint32_t hi)
{
    uint64_t n = 0;
    while (lo < hi && lo % 64)
        n += has(bits, lo++);
    for (; hi - lo >= 64; lo += 64)
        n += (uint64_t)__builtin_popcountll(bits[lo >> 6]);
    while (lo < hi)
        n += has(bits, lo++);
    return n;
}

static enum dl_status add(struct matches *m, struct dl_str value, uint64_t count)
{
    return count ? dl_facet_add(m->out, value, count, m->err) : DL_OK;
}

static enum dl_status by_set(struct matches *m, enum dl_filter_kind kind)
{
    const struct dl_segment *s = m->segment;
    enum dl_status st = DL_OK;
    uint64_t valued = 0;
    for (uint32_t i = 0; i < s->filter_count && st == DL_OK; i++) {
        const struct dl_filter_entry *e = &s->filters[i];
        struct dl_docset set;
        uint64_t count = 0;
        if (e->kind != (uint32_t)kind)
            continue;
        if ((st = dl_docset_open(s, e, &set, m->err)) != DL_OK)
            break;
        for (uint32_t doc = dl_docset_advance(&set, 0); doc != DL_NO_DOC; doc = dl_docset_advance(&set, doc + 1)) {
            if (!has(m->bits, doc))
                continue;
            count++;
            valued += !has(m->valued, doc);
            m->valued[doc >> 6] |= UINT64_C(1) << (doc & 63);
        }
        st = add(m, dl_filter_name(s, e), count);
    }
    return st ? st : add(m, DL_STR(""), m->count - valued);
}

/* Runs of days of one year or month are counted at once.  A partial date counts as its first day. */
static enum dl_status by_date(struct matches *m, bool month)
{
    const struct dl_segment *s = m->segment;
    enum dl_status st = DL_OK;
    int unit = month ? 100 : 10000;
    for (uint32_t i = 0, j; i < s->day_count && st == DL_OK; i = j) {
        char name[11];
        for (j = i + 1; j < s->day_count && s->days[j].day / unit == s->days[i].day / unit;)
            j++;
        uint32_t lo = s->days[i].first, hi = j < s->day_count ? s->days[j].first : s->meta->dated;
        dl_date_format(s->days[i].day / unit * unit, name);
        st = add(m, dl_str_of(name), count_range(m->bits, lo, hi));
    }
    return st ? st : add(m, DL_STR(""), count_range(m->bits, s->meta->dated, s->meta->docs));
}

static enum dl_status count_segment(struct matches *m, enum dl_facet facet)
{
    switch (facet) {
    case DL_FACET_COUNTRY:
        return by_set(m, DL_FILTER_COUNTRY);
    case DL_FACET_MENTION:
        return by_set(m, DL_FILTER_MENTION);
    case DL_FACET_SOURCE:
        return by_set(m, DL_FILTER_SOURCE_NAME);
    case DL_FACET_LANGUAGE:
        return by_set(m, DL_FILTER_LANGUAGE);
    case DL_FACET_AUTHOR:
        return by_set(m, DL_FILTER_AUTHOR);
    case DL_FACET_SECTION:
        return by_set(m, DL_FILTER_SECTION);
    case DL_FACET_TAG:
        return by_set(m, DL_FILTER_TAG);
    case DL_FACET_YEAR:
    case DL_FACET_MONTH:
        return by_date(m, facet == DL_FACET_MONTH);
    }
    return DL_OK;
}

static int by_value(const void *a, const void *b)
{
    return strcmp(((const struct dl_facet_count *)a)->value, ((const struct dl_facet_count *)b)->value);
}

/* The same value from several segments becomes one. */
static void merge(struct dl_facets *f)
{
    size_t n = 0;
    if (f->count)
        qsort(f->v, f->count, sizeof *f->v, by_value);
    for (size_t i = 0; i < f->count; i++) {
        if (n && strcmp(f->v[n - 1].value, f->v[i].value) == 0) {
            f->v[n - 1].count += f->v[i].count;
            free(f->v[i].value);
        } else
            f->v[n++] = f->v[i];
    }
    f->count = n;
}

enum dl_status dl_native_facets(struct dl_reader *base, const struct dl_query *query, enum dl_facet facet,
                                struct dl_facets *out, struct dl_error *err)
{
    struct dl_native_reader *r = (struct dl_native_reader *)(void *)base;
    enum dl_status st = DL_OK;
    for (uint32_t i = 0; i < r->segment_count && st == DL_OK; i++) {
        size_t words = (size_t)r->segments[i]->meta->docs / 64 + 1;
        struct matches m = {
            .segment = r->segments[i], .bits = calloc(words, 8), .valued = calloc(words, 8), .out = out, .err = err
        };
        st = m.bits && m.valued ? dl_native_each(r, i, query, mark, &m, err) : dl_fail_memory(err);
        if (st == DL_OK)
            st = count_segment(&m, facet);
        free(m.bits);
        free(m.valued);
    }
    merge(out);
    return st;
}
