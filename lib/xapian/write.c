/* write.c - the Xapian engine's writer.
 *
 * All of a run is one transaction, so that nothing of it is seen before its commit.  Inside it, libxapian still writes
 * postings from memory to its tables, every so many documents; when their size demands it earlier, we ask for it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <libdeflate.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "dateline/file.h"
#include "dateline/grow.h"
#include "dateline/set.h"
#include "lib/xapian/xapian_private.h"

#define DEFAULT_LEVEL 6
#define TOKEN_BYTES 120                    /* of libxapian's memory for one occurrence of a term, measured */
#define DOCUMENT_BYTES ((size_t)40 * 1024) /* the same for a document of 300 words */
#define DATA_HEAD 6                        /* bytes before the zlib stream */

struct worker {
    struct dl_xdoc *doc;
    struct libdeflate_compressor *zip;
    struct dl_buf record, data, term, text;
    struct dl_tokens words; /* of the article, as written */
};

/* What became of an id in this run. */
struct placed {
    struct dl_hash128 id;
    uint64_t sequence, source_key;
    uint32_t doc;
};

/* What became of a committed article in this run; one that was replaced may be removed as well, which leaves the other.
 */
enum touch { UNTOUCHED, REPLACED, REMOVED, REPLACED_AND_REMOVED };

struct writer {
    struct dl_writer base;
    char *dir;
    unsigned long number; /* of the database in DIR */
    bool fresh;           /* no stub names it yet */
    bool open_transaction, dirty, stored, mark_stored;
    size_t memory, pending; /* bytes that libxapian may hold and is thought to hold */
    unsigned worker_count;
    struct worker *workers;
    struct dl_xwriter *db;
    struct dl_xdb *committed; /* as of the last commit */
    uint32_t committed_last;  /* its highest document */
    uint8_t *touched;         /* enum touch of documents 0..committed_last */
    struct placed *placed;
    size_t placed_count, placed_cap;
    struct dl_hash_map placed_of_id;
    uint64_t *lost; /* keys of sources of which an article gave way to another source's */
    size_t lost_count, lost_cap;
    struct dl_commit_stats stats;
    pthread_mutex_t mutex; /* everything above but the workers */
};

static struct writer *of(struct dl_writer *w)
{
    return (struct writer *)w;
}

/* ---- the table of this run's ids -------------------------------------------------------------------------------- */

static struct placed *find_placed(const struct writer *w, struct dl_hash128 id)
{
    for (size_t step = 0, i; dl_hash_map_next(&w->placed_of_id, id.low, &step, &i);)
        if (w->placed[i].id.low == id.low && w->placed[i].id.high == id.high)
            return &w->placed[i];
    return NULL;
}

static enum dl_status note_placed(struct writer *w, struct placed p, struct dl_error *err)
{
    if (!DL_GROW(w->placed, w->placed_cap, w->placed_count + 1) ||
        !dl_hash_map_add(&w->placed_of_id, p.id.low, w->placed_count))
        return dl_fail_memory(err);
    w->placed[w->placed_count++] = p;
    return DL_OK;
}

static void forget_placed(struct writer *w)
{
    free(w->placed);
    w->placed = NULL;
    w->placed_count = w->placed_cap = 0;
    dl_hash_map_free(&w->placed_of_id);
}

/* ---- opening ---------------------------------------------------------------------------------------------------- */

/* Look at the index as it is now committed, for ids and source keys. */
static enum dl_status open_committed(struct writer *w, const char *path, struct dl_error *err)
{
    struct dl_xcounts counts;
    dl_xdb_free(w->committed);
    w->committed = NULL;
    free(w->touched);
    w->touched = NULL;
    enum dl_status status = dl_xdb_new(&w->committed, err);
    if (!status)
        status = dl_xdb_add(w->committed, path, err);
    if (!status)
        status = dl_xschema_check(w->committed, path, err);
    if (!status)
        status = dl_xdb_counts(w->committed, &counts, err);
    if (status)
        return status;
    w->committed_last = (uint32_t)counts.last_id;
    w->touched = calloc((size_t)w->committed_last + 1, 1);
    return w->touched ? DL_OK : dl_fail_memory(err);
}

