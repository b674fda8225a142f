/* country_dump.c - print the countries and mentions found in articles, for measuring without an index.
 *
 *     country_dump [--explain | --bare] < articles.jsonl
 *
 * One JSON object an article: id, countries, mentions; with --explain also what is known of every candidate, and
 * --bare leaves the datelines out of account (for scripts/fit-salience.py).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dateline/metadata.h"
#include "lib/metadata/country/country.h"

static struct dl_str str_of(json_t *o, const char *key)
{
    json_t *v = json_object_get(o, key);
    return json_is_string(v) ? (struct dl_str){ json_string_value(v), json_string_length(v) }
                             : (struct dl_str){ NULL, 0 };
}

int main(int argc, char **argv)
{
    bool explain = argc > 1 && strcmp(argv[1], "--explain") == 0, bare = argc > 1 && strcmp(argv[1], "--bare") == 0;
    struct dl_metadata *metadata;
    struct dl_dateline_parser *datelines;
    struct dl_country_finder *f;
    struct dl_error err;
    char *line = NULL;
    size_t cap = 0;
    if (dl_country_finder_new(&f, &err) != DL_OK || dl_metadata_new(NULL, &metadata, &err) != DL_OK ||
        dl_dateline_parser_new(&datelines, &err) != DL_OK)
        return 2;
    while (getline(&line, &cap, stdin) > 0) {
        json_t *o = json_loads(line, 0, NULL);
        struct dl_article a = { .id = str_of(o, "id"),
                                .title = str_of(o, "title"),
                                .body = str_of(o, "text"),
                                .language = str_of(o, "language") };
        struct dl_dateline d;
        struct dl_buf out = { 0 };
        a.fetched_field = str_of(o, "fetched");
        a.url = str_of(o, "url");
        bool cut = bare && dl_dateline_find(datelines, a.title, a.body, &d) == DL_OK && d.place.len;
        if (dl_metadata_explain(metadata, &a, &out, &err) != DL_OK) {
            fprintf(stderr, "country_dump: %s\n", err.message);
            return 2;
        }
        if (cut) {
            a.body.ptr += d.end;
            a.body.len -= d.end;
            dl_buf_clear(&out);
        }
        if (cut && dl_countries_find(f, &a, NULL, &out, &err) != DL_OK) {
            fprintf(stderr, "country_dump: %s\n", err.message);
            return 2;
        }
        json_t *c = json_array(), *m = json_array();
        for (unsigned i = 0; i < a.country_count; i++)
            json_array_append_new(c, json_string(a.countries[i].code.text));
        for (unsigned i = 0; i < a.mention_count; i++)
            json_array_append_new(m, json_string(a.mentions[i].text));
        json_t *r = json_pack("{s:O,s:o,s:o}", "id", json_object_get(o, "id"), "countries", c, "mentions", m);
        if (explain || bare)
            json_object_set_new(r, "explain", json_stringn(out.data, out.len));
        json_dumpf(r, stdout, JSON_ENSURE_ASCII);
        putchar('\n');
        json_decref(r);
        json_decref(o);
        dl_buf_free(&out);
    }
    free(line);
    dl_country_finder_free(f);
    dl_metadata_free(metadata);
    dl_dateline_parser_free(datelines);
    return 0;
}
