/* corrections.c - reading, applying and writing corrections.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "indexer/corrections.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dateline/file.h"
#include "dateline/json.h"

#define FILE_MAX ((size_t)1 << 30)

static const char *const key_names[] = { "id", "path", "url" };

void dl_corrections_free(struct dl_corrections *c)
{
    free(c->v);
    free(c->slots);
    free(c->applied);
    dl_arena_free(&c->arena);
    *c = (struct dl_corrections){ 0 };
}

/* ---- the table -------------------------------------------------------------------------------------------------- */

static uint64_t hash_key(enum dl_correction_key by, struct dl_str key)
{
    uint64_t h = dl_hash64(key.ptr, key.len) * 3 + (uint64_t)by;
    return h ? h : 1;
}

static uint32_t *slot_of(const struct dl_corrections *c, uint64_t hash)
{
    size_t i = hash & (c->slot_count - 1);
    while (c->slots[i] && c->v[c->slots[i] - 1].hash != hash)
        i = (i + 1) & (c->slot_count - 1);
    return &c->slots[i];
}

struct dl_correction *dl_corrections_find(const struct dl_corrections *c, enum dl_correction_key by, struct dl_str key)
{
    uint32_t at = c->slot_count && key.len ? *slot_of(c, hash_key(by, key)) : 0;
    return at ? &c->v[at - 1] : NULL;
}

static bool grow(struct dl_corrections *c)
{
    size_t cap = c->cap ? 2 * c->cap : 64;
    struct dl_correction *v = realloc(c->v, cap * sizeof *v);
    if (!v)
        return false;
    c->v = v;
    uint32_t *slots = calloc(2 * cap, sizeof *slots);
    if (!slots)
        return false;
    free(c->slots);
    c->slots = slots;
    c->cap = cap;
    c->slot_count = 2 * cap;
    for (size_t i = 0; i < c->count; i++)
        *slot_of(c, c->v[i].hash) = (uint32_t)i + 1;
    return true;
}

static struct dl_correction *get(struct dl_corrections *c, enum dl_correction_key by, struct dl_str key)
{
    if (c->count == c->cap && !grow(c))
        return NULL;
    uint64_t hash = hash_key(by, key);
    uint32_t *slot = slot_of(c, hash);
    if (*slot)
        return &c->v[*slot - 1];
    struct dl_correction *n = &c->v[c->count];
    memset(n, 0, sizeof *n);
    n->by = by;
    n->hash = hash;
    if (!dl_arena_dup(&c->arena, key, &n->key))
        return NULL;
    *slot = (uint32_t)++c->count;
    return n;
}

/* ---- reading ---------------------------------------------------------------------------------------------------- */

/* Strings of a list, or of one string, each with a line feed after it. */
static bool read_strings(struct dl_json *j, struct dl_buf *out)
{
    struct dl_json_value v;
    struct dl_str name;
    if (!dl_json_value(j, &v))
        return false;
    if (v.type == DL_JSON_STRING) {
        dl_buf_str(out, v.s);
        dl_buf_byte(out, '\n');
    }
    if (v.type != DL_JSON_LIST)
        return v.type == DL_JSON_STRING || v.type == DL_JSON_NULL;
    while (dl_json_next(j, &name)) {
        if (!dl_json_value(j, &v) || v.type != DL_JSON_STRING)
            return false;
        dl_buf_str(out, v.s);
        dl_buf_byte(out, '\n');
    }
    return true;
}

static enum dl_status set_countries(struct dl_correction *n, struct dl_str lines, struct dl_error *err)
{
    n->has_countries = true;
    n->country_count = 0;
    while (lines.len) {
        struct dl_str line = dl_str_cut(&lines, '\n');
        dl_code code;
        if (dl_country_parse(line, &code, NULL) != DL_OK)
            return dl_fail(err, DL_SYNTAX, "\"%.*s\" is no country", (int)(line.len < 60 ? line.len : 60), line.ptr);
        if (n->country_count < DL_MAX_COUNTRIES)
            n->countries[n->country_count++] = code;
    }
    return DL_OK;
}

static enum dl_status set_date(struct dl_correction *n, struct dl_json_value v, struct dl_error *err)
{
    n->has_date = true;
    n->date = 0;
    if (v.type == DL_JSON_NULL || (v.type == DL_JSON_STRING && v.s.len == 0))
        return DL_OK;
    if (v.type != DL_JSON_STRING || dl_date_parse_field(v.s, &n->date, NULL) != DL_OK)
        return dl_fail(err, DL_SYNTAX, "\"%.*s\" is no date", (int)(v.s.len < 60 ? v.s.len : 60), v.s.ptr);
    return DL_OK;
}

