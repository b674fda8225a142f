/* xapian_read.c - the Xapian engine's reader.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <dirent.h>
#include <libdeflate.h>
#include <math.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "dateline/file.h"
#include "xapian_private.h"

#define OPEN_TRIES 10           /* a compaction may take a database away between reading its stub and opening it */
#define RECORD_MAX ((uint32_t)1 << 30)
#define DATA_HEAD 6

struct reader {
    struct dl_reader base;
    char **paths;
    size_t count;
    struct dl_xdb *db;
    struct dl_buf stubs;        /* the text of all stubs, when DB was opened */
    bool remote;                /* one of them lists a remote database */
    struct dl_bm25 bm25;
    struct libdeflate_decompressor *unzip;
    struct dl_buf data;         /* kept for reuse */
};

static struct reader *of(struct dl_reader *r) { return (struct reader *)r; }

/* ---- opening ---------------------------------------------------------------------------------------------------- */

static enum dl_status read_stubs(const struct reader *r, struct dl_buf *all, struct dl_error *err)
{
    struct dl_buf one = { 0 };
    enum dl_status status = DL_OK;
    dl_buf_clear(all);
    for (size_t i = 0; i < r->count && !status; i++) {
        status = dl_xstub_read(r->paths[i], &one, err);
        dl_buf_str(all, dl_buf_view(&one));
        dl_buf_byte(all, 0);
    }
    dl_buf_free(&one);
    return status ? status : dl_buf_status(all, err);
}

static enum dl_status add_path(struct dl_xdb *all, const char *path, bool alone, struct dl_error *err)
{
    struct dl_xdb *one = NULL;
    enum dl_status status = DL_OK;
    if (alone) { /* the schema of several databases can only be asked of each */
        status = dl_xdb_add(all, path, err);
        return status ? status : dl_xschema_check(all, path, err);
    }
    status = dl_xdb_new(&one, err);
    if (!status)
        status = dl_xdb_add(one, path, err);
    if (!status)
        status = dl_xschema_check(one, path, err);
    dl_xdb_free(one);
    return status ? status : dl_xdb_add(all, path, err);
}

