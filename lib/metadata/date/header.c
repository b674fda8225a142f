/* header.c - a header line that dates the article.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <strings.h>

#include "lib/metadata/date/date.h"
#include "lib/metadata/date/date_line.h"
#include "lib/metadata/words.h"

#define LABELLED_LINES 12 /* "From: ...", "Subject: ..." */
#define HEAD_BYTES 2048   /* of the body, in which the head of the page is looked for */
#define HEAD_LINES 12
#define PROSE_BYTES 160  /* a longer line is a paragraph */
#define SENTENCE_WORDS 4 /* so many and a full stop are a sentence */
#define LEADING_BYTES 64 /* of a line, in which a date that it begins with must end */
#define STACKED_BYTES 12 /* of a line of "22", "Oct", "2024" */
#define LOOKS_BACK 3     /* years */
#define DECK_LINES 4     /* below the title in which the date line may come */
#define LEADS 1          /* paragraphs before the date line */
#define CAPTION_BYTES 400

static struct dl_str trimmed(struct dl_str s)
{
    static const char nbsp[] = "\xc2\xa0";
    for (bool more = true; more;) {
        more = false;
        if (s.len && (unsigned char)s.ptr[0] <= ' ')
            s.ptr++, s.len--, more = true;
        else if (s.len >= 2 && !memcmp(s.ptr, nbsp, 2))
            s.ptr += 2, s.len -= 2, more = true;
        if (s.len && (unsigned char)s.ptr[s.len - 1] <= ' ')
            s.len--, more = true;
        else if (s.len >= 2 && !memcmp(s.ptr + s.len - 2, nbsp, 2))
            s.len -= 2, more = true;
    }
    return s;
}

/* The next line of *REST that is not empty; false at the end. */
static bool next_line(struct dl_str *rest, struct dl_str *line)
{
    while (rest->len) {
        const char *nl = memchr(rest->ptr, '\n', rest->len);
        size_t n = nl ? (size_t)(nl - rest->ptr) : rest->len;
        *line = trimmed((struct dl_str){ rest->ptr, n });
        n += nl != NULL;
        rest->ptr += n;
        rest->len -= n;
        if (line->len)
            return true;
    }
    return false;
}

/* " date 2024-10-23 Title" */
static dl_date iso_date_header(struct dl_str text, struct dl_str *evidence)
{
    struct dl_str s = trimmed((struct dl_str){ text.ptr, text.len < 64 ? text.len : 64 });
    if (s.len < 15 || memcmp(s.ptr, "date ", 5) != 0 || s.ptr[9] != '-' || s.ptr[12] != '-')
        return 0;
    if (s.len > 15 && (unsigned char)s.ptr[15] > ' ')
        return 0;
    dl_date d;
    if (dl_date_parse_field((struct dl_str){ s.ptr + 5, 10 }, &d, NULL) != DL_OK || dl_date_partial(d))
        return 0;
    *evidence = (struct dl_str){ s.ptr, 15 };
    return d;
}