static enum dl_status set_text(struct dl_corrections *c, struct dl_str *to, bool *has, struct dl_str text,
                               struct dl_error *err)
{
    *has = true;
    return dl_arena_dup(&c->arena, text, to) ? DL_OK : dl_fail_memory(err);
}

/* One member of the object; the keys are known. */
static enum dl_status read_member(struct dl_corrections *c, struct dl_correction *n, struct dl_json *j,
                                  struct dl_str name, struct dl_error *err)
{
    struct {
        const char *name;
        struct dl_str *to;
        bool *has;
    } texts[] = { { "source", &n->source, &n->has_source },
                  { "title", &n->title, &n->has_title },
                  { "language", &n->language, &n->has_language } };
    struct dl_json_value v;
    struct dl_buf lines = { 0 };
    enum dl_status status = DL_OK;
    bool countries = dl_str_eq(name, DL_STR("countries")) || dl_str_eq(name, DL_STR("country"));
    if (countries || dl_str_eq(name, DL_STR("tags"))) {
        if (!read_strings(j, &lines))
            status = dl_fail(err, DL_SYNTAX, "%.*s is a list of texts", (int)name.len, name.ptr);
        else if (countries)
            status = set_countries(n, dl_buf_view(&lines), err);
        else
            status = set_text(c, &n->tags, &n->has_tags, dl_buf_view(&lines), err);
        dl_buf_free(&lines);
        return status;
    }
    if (!dl_json_value(j, &v))
        return DL_OK; /* dl_json_close says what is wrong */
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (dl_str_eq(name, dl_str_of(texts[i].name)))
            return v.type == DL_JSON_STRING ? set_text(c, texts[i].to, texts[i].has, v.s, err)
                                            : dl_fail(err, DL_SYNTAX, "%s is a text", texts[i].name);
    if (dl_str_eq(name, DL_STR("date")))
        return set_date(n, v, err);
    if (!dl_str_eq(name, DL_STR("hidden")))
        return dl_fail(err, DL_SYNTAX, "there is no field \"%.*s\"", (int)(name.len < 60 ? name.len : 60), name.ptr);
    if (v.type != DL_JSON_TRUE && v.type != DL_JSON_FALSE)
        return dl_fail(err, DL_SYNTAX, "hidden is true or false");
    n->hidden = v.type == DL_JSON_TRUE;
    return DL_OK;
}

/* Which key the object has.  A second pass reads the rest. */
static enum dl_status find_key(struct dl_str line, char *decoded, enum dl_correction_key *by, struct dl_str *key,
                               struct dl_error *err)
{
    struct dl_json j;
    struct dl_json_value v;
    struct dl_str name;
    bool found = false;
    dl_json_open(&j, line, decoded);
    if (!dl_json_value(&j, &v) || v.type != DL_JSON_OBJECT)
        return dl_fail(err, DL_SYNTAX, "a JSON object is expected");
    while (dl_json_next(&j, &name)) {
        int at = -1;
        for (int i = 0; i < 3; i++)
            at = dl_str_eq(name, dl_str_of(key_names[i])) ? i : at;
        if (at < 0 ? !dl_json_skip(&j) : !dl_json_value(&j, &v))
            break;
        bool usable = at >= 0 && (v.type == DL_JSON_STRING || v.type == DL_JSON_NUMBER) && v.s.len;
        if (usable && !found) {
            *by = (enum dl_correction_key)at;
            *key = v.s;
            found = true;
        }
    }
    enum dl_status status = dl_json_close(&j, err);
    return status || found ? status : dl_fail(err, DL_SYNTAX, "an id, path or url is expected");
}

static enum dl_status read_line(struct dl_corrections *c, struct dl_str line, unsigned number, char *decoded,
                                struct dl_error *err)
{
    struct dl_json j;
    struct dl_json_value v;
    struct dl_str name, key = { 0 };
    enum dl_correction_key by = DL_BY_ID;
    enum dl_status status = find_key(line, decoded, &by, &key, err);
    struct dl_correction *n = status ? NULL : get(c, by, key);
    if (!n)
        return status ? status : dl_fail_memory(err);
    n->line = number;
    n->digest = n->digest * 31 + dl_hash64(line.ptr, line.len);
    dl_json_open(&j, line, decoded);
    dl_json_value(&j, &v);
    while (!status && dl_json_next(&j, &name)) {
        bool is_key = false;
        for (int i = 0; i < 3; i++)
            is_key |= dl_str_eq(name, dl_str_of(key_names[i]));
        if (is_key)
            dl_json_skip(&j);
        else
            status = read_member(c, n, &j, name, err);
    }
    return status;
}

