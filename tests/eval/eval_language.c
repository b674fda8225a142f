/* eval_language.c - which languages are told for the articles (JSON Lines with title and text) on standard input.
 *
 *   zcat articles.jsonl.gz | tests/eval/eval_language [EXPECTED]
 *
 * Prints how many articles of each language; with EXPECTED, the ids of the others too.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "dateline/text.h"

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

int main(int argc, char **argv)
{
    static struct {
        const char *tag;
        unsigned n;
    } counts[64];
    char *line = NULL;
    size_t cap = 0, articles = 0;
    double spent = 0;
    while (getline(&line, &cap, stdin) > 0) {
        json_t *o = json_loads(line, 0, NULL);
        struct dl_str title = dl_str_of(json_string_value(json_object_get(o, "title")));
        struct dl_str text = dl_str_of(json_string_value(json_object_get(o, "text")));
        double before = now();
        const char *tag = dl_language_detect(title, text);
        spent += now() - before;
        articles++;
        size_t i = 0;
        while (counts[i].tag && counts[i].tag != tag)
            i++;
        counts[i].tag = tag;
        counts[i].n++;
        const char *id = json_string_value(json_object_get(o, "id"));
        if (argc > 1 && strcmp(argv[1], tag) != 0)
            printf("# %s '%s' %.60s | %.100s\n", id ? id : "?", tag, title.ptr ? title.ptr : "",
                   text.ptr ? text.ptr : "");
        json_decref(o);
    }
    for (size_t i = 0; counts[i].tag; i++)
        printf("%s%s=%u", i ? " " : "", *counts[i].tag ? counts[i].tag : "unknown", counts[i].n);
    printf(" articles=%zu mean_us=%.2f\n", articles, articles ? spent / (double)articles * 1e6 : 0);
    free(line);
    return 0;
}
