/* english.c - whose English a text is written in.
 *
 * A local story seldom says in which country it plays: its readers know.  What it does say is "grand jury" and
 * "sophomore", or "magistrates" and "motorway".
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/metadata/country/english.h"

#include <string.h>

#include "dateline/asciiword.h"

#define MOST_BYTES 65536

enum { AMERICAN = 0, BRITISH = 1, WEAK = 2 /* spelling, or used elsewhere too */ };

struct term {
    const char *word, *before; /* BEFORE: the word that must stand in front of it, or NULL */
    unsigned kind;
};

/* The terms of a word stand together.  Only words that one of the two countries hardly uses. */
static const struct term terms[] = { { "acre", NULL, AMERICAN | WEAK },
                                     { "acres", NULL, AMERICAN | WEAK },
                                     { "aeroplane", NULL, BRITISH },
                                     { "agent", "estate", BRITISH },
                                     { "agents", "estate", BRITISH },
                                     { "airplane", NULL, AMERICAN | WEAK },
                                     { "allotment", NULL, BRITISH | WEAK },
                                     { "allotments", NULL, BRITISH | WEAK },
                                     { "aluminium", NULL, BRITISH | WEAK },
                                     { "aluminum", NULL, AMERICAN | WEAK },
                                     { "analyse", NULL, BRITISH | WEAK },
                                     { "apartment", NULL, AMERICAN | WEAK },
                                     { "apologised", NULL, BRITISH | WEAK },
                                     { "arraigned", NULL, AMERICAN },
                                     { "arraignment", NULL, AMERICAN },
                                     { "attorney", NULL, AMERICAN | WEAK },
                                     { "attorney", "city", AMERICAN },
                                     { "attorney", "county", AMERICAN },
                                     { "attorney", "district", AMERICAN },
                                     { "attorneys", NULL, AMERICAN | WEAK },
                                     { "backyard", NULL, AMERICAN | WEAK },
                                     { "ballot", "absentee", AMERICAN },
                                     { "ballots", "absentee", AMERICAN },
                                     { "band", "marching", AMERICAN },
                                     { "barn", NULL, AMERICAN | WEAK },
                                     { "baseball", NULL, AMERICAN },
                                     { "basketball", NULL, AMERICAN | WEAK },
                                     { "behavior", NULL, AMERICAN | WEAK },
                                     { "behaviour", NULL, BRITISH | WEAK },
                                     { "bipartisan", NULL, AMERICAN },
                                     { "bleachers", NULL, AMERICAN },
                                     { "board", "school", AMERICAN },
                                     { "boot", "car", BRITISH },
                                     { "borough", NULL, BRITISH },
                                     { "boroughs", NULL, BRITISH },
                                     { "bungalow", NULL, BRITISH | WEAK },
                                     { "cafeteria", NULL, AMERICAN | WEAK },
                                     { "campus", NULL, AMERICAN | WEAK },
                                     { "canceled", NULL, AMERICAN | WEAK },
                                     { "cancelled", NULL, BRITISH | WEAK },
                                     { "carpool", NULL, AMERICAN },
                                     { "carriageway", NULL, BRITISH },
                                     { "catalog", NULL, AMERICAN | WEAK },
                                     { "caucus", NULL, AMERICAN | WEAK },
                                     { "cent", "per", BRITISH | WEAK },
                                     { "center", NULL, AMERICAN | WEAK },
                                     { "center", "detention", AMERICAN | WEAK },
                                     { "centre", NULL, BRITISH | WEAK },
                                     { "cheerleader", NULL, AMERICAN },
                                     { "cheerleaders", NULL, AMERICAN },
                                     { "cheque", NULL, BRITISH | WEAK },
                                     { "chief", "fire", AMERICAN },
                                     { "chief", "police", AMERICAN },
                                     { "citywide", NULL, AMERICAN },
                                     { "closet", NULL, AMERICAN | WEAK },
                                     { "coed", NULL, AMERICAN },
                                     { "college", "community", AMERICAN },
                                     { "color", NULL, AMERICAN | WEAK },
                                     { "colour", NULL, BRITISH | WEAK },
                                     { "commencement", NULL, AMERICAN | WEAK },
                                     { "commission", "county", AMERICAN },
                                     { "commissioner", "county", AMERICAN },
                                     { "commissioners", "county", AMERICAN },
                                     { "condo", NULL, AMERICAN },
                                     { "congregation", NULL, AMERICAN | WEAK },
                                     { "constable", NULL, BRITISH | WEAK },
                                     { "contest", "no", AMERICAN },
                                     { "cookies", NULL, AMERICAN | WEAK },
                                     { "cookout", NULL, AMERICAN },
                                     { "corn", NULL, AMERICAN | WEAK },
                                     { "cornfield", NULL, AMERICAN },
                                     { "council", "city", AMERICAN | WEAK },
                                     { "councillor", NULL, BRITISH },
                                     { "councillors", NULL, BRITISH },
                                     { "councilman", NULL, AMERICAN },
                                     { "councilmen", NULL, AMERICAN },
                                     { "councilwoman", NULL, AMERICAN },
                                     { "counselor", NULL, AMERICAN | WEAK },
                                     { "counties", NULL, AMERICAN | WEAK },
                                     { "county", NULL, AMERICAN | WEAK },
                                     { "countywide", NULL, AMERICAN },
                                     { "court", "superior", AMERICAN | WEAK },
                                     { "creek", NULL, AMERICAN | WEAK },
                                     { "criticised", NULL, BRITISH | WEAK },
                                     { "crosswalk", NULL, AMERICAN },
                                     { "crosswalks", NULL, AMERICAN },
                                     { "curbside", NULL, AMERICAN },
                                     { "deal", "plea", AMERICAN | WEAK },
                                     { "deer", NULL, AMERICAN | WEAK },
                                     { "defence", NULL, BRITISH | WEAK },
                                     { "defender", "public", AMERICAN },
                                     { "defense", NULL, AMERICAN | WEAK },
                                     { "degree", "first", AMERICAN },
                                     { "degree", "second", AMERICAN },
                                     { "department", "fire", AMERICAN },
                                     { "department", "police", AMERICAN | WEAK },
                                     { "deputies", NULL, AMERICAN | WEAK },
                                     { "diaper", NULL, AMERICAN },
                                     { "diapers", NULL, AMERICAN },
                                     { "district", "school", AMERICAN },
                                     { "dorm", NULL, AMERICAN },
                                     { "dormitory", NULL, AMERICAN | WEAK },
                                     { "dorms", NULL, AMERICAN },
                                     { "downtown", NULL, AMERICAN },
                                     { "driveway", NULL, AMERICAN | WEAK },
                                     { "drugstore", NULL, AMERICAN },
                                     { "drywall", NULL, AMERICAN },
                                     { "dugout", NULL, AMERICAN },
                                     { "dumpster", NULL, AMERICAN },
                                     { "elementary", NULL, AMERICAN | WEAK },
                                     { "enrollment", NULL, AMERICAN | WEAK },
                                     { "examiner", "medical", AMERICAN },
                                     { "expressway", NULL, AMERICAN | WEAK },
                                     { "faucet", NULL, AMERICAN },
                                     { "favorite", NULL, AMERICAN | WEAK },
                                     { "favourite", NULL, BRITISH | WEAK },
                                     { "felony", NULL, AMERICAN },
                                     { "flats", NULL, BRITISH | WEAK },
                                     { "flytipping", NULL, BRITISH },
                                     { "football", "college", AMERICAN },
                                     { "football", "school", AMERICAN },
                                     { "foreclosure", NULL, AMERICAN | WEAK },
                                     { "form", "sixth", BRITISH },
                                     { "fortnight", NULL, BRITISH },
                                     { "fraternity", NULL, AMERICAN },
                                     { "freeway", NULL, AMERICAN },
                                     { "freshman", NULL, AMERICAN },
                                     { "freshmen", NULL, AMERICAN },
                                     { "fulfil", NULL, BRITISH | WEAK },
                                     { "fulfill", NULL, AMERICAN | WEAK },
                                     { "fund", "general", AMERICAN },
                                     { "fundraiser", NULL, AMERICAN | WEAK },
                                     { "gallon", NULL, AMERICAN | WEAK },
                                     { "gallons", NULL, AMERICAN | WEAK },
                                     { "garbage", NULL, AMERICAN | WEAK },
                                     { "governor", NULL, AMERICAN | WEAK },
                                     { "grader", NULL, AMERICAN },
                                     { "graders", NULL, AMERICAN },
                                     { "gray", NULL, AMERICAN | WEAK },
                                     { "grey", NULL, BRITISH | WEAK },
                                     { "gubernatorial", NULL, AMERICAN },
                                     { "harbor", NULL, AMERICAN | WEAK },
                                     { "headteacher", NULL, BRITISH },
                                     { "high", "junior", AMERICAN },
                                     { "highway", NULL, AMERICAN | WEAK },
                                     { "holiday", "bank", BRITISH },
                                     { "homecoming", NULL, AMERICAN },
                                     { "homeowners", NULL, AMERICAN | WEAK },
                                     { "hometown", NULL, AMERICAN | WEAK },
                                     { "honor", NULL, AMERICAN | WEAK },
                                     { "honour", NULL, BRITISH | WEAK },
                                     { "hospice", NULL, AMERICAN | WEAK },
                                     { "indicted", NULL, AMERICAN | WEAK },
                                     { "inmate", NULL, AMERICAN | WEAK },
                                     { "inmates", NULL, AMERICAN | WEAK },
                                     { "inning", NULL, AMERICAN },
                                     { "innings", NULL, AMERICAN },
                                     { "inquest", NULL, BRITISH | WEAK },
                                     { "interment", NULL, AMERICAN | WEAK },
                                     { "intersection", NULL, AMERICAN | WEAK },
                                     { "interstate", NULL, AMERICAN },
                                     { "issue", "bond", AMERICAN },
                                     { "jail", NULL, AMERICAN | WEAK },
                                     { "jailed", NULL, BRITISH | WEAK },
                                     { "jewelry", NULL, AMERICAN | WEAK },
                                     { "judge", "circuit", AMERICAN },
                                     { "judge", "district", AMERICAN | WEAK },
                                     { "jury", "grand", AMERICAN },
                                     { "kids", NULL, AMERICAN | WEAK },
                                     { "kilometres", NULL, BRITISH | WEAK },
                                     { "kindergarten", NULL, AMERICAN | WEAK },
                                     { "labor", NULL, AMERICAN | WEAK },
                                     { "labour", NULL, BRITISH | WEAK },
                                     { "landfill", NULL, AMERICAN | WEAK },
                                     { "law", "state", AMERICAN | WEAK },
                                     { "lawmaker", NULL, AMERICAN | WEAK },
                                     { "lawmakers", NULL, AMERICAN | WEAK },
                                     { "lawmakers", "state", AMERICAN | WEAK },
                                     { "legislature", NULL, AMERICAN | WEAK },
                                     { "levy", NULL, AMERICAN | WEAK },
                                     { "licence", NULL, BRITISH | WEAK },
                                     { "license", NULL, AMERICAN | WEAK },
                                     { "litre", NULL, BRITISH | WEAK },
                                     { "litres", NULL, BRITISH | WEAK },
                                     { "lorries", NULL, BRITISH },
                                     { "lorry", NULL, BRITISH },
                                     { "lot", "parking", AMERICAN },
                                     { "magistrates", NULL, BRITISH },
                                     { "mailbox", NULL, AMERICAN },
                                     { "mall", NULL, AMERICAN | WEAK },
                                     { "math", NULL, AMERICAN | WEAK },
                                     { "maths", NULL, BRITISH },
                                     { "member", "council", AMERICAN },
                                     { "metre", NULL, BRITISH | WEAK },
                                     { "metres", NULL, BRITISH | WEAK },
                                     { "millage", NULL, AMERICAN },
                                     { "minivan", NULL, AMERICAN | WEAK },
                                     { "misdemeanor", NULL, AMERICAN },
                                     { "mom", NULL, AMERICAN },
                                     { "moms", NULL, AMERICAN },
                                     { "motorway", NULL, BRITISH },
                                     { "mould", NULL, BRITISH | WEAK },
                                     { "movie", NULL, AMERICAN | WEAK },
                                     { "mph", NULL, AMERICAN | WEAK },
                                     { "mum", NULL, BRITISH },
                                     { "mums", NULL, BRITISH },
                                     { "neighbor", NULL, AMERICAN | WEAK },
                                     { "neighborhood", NULL, AMERICAN | WEAK },
                                     { "neighborhoods", NULL, AMERICAN | WEAK },
                                     { "neighboring", NULL, AMERICAN | WEAK },
                                     { "neighbors", NULL, AMERICAN | WEAK },
                                     { "neighbour", NULL, BRITISH | WEAK },
                                     { "neighbourhood", NULL, BRITISH | WEAK },
                                     { "neighbouring", NULL, BRITISH | WEAK },
                                     { "neighbours", NULL, BRITISH | WEAK },
                                     { "newsagent", NULL, BRITISH },
                                     { "offense", NULL, AMERICAN | WEAK },
                                     { "officials", "state", AMERICAN | WEAK },
                                     { "ordinance", NULL, AMERICAN },
                                     { "organisation", NULL, BRITISH | WEAK },
                                     { "organise", NULL, BRITISH | WEAK },
                                     { "organised", NULL, BRITISH | WEAK },
                                     { "organisers", NULL, BRITISH | WEAK },
                                     { "overpass", NULL, AMERICAN | WEAK },
                                     { "pajamas", NULL, AMERICAN | WEAK },
                                     { "pallbearers", NULL, AMERICAN },
                                     { "park", "car", BRITISH },
                                     { "pastor", NULL, AMERICAN | WEAK },
                                     { "patrol", "highway", AMERICAN },
                                     { "pavement", NULL, BRITISH | WEAK },
                                     { "paycheck", NULL, AMERICAN },
                                     { "paychecks", NULL, AMERICAN },
                                     { "pensioner", NULL, BRITISH },
                                     { "pensioners", NULL, BRITISH },
                                     { "percent", NULL, AMERICAN | WEAK },
                                     { "petrol", NULL, BRITISH },
                                     { "phone", "cell", AMERICAN },
                                     { "pickup", NULL, AMERICAN | WEAK },
                                     { "pitcher", NULL, AMERICAN | WEAK },
                                     { "playoff", NULL, AMERICAN },
                                     { "playoffs", NULL, AMERICAN },
                                     { "plough", NULL, BRITISH | WEAK },
                                     { "plow", NULL, AMERICAN | WEAK },
                                     { "police", "state", AMERICAN },
                                     { "porch", NULL, AMERICAN },
                                     { "postcode", NULL, BRITISH | WEAK },
                                     { "potluck", NULL, AMERICAN },
                                     { "practise", NULL, BRITISH | WEAK },
                                     { "precinct", NULL, AMERICAN },
                                     { "precincts", NULL, AMERICAN },
                                     { "program", NULL, AMERICAN | WEAK },
                                     { "programme", NULL, BRITISH | WEAK },
                                     { "programmes", NULL, BRITISH | WEAK },
                                     { "prom", NULL, AMERICAN },
                                     { "pub", NULL, BRITISH },
                                     { "pubs", NULL, BRITISH },
                                     { "pupils", NULL, BRITISH | WEAK },
                                     { "pyjamas", NULL, BRITISH | WEAK },
                                     { "quarterback", NULL, AMERICAN },
                                     { "queue", NULL, BRITISH | WEAK },
                                     { "railroad", NULL, AMERICAN | WEAK },
                                     { "ranch", NULL, AMERICAN | WEAK },
                                     { "realise", NULL, BRITISH | WEAK },
                                     { "realised", NULL, BRITISH | WEAK },
                                     { "realtor", NULL, AMERICAN },
                                     { "realtors", NULL, AMERICAN },
                                     { "rebounds", NULL, AMERICAN },
                                     { "recognise", NULL, BRITISH | WEAK },
                                     { "recognised", NULL, BRITISH | WEAK },
                                     { "remanded", NULL, BRITISH | WEAK },
                                     { "restroom", NULL, AMERICAN },
                                     { "restrooms", NULL, AMERICAN },
                                     { "roundabout", NULL, BRITISH | WEAK },
                                     { "rubbish", NULL, BRITISH | WEAK },
                                     { "sceptical", NULL, BRITISH | WEAK },
                                     { "school", "elementary", AMERICAN },
                                     { "school", "grade", AMERICAN },
                                     { "school", "high", AMERICAN | WEAK },
                                     { "school", "middle", AMERICAN },
                                     { "schools", "elementary", AMERICAN },
                                     { "semester", NULL, AMERICAN | WEAK },
                                     { "seniors", NULL, AMERICAN | WEAK },
                                     { "sewer", NULL, AMERICAN | WEAK },
                                     { "sheriff", NULL, AMERICAN | WEAK },
                                     { "sidewalk", NULL, AMERICAN },
                                     { "sidewalks", NULL, AMERICAN },
                                     { "skeptical", NULL, AMERICAN | WEAK },
                                     { "soccer", NULL, AMERICAN | WEAK },
                                     { "softball", NULL, AMERICAN },
                                     { "solicitor", NULL, BRITISH },
                                     { "solicitors", NULL, BRITISH },
                                     { "sophomore", NULL, AMERICAN },
                                     { "sophomores", NULL, AMERICAN },
                                     { "sorority", NULL, AMERICAN },
                                     { "soybean", NULL, AMERICAN | WEAK },
                                     { "soybeans", NULL, AMERICAN | WEAK },
                                     { "statewide", NULL, AMERICAN },
                                     { "station", "gas", AMERICAN },
                                     { "stimulus", NULL, AMERICAN | WEAK },
                                     { "store", "grocery", AMERICAN },
                                     { "store", "thrift", AMERICAN },
                                     { "story", "two", AMERICAN },
                                     { "stroller", NULL, AMERICAN },
                                     { "subdivision", NULL, AMERICAN | WEAK },
                                     { "suburban", NULL, AMERICAN | WEAK },
                                     { "superintendent", NULL, AMERICAN | WEAK },
                                     { "takeaway", NULL, BRITISH | WEAK },
                                     { "tax", "council", BRITISH },
                                     { "tax", "property", AMERICAN | WEAK },
                                     { "tax", "sales", AMERICAN },
                                     { "theater", NULL, AMERICAN | WEAK },
                                     { "theater", "movie", AMERICAN },
                                     { "theatre", NULL, BRITISH | WEAK },
                                     { "tire", NULL, AMERICAN | WEAK },
                                     { "tonnes", NULL, BRITISH | WEAK },
                                     { "touchdown", NULL, AMERICAN },
                                     { "touchdowns", NULL, AMERICAN },
                                     { "township", NULL, AMERICAN | WEAK },
                                     { "trailer", "tractor", AMERICAN },
                                     { "trash", NULL, AMERICAN },
                                     { "traveled", NULL, AMERICAN | WEAK },
                                     { "traveling", NULL, AMERICAN | WEAK },
                                     { "travelled", NULL, BRITISH | WEAK },
                                     { "trooper", NULL, AMERICAN | WEAK },
                                     { "trooper", "state", AMERICAN },
                                     { "troopers", "state", AMERICAN },
                                     { "truck", NULL, AMERICAN | WEAK },
                                     { "truck", "pickup", AMERICAN },
                                     { "trustee", NULL, AMERICAN | WEAK },
                                     { "trustees", NULL, AMERICAN | WEAK },
                                     { "turnpike", NULL, AMERICAN },
                                     { "tyre", NULL, BRITISH | WEAK },
                                     { "tyres", NULL, BRITISH | WEAK },
                                     { "undergraduate", NULL, AMERICAN | WEAK },
                                     { "vacation", NULL, AMERICAN | WEAK },
                                     { "valedictorian", NULL, AMERICAN },
                                     { "varsity", NULL, AMERICAN },
                                     { "veterans", NULL, AMERICAN | WEAK },
                                     { "wastewater", NULL, AMERICAN | WEAK },
                                     { "whilst", NULL, BRITISH },
                                     { "wrestling", NULL, AMERICAN | WEAK },
                                     { "year", "fiscal", AMERICAN | WEAK },
                                     { "zoning", NULL, AMERICAN } };
