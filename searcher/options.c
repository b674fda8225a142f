/* options.c - the command line of dateline-search.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "searcher/options.h"

#include <stdlib.h>

#include "searcher/since.h"

enum option_id {
    OPT_INDEX = 1,
    OPT_LIMIT,
    OPT_OFFSET,
    OPT_SORT,
    OPT_RANKING,
    OPT_RECENT,
    OPT_ANY,
    OPT_PLAIN,
    OPT_DIACRITICS,
    OPT_FUZZY,
    OPT_REGEX,
    OPT_STRICT,
    OPT_FROM,
    OPT_TO,
    OPT_DATE,
    OPT_COUNTRY,
    OPT_MENTIONS,
    OPT_SOURCE,
    OPT_LANGUAGE,
    OPT_FORMAT,
    OPT_FIELDS,
    OPT_GUARD,
    OPT_COLOR,
    OPT_NULL,
    OPT_LINKS,
    OPT_PAGER,
    OPT_GROUP,
    OPT_COLLAPSE,
    OPT_WIDTH,
    OPT_COUNT,
    OPT_FACETS,
    OPT_TIMELINE,
    OPT_SHOW,
    OPT_SIMILAR,
    OPT_GREP,
    OPT_SINCE_LAST,
    OPT_ONLY,
    OPT_BATCH,
    OPT_TIMING,
    OPT_EXPLAIN,
    OPT_PARTIAL,
    OPT_TIMEOUT,
    OPT_LAG,
    OPT_HELP,
    OPT_VERSION
};

#define SEARCHING "Searching"
#define NARROWING "Narrowing"
#define LOOKING "Looking"
#define OUTPUT "Output"
#define OTHER "Other"

/* The rows have no destination yet. */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"
const struct dl_option dl_search_options[] = {
    { OPT_INDEX, 'd', "index", "DIR", false, false, SEARCHING,
      "The index to search; repeat it to search several as one. Default: $DATELINE_INDEX, else the configuration "
      "file's, else $XDG_DATA_HOME/dateline/index." },
    { OPT_LIMIT, 'n', "limit", "N", false, false, SEARCHING, "Show at most N articles (10); 0 shows all." },
    { OPT_OFFSET, 0, "offset", "N", false, false, SEARCHING, "Pass over the first N articles." },
    { OPT_SORT, 0, "sort", "relevance|newest|oldest", false, false, SEARCHING,
      "By relevance (the default) or date; undated articles last." },
    { OPT_RANKING, 0, "ranking", "full|plain", false, true, SEARCHING,
      "full (the default) or plain: BM25 of the words alone." },
    { OPT_RECENT, 0, "recent", "HALF-LIFE", true, false, SEARCHING,
      "Let relevance fade with age: half of it is left after HALF-LIFE (90d; 2w, 6m, 1y)." },
    { OPT_ANY, 0, "any", NULL, false, false, SEARCHING, "Find articles with any of the words instead of all." },
    { OPT_PLAIN, 0, "plain", NULL, false, false, SEARCHING, "Take the query as mere words, without operators." },
    { OPT_DIACRITICS, 0, "diacritics", NULL, false, false, SEARCHING,
      "Find a word that is typed with diacritics in that spelling only." },
    { OPT_FUZZY, 0, "fuzzy", NULL, false, false, SEARCHING,
      "Find words that are spelled nearly like the query's, too; word~1 and word~2 do so for one word." },
    { OPT_REGEX, 0, "regex-terms", NULL, false, false, SEARCHING,
      "Let /colou?r/ in the query stand for the words that this Perl-compatible expression matches." },
    { OPT_STRICT, 0, "strict", NULL, false, true, SEARCHING,
      "When no article has all the words, show nothing instead of the best partial matches." },

    { OPT_FROM, 0, "from", "DATE", false, false, NARROWING,
      "Articles of DATE or later: 2024, 2024-10, 2024-10-22, today, yesterday." },
    { OPT_TO, 0, "to", "DATE", false, false, NARROWING, "Articles of DATE or earlier; a month or year counts whole." },
    { OPT_DATE, 0, "date", "RANGE", false, false, NARROWING, "Articles of a day, month, year or range A..B." },
    { OPT_COUNTRY, 'c', "country", "COUNTRY,...", false, false, NARROWING,
      "Articles about any of these countries: codes (LA) or names in any language." },
    { OPT_MENTIONS, 0, "mentions", "COUNTRY,...", false, false, NARROWING,
      "Articles that mention any of these countries." },
    { OPT_SOURCE, 0, "source", "NAME,...", false, false, NARROWING, "Articles of any of these agencies or sites." },
    { OPT_LANGUAGE, 0, "language", "TAG,...", false, false, NARROWING, "Articles in any of these languages (en, vi)." },

    { OPT_COUNT, 0, "count", NULL, false, false, LOOKING, "Print only the exact number of articles found." },
    { OPT_FACETS, 0, "facets", "country|mention|year|month|source|language,...", false, false, LOOKING,
      "Count the articles found by these fields; no article is shown unless -n is given too." },
    { OPT_TIMELINE, 0, "timeline", "year|month|day", true, false, LOOKING,
      "Draw the number of articles over time (by a unit that fits when none is given)." },
    { OPT_SHOW, 0, "show", "ID", false, false, LOOKING, "Print the stored article ID; a query marks its words." },
    { OPT_SIMILAR, 0, "similar", "ID", false, false, LOOKING, "Find articles like ID." },

    { OPT_GREP, 0, "grep", "REGEX", false, false, LOOKING,
      "Keep only the articles whose title or text matches this Perl-compatible expression." },
    { OPT_ONLY, 'o', "only-matching", NULL, false, false, LOOKING,
      "With --grep, print only what matches: the article's id, a tab, and the match." },

    { OPT_SINCE_LAST, 0, "since-last", "NAME", false, false, LOOKING,
      "Show only articles that the saved search NAME has not shown before, all of them unless -n is given." },

    { OPT_FORMAT, 0, "format", "text|json|csv|tsv|paths|trec|html", false, false, OUTPUT,
      "json: one object a line; paths: each file once; html: one page with a timeline. Default: text." },
    { OPT_FIELDS, 0, "fields", "NAME,...", false, false, OUTPUT,
      "With json, csv and tsv, print these fields of an article: id, title, date, countries, source, url, text, ..." },
    { OPT_GUARD, 0, "guard-formulas", "auto|always|never", false, true, OUTPUT,
      "Put a quote mark before cells that a spreadsheet takes for formulas; auto (the default): in csv." },
    { OPT_NULL, '0', "null", NULL, false, false, OUTPUT, "With --format=paths, end each path with a NUL." },
    { OPT_GROUP, 0, "group-by", "day|country", false, false, OUTPUT,
      "In text and html, put the articles shown under headings." },
    { OPT_COLLAPSE, 0, "collapse", NULL, false, false, OUTPUT,
      "Show near copies of one story once, with the number of the others." },
    { OPT_PAGER, 0, "pager", NULL, false, false, OUTPUT, "On a terminal, show the results in $PAGER (less)." },
    { OPT_COLOR, 0, "color", "auto|always|never", false, true, OUTPUT,
      "auto (the default) obeys NO_COLOR and TERM=dumb." },
    { OPT_LINKS, 0, "hyperlinks", "auto|always|never", false, true, OUTPUT,
      "Let the place of an article lead there; auto (the default): in colour, on terminals known to have links." },
    { OPT_WIDTH, 0, "columns", "N", false, true, OUTPUT, "Lay text out for N columns." },

    { OPT_BATCH, 0, "batch", "FILE", false, false, OTHER,
      "Run one query a line of FILE (- is standard input), QID<TAB>QUERY or QUERY." },
    { OPT_TIMING, 0, "timing", NULL, false, true, OTHER, "Print how long the searches took on standard error." },
    { OPT_EXPLAIN, 0, "explain", NULL, false, false, OTHER,
      "Print how the query was understood and evaluated on standard error." },
    { OPT_PARTIAL, 0, "partial", NULL, false, true, OTHER,
      "When some of several indexes cannot be searched, show what the others hold, marked as partial (status 3)." },
    { OPT_TIMEOUT, 0, "timeout", "SECONDS", false, true, OTHER, "Wait so long for an answer of a remote index (10)." },
    { OPT_LAG, 0, "max-lag", "SECONDS", false, true, OTHER,
      "Tell when the last commit of a shard is so much older than another's (36h)." },
    { OPT_HELP, 'h', "help", "all", true, false, OTHER, "Print this; --help=all prints every option." },
    { OPT_VERSION, 'V', "version", NULL, false, false, OTHER, "Print the version." },
    { 0 }
};

