/* settings.c - the options of dateline-index.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "indexer/settings.h"

#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dateline/blobs.h"

#define DEFAULT_MEMORY_MAX ((size_t)1 << 30)
#define MEMORY_MIN (1LL << 20)
#define MEMORY_MAX (4LL << 40)

static const char *home(void)
{
    const char *h = getenv("HOME");
    return h ? h : "";
}

/* A copy in the arena, with ~/ written out. */
static const char *keep(struct dl_settings *s, const char *text)
{
    struct dl_buf b = { 0 };
    struct dl_str copy = { 0 };
    if (strcmp(text, "~") == 0 || strncmp(text, "~/", 2) == 0)
        dl_buf_puts(&b, home()), text++;
    dl_buf_puts(&b, text);
    if (b.failed || !dl_arena_dup(&s->arena, dl_buf_view(&b), &copy))
        copy.ptr = NULL;
    dl_buf_free(&b);
    return copy.ptr;
}

static enum dl_status keep_path(struct dl_settings *s, const char **where, const char *value, struct dl_error *err)
{
    if (!*value)
        return dl_fail(err, DL_INVALID, "an empty path");
    *where = keep(s, value);
    return *where ? DL_OK : dl_fail_memory(err);
}

enum dl_status dl_settings_add_root(struct dl_settings *s, const char *path, struct dl_error *err)
{
    struct dl_root *v = realloc(s->roots, (s->root_count + 1) * sizeof *v);
    if (!v)
        return dl_fail_memory(err);
    s->roots = v;
    s->roots[s->root_count] = (struct dl_root){ 0 };
    enum dl_status status = keep_path(s, &s->roots[s->root_count].path, path, err);
    s->root_count += !status;
    return status;
}

enum dl_status dl_settings_add_filter(struct dl_settings *s, const char *glob, const char *command,
                                      struct dl_error *err)
{
    struct dl_filter *filters = realloc(s->filters, (s->filter_count + 1) * sizeof *filters);
    if (!filters)
        return dl_fail_memory(err);
    s->filters = filters;
    enum dl_status status = dl_filter_parse(glob, command, &s->arena, &filters[s->filter_count], err);
    s->filter_count += !status;
    return status;
}

enum dl_status dl_settings_add_glob(struct dl_settings *s, bool include, const char *glob, struct dl_error *err)
{
    struct dl_root *root = &s->roots[s->root_count - 1];
    const char *const **list = include ? &root->include : &root->exclude;
    size_t n = 0;
    while (*list && (*list)[n])
        n++;
    const char **longer = dl_arena_alloc(&s->arena, (n + 2) * sizeof *longer);
    const char *copy = keep(s, glob);
    if (!longer || !copy)
        return dl_fail_memory(err);
    for (size_t i = 0; i < n; i++)
        longer[i] = (*list)[i];
    longer[n] = copy;
    longer[n + 1] = NULL;
    *list = longer;
    return DL_OK;
}

static enum dl_status parse_path(const struct dl_option *o, void *settings, const char *value, struct dl_error *err)
{
    const char **where = (const char **)((char *)settings + o->offset);
    return keep_path(settings, where, value, err);
}

static enum dl_status parse_reference(const struct dl_option *o, void *settings, const char *text, struct dl_error *err)
{
    struct dl_metadata_options *m = &((struct dl_settings *)settings)->run.metadata;
    dl_date day;
    (void)o;
    if (strcmp(text, "mtime") == 0) {
        m->reference_mtime = true;
        return DL_OK;
    }
    if (dl_date_parse_field(dl_str_of(text), &day, NULL) != DL_OK)
        return dl_fail(err, DL_INVALID, "--reference-date: '%s' is neither a date such as 2024-10-22 nor mtime", text);
    m->reference_date = dl_date_last(day);
    return DL_OK;
}

