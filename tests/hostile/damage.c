/* damage.c - damage the files of an index in many ways, and see that no answer changes in silence.
 *
 *     damage ENGINE ROUNDS SEED [SECONDS]
 *
 * An index of generated articles, in several commits and with removals, is made once.  Each round damages one of its
 * files and has a child process search it, fetch, count, and index on top of it.  What the child prints is compared
 * with what the sound index gives:
 *
 *     same      nothing differs: the damage was not met
 *     refused   an error says so
 *     wrong     something differs, and no error was reported
 *     crashed   the child died of a signal or did not end in time
 *
 * The last line is `same N refused N wrong N crashed N`; the exit status is 1 when anything
 * crashed, or, with the native engine, was wrong.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../oracle/generate.h"
#include "dateline/engine.h"
#include "dateline/file.h"
#include "dateline/hash.h"

#define ARTICLES 700
#define RUNS 4     /* commits */
#define QUERIES 60 /* of one child */
#define CHILD_SECONDS 60
#define MAX_FILES 64

struct outcome {
    int32_t status;         /* enum dl_status of the first failure, DL_OK */
    uint64_t answer, bytes; /* a hash of what was answered, and how much that was */
    char message[160];
};

/* ---- making ------------------------------------------------------------------------------------------------------ */

static void die(const char *what, const struct dl_error *err)
{
    fprintf(stderr, "damage: %s: %s\n", what, err ? err->message : "");
    exit(2);
}

static enum dl_status add_articles(struct dl_writer *w, struct dl_analyzer *a, struct gen *g, unsigned from,
                                   unsigned to, struct dl_error *err)
{
    static struct gen_text t;
    struct dl_tokens tokens = { 0 };
    enum dl_status status = DL_OK;
    for (unsigned i = from; i < to && !status; i++) {
        gen_article(g, i, &t);
        status = dl_analyze_article(a, t.a.title, t.a.body, "none", &tokens, err);
        if (!status)
            status = dl_writer_add(w, 0, &t.a, a, &tokens, i + 1, i % 5, err);
    }
    dl_tokens_free(&tokens);
    return status;
}

static struct dl_writer_options options(enum dl_engine_kind kind)
{
    return (struct dl_writer_options){
        .engine = kind, .workers = 1, .memory = (size_t)64 << 20, .store = true, .bm25 = { DL_BM25_K1, DL_BM25_B }
    };
}

static enum dl_status make_run(struct dl_writer *w, struct dl_analyzer *a, struct gen *g, unsigned run,
                               struct dl_error *err)
{
    unsigned size = ARTICLES / RUNS, from = run * size - (run ? 20 : 0); /* some are replaced */
    struct dl_commit_stats stats;
    enum dl_status status = add_articles(w, a, g, from, (run + 1) * size, err);
    if (!status)
        status = dl_writer_set(w, "sources", DL_STR("what a program keeps of its sources"), err);
    for (unsigned i = 0; run && i < 15 && !status; i++) {
        char id[32];
        snprintf(id, sizeof id, "a%u", (run - 1) * size + 7 * i);
        status = dl_writer_remove(w, dl_str_of(id), NULL, err);
    }
    return status ? status : dl_writer_commit(w, &stats, err);
}

static void make_index(const char *dir, enum dl_engine_kind kind)
{
    struct dl_error err = { 0 };
    struct dl_writer_options o = options(kind);
    struct gen g = gen_new(5);
    struct dl_writer *w;
    struct dl_analyzer *a;
    if (dl_analyzer_new(&a, &err) != DL_OK)
        die("cannot make an index", &err);
    for (unsigned run = 0; run < RUNS; run++) {
        if (dl_writer_open(dir, &o, &w, &err) != DL_OK || make_run(w, a, &g, run, &err) != DL_OK)
            die("cannot make an index", &err);
        dl_writer_close(w);
    }
    dl_analyzer_free(a);
}

/* ---- asking ------------------------------------------------------------------------------------------------------ */

static void note_article(struct dl_buf *out, const struct dl_article *a)
{
    dl_buf_str(out, a->id);
    dl_buf_str(out, a->title);
    dl_buf_str(out, a->source);
    dl_buf_str(out, a->body);
    dl_buf_u32(out, (uint32_t)a->date);
    for (unsigned i = 0; i < a->country_count; i++)
        dl_buf_puts(out, a->countries[i].code.text);
}

