/* database.cc - reading databases: terms, postings, documents, metadata; compaction and checks.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <exception>
#include <sstream>

#include "binding.hh"
#include "positions.hh"

enum dl_status dl_xdb_new(struct dl_xdb **db, struct dl_error *err) noexcept
{
    *db = nullptr;
    return dl_guard(err, [&] {
        *db = new dl_xdb{ Xapian::Database(), 0, {}, false, {} };
        return DL_OK;
    });
}

void dl_xdb_free(struct dl_xdb *db) noexcept
{
    delete db;
}

/* Without a named backend libxapian would look for stub files, which may name programs to run. */
static Xapian::Database open_glass(const char *path)
{
    struct stat st;
    if (stat(path, &st) != 0 || !S_ISREG(st.st_mode))
        return Xapian::Database(path, Xapian::DB_BACKEND_GLASS);
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0)
        throw Xapian::DatabaseOpeningError(std::string(path) + ": cannot open", errno);
    return Xapian::Database(fd, Xapian::DB_BACKEND_GLASS); /* which closes it */
}

enum dl_status dl_xdb_add(struct dl_xdb *db, const char *path, struct dl_error *err) noexcept
{
    enum dl_status status = dl_xglass_check(path, false, err);
    if (status)
        return status;
    return dl_guard(err, [&] {
        db->db.add_database(open_glass(path));
        db->paths.push_back(path);
        db->parts++;
        return DL_OK;
    });
}

enum dl_status dl_xdb_add_remote(struct dl_xdb *db, const char *host, unsigned port, unsigned timeout_ms,
                                 struct dl_error *err) noexcept
{
    return dl_guard(err, [&] {
        db->db.add_database(Xapian::Remote::open(host, port, timeout_ms, timeout_ms));
        db->parts++;
        db->remote = true;
        return DL_OK;
    });
}

enum dl_status dl_xdb_join(struct dl_xdb *db, const struct dl_xdb *part, struct dl_error *err) noexcept
{
    return dl_guard(err, [&] {
        db->db.add_database(part->db);
        db->paths.insert(db->paths.end(), part->paths.begin(), part->paths.end());
        db->parts += part->parts;
        db->remote |= part->remote;
        return DL_OK;
    });
}

enum dl_status dl_xdb_reopen(struct dl_xdb *db, bool *changed, struct dl_error *err) noexcept
{
    for (const std::string &path : db->paths) {
        enum dl_status status = dl_xglass_check(path.c_str(), false, err);
        if (status)
            return status;
    }
    return dl_guard(err, [&] {
        db->seen.clear();
        *changed = db->db.reopen();
        return DL_OK;
    });
}

/* Several databases, or one that is remote, have no revision. */
static uint64_t revision(const Xapian::Database &db)
{
    try {
        return db.get_revision();
    } catch (const Xapian::Error &) {
        return 0;
    }
}

enum dl_status dl_xdb_has_positions(struct dl_xdb *db, bool *has, struct dl_error *err) noexcept
{
    return dl_guard(err, [&] {
        *has = db->db.has_positions();
        return DL_OK;
    });
}

enum dl_status dl_xdb_counts(struct dl_xdb *db, struct dl_xcounts *c, struct dl_error *err) noexcept
{
    return dl_guard(err, [&] {
        c->documents = db->db.get_doccount();
        c->last_id = db->db.get_lastdocid();
        c->total_length = db->db.get_total_length();
        c->revision = db->parts == 1 ? revision(db->db) : 0;
        return DL_OK;
    });
}

enum dl_status dl_xdb_terms(struct dl_xdb *db, struct dl_str prefix, struct dl_str from, dl_xterm_fn *fn, void *context,
                            struct dl_error *err) noexcept
{
    return dl_guard(err, [&] {
        std::string start = dl_string(prefix);
        Xapian::TermIterator i = db->db.allterms_begin(start), end = db->db.allterms_end(start);
        if (from.len && i != end)
            i.skip_to(dl_string(from));
        for (; i != end; ++i) {
            std::string term = *i;
            if (!fn(context, dl_borrow(term), i.get_termfreq()))
                break;
        }
        return DL_OK;
    });
}

enum dl_status dl_xdb_term_count(struct dl_xdb *db, struct dl_str term, uint64_t *documents,
                                 struct dl_error *err) noexcept
{
    return dl_guard(err, [&] {
        *documents = db->db.get_termfreq(dl_string(term));
        return DL_OK;
    });
}

enum dl_status dl_xdb_postings(struct dl_xdb *db, struct dl_str term, dl_xposting_fn *fn, void *context,
                               struct dl_error *err) noexcept
{
    return dl_guard(err, [&] {
        std::string name = dl_string(term);
        Xapian::PostingIterator i = db->db.postlist_begin(name), end = db->db.postlist_end(name);
        for (; i != end && fn(context, *i, i.get_wdf()); ++i)
            ;
        return DL_OK;
    });
}

enum dl_status dl_xdb_positions(struct dl_xdb *db, uint32_t id, struct dl_str term, dl_xposition_fn *fn, void *context,
                                struct dl_error *err) noexcept
{
    return dl_guard(err, [&] {
        std::string name = dl_string(term);
        Xapian::PositionIterator i = db->db.positionlist_begin(id, name), end = db->db.positionlist_end(id, name);
        for (; i != end && fn(context, *i); ++i)
            ;
        return DL_OK;
    });
}

