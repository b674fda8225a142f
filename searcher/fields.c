/* fields.c - what may be printed of an article: names, values, and the list of --fields.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "searcher/fields.h"

#include "searcher/body.h"
#include "searcher/print.h"

#define SNIPPET_WIDTH 240 /* columns */

static const char *const names[DL_OUT_COUNT] = {
    [DL_OUT_RANK] = "rank",           [DL_OUT_SCORE] = "score",       [DL_OUT_ID] = "id",
    [DL_OUT_TITLE] = "title",         [DL_OUT_DATE] = "date",         [DL_OUT_DATE_FROM] = "date_from",
    [DL_OUT_COUNTRIES] = "countries", [DL_OUT_MENTIONS] = "mentions", [DL_OUT_SOURCE] = "source",
    [DL_OUT_LANGUAGE] = "language",   [DL_OUT_URL] = "url",           [DL_OUT_PATH] = "path",
    [DL_OUT_SNIPPET] = "snippet",     [DL_OUT_SIMILAR] = "similar",   [DL_OUT_COPIES] = "copies",
    [DL_OUT_AUTHOR] = "author",       [DL_OUT_SECTION] = "section",   [DL_OUT_TAGS] = "tags",
    [DL_OUT_TEXT] = "text",
};

const char *dl_output_field_name(enum dl_output_field field)
{
    return names[field];
}

static enum dl_status unknown(const char *name, size_t len, struct dl_error *err)
{
    char all[512] = "";
    for (size_t i = 0, n = 0; i < DL_OUT_COUNT; i++, n = strlen(all))
        snprintf(all + n, sizeof all - n, "%s%s", n ? ", " : "", names[i]);
    return dl_fail(err, DL_INVALID, "--fields: '%.*s' is none of %s", (int)len, name, all);
}

static bool find(const char *name, size_t len, enum dl_output_field *field)
{
    for (int i = 0; i < DL_OUT_COUNT; i++)
        if (strlen(names[i]) == len && memcmp(names[i], name, len) == 0) {
            *field = (enum dl_output_field)i;
            return true;
        }
    return false;
}

static bool has(const struct dl_fields *fields, enum dl_output_field field)
{
    return fields->count && memchr(fields->v, field, fields->count);
}

void dl_fields_add(struct dl_fields *fields, enum dl_output_field field)
{
    if (!has(fields, field))
        fields->v[fields->count++] = (uint8_t)field;
}

enum dl_status dl_fields_parse(const char *list, struct dl_fields *fields, struct dl_error *err)
{
    *fields = (struct dl_fields){ .count = 0 };
    for (bool more = true; more;) {
        size_t n = strcspn(list, ",");
        enum dl_output_field field;
        if (!find(list, n, &field))
            return unknown(list, n, err);
        if (has(fields, field))
            return dl_fail(err, DL_INVALID, "--fields: '%s' is there twice", names[field]);
        dl_fields_add(fields, field);
        more = list[n] == ',';
        list += n + more;
    }
    return DL_OK;
}

enum dl_wanted dl_fields_want(const struct dl_fields *fields)
{
    static const enum dl_output_field of_hits[] = { DL_OUT_RANK, DL_OUT_SCORE, DL_OUT_ID, DL_OUT_SIMILAR,
                                                    DL_OUT_COPIES };
    size_t cheap = 0;
    if (has(fields, DL_OUT_SNIPPET) || has(fields, DL_OUT_TEXT))
        return DL_WANTED_ARTICLE;
    for (size_t i = 0; i < sizeof of_hits / sizeof *of_hits; i++)
        cheap += has(fields, of_hits[i]);
    return cheap < fields->count ? DL_WANTED_HEAD : DL_WANTED_HIT;
}

/* ---- values ------------------------------------------------------------------------------------------------------ */

static void set_string(struct dl_value *v, struct dl_str text)
{
    v->kind = DL_VALUE_STRING;
    v->text = text;
}

