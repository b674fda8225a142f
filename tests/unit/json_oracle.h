/* json_oracle.h - compares dl_json_article with jansson, for the unit test and the fuzzer.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_JSON_ORACLE_H
#define DATELINE_JSON_ORACLE_H

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/reader/html.h"
#include "lib/reader/json_article.h"

/* Whether the string NAME of OBJECT was read as GOT, without the blanks around it.  Numbers are kept as written, which
 * jansson does not tell; a title without its markup. */
static inline bool json_same_string(const json_t *object, const char *name, struct dl_str got)
{
    const json_t *v = json_object_get(object, name);
    if (!v || !json_is_string(v))
        return true;
    struct dl_str want = { json_string_value(v), json_string_length(v) };
    return dl_html_is_markup(want) || dl_str_eq(dl_str_trim(want), dl_str_trim(got));
}

/* NULL when all is well, else what differs. */
static inline const char *json_differs(struct dl_str line)
{
    struct dl_parse p = { 0 };
    struct dl_article a;
    const char *difference = NULL;
    memset(&a, 0, sizeof a);
    char *copy = malloc(line.len + 1); /* of the exact size, so that the sanitiser sees a byte too far */
    if (!copy)
        return NULL;
    memcpy(copy, line.ptr, line.len);
    struct dl_error err = { 0 };
    enum dl_status status = dl_json_article((struct dl_str){ copy, line.len }, &p, &a, &err);
    bool refused = status && err.column; /* else it is JSON, without a title and a text */
    json_error_t e;
    json_t *object = json_loadb(line.ptr, line.len, 0, &e);
    if (object && json_is_object(object)) {
        if (refused) /* jansson passes over a NUL behind a number */
            difference = memchr(line.ptr, 0, line.len) ? NULL : "jansson takes it";
        else if (!status && (!json_same_string(object, "id", a.id) || !json_same_string(object, "title", a.title) ||
                             !json_same_string(object, "url", a.url) || !json_same_string(object, "source", a.source) ||
                             !json_same_string(object, "language", a.language) ||
                             !json_same_string(object, "fetched", a.fetched_field)))
            difference = "another string";
        else if (!status && json_string_length(json_object_get(object, "text")) &&
                 !json_same_string(object, "text", a.body))
            difference = "another text";
    } else if (!refused && json_error_code(&e) == json_error_invalid_syntax &&
               !memmem(line.ptr, line.len, "\\u", 2)) { /* it calls a lone surrogate bad syntax */
        difference = "jansson refuses it";
    }
    json_decref(object);
    dl_parse_free(&p);
    free(copy);
    return difference;
}

#endif
