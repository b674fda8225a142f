/* actions.c - --status, --verify, --explain-metadata.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "indexer/actions.h"

#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

#include "dateline/blobs.h"
#include "dateline/json.h"
#include "indexer/summary.h"

#define FAILURES_SHOWN 50
#define SOURCES_SHOWN 10

/* ---- status ----------------------------------------------------------------------------------------------------- */

/* How many sources there are of each kind, in the order in which the kinds were met. */
struct kind_counts {
    struct kind_count {
        struct dl_str name;
        uint64_t sources;
    } v[DL_KINDS_MAX];
    size_t count;
};

struct status {
    const char *dir;
    struct dl_index_stats index;
    struct dl_state state;
    uint64_t failed_sources, failed_articles, shared_ids;
    struct kind_counts refused, passed; /* by reason, by kind */
    uint64_t passed_records;            /* of web archives */
    struct dl_facets countries;
    struct dl_buf last_run; /* JSON, or empty */
    struct dl_buf shard;    /* "K/N", or empty */
    struct dl_buf path;
};

static void count_source(struct kind_counts *k, const struct dl_source *f)
{
    size_t i = 0;
    while (i < k->count && !dl_str_eq(k->v[i].name, f->failure))
        i++;
    if (i == DL_KINDS_MAX)
        i--;
    if (i == k->count)
        k->v[k->count++] = (struct kind_count){ .name = f->failure };
    k->v[i].sources++;
}

static int by_count(const void *a, const void *b)
{
    const struct kind_count *x = a, *y = b;
    if (x->sources != y->sources)
        return x->sources > y->sources ? -1 : 1;
    return dl_str_cmp(x->name, y->name);
}

static enum dl_status read_state(struct dl_reader *r, struct status *t, struct dl_error *err)
{
    struct dl_buf blob = { 0 };
    enum dl_status status = dl_reader_get(r, DL_KEY_SOURCES, &blob, err);
    if (!status)
        status = dl_state_decode(&t->state, dl_buf_view(&blob), err);
    if (status == DL_NOT_FOUND)
        status = DL_OK;
    dl_buf_free(&blob);
    for (size_t i = 0; i < t->state.count; i++) {
        t->failed_sources += (t->state.v[i]->flags & DL_SOURCE_FAILED) != 0;
        t->failed_articles += t->state.v[i]->skipped;
        if (t->state.v[i]->flags & DL_SOURCE_REFUSED)
            count_source(&t->refused, t->state.v[i]);
        if (t->state.v[i]->flags & DL_SOURCE_PASSED)
            count_source(&t->passed, t->state.v[i]);
        t->shared_ids += t->state.v[i]->shared;
        t->passed_records += t->state.v[i]->passed;
    }
    qsort(t->refused.v, t->refused.count, sizeof *t->refused.v, by_count);
    qsort(t->passed.v, t->passed.count, sizeof *t->passed.v, by_count);
    return status;
}

static enum dl_status gather(struct status *t, struct dl_error *err)
{
    struct dl_reader *r = NULL;
    const struct dl_query all = { .op = DL_Q_ALL };
    enum dl_status status = dl_reader_open(&t->dir, 1, &r, err);
    if (!status)
        status = dl_reader_stats(r, &t->index, err);
    if (!status)
        status = read_state(r, t, err);
    if (!status) {
        status = dl_reader_get(r, DL_KEY_LAST_RUN, &t->last_run, err);
        status = status == DL_NOT_FOUND ? DL_OK : status;
    }
    if (!status) {
        status = dl_reader_get(r, DL_KEY_SHARD, &t->shard, err);
        status = status == DL_NOT_FOUND ? DL_OK : status;
    }
    if (!status)
        status = dl_reader_facets(r, &all, DL_FACET_COUNTRY, &t->countries, err);
    dl_reader_close(r);
    return status;
}

