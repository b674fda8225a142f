/* positions.hh - documents whose terms stand in a given way to each other.
 *
 * For what libxapian's own OP_PHRASE and OP_NEAR cannot do: gaps of a fixed size; and standing in an OR, where those of
 * 1.4.22 let the weights of documents through whose positions do not match.  Not for remote databases.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_POSITIONS_HH
#define DATELINE_POSITIONS_HH

#include <xapian.h>

#include <cstdint>
#include <string>
#include <vector>

/* Term i of TERMS at position p + offsets[i] in document ID, for some p; the least offset is 0. */
bool dl_pattern_holds(const Xapian::Database &db, Xapian::docid id, const std::vector<std::string> &terms,
                      const std::vector<uint32_t> &offsets);
/* All TERMS within WINDOW positions, each at a position of its own. */
bool dl_near_holds(const Xapian::Database &db, Xapian::docid id, const std::vector<std::string> &terms, uint32_t window);

class PositionSource : public Xapian::PostingSource {
    Xapian::PostingIterator at, end; /* of the rarest term */
    Xapian::doccount frequency = 0;
    bool begun = false;

    void settle();
    void start(const Xapian::Database &shard);

  protected:
    std::vector<std::string> terms;
    Xapian::Database db;

    virtual bool matches(Xapian::docid id) const = 0;

  public:
    explicit PositionSource(const std::vector<std::string> &terms_) : terms(terms_) {}
    Xapian::doccount get_termfreq_min() const override { return 0; }
    Xapian::doccount get_termfreq_est() const override { return frequency / 2; }
    Xapian::doccount get_termfreq_max() const override { return frequency; }
    Xapian::docid get_docid() const override { return *at; }
    void next(double min_weight) override;
    void skip_to(Xapian::docid id, double min_weight) override;
    bool at_end() const override { return at == end; }
#if XAPIAN_AT_LEAST(2, 0, 0)
    void reset(const Xapian::Database &shard, Xapian::doccount) override { start(shard); }
#else
    void init(const Xapian::Database &shard) override { start(shard); }
#endif
};

class PatternSource : public PositionSource {
    std::vector<uint32_t> offsets;

    bool matches(Xapian::docid id) const override { return dl_pattern_holds(db, id, terms, offsets); }

  public:
    PatternSource(const std::vector<std::string> &terms_, const std::vector<uint32_t> &offsets_)
        : PositionSource(terms_), offsets(offsets_)
    {
    }
    PostingSource *clone() const override { return new PatternSource(terms, offsets); }
    std::string get_description() const override { return "Pattern"; }
};

class NearSource : public PositionSource {
    uint32_t window;

    bool matches(Xapian::docid id) const override { return dl_near_holds(db, id, terms, window); }

  public:
    NearSource(const std::vector<std::string> &terms_, uint32_t window_) : PositionSource(terms_), window(window_) {}
    PostingSource *clone() const override { return new NearSource(terms, window); }
    std::string get_description() const override { return "Near"; }
};

#endif
