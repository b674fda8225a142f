/* print.c - results and counts on standard output: what all formats share, and those of one field a line.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "searcher/print.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "dateline/hash.h"
#include "dateline/unicode.h"
#include "searcher/body.h"
#include "searcher/link.h"
#include "searcher/safe.h"

#define MIN_REPEATED 20 /* bytes of a title that is looked for at the beginning of the body */

static bool wants_color(const struct dl_search_config *c, int fd)
{
    if (c->color != DL_AUTO)
        return c->color == DL_ALWAYS;
    const char *none = getenv("NO_COLOR"), *term = getenv("TERM");
    return isatty(fd) && !(none && *none) && term && *term && strcmp(term, "dumb") != 0;
}

static bool wants_links(const struct dl_search_config *c, bool color, int fd)
{
    if (c->links != DL_AUTO)
        return c->links == DL_ALWAYS;
    return color && isatty(fd) && dl_terminal_has_links();
}

static int terminal_width(const struct dl_search_config *c, int fd)
{
    struct winsize size;
    if (c->width)
        return c->width;
    if (isatty(fd) && ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col >= 20)
        return size.ws_col;
    return 80;
}

static void choose_fields(struct dl_printer *p, const struct dl_search_config *c)
{
    static const enum dl_output_field of_tsv[] = { DL_OUT_RANK, DL_OUT_SCORE,     DL_OUT_ID,
                                                   DL_OUT_DATE, DL_OUT_COUNTRIES, DL_OUT_TITLE };
    p->fields = c->fields;
    p->chosen = c->fields.count > 0;
    if (p->chosen)
        return;
    if (p->format == DL_FORMAT_TSV)
        for (size_t i = 0; i < sizeof of_tsv / sizeof *of_tsv; i++)
            dl_fields_add(&p->fields, of_tsv[i]);
    else
        for (int i = c->shown_count ? DL_OUT_ID : DL_OUT_RANK; i <= (c->shown_count ? DL_OUT_PATH : DL_OUT_SNIPPET);
             i++)
            dl_fields_add(&p->fields, (enum dl_output_field)i);
    if (c->shown_count)
        dl_fields_add(&p->fields, DL_OUT_TEXT);
    if (c->collapse)
        dl_fields_add(&p->fields, p->format == DL_FORMAT_JSON ? DL_OUT_SIMILAR : DL_OUT_COPIES);
}

void dl_printer_init(struct dl_printer *p, const struct dl_search_config *c, FILE *out)
{
    *p = (struct dl_printer){ .out = out,
                              .format = c->format,
                              .null_separated = c->null_separated,
                              .batch = c->batch != NULL,
                              .counts = c->count,
                              .oldest = c->sort == DL_SORT_OLDEST,
                              .collapse = c->collapse,
                              .unmarked = c->similar != NULL };
    if (c->format == DL_FORMAT_TEXT || c->format == DL_FORMAT_HTML)
        p->group = c->group;
    p->guard = c->guard == DL_ALWAYS || (c->guard == DL_AUTO && c->format == DL_FORMAT_CSV);
    p->no_header = c->since_last || c->only_matching;
    choose_fields(p, c);
    p->color = wants_color(c, fileno(out));
    p->width = terminal_width(c, fileno(out));
    p->links = wants_links(c, p->color, fileno(out));
}

void dl_printer_free(struct dl_printer *p)
{
    dl_snippet_work_free(&p->work);
    dl_marked_free(&p->title);
    dl_marked_free(&p->snippet);
    dl_groups_free(&p->groups);
    dl_line_breaker_free(&p->breaker);
    dl_buf_free(&p->line);
    dl_buf_free(&p->body);
    dl_buf_free(&p->cell);
    dl_set_free(&p->paths);
}

enum dl_wanted dl_printer_wants(const struct dl_printer *p)
{
    switch (p->format) {
    case DL_FORMAT_TREC:
        return DL_WANTED_HIT;
    case DL_FORMAT_PATHS:
        return DL_WANTED_HEAD;
    case DL_FORMAT_JSON:
    case DL_FORMAT_CSV:
    case DL_FORMAT_TSV:
        return dl_fields_want(&p->fields);
    default:
        return DL_WANTED_ARTICLE;
    }
}

static enum dl_status write_failed(struct dl_error *err)
{
    if (errno == EPIPE)
        return dl_fail(err, DL_CANCELLED, "nobody reads the output");
    return dl_fail_errno(err, errno, NULL, "cannot write the results");
}

