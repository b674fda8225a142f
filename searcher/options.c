/* options.c - the command line of dateline-search.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "searcher/options.h"

#include <stdlib.h>
#include <strings.h>

#include "searcher/since.h"

/* ---- values ------------------------------------------------------------------------------------------------------ */

static const struct dl_option_choice sorts[] = {
    { "relevance", DL_SORT_RELEVANCE }, { "newest", DL_SORT_NEWEST }, { "oldest", DL_SORT_OLDEST }, { NULL, 0 }
};
static const struct dl_option_choice rankings[] = { { "full", DL_RANKING_FULL },
                                                    { "plain", DL_RANKING_PLAIN },
                                                    { NULL, 0 } };
static const struct dl_option_choice formats[] = { { "text", DL_FORMAT_TEXT },   { "json", DL_FORMAT_JSON },
                                                   { "csv", DL_FORMAT_CSV },     { "tsv", DL_FORMAT_TSV },
                                                   { "paths", DL_FORMAT_PATHS }, { "trec", DL_FORMAT_TREC },
                                                   { "html", DL_FORMAT_HTML },   { NULL, 0 } };
static const struct dl_option_choice when[] = {
    { "auto", DL_AUTO }, { "always", DL_ALWAYS }, { "never", DL_NEVER }, { NULL, 0 }
};
static const struct dl_option_choice groups[] = { { "day", DL_GROUP_DAY },
                                                  { "country", DL_GROUP_COUNTRY },
                                                  { NULL, 0 } };
static const struct dl_option_choice units[] = { { "year", DL_TIMELINE_YEAR },
                                                 { "month", DL_TIMELINE_MONTH },
                                                 { "day", DL_TIMELINE_DAY },
                                                 { "auto", DL_TIMELINE_AUTO },
                                                 { NULL, 0 } };
static const struct dl_option_choice facet_names[] = {
    { "country", DL_FACET_COUNTRY }, { "mention", DL_FACET_MENTION },
    { "year", DL_FACET_YEAR },       { "month", DL_FACET_MONTH },
    { "source", DL_FACET_SOURCE },   { "language", DL_FACET_LANGUAGE },
    { "author", DL_FACET_AUTHOR },   { "section", DL_FACET_SECTION },
    { "tag", DL_FACET_TAG },         { NULL, 0 },
};

const char *dl_facet_name(enum dl_facet facet)
{
    for (const struct dl_option_choice *c = facet_names; c->name; c++)
        if (c->value == (int)facet)
            return c->name;
    return "";
}

static enum dl_status parse_index(const struct dl_option *o, void *settings, const char *dir, struct dl_error *err)
{
    struct dl_search_config *c = settings;
    if (*dir == '\0')
        return dl_fail(err, DL_INVALID, "--%s: the folder has no name", o->long_name);
    if (c->dir_count == DL_MAX_DIRS)
        return dl_fail(err, DL_INVALID, "more than %d indexes", DL_MAX_DIRS);
    c->dirs[c->dir_count++] = dir;
    return DL_OK;
}

static enum dl_status parse_show(const struct dl_option *o, void *settings, const char *id, struct dl_error *err)
{
    struct dl_search_config *c = settings;
    if (*id == '\0')
        return dl_fail(err, DL_INVALID, "--%s: the id is empty", o->long_name);
    if (c->shown_count == DL_MAX_SHOWN)
        return dl_fail(err, DL_INVALID, "--%s: more than %d articles", o->long_name, DL_MAX_SHOWN);
    c->shown[c->shown_count++] = id;
    return DL_OK;
}

