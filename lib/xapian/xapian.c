/* xapian.c - the Xapian engine's table of operations; compaction and verification.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdlib.h>
#include <sys/stat.h>

#include "dateline/file.h"
#include "lib/xapian/xapian_private.h"

#define VERIFY_TRIES 10

/* By its first line that is no comment. */
static bool is_stub(const char *text)
{
    while (*text == '#' || *text == '\n') {
        text += strcspn(text, "\n");
        text += *text == '\n';
    }
    return strncmp(text, "auto ", 5) == 0 || strncmp(text, "remote ", 7) == 0 || strncmp(text, "glass ", 6) == 0;
}

static bool recognise(const char *path)
{
    struct dl_buf file = { 0 };
    struct stat st;
    bool found = false;
    if (stat(path, &st) != 0)
        return false;
    if (S_ISREG(st.st_mode)) { /* a stub file */
        struct dl_buf text = { 0 };
        found = dl_xstub_read(path, &text, NULL) == DL_OK && is_stub(dl_buf_cstr(&text));
        dl_buf_free(&text);
        return found;
    }
    static const char *const marks[] = { DL_XSTUB, "iamglass" };
    for (size_t i = 0; i < sizeof marks / sizeof *marks && !found; i++)
        found = dl_path_join(&file, path, marks[i]) && stat(file.data, &st) == 0;
    dl_buf_free(&file);
    return found;
}

static bool owns_file(const char *name)
{
    return strcmp(name, DL_XSTUB ".tmp") == 0;
}

static bool owns_folder(const char *name)
{
    unsigned long n;
    return dl_xstub_is_database(name, &n);
}

/* ---- whole indexes ---------------------------------------------------------------------------------------------- */

/* 1: DIR's stub names database N; 0: it names another; -1: that cannot be told. */
static int stub_names(const char *dir, unsigned long n)
{
    struct dl_buf text = { 0 };
    unsigned long live = 0;
    bool told = dl_xstub_read(dir, &text, NULL) == DL_OK && dl_xstub_number(dl_buf_cstr(&text), &live);
    dl_buf_free(&text);
    return told ? live == n : -1;
}

static bool note_first(void *context, uint32_t id, uint32_t wdf)
{
    (void)wdf;
    *(uint32_t *)context = id;
    return false;
}

/* libxapian takes a table that it cannot open for one that is empty: then texts would be gone without a word. */
static enum dl_status check_compacted(const char *path, struct dl_error *err)
{
    struct dl_xdb *db = NULL;
    struct dl_buf data = { 0 };
    uint32_t first = 0;
    enum dl_status status = dl_xdb_new(&db, err);
    if (!status)
        status = dl_xdb_add(db, path, err);
    if (!status)
        status = dl_xschema_check(db, path, err);
    if (!status)
        status = dl_xdb_postings(db, DL_STR(""), note_first, &first, err);
    if (!status && first)
        status = dl_xdb_data(db, first, &data, err);
    if (!status && first && data.len == 0)
        status = dl_fail(err, DL_IO, "%s: not all of the database could be read: it is as it was", path);
    dl_buf_free(&data);
    dl_xdb_free(db);
    return status;
}

static enum dl_status compact(const char *dir, struct dl_error *err)
{
    struct dl_buf from = { 0 }, to = { 0 };
    unsigned long n = 0;
    char name[32];
    enum dl_status status = dl_xstub_tidy(dir, &n, err);
    if (!status)
        status = dl_xstub_target(dir, &from, err);
    snprintf(name, sizeof name, "db.%lu", n);
    if (!status && !dl_path_join(&to, dir, name))
        status = dl_fail_memory(err);
    if (!status) {
        status = dl_xapian_compact(from.data, to.data, err);
        if (!status)
            status = check_compacted(to.data, err);
        if (!status)
            status = dl_xstub_switch(dir, n, err);
        if (!status)
            status = dl_xstub_tidy(dir, &n, err); /* readers keep the old one's files open */
        else if (stub_names(dir, n) == 0)         /* the switch may have come to its end all the same */
            dl_xstub_discard(dir, n);
    }
    dl_buf_free(&from);
    dl_buf_free(&to);
    return status;
}

