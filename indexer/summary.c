/* summary.c - the summary of a run.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "indexer/summary.h"

#include <inttypes.h>
#include <signal.h>
#include <time.h>

static const char *stopped_by(const struct dl_summary *s)
{
    return s->signal == SIGINT ? "SIGINT" : s->signal ? "SIGTERM" : s->timed_out ? "max-time" : NULL;
}

void dl_time_utc(int64_t seconds, char text[DL_TIME_SIZE])
{
    struct tm utc;
    time_t when = (time_t)seconds;
    if (!gmtime_r(&when, &utc) || strftime(text, DL_TIME_SIZE, "%Y-%m-%dT%H:%M:%SZ", &utc) == 0)
        *text = '\0';
}

/* The numbers of the JSON, in this order. */
static const struct {
    const char *name;
    size_t offset;
} counts[] = {
    { "new", offsetof(struct dl_summary, new_files) },
    { "changed", offsetof(struct dl_summary, changed) },
    { "unchanged", offsetof(struct dl_summary, unchanged) },
    { "renamed", offsetof(struct dl_summary, renamed) },
    { "removed", offsetof(struct dl_summary, removed) },
    { "skipped", offsetof(struct dl_summary, skipped) },
    { "passed", offsetof(struct dl_summary, passed) },
    { "bad_dates", offsetof(struct dl_summary, bad_dates) },
    { "bad_countries", offsetof(struct dl_summary, bad_countries) },
    { "shared_ids", offsetof(struct dl_summary, shared_ids) },
    { "unreadable", offsetof(struct dl_summary, unreadable) },
    { "indexes", offsetof(struct dl_summary, indexes) },
    { "withheld", offsetof(struct dl_summary, withheld) },
};

void dl_summary_json(const struct dl_summary *s, struct dl_buf *out)
{
    char ended[DL_TIME_SIZE];
    dl_time_utc(time(NULL), ended);
    dl_buf_printf(out, "{\"ended\":\"%s\"", ended);
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        uint64_t n;
        memcpy(&n, (const char *)s + counts[i].offset, sizeof n);
        dl_buf_printf(out, ",\"%s\":%" PRIu64, counts[i].name, n);
    }
    dl_buf_printf(out, ",\"committed\":%s,\"bytes\":%" PRIu64 ",\"seconds\":%.3f,\"stopped_by\":",
                  s->committed ? "true" : "false", s->bytes, s->seconds);
    if (stopped_by(s))
        dl_buf_printf(out, "\"%s\"}", stopped_by(s));
    else
        dl_buf_puts(out, "null}");
}

void dl_summary_text(const struct dl_summary *s, struct dl_buf *out)
{
    dl_buf_printf(out, "%" PRIu64 " articles added, %" PRIu64 " replaced, %" PRIu64 " removed, %" PRIu64 " skipped",
                  s->articles.added, s->articles.replaced, s->articles.removed, s->skipped);
    if (s->bad_dates)
        dl_buf_printf(out, ", %" PRIu64 " with a date that cannot be read", s->bad_dates);
    if (s->bad_countries)
        dl_buf_printf(out, ", %" PRIu64 " with a country that is unknown", s->bad_countries);
    if (s->shared_ids)
        dl_buf_printf(out, ", %" PRIu64 " that share an id with another article", s->shared_ids);
    dl_buf_printf(out, "; files: %" PRIu64 " new, %" PRIu64 " changed, %" PRIu64 " unchanged, %" PRIu64 " removed",
                  s->new_files, s->changed, s->unchanged, s->removed);
    if (s->renamed)
        dl_buf_printf(out, ", %" PRIu64 " renamed", s->renamed);
    if (s->passed)
        dl_buf_printf(out, ", %" PRIu64 " passed over as no article", s->passed);
    if (s->unreadable)
        dl_buf_printf(out, ", %" PRIu64 " unreadable", s->unreadable);
    if (s->indexes)
        dl_buf_printf(out, ", %" PRIu64 " folders passed over that are an index", s->indexes);
    if (s->withheld)
        dl_buf_printf(out, ", %" PRIu64 " gone but kept", s->withheld);
    if (s->committed)
        dl_buf_printf(out, "; %" PRIu64 " articles in the index", s->articles.articles);
    dl_buf_printf(out, "; %.1f s, %.1f MB/s", s->seconds, s->seconds > 0 ? (double)s->bytes / 1e6 / s->seconds : 0.0);
    if (stopped_by(s))
        dl_buf_printf(out, "; stopped by %s, the next run goes on", stopped_by(s));
}
