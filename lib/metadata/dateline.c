/* dateline.c - finding the line that says where and when a story was filed.
 *
 * The beginning of the body is cut into paragraphs (a few, bounded in length).  In each the first date is looked for;
 * around it PCRE2 patterns check that what comes before is a place and what follows ends a dateline.  Datelines
 * without a date need an agency in brackets; a mere place with a dash is believed only in the first paragraphs.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdlib.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "lib/metadata/evidence.h"

#define LOOK_AT 4096       /* bytes of the body */
#define PARAGRAPHS 10      /* candidates tried */
#define PLAIN_PARAGRAPHS 3 /* of which so many may begin with a mere place */
#define WINDOW 240         /* bytes of a paragraph */
#define DATE_WITHIN 140    /* a dateline's date begins within so many bytes */
#define MATCH_LIMIT 3000   /* twice what the worst of 12,430 real articles takes; lines made for it reach this */
#define DEPTH_LIMIT 2000

/* A word of a place's name; the first of a name has a capital (or belongs to a script without them). */
#define CAPITAL "[\\p{Lu}\\p{Lt}\\p{Lo}]"
#define LETTERS "[\\p{L}\\p{M}'’.&]*+"
#define WORD CAPITAL LETTERS "(?:-[\\p{L}\\p{M}'’.]++)*+"
#define SMALL "(?:de|del|della|di|da|do|dos|du|des|la|le|les|el|al|of|the|and|upon|on|am|an|der|sur|y|en)"
#define GAP "(?: \\n?|\\n|/|[ ]/[ ])"
#define NAME WORD "(?:" GAP "{1,2}(?:" SMALL GAP "{1,2})?" WORD "){0,4}+"
#define DASH "(?:[-–—−_]{1,3}|―)"

enum pattern {
    BEFORE_DATE,
    AFTER_DATE,
    WIRE,
    WITH_AGENCY,
    AGENCY_ALONE,
    PLACE_ALONE,
    CHINESE,
    KHMER,
    MONTH,
    SMALL_LETTERS,
    BYLINE,
    PATTERN_COUNT
};