/* An empty string means that nothing is known. */
static void set_known(struct dl_value *v, struct dl_str text)
{
    if (text.len)
        set_string(v, text);
}

static void set_list(struct dl_value *v, const struct dl_str *list, size_t count)
{
    v->kind = DL_VALUE_LIST;
    v->list = list;
    v->count = count;
}

static void set_countries(struct dl_value *v, const struct dl_article *a)
{
    for (unsigned i = 0; i < a->country_count; i++)
        v->items[i] = dl_str_of(a->countries[i].code.text);
    set_list(v, v->items, a->country_count);
}

static void set_mentions(struct dl_value *v, const struct dl_article *a)
{
    for (unsigned i = 0; i < a->mention_count; i++)
        v->items[i] = dl_str_of(a->mentions[i].text);
    set_list(v, v->items, a->mention_count);
}

/* LINES is one a line. */
static void set_lines(struct dl_value *v, struct dl_str lines)
{
    size_t n = 0;
    while (lines.len && n < DL_MAX_MENTIONS)
        v->items[n++] = dl_str_cut(&lines, '\n');
    set_list(v, v->items, n);
}

static enum dl_status set_snippet(struct dl_printer *p, const struct dl_row *row, struct dl_value *v,
                                  struct dl_error *err)
{
    enum dl_status status = dl_print_snippet(p, row, SNIPPET_WIDTH, err);
    if (status == DL_OK)
        set_string(v, dl_buf_view(&p->snippet.text));
    return status;
}

enum dl_status dl_field_value(struct dl_printer *p, const struct dl_row *row, enum dl_output_field field,
                              struct dl_value *v, struct dl_error *err)
{
    const struct dl_article *a = &row->article;
    v->kind = DL_VALUE_NONE;
    switch (field) {
    case DL_OUT_RANK:
        v->kind = row->rank ? DL_VALUE_NUMBER : DL_VALUE_NONE;
        snprintf(v->number, sizeof v->number, "%llu", (unsigned long long)row->rank);
        break;
    case DL_OUT_SCORE:
        v->kind = row->rank ? DL_VALUE_NUMBER : DL_VALUE_NONE;
        snprintf(v->number, sizeof v->number, "%.9g", row->score);
        break;
    case DL_OUT_ID:
        set_string(v, row->id);
        break;
    case DL_OUT_TITLE:
        set_string(v, a->title);
        break;
    case DL_OUT_DATE:
        dl_date_format(a->date, v->day);
        set_known(v, dl_str_of(v->day));
        break;
    case DL_OUT_DATE_FROM:
        set_string(v, dl_str_of(dl_date_from_name(a->date_from)));
        break;
    case DL_OUT_COUNTRIES:
        set_countries(v, a);
        break;
    case DL_OUT_MENTIONS:
        set_mentions(v, a);
        break;
    case DL_OUT_SOURCE:
        set_known(v, a->source);
        break;
    case DL_OUT_LANGUAGE:
        set_known(v, a->language);
        break;
    case DL_OUT_URL:
        set_known(v, a->url);
        break;
    case DL_OUT_PATH:
        set_string(v, a->path);
        break;
    case DL_OUT_SNIPPET:
        return set_snippet(p, row, v, err);
    case DL_OUT_SIMILAR:
        set_list(v, row->story.copies, row->story.count);
        break;
    case DL_OUT_COPIES:
        v->kind = DL_VALUE_NUMBER;
        snprintf(v->number, sizeof v->number, "%zu", row->story.count);
        break;
    case DL_OUT_AUTHOR:
        set_lines(v, a->author);
        break;
    case DL_OUT_SECTION:
        set_lines(v, a->section);
        break;
    case DL_OUT_TAGS:
        set_lines(v, a->tags);
        break;
    case DL_OUT_TEXT:
        set_string(v, dl_body_text(a, row->has_body, &p->body));
        break;
    case DL_OUT_COUNT:
        break;
    }
    return DL_OK;
}
