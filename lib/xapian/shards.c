/* shards.c - the databases that an index is read from: which of them answer, which are copies of the same shard.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <inttypes.h>
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "dateline/blobs.h"
#include "dateline/file.h"
#include "dateline/grow.h"
#include "lib/xapian/xapian_private.h"

#define OPENERS_MAX 64 /* databases that are opened at the same time */

/* ---- the list --------------------------------------------------------------------------------------------------- */

static void close_parts(struct dl_xparts *p)
{
    for (size_t i = 0; i < p->count; i++) {
        dl_xdb_free(p->v[i].db);
        p->v[i].db = NULL;
        p->v[i].chosen = false;
    }
}

void dl_xparts_free(struct dl_xparts *p)
{
    close_parts(p);
    for (size_t i = 0; i < p->count; i++) {
        free(p->v[i].name);
        free(p->v[i].host);
    }
    free(p->v);
    p->v = NULL;
    p->count = p->cap = 0;
    p->remote = p->partial = false;
}

static enum dl_status add_part(void *context, const char *name, const char *host, unsigned port, struct dl_error *err)
{
    struct dl_xparts *p = context;
    if (!DL_GROW(p->v, p->cap, p->count + 1))
        return dl_fail_memory(err);
    struct dl_xpart *x = &p->v[p->count++];
    *x = (struct dl_xpart){ .port = port, .name = strdup(name), .host = host ? strdup(host) : NULL };
    p->remote |= host != NULL;
    return x->name && (x->host || !host) ? DL_OK : dl_fail_memory(err);
}

enum dl_status dl_xparts_list(struct dl_xparts *p, char *const *paths, size_t count, struct dl_error *err)
{
    enum dl_status status = DL_OK;
    for (size_t i = 0; i < count && !status; i++)
        status = dl_xstub_places(paths[i], add_part, p, err);
    if (!status && p->count == 0)
        status = dl_fail(err, DL_OPENING, "%s lists no database", paths[0]);
    return status;
}

/* ---- opening ---------------------------------------------------------------------------------------------------- */

static enum dl_status get_metadata(void *handle, struct dl_str key, struct dl_buf *value, struct dl_error *err)
{
    return dl_xdb_get(handle, key, value, err);
}

enum dl_status dl_xpart_get(struct dl_xpart *x, const char *key, struct dl_buf *value, struct dl_error *err)
{
    return dl_xblob_get(get_metadata, x->db, key, value, err);
}

static enum dl_status read_number(struct dl_xdb *db, struct dl_str key, uint64_t *value, struct dl_error *err)
{
    struct dl_buf b = { 0 };
    enum dl_status status = dl_xdb_get(db, key, &b, err);
    *value = strtoull(dl_buf_cstr(&b), NULL, 10);
    dl_buf_free(&b);
    return status;
}

static enum dl_status read_double(struct dl_xdb *db, struct dl_str key, double *value, struct dl_error *err)
{
    struct dl_buf b = { 0 };
    enum dl_status status = dl_xdb_get(db, key, &b, err);
    if (!status) {
        char *end;
        const char *text = dl_buf_cstr(&b);
        *value = strtod(text, &end);
        if (end == text || *end || !isfinite(*value) || *value < 0)
            status = dl_fail(err, DL_CORRUPT, "the index's ranking parameters are damaged");
    }
    dl_buf_free(&b);
    return status;
}

static enum dl_status read_facts(struct dl_xpart *x, struct dl_error *err)
{
    struct dl_buf b = { 0 };
    x->shard = x->shards = 0;
    enum dl_status status = dl_xschema_check(x->db, x->name, err);
    if (!status)
        status = read_double(x->db, DL_XMETA_K1, &x->bm25.k1, err);
    if (!status)
        status = read_double(x->db, DL_XMETA_B, &x->bm25.b, err);
    if (!status)
        status = read_number(x->db, DL_XMETA_GENERATION, &x->generation, err);
    if (!status)
        status = read_number(x->db, DL_XMETA_COMMITTED, &x->committed, err);
    if (!status)
        status = dl_xpart_get(x, DL_KEY_SHARD, &b, err);
    if (!status &&
        (sscanf(dl_buf_cstr(&b), "%u/%u", &x->shard, &x->shards) != 2 || x->shard == 0 || x->shard > x->shards))
        status = dl_fail(err, DL_CORRUPT, "%s: the number of its shard is damaged", x->name);
    dl_buf_free(&b);
    return status == DL_NOT_FOUND ? DL_OK : status;
}

