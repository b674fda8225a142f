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

void dl_summary_json(const struct dl_summary *s, struct dl_buf *out)
{
    char ended[DL_TIME_SIZE];
    dl_time_utc(time(NULL), ended);
    dl_buf_printf(out,
                  "{\"ended\":\"%s\",\"new\":%" PRIu64 ",\"changed\":%" PRIu64 ",\"unchanged\":%" PRIu64
                  ",\"renamed\":%" PRIu64 ",\"removed\":%" PRIu64 ",\"skipped\":%" PRIu64 ",\"passed\":%" PRIu64
                  ",\"bad_dates\":%" PRIu64 ",\"bad_countries\":%" PRIu64 ",\"shared_ids\":%" PRIu64
                  ",\"unreadable\":%" PRIu64 ",\"withheld\":%" PRIu64 ",\"committed\":%s,\"bytes\":%" PRIu64
                  ",\"seconds\":%.3f,\"stopped_by\":",
                  ended, s->new_files, s->changed, s->unchanged, s->renamed, s->removed, s->skipped, s->passed,
                  s->bad_dates, s->bad_countries, s->shared_ids, s->unreadable, s->withheld,
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
    if (s->withheld)
        dl_buf_printf(out, ", %" PRIu64 " gone but kept", s->withheld);
    if (s->committed)
        dl_buf_printf(out, "; %" PRIu64 " articles in the index", s->articles.articles);
    dl_buf_printf(out, "; %.1f s, %.1f MB/s", s->seconds, s->seconds > 0 ? (double)s->bytes / 1e6 / s->seconds : 0.0);
    if (stopped_by(s))
        dl_buf_printf(out, "; stopped by %s, the next run goes on", stopped_by(s));
}
