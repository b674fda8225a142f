/* sgml.c - collections of stories in SGML: Reuters-21578 (<REUTERS>) and those of TREC, AQUAINT and Gigaword (<DOC>).
 *
 * They have no DTD at hand, stray ampersands and tags that are not closed, so tags are found by their names alone.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <ctype.h>
#include <stdio.h>
#include <strings.h>

#include "lib/reader/fields.h"
#include "lib/reader/format.h"

#define KEPT 16 /* bytes of a piece that may be the beginning of a closing tag */

/* The element of a story. */
static const char *const stories[] = { "REUTERS", "DOC" };

/* What its elements mean, the best first. */
static const struct {
    const char *tag;
    struct dl_field_name field;
} tags[] = {
    { "DOCNO", { "DOCNO", DL_MEANS_ID, 1 } },
    { "DOCID", { "DOCID", DL_MEANS_ID, 2 } },
    { "HEADLINE", { "HEADLINE", DL_MEANS_TITLE, 1 } },
    { "TITLE", { "TITLE", DL_MEANS_TITLE, 2 } },
    { "HEAD", { "HEAD", DL_MEANS_TITLE, 3 } },
    { "HL", { "HL", DL_MEANS_TITLE, 4 } },
    { "TTL", { "TTL", DL_MEANS_TITLE, 5 } },
    { "TI", { "TI", DL_MEANS_TITLE, 6 } },
    { "H3", { "H3", DL_MEANS_TITLE, 7 } },
    { "DATE_TIME", { "DATE_TIME", DL_MEANS_DATE, 1 } },
    { "DATETIME", { "DATETIME", DL_MEANS_DATE, 2 } },
    { "DATE", { "DATE", DL_MEANS_DATE, 3 } },
    { "DATE1", { "DATE1", DL_MEANS_DATE, 4 } },
    { "DD", { "DD", DL_MEANS_DATE, 5 } },
    { "PUBDATE", { "PUBDATE", DL_MEANS_DATE, 6 } },
    { "AUTHOR", { "AUTHOR", DL_MEANS_AUTHOR, 1 } },
    { "BYLINE", { "BYLINE", DL_MEANS_AUTHOR, 2 } },
    { "SO", { "SO", DL_MEANS_SOURCE, 1 } },
    { "SOURCE", { "SOURCE", DL_MEANS_SOURCE, 2 } },
    { "PUB", { "PUB", DL_MEANS_SOURCE, 3 } },
    { "SECTION", { "SECTION", DL_MEANS_SECTION, 1 } },
    { "TOPICS", { "TOPICS", DL_MEANS_TAGS, 1 } },
    { "SUBJECT", { "SUBJECT", DL_MEANS_TAGS, 2 } },
    { "PLACES", { "PLACES", DL_MEANS_COUNTRY, 1 } },
    { "URL", { "URL", DL_MEANS_URL, 1 } },
    { "LANGUAGE", { "LANGUAGE", DL_MEANS_LANGUAGE, 1 } },
    { "LP", { "text", DL_MEANS_BODY, 1 } },
    { "LEADPARA", { "text", DL_MEANS_BODY, 1 } },
    { "BODY", { "text", DL_MEANS_BODY, 1 } },
    { "TEXT", { "text", DL_MEANS_BODY, 1 } },
};
#define TAGS (sizeof tags / sizeof *tags)

static bool same(struct dl_str s, const char *name)
{
    return s.len == strlen(name) && strncasecmp(s.ptr, name, s.len) == 0;
}

/* The next tag at or after *I, which moves to its '<': its name, without the slash.  False: there is none that ends. */
static bool next_tag(struct dl_str s, size_t *i, struct dl_str *name, bool *closing, size_t *after)
{
    while (*i < s.len) {
        const char *open = memchr(s.ptr + *i, '<', s.len - *i);
        if (!open)
            break;
        *i = (size_t)(open - s.ptr);
        const char *p = open + 1, *end = s.ptr + s.len;
        *closing = p < end && *p == '/';
        p += *closing;
        const char *start = p;
        while (p < end && (isalnum((unsigned char)*p) || *p == '_' || *p == '-' || *p == '.'))
            p++;
        const char *close = p > start && isalpha((unsigned char)*start) ? memchr(p, '>', (size_t)(end - p)) : NULL;
        if (close && !memchr(p, '<', (size_t)(close - p))) {
            *name = (struct dl_str){ start, (size_t)(p - start) };
            *after = (size_t)(close - s.ptr) + 1;
            return true;
        }
        ++*i;
    }
    return false;
}

