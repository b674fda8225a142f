/* main.c - dateline-index: articles in, an index out.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <config.h>

#include <archive.h>
#include <gmime/gmime.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <yaml.h>

#include "dateline/engine.h"
#include "dateline/file.h"
#include "dateline/option_completion.h"
#include "dateline/xapian.h"
#include "indexer/actions.h"
#include "indexer/summary.h"

enum { EXIT_DONE = 0, EXIT_SKIPPED = 1, EXIT_FAILED = 2, EXIT_BUSY = 75 };

static void print_help(bool all)
{
    struct winsize w;
    int width = ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_col ? w.ws_col : 80;
    puts(
        "usage: dateline-index [OPTION]... SOURCE...\n"
        "Index news articles: files and folders of plain text, JSON Lines or JSON, also gzipped; - is standard input.\n"
        "Run again, it adds what is new, replaces what changed and removes what is gone. Without SOURCE it reads\n"
        "what the configuration file names, else what the index was made from.\n");
    dl_option_help(stdout, dl_index_options, all, width > 120 ? 120 : width);
    puts("\nExit status: 0 done, 1 done with something skipped or kept back, 2 failed, 75 the index is busy.");
}

static void print_version(void)
{
    struct dl_buf libraries = { 0 };
    int yaml[3];
    dl_library_versions(&libraries);
    yaml_get_version(&yaml[0], &yaml[1], &yaml[2]);
    dl_buf_printf(&libraries, ", GMime %u.%u.%u, libyaml %d.%d.%d, %s", gmime_major_version, gmime_minor_version,
                  gmime_micro_version, yaml[0], yaml[1], yaml[2], archive_version_string());
    printf("dateline-index %s\n%s\n", PACKAGE_VERSION, dl_buf_cstr(&libraries));
    dl_buf_free(&libraries);
}

static int print_completion(const char *shell)
{
    struct dl_completion c = { .program = "dateline-index", .table = dl_index_options, .files = true };
    struct dl_error err = { 0 };
    if (dl_option_completion(stdout, &c, shell, &err) == DL_OK)
        return EXIT_DONE;
    fprintf(stderr, "dateline-index: %s\n", err.message);
    return EXIT_FAILED;
}

/* A low priority for processor and disk; what the system refuses is not worth a word. */
static void be_nice(int nice)
{
    const int best_effort = 2 << 13, lowest = 7, this_process = 1; /* ioprio_set(2) */
    if (setpriority(PRIO_PROCESS, 0, nice) == 0)
        syscall(SYS_ioprio_set, this_process, 0, best_effort | lowest);
}

static int exit_of(enum dl_status status)
{
    return status == DL_BUSY ? EXIT_BUSY : EXIT_FAILED;
}

static bool something_amiss(const struct dl_summary *s)
{
    return s->skipped || s->unreadable || s->withheld || s->signal;
}

static void print_summary(const struct dl_settings *s, struct dl_report *report, const struct dl_summary *summary)
{
    struct dl_buf line = { 0 };
    if (s->json) {
        dl_summary_json(summary, &line);
        puts(dl_buf_cstr(&line));
    } else {
        dl_summary_text(summary, &line);
        dl_report_info(report, "%s", dl_buf_cstr(&line));
    }
    dl_buf_free(&line);
}

static int index_sources(const struct dl_settings *s, struct dl_report *report)
{
    struct dl_error err = { 0 };
    struct dl_summary summary;
    enum dl_status status = s->action == DL_ACTION_REBUILD   ? dl_action_rebuild(s, report, &summary, &err)
                            : s->action == DL_ACTION_CORRECT ? dl_action_correct(s, report, &summary, &err)
                                                             : dl_run(&s->run, report, &summary, &err);
    if (status) {
        dl_report_error(report, "%s", err.message);
        return exit_of(status);
    }
    dl_report_kinds(report);
    print_summary(s, report, &summary);
    if (summary.signal && !s->verbose)
        dl_report_error(report, "stopped by a signal: what was read is in the index, the next run goes on");
    return something_amiss(&summary) ? EXIT_SKIPPED : EXIT_DONE;
}

