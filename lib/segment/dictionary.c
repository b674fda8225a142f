/* dictionary.c - the dictionary: writing a range of it, finding a term, walking it in byte order.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "dateline/posting.h"
#include "dateline/text.h"
#include "lib/segment/read_private.h"
#include "lib/segment/write_private.h"

/* The first 8 bytes as a big-endian number, so that numbers compare as terms do. */
static uint64_t prefix_of(struct dl_str t)
{
    uint64_t v = 0;
    for (size_t i = 0; i < 8; i++)
        v = v << 8 | (i < t.len ? (unsigned char)t.ptr[i] : 0);
    return v;
}

/* ---- writing ----------------------------------------------------------------------------------------------------- */

void dl_dict_range_free(struct dl_dict_range *s)
{
    dl_buf_free(&s->postings);
    dl_buf_free(&s->positions);
    dl_buf_free(&s->dict);
    dl_buf_free(&s->index_prefix);
    dl_buf_free(&s->index_entries);
    dl_buf_free(&s->terms);
    dl_buf_free(&s->infos);
}

static void put_term(struct dl_dict_range *s, struct dl_str term)
{
    size_t shared = 0, most = s->in_block == 0 ? 0 : s->last_len < term.len ? s->last_len : term.len;
    while (shared < most && s->last[shared] == term.ptr[shared])
        shared++;
    size_t suffix = term.len - shared;
    dl_buf_byte(&s->terms, (unsigned char)((shared < 15 ? shared : 15) << 4 | (suffix < 15 ? suffix : 15)));
    if (shared >= 15)
        dl_buf_byte(&s->terms, (unsigned char)shared);
    if (suffix >= 15)
        dl_buf_byte(&s->terms, (unsigned char)suffix);
    dl_buf_append(&s->terms, term.ptr + shared, suffix);
    memcpy(s->last, term.ptr, term.len);
    s->last_len = term.len;
}

static void begin_block(struct dl_dict_range *s, struct dl_str term)
{
    uint64_t prefix = prefix_of(term);
    struct dl_dict_entry e = { s->postings.len, s->positions.len, (uint32_t)s->dict.len, s->term_count };
    dl_buf_append(&s->index_prefix, &prefix, sizeof prefix);
    dl_buf_append(&s->index_entries, &e, sizeof e);
    s->block_count++;
}

enum dl_status dl_dict_range_end(struct dl_dict_range *s, struct dl_error *err)
{
    if (s->in_block) {
        uint16_t size = (uint16_t)s->terms.len;
        dl_buf_append(&s->dict, &size, sizeof size);
        dl_buf_append(&s->dict, s->terms.data, s->terms.len);
        dl_buf_append(&s->dict, s->infos.data, s->infos.len);
        s->dict.failed |= s->terms.failed | s->infos.failed | s->index_prefix.failed | s->index_entries.failed;
        dl_buf_clear(&s->terms);
        dl_buf_clear(&s->infos);
        s->in_block = 0;
    }
    if (s->dict.len > UINT32_MAX)
        return dl_fail(err, DL_TOO_LARGE, "the dictionary is larger than 4 GiB");
    return dl_buf_status(&s->dict, err);
}