static enum dl_status open_all(const struct reader *r, struct dl_xdb **db, struct dl_error *err)
{
    enum dl_status status = dl_xdb_new(db, err);
    for (size_t i = 0; i < r->count && !status; i++)
        status = add_path(*db, r->paths[i], r->count == 1, err);
    if (status) {
        dl_xdb_free(*db);
        *db = NULL;
    }
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

/* Open the databases that the stubs name now, in place of what R holds. */
static enum dl_status attach(struct reader *r, struct dl_error *err)
{
    struct dl_xdb *db = NULL;
    struct dl_buf stubs = { 0 }, again = { 0 };
    enum dl_status status = DL_OK;
    for (int i = 0; i < OPEN_TRIES; i++) {
        status = read_stubs(r, &stubs, err);
        if (!status)
            status = open_all(r, &db, err);
        if (!status || (read_stubs(r, &again, NULL) == DL_OK && dl_str_eq(dl_buf_view(&stubs), dl_buf_view(&again))))
            break;
    }
    if (status == DL_NOT_FOUND && err) /* "not found" is for articles; here there is nothing that can be opened */
        err->status = DL_OPENING;
    if (status == DL_NOT_FOUND)
        status = DL_OPENING;
    if (!status)
        status = read_double(db, DL_XMETA_K1, &r->bm25.k1, err);
    if (!status)
        status = read_double(db, DL_XMETA_B, &r->bm25.b, err);
    dl_buf_free(&again);
    if (status) {
        dl_xdb_free(db);
        dl_buf_free(&stubs);
        return status;
    }
    dl_xdb_free(r->db);
    dl_buf_free(&r->stubs);
    r->db = db;
    r->stubs = stubs;
    r->remote = memmem(stubs.data, stubs.len, "remote ", 7) != NULL;
    return DL_OK;
}

static enum dl_status xapian_reopen(struct dl_reader *base, bool *changed, struct dl_error *err)
{
    struct reader *r = of(base);
    struct dl_buf stubs = { 0 };
    enum dl_status status = read_stubs(r, &stubs, err);
    bool moved = !status && !dl_str_eq(dl_buf_view(&stubs), dl_buf_view(&r->stubs));
    dl_buf_free(&stubs);
    if (status)
        return status;
    if (!moved)
        status = dl_xdb_reopen(r->db, changed, err);
    if (moved || status == DL_OPENING || status == DL_NOT_FOUND) { /* compacted, perhaps just now */
        status = attach(r, err);
        *changed = status == DL_OK;
    }
    return status;
}

static void xapian_close(struct dl_reader *base)
{
    struct reader *r = of(base);
    for (size_t i = 0; r->paths && i < r->count; i++)
        free(r->paths[i]);
    free(r->paths);
    dl_xdb_free(r->db);
    if (r->unzip)
        libdeflate_free_decompressor(r->unzip);
    dl_buf_free(&r->stubs);
    dl_buf_free(&r->data);
    free(r);
}

/* ---- searching -------------------------------------------------------------------------------------------------- */

/* The day at the head of a sort key; "99999999" stands for undated where those sort behind. */
static dl_date key_day(struct dl_str key)
{
    dl_date d = 0;
    for (size_t i = 0; i < 8; i++) {
        if (i >= key.len || key.ptr[i] < '0' || key.ptr[i] > '9')
            return 0;
        d = d * 10 + (key.ptr[i] - '0');
    }
    return d == 99999999 ? 0 : d;
}

static enum dl_status take_hit(void *context, const struct dl_xhit *hit, struct dl_error *err)
{
    struct dl_hits *hits = context;
    if (hits->count == hits->cap) {
        enum dl_status status = dl_hits_reserve(hits, hits->cap ? hits->cap * 2 : 16, err);
        if (status)
            return status;
    }
    hits->v[hits->count++] = (struct dl_hit){ hit->id, hit->weight, key_day(hit->key) };
    return DL_OK;
}

static uint32_t clamp(size_t n) { return n < UINT32_MAX ? (uint32_t)n : UINT32_MAX; }

static void reverse(struct dl_hit *v, size_t n)
{
    for (size_t i = 0; i < n / 2; i++) {
        struct dl_hit h = v[i];
        v[i] = v[n - 1 - i];
        v[n - 1 - i] = h;
    }
}

/* Remote databases cannot sort by keys that are made here.  Newest first they can; oldest first is that with the days
 * turned round, each day's articles and the undated ones staying as they are. */
static enum dl_status search_oldest(struct reader *r, struct dl_xsearch *x, struct dl_hits *hits,
                                    struct dl_xtotals *totals, struct dl_error *err)
{
    size_t first = x->first, count = x->count, dated = 0;
    x->order = DL_X_BY_VALUE;
    x->first = 0;
    x->count = UINT32_MAX;
    hits->count = 0;
    enum dl_status status = dl_xdb_search(r->db, x, take_hit, hits, totals, err);
    if (status)
        return status;
    while (dated < hits->count && hits->v[dated].date)
        dated++;
    reverse(hits->v, dated);
    for (size_t i = 0, end; i < dated; i = end) {
        for (end = i + 1; end < dated && hits->v[end].date == hits->v[i].date;)
            end++;
        reverse(hits->v + i, end - i);
    }
    first = first < hits->count ? first : hits->count;
    hits->count = count < hits->count - first ? count : hits->count - first;
    if (first && hits->count)
        memmove(hits->v, hits->v + first, hits->count * sizeof *hits->v);
    return DL_OK;
}

/* When low weights are cut off, libxapian 1.4.22 now and then loses a document far above the cut if an OR has more than two
 * parts or is a part itself: then every match is weighed.  (An OR asked by check() under one that has become an
 * AND_MAYBE; found by comparing engines.) */
static bool needs_all_weighed(const struct dl_query *q)
{
    if (q->op == DL_Q_OR)
        return true;
    for (size_t i = 0; i < q->count; i++)
        if (needs_all_weighed(q->children[i]))
            return true;
    return false;
}

static bool is_pair(const struct dl_query *q)
{
    return q->op == DL_Q_OR && q->count == 2 && q->children[0]->op == DL_Q_TERM && q->children[1]->op == DL_Q_TERM;
}

static enum dl_status search(struct reader *r, const struct dl_search *s, const struct dl_xquery *query, uint32_t all,
                             struct dl_hits *hits, struct dl_error *err)
{
    static const struct dl_xkey oldest[] = { { DL_XSLOT_DATE, false, "99999999" }, { DL_XSLOT_ID, false, NULL } };
    struct dl_xtotals totals = { 0 };
    uint32_t first = clamp(s->offset);
    first = first < all ? first : all;
    struct dl_xsearch x = {
        .query = query,
        .k1 = r->bm25.k1,
        .b = r->bm25.b,
        .slot = DL_XSLOT_ORDER,
        .keys = oldest,
        .key_count = sizeof oldest / sizeof *oldest,
        .first = first,
        .count = s->limit == 0 || s->limit > all - first ? all - first : (uint32_t)s->limit,
        .check_at_least = s->exact_count || (!is_pair(s->query) && needs_all_weighed(s->query)) ? all : 0,
    };
    if (s->sort == DL_SORT_OLDEST)
        x.order = DL_X_BY_KEYS;
    else
        x.order = s->sort == DL_SORT_NEWEST || dl_query_is_filter(s->query) ? DL_X_BY_VALUE : DL_X_BY_WEIGHT;
    enum dl_status status = dl_xdb_search(r->db, &x, take_hit, hits, &totals, err);
    if (status == DL_UNSUPPORTED && x.order == DL_X_BY_KEYS)
        status = search_oldest(r, &x, hits, &totals, err);
    hits->total = totals.lower;
    hits->total_exact = totals.lower == totals.upper;
    return status;
}

static enum dl_status xapian_search(struct dl_reader *base, const struct dl_search *s, struct dl_hits *hits,
                                    struct dl_error *err)
{
    struct reader *r = of(base);
    struct dl_xquery *query = NULL;
    struct dl_xcounts counts;
    enum dl_status status = dl_xdb_counts(r->db, &counts, err);
    if (!status)
        status = dl_xtranslate(r->db, r->remote, s->query, &query, err);
    if (!status)
        status = search(r, s, query, clamp(counts.documents), hits, err);
    dl_xquery_free(query);
    return status;
}

/* The articles of HITS, by their id terms. */
static enum dl_status any_of_hits(struct reader *r, const struct dl_hits *hits, size_t n, struct dl_xquery **out,
                                  struct dl_error *err)
{
    struct dl_buf id = { 0 }, term = { 0 };
    struct dl_xquery **parts = calloc(n, sizeof *parts);
    enum dl_status status = parts ? DL_OK : dl_fail_memory(err);
    for (size_t i = 0; i < n && !status; i++) {
        dl_buf_clear(&id);
        dl_buf_clear(&term);
        status = dl_xdb_value(r->db, (uint32_t)hits->v[i].doc, DL_XSLOT_ID, &id, err);
        if (!status) {
            dl_xterm_id(dl_buf_view(&id), &term);
            status = dl_buf_status(&term, err);
        }
        if (!status)
            status = dl_xquery_term(dl_buf_view(&term), 0.0, &parts[i], err);
    }
    if (!status)
        status = n == 1 ? (*out = parts[0], DL_OK) : dl_xquery_join(DL_X_OR, 0, parts, n, out, err);
    else
        for (size_t i = 0; parts && i < n; i++)
            dl_xquery_free(parts[i]);
    free(parts);
    dl_buf_free(&id);
    dl_buf_free(&term);
    return status;
}

struct boosting {
    struct dl_hits *hits;
    size_t n;
};

static enum dl_status take_boost(void *context, const struct dl_xhit *hit, struct dl_error *err)
{
    struct boosting *b = context;
    (void)err;
    for (size_t i = 0; i < b->n; i++)
        if (b->hits->v[i].doc == hit->id)
            b->hits->v[i].score += hit->weight;
    return DL_OK;
}

static enum dl_status xapian_boost(struct dl_reader *base, const struct dl_query *boost, struct dl_hits *hits, size_t n,
                                   struct dl_error *err)
{
    struct reader *r = of(base);
    struct dl_xquery *parts[2] = { 0 }, *query = NULL;
    struct dl_xcounts counts;
    struct dl_xtotals totals = { 0 };
    struct boosting b = { hits, n };
    enum dl_status status = dl_xdb_counts(r->db, &counts, err);
    if (!status)
        status = dl_xtranslate(r->db, r->remote, boost, &parts[0], err);
    if (!status)
        status = any_of_hits(r, hits, n, &parts[1], err);
    if (status)
        dl_xquery_free(parts[0]);
    else
        status = dl_xquery_join(DL_X_FILTER, 0, parts, 2, &query, err);
    uint32_t all = clamp(counts.documents);
    struct dl_xsearch x = { .query = query, .k1 = r->bm25.k1, .b = r->bm25.b, .order = DL_X_BY_WEIGHT,
                            .slot = DL_XSLOT_ORDER, .count = all, .check_at_least = all };
    if (!status)
        status = dl_xdb_search(r->db, &x, take_boost, &b, &totals, err);
    dl_xquery_free(query);
    return status;
}

/* ---- articles --------------------------------------------------------------------------------------------------- */

static enum dl_status check_doc(uint64_t doc, struct dl_error *err)
{
    return doc == 0 || doc > UINT32_MAX ? dl_fail(err, DL_NOT_FOUND, "there is no document %llu",
                                                  (unsigned long long)doc) : DL_OK;
}

static enum dl_status xapian_id(struct dl_reader *base, uint64_t doc, struct dl_buf *id, struct dl_error *err)
{
    enum dl_status status = check_doc(doc, err);
    return status ? status : dl_xdb_value(of(base)->db, (uint32_t)doc, DL_XSLOT_ID, id, err);
}

static enum dl_status xapian_signature(struct dl_reader *base, uint64_t doc, struct dl_signature *out,
                                       struct dl_error *err)
{
    struct reader *r = of(base);
    enum dl_status status = check_doc(doc, err);
    dl_buf_clear(&r->data);
    if (!status)
        status = dl_xdb_value(r->db, (uint32_t)doc, DL_XSLOT_SIGNATURE, &r->data, err);
    if (!status && r->data.len == sizeof out->digits) /* an index made before there were any has none */
        memcpy(out->digits, r->data.data, sizeof out->digits);
    return status;
}

static enum dl_status unpack(struct reader *r, struct dl_buf *record, struct dl_error *err)
{
    struct dl_cursor c = { (const unsigned char *)r->data.data, (const unsigned char *)r->data.data + r->data.len };
    struct dl_str head;
    uint32_t length;
    size_t got;
    if (!dl_read_bytes(&c, 2, &head) || !dl_read_u32(&c, &length) || (unsigned char)head.ptr[0] != 0xdb)
        return dl_fail(err, DL_CORRUPT, "a document is not an article of dateline-index");
    if (head.ptr[1] != 1)
        return dl_fail(err, DL_VERSION, "a document has format %d, this program reads 1", head.ptr[1]);
    if (length > RECORD_MAX)
        return dl_fail(err, DL_CORRUPT, "a stored article is damaged: its length is absurd");
    if (!dl_buf_reserve(record, (size_t)length + 1))
        return dl_fail_memory(err);
    if (libdeflate_zlib_decompress(r->unzip, c.p, (size_t)(c.end - c.p), record->data, length, &got) !=
            LIBDEFLATE_SUCCESS || got != length)
        return dl_fail(err, DL_CORRUPT, "a stored article is damaged: it cannot be decompressed");
    record->len = length;
    return DL_OK;
}

static enum dl_status xapian_fetch(struct dl_reader *base, uint64_t doc, struct dl_buf *record, struct dl_article *a,
                                   bool *has_body, struct dl_error *err)
{
    struct reader *r = of(base);
    enum dl_status status = check_doc(doc, err);
    dl_buf_clear(&r->data);
    if (!status)
        status = dl_xdb_data(r->db, (uint32_t)doc, &r->data, err);
    if (!status)
        status = unpack(r, record, err);
    return status ? status : dl_article_decode(dl_buf_view(record), a, has_body, err);
}

static bool first_posting(void *context, uint32_t id, uint32_t wdf)
{
    (void)wdf;
    *(uint64_t *)context = id;
    return false;
}

static enum dl_status xapian_find(struct dl_reader *base, struct dl_str id, uint64_t *doc, struct dl_error *err)
{
    struct dl_buf term = { 0 };
    *doc = 0;
    dl_xterm_id(id, &term);
    enum dl_status status = dl_buf_status(&term, err);
    if (!status)
        status = dl_xdb_postings(of(base)->db, dl_buf_view(&term), first_posting, doc, err);
    dl_buf_free(&term);
    if (!status && *doc == 0)
        status = dl_fail(err, DL_NOT_FOUND, "no article has the id %.*s", (int)(id.len < 200 ? id.len : 200), id.ptr);
    return status;
}

static enum dl_status get_metadata(void *handle, struct dl_str key, struct dl_buf *value, struct dl_error *err)
{
    return dl_xdb_get(handle, key, value, err);
}

static enum dl_status xapian_get(struct dl_reader *base, const char *key, struct dl_buf *value, struct dl_error *err)
{
    return dl_xblob_get(get_metadata, of(base)->db, key, value, err);
}

/* ---- facets ----------------------------------------------------------------------------------------------------- */

/* Values are few and short, so that a list in the making is searched from its end: days arrive in order. */
struct facet_sum {
    struct dl_facets *out;
    enum dl_facet facet;
    uint64_t with_value;
};

static enum dl_status sum_value(struct dl_facets *out, struct dl_str value, uint64_t n, struct dl_error *err)
{
    for (size_t i = out->count; i-- > 0;)
        if (strlen(out->v[i].value) == value.len && memcmp(out->v[i].value, value.ptr, value.len) == 0) {
            out->v[i].count += n;
            return DL_OK;
        }
    return dl_facet_add(out, value, n, err);
}

static enum dl_status sum_codes(struct dl_facets *out, struct dl_str codes, uint64_t n, struct dl_error *err)
{
    enum dl_status status = DL_OK;
    while (codes.len && !status) {
        const char *blank = memchr(codes.ptr, ' ', codes.len);
        size_t len = blank ? (size_t)(blank - codes.ptr) : codes.len, skip = blank ? len + 1 : len;
        status = sum_value(out, (struct dl_str){ codes.ptr, len }, n, err);
        codes.ptr += skip;
        codes.len -= skip;
    }
    return status;
}

static enum dl_status take_value(void *context, struct dl_str value, uint64_t n, struct dl_error *err)
{
    struct facet_sum *f = context;
    char month[8];
    f->with_value += n;
    switch (f->facet) {
    case DL_FACET_COUNTRY:
    case DL_FACET_MENTION:
        return sum_codes(f->out, value, n, err);
    case DL_FACET_YEAR:
    case DL_FACET_MONTH:
        if (value.len != 8)
            return dl_fail(err, DL_CORRUPT, "the index holds a date that is none");
        snprintf(month, sizeof month, "%.4s-%.2s", value.ptr, value.ptr + 4);
        return sum_value(f->out, (struct dl_str){ month, f->facet == DL_FACET_YEAR ? 4 : 7 }, n, err);
    case DL_FACET_SOURCE:
    case DL_FACET_LANGUAGE:
        break;
    }
    return dl_facet_add(f->out, value, n, err); /* each comes once */
}

static enum dl_status xapian_facets(struct dl_reader *base, const struct dl_query *query, enum dl_facet facet,
                                    struct dl_facets *out, struct dl_error *err)
{
    static const uint32_t slots[] = {
        [DL_FACET_COUNTRY] = DL_XSLOT_COUNTRIES, [DL_FACET_MENTION] = DL_XSLOT_MENTIONS,
        [DL_FACET_YEAR] = DL_XSLOT_DATE,         [DL_FACET_MONTH] = DL_XSLOT_DATE,
        [DL_FACET_SOURCE] = DL_XSLOT_SOURCE,     [DL_FACET_LANGUAGE] = DL_XSLOT_LANGUAGE,
    };
    struct reader *r = of(base);
    struct dl_xquery *q;
    struct facet_sum f = { out, facet, 0 };
    uint64_t matches = 0;
    if ((size_t)facet >= sizeof slots / sizeof *slots)
        return dl_fail(err, DL_INVALID, "no such facet");
    enum dl_status status = dl_xtranslate(r->db, r->remote, query, &q, err);
    if (!status)
        status = dl_xdb_value_counts(r->db, q, slots[facet], take_value, &f, &matches, err);
    dl_xquery_free(q);
    if (!status && matches > f.with_value)
        status = dl_facet_add(out, (struct dl_str){ 0 }, matches - f.with_value, err);
    return status;
}

/* ---- statistics and dictionary ---------------------------------------------------------------------------------- */

/* A table of a Xapian database, by the name of its file. */
static void add_part(struct dl_index_stats *stats, const char *file, uint64_t bytes)
{
    static const char *const tables[] = { "postlist.glass", "position.glass", "docdata.glass", "termlist.glass" };
    static const char *const names[] = { "postings", "positions", "texts", "terms of articles" };
    stats->part_count = sizeof names / sizeof *names;
    for (size_t i = 0; i < stats->part_count; i++) {
        stats->parts[i].name = names[i];
        if (strcmp(file, tables[i]) == 0)
            stats->parts[i].bytes += bytes;
    }
}

static uint64_t folder_bytes(const char *path, struct dl_index_stats *stats)
{
    struct dl_buf file = { 0 };
    struct stat st;
    uint64_t sum = 0;
    DIR *d = opendir(path);
    for (const struct dirent *e; d && (e = readdir(d));)
        if (dl_path_join(&file, path, e->d_name) && stat(file.data, &st) == 0 && S_ISREG(st.st_mode)) {
            sum += (uint64_t)st.st_size;
            add_part(stats, e->d_name, (uint64_t)st.st_size);
        }
    if (d)
        closedir(d);
    dl_buf_free(&file);
    return sum;
}

struct day_walk {
    dl_date first, last;
};

/* D terms in order: exact, where the value slot's bounds may be wide after deletions. */
static bool walk_day(void *context, struct dl_str term, uint64_t articles)
{
    struct day_walk *w = context;
    (void)articles;
    dl_date d = term.len == 9 ? key_day((struct dl_str){ term.ptr + 1, 8 }) : 0;
    if (d && !w->first)
        w->first = d;
    if (d)
        w->last = d;
    return true;
}

static enum dl_status xapian_stats(struct dl_reader *base, struct dl_index_stats *stats, struct dl_error *err)
{
    struct reader *r = of(base);
    struct dl_xcounts counts = { 0 };
    struct day_walk days = { 0 };
    struct dl_buf b = { 0 }, target = { 0 };
    enum dl_status status = dl_xdb_counts(r->db, &counts, err);
    if (!status)
        status = dl_xdb_value_bounds(r->db, DL_XSLOT_DATE, NULL, NULL, &stats->dated, err);
    if (!status)
        status = dl_xdb_terms(r->db, DL_STR("D"), (struct dl_str){ 0 }, walk_day, &days, err);
    if (!status)
        status = dl_xdb_get(r->db, DL_XMETA_GENERATION, &b, err);
    stats->generation = strtoull(dl_buf_cstr(&b), NULL, 10);
    dl_buf_clear(&b);
    if (!status)
        status = dl_xdb_get(r->db, DL_XMETA_STORED, &b, err);
    stats->stored = dl_str_eq(dl_buf_view(&b), DL_STR("1"));
    for (size_t i = 0; i < r->count && !status; i++) {
        bool ours = dl_xstub_target(r->paths[i], &target, NULL) == DL_OK;
        stats->bytes += folder_bytes(ours ? target.data : r->paths[i], stats);
    }
    dl_buf_free(&b);
    dl_buf_free(&target);
    stats->engine = DL_ENGINE_XAPIAN;
    stats->saving = DL_SAVING_UNKNOWN; /* free blocks are not counted anywhere */
    stats->articles = counts.documents;
    stats->total_length = counts.total_length;
    stats->segments = r->count;
    stats->oldest = days.first;
    stats->newest = days.last;
    stats->bm25 = r->bm25;
    return status;
}

/* Text terms lie before 'A', under "S" and after 'Z': the rest are boolean ones. */
struct term_walk {
    dl_term_fn *fn;
    void *context;
    int stop; /* first byte at which this stretch ends */
    bool stopped;
};

static bool walk_term(void *context, struct dl_str term, uint64_t articles)
{
    struct term_walk *w = context;
    if (term.len && (unsigned char)term.ptr[0] >= w->stop)
        return false;
    w->stopped = !w->fn(w->context, term, articles);
    return !w->stopped;
}

static enum dl_status xapian_terms(struct dl_reader *base, struct dl_str from, dl_term_fn *fn, void *context,
                                   struct dl_error *err)
{
    static const struct { struct dl_str from; int stop; } stretches[] = { { { "", 0 }, 'A' },
                                                                         { { "S", 1 }, 'T' },
                                                                         { { "[", 1 }, 256 } };
    struct term_walk w = { .fn = fn, .context = context };
    enum dl_status status = DL_OK;
    for (size_t i = 0; i < sizeof stretches / sizeof *stretches && !status && !w.stopped; i++) {
        struct dl_str start = dl_str_cmp(from, stretches[i].from) > 0 ? from : stretches[i].from;
        w.stop = stretches[i].stop;
        if (start.len == 0 || (unsigned char)start.ptr[0] < w.stop)
            status = dl_xdb_terms(of(base)->db, (struct dl_str){ 0 }, start, walk_term, &w, err);
    }
    return status;
}

static enum dl_status xapian_explain(struct dl_reader *base, const struct dl_query *query, struct dl_buf *out,
                                     struct dl_error *err)
{
    struct dl_xquery *q = NULL;
    enum dl_status status = dl_xtranslate(of(base)->db, of(base)->remote, query, &q, err);
    dl_buf_puts(out, "xapian: ");
    if (!status)
        status = dl_xquery_print(q, out, err);
    dl_xquery_free(q);
    return status;
}

static const struct dl_reader_ops reader_ops = {
    .reopen = xapian_reopen,
    .search = xapian_search,
    .boost = xapian_boost,
    .id = xapian_id,
    .signature = xapian_signature,
    .fetch = xapian_fetch,
    .find = xapian_find,
    .get = xapian_get,
    .facets = xapian_facets,
    .stats = xapian_stats,
    .terms = xapian_terms,
    .explain = xapian_explain,
    .close = xapian_close,
};

enum dl_status dl_xreader_start(const char *const *dirs, size_t count, struct dl_reader **out, struct dl_error *err)
{
    struct reader *r = calloc(1, sizeof *r);
    if (!r)
        return dl_fail_memory(err);
    r->base.ops = &reader_ops;
    r->unzip = libdeflate_alloc_decompressor();
    r->paths = calloc(count, sizeof *r->paths);
    enum dl_status status = r->unzip && r->paths ? DL_OK : dl_fail_memory(err);
    for (size_t i = 0; i < count && !status; i++) {
        r->paths[i] = strdup(dirs[i]);
        r->count = i + 1;
        if (!r->paths[i])
            status = dl_fail_memory(err);
    }
    if (!status)
        status = attach(r, err);
    if (status)
        xapian_close(&r->base);
    else
        *out = &r->base;
    return status;
}
