/* json_article.c - an article by the meaning of the fields of a JSON object.
 *
 * The object is walked once.  What no field's path leads into is passed over without looking.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/reader/json_article.h"

#include <strings.h>

#include "dateline/json.h"
#include "lib/reader/fields.h"

#define NAMES_SHOWN 12 /* of an object of which nothing can be used */

struct walk {
    struct dl_json j;
    struct dl_fields f;
    struct dl_parse *p;
    char path[4 * DL_FIELD_NAME_MAX]; /* of the present value, in normal form */
    size_t path_len;
    struct dl_buf *name;
    bool no_memory; /* for a name: its field must not seem to be absent */
};

static bool walk_value(struct walk *w, bool element);

/* Go on to the member NAME; *BEFORE is for leave().  False: the path is too long to be of any field. */
static bool enter(struct walk *w, struct dl_str name, size_t *before)
{
    *before = w->path_len;
    dl_buf_clear(w->name);
    dl_field_normal(name, w->name);
    w->no_memory |= w->name->failed;
    if (w->name->failed || w->path_len + w->name->len + 2 > sizeof w->path)
        return false;
    if (w->path_len)
        w->path[w->path_len++] = '.';
    memcpy(w->path + w->path_len, w->name->data ? w->name->data : "", w->name->len);
    w->path_len += w->name->len;
    return true;
}

static struct dl_str path(const struct walk *w)
{
    return (struct dl_str){ w->path, w->path_len };
}

/* Which kind the block of a text is that an object in a list describes: {"type": "title", "content": "..."}.  NULL: it
 * has none. */
static const struct dl_field_name *type_of_block(struct walk *w, bool *odd)
{
    static const char *const no_text[] = { "image",   "video",      "gallery",           "embed",
                                           "audio",   "ad",         "advertisement",     "promo",
                                           "related", "authorinfo", "interstitial_link", "oembed_response" };
    struct dl_json j = w->j;
    struct dl_json_value v;
    struct dl_str name;
    struct dl_buf normal = { 0 };
    const struct dl_field_name *field = NULL;
    *odd = false;
    while (dl_json_next(&j, &name)) {
        bool type = dl_str_eq(name, DL_STR("type"));
        if (type ? !dl_json_value(&j, &v) : !dl_json_skip(&j))
            break;
        if (!type || v.type != DL_JSON_STRING)
            continue;
        dl_field_normal(v.s, &normal);
        field = dl_field_find(NULL, dl_buf_view(&normal));
        for (size_t i = 0; i < sizeof no_text / sizeof *no_text; i++)
            *odd |= strcasecmp(no_text[i], dl_buf_cstr(&normal)) == 0;
        w->no_memory |= normal.failed;
        break;
    }
    dl_buf_free(&normal);
    return field;
}

/* A scalar of a member, or ELEMENT of a list. */
static void keep(struct walk *w, const struct dl_json_value *v, bool element)
{
    const struct dl_field_name *field = dl_field_find(w->p->fields, path(w));
    if (!field || (v->type != DL_JSON_STRING && v->type != DL_JSON_NUMBER))
        return;
    if (element)
        dl_fields_put(&w->f, field, v->s);
    else
        dl_fields_replace(&w->f, field, v->s);
}

/* Whether the next value, of the member w->name in the object at path[0, BEFORE), is passed through: an object or a
 * list of objects, or a scalar in an object that is itself the value of a field. */
static bool passes(const struct walk *w, size_t before)
{
    struct dl_json j = w->j;
    struct dl_json_value v;
    struct dl_str name;
    enum dl_json_type type = dl_json_peek(&j);
    if (!dl_field_passes(dl_buf_view(w->name)) || dl_field_leads(w->p->fields, path(w)))
        return false;
    if (type == DL_JSON_LIST)
        return dl_json_value(&j, &v) && dl_json_next(&j, &name) && dl_json_peek(&j) == DL_JSON_OBJECT;
    return type == DL_JSON_OBJECT || (before > 0 && !dl_field_find(w->p->fields, path(w)));
}

static bool walk_object(struct walk *w, bool element)
{
    struct dl_str name;
    while (dl_json_next(&w->j, &name)) {
        size_t before = w->path_len;
        bool known = enter(w, name, &before);
        if (known && passes(w, before))
            w->path_len = before; /* as if what is in it stood in its place */
        else
            known = known && (dl_field_find(w->p->fields, path(w)) || dl_field_leads(w->p->fields, path(w)));
        if (known ? !walk_value(w, element) : !dl_json_skip(&w->j))
            return false;
        w->path_len = before;
    }
    return !w->j.expected;
}