static enum dl_status set_double(struct writer *w, struct dl_str key, double value, struct dl_error *err)
{
    char text[32];
    int n = snprintf(text, sizeof text, "%.17g", value);
    return dl_xwriter_set(w->db, key, (struct dl_str){ text, (size_t)n }, err);
}

/* Every change goes through here first. */
static enum dl_status begin(struct writer *w, struct dl_error *err)
{
    enum dl_status status = DL_OK;
    if (!w->open_transaction) {
        status = dl_xwriter_begin(w->db, err);
        w->open_transaction = status == DL_OK;
    }
    w->dirty = true;
    return status;
}

static enum dl_status settle(struct writer *w, const struct dl_bm25 *m, struct dl_error *err)
{
    enum dl_status status = begin(w, err);
    if (!status)
        status = dl_xwriter_set(w->db, DL_XMETA_SCHEMA, DL_STR(DL_XSCHEMA), err);
    if (!status)
        status = set_double(w, DL_XMETA_K1, m->k1, err);
    return status ? status : set_double(w, DL_XMETA_B, m->b, err);
}

static enum dl_status open_database(struct writer *w, bool fresh, const struct dl_writer_options *o,
                                    struct dl_error *err)
{
    struct dl_buf path = { 0 };
    char name[32];
    size_t flush = w->memory / DOCUMENT_BYTES;
    flush = flush < 500 ? 500 : flush > 50000 ? 50000 : flush;
    enum dl_status status = dl_xstub_tidy(w->dir, &w->number, err);
    snprintf(name, sizeof name, "db.%lu", w->number);
    if (!status && fresh && !dl_path_join(&path, w->dir, name))
        status = dl_fail_memory(err);
    if (!status && !fresh)
        status = dl_xstub_target(w->dir, &path, err);
    if (!status && !fresh)
        status = open_committed(w, path.data, err);
    if (!status)
        status = dl_xwriter_open(path.data, fresh, (unsigned)flush, &w->db, err);
    if (!status && fresh)
        status = settle(w, &o->bm25, err);
    dl_buf_free(&path);
    return status;
}

static void writer_free(struct writer *w)
{
    for (unsigned i = 0; w->workers && i < w->worker_count; i++) {
        struct worker *k = &w->workers[i];
        dl_xdoc_free(k->doc);
        if (k->zip)
            libdeflate_free_compressor(k->zip);
        dl_buf_free(&k->record);
        dl_buf_free(&k->data);
        dl_buf_free(&k->term);
        dl_buf_free(&k->text);
        dl_tokens_free(&k->words);
    }
    dl_xdb_free(w->committed);
    pthread_mutex_destroy(&w->mutex);
    free(w->workers);
    free(w->touched);
    forget_placed(w);
    free(w->lost);
    free(w->dir);
    free(w);
}

/* What the open transaction holds is dropped; a database that was never committed is the next writer's to remove. */
static void xapian_close(struct dl_writer *base)
{
    struct writer *w = of(base);
    if (w->db && w->open_transaction)
        dl_xwriter_cancel(w->db, NULL);
    dl_xwriter_close(w->db, NULL);
    unsigned long ignored;
    if (w->fresh)
        dl_xstub_tidy(w->dir, &ignored, NULL);
    writer_free(w);
}

/* ---- adding ----------------------------------------------------------------------------------------------------- */

static enum dl_status compress_record(struct worker *k, const struct dl_article *a, bool stored, struct dl_error *err)
{
    dl_buf_clear(&k->record);
    dl_buf_clear(&k->data);
    enum dl_status status = dl_article_encode(a, stored, &k->record, err);
    if (status)
        return status;
    if (k->record.len > UINT32_MAX)
        return dl_fail(err, DL_TOO_LARGE, "an article of more than 4 GiB cannot be stored");
    size_t bound = libdeflate_zlib_compress_bound(k->zip, k->record.len);
    dl_buf_byte(&k->data, 0xdb);
    dl_buf_byte(&k->data, 1);
    dl_buf_u32(&k->data, (uint32_t)k->record.len);
    if (!dl_buf_reserve(&k->data, bound))
        return dl_fail_memory(err);
    size_t n = libdeflate_zlib_compress(k->zip, k->record.data, k->record.len, k->data.data + DATA_HEAD, bound);
    if (n == 0)
        return dl_fail(err, DL_INTERNAL, "an article cannot be compressed");
    k->data.len = DATA_HEAD + n;
    return dl_xdoc_data(k->doc, dl_buf_view(&k->data), err);
}