#define TERMS (sizeof terms / sizeof terms[0])

static bool same(struct dl_str w, const char *text)
{
    return strlen(text) == w.len && memcmp(w.ptr, text, w.len) == 0;
}

void dl_english_words_new(struct word_index *words)
{
    *words = (struct word_index){ 0 };
    for (unsigned i = 0; i < TERMS; i++)
        word_index_add(words, terms[i].word, i);
}

static void count_word(const struct word_index *words, struct dl_str w, struct dl_str before, bool seen[TERMS],
                       struct dl_english_variety *v)
{
    unsigned first = word_index_find(words, w, false);
    for (size_t i = first; i < TERMS && (i == first || same(w, terms[i].word)); i++) {
        const struct term *t = &terms[i];
        if (seen[i] || (t->before && !same(before, t->before)))
            continue;
        seen[i] = true;
        *(t->kind & BRITISH ? &v->british : &v->american) += t->kind & WEAK ? 0.5f : 1.0f;
    }
}

static bool is_digit(struct dl_str text, size_t at)
{
    return at < text.len && text.ptr[at] >= '0' && text.ptr[at] <= '9';
}

/* "(212) 555-0100" */
static bool is_phone(struct dl_str text, size_t at)
{
    static const char form[] = "(000) 000-0000";
    for (size_t i = 0; i + 1 < sizeof form; i++)
        if (form[i] == '0' ? !is_digit(text, at + i) : at + i >= text.len || text.ptr[at + i] != form[i])
            return false;
    return true;
}

