/* text_title.c - the lines of a page above its text.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/reader/text_title.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "lib/metadata/date/date_line.h"
#include "lib/metadata/words.h"
#include "lib/reader/html_lines.h"

#define PAPER_WORDS 6  /* of a newspaper's name, at most */
#define PAPER_BYTES 60 /* the same */
#define BYLINE_WORDS 7
#define WORD_BYTES 40

enum paper { PAPER_last = 1, PAPER_first };
static const struct {
    const char *word;
    enum paper where;
} papers[] = {
#include "text_papers.inc"
};

struct word {
    char small[WORD_BYTES + 4]; /* in small letters */
    bool capital;
};

/* The next word of *REST; false at the end. */
static bool next_word(struct dl_str *rest, struct word *w)
{
    const uint8_t *p = (const uint8_t *)rest->ptr;
    int32_t at = 0, n = 0, len = (int32_t)rest->len;
    bool first = true;
    *w = (struct word){ 0 };
    while (at < len) {
        UChar32 c;
        int32_t before = at;
        U8_NEXT(p, at, len, c);
        if (c <= ' ' && n == 0)
            continue;
        if (c <= ' ') {
            at = before;
            break;
        }
        if (first)
            w->capital = u_isupper(c) || u_istitle(c);
        first = false;
        if (n < WORD_BYTES)
            U8_APPEND_UNSAFE(w->small, n, u_tolower(c));
    }
    w->small[n] = '\0';
    *rest = (struct dl_str){ rest->ptr + at, rest->len - (size_t)at };
    return n > 0;
}

static bool is_paper_word(const char *small, enum paper where)
{
    for (size_t i = 0; i < sizeof papers / sizeof *papers; i++)
        if (papers[i].where == where && strcmp(papers[i].word, small) == 0)
            return true;
    return false;
}

/* "The Daily Echo", "Süddeutsche Zeitung", "Báo Thanh Niên": capitals, and a word of such names at its end or its
 * beginning. */
static bool is_masthead(struct dl_str line)
{
    struct word w;
    struct dl_str rest = line;
    unsigned words = 0, small = 0;
    bool first = false, last = false;
    if (line.len > PAPER_BYTES)
        return false;
    while (next_word(&rest, &w)) {
        words++;
        small += !w.capital && strlen(w.small) > 3;
        first = first || (words == 1 && is_paper_word(w.small, PAPER_first));
        last = is_paper_word(w.small, PAPER_last);
    }
    return words >= 2 && words <= PAPER_WORDS && small == 0 && (first || last);
}

static bool is_byline(struct dl_str line)
{
    struct word w;
    struct dl_str rest = line;
    unsigned words = 0, small = 0;
    while (next_word(&rest, &w)) {
        if (++words == 1 && !dl_word_is(dl_str_of(w.small), DL_WORD_AUTHOR))
            return false;
        small += words > 1 && !w.capital;
    }
    return words >= 2 && words <= BYLINE_WORDS && small <= 1;
}

static bool is_date(struct dl_str line)
{
    struct dl_date_line l;
    return line.len <= DL_DATE_LINE_MAX &&
           (dl_date_line(line, DL_DATE_ORDER_UNKNOWN, &l) || dl_date_line(line, DL_DATE_DAY_FIRST, &l));
}

enum dl_top_line dl_top_line(struct dl_str line)
{
    if (html_line_kinds(line, NULL) & LINE_page)
        return DL_TOP_PAGE;
    if (is_date(line))
        return DL_TOP_DATE;
    if (is_byline(line))
        return DL_TOP_BYLINE;
    return is_masthead(line) ? DL_TOP_MASTHEAD : DL_TOP_TEXT;
}

struct dl_str dl_title_without_label(struct dl_str line)
{
    struct dl_str rest;
    size_t marks = 0;
    while (marks < line.len && line.ptr[marks] == '#')
        marks++;
    if (marks && marks <= 6 && marks < line.len && line.ptr[marks] == ' ')
        line = dl_str_trim((struct dl_str){ line.ptr + marks, line.len - marks });
    if ((html_line_kinds(line, &rest) & LINE_label) && rest.len)
        line = rest;
    return line;
}