/* GLOB:FORMAT */
static enum dl_status parse_format_of(const struct dl_option *o, void *settings, const char *text, struct dl_error *err)
{
    struct dl_settings *s = settings;
    const char *colon = strrchr(text, ':');
    struct dl_format_of rule = { NULL, colon ? dl_format_named(dl_str_of(colon + 1)) : NULL };
    if (!rule.format || colon == text)
        return dl_fail(err, DL_INVALID, "--%s: '%s' is not GLOB:FORMAT with a format such as html or text",
                       o->long_name, text);
    size_t n = s->run.format_count;
    struct dl_format_of *v = dl_arena_alloc(&s->arena, (n + 1) * sizeof *v);
    char *glob = dl_arena_alloc(&s->arena, (size_t)(colon - text) + 1);
    if (!v || !glob)
        return dl_fail_memory(err);
    memcpy(glob, text, (size_t)(colon - text));
    glob[colon - text] = '\0';
    rule.glob = glob;
    if (n)
        memcpy(v, s->run.formats, n * sizeof *v);
    v[n] = rule;
    s->run.formats = v;
    s->run.format_count = n + 1;
    return DL_OK;
}

static enum dl_status parse_shard(const struct dl_option *o, void *settings, const char *text, struct dl_error *err)
{
    struct dl_run_options *run = &((struct dl_settings *)settings)->run;
    int end = 0;
    bool digits = text[strspn(text, "0123456789/")] == '\0';
    (void)o;
    if (!digits || sscanf(text, "%4u/%4u%n", &run->shard, &run->shards, &end) != 2 || text[end] || run->shard == 0 ||
        run->shard > run->shards || run->shards > DL_SHARDS_MAX)
        return dl_fail(err, DL_INVALID, "--shard: '%s' is not K/N, such as 2/3, with K from 1 to N and N up to %d",
                       text, DL_SHARDS_MAX);
    return DL_OK;
}

static enum dl_status parse_help(const struct dl_option *o, void *settings, const char *value, struct dl_error *err)
{
    struct dl_settings *s = settings;
    if (value && strcmp(value, "all") != 0)
        return dl_fail(err, DL_INVALID, "--%s takes no value but 'all'", o->long_name);
    s->action = value ? DL_ACTION_HELP_ALL : DL_ACTION_HELP;
    return DL_OK;
}

static enum dl_status parse_explain(const struct dl_option *o, void *settings, const char *value, struct dl_error *err)
{
    ((struct dl_settings *)settings)->action = DL_ACTION_EXPLAIN;
    return parse_path(o, settings, value, err);
}

static enum dl_status parse_correct(const struct dl_option *o, void *settings, const char *value, struct dl_error *err)
{
    ((struct dl_settings *)settings)->action = DL_ACTION_CORRECT;
    return parse_path(o, settings, value, err);
}

/* Other folders are named after the index's: by a suffix, which must not land inside it. */
static enum dl_status without_last_slashes(struct dl_settings *s, const char **path, struct dl_error *err)
{
    struct dl_str cut = dl_str_of(*path), copy;
    while (cut.len > 1 && cut.ptr[cut.len - 1] == '/')
        cut.len--;
    if (!dl_arena_dup(&s->arena, cut, &copy))
        return dl_fail_memory(err);
    *path = copy.ptr;
    return DL_OK;
}

static enum dl_status parse_backup(const struct dl_option *o, void *settings, const char *value, struct dl_error *err)
{
    struct dl_settings *s = settings;
    s->action = DL_ACTION_BACKUP;
    enum dl_status status = parse_path(o, settings, value, err);
    return status ? status : without_last_slashes(s, &s->backup_dir, err);
}

#define INDEXING "Indexing"
#define CARE "Looking after an index"
#define OUTPUT "Output"
#define OTHER "Other"
#define S struct dl_settings

static const struct dl_option_choice engines[] = {
    { "native", DL_ENGINE_NATIVE },
    { "xapian", DL_ENGINE_XAPIAN },
    { NULL, 0 },
};
static const struct dl_option_choice formats[] = { { "text", false }, { "json", true }, { NULL, 0 } };

