/* metadata_header.c - a header line that dates the article.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <strings.h>

#include "indexer/metadata_date.h"

#define LINE_MAX_BYTES 200 /* a longer line is no date line */
#define LABELLED_LINES 12  /* "From: ...", "Subject: ..." */

/* Words that may stand beside the date in a line of its own; compared without regard to ASCII case. */
static const char *const date_words[] = {
    "date",    "dated",   "published", "posted", "publish", "publication", "release", "released",     "issued",
    "created", "on",      "at",        "by",     "the",     "am",          "pm",      "a.m.",         "p.m.",
    "et",      "ct",      "mt",        "pt",     "hkt",     "sgt",         "pht",     "msk",          "мск",
    "min",     "read",    "noon",      "wita",   "wit",     "minutes",     "uur",     "kl",           "klo",
    "gmt",     "utc",     "est",       "edt",    "cst",     "cdt",         "pst",     "pdt",          "cet",
    "cest",    "ict",     "ist",       "jst",    "bst",     "hrs",         "h",       "time",         "local",
    "of",      "for",     "le",        "à",      "publié",  "publicado",   "fecha",   "el",           "a",
    "las",     "los",     "de",        "em",     "às",      "am",          "um",      "uhr",          "veröffentlicht",
    "datum",   "vom",     "г.",        "г",      "года",    "в",           "дата",    "опубликовано", "ngày",
    "lúc",     "giờ",     "đăng",      "Ngày",   "Đăng",    "thời",        "gian",    "phút",         "xuất",
    "bản",     "tanggal", "pukul",     "wib",    "terbit",  "น",           "น.",      "เวลา",         "วัน",
    "วันที่",     "ที่",       "เผยแพร่",    "โพสต์",   "เมื่อ",     "ประจำวันที่",    "ວັນທີ",     "ວັນ",           "ເວລາ",
    "ໂມງ",     "ថ្ងៃ",     "ថ្ងៃទី",      "ទី",      "ម៉ោង",     "发布时间",    "发布",    "时间",         "日期",
    "發布",    "發佈",    "時間",      "発行",   "公開日",  "配信",        "发表于",  "发布于",       "来源",
    "入力",    "입력",    "تاريخ",     "النشر",  "نشر",     "في",          "يوم",     "الساعة",
};

static bool updated_word(const char *p, size_t n)
{
    static const char *const words[] = { "updated", "update", "modified",    "edited",     "copyright", "©",
                                         "cập",     "nhật",   "Cập",         "accessed",   "retrieved", "อัปเดต",
                                         "อัพเดท",   "更新",   "actualizado", "atualizado", "actualisé", "обновлено" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strlen(words[i]) == n && strncasecmp(words[i], p, n) == 0)
            return true;
    return false;
}

static bool date_word(const char *p, size_t n)
{
    for (size_t i = 0; i < sizeof date_words / sizeof *date_words; i++)
        if (strlen(date_words[i]) == n && strncasecmp(date_words[i], p, n) == 0)
            return true;
    return false;
}

/* "Source: Xinhua", "Editor: huaxia", "来源：新华网": labels of which the rest of the part, up to a bar, says nothing.
 */
static bool part_label(const char *p, size_t n, const char *end)
{
    static const char wide_colon[] = "：";
    const char *colon = p + n;
    while (colon < end && *colon == ' ')
        colon++;
    if (colon == end || (*colon != ':' && (end - colon < 3 || memcmp(colon, wide_colon, 3) != 0)))
        return false;
    static const char *const words[] = { "source", "editor", "editors",  "author", "来源",
                                         "來源",   "编辑",   "责任编辑", "作者",   "nguồn",
                                         "Nguồn",  "fuente", "fonte",    "quelle", "источник" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strlen(words[i]) == n && strncasecmp(words[i], p, n) == 0)
            return true;
    return false;
}

static bool is_letter(const char *p)
{
    unsigned char c = (unsigned char)*p;
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c >= 0x80;
}

/* No-break and wide blanks, dashes and brackets outside ASCII: bytes of the mark at P, or 0. */
static size_t wide_mark(const char *p, size_t left)
{
    static const char *const marks[] = { "\xc2\xa0",     "–",           "—",  "•",  "·",  "　",
                                         "（",           "）",          "：", "，", "｜", "\xe2\x80\xaf",
                                         "\xe2\x80\x8b", "\xef\xbb\xbf" };
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        size_t n = strlen(marks[i]);
        if (n <= left && memcmp(marks[i], p, n) == 0)
            return n;
    }
    return 0;
}

/* Does S hold nothing but times, punctuation and words that go with a date?  *UPDATED tells of a word that says that
 * the date is not the first publication's. */