static const char *const patterns[PATTERN_COUNT] = {
    /* PORTLAND, Ore., USA,   JOHANNESBURG   KANSAS CITY, Mo. -   MOSCOW. */
    [BEFORE_DATE] =
        "^(?<place>" NAME "(?:[ ]\\p{Ll}{3,}+)?)[ ]?(?:\\[(?<home>" CAPITAL
        "[\\p{L} ]{1,30})\\])?(?:,[ \\n]*+(?<region>(?:the )?" CAPITAL "[\\p{L}\\p{M}.'’ \\n-]{0,40}?\\.?+))?"
        "(?:,[ \\n]*+(?<country>" CAPITAL "[\\p{L}\\p{M}.'’ \\n-]{1,40}?\\.?+))?"
        "(?:[ \\n]*+\\((?<agency>[^()\\n]{2,40})\\))?[,.;:]{0,2}[ \\n]*+(?:" DASH "[ \\n]*+)?,?[ \\n]*+[(]?(?:ngày )?$",
    /* (Xinhua) --   -   /Kyodo/ -   , Kyodo -   - РИА Новости. */
    [AFTER_DATE] = "^[)]?(?:[ ]Juche[ ]\\d{1,3}(?:[ ]\\((?<year>\\d{4})\\))?)?"
                   "(?:,[ ]?(?<signed>\\p{Lu}[\\p{L} ]{1,24}?)(?=[ ]{0,2}" DASH ")|"
                   "[.]?[ ](?<capitals>\\p{Lu}[\\p{Lu}.]{1,14})(?=[ ]{0,2}" DASH ")|"
                   "[.,]?(?:[ \\n]{0,3}[(\\[/（](?<agency>[^()\\[\\]/（）\\n]{2,60})[)\\]/）][.,]?)?)"
                   "(?:[ \\n]{0,3}(?<dash>" DASH "|:|…|\\.\\.\\.)|(?<newline>[ ]*(?:\\n|$)))?[ \\n]*",
    /* TORONTO, ONTARIO--(Marketwire - April 9, 2009) - */
    [WIRE] = "^(?<place>" NAME ")(?:,[ ]?(?<region>[\\p{L}][\\p{L}\\p{M}.'’ -]{1,30}?))?[ ]?(?:--|—|[ ])"
             "\\((?<agency>\\p{Lu}[\\p{L} .]{2,30}?)[ ]?" DASH "[ ]?$",
    /* HANOI (VNA) -   PARIS, France (AP) _ */
    [WITH_AGENCY] =
        "^(?<place>" NAME ")(?:,[ ]?(?<region>[\\p{L}][\\p{L}\\p{M}.'’ -]{1,30}?))?,?"
        "(?:[ \\n]{1,2}|--|—)\\((?<agency>\\p{L}[\\p{L}\\p{M}.&/ -]{1,40})\\)[ \\n]{0,2}(?:" DASH "|:)[ \\n]*",
    /* (Reuters) -   (Dân trí) - */
    [AGENCY_ALONE] = "^\\((?<agency>\\p{L}[\\p{L}\\p{M}.&/ -]{1,40})\\)[ \\n]{0,2}(?<dash>" DASH "|:|\\n)?[ \\n]*",
    /* VIENTIANE —   HANOI, Vietnam --   Beijing: */
    [PLACE_ALONE] = "^(?<place>" NAME ")(?:,[ ]?(?<region>[\\p{Lu}][\\p{L}\\p{M}.'’ -]{1,30}?))?"
                    "(?:[ ]?(?:[–—―]|--)[ ]?|[ ]" DASH "[ \\n]|:[ ])",
    /* 新华社北京10月22日电 */
    [CHINESE] = "^[【（]?(?<agency>\\p{Han}{1,6}?[社网網报報])(?<place>\\p{Han}{2,8})$",
    /* (ភ្នំពេញ)៖ */
    [KHMER] =
        "^\\(?(?<place>[\\x{1780}-\\x{17d3}][\\x{1780}-\\x{17d3}\\x{200b}]{1,40}+)\\)?[ \\x{200b}]{0,4}៖[ \\x{200b}]*",
    /* TORONTO, March 1987 -- */
    [MONTH] = "^(?<place>" NAME ")(?:,[ ]?(?<region>\\p{Lu}[\\p{L}\\p{M}.'’ -]{1,30}?))?,[ ]"
              "(?<month>\\p{L}{3,12}[.]?,?[ ](?:19|20)\\d\\d)(?:[ ]{0,2}\\((?<agency>[^()\\n]{2,40})\\))?[ ]{0,2}" DASH
              "[ \\n]",
    /* new delhi, oct 22 - */
    [SMALL_LETTERS] = "^(?<place>\\p{Ll}[\\p{L}\\p{M} ]{2,30}),[ ]$",
    /* By Jane Doe, Associated Press */
    [BYLINE] = "^(?:By|by|BY) \\p{Lu}[^,\\n]{2,60}, (?<agency>\\p{Lu}[\\p{L} -]{1,40})[ ]*(?:\\n|$)",
};

struct dl_dateline_parser {
    pcre2_code *code[PATTERN_COUNT];
    pcre2_match_data *data;
    pcre2_match_context *context;
    unsigned long limits;
};

enum dl_status dl_dateline_parser_new(struct dl_dateline_parser **parser, struct dl_error *err)
{
    struct dl_dateline_parser *p = calloc(1, sizeof *p);
    *parser = NULL;
    if (!p)
        return dl_fail_memory(err);
    p->data = pcre2_match_data_create(16, NULL);
    p->context = pcre2_match_context_create(NULL);
    if (!p->data || !p->context) {
        dl_dateline_parser_free(p);
        return dl_fail_memory(err);
    }
    pcre2_set_match_limit(p->context, MATCH_LIMIT);
    pcre2_set_depth_limit(p->context, DEPTH_LIMIT);
    for (int i = 0; i < PATTERN_COUNT; i++) {
        int code;
        PCRE2_SIZE at;
        p->code[i] = pcre2_compile((PCRE2_SPTR)patterns[i], PCRE2_ZERO_TERMINATED, PCRE2_UTF | PCRE2_DOLLAR_ENDONLY,
                                   &code, &at, NULL);
        if (!p->code[i]) {
            char text[128] = "";
            pcre2_get_error_message(code, (PCRE2_UCHAR *)text, sizeof text);
            dl_dateline_parser_free(p);
            return dl_fail(err, DL_INTERNAL, "dateline pattern %d, byte %zu: %s", i, at, text);
        }
        pcre2_jit_compile(p->code[i], PCRE2_JIT_COMPLETE); /* without JIT it is only slower */
    }
    *parser = p;
    return DL_OK;
}