static void parts_text(const struct dl_index_stats *x, struct dl_buf *out)
{
    const char *comma = "";
    dl_buf_puts(out, "size       ");
    for (size_t i = 0; i < x->part_count; i++)
        if (x->parts[i].bytes) {
            dl_buf_printf(out, "%s%s %.1f MB", comma, x->parts[i].name, (double)x->parts[i].bytes / 1e6);
            comma = ", ";
        }
    if (x->saving == DL_SAVING_UNKNOWN)
        dl_buf_puts(out, "\n");
    else
        dl_buf_printf(out, "\nmerging    would save about %.1f MB: %" PRIu64 " articles are replaced or removed\n",
                      (double)x->saving / 1e6, x->deleted);
}

static void parts_json(const struct dl_index_stats *x, struct dl_buf *out)
{
    dl_buf_puts(out, ",\"parts\":{");
    for (size_t i = 0; i < x->part_count; i++)
        dl_buf_printf(out, "%s\"%s\":%" PRIu64, i ? "," : "", x->parts[i].name, x->parts[i].bytes);
    if (x->saving == DL_SAVING_UNKNOWN)
        dl_buf_puts(out, "},\"deleted\":null,\"merge_saves\":null");
    else
        dl_buf_printf(out, "},\"deleted\":%" PRIu64 ",\"merge_saves\":%" PRIu64, x->deleted, x->saving);
}

/* The numbers of a run's summary, by name. */
enum { NEW, CHANGED, UNCHANGED, REMOVED, SKIPPED, BAD_DATES, BAD_COUNTRIES, SECONDS, NUMBERS };

struct last_run {
    struct dl_str ended, stopped_by;
    double number[NUMBERS];
};

/* Borrows from JSON and DECODED, which has room for as many bytes. */
static bool read_last_run(struct dl_str json, char *decoded, struct last_run *run)
{
    static const char *const names[NUMBERS] = { "new",     "changed",   "unchanged",     "removed",
                                                "skipped", "bad_dates", "bad_countries", "seconds" };
    struct dl_json j;
    struct dl_json_value v;
    struct dl_str name;
    *run = (struct last_run){ 0 };
    dl_json_open(&j, json, decoded);
    if (!dl_json_value(&j, &v) || v.type != DL_JSON_OBJECT)
        return false;
    while (dl_json_next(&j, &name) && (dl_json_value(&j, &v))) {
        if (dl_str_eq(name, DL_STR("ended")))
            run->ended = v.s;
        if (dl_str_eq(name, DL_STR("stopped_by")))
            run->stopped_by = v.s;
        for (int i = 0; i < NUMBERS; i++)
            if (dl_str_eq(name, dl_str_of(names[i])) && v.type == DL_JSON_NUMBER)
                run->number[i] = strtod(v.s.ptr, NULL); /* a comma or a bracket ends it */
    }
    return dl_json_close(&j, NULL) == DL_OK && run->ended.len;
}

/* The last run that changed anything, for people: "2024-10-23T02:30:07Z, in 1.2 s; files: 12 new, 0 changed, ..." */
static void last_run(struct dl_str json, struct dl_buf *out)
{
    struct dl_buf decoded = { 0 };
    struct last_run run;
    if (dl_buf_reserve(&decoded, json.len) && read_last_run(json, decoded.data, &run)) {
        const double *n = run.number;
        dl_buf_printf(out, "changed    %.*s, in %.1f s; files: %.0f new, %.0f changed, %.0f unchanged, %.0f removed",
                      (int)run.ended.len, run.ended.ptr, n[SECONDS], n[NEW], n[CHANGED], n[UNCHANGED], n[REMOVED]);
        dl_buf_printf(out, "; %.0f articles skipped", n[SKIPPED]);
        if (n[BAD_DATES] > 0 || n[BAD_COUNTRIES] > 0)
            dl_buf_printf(out, "; fields that cannot be read: %.0f dates, %.0f countries", n[BAD_DATES],
                          n[BAD_COUNTRIES]);
        if (run.stopped_by.len)
            dl_buf_printf(out, "; stopped by %.*s", (int)run.stopped_by.len, run.stopped_by.ptr);
        dl_buf_byte(out, '\n');
    }
    dl_buf_free(&decoded);
}

