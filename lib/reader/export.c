/* export.c - text that databases of newspapers export: LexisNexis ("1 of 100 DOCUMENTS") and Factiva ("Document
 * LBA0000...", with or without its codes HD, PD, SN, LP, TD).
 *
 * What surrounds a text is told as LexisNexisTools (R) and factiva-parsing do: by the lines before the first label, and
 * by the order of Factiva's lines around "500 words".
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <ctype.h>

#include "lib/reader/fields.h"
#include "lib/reader/format.h"

#define HEAD_LINES 40   /* before the first label of a document */
#define CODE_LENGTH 20  /* least, of a document's code at Factiva */
#define LINE_BYTES 4096 /* so much of a piece is kept while a document is passed over */

enum kind { NEXIS, CODED, PLAIN, NONE };

static const struct dl_field_name fields[] = {
    { "id", DL_MEANS_ID, 1 },         { "title", DL_MEANS_TITLE, 1 },     { "date", DL_MEANS_DATE, 1 },
    { "author", DL_MEANS_AUTHOR, 1 }, { "source", DL_MEANS_SOURCE, 1 },   { "language", DL_MEANS_LANGUAGE, 1 },
    { "url", DL_MEANS_URL, 1 },       { "section", DL_MEANS_SECTION, 1 }, { "text", DL_MEANS_BODY, 1 },
};
enum { ID, TITLE, DATE, AUTHOR, SOURCE, LANGUAGE, URL, SECTION, TEXT, FIELDS };

/* The line at *AT, which moves on, without its break. */
static struct dl_str next_line(struct dl_str s, size_t *at)
{
    const char *newline = memchr(s.ptr + *at, '\n', s.len - *at);
    size_t n = newline ? (size_t)(newline - s.ptr) - *at : s.len - *at;
    struct dl_str line = { s.ptr + *at, n };
    *at += n + (newline != NULL);
    if (line.len && line.ptr[line.len - 1] == '\r')
        line.len--;
    return line;
}

static size_t skip_digits(struct dl_str s, size_t i)
{
    while (i < s.len && isdigit((unsigned char)s.ptr[i]))
        i++;
    return i;
}

/* "1 of 100 DOCUMENTS" */
static bool is_nexis_mark(struct dl_str line)
{
    struct dl_str s = dl_str_trim(line);
    size_t i = skip_digits(s, 0);
    if (i == 0 || s.len < i + 5 || memcmp(s.ptr + i, " of ", 4) != 0)
        return false;
    size_t end = skip_digits(s, i + 4);
    return end > i + 4 && dl_str_eq((struct dl_str){ s.ptr + end, s.len - end }, DL_STR(" DOCUMENTS"));
}

/* "Document LBA0000020241022ekam00001", also after the code AN; *CODE is the last word. */
static bool is_factiva_mark(struct dl_str line, struct dl_str *code)
{
    struct dl_str s = dl_str_trim(line);
    if (s.len > 3 && memcmp(s.ptr, "AN ", 3) == 0)
        s = dl_str_trim((struct dl_str){ s.ptr + 3, s.len - 3 });
    if (s.len < 9 + CODE_LENGTH || memcmp(s.ptr, "Document ", 9) != 0)
        return false;
    *code = (struct dl_str){ s.ptr + 9, s.len - 9 };
    for (size_t i = 0; i < code->len; i++)
        if (!isalnum((unsigned char)code->ptr[i]))
            return false;
    return true;
}

/* The code of a line of Factiva's: "HD", else "". */
static struct dl_str code_of(struct dl_str line)
{
    bool code = line.len >= 2 && isupper((unsigned char)line.ptr[0]) &&
                (isupper((unsigned char)line.ptr[1]) || isdigit((unsigned char)line.ptr[1])) &&
                (line.len == 2 || line.ptr[2] == ' ' || line.ptr[2] == '\t');
    return code ? (struct dl_str){ line.ptr, 2 } : (struct dl_str){ 0 };
}

static bool words_line(struct dl_str line)
{
    struct dl_str s = dl_str_trim(line);
    size_t i = 0;
    while (i < s.len && (isdigit((unsigned char)s.ptr[i]) || s.ptr[i] == ','))
        i++;
    return i > 0 && dl_str_eq((struct dl_str){ s.ptr + i, s.len - i }, DL_STR(" words"));
}

/* ---- documents -------------------------------------------------------------------------------------------------- */

/* A coded export begins with a headline or what precedes it, and has its date; a plain one ends a document by its code.
 */
static enum kind kind_of(struct dl_str head)
{
    bool headline = false, date = false, words = false;
    struct dl_str code;
    size_t lines = 0;
    for (size_t at = 0; at < head.len;) {
        struct dl_str line = next_line(head, &at);
        if (dl_str_trim(line).len == 0)
            continue;
        if (lines++ == 0 && is_nexis_mark(line))
            return NEXIS;
        headline |= dl_str_eq(code_of(line), DL_STR("HD")) && lines < HEAD_LINES;
        date |= headline && dl_str_eq(code_of(line), DL_STR("PD"));
        words |= words_line(line) && lines < HEAD_LINES;
        if (headline && date)
            return CODED;
        if (words && is_factiva_mark(line, &code))
            return PLAIN;
    }
    return NONE;
}

