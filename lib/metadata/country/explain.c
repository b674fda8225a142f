/* explain.c - the words of --explain-metadata about countries.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/metadata/country/explain.h"

#include "lib/metadata/country/features.h"

static const char *kind_word(uint8_t kind)
{
    static const char *const words[] = { [DL_PLACE_NAME] = "name",     [DL_PLACE_ABBR] = "abbreviation",
                                         [DL_PLACE_PEOPLE] = "people", [DL_PLACE_INSTITUTION] = "institution",
                                         [DL_PLACE_REGION] = "region", [DL_PLACE_CITY] = "city",
                                         [DL_PLACE_HINT] = "hint" };
    return kind < sizeof words / sizeof words[0] && words[kind] ? words[kind] : "nothing";
}

/* What around the name spoke for or against it. */
static void print_context(struct dl_buf *out, uint32_t context)
{
    static const struct {
        uint32_t bit;
        const char *word;
    } words[] = { { CTX_IN, "behind a preposition of place" },
                  { CTX_PERSON, "a person's name" },
                  { CTX_QUALIFIED, "qualified" },
                  { CTX_QUALIFIES, "qualifies the name before it" },
                  { CTX_UNKNOWN, "in a region that has no such city of size" },
                  { CTX_SPREAD, "as qualified elsewhere" },
                  { CTX_PLACE_AFTER, "before a word for places" },
                  { CTX_ORGANISATION, "in a company's name" },
                  { CTX_MONEY, "a currency" },
                  { CTX_STREET, "a street's name" },
                  { CTX_TOWN, "a town's name" },
                  { CTX_PRICE, "a price" },
                  { CTX_LANGUAGE, "a language" },
                  { CTX_UPPER_TEXT, "among capitals" } };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (context & words[i].bit)
            dl_buf_printf(out, ", %s", words[i].word);
}

void dl_explain_evidence(struct dl_buf *out, const struct dl_evidence_list *l, const struct dl_evidence_text *text,
                         dl_date date)
{
    static const char *const zones[] = { [ZONE_TITLE] = "title", [ZONE_DATELINE] = "dateline", [ZONE_BODY] = "body" };
    for (size_t i = 0; i < l->count; i++) {
        const struct dl_evidence *e = &l->v[i];
        const char *p = (e->zone == ZONE_TITLE ? text->title.ptr : text->body.ptr) + e->hit.start;
        dl_buf_printf(out, "name  %-8s  \"", zones[e->zone]);
        for (uint32_t k = 0; k < e->hit.end - e->hit.start; k++)
            dl_buf_byte(out, (unsigned char)p[k] < ' ' || p[k] == 0x7f ? ' ' : (unsigned char)p[k]);
        if (e->sense)
            dl_buf_printf(out, "\"  %s, %s, weight %.2f",
                          dl_place_code(dl_place_at(e->sense->country, e->sense->region, date)).text,
                          kind_word(e->sense->kind), (double)e->weight);
        else
            dl_buf_puts(out, "\"  no country");
        print_context(out, e->context);
        dl_buf_byte(out, '\n');
    }
    if (l->english.american > 0 || l->english.british > 0)
        dl_buf_printf(out, "words of American life %.1f, of British life %.1f\n", (double)l->english.american,
                      (double)l->english.british);
}

void dl_explain_candidate(struct dl_buf *out, dl_code country, const char *verdict, double salience, double weight,
                          const double *features, const double *weights)
{
    static const char *const names[DL_CF_FEATURES] = { "bias",
                                                       "dateline",
                                                       "dateline-elsewhere",
                                                       "title",
                                                       "title-place",
                                                       "title-other",
                                                       "title-first",
                                                       "lead",
                                                       "early",
                                                       "first",
                                                       "count",
                                                       "share",
                                                       "top",
                                                       "only",
                                                       "named",
                                                       "places",
                                                       "institution",
                                                       "spread",
                                                       "rivals",
                                                       "length",
                                                       "us",
                                                       "us-dateline",
                                                       "us-title",
                                                       "bare",
                                                       "bare-title",
                                                       "bare-share",
                                                       "bare-top",
                                                       "hints",
                                                       "hints-elsewhere",
                                                       "hints-alone",
                                                       "visit",
                                                       "dateline-share",
                                                       "dateline-rival",
                                                       "rival-top",
                                                       "list",
                                                       "lead-title",
                                                       "count-elsewhere",
                                                       "local",
                                                       "bare-local",
                                                       "rare",
                                                       "tickers",
                                                       "tickers-elsewhere",
                                                       "enum",
                                                       "enum-early",
                                                       "enum-short",
                                                       "rare-list",
                                                       "list-square",
                                                       "list-count",
                                                       "list-named",
                                                       "list-top",
                                                       "list-others",
                                                       "list-elsewhere",
                                                       "rivals-elsewhere",
                                                       "list-rival",
                                                       "list-length",
                                                       "count-length",
                                                       "share-length" };
    dl_buf_printf(out, "country %s: %s, salience %.3f, weight %.1f:", country.text, verdict, salience, weight);
    for (unsigned k = 1; k < DL_CF_FEATURES; k++)
        if (features[k] != 0)
            dl_buf_printf(out, " %s=%.2f(%+.2f)", names[k], features[k], features[k] * weights[k]);
    dl_buf_byte(out, '\n');
}
