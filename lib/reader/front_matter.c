/* front_matter.c - front matter of Jekyll, Hugo and others, and labelled lines.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/reader/front_matter.h"

#include <ctype.h>
#include <yaml.h>

#define DEPTH_MAX 16
#define PATH_BYTES 256
#define LABEL_MAX 32  /* bytes */
#define LABELS_MAX 40 /* lines */

struct walk {
    struct dl_fields *f;
    struct dl_parse *p;
    char path[PATH_BYTES];
    size_t len;
    size_t put; /* fields that were known */
};

/* Go on to the member NAME; objects that are passed through leave no trace.  Returns the length to go back to. */
static size_t enter(struct walk *w, struct dl_str name, bool object)
{
    struct dl_buf *normal = &w->p->made.name;
    size_t before = w->len;
    dl_buf_clear(normal);
    dl_field_normal(name, normal);
    if ((object && dl_field_passes(dl_buf_view(normal))) || w->len + normal->len + 2 > sizeof w->path)
        return before;
    if (w->len)
        w->path[w->len++] = '.';
    memcpy(w->path + w->len, normal->data ? normal->data : "", normal->len);
    w->len += normal->len;
    return before;
}

/* S is copied to the buffer, which has room and does not move. */
static void put(struct walk *w, struct dl_str s)
{
    struct dl_buf *kept = &w->p->made.list;
    const struct dl_field_name *field = dl_field_find(w->p->fields, (struct dl_str){ w->path, w->len });
    if (!field || s.len > kept->cap - kept->len)
        return;
    size_t at = kept->len;
    dl_buf_str(kept, s);
    dl_fields_put(w->f, field, (struct dl_str){ kept->data + at, s.len });
    w->put++;
}

/* ---- YAML ------------------------------------------------------------------------------------------------------- */

/* One value, whose first event is E; false: an error. */
static bool yaml_value(yaml_parser_t *y, yaml_event_t *e, struct walk *w, int depth)
{
    yaml_event_t inner;
    if (e->type == YAML_SCALAR_EVENT)
        put(w, (struct dl_str){ (const char *)e->data.scalar.value, e->data.scalar.length });
    if (e->type != YAML_SEQUENCE_START_EVENT && e->type != YAML_MAPPING_START_EVENT)
        return true;
    bool mapping = e->type == YAML_MAPPING_START_EVENT, good = depth < DEPTH_MAX;
    while (good) {
        size_t before = w->len;
        if (!yaml_parser_parse(y, &inner))
            return false;
        bool end = inner.type == YAML_SEQUENCE_END_EVENT || inner.type == YAML_MAPPING_END_EVENT;
        if (!end && mapping) {
            yaml_event_t value;
            good = inner.type == YAML_SCALAR_EVENT && yaml_parser_parse(y, &value);
            if (good) {
                struct dl_str name = { (const char *)inner.data.scalar.value, inner.data.scalar.length };
                before = enter(w, name, value.type == YAML_MAPPING_START_EVENT);
                good = yaml_value(y, &value, w, depth + 1);
                yaml_event_delete(&value);
            }
        } else if (!end) {
            good = yaml_value(y, &inner, w, depth + 1);
        }
        yaml_event_delete(&inner);
        w->len = before;
        if (end)
            return true;
    }
    return false;
}

static bool read_yaml(struct dl_str s, struct walk *w)
{
    yaml_parser_t y;
    yaml_event_t e;
    bool good = true, map = false;
    if (!yaml_parser_initialize(&y))
        return false;
    yaml_parser_set_input_string(&y, (const unsigned char *)s.ptr, s.len);
    for (bool end = false; good && !end;) {
        good = yaml_parser_parse(&y, &e);
        if (!good)
            break;
        end = e.type == YAML_STREAM_END_EVENT;
        map |= e.type == YAML_MAPPING_START_EVENT;
        good = yaml_value(&y, &e, w, 0);
        yaml_event_delete(&e);
    }
    yaml_parser_delete(&y);
    return good && map;
}

