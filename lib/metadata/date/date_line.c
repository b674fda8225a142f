/* date_line.c - distinguishing a page's date line from a line of its story.
 *
 * The line is cut at its dates, and what is left at bars, dashes, brackets and commas into parts.  Each part must be
 * words that go with a date, an author after "By", a label with its value, or the name of a section, place or paper.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/metadata/date/date_line.h"

#include <strings.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "lib/metadata/words.h"

#define NAME_MAX_BYTES 60 /* of a section, place or author */
#define NAME_MAX_WORDS 6
#define NAMES_MAX 3         /* in one line */
#define SECTION_MAX_WORDS 2 /* of a section's name written like a sentence */
#define SECTION_MAX_BYTES 24

#define HAS(kind, p, n) dl_word_is((struct dl_str){ p, n }, DL_WORD_##kind)

static UChar32 letter_at(const char *p, size_t n, size_t *size)
{
    int32_t i = 0;
    UChar32 c;
    U8_NEXT((const uint8_t *)p, i, (int32_t)n, c);
    *size = (size_t)i;
    return c;
}

static bool is_letter(const char *p)
{
    unsigned char c = (unsigned char)*p;
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c >= 0x80;
}

/* No-break and wide blanks, dashes and brackets outside ASCII, digits of other scripts: bytes of the mark at P, or 0.
 */
static size_t wide_mark(const char *p, size_t left)
{
    static const char *const marks[] = {
        "\xc2\xa0",     "–", "—", "•",  "·", "　", "（", "）", "：", "，", "｜", "／", "\xe2\x80\xaf", "\xe2\x80\x8b",
        "\xef\xbb\xbf", "»", "›", "、", "។", "၊",  "،"
    };
    size_t size = 0;
    if (left == 0 || (unsigned char)*p < 0x80)
        return 0;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        size_t n = strlen(marks[i]);
        if (n <= left && memcmp(marks[i], p, n) == 0)
            return n;
    }
    return u_isdigit(letter_at(p, left, &size)) ? size : 0;
}

/* A line is cut into parts there: bytes of what cuts at P, or 0. */
static size_t cut_at(const char *begin, const char *p, const char *end)
{
    static const char *const wide[] = { "–", "—", "•", "·", "　", "（", "）", "，", "｜", "／", "»", "›", "،" };
    bool blank_before = p == begin || p[-1] == ' ', blank_after = p + 1 >= end || p[1] == ' ';
    if (*p == '|' || *p == ',' || *p == ';' || *p == '(' || *p == ')' || *p == '[' || *p == ']' || *p == '\t' ||
        *p == '>')
        return 1;
    if (*p == '/' || *p == '-')
        return blank_before || blank_after;
    if (*p == ' ')
        return p + 1 < end && p[1] == ' ' ? 2 : 0;
    for (size_t i = 0; (unsigned char)*p >= 0x80 && i < sizeof wide / sizeof *wide; i++) {
        size_t n = strlen(wide[i]);
        if (n <= (size_t)(end - p) && memcmp(wide[i], p, n) == 0)
            return n;
    }
    return 0;
}

/* The next word of *REST (letters, the stops among them); false at the end. */
static bool next_word(struct dl_str *rest, struct dl_str *word)
{
    const char *p = rest->ptr, *end = rest->ptr + rest->len;
    while (p < end) {
        size_t mark = wide_mark(p, (size_t)(end - p));
        if (!mark && is_letter(p))
            break;
        p += mark ? mark : 1;
    }
    const char *q = p;
    while (q < end && is_letter(q) && !wide_mark(q, (size_t)(end - q)))
        q++;
    *word = (struct dl_str){ p, (size_t)(q - p) };
    *rest = (struct dl_str){ q, (size_t)(end - q) };
    return word->len > 0;
}

/* What the words beside a date say. */
enum label { UPDATED_LABEL = 1, AS_OF_LABEL, NO_LABEL, PUBLISHED_LABEL }; /* later ones count more */

struct saying {
    enum label label; /* of the last word that is one; 0: none */
    bool updated_after;
};

static bool wide_colon(struct dl_str s)
{
    s = dl_str_trim(s);
    return s.len && (s.ptr[0] == ':' || (s.len >= 3 && memcmp(s.ptr, "：", 3) == 0));
}

