/* date_line.c - telling a page's date line from a line of its story.
 *
 * The line is cut at its dates, and what is left at bars, dashes, brackets and commas into parts.  Each part must be
 * words that go with a date, an author behind "By", a label with its value, or the name of a section, place or paper.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/metadata/date/date_line.h"

#include <strings.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#define NAME_MAX_BYTES 60 /* of a section, place or author */
#define NAME_MAX_WORDS 6
#define NAMES_MAX 3         /* in one line */
#define SECTION_MAX_WORDS 2 /* of a section's name written like a sentence */
#define SECTION_MAX_BYTES 24

/* Words that may stand beside the date in a line of its own; compared without regard to ASCII case. */
static const char *const date_words[] = {
    "date",     "dated",     "on",       "at",      "by",          "the",      "am",      "pm",       "a.m.",
    "p.m.",     "et",        "ct",       "mt",      "pt",          "hkt",      "sgt",     "pht",      "phst",
    "msk",      "мск",       "min",      "mins",    "read",        "reading",  "noon",    "wita",     "wit",
    "minute",   "minutes",   "uur",      "kl",      "klo",         "gmt",      "utc",     "est",      "edt",
    "cst",      "cdt",       "pst",      "pdt",     "mst",         "mdt",      "cet",     "cest",     "ict",
    "ist",      "jst",       "kst",      "bst",     "eat",         "wat",      "sast",    "pkt",      "mmt",
    "aest",     "aedt",      "nzst",     "nzdt",    "eet",         "eest",     "hrs",     "h",        "time",
    "local",    "of",        "for",      "le",      "à",           "fecha",    "el",      "a",        "las",
    "los",      "de",        "em",       "às",      "um",          "uhr",      "datum",   "vom",      "ore",
    "alle",     "ora",       "il",       "om",      "op",          "dne",      "godz",    "w",        "г.",
    "г",        "года",      "в",        "дата",    "р",           "о",        "lúc",     "giờ",      "ngày",
    "thời",     "gian",      "phút",     "xuất",    "bản",         "tanggal",  "pukul",   "wib",      "jam",
    "ng",       "ika",       "น",        "น.",      "เวลา",        "วัน",       "วันที่",     "ที่",        "เมื่อ",
    "ประจำวันที่", "ວັນທີ",       "ວັນ",       "ເວລາ",    "ໂມງ",         "ថ្ងៃ",      "ថ្ងៃទី",    "ទី",        "ម៉ោង",
    "时间",     "日期",      "時間",     "时",      "分",          "时分",     "時",      "秒",       "日",
    "来源",     "點",        "点",       "ago",     "오전",        "오후",     "시",      "분",       "년",
    "edition",  "final",     "section",  "comment", "comments",    "views",    "view",    "shares",   "share",
    "reads",    "print",     "email",    "save",    "تاريخ",       "النشر",    "في",      "يوم",      "الساعة",
    "ص",        "م",         "هـ",       "مساء",    "صباحا",       "ساعت",     "بتوقيت",  "غرينتش",   "المصادف",
    "الموافق",  "محرم",      "صفر",      "رمضان",   "شعبان",       "رجب",      "شوال",    "الأول",    "ربيع",
    "جمادى",    "الآخر",     "الآخرة",   "القعدة",  "الحجة",       "ذو",       "ذي",      "الثاني",   "आईएसटी",
    "बजे",       "টা",        "ရက်",       "ရက်နေ့",    "ခုနှစ်",         "월",       "화",      "수",       "목",
    "금",       "토",        "일",       "月",      "火",          "水",       "木",      "金",       "土",
    "uk",       "myt",       "bnt",      "npt",     "hst",         "ast",      "written", "reported", "compiled",
    "tarihi",   "lesedauer", "lesezeit", "minuten", "minuti",      "minutos",  "来源于",  "令和",     "平成",
    "昭和",     "大正",      "民國",     "民国",    "中華民國",    "中华民国", "ຂປລ",     "року",     "рік",
    "год",      "d.",        "m.",       "жылы",    "រាជធានីភ្នំពេញ",
};

