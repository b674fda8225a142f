/* fields.h - what may be printed of an article: names, values, and the list of --fields.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_SEARCHER_FIELDS_H
#define DATELINE_SEARCHER_FIELDS_H

#include "dateline/article.h"
#include "dateline/status.h"
#include "searcher/session.h"

/* In the order of the table in fields.c, which is the order of JSON. */
enum dl_output_field {
    DL_OUT_RANK,
    DL_OUT_SCORE,
    DL_OUT_ID,
    DL_OUT_TITLE,
    DL_OUT_DATE,
    DL_OUT_DATE_FROM,
    DL_OUT_COUNTRIES,
    DL_OUT_MENTIONS,
    DL_OUT_SOURCE,
    DL_OUT_LANGUAGE,
    DL_OUT_URL,
    DL_OUT_PATH,
    DL_OUT_SNIPPET,
    DL_OUT_SIMILAR,
    DL_OUT_COPIES,
    DL_OUT_AUTHOR,
    DL_OUT_SECTION,
    DL_OUT_TAGS,
    DL_OUT_TEXT,
    DL_OUT_COUNT
};

/* Fields in the order of printing, each at most once. */
struct dl_fields {
    uint8_t v[DL_OUT_COUNT];
    size_t count;
};

const char *dl_output_field_name(enum dl_output_field field);

/* LIST is names separated by commas.  DL_INVALID for an unknown, repeated or missing name; the message lists all. */
enum dl_status dl_fields_parse(const char *list, struct dl_fields *fields, struct dl_error *err);
void dl_fields_add(struct dl_fields *fields, enum dl_output_field field);

/* What printing FIELDS needs of each result. */
enum dl_wanted dl_fields_want(const struct dl_fields *fields);

enum dl_value_kind { DL_VALUE_NONE, DL_VALUE_NUMBER, DL_VALUE_STRING, DL_VALUE_LIST };

/* The value of one field of one article.  Strings are borrowed from the row and the printer. */
struct dl_value {
    enum dl_value_kind kind;
    struct dl_str text;        /* of STRING, as stored: not sanitized */
    const struct dl_str *list; /* of LIST */
    size_t count;
    char number[32];                      /* of NUMBER */
    struct dl_str items[DL_MAX_MENTIONS]; /* room for a list */
    char day[11];
};

struct dl_printer;
struct dl_row;

/* The value of FIELD in ROW.  NONE: unknown, or not kept by the index. */
enum dl_status dl_field_value(struct dl_printer *p, const struct dl_row *row, enum dl_output_field field,
                              struct dl_value *value, struct dl_error *err);

#endif
