/* fields.c - the table of fields, and an article made of their values.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/reader/fields.h"

#include <ctype.h>
#include <stdlib.h>

#include "dateline/url.h"
#include "lib/reader/html.h"

static const struct dl_field_name table[] = {
#include "field_table.inc"
};
#define TABLE (sizeof table / sizeof *table)

static const char *const meanings[DL_MEANS_COUNT] = { "id",      "title",  "body",     "description", "date",
                                                      "year",    "month",  "day",      "modified",    "fetched",
                                                      "country", "source", "language", "url",         "author",
                                                      "section", "tags" };

const char *dl_meaning_name(enum dl_meaning m)
{
    return m < DL_MEANS_COUNT ? meanings[m] : NULL;
}

/* ---- names ------------------------------------------------------------------------------------------------------ */

void dl_field_normal(struct dl_str name, struct dl_buf *out)
{
    char normal[DL_FIELD_NAME_MAX];
    size_t n = 0;
    for (size_t i = 0; i < name.len && i < sizeof normal; i++) {
        unsigned char c = (unsigned char)name.ptr[i];
        if (c >= 'A' && c <= 'Z')
            normal[n++] = (char)(c | 0x20);
        else if (isalnum(c) || c >= 0x80 || (c && strchr("$#@", c)) || (c == '_' && i == 0))
            normal[n++] = (char)c;
    }
    dl_buf_append(out, normal, n);
}

/* The order of a row and KIND followed by NAME; with PREFIX only as far as the latter goes. */
static int compare(const struct dl_field_name *row, char kind, struct dl_str name, bool prefix)
{
    if (row->name[0] != kind)
        return (unsigned char)row->name[0] < (unsigned char)kind ? -1 : 1;
    int order = strncmp(row->name + 1, name.ptr, name.len);
    return order || prefix ? order : row->name[1 + name.len] != '\0';
}

