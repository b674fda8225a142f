/* any_of.cc - see any_of.hh.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "any_of.hh"

#include <algorithm>
#include <cstdint>

#define SLACK (1 + 1e-9) /* bounds are added up in another order than weights, and those may be rounded */

/* Called by Xapian for each shard, perhaps more than once. */
void AnyOfSource::start(const Xapian::Database &shard)
{
    db = shard;
    shortest = db.get_doclength_lower_bound();
    open_lists();
    auto higher = [](const List &a, const List &b) { return a.bound > b.bound; };
    std::stable_sort(lists.begin(), lists.end(), higher);
    rest.assign(lists.size() + 1, 0);
    for (size_t i = lists.size(); i-- > 0;)
        rest[i] = rest[i + 1] + lists[i].bound;
    parts.assign(ways.size(), -1);
    current = 0;
    weight = 0;
    ended = false;
    set_maxweight(rest[0] * SLACK);
}

void AnyOfSource::open_lists()
{
    uint64_t sum = 0;
    lists.clear();
    least = 0;
    positional = false;
    for (size_t i = 0; i < ways.size(); i++) {
        const std::vector<std::string> &terms = ways[i].spots.terms;
        List l = { Conjunction(), ways[i].weights.data(), terms.size(), 0, i };
        l.all.start(db, terms);
        Xapian::doccount n = l.all.most();
        if (n == 0)
            continue;
        for (size_t k = 0; k < terms.size(); k++)
            l.bound += ways[i].weights[k] * dl_bm25_tf(&model, db.get_wdf_upper_bound(terms[k]), shortest, mean_length);
        l.all.advance(1);
        lists.push_back(l);
        sum += n;
        least = std::max(least, terms.size() == 1 ? n : 0);
        positional = positional || terms.size() > 1;
    }
    most = Xapian::doccount(std::min<uint64_t>(sum, db.get_doccount()));
}

/* So many lists lead: a document that is in none of them stays below BAR. */
size_t AnyOfSource::needed(double bar) const
{
    size_t n = lists.size();
    while (n > 0 && rest[n - 1] * SLACK < bar)
        n--;
    return n;
}

/* Into `parts` what the document gets if positions hold, or false once it is sure to stay below BAR.  Its length, for
 * which a table must be asked, comes after its frequencies, and those of lists that do not lead last. */
bool AnyOfSource::gather(Xapian::docid id, size_t leading, double bar)
{
    double possible = rest[leading];
    for (size_t i = 0; i < leading && bar > 0; i++)
        if (lists[i].all.id() == id)
            possible += score(lists[i], shortest);
    if (possible * SLACK < bar)
        return false;
    double length = -1;
    possible = rest[leading];
    std::fill(parts.begin(), parts.end(), -1);
    for (size_t i = 0; i < lists.size(); i++) {
        List &l = lists[i];
        if (i >= leading) {
            if (possible * SLACK < bar)
                return false;
            possible -= l.bound;
            l.all.advance(id);
        }
        if (l.all.id() != id)
            continue;
        if (length < 0)
            length = l.all.length();
        parts[l.place] = score(l, length);
        possible += parts[l.place];
    }
    return possible * SLACK >= bar;
}

/* `weight` of the document by its parts; false when there are none. */
bool AnyOfSource::add_up()
{
    bool found = false;
    weight = 0;
    for (double part : parts)
        if (part >= 0) {
            weight += part;
            found = true;
        }
    return found;
}

/* Whether the document is found and may reach BAR: then `weight` is what it gets. */
bool AnyOfSource::weigh(Xapian::docid id, size_t leading, double bar)
{
    if (!gather(id, leading, bar))
        return false;
    bool found = add_up();
    for (size_t i = 0; i < parts.size() && found && positional && weight * SLACK >= bar; i++)
        if (parts[i] >= 0 && !ways[i].spots.hold(db, id)) {
            parts[i] = -1;
            found = add_up();
        }
    if (rounds)
        weight = dl_score_round(weight);
    return found && weight * SLACK >= bar;
}

/* The first document from FROM on that may reach BAR. */
void AnyOfSource::find(Xapian::docid from, double bar)
{
    size_t leading = needed(bar);
    for (;; from = current + 1) {
        current = Conjunction::END;
        for (size_t i = 0; i < leading; i++)
            current = std::min(current, lists[i].all.advance(from));
        ended = current == Conjunction::END;
        if (ended || weigh(current, leading, bar))
            return;
    }
}

std::string AnyOfSource::get_description() const
{
    std::string text = "AnyOf(";
    for (size_t i = 0; i < ways.size(); i++)
        text += (i ? ", " : "") + ways[i].spots.describe();
    return text + ")";
}
