/* report.c - messages and the progress line.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "indexer/report.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "dateline/interrupt.h"
#include "dateline/text.h"

#define MESSAGES_A_SOURCE 5 /* then they are only counted */
#define VALUE_BYTES 60      /* of a field that is shown */
#define TROUBLES_A_RUN 100  /* the same: a mail that is read */
#define PROGRESS_SECONDS 0.25
#define JUDGE_AFTER 1.0 /* seconds of which the speed is taken for that of the rest */

/* The path of a source as messages have it. */
static const char *shown_path(struct dl_str path)
{
    return dl_str_eq(path, DL_STR("-")) ? "standard input" : path.ptr;
}

bool dl_report_open(struct dl_report *r)
{
    if (pthread_mutex_init(&r->mutex, NULL) != 0)
        return false;
    r->started = dl_monotonic();
    return true;
}

static void clear_progress(struct dl_report *r)
{
    if (r->shown)
        fputs("\r\033[K", stderr);
    r->shown = false;
}

void dl_report_close(struct dl_report *r)
{
    clear_progress(r);
    if (r->troubles > TROUBLES_A_RUN && !r->verbose)
        fprintf(stderr,
                "dateline-index: %u more such messages are left out: -v tells them all, --status what was skipped\n",
                r->troubles - TROUBLES_A_RUN);
    dl_arena_free(&r->failures);
    pthread_mutex_destroy(&r->mutex);
}

void dl_report_harmless(char *s, bool lines)
{
    for (unsigned char *p = (unsigned char *)s; *p; p++) {
        if ((*p < 0x20 && !(lines && *p == '\n')) || *p == 0x7f)
            *p = '?';
        else if (*p == 0xC2 && p[1] >= 0x80 && p[1] < 0xA0)
            *p = p[1] = '?';
    }
}

/* The mutex is held. */
static void say(struct dl_report *r, const char *fmt, va_list args) DL_PRINTF(2, 0);
static void say(struct dl_report *r, const char *fmt, va_list args)
{
    char line[2048];
    vsnprintf(line, sizeof line, fmt, args);
    dl_report_harmless(line, false);
    clear_progress(r);
    fprintf(stderr, "dateline-index: %s\n", line);
}

void dl_report_error(struct dl_report *r, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    pthread_mutex_lock(&r->mutex);
    say(r, fmt, args);
    pthread_mutex_unlock(&r->mutex);
    va_end(args);
}

void dl_report_info(struct dl_report *r, const char *fmt, ...)
{
    if (!r->verbose)
        return;
    va_list args;
    va_start(args, fmt);
    pthread_mutex_lock(&r->mutex);
    say(r, fmt, args);
    pthread_mutex_unlock(&r->mutex);
    va_end(args);
}

/* The mutex is held.  Whether one more line on a single source is to be said. */
static bool may_say(struct dl_report *r)
{
    return ++r->troubles <= TROUBLES_A_RUN || r->verbose;
}

void dl_report_trouble(struct dl_report *r, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    pthread_mutex_lock(&r->mutex);
    if (may_say(r))
        say(r, fmt, args);
    pthread_mutex_unlock(&r->mutex);
    va_end(args);
}

static void say_here(struct dl_report *r, const char *fmt, ...) DL_PRINTF(2, 3);
static void say_here(struct dl_report *r, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    say(r, fmt, args);
    va_end(args);
}

/* Of several failures of one source the one nearest its beginning is kept, whichever worker met it first. */
static void remember(struct dl_report *r, struct dl_source *f, uint64_t number, bool lines, const struct dl_error *err)
{
    if (f->failure.len && f->failure_number <= number)
        return;
    char text[sizeof err->message + 40];
    int n = number ? snprintf(text, sizeof text, "%s %llu: %s", lines ? "line" : "article", (unsigned long long)number,
                              err->message)
                   : snprintf(text, sizeof text, "%s", err->message);
    struct dl_str copy;
    if (n > 0 && dl_arena_dup(&r->failures, (struct dl_str){ text, strlen(text) }, &copy)) {
        f->failure = copy;
        f->failure_number = number;
    }
}

void dl_report_skip(struct dl_report *r, struct dl_source *f, uint64_t number, bool lines, const struct dl_error *err)
{
    const char *name = shown_path(f->path);
    atomic_fetch_add(&r->skipped, 1);
    unsigned before = atomic_fetch_add(&f->skipped, 1);
    pthread_mutex_lock(&r->mutex);
    remember(r, f, number, lines, err);
    bool speak = before <= MESSAGES_A_SOURCE && may_say(r);
    if (!speak)
        ; /* counted */
    else if (before < MESSAGES_A_SOURCE && number && lines)
        say_here(r, "%s:%llu: article skipped: %s", name, (unsigned long long)number, err->message);
    else if (before < MESSAGES_A_SOURCE && number)
        say_here(r, "%s: article %llu skipped: %s", name, (unsigned long long)number, err->message);
    else if (before < MESSAGES_A_SOURCE)
        say_here(r, "%s: skipped: %s", name, err->message);
    else
        say_here(r, "%s: more articles skipped, which are only counted", name);
    pthread_mutex_unlock(&r->mutex);
}