enum dl_status dl_corrections_read(struct dl_corrections *c, const char *path, struct dl_error *err)
{
    struct dl_buf text = { 0 };
    struct dl_error why = { 0 };
    enum dl_status status = dl_file_read(path, FILE_MAX, &text, err);
    char *decoded = status ? NULL : malloc(text.len + 1);
    if (!status && !decoded)
        status = dl_fail_memory(err);
    struct dl_str rest = dl_buf_view(&text);
    for (unsigned number = 1; !status && rest.len; number++) {
        struct dl_str line = dl_str_cut(&rest, '\n');
        size_t blank = 0;
        while (blank < line.len && (unsigned char)line.ptr[blank] <= ' ')
            blank++;
        if (blank == line.len)
            continue;
        status = read_line(c, line, number, decoded, &why);
        if (status)
            dl_fail(err, status, "%s:%u: %s", path, number, why.message);
    }
    free(decoded);
    dl_buf_free(&text);
    return status;
}

/* ---- applying --------------------------------------------------------------------------------------------------- */

static bool has_line(struct dl_str lines, struct dl_str line)
{
    while (lines.len)
        if (dl_str_eq(dl_str_cut(&lines, '\n'), line))
            return true;
    return false;
}

/* OLD, changed by what CHANGES says, into OUT. */
static void change_tags(struct dl_str old, struct dl_str changes, struct dl_buf *out)
{
    bool replaces = true;
    for (struct dl_str rest = changes; rest.len;) {
        struct dl_str tag = dl_str_cut(&rest, '\n');
        replaces &= !(tag.len && (*tag.ptr == '+' || *tag.ptr == '-'));
    }
    for (struct dl_str rest = replaces ? (struct dl_str){ 0 } : old; rest.len;) {
        struct dl_str tag = dl_str_cut(&rest, '\n');
        struct dl_buf taken = { 0 };
        dl_buf_byte(&taken, '-');
        dl_buf_str(&taken, tag);
        if (tag.len && !has_line(changes, dl_buf_view(&taken)))
            dl_buf_printf(out, "%s%.*s", out->len ? "\n" : "", (int)tag.len, tag.ptr);
        dl_buf_free(&taken);
    }
    for (struct dl_str rest = changes; rest.len;) {
        struct dl_str tag = dl_str_cut(&rest, '\n');
        if (tag.len && *tag.ptr == '-')
            continue;
        if (tag.len && *tag.ptr == '+')
            tag = (struct dl_str){ tag.ptr + 1, tag.len - 1 };
        if (tag.len && !has_line(dl_buf_view(out), tag))
            dl_buf_printf(out, "%s%.*s", out->len ? "\n" : "", (int)tag.len, tag.ptr);
    }
}

static int by_code(const void *a, const void *b)
{
    return strcmp(((const dl_code *)a)->text, ((const dl_code *)b)->text);
}

/* Mentions stay a superset of the countries, in alphabetical order. */
static void change_countries(const struct dl_correction *n, struct dl_article *a)
{
    a->country_count = n->country_count;
    for (unsigned i = 0; i < n->country_count; i++) {
        a->countries[i] =
            (struct dl_country){ .code = n->countries[i], .salience = 1.0f / (float)(i + 1), .from = DL_COUNTRY_FIELD };
        bool mentioned = false;
        for (unsigned k = 0; k < a->mention_count; k++)
            mentioned |= strcmp(a->mentions[k].text, n->countries[i].text) == 0;
        if (!mentioned && a->mention_count < DL_MAX_MENTIONS)
            a->mentions[a->mention_count++] = n->countries[i];
    }
    qsort(a->mentions, a->mention_count, sizeof *a->mentions, by_code);
}

static void apply_one(const struct dl_correction *n, struct dl_article *a, struct dl_buf *tags)
{
    if (n->has_date) {
        a->date = n->date;
        a->date_from = n->date ? DL_DATE_FIELD : DL_DATE_NONE;
    }
    if (n->has_countries)
        change_countries(n, a);
    if (n->has_source)
        a->source = n->source;
    if (n->has_title)
        a->title = n->title;
    if (n->has_language)
        a->language = n->language;
    if (n->has_tags) {
        struct dl_buf changed = { 0 };
        change_tags(a->tags, n->tags, &changed);
        dl_buf_free(tags);
        *tags = changed;
        a->tags = dl_buf_view(tags);
    }
}