/* When the sources were last looked at, into WHEN; false: that cannot be told. */
static bool checked(const struct status *t, char when[DL_TIME_SIZE])
{
    int64_t seconds = dl_index_checked(t->dir);
    dl_time_utc(seconds, when);
    return seconds != 0;
}

/* Valid until the next call. */
static const char *shown_path(struct status *t, struct dl_str path)
{
    dl_path_utf8(path, &t->path);
    if (*dl_buf_cstr(&t->path))
        dl_report_harmless(t->path.data, false);
    return dl_buf_cstr(&t->path);
}

static void shared_ids_text(struct status *t, struct dl_buf *out)
{
    if (t->shared_ids == 0)
        return;
    dl_buf_printf(out, "ids        %" PRIu64 " article%s an id with another article: it got one of its own\n",
                  t->shared_ids, t->shared_ids == 1 ? " shares" : "s share");
    for (size_t i = 0, shown = 0; i < t->state.count && shown < SOURCES_SHOWN; i++) {
        const struct dl_source *f = t->state.v[i];
        if (f->shared == 0)
            continue;
        dl_buf_printf(out, "           %s: %u\n", shown_path(t, f->path), f->shared);
        shown++;
    }
}

static void passed_text(const struct status *t, struct dl_buf *out)
{
    const char *comma = "no article ";
    for (size_t i = 0; i < t->passed.count; i++, comma = ", ")
        dl_buf_printf(out, "%s%" PRIu64 " %.*s", comma, t->passed.v[i].sources, (int)t->passed.v[i].name.len,
                      t->passed.v[i].name.ptr);
    if (t->passed_records)
        dl_buf_printf(out, "%s%" PRIu64 " records", comma, t->passed_records);
    if (t->passed.count || t->passed_records)
        dl_buf_byte(out, '\n');
}

static void status_text(struct status *t, struct dl_buf *out)
{
    char when[DL_TIME_SIZE];
    char from[11], to[11];
    dl_date_format(t->index.oldest, from);
    dl_date_format(t->index.newest, to);
    dl_buf_printf(out, "index      %s\nengine     %s, generation %" PRIu64 ", %" PRIu64 " segment%s, %.1f MB\n", t->dir,
                  dl_engine_name(t->index.engine), t->index.generation, t->index.segments,
                  t->index.segments == 1 ? "" : "s", (double)t->index.bytes / 1e6);
    parts_text(&t->index, out);
    dl_buf_printf(out, "articles   %" PRIu64, t->index.articles);
    if (t->index.dated)
        dl_buf_printf(out, ", %" PRIu64 " of them dated, from %s to %s", t->index.dated, from, to);
    dl_buf_puts(out, t->index.stored ? "\n" : "; their text is not kept\n");
    if (t->shard.len)
        dl_buf_printf(out, "shard      %s of its sources' articles\n", dl_buf_cstr(&t->shard));
    dl_buf_puts(out, "countries ");
    for (size_t i = 0, shown = 0; i < t->countries.count && shown < 10; i++)
        if (*t->countries.v[i].value) {
            dl_buf_printf(out, " %s %" PRIu64, t->countries.v[i].value, t->countries.v[i].count);
            shown++;
        }
    dl_buf_printf(out, "\nsources    %zu files\n", t->state.count);
    for (size_t i = 0; i < t->state.root_count; i++) {
        dl_buf_printf(out, "           %s\n", shown_path(t, t->state.roots[i]));
    }
    if (checked(t, when))
        dl_buf_printf(out, "checked    %s\n", when);
    if (t->last_run.len)
        last_run(dl_buf_view(&t->last_run), out);
    shared_ids_text(t, out);
    dl_buf_printf(out, "failures   %" PRIu64 " articles of %" PRIu64 " files\n", t->failed_articles, t->failed_sources);
    uint64_t alone = t->failed_sources; /* those that are listed one by one */
    for (size_t i = 0; i < t->refused.count; i++) {
        const struct kind_count *k = &t->refused.v[i];
        dl_buf_printf(out, "           %" PRIu64 " file%s: %.*s\n", k->sources, k->sources == 1 ? "" : "s",
                      (int)k->name.len, k->name.ptr);
        alone -= k->sources;
    }
    for (size_t i = 0, shown = 0; i < t->state.count && shown < FAILURES_SHOWN; i++) {
        const struct dl_source *f = t->state.v[i];
        if (!(f->flags & DL_SOURCE_FAILED) || (f->flags & DL_SOURCE_REFUSED))
            continue;
        dl_buf_printf(out, "           %s: %.*s\n", shown_path(t, f->path), (int)f->failure.len, f->failure.ptr);
        shown++;
    }
    if (alone > FAILURES_SHOWN)
        dl_buf_printf(out, "           and %" PRIu64 " more, which --format=json lists\n", alone - FAILURES_SHOWN);
    passed_text(t, out);
}

