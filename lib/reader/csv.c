/* csv.c - tables with a row of names at the top: CSV (RFC 4180), and with semicolons, tabs or bars.
 *
 * What a column means its name tells, by the table of fields.  A quoted field may hold delimiters, line breaks and
 * doubled quotes; a quote within an unquoted field is one of its characters.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/reader/fields.h"
#include "lib/reader/format.h"

#define NAMES_SHOWN 12    /* of a table of which nothing can be used */
#define NAME_MAX_BYTES 64 /* a longer cell is no name of a column */
#define SAMPLE_ROWS 4     /* with equal numbers of cells, which make a table of lines without known names */

static const char delimiters[] = { ',', ';', '\t', '|' };

/* One byte of a row.  True: the row ends before it; it is a line break.  SCAN.object: inside a field; .string: in
 * quotes; .escape: after a quote in quotes. */
static bool ends_row(struct dl_scan *scan, char c, char delimiter)
{
    if (scan->string && !scan->escape) {
        scan->escape = c == '"';
        return false;
    }
    if (scan->string && c == '"') {
        scan->escape = false;
        return false;
    }
    scan->string = scan->escape = false;
    if (c == '\n')
        return true;
    if (c == '"' && !scan->object)
        scan->string = true;
    scan->object = c != delimiter;
    return false;
}

/* The length of the row at the beginning of S, with its break; 0: it does not end in S. */
static size_t row_length(struct dl_str s, struct dl_scan *scan, char delimiter)
{
    for (size_t i = 0; i < s.len; i++)
        if (ends_row(scan, s.ptr[i], delimiter))
            return i + 1;
    return 0;
}

/* The cell at *AT of ROW, which moves to the next; its quotes are taken off, into TEXT when some are inside.  False:
 * there is none. */
static bool next_cell(struct dl_str row, size_t *at, char delimiter, struct dl_buf *text, struct dl_str *cell)
{
    if (*at > row.len)
        return false;
    size_t i = *at, start = i, kept = text->len;
    bool quoted = i < row.len && row.ptr[i] == '"', doubled = false;
    if (quoted) {
        for (start = ++i; i < row.len; i++) {
            bool quote = row.ptr[i] == '"', twice = quote && i + 1 < row.len && row.ptr[i + 1] == '"';
            if (quote && !twice)
                break;
            doubled |= twice;
            i += twice;
        }
    }
    size_t end = i;
    while (i < row.len && row.ptr[i] != delimiter)
        i++;
    end = quoted ? end : i;
    *cell = (struct dl_str){ row.ptr + start, end - start };
    *at = i + 1;
    if (!doubled)
        return true;
    for (size_t k = start; k < end; k++) {
        dl_buf_byte(text, (unsigned char)row.ptr[k]);
        k += row.ptr[k] == '"';
    }
    *cell = (struct dl_str){ text->data + kept, text->len - kept };
    return true;
}

/* ROW without its break. */
static struct dl_str chomp(struct dl_str row)
{
    while (row.len && (row.ptr[row.len - 1] == '\n' || row.ptr[row.len - 1] == '\r'))
        row.len--;
    return row;
}

/* ---- the row of names ------------------------------------------------------------------------------------------- */

static const struct dl_field_name *column(const struct dl_field_map *map, struct dl_str name, struct dl_buf *normal)
{
    size_t i = 0;
    dl_buf_clear(normal);
    for (size_t n; i < name.len; i += n + 1) { /* headline.main */
        const char *dot = memchr(name.ptr + i, '.', name.len - i);
        n = dot ? (size_t)(dot - name.ptr) - i : name.len - i;
        if (i)
            dl_buf_byte(normal, '.');
        dl_field_normal(dl_str_trim((struct dl_str){ name.ptr + i, n }), normal);
    }
    return dl_field_find(map, dl_buf_view(normal));
}

struct header {
    size_t cells, known;
    bool text, names; /* a title or a text is among them; all look like names */
};

