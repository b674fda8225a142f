/* context.c - what surrounds a name: the words next to it, and whether it belongs to the story at all.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/metadata/country/context.h"

#include "lib/metadata/words.h"

#define MENU_SIGHT 24  /* bytes in which a menu's next mark must be */
#define LINK_LINE 140  /* the most bytes of a line that is but a link to another story */
#define LINKS_BEHIND 3 /* links stand in the last so many quarters of a page */

static bool is_word_byte(unsigned char c)
{
    return (unsigned char)((c | 0x20) - 'a') < 26 || (unsigned char)(c - '0') < 10 || c >= 0x80;
}

static bool is_capital(unsigned char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool same_word(struct dl_str w, const char *text)
{
    return w.len == strlen(text) && memcmp(w.ptr, text, w.len) == 0;
}

/* "Jordan, 24, made the team", "Georgia, 9, drew it" */
static bool age_after(struct dl_str text, size_t at)
{
    const char *p = text.ptr + at;
    if (text.len - at < 5 || p[0] != ',' || p[1] != ' ' || p[2] < '1' || p[2] > '9')
        return false;
    return p[3] == ',' || (p[3] >= '0' && p[3] <= '9' && p[4] == ',');
}

static struct dl_str word_after(struct dl_str text, size_t at);

/* The code of a share at AT: "<ROK>", "<BP.L>". */
static bool is_share(struct dl_str text, size_t at)
{
    size_t end = at + 1;
    if (at >= text.len || text.ptr[at] != '<')
        return false;
    while (end < text.len && end - at < 10 && (is_capital((unsigned char)text.ptr[end]) || text.ptr[end] == '.'))
        end++;
    return end > at + 1 && end < text.len && text.ptr[end] == '>';
}

static bool share_after(struct dl_str text, size_t at)
{
    size_t start = at;
    while (at < text.len && at - start < 3 && (unsigned char)text.ptr[at] <= ' ')
        at++;
    return is_share(text, at);
}

/* Do at most three more capitalised words lead from AT to a company's form: "Resource Corp", "and Row Publishers
 * Inc"? */
static bool company_after(struct dl_str text, size_t at)
{
    for (unsigned i = 0; i < 4; i++) {
        struct dl_str w = word_after(text, at);
        if (w.len == 0 || (!dl_place_capital(w) && !same_word(w, "and")))
            return false;
        if (dl_word_kinds(w) & DL_WORD_BIT(AFTER_COMPANY))
            return true;
        at = (size_t)(w.ptr - text.ptr) + w.len;
    }
    return false;
}

/* The word that ends before AT, with at most one run of spaces between; empty when there is punctuation. */
static struct dl_str word_before(struct dl_str text, size_t at, bool *comma, bool *dot)
{
    size_t end = at;
    *comma = *dot = false;
    while (end > 0 && at - end < 8 &&
           (text.ptr[end - 1] == ' ' || text.ptr[end - 1] == '\n' || text.ptr[end - 1] == '\r'))
        end--;
    if (end > 0 && text.ptr[end - 1] == ',') {
        *comma = true;
        end--;
    } else if (end > 0 && text.ptr[end - 1] == '.') {
        *dot = true;
        end--;
    }
    size_t start = end;
    while (start > 0 && end - start < 40 && is_word_byte((unsigned char)text.ptr[start - 1]))
        start--;
    return (struct dl_str){ text.ptr + start, end - start };
}

static struct dl_str word_after(struct dl_str text, size_t at)
{
    size_t start = at;
    while (start < text.len && start - at < 4 && (text.ptr[start] == ' ' || text.ptr[start] == '\n'))
        start++;
    if (start == at)
        return (struct dl_str){ text.ptr + at, 0 };
    size_t end = start;
    while (end < text.len && end - start < 40 && is_word_byte((unsigned char)text.ptr[end]))
        end++;
    return (struct dl_str){ text.ptr + start, end - start };
}

static struct dl_str second_after(struct dl_str text, struct dl_str first)
{
    return first.len ? word_after(text, (size_t)(first.ptr - text.ptr) + first.len) : first;
}

/* "French-speaking": the word after a hyphen. */
static struct dl_str joined_after(struct dl_str text, size_t at)
{
    size_t end = at + 1;
    if (at >= text.len || text.ptr[at] != '-')
        return (struct dl_str){ text.ptr + at, 0 };
    while (end < text.len && end - at < 40 && is_word_byte((unsigned char)text.ptr[end]))
        end++;
    return (struct dl_str){ text.ptr + at + 1, end - at - 1 };
}

/* After the word for language, in the scripts that set no spaces: "ภาษาอังกฤษ" is English. */
static bool language_before(struct dl_str text, size_t at)
{
    return dl_word_ends((struct dl_str){ text.ptr, at }, DL_WORD_LANGUAGE_PREFIX) > 0;
}

/* A word of public life: what surrounds it changes nothing. */
static bool only_hint(const struct dl_place_hit *h)
{
    const struct dl_place_sense *s = dl_place_senses() + h->sense;
    return s->kind == DL_PLACE_HINT && (s->flags & DL_PLACE_LAST);
}

/* "N.V.", and not "N.J.": newspapers set full stops in the old abbreviations of two words alone. */
static bool dotted_code(struct dl_str text, const struct dl_place_hit *h)
{
    if (!(h->flags & DL_HIT_DOTTED) || h->end - h->start > 4)
        return false;
    if (dl_word_is((struct dl_str){ text.ptr + h->start, 3 }, DL_WORD_DOTTED_REGION))
        return false;
    return text.ptr[h->start + 1] == '.';
}

/* Is H a country called like a given name before one capitalised word that may be a surname: "Chad Baker said", no
 * "Chad President ...", "Israel Radio"? */
static bool full_name(struct dl_str text, const struct dl_place_hit *h, struct dl_str after)
{
    const struct dl_place_sense *s = dl_place_senses() + h->sense;
    while (s->kind != DL_PLACE_NAME && !(s->flags & DL_PLACE_LAST))
        s++;
    if (s->kind != DL_PLACE_NAME || !(s->flags & DL_PLACE_PERSON) || after.len < 3 || text.ptr[h->end] != ' ' ||
        (h->flags & DL_HIT_POSSESSIVE))
        return false;
    if (dl_word_is(after, DL_WORD_NO_SURNAME))
        return false;
    return !dl_place_capital(second_after(text, after));
}

uint32_t dl_evidence_context(struct dl_str text, const struct dl_place_hit *h, bool upper_text)
{
    bool comma, dot;
    uint32_t context = upper_text ? CTX_UPPER_TEXT : 0;
    if (dotted_code(text, h))
        context |= CTX_INITIALS;
    if (h->flags & DL_HIT_CASELESS)
        return context | (language_before(text, h->start) ? CTX_LANGUAGE : 0);
    if (only_hint(h))
        return context;
    struct dl_str before = word_before(text, h->start, &comma, &dot), after = word_after(text, h->end);
    dl_word_set kind_before = dl_word_kinds(before), kind_after = dl_word_kinds(after);
    if (comma) {
        if (before.len)
            context |= CTX_COMMA_BEFORE;
    } else if (before.len == 0) {
        context |= CTX_SENTENCE;
    } else if (kind_before & DL_WORD_BIT(BEFORE_PLACE)) {
        context |= CTX_IN;
    } else if (kind_before & DL_WORD_BIT(BEFORE_ARTICLE)) {
        context |= CTX_ARTICLE;
    } else if (dl_place_capital(before) && !upper_text) {
        if (dl_place_given_name(before) || (dot && before.len == 1))
            context |= CTX_PERSON;
        else if (dot)
            context |= CTX_SENTENCE;
        else
            context |= CTX_CAP_BEFORE;
    } else if (dot) {
        context |= CTX_SENTENCE;
    }
    if (company_after(text, h->end))
        context |= CTX_ORGANISATION;
    if ((h->end < text.len && text.ptr[h->end] == '$') || (kind_after & DL_WORD_BIT(AFTER_DOLLAR)))
        context |= CTX_PRICE;
    size_t surname = dl_place_capital(after) ? (size_t)(after.ptr - text.ptr) + after.len : h->end;
    if (!(context & (CTX_COMMA_BEFORE | CTX_IN | CTX_ARTICLE)) && (age_after(text, h->end) || age_after(text, surname)))
        context |= CTX_PERSON; /* "Jordan, 24," and "Israel Vega, 24," */
    if (!(context & CTX_COMMA_BEFORE) && share_after(text, h->end))
        context |= CTX_PERSON; /* "PIEDMONT <PIE>": a company's, not a region's */
    if ((kind_before & DL_WORD_BIT(BEFORE_SPEAK)) ||
        ((kind_after | dl_word_kinds(joined_after(text, h->end))) & DL_WORD_BIT(AFTER_LANGUAGE)))
        context |= CTX_LANGUAGE;
    if ((kind_before & DL_WORD_BIT(BEFORE_STREET)) ||
        ((kind_after & DL_WORD_BIT(AFTER_STREET)) && dl_place_capital(after) && !upper_text))
        context |= CTX_STREET;
    if ((kind_after & DL_WORD_BIT(AFTER_TOWN)) ||
        ((kind_after & DL_WORD_BIT(AFTER_OFFICE)) &&
         (dl_word_kinds(second_after(text, after)) & DL_WORD_BIT(AFTER_BODY))))
        context |= CTX_TOWN;
    if (same_word(after, "County"))
        context |= CTX_COUNTY;
    if (kind_after & DL_WORD_BIT(AFTER_MONEY))
        context |= CTX_MONEY;
    else if (kind_after & DL_WORD_BIT(AFTER_PLACE))
        context |= CTX_PLACE_AFTER;
    else if (dl_place_capital(after) && !upper_text)
        context |= CTX_CAP_AFTER | (full_name(text, h, after) ? CTX_FULL_NAME : 0);
    return context;
}

/* Mostly capitals: nothing can be told from them.  A sample is enough. */
bool dl_evidence_upper_text(struct dl_str s)
{
    size_t upper = 0, lower = 0, stride = s.len < 200 ? 1 : 13;
    for (size_t i = 0; i < s.len && i < 1400; i += stride) {
        upper += is_capital((unsigned char)s.ptr[i]);
        lower += s.ptr[i] >= 'a' && s.ptr[i] <= 'z';
    }
    return upper > lower;
}

/* Is there nothing but a comma, "and" or "or" between A and B, which follows it: "in Obuasi and Tarkwa"? */
bool dl_evidence_joined(struct dl_str text, const struct dl_place_hit *a, const struct dl_place_hit *b)
{
    static const char *const words[] = { ", ", " and ", ", and ", " or ", "\nand ", ",\n", " and\n" };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (b->start - a->end == strlen(words[i]) && memcmp(text.ptr + a->end, words[i], strlen(words[i])) == 0)
            return true;
    return false;
}

/* Does a mark between entries of a menu begin at P: "|", a bullet, a middle dot, an angle quotation mark? */
static bool menu_mark(const char *p, size_t left)
{
    switch ((unsigned char)*p) {
    case '|':
        return true;
    case 0xc2:
        return left > 1 && (p[1] == '\xbb' || p[1] == '\xb7');
    case 0xe2:
        return left > 2 && p[1] == '\x80' && (p[2] == '\xa2' || p[2] == '\xba');
    default:
        return false;
    }
}

bool dl_evidence_ticker(struct dl_str text, const struct dl_place_hit *h)
{
    return (h->flags & DL_HIT_UPPER) && h->start > 0 && text.ptr[h->start - 1] == '<' && h->end < text.len &&
           (text.ptr[h->end] == '>' || text.ptr[h->end] == '.');
}

bool dl_evidence_has_menu(struct dl_str text)
{
    return text.len &&
           (memchr(text.ptr, '|', text.len) || memchr(text.ptr, 0xc2, text.len) || memchr(text.ptr, 0xe2, text.len));
}

/* "Sports | Uganda | Tanzania": between two marks of a menu, with at most a word or two beside it. */
bool dl_evidence_in_menu(struct dl_str text, const struct dl_place_hit *h)
{
    size_t at = h->end, far = h->end + MENU_SIGHT < text.len ? h->end + MENU_SIGHT : text.len;
    while (at < far && text.ptr[at] != '\n' && !menu_mark(text.ptr + at, text.len - at))
        at++;
    if (at == far || text.ptr[at] == '\n')
        return false;
    size_t near = h->start > MENU_SIGHT ? h->start - MENU_SIGHT : 0;
    for (at = h->start; at > near && text.ptr[at - 1] != '\n'; at--)
        if (menu_mark(text.ptr + at - 1, text.len - at + 1))
            return true;
    return false;
}

/* "Read also:", "Related stories", alone on its line. */
static bool links_heading(struct dl_str line)
{
    while (line.len && strchr(" :.\t\r", line.ptr[line.len - 1]))
        line.len--;
    return dl_word_is(line, DL_WORD_LINKS_HEADING);
}

/* A title, a name, an empty line: short, and no sentence. */
static bool title_like(struct dl_str line)
{
    while (line.len && (unsigned char)line.ptr[line.len - 1] <= ' ')
        line.len--;
    return line.len <= LINK_LINE && (line.len == 0 || line.ptr[line.len - 1] != '.');
}

/* Where the lines at the end of TEXT begin that are all like titles, in its last quarters; its length when none is. */
static size_t titles_at_end(struct dl_str text)
{
    size_t least = text.len / (LINKS_BEHIND + 1), end = text.len;
    while (end > least) {
        const char *nl = memrchr(text.ptr, '\n', end - 1);
        size_t start = nl ? (size_t)(nl - text.ptr) + 1 : 0;
        if (start <= least || !title_like((struct dl_str){ text.ptr + start, end - start }))
            return end;
        end = start;
    }
    return end;
}

size_t dl_evidence_links(struct dl_str text)
{
    if (text.len == 0)
        return 0;
    const char *end = text.ptr + text.len, *p = text.ptr + titles_at_end(text);
    while (p < end) {
        const char *nl = memchr(p, '\n', (size_t)(end - p));
        if (!nl)
            break; /* nothing is under it */
        while (p < nl && *p == ' ')
            p++;
        if (nl - p < 40 && links_heading((struct dl_str){ p, (size_t)(nl - p) }))
            return (size_t)(p - text.ptr);
        p = nl + 1;
    }
    return text.len;
}