/* Every document must have its id term and a stored article that can be decoded and has that id. */
static enum dl_status verify_articles(const char *dir, struct dl_buf *detail, struct dl_error *err)
{
    struct dl_reader *r;
    struct dl_hits hits = { 0 };
    struct dl_buf record = { 0 }, id = { 0 };
    struct dl_query all = { .op = DL_Q_ALL };
    enum dl_status status = dl_xreader_start(&dir, 1, &(struct dl_reader_options){ 0 }, &r, err);
    if (status)
        return status;
    status = r->ops->search(r, &(struct dl_search){ .query = &all, .sort = DL_SORT_NEWEST }, &hits, err);
    for (size_t i = 0; i < hits.count && !status; i++) {
        struct dl_article a = { 0 };
        bool has_body;
        uint64_t doc = 0;
        dl_buf_clear(&id);
        dl_buf_clear(&record);
        status = r->ops->id(r, hits.v[i].doc, &id, err);
        if (!status)
            status = r->ops->fetch(r, hits.v[i].doc, &record, &a, &has_body, err);
        if (!status)
            status = r->ops->find(r, a.id, &doc, err);
        if (status == DL_NOT_FOUND || (!status && (doc != hits.v[i].doc || !dl_str_eq(a.id, dl_buf_view(&id)) ||
                                                   dl_xday(a.date) != hits.v[i].date)))
            status = dl_fail(err, DL_CORRUPT, "%s: article %.*s is not where its id says", dir, (int)id.len,
                             id.len ? id.data : "");
    }
    if (!status && detail)
        dl_buf_printf(detail, "articles: %zu decoded\n", hits.count);
    dl_hits_free(&hits);
    dl_buf_free(&record);
    dl_buf_free(&id);
    r->ops->close(r);
    return status;
}

static enum dl_status verify_database(void *context, const char *path, const char *host, unsigned port,
                                      struct dl_error *err)
{
    (void)host; /* none is remote */
    (void)port;
    return dl_xapian_check(path, context, err);
}

static enum dl_status note_mark(void *context, const char *path, const char *host, unsigned port, struct dl_error *err)
{
    struct dl_buf file = { 0 }, *marks = context;
    (void)host;
    (void)port;
    if (!dl_path_join(&file, path, "iamglass"))
        return dl_fail_memory(err);
    struct dl_file_mark mark = dl_file_mark(file.data);
    dl_buf_puts(marks, path);
    dl_buf_append(marks, &mark, sizeof mark);
    dl_buf_free(&file);
    return dl_buf_status(marks, err);
}

/* What changes with each commit, compaction and rebuild, replacing MARKS. */
static void note_marks(const char *dir, struct dl_buf *marks)
{
    dl_buf_clear(marks);
    dl_xstub_databases(dir, note_mark, marks, NULL);
}

/* A commit reuses blocks of the one before the last, and a compaction or rebuild removes the database: what is wrong
 * then may be right. */
static enum dl_status verify(const char *dir, struct dl_buf *detail, struct dl_error *err)
{
    struct dl_buf before = { 0 }, after = { 0 };
    size_t start = detail ? detail->len : 0;
    enum dl_status status = DL_OK;
    bool moved = true;
    for (int tries = 0; tries < VERIFY_TRIES && moved; tries++) {
        if (detail)
            detail->len = start;
        note_marks(dir, &before);
        status = dl_xstub_databases(dir, verify_database, detail, err);
        if (!status)
            status = verify_articles(dir, detail, err);
        note_marks(dir, &after);
        moved = status && !dl_str_eq(dl_buf_view(&before), dl_buf_view(&after));
    }
    dl_buf_free(&before);
    dl_buf_free(&after);
    return moved ? dl_fail(err, DL_BUSY, "%s was written to each of %d times while it was verified", dir, VERIFY_TRIES)
                 : status;
}

const struct dl_engine_ops dl_xapian_engine = {
    .kind = DL_ENGINE_XAPIAN,
    .name = "xapian",
    .recognise = recognise,
    .owns_file = owns_file,
    .files = dl_xstub_files,
    .written_in_place = true,
    .owns_folder = owns_folder,
    .check_folder = dl_xstub_check_database,
    .remove_folder = dl_xstub_remove_database,
    .writer_open = dl_xwriter_start,
    .reader_open = dl_xreader_start,
    .compact = compact,
    .verify = verify,
};