static bool detect(struct dl_str head)
{
    return kind_of(head) != NONE;
}

static enum dl_status begin(struct dl_split *s, struct dl_str head, bool whole, size_t *used, struct dl_error *err)
{
    (void)whole;
    dl_buf_clear(&s->head);
    dl_buf_byte(&s->head, (unsigned char)kind_of(head));
    *used = 0;
    return dl_buf_status(&s->head, err);
}

/* Where the document ends that S begins with; 0: not in S.  LexisNexis marks the beginning of one, Factiva the end. */
static size_t find_end(struct dl_str s, enum kind kind, bool last)
{
    struct dl_str code;
    bool begun = false;
    for (size_t at = 0, start = 0; at < s.len; start = at) {
        struct dl_str line = next_line(s, &at);
        if (at == s.len && !last && s.ptr[at - 1] != '\n')
            return 0;
        if (kind == NEXIS && begun && is_nexis_mark(line))
            return start;
        if (kind != NEXIS && is_factiva_mark(line, &code))
            return at;
        begun |= dl_str_trim(line).len > 0;
    }
    return 0;
}

static enum dl_split_result split(struct dl_split *s, struct dl_str data, bool last, size_t *from, size_t *to)
{
    size_t end = data.len ? find_end(data, (enum kind)s->head.data[0], last) : 0;
    *from = 0;
    s->whole = end > 0;
    *to = end ? end : data.len;
    if (!end && s->skipping)
        *from = data.len > LINE_BYTES && !last ? data.len - LINE_BYTES : 0;
    if (!end && (!last || dl_str_trim(data).len == 0)) {
        *from = last ? data.len : *from;
        return DL_SPLIT_MORE;
    }
    s->number++;
    return s->skipping ? DL_SPLIT_SKIPPED : DL_SPLIT_RECORD;
}

/* ---- LexisNexis ------------------------------------------------------------------------------------------------- */

/* "BYLINE: By Ann": the length of the label in capitals, 0 when LINE has none. */
static size_t label_length(struct dl_str line)
{
    size_t n = 0;
    while (n < line.len && (isupper((unsigned char)line.ptr[n]) || line.ptr[n] == '-'))
        n++;
    return n > 2 && n < line.len && line.ptr[n] == ':' ? n : 0;
}

/* The field of a label; TEXT: what precedes the text; FIELDS: of no use. */
static int nexis_field(struct dl_str label)
{
    static const struct {
        const char *label;
        int field;
    } labels[] = { { "BYLINE", AUTHOR },     { "SECTION", SECTION }, { "LENGTH", TEXT },    { "DATELINE", TEXT },
                   { "LANGUAGE", LANGUAGE }, { "URL", URL },         { "HIGHLIGHT", TEXT }, { "BODY", TEXT } };
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
        if (dl_str_eq(label, dl_str_of(labels[i].label)))
            return labels[i].field;
    return FIELDS;
}

static bool is_date(struct dl_str line)
{
    dl_date date;
    return line.len && dl_date_parse_field(line, &date, NULL) == DL_OK;
}

/* The lines before the first label: the source, the date, an edition, and last the headline. */
static size_t nexis_head(struct dl_str s, struct dl_fields *f)
{
    size_t at = 0, lines = 0, title = 0, title_end = 0;
    bool gap = true, dated = false;
    while (at < s.len) {
        size_t start = at;
        struct dl_str line = next_line(s, &at), t = dl_str_trim(line);
        if (label_length(line) || lines > HEAD_LINES) {
            at = start;
            break;
        }
        if (t.len == 0 || is_nexis_mark(line)) {
            gap = true;
            continue;
        }
        lines++;
        if (lines == 1)
            dl_fields_put(f, &fields[SOURCE], t);
        else if (!dated && is_date(t))
            dl_fields_put(f, &fields[DATE], t), dated = true;
        else if (gap)
            title = start;
        title_end = at;
        gap = false;
    }
    if (title)
        dl_fields_put(f, &fields[TITLE], (struct dl_str){ s.ptr + title, title_end - title });
    return at;
}

