/* html_dump.c - what the reader makes of saved pages, one JSON object a page.
 *
 *   html_dump FILE...     pages, gzipped or not
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "dateline/metadata.h"
#include "lib/reader/html.h"
#include "lib/reader/stream.h"

static bool read_file(struct dl_stream *s, const char *path, struct dl_buf *page, struct dl_error *err)
{
    struct stat st;
    size_t got = 1;
    enum dl_status status = dl_stream_open(s, path, &st, err);
    dl_buf_clear(page);
    while (!status && got && dl_buf_reserve(page, 65536)) {
        status = dl_stream_read(s, page->data + page->len, 65536, &got, err);
        page->len += got;
    }
    return !status;
}

static void put(json_t *o, const char *name, struct dl_str s)
{
    json_object_set_new(o, name, json_stringn(s.ptr ? s.ptr : "", s.len));
}

static void print(const struct dl_article *a)
{
    char day[11] = "";
    json_t *o = json_object();
    put(o, "path", a->path);
    put(o, "title", a->title);
    if (a->date)
        dl_date_format(a->date, day);
    json_object_set_new(o, "date", a->date ? json_string(day) : json_null());
    json_object_set_new(o, "date_from", json_string(dl_date_from_name(a->date_from)));
    put(o, "date_field", a->date_field);
    put(o, "source", a->source);
    put(o, "author", a->author);
    put(o, "section", a->section);
    put(o, "tags", a->tags);
    put(o, "language", a->language);
    put(o, "url", a->url);
    put(o, "origins", a->origins);
    put(o, "captions", a->captions);
    put(o, "text", a->body);
    char *text = json_dumps(o, JSON_COMPACT);
    puts(text ? text : "{}");
    free(text);
    json_decref(o);
}

int main(int argc, char **argv)
{
    struct dl_error err = { 0 };
    struct dl_stream *s = NULL;
    struct dl_metadata *m = NULL;
    struct dl_parse p = { 0 };
    struct dl_buf page = { 0 };
    bool bare = getenv("BARE") != NULL; /* the reader alone, for counting its instructions */
    if (dl_stream_new(&s, &err) || (!bare && dl_metadata_new(NULL, &m, &err))) {
        fprintf(stderr, "html_dump: %s\n", err.message);
        return 2;
    }
    for (int i = 1; i < argc; i++) {
        struct dl_article a = { .path = dl_str_of(argv[i]) };
        struct dl_record r = { .number = 1 };
        if (!read_file(s, argv[i], &page, &err)) {
            fprintf(stderr, "html_dump: %s: %s\n", argv[i], err.message);
            continue;
        }
        r.bytes = dl_buf_view(&page);
        enum dl_status status = dl_format_html.parse(&r, &p, &a, &err);
        if (!status && !bare)
            status = dl_article_clean(&a, &p, &err);
        if (!status && !bare)
            status = dl_metadata_find(m, &a, &err);
        if (status)
            fprintf(stderr, "html_dump: %s: %s\n", argv[i], err.message);
        else if (!bare)
            print(&a);
    }
    dl_parse_free(&p);
    dl_buf_free(&page);
    dl_metadata_free(m);
    dl_stream_free(s);
    return 0;
}
