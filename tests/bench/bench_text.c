/* bench_text.c - how fast is text turned into terms?
 *
 *   zcat articles.jsonl.gz | tests/bench/bench_text [ROUNDS]
 *
 * Reads articles (JSON Lines with title and text) and prints bytes, terms and MB/s of CPU time for each part of the
 * work: the first round (nothing remembered yet) and the best of the further ones.  Under `valgrind --tool=callgrind`
 * the instructions of each part can be compared from one version to the next.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "dateline/text.h"

struct article {
    struct dl_str title, text;
    const char *stemmer;
};

static struct article *articles;
static size_t count;
static size_t bytes;

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static bool read_articles(void)
{
    char *line = NULL;
    size_t cap = 0, room = 0;
    bool ok = true;
    while (ok && getline(&line, &cap, stdin) > 0) {
        json_t *o = json_loads(line, 0, NULL); /* kept: the articles point into it */
        if (count == room) {
            room = room ? 2 * room : 1024;
            struct article *more = reallocarray(articles, room, sizeof *articles);
            ok = more != NULL;
            articles = ok ? more : articles;
        }
        if (!o || !ok)
            break;
        struct article *a = &articles[count++];
        a->title = dl_str_of(json_string_value(json_object_get(o, "title")));
        a->text = dl_str_of(json_string_value(json_object_get(o, "text")));
        bytes += a->title.len + a->text.len;
    }
    free(line);
    return ok;
}

/* The parts: each returns how many terms (or articles) it counted. */
static size_t validate(struct dl_analyzer *a)
{
    (void)a;
    size_t n = 0;
    for (size_t i = 0; i < count; i++)
        n += dl_utf8_valid(articles[i].title) && dl_utf8_valid(articles[i].text);
    return n;
}

static size_t detect(struct dl_analyzer *a)
{
    (void)a;
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        const char *language = dl_language_detect(articles[i].title, articles[i].text);
        articles[i].stemmer = dl_stemmer_for(dl_str_of(language));
        n += *language != '\0';
    }
    return n;
}

static size_t analyze(struct dl_analyzer *a)
{
    struct dl_tokens tokens = { 0 };
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        struct dl_error err;
        if (dl_analyze_article(a, articles[i].title, articles[i].text, articles[i].stemmer, &tokens, &err) != DL_OK)
            fprintf(stderr, "bench_text: %s\n", err.message);
        n += tokens.count;
    }
    dl_tokens_free(&tokens);
    return n;
}

static void measure(const char *name, size_t (*part)(struct dl_analyzer *), struct dl_analyzer *a, int rounds)
{
    double first = 0, best = 0;
    size_t n = 0;
    for (int i = 0; i <= rounds; i++) {
        double before = now();
        n = part(a);
        double t = now() - before;
        if (i == 0)
            first = t;
        else if (i == 1 || t < best)
            best = t;
    }
    printf("%s bytes=%zu count=%zu first_mb_s=%.1f", name, bytes, n, (double)bytes / first / 1e6);
    if (rounds > 0)
        printf(" best_mb_s=%.1f ns_each=%.1f", (double)bytes / best / 1e6, best * 1e9 / (double)n);
    putchar('\n');
}

int main(int argc, char **argv)
{
    int rounds = argc > 1 ? atoi(argv[1]) : 5;
    struct dl_analyzer *a;
    struct dl_error err;
    if (!read_articles() || dl_analyzer_new(&a, &err) != DL_OK)
        return 2;
    measure("validate", validate, a, rounds);
    measure("detect", detect, a, rounds);
    measure("analyze", analyze, a, rounds);
    printf("vocabulary=%u memory=%zu\n", dl_analyzer_vocabulary(a), dl_analyzer_memory(a));
    dl_analyzer_free(a);
    return 0;
}
