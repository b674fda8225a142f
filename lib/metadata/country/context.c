/* context.c - what stands around a name: the words next to it, and whether it belongs to the story at all.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/metadata/country/context.h"

#include <strings.h>

#define MENU_SIGHT 24  /* bytes in which a menu's next mark must stand */
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

/* What a word beside a name tells of it. */
enum {
    WORD_PLACE = 1, /* before: "in", "of"; behind: "County", "River" */
    WORD_ARTICLE = 2,
    WORD_SPEAK = 4,
    WORD_MONEY = 8,
    WORD_DOLLAR = 16,
    WORD_LANGUAGE = 32,
    WORD_ENVOY = 64,
    WORD_COMPANY = 128, /* the form of a company */
    WORD_STREET = 256,  /* before: "sông" (river); behind: "Street" */
    WORD_TOWN = 512,    /* what a town has and a country has not: "Township" */
    WORD_OFFICE = 1024, /* "High", "City": a town's when WORD_BODY follows */
    WORD_BODY = 2048    /* "School", "Council" */
};

struct word {
    const char *text;
    uint16_t kinds;
};

static const struct word words_before[] = { { "a", WORD_ARTICLE },         { "across", WORD_PLACE },
                                            { "an", WORD_ARTICLE },        { "around", WORD_PLACE },
                                            { "at", WORD_PLACE },          { "central", WORD_PLACE },
                                            { "downtown", WORD_PLACE },    { "east", WORD_PLACE },
                                            { "eastern", WORD_PLACE },     { "en", WORD_PLACE },
                                            { "from", WORD_PLACE },        { "greater", WORD_PLACE },
                                            { "her", WORD_ARTICLE },       { "his", WORD_ARTICLE },
                                            { "in", WORD_PLACE },          { "into", WORD_PLACE },
                                            { "midtown", WORD_PLACE },     { "my", WORD_ARTICLE },
                                            { "near", WORD_PLACE },        { "nearby", WORD_PLACE },
                                            { "neighboring", WORD_PLACE }, { "neighbouring", WORD_PLACE },
                                            { "north", WORD_PLACE },       { "northern", WORD_PLACE },
                                            { "of", WORD_PLACE },          { "our", WORD_ARTICLE },
                                            { "outside", WORD_PLACE },     { "south", WORD_PLACE },
                                            { "southern", WORD_PLACE },    { "speak", WORD_SPEAK },
                                            { "speaking", WORD_SPEAK },    { "speaks", WORD_SPEAK },
                                            { "spoke", WORD_SPEAK },       { "spoken", WORD_SPEAK },
                                            { "sông", WORD_STREET },       { "the", WORD_ARTICLE },
                                            { "throughout", WORD_PLACE },  { "tiếng", WORD_SPEAK },
                                            { "toward", WORD_PLACE },      { "towards", WORD_PLACE },
                                            { "tại", WORD_PLACE },         { "từ", WORD_PLACE },
                                            { "visiting", WORD_PLACE },    { "west", WORD_PLACE },
                                            { "western", WORD_PLACE },     { "within", WORD_PLACE },
                                            { "xứ", WORD_PLACE },          { "your", WORD_ARTICLE },
                                            { "à", WORD_PLACE },           { "ở", WORD_PLACE } };