enum dl_status dl_dict_range_add(struct dl_dict_range *s, struct dl_str term, const struct dl_posting *p, size_t n,
                                 const uint32_t *positions, const struct dl_bound_model *model, struct dl_error *err)
{
    enum dl_status status = DL_OK;
    if (term.len == 0 || term.len > DL_TERM_MAX)
        return dl_fail(err, DL_INTERNAL, "a term of %zu bytes", term.len);
    if (s->in_block == DL_DICT_BLOCK && (status = dl_dict_range_end(s, err)) != DL_OK)
        return status;
    if (s->in_block == 0)
        begin_block(s, term);
    put_term(s, term);
    s->in_block++;
    s->term_count++;
    while (n > DL_BLOCK && s->postings.len % 4 != 0 && !s->postings.failed)
        dl_buf_byte(&s->postings, 0);
    size_t postings_at = s->postings.len, positions_at = s->positions.len;
    bool inlined = n == 1 && p->tf == 1;
    if (!inlined)
        status = dl_posting_list_write(p, n, positions, model, &s->postings, &s->positions, err);
    if (status)
        return status;
    dl_buf_varint(&s->infos, n > 1 ? n : !inlined);
    if (n == 1) {
        dl_buf_varint(&s->infos, p->doc);
        dl_buf_varint(&s->infos, inlined ? positions[p->positions] : p->tf);
    } else {
        dl_buf_varint(&s->infos, s->postings.len - postings_at);
    }
    if (!inlined)
        dl_buf_varint(&s->infos, s->positions.len - positions_at);
    s->posting_count += n;
    for (size_t i = 0; i < n; i++)
        s->position_count += p[i].tf;
    return dl_buf_status(&s->infos, err);
}

/* ---- reading ----------------------------------------------------------------------------------------------------- */

static bool read_u8(struct dl_cursor *c, uint32_t *v)
{
    if (c->p == c->end)
        return false;
    *v = *c->p++;
    return true;
}

/* The entry of BLOCK and of the block after it, or what ends the last one. */
static bool read_entry(const struct dl_segment *s, uint32_t block, struct dl_dict_entry *e, struct dl_dict_entry *next)
{
    uint64_t blocks = s->meta->dict_blocks, at = blocks * sizeof(uint64_t) + (uint64_t)block * sizeof *e;
    uint64_t dict = s->sections[DL_SEC_DICT].len, lists = s->sections[DL_SEC_LISTS].len;
    bool last = block + 1 == blocks;
    if (!dl_segment_pages(s, DL_SEC_DICT_INDEX, at, (last ? 1 : 2) * sizeof *e))
        return false;
    *e = s->dict_entries[block];
    *next = (struct dl_dict_entry){ lists, lists, 0, s->meta->terms };
    uint64_t end = last ? dict : s->dict_entries[block + 1].offset;
    if (!last)
        *next = s->dict_entries[block + 1];
    return e->offset < end && end <= dict && e->ordinal < next->ordinal && next->ordinal <= s->meta->terms &&
           next->ordinal - e->ordinal <= DL_DICT_BLOCK && e->postings <= lists && e->positions <= lists;
}

static bool open_block(struct dl_term_walk *w, uint32_t block)
{
    const struct dl_segment *s = w->segment;
    struct dl_dict_entry entry, next;
    if (!read_entry(s, block, &entry, &next))
        return false;
    const struct dl_dict_entry *e = &entry;
    bool last = block + 1 == s->meta->dict_blocks;
    const unsigned char *dict = (const unsigned char *)s->sections[DL_SEC_DICT].ptr, *start = dict + e->offset;
    const unsigned char *end = dict + (last ? s->sections[DL_SEC_DICT].len : next.offset);
    if (end - start < 2 || !dl_segment_pages(s, DL_SEC_DICT, e->offset, (uint64_t)(end - start)))
        return false;
    size_t terms = (size_t)start[0] | (size_t)start[1] << 8;
    if (terms > (size_t)(end - start) - 2)
        return false;
    w->block = block;
    w->in_block = 0;
    w->count = next.ordinal - e->ordinal;
    w->ordinal = e->ordinal;
    w->bytes = (struct dl_cursor){ start + 2, start + 2 + terms };
    w->infos = (struct dl_cursor){ start + 2 + terms, end };
    w->postings = e->postings;
    w->positions = e->positions;
    w->term = (struct dl_str){ w->term_bytes, 0 };
    return true;
}

