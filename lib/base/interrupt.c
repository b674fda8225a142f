/* interrupt.c - signals through a signalfd, so that no handler and no global flag is needed.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "dateline/interrupt.h"

#include <poll.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#define LOOK_SECONDS 0.005

double dl_monotonic(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

bool dl_interrupt_open(struct dl_interrupt *i, double max_seconds)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    *i = (struct dl_interrupt){ .fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC) };
    if (max_seconds > 0)
        i->deadline = dl_monotonic() + max_seconds;
    if (i->fd < 0)
        return false;
    sigprocmask(SIG_BLOCK, &set, &i->old_mask);
    return true;
}

void dl_interrupt_close(struct dl_interrupt *i)
{
    struct signalfd_siginfo info;
    if (i->fd < 0)
        return;
    while (read(i->fd, &info, sizeof info) == sizeof info)
        i->signal = (int)info.ssi_signo;
    sigprocmask(SIG_SETMASK, &i->old_mask, NULL);
    close(i->fd);
    i->fd = -1;
}

bool dl_interrupted(struct dl_interrupt *i)
{
    struct signalfd_siginfo info;
    double now = dl_monotonic();
    bool look = now - i->looked_at >= LOOK_SECONDS; /* this is asked for every file of a walk */
    if (look)
        i->looked_at = now;
    if (look && !i->signal && i->fd >= 0 && read(i->fd, &info, sizeof info) == sizeof info)
        i->signal = (int)info.ssi_signo;
    if (i->deadline > 0 && now >= i->deadline)
        i->timed_out = true;
    return i->signal || i->timed_out;
}

bool dl_interrupt_wait(struct dl_interrupt *i, int fd)
{
    struct pollfd p[2] = { { .fd = fd, .events = POLLIN }, { .fd = i->fd, .events = POLLIN } };
    while (!dl_interrupted(i)) {
        int wait = i->deadline > 0 ? 200 : -1; /* milliseconds */
        if (poll(p, 2, wait) > 0 && p[0].revents)
            return true;
    }
    return false;
}
