/* country_group.c - groups of countries: continents and their parts from CLDR, and organisations by the day, from a
 * table.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdio.h>
#include <unicode/uloc.h>
#include <unicode/uregion.h>
#include <unicode/ustring.h>

#include "dateline/place.h"

#define NAME_MAX_BYTES 96

/* A row of groups.tsv: a name of the group that begins here, or a member of the last one. */
struct row {
    const char *name;
    dl_code code;
    dl_date from, to;
};
static const struct row rows[] = {
#include "groups.inc"
};
#define ROW_COUNT (sizeof rows / sizeof *rows)

/* A name as it is compared: letters and digits only, ASCII ones in lower case; "Eastern" is "East". */
static void fold(const char *s, size_t n, char out[NAME_MAX_BYTES])
{
    static const char *const ways[] = { "eastern", "western", "northern", "southern" };
    size_t len = 0;
    for (size_t i = 0; i < n && len + 1 < NAME_MAX_BYTES; i++) {
        unsigned char c = (unsigned char)s[i];
        if (c >= 'A' && c <= 'Z')
            c |= 0x20;
        if (c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            out[len++] = (char)c;
    }
    out[len] = '\0';
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        char *p = strstr(out, ways[i]);
        if (p)
            memmove(p + strlen(ways[i]) - 3, p + strlen(ways[i]), strlen(p + strlen(ways[i])) + 1);
    }
    if (strncmp(out, "the", 3) == 0 && len > 6)
        memmove(out, out + 3, strlen(out + 3) + 1);
}

static bool same(const char *name, const char *folded)
{
    char other[NAME_MAX_BYTES];
    fold(name, strlen(name), other);
    return strcmp(other, folded) == 0;
}

/* ---- the table -------------------------------------------------------------------------------------------------- */

static size_t find_row(const char *folded)
{
    for (size_t i = 0; i < ROW_COUNT; i++)
        if (rows[i].name && same(rows[i].name, folded)) {
            while (i < ROW_COUNT && rows[i].name)
                i++;
            return i;
        }
    return ROW_COUNT;
}

static bool add(struct dl_country_group *g, dl_code code, dl_date from, dl_date to)
{
    if (g->count == DL_COUNTRY_GROUP_MAX)
        return false;
    g->v[g->count++] = (struct dl_country_member){ code, from, to };
    return true;
}

/* ---- CLDR ------------------------------------------------------------------------------------------------------- */

static bool region_named(const char *region, const char *locale, const char *folded)
{
    UErrorCode e = U_ZERO_ERROR;
    char id[16], text[3 * NAME_MAX_BYTES];
    UChar wide[NAME_MAX_BYTES];
    snprintf(id, sizeof id, "und_%s", region);
    int32_t n = uloc_getDisplayCountry(id, locale, wide, NAME_MAX_BYTES, &e);
    u_strToUTF8(text, sizeof text, NULL, wide, n, &e);
    return U_SUCCESS(e) && e != U_STRING_NOT_TERMINATED_WARNING && same(text, folded);
}

static bool in_any_language(const char *region, const char *folded)
{
    static const char *const locales[] = { "en", "vi", "th", "lo", "km", "my", "id", "ms", "fil", "zh", "zh_TW", "ja",
                                           "ko", "ru", "uk", "ar", "he", "fa", "hi", "fr", "de",  "es", "pt",    "it",
                                           "nl", "pl", "tr", "sv", "da", "nb", "fi", "cs", "el",  "hu", "ro" };
    for (size_t i = 0; i < sizeof locales / sizeof *locales; i++)
        if (region_named(region, locales[i], folded))
            return true;
    return false;
}

/* The continent, or part or group of continents, with this name or code.  "EU" and "EZ" are found in the table before.
 */
static const URegion *find_region(const char *folded)
{
    static const URegionType types[] = { URGN_SUBCONTINENT, URGN_CONTINENT, URGN_GROUPING };
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        UErrorCode e = U_ZERO_ERROR;
        const URegion *found = NULL;
        UEnumeration *all = uregion_getAvailable(types[i], &e);
        for (const char *code; !found && U_SUCCESS(e) && (code = uenum_next(all, NULL, &e)) != NULL;)
            if ((strcmp(code, folded) == 0 || in_any_language(code, folded)))
                found = uregion_getRegionFromCode(code, &e);
        uenum_close(all);
        if (found)
            return found;
    }
    return NULL;
}

static const URegion *region_of(dl_code code)
{
    UErrorCode e = U_ZERO_ERROR;
    code = dl_country_successor(code);
    const URegion *r = strlen(code.text) == 2 ? uregion_getRegionFromCode(code.text, &e) : NULL;
    return U_SUCCESS(e) ? r : NULL;
}

static bool add_contained(struct dl_country_group *g, const URegion *region)
{
    size_t count;
    const dl_code *codes = dl_country_codes(&count);
    for (size_t i = 0; i < count; i++) {
        const URegion *r = region_of(codes[i]);
        if (r && uregion_contains(region, r) && !add(g, codes[i], 0, 0))
            return false;
    }
    return true;
}

enum dl_status dl_country_group_parse(struct dl_str name, struct dl_country_group *g, struct dl_error *err)
{
    char folded[NAME_MAX_BYTES];
    name = dl_str_trim(name);
    fold(name.ptr, name.len, folded);
    g->count = 0;
    size_t i = folded[0] ? find_row(folded) : ROW_COUNT;
    bool ok = true;
    for (; i < ROW_COUNT && !rows[i].name && ok; i++)
        ok = add(g, rows[i].code, rows[i].from, rows[i].to);
    const URegion *region = folded[0] && g->count == 0 ? find_region(folded) : NULL;
    if (region)
        ok = add_contained(g, region);
    if (!ok)
        return dl_fail(err, DL_INTERNAL, "a group of more than %d countries", DL_COUNTRY_GROUP_MAX);
    return g->count ? DL_OK
                    : dl_fail(err, DL_NOT_FOUND, "no group of countries is named \"%.*s\"",
                              (int)(name.len < 60 ? name.len : 60), name.ptr);
}

void dl_country_region(dl_code code, char out[DL_COUNTRY_REGION_NAME])
{
    UErrorCode e = U_ZERO_ERROR;
    UChar wide[DL_COUNTRY_REGION_NAME];
    char id[16];
    const URegion *r = region_of(code), *part = r ? uregion_getContainingRegionOfType(r, URGN_SUBCONTINENT) : NULL;
    out[0] = '\0';
    if (!part)
        return;
    snprintf(id, sizeof id, "und_%s", uregion_getRegionCode(part));
    int32_t n = uloc_getDisplayCountry(id, "en", wide, DL_COUNTRY_REGION_NAME, &e);
    u_strToUTF8(out, DL_COUNTRY_REGION_NAME, NULL, wide, n, &e);
    if (U_FAILURE(e))
        out[0] = '\0';
}