/* The next term: the first *SHARED bytes of the one before it, of LEN bytes, and SUFFIX. */
static inline bool read_term(struct dl_cursor *c, size_t len, uint32_t *shared, struct dl_str *suffix)
{
    uint32_t head, n;
    if (!read_u8(c, &head))
        return false;
    *shared = head >> 4;
    n = head & 15;
    if ((*shared == 15 && !read_u8(c, shared)) || (n == 15 && !read_u8(c, &n)))
        return false;
    return *shared <= len && *shared + n <= DL_TERM_MAX && dl_read_bytes(c, n, suffix);
}

static bool next_term(struct dl_term_walk *w)
{
    uint32_t shared;
    struct dl_str suffix;
    if (!read_term(&w->bytes, w->term.len, &shared, &suffix))
        return false;
    if (suffix.len)
        memcpy(w->term_bytes + shared, suffix.ptr, suffix.len);
    w->term.len = shared + suffix.len;
    return true;
}

/* Move *AT behind SIZE bytes of LISTS. */
static inline bool pass_list(const struct dl_segment *s, uint64_t *at, uint64_t size)
{
    uint64_t all = s->sections[DL_SEC_LISTS].len;
    if (*at > all || size > all - *at)
        return false;
    *at += size;
    return true;
}

/* The same, and LIST is these bytes. */
static bool take_list(const struct dl_segment *s, uint64_t *at, uint64_t size, struct dl_str *list)
{
    uint64_t start = *at;
    if (!pass_list(s, at, size))
        return false;
    *list = (struct dl_str){ s->sections[DL_SEC_LISTS].ptr + start, size };
    return true;
}

static inline bool read_varint(struct dl_cursor *c, uint64_t *v)
{
    if (c->p == c->end || *c->p >= 0x80)
        return dl_read_varint(c, v);
    *v = *c->p++;
    return true;
}

static inline uint64_t aligned(uint64_t postings)
{
    return (postings + 3) & ~(uint64_t)3;
}

/* As next_info for N terms, of which nothing is wanted. */
static bool skip_infos(struct dl_term_walk *w, uint32_t n)
{
    const struct dl_segment *s = w->segment;
    for (; n > 0; n--) {
        uint64_t docs, first, last, tf;
        if (!read_varint(&w->infos, &docs) || !read_varint(&w->infos, &first) ||
            (docs == 1 && !read_varint(&w->infos, &tf)) || !read_varint(&w->infos, &last))
            return false;
        if (docs > DL_BLOCK)
            w->postings = aligned(w->postings);
        if ((docs > 1 && !pass_list(s, &w->postings, first)) || (docs > 0 && !pass_list(s, &w->positions, last)))
            return false;
        w->in_block++;
    }
    return true;
}

static bool next_info(struct dl_term_walk *w)
{
    const struct dl_segment *s = w->segment;
    struct dl_term_info *i = &w->info;
    uint64_t n, doc, tf = 1, postings, positions;
    *i = (struct dl_term_info){ .ordinal = w->ordinal + w->in_block };
    if (!dl_read_varint(&w->infos, &n))
        return false;
    if (n <= 1) {
        if (!dl_read_varint(&w->infos, &doc) || (n && !dl_read_varint(&w->infos, &tf)) ||
            !dl_read_varint(&w->infos, &positions) || doc >= s->meta->docs || tf == 0 || tf > UINT32_MAX)
            return false;
        i->docs = 1;
        i->doc = (uint32_t)doc;
        i->tf = (uint32_t)tf;
        i->position = (uint32_t)positions;
        return n ? take_list(s, &w->positions, positions, &i->positions) : positions <= UINT32_MAX;
    }
    if (n > s->meta->docs || !dl_read_varint(&w->infos, &postings) || !dl_read_varint(&w->infos, &positions))
        return false;
    i->docs = (uint32_t)n;
    if (n > DL_BLOCK)
        w->postings = aligned(w->postings);
    return take_list(s, &w->postings, postings, &i->postings) && take_list(s, &w->positions, positions, &i->positions);
}

