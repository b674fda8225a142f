/* bench_concurrency.c - many readers and one writer on one index.
 *
 * bench_concurrency SCRATCH ARTICLES SECONDS READERS...: makes a native index of ARTICLES in the new folder
 * SCRATCH/index; then, for each number of READERS, so many processes search it for SECONDS while another commits again
 * and again.  One row each: what they did together, what went wrong (errors: a failed call, or articles of one commit
 * that do not belong together; stale: readers that do not see the last commit within a few seconds of it), and the
 * memory of all readers, shared pages counted in each process (RSS) and by its share of them (PSS).  Exits with 1 when
 * anything went wrong.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "dateline/engine.h"

#define MAX_READERS 1024
#define WORDS 20000
#define TOP 10
#define PATIENCE 5.0        /* seconds after the last commit until a reader counts as stale */
#define COMMIT_EVERY 100000 /* microseconds */

struct report {
    uint64_t queries, errors, generations, rss, pss;
    bool stale;
    char message[200];
};

struct shared { /* mapped, between the processes */
    atomic_bool stop, written;
    atomic_ullong last; /* the writer's last commit */
    uint64_t commits, writer_errors;
    char writer_message[200];
    struct report readers[MAX_READERS];
};

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* ---- articles --------------------------------------------------------------------------------------------------- */

struct source { /* of words: xorshift */
    uint64_t state;
};

static uint64_t draw(struct source *s)
{
    s->state ^= s->state << 13;
    s->state ^= s->state >> 7;
    s->state ^= s->state << 17;
    return s->state;
}

/* Common words are the low numbers, about as in text. */
static unsigned draw_word(struct source *s)
{
    double u = (double)(draw(s) >> 11) / 9007199254740992.0;
    double skewed = u * u * u * u;
    return (unsigned)(skewed * WORDS);
}

static void make_body(struct source *s, struct dl_buf *out)
{
    dl_buf_clear(out);
    for (int i = 0; i < 200; i++)
        dl_buf_printf(out, "word%u%s", draw_word(s), i % 12 == 11 ? ". " : " ");
}

struct writing {
    struct dl_writer *w;
    struct dl_analyzer *a;
    struct dl_tokens tokens;
    struct dl_buf body;
    struct source source;
    uint64_t sequence;
};

static enum dl_status put(struct writing *x, const char *id, dl_date date, struct dl_error *err)
{
    make_body(&x->source, &x->body);
    struct dl_article a = { .id = dl_str_of(id),
                            .title = dl_str_of(id),
                            .body = dl_buf_view(&x->body),
                            .date = date,
                            .date_from = DL_DATE_FIELD };
    enum dl_status status = dl_analyze_article(x->a, a.title, a.body, "english", &x->tokens, err);
    return status ? status : dl_writer_add(x->w, 0, &a, x->a, &x->tokens, ++x->sequence, 1, err);
}

static enum dl_status begin(struct writing *x, const char *dir, uint64_t seed, struct dl_error *err)
{
    struct dl_writer_options o = { .engine = DL_ENGINE_NATIVE,
                                   .workers = 1,
                                   .memory = (size_t)64 << 20,
                                   .store = true,
                                   .wait_seconds = 10,
                                   .bm25 = { DL_BM25_K1, DL_BM25_B } };
    *x = (struct writing){ .source = { seed } };
    enum dl_status status = dl_analyzer_new(&x->a, err);
    return status ? status : dl_writer_open(dir, &o, &x->w, err);
}

static void end(struct writing *x)
{
    dl_writer_close(x->w);
    dl_analyzer_free(x->a);
    dl_tokens_free(&x->tokens);
    dl_buf_free(&x->body);
}

/* Two articles bear the number of their commit as their date: a reader must never see one without the other. */
static enum dl_status put_pair(struct writing *x, unsigned commit, struct dl_error *err)
{
    dl_date date = (dl_date)(20000101 + (commit / 28 % 12) * 100 + commit % 28);
    enum dl_status status = put(x, "pair-a", date, err);
    return status ? status : put(x, "pair-b", date, err);
}

