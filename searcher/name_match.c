/* name_match.c - whether a person's name stands in a text, however it is spelled there.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "searcher/name_match.h"

#include <ctype.h>
#include <stdlib.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>

#include "dateline/grow.h"
#include "dateline/unicode.h"

#define RAW 256 /* UTF-16 units of a word on its way */

struct dl_romanizer {
    UTransliterator *any;
};

enum dl_status dl_romanizer_new(struct dl_romanizer **r, struct dl_error *err)
{
    *r = calloc(1, sizeof **r);
    return *r ? DL_OK : dl_fail_memory(err);
}

/* Made when a word needs it, which takes ICU some milliseconds. */
static bool open_transliterator(struct dl_romanizer *r)
{
    static const UChar id[] = u"Any-Latin; NFD; [:Nonspacing Mark:] Remove; Latin-ASCII; Lower";
    UErrorCode e = U_ZERO_ERROR;
    if (!r->any)
        r->any = utrans_openU(id, -1, UTRANS_FORWARD, NULL, 0, NULL, &e);
    return U_SUCCESS(e) && r->any;
}

void dl_romanizer_free(struct dl_romanizer *r)
{
    if (r && r->any)
        utrans_close(r->any);
    free(r);
}

/* ---- one word --------------------------------------------------------------------------------------------------- */

/* What transliterations write in several ways, longest first. */
static const struct {
    const char *from, *to;
} spellings[] = { { "tsch", "c" }, { "sch", "s" }, { "shch", "s" }, { "tch", "c" }, { "dzh", "j" }, { "ksh", "s" },
                  { "ou", "u" },   { "oo", "u" },  { "ee", "i" },   { "ei", "ai" }, { "ey", "ai" }, { "ay", "ai" },
                  { "kh", "h" },   { "gh", "g" },  { "ph", "f" },   { "ck", "k" },  { "sh", "s" },  { "ch", "c" },
                  { "zh", "j" },   { "dj", "j" },  { "th", "t" },   { "dh", "d" },  { "ts", "z" },  { "tz", "z" },
                  { "aa", "a" },   { "iy", "i" },  { "yy", "i" },   { "x", "ks" },  { "q", "k" },   { "w", "v" },
                  { "y", "i" } };

/* A digit amid letters is a letter that looks like it. */
static char letter_for(char c, bool letters)
{
    return letters && c == '0' ? 'o' : letters && c == '1' ? 'i' : letters && c == '3' ? 'e' : c;
}

static void collapse(const char *s, size_t n, struct dl_name_part *out)
{
    bool letters = false;
    for (size_t i = 0; i < n; i++)
        letters |= s[i] >= 'a' && s[i] <= 'z';
    out->len = 0;
    for (size_t i = 0, step; i < n && out->len + 3 < DL_NAME_PART; i += step) {
        char one[2] = { letter_for(s[i], letters), '\0' };
        const char *to = one;
        step = 1;
        if (!((s[i] >= 'a' && s[i] <= 'z') || (s[i] >= '0' && s[i] <= '9')))
            continue;
        for (size_t k = 0; k < sizeof spellings / sizeof *spellings; k++) {
            if (spellings[k].from[0] != s[i])
                continue;
            size_t m = strlen(spellings[k].from);
            if (m <= n - i && memcmp(spellings[k].from, s + i, m) == 0) {
                to = spellings[k].to;
                step = m;
                break;
            }
        }
        for (; *to; to++)
            if (out->len == 0 || out->latin[out->len - 1] != *to || (*to >= '0' && *to <= '9'))
                out->latin[out->len++] = *to;
    }
    out->latin[out->len] = '\0';
}

static bool is_ascii(struct dl_str s)
{
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.ptr[i] >= 0x80)
            return false;
    return true;
}

