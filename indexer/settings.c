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

#include "dateline/settings.h"

#define DEFAULT_MEMORY_MAX ((size_t)1 << 30)
#define MEMORY_MIN (1ULL << 20)
#define MEMORY_MAX (4ULL << 40)

enum {
    OPT_INDEX = 1,
    OPT_ENGINE,
    OPT_THREADS,
    OPT_MEMORY,
    OPT_NO_STORE,
    OPT_WAIT,
    OPT_REFERENCE,
    OPT_PRUNE,
    OPT_RETRY,
    OPT_QUIET,
    OPT_VERBOSE,
    OPT_FORMAT,
    OPT_MAX_TIME,
    OPT_NICE,
    OPT_CONFIG,
    OPT_STATUS,
    OPT_VERIFY,
    OPT_COMPACT,
    OPT_REBUILD,
    OPT_EXPLAIN,
    OPT_SHARD,
    OPT_HELP,
    OPT_VERSION
};

#define INDEXING "Indexing"
#define CARE "Looking after an index"
#define OUTPUT "Output"
#define OTHER "Other"

const struct dl_option dl_index_options[] = {
    { OPT_INDEX, 'd', "index", "DIR", false, false, INDEXING,
      "The index's folder. Without it: $DATELINE_INDEX, the configuration file, ~/.local/share/dateline/index." },
    { OPT_PRUNE, 0, "prune", NULL, false, false, INDEXING,
      "Remove what is gone from the sources even if a whole source, or more than half of it, is gone." },
    { OPT_WAIT, 0, "wait", "SECONDS", false, false, INDEXING,
      "Wait so long for another run to end. Without it a busy index ends the run at once, with status 75." },
    { OPT_REFERENCE, 0, "reference-date", "DATE", false, false, INDEXING,
      "A dateline without a year means the latest such day before DATE; 'mtime' takes each file's own day." },
    { OPT_RETRY, 0, "retry", NULL, false, false, INDEXING, "Read again what could not be read, although unchanged." },
    { OPT_ENGINE, 0, "engine", "native|xapian", false, false, INDEXING, "Of a new index." },
    { OPT_SHARD, 0, "shard", "K/N", false, true, INDEXING,
      "Index only part K of N of the articles: a new index on one of several machines." },
    { OPT_NO_STORE, 0, "no-store", NULL, false, true, INDEXING,
      "Keep no text in the index: smaller, but results have no snippets." },
    { OPT_THREADS, 0, "threads", "N", false, true, INDEXING, "Threads that analyse text. Default: one a core." },
    { OPT_MEMORY, 0, "memory", "SIZE", false, true, INDEXING,
      "How much memory to take. Default: a quarter, at most 1G." },
    { OPT_MAX_TIME, 0, "max-time", "SECONDS", false, true, INDEXING,
      "Stop reading after so long (also 90m, 2h), commit, and let the next run go on." },
    { OPT_NICE, 0, "nice", "N", true, true, INDEXING, "Run with lower priority: 1 to 19, 10 when not said." },
    { OPT_CONFIG, 0, "config", "FILE", false, true, INDEXING,
      "In place of $XDG_CONFIG_HOME/dateline/config. Its names are those of the long options." },
    { OPT_STATUS, 0, "status", NULL, false, false, CARE, "Tell what is in the index and what could not be read." },
    { OPT_VERIFY, 0, "verify", NULL, false, false, CARE, "Read everything and prove it sound." },
    { OPT_COMPACT, 0, "compact", NULL, false, false, CARE, "Merge everything into the smallest form." },
    { OPT_REBUILD, 0, "rebuild", NULL, false, false, CARE,
      "Read all sources again into a new index, then put it in the old one's place in one step." },
    { OPT_EXPLAIN, 0, "explain-metadata", "ID", false, true, CARE,
      "Tell how an article's date and countries were found." },
    { OPT_QUIET, 'q', "quiet", NULL, false, false, OUTPUT, "Say only what went wrong. The default under cron." },
    { OPT_VERBOSE, 'v', "verbose", NULL, false, false, OUTPUT, "End with a line on what was done." },
    { OPT_FORMAT, 0, "format", "text|json", false, false, OUTPUT, "json: tell it as an object on standard output." },
    { OPT_HELP, 'h', "help", "all", true, false, OTHER, "This help; --help=all shows every option." },
    { OPT_VERSION, 'V', "version", NULL, false, false, OTHER, "The versions of this program and its libraries." },
    { 0 }
};

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

