/* batch.c - answering many queries, one a line, and how long they took.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "searcher/answer.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "searcher/safe.h"

#define MAX_LINE ((size_t)1 << 20) /* bytes; a query of more than DL_QUERY_MAX_BYTES is refused by itself */

/* QID<TAB>QUERY, or QUERY with the line's number as its id (in TEXT); so too where QID is empty. */
static struct dl_str split(struct dl_str line, unsigned long number, char text[24], struct dl_str *qid)
{
    const char *tab = line.len ? memchr(line.ptr, '\t', line.len) : NULL;
    size_t named = tab ? (size_t)(tab - line.ptr) : 0;
    snprintf(text, 24, "%lu", number);
    *qid = named ? (struct dl_str){ line.ptr, named } : dl_str_of(text);
    return tab ? (struct dl_str){ tab + 1, line.len - named - 1 } : line;
}

static enum dl_status heading(struct dl_answerer *a, struct dl_str query, struct dl_error *err)
{
    struct dl_printer *p = a->printer;
    if (p->format != DL_FORMAT_TEXT || a->config->count)
        return DL_OK;
    dl_buf_clear(&p->line);
    dl_buf_puts(&p->line, "== ");
    dl_safe_line(p->qid, &p->line);
    dl_buf_puts(&p->line, ": ");
    dl_safe_line(query, &p->line);
    dl_buf_puts(&p->line, " ==\n");
    return dl_print_line(p, err);
}

/* Errors that belong to one query; others end the batch. */
static bool is_of_query(enum dl_status status)
{
    return status == DL_SYNTAX || status == DL_INVALID || status == DL_TOO_LARGE || status == DL_NOT_FOUND;
}

static enum dl_status answer_line(struct dl_answerer *a, struct dl_str line, unsigned long number, bool *found,
                                  bool *failed, struct dl_error *err)
{
    char text[24];
    bool any = false;
    uint64_t before = a->hits;
    if (number == 1 && line.len >= 3 && memcmp(line.ptr, "\xEF\xBB\xBF", 3) == 0)
        line = (struct dl_str){ line.ptr + 3, line.len - 3 };
    while (line.len && (line.ptr[line.len - 1] == '\n' || line.ptr[line.len - 1] == '\r'))
        line.len--;
    size_t blanks = 0;
    while (blanks < line.len && line.ptr[blanks] == ' ')
        blanks++;
    if (blanks == line.len)
        return DL_OK;
    struct dl_str query = split(line, number, text, &a->printer->qid);
    enum dl_status status = heading(a, query, err);
    if (status == DL_OK)
        status = dl_answer(a, query, &any, err);
    *found |= any;
    dl_session_trim(a->session);
    if (status == DL_OK)
        return dl_print_answer_end(a->printer, a->hits - before, NULL, err);
    if (!is_of_query(status))
        return status;
    fprintf(stderr, "dateline-search: line %lu: ", number);
    if (status == DL_SYNTAX && err->column)
        fprintf(stderr, "column %d: ", err->column);
    fprintf(stderr, "%s\n", err->message);
    *failed = true;
    struct dl_error told = *err;
    return dl_print_answer_end(a->printer, 0, told.message, err);
}

/* Whether who writes the queries may wait for an answer before the next one: IN is a pipe, a terminal or a socket. */
static bool is_conversation(FILE *in)
{
    struct stat st;
    return fstat(fileno(in), &st) == 0 && !S_ISREG(st.st_mode);
}

/* getline() with a limit: -1 at the end, or with *SIZE beyond MAX_LINE for a line that is too long. */
static ssize_t read_line(FILE *in, char **line, size_t *size)
{
    size_t n = 0;
    for (int c; (c = getc_unlocked(in)) != EOF;) {
        if (n + 1 >= *size) {
            size_t cap = *size ? 2 * *size : 256;
            char *p = cap > MAX_LINE ? NULL : realloc(*line, cap);
            if (!p) {
                *size = MAX_LINE + 1;
                return -1;
            }
            *line = p;
            *size = cap;
        }
        (*line)[n++] = (char)c;
        if (c == '\n')
            break;
    }
    return n ? (ssize_t)n : -1;
}

enum dl_status dl_answer_batch(struct dl_answerer *a, const char *file, bool *found, bool *failed, struct dl_error *err)
{
    bool standard = strcmp(file, "-") == 0;
    FILE *in = standard ? stdin : fopen(file, "re");
    char *line = NULL;
    size_t size = 0;
    unsigned long number = 0;
    enum dl_status status = DL_OK;
    *found = *failed = false;
    if (!in)
        return dl_fail_errno(err, errno, file, "cannot read the queries");
    bool at_once = is_conversation(in);
    errno = 0;
    for (ssize_t n; status == DL_OK && (n = read_line(in, &line, &size)) >= 0; errno = 0) {
        struct dl_str text = { line, (size_t)n };
        status = at_once ? dl_session_refresh(a->session, err) : DL_OK;
        if (status == DL_OK)
            status = answer_line(a, text, ++number, found, failed, err);
        if (status == DL_OK && at_once)
            status = dl_print_flush(a->printer, err);
    }
    if (status == DL_OK && size > MAX_LINE)
        status = dl_fail(err, DL_TOO_LARGE, "%s: line %lu is longer than %zu bytes", file, number + 1, MAX_LINE);
    else if (status == DL_OK && ferror(in))
        status = dl_fail_errno(err, errno, file, "cannot read the queries");
    free(line);
    if (!standard)
        fclose(in);
    return status;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double percentile(const double *v, size_t n, unsigned percent)
{
    size_t i = (n * percent + 99) / 100;
    return n ? v[i ? i - 1 : 0] * 1e6 : 0;
}

void dl_answer_timing(struct dl_answerer *a, FILE *out)
{
    double sum = 0;
    size_t n = a->queries;
    for (size_t i = 0; i < n; i++)
        sum += a->seconds[i];
    if (n)
        qsort(a->seconds, n, sizeof *a->seconds, by_size);
    fprintf(out, "total_queries=%zu mean_us=%.1f p50_us=%.1f p99_us=%.1f hits=%llu\n", n,
            n ? sum / (double)n * 1e6 : 0.0, percentile(a->seconds, n, 50), percentile(a->seconds, n, 99),
            (unsigned long long)a->hits);
}
