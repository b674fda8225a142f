/* pager.h - results through a pager.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_SEARCHER_PAGER_H
#define DATELINE_SEARCHER_PAGER_H

#include <sys/types.h>

/* Run $PAGER (else less) and make it standard output's reader.  0 when there is none to run or standard output is no
 * terminal: then nothing changes. */
pid_t dl_pager_start(void);

/* Close standard output and wait until the reader has seen enough. */
void dl_pager_wait(pid_t pager);

#endif
