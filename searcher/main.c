/* main.c - dateline-search: searches an index and prints what it finds.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "config.h"

#include <errno.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "dateline/file.h"
#include "dateline/option_completion.h"
#include "searcher/answer.h"
#include "searcher/pager.h"
#include "searcher/safe.h"

#define PROGRAM "dateline-search"

/* Only the index is mapped: somebody has cut one of its files short while it was read. */
static void cut_short(int signal_number)
{
    static const char text[] = PROGRAM ": a file of the index was cut short while it was read\n";
    (void)signal_number;
    ssize_t ignored = write(STDERR_FILENO, text, sizeof text - 1);
    (void)ignored;
    _exit(2);
}

enum { EXIT_FOUND = 0, EXIT_NOTHING = 1, EXIT_ERROR = 2, EXIT_PARTIAL = 3 };

static int help(bool all)
{
    const char *columns = getenv("COLUMNS");
    int width = columns ? atoi(columns) : 0;
    printf("Usage: " DL_SEARCH_USAGE "\n"
           "Search a news archive that dateline-index has indexed.\n\n"
           "  " PROGRAM " 'railway corridor' --country=LA --from=2024-10\n"
           "  " PROGRAM " '\"state visit\" (china OR laos) -football title:rail*'\n\n");
    dl_option_help(stdout, dl_search_options, all, width > 40 && width < 200 ? width : 80);
    printf("\nExit status: 0 found, 1 nothing found, 2 error, 3 partial (--partial).\n");
    return fflush(stdout) ? EXIT_ERROR : EXIT_FOUND;
}

static int version(void)
{
    struct dl_buf libraries = { 0 };
    dl_library_versions(&libraries);
    printf(PROGRAM " " PACKAGE_VERSION "\n%s\n", dl_buf_cstr(&libraries));
    dl_buf_free(&libraries);
    return fflush(stdout) ? EXIT_ERROR : EXIT_FOUND;
}

static int completion(const char *shell)
{
    size_t n;
    const dl_code *codes = dl_country_codes(&n);
    struct dl_error err = { 0 };
    struct dl_completion_value *countries = calloc(n + 1, sizeof *countries);
    struct dl_completion c = { .program = PROGRAM, .table = dl_search_options, .list = "COUNTRY", .values = countries };
    enum dl_status status = countries ? DL_OK : dl_fail_memory(&err);
    for (; countries && c.value_count < n; c.value_count++)
        countries[c.value_count] =
            (struct dl_completion_value){ codes[c.value_count].text, dl_country_name(codes[c.value_count]) };
    if (status == DL_OK)
        status = dl_option_completion(stdout, &c, shell, &err);
    free(countries);
    if (status)
        fprintf(stderr, PROGRAM ": %s\n", err.message);
    return status || fflush(stdout) ? EXIT_ERROR : EXIT_FOUND;
}

/* One line, and below it the place in the query where there is one. */
static int report(const struct dl_error *err, const struct dl_search_config *c, bool by_default)
{
    struct dl_buf line = { 0 };
    dl_safe_line(dl_str_of(err->message), &line);
    if (err->status == DL_SYNTAX && err->column && c->has_query) {
        fprintf(stderr, PROGRAM ": column %d: %s\n", err->column, dl_buf_cstr(&line));
        dl_buf_clear(&line);
        dl_parse_caret(dl_buf_view(&c->query), err->column, &line);
        fputs(dl_buf_cstr(&line), stderr);
    } else if (strncmp(err->message, "there is no index", 17) == 0) {
        fprintf(stderr, PROGRAM ": %s: make one with 'dateline-index %sFOLDER'\n", dl_buf_cstr(&line),
                by_default ? "" : "-d DIR ");
    } else {
        bool others = !c->reader.partial && (err->status == DL_NETWORK || strncmp(err->message, "shard ", 6) == 0);
        fprintf(stderr, PROGRAM ": %s%s\n", dl_buf_cstr(&line),
                others ? " (--partial shows what the others hold)" : "");
    }
    dl_buf_free(&line);
    return EXIT_ERROR;
}