static enum dl_status parse_engine(const char *text, enum dl_engine_kind *kind, struct dl_error *err)
{
    static const char *const names[] = { "native", "xapian" };
    const char *near = dl_nearest(text, names, 2);
    *kind = strcmp(text, "native") == 0 ? DL_ENGINE_NATIVE : DL_ENGINE_XAPIAN;
    if (strcmp(text, dl_engine_name(*kind)) == 0)
        return DL_OK;
    return dl_fail(err, DL_INVALID, "unknown engine '%s': %s", text, near ? near : "native or xapian");
}

static enum dl_status parse_reference(struct dl_metadata_options *m, const char *text, struct dl_error *err)
{
    dl_date day;
    if (strcmp(text, "mtime") == 0) {
        m->reference_mtime = true;
        return DL_OK;
    }
    if (dl_date_parse_field(dl_str_of(text), &day, NULL) != DL_OK)
        return dl_fail(err, DL_INVALID, "--reference-date: '%s' is neither a date such as 2024-10-22 nor mtime", text);
    m->reference_date = dl_date_last(day);
    return DL_OK;
}

static enum dl_status parse_nice(struct dl_settings *s, const char *value, struct dl_error *err)
{
    long long n = 10;
    enum dl_status status = value ? dl_parse_number(value, "--nice", 0, 19, &n, err) : DL_OK;
    s->nice = (int)n;
    s->be_nice = n > 0;
    return status;
}

static enum dl_status parse_format(struct dl_settings *s, const char *value, struct dl_error *err)
{
    s->json = strcmp(value, "json") == 0;
    if (s->json || strcmp(value, "text") == 0)
        return DL_OK;
    return dl_fail(err, DL_INVALID, "--format: '%s' is neither text nor json", value);
}

static enum dl_status parse_shard(struct dl_run_options *o, const char *text, struct dl_error *err)
{
    int end = 0;
    bool digits = text[strspn(text, "0123456789/")] == '\0';
    if (!digits || sscanf(text, "%4u/%4u%n", &o->shard, &o->shards, &end) != 2 || text[end] || o->shard == 0 ||
        o->shard > o->shards || o->shards > DL_SHARDS_MAX)
        return dl_fail(err, DL_INVALID, "--shard: '%s' is not K/N, such as 2/3, with K from 1 to N and N up to %d",
                       text, DL_SHARDS_MAX);
    return DL_OK;
}

static enum dl_status parse_count(struct dl_settings *s, int id, const char *value, struct dl_error *err)
{
    long long n;
    unsigned long long bytes;
    if (id == OPT_THREADS) {
        enum dl_status status = dl_parse_number(value, "--threads", 1, 256, &n, err);
        if (!status)
            s->run.threads = (unsigned)n;
        return status;
    }
    enum dl_status status = dl_parse_size(value, &bytes, err);
    if (!status && (bytes < MEMORY_MIN || bytes > MEMORY_MAX))
        status = dl_fail(err, DL_INVALID, "--memory: %s is not between 1M and 4T", value);
    if (!status)
        s->run.memory = (size_t)bytes;
    return status;
}

/* One thing at a time; help and version need not care. */
static enum dl_status set_action(struct dl_settings *s, enum dl_action action, struct dl_error *err)
{
    if (s->action != DL_ACTION_RUN && s->action != action && s->action < DL_ACTION_HELP)
        return dl_fail(err, DL_INVALID,
                       "--status, --verify, --compact, --rebuild and --explain-metadata go one at a time");
    s->action = action;
    return DL_OK;
}