static enum dl_status add_boolean(struct worker *k, struct dl_error *err)
{
    enum dl_status status = dl_buf_status(&k->term, err);
    return status ? status : dl_xdoc_boolean(k->doc, dl_buf_view(&k->term), err);
}

static enum dl_status add_value(struct worker *k, uint32_t slot, struct dl_error *err)
{
    enum dl_status status = dl_buf_status(&k->text, err);
    return status || k->text.len == 0 ? status : dl_xdoc_value(k->doc, slot, dl_buf_view(&k->text), err);
}

static enum dl_status add_date(struct worker *k, const struct dl_article *a, struct dl_error *err)
{
    static const struct {
        char prefix;
        int divisor;
    } levels[] = { { 'Y', 10000 }, { 'M', 100 }, { 'D', 1 } };
    dl_date day = dl_xday(a->date);
    enum dl_status status = DL_OK;
    for (size_t i = 0; day && i < sizeof levels / sizeof *levels && !status; i++) {
        dl_buf_clear(&k->term);
        dl_buf_printf(&k->term, "%c%d", levels[i].prefix, day / levels[i].divisor);
        status = add_boolean(k, err);
    }
    dl_buf_clear(&k->text);
    dl_buf_printf(&k->text, "%08d", day);
    if (!status && day)
        status = add_value(k, DL_XSLOT_DATE, err);
    for (size_t i = 0; i < a->id.len; i++)
        dl_buf_byte(&k->text, (unsigned char)~(unsigned char)a->id.ptr[i]);
    dl_buf_byte(&k->text, 0xff);
    return status ? status : add_value(k, DL_XSLOT_ORDER, err);
}

static enum dl_status add_places(struct worker *k, const struct dl_article *a, struct dl_error *err)
{
    enum dl_status status = DL_OK;
    dl_buf_clear(&k->text);
    for (unsigned i = 0; i < a->country_count && !status; i++) {
        const char *code = a->countries[i].code.text;
        dl_buf_printf(&k->text, "%s%s", i ? " " : "", code);
        dl_xterm_code("N", dl_str_of(code), &k->term);
        status = add_boolean(k, err);
    }
    if (!status)
        status = add_value(k, DL_XSLOT_COUNTRIES, err);
    dl_buf_clear(&k->text);
    for (unsigned i = 0; i < a->mention_count && !status; i++) {
        const char *code = a->mentions[i].text;
        dl_buf_printf(&k->text, "%s%s", i ? " " : "", code);
        dl_xterm_code("XM", dl_str_of(code), &k->term);
        status = add_boolean(k, err);
    }
    return status ? status : add_value(k, DL_XSLOT_MENTIONS, err);
}

static enum dl_status add_labels(struct worker *k, const struct dl_article *a, uint64_t source_key,
                                 struct dl_error *err)
{
    char language[9];
    dl_xterm_id(a->id, &k->term);
    enum dl_status status = add_boolean(k, err);
    if (!status)
        status = dl_xdoc_value(k->doc, DL_XSLOT_ID, a->id, err);
    dl_xterm_source_key(source_key, &k->term);
    if (!status)
        status = add_boolean(k, err);
    dl_language_primary(a->language, language);
    if (!status && language[0]) {
        dl_xterm_code("L", dl_str_of(language), &k->term);
        status = add_boolean(k, err);
        if (!status)
            status = dl_xdoc_value(k->doc, DL_XSLOT_LANGUAGE, dl_str_of(language), err);
    }
    if (!status)
        status = dl_fold_key(a->source, &k->text, err);
    if (!status && k->text.len) {
        dl_xterm_label(DL_Q_SOURCE, dl_buf_view(&k->text), &k->term);
        status = add_boolean(k, err);
        if (!status)
            status = dl_xdoc_value(k->doc, DL_XSLOT_SOURCE, a->source, err);
    }
    return status;
}