static void quote_date(dl_date d, struct dl_buf *out)
{
    char text[11];
    dl_date_format(d, text);
    dl_buf_printf(out, d ? "\"%s\"" : "null", text);
}

static void quote_path(struct status *t, struct dl_str path, struct dl_buf *out)
{
    dl_path_utf8(path, &t->path);
    dl_json_quote(dl_buf_view(&t->path), out);
}

static void kinds_json(const struct kind_counts *k, struct dl_buf *out)
{
    for (size_t i = 0; i < k->count; i++) {
        dl_buf_puts(out, i ? "," : "");
        dl_json_quote(k->v[i].name, out);
        dl_buf_printf(out, ":%" PRIu64, k->v[i].sources);
    }
}

static void status_json(struct status *t, struct dl_buf *out)
{
    char when[DL_TIME_SIZE];
    const struct dl_index_stats *x = &t->index;
    dl_buf_puts(out, "{\"index\":");
    quote_path(t, dl_str_of(t->dir), out);
    dl_buf_printf(out,
                  ",\"engine\":\"%s\",\"generation\":%" PRIu64 ",\"segments\":%" PRIu64 ",\"bytes\":%" PRIu64
                  ",\"articles\":%" PRIu64 ",\"dated\":%" PRIu64 ",\"stored\":%s,\"oldest\":",
                  dl_engine_name(x->engine), x->generation, x->segments, x->bytes, x->articles, x->dated,
                  x->stored ? "true" : "false");
    quote_date(x->oldest, out);
    dl_buf_puts(out, ",\"newest\":");
    quote_date(x->newest, out);
    parts_json(x, out);
    if (t->shard.len)
        dl_buf_printf(out, ",\"shard\":\"%s\"", dl_buf_cstr(&t->shard));
    dl_buf_puts(out, ",\"countries\":{");
    for (size_t i = 0, shown = 0; i < t->countries.count; i++)
        if (*t->countries.v[i].value)
            dl_buf_printf(out, "%s\"%s\":%" PRIu64, shown++ ? "," : "", t->countries.v[i].value,
                          t->countries.v[i].count);
    dl_buf_puts(out, "},\"roots\":[");
    for (size_t i = 0; i < t->state.root_count; i++) {
        dl_buf_puts(out, i ? "," : "");
        quote_path(t, t->state.roots[i], out);
    }
    dl_buf_printf(out, "],\"sources\":%zu,\"shared_ids\":%" PRIu64 ",\"checked\":", t->state.count, t->shared_ids);
    dl_buf_printf(out, checked(t, when) ? "\"%s\"" : "null", when);
    dl_buf_printf(out, ",\"last_run\":%s,\"failures\":[", t->last_run.len ? dl_buf_cstr(&t->last_run) : "null");
    bool first = true;
    for (size_t i = 0; i < t->state.count; i++) {
        const struct dl_source *f = t->state.v[i];
        if (!(f->flags & DL_SOURCE_FAILED))
            continue;
        dl_buf_puts(out, first ? "{\"path\":" : ",{\"path\":");
        quote_path(t, f->path, out);
        dl_buf_printf(out, ",\"articles\":%u,\"reason\":", f->skipped);
        dl_json_quote(f->failure, out);
        dl_buf_byte(out, '}');
        first = false;
    }
    dl_buf_puts(out, "],\"refused\":{");
    kinds_json(&t->refused, out);
    dl_buf_puts(out, "},\"passed\":{");
    kinds_json(&t->passed, out);
    dl_buf_printf(out, "},\"passed_records\":%" PRIu64 "}\n", t->passed_records);
}

