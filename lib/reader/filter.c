/* filter.c - running a program on a file's bytes.
 *
 * Between fork and exec only system calls are made: other threads may have held any lock of the C library.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/reader/filter.h"

#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "dateline/interrupt.h"

#define PIECE ((size_t)64 * 1024)
#define MESSAGE_MAX 300                       /* bytes of standard error that are kept */
#define FILES_MAX ((rlim_t)256 * 1024 * 1024) /* bytes of a file that it writes */
#define CANNOT_RUN 127

/* ---- configuration ---------------------------------------------------------------------------------------------- */

/* The next word of *P, copied, or NULL at the end. */
static char *next_word(const char **p, struct dl_arena *arena)
{
    *p += strspn(*p, " \t");
    if (!**p)
        return NULL;
    char *word = dl_arena_alloc(arena, strlen(*p) + 1), *to = word, quote = '\0';
    for (; word && **p && (quote || (**p != ' ' && **p != '\t')); ++*p) {
        if (quote ? **p == quote : **p == '"' || **p == '\'')
            quote = quote ? '\0' : **p;
        else
            *to++ = **p;
    }
    if (word)
        *to = '\0';
    return word;
}

/* The path of the program NAME: itself when it has a slash, else from PATH; NULL: there is none. */
static const char *find_program(const char *name, struct dl_arena *arena)
{
    const char *path = getenv("PATH");
    struct dl_buf b = { 0 };
    struct dl_str copy = { 0 };
    if (strchr(name, '/'))
        return access(name, X_OK) == 0 ? name : NULL;
    for (const char *p = path ? path : "/usr/local/bin:/usr/bin:/bin"; *p && !copy.len;) {
        size_t n = strcspn(p, ":");
        dl_buf_clear(&b);
        dl_buf_append(&b, p, n);
        dl_buf_printf(&b, "/%s", name);
        if (*p == '/' && access(dl_buf_cstr(&b), X_OK) == 0 && !dl_arena_dup(arena, dl_buf_view(&b), &copy))
            break;
        p += n + (p[n] == ':');
    }
    dl_buf_free(&b);
    return copy.ptr;
}

enum dl_status dl_filter_parse(const char *glob, const char *command, struct dl_arena *arena, struct dl_filter *f,
                               struct dl_error *err)
{
    struct dl_str copy;
    size_t n = 0;
    *f = (struct dl_filter){ .seconds = DL_FILTER_SECONDS };
    if (!dl_arena_dup(arena, dl_str_of(glob), &copy))
        return dl_fail_memory(err);
    f->glob = copy.ptr;
    while (n <= DL_FILTER_ARGUMENTS && (f->arguments[n] = next_word(&command, arena)) != NULL)
        n++;
    if (!*glob || n == 0)
        return dl_fail(err, DL_INVALID, "a filter is: filter GLOB = PROGRAM [ARGUMENT]...");
    if (n > DL_FILTER_ARGUMENTS)
        return dl_fail(err, DL_INVALID, "a filter has at most %d words", DL_FILTER_ARGUMENTS);
    f->program = find_program(f->arguments[0], arena);
    return f->program ? DL_OK : dl_fail(err, DL_INVALID, "filter %s: there is no program %s", glob, f->arguments[0]);
}

const struct dl_filter *dl_filter_for(const struct dl_filter *filters, size_t count, struct dl_str path)
{
    if (count == 0 || path.len == 0 || path.len >= 4096)
        return NULL;
    char copy[4096];
    memcpy(copy, path.ptr, path.len);
    copy[path.len] = '\0';
    const char *slash = strrchr(copy, '/'), *name = slash ? slash + 1 : copy;
    for (size_t i = 0; i < count; i++)
        if (fnmatch(filters[i].glob, strchr(filters[i].glob, '/') ? copy : name, FNM_CASEFOLD) == 0)
            return &filters[i];
    return NULL;
}

/* ---- the child -------------------------------------------------------------------------------------------------- */

/* What the child needs, made before the fork. */
struct plan {
    const struct dl_filter *filter;
    int in, out, complaints;
    char users[64], groups[64]; /* of a user namespace: the same as outside */
    const char *environment[4];
};

static void write_file(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0)
        return;
    ssize_t ignored = write(fd, text, strlen(text));
    (void)ignored;
    close(fd);
}