static struct header look_at(const struct dl_field_map *map, struct dl_str row, char delimiter)
{
    struct header h = { .names = true };
    struct dl_buf text = { 0 }, normal = { 0 };
    struct dl_str cell;
    for (size_t at = 0; next_cell(row, &at, delimiter, &text, &cell); h.cells++) {
        cell = dl_str_trim(cell);
        const struct dl_field_name *field = cell.len && cell.len <= NAME_MAX_BYTES ? column(map, cell, &normal) : NULL;
        h.known += field != NULL;
        h.text |= field && (field->meaning == DL_MEANS_TITLE || field->meaning == DL_MEANS_BODY ||
                            field->meaning == DL_MEANS_DESCRIPTION);
        h.names &= cell.len <= NAME_MAX_BYTES;
    }
    dl_buf_free(&text);
    dl_buf_free(&normal);
    return h;
}

/* "sep=;" in the first line, as spreadsheets write it: its length and *DELIMITER. */
static size_t stated_delimiter(struct dl_str s, char *delimiter)
{
    const char *newline =
        s.len > 5 && memcmp(s.ptr, "sep=", 4) == 0 ? memchr(s.ptr, '\n', s.len < 8 ? s.len : 8) : NULL;
    if (!newline)
        return 0;
    *delimiter = s.ptr[4];
    return (size_t)(newline - s.ptr) + 1;
}

/* How many of the first rows of S, MOST at most, have as many cells as the first; 0 when one has not.  Whole rows only.
 */
static size_t equal_rows(struct dl_str s, char delimiter, size_t cells, size_t most)
{
    struct dl_buf text = { 0 };
    struct dl_str cell;
    size_t rows = 0;
    for (size_t n; rows < most; rows++, s.ptr += n, s.len -= n) {
        struct dl_scan scan = { 0 };
        size_t at = 0, count = 0;
        n = row_length(s, &scan, delimiter);
        if (n == 0)
            break;
        struct dl_str row = chomp((struct dl_str){ s.ptr, n });
        dl_buf_clear(&text);
        while (next_cell(row, &at, delimiter, &text, &cell))
            count++;
        if (count != cells) {
            rows = 0;
            break;
        }
    }
    dl_buf_free(&text);
    return rows;
}

/* The delimiter of the table S: the one that makes most known names of the first row, else one that makes rows of equal
 * lengths; '\0': S is no table. */
static char find_delimiter(const struct dl_field_map *map, struct dl_str s)
{
    char best = '\0';
    size_t known = 1;
    for (size_t i = 0; i < sizeof delimiters; i++) {
        struct dl_scan scan = { 0 };
        size_t n = row_length(s, &scan, delimiters[i]);
        struct header h = look_at(map, chomp((struct dl_str){ s.ptr, n ? n : s.len }), delimiters[i]);
        if (n && h.names && h.text && h.known > known && equal_rows(s, delimiters[i], h.cells, 2) > 0) {
            known = h.known;
            best = delimiters[i];
        }
    }
    for (size_t i = 0; i < sizeof delimiters && !best; i++) {
        struct dl_scan scan = { 0 };
        size_t n = row_length(s, &scan, delimiters[i]);
        struct header h = look_at(map, chomp((struct dl_str){ s.ptr, n }), delimiters[i]);
        bool prose = n && memmem(s.ptr, n, ", ", 2);
        if (n && h.names && h.cells >= 3 && !prose && equal_rows(s, delimiters[i], h.cells, SAMPLE_ROWS) == SAMPLE_ROWS)
            best = delimiters[i];
    }
    return best;
}

static bool detect(struct dl_str head)
{
    char delimiter = '\0';
    size_t skip = stated_delimiter(head, &delimiter);
    return delimiter || find_delimiter(NULL, (struct dl_str){ head.ptr + skip, head.len - skip });
}

static enum dl_status refuse(struct dl_str row, char delimiter, struct dl_error *err)
{
    struct dl_buf text = { 0 }, names = { 0 };
    struct dl_str cell;
    size_t n = 0;
    for (size_t at = 0; next_cell(row, &at, delimiter, &text, &cell); n++)
        if (n < NAMES_SHOWN)
            dl_buf_printf(&names, "%s%.*s", n ? ", " : "", (int)(cell.len < 40 ? cell.len : 40), cell.ptr);
    enum dl_status status =
        dl_fail(err, DL_BAD_INPUT,
                "a table without a column for the title or the text among: %s%s; its first row must hold names as in "
                "dateline-fields(7)",
                dl_buf_cstr(&names), n > NAMES_SHOWN ? ", ..." : "");
    dl_buf_free(&text);
    dl_buf_free(&names);
    return status;
}