static enum dl_status ask_hits(struct dl_reader *r, const struct dl_hits *hits, bool heads, struct dl_buf *out,
                               struct dl_error *err)
{
    struct dl_buf record = { 0 };
    struct dl_signature signature;
    struct dl_article a;
    enum dl_status status = DL_OK;
    dl_buf_u64(out, hits->total_exact ? hits->total : 0);
    for (size_t i = 0; i < hits->count && !status; i++) {
        bool has_body;
        uint64_t found;
        dl_buf_append(out, &hits->v[i].score, sizeof hits->v[i].score);
        dl_buf_u32(out, (uint32_t)hits->v[i].date);
        status = heads ? dl_reader_fetch_head(r, hits->v[i].doc, &record, &a, err)
                       : dl_reader_fetch(r, hits->v[i].doc, &record, &a, &has_body, err);
        if (!status) {
            a.body = heads ? (struct dl_str){ 0 } : a.body;
            note_article(out, &a);
            status = dl_reader_signature(r, hits->v[i].doc, &signature, err);
            dl_buf_append(out, &signature, sizeof signature);
        }
        if (!status)
            status = dl_reader_find(r, a.id, &found, err);
        if (!status && found != hits->v[i].doc)
            dl_buf_puts(out, "another document has its id");
    }
    dl_buf_free(&record);
    return status;
}

static enum dl_status ask_query(struct dl_reader *r, struct gen *g, unsigned number, struct dl_buf *out,
                                struct dl_error *err)
{
    struct dl_arena arena = { 0 };
    struct dl_hits hits = { 0 };
    struct dl_facets facets = { 0 };
    struct dl_search s = { .query = gen_query(g, &arena, true),
                           .sort = (enum dl_sort)(number % 3),
                           .limit = number % 4 ? 10 : 0,
                           .exact_count = number % 5 == 0 };
    enum dl_status status = s.query ? dl_reader_search(r, &s, &hits, err) : DL_NO_MEMORY;
    if (!status)
        status = ask_hits(r, &hits, number % 2, out, err);
    if (!status && number % 6 == 0) {
        status = dl_reader_facets(r, s.query, (enum dl_facet)(number / 6 % 6), &facets, err);
        for (size_t i = 0; i < facets.count; i++)
            dl_buf_printf(out, "%s %llu\n", facets.v[i].value, (unsigned long long)facets.v[i].count);
    }
    dl_hits_free(&hits);
    dl_facets_free(&facets);
    dl_arena_free(&arena);
    return status;
}

static bool note_term(void *context, struct dl_str term, uint64_t articles)
{
    dl_buf_str(context, term);
    dl_buf_u64(context, articles);
    return true;
}

/* Everything that a reader can be asked. */
static enum dl_status ask_reader(const char *dir, uint64_t seed, struct dl_buf *out, struct dl_error *err)
{
    struct dl_reader *r;
    struct gen g = gen_new(seed);
    enum dl_status status = dl_reader_open(&dir, 1, &r, err);
    if (status)
        return status;
    for (unsigned i = 0; i < QUERIES && !status; i++)
        status = ask_query(r, &g, i, out, err);
    if (!status && seed % 3 == 0)
        status = dl_reader_terms(r, DL_STR(""), note_term, out, err);
    struct dl_buf value = { 0 };
    if (!status)
        status = dl_reader_get(r, "sources", &value, err);
    dl_buf_append(out, value.data, value.len);
    dl_buf_free(&value);
    dl_reader_close(r);
    return status;
}

static enum dl_status note_record(void *context, struct dl_str record, struct dl_error *err)
{
    uint64_t *sum = context; /* in no order */
    (void)err;
    *sum += dl_hash64(record.ptr, record.len);
    return DL_OK;
}

/* A run on top of the index: what it reads of the old one, then its outcome. */
static enum dl_status ask_writer(const char *dir, enum dl_engine_kind kind, uint64_t seed, struct dl_buf *out,
                                 struct dl_error *err)
{
    struct dl_writer_options o = options(kind);
    struct gen g = gen_new(seed);
    struct dl_writer *w;
    struct dl_analyzer *a;
    struct dl_commit_stats stats;
    uint64_t sum = 0;
    bool has;
    enum dl_status status = dl_writer_open(dir, &o, &w, err);
    if (status)
        return status;
    struct dl_buf value = { 0 };
    status = dl_writer_get(w, "sources", &value, err);
    dl_buf_append(out, value.data, value.len);
    dl_buf_free(&value);
    for (unsigned i = 0; i < 20 && !status; i++) {
        char id[32];
        snprintf(id, sizeof id, "a%u", gen_below(&g, ARTICLES + 50));
        status = dl_writer_has(w, dl_str_of(id), &has, err);
        dl_buf_byte(out, has);
    }
    if (!status)
        status = dl_writer_records(w, seed % 5, note_record, &sum, err);
    dl_buf_u64(out, sum);
    if (!status)
        status = dl_writer_remove_source(w, (seed + 1) % 5, err);
    if (!status)
        status = dl_analyzer_new(&a, err);
    if (!status) {
        status = add_articles(w, a, &g, ARTICLES - 10, ARTICLES + 10, err);
        dl_analyzer_free(a);
    }
    if (!status)
        status = dl_writer_commit(w, &stats, err);
    dl_writer_close(w);
    if (!status && seed % 2)
        status = dl_index_compact(dir, 0, err);
    return status ? status : ask_reader(dir, seed, out, err);
}