static const struct word words_after[] = { { "ag", WORD_COMPANY },
                                           { "airlines", WORD_COMPANY },
                                           { "airport", WORD_PLACE },
                                           { "airways", WORD_COMPANY },
                                           { "ambassador", WORD_ENVOY },
                                           { "area", WORD_PLACE },
                                           { "ave", WORD_STREET },
                                           { "avenue", WORD_STREET },
                                           { "baht", WORD_MONEY },
                                           { "bancorp", WORD_COMPANY },
                                           { "bancshares", WORD_COMPANY },
                                           { "beach", WORD_PLACE },
                                           { "blvd", WORD_STREET },
                                           { "board", WORD_BODY },
                                           { "boulevard", WORD_STREET },
                                           { "boy", WORD_PLACE },
                                           { "brands", WORD_COMPANY },
                                           { "cent", WORD_MONEY },
                                           { "cents", WORD_MONEY },
                                           { "city", WORD_PLACE | WORD_OFFICE },
                                           { "co", WORD_COMPANY },
                                           { "college", WORD_PLACE },
                                           { "community", WORD_PLACE },
                                           { "company", WORD_COMPANY },
                                           { "consulate", WORD_ENVOY },
                                           { "corp", WORD_COMPANY },
                                           { "corporation", WORD_COMPANY },
                                           { "council", WORD_PLACE | WORD_BODY },
                                           { "county", WORD_PLACE | WORD_TOWN },
                                           { "couple", WORD_PLACE },
                                           { "crown", WORD_MONEY },
                                           { "crowns", WORD_MONEY },
                                           { "cts", WORD_MONEY },
                                           { "currency", WORD_MONEY },
                                           { "department", WORD_BODY },
                                           { "diplomat", WORD_ENVOY },
                                           { "diplomats", WORD_ENVOY },
                                           { "district", WORD_PLACE | WORD_BODY },
                                           { "dlr", WORD_MONEY | WORD_DOLLAR },
                                           { "dlrs", WORD_MONEY | WORD_DOLLAR },
                                           { "dollar", WORD_MONEY | WORD_DOLLAR },
                                           { "dollars", WORD_MONEY | WORD_DOLLAR },
                                           { "downtown", WORD_PLACE },
                                           { "drive", WORD_STREET },
                                           { "elementary", WORD_PLACE | WORD_TOWN },
                                           { "embassies", WORD_ENVOY },
                                           { "embassy", WORD_ENVOY },
                                           { "enterprises", WORD_COMPANY },
                                           { "fire", WORD_OFFICE },
                                           { "firefighters", WORD_PLACE },
                                           { "franc", WORD_MONEY },
                                           { "francs", WORD_MONEY },
                                           { "fund", WORD_COMPANY },
                                           { "girl", WORD_PLACE },
                                           { "group", WORD_COMPANY },
                                           { "hall", WORD_BODY },
                                           { "high", WORD_PLACE | WORD_OFFICE },
                                           { "holdings", WORD_COMPANY },
                                           { "hospital", WORD_PLACE },
                                           { "inc", WORD_COMPANY },
                                           { "industries", WORD_COMPANY },
                                           { "lane", WORD_STREET },
                                           { "language", WORD_LANGUAGE },
                                           { "lessons", WORD_LANGUAGE },
                                           { "limited", WORD_COMPANY },
                                           { "ltd", WORD_COMPANY },
                                           { "man", WORD_PLACE },
                                           { "manager", WORD_BODY },
                                           { "mark", WORD_MONEY },
                                           { "marks", WORD_MONEY },
                                           { "mayor", WORD_PLACE | WORD_TOWN },
                                           { "men", WORD_PLACE },
                                           { "middle", WORD_OFFICE },
                                           { "native", WORD_PLACE },
                                           { "ngữ", WORD_LANGUAGE },
                                           { "nv", WORD_COMPANY },
                                           { "parish", WORD_PLACE | WORD_TOWN },
                                           { "partners", WORD_COMPANY },
                                           { "partnership", WORD_COMPANY },
                                           { "peso", WORD_MONEY },
                                           { "pesos", WORD_MONEY },
                                           { "plc", WORD_COMPANY },
                                           { "police", WORD_PLACE },
                                           { "pound", WORD_MONEY },
                                           { "pounds", WORD_MONEY },
                                           { "province", WORD_PLACE },
                                           { "rd", WORD_STREET },
                                           { "real", WORD_MONEY },
                                           { "resident", WORD_PLACE },
                                           { "residents", WORD_PLACE },
                                           { "ringgit", WORD_MONEY },
                                           { "river", WORD_PLACE },
                                           { "road", WORD_STREET },
                                           { "rupee", WORD_MONEY },
                                           { "rupees", WORD_MONEY },
                                           { "school", WORD_PLACE | WORD_OFFICE | WORD_BODY },
                                           { "schools", WORD_PLACE },
                                           { "securities", WORD_COMPANY },
                                           { "spa", WORD_COMPANY },
                                           { "speaker", WORD_LANGUAGE },
                                           { "speakers", WORD_LANGUAGE },
                                           { "speaking", WORD_LANGUAGE },
                                           { "state", WORD_PLACE },
                                           { "street", WORD_STREET },
                                           { "teen", WORD_PLACE },
                                           { "town", WORD_OFFICE },
                                           { "township", WORD_PLACE | WORD_TOWN },
                                           { "translation", WORD_LANGUAGE },
                                           { "treasuries", WORD_MONEY },
                                           { "trust", WORD_COMPANY },
                                           { "university", WORD_PLACE },
                                           { "valley", WORD_PLACE },
                                           { "văn", WORD_LANGUAGE },
                                           { "woman", WORD_PLACE },
                                           { "women", WORD_PLACE },
                                           { "won", WORD_MONEY },
                                           { "yen", WORD_MONEY } };