/* VALUE is not NULL for options that need one.  ON is false for a flag that the configuration file turns off. */
static enum dl_status apply(struct dl_settings *s, int id, const char *value, bool on, struct dl_error *err)
{
    enum dl_status status;
    switch (id) {
    case OPT_INDEX:
        return keep_path(s, &s->index, value, err);
    case OPT_CONFIG:
        return keep_path(s, &s->config, value, err);
    case OPT_EXPLAIN:
        status = set_action(s, DL_ACTION_EXPLAIN, err);
        return status ? status : keep_path(s, &s->explain_id, value, err);
    case OPT_ENGINE:
        return parse_engine(value, &s->run.engine, err);
    case OPT_THREADS:
    case OPT_MEMORY:
        return parse_count(s, id, value, err);
    case OPT_WAIT:
        return dl_parse_seconds(value, "--wait", &s->run.wait_seconds, err);
    case OPT_MAX_TIME:
        return dl_parse_seconds(value, "--max-time", &s->run.max_seconds, err);
    case OPT_SHARD:
        return parse_shard(&s->run, value, err);
    case OPT_REFERENCE:
        return parse_reference(&s->run.metadata, value, err);
    case OPT_NICE:
        return parse_nice(s, value, err);
    case OPT_FORMAT:
        return parse_format(s, value, err);
    case OPT_NO_STORE:
        s->run.store = !on;
        break;
    case OPT_PRUNE:
        s->run.prune = on;
        break;
    case OPT_RETRY:
        s->run.retry = on;
        break;
    case OPT_QUIET:
        s->quiet = on;
        break;
    case OPT_VERBOSE:
        s->verbose = on;
        break;
    case OPT_STATUS:
        return set_action(s, DL_ACTION_STATUS, err);
    case OPT_VERIFY:
        return set_action(s, DL_ACTION_VERIFY, err);
    case OPT_COMPACT:
        return set_action(s, DL_ACTION_COMPACT, err);
    case OPT_REBUILD:
        return set_action(s, DL_ACTION_REBUILD, err);
    case OPT_VERSION:
        s->action = DL_ACTION_VERSION;
        break;
    case OPT_HELP:
        if (value && strcmp(value, "all") != 0)
            return dl_fail(err, DL_INVALID, "--help takes no value but 'all'");
        s->action = value ? DL_ACTION_HELP_ALL : DL_ACTION_HELP;
        break;
    default:
        return dl_fail(err, DL_INTERNAL, "an option without a meaning: %d", id);
    }
    return DL_OK;
}

enum dl_status dl_settings_apply(struct dl_settings *s, const char *name, const char *value, struct dl_error *err)
{
    const char *names[64];
    size_t n = 0;
    for (const struct dl_option *o = dl_index_options; o->id; o++) {
        bool usable = o->id != OPT_CONFIG && strcmp(o->group, CARE) != 0 && strcmp(o->group, OTHER) != 0;
        if (!usable)
            continue;
        names[n++] = o->long_name;
        if (strcmp(o->long_name, name) != 0)
            continue;
        if (o->arg)
            return apply(s, o->id, value, true, err);
        bool on = strcmp(value, "yes") == 0;
        if (!on && strcmp(value, "no") != 0)
            return dl_fail(err, DL_INVALID, "%s takes yes or no, not '%s'", name, value);
        return apply(s, o->id, NULL, on, err);
    }
    const char *near = dl_nearest(name, names, n);
    if (near)
        return dl_fail(err, DL_INVALID, "unknown setting '%s' (did you mean %s?)", name, near);
    return dl_fail(err, DL_INVALID, "unknown setting '%s'", name);
}

/* The options of the command line; ONLY: the one that must be known before the others (--config), or 0 for all. */
static enum dl_status read_options(struct dl_settings *s, int argc, char **argv, int only, struct dl_error *err)
{
    struct dl_option_parser p = { dl_index_options, argc, argv, 0, NULL, false };
    for (;;) {
        int id;
        const char *value;
        enum dl_status status = dl_option_next(&p, &id, &value, err);
        if (status == DL_END)
            return DL_OK;
        if (!status && id == 0 && !only) {
            if (!s->operands)
                s->root_count = 0; /* the file's sources are for runs that name none */
            s->operands = true;
            status = dl_settings_add_root(s, value, err);
        } else if (!status && id != 0 && (!only || id == only)) {
            status = apply(s, id, value, true, err);
        }
        if (status)
            return status;
    }
}

/* $XDG_xxx_HOME/dateline/NAME or the place under HOME that stands for it; NULL where neither is set. */
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
    enum dl_status status = read_options(s, argc, argv, OPT_CONFIG, err);
    if (!status)
        status = read_config(s, err);
    const char *index = getenv("DATELINE_INDEX");
    if (!status && index && *index)
        status = keep_path(s, &s->index, index, err);
    if (!status)
        status = read_options(s, argc, argv, 0, err);
    if (!status && !s->index)
        status = xdg_path(s, "XDG_DATA_HOME", ".local/share", "index", &s->index, err);
    if (!status && !s->index && s->action < DL_ACTION_HELP)
        status = dl_fail(err, DL_INVALID, "which index? HOME is not set: name it with -d DIR or DATELINE_INDEX");
    if (!status && s->operands && s->action != DL_ACTION_RUN && s->action != DL_ACTION_REBUILD &&
        s->action < DL_ACTION_HELP)
        status = dl_fail(err, DL_INVALID, "this takes no source, but '%s' was given", s->roots[0].path);
    if (!status && s->index)
        status = without_last_slashes(s, &s->index, err);
    s->run.index = s->index;
    s->run.roots = s->roots;
    s->run.root_count = s->root_count;
    return status;
}

void dl_settings_free(struct dl_settings *s)
{
    free(s->roots);
    dl_arena_free(&s->arena);
}
