/* any_of.cc - see any_of.hh.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "any_of.hh"

#include <algorithm>
#include <cstdint>
#include <numeric>

#define END_OF_LIST UINT32_MAX
#define SLACK (1 + 1e-9) /* bounds are added up in another order than weights */

/* Called by Xapian for each shard, perhaps more than once. */
void AnyOfSource::start(const Xapian::Database &shard)
{
    shortest = shard.get_doclength_lower_bound();
    open_lists(shard);
    auto higher = [](const List &a, const List &b) { return a.bound > b.bound; };
    std::stable_sort(lists.begin(), lists.end(), higher);
    rest.assign(lists.size() + 1, 0);
    for (size_t i = lists.size(); i-- > 0;)
        rest[i] = rest[i + 1] + lists[i].bound;
    parts.assign(terms.size(), 0);
    current = 0;
    weight = 0;
    ended = false;
    set_maxweight(rest[0] * SLACK);
}

void AnyOfSource::open_lists(const Xapian::Database &shard)
{
    uint64_t sum = 0;
    lists.clear();
    least = 0;
    for (size_t i = 0; i < terms.size(); i++) {
        Xapian::doccount n = shard.get_termfreq(terms[i].name);
        if (n == 0)
            continue;
        double tf = shard.get_wdf_upper_bound(terms[i].name);
        double bound = terms[i].weight * dl_bm25_tf(&model, tf, shortest, mean_length);
        lists.push_back({ shard.postlist_begin(terms[i].name), shard.postlist_end(terms[i].name), 0, terms[i].weight,
                          bound, i });
        lists.back().id = *lists.back().at;
        sum += n;
        least = std::max(least, n);
    }
    most = Xapian::doccount(std::min<uint64_t>(sum, shard.get_doccount()));
}

/* So many lists lead: a document that is in none of them stays below BAR. */
size_t AnyOfSource::needed(double bar) const
{
    size_t n = lists.size();
    while (n > 0 && rest[n - 1] * SLACK < bar)
        n--;
    return n;
}

/* What DOCUMENT gets, or false once it is sure to stay below BAR.  Its length, for which a table must be asked, comes
 * after its frequencies, and those of lists that do not lead last. */
bool AnyOfSource::weigh(Xapian::docid id, size_t leading, double bar)
{
    double possible = rest[leading];
    for (size_t i = 0; i < leading && bar > 0; i++)
        if (lists[i].id == id)
            possible += lists[i].weight * dl_bm25_tf(&model, lists[i].at.get_wdf(), shortest, mean_length);
    if (possible * SLACK < bar)
        return false;
    double length = -1;
    possible = rest[leading];
    std::fill(parts.begin(), parts.end(), 0);
    for (size_t i = 0; i < lists.size(); i++) {
        List &l = lists[i];
        if (i >= leading) {
            if (possible * SLACK < bar)
                return false;
            possible -= l.bound;
            if (l.id < id) {
                l.at.skip_to(id);
                l.id = l.at == l.end ? END_OF_LIST : *l.at;
            }
        }
        if (l.id != id)
            continue;
        if (length < 0)
            length = l.at.get_doclength();
        parts[l.place] = l.weight * dl_bm25_tf(&model, l.at.get_wdf(), length, mean_length);
        possible += parts[l.place];
    }
    weight = std::accumulate(parts.begin(), parts.end(), 0.0);
    return weight * SLACK >= bar;
}

/* The first document from FROM on that may reach BAR. */
void AnyOfSource::find(Xapian::docid from, double bar)
{
    size_t leading = needed(bar);
    for (;; from = current + 1) {
        current = END_OF_LIST;
        for (size_t i = 0; i < leading; i++) {
            List &l = lists[i];
            if (l.id + 1 == from)
                ++l.at;
            else if (l.id < from)
                l.at.skip_to(from);
            if (l.id < from)
                l.id = l.at == l.end ? END_OF_LIST : *l.at;
            current = std::min(current, l.id);
        }
        ended = current == END_OF_LIST;
        if (ended || weigh(current, leading, bar))
            return;
    }
}

std::string AnyOfSource::get_description() const
{
    std::string text = "AnyOf(";
    for (size_t i = 0; i < terms.size(); i++)
        text += (i ? ", " : "") + terms[i].name;
    return text + ")";
}
