/* metadata_dump.c - JSON lines of articles in, JSON lines of their metadata out: the metadata step alone, for measuring
 * and for finding what went wrong without building an index.
 *
 *   metadata_dump [--reference-date=DATE] [--explain[=ID]] [--no-header] [--bare] [--weight=NAME=VALUE]...
 *                 < articles.jsonl > found.jsonl
 *
 * --bare looks for the countries without the dateline; --weight changes a weight of country/features.inc.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "dateline/metadata.h"
#include "dateline/text.h"
#include "lib/metadata/country/features.h"
#include "lib/metadata/dateline.h"

struct settings {
    struct dl_metadata_options options;
    const char *explain; /* "" for all */
    bool no_header, bare;
    double weights[DL_FEATURES];
    struct dl_dateline_parser *datelines;
};

static struct dl_str member(const json_t *o, const char *key)
{
    const json_t *v = json_object_get(o, key);
    return json_is_string(v) ? (struct dl_str){ json_string_value(v), json_string_length(v) } : (struct dl_str){ 0 };
}

/* Without the first line that is not empty. */
static struct dl_str drop_line(struct dl_str s)
{
    while (s.len && (unsigned char)*s.ptr <= ' ')
        s.ptr++, s.len--;
    while (s.len && *s.ptr != '\n')
        s.ptr++, s.len--;
    return s;
}

static void read_article(const json_t *o, const struct settings *settings, struct dl_article *a)
{
    *a = (struct dl_article){ .id = member(o, "id"), .title = member(o, "title"), .body = member(o, "text") };
    if (!a->body.len)
        a->body = member(o, "body").len ? member(o, "body") : member(o, "content");
    if (settings->no_header)
        a->body = drop_line(a->body);
    a->url = member(o, "url");
    a->path = member(o, "path");
    a->language = member(o, "language");
    if (!a->language.len) /* as the indexer does */
        a->language = dl_str_of(dl_language_detect(a->title, a->body));
    a->source = member(o, "source");
    a->date_field = member(o, "date").len ? member(o, "date") : member(o, "published");
    a->fetched_field = member(o, "fetched");
}

static void print_article(const struct dl_article *a)
{
    char date[11];
    dl_date_format(a->date, date);
    json_t *o = json_object(), *countries = json_array(), *mentions = json_array();
    for (unsigned i = 0; i < a->country_count; i++)
        json_array_append_new(countries, json_string(a->countries[i].code.text));
    for (unsigned i = 0; i < a->mention_count; i++)
        json_array_append_new(mentions, json_string(a->mentions[i].text));
    json_object_set_new(o, "id", json_stringn(a->id.ptr, a->id.len));
    json_object_set_new(o, "date", a->date ? json_string(date) : json_null());
    json_object_set_new(o, "date_from", json_string(dl_date_from_name(a->date_from)));
    json_object_set_new(o, "countries", countries);
    json_object_set_new(o, "mentions", mentions);
    json_object_set_new(o, "source", json_stringn(a->source.ptr ? a->source.ptr : "", a->source.len));
    json_dumpf(o, stdout, JSON_COMPACT);
    putchar('\n');
    json_decref(o);
}

/* The date is found with the dateline, which is then cut off. */
static enum dl_status cut_dateline(struct dl_metadata *m, const struct settings *settings, struct dl_article *a,
                                   char date[11], struct dl_error *err)
{
    struct dl_dateline d;
    if (dl_dateline_find(settings->datelines, a->title, a->body, &d) != DL_OK || !d.place.len)
        return DL_OK;
    enum dl_status status = dl_metadata_find(m, a, err);
    dl_date_format(a->date, date);
    a->date_field = dl_str_of(date);
    a->body.ptr += d.end;
    a->body.len -= d.end;
    return status;
}

static enum dl_status one(struct dl_metadata *m, const struct settings *settings, const json_t *o, struct dl_error *err)
{
    struct dl_article a;
    struct dl_buf text = { 0 };
    char date[11];
    read_article(o, settings, &a);
    if (settings->bare && cut_dateline(m, settings, &a, date, err) != DL_OK)
        return err->status;
    if (!settings->explain) {
        enum dl_status status = dl_metadata_find(m, &a, err);
        if (!status)
            print_article(&a);
        return status;
    }
    if (*settings->explain && !dl_str_eq(a.id, dl_str_of(settings->explain)))
        return DL_OK;
    enum dl_status status = dl_metadata_explain(m, &a, &text, err);
    if (!status)
        printf("%.*s\n%s\n", (int)a.id.len, a.id.ptr, dl_buf_cstr(&text));
    dl_buf_free(&text);
    return status;
}

/* NAME=VALUE */
static bool set_weight(struct settings *settings, const char *text)
{
    char name[64];
    const char *equals = strchr(text, '=');
    if (!equals || (size_t)(equals - text) >= sizeof name)
        return false;
    memcpy(name, text, (size_t)(equals - text));
    name[equals - text] = '\0';
    enum dl_feature f = dl_feature_named(name);
    if (f < DL_FEATURES)
        settings->weights[f] = strtod(equals + 1, NULL);
    return f < DL_FEATURES;
}

int main(int argc, char **argv)
{
    struct settings settings = { 0 };
    struct dl_error err = { 0 };
    struct dl_date_range range;
    struct dl_metadata *m = NULL;
    memcpy(settings.weights, dl_feature_weights, sizeof settings.weights);
    settings.options.weights = settings.weights;
    for (int i = 1; i < argc; i++) {
        if (strncmp(argv[i], "--reference-date=", 17) == 0 &&
            dl_date_parse_range(dl_str_of(argv[i] + 17), &range, &err) == DL_OK)
            settings.options.reference_date = range.to;
        else if (strncmp(argv[i], "--explain", 9) == 0)
            settings.explain = argv[i][9] == '=' ? argv[i] + 10 : "";
        else if (strcmp(argv[i], "--no-header") == 0)
            settings.no_header = true;
        else if (strcmp(argv[i], "--bare") == 0)
            settings.bare = true;
        else if (strncmp(argv[i], "--weight=", 9) == 0 && set_weight(&settings, argv[i] + 9))
            continue;
        else
            return fprintf(stderr, "metadata_dump: %s? %s\n", argv[i], err.message), 2;
    }
    char *line = NULL;
    size_t cap = 0;
    ssize_t n;
    enum dl_status status = dl_dateline_parser_new(&settings.datelines, &err);
    if (!status)
        status = dl_metadata_new(&settings.options, &m, &err);
    while (!status && (n = getline(&line, &cap, stdin)) > 0) {
        json_t *o = json_loadb(line, (size_t)n, JSON_ALLOW_NUL, NULL);
        if (o)
            status = one(m, &settings, o, &err);
        json_decref(o);
    }
    free(line);
    dl_metadata_free(m);
    dl_dateline_parser_free(settings.datelines);
    if (status)
        fprintf(stderr, "metadata_dump: %s\n", err.message);
    return status ? 2 : 0;
}
