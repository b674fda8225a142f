/* any_of.hh - documents with any of some terms, ranked by BM25: an OR that may be cut off.
 *
 * libxapian 1.4.22's own OR loses documents when low weights are cut off, unless it has but two parts and is the whole
 * query.  This one does not, and looks at far fewer postings than weighing all would.  Not for remote databases.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_ANY_OF_HH
#define DATELINE_ANY_OF_HH

#include <xapian.h>

#include <string>
#include <vector>

#include "dateline/bm25.h"

/* MaxScore, a document at a time (H. Turtle, J. Flood, "Query evaluation: strategies and optimizations", 1995): the terms
 * that cannot lift a document over the bar by themselves, all of them together, are looked up only for documents that
 * another term has brought up. */
class AnyOfSource : public Xapian::PostingSource {
  public:
    struct Term {
        std::string name;
        double weight; /* factor times idf over all that is searched */
    };

    AnyOfSource(const std::vector<Term> &terms_, const struct dl_bm25 &model_, double mean_length_)
        : terms(terms_), model(model_), mean_length(mean_length_)
    {
    }
    Xapian::doccount get_termfreq_min() const override { return least; }
    Xapian::doccount get_termfreq_est() const override { return least + (most - least) / 2; }
    Xapian::doccount get_termfreq_max() const override { return most; }
    Xapian::docid get_docid() const override { return current; }
    double get_weight() const override { return weight; }
    void next(double bar) override { find(current + 1, bar); }
    void skip_to(Xapian::docid id, double bar) override
    {
        if (id > current)
            find(id, bar);
    }
    bool at_end() const override { return ended; }
    PostingSource *clone() const override { return new AnyOfSource(terms, model, mean_length); }
    std::string get_description() const override;
#if XAPIAN_AT_LEAST(2, 0, 0)
    void reset(const Xapian::Database &shard, Xapian::doccount) override { start(shard); }
#else
    void init(const Xapian::Database &shard) override { start(shard); }
#endif

  private:
    struct List { /* of one term that the shard has */
        Xapian::PostingIterator at, end;
        Xapian::docid id;   /* where it stands; END_OF_LIST */
        double weight;
        double bound;       /* no document gets more by it */
        size_t place;       /* in `parts` */
    };

    std::vector<Term> terms;
    struct dl_bm25 model;
    double mean_length;
    std::vector<List> lists;   /* the highest bound first */
    std::vector<double> rest;  /* bounds of lists[i] and those behind, added up */
    std::vector<double> parts; /* of the current document's weight, in the order of the terms, so that equal documents
                                * get equal sums */
    double shortest = 0;       /* length of the shard's shortest document, or less */
    Xapian::doccount least = 0, most = 0;
    Xapian::docid current = 0;
    double weight = 0;
    bool ended = false;

    void start(const Xapian::Database &shard);
    void open_lists(const Xapian::Database &shard);
    size_t needed(double bar) const;
    void find(Xapian::docid from, double bar);
    bool weigh(Xapian::docid id, size_t leading, double bar);
};

#endif
