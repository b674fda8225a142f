/* print_json.c - results as JSON Lines: one object a line, UTF-8, fit for a terminal too (controls are escaped).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "dateline/json.h"
#include "searcher/print.h"

#define VERSION 1 /* raised when a key changes its meaning or goes */

/* Every object ends so. */
static enum dl_status end_object(struct dl_printer *p, struct dl_error *err)
{
    dl_buf_printf(&p->line, "%s,\"version\":%d}\n", p->partial ? ",\"partial\":true" : "", VERSION);
    return dl_print_line(p, err);
}

static void list(struct dl_buf *out, const struct dl_value *v)
{
    dl_buf_byte(out, '[');
    for (size_t i = 0; i < v->count; i++) {
        if (i)
            dl_buf_byte(out, ',');
        dl_json_quote(v->list[i], out);
    }
    dl_buf_byte(out, ']');
}

/* Where no fields were asked for an unknown date is null and what else is unknown is left out. */
static void member(struct dl_printer *p, enum dl_output_field field, const struct dl_value *v)
{
    struct dl_buf *out = &p->line;
    if (v->kind == DL_VALUE_NONE && !p->chosen && field != DL_OUT_DATE)
        return;
    dl_buf_printf(out, "%s\"%s\":", out->len > 1 ? "," : "", dl_output_field_name(field));
    if (v->kind == DL_VALUE_NUMBER)
        dl_buf_puts(out, v->number);
    else if (v->kind == DL_VALUE_STRING)
        dl_json_quote(v->text, out);
    else if (v->kind == DL_VALUE_LIST)
        list(out, v);
    else
        dl_buf_puts(out, "null");
}

enum dl_status dl_print_json_row(struct dl_printer *p, const struct dl_row *row, struct dl_error *err)
{
    struct dl_value value;
    enum dl_status status = DL_OK;
    dl_buf_clear(&p->line);
    dl_buf_byte(&p->line, '{');
    if (p->batch) {
        dl_buf_puts(&p->line, "\"qid\":");
        dl_json_quote(p->qid, &p->line);
    }
    for (size_t i = 0; i < p->fields.count && status == DL_OK; i++) {
        enum dl_output_field f = (enum dl_output_field)p->fields.v[i];
        status = dl_field_value(p, row, f, &value, err);
        if (status == DL_OK)
            member(p, f, &value);
    }
    return status ? status : end_object(p, err);
}

enum dl_status dl_print_json_match(struct dl_printer *p, const struct dl_row *row, struct dl_str match,
                                   struct dl_error *err)
{
    struct dl_buf *out = &p->line;
    dl_buf_clear(out);
    dl_buf_puts(out, "{\"id\":");
    dl_json_quote(row->id, out);
    dl_json_member("match", match, out);
    return end_object(p, err);
}

enum dl_status dl_print_json_counts(struct dl_printer *p, const char *name, const struct dl_facets *counts,
                                    struct dl_error *err)
{
    struct dl_buf *out = &p->line;
    dl_buf_clear(out);
    dl_buf_printf(out, "{\"facet\":\"%s\",\"counts\":[", name);
    for (size_t i = 0; i < counts->count; i++) {
        dl_buf_puts(out, i ? ",{\"value\":" : "{\"value\":");
        if (counts->v[i].value[0])
            dl_json_quote(dl_str_of(counts->v[i].value), out);
        else
            dl_buf_puts(out, "null");
        dl_buf_printf(out, ",\"count\":%llu}", (unsigned long long)counts->v[i].count);
    }
    dl_buf_byte(out, ']');
    return end_object(p, err);
}

enum dl_status dl_print_json_total(struct dl_printer *p, uint64_t n, struct dl_error *err)
{
    struct dl_buf *out = &p->line;
    dl_buf_clear(out);
    dl_buf_byte(out, '{');
    if (p->batch) {
        dl_buf_puts(out, "\"qid\":");
        dl_json_quote(p->qid, out);
        dl_buf_byte(out, ',');
    }
    dl_buf_printf(out, "\"count\":%llu", (unsigned long long)n);
    return end_object(p, err);
}

enum dl_status dl_print_json_end(struct dl_printer *p, uint64_t count, const char *message, struct dl_error *err)
{
    struct dl_buf *out = &p->line;
    dl_buf_clear(out);
    dl_buf_puts(out, "{\"qid\":");
    dl_json_quote(p->qid, out);
    dl_buf_printf(out, ",\"count\":%llu", (unsigned long long)count);
    if (message) {
        dl_buf_puts(out, ",\"error\":");
        dl_json_quote(dl_str_of(message), out);
    }
    dl_buf_puts(out, ",\"end\":true");
    return end_object(p, err);
}