/* Signs other than words, as bits. */
enum { POUNDS = 1, DOLLARS = 2, NOON = 4, PHONE = 8, STREET = 16, RANK = 32, OFFICE = 64 };

static inline bool ends_with(struct dl_str text, size_t end, const char *word, size_t len)
{
    return end >= len && memcmp(text.ptr + end - len, word, len) == 0;
}

/* "Sgt. Brown", "Gov. Brown": with a dot, as Britain does not write it. */
static unsigned title_before(struct dl_str text, size_t dot)
{
    if (ends_with(text, dot, "Capt", 4) || ends_with(text, dot, "Lt", 2) || ends_with(text, dot, "Sgt", 3))
        return RANK;
    return ends_with(text, dot, "Gov", 3) || ends_with(text, dot, "Rep", 3) || ends_with(text, dot, "Sen", 3) ? OFFICE
                                                                                                              : 0;
}

/* "4 p.m." */
static bool is_noon(struct dl_str text, size_t dot)
{
    return dot >= 4 && memcmp(text.ptr + dot - 2, ".m", 2) == 0 && text.ptr[dot - 4] == ' ' &&
           (text.ptr[dot - 3] == 'a' || text.ptr[dot - 3] == 'p');
}

static unsigned signs_at(struct dl_str text, size_t i)
{
    unsigned found = 0;
    switch ((unsigned char)text.ptr[i]) {
    case '$':
        return i > 0 && (unsigned char)text.ptr[i - 1] <= ' ' && is_digit(text, i + 1) ? DOLLARS : 0;
    case '(':
        return is_phone(text, i) ? PHONE : 0;
    case '.':
        if (i + 2 < text.len && text.ptr[i + 1] == ' ' && text.ptr[i + 2] >= 'A' && text.ptr[i + 2] <= 'Z')
            found = title_before(text, i);
        return found | (is_noon(text, i) ? NOON : 0);
    default:
        return 0;
    }
}