enum dl_status dl_action_status(const struct dl_settings *s, struct dl_buf *out, struct dl_error *err)
{
    struct status t = { .dir = s->index };
    enum dl_status status = gather(&t, err);
    if (!status)
        (s->json ? status_json : status_text)(&t, out);
    dl_state_free(&t.state);
    dl_facets_free(&t.countries);
    dl_buf_free(&t.last_run);
    dl_buf_free(&t.shard);
    dl_buf_free(&t.path);
    return status ? status : dl_buf_status(out, err);
}

/* ---- verify ----------------------------------------------------------------------------------------------------- */

enum dl_status dl_action_verify(const struct dl_settings *s, struct dl_buf *out, struct dl_error *err)
{
    struct dl_buf detail = { 0 };
    struct status t = { .dir = s->index };
    struct dl_reader *r = NULL;
    struct dl_error ignored = { 0 };
    err = err ? err : &ignored;
    enum dl_status status = dl_index_verify(s->index, &detail, err);
    if (!status)
        status = dl_reader_open(&t.dir, 1, &r, err);
    if (!status)
        status = read_state(r, &t, err);
    if (status && s->json) {
        dl_buf_puts(out, "{\"sound\":false,\"reason\":");
        quote_path(&t, dl_str_of(err->message), out); /* which may quote a path, in whatever bytes */
        dl_buf_puts(out, "}\n");
    } else if (!status && s->json) {
        dl_buf_puts(out, "{\"sound\":true}\n");
    } else if (!status && (s->verbose || (isatty(STDOUT_FILENO) && !s->quiet))) {
        dl_buf_str(out, dl_buf_view(&detail));
        dl_buf_printf(out, "sound: every checksum and cross-reference holds, and the table of %zu source files\n",
                      t.state.count);
    }
    dl_reader_close(r);
    dl_state_free(&t.state);
    dl_buf_free(&t.path);
    dl_buf_free(&detail);
    return status ? status : dl_buf_status(out, err);
}

/* ---- compact ---------------------------------------------------------------------------------------------------- */

static enum dl_status size_of(const struct dl_settings *s, uint64_t *bytes, struct dl_error *err)
{
    struct dl_reader *r = NULL;
    struct dl_index_stats stats;
    enum dl_status status = dl_reader_open(&s->index, 1, &r, err);
    if (!status)
        status = dl_reader_stats(r, &stats, err);
    *bytes = status ? 0 : stats.bytes;
    dl_reader_close(r);
    return status;
}

enum dl_status dl_action_compact(const struct dl_settings *s, struct dl_buf *out, struct dl_error *err)
{
    uint64_t before = 0, after = 0;
    bool tell = s->json || s->verbose;
    enum dl_status status = tell ? size_of(s, &before, err) : DL_OK;
    if (!status)
        status = dl_index_compact(s->index, s->run.wait_seconds, err);
    if (!status && tell)
        status = size_of(s, &after, err);
    if (!status && s->json)
        dl_buf_printf(out, "{\"bytes_before\":%" PRIu64 ",\"bytes\":%" PRIu64 "}\n", before, after);
    else if (!status && tell)
        dl_buf_printf(out, "%.1f MB, %.1f MB before\n", (double)after / 1e6, (double)before / 1e6);
    return status ? status : dl_buf_status(out, err);
}

/* ---- backup ----------------------------------------------------------------------------------------------------- */

enum dl_status dl_action_backup(const struct dl_settings *s, struct dl_buf *out, struct dl_error *err)
{
    struct dl_settings copy = { .index = s->backup_dir };
    uint64_t bytes = 0;
    enum dl_status status = dl_index_backup(s->index, s->backup_dir, s->run.wait_seconds, err);
    if (!status && (s->json || s->verbose))
        status = size_of(&copy, &bytes, err);
    if (!status && s->json)
        dl_buf_printf(out, "{\"bytes\":%" PRIu64 "}\n", bytes);
    else if (!status && s->verbose)
        dl_buf_printf(out, "%.1f MB\n", (double)bytes / 1e6);
    return status ? status : dl_buf_status(out, err);
}

