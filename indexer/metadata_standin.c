/* metadata_standin.c - what the input states and nothing else, until metadata.c is in; to be deleted then.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdlib.h>

#include "indexer/metadata.h"

struct dl_metadata {
    struct dl_metadata_options options;
};

enum dl_status dl_metadata_new(const struct dl_metadata_options *options, struct dl_metadata **m, struct dl_error *err)
{
    *m = calloc(1, sizeof **m);
    if (!*m)
        return dl_fail_memory(err);
    if (options)
        (*m)->options = *options;
    return DL_OK;
}

void dl_metadata_free(struct dl_metadata *m) { free(m); }

enum dl_status dl_metadata_find(struct dl_metadata *m, struct dl_article *a, struct dl_error *err)
{
    (void)m, (void)err;
    if (a->date == 0 && a->date_field.len && dl_date_parse_field(a->date_field, &a->date, NULL) == DL_OK)
        a->date_from = DL_DATE_FIELD;
    for (unsigned i = 0; i < a->country_field_count; i++) {
        dl_code code;
        if (dl_country_parse(a->country_fields[i], &code, NULL) == DL_OK && a->country_count < DL_MAX_COUNTRIES) {
            a->mentions[a->mention_count++] = code;
            a->countries[a->country_count++] = (struct dl_country){ code, 1.0F, DL_COUNTRY_FIELD };
        }
    }
    return DL_OK;
}

enum dl_status dl_metadata_explain(struct dl_metadata *m, struct dl_article *a, struct dl_buf *out, struct dl_error *err)
{
    (void)out;
    return dl_metadata_find(m, a, err);
}

unsigned long dl_metadata_limits(const struct dl_metadata *m)
{
    (void)m;
    return 0;
}