/* "£5", where the sign counts as a word of two bytes; "the 100 block". */
static unsigned signs_of_word(struct dl_str text, struct dl_str w)
{
    size_t start = (size_t)(w.ptr - text.ptr);
    if (w.len == 2 && memcmp(w.ptr, "\xc2\xa3", 2) == 0 && is_digit(text, start + 2))
        return POUNDS;
    return w.len == 5 && memcmp(w.ptr, "block", 5) == 0 && start > 2 && is_digit(text, start - 2) ? STREET : 0;
}

/* Where the word, if one stands at P, ends: a run of letters of ASCII and all that is beyond it. */
static inline const char *word_end(const char *p, const char *end)
{
    char padded[DL_SHORT_WORD];
    for (; end - p >= DL_SHORT_WORD; p += DL_SHORT_WORD) {
        size_t n = dl_letters(p);
        if (n < DL_SHORT_WORD)
            return p + n;
    }
    memset(padded, 0, sizeof padded);
    memcpy(padded, p, (size_t)(end - p));
    return p + dl_letters(padded);
}

struct dl_english_variety dl_english_variety_of(const struct word_index *words, struct dl_str text)
{
    struct dl_english_variety v = { 0 };
    unsigned signs = 0;
    bool seen[TERMS] = { false };
    struct dl_str before = { 0 };
    const char *p = text.ptr, *end = text.ptr + (text.len < MOST_BYTES ? text.len : MOST_BYTES);
    while (p < end) {
        struct dl_str w = { p, (size_t)(word_end(p, end) - p) };
        if (w.len == 0) {
            if (*p++ != ' ')
                signs |= signs_at(text, (size_t)(w.ptr - text.ptr));
            continue;
        }
        count_word(words, w, before, seen, &v);
        signs |= signs_of_word(text, w);
        before = w;
        p += w.len;
        p += p < end && *p == ' ';
    }
    v.pounds = signs & POUNDS;
    v.british += signs & POUNDS ? 1.0f : 0.0f;
    v.american += (signs & PHONE ? 1.0f : 0.0f) + (signs & STREET ? 1.0f : 0.0f);
    for (unsigned weak = DOLLARS | NOON | RANK | OFFICE, bit = 1; bit <= weak; bit *= 2)
        v.american += signs & weak & bit ? 0.5f : 0.0f;
    return v;
}