/* ---- correct ---------------------------------------------------------------------------------------------------- */

/* ID is of an article in the index, or of one that was corrected before: it may be hidden. */
static enum dl_status check_known(const struct dl_settings *s, const char *id, struct dl_error *err)
{
    struct dl_reader *r = NULL;
    struct dl_corrections c = { 0 };
    uint64_t doc;
    enum dl_status status = dl_reader_open(&s->index, 1, &r, err);
    if (!status)
        status = dl_reader_find(r, dl_str_of(id), &doc, err);
    if (status == DL_NOT_FOUND && dl_corrections_read(&c, s->corrections, NULL) == DL_OK &&
        dl_corrections_find(&c, DL_BY_ID, dl_str_of(id)))
        status = DL_OK;
    dl_corrections_free(&c);
    dl_reader_close(r);
    return status;
}

enum dl_status dl_action_correct(const struct dl_settings *s, struct dl_report *report, struct dl_summary *summary,
                                 struct dl_error *err)
{
    static const char *const hide[] = { "hidden=yes" };
    const char *id = s->remove_id ? s->remove_id : s->correct_id;
    size_t count = s->remove_id ? 1 : s->operands ? s->root_count : 0;
    const char **fields = calloc(count + 1, sizeof *fields);
    if (!fields)
        return dl_fail_memory(err);
    for (size_t i = 0; i < count; i++)
        fields[i] = s->remove_id ? hide[0] : s->roots[i].path;
    enum dl_status status = check_known(s, id, err);
    if (!status)
        status = dl_corrections_append(s->corrections, id, fields, count, err);
    struct dl_run_options run = s->run;
    run.corrections_only = true;
    if (!status)
        status = dl_run(&run, report, summary, err);
    free(fields);
    return status;
}

/* ---- explain ---------------------------------------------------------------------------------------------------- */

enum dl_status dl_action_explain(const struct dl_settings *s, struct dl_buf *out, struct dl_error *err)
{
    struct dl_reader *r = NULL;
    struct dl_metadata *m = NULL;
    struct dl_buf record = { 0 };
    struct dl_article a = { 0 };
    uint64_t doc = 0;
    bool has_body = false;
    char day[11];
    enum dl_status status = dl_reader_open(&s->index, 1, &r, err);
    if (!status)
        status = dl_reader_find(r, dl_str_of(s->explain_id), &doc, err);
    if (!status)
        status = dl_reader_fetch(r, doc, &record, &a, &has_body, err);
    if (!status)
        status = dl_metadata_new(&s->run.metadata, &m, err);
    if (!status) {
        dl_date_format(a.date, day);
        dl_buf_printf(out, "in the index: date %s, from %s; countries", a.date ? day : "unknown",
                      dl_date_from_name(a.date_from));
        for (unsigned i = 0; i < a.country_count; i++)
            dl_buf_printf(out, " %s (%s)", a.countries[i].code.text,
                          dl_country_from_name((enum dl_country_from)a.countries[i].from));
        if (a.origins.len) {
            dl_buf_puts(out, "\nas the page was read:\n");
            dl_buf_str(out, a.origins);
        }
        dl_buf_puts(out, has_body ? "\nfrom the text alone:\n" : "\nfrom the title alone, the text is not kept:\n");
        if (a.date_from != DL_DATE_HEADER) { /* a header line is not in the text: it goes on counting as stated */
            a.date = 0;
            a.date_from = DL_DATE_NONE;
        }
        a.country_count = a.mention_count = 0;
        status = dl_metadata_explain(m, &a, out, err);
    }
    struct dl_corrections c = { 0 };
    if (!status && access(s->corrections, F_OK) == 0)
        status = dl_corrections_read(&c, s->corrections, err);
    if (!status)
        dl_corrections_explain(&c, &a, out);
    dl_corrections_free(&c);
    dl_metadata_free(m);
    dl_buf_free(&record);
    dl_reader_close(r);
    return status ? status : dl_buf_status(out, err);
}
