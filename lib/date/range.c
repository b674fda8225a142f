/* range.c - dates and ranges as typed by a user.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "dateline/date.h"

/* 2024, 2024-10, 2024-10-22, 20241022: the forms that stand at the front of the manual, read without guessing. */
static bool plain_date(struct dl_str s, dl_date *d)
{
    int v[3] = { 0, 0, 0 }, part = 0, digits = 0;
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == '-' && part < 2 && digits == (part ? 2 : 4)) {
            part++;
            digits = 0;
        } else if (s.ptr[i] >= '0' && s.ptr[i] <= '9' && digits < 8) {
            v[part] = v[part] * 10 + (s.ptr[i] - '0');
            digits++;
        } else {
            return false;
        }
    }
    if (part == 0 && digits == 8) {
        *d = dl_date_make(v[0] / 10000, v[0] / 100 % 100, v[0] % 100);
        return dl_date_valid(v[0] / 10000, v[0] / 100 % 100, v[0] % 100);
    }
    if (digits != (part ? 2 : 4) || (part >= 1 && v[1] == 0) || (part == 2 && v[2] == 0))
        return false;
    *d = dl_date_make(v[0], v[1], v[2]);
    return *d != 0;
}

static enum dl_status one_date(struct dl_str s, dl_date *d, struct dl_error *err)
{
    s = dl_str_trim(s);
    if (plain_date(s, d))
        return DL_OK;
    if (dl_str_eq(s, DL_STR("today")) || dl_str_eq(s, DL_STR("yesterday"))) {
        dl_date today = dl_date_today();
        *d = s.ptr[0] == 't' ? today : dl_date_add_days(today, -1);
        return DL_OK;
    }
    bool digits_only = true; /* seconds since 1970 are for fields, not for people */
    for (size_t i = 0; i < s.len; i++)
        digits_only &= s.ptr[i] >= '0' && s.ptr[i] <= '9';
    if (s.len && !digits_only && dl_date_parse_field(s, d, NULL) == DL_OK)
        return DL_OK;
    return dl_fail(err, DL_SYNTAX, "%s%.*s%s: expected a date such as 2024, 2024-10, 2024-10-22 or a range A..B",
                   s.len ? "\"" : "nothing", (int)(s.len < 80 ? s.len : 80), s.ptr ? s.ptr : "", s.len ? "\"" : "");
}

/* Where ".." stands in S, or NULL. */
static const char *dots(struct dl_str s)
{
    for (size_t i = 0; i + 1 < s.len; i++)
        if (s.ptr[i] == '.' && s.ptr[i + 1] == '.')
            return s.ptr + i;
    return NULL;
}

static enum dl_status fail_at(struct dl_error *err, enum dl_status status, size_t column)
{
    if (err && status == DL_SYNTAX)
        err->column = (int)(column < 100000 ? column : 100000);
    return status;
}

enum dl_status dl_date_parse_range(struct dl_str text, struct dl_date_range *range, struct dl_error *err)
{
    dl_date a = 0, b = 0;
    enum dl_status status;
    struct dl_str s = dl_str_trim(text);
    const char *sep = dots(s);
    *range = (struct dl_date_range){ 0, 0 };
    if (!sep) {
        status = one_date(s, &a, err);
        if (status)
            return fail_at(err, status, 1);
        *range = (struct dl_date_range){ dl_date_first(a), dl_date_last(a) };
        return DL_OK;
    }
    struct dl_str from = dl_str_trim((struct dl_str){ s.ptr, (size_t)(sep - s.ptr) });
    struct dl_str to = dl_str_trim((struct dl_str){ sep + 2, (size_t)(s.ptr + s.len - sep - 2) });
    if (from.len == 0 && to.len == 0)
        return fail_at(err, dl_fail(err, DL_SYNTAX, "\"..\": expected a date on one side at least"), 1);
    if (from.len && (status = one_date(from, &a, err)))
        return fail_at(err, status, 1);
    if (to.len && (status = one_date(to, &b, err)))
        return fail_at(err, status, (size_t)(to.ptr - text.ptr) + 1);
    struct dl_date_range r = { dl_date_first(a), dl_date_last(b) };
    if (r.from && r.to && r.from > r.to)
        return fail_at(
            err, dl_fail(err, DL_SYNTAX, "the range %.*s ends before it begins", (int)(s.len < 80 ? s.len : 80), s.ptr),
            1);
    *range = r;
    return DL_OK;
}