struct choice {
    const char *name;
    int value;
};

/* The value of the choice named TEXT[0, len); OPTION is for the message. */
static enum dl_status choose(const char *option, const char *text, size_t len, const struct choice *choices, int *value,
                             struct dl_error *err)
{
    char all[256] = "";
    for (const struct choice *c = choices; c->name; c++) {
        if (strlen(c->name) == len && memcmp(c->name, text, len) == 0) {
            *value = c->value;
            return DL_OK;
        }
        size_t n = strlen(all);
        snprintf(all + n, sizeof all - n, "%s%s", n ? ", " : "", c->name);
    }
    return dl_fail(err, DL_INVALID, "--%s: '%.*s' is none of %s", option, (int)len, text, all);
}

static const struct choice facet_names[] = {
    { "country", DL_FACET_COUNTRY },
    { "mention", DL_FACET_MENTION },
    { "year", DL_FACET_YEAR },
    { "month", DL_FACET_MONTH },
    { "source", DL_FACET_SOURCE },
    { "language", DL_FACET_LANGUAGE },
    { NULL, 0 },
};

const char *dl_facet_name(enum dl_facet facet)
{
    for (const struct choice *c = facet_names; c->name; c++)
        if (c->value == (int)facet)
            return c->name;
    return "";
}

static enum dl_status parse_facets(struct dl_search_config *c, const char *list, struct dl_error *err)
{
    c->facet_count = 0;
    while (*list) {
        size_t n = strcspn(list, ",");
        int value = 0;
        enum dl_status status = choose("facets", list, n, facet_names, &value, err);
        if (status)
            return status;
        bool known = false;
        for (size_t i = 0; i < c->facet_count; i++)
            known |= c->facets[i] == (enum dl_facet)value;
        if (!known)
            c->facets[c->facet_count++] = (enum dl_facet)value;
        list += n + (list[n] == ',');
    }
    return c->facet_count ? DL_OK : dl_fail(err, DL_INVALID, "--facets needs a field such as country or year");
}