static enum dl_status parse_facets(const struct dl_option *o, void *settings, const char *list, struct dl_error *err)
{
    struct dl_search_config *c = settings;
    c->facet_count = 0;
    while (*list) {
        size_t n = strcspn(list, ",");
        int value = 0;
        enum dl_status status = dl_option_choose(o->long_name, list, n, facet_names, &value, err);
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

static enum dl_status parse_fields(const struct dl_option *o, void *settings, const char *list, struct dl_error *err)
{
    (void)o;
    return dl_fields_parse(list, &((struct dl_search_config *)settings)->fields, err);
}

/* An empty value is rather a variable that a script did not set than a wish for no filter. */
static enum dl_status parse_date(const struct dl_option *o, void *settings, const char *text, struct dl_error *err)
{
    struct dl_search_config *c = settings;
    struct dl_error inner = { 0 };
    struct dl_date_ranges ranges;
    bool one = strcmp(o->long_name, "date") != 0;
    if (!one && strcasecmp(text, "none") == 0) {
        c->has_range = c->undated = true;
        return DL_OK;
    }
    enum dl_status status = dl_date_parse_expression(dl_str_of(text), dl_date_today(), &ranges, &inner);
    if (status)
        return dl_fail(err, status, "--%s: %s", o->long_name, inner.message);
    if (one && ranges.two_ended)
        return dl_fail(err, DL_INVALID, "--%s takes one date; a range or list goes with --date", o->long_name);
    c->has_range = true;
    if (!one)
        c->undated = false;
    if (!one)
        c->dates = ranges;
    else if (strcmp(o->long_name, "from") == 0)
        c->since = ranges.v[0].from;
    else
        c->until = ranges.v[0].to;
    return DL_OK;
}

/* "30", "30d", "6w", "3m", "2y" -> days. */
static enum dl_status parse_half_life(const struct dl_option *o, void *settings, const char *text, struct dl_error *err)
{
    static const char letters[] = "dwmy";
    static const int lengths[] = { 1, 7, 30, 365 };
    size_t digits = strspn(text, "0123456789"), rest = strlen(text) - digits;
    const char *unit = rest ? strchr(letters, text[digits]) : letters;
    double n = digits <= 6 ? strtod(text, NULL) : 0;
    if (digits == 0 || rest > 1 || !unit || n == 0)
        return dl_fail(err, DL_INVALID, "--%s: '%s' is no time such as 90d, 2w, 6m or 1y (1 to 999999 of them)",
                       o->long_name, text);
    ((struct dl_search_config *)settings)->half_life = n * lengths[unit - letters];
    return DL_OK;
}

static enum dl_status parse_columns(const struct dl_option *o, void *settings, const char *text, struct dl_error *err)
{
    long long n = 0;
    enum dl_status status = dl_parse_number(text, "--columns", 0, 1000000000, &n, err);
    (void)o;
    ((struct dl_search_config *)settings)->width = n > 1000 ? 1000 : n < 20 ? 20 : (int)n;
    return status;
}

static enum dl_status parse_since_last(const struct dl_option *o, void *settings, const char *name,
                                       struct dl_error *err)
{
    if (!dl_since_name_valid(name))
        return dl_fail(err, DL_INVALID, "--%s: a name is 1 to 64 letters, digits and ._-, a letter or digit first",
                       o->long_name);
    ((struct dl_search_config *)settings)->since_last = name;
    return DL_OK;
}

static enum dl_status parse_help(const struct dl_option *o, void *settings, const char *value, struct dl_error *err)
{
    if (value && strcmp(value, "all") != 0)
        return dl_fail(err, DL_INVALID, "--%s takes no value but 'all'", o->long_name);
    ((struct dl_search_config *)settings)->action = value ? DL_ACTION_HELP_ALL : DL_ACTION_HELP;
    return DL_OK;
}

/* ---- the options ------------------------------------------------------------------------------------------------- */

#define SEARCHING "Searching"
#define NARROWING "Narrowing"
#define LOOKING "Looking"
#define OUTPUT "Output"
#define OTHER "Other"
#define S struct dl_search_config

const struct dl_option dl_search_options[] = {
    { .short_name = 'd',
      .long_name = "index",
      .arg = "DIR",
      .group = SEARCHING,
      .help = "The index to search; repeat it to search several as one. Default: $DATELINE_INDEX, else the "
              "configuration file's, else $XDG_DATA_HOME/dateline/index.",
      DL_TO_CUSTOM(S, dirs, parse_index) },
    { .short_name = 'n',
      .long_name = "limit",
      .arg = "N",
      .group = SEARCHING,
      .help = "Show at most N articles (10); 0 shows all.",
      DL_TO_NUMBER(S, limit, 0, 1000000000) },
    { .long_name = "offset",
      .arg = "N",
      .group = SEARCHING,
      .help = "Pass over the first N articles.",
      DL_TO_NUMBER(S, offset, 0, 1000000000) },
    { .long_name = "max-query-time",
      .arg = "SECONDS",
      .advanced = true,
      .group = SEARCHING,
      .help = "Give up a query that takes longer (0: never, the default but for --batch, where it is 60).",
      DL_TO_SECONDS(S, max_query_time, false) },
    { .long_name = "sort",
      .arg = "relevance|newest|oldest",
      .group = SEARCHING,
      .help = "By relevance (the default) or date; undated articles last.",
      DL_TO_CHOICE(S, sort, sorts) },
    { .long_name = "ranking",
      .arg = "full|plain",
      .advanced = true,
      .group = SEARCHING,
      .help = "full (the default) or plain: BM25 of the words alone.",
      DL_TO_CHOICE(S, ranking, rankings) },
    { .long_name = "recent",
      .arg = "HALF-LIFE",
      .arg_optional = true,
      .group = SEARCHING,
      .help = "Let relevance fade with age: half of it is left after HALF-LIFE (90d; 2w, 6m, 1y).",
      .fallback = "90d",
      DL_TO_CUSTOM(S, half_life, parse_half_life) },
    { .long_name = "any",
      .group = SEARCHING,
      .help = "Find articles with any of the words instead of all.",
      DL_TO_FLAG(S, any) },
    { .long_name = "plain",
      .group = SEARCHING,
      .help = "Take the query as mere words, without operators.",
      DL_TO_FLAG(S, plain) },
    { .long_name = "diacritics",
      .group = SEARCHING,
      .help = "Find a word that is typed with diacritics in that spelling only.",
      DL_TO_FLAG(S, diacritics) },
    { .long_name = "fuzzy",
      .group = SEARCHING,
      .help = "Find words that are spelled nearly like the query's, too; word~1 and word~2 do so for one word.",
      DL_TO_FLAG(S, fuzzy) },
    { .long_name = "regex-terms",
      .group = SEARCHING,
      .help = "Let /colou?r/ in the query stand for the words that this Perl-compatible expression matches.",
      DL_TO_FLAG(S, regex_terms) },
    { .long_name = "partial-matches",
      .arg = "auto|always|never",
      .group = SEARCHING,
      .help = "When no article has all the words, show those that have some: auto (the default) in text only.",
      DL_TO_CHOICE(S, partial_matches, when) },
    { .long_name = "strict",
      .group = SEARCHING,
      .help = "The same as --partial-matches=never.",
      DL_TO_SET(S, partial_matches, DL_NEVER) },

    { .long_name = "from",
      .arg = "DATE",
      .group = NARROWING,
      .help = "Articles of DATE or later: 2024, 2024-10, 2024-10-22, today, yesterday.",
      DL_TO_CUSTOM(S, since, parse_date) },
    { .long_name = "to",
      .arg = "DATE",
      .group = NARROWING,
      .help = "Articles of DATE or earlier; a month or year counts whole.",
      DL_TO_CUSTOM(S, until, parse_date) },
    { .long_name = "date",
      .arg = "RANGE",
      .group = NARROWING,
      .help = "Articles of a day, month, year or range A..B.",
      DL_TO_CUSTOM(S, dates, parse_date) },
    { .short_name = 'c',
      .long_name = "country",
      .arg = "COUNTRY,...",
      .group = NARROWING,
      .help = "Articles about any of these countries: codes (LA) or names in any language.",
      DL_TO_LIST(S, countries) },
    { .long_name = "mentions",
      .arg = "COUNTRY,...",
      .group = NARROWING,
      .help = "Articles that mention any of these countries.",
      DL_TO_LIST(S, mentions) },
    { .long_name = "source",
      .arg = "NAME,...",
      .group = NARROWING,
      .help = "Articles of any of these agencies or sites.",
      DL_TO_LIST(S, sources) },
    { .long_name = "language",
      .arg = "TAG,...",
      .group = NARROWING,
      .help = "Articles in any of these languages (en, vi).",
      DL_TO_LIST(S, languages) },
    { .long_name = "count",
      .group = LOOKING,
      .help = "Print only the exact number of articles found.",
      DL_TO_FLAG(S, count) },
    { .long_name = "facets",
      .arg = "country|mention|year|month|source|language,...",
      .group = LOOKING,
      .help = "Count the articles found by these fields; no article is shown unless -n is given too.",
      DL_TO_CUSTOM(S, facets, parse_facets) },
    { .long_name = "timeline",
      .arg = "year|month|day",
      .arg_optional = true,
      .group = LOOKING,
      .help = "Draw the number of articles over time (by a unit that fits when none is given).",
      .fallback = "auto",
      DL_TO_CHOICE(S, timeline, units) },
    { .long_name = "show",
      .arg = "ID",
      .group = LOOKING,
      .help = "Print the stored article ID, or that of a file; repeat it for several. A query marks its words.",
      DL_TO_CUSTOM(S, shown, parse_show) },
    { .long_name = "similar", .arg = "ID", .group = LOOKING, .help = "Find articles like ID.", DL_TO_TEXT(S, similar) },
    { .long_name = "grep",
      .arg = "REGEX",
      .group = LOOKING,
      .help = "Keep only the articles whose title or text matches this Perl-compatible expression.",
      DL_TO_TEXT(S, grep) },
    { .short_name = 'o',
      .long_name = "only-matching",
      .group = LOOKING,
      .help = "With --grep, print only what matches: the article's id, a tab, and the match.",
      DL_TO_FLAG(S, only_matching) },
    { .long_name = "since-last",
      .arg = "NAME",
      .group = LOOKING,
      .help = "Show only articles that the saved search NAME has not shown before, all of them unless -n is given.",
      DL_TO_CUSTOM(S, since_last, parse_since_last) },
    { .long_name = "format",
      .arg = "text|json|csv|tsv|paths|trec|html",
      .group = OUTPUT,
      .help = "json: one object a line; paths: each file once; html: one page with a timeline. Default: text.",
      DL_TO_CHOICE(S, format, formats) },
    { .long_name = "fields",
      .arg = "NAME,...",
      .group = OUTPUT,
      .help = "With json, csv and tsv, print these fields of an article: id, title, date, countries, source, url, "
              "text, ...",
      DL_TO_CUSTOM(S, fields, parse_fields) },
    { .long_name = "guard-formulas",
      .arg = "auto|always|never",
      .advanced = true,
      .group = OUTPUT,
      .help = "Put a quote mark before cells that a spreadsheet takes for formulas; auto (the default): in csv.",
      DL_TO_CHOICE(S, guard, when) },
    { .short_name = '0',
      .long_name = "null",
      .group = OUTPUT,
      .help = "With --format=paths, end each path with a NUL.",
      DL_TO_FLAG(S, null_separated) },
    { .long_name = "group-by",
      .arg = "day|country",
      .group = OUTPUT,
      .help = "In text and html, put the articles shown under headings.",
      DL_TO_CHOICE(S, group, groups) },
    { .long_name = "collapse",
      .group = OUTPUT,
      .help = "Show near copies of one story once, with the number of the others.",
      DL_TO_FLAG(S, collapse) },
    { .long_name = "pager",
      .group = OUTPUT,
      .help = "On a terminal, show the results in $PAGER (less).",
      DL_TO_FLAG(S, pager) },
    { .long_name = "color",
      .arg = "auto|always|never",
      .advanced = true,
      .group = OUTPUT,
      .help = "auto (the default) obeys NO_COLOR and TERM=dumb.",
      DL_TO_CHOICE(S, color, when) },
    { .long_name = "hyperlinks",
      .arg = "auto|always|never",
      .advanced = true,
      .group = OUTPUT,
      .help =
          "Let the place of an article lead there; auto (the default): in colour, on terminals known to have links.",
      DL_TO_CHOICE(S, links, when) },
    { .long_name = "columns",
      .arg = "N",
      .advanced = true,
      .group = OUTPUT,
      .help = "Lay text out for N columns.",
      DL_TO_CUSTOM(S, width, parse_columns) },
    { .long_name = "batch",
      .arg = "FILE",
      .group = OTHER,
      .help = "Run one query a line of FILE (- is standard input), QID<TAB>QUERY or QUERY.",
      DL_TO_TEXT(S, batch) },
    { .long_name = "timing",
      .advanced = true,
      .group = OTHER,
      .help = "Print how long the searches took on standard error.",
      DL_TO_FLAG(S, timing) },
    { .long_name = "explain",
      .group = OTHER,
      .help = "Print how the query was understood and evaluated on standard error.",
      DL_TO_FLAG(S, explain) },
    { .long_name = "partial",
      .advanced = true,
      .group = OTHER,
      .help =
          "When some of several indexes cannot be searched, show what the others hold, marked as partial (status 3).",
      DL_TO_FLAG(S, reader.partial) },
    { .long_name = "timeout",
      .arg = "SECONDS",
      .advanced = true,
      .group = OTHER,
      .help = "Wait so long for an answer of a remote index (10).",
      DL_TO_SECONDS(S, reader.timeout_seconds, true) },
    { .long_name = "max-lag",
      .arg = "SECONDS",
      .advanced = true,
      .group = OTHER,
      .help = "Tell when the last commit of a shard is so much older than another's (36h).",
      DL_TO_SECONDS(S, reader.max_lag_seconds, true) },
    { .short_name = 'h',
      .long_name = "help",
      .arg = "all",
      .arg_optional = true,
      .group = OTHER,
      .help = "Print this; --help=all prints every option.",
      .last = true,
      DL_TO_CUSTOM(S, action, parse_help) },
    { .short_name = 'V',
      .long_name = "version",
      .group = OTHER,
      .help = "Print the version.",
      .last = true,
      DL_TO_SET(S, action, DL_ACTION_VERSION) },
    { 0 }
};

/* What cannot go together, in the order of the messages. */
static const struct dl_option_rule rules[] = {
    { DL_OPTION_WITHOUT, "batch", "QUERY,facets,timeline,show,similar", "reads its queries from a file" },
    { DL_OPTION_WITHOUT, "show", "similar,count,facets,timeline,grep,collapse", "prints articles by their ids" },
    { DL_OPTION_WITHOUT, "similar", "QUERY,count,facets,timeline", "takes its words from the article" },
    { DL_OPTION_WITHOUT, "format=html", "batch,show,count,grep", "makes a page of results" },
    { DL_OPTION_ONLY, "show", "format=text|json", "prints articles by their ids" },
    { DL_OPTION_ONLY, "count,facets", "format=text|json|csv|tsv|html", "prints numbers" },
    { DL_OPTION_ONLY, "timeline", "format=text|json|csv|tsv|html", "prints numbers" },
    { DL_OPTION_ONLY, "only-matching", "format=text|json|csv|tsv", "prints matches" },
    { DL_OPTION_ONLY, "fields", "format=json|csv|tsv", "names fields" },
    { DL_OPTION_NEEDS, "fields", "format", "names fields of json, csv or tsv" },
    { DL_OPTION_WITHOUT, "fields", "only-matching", "names fields of articles" },
    { DL_OPTION_ONLY, "null", "format=paths", "ends paths with a NUL" },
    { DL_OPTION_WITHOUT, "grep", "count,facets,timeline", "looks at articles one by one" },
    { DL_OPTION_WITHOUT, "since-last", "show,similar,batch,count,facets,timeline,offset", "shows articles" },
    { DL_OPTION_ONLY, "recent", "sort=relevance", "is for ranking by relevance" },
    { DL_OPTION_WITHOUT, "collapse", "count", "folds the articles shown" },
    { DL_OPTION_WITHOUT, "regex-terms", "plain", "is of the query language" },
    { DL_OPTION_NEEDS, "only-matching", "grep", NULL },
    { 0 }
};

static enum dl_status add_operand(void *settings, const char *text, struct dl_error *err)
{
    struct dl_search_config *c = settings;
    if (c->has_query)
        dl_buf_byte(&c->query, ' ');
    dl_buf_puts(&c->query, text);
    c->has_query = true;
    return dl_buf_status(&c->query, err);
}

static const struct dl_option_program program = { dl_search_options, rules, add_operand };

/* ---- the whole --------------------------------------------------------------------------------------------------- */

/* --date, --from and --to narrow each other. */
static enum dl_status join_dates(struct dl_search_config *c, struct dl_error *err)
{
    bool dated = c->dates.count > 0;
    size_t n = 0;
    if (c->undated && (c->since || c->until))
        return dl_fail(err, DL_INVALID, "--date=none finds undated articles: it goes with neither --from nor --to");
    if (!dated)
        c->dates = (struct dl_date_ranges){ .count = 1 };
    for (size_t i = 0; i < c->dates.count; i++) {
        struct dl_date_range r = c->dates.v[i];
        if (c->since > r.from)
            r.from = c->since;
        if (c->until && (!r.to || c->until < r.to))
            r.to = c->until;
        if (!r.from || !r.to || r.from <= r.to)
            c->dates.v[n++] = r;
    }
    c->dates.count = n;
    if (n)
        return DL_OK;
    return dl_fail(err, DL_INVALID,
                   dated ? "--date, --from and --to have no day in common: no article can match"
                         : "--from is later than --to: no article can match");
}

/* --country=LA alone finds all about Laos. */
static enum dl_status default_query(struct dl_search_config *c, struct dl_error *err)
{
    bool looks = c->count || c->facet_count || c->timeline;
    bool narrows = c->grep || c->has_range || c->countries.len || c->mentions.len || c->sources.len || c->languages.len;
    bool blank = c->has_query && dl_str_trim(dl_buf_view(&c->query)).len == 0;
    if (c->batch || c->shown_count || c->similar || (c->has_query && !(blank && (narrows || looks))))
        return DL_OK;
    if (!narrows && !looks)
        return dl_fail(err, DL_INVALID, "no query ('*' finds every article; see --help)");
    dl_buf_clear(&c->query);
    dl_buf_puts(&c->query, "*");
    c->has_query = true;
    c->plain = false;
    return dl_buf_status(&c->query, err);
}

/* Whether ARG is rather a word to be excluded than options: a dash and a word in lower case ("-border", "-Vietnam"). */
static bool is_excluded_word(const char *arg)
{
    size_t n = 2;
    if (arg[0] != '-' || !((arg[1] | 0x20) >= 'a' && (arg[1] | 0x20) <= 'z'))
        return false;
    while ((arg[n] >= 'a' && arg[n] <= 'z') || (unsigned char)arg[n] >= 0x80)
        n++;
    return n > 3 && arg[n] == '\0';
}

/* Whether ARG, an option, takes the argument after it for its value. */
static bool takes_next(const char *arg)
{
    for (const struct dl_option *o = dl_search_options; o->help; o++) {
        bool here = arg[1] == '-' ? o->long_name && strcmp(arg + 2, o->long_name) == 0
                                  : arg[1] && arg[1] == o->short_name && !arg[2];
        if (here)
            return o->arg && !o->arg_optional;
    }
    return false;
}

static enum dl_status refuse_excluded_words(int argc, char **argv, struct dl_error *err)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (argv[i][0] == '-' && takes_next(argv[i]))
            i++;
        else if (is_excluded_word(argv[i]))
            return dl_fail(err, DL_INVALID,
                           "%s: is this a word to exclude? Then put the query in quotes, or -- before it; an option's "
                           "value stands apart (-d DIR)",
                           argv[i]);
    }
    return DL_OK;
}

enum dl_status dl_search_config_parse(struct dl_search_config *c, int argc, char **argv, struct dl_error *err)
{
    struct dl_option_given given;
    *c = (struct dl_search_config){ .limit = 10, .max_query_time = -1 };
    enum dl_status status = refuse_excluded_words(argc, argv, err);
    if (status == DL_OK)
        status = dl_option_parse(&program, argc, argv, c, &given, err);
    if (status || c->action != DL_ACTION_SEARCH)
        return status;
    c->limit_given = dl_option_value(dl_search_options, &given, "limit") != NULL;
    if (c->since_last && !c->limit_given)
        c->limit = 0;
    status = c->has_range ? join_dates(c, err) : DL_OK;
    return status ? status : default_query(c, err);
}

void dl_search_config_free(struct dl_search_config *c)
{
    dl_buf_free(&c->query);
    dl_buf_free(&c->countries);
    dl_buf_free(&c->mentions);
    dl_buf_free(&c->sources);
    dl_buf_free(&c->languages);
}
