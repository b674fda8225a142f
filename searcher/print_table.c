/* print_table.c - tsv and csv: one article a row, one field a cell.
 *
 * CSV is RFC 4180: a header line, cells with a comma, quote or line break in quotes, lines ended by CR LF; in UTF-8.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "searcher/print.h"

#include "searcher/safe.h"

/* What makes a spreadsheet take a cell for a formula: also the full-width forms, which it takes for the same.
 * OWASP, "CSV Injection". */
static bool is_formula(struct dl_str cell)
{
    static const char wide[][4] = { "\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D", "\xEF\xBC\xA0" }; /* = + - @ */
    if (cell.len && strchr("=+-@\t\r", cell.ptr[0]))
        return true;
    for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
        if (cell.len >= 3 && memcmp(cell.ptr, wide[i], 3) == 0)
            return true;
    return false;
}

/* TEXT, which came from an article, as the next cell of the line. */
static void text_cell(struct dl_printer *p, struct dl_str text)
{
    bool csv = p->format == DL_FORMAT_CSV;
    struct dl_buf *line = &p->line, *cell = &p->cell;
    if (p->cells++)
        dl_buf_byte(line, csv ? ',' : '\t');
    dl_buf_clear(cell);
    if (csv)
        dl_safe_text(text, cell);
    else
        dl_safe_line(text, cell);
    bool guarded = p->guard && is_formula(dl_buf_view(cell));
    bool quoted = csv && strpbrk(dl_buf_cstr(cell), ",\"\n\r");
    dl_buf_puts(line, quoted ? "\"" : "");
    dl_buf_puts(line, guarded ? "'" : "");
    for (size_t i = 0; i < cell->len; i++) {
        if (quoted && cell->data[i] == '"')
            dl_buf_byte(line, '"');
        dl_buf_byte(line, (unsigned char)cell->data[i]);
    }
    dl_buf_puts(line, quoted ? "\"" : "");
    if (cell->failed)
        line->failed = true;
}

static void number_cell(struct dl_printer *p, const char *number)
{
    if (p->cells++)
        dl_buf_byte(&p->line, p->format == DL_FORMAT_CSV ? ',' : '\t');
    dl_buf_puts(&p->line, number);
}

static void list_cell(struct dl_printer *p, const struct dl_value *v)
{
    struct dl_buf all = { 0 };
    for (size_t i = 0; i < v->count; i++) {
        dl_buf_puts(&all, i ? "," : "");
        dl_buf_str(&all, v->list[i]);
    }
    text_cell(p, dl_buf_view(&all));
    p->line.failed |= all.failed;
    dl_buf_free(&all);
}

static void begin(struct dl_printer *p)
{
    dl_buf_clear(&p->line);
    p->cells = 0;
}

static void end(struct dl_printer *p)
{
    dl_buf_puts(&p->line, p->format == DL_FORMAT_CSV ? "\r\n" : "\n");
}

/* A header line comes before the first row of its kind. */
static enum dl_status header(struct dl_printer *p, const void *kind, const char *const *names, size_t count,
                             struct dl_error *err)
{
    if (p->format != DL_FORMAT_CSV || p->header == kind)
        return DL_OK;
    begin(p);
    for (size_t i = 0; i < count; i++)
        number_cell(p, names[i]);
    end(p);
    p->header = kind;
    return dl_print_line(p, err);
}

static enum dl_status row_header(struct dl_printer *p, struct dl_error *err)
{
    const char *names[DL_OUT_COUNT + 1];
    size_t n = 0;
    if (p->batch)
        names[n++] = "qid";
    for (size_t i = 0; i < p->fields.count; i++)
        names[n++] = dl_output_field_name((enum dl_output_field)p->fields.v[i]);
    return header(p, &p->fields, names, n, err);
}

enum dl_status dl_print_table_row(struct dl_printer *p, const struct dl_row *row, struct dl_error *err)
{
    struct dl_value value;
    enum dl_status status = row_header(p, err);
    begin(p);
    if (p->batch)
        text_cell(p, p->qid);
    for (size_t i = 0; i < p->fields.count && status == DL_OK; i++) {
        status = dl_field_value(p, row, (enum dl_output_field)p->fields.v[i], &value, err);
        if (value.kind == DL_VALUE_NUMBER)
            number_cell(p, value.number);
        else if (value.kind == DL_VALUE_LIST)
            list_cell(p, &value);
        else
            text_cell(p, value.kind == DL_VALUE_STRING ? value.text : (struct dl_str){ 0 });
    }
    end(p);
    return status ? status : dl_print_line(p, err);
}

enum dl_status dl_print_table_end(struct dl_printer *p, struct dl_error *err)
{
    return p->no_header ? DL_OK : row_header(p, err);
}

enum dl_status dl_print_table_match(struct dl_printer *p, const struct dl_row *row, struct dl_str match,
                                    struct dl_error *err)
{
    static const char *const names[] = { "id", "match" };
    enum dl_status status = header(p, names, names, 2, err);
    begin(p);
    text_cell(p, row->id);
    text_cell(p, match);
    end(p);
    return status ? status : dl_print_line(p, err);
}

enum dl_status dl_print_table_counts(struct dl_printer *p, const char *name, const struct dl_facets *counts,
                                     struct dl_error *err)
{
    static const char *const names[] = { "facet", "value", "count" };
    char number[24];
    enum dl_status status = header(p, names, names, 3, err);
    dl_buf_clear(&p->line);
    for (size_t i = 0; i < counts->count; i++) {
        p->cells = 0;
        text_cell(p, dl_str_of(name));
        text_cell(p, dl_str_of(counts->v[i].value));
        snprintf(number, sizeof number, "%llu", (unsigned long long)counts->v[i].count);
        number_cell(p, number);
        end(p);
    }
    return status ? status : dl_print_line(p, err);
}
