/* layout.c - the Xapian engine's terms, blobs, schema and stored records (layout.h has the whole layout).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <inttypes.h>
#include <libdeflate.h>
#include <stdlib.h>

#include "lib/xapian/xapian_private.h"

#define RECORD_MAX ((uint32_t)1 << 30)

/* ---- terms ------------------------------------------------------------------------------------------------------ */

dl_date dl_xday(dl_date d)
{
    if (d == 0)
        return 0;
    if (dl_date_month(d) == 0)
        d += 100;
    return dl_date_day(d) == 0 ? d + 1 : d;
}

dl_date dl_xkey_day(struct dl_str key)
{
    dl_date d = 0;
    for (size_t i = 0; i < 8; i++) {
        if (i >= key.len || key.ptr[i] < '0' || key.ptr[i] > '9')
            return 0;
        d = d * 10 + (key.ptr[i] - '0');
    }
    return d == 99999999 ? 0 : d;
}

void dl_xterm_stem(struct dl_str term, struct dl_buf *out)
{
    dl_buf_clear(out);
    dl_buf_byte(out, 'Z');
    dl_buf_str(out, term);
    dl_key_bound(out, DL_TERM_MAX);
}

static bool store_terms(const struct dl_query *q, struct dl_arena *arena, struct dl_buf *term,
                        const struct dl_query **out)
{
    struct dl_query *copy = dl_arena_alloc(arena, sizeof *copy);
    if (!copy)
        return false;
    *copy = *q;
    *out = copy;
    if (q->op == DL_Q_TERM) {
        dl_xterm_stem(q->text, term);
        return !term->failed && dl_arena_dup(arena, dl_buf_view(term), &copy->text);
    }
    copy->children = dl_arena_alloc(arena, (q->count + 1) * sizeof(struct dl_query *));
    bool ok = copy->children != NULL;
    for (size_t i = 0; i < q->count && ok; i++) {
        const struct dl_query *child = NULL;
        ok = store_terms(q->children[i], arena, term, &child);
        copy->children[i] = (struct dl_query *)(uintptr_t)child;
    }
    return ok;
}

enum dl_status dl_xquery_stored(const struct dl_query *q, struct dl_arena *arena, const struct dl_query **out,
                                struct dl_error *err)
{
    struct dl_buf term = { 0 };
    bool ok = store_terms(q, arena, &term, out);
    dl_buf_free(&term);
    return ok ? DL_OK : dl_fail_memory(err);
}

void dl_xterm_id(struct dl_str id, struct dl_buf *out)
{
    dl_buf_clear(out);
    dl_buf_byte(out, 'Q');
    dl_buf_str(out, id);
    bool control = false;
    for (size_t i = 0; i < id.len && !control; i++)
        control = (unsigned char)id.ptr[i] < 0x20;
    if (!control) {
        dl_key_bound(out, DL_TERM_MAX);
        return;
    }
    struct dl_hash128 h = dl_hash128(id.ptr, id.len); /* Xapian counts a NUL twice and no one wants others in a term */
    dl_buf_clear(out);
    dl_buf_printf(out, "Q#%016" PRIx64 "%016" PRIx64, h.high, h.low);
}

void dl_xterm_code(const char *prefix, struct dl_str code, struct dl_buf *out)
{
    dl_buf_clear(out);
    dl_buf_puts(out, prefix);
    for (size_t i = 0; i < code.len; i++) {
        char c = code.ptr[i];
        dl_buf_byte(out, (unsigned char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c));
    }
    dl_key_bound(out, DL_TERM_MAX);
}

const char *dl_xlabel_prefix(enum dl_query_op op)
{
    switch (op) {
    case DL_Q_AUTHOR:
        return "A";
    case DL_Q_SECTION:
        return "XSECTION:";
    case DL_Q_TAG:
        return "K";
    case DL_Q_URL:
        return "H";
    case DL_Q_LANGUAGE:
        return "L";
    default:
        return "XSOURCE:";
    }
}

void dl_xterm_label(enum dl_query_op op, struct dl_str folded, struct dl_buf *out)
{
    dl_buf_clear(out);
    dl_buf_puts(out, dl_xlabel_prefix(op));
    dl_buf_str(out, folded);
    dl_key_bound(out, DL_TERM_MAX);
}

