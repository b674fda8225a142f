/* any_of.hh - documents with any of some words and phrases, ranked by BM25: an OR that may be cut off.
 *
 * libxapian 1.4.22's own OR loses documents when low weights are cut off, unless it has but two parts and is the whole
 * query, and its phrases look at the positions of every document.  This one does not, and looks at far fewer postings
 * than weighing all would.  Not for remote databases.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_ANY_OF_HH
#define DATELINE_ANY_OF_HH

#include <xapian.h>

#include <string>
#include <vector>

#include "dateline/bm25.h"
#include "positions.hh"

/* MaxScore, a document at a time (H. Turtle, J. Flood, "Query evaluation: strategies and optimizations", 1995): the
 * ways that cannot lift a document over the bar by themselves, all of them together, are looked up only for documents
 * that another one has brought up.  Positions are looked at last. */
class AnyOfSource : public Xapian::PostingSource
{
  public:
    struct Way { /* a term, or several that stand in a given way */
        Spots spots;
        std::vector<double> weights; /* of each term: factor times idf over all that is searched */
    };

    AnyOfSource(const std::vector<Way> &ways_, const struct dl_bm25 &model_, double mean_length_, bool rounds_)
        : ways(ways_), model(model_), mean_length(mean_length_), rounds(rounds_)
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
    PostingSource *clone() const override { return new AnyOfSource(ways, model, mean_length, rounds); }
    std::string get_description() const override;
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

  private:
    struct List { /* of one way that the shard has the terms of */
        Conjunction all;
        const double *weights;
        size_t terms;
        double bound; /* no document gets more by it */
        size_t place; /* in `parts` */
    };

    std::vector<Way> ways;
    struct dl_bm25 model;
    double mean_length;
    bool rounds; /* weights */
    Xapian::Database db;
    std::vector<List> lists;   /* the highest bound first */
    std::vector<double> rest;  /* bounds of lists[i] and those behind, added up */
    std::vector<double> parts; /* of the current document's weight, in the order of the ways, so that equal documents
                                * get equal sums; below 0: it is not found in this way */
    double shortest = 0;       /* length of the shard's shortest document, or less */
    Xapian::doccount least = 0, most = 0;
    Xapian::docid current = 0;
    double weight = 0;
    bool ended = false;
    bool positional = false; /* some way is of several terms */

    void start(const Xapian::Database &shard);
    void open_lists();
    size_t needed(double bar) const;
    void find(Xapian::docid from, double bar);
    /* What L's document gets by its terms. */
    double score(const List &l, double length) const
    {
        double sum = l.weights[0] * dl_bm25_tf(&model, l.all.wdf(0), length, mean_length);
        for (size_t i = 1; i < l.terms; i++)
            sum += l.weights[i] * dl_bm25_tf(&model, l.all.wdf(i), length, mean_length);
        return sum;
    }
    bool gather(Xapian::docid id, size_t leading, double bar);
    bool add_up();
    bool weigh(Xapian::docid id, size_t leading, double bar);
};

#endif