static struct outcome ask(const char *dir, enum dl_engine_kind kind, uint64_t seed)
{
    struct outcome o = { 0 };
    struct dl_error err = { 0 };
    struct dl_buf out = { 0 };
    enum dl_status status = seed % 4 == 3 ? ask_writer(dir, kind, seed, &out, &err) : ask_reader(dir, seed, &out, &err);
    o.status = status;
    o.answer = dl_hash64(out.data, out.len);
    o.bytes = out.len;
    snprintf(o.message, sizeof o.message, "%.150s", status ? err.message : "");
    dl_buf_free(&out);
    return o;
}

/* In a child.  False when it crashed or hung. */
static bool ask_apart(const char *dir, enum dl_engine_kind kind, uint64_t seed, struct outcome *o)
{
    int fds[2], code;
    if (pipe(fds) != 0)
        die("pipe", NULL);
    pid_t child = fork();
    if (child < 0)
        die("fork", NULL);
    if (child == 0) {
        close(fds[0]);
        alarm(CHILD_SECONDS);
        struct outcome mine = ask(dir, kind, seed);
        _exit(write(fds[1], &mine, sizeof mine) == (ssize_t)sizeof mine ? 0 : 3);
    }
    close(fds[1]);
    bool whole = read(fds[0], o, sizeof *o) == (ssize_t)sizeof *o;
    close(fds[0]);
    while (waitpid(child, &code, 0) < 0)
        continue;
    return whole && WIFEXITED(code) && WEXITSTATUS(code) == 0;
}

/* ---- damaging ---------------------------------------------------------------------------------------------------- */

struct file {
    char name[512]; /* below the index's folder */
    struct dl_buf bytes;
};

struct files {
    struct file v[MAX_FILES];
    size_t count;
};

static void read_files(const char *dir, const char *below, struct files *f)
{
    struct dl_error err = { 0 };
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", dir, below);
    DIR *d = opendir(path);
    if (!d)
        die(path, NULL);
    for (const struct dirent *e; (e = readdir(d)) != NULL;) {
        struct stat st;
        struct file *one = &f->v[f->count];
        if (e->d_name[0] == '.' || f->count == MAX_FILES)
            continue;
        snprintf(one->name, sizeof one->name, "%s%s%s", below, *below ? "/" : "", e->d_name);
        snprintf(path, sizeof path, "%s/%s", dir, one->name);
        if (stat(path, &st) != 0)
            die(path, NULL);
        if (S_ISDIR(st.st_mode)) {
            char deeper[512];
            memcpy(deeper, one->name, sizeof deeper);
            read_files(dir, deeper, f);
        } else if (dl_file_read(path, SIZE_MAX / 2, &one->bytes, &err) == DL_OK) {
            if (one->bytes.len > 0)
                f->count++;
            else
                dl_buf_free(&one->bytes);
        } else {
            die(path, &err);
        }
    }
    closedir(d);
}

static void put_file(const char *dir, const char *name, const struct dl_buf *bytes)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    for (char *p = path + strlen(dir) + 1; (p = strchr(p, '/')); p++) {
        *p = '\0';
        mkdir(path, 0755);
        *p = '/';
    }
    FILE *out = fopen(path, "wb");
    if (!out || fwrite(bytes->data, 1, bytes->len, out) != bytes->len || fclose(out) != 0)
        die(path, NULL);
}

static void put_all(const char *dir, const struct files *f)
{
    char command[600];
    snprintf(command, sizeof command, "rm -rf '%s'", dir);
    if (system(command) != 0 || mkdir(dir, 0755) != 0)
        die(dir, NULL);
    for (size_t i = 0; i < f->count; i++)
        put_file(dir, f->v[i].name, &f->v[i].bytes);
}