/* Each value as a folded term; all as written in SLOT, for facets. */
static enum dl_status add_label(struct worker *k, const struct dl_article *a, enum dl_query_op op, uint32_t slot,
                                struct dl_error *err)
{
    struct dl_str value;
    size_t at = 0;
    enum dl_status status = DL_OK;
    struct dl_buf lines = { 0 };
    for (unsigned n = 0; n < DL_MAX_LABELS && !status && dl_label_next(a, op, &at, &value); n++) {
        if (n)
            dl_buf_byte(&lines, '\n');
        dl_buf_str(&lines, value);
        status = dl_fold_key(value, &k->text, err);
        if (status || k->text.len == 0)
            continue;
        dl_xterm_label(op, dl_buf_view(&k->text), &k->term);
        status = add_boolean(k, err);
    }
    if (!status)
        status = dl_buf_status(&lines, err);
    if (!status && lines.len && op != DL_Q_URL)
        status = dl_xdoc_value(k->doc, slot, dl_buf_view(&lines), err);
    dl_buf_free(&lines);
    return status;
}

static enum dl_status add_given_labels(struct worker *k, const struct dl_article *a, struct dl_error *err)
{
    enum dl_status status = add_label(k, a, DL_Q_AUTHOR, DL_XSLOT_AUTHORS, err);
    if (!status)
        status = add_label(k, a, DL_Q_SECTION, DL_XSLOT_SECTIONS, err);
    if (!status)
        status = add_label(k, a, DL_Q_TAG, DL_XSLOT_TAGS, err);
    return status ? status : add_label(k, a, DL_Q_URL, 0, err);
}

static enum dl_status add_stems(struct worker *k, const struct dl_analyzer *analyzer, const struct dl_tokens *tokens,
                                struct dl_error *err)
{
    enum dl_status status = DL_OK;
    for (size_t i = 0; i < tokens->count && !status; i++) {
        struct dl_str term = dl_analyzer_term(analyzer, tokens->v[i].term);
        if (term.len == 0 || term.len > DL_TERM_MAX)
            continue;
        dl_xterm_stem(term, &k->term);
        status = dl_buf_status(&k->term, err);
        if (!status)
            status = dl_xdoc_posting(k->doc, dl_buf_view(&k->term), tokens->v[i].position, 1, err);
    }
    return status;
}

/* The words at the positions of their stems. */
static enum dl_status add_words(struct worker *k, const struct dl_article *a, struct dl_analyzer *analyzer,
                                struct dl_error *err)
{
    enum dl_status status = dl_analyze_article(analyzer, a->title, a->body, "none", &k->words, err);
    for (size_t i = 0; i < k->words.count && !status; i++) {
        struct dl_str word = dl_analyzer_term(analyzer, k->words.v[i].term);
        if (word.len > 0 && word.len <= DL_TERM_MAX)
            status = dl_xdoc_posting(k->doc, word, k->words.v[i].position, 0, err);
    }
    return status;
}

static enum dl_status build(struct worker *k, const struct dl_article *a, bool stored, struct dl_analyzer *analyzer,
                            const struct dl_tokens *tokens, uint64_t source_key, struct dl_error *err)
{
    enum dl_status status = dl_xdoc_clear(k->doc, err);
    if (!status)
        status = compress_record(k, a, stored, err);
    if (!status)
        status = add_labels(k, a, source_key, err);
    if (!status)
        status = add_given_labels(k, a, err);
    if (!status)
        status = add_date(k, a, err);
    if (!status)
        status = add_places(k, a, err);
    struct dl_signature s = dl_signature_of(analyzer, tokens);
    if (!status)
        status =
            dl_xdoc_value(k->doc, DL_XSLOT_SIGNATURE, (struct dl_str){ (const char *)s.digits, sizeof s.digits }, err);
    if (!status)
        status = add_stems(k, analyzer, tokens, err);
    return status ? status : add_words(k, a, analyzer, err);
}

