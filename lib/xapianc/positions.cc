/* positions.cc - see positions.hh.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "positions.hh"

#include <algorithm>

/* Called by Xapian for each shard, perhaps more than once. */
void PositionSource::start(const Xapian::Database &shard)
{
    db = shard;
    begun = false;
    at = end = Xapian::PostingIterator();
    size_t rarest = 0;
    frequency = 0;
    for (size_t i = 0; i < terms.size(); i++) {
        Xapian::doccount n = db.get_termfreq(terms[i]);
        if (i == 0 || n < frequency) {
            frequency = n;
            rarest = i;
        }
    }
    if (frequency) {
        at = db.postlist_begin(terms[rarest]);
        end = db.postlist_end(terms[rarest]);
    }
}

void PositionSource::settle()
{
    while (at != end && !matches(*at))
        ++at;
}

void PositionSource::next(double)
{
    if (begun)
        ++at;
    begun = true;
    settle();
}

void PositionSource::skip_to(Xapian::docid id, double)
{
    if (at == end || (begun && *at >= id))
        return;
    begun = true;
    at.skip_to(id);
    settle();
}

/* Every term's positions, less its offset, must share a value: each list is walked once, in step. */
bool dl_pattern_holds(const Xapian::Database &db, Xapian::docid id, const std::vector<std::string> &terms,
                      const std::vector<uint32_t> &offsets)
{
    std::vector<Xapian::PositionIterator> i, last;
    for (const std::string &term : terms) {
        i.push_back(db.positionlist_begin(id, term));
        last.push_back(db.positionlist_end(id, term));
    }
    uint64_t start = 0; /* the least place that is still possible for the pattern */
    for (size_t agreed = 0, k = 0; agreed < terms.size(); k = (k + 1) % terms.size()) {
        uint64_t want = start + offsets[k];
        if (want > UINT32_MAX || i[k] == last[k])
            return false;
        i[k].skip_to(Xapian::termpos(want));
        if (i[k] == last[k])
            return false;
        uint64_t found = uint64_t(*i[k]) - offsets[k];
        if (found > start) {
            start = found;
            agreed = 1;
        } else {
            agreed++;
        }
    }
    return true;
}

namespace {
struct Place { /* where one term is being looked at */
    const std::vector<Xapian::termpos> *list;
    size_t index;
    Xapian::termpos position() const { return (*list)[index]; }
    bool advance(Xapian::termpos to)
    {
        while (index < list->size() && (*list)[index] < to)
            index++;
        return index < list->size();
    }
};
}

/* The term that is furthest behind moves up until all are in the window; then of two at one position one moves on, the
 * first in the order of the query staying. */
bool dl_near_holds(const Xapian::Database &db, Xapian::docid id, const std::vector<std::string> &terms, uint32_t window)
{
    std::vector<std::vector<Xapian::termpos>> lists;
    std::vector<Place> places;
    for (const std::string &term : terms) {
        lists.emplace_back(db.positionlist_begin(id, term), db.positionlist_end(id, term));
        if (lists.back().empty())
            return false;
    }
    for (const auto &list : lists)
        places.push_back({ &list, 0 });
    auto before = [](const Place &a, const Place &b) { return a.position() < b.position(); };
    for (;;) {
        std::stable_sort(places.begin(), places.end(), before);
        Xapian::termpos first = places.front().position(), last = places.back().position();
        if (last - first >= window) {
            if (!places.front().advance(last - window + 1))
                return false;
            continue;
        }
        auto same = std::adjacent_find(places.begin(), places.end(), [](const Place &a, const Place &b) {
            return a.position() == b.position();
        });
        if (same == places.end())
            return true;
        Place &second = *(same + 1);
        if (!second.advance(second.position() + 1))
            return false;
    }
}