/* clang-format off: a row is a line of facts, its help, and its destination */
const struct dl_option dl_index_options[] = {
    { .short_name = 'd',
      .long_name = "index",
      .arg = "DIR",
      .group = INDEXING,
      .configurable = true,
      .help = "The index's folder. Without it: $DATELINE_INDEX, the configuration file, ~/.local/share/dateline/index.",
      DL_TO_CUSTOM(S, index, parse_path) },
    { .long_name = "prune",
      .group = INDEXING,
      .configurable = true,
      .help = "Remove what is gone from the sources even if a whole source, or more than half of it, is gone.",
      DL_TO_FLAG(S, run.prune) },
    { .long_name = "wait",
      .arg = "SECONDS",
      .group = INDEXING,
      .configurable = true,
      .help = "Wait so long for another run to end. Without it a busy index ends the run at once, with status 75.",
      DL_TO_SECONDS(S, run.wait_seconds, 0) },
    { .long_name = "reference-date",
      .arg = "DATE",
      .group = INDEXING,
      .configurable = true,
      .help = "A dateline without a year means the latest such day before DATE; 'mtime' takes each file's own day.",
      DL_TO_CUSTOM(S, run.metadata, parse_reference) },
    { .long_name = "format-of",
      .arg = "GLOB:FORMAT",
      .group = INDEXING,
      .configurable = true,
      .advanced = true,
      .help = "Files whose name matches GLOB are of FORMAT (html, text, json, ...), whatever they look like.",
      DL_TO_CUSTOM(S, run.formats, parse_format_of) },
    { .long_name = "retry",
      .group = INDEXING,
      .configurable = true,
      .help = "Read again what could not be read, although unchanged.",
      DL_TO_FLAG(S, run.retry) },
    { .long_name = "follow",
      .group = INDEXING,
      .configurable = true,
      .advanced = true,
      .help = "Follow symbolic links to files also as root, wherever they lead.",
      DL_TO_SET(S, run.follow, DL_FOLLOW_ALL) },
    { .long_name = "no-follow",
      .group = INDEXING,
      .configurable = true,
      .advanced = true,
      .help = "Read nothing through symbolic links below a source.",
      DL_TO_SET(S, run.follow, DL_FOLLOW_NONE) },
    { .long_name = "engine",
      .arg = "native|xapian",
      .group = INDEXING,
      .configurable = true,
      .help = "Of a new index.",
      DL_TO_CHOICE(S, run.engine, engines) },
    { .long_name = "shard",
      .arg = "K/N",
      .advanced = true,
      .group = INDEXING,
      .configurable = true,
      .help = "Index only part K of N of the articles: a new index on one of several machines.",
      DL_TO_CUSTOM(S, run.shard, parse_shard) },
    { .long_name = "no-store",
      .advanced = true,
      .group = INDEXING,
      .configurable = true,
      .help = "Keep no article's text in the index: smaller, but results have no snippets and --show no text.",
      DL_TO_UNFLAG(S, run.store) },
    { .long_name = "threads",
      .arg = "N",
      .advanced = true,
      .group = INDEXING,
      .configurable = true,
      .help = "Threads that analyse text. Default: one a core.",
      DL_TO_NUMBER(S, run.threads, 1, 256) },
    { .long_name = "memory",
      .arg = "SIZE",
      .advanced = true,
      .group = INDEXING,
      .configurable = true,
      .help = "How much memory to take. Default: a quarter, at most 1G.",
      DL_TO_SIZE(S, run.memory, MEMORY_MIN, MEMORY_MAX) },
    { .long_name = "max-time",
      .arg = "SECONDS",
      .advanced = true,
      .group = INDEXING,
      .configurable = true,
      .help = "Stop reading after so long (also 90m, 2h), commit, and let the next run go on.",
      DL_TO_SECONDS(S, run.max_seconds, 0) },
    { .long_name = "nice",
      .arg = "N",
      .arg_optional = true,
      .advanced = true,
      .group = INDEXING,
      .configurable = true,
      .help = "Run with lower priority: 1 to 19, 10 when not said.",
      .fallback = "10",
      DL_TO_NUMBER(S, nice, 0, 19) },
    { .long_name = "corrections",
      .arg = "FILE",
      .advanced = true,
      .group = INDEXING,
      .configurable = true,
      .help = "Lines of JSON that correct articles and win over everything. Default: the index's folder and "
              ".corrections.jsonl.",
      DL_TO_CUSTOM(S, corrections, parse_path) },
    { .long_name = "config",
      .arg = "FILE",
      .advanced = true,
      .group = INDEXING,
      .help = "In place of $XDG_CONFIG_HOME/dateline/config. Its names are those of the long options.",
      DL_TO_CUSTOM(S, config, parse_path) },

    { .long_name = "status",
      .group = CARE,
      .help = "Report what is in the index and what could not be read.",
      DL_TO_SET(S, action, DL_ACTION_STATUS) },
    { .long_name = "verify",
      .group = CARE,
      .help = "Read everything and prove it sound.",
      DL_TO_SET(S, action, DL_ACTION_VERIFY) },
    { .long_name = "compact",
      .group = CARE,
      .help = "Merge everything into the smallest form.",
      DL_TO_SET(S, action, DL_ACTION_COMPACT) },
    { .long_name = "rebuild",
      .group = CARE,
      .help = "Read all sources again into a new index, then put it in the old one's place in one step.",
      DL_TO_SET(S, action, DL_ACTION_REBUILD) },
    { .long_name = "backup",
      .arg = "DIR",
      .group = CARE,
      .help = "Make DIR a copy of the index, which may be in use; only what is new is copied. mv restores it.",
      DL_TO_CUSTOM(S, backup_dir, parse_backup) },
    { .long_name = "correct",
      .arg = "ID",
      .group = CARE,
      .help = "Correct an article for good, with FIELD=VALUE...: date=2024-10-22 countries=LA,CN tag=+summit title=, "
              "source=, language=, hidden=yes.",
      DL_TO_CUSTOM(S, correct_id, parse_correct) },
    { .long_name = "remove",
      .arg = "ID",
      .group = CARE,
      .help = "Remove an article for good: --correct ID hidden=yes.",
      DL_TO_CUSTOM(S, remove_id, parse_correct) },
    { .long_name = "explain-metadata",
      .arg = "ID",
      .advanced = true,
      .group = CARE,
      .help = "Report how an article's date and countries were found.",
      DL_TO_CUSTOM(S, explain_id, parse_explain) },

    { .short_name = 'q',
      .long_name = "quiet",
      .group = OUTPUT,
      .configurable = true,
      .help = "Say only what went wrong. The default under cron.",
      DL_TO_FLAG(S, quiet) },
    { .short_name = 'v',
      .long_name = "verbose",
      .group = OUTPUT,
      .configurable = true,
      .help = "End with a line on what was done.",
      DL_TO_FLAG(S, verbose) },
    { .long_name = "format",
      .arg = "text|json",
      .group = OUTPUT,
      .configurable = true,
      .help = "json: report as an object on standard output.",
      DL_TO_CHOICE(S, json, formats) },
    { .short_name = 'h',
      .long_name = "help",
      .arg = "all",
      .arg_optional = true,
      .group = OTHER,
      .last = true,
      .help = "This help; --help=all shows every option.",
      DL_TO_CUSTOM(S, action, parse_help) },
    { .short_name = 'V',
      .long_name = "version",
      .group = OTHER,
      .last = true,
      .help = "The versions of this program and its libraries.",
      DL_TO_SET(S, action, DL_ACTION_VERSION) },
    { 0 }
};
/* clang-format on */

