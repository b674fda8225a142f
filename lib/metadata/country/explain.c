/* explain.c - the words of --explain-metadata about countries.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/metadata/country/explain.h"

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
    for (unsigned i = DL_F_IN; i <= DL_F_UNKNOWN; i++)
        if (context >> (i - DL_F_IN) & 1)
            dl_buf_printf(out, ", %s", dl_feature_texts[i]);
}

void dl_explain_names(struct dl_buf *out, const struct dl_evidence *ev)
{
    static const char *const zones[] = { [ZONE_TITLE] = "title", [ZONE_DATELINE] = "dateline", [ZONE_BODY] = "body" };
    for (size_t i = 0; i < ev->name_count; i++) {
        const struct dl_found_name *e = &ev->names[i];
        const char *p = dl_zone_text(ev, e).ptr + e->hit.start;
        dl_buf_printf(out, "name  %-8s  \"", zones[e->zone]);
        for (uint32_t k = 0; k < e->hit.end - e->hit.start; k++)
            dl_buf_byte(out, (unsigned char)p[k] < ' ' || p[k] == 0x7f ? ' ' : (unsigned char)p[k]);
        if (e->sense)
            dl_buf_printf(out, "\"  %s, %s, weight %.2f",
                          dl_place_code(dl_place_at(e->sense->country, e->sense->region, ev->article->date)).text,
                          kind_word(e->sense->kind), (double)e->weight);
        else
            dl_buf_puts(out, "\"  no country");
        print_context(out, e->context);
        dl_buf_byte(out, '\n');
    }
    if (ev->english.american > 0 || ev->english.british > 0)
        dl_buf_printf(out, "words of American life %.1f, of British life %.1f\n", (double)ev->english.american,
                      (double)ev->english.british);
}

void dl_explain_country(struct dl_buf *out, const struct dl_evidence *ev, const struct dl_tally *t, const char *verdict)
{
    dl_buf_printf(out, "country %s: %s, salience %.3f, weight %.1f:", dl_place_code(t->country).text, verdict,
                  t->salience, (double)t->weight);
    for (unsigned k = 1; k < DL_SALIENCE_FEATURES; k++)
        if (t->features[k] != 0)
            dl_buf_printf(out, " %s=%.2f(%+.2f)", dl_feature_names[k], t->features[k], t->features[k] * ev->weights[k]);
    dl_buf_byte(out, '\n');
}