/* Those that say that the article was published then. */
static const char *const published_words[] = {
    "published",    "posted",         "publish",    "publication",    "release",      "released",
    "issued",       "created",        "submitted",  "filed",          "publié",       "publiée",
    "publicado",    "publicada",      "pubblicato", "veröffentlicht", "erstellt",     "đăng",
    "gepubliceerd", "geplaatst",      "publicerad", "publisert",      "julkaistu",    "opublikowano",
    "dodano",       "publicat",       "yayınlanma", "опубликовано",   "опубліковано", "terbit",
    "diterbitkan",  "dipublikasikan", "เผยแพร่",     "โพสต์",           "发布时间",     "发布",
    "發布",         "發佈",           "发表于",     "发布于",         "発行",         "公開日",
    "公開",         "配信",           "掲載",       "投稿日",         "入力",         "입력",
    "기사입력",     "등록",           "송고시간",   "게시",           "نشر",          "نُشر",
    "منشور",        "प्रकाशित",        "প্রকাশিত",    "প্রকাশ",          "first",        "oluşturulma",
    "วันที่ประกาศ",    "ประกาศ",         "วันที่เผยแพร่",  "ลงวันที่",
};

/* Those that say that it is but the day of a change. */
static const char *const updated_words[] = {
    "updated",     "update",       "modified",   "edited",     "copyright",    "©",           "cập",
    "nhật",        "cậpnhật",      "accessed",   "retrieved",  "revised",      "corrected",   "last",
    "mis",         "mise",         "modifié",    "actualisé",  "aktualisiert", "stand",       "actualizado",
    "atualizado",  "aggiornato",   "modificato", "bijgewerkt", "gewijzigd",    "uppdaterad",  "oppdatert",
    "päivitetty",  "aktualizacja", "güncelleme", "обновлено",  "изменено",     "оновлено",    "อัปเดต",
    "อัพเดท",       "ปรับปรุง",       "更新时间",   "更新時間",   "更新日時",     "最終更新",    "最后更新",
    "수정",        "최종수정",     "تحديث",      "آخر",        "अपडेट",         "অপডেট",       "diperbarui",
    "diupdate",    "dikemaskini",  "modifica",   "modificata", "aggiornata",   "atualização", "son",
    "güncellenme", "actualizada",  "atualizada", "changed",
};
/* "9:00 更新": the same, but behind the date. */
static const char *const updated_behind_words[] = { "更新", "修改" };

/* Words of a line that dates something else: an event, a life, a limit. */
static const char *const other_words[] = {
    "until",    "deadline", "due",  "expires", "expire", "born",   "died",      "when",     "where",   "event",
    "before",   "since",    "ends", "starts",  "begins", "valid",  "effective", "election", "closing", "closes",
    "hearing",  "after",    "from", "through", "killed", "battle", "passed",    "founded",  "season",  "fair",
    "festival", "concert",  "game", "match",   "vs",     "vs.",    "v.",        "won",      "day",
};

static const char *const author_words[] = { "by",   "par",  "por",      "von",    "di",    "door",
                                            "av",   "oleh", "автор",    "โดย",    "بقلم",  "文",
                                            "記者", "记者", "reporter", "writer", "author" };

#define HAS(table, p, n) dl_word_among((struct dl_str){ p, n }, (table), sizeof(table) / sizeof *(table))

static UChar32 letter_at(const char *p, size_t n, size_t *size)
{
    int32_t i = 0;
    UChar32 c;
    U8_NEXT((const uint8_t *)p, i, (int32_t)n, c);
    *size = (size_t)i;
    return c;
}

