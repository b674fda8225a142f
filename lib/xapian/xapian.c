/* xapian.c - the Xapian engine: its folder, terms and metadata; compaction and verification.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dateline/file.h"
#include "lib/xapian/xapian_private.h"

#define STUB_MAX ((size_t)1 << 20)

/* ---- terms ------------------------------------------------------------------------------------------------------ */

dl_date dl_xday(dl_date d)
{
    if (d == 0)
        return 0;
    if (dl_date_month(d) == 0)
        d += 100;
    return dl_date_day(d) == 0 ? d + 1 : d;
}

void dl_xterm_id(struct dl_str id, struct dl_buf *out)
{
    dl_buf_clear(out);
    dl_buf_byte(out, 'Q');
    dl_buf_str(out, id);
    bool control = false;
    for (size_t i = 0; i < id.len && !control; i++)
        control = (unsigned char)id.ptr[i] < 0x20;
    if (!control) {
        dl_key_bound(out, DL_TERM_MAX);
        return;
    }
    struct dl_hash128 h = dl_hash128(id.ptr, id.len); /* Xapian counts a NUL twice and no one wants others in a term */
    dl_buf_clear(out);
    dl_buf_printf(out, "Q#%016" PRIx64 "%016" PRIx64, h.high, h.low);
}

void dl_xterm_code(const char *prefix, struct dl_str code, struct dl_buf *out)
{
    dl_buf_clear(out);
    dl_buf_puts(out, prefix);
    for (size_t i = 0; i < code.len; i++) {
        char c = code.ptr[i];
        dl_buf_byte(out, (unsigned char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c));
    }
    dl_key_bound(out, DL_TERM_MAX);
}

void dl_xterm_source(struct dl_str folded, struct dl_buf *out)
{
    dl_buf_clear(out);
    dl_buf_puts(out, "XSOURCE:");
    dl_buf_str(out, folded);
    dl_key_bound(out, DL_TERM_MAX);
}

void dl_xterm_source_key(uint64_t key, struct dl_buf *out)
{
    dl_buf_clear(out);
    dl_buf_printf(out, "XK%016" PRIx64, key);
}

/* ---- metadata --------------------------------------------------------------------------------------------------- */

enum dl_status dl_xblob_get(dl_xget_fn *get, void *handle, const char *key, struct dl_buf *value, struct dl_error *err)
{
    struct dl_buf name = { 0 }, head = { 0 };
    size_t start = value->len;
    dl_buf_printf(&name, "u.%s", key);
    enum dl_status status = dl_buf_status(&name, err);
    if (!status)
        status = get(handle, dl_buf_view(&name), &head, err);
    if (!status && head.len == 0)
        status = dl_fail(err, DL_NOT_FOUND, "the index holds nothing under %s", key);
    if (!status && head.data[0] == 0)
        dl_buf_append(value, head.data + 1, head.len - 1);
    if (!status && head.data[0] != 0) {
        size_t length = (size_t)strtoull(dl_buf_cstr(&head) + 1, NULL, 10), had;
        for (unsigned long i = 0; !status && value->len - start < length; i++) {
            had = value->len;
            dl_buf_clear(&name);
            dl_buf_printf(&name, "u.%s/%lu", key, i);
            status = get(handle, dl_buf_view(&name), value, err);
            if (!status && (value->len == had || value->len - start > length))
                status = dl_fail(err, DL_CORRUPT, "the index's %s is damaged", key);
        }
    }
    dl_buf_free(&name);
    dl_buf_free(&head);
    return status ? status : dl_buf_status(value, err);
}

/* A database with words in it has positions, unless its table of them is lost. */
static enum dl_status check_positions(struct dl_xdb *db, const char *path, struct dl_error *err)
{
    struct dl_xcounts counts = { 0 };
    bool has = true;
    enum dl_status status = dl_xdb_counts(db, &counts, err);
    if (!status && counts.total_length)
        status = dl_xdb_has_positions(db, &has, err);
    return status || has ? status
                         : dl_fail(err, DL_CORRUPT, "%s is damaged: its words have no positions any more", path);
}