/* ---- TOML: what front matter uses of it ------------------------------------------------------------------------- */

static size_t skip(struct dl_str s, size_t i, const char *what)
{
    while (i < s.len && s.ptr[i] && strchr(what, s.ptr[i]))
        i++;
    return i;
}

/* The scalar at *I, which moves past it: a string in quotes of one or three, or a word. */
static struct dl_str toml_scalar(struct dl_str s, size_t *i)
{
    size_t at = *i, n = 1;
    char quote = at < s.len ? s.ptr[at] : '\0';
    if (quote != '"' && quote != '\'') {
        size_t end = at;
        while (end < s.len && s.ptr[end] && !strchr(",]#\n", s.ptr[end]))
            end++;
        *i = end;
        return dl_str_trim((struct dl_str){ s.ptr + at, end - at });
    }
    if (s.len - at >= 6 && s.ptr[at + 1] == quote && s.ptr[at + 2] == quote)
        n = 3;
    size_t start = at + n, end = start;
    while (end < s.len && (memcmp(s.ptr + end, s.ptr + at, s.len - end < n ? s.len - end : n) != 0 || s.len - end < n))
        end += 1 + (s.ptr[end] == '\\' && quote == '"');
    end = end > s.len ? s.len : end;
    *i = end + n > s.len ? s.len : end + n;
    return (struct dl_str){ s.ptr + start, end - start };
}

/* The string S without its escapes. */
static void put_toml(struct walk *w, struct dl_str s)
{
    struct dl_buf plain = { 0 };
    static const char from[] = "ntr\"\\", to[] = "\n\t\r\"\\";
    for (size_t i = 0; i < s.len; i++) {
        const char *e = s.ptr[i] == '\\' && i + 1 < s.len ? strchr(from, s.ptr[i + 1]) : NULL;
        dl_buf_byte(&plain, (unsigned char)(e && *e ? to[e - from] : s.ptr[i]));
        i += e && *e;
    }
    put(w, dl_buf_view(&plain));
    dl_buf_free(&plain);
}

static void toml_value(struct dl_str s, size_t *i, struct walk *w)
{
    bool list = *i < s.len && s.ptr[*i] == '[';
    *i += list;
    while (*i < s.len) {
        *i = skip(s, *i, list ? " \t\r\n," : " \t");
        if (*i == s.len || (list && s.ptr[*i] == ']'))
            break;
        size_t before = *i;
        put_toml(w, toml_scalar(s, i));
        if (!list || *i == before)
            break;
    }
    while (*i < s.len && s.ptr[*i] != '\n')
        ++*i;
}

static bool read_toml(struct dl_str s, struct walk *w)
{
    size_t table = 0, pairs = 0;
    for (size_t i = skip(s, 0, " \t\r\n"); i < s.len; i = skip(s, i, " \t\r\n")) {
        size_t start = i, end;
        if (s.ptr[i] == '[') {
            start = skip(s, i, "[");
            for (end = start; end < s.len && s.ptr[end] != ']' && s.ptr[end] != '\n';)
                end++;
            w->len = 0;
            enter(w, (struct dl_str){ s.ptr + start, end - start }, true);
            table = w->len;
            i = end;
        } else if (s.ptr[i] != '#') {
            while (i < s.len && s.ptr[i] != '=' && s.ptr[i] != '\n')
                i++;
            if (i == s.len || s.ptr[i] != '=')
                return false;
            enter(w, dl_str_trim((struct dl_str){ s.ptr + start, i - start }), false);
            i = skip(s, i + 1, " \t");
            toml_value(s, &i, w);
            w->len = table;
            pairs++;
        }
        while (i < s.len && s.ptr[i] != '\n')
            i++;
    }
    return pairs > 0;
}

/* ---- labels ----------------------------------------------------------------------------------------------------- */