void dl_romanize(struct dl_romanizer *r, struct dl_str word, struct dl_name_part *out)
{
    char text[3 * RAW];
    UChar wide[RAW];
    int32_t n = 0;
    UErrorCode e = U_ZERO_ERROR;
    size_t len = word.len < sizeof text / 4 ? word.len : sizeof text / 4;
    if (is_ascii(word)) {
        for (size_t i = 0; i < len; i++)
            text[i] = (char)(word.ptr[i] >= 'A' && word.ptr[i] <= 'Z' ? word.ptr[i] | 0x20 : word.ptr[i]);
        collapse(text, len, out);
        return;
    }
    if (!open_transliterator(r)) {
        collapse(text, 0, out);
        return;
    }
    u_strFromUTF8WithSub(wide, RAW, &n, word.ptr, (int32_t)len, 0xfffd, NULL, &e);
    int32_t limit = n;
    if (U_SUCCESS(e))
        utrans_transUChars(r->any, wide, &n, RAW, 0, &limit, &e);
    u_strToUTF8(text, sizeof text, &n, wide, n, &e);
    collapse(text, U_SUCCESS(e) ? (size_t)n : 0, out);
}

/* ---- the distance of two parts ---------------------------------------------------------------------------------- */

enum { SAME = 0, H = 3, VOWEL = 4, ALIKE = 5, OTHER = 10 }; /* tenths of a slip */

#define BIT(c) (UINT32_C(1) << ((c)&31))
#define VOWELS (BIT('a') | BIT('e') | BIT('i') | BIT('o') | BIT('u'))

