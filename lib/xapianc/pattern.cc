/* pattern.cc - see pattern.hh.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "pattern.hh"

/* Called by Xapian for each shard, perhaps more than once. */
void PatternSource::start(const Xapian::Database &shard)
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

/* Every term's positions, less its offset, must share a value: each list is walked once, in step. */
bool PatternSource::matches(Xapian::docid id) const
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

void PatternSource::settle()
{
    while (at != end && !matches(*at))
        ++at;
}

void PatternSource::next(double)
{
    if (begun)
        ++at;
    begun = true;
    settle();
}

void PatternSource::skip_to(Xapian::docid id, double)
{
    begun = true;
    if (at == end)
        return;
    at.skip_to(id);
    settle();
}