void dl_dateline_parser_free(struct dl_dateline_parser *p)
{
    if (!p)
        return;
    for (int i = 0; i < PATTERN_COUNT; i++)
        pcre2_code_free(p->code[i]);
    pcre2_match_data_free(p->data);
    pcre2_match_context_free(p->context);
    free(p);
}

unsigned long dl_dateline_limits(const struct dl_dateline_parser *p)
{
    return p->limits;
}

static bool match(struct dl_dateline_parser *p, enum pattern which, struct dl_str s)
{
    int rc = pcre2_match(p->code[which], (PCRE2_SPTR)(s.ptr ? s.ptr : ""), s.len, 0, 0, p->data, p->context);
    p->limits += rc == PCRE2_ERROR_MATCHLIMIT || rc == PCRE2_ERROR_DEPTHLIMIT || rc == PCRE2_ERROR_JIT_STACKLIMIT;
    return rc > 0;
}

static struct dl_str trimmed(struct dl_str s)
{
    while (s.len && ((unsigned char)s.ptr[0] <= ' ' || s.ptr[0] == ','))
        s.ptr++, s.len--;
    while (s.len && ((unsigned char)s.ptr[s.len - 1] <= ' ' || s.ptr[s.len - 1] == ','))
        s.len--;
    return s;
}

/* The group NAME of the last match against S; "" when it took no part. */
static struct dl_str group(const struct dl_dateline_parser *p, enum pattern which, const char *name, struct dl_str s)
{
    const PCRE2_SIZE *v = pcre2_get_ovector_pointer(p->data);
    int n = pcre2_substring_number_from_name(p->code[which], (PCRE2_SPTR)name);
    if (n <= 0 || v[2 * n] == PCRE2_UNSET || v[2 * n + 1] == PCRE2_UNSET)
        return (struct dl_str){ 0 };
    return trimmed((struct dl_str){ s.ptr + v[2 * n], v[2 * n + 1] - v[2 * n] });
}

static size_t match_end(const struct dl_dateline_parser *p)
{
    return pcre2_get_ovector_pointer(p->data)[1];
}

static struct dl_str cut(const char *p, const char *end, size_t most)
{
    size_t n = (size_t)(end - p);
    if (n > most) {
        n = most;
        while (n && ((unsigned char)p[n] & 0xc0) == 0x80)
            n--;
    }
    return (struct dl_str){ p, n };
}

/* What is looked at of the paragraph at P: a dateline never runs over an empty line. */
static struct dl_str paragraph(const char *p, const char *end)
{
    struct dl_str s = cut(p, end, WINDOW);
    const char *gap = memmem(s.ptr, s.len, "\n\n", 2);
    if (gap)
        s.len = (size_t)(gap - s.ptr) + 1;
    return s;
}

/* No lower-case letter: "NEW YORK, March 12" as a line of its own is a dateline even without a dash. */
static bool upper_case(struct dl_str s)
{
    bool capital = false;
    for (int32_t i = 0; i < (int32_t)s.len;) {
        UChar32 c;
        U8_NEXT((const uint8_t *)s.ptr, i, (int32_t)s.len, c);
        if (u_islower(c))
            return false;
        capital |= u_isupper(c) != 0;
    }
    return capital;
}

/* "MOSCOW. Oct 22 (Interfax)": the stop belongs to the dateline, but "WASHINGTON D.C." keeps its own. */
static struct dl_str without_stop(struct dl_str s)
{
    if (s.len > 4 && s.ptr[s.len - 1] == '.' && s.ptr[s.len - 3] != '.' && s.ptr[s.len - 3] != ' ')
        s.len--;
    return s;
}

/* "new delhi": with capitals a name of the gazetteer, all of it? */
static bool known_place(struct dl_str s)
{
    char name[64];
    struct dl_place_hits hits = { 0 };
    if (s.len > sizeof name)
        return false;
    for (size_t i = 0; i < s.len; i++)
        name[i] =
            (i == 0 || s.ptr[i - 1] == ' ') && s.ptr[i] >= 'a' && s.ptr[i] <= 'z' ? (char)(s.ptr[i] - 32) : s.ptr[i];
    bool known = dl_place_scan((struct dl_str){ name, s.len }, 1, &hits, NULL) == DL_OK && hits.count &&
                 hits.v[0].start == 0 && hits.v[0].end == s.len;
    dl_place_hits_free(&hits);
    return known;
}

/* What comes before a date: a place, which fills OUT.  A bracket opened there must be closed BEHIND the date: "Jane
 * Doe (12 March 1921 - 4 May 2014)" is none. */