static double seconds_of(const struct dl_xparts *p)
{
    return p->o.timeout_seconds;
}

/* The reason in MESSAGE without libxapian's name for the place. */
static void say_trouble(const struct dl_xparts *p, struct dl_xpart *x, const struct dl_error *why)
{
    const char *at = strstr(why->message, ": remote:tcp("), *end = at ? strchr(at, ')') : NULL;
    if (strcmp(why->type, "NetworkTimeoutError") == 0)
        snprintf(x->trouble, sizeof x->trouble, "no answer within %g s", seconds_of(p));
    else if (end)
        snprintf(x->trouble, sizeof x->trouble, "%.*s%.100s", at - why->message < 250 ? (int)(at - why->message) : 250,
                 why->message, end + 1);
    else
        snprintf(x->trouble, sizeof x->trouble, "%.390s", why->message);
}

static struct dl_file_mark mark_stub(const struct dl_xpart *x)
{
    struct dl_buf path = { 0 };
    struct dl_file_mark mark = { 0 };
    if (!x->host && dl_path_join(&path, x->name, DL_XSTUB))
        mark = dl_file_mark(path.data);
    dl_buf_free(&path);
    return mark;
}

bool dl_xparts_replaced(const struct dl_xparts *p)
{
    for (size_t i = 0; i < p->count; i++)
        if (p->v[i].chosen && !dl_file_mark_eq(p->v[i].stub, mark_stub(&p->v[i])))
            return true;
    return false;
}

static enum dl_status add_database(void *context, const char *name, const char *host, unsigned port,
                                   struct dl_error *err)
{
    (void)host; /* none is remote */
    (void)port;
    return dl_xdb_add(context, name, err);
}

static void open_part(const struct dl_xparts *p, struct dl_xpart *x)
{
    struct dl_error *why = &x->why;
    double ms = seconds_of(p) * 1000;
    if (x->slow) { /* asked and given up before */
        dl_fail(why, DL_NETWORK, "%s: %s", x->name, x->trouble);
        return;
    }
    enum dl_status status = dl_xdb_new(&x->db, why);
    x->stub = mark_stub(x);
    if (!status)
        status = x->host ? dl_xdb_add_remote(x->db, x->host, x->port, ms < 4e9 ? (unsigned)ms : 4000000000U, why)
                         : dl_xstub_databases(x->name, add_database, x->db, why);
    if (!status)
        status = read_facts(x, why);
    if (!status)
        return;
    dl_xdb_free(x->db);
    x->db = NULL;
    say_trouble(p, x, why);
    if (x->host || !strstr(why->message, x->name))
        dl_fail(why, status == DL_NOT_FOUND ? DL_OPENING : status, "%s: %s", x->name, x->trouble);
}

struct opening {
    struct dl_xparts *p;
    atomic_size_t next; /* that nobody has begun to open */
};

static void *open_some(void *context)
{
    struct opening *o = context;
    for (size_t i; (i = atomic_fetch_add(&o->next, 1)) < o->p->count;)
        open_part(o->p, &o->p->v[i]);
    return NULL;
}

/* Opening a remote database blocks until it has answered, or its time is up: all at the same time, so that many which
 * do not answer cost no more than one.  Where no thread can be had, this one does the work. */
static void open_each(struct dl_xparts *p)
{
    struct opening o = { .p = p };
    pthread_t threads[OPENERS_MAX];
    size_t n = 0;
    while (p->remote && n + 1 < p->count && n + 1 < OPENERS_MAX &&
           pthread_create(&threads[n], NULL, open_some, &o) == 0)
        n++;
    open_some(&o);
    while (n)
        pthread_join(threads[--n], NULL);
}

static bool same_shard(const struct dl_xpart *a, const struct dl_xpart *b)
{
    return a->shards && a->shard == b->shard && a->shards == b->shards;
}

