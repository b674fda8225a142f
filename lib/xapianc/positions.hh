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
bool dl_near_holds(const Xapian::Database &db, Xapian::docid id, const std::vector<std::string> &terms,
                   uint32_t window);

/* Terms, and how they are to stand. */
struct Spots {
    std::vector<std::string> terms;
    std::vector<uint32_t> offsets; /* of a pattern */
    uint32_t window;               /* of a NEAR; 0: it is a pattern */

    /* Whether they stand so in document ID, which has them all. */
    bool hold(const Xapian::Database &db, Xapian::docid id) const
    {
        if (terms.size() == 1)
            return true;
        return window ? dl_near_holds(db, id, terms, window) : dl_pattern_holds(db, id, terms, offsets);
    }
    std::string describe() const;
};

/* The documents of DB that have all of some terms, rising. */
class Conjunction
{
    struct Cursor {
        Xapian::PostingIterator at, end;
        Xapian::doccount frequency;
        size_t term;
    };
    std::vector<Cursor> cursors; /* the rarest term's first */
    std::vector<size_t> places;  /* of each term in `cursors` */
    Xapian::docid current = 0;

    bool agree();
    void meet();
    void move(Xapian::docid from)
    {
        Cursor &first = cursors[0];
        if (current && current + 1 == from)
            ++first.at;
        else if (first.at != first.end)
            first.at.skip_to(from);
        if (cursors.size() > 1)
            meet();
        else
            current = first.at == first.end ? END : *first.at;
    }

  public:
    static const Xapian::docid END = UINT32_MAX; /* an id that no document has */

    void start(const Xapian::Database &db, const std::vector<std::string> &terms);
    /* The first document from FROM on; END when there is none.  FROM does not fall from call to call. */
    Xapian::docid advance(Xapian::docid from)
    {
        if (current < from || current == 0)
            move(from);
        return current;
    }
    Xapian::docid id() const { return current; }
    /* No more documents than these have them all. */
    Xapian::doccount most() const { return cursors[0].frequency; }
    Xapian::termcount wdf(size_t term) const { return cursors[places[term]].at.get_wdf(); }
    Xapian::termcount length() const { return cursors[0].at.get_doclength(); }
};

/* Documents in which SPOTS hold; they score nothing. */
class PositionSource : public Xapian::PostingSource
{
    Spots spots;
    Xapian::Database db;
    Conjunction all;

    void settle(Xapian::docid from)
    {
        for (all.advance(from); all.id() != Conjunction::END && !spots.hold(db, all.id());)
            all.advance(all.id() + 1);
    }
    /* Called by Xapian for each shard, perhaps more than once. */
    void start(const Xapian::Database &shard)
    {
        db = shard;
        all.start(db, spots.terms);
    }

  public:
    explicit PositionSource(const Spots &spots_) : spots(spots_) {}
    Xapian::doccount get_termfreq_min() const override { return 0; }
    Xapian::doccount get_termfreq_est() const override { return all.most() / 2; }
    Xapian::doccount get_termfreq_max() const override { return all.most(); }
    Xapian::docid get_docid() const override { return all.id(); }
    void next(double) override { settle(all.id() + 1); }
    void skip_to(Xapian::docid id, double) override
    {
        if (id > all.id())
            settle(id);
    }
    bool at_end() const override { return all.id() == Conjunction::END; }
    PostingSource *clone() const override { return new PositionSource(spots); }
    std::string get_description() const override { return spots.describe(); }
#if XAPIAN_AT_LEAST(2, 0, 0)
    void reset(const Xapian::Database &shard, Xapian::doccount) override
    {
        start(shard);
    }
#else
    void init(const Xapian::Database &shard) override
    {
        start(shard);
    }
#endif
};

#endif
