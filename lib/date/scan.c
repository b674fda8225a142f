/* scan.c - dates in running text: every date has a number, so numbers are looked for and what is around them is
 * read.
 *
 * Each number looks at a bounded window before and after it, so that the time is linear.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/date/scan.h"

bool dl_date_forms(const struct dl_date_scanner *s, const struct dl_number *n, struct dl_date_match *m)
{
    if (n->digits > 4)
        return false;
    return dl_date_numeric_form(s, n, m) || dl_date_named_form(s, n, m);
}

static enum dl_status scan(struct dl_str text, size_t *pos, enum dl_date_order order, bool dateline,
                           struct dl_date_match *m)
{
    size_t size = text.len > UINT32_MAX ? UINT32_MAX : text.len;
    if (*pos >= size)
        return DL_END;
    struct dl_date_scanner s = { text.ptr, text.ptr + size, order, false, dateline };
    const char *p = s.begin + *pos;
    struct dl_number n;
    while ((p = dl_number_find(p, s.end)) < s.end && dl_number_at(p, s.end, &n)) {
        if (dl_date_forms(&s, &n, m)) {
            uint32_t start = m->start, from = (uint32_t)*pos;
            dl_date_find_weekday(&s, m);
            if (m->start < from) /* the weekday or month belongs to the date before */
                m->start = start > from ? start : from;
            *pos = m->end;
            return DL_OK;
        }
        p = n.end;
    }
    *pos = (size_t)(s.end - s.begin);
    return DL_END;
}

enum dl_status dl_date_scan_as(struct dl_str text, size_t *pos, enum dl_date_order order, struct dl_date_match *m)
{
    return scan(text, pos, order, false, m);
}

enum dl_status dl_date_scan_dateline(struct dl_str text, size_t *pos, struct dl_date_match *m)
{
    return scan(text, pos, DL_DATE_DAY_FIRST, true, m);
}

enum dl_status dl_date_scan(struct dl_str text, size_t *pos, struct dl_date_match *m)
{
    return dl_date_scan_as(text, pos, DL_DATE_ORDER_UNKNOWN, m);
}

enum dl_date_order dl_date_order_of(struct dl_str language)
{
    /* Languages of which (nearly) all newspapers write the day first; en, ja, zh, ko, hu and the like are not among
     * them. */
    static const char day_first[] =
        " ar cs da de el es fi fr he hi id it km lo ms my nb nl no pl pt ro ru sr sv th tr uk vi ";
    if (language.len < 2 || (language.len > 2 && language.ptr[2] != '-' && language.ptr[2] != '_'))
        return DL_DATE_ORDER_UNKNOWN;
    char tag[5] = { ' ', (char)(language.ptr[0] | 32), (char)(language.ptr[1] | 32), ' ', 0 };
    return strstr(day_first, tag) ? DL_DATE_DAY_FIRST : DL_DATE_ORDER_UNKNOWN;
}