enum dl_status dl_corrections_apply(struct dl_corrections *c, struct dl_article *a, uint64_t source_key,
                                    struct dl_buf *tags, bool *hidden, struct dl_error *err)
{
    struct dl_correction *found[] = { dl_corrections_find(c, DL_BY_PATH, a->path),
                                      dl_corrections_find(c, DL_BY_URL, a->url),
                                      dl_corrections_find(c, DL_BY_ID, a->id) };
    *hidden = false;
    for (size_t i = 0; i < sizeof found / sizeof *found; i++) {
        if (!found[i])
            continue;
        found[i]->matched = source_key;
        *hidden |= found[i]->hidden;
        apply_one(found[i], a, tags);
    }
    return dl_buf_status(tags, err);
}

/* ---- what was applied ------------------------------------------------------------------------------------------- */

static int by_hash(const void *a, const void *b)
{
    const struct dl_applied *x = a, *y = b;
    return x->hash < y->hash ? -1 : x->hash > y->hash;
}

const struct dl_applied *dl_corrections_applied(const struct dl_corrections *c, uint64_t hash)
{
    struct dl_applied key = { .hash = hash };
    return c->applied_count ? bsearch(&key, c->applied, c->applied_count, sizeof key, by_hash) : NULL;
}

enum dl_status dl_corrections_decode(struct dl_corrections *c, struct dl_str blob, struct dl_error *err)
{
    struct dl_cursor p = { (const unsigned char *)blob.ptr, (const unsigned char *)blob.ptr + blob.len };
    c->applied_count = blob.len / 24;
    c->applied = calloc(c->applied_count + 1, sizeof *c->applied);
    if (!c->applied)
        return dl_fail_memory(err);
    for (size_t i = 0; i < c->applied_count; i++)
        if (!dl_read_u64(&p, &c->applied[i].hash) || !dl_read_u64(&p, &c->applied[i].digest) ||
            !dl_read_u64(&p, &c->applied[i].source))
            break;
    if (p.p != p.end)
        return dl_fail(err, DL_CORRUPT, "the index's list of corrections is damaged: use --rebuild");
    qsort(c->applied, c->applied_count, sizeof *c->applied, by_hash);
    return DL_OK;
}

enum dl_status dl_corrections_encode(const struct dl_corrections *c, struct dl_buf *out, struct dl_error *err)
{
    for (size_t i = 0; i < c->count; i++) {
        const struct dl_applied *before = dl_corrections_applied(c, c->v[i].hash);
        uint64_t matched = c->v[i].matched;
        dl_buf_u64(out, c->v[i].hash);
        dl_buf_u64(out, c->v[i].digest);
        dl_buf_u64(out, matched ? matched : before ? before->source : 0);
    }
    return dl_buf_status(out, err);
}

/* ---- writing ---------------------------------------------------------------------------------------------------- */

/* Append VALUE's parts between commas as a list. */
static void put_list(const char *value, struct dl_buf *out)
{
    dl_buf_byte(out, '[');
    for (const char *p = value, *comma = ""; *p; comma = ",") {
        size_t n = strcspn(p, ",");
        dl_buf_puts(out, comma);
        dl_json_quote((struct dl_str){ p, n }, out);
        p += n + (p[n] == ',');
    }
    dl_buf_byte(out, ']');
}

static enum dl_status put_field(const char *field, struct dl_buf *tags, struct dl_buf *out, struct dl_error *err)
{
    static const char *const texts[] = { "date", "source", "title", "language" };
    const char *eq = strchr(field, '=');
    size_t n = eq ? (size_t)(eq - field) : 0;
    struct dl_str name = { field, n };
    if (!eq)
        return dl_fail(err, DL_INVALID, "'%s' is not FIELD=VALUE, such as date=2024-10-22", field);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (dl_str_eq(name, dl_str_of(texts[i]))) {
            dl_json_member(texts[i], dl_str_of(eq + 1), out);
            return DL_OK;
        }
    if (dl_str_eq(name, DL_STR("countries")) || dl_str_eq(name, DL_STR("country"))) {
        dl_buf_puts(out, ",\"countries\":");
        put_list(eq + 1, out);
        return DL_OK;
    }
    if (dl_str_eq(name, DL_STR("tags")) || dl_str_eq(name, DL_STR("tag"))) {
        dl_buf_printf(tags, "%s%s", tags->len ? "," : "", eq + 1);
        return dl_buf_status(tags, err);
    }
    if (dl_str_eq(name, DL_STR("hidden")) && (strcmp(eq + 1, "yes") == 0 || strcmp(eq + 1, "no") == 0)) {
        dl_buf_printf(out, ",\"hidden\":%s", strcmp(eq + 1, "yes") == 0 ? "true" : "false");
        return DL_OK;
    }
    return dl_fail(err, DL_INVALID,
                   "'%s': a field is date, countries, source, title, language, tag or hidden (yes, no)", field);
}