static enum dl_status answer(struct dl_answerer *a, bool *found, bool *failed, struct dl_error *err)
{
    const struct dl_search_config *c = a->config;
    if (c->batch)
        return dl_answer_batch(a, c->batch, found, failed, err);
    a->messages = stderr;
    a->printer->qid = DL_STR("1");
    if (c->shown_count) {
        *found = true;
        return dl_answer_show(a, err);
    }
    return c->similar ? dl_answer_similar(a, found, err) : dl_answer(a, dl_buf_view(&c->query), found, err);
}

static void tell(void *context, const char *text)
{
    struct dl_buf line = { 0 };
    (void)context;
    dl_safe_line(dl_str_of(text), &line);
    fprintf(stderr, PROGRAM ": %s\n", dl_buf_cstr(&line));
    dl_buf_free(&line);
}

struct outcome {
    bool found, failed; /* some query of a batch did */
    bool partial;
};

static enum dl_status run(const struct dl_search_config *c, struct outcome *o, struct dl_error *err)
{
    struct dl_session session = { 0 };
    struct dl_printer printer;
    struct dl_answerer answerer = { 0 };
    dl_printer_init(&printer, c, stdout);
    pid_t pager = c->pager ? dl_pager_start() : 0;
    enum dl_status status = dl_session_open(&session, c->dirs, c->dir_count, &c->reader, err);
    session.analysis.own_diacritics = c->diacritics;
    if (status == DL_OK)
        status = dl_answerer_init(&answerer, c, &session, &printer, err);
    if (status == DL_OK)
        status = answer(&answerer, &o->found, &o->failed, err);
    if (status == DL_OK)
        status = dl_print_flush(&printer, err);
    if (status == DL_OK && answerer.since)
        status = dl_since_save(answerer.since, err); /* only what was printed counts as shown */
    if (status == DL_OK && c->timing)
        dl_answer_timing(&answerer, stderr);
    dl_pager_wait(pager);
    if (status == DL_OK && (o->partial = dl_reader_warnings(session.reader, tell, NULL)))
        tell(NULL, "the results are partial");
    dl_answerer_free(&answerer);
    dl_printer_free(&printer);
    dl_session_close(&session);
    return status;
}

/* Let the next search of a batch have the memory of the last one, which would go back to the system and be asked for
 * again. */
static void keep_memory(void)
{
#ifdef __GLIBC__
    mallopt(M_MMAP_THRESHOLD, 16 << 20);
    mallopt(M_TRIM_THRESHOLD, 64 << 20);
#endif
}

int main(int argc, char **argv)
{
    struct dl_search_config config;
    struct dl_error err = { 0 };
    struct dl_buf index = { 0 };
    struct outcome outcome = { 0 };
    const char *shell = dl_completion_shell(argc, argv);
    dl_hold_standard_streams();
    keep_memory();
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a write beyond the limit is told as any that fails */
    signal(SIGBUS, cut_short);
    if (shell)
        return completion(shell);
    enum dl_status status = dl_search_config_parse(&config, argc, argv, &err);
    if (status == DL_OK && config.action != DL_ACTION_SEARCH) {
        int code = config.action == DL_ACTION_VERSION ? version() : help(config.action == DL_ACTION_HELP_ALL);
        dl_search_config_free(&config);
        return code;
    }
    bool by_default = config.dir_count == 0;
    if (status == DL_OK && by_default) {
        status = dl_default_index(&index, &err);
        config.dirs[config.dir_count++] = dl_buf_cstr(&index);
    }
    if (status == DL_OK)
        status = run(&config, &outcome, &err);
    int code = outcome.failed ? EXIT_ERROR : outcome.partial ? EXIT_PARTIAL : outcome.found ? EXIT_FOUND : EXIT_NOTHING;
    if (status == DL_CANCELLED)
        code = EXIT_FOUND; /* whoever read the results had enough */
    else if (status)
        code = report(&err, &config, by_default);
    dl_buf_free(&index);
    dl_search_config_free(&config);
    return code;
}