static enum dl_status parse_size(const char *option, const char *text, size_t *value, struct dl_error *err)
{
    long long n = 0;
    enum dl_status status = dl_parse_number(text, option, 0, 1000000000, &n, err);
    *value = (size_t)n;
    return status;
}

/* Give the message of a date the name of its option. */
static enum dl_status parse_range(const char *option, const char *text, struct dl_date_range *range,
                                  struct dl_error *err)
{
    struct dl_error inner = { 0 };
    enum dl_status status = dl_date_parse_range(dl_str_of(text), range, &inner);
    if (status == DL_OK && range->from && range->to && range->from > range->to)
        return dl_fail(err, DL_INVALID, "--%s: the range '%s' ends before it begins", option, text);
    return status ? dl_fail(err, status, "--%s: %s", option, inner.message) : DL_OK;
}

static enum dl_status parse_date(struct dl_search_config *c, int id, const char *text, struct dl_error *err)
{
    struct dl_date_range range = { 0 };
    const char *option = id == OPT_FROM ? "from" : id == OPT_TO ? "to" : "date";
    if (id != OPT_DATE && strstr(text, ".."))
        return dl_fail(err, DL_INVALID, "--%s takes one date; a range goes with --date", option);
    enum dl_status status = parse_range(option, text, &range, err);
    if (status)
        return status;
    c->has_range = true;
    if (id == OPT_FROM)
        c->since = range.from;
    else if (id == OPT_TO)
        c->until = range.to;
    else
        c->range = range;
    return DL_OK;
}