bool dl_word_among(struct dl_str word, const char *const *table, size_t count)
{
    size_t size, other;
    UChar32 first = word.len ? u_tolower(letter_at(word.ptr, word.len, &size)) : 0;
    for (size_t i = 0; word.len && i < count; i++)
        if (((unsigned char)table[i][0] == first || (first >= 0x80 && (unsigned char)table[i][0] >= 0x80)) &&
            strlen(table[i]) == word.len && letter_at(table[i], word.len, &other) == first && other == size &&
            strncasecmp(table[i] + size, word.ptr + size, word.len - size) == 0)
            return true;
    return false;
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
    bool blank_before = p == begin || p[-1] == ' ', blank_behind = p + 1 >= end || p[1] == ' ';
    if (*p == '|' || *p == ',' || *p == ';' || *p == '(' || *p == ')' || *p == '[' || *p == ']' || *p == '\t' ||
        *p == '>')
        return 1;
    if (*p == '/' || *p == '-')
        return blank_before || blank_behind;
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
struct saying {
    bool published, updated, updated_behind;
};

static bool wide_colon(struct dl_str s)
{
    s = dl_str_trim(s);
    return s.len && (s.ptr[0] == ':' || (s.len >= 3 && memcmp(s.ptr, "：", 3) == 0));
}

/* "Source: Xinhua", "Editor: huaxia", "来源：新华网": a label W, with REST behind it, of which the value says nothing
 * of the date. */
static bool is_label(struct dl_str w, struct dl_str rest)
{
    static const char *const words[] = { "source", "editor",   "editors", "author",   "reporter", "writer",
                                         "来源",   "來源",     "编辑",    "责任编辑", "作者",     "nguồn",
                                         "fuente", "by",       "fonte",   "quelle",   "источник", "autor",
                                         "auteur", "location", "โดย",     "記者",     "记者" };
    return wide_colon(rest) && HAS(words, w.ptr, w.len);
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
        while (n > 1 && p[n - 1] == '.' && !HAS(date_words, p, n))
            n--;
        if (is_label(w, rest))
            return true;
        if (HAS(updated_behind_words, p, n)) {
            *(wide_colon(rest) ? &says->updated : &says->updated_behind) = true;
        } else if (HAS(updated_words, p, n)) {
            says->updated = true;
        } else if (HAS(published_words, p, n)) {
            says->published = true;
        } else if (!HAS(date_words, p, n) && !(n == 1 && (*p == '.' || *p == 'T' || *p == 'Z')) &&
                   !(says->updated && n <= 5)) { /* "mis à jour", "years ago" */
            return false;
        }
    }
    return true;
}

/* A Chinese or Japanese paper or reporter: "聯合報 / 記者王小明". */
static bool paper_part(struct dl_str s)
{
    static const char *const signs[] = { "報", "报", "网", "網",       "社",   "记者", "記者", "讯",
                                         "訊", "电", "電", "ニュース", "财经", "财新", "新浪", "频道" };
    for (size_t i = 0; s.len <= NAME_MAX_BYTES && i < sizeof signs / sizeof *signs; i++)
        if (memmem(s.ptr, s.len, signs[i], strlen(signs[i])))
            return true;
    return false;
}

/* A word of a name begins with a capital, or belongs to a script without, or joins two others; "example.com". */
static bool name_word(struct dl_str w)
{
    static const char *const small[] = {
        "of",     "and",       "the",    "de",    "la",     "le",      "van",      "von",       "del",
        "du",     "da",        "do",     "y",     "et",     "und",     "e",        "bin",       "al",
        "com",    "for",       "in",     "staff", "writer", "writers", "reporter", "reporters", "correspondent",
        "editor", "columnist", "bureau", "chief", "desk",   "avec",    "con",      "mit"
    };
    size_t size;
    while (w.len > 1 && w.ptr[w.len - 1] == '.')
        w.len--;
    if (HAS(other_words, w.ptr, w.len))
        return false;
    if (!u_islower(letter_at(w.ptr, w.len, &size)) || memchr(w.ptr + 1, '.', w.len - 1) || HAS(small, w.ptr, w.len))
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
        if (++words > SECTION_MAX_WORDS || HAS(other_words, w.ptr, w.len))
            return false;
    return words > 0;
}

