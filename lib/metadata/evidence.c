/* evidence.c - the memory of the stages.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/metadata/evidence.h"

#include <stdlib.h>

#include "lib/metadata/country/explain.h"
#include "lib/metadata/words.h"

static void set_rarity(float *rarity)
{
    for (unsigned i = 0; i < dl_place_countries(); i++) {
        dl_word_set kinds = dl_word_kinds(dl_str_of(dl_place_code(i).text));
        rarity[i] = kinds & DL_WORD_BIT(MOST_NAMED) ? 0 : kinds & DL_WORD_BIT(OFTEN_NAMED) ? 0.5f : 1;
    }
}

enum dl_status dl_evidence_init(struct dl_evidence *ev, const struct dl_metadata_options *options, struct dl_error *err)
{
    unsigned n = dl_place_countries();
    *ev = (struct dl_evidence){ .options = options,
                                .weights = options && options->weights ? options->weights : dl_feature_weights,
                                .dictionary = dl_dictionary_new(),
                                .votes = { .by_country = calloc(n, sizeof(double)),
                                           .by_local = calloc(n, sizeof(double)),
                                           .by_region = calloc(65536, sizeof(double)) },
                                .tallies = calloc(n, sizeof(struct dl_tally)),
                                .tally_slot = calloc(n, sizeof(uint16_t)),
                                .order = calloc(n, sizeof(struct dl_tally *)),
                                .rarity = calloc(n, sizeof(float)),
                                .us = dl_place_country((dl_code){ "US" }),
                                .gb = dl_place_country((dl_code){ "GB" }) };
    if (!ev->dictionary || !ev->votes.by_country || !ev->votes.by_local || !ev->votes.by_region || !ev->tallies ||
        !ev->tally_slot || !ev->order || !ev->rarity)
        return dl_fail_memory(err);
    set_rarity(ev->rarity);
    return dl_dateline_parser_new(&ev->parser, err);
}

void dl_evidence_free(struct dl_evidence *ev)
{
    dl_dateline_parser_free(ev->parser);
    dl_dictionary_free(ev->dictionary);
    dl_place_hits_free(&ev->hits);
    free(ev->names);
    free(ev->votes.by_country);
    free(ev->votes.by_local);
    free(ev->votes.by_region);
    free(ev->votes.regions);
    free(ev->tallies);
    free(ev->tally_slot);
    free(ev->order);
    free(ev->rarity);
    *ev = (struct dl_evidence){ 0 };
}

void dl_evidence_begin(struct dl_evidence *ev, struct dl_article *a)
{
    ev->article = a;
    ev->language = a->language.len ? a->language : dl_str_of(dl_language_detect(a->title, a->body));
    ev->dateline = (struct dl_dateline){ 0 };
    ev->dateline_start = ev->dateline_end = ev->agency_start = ev->agency_end = ev->story = 0;
    ev->dates.count = 0;
}

enum dl_status dl_find_countries(struct dl_evidence *ev, struct dl_buf *explain, struct dl_error *err)
{
    enum dl_status status = dl_find_names(ev, err);
    if (status)
        return status;
    dl_choose_qualified(ev);
    dl_mark_persons(ev);
    status = dl_choose_senses(ev, err);
    if (status)
        return status;
    if (explain)
        dl_explain_names(explain, ev);
    dl_tally_countries(ev);
    dl_weigh_countries(ev);
    dl_list_countries(ev, explain);
    return DL_OK;
}
