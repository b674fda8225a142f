/* options.h - the command line of dateline-search.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_SEARCHER_OPTIONS_H
#define DATELINE_SEARCHER_OPTIONS_H

#include "dateline/engine.h"
#include "dateline/option.h"
#include "searcher/fields.h"

#define DL_SEARCH_USAGE "dateline-search [OPTION]... QUERY..."

extern const struct dl_option dl_search_options[];

enum dl_format {
    DL_FORMAT_TEXT,
    DL_FORMAT_JSON,
    DL_FORMAT_TSV,
    DL_FORMAT_PATHS,
    DL_FORMAT_TREC,
    DL_FORMAT_HTML,
    DL_FORMAT_CSV
};
enum dl_when { DL_AUTO, DL_ALWAYS, DL_NEVER };
enum dl_ranking { DL_RANKING_FULL, DL_RANKING_PLAIN };
enum dl_group { DL_GROUP_NONE, DL_GROUP_DAY, DL_GROUP_COUNTRY };
enum dl_search_action { DL_ACTION_SEARCH, DL_ACTION_HELP, DL_ACTION_HELP_ALL, DL_ACTION_VERSION };
enum dl_timeline { DL_TIMELINE_NONE, DL_TIMELINE_AUTO, DL_TIMELINE_YEAR, DL_TIMELINE_MONTH, DL_TIMELINE_DAY };

#define DL_MAX_FACETS 6
#define DL_MAX_DIRS 64
#define DL_MAX_SHOWN 256

struct dl_search_config {
    const char *dirs[DL_MAX_DIRS];
    size_t dir_count;
    const char *shown[DL_MAX_SHOWN]; /* ids, or paths */
    size_t shown_count;
    struct dl_buf query;                                   /* the operands, joined by spaces */
    struct dl_buf countries, mentions, sources, languages; /* lists separated by commas */
    const char *batch, *similar, *grep, *since_last;
    size_t limit, offset;  /* limit 0: all */
    double half_life;      /* days in which relevance halves; 0: never */
    double max_query_time; /* seconds; 0: no limit; negative: not given */
    size_t facet_count;
    enum dl_facet facets[DL_MAX_FACETS];
    dl_date since, until;        /* of --from and --to; 0: none */
    struct dl_date_ranges dates; /* of --date; after parsing, of all three */
    enum dl_search_action action;
    enum dl_sort sort;
    enum dl_format format;
    enum dl_when partial_matches;     /* shown when no article has all the words */
    enum dl_when color, links, guard; /* guard: of cells that spreadsheets take for formulas */
    struct dl_fields fields;          /* of --fields; empty: those of the format */
    enum dl_group group;
    enum dl_timeline timeline;
    int width; /* 0: as wide as the terminal */
    bool has_query, limit_given, has_range, undated;
    bool any, plain, diacritics, fuzzy, regex_terms;
    enum dl_ranking ranking;            /* plain: BM25 and nothing more */
    bool null_separated, only_matching; /* of paths; of grep */
    bool collapse;                      /* near copies are folded into one */
    bool count, explain, timing, pager;
    struct dl_reader_options reader; /* --partial, --timeout, --max-lag */
};

/* Strings are borrowed from ARGV.  DL_INVALID or DL_SYNTAX with a message that names the option. */
enum dl_status dl_search_config_parse(struct dl_search_config *c, int argc, char **argv, struct dl_error *err);
void dl_search_config_free(struct dl_search_config *c);

/* The index when no -d names one: $DATELINE_INDEX, else `index = DIR` of $XDG_CONFIG_HOME/dateline/config, else
 * $XDG_DATA_HOME/dateline/index.  Replaces OUT. */
enum dl_status dl_default_index(struct dl_buf *out, struct dl_error *err);

const char *dl_facet_name(enum dl_facet facet); /* "country", ... */

#endif