static bool before_date(struct dl_dateline_parser *p, struct dl_str before, struct dl_str after,
                        struct dl_dateline *out)
{
    bool bracket = memchr(before.ptr, '(', before.len) != NULL, closed = after.len && after.ptr[0] == ')';
    enum pattern which = BEFORE_DATE;
    if (!match(p, which, before)) {
        which = bracket ? WIRE : SMALL_LETTERS;
        if (bracket != closed || !match(p, which, before) ||
            (which == SMALL_LETTERS && !known_place(group(p, which, "place", before))))
            return false;
    }
    out->place = without_stop(group(p, which, "place", before));
    out->region = group(p, which, "region", before);
    out->agency = group(p, which, "agency", before);
    if (which == BEFORE_DATE) {
        struct dl_str home = group(p, which, "home", before); /* "New Delhi [India]" */
        out->country = group(p, which, "country", before);
        if (home.len)
            out->region = home;
    }
    return closed || before.ptr[before.len - 1] != '(';
}

/* "April 15 Juche 101 (2012)" */
static void add_year(struct dl_dateline *out, struct dl_str year)
{
    dl_date d;
    if (year.len == 4 && out->date < 10000 && dl_date_parse_field(year, &d, NULL) == DL_OK) {
        out->date += dl_date_year(d) * 10000;
        out->has_year = true;
    }
}

/* Did the last match of AFTER_DATE end the dateline by a colon? */
static bool colon_ends(const struct dl_dateline_parser *p, struct dl_str after)
{
    return dl_str_eq(group(p, AFTER_DATE, "dash", after), DL_STR(":"));
}

static bool opens_quotation(struct dl_str s, size_t at)
{
    static const char *const marks[] = { "\"", "“", "„", "«", "»", "‘", "'" };
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (s.len - at >= strlen(marks[i]) && memcmp(s.ptr + at, marks[i], strlen(marks[i])) == 0)
            return true;
    return false;
}

/* "KAZAN, Russia, Oct. 22 (Xinhua) --" at the beginning of LINE. */
static bool dated(struct dl_dateline_parser *p, struct dl_str line, struct dl_dateline *out)
{
    size_t pos = 0;
    struct dl_date_match m;
    if (dl_date_scan_dateline(line, &pos, &m) != DL_OK || m.start > DATE_WITHIN || m.start == 0)
        return false;
    struct dl_str before = { line.ptr, m.start }, after = { line.ptr + m.end, line.len - m.end };
    *out = (struct dl_dateline){ .date = m.date, .has_date = true, .has_year = m.date > 9999 };
    if (m.start >= 9 && (unsigned char)line.ptr[m.start - 3] >= 0xe4 && match(p, CHINESE, before)) {
        out->place = group(p, CHINESE, "place", before);
        out->agency = group(p, CHINESE, "agency", before);
        out->end = m.end;
        return after.len >= 3 && (!memcmp(after.ptr, "电", 3) || !memcmp(after.ptr, "電", 3) ||
                                  !memcmp(after.ptr, "讯", 3) || !memcmp(after.ptr, "訊", 3));
    }
    if (!before_date(p, before, after, out) || !match(p, AFTER_DATE, after))
        return false;
    struct dl_str agency = group(p, AFTER_DATE, "agency", after), sign = group(p, AFTER_DATE, "signed", after);
    if (sign.len == 0)
        sign = group(p, AFTER_DATE, "capitals", after);
    add_year(out, group(p, AFTER_DATE, "year", after));
    bool dash = group(p, AFTER_DATE, "dash", after).len > 0;
    const PCRE2_SIZE *v = pcre2_get_ovector_pointer(p->data);
    int n = pcre2_substring_number_from_name(p->code[AFTER_DATE], (PCRE2_SPTR) "newline");
    bool newline = v[2 * n] != PCRE2_UNSET;
    if (sign.len && !dash)
        return false;
    /* "Samstag, 17. Januar: „Die Reise"": a programme; "DAMALS: 23.3.1987": a label */
    if (colon_ends(p, after) && (m.has_weekday || opens_quotation(after, match_end(p))))
        return false;
    if (!dash && !agency.len && trimmed(before).len && trimmed(before).ptr[trimmed(before).len - 1] == ':')
        return false;
    if (agency.len || sign.len)
        out->agency = agency.len ? agency : sign;
    out->end = m.end + (uint32_t)match_end(p);
    return dash || agency.len || (newline && upper_case(out->place));
}