enum dl_status dl_term_walk_next(struct dl_term_walk *w, struct dl_error *err)
{
    if (w->in_block == w->count) {
        if (w->block + 1 >= w->segment->meta->dict_blocks)
            return DL_END;
        if (!open_block(w, w->block + 1))
            return dl_segment_damaged(w->segment, err, "bad dictionary block");
    }
    if (!next_term(w) || !next_info(w))
        return dl_segment_damaged(w->segment, err, "bad dictionary block");
    w->in_block++;
    return DL_OK;
}

/* The last block that begins with no more than TERM; 0 when even the first begins later. */
static bool find_block(struct dl_term_walk *w, struct dl_str term, uint32_t *block)
{
    const struct dl_segment *s = w->segment;
    uint64_t prefix = prefix_of(term);
    uint32_t low = 0,
             high = s->meta->dict_blocks; /* blocks before low begin at or before TERM, those from high on after */
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (!dl_segment_pages(s, DL_SEC_DICT_INDEX, (uint64_t)mid * sizeof(uint64_t), sizeof(uint64_t)))
            return false;
        uint64_t p = s->dict_prefix[mid];
        if (p == prefix && (!open_block(w, mid) || !next_term(w)))
            return false;
        if (p < prefix || (p == prefix && dl_str_cmp(w->term, term) <= 0))
            low = mid + 1;
        else
            high = mid;
    }
    *block = low ? low - 1 : 0;
    return true;
}

/* How many terms of the opened block are before TERM; *FOUND: the next one is it.  A term that shares more with the one
 * before it than TERM does is before TERM too, one that shares less is behind it: most are told without a look at them.
 */
static bool rank_in_block(struct dl_term_walk *w, struct dl_str term, uint32_t *rank, bool *found)
{
    size_t len = 0, common = 0; /* of the term before: its length, and what it has in common with TERM */
    *found = false;
    for (*rank = 0; *rank < w->count; ++*rank) {
        uint32_t shared;
        struct dl_str suffix;
        if (!read_term(&w->bytes, len, &shared, &suffix))
            return false;
        len = shared + suffix.len;
        if (shared > common)
            continue;
        if (shared < common)
            return true;
        size_t i = 0, rest = term.len - common;
        while (i < suffix.len && i < rest && suffix.ptr[i] == term.ptr[common + i])
            i++;
        *found = i == suffix.len && i == rest;
        if (i == rest || (i < suffix.len && (unsigned char)suffix.ptr[i] > (unsigned char)term.ptr[common + i]))
            return true;
        common += i;
    }
    return true;
}

enum dl_status dl_term_walk_start(struct dl_term_walk *w, const struct dl_segment *s, struct dl_str from,
                                  struct dl_error *err)
{
    uint32_t rank, block;
    bool found;
    w->segment = s;
    w->count = w->in_block = 0;
    w->block = 0;
    if (s->meta->dict_blocks == 0)
        return DL_OK;
    bool ok = find_block(w, from, &block) && open_block(w, block) && rank_in_block(w, from, &rank, &found) &&
              open_block(w, block);
    for (uint32_t i = 0; ok && i < rank; i++)
        ok = next_term(w);
    return ok && skip_infos(w, rank) ? DL_OK : dl_segment_damaged(s, err, "bad dictionary block");
}

enum dl_status dl_segment_term(const struct dl_segment *s, struct dl_str term, struct dl_term_info *info,
                               struct dl_error *err)
{
    struct dl_term_walk w;
    uint32_t rank, block;
    bool found;
    w.segment = s;
    if (s->meta->dict_blocks == 0 || term.len == 0)
        return DL_NOT_FOUND;
    if (!find_block(&w, term, &block) || !open_block(&w, block) || !rank_in_block(&w, term, &rank, &found))
        return dl_segment_damaged(s, err, "bad dictionary block");
    if (!found)
        return DL_NOT_FOUND;
    if (!skip_infos(&w, rank) || !next_info(&w))
        return dl_segment_damaged(s, err, "bad dictionary block");
    *info = w.info;
    return DL_OK;
}