/* The labels after the head, the text, and the labels and the notice after it.  *DATELINE is set. */
static void nexis_rest(struct dl_str s, size_t at, struct dl_fields *f, struct dl_str *dateline)
{
    size_t text = at, end = s.len;
    bool before = true;
    while (at < s.len) {
        size_t start = at;
        struct dl_str line = next_line(s, &at), t = dl_str_trim(line);
        size_t n = label_length(line);
        struct dl_str label = { line.ptr, n }, value = { line.ptr + n, line.len - n };
        value = dl_str_trim(n ? (struct dl_str){ value.ptr + 1, value.len - 1 } : value);
        bool notice = line.len && line.ptr[0] == ' ' && t.len > 10 && memcmp(t.ptr, "Copyright ", 10) == 0;
        int field = n ? nexis_field(label) : FIELDS;
        if (n && before && field == TEXT)
            text = dl_str_eq(label, DL_STR("BODY")) ? start + n + 1 : at;
        if (dl_str_eq(label, DL_STR("DATELINE")))
            *dateline = value;
        if (n && field < TEXT)
            dl_fields_put(f, &fields[field], value);
        if (before && !n && t.len) {
            text = text > start ? text : start;
            before = false;
        } else if (!before && (notice || (n && field != TEXT)) && end == s.len) {
            end = start;
        }
    }
    if (text < end)
        dl_fields_put(f, &fields[TEXT], dl_str_trim((struct dl_str){ s.ptr + text, end - text }));
}

/* ---- Factiva ---------------------------------------------------------------------------------------------------- */

/* Each value goes from its code to the next, over lines that are indented or have none. */
static void read_coded(struct dl_str s, struct dl_fields *f)
{
    static const struct {
        const char *code;
        int field;
    } codes[] = { { "HD", TITLE },    { "BY", AUTHOR },  { "PD", DATE }, { "SN", SOURCE },
                  { "LA", LANGUAGE }, { "SE", SECTION }, { "LP", TEXT }, { "TD", TEXT } };
    int field = FIELDS;
    size_t start = 0, end = 0;
    for (size_t at = 0, line_at = 0; at <= s.len; line_at = at) {
        struct dl_str line = at < s.len ? next_line(s, &at) : DL_STR("XX"), code = code_of(line);
        if (code.len && field < FIELDS)
            dl_fields_put(f, &fields[field], dl_str_trim((struct dl_str){ s.ptr + start, end - start }));
        for (size_t i = 0; code.len && (i == 0 || field == FIELDS) && i < sizeof codes / sizeof *codes; i++)
            field = dl_str_eq(code, dl_str_of(codes[i].code)) ? codes[i].field : FIELDS;
        start = code.len ? line_at + 2 : start;
        end = at;
        if (line.ptr && line_at == s.len)
            break;
    }
}

/* Headline, perhaps a byline, "500 words", day, perhaps a time, source, its code, language, notice, a gap, the text. */
static void read_plain(struct dl_str s, struct dl_fields *f)
{
    size_t at = 0, title = 0, title_end = 0, after = 0;
    bool words = false;
    while (at < s.len) {
        struct dl_str t = dl_str_trim(next_line(s, &at));
        if (t.len == 0 && (after > 1 || !title_end)) {
            if (after > 1)
                break; /* the text follows */
            title = at;
            continue;
        }
        if (words_line(t))
            words = true;
        else if (!words && t.len > 3 && memcmp(t.ptr, "By ", 3) == 0)
            dl_fields_put(f, &fields[AUTHOR], t);
        else if (!words && t.len)
            title_end = at;
        else if (words && t.len && after++ == 0)
            dl_fields_put(f, &fields[DATE], t);
        else if (words && after == 2 && isdigit((unsigned char)t.ptr[0]) && memchr(t.ptr, ':', t.len))
            after = 1; /* a time */
        else if (words && after == 2)
            dl_fields_put(f, &fields[SOURCE], t);
        else if (words && after == 4)
            dl_fields_put(f, &fields[LANGUAGE], t);
    }
    dl_fields_put(f, &fields[TITLE], (struct dl_str){ s.ptr + title, title_end > title ? title_end - title : 0 });
    dl_fields_put(f, &fields[TEXT], dl_str_trim((struct dl_str){ s.ptr + at, s.len - at }));
}

/* S without the line of its code, which becomes the id. */
static struct dl_str take_code(struct dl_str s, struct dl_fields *f)
{
    struct dl_str code;
    for (size_t at = 0, start = 0; at < s.len; start = at)
        if (is_factiva_mark(next_line(s, &at), &code)) {
            dl_fields_put(f, &fields[ID], code);
            return (struct dl_str){ s.ptr, start };
        }
    return s;
}

static enum dl_status parse(const struct dl_record *r, struct dl_parse *p, struct dl_article *a, struct dl_error *err)
{
    enum kind kind = (enum kind)r->head.ptr[0];
    struct dl_fields f;
    struct dl_str dateline = { 0 };
    dl_fields_begin(&f, p);
    struct dl_str s = kind == NEXIS ? r->bytes : take_code(r->bytes, &f);
    if (kind == NEXIS)
        nexis_rest(s, nexis_head(s, &f), &f, &dateline);
    else if (kind == CODED)
        read_coded(s, &f);
    else
        read_plain(s, &f);
    enum dl_status status = dl_fields_finish(&f, a, err);
    return status ? status : dl_fields_dateline(&f, dateline, a, err);
}

const struct dl_source_format dl_format_export = {
    .name = "export", .detect = detect, .begin = begin, .split = split, .appendable = true, .parse = parse
};
