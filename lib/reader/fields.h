/* fields.h - what the named fields of JSON, tables and labels mean, and an article made of their values.
 *
 * The names are a table, fields.tsv.  A reader looks names up, puts each value, and finishes:
 *
 *     dl_fields_begin(&f, p);
 *     dl_fields_put(&f, dl_field_find(p->fields, DL_STR("headline")), value);
 *     status = dl_fields_finish(&f, a, err);
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_READER_FIELDS_H
#define DATELINE_READER_FIELDS_H

#include "lib/reader/format.h"

enum dl_meaning {
    DL_MEANS_ID,
    DL_MEANS_TITLE,
    DL_MEANS_BODY,
    DL_MEANS_DESCRIPTION,
    DL_MEANS_DATE,
    DL_MEANS_YEAR,
    DL_MEANS_MONTH,
    DL_MEANS_DAY,
    DL_MEANS_MODIFIED,
    DL_MEANS_FETCHED,
    DL_MEANS_COUNTRY,
    DL_MEANS_SOURCE,
    DL_MEANS_LANGUAGE,
    DL_MEANS_URL,
    DL_MEANS_AUTHOR,
    DL_MEANS_SECTION,
    DL_MEANS_TAGS,
    DL_MEANS_COUNT,
    DL_MEANS_THROUGH = DL_MEANS_COUNT, /* an object that is passed through */
    DL_MEANS_LIST                      /* holds the articles of a file */
};

/* "title", "body", ...: what a configuration file calls the meaning.  NULL: M is none that a value has. */
const char *dl_meaning_name(enum dl_meaning m);

/* A row of the table.  Of the rows with one meaning the least rank wins. */
struct dl_field_name {
    const char *name; /* its kind ('=' a value, '-' passed through, '[' a list of articles) and its normal form */
    enum dl_meaning meaning;
    int rank;
};

/* Fields that a configuration maps, before those of the table.  NULL is none. */
struct dl_field_map {
    struct dl_field_mapping {
        struct dl_buf name; /* '=' and the normal form, NUL-terminated */
        struct dl_field_name field;
    } * v;
    size_t count;
};

/* Map the field NAME (`story_html`, `content.main`) to MEANING ("body").  DL_INVALID: there is no such meaning. */
enum dl_status dl_field_map_add(struct dl_field_map *map, const char *meaning, const char *name, struct dl_error *err);
void dl_field_map_free(struct dl_field_map *map);

/* Append the normal form of NAME, one component of a path: without capitals, blanks and punctuation.  At most 64 bytes
 * are looked at. */
#define DL_FIELD_NAME_MAX 64
void dl_field_normal(struct dl_str name, struct dl_buf *out);

/* The field whose path is PATH, in normal form with dots between its components; NULL: unknown. */
const struct dl_field_name *dl_field_find(const struct dl_field_map *map, struct dl_str path);
/* Whether objects of that name are passed through. */
bool dl_field_passes(struct dl_str name);
/* Whether a list or object of that name may hold a file's articles. */
bool dl_field_is_list(struct dl_str name);
/* Whether the paths of some fields lead through PATH. */
bool dl_field_leads(const struct dl_field_map *map, struct dl_str path);

/* ---- values ----------------------------------------------------------------------------------------------------- */

struct dl_field_value {
    struct dl_str s;
    int rank; /* 0: none yet */
};

struct dl_field_text {
    const struct dl_field_name *field;
    struct dl_str s; /* or, when it has several pieces, ... */
    bool joined;     /* ... p->made.texts of the same index */
};

/* The values of one article. */
struct dl_fields {
    struct dl_parse *p;
    struct dl_field_value v[DL_MEANS_COUNT];
    struct dl_field_text texts[DL_FIELD_TEXTS];
    size_t text_count;
    struct dl_str country[DL_MAX_COUNTRIES];
    const struct dl_field_name *country_field[DL_MAX_COUNTRIES];
    unsigned country_count;
};

void dl_fields_begin(struct dl_fields *f, struct dl_parse *p);

/* A value of FIELD, borrowed until dl_fields_finish.  Values of one field are the elements of a list: paragraphs of a
 * text, several authors; of what can be only one the first counts.  Empty values are passed over. */
void dl_fields_put(struct dl_fields *f, const struct dl_field_name *field, struct dl_str value);

/* The same for a value that takes the place of the earlier ones of the same field. */
void dl_fields_replace(struct dl_fields *f, const struct dl_field_name *field, struct dl_str value);

/* Fill A.  The body is the longest text, without markup; else the longest description.  Strings are borrowed from the
 * values or live in P.  DL_BAD_INPUT: there is neither title nor text. */
enum dl_status dl_fields_finish(struct dl_fields *f, struct dl_article *a, struct dl_error *err);

/* Put the dateline D of an agency's copy, if any, before A's text, which is finished. */
enum dl_status dl_fields_dateline(struct dl_fields *f, struct dl_str d, struct dl_article *a, struct dl_error *err);

/* ---- values of one kind ----------------------------------------------------------------------------------------- */

/* A date in numbers as programs write them, as the calendar day that dl_date_parse_field reads: seconds, milliseconds,
 * micro- and nanoseconds since 1970 also with a fraction, an exponent or a sign, /Date(1729555200000)/, 2024.0,
 * days of a spreadsheet (45587), years of the Buddhist era in ISO form.  VALUE itself when it is none of these.
 * OUT may be written. */
struct dl_str dl_field_date(struct dl_str value, struct dl_buf *out);

/* The BCP 47 code of a language that is named in English or its own words, or by a code of three letters; TEXT itself
 * when it is unknown. */
struct dl_str dl_field_language(struct dl_str text);

#endif