enum dl_status dl_xdb_doc_terms(struct dl_xdb *db, uint32_t id, struct dl_str prefix, dl_xterm_fn *fn, void *context,
                                struct dl_error *err) noexcept
{
    return dl_guard(err, [&] {
        std::string start = dl_string(prefix);
        Xapian::TermIterator i = db->db.termlist_begin(id), end = db->db.termlist_end(id);
        if (!start.empty() && i != end)
            i.skip_to(start);
        for (; i != end; ++i) {
            std::string term = *i;
            if (term.compare(0, start.size(), start) != 0 || !fn(context, dl_borrow(term), i.get_wdf()))
                break;
        }
        return DL_OK;
    });
}

enum dl_status dl_xdb_frequencies(struct dl_xdb *db, struct dl_str term, const uint32_t *ids, size_t count,
                                  uint32_t *wdf, struct dl_error *err) noexcept
{
    return dl_guard(err, [&] {
        std::string name = dl_string(term);
        Xapian::PostingIterator i = db->db.postlist_begin(name), end = db->db.postlist_end(name);
        for (size_t k = 0; k < count; k++) {
            if (i != end && *i < ids[k])
                i.skip_to(ids[k]);
            wdf[k] = i != end && *i == ids[k] ? i.get_wdf() : 0;
        }
        return DL_OK;
    });
}

enum dl_status dl_xdb_clause_holds(struct dl_xdb *db, uint32_t id, const struct dl_xclause *s, bool *holds,
                                   struct dl_error *err) noexcept
{
    return dl_guard(err, [&] {
        std::vector<std::string> terms = dl_strings(s->terms, s->count);
        *holds = s->window
                     ? dl_near_holds(db->db, id, terms, s->window)
                     : dl_pattern_holds(db->db, id, terms, std::vector<uint32_t>(s->offsets, s->offsets + s->count));
        return DL_OK;
    });
}

enum dl_status dl_xdb_first_position(struct dl_xdb *db, uint32_t id, struct dl_str term, uint32_t *position,
                                     struct dl_error *err) noexcept
{
    return dl_guard(err, [&] {
        const std::string name = dl_string(term);
        Xapian::PositionIterator first = db->db.positionlist_begin(id, name);
        *position = first == db->db.positionlist_end(id, name) ? 0 : *first;
        return DL_OK;
    });
}

enum dl_status dl_xdb_doc_length(struct dl_xdb *db, uint32_t id, uint32_t *length, struct dl_error *err) noexcept
{
    return dl_guard(err, [&] {
        *length = db->db.get_doclength(id);
        return DL_OK;
    });
}

#define SEEN_MAX 64 /* more than a page, and than a second ranking looks at */

/* Ids, values and data of a page are asked for one after the other: over a network each document comes once. */
static Xapian::Document document(struct dl_xdb *db, uint32_t id)
{
    if (!db->remote)
        return db->db.get_document(id);
    auto found = db->seen.find(id);
    if (found != db->seen.end())
        return found->second;
    if (db->seen.size() >= SEEN_MAX)
        db->seen.clear();
    return db->seen.emplace(id, db->db.get_document(id)).first->second;
}

enum dl_status dl_xdb_data(struct dl_xdb *db, uint32_t id, struct dl_buf *out, struct dl_error *err) noexcept
{
    return dl_guard(err, [&] { return dl_give(document(db, id).get_data(), out, err); });
}

enum dl_status dl_xdb_value(struct dl_xdb *db, uint32_t id, uint32_t slot, struct dl_buf *out,
                            struct dl_error *err) noexcept
{
    return dl_guard(err, [&] { return dl_give(document(db, id).get_value(slot), out, err); });
}

enum dl_status dl_xdb_get(struct dl_xdb *db, struct dl_str key, struct dl_buf *value, struct dl_error *err) noexcept
{
    return dl_guard(err, [&] { return dl_give(db->db.get_metadata(dl_string(key)), value, err); });
}

enum dl_status dl_xdb_value_bounds(struct dl_xdb *db, uint32_t slot, struct dl_buf *lower, struct dl_buf *upper,
                                   uint64_t *documents, struct dl_error *err) noexcept
{
    return dl_guard(err, [&] {
        *documents = db->db.get_value_freq(slot);
        enum dl_status status = lower ? dl_give(db->db.get_value_lower_bound(slot), lower, err) : DL_OK;
        return status || !upper ? status : dl_give(db->db.get_value_upper_bound(slot), upper, err);
    });
}

/* ---- whole databases -------------------------------------------------------------------------------------------- */

enum dl_status dl_xapian_compact(const char *from, const char *to, struct dl_error *err) noexcept
{
    enum dl_status status = dl_xglass_check(from, false, err);
    if (status)
        return status;
    return dl_guard(err, [&] {
        open_glass(from).compact(to, Xapian::DBCOMPACT_NO_RENUMBER);
        return DL_OK;
    });
}

enum dl_status dl_xapian_check(const char *path, struct dl_buf *detail, struct dl_error *err) noexcept
{
    enum dl_status status = dl_xglass_check(path, false, err); /* with an iamglass there, libxapian reads no stub */
    if (status)
        return status;
    return dl_guard(err, [&] {
        std::ostringstream report;
        size_t errors = Xapian::Database::check(path, Xapian::DBCHECK_SHOW_STATS, &report);
        status = detail ? dl_give(report.str(), detail, err) : DL_OK;
        if (errors)
            status = dl_fail(err, DL_CORRUPT, "%s: %zu errors found in the database", path, errors);
        return status;
    });
}

void dl_xapian_at_terminate(void (*fn)(void)) noexcept
{
    std::set_terminate(fn);
}

const char *dl_xapian_version(void) noexcept
{
    return Xapian::version_string();
}