/* Mostly single bits; also bytes, blocks of zeros, pieces that moved, and other lengths. */
static void harm(struct gen *g, struct dl_buf *b)
{
    uint32_t size = (uint32_t)b->len, at = gen_below(g, size), kind = gen_below(g, 20);
    if (kind < 12) {
        b->data[at] ^= (char)(1u << gen_below(g, 8));
    } else if (kind < 14) {
        for (uint32_t n = 1 + gen_below(g, 4); n > 0; n--)
            b->data[gen_below(g, size)] = (char)gen_below(g, 256);
    } else if (kind < 16) {
        uint32_t n = 1 + gen_below(g, 4096);
        memset(b->data + at, 0, n < size - at ? n : size - at);
    } else if (kind < 18) {
        uint32_t n = 1 + gen_below(g, 512), from = gen_below(g, size);
        n = n < size - at ? n : size - at;
        memmove(b->data + at, b->data + from, n < size - from ? n : size - from);
    } else if (kind < 19) {
        b->len = at;
    } else {
        for (uint32_t n = 1 + gen_below(g, 64); n > 0; n--)
            dl_buf_byte(b, (unsigned char)gen_below(g, 256));
    }
}

/* The large files more often than the small ones, but each. */
static size_t choose_file(struct gen *g, const struct files *f)
{
    if (gen_below(g, 3) == 0)
        return gen_below(g, (uint32_t)f->count);
    uint64_t total = 0;
    for (size_t i = 0; i < f->count; i++)
        total += f->v[i].bytes.len;
    uint32_t at = gen_below(g, (uint32_t)total);
    for (size_t i = 0; i < f->count; i++) {
        if (at < f->v[i].bytes.len)
            return i;
        at -= (uint32_t)f->v[i].bytes.len;
    }
    return 0;
}

/* ---- all of it --------------------------------------------------------------------------------------------------- */

struct counts {
    unsigned long same, refused, wrong, crashed;
};

#define SEEDS 8 /* different sets of questions; each has one right outcome */

static void one_round(const char *dir, enum dl_engine_kind kind, struct files *f, const struct outcome *right,
                      uint64_t number, struct counts *c)
{
    struct gen g = gen_new(number);
    size_t i = choose_file(&g, f);
    struct dl_buf bytes = { 0 };
    struct outcome o = { 0 };
    uint64_t seed = gen_below(&g, SEEDS);
    put_all(dir, f);
    dl_buf_append(&bytes, f->v[i].bytes.data, f->v[i].bytes.len);
    harm(&g, &bytes);
    put_file(dir, f->v[i].name, &bytes);
    bool ended = ask_apart(dir, kind, seed, &o);
    const char *what = NULL;
    if (!ended) {
        c->crashed++;
        what = "crashed";
    } else if (o.status) {
        c->refused++;
    } else if (o.answer == right[seed].answer) {
        c->same++;
    } else {
        c->wrong++;
        what = "wrong";
    }
    if (what)
        printf("# round %llu, %s, questions %llu: %s\n", (unsigned long long)number, f->v[i].name,
               (unsigned long long)seed, what);
    dl_buf_free(&bytes);
}

int main(int argc, char **argv)
{
    char root[200], sound[220], dir[220], command[240];
    struct files *f = calloc(1, sizeof *f);
    struct outcome right[SEEDS];
    struct counts c = { 0 };
    const char *tmp = getenv("TMPDIR");
    snprintf(root, sizeof root, "%s/dateline-damage-XXXXXX", tmp ? tmp : "/tmp");
    if (argc < 4 || !f || !mkdtemp(root)) {
        fprintf(stderr, "usage: damage native|xapian ROUNDS SEED [SECONDS]\n");
        return 2;
    }
    enum dl_engine_kind kind = strcmp(argv[1], "xapian") == 0 ? DL_ENGINE_XAPIAN : DL_ENGINE_NATIVE;
    unsigned long rounds = strtoul(argv[2], NULL, 10), first = strtoul(argv[3], NULL, 10), done = 0;
    time_t end = argc > 4 ? time(NULL) + atoi(argv[4]) : 0;
    snprintf(sound, sizeof sound, "%s/sound", root);
    snprintf(dir, sizeof dir, "%s/damaged", root);
    make_index(sound, kind);
    read_files(sound, "", f);
    for (unsigned s = 0; s < SEEDS; s++) {
        put_all(dir, f);
        if (!ask_apart(dir, kind, s, &right[s]) || right[s].status || right[s].bytes < 10000)
            die("the sound index fails", &(struct dl_error){ .message = "see its questions" });
    }
    for (; done < rounds && (!end || time(NULL) < end); done++)
        one_round(dir, kind, f, right, first * 1000003 + done, &c);
    printf("%lu damages: same %lu refused %lu wrong %lu crashed %lu\n", done, c.same, c.refused, c.wrong, c.crashed);
    snprintf(command, sizeof command, "rm -rf '%s'", root);
    if (system(command) != 0)
        return 2;
    for (size_t i = 0; i < f->count; i++)
        dl_buf_free(&f->v[i].bytes);
    free(f);
    /* libxapian keeps no checksums: what it answers then is not ours to prevent */
    return (c.wrong && kind == DL_ENGINE_NATIVE) || c.crashed ? 1 : 0;
}
