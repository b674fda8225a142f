/* segment_verify.c - read a whole segment and hold its parts against each other.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdio.h>
#include <stdlib.h>

#include "dateline/hash.h"
#include "dateline/posting.h"
#include "lib/segment/read_private.h"

struct totals {
    uint64_t postings, positions;
    uint64_t *lengths; /* occurrences found in each document */
};

/* ---- postings ---------------------------------------------------------------------------------------------------- */

static enum dl_status check_list(const struct dl_segment *s, struct dl_posting_cursor *c, struct totals *t,
                                 struct dl_error *err)
{
    const uint32_t *positions;
    uint32_t count, docs = 0;
    for (; c->doc != DL_NO_DOC; dl_posting_next(c)) {
        uint32_t tf = dl_posting_tf(c);
        if (c->corrupt || !dl_posting_positions(c, &positions, &count) || count != tf || tf == 0)
            return dl_segment_damaged(s, err, "bad positions");
        for (uint32_t i = 0; i < count; i++)
            if (positions[i] == 0 || (i && positions[i] < positions[i - 1]))
                return dl_segment_damaged(s, err, "positions do not rise");
        t->lengths[c->doc] += tf;
        t->positions += tf;
        docs++;
    }
    t->postings += docs;
    return c->corrupt || docs != c->info.docs ? dl_segment_damaged(s, err, "bad postings") : DL_OK;
}

/* Every block's bound must hold for META's own k1, b and mean length. */
static enum dl_status check_bounds(const struct dl_segment *s, struct dl_posting_cursor *c, struct dl_error *err)
{
    struct dl_bm25 m = { s->meta->k1, s->meta->b };
    double mean = (double)s->meta->total_length / s->meta->docs;
    for (; c->last && c->doc != DL_NO_DOC; dl_posting_next(c)) {
        double part = dl_bm25_tf(&m, dl_posting_tf(c), dl_segment_length(s, c->doc), mean);
        double bound = (m.k1 + 1) * exp2(-(double)c->bounds[c->block] / DL_BOUND_STEPS);
        if (part > bound * (1 + 1e-9))
            return dl_segment_damaged(s, err, "a score bound is too low");
    }
    return DL_OK;
}

static enum dl_status check_terms(const struct dl_segment *s, struct totals *t, struct dl_error *err)
{
    struct dl_term_walk w;
    struct dl_posting_cursor c;
    char before[256];
    size_t before_len = 0;
    uint32_t terms = 0;
    enum dl_status st = dl_term_walk_start(&w, s, (struct dl_str){ "", 0 }, err);
    while (st == DL_OK && (st = dl_term_walk_next(&w, err)) == DL_OK) {
        if (w.info.ordinal != terms++ || (before_len && dl_str_cmp((struct dl_str){ before, before_len }, w.term) >= 0))
            return dl_segment_damaged(s, err, "the dictionary is not in order");
        memcpy(before, w.term.ptr, w.term.len);
        before_len = w.term.len;
        dl_posting_open(&c, s, &w.info);
        st = check_list(s, &c, t, err);
        dl_posting_close(&c);
        if (st == DL_OK && w.info.docs > DL_BLOCK) {
            dl_posting_open(&c, s, &w.info);
            st = check_bounds(s, &c, err);
            dl_posting_close(&c);
        }
    }
    if (st != DL_END)
        return st;
    if (terms != s->meta->terms || t->postings != s->meta->postings || t->positions != s->meta->positions)
        return dl_segment_damaged(s, err, "the postings do not add up");
    return DL_OK;
}

static enum dl_status check_lengths(const struct dl_segment *s, const struct totals *t, struct dl_error *err)
{
    uint64_t total = 0;
    for (uint32_t doc = 0; doc < s->meta->docs; doc++) {
        total += dl_segment_length(s, doc);
        if (t->lengths[doc] != dl_segment_length(s, doc) || t->lengths[doc] > s->meta->max_length)
            return dl_segment_damaged(s, err, "an article's length is not that of its postings");
    }
    return total == s->meta->total_length ? DL_OK : dl_segment_damaged(s, err, "the lengths do not add up");
}

/* ---- columns ----------------------------------------------------------------------------------------------------- */

