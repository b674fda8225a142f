/* positions.cc - see positions.hh.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "positions.hh"

#include <algorithm>

std::string Spots::describe() const
{
    std::string text = terms.size() == 1 ? "" : window ? "Near" : "Pattern";
    for (size_t i = 0; i < terms.size(); i++)
        text += (i ? " " : terms.size() == 1 ? "" : "(") + terms[i];
    return terms.size() == 1 ? text : text + ")";
}

void Conjunction::start(const Xapian::Database &db, const std::vector<std::string> &terms)
{
    cursors.clear();
    places.resize(terms.size());
    current = 0;
    for (size_t i = 0; i < terms.size(); i++)
        cursors.push_back({ db.postlist_begin(terms[i]), db.postlist_end(terms[i]), db.get_termfreq(terms[i]), i });
    std::stable_sort(cursors.begin(), cursors.end(),
                     [](const Cursor &a, const Cursor &b) { return a.frequency < b.frequency; });
    for (size_t i = 0; i < cursors.size(); i++)
        places[cursors[i].term] = i;
}

/* Whether the other lists have the document of the rarest one; else that list moves on, to where they may meet. */
bool Conjunction::agree()
{
    Cursor &first = cursors[0];
    current = *first.at;
    for (size_t i = 1; i < cursors.size(); i++) {
        Cursor &c = cursors[i];
        if (c.at != c.end)
            c.at.skip_to(current);
        if (c.at == c.end) {
            first.at = first.end;
            return false;
        }
        if (*c.at != current) {
            first.at.skip_to(*c.at);
            return false;
        }
    }
    return true;
}

/* At the first document from where the rarest list stands that all of them have. */
void Conjunction::meet()
{
    while (cursors[0].at != cursors[0].end)
        if (agree())
            return;
    current = END;
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

namespace
{
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
} // namespace

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
        auto same = std::adjacent_find(places.begin(), places.end(),
                                       [](const Place &a, const Place &b) { return a.position() == b.position(); });
        if (same == places.end())
            return true;
        Place &second = *(same + 1);
        if (!second.advance(second.position() + 1))
            return false;
    }
}