/* "By Jane Doe", "Posted by admin on": the author's name and what goes with the date behind it. */
static bool author_part(struct dl_str s, struct saying *says)
{
    struct dl_str rest = s, w;
    struct saying none = { 0 };
    while (next_word(&rest, &w)) {
        if (HAS(author_words, w.ptr, w.len)) {
            rest = dl_str_trim(rest);
            if (rest.len && rest.ptr[0] == ':')
                rest.ptr++, rest.len--;
            if (rest.len > 3 && strncasecmp(rest.ptr + rest.len - 3, " on", 3) == 0)
                rest.len -= 3;
            struct dl_str one = rest, name;
            bool account = next_word(&one, &name) && !next_word(&one, &w); /* "by admin" */
            says->published = true;
            return rest.len && ((account && rest.len < 20 && !HAS(date_words, name.ptr, name.len)) || name_words(rest));
        }
        if (!only_date_words(w, &none))
            return false;
        says->published |= none.published;
    }
    return false;
}

/* "Jane Doe Published": the name that a word of publication ends, or S when there is none. */
static struct dl_str before_published(struct dl_str s, struct saying *says)
{
    struct dl_str rest = s, w;
    while (next_word(&rest, &w)) {
        struct dl_str label = { w.ptr, (size_t)(s.ptr + s.len - w.ptr) };
        if (w.ptr > s.ptr && HAS(published_words, w.ptr, w.len) && only_date_words(label, says))
            return dl_str_trim((struct dl_str){ s.ptr, (size_t)(w.ptr - s.ptr) });
    }
    return s;
}

static bool begins_with_author(struct dl_str s)
{
    struct dl_str w;
    return next_word(&s, &w) && (HAS(author_words, w.ptr, w.len) || HAS(published_words, w.ptr, w.len));
}

/* Are all parts of S such as stand beside a date?  LAST: the part that touches the date comes last, else first; it must
 * be words of dates or an author unless something cuts it off. */
static bool parts_fit(struct dl_str s, bool last, unsigned *names, struct saying *says)
{
    const char *p = s.ptr, *end = s.ptr + s.len, *from = p;
    bool first = true, bar = false, /* behind a bar or the like */
        author = last && begins_with_author(s);
    for (;; p++) {
        size_t cut = p < end ? cut_at(s.ptr, p, end) : 0;
        if (p < end && !cut)
            continue;
        struct dl_str part = dl_str_trim((struct dl_str){ from, (size_t)(p - from) });
        bool touches = last ? p == end : first;
        struct saying here = { 0 };
        if (part.len == 0 || only_date_words(part, &here)) {
            says->published |= here.published;
            says->updated |= here.updated;
            says->updated_behind |= here.updated_behind;
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
            if (words > 4 || (w.ptr[0] >= 'a' && w.ptr[0] <= 'z' && !HAS(date_words, w.ptr, w.len)))
                return false;
    }
    return true;
}

/* "Publié le 14/03/23 à 09h12": behind such a label a year of two digits is believed. */
static bool short_year(struct dl_str line, enum dl_date_order order, struct dl_date_line *out)
{
    struct dl_str w, rest = line;
    struct saying says = { 0 };
    if (order == DL_DATE_ORDER_UNKNOWN || !next_word(&rest, &w) || !HAS(published_words, w.ptr, w.len) ||
        !only_date_words(line, &says) || says.updated ||
        dl_date_parse_field_as(rest, order, &out->date, NULL) != DL_OK || dl_date_partial(out->date))
        return false;
    out->labelled = true;
    out->evidence = line;
    return true;
}

bool dl_date_line(struct dl_str line, enum dl_date_order order, struct dl_date_line *out)
{
    struct dl_date_match m;
    size_t pos = 0, from = 0;
    unsigned names = 0;
    bool labelled = false;
    struct dl_date_line pending = { 0 };
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
        if (pending.date && !says.updated_behind) {
            if (out->date && out->date != pending.date)
                return false;
            if (!out->date)
                *out = pending;
        }
        labelled |= says.published;
        pending = (struct dl_date_line){ 0 };
        if (more && !says.updated)
            pending = (struct dl_date_line){ m.date, false, { line.ptr + m.start, m.end - m.start } };
    }
    out->labelled = labelled;
    return out->date != 0;
}

bool dl_date_line_may_follow(struct dl_str line)
{
    struct saying says = { 0 };
    unsigned names = 0;
    return line.len <= DL_DATE_LINE_MAX && (section(line) || name_words(line) || author_part(line, &says) ||
                                            label_part(line) || (parts_fit(line, false, &names, &says) && names));
}