enum dl_status dl_print_line(struct dl_printer *p, struct dl_error *err)
{
    if (p->line.failed)
        return dl_fail_memory(err);
    errno = 0;
    if (fwrite(p->line.data, 1, p->line.len, p->out) < p->line.len)
        return write_failed(err);
    return DL_OK;
}

enum dl_status dl_print_flush(struct dl_printer *p, struct dl_error *err)
{
    errno = 0;
    return fflush(p->out) || ferror(p->out) ? write_failed(err) : DL_OK;
}

enum dl_status dl_print_title(struct dl_printer *p, const struct dl_article *a, struct dl_error *err)
{
    enum dl_status status =
        dl_mark_all(p->matcher, DL_FIELD_TITLE, a->title, dl_stemmer_for(a->language), &p->work, &p->title, err);
    if (p->unmarked)
        p->title.count = 0;
    return status;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/* BODY without its beginning where that is the title once more, which stands above the snippet already; *CUT tells that
 * what is left goes on in the midst of a sentence. */
static struct dl_str without_title(struct dl_str body, struct dl_str title, bool *cut)
{
    size_t i = 0;
    *cut = false;
    while (i < body.len && is_blank(body.ptr[i]))
        i++;
    if (title.len < MIN_REPEATED || body.len - i < title.len || memcmp(body.ptr + i, title.ptr, title.len) != 0)
        return body;
    i += title.len;
    if (i < body.len && !is_blank(body.ptr[i]))
        return body;
    *cut = !strchr(".!?:\"", title.ptr[title.len - 1]);
    while (i < body.len && is_blank(body.ptr[i])) {
        *cut &= body.ptr[i] != '\n';
        i++;
    }
    return (struct dl_str){ body.ptr + i, body.len - i };
}

/* Put an ellipsis before a snippet that begins as BODY does, in the midst of a sentence. */
static enum dl_status begin_amid(struct dl_marked *m, struct dl_str body, struct dl_error *err)
{
    static const char ellipsis[] = "\xE2\x80\xA6 ";
    size_t n = sizeof ellipsis - 1, same = 0;
    while (same < m->text.len && same < body.len && m->text.data[same] == body.ptr[same])
        same++;
    if (same < MIN_REPEATED && same < m->text.len)
        return DL_OK;
    dl_buf_append(&m->text, ellipsis, n); /* for its room */
    if (m->text.failed)
        return dl_fail_memory(err);
    memmove(m->text.data + n, m->text.data, m->text.len - n);
    memcpy(m->text.data, ellipsis, n);
    for (size_t i = 0; i < m->count; i++) {
        m->v[i].start += (uint32_t)n;
        m->v[i].end += (uint32_t)n;
    }
    return DL_OK;
}

enum dl_status dl_print_snippet(struct dl_printer *p, const struct dl_row *row, size_t width, struct dl_error *err)
{
    const struct dl_article *a = &row->article;
    struct dl_str body = dl_body_text(a, row->has_body, &p->body);
    bool cut;
    body = without_title(body, a->title, &cut);
    enum dl_status status =
        dl_snippet(p->matcher, body, dl_stemmer_for(a->language), width, &p->work, &p->snippet, err);
    if (p->unmarked)
        p->snippet.count = 0;
    return status || !cut ? status : begin_amid(&p->snippet, body, err);
}

/* ---- paths, trec ------------------------------------------------------------------------------------------- */

/* True when PATH is printed for the first time; also when memory for remembering runs out. */
static bool first_time(struct dl_printer *p, struct dl_str path)
{
    bool fresh = true;
    return !dl_set_add(&p->paths, dl_hash64(path.ptr, path.len), &fresh) || fresh;
}

static enum dl_status path_row(struct dl_printer *p, const struct dl_row *row, struct dl_error *err)
{
    struct dl_str path = row->article.path;
    if (path.len == 0 || !first_time(p, path))
        return DL_OK;
    dl_buf_clear(&p->line);
    if (isatty(fileno(p->out)))
        dl_safe_line(path, &p->line);
    else
        dl_file_name(path, &p->line);
    dl_buf_byte(&p->line, p->null_separated ? '\0' : '\n');
    return dl_print_line(p, err);
}

/* A field of a TREC line must hold no white space, and nothing that a terminal would obey. */
static void trec_field(struct dl_buf *line, struct dl_str s)
{
    for (size_t at = 0, start = 0; at < s.len; start = at) {
        uint32_t c = dl_utf8_next(s, &at);
        bool plain = c != ' ' && dl_safe_char(c) && dl_utf8_valid((struct dl_str){ s.ptr + start, at - start });
        for (size_t i = start; i < at; i++)
            if (plain)
                dl_buf_byte(line, (unsigned char)s.ptr[i]);
            else
                dl_buf_printf(line, "%%%02X", (unsigned char)s.ptr[i]);
    }
}

static enum dl_status trec_row(struct dl_printer *p, const struct dl_row *row, struct dl_error *err)
{
    dl_buf_clear(&p->line);
    trec_field(&p->line, p->qid);
    dl_buf_puts(&p->line, " Q0 ");
    trec_field(&p->line, row->id);
    dl_buf_printf(&p->line, " %llu %.9g dateline\n", (unsigned long long)row->rank, row->score);
    return dl_print_line(p, err);
}

enum dl_status dl_print_match(struct dl_printer *p, const struct dl_row *row, struct dl_str match, struct dl_error *err)
{
    if (p->format == DL_FORMAT_JSON)
        return dl_print_json_match(p, row, match, err);
    return dl_print_table_match(p, row, match, err);
}

/* ---- choosing --------------------------------------------------------------------------------------------------- */

enum dl_status dl_print_row(struct dl_printer *p, const struct dl_row *row, struct dl_error *err)
{
    switch (p->format) {
    case DL_FORMAT_JSON:
        return dl_print_json_row(p, row, err);
    case DL_FORMAT_TSV:
    case DL_FORMAT_CSV:
        return dl_print_table_row(p, row, err);
    case DL_FORMAT_PATHS:
        return path_row(p, row, err);
    case DL_FORMAT_TREC:
        return trec_row(p, row, err);
    default:
        break;
    }
    bool html = p->format == DL_FORMAT_HTML;
    enum dl_status status = html ? dl_print_html_row(p, row, err) : dl_print_text_row(p, row, err);
    if (status || !p->group)
        return status ? status : dl_print_line(p, err);
    return dl_groups_add(&p->groups, p->group, p->oldest, &row->article, dl_buf_view(&p->line), err);
}

enum dl_status dl_print_rows_end(struct dl_printer *p, struct dl_error *err)
{
    const struct dl_group_entry *v = p->groups.v;
    enum dl_status status = DL_OK;
    dl_groups_sort(&p->groups);
    for (size_t i = 0; i < p->groups.count && status == DL_OK; i++) {
        dl_buf_clear(&p->line);
        if ((i == 0 || v[i].order != v[i - 1].order) && p->format == DL_FORMAT_HTML)
            dl_print_html_group(p, &v[i]);
        else if (i == 0 || v[i].order != v[i - 1].order)
            dl_print_text_group(p, &v[i]);
        dl_buf_append(&p->line, p->groups.text.data + v[i].start, v[i].end - v[i].start);
        status = dl_print_line(p, err);
    }
    dl_groups_clear(&p->groups);
    return status || p->format != DL_FORMAT_CSV ? status : dl_print_table_end(p, err);
}

enum dl_status dl_print_answer_end(struct dl_printer *p, uint64_t count, const char *message, struct dl_error *err)
{
    if (p->counts && !message)
        return DL_OK;
    if (p->format == DL_FORMAT_JSON)
        return dl_print_json_end(p, count, message, err);
    if (p->format != DL_FORMAT_TEXT)
        return DL_OK;
    dl_buf_clear(&p->line);
    dl_buf_printf(&p->line, "== end of ");
    dl_safe_line(p->qid, &p->line);
    dl_buf_printf(&p->line, ": %llu ==\n", (unsigned long long)count);
    return dl_print_line(p, err);
}

enum dl_status dl_print_article(struct dl_printer *p, const struct dl_row *row, struct dl_error *err)
{
    return p->format == DL_FORMAT_JSON ? dl_print_json_row(p, row, err) : dl_print_text_article(p, row, err);
}

enum dl_status dl_print_counts(struct dl_printer *p, const char *name, const struct dl_facets *counts,
                               struct dl_error *err)
{
    if (p->format == DL_FORMAT_JSON)
        return dl_print_json_counts(p, name, counts, err);
    if (p->format == DL_FORMAT_HTML)
        return dl_print_html_counts(p, name, counts, err);
    if (p->format == DL_FORMAT_TSV || p->format == DL_FORMAT_CSV)
        return dl_print_table_counts(p, name, counts, err);
    return dl_print_text_counts(p, name, counts, err);
}