/* --date, --from and --to narrow each other. */
static enum dl_status join_dates(struct dl_search_config *c, struct dl_error *err)
{
    bool dated = c->range.from || c->range.to;
    if (c->since > c->range.from)
        c->range.from = c->since;
    if (c->until && (!c->range.to || c->until < c->range.to))
        c->range.to = c->until;
    if (c->range.from && c->range.to && c->range.from > c->range.to)
        return dl_fail(err, DL_INVALID,
                       dated ? "--date, --from and --to have no day in common: no article can match"
                             : "--from is later than --to: no article can match");
    return DL_OK;
}

/* An empty value is rather a variable that a script did not set than a wish for no filter. */
static enum dl_status add_to_list(struct dl_buf *list, const char *option, const char *value, struct dl_error *err)
{
    if (value[strspn(value, " ,")] == '\0')
        return dl_fail(err, DL_INVALID, "%s: the list is empty", option);
    if (list->len)
        dl_buf_byte(list, ',');
    dl_buf_puts(list, value);
    return DL_OK;
}

static enum dl_status parse_choice(struct dl_search_config *c, int id, const char *text, struct dl_error *err)
{
    static const struct choice sorts[] = {
        { "relevance", DL_SORT_RELEVANCE }, { "newest", DL_SORT_NEWEST }, { "oldest", DL_SORT_OLDEST }, { NULL, 0 }
    };
    static const struct choice rankings[] = { { "full", 0 }, { "plain", 1 }, { NULL, 0 } };
    static const struct choice formats[] = { { "text", DL_FORMAT_TEXT },   { "json", DL_FORMAT_JSON },
                                             { "csv", DL_FORMAT_CSV },     { "tsv", DL_FORMAT_TSV },
                                             { "paths", DL_FORMAT_PATHS }, { "trec", DL_FORMAT_TREC },
                                             { "html", DL_FORMAT_HTML },   { NULL, 0 } };
    static const struct choice colors[] = {
        { "auto", DL_COLOR_AUTO }, { "always", DL_COLOR_ALWAYS }, { "never", DL_COLOR_NEVER }, { NULL, 0 }
    };
    static const struct choice groups[] = { { "day", DL_GROUP_DAY }, { "country", DL_GROUP_COUNTRY }, { NULL, 0 } };
    static const struct choice units[] = { { "year", DL_TIMELINE_YEAR },
                                           { "month", DL_TIMELINE_MONTH },
                                           { "day", DL_TIMELINE_DAY },
                                           { "auto", DL_TIMELINE_AUTO },
                                           { NULL, 0 } };
    int value = 0;
    size_t len = strlen(text);
    enum dl_status status;
    switch (id) {
    case OPT_RANKING:
        status = choose("ranking", text, len, rankings, &value, err);
        c->plain_ranking = value != 0;
        return status;
    case OPT_SORT:
        status = choose("sort", text, len, sorts, &value, err);
        c->sort = (enum dl_sort)value;
        return status;
    case OPT_FORMAT:
        status = choose("format", text, len, formats, &value, err);
        c->format = (enum dl_format)value;
        return status;
    case OPT_GUARD:
        status = choose("guard-formulas", text, len, colors, &value, err);
        c->guard = (enum dl_color)value;
        return status;
    case OPT_LINKS:
        status = choose("hyperlinks", text, len, colors, &value, err);
        c->links = (enum dl_color)value;
        return status;
    case OPT_GROUP:
        status = choose("group-by", text, len, groups, &value, err);
        c->group = (enum dl_group)value;
        return status;
    case OPT_COLOR:
        status = choose("color", text, len, colors, &value, err);
        c->color = (enum dl_color)value;
        return status;
    default:
        status = choose("timeline", text, len, units, &value, err);
        c->timeline = (enum dl_timeline)value;
        return status;
    }
}