/* "Source: Xinhua", "Editor: huaxia", "来源：新华网": a label W, with REST after it, of which the value says nothing
 * of the date. */
static bool is_label(struct dl_str w, struct dl_str rest)
{
    return wide_colon(rest) && HAS(LABEL, w.ptr, w.len);
}

static bool label_part(struct dl_str s)
{
    struct dl_str w;
    return next_word(&s, &w) && is_label(w, s);
}

/* Does S hold nothing but times, punctuation and words that go with a date? */
static bool only_date_words(struct dl_str s, struct saying *says)
{
    struct dl_str rest = s, w;
    while (next_word(&rest, &w)) {
        const char *p = w.ptr;
        size_t n = w.len;
        while (n > 1 && p[0] == '.')
            p++, n--;
        while (n > 1 && p[n - 1] == '.' && !HAS(DATE_WORD, p, n))
            n--;
        if (is_label(w, rest))
            return true;
        dl_word_set kinds = dl_word_kinds((struct dl_str){ p, n });
        if ((kinds & DL_WORD_BIT(UPDATED_AFTER)) && !wide_colon(rest))
            says->updated_after = true;
        else if (kinds & (DL_WORD_BIT(UPDATED_AFTER) | DL_WORD_BIT(UPDATED)))
            says->label = UPDATED_LABEL;
        else if (kinds & DL_WORD_BIT(AS_OF))
            says->label = AS_OF_LABEL;
        else if (kinds & DL_WORD_BIT(PUBLISHED))
            says->label = PUBLISHED_LABEL;
        else if (!(kinds & DL_WORD_BIT(DATE_WORD)) && !(n == 1 && (*p == '.' || *p == 'T' || *p == 'Z')) &&
                 !(says->label == UPDATED_LABEL && n <= 5)) /* "mis à jour", "years ago" */
            return false;
    }
    return true;
}

/* A Chinese or Japanese paper or reporter: "聯合報 / 記者王小明". */
static bool paper_part(struct dl_str s)
{
    return s.len <= NAME_MAX_BYTES && dl_word_within(s, DL_WORD_PAPER_SIGN);
}

/* A word of a name begins with a capital, or belongs to a script without, or joins two others; "example.com". */
static bool name_word(struct dl_str w)
{
    size_t size;
    while (w.len > 1 && w.ptr[w.len - 1] == '.')
        w.len--;
    if (HAS(OTHER_DATE, w.ptr, w.len))
        return false;
    if (!u_islower(letter_at(w.ptr, w.len, &size)) || memchr(w.ptr + 1, '.', w.len - 1) ||
        HAS(NAME_PARTICLE, w.ptr, w.len))
        return true;
    for (size_t i = 1; i < w.len; i++) /* "detikNews" */
        if (w.ptr[i] >= 'A' && w.ptr[i] <= 'Z')
            return true;
    return false;
}

/* A script without capitals, which cannot tell a name from a sentence. */
static bool caseless(struct dl_str s)
{
    size_t size;
    struct dl_str w;
    if (!next_word(&s, &w))
        return false;
    UChar32 c = letter_at(w.ptr, w.len, &size);
    return u_tolower(c) == c && u_toupper(c) == c;
}

/* Words of a name in S; 0 when it is none. */
static unsigned name_words(struct dl_str s)
{
    struct dl_str rest = s, w;
    unsigned words = 0;
    static const char stop[] = "。";
    if (s.len > NAME_MAX_BYTES || memmem(s.ptr, s.len, stop, sizeof stop - 1) || memchr(s.ptr, '"', s.len) ||
        memchr(s.ptr, '?', s.len) || memchr(s.ptr, ':', s.len))
        return 0;
    while (next_word(&rest, &w)) {
        if (w.len == 1 && w.ptr[0] == '.')
            continue;
        bool at_sign = w.ptr > s.ptr && w.ptr[-1] == '@';
        if (!at_sign && !name_word(w))
            return 0;
        if (++words > NAME_MAX_WORDS)
            return 0;
    }
    return words;
}