static enum dl_status make_line(const char *id, const char *const *fields, size_t count, struct dl_buf *out,
                                struct dl_error *err)
{
    struct dl_buf tags = { 0 };
    enum dl_status status = count ? DL_OK : dl_fail(err, DL_INVALID, "what is to be corrected? FIELD=VALUE is missing");
    dl_buf_puts(out, "{\"id\":");
    dl_json_quote(dl_str_of(id), out);
    for (size_t i = 0; i < count && !status; i++)
        status = put_field(fields[i], &tags, out, err);
    if (tags.len) {
        dl_buf_puts(out, ",\"tags\":");
        put_list(dl_buf_cstr(&tags), out);
    }
    dl_buf_puts(out, "}\n");
    dl_buf_free(&tags);
    return status ? status : dl_buf_status(out, err);
}

/* The file is replaced as a whole, so that no reader and no crash sees half a line. */
static enum dl_status append_line(const char *path, struct dl_str line, struct dl_error *err)
{
    struct dl_buf text = { 0 };
    enum dl_status status = DL_OK;
    if (access(path, F_OK) == 0)
        status = dl_file_read(path, FILE_MAX, &text, err);
    if (!status && text.len && text.data[text.len - 1] != '\n')
        dl_buf_byte(&text, '\n');
    dl_buf_str(&text, line);
    if (!status)
        status = dl_buf_status(&text, err);
    if (!status)
        status = dl_file_replace(path, text.data, text.len, err);
    dl_buf_free(&text);
    return status;
}

enum dl_status dl_corrections_append(const char *path, const char *id, const char *const *fields, size_t count,
                                     struct dl_error *err)
{
    struct dl_buf line = { 0 }, lock_path = { 0 };
    struct dl_corrections check = { 0 };
    struct stat st;
    int lock = -1;
    enum dl_status status = make_line(id, fields, count, &line, err);
    if (!status) { /* as it will be read */
        char *decoded = malloc(line.len + 1);
        status = decoded ? read_line(&check, (struct dl_str){ line.data, line.len - 1 }, 1, decoded, err)
                         : dl_fail_memory(err);
        free(decoded);
    }
    dl_buf_printf(&lock_path, "%s.lock", path);
    if (!status)
        status = dl_buf_status(&lock_path, err);
    if (!status)
        status = dl_lock_take(dl_buf_cstr(&lock_path), 10, &lock, err);
    bool kept = stat(path, &st) == 0;
    if (!status)
        status = append_line(path, dl_buf_view(&line), err);
    if (!status && kept)
        (void)chmod(path, st.st_mode & 07777); /* as it was; a failure is no loss */
    dl_lock_release(lock);
    dl_corrections_free(&check);
    dl_buf_free(&line);
    dl_buf_free(&lock_path);
    return status;
}

void dl_corrections_explain(const struct dl_corrections *c, const struct dl_article *a, struct dl_buf *out)
{
    const struct dl_correction *found[] = { dl_corrections_find(c, DL_BY_PATH, a->path),
                                            dl_corrections_find(c, DL_BY_URL, a->url),
                                            dl_corrections_find(c, DL_BY_ID, a->id) };
    for (size_t i = 0; i < sizeof found / sizeof *found; i++) {
        const struct dl_correction *n = found[i];
        if (!n)
            continue;
        char day[11];
        dl_date_format(n->date, day);
        dl_buf_printf(out, "correction, line %u, wins:", n->line);
        if (n->has_date)
            dl_buf_printf(out, " date %s", n->date ? day : "unknown");
        for (unsigned k = 0; n->has_countries && k < n->country_count; k++)
            dl_buf_printf(out, "%s %s", k ? "" : " countries", n->countries[k].text);
        if (n->has_source)
            dl_buf_printf(out, " source %.*s", (int)n->source.len, n->source.ptr);
        if (n->has_title)
            dl_buf_puts(out, " title");
        if (n->has_language)
            dl_buf_printf(out, " language %.*s", (int)n->language.len, n->language.ptr);
        if (n->has_tags)
            dl_buf_puts(out, " tags");
        dl_buf_byte(out, '\n');
    }
}