static bool only_date_words(struct dl_str s, bool *updated)
{
    const char *p = s.ptr, *end = s.ptr + s.len;
    while (p < end) {
        size_t mark = wide_mark(p, (size_t)(end - p));
        if (mark || !is_letter(p)) {
            p += mark ? mark : 1;
            continue;
        }
        const char *q = p;
        while (q < end && is_letter(q) && !wide_mark(q, (size_t)(end - q)))
            q++;
        size_t n = (size_t)(q - p);
        while (n && p[n - 1] == '.' && n > 1 && !date_word(p, n))
            n--;
        if (part_label(p, n, end)) {
            const char *bar = memchr(q, '|', (size_t)(end - q));
            p = bar ? bar : end;
            continue;
        }
        if (updated_word(p, n))
            *updated = true;
        else if (n > 1 && p[0] == '.' && date_word(p + 1, n - 1))
            ;
        else if (!date_word(p, n) && !(n == 1 && (*p == '.' || *p == 'T' || *p == 'Z')))
            return false;
        p = q;
    }
    return true;
}

/* "By Jane Doe |" or "Geneva," or "Hà Nội, ngày" before a date: words with capitals, up to a comma or bar. */
static bool by_whom_or_where(struct dl_str s)
{
    bool updated = false, by = s.len > 4 && strncasecmp(s.ptr, "by ", 3) == 0;
    size_t end = s.len, i = by ? 3 : 0;
    while (end > i && s.ptr[end - 1] != ',' && s.ptr[end - 1] != '|')
        end--;
    if (end <= i + 1 || end > 60 || !only_date_words((struct dl_str){ s.ptr + end, s.len - end }, &updated) || updated)
        return false;
    for (bool start = true; i < end; i++) {
        char c = s.ptr[i];
        if (start && c >= 'a' && c <= 'z')
            return false;
        start = c == ' ' || c == '-';
    }
    return true;
}

/* A line that holds a full date and nothing else that says anything. */
static dl_date date_line(struct dl_str line, enum dl_date_order order, struct dl_str *evidence)
{
    struct dl_date_match m;
    size_t pos = 0;
    bool updated = false;
    if (line.len < 8 || line.len > LINE_MAX_BYTES)
        return 0;
    if (dl_date_scan_as(line, &pos, order, &m) != DL_OK || m.date < 10000)
        return 0;
    struct dl_str before = { line.ptr, m.start };
    if (!only_date_words(before, &updated) && !by_whom_or_where(before))
        return 0;
    if (updated)
        return 0;
    struct dl_date_match second;
    size_t end = line.len;
    if (dl_date_scan_as(line, &pos, order, &second) == DL_OK)
        end = second.start; /* "... | Updated 23 October 2024": only what stands before the second date counts */
    if (!only_date_words((struct dl_str){ line.ptr + m.end, end - m.end }, &updated))
        return 0;
    if (end < line.len && !updated)
        return 0;
    *evidence = (struct dl_str){ line.ptr + m.start, m.end - m.start };
    return m.date;
}

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
static dl_date seed_header(struct dl_str text, struct dl_str *evidence)
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
    while (i < line.len && i < 24 && is_letter(line.ptr + i))
        i++;
    while (i < line.len && i < 32 && (is_letter(line.ptr + i) || line.ptr[i] == '-' || line.ptr[i] == ' '))
        i++;
    return i > 1 && i < line.len && line.ptr[i] == ':' ? i + 1 : 0;
}

static bool labelled_date(struct dl_str line, size_t n)
{
    static const char *const labels[] = {
        "date:",    "published:",      "posted:",       "dateline:", "publication date:",
        "pubdate:", "date published:", "release date:", "ngày:",     "ngày đăng:",
        "fecha:",   "datum:",          "дата:"
    };
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
        if (strlen(labels[i]) == n && strncasecmp(labels[i], line.ptr, n) == 0)
            return true;
    return false;
}

/* "Date: Tue, 22 Oct 2024 10:56" among labelled lines at the very beginning. */
static dl_date labelled_header(struct dl_str body, enum dl_date_order order, struct dl_str *evidence)
{
    struct dl_str line;
    dl_date d;
    for (int i = 0; i < LABELLED_LINES && next_line(&body, &line); i++) {
        size_t n = label(line);
        if (n == 0)
            return 0;
        if (!labelled_date(line, n) || line.len > LINE_MAX_BYTES)
            continue;
        struct dl_str value = trimmed((struct dl_str){ line.ptr + n, line.len - n });
        if (dl_date_parse_field_as(value, order, &d, NULL) == DL_OK) {
            *evidence = line;
            return d;
        }
    }
    return 0;
}

static bool same_title(struct dl_str line, struct dl_str title)
{
    title = trimmed(title);
    return title.len > 0 && dl_str_eq(line, title);
}

static bool byline(struct dl_str line)
{
    return line.len < 80 && line.len > 5 && strncasecmp(line.ptr, "by ", 3) == 0;
}

dl_date dl_header_date(struct dl_str title, struct dl_str body, enum dl_date_order order, struct dl_str *evidence)
{
    dl_date d;
    struct dl_str rest = { body.ptr, body.len < 2048 ? body.len : 2048 }, line;
    if ((d = seed_header(body, evidence)) || (d = seed_header(title, evidence)) ||
        (d = labelled_header(rest, order, evidence)))
        return d;
    bool below_title = false;
    for (int i = 0; i < 4 && next_line(&rest, &line); i++) {
        if ((i == 0 || below_title) && (d = date_line(line, order, evidence)))
            return d;
        if (same_title(line, title))
            below_title = true;
        else if (!byline(line))
            return 0;
    }
    return 0;
}