/* S->head: the delimiter and the row of names. */
static enum dl_status begin(struct dl_split *s, struct dl_str head, bool whole, size_t *used, struct dl_error *err)
{
    char delimiter = '\0';
    size_t skip = stated_delimiter(head, &delimiter);
    struct dl_str rest = { head.ptr + skip, head.len - skip };
    struct dl_scan scan = { 0 };
    if (!delimiter)
        delimiter = find_delimiter(s->fields, rest);
    size_t n = row_length(rest, &scan, delimiter);
    if (n == 0 && !whole)
        return dl_fail(err, DL_BAD_INPUT, "a table whose row of names is longer than %zu KiB", DL_HEAD_SIZE >> 10);
    n = n ? n : rest.len;
    struct dl_str row = chomp((struct dl_str){ rest.ptr, n });
    if (!look_at(s->fields, row, delimiter).text)
        return refuse(row, delimiter, err);
    dl_buf_clear(&s->head);
    dl_buf_byte(&s->head, (unsigned char)delimiter);
    dl_buf_str(&s->head, row);
    *used = skip + n;
    return dl_buf_status(&s->head, err);
}

/* ---- rows ------------------------------------------------------------------------------------------------------- */

static enum dl_split_result split(struct dl_split *s, struct dl_str data, bool last, size_t *from, size_t *to)
{
    char delimiter = s->head.data[0];
    for (*from = 0; *from < data.len; *from = *to) {
        struct dl_scan scan = { 0 };
        struct dl_str rest = { data.ptr + *from, data.len - *from };
        size_t n = row_length(rest, s->skipping ? &s->scan : &scan, delimiter);
        s->whole = n > 0;
        if (n == 0 && !last)
            break;
        n = n ? n : rest.len;
        *to = *from + n;
        bool blank = !s->skipping && dl_str_trim((struct dl_str){ rest.ptr, n }).len == 0;
        s->number += !blank;
        if (!blank)
            return s->skipping ? DL_SPLIT_SKIPPED : DL_SPLIT_RECORD;
    }
    if (s->skipping)
        *from = data.len;
    return DL_SPLIT_MORE;
}

/* What programs write where there is nothing. */
static bool is_nothing(struct dl_str s)
{
    static const char *const words[] = { "nan", "NaN", "NULL", "null", "None", "\\N", "N/A", "NA" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (dl_str_eq(s, dl_str_of(words[i])))
            return true;
    return false;
}

static enum dl_status parse(const struct dl_record *r, struct dl_parse *p, struct dl_article *a, struct dl_error *err)
{
    struct dl_str header = { r->head.ptr + 1, r->head.len - 1 }, row = chomp(r->bytes), name, cell;
    char delimiter = r->head.ptr[0];
    struct dl_fields f;
    size_t at = 0, named = 0, cells = 0, names = 0;
    dl_fields_begin(&f, p);
    dl_buf_clear(&p->text);
    if (!dl_buf_reserve(&p->text, row.len + header.len)) /* so that cells do not move */
        return dl_fail_memory(err);
    for (; next_cell(row, &at, delimiter, &p->text, &cell); cells++) {
        if (!next_cell(header, &named, delimiter, &p->text, &name))
            continue;
        names++;
        const struct dl_field_name *field = column(p->fields, dl_str_trim(name), &p->made.name);
        if (field && !is_nothing(dl_str_trim(cell)))
            dl_fields_put(&f, field, cell);
    }
    if (cells > names)
        return dl_fail(err, DL_BAD_INPUT, "a row of %zu fields under %zu names", cells, names);
    return dl_fields_finish(&f, a, err);
}

const struct dl_source_format dl_format_csv = {
    .name = "csv", .detect = detect, .begin = begin, .split = split, .appendable = true, .parse = parse
};