/* The name of a section, written like a sentence: "Doanh nghiệp". */
static bool section(struct dl_str s)
{
    struct dl_str rest = s, w;
    size_t size;
    unsigned words = 0;
    if (s.len > SECTION_MAX_BYTES || u_islower(letter_at(s.ptr, s.len, &size)))
        return false;
    while (next_word(&rest, &w))
        if (++words > SECTION_MAX_WORDS || HAS(OTHER_DATE, w.ptr, w.len))
            return false;
    return words > 0;
}

/* "By Jane Doe", "Posted by admin on": the author's name and what goes with the date after it. */
static bool author_part(struct dl_str s, struct saying *says)
{
    struct dl_str rest = s, w;
    struct saying none = { 0 };
    while (next_word(&rest, &w)) {
        if (HAS(AUTHOR, w.ptr, w.len)) {
            rest = dl_str_trim(rest);
            if (rest.len && rest.ptr[0] == ':')
                rest.ptr++, rest.len--;
            if (rest.len > 3 && strncasecmp(rest.ptr + rest.len - 3, " on", 3) == 0)
                rest.len -= 3;
            struct dl_str one = rest, name;
            bool account = next_word(&one, &name) && !next_word(&one, &w); /* "by admin" */
            says->label = PUBLISHED_LABEL;
            return rest.len && ((account && rest.len < 20 && !HAS(DATE_WORD, name.ptr, name.len)) || name_words(rest));
        }
        if (!only_date_words(w, &none))
            return false;
        if (none.label)
            says->label = none.label;
    }
    return false;
}

/* "Jane Doe Published": the name that a word of publication ends, or S when there is none. */
static struct dl_str before_published(struct dl_str s, struct saying *says)
{
    struct dl_str rest = s, w;
    while (next_word(&rest, &w)) {
        struct dl_str label = { w.ptr, (size_t)(s.ptr + s.len - w.ptr) };
        if (w.ptr > s.ptr && HAS(PUBLISHED, w.ptr, w.len) && only_date_words(label, says))
            return dl_str_trim((struct dl_str){ s.ptr, (size_t)(w.ptr - s.ptr) });
    }
    return s;
}

static bool begins_with_author(struct dl_str s)
{
    struct dl_str w;
    return next_word(&s, &w) && (HAS(AUTHOR, w.ptr, w.len) || HAS(PUBLISHED, w.ptr, w.len));
}

/* Are all parts of S such as are beside a date?  LAST: the part that touches the date comes last, else first; it must
 * be words of dates or an author unless something cuts it off. */
static bool parts_fit(struct dl_str s, bool last, unsigned *names, struct saying *says)
{
    const char *p = s.ptr, *end = s.ptr + s.len, *from = p;
    bool first = true, bar = false, /* after a bar or the like */
        author = last && begins_with_author(s);
    for (;; p++) {
        size_t cut = p < end ? cut_at(s.ptr, p, end) : 0;
        if (p < end && !cut)
            continue;
        struct dl_str part = dl_str_trim((struct dl_str){ from, (size_t)(p - from) });
        bool touches = last ? p == end : first;
        struct saying here = { 0 };
        if (part.len == 0 || only_date_words(part, &here)) {
            if (here.label)
                says->label = here.label;
            says->updated_after |= here.updated_after;
        } else if (!author_part(part, says) && !label_part(part) && !paper_part(part)) {
            /* a time cuts as well as a bar does: "All News 14:12 September 15" */
            struct dl_str whole = part;
            bool time = touches && last && part.len > 3 && part.ptr[part.len - 3] == ':';
            if (touches && last)
                part = before_published(part, says);
            if (part.len < whole.len && author_part(part, says))
                part.len = 0;
            if (time)
                while (part.len && (part.ptr[part.len - 1] == ':' || part.ptr[part.len - 1] == ' ' ||
                                    (part.ptr[part.len - 1] >= '0' && part.ptr[part.len - 1] <= '9')))
                    part.len--;
            bool free = !touches || time || author || part.len < whole.len;
            if (part.len && (!free || !(name_words(part) || section(part)) || ++*names > NAMES_MAX ||
                             (!bar && caseless(part) && !(last && from == s.ptr))))
                return false;
        }
        first = false;
        if (p == end)
            return true;
        bar = cut == 2 || strchr("|/-\t>", *p) || memcmp(p, "｜", cut) == 0 || memcmp(p, "／", cut) == 0 ||
              memcmp(p, "·", cut) == 0 || memcmp(p, "　", cut) == 0;
        p += cut - 1;
        from = p + 1;
    }
}