static enum dl_status parse_flag(struct dl_search_config *c, int id)
{
    switch (id) {
    case OPT_PAGER:
        c->pager = true;
        break;
    case OPT_COLLAPSE:
        c->collapse = true;
        break;
    case OPT_ANY:
        c->any = true;
        break;
    case OPT_PLAIN:
        c->plain = true;
        break;
    case OPT_DIACRITICS:
        c->diacritics = true;
        break;
    case OPT_FUZZY:
        c->fuzzy = true;
        break;
    case OPT_REGEX:
        c->regex_terms = true;
        break;
    case OPT_STRICT:
        c->strict = true;
        break;
    case OPT_NULL:
        c->null_separated = true;
        break;
    case OPT_ONLY:
        c->only_matching = true;
        break;
    case OPT_COUNT:
        c->count = true;
        break;
    case OPT_TIMING:
        c->timing = true;
        break;
    case OPT_EXPLAIN:
        c->explain = true;
        break;
    case OPT_PARTIAL:
        c->reader.partial = true;
        break;
    case OPT_VERSION:
        c->action = DL_ACTION_VERSION;
        break;
    default:
        break;
    }
    return DL_OK;
}

/* "30", "30d", "6w", "3m", "2y" -> days. */
static enum dl_status parse_half_life(const char *text, double *days, struct dl_error *err)
{
    static const char units[] = "dwmy";
    static const int lengths[] = { 1, 7, 30, 365 };
    size_t digits = strspn(text, "0123456789"), rest = strlen(text) - digits;
    const char *unit = rest ? strchr(units, text[digits]) : units;
    double n = digits <= 6 ? strtod(text, NULL) : 0;
    if (digits == 0 || rest > 1 || !unit || n == 0)
        return dl_fail(err, DL_INVALID, "--recent: '%s' is no time such as 90d, 2w, 6m or 1y (1 to 999999 of them)",
                       text);
    *days = n * lengths[unit - units];
    return DL_OK;
}

/* To the engine 0 would be its default. */
static enum dl_status parse_wait(const char *option, const char *text, double *seconds, struct dl_error *err)
{
    enum dl_status status = dl_parse_seconds(text, option, seconds, err);
    return status || *seconds > 0 ? status : dl_fail(err, DL_INVALID, "%s: '%s' is no time", option, text);
}

static enum dl_status parse_index(struct dl_search_config *c, const char *dir, struct dl_error *err)
{
    if (*dir == '\0')
        return dl_fail(err, DL_INVALID, "--index: the folder has no name");
    if (c->dir_count == DL_MAX_DIRS)
        return dl_fail(err, DL_INVALID, "more than %d indexes", DL_MAX_DIRS);
    c->dirs[c->dir_count++] = dir;
    return DL_OK;
}