enum dl_status dl_xschema_check(struct dl_xdb *db, const char *path, struct dl_error *err)
{
    struct dl_buf schema = { 0 };
    enum dl_status status = dl_xdb_get(db, DL_XMETA_SCHEMA, &schema, err);
    if (!status && schema.len == 0)
        status = dl_fail(err, DL_VERSION, "%s is a Xapian database, but not one of dateline-index", path);
    else if (!status && !dl_str_eq(dl_buf_view(&schema), DL_STR(DL_XSCHEMA)))
        status = dl_fail(err, DL_VERSION, "%s has layout %s, this program reads %s: rebuild the index", path,
                         dl_buf_cstr(&schema), DL_XSCHEMA);
    dl_buf_free(&schema);
    return status ? status : check_positions(db, path, err);
}

/* ---- the folder ------------------------------------------------------------------------------------------------- */

static bool is_folder(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

enum dl_status dl_xstub_read(const char *path, struct dl_buf *out, struct dl_error *err)
{
    struct dl_buf stub = { 0 };
    struct stat st;
    dl_buf_clear(out);
    if (is_folder(path))
        dl_path_join(&stub, path, DL_XSTUB);
    else
        dl_buf_puts(&stub, path);
    const char *name = dl_buf_cstr(&stub);
    enum dl_status status = dl_buf_status(&stub, err);
    if (!status && (stat(name, &st) == 0 || errno != ENOENT))
        status = dl_file_read(name, STUB_MAX, out, err);
    dl_buf_free(&stub);
    return status;
}

enum dl_status dl_xtables_check(const char *dir, struct dl_error *err)
{
    static const char *const tables[] = { "postlist.glass", "position.glass", "docdata.glass", "termlist.glass" };
    int open_tables[sizeof tables / sizeof *tables];
    size_t n = 0;
    struct dl_buf path = { 0 };
    enum dl_status status = DL_OK;
    for (size_t i = 0; i < sizeof tables / sizeof *tables && !status; i++) {
        if (!dl_path_join(&path, dir, tables[i])) {
            status = dl_fail_memory(err);
            break;
        }
        int fd = open(path.data, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
        if (fd >= 0)
            open_tables[n++] = fd;
        else if (errno != ENOENT &&
                 errno != ENOTDIR) /* an index without texts has no table for them; it may be one file */
            status = dl_fail_errno(err, errno, path.data, "cannot open");
    }
    while (n)
        close(open_tables[--n]);
    dl_buf_free(&path);
    return status;
}

/* The n of "auto db.<n>", as written by dl_xstub_switch. */
static bool stub_number(const char *text, unsigned long *n)
{
    int end = 0;
    return sscanf(text, "auto db.%lu%n", n, &end) == 1 && end > 0 && strcmp(text + end, "\n") == 0;
}

enum dl_status dl_xstub_target(const char *dir, struct dl_buf *out, struct dl_error *err)
{
    struct dl_buf text = { 0 };
    unsigned long n = 0;
    char name[32];
    enum dl_status status = dl_xstub_read(dir, &text, err);
    if (!status && !stub_number(dl_buf_cstr(&text), &n))
        status = dl_fail(err, DL_UNSUPPORTED, "%s is not an index that dateline-index can write to", dir);
    snprintf(name, sizeof name, "db.%lu", n);
    if (!status && !dl_path_join(out, dir, name))
        status = dl_fail_memory(err);
    dl_buf_free(&text);
    return status;
}

enum dl_status dl_xstub_switch(const char *dir, unsigned long n, struct dl_error *err)
{
    struct dl_buf path = { 0 };
    char text[48];
    snprintf(text, sizeof text, "db.%lu", n);
    enum dl_status status = dl_path_join(&path, dir, text) ? dl_fsync_dir(path.data, err) : dl_fail_memory(err);
    if (!status)
        status = dl_fsync_dir(dir, err);
    int length = snprintf(text, sizeof text, "auto db.%lu\n", n);
    if (!status)
        status = dl_path_join(&path, dir, DL_XSTUB) ? dl_file_replace(path.data, text, (size_t)length, err)
                                                    : dl_fail_memory(err);
    dl_buf_free(&path);
    return status;
}

static bool database_name(const char *name, unsigned long *n)
{
    if (strncmp(name, "db.", 3) != 0 || name[3 + strspn(name + 3, "0123456789")] || !name[3])
        return false;
    *n = strtoul(name + 3, NULL, 10);
    return true;
}

/* A database's folder holds plain files only. */
static void remove_database(const char *dir, const char *name)
{
    struct dl_buf path = { 0 }, file = { 0 };
    DIR *d = dl_path_join(&path, dir, name) ? opendir(path.data) : NULL;
    for (const struct dirent *e; d && (e = readdir(d));)
        if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0 && dl_path_join(&file, path.data, e->d_name))
            unlink(file.data);
    if (d) {
        closedir(d);
        rmdir(path.data);
    }
    dl_buf_free(&path);
    dl_buf_free(&file);
}

enum dl_status dl_xstub_tidy(const char *dir, unsigned long *fresh, struct dl_error *err)
{
    struct dl_buf text = { 0 };
    unsigned long live = 0, n, highest = 0;
    enum dl_status status = dl_xstub_read(dir, &text, err);
    bool named = !status && stub_number(dl_buf_cstr(&text), &live);
    if (!status && text.len && !named) /* somebody else's stub: nothing here is ours to remove */
        status = dl_fail(err, DL_UNSUPPORTED, "%s is not an index that dateline-index can write to", dir);
    dl_buf_free(&text);
    DIR *d = status ? NULL : opendir(dir);
    if (!status && !d)
        status = dl_fail_errno(err, errno, dir, "cannot open the index");
    for (const struct dirent *e; d && (e = readdir(d));)
        if (database_name(e->d_name, &n)) {
            highest = n > highest ? n : highest;
            if (!named || n != live)
                remove_database(dir, e->d_name);
        }
    if (d)
        closedir(d);
    *fresh = highest + 1;
    return status;
}

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

static bool leftover(const char *name)
{
    unsigned long n;
    return database_name(name, &n) || strcmp(name, DL_XSTUB ".tmp") == 0;
}

/* ---- whole indexes ---------------------------------------------------------------------------------------------- */

/* 1: DIR's stub names database N; 0: it names another; -1: that cannot be told. */
static int stub_names(const char *dir, unsigned long n)
{
    struct dl_buf text = { 0 };
    unsigned long live = 0;
    bool told = dl_xstub_read(dir, &text, NULL) == DL_OK && stub_number(dl_buf_cstr(&text), &live);
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
    if (!status)
        status = dl_xtables_check(from.data, err);
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
            remove_database(dir, name);
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
    enum dl_status status = dl_reader_open(&dir, 1, &r, err);
    if (status)
        return status;
    status = dl_reader_search(r, &(struct dl_search){ .query = &all, .sort = DL_SORT_NEWEST }, &hits, err);
    for (size_t i = 0; i < hits.count && !status; i++) {
        struct dl_article a = { 0 };
        bool has_body;
        uint64_t doc = 0;
        status = dl_reader_id(r, hits.v[i].doc, &id, err);
        if (!status)
            status = dl_reader_fetch(r, hits.v[i].doc, &record, &a, &has_body, err);
        if (!status)
            status = dl_reader_find(r, a.id, &doc, err);
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
    dl_reader_close(r);
    return status;
}

static enum dl_status verify(const char *dir, struct dl_buf *detail, struct dl_error *err)
{
    struct dl_buf target = { 0 };
    bool ours = dl_xstub_target(dir, &target, NULL) == DL_OK; /* else a bare database or somebody's stub */
    enum dl_status status = dl_xstub_check(dir, err);
    if (!status)
        status = dl_xapian_check(ours ? target.data : dir, detail, err);
    dl_buf_free(&target);
    return status ? status : verify_articles(dir, detail, err);
}

const struct dl_engine_ops dl_xapian_engine = {
    .kind = DL_ENGINE_XAPIAN,
    .name = "xapian",
    .recognise = recognise,
    .leftover = leftover,
    .writer_open = dl_xwriter_start,
    .reader_open = dl_xreader_start,
    .compact = compact,
    .verify = verify,
};
