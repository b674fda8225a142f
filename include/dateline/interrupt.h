/* interrupt.h - SIGINT, SIGTERM and the time limit, asked for between articles instead of caught in handlers.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_INTERRUPT_H
#define DATELINE_INTERRUPT_H

#include <signal.h>
#include <stdbool.h>

struct dl_interrupt {
    int fd; /* a signalfd, -1 when closed */
    sigset_t old_mask;
    double deadline;  /* CLOCK_MONOTONIC seconds, 0: none */
    double looked_at; /* likewise, for signals */
    int signal;       /* the one that came, or 0 */
    bool timed_out;
};

double dl_monotonic(void); /* seconds */

/* Block both signals in this thread (and those it starts) until dl_interrupt_close; MAX_SECONDS 0: no time limit. */
bool dl_interrupt_open(struct dl_interrupt *i, double max_seconds);
/* A signal that has come is done with; from here on one ends the process at once.  Closing again does nothing. */
void dl_interrupt_close(struct dl_interrupt *i);

/* Whether the run is to end now. */
bool dl_interrupted(struct dl_interrupt *i);

/* Wait until FD can be read; false: interrupted. */
bool dl_interrupt_wait(struct dl_interrupt *i, int fd);

#endif
