/* metadata.c - from an article as read to its date, countries and source.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "dateline/metadata.h"

#include "dateline/url.h"

#include <stdio.h>
#include <stdlib.h>

#include "lib/metadata/evidence.h"

#define SIGNATURE_MAX 40 /* bytes at the end in which an agency signs */

struct dl_metadata {
    struct dl_metadata_options options;
    struct dl_evidence evidence;
};

enum dl_status dl_metadata_new(const struct dl_metadata_options *options, struct dl_metadata **m, struct dl_error *err)
{
    struct dl_metadata *n = calloc(1, sizeof *n);
    *m = NULL;
    if (!n)
        return dl_fail_memory(err);
    if (options)
        n->options = *options;
    enum dl_status status = dl_evidence_init(&n->evidence, &n->options, err);
    if (status) {
        dl_metadata_free(n);
        return status;
    }
    *m = n;
    return DL_OK;
}

void dl_metadata_free(struct dl_metadata *m)
{
    if (!m)
        return;
    dl_evidence_free(&m->evidence);
    free(m);
}

struct dl_metadata_unread dl_metadata_unread(const struct dl_metadata *m, const struct dl_article *a)
{
    struct dl_metadata_unread u = { .country = m->evidence.unread_country };
    if (a->date_field.len && a->date_from != DL_DATE_FIELD)
        u.date = a->date_field;
    return u;
}

unsigned long dl_metadata_limits(const struct dl_metadata *m)
{
    return dl_dateline_limits(m->evidence.parser);
}

/* Does a signature begin after the first AT bytes of S: after a dash, a bracket, a slash, a stop or a line's end? */
static bool follows_mark(struct dl_str s, size_t at)
{
    unsigned char c = (unsigned char)s.ptr[at - 1];
    if (c < 0x80)
        return c == '-' || c == '(' || c == '/' || c == '\n' || c == ':' || c == '.';
    return at >= 3 && (c == 0x93 || c == 0x94) && memcmp(s.ptr + at - 3, "\xe2\x80", 2) == 0; /* an en or em dash */
}

/* "... of mutual concern. — VNA/VNS", "Reuter" as the last line, "(Source: Xinhua)": "" when no known agency signs. The
 * longest that is known counts. */
static struct dl_str signature(struct dl_str body)
{
    struct dl_str usual, best = { 0 };
    while (body.len && ((unsigned char)body.ptr[body.len - 1] <= ' ' || strchr(").]/", body.ptr[body.len - 1])))
        body.len--;
    size_t first = body.len > SIGNATURE_MAX ? body.len - SIGNATURE_MAX : 1;
    for (size_t at = body.len; at-- > first;) {
        if (!follows_mark(body, at))
            continue;
        size_t from = at;
        while (from < body.len && body.ptr[from] == ' ')
            from++;
        if (dl_agency_known((struct dl_str){ body.ptr + from, body.len - from }, &usual))
            best = usual;
    }
    return best;
}

static void find_source(struct dl_evidence *ev)
{
    struct dl_article *a = ev->article;
    struct dl_str usual = { 0 };
    if (a->source.len)
        return;
    if (a->body.len && ev->dateline.agency.len && dl_agency_known(ev->dateline.agency, &usual))
        a->source = usual;
    else if (a->body.len)
        a->source = signature(a->body);
    if (a->source.len == 0)
        a->source = dl_url_host(a->url);
}

/* The stages up to the date. */
static void find_date(struct dl_metadata *m, struct dl_article *a, bool all)
{
    struct dl_evidence *ev = &m->evidence;
    dl_evidence_begin(ev, a);
    ev->dates.all = all;
    dl_find_dateline(ev);
    dl_find_date(ev);
    find_source(ev);
}

enum dl_status dl_metadata_find(struct dl_metadata *m, struct dl_article *a, struct dl_error *err)
{
    find_date(m, a, false);
    return dl_find_countries(&m->evidence, NULL, err);
}

/* EVIDENCE on one line, cut after some 80 bytes, control characters blanked. */
static void print_evidence(struct dl_buf *out, struct dl_str s)
{
    size_t n = s.len < 80 ? s.len : 80;
    while (n && n < s.len && ((unsigned char)s.ptr[n] & 0xc0) == 0x80)
        n--;
    dl_buf_byte(out, '"');
    for (size_t i = 0; i < n; i++)
        dl_buf_byte(out, (unsigned char)s.ptr[i] < ' ' || s.ptr[i] == 0x7f ? ' ' : (unsigned char)s.ptr[i]);
    dl_buf_puts(out, n < s.len ? "...\"" : "\"");
}

static void print_candidate(struct dl_buf *out, const struct dl_date_candidate *c)
{
    char date[11] = "-";
    if (c->date > 9999)
        dl_date_format(c->date, date);
    else if (c->date)
        snprintf(date, sizeof date, "%02d-%02d", dl_date_month(c->date), dl_date_day(c->date));
    const char *from = c->from == DL_DATE_NONE ? "year" : dl_date_from_name(c->from);
    dl_buf_printf(out, "date  %-4s %-8s  %-10s  ", c->won ? "won" : c->from == DL_DATE_NONE ? "" : "lost", from, date);
    print_evidence(out, c->evidence);
    dl_buf_printf(out, "  %s\n", c->verdict);
}

enum dl_status dl_metadata_explain(struct dl_metadata *m, struct dl_article *a, struct dl_buf *out,
                                   struct dl_error *err)
{
    find_date(m, a, true);
    const struct dl_dateline d = m->evidence.dateline;
    for (size_t i = 0; i < m->evidence.dates.count; i++)
        print_candidate(out, &m->evidence.dates.v[i]);
    if (a->date_from == DL_DATE_NONE)
        dl_buf_puts(out, "date  none: nothing dates the article for sure\n");
    if (d.place.len || d.agency.len) {
        dl_buf_puts(out, "dateline  place ");
        print_evidence(out, d.place);
        dl_buf_puts(out, " region ");
        print_evidence(out, d.region);
        dl_buf_puts(out, " country ");
        print_evidence(out, d.country);
        dl_buf_puts(out, " agency ");
        print_evidence(out, d.agency);
        dl_buf_byte(out, '\n');
    }
    if (a->source.len) {
        dl_buf_puts(out, "source  ");
        print_evidence(out, a->source);
        dl_buf_byte(out, '\n');
    }
    enum dl_status status = dl_find_countries(&m->evidence, out, err);
    return status ? status : dl_buf_status(out, err);
}
