/* country.c - codes and names as users and fields write them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <limits.h>
#include <stdlib.h>

#include "dateline/distance.h"
#include "lib/place/tables.h"
#include "lib/place/token.h"

const dl_code *dl_country_codes(size_t *count)
{
    *count = place_country_count;
    return place_codes;
}

const char *dl_country_name(dl_code code)
{
    for (unsigned i = 0; i < place_country_count; i++)
        if (dl_code_eq(place_countries[i].code, code))
            return place_countries[i].name;
    return "";
}

dl_code dl_country_successor(dl_code code)
{
    unsigned i = dl_place_country(code);
    return i == UINT_MAX ? code : place_countries[place_countries[i].successor].code;
}

/* Codes of 2, 3 or 4 letters, and the few that people use though ISO has others. */
static bool parse_code(const char *word, size_t len, dl_code *code)
{
    static const struct {
        char used[5], code[5];
    } others[] = { { "UK", "GB" },   { "EL", "GR" },   { "SU", "SUHH" }, { "YU", "YUCS" },
                   { "DD", "DDDE" }, { "ZR", "ZRCD" }, { "BU", "BUMM" } };
    char upper[5] = "";
    if (len < 2 || len > 4)
        return false;
    for (size_t i = 0; i < len; i++) {
        if (!((word[i] >= 'a' && word[i] <= 'z') || (word[i] >= 'A' && word[i] <= 'Z')))
            return false;
        upper[i] = (char)(word[i] & ~0x20);
    }
    for (unsigned i = 0; i < place_country_count; i++) /* every article with a field comes by: no strcmp */
        if (memcmp(place_countries[i].code.text, upper, 4) == 0 || memcmp(place_countries[i].alpha3, upper, 4) == 0) {
            *code = place_countries[i].code;
            return true;
        }
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (strcmp(others[i].used, upper) == 0) {
            strcpy(code->text, others[i].code);
            return true;
        }
    return false;
}

/* The best sense of a whole name as a country: English and unbound names first. */
static bool parse_name(struct dl_str text, dl_code *code)
{
    const unsigned char *p = (const unsigned char *)text.ptr, *end = p + text.len;
    uint64_t hash = 0, exact = 0;
    unsigned tokens = 0;
    while (p < end) {
        struct token t;
        if (!token_starts(p, end)) {
            p++;
            continue;
        }
        if (++tokens > PLACE_MAX_TOKENS)
            return false;
        token_read(p, end, &t);
        hash = phrase_hash(hash, t.hash);
        exact = phrase_hash(exact, t.exact);
        p = t.end;
    }
    const struct place_slot *slot = tokens ? place_find(hash) : NULL;
    if (!slot || !slot->sense)
        return false;
    const struct dl_place_sense *s = &place_senses[slot->sense - 1], *best = NULL;
    int best_score = 0;
    for (;; s++) {
        int score = s->kind == DL_PLACE_NAME || s->kind == DL_PLACE_ABBR ? 16 : s->kind == DL_PLACE_PEOPLE ? 1 : 0;
        if (score) /* "Burma" is Myanmar, under which a search finds both */
            score += (s->language == 0 ? 3 : 0) + (s->exact == (uint32_t)exact ? 4 : 0) +
                     (place_countries[s->country].successor == s->country);
        if (score > best_score) {
            best_score = score;
            best = s;
        }
        if (s->flags & DL_PLACE_LAST)
            break;
    }
    if (best)
        *code = place_countries[best->country].code;
    return best != NULL;
}

#define MAX_SUGGEST 48 /* bytes of a name worth comparing */

static unsigned nearest_country(struct dl_str text)
{
    char folded[MAX_SUGGEST];
    size_t len = 0;
    const unsigned char *p = (const unsigned char *)text.ptr, *end = p + text.len;
    while (p < end && len + 4 <= sizeof folded) {
        unsigned n;
        uint32_t c = token_lower(token_char(p, end, &n));
        char base = token_base_letter(c);
        if (c < 0x80)
            folded[len++] = (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
        else if (base >= 'a' && base <= 'z')
            folded[len++] = base;
        else
            for (unsigned i = 0; i < n; i++)
                folded[len++] = (char)p[i];
        p += n;
    }
    unsigned best = UINT_MAX, limit = len < 4 ? 1 : len < 8 ? 2 : 3;
    const char *name = place_name_text;
    for (unsigned i = 0; i < place_name_count; name += place_names[i++].len) {
        size_t m = place_names[i].len;
        if (m > MAX_SUGGEST || m + limit < len || len + limit < m || m < 4)
            continue;
        unsigned d = dl_distance_str((struct dl_str){ folded, len }, (struct dl_str){ name, m }, limit);
        if (d <= limit) {
            best = place_names[i].country;
            if (d == 0)
                break;
            limit = d - 1;
        }
    }
    return best;
}

/* Without the word for "country" that some languages put before its name: "ประเทศลาว", "Nước Nga". */
static struct dl_str without_country_word(struct dl_str s)
{
    static const char *const words[] = { "ประเทศ", "ປະເທດ", "ប្រទេស", "nước ", "Nước " };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        size_t n = strlen(words[i]);
        if (s.len > n && memcmp(s.ptr, words[i], n) == 0)
            return (struct dl_str){ s.ptr + n, s.len - n };
    }
    return s;
}

enum dl_status dl_country_parse(struct dl_str text, dl_code *code, struct dl_error *err)
{
    text = dl_str_trim(text);
    if (text.len == 0)
        return dl_fail(err, DL_NOT_FOUND, "the name of a country is empty");
    /* "NGA" and "nga" are Nigeria's code, "Nga" is Russia in Vietnamese. */
    bool title_case =
        text.len > 1 && text.ptr[0] >= 'A' && text.ptr[0] <= 'Z' && !(text.ptr[1] >= 'A' && text.ptr[1] <= 'Z');
    bool name_fits = text.len <= 200;
    if ((title_case && name_fits && parse_name(text, code)) || parse_code(text.ptr, text.len, code) ||
        (name_fits && (parse_name(text, code) || parse_name(without_country_word(text), code))))
        return DL_OK;
    if (!err) /* nobody reads a suggestion */
        return DL_NOT_FOUND;
    int shown = text.len > 60 ? 60 : (int)text.len;
    while (shown > 0 && shown < (int)text.len && ((unsigned char)text.ptr[shown] & 0xC0) == 0x80)
        shown--;
    unsigned near = nearest_country(text);
    if (near != UINT_MAX)
        return dl_fail(err, DL_NOT_FOUND, "unknown country \"%.*s\"; did you mean %s (%s)?", shown, text.ptr,
                       place_countries[near].name, place_countries[near].code.text);
    return dl_fail(err, DL_NOT_FOUND,
                   "unknown country \"%.*s\": a name, or a code of ISO 3166 such as LA or LAO, was expected", shown,
                   text.ptr);
}