static bool first_posting(void *context, uint32_t id, uint32_t wdf)
{
    (void)wdf;
    *(uint32_t *)context = id;
    return false;
}

/* The committed document with this id, 0 when there is none. */
static enum dl_status committed_doc(struct writer *w, struct dl_str id, uint32_t *doc, struct dl_error *err)
{
    struct dl_buf term = { 0 };
    *doc = 0;
    if (!w->committed)
        return DL_OK;
    dl_xterm_id(id, &term);
    enum dl_status status = dl_buf_status(&term, err);
    if (!status)
        status = dl_xdb_postings(w->committed, dl_buf_view(&term), first_posting, doc, err);
    dl_buf_free(&term);
    return status;
}

static enum dl_status note_lost(struct writer *w, uint64_t key, struct dl_error *err)
{
    if (w->lost_count && w->lost[w->lost_count - 1] == key)
        return DL_OK;
    if (!DL_GROW(w->lost, w->lost_cap, w->lost_count + 1))
        return dl_fail_memory(err);
    w->lost[w->lost_count++] = key;
    return DL_OK;
}

static bool read_source_key(void *context, struct dl_str term, uint64_t documents)
{
    char text[17];
    (void)documents;
    if (term.len < 16)
        return true;
    memcpy(text, term.ptr + term.len - 16, 16);
    text[16] = '\0';
    *(uint64_t *)context = strtoull(text, NULL, 16);
    return false;
}

/* Committed document OLD gives way to one of the source KEY. */
static enum dl_status note_replaced(struct writer *w, uint32_t old, uint64_t key, struct dl_error *err)
{
    uint64_t source = key;
    enum dl_status status = dl_xdb_doc_terms(w->committed, old, DL_STR("XK"), read_source_key, &source, err);
    return status || source == key ? status : note_lost(w, source, err);
}

/* Put the finished document in its place: instead of an earlier one of this run, of a committed one, or as a new one.
 */
static enum dl_status place(struct writer *w, struct worker *k, struct dl_str id, uint64_t sequence,
                            uint64_t source_key, struct dl_error *err)
{
    struct dl_hash128 h = dl_hash128(id.ptr, id.len);
    uint32_t old;
    struct placed *p = find_placed(w, h);
    if (p) {
        bool later = sequence >= p->sequence;
        enum dl_status noted =
            p->source_key == source_key ? DL_OK : note_lost(w, later ? p->source_key : source_key, err);
        if (noted || !later)
            return noted;
        p->sequence = sequence;
        p->source_key = source_key;
        return dl_xwriter_replace(w->db, p->doc, k->doc, err);
    }
    enum dl_status status = committed_doc(w, id, &old, err);
    if (status)
        return status;
    struct placed fresh = { h, sequence, source_key, old };
    if (old && w->touched[old] == UNTOUCHED) {
        status = note_replaced(w, old, source_key, err);
        if (!status)
            status = dl_xwriter_replace(w->db, old, k->doc, err);
        w->touched[old] = REPLACED;
        w->stats.replaced++;
    } else {
        bool spill = w->memory && w->pending > w->memory;
        w->pending = spill ? 0 : w->pending;
        status = dl_xwriter_add(w->db, k->doc, spill, &fresh.doc, err);
        if (old && w->touched[old] == REMOVED) { /* gone with its source and come again: replaced in effect */
            w->stats.removed--;
            w->stats.replaced++;
        } else {
            w->stats.added++;
        }
    }
    return status ? status : note_placed(w, fresh, err);
}

static enum dl_status xapian_add(struct dl_writer *base, unsigned worker, const struct dl_article *a,
                                 struct dl_analyzer *analyzer, const struct dl_tokens *tokens, uint64_t sequence,
                                 uint64_t source_key, struct dl_error *err)
{
    struct writer *w = of(base);
    struct worker *k = &w->workers[worker];
    enum dl_status status = build(k, a, w->stored, analyzer, tokens, source_key, err);
    if (status)
        return status;
    pthread_mutex_lock(&w->mutex);
    status = begin(w, err);
    if (!status)
        status = place(w, k, a->id, sequence, source_key, err);
    w->pending += (tokens->count + k->words.count) * TOKEN_BYTES;
    w->mark_stored = true;
    if (status) /* libxapian has dropped everything that was pending: a commit would lose articles */
        dl_writer_fail(base, err);
    pthread_mutex_unlock(&w->mutex);
    return status;
}