/* Of several copies of a shard the newest is read; of equal ones the first in the list. */
static void choose(struct dl_xparts *p)
{
    for (size_t i = 0; i < p->count; i++) {
        struct dl_xpart *x = &p->v[i];
        x->chosen = x->db != NULL;
        for (size_t j = 0; j < i && x->chosen; j++)
            if (p->v[j].chosen && same_shard(x, &p->v[j])) {
                x->chosen = x->generation > p->v[j].generation;
                p->v[j].chosen = !x->chosen;
            }
    }
}

/* Whether shard K of N is wanted, because others of N are there, and none of it is. */
static bool lacks(const struct dl_xparts *p, unsigned k, unsigned n)
{
    for (size_t i = 0; i < p->count; i++)
        if (p->v[i].chosen && p->v[i].shard == k && p->v[i].shards == n)
            return false;
    return true;
}

typedef void gap_fn(void *context, unsigned k, unsigned n);

/* The shards that are missing from the archives of which others are there: their number; FN may be NULL.  Who names one
 * index alone means it. */
static size_t gaps(const struct dl_xparts *p, gap_fn *fn, void *context)
{
    size_t found = 0;
    for (size_t i = 0; i < p->count && p->count > 1; i++) {
        unsigned n = p->v[i].shards;
        bool seen = !p->v[i].chosen;
        for (size_t j = 0; j < i; j++)
            seen |= p->v[j].chosen && p->v[j].shards == n;
        for (unsigned k = 1; k <= n && !seen; k++)
            if (lacks(p, k, n)) {
                found++;
                if (fn)
                    fn(context, k, n);
            }
    }
    return found;
}

/* Which shard a database is that does not answer cannot be known; when every shard is there, it was a copy. */
static bool is_partial(const struct dl_xparts *p)
{
    bool dead = false, loose = false, sharded = false;
    for (size_t i = 0; i < p->count; i++) {
        dead |= p->v[i].db == NULL;
        loose |= p->v[i].chosen && p->v[i].shards == 0;
        sharded |= p->v[i].chosen && p->v[i].shards > 0;
    }
    return (dead && (loose || !sharded)) || gaps(p, NULL, NULL) > 0;
}

struct gap {
    unsigned k, n;
};

static void note_gap(void *context, unsigned k, unsigned n)
{
    *(struct gap *)context = (struct gap){ k, n };
}

/* One number for each document of all: libxapian interleaves them. */
static enum dl_status check_numbers(const struct dl_xparts *p, struct dl_error *err)
{
    size_t chosen = 0;
    for (size_t i = 0; i < p->count; i++)
        chosen += p->v[i].chosen;
    for (size_t i = 0; i < p->count; i++) {
        struct dl_xcounts c;
        enum dl_status status = p->v[i].chosen ? dl_xdb_counts(p->v[i].db, &c, err) : DL_OK;
        if (status)
            return status;
        if (p->v[i].chosen && c.last_id > UINT32_MAX / chosen)
            return dl_fail(err, DL_TOO_LARGE,
                           "%s: document %" PRIu64 " of one of %zu databases is past what Xapian can "
                           "number: spread the archive over fewer or smaller ones",
                           p->v[i].name, c.last_id, chosen);
    }
    return DL_OK;
}

static enum dl_status join_chosen(struct dl_xparts *p, struct dl_xdb **db, struct dl_error *err)
{
    enum dl_status status = dl_xdb_new(db, err);
    for (size_t i = 0; i < p->count && !status; i++)
        if (p->v[i].chosen)
            status = dl_xdb_join(*db, p->v[i].db, err);
    if (!status)
        status = check_numbers(p, err);
    if (status) {
        dl_xdb_free(*db);
        *db = NULL;
    }
    return status;
}

enum dl_status dl_xparts_open(struct dl_xparts *p, struct dl_xdb **db, struct dl_error *err)
{
    const struct dl_xpart *first = NULL; /* that does not answer */
    size_t dead = 0;
    struct gap gap = { 0, 0 };
    close_parts(p);
    open_each(p);
    for (size_t i = p->count; i-- > 0;)
        if (!p->v[i].db) {
            first = &p->v[i];
            dead++;
        }
    choose(p);
    p->partial = is_partial(p);
    if (first && (dead == p->count || (p->partial && !p->o.partial))) {
        if (err)
            *err = first->why;
        return first->why.status;
    }
    if (p->partial && !p->o.partial && gaps(p, note_gap, &gap))
        return dl_fail(err, DL_OPENING, "shard %u/%u is not among the indexes that are searched", gap.k, gap.n);
    return join_chosen(p, db, err);
}

