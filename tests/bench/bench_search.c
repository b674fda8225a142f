/* bench_search.c - time queries against an index, without the searcher around them.
 *
 * bench_search DIR QUERIES or|and|phrase|filtered [REPETITIONS]: one query of words a line, English; the top ten of
 * each. "filtered" is an OR within 2015 and 2016 and country VN, as tests/bench compares it with other programs.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "dateline/engine.h"

static double now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static struct dl_query *make_query(struct dl_analyzer *a, struct dl_arena *arena, const char *line, const char *mode)
{
    struct dl_spans spans = { 0 };
    struct dl_error err;
    struct dl_query *kids[64], *parts[3];
    size_t n = 0;
    if (dl_analyze_spans(a, DL_FIELD_BODY, dl_str_of(line), "english", &spans, &err) != DL_OK)
        return NULL;
    for (size_t i = 0; i < spans.count && n < 64; i++) {
        if (!(kids[n] = dl_query_leaf(arena, DL_Q_TERM, dl_analyzer_term(a, spans.v[i].term))))
            return NULL;
        kids[n]->offset = spans.v[i].position - spans.v[0].position;
        n++;
    }
    dl_spans_free(&spans);
    enum dl_query_op op = strcmp(mode, "and") == 0 ? DL_Q_AND : strcmp(mode, "phrase") == 0 ? DL_Q_PHRASE : DL_Q_OR;
    parts[0] = dl_query_node(arena, op, kids, n);
    if (strcmp(mode, "filtered") != 0)
        return parts[0];
    parts[1] = dl_query_date(arena, (struct dl_date_range){ 20150101, 20161231 });
    parts[2] = dl_query_leaf(arena, DL_Q_COUNTRY, DL_STR("VN"));
    return dl_query_node(arena, DL_Q_AND, parts, 3);
}

static int by_time(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
    struct dl_error err;
    struct dl_reader *r;
    struct dl_analyzer *a;
    struct dl_arena arena = { 0 };
    struct dl_hits hits = { 0 };
    struct dl_query *queries[10000];
    size_t n = 0, cap = 0, found = 0;
    char *line = NULL;
    FILE *f = argc >= 4 ? fopen(argv[2], "r") : NULL;
    if (!f) {
        fprintf(stderr, "usage: bench_search DIR QUERIES or|and|phrase|filtered [REPETITIONS]\n");
        return 2;
    }
    int repetitions = argc > 4 ? atoi(argv[4]) : 3;
    double start = now_us();
    if (dl_reader_open((const char *const *)&argv[1], 1, &r, &err) || dl_analyzer_new(&a, &err)) {
        fprintf(stderr, "bench_search: %s\n", err.message);
        return 2;
    }
    printf("open %.0f us\n", now_us() - start);
    for (; n < 10000 && getline(&line, &cap, f) > 0; n++)
        if (!(queries[n] = make_query(a, &arena, line, argv[3])))
            return 2;
    double *times = calloc(n * (size_t)repetitions + 1, sizeof *times), sum = 0;
    size_t count = 0;
    for (int i = 0; times && i < repetitions; i++) {
        for (size_t q = 0; q < n; q++) {
            struct dl_search s = { .query = queries[q], .limit = 10 };
            double t = now_us();
            if (dl_reader_search(r, &s, &hits, &err)) {
                fprintf(stderr, "bench_search: %s\n", err.message);
                return 2;
            }
            times[count++] = now_us() - t;
            found += hits.count;
        }
    }
    for (size_t i = 0; i < count; i++)
        sum += times[i];
    if (count)
        qsort(times, count, sizeof *times, by_time);
    printf("%s: %zu queries mean %.1f p50 %.1f p99 %.1f us, %zu hits\n", argv[3], count,
           count ? sum / (double)count : 0, count ? times[count / 2] : 0, count ? times[count * 99 / 100] : 0, found);
    free(times);
    free(line);
    fclose(f);
    dl_hits_free(&hits);
    dl_arena_free(&arena);
    dl_analyzer_free(a);
    dl_reader_close(r);
    return 0;
}
