/* timeline.c - counts over time.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "searcher/answer.h"

#include <stdlib.h>

#include "dateline/grow.h"

#define MAX_BARS 48 /* of a timeline whose unit was not given */

static enum dl_status add(struct dl_facets *f, const char *value, uint64_t count, struct dl_error *err)
{
    if (!DL_GROW(f->v, f->cap, f->count + 1))
        return dl_fail_memory(err);
    struct dl_facet_count *c = &f->v[f->count];
    c->value = strdup(value);
    c->count = count;
    f->count += c->value != NULL;
    return c->value ? DL_OK : dl_fail_memory(err);
}

/* The days of all matches, counted. */
static enum dl_status count_days(struct dl_session *s, const struct dl_query *query, struct dl_facets *out,
                                 struct dl_error *err)
{
    struct dl_search search = { .query = query, .sort = DL_SORT_OLDEST };
    struct dl_hits hits = { 0 };
    char day[11];
    enum dl_status status = dl_reader_search(s->reader, &search, &hits, err);
    if (status == DL_MODIFIED && (status = dl_reader_reopen(s->reader, NULL, err)) == DL_OK)
        status = dl_reader_search(s->reader, &search, &hits, err);
    for (size_t i = 0; i < hits.count && status == DL_OK;) {
        size_t j = i;
        while (j < hits.count && hits.v[j].date == hits.v[i].date)
            j++;
        dl_date_format(hits.v[i].date, day);
        status = add(out, day, j - i, err);
        i = j;
    }
    dl_hits_free(&hits);
    return status;
}

/* Put months or years with no article between those with some, so that a gap is seen. */
static enum dl_status fill_gaps(struct dl_facets *f, bool months, struct dl_error *err)
{
    struct dl_facets full = { 0 };
    enum dl_status status = DL_OK;
    long previous = -1;
    for (size_t i = 0; i < f->count && status == DL_OK; i++) {
        int year = 0, month = 1;
        bool dated = sscanf(f->v[i].value, "%d-%d", &year, &month) >= 1 && month >= 1 && month <= 12;
        long at = months ? year * 12L + month - 1 : year;
        for (long k = previous + 1; dated && previous >= 0 && k < at && k - previous < 600 && status == DL_OK; k++) {
            char value[24];
            if (months)
                snprintf(value, sizeof value, "%04ld-%02ld", k / 12, k % 12 + 1);
            else
                snprintf(value, sizeof value, "%04ld", k);
            status = add(&full, value, 0, err);
        }
        if (status == DL_OK)
            status = add(&full, f->v[i].value, f->v[i].count, err);
        previous = dated ? at : previous;
    }
    dl_facets_free(f);
    *f = full;
    return status;
}

enum dl_status dl_timeline(struct dl_session *s, const struct dl_query *query, enum dl_timeline *unit,
                           struct dl_facets *times, struct dl_error *err)
{
    enum dl_status status = DL_OK;
    if (*unit == DL_TIMELINE_AUTO) {
        *unit = DL_TIMELINE_MONTH;
        status = dl_count_facet(s, query, DL_FACET_MONTH, times, err);
        if (status == DL_OK)
            status = fill_gaps(times, true, err);
        if (status || times->count <= MAX_BARS)
            return status;
        *unit = DL_TIMELINE_YEAR;
    }
    if (*unit == DL_TIMELINE_DAY)
        return count_days(s, query, times, err);
    bool months = *unit == DL_TIMELINE_MONTH;
    status = dl_count_facet(s, query, months ? DL_FACET_MONTH : DL_FACET_YEAR, times, err);
    return status ? status : fill_gaps(times, months, err);
}