/* ---- removing --------------------------------------------------------------------------------------------------- */

static enum dl_status remove_doc(struct writer *w, uint32_t doc, bool *removed, struct dl_error *err)
{
    *removed = false;
    if (doc == 0 || doc > w->committed_last)
        return DL_OK;
    if (w->touched[doc] == REPLACED)
        w->touched[doc] = REPLACED_AND_REMOVED;
    if (w->touched[doc] != UNTOUCHED)
        return DL_OK;
    enum dl_status status = begin(w, err);
    if (!status)
        status = dl_xwriter_delete(w->db, doc, err);
    if (status) {
        dl_writer_fail(&w->base, err);
        return status;
    }
    w->touched[doc] = REMOVED;
    w->stats.removed++;
    *removed = true;
    return DL_OK;
}

struct removal {
    struct writer *w;
    struct dl_error *err;
    enum dl_status status;
};

static bool remove_posting(void *context, uint32_t id, uint32_t wdf)
{
    struct removal *r = context;
    bool removed;
    (void)wdf;
    r->status = remove_doc(r->w, id, &removed, r->err);
    return r->status == DL_OK;
}

/* Call FN for each committed document of a source, with the mutex held. */
static enum dl_status each_committed(struct writer *w, uint64_t source_key, dl_xposting_fn *fn, void *context,
                                     struct dl_error *err)
{
    struct dl_buf term = { 0 };
    if (!w->committed)
        return DL_OK;
    dl_xterm_source_key(source_key, &term);
    enum dl_status status = dl_buf_status(&term, err);
    pthread_mutex_lock(&w->mutex);
    if (!status)
        status = dl_xdb_postings(w->committed, dl_buf_view(&term), fn, context, err);
    pthread_mutex_unlock(&w->mutex);
    dl_buf_free(&term);
    return status;
}

static enum dl_status xapian_remove_source(struct dl_writer *base, uint64_t source_key, struct dl_error *err)
{
    struct removal r = { of(base), err, DL_OK };
    enum dl_status status = each_committed(of(base), source_key, remove_posting, &r, err);
    return status ? status : r.status;
}

static enum dl_status xapian_remove(struct dl_writer *base, struct dl_str id, bool *found, struct dl_error *err)
{
    struct writer *w = of(base);
    uint32_t doc;
    pthread_mutex_lock(&w->mutex);
    enum dl_status status = committed_doc(w, id, &doc, err);
    if (!status)
        status = remove_doc(w, doc, found, err);
    pthread_mutex_unlock(&w->mutex);
    return status;
}

static enum dl_status xapian_has(struct dl_writer *base, struct dl_str id, bool *has, struct dl_error *err)
{
    struct writer *w = of(base);
    uint32_t doc;
    pthread_mutex_lock(&w->mutex);
    enum dl_status status = committed_doc(w, id, &doc, err);
    *has = !status && doc && w->touched[doc] != REMOVED;
    pthread_mutex_unlock(&w->mutex);
    return status;
}

struct found {
    const struct writer *w;
    uint32_t *docs;
    size_t count, cap;
    bool failed; /* out of memory */
};

static bool find_standing(void *context, uint32_t id, uint32_t wdf)
{
    struct found *f = context;
    (void)wdf;
    if (id > f->w->committed_last || f->w->touched[id] == REMOVED || f->w->touched[id] == REPLACED_AND_REMOVED)
        return true;
    f->failed = !DL_GROW(f->docs, f->cap, f->count + 1);
    if (!f->failed)
        f->docs[f->count++] = id;
    return !f->failed;
}