static bool is_letter(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_vowel(char c)
{
    return is_letter(c) && (VOWELS & BIT(c));
}

static int letter_cost(char a, char b)
{
    static const uint32_t alike[32] = { ['b' & 31] = BIT('p') | BIT('v'),
                                        ['c' & 31] = BIT('k') | BIT('s') | BIT('z'),
                                        ['d' & 31] = BIT('t'),
                                        ['f' & 31] = BIT('v'),
                                        ['g' & 31] = BIT('k') | BIT('j') | BIT('h'),
                                        ['h' & 31] = BIT('g'),
                                        ['i' & 31] = BIT('j'),
                                        ['j' & 31] = BIT('g') | BIT('i') | BIT('z'),
                                        ['k' & 31] = BIT('g') | BIT('c'),
                                        ['p' & 31] = BIT('b'),
                                        ['s' & 31] = BIT('z') | BIT('c'),
                                        ['t' & 31] = BIT('d'),
                                        ['v' & 31] = BIT('f') | BIT('b'),
                                        ['z' & 31] = BIT('s') | BIT('c') | BIT('j') };
    if (a == b)
        return SAME;
    if (!is_letter(a) || !is_letter(b))
        return OTHER;
    if (is_vowel(a) && is_vowel(b))
        return VOWEL;
    return alike[a & 31] & BIT(b) ? ALIKE : OTHER;
}

static int gap_cost(char c)
{
    return is_vowel(c) ? VOWEL : c == 'h' ? H : OTHER;
}

/* The weighted edit distance, swaps of neighbours included, in tenths. */
static int distance(const struct dl_name_part *a, const struct dl_name_part *b)
{
    int rows[3][DL_NAME_PART + 1], *above2 = rows[0], *above = rows[1], *row = rows[2];
    above[0] = 0;
    for (unsigned j = 0; j < b->len; j++)
        above[j + 1] = above[j] + gap_cost(b->latin[j]);
    for (unsigned i = 0; i < a->len; i++) {
        char x = a->latin[i];
        row[0] = above[0] + gap_cost(x);
        for (unsigned j = 0; j < b->len; j++) {
            char y = b->latin[j];
            int best = above[j] + letter_cost(x, y), left = row[j] + gap_cost(y), up = above[j + 1] + gap_cost(x);
            best = left < best ? left : best;
            best = up < best ? up : best;
            if (i && j && x == b->latin[j - 1] && y == a->latin[i - 1] && above2[j - 1] + OTHER < best)
                best = above2[j - 1] + OTHER;
            row[j + 1] = best;
        }
        int *t = above2;
        above2 = above;
        above = row;
        row = t;
    }
    return above[b->len];
}

/* Slips, in tenths, that two parts of this length may have: FAR 0; 1: if all the rest of the name is right; 2: in two
 * scripts. */
static int most_of(unsigned len, int far)
{
    if (far == 2)
        return (int)len * 3;
    static const int near[] = { 0, 0, 0, 4, 5, 10 }, wide[] = { 0, 0, 0, 8, 10, 14 };
    if (len < sizeof near / sizeof *near)
        return far ? wide[len] : near[len];
    return (int)len * (far ? 25 : 18) / 10;
}

/* Consonants, those that are confused with none, of which only one of A and B has any. */
static int missing_letters(const struct dl_name_part *a, const struct dl_name_part *b)
{
    uint32_t in_a = 0, in_b = 0, plain = 0;
    for (const char *p = "lmnr"; *p; p++)
        plain |= UINT32_C(1) << (*p & 31);
    for (unsigned i = 0; i < a->len; i++)
        in_a |= UINT32_C(1) << (a->latin[i] & 31);
    for (unsigned i = 0; i < b->len; i++)
        in_b |= UINT32_C(1) << (b->latin[i] & 31);
    return __builtin_popcount(in_a & ~in_b & plain) > __builtin_popcount(in_b & ~in_a & plain)
               ? __builtin_popcount(in_a & ~in_b & plain)
               : __builtin_popcount(in_b & ~in_a & plain);
}

/* The distance of A and B, or -1 when they are not likely to be one name. */
static int parts_cost(const struct dl_name_part *a, const struct dl_name_part *b, int far)
{
    unsigned len = a->len > b->len ? a->len : b->len, diff = 2 * len - a->len - b->len;
    int most = most_of(len, far);
    if (diff > 4 || missing_letters(a, b) * OTHER > most)
        return -1;
    int d = distance(a, b);
    return d <= most ? d : -1;
}

bool dl_name_parts_alike(const struct dl_name_part *a, const struct dl_name_part *b, bool other_script)
{
    return parts_cost(a, b, other_script ? 2 : 0) >= 0;
}

/* ---- names ------------------------------------------------------------------------------------------------------ */

/* What stands between or before names and may be missing; legal forms of companies. */
static bool is_particle(struct dl_str w)
{
    static const char *const particles[] = { "al",      "el",          "ul",     "ad",           "ar",
                                             "as",      "bin",         "ibn",    "ben",          "bint",
                                             "bte",     "binti",       "de",     "da",           "do",
                                             "dos",     "das",         "del",    "della",        "di",
                                             "la",      "le",          "van",    "von",          "der",
                                             "den",     "ten",         "na",     "of",           "and",
                                             "the",     "y",           "e",      "mr",           "mrs",
                                             "ms",      "dr",          "prof",   "sir",          "lord",
                                             "lady",    "monsieur",    "madame", "president",    "minister",
                                             "sheikh",  "shaykh",      "haji",   "hajji",        "mullah",
                                             "maulavi", "general",     "inc",    "incorporated", "ltd",
                                             "limited", "llc",         "plc",    "co",           "company",
                                             "corp",    "corporation", "gmbh",   "ag",           "aktiengesellschaft",
                                             "sa",      "nv",          "bv",     "srl",          "sarl",
                                             "spa",     "jsc",         "pjsc",   "ooo",          "oao",
                                             "zao",     "pao" };
    for (size_t i = 0; i < sizeof particles / sizeof *particles; i++)
        if (dl_str_eq(w, dl_str_of(particles[i])))
            return true;
    return false;
}

static void append(struct dl_name_part *whole, const struct dl_name_part *p)
{
    for (unsigned i = 0; i < p->len && whole->len + 1 < DL_NAME_PART; i++)
        if (whole->len == 0 || whole->latin[whole->len - 1] != p->latin[i])
            whole->latin[whole->len++] = p->latin[i];
    whole->latin[whole->len] = '\0';
}

void dl_name_join(const struct dl_name_part *a, const struct dl_name_part *b, struct dl_name_part *out)
{
    *out = *a;
    append(out, b);
}

static bool is_cjk(struct dl_str s, size_t *first)
{
    size_t at = 0;
    UErrorCode e = U_ZERO_ERROR;
    UScriptCode script = uscript_getScript(s.len ? (UChar32)dl_utf8_next(s, &at) : 'a', &e);
    *first = at;
    return script == USCRIPT_HAN || script == USCRIPT_HANGUL || script == USCRIPT_KATAKANA ||
           script == USCRIPT_HIRAGANA;
}

/* Of a name in Han or Hangul the first character is the family's: 习近平 is Xi Jinping. */
static bool add_part(struct dl_romanizer *r, struct dl_name *out, struct dl_str word, const struct dl_name_part *p)
{
    size_t first;
    bool split = word.len == out->text.len && is_cjk(word, &first) && word.len > first && word.len <= 4 * first;
    if (out->count + split >= DL_NAME_PARTS)
        return false;
    for (int i = 0; i < 1 + split; i++) {
        struct dl_str part = !split ? word
                             : i    ? (struct dl_str){ word.ptr + first, word.len - first }
                                    : (struct dl_str){ word.ptr, first };
        out->words[out->count] = part;
        out->parts[out->count] = *p;
        if (split)
            dl_romanize(r, part, &out->parts[out->count]);
        out->count++;
    }
    return true;
}

bool dl_name_parse(struct dl_romanizer *r, struct dl_analyzer *analyzer, struct dl_str text, struct dl_name *out)
{
    struct dl_spans spans = { 0 };
    bool ok = dl_analyze_spans(analyzer, DL_FIELD_BODY, text, "none", &spans, NULL) == DL_OK;
    *out = (struct dl_name){ .text = dl_str_trim(text) };
    for (int particles = 0; particles < 2 && out->count == 0; particles++) /* unless it is nothing else */
        for (size_t i = 0; i < spans.count && ok; i++) {
            const struct dl_span *s = &spans.v[i];
            struct dl_name_part p;
            if (s->form != DL_FORM_EXACT)
                continue;
            dl_romanize(r, dl_analyzer_term(analyzer, s->term), &p);
            if (particles == 0)
                append(&out->whole, &p);
            out->typed += particles == 0;
            if (p.len == 0 || (!particles && is_particle(dl_analyzer_term(analyzer, s->term))))
                continue;
            ok = add_part(r, out, (struct dl_str){ text.ptr + s->start, s->end - s->start }, &p);
        }
    dl_spans_free(&spans);
    return ok && out->count > 0;
}

/* ---- names in a text -------------------------------------------------------------------------------------------- */

/* A word of the text, where a name may stand. */
struct place {
    struct dl_name_part part;
    struct dl_str term;
    bool particle, capital, first; /* FIRST: of a sentence or after a comma */
};

struct looking {
    struct dl_romanizer *r;
    struct dl_analyzer *analyzer;
    const struct dl_name *name;
    struct dl_str text;
    const struct dl_spans *spans;
};

/* The next word from span *I on. */
static bool next_place(const struct looking *l, size_t *i, struct place *out)
{
    while (*i < l->spans->count && l->spans->v[*i].form != DL_FORM_EXACT)
        ++*i;
    if (*i == l->spans->count)
        return false;
    const struct dl_span *s = &l->spans->v[(*i)++];
    size_t at = s->start, before = s->start;
    UChar32 c = (UChar32)dl_utf8_next(l->text, &at);
    while (before > 0 && (l->text.ptr[before - 1] == ' ' || l->text.ptr[before - 1] == '"'))
        before--;
    out->term = dl_analyzer_term(l->analyzer, s->term);
    dl_romanize(l->r, out->term, &out->part);
    out->particle = is_particle(out->term);
    out->capital = u_isupper(c) || (u_isalpha(c) && u_tolower(c) == c && u_toupper(c) == c);
    out->first = before == 0 || strchr(".!?;:\n(", l->text.ptr[before - 1]) != NULL;
    return true;
}

/* A part of one letter is the initial of any, and so is one of the text.  Syllables that sound nearly alike are others.
 */
static int agree(const struct dl_name *name, size_t k, const struct place *p, int far)
{
    const struct dl_name_part *typed = &name->parts[k];
    if (typed->len == 1 || p->part.len == 1)
        return typed->len && p->part.len && typed->latin[0] == p->part.latin[0] ? 0 : -1;
    size_t first;
    if (is_cjk(name->words[k], &first) && is_cjk(p->term, &first))
        return dl_str_eq(name->words[k], p->term) ? 0 : -1;
    if (is_ascii(name->words[k]) != is_ascii(p->term)) /* other scripts leave vowels out */
        far = 2;
    return parts_cost(typed, &p->part, far);
}

/* Parts were met in the order typed, beginning anywhere: Xi Jinping, Jinping Xi. */
static bool is_rotation(const uint8_t *order, size_t n)
{
    unsigned falls = 0;
    for (size_t i = 0; i < n; i++)
        falls += order[(i + 1) % n] < order[i];
    return falls <= 1 || n > 3;
}

/* Whether what was typed stands at span I as it is. */
static bool is_written(const struct looking *l, size_t i)
{
    size_t at = l->spans->v[i].start;
    const struct dl_name *name = l->name;
    return l->text.len - at >= name->text.len && memcmp(l->text.ptr + at, name->text.ptr, name->text.len) == 0;
}

/* Whether all that was typed stands from span I on, cut into other words: Good Will, Goodwill. */
static bool is_cut_otherwise(const struct looking *l, size_t i)
{
    const struct dl_name *name = l->name;
    struct dl_name_part joined = { .len = 0 };
    struct place p;
    for (size_t words = 1; joined.len < name->whole.len + 3 && next_place(l, &i, &p) && words < 2 * DL_NAME_PARTS;
         words++) {
        append(&joined, &p.part);
        bool other_script = is_ascii(name->words[0]) != is_ascii(p.term);
        size_t first;
        if (is_cjk(p.term, &first) && !other_script)
            return is_written(l, i - 1);
        if (joined.len >= 5 && words != name->typed &&
            distance(&joined, &name->whole) <= (int)name->whole.len * (other_script ? 2 : 1))
            return true;
    }
    return false;
}

/* The parts of a name that were met in a text. */
struct met {
    uint8_t order[DL_NAME_PARTS];
    bool used[DL_NAME_PARTS];
    size_t count, gaps;
    int cost, worst; /* of all, of one */
    unsigned far;    /* parts that are alike only if the rest is right */
    bool full;       /* one of more than an initial */
};

/* Whether P is the initials of parts that were not met: JC. */
static bool take_initials(struct met *m, const struct dl_name *name, const struct place *p)
{
    size_t n = p->term.len, k = 0;
    while (k + n <= name->count && (m->used[k] || name->parts[k].latin[0] != p->term.ptr[0]))
        k++;
    if (n < 2 || n > 3 || k + n > name->count || n == name->count)
        return false;
    for (size_t i = 0; i < n; i++)
        if (m->used[k + i] || tolower((unsigned char)name->words[k + i].ptr[0]) != p->term.ptr[i])
            return false;
    for (size_t i = 0; i < n; i++) {
        m->used[k + i] = true;
        m->order[m->count++] = (uint8_t)(k + i);
    }
    return true;
}

/* Take the part that P is nearest to. */
static bool take(struct met *m, const struct dl_name *name, const struct place *p)
{
    size_t best = name->count;
    int least = 0;
    for (int far = 0; far < 2 && best == name->count; far++)
        for (size_t k = 0; k < name->count; k++) {
            int cost = m->used[k] ? -1 : agree(name, k, p, far);
            if (cost < 0 || (best < name->count && cost >= least))
                continue;
            best = k;
            least = cost;
        }
    if (best == name->count)
        return take_initials(m, name, p);
    m->used[best] = true;
    m->full |= p->part.len > 2 && name->parts[best].len > 2;
    unsigned len = p->part.len > name->parts[best].len ? p->part.len : name->parts[best].len;
    if (is_ascii(name->words[best]) == is_ascii(p->term)) {
        m->far += least > most_of(len, 0);
        m->cost += least;
        m->worst = least > m->worst ? least : m->worst;
    }
    m->order[m->count++] = (uint8_t)best;
    return true;
}

/* One of three or more parts is missing, or all between the first and the last; what is there is spelled nearly so. */
static bool is_enough(const struct met *m, const struct dl_name *name)
{
    bool ends = m->used[0] && m->used[name->count - 1];
    return name->count > 2 && m->gaps == 0 && m->full && m->far == 0 && m->cost <= 14 &&
           is_rotation(m->order, m->count) && (m->count + 1 == name->count || (ends && m->count + 2 == name->count));
}

/* One part may be far off when the others are not off at all. */
static bool is_right(const struct met *m, const struct dl_name *name)
{
    return m->far == 0 || (m->far == 1 && name->count > 1 && m->gaps == 0 && m->cost - m->worst <= 2);
}

/* Whether the name begins at span I.  BEFORE: a word that is part of a name stands before it. */
static bool begins_here(const struct looking *l, size_t i, bool before)
{
    const struct dl_name *name = l->name;
    struct met m = { .count = 0 };
    struct place p;
    bool after = false;
    for (size_t words = 0; words < 2 * name->count + 4 && next_place(l, &i, &p); words++) {
        if (take(&m, name, &p)) {
            if (m.count == name->count)
                return (m.full || name->count == 1) && is_rotation(m.order, m.count) && is_right(&m, name);
            continue;
        }
        if (words == 0)
            return false;
        if (p.particle)
            continue;
        after = p.capital && m.gaps == 0;
        if (++m.gaps > 1 || !p.capital || (p.first && p.part.len > 1))
            break;
    }
    m.gaps -= m.gaps == 1 && !after; /* the text goes on with another word */
    return !before && is_enough(&m, name);
}

/* ---- which words to look at ------------------------------------------------------------------------------------- */

enum { KNOWN = 1, PART = 2, START = 4, PARTICLE = 8 };

/* The beginning of all that was typed, as long as P. */
static bool may_start(const struct dl_name *name, const struct dl_name_part *p)
{
    struct dl_name_part start = name->whole;
    if (!p->len || p->len > start.len + 3 || letter_cost(p->latin[0], start.latin[0]) == OTHER)
        return false;
    start.len = p->len < start.len ? p->len : start.len;
    return distance(&start, p) <= (int)start.len * 4;
}

static uint8_t judge(const struct looking *l, const struct place *p)
{
    uint8_t flags = KNOWN | (p->particle ? PARTICLE : 0) | (may_start(l->name, &p->part) ? START : 0);
    for (size_t k = 0; k < l->name->count; k++)
        if (agree(l->name, k, p, 1) >= 0 || (p->term.len <= 3 && l->name->parts[k].latin[0] == p->part.latin[0]))
            flags |= PART; /* the second: initials of several parts */
    return flags;
}

/* What is known of the word of span I. */
static enum dl_status look_up(struct looking *l, struct dl_name *name, size_t i, uint8_t *flags, struct dl_error *err)
{
    uint32_t term = l->spans->v[i].term;
    struct place p;
    if (name->numbering != dl_analyzer_numbering(l->analyzer)) {
        name->numbering = dl_analyzer_numbering(l->analyzer);
        if (name->seen_cap)
            memset(name->seen, 0, name->seen_cap);
    }
    if (term >= name->seen_cap) {
        size_t old = name->seen_cap;
        if (!DL_GROW(name->seen, name->seen_cap, (size_t)term + 1))
            return dl_fail_memory(err);
        memset(name->seen + old, 0, name->seen_cap - old);
    }
    if (!(name->seen[term] & KNOWN) && next_place(l, &i, &p))
        name->seen[term] = judge(l, &p);
    *flags = name->seen[term];
    return DL_OK;
}

void dl_name_free(struct dl_name *name)
{
    free(name->seen);
    name->seen = NULL;
    name->seen_cap = 0;
}

/* Whether the word before span I, particles aside, is part of a name. */
static bool has_name_before(const struct looking *l, size_t i)
{
    struct place p;
    size_t at = i;
    if (!next_place(l, &at, &p) || p.first)
        return false;
    while (i-- > 0) {
        at = i;
        if (l->spans->v[i].form == DL_FORM_EXACT && next_place(l, &at, &p) && !p.particle)
            return p.capital;
    }
    return false;
}

enum dl_status dl_name_in_text(struct dl_romanizer *r, struct dl_analyzer *analyzer, struct dl_name *name,
                               struct dl_str text, struct dl_spans *spans, bool *found, struct dl_error *err)
{
    struct looking l = { r, analyzer, name, text, spans };
    uint8_t flags = 0;
    *found = false;
    enum dl_status status = dl_analyze_spans(analyzer, DL_FIELD_BODY, text, "none", spans, err);
    for (size_t i = 0; i < spans->count && !status && !*found; i++) {
        if (spans->v[i].form != DL_FORM_EXACT || (status = look_up(&l, name, i, &flags, err)) != DL_OK)
            continue;
        *found = ((flags & PART) && !(flags & PARTICLE) && begins_here(&l, i, has_name_before(&l, i))) ||
                 ((flags & START) && is_cut_otherwise(&l, i));
    }
    return status;
}