static enum dl_status parse_option(struct dl_search_config *c, int id, const char *value, struct dl_error *err)
{
    size_t n = 0;
    enum dl_status status;
    switch (id) {
    case OPT_INDEX:
        return parse_index(c, value, err);
    case OPT_LIMIT:
        c->limit_given = true;
        return parse_size("--limit", value, &c->limit, err);
    case OPT_OFFSET:
        return parse_size("--offset", value, &c->offset, err);
    case OPT_WIDTH:
        status = parse_size("--columns", value, &n, err);
        c->width = n > 1000 ? 1000 : n < 20 ? 20 : (int)n;
        return status;
    case OPT_FROM:
    case OPT_TO:
    case OPT_DATE:
        return parse_date(c, id, value, err);
    case OPT_COUNTRY:
        return add_to_list(&c->countries, "--country", value, err);
    case OPT_MENTIONS:
        return add_to_list(&c->mentions, "--mentions", value, err);
    case OPT_SOURCE:
        return add_to_list(&c->sources, "--source", value, err);
    case OPT_LANGUAGE:
        return add_to_list(&c->languages, "--language", value, err);
    case OPT_FACETS:
        return parse_facets(c, value, err);
    case OPT_FIELDS:
        return dl_fields_parse(value, &c->fields, err);
    case OPT_TIMELINE:
        return parse_choice(c, id, value ? value : "auto", err);
    case OPT_SORT:
    case OPT_RANKING:
    case OPT_FORMAT:
    case OPT_GUARD:
    case OPT_LINKS:
    case OPT_GROUP:
    case OPT_COLOR:
        return parse_choice(c, id, value, err);
    case OPT_TIMEOUT:
        return parse_wait("--timeout", value, &c->reader.timeout_seconds, err);
    case OPT_LAG:
        return parse_wait("--max-lag", value, &c->reader.max_lag_seconds, err);
    case OPT_RECENT:
        return parse_half_life(value ? value : "90d", &c->half_life, err);
    case OPT_BATCH:
        c->batch = value;
        return DL_OK;
    case OPT_SINCE_LAST:
        c->since_last = value;
        return DL_OK;
    case OPT_GREP:
        c->grep = value;
        return DL_OK;
    case OPT_SHOW:
        c->show = value;
        return DL_OK;
    case OPT_SIMILAR:
        c->similar = value;
        return DL_OK;
    case OPT_HELP:
        if (value && strcmp(value, "all") != 0)
            return dl_fail(err, DL_INVALID, "--help takes no value but 'all'");
        c->action = value ? DL_ACTION_HELP_ALL : DL_ACTION_HELP;
        return DL_OK;
    default:
        return parse_flag(c, id);
    }
}

/* What cannot stand together, and what is missing. */
static enum dl_status check(struct dl_search_config *c, struct dl_error *err)
{
    bool looks = c->count || c->facet_count || c->timeline || c->show || c->similar;
    if (c->batch && (c->has_query || (looks && !c->count)))
        return dl_fail(err, DL_INVALID,
                       "--batch reads its queries from a file: it takes neither a query nor --facets, "
                       "--timeline, --show or --similar");
    if (c->show && (c->similar || c->count || c->facet_count || c->timeline))
        return dl_fail(err, DL_INVALID,
                       "--show prints one article: it takes neither --similar, --count, --facets nor "
                       "--timeline");
    if (c->similar && (c->count || ((c->facet_count || c->timeline) && c->format != DL_FORMAT_HTML)))
        return dl_fail(err, DL_INVALID, "--similar shows articles: it takes neither --count, --facets nor --timeline");
    if (c->similar && c->has_query)
        return dl_fail(err, DL_INVALID, "--similar takes its words from the article: leave the query out");
    if (c->format == DL_FORMAT_HTML && (c->batch || c->show || c->count || c->grep))
        return dl_fail(err, DL_INVALID,
                       "--format=html makes a page of results: it takes neither --batch, --show, --count "
                       "nor --grep");
    if (c->show && c->format != DL_FORMAT_TEXT && c->format != DL_FORMAT_JSON)
        return dl_fail(err, DL_INVALID, "--show prints one article: as --format=text or json");
    if ((c->count || c->facet_count || c->timeline) && (c->format == DL_FORMAT_PATHS || c->format == DL_FORMAT_TREC))
        return dl_fail(err, DL_INVALID,
                       "--count, --facets and --timeline print numbers: as --format=text, json, csv or tsv");
    if (c->only_matching && (c->format == DL_FORMAT_PATHS || c->format == DL_FORMAT_TREC))
        return dl_fail(err, DL_INVALID, "-o prints matches: as --format=text, json, csv or tsv");
    if (c->fields.count && c->format != DL_FORMAT_JSON && c->format != DL_FORMAT_CSV && c->format != DL_FORMAT_TSV)
        return dl_fail(err, DL_INVALID, "--fields goes with --format=json, csv or tsv");
    if (c->fields.count && c->only_matching)
        return dl_fail(err, DL_INVALID, "-o prints matches: it takes no --fields");
    if (c->null_separated && c->format != DL_FORMAT_PATHS)
        return dl_fail(err, DL_INVALID, "-0 goes with --format=paths");
    enum dl_status status = join_dates(c, err);
    if (status)
        return status;
    if (c->grep && (c->show || c->count || c->facet_count || c->timeline))
        return dl_fail(err, DL_INVALID,
                       "--grep looks at articles one by one: it takes neither --show, --count, --facets "
                       "nor --timeline");
    if (c->since_last && (c->show || c->similar || c->batch || c->count || c->facet_count || c->timeline || c->offset))
        return dl_fail(err, DL_INVALID,
                       "--since-last shows articles: it takes neither --show, --similar, --batch, "
                       "--count, --facets, --timeline nor --offset");
    if (c->since_last && !dl_since_name_valid(c->since_last))
        return dl_fail(err, DL_INVALID,
                       "--since-last: a name is 1 to 64 letters, digits and ._-, a letter or digit first");
    if (c->since_last && !c->limit_given)
        c->limit = 0;
    if (c->half_life > 0 && c->sort != DL_SORT_RELEVANCE)
        return dl_fail(err, DL_INVALID, "--recent goes with --sort=relevance");
    if (c->collapse && (c->show || c->count))
        return dl_fail(err, DL_INVALID, "--collapse folds the articles shown: it takes neither --show nor --count");
    if (c->regex_terms && c->plain)
        return dl_fail(err, DL_INVALID, "--plain takes the query as mere words: it does not go with --regex-terms");
    if (c->only_matching && !c->grep)
        return dl_fail(err, DL_INVALID, "-o goes with --grep=REGEX");
    bool narrows = c->grep || c->has_range || c->countries.len || c->mentions.len || c->sources.len || c->languages.len;
    if (!c->has_query && (narrows || looks) && !c->batch && !c->show && !c->similar) {
        dl_buf_puts(&c->query, "*"); /* --country=LA alone: all about Laos */
        c->has_query = true;
        c->plain = false;
    }
    if (!c->has_query && !c->batch && !c->show && !c->similar && c->action == DL_ACTION_SEARCH)
        return dl_fail(err, DL_INVALID, "no query ('*' finds every article; see --help)");
    return DL_OK;
}

