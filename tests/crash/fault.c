/* fault.c - preloaded into a program, it lets the n-th call that changes a file fail, or kills the process there.
 *
 *   FAULT_AT=N      which call: opening for writing, write, pwrite, fsync, fdatasync, ftruncate, rename, renameat2, unlink,
 *                   counted from 1; standard output and error do not count
 *   FAULT_MODE=...  kill (SIGKILL before the call), eio (this call fails), enospc (this and all later writes fail);
 *                   nomem: instead, the n-th malloc, calloc or realloc that the program itself calls fails.  What its
 *                   libraries call is left alone: libstdc++ and ICU's break iterator end the process then.
 *   FAULT_HIT=FILE  is created when the call was reached
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static atomic_long calls;

static void tell(void)
{
    const char *path = getenv("FAULT_HIT");
    if (path)
        syscall(SYS_close, syscall(SYS_openat, AT_FDCWD, path, O_CREAT | O_WRONLY, 0666));
}

/* Whether this call is to fail, with errno set.  GROWS: it needs space. */
static int fault(int grows)
{
    const char *at = getenv("FAULT_AT"), *mode = getenv("FAULT_MODE");
    if (!at || !mode || strcmp(mode, "nomem") == 0)
        return 0;
    long n = atoll(at), now = atomic_fetch_add(&calls, 1) + 1;
    if (now < n)
        return 0;
    if (strcmp(mode, "enospc") == 0) {
        if (now == n)
            tell();
        errno = ENOSPC;
        return grows;
    }
    if (now > n)
        return 0;
    tell();
    if (strcmp(mode, "kill") == 0)
        kill(getpid(), SIGKILL);
    errno = EIO;
    return 1;
}

/* ---- memory ---- */

extern void *__libc_malloc(size_t), *__libc_calloc(size_t, size_t), *__libc_realloc(void *, size_t);
static uintptr_t program_start, program_end;
static long nomem_at;

/* The first object is the program: remember where its code lies. */
static int find_program(struct dl_phdr_info *info, size_t size, void *context)
{
    (void)size, (void)context;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *p = &info->dlpi_phdr[i];
        if (p->p_type != PT_LOAD || !(p->p_flags & PF_X))
            continue;
        program_start = info->dlpi_addr + p->p_vaddr;
        program_end = program_start + p->p_memsz;
    }
    return 1;
}

__attribute__((constructor)) static void prepare(void)
{
    const char *at = getenv("FAULT_AT"), *mode = getenv("FAULT_MODE");
    if (!at || !mode || strcmp(mode, "nomem") != 0)
        return;
    dl_iterate_phdr(find_program, NULL);
    nomem_at = atol(at);
}

static int no_memory(const void *caller)
{
    if (!nomem_at || (uintptr_t)caller < program_start || (uintptr_t)caller >= program_end)
        return 0;
    if (atomic_fetch_add(&calls, 1) + 1 != nomem_at)
        return 0;
    tell();
    errno = ENOMEM;
    return 1;
}

void *malloc(size_t n)
{
    return no_memory(__builtin_return_address(0)) ? NULL : __libc_malloc(n);
}

void *calloc(size_t n, size_t size)
{
    return no_memory(__builtin_return_address(0)) ? NULL : __libc_calloc(n, size);
}

void *realloc(void *p, size_t n)
{
    return no_memory(__builtin_return_address(0)) ? NULL : __libc_realloc(p, n);
}

/* ---- files ---- */

#define NEXT(type, name, ...)                                                                                          \
    static type (*next)(__VA_ARGS__);                                                                                  \
    if (!next)                                                                                                         \
        *(void **)&next = dlsym(RTLD_NEXT, name)

#define SIMPLE(type, name, grows, params, args, ...)                                                                   \
    type name params;                                                                                                  \
    type name params                                                                                                   \
    {                                                                                                                  \
        NEXT(type, #name, __VA_ARGS__);                                                                                \
        return fault(grows) ? (type)-1 : next args;                                                                    \
    }

ssize_t write(int fd, const void *p, size_t n)
{
    NEXT(ssize_t, "write", int, const void *, size_t);
    return fd > 2 && fault(1) ? -1 : next(fd, p, n);
}

SIMPLE(ssize_t, pwrite, 1, (int fd, const void *p, size_t n, off_t at), (fd, p, n, at), int, const void *, size_t, off_t)
SIMPLE(ssize_t, pwrite64, 1, (int fd, const void *p, size_t n, off_t at), (fd, p, n, at), int, const void *, size_t, off_t)
SIMPLE(int, ftruncate, 0, (int fd, off_t n), (fd, n), int, off_t)
SIMPLE(int, ftruncate64, 0, (int fd, off_t n), (fd, n), int, off_t)
SIMPLE(int, fsync, 0, (int fd), (fd), int)
SIMPLE(int, fdatasync, 0, (int fd), (fd), int)
SIMPLE(int, rename, 0, (const char *a, const char *b), (a, b), const char *, const char *)
SIMPLE(int, renameat2, 0, (int d, const char *a, int e, const char *b, unsigned f), (d, a, e, b, f), int, const char *, int,
       const char *, unsigned)
SIMPLE(int, unlink, 0, (const char *path), (path), const char *)
SIMPLE(int, unlinkat, 0, (int d, const char *path, int f), (d, path, f), int, const char *, int)

#define OPEN(name, params, args, ...)                                                                                  \
    int name params;                                                                                                   \
    int name params                                                                                                    \
    {                                                                                                                  \
        NEXT(int, #name, __VA_ARGS__);                                                                                 \
        mode_t mode = 0;                                                                                               \
        if (flags & O_CREAT) {                                                                                         \
            va_list list;                                                                                              \
            va_start(list, flags);                                                                                     \
            mode = va_arg(list, mode_t);                                                                               \
            va_end(list);                                                                                              \
        }                                                                                                              \
        return (flags & O_CREAT) && fault(1) ? -1 : next args;                                                         \
    }

OPEN(open, (const char *path, int flags, ...), (path, flags, mode), const char *, int, ...)
OPEN(open64, (const char *path, int flags, ...), (path, flags, mode), const char *, int, ...)
OPEN(openat, (int d, const char *path, int flags, ...), (d, path, flags, mode), int, const char *, int, ...)
OPEN(openat64, (int d, const char *path, int flags, ...), (d, path, flags, mode), int, const char *, int, ...)