static const struct dl_option_rule rules[] = {
    { DL_OPTION_ONE_OF, "status,verify,compact,rebuild,explain-metadata,backup,correct,remove", NULL, NULL },
    { DL_OPTION_ONE_OF, "follow,no-follow", NULL, NULL },
    { DL_OPTION_WITHOUT, "status,verify,compact,explain-metadata,backup,remove", "SOURCE", "looks at the index alone" },
    { 0 }
};

/* The first operand takes the place of the configuration file's sources: those are for runs that name none. */
static enum dl_status operand(void *settings, const char *text, struct dl_error *err)
{
    struct dl_settings *s = settings;
    if (!s->operands)
        s->root_count = 0;
    s->operands = true;
    return dl_settings_add_root(s, text, err);
}

enum dl_status dl_settings_apply(struct dl_settings *s, const char *name, const char *value, struct dl_error *err)
{
    return dl_option_configure(dl_index_options, name, value, s, err);
}

/* $XDG_xxx_HOME/dateline/NAME or the default under HOME; NULL where neither is set. */
static enum dl_status xdg_path(struct dl_settings *s, const char *variable, const char *fallback, const char *name,
                               const char **path, struct dl_error *err)
{
    const char *base = getenv(variable);
    struct dl_buf b = { 0 };
    *path = NULL;
    if (base && *base == '/')
        dl_buf_printf(&b, "%s/dateline/%s", base, name);
    else if (!*home())
        return DL_OK;
    else
        dl_buf_printf(&b, "%s/%s/dateline/%s", home(), fallback, name);
    *path = b.failed ? NULL : keep(s, dl_buf_cstr(&b));
    dl_buf_free(&b);
    return *path ? DL_OK : dl_fail_memory(err);
}

