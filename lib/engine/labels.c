/* labels.c - authors, sections, tags and addresses: the values of an article, and which values a query means.
 *
 * The values are few beside the articles, so that each is compared with what was typed.  An address is looked for among
 * the articles of its host.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdlib.h>
#include <strings.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include "dateline/grow.h"
#include "dateline/unicode.h"
#include "dateline/url.h"
#include "lib/engine/engine_private.h"

#define LABEL_MAX ((size_t)DL_TERM_MAX - 8) /* bytes of a value; the rest is left out */

/* ---- the values of an article ----------------------------------------------------------------------------------- */

static struct dl_str lines_of(const struct dl_article *a, enum dl_query_op op)
{
    return op == DL_Q_AUTHOR ? a->author : op == DL_Q_SECTION ? a->section : a->tags;
}

static bool next_line(struct dl_str lines, size_t *at, struct dl_str *value)
{
    while (*at < lines.len) {
        struct dl_str rest = { lines.ptr + *at, lines.len - *at };
        *value = dl_str_trim(dl_str_cut(&rest, '\n'));
        *at = lines.len - rest.len;
        if (value->len > LABEL_MAX)
            for (value->len = LABEL_MAX; ((unsigned char)value->ptr[value->len] & 0xc0) == 0x80;)
                value->len--;
        if (value->len)
            return true;
    }
    return false;
}

bool dl_label_next(const struct dl_article *a, enum dl_query_op op, size_t *at, struct dl_str *value)
{
    if (op == DL_Q_URL) {
        *value = dl_url_host(a->url);
        return (*at)++ == 0 && value->len > 0 && value->len <= LABEL_MAX;
    }
    struct dl_str lines = lines_of(a, op), earlier;
    while (next_line(lines, at, value)) {
        size_t before = 0;
        while (next_line(lines, &before, &earlier) && before < *at && !dl_str_eq(earlier, *value))
            ;
        if (before == *at)
            return true;
    }
    return false;
}

/* ---- comparing -------------------------------------------------------------------------------------------------- */

static bool is_letter(UChar32 c)
{
    return u_isalnum(c) || (U_GET_GC_MASK(c) & U_GC_M_MASK);
}

/* Whether a word may begin or end at AT: scripts without blanks have words anywhere. */
static bool is_boundary(struct dl_str s, size_t at)
{
    size_t before = at, after = at;
    if (at == 0 || at == s.len)
        return true;
    do
        before--;
    while (before > 0 && ((unsigned char)s.ptr[before] & 0xc0) == 0x80);
    UChar32 last = (UChar32)dl_utf8_next(s, &before), next = (UChar32)dl_utf8_next(s, &after);
    UErrorCode e = U_ZERO_ERROR;
    return !is_letter(last) || !is_letter(next) || uscript_breaksBetweenLetters(uscript_getScript(last, &e)) ||
           uscript_breaksBetweenLetters(uscript_getScript(next, &e));
}

static bool has_words(struct dl_str value, struct dl_str words, bool begin)
{
    for (size_t at = 0; at + words.len <= value.len; at++) {
        const char *p = memmem(value.ptr + at, value.len - at, words.ptr, words.len);
        if (!p)
            return false;
        at = (size_t)(p - value.ptr);
        if (is_boundary(value, at) && (begin || is_boundary(value, at + words.len)))
            return true;
    }
    return false;
}

static bool ends_with(struct dl_str s, struct dl_str tail)
{
    return s.len >= tail.len && memcmp(s.ptr + s.len - tail.len, tail.ptr, tail.len) == 0;
}

/* HOST is DOMAIN or below it. */
static bool is_below(struct dl_str host, struct dl_str domain)
{
    return dl_str_eq(host, domain) ||
           (host.len > domain.len && ends_with(host, domain) && host.ptr[host.len - domain.len - 1] == '.');
}

/* ---- expansion -------------------------------------------------------------------------------------------------- */

struct collecting {
    const struct dl_query *q;
    struct dl_str text; /* of Q, folded; of a URL: the host that is asked for */
    bool whole_host;
    size_t max;
    struct dl_arena *arena;
    struct dl_query **v;
    size_t count, cap;
    struct dl_buf folded;
    enum dl_status status;
    struct dl_error *err;
};

static bool matches(const struct collecting *c, struct dl_str value)
{
    if (c->q->op == DL_Q_URL)
        return c->whole_host ? dl_str_eq(value, c->text) : is_below(value, c->text);
    if (c->q->match == DL_MATCH_WHOLE)
        return dl_str_eq(value, c->text);
    return has_words(value, c->text, c->q->match == DL_MATCH_BEGIN);
}

static enum dl_status add(struct collecting *c, enum dl_query_op op, struct dl_str text)
{
    if (c->count == c->max)
        return dl_fail(c->err, DL_TOO_LARGE, "%.*s stands for more than %zu values: use more letters",
                       (int)(c->q->text.len < 80 ? c->q->text.len : 80), c->q->text.ptr, c->max);
    struct dl_query *leaf = dl_query_leaf(c->arena, op, text);
    if (!leaf || !DL_GROW(c->v, c->cap, c->count + 1))
        return dl_fail_memory(c->err);
    c->v[c->count++] = leaf;
    return DL_OK;
}

static bool collect(void *context, struct dl_str value, uint64_t articles)
{
    struct collecting *c = context;
    (void)articles;
    c->status = dl_fold_key(value, &c->folded, c->err);
    if (!c->status && matches(c, dl_buf_view(&c->folded)))
        c->status = add(c, c->q->op, value);
    return c->status == DL_OK;
}