static int look_after(const struct dl_settings *s, struct dl_report *report)
{
    struct dl_error err = { 0 };
    struct dl_buf out = { 0 };
    enum dl_status status;
    switch (s->action) {
    case DL_ACTION_STATUS:
        status = dl_action_status(s, &out, &err);
        break;
    case DL_ACTION_VERIFY:
        status = dl_action_verify(s, &out, &err);
        break;
    case DL_ACTION_BACKUP:
        status = dl_action_backup(s, &out, &err);
        break;
    case DL_ACTION_EXPLAIN:
        status = dl_action_explain(s, &out, &err);
        break;
    default:
        status = dl_action_compact(s, &out, &err);
        break;
    }
    if (status)
        dl_report_error(report, "%s", err.message);
    if (!s->json && out.len && *dl_buf_cstr(&out))
        dl_report_harmless(out.data, true); /* paths, and what an article says */
    if (out.len)
        fwrite(out.data, 1, out.len, stdout);
    dl_buf_free(&out);
    return status ? exit_of(status) : EXIT_DONE;
}

/* From a signal handler, too. */
static void leave_at_once(const char *text)
{
    ssize_t ignored = write(STDERR_FILENO, text, strlen(text));
    (void)ignored;
    _exit(EXIT_FAILED);
}

/* A library's last resort; nothing was committed. */
static void cannot_go_on(void)
{
    leave_at_once(
        "dateline-index: a library cannot go on (no memory, or a write that failed?): the index is as it was\n");
}

/* Only the index is mapped, never a source: somebody has cut one of its files short while it was read. */
static void cut_short(int signal_number)
{
    (void)signal_number;
    leave_at_once("dateline-index: a file of the index was cut short while it was read\n");
}

/* An index is private: nobody else may read what is made for it, unless its folder says otherwise. */
static void keep_private(const char *index)
{
    struct stat st;
    if (stat(index, &st) != 0 || (st.st_mode & 077) == 0)
        umask(umask(077) | 077);
}

static int act(const struct dl_settings *s)
{
    bool terminal = isatty(STDERR_FILENO);
    struct dl_report report = { .verbose = s->verbose && !s->quiet, .progress = terminal && !s->quiet };
    if (!dl_report_open(&report))
        return EXIT_FAILED;
    if (s->nice > 0)
        be_nice(s->nice);
    keep_private(s->index);
    bool indexing = s->action == DL_ACTION_RUN || s->action == DL_ACTION_REBUILD || s->action == DL_ACTION_CORRECT;
    int code = indexing ? index_sources(s, &report) : look_after(s, &report);
    dl_report_close(&report);
    return code;
}

int main(int argc, char **argv)
{
    struct dl_settings s;
    struct dl_error err = { 0 };
    int code = EXIT_DONE;
    const char *shell = dl_completion_shell(argc, argv);
    dl_hold_standard_streams();
    dl_xapian_at_terminate(cannot_go_on);
    signal(SIGBUS, cut_short);
    signal(SIGPIPE, SIG_IGN); /* a reader that goes away is a failed write, below */
    signal(SIGXFSZ, SIG_IGN); /* and so is one beyond the limit */
    s = (struct dl_settings){ 0 };
    if (shell) {
        code = print_completion(shell);
    } else if (dl_settings_read(&s, argc, argv, &err) != DL_OK) {
        fprintf(stderr, "dateline-index: %s\n", err.message);
        code = EXIT_FAILED;
    } else if (s.action == DL_ACTION_HELP || s.action == DL_ACTION_HELP_ALL) {
        print_help(s.action == DL_ACTION_HELP_ALL);
    } else if (s.action == DL_ACTION_VERSION) {
        print_version();
    } else {
        code = act(&s);
    }
    dl_settings_free(&s);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        fprintf(stderr, "dateline-index: cannot write to standard output\n");
        code = EXIT_FAILED;
    }
    return code;
}
