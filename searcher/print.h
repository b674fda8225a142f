/* print.h - results and counts on standard output, in the format asked for.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_SEARCHER_PRINT_H
#define DATELINE_SEARCHER_PRINT_H

#include <stdio.h>

#include "dateline/set.h"
#include "searcher/group.h"
#include "searcher/linebreak.h"
#include "searcher/options.h"
#include "searcher/session.h"
#include "searcher/snippet.h"

struct dl_printer {
    FILE *out;
    enum dl_format format;
    bool color, links, null_separated, batch, counts, oldest, collapse;
    bool unmarked;              /* what matched is not marked: nearly all would be (--similar) */
    bool partial;               /* some of the indexes did not answer; set before each print */
    bool guard;                 /* cells that spreadsheets take for formulas get a quote mark */
    bool no_header;             /* of csv: where no row is printed */
    const void *header;         /* of csv: whose header was printed last */
    struct dl_fields fields;    /* of json, csv and tsv */
    bool chosen;                /* by --fields: what is unknown is printed, too */
    enum dl_group group;        /* of text and html */
    int width;                  /* columns of the terminal */
    struct dl_str qid;          /* of the query being answered */
    struct dl_matcher *matcher; /* of the query being answered; borrowed */
    /* work space */
    struct dl_snippet_work work;
    struct dl_marked title, snippet;
    struct dl_buf line, body, cell;
    size_t cells; /* of the line */
    struct dl_line_breaker breaker;
    struct dl_groups groups;
    struct dl_set paths; /* hashes of the paths printed */
};

void dl_printer_init(struct dl_printer *p, const struct dl_search_config *c, FILE *out);
void dl_printer_free(struct dl_printer *p);

/* What rows need. */
enum dl_wanted dl_printer_wants(const struct dl_printer *p);

/* Print one result.  DL_CANCELLED when nobody reads any more; DL_IO. */
enum dl_status dl_print_row(struct dl_printer *p, const struct dl_row *row, struct dl_error *err);

/* After the last row of a search: what was kept for its heading. */
enum dl_status dl_print_rows_end(struct dl_printer *p, struct dl_error *err);

/* In a batch, after each answer, in the formats whose readers can tell such a line from a result (json, text): COUNT
 * articles were printed, or MESSAGE (not NULL) says what was wrong with the query. */
enum dl_status dl_print_answer_end(struct dl_printer *p, uint64_t count, const char *message, struct dl_error *err);

/* Print one match of --grep --only-matching. */
enum dl_status dl_print_match(struct dl_printer *p, const struct dl_row *row, struct dl_str match,
                              struct dl_error *err);

/* Print counts under NAME ("country"), most first as given. */
enum dl_status dl_print_counts(struct dl_printer *p, const char *name, const struct dl_facets *counts,
                               struct dl_error *err);

/* Print an article with its metadata, the query's words marked. */
enum dl_status dl_print_article(struct dl_printer *p, const struct dl_row *row, struct dl_error *err);

/* Write out what is buffered and look at how writing went: DL_CANCELLED for a closed pipe, DL_IO. */
enum dl_status dl_print_flush(struct dl_printer *p, struct dl_error *err);

/* ---- shared by print_*.c ---------------------------------------------------------------------------------------- */

/* Marked: the title into p->title; a snippet of about WIDTH columns into p->snippet. */
enum dl_status dl_print_title(struct dl_printer *p, const struct dl_article *a, struct dl_error *err);
enum dl_status dl_print_snippet(struct dl_printer *p, const struct dl_row *row, size_t width, struct dl_error *err);
/* p->line to the stream. */
enum dl_status dl_print_line(struct dl_printer *p, struct dl_error *err);

/* Into p->line. */
enum dl_status dl_print_text_row(struct dl_printer *p, const struct dl_row *row, struct dl_error *err);
void dl_print_text_group(struct dl_printer *p, const struct dl_group_entry *e); /* its heading into p->line */
enum dl_status dl_print_text_article(struct dl_printer *p, const struct dl_row *row, struct dl_error *err);
enum dl_status dl_print_text_counts(struct dl_printer *p, const char *name, const struct dl_facets *counts,
                                    struct dl_error *err);
/* Of TOTAL articles found the page shows *FRESH, those that are new (NULL: it is not about that). */
enum dl_status dl_print_html_begin(struct dl_printer *p, struct dl_str query, uint64_t total, const uint64_t *fresh,
                                   struct dl_error *err);
enum dl_status dl_print_html_timeline(struct dl_printer *p, const char *unit, const struct dl_facets *counts,
                                      struct dl_error *err);
enum dl_status dl_print_html_counts(struct dl_printer *p, const char *name, const struct dl_facets *counts,
                                    struct dl_error *err);
enum dl_status dl_print_html_row(struct dl_printer *p, const struct dl_row *row, struct dl_error *err);
void dl_print_html_group(struct dl_printer *p, const struct dl_group_entry *e);
enum dl_status dl_print_html_end(struct dl_printer *p, struct dl_error *err);
enum dl_status dl_print_table_row(struct dl_printer *p, const struct dl_row *row, struct dl_error *err);
enum dl_status dl_print_table_end(struct dl_printer *p, struct dl_error *err); /* the header, where no row was */
enum dl_status dl_print_table_match(struct dl_printer *p, const struct dl_row *row, struct dl_str match,
                                    struct dl_error *err);
enum dl_status dl_print_table_counts(struct dl_printer *p, const char *name, const struct dl_facets *counts,
                                     struct dl_error *err);
enum dl_status dl_print_json_row(struct dl_printer *p, const struct dl_row *row, struct dl_error *err);
enum dl_status dl_print_json_match(struct dl_printer *p, const struct dl_row *row, struct dl_str match,
                                   struct dl_error *err);
enum dl_status dl_print_json_counts(struct dl_printer *p, const char *name, const struct dl_facets *counts,
                                    struct dl_error *err);
enum dl_status dl_print_json_end(struct dl_printer *p, uint64_t count, const char *message, struct dl_error *err);
enum dl_status dl_print_json_total(struct dl_printer *p, uint64_t n, struct dl_error *err); /* --count */

#endif