static enum dl_status read_config(struct dl_settings *s, struct dl_error *err)
{
    struct stat st;
    const char *path = s->config;
    if (!path) {
        enum dl_status status = xdg_path(s, "XDG_CONFIG_HOME", ".config", "config", &path, err);
        if (status || !path || stat(path, &st) != 0)
            return status;
    }
    return dl_config_read(s, path, err);
}

/* Beside the index, which a rebuild replaces. */
static enum dl_status default_corrections(struct dl_settings *s, struct dl_error *err)
{
    struct dl_buf b = { 0 };
    dl_buf_printf(&b, "%s.corrections.jsonl", s->index);
    enum dl_status status = dl_buf_status(&b, err);
    if (!status && !(s->corrections = keep(s, dl_buf_cstr(&b))))
        status = dl_fail_memory(err);
    dl_buf_free(&b);
    return status;
}

/* A quarter of the machine's memory, not more than DEFAULT_MEMORY_MAX. */
static size_t default_memory(void)
{
    long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);
    size_t quarter = pages > 0 && size > 0 ? (size_t)pages / 4 * (size_t)size : DEFAULT_MEMORY_MAX / 4;
    return quarter < DEFAULT_MEMORY_MAX ? quarter : DEFAULT_MEMORY_MAX;
}

enum dl_status dl_settings_read(struct dl_settings *s, int argc, char **argv, struct dl_error *err)
{
    cpu_set_t cores;
    *s = (struct dl_settings){ .run = { .memory = default_memory(), .store = true } };
    s->run.threads = sched_getaffinity(0, sizeof cores, &cores) == 0 ? (unsigned)CPU_COUNT(&cores) : 1;
    const struct dl_option_program program = { dl_index_options, rules, operand };
    struct dl_option_given given;
    enum dl_status status = dl_option_parse(&program, argc, argv, NULL, &given, err);
    const char *config = dl_option_value(dl_index_options, &given, "config");
    if (!status && config)
        status = keep_path(s, &s->config, config, err);
    if (!status)
        status = read_config(s, err);
    const char *index = getenv("DATELINE_INDEX");
    if (!status && index && *index)
        status = keep_path(s, &s->index, index, err);
    if (!status)
        status = dl_option_parse(&program, argc, argv, s, &given, err);
    if (!status && !s->index)
        status = xdg_path(s, "XDG_DATA_HOME", ".local/share", "index", &s->index, err);
    if (!status && !s->index && s->action < DL_ACTION_HELP)
        status = dl_fail(err, DL_INVALID, "which index? HOME is not set: name it with -d DIR or DATELINE_INDEX");
    if (!status && s->index)
        status = without_last_slashes(s, &s->index, err);
    if (!status && s->index && !s->corrections)
        status = default_corrections(s, err);
    s->run.index = s->index;
    s->run.corrections_file = s->corrections;
    s->run.roots = s->roots;
    s->run.root_count = s->root_count;
    s->run.filters = s->filters;
    s->run.filter_count = s->filter_count;
    return status;
}

void dl_settings_free(struct dl_settings *s)
{
    free(s->roots);
    free(s->filters);
    dl_arena_free(&s->arena);
    dl_field_map_free(&s->fields);
}
