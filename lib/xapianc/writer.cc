/* writer.cc - documents and the one writer of a database.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <cstdlib>
#include <memory>

#include "binding.hh"

#define FLUSH_VARIABLE "XAPIAN_FLUSH_THRESHOLD"
#define FLUSH_DEFAULT 10000 /* Xapian's own */

struct dl_xwriter {
    Xapian::WritableDatabase db;
    unsigned flush; /* documents after which Xapian writes postings out */
};

/* ---- documents -------------------------------------------------------------------------------------------------- */

enum dl_status dl_xdoc_new(struct dl_xdoc **doc, struct dl_error *err) noexcept
{
    *doc = nullptr;
    return dl_guard(err, [&] {
        *doc = new dl_xdoc;
        return DL_OK;
    });
}

void dl_xdoc_free(struct dl_xdoc *doc) noexcept
{
    delete doc;
}

enum dl_status dl_xdoc_clear(struct dl_xdoc *doc, struct dl_error *err) noexcept
{
    return dl_guard(err, [&] {
        doc->doc = Xapian::Document();
        return DL_OK;
    });
}

enum dl_status dl_xdoc_posting(struct dl_xdoc *doc, struct dl_str term, uint32_t position, uint32_t wdf,
                               struct dl_error *err) noexcept
{
    return dl_guard(err, [&] {
        doc->doc.add_posting(dl_string(term), position, wdf);
        return DL_OK;
    });
}

enum dl_status dl_xdoc_boolean(struct dl_xdoc *doc, struct dl_str term, struct dl_error *err) noexcept
{
    return dl_guard(err, [&] {
        doc->doc.add_boolean_term(dl_string(term));
        return DL_OK;
    });
}

enum dl_status dl_xdoc_value(struct dl_xdoc *doc, uint32_t slot, struct dl_str value, struct dl_error *err) noexcept
{
    return dl_guard(err, [&] {
        doc->doc.add_value(slot, dl_string(value));
        return DL_OK;
    });
}

enum dl_status dl_xdoc_data(struct dl_xdoc *doc, struct dl_str data, struct dl_error *err) noexcept
{
    return dl_guard(err, [&] {
        doc->doc.set_data(dl_string(data));
        return DL_OK;
    });
}

/* ---- writing ---------------------------------------------------------------------------------------------------- */

enum dl_status dl_xwriter_open(const char *path, bool create, unsigned flush_documents, struct dl_xwriter **w,
                               struct dl_error *err) noexcept
{
    *w = nullptr;
    enum dl_status status = dl_xglass_check(path, true, err);
    if (status && (status != DL_NOT_FOUND || !create))
        return status;
    return dl_guard(err, [&] {
        const char *wish = getenv(FLUSH_VARIABLE);
        bool ours = !wish && flush_documents > 0;
        std::unique_ptr<dl_xwriter> fresh(new dl_xwriter);
        fresh->flush = wish ? unsigned(atoi(wish)) : flush_documents;
        if (fresh->flush == 0)
            fresh->flush = FLUSH_DEFAULT;
        if (ours && setenv(FLUSH_VARIABLE, std::to_string(flush_documents).c_str(), 1) != 0)
            throw std::bad_alloc();
        try {
            fresh->db = Xapian::WritableDatabase(path, Xapian::DB_BACKEND_GLASS |
                                                           (create ? Xapian::DB_CREATE_OR_OPEN : Xapian::DB_OPEN));
        } catch (...) {
            if (ours)
                unsetenv(FLUSH_VARIABLE);
            throw;
        }
        if (ours)
            unsetenv(FLUSH_VARIABLE);
        *w = fresh.release();
        return DL_OK;
    });
}

enum dl_status dl_xwriter_close(struct dl_xwriter *w, struct dl_error *err) noexcept
{
    if (!w)
        return DL_OK;
    enum dl_status status = dl_guard(err, [&] {
        w->db.close(); /* the destructor would do it too, and swallow what goes wrong */
        return DL_OK;
    });
    delete w;
    return status;
}

enum dl_status dl_xwriter_begin(struct dl_xwriter *w, struct dl_error *err) noexcept
{
    return dl_guard(err, [&] {
        w->db.begin_transaction();
        return DL_OK;
    });
}

enum dl_status dl_xwriter_end(struct dl_xwriter *w, struct dl_error *err) noexcept
{
    return dl_guard(err, [&] {
        w->db.commit_transaction();
        return DL_OK;
    });
}

enum dl_status dl_xwriter_cancel(struct dl_xwriter *w, struct dl_error *err) noexcept
{
    return dl_guard(err, [&] {
        w->db.cancel_transaction();
        return DL_OK;
    });
}

enum dl_status dl_xwriter_commit(struct dl_xwriter *w, struct dl_error *err) noexcept
{
    return dl_guard(err, [&] {
        w->db.commit();
        return DL_OK;
    });
}

/* Xapian writes postings out of memory by the number of changed documents alone and has no call for it that works
 * inside a transaction.  So an empty document takes the new one's number and is replaced by itself until Xapian's count
 * is reached; then the real one takes its place.  That leaves no gap in the numbers and costs a few milliseconds. */
static Xapian::docid add_and_spill(struct dl_xwriter *w, const Xapian::Document &doc)
{
    Xapian::Document empty;
    Xapian::docid id = w->db.add_document(empty);
    for (unsigned i = 1; i < w->flush; i++)
        w->db.replace_document(id, empty);
    w->db.replace_document(id, doc);
    return id;
}

enum dl_status dl_xwriter_add(struct dl_xwriter *w, const struct dl_xdoc *doc, bool spill, uint32_t *id,
                              struct dl_error *err) noexcept
{
    return dl_guard(err, [&] {
        Xapian::docid did = spill ? add_and_spill(w, doc->doc) : w->db.add_document(doc->doc);
        if (id)
            *id = did;
        return DL_OK;
    });
}

enum dl_status dl_xwriter_replace(struct dl_xwriter *w, uint32_t id, const struct dl_xdoc *doc,
                                  struct dl_error *err) noexcept
{
    return dl_guard(err, [&] {
        w->db.replace_document(id, doc->doc);
        return DL_OK;
    });
}

enum dl_status dl_xwriter_delete(struct dl_xwriter *w, uint32_t id, struct dl_error *err) noexcept
{
    return dl_guard(err, [&] {
        w->db.delete_document(id);
        return DL_OK;
    });
}

enum dl_status dl_xwriter_set(struct dl_xwriter *w, struct dl_str key, struct dl_str value,
                              struct dl_error *err) noexcept
{
    return dl_guard(err, [&] {
        w->db.set_metadata(dl_string(key), dl_string(value));
        return DL_OK;
    });
}

enum dl_status dl_xwriter_get(struct dl_xwriter *w, struct dl_str key, struct dl_buf *value,
                              struct dl_error *err) noexcept
{
    return dl_guard(err, [&] { return dl_give(w->db.get_metadata(dl_string(key)), value, err); });
}

enum dl_status dl_xwriter_count(struct dl_xwriter *w, uint32_t *documents, uint32_t *last_id,
                                struct dl_error *err) noexcept
{
    return dl_guard(err, [&] {
        *documents = w->db.get_doccount();
        *last_id = w->db.get_lastdocid();
        return DL_OK;
    });
}