/* A word with a dash before it, meant to be excluded, was taken for options. */
static enum dl_status about_dash(struct dl_error *err, enum dl_status status)
{
    struct dl_error whole = { 0 };
    if (!err || strncmp(err->message, "unknown option -", 16) != 0 || err->message[16] == '-')
        return status;
    dl_fail(&whole, status, "%s; to exclude a word put the query in quotes, or -- before it", err->message);
    *err = whole;
    return status;
}

enum dl_status dl_search_config_parse(struct dl_search_config *c, int argc, char **argv, struct dl_error *err)
{
    struct dl_option_parser p = { .table = dl_search_options, .argc = argc, .argv = argv };
    const char *value;
    int id;
    *c = (struct dl_search_config){ .limit = 10 };
    for (;;) {
        enum dl_status status = dl_option_next(&p, &id, &value, err);
        if (status == DL_END)
            break;
        if (status == DL_OK && id)
            status = parse_option(c, id, value, err);
        if (status)
            return about_dash(err, status);
        if (id == 0) {
            if (c->has_query)
                dl_buf_byte(&c->query, ' ');
            dl_buf_puts(&c->query, value);
            c->has_query = true;
        }
        if (c->action != DL_ACTION_SEARCH)
            return DL_OK;
    }
    if (c->query.failed || c->countries.failed || c->mentions.failed || c->sources.failed || c->languages.failed)
        return dl_fail_memory(err);
    return check(c, err);
}

void dl_search_config_free(struct dl_search_config *c)
{
    dl_buf_free(&c->query);
    dl_buf_free(&c->countries);
    dl_buf_free(&c->mentions);
    dl_buf_free(&c->sources);
    dl_buf_free(&c->languages);
}