/* A network namespace has no network but an idle loopback.  Without the right to make one, a user namespace gives it;
 * where that is forbidden too, the filter runs as it is. */
static void leave_network(const struct plan *p)
{
    if (unshare(CLONE_NEWNET) == 0 || unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0)
        return;
    write_file("/proc/self/setgroups", "deny");
    write_file("/proc/self/uid_map", p->users);
    write_file("/proc/self/gid_map", p->groups);
}

static void limit(int what, rlim_t most)
{
    struct rlimit r = { most, most };
    setrlimit(what, &r);
}

static _Noreturn void become_filter(const struct plan *p)
{
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGPIPE, SIG_DFL);
    signal(SIGXFSZ, SIG_DFL);
    signal(SIGBUS, SIG_DFL);
    setsid(); /* a group to be ended as a whole */
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    limit(RLIMIT_CPU, p->filter->seconds);
    limit(RLIMIT_AS, DL_FILTER_MEMORY);
    limit(RLIMIT_FSIZE, FILES_MAX);
    limit(RLIMIT_CORE, 0);
    leave_network(p);
    if (dup2(p->in, 0) == 0 && dup2(p->out, 1) == 1 && dup2(p->complaints, 2) == 2 && chdir("/") == 0)
        execve(p->filter->program, p->filter->arguments, (char *const *)(uintptr_t)p->environment);
    _exit(CANNOT_RUN);
}

/* ---- the parent ------------------------------------------------------------------------------------------------- */

static int memory_file(struct dl_str bytes)
{
    int fd = memfd_create("filter", MFD_CLOEXEC);
    for (size_t done = 0; fd >= 0 && done < bytes.len;) {
        ssize_t n = write(fd, bytes.ptr + done, bytes.len - done);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            close(fd);
            return -1;
        }
        done += (size_t)n;
    }
    if (fd >= 0 && lseek(fd, 0, SEEK_SET) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

enum ending { ENDED, TIMED_OUT, TOO_MUCH, NO_MEMORY };

/* Take what there is to read from FD into B; false at its end. */
static bool drain(int fd, struct dl_buf *b)
{
    if (!dl_buf_reserve(b, PIECE))
        return false;
    ssize_t n = read(fd, b->data + b->len, PIECE);
    if (n > 0)
        b->len += (size_t)n;
    return n > 0 || (n < 0 && (errno == EINTR || errno == EAGAIN));
}

static enum ending listen_to(int out_fd, int complaints_fd, double deadline, size_t most, struct dl_buf *out,
                             struct dl_buf *complaints)
{
    struct pollfd fds[2] = { { .fd = out_fd, .events = POLLIN }, { .fd = complaints_fd, .events = POLLIN } };
    while (fds[0].fd >= 0 || fds[1].fd >= 0) {
        double left = deadline - dl_monotonic();
        if (left <= 0)
            return TIMED_OUT;
        int ready = poll(fds, 2, (int)(left * 1000) + 1);
        if (ready < 0 && errno != EINTR)
            return TIMED_OUT;
        if (ready > 0 && fds[0].fd >= 0 && fds[0].revents && !drain(fds[0].fd, out))
            fds[0].fd = -1;
        if (ready > 0 && fds[1].fd >= 0 && fds[1].revents && !drain(fds[1].fd, complaints))
            fds[1].fd = -1;
        if (out->failed || complaints->failed)
            return NO_MEMORY;
        if (out->len > most)
            return TOO_MUCH;
        if (complaints->len > 2 * PIECE)
            complaints->len = PIECE; /* the beginning is enough */
    }
    return ENDED;
}

/* Wait for the end of PID; it may have closed its output long before. */
static int wait_for(pid_t pid, double deadline, bool *killed)
{
    int status = 0;
    for (;;) {
        pid_t got = waitpid(pid, &status, *killed ? 0 : WNOHANG);
        if (got == pid || (got < 0 && errno != EINTR))
            return status;
        if (dl_monotonic() > deadline) {
            kill(-pid, SIGKILL);
            kill(pid, SIGKILL);
            *killed = true;
        } else if (got == 0) {
            poll(NULL, 0, 5);
        }
    }
}

static struct dl_str first_line(struct dl_buf *complaints)
{
    struct dl_str s = dl_str_trim(dl_buf_view(complaints));
    const char *newline = s.len ? memchr(s.ptr, '\n', s.len) : NULL;
    if (newline)
        s.len = (size_t)(newline - s.ptr);
    if (s.len > MESSAGE_MAX)
        s.len = MESSAGE_MAX;
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.ptr[i] >= 0x80)
            complaints->data[s.ptr + i - complaints->data] = '?';
    return s;
}

