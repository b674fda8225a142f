/* stub.c - the index folder's stub and database folders, and stub files that list databases.
 *
 * Only this file reads stubs.  libxapian never does: its own rules take a line for another one (a trailing tab or blank
 * is part of a name), and its "remote :PROGRAM" runs a program.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dateline/file.h"
#include "lib/xapian/xapian_private.h"

#define STUB_MAX ((size_t)1 << 20)
#define STUBS_MAX 2000 /* stubs that one may lead to, those of index folders among them */
#define DEPTH_MAX 16   /* stubs that lead to each other, one behind the other */

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

bool dl_xstub_number(const char *text, unsigned long *n)
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
    if (!status && !dl_xstub_number(dl_buf_cstr(&text), &n))
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

bool dl_xstub_is_database(const char *name, unsigned long *n)
{
    if (strncmp(name, "db.", 3) != 0 || name[3 + strspn(name + 3, "0123456789")] || !name[3])
        return false;
    *n = strtoul(name + 3, NULL, 10);
    return true;
}

/* The names that libxapian 1.4 gives to files of a glass database. */
static bool is_database_file(const char *name)
{
    static const char *const names[] = { "iamglass",       "flintlock",      "v.tmp",
                                         "postlist.glass", "docdata.glass",  "termlist.glass",
                                         "position.glass", "spelling.glass", "synonym.glass" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return strncmp(name, "changes", 7) == 0 && name[7] && name[7 + strspn(name + 7, "0123456789")] == '\0';
}

static bool is_dot(const char *name)
{
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

static enum dl_status check_files(DIR *d, const char *path, struct dl_error *err)
{
    for (const struct dirent *e; (e = readdir(d));)
        if (!is_dot(e->d_name) && !is_database_file(e->d_name))
            return dl_fail(err, DL_UNSUPPORTED, "%s holds %s, which dateline-index did not write: move it away", path,
                           e->d_name);
    rewinddir(d);
    return DL_OK;
}

/* Open the folder of the database NAME in DIR, whose PATH is set.  Links are not followed.  *D is NULL when it is
 * missing. */
static enum dl_status open_database(const char *dir, const char *name, struct dl_buf *path, DIR **d,
                                    struct dl_error *err)
{
    if (!dl_path_join(path, dir, name))
        return dl_fail_memory(err);
    int fd = open(path->data, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    *d = fd >= 0 ? fdopendir(fd) : NULL;
    if (*d)
        return check_files(*d, path->data, err);
    bool missing = fd < 0 && errno == ENOENT;
    if (fd >= 0)
        close(fd);
    return missing ? DL_OK
                   : dl_fail(err, DL_UNSUPPORTED, "%s is not a database of dateline-index: move it away", path->data);
}

enum dl_status dl_xstub_check_database(const char *dir, const char *name, struct dl_error *err)
{
    struct dl_buf path = { 0 };
    DIR *d = NULL;
    enum dl_status status = open_database(dir, name, &path, &d, err);
    if (d)
        closedir(d);
    dl_buf_free(&path);
    return status;
}

enum dl_status dl_xstub_remove_database(const char *dir, const char *name, struct dl_error *err)
{
    struct dl_buf path = { 0 };
    DIR *d = NULL;
    enum dl_status status = open_database(dir, name, &path, &d, err);
    for (const struct dirent *e; d && !status && (e = readdir(d));)
        if (!is_dot(e->d_name))
            unlinkat(dirfd(d), e->d_name, 0);
    if (d)
        closedir(d);
    if (!status)
        rmdir(path.data);
    dl_buf_free(&path);
    return status;
}

enum dl_status dl_xstub_files(const char *dir, dl_file_fn *fn, void *context, const char **entry, struct dl_buf *text,
                              struct dl_error *err)
{
    struct dl_buf path = { 0 }, name = { 0 };
    DIR *d = NULL;
    enum dl_status status = dl_xstub_target(dir, &path, err);
    if (!status && !(d = opendir(dl_buf_cstr(&path))))
        status = dl_fail_errno(err, errno, path.data, "cannot open the database");
    const char *slash = status ? NULL : strrchr(path.data, '/'), *base = slash ? slash + 1 : path.data;
    for (const struct dirent *e; !status && (e = readdir(d));) {
        if (!is_database_file(e->d_name) || strcmp(e->d_name, "flintlock") == 0)
            continue;
        dl_buf_clear(&name);
        dl_buf_printf(&name, "%s/%s", base, e->d_name);
        status = dl_buf_status(&name, err);
        if (!status)
            status = fn(context, dl_buf_cstr(&name), false, err);
    }
    *entry = DL_XSTUB;
    if (!status)
        dl_buf_printf(text, "auto %s\n", base);
    if (d)
        closedir(d);
    dl_buf_free(&path);
    dl_buf_free(&name);
    return status ? status : dl_buf_status(text, err);
}

void dl_xstub_discard(const char *dir, unsigned long n)
{
    char name[32];
    snprintf(name, sizeof name, "db.%lu", n);
    dl_xstub_remove_database(dir, name, NULL);
}

enum dl_status dl_xstub_tidy(const char *dir, unsigned long *fresh, struct dl_error *err)
{
    struct dl_buf text = { 0 };
    unsigned long live = 0, n, highest = 0;
    enum dl_status status = dl_xstub_read(dir, &text, err);
    bool named = !status && dl_xstub_number(dl_buf_cstr(&text), &live);
    if (!status && text.len && !named) /* somebody else's stub: nothing here is ours to remove */
        status = dl_fail(err, DL_UNSUPPORTED, "%s is not an index that dateline-index can write to", dir);
    dl_buf_free(&text);
    DIR *d = status ? NULL : opendir(dir);
    if (!status && !d)
        status = dl_fail_errno(err, errno, dir, "cannot open the index");
    for (const struct dirent *e; d && !status && (e = readdir(d));)
        if (dl_xstub_is_database(e->d_name, &n)) {
            highest = n > highest ? n : highest;
            if (!named || n != live)
                status = dl_xstub_remove_database(dir, e->d_name, err);
        }
    if (d)
        closedir(d);
    *fresh = highest + 1;
    return status;
}

/* ---- lists of databases ----------------------------------------------------------------------------------------- */

/* "HOST:PORT" or "[ADDRESS]:PORT". */
static bool split_address(struct dl_str s, struct dl_str *host, unsigned *port)
{
    size_t colon = s.len;
    while (colon > 0 && s.ptr[colon - 1] != ':')
        colon--;
    *port = 0;
    for (size_t i = colon; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9' || *port > 65535)
            return false;
        *port = *port * 10 + (unsigned)(s.ptr[i] - '0');
    }
    *host = (struct dl_str){ s.ptr, colon ? colon - 1 : 0 };
    if (host->len > 2 && host->ptr[0] == '[' && host->ptr[host->len - 1] == ']')
        *host = (struct dl_str){ host->ptr + 1, host->len - 2 };
    return host->len > 0 && *port > 0 && *port <= 65535;
}

/* What `xapian-compact --single-file` makes. */
static bool is_one_file(const char *path)
{
    static const char magic[] = "\017\015Xapian Glass";
    char head[sizeof magic - 1];
    FILE *f = fopen(path, "rb");
    bool found = f && fread(head, 1, sizeof head, f) == sizeof head && memcmp(head, magic, sizeof head) == 0;
    if (f)
        fclose(f);
    return found;
}

static bool is_printable(struct dl_str s)
{
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.ptr[i] < ' ' || s.ptr[i] == 0x7f)
            return false;
    return true;
}

struct walk {
    dl_xplace_fn *fn;
    void *context;
    bool databases;        /* an index folder is its databases, else one place */
    unsigned stubs, depth; /* so far: against stubs that name each other */
};

static enum dl_status walk_path(struct walk *w, const char *path, struct dl_error *err);

static enum dl_status walk_local(struct walk *w, const char *stub, struct dl_str name, struct dl_error *err)
{
    struct dl_buf path = { 0 };
    const char *slash = strrchr(stub, '/');
    if (name.ptr[0] != '/' && slash) /* as libxapian does: beside the stub */
        dl_buf_append(&path, stub, (size_t)(slash - stub) + 1);
    dl_buf_str(&path, name);
    const char *text = dl_buf_cstr(&path);
    enum dl_status status = dl_buf_status(&path, err);
    if (!status)
        status = walk_path(w, text, err);
    dl_buf_free(&path);
    return status;
}

static enum dl_status found_remote(struct walk *w, struct dl_str name, struct dl_str host, unsigned port,
                                   struct dl_error *err)
{
    struct dl_buf text = { 0 }; /* the address and the host in it, each with its NUL */
    dl_buf_str(&text, name);
    dl_buf_byte(&text, 0);
    dl_buf_str(&text, host);
    dl_buf_byte(&text, 0);
    enum dl_status status = dl_buf_status(&text, err);
    if (!status)
        status = w->fn(w->context, text.data, text.data + name.len + 1, port, err);
    dl_buf_free(&text);
    return status;
}

static enum dl_status walk_line(struct walk *w, const char *stub, unsigned number, struct dl_str line,
                                struct dl_error *err)
{
    const char *blank = memchr(line.ptr, ' ', line.len);
    struct dl_str type = { line.ptr, blank ? (size_t)(blank - line.ptr) : line.len }, host;
    struct dl_str rest = { line.ptr + type.len + (blank != NULL), line.len - type.len - (blank != NULL) };
    bool remote = dl_str_eq(type, DL_STR("remote"));
    bool local = dl_str_eq(type, DL_STR("auto")) || dl_str_eq(type, DL_STR("glass"));
    unsigned port = 0;
    if (remote && w->databases)
        return dl_fail(err, DL_OPENING, "%s leads to remote databases: list them in a file", stub);
    if (!is_printable(line) || rest.len == 0 || !(local || (remote && split_address(rest, &host, &port))))
        return dl_fail(err, DL_OPENING, "%s: line %u is neither 'remote HOST:PORT' nor 'auto FOLDER'", stub, number);
    return remote ? found_remote(w, rest, host, port, err) : walk_local(w, stub, rest, err);
}

static enum dl_status walk_lines(struct walk *w, const char *stub, struct dl_str text, struct dl_error *err)
{
    enum dl_status status = DL_OK;
    for (unsigned number = 1; text.len && !status; number++) {
        const char *end = memchr(text.ptr, '\n', text.len);
        struct dl_str line = { text.ptr, end ? (size_t)(end - text.ptr) : text.len };
        text.len -= line.len + (end != NULL);
        text.ptr += line.len + (end != NULL);
        while (line.len && strchr(" \t\r", line.ptr[line.len - 1]))
            line.len--;
        if (line.len && line.ptr[0] != '#')
            status = walk_line(w, stub, number, line, err);
    }
    return status;
}

/* The stub at PATH: its own path, replacing STUB, and its text, replacing TEXT; empty when there is none. */
static enum dl_status read_stub(const char *path, struct dl_buf *stub, struct dl_buf *text, bool *folder,
                                struct dl_error *err)
{
    struct stat st;
    bool exists = stat(path, &st) == 0;
    *folder = exists && S_ISDIR(st.st_mode);
    if (exists && !*folder && (!S_ISREG(st.st_mode) || is_one_file(path)))
        return DL_OK;
    if (*folder)
        dl_path_join(stub, path, DL_XSTUB);
    else
        dl_buf_puts(stub, path);
    dl_buf_cstr(stub);
    enum dl_status status = dl_buf_status(stub, err);
    return status ? status : dl_xstub_read(path, text, err);
}

static enum dl_status walk_path(struct walk *w, const char *path, struct dl_error *err)
{
    struct dl_buf text = { 0 }, stub = { 0 };
    bool folder;
    enum dl_status status = read_stub(path, &stub, &text, &folder, err);
    const char *lines = dl_buf_cstr(&text);
    bool list =
        text.len && (!folder || w->databases || strncmp(lines, "remote ", 7) == 0 || strstr(lines, "\nremote "));
    if (!status && text.len && (++w->stubs > STUBS_MAX || w->depth == DEPTH_MAX))
        status = dl_fail(err, DL_OPENING, "%s: stubs that name each other, or more than %d of them", path, STUBS_MAX);
    w->depth++;
    if (!status)
        status = list ? walk_lines(w, stub.data, dl_buf_view(&text), err) : w->fn(w->context, path, NULL, 0, err);
    w->depth--;
    dl_buf_free(&text);
    dl_buf_free(&stub);
    return status;
}

enum dl_status dl_xstub_places(const char *path, dl_xplace_fn *fn, void *context, struct dl_error *err)
{
    return walk_path(&(struct walk){ .fn = fn, .context = context }, path, err);
}

enum dl_status dl_xstub_databases(const char *path, dl_xplace_fn *fn, void *context, struct dl_error *err)
{
    return walk_path(&(struct walk){ .fn = fn, .context = context, .databases = true }, path, err);
}