/* Not all at once: FN may wait for a worker that adds. */
static enum dl_status hand_on(struct writer *w, const struct found *f, struct libdeflate_decompressor *unzip,
                              dl_record_fn *fn, void *context, struct dl_error *err)
{
    struct dl_buf data = { 0 }, record = { 0 };
    enum dl_status status = unzip && !f->failed ? DL_OK : dl_fail_memory(err);
    for (size_t i = 0; i < f->count && !status; i++) {
        dl_buf_clear(&data);
        pthread_mutex_lock(&w->mutex);
        status = dl_xdb_data(w->committed, f->docs[i], &data, err);
        pthread_mutex_unlock(&w->mutex);
        if (!status)
            status = dl_xdata_unpack(unzip, dl_buf_view(&data), &record, err);
        if (!status)
            status = fn(context, dl_buf_view(&record), err);
    }
    dl_buf_free(&data);
    dl_buf_free(&record);
    return status;
}

static enum dl_status xapian_records(struct dl_writer *base, uint64_t source_key, dl_record_fn *fn, void *context,
                                     struct dl_error *err)
{
    struct writer *w = of(base);
    struct found f = { .w = w };
    enum dl_status status = each_committed(w, source_key, find_standing, &f, err);
    struct libdeflate_decompressor *unzip = libdeflate_alloc_decompressor();
    if (!status)
        status = hand_on(w, &f, unzip, fn, context, err);
    if (unzip)
        libdeflate_free_decompressor(unzip);
    free(f.docs);
    return status;
}

static enum dl_status xapian_resolve(struct dl_writer *base, dl_superseded_fn *fn, void *context, struct dl_error *err)
{
    const struct writer *w = of(base);
    (void)err;
    for (size_t i = 0; i < w->lost_count; i++)
        fn(context, w->lost[i]);
    return DL_OK;
}

/* ---- blobs ------------------------------------------------------------------------------------------------------ */

static enum dl_status get_metadata(void *handle, struct dl_str key, struct dl_buf *value, struct dl_error *err)
{
    return dl_xwriter_get(handle, key, value, err);
}

static enum dl_status xapian_get(struct dl_writer *base, const char *key, struct dl_buf *value, struct dl_error *err)
{
    struct writer *w = of(base);
    pthread_mutex_lock(&w->mutex);
    enum dl_status status = dl_xblob_get(get_metadata, w->db, key, value, err);
    pthread_mutex_unlock(&w->mutex);
    return status;
}

/* Write VALUE in pieces from piece 0 on, then empty those that a longer one had left. */
static enum dl_status set_pieces(struct writer *w, const char *key, struct dl_str value, struct dl_error *err)
{
    struct dl_buf name = { 0 }, old = { 0 };
    enum dl_status status = DL_OK;
    for (unsigned long i = 0; !status; i++) {
        size_t n = value.len < DL_XBLOB_PIECE ? value.len : DL_XBLOB_PIECE;
        dl_buf_clear(&name);
        dl_buf_clear(&old);
        dl_buf_printf(&name, "u.%s/%lu", key, i);
        status = dl_buf_status(&name, err);
        if (!status && n == 0)
            status = dl_xwriter_get(w->db, dl_buf_view(&name), &old, err);
        if (status || (n == 0 && old.len == 0))
            break;
        status = dl_xwriter_set(w->db, dl_buf_view(&name), (struct dl_str){ value.ptr, n }, err);
        if (n) {
            value.ptr += n;
            value.len -= n;
        }
    }
    dl_buf_free(&name);
    dl_buf_free(&old);
    return status;
}

static enum dl_status xapian_set(struct dl_writer *base, const char *key, struct dl_str value, struct dl_error *err)
{
    struct writer *w = of(base);
    struct dl_buf name = { 0 }, head = { 0 };
    bool small = value.len < DL_XBLOB_PIECE;
    const struct dl_str none = { 0 };
    dl_buf_printf(&name, "u.%s", key);
    if (value.len) {
        dl_buf_byte(&head, small ? 0 : 1);
        if (small)
            dl_buf_str(&head, value);
        else
            dl_buf_printf(&head, "%zu", value.len);
    }
    enum dl_status status = name.failed || head.failed ? dl_fail_memory(err) : DL_OK;
    pthread_mutex_lock(&w->mutex);
    if (!status)
        status = begin(w, err);
    if (!status)
        status = set_pieces(w, key, small ? none : value, err);
    if (!status)
        status = dl_xwriter_set(w->db, dl_buf_view(&name), dl_buf_view(&head), err);
    pthread_mutex_unlock(&w->mutex);
    dl_buf_free(&name);
    dl_buf_free(&head);
    return status;
}

