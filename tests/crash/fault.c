/* fault.c - preloaded into a program, it lets the n-th call of a kind fail, or ends the process there.
 *
 *   FAULT_AT=N      which call, counted from 1
 *   FAULT_UNDER=DIR only files in DIR, and in DIR.* beside it, count (default: all but standard input, output, error)
 *   FAULT_HIT=FILE  is created when the call was reached
 *   FAULT_NO_EXCHANGE=1   renameat2 fails with EINVAL; 2: and a rename of what a rebuild made fails with EIO
 *   FAULT_MODE=     what counts, and what happens:
 *     kill          a call that changes files (opening to create or write, write, pwrite, fsync, fdatasync, ftruncate,
 *                   rename, unlink, mkdir, close after writing): SIGKILL before it
 *     cut           the same, but as if the power went: what was written and not synced is zeros, under whatever name
 *                   the file has by then; names stay
 *     undo          the same, and names that were made, moved or removed since their folder was synced are as before
 *     eio           that call fails with EIO
 *     enospc        that call and all later ones that need space fail with ENOSPC
 *     short         from that call on every write writes half of what it should; and each is interrupted first
 *     read          a call that reads (opening, read, pread, stat, mmap, readdir) fails with EIO
 *     nomem         malloc, calloc, realloc or mmap, called by the program itself, fails.  What its libraries call is
 * left alone: libstdc++ and ICU's break iterator end the process then. thread        pthread_create fails with EAGAIN
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <link.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum mode { NONE, KILL, CUT, UNDO, EIO_WRITE, FULL, SHORT, READ, NOMEM, THREAD };
enum kind { CHANGES, GROWS, READS }; /* of a call; GROWS also changes */

static enum mode mode;
static long at;
static const char *under, *hit;
static int no_exchange;
static atomic_long calls;
static uintptr_t program_start, program_end;

static void tell(void)
{
    if (hit)
        syscall(SYS_close, syscall(SYS_openat, AT_FDCWD, hit, O_CREAT | O_WRONLY, 0666));
}

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
    static const char *const names[] = {
        "", "kill", "cut", "undo", "eio", "enospc", "short", "read", "nomem", "thread"
    };
    const char *n = getenv("FAULT_AT"), *m = getenv("FAULT_MODE");
    under = getenv("FAULT_UNDER");
    hit = getenv("FAULT_HIT");
    no_exchange = getenv("FAULT_NO_EXCHANGE") ? atoi(getenv("FAULT_NO_EXCHANGE")) : 0;
    dl_iterate_phdr(find_program, NULL);
    at = n ? atol(n) : 0;
    for (int i = 1; n && m && i <= THREAD; i++)
        if (strcmp(m, names[i]) == 0)
            mode = (enum mode)i;
}

#define NEXT(type, name, ...)                                                                                          \
    static type (*next)(__VA_ARGS__);                                                                                  \
    if (!next)                                                                                                         \
    *(void **)&next = dlsym(RTLD_NEXT, name)

static int lies_under(const char *path)
{
    size_t n = under ? strlen(under) : 0;
    return !under || (strncmp(path, under, n) == 0 && (path[n] == '/' || path[n] == '.' || path[n] == '\0'));
}

static int path_of(int fd, char *path)
{
    char link[40];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, PATH_MAX - 1);
    path[n > 0 ? n : 0] = '\0';
    return n > 0 && path[0] == '/';
}

static int counts(int fd)
{
    char path[PATH_MAX];
    return fd > 2 && path_of(fd, path) && lies_under(path);
}

/* ---- what a power cut takes ---- */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

struct range {
    dev_t dev;
    ino_t ino;
    int keep; /* a descriptor of the harness: the file may get another name, or none */
    off_t from, to;
};
static struct range ranges[4096]; /* written, not synced */
static int range_count;

struct change {
    enum { MADE, MOVED, REMOVED } what;
    char path[256], from[256], saved[300]; /* SAVED: what was at PATH before, or "" */
};
static struct change changes[1024]; /* of names, their folders not synced since */
static int change_count;

/* A descriptor for the file of FD that outlives it; one for all ranges of a file. */
static int keep_open(int fd, const struct stat *st)
{
    char link[40];
    for (int i = 0; i < range_count; i++)
        if (ranges[i].dev == st->st_dev && ranges[i].ino == st->st_ino)
            return ranges[i].keep;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    return (int)syscall(SYS_openat, AT_FDCWD, link, O_WRONLY | O_CLOEXEC);
}

