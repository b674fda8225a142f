/* fuzz_stub.c - stub files, which name the databases of a cluster, and what tells an index by them.
 *
 * What a stub is taken for must be what it says: names without control bytes, ports that there are, folders beside the
 * stub.  Start from tests/fuzz/seeds/stub.
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

static char folder[64], stub[80]; /* the file's name is that of a folder's stub, too */

static void leave(void)
{
    unlink(stub);
    rmdir(folder);
}

static void enter(void)
{
    snprintf(folder, sizeof folder, "/tmp/fuzz-stub-XXXXXX");
    if (!mkdtemp(folder))
        abort();
    snprintf(stub, sizeof stub, "%s/" DL_XSTUB, folder);
    atexit(leave);
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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct dl_buf target = { 0 };
    struct dl_error err = { 0 };
    if (!stub[0])
        enter();
    FILE *f = fopen(stub, "wb");
    if (!f || fwrite(data, 1, size, f) != size || fclose(f) != 0)
        abort();
    list(stub);
    list(folder);
    dl_xstub_check(stub, &err);
    dl_xstub_check(folder, &err);
    dl_xapian_engine.recognise(stub);
    enum dl_status status = dl_xstub_target(folder, &target, &err);
    if (status == DL_OK && strncmp(dl_buf_cstr(&target), folder, strlen(folder)) != 0)
        abort();
    dl_buf_free(&target);
    return 0;
}