/* ---- committing ------------------------------------------------------------------------------------------------- */

static enum dl_status next_generation(struct writer *w, struct dl_error *err)
{
    struct dl_buf b = { 0 };
    char text[32];
    enum dl_status status = dl_xwriter_get(w->db, DL_XMETA_GENERATION, &b, err);
    int n = snprintf(text, sizeof text, "%llu", strtoull(dl_buf_cstr(&b), NULL, 10) + 1);
    dl_buf_free(&b);
    if (!status)
        status = dl_xwriter_set(w->db, DL_XMETA_GENERATION, (struct dl_str){ text, (size_t)n }, err);
    n = snprintf(text, sizeof text, "%lld", (long long)time(NULL));
    return status ? status : dl_xwriter_set(w->db, DL_XMETA_COMMITTED, (struct dl_str){ text, (size_t)n }, err);
}

static enum dl_status publish(struct writer *w, struct dl_error *err)
{
    enum dl_status status = next_generation(w, err);
    if (!status && (w->mark_stored || w->fresh))
        status = dl_xwriter_set(w->db, DL_XMETA_STORED, w->stored ? DL_STR("1") : DL_STR("0"), err);
    if (status)
        return status;
    status = dl_xwriter_end(w->db, err);
    w->open_transaction = false;
    if (!status && w->fresh)
        status = dl_xstub_switch(w->dir, w->number, err);
    if (!status)
        w->fresh = false;
    return status;
}

static enum dl_status xapian_commit(struct dl_writer *base, struct dl_commit_stats *stats, struct dl_error *err)
{
    struct writer *w = of(base);
    struct dl_buf path = { 0 };
    uint32_t documents, last;
    enum dl_status status = w->dirty ? publish(w, err) : DL_OK;
    if (!status && w->dirty)
        status = dl_xstub_target(w->dir, &path, err);
    if (!status && w->dirty)
        status = open_committed(w, path.data, err);
    if (!status)
        status = dl_xwriter_count(w->db, &documents, &last, err);
    dl_buf_free(&path);
    if (status)
        return status;
    *stats = w->stats;
    stats->articles = documents;
    w->stats = (struct dl_commit_stats){ 0 };
    w->lost_count = 0;
    w->dirty = w->mark_stored = false;
    w->pending = 0;
    forget_placed(w);
    return DL_OK;
}

static const struct dl_writer_ops writer_ops = {
    .add = xapian_add,
    .remove_source = xapian_remove_source,
    .remove = xapian_remove,
    .has = xapian_has,
    .records = xapian_records,
    .resolve = xapian_resolve,
    .set = xapian_set,
    .get = xapian_get,
    .commit = xapian_commit,
    .close = xapian_close,
};

enum dl_status dl_xwriter_start(const char *dir, bool fresh, const struct dl_writer_options *o, struct dl_writer **out,
                                struct dl_error *err)
{
    struct writer *w = calloc(1, sizeof *w);
    if (!w)
        return dl_fail_memory(err);
    w->base.ops = &writer_ops;
    w->fresh = fresh;
    w->stored = o->store;
    w->memory = o->memory;
    w->worker_count = o->workers;
    pthread_mutex_init(&w->mutex, NULL);
    w->dir = strdup(dir);
    w->workers = calloc(o->workers, sizeof *w->workers);
    enum dl_status status = w->dir && w->workers ? DL_OK : dl_fail_memory(err);
    int level = o->compress_level > 0 && o->compress_level <= 12 ? o->compress_level : DEFAULT_LEVEL;
    for (unsigned i = 0; i < o->workers && !status; i++) {
        status = dl_xdoc_new(&w->workers[i].doc, err);
        w->workers[i].zip = libdeflate_alloc_compressor(level);
        if (!status && !w->workers[i].zip)
            status = dl_fail_memory(err);
    }
    if (!status)
        status = open_database(w, fresh, o, err);
    if (status)
        xapian_close(&w->base);
    else
        *out = &w->base;
    return status;
}