/* "Nairobi, " and the like stand right before a date; where only a comma cuts, short names alone do. */
static bool comma_alone(struct dl_str s)
{
    bool comma = false;
    for (size_t i = 0; i < s.len; i++) {
        comma |= s.ptr[i] == ',';
        if (s.ptr[i] != ',' && cut_at(s.ptr, s.ptr + i, s.ptr + s.len))
            return false;
    }
    return comma;
}

/* Before the first date of the line. */
static bool head_fits(struct dl_str s, unsigned *names, struct saying *says)
{
    if (!parts_fit(s, true, names, says))
        return false;
    if (*names && comma_alone(s) && !begins_with_author(s)) {
        struct dl_str w, rest = s;
        for (unsigned words = 0; next_word(&rest, &w); words++)
            if (words > 4 || (w.ptr[0] >= 'a' && w.ptr[0] <= 'z' && !HAS(DATE_WORD, w.ptr, w.len)))
                return false;
    }
    return true;
}

/* "Publié le 14/03/23 à 09h12": after such a label a year of two digits is believed. */
static bool short_year(struct dl_str line, enum dl_date_order order, struct dl_date_line *out)
{
    struct dl_str w, rest = line;
    struct saying says = { 0 };
    if (order == DL_DATE_ORDER_UNKNOWN || !next_word(&rest, &w) || !HAS(PUBLISHED, w.ptr, w.len) ||
        !only_date_words(line, &says) || says.label != PUBLISHED_LABEL ||
        dl_date_parse_field_as(rest, order, &out->date, NULL) != DL_OK || dl_date_partial(out->date))
        return false;
    out->labelled = true;
    out->evidence = line;
    return true;
}

/* The date D of the line and its label; a better label replaces a worse one.  False when two of one label differ. */
static bool add_date(struct dl_date_line *out, enum label *best, struct dl_str line, const struct dl_date_match *m,
                     enum label label)
{
    if (label == *best && label != UPDATED_LABEL && out->date != m->date)
        return false;
    if (label <= *best)
        return true;
    *best = label;
    *out = (struct dl_date_line){
        m->date, label == PUBLISHED_LABEL, label == AS_OF_LABEL, { line.ptr + m->start, m->end - m->start }
    };
    return true;
}

bool dl_date_line(struct dl_str line, enum dl_date_order order, struct dl_date_line *out)
{
    struct dl_date_match m, last = { 0 };
    size_t pos = 0, from = 0;
    unsigned names = 0;
    enum label best = 0, label = 0; /* of the date before */
    *out = (struct dl_date_line){ 0 };
    if (line.len < 8 || line.len > DL_DATE_LINE_MAX)
        return false;
    for (bool more = true; more; from = m.end) {
        struct saying says = { 0 };
        more = dl_date_scan_as(line, &pos, order, &m) == DL_OK;
        if (more && m.date < 10000)
            return false;
        struct dl_str gap = { line.ptr + from, (more ? m.start : line.len) - from };
        if (!more && from == 0)
            return short_year(line, order, out);
        if (from == 0 ? !head_fits(gap, &names, &says) : !parts_fit(gap, false, &names, &says))
            return false;
        if (!more && says.label == PUBLISHED_LABEL && label == NO_LABEL)
            label = PUBLISHED_LABEL; /* "3 March 2024, posted by" */
        if (label && !add_date(out, &best, line, &last, says.updated_after ? UPDATED_LABEL : label))
            return false;
        label = says.label ? says.label : NO_LABEL;
        last = m;
    }
    return best > UPDATED_LABEL;
}

bool dl_date_line_may_follow(struct dl_str line)
{
    struct saying says = { 0 };
    unsigned names = 0;
    return line.len <= DL_DATE_LINE_MAX && (section(line) || name_words(line) || author_part(line, &says) ||
                                            label_part(line) || (parts_fit(line, false, &names, &says) && names));
}