static enum dl_status build(const char *dir, unsigned articles, struct dl_error *err)
{
    struct writing x;
    char id[32];
    enum dl_status status = begin(&x, dir, 88172645463325252u, err);
    for (unsigned i = 0; i < articles && !status; i++) {
        snprintf(id, sizeof id, "a%u", i);
        status = put(&x, id, (dl_date)(20000101 + i % 20 * 10000 + i % 12 * 100 + i % 28), err);
    }
    if (!status)
        status = put_pair(&x, 0, err);
    if (!status)
        status = dl_writer_commit(x.w, NULL, err);
    end(&x);
    return status;
}

/* ---- the processes ----------------------------------------------------------------------------------------------- */

static void write_on(struct shared *s, const char *dir, unsigned articles)
{
    struct writing x;
    struct dl_error err;
    char id[32];
    enum dl_status status = begin(&x, dir, 1234567u + (uint64_t)getpid(), &err);
    for (unsigned n = 1; !status && !s->stop; n++) {
        for (int i = 0; i < 50 && !status; i++) {
            snprintf(id, sizeof id, "a%u", (unsigned)(draw(&x.source) % articles));
            status = put(&x, id, 20240101, &err);
        }
        if (!status)
            status = put_pair(&x, n, &err);
        if (!status)
            status = dl_writer_commit(x.w, NULL, &err);
        s->commits += !status;
        usleep(COMMIT_EVERY);
    }
    end(&x);
    if (status) {
        s->writer_errors++;
        snprintf(s->writer_message, sizeof s->writer_message, "%.190s", err.message);
    }
    s->written = true;
}

static enum dl_status dated(struct dl_reader *r, const char *id, dl_date *date, struct dl_buf *record,
                            struct dl_error *err)
{
    struct dl_article a;
    bool has_body;
    uint64_t doc;
    enum dl_status status = dl_reader_find(r, dl_str_of(id), &doc, err);
    if (!status)
        status = dl_reader_fetch(r, doc, record, &a, &has_body, err);
    *date = status ? 0 : a.date;
    return status;
}

static enum dl_status ask(struct dl_reader *r, struct source *source, struct dl_hits *hits, struct dl_buf *record,
                          struct dl_error *err)
{
    char words[3][32];
    struct dl_query terms[3], *children[3];
    struct dl_article a;
    bool has_body;
    dl_date one = 0, two = 0;
    for (int i = 0; i < 3; i++) {
        snprintf(words[i], sizeof words[i], "word%u", draw_word(source));
        terms[i] = (struct dl_query){ .op = DL_Q_TERM, .text = dl_str_of(words[i]), .weight = 1 };
        children[i] = &terms[i];
    }
    struct dl_query q = { .op = draw(source) % 2 ? DL_Q_OR : DL_Q_AND, .children = children, .count = 3 };
    enum dl_status status = dl_reader_search(r, &(struct dl_search){ .query = &q, .limit = TOP }, hits, err);
    for (size_t i = 0; i < hits->count && !status; i++)
        status = dl_reader_fetch(r, hits->v[i].doc, record, &a, &has_body, err);
    if (!status)
        status = dated(r, "pair-a", &one, record, err);
    if (!status)
        status = dated(r, "pair-b", &two, record, err);
    if (!status && one != two)
        status = dl_fail(err, DL_CORRUPT, "articles of two commits at once: %d and %d", one, two);
    return status;
}

/* Memory of this process in bytes, as the kernel counts it. */
static uint64_t rollup(const char *name)
{
    FILE *f = fopen("/proc/self/smaps_rollup", "re");
    char line[200];
    unsigned long long kib = 0;
    size_t n = strlen(name);
    while (f && fgets(line, sizeof line, f))
        if (strncmp(line, name, n) == 0 && sscanf(line + n, ": %llu", &kib) == 1)
            break;
    if (f)
        fclose(f);
    return kib * 1024;
}

static uint64_t generation(struct dl_reader *r)
{
    struct dl_index_stats stats;
    struct dl_error err;
    return dl_reader_stats(r, &stats, &err) ? 0 : stats.generation;
}