static void note_write(int fd, off_t from, off_t size)
{
    struct stat st;
    if ((mode != CUT && mode != UNDO) || fstat(fd, &st) != 0 || !counts(fd))
        return;
    pthread_mutex_lock(&lock);
    if (range_count < (int)(sizeof ranges / sizeof *ranges)) {
        int keep = keep_open(fd, &st);
        ranges[range_count++] = (struct range){ st.st_dev, st.st_ino, keep, from, from + size };
    }
    pthread_mutex_unlock(&lock);
}

static void note_sync(int fd)
{
    struct stat st;
    char path[PATH_MAX];
    if ((mode != CUT && mode != UNDO) || fstat(fd, &st) != 0 || !path_of(fd, path))
        return;
    pthread_mutex_lock(&lock);
    int kept = 0, keep = -1;
    for (int i = 0; i < range_count; i++)
        if (ranges[i].dev != st.st_dev || ranges[i].ino != st.st_ino)
            ranges[kept++] = ranges[i];
        else
            keep = ranges[i].keep;
    range_count = kept;
    if (keep >= 0)
        syscall(SYS_close, keep);
    kept = 0;
    for (int i = 0; i < change_count; i++) {
        const char *slash = strrchr(changes[i].path, '/');
        size_t n = (size_t)(slash - changes[i].path);
        if (!S_ISDIR(st.st_mode) || strlen(path) != n || memcmp(path, changes[i].path, n) != 0)
            changes[kept++] = changes[i];
    }
    change_count = kept;
    pthread_mutex_unlock(&lock);
}

/* Before a name changes: keep what it leads to by a hard link beside the index. */
static void note_change(int what, const char *path, const char *from)
{
    char full[PATH_MAX] = "", before[PATH_MAX] = "";
    if (mode != UNDO || change_count == (int)(sizeof changes / sizeof *changes))
        return;
    if (path[0] != '/' && getcwd(full, sizeof full))
        strcat(full, "/");
    strcat(full, path);
    if (from)
        snprintf(before, sizeof before, "%s", from);
    pthread_mutex_lock(&lock);
    struct change *c = &changes[change_count++];
    *c = (struct change){ .what = what };
    snprintf(c->path, sizeof c->path, "%s", full);
    snprintf(c->from, sizeof c->from, "%s", before);
    snprintf(c->saved, sizeof c->saved, "%s.saved.%d", hit, change_count);
    if (link(full, c->saved) != 0)
        c->saved[0] = '\0';
    pthread_mutex_unlock(&lock);
}

static void cut_power(void)
{
    static const char zeros[4096];
    NEXT(int, "unlink", const char *);
    static int (*move)(const char *, const char *);
    *(void **)&move = dlsym(RTLD_NEXT, "rename");
    pthread_mutex_lock(&lock);
    for (int i = 0; i < range_count; i++) {
        for (off_t p = ranges[i].from; p < ranges[i].to; p += (off_t)sizeof zeros) {
            off_t left = ranges[i].to - p;
            syscall(SYS_pwrite64, ranges[i].keep, zeros, left < (off_t)sizeof zeros ? (size_t)left : sizeof zeros, p);
        }
    }
    for (int i = change_count; i-- > 0;) {
        const struct change *c = &changes[i];
        if (c->what == MADE)
            next(c->path);
        if (c->what == MOVED)
            move(c->path, c->from);
        if (c->what != MADE && c->saved[0])
            move(c->saved, c->path);
    }
}

/* ---- faults ---- */

/* Whether this call is to fail, with errno set. */
static int fault(enum kind kind)
{
    if (mode == NONE || mode >= NOMEM || (mode == READ) != (kind == READS) || mode == SHORT)
        return 0;
    long now = atomic_fetch_add(&calls, 1) + 1;
    if (now < at || (now > at && mode != FULL))
        return 0;
    if (now == at)
        tell();
    if (mode == CUT || mode == UNDO)
        cut_power();
    if (mode == KILL || mode == CUT || mode == UNDO)
        kill(getpid(), SIGKILL);
    errno = mode == FULL ? ENOSPC : EIO;
    return mode != FULL || kind == GROWS;
}

static int fault_fd(int fd, enum kind kind)
{
    return mode && counts(fd) && fault(kind);
}
static int fault_path(const char *path, enum kind kind)
{
    return mode && lies_under(path) && fault(kind);
}

