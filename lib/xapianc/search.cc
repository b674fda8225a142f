/* search.cc - ranked and sorted searching, and counting values among the matches.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "binding.hh"

/* Asks every so many matches whether the search is to go on. */
class Watch : public Xapian::MatchSpy
{
    enum { INTERVAL = 256 };
    const struct dl_xsearch *search;
    struct dl_error *err;
    unsigned matches = 0;

  public:
    struct Ended {
        enum dl_status status;
    };
    Watch(const struct dl_xsearch *s, struct dl_error *e) : search(s), err(e) {}
    void operator()(const Xapian::Document &, double) override
    {
        enum dl_status status = matches++ % INTERVAL == 0 ? search->watch(search->watcher, err) : DL_OK;
        if (status)
            throw Ended{ status };
    }
};

static void set_order(Xapian::Enquire &enquire, Xapian::MultiValueKeyMaker &maker, const struct dl_xsearch *s)
{
    switch (s->order) {
    case DL_X_BY_WEIGHT:
        enquire.set_weighting_scheme(Xapian::BM25Weight(s->k1, 0, 0, s->b, 0));
        enquire.set_sort_by_relevance_then_value(s->slot, true);
        break;
    case DL_X_BY_VALUE:
        enquire.set_weighting_scheme(Xapian::BoolWeight());
        enquire.set_sort_by_value(s->slot, true);
        break;
    case DL_X_BY_KEYS:
        for (size_t i = 0; i < s->key_count; i++)
            maker.add_value(s->keys[i].slot, s->keys[i].descending, s->keys[i].missing ? s->keys[i].missing : "");
        enquire.set_weighting_scheme(Xapian::BoolWeight());
        enquire.set_sort_by_key(&maker, false);
        break;
    }
}

enum dl_status dl_xdb_search(struct dl_xdb *db, const struct dl_xsearch *s, dl_xhit_fn *fn, void *context,
                             struct dl_xtotals *totals, struct dl_error *err) noexcept
{
    return dl_guard(err, [&] {
        Xapian::MultiValueKeyMaker maker; /* outlives what refers to it */
        Xapian::Enquire enquire(db->db);
        enquire.set_query(s->query->query);
        set_order(enquire, maker, s);
        Watch watch(s, err);
        if (s->watch)
            enquire.add_matchspy(&watch);
        Xapian::MSet found;
        try {
            found = enquire.get_mset(s->first, s->count, s->check_at_least);
        } catch (const Watch::Ended &ended) {
            return ended.status;
        }
        totals->lower = found.get_matches_lower_bound();
        totals->estimated = found.get_matches_estimated();
        totals->upper = found.get_matches_upper_bound();
        enum dl_status status = DL_OK;
        for (Xapian::MSetIterator i = found.begin(); i != found.end() && !status; ++i) {
            std::string key = i.get_sort_key();
            struct dl_xhit hit = { *i, i.get_weight(), dl_borrow(key) };
            status = fn(context, &hit, err);
        }
        return status;
    });
}

enum dl_status dl_xdb_value_counts(struct dl_xdb *db, const struct dl_xquery *query, uint32_t slot, dl_xvalue_fn *fn,
                                   void *context, uint64_t *matches, struct dl_error *err) noexcept
{
    return dl_guard(err, [&] {
        Xapian::ValueCountMatchSpy spy(slot); /* outlives what refers to it */
        Xapian::Enquire enquire(db->db);
        enquire.set_query(query->query);
        enquire.set_weighting_scheme(Xapian::BoolWeight());
        enquire.add_matchspy(&spy);
        Xapian::MSet found = enquire.get_mset(0, 0, db->db.get_doccount());
        *matches = spy.get_total();
        enum dl_status status = DL_OK;
        for (Xapian::TermIterator i = spy.values_begin(); i != spy.values_end() && !status; ++i) {
            std::string value = *i;
            status = fn(context, dl_borrow(value), i.get_termfreq(), err);
        }
        return status;
    });
}
