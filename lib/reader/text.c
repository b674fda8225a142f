/* text.c - plain text: one article a file.
 *
 * The first line may be a header, " date YYYY-MM-DD Title"; without a title in it, or without a header, the title is
 * the first line that reads like one.  What is not the title is the body: nothing is thrown away.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <ctype.h>

#include "dateline/text.h"
#include "lib/reader/format.h"
#include "lib/reader/front_matter.h"
#include "lib/reader/refuse.h"
#include "lib/reader/text_title.h"

#define PAGE_LINES 60        /* lines of a page above its text that are passed over */
#define TITLE_LINES 12       /* how far down a title is looked for */
#define TITLE_MIN_WORDS 3    /* fewer are a menu or a logo: "Logo", "Home|Log in" */
#define HEADLINE_MIN_WORDS 2 /* of the line above a dateline */
#define DATELINE_BYTES 80
#define TITLE_MAX 240 /* bytes; a longer line is a paragraph */

static bool detect(struct dl_str head)
{
    (void)head;
    return true;
}

static struct dl_str utf16_charset(struct dl_str s)
{
    bool marked = s.len >= 2 && (memcmp(s.ptr, "\xFF\xFE", 2) == 0 || memcmp(s.ptr, "\xFE\xFF", 2) == 0);
    return marked ? DL_STR("UTF-16") : DL_STR("");
}

/* The line at AT without its end; *NEXT is where the following one begins. */
static struct dl_str line_at(struct dl_str text, size_t at, size_t *next_line)
{
    const char *newline = memchr(text.ptr + at, '\n', text.len - at);
    size_t end = newline ? (size_t)(newline - text.ptr) : text.len;
    *next_line = newline ? end + 1 : end;
    return (struct dl_str){ text.ptr + at, end - at };
}

/* LEAST words, mostly letters, no separators of a menu. */
static bool has_words(struct dl_str line, size_t least)
{
    size_t words = 0, letters = 0, bars = 0;
    bool inside = false;
    for (size_t i = 0; i < line.len; i++) {
        unsigned char c = (unsigned char)line.ptr[i];
        bool part = isalnum(c) || c >= 0x80;
        words += part && !inside;
        letters += isalpha(c) || c >= 0x80;
        bars += c == '|' || c == '>';
        inside = part;
    }
    bool spaceless = line.len >= 18 && letters > line.len / 2; /* Thai, Chinese: six letters */
    return bars == 0 && letters * 2 > line.len && (words >= least || (spaceless && words > 0));
}

/* "VIENTIANE, Oct 22 (KPL) - The bridge", "Hà Nội (TTXVN) - Ngày": a dash near the beginning, behind capitals or a
 * bracket.  The finder of datelines needs the article; this tells only that the text begins here. */
static bool begins_like_a_dateline(struct dl_str line)
{
    static const char *const dashes[] = { " - ", " -- ", " \u2013 ", " \u2014 " };
    struct dl_str head = { line.ptr, line.len < DATELINE_BYTES ? line.len : DATELINE_BYTES };
    size_t capitals = 0;
    while (capitals < head.len && isupper((unsigned char)head.ptr[capitals]))
        capitals++;
    for (size_t i = 0; i < sizeof dashes / sizeof *dashes; i++) {
        const char *dash = memmem(head.ptr, head.len, dashes[i], strlen(dashes[i]));
        if (dash && dash > head.ptr && (capitals >= 3 || dash[-1] == ')'))
            return true;
    }
    return false;
}

/* What stands for the title of a story that begins with a paragraph: its first sentence, or as much of it as fits. */
static struct dl_str first_sentence(struct dl_str s)
{
    size_t space = 0, i;
    for (i = 0; i < s.len && i < TITLE_MAX; i++) {
        if (s.ptr[i] != ' ')
            continue;
        space = i;
        if (i > 40 && strchr(".!?", s.ptr[i - 1]) && !memchr(s.ptr + i - 5, ' ', 4) && !memchr(s.ptr + i - 5, '.', 4))
            break; /* behind a word of four letters at least: not "Oct. 22" or an initial */
    }
    if (i < s.len)
        i = space ? space : i;
    while (i < s.len && i > 0 && ((unsigned char)s.ptr[i] & 0xC0) == 0x80)
        i--;
    return dl_str_trim((struct dl_str){ s.ptr, i });
}

/* " date 2024-10-22 Title": *REST is what follows the day. */
static bool header(struct dl_str line, dl_date *date, struct dl_str *rest)
{
    struct dl_str s = dl_str_trim(line);
    if (s.len < 15 || memcmp(s.ptr, "date ", 5) != 0)
        return false;
    const char *d = s.ptr + 5;
    for (int i = 0; i < 10; i++)
        if (i == 4 || i == 7 ? d[i] != '-' : !isdigit((unsigned char)d[i]))
            return false;
    if (s.len > 15 && s.ptr[15] != ' ' && s.ptr[15] != '\t')
        return false;
    int year = (d[0] - '0') * 1000 + (d[1] - '0') * 100 + (d[2] - '0') * 10 + (d[3] - '0');
    *date = dl_date_make(year, (d[5] - '0') * 10 + (d[6] - '0'), (d[8] - '0') * 10 + (d[9] - '0'));
    *rest = dl_str_trim((struct dl_str){ s.ptr + 15, s.len - 15 });
    return *date != 0;
}

struct title_place {
    size_t at, next_line; /* [at, next_line) is its line */
    bool masthead_day;    /* the lines before it are a page's head with the day of the visit */
};

/* The first line that reads like prose and is not of the page around it, from FROM on; false when none of the first
 * few is. */