/* The first tag NAME, closing or not, in S from *I on: [*i, *after). */
static bool find_tag(struct dl_str s, size_t *i, const char *name, bool closing, size_t *after)
{
    char tag[24];
    size_t n = (size_t)snprintf(tag, sizeof tag, "<%s%s", closing ? "/" : "", name);
    while (*i < s.len) {
        const char *open = memchr(s.ptr + *i, '<', s.len - *i);
        *i = open ? (size_t)(open - s.ptr) : s.len;
        if (s.len - *i <= n)
            return false;
        char c = s.ptr[*i + n];
        if (strncasecmp(s.ptr + *i, tag, n) == 0 && (c == '>' || c == ' ' || c == '\t' || c == '\r' || c == '\n')) {
            const char *close = memchr(s.ptr + *i, '>', s.len - *i);
            *after = close ? (size_t)(close - s.ptr) + 1 : 0;
            return close != NULL;
        }
        ++*i;
    }
    return false;
}

/* ---- the collection --------------------------------------------------------------------------------------------- */

/* The element of a story in S, by the first of them; NULL: none. */
static const char *story_of(struct dl_str s)
{
    size_t at, after, first = SIZE_MAX;
    const char *story = NULL;
    for (size_t k = 0; k < sizeof stories / sizeof *stories; k++) {
        at = 0;
        if (find_tag(s, &at, stories[k], false, &after) && at < first) {
            first = at;
            story = stories[k];
        }
    }
    return story;
}

/* The first story begins the source, or follows a DOCTYPE; <DOC> has a number or an id. */
static bool detect(struct dl_str head)
{
    struct dl_str s = dl_str_trim(head);
    size_t at = 0, after = 0;
    if (s.len > 9 && strncasecmp(s.ptr, "<!DOCTYPE", 9) == 0) {
        const char *close = memchr(s.ptr, '>', s.len);
        at = close ? (size_t)(close - s.ptr) + 1 : s.len;
        while (at < s.len && isspace((unsigned char)s.ptr[at]))
            at++;
    }
    struct dl_str rest = { s.ptr + at, s.len - at };
    const char *story = rest.len && rest.ptr[0] == '<' ? story_of(rest) : NULL;
    at = 0;
    if (!story || !find_tag(rest, &at, story, false, &after) || at > 0)
        return false;
    size_t number = 0, end;
    bool named = after > strlen(story) + 3 && memmem(rest.ptr, after, "id=", 3);
    return strcmp(story, "DOC") != 0 || named || find_tag(rest, &number, "DOCNO", false, &end);
}

static enum dl_status begin(struct dl_split *s, struct dl_str head, bool whole, size_t *used, struct dl_error *err)
{
    const char *story = story_of(head);
    (void)whole;
    dl_buf_clear(&s->head);
    dl_buf_puts(&s->head, story ? story : stories[0]);
    *used = 0;
    return dl_buf_status(&s->head, err);
}

static enum dl_split_result split(struct dl_split *s, struct dl_str data, bool last, size_t *from, size_t *to)
{
    const char *story = dl_buf_cstr(&s->head);
    size_t after = 0, end;
    *from = 0;
    if (!s->skipping && !find_tag(data, from, story, false, &after)) {
        *from = last ? data.len : *from;
        return DL_SPLIT_MORE;
    }
    end = after;
    s->whole = find_tag(data, &end, story, true, to);
    if (!s->whole && s->skipping)
        *from = last ? data.len : data.len > KEPT ? data.len - KEPT : 0;
    if (!s->whole && (!last || *from == data.len))
        return DL_SPLIT_MORE;
    *to = s->whole ? *to : data.len;
    s->number++;
    return s->skipping ? DL_SPLIT_SKIPPED : DL_SPLIT_RECORD;
}