static enum dl_status verdict(const struct dl_filter *f, enum ending ending, int status, size_t most,
                              struct dl_buf *complaints, struct dl_error *err)
{
    const char *name = f->arguments[0];
    struct dl_str why = first_line(complaints);
    bool out_of_time = WIFSIGNALED(status) && (WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL);
    if (ending == NO_MEMORY)
        return dl_fail_memory(err);
    if (ending == TOO_MUCH)
        return dl_fail(err, DL_TOO_LARGE, "%s wrote more than the limit of %zu MiB", name, most >> 20);
    if (ending == TIMED_OUT || out_of_time)
        return dl_fail(err, DL_BAD_INPUT, "%s took longer than %u seconds", name, f->seconds);
    if (WIFSIGNALED(status))
        return dl_fail(err, DL_BAD_INPUT, "%s was ended by signal %d", name, WTERMSIG(status));
    if (WEXITSTATUS(status) == CANNOT_RUN && why.len == 0)
        return dl_fail(err, DL_BAD_INPUT, "%s cannot be run", name);
    if (WEXITSTATUS(status) != 0)
        return dl_fail(err, DL_BAD_INPUT, "%s failed: %.*s%sexit status %d", name, (int)why.len, why.len ? why.ptr : "",
                       why.len ? ", " : "", WEXITSTATUS(status));
    return DL_OK;
}

static void make_plan(struct plan *p, char *path, size_t size)
{
    const char *from = getenv("PATH");
    snprintf(p->users, sizeof p->users, "%u %u 1", (unsigned)geteuid(), (unsigned)geteuid());
    snprintf(p->groups, sizeof p->groups, "%u %u 1", (unsigned)getegid(), (unsigned)getegid());
    int n = snprintf(path, size, "PATH=%s", from ? from : "");
    if (!from || n < 0 || (size_t)n >= size)
        snprintf(path, size, "PATH=/usr/local/bin:/usr/bin:/bin");
    p->environment[0] = path;
    p->environment[1] = "LC_ALL=C.UTF-8";
    p->environment[2] = "TMPDIR=/tmp";
}

static void close_all(const int *fds, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (fds[i] >= 0)
            close(fds[i]);
}

enum dl_status dl_filter_run(const struct dl_filter *f, struct dl_str input, size_t most, struct dl_buf *out,
                             struct dl_error *err)
{
    char path[4096];
    int fds[5] = { -1, -1, -1, -1, memory_file(input) }; /* two pipes and the input */
    struct dl_buf complaints = { 0 };
    struct plan p = { .filter = f };
    dl_buf_clear(out);
    make_plan(&p, path, sizeof path);
    pid_t pid = -1;
    if (fds[4] >= 0 && pipe2(fds, O_CLOEXEC) == 0 && pipe2(fds + 2, O_CLOEXEC) == 0) {
        p.in = fds[4];
        p.out = fds[1];
        p.complaints = fds[3];
        pid = fork();
    }
    if (pid == 0)
        become_filter(&p);
    if (pid < 0) {
        enum dl_status status = dl_fail_errno(err, errno, NULL, "cannot run %s", f->arguments[0]);
        close_all(fds, 5);
        return status;
    }
    close_all((int[]){ fds[1], fds[3], fds[4] }, 3);
    double deadline = dl_monotonic() + f->seconds;
    enum ending ending = listen_to(fds[0], fds[2], deadline, most, out, &complaints);
    bool killed = false;
    int status = wait_for(pid, ending == ENDED ? deadline : 0, &killed);
    kill(-pid, SIGKILL); /* what it may have left behind */
    close_all((int[]){ fds[0], fds[2] }, 2);
    enum dl_status result = verdict(f, ending, status, most, &complaints, err);
    dl_buf_free(&complaints);
    return result;
}
