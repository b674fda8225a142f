/* group.c - results under headings: one a day or one a country.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "searcher/group.h"

#include <stdlib.h>

#include "dateline/grow.h"

void dl_groups_free(struct dl_groups *g)
{
    dl_buf_free(&g->text);
    free(g->v);
    *g = (struct dl_groups){ 0 };
}

void dl_groups_clear(struct dl_groups *g)
{
    g->count = g->country_count = 0;
    dl_buf_clear(&g->text);
}

static int64_t order_of_country(struct dl_groups *g, dl_code code)
{
    size_t i = 0;
    while (i < g->country_count && !dl_code_eq(g->countries[i], code))
        i++;
    if (i == g->country_count && i < DL_GROUP_COUNTRIES)
        g->countries[g->country_count++] = code;
    return (int64_t)i;
}

enum dl_status dl_groups_add(struct dl_groups *g, enum dl_group by, bool oldest, const struct dl_article *a,
                             struct dl_str text, struct dl_error *err)
{
    if (!DL_GROW(g->v, g->cap, g->count + 1))
        return dl_fail_memory(err);
    struct dl_group_entry *e = &g->v[g->count];
    *e = (struct dl_group_entry){ .start = g->text.len, .date = a->date };
    if (a->country_count)
        e->country = a->countries[0].code;
    if (by == DL_GROUP_COUNTRY)
        e->order = order_of_country(g, e->country);
    else
        e->order = a->date == 0 ? INT64_MAX : oldest ? a->date : -(int64_t)a->date;
    dl_buf_str(&g->text, text);
    e->end = g->text.len;
    g->count++;
    return dl_buf_status(&g->text, err);
}

static int by_group(const void *a, const void *b)
{
    const struct dl_group_entry *x = a, *y = b;
    if (x->order != y->order)
        return x->order < y->order ? -1 : 1;
    return (x->start > y->start) - (x->start < y->start);
}

void dl_groups_sort(struct dl_groups *g)
{
    if (g->count)
        qsort(g->v, g->count, sizeof *g->v, by_group);
}

void dl_group_heading(const struct dl_group_entry *e, enum dl_group by, struct dl_buf *out)
{
    char day[11];
    dl_date_format(e->date, day);
    if (by == DL_GROUP_COUNTRY)
        dl_buf_puts(out, e->country.text[0] ? dl_country_name(e->country) : "no country");
    else
        dl_buf_puts(out, e->date ? day : "undated");
}