static void read_on(struct shared *s, struct report *out, const char *dir, uint64_t seed)
{
    struct dl_reader *r = NULL;
    struct dl_hits hits = { 0 };
    struct dl_buf record = { 0 };
    struct dl_error err;
    struct source source = { seed };
    bool changed;
    enum dl_status status = dl_reader_open(&dir, 1, &r, &err);
    while (!status && !s->stop) {
        status = dl_reader_reopen(r, &changed, &err);
        out->generations += !status && changed;
        if (!status)
            status = ask(r, &source, &hits, &record, &err);
        if (status == DL_MODIFIED) /* told to move on, which the next round does */
            status = DL_OK;
        out->queries += !status;
    }
    out->rss = rollup("Rss");
    out->pss = rollup("Pss");
    double until = 0;
    while (!status && (until == 0 || now() < until)) {
        status = dl_reader_reopen(r, NULL, &err);
        if (s->last && until == 0)
            until = now() + PATIENCE;
        out->stale = !s->last || generation(r) < s->last;
        if (!out->stale)
            break;
        usleep(1000);
    }
    if (status) {
        out->errors++;
        snprintf(out->message, sizeof out->message, "%.190s", err.message);
    }
    dl_reader_close(r);
    dl_hits_free(&hits);
    dl_buf_free(&record);
}

static uint64_t last_generation(const char *dir)
{
    struct dl_reader *r;
    struct dl_error err;
    if (dl_reader_open(&dir, 1, &r, &err))
        return 1;
    uint64_t g = generation(r);
    dl_reader_close(r);
    return g;
}

static bool round_of(struct shared *s, const char *dir, unsigned readers, unsigned articles, double seconds)
{
    memset(s, 0, sizeof *s);
    for (unsigned i = 0; i <= readers; i++) {
        fflush(NULL);
        pid_t pid = fork();
        if (pid < 0) {
            perror("fork");
            return false;
        }
        if (pid > 0)
            continue;
        if (i == readers)
            write_on(s, dir, articles);
        else
            read_on(s, &s->readers[i], dir, 2463534242u + i * 7919u);
        _exit(0);
    }
    double start = now();
    usleep((useconds_t)(seconds * 1e6));
    double took = now() - start;
    s->stop = true;
    while (!s->written)
        usleep(1000);
    s->last = last_generation(dir);
    bool died = false;
    for (int how; wait(&how) > 0;)
        died |= how != 0;
    struct report sum = { 0 };
    unsigned stale = 0;
    for (unsigned i = 0; i < readers; i++) {
        const struct report *r = &s->readers[i];
        sum.queries += r->queries;
        sum.errors += r->errors;
        sum.generations += r->generations;
        sum.rss += r->rss;
        sum.pss += r->pss;
        stale += r->stale;
        if (r->message[0])
            fprintf(stderr, "reader %u: %s\n", i, r->message);
    }
    if (s->writer_message[0])
        fprintf(stderr, "writer: %s\n", s->writer_message);
    sum.errors += s->writer_errors + died;
    printf("| %u | %.0f | %.0f | %llu | %u | %llu | %.0f | %.1f | %.1f |\n", readers, (double)sum.queries / took,
           (double)sum.queries / took / readers, (unsigned long long)sum.errors, stale, (unsigned long long)s->commits,
           (double)sum.generations / readers, (double)sum.rss / 1e6, (double)sum.pss / 1e6);
    return sum.errors == 0 && stale == 0;
}

int main(int argc, char **argv)
{
    struct dl_error err;
    char dir[4096];
    if (argc < 5) {
        fprintf(stderr, "usage: bench_concurrency SCRATCH ARTICLES SECONDS READERS...\n");
        return 2;
    }
    unsigned articles = (unsigned)strtoul(argv[2], NULL, 10);
    double seconds = strtod(argv[3], NULL);
    struct shared *s = mmap(NULL, sizeof *s, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    snprintf(dir, sizeof dir, "%s/index", argv[1]);
    if (s == MAP_FAILED || articles == 0 || build(dir, articles, &err)) {
        fprintf(stderr, "bench_concurrency: %s\n", s == MAP_FAILED || articles == 0 ? "bad arguments" : err.message);
        return 2;
    }
    bool good = true;
    printf("| readers | queries/s | of each | errors | stale | commits | seen by each | RSS MB | PSS MB |\n"
           "|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n");
    for (int i = 4; i < argc; i++) {
        unsigned readers = (unsigned)strtoul(argv[i], NULL, 10);
        if (readers == 0 || readers > MAX_READERS)
            return 2;
        good &= round_of(s, dir, readers, articles, seconds);
    }
    return good ? 0 : 1;
}