static bool find_line(struct dl_str text, size_t from, bool mastheads, struct title_place *t)
{
    bool date = false, head = false;
    size_t headline = SIZE_MAX; /* a line of few words, and nothing after it */
    t->at = from;
    for (int lines = 0, page = 0; t->at < text.len && lines < TITLE_LINES && page < PAGE_LINES; t->at = t->next_line) {
        struct dl_str line = dl_str_trim(line_at(text, t->at, &t->next_line));
        enum dl_top_line kind = line.len ? dl_top_line(line) : DL_TOP_TEXT;
        bool skipped = kind != DL_TOP_TEXT && (kind != DL_TOP_MASTHEAD || mastheads);
        if (!skipped && has_words(line, TITLE_MIN_WORDS)) {
            t->masthead_day = date && head;
            if (headline != SIZE_MAX && begins_like_a_dateline(line)) {
                t->at = headline;
                line_at(text, headline, &t->next_line);
            }
            return true;
        }
        if (line.len)
            headline = !skipped && has_words(line, HEADLINE_MIN_WORDS) ? t->at : SIZE_MAX;
        date = date || kind == DL_TOP_DATE;
        head = head || kind == DL_TOP_MASTHEAD || kind == DL_TOP_PAGE;
        page += skipped;
        lines += line.len > 0 && !skipped;
    }
    return false;
}

/* The same; a newspaper's name is the title after all when no other line could be. */
static bool find_title(struct dl_str text, size_t from, struct title_place *t)
{
    struct title_place other;
    if (!find_line(text, from, false, t))
        return false;
    if (!find_line(text, from, true, &other))
        return true;
    if (other.next_line - other.at <= TITLE_MAX ||
        dl_top_line(dl_str_trim(line_at(text, t->at, &t->next_line))) == DL_TOP_TEXT)
        *t = other;
    return true;
}

static void reverse(char *p, size_t n)
{
    for (size_t i = 0; i + 1 < n - i; i++) {
        char c = p[i];
        p[i] = p[n - 1 - i];
        p[n - 1 - i] = c;
    }
}

void dl_text_split(char *text, size_t len, struct dl_article *a)
{
    struct dl_str all = { text, len }, rest = { 0 };
    struct title_place t = { 0 };
    size_t start = 0, next_line = 0;
    dl_date date;
    if (header(line_at(all, 0, &next_line), &date, &rest)) {
        a->date = date;
        a->date_from = DL_DATE_HEADER;
        start = rest.len > TITLE_MAX ? (size_t)(rest.ptr - text) : next_line;
    }
    a->body = (struct dl_str){ text + start, len - start };
    if (rest.len) {
        a->title = rest.len > TITLE_MAX ? first_sentence(rest) : rest;
        return;
    }
    if (!find_title(all, start, &t))
        return;
    struct dl_str line = line_at(all, t.at, &next_line);
    size_t before = t.at - start;
    if (dl_str_trim(line).len > TITLE_MAX || before > 4096) {
        a->title = first_sentence(dl_str_trim(line)); /* the line stays in the body */
        return;
    }
    /* Lift the line out: [before][line] becomes [line][before] by three reversals, so that the body is one piece. */
    char *p = text + start;
    reverse(p, before + line.len);
    reverse(p, line.len);
    reverse(p + line.len, before);
    a->title = dl_title_without_label(dl_str_trim((struct dl_str){ p, line.len }));
    a->body = (struct dl_str){ p + line.len, len - start - line.len };
    if (t.masthead_day) { /* its head goes to the end, where its day dates nothing */
        char *body = p + line.len;
        reverse(body, before);
        reverse(body + before, a->body.len - before);
        reverse(body, a->body.len);
    }
}

/* TEXT with the fields before it, if any. */
static enum dl_status read_text(char *text, size_t len, struct dl_parse *p, struct dl_article *a, struct dl_error *err)
{
    static const struct dl_field_name body = { "text", DL_MEANS_BODY, 1 };
    struct dl_fields f;
    size_t used = 0;
    dl_fields_begin(&f, p);
    if (!dl_front_matter((struct dl_str){ text, len }, &f, p, &used)) {
        dl_text_split(text, len, a);
        return DL_OK;
    }
    dl_fields_put(&f, &body, (struct dl_str){ text + used, len - used });
    enum dl_status status = dl_fields_finish(&f, a, err);
    if (!status && a->title.len == 0)
        dl_text_split(text + used, len - used, a);
    return status;
}

static enum dl_status parse(const struct dl_record *r, struct dl_parse *p, struct dl_article *a, struct dl_error *err)
{
    struct dl_str charset = utf16_charset(r->bytes);
    if (dl_is_binary(r->bytes))
        return dl_fail(err, DL_BAD_INPUT, "not text: it looks like binary data");
    size_t replaced = 0;
    dl_buf_clear(&p->text);
    enum dl_status status = dl_utf8_clean(r->bytes, charset, &p->text, &replaced, err);
    if (status)
        return status;
    const struct dl_source_format *inner =
        charset.len && p->detect ? p->detect(dl_buf_view(&p->text)) : &dl_format_text;
    if (inner != &dl_format_text)
        return dl_fail(err, DL_BAD_INPUT, "%s in UTF-16 or UTF-32: convert it to UTF-8, as with iconv(1)",
                       strncmp(inner->name, "json", 4) == 0 ? "JSON" : inner->name);
    p->replaced += replaced;
    size_t bom = dl_utf8_bom(dl_buf_view(&p->text));
    status = p->text.len > bom ? read_text(p->text.data + bom, p->text.len - bom, p, a, err) : DL_OK;
    if (status)
        return status;
    if (a->title.len == 0 && dl_str_trim(a->body).len == 0)
        return dl_fail(err, DL_BAD_INPUT, "no text in it");
    return DL_OK;
}

const struct dl_source_format dl_format_text = { .name = "text", .detect = detect, .parse = parse };