/* "TORONTO, March 1987 --" */
static bool dated_by_month(struct dl_dateline_parser *p, struct dl_str line, struct dl_dateline *out)
{
    dl_date d;
    *out = (struct dl_dateline){ 0 };
    if (!match(p, MONTH, line) || dl_date_parse_field(group(p, MONTH, "month", line), &d, NULL) != DL_OK ||
        dl_date_month(d) == 0)
        return false;
    *out = (struct dl_dateline){ .place = group(p, MONTH, "place", line),
                                 .region = group(p, MONTH, "region", line),
                                 .agency = group(p, MONTH, "agency", line),
                                 .date = d,
                                 .has_date = true,
                                 .has_year = true,
                                 .end = (uint32_t)match_end(p) };
    return true;
}

static bool few_words(struct dl_str s)
{
    unsigned blanks = 0;
    for (size_t i = 0; i < s.len; i++)
        blanks += s.ptr[i] == ' ';
    return blanks <= 3;
}

/* "HANOI (VNA) -", "(Reuters) -" at the beginning of LINE. */
static bool signed_by_agency(struct dl_dateline_parser *p, struct dl_str line, struct dl_dateline *out)
{
    *out = (struct dl_dateline){ 0 };
    if (!memchr(line.ptr, '(', line.len < 100 ? line.len : 100))
        return false;
    enum pattern which = line.ptr[0] == '(' ? AGENCY_ALONE : WITH_AGENCY;
    if (!match(p, which, line))
        return false;
    out->agency = group(p, which, "agency", line);
    if (which == WITH_AGENCY) {
        out->place = group(p, which, "place", line);
        out->region = group(p, which, "region", line);
    }
    out->end = (uint32_t)match_end(p);
    /* "(KPL) The minister": without a dash only a known agency counts. */
    struct dl_str usual;
    bool dash = which == WITH_AGENCY || group(p, which, "dash", line).ptr != NULL;
    return dash ? few_words(out->agency) : dl_agency_known(out->agency, &usual);
}

/* "(ANSA) - ROMA, 05 GIU -", "(KPL) Vientiane, 5 June 2014 -" */
static bool signed_and_dated(struct dl_dateline_parser *p, struct dl_str line, struct dl_dateline *out)
{
    struct dl_dateline sign;
    if (line.len == 0 || line.ptr[0] != '(' || !signed_by_agency(p, line, &sign) || sign.end >= line.len ||
        !dated(p, (struct dl_str){ line.ptr + sign.end, line.len - sign.end }, out))
        return false;
    out->end += sign.end;
    if (out->agency.len == 0)
        out->agency = sign.agency;
    return true;
}

/* "VIENTIANE —", "Beijing:", "Kinhtedothi -" at the beginning of LINE. */
static bool place_alone(struct dl_dateline_parser *p, struct dl_str line, struct dl_dateline *out)
{
    struct dl_str usual;
    enum pattern which = line.ptr[0] == '(' || line.ptr[0] == '\xe1' ? KHMER : PLACE_ALONE;
    *out = (struct dl_dateline){ 0 };
    if (!match(p, which, line))
        return false;
    out->place = group(p, which, "place", line);
    if (which == PLACE_ALONE)
        out->region = group(p, which, "region", line);
    out->end = (uint32_t)match_end(p);
    if (dl_agency_known(out->place, &usual)) {
        out->agency = out->place;
        out->place = (struct dl_str){ 0 };
    }
    return true;
}

static bool byline(struct dl_dateline_parser *p, struct dl_str line, struct dl_dateline *out)
{
    struct dl_str usual;
    *out = (struct dl_dateline){ 0 };
    if (line.len < 8 || (line.ptr[0] | 32) != 'b' || (line.ptr[1] | 32) != 'y' || !match(p, BYLINE, line))
        return false;
    out->agency = group(p, BYLINE, "agency", line);
    out->end = (uint32_t)match_end(p);
    return dl_agency_known(out->agency, &usual);
}

/* After blanks, marks of emphasis and a header "date 2025-04-25". */
static const char *skip_marks(const char *p, const char *end)
{
    while (p < end) {
        if ((unsigned char)*p <= ' ' || *p == '*')
            p++;
        else if (end - p >= 2 && !memcmp(p, "\xc2\xa0", 2))
            p += 2;
        else if (end - p >= 3 && !memcmp(p, "\xe2\x80\x8b", 3))
            p += 3;
        else
            break;
    }
    return p;
}