/* Ids: in order within a day, and the table of hashes leads back to each. */
static enum dl_status check_ids(const struct dl_segment *s, struct dl_error *err)
{
    struct dl_buf id = { 0 }, before = { 0 };
    enum dl_status st = DL_OK;
    uint64_t last_hash = 0;
    for (uint32_t doc = 0; doc < s->meta->docs && st == DL_OK; doc++) {
        st = dl_segment_id(s, doc, &id, err);
        if (st == DL_OK && doc && dl_segment_day(s, doc) == dl_segment_day(s, doc - 1) &&
            dl_str_cmp(dl_buf_view(&before), dl_buf_view(&id)) >= 0)
            st = dl_segment_damaged(s, err, "the ids are not in order");
        struct dl_buf swap = before;
        before = id;
        id = swap;
    }
    for (uint32_t i = 0; i < s->meta->docs && st == DL_OK; i++) {
        uint32_t doc = dl_packed_get(&s->id_hash, i);
        st = doc < s->meta->docs ? dl_segment_id(s, doc, &id, err) : dl_segment_damaged(s, err, "bad table of ids");
        uint64_t hash = st == DL_OK ? dl_hash64(id.data, id.len) : 0;
        if (st == DL_OK && hash < last_hash)
            st = dl_segment_damaged(s, err, "bad table of ids");
        last_hash = hash;
    }
    dl_buf_free(&id);
    dl_buf_free(&before);
    return st;
}

static enum dl_status check_filters(const struct dl_segment *s, struct dl_error *err)
{
    for (uint32_t i = 0; i < s->filter_count; i++) {
        struct dl_docset set;
        uint32_t count = 0, before = DL_NO_DOC;
        enum dl_status st = dl_docset_open(s, &s->filters[i], &set, err);
        if (st != DL_OK)
            return st;
        for (uint32_t doc = dl_docset_advance(&set, 0); doc != DL_NO_DOC; doc = dl_docset_advance(&set, doc + 1)) {
            if (before != DL_NO_DOC && doc <= before)
                return dl_segment_damaged(s, err, "bad set of documents");
            before = doc;
            count++;
        }
        if (count != s->filters[i].docs)
            return dl_segment_damaged(s, err, "a set of documents has another size than stated");
    }
    return DL_OK;
}

/* The records of a block end where it ends. */
static bool records_fit(const struct dl_store_block *b, struct dl_str raw)
{
    struct dl_cursor c = { (const unsigned char *)raw.ptr, (const unsigned char *)raw.ptr + raw.len };
    for (uint32_t r = b->first; r < b->end; r++) {
        uint64_t n;
        struct dl_str bytes;
        if (!dl_read_varint(&c, &n) || n > SIZE_MAX || !dl_read_bytes(&c, (size_t)n, &bytes))
            return false;
    }
    return c.p == c.end;
}

static enum dl_status check_store(const struct dl_segment *s, enum dl_store_part part, struct dl_error *err)
{
    struct dl_store_reader r = { 0 };
    const struct dl_store *x = &s->stores[part];
    enum dl_status st = DL_OK;
    uint32_t records = 0;
    for (uint32_t i = 0; i < x->blocks && st == DL_OK; i++) {
        struct dl_store_block b;
        struct dl_str raw;
        if (!dl_store_block_at(s, part, i, &b) || b.first != records) {
            st = dl_segment_damaged(s, err, "bad store index");
            break;
        }
        records = b.end;
        st = dl_store_block_read(s, part, &b, &r, &raw, err);
        if (st == DL_OK && !records_fit(&b, raw))
            st = dl_segment_damaged(s, err, "bad block of the store");
    }
    for (uint32_t doc = 0; doc < s->meta->docs && st == DL_OK; doc++) {
        uint32_t record = dl_packed_get(&x->order, doc);
        if (record > x->records || (record == 0 && part == DL_STORE_HEAD) ||
            dl_packed_get(&s->source_index, doc) >= s->source_key_count)
            st = dl_segment_damaged(s, err, "an article without a record or a source");
    }
    dl_store_reader_free(&r);
    return st;
}

enum dl_status dl_segment_verify(const struct dl_segment *s, struct dl_error *err)
{
    struct totals t = { 0, 0, calloc((size_t)s->meta->docs + 1, sizeof *t.lengths) };
    if (!t.lengths)
        return dl_fail_memory(err);
    enum dl_status st = dl_segment_checksums(s, err);
    if (st == DL_OK)
        st = check_terms(s, &t, err);
    if (st == DL_OK)
        st = check_lengths(s, &t, err);
    if (st == DL_OK)
        st = check_ids(s, err);
    if (st == DL_OK)
        st = check_filters(s, err);
    if (st == DL_OK)
        st = check_store(s, DL_STORE_HEAD, err);
    if (st == DL_OK)
        st = check_store(s, DL_STORE_BODY, err);
    free(t.lengths);
    return st;
}