static int by_text(const void *a, const void *b)
{
    return dl_str_cmp((*(struct dl_query *const *)a)->text, (*(struct dl_query *const *)b)->text);
}

/* The OR of what was found, each once. */
static enum dl_status join(struct collecting *c, const struct dl_query **out)
{
    size_t n = 0;
    if (c->count)
        qsort(c->v, c->count, sizeof(struct dl_query *), by_text);
    for (size_t i = 0; i < c->count; i++)
        if (!n || by_text(&c->v[n - 1], &c->v[i]) != 0)
            c->v[n++] = c->v[i];
    *out = n == 1 ? c->v[0] : dl_query_node(c->arena, n ? DL_Q_OR : DL_Q_NONE, c->v, n);
    return *out ? DL_OK : dl_fail_memory(c->err);
}

static enum dl_status values(struct dl_reader *r, struct collecting *c)
{
    enum dl_status status = r->ops->values(r, c->q->op, collect, c, c->err);
    return status ? status : c->status;
}

/* An address as it is compared: without scheme, "www." and the slash at its end. */
static struct dl_str bare_address(struct dl_str s)
{
    struct dl_str host = dl_url_host(s);
    if (host.len) {
        s.len -= (size_t)(host.ptr - s.ptr);
        s.ptr = host.ptr;
    } else if (s.len > 4 && memcmp(s.ptr, "www.", 4) == 0) {
        s.ptr += 4;
        s.len -= 4;
    }
    while (s.len && s.ptr[s.len - 1] == '/')
        s.len--;
    return s;
}

/* Hosts are the same in capitals; paths are not. */
static bool same_address(struct dl_str url, struct dl_str wanted, size_t host, bool begin)
{
    url = bare_address(url);
    if (url.len < wanted.len || (!begin && url.len > wanted.len) || url.len < host)
        return false;
    if (strncasecmp(url.ptr, wanted.ptr, host) != 0)
        return false;
    return memcmp(url.ptr + host, wanted.ptr + host, wanted.len - host) == 0;
}

static enum dl_status check_address(struct dl_reader *r, struct collecting *c, uint64_t doc, struct dl_str wanted,
                                    struct dl_buf *record)
{
    struct dl_article a;
    enum dl_status status = dl_reader_fetch_head(r, doc, record, &a, c->err);
    if (!status && same_address(a.url, wanted, c->text.len, c->q->match == DL_MATCH_BEGIN))
        status = add(c, DL_Q_ID, a.id);
    return status;
}

/* The articles of the hosts that C has found, as far as their address is WANTED. */
static enum dl_status find_addresses(struct dl_reader *r, struct collecting *c, struct dl_str wanted,
                                     const struct dl_query **out)
{
    const struct dl_query *hosts;
    struct dl_hits hits = { 0 };
    struct dl_buf record = { 0 };
    enum dl_status status = join(c, &hosts);
    struct dl_search s = { .query = hosts, .sort = DL_SORT_NEWEST };
    c->count = 0;
    if (!status && hosts->op != DL_Q_NONE)
        status = r->ops->search(r, &s, &hits, c->err);
    for (size_t i = 0; i < hits.count && !status; i++)
        status = i % 256 == 0 && dl_reader_late(r) ? dl_reader_fail_late(c->err)
                                                   : check_address(r, c, hits.v[i].doc, wanted, &record);
    dl_hits_free(&hits);
    dl_buf_free(&record);
    return status ? status : join(c, out);
}

static enum dl_status expand_url(struct dl_reader *r, struct collecting *c, const struct dl_query **out)
{
    struct dl_str wanted = bare_address(c->q->text);
    const char *slash = memchr(wanted.ptr, '/', wanted.len);
    struct dl_buf host = { 0 };
    c->whole_host = slash != NULL;
    enum dl_status status =
        dl_fold_key((struct dl_str){ wanted.ptr, slash ? (size_t)(slash - wanted.ptr) : wanted.len }, &host, c->err);
    c->text = dl_buf_view(&host);
    if (!status && c->text.len == 0)
        status = dl_fail(c->err, DL_INVALID, "expected a host or an address");
    if (!status)
        status = values(r, c);
    if (!status)
        status = slash ? find_addresses(r, c, wanted, out) : join(c, out);
    dl_buf_free(&host);
    return status;
}

static enum dl_status expand_words(struct dl_reader *r, struct collecting *c, const struct dl_query **out)
{
    struct dl_buf text = { 0 };
    enum dl_status status = dl_fold_key(c->q->text, &text, c->err);
    c->text = dl_buf_view(&text);
    if (!status && c->text.len == 0)
        status = dl_fail(c->err, DL_INVALID, "expected a value");
    if (!status)
        status = values(r, c);
    dl_buf_free(&text);
    return status ? status : join(c, out);
}

enum dl_status dl_label_expand(struct dl_reader *r, const struct dl_query *q, size_t max, struct dl_arena *arena,
                               const struct dl_query **out, struct dl_error *err)
{
    struct collecting c = { .q = q, .max = max, .arena = arena, .err = err };
    enum dl_status status = q->op == DL_Q_URL ? expand_url(r, &c, out) : expand_words(r, &c, out);
    free(c.v);
    dl_buf_free(&c.folded);
    return status;
}