static const char *skip_header(const char *p, const char *end)
{
    if (end - p > 15 && !memcmp(p, "date ", 5) && p[9] == '-' && p[12] == '-' && (unsigned char)p[15] <= ' ')
        return skip_marks(p + 15, end);
    return p;
}

/* After the title, where the body repeats it as its first sentence: "Kiss a pig. CHARLESTON, W.Va. (AP) -- Jim". */
static const char *skip_title(const char *p, const char *end, struct dl_str title)
{
    while (title.len && (unsigned char)title.ptr[title.len - 1] <= ' ')
        title.len--;
    if (title.len < 8 || title.len >= (size_t)(end - p) || memcmp(p, title.ptr, title.len) != 0)
        return p;
    const char *q = p + title.len;
    while (q < end && (*q == '.' || (unsigned char)*q <= ' '))
        q++;
    return q;
}

/* Where the next paragraph begins: after an empty line, at an indented line, or after a line that ends a sentence or
 * is short; a line that merely goes on is none.  END when there is no more. */
static const char *next_paragraph(const char *p, const char *end)
{
    while (p < end) {
        const char *nl = memchr(p, '\n', (size_t)(end - p));
        if (!nl || nl + 1 >= end)
            return end;
        const char *last = nl;
        while (last > p && (unsigned char)last[-1] <= ' ')
            last--;
        bool ends = last == p || last - p < 60 || strchr(".!?:)\"|", last[-1]) || (unsigned char)last[-1] >= 0x80;
        bool indented = nl[1] == ' ' || nl[1] == '\t' || nl[1] == '\n' || nl[1] == '\r';
        p = nl + 1;
        if (ends || indented)
            return skip_marks(p, end);
    }
    return end;
}

enum dl_status dl_dateline_find(struct dl_dateline_parser *p, struct dl_str title, struct dl_str body,
                                struct dl_dateline *out)
{
    struct dl_dateline found, plain = { 0 }, author = { 0 };
    bool have_plain = false, have_author = false;
    *out = (struct dl_dateline){ 0 };
    if (body.len == 0)
        return DL_NOT_FOUND;
    struct dl_str head = cut(body.ptr, body.ptr + body.len, LOOK_AT);
    const char *end = head.ptr + head.len;
    const char *at = skip_title(skip_header(skip_marks(head.ptr, end), end), end, title);
    for (int i = 0; i < PARAGRAPHS && at < end; i++, at = next_paragraph(at, end)) {
        struct dl_str line = paragraph(at, end);
        uint32_t offset = (uint32_t)(at - body.ptr);
        if (dated(p, line, &found) || dated_by_month(p, line, &found) || signed_and_dated(p, line, &found) ||
            signed_by_agency(p, line, &found)) {
            found.start += offset;
            found.end += offset;
            *out = found;
            if (out->agency.len == 0)
                out->agency = author.agency;
            return DL_OK;
        }
        if (!have_author && byline(p, line, &found)) {
            have_author = true;
            author = found;
            author.start += offset;
            author.end += offset;
        } else if (!have_plain && i < PLAIN_PARAGRAPHS && place_alone(p, line, &found)) {
            have_plain = true;
            plain = found;
            plain.start += offset;
            plain.end += offset;
        }
    }
    if (!have_plain && !have_author)
        return DL_NOT_FOUND;
    *out = have_plain ? plain : author;
    if (out->agency.len == 0)
        out->agency = author.agency;
    return DL_OK;
}

/* Is PART a string of BODY? */
static bool part_of(struct dl_str part, struct dl_str body)
{
    return part.len && part.ptr >= body.ptr && part.ptr + part.len <= body.ptr + body.len;
}

void dl_find_dateline(struct dl_evidence *ev)
{
    struct dl_str body = ev->article->body;
    struct dl_dateline *d = &ev->dateline;
    if (dl_dateline_find(ev->parser, ev->article->title, body, d) != DL_OK) {
        *d = (struct dl_dateline){ 0 };
        return;
    }
    if (part_of(d->place, body)) {
        struct dl_str last = d->country.len ? d->country : d->region.len ? d->region : d->place;
        ev->dateline_start = (uint32_t)(d->place.ptr - body.ptr);
        ev->dateline_end = (uint32_t)(last.ptr + last.len - body.ptr);
        ev->story = d->end;
    }
    if (part_of(d->agency, body)) {
        ev->agency_start = (uint32_t)(d->agency.ptr - body.ptr);
        ev->agency_end = ev->agency_start + (uint32_t)d->agency.len;
    }
}