void dl_report_cut(struct dl_report *r, struct dl_source *f, uint64_t number, const struct dl_error *err)
{
    if (number == 0) {
        dl_report_skip(r, f, 0, false, err);
        return;
    }
    struct dl_error cut = *err;
    snprintf(cut.message, sizeof cut.message, "nothing is read after article %llu: %.400s", (unsigned long long)number,
             err->message);
    atomic_fetch_add(&r->skipped, 1);
    atomic_fetch_add(&f->skipped, 1);
    pthread_mutex_lock(&r->mutex);
    remember(r, f, 0, false, &cut);
    if (may_say(r))
        say_here(r, "%s: %s", shown_path(f->path), cut.message);
    pthread_mutex_unlock(&r->mutex);
}

/* The mutex is held. */
static void count_kind(struct dl_report *r, const struct dl_source *f, const struct dl_kind *kind)
{
    unsigned i = 0;
    while (i < r->kind_count && strcmp(r->kinds[i].kind->name, kind->name) != 0)
        i++;
    if (i == DL_KINDS_MAX)
        i--;             /* more kinds than the table has */
    struct dl_str first; /* the report outlives the sources */
    if (i == r->kind_count && !dl_arena_dup(&r->failures, f->path, &first))
        first = DL_STR("(out of memory)");
    if (i == r->kind_count)
        r->kinds[r->kind_count++] = (struct dl_refused_kind){ .kind = kind, .first = first };
    r->kinds[i].sources++;
}

void dl_report_kind(struct dl_report *r, struct dl_source *f, const struct dl_kind *kind)
{
    struct dl_buf reason = { 0 };
    struct dl_str copy;
    if (kind->no_article)
        dl_buf_puts(&reason, kind->name);
    else
        dl_kind_reason(kind, &reason);
    atomic_fetch_add(kind->no_article ? &r->passed : &r->skipped, 1);
    dl_source_refuse(f, kind->no_article);
    f->skipped = !kind->no_article;
    pthread_mutex_lock(&r->mutex);
    if (!reason.failed && dl_arena_dup(&r->failures, dl_buf_view(&reason), &copy))
        f->failure = copy;
    if (!kind->no_article)
        count_kind(r, f, kind);
    pthread_mutex_unlock(&r->mutex);
    dl_buf_free(&reason);
}

void dl_report_passed(struct dl_report *r, struct dl_source *f)
{
    atomic_fetch_add(&r->passed, 1);
    atomic_fetch_add(&f->passed, 1);
}

void dl_report_kinds(struct dl_report *r)
{
    struct dl_buf reason = { 0 };
    for (unsigned i = 0; i < r->kind_count; i++) {
        const struct dl_refused_kind *k = &r->kinds[i];
        const char *path = shown_path(k->first);
        dl_buf_clear(&reason);
        dl_kind_reason(k->kind, &reason);
        if (k->sources == 1)
            dl_report_error(r, "%s: skipped: %s", path, dl_buf_cstr(&reason));
        else
            dl_report_error(r, "%s and %llu more: skipped: %s", path, (unsigned long long)k->sources - 1,
                            dl_buf_cstr(&reason));
    }
    dl_buf_free(&reason);
}

void dl_report_unread(struct dl_report *r, const struct dl_source *f, uint64_t line, bool country, struct dl_str value)
{
    unsigned long long before = atomic_fetch_add(country ? &r->bad_countries : &r->bad_dates, 1);
    size_t n = value.len < VALUE_BYTES ? value.len : VALUE_BYTES;
    while (n && n < value.len && ((unsigned char)value.ptr[n] & 0xc0) == 0x80)
        n--;
    const char *name = shown_path(f->path);
    if (before < MESSAGES_A_SOURCE)
        dl_report_info(r, "%s:%llu: the %s \"%.*s%s\" cannot be read, the text is asked instead", name,
                       (unsigned long long)line, country ? "country" : "date", (int)n, value.ptr,
                       n < value.len ? "..." : "");
}

void dl_time_left(uint64_t read, uint64_t expected, double seconds, struct dl_buf *out)
{
    if (read == 0 || read >= expected || seconds < JUDGE_AFTER)
        return;
    double left = seconds * (double)(expected - read) / (double)read;
    unsigned long minutes = left < 1e9 ? (unsigned long)(left / 60) : 0;
    if (left >= 1e9)
        return;
    if (minutes >= 60)
        dl_buf_printf(out, ", %lu h %lu min left", minutes / 60, minutes % 60);
    else if (minutes >= 2)
        dl_buf_printf(out, ", %lu min left", minutes);
    else
        dl_buf_printf(out, ", %.0f s left", left);
}

void dl_report_progress(struct dl_report *r)
{
    if (!r->progress)
        return;
    double now = dl_monotonic();
    if (now - r->shown_at < PROGRESS_SECONDS)
        return;
    r->shown_at = now;
    double seconds = now - r->started, megabytes = (double)r->bytes / 1e6;
    struct dl_buf left = { 0 };
    dl_time_left(r->read, r->expected, seconds, &left);
    pthread_mutex_lock(&r->mutex);
    fprintf(stderr, "\r\033[K%llu articles, %.1f MB, %.1f MB/s%s", (unsigned long long)r->articles, megabytes,
            seconds > 0 ? megabytes / seconds : 0.0, left.failed || !left.len ? "" : dl_buf_cstr(&left));
    fflush(stderr);
    r->shown = true;
    pthread_mutex_unlock(&r->mutex);
    dl_buf_free(&left);
}