/* ---- a story ---------------------------------------------------------------------------------------------------- */

/* Append S without tags and with references decoded; <D> and <P> begin a line. */
static void put_plain(struct dl_str s, struct dl_buf *out)
{
    static const struct {
        const char *name, *text;
    } references[] = { { "&lt;", "<" }, { "&gt;", ">" }, { "&amp;", "&" }, { "&quot;", "\"" }, { "&apos;", "'" },
                       { "&#3;", "" },  { "&#22;", "" }, { "&#2;", "" },   { "&hyph;", "-" },  { "&blank;", " " } };
    struct dl_str name;
    bool closing;
    for (size_t i = 0, after; i < s.len;) {
        size_t at = i, k = 0;
        if (s.ptr[i] == '<' && next_tag((struct dl_str){ s.ptr, s.len }, &at, &name, &closing, &after) && at == i) {
            if ((same(name, "P") || same(name, "D")) && out->len && out->data[out->len - 1] != '\n')
                dl_buf_byte(out, '\n');
            i = after;
            continue;
        }
        while (s.ptr[i] == '&' && k < sizeof references / sizeof *references &&
               (s.len - i < strlen(references[k].name) ||
                memcmp(s.ptr + i, references[k].name, strlen(references[k].name)) != 0))
            k++;
        if (s.ptr[i] == '&' && k < sizeof references / sizeof *references) {
            dl_buf_puts(out, references[k].text);
            i += strlen(references[k].name);
        } else {
            dl_buf_byte(out, (unsigned char)s.ptr[i++]);
        }
    }
}

/* 910514 is the 14th of May 1991: in these collections a year has two figures. */
static struct dl_str two_figure_year(struct dl_str s, struct dl_buf *out)
{
    struct dl_str d = dl_str_trim(s);
    for (size_t i = 0; i < d.len; i++)
        if (!isdigit((unsigned char)d.ptr[i]))
            return s;
    if (d.len != 6 || memcmp(d.ptr, "19", 2) == 0 || memcmp(d.ptr, "20", 2) == 0)
        return s;
    dl_buf_clear(out);
    dl_buf_printf(out, "%s%.2s-%.2s-%.2s", d.ptr[0] < '5' ? "20" : "19", d.ptr, d.ptr + 2, d.ptr + 4);
    return dl_buf_view(out);
}

/* The day in an id: AP880212-0001, AFP_ENG_20050101.0001. */
static struct dl_str date_of_id(struct dl_str id, struct dl_buf *out)
{
    size_t i = 0, n = 0;
    while (i < id.len && (isalpha((unsigned char)id.ptr[i]) || id.ptr[i] == '_'))
        i++;
    while (i + n < id.len && isdigit((unsigned char)id.ptr[i + n]))
        n++;
    if (i == 0 || (n != 6 && n != 8) || i + n == id.len)
        return (struct dl_str){ 0 };
    return n == 8 ? (struct dl_str){ id.ptr + i, n } : two_figure_year((struct dl_str){ id.ptr + i, n }, out);
}

/* The attribute NAME of the tag that S begins with; empty: it has none. */
static struct dl_str attribute(struct dl_str s, const char *name)
{
    const char *end = memchr(s.ptr, '>', s.len);
    size_t n = strlen(name), len = end ? (size_t)(end - s.ptr) : 0;
    for (size_t i = 0; i + n + 2 < len; i++) {
        if (strncasecmp(s.ptr + i, name, n) != 0 || s.ptr[i + n] != '=' || s.ptr[i + n + 1] != '"' || i == 0 ||
            !isspace((unsigned char)s.ptr[i - 1]))
            continue;
        const char *start = s.ptr + i + n + 2, *close = memchr(start, '"', len - i - n - 2);
        return (struct dl_str){ start, close ? (size_t)(close - start) : 0 };
    }
    return (struct dl_str){ 0 };
}

/* An element's values: of a list of <D> each of its own.  "el-salvador" is written with a hyphen. */
static void put_values(struct dl_fields *f, const struct dl_field_name *field, struct dl_str text)
{
    while (text.len) {
        const char *newline = memchr(text.ptr, '\n', text.len);
        size_t n = newline ? (size_t)(newline - text.ptr) : text.len;
        dl_fields_put(f, field, dl_str_trim((struct dl_str){ text.ptr, n }));
        text.ptr += n + (newline != NULL);
        text.len -= n + (newline != NULL);
    }
}