/* ---- memory and threads ---- */

extern void *__libc_malloc(size_t), *__libc_calloc(size_t, size_t), *__libc_realloc(void *, size_t);

static int no_memory(const void *caller)
{
    if (mode != NOMEM || (uintptr_t)caller < program_start || (uintptr_t)caller >= program_end)
        return 0;
    if (atomic_fetch_add(&calls, 1) + 1 != at)
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

void *mmap(void *where, size_t n, int protection, int flags, int fd, off_t offset)
{
    if (no_memory(__builtin_return_address(0)))
        return MAP_FAILED;
    if (fd >= 0 && fault_fd(fd, READS)) {
        errno = ENOMEM;
        return MAP_FAILED;
    }
    return (void *)syscall(SYS_mmap, where, n, protection, flags, fd, offset);
}

int pthread_create(pthread_t *t, const pthread_attr_t *a, void *(*run)(void *), void *context)
{
    NEXT(int, "pthread_create", pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
    if (mode == THREAD && atomic_fetch_add(&calls, 1) + 1 == at) {
        tell();
        return EAGAIN;
    }
    return next(t, a, run, context);
}

/* ---- writing ---- */

/* In SHORT, from the call AT on: every other write is interrupted, and the rest write half. */
static int curtail(int fd, size_t *n)
{
    if (mode != SHORT || !counts(fd))
        return 0;
    long now = atomic_fetch_add(&calls, 1) + 1;
    if (now < at)
        return 0;
    if (now == at)
        tell();
    *n = *n > 1 ? *n / 2 : *n;
    errno = EINTR;
    return now % 2 == 0;
}

ssize_t write(int fd, const void *p, size_t n)
{
    NEXT(ssize_t, "write", int, const void *, size_t);
    if (curtail(fd, &n) || (fd > 2 && fault_fd(fd, GROWS)))
        return -1;
    off_t from = mode == CUT || mode == UNDO ? lseek(fd, 0, SEEK_CUR) : 0;
    ssize_t done = next(fd, p, n);
    if (done > 0 && from >= 0)
        note_write(fd, from, done);
    return done;
}

#define PWRITE(name)                                                                                                   \
    ssize_t name(int fd, const void *p, size_t n, off_t where);                                                        \
    ssize_t name(int fd, const void *p, size_t n, off_t where)                                                         \
    {                                                                                                                  \
        NEXT(ssize_t, #name, int, const void *, size_t, off_t);                                                        \
        if (curtail(fd, &n) || fault_fd(fd, GROWS))                                                                    \
            return -1;                                                                                                 \
        ssize_t done = next(fd, p, n, where);                                                                          \
        if (done > 0)                                                                                                  \
            note_write(fd, where, done);                                                                               \
        return done;                                                                                                   \
    }
PWRITE(pwrite)
PWRITE(pwrite64)

#define SYNC(name)                                                                                                     \
    int name(int fd)                                                                                                   \
    {                                                                                                                  \
        if (fault_fd(fd, CHANGES))                                                                                     \
            return -1;                                                                                                 \
        note_sync(fd);                                                                                                 \
        return 0; /* nothing is really synced: that would only cost time */                                            \
    }
SYNC(fsync)
SYNC(fdatasync)

#define TRUNCATE(name)                                                                                                 \
    int name(int fd, off_t n)                                                                                          \
    {                                                                                                                  \
        NEXT(int, #name, int, off_t);                                                                                  \
        return fault_fd(fd, CHANGES) ? -1 : next(fd, n);                                                               \
    }
TRUNCATE(ftruncate)
TRUNCATE(ftruncate64)

int rename(const char *a, const char *b)
{
    NEXT(int, "rename", const char *, const char *);
    if (no_exchange == 2 && strstr(a, ".rebuild-tmp")) {
        errno = EIO;
        return -1;
    }
    if (fault_path(b, CHANGES))
        return -1;
    note_change(MOVED, b, a);
    return next(a, b);
}

int renameat2(int d, const char *a, int e, const char *b, unsigned flags)
{
    NEXT(int, "renameat2", int, const char *, int, const char *, unsigned);
    if (no_exchange) {
        errno = EINVAL;
        return -1;
    }
    return fault_path(b, CHANGES) ? -1 : next(d, a, e, b, flags);
}

int unlink(const char *path)
{
    NEXT(int, "unlink", const char *);
    if (fault_path(path, CHANGES))
        return -1;
    note_change(REMOVED, path, NULL);
    return next(path);
}

int mkdir(const char *path, mode_t m)
{
    NEXT(int, "mkdir", const char *, mode_t);
    return access(path, F_OK) != 0 && fault_path(path, GROWS) ? -1 : next(path, m);
}

/* ---- opening, closing ---- */

static int opens(int d, const char *path, int flags, int *made)
{
    char full[PATH_MAX], folder[PATH_MAX];
    int writes = (flags & O_ACCMODE) != O_RDONLY;
    if (!mode || (d != AT_FDCWD && path[0] != '/' && !path_of(d, folder)))
        return 0;
    snprintf(full, sizeof full, "%s%s%s", d != AT_FDCWD && path[0] != '/' ? folder : "",
             d != AT_FDCWD && path[0] != '/' ? "/" : "", path);
    *made = (flags & O_CREAT) && access(full, F_OK) != 0;
    if (lies_under(full) && fault(writes ? (flags & O_CREAT) ? GROWS : CHANGES : READS))
        return 1;
    if (*made)
        note_change(MADE, full, NULL);
    return 0;
}

#define OPEN(name, d, params, args, ...)                                                                               \
    int name params;                                                                                                   \
    int name params                                                                                                    \
    {                                                                                                                  \
        NEXT(int, #name, __VA_ARGS__);                                                                                 \
        mode_t m = 0;                                                                                                  \
        int made = 0;                                                                                                  \
        if (flags & O_CREAT) {                                                                                         \
            va_list list;                                                                                              \
            va_start(list, flags);                                                                                     \
            m = va_arg(list, mode_t);                                                                                  \
            va_end(list);                                                                                              \
        }                                                                                                              \
        return opens(d, path, flags, &made) ? -1 : next args;                                                          \
    }
OPEN(open, AT_FDCWD, (const char *path, int flags, ...), (path, flags, m), const char *, int, ...)
OPEN(open64, AT_FDCWD, (const char *path, int flags, ...), (path, flags, m), const char *, int, ...)
OPEN(openat, d, (int d, const char *path, int flags, ...), (d, path, flags, m), int, const char *, int, ...)
OPEN(openat64, d, (int d, const char *path, int flags, ...), (d, path, flags, m), int, const char *, int, ...)

int close(int fd)
{
    int writes = mode == EIO_WRITE && fd > 2 && (fcntl(fd, F_GETFL) & O_ACCMODE) != O_RDONLY;
    int fails = writes && fault_fd(fd, CHANGES);
    int status = (int)syscall(SYS_close, fd);
    if (fails)
        errno = EIO;
    return fails ? -1 : status;
}

/* ---- reading ---- */

ssize_t read(int fd, void *p, size_t n)
{
    NEXT(ssize_t, "read", int, void *, size_t);
    return fault_fd(fd, READS) ? -1 : next(fd, p, n);
}

#define PREAD(name)                                                                                                    \
    ssize_t name(int fd, void *p, size_t n, off_t where);                                                              \
    ssize_t name(int fd, void *p, size_t n, off_t where)                                                               \
    {                                                                                                                  \
        NEXT(ssize_t, #name, int, void *, size_t, off_t);                                                              \
        return fault_fd(fd, READS) ? -1 : next(fd, p, n, where);                                                       \
    }
PREAD(pread)
PREAD(pread64)

int fstat(int fd, struct stat *st)
{
    NEXT(int, "fstat", int, struct stat *);
    return mode == READ && fault_fd(fd, READS) ? -1 : next(fd, st);
}

int stat(const char *path, struct stat *st)
{
    NEXT(int, "stat", const char *, struct stat *);
    return mode == READ && fault_path(path, READS) ? -1 : next(path, st);
}

int fstatat(int d, const char *path, struct stat *st, int flags)
{
    NEXT(int, "fstatat", int, const char *, struct stat *, int);
    return mode == READ && (path[0] == '/' ? fault_path(path, READS) : fault_fd(d, READS)) ? -1
                                                                                           : next(d, path, st, flags);
}

struct dirent *readdir(DIR *dir)
{
    NEXT(struct dirent *, "readdir", DIR *);
    return fault_fd(dirfd(dir), READS) ? NULL : next(dir);
}