/* "Published on: 2024-10-22": the length of the label, 0 when LINE has none. */
static size_t label_length(struct dl_str line)
{
    size_t n = 0;
    while (n < line.len && n <= LABEL_MAX && line.ptr[n] != ':' && line.ptr[n] != '\n' &&
           (unsigned char)line.ptr[n] >= ' ')
        n++;
    return n > 0 && n <= LABEL_MAX && n < line.len && line.ptr[n] == ':' ? n : 0;
}

static bool read_labels(struct dl_str s, struct walk *w, size_t *used)
{
    size_t at = 0, lines = 0;
    while (at < s.len && lines++ < LABELS_MAX) {
        const char *newline = memchr(s.ptr + at, '\n', s.len - at);
        struct dl_str line = { s.ptr + at, newline ? (size_t)(newline - s.ptr) + 1 - at : s.len - at };
        size_t n = label_length(line);
        if (dl_str_trim(line).len == 0)
            break;
        if (n == 0)
            return false;
        w->len = 0;
        enter(w, (struct dl_str){ line.ptr, n }, false);
        const struct dl_field_name *field = dl_field_find(w->p->fields, (struct dl_str){ w->path, w->len });
        if (lines == 1 && !field)
            return false;
        if (field && field->meaning == DL_MEANS_BODY) {
            at += n + 1;
            break;
        }
        put(w, dl_str_trim((struct dl_str){ line.ptr + n + 1, line.len - n - 1 }));
        at += line.len;
    }
    const struct dl_field_value *v = w->f->v;
    *used = at;
    return w->put >= 2 &&
           (v[DL_MEANS_TITLE].rank || (v[DL_MEANS_DATE].rank && (v[DL_MEANS_SOURCE].rank || v[DL_MEANS_URL].rank)));
}

/* Where the block that begins with the line FENCE ends, and *AFTER the text begins; 0: S does not begin with it. */
static size_t fenced(struct dl_str s, const char *fence, const char *end2, size_t *after)
{
    if (s.len < 8 || memcmp(s.ptr, fence, 3) != 0)
        return 0;
    for (size_t at = 3; at < s.len;) {
        const char *newline = memchr(s.ptr + at, '\n', s.len - at);
        if (!newline)
            return 0;
        if (at == 3 && dl_str_trim((struct dl_str){ s.ptr + 3, (size_t)(newline - s.ptr) - 3 }).len)
            return 0;
        at = (size_t)(newline - s.ptr) + 1;
        const char *line = s.ptr + at, *eol = memchr(line, '\n', s.len - at);
        size_t n = eol ? (size_t)(eol - line) : s.len - at;
        struct dl_str t = { line, n };
        while (t.len && (unsigned char)t.ptr[t.len - 1] <= ' ')
            t.len--;
        if (dl_str_eq(t, dl_str_of(fence)) || dl_str_eq(t, dl_str_of(end2))) {
            *after = at + n + (eol != NULL);
            return at;
        }
    }
    return 0;
}

bool dl_front_matter(struct dl_str text, struct dl_fields *f, struct dl_parse *p, size_t *used)
{
    struct walk w = { .f = f, .p = p };
    size_t yaml = fenced(text, "---", "...", used), toml = yaml ? 0 : fenced(text, "+++", "+++", used);
    size_t room = yaml || toml ? yaml + toml : text.len < 65536 ? text.len : 65536;
    bool good = false;
    dl_buf_clear(&p->made.list);
    if (!dl_buf_reserve(&p->made.list, room + 1))
        return false;
    if (yaml)
        good = read_yaml((struct dl_str){ text.ptr + 3, yaml - 3 }, &w) && w.put;
    else if (toml)
        good = read_toml((struct dl_str){ text.ptr + 3, toml - 3 }, &w) && w.put;
    else
        good = read_labels(text, &w, used);
    if (!good)
        dl_fields_begin(f, p);
    return good;
}