void dl_context_words_new(struct dl_context_words *words)
{
    *words = (struct dl_context_words){ 0 };
    for (unsigned i = 0; i < sizeof words_before / sizeof words_before[0]; i++)
        word_index_add(&words->before, words_before[i].text, i);
    for (unsigned i = 0; i < sizeof words_after / sizeof words_after[0]; i++)
        word_index_add(&words->after, words_after[i].text, i);
}

static unsigned kinds_before(const struct dl_context_words *words, struct dl_str w)
{
    unsigned i = word_index_find(&words->before, w, true);
    return i == UINT_MAX ? 0 : words_before[i].kinds;
}

static unsigned kinds_after(const struct dl_context_words *words, struct dl_str w)
{
    unsigned i = word_index_find(&words->after, w, true);
    return i == UINT_MAX ? 0 : words_after[i].kinds;
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

/* Is the name at [START,END) a part of a double name, "Allied-Lyons", "Georgia-Pacific"? */
static bool hyphen_before(struct dl_str text, size_t start)
{
    size_t at = start;
    if (at < 2 || text.ptr[at - 1] != '-' || !is_word_byte((unsigned char)text.ptr[at - 2]))
        return false;
    for (at--; at > 0 && start - at < 40 && is_word_byte((unsigned char)text.ptr[at - 1]);)
        at--;
    return is_capital((unsigned char)text.ptr[at]);
}

static bool hyphen_after(struct dl_str text, size_t end)
{
    return end + 1 < text.len && text.ptr[end] == '-' && is_capital((unsigned char)text.ptr[end + 1]);
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
static bool company_after(const struct dl_context_words *words, struct dl_str text, size_t at)
{
    for (unsigned i = 0; i < 4; i++) {
        struct dl_str w = word_after(text, at);
        if (w.len == 0 || (!dl_place_capital(w) && !same_word(w, "and")))
            return false;
        if (kinds_after(words, w) & WORD_COMPANY)
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

/* "French-speaking": the word behind a hyphen. */
static struct dl_str joined_after(struct dl_str text, size_t at)
{
    size_t end = at + 1;
    if (at >= text.len || text.ptr[at] != '-')
        return (struct dl_str){ text.ptr + at, 0 };
    while (end < text.len && end - at < 40 && is_word_byte((unsigned char)text.ptr[end]))
        end++;
    return (struct dl_str){ text.ptr + at + 1, end - at - 1 };
}

/* "University of Miami", "Boston University": where its people work, not where the story plays. */
static bool university(struct dl_str text, const struct dl_place_hit *h, struct dl_str before, struct dl_str after)
{
    static const char of[] = "University of ";
    size_t n = sizeof of - 1;
    if (same_word(after, "University") || same_word(after, "College"))
        return true;
    return same_word(before, "of") && h->start >= n && memcmp(text.ptr + h->start - n, of, n) == 0;
}

/* Behind the word for language, in the scripts that set no spaces: "ภาษาอังกฤษ" is English. */
static bool language_before(struct dl_str text, size_t at)
{
    static const char *const words[] = { "ภาษา", "ພາສາ", "ភាសា" };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        size_t n = strlen(words[i]);
        if (at >= n && memcmp(text.ptr + at - n, words[i], n) == 0)
            return true;
    }
    return false;
}

/* A word of public life: what stands around it changes nothing. */
static bool only_hint(const struct dl_place_hit *h)
{
    const struct dl_place_sense *s = dl_place_senses() + h->sense;
    return s->kind == DL_PLACE_HINT && (s->flags & DL_PLACE_LAST);
}

/* "N.V.", and not "N.J.": newspapers set full stops in the old abbreviations of two words alone. */
static bool dotted_code(struct dl_str text, const struct dl_place_hit *h)
{
    static const char *const old[] = { "N.Y", "N.J", "N.H", "N.M", "N.C", "S.C", "N.D", "S.D", "R.I", "D.C", "B.C",
                                       "P.R", "P.E", "N.S", "N.B", "N.L", "N.T", "S.A", "W.A", "L.A", "U.S" };
    if (!(h->flags & DL_HIT_DOTTED) || h->end - h->start > 4)
        return false;
    for (size_t i = 0; i < sizeof old / sizeof old[0]; i++)
        if (strncasecmp(text.ptr + h->start, old[i], 3) == 0)
            return false;
    return text.ptr[h->start + 1] == '.';
}

/* Is H a country called like a given name before one capitalised word that may be a surname: "Chad Baker said", no
 * "Chad President ...", "Israel Radio"? */
static bool full_name(struct dl_str text, const struct dl_place_hit *h, struct dl_str after)
{
    static const char *const not_surnames[] = {
        "President",  "Prime",    "Foreign",   "Minister",  "Ministry",  "Government", "King",       "Defense",
        "Defence",    "Army",     "Air",       "Navy",      "Police",    "Radio",      "Television", "TV",
        "Times",      "Today",    "Bank",      "National",  "Central",   "Bonds",      "Cup",        "Open",
        "Olympic",    "Football", "Women",     "Men",       "Airlines",  "Airways",    "Embassy",    "Ambassador",
        "Coach",      "Captain",  "Rugby",     "Cricket",   "First",     "Vice",       "Deputy",     "Supreme",
        "Parliament", "Monetary", "Oil",       "Military",  "Museum",    "Tech",       "Southern",   "State",
        "Governor",   "Senator",  "Lawmakers", "Officials", "Finance",   "Trade",      "Interior",   "Health",
        "Day",        "Week",     "Region",    "Lottery",   "Power",     "House",      "Chemicals",  "Aircraft",
        "Railways",   "Discount", "Studies",   "Springs",   "Heights",   "Refinery",   "Series",     "Games",
        "News",       "Press",    "Nationals", "Phosphate", "Petroleum", "Industries", "Securities", "Investments",
    };
    const struct dl_place_sense *s = dl_place_senses() + h->sense;
    while (s->kind != DL_PLACE_NAME && !(s->flags & DL_PLACE_LAST))
        s++;
    if (s->kind != DL_PLACE_NAME || !(s->flags & DL_PLACE_PERSON) || after.len < 3 || text.ptr[h->end] != ' ' ||
        (h->flags & DL_HIT_POSSESSIVE))
        return false;
    for (size_t i = 0; i < sizeof not_surnames / sizeof *not_surnames; i++)
        if (same_word(after, not_surnames[i]))
            return false;
    return !dl_place_capital(second_after(text, after));
}

uint32_t dl_evidence_context(const struct dl_context_words *words, struct dl_str text, const struct dl_place_hit *h,
                             bool upper_text)
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
    unsigned kind_before = kinds_before(words, before), kind_after = kinds_after(words, after);
    if (comma) {
        if (before.len)
            context |= CTX_COMMA_BEFORE;
    } else if (before.len == 0) {
        context |= CTX_SENTENCE;
    } else if (kind_before & WORD_PLACE) {
        context |= CTX_IN;
    } else if (kind_before & WORD_ARTICLE) {
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
    if (hyphen_before(text, h->start))
        context |= CTX_CAP_BEFORE;
    if (hyphen_after(text, h->end))
        context |= CTX_CAP_AFTER;
    if (company_after(words, text, h->end) || university(text, h, before, after))
        context |= CTX_ORGANISATION;
    if ((h->end < text.len && text.ptr[h->end] == '$') || (kind_after & WORD_DOLLAR))
        context |= CTX_PRICE;
    size_t surname = dl_place_capital(after) ? (size_t)(after.ptr - text.ptr) + after.len : h->end;
    if (!(context & (CTX_COMMA_BEFORE | CTX_IN | CTX_ARTICLE)) && (age_after(text, h->end) || age_after(text, surname)))
        context |= CTX_PERSON; /* "Jordan, 24," and "Israel Vega, 24," */
    if (!(context & CTX_COMMA_BEFORE) && share_after(text, h->end))
        context |= CTX_PERSON; /* "PIEDMONT <PIE>": a company's, not a region's */
    if ((kind_before & WORD_SPEAK) || ((kind_after | kinds_after(words, joined_after(text, h->end))) & WORD_LANGUAGE))
        context |= CTX_LANGUAGE;
    if ((kind_before & WORD_STREET) || ((kind_after & WORD_STREET) && dl_place_capital(after) && !upper_text))
        context |= CTX_STREET;
    if ((kind_after & WORD_TOWN) ||
        ((kind_after & WORD_OFFICE) && (kinds_after(words, second_after(text, after)) & WORD_BODY)))
        context |= CTX_TOWN;
    if (same_word(after, "County"))
        context |= CTX_COUNTY;
    if (kind_after & WORD_ENVOY) /* "the French embassy in Dakar" */
        context |= CTX_ORGANISATION;
    if (kind_after & WORD_MONEY)
        context |= CTX_MONEY;
    else if (kind_after & WORD_PLACE)
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

bool dl_evidence_initials(struct dl_str text, const struct dl_place_hit *h)
{
    const char *p = text.ptr;
    if (!(h->flags & DL_HIT_DOTTED))
        return false;
    return (h->end + 1 < text.len && p[h->end - 1] == '.' &&
            ((unsigned char)p[h->end] >= 0x80 || is_capital((unsigned char)p[h->end]))) ||
           (h->start > 1 && p[h->start - 1] == '.' && is_capital((unsigned char)p[h->start - 2]));
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
    static const char *const heads[] = { "read also",       "also read",         "read more",      "read next",
                                         "see also",        "related",           "related news",   "related links",
                                         "related stories", "related articles",  "related topics", "more from",
                                         "more stories",    "more news",         "most read",      "most popular",
                                         "trending",        "latest news",       "recommended",    "top stories",
                                         "in other news",   "you may also like", "other stories",  "more on this story",
                                         "tin liên quan",   "xem thêm",          "đọc thêm",       "à lire aussi",
                                         "lire aussi",      "lea también",       "читайте также",  "相关新闻",
                                         "相关阅读" };
    while (line.len && strchr(" :.\t\r", line.ptr[line.len - 1]))
        line.len--;
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
        if (strlen(heads[i]) == line.len && strncasecmp(heads[i], line.ptr, line.len) == 0)
            return true;
    return false;
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
            break; /* nothing stands under it */
        while (p < nl && *p == ' ')
            p++;
        if (nl - p < 40 && links_heading((struct dl_str){ p, (size_t)(nl - p) }))
            return (size_t)(p - text.ptr);
        p = nl + 1;
    }
    return text.len;
}