static bool is_list(enum dl_meaning m)
{
    return m == DL_MEANS_TAGS || m == DL_MEANS_COUNTRY;
}

/* The text of the element of SPAN, appended to P's text, which does not move. */
static struct dl_str plain_text(struct dl_parse *p, struct dl_str span, bool country)
{
    size_t at = p->text.len;
    put_plain(span, &p->text);
    for (size_t i = at; country && i < p->text.len; i++)
        if (p->text.data[i] == '-')
            p->text.data[i] = ' ';
    return (struct dl_str){ p->text.data + at, p->text.len - at };
}

/* All elements of RECORD whose tags are known; an inner one belongs to its own.  *DATELINE is set. */
static void read_elements(struct dl_parse *p, struct dl_fields *f, struct dl_str record, struct dl_str *dateline)
{
    struct dl_str name;
    bool closing;
    for (size_t at = 0, after, k; next_tag(record, &at, &name, &closing, &after); at = after) {
        bool line = same(name, "DATELINE") || same(name, "DL");
        for (k = 0; k < TAGS && !same(name, tags[k].tag); k++)
            ;
        if (closing || (k == TAGS && !line))
            continue;
        char tag[24];
        snprintf(tag, sizeof tag, "%.*s", (int)name.len, name.ptr);
        size_t end = after, past = after;
        struct dl_str inner;
        bool inside;
        size_t next = after, ignored;
        if (!find_tag(record, &end, tag, true, &past))
            continue;
        /* <TEXT> of Reuters-21578 holds its title and its body */
        bool outer = same(name, "TEXT") && next_tag(record, &next, &inner, &inside, &ignored) &&
                     (same(inner, "TITLE") || same(inner, "DATELINE") || same(inner, "AUTHOR") || same(inner, "BODY"));
        struct dl_str span = { record.ptr + after, end - after };
        if (outer && memmem(span.ptr, span.len, "<BODY>", 6))
            continue;
        enum dl_meaning m = line || outer ? DL_MEANS_BODY : tags[k].field.meaning;
        struct dl_str text = plain_text(p, span, m == DL_MEANS_COUNTRY);
        if (line)
            *dateline = dl_str_trim(text);
        else if (is_list(m))
            put_values(f, &tags[k].field, text);
        else
            dl_fields_put(f, m == DL_MEANS_BODY ? &tags[TAGS - 1].field : &tags[k].field, text);
        after = outer ? after : past;
    }
}

static enum dl_status parse(const struct dl_record *r, struct dl_parse *p, struct dl_article *a, struct dl_error *err)
{
    static const struct dl_field_name id = { "id", DL_MEANS_ID, 9 }, day = { "date", DL_MEANS_DATE, 9 };
    struct dl_fields f;
    struct dl_str dateline = { 0 }, number = attribute(r->bytes, "NEWID");
    dl_buf_clear(&p->text);
    if (!dl_buf_reserve(&p->text, 3 * r->bytes.len + 64))
        return dl_fail_memory(err);
    dl_fields_begin(&f, p);
    dl_fields_put(&f, &id, number.len ? number : attribute(r->bytes, "id"));
    read_elements(p, &f, r->bytes, &dateline);
    if (!f.v[DL_MEANS_DATE].rank && f.v[DL_MEANS_ID].rank)
        dl_fields_put(&f, &day, date_of_id(f.v[DL_MEANS_ID].s, &p->made.name));
    else if (f.v[DL_MEANS_DATE].rank)
        f.v[DL_MEANS_DATE].s = two_figure_year(f.v[DL_MEANS_DATE].s, &p->made.name);
    enum dl_status status = dl_fields_finish(&f, a, err);
    return status ? status : dl_fields_dateline(&f, dateline, a, err);
}

const struct dl_source_format dl_format_sgml = {
    .name = "sgml", .detect = detect, .begin = begin, .split = split, .appendable = true, .parse = parse
};