/* ---- what a user should know ------------------------------------------------------------------------------------ */

struct telling {
    const struct dl_xparts *p;
    dl_warning_fn *fn;
    void *context;
    char line[1024];
};

static void tell_gap(void *context, unsigned k, unsigned n)
{
    struct telling *t = context;
    snprintf(t->line, sizeof t->line, "shard %u/%u is missing from the results", k, n);
    t->fn(t->context, t->line);
}

static void tell_dead(struct telling *t, const struct dl_xpart *x)
{
    bool copied = !t->p->partial;
    snprintf(t->line, sizeof t->line, "%s: %s%s", x->name, x->trouble, copied ? "; its copy was read" : "");
    t->fn(t->context, t->line);
}

static void tell_passed_over(struct telling *t, const struct dl_xpart *x)
{
    for (size_t i = 0; i < t->p->count; i++) {
        const struct dl_xpart *y = &t->p->v[i];
        if (!y->chosen || !same_shard(x, y) || x->generation == y->generation)
            continue;
        snprintf(t->line, sizeof t->line,
                 "%s is stale: it holds commit %" PRIu64 " of shard %u/%u, and %s commit %" PRIu64 ", which was read",
                 x->name, x->generation, x->shard, x->shards, y->name, y->generation);
        t->fn(t->context, t->line);
    }
}

static const struct dl_xpart *newest_of(const struct dl_xparts *p, unsigned shards)
{
    const struct dl_xpart *best = NULL;
    for (size_t i = 0; i < p->count; i++)
        if (p->v[i].chosen && p->v[i].shards == shards && (!best || p->v[i].committed > best->committed))
            best = &p->v[i];
    return best;
}

static void tell_lag(struct telling *t, const struct dl_xpart *x)
{
    const struct dl_xpart *best = x->shards ? newest_of(t->p, x->shards) : NULL;
    double lag = best && x->committed ? (double)(best->committed - x->committed) : 0;
    if (!best || lag <= t->p->o.max_lag_seconds)
        return;
    snprintf(t->line, sizeof t->line, "%s is stale: its last commit is %.*f %s older than that of %s", x->name,
             lag < 36000 ? 1 : 0, lag < 3600 ? lag : lag / 3600, lag < 3600 ? "s" : "hours", best->name);
    t->fn(t->context, t->line);
}

bool dl_xparts_warnings(const struct dl_xparts *p, dl_warning_fn *fn, void *context)
{
    struct telling t = { .p = p, .fn = fn, .context = context };
    for (size_t i = 0; i < p->count && fn; i++) {
        const struct dl_xpart *x = &p->v[i];
        if (!x->db)
            tell_dead(&t, x);
        else if (!x->chosen)
            tell_passed_over(&t, x);
        else
            tell_lag(&t, x);
    }
    if (fn)
        gaps(p, tell_gap, &t);
    return p->partial;
}

/* ---- failures while searching ----------------------------------------------------------------------------------- */

enum dl_status dl_xparts_attribute_error(struct dl_xparts *p, struct dl_error *err)
{
    struct dl_error why = *err;
    for (size_t i = 0; i < p->count; i++) {
        struct dl_xpart *x = &p->v[i];
        char place[320];
        snprintf(place, sizeof place, "remote:tcp(%s:%u)", x->host ? x->host : "", x->port);
        if (!x->host || !strstr(why.message, place))
            continue;
        say_trouble(p, x, &why);
        x->slow = strcmp(why.type, "NetworkTimeoutError") == 0;
        /* Who closed the connection may be back; who does not answer will hardly do so at a second try. */
        return dl_fail(err, x->slow && !p->o.partial ? DL_NETWORK : DL_MODIFIED, "%s: %s", x->name, x->trouble);
    }
    /* libxapian does not say where a connection ended; opening anew finds it out. */
    return dl_fail(err, DL_MODIFIED, "a remote index: %s", why.message);
}