void dl_xterm_source_key(uint64_t key, struct dl_buf *out)
{
    dl_buf_clear(out);
    dl_buf_printf(out, "XK%016" PRIx64, key);
}

/* ---- metadata --------------------------------------------------------------------------------------------------- */

enum dl_status dl_xblob_get(dl_xget_fn *get, void *handle, const char *key, struct dl_buf *value, struct dl_error *err)
{
    struct dl_buf name = { 0 }, head = { 0 };
    size_t start = value->len;
    dl_buf_printf(&name, "u.%s", key);
    enum dl_status status = dl_buf_status(&name, err);
    if (!status)
        status = get(handle, dl_buf_view(&name), &head, err);
    if (!status && head.len == 0)
        status = dl_fail(err, DL_NOT_FOUND, "the index holds nothing under %s", key);
    if (!status && head.data[0] == 0)
        dl_buf_append(value, head.data + 1, head.len - 1);
    if (!status && head.data[0] != 0) {
        size_t length = (size_t)strtoull(dl_buf_cstr(&head) + 1, NULL, 10), had;
        for (unsigned long i = 0; !status && value->len - start < length; i++) {
            had = value->len;
            dl_buf_clear(&name);
            dl_buf_printf(&name, "u.%s/%lu", key, i);
            status = get(handle, dl_buf_view(&name), value, err);
            if (!status && (value->len == had || value->len - start > length))
                status = dl_fail(err, DL_CORRUPT, "the index's %s is damaged", key);
        }
    }
    dl_buf_free(&name);
    dl_buf_free(&head);
    return status ? status : dl_buf_status(value, err);
}

/* A database with words in it has positions, unless its table of them is lost. */
static enum dl_status check_positions(struct dl_xdb *db, const char *path, struct dl_error *err)
{
    struct dl_xcounts counts = { 0 };
    bool has = true;
    enum dl_status status = dl_xdb_counts(db, &counts, err);
    if (!status && counts.total_length)
        status = dl_xdb_has_positions(db, &has, err);
    return status || has ? status
                         : dl_fail(err, DL_CORRUPT, "%s is damaged: its words have no positions any more", path);
}

enum dl_status dl_xschema_check(struct dl_xdb *db, const char *path, struct dl_error *err)
{
    struct dl_buf schema = { 0 };
    enum dl_status status = dl_xdb_get(db, DL_XMETA_SCHEMA, &schema, err);
    if (!status && schema.len == 0)
        status = dl_fail(err, DL_VERSION, "%s is a Xapian database, but not one of dateline-index", path);
    else if (!status && !dl_str_eq(dl_buf_view(&schema), DL_STR(DL_XSCHEMA)))
        status = dl_fail(err, DL_VERSION, "%s has layout %s, this program reads %s: rebuild the index", path,
                         dl_buf_cstr(&schema), DL_XSCHEMA);
    dl_buf_free(&schema);
    return status ? status : check_positions(db, path, err);
}

/* ---- records ---------------------------------------------------------------------------------------------------- */

enum dl_status dl_xdata_unpack(struct libdeflate_decompressor *unzip, struct dl_str data, struct dl_buf *record,
                               struct dl_error *err)
{
    struct dl_cursor c = { (const unsigned char *)data.ptr, (const unsigned char *)data.ptr + data.len };
    struct dl_str head;
    uint32_t length;
    size_t got;
    if (!dl_read_bytes(&c, 2, &head) || !dl_read_u32(&c, &length) || (unsigned char)head.ptr[0] != 0xdb)
        return dl_fail(err, DL_CORRUPT, "a document is not an article of dateline-index");
    if (head.ptr[1] != 1)
        return dl_fail(err, DL_VERSION, "a document has format %d, this program reads 1", head.ptr[1]);
    if (length > RECORD_MAX)
        return dl_fail(err, DL_CORRUPT, "a stored article is damaged: its length is absurd");
    dl_buf_clear(record);
    if (!dl_buf_reserve(record, (size_t)length + 1))
        return dl_fail_memory(err);
    if (libdeflate_zlib_decompress(unzip, c.p, (size_t)(c.end - c.p), record->data, length, &got) !=
            LIBDEFLATE_SUCCESS ||
        got != length)
        return dl_fail(err, DL_CORRUPT, "a stored article is damaged: it cannot be decompressed");
    record->len = length;
    return DL_OK;
}
