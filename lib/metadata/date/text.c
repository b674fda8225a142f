/* text.c - a day of which the story's own text says that it is its day.
 *
 * Two kinds of evidence count.  A word for "today" right before a date: "sáng nay (29/4)", "วันนี้ (23 เม.ย. 2563)",
 * "today (Oct. 22, 2024)".  And, in Vietnamese, the day with which the lead begins ("Ngày 1/10, trao đổi với ..."):
 * news there carry no dateline but open with the day.  Days of which the text says that they are still to come, or that
 * something led up to them, are passed over.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/metadata/date/date.h"
#include "lib/metadata/words.h"

#define LOOK_AT 8192        /* bytes */
#define TODAY_WITHIN 3500   /* "today (...)" counts so far into the text */
#define OPENING_WITHIN 1300 /* a day that opens a sentence */
#define LEAD 500            /* any day */
#define CAPTION_BYTES 400
#define CLOSE 5 /* later days so close to the first move it: the story was written after them */

/* What comes before a date, without blanks and an opening bracket at its end. */
static struct dl_str before(struct dl_str text, size_t at, size_t most)
{
    while (at && (text.ptr[at - 1] == ' ' || text.ptr[at - 1] == '(' || text.ptr[at - 1] == ','))
        at--;
    size_t n = at < most ? at : most;
    return (struct dl_str){ text.ptr + at - n, n };
}

static struct dl_str following(struct dl_str text, size_t at, size_t most)
{
    size_t left = text.len - at;
    return (struct dl_str){ text.ptr + at, left < most ? left : most };
}

/* Khmer "of this 27 July 2019": នេះ right after the date. */
static bool khmer_this(struct dl_str text, const struct dl_date_match *m)
{
    static const char blank[] = "\xe2\x80\x8b", word[] = "នេះ";
    size_t at = m->end;
    while (at + 3 <= text.len && memcmp(text.ptr + at, blank, 3) == 0)
        at += 3;
    return m->start < LEAD && at + sizeof word - 1 <= text.len && memcmp(text.ptr + at, word, sizeof word - 1) == 0;
}

/* "The letter begins: 'Today, June 6, 1944'": the last word of S opens a quotation. */
static bool quoted(struct dl_str s)
{
    size_t at = s.len;
    while (at && s.ptr[at - 1] != ' ')
        at--;
    struct dl_str word = { s.ptr + at, s.len - at };
    static const char *const marks[] = { "\"", "'", "“", "‘", "«", "「", NULL };
    for (const char *const *m = marks; *m; m++)
        if (word.len > strlen(*m) && memcmp(word.ptr, *m, strlen(*m)) == 0)
            return true;
    return false;
}

static bool today(struct dl_str text, const struct dl_date_match *m)
{
    struct dl_str b = before(text, m->start, 32);
    return (dl_word_ends(b, DL_WORD_TODAY) && !quoted(b)) || khmer_this(text, m);
}

/* Is the date in a caption, a line with its photograph's credit? */
static bool in_caption(struct dl_str text, const struct dl_date_match *m)
{
    size_t from = m->start, to = m->end;
    while (from && m->start - from < CAPTION_BYTES && text.ptr[from - 1] != '\n')
        from--;
    while (to < text.len && to - m->end < CAPTION_BYTES && text.ptr[to] != '\n')
        to++;
    struct dl_str line = { text.ptr + from, to - from };
    return line.len <= CAPTION_BYTES && dl_word_within(line, DL_WORD_PHOTO_CREDIT);
}

/* Is the day one to come, a limit or one long past ("sẽ diễn ra từ ngày 29/4", "trước đó, ngày 10/4")? */
static bool elsewhere(struct dl_str text, const struct dl_date_match *m)
{
    struct dl_str b = before(text, m->start, 64);
    bool hour = false, told = dl_word_ends(b, DL_WORD_PAST_DAY) > 0,
         bracket = m->start && text.ptr[m->start - 1] == '(';
    for (int i = 0; i < 4; i++) { /* "từ 18h ngày" */
        struct dl_str c = b;
        c.len -= dl_word_ends(b, DL_WORD_DAY_FILLER);
        while (c.len && (c.ptr[c.len - 1] == ' ' || c.ptr[c.len - 1] == 'h' ||
                         (c.ptr[c.len - 1] >= '0' && c.ptr[c.len - 1] <= '9')))
            hour |= c.ptr[--c.len] == 'h';
        if (c.len == b.len)
            break;
        b = c;
    }
    if (hour || told || bracket || dl_word_ends(b, DL_WORD_LED_UP) || in_caption(text, m))
        return true;
    struct dl_str near = following(text, m->end, 40);
    struct dl_str next = following(text, m->end, 14);
    size_t i = 0;
    while (i < near.len && near.ptr[i] == ' ')
        i++;
    bool range = i + 1 < near.len && near.ptr[i] == '-';
    static const char will[] = "sẽ ", reports[] = "đưa tin", coming[] = "tới", past[] = "vừa qua";
    return range || dl_word_within(following(text, m->end, 24), DL_WORD_LUNAR) ||
           dl_word_within(before(text, m->start, 64), DL_WORD_OTHER_DAY_SENTENCE) ||
           memmem(next.ptr, next.len, coming, sizeof coming - 1) || memmem(next.ptr, next.len, past, sizeof past - 1) ||
           memmem(near.ptr, near.len, will, sizeof will - 1) ||
           memmem(next.ptr, next.len, reports, sizeof reports - 1); /* another paper did */
}

static bool opens_sentence(struct dl_str text, const struct dl_date_match *m)
{
    return dl_word_ends(before(text, m->start, 24), DL_WORD_OPENING_DAY) > 0;
}

/* Days from A to B, both MMDD of one (leap) year. */
static int apart(dl_date a, dl_date b)
{
    return dl_date_days_between(20000000 + a, 20000000 + b);
}

struct opening {
    dl_date day;
    struct dl_str evidence;
};

/* OFFSET: bytes of the article before TEXT. */
static void consider(struct dl_str text, size_t offset, const struct dl_date_match *m, struct opening *o)
{
    if (m->date > 9999 || elsewhere(text, m))
        return;
    bool first = o->day == 0 && offset + m->start < (opens_sentence(text, m) ? OPENING_WITHIN : LEAD);
    bool later = o->day && apart(o->day, m->date) > 0 && apart(o->day, m->date) <= CLOSE;
    if (first || later) {
        o->day = m->date;
        o->evidence = (struct dl_str){ text.ptr + m->start, m->end - m->start };
    }
}

dl_date dl_text_date(struct dl_str title, struct dl_str body, enum dl_date_order order, bool vietnamese,
                     struct dl_str *evidence, const char **verdict)
{
    struct opening opening = { 0 };
    size_t most = vietnamese ? LOOK_AT : TODAY_WITHIN;
    struct dl_str parts[2] = { title, { body.ptr, body.len < most ? body.len : most } };
    for (int i = 0; i < 2; i++) {
        struct dl_date_match m;
        size_t pos = 0;
        while (dl_date_scan_as(parts[i], &pos, order, &m) == DL_OK) {
            if (m.start < TODAY_WITHIN && today(parts[i], &m)) {
                *evidence = (struct dl_str){ parts[i].ptr + m.start, m.end - m.start };
                *verdict = "the text calls it today";
                return m.date;
            }
            if (vietnamese)
                consider(parts[i], i ? title.len : 0, &m, &opening);
        }
    }
    *evidence = opening.evidence;
    *verdict = "the lead opens with this day";
    return opening.day;
}
