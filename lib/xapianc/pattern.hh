/* pattern.hh - terms at fixed distances, which OP_PHRASE cannot say when there are gaps.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_PATTERN_HH
#define DATELINE_PATTERN_HH

#include <xapian.h>

#include <cstdint>
#include <string>
#include <vector>

class PatternSource : public Xapian::PostingSource {
    std::vector<std::string> terms;
    std::vector<uint32_t> offsets;
    Xapian::Database db;
    Xapian::PostingIterator at, end; /* of the rarest term */
    Xapian::doccount frequency = 0;
    bool begun = false;

    bool matches(Xapian::docid id) const;
    void settle();
    void start(const Xapian::Database &shard);

  public:
    PatternSource(const std::vector<std::string> &terms_, const std::vector<uint32_t> &offsets_)
        : terms(terms_), offsets(offsets_)
    {
    }
    Xapian::doccount get_termfreq_min() const override { return 0; }
    Xapian::doccount get_termfreq_est() const override { return frequency / 2; }
    Xapian::doccount get_termfreq_max() const override { return frequency; }
    Xapian::docid get_docid() const override { return *at; }
    void next(double min_weight) override;
    void skip_to(Xapian::docid id, double min_weight) override;
    bool at_end() const override { return at == end; }
    PostingSource *clone() const override { return new PatternSource(terms, offsets); }
#if XAPIAN_AT_LEAST(2, 0, 0)
    void reset(const Xapian::Database &shard, Xapian::doccount) override { start(shard); }
#else
    void init(const Xapian::Database &shard) override { start(shard); }
#endif
    std::string get_description() const override { return "Pattern"; }
};

#endif
