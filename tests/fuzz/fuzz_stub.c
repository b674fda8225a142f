/* fuzz_stub.c - stub files, which name the databases of a cluster, and what tells an index by them.
 *
 * What a stub is taken for must be what it says: names without control bytes, ports that there are, folders beside the
 * stub; and opening what was accepted runs nothing.  Start from tests/fuzz/seeds/stub.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dateline/file.h"
#include "lib/xapian/xapian_private.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char folder[64], stub[80];    /* the file's name is that of a folder's stub, too */
static char program[80], canary[80]; /* whoever runs the first makes the second */

static void leave(void)
{
    unlink(stub);
    unlink(program);
    rmdir(folder);
}

static void enter(void)
{
    snprintf(folder, sizeof folder, "/tmp/fuzz-stub-XXXXXX");
    if (!mkdtemp(folder))
        abort();
    snprintf(stub, sizeof stub, "%s/" DL_XSTUB, folder);
    atexit(leave);
    snprintf(program, sizeof program, "%s/p", folder);
    snprintf(canary, sizeof canary, "%s/canary", folder);
    FILE *f = fopen(program, "w");
    if (!f || fprintf(f, "#!/bin/sh\n>%s\n", canary) < 0 || fclose(f) != 0 || chmod(program, 0700) != 0)
        abort();
}

static void check_part(const struct dl_xpart *x)
{
    if (!x->name || !x->name[0] || x->db || x->chosen)
        abort();
    for (const char *p = x->name; *p; p++)
        if ((unsigned char)*p < ' ' || *p == 0x7f)
            abort();
    if (x->host && (!x->host[0] || x->port == 0 || x->port > 65535 || !strstr(x->name, x->host)))
        abort();
    if (!x->host && (x->name[0] != '/' || x->port))
        abort();
}

static void list(const char *path)
{
    struct dl_xparts parts = { 0 };
    struct dl_error err = { 0 };
    char *paths[] = { (char *)(uintptr_t)path };
    enum dl_status status = dl_xparts_list(&parts, paths, 1, &err);
    if (status && (err.status != status || err.message[0] == '\0'))
        abort();
    if (!status && parts.count == 0)
        abort();
    for (size_t i = 0; i < parts.count && !status; i++)
        check_part(&parts.v[i]);
    dl_xparts_free(&parts);
}

static enum dl_status open_database(void *context, const char *name, const char *host, unsigned port,
                                    struct dl_error *err)
{
    (void)port;
    if (host)
        abort();
    return dl_xdb_add(context, name, err);
}

/* As a reader does, a compaction and --verify. */
static void open_databases(const char *path)
{
    struct dl_error err = { 0 };
    struct dl_xdb *db;
    if (dl_xdb_new(&db, &err))
        abort();
    dl_xstub_databases(path, open_database, db, &err);
    dl_xdb_free(db);
    if (dl_xapian_engine.verify(path, NULL, &err) == DL_OK || dl_xapian_engine.compact(path, &err) == DL_OK)
        abort(); /* there is no database */
    struct dl_writer_options o = { .workers = 1 };
    struct dl_writer *w = NULL;
    if (dl_xapian_engine.writer_open(path, false, &o, &w, &err) == DL_OK)
        abort();
}

/* DATA, with "PROGRAM" standing for the program's path. */
static void write_stub(const char *data, size_t size)
{
    FILE *f = fopen(stub, "wb");
    if (!f)
        abort();
    for (const char *p; (p = memmem(data, size, "PROGRAM", 7)); size -= (size_t)(p + 7 - data), data = p + 7) {
        fwrite(data, 1, (size_t)(p - data), f);
        fputs(program, f);
    }
    fwrite(data, 1, size, f);
    if (fclose(f) != 0)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct dl_buf target = { 0 };
    struct dl_error err = { 0 };
    if (!stub[0])
        enter();
    write_stub((const char *)data, size);
    list(stub);
    list(folder);
    open_databases(stub);
    open_databases(folder);
    if (access(canary, F_OK) == 0) /* a stub has run the program that stands in the folder */
        abort();
    dl_xapian_engine.recognise(stub);
    enum dl_status status = dl_xstub_target(folder, &target, &err);
    if (status == DL_OK && strncmp(dl_buf_cstr(&target), folder, strlen(folder)) != 0)
        abort();
    dl_buf_free(&target);
    return 0;
}