/* A list of paragraphs, of names, of objects.  The numbers of a date: [2024, 10, 22]. */
static bool walk_list(struct walk *w)
{
    struct dl_str name;
    const struct dl_field_name *field = dl_field_find(w->p->fields, path(w));
    struct dl_buf *date = &w->p->made.list;
    bool dates = field && (field->meaning == DL_MEANS_DATE || field->meaning == DL_MEANS_FETCHED);
    unsigned numbers = 0;
    while (dl_json_next(&w->j, &name)) {
        struct dl_json_value v;
        bool number = dates && dl_json_peek(&w->j) == DL_JSON_NUMBER;
        if (number ? !dl_json_value(&w->j, &v) : !walk_value(w, true))
            return false;
        if (number && numbers++ == 0)
            dl_buf_clear(date);
        if (number && numbers <= 3)
            dl_buf_printf(date, "%s%s%.*s", numbers > 1 ? "-" : "", v.s.len == 1 ? "0" : "", (int)v.s.len, v.s.ptr);
    }
    if (numbers)
        dl_fields_put(&w->f, field, dl_buf_view(date));
    return !w->j.expected;
}

/* An object in a list: a block of a text may say that it is something else, such as the title or a picture. */
static bool walk_block(struct walk *w)
{
    bool odd = false;
    const struct dl_field_name *kind = w->path_len ? type_of_block(w, &odd) : NULL;
    struct dl_str name;
    if (!odd && (!kind || kind->meaning == DL_MEANS_BODY))
        return walk_object(w, true);
    while (dl_json_next(&w->j, &name)) {
        struct dl_json_value v;
        bool content = kind && (dl_str_eq(name, DL_STR("content")) || dl_str_eq(name, DL_STR("text"))) &&
                       dl_json_peek(&w->j) == DL_JSON_STRING;
        if (content ? !dl_json_value(&w->j, &v) : !dl_json_skip(&w->j))
            return false;
        if (content && !w->f.v[kind->meaning].rank)
            dl_fields_put(&w->f, kind, v.s);
    }
    return !w->j.expected;
}

static bool walk_value(struct walk *w, bool element)
{
    struct dl_json_value v;
    if (!dl_json_value(&w->j, &v))
        return false;
    if (v.type == DL_JSON_LIST)
        return walk_list(w);
    if (v.type == DL_JSON_OBJECT)
        return element ? walk_block(w) : walk_object(w, false);
    keep(w, &v, element);
    return true;
}

/* The names in the object TEXT, of which nothing can be used. */
static enum dl_status name_fields(struct dl_str text, struct dl_parse *p, struct dl_error *err)
{
    struct dl_json j;
    struct dl_json_value v;
    struct dl_str name;
    struct dl_buf *b = &p->made.list;
    size_t n = 0;
    dl_json_open(&j, text, p->text.data);
    dl_buf_clear(b);
    for (bool good = dl_json_value(&j, &v); good && dl_json_next(&j, &name); good = dl_json_skip(&j))
        if (++n <= NAMES_SHOWN)
            dl_buf_printf(b, "%s%.*s", n > 1 ? ", " : "", (int)(name.len < 40 ? name.len : 40), name.ptr);
    return dl_fail(err, DL_BAD_INPUT, "no field for the title or the text among: %s%s", n ? dl_buf_cstr(b) : "none",
                   n > NAMES_SHOWN ? ", ..." : "");
}

enum dl_status dl_json_article(struct dl_str text, struct dl_parse *p, struct dl_article *a, struct dl_error *err)
{
    struct walk w = { .p = p, .name = &p->made.name };
    struct dl_json_value v;
    dl_buf_clear(&p->text);
    if (!dl_buf_reserve(&p->text, text.len + 1))
        return dl_fail_memory(err);
    dl_json_open(&w.j, text, p->text.data);
    dl_fields_begin(&w.f, p);
    if (dl_json_peek(&w.j) != DL_JSON_OBJECT)
        w.j.expected = "a JSON object: '{'";
    else if (dl_json_value(&w.j, &v))
        walk_object(&w, false);
    enum dl_status status = w.no_memory ? dl_fail_memory(err) : dl_json_close(&w.j, err);
    if (!status)
        status = dl_fields_finish(&w.f, a, err);
    bool empty = status == DL_BAD_INPUT && !w.j.expected;
    return empty && !w.f.text_count && !w.f.v[DL_MEANS_TITLE].rank ? name_fields(text, p, err) : status;
}