static const struct dl_field_name *look_up(char kind, struct dl_str name, bool prefix)
{
    size_t low = 0, high = TABLE;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = compare(&table[middle], kind, name, prefix);
        if (order == 0)
            return &table[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* NAME without the underscore that it may begin with. */
static struct dl_str plain(struct dl_str name)
{
    bool marked = name.len && name.ptr[0] == '_';
    return (struct dl_str){ name.ptr + marked, name.len - marked };
}

static const struct dl_field_name *find(char kind, struct dl_str name)
{
    const struct dl_field_name *row = name.len ? look_up(kind, name, false) : NULL;
    return !row && name.len && name.ptr[0] == '_' ? look_up(kind, plain(name), false) : row;
}

const struct dl_field_name *dl_field_find(const struct dl_field_map *map, struct dl_str path)
{
    for (size_t i = 0; map && i < map->count; i++)
        if (dl_str_eq(dl_str_of(map->v[i].field.name + 1), path))
            return &map->v[i].field;
    return find('=', path);
}

bool dl_field_passes(struct dl_str name)
{
    return find('-', name) != NULL;
}

bool dl_field_is_list(struct dl_str name)
{
    return find('[', name) != NULL;
}

bool dl_field_leads(const struct dl_field_map *map, struct dl_str path)
{
    char prefix[4 * DL_FIELD_NAME_MAX];
    if (path.len + 1 > sizeof prefix)
        return false;
    memcpy(prefix, path.ptr, path.len);
    prefix[path.len] = '.';
    struct dl_str p = { prefix, path.len + 1 };
    for (size_t i = 0; map && i < map->count; i++)
        if (strncmp(map->v[i].field.name + 1, prefix, p.len) == 0)
            return true;
    return look_up('=', p, true) != NULL;
}

enum dl_status dl_field_map_add(struct dl_field_map *map, const char *meaning, const char *name, struct dl_error *err)
{
    int m = 0;
    while (m < DL_MEANS_COUNT && strcmp(meaning, meanings[m]) != 0)
        m++;
    if (m == DL_MEANS_COUNT)
        return dl_fail(err, DL_INVALID, "field.%s: there is no such field; there are id, title, body, date and others",
                       meaning);
    struct dl_field_mapping *v = realloc(map->v, (map->count + 1) * sizeof *v), *last;
    if (!v)
        return dl_fail_memory(err);
    map->v = v;
    last = &v[map->count++];
    *last = (struct dl_field_mapping){ 0 };
    dl_buf_byte(&last->name, '=');
    for (const char *part = name; *part;) {
        size_t n = strcspn(part, ".");
        dl_field_normal((struct dl_str){ part, n }, &last->name);
        if (part[n])
            dl_buf_byte(&last->name, '.');
        part += n + (part[n] != '\0');
    }
    last->field = (struct dl_field_name){ dl_buf_cstr(&last->name), (enum dl_meaning)m, -(int)(1000 - map->count) };
    return dl_buf_status(&last->name, err);
}

void dl_field_map_free(struct dl_field_map *map)
{
    for (size_t i = 0; i < map->count; i++)
        dl_buf_free(&map->v[i].name);
    free(map->v);
    *map = (struct dl_field_map){ 0 };
}

/* ---- values ----------------------------------------------------------------------------------------------------- */

void dl_fields_begin(struct dl_fields *f, struct dl_parse *p)
{
    memset(f, 0, sizeof *f);
    f->p = p;
}

static bool is_text(enum dl_meaning m)
{
    return m == DL_MEANS_BODY || m == DL_MEANS_DESCRIPTION;
}

static bool is_many(enum dl_meaning m)
{
    return m == DL_MEANS_AUTHOR || m == DL_MEANS_SECTION || m == DL_MEANS_TAGS;
}

/* The buffer in which the values of M are joined. */
static struct dl_buf *joined(struct dl_fields *f, enum dl_meaning m)
{
    return &f->p->made.many[m - DL_MEANS_AUTHOR];
}

static void put_text(struct dl_fields *f, const struct dl_field_name *field, struct dl_str s, bool replace)
{
    size_t i = 0;
    while (i < f->text_count && f->texts[i].field != field)
        i++;
    if (i == DL_FIELD_TEXTS)
        return;
    struct dl_field_text *t = &f->texts[i];
    struct dl_buf *pieces = &f->p->made.texts[i];
    if (i == f->text_count || replace) {
        *t = (struct dl_field_text){ field, s, false };
        f->text_count += i == f->text_count;
        return;
    }
    if (!t->joined) {
        dl_buf_clear(pieces);
        dl_buf_str(pieces, t->s);
        t->joined = true;
    }
    dl_buf_byte(pieces, '\n');
    dl_buf_str(pieces, s);
}

/* The countries of several fields go together. */
static void put_country(struct dl_fields *f, const struct dl_field_name *field, struct dl_str s, bool replace)
{
    unsigned kept = 0;
    for (unsigned i = 0; i < f->country_count; i++)
        if (!replace || f->country_field[i] != field) {
            f->country_field[kept] = f->country_field[i];
            f->country[kept++] = f->country[i];
        }
    if (kept < DL_MAX_COUNTRIES) {
        f->country_field[kept] = field;
        f->country[kept++] = s;
    }
    f->country_count = kept;
}

static void put_many(struct dl_fields *f, const struct dl_field_name *field, struct dl_str s, bool replace)
{
    struct dl_field_value *v = &f->v[field->meaning];
    struct dl_buf *b = joined(f, field->meaning);
    if (v->rank && field->rank > v->rank)
        return;
    if (!v->rank || field->rank < v->rank || replace)
        dl_buf_clear(b);
    else
        dl_buf_byte(b, '\n');
    for (size_t i = 0; i < s.len; i++)
        dl_buf_byte(b, (unsigned char)s.ptr[i] < ' ' ? ' ' : (unsigned char)s.ptr[i]);
    v->rank = field->rank;
}

static void put(struct dl_fields *f, const struct dl_field_name *field, struct dl_str value, bool replace)
{
    struct dl_str s = dl_str_trim(value);
    if (s.len == 0)
        return;
    if (is_text(field->meaning))
        s = value; /* an indented first line is part of a text */
    struct dl_field_value *v = &f->v[field->meaning];
    if (is_text(field->meaning))
        put_text(f, field, s, replace);
    else if (field->meaning == DL_MEANS_COUNTRY)
        put_country(f, field, s, replace);
    else if (is_many(field->meaning))
        put_many(f, field, s, replace);
    else if (!v->rank || field->rank < v->rank || (replace && field->rank == v->rank))
        *v = (struct dl_field_value){ s, field->rank };
}

void dl_fields_put(struct dl_fields *f, const struct dl_field_name *field, struct dl_str value)
{
    put(f, field, value, false);
}

void dl_fields_replace(struct dl_fields *f, const struct dl_field_name *field, struct dl_str value)
{
    put(f, field, value, true);
}

/* *S without markup, into ROOM when it had some. */
static enum dl_status without_markup(struct dl_fields *f, struct dl_str *s, struct dl_buf *room, struct dl_error *err)
{
    if (!dl_html_is_markup(*s))
        return DL_OK;
    dl_buf_clear(room);
    enum dl_status status = dl_html_text(f->p, *s, room, err);
    *s = dl_str_trim(dl_buf_view(room));
    return status;
}

/* The longest of the texts that mean M, without markup. */
static enum dl_status longest(struct dl_fields *f, enum dl_meaning m, struct dl_str *out, struct dl_error *err)
{
    enum dl_status status = DL_OK;
    struct dl_buf *room = f->p->made.plain, *best = NULL;
    int rank = 0;
    for (size_t i = 0; i < f->text_count && !status; i++) {
        struct dl_field_text *t = &f->texts[i];
        if (t->field->meaning != m)
            continue;
        struct dl_str s = t->joined ? dl_buf_view(&f->p->made.texts[i]) : t->s;
        struct dl_buf *to = best == room ? room + 1 : room;
        const char *written = s.ptr;
        status = t->joined ? dl_buf_status(&f->p->made.texts[i], err) : DL_OK;
        if (!status)
            status = without_markup(f, &s, to, err);
        if (!status && (s.len > out->len || (s.len && s.len == out->len && t->field->rank < rank))) {
            rank = t->field->rank;
            best = s.ptr == written ? NULL : to;
            *out = s;
        }
    }
    return status;
}

/* The day, of a field or of a year, a month and a day that have fields of their own. */
static struct dl_str stated_date(struct dl_fields *f)
{
    struct dl_str year = f->v[DL_MEANS_YEAR].s, month = f->v[DL_MEANS_MONTH].s, day = f->v[DL_MEANS_DAY].s;
    struct dl_buf *b = &f->p->made.date;
    if (f->v[DL_MEANS_DATE].s.len)
        return dl_field_date(f->v[DL_MEANS_DATE].s, b);
    if (year.len == 0 || month.len == 0)
        return dl_field_date(year, b);
    dl_buf_clear(b);
    bool numbers = month.len <= 2 && isdigit((unsigned char)month.ptr[0]);
    if (numbers)
        dl_buf_printf(b, "%.*s-%s%.*s%s%s%.*s", (int)year.len, year.ptr, month.len < 2 ? "0" : "", (int)month.len,
                      month.ptr, day.len ? "-" : "", day.len == 1 ? "0" : "", (int)day.len, day.ptr);
    else
        dl_buf_printf(b, "%.*s %.*s %.*s", (int)day.len, day.ptr, (int)month.len, month.ptr, (int)year.len, year.ptr);
    return dl_buf_view(b);
}

enum dl_status dl_fields_finish(struct dl_fields *f, struct dl_article *a, struct dl_error *err)
{
    const struct dl_field_value *v = f->v;
    struct dl_str *const many[] = { &a->author, &a->section, &a->tags };
    a->id = v[DL_MEANS_ID].s;
    a->title = v[DL_MEANS_TITLE].s;
    a->url = v[DL_MEANS_URL].s;
    if (a->url.len == 0 && dl_url_is(a->id))
        a->url = a->id;
    a->source = dl_url_is(v[DL_MEANS_SOURCE].s) ? dl_url_host(v[DL_MEANS_SOURCE].s) : v[DL_MEANS_SOURCE].s;
    a->language = v[DL_MEANS_LANGUAGE].s;
    a->date_field = stated_date(f);
    a->fetched_field =
        dl_field_date(v[DL_MEANS_FETCHED].s.len ? v[DL_MEANS_FETCHED].s : v[DL_MEANS_MODIFIED].s, &f->p->made.fetched);
    memcpy(a->country_fields, f->country, sizeof f->country);
    a->country_field_count = f->country_count;
    enum dl_status status = DL_OK;
    for (int i = 0; i < 3 && !status; i++) {
        enum dl_meaning m = (enum dl_meaning)(DL_MEANS_AUTHOR + i);
        status = v[m].rank ? dl_buf_status(joined(f, m), err) : DL_OK;
        if (v[m].rank)
            *many[i] = dl_buf_view(joined(f, m));
    }
    if (!status)
        status = without_markup(f, &a->title, &f->p->made.title, err);
    if (!status)
        status = longest(f, DL_MEANS_BODY, &a->body, err);
    if (!status && a->body.len == 0)
        status = longest(f, DL_MEANS_DESCRIPTION, &a->body, err);
    if (!status && a->title.len == 0 && a->body.len == 0)
        status = dl_fail(err, DL_BAD_INPUT, "neither title nor text");
    return status;
}

enum dl_status dl_fields_dateline(struct dl_fields *f, struct dl_str d, struct dl_article *a, struct dl_error *err)
{
    struct dl_buf *b = &f->p->made.list;
    struct dl_str body = dl_str_trim(a->body);
    if (d.len == 0 || body.len == 0 || (body.len >= d.len && memcmp(body.ptr, d.ptr, d.len) == 0))
        return DL_OK;
    dl_buf_clear(b);
    for (size_t i = 0; i < d.len; i++)
        dl_buf_byte(b, (unsigned char)d.ptr[i] < ' ' ? ' ' : (unsigned char)d.ptr[i]);
    dl_buf_puts(b, d.ptr[d.len - 1] == '-' ? " " : " -- ");
    dl_buf_str(b, body);
    a->body = dl_buf_view(b);
    return dl_buf_status(b, err);
}