/* "Word:" at the beginning of a line: how long the label is, with its colon; 0 when there is none. */
static size_t label(struct dl_str line)
{
    size_t i = 0;
    if (line.len > 8 && strncasecmp(line.ptr, "article:", 8) == 0)
        i = 8;
    for (; i < line.len && i < 32; i++) {
        unsigned char c = (unsigned char)line.ptr[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80;
        if (!letter && !(i && (c == '-' || c == '_' || c == '.' || c == ' ')))
            break;
    }
    return i > 1 && i < line.len && line.ptr[i] == ':' ? i + 1 : 0;
}

/* "Time: 10 a.m.", "Venue: Town hall": the lines around are about an event. */
static bool event_label(struct dl_str line)
{
    return dl_word_is((struct dl_str){ line.ptr, label(line) }, DL_WORD_EVENT_LABEL);
}

static bool labelled_date(struct dl_str line, size_t n)
{
    return dl_word_is((struct dl_str){ line.ptr, n }, DL_WORD_DATE_LABEL);
}

/* "Date: Tue, 22 Oct 2024 10:56" among labelled lines at the very beginning, none of which is about an event. */
static dl_date labelled_header(struct dl_str body, enum dl_date_order order, struct dl_str *evidence)
{
    struct dl_str line;
    dl_date found = 0, d;
    for (int i = 0; i < LABELLED_LINES && next_line(&body, &line); i++) {
        size_t n = label(line);
        if (i == 0 && line.len >= 3 && memcmp(line.ptr, "---", 3) == 0)
            continue; /* YAML */
        if (n == 0)
            return found;
        if (event_label(line))
            return 0;
        if (found || !labelled_date(line, n) || line.len > DL_DATE_LINE_MAX)
            continue;
        struct dl_str value = trimmed((struct dl_str){ line.ptr + n, line.len - n });
        if (dl_date_parse_field_as(value, order, &d, NULL) == DL_OK) {
            *evidence = line;
            found = d;
        }
    }
    return found;
}

static bool same_title(struct dl_str line, struct dl_str title)
{
    return title.len > 0 && dl_str_eq(line, title);
}

static bool has_digit(struct dl_str s)
{
    for (size_t i = 0; i < s.len; i++)
        if ((s.ptr[i] >= '0' && s.ptr[i] <= '9') || (unsigned char)s.ptr[i] >= 0xd9)
            return true;
    return false;
}

/* Does the next line, at REST, go on from LINE? */
static bool goes_on(struct dl_str line, struct dl_str rest)
{
    return line.len > 30 && rest.len && rest.ptr[0] >= 'a' && rest.ptr[0] <= 'z';
}

/* A paragraph or a part of one: long, a sentence, or a line that the next one (at REST) goes on from. */
static bool prose(struct dl_str line, struct dl_str rest)
{
    static const char *const stops[] = { ".", "!", "?", ".\"", ".”", "。", "។", "။", "।", NULL };
    bool ends = false;
    for (const char *const *s = stops; *s && !ends; s++) {
        size_t n = strlen(*s);
        ends = line.len > n && memcmp(line.ptr + line.len - n, *s, n) == 0;
    }
    unsigned words = 1;
    for (size_t i = 0; i < line.len; i++)
        words += line.ptr[i] == ' ';
    return line.len > PROSE_BYTES || goes_on(line, rest) ||
           (ends && (words >= SENTENCE_WORDS || (unsigned char)line.ptr[0] >= 0xe0));
}

/* "22", "Oct", "2024" in three lines (or two) that begin with LINE: read as if they were one. */
static bool stacked_date(struct dl_str line, struct dl_str rest, enum dl_date_order order, struct dl_date_line *found,
                         struct dl_str *remaining)
{
    char joined[3 * (STACKED_BYTES + 1)];
    size_t n = 0;
    struct dl_str next = line;
    for (int lines = 0; lines < 3; lines++) {
        if (next.len > STACKED_BYTES)
            return false;
        memcpy(joined + n, next.ptr, next.len);
        n += next.len;
        if (lines && dl_date_line((struct dl_str){ joined, n }, order, found)) {
            found->evidence = (struct dl_str){ line.ptr, (size_t)(next.ptr + next.len - line.ptr) };
            *remaining = rest;
            return true;
        }
        joined[n++] = ' ';
        if (!next_line(&rest, &next))
            return false;
    }
    return false;
}

/* How much a date line is to be believed: one that is labelled or comes below the title more than the page's first
 * line, which more than one that follows names and menus, which more than the day of a state.  Two of a kind that
 * differ are none. */
enum rank { NO_LINE, STATE, SOMEWHERE, FIRST_LINE, BELOW_TITLE };

struct head {
    enum rank rank;
    dl_date date;
    struct dl_str evidence;
    bool several;
    bool menu;                        /* lines with bullets were seen */
    unsigned leads;                   /* paragraphs so far */
    struct dl_str passed[HEAD_LINES]; /* since the title or the top, lines that are no date line */
    int passed_count;
};

static void consider(struct head *h, enum rank rank, const struct dl_date_line *found)
{
    bool masthead = h->rank == FIRST_LINE && rank == SOMEWHERE && h->menu && found->date < h->date;
    if (rank > h->rank || masthead) {
        h->rank = masthead ? FIRST_LINE : rank; /* the first line of the page has the day of the visit */
        h->date = found->date;
        h->evidence = found->evidence;
        h->several = false;
    } else if (rank == h->rank && found->date != h->date) {
        h->several = true;
    }
}

/* A photograph's caption: its credit is in the line. */
static bool caption(struct dl_str line)
{
    return line.len <= CAPTION_BYTES && dl_word_within(line, DL_WORD_PHOTO_CREDIT);
}

/* (Asked of the lines before a date alone: most pages have none, and the answer costs more than all else here.) */
static bool all_may_follow(const struct head *h)
{
    for (int i = 0; !h->menu && i < h->passed_count; i++)
        if (!caption(h->passed[i]) && !dl_date_line_may_follow(h->passed[i]))
            return false;
    return true;
}

static bool bullet(struct dl_str line)
{
    static const char *const marks[] = { "•", "·", "▪", "*", "»", "›" };
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (line.len > strlen(marks[i]) && memcmp(line.ptr, marks[i], strlen(marks[i])) == 0)
            return true;
    return false;
}

static enum rank rank_of(const struct head *h, const struct dl_date_line *found, bool below_title, bool first)
{
    if (found->as_of)
        return STATE;
    if (found->labelled || (below_title && !h->leads))
        return BELOW_TITLE;
    return first ? FIRST_LINE : all_may_follow(h) ? SOMEWHERE : NO_LINE;
}

/* Is the LINE a headline, where the article has no title: short, no sentence, no date line? */
static bool headline(struct dl_str line, struct dl_str rest)
{
    return line.len >= 12 && memchr(line.ptr, ' ', line.len) && !prose(line, rest) && !label(line) && !bullet(line);
}

/* The head of the page: lines up to the story.  A caption does not end it, nor does one paragraph, a lead. */
static dl_date page_head(struct dl_str title, struct dl_str rest, enum dl_date_order order, struct dl_str *evidence)
{
    struct head h = { 0 };
    struct dl_str line;
    int below_title = 0;
    bool headed = false;
    for (int i = 0; i < HEAD_LINES && next_line(&rest, &line); i++) {
        struct dl_date_line found;
        struct dl_str after = rest, next = { 0 }, remaining = rest;
        bool titled = same_title(line, title), dated = !titled && has_digit(line) && dl_date_line(line, order, &found);
        if (!titled && !dated && line.len <= STACKED_BYTES)
            dated = stacked_date(line, rest, order, &found, &remaining);
        if (titled || (!dated && title.len == 0 && i == 0 && headline(line, rest))) {
            below_title = DECK_LINES;
            headed = true;
            h.passed_count = 0;
            continue;
        }
        bool event = dated && (event_label(line) || (next_line(&after, &next) && event_label(next)));
        if (dated && !event) {
            enum rank rank = rank_of(&h, &found, below_title > 0, i == 0);
            if (rank)
                consider(&h, rank, &found);
            rest = remaining;
        } else if (prose(line, rest)) {
            if ((goes_on(line, rest) || !caption(line)) && (++h.leads > LEADS || !(title.len || headed)))
                break;
        } else if (bullet(line)) {
            h.menu = true;
            i -= i > 0;
        } else {
            h.passed[h.passed_count++] = line;
        }
        below_title -= below_title > 0;
    }
    if (h.several || h.date == 19700101) /* the zero of a clock */
        return 0;
    *evidence = h.evidence;
    return h.date;
}

static size_t one_of_marks(const char *p, const char *end, const char *const *marks)
{
    for (; *marks; marks++)
        if (strlen(*marks) <= (size_t)(end - p) && memcmp(p, *marks, strlen(*marks)) == 0)
            return strlen(*marks);
    return 0;
}

/* "【2009年8月29日】", "29 août 2009. – Le pont": a full date with which the story's first line begins, in brackets or
 * before a dash; not one of a list of days, nor of a life. */
static dl_date leading_date(struct dl_str line, enum dl_date_order order, struct dl_str *evidence)
{
    static const char *const open[] = { "【", "（", "(", "[", "〔", NULL }, *const close[] = { "】", "）", ")",
                                                                                               "]",  "〕", NULL },
                             *const news[] = { "讯", "訊", "电", "電", NULL },
                             *const dashes[] = { "–", "—", "--", "-", NULL };
    const char *p = line.ptr, *end = line.ptr + line.len;
    size_t bracket = one_of_marks(p, end, open), pos = bracket;
    struct dl_str lead = { line.ptr, line.len < LEADING_BYTES ? line.len : LEADING_BYTES };
    struct dl_date_match m;
    while (lead.len && lead.len < line.len && (unsigned char)line.ptr[lead.len] >> 6 == 2)
        lead.len--;
    if (!has_digit(lead) || dl_date_scan_as(lead, &pos, order, &m) != DL_OK || m.date < 10000 || m.start != bracket)
        return 0;
    *evidence = (struct dl_str){ p + m.start, m.end - m.start };
    p += m.end;
    if (bracket)
        return one_of_marks(p + one_of_marks(p, end, news), end, close) ? m.date : 0;
    p += p < end && (*p == '.' || *p == ',');
    if (p == end || *p != ' ')
        return 0;
    size_t dash = one_of_marks(p + 1, end, dashes);
    p += 1 + dash;
    bool life = p + 1 < end && p[1] >= '0' && p[1] <= '9';
    return dash && end - p > 20 && *p == ' ' && !life ? m.date : 0;
}

/* Does S name a year well after YEAR?  Then it looks back: "July 20, 1969 - A man walked on the moon". */
static bool looks_back(struct dl_str s, int year)
{
    for (size_t i = 0, digits = 0, value = 0; i <= s.len; i++) {
        bool digit = i < s.len && s.ptr[i] >= '0' && s.ptr[i] <= '9';
        if (!digit && digits == 4 && value >= (size_t)year + LOOKS_BACK && value < 2100)
            return true;
        value = digit && digits < 4 ? (digits ? value * 10 : 0) + (size_t)(s.ptr[i] - '0') : 0;
        digits = digit ? digits + 1 : 0;
    }
    return false;
}

/* The same of the body's first line that is not its title. */
static dl_date led_by_date(struct dl_str title, struct dl_str body, enum dl_date_order order, struct dl_str *evidence)
{
    struct dl_str line, ignored, all = body;
    if (!next_line(&body, &line) || (same_title(line, title) && !next_line(&body, &line)) || !has_digit(line))
        return 0;
    dl_date d = leading_date(line, order, evidence);
    return d && !looks_back(all, dl_date_year(d)) && !(next_line(&body, &line) && leading_date(line, order, &ignored))
               ? d
               : 0;
}

/* Where a date in numbers could be read in two ways, another of the same head may tell: "Published 05/03/2015 | Updated
 * 05/25/2015". */
static enum dl_date_order order_of_head(struct dl_str head)
{
    struct dl_date_match m;
    size_t pos = 0;
    enum dl_date_order order = DL_DATE_ORDER_UNKNOWN;
    while (dl_date_scan(head, &pos, &m) == DL_OK) {
        const char *p = head.ptr + m.end - 1;
        if (m.date < 10000 || m.end - m.start > 40)
            continue;
        int groups[3] = { 0 }, n = 2, unit = 1;
        for (; p >= head.ptr + m.start && n >= 0; p--) {
            if (*p >= '0' && *p <= '9') {
                groups[n] += (*p - '0') * unit;
                unit *= 10;
            } else if (*p == '/' || *p == '-' || *p == '.') {
                n--;
                unit = 1;
            } else {
                break;
            }
        }
        if (n != 0 || groups[2] < 1000 || groups[0] == groups[1])
            continue;
        enum dl_date_order o = groups[0] == dl_date_day(m.date) ? DL_DATE_DAY_FIRST : DL_DATE_MONTH_FIRST;
        if (order != DL_DATE_ORDER_UNKNOWN && o != order)
            return DL_DATE_ORDER_UNKNOWN;
        order = o;
    }
    return order;
}

/* Is there anything like "5/3/2015" or "05-03-2015", which may be read in two ways? */
static bool has_numeric_date(struct dl_str s)
{
    unsigned groups = 0; /* numbers so far with nothing but a mark between them */
    for (size_t i = 0; i < s.len; i++) {
        bool digit = s.ptr[i] >= '0' && s.ptr[i] <= '9', before = i && s.ptr[i - 1] >= '0' && s.ptr[i - 1] <= '9';
        bool mark = before && (s.ptr[i] == '/' || s.ptr[i] == '-' || s.ptr[i] == '.');
        groups = digit ? (before ? groups : groups + 1) : mark ? groups : 0;
        if (groups >= 3)
            return true;
    }
    return false;
}

/* Without the lines from the first paragraph on, in which dates tell nothing of the head. */
static struct dl_str head_lines(struct dl_str body)
{
    struct dl_str rest = body, line;
    for (int i = 0; i < HEAD_LINES && next_line(&rest, &line); i++)
        if (prose(line, rest))
            return (struct dl_str){ body.ptr, (size_t)(line.ptr - body.ptr) };
    return (struct dl_str){ body.ptr, body.len - rest.len };
}

/* BODY from its title on, where a long menu is above it; empty when it has none. */
static struct dl_str from_title(struct dl_str title, struct dl_str body)
{
    const char *p = title.len > 8 && title.len < body.len ? memmem(body.ptr, body.len, title.ptr, title.len) : NULL;
    if (!p || p == body.ptr)
        return (struct dl_str){ 0 };
    return (struct dl_str){ p, body.len - (size_t)(p - body.ptr) };
}

dl_date dl_header_date(struct dl_str title, struct dl_str body, enum dl_date_order order, struct dl_str *evidence)
{
    dl_date d;
    struct dl_str rest = { body.ptr, body.len < HEAD_BYTES ? body.len : HEAD_BYTES };
    if ((d = iso_date_header(body, evidence)) || (d = iso_date_header(title, evidence)) ||
        (d = labelled_header(rest, order, evidence)))
        return d;
    title = trimmed(title);
    if ((d = page_head(title, rest, order, evidence)) ||
        (d = page_head(title, from_title(title, rest), order, evidence)) ||
        (d = led_by_date(title, rest, order, evidence)) || order != DL_DATE_ORDER_UNKNOWN)
        return d;
    struct dl_str lines = head_lines(rest);
    order = has_numeric_date(lines) ? order_of_head(lines) : DL_DATE_ORDER_UNKNOWN;
    return order == DL_DATE_ORDER_UNKNOWN ? 0 : page_head(title, rest, order, evidence);
}
