/* query.cc - building queries.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <vector>

#include "any_of.hh"
#include "binding.hh"
#include "positions.hh"

static enum dl_status give(const Xapian::Query &query, struct dl_xquery **q)
{
    *q = new dl_xquery{ query };
    return DL_OK;
}

void dl_xquery_free(struct dl_xquery *q) noexcept
{
    delete q;
}

enum dl_status dl_xquery_none(struct dl_xquery **q, struct dl_error *err) noexcept
{
    *q = nullptr;
    return dl_guard(err, [&] { return give(Xapian::Query(), q); });
}

enum dl_status dl_xquery_all(struct dl_xquery **q, struct dl_error *err) noexcept
{
    *q = nullptr;
    return dl_guard(err, [&] { return give(Xapian::Query(std::string()), q); });
}

static Xapian::Query scaled(const Xapian::Query &query, double factor)
{
    return factor == 1.0 || query.empty() ? query : Xapian::Query(Xapian::Query::OP_SCALE_WEIGHT, query, factor);
}

enum dl_status dl_xquery_term(struct dl_str term, double factor, struct dl_xquery **q, struct dl_error *err) noexcept
{
    *q = nullptr;
    return dl_guard(err, [&] { return give(scaled(Xapian::Query(dl_string(term)), factor), q); });
}

enum dl_status dl_xquery_range(uint32_t slot, struct dl_str lower, struct dl_str upper, struct dl_xquery **q,
                               struct dl_error *err) noexcept
{
    *q = nullptr;
    return dl_guard(err, [&] {
        if (upper.len)
            return give(Xapian::Query(Xapian::Query::OP_VALUE_RANGE, slot, dl_string(lower), dl_string(upper)), q);
        return give(Xapian::Query(Xapian::Query::OP_VALUE_GE, slot, dl_string(lower)), q);
    });
}

static Spots spots_of(const struct dl_xclause *s)
{
    return { dl_strings(s->terms, s->count),
             s->window ? std::vector<uint32_t>() : std::vector<uint32_t>(s->offsets, s->offsets + s->count),
             s->window };
}

enum dl_status dl_xquery_clause(const struct dl_xclause *s, struct dl_xquery **q, struct dl_error *err) noexcept
{
    *q = nullptr;
    return dl_guard(err, [&] { return give(Xapian::Query((new PositionSource(spots_of(s)))->release()), q); });
}

enum dl_status dl_xquery_any(const struct dl_xclause *ways, size_t count, const struct dl_bm25 *model,
                             double mean_length, bool alone, struct dl_xquery **q, struct dl_error *err) noexcept
{
    *q = nullptr;
    return dl_guard(err, [&] {
        std::vector<AnyOfSource::Way> all;
        for (size_t i = 0; i < count; i++)
            all.push_back(
                { spots_of(&ways[i]), std::vector<double>(ways[i].weights, ways[i].weights + ways[i].count) });
        return give(Xapian::Query((new AnyOfSource(all, *model, mean_length, alone))->release()), q);
    });
}

static Xapian::Query joined(enum dl_xop op, uint32_t window, const std::vector<Xapian::Query> &v)
{
    switch (op) {
    case DL_X_OR:
        return Xapian::Query(Xapian::Query::OP_OR, v.begin(), v.end());
    case DL_X_AND_NOT:
        return Xapian::Query(Xapian::Query::OP_AND_NOT, v.begin(), v.end());
    case DL_X_FILTER:
        return Xapian::Query(Xapian::Query::OP_FILTER, v.begin(), v.end());
    case DL_X_PHRASE:
        return Xapian::Query(Xapian::Query::OP_PHRASE, v.begin(), v.end(), window);
    case DL_X_NEAR:
        return Xapian::Query(Xapian::Query::OP_NEAR, v.begin(), v.end(), window);
    case DL_X_AND:
        break;
    }
    return Xapian::Query(Xapian::Query::OP_AND, v.begin(), v.end());
}

enum dl_status dl_xquery_join(enum dl_xop op, uint32_t window, struct dl_xquery **parts, size_t count,
                              struct dl_xquery **q, struct dl_error *err) noexcept
{
    *q = nullptr;
    enum dl_status status = dl_guard(err, [&] {
        std::vector<Xapian::Query> v;
        for (size_t i = 0; i < count; i++) {
            if (!parts[i])
                return err && err->status ? err->status : DL_INTERNAL;
            v.push_back(parts[i]->query);
        }
        return give(joined(op, window, v), q);
    });
    for (size_t i = 0; i < count; i++) {
        delete parts[i];
        parts[i] = nullptr;
    }
    return status;
}

enum dl_status dl_xquery_scale(struct dl_xquery *q, double factor, struct dl_error *err) noexcept
{
    return dl_guard(err, [&] {
        q->query = scaled(q->query, factor);
        return DL_OK;
    });
}

enum dl_status dl_xquery_print(const struct dl_xquery *q, struct dl_buf *out, struct dl_error *err) noexcept
{
    return dl_guard(err, [&] { return dl_give(q->query.get_description(), out, err); });
}
